"""The curve that is on the stage: set by hand along a way, then as a recorded run has it."""

from dataclasses import dataclass

import numpy as np
from manim import ValueTracker

from gradreel.engine.arrays import FloatArray
from gradreel.engine.data import Dataset
from gradreel.engine.functions import binary_cross_entropy, sigmoid
from gradreel.engine.trajectory import Trajectory
from gradreel.scenes.stage.runs.at_step import between_steps, index_at
from gradreel.scenes.stage.runs.drawn_rows import drawn_rows
from gradreel.scenes.stage.runs.objective import direction, objective_of
from gradreel.scenes.stage.story.paced import PacedRun
from gradreel.scenes.stage.type.quantity import Quantity

BY_HAND = np.array([[0.8, 2.0], [-1.6, 2.0], [-1.6, -1.2]])
"""(b0, b1) where a way set by hand begins, turns and ends, for data that rise with the feature."""
FARTHEST = 12.0
"""Parameters of a run that are farther off than this don't decide how much is shown."""
LOSS = Quantity(4, most=1e3)
"""How the full loss is written."""


@dataclass(frozen=True)
class CurveNumbers:
    """What plates tell of one curve.

    Attributes:
        parameters: (2,), b0 and b1.
        loss: of these, on all the data.
        step: of the run; 0 before it sets out.
    """

    parameters: FloatArray
    loss: float
    step: int = 0


class ShownFit:
    """The curve as a function of trackers alone; the feature is standardised throughout.

    Attributes:
        run: the run that it follows once `share` is 1.
        all_data: what it was trained on.
        data: those of them that are drawn.
        way: (3, 2) the corners of the way that is set by hand.
        paced: when the run is at which step.
        walked: along that way, 0 to 2: whole at the corners.
        share: 0 by hand, 1 from the run.
        seconds: of the run, as it is shown.
    """

    def __init__(self, run: Trajectory, paced: PacedRun) -> None:
        self.run, self.paced = run, paced
        self.all_data = objective_of(run).dataset
        self.data = self.all_data.rows(drawn_rows(self.all_data))
        self.way = way_by_hand(self.all_data)
        self.walked, self.share, self.seconds = (ValueTracker(0.0) for _ in range(3))

    def on_way(self, walked: float) -> FloatArray:
        """The parameters (2,) at a place along the way."""
        places = np.arange(len(self.way))
        return np.array([np.interp(walked, places, column) for column in self.way.T])

    def parameters(self) -> FloatArray:
        """(b0, b1) of what is drawn; between two steps, and two ways of setting, between."""
        by_hand, share = self.on_way(self.walked.get_value()), self.share.get_value()
        if not share:
            return by_hand
        recorded = between_steps(self.run, self.run.parameters, self._step())
        return np.asarray((1 - share) * by_hand + share * recorded)

    def told(self) -> CurveNumbers:
        """What plates show: the curve set by hand, or the run's step that was told last."""
        if self.share.get_value() < 1:
            parameters = self.parameters()
            return CurveNumbers(parameters, self.run.objective.loss(parameters))
        step = self.paced.told(self.seconds.get_value())
        index = index_at(self.run.recorded_steps, step)
        return CurveNumbers(self.run.parameters[index], float(self.run.loss[index]), step)

    def path(self) -> FloatArray:
        """The run's parameters (k, 2) up to where it is now."""
        done = self.run.parameters[self.run.recorded_steps <= self._step()]
        return np.concatenate([done, self.parameters()[None]])

    def probability(self, x: FloatArray) -> FloatArray:
        """The curve, (n,) from values of the feature (n,)."""
        intercept, slope = self.parameters()
        return sigmoid(intercept + slope * (x - self.data.mean[0]) / self.data.sd[0])

    def penalties(self) -> FloatArray:
        """-log of the probability given to what happened, (n,), of those that are drawn."""
        return penalties_of(self.data, self.parameters())

    def loss(self) -> float:
        """The mean penalty of all."""
        return self.run.objective.loss(self.parameters())

    def highest(self) -> float:
        """The highest penalty of any curve that is shown, but for those that are far off."""
        path = self.run.parameters
        near = path[(np.abs(path) < FARTHEST).all(axis=1)]
        shown = np.concatenate([self.way, near])
        return max(float(penalties_of(self.data, each).max()) for each in shown)

    def _step(self) -> float:
        return self.paced.step(self.seconds.get_value())


def way_by_hand(data: Dataset) -> FloatArray:
    """The corners (3, 2) of the way by hand: from steep and the right way round to the wrong."""
    return np.asarray(BY_HAND * np.array([1, direction(data)]))


def penalties_of(data: Dataset, parameters: FloatArray) -> FloatArray:
    """-log of the probability that (b0, b1) give to what happened, (n,)."""
    return binary_cross_entropy(parameters[0] + parameters[1] * data.inputs[:, 0], data.target)
