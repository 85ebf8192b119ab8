"""Three runs from one start: a learning rate that is too small, one that suits, one too large."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np
from manim import LEFT, RIGHT, Animation, ValueTracker, VGroup, VMobject

from gradreel.scenes.stage.drawing import (
    GRID,
    MOVE,
    SIZES,
    Ball,
    Box,
    ByShape,
    Hills,
    Label,
    LinearRegression,
    LossSlice,
    ManimStory,
    ModelObjective,
    Number,
    PacedRun,
    Plot,
    RequestError,
    RidingPoint,
    RunOptions,
    Runs,
    RunSpec,
    Sky,
    Trajectory,
    above_curve,
    appear,
    arrival,
    arrive,
    arrow_along,
    as_given,
    at,
    become,
    column_of,
    dim,
    for_now,
    fractions,
    frozen_model,
    in_turn,
    input_size,
    is_one_weight,
    is_tall,
    lasting,
    late,
    line_ending,
    lit,
    minimum_of,
    number_text,
    objective_of,
    offset,
    one_weight_spec,
    pixels,
    polyline,
    product,
    rounded,
    row_of,
    sized,
    steadily,
    to,
    vanish,
    window_about,
)

PLACE = 230
OPTIONS = {
    "data": "heart",
    "x": ("Sex", "MaxHR", "ExAng", "Oldpeak"),
    "y": "AHD",
    "positive": None,
    "standardize": True,
    "weight": "steepest",
    "rates": (0.1, 4.0, 20.0),
    "steps": 30,
    "seed": 0,
    "start": None,
}
HELP = {
    "weight": "The feature whose weight is learned, or steepest: that of the steepest slope.",
    "rates": "Three learning rates, rising; set by the curvature where none are given.",
}
CHOSEN_FOR = {"data": ("weight", "rates"), "x": ("weight", "rates"), "y": ("rates",)}
DRAWS = "one weight of a logistic regression, the others held, by plain gradient descent"

COUNT = 3
SHARES = 0.015, 0.6, 3.0
"""Rates in their curvature's inverse: below 1 no step goes past the minimum, above 2 all do."""
NEARBY, LEAST_CURVED = 1e-4, 1e-3
SQUARED_RATE = 1.05
"""That of squared error, for inputs of size 1: above 1 each leap is longer than the last."""

NIGHT, STEP, ARRIVING, LEAPING, FLIGHT = 3.9, 0.4, 4.0, 3.8, 4.8
"""Seconds of a run that is too slow, of a step of one that arrives, of all of its steps at the
most, of a run that leaps, and of the one that flies out."""
FASTER, FASTEST = 0.8, 0.3
"""What a step takes of the one before it, and of the first one at the least."""
LEAPS, BEYOND = 30, 3
"""So many leaps of the one that flies out are seen, so many of them out of the view."""
TRAILS = 2.2
"""Seconds of all runs beside each other."""
WIDEN, BEND, SPLIT, TRY = 1.3, 1.2, 1.1, 0.8
"""Seconds in which the view widens, a curve becomes another, one ball becomes three, and a tangent
goes to one end."""
OUT = 0.72
"""How far out a tangent goes, of the way from the middle to the end of the view."""
QUEUE, FALL = 40.0, 800.0
"""From one waiting ball up to the next, and from how high they fall, in pixels."""
HOP, HOPS = 0.3, (26.0, 0.0, 26.0, 0.0)
"""Seconds of a hop of balls that have waited all night, up or down, and how high, in pixels."""
UNDER = 46.0
"""From the curve down to the middle of what its slope is, in pixels."""
RISE = 11.0
"""Of a step's arrow above the axis, in pixels."""
FARTHEST_SEEN = 4.0
"""How far a run is followed on the first curve, in ways from its start to the minimum."""
NAMED = 0.16
"""Where the name of a curve begins, across the frame."""
FAINT = 0.3
"""The share of a way that is left behind a sentence."""
SMALL = 8.0
"""Radius in pixels of a ball on them."""
SILENCE, LAST = 0.8, 2.2
"""Seconds that what has flown out stands, and the last picture."""
WORDS = {"slow": "timid", "arrived": "steady", "leaps": "bold", "away": "bold", "diverged": "bold"}
"""What a ball is called, by how its run ends."""


class LearningRate(ManimStory):
    """Three balls in one valley, then the bold one in another that is steeper the farther out.

    Attributes:
        leaning: length in pixels of a tangent, too short to reach a number below the valley.
    """

    count_line = ByShape(0.775, tall=0.79)
    leaning = ByShape(330.0, tall=170.0)
    trails = ByShape(Box(0.06, 0.94, 0.4, 0.85), tall=Box(0.07, 0.93, 0.3, 0.93))
    gap = ByShape(0.04, tall=0.07)  # between two of them

    @staticmethod
    def runs(options: RunOptions) -> Runs:
        """Return the runs of three rates, and one of a straight line with squared error.

        Raises:
            RequestError: not three rates, no such weight, or a start without a slope.
        """
        main = options.recorded or one_weight_spec(options)
        rates = rates_of(main, options)
        if not options.recorded:
            main = replace(main, learning_rate=rates[1])
        steep = rounded(SQUARED_RATE / input_size(main) ** 2, 3)
        return {
            "main": main,
            "smallest": replace(main, learning_rate=rates[0]),
            "largest": replace(main, learning_rate=rates[2]),
            "squared": replace(squared_spec(main), learning_rate=steep),
        }

    @staticmethod
    def can_draw(spec: RunSpec) -> bool:
        """Whether this is a run of one weight by plain gradient descent, every step recorded."""
        return is_one_weight(spec)

    def construct(self) -> None:
        """Tell it, beat by beat."""
        self.prepare()
        self.ask()
        self.line_up(self.main, "three", 0.0)
        self.aim()
        for ball in self.main.balls:
            self.let_go(ball)
        self.look_far_out()
        self.change_the_loss()
        self.fly_out()
        self.compare()
        self.keep_one()

    def prepare(self) -> None:
        """Make the landscapes and their balls."""
        beside, data = self.recording, objective_of(self.run).dataset
        feature = data.feature_names[frozen_model(self.run.spec).free[0] - 1]
        key = "weight_of" if data.is_scaled else "weight_of_plain"
        title = self.label(key, name=self.texts.column(feature))
        self.main = Course(self, (beside["smallest"], self.run, beside["largest"]), title)
        self.squared = out = Course(self, (beside["squared"],), title)
        off = np.abs(out.middle.path[: LEAPS - BEYOND + 1] - out.centre).max()
        low, high = self.main.widest()
        self.far = min(low, out.centre - off), max(high, out.centre + off)
        self.sky, self.hills, self.active = Sky(self.theme), self.main.hills, self.main.balls[0]
        number = Number(lambda: self.active.told, 0, size=SIZES.sentence, colour=self.theme.text)
        self.counter = self.in_the_middle("step", number)

    def in_the_middle(self, key: str, number: Number) -> VGroup:
        """A number that changes, with its name, below the valley."""
        name = Label(self.label(key), size=SIZES.number, colour=self.theme.muted)
        middle = at(0.5, self.count_line)
        return VGroup(name.place(middle, "right"), number.place(middle + offset(14), "left"))

    def ask(self) -> None:
        """The valley that is known, and its ball, which goes back to the start."""
        hills, known, left = self.hills, self.main.middle, self.hills.x.low
        name = Label(self.label("full_loss"), colour=self.theme.full_loss)
        name.place(hills.point(left, known.slice.loss(left)) + offset(16, 4), "left")
        known.hand.set_value(self.main.centre)
        self.add(self.sky, hills.ground, hills.line, hills.axis, hills.titles, known.point)
        self.beat("ask", for_now(name))
        self.play(to(known.hand, known.path[0], run_time=self.left_to_read()))

    def line_up(self, course: "Course", key: str, height: float) -> None:
        """All balls of a course wait at the start, each with its rate."""
        coming = list[Animation]()
        names = [each.label for each in course.balls]
        for place, ball in enumerate(course.balls):
            ball.lifted.set_value(height)
            self.add(ball.point.update())
            coming.append(to(ball.lifted, QUEUE * place, run_time=SPLIT))
        self.bring_to_front(course.middle.point)
        self.beat(key, *coming, rate=course.rates[-1])
        self.play(in_turn(names, 0.3 if height else 1.2))

    def aim(self) -> None:
        """The first step of each, along the axis."""
        balls, grown, arrows = self.main.balls, ValueTracker(0.0), VGroup()
        start, slope = self.run.parameters[0, 0], self.run.gradients[0, 0]
        riding = RidingPoint(self.hills, self.main.middle.slice, lambda: start)
        sums = list[Label]()
        for place, ball in enumerate(balls):
            way = -rate_of(ball) * slope

            def ends(way: float = way) -> tuple[float, float]:
                return start, start + way * grown.get_value()

            rise = RISE * (1 + 2 * place)
            arrows.add(arrow_along(self.hills, ends, ball.colour, rise=rise))
            words = product(abs(slope), rate_of(ball))
            step = Label(words, colour=ball.colour, bold=True)
            sums.append(step.move_to(ball.label).align_to(ball.label, np.sign(slope) * RIGHT))
        names = vanish(*(each.label for each in balls))
        self.beat("first", names, for_now(riding.tangent, self.slope_told(start, slope)))
        self.play(for_now(*sums, by=[in_turn(sums, 1.2)]))
        self.add(arrows)
        self.play(for_now(arrows, by=()), to(grown, 1.0, run_time=1.4))
        self.let_stand(1.2)

    def slope_told(self, start: float, slope: float) -> Label:
        """The slope at the start in figures, below the curve at its outer side."""
        hills, is_right = self.hills, start > self.main.centre
        told = Label(f"{self.label('slope')} {number_text(slope, 2)}", colour=self.theme.gradient)
        told.place(
            at(1 - GRID.margin if is_right else GRID.margin, 0.5), "right" if is_right else "left"
        )
        inner, _ = fractions(told.get_edge_center(LEFT if is_right else RIGHT))
        share = (inner - hills.box.left) / hills.box.width
        place = hills.x.low + share * (hills.x.high - hills.x.low)
        height = hills.point(place, self.main.middle.slice.loss(place))[1] - pixels(UNDER)
        return told.shift(np.array([0.0, height - told.get_center()[1], 0.0]))

    def let_go(self, ball: Ball) -> None:
        """One ball's run, in the time of day that its steps take, and how it has ended."""
        course, steps, sky = self.main, max(ball.run.n_steps, 1), self.sky
        number, kind, who = course.balls.index(ball), course.kind(ball), course.who(ball)
        before, waiting = course.balls[:number], course.balls[number:]
        dawn, last = np.ceil(sky.days.get_value() - 1e-9), course.seen_steps(ball)
        self.active = ball
        self.add(ball.way)
        by_night = "arrived_dark" if last > steps / 2 else "arrived"
        is_near = kind in ("slow", "moving", "arrived")
        self.beat(
            {"slow": "moving", "arrived": by_night}.get(kind, kind),
            vanish(*self.on_stage(*(each.label for each in (*before, *waiting[1:])))),
            dim(*(each.way for each in before)),
            *(to(each.lifted, QUEUE * place) for place, each in enumerate(waiting)),
            [] if is_near else self.hills.look(course.reach(ball), run_time=1.0),
            to(sky.days, dawn, run_time=1.0),
            to(sky.there, 1.0),
            appear(self.counter, ball.label, rate_func=late),
            step=last,
            **course.told(ball),
        )
        walk, seconds = ball.walk(until=last), ball.pace.when(last)
        passing = steadily(sky.days, dawn + last / steps, seconds)
        self.play(walk, passing)
        if kind in ("slow", "moving"):
            self.beat("on_its_way", who=who)
            queue = [*enumerate(waiting)][1:]
            for up in HOPS[: len(queue) * len(HOPS)]:
                self.play(
                    *(to(each.lifted, QUEUE * place + up, run_time=HOP) for place, each in queue)
                )
        elif kind == "arrived":
            place = self.hills.point(ball.place(), ball.reading().loss)
            self.play(arrive(place, self.theme), vanish(ball.label))
        else:
            self.play(vanish(ball.label), dim(*self.beyond(ball), share=FAINT))

    def beyond(self, ball: Ball) -> list[VGroup]:
        """The way of a ball that has left the frame, and so goes through the sentence."""
        low, high = self.main.reach(ball)
        return [] if ((ball.path > low) & (ball.path < high)).all() else [ball.way]

    def look_far_out(self) -> None:
        """The walls are straight far out, so that a step is no longer there."""
        course = self.main
        if is_bounded := "leaps" in course.kinds:
            gone = self.on_stage(self.counter, *(each.label for each in course.balls))
            self.beat("bounded", vanish(*gone), to(self.sky.there, 0.0))
        self.play(self.hills.look(self.far, run_time=WIDEN))
        if is_bounded:
            self.lean_on(course)

    def lean_on(self, course: "Course") -> None:
        """A tangent goes out along both walls, with its slope in figures."""
        probed, hills, ball = ValueTracker(course.centre), course.hills, course.middle
        on_curve, first = ball.slice, abs(ball.run.gradients[0, 0])
        riding = RidingPoint(hills, on_curve, probed.get_value, length=self.leaning)
        slope = Number(
            lambda: on_curve.slope(probed.get_value()),
            sized(first, 2).text,
            size=SIZES.sentence,
            colour=self.theme.gradient,
        )
        self.play(for_now(riding.tangent, self.in_the_middle("slope", slope), run_time=0.3))
        for end in (hills.x.low, hills.x.high):
            self.play(to(probed, course.centre + OUT * (end - course.centre), run_time=TRY))

    def change_the_loss(self) -> None:
        """The valley bends into that of another loss, above the same axis; a ball falls into it."""
        course, old, new = self.squared, self.hills, self.squared.hills
        new.see(self.far)
        name = Label(self.label("squared"), colour=self.theme.full_loss)
        half = name.width / 2
        across = at(NAMED, 0)[0] + half
        height = above_curve(new, course.middle.slice.losses, across, 1.2 * half)
        name.move_to(np.array([across, height, 0]))
        self.beat("other", self.gone(self.main), to(self.sky.there, 0.0))
        self.hills = new
        self.play(
            become(old.ground, new.ground, run_time=BEND),
            become(old.line, new.line, run_time=BEND),
            for_now(name, run_time=BEND, rate_func=late),
        )
        self.lean_on(course)
        self.line_up(course, "again", FALL)

    def gone(self, course: "Course") -> list[Animation]:
        """All balls of a course leave, with their ways and names."""
        parts = [part for each in course.balls for part in (each.way, each.point, each.label)]
        return vanish(*self.on_stage(self.counter, *parts))

    def fly_out(self) -> None:
        """The ball leaps ever farther, until it is out of the view."""
        self.active = bold = self.squared.middle
        self.beat("longer", vanish(bold.label), to(bold.lifted, 0.0), appear(self.counter))
        self.add(bold.way)
        riding = RidingPoint(self.hills, bold.slice, bold.landed, length=self.leaning)
        leap = arrow_along(self.hills, bold.leap, bold.colour, rise=RISE, width=7.0)
        self.play(for_now(riding.tangent, leap))
        last = min(bold.run.n_steps, LEAPS)
        near, far = (bold.pace.when(step) for step in (last // 5, last))
        soon = max(FLIGHT * near / max(far, STEP), STEP)
        self.play(bold.walk(until=last // 5, seconds=soon))
        self.play(self.hush(), bold.walk(until=last, seconds=FLIGHT - soon))
        self.let_stand(SILENCE)

    def compare(self) -> None:
        """Three trails beside each other, each below its rate."""
        course, theme, hills = self.main, self.theme, self.hills
        boxes = (column_of if is_tall() else row_of)(COUNT, self.trails, self.gap)
        self.small = [
            course.small(ball, box) for ball, box in zip(course.balls, boxes, strict=True)
        ]
        curves, grounds, heads = (VGroup() for _ in range(3))
        for box, ball in zip(boxes, self.small, strict=True):
            curve = ball.plot.curve(ball.slice.losses, theme.full_loss, width=4.0)
            curves.add(curve)
            below = np.array([at(box.right, box.bottom), at(box.left, box.bottom)])
            corners = polyline(np.array([curve.points[-1], *below, curve.points[0]]))
            ground = VMobject(**lit(theme, theme.background))
            grounds.add(ground.set_points(np.concatenate([curve.points, corners])))
            head = Label(ball.label.content, colour=ball.colour, bold=True)
            heads.add(head.place(at(*box.at(0.5, 0)) + offset(0, 16), "centre"))
        self.kept = grounds[1], curves[1]
        self.aside = VGroup(*grounds[::2], *curves[::2], heads)
        gone = vanish(self.main.hills.axis, self.main.hills.titles)
        self.beat("compare", self.gone(self.squared), gone)
        self.play(
            become(hills.ground, grounds[1]),
            become(hills.line, curves[1]),
            appear(self.aside, run_time=MOVE, rate_func=late),
        )
        for each in self.small:
            self.add(each.way, each.point)
        self.play(*(each.walk(seconds=TRAILS) for each in self.small))

    def keep_one(self) -> None:
        """What is to be remembered: one valley, and a ball that arrives."""
        hills, ball, small = self.main.hills, self.main.middle, self.small[1]
        hills.see(self.main.window)
        self.beat("take")
        ends = [each.where() for each in self.small if self.main.kind(each) == "arrived"]
        self.play(*(arrive(place, self.theme) for place in ends if place is not None))
        gone = [part for each in self.small[::2] for part in (each.way, each.point)]
        gone.append(self.aside)
        grown = hills.ground, hills.line, ball.way, ball.point
        pairs = zip((*self.kept, small.way, small.point), grown, strict=True)
        self.play(
            vanish(*gone, run_time=MOVE / 2),
            *(become(*each, run_time=MOVE) for each in pairs),
        )
        self.let_stand(LAST)


class Course:
    """A loss, and runs on it from one start: of three rates, or of one alone, which has no word.

    Attributes:
        minimum: where it is least; None without one.
        centre: that, or where the middle run ends.
        written: writes a place.
        hills: the loss as a landscape.
        balls: the runs, by their rates.
        middle: that of the middle rate.
    """

    def __init__(
        self,
        story: LearningRate,
        made: Sequence[Trajectory],
        title: str,
    ) -> None:
        middle = len(made) // 2
        main = made[middle]
        start, low = main.parameters[0, 0], minimum_of(main.spec)
        self.minimum, self.centre = low, main.parameters[-1, 0] if low is None else low
        self.window = window_about(np.array([start, self.centre]), self.centre)
        self.written = sized(max(map(abs, self.window)), 2).text
        on_curve = LossSlice.of_parameter(main.objective, 0, np.zeros(1))
        self.hills = Hills(story.theme, on_curve.losses, self.window, lowest=low, title=title)
        self.kinds = [self._kind(each) for each in made]
        self.rates = [as_given(each.spec.learning_rate) for each in made]
        self.texts = story.texts
        words = [WORDS.get(each, "") for each in self.kinds]
        self.words = words if len({*words} - {""}) == COUNT else [""] * len(made)
        colours = (story.theme.run3, story.theme.point, story.theme.run4)[-len(made) :]
        self.balls = [
            Ball(run, self.hills, colour, self._name(column), self._pace(run, column))
            for column, (run, colour) in enumerate(zip(made, colours, strict=True))
        ]
        self.middle = self.balls[middle]

    def _kind(self, run: Trajectory) -> str:
        """How a run ends: as its line_ending, or slowly, or diverged."""
        if run.outcome.startswith("diverged"):
            return "diverged"
        kind, low = line_ending(run, self.minimum), self.minimum
        is_slow = low is not None and not np.ptp(np.sign(run.parameters[:, 0] - low))
        return "slow" if kind == "moving" and is_slow else kind

    def _name(self, column: int) -> str:
        rate = self.texts.label("rate", rate=self.rates[column])
        word = self.words[column]
        return self.texts.label("ball", word=self.texts.label(word), rate=rate) if word else rate

    def _pace(self, run: Trajectory, column: int) -> PacedRun:
        """Evenly, or a first step that is long enough to be seen, then faster."""
        kind, n = self.kinds[column], run.n_steps
        if kind == "arrived":
            return lasting(0, np.full(n, min(STEP, ARRIVING / max(arrival(run, self.centre), 1))))
        slowing = np.maximum(FASTER ** np.arange(n), FASTEST)
        times = np.ones(n) if kind in ("slow", "moving") else slowing
        seconds = NIGHT if kind in ("slow", "moving") else LEAPING
        return lasting(0, seconds * times / max(times.sum(), 1.0))

    def kind(self, ball: Ball) -> str:
        """How a ball's run ends."""
        return self.kinds[self._column(ball)]

    def who(self, ball: Ball) -> str:
        """What a sentence calls a ball."""
        word = self.words[self._column(ball)]
        rate = self.texts.label("rate", rate=self.rates[self._column(ball)])
        return self.texts.label(f"who_{word}") if word else rate

    def told(self, ball: Ball) -> dict[str, object]:
        """What a sentence tells of a ball's run."""
        end = self.written(float(ball.path[-1]))
        return {"who": self.who(ball), "steps": ball.run.n_steps, "weight": end}

    def _column(self, ball: Ball) -> int:
        return next(at for at, each in enumerate(self.balls) if each.run is ball.run)

    def seen_steps(self, ball: Ball) -> int:
        """How many steps are shown: those until it arrives, or all."""
        there = self.minimum is not None and self.kind(ball) == "arrived"
        return arrival(ball.run, self.centre) if there else ball.run.n_steps

    def reach(self, ball: Ball) -> tuple[float, float]:
        """A window for all of a run, or what is near of it."""
        low, high = self.window
        far = FARTHEST_SEEN * (high - low) / 2
        seen = np.clip(ball.path, self.centre - far, self.centre + far)
        room = 0.05 * np.ptp(seen)
        return min(low, seen.min() - room), max(high, seen.max() + room)

    def widest(self) -> tuple[float, float]:
        """A window for all of its runs."""
        lows, highs = zip(*map(self.reach, self.balls), strict=True)
        return min(lows), max(highs)

    def small(self, ball: Ball, box: Box) -> Ball:
        """A ball on a small picture of the curve."""
        x, y = self.hills.scales(self.widest())
        plot = Plot(self.hills.theme, replace(x, ticks=()), y, box=box)
        pace = lasting(0, np.full(ball.run.n_steps, 1.0))
        return Ball(ball.run, plot, ball.colour, ball.label.content, pace, cut=True, radius=SMALL)


def rate_of(ball: Ball) -> float:
    """The learning rate of a ball's run."""
    return ball.run.spec.learning_rate


def squared_spec(main: RunSpec) -> RunSpec:
    """The same weight of a straight line, whose loss is the squared error."""
    data = replace(objective_of(main).dataset, class_names=())
    line = replace(frozen_model(main), model=LinearRegression(data.n_features))
    return replace(main, objective=ModelObjective(line, data))


def rates_of(spec: RunSpec, options: RunOptions) -> tuple[float, ...]:
    """The three rates: as given, or by how curved the loss is at its minimum."""
    given = options["rates"]
    if given is None:
        return tuple(rounded(share / curvature_of(spec), 2) for share in SHARES)
    rates = tuple(map(float, given))
    rising = all(first < second for first, second in pairwise(rates))
    if len(rates) != COUNT or not rising or rates[0] <= 0:
        raise RequestError("--rates takes three learning rates above 0, rising: 0.1,4,20")
    return rates


def curvature_of(spec: RunSpec) -> float:
    """How much the slope changes with the weight at the minimum, or without one at the start."""
    size, low = 1 / (input_size(spec) or 1.0), minimum_of(spec)
    place, near = spec.start[0] if low is None else low, NEARBY * size
    ends = [spec.objective.gradient(np.array([place + by]))[0] for by in (-near, near)]
    return float(max((ends[1] - ends[0]) / (2 * near), LEAST_CURVED / size**2))
