"""A logistic curve over one feature: set by hand, or as a recorded run has it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from manim import Animation, ValueTracker

from gradreel.engine.arrays import FloatArray
from gradreel.engine.data import Dataset
from gradreel.engine.functions import sigmoid
from gradreel.engine.trajectory import Trajectory
from gradreel.scenes.stage.manim.motion import to
from gradreel.scenes.stage.runs.at_step import between_steps, index_at
from gradreel.scenes.stage.runs.objective import direction, objective_of
from gradreel.scenes.stage.story.pace import smooth
from gradreel.scenes.stage.story.paced import PacedRun
from gradreel.scenes.stage.type.typesetting import rounded

FLAT = 1e-12
"""The slope of a curve over a deviation of the feature that is none but for rounding."""
CLEARLY_STEEP = 0.3
"""Likewise, the slope from which on a curve's centre is shown as large as it gets."""

GENTLE, STEEP = 1.3, 4.0
"""The steepness of the curves that explain: b1 for a feature in deviations."""
MUCH, MOST_SEEN = 0.015, 8
"""Of a run's fall, in a step that is worth being seen; and so many of them at the most."""


@dataclass(frozen=True)
class Pose:
    """A curve set by hand: where its centre is, and its coefficient b1, on the data's own scale."""

    centre: float
    slope: float

    @property
    def parameters(self) -> FloatArray:
        """(b0, b1)."""
        return np.array([-self.slope * self.centre, self.slope])


@dataclass(frozen=True)
class Reading:
    """All the numbers of a plate at one moment: they belong to one curve.

    Attributes:
        intercept, slope: b0 and b1 on the data's own scale.
        loss: of these, on all the data.
        step: of the run; 0 before it sets out.
    """

    intercept: float
    slope: float
    loss: float
    step: int = 0

    @property
    def centre(self) -> float:
        """Where p is one half; not a number when the curve is flat."""
        return -self.intercept / self.slope if self.slope else float("nan")


class ShownCurve:
    """The curve that is on the stage: a function of trackers alone.

    Attributes:
        deviation: of the feature.
        tries: the poses by hand whose loss is told.
        run: the run that it follows once `share` is 1.
        path: (R, 2) the run's parameters on the data's own scale.
        line: (2,) intercept and slope of the straight line that it is before it bends.
        paced: when the run is at which step.
        bend: 0 the straight line, 1 the logistic curve.
        centre_by_hand, slope_by_hand: the pose while it is set by hand.
        share: 0 by hand, 1 from the run.
        seconds: of the run, as it is shown.
    """

    def __init__(
        self, run: Trajectory, start: Pose, paced: PacedRun, tries: Sequence[Pose] = ()
    ) -> None:
        self.run, self.paced, self.tries = run, paced, tries
        data = objective_of(run).dataset
        self.deviation = float(data.features.std())
        self.path = run.own_scale(run.parameters)
        self.line = least_squares(data)
        self.bend = ValueTracker(0.0)
        self.centre_by_hand = ValueTracker(start.centre)
        self.slope_by_hand = ValueTracker(start.slope)
        self.share = ValueTracker(0.0)
        self.seconds = ValueTracker(0.0)

    def put(self, pose: Pose) -> None:
        """Set it by hand at once."""
        self.centre_by_hand.set_value(pose.centre)
        self.slope_by_hand.set_value(pose.slope)

    def turn_to(self, pose: Pose) -> list[Animation]:
        """Set it by hand, before the eyes of the viewer."""
        return [to(self.centre_by_hand, pose.centre), to(self.slope_by_hand, pose.slope)]

    def parameters(self) -> FloatArray:
        """(b0, b1) on the data's own scale; between two steps, and two ways of setting, between."""
        pose = Pose(self.centre_by_hand.get_value(), self.slope_by_hand.get_value())
        share = self.share.get_value()
        if not share:
            return pose.parameters
        recorded = between_steps(self.run, self.path, self.paced.step(self.seconds.get_value()))
        return (1 - share) * pose.parameters + share * recorded

    def reading(self) -> Reading:
        """What plates show: the curve set by hand, or the run's step that was told last."""
        if self.share.get_value() < 1:
            intercept, slope = self.parameters()
            return Reading(float(intercept), float(slope), self._loss_by_hand())
        told = self.paced.told(self.seconds.get_value())
        index = index_at(self.run.recorded_steps, told)
        intercept, slope = self.path[index]
        return Reading(float(intercept), float(slope), float(self.run.loss[index]), told)

    def _loss_by_hand(self) -> float:
        """The loss of a try; not a number on the way from one to the next, which nobody tried."""
        if self.share.get_value():
            return float("nan")
        now = self.parameters()
        is_try = any(np.allclose(now, each.parameters, rtol=1e-9) for each in self.tries)
        return loss_of(self.run, now) if is_try else float("nan")

    def slope(self) -> float:
        """b1 of what is drawn."""
        return float(self.parameters()[1])

    def centre(self) -> float:
        """Where p is one half; not a number when the curve is flat, but for rounding."""
        intercept, slope = self.parameters()
        flat = abs(slope) * self.deviation < FLAT
        return float("nan") if flat else float(-intercept / slope)

    def presence(self) -> float:
        """How far the curve is from flat, 0 to 1: where it is flat, it has no centre to show."""
        share = min(abs(self.slope()) * self.deviation / CLEARLY_STEEP, 1.0)
        return smooth(share)

    def probability(self, x: FloatArray) -> FloatArray:
        """The curve, (n,) from (n,)."""
        bend, curve = self.bend.get_value(), curve_of(self.parameters())(x)
        if bend == 1:
            return curve
        line = self.line[0] + self.line[1] * x
        return np.asarray((1 - bend) * line + bend * curve)


def curve_of(parameters: FloatArray) -> Callable[[FloatArray], FloatArray]:
    """The function of x that (b0, b1) stand for."""
    return lambda x: sigmoid(parameters[0] + parameters[1] * x)


def loss_of(run: Trajectory, parameters: FloatArray) -> float:
    """The mean loss on a run's data at (b0, b1), which are on the data's own scale."""
    dataset = objective_of(run).dataset
    mean, deviation = float(dataset.mean[0]), float(dataset.sd[0])
    intercept, slope = parameters
    return run.objective.loss(np.array([intercept + slope * mean, slope * deviation]))


def steps_to_see(run: Trajectory) -> list[int]:
    """The first steps of a run, a few at most, in which its loss falls by much of all its fall."""
    falls = -np.diff(run.loss)
    much = MUCH * max(float(run.loss[0] - run.loss[-1]), 0.0)
    early = run.recorded_steps[1 : MOST_SEEN + 1]
    return [int(step) for step, fall in zip(early, falls, strict=False) if fall > much > 0]


def pose(dataset: Dataset, shift: float, steepness: float) -> Pose:
    """Set a curve by hand, with a round centre and a round slope there, as a person would.

    Args:
        dataset: gives mean and deviation of the feature.
        shift: of the centre from the mean, in deviations.
        steepness: b1 for a feature in deviations.
    """
    mean, deviation = float(dataset.features.mean()), float(dataset.features.std())
    unit = rounded(deviation / 4, 1)
    centre = round((mean + shift * deviation) / unit) * unit
    return Pose(centre, 4 * rounded(steepness / deviation / 4, 2))


def tries(dataset: Dataset) -> tuple[Pose, ...]:
    """Three curves set by hand: the right way round, none of them fitted."""
    way = direction(dataset)
    settings = ((1.0, 2.5), (-1.2, 0.8), (0.2, 1.8))
    return tuple(pose(dataset, shift, way * steepness) for shift, steepness in settings)


def least_squares(dataset: Dataset) -> FloatArray:
    """The straight line through the classes taken as numbers 0 and 1, in closed form.

    Returns:
        intercept and slope, (2,).
    """
    values, target = dataset.features[:, 0], dataset.target
    middle, deviation = values.mean(), values.std()
    inputs = (values - middle) / deviation  # or far from zero the intercept would drown the slope
    slope = float(inputs @ (target - target.mean())) / dataset.n / deviation
    return np.array([target.mean() - slope * middle, slope])
