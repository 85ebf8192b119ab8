"""A loss along a line of the parameters: its slope, its valleys, and how runs on it end."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from gradreel.engine.arrays import FloatArray, IntArray
from gradreel.engine.fits import is_separated
from gradreel.engine.landscape import along_line
from gradreel.engine.models import LogisticRegression, PartlyFrozen
from gradreel.engine.objectives import ModelObjective, Objective
from gradreel.engine.optimizers.gradient_descent import GradientDescent
from gradreel.engine.spec import RunSpec
from gradreel.scenes.ask.one_weight import input_size
from gradreel.scenes.stage.runs.objective import objective_of


@dataclass(frozen=True, eq=False)
class LossSlice:
    """A line in the space of parameters, and what an objective is on it.

    A place on the line is one number.

    Attributes:
        objective: of a model or of a surface.
        origin: (p,), the parameters at place 0.
        direction: (p,), what one more of the place adds to them.
    """

    objective: Objective
    origin: FloatArray
    direction: FloatArray

    @classmethod
    def of_parameter(cls, objective: Objective, index: int, held: FloatArray) -> "LossSlice":
        """Return the line on which one parameter changes: a place is that parameter's value.

        Args:
            objective: whose loss it is.
            index: which of the p parameters.
            held: (p,), the values of the others; the parameter's own doesn't count.
        """
        origin, direction = np.array(held, dtype=np.float64), np.zeros(objective.n_parameters)
        origin[index], direction[index] = 0.0, 1.0
        return cls(objective, origin, direction)

    def losses(self, places: FloatArray, batch: IntArray | None = None) -> FloatArray:
        """The loss at places (m,), on a batch or on all the data: (m,)."""
        return along_line(self.objective, self.origin, self.direction, places, batch)

    def loss(self, place: float) -> float:
        """The loss at one place, on all the data."""
        return float(self.losses(np.array([place]))[0])

    def slope(self, place: float) -> float:
        """How fast the loss rises along the line at a place, on all the data."""
        gradient = self.objective.gradient(self.origin + place * self.direction)
        return float(gradient @ self.direction)

    def places(self, parameters: FloatArray) -> FloatArray:
        """The places on the line that are nearest to parameters (..., p): (...)."""
        along = (parameters - self.origin) @ self.direction
        return along / (self.direction @ self.direction)


@dataclass(frozen=True)
class Valley:
    """One dip of a curve, from the barrier at its left to the one at its right.

    Attributes:
        at: where it is lowest.
        loss: how low it is there.
        left, right: the barriers; infinite where the curve shows none.
    """

    at: float
    loss: float
    left: float
    right: float

    def holds(self, place: float) -> bool:
        """Whether a place is in the valley."""
        return self.left <= place < self.right


def valleys(xs: FloatArray, losses: FloatArray) -> tuple[Valley, ...]:
    """Find the valleys of a sampled curve, from the left to the right.

    A curve that only falls towards an edge has no valley there.

    Args:
        xs: (m,) evenly spaced.
        losses: (m,) at these.
    """
    slopes = np.sign(np.diff(losses))
    turns = [_turn(xs, losses, int(i)) for i in np.flatnonzero(np.diff(slopes)) + 1]
    lows = [i for i, (_, _, is_low) in enumerate(turns) if is_low]
    return tuple(
        Valley(
            at=turns[i][0],
            loss=turns[i][1],
            left=turns[i - 1][0] if i > 0 else -np.inf,
            right=turns[i + 1][0] if i + 1 < len(turns) else np.inf,
        )
        for i in lows
    )


def valley_of(found: tuple[Valley, ...], place: float) -> Valley | None:
    """The valley that a place is in, if it is in one."""
    return next((each for each in found if each.holds(place)), None)


def _turn(xs: FloatArray, losses: FloatArray, i: int) -> tuple[float, float, bool]:
    """Where the parabola through three neighbours turns, its value there, and whether it is low."""
    before, here, after = losses[i - 1 : i + 2]
    bend = before - 2 * here + after
    shift = float((before - after) / (2 * bend)) if bend else 0.0
    place = float(xs[i] + shift * (xs[1] - xs[0]))
    return place, float(here - (before - after) * shift / 4), bool(bend > 0)


SAMPLES = 241
"""Points of a curve."""


@dataclass(frozen=True, eq=False)
class LineLandscape:
    """What is shown of a loss along a line.

    Attributes:
        line: the line.
        window: the lowest and the highest place that are shown.
    """

    line: LossSlice
    window: tuple[float, float]

    @cached_property
    def xs(self) -> FloatArray:
        """Evenly spaced places over the window, (SAMPLES,)."""
        return np.linspace(*self.window, SAMPLES)

    @cached_property
    def losses(self) -> FloatArray:
        """The loss on all the data over `xs`."""
        return self.line.losses(self.xs)

    @cached_property
    def valleys(self) -> tuple[Valley, ...]:
        """The valleys of that loss, from the left to the right."""
        xs = np.linspace(*self.window, 5 * SAMPLES)
        return valleys(xs, self.line.losses(xs))

    @cached_property
    def lowest(self) -> Valley | None:
        """The lowest of them; None where the window shows none."""
        return min(self.valleys, key=lambda each: each.loss, default=None)

    def barrier(self, one: Valley, other: Valley) -> float:
        """The highest place between two valleys.

        Raises:
            ValueError: they are the same.
        """
        low, high = sorted((one.at, other.at))
        tops = {edge for each in self.valleys for edge in (each.left, each.right)}
        return max((top for top in tops if low < top < high), key=self.line.loss)


HALVINGS, FARTHEST = 60, 1e3


def minimum_beside(objective: Objective, start: float, size: float) -> float | None:
    """Where a loss of one parameter is least, downhill from a start: its slope changes sign there.

    Args:
        objective: of one parameter.
        start: where the slope isn't zero.
        size: about how far off a minimum may be; it is looked for up to a thousand times as far.

    Returns:
        the place; None if the loss falls all the way, or for ever.
    """
    if is_separated(objective, np.array([start])):
        return None

    def slope(place: float) -> float:
        return float(objective.gradient(np.array([place]))[0])

    sign = float(np.sign(slope(start)))
    reach = size
    while slope(start - reach * sign) * sign > 0:
        reach *= 2
        if reach > FARTHEST * size:
            return None
    near, far = start, start - reach * sign
    for _ in range(HALVINGS):
        middle = (near + far) / 2
        near, far = (middle, far) if slope(middle) * sign > 0 else (near, middle)
    return (near + far) / 2


def is_one_weight(spec: RunSpec) -> bool:
    """Whether a run learns one weight of a logistic regression, all else held, in plain steps.

    Plain are those of gradient descent on all the data at one rate, each of them recorded.
    """
    objective = spec.objective
    return (
        isinstance(objective, ModelObjective)
        and isinstance(held := objective.model, PartlyFrozen)
        and isinstance(held.model, LogisticRegression)
        and len(held.free) == 1
        and held.free[0] > 0
        and isinstance(spec.optimizer, GradientDescent)
        and (spec.batch_size, spec.stride, spec.rate_drops) == (None, 1, ())
    )


def frozen_model(spec: RunSpec) -> PartlyFrozen:
    """The model of a run of one weight."""
    model = objective_of(spec).model
    assert isinstance(model, PartlyFrozen)  # noqa: S101  what was asked for
    return model


BESIDE = 1.25
"""How far a window reaches beyond a minimum, in ways from the start to it."""


def window_about(path: FloatArray, centre: float) -> tuple[float, float]:
    """From where to where a valley is shown: as far to both sides as a run starts, and all of it.

    Args:
        path: (n,), the places of the run.
        centre: the minimum, or what is in the middle without one.
    """
    half = BESIDE * max(abs(float(path[0]) - centre), float(np.ptp(path)) / 2)
    room = 0.05 * 2 * half
    return (
        float(min(centre - half, path.min() - room)),
        float(max(centre + half, path.max() + room)),
    )


def minimum_of(spec: RunSpec) -> float | None:
    """Where the loss over the one weight is least, downhill from the start; see minimum_beside."""
    return minimum_beside(spec.objective, float(spec.start[0]), 1 / (input_size(spec) or 1.0))
