"""A neuron: regression with several features as a network, before and after it is trained."""

from dataclasses import replace
from itertools import product
from typing import Any

import numpy as np
from manim import RIGHT, Create, LaggedStart, ManimColor, ValueTracker, VGroup, interpolate_color

from gradreel.scenes.stage.drawing import (
    DIMMED,
    GRID,
    MLP,
    MOST_DRAWN,
    SIZES,
    Box,
    ByShape,
    Dataset,
    FloatArray,
    Formula,
    FormulaBoard,
    Label,
    LogisticRegression,
    ModelObjective,
    MovingPlot,
    Network,
    Number,
    OutcomePlot,
    PacedRun,
    RedrawnPath,
    RequestError,
    RingedPoint,
    RunOptions,
    RunPlayer,
    Runs,
    RunSpec,
    SamplePass,
    Scale,
    Trajectory,
    WorkedStory,
    appear,
    are_right,
    arrive,
    arrow,
    at,
    at_step,
    backed,
    become,
    dim,
    drawn_rows,
    drawn_units,
    filled,
    for_now,
    fractions,
    high,
    in_turn,
    is_tall,
    jitter,
    late,
    mark_of,
    math,
    named_values,
    objective_of,
    offset,
    percent,
    pixels,
    places_of_units,
    row_to_show,
    runs,
    scale,
    set_share,
    sex_of,
    sigmoid,
    solid,
    stamped,
    to,
    vanish,
    wide,
)
from gradreel.scenes.stage.drawing import pass_maths as maths

PLACE = 210
OPTIONS = {
    "data": "heart",
    "x": ("Sex", "MaxHR", "ExAng", "Oldpeak"),
    "y": "AHD",
    "positive": None,
    "optimizer": "gradient-descent",
    "learning_rate": 1.0,
    "steps": 200,
    "seed": 0,
    "row": 123,
}
CHOSEN_FOR = {"data": ("steps",), "x": ("steps",), "y": ("steps",), "optimizer": ("steps",)}
DRAWS = "a logistic regression with two features or more"

FEWEST, CLOSEST, NEAR = 2, 0.46, 0.87
"""Inputs; their radius at the most, as a share of the way from one to the next; and what of the
frame the network takes from near."""
SHOWN, LONGEST, SLOWER = 60, 4.6, 0.4
"""How many of a run's steps are shown at the most; the seconds that it takes at the most; the power
of the share of these that is done, as the first steps change most."""
SLOWLY, SPREADING = 1.7, 3.6
"""Seconds in which many things move, and in which all rows come."""
AT_REST = 2.05
"""Seconds that the last picture stands."""
THICK, CURVE, MARK, LIT = 2.6, 6.0, 9.0, 0.6
"""Of the network's lines and of the curve, in pixels for the latter; the radius of the mark of the
row that is shown; and how much of a class's colour the unit takes."""
ASIDE = 19.0
"""Pixels from an edge to its parameter's letter, on the side where no other edge is near."""
BETWEEN = Scale(-0.2, 1.2, (0.0, 0.5, 1.0))
SPREAD, ROW = 0.18, 6.6
"""How far rows are spread about the curve, and the radius of their marks."""
WIDEST, TICKED = 40.0, 0.9
"""Sums beyond this size, after steps far too long, stand at the end of the axis, on which ticks are
named up to this share of it."""
SUM_LINES, TITLED_LINES = (0.856, 0.921), (0.872, 0.931, 0.819)
"""Baselines of the sum where one line has no room for it but in small type; below a title, and its
own."""
OVER = 4
"""Numbers fly behind units and other numbers, never over them."""
FARTHER = 0.04
"""Along its edge is a parameter's letter if its number has two figures, as a share of that."""
CLASS_ROOM = 6.5
"""Of a class, in em."""


class Neuron(WorkedStory):
    """A curve over one feature; then a neuron of several, for one row and for all, in training."""

    board_top = ByShape(0.79, tall=0.755)
    inputs_box = ByShape(Box(0.247, 0.51, 0.295, 0.765), tall=Box(0.46, 0.87, 0.252, 0.522))
    # The curve beside the network or below it, and where it has the frame, with what marks are.
    plot_box = ByShape(Box(0.63, 0.95, 0.4, 0.745), tall=Box(0.16, 0.91, 0.65, 0.81))
    box_of_all = ByShape(Box(0.09, 0.95, 0.17, 0.82), tall=Box(0.16, 0.94, 0.31, 0.76))
    marks_at = ByShape((0.105, 0.24), tall=(0.08, 0.205))
    # Above the small plot, p and what is so; below the large one's curve, how many are right.
    above_plot, counted_at = ByShape(0.3, tall=0.59), ByShape((0.95, 0.67), tall=(0.94, 0.86))
    count_size = ByShape(0.17, tall=0.06)
    radius, room = ByShape(37.0, tall=29.0), ByShape(8.2, tall=7.3)
    # The radius of the unit.
    large = ByShape(60.0, tall=39.0)
    # How far along its edge a letter is, and a number; where the link to the plot ends.
    name_at, number_at = ByShape(0.08, tall=0.11), ByShape(0.36, tall=0.5)
    number_size = ByShape(SIZES.label, tall=SIZES.smallest)
    # Where a note ends while the camera is near.
    note_at = ByShape((0.95, 0.94), tall=(0.95, 0.9))
    link_end = ByShape((0.585, 0.53), tall=(0.87, 0.53))

    @staticmethod
    def runs(options: RunOptions) -> Runs:
        """Return the run of a logistic regression from weights that the seed draws, and a fit.

        The latter is that of one feature alone: the one with the most values.

        Raises:
            RequestError: there are other than two classes, or one feature, or the data
                have no such row as is to be shown.
        """
        main = options.recorded or drawn_spec(options)
        row_to_show(main, options.row)
        alone = alone_in(objective_of(main).dataset)
        best = options.changed(optimizer=None, learning_rate=None, steps=None, start=None)
        return {"main": main, "one feature": runs.fitted_on(alone, best)}

    @staticmethod
    def can_draw(spec: RunSpec) -> bool:
        """Whether a run is of a logistic regression with several features."""
        objective = spec.objective
        return (
            isinstance(objective, ModelObjective)
            and isinstance(objective.model, LogisticRegression)
            and objective.dataset.n_features >= FEWEST
        )

    def construct(self) -> None:
        """Tell the story, beat by beat."""
        self.prepare()
        self.ask()
        self.enter()
        self.weigh()
        self.add_up()
        self.activate()
        self.compare()
        self.judge_all()
        self.train()
        self.look_at_one()

    def prepare(self) -> None:
        """Take the runs, and make what stays on the stage."""
        self.player = player = NeuronRun(
            self.run, row_to_show(self.run.spec, self.recording.options.row)
        )
        self.data = data = player.data
        self.count, self.row = data.n_features, data.rows([player.row])
        self.units = drawn_units(self.count, MOST_DRAWN - is_tall())
        self.who = sex_of(data, player.row) or "row"
        self.before = player.passed(0)
        self.board = FormulaBoard(self.theme, top=self.board_top)
        self.shown = drawn_rows(data, wanted=[player.row])
        self.prepare_network()
        self.prepare_first_plot()
        self.prepare_plot()

    def prepare_network(self) -> None:
        """Inputs, and below them a fixed 1, whose weight is the bias; their names and numbers."""
        theme, texts, player, count = self.theme, self.texts, self.player, self.count
        drawn = *self.units, count
        pitch = high(self.inputs_box.height) / pixels(max(places_of_units(drawn).values()))
        radius = min(self.radius, CLOSEST * pitch)
        self.network = network = Network(
            theme,
            (count + 1, 1),
            lambda: [np.roll(player.parameters(), -1)[None]],
            box=self.inputs_box,
            radius=radius,
            thickness=THICK * radius / self.radius,  # no edge is as wide as the nodes that it joins
            units=[drawn, (0,)],
            counts=[self.label("all_inputs", count=count), ""],
        )
        *self.nodes, self.fixed = (network.node(0, each) for each in drawn)
        self.unit = network.node(1, 0).set(width=2 * pixels(self.large))
        self.dots = [each for each in network.nodes[0] if each not in (*self.nodes, self.fixed)]
        self.fixed.set_stroke(theme.muted)
        names = [
            *named_values(self.row, texts, self.room, self.units),
            (self.label("fixed"), self.label("always")),
        ]
        self.names = [
            network.named_value(*each)
            for each in zip(drawn, *zip(*names, strict=True), strict=True)
        ]
        one = network.show_value(0, count, 1.0)
        one.decimals = 0
        inputs = [(each, float(self.row.inputs[0, each])) for each in self.units]
        self.values = [network.show_value(0, *each).clear_updaters() for each in inputs]
        self.values.append(one.write().clear_updaters())
        for node, value in zip((*self.nodes, self.fixed), self.values, strict=True):
            node.set_z_index(OVER)
            value.set_z_index(OVER + 1)
        self.unit.set_z_index(OVER)
        self.sum = Number(lambda: player.drawn_sums()[player.row], 1, colour=theme.text)
        middle = self.unit.get_center() - np.array([0, 0.36 * self.sum.em, 0])
        self.sum.place(middle, "centre").set_z_index(OVER + 1)
        self.edges = [*network.edges.values()]
        letters = [*(f"w_{each + 1}" for each in self.units), "b"]
        self.letters, self.numbers = list[Formula](), list[VGroup]()
        for index, (edge, letter) in enumerate(zip(network.edges, letters, strict=True)):
            name = math(letter, theme, size=SIZES.number)
            aside = ASIDE if 2 * index <= len(self.units) else -ASIDE
            share = self.name_at + FARTHER * (len(letter) > len("w_1"))
            name.move_to(network.along_edge(edge, share=share, aside=aside))
            self.letters.append(name)
            number = self.parameter(edge.source, network.along_edge(edge, share=self.number_at))
            self.numbers.append(number)

    def light(self, unit: Any) -> None:
        """Give the unit the colour of the class that is the more probable, the surer the more."""
        theme, sure = self.theme, 2 * sigmoid(self.player.drawn_sums()[self.player.row]) - 1
        ground, own = map(ManimColor, (theme.surface, theme.of_class(int(sure > 0))))
        unit.set_fill(interpolate_color(ground, own, LIT * float(abs(sure))))

    def parameter(self, index: int, middle: FloatArray) -> VGroup:
        """A weight's number at the step that is told, or at last that of the bias."""

        def value() -> float:
            return float(np.roll(self.player.reading().parameters, -1)[index])

        number = Number(value, 2, size=self.number_size, colour=self.theme.text)
        number.place(middle - np.array([0, number.em * 0.36, 0]), "centre")
        return backed(number, self.theme).set_z_index(OVER)

    def prepare_first_plot(self) -> None:
        """The data by one feature, with the curve that fits best; the shown row among them."""
        one, rows = self.recording["one feature"], self.shown
        data, (intercept, slope) = objective_of(one).dataset, one.parameters[-1]
        self.first = first = OutcomePlot(data.rows(rows), self.theme, self.texts, of=data.n)

        def probability(x: FloatArray) -> FloatArray:
            return sigmoid(intercept + slope * (x - data.mean[0]) / data.sd[0])

        self.first_curve = first.plot.curve(probability, self.theme.model, width=CURVE)
        index, target = int(np.searchsorted(rows, self.player.row)), self.data.target[rows]
        label = int(target[index])
        place = first.classes[label].places[int((target[:index] == label).sum())]
        mark = mark_of(label, MARK)
        self.one = solid(mark + place, self.theme.of_class(label))
        wrong = ~are_right(one, one.n_steps)[rows]
        self.pale = VGroup()
        for marks in first.classes:
            places = marks.places[wrong[target == marks.label]]
            self.pale.add(solid(stamped(mark_of(marks.label, MARK), places), self.theme.background))
        self.pale.set_opacity(1 - DIMMED)

    def prepare_plot(self) -> None:
        """The same kind of curve over the sum z, with the row that is shown, and all rows."""
        theme, player = self.theme, self.player
        self.slid, self.come = ValueTracker(0), ValueTracker(0)
        sums = np.abs(player.sums)
        reach = max(1.12 * min(float(sums[np.isfinite(sums)].max(initial=1.0)), WIDEST), 2.0)
        ticks = scale(-reach, reach, count=5).ticks
        across = Scale(-reach, reach, tuple(each for each in ticks if abs(each) < TICKED * reach))
        title = self.label("weighted")
        self.plot = plot = MovingPlot(theme, across, BETWEEN, box=self.plot_box, x_title=title)
        self.curve = plot.curve(sigmoid, theme.model, width=CURVE)
        self.point = RingedPoint(self.where, theme, radius=10)
        self.offsets = jitter(self.data.n, SPREAD)
        self.rows = VGroup(*(self.rows_of(*kind) for kind in product((0, 1), (False, True))))
        unit, end = self.network.centre(1, 0), at(*self.link_end)
        rim = unit + pixels(self.large + 3) * (end - unit) / np.linalg.norm(end - unit)
        self.link = arrow(lambda: (rim, end), theme.model, width=4.0, head=18.0).set_z_index(-1)

    def where(self) -> FloatArray:
        """Where the shown row is on the curve, (3,), at an end of the axis if it is beyond.

        It comes from a sum of zero, and is then at its own at each step.
        """
        sums = self.slid.get_value() * self.player.drawn_sums()[[self.player.row]]
        z = np.clip(sums, self.plot.x.low, self.plot.x.high)
        return np.asarray(self.plot.points_at(z, sigmoid(z))[0])

    def rows_of(self, label: int, right: bool) -> RedrawnPath:
        """The other rows of a class that are judged right, or wrong, as far as they have come."""
        own, plot = self.shown[self.data.target[self.shown] == label], self.plot
        own = own[own != self.player.row]

        def outline() -> FloatArray:
            sums = self.player.drawn_sums()
            come = own[own < self.come.get_value() * len(sums)]
            chosen = come[((sums[come] > 0) == bool(label)) == right]
            within = np.clip(sums[chosen], plot.x.low, plot.x.high)
            places = plot.points_at(within, sigmoid(within) + self.offsets[chosen])
            radius = ROW * np.sqrt(plot.box.width / self.box_of_all.width)
            return stamped(mark_of(label, radius), places)

        return filled(outline, self.theme.of_class(label), 0.85 if right else DIMMED)

    def ask(self) -> None:
        """One feature: the curve over its patients, as far as that gets."""
        first, one = self.first, self.recording["one feature"]
        plot, place = first.plot, self.one.get_center()
        self.axes = VGroup(plot.grid, plot.y_axis, plot.x_axis)
        self.words = VGroup(first.meaning, plot.titles)
        for label, old in enumerate(first.class_labels):
            words = self.label(f"right_{label}", label=self.class_name(label))
            made = Label(words, colour=self.theme.of_class(label))
            self.words.add(made.move_to(old, RIGHT * np.sign(old.get_x())))
        self.add(self.axes, self.words, first.marks, self.first_curve)
        right, numbers = int(are_right(one, one.n_steps).sum()), self.count
        self.beat("ask", right=right, count=self.data.n, numbers=numbers)
        self.play(appear(self.pale, run_time=self.left_to_read() - SLOWLY))
        self.play(appear(self.one), arrive(place, self.theme))
        self.play(arrive(place, self.theme))

    def enter(self) -> None:
        """All shrinks into one mark, which becomes the unit, from near; its values are inputs."""
        (x, y), half = fractions(self.unit.get_center()), 0.03
        self.within_unit = Box(x - half, x + half, y - half, y + half)
        self.beat(f"inputs_{self.who}", vanish(self.pale, self.words, self.axes))
        whole, room = VGroup(*self.names, *self.network.nodes), 1 - 2 * GRID.margin
        zoom = min(wide(room) / whole.width, high(1 - GRID.below_sentence) * NEAR / whole.height)
        self.near = whole.get_center()
        named = [VGroup(*each) for each in zip(self.nodes, self.names, strict=False)]
        self.play(
            self.first.plot.into(self.within_unit, run_time=SLOWLY),
            vanish(self.first.marks, self.first_curve, run_time=SLOWLY, rate_func=late),
            self.focus(self.near, max(zoom, 1.0), run_time=SLOWLY),
            become(self.one, self.unit, evenly=True, run_time=SLOWLY),
            in_turn(named, SLOWLY),
            appear(*self.dots, run_time=SLOWLY, rate_func=late),
        )
        if self.data.is_scaled:
            note = self.text(self.label("standardised"), *self.note_at, edge="right")
            self.keep_still(note)
            self.play(for_now(note))
        self.play(in_turn(self.values[:-1], SLOWLY))

    def weigh(self) -> None:
        """Edges grow from the inputs, and from a fixed 1, each with its parameter."""
        edges, fixed = self.edges, (self.fixed, self.names[-1], self.values[-1])
        note = self.text(self.label("widths"), *self.note_at, edge="right")
        self.keep_still(note)
        key = "weights" if self.player.is_random else "weights_start"
        self.beat(key, for_now(note), parameters=self.count + 1)
        growing = LaggedStart(*map(Create, edges[:-1]), lag_ratio=0.5, run_time=SLOWLY)
        self.play(growing, in_turn(self.letters[:-1], SLOWLY), in_turn(self.numbers[:-1], SLOWLY))
        self.play(appear(*fixed))
        self.play(Create(edges[-1]), appear(self.letters[-1], self.numbers[-1]))
        self.play(arrive(self.fixed.get_center(), self.theme, inner=30.0))

    def add_up(self) -> None:
        """The unit's sum with all its numbers."""
        halves, rest = maths.unit_sum(self.before, 1, 0, self.units), self.count - len(self.units)
        others = self.label("left_out", count=rest) if rest else ""
        title = self.label("weighted") + others
        total: Any = self.board.titled(title, " ".join(halves))
        if others and is_tall() and not self.board.holds(total):
            total = self.board.titled(others.lstrip("; ；"), " ".join(halves))
        if fractions(total.get_right())[0] > self.board.right - 0.01 and not is_tall():
            total = VGroup(*map(self.math, halves))
            share = wide(self.board.right - self.board.left) / total.width
            if share < 1:
                total = VGroup(*(self.math(each, size=share * SIZES.formula) for each in halves))
            if rest:
                total.add(Label(title, size=SIZES.smallest, colour=self.theme.muted))
            feet = TITLED_LINES if rest else SUM_LINES
            for line, foot in zip(total, feet, strict=True):
                line.place(at(self.board.left, foot))
        self.keep_still(self.board)
        beside = self.focus(self.near, 1.0, window=Box(0, 1, GRID.below_sentence, self.board.top))
        self.beat("sum", beside, appear(self.board))
        self.play(self.outlined(total))
        sent = self.network.pulses(self.network.edges, self.theme.model, seconds=SLOWLY)
        self.fly_in(total, [None] * (2 * len(self.units) + 1), *sent)
        self.land(total, self.sum)

    def activate(self) -> None:
        """The curve comes out of the unit, over the sum, which slides along it to p."""
        theme, (x, y) = self.theme, (self.plot.box.left, self.above_plot)
        self.beat(
            "activation",
            self.board.wipe(),
            vanish(self.board),
            self.pull_out(window=Box(0, 1, GRID.below_sentence, 1)),
        )
        self.plot.set_box(self.within_unit)
        set_share(self.plot, 0)
        self.play(
            self.plot.into(self.plot_box, run_time=SLOWLY),
            appear(self.curve),
            appear(self.link, self.plot, run_time=SLOWLY, rate_func=late),
        )
        self.play(appear(self.point))
        self.unit.add_updater(self.light)
        self.play(to(self.slid, 1.0))
        letter = math("model(p) = sigma(z) =", theme, size=SIZES.number).place(at(x, y))
        number = Number(lambda: self.player.now().probability, 3, colour=theme.model)
        number.place(letter.get_right() * [1, 0, 0] + at(0.5, y) + offset(10), "left")
        self.judgement = VGroup(letter, number)
        self.play(appear(self.judgement), arrive(self.where(), theme))

    def class_name(self, label: int) -> str:
        """A class in words."""
        return self.texts.class_label(self.data, label, CLASS_ROOM)

    def compare(self) -> None:
        """What it says of the row, and what is so."""
        target, theme = self.before.target, self.theme
        colour, place = theme.of_class(target), at(self.plot.box.left, self.above_plot)
        middle = place - offset(-9, 33)
        truth = Label(self.label("truth", name=self.class_name(target)), colour=colour)
        said = truth.place(place - offset(-26, 42)), solid(mark_of(target, 7) + middle, colour)
        key = "right" if self.before.is_right else "wrong"
        told = {"share": percent(self.before.probability), "label": self.class_name(1)}
        self.beat(key if self.player.is_random else f"{key}_start", appear(*said), **told)
        self.judgement.add(*said)
        seconds = self.left_to_read()
        self.play(self.network.pulses(self.network.edges, theme.model, seconds=seconds))
        self.play(arrive(self.where(), theme), arrive(middle, theme, colour=colour))

    def judge_all(self) -> None:
        """All rows on the curve, which has the frame."""
        count, shown, (x, y) = self.data.n, len(self.shown), self.counted_at
        size, colour = self.count_size, self.theme.model
        number = Number(
            lambda: self.player.right(self.player.drawn_sums()), 0, size=size, colour=colour
        )
        key = "of_all" if shown == count else "of_drawn"
        words = Label(self.label(key, count=count, shown=shown), colour=colour)
        words.place(at(x, y) - offset(0, 44), "right")
        spread = Label(self.label("jitter"), size=SIZES.smallest, colour=self.theme.muted)
        spread.place(at(x, y) - offset(0, 82), "right")
        self.counted = VGroup(number.place(at(x, y), "right"), words, spread)
        end = at(1 - GRID.margin, GRID.kicker_baseline)
        step = Number(lambda: self.player.told, 0, colour=self.theme.text).place(end)
        told = Label(self.label("step"), colour=self.theme.text)
        told.place(end - np.array([2 * step.em, 0, 0]), "right")
        self.counter = VGroup(told, step)
        self.keep_still(self.counter)
        self.left = [*self.edges, *self.network.nodes[0], *self.names, *self.values, *self.letters]
        self.left += self.unit, self.sum, self.link, *self.numbers
        self.beat(
            "all",
            vanish(self.judgement),
            right=self.player.right(self.player.sums[0]),
            rows=self.label("rows", count=count),
        )
        self.legend = self.named_marks()
        self.play(
            vanish(*self.left, run_time=0.5),
            self.plot.into(self.box_of_all),
            appear(self.counted, self.counter, run_time=0.4),
            appear(self.legend, run_time=0.9, rate_func=late),
        )
        self.add(self.rows)
        self.play(to(self.come, 1.0, run_time=self.left_to_read(SPREADING)))

    def named_marks(self) -> VGroup:
        """What a mark is: when one of a class is right, and which is of the row that is shown."""
        theme, place, named = self.theme, at(*self.marks_at), VGroup()
        keys, colours = ("right_1", "right_0", self.who), (theme.class1, theme.class0, theme.point)
        for key, label, colour in zip(keys, (1, 0, 0), colours, strict=True):
            mark = solid(mark_of(label, MARK) + place + offset(0, 9), colour)
            name = Label(self.label(key, label=self.class_name(label)), colour=colour)
            named.add(mark, name.place(place + offset(20), "left"))
            place = place - offset(0, 42)
        return named

    def train(self) -> None:
        """Without words: all rows follow the recorded run along the curve."""
        player, run = self.player, self.run
        ended = "train" if run.loss[-1] < run.loss[0] else "no_better"
        self.beat(
            "diverged" if run.outcome.startswith("diverged") else ended,
            step=run.n_steps + 1,
            parameters=self.count + 1,
        )
        self.play(arrive(self.where(), self.theme))
        self.play(vanish(self.counted, run_time=self.left_to_read()))
        self.play(self.hush())
        if player.pace.seconds:
            self.play(player.walk())
        self.play(appear(self.counted), arrive(self.where(), self.theme))
        self.wait(1.0)

    def look_at_one(self) -> None:
        """All but one weight step back."""
        moved = np.abs(self.run.parameters[-1] - self.run.parameters[0])[1:]
        chosen = int(moved[[*self.units]].argmax())
        parts = zip(self.edges, (*self.nodes, self.fixed), self.names, self.values, strict=True)
        others = [part for unit, each in enumerate(parts) if unit != chosen for part in each]
        gone = [*self.letters, *self.numbers]
        for each in (self.letters, self.numbers):
            gone.remove(each[chosen])
        around = self.plot, self.curve, self.rows, self.link, self.unit, self.sum
        before, after = (self.player.right(self.player.sums[each]) for each in (0, -1))
        self.play(vanish(self.counted, self.counter, self.legend, self.point))
        ground = mark_of(0, self.large - 2) + self.unit.get_center()
        self.left.append(solid(ground, self.theme.background).set_z_index(1))
        self.play(self.plot.into(self.plot_box), appear(*self.left, rate_func=late))
        self.beat(
            "closing" if after > before else "closing_plain",
            dim(*others, *self.dots, *around, run_time=SLOWLY),
            vanish(*gone),
            right=after,
            count=self.data.n,
            parameters=self.count + 1,
            numbers=self.count,
        )
        self.play(arrive(self.numbers[chosen].get_center(), self.theme, inner=30.0, run_time=0.8))
        self.let_stand(AT_REST)


def alone_in(data: Dataset) -> Dataset:
    """The same rows with one feature: the one of the most values."""
    index = int(np.argmax([len(np.unique(each)) for each in data.features.T]))
    return replace(
        data,
        features=data.features[:, [index]],
        feature_names=data.feature_names[index : index + 1],
        mean=data.mean[[index]],
        sd=data.sd[[index]],
    ).standardized()


def drawn_spec(options: RunOptions) -> RunSpec:
    """The run from weights that the seed draws."""
    data = runs.dataset(options)
    runs.check_two_classes("neuron draws", data)
    if data.n_features < FEWEST:
        raise RequestError("neuron draws two inputs or more: name them with --x; sigmoid draws one")
    drawn = runs.drawn_start(LogisticRegression(data.n_features), options)
    return runs.fitted_on(data, options.changed(start=tuple(drawn.tolist())))


class NeuronRun(RunPlayer):
    """A recorded run of a logistic regression in film time, and one row of its data.

    Its steps are shown each at first, and slowly, when most is learned, then in leaps.

    Attributes:
        row: the one that is shown.
        data: all rows.
        sums: z of every row at every recorded step, (R, n).
    """

    def __init__(self, run: Trajectory, row: int) -> None:
        recorded = run.recorded_steps
        last = int(recorded[-1])
        wanted = np.unique(np.ceil(np.geomspace(1, max(last, 1), SHOWN)).astype(int))
        places = np.unique(np.searchsorted(recorded, [0, *wanted[wanted <= last]]))
        arrivals = LONGEST * np.linspace(0, 1, len(places)) ** SLOWER if last else [0.0]
        super().__init__(run, PacedRun((*recorded[places].tolist(),), (*arrivals,)))
        self.row, self.data, self.model = row, objective_of(run).dataset, objective_of(run).model
        self.sums = np.asarray(self.model.logits(run.parameters, self.data.inputs))

    @property
    def is_random(self) -> bool:
        """Whether the run starts from what the seed draws."""
        drawn = self.model.initial(np.random.default_rng(self.run.spec.seed))
        return bool(np.array_equal(drawn, self.run.spec.start))

    def passed(self, step: int) -> SamplePass:
        """The row's way through the neuron after so many steps."""
        intercept, *weights = at_step(self.run, step).parameters
        model, parameters = MLP((self.data.n_features, 1)), np.array([*weights, intercept])
        return SamplePass(model, parameters, self.data.rows([self.row]))

    def now(self) -> SamplePass:
        """The same after the step that is told."""
        return self.passed(self.told)

    def drawn_sums(self) -> FloatArray:
        """Z of every row (n,) now."""
        return np.asarray(self.model.logits(self.parameters(), self.data.inputs))

    def right(self, sums: FloatArray) -> int:
        """How many rows' class has the greater probability, by sums (n,) of all."""
        return int(((sums > 0) == (self.data.target == 1)).sum())
