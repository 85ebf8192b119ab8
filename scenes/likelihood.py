"""The loss of a curve: a penalty for each patient, their mean, and the map of all curves."""

from functools import partial
from typing import Any

import numpy as np
from manim import DL, Create, Line, Mobject, ValueTracker, VGroup, VMobject

from gradreel.scenes.stage.drawing import (
    FADE,
    GRID,
    SIZES,
    Box,
    ByShape,
    ContourMap,
    Dataset,
    FloatArray,
    Heights,
    Label,
    Landscape,
    ManimStory,
    MovingPlot,
    Number,
    OutcomePlot,
    OutcomeRooms,
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
    down,
    drawn_rows,
    ending,
    filled,
    for_now,
    in_wave,
    is_fitted,
    is_logistic_along_axis,
    keep,
    known_row,
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
    sigmoid,
    snapshot,
    stamped,
    steadily,
    stroke,
    stroked,
    superscript,
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
GROWING, FALLING, PRICING, LEVELLING = 2.6, 2.6, 1.4, 2.2
"""Seconds in which all sticks come to the curve, in which they fall below the curve of -ln, in
which that curve is drawn, and in which bars level out."""
COUNTS, MULTIPLYING, ADDING = 12, 3.2, 2.9
"""So often product and sum of all are counted on, each in so many seconds."""
LARGE = 0.08
"""The size of product and sum, in heights of the frame."""
STICK, FAINT = (0.5, 0.0012, 0.008), 0.25
"""Half a stick's width: of what each has of the plot, and at the least and at the most, as shares
of the plot; and the opacity of sticks that aren't spoken of."""
BLOOM, COLOURING = 3.2, 1.9
"""Seconds in which all curves open on the plane, and in which they become the colours of a map."""
SMALL, SMALL_POINTS = np.array([0.76, 0.6, 0.0]), 25
"""Of its cell on the plane, what a small curve takes across and up; points on it."""
MOVING = 0.9
"""Seconds in which curve and bars become small, and in which a copy of the curve is folded."""
TRIED = 28
"""So many dots of the way by hand are left behind between two of its corners."""


class Likelihood(ManimStory):
    """From one patient's penalty to the loss, and to the curve with the lowest."""

    # The curve, and beside it its penalties; the plane of all curves, and a plate with both.
    left = ByShape(Box(0.085, 0.5, 0.29, 0.8), tall=Box(0.14, 0.91, 0.28, 0.46))
    right = ByShape(Box(0.59, 0.935, 0.29, 0.8), tall=Box(0.14, 0.91, 0.6, 0.83))
    plane = ByShape(Box(0.1, 0.57, 0.3, 0.76), tall=Box(0.14, 0.95, 0.57, 0.81))
    beside = ByShape(Box(0.61, 0.95, 0.29, 0.83), tall=Box(0.05, 0.95, 0.23, 0.44))
    # Small curves on the plane, across and up; the frame below a sentence.
    cells = ByShape((15, 9), tall=(13, 7))
    wordless = ByShape(Box(0.0, 1.0, 0.19, 1.0), tall=Box(0.0, 1.0, 0.3, 0.75))
    # Where it is told what x is there begins, and its size.
    note = ByShape((0.1, SIZES.label), tall=(GRID.margin, SIZES.smallest))
    # Where the numbers of the run begin, at the right of the kicker.
    counters = ByShape((0.7, 0.86), tall=(0.43, 0.75))

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
        self.meet_the_costliest()
        self.drop_the_sticks()
        self.multiply_and_add()
        self.take_the_mean()
        self.find_the_point()
        self.move_by_hand()
        self.draw_the_map()
        self.train()
        self.look_at_the_end()
        self.close()

    def prepare(self) -> None:
        """Make what several beats share: the curve over the data, the sticks, who is met."""
        self.player = player = FitPlayer(self.run)
        self.data, self.count = player.data, objective_of(self.run).dataset.n
        self.sticks, self.fallen, self.spread, self.level, self.folded, self.opened = (
            ValueTracker(0.0) for _ in range(6)
        )
        self.patients = patients = OutcomePlot(self.data, self.theme, self.texts)
        self.plot = patients.plot
        self.order, self.slots = slots_of(self.plot.x.share(self.data.features[:, 0]))
        self.curve = self.plot.curve(player.probability, self.theme.model)
        self.bar_plot = MovingPlot(
            self.theme,
            self.plot.x,
            scale(0.0, 1.04 * player.highest(), count=3),
            box=self.right,
            x_title="",
        )
        self.bar_plot.remove(self.bar_plot.x_axis)
        self.costs = Plot(
            self.theme,
            scale(0.0, 1.0, count=3),
            self.bar_plot.y,
            box=self.right,
            x_title=self.label("happened"),
        )
        ys = np.linspace(0.0, self.costs.y.high, PRICED)
        self.price = VMobject(stroke_color=self.theme.full_loss, stroke_width=stroke(4))
        self.price.set_points(polyline(self.costs.points_at(np.exp(-ys), ys)))
        self.bars = VGroup(*map(self.sticks_of, (0, 1)))
        rows = chosen_rows(self.data, player.penalties())
        self.spots = [Spotlight(player, patients, row) for row in rows]
        if self.spots[1].is_known:
            patients.marks.add(patients.ring_about(rows[1]))

    def heights(self) -> FloatArray:
        """How high the bars are (n,): each its penalty, or all on their way to the mean."""
        penalties = self.player.penalties()
        heights = penalties + self.level.get_value() * (self.player.loss() - penalties)
        return np.minimum(heights, self.bar_plot.y.high)

    def sticks_of(self, label: int) -> RedrawnPath:
        """Those of a class: from the marks to the curve, and then bars as high as the penalty.

        A bar stands at the probability of what happened first, and then where its data are.
        """
        chosen, marks = self.data.target == label, self.patients.classes[label]
        each, least, most = STICK
        half_width = min(max(each / self.data.n, least), most)

        def outline() -> FloatArray:
            grown, fallen = (
                in_wave(self.order[chosen], share.get_value())[:, None]
                for share in (self.sticks, self.fallen)
            )
            ends = self.plot.points_at(marks.xs, self.player.probability(marks.xs))
            tips = marks.places + grown * (ends - marks.places)
            low, high = (tips, marks.places) if label else (marks.places, tips)
            spread, chances = self.spread.get_value(), np.exp(-self.player.penalties()[chosen])
            across = chances + spread * (self.slots[chosen] - chances)
            feet, tops = (
                self.bar_plot.points_at_shares(across, self.bar_plot.y.share(ys))
                for ys in (np.zeros(len(low)), self.heights()[chosen])
            )
            low, high = low + fallen * (feet - low), high + fallen * (tops - high)
            half = np.array([wide(half_width * self.bar_plot.box.width), 0, 0])
            corners = np.stack([low - half, high - half, high + half, low + half], axis=1)
            corners = corners[grown[:, 0] > 0]
            ahead = np.roll(corners, -1, axis=1)
            return segments(corners.reshape(-1, 3), ahead.reshape(-1, 3))

        return filled(outline, self.theme.of_class(label), 0.75)

    def ask(self) -> None:
        """The curve over all the data, and from each of them a stick to it."""
        patients, shown = self.patients, self.data.n
        key = "by_hand" if shown == self.count else "by_hand_drawn"
        self.by_hand = patients.note(self.label(key, shown=shown, count=self.count))
        self.add(self.plot, self.curve, patients.marks, patients.class_labels)
        self.add(patients.meaning, self.by_hand)
        self.beat("ask")
        self.put_below(self.bars)
        self.play(to(self.sticks, 1.0, run_time=GROWING, rate_func=linear))

    def put_below(self, *mobjects: Mobject) -> None:
        """Put things on the stage below all but the kicker."""
        self.bring_to_back(self.mobjects[0], *mobjects)

    def look_at_one(self) -> None:
        """One of the data, and what the curve gave to what happened."""
        spot, patients = self.spots[0], self.patients
        outcome = self.texts.class_label(self.data, spot.label)
        gone = vanish(patients.class_labels, self.by_hand)
        self.beat("happened", gone, outcome=outcome, chance=spot.worked.terms[0])
        self.look_at(spot)

    def look_at(self, spot: "Spotlight") -> None:
        """Let one of the data stand out, and measure the curve there."""
        self.add(spot.line)
        drawn = to(spot.drawn, 1.0, run_time=0.8)
        back = dim(self.patients.marks, self.bars, share=FAINT)
        self.play(for_now(spot.shown, by=[*appear(spot.mark), drawn]), back)
        self.play(for_now(spot.number), arrive(spot.place(), self.theme))

    def penalise_it(self) -> None:
        """Beside the curve comes that of -ln, which turns the number into a penalty."""
        plot, bars, costs, spot = self.plot, self.bar_plot, self.costs, self.spots[0]
        names = plot.titles, self.patients.meaning
        names_left = [each for each in names if each.width < wide(self.left.width)]
        self.figure = [plot.grid, plot.y_axis, self.curve, self.patients.marks, *names_left]
        gone = vanish(plot.x_axis, *(each for each in names if each not in names_left))
        self.beat("penalty", keep(spot.shown, spot.number), gone)
        words, line = self.label("penalty"), self.right.top - down(0.026)
        self.penalty_name = self.text(words, self.right.left, line, colour=self.theme.full_loss)
        axes = bars.grid, bars.y_axis, costs.x_axis, costs.titles, self.penalty_name
        self.play(plot.into(self.left, run_time=1.2), appear(*axes, run_time=1.2, rate_func=late))
        self.play(Create(self.price, run_time=PRICING))
        self.charge(spot)

    def charge(self, spot: "Spotlight") -> None:
        """Work out one penalty, at the curve of -ln."""
        (chance,), result = spot.worked.terms, spot.worked.result
        colour = f"class{spot.label}"
        maths = f"-ln slot0({colour}({chance})) {spot.worked.sign} slot1({colour}({result}))"
        formula, probability = math(maths, self.theme), np.exp(-spot.penalty)
        foot, top = (self.costs.point(probability, each) for each in (0.0, spot.penalty))
        back = formula.width / wide(self.right.width) if probability > 0.5 else 0.0
        start = max(probability - back, LEFTMOST)
        formula.place(self.costs.point(start, -np.log(start)) + offset(AROUND, ABOVE))
        paint = self.theme.of_class(spot.label)
        bar = Line(foot, top, color=paint, stroke_width=stroke(7))
        dot = RingedPoint(lambda: top, self.theme, colour=paint, radius=6)
        before, equals = formula.before_slots().values()
        told = travel(spot.number, formula.slot(0)), *appear(*before, rate_func=late)
        self.play(for_now(formula, bar, dot, by=told))
        self.play(Create(bar), appear(*equals, formula.slot(1), dot, rate_func=late))

    def meet_the_costliest(self) -> None:
        """Another one, whose outcome the curve hardly expected."""
        spot = self.spots[1]
        self.beat("worst_woman" if spot.is_known else "costliest")
        self.play(arrive(self.costs.point(1.0, 0.0), self.theme))
        self.look_at(spot)
        self.charge(spot)
        self.let_stand(0.9)

    def drop_the_sticks(self) -> None:
        """All sticks fall below the curve of -ln, as bars."""
        self.beat("bars", appear(self.patients.marks, self.bars))
        self.play(to(self.fallen, 1.0, run_time=FALLING, rate_func=linear))

    def multiply_and_add(self) -> None:
        """From the most probable to the least, what happened is multiplied, then its -ln added."""
        costs, colour, beside = self.costs, self.theme.full_loss, (self.bars, self.price)
        costly = np.sort(penalties_of(objective_of(self.run).dataset, self.player.parameters()))
        sums, factors, terms = np.append(0.0, np.cumsum(costly)), ValueTracker(), ValueTracker()

        def done(counted: ValueTracker) -> int:
            return int(counted.get_value()) * self.count // COUNTS

        def total(counted: ValueTracker) -> Any:
            return sums[done(counted)]

        def last(counted: ValueTracker) -> FloatArray:
            penalty = np.interp(counted.get_value(), np.linspace(0, COUNTS, self.count), costly)
            return costs.point(np.exp(-penalty), min(penalty, costs.y.high))

        def told(line: int, key: str, value: Any, write: Any, paint: str) -> VGroup:
            baseline = self.left.top + line * down(0.11)
            number = Number(value, write, size=LARGE, colour=paint)
            name = self.text(self.label(key), self.left.left, baseline, colour=paint)
            return VGroup(name, number.place(at(self.left.right, baseline), "right"))

        dots = [
            RingedPoint(partial(last, each), self.theme, colour=colour) for each in (factors, terms)
        ]
        multiplied = [
            told(1, "counted", partial(done, factors), 0, self.theme.muted),
            told(2, "product", partial(total, factors), product_of, self.theme.text),
        ]
        added = told(3, "sum", partial(total, terms), 2, colour)
        self.beat("multiply", vanish(*self.figure), dim(*beside, share=FAINT))
        self.play(for_now(*multiplied, dots[0]))
        self.play(steadily(factors, COUNTS, MULTIPLYING))
        self.beat("add", keep(*multiplied), appear(*beside))
        self.play(for_now(added, dots[1]))
        self.play(steadily(terms, COUNTS, ADDING))

    def take_the_mean(self) -> None:
        """The bars level out: that is the full loss of the curve."""
        bars, player, colour = self.bar_plot, self.player, self.theme.full_loss

        def ends() -> FloatArray:
            height = min(player.loss(), bars.y.high)
            return bars.points_at(np.array([bars.x.low, bars.x.high]), np.full(2, height))

        self.mean_line = stroked(lambda: polyline(ends()), colour, 3.5)
        number = Number(player.loss, LOSS.text, colour=colour)
        number.place(ends()[1] + offset(0, 12), "right")
        total, count = roundings(self.count * player.loss(), 2), str(self.count)
        divided = worked(np.divide, [total, (count,)], player.loss(), LOSS.text)
        sign = "=" if divided.exact else "≈"
        name = Label(self.label("mean"), colour=colour)
        name.place(ends()[1] + offset(0, 46), "right")
        division = Label(f"{divided.terms[0]} / {count} {sign}", colour=colour)
        division.place(number.get_corner(DL) - offset(14, 0), "right")
        self.mean = VGroup(name, number, division)
        self.beat("mean", vanish(self.price), appear(*self.figure))
        before = snapshot(self.bars)
        self.put_below(before)
        levelled = to(self.level, 1.0, run_time=LEVELLING)
        self.play(levelled, for_now(before, by=dim(before)))
        self.play(appear(self.mean_line, self.mean))

    def find_the_point(self) -> None:
        """The figure becomes small, and its curve a point of a plane."""
        land = self.map = ContourMap(
            landscape_about(self.run), self.theme, box=self.plane, names=("β₀ =", "β₁ =")
        )
        bars, plot = self.bar_plot, self.plot
        mean, sd = self.data.mean[0], self.data.sd[0]
        digits = told_apart_by(self.data.features[:, 0], sd)
        centre = digits.text(mean) if mean >= 0 else f"({digits.text(mean)})"
        how = self.label("how", mean=centre, sd=digits.text(sd))
        left, size = self.note
        self.how = self.text(how, left, GRID.lowest_baseline, colour=self.theme.text, size=size)
        names, costs = self.figure[4:], self.costs
        self.beat("point", vanish(self.penalty_name, costs.x_axis, costs.titles, *names))
        self.make_plate()
        self.numbers = VGroup(*map(self.number_on_map, (0, 1)))
        self.point = RingedPoint(self.where, self.theme, radius=8)
        drawn = self.bars, self.curve, self.patients.marks, self.mean_line
        self.bring_to_front(self.plate.surface, plot, bars, *drawn)
        upper, lower = self.drawn
        self.play(
            vanish(bars.y_axis, plot.y_axis),
            plot.into(upper, run_time=MOVING),
            bars.into(lower, run_time=MOVING),
            to(self.level, 0.0, run_time=MOVING),
            to(self.spread, 1.0, run_time=MOVING),
            travel(self.mean[1], self.plate.rows[0][1], run_time=MOVING),
            vanish(self.mean, run_time=0.1),
            appear(self.plate.surface, self.plate.rows[0][0]),
        )
        self.whole = self.curve.outline()
        self.add(self.folding())
        self.play(
            appear(land.plot, land.names, self.numbers, self.how),
            to(self.folded, 1.0, run_time=MOVING),
        )
        self.add(self.point)
        self.play(arrive(self.point.get_center(), self.theme))

    def make_plate(self) -> None:
        """A plate beside the plane: the full loss, and room for the figure."""
        label, reading, room = self.label, self.player.reading, self.beside
        self.plate = plate = Panel(self.theme, top=room.top, left=room.left)
        plate.row(
            label("full_loss"), lambda: reading().loss, LOSS.text, colour=self.theme.full_loss
        )
        drawn = Box(plate.left, plate.right, plate.cursor, room.bottom)
        self.drawn = drawn.part(Box(0, 1, 0, 0.45)), drawn.part(Box(0, 1, 0.45, 1))
        plate.cursor = drawn.bottom
        plate.space(0.0)

    def where(self) -> FloatArray | None:
        """Where the curve's point is on the plane; None beyond its edge."""
        return self.map.plot.seen(*self.player.parameters())

    def folding(self) -> RedrawnPath:
        """The curve on its way to its point, or back."""

        def outline() -> FloatArray:
            land, share = self.map, self.folded.get_value()
            place = land.plot.point(*np.clip(self.player.parameters(), *land.landscape.window))
            return self.whole + share * (place - self.whole)

        return stroked(outline, self.theme.model, 5.0)

    def number_on_map(self, index: int) -> Number:
        """B0 or b1 beside the name of its axis."""
        made = Number(
            lambda: self.player.reading().parameters[index],
            PARAMETER.text,
            size=SIZES.label,
            colour=(self.theme.beta0, self.theme.beta1)[index],
        )
        right = self.map.names[index].get_right()[0] + pixels(8.0)
        return made.place(np.array([right, self.map.baselines[index], 0]), "left")

    def move_by_hand(self) -> None:
        """b0 moves, then b1."""
        self.tried = VGroup(*map(self.tried_at, np.linspace(0, 2, 2 * TRIED + 1)))
        self.add(self.tried)
        self.beat("move")
        self.play(to(self.player.walked, 1.0, run_time=1.7))
        self.play(to(self.player.walked, 2.0, run_time=2.0))

    def tried_at(self, walked: float) -> RedrawnPath:
        """A dot of the way by hand, once the point has been there, in the colour of its loss."""
        player, parameters = self.player, self.player.on_way(walked)
        shape = disc(4.0) + self.map.plot.point(*parameters)
        colour = self.map.colour_of(self.run.objective.loss(parameters))
        return filled(
            lambda: shape if player.walked.get_value() >= walked else np.zeros((0, 3)), colour
        )

    def draw_the_map(self) -> None:
        """All over the plane small curves open at their places, and become the map's colours."""
        land, plane, window = self.map, self.plane, self.wordless
        zoom = max(window.width / plane.width, window.height / plane.height)
        self.small = self.small_curves()
        self.key = self.text(self.label("key"), 0.95, GRID.kicker_baseline, edge="right")
        self.keep_still(self.key)
        self.keep_still(*self.inset())
        self.beat("map", vanish(*self.on_stage(*self.inset())))
        self.put_below(self.small)
        self.play(steadily(self.opened, 0.4, self.left_to_read()))
        self.play(
            self.hush(),
            vanish(land.plot, land.names, self.numbers, self.how),
            self.focus(at(*plane.middle), zoom, window=window, run_time=2.2),
            steadily(self.opened, 1.0, BLOOM),
        )
        land.sweep(0.0)
        self.put_below(land.bands)
        filling = Rewriting(land.bands, land.sweep, run_time=COLOURING, rate_func=linear)
        self.play(filling, vanish(self.tried), appear(self.key))
        self.wait(0.8)

    def inset(self) -> tuple[Mobject, ...]:
        """The plate and what is drawn on it."""
        plate, grids = self.plate, (self.plot.grid, self.bar_plot.grid)
        drawn = self.bars, self.curve, self.patients.marks, self.mean_line
        return (plate.surface, *plate.rows, *grids, *drawn)

    def small_curves(self) -> VGroup:
        """The curves of many points, each at its place once the wave from the point is there."""
        land, box, z = self.map, self.plane, self.data.inputs[:, 0]
        steps = [(np.arange(count) + 0.5) / count for count in self.cells]
        shares = np.stack(np.meshgrid(*steps), axis=-1).reshape(-1, 2)
        low, high = land.landscape.window
        parameters = low + shares * (high - low)
        along = np.linspace(0.0, 1.0, SMALL_POINTS)
        ps = sigmoid(parameters[:, :1] + parameters[:, 1:] * (z.min() + along * np.ptp(z)))
        cell = np.abs(at(*box.at(1 / self.cells[0], 1 / self.cells[1])) - at(box.left, box.top))
        shapes = (np.stack(np.broadcast_arrays(along, ps, 0.5), axis=-1) - 0.5) * cell * SMALL
        centres = land.plot.points_at_shares(*shares.T)
        away = np.linalg.norm(centres - self.point.get_center(), axis=1)
        order = (away - away.min()) / np.ptp(away)

        def outline() -> FloatArray:
            share = in_wave(order, self.opened.get_value())
            seen = share > 0
            points = centres[seen, None] + share[seen, None, None] * shapes[seen]
            return segments(points[:, :-1].reshape(-1, 3), points[:, 1:].reshape(-1, 3))

        casing = stroked(outline, self.theme.background, 2.8, stroke_opacity=0.6)
        return VGroup(casing, stroked(outline, self.theme.model, 1.4))

    def train(self) -> None:
        """The point follows the recorded run, and on the plate its curve and bars."""
        run, player, theme = self.run, self.player, self.theme
        falls = run.spec.stride == 1 and bool((np.diff(run.loss) <= NOISE).all())
        key = ("run" if falls else "moves") if run.n_steps else "no_step"
        told = self.told = VGroup()
        numbers: Any = (
            ("step", lambda: player.reading().step, 0),
            ("full_loss", lambda: player.reading().loss, LOSS.text),
        )
        for place, (name, value, write) in zip(self.counters, numbers, strict=True):
            spot = at(place, GRID.kicker_baseline)
            told.add(Label(self.label(name), colour=theme.muted).place(spot, "right"))
            number = Number(value, write, size=SIZES.label, colour=theme.text)
            told.add(number.place(spot + offset(14), "left"))
        self.keep_still(told)
        self.beat(key, vanish(self.key), appear(told))
        path = [
            stroked(lambda: polyline(self.been()), colour, width)
            for colour, width in ((theme.background, 3.6), (theme.point, 1.6))
        ]
        steps = filled(lambda: stamped(disc(2.2), self.been()[:-1]), theme.point)
        self.path = VGroup(*path, steps)
        self.add(self.path, self.point)
        self.play(to(player.following, 1.0, run_time=FADE))
        if player.pace.seconds:
            self.play(player.walk())

    def been(self) -> FloatArray:
        """Where on the map the run has been, (k, 3); what is off it is left out."""
        if not self.player.following.get_value():
            return np.zeros((0, 3))
        done = self.run.parameters[self.run.recorded_steps <= self.player.step]
        path = np.concatenate([done, self.player.parameters()[None]])
        low, high = self.map.landscape.window
        seen = path[((path >= low) & (path <= high)).all(axis=1)]
        return self.map.plot.points_at(seen[:, 0], seen[:, 1])

    def look_at_the_end(self) -> None:
        """Where it ended: the point opens into its curve, over the data."""
        run, steps = self.run, self.run.n_steps
        key = {"fitted": "fit", "moving": "ended"}.get(found := ending(run), found)
        loss, lowest = LOSS.text(run.loss[-1]), LOSS.text(lowest_loss(run) or 0.0)
        self.beat(key, steps=steps, step=steps + 1, loss=loss, lowest=lowest)
        self.play(arrive(self.point.get_center(), self.theme))
        patients, plot = self.patients, self.plot
        plot.set_box(OutcomeRooms.whole)
        self.bar_plot.set_box(self.right)
        self.fallen.set_value(0.0)
        self.sticks.set_value(0.0)
        self.whole = self.curve.outline()
        self.play(
            self.pull_out(run_time=1.6),
            to(self.folded, 0.0, run_time=1.6),
            vanish(self.map.bands, self.small, self.path, self.point, self.told, run_time=1.6),
            appear(plot.grid, patients.marks, run_time=1.6),
        )
        around = plot.x_axis, plot.y_axis, plot.titles, patients.meaning, patients.class_labels
        self.play(appear(*around))

    def close(self) -> None:
        """What is to be remembered, with the sticks of the last curve."""
        self.beat("closing" if is_fitted(self.run) else "lower")
        set_share(self.bars, 1.0)
        self.put_below(self.bars)
        self.play(to(self.sticks, 1.0, run_time=GROWING, rate_func=linear))
        self.let_stand(2.2)


RUN, SEEN = 2.6, 8
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

    def walk_to(self, clock: float) -> None:
        """Stand at the step whose numbers are shown, but for a glide to the next."""
        super().walk_to(clock)
        self.set_value(self.pace.arriving(clock))

    def on_way(self, walked: float) -> FloatArray:
        """The parameters (2,) at a place along the way."""
        return np.array([np.interp(walked, (0, 1, 2), column) for column in self.way.T])

    def parameters(self) -> FloatArray:
        """(b0, b1) of what is drawn; between the way by hand and the run, between."""
        by_hand, share = self.on_way(self.walked.get_value()), self.following.get_value()
        if not share:
            return by_hand
        return (1 - share) * by_hand + share * super().parameters()

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


def product_of(penalties: float) -> str:
    """Write the product of probabilities whose penalties come to so much in all."""
    power = -penalties / np.log(10)
    if power > -3:
        return number_text(np.exp(-penalties), 3)
    return f"{10 ** (power % 1):.2f}×10{superscript(int(power // 1))}"


def way_by_hand(data: Dataset) -> FloatArray:
    """The corners (3, 2) of the way by hand: from steep and the right way round to the wrong."""
    return np.asarray(BY_HAND * np.array([1, direction(data)]))


def penalties_of(data: Dataset, parameters: FloatArray) -> FloatArray:
    """-ln of the probability that (b0, b1) give to what happened, (n,)."""
    return binary_cross_entropy(parameters[0] + parameters[1] * data.inputs[:, 0], data.target)


GAP = 0.4
"""From one bar to the next at the least, of what each has of the plot if all are as far apart."""


def slots_of(shares: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Where bars stand that had better stay where their data are, but mustn't hide each other.

    As little is moved as can be (least squares): pool what is too near, as in isotonic regression.

    Args:
        shares: (n,) where the data are along the axis, 0 to 1.

    Returns:
        their ranks, (n,) from 0 to 1, and the places of their bars, (n,) from 0 to 1.
    """
    ranks = np.argsort(np.argsort(shares, kind="stable"))
    gap, pools = GAP / len(shares), list[tuple[float, int]]()
    for each in (np.sort(shares) - gap * np.arange(len(shares))).tolist():
        mean, count = each, 1
        while pools and pools[-1][0] >= mean:
            before, members = pools.pop()
            mean = (before * members + mean * count) / (members + count)
            count += members
        pools.append((mean, count))
    means, counts = (np.array(each) for each in zip(*pools, strict=True))
    ahead = gap * np.arange(len(shares))
    levels = np.repeat(means, counts.astype(int)).clip(0.0, 1.0 - ahead[-1])
    return ranks / len(shares), (levels + ahead)[ranks]


PRICED, LEFTMOST = 120, 0.004
"""Points of the curve of -ln, and from which probability on a penalty is written beside it."""
USUAL, NEAREST = 0.7, 25
"""About what the curve gives to what happened to the first that is spoken of; so many of those that
are nearest to it are looked at."""


def chosen_rows(data: Dataset, penalties: FloatArray) -> list[int]:
    """A usual one of class 1, and one that costs much: the known one, if it does, or the dearest.

    The usual one is among those nearest to the usual chance, and its penalty needs few digits.
    """
    chances, rows = np.exp(-penalties), np.flatnonzero(data.target == 1)
    nearest = rows[np.argsort(np.abs(chances[rows] - USUAL), kind="stable")[:NEAREST]].tolist()
    usual = min(nearest, key=lambda row: len(penalty_of(float(chances[row])).terms[0]))
    known = known_row(data)
    is_dear = known is not None and penalties[known] >= SURE
    return [usual, known if is_dear else int(np.argmax(penalties))]


def penalty_of(chance: float) -> Worked:
    """-ln of a chance as it is written, so that it can be checked."""
    digits = decimals_for(chance, 2)
    return worked(lambda p: -np.log(p), [roundings(chance, digits)], -np.log(chance), 2)


RADIUS, RING, AROUND, ABOVE = 10.0, 3.5, 16.0, 22.0
"""Of a mark that is spoken of, of the ring about it, and from a line to its number, and from a bar
up to its penalty, in pixels."""
LOWEST, HIGHEST = 0.2, 0.8
"""Between these heights of the plot stands a number: beyond are the marks of all the data."""
HEIGHTS, CLEAR = (0.65, 0.5, 0.35), 0.1
"""Where it stands if the curve comes nearer to it than that."""


class Spotlight:
    """A case on the plot: its mark, the line to the curve, and the p of what happened.

    Attributes:
        row, label: of the case, what happened being class 0 or 1.
        is_known: whether it is the one that the story's question is about.
        penalty, worked: -ln of the chance that the curve gives to that, and how it is written.
        mark, line, shown: the case, that part of the line at it, and both.
        number: the probability of what happened.
        drawn: how much of the line is there, 0 to 1.
    """

    widest = 0.5  # its number, as a share of the plot

    def __init__(self, player: FitPlayer, patients: OutcomePlot, row: int) -> None:
        self.player, self.patients, self.row = player, patients, row
        self.theme, self.plot, data = patients.theme, patients.plot, player.data
        self.label, self.x = int(data.target[row]), data.features[row, 0]
        self.is_known = row == known_row(data)
        self.penalty = player.penalties()[row]
        self.worked = penalty_of(np.exp(-self.penalty))
        self.drawn = ValueTracker(0.0)
        colour = self.theme.of_class(self.label)
        point = RingedPoint(self.on_curve, self.theme, colour=self.theme.model, radius=6)
        self.line = VGroup(stroked(self.part_of_line, colour, 7), point)
        about = self.theme.point if self.is_known else self.theme.background
        rings = (RADIUS + RING, about), (RADIUS, colour)
        self.mark = VGroup(*(self.marked(*each) for each in rings))
        self.shown = VGroup(self.line, self.mark)
        self.number = self.probability(colour)

    def place(self) -> FloatArray:
        """Where its mark is, (3,)."""
        return self.patients.place_of(self.row)

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

    def part_of_line(self) -> FloatArray:
        """The line at it, from its mark to the curve: how far off that is."""
        start, end = self.place(), self.plot.point(self.x, self.p())
        return polyline(np.stack([start, start + self.drawn.get_value() * (end - start)]))

    def probability(self, colour: str) -> Number:
        """The probability of what happened, at the side of its line where the curve isn't."""
        written, form = self.worked.terms[0], "p = {}" if self.label else "1 − p = {}"
        made = Number(self.p(), lambda _: written, size=SIZES.label, colour=colour, form=form)
        usual = min(max(self.p(), LOWEST), HIGHEST)
        best = 1 if (direction(self.player.data) > 0) == bool(self.label) else -1
        places = [(way, height) for way in (best, -best) for height in (usual, *HEIGHTS)]
        way, height = next((each for each in places if self.is_clear(*each)), places[0])
        place = lambda: self.plot.point(self.x, height) + offset(way * AROUND, -10)  # noqa: E731
        return made.place(place, "left" if way > 0 else "right")

    def is_clear(self, way: int, height: float) -> bool:
        """Whether the curve isn't near a number at its right, way 1, or at its left, -1."""
        reach = self.widest * (self.plot.x.high - self.plot.x.low)
        ps = self.player.probability(self.x + way * np.linspace(0.0, reach, 20))
        return float(np.abs(ps - height).min()) > CLEAR


MARGIN, GRID_POINTS = 0.3, 161
"""Room about what is shown, in its extent; how many points the map's grid has along each side."""


def landscape_about(run: Trajectory) -> Landscape:
    """The loss over a window that holds the way by hand, zero, and the run to its best fit."""
    end = np.abs(run.parameters[-1]).max() if is_fitted(run) else 0.0
    reached = run.parameters[(np.abs(run.parameters) <= max(FARTHEST, end)).all(axis=1)]
    points = np.concatenate([way_by_hand(objective_of(run).dataset), np.zeros((1, 2)), reached])
    low, high = points.min(axis=0), points.max(axis=0)
    room = MARGIN * (high - low)
    xs, ys = np.linspace(low - room, high + room, GRID_POINTS).T
    values = over(run.objective, xs, ys)
    return Landscape(xs, ys, values, Heights.of(values, fall=run.loss[0] - run.loss.min()))
