"""The weight that moves: first by hand, then as it was recorded, and what is read of it."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from manim import ValueTracker

from gradreel.engine.arrays import FloatArray
from gradreel.engine.trajectory import Trajectory
from gradreel.scenes.pieces.slope.request import minimum_of
from gradreel.scenes.stage.runs.at_step import between_steps, index_at
from gradreel.scenes.stage.runs.loss_slice import LossSlice
from gradreel.scenes.stage.story.pace import smooth
from gradreel.scenes.stage.story.paced import PacedRun
from gradreel.scenes.stage.type.quantity import Quantity, sized

ONE_BY_ONE = 2
"""Steps that are told with a sentence of their own."""
SEEN_STEP, UNSEEN_STEP = 0.36, 0.11
"""Seconds of a step that is seen to move, and of one of which only the numbers tell."""
RUN = 6.2
"""Seconds that the other steps may take."""
OTHER = 5.0
"""Seconds that the run from the other side may take."""
SEEN = 0.002
"""So much of the window is seen as a move of that."""
AIMING = 0.6
"""The share of a step in which its arrow grows, before the point follows to its tip."""
DIGITS = 5
"""Digits of the weight that are shown."""
BESIDE = 1.25
"""How far the window reaches beyond the minimum, in ways from the start to it."""


@dataclass(frozen=True)
class WeightReading:
    """The numbers of one step, or of where the weight is held by hand."""

    step: int
    weight: float
    loss: float
    slope: float


class ShownWeight:
    """The trackers of the story, and what is a function of them.

    Attributes:
        run: what was recorded.
        slice: the loss over the weight.
        hand: the weight while it is moved by hand.
        first: how many of the steps are done that are told one by one.
        seconds: of the run that goes on from there.
        following: another run whose numbers the plate shows instead, while it moves.
    """

    def __init__(self, run: Trajectory) -> None:
        self.run = run
        self.path: FloatArray = run.parameters[:, 0]
        self.slice = LossSlice.of_parameter(run.objective, 0, np.zeros(1))
        self.minimum = minimum_of(run.spec)
        self.hand, self.first, self.seconds = ValueTracker(self.start), *_still(2)
        self.following: OtherRun | None = None

    @property
    def start(self) -> float:
        """The weight before the first step."""
        return float(self.path[0])

    @property
    def one_by_one(self) -> int:
        """How many steps are told one by one."""
        return min(ONE_BY_ONE, self.run.n_steps)

    @cached_property
    def paced(self) -> PacedRun:
        """The steps that follow."""
        return _walked(self.path[: self.settled + 1], self.one_by_one, self.window, RUN)

    @cached_property
    def settled(self) -> int:
        """After how many steps no digit of the weight changes any more."""
        return max(_settled(self.path, self.window), self.one_by_one)

    @cached_property
    def window(self) -> tuple[float, float]:
        """The weights that are shown."""
        centre = float(self.path[-1]) if self.minimum is None else self.minimum
        half = BESIDE * max(abs(self.start - centre), float(np.ptp(self.path)) / 2)
        low, high = centre - half, centre + half
        room = 0.05 * (high - low)
        return min(low, self.path.min() - room), max(high, self.path.max() + room)

    def across(self, place: float, share: float) -> float:
        """A weight on the other side of the window's middle, so many times as far from it."""
        centre = sum(self.window) / 2
        return centre + share * (centre - place)

    def step(self) -> float:
        """Where the run is: a recorded step, or between two of them."""
        seconds = self.seconds.get_value()
        return self.paced.step(seconds) if seconds > 0 else float(self.first.get_value())

    def place(self) -> float:
        """The weight now."""
        step = self.step()
        if step <= 0:
            return float(self.hand.get_value())
        return float(between_steps(self.run, self.run.parameters, point_at(step))[0])

    def reading(self) -> WeightReading:
        """What the plate shows: of a recorded step, once the run has begun."""
        if self.following is not None:
            return self.following.reading()
        if self.step() <= 0:
            weight = float(self.hand.get_value())
            return WeightReading(0, weight, self.slice.loss(weight), self.slice.slope(weight))
        seconds = self.seconds.get_value()
        told = self.paced.told(seconds) if seconds > 0 else self.first.get_value() + 1e-9
        return self.reading_at(index_at(self.run.recorded_steps, told))

    def reading_at(self, step: int) -> WeightReading:
        """The numbers of a recorded step."""
        return _recorded(self.run, self.slice, step)


class WeightDigits:
    """How each number is written: about three digits of each are seen."""

    def __init__(self, shown: ShownWeight) -> None:
        low, high = shown.window
        self.weight: Quantity = sized(max(abs(low), abs(high)), DIGITS)
        self.slope: Quantity = sized(float(np.abs(shown.run.gradients[0, 0])), DIGITS - 1)
        self.loss: Quantity = sized(max(float(shown.run.loss[0]), 1e-6), 4)


def _still(count: int) -> list[ValueTracker]:
    return [ValueTracker(0.0) for _ in range(count)]


class OtherRun:
    """A second run on the same curve, as time passes.

    Attributes:
        path: its weights, step by step.
        seconds: how far it has come; it stands at its start while they are 0.
    """

    def __init__(self, run: Trajectory, window: tuple[float, float]) -> None:
        self.run, self.seconds = run, ValueTracker(0.0)
        self.path: FloatArray = run.parameters[:, 0]
        self.slice = LossSlice.of_parameter(run.objective, 0, np.zeros(1))
        self.paced = _walked(self.path[: _settled(self.path, window) + 1], 0, window, OTHER)

    def step(self) -> float:
        """Where the run is."""
        return self.paced.step(self.seconds.get_value())

    def place(self) -> float:
        """Its weight now."""
        return float(between_steps(self.run, self.run.parameters, point_at(self.step()))[0])

    def reading(self) -> WeightReading:
        """The numbers of the recorded step where it is."""
        told = self.paced.told(self.seconds.get_value())
        return _recorded(self.run, self.slice, index_at(self.run.recorded_steps, told))


def aimed(step: float) -> float:
    """How far the arrows of steps reach: each grows before the point follows."""
    whole = np.floor(step)
    return float(whole + min((step - whole) / AIMING, 1.0))


def point_at(step: float) -> float:
    """Where the point is: at a step's start until its arrow is there."""
    whole = np.floor(step)
    return float(whole + smooth((step - whole - AIMING) / (1 - AIMING)))


def _recorded(run: Trajectory, loss_slice: LossSlice, step: int) -> WeightReading:
    weight = float(run.parameters[step, 0])
    at_end = step == run.n_steps
    slope = loss_slice.slope(weight) if at_end else run.gradients[step, 0]
    return WeightReading(step, weight, float(run.loss[step]), float(slope))


def _settled(path: FloatArray, window: tuple[float, float]) -> int:
    written = np.round(path / sized(max(map(abs, window)), DIGITS).step)
    moving = np.flatnonzero(written != written[-1])
    return int(moving[-1]) + 1 if moving.size else 0


def _walked(path: FloatArray, first: int, window: tuple[float, float], seconds: float) -> PacedRun:
    """Pace the steps from `first` to the end of a path, in so many seconds at the most."""
    moves = np.abs(np.diff(path[first:]))
    lasting = np.where(moves > SEEN * (window[1] - window[0]), SEEN_STEP, UNSEEN_STEP)
    lasting *= min(seconds / max(float(lasting.sum()), seconds), 1.0)
    return PacedRun(tuple(range(first, len(path))), (0.0, *np.cumsum(lasting).tolist()))
