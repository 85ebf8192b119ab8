"""Surfaces that a person's own function makes, and what a record keeps of them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from functools import cached_property
from typing import Any, Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gradreel.engine.arrays import FloatArray, read_only
from gradreel.engine.errors import RequestError, shorten
from gradreel.engine.own import Origin
from gradreel.engine.surfaces.lookup import surface_of
from gradreel.engine.surfaces.surface import Surface

STEP: Final = 1e-3
"""Of the differences, in the larger of 1 and what they are about: their own error is of the order
of its fourth power, and rounding's that of 1e-16 over it."""
NEAR: Final = np.array([-2.0, -1.0, 1.0, 2.0])
PROBES: Final = np.array([[-1.5, 0.7], [2.25, -0.4], [0.3, 1.9]])
"""Where it is seen whether a function of arrays is one of each of their points."""


@dataclass(frozen=True)
class OwnFunction:
    """A function f(x, y) of a person's own.

    Its gradient is `f.gradient(x, y)`, which returns both partial derivatives, if it has one;
    otherwise it is taken by central differences of fourth order. These are true of any function,
    where a complex step is silently wrong (a modulus, a comparison); of smooth ones of usual size
    they have some ten digits.

    Attributes:
        function: called with two arrays of one shape.
        name: of the function, for messages.
    """

    function: Any
    name: str

    def value(self, x: ArrayLike, y: ArrayLike) -> FloatArray:
        """Evaluate it, as `Formula.value` does.

        Raises:
            RequestError: it gives something else than a number for each point.
        """
        x, y = _alike(x, y)
        with np.errstate(all="ignore"):
            found = self._checked(self.function(*np.atleast_1d(x, y)), np.atleast_1d(x).shape)
        return found.reshape(x.shape)

    def gradient(self, x: ArrayLike, y: ArrayLike) -> tuple[FloatArray, FloatArray]:
        """Evaluate both partial derivatives; arguments and shapes as in `value`."""
        x, y = _alike(x, y)
        own = getattr(self.function, "gradient", None)
        if own is not None:
            with np.errstate(all="ignore"):
                both = own(*np.atleast_1d(x, y))
            dx, dy = (self._checked(each, np.atleast_1d(x).shape) for each in both)
            return dx.reshape(x.shape), dy.reshape(x.shape)
        return self._slope(x, y, x), self._slope(x, y, y)

    def value_and_gradient(
        self, x: ArrayLike, y: ArrayLike
    ) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Evaluate all three."""
        return self.value(x, y), *self.gradient(x, y)

    def _slope(self, x: FloatArray, y: FloatArray, along: FloatArray) -> FloatArray:
        step = STEP * np.maximum(1.0, np.abs(along))
        moves = NEAR.reshape(-1, *[1] * x.ndim) * step
        moved = (x + moves, y + 0 * moves) if along is x else (x + 0 * moves, y + moves)
        with np.errstate(all="ignore"):
            far_below, below, above, far_above = self.value(*moved)
            return np.asarray((8 * (above - below) - (far_above - far_below)) / (12 * step))

    def _checked(self, found: Any, shape: tuple[int, ...]) -> FloatArray:
        try:
            real = np.asarray(found).astype(np.float64, casting="same_kind")
            return np.broadcast_to(real, shape).copy()
        except (TypeError, ValueError):
            raise self.refused("it gives no real number for each point") from None

    def refused(self, why: str) -> RequestError:
        """Say what is wrong with the function, and what it should be like."""
        told = f"{self.name}(x, y) can't be a surface: {shorten(why, 80)}"
        return RequestError(f"{told}; write it with NumPy's functions of arrays, as np.sin(x)")

    def check(self) -> None:
        """Check that it takes arrays, and gives each of their points its own value.

        Raises:
            RequestError: it doesn't.
        """
        try:
            all_at_once = self.value(*PROBES.T)
            each = [float(self.value(x, y)) for x, y in PROBES]
        except RequestError:
            raise
        except Exception as error:
            raise self.refused(f"{type(error).__name__}: {error}") from error
        if not np.allclose(all_at_once, each, rtol=1e-9, equal_nan=True):
            raise self.refused("a point's value depends on the other points, or on chance")


@dataclass(frozen=True, eq=False)
class KeptSurface:
    """Values and slopes of a function on a grid, and between its points by cubics.

    It is what a record has of a function whose code it doesn't have. Off the grid there is nothing.

    Attributes:
        xs: (m,) rising, equally far from each other.
        ys: (n,) likewise.
        values: (n, m); not a number, or infinite, where the function has no value.
        x_slopes: (n, m), its derivatives along x.
        y_slopes: (n, m), those along y.
        ending: how the run ended that it is kept of, judged where the code was.
        step: after how many steps.
    """

    xs: FloatArray
    ys: FloatArray
    values: FloatArray
    x_slopes: FloatArray
    y_slopes: FloatArray
    ending: str = ""
    step: int = 0

    def __post_init__(self) -> None:
        for name in KEPT:
            object.__setattr__(self, name, read_only(getattr(self, name)))
        shape = self.ys.size, self.xs.size
        if any(getattr(self, name).shape != shape for name in KEPT[2:]) or min(shape) < 2:
            raise ValueError("the kept surface isn't a grid")
        for each in (self.xs, self.ys):
            if not (np.isfinite(each).all() and (np.diff(each) > 0).all()):
                raise ValueError("the kept surface's axes don't rise")

    @property
    def arrays(self) -> dict[str, NDArray[Any]]:
        """What a record's file has of it."""
        told = {"surface_ending": np.array(self.ending), "surface_step": np.array(self.step)}
        return {f"surface_{name}": getattr(self, name) for name in KEPT} | told

    @cached_property
    def _parts(self) -> FloatArray:
        """Values, both slopes, and how the first of these changes along y: (4, n, m)."""
        with np.errstate(all="ignore"):
            twists = np.gradient(self.x_slopes, self.ys, axis=0)
        return np.stack([self.values, self.x_slopes, self.y_slopes, twists])

    def value(self, x: ArrayLike, y: ArrayLike) -> FloatArray:
        """Return the values at points, as `Formula.value` does."""
        return self.value_and_gradient(x, y)[0]

    def gradient(self, x: ArrayLike, y: ArrayLike) -> tuple[FloatArray, FloatArray]:
        """Return both partial derivatives there."""
        return self.value_and_gradient(x, y)[1:]

    def value_and_gradient(
        self, x: ArrayLike, y: ArrayLike
    ) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Return all three: those of the bicubic that has the values and slopes of the corners."""
        x, y = _alike(x, y)
        column, across, width = _cell(self.xs, x)
        row, up, height = _cell(self.ys, y)
        value, along_x, along_y = (np.zeros(x.shape) for _ in range(3))
        with np.errstate(all="ignore"):
            for right in (0, 1):
                bx, sx = _blend(across, right, width)
                for above in (0, 1):
                    by, sy = _blend(up, above, height)
                    f, fx, fy, fxy = self._parts[:, row + above, column + right]
                    for i, j, part in ((0, 0, f), (1, 0, fx), (0, 1, fy), (1, 1, fxy)):
                        value += _times(bx[i] * by[j], part)
                        along_x += _times(sx[i] * by[j], part)
                        along_y += _times(bx[i] * sy[j], part)
        off = (x < self.xs[0]) | (x > self.xs[-1]) | (y < self.ys[0]) | (y > self.ys[-1])
        found = (np.where(off, np.nan, each) for each in (value, along_x, along_y))
        return next(found), next(found), next(found)


@dataclass(frozen=True)
class OwnSurface(Surface):
    """The surface of a person's own function, or what a record keeps of it.

    Attributes:
        origin: which code the function is.
        kept: what a record keeps of it; None before there is a run.
    """

    origin: Origin
    kept: KeptSurface | None = None

    @property
    def missing(self) -> Origin | None:
        """The function, if only what a record keeps of it is here."""
        return self.origin if self.formula is self.kept else None

    def check_start(self, x: float, y: float) -> None:
        """Refuse a start, as other surfaces do, if a run could be made from it."""
        if self.missing is None:
            super().check_start(x, y)

    def describe(self) -> dict[str, Any]:
        """Say which code the function is, and whether it has no floor."""
        floorless = self.lowest == -np.inf
        return {"kind": "surface", **self.origin.describe(), "floorless": floorless}


KEPT: Final = ("xs", "ys", "values", "x_slopes", "y_slopes")
"""The arrays of a kept surface."""


def _alike(x: ArrayLike, y: ArrayLike) -> tuple[FloatArray, FloatArray]:
    both = np.broadcast_arrays(np.asarray(x, np.float64), np.asarray(y, np.float64))
    return both[0].copy(), both[1].copy()


def _cell(axis: FloatArray, at: FloatArray) -> tuple[Any, FloatArray, Any]:
    """Return the grid's cells that places are in, how far across, 0 to 1, and the cells' sides."""
    index = np.clip(np.searchsorted(axis, at, side="right") - 1, 0, axis.size - 2)
    side = axis[index + 1] - axis[index]
    return index, (at - axis[index]) / side, side


def _blend(
    share: FloatArray, end: int, side: Any
) -> tuple[tuple[FloatArray, FloatArray], tuple[FloatArray, FloatArray]]:
    """Return what an end's value and slope count for, and their derivatives (Hermite's cubics)."""
    t, sign = (1 - share, -1.0) if end else (share, 1.0)
    counts = 1 - t * t * (3 - 2 * t), sign * side * t * (1 - t) ** 2
    slopes = -sign * 6 * t * (1 - t) / side, (1 - t) * (1 - 3 * t)
    return counts, slopes


def _times(weight: FloatArray, part: FloatArray) -> FloatArray:
    """Return the product, which is nothing where the weight is, whatever the part."""
    return np.where(weight == 0, 0.0, weight * part)


def own_surface(function: Callable[[Any, Any], Any]) -> OwnSurface:
    """Make a surface of a person's own function of x and y.

    Raises:
        RequestError: it takes no arrays, or isn't finite anywhere in the window.
    """
    name = Origin.of(function).name
    own = OwnFunction(function, name)
    own.check()
    axis = np.linspace(-4.5, 4.5, 19)
    origin = Origin.of(function, own.value(*np.meshgrid(axis, axis)).tobytes())
    made = surface_of(own, f"{origin.module}:{name}", name)
    return OwnSurface(
        **{each.name: getattr(made, each.name) for each in fields(made)}, origin=origin
    )


def kept_on(made: OwnSurface, xs: FloatArray, ys: FloatArray, ending: str, step: int) -> OwnSurface:
    """Return a surface beside what a run's record keeps of it: a grid, and how the run ended."""
    known = made.formula.value_and_gradient(*np.meshgrid(xs, ys))
    return replace(made, kept=KeptSurface(xs, ys, *known, ending, step))


def kept_surface(description: Mapping[str, Any], arrays: Mapping[str, NDArray[Any]]) -> OwnSurface:
    """Rebuild a surface from a record that holds its grid.

    Args:
        description: what `Surface.describe` described.
        arrays: those that `KeptSurface.arrays` gave.

    Raises:
        KeyError, TypeError, ValueError: they don't fit.
    """
    origin = Origin.from_description(description)
    kept = KeptSurface(
        **{name: arrays[f"surface_{name}"] for name in KEPT},
        ending=str(arrays["surface_ending"]),
        step=int(arrays["surface_step"]),
    )
    return OwnSurface(
        name=f"{origin.module}:{origin.name}",
        title=origin.name,
        formula=kept,
        source="",
        minima_at=(),
        lowest=-np.inf if description["floorless"] is True else None,
        x_range=(float(kept.xs[0]), float(kept.xs[-1])),
        y_range=(float(kept.ys[0]), float(kept.ys[-1])),
        x_domain=(-np.inf, np.inf),
        y_domain=(-np.inf, np.inf),
        start=(float(kept.xs[0]), float(kept.ys[0])),
        origin=origin,
        kept=kept,
    )
