"""A surface over the plane to run an optimizer on, and what is known of it."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Protocol

import numpy as np
from numpy.typing import ArrayLike

from gradreel.engine.arrays import FloatArray
from gradreel.engine.errors import RequestError
from gradreel.engine.own import Origin
from gradreel.engine.surfaces.names import SURFACE_NAMES

Interval = tuple[float, float]


class Function(Protocol):
    """A function of x and y with its gradient, such as a `Formula`."""

    def value(self, x: ArrayLike, y: ArrayLike) -> FloatArray:
        """Return its values, in the shape to which `x` and `y` broadcast."""

    def gradient(self, x: ArrayLike, y: ArrayLike) -> tuple[FloatArray, FloatArray]:
        """Return its two partial derivatives."""

    def value_and_gradient(
        self, x: ArrayLike, y: ArrayLike
    ) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Return all three."""


@dataclass(frozen=True)
class Minimum:
    """A local minimum of a surface.

    Attributes:
        x: where it is.
        y: where it is.
        value: the surface there.
        is_global: whether the surface is nowhere lower.
    """

    x: float
    y: float
    value: float
    is_global: bool


@dataclass(frozen=True)
class Surface:
    """A function of x and y, and what is known about it.

    Attributes:
        name: its name, or the text of the formula; of a function, its module too.
        title: its name as a person writes it.
        formula: the function; its value and its gradient come from it.
        source: where the function was published; empty for a user's function.
        minima_at: where every local minimum in the domain is; empty where there is none, and for a
            user's formula, whose minima aren't known.
        lowest: the least value: minus infinity for a surface without a floor, as far as that can be
            told of a formula; None if unknown.
        x_range: the window worth plotting.
        y_range: the window worth plotting.
        x_domain: the wider box in which a run may start; for a formula the whole plane.
        y_domain: the wider box in which a run may start.
        start: a start that makes plain gradient descent tell a story.
    """

    name: str
    title: str
    formula: Function
    source: str
    minima_at: tuple[tuple[float, float], ...] = field(repr=False)
    lowest: float | None
    x_range: Interval
    y_range: Interval
    x_domain: Interval
    y_domain: Interval
    start: tuple[float, float]

    @property
    def missing(self) -> Origin | None:
        """The code of a person's own that the surface needs and that isn't here; None if it is."""
        return None

    @cached_property
    def minima(self) -> tuple[Minimum, ...]:
        """The local minima at `minima_at`; the lowest of them are the global ones."""
        values = [self.value(x, y).item() for x, y in self.minima_at]
        return tuple(
            Minimum(x, y, value, is_global=value <= min(values) + 1e-9)
            for (x, y), value in zip(self.minima_at, values, strict=True)
        )

    def value(self, x: ArrayLike, y: ArrayLike) -> FloatArray:
        """Evaluate the surface, as `Formula.value` does.

        A run that diverges gets to where it isn't finite, which is no error.
        """
        return self.formula.value(x, y)

    def gradient(self, x: ArrayLike, y: ArrayLike) -> tuple[FloatArray, FloatArray]:
        """Evaluate the two partial derivatives, as `Formula.gradient` does."""
        return self.formula.gradient(x, y)

    def check_start(self, x: float, y: float) -> None:
        """Refuse a start from which no run can be recorded.

        Raises:
            RequestError: it is off the domain, or the surface or its slope isn't finite there.
        """
        if not np.isfinite([x, y]).all():
            raise RequestError(f"the start {x:g},{y:g} isn't a point: give two finite numbers")
        for axis, at, (low, high) in (("x", x, self.x_domain), ("y", y, self.y_domain)):
            if not low <= at <= high:
                raise RequestError(
                    f"the start {x:g},{y:g} is off the surface {self.title}: "
                    f"take {axis} between {low:g} and {high:g}"
                )
        if not np.isfinite([self.value(x, y), *self.gradient(x, y)]).all():
            raise RequestError(
                f"the surface or its slope isn't finite at the start {x:g},{y:g}: take another"
            )

    def window_with(self, x: float, y: float) -> tuple[Interval, Interval]:
        """Widen the window (x_range, y_range) until it shows a point, such as a start."""
        return _widened(self.x_range, x), _widened(self.y_range, y)

    def describe(self) -> dict[str, Any]:
        """Say which surface this is, for `surface_from_description` to rebuild it."""
        key = "name" if self.name in SURFACE_NAMES else "formula"
        return {"kind": "surface", key: self.name}


def _widened(interval: Interval, at: float) -> Interval:
    low, high = interval
    margin = 0.05 * (max(high, at) - min(low, at))
    return (low if at >= low else at - margin), (high if at <= high else at + margin)
