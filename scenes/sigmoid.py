"""The logistic curve: what its two parameters do, by hand, and then fitted to data."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import NamedTuple

import numpy as np
from manim import RIGHT, Animation, ValueTracker, VGroup
from numpy.typing import NDArray

from gradreel.scenes.stage.drawing import (
    GRID,
    LATE,
    SIZES,
    Box,
    ByShape,
    FloatArray,
    Label,
    ManimStory,
    Number,
    OutcomePlot,
    OutcomeRooms,
    Panel,
    Rewriting,
    RingedPoint,
    RunAtStep,
    RunOptions,
    RunPlayer,
    Runs,
    RunSpec,
    TextLine,
    Trajectory,
    TwoColumns,
    appear,
    arrive,
    at,
    between_steps,
    bleeding,
    check_values_are_seen,
    dash_points,
    dim,
    direction,
    down,
    drawn_rows,
    ending,
    figures_width,
    for_now,
    in_turn,
    is_logistic_along_axis,
    is_tall,
    known_row,
    late,
    math,
    number_text,
    objective_of,
    offset,
    paced,
    pixels,
    polyline,
    rounded,
    runs,
    sigmoid,
    sized,
    smooth,
    snapshot,
    steadily,
    stroked,
    tall,
    to,
    told_apart_by,
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

BENDING = 2.4
"""Seconds in which the line becomes the curve."""
SWEEP, TURN, AT_END = 2.6, 2.0, 0.2
"""Seconds in which the curve passes over all the data, in which it turns, and that it stands where
it was moved to by hand."""
RUN = 3.6
"""Seconds that the run may take."""
NAMED = 18.0, 14.0
"""From the mark of the one that is known to her name, in pixels."""
READABLE = 0.65
"""The share of their opacity from which on words that step back are still read."""
CURVE_POINTS = 201

FLAT = 1e-12
"""The slope of a curve over a deviation of the feature that is none but for rounding."""
CLEARLY_STEEP = 0.3
"""Likewise, the slope from which on a curve's centre is shown as large as it gets."""
GENTLE, STEEP = 1.3, 4.0
"""The steepness of the curves that explain: b1 for a feature in deviations."""
ANOTHER = 0.8, 2.0
"""(b0, b1) of the last curve that is set by hand, for a feature in deviations from its mean."""
FAMILY, SIDE, GHOST = 15, 2.4, 0.5
"""How many curves each sweep leaves behind, how far it goes to a side of the mean, in deviations,
and how opaque they are."""
MUCH, MOST_SEEN = 0.015, 8
"""Of a run's fall, in a step that is worth being seen; and so many of them at the most."""
LEVEL = 0.005
"""A curve or a line that rises less over the data is flat in two places."""

NEAR_ENDS = 0.1
"""A value is shown at the end of a curve if it is so near to 0 or 1, or beyond."""
LOWEST_END = -0.2
"""The dot at an end of the line is no lower, and no higher above 1: there the plot ends."""
DASH, PERIOD = 3, 5
"""Of so many samples of a curve outside 0 to 1, so many are drawn."""
MOST_SPAN = 3.0
"""A slider reaches to where the run ends, but not more times as far as by hand is of use."""
FORMULA = "p = 1/(1 + e^(-(beta0(beta_0) + beta1(beta_1) x)))"
CENTRE = "c = -beta0(beta_0) slash beta1(beta_1) approx"
ROOM, APART = 0.2, 0.24
"""Beside its point, of the plot, that a p above it needs; and how far apart two p have room below
theirs."""
LOWEST, HIGHEST = 0.12, 0.72
"""Between these heights a value of p has room above its point: beyond are the data."""


class Pose(NamedTuple):
    """A curve set by hand: where its centre is, and its coefficient b1, on the data's own scale."""

    centre: float
    slope: float

    @property
    def parameters(self) -> FloatArray:
        """(b0, b1)."""
        return np.array([-self.slope * self.centre, self.slope])


class Sigmoid(ManimStory):
    """What b0 and b1 do to the logistic curve, and what two curves say of one patient."""

    wordless = Box(0.0, 1.0, 0.12, 0.95)
    panel_top = ByShape(GRID.panel_top, tall=0.665)
    below_centre = ByShape(44, tall=52)

    @staticmethod
    def runs(options: RunOptions) -> Runs:
        """Return the run of the options.

        Raises:
            RequestError: they name more than one feature, or one whose values look the same.
        """
        data = runs.dataset(options)
        runs.check_one_feature("sigmoid", data)
        check_values_are_seen(data)
        return {"main": runs.fitted_on(data, options)}

    @staticmethod
    def can_draw(spec: RunSpec) -> bool:
        """Whether this is a run of a logistic regression with one feature that can be drawn."""
        return is_logistic_along_axis(spec, features=1)

    def construct(self) -> None:
        """Tell it, beat by beat."""
        self.prepare()
        self.ask()
        self.draw_a_line()
        self.bend_it()
        self.move_it()
        self.steepen_it()
        self.sweep_the_family()
        self.train()
        self.look_at_the_end()
        if self.known is not None:
            her = float(self.data.features[self.known, 0])
            self.read_at(her, "known_woman", self.her_name())
        self.read_at(self.shown.new, "new")
        self.turn_to_another()

    def prepare(self) -> None:
        """Make what several beats share: the data on their axes, the curve and its centre."""
        theme, texts, room = self.theme, self.texts, OutcomeRooms.beside
        self.shown = shown = CurveRun(self.run)
        self.data = data = shown.data
        self.known = known_row(data)
        self.drawn = data.rows(drawn_rows(data))
        self.axes = axes = OutcomePlot(self.drawn, theme, texts, of=data.n)
        self.plot, self.marks, self.class_labels = axes.plot, axes.marks, axes.class_labels
        self.low, self.high = self.plot.x.low, self.plot.x.high
        self.xs = np.linspace(self.low, self.high, CURVE_POINTS)
        self.sides = at(room.left, 0)[0], at(room.right, 0)[0]
        lasting = self.plot.x_axis, self.plot.y_axis, self.plot.titles, axes.meaning
        self.names = *lasting, self.class_labels
        x, y = texts.column(data.feature_names[0]), texts.target(data)
        self.question = {"rows": texts.label("rows", count=data.n), "x": x, "y": y}
        self.drawn_to = ValueTracker(0.0)
        self.curve = self.plot.curve(shown.probability, theme.model, keeping=self.drawn_pieces)
        self.tangent = stroked(self.tangent_outline, theme.beta1, 3.5)
        self.point = RingedPoint(self.centre_place, theme, size=shown.presence)
        self.centre = VGroup(stroked(self.drop_outline, theme.muted, 2), self.point)
        self.centre_name = self.name_the_centre()
        self.by_hand, self.learned = self.note("set_by_hand"), self.note("learned")
        self.ring = VGroup()
        if self.known is not None:
            self.ring.add(axes.ring_about(self.known))

    def her_name(self) -> list[Animation]:
        """Show it beside her mark, where the plot is now, if there is room."""
        if self.known is None or is_tall():
            return []
        name = Label(self.label("woman"), colour=self.theme.point)
        return for_now(name.place(self.ring.get_center() + offset(*NAMED)))

    def note(self, key: str) -> TextLine:
        """A remark in the lower right corner."""
        words = self.label(key)
        return self.text(words, 1 - GRID.margin, GRID.lowest_baseline, edge="right")

    def drawn_pieces(self, ys: FloatArray) -> NDArray[np.bool_]:
        """Those of the curve that are there: it is dashed where it is no probability."""
        within, index = (ys >= 0) & (ys <= 1), np.arange(len(ys) - 1)
        drawn = (within[:-1] & within[1:]) | (index % PERIOD < DASH)
        return drawn & (index < self.drawn_to.get_value() * len(index))

    def centre_place(self) -> FloatArray | None:
        """The centre on the plot, if it is there."""
        return self.plot.seen(self.shown.centre, 0.5)

    def foot(self, x: float) -> FloatArray:
        """The place on the axis below a value, or above the class's name that is there."""
        foot, label = self.plot.point(x, self.plot.y.low), self.class_labels[0]
        if abs(foot[0] - label.get_x()) < label.width / 2 + pixels(8):
            foot[1] = label.get_top()[1] + pixels(8)
        return foot

    def drop_outline(self) -> FloatArray:
        """From the centre down to the axis."""
        if (place := self.centre_place()) is None:
            return np.zeros((0, 3))
        foot = self.foot(self.shown.centre)
        return dash_points(place, place + self.shown.presence() * (foot - place))

    def tangent_outline(self) -> FloatArray:
        """The tangent at the centre."""
        centre, slope = self.shown.centre, self.shown.parameters()[1] / 4
        if not np.isfinite(centre):
            return np.zeros((0, 3))
        half = min(0.24 * (self.high - self.low), 0.45 / abs(slope)) * self.shown.presence()
        ends = np.clip([centre - half, centre + half], self.low, self.high)
        return polyline(self.plot.points_at(ends, 0.5 + slope * (ends - centre)))

    def name_the_centre(self) -> Number:
        """The centre's value beside it: that of the step whose numbers the plate shows."""
        shown = self.shown

        def write(centre: float) -> str:
            seen = shown.presence() > 0.5 and self.centre_place() is not None
            return f"c = {shown.centres.text(centre)}" if seen and np.isfinite(centre) else ""

        def place() -> FloatArray:
            centre = self.centre_place()
            if centre is None:
                return np.zeros(3)
            return self.beside_centre(centre, shown.parameters()[1], number.content)

        number = Number(shown.told_centre, write, size=SIZES.label, colour=self.theme.text)
        return number.place(place, "left")

    def beside_centre(self, centre: FloatArray, slope: float, content: str) -> FloatArray:
        """Where a centre's name starts: below, where the curve isn't, or else above it."""
        width, side = figures_width(content) * tall(SIZES.label), np.sign(slope)
        below, above = (
            centre + offset(14 * way, up) - width * (way < 0) * RIGHT
            for way, up in ((side, -self.below_centre), (-side, 24))
        )
        left, right = self.sides
        return np.asarray(below if left <= below[0] <= right - width else above)

    def ask(self) -> None:
        """All the data as they stood, and a straight line through them, that of least squares."""
        self.add(self.plot, self.marks, self.class_labels, self.ring)
        self.beat("ask", self.her_name(), **self.question)
        self.add(self.curve)
        line = to(self.drawn_to, 1.0, run_time=self.left_to_read(2.4))
        self.play(line, appear(self.axes.meaning))

    def draw_a_line(self) -> None:
        """The line leaves 0 to 1."""
        shown, (intercept, slope) = self.shown, self.shown.line
        over_data = shown.on_line(shown.reach)
        self.line_key = line_key(shown.on_line(self.xs[[0, -1]]), over_data)
        seen = np.clip(over_data[is_outside(over_data)], LOWEST_END, 1 - LOWEST_END)
        self.ends = VGroup(*map(self.end_at, (seen - intercept) / slope))
        self.beat(self.line_key, self.ends)
        for each in self.ends:
            self.play(arrive(each[0].get_center(), self.theme), run_time=0.9)

    def end_at(self, x: float) -> VGroup:
        """A dot on the curve, and its value, but for the middle, where that would lie on it."""
        p, at_left = partial(self.shown.p, x), x < (self.low + self.high) / 2

        def write(p: float) -> str:
            return "" if NEAR_ENDS < p < 1 - NEAR_ENDS else number_text(p, 2)

        def place() -> FloatArray:  # off the marks at 0 or at 1, and off the plot's edges
            above, below = np.clip(p() + 0.03, 1.17, 1.225), np.clip(p(), -0.205, -0.165)
            return np.asarray(self.plot.point(x, above if p() > 0.5 else below) + aside)

        number = Number(p, write, size=SIZES.label, colour=self.theme.text)
        aside = np.array([pixels(38 if at_left else -38), -0.36 * number.em, 0])
        number.place(place, "left" if at_left else "right")
        return VGroup(RingedPoint(partial(self.on_curve, x), self.theme, radius=7), number)

    def bend_it(self) -> None:
        """The line becomes the logistic curve over the same data, which step back."""
        self.make_panel()
        self.beat("curve", vanish(self.ends))
        self.play(
            to(self.shown.bend, 1.0, run_time=BENDING),
            self.plot.into(OutcomeRooms.beside, run_time=BENDING * LATE),
            dim(self.marks, run_time=BENDING),
            dim(self.class_labels, share=READABLE, run_time=BENDING),
            appear(*self.knobs, self.by_hand, run_time=BENDING, rate_func=late),
        )

    def make_panel(self) -> None:
        """Formula, the two parameters on sliders, centre and slope there, the step of the run."""
        theme, shown = self.theme, self.shown
        self.panel = panel = TwoColumns(theme, top=self.panel_top)
        add_formula = partial(panel.formula, math(FORMULA, theme, size=0.046), room=down(0.13))
        if not is_tall():
            add_formula()
        self.add_sliders(panel)
        short = panel.cursor
        panel.go_on()
        if is_tall():
            add_formula()
        self.knobs = panel.surface, *panel.rows
        panel.divide()
        centre, write = math(CENTRE, theme, size=SIZES.label), shown.centres.text
        longest = max(map(write, shown.reach.tolist()), key=len)
        names = centre, math("c approx", theme), math("c", theme)
        panel.row(panel.fitting(names, longest), shown.told_centre, write)
        self.centre_rows, before = panel.rows[len(self.knobs) - 1 :], panel.cursor
        write, slope = shown.slopes.text, lambda: shown.told_parameter(1) / 4
        words = self.label("slope_at_c"), math("beta1(beta_1) slash 4", theme)
        panel.row(
            panel.fitting(words, write(-shown.spans[1] / 4)), slope, write, colour=theme.beta1
        )
        panel.cursor = before
        panel.row(self.label("step"), lambda: shown.reading().step, 0)
        self.slope_row, self.step_row = panel.rows[-2:]
        self.bottoms = short, panel.cursor
        self.open_panel(0.0)

    def open_panel(self, share: float) -> None:
        """Let it reach so far down, 0 to 1, from what is told first to all of it."""
        if not is_tall():
            low, high = self.bottoms
            self.panel.cursor = low + share * (high - low)
            self.panel.space(0.0)

    def add_sliders(self, panel: Panel) -> None:
        """Both parameters with a slider each."""
        shown, colours = self.shown, (self.theme.beta0, self.theme.beta1)
        told = zip((shown.intercepts.text, shown.slopes.text), colours, shown.spans, strict=True)
        for index, (write, colour, span) in enumerate(told):
            value = partial(shown.told_parameter, index)
            symbol = math(f"beta{index}(beta_{index})", self.theme)
            panel.row(symbol, value, write, colour=colour)
            panel.slider(value, -span, span, colour)
        self.intercept_rows = panel.rows[-4:-2]

    def move_it(self) -> None:
        """b0 moves the curve; b1 stays."""
        shown = self.shown
        low, high = np.clip([shown.posed(each, 1.0).centre for each in (-1.3, 1.3)], *shown.reach)
        opening = Rewriting(self.panel.surface, self.open_panel)
        new = appear(self.centre, self.centre_name, *self.centre_rows)
        self.beat("intercept", opening, new)
        for centre, seconds in ((low, 1.1), (high, 1.6), (shown.first.centre, 1.1)):
            self.play(to(shown.hand[0], centre, run_time=seconds))
            self.wait(AT_END)

    def steepen_it(self) -> None:
        """b1 turns the curve about its centre, which stays, and through zero the other way."""
        shown, self.held = self.shown, self.note("centre_held")
        new = appear(self.tangent, self.slope_row)
        self.beat("steepness", vanish(self.by_hand), new, dim(*self.intercept_rows))
        steep = shown.posed(0.0, STEEP * shown.way).slope
        self.play(to(shown.hand[1], steep, run_time=1.6), appear(self.held))
        self.play(to(shown.hand[1], -shown.first.slope, run_time=2.4))

    def sweep_the_family(self) -> None:
        """The frame fills with curves: b0 carries one over all the data, b1 turns it, to level."""
        shown, told = self.shown, (*self.knobs, *self.centre_rows, self.slope_row, self.held)
        slope, centre = abs(shown.first.slope) * shown.way, shown.first.centre
        ends = centre + np.array([-SIDE, SIDE]) * shown.deviation
        self.beat("family", vanish(self.centre, self.centre_name, self.tangent, *told, *self.names))
        self.play(
            self.plot.into(self.wordless, run_time=1.8),
            to(shown.hand[0], ends[0], run_time=1.8),
            to(shown.hand[1], slope, run_time=1.8),
            appear(self.marks, run_time=1.8),
        )
        moved = [Pose(each, slope) for each in np.linspace(ends[0], ends[1], FAMILY)]
        turns = np.linspace(1.0, -1.0, FAMILY)
        turned = [Pose(centre, STEEP / GENTLE * slope * each) for each in turns]
        over, about = (
            self.ghosts(poses, colour)
            for poses, colour in ((moved, self.theme.beta0), (turned, self.theme.beta1))
        )
        bleeding(VGroup(self.plot.grid, self.curve, self.marks, *over, *about))
        over_all = steadily(shown.hand[0], float(ends[1]), SWEEP)
        self.play(self.hush(), over_all, in_turn([*over], SWEEP))
        self.play(to(shown.hand[0], centre), to(shown.hand[1], turned[0].slope))
        self.play(steadily(shown.hand[1], turned[-1].slope, TURN), in_turn([*about], TURN))
        self.play(to(shown.hand[1], 0.0, run_time=0.9))
        self.family = VGroup(*over, *about)

    def ghosts(self, poses: list[Pose], colour: str) -> VGroup:
        """Faint curves, one for each pose."""
        made = (self.plot.curve(curve_of(each.parameters), colour, width=2.5) for each in poses)
        return VGroup(*(each.clear_updaters().set_stroke(opacity=GHOST) for each in made))

    def train(self) -> None:
        """The curve goes to where the run starts, and follows the recorded run."""
        shown, told = self.shown, (*self.knobs, *self.centre_rows, self.step_row, self.learned)
        self.beat(shown.start_key, vanish(self.family))
        self.play(
            self.plot.into(OutcomeRooms.beside, run_time=1.2),
            to(shown.share, 1.0, run_time=1.2),
            appear(*self.names, *told, self.centre, self.centre_name, run_time=1.2, rate_func=late),
        )
        self.wait(0.7)
        if shown.pace.seconds:
            self.play(shown.walk())

    def look_at_the_end(self) -> None:
        """Where the run ended, and what its curve says in words."""
        steps = self.run.n_steps
        self.beat(self.shown.end_key, steps=steps, step=steps + 1, x=self.question["x"])
        if self.centre_place() is not None:
            self.play(arrive(self.point.get_center(), self.theme))
        told = *self.knobs, *self.centre_rows, self.step_row, self.learned
        self.play(
            vanish(*told, self.centre, self.centre_name, run_time=0.8),
            self.plot.into(OutcomeRooms.whole, run_time=1.2),
        )
        self.make_reader()
        self.play(appear(self.reading))
        self.play(to(self.read, self.free[1], run_time=self.left_to_read(1.2)))

    def make_reader(self) -> None:
        """A point that goes along the curve, where its p has room, and p beside it."""
        shown, theme = self.shown, self.theme
        way = self.xs[10:-10]  # as far as the data, about
        free = way[shown.probability(way) <= HIGHEST]
        self.free = (free if len(free) else way)[[0, -1]].tolist()
        self.read, self.is_above = ValueTracker(self.free[0]), True

        def drop() -> FloatArray:
            return dash_points(self.read_place(), self.foot(self.read.get_value()))

        self.reader = self.p_number(self.told_p)
        self.reader.place(lambda: self.beside(self.reader, self.is_above), "left")
        point = RingedPoint(self.read_place, theme, colour=theme.model, radius=10)
        self.reading = VGroup(stroked(drop, theme.model, 2), point, self.reader)

    def p_number(self, p: float | Callable[[], float]) -> Number:
        """What a curve says, in large type."""
        return Number(p, 2, size=SIZES.sentence, colour=self.theme.model, form="p = {}")

    def read_at(self, place: float, key: str, *changes: Sequence[Animation]) -> None:
        """The p of one is asked for, and written once the point is at that value."""
        (column,) = self.data.feature_names
        x = self.texts.measured(column, self.shown.numbers.text(place))
        self.beat(key, vanish(self.reader), *changes, x=x)
        self.play(to(self.read, place, run_time=1.2))
        self.play(arrive(self.read_place(), self.theme), appear(self.reader))
        self.let_stand(1.2)

    def told_p(self) -> float:
        """What the curve says where p is read."""
        return self.shown.p(self.read.get_value())

    def read_place(self) -> FloatArray:
        """Where p is read."""
        return self.on_curve(self.read.get_value())

    def on_curve(self, x: float) -> FloatArray:
        """A place of the curve (3,)."""
        return self.plot.point(x, self.shown.p(x))

    def beside(self, number: Number, up: bool) -> FloatArray:
        """Where p starts: above or below its place, on the side where the curve isn't."""
        box, width = self.plot.box, figures_width(number.content) * number.em
        left, right = at(box.left, 0)[0], at(box.right, 0)[0]
        is_right = (self.shown.parameters()[1] < 0) == up
        aside = pixels(16) if is_right else -pixels(16) - width
        start = min(max(self.read_place()[0] + aside, left), right - width)
        ends = np.interp([start, start + width], [left, right], [self.low, self.high])
        ps = *self.shown.probability(ends), self.told_p()
        bound = min(max(*ps, LOWEST), HIGHEST) if up else max(min(*ps, 1 - LOWEST), 1 - HIGHEST)
        aside = pixels(14) if up else -pixels(14) - 0.72 * number.em
        return np.array([start, self.plot.point(self.low, bound)[1] + aside, 0])

    def turn_to_another(self) -> None:
        """A curve set by hand says another p of the same patient; the first is still seen."""
        shown, another = self.shown, self.shown.another
        for tracker, value in zip(shown.hand, another, strict=True):
            tracker.set_value(value)
        said = float(curve_of(another.parameters)(np.array([shown.new]))[0])
        share = float(self.plot.x.share(shown.new))
        room = share if shown.way > 0 else 1 - share
        higher = said - shown.p(shown.new)
        self.is_above = 0 <= higher < APART or (higher > 0 and room > ROOM)
        before = self.p_number(shown.p(shown.new))
        before.place(self.beside(before, higher < 0), "left")
        first = snapshot(VGroup(self.curve, self.reading[1]))
        self.beat("another", vanish(self.reader), appear(before))
        self.add(first)
        self.play(
            to(shown.share, 0.0, run_time=1.4),
            dim(first, before, share=READABLE, run_time=1.4),
            appear(self.axes.note(self.label("another"))),
        )
        self.play(arrive(self.read_place(), self.theme), appear(self.reader))
        self.let_stand(2.2)


class CurveRun(RunPlayer):
    """The run, and before and after it the line and the curve by hand: numbers, and what is said.

    Attributes:
        reach: (2,) the least and the largest value of the feature.
        path, fitted: (R, 2) and (2,) parameters of the run and of its end, on the data's own scale.
        first, another: how the curve is set by hand at first, and at the end.
        new: the value of the feature, one of the data's, for which p is read.
        hand, share: centre and slope by hand, and how far the run has taken over from them.
        bend: 0 the straight line, 1 the logistic curve.
        centres, intercepts, slopes, numbers: how each is written; the numbers are values of the
            feature.
    """

    def __init__(self, run: Trajectory) -> None:
        falls, steps = -np.diff(run.loss)[:MOST_SEEN], run.recorded_steps.tolist()
        much = MUCH * float(run.loss[0] - run.loss[-1])
        slow = [step for step, fall in zip(steps[1:], falls, strict=False) if fall > much > 0]
        super().__init__(run, paced(steps, slow=slow, seconds=RUN))
        self.data = data = objective_of(run).dataset
        self.values = values = data.features[:, 0]
        self.mean, self.deviation = float(values.mean()), float(values.std())
        self.reach = np.array([values.min(), values.max()])
        self.path = run.own_scale(run.parameters)
        self.fitted = self.path[-1]
        self.is_flat = bool(abs(np.ptp(curve_of(self.fitted)(self.reach))) < LEVEL)
        self.line = least_squares(values, data.target)
        written = told_apart_by(values, self.deviation)
        self.centres = replace(written, decimals=max(written.decimals - 1, 0))
        self.intercepts = sized(max(abs(self.mean) / self.deviation, 1.0), 4)
        self.slopes = sized(1 / self.deviation, 4)
        places = range(0 if written.power else written.decimals)
        exact = (each for each in places if (values == np.round(values, each)).all())
        self.numbers = replace(written, decimals=next(exact, written.decimals))
        self.way = direction(data)
        self.first, self.another = self.posed(0.0, GENTLE * self.way), self.set_otherwise()
        self.new = float(values[np.argmin(np.abs(values - self.first.centre))])
        self.hand = ValueTracker(self.first.centre), ValueTracker(self.first.slope)
        self.bend, self.share = ValueTracker(0.0), ValueTracker(0.0)

    def set_otherwise(self) -> Pose:
        """The last curve that is set by hand."""
        intercept, steepness = ANOTHER[0], ANOTHER[1] * self.way
        return Pose(self.mean - intercept / steepness * self.deviation, steepness / self.deviation)

    def posed(self, shift: float, steepness: float) -> Pose:
        """Set a curve by hand, with a round centre and a round slope there, as a person would.

        Args:
            shift: of the centre from the mean, in deviations.
            steepness: b1 for a feature in deviations.
        """
        unit = rounded(self.deviation / 4, 1)
        centre = round((self.mean + shift * self.deviation) / unit) * unit
        return Pose(centre, 4 * rounded(steepness / self.deviation / 4, 2))

    def walk_to(self, clock: float) -> None:
        """Stand at the step whose numbers are shown, but for a glide to the next."""
        super().walk_to(clock)
        self.set_value(self.pace.arriving(clock))

    def parameters(self) -> FloatArray:
        """(b0, b1) on the data's own scale; between two steps, and two ways of setting, between."""
        by_hand = Pose(*(each.get_value() for each in self.hand)).parameters
        if not (share := self.share.get_value()):
            return by_hand
        return (1 - share) * by_hand + share * between_steps(self.run, self.path, self.step)

    def reading(self) -> RunAtStep:
        """What plates show: the curve by hand, or the run's step that was told last."""
        now = super().reading()
        of_run = self.share.get_value() == 1
        shown = self.run.own_scale(now.parameters) if of_run else self.parameters()
        return replace(now, parameters=shown)

    def centre_of(self, parameters: FloatArray) -> float:
        """Where p is one half; not a number where a curve is flat but for rounding."""
        intercept, slope = parameters
        flat = abs(slope) * self.deviation < FLAT
        return float("nan") if flat else -intercept / slope

    @property
    def centre(self) -> float:
        """That of the curve that is drawn."""
        return self.centre_of(self.parameters())

    def told_parameter(self, index: int) -> float:
        """One of the parameters that are shown."""
        return float(self.reading().parameters[index])

    def told_centre(self) -> float:
        """That of the curve whose numbers are shown."""
        return self.centre_of(self.reading().parameters)

    def presence(self) -> float:
        """How far the curve is from flat, 0 to 1: where it is flat, it has no centre to show."""
        steepness = abs(float(self.parameters()[1])) * self.deviation
        return smooth(min(steepness / CLEARLY_STEEP, 1.0))

    def on_line(self, x: FloatArray) -> FloatArray:
        """The straight line, (n,) from (n,)."""
        return np.asarray(self.line[0] + self.line[1] * x)

    def probability(self, x: FloatArray) -> FloatArray:
        """What is drawn, (n,) from (n,)."""
        bend, curve = self.bend.get_value(), curve_of(self.parameters())(x)
        return curve if bend == 1 else (1 - bend) * self.on_line(x) + bend * curve

    def p(self, x: float) -> float:
        """The same at one place."""
        return float(self.probability(np.array([x]))[0])

    @property
    def spans(self) -> list[float]:
        """How far the sliders reach to either side of zero, for b0 and for b1."""
        farthest = float(np.abs(self.reach).max()) + self.deviation
        slope = 4.2 / self.deviation
        own = np.array([max(slope * farthest * 0.75, 1.0), slope])
        return [*map(float, np.clip(np.abs(self.fitted) * 1.05, own, MOST_SPAN * own))]

    @property
    def start_key(self) -> str:
        """What is said as the run sets out."""
        if not self.run.n_steps:
            return "no_step"
        return "moves" if self.run.spec.start.any() else "moves_from_zero"

    @property
    def end_key(self) -> str:
        """What is said of the run's end."""
        rises = "positive" if self.fitted[1] > 0 else "negative"
        found = ending(self.run)
        return {"moving": "not_yet", "fitted": "flat" if self.is_flat else rises}.get(found, found)


def curve_of(parameters: FloatArray) -> Callable[[FloatArray], FloatArray]:
    """The function of x that (b0, b1) stand for."""
    return lambda x: sigmoid(parameters[0] + parameters[1] * x)


def least_squares(values: FloatArray, target: FloatArray) -> FloatArray:
    """Intercept and slope (2,) of the straight line through the classes, as numbers 0 and 1."""
    middle, deviation = values.mean(), values.std()
    inputs = (values - middle) / deviation  # or far from zero the intercept would drown the slope
    slope = float(inputs @ (target - target.mean())) / len(values) / deviation
    return np.array([target.mean() - slope * middle, slope])


def line_key(at_ends: FloatArray, over_data: FloatArray) -> str:
    """What is said of the straight line.

    Args:
        at_ends: its values (2,) at both ends of the plot.
        over_data: its values (2,) at the least and the largest value of the feature.
    """
    if abs(over_data[1] - over_data[0]) < LEVEL:
        return "line_flat"
    return "line" if is_outside(at_ends).any() else "line_within"


def is_outside(values: FloatArray) -> NDArray[np.bool_]:
    """Which values of the line are seen to be outside 0 to 1 in two places."""
    return (values < -LEVEL) | (values > 1 + LEVEL)
