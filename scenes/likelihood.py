"""The loss of a curve: a penalty for each patient, their mean, and the map of all curves."""

from collections.abc import Callable

import numpy as np
from manim import Line, Mobject, ValueTracker, VGroup

from gradreel.scenes.stage.drawing import (
    ELLIPSIS,
    FADE,
    GRID,
    LINE_WIDTH,
    PROBABILITY,
    SIZES,
    Box,
    ByShape,
    ContourMap,
    Dataset,
    FloatArray,
    Formula,
    Heights,
    Label,
    Landscape,
    Lines,
    ManimStory,
    Number,
    OutcomePlot,
    Panel,
    Plot,
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
    Trajectory,
    Worked,
    appear,
    arrive,
    at,
    binary_cross_entropy,
    check_values_are_seen,
    decimals_for,
    dim,
    direction,
    disc,
    drawn_rows,
    ending,
    figures_width,
    filled,
    for_now,
    in_wave,
    is_fitted,
    is_logistic_along_axis,
    is_tall,
    keep,
    late,
    linear,
    lowest_loss,
    mark_of,
    math,
    number_text,
    objective_of,
    offset,
    over,
    paced,
    pixels,
    polyline,
    roundings,
    runs,
    scale,
    segments,
    set_share,
    share_of_width,
    sigmoid,
    sized,
    stamped,
    stroke,
    stroked,
    tall,
    to,
    told_apart_by,
    travel,
    vanish,
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

LOSS, PARAMETER = Quantity(4, most=1e3), Quantity(3)
"""How the full loss is written, and how b0 and b1 are."""
NOISE, SURE = 1e-12, -np.log(0.1)
"""A loss that rises by less in a step doesn't rise but for rounding; a curve with a penalty that is
no less was sure and wrong."""
COLUMN = Box(left=0.05, right=0.53)
"""In a tall frame, where words and numbers are at the left of the chart."""
TRIED = 28
"""So many dots of the way by hand are left behind between two of its corners."""
BESIDE_BAR, ALONE = 9.0, 0.012
"""Pixels from a bar to its number; the width of a bar that stands alone, in the plot's."""
LONGEST, BEFORE = 18.0, 2.0
"""Of the name of x, its greatest width, and what stands before it, in em."""
NAME_AIR, HIGH, NUMBER_AIR = 0.012, 0.7, 0.032
"""The room about a line to a bar; a bar higher than so much of the axis has its number, with so
much room on both sides, beside the name of x."""


class Likelihood(ManimStory):
    """From one patient's penalty to the loss, and to the curve with the lowest."""

    # The curve at first, where a remark has its own line below in a tall frame, then above the
    # bars; these; the chart, and the map after it; and the curve at the end.
    whole = ByShape(Box(0.105, 0.915, 0.285, 0.83), tall=Box(0.14, 0.91, 0.27, 0.815))
    upper = ByShape(Box(0.105, 0.565, 0.285, 0.51), tall=Box(0.14, 0.82, 0.243, 0.388))
    lower = ByShape(Box(0.105, 0.565, 0.625, 0.885), tall=Box(0.14, 0.82, 0.48, 0.584))
    side = ByShape(Box(0.668, 0.938, 0.435, 0.80), tall=Box(0.61, 0.938, 0.665, 0.858))
    last = ByShape(Box(0.105, 0.565, 0.268, 0.83), tall=Box(0.14, 0.91, 0.243, 0.516))
    panel_top, panel_left = ByShape(0.205, tall=0.697), ByShape(0.63, tall=COLUMN.left)
    panel_right = ByShape(GRID.panel_right, tall=COLUMN.right)
    # How far the name of the bars' axis is above them, and about how many values it names; the em
    # size of a bar's number; where what is said of the bars' order is, its size being the same.
    rise, ticks = ByShape(0.025, tall=0.03), ByShape(3, tall=2)
    bar_size = ByShape(SIZES.label, tall=SIZES.smallest)
    order_place = ByShape((0.335, 0.935), tall=(COLUMN.left, 0.653))
    # The middle and the room of what is worked out, baselines, and its em size, that of the formula
    # of both classes too; how high the remarks on the log are, as shares of the chart; where that
    # on the map is.
    working = ByShape((0.803, LINE_WIDTH), tall=(COLUMN.middle[0], COLUMN.width))
    title_line, formula_lines = (
        ByShape(0.25, tall=0.785),
        ByShape((0.325, 0.325), tall=(0.84, 0.882)),
    )
    formula_size, rule_size = ByShape(0.048, tall=0.04), ByShape(0.04, tall=0.042)
    log_lines = ByShape((0.84, 0.68), tall=(0.87, 0.69))
    remark_place = ByShape((0.938, 0.413), tall=(COLUMN.left, 0.843))
    # Of lines between the curve and the bars, the baseline, where the name of the bars' axis ends,
    # and where a long line ends; and where what b0 and b1 are for x as measured ends, or begins.
    between, axis_named = ByShape(0.604, tall=0.45), ByShape(0.18, tall=0.33)
    farthest, own_place = (
        ByShape(0.61, tall=0.95),
        ByShape((0.61, 0.604), tall=(COLUMN.left, 0.938)),
    )

    @staticmethod
    def runs(options: RunOptions) -> Runs:
        """Return the run; unless told otherwise it starts where the way by hand ends.

        Raises:
            RequestError: the data have several features, or one whose values look the same.
        """
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
        return bool(np.allclose((inputs.mean(), inputs.std()), (0, 1), rtol=0, atol=1e-6))

    def construct(self) -> None:
        """Tell it, beat by beat."""
        self.prepare()
        self.ask()
        self.look_at_one()
        self.penalise_it()
        self.change_to(1, "other")
        self.change_to(2, "worst" if self.spots[2].penalty >= SURE else "costliest")
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
        self.player = player = FitPlayer(self.run)
        self.data, self.count = player.data, objective_of(self.run).dataset.n
        self.swept, self.wave, self.level = (ValueTracker(0.0) for _ in range(3))
        self.order = order_of(self.data)
        self.patients = patients = OutcomePlot(self.data, self.theme, self.texts, self.whole)
        plot = patients.plot
        plot.hold(patients.meaning, 0.0, 1.0)

        low, high = plot.x.low, plot.x.high
        self.curve = plot.curve(
            player.probability,
            self.theme.model,
            between=lambda: (low, low + self.swept.get_value() * (high - low)),
        )
        rows = chosen_rows(self.data, player.penalties())
        self.spots = [Spotlight(player, patients, row) for row in rows]
        self.costs = scale(0.0, 1.06 * player.highest(), count=self.ticks)
        self.prepare_bars()
        self.prepare_chart()
        self.feature = self.feature_name()

    def prepare_bars(self) -> None:
        """A bar for each of the data, which comes out of its mark on the plot above."""
        self.bar_plot = Plot(
            self.theme,
            Scale(0.0, 1.0, ()),
            self.costs,
            box=self.lower,
            y_title=self.label("penalty"),
            y_title_rise=self.rise,
        )
        penalties = self.player.penalties
        self.bars, self.bars_before = (
            VGroup(*(self.bars_of(label, upper, opacity) for label in (0, 1)))
            for upper, opacity in ((self.heights, 0.9), (penalties, 0.3))
        )
        colour, beside = self.theme.full_loss, offset(BESIDE_BAR, -BESIDE_BAR)

        def end(x: float) -> FloatArray:
            return self.bar_plot.point(x, min(self.player.loss(), self.costs.high))

        line = stroked(lambda: polyline(np.array([end(0.0), end(1.0)])), colour, 3.5)
        name = self.small(self.label("mean"), colour)
        name.add_updater(lambda _: name.place(end(1.0) + beside))
        self.mean_line = VGroup(line, name.update())

    def small(self, content: str, colour: str | None = None) -> Label:
        """A line in the smallest type."""
        return Label(content, size=SIZES.smallest, colour=colour or self.theme.muted)

    def moved(self) -> FloatArray:
        """How far the wave has moved each of the data, (n,), one after the other."""
        return in_wave(self.order, self.wave.get_value())

    def grown(self) -> FloatArray:
        """How far each of the data has become its bar, (n,)."""
        grown = self.moved()
        for spot in self.spots:
            grown[spot.row] = max(grown[spot.row], spot.grown.get_value())
        return grown

    def heights(self) -> FloatArray:
        """How high the bars are (n,): each its penalty, or all on their way to the mean."""
        penalties = self.player.penalties()
        heights = penalties + self.level.get_value() * (self.player.loss() - penalties)
        return np.asarray(np.minimum(heights, self.costs.high))

    def bars_of(self, label: int, upper: Callable[[], FloatArray], opacity: float) -> RedrawnPath:
        """The bars of a class: wide while a few stand alone, and in a slot each where all do."""
        chosen, marks = self.data.target == label, self.patients.classes[label]
        width = 1 / self.data.n

        def outline() -> FloatArray:
            share = self.grown()[chosen]
            seen = share > 0
            heights = upper()[chosen][seen]
            aside = max(ALONE - width, 0.0) / 2 * (1 - self.wave.get_value())
            left = self.order[chosen][seen] - aside
            right, floor = left + width + 2 * aside, np.zeros_like(heights)
            corners = self.bar_plot.points_at(
                np.array([left, left, right, right]).T, np.array([floor, heights, heights, floor]).T
            )
            half = pixels(marks.radius) * 0.9
            square = half * np.array([[-1, -1, 0], [-1, 1, 0], [1, 1, 0], [1, -1, 0]])
            at_marks = marks.places[seen][:, None] + square
            shapes = at_marks + share[seen][:, None, None] * (corners - at_marks)
            ends = np.roll(shapes, -1, axis=1)
            return segments(shapes.reshape(-1, 3), ends.reshape(-1, 3))

        return filled(outline, self.theme.of_class(label), opacity)

    def marks_at(self, places: Callable[[int], FloatArray], radius: float | None = None) -> VGroup:
        """Marks of both classes, each at places (n, 3) that may change."""

        def of_class(label: int) -> RedrawnPath:
            shape = mark_of(label, radius or self.patients.classes[label].radius)
            colour = self.theme.of_class(label)
            return filled(lambda: stamped(shape, places(label)), colour, 0.8)

        return VGroup(of_class(0), of_class(1))

    def given(self, label: int) -> FloatArray:
        """Where the marks of a class are on their way to the curve, (k, 3)."""
        marks = self.patients.classes[label]
        share = self.moved()[self.data.target == label][:, None]
        ends = self.patients.plot.points_at(marks.xs, self.player.probability(marks.xs))
        places = marks.places + share * (ends - marks.places)
        return np.asarray(places[share[:, 0] > 0])

    def costing(self, label: int) -> FloatArray:
        """Where those of a class that have become bars are on the chart, (k, 3)."""
        costs = self.player.penalties()[(self.data.target == label) & (self.grown() > 0)]
        return self.chart.points_at(np.exp(-costs), costs)

    def prepare_chart(self) -> None:
        """The penalty against the probability of what happened."""
        chances = Scale(0.0, 1.0, (0.0, 0.5, 1.0))
        label, low = self.label, float(np.exp(-self.costs.high))
        self.chart = chart = Plot(
            self.theme, chances, self.costs, box=self.side, y_title=label("penalty")
        )
        curve = chart.curve(
            lambda q: -np.log(q), self.theme.full_loss, width=4, between=lambda: (low, 1.0)
        )
        size = SIZES.smallest if is_tall() else SIZES.label
        below = Label(label("chance"), size=size, colour=self.theme.muted)
        middle = min(chart.box.middle[0], 1 - GRID.margin - share_of_width(below.width) / 2)
        chart.titles.add(below.place(at(middle, chart.box.bottom) - offset(0, 79.0), "centre"))
        notes = VGroup()
        for key, height in zip(("natural", "certain"), self.log_lines, strict=True):
            place = chart.point(1.0, height * self.costs.high)
            notes.add(self.small(label(key)).place(place, "right"))
        self.drawn = chart, curve, notes
        self.points = VGroup(*map(self.costing_one, self.spots))
        self.crowd = self.marks_at(self.costing, radius=4.0)

    def costing_one(self, spot: "Spotlight") -> RingedPoint:
        """One of the data on its way along the chart: from what is certain to what it is."""

        def where() -> FloatArray | None:
            cost = spot.gone.get_value() * spot.penalty
            return self.chart.point(float(np.exp(-cost)), cost) if cost else None

        return RingedPoint(where, self.theme, colour=self.theme.of_class(spot.label), radius=8)

    def feature_name(self) -> Label:
        """Put the name of x whole into the first gap from the right, or cut into the widest.

        In a tall frame no gap holds it: it is below the bars, where their order by x is spoken of.
        """
        if is_tall():
            room = ems(COLUMN.width) - BEFORE
            return self.small(self.named_feature(room)).place(at(COLUMN.left, 0.687))
        box, taken = self.upper, list[tuple[float, float]]()
        for spot in self.spots:  # the line to a bar at the name's height, the number of a high bar
            mark = box.left + float(self.patients.plot.x.share(spot.x)) * box.width
            bar = box.left + spot.middle_of_bar * box.width
            height = box.bottom - float(PROBABILITY.share(spot.label)) * box.height
            crossed = np.interp(self.between, [height, self.lower.bottom], [mark, bar])
            taken.append((float(crossed) - NAME_AIR, float(crossed) + NAME_AIR))
            if spot.penalty > HIGH * self.costs.high:
                taken.append((bar - NUMBER_AIR, bar + NUMBER_AIR))
        taken.sort()
        ends = [self.axis_named, *(end for _, end in taken)]
        starts = [*(start for start, _ in taken), box.right]
        gaps = list(zip(np.maximum.accumulate(ends).tolist(), starts, strict=True))
        whole = self.line_between(self.named_feature(LONGEST), box.right)
        for left, right in reversed(gaps):
            if right - left >= share_of_width(whole.width):
                return whole.place(at(right, self.between), "right")
        left, right = max(gaps, key=lambda gap: gap[1] - gap[0])
        return self.line_between(self.named_feature(ems(right - left) - BEFORE), right)

    def named_feature(self, room: float) -> str:
        """What x is, its name in so many em."""
        name = self.texts.column(self.data.feature_names[0], room)
        return self.label("feature", name=name)

    def line_between(self, content: str, right: float) -> Label:
        """A line between the curve and the bars."""
        return self.small(content).place(at(right, self.between), "right")

    def ask(self) -> None:
        """The curve over all the data."""
        patients, rows = self.patients, self.label("rows", count=self.count)
        self.by_hand = self.text(
            self.label("by_hand"), 1 - GRID.margin, GRID.lowest_baseline, edge="right"
        )
        self.add(patients.plot, patients.marks, patients.class_labels)
        self.beat("ask", rows=rows)
        self.add(self.curve)
        named = for_now(patients.meaning), appear(self.by_hand)
        self.play(to(self.swept, 1.0, run_time=1.4), *named)
        self.on_curve = self.marks_at(self.given)
        self.add(self.on_curve)
        self.play(to(self.wave, 1.0, run_time=3.2, rate_func=linear))

    def look_at_one(self) -> None:
        """One of class 1, and what the curve gave it and its opposite."""
        going = vanish(self.patients.class_labels)
        self.beat("happened", dim(self.patients.marks), going, **self.said_of(self.spots[0]))
        self.play(to(self.wave, 0.0, run_time=2.2, rate_func=linear))
        self.remove(self.on_curve)
        self.shine(self.spots[0])

    def said_of(self, spot: "Spotlight") -> dict[str, str]:
        """What happened, what the curve gave to it, and what that costs."""
        data = self.data
        outcome = self.texts.class_label(data, spot.label)
        (chance,), penalty = spot.worked.terms, spot.worked.result
        return {"outcome": outcome, "chance": chance, "penalty": penalty}

    def shine(self, spot: "Spotlight") -> None:
        """Mark one of the data, and divide the line at it."""
        self.add(spot.line)
        drawn = to(spot.drawn, 1.0, run_time=0.8)
        shown = [*appear(spot.mark), arrive(spot.place(), self.theme), drawn]
        self.play(for_now(spot.shown, by=shown))
        self.play(for_now(spot.number, spot.rest))

    def penalise_it(self) -> None:
        """The number becomes a penalty, and the patient a bar."""
        patients, spot = self.patients, self.spots[0]
        kept = keep(spot.shown, spot.number)
        self.beat("penalty", kept, vanish(self.by_hand, patients.plot.titles))
        shown, room = self.data.n, 0.55 if is_tall() else LINE_WIDTH
        key = "in_order" if shown == self.count else "in_order_drawn"
        content = self.label(key, shown=shown, count=self.count)
        order = Lines(content, size=self.bar_size, colour=self.theme.muted, room=room)
        self.order_name = order.place(at(*self.order_place), "left" if is_tall() else "centre")
        self.play(
            patients.plot.into(self.upper, run_time=1.2),
            appear(self.bar_plot, self.feature, self.order_name, run_time=1.2),
            appear(*self.drawn, patients.meaning, run_time=1.2),
        )
        self.add(self.bars)
        self.charge(spot)

    def charge(self, spot: "Spotlight") -> None:
        """Work out one penalty: it goes on the chart, and the patient becomes its bar."""
        (chance,), result = spot.worked.terms, spot.worked.result
        colour = f"class{spot.label}"
        maths = f"-ln slot0({colour}({chance})) {spot.worked.sign} slot1({colour}({result}))"
        working, formula = self.written("penalty_of_one", maths)
        set_share(working, 0.0)
        self.add(working)
        flight = travel(spot.number, formula.slot(0))
        before, equals = formula.before_slots().values()
        written = appear(working[0]), appear(*before, rate_func=late)
        self.play(for_now(working, by=()), *written, flight)
        self.add(self.points[self.spots.index(spot)])
        self.play(to(spot.gone, 1.0), appear(*equals, formula.slot(1)))
        label, foot = self.number_of_bar(spot), self.bar_plot.point(spot.middle_of_bar, 0.0)
        link = Line(spot.place(), foot, color=self.theme.of_class(spot.label))
        link.set_stroke(width=stroke(2), opacity=0.45)
        self.play(to(spot.grown, 1.0), for_now(link))
        self.play(travel(formula.slot(1), label), for_now(label, by=()))

    def number_of_bar(self, spot: "Spotlight") -> Number:
        """The penalty of one of the data, above its bar."""
        colour, row = self.theme.of_class(spot.label), spot.row
        made = Number(
            lambda: float(self.player.penalties()[row]), 2, size=self.bar_size, colour=colour
        )
        made.opaque = True
        leftmost = float(at(self.lower.left, 0)[0]) + pixels(36)

        def where() -> FloatArray:
            place = self.bar_plot.point(spot.middle_of_bar, float(self.heights()[row]))
            place[0] = max(place[0], leftmost)
            return place + offset(0, BESIDE_BAR)

        return made.place(where, "centre")

    def written(self, key: str, maths: str, size: float | None = None) -> tuple[VGroup, Formula]:
        """What is worked out, with its title: smaller where its room, in width, asks for that."""
        (middle, room), size = self.working, size or self.formula_size
        content, colour = self.label(key), self.theme.muted
        title = Lines(content, size=SIZES.label, colour=colour, room=room)
        formula = math(maths, self.theme, size=size)
        too_wide = share_of_width(formula.width) / room
        if too_wide > 1:
            formula = math(maths, self.theme, size=max(size / too_wide, SIZES.smallest))
        title.place(at(middle, self.title_line), "centre")
        formula.place(at(middle, self.formula_lines[0]), "centre")
        return VGroup(title, formula), formula

    def change_to(self, number: int, key: str) -> None:
        """Let one of the data give way to the next, of which a sentence speaks."""
        spot = self.spots[number]
        self.beat(key, **self.said_of(spot))
        self.shine(spot)
        self.charge(spot)

    def penalise_all(self) -> None:
        """Every patient becomes a bar; one formula for both classes."""
        halves = "class1(-y ln p)", "class0(- (1 - y) ln(1 - p))"
        size = self.rule_size
        first = halves[0] if is_tall() else " ".join(halves)
        rule, _ = self.written("penalty_of_all", first, size)
        if is_tall():
            second = math(halves[1], self.theme, size=size)
            rule.add(second.place(at(self.working[0], self.formula_lines[1]), "centre"))
        self.beat("all", appear(self.patients.marks))
        self.add(self.crowd, self.points)
        self.play(to(self.wave, 1.0, run_time=3.2, rate_func=linear), for_now(rule))

    def take_the_mean(self) -> None:
        """The bars level out, and stand again."""
        self.beat("mean")
        loss, count = self.player.loss(), self.count
        made = worked(lambda each: each / count, [roundings(loss * count, 1)], loss, LOSS.text)
        mean = f"{made.terms[0]} slash {count} {made.sign} fullloss(slot0({made.result}))"
        self.mean, self.mean_formula = self.written("mean_of_all", mean)
        self.level_out(1.6, self.mean_line, self.mean)

    def level_out(self, seconds: float, *shown: Mobject) -> None:
        """Let the bars come to their mean, and stand again; some things appear between."""
        self.add(self.bars_before)
        self.play(to(self.level, 1.0, run_time=seconds))
        if shown:
            self.play(appear(*shown))
        self.play(to(self.level, 0.0, run_time=1.2))
        self.remove(self.bars_before)

    def find_the_point(self) -> None:
        """The chart gives way to the map's axes, the mean to the plate."""
        self.map = land = ContourMap(
            landscape_about(self.run), self.theme, box=self.side, names=("β₀ =", "β₁ =")
        )
        if is_tall():  # a number beside the name in the middle would go beyond the frame
            land.names[0].shift(np.array([-wide(0.08), 0, 0]))
        self.beat("point", vanish(*self.drawn, self.crowd, self.points, self.feature))
        self.standardised = self.feature_for_map()
        remark, place = self.label("standardised"), self.remark_place
        scaled = self.text(remark, *place, edge="left" if is_tall() else "right")
        names = VGroup(*map(self.number_on_map, (0, 1)), scaled)
        self.play(appear(self.standardised, land.plot, land.names, names))
        land.sweep(0.0)
        self.add(land.bands)
        self.panel = self.make_panel()
        (name, loss), _, by_hand = self.panel.rows
        flight = travel(self.mean_formula.slot(0), loss)
        self.play(appear(self.panel.surface, name, by_hand), flight, vanish(self.mean))
        self.tried = VGroup(*map(self.tried_at, np.linspace(0, 2, 2 * TRIED + 1)))
        self.point = RingedPoint(lambda: land.plot.seen(*self.player.parameters()), self.theme)
        self.add(self.tried)
        self.play(travel(self.curve, self.point, run_time=1.4))
        self.play(arrive(self.point.get_center(), self.theme))

    def feature_for_map(self) -> Label:
        """Write for which x the b0 and b1 of the map are, after its name if that has room."""
        data, name = self.data, self.data.feature_names[0]
        digits = told_apart_by(data.features[:, 0], float(data.sd[0]))
        mean, sd = (digits.text(float(each[0])) for each in (data.mean, data.sd))
        how = self.label("how", mean=mean if data.mean[0] >= 0 else f"({mean})", sd=sd)
        after = self.line_between(how, self.upper.right)
        room = self.farthest - self.axis_named
        left = min(ems(room - share_of_width(after.width)) - 2 * BEFORE, LONGEST)
        if self.texts.column(name, left) == ELLIPSIS:
            return after
        content = self.label("both", feature=self.named_feature(left), how=how)
        both = self.line_between(content, self.farthest)
        return both if share_of_width(both.width) < room else after

    def number_on_map(self, index: int) -> Number:
        """B0 or b1 beside the name of its axis."""
        made = Number(
            lambda: float(self.player.reading().parameters[index]),
            PARAMETER.text,
            size=SIZES.label,
            colour=(self.theme.beta0, self.theme.beta1)[index],
        )
        right = self.map.names[index].get_right()[0] + pixels(8.0)
        return made.place(np.array([right, self.map.baselines[index], 0]), "left")

    def make_panel(self) -> Panel:
        """The full loss, and below it the step of the run, where first the curve is set by hand."""
        label, reading, theme = self.label, self.player.reading, self.theme
        panel = Panel(theme, top=self.panel_top, left=self.panel_left, right=self.panel_right)
        panel.row(label("full_loss"), lambda: reading().loss, LOSS.text, colour=theme.full_loss)
        before = panel.cursor
        panel.row(label("step"), lambda: reading().step, 0)
        panel.cursor = before
        panel.note(label("by_hand"))
        return panel

    def tried_at(self, walked: float) -> RedrawnPath:
        """A dot of the way by hand, once the point has been there, in the colour of its loss."""
        player, parameters = self.player, self.player.on_way(walked)
        shape = disc(6.0) + self.map.plot.point(*parameters)
        colour = self.map.colour_of(self.run.objective.loss(parameters))
        return filled(
            lambda: shape if player.walked.get_value() >= walked else np.zeros((0, 3)), colour
        )

    def move_by_hand(self) -> None:
        """b0 moves, then b1."""
        self.beat("move")
        self.play(to(self.player.walked, 1.0, run_time=2.4))
        self.play(to(self.player.walked, 2.0, run_time=2.8))

    def draw_the_map(self) -> None:
        """All points in the colour of their loss."""
        self.beat("map")
        self.play(Rewriting(self.map.bands, self.map.sweep, run_time=2.8))
        self.remove(self.tried)

    def train(self) -> None:
        """The curve, the bars and the point follow the recorded run."""
        run, player, theme = self.run, self.player, self.theme
        falls = run.spec.stride == 1 and bool((np.diff(run.loss) <= NOISE).all())
        key = ("run" if falls else "moves") if run.n_steps else "no_step"
        follows = to(player.following, 1.0, run_time=FADE)
        _, step, by_hand = self.panel.rows
        changes = vanish(by_hand), follows, appear(step)
        self.beat(key, *changes, optimizer=self.texts.optimizer(run.spec.optimizer_name))
        path = [
            stroked(lambda: polyline(self.been()), colour, width)
            for colour, width in ((theme.background, 7.0), (theme.point, 3.4))
        ]
        steps = filled(lambda: stamped(disc(4.0), self.been()[:-1]), theme.point)
        self.add(*path, steps, self.point)
        if player.pace.seconds:
            self.play(player.walk())

    def been(self) -> FloatArray:
        """Where on the map the run has been, (k, 3); what is off it is left out."""
        done = self.run.parameters[self.run.recorded_steps <= self.player.step]
        path = np.concatenate([done, self.player.parameters()[None]])
        low, high = self.map.landscape.window
        seen = path[((path >= low) & (path <= high)).all(axis=1)]
        return self.map.plot.points_at(seen[:, 0], seen[:, 1])

    def look_at_the_end(self) -> None:
        """Where it ended, and what that is for x as it is."""
        run, steps = self.run, self.run.n_steps
        key = {"fitted": "fit", "moving": "ended"}.get(found := ending(run), found)
        loss, lowest = LOSS.text(float(run.loss[-1])), LOSS.text(lowest_loss(run) or 0.0)
        going, step = vanish(self.standardised), steps + 1
        self.beat(key, going, steps=steps, step=step, loss=loss, lowest=lowest)
        self.own = self.for_own_x()
        self.play(arrive(self.point.get_center(), self.theme), appear(self.own))
        self.level_out(1.2)

    def for_own_x(self) -> Lines:
        """What b0 and b1 are for x as measured: between the curve and the bars, or by the map."""
        data = objective_of(self.run).dataset
        intercept, slope = self.run.own_scale(self.run.parameters[-1])
        size = max(abs(float(data.mean[0] / data.sd[0])), 1.0)
        content = self.label(
            "own_scale",
            intercept=sized(size, 4).text(float(intercept)),
            slope=sized(1 / float(data.sd[0]), 4).text(float(slope)),
        )
        room, colour = self.working[1], self.theme.muted
        made = Lines(content, size=SIZES.smallest, colour=colour, room=room)
        return made.place(at(*self.own_place), "left" if is_tall() else "right")

    def close(self) -> None:
        """What is to be remembered: the bars go back to their patients, under the best curve."""
        patients = self.patients
        going = vanish(self.mean_line, self.own)
        self.beat("closing" if is_fitted(self.run) else "lower", going, appear(self.feature))
        for spot in self.spots:  # they go with the wave, as all the others do
            spot.grown.set_value(0.0)
        self.play(to(self.wave, 0.0, run_time=2.2, rate_func=linear))
        self.play(
            vanish(self.bar_plot, self.order_name, self.feature),
            patients.plot.into(self.last, run_time=1.2),
            appear(patients.class_labels, patients.plot.titles, run_time=1.2, rate_func=late),
        )
        self.let_stand(2.5)


RUN, SEEN = 3.6, 8
"""Seconds that the run may take; so many of its first points are reached slowly."""
BY_HAND = np.array([[0.8, 2.0], [-1.6, 2.0], [-1.6, -1.2]])
"""(b0, b1) where a way set by hand begins, turns and ends, for data that rise with the feature."""
FARTHEST = 12.0
"""Parameters of a run that are farther off than this don't decide how much is shown."""


class FitPlayer(RunPlayer):
    """A run's curve, and before it one that is set by hand; the feature is standardised throughout.

    Attributes:
        data: those of the rows that are drawn.
        way: (3, 2) the corners of the way that is set by hand.
        walked: along that way, 0 to 2: whole at the corners.
        following: 0 by hand, 1 from the run.
    """

    def __init__(self, run: Trajectory) -> None:
        steps = run.recorded_steps.tolist()
        super().__init__(run, paced(steps, slow=steps[1:SEEN], seconds=RUN))
        data = objective_of(run).dataset
        self.data, self.way = data.rows(drawn_rows(data)), way_by_hand(data)
        self.walked, self.following = ValueTracker(0.0), ValueTracker(0.0)

    def on_way(self, walked: float) -> FloatArray:
        """The parameters (2,) at a place along the way."""
        return np.array([np.interp(walked, (0, 1, 2), column) for column in self.way.T])

    def parameters(self) -> FloatArray:
        """(b0, b1) of what is drawn; between the way by hand and the run, between."""
        by_hand, share = self.on_way(self.walked.get_value()), self.following.get_value()
        if not share:
            return by_hand
        return np.asarray((1 - share) * by_hand + share * super().parameters())

    def reading(self) -> RunAtStep:
        """What plates show: the curve set by hand, or the run's step that was told last."""
        if self.following.get_value() == 1:
            return super().reading()
        return RunAtStep(0, self.parameters(), self.loss(), self.run.spec.learning_rate)

    def probability(self, x: FloatArray) -> FloatArray:
        """The curve, (n,) from values of the feature (n,)."""
        intercept, slope = self.parameters()
        return sigmoid(intercept + slope * (x - self.data.mean[0]) / self.data.sd[0])

    def penalties(self) -> FloatArray:
        """-ln of the probability given to what happened, (n,), of those that are drawn."""
        return penalties_of(self.data, self.parameters())

    def loss(self) -> float:
        """The mean penalty of all."""
        return self.run.objective.loss(self.parameters())

    def highest(self) -> float:
        """The highest penalty of any curve that is shown, but for those that are far off."""
        path = self.run.parameters
        shown = [*self.way, *path[(np.abs(path) < FARTHEST).all(axis=1)]]
        return max(float(penalties_of(self.data, each).max()) for each in shown)


def way_by_hand(data: Dataset) -> FloatArray:
    """The corners (3, 2) of the way by hand: from steep and the right way round to the wrong."""
    return np.asarray(BY_HAND * np.array([1, direction(data)]))


def penalties_of(data: Dataset, parameters: FloatArray) -> FloatArray:
    """-ln of the probability that (b0, b1) give to what happened, (n,)."""
    return binary_cross_entropy(parameters[0] + parameters[1] * data.inputs[:, 0], data.target)


def order_of(data: Dataset) -> FloatArray:
    """The rank of each of the data by its feature, (n,), from 0 to 1."""
    return np.argsort(np.argsort(data.features[:, 0], kind="stable")) / data.n


USUAL, NEAR = (0.7, 0.35), 25
"""About what the curve gives to what happened to the first two that are spoken of; so many of those
that are nearest to it are looked at."""


def chosen_rows(data: Dataset, penalties: FloatArray) -> list[int]:
    """One of class 1 and one of class 0 that are usual, and the one that costs most.

    A usual one is among those nearest to the usual chance, and its penalty needs few digits.
    """
    found, chances = [], np.exp(-penalties)
    for label, usual in zip((1, 0), USUAL, strict=True):
        rows = np.flatnonzero(data.target == label)
        nearest = rows[np.argsort(np.abs(chances[rows] - usual), kind="stable")[:NEAR]].tolist()
        found.append(min(nearest, key=lambda row: len(penalty_of(float(chances[row])).terms[0])))
    return [*found, int(np.argmax(penalties))]


def penalty_of(chance: float) -> Worked:
    """-ln of a chance as it is written, so that it can be checked."""
    digits = decimals_for(chance, 2)
    return worked(lambda p: -np.log(p), [roundings(chance, digits)], -float(np.log(chance)), 2)


def ems(share: float) -> float:
    """So many em of the smallest type go into a share of the width."""
    return wide(share) / tall(SIZES.smallest)


RADIUS, RING, AROUND = 10.0, 3.5, 16.0
"""Of a mark that is spoken of, of the ring about it, and from the line to its number, in pixels."""
LOWEST, HIGHEST = 0.2, 0.8
"""Between these heights of the plot stands a number: beyond are the marks of all the data."""


class Spotlight:
    """A case on the plot: its mark, and the line at it that the curve divides into p and 1 - p.

    Attributes:
        row, label: of the case, what happened being class 0 or 1.
        middle_of_bar: how far along their axis its bar is.
        penalty, worked: -ln of the chance that the curve gives to that, and how it is written.
        mark, line, shown: the case, the line, and both.
        number, rest: the probabilities of what happened and of what didn't.
        drawn, gone, grown: how much of the line is there, how far it has come along the chart, and
            how far it has become a bar, 0 to 1.
    """

    # Em sizes; the heights where a number may stand if the curve runs through where it is best; and
    # from one's middle to the other's baseline, in em.
    happened, other = ByShape(SIZES.number, tall=0.036), ByShape(SIZES.label, tall=SIZES.smallest)
    elsewhere = ByShape((0.55, 0.35, 0.7, 0.15), tall=(0.55, 0.2, 0.15, 0.62, 0.7))
    apart = ByShape(1.5, tall=1.08)

    def __init__(self, player: FitPlayer, patients: OutcomePlot, row: int) -> None:
        self.player, self.patients, self.row = player, patients, row
        self.theme, self.plot, data = patients.theme, patients.plot, player.data
        self.label, self.x = int(data.target[row]), float(data.features[row, 0])
        self.middle_of_bar = float(order_of(data)[row]) + 0.5 / data.n
        self.among = int(np.searchsorted(np.flatnonzero(data.target == self.label), row))
        self.penalty = float(player.penalties()[row])
        self.worked = penalty_of(float(np.exp(-self.penalty)))
        self.drawn, self.gone, self.grown = (ValueTracker(0.0) for _ in range(3))
        model = self.theme.model
        point = RingedPoint(self.on_curve, self.theme, colour=model, radius=6)
        self.line = VGroup(self.part_of_line(1), self.part_of_line(0), point)
        rings = (RADIUS + RING, self.theme.background), (RADIUS, self.theme.of_class(self.label))
        self.mark = VGroup(*(self.marked(*each) for each in rings))
        self.shown = VGroup(self.line, self.mark)
        self.number = self.probability(self.label)
        self.rest = self.probability(1 - self.label)

    def place(self) -> FloatArray:
        """Where its mark is, (3,)."""
        return np.asarray(self.patients.classes[self.label].places[self.among])

    def marked(self, radius: float, colour: str) -> RedrawnPath:
        """Its mark in a size of its own."""
        shape = mark_of(self.label, radius)
        return filled(lambda: shape + self.place(), colour)

    def p(self) -> float:
        """What the curve says of it."""
        return float(self.player.probability(np.array([self.x]))[0])

    def on_curve(self) -> FloatArray | None:
        """Where the curve is at it, once there is a line."""
        return self.plot.point(self.x, self.p()) if self.drawn.get_value() else None

    def part_of_line(self, label: int) -> RedrawnPath:
        """The part of the line below the curve, of class 1, or that above it, of class 0."""
        happened, start = label == self.label, 1.0 - label

        def outline() -> FloatArray:
            reach = start + self.drawn.get_value() * (self.p() - start)
            return polyline(self.plot.points_at(np.full(2, self.x), np.array([start, reach])))

        width, opacity = (7, 1.0) if happened else (3, 0.35)
        return stroked(outline, self.theme.of_class(label), width, stroke_opacity=opacity)

    def probability(self, label: int) -> Number:
        """The probability of a class, at the side of its part of the line where the curve isn't."""
        written, happened = self.worked.terms[0], label == self.label
        if not happened:
            written = number_text(1 - float(written), len(written.partition(".")[2]))
        made = Number(
            self.p(),
            lambda _: written,
            size=self.happened if happened else self.other,
            colour=self.theme.of_class(label),
            form="p = {}" if label else "1 − p = {}",
        )
        made.opaque = True
        width = figures_width(made.content) * made.em
        return made.place(lambda: self.beside(label, width), "left")

    def beside(self, label: int, width: float) -> FloatArray:
        """Where a number of a width begins: beside its part of the line, clear of the curve."""
        usual = min(max((1.0 - label + self.p()) / 2, LOWEST), HIGHEST)
        places = [self.at_height(label, width, height) for height in (usual, *self.elsewhere)]
        if label != self.label:
            taken, least = self.number.get_center()[1], self.apart * tall(self.happened)
            places = [each for each in places if abs(each[1] - taken) > least]
            places = places or [self.at_height(label, width, 1 - usual)]
        return next((each for each in places if self.is_clear(each, width)), places[0])

    def at_height(self, label: int, width: float, height: float) -> FloatArray:
        """Where it begins at the side where the curve isn't, or, without room, at the other."""
        place, box = self.plot.point(self.x, height) - offset(0, 10), self.plot.box
        right, left = place[0] + pixels(AROUND), place[0] - pixels(AROUND) - width
        end = 1 - GRID.margin if is_tall() else box.right
        fits_right, fits_left = right + width < at(end, 0)[0], left > at(box.left, 0)[0]
        wanted = (direction(self.player.data) > 0) == bool(label)
        place[0] = right if (fits_right if wanted else not fits_left) else left
        return place

    def is_clear(self, place: FloatArray, width: float) -> bool:
        """Whether the curve doesn't run through a number that begins at a place."""
        plot = self.plot
        ends = at(plot.box.left, 0)[0], at(plot.box.right, 0)[0]
        xs = np.interp(np.linspace(place[0], place[0] + width, 20), ends, (plot.x.low, plot.x.high))
        heights = plot.points_at(xs, self.player.probability(xs))[:, 1]
        low, high = place[1] - pixels(5), place[1] + tall(self.happened) * 0.7 + pixels(5)
        return not ((low < heights) & (heights < high)).any()


MARGIN, GRID_POINTS = 0.3, 161
"""Room about what is shown, in its extent; how many points the map's grid has along each side."""


def landscape_about(run: Trajectory) -> Landscape:
    """The loss over a window that holds the way by hand, zero, and the run to its best fit."""
    end = float(np.abs(run.parameters[-1]).max()) if is_fitted(run) else 0.0
    reached = run.parameters[(np.abs(run.parameters) <= max(FARTHEST, end)).all(axis=1)]
    points = np.concatenate([way_by_hand(objective_of(run).dataset), np.zeros((1, 2)), reached])
    low, high = points.min(axis=0), points.max(axis=0)
    room = MARGIN * (high - low)
    xs, ys = np.linspace(low - room, high + room, GRID_POINTS).T
    values = over(run.objective, xs, ys)
    return Landscape(xs, ys, values, Heights.of(values, fall=float(run.loss[0] - run.loss.min())))
