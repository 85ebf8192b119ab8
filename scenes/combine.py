"""Two logistic curves, weighted and summed: what one curve can't do, and the network that does."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from itertools import pairwise, product
from typing import Literal

import numpy as np
from manim import RIGHT, Circle, LaggedStart, Line, Mobject, ValueTracker, VGroup, VMobject
from manim.utils.color import color_to_rgb

from gradreel.scenes.stage.drawing import (
    GRID,
    MLP,
    SIZES,
    Box,
    ByShape,
    Curve,
    Dataset,
    EdgeIndex,
    FloatArray,
    Label,
    Lines,
    ManimStory,
    Network,
    Number,
    Plot,
    Recording,
    RedrawnPath,
    RequestError,
    RingedPoint,
    RunOptions,
    RunPlayer,
    Runs,
    RunSpec,
    Scale,
    Trajectory,
    appear,
    arrive,
    at,
    at_step,
    backed,
    become,
    dim,
    direction,
    every_edge,
    filled,
    for_now,
    fractions,
    high,
    is_tall,
    keep,
    late,
    linear,
    name_on,
    number_text,
    objective_of,
    offset,
    paced_as_it_learns,
    pixels,
    polyline,
    rectangle,
    round_values,
    runs,
    scale,
    sigmoid,
    smooth,
    smooth_path,
    snapshot,
    stroke,
    stroked,
    to,
    vanish,
)

PLACE = 430
OPTIONS = {
    "data": "heart",
    "x": ("Age",),
    "y": "AHD",
    "positive": None,
    "standardize": True,
    "optimizer": "gradient-descent",
    "learning_rate": 2.0,
    "steps": 2000,
    "seed": 1,
    "start": None,
}
DRAWS = "a network of one input, two sigmoid units and one output, for two classes"

ONE_CURVE = "one curve"
"""The role of a single logistic curve on the same data."""
ONE_CURVE_RATE, ONE_CURVE_STEPS = 0.5, 120
UNITS = 2
NETWORK, N_PARAMETERS = (1, UNITS, 1), 7
FITTING, LEARNING = 3.6, 8.6
"""Seconds that the runs may take: of one curve, and of the network."""
LOWEST = 0.93
"""Baseline of what is below the wide axes and their title."""
LONGEST = 9.0
"""Of a name from a person's data, in em: axes leave no more beside plates, or at the right."""
AT_ONCE = 3
"""So many bars grow at a time."""
AROUND, SHADED, FILLED = 0.06, 0.2, (0.2, 0.5)
"""Above and below the units' curves, as a share of their range; opacity between these and zero, and
of both classes in a bar."""
ALONG = 0.96
"""How far a point goes along the sum: not into the number at its end."""
LEVELS = 6
"""About so many heights of the axis of z are named."""
POINTS = 61
"""Of the curve in a node."""
FROM_EDGE, BELOW, OVER = 16.0, 30.0, 13.0
"""From an edge to its weight, and from a node to what is below it and above it, in pixels."""
WORD_GAP, ROOM, SIGNED = 9.0, 2.95, 3.6
"""From a word to its number, in pixels; what a number in the sum may take, without a sign and with
one, in em."""
END = 26.0
"""From the number at one unit's end to that of the other at the least, in pixels."""
FIRST_RADIUS = 118.0
"""Of the units of the first picture, in pixels."""


class Combine(ManimStory):
    """One curve rises or falls; two of them, weighted and summed, do both."""

    # The input and both units of the first picture, which are the last of the scene before.
    input_at = ByShape((0.3, 0.56), tall=(0.5, 0.325))
    pair_at = ByShape(((0.62, 0.37), (0.62, 0.765)), tall=((0.27, 0.63), (0.73, 0.63)))
    # Where the bars are, and the units' curves; notes.
    box = ByShape(Box(0.085, 0.93, 0.30, 0.765), tall=Box(0.15, 0.9, 0.325, 0.79))
    note_line, signs_line = ByShape(0.275, tall=0.262), ByShape(0.93, tall=0.905)
    # Where the plate of the loss begins; the lines on which the sum is written.
    loss_left, sum_lines = ByShape(0.182, tall=0.34), ByShape((0.262,) * 2, tall=(0.268, 0.305))
    sum_size = ByShape(0.056, tall=SIZES.number)
    # The network, a note about its input, and the size of its numbers; in pixels a node's radius,
    # half the width and the height of the curve in it, and what a number needs beside its word.
    network_box = ByShape(Box(0.23, 0.76, 0.395, 0.775), tall=Box(0.20, 0.68, 0.415, 0.595))
    scaled_line = ByShape(0.93, tall=0.74)
    number_size = ByShape(SIZES.number, tall=SIZES.smallest)
    radius, inside = ByShape(82.0, tall=40.0), ByShape((54.0, 58.0), tall=(26.0, 28.0))
    beside_word = ByShape(84.0, tall=68.0)

    @staticmethod
    def runs(options: RunOptions) -> Runs:
        """Return the run of the network, and gradient descent on one curve of the same data.

        Raises:
            RequestError: the data have several features, or more than two classes.
        """
        main = options.recorded or network_spec(options)
        rate = None if options.learning_rate is None else ONE_CURVE_RATE
        alone = RunOptions(learning_rate=rate)
        curve = runs.fitted_on(objective_of(main).dataset, alone, ONE_CURVE_STEPS)
        return {"main": main, ONE_CURVE: curve}

    @staticmethod
    def can_draw(spec: RunSpec) -> bool:
        """Whether a run is of such a network."""
        model = getattr(spec.objective, "model", None)
        found = (model.sizes, model.activation, model.n_classes) if isinstance(model, MLP) else ()
        return found == (NETWORK, "sigmoid", 2)

    @staticmethod
    def parts(recording: Recording) -> tuple[type[ManimStory], ...]:
        """Return the one part.

        Raises:
            RequestError: the run diverged.
        """
        if recording.run.outcome.startswith("diverged"):
            rate = f"at the learning rate {recording.run.spec.learning_rate:g}"
            raise RequestError(f"{rate} the run {recording.run.outcome}: lower --learning-rate")
        return (Combine,)

    def construct(self) -> None:
        """Tell it, beat by beat."""
        self.prepare()
        self.ask()
        self.fit_one()
        self.take_two()
        self.weigh()
        self.learn()
        self.turn()
        self.squash()
        self.remember()
        self.draw_network()
        self.ask_on()

    def prepare(self) -> None:
        """Make what several beats share."""
        self.alone = self.recording[ONE_CURVE]
        self.data = objective_of(self.run).dataset
        self.groups = groups_of(self.data)
        self.low, self.high = self.groups[0].low, self.groups[-1].high
        self.grown = ValueTracker(0.0)
        self.turned = turned(self.run)
        self.single = RunPlayer(self.alone, paced_as_it_learns(self.alone, FITTING))
        pace = paced_as_it_learns(self.run, LEARNING, *self.turned[1:])
        self.learning = RunPlayer(self.run, pace)
        self.shape = TwoUnits(self.data, self.run.parameters[-1]).shape(self.low, self.high)
        self.across = scale(self.low, self.high, count=6)
        self.prepare_score()

    def now(self) -> "TwoUnits":
        """The network where its run is now."""
        return TwoUnits(self.data, self.learning.parameters())

    def told(self, index: int) -> float:
        """One of the numbers that are shown: they stand still until a step is done."""
        return float(self.learning.reading().parameters[index])

    def one_curve(self, xs: FloatArray) -> FloatArray:
        """What the single curve says at feature values (n,) where its run is now."""
        return logistic(self.data, self.single.parameters(), xs)

    def prepare_score(self) -> None:
        """Axes, the units' curves, their sum, and a line that names each."""
        self.weighted, self.biased, self.squashed = (ValueTracker(0.0) for _ in range(3))
        theme = self.theme
        self.ends = self.ends_of_axis()
        self.levels = VGroup()
        low, high = self.ends[-1].astype(int).tolist()
        step = max((high - low) // LEVELS, 1)
        for level in range(low // step * step, high + 1, step):
            self.levels.add(*self.level(level))
        self.units = [
            self.drawn(partial(self.scaled, each), theme.text, 7.0) for each in range(UNITS)
        ]
        self.areas = [self.area(partial(self.scaled, each)) for each in range(UNITS)]
        for number, pair in enumerate(zip(self.units, self.areas, strict=True)):
            for part in pair:
                self.give_sign(part, number)
        self.total = self.drawn(self.score, theme.model, 10.0)
        self.terms = self.written()
        self.ends_named = VGroup(*map(self.number_at_end, range(UNITS)))

    def ends_of_axis(self) -> FloatArray:
        """The ends of the axis of z at each step that is shown (k, 2), for all up to it."""
        xs, reach = np.linspace(self.low, self.high, POINTS), list[tuple[float, float]]()
        for step in self.learning.pace.steps:
            now = TwoUnits(self.data, at_step(self.run, step).parameters)
            units = np.array([now.unit(each, xs) for each in range(UNITS)])
            first, second = scaled = now.weights[:, None] * units
            curves = np.array([*units, *scaled, first + second, now.score(xs), 0 * xs])
            reach.append((curves.min(), curves.max()))
        lows, highs = np.array(reach).T
        ends = np.stack([np.minimum.accumulate(lows), np.maximum.accumulate(highs)], axis=1)
        return ends + np.outer(ends[:, 1] - ends[:, 0], [-AROUND, AROUND])

    def shares(self, heights: FloatArray) -> FloatArray:
        """Where heights (n,) are on the axis of z now: 0 to 1; p is where they get squashed to."""
        steps, now = self.learning.pace.steps, self.learning.step
        low, high = (np.interp(now, steps, each) for each in self.ends.T)
        flat = (heights - low) / (high - low)
        return np.asarray(flat + self.squashed.get_value() * (sigmoid(heights) - flat))

    def on_axes(self, xs: FloatArray, heights: FloatArray) -> FloatArray:
        """Places (n, 3) of heights over feature values (n,)."""
        box, up = self.box, self.shares(heights)
        return at(box.left + self.across.share(xs) * box.width, box.bottom - up * box.height)

    def drawn(
        self, curve: Callable[[FloatArray], FloatArray], colour: str, width: float
    ) -> RedrawnPath:
        """A curve over the feature on the axis of z."""
        xs = np.linspace(self.across.low, self.across.high, POINTS)
        return stroked(lambda: smooth_path(self.on_axes(xs, curve(xs))), colour, width)

    def area(self, curve: Callable[[FloatArray], FloatArray]) -> RedrawnPath:
        """What is between a curve and zero."""
        xs = np.linspace(self.across.low, self.across.high, POINTS)

        def outline() -> FloatArray:
            ends = self.on_axes(xs[[-1, 0, 0]], np.array([0, 0, curve(xs[:1])[0]]))
            return polyline(np.concatenate([self.on_axes(xs, curve(xs)), ends]))

        return filled(outline, self.theme.text, SHADED)

    def number_at_end(self, number: int) -> Number:
        """Which unit a curve is of, at its right end."""
        name = Number(number + 1, 0, colour=self.theme.text, size=SIZES.tick)
        xs = np.array([self.across.high])

        def place() -> FloatArray:
            own, other = (
                self.on_axes(xs, self.scaled(each, xs))[0] for each in (number, 1 - number)
            )
            up = float(own[1] - other[1]) or 0.5 - number
            push = max(pixels(END) - abs(up), 0.0) / 2 * np.sign(up)
            return np.asarray(own + offset(5, -9) + np.array([0, push, 0]))

        name.place(place, "left")
        self.give_sign(name, number)
        return name

    def level(self, height: int) -> tuple[RedrawnPath, Number]:
        """A line of one height, and its number, as long as they are on the axis."""
        ends, heights = np.array([self.across.low, self.across.high]), np.full(2, height)

        def is_seen() -> bool:
            return bool(0 <= self.shares(heights)[0] <= 1)

        def line() -> FloatArray:
            return polyline(self.on_axes(ends, heights)) if is_seen() else np.zeros((0, 3))

        def written(value: float) -> str:
            return number_text(value, 0) if is_seen() else ""

        number = Number(height, written, colour=self.theme.muted, size=SIZES.tick)
        number.bold = False
        number.place(lambda: self.on_axes(ends, heights)[0] - offset(14, 9), "right")
        return stroked(line, self.theme.grid, 1.6), number

    def scaled(self, number: int, xs: FloatArray) -> FloatArray:
        """A unit's curve (n,), as far as it has its weight."""
        now = self.now()
        factor = 1 + self.weighted.get_value() * (now.weights[number] - 1)
        return np.asarray(factor * now.unit(number, xs))

    def score(self, xs: FloatArray) -> FloatArray:
        """The sum of both curves (n,), and as much as is added of the bias."""
        bias = self.biased.get_value() * self.now().bias
        return self.scaled(0, xs) + self.scaled(1, xs) + bias

    def written(self) -> list[VGroup]:
        """The sum in a line above the axes, or in two: its name, each unit's term, and the bias."""
        lines = [at(self.box.left, each) for each in self.sum_lines]
        name = Label("z =", size=self.sum_size, colour=self.theme.model, bold=True)
        made = [VGroup(name.place(lines[0], "left"))]
        place = np.array([name.get_right()[0], lines[0][1], 0])
        for number in range(UNITS):
            word = f"× {self.label('unit', number=number + 1)}"
            value = partial(self.told, 2 * UNITS + number)
            made.append(self.term(value, word, place, self.theme.text, signed=number > 0))
            for part in made[-1]:
                self.give_sign(part, number)
            place = np.array([made[-1].get_right()[0], place[1], 0])
            if is_tall() and not number:
                place = lines[1]
        return [*made, self.term(partial(self.told, -1), "", place, self.theme.model)]

    def term(
        self,
        value: Callable[[], float],
        word: str,
        place: FloatArray,
        colour: str,
        *,
        signed: bool = True,
    ) -> VGroup:
        """A number in the sum, with what it is a factor of."""

        def form(number: float) -> str:
            sign = "−" if number < 0 else "+"
            return f"{sign} {number_text(abs(number), 2)}" if signed else number_text(number, 2)

        number = Number(value, form, colour=colour, size=self.sum_size)
        right = place + number.em * (SIGNED if signed else ROOM) * RIGHT
        told = VGroup(number.place(right, "right"))
        if word:
            name = Label(word, size=self.sum_size, colour=colour)
            told.add(name.place(right + offset(WORD_GAP), "left"))
        return told

    def give_sign(self, part: VMobject, number: int) -> None:
        """Give a curve or words the colour of its unit's weight as this is told."""

        def colour(_: Mobject) -> None:
            sign = self.theme.of_sign(self.now().weights[number])
            before, after = (color_to_rgb(each) for each in (self.theme.text, sign))
            told = before + self.weighted.get_value() * (after - before)
            part.fill_rgbas[:, :3] = part.stroke_rgbas[:, :3] = told

        part.add_updater(colour)

    def first_picture(self) -> VGroup:
        """An input and two units."""
        theme, radius, middle = self.theme, pixels(FIRST_RADIUS), at(*self.input_at)
        places = [at(*each) for each in (self.input_at, *self.pair_at)]
        rings = [Circle(radius, color=theme.model).move_to(each) for each in places]
        for ring in rings:
            ring.set_stroke(width=stroke(3)).set_fill(theme.surface, 1)
        ways = (Line(middle, each, color=theme.line, stroke_width=stroke(3)) for each in places[1:])
        name = self.texts.column_labels(self.data.feature_names)[0]
        label = Label(name, size=SIZES.smallest, colour=theme.muted)
        label.place(middle + offset(0, FIRST_RADIUS + 16), "centre")
        return VGroup(*ways, label, *rings)

    def ask(self) -> None:
        """The bars grow: they rise, and then they don't."""
        self.plot, self.bars, self.counts = self.bars_in(self.box)
        counts, right = self.label("counts"), self.box.right
        self.note = self.text(counts, right, self.note_line, edge="right")
        x = self.texts.column(self.data.feature_names[0])
        y = self.texts.class_label(self.data, 1)
        key = "ask" if direction(self.data) > 0 else "ask_falls"
        opening = self.first_picture()
        self.add(opening)
        self.beat(key, x=x, y=y)
        self.wait(0.7)
        self.add(self.bars)
        self.play(
            vanish(opening, run_time=0.4),
            appear(self.plot, run_time=0.6),
            to(self.grown, 1.0, run_time=2.8, rate_func=linear),
        )
        self.play(appear(self.counts), for_now(self.note))

    def bars_in(self, box: Box) -> tuple[Plot, VGroup, VGroup]:
        """Axes in a box; for each group the shares of both classes, and how many they are."""
        data, theme, up = self.data, self.theme, Scale(0.0, 1.0, (0.0, 0.5, 1.0))
        name = self.texts.class_label(data, 1, LONGEST)
        x_title = self.texts.column_with_unit(data.feature_names[0])
        y_title = self.label("share", name=name)
        plot = Plot(theme, self.across, up, box=box, x_title=x_title, y_title=y_title)
        counts = VGroup()
        for group in self.groups:
            label = Label(str(group.count), size=SIZES.smallest, colour=theme.text)
            foot = plot.point((group.low + group.high) / 2, 0)
            counts.add(label.place(foot + offset(0, 9.0), "centre"))
        parts = product(range(len(self.groups)), (0, 1))
        return plot, VGroup(*(self.part(plot, *each) for each in parts)), counts

    def part(self, plot: Plot, number: int, kind: int) -> RedrawnPath:
        """A class's part of a group, from below or from above; they grow one after the other."""
        group, bars, side = self.groups[number], len(self.groups) + AT_ONCE - 1, offset(2.0)

        def outline() -> FloatArray:
            grown = smooth((self.grown.get_value() * bars - number) / AT_ONCE)
            ends = (0.0, group.share * grown) if kind else (1 - (1 - group.share) * grown, 1.0)
            return rectangle(
                plot.point(group.low, ends[0]) + side, plot.point(group.high, ends[1]) - side
            )

        return filled(outline, self.theme.of_class(kind), FILLED[kind])

    def fit_one(self) -> None:
        """One logistic curve is fitted, and goes one way."""
        self.curve = self.plot.curve(self.one_curve, self.theme.model, width=8)
        plates = for_now(self.plates(self.single, LOWEST))
        self.beat("single", keep(self.note), self.curve, plates)
        self.play(self.single.walk())

    def plates(self, player: RunPlayer, baseline: float) -> VGroup:
        """The step that is told, and the full loss at it."""
        made, loss = VGroup(), "full_loss" if is_tall() else "loss"
        step = "step", 0.05, lambda: player.told, 0
        mean = loss, self.loss_left, lambda: player.reading().loss, 3
        for key, left, value, places in (step, mean):
            word = self.text(self.label(key), left, baseline)
            number = Number(value, places, colour=self.theme.text)
            beside = at(left, baseline)
            beside[0] = word.get_right()[0] + pixels(12.0)
            made.add(word, number.place(beside, "left"))
        return made

    def take_two(self) -> None:
        """The bars leave, and two curves come of the one."""
        drawn = np.random.default_rng(self.run.spec.seed).normal(0, 1, N_PARAMETERS)
        is_random = np.array_equal(drawn, self.run.spec.start)
        self.above = VGroup(self.plot.grid, self.plot.y_axis, self.plot.titles[1])  # those of p
        self.beat("two" if is_random else "two_start")
        self.play(
            vanish(self.above, self.bars, self.counts, run_time=0.6),
            become(snapshot(self.curve), self.units[1], run_time=1.4),
            become(self.curve, self.units[0], run_time=1.4),
            appear(self.levels, *self.areas, self.ends_named, run_time=1.2),
        )

    def name(
        self, key: str, curve: Curve, colour: str, avoid: list[VMobject], near: float = 0.75
    ) -> VGroup:
        """The name of a curve over the bars, on a ground of its own."""
        taken, words = [*avoid, self.counts], self.label(key)
        label = name_on(curve, words, colour, box=self.box, avoid=taken, near=near)
        return backed(label, self.theme)

    def weigh(self) -> None:
        """Each curve gets its weight; then their sum and a bias are z."""
        name, *units, bias = self.terms
        signs = self.remark(self.label("signs"), y=self.signs_line)
        self.beat("weigh", for_now(signs), appear(*units))
        self.play(to(self.weighted, 1.0, run_time=1.8))
        self.beat("add", appear(name), become(snapshot(self.units[1]), self.total, run_time=1.4))
        self.play(appear(bias, run_time=0.3), to(self.biased, 1.0, run_time=1.0))

    def learn(self) -> None:
        """Without words: the run changes all numbers, and the sum becomes another curve."""
        plates = self.plates(self.learning, LOWEST)[:2]
        if not self.turned:
            self.beat("learn", for_now(plates))
            self.play(self.learning.walk())
            return
        number, step = self.turned
        other = 1 - number
        others = [each[other] for each in (self.terms[1:], self.units, self.areas, self.ends_named)]
        self.beat("watch", for_now(plates), dim(*others, self.terms[-1]), number=number + 1)
        read = int(self.learning.pace.step(self.left_to_read()))
        if self.learning.pace.when(read) < self.learning.pace.when(step):
            self.play(self.learning.walk(until=read, seconds=self.left_to_read()))
        else:
            self.wait(self.left_to_read())
        self.play(self.hush(), self.learning.walk(until=step))
        back = appear(*others, self.terms[-1])
        turned = arrive(self.ends_named[number].get_center(), self.theme)
        self.beat("turning", keep(plates), *back, turned, number=number + 1)
        self.play(self.learning.walk())

    def turn(self) -> None:
        """A point goes along the sum, as far up and down as that does."""
        along = ValueTracker(self.low)

        def place() -> FloatArray:
            xs = np.array([along.get_value()])
            return np.asarray(self.on_axes(xs, self.now().score(xs))[0])

        key = "turned" if self.turned and self.shape == "peak" else self.shape.replace(" ", "_")
        self.beat(key, for_now(RingedPoint(place, self.theme)))
        self.play(to(along, self.low + ALONG * (self.high - self.low), run_time=2.2))

    def squash(self) -> None:
        """The sigmoid squeezes all heights between 0 and 1: the sum is p, over the bars."""
        theme, now = self.theme, self.now
        gone = *self.levels[1::2], self.ends_named, *self.areas, *self.units, *self.terms
        self.curve = self.plot.curve(self.one_curve, theme.muted, width=8)
        self.two_curve = self.plot.curve(lambda xs: now().probability(xs), theme.model, width=10)
        one, two = (number_text(run.loss[-1], 3) for run in (self.alone, self.run))
        self.beat("squash", vanish(*gone))
        self.play(to(self.squashed, 1.0, run_time=self.left_to_read()))
        self.grown.set_value(0.0)
        back = self.above, self.bars, self.counts
        self.remove(self.total)
        self.add(*back, self.two_curve)
        self.beat("compare", vanish(self.levels), one=one, two=two)
        self.play(appear(*back, self.curve), to(self.grown, 1.0, run_time=1.6))
        alone = self.name("one_curve", self.curve, theme.muted, [self.two_curve], near=0.85)
        both = self.name("two_units", self.two_curve, theme.model, [self.curve, alone])
        self.names = VGroup(alone, both)
        self.play(appear(self.names))

    def draw_network(self) -> None:
        """The curves go into the units that they are; what joins these, with all its numbers."""
        theme, now, box = self.theme, self.now, self.network_box
        network = Network(theme, NETWORK, lambda: now().layers(), box=box, radius=self.radius)
        self.network = network
        xs = np.linspace(self.low, self.high, POINTS)
        inner = [self.curve_in(1, each, partial(self.added_by, each, xs)) for each in range(UNITS)]
        for number, curve in enumerate(inner):
            self.give_sign(curve, number)
        self.output = self.curve_in(2, 0, lambda: now().probability(xs)).set_stroke(theme.model)
        self.inner: list[Mobject] = [self.named_input(), *inner]
        size, room = SIZES.smallest, 1 - 2 * GRID.margin
        told = self.label("inside_scaled" if self.data.is_scaled else "inside")
        note = Lines(told, size=size, colour=theme.muted, room=room)
        note.place(at(GRID.margin, self.scaled_line))
        biases = [self.bias_at(*each) for each in ((1, 0), (1, 1), (2, 0))]
        numbers = [*map(self.weight_on, every_edge(NETWORK)), *biases]
        gone = self.plot, self.bars, self.counts, self.curve, self.names
        self.beat("network")
        self.play(
            vanish(*gone),
            become(self.two_curve, self.output, run_time=0.7),
            appear(network, *self.inner, run_time=0.4, rate_func=late),
            for_now(note),
        )
        self.inner += network, *numbers
        self.play(LaggedStart(*appear(*numbers), lag_ratio=0.4))

    def added_by(self, number: int, xs: FloatArray) -> FloatArray:
        """A unit's curve with its weight, as it is on the axis of z: 0 to 1."""
        return self.shares(self.scaled(number, xs))

    def curve_in(self, layer: int, unit: int, values: Callable[[], FloatArray]) -> RedrawnPath:
        """A curve of values (k,) from 0 to 1 in a node."""
        centre, (across, up) = self.network.centre(layer, unit), self.inside
        xs = np.linspace(-1, 1, POINTS) * pixels(across)

        def path() -> FloatArray:
            ys = (2 * values() - 1) * pixels(up)
            return smooth_path(centre + np.stack([xs, ys, np.zeros(POINTS)], axis=1))

        return stroked(path, self.theme.text, 5.0)

    def named_input(self) -> Label:
        """Name the input: at its left, or below it where that has no room."""
        name = self.texts.column_labels(self.data.feature_names, 4.0)[0]
        label = self.network.label(0, 0, name)
        if fractions(label.get_left())[0] < GRID.margin:
            label.place(self.network.centre(0, 0) - offset(0, self.radius + 70.0), "centre")
        return label

    def parameter(self, index: int) -> Number:
        """The number of a weight or a bias."""
        told = partial(self.told, index)
        return Number(told, 2, colour=self.theme.text, size=self.number_size)

    def weight_on(self, edge: EdgeIndex) -> Number:
        """The weight beside an edge."""
        upper = max(edge.unit, edge.source) == 0
        number = self.parameter(edge.unit if edge.layer == 1 else 2 * UNITS + edge.source)
        place = self.network.along_edge(edge, aside=FROM_EDGE if upper else -FROM_EDGE)
        drop = np.array([0, 0 if upper else number.em * 0.7, 0])
        return number.place(place - drop, "right" if edge.layer == 1 else "left")

    def bias_at(self, layer: int, unit: int) -> VGroup:
        """A bias says what it is, so that it isn't taken for a weight."""
        is_output = layer == 2
        number = self.parameter(-1 if is_output else UNITS + unit)
        word = Label(self.label("bias"), size=self.number_size, colour=self.theme.muted)
        up = self.radius + OVER if is_output or unit else -self.radius - BELOW
        start = self.network.centre(layer, unit) + offset(0, up)
        # at the left of the output, there is a weight
        start[0] += pixels(OVER) if is_output else -(word.width + pixels(self.beside_word)) / 2
        word.place(start, "left")
        beside = np.array([word.width + pixels(WORD_GAP), 0, 0])
        return VGroup(word, number.place(start + beside, "left"))

    def remember(self) -> None:
        """What two units can, and how little the last bar knows."""
        last = self.groups[-1]
        is_weak = last.count < FEW and last.count == min(each.count for each in self.groups)
        turned = "remember_turns" if is_weak else "remember_turned"
        key = "remember" if self.shape == "one way" else turned
        self.beat(key, rows=self.label("rows", count=last.count))
        along = ValueTracker(self.low)

        def on_curve(curve: Callable[[FloatArray], FloatArray]) -> FloatArray:
            x = along.get_value()
            return self.plot.point(x, curve(np.array([x]))[0])

        curves = self.one_curve, self.now().probability
        points = [RingedPoint(partial(on_curve, curve), self.theme) for curve in curves]
        self.play(appear(*points))
        others = *self.bars[:-2], *self.counts[:-1]
        self.play(to(along, self.high, run_time=2.8), *dim(*others, share=0.45))
        self.names.add(*points)

    def ask_on(self) -> None:
        """What comes out of the network has the frame: how many units for another curve?"""
        whole = snapshot(self.plot.curve(self.now().probability, self.theme.model, width=10))
        whole.stretch(high(self.box.height) / max(whole.height, pixels(FROM_EDGE)), 1)
        self.beat("end" if self.shape in {"peak", "valley"} else "end_plain")
        grown = become(self.output, whole.move_to(at(*self.box.middle)), run_time=1.8)
        self.play(vanish(*self.inner, run_time=1.4), grown)
        self.let_stand(2.2)


def turned(run: Trajectory) -> tuple[int, ...]:
    """The unit whose weight turns negative, and the step since when it is; () if none or both."""
    weights = run.parameters[:, 4:6]
    found = np.flatnonzero((weights[0] >= 0) & (weights[-1] < 0))
    if len(found) != 1:
        return ()
    last = np.flatnonzero(weights[:, found[0]] >= 0)[-1]
    return int(found[0]), int(run.recorded_steps[last + 1])


CurveShape = Literal["peak", "valley", "wave", "one way"]
TURNS_BY = 0.01
"""A curve turns when it rises and falls by so much, in p."""


@dataclass(frozen=True, eq=False)
class TwoUnits:
    """The network at some parameters, as functions of the feature on the data's own scale.

    Attributes:
        data: what it was trained on.
        parameters: (7,): slopes and offsets of the two units, their weights, the bias.
    """

    data: Dataset
    parameters: FloatArray

    @property
    def weights(self) -> FloatArray:
        """What the units' values are multiplied by: (2,)."""
        return self.parameters[4:6]

    @property
    def bias(self) -> float:
        """What is added to their weighted sum."""
        return float(self.parameters[6])

    def unit(self, number: int, xs: FloatArray) -> FloatArray:
        """A hidden unit's value at feature values (n,): a logistic curve (n,)."""
        slope, offset = self.parameters[number], self.parameters[UNITS + number]
        return logistic(self.data, np.array([offset, slope]), xs)

    def score(self, xs: FloatArray) -> FloatArray:
        """The weighted sum of both units and the bias: the log-odds (n,)."""
        parts = (self.weights[number] * self.unit(number, xs) for number in range(UNITS))
        return np.asarray(sum(parts, self.bias))

    def probability(self, xs: FloatArray) -> FloatArray:
        """What the network says at feature values (n,): p (n,)."""
        return sigmoid(self.score(xs))

    def layers(self) -> list[FloatArray]:
        """The weights of the edges, an array (out, in) a layer."""
        return [layer.weights for layer in MLP(NETWORK, "sigmoid").layers(self.parameters)]

    def shape(self, low: float, high: float) -> CurveShape:
        """How p goes between two values of the feature."""
        ps = self.probability(np.linspace(low, high, 401))
        if _goes_one_way(ps) or _goes_one_way(-ps):
            return "one way"
        top, bottom = int(ps.argmax()), int(ps.argmin())
        if _goes_one_way(ps[: top + 1]) and _goes_one_way(-ps[top:]):
            return "peak"
        is_valley = _goes_one_way(-ps[: bottom + 1]) and _goes_one_way(ps[bottom:])
        return "valley" if is_valley else "wave"


def _goes_one_way(ps: FloatArray) -> bool:
    """Whether a curve (k,) rises throughout, but for what is too little to be seen."""
    return bool((np.maximum.accumulate(ps) - ps).max() <= TURNS_BY)


def logistic(data: Dataset, parameters: FloatArray, xs: FloatArray) -> FloatArray:
    """A logistic curve over the feature of some data.

    Args:
        data: standardised or not.
        parameters: (2,): offset and slope, as a run has them.
        xs: feature values (n,), on the data's own scale.
    """
    return sigmoid(parameters[0] + parameters[1] * (xs - data.mean[0]) / data.sd[0])


GROUPS = 8
"""About so many."""
FEWEST, FEW = 10, 30
"""A group of fewer samples is joined with its neighbour; or is small."""


@dataclass(frozen=True)
class Group:
    """Samples whose feature is in one range.

    Attributes:
        low, high: the range, its end left out but for the last group's.
        count: how many samples it has.
        share: how many of them are of class 1, as a share.
    """

    low: float
    high: float
    count: int
    share: float


def groups_of(data: Dataset) -> tuple[Group, ...]:
    """Cut the samples into groups of ten at the least, by round ranges of the feature.

    Where all would be one group, as few values are far from all others, groups have the same size.
    """
    values, target = data.features[:, 0], data.target
    low, high = values.min(), values.max()
    inner = [edge for edge in round_values(low, high, GROUPS) if low < edge < high]
    beyond = np.nextafter(high, np.inf)
    edges = _joined(np.array([low, *inner, beyond]), values)
    if len(edges) == 2:
        alike = np.quantile(values, np.linspace(0, 1, GROUPS + 1)[:-1])
        edges = _joined(np.array([*alike, beyond]), values)
    found = []
    for start, end in pairwise(edges):
        chosen = target[(values >= start) & (values < end)]
        found.append(Group(start, min(end, high), len(chosen), chosen.mean()))
    return tuple(found)


def _joined(edges: FloatArray, values: FloatArray) -> list[float]:
    """Leave out edges until each group between them has enough samples."""
    kept = [edges[0]]
    for edge in edges[1:-1]:
        inside = np.count_nonzero((values >= kept[-1]) & (values < edge))
        beyond = np.count_nonzero(values >= edge)
        if inside >= FEWEST and beyond >= FEWEST:
            kept.append(edge)
    return [*kept, edges[-1]]


def network_spec(options: RunOptions) -> RunSpec:
    """The run of the network, from random numbers."""
    data = runs.dataset(options)
    runs.check_one_feature("combine", data)
    runs.check_two_classes("combine draws", data)
    drawn = np.random.default_rng(options.seed or 0).normal(0, 1, N_PARAMETERS)
    start = options.start or tuple(drawn.tolist())
    return runs.mlp_spec(options.changed(hidden=(UNITS,), activation="sigmoid", start=start))
