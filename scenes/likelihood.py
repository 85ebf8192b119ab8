"""The loss of a curve: a penalty for each patient, their mean, and the map of all curves."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from manim import ValueTracker, VGroup
from numpy.typing import NDArray

from gradreel.scenes.stage.drawing import (
    ELLIPSIS,
    FADE,
    GRID,
    LINE_WIDTH,
    PROBABILITY,
    SIDE,
    SIZES,
    WIDE,
    Box,
    Captions,
    ContourMap,
    Dataset,
    FloatArray,
    Follower,
    Formula,
    Heights,
    Label,
    Landscape,
    Lines,
    ManimStory,
    Number,
    OutcomePlot,
    OutcomeRooms,
    PacedRun,
    Panel,
    Plot,
    Quantity,
    Rewriting,
    RingedPoint,
    RunOptions,
    Runs,
    RunSpec,
    Scale,
    Shaped,
    Strip,
    Theme,
    Trajectory,
    Worked,
    appear,
    arrive,
    at,
    best_fit,
    between_steps,
    binary_cross_entropy,
    check_values_are_seen,
    decimals_for,
    dim,
    direction,
    disc,
    drawn_rows,
    ending,
    figures_width,
    index_at,
    is_fitted,
    is_logistic_along_axis,
    is_tall,
    late,
    laying_out,
    linear,
    math,
    number_text,
    objective_of,
    over,
    paced,
    pixels,
    polyline,
    runs,
    scale,
    segments,
    set_share,
    share_of_width,
    sigmoid,
    sized,
    steadily,
    stroke,
    tall,
    to,
    told_apart_by,
    travel,
    triangle,
    vanish,
    ways,
    wide,
    worked,
)

OPTIONS = {
    "data": "heart",
    "x": ("MaxHR",),
    "y": "AHD",
    "positive": None,
    "optimizer": "gradient-descent",
    "learning_rate": 2.5,
    "steps": 30,
    "seed": 0,
    "start": (-1.6, 1.2),
}
PLACE = 130
CHOSEN_FOR = {"data": ("steps",), "x": ("steps",), "y": ("steps",), "optimizer": ("steps",)}
DRAWS = "a logistic regression with one standardised feature"
RUN, SEEN = 3.6, 8
"""Seconds that the run may take; so many of its first points are reached slowly."""


class Likelihood(ManimStory):
    """From one patient's penalty to the loss, and to the curve with the lowest."""

    @staticmethod
    def runs(options: RunOptions) -> Runs:
        """Return the run; unless told otherwise it starts where the way by hand ends.

        Raises:
            RequestError: the data have several features, or one whose values look the same.
        """
        if options.recorded:
            return {"main": options.recorded}
        data = runs.dataset(options)
        runs.check_one_feature("likelihood", data)
        check_values_are_seen(data)
        start = options.start or tuple(way_by_hand(data)[-1].tolist())
        return {"main": runs.fitted_on(data, options.changed(start=start))}

    @staticmethod
    def can_draw(spec: RunSpec) -> bool:
        """Whether this is a run of a logistic regression with one standardised feature."""
        if not is_logistic_along_axis(spec, features=1):
            return False
        inputs = objective_of(spec).dataset.inputs[:, 0]
        return bool(abs(inputs.mean()) < 1e-6 and abs(inputs.std() - 1) < 1e-6)

    def construct(self) -> None:
        """Tell it, beat by beat."""
        self.prepare()
        self.ask()
        self.look_at_one()
        self.penalise_it()
        self.look_at_another()
        self.look_at_the_worst()
        self.penalise_all()
        self.take_the_mean()
        self.find_the_point()
        self.move_by_hand()
        self.draw_the_map()
        self.train()
        self.look_at_the_end()
        self.close()

    def prepare(self) -> None:
        """Make what several beats share."""
        run = self.recording.main
        steps = run.recorded_steps.tolist()
        self.shown = ShownFit(run, paced(steps, slow=steps[1:SEEN], seconds=RUN))
        self.landscape = landscape_about(run)
        self.words = RunSentences(run, self.texts)
        self.figures = Figures(self.shown, self.theme, self.texts)
        self.patients, self.curve = self.figures.patients, self.figures.curve
        self.chart, self.bars = self.figures.chart, self.figures.bars
        self.examples = self.figures.examples

    def ask(self) -> None:
        """The curve over all the data."""
        patients = self.patients
        self.by_hand = self.text(
            self.texts.label("by_hand"), 1 - GRID.margin, GRID.lowest_baseline, edge="right"
        )
        self.add(patients.plot, patients.marks, patients.class_labels)
        self.beat("ask", **self.words.rows())
        self.add(self.curve)
        self.play(to(self.figures.swept, 1.0, run_time=1.4), appear(patients.meaning, self.by_hand))
        self.add(self.figures.given)
        self.play(to(self.figures.wave, 1.0, run_time=3.2, rate_func=linear))

    def look_at_one(self) -> None:
        """One of class 1, and what the curve gave it and its opposite."""
        self.spots = [Spotlight(each, self.shown, self.patients) for each in self.examples]
        spot = self.spots[0]
        going = vanish(self.patients.class_labels, self.patients.meaning)
        self.beat("happened", dim(self.patients.marks), going, **self.words.example(spot.case))
        self.play(to(self.figures.wave, 0.0, run_time=2.2, rate_func=linear))
        self.remove(self.figures.given)
        self.shine(spot)

    def shine(self, spot: Spotlight) -> None:
        """Mark one of the data, and divide the line at it."""
        self.add(spot.line)
        drawn = to(spot.drawn, 1.0, run_time=0.8)
        self.play(appear(spot.mark), arrive(spot.place(), self.theme), drawn)
        self.play(appear(spot.number, spot.rest))

    def penalise_it(self) -> None:
        """The number becomes a penalty, and the patient a bar."""
        patients, chart, going = self.patients, self.chart, self.patients.plot.titles
        leaving = vanish(self.spots[0].rest, self.by_hand, going)
        self.beat("penalty", leaving)
        self.play(
            patients.plot.into(FigureRooms.upper, run_time=1.2),
            appear(self.bars.plot, self.figures.feature, self.figures.order, run_time=1.2),
            appear(*chart.drawn, patients.meaning, run_time=1.2),
        )
        self.add(self.bars.bars)
        self.charge(0)

    def charge(self, number: int) -> None:
        """Work out one penalty: it goes on the chart, and the patient becomes its bar."""
        spot, example = self.spots[number], self.examples[number]
        self.working, formula = self.chart.working(example)
        set_share(self.working, 0.0)
        self.add(self.working)
        flight = travel(spot.number, formula.slot(0))
        before, equals = formula.before_slots().values()
        self.play(appear(self.working[0]), appear(*before, rate_func=late), flight)
        self.add(self.figures.points[number])
        self.play(to(self.figures.gone[number], 1.0), appear(*equals, formula.slot(1)))
        self.label = self.bars.number(example.index)
        self.link = self.bars.link(example.index, spot.place())
        self.play(to(self.figures.grown[number], 1.0), appear(self.link))
        self.play(travel(formula.slot(1), self.label))

    def change_to(self, number: int, key: str) -> None:
        """Let one example give way to the next, of which a sentence speaks."""
        before = self.spots[number - 1]
        gone = before.shown, before.number, before.rest, self.working, self.label, self.link
        self.beat(key, vanish(*gone), **self.words.example(self.examples[number]))
        self.shine(self.spots[number])
        self.charge(number)

    def look_at_another(self) -> None:
        """One of class 0: the rest of p is what counts."""
        self.change_to(1, "other")

    def look_at_the_worst(self) -> None:
        """The one that costs most."""
        self.change_to(2, self.words.worst_key(self.examples[2]))

    def penalise_all(self) -> None:
        """Every patient becomes a bar."""
        spot, self.rule = self.spots[2], self.chart.rule()
        going = vanish(spot.shown, spot.number, spot.rest, self.working, self.link, self.label)
        self.beat("all", going, appear(self.patients.marks))
        self.add(self.figures.crowd, self.figures.points)
        self.play(to(self.figures.wave, 1.0, run_time=3.2, rate_func=linear), appear(self.rule))

    def take_the_mean(self) -> None:
        """The bars level out, and stand again."""
        self.beat("mean", vanish(self.rule))
        self.mean, self.mean_formula = self.chart.mean(self.shown.loss(), self.shown.all_data.n)
        self.add(self.bars.before)
        self.play(to(self.figures.level, 1.0, run_time=1.6))
        self.play(appear(self.bars.mean, self.mean))
        self.play(to(self.figures.level, 0.0, run_time=1.2))
        self.remove(self.bars.before)

    def find_the_point(self) -> None:
        """The chart gives way to the map's axes, the mean to the plate."""
        self.curve_map = curve_map = CurveMap(self.shown, self.landscape, self.theme, self.texts)
        self.panel = panel = LossPanel(self.shown, self.theme, self.texts)
        figures = self.figures
        gone = *self.chart.drawn, figures.crowd, figures.points, figures.feature
        self.beat("point", vanish(*gone))
        self.play(
            appear(figures.standardised, curve_map.map.plot, curve_map.map.names, curve_map.names)
        )
        curve_map.map.sweep(0.0)
        self.add(curve_map.map.bands)
        self.play(
            appear(panel.surface, panel.heading, panel.by_hand),
            travel(self.mean_formula.slot(0), panel.loss),
            vanish(self.mean),
        )
        self.add(curve_map.tried)
        self.play(travel(self.curve, curve_map.point, run_time=1.4))
        self.play(arrive(curve_map.point.get_center(), self.theme))

    def move_by_hand(self) -> None:
        """b0 moves, then b1."""
        self.beat("move")
        self.play(to(self.shown.walked, 1.0, run_time=2.4))
        self.play(to(self.shown.walked, 2.0, run_time=2.8))

    def draw_the_map(self) -> None:
        """All points in the colour of their loss."""
        self.beat("map")
        land = self.curve_map.map
        self.play(Rewriting(land.bands, land.sweep, run_time=2.8))
        self.remove(self.curve_map.tried)

    def train(self) -> None:
        """The curve, the bars and the point follow the recorded run."""
        name = self.texts.optimizer(self.recording.main.spec.optimizer_name)
        going, follows = vanish(self.panel.by_hand), to(self.shown.share, 1.0, run_time=FADE)
        step = appear(self.panel.step)
        self.beat(self.words.start_key, going, follows, step, optimizer=name)
        self.add(self.curve_map.path, self.curve_map.point)
        if seconds := self.shown.paced.seconds:
            self.play(steadily(self.shown.seconds, seconds, seconds))

    def look_at_the_end(self) -> None:
        """Where it ended, and what that is for x as it is."""
        self.beat(self.words.end_key, vanish(self.figures.standardised), **self.words.ending())
        self.own = name_for_x_itself(self.words.on_own_scale(), self.patients)
        self.play(arrive(self.curve_map.point.get_center(), self.theme), appear(self.own))
        self.add(self.bars.before)
        self.play(to(self.figures.level, 1.0, run_time=1.2))
        self.play(to(self.figures.level, 0.0, run_time=1.2))
        self.remove(self.bars.before)

    def close(self) -> None:
        """What is to be remembered: the bars go back to their patients, under the best curve."""
        patients, bars = self.patients, self.bars
        going, feature = vanish(bars.mean, self.own), appear(self.figures.feature)
        self.beat(self.words.closing_key, going, feature)
        self.figures.clear_examples()
        self.play(to(self.figures.wave, 0.0, run_time=2.2, rate_func=linear))
        self.play(
            vanish(bars.plot, self.figures.order, self.figures.feature),
            patients.plot.into(FigureRooms.last, run_time=1.2),
            appear(patients.class_labels, patients.plot.titles, run_time=1.2, rate_func=late),
        )
        self.let_stand(2.5)


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


with laying_out(WIDE):
    _WHOLE = OutcomeRooms.whole


class FigureRooms:
    """The figures, as parts of the frame.

    Attributes:
        whole: the curve at first; in a tall frame a remark has its own line below.
        upper, lower: the curve while there are bars, and the bars.
        side: the chart, and the map after it.
        last: the curve at the end, with the map.
    """

    whole = Shaped(_WHOLE, tall=Box(0.14, 0.91, 0.27, 0.815))
    upper = Shaped(Box(0.105, 0.565, 0.285, 0.51), tall=Box(0.14, 0.82, 0.243, 0.388))
    lower = Shaped(Box(0.105, 0.565, 0.625, 0.885), tall=Box(0.14, 0.82, 0.48, 0.584))
    side = Shaped(Box(0.668, 0.938, 0.435, 0.80), tall=Box(0.61, 0.938, 0.665, 0.858))
    last = Shaped(Box(0.105, 0.565, 0.268, 0.83), tall=Box(0.14, 0.91, 0.243, 0.516))


class ColumnBeside:
    """In a tall frame, from where to where words and numbers are at the left of the chart."""

    left, right = 0.05, 0.53
    middle, room = (left + right) / 2, right - left


MARGIN = 0.3
"""Room about what is shown, in its extent."""
TRIED = 28
"""So many dots of the way by hand are left behind between two of its corners."""
PARAMETER = Quantity(3)
"""How b0 and b1 are written."""
BESIDE_NAME = 8.0
"""From an axis' name to its number, in pixels."""
STANDARDISED, ASIDE = 0.843, 0.08
"""In a tall frame, that remark's baseline, and from below the map's middle to the name of b0."""


class _Panel:
    """Where it is, as fractions of the frame."""

    top, left = Shaped(0.205, tall=0.697), Shaped(0.63, tall=ColumnBeside.left)
    right = Shaped(GRID.panel_right, tall=ColumnBeside.right)


def landscape_about(run: Trajectory) -> Landscape:
    """The loss over a window that holds the way by hand, zero, and the run to its best fit."""
    end = float(np.abs(run.parameters[-1]).max()) if is_fitted(run) else 0.0
    reached = run.parameters[(np.abs(run.parameters) <= max(FARTHEST, end)).all(axis=1)]
    points = np.concatenate([way_by_hand(objective_of(run).dataset), np.zeros((1, 2)), reached])
    low, high = points.min(axis=0), points.max(axis=0)
    room = MARGIN * (high - low)
    xs, ys = (np.linspace(*ends, SIDE) for ends in zip(low - room, high + room, strict=True))
    values = over(run.objective, xs, ys)
    return Landscape(xs, ys, values, Heights.of(values, fall=float(run.loss[0] - run.loss.min())))


class CurveMap:
    """The map and what lies on it.

    Attributes:
        map: the map.
        point: the curve that is shown.
        tried: the way by hand, each of its dots in the colour of its loss.
        path: the run.
        names: b0 and b1 beside the names of the axes, and that x is standardised.
    """

    def __init__(
        self, shown: ShownFit, landscape: Landscape, theme: Theme, texts: Captions
    ) -> None:
        self.shown, self.theme = shown, theme
        self.map = ContourMap(landscape, theme, box=FigureRooms.side, names=("β₀ =", "β₁ ="))
        if is_tall():  # a number beside the name in the middle would go beyond the frame
            self.map.names[0].shift(np.array([-wide(ASIDE), 0, 0]))
        self.point = RingedPoint(self._place, theme)
        self.tried = VGroup(*(self._tried(each) for each in self._stops()))
        self.path = VGroup(
            self._line(theme.background, 7.0), self._line(theme.point, 3.4), self._steps()
        )
        self.names = VGroup(*map(self._number, (0, 1)), self._standardised(texts))

    def _standardised(self, texts: Captions) -> Label:
        """That x is standardised, above the map, or below the panel if that is at its left."""
        made = Label(texts.label("standardised"), size=SIZES.label, colour=self.theme.muted)
        if is_tall():
            return made.place(at(ColumnBeside.left, STANDARDISED))
        corner = np.array([at(FigureRooms.side.right, 0)[0], self.map.baselines[1], 0])
        return made.place(corner, "right")

    def _place(self) -> FloatArray | None:
        parameters = self.shown.parameters()
        return self.map.plot.point(*parameters) if self.map.shows(parameters) else None

    def _stops(self) -> FloatArray:
        corners = len(self.shown.way) - 1
        return np.linspace(0, corners, corners * TRIED + 1)

    def _tried(self, walked: float) -> Follower:
        parameters = self.shown.on_way(walked)
        shape = disc(6.0) + self.map.plot.point(*parameters)

        def outline() -> FloatArray:
            return shape if self.shown.walked.get_value() >= walked else np.zeros((0, 3))

        colour = self.map.colour_of(self.shown.run.objective.loss(parameters))
        return Follower(outline, fill_color=colour, fill_opacity=1, stroke_width=0)

    def _on_map(self) -> FloatArray:
        """Where the run has been, (k, 3); what is off the map is left out."""
        path = self.shown.path()
        low, high = self.map.landscape.window
        seen = path[((path >= low) & (path <= high)).all(axis=1)]
        return self.map.plot.points_at(seen[:, 0], seen[:, 1])

    def _line(self, colour: str, width: float) -> Follower:
        return Follower(
            lambda: polyline(self._on_map()), stroke_color=colour, stroke_width=stroke(width)
        )

    def _steps(self) -> Follower:
        shape = disc(4.0)

        def outline() -> FloatArray:
            places = self._on_map()[:-1]
            return np.asarray((places[:, None, :] + shape[None]).reshape(-1, 3))

        return Follower(outline, fill_color=self.theme.point, fill_opacity=1, stroke_width=0)

    def _number(self, index: int) -> Number:
        name = self.map.names[index]
        made = Number(
            lambda: float(self.shown.told().parameters[index]),
            PARAMETER.text,
            size=SIZES.label,
            colour=(self.theme.beta0, self.theme.beta1)[index],
        )
        right, baseline = name.get_right()[0] + pixels(BESIDE_NAME), self.map.baselines[index]
        return made.place(np.array([right, baseline, 0]), "left")


class LossPanel(Panel):
    """The full loss, and below it that the curve is set by hand, or the step of its run.

    Attributes:
        heading, loss: the full loss, and its number.
        step, by_hand: the second row, and what stands there before the run.
    """

    def __init__(self, shown: ShownFit, theme: Theme, texts: Captions) -> None:
        super().__init__(theme, top=_Panel.top, left=_Panel.left, right=_Panel.right)
        name = texts.label("full_loss")
        self.loss = self.row(name, lambda: shown.told().loss, LOSS.text, colour=theme.full_loss)
        self.heading = self.rows[0].submobjects[0]
        before = self.cursor
        self.row(texts.label("step"), lambda: shown.told().step, 0)
        self.step, self.cursor = self.rows[1], before
        self.by_hand = self.note(texts.label("by_hand"))


RADIUS, RING = 10.0, 3.5
"""Of a mark that is spoken of, and of the ring about it, in pixels."""
EXAMPLE_ASIDE = 16.0
"""From the line to its number, in pixels."""
EXAMPLE_SEEN = 0.35
"""Opacity of the part that is of what didn't happen."""
LOWEST, HIGHEST = 0.2, 0.8
"""Between these heights of the plot stands a number: beyond are the marks of all the data."""
AIR, TALL = pixels(5), 0.7
"""About a number at the least, and its height in em."""
USUAL, NEAR = (0.7, 0.35), 25
"""About what the curve gives to what happened to the first two that are spoken of; so many of those
that are nearest to it are looked at."""


class _Numbers:
    """The probabilities of what happened and of what didn't.

    Attributes:
        happened, other: their em sizes.
        heights: where one may stand on the plot if the curve runs through where it is best.
        apart: from one's middle to the other's baseline, in em.
    """

    happened, other = Shaped(SIZES.number, tall=0.036), Shaped(SIZES.label, tall=SIZES.smallest)
    heights = Shaped((0.55, 0.35, 0.7, 0.15), tall=(0.55, 0.2, 0.15, 0.62, 0.7))
    apart = Shaped(1.5, tall=1.08)


@dataclass(frozen=True)
class Example:
    """One of the data, and what it costs.

    Attributes:
        index: its row.
        label: what happened, class 0 or 1.
        chance: the probability that the curve gives to that.
        worked: the penalty as it is written: of the chance, so that it can be checked.
    """

    index: int
    label: int
    chance: float
    worked: Worked

    @property
    def penalty(self) -> float:
        """-log of the chance."""
        return -float(np.log(self.chance))


def chosen_examples(data: Dataset, parameters: FloatArray) -> tuple[Example, Example, Example]:
    """One of class 1 and one of class 0 that are usual, and the one that costs most.

    Args:
        data: all of them.
        parameters: (b0, b1) of the curve that is asked.
    """
    penalties = penalties_of(data, parameters)
    chances, worst = np.exp(-penalties), int(np.argmax(penalties))
    first, second = (
        _usual(data, chances, label, usual) for label, usual in zip((1, 0), USUAL, strict=True)
    )
    return first, second, _example(data, chances, worst)


def _usual(data: Dataset, chances: FloatArray, label: int, usual: float) -> Example:
    """Of a class, one of those near a usual chance: the nearest whose penalty needs few digits."""
    of_class = np.flatnonzero(data.target == label)
    nearest = of_class[np.argsort(np.abs(chances[of_class] - usual), kind="stable")[:NEAR]]
    found = [_example(data, chances, index) for index in nearest.tolist()]
    return min(found, key=lambda each: len(each.worked.terms[0]))


def _example(data: Dataset, chances: FloatArray, index: int) -> Example:
    chance = float(chances[index])
    digits = decimals_for(chance, 2)
    written = worked(lambda p: -np.log(p), [ways(chance, digits)], -float(np.log(chance)), 2)
    return Example(index, int(data.target[index]), chance, written)


class Spotlight:
    """A case on the plot: its mark, and the line at it that the curve divides into p and 1 - p.

    Attributes:
        case: it.
        shown: all of it, to be put on the stage.
        number, rest: the probabilities of what happened and of what didn't.
        drawn: how much of the line is there, 0 to 1.
    """

    def __init__(self, case: Example, shown: ShownFit, patients: OutcomePlot) -> None:
        self.case, self._fit, self._patients = case, shown, patients
        self.theme, self.plot = patients.theme, patients.plot
        self.x = float(shown.data.features[case.index, 0])
        of_class = np.flatnonzero(shown.data.target == case.label)
        self._among = int(np.searchsorted(of_class, case.index))
        self.drawn = ValueTracker(0.0)
        lines = self._line(0, self._below), self._line(1, self._above)
        point = RingedPoint(self._on_curve, self.theme, colour=self.theme.model, radius=6)
        self.mark = VGroup(
            self._mark(RADIUS + RING, self.theme.background),
            self._mark(RADIUS, self.theme.of_class(case.label)),
        )
        self.line = VGroup(*lines, point)
        self.number = self._number(self.case.label)
        self.rest = self._number(1 - self.case.label)
        self.shown = VGroup(self.line, self.mark)

    def place(self) -> FloatArray:
        """Where its mark is, (3,)."""
        return np.asarray(self._patients.classes[self.case.label].places[self._among])

    def p(self) -> float:
        """What the curve says of it."""
        return float(self._fit.probability(np.array([self.x]))[0])

    def _below(self) -> tuple[float, float]:
        return 0.0, self.p()

    def _above(self) -> tuple[float, float]:
        return 1.0, self.p()

    def _on_curve(self) -> FloatArray | None:
        return self.plot.point(self.x, self.p()) if self.drawn.get_value() else None

    def _line(self, side: int, ends: Callable[[], tuple[float, float]]) -> Follower:
        """The part of the line below the curve, of class 1, or that above it, of class 0."""
        label = 1 - side

        def outline() -> FloatArray:
            start, end = ends()
            reach = start + self.drawn.get_value() * (end - start)
            places = self.plot.points_at(np.full(2, self.x), np.array([start, reach]))
            return segments(places[:1], places[1:])

        happened = label == self.case.label
        return Follower(
            outline,
            stroke_color=self.theme.of_class(label),
            stroke_width=stroke(7 if happened else 3),
            stroke_opacity=1.0 if happened else EXAMPLE_SEEN,
        )

    def _mark(self, radius: float, colour: str) -> Follower:
        shape = triangle(radius) if self.case.label else disc(radius)
        return Follower(
            lambda: shape + self.place(), fill_color=colour, fill_opacity=1, stroke_width=0
        )

    def _number(self, label: int) -> Number:
        """The probability of a class, at the side of its part of the line where the curve isn't."""
        happened = label == self.case.label
        chance = self.case.worked.terms[0]
        written = chance if happened else _rest_of(chance)
        made = Number(
            self.p(),
            lambda _: written,
            size=_Numbers.happened if happened else _Numbers.other,
            colour=self.theme.of_class(label),
            form="p = {}" if label else "1 − p = {}",
        )
        made.opaque = True
        width = figures_width(made.content) * made.em
        return made.place(lambda: self._beside(label, width), "left")

    def _beside(self, label: int, width: float) -> FloatArray:
        """Where a number of a width begins: beside its part of the line, clear of the curve."""
        start = 0.0 if label else 1.0
        usual = min(max((start + self.p()) / 2, LOWEST), HIGHEST)
        places = [self._at_height(label, width, height) for height in (usual, *_Numbers.heights)]
        if label != self.case.label:
            taken = self.number.get_center()[1]
            places = [
                each
                for each in places
                if abs(each[1] - taken) > _Numbers.apart * tall(_Numbers.happened)
            ]
            places = places or [self._at_height(label, width, 1 - usual)]
        return next((each for each in places if self._is_clear(each, width)), places[0])

    def _at_height(self, label: int, width: float, height: float) -> FloatArray:
        """Where it begins at the side where the curve isn't, or, without room, at the other."""
        place = self.plot.point(self.x, height) - np.array([0, pixels(10), 0])
        right, left = place[0] + pixels(EXAMPLE_ASIDE), place[0] - pixels(EXAMPLE_ASIDE) - width
        end = 1 - GRID.margin if is_tall() else self.plot.box.right
        fits_right = right + width < at(end, 0)[0]
        fits_left = left > at(self.plot.box.left, 0)[0]
        wanted = (direction(self._fit.data) > 0) == bool(label)
        to_right = fits_right if wanted else not fits_left
        return np.array([right if to_right else left, place[1], 0])

    def _is_clear(self, place: FloatArray, width: float) -> bool:
        """Whether the curve doesn't run through a number that begins at a place."""
        plot = self.plot
        ends = at(plot.box.left, 0)[0], at(plot.box.right, 0)[0]
        xs = np.interp(np.linspace(place[0], place[0] + width, 20), ends, (plot.x.low, plot.x.high))
        heights = plot.points_at(xs, self._fit.probability(xs))[:, 1]
        low, high = place[1] - AIR, place[1] + tall(_Numbers.happened) * TALL + AIR
        return not ((low < heights) & (heights < high)).any()


def _rest_of(chance: str) -> str:
    """What a probability leaves of 1, with as many places."""
    places = len(chance.partition(".")[2])
    return number_text(1 - float(chance), places)


WAVE = 0.35
"""Of the time in which all data become bars, each of them takes so much."""
OPACITY, FAINT, LINK = 0.9, 0.3, 0.45
"""Of a bar, of one that stays where it was, and of a line to a bar."""
GAP = 9.0
"""From a bar to its number, in pixels."""
ALONE = 0.012
"""Width of a bar that stands alone, in the plot's."""
PLACES = 2
"""Of a penalty, after the point."""


class _Sizes:
    """Em size of the number above a bar."""

    number = Shaped(SIZES.label, tall=SIZES.smallest)


class PenaltyBars:
    """A bar for each of the data, which comes out of its mark on the plot above.

    Attributes:
        plot: its axes.
        bars: those of class 0 and of class 1.
        before: the same, faint, and never levelled.
        mean: a line at the mean of them all, with its name beside it.
        order: (n,) the slot of each of the data, from the left.
        levelled: returns how far all have come to their mean, 0 to 1.
        crowded: returns 0 while a few stand alone and are wide, up to 1 where all have a slot each.
    """

    def __init__(
        self, shown: ShownFit, patients: OutcomePlot, plot: Plot, grown: Callable[[], FloatArray]
    ) -> None:
        """Make them.

        Args:
            shown: the curve's values.
            patients: the plot with the marks.
            plot: where the bars stand; its x scale is 0 to 1.
            grown: how far each of the data has become its bar, (n,), 0 to 1.
        """
        self.shown, self.patients, self.plot, self.grown = shown, patients, plot, grown
        self.levelled: Callable[[], float] = lambda: 0.0
        self.crowded: Callable[[], float] = lambda: 1.0
        data = shown.data
        self.order = ranks_of(data)
        edges = Strip(data.n, Box(0.0, 1.0, 0.0, 1.0)).edges(self.order)
        self._edges = np.column_stack([edges[:, 0], edges[:, 0] + 1 / data.n])
        self.bars = VGroup(*(self._bars(label, self.heights, OPACITY) for label in (0, 1)))
        self.before = VGroup(*(self._bars(label, shown.penalties, FAINT) for label in (0, 1)))
        self.mean = self._mean_line()

    def place(self, index: int) -> FloatArray:
        """The upper end (3,) of the bar of one of the data, now."""
        x = float(self._edges[index].mean())
        return self.plot.point(x, float(self.heights()[index]))

    def heights(self) -> FloatArray:
        """How high the bars are (n,): each its penalty, or all on their way to the mean."""
        penalties, level = self.shown.penalties(), self.levelled()
        heights = penalties + level * (self.shown.loss() - penalties)
        return np.asarray(np.minimum(heights, self.plot.y.high))

    def number(self, index: int) -> VGroup:
        """The penalty of one of the data, above its bar."""
        theme = self.patients.theme
        colour = theme.of_class(int(self.shown.data.target[index]))
        made = Number(
            lambda: float(self.shown.penalties()[index]),
            lambda value: number_text(value, PLACES),
            size=_Sizes.number,
            colour=colour,
        )
        made.opaque = True
        edge, low = self.plot.box.left, pixels(GAP)

        def where() -> FloatArray:
            place = self.place(index) + np.array([0, low, 0])
            return np.asarray(np.maximum(place, [at(edge, 0)[0] + pixels(36), place[1], 0]))

        return VGroup(made.place(where, "centre"))

    def link(self, index: int, mark: FloatArray) -> Follower:
        """A thin line from the mark of one of the data to its bar."""
        x = np.array([float(self._edges[index].mean())])
        colour = self.patients.theme.of_class(int(self.shown.data.target[index]))
        end = self.plot.points_at(x, np.zeros(1))
        line = segments(mark[None], end)
        style = {"stroke_width": stroke(2), "stroke_opacity": LINK}
        return Follower(lambda: line, stroke_color=colour, **style)

    def _bars(self, label: int, upper: Callable[[], FloatArray], opacity: float) -> Follower:
        theme, chosen = self.patients.theme, self.shown.data.target == label
        marks, edges = self.patients.classes[label], self._edges[chosen]

        def outline() -> FloatArray:
            grown = self.grown()[chosen]
            seen = grown > 0
            share, heights = grown[seen], upper()[chosen][seen]
            left, right = self._widened(edges[seen])
            floor = np.zeros_like(heights)
            xs, ys = (left, left, right, right), (floor, heights, heights, floor)
            corners = np.stack(
                [self.plot.points_at(x, y) for x, y in zip(xs, ys, strict=True)], axis=1
            )
            at_marks = marks.places[seen][:, None] + _square(marks.radius)
            return _filled(at_marks + share[:, None, None] * (corners - at_marks))

        return Follower(
            outline, fill_color=theme.of_class(label), fill_opacity=opacity, stroke_width=0
        )

    def _widened(self, edges: FloatArray) -> FloatArray:
        """The edges (2, k) of bars from those of their slots (k, 2)."""
        left, right = edges.T
        lacking = max(ALONE - float(right[0] - left[0]), 0.0) if len(edges) else 0.0
        aside = lacking / 2 * (1 - self.crowded())
        return np.array([left - aside, right + aside])

    def _mean_line(self) -> VGroup:
        theme = self.patients.theme

        def ends() -> FloatArray:
            height = min(self.shown.loss(), self.plot.y.high)
            return self.plot.points_at(np.array([0.0, 1.0]), np.full(2, height))

        def outline() -> FloatArray:
            start, end = ends()
            return segments(start[None], end[None])

        line = Follower(outline, stroke_color=theme.full_loss, stroke_width=stroke(3.5))
        content = self.patients.texts.label("mean")
        name = Label(content, size=SIZES.smallest, colour=theme.full_loss)
        beside = np.array([pixels(GAP), -pixels(GAP), 0])
        name.add_updater(lambda _: name.place(ends()[1] + beside))
        return VGroup(line, name.place(ends()[1] + beside))


def grown_in_wave(order: FloatArray, share: float) -> FloatArray:
    """How far each has come (n,) when a share of the time of all has passed, the first first.

    Args:
        order: (n,) from 0 to 1.
        share: 0 to 1.
    """
    come = np.clip((share - order * (1 - WAVE)) / WAVE, 0.0, 1.0)
    return np.asarray(come * come * (3 - 2 * come))


def ranks_of(data: Dataset) -> NDArray[np.int64]:
    """The rank of each of the data by its feature, (n,), from 0."""
    ranks = np.empty(data.n, dtype=np.int64)
    ranks[np.argsort(data.features[:, 0], kind="stable")] = np.arange(data.n)
    return ranks


def _square(radius: float) -> FloatArray:
    """The corners (4, 3) of a square about the origin, about as large as a mark."""
    side = pixels(radius) * 0.9
    return side * np.array([[-1, -1, 0], [-1, 1, 0], [1, 1, 0], [1, -1, 0]], dtype=float)


def _filled(corners: FloatArray) -> FloatArray:
    """The outlines of shapes of four corners (n, 4, 3) as one path."""
    ends = np.roll(corners, -1, axis=1)
    return segments(corners.reshape(-1, 3), ends.reshape(-1, 3))


LONGEST = 18.0
"""The greatest width of the name, in em."""
BEFORE = 2.0
"""In em, what stands before a name."""
HIGH = 0.7
"""Of the axis: a bar that is higher has its number beside the name."""


class FeatureNamePlaces:
    """Of lines between the curve and the bars, as fractions of the frame.

    Attributes:
        baseline: of all.
        left: where the name of the bars' axis ends.
        farthest: where a line ends that needs more room than the plot has.
        air, number: about the line to a bar, and from the middle of a bar to beside its number.
        below: the baseline of the name below the bars.
        own: the last baseline of what the end is for x itself, where that has no room there.
    """

    baseline = Shaped(0.604, tall=0.45)
    left, farthest = Shaped(0.18, tall=0.33), Shaped(0.61, tall=0.95)
    air, number = Shaped(0.012, tall=0.025), Shaped(0.032, tall=0.07)
    below, own = 0.687, 0.938


Gap = tuple[float, float]


def feature_name(
    patients: OutcomePlot, examples: Sequence[Example], costs: Scale, texts: Captions
) -> Label:
    """Put the name whole into the first gap from the right that holds it, or cut into the widest.

    In a tall frame no gap holds it: it is below the bars, where their order by x is spoken of.

    Args:
        patients: the plot with the marks.
        examples: those that are linked to their bars, one after the other.
        costs: the scale of the bars.
        texts: of the scene.
    """
    if is_tall():
        made = _named(patients, 1.0, _ems(ColumnBeside.room) - BEFORE, texts)
        return made.place(at(ColumnBeside.left, FeatureNamePlaces.below))
    taken = sorted(each for example in examples for each in _taken(patients, example, costs))
    ends = [FeatureNamePlaces.left, *(end for _, end in taken)]
    starts = [*(start for start, _ in taken), FigureRooms.upper.right]
    gaps = list(zip(np.maximum.accumulate(ends).tolist(), starts, strict=True))
    whole = _named(patients, FigureRooms.upper.right, LONGEST, texts)
    width = share_of_width(float(whole.width))
    for left, right in reversed(gaps):
        if right - left >= width:
            return whole.place(at(right, FeatureNamePlaces.baseline), "right")
    left, right = max(gaps, key=lambda gap: gap[1] - gap[0])
    return _named(patients, right, _ems(right - left) - BEFORE, texts)


def feature_for_map(patients: OutcomePlot, standardised: str, texts: Captions) -> Label:
    """Write for which x the b0 and b1 of the map are, after the feature's name if that has room."""
    after = line_between(standardised, patients)
    room = (
        _ems(
            FeatureNamePlaces.farthest - FeatureNamePlaces.left - share_of_width(float(after.width))
        )
        - 2 * BEFORE
    )
    name = texts.column(patients.data.feature_names[0], min(room, LONGEST))
    if name == ELLIPSIS:
        return after
    feature = texts.label("feature", name=name)
    words = texts.label("both", feature=feature, how=standardised)
    both = line_between(words, patients, FeatureNamePlaces.farthest)
    return (
        both
        if share_of_width(both.width) < FeatureNamePlaces.farthest - FeatureNamePlaces.left
        else after
    )


def line_between(content: str, patients: OutcomePlot, right: float | None = None) -> Label:
    """A line between the curve and the bars."""
    made = Label(content, size=SIZES.smallest, colour=patients.theme.muted)
    end = FigureRooms.upper.right if right is None else right
    return made.place(at(end, FeatureNamePlaces.baseline), "right")


def name_for_x_itself(content: str, patients: OutcomePlot) -> Label | Lines:
    """What b0 and b1 are for x itself: between the curve and the bars, or beside the map."""
    if not is_tall():
        return line_between(content, patients, FeatureNamePlaces.farthest)
    room, colour = ColumnBeside.room, patients.theme.muted
    made = Lines(content, size=SIZES.smallest, colour=colour, room=room)
    return made.place(at(ColumnBeside.left, FeatureNamePlaces.own))


def _ems(share: float) -> float:
    """So many em go into a share of the width."""
    return wide(share) / tall(SIZES.smallest)


def _named(patients: OutcomePlot, right: float, longest: float, texts: Captions) -> Label:
    name = texts.column(patients.data.feature_names[0], longest)
    return line_between(texts.label("feature", name=name), patients, right)


def _taken(patients: OutcomePlot, example: Example, costs: Scale) -> list[Gap]:
    """What the line to a bar takes at the name's height, and the number of a high bar."""
    data, wide = patients.data, FigureRooms.upper.right - FigureRooms.upper.left
    share = float(patients.plot.x.share(float(data.features[example.index, 0])))
    mark = FigureRooms.upper.left + share * wide
    bar = FigureRooms.lower.left + (float(ranks_of(data)[example.index]) + 0.5) / data.n * wide
    height = FigureRooms.upper.bottom - float(PROBABILITY.share(example.label)) * (
        FigureRooms.upper.bottom - FigureRooms.upper.top
    )
    crossed = float(
        np.interp(FeatureNamePlaces.baseline, [height, FigureRooms.lower.bottom], [mark, bar])
    )
    line = crossed - FeatureNamePlaces.air, crossed + FeatureNamePlaces.air
    is_high = example.penalty > HIGH * costs.high
    return (
        [line, (bar - FeatureNamePlaces.number, bar + FeatureNamePlaces.number)]
        if is_high
        else [line]
    )


DOT = 4.0
"""Radius of one of many points on the curve, in pixels."""
CHANCE = 79.0
"""From the chart to the name below it, in pixels."""
CHANCES = Scale(0.0, 1.0, (0.0, 0.5, 1.0))


class ChartPlaces:
    """Where a calculation is, above the chart or at its left.

    Attributes:
        title, formula: baselines, and of the second line of a long formula.
        notes: how high those of the log are, as shares of the chart.
        normal, small: em sizes of a calculation, and of a long formula.
    """

    title = Shaped(0.25, tall=0.785)
    formula = Shaped((0.325, 0.325), tall=(0.84, 0.882))
    notes = Shaped((0.84, 0.68), tall=(0.87, 0.69))
    normal, small = Shaped(0.048, tall=0.04), Shaped(0.04, tall=0.042)


class PenaltyChart:
    """The penalty against the probability of what happened.

    Attributes:
        plot: its axes.
        curve: -log.
        drawn: both, and what log is and where it is 0.
    """

    def __init__(self, penalties: Scale, theme: Theme, texts: Captions) -> None:
        self.theme, self.texts = theme, texts
        self.plot = Plot(
            theme,
            CHANCES,
            penalties,
            box=FigureRooms.side,
            y_title=texts.label("penalty"),
        )
        lowest = float(np.exp(-penalties.high))
        self.curve = self.plot.curve(
            lambda q: -np.log(q), theme.full_loss, width=4, between=lambda: (lowest, 1.0)
        )
        self.plot.titles.add(self._chance())
        self.drawn = self.plot, self.curve, self._notes()

    def _chance(self) -> Label:
        """The name below, on one line, which is wider than the chart if the frame is tall."""
        size = SIZES.smallest if is_tall() else SIZES.label
        made = Label(self.texts.label("chance"), size=size, colour=self.theme.muted)
        side = self.plot.box
        middle = min((side.left + side.right) / 2, 1 - GRID.margin - share_of_width(made.width) / 2)
        return made.place(at(middle, side.bottom) - np.array([0, pixels(CHANCE), 0]), "centre")

    def _notes(self) -> VGroup:
        """Which log it is, and that what is certain costs nothing."""
        notes = VGroup()
        for key, height in zip(("natural", "certain"), ChartPlaces.notes, strict=True):
            made = Label(self.texts.label(key), size=SIZES.smallest, colour=self.theme.muted)
            place = self.plot.points_at_shares(np.array([1.0]), np.array([height]))[0]
            notes.add(made.place(place, "right"))
        return notes

    def point(self, example: Example, gone: ValueTracker) -> RingedPoint:
        """A example, on its way along the curve: from what is certain to what it is."""
        farthest = example.penalty

        def where() -> FloatArray | None:
            share = gone.get_value()
            penalty = share * farthest
            return self.plot.point(float(np.exp(-penalty)), penalty) if share else None

        colour = self.theme.of_class(example.label)
        return RingedPoint(where, self.theme, colour=colour, radius=8)

    def crowd(
        self, data: Dataset, penalties: Callable[[], FloatArray], grown: Callable[[], FloatArray]
    ) -> VGroup:
        """All the data on the curve, as far as they have become bars.

        Args:
            data: they.
            penalties: what each costs, (n,).
            grown: how far each has come, (n,), 0 to 1.
        """

        def of_class(label: int) -> Follower:
            shape = triangle(DOT) if label else disc(DOT)

            def outline() -> FloatArray:
                costs = penalties()[(data.target == label) & (grown() > 0)]
                places = self.plot.points_at(np.exp(-costs), costs)
                return np.asarray((places[:, None, :] + shape[None]).reshape(-1, 3))

            colour = self.theme.of_class(label)
            return Follower(outline, fill_color=colour, fill_opacity=0.8, stroke_width=0)

        return VGroup(of_class(0), of_class(1))

    def working(self, example: Example) -> tuple[VGroup, Formula]:
        """The penalty of a example with its title; slots are what goes in and what comes out."""
        (chance,), result = example.worked.terms, example.worked.result
        colour = f"class{example.label}"
        maths = f"-log slot0({colour}({chance})) {example.worked.sign} slot1({colour}({result}))"
        return self._written("penalty_of_one", maths)

    def rule(self) -> VGroup:
        """Both examples in one formula, over two lines if the frame is tall."""
        halves = "class1(-y log p)", "class0(- (1 - y) log(1 - p))"
        if not is_tall():
            return self._written("penalty_of_all", " ".join(halves), size=ChartPlaces.small)[0]
        written, _ = self._written("penalty_of_all", halves[0], size=ChartPlaces.small)
        second = math(halves[1], self.theme, size=ChartPlaces.small)
        return written.add(second.place(at(self._middle(), ChartPlaces.formula[1]), "centre"))

    def mean(self, loss: float, count: int) -> tuple[VGroup, Formula]:
        """The mean of so many penalties, in a slot."""
        made = worked(lambda each: each / count, [ways(loss * count, 1)], loss, LOSS.text)
        divided = f"{made.terms[0]} slash {count}"
        maths = f"{divided} {made.sign} fullloss(slot0({made.result}))"
        return self._written("mean_of_all", maths)

    def _written(self, key: str, maths: str, size: float | None = None) -> tuple[VGroup, Formula]:
        middle, room = self._middle(), ColumnBeside.room if is_tall() else LINE_WIDTH
        content, colour = self.texts.label(key), self.theme.muted
        title = Lines(content, size=SIZES.label, colour=colour, room=room)
        title.place(at(middle, ChartPlaces.title), "centre")
        formula = self._fitted(maths, size or ChartPlaces.normal, room)
        formula.place(at(middle, ChartPlaces.formula[0]), "centre")
        return VGroup(title, formula), formula

    def _fitted(self, maths: str, size: float, room: float) -> Formula:
        """A formula of a size, or as much smaller as its room, a share of the width, asks for."""
        made = math(maths, self.theme, size=size)
        too_wide = share_of_width(made.width) / room
        if too_wide <= 1:
            return made
        return math(maths, self.theme, size=max(size / too_wide, SIZES.smallest))

    def _middle(self) -> float:
        """The middle of what is worked out, as a fraction of the frame's width."""
        side = FigureRooms.side
        return ColumnBeside.middle if is_tall() else (side.left + side.right) / 2


def given_by(shown: ShownFit, patients: OutcomePlot, gone: Callable[[], FloatArray]) -> VGroup:
    """A dot for each of the data, on its way to where the curve is at its feature.

    Args:
        shown: the curve's values.
        patients: the plot with the marks.
        gone: how far each has gone, (n,), 0 to 1.
    """

    def of_class(label: int) -> Follower:
        marks, chosen = patients.classes[label], shown.data.target == label
        shape = triangle(marks.radius) if label else disc(marks.radius)

        def outline() -> FloatArray:
            share = gone()[chosen][:, None]
            ends = patients.plot.points_at(marks.xs, shown.probability(marks.xs))
            places = (marks.places + share * (ends - marks.places))[share[:, 0] > 0]
            return np.asarray((places[:, None, :] + shape[None]).reshape(-1, 3))

        colour = patients.theme.of_class(label)
        return Follower(outline, fill_color=colour, fill_opacity=0.8, stroke_width=0)

    return VGroup(of_class(0), of_class(1))


ROOM = 1.06
"""How far the axes of penalties reach, in the highest."""


class FiguresPlaces:
    """Of what is said about the bars.

    Attributes:
        order, room: the last baseline of what is said of their order, and the width of a line of
            it, as fractions of the frame.
        penalty, ticks: how far above the bars the name of their axis is, and about how many
            values it names.
    """

    order, room = Shaped(0.935, tall=0.653), 0.55
    penalty, ticks = Shaped(0.025, tall=0.03), Shaped(3, tall=2)


class Figures:
    """What is drawn of the data, one tracker for each way in which it moves.

    Attributes:
        examples: the three that are looked at one by one.
        patients, curve: the data and the curve.
        given: dots that go from the data to the curve.
        bars: the bars.
        feature, order: what x is, and below the bars that they are ordered by it.
        standardised: in the place of the name, it and for which x the map's b0 and b1 are.
        chart, crowd, points: -log; all the data on it, and the examples.
        swept: how much of the curve is there.
        wave: how far a wave has come that moves all the data, one after the other.
        level: how far the bars have come to their mean.
        grown, gone: how far each example has become a bar, and has come along the chart.
    """

    def __init__(self, shown: ShownFit, theme: Theme, texts: Captions) -> None:
        self.shown, self._data = shown, shown.data
        self.examples = chosen_examples(self._data, shown.parameters())
        self.swept, self.wave, self.level = (ValueTracker(0.0) for _ in range(3))
        self.grown = [ValueTracker(0.0) for _ in self.examples]
        self.gone = [ValueTracker(0.0) for _ in self.examples]
        self._order = ranks_of(self._data) / self._data.n
        self.patients = OutcomePlot(self._data, theme, texts, FigureRooms.whole)
        plot = self.patients.plot
        plot.hold(self.patients.meaning, 0.0, 1.0)
        self.curve = plot.curve(shown.probability, theme.model, between=self._seen)
        self.given = given_by(shown, self.patients, self._waved)
        costs = scale(0.0, ROOM * shown.highest(), count=FiguresPlaces.ticks)
        self.chart = PenaltyChart(costs, theme, texts)
        self.points = VGroup(*map(self.chart.point, self.examples, self.gone))
        self.crowd = self.chart.crowd(self._data, shown.penalties, self._grown)
        self.bars = self._bars(costs, theme, texts)
        self.feature = feature_name(self.patients, self.examples, costs, texts)
        how = self._how_standardised(texts)
        self.standardised = feature_for_map(self.patients, how, texts)
        self.order = self._order_name(theme, texts)

    def clear_examples(self) -> None:
        """Let the examples go with the wave, as all the others do."""
        for tracker in self.grown:
            tracker.set_value(0.0)

    def _seen(self) -> tuple[float, float]:
        low, high = self.patients.plot.x.low, self.patients.plot.x.high
        return low, low + self.swept.get_value() * (high - low)

    def _waved(self) -> FloatArray:
        """How far the wave has moved each of the data, (n,)."""
        return grown_in_wave(self._order, self.wave.get_value())

    def _grown(self) -> FloatArray:
        """How far each of the data has become its bar, (n,)."""
        grown = self._waved()
        for each, tracker in zip(self.examples, self.grown, strict=True):
            grown[each.index] = max(grown[each.index], tracker.get_value())
        return grown

    def _bars(self, costs: Scale, theme: Theme, texts: Captions) -> PenaltyBars:
        slots, name = Scale(0.0, 1.0, ()), texts.label("penalty")
        room, rise = FigureRooms.lower, FiguresPlaces.penalty
        plot = Plot(theme, slots, costs, box=room, y_title=name, y_title_rise=rise)
        bars = PenaltyBars(self.shown, self.patients, plot, self._grown)
        bars.levelled, bars.crowded = self.level.get_value, self.wave.get_value
        return bars

    def _how_standardised(self, texts: Captions) -> str:
        data = self._data
        digits = told_apart_by(data.features[:, 0], float(data.sd[0]))
        mean, sd = (digits.text(float(each[0])) for each in (data.mean, data.sd))
        return texts.label("how", mean=mean if data.mean[0] >= 0 else f"({mean})", sd=sd)

    def _order_name(self, theme: Theme, texts: Captions) -> Lines:
        shown, count = self._data.n, self.shown.all_data.n
        key = "in_order" if shown == count else "in_order_drawn"
        content = texts.label(key, shown=shown, count=count)
        if is_tall():
            lines = Lines(content, size=SIZES.smallest, colour=theme.muted, room=FiguresPlaces.room)
            return lines.place(at(ColumnBeside.left, FiguresPlaces.order))
        middle = (FigureRooms.lower.left + FigureRooms.lower.right) / 2
        made = Lines(content, size=SIZES.label, colour=theme.muted)
        return made.place(at(middle, FiguresPlaces.order), "centre")


NOISE = 1e-12
"""A loss that rises by less in a step doesn't rise but for rounding."""
SURE = 0.1
"""A curve was sure and wrong that gave no more to what happened."""


@dataclass(frozen=True, eq=False)
class RunSentences:
    """What may be said of a run.

    Attributes:
        run: it.
        texts: of the scene.
    """

    run: Trajectory
    texts: Captions

    @property
    def start_key(self) -> str:
        """What is said as the run sets out."""
        if not self.run.n_steps:
            return "no_step"
        falls = self.run.spec.stride == 1 and bool((np.diff(self.run.loss) <= NOISE).all())
        return "run" if falls else "moves"

    @property
    def end_key(self) -> str:
        """What is said of the run's end."""
        return {"fitted": "fit", "moving": "ended"}.get(found := ending(self.run), found)

    @property
    def has_arrived(self) -> bool:
        """Whether it ends at the lowest point."""
        return is_fitted(self.run)

    def worst_key(self, example: Example) -> str:
        """What is said of the one that costs most."""
        return "worst" if example.chance <= SURE else "costliest"

    @property
    def closing_key(self) -> str:
        """What is to be remembered."""
        return "closing" if self.has_arrived else "lower"

    def rows(self) -> dict[str, str]:
        """How many of what there are."""
        return {"rows": self.texts.label("rows", count=objective_of(self.run).dataset.n)}

    def example(self, example: Example) -> dict[str, str]:
        """What happened, what the curve gave to it, and what that costs."""
        data = objective_of(self.run).dataset
        outcome = self.texts.class_label(data.target_name, data.class_names, example.label)
        return {
            "outcome": outcome,
            "chance": example.worked.terms[0],
            "penalty": example.worked.result,
        }

    def ending(self) -> dict[str, object]:
        """The losses of the end and of the best curve, the steps, the one that wasn't finite."""
        steps, best = self.run.n_steps, best_fit(objective_of(self.run))
        losses = {"loss": LOSS.text(float(self.run.loss[-1]))}
        if best is not None:
            losses["lowest"] = LOSS.text(self.run.objective.loss(best))
        return {"steps": steps, "step": steps + 1, **losses}

    def on_own_scale(self) -> str:
        """b0 and b1 of the end for the feature as it is."""
        data = objective_of(self.run).dataset
        intercept, slope = self.run.own_scale(self.run.parameters[-1])
        size = max(abs(float(data.mean[0] / data.sd[0])), 1.0)
        return self.texts.label(
            "own_scale",
            intercept=sized(size, 4).text(float(intercept)),
            slope=sized(1 / float(data.sd[0]), 4).text(float(slope)),
        )
