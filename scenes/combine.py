"""Two logistic curves, weighted and summed: what one curve can't do, and the network that does."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from typing import Literal

import numpy as np
from manim import LaggedStart, Mobject, ValueTracker, VGroup, VMobject
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
    backed,
    become,
    dim,
    direction,
    down,
    every_edge,
    filled,
    for_now,
    fractions,
    is_fitted,
    keep,
    linear,
    lowest_loss,
    name_on,
    number_text,
    objective_of,
    offset,
    paced,
    pixels,
    rectangle,
    round_values,
    runs,
    scale,
    sigmoid,
    smooth,
    smooth_path,
    snapshot,
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
FITTING, LEARNING, BACK = 4.6, 8.5, 1.4
"""Seconds that the runs may take: of one curve, of the network, and to where that began."""
LOWEST = 0.93
"""Baseline of what is below the wide axes and their title."""
LONGEST = 9.0
"""Of a name from a person's data, in em: axes leave no more beside plates, or at the right."""
AT_ONCE = 3
"""So many bars grow at a time."""
AROUND, NAMED, NAMES = 0.06, 0.45, 0.47
"""Above and below the units' curves, as a share of their range; and of their axes' width and
height, at the upper left: where curves are named, and none is."""
POINTS = 61
"""Of the curve in a node."""
FROM_EDGE, BELOW, OVER = 16.0, 30.0, 13.0
"""From an edge to its weight, and from a node to what is below it and above it, in pixels."""
WORD_GAP, BESIDE_WORD = 8.0, 68.0
"""From a word to its number, and what both need beyond the word, in pixels."""


class Combine(ManimStory):
    """One curve rises or falls; two of them, weighted and summed, do both."""

    # Where the bars are, alone, and beside or below the curves or the network; their note.
    alone_box = ByShape(Box(0.085, 0.935, 0.30, 0.765), tall=Box(0.15, 0.92, 0.305, 0.79))
    beside_box = ByShape(Box(0.575, 0.935, 0.30, 0.80), tall=Box(0.15, 0.92, 0.716, 0.861))
    note_line = ByShape(0.275, tall=0.242)
    # Where the plate of the loss begins, and the baseline of both plates.
    loss_left, plates_line = ByShape(0.172, tall=0.34), ByShape(0.875, tall=0.635)
    # The units' curves; the first baseline of the lines that name them, how much lower those of the
    # sum are, as in a tall frame it is there itself; and that of what colours mean.
    score_box = ByShape(Box(0.10, 0.46, 0.30, 0.80), tall=Box(0.15, 0.92, 0.328, 0.55))
    first_row, sum_lower = ByShape(0.345, tall=0.361), ByShape(0.0, tall=0.057)
    signs_line = ByShape(0.207, tall=0.230)
    # The network, and a note about its input; a node's radius, and half the width and the height of
    # the curve in it, in pixels.
    network_box = ByShape(Box(0.145, 0.42, 0.38, 0.68), tall=Box(0.20, 0.68, 0.355, 0.504))
    scaled_line, scaled_room = ByShape(0.315, tall=0.336), ByShape(0.9, tall=0.28)
    radius, inside = ByShape(46.0, tall=37.0), ByShape((30.0, 24.0), tall=(24.0, 19.0))
    # Of both losses where names end and bars begin, a bar's greatest length, the first baseline.
    names_end, bars_begin = ByShape(0.15, tall=0.28), ByShape(0.16, tall=0.30)
    longest_bar, first_bar = ByShape(0.2, tall=0.46), ByShape(0.862, tall=0.608)

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
        if recording.main.outcome.startswith("diverged"):
            rate = f"at the learning rate {recording.main.spec.learning_rate:g}"
            raise RequestError(f"{rate} the run {recording.main.outcome}: lower --learning-rate")
        return (Combine,)

    def construct(self) -> None:
        """Tell it, beat by beat."""
        self.prepare()
        self.ask()
        self.fit_one()
        self.take_two()
        self.weigh()
        self.add_up()
        self.squash()
        self.draw_network()
        self.learn()
        self.compare()
        self.remember()

    def prepare(self) -> None:
        """Make what several beats share."""
        self.alone = self.recording[ONE_CURVE]
        self.data = objective_of(self.run).dataset
        self.groups = groups_of(self.data)
        self.low, self.high = self.groups[0].low, self.groups[-1].high
        self.grown = ValueTracker(0.0)
        self.single, self.learning = FilmRun(self.alone, FITTING), FilmRun(self.run, LEARNING)
        self.learning.walk_to(self.learning.pace.seconds)
        self.end = TwoUnits(self.data, self.run.parameters[-1])
        self.shape = self.end.shape(self.low, self.high)
        self.across = scale(self.low, self.high, count=6)
        self.unit_colours = [self.theme.of_sign(float(each)) for each in self.end.weights]
        self.prepare_score()

    def now(self) -> "TwoUnits":
        """The network where its run is now."""
        return TwoUnits(self.data, self.learning.parameters())

    def one_curve(self, xs: FloatArray) -> FloatArray:
        """What the single curve says at feature values (n,) where its run is now."""
        return logistic(self.data, self.single.parameters(), xs)

    def prepare_score(self) -> None:
        """Axes, the units' curves, their sum, and a line that names each."""
        self.drawn, self.weighted, self.summed = (ValueTracker(0.0) for _ in range(3))
        title, model = self.texts.column_with_unit(self.data.feature_names[0]), self.theme.model
        up = self.axis_of_sums()
        self.score_plot = Plot(self.theme, self.across, up, box=self.score_box, x_title=title)
        self.units = [self.unit_curve(number) for number in range(UNITS)]
        self.total = self.score_plot.curve(self.partial_sum, model)
        self.unit_rows = [self.unit_row(number) for number in range(UNITS)]
        self.signs = self.remark(self.label("signs"), y=self.signs_line)

    def axis_of_sums(self) -> Scale:
        """An axis over the curves with their weights and the score, which leaves names room."""
        xs = np.linspace(self.across.low, self.across.high, 201)
        weights, score = self.end.weights, self.end.score(xs)
        curves = np.array([*(weights[n] * self.end.unit(n, xs) for n in range(UNITS)), score])
        values = np.array([*curves.ravel(), 0.0, 1.0])
        room = AROUND * float(np.ptp(values))
        low, high = float(values.min()) - room, float(values.max()) + room
        named = xs <= self.across.low + NAMED * (self.across.high - self.across.low)
        below = float(curves[:, named].max())
        return scale(low, max(high, low + (below - low) / (1 - NAMES)), count=6)

    def told_weight(self, number: int) -> float:
        """How far a unit has come to its weight."""
        return min(max(self.weighted.get_value() - number, 0.0), 1.0)

    def factor(self, number: int) -> float:
        """What a unit's curve is multiplied by now: 1 at first, its weight in the end."""
        return 1 + self.told_weight(number) * (float(self.end.weights[number]) - 1)

    def partial_sum(self, xs: FloatArray) -> FloatArray:
        """The first unit with its weight, as far as it is added the second one, and the bias."""
        first, second = (self.end.weights[n] * self.end.unit(n, xs) for n in range(UNITS))
        summed = self.summed.get_value()
        added = min(summed, 1.0) * second + max(summed - 1.0, 0.0) * self.end.bias
        return np.asarray(first + added)

    def unit_curve(self, number: int) -> Curve:
        """A unit's curve, as far as it is drawn and has its weight."""
        low, high = self.across.low, self.across.high
        curve = self.score_plot.curve(
            lambda xs: self.factor(number) * self.end.unit(number, xs),
            self.theme.text,
            between=lambda: (low, low + max(self.drawn.get_value(), 1e-3) * (high - low)),
        )
        self.give_sign(curve, number)
        return curve

    def unit_row(self, number: int) -> VGroup:
        """What a unit is called, and its factor."""
        content, colour = self.label("unit", number=number + 1), self.theme.text
        name = Label(f"{content} ×", size=SIZES.label, colour=colour)
        row = self.row(number, name)
        beside = at(0, self.row_line(number))
        beside[0] = row.get_right()[0] + pixels(5.0)
        factor = Number(partial(self.factor, number), 2, colour=colour, size=SIZES.label)
        for part in (name, factor):
            self.give_sign(part, number)
        return VGroup(row, backed(factor.place(beside, "left"), self.theme))

    def give_sign(self, part: VMobject, number: int) -> None:
        """Give a unit's curve or words the colour of its weight's sign as the weight is told."""
        ends = self.theme.text, self.unit_colours[number]
        before, after = (np.asarray(color_to_rgb(each)) for each in ends)

        def colour(_: Mobject) -> None:
            now = before + self.told_weight(number) * (after - before)
            part.fill_rgbas[:, :3] = part.stroke_rgbas[:, :3] = now

        part.add_updater(colour)

    def line_of(self, key: str, number: int, **values: object) -> VGroup:
        """A line that tells of the sum."""
        content = self.label(key, **values)
        return self.row(number, Label(content, size=SIZES.label, colour=self.theme.model))

    def row(self, number: int, content: Label) -> VGroup:
        """Put words into a line beside the axis, on a ground of their own."""
        content.place(at(self.score_box.left + 0.012, self.row_line(number)), "left")
        return backed(content, self.theme)

    def row_line(self, number: int) -> float:
        """The baseline of a line."""
        lower = 0.0 if number < UNITS else self.sum_lower
        return self.first_row + number * down(0.058) + lower

    def score_title(self, key: str) -> Label:
        """What the axis at the left shows."""
        label = Label(self.label(key), size=SIZES.label, colour=self.theme.muted)
        return label.place(at(self.score_box.left, self.score_box.top - 0.025))

    def ask(self) -> None:
        """The bars grow: they rise, and then they don't."""
        self.plot, self.bars, self.counts = self.bars_in(self.alone_box)
        counts, right = self.label("counts"), self.alone_box.right
        self.note = self.text(counts, right, self.note_line, edge="right")
        x = self.texts.column(self.data.feature_names[0])
        y = self.texts.class_label(self.data, 1)
        rows = self.label("rows", count=self.data.n)
        self.add(self.plot, self.bars)
        grow = to(self.grown, 1.0, run_time=3.6, rate_func=linear)
        key = "ask" if direction(self.data) > 0 else "ask_falls"
        self.beat(key, grow, rows=rows, x=x, y=y)
        self.play(appear(self.counts), for_now(self.note))

    def bars_in(self, box: Box) -> tuple[Plot, VGroup, VGroup]:
        """Axes in a box with a bar for each group, and the number of its samples."""
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
        bars = VGroup(*(self.share_bar(plot, number) for number in range(len(self.groups))))
        return plot, bars, counts

    def share_bar(self, plot: Plot, number: int) -> RedrawnPath:
        """The bar of a group; bars grow one after the other."""
        group, bars, side = self.groups[number], len(self.groups) + AT_ONCE - 1, offset(2.0)

        def outline() -> FloatArray:
            grown = smooth((self.grown.get_value() * bars - number) / AT_ONCE)
            top = plot.point(group.high, group.share * grown)
            return rectangle(plot.point(group.low, 0) + side, top - side)

        muted = self.theme.muted
        return stroked(outline, muted, 1.6, fill_color=muted, fill_opacity=0.25)

    def fit_one(self) -> None:
        """One logistic curve is fitted, and goes one way."""
        self.curve = self.plot.curve(self.one_curve, self.theme.model)
        plates = for_now(self.plates(self.single, LOWEST))
        self.beat("single", keep(self.note), self.curve, plates)
        self.play(self.single.walk())

    def plates(self, player: "FilmRun", baseline: float) -> VGroup:
        """The step that is told, and the full loss at it."""
        made = VGroup()
        rows: list[tuple[str, float, Callable[[], float], int]] = [
            ("step", 0.05, lambda: player.told, 0),
            ("full_loss", self.loss_left, lambda: player.reading().loss, 3),
        ]
        for key, left, value, places in rows:
            word = self.text(self.label(key), left, baseline)
            number = Number(value, places, colour=self.theme.text)
            beside = at(left, baseline)
            beside[0] = word.get_right()[0] + pixels(12.0)
            made.add(word, number.place(beside, "left"))
        return made

    def take_two(self) -> None:
        """The bars make room for two curves."""
        plot, bars, counts = self.bars_in(self.beside_box)
        curve = plot.curve(self.one_curve, self.theme.muted)
        self.beat("two")
        old, new = (self.plot, self.curve, *self.bars, *self.counts), (plot, curve, *bars, *counts)
        self.left_title = self.score_title("outputs")
        self.play(*(become(*pair, run_time=1.1) for pair in zip(old, new, strict=True)))
        self.plot, self.curve, self.bars, self.counts = plot, curve, bars, counts
        self.one_name = self.name("one_curve", curve, self.theme.muted, [], near=0.85)
        self.play(appear(self.score_plot, self.left_title, *self.unit_rows, self.one_name))
        self.add(*self.units)
        self.play(to(self.drawn, 1.0, run_time=2.8))

    def name(
        self, key: str, curve: Curve, colour: str, avoid: list[VMobject], near: float = 0.75
    ) -> VGroup:
        """The name of a curve over the bars, on a ground of its own."""
        taken, words = [*avoid, self.bars, self.counts], self.label(key)
        label = name_on(curve, words, colour, box=self.beside_box, avoid=taken, near=near)
        return backed(label, self.theme)

    def weigh(self) -> None:
        """Each curve is stretched by its weight, one after the other."""
        self.beat("weigh" if (self.end.weights < 0).any() else "weigh_up", self.signs)
        for number in range(UNITS):
            self.play(to(self.weighted, number + 1.0, run_time=1.9))

    def add_up(self) -> None:
        """Their sum, with the bias, is a curve that turns."""
        key = {"peak": "sum_peak", "valley": "sum_valley"}.get(self.shape, "sum")
        title, bias = self.score_title("score"), self.end.bias
        added = f"{'−' if bias < 0 else '+'} {number_text(abs(bias), 2)}"
        total, named = self.line_of("sum", UNITS), self.line_of("score_of", UNITS, bias=added)
        self.beat(key, appear(total, self.total), [become(self.left_title, title)])
        self.left_title = title
        self.play(to(self.summed, 1.0, run_time=2.0), *dim(*self.units))
        self.play(to(self.summed, 2.0, run_time=1.2), become(total, named, run_time=1.2))
        self.sum_rows = [named, self.line_of("squashed", UNITS + 1)]

    def squash(self) -> None:
        """The sigmoid makes a probability of the score."""
        self.network_curve = self.plot.curve(
            lambda xs: self.now().probability(xs), self.theme.model
        )
        self.beat("squash" if self.shape == "one way" else "squash_turns", self.sum_rows[1])
        self.play(become(snapshot(self.total), self.network_curve, run_time=2.2))
        name, others = "two_units", [self.curve, self.one_name]
        self.two_name = self.name(name, self.network_curve, self.theme.model, others)
        self.play(appear(self.two_name))

    def draw_network(self) -> None:
        """The curves go to the nodes of the network that they are."""
        theme, label, now = self.theme, self.label, self.now
        self.network = network = Network(
            theme, NETWORK, lambda: now().layers(), box=self.network_box, radius=self.radius
        )
        xs = np.linspace(self.low, self.high, POINTS)
        curves = [
            self.curve_in(1, 0, lambda: now().unit(0, xs), self.unit_colours[0]),
            self.curve_in(1, 1, lambda: now().unit(1, xs), self.unit_colours[1]),
            self.curve_in(2, 0, lambda: now().probability(xs), theme.model),
        ]
        names = VGroup()  # above the upper unit, below the lower one
        for unit, aside in enumerate((self.radius + OVER, -self.radius - BELOW)):
            content = label("unit", number=unit + 1)
            name = Label(content, size=SIZES.label, colour=self.unit_colours[unit])
            names.add(name.place(network.centre(1, unit) + offset(0, aside), "centre"))
        shown = [network, self.named_input(), names]
        if self.data.is_scaled:
            size, room = SIZES.smallest, self.scaled_room
            note = Lines(label("scaled"), size=size, colour=theme.muted, room=room)
            shown.append(note.place(at(GRID.margin, self.scaled_line)))
        gone = self.score_plot, self.left_title, *self.unit_rows, *self.sum_rows
        self.beat("network", vanish(*gone))
        self.play(appear(*shown))
        pairs = zip([*self.units, self.total], curves, strict=True)
        self.play(*(become(*pair, run_time=2.0) for pair in pairs))
        biases = (self.bias_at(*each) for each in ((1, 0), (1, 1), (2, 0)))
        numbers = [*map(self.weight_on, every_edge(NETWORK)), *biases]
        self.play(LaggedStart(*appear(*numbers), lag_ratio=0.6))

    def curve_in(
        self, layer: int, unit: int, values: Callable[[], FloatArray], colour: str
    ) -> RedrawnPath:
        """A curve of values (k,) from 0 to 1 in a node."""
        centre, (across, up) = self.network.centre(layer, unit), self.inside
        xs = np.linspace(-1, 1, POINTS) * pixels(across)

        def path() -> FloatArray:
            ys = (2 * values() - 1) * pixels(up)
            return smooth_path(centre + np.stack([xs, ys, np.zeros(POINTS)], axis=1))

        return stroked(path, colour, 3.4)

    def named_input(self) -> Label:
        """Name the input: at its left, or below it where that has no room."""
        name = self.texts.column_labels(self.data.feature_names, 4.0)[0]
        label = self.network.label(0, 0, name)
        if fractions(label.get_left())[0] < GRID.margin:
            label.place(self.network.centre(0, 0) - offset(0, self.radius + 62.0), "centre")
        return label

    def parameter(self, index: int) -> Number:
        """The number of a weight or a bias."""
        value = lambda: float(self.learning.parameters()[index])  # noqa: E731
        return Number(value, 2, colour=self.theme.text, size=SIZES.smallest)

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
        number = self.parameter(N_PARAMETERS - 1 if is_output else UNITS + unit)
        word = Label(self.label("bias"), size=SIZES.smallest, colour=self.theme.muted)
        up = self.radius + OVER if is_output or unit else -self.radius - BELOW
        start = self.network.centre(layer, unit) + offset(0, up)
        # at the left of the output, there is a weight
        start[0] += pixels(OVER) if is_output else -(word.width + pixels(BESIDE_WORD)) / 2
        word.place(start, "left")
        beside = np.array([word.width + pixels(WORD_GAP), 0, 0])
        return VGroup(word, number.place(start + beside, "left"))

    def learn(self) -> None:
        """From random numbers the run finds all seven."""
        optimizer, player = self.texts.optimizer(self.run.spec.optimizer_name), self.learning
        plates = for_now(self.plates(player, self.plates_line))
        self.beat("learn", vanish(self.two_name, self.signs), plates, optimizer=optimizer)
        player.stride = player.pace.seconds / BACK * TOLD_EVERY
        self.play(player.walk(until=0, seconds=BACK))
        self.wait(0.5)
        player.stride = 0.0
        self.play(player.walk())
        self.play(appear(self.two_name))

    def compare(self) -> None:
        """Both losses side by side."""
        losses = [float(run.loss[-1]) for run in (self.alone, self.run)]
        one, two = (round(each, 3) for each in losses)
        key, best = "lower" if two < one else "not_lower", lowest_loss(self.alone)
        if best is not None and not is_fitted(self.alone):
            key = "unfitted"
        grown, bars, numbers = ValueTracker(0.0), VGroup(), VGroup()
        looks = ("one_curve", self.theme.muted), ("two_units", self.theme.model)
        for row, ((name, colour), loss) in enumerate(zip(looks, losses, strict=True)):
            baseline = self.first_bar + row * down(0.062)
            length = self.longest_bar * loss / max(losses)
            label = self.text(
                self.label(name), self.names_end, baseline, edge="right", colour=colour
            )
            outline = partial(self.loss_bar, baseline, length, grown)
            bars.add(label, filled(outline, colour, 0.8))
            number = Number(loss, 3, colour=self.theme.text)
            end = at(self.bars_begin + length, baseline)
            numbers.add(number.place(end + offset(10.0), "left"))
        told = {"one": one, "two": two, "best": best or 0.0}
        self.beat(key, bars, **{name: number_text(each, 3) for name, each in told.items()})
        self.play(to(grown, 1.0, run_time=2.2))
        self.play(appear(numbers))

    def loss_bar(self, baseline: float, length: float, grown: ValueTracker) -> FloatArray:
        """The outline of a loss' bar."""
        begin, end = self.bars_begin, self.bars_begin + grown.get_value() * length
        low, high = baseline + down(0.006), baseline - down(0.03)
        return rectangle(at(begin, low), at(end, high))

    def remember(self) -> None:
        """What two units can, and how little the last bar knows."""
        last = self.groups[-1]
        turned = "remember_turns" if last.count < FEW else "remember_turned"
        key = "remember" if self.shape == "one way" else turned
        self.beat(key, rows=self.label("rows", count=last.count))
        along = ValueTracker(self.low)

        def on_curve(curve: Callable[[FloatArray], FloatArray]) -> FloatArray:
            x = along.get_value()
            return self.plot.point(x, float(curve(np.array([x]))[0]))

        curves = self.one_curve, self.end.probability
        points = [RingedPoint(partial(on_curve, curve), self.theme) for curve in curves]
        self.play(appear(*points))
        others = *self.bars[:-1], *self.counts[:-1]
        self.play(to(along, self.high, run_time=3.4), *dim(*others, share=0.45))
        self.play(arrive(self.counts[-1].get_center(), self.theme))
        self.let_stand(2.5)


SHOWN = 110
"""How many steps of a run are shown at the most."""
LITTLE = 2e-4
"""A loss this near to the last one is that of a curve that doesn't move any more, to the eye."""
TOLD_EVERY = 0.25
"""Seconds for which a number stands while a run goes back, to be read."""


class FilmRun(RunPlayer):
    """A run whose steps lie the farther apart the later they are, up to where little changes.

    Attributes:
        stride: of its clock, for which what is told stands; 0 for as long as its pace says.
    """

    stride = 0.0

    def __init__(self, run: Trajectory, seconds: float) -> None:
        recorded, last = run.recorded_steps, len(run.recorded_steps) - 1
        moving = np.flatnonzero(np.abs(run.loss - run.loss[-1]) > LITTLE)
        count = min(int(moving[-1]) + 2, last) if moving.size else 1
        wanted = np.geomspace(1, count, SHOWN).round().astype(int) - 1
        shown = np.unique([*wanted, last])
        super().__init__(run, paced(recorded[shown].tolist(), seconds=seconds))

    def walk_to(self, clock: float) -> None:
        """Stand where the run is after so many seconds of its pace."""
        super().walk_to(clock)
        if self.stride:
            read = float(np.ceil(clock / self.stride) * self.stride)
            self.told = self.pace.told(min(read, self.pace.seconds))


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
    low, high = float(values.min()), float(values.max())
    inner = [edge for edge in round_values(low, high, GROUPS) if low < edge < high]
    beyond = np.nextafter(high, np.inf)
    edges = _joined(np.array([low, *inner, beyond]), values)
    if len(edges) == 2:
        alike = np.quantile(values, np.linspace(0, 1, GROUPS + 1)[:-1])
        edges = _joined(np.array([*alike, beyond]), values)
    found = []
    for start, end in pairwise(edges):
        chosen = target[(values >= start) & (values < end)]
        found.append(Group(start, min(end, high), len(chosen), float(chosen.mean())))
    return tuple(found)


def _joined(edges: FloatArray, values: FloatArray) -> list[float]:
    """Leave out edges until each group between them has enough samples."""
    kept = [float(edges[0])]
    for edge in edges[1:-1]:
        inside = np.count_nonzero((values >= kept[-1]) & (values < edge))
        beyond = np.count_nonzero(values >= edge)
        if inside >= FEWEST and beyond >= FEWEST:
            kept.append(float(edge))
    return [*kept, float(edges[-1])]


def network_spec(options: RunOptions) -> RunSpec:
    """The run of the network, from random numbers."""
    data = runs.dataset(options)
    runs.check_one_feature("combine", data)
    if data.n_classes != 2:
        raise RequestError("combine draws data of two classes: name a column with two by --y")
    drawn = np.random.default_rng(options.seed or 0).normal(0, 1, N_PARAMETERS)
    start = options.start or tuple(drawn.tolist())
    return runs.mlp_spec(options.changed(hidden=(UNITS,), activation="sigmoid", start=start))
