"""Which sentences the data and the record of a logistic regression allow."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from gradreel.engine.arrays import FloatArray
from gradreel.engine.data import Dataset
from gradreel.engine.trajectory import Trajectory
from gradreel.scenes.pieces.sigmoid.logistic import (
    GENTLE,
    STEEP,
    Pose,
    curve_of,
    loss_of,
)
from gradreel.scenes.pieces.sigmoid.numbers import Digits
from gradreel.scenes.stage.runs.objective import (
    are_apart,
    direction,
    is_fitted,
    lowest_loss,
    objective_of,
)
from gradreel.scenes.stage.type.captions import Captions

SEEN = 4
"""Places of a loss that are on the stage: what is equal in them looks equal."""
NOISE = 1e-12
"""A loss that rises by less in a step doesn't rise but for rounding."""
LEVEL = 0.005
"""A curve or a line that rises less over the data is flat in two places."""
NEAR = 0.05
"""The misfit of a curve that says of the data about what the best one does."""

ANSWERS = ("says_below", "says_above", "says_of")
"""Sentences that name two answers, and where one changes to the other."""
READ_ALONG = ("negative", "positive", "same_answer", "same_for_all")
"""Those that are about p along the whole curve."""


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


def key_of_line(line: FloatArray, ends: tuple[float, float], data: Dataset) -> str:
    """What is said of a straight line (2,) through some data, on a plot between two ends."""
    values = data.features
    of_plot, of_data = (
        (float(line @ [1.0, low]), float(line @ [1.0, high]))
        for low, high in (ends, (values.min(), values.max()))
    )
    return line_key(of_plot, of_data)


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

    @cached_property
    def lowest(self) -> float | None:
        """The loss of the best curve, as it is shown, if there is a best one."""
        lowest = lowest_loss(self.run)
        return None if lowest is None else round(lowest, SEEN)

    @property
    def kind(self) -> float:
        """The steepness of the curve that explains which is like the data, as the best fit is.

        Where there is none, the classes lie apart, and the steeper the better.
        """
        data, way = self._data, direction(self._data)
        best = objective_of(self.run).best_fit
        steepness = np.inf if best is None else way * float(best[1] * data.inputs.std())
        return way * (STEEP if steepness > np.sqrt(GENTLE * STEEP) else GENTLE)

    @property
    def start_key(self) -> str:
        """What is said as the run sets out."""
        if not self.run.n_steps:
            return "no_step"
        falls = self.run.spec.stride == 1 and bool((np.diff(self.run.loss) <= NOISE).all())
        key = "fit" if falls else "moves"
        return key if self.run.spec.start.any() else f"{key}_from_zero"

    @property
    def end_key(self) -> str:
        """What is said of the run's end."""
        if self.run.outcome.startswith("diverged"):
            return "diverged"
        if self.run.outcome == "separated":
            return "separated" if are_apart(self._data) else "touching"
        if not is_fitted(self.run):
            return "not_yet"
        if self._is_flat():
            return "flat"
        return "best" if self.loss < self.best_by_hand else "ended"

    @property
    def closing_keys(self) -> tuple[str, ...]:
        """What follows from it: what the curve says of a person, where it may be believed."""
        if self.loss > self.best_by_hand:
            return ("why_by_hand",)
        if self.run.outcome.startswith("diverged") or not self._may_be_believed:
            return ("why_steps",)
        if self._is_flat():
            return ("same_for_all",)
        if not self.tells_apart:
            return ("same_answer",)
        rises = self.fitted[1] > 0
        answer = "says_of" if self._data.codes else "says_above" if rises else "says_below"
        return "positive" if rises else "negative", answer

    @property
    def tells_apart(self) -> bool:
        """Whether p is above one half for some of the data and not for others."""
        above = self.fitted[0] + self.fitted[1] * self._data.features[:, 0] > 0
        return bool(above.any() and not above.all())

    @property
    def _may_be_believed(self) -> bool:
        """Whether it says about what the best curve does, or what any does where none is best."""
        is_near = objective_of(self.run).misfit(self.run.parameters[-1]) <= NEAR
        return is_near or self.run.outcome == "separated"

    def _is_flat(self) -> bool:
        values = self._data.features[:, 0]
        ends = curve_of(self.fitted)(np.array([values.min(), values.max()]))
        return bool(abs(ends[1] - ends[0]) < LEVEL)


@dataclass(frozen=True, eq=False)
class Words:
    """What sentences name: the data's own names, and numbers as people say them.

    Attributes:
        texts: of the scene.
        judged: the run.
        written: how numbers are written.
    """

    texts: Captions
    judged: Comparison
    written: Digits

    def question(self) -> dict[str, str]:
        """The rows, their feature and their target."""
        data, texts = self.written.data, self.texts
        names = texts.column(data.feature_names[0]), texts.column(data.target_name)
        return {"rows": texts.label("rows", count=data.n), "x": names[0], "y": names[1]}

    def outcome(self, label: int) -> str:
        """A class."""
        data = self.written.data
        return self.texts.class_label(data.target_name, data.class_names, label)

    def ending(self) -> dict[str, object]:
        """The steps, the one that wasn't finite, the losses of the end and of the best curve."""
        judged, write = self.judged, self.written.loss.text
        steps, losses = judged.run.n_steps, {"loss": write(judged.loss)}
        if judged.lowest is not None:
            losses["lowest"] = write(judged.lowest)
        return {"steps": steps, "step": steps + 1, **losses}

    def closing(self) -> dict[str, str]:
        """The feature, class 1, where the answer changes, and the answer for the first row."""
        data, (intercept, slope) = self.written.data, self.judged.fitted
        column, first = data.feature_names[0], intercept + slope * data.features[0, 0]
        words = {"x": self.texts.column(column), "y": self.outcome(1)}
        if self.judged.tells_apart:
            threshold = self.written.threshold(-intercept / slope, slope)
            words["threshold"] = self.texts.measured(column, threshold)
        if data.codes:
            (words["column"],) = self.texts.column_labels([column])
            words["category"] = self.texts.value(column, "1" if slope > 0 else "0") or ""
        return words | {"name": self.outcome(int(first > 0))}
