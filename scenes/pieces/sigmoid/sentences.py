"""Which sentences the data and the record of a logistic regression allow."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from gradreel.engine.arrays import FloatArray
from gradreel.engine.data import Dataset
from gradreel.engine.trajectory import Trajectory
from gradreel.scenes.pieces.sigmoid.logistic import Pose, curve_of, loss_of
from gradreel.scenes.stage.runs.objective import are_apart, objective_of

SEEN = 4
"""Places of a loss that are on the stage: what is equal in them looks equal."""
LEVEL = 0.005
"""A curve or a line that rises less over the data is flat in two places."""


def line_key(values: tuple[float, float], over_data: tuple[float, float]) -> str:
    """What is said of the straight line.

    Args:
        values: of the line at both ends of the plot.
        over_data: of the line at the least and the largest value of the feature.
    """
    if abs(over_data[1] - over_data[0]) < LEVEL:
        return "line_flat"
    leaves = any(map(is_outside, values))
    return "line" if leaves else "line_within"


def is_outside(value: float) -> bool:
    """Whether a value of the line is seen to be outside 0 to 1 in two places."""
    return value < -LEVEL or value > 1 + LEVEL


@dataclass(frozen=True, eq=False)
class Comparison:
    """How a run ended, beside tries by hand.

    Attributes:
        run: the run.
        hand: the tries.
    """

    run: Trajectory
    hand: tuple[Pose, ...]

    @cached_property
    def loss(self) -> float:
        """Of the run's end, as it is shown."""
        return round(float(self.run.loss[-1]), SEEN)

    @cached_property
    def best_by_hand(self) -> float:
        """The lowest loss of a try, as it is shown."""
        return round(min(loss_of(self.run, each.parameters) for each in self.hand), SEEN)

    @cached_property
    def fitted(self) -> FloatArray:
        """(b0, b1) at the end, on the data's own scale."""
        return self.run.own_scale(self.run.parameters[-1])

    @property
    def _data(self) -> Dataset:
        return objective_of(self.run).dataset

    @property
    def start_key(self) -> str:
        """What is said as the run sets out."""
        if not self.run.n_steps:
            return "no_step"
        return "fit" if self.run.spec.start.any() else "fit_from_zero"

    @property
    def end_key(self) -> str:
        """What is said of the run's end."""
        if self.run.outcome.startswith("diverged"):
            return "diverged"
        if self.run.outcome == "separated":
            return "separated" if are_apart(self._data) else "touching"
        if self._is_flat():
            return "flat"
        if self.loss < self.best_by_hand:
            return "best"
        return "above" if self.loss > self.best_by_hand else "ended"

    @property
    def moral_key(self) -> str:
        """What follows from it."""
        if self.loss > self.best_by_hand:
            return "why_by_hand"
        diverged = self.run.outcome.startswith("diverged")
        return "why" if self.loss < self.best_by_hand and not diverged else "why_tedious"

    def _is_flat(self) -> bool:
        values = self._data.features[:, 0]
        ends = curve_of(self.fitted)(np.array([values.min(), values.max()]))
        return bool(abs(ends[1] - ends[0]) < LEVEL)
