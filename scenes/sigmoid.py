"""The logistic curve: what its two parameters do, by hand, and then fitted to data."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from itertools import product
from typing import NamedTuple

import numpy as np
from manim import DL, RIGHT, UP, UR, Animation, Mobject, ValueTracker, VGroup
from numpy.typing import NDArray

from gradreel.scenes.stage.drawing import (
    BOLDER,
    DIMMED,
    GRID,
    LATE,
    PROBABILITY,
    SIZES,
    Box,
    ByShape,
    FloatArray,
    Formula,
    Label,
    ManimStory,
    MovingPlot,
    Number,
    OutcomePlot,
    OutcomeRooms,
    Panel,
    Quantity,
    RedrawnPath,
    Rewriting,
    RingedPoint,
    RunAtStep,
    RunOptions,
    RunPlayer,
    Runs,
    RunSpec,
    Scale,
    TextLine,
    Trajectory,
    TwoColumns,
    appear,
    arrive,
    at,
    backed,
    become,
    best_fit,
    between_steps,
    binary_cross_entropy,
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
    filled,
    for_now,
    fractions,
    is_logistic_along_axis,
    is_tall,
    late,
    lowest_loss,
    math,
    misfit,
    name_on,
    number_text,
    objective_of,
    offset,
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
    stamped,
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
RUN = 5.2
"""Seconds that the run may take."""
ZOOM = 1.2
"""How near the camera comes, all of the curve in sight."""
READABLE = 0.65
"""The share of their opacity from which on words that step back are still read."""
CURVE_POINTS = 201

FLAT = 1e-12
"""The slope of a curve over a deviation of the feature that is none but for rounding."""
CLEARLY_STEEP = 0.3
"""Likewise, the slope from which on a curve's centre is shown as large as it gets."""
GENTLE, STEEP = 1.3, 4.0
"""The steepness of the curves that explain: b1 for a feature in deviations."""
TRIES = (1.0, 2.5), (-1.2, 0.8), (0.2, 1.8)
"""By hand: how far the centre is from the mean, in deviations, and the steepness."""
MUCH, MOST_SEEN = 0.015, 8
"""Of a run's fall, in a step that is worth being seen; and so many of them at the most."""
SEEN = 4
"""Places of a loss that are on the stage: what is equal in them looks equal."""
NOISE = 1e-12
"""A loss that rises by less in a step doesn't rise but for rounding."""
LEVEL = 0.005
"""A curve or a line that rises less over the data is flat in two places."""
NEAR = 0.05
"""The misfit of a curve that says of the data about what the best one does."""

NEAR_ENDS = 0.1
"""A value is shown at the end of a curve if it is so near to 0 or 1, or beyond."""
LOWEST_END = -0.2
"""The dot at an end of the line is no lower, and no higher above 1: there the plot ends."""
DASH, PERIOD = 3, 5
"""Of so many samples of a curve outside 0 to 1, so many are drawn."""
MOST_SPAN = 3.0
"""A slider reaches to where the run ends, but not more times as far as by hand is of use."""
LONGEST_CLASS = 8.0
"""Of a class's name in a note, in em."""
FORMULA = "p = 1/(1 + e^(-(beta0(beta_0) + beta1(beta_1) x)))"
CENTRE = "c = -beta0(beta_0) slash beta1(beta_1)"

CASES = {
    "rises_gently": GENTLE,
    "rises_steeply": STEEP,
    "falls_gently": -GENTLE,
    "falls_steeply": -STEEP,
}
ASIDE = 1.6
"""How far b0 moves a small figure's curve aside, in units of its exponent for a gentle one."""
CASE_AIR, REMARK = 4.0, 22.0
"""Between a name and any curve at the least, and from it to what is remarked, in pixels."""
BESIDE_CASE = 0.025
"""How far beyond its figure a name may reach, of the frame's width."""
CASE_GAPS = 24.0, 34.0, 46.0
"""From a curve to its name, in pixels, the best first."""

NAME_AT = 0.86, 0.15, 0.4
"""How far along its curve the name of each try is best."""
GHOST = 0.28
FAINT = 0.34
"""Opacity of the lines from the data to the curve, of which there are many."""
MISS_HEIGHTS = (0.24, 0.32, 0.4, 0.68, 0.76, 0.6)
"""Where the name of one may be on the plot, the best first."""
MISS_GAP, MISS_AIR = 12.0, 6.0
"""From a line to its name, and about a name at the least, in pixels."""
ABOVE_MEANING = 0.056
"""From the name of p to the name of one above it, in heights of a wide frame."""
CANDIDATES = 40
"""So many of the longest lines are looked at for one that has room for a name beside it."""

TINT = 0.16
"""Opacity of the part of the plot in which one answer is given."""
HOLLOW = 0.62
"""Radius of the hole in a mark that is judged wrong."""
HIGHEST = 0.72
"""A value of p has room above its point up to here: above that are the data of class 1."""
LOWEST, FROM_EDGE = 0.15, 14.0
"""How high on the plot the last line of a name below the curve is, and how far from an edge all
are, in pixels."""


class Pose(NamedTuple):
    """A curve set by hand: where its centre is, and its coefficient b1, on the data's own scale."""

    centre: float
    slope: float

    @property
    def parameters(self) -> FloatArray:
        """(b0, b1)."""
        return np.array([-self.slope * self.centre, self.slope])


class Sigmoid(ManimStory):
    """What b0 and b1 do to the logistic curve, three tries by hand, and what the fit says."""

    near_box = ByShape(Box(0.03, 0.69, 0.17, 1.0), tall=Box(0.03, 0.97, 0.25, 0.65))
    explaining_top = ByShape(GRID.panel_top, tall=0.665)
    fitting_top = ByShape(0.215, tall=0.665)
    below_centre = ByShape(44, tall=52)
    above_plot = ByShape(0.0, tall=0.008)
    case_boxes = ByShape(
        rows_of(2, 2, Box(left=0.05, right=0.95, top=0.235, bottom=0.975), across=0.07, down=0.0),
        tall=column_of(4, Box(left=0.05, right=0.95, top=0.29, bottom=0.965), gap=0.015),
    )
    case_heights: ByShape[tuple[float, ...]] = ByShape(
        (0.62, 0.7, 0.54, 0.78, 0.46), tall=(0.62, 0.7, 0.54, 0.78, 0.46, 0.86, 0.92, 0.38)
    )
    small_type = ByShape(SIZES.label, tall=SIZES.smallest)
    part_heights = ByShape((-0.25, 1.25), tall=(-0.29, 1.29))
    highest_answer = ByShape(0.75, tall=0.78)
    answer_pitch = ByShape(0.12, tall=0.155)

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
        self.flip_it()
        self.sum_up()
        self.try_by_hand()
        self.measure()
        self.ask_for_a_method()
        self.train()
        self.look_at_the_end()
        for key in self.shown.closing_keys:
            self.close(key)

    def prepare(self) -> None:
        """Make what several beats share: the data on their axes, the curve and its centre."""
        theme, texts, room = self.theme, self.texts, OutcomeRooms.beside
        self.shown = shown = CurveRun(self.run)
        self.data = data = shown.data
        self.rows = drawn_rows(data)
        self.drawn = data.rows(self.rows)
        self.axes = axes = OutcomePlot(self.drawn, theme, texts, of=data.n)
        self.plot, self.marks, self.class_labels = axes.plot, axes.marks, axes.class_labels
        self.low, self.high = self.plot.x.low, self.plot.x.high
        self.xs = np.linspace(self.low, self.high, CURVE_POINTS)
        self.sides = at(room.left, 0)[0], at(room.right, 0)[0]
        self.lasting_names = self.plot.x_axis, self.plot.y_axis, self.plot.titles, axes.meaning
        self.names = *self.lasting_names, self.class_labels
        x, y = texts.column(data.feature_names[0]), texts.column(data.target_name)
        self.question = {"rows": texts.label("rows", count=data.n), "x": x, "y": y}
        self.drawn_to, self.missing = ValueTracker(0.0), ValueTracker(0.0)
        self.curve = self.plot.curve(shown.probability, theme.model, keeping=self.drawn_pieces)
        self.tangent = self.line(self.tangent_outline, theme.beta1, 3.5)
        self.point = RingedPoint(self.centre_place, theme, size=shown.presence)
        self.centre = VGroup(self.line(self.drop_outline, theme.muted, 2), self.point)
        self.centre_name = self.name_the_centre()
        self.by_hand, self.learned = self.note("set_by_hand"), self.note("learned")

    def note(self, key: str) -> TextLine:
        """A remark in the lower right corner."""
        words = self.label(key)
        return self.text(words, 1 - GRID.margin, GRID.lowest_baseline, edge="right")

    def line(self, outline: Callable[[], FloatArray], colour: str, width: float) -> RedrawnPath:
        """A line that moves."""
        return RedrawnPath(outline, stroke_color=colour, stroke_width=stroke(width))

    def drawn_pieces(self, ys: FloatArray) -> NDArray[np.bool_]:
        """Those of the curve that are there: it is dashed where it is no probability."""
        within, index = (ys >= 0) & (ys <= 1), np.arange(len(ys) - 1)
        drawn = (within[:-1] & within[1:]) | (index % PERIOD < DASH)
        return np.asarray(drawn & (index < self.drawn_to.get_value() * len(index)))

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
            return self.centre_text(centre) if seen and np.isfinite(centre) else ""

        def place() -> FloatArray:
            centre = self.centre_place()
            if centre is None:
                return np.zeros(3)
            return self.beside_centre(centre, shown.parameters()[1], number.content)

        number = Number(shown.told_centre, write, size=SIZES.label, colour=self.theme.text)
        return number.place(place, "left")

    def centre_text(self, centre: float) -> str:
        """What is written beside a centre."""
        return f"c = {self.shown.centres.text(centre)}"

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
        """All the data in one row by their feature, then each rises or falls to its class."""
        heights = VGroup(self.plot.grid, self.plot.y_axis)
        for marks in self.axes.classes:
            marks.rise(0.0)
        self.add(self.plot, self.marks)
        set_share(heights, 0.0)
        self.beat("ask", self.axes.spread, **self.question)
        names = appear(*heights, self.class_labels, run_time=RISING, rate_func=late)
        self.play(rising(self.axes.classes, RISING), names)

    def draw_a_line(self) -> None:
        """The straight line of least squares leaves 0 to 1."""
        shown, (intercept, slope) = self.shown, self.shown.line
        over_data = shown.on_line(shown.reach)
        self.line_key = line_key(shown.on_line(self.xs[[0, -1]]), over_data)
        seen = np.clip(over_data[is_outside(over_data)], LOWEST_END, 1 - LOWEST_END)
        self.ends = VGroup(*map(self.end_at, (seen - intercept) / slope))
        self.beat(self.line_key, vanish(self.axes.spread))
        self.add(self.curve)
        self.play(to(self.drawn_to, 1.0, run_time=2.4), appear(self.axes.meaning))
        rings = [arrive(each[0].get_center(), self.theme) for each in self.ends]
        self.play(appear(self.ends), rings)

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
        self.panel = self.explaining_panel()
        self.beat("curve")
        self.play(
            to(self.shown.bend, 1.0, run_time=BENDING),
            self.plot.into(OutcomeRooms.beside, run_time=BENDING * LATE),
            dim(self.marks, run_time=BENDING),
            dim(self.class_labels, share=READABLE, run_time=BENDING),
            appear(self.panel, self.by_hand, run_time=BENDING, rate_func=late),
        )

    def explaining_panel(self) -> Panel:
        """Formula, the two parameters on sliders, centre and slope there."""
        theme, shown, write = self.theme, self.shown, self.shown.slopes.text
        panel = TwoColumns(theme, top=self.explaining_top)
        add_formula = partial(panel.formula, math(FORMULA, theme, size=0.046), room=down(0.13))
        if not is_tall():
            add_formula()
        self.add_sliders(panel, shown.slopes)
        panel.go_on()
        if is_tall():
            add_formula()
        panel.divide()
        self.add_centre(panel, math(CENTRE, theme, size=SIZES.number))
        words = self.label("slope_there"), math("beta1(beta_1) slash 4", theme)
        name = panel.fitting(words, write(-shown.spans[1] / 4))
        panel.row(name, lambda: shown.told_parameter(1) / 4, write, colour=theme.beta1)
        return panel

    def add_sliders(self, panel: Panel, slopes: Quantity) -> None:
        """Both parameters with a slider each."""
        shown, colours = self.shown, (self.theme.beta0, self.theme.beta1)
        told = zip((shown.intercepts.text, slopes.text), colours, shown.spans, strict=True)
        for index, (write, colour, span) in enumerate(told):
            value = partial(shown.told_parameter, index)
            symbol = math(f"beta{index}(beta_{index})", self.theme)
            panel.row(symbol, value, write, colour=colour)
            panel.slider(value, -span, span, colour)

    def add_centre(self, panel: Panel, name: str | Formula) -> None:
        """The centre, its name in full if it leaves room for the longest value."""
        write = self.shown.centres.text
        longest = max(map(write, self.shown.reach.tolist()), key=len)
        name = panel.fitting((name, math("c", self.theme)), longest)
        panel.row(name, self.shown.told_centre, write)

    def move_it(self) -> None:
        """b0 moves the curve; b1 stays."""
        shown = self.shown
        low, high = np.clip([shown.posed(each, 1.0).centre for each in (-1.3, 1.3)], *shown.reach)
        self.beat("intercept", vanish(self.ends), self.centre, self.centre_name)
        for centre, seconds in ((low, 1.1), (high, 1.6), (shown.first.centre, 1.1)):
            self.play(to(shown.hand[0], centre, run_time=seconds))

    def steepen_it(self) -> None:
        """b1 turns the curve about its centre, which stays."""
        shown, self.held = self.shown, self.note("centre_held")
        self.keep_still(self.panel, self.held)
        self.beat("steepness", vanish(self.by_hand, *self.names), self.tangent)
        near = self.focus(self.plot.grid, ZOOM, window=self.near_box, run_time=1.6)
        steep = shown.posed(0.0, STEEP * shown.way).slope
        self.play(to(shown.hand[1], steep, run_time=1.6), near, appear(self.held))
        self.play(to(shown.hand[1], shown.first.slope, run_time=1.4))

    def flip_it(self) -> None:
        """b1 goes through zero, and back again if the curve doesn't rise then."""
        self.beat("flip")
        self.play(
            to(self.shown.hand[1], -self.shown.first.slope),
            self.pull_out(),
            appear(*self.lasting_names, rate_func=late),
            dim(self.class_labels, share=READABLE, rate_func=late),
            run_time=2.4,
        )

    def sum_up(self) -> None:
        """The figure becomes four small ones, one for each kind of curve."""
        shown, label = self.shown, self.label
        self.unfolded, self.aside = ValueTracker(1.0), ValueTracker(1.0)
        self.cases = [
            Case(self, label(key), shown.posed(0.0, steepness), box)
            for (key, steepness), box in zip(CASES.items(), self.case_boxes, strict=True)
        ]
        for tracker in (self.unfolded, self.aside):
            tracker.set_value(0.0)
        self.case_words = [each.words for each in self.cases]
        self.chosen = self.cases[[*CASES.values()].index(shown.kind)]
        self.like_data = VGroup()
        if self.line_key != "line_flat":
            x, y = self.chosen.corner
            x += share_of_width(self.chosen.words[0].width + pixels(REMARK))
            self.like_data.add(self.text(label("like_data"), x, y, colour=self.theme.model))
        self.beat("cases")
        self.remove(self.plot.grid, self.marks, self.curve)
        self.add(*reversed(self.cases), self.centre)  # which vanishes above them
        self.play(
            vanish(self.centre, self.centre_name, self.tangent, self.panel, self.held, *self.names),
            to(self.unfolded, 1.0, run_time=1.2),
            *(each.plot.into(each.home, run_time=1.2) for each in self.cases),
            dim(*(each.marks for each in self.cases), run_time=1.2),
        )
        self.play(to(self.aside, 1.0, run_time=1.6), appear(*self.case_words))
        self.play(appear(*self.chosen.marks, *self.like_data))
        self.wait(CHOSEN)

    def try_by_hand(self) -> None:
        """The case of these data becomes the figure again; three curves, each stays as a ghost."""
        shown, chosen = self.shown, self.chosen
        others = [each for each in self.cases if each is not chosen]
        self.beat("tries", vanish(*chosen.moved, *self.like_data), **self.question)
        self.remove(chosen)
        for tracker, value in zip(shown.hand, chosen.pose, strict=True):
            tracker.set_value(value)
        self.plot.set_box(chosen.home)
        set_share(self.marks, 1.0)
        self.add(self.plot, self.marks, self.curve)
        self.play(
            vanish(*others, *self.case_words),
            self.plot.into(OutcomeRooms.beside),
            appear(self.marks, *self.names),
            run_time=1.0,
        )
        self.make_fitting_panel()
        self.play(
            appear(self.centre, self.by_hand, self.fitting.surface, *self.live),
            shown.turn_to(shown.tries[0]),
        )
        self.ghosts = self.ghosts_of_tries()
        for each, (ghost, name) in zip(shown.tries, self.ghosts, strict=True):
            if each is not shown.tries[0]:
                self.play(shown.turn_to(each))
            self.put_below(ghost)
            self.play(appear(name))

    def put_below(self, mobject: Mobject) -> None:
        """Put something on the stage below all but the kicker."""
        self.bring_to_back(self.mobjects[0], mobject)

    def make_fitting_panel(self) -> None:
        """The numbers of the curve, the losses by hand, the steps, and how many are right."""
        shown, label = self.shown, self.label
        self.fitting = panel = TwoColumns(self.theme, top=self.fitting_top)
        self.add_sliders(panel, shown.learned_slopes)
        panel.divide()
        self.add_centre(panel, label("centre"))
        self.live, short = panel.rows, panel.cursor
        panel.go_on()
        write = shown.losses.text
        self.loss = panel.row(label("full_loss"), lambda: shown.reading().loss, write)
        panel.divide()
        self.full_loss, top = panel.rows[len(self.live) :], panel.cursor
        for number, each in enumerate(shown.tries, 1):
            panel.row(label("try", number=number), shown.loss_of(each.parameters), write)
        panel.row(label("step"), lambda: shown.reading().step, 0)
        *self.try_rows, self.step_row = panel.rows[-1 - len(TRIES) :]
        self.bottoms, done = (short, panel.cursor), len(panel.rows)
        panel.cursor = top  # what is judged takes the place of the tries
        if shown.closing_keys[-1].startswith("says"):
            self.add_judged(panel)
        self.judged = panel.rows[done:]
        self.open_panel(0.0)

    def add_judged(self, panel: Panel) -> None:
        """Of how many the answer is right, before and after the fit."""
        data, label, start = self.data, self.label, self.shown.path[0]
        before = self.shown.answers(start)
        panel.note(label("right", count=data.n))
        panel.row(label("before"), (before == data.target).sum(), 0)
        if not np.ptp(before):
            target = int(before[0])
            name = self.texts.class_label(data, target, LONGEST_CLASS)
            panel.note(label("all_get" if start.any() else "half_says", name=name, target=target))
        panel.row(label("after"), (self.shown.answered == data.target).sum(), 0)

    def open_panel(self, share: float) -> None:
        """Let it reach so far, 0 to 1, of what it takes in all: down, in a tall frame across."""
        if is_tall():
            self.fitting.widen(share)
            return
        low, high = self.bottoms
        self.fitting.cursor = low + share * (high - low)
        self.fitting.space(0.0)

    def ghosts_of_tries(self) -> list[VGroup]:
        """Faint curves that stay where they are, each with its name on it."""
        shown, theme, box = self.shown, self.theme, self.plot.box
        ghosts = [
            self.plot.curve(curve_of(each.parameters), theme.model, width=3)
            .clear_updaters()
            .set_stroke(opacity=GHOST)
            for each in shown.tries
        ]
        taken = [*self.marks, *self.class_labels, *map(self.lines_of, shown.tries)]
        for each in (shown.path[0], shown.fitted):
            value = shown.centre_of(each)
            taken.append(self.along(each))
            if (centre := self.plot.seen(value, 0.5)) is not None:
                content = self.centre_text(value)
                extent = np.array([figures_width(content), 0.8, 0]) * tall(SIZES.label)
                taken.append(all_over(self.beside_centre(centre, each[1], content), extent))
        made = list[VGroup]()
        for number, (ghost, near) in enumerate(zip(ghosts, NAME_AT, strict=True), 1):
            words, size = self.label("try", number=number), SIZES.smallest
            avoid = [*taken, *(each for each in ghosts if each is not ghost)]
            for rise in (0.0, self.above_plot):
                room = replace(box, top=box.top - rise)
                name = name_on(
                    ghost, words, theme.muted, box=room, avoid=avoid, near=near, size=size
                )
                if all(is_free(name, each.points) for each in self.marks):
                    break
            low = name.get_corner(DL)
            taken.append(all_over(low, name.get_corner(UR) - low))
            made.append(VGroup(ghost, name))
        return made

    def lines_of(self, pose: Pose) -> FloatArray:
        """Where the centre of a curve is, with its line down to the axis."""
        centre = self.plot.point(pose.centre, 0.5)
        line = np.linspace(centre, self.foot(pose.centre), 40)
        return np.concatenate([line, centre + disc(18), centre + disc(9)])

    def along(self, parameters: FloatArray) -> FloatArray:
        """Points (n, 3) on a curve."""
        return self.plot.points_at(self.xs, curve_of(parameters)(self.xs))

    def measure(self) -> None:
        """Each try again with how far it is from what happened, and its loss."""
        shown, targets = self.shown, self.drawn.target
        misses = VGroup(*(self.miss_lines(targets == label, 1.6, FAINT) for label in (0, 1)))
        example, opening = self.name_a_miss(), Rewriting(self.fitting.surface, self.open_panel)
        self.beat("measure", opening, *self.full_loss)
        self.add(misses)
        self.play(to(self.missing, 1.0), shown.turn_to(shown.tries[0]), for_now(example))
        for row, each in zip(self.try_rows, shown.tries, strict=True):
            if each is not shown.tries[0]:
                self.play(shown.turn_to(each))
            self.play(appear(row[0]), travel(self.loss, row[1]))

    def miss_lines(self, chosen: FloatArray, width: float, opacity: float) -> RedrawnPath:
        """Lines from what happened towards the curve, for some of the data of one class."""
        xs, ys = self.drawn.features[chosen, 0], self.drawn.target[chosen].astype(float)

        def outline() -> FloatArray:
            if not (reach := self.missing.get_value()):
                return np.zeros((0, 3))
            ends = ys + reach * (self.shown.probability(xs) - ys)
            return segments(self.plot.points_at(xs, ys), self.plot.points_at(xs, ends))

        lines = self.line(outline, self.theme.of_class(int(ys[0])), width)
        return lines.set_stroke(opacity=opacity)

    def name_a_miss(self) -> VGroup:
        """One of the longest lines so that it is seen, with its name, if there is room beside it.

        In a tall frame its name is above that of p, as lines and curves leave no room for it.
        """
        xs, targets, tries = self.drawn.features[:, 0], self.drawn.target, self.shown.tries
        missed = [np.abs(targets - curve_of(each.parameters)(xs)) for each in tries]
        longest = np.argsort(-np.sum(missed, axis=0), kind="stable")
        drawn = VGroup(*self.ghosts, *self.marks, self.class_labels).get_family()
        taken = np.concatenate([*(each.points for each in drawn), *map(self.lines_of, tries)])
        air = pixels(MISS_AIR)
        for index in longest[: None if is_tall() else CANDIDATES]:
            x = self.plot.point(xs[index], 0.0)[0]
            if any(abs(x - word.get_x()) < word.width / 2 + air for _, word in self.ghosts):
                continue
            colour = self.theme.of_class(int(targets[index]))
            name = Label(self.label("miss"), size=SIZES.label, colour=colour)
            for y, side in product(MISS_HEIGHTS, (1, -1)):
                place = self.plot.point(xs[index], y) + offset(side * MISS_GAP)
                name.place(place, "left" if side > 0 else "right")
                if is_tall():
                    name.place(self.axes.meaning.get_corner(DL) + tall(ABOVE_MEANING) * UP)
                if is_tall() or is_free(name, taken, ends=self.sides, air=air):
                    line = self.miss_lines(np.arange(len(xs)) == index, 3.5, 1.0)
                    return VGroup(line, backed(name, self.theme))
        return VGroup()

    def ask_for_a_method(self) -> None:
        """The curve goes to where the run starts."""
        self.beat("why", vanish(self.by_hand), dim(*self.try_rows, share=READABLE))
        self.play(to(self.shown.share, 1.0, run_time=2.2))
        self.play(appear(self.step_row, self.centre_name))

    def train(self) -> None:
        """The curve follows the recorded run."""
        name = self.texts.optimizer(self.run.spec.optimizer_name)
        self.beat(self.shown.start_key, optimizer=name)
        if self.shown.pace.seconds:
            self.play(self.shown.walk(), appear(self.learned))

    def look_at_the_end(self) -> None:
        """Where the run ended, beside the tries, which become the end one after the other."""
        shown, write, steps = self.shown, self.shown.losses.text, self.run.n_steps
        lowest = lowest_loss(self.run)
        told = {"loss": write(shown.loss), "lowest": "" if lowest is None else write(lowest)}
        self.beat(shown.end_key, *self.try_rows, steps=steps, step=steps + 1, **told)
        if shown.tells_apart:
            self.play(arrive(self.point.get_center(), self.theme))
        for ghost, name in self.ghosts:
            self.play(vanish(name), become(ghost, self.curve, run_time=0.7))
        self.play(to(self.missing, 0.0))

    def close(self, key: str) -> None:
        """What follows for a person, or for whoever sets the steps."""
        says = key.startswith("says")
        gone = (*self.try_rows, self.step_row, self.learned) if says else (self.centre_name,)
        self.beat(key, vanish(*gone), **self.conclusion())
        if says:
            self.judge_all()
        elif not key.startswith("why"):
            self.read_along()

    def conclusion(self) -> dict[str, str]:
        """The feature, class 1, where the answer changes, and the answer for the first row."""
        data, shown, texts = self.data, self.shown, self.texts
        (column,), (_, slope) = data.feature_names, shown.fitted
        names = [texts.class_label(data, each) for each in (0, 1)]
        words = {"x": self.question["x"], "y": names[1], "name": names[int(shown.answered[0])]}
        if shown.tells_apart:
            threshold = shown.threshold(shown.centre_of(shown.fitted), slope)
            words["threshold"] = texts.measured(column, threshold)
        if data.codes:
            (words["column"],) = texts.column_labels([column])
            words["category"] = texts.value(column, "1" if slope > 0 else "0") or ""
        return words

    def read_along(self) -> None:
        """A point goes along the curve, where p has room above, and p is read there."""
        shown, colour, step = self.shown, self.theme.model, self.shown.numbers.step
        low, high = np.quantile(self.data.features, (0.05, 0.9)).tolist()
        intercept, slope = shown.fitted
        if slope:
            highest = (np.log(HIGHEST / (1 - HIGHEST)) - intercept) / slope
            end = float(np.clip(highest, low, high))
            low, high = (end, high) if slope < 0 else (low, end)
        self.read = ValueTracker(low)

        def drop() -> FloatArray:
            return dash_points(self.read_place(), self.foot(self.read.get_value()))

        def write(x: float) -> str:
            return f"x = {shown.numbers.text(x)}: p = {number_text(shown.p(x), 2)}"

        def told() -> float:
            return round(self.read.get_value() / step) * step

        self.reader = Number(told, write, size=SIZES.label, colour=colour)
        self.reader.place(self.beside_reader, "left")
        point = RingedPoint(self.read_place, self.theme, colour=colour, radius=9)
        reading = VGroup(self.line(drop, colour, 2), point, self.reader)
        self.play(appear(reading))
        self.play(to(self.read, high, run_time=3.0))
        self.play(vanish(reading))

    def on_curve(self, x: float) -> FloatArray:
        """A place of the curve (3,)."""
        return self.plot.point(x, self.shown.p(x))

    def read_place(self) -> FloatArray:
        """Where p is read."""
        return self.on_curve(self.read.get_value())

    def beside_reader(self) -> FloatArray:
        """On the side where the curve is lower, above all of it that is below."""
        place, (left, right) = self.read_place(), self.sides
        width = figures_width(self.reader.content) * self.reader.em
        aside = pixels(16) if self.shown.fitted[1] < 0 else -pixels(16) - width
        start = min(max(place[0] + aside, left), right - width)
        ends = np.interp([start, start + width], [left, right], [self.low, self.high])
        highest = min(float(self.shown.probability(ends).max()), HIGHEST)
        height = max(place[1], self.plot.point(self.low, highest)[1]) + pixels(14)
        return np.array([start, height, 0])

    def judge_all(self) -> None:
        """A sweep gives all the data the answer on its side of the centre; then the right count."""
        self.swept = ValueTracker(self.low)
        regions = VGroup(*map(self.region, (0, 1)))
        self.answers = VGroup(*map(self.answer_on, (0, 1)))
        *known, after = self.judged
        self.add(*map(self.hollow, (0, 1)))
        self.put_below(regions)
        self.play(appear(*known, self.note("hollow")))
        self.play(steadily(self.swept, self.high, 3.0))
        self.play(appear(*self.answers, after))
        self.wait(1.6)

    def span(self, label: int) -> tuple[float, float]:
        """From where to where on the plot a class is answered."""
        centre, rises = self.shown.centre_of(self.shown.fitted), self.shown.fitted[1] > 0
        return (centre, self.high) if rises == bool(label) else (self.low, centre)

    def region(self, label: int) -> RedrawnPath:
        """The part of the plot in which a class is answered, up to where the sweep is."""
        (low, high), (bottom, top) = self.span(label), self.part_heights

        def outline() -> FloatArray:
            end = max(min(self.swept.get_value(), high), low)
            xs, ys = [low, end, end, low, low], [bottom, bottom, top, top, bottom]
            return polyline(self.plot.points_at(np.array(xs), np.array(ys)))

        return filled(outline, self.theme.of_class(label), TINT)

    def hollow(self, label: int) -> RedrawnPath:
        """Holes in the marks of a class that are judged wrong, up to where the sweep is."""
        marks = self.axes.classes[label]
        wrong = (self.shown.answered[self.rows] != label)[self.drawn.target == label]
        shape = (triangle if label else disc)(marks.radius * HOLLOW)

        def outline() -> FloatArray:
            return stamped(shape, marks.places[wrong & (marks.xs <= self.swept.get_value())])

        return filled(outline, self.theme.background)

    def answer_on(self, label: int) -> VGroup:
        """The answer and how many of its kind are right, where the curve isn't, if they fit."""
        data, (low, high), size, texts = self.data, self.span(label), self.small_type, self.texts
        mine = data.target[self.shown.answered == label] == label
        name = texts.class_label(data, label, 12.0)
        told = texts.label("right_of", right=mine.sum(), count=len(mine))
        left, right = (self.plot.point(each, 0.0)[0] for each in (low, high))
        room = right - left - 2 * pixels(FROM_EDGE)
        shared = share_of_width(room) * BOLDER  # by which lines are measured
        words = (texts.label("says", name=name), told)
        lines = [line for each in words for line in broken_if_tall(each, size, shared)]
        made, pitch, at_right = VGroup(), self.answer_pitch, high == self.high
        above = at_right != (self.shown.fitted[1] > 0)
        first = self.highest_answer if above else LOWEST + pitch * (len(lines) - 1)
        for index, content in enumerate(lines):
            line = Label(content, size=size, colour=self.theme.of_class(label))
            foot = self.plot.point(high if at_right else low, first - pitch * index)
            aside = offset(-FROM_EDGE if at_right else FROM_EDGE)
            made.add(line.place(foot + aside, "right" if at_right else "left"))
        curve = self.along(self.shown.fitted)
        free = not is_tall() or all(is_free(each, curve) for each in made)
        return made if made.width <= room and free else VGroup()


class Case(VGroup):
    """A small figure: a curve over the data, and the same with a larger and with a smaller b0.

    It is made as it will be; then it is the large figure, from which it unfolds. Only the first
    has the data from the start: four times as many would flash up.

    Attributes:
        pose: of its curve once it has unfolded.
        home: where it goes.
        plot, marks, moved: its axes, the data, and the curves that b0 moves aside.
        words: its name, which begins at the corner, and those of the curves aside that have room.
    """

    def __init__(self, story: Sigmoid, title: str, pose: Pose, home: Box) -> None:
        self.story, self.pose, self.home, theme = story, pose, home, story.theme
        origin, self.start = story.plot.box, float(story.shown.parameters()[1])
        across = Scale(story.low, story.high, ())
        self.plot = MovingPlot(theme, across, PROBABILITY, box=origin, x_title="")
        self.plot.remove(self.plot.y_axis)
        self.marks = VGroup(*(story.axes.marks_on(self.plot, label) for label in (0, 1)))
        self.plot.set_box(home)
        curves = [
            self.plot.curve(partial(self.probability, way), colour, width=width)
            for way, colour, width in (
                (1, theme.beta0, 3),
                (-1, theme.beta0, 3),
                (0, theme.model, 5),
            )
        ]
        self.moved, taken = curves[:2], np.concatenate([each.points for each in curves])
        self.corner = fractions(self.plot.point(story.low, 1.0) + offset(0, 29))
        self.words = VGroup(story.text(title, *self.corner, colour=theme.text))
        for key, way in (("larger_intercept", 1), ("smaller_intercept", -1)):
            words, size = story.label(key), story.small_type
            line = TextLine(words, theme, size=size, colour=theme.beta0)
            if self.has_placed(line, way, taken):
                self.words.add(line)
        super().__init__(self.plot, self.marks, *curves)
        self.plot.set_box(origin)
        set_share(self.marks, DIMMED if home == story.case_boxes[0] else 0.0)

    def probability(self, way: int, xs: FloatArray) -> FloatArray:
        """Its curve, or one of those aside, (n,) from (n,)."""
        return curve_of(self.parameters(way))(xs)

    def parameters(self, way: int) -> FloatArray:
        """(b0, b1) of the same."""
        story, slope = self.story, self.pose.slope
        shown = self.start + (slope - self.start) * story.unfolded.get_value()
        reach = ASIDE * max(abs(slope) * story.shown.deviation / GENTLE, 1.0)
        by = way * reach * story.aside.get_value()
        return np.asarray(Pose(self.pose.centre, shown).parameters + np.array([by, 0.0]))

    def has_placed(self, line: TextLine, way: int, taken: FloatArray) -> bool:
        """Whether there was a free place for a name outside of a curve that is moved aside."""
        side, (intercept, slope) = -way * np.sign(self.pose.slope), self.parameters(way)
        from_left = line.get_center() - line.get_left()[0] * RIGHT
        reach = self.home.left - BESIDE_CASE, self.home.right + BESIDE_CASE
        left, right = (at(each, 0)[0] for each in np.clip(reach, GRID.margin, 1 - GRID.margin))
        for height, gap in product(self.story.case_heights, CASE_GAPS):
            p = height if way > 0 else 1 - height
            place = self.plot.point((np.log(p / (1 - p)) - intercept) / slope, p)
            line.move_to(
                place + from_left + offset(side * gap, -10) - line.width * (side < 0) * RIGHT
            )
            if is_free(line, taken, ends=(left, right), air=pixels(CASE_AIR)):
                return True
        return False


class CurveRun(RunPlayer):
    """The run and, before it, the line and the curve by hand: numbers, and what is said of them.

    Attributes:
        reach: (2,) the least and the largest value of the feature.
        path, fitted: (R, 2) and (2,) parameters of the run and of its end, on the data's own scale.
        answered: at the end, the class for each of the data (n,).
        first, tries: how the curve is set by hand at first, and the tries whose loss is told.
        hand, share: centre and slope by hand, and how far the run has taken over from them.
        bend: 0 the straight line, 1 the logistic curve.
        centres, intercepts, slopes, learned_slopes, losses, numbers: how each is written; the
            numbers are values of the feature.
        loss, best_by_hand: at the run's end and the lowest of a try, as they are shown.
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
        self.answered = self.answers(self.fitted)
        self.tells_apart = bool(np.ptp(self.answered))
        self.is_flat = bool(abs(np.ptp(curve_of(self.fitted)(self.reach))) < LEVEL)
        self.line = least_squares(values, data.target)
        self.centres = told_apart_by(values, self.deviation)
        self.intercepts = sized(max(abs(self.mean) / self.deviation, 1.0), 4)
        self.slopes, self.learned_slopes = (sized(1 / self.deviation, digits) for digits in (3, 4))
        self.losses = Quantity(SEEN, most=1e3)
        self.are_whole = not self.centres.power and bool(np.all(values == np.round(values)))
        self.numbers = replace(self.centres, decimals=0) if self.are_whole else self.centres
        self.way = direction(data)
        self.first = self.posed(0.0, GENTLE * self.way)
        self.tries = tuple(self.posed(shift, self.way * steep) for shift, steep in TRIES)
        self.hand = ValueTracker(self.first.centre), ValueTracker(self.first.slope)
        self.bend, self.share = ValueTracker(0.0), ValueTracker(0.0)
        self.loss = round(float(run.loss[-1]), SEEN)
        self.best_by_hand = round(min(self.loss_of(each.parameters) for each in self.tries), SEEN)

    def posed(self, shift: float, steepness: float) -> Pose:
        """Set a curve by hand, with a round centre and a round slope there, as a person would.

        Args:
            shift: of the centre from the mean, in deviations.
            steepness: b1 for a feature in deviations.
        """
        unit = rounded(self.deviation / 4, 1)
        centre = round((self.mean + shift * self.deviation) / unit) * unit
        return Pose(centre, 4 * rounded(steepness / self.deviation / 4, 2))

    def turn_to(self, pose: Pose) -> list[Animation]:
        """Set it by hand, before the eyes of the viewer."""
        return [to(*each) for each in zip(self.hand, pose, strict=True)]

    def parameters(self) -> FloatArray:
        """(b0, b1) on the data's own scale; between two steps, and two ways of setting, between."""
        by_hand = Pose(*(each.get_value() for each in self.hand)).parameters
        if not (share := self.share.get_value()):
            return by_hand
        return (1 - share) * by_hand + share * between_steps(self.run, self.path, self.step)

    def reading(self) -> RunAtStep:
        """What plates show: the curve by hand, or the run's step that was told last.

        On the way from one try to the next, which nobody tried, the loss is not a number.
        """
        now, shown = super().reading(), self.parameters()
        if self.share.get_value() == 1:
            return replace(now, parameters=self.run.own_scale(now.parameters))
        tried = [each.parameters for each in self.tries]
        is_try = np.isclose(shown, tried, rtol=1e-9).all(axis=1).any()
        return replace(now, parameters=shown, loss=self.loss_of(shown) if is_try else np.nan)

    def loss_of(self, parameters: FloatArray) -> float:
        """The mean loss on the data at (b0, b1)."""
        logits = parameters[0] + parameters[1] * self.values
        return float(binary_cross_entropy(logits, self.data.target).mean())

    def centre_of(self, parameters: FloatArray) -> float:
        """Where p is one half; not a number where a curve is flat but for rounding."""
        intercept, slope = parameters
        flat = abs(slope) * self.deviation < FLAT
        return float("nan") if flat else float(-intercept / slope)

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
        return curve if bend == 1 else np.asarray((1 - bend) * self.on_line(x) + bend * curve)

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

    def answers(self, parameters: FloatArray) -> FloatArray:
        """The class that a curve answers for each of the data (n,): 1 where p is above one half.

        Where p is one half for all, that is the more frequent one.
        """
        if not parameters.any():
            return np.full(self.data.n, float(2 * self.data.target.sum() > self.data.n))
        return np.asarray(curve_of(parameters)(self.values) > 0.5, dtype=float)

    def threshold(self, centre: float, slope: float) -> str:
        """Write where the answer changes, so that it is true of every value of the data.

        Of whole numbers it is one itself, unless the centre is shown as another one.

        Args:
            centre: where p is one half.
            slope: b1; above 0, p is above one half beyond the centre, else before it.
        """
        if not self.are_whole:
            return self.centres.text(centre)
        first = float(np.floor(centre) if slope > 0 else np.ceil(centre))
        shown = round(centre)
        if self.centres.decimals or first == shown:
            return self.numbers.text(first)
        apart = (places for places in range(1, 9) if round(centre, places) != shown)
        return replace(self.numbers, decimals=next(apart, 0)).text(centre)

    @property
    def kind(self) -> float:
        """The steepness of the curve that explains which is like the data, as the best fit is.

        Where there is none, the classes lie apart, and the steeper the better.
        """
        best, least = best_fit(objective_of(self.run)), np.sqrt(GENTLE * STEEP)
        steep = best is None or self.way * best[1] * self.data.inputs.std() > least
        return self.way * (STEEP if steep else GENTLE)

    @property
    def start_key(self) -> str:
        """What is said as the run sets out."""
        run = self.run
        if not run.n_steps:
            return "no_step"
        falls = run.spec.stride == 1 and (np.diff(run.loss) <= NOISE).all()
        return f"{'fit' if falls else 'moves'}{'' if run.spec.start.any() else '_from_zero'}"

    @property
    def end_key(self) -> str:
        """What is said of the run's end."""
        by_loss = "best" if self.loss < self.best_by_hand else "ended"
        fitted = "flat" if self.is_flat else by_loss
        found = ending(self.run)
        return {"moving": "not_yet", "fitted": fitted}.get(found, found)

    @property
    def closing_keys(self) -> tuple[str, ...]:
        """What follows from it: what the curve says of a person, where it may be believed.

        It says about what the best curve does, or what any does where none is best.
        """
        if self.loss > self.best_by_hand:
            return ("why_by_hand",)
        off = misfit(objective_of(self.run), self.run.parameters[-1]) > NEAR
        found = ending(self.run)
        if found == "diverged" or (found == "moving" and off):
            return ("why_steps",)
        if self.is_flat:
            return ("same_for_all",)
        if not self.tells_apart:
            return ("same_answer",)
        rises = self.fitted[1] > 0
        answer = "says_of" if self.data.codes else "says_above" if rises else "says_below"
        return "positive" if rises else "negative", answer


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


def is_free(
    text: Mobject,
    taken: FloatArray,
    *,
    ends: tuple[float, float] = (-np.inf, np.inf),
    air: float = 0.0,
) -> bool:
    """Whether a text covers none of some points (n, 3), with air about it, and is between ends."""
    low, high = text.get_corner(DL), text.get_corner(UR)
    covered = ((taken > low - air) & (taken < high + air))[:, :2].all(axis=1).any()
    return bool(ends[0] <= low[0] and high[0] <= ends[1] and not covered)


def all_over(low: FloatArray, size: FloatArray) -> FloatArray:
    """Points (n, 3) all over a box, close to each other."""
    shares = np.array([(x, y, 0) for x in np.linspace(0, 1, 31) for y in np.linspace(0, 1, 7)])
    return np.asarray(low + shares * size)
