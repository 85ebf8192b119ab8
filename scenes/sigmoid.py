"""The logistic curve: what its two parameters do, by hand, and then fitted to data."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import product

import numpy as np
from manim import DL, RIGHT, UR, Animation, Mobject, ValueTracker, VGroup, VMobject
from numpy.typing import NDArray

from gradreel.scenes.stage.drawing import (
    BOLDER,
    DIMMED,
    GRID,
    LATE,
    PROBABILITY,
    SAMPLES,
    SIZES,
    Box,
    Captions,
    Curve,
    DataMarks,
    Dataset,
    FloatArray,
    Follower,
    Formula,
    Label,
    ManimStory,
    MovingPlot,
    Number,
    OutcomePlot,
    OutcomeRooms,
    PacedRun,
    Panel,
    Quantity,
    Recording,
    Rectangle,
    Rewriting,
    RingedPoint,
    RunOptions,
    RunSpec,
    Scale,
    Shaped,
    TextLine,
    Theme,
    Trajectory,
    TwoColumns,
    appear,
    arrive,
    at,
    backed,
    become,
    best_fit,
    between,
    between_steps,
    broken_if_tall,
    check_values_are_seen,
    column_of,
    dash_points,
    dim,
    direction,
    disc,
    down,
    drawn_rows,
    ending,
    figures_width,
    index_at,
    is_logistic_along_axis,
    is_tall,
    late,
    linear,
    lowest_loss,
    math,
    misfit,
    name_on,
    number_text,
    objective_of,
    paced,
    pixels,
    polyline,
    rising,
    rounded,
    rows_of,
    runs,
    segments,
    set_share,
    share_of_width,
    sigmoid,
    sized,
    smooth,
    smooth_path,
    steadily,
    stroke,
    tall,
    to,
    told_apart_by,
    travel,
    triangle,
    vanish,
)

PLACE = 120
OPTIONS = {
    "data": "heart",
    "x": ("MaxHR",),
    "y": "AHD",
    "positive": None,
    "standardize": True,
    "optimizer": "gradient-descent",
    "learning_rate": 1.0,
    "steps": 100,
    "batch_size": None,
    "seed": 0,
    "start": None,
}
CHOSEN_FOR = {"data": ("steps",), "x": ("steps",), "y": ("steps",), "optimizer": ("steps",)}
DRAWS = "a logistic regression with one feature, whose values can be told apart"
RISING, BENDING = 3.6, 3.0
"""Seconds in which all data come to their classes, and in which the line becomes the curve."""
CHOSEN = 0.6
"""Seconds longer that the kind of curve that the data have stands there to be read."""
ZOOM = 1.2
"""How near the camera comes, all of the curve in sight."""
READABLE = 0.65
"""The share of their opacity from which on words that step back are still read."""


def run_spec(options: RunOptions) -> RunSpec:
    """Return the run of the options.

    Raises:
        RequestError: they name more than one feature, or one whose values look the same.
    """
    data = runs.dataset(options)
    runs.check_one_feature("sigmoid", data)
    check_values_are_seen(data)
    return runs.fitted_on(data, options)


def can_draw(spec: RunSpec) -> bool:
    """Whether this is a run of a logistic regression with one feature that can be drawn."""
    return is_logistic_along_axis(spec, features=1)


def parts(recording: Recording) -> tuple[type[ManimStory], ...]:
    """Return the one scene."""
    del recording
    return (Sigmoid,)


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


@dataclass(frozen=True, eq=False)
class Digits:
    """How numbers are written, so that about three digits of each are seen.

    Attributes:
        data: whose feature they are about.
    """

    data: Dataset

    @cached_property
    def centre(self) -> Quantity:
        """A place on the feature's axis."""
        values = self.data.features
        return told_apart_by(values, float(values.std()))

    @cached_property
    def intercept(self) -> Quantity:
        """b0."""
        values = self.data.features
        return sized(max(abs(float(values.mean())) / float(values.std()), 1.0), 4)

    @cached_property
    def slope(self) -> Quantity:
        """b1 set by hand, or a quarter of it."""
        return sized(1 / float(self.data.features.std()), 3)

    @cached_property
    def learned_slope(self) -> Quantity:
        """b1 of a run: with so many digits that the centre comes out of them."""
        return sized(1 / float(self.data.features.std()), 4)

    @cached_property
    def loss(self) -> Quantity:
        """The full loss."""
        return Quantity(4, most=1e3)

    @property
    def are_whole(self) -> bool:
        """Whether all values of the feature are whole numbers, and written as such."""
        values = self.data.features
        return not self.centre.power and bool(np.all(values == np.round(values)))

    @property
    def value(self) -> Quantity:
        """A value of the feature: like those of the data, without places if these have none."""
        return replace(self.centre, decimals=0) if self.are_whole else self.centre

    def as_written(self, value: float) -> float:
        """A value of the feature as a viewer reads it."""
        step = self.value.step
        return round(value / step) * step

    def threshold(self, centre: float, slope: float) -> str:
        """Write where the answer changes, so that it is true of every value of the data.

        Of whole numbers it is one itself, unless the centre is shown as another one.

        Args:
            centre: where p is one half.
            slope: b1; above 0, p is above one half beyond the centre, else before it.
        """
        if not self.are_whole:
            return self.centre.text(centre)
        first = float(np.floor(centre) if slope > 0 else np.ceil(centre))
        shown = round(centre)
        if self.centre.decimals or first == shown:
            return self.value.text(first)
        apart = (places for places in range(1, 9) if round(centre, places) != shown)
        return replace(self.value, decimals=next(apart, 0)).text(centre)


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
        best = best_fit(objective_of(self.run))
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
        found = ending(self.run)
        if found != "fitted":
            return "not_yet" if found == "moving" else found
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
        is_near = misfit(objective_of(self.run), self.run.parameters[-1]) <= NEAR
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


NEAR_ENDS = 0.1
"""A value is shown at the end of a curve if it is so near to 0 or 1, or beyond."""
LOWEST_END = -0.2
"""The dot at an end of the line is no lower, and no higher above 1: there the plot ends."""
DASH, GAP = 3, 2
"""Of the samples of a curve outside 0 to 1, so many are drawn and so many left out."""


class _NameOfCentre:
    """How far its baseline is below the centre, in pixels: clear of a curve's name above it."""

    below = Shaped(44, tall=52)


class LogisticFigure:
    """What is drawn of a logistic regression with one feature; nothing is on a stage yet.

    Attributes:
        shown: the curve's values, which trackers move.
        drawn: those of the data that are drawn.
        plot: the axes.
        classes, marks, class_labels: those of class 0 and of class 1.
        spread, meaning: above the plot, that its points are jittered, and what p is.
        curve, point, drop, tangent: the curve, its centre with a line down to the axis, and its
            tangent there.
        centre_name: c beside the centre.
        ends: the curve at those ends of the data where the line is outside 0 to 1.
    """

    def __init__(self, shown: ShownCurve, written: Digits, theme: Theme, texts: Captions) -> None:
        self.shown, self.written, self.theme, self.texts = shown, written, theme, texts
        self.data = objective_of(shown.run).dataset
        self.drawn = self.data.rows(drawn_rows(self.data))
        axes = OutcomePlot(self.drawn, theme, texts, of=self.data.n)
        self.plot, self.classes, self.marks = axes.plot, axes.classes, axes.marks
        self.class_labels, self.spread, self.meaning = axes.class_labels, axes.spread, axes.meaning
        self.curve = ModelCurve(self.plot, shown, theme.model)
        self.drop = self._line(self._drop_outline, theme.muted, 2)
        self.tangent = self._line(self._tangent_outline, theme.beta1, 3.5)
        self.point = SizedPoint(self._centre_place, shown.presence, theme)
        self.centre_name = self._centre_name()
        self.ends = VGroup(*(self._end(x) for x in self._places_outside()))

    @property
    def names(self) -> tuple[VMobject, ...]:
        """What is written about the plot while there is a curve on it."""
        return *self.lasting_names, self.class_labels

    @property
    def lasting_names(self) -> tuple[VMobject, ...]:
        """Those that don't step back with the data."""
        return self.plot.x_axis, self.plot.y_axis, self.plot.titles, self.meaning

    @property
    def heights(self) -> tuple[VMobject, ...]:
        """What gives a height on the plot its value."""
        return self.plot.grid, self.plot.y_axis

    @property
    def middle(self) -> FloatArray:
        """The middle (3,) of the plot."""
        middle: FloatArray = self.plot.points_at_shares(np.array([0.5]), np.array([0.5]))[0]
        return middle

    @property
    def centre(self) -> VGroup:
        """What shows where the centre is, but for its name."""
        return VGroup(self.drop, self.point)

    def foot(self, x: float) -> FloatArray:
        """The place on the axis below a value, or above the class's name that is there."""
        foot = self.plot.point(x, self.plot.y.low)
        label, gap = self.class_labels[0], pixels(8)
        if label.get_left()[0] - gap < foot[0] < label.get_right()[0] + gap:
            foot[1] = label.get_top()[1] + gap
        return foot

    def name_of_centre(self, pose: Pose) -> tuple[FloatArray, FloatArray]:
        """The lower left and the upper right corner (3,) of the name of a centre on the plot."""
        content = self._centre_text(pose.centre)
        centre, way = self.plot.point(pose.centre, 0.5), 1 if pose.slope > 0 else -1
        start = self._beside_centre(centre, way, content)
        return start, start + np.array([self._width_at_centre(content), 0.8 * tall(SIZES.label), 0])

    def _places_outside(self) -> Iterator[float]:
        """Ends of the data where the line is outside 0 to 1, or as near as it is on the plot."""
        intercept, slope = self.shown.line
        for x in self._reach():
            value = float(intercept + slope * x)
            if is_outside(value):
                seen = min(max(value, LOWEST_END), 1 - LOWEST_END)
                yield x if seen == value else float((seen - intercept) / slope)

    def _end(self, x: float) -> VGroup:
        """The curve at one end of the data: a dot, and the value that it gives.

        In the middle the value would lie on the curve; it is left out there.
        """

        def value() -> float:
            return float(self.shown.probability(np.array([x]))[0])

        def write(p: float) -> str:
            return "" if NEAR_ENDS < p < 1 - NEAR_ENDS else number_text(p, 2)

        at_left = x < (self.plot.x.low + self.plot.x.high) / 2
        number = Number(value, write, size=SIZES.label, colour=self.theme.text)
        aside = np.array([pixels(38 if at_left else -38), -0.36 * number.em, 0])
        number.place(
            lambda: self.plot.point(x, clear_of_marks(value())) + aside,
            "left" if at_left else "right",
        )
        dot = RingedPoint(lambda: self.plot.point(x, value()), self.theme, radius=7)
        return VGroup(dot, number)

    def _centre_name(self) -> Number:
        """The centre's value, below the curve at the side where it isn't, or else above it.

        It is that of the step whose numbers the plate shows.
        """

        def told() -> float:
            return self.shown.reading().centre

        def write(centre: float) -> str:
            seen = self.shown.presence() > 0.5 and self._centre_place() is not None
            seen = seen and bool(np.isfinite(centre))
            return self._centre_text(centre) if seen else ""

        def place() -> FloatArray:
            centre, way = self._centre_place(), 1 if self.shown.slope() > 0 else -1
            if centre is None:
                return np.zeros(3)
            return self._beside_centre(centre, way, write(told()))

        number = Number(told, write, size=SIZES.label, colour=self.theme.text)
        return number.place(place, "left")

    def _centre_text(self, centre: float) -> str:
        return f"c = {self.written.centre.text(centre)}"

    def _beside_centre(self, centre: FloatArray, way: int, content: str) -> FloatArray:
        """Where a centre's name starts: on the side where the curve isn't, or else above it."""
        width = self._width_at_centre(content)
        x = centre[0] + pixels(14 * way) - (width if way < 0 else 0.0)
        edges = (at(self.plot.box.left, 0)[0], at(self.plot.box.right, 0)[0] - width)
        if edges[0] <= x <= edges[1]:
            return np.array([x, centre[1] - pixels(_NameOfCentre.below), 0])
        x = centre[0] - pixels(14 * way) - (width if way > 0 else 0.0)
        return np.array([x, centre[1] + pixels(24), 0])

    def _width_at_centre(self, content: str) -> float:
        return figures_width(content) * tall(SIZES.label)

    def _line(self, outline: Callable[[], FloatArray], colour: str, width: float) -> Follower:
        return Follower(outline, stroke_color=colour, stroke_width=stroke(width))

    def _reach(self) -> tuple[float, float]:
        return float(self.data.features.min()), float(self.data.features.max())

    def _centre_place(self) -> FloatArray | None:
        centre = self.shown.centre()
        on_plot = self.plot.x.low <= centre <= self.plot.x.high
        return self.plot.point(centre, 0.5) if on_plot else None

    def _drop_outline(self) -> FloatArray:
        place = self._centre_place()
        if place is None:
            return np.zeros((0, 3))
        foot = self.foot(self.shown.centre())
        return dash_points(place, place + self.shown.presence() * (foot - place))

    def _tangent_outline(self) -> FloatArray:
        centre, slope = self.shown.centre(), self.shown.slope() / 4
        presence = self.shown.presence()
        if not np.isfinite(centre) or not presence:
            return np.zeros((0, 3))
        reach = 0.24 * (self.plot.x.high - self.plot.x.low)
        half = min(reach, 0.45 / abs(slope)) * presence
        low, high = self.plot.x.low, self.plot.x.high
        ends = (min(max(centre + by, low), high) for by in (-half, half))
        return polyline(np.array([self.plot.point(x, 0.5 + slope * (x - centre)) for x in ends]))


class ModelCurve(Follower):
    """What the model says of every x: dashed where that is no probability.

    Attributes:
        drawn: the share of it that is there, from the left.
    """

    def __init__(self, plot: MovingPlot, shown: ShownCurve, colour: str) -> None:
        self.plot, self.shown = plot, shown
        self.drawn = 1.0
        super().__init__(self._path, stroke_color=colour, stroke_width=stroke(5))

    def draw(self, share: float) -> None:
        """Draw so much of it, from the left."""
        self.drawn = share
        self.write()

    def _path(self) -> FloatArray:
        xs = np.linspace(self.plot.x.low, self.plot.x.high, SAMPLES)
        ys = self.shown.probability(xs)
        share = self.plot.y.share(ys)
        seen = np.isfinite(ys) & (share > -1e-6) & (share < 1 + 1e-6)
        within = (ys >= 0) & (ys <= 1)
        index = np.arange(SAMPLES - 1)
        kept = seen[:-1] & seen[1:] & (index < self.drawn * (SAMPLES - 1))
        kept &= (within[:-1] & within[1:]) | (index % (DASH + GAP) < DASH)
        path = smooth_path(self.plot.points_at(xs, np.where(np.isfinite(ys), ys, 0.0)))
        return path.reshape(-1, 4, 3)[kept].reshape(-1, 3)


class SizedPoint(RingedPoint):
    """A ringed point that is as large as it is of use.

    Attributes:
        size: its share of its full size, 0 to 1.
    """

    def __init__(
        self, where: Callable[[], FloatArray | None], size: Callable[[], float], theme: Theme
    ) -> None:
        self.size = size
        super().__init__(where, theme)

    def _disc(self, radius: float, colour: str) -> Follower:
        shape = disc(radius)

        def outline() -> FloatArray:
            centre, size = self.where(), self.size()
            return np.zeros((0, 3)) if centre is None or not size else shape * size + centre

        return Follower(outline, fill_color=colour, fill_opacity=1, stroke_width=0)


def clear_of_marks(height: float) -> float:
    """Move a height off the marks at 0 or at 1, and off the plot's edges."""
    if height > 0.5:
        return min(max(height + 0.03, 1.17), 1.225)
    return min(max(height, -0.205), -0.165)


CASES = {
    "rises_gently": GENTLE,
    "rises_steeply": STEEP,
    "falls_gently": -GENTLE,
    "falls_steeply": -STEEP,
}
ASIDE = 1.6
"""How far b0 moves a panel's curve to either side, in units of its exponent for a gentle one."""
AIR = pixels(4)
"""Between a name and any curve at the least."""
REMARK = pixels(22)
"""From a panel's name to what is remarked on it."""
BESIDE = 0.025
"""How far beyond its panel a name may reach, of the frame's width."""
GAPS = 24.0, 34.0, 46.0
"""From a curve to its name, in pixels, the best first."""


class CaseRooms:
    """The panels: two side by side, twice, or all below each other.

    The empty lower part of a plot keeps the rows apart.

    Attributes:
        boxes: where they are.
        heights: where on the curve with a larger b0 its name may be, the best first; the other
            curve's name is as far below one half as this one's above.
        name_size: of such a name.
    """

    boxes = Shaped(
        rows_of(2, 2, Box(left=0.05, right=0.95, top=0.235, bottom=0.975), across=0.07, down=0.0),
        tall=column_of(4, Box(left=0.05, right=0.95, top=0.29, bottom=0.965), gap=0.015),
    )
    heights = Shaped(
        (0.62, 0.7, 0.54, 0.78, 0.46), tall=(0.62, 0.7, 0.54, 0.78, 0.46, 0.86, 0.92, 0.38)
    )
    name_size = Shaped(SIZES.label, tall=SIZES.smallest)


class Case(VGroup):
    """One panel: a curve over the data, and the same with a larger and with a smaller b0.

    Attributes:
        pose: of its curve once it has unfolded.
        plot: its axes, without names.
        title: which case it is.
        aside_names: what the curves aside are; nothing if they aren't named here.
        remark: that it is the one that suits the data, beside its name; nothing on the others.
    """

    def __init__(
        self, figure: LogisticFigure, poses: tuple[Pose, Pose], box: Box, words: Sequence[str]
    ) -> None:
        """Make it as it is before it unfolds.

        Args:
            figure: the large one, of which this is a small one.
            poses: of the curve that it unfolds from, and its own.
            box: where it goes.
            words: its name, and those of the curves with a larger and a smaller b0, if any.
        """
        self.start, self.pose = poses
        self.figure, self.origin, self.home = figure, figure.plot.box, box
        self.unfolded = self.aside = 0.0
        across = Scale(figure.plot.x.low, figure.plot.x.high, ())
        self.plot = MovingPlot(figure.theme, across, PROBABILITY, box=figure.plot.box, x_title="")
        self.plot.remove(self.plot.y_axis)
        self.marks = [self._marks_like(each) for each in figure.classes]
        self.plot.carry(*self.marks)
        self.plot.set_box(box)
        self.curve = self.plot.curve(self._function(0), figure.theme.model)
        self.moved = [
            self.plot.curve(self._function(way), figure.theme.beta0, width=3) for way in (1, -1)
        ]
        self.title, *self.aside_names = self._names(words)
        self.remark: list[TextLine] = []
        super().__init__(self.plot, *self.marks, *self.moved, self.curve)
        self.unfold(0.0)

    def unfold(self, share: float) -> None:
        """Bring it so far on its way from the large figure to its own place and curve.

        Only the first has the data from the start: four times as many would flash up.
        """
        self.unfolded = share
        self.plot.set_box(between(self.origin, self.home, share))
        for each in self.marks:
            set_share(each, DIMMED * (1.0 if self.home == CaseRooms.boxes[0] else share))
        self._write()

    def move_aside(self, share: float) -> None:
        """Bring the curves with another b0 so far on their way."""
        self.aside = share
        self._write()

    def remark_on(self, content: str) -> None:
        """Let something stand beside its name, to appear later."""
        theme = self.figure.theme
        line = TextLine(content, theme, size=SIZES.label, colour=theme.model)
        beside = np.array([self.title.width + REMARK, 0, 0])
        self.remark = [line.place(self._corner + beside)]

    def give_way(self) -> tuple[VMobject, ...]:
        """Put the large figure where this one is, looking the same, to be put on the stage."""
        figure = self.figure
        figure.shown.put(self.pose)
        figure.plot.set_box(self.home)
        set_share(figure.marks, 1.0)
        return figure.plot, figure.marks, figure.curve

    def _write(self) -> None:
        for each in (self.curve, *self.moved):
            each.write()

    def _function(self, way: int) -> Callable[[FloatArray], FloatArray]:
        def function(xs: FloatArray) -> FloatArray:
            parameters = self._parameters(way)
            return sigmoid(parameters[0] + parameters[1] * xs)

        return function

    def _parameters(self, way: int) -> FloatArray:
        slope = self.start.slope + (self.pose.slope - self.start.slope) * self.unfolded
        pose = Pose(self.pose.centre, slope)
        steepness = abs(self.pose.slope) * self.figure.shown.deviation
        by = ASIDE * way * self.aside * max(steepness / GENTLE, 1.0)
        return np.asarray(pose.parameters + np.array([by, 0.0]))

    def _marks_like(self, marks: DataMarks) -> DataMarks:
        return DataMarks(
            self.plot,
            marks.xs,
            marks.offsets,
            order=marks.order,
            label=marks.label,
            radius=marks.radius,
            whole_from=marks.whole_from,
        )

    def _names(self, words: Sequence[str]) -> list[TextLine]:
        """Its name above, and names beside the curves that are moved aside, outside of them."""
        theme = self.figure.theme
        self.unfold(1.0)
        self.move_aside(1.0)
        self._corner = self.plot.point(self.plot.x.low, 1.0) + np.array([0, pixels(29), 0])
        title = TextLine(words[0], theme, size=SIZES.label, colour=theme.text)
        names = [title.place(self._corner)]
        for content, way in zip(words[1:], (1, -1), strict=False):
            line = TextLine(content, theme, size=CaseRooms.name_size, colour=theme.beta0)
            if self._has_placed(line, way):
                names.append(line)
        self.move_aside(0.0)
        return names

    def _has_placed(self, line: TextLine, way: int) -> bool:
        """Whether there was a free place for a name outside of a curve that is moved aside."""
        at_right = (self.pose.slope < 0) == (way > 0)
        intercept, slope = self._parameters(way)
        curves = np.concatenate([each.points for each in (self.curve, *self.moved)])
        reach = max(self.home.left - BESIDE, GRID.margin), self.home.right + BESIDE
        ends = [at(min(each, 1 - GRID.margin), 0)[0] for each in reach]
        ink = line.get_corner(DL), line.get_corner(UR)
        for height, gap in product(CaseRooms.heights, GAPS):
            p = height if way > 0 else 1 - height
            x = (np.log(p / (1 - p)) - intercept) / slope
            edge = np.array([pixels(gap if at_right else -gap), -pixels(10), 0])
            place = self.plot.point(x, p) + edge - (0 if at_right else line.width) * RIGHT
            (left, bottom, _), (right, top, _) = (each + place for each in ink)
            box = Rectangle(left - AIR, bottom - AIR, right + AIR, top + AIR)
            if ends[0] <= left and right <= ends[1] and not box.holds_any(curves):
                line.place(place)
                return True
        return False


def four_cases(figure: LogisticFigure, kind: float, suits: bool) -> list[Case]:
    """Rising and falling, gently and steeply, as they are before they unfold from a figure.

    Args:
        figure: the large one.
        kind: the steepness of the one that is like the data.
        suits: whether it is so much like them that it is said.
    """
    texts, data = figure.texts, figure.data
    moved = [texts.label(key) for key in ("larger_intercept", "smaller_intercept")]
    start = Pose(figure.shown.centre(), figure.shown.slope())
    made = []
    for (key, steepness), box in zip(CASES.items(), CaseRooms.boxes, strict=True):
        words = texts.label(key), *moved
        made.append(Case(figure, (start, pose(data, 0.0, steepness)), box, words))
    if suits:
        case_of(made, kind).remark_on(texts.label("like_data"))
    return made


def case_of(cases: Sequence[Case], kind: float) -> Case:
    """Of all four, the one of a steepness."""
    return next(each for each, own in zip(cases, CASES.values(), strict=True) if own == kind)


def unfolding(cases: Sequence[Case], seconds: float) -> list[Animation]:
    """Let all unfold from the large figure."""
    return [Rewriting(each, each.unfold, run_time=seconds) for each in cases]


def moving_aside(cases: Sequence[Case], seconds: float) -> list[Animation]:
    """Let another b0 move the curves of all."""
    return [Rewriting(each, each.move_aside, run_time=seconds) for each in cases]


def words_on(cases: Sequence[Case]) -> list[TextLine]:
    """All that is written on some of them."""
    return [line for each in cases for line in (each.title, *each.aside_names)]


NAME_AT = 0.86, 0.15, 0.4
"""How far along its curve the name of each try is best."""
ACROSS, DOWN = 31, 7
"""How many points stand for the box of a name."""
GHOST = 0.28


class _Names:
    """How far above the plot they may be where marks leave no room, of the frame's height."""

    above = Shaped(0.0, tall=0.008)


def ghosts_of(
    figure: LogisticFigure,
    tries: Sequence[Pose],
    names: Sequence[str],
    passing: Sequence[FloatArray],
) -> list[VGroup]:
    """Faint curves that stay where they are, each with its name on it.

    Args:
        figure: where they stay.
        tries: what they are.
        names: what each is called.
        passing: (b0, b1) of curves that come to lie beside them.
    """
    curves = [_ghost(figure, each) for each in tries]
    lines = [lines_of(figure, each) for each in tries]
    avoid = [
        *figure.marks,
        *figure.class_labels,
        *lines,
        *(_taken_by(figure, each) for each in passing),
    ]
    made: list[VGroup] = []
    for curve, name, near in zip(curves, names, NAME_AT, strict=True):
        others = [*avoid, *(each for each in curves if each is not curve), *_words(made)]
        label = _name(figure, curve, name, others, near)
        made.append(VGroup(curve, label))
    return made


def _name(
    figure: LogisticFigure,
    curve: Curve,
    content: str,
    avoid: Sequence[FloatArray | VMobject],
    near: float,
) -> Label:
    """Write a name on the plot, or a little above it if it would lie on marks there."""
    box, above = figure.plot.box, _Names.above

    def within(top: float) -> Label:
        room, colour = replace(box, top=top), figure.theme.muted
        return name_on(
            curve, content, colour, box=room, avoid=avoid, near=near, size=SIZES.smallest
        )

    label = within(box.top)
    ink = Rectangle(*label.get_corner(DL)[:2], *label.get_corner(UR)[:2])
    covers = any(ink.holds_any(each.points) for each in figure.classes)
    return within(box.top - above) if covers and above else label


def lines_of(figure: LogisticFigure, pose: Pose) -> FloatArray:
    """Where the centre of a curve is, with its line down to the axis."""
    centre = figure.plot.point(pose.centre, 0.5)
    line = np.linspace(centre, figure.foot(pose.centre), 40)
    return np.concatenate([line, centre + disc(18), centre + disc(9)])


def _ghost(figure: LogisticFigure, pose: Pose) -> Curve:
    ghost = figure.plot.curve(curve_of(pose.parameters), figure.theme.model, width=3)
    ghost.clear_updaters()
    ghost.set_stroke(opacity=GHOST)
    return ghost


def _taken_by(figure: LogisticFigure, parameters: FloatArray) -> FloatArray:
    """Points (n, 3) on a curve, and where its centre's name comes to be."""
    xs = np.linspace(figure.plot.x.low, figure.plot.x.high, SAMPLES)
    along = figure.plot.points_at(xs, curve_of(parameters)(xs))
    intercept, slope = parameters
    centre = -intercept / slope if slope else float("nan")
    if not figure.plot.x.low <= centre <= figure.plot.x.high:
        return along
    name = figure.name_of_centre(Pose(float(centre), float(slope)))
    return np.concatenate([along, _filled(*name)])


def _words(ghosts: Sequence[VGroup]) -> list[FloatArray]:
    """Where their names are, as points."""
    return [_filled(each[1].get_corner(DL), each[1].get_corner(UR)) for each in ghosts]


def _filled(low: FloatArray, high: FloatArray) -> FloatArray:
    """Points (n, 3) all over a box, close to each other."""
    grid = np.meshgrid(np.linspace(0, 1, ACROSS), np.linspace(0, 1, DOWN))
    shares = np.stack([*grid, np.zeros((DOWN, ACROSS))], axis=-1).reshape(-1, 3)
    return np.asarray(low + shares * (high - low))


FAINT = 0.34
"""Opacity of the lines, of which there are many."""
HEIGHTS = (0.24, 0.32, 0.4, 0.68, 0.76, 0.6)
"""Where the name of one may be on the plot, the best first."""
MISSES_GAP, MISSES_AIR = pixels(12), pixels(6)
"""From a line to its name, and about a name at the least."""
ABOVE = 0.056
"""From the name of p to the name of one above it, in heights of a wide frame."""
CANDIDATES = 40
"""So many of the longest lines are looked at for one that has room for a name beside it."""


class Misses:
    """Lines from what happened towards the curve, drawn from what trackers say.

    Attributes:
        lines: all of them.
    """

    def __init__(
        self, figure: LogisticFigure, poses: Sequence[Pose], share: Callable[[], float]
    ) -> None:
        """Make them.

        Args:
            figure: where they are drawn.
            poses: the curves that are shown one after the other.
            share: how far the lines have come to the curve, 0 to 1.
        """
        self.figure, self.poses, self.share = figure, poses, share
        self.xs, self.ys = figure.drawn.features[:, 0], figure.drawn.target.astype(float)
        self.lines = VGroup(*(self._lines(self.ys == label, 1.6, FAINT) for label in (0, 1)))
        lengths = [np.abs(self.ys - curve_of(each.parameters)(self.xs)) for each in poses]
        self._longest_first = np.argsort(-np.sum(lengths, axis=0), kind="stable")

    def name_one(self, content: str, ghosts: Sequence[VGroup]) -> VGroup:
        """Draw one of the longest so that it is seen, with its name beside it, if there is room.

        In a tall frame its name is above that of p, as lines and curves leave no room for it.

        Args:
            content: the name.
            ghosts: of the curves, each with its own name, which this one stays clear of.
        """
        figure = self.figure
        words = [each[1] for each in ghosts]
        free = [*ghosts, *figure.marks, figure.class_labels]
        taken = [part.points for each in free for part in each.get_family()]
        taken += [lines_of(figure, each) for each in self.poses]
        for index in self._longest_first[: None if is_tall() else CANDIDATES]:
            x, label = float(self.xs[index]), int(self.ys[index])
            colour = figure.theme.of_class(label)
            name = Label(content, size=SIZES.label, colour=colour)
            if self._is_clear(x, words) and self._has_placed(name, x, np.concatenate(taken)):
                line = self._lines(np.arange(len(self.xs)) == index, 3.5, 1.0)
                return VGroup(line, backed(name, figure.theme))
        return VGroup()

    def _lines(self, chosen: NDArray[np.bool_], width: float, opacity: float) -> Follower:
        xs, ys, plot = self.xs[chosen], self.ys[chosen], self.figure.plot

        def outline() -> FloatArray:
            reach = self.share()
            if not reach:
                return np.zeros((0, 3))
            ends = ys + reach * (self.figure.shown.probability(xs) - ys)
            return segments(plot.points_at(xs, ys), plot.points_at(xs, ends))

        colour = self.figure.theme.of_class(int(ys[0]))
        return Follower(
            outline, stroke_color=colour, stroke_width=stroke(width), stroke_opacity=opacity
        )

    def _is_clear(self, x: float, words: Sequence[VMobject]) -> bool:
        """Whether a line up from a value crosses none of some words."""
        place = self.figure.plot.point(x, 0.0)[0]
        return not any(
            each.get_left()[0] - MISSES_AIR < place < each.get_right()[0] + MISSES_AIR
            for each in words
        )

    def _has_placed(self, name: Label, x: float, taken: FloatArray) -> bool:
        """Whether there was a free place for a name beside the line up from a value."""
        plot = self.figure.plot
        if is_tall():
            name.place(self.figure.meaning.get_corner(DL) + np.array([0, tall(ABOVE), 0]))
            return True
        edges = at(plot.box.left, 0)[0], at(plot.box.right, 0)[0]
        for y, side in product(HEIGHTS, (1, -1)):
            place = plot.point(x, y) + side * np.array([MISSES_GAP, 0, 0])
            name.place(place, "left" if side > 0 else "right")
            (left, bottom, _), (right, top, _) = name.get_corner(DL), name.get_corner(UR)
            box = Rectangle(
                left - MISSES_AIR, bottom - MISSES_AIR, right + MISSES_AIR, top + MISSES_AIR
            )
            if edges[0] <= left and right <= edges[1] and not box.holds_any(taken):
                return True
        return False


TINT = 0.16
"""Opacity of the part of the plot in which one answer is given."""
HOLLOW = 0.62
"""Radius of the hole in a mark that is judged wrong."""
HIGHEST = 0.72
"""A value of p has room above its point up to here: above that are the data of class 1."""
LOWEST, JUDGING_ASIDE = 0.15, 14.0
"""How high on the plot the last line of a name below the curve is, and how far from an edge all
are, in pixels."""


class _Parts:
    """Both parts of the plot and the names in them.

    Attributes:
        part: from which height on the plot to which a part goes, about the classes' names.
        highest, pitch: the first line's height above the curve, and from line to line.
        size: of the type.
    """

    part = Shaped((-0.25, 1.25), tall=(-0.29, 1.29))
    highest = Shaped(0.75, tall=0.78)
    pitch = Shaped(0.12, tall=0.155)
    size = Shaped(SIZES.label, tall=SIZES.smallest)


@dataclass(frozen=True, eq=False)
class Answers:
    """The answer of a curve for each of the data: class 1 where p is above one half.

    Attributes:
        data: what is judged.
        parameters: (b0, b1) of the curve.
    """

    data: Dataset
    parameters: FloatArray

    @property
    def xs(self) -> FloatArray:
        """The feature (n,)."""
        return self.data.features[:, 0]

    @cached_property
    def given(self) -> FloatArray:
        """The class that is answered (n,)."""
        return np.asarray(curve_of(self.parameters)(self.xs) > 0.5, dtype=float)

    @cached_property
    def right(self) -> NDArray[np.bool_]:
        """Which are right (n,)."""
        return np.asarray(self.given == self.data.target)

    @cached_property
    def one_for_all(self) -> int | None:
        """The class that all get, if they do: the more frequent one where p is one half for all."""
        if not self.parameters.any():
            return int(2 * self.data.target.sum() > self.data.n)
        first = int(self.given[0])
        return first if (self.given == first).all() else None

    @property
    def right_in_all(self) -> int:
        """How many are right."""
        given = self.given if self.one_for_all is None else self.one_for_all
        return int((self.data.target == given).sum())

    def right_of_answer(self, label: int) -> tuple[int, int]:
        """How many that get an answer are right, and how many get it."""
        mine = self.given == label
        return int((self.right & mine).sum()), int(mine.sum())


class Judging:
    """The plot in two parts, one for each answer, that come up to where a sweep is.

    Attributes:
        reach: the value of the feature that the sweep has come to.
        regions: the parts, to lie below all else.
        hollow: holes in the marks that are judged wrong.
        names: of each part, what is answered there and how many of these are right.
    """

    def __init__(self, figure: LogisticFigure, answers: Answers) -> None:
        self.figure, self.answers = figure, answers
        self.plot = figure.plot
        intercept, slope = answers.parameters
        self.centre, self.rises = float(-intercept / slope), bool(slope > 0)
        self.reach = self.plot.x.low
        self.regions = VGroup(*(self._region(label) for label in (0, 1)))
        self.hollow = VGroup(*(self._hollow(label) for label in (0, 1)))
        self.names = VGroup(*(self._names(label) for label in (0, 1)))

    def sweep(self, share: float) -> None:
        """Come so far, from the left to the right."""
        self.reach = self.plot.x.low + share * (self.plot.x.high - self.plot.x.low)
        for each in (*self.regions, *self.hollow):
            each.write()

    def _region(self, label: int) -> Follower:
        low, high = self._span(label)

        def outline() -> FloatArray:
            end = min(self.reach, high)
            if end <= low:
                return np.zeros((0, 3))
            bottom, top = _Parts.part
            corners = [(low, bottom), (end, bottom), (end, top), (low, top), (low, bottom)]
            return polyline(np.array([self.plot.point(*each) for each in corners]))

        colour = self.figure.theme.of_class(label)
        return Follower(outline, fill_color=colour, fill_opacity=TINT, stroke_width=0)

    def _span(self, label: int) -> tuple[float, float]:
        """From where to where on the plot a class is answered."""
        at_right = self.rises == bool(label)
        low, high = self.plot.x.low, self.plot.x.high
        return (self.centre, high) if at_right else (low, self.centre)

    def _hollow(self, label: int) -> Follower:
        marks, drawn = self.figure.classes[label], self.figure.drawn
        wrong = ~Answers(drawn, self.answers.parameters).right[drawn.target == label]
        xs = marks.xs
        shape = (triangle if label else disc)(marks.radius * HOLLOW)

        def outline() -> FloatArray:
            places = marks.places[wrong & (xs <= self.reach)]
            points: FloatArray = (places[:, None, :] + shape[None]).reshape(-1, 3)
            return points

        return Follower(
            outline, fill_color=self.figure.theme.background, fill_opacity=1, stroke_width=0
        )

    def _names(self, label: int) -> VGroup:
        """The answer and how many of its kind are right, where the curve isn't, if they fit."""
        figure, data = self.figure, self.answers.data
        low, high = self._span(label)
        at_right = high == self.plot.x.high
        above = at_right != self.rises
        right, count = self.answers.right_of_answer(label)
        name = figure.texts.class_label(data.target_name, data.class_names, label, 12.0)
        colour = figure.theme.of_class(label)
        words = (
            figure.texts.label("says", name=name),
            figure.texts.label("right_of", right=right, count=count),
        )
        ends = (self.plot.point(each, 0.0)[0] for each in (low, high))
        room = -np.subtract(*ends) - 2 * pixels(JUDGING_ASIDE)
        lines = [line for each in words for line in _broken(each, share_of_width(room))]
        made, pitch = VGroup(), _Parts.pitch
        first = _Parts.highest if above else LOWEST + pitch * (len(lines) - 1)
        for index, content in enumerate(lines):
            line = Label(content, size=_Parts.size, colour=colour)
            edge = pixels(-JUDGING_ASIDE if at_right else JUDGING_ASIDE)
            foot = self.plot.point(high if at_right else low, first - pitch * index)
            made.add(line.place(foot + np.array([edge, 0, 0]), "right" if at_right else "left"))
        return made if made.width <= room and not self._covers_curve(made) else VGroup()

    def _covers_curve(self, names: VGroup) -> bool:
        """Whether any line of a name lies on the curve; in a wide frame they are short enough."""
        xs = np.linspace(self.plot.x.low, self.plot.x.high, SAMPLES)
        curve = self.plot.points_at(xs, curve_of(self.answers.parameters)(xs))
        boxes = (Rectangle(*each.get_corner(DL)[:2], *each.get_corner(UR)[:2]) for each in names)
        return is_tall() and any(box.holds_any(curve) for box in boxes)


def _broken(content: str, room: float) -> list[str]:
    """Break a name into lines of a share of the frame's width, if the frame is tall."""
    room *= BOLDER  # by which lines are measured
    return broken_if_tall(content, _Parts.size, room)


class Reader:
    """A point that goes along the curve, with what the curve says there.

    Attributes:
        x: where it is.
        told: what is read there: a value of the feature as it is written.
        shown: its line down to the axis, the point and what is read.
    """

    def __init__(self, figure: LogisticFigure, ends: tuple[float, float]) -> None:
        self.figure, self.ends = figure, ends
        self.read(0.0)
        theme = figure.theme
        self.drop = Follower(
            lambda: dash_points(self._place(), figure.foot(self.x)),
            stroke_color=theme.model,
            stroke_width=stroke(2),
        )
        self.point = RingedPoint(self._place, theme, colour=theme.model, radius=9)
        self.value = Number(
            lambda: self._p(self.told), self._written, size=SIZES.label, colour=theme.model
        )
        self.value.place(self._beside, "left")
        self.shown = VGroup(self.drop, self.point, self.value)

    def read(self, share: float) -> None:
        """Go so far from the first end to the other."""
        self.x = self._on_the_way(share)
        self.told = self.figure.written.as_written(self.x)

    def _on_the_way(self, share: float) -> float:
        return self.ends[0] + share * (self.ends[1] - self.ends[0])

    def _written(self, p: float) -> str:
        return f"x = {self.figure.written.value.text(self.told)}: p = {number_text(p, 2)}"

    def _p(self, x: float) -> float:
        return float(self.figure.shown.probability(np.array([x]))[0])

    def _place(self) -> FloatArray:
        return self.figure.plot.point(self.x, self._p(self.x))

    def _beside(self) -> FloatArray:
        """On the side where the curve is lower, above all of it that is below."""
        figure, place = self.figure, self._place()
        left, right = (figure.plot.point(each, 0.0)[0] for each in self._axis())
        width = figures_width(self.value.content) * self.value.em
        aside = pixels(16) if figure.shown.path[-1, 1] < 0 else -pixels(16) - width
        start = min(max(place[0] + aside, left), right - width)
        low, high = self._axis()
        ends = np.interp([start, start + width], [left, right], [low, high])
        highest = min(float(figure.shown.probability(ends).max()), HIGHEST)
        height = max(place[1], figure.plot.point(low, highest)[1]) + pixels(14)
        return np.array([start, height, 0])

    def _axis(self) -> tuple[float, float]:
        return self.figure.plot.x.low, self.figure.plot.x.high


def ends_of_reading(data: Dataset, parameters: FloatArray) -> tuple[float, float]:
    """From where to where a reader goes: inside the data, and where its value has room above."""
    low, high = (float(each) for each in np.quantile(data.features, (0.05, 0.9)))
    intercept, slope = parameters
    if not slope:
        return low, high
    highest = float((np.log(HIGHEST / (1 - HIGHEST)) - intercept) / slope)
    if slope < 0:
        return min(max(low, highest), high), high
    return low, max(min(high, highest), low)


MOST_SPAN = 3.0
"""A slider reaches to where the run ends, but not more times as far as by hand is of use."""
LONGEST_CLASS = 8.0
"""Of a class's name in a note, in em."""
FORMULA = "p = 1/(1 + e^(-(beta0(beta_0) + beta1(beta_1) x)))"
CENTRE = "c = -beta0(beta_0) slash beta1(beta_1)"


class _Places:
    """Where the panels begin: the one that explains, and the longer one of the fit."""

    explaining = Shaped(GRID.panel_top, tall=0.665)
    fitting = Shaped(0.215, tall=0.665)


@dataclass(frozen=True)
class JudgedCounts:
    """How many of the data are judged right.

    Attributes:
        before, after: the fit.
        one_for_all: the class that all get before it, if they do.
        from_zero: whether they do as p is one half for all, as both parameters are zero.
    """

    before: int
    after: int
    one_for_all: int | None
    from_zero: bool


@dataclass(frozen=True)
class FittingPanel:
    """The panel of a fit, in the parts that come one after the other.

    Attributes:
        panel: all of it.
        heights: down to where it reaches before there is a loss, and then; in a tall frame it
            reaches to the right instead.
        live: what changes with the curve.
        full_loss: the row of its full loss, and the rule below.
        loss: the number in that row.
        tries: a row for each try by hand; its second part is the number.
        step: the row that counts the run's steps.
        judged: the rows that say of how many the answer is right, in the place of the tries; the
            last says so after the fit.
    """

    panel: TwoColumns
    heights: tuple[float, float]
    live: list[Mobject]
    full_loss: list[Mobject]
    loss: Number
    tries: list[Mobject]
    step: Mobject
    judged: list[Mobject]

    @property
    def surface(self) -> VMobject:
        """What is behind all."""
        return self.panel.surface

    def open(self, share: float) -> None:
        """Let it reach so far, 0 to 1, of what it takes in all."""
        if is_tall():
            self.panel.widen(share)
            return
        low, high = self.heights
        self.panel.cursor = low + share * (high - low)
        self.panel.space(0.0)


class Plates:
    """Makes the panels of a curve.

    Args:
        shown: the curve's values.
        written: how they are written.
        theme: gives the colours.
        texts: give the names.
    """

    def __init__(self, shown: ShownCurve, written: Digits, theme: Theme, texts: Captions) -> None:
        self.shown, self.written, self.theme, self.texts = shown, written, theme, texts
        self.data = objective_of(shown.run).dataset
        self.features = self.data.features

    def explaining(self) -> Panel:
        """Formula, the two parameters on sliders, centre and slope there."""
        panel = TwoColumns(self.theme, top=_Places.explaining)
        self._add_formula_and_sliders(panel)
        panel.divide()
        names = math(CENTRE, self.theme, size=SIZES.number), math("c", self.theme)
        self._add_centre(panel, names)
        steepest = self.written.slope.text(-self._spans()[1] / 4)
        words = self.texts.label("slope_there"), math("beta1(beta_1) slash 4", self.theme)
        panel.row(
            panel.fitting(words, steepest),
            lambda: self.shown.reading().slope / 4,
            self.written.slope.text,
            colour=self.theme.beta1,
        )
        return panel

    def fitting(self, losses: Sequence[float], counts: JudgedCounts | None = None) -> FittingPanel:
        """The two parameters, centre and loss, the losses of tries by hand, and the steps.

        Args:
            losses: of the tries.
            counts: of the data that are judged right, if any are judged.
        """
        panel, texts = TwoColumns(self.theme, top=_Places.fitting), self.texts
        reading, write = self.shown.reading, self.written.loss.text
        self._add_sliders(panel, self.written.learned_slope)
        panel.divide()
        self._add_centre(panel, (texts.label("centre"), math("c", self.theme)))
        live, short = panel.rows, panel.cursor
        panel.go_on()
        loss = panel.row(texts.label("full_loss"), lambda: reading().loss, write)
        panel.divide()
        top, first = panel.cursor, len(panel.rows)
        for number, each in enumerate(losses, 1):
            panel.row(texts.label("try", number=number), each, write)
        panel.row(texts.label("step"), lambda: reading().step, 0)
        full, last = panel.cursor, len(panel.rows)
        panel.cursor = top
        if counts:
            self._add_judged(panel, counts)
        rows = panel.rows
        made = FittingPanel(
            panel=panel,
            heights=(short, full),
            live=live,
            full_loss=rows[len(live) : first],
            loss=loss,
            tries=rows[first : last - 1],
            step=rows[last - 1],
            judged=rows[last:],
        )
        made.open(0.0)
        return made

    def _add_judged(self, panel: Panel, counts: JudgedCounts) -> None:
        panel.note(self.texts.label("right", count=self.data.n))
        panel.row(self.texts.label("before"), counts.before, 0)
        if counts.one_for_all is not None:
            target, names = self.data.target_name, self.data.class_names
            name = self.texts.class_label(target, names, counts.one_for_all, LONGEST_CLASS)
            key = "half_says" if counts.from_zero else "all_get"
            panel.note(self.texts.label(key, name=name, target=counts.one_for_all))
        panel.row(self.texts.label("after"), counts.after, 0)

    def _add_centre(self, panel: Panel, names: Sequence[str | Formula]) -> None:
        """The centre, its name in words if it leaves room for the longest value."""
        write = self.written.centre.text
        longest = max((write(float(each)) for each in _ends(self.features)), key=len)
        panel.row(panel.fitting(names, longest), lambda: self.shown.reading().centre, write)

    def _add_formula_and_sliders(self, panel: TwoColumns) -> None:
        """The formula above the sliders, or at the top of the second column."""
        formula = math(FORMULA, self.theme, size=0.046)
        if not is_tall():
            panel.formula(formula, room=0.13)
        self._add_sliders(panel, self.written.slope)
        panel.go_on()
        if is_tall():
            panel.formula(formula, room=down(0.13))

    def _add_sliders(self, panel: Panel, slope: Quantity) -> None:
        intercepts, slopes = self._spans()
        theme, reading, written = self.theme, self.shown.reading, self.written
        symbol = math("beta0(beta_0)", theme)
        panel.row(symbol, lambda: reading().intercept, written.intercept.text, colour=theme.beta0)
        panel.slider(lambda: reading().intercept, -intercepts, intercepts, theme.beta0)
        symbol = math("beta1(beta_1)", theme)
        panel.row(symbol, lambda: reading().slope, slope.text, colour=theme.beta1)
        panel.slider(lambda: reading().slope, -slopes, slopes, theme.beta1)

    def _spans(self) -> tuple[float, float]:
        """How far the sliders reach to either side of zero, for b0 and for b1."""
        deviation = float(self.features.std())
        farthest = float(np.abs(self.features).max()) + deviation
        slope = 4.2 / deviation
        by_hand = max(slope * farthest * 0.75, 1.0), slope
        fitted = np.abs(self.shown.path[-1]) * 1.05
        intercepts, slopes = (
            max(own, min(float(end), MOST_SPAN * own))
            for own, end in zip(by_hand, fitted, strict=True)
        )
        return intercepts, slopes


def _ends(values: np.ndarray) -> tuple[float, float]:
    return float(values.min()), float(values.max())


RUN = 5.2
"""Seconds that the run may take."""


class LogisticStory(ManimStory):
    """The run, the curve that is shown of it, and the plates and remarks beside it."""

    fitting: FittingPanel

    def prepare(self) -> None:
        """Make what several beats share."""
        self.run = self.recording.main
        self.data = objective_of(self.run).dataset
        self.way = direction(self.data)
        self.start = pose(self.data, 0.0, GENTLE * self.way)
        self.hand = tries(self.data)
        self.judged, written = Comparison(self.run, self.hand), Digits(self.data)
        self.words = Words(self.texts, self.judged, written)
        steps = self.run.recorded_steps.tolist()
        rhythm = paced(steps, slow=steps_to_see(self.run), seconds=RUN)
        self.shown = ShownCurve(self.run, self.start, rhythm, self.hand)
        self.figure = LogisticFigure(self.shown, written, self.theme, self.texts)
        self.plates = Plates(self.shown, written, self.theme, self.texts)
        self.by_hand = self.note("set_by_hand")
        self.learned = self.note("learned")

    def read_along(self) -> None:
        """A point goes along the curve, and p is read there."""
        reader = Reader(self.figure, ends_of_reading(self.data, self.judged.fitted))
        self.play(appear(reader.shown))
        self.play(Rewriting(reader.shown, reader.read, run_time=3.0))
        self.play(vanish(reader.shown))

    def judge_all(self) -> None:
        """A sweep gives all the data the answer on its side of the centre; then the right count."""
        judging, (*known, after) = self.judging, self.fitting.judged
        self.add(judging.hollow)
        self.put_below(judging.regions)
        self.play(appear(*known, self.note("hollow")))
        self.play(Rewriting(judging.regions, judging.sweep, run_time=3.0, rate_func=linear))
        self.play(appear(*judging.names, after))
        self.wait(1.6)

    def put_below(self, mobject: VMobject) -> None:
        """Put something on the stage below all but the kicker."""
        self.bring_to_back(self.mobjects[0], mobject)

    def make_fitting_panel(self) -> FittingPanel:
        """The panel with the three tries and their losses, and what the fit gets right."""
        losses = [loss_of(self.run, each.parameters) for each in self.hand]
        if not any(key in ANSWERS for key in self.judged.closing_keys):
            return self.plates.fitting(losses)
        start, end = (Answers(self.data, each) for each in (self.shown.path[0], self.judged.fitted))
        self.judging, at_zero = Judging(self.figure, end), not start.parameters.any()
        counts = JudgedCounts(start.right_in_all, end.right_in_all, start.one_for_all, at_zero)
        return self.plates.fitting(losses, counts)

    def note(self, key: str, **values: object) -> TextLine:
        """A remark in the lower right corner."""
        return self.text(
            self.texts.label(key, **values), 1 - GRID.margin, GRID.lowest_baseline, edge="right"
        )


class CameraRooms:
    """The part of the frame that the camera fills: beside the panel, or above it."""

    near = Shaped(Box(0.03, 0.69, 0.17, 1.0), tall=Box(0.03, 0.97, 0.25, 0.65))


class Sigmoid(LogisticStory):
    """What b0 and b1 do to the logistic curve, three tries by hand, and what the fit says."""

    def construct(self) -> None:
        """Tell it, beat by beat."""
        self.prepare()
        self.ask()
        self.draw_a_line()
        self.bend_it()
        self.move_it()
        self.steepen_it()
        self.flip_it()
        self.sum_up()
        self.try_by_hand()
        self.measure()
        self.ask_for_a_method()
        self.train()
        self.look_at_the_end()
        for key in self.judged.closing_keys:
            self.close(key)

    def ask(self) -> None:
        """All the data in one row by their feature, then each rises or falls to its class."""
        figure = self.figure
        for marks in figure.classes:
            marks.rise(0.0)
        self.add(figure.plot, figure.marks)
        set_share(VGroup(*figure.heights), 0.0)
        self.beat("ask", appear(figure.spread), **self.words.question())
        names = appear(*figure.heights, figure.class_labels, run_time=RISING, rate_func=late)
        self.play(rising(figure.classes, RISING), names)

    def draw_a_line(self) -> None:
        """The straight line of least squares leaves 0 to 1."""
        figure, across = self.figure, self.figure.plot.x
        ends = across.low, across.high
        self.line_key = key_of_line(self.shown.line, ends, self.data)
        figure.curve.draw(0.0)
        self.beat(self.line_key, vanish(figure.spread))
        self.add(figure.curve)
        drawn = Rewriting(figure.curve, figure.curve.draw, run_time=2.4)
        self.play(drawn, appear(figure.meaning))
        rings = [arrive(each[0].get_center(), self.theme) for each in figure.ends]
        self.play(appear(figure.ends), rings)

    def bend_it(self) -> None:
        """The line becomes the logistic curve over the same data, which step back."""
        figure = self.figure
        self.panel = self.plates.explaining()
        self.beat("curve")
        self.play(
            to(self.shown.bend, 1.0, run_time=BENDING),
            figure.plot.into(OutcomeRooms.beside, run_time=BENDING * LATE),
            dim(figure.marks, run_time=BENDING),
            dim(figure.class_labels, share=READABLE, run_time=BENDING),
            appear(self.panel, self.by_hand, run_time=BENDING, rate_func=late),
        )

    def move_it(self) -> None:
        """b0 moves the curve; b1 stays."""
        least, most = self.data.features.min(), self.data.features.max()
        aside = (pose(self.data, shift, 1.0).centre for shift in (-1.3, 1.3))
        low, high = (min(max(each, least), most) for each in aside)
        figure = self.figure
        self.beat("intercept", vanish(figure.ends), appear(figure.centre, figure.centre_name))
        for centre, seconds in ((low, 1.1), (high, 1.6), (self.start.centre, 1.1)):
            self.play(to(self.shown.centre_by_hand, centre, run_time=seconds))

    def steepen_it(self) -> None:
        """b1 turns the curve about its centre, which stays."""
        self.held = self.note("centre_held")
        self.keep_still(self.panel, self.held)
        figure = self.figure
        self.beat("steepness", vanish(self.by_hand, *figure.names), appear(figure.tangent))
        steep = pose(self.data, 0.0, STEEP * self.way)
        near = self.focus(figure.middle, ZOOM, window=CameraRooms.near, run_time=1.6)
        steeper = to(self.shown.slope_by_hand, steep.slope, run_time=1.6)
        self.play(steeper, near, appear(self.held))
        self.play(to(self.shown.slope_by_hand, self.start.slope, run_time=1.4))

    def flip_it(self) -> None:
        """b1 goes through zero, and back again if the curve doesn't rise then."""
        figure = self.figure
        self.beat("flip")
        flipped = to(self.shown.slope_by_hand, -self.start.slope, run_time=2.4)
        self.play(
            flipped,
            self.pull_out(run_time=2.4),
            appear(*figure.lasting_names, run_time=2.4, rate_func=late),
            dim(figure.class_labels, share=READABLE, run_time=2.4, rate_func=late),
        )

    def sum_up(self) -> None:
        """The figure becomes four small ones, one for each kind of curve."""
        figure = self.figure
        beside = figure.centre, figure.centre_name, figure.tangent, self.panel, self.held
        self.cases = four_cases(self.figure, self.judged.kind, self.line_key != "line_flat")
        self.beat("cases")
        self.remove(figure.plot.grid, figure.marks, figure.curve)
        self.add(*reversed(self.cases))
        self.play(vanish(*beside, *figure.names), unfolding(self.cases, 1.2))
        chosen = case_of(self.cases, self.judged.kind)
        self.play(moving_aside(self.cases, 1.6), appear(*words_on(self.cases)))
        self.play(appear(*chosen.marks, *chosen.remark))
        self.wait(CHOSEN)

    def try_by_hand(self) -> None:
        """The case of these data becomes the figure again; three curves, each stays as a ghost."""
        figure, plot = self.figure, self.figure.plot
        chosen = case_of(self.cases, self.judged.kind)
        going = [*(each for each in self.cases if each is not chosen), *words_on(self.cases)]
        self.beat("tries", vanish(*chosen.moved, *chosen.remark), **self.words.question())
        self.remove(chosen)
        self.add(*chosen.give_way())
        self.play(
            vanish(*going, run_time=1.0),
            plot.into(OutcomeRooms.beside, run_time=1.0),
            appear(figure.marks, *figure.names, run_time=1.0),
        )
        panel = self.fitting = self.make_fitting_panel()
        self.play(
            appear(figure.centre, self.by_hand, panel.surface, *panel.live),
            self.shown.turn_to(self.hand[0]),
        )
        names = [self.texts.label("try", number=number) for number in (1, 2, 3)]
        passing = self.shown.path[0], self.judged.fitted
        self.ghosts = ghosts_of(figure, self.hand, names, passing)
        for each, (ghost, name) in zip(self.hand, self.ghosts, strict=True):
            if each is not self.hand[0]:
                self.play(self.shown.turn_to(each))
            self.put_below(ghost)
            self.play(appear(name))

    def measure(self) -> None:
        """Each try again with how far it is from what happened, and its loss."""
        panel, self.missing = self.fitting, ValueTracker(0.0)
        misses = Misses(self.figure, self.hand, self.missing.get_value)
        self.misses, words = misses.lines, self.texts.label("miss")
        self.example = misses.name_one(words, self.ghosts)
        self.beat("measure", Rewriting(panel.surface, panel.open), appear(*panel.full_loss))
        self.add(self.misses)
        self.play(to(self.missing, 1.0), self.shown.turn_to(self.hand[0]), appear(self.example))
        for row, each in zip(panel.tries, self.hand, strict=True):
            if each is not self.hand[0]:
                self.play(self.shown.turn_to(each))
            self.play(appear(row[0]), travel(panel.loss, row[1]))

    def ask_for_a_method(self) -> None:
        """The curve goes to where the run starts."""
        going = vanish(self.by_hand, self.example)
        self.beat("why", going, dim(*self.fitting.tries, share=READABLE))
        self.play(to(self.shown.share, 1.0, run_time=2.2))
        self.play(appear(self.fitting.step, self.figure.centre_name))

    def train(self) -> None:
        """The curve follows the recorded run."""
        name = self.texts.optimizer(self.run.spec.optimizer_name)
        self.beat(self.judged.start_key, optimizer=name)
        if seconds := self.shown.paced.seconds:
            self.play(steadily(self.shown.seconds, seconds, seconds), appear(self.learned))

    def look_at_the_end(self) -> None:
        """Where the run ended, beside the tries, which become the end one after the other."""
        key, tries = self.judged.end_key, self.fitting.tries
        self.beat(key, appear(*tries), **self.words.ending())
        if self.judged.tells_apart:
            self.play(arrive(self.figure.point.get_center(), self.theme))
        for ghost, name in self.ghosts:
            self.play(vanish(name), become(ghost, self.figure.curve, run_time=0.7))
        self.play(to(self.missing, 0.0))

    def close(self, key: str) -> None:
        """What follows for a person, or for whoever sets the steps."""
        panel = self.fitting
        if key in ANSWERS:
            going = vanish(*panel.tries, panel.step, self.learned)
            self.beat(key, going, **self.words.closing())
            self.judge_all()
            return
        self.beat(key, vanish(self.figure.centre_name), **self.words.closing())
        if key in READ_ALONG:
            self.read_along()
