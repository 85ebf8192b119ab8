"""A neuron: regression with several features as a network, before and after it is trained."""

from dataclasses import replace
from itertools import product
from typing import Any

import numpy as np
from manim import (
    DOWN,
    LEFT,
    RIGHT,
    UP,
    Circle,
    Create,
    LaggedStart,
    Line,
    ManimColor,
    Mobject,
    MoveAlongPath,
    ValueTracker,
    VGroup,
    VMobject,
    interpolate_color,
)

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
    at,
    at_step,
    backed,
    become,
    dim,
    disc,
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
    paced_as_it_learns,
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
    stroked,
    to,
    truth_of,
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
    "row": 151,
}
CHOSEN_FOR = {"data": ("steps",), "x": ("steps",), "y": ("steps",), "optimizer": ("steps",)}
DRAWS = "a logistic regression with two features or more"

FEWEST, CLOSEST, NEAR = 2, 0.42, 0.87
"""Inputs; their radius at the most, as a share of the way from one to the next; and what of the
frame the network takes from near."""
SHOWN, LONGEST, SLOWER = 60, 4.6, 0.4
"""How many of a run's steps are shown at the most; the seconds that it takes at the most; the power
of the share of these that is done, as the first steps change most."""
SLOWLY, FLOWING, SPREADING = 1.7, 2.4, 3.0
"""Seconds in which many things move, in which products flow, and in which all rows come."""
AT_REST = 2.05
"""Seconds that the last picture stands."""
THICK, CURVE, MARK, LIT = 2.6, 6.0, 9.0, 0.6
"""Of the network's lines and of the curve, in pixels for the latter; the radius of the mark of the
row that is shown; and how much of a class's colour the unit takes."""
ABOVE = 36.0
"""Pixels from a point to whose it is."""
BETWEEN = Scale(-0.25, 1.25, (0.0, 0.5, 1.0))
SPREAD, ROW, RINGED = 0.085, 6.6, 13.0
"""How far rows are spread up and down, the radius of their marks, and of the ring about one."""
FLYING = 30.0
"""Radius in pixels of the light of a large product."""
WIDEST, TICKED = 40.0, 0.9
"""Sums beyond this size, after steps far too long, stand at the end of the axis, on which ticks are
named up to this share of it."""
SUM_LINES, TITLED_LINES = (0.856, 0.921), (0.872, 0.931, 0.819)
"""Baselines of the sum where one line has no room for it but in small type; below a title, and its
own."""
OVER = 4
"""Numbers fly behind units and other numbers, never over them."""
CLASS_ROOM = 6.5
"""Of a class, in em."""


class Neuron(WorkedStory):
    """A curve over one feature; then a neuron of several, for one row and for all, in training."""

    board_top = ByShape(0.79, tall=0.705)
    inputs_box = ByShape(Box(0.265, 0.548, 0.285, 0.735), tall=Box(0.46, 0.87, 0.262, 0.51))
    # The curve beside the network or below it, and where it has the frame, with what marks are.
    plot_box = ByShape(Box(0.665, 0.95, 0.42, 0.755), tall=Box(0.16, 0.91, 0.65, 0.81))
    box_of_all = ByShape(Box(0.09, 0.95, 0.25, 0.81), tall=Box(0.16, 0.94, 0.27, 0.75))
    # Above the small plot, p and what is so; below the large one's curve, how many are right.
    above_plot, truth_at = ByShape(0.275, tall=0.59), ByShape((0.665, 0.335), tall=(0.5, 0.625))
    counted_at = ByShape((0.95, 0.58), tall=(0.94, 0.86))
    count_size = ByShape(0.17, tall=0.06)
    radius, room = ByShape(50.0, tall=37.0), ByShape(8.2, tall=7.3)
    # The radius of the unit.
    large = ByShape(84.0, tall=42.0)
    # How far along its edge a number is.
    number_at = ByShape(0.36, tall=0.43)
    number_size = ByShape(SIZES.label, tall=SIZES.smallest)
    # Where a note ends while the camera is near, and one beside the first input.
    note_at = ByShape((0.95, 0.94), tall=(0.95, 0.9))
    rule_at = ByShape((0.84, 0.33), tall=(0.95, 0.9))

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
        """Inputs with names and values, and the unit, whose ring is the bias."""
        theme, texts, player, count = self.theme, self.texts, self.player, self.count
        pitch = high(self.inputs_box.height) / pixels(max(places_of_units(self.units).values()))
        radius = min(self.radius, CLOSEST * pitch)
        self.network = network = Network(
            theme,
            (count, 1),
            lambda: [player.parameters()[None, 1:]],
            box=self.inputs_box,
            radius=radius,
            thickness=THICK * radius / self.radius,  # no edge is as wide as the nodes that it joins
            units=[self.units, (0,)],
            counts=[self.label("all_inputs", count=count), ""],
        )
        self.nodes = [network.node(0, each) for each in self.units]
        self.unit = network.node(1, 0).set(width=2 * pixels(self.large))
        self.dots = [each for each in network.nodes[0] if each not in self.nodes]
        names = named_values(self.row, texts, self.room, self.units)
        self.names, self.values = list[VGroup](), list[Number]()
        for unit, (name, value) in zip(self.units, names, strict=True):
            code = f"{self.row.features[0, unit]:g}"
            word = texts.value(self.row.feature_names[unit], code)
            told = value if word is None else f"{value} = {code}"
            self.names.append(network.named_value(unit, name, told))
            number = network.show_value(0, unit, self.row.inputs[0, unit])
            self.values.append(number.clear_updaters().set_z_index(OVER + 1))
            network.node(0, unit).set_z_index(OVER)
        self.unit.set_z_index(OVER)
        places = maths.sum_places(self.before)
        self.sum = Number(lambda: player.drawn_sums()[player.row], places, colour=theme.text)
        middle = self.unit.get_center() - np.array([0, 0.36 * self.sum.em, 0])
        self.sum.place(middle, "centre").set_z_index(OVER + 1)
        self.edges: list[VMobject] = [*network.edges.values()]
        self.numbers = list[VGroup]()
        for edge in network.edges:
            place = network.along_edge(edge, share=self.number_at)
            self.numbers.append(self.parameter(edge.source + 1, place))
        ring = network.ring(Circle(self.unit.width / 2), lambda: player.parameters()[0])
        self.edges.append(ring.move_to(self.unit).set_z_index(OVER))
        above = self.unit.get_top() + offset(0, 30)
        self.bias = math("b", theme, size=SIZES.number).move_to(above - offset(50))
        self.numbers.append(self.parameter(0, above))

    def light(self, unit: Any) -> None:
        """Give the unit the colour of the class that is the more probable, the surer the more."""
        theme, sure = self.theme, 2 * sigmoid(self.player.drawn_sums()[self.player.row]) - 1
        ground, own = map(ManimColor, (theme.surface, theme.of_class(int(sure > 0))))
        unit.set_fill(interpolate_color(ground, own, LIT * float(abs(sure))))

    def parameter(self, index: int, middle: FloatArray) -> VGroup:
        """The number of the bias, or of a weight, at the step that is told."""

        def value() -> float:
            return float(self.player.reading().parameters[index])

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
        index, target = int(np.searchsorted(rows, self.player.row)), data.target[rows]
        label = int(target[index])
        mark = mark_of(label, MARK) + first.place_of(index)
        self.one = solid(mark, self.theme.of_class(label))
        self.first_ring = first.ring_about(index)
        wrong = ~are_right(one, one.n_steps)[rows]
        self.pale = VGroup()
        for marks in first.classes:
            places = marks.places[wrong[target == marks.label]]
            self.pale.add(solid(stamped(mark_of(marks.label, MARK), places), self.theme.background))
        self.pale.set_opacity(1 - DIMMED)

    def prepare_plot(self) -> None:
        """The same kind of curve over the sum z, with the row that is shown, and all rows."""
        theme, player = self.theme, self.player
        self.slid, self.come, self.own = ValueTracker(0), ValueTracker(0), [player.row]
        sums = np.abs(player.sums)
        reach = max(1.12 * min(sums[np.isfinite(sums)].max(initial=1.0), WIDEST), 2.0)
        ticks = scale(-reach, reach, count=5).ticks
        across = Scale(-reach, reach, tuple(each for each in ticks if abs(each) < TICKED * reach))
        title = self.label("weighted")
        self.plot = plot = MovingPlot(theme, across, BETWEEN, box=self.plot_box, x_title=title)
        self.curve = plot.curve(sigmoid, theme.model, width=CURVE)
        self.point = RingedPoint(self.where, theme, radius=10)
        self.offsets = jitter(self.data.n, SPREAD)
        self.rows = VGroup(*(self.rows_of(*kind) for kind in product((0, 1), (False, True))))
        ring = lambda: disc(RINGED) + self.places(self.own)[0]  # noqa: E731
        self.mine = stroked(ring, theme.point, 3.0)

    def where(self) -> FloatArray:
        """Where the shown row is on the curve, (3,), at an end of the axis if it is beyond.

        It comes from a sum of zero, and is then at its own at each step.
        """
        z = self.slid.get_value() * self.sums_on_axis()[self.own]
        return np.asarray(self.plot.points_at(z, sigmoid(z))[0])

    def sums_on_axis(self) -> FloatArray:
        """The sums of all rows now (n,), those beyond the axis at its ends."""
        return np.clip(self.player.drawn_sums(), self.plot.x.low, self.plot.x.high)

    def places(self, rows: Any) -> FloatArray:
        """Where rows (k,) are at the height of their class, (k, 3)."""
        heights = self.data.target[rows] + self.offsets[rows]
        return self.plot.points_at(self.sums_on_axis()[rows], heights)

    def rows_of(self, label: int, right: bool) -> RedrawnPath:
        """The rows of a class that are judged right, or wrong, as far as they have come."""
        own = self.shown[self.data.target[self.shown] == label]

        def outline() -> FloatArray:
            sums = self.player.drawn_sums()
            come = own[own < self.come.get_value() * len(sums)]
            chosen = come[((sums[come] > 0) == bool(label)) == right]
            radius = ROW * np.sqrt(self.plot.box.width / self.box_of_all.width)
            return stamped(mark_of(label, radius), self.places(chosen))

        return filled(outline, self.theme.of_class(label), 0.85 if right else DIMMED)

    def ask(self) -> None:
        """One feature: the curve over its patients, as far as that gets."""
        first, one, plot = self.first, self.recording["one feature"], self.first.plot
        self.axes = VGroup(plot.grid, plot.y_axis, plot.x_axis)
        self.words = VGroup(first.meaning, plot.titles)
        for label, old in enumerate(first.class_labels):
            self.words.add(self.right_if(label).move_to(old, RIGHT * np.sign(old.get_x())))
        self.add(self.axes, self.words, first.marks, self.first_curve)
        told = {"numbers": self.texts.numbers(self.count), "count": self.data.n}
        self.beat("ask", right=int(are_right(one, one.n_steps).sum()), **told)
        self.play(appear(self.pale, run_time=self.left_to_read() - SLOWLY))
        place = self.one.get_center()
        self.play(appear(self.one, self.first_ring), arrive(place, self.theme))
        self.play(arrive(place, self.theme))

    def enter(self) -> None:
        """All shrinks into one mark, which becomes the unit, from near; its values are inputs."""
        (x, y), half = fractions(self.unit.get_center()), 0.03
        self.within_unit = Box(x - half, x + half, y - half, y + half)
        gone = vanish(self.pale, self.words, self.axes, self.first_ring)
        self.beat(f"inputs_{self.who}", gone, numbers=self.texts.numbers(self.count))
        whole, room = VGroup(*self.names, *self.network.nodes), 1 - 2 * GRID.margin
        zoom = min(wide(room) / whole.width, high(1 - GRID.below_sentence) * NEAR / whole.height)
        self.near = whole.get_center()
        named = [VGroup(*each) for each in zip(self.nodes, self.names, strict=True)]
        self.play(
            self.first.plot.into(self.within_unit, run_time=SLOWLY),
            vanish(self.first.marks, self.first_curve, run_time=SLOWLY, rate_func=late),
            self.focus(self.near, max(zoom, 1.0), run_time=SLOWLY),
            become(self.one, self.unit, evenly=True, run_time=SLOWLY),
            in_turn(named, SLOWLY),
            appear(*self.dots, run_time=SLOWLY, rate_func=late),
        )
        if self.data.is_scaled:
            self.play(self.noted("standardised", self.rule_at))
        self.play(in_turn(self.values, SLOWLY))

    def noted(self, key: str, end: tuple[float, float]) -> object:
        """A note for one beat, which stays where it is as the camera moves."""
        note = self.text(self.label(key), *end, edge="right", colour=self.theme.text)
        self.keep_still(note)
        return for_now(note)

    def weigh(self) -> None:
        """Edges grow from the inputs, and a ring about the unit, each with its parameter."""
        key = "weights" if self.player.is_random else "weights_start"
        self.beat(key, parameters=self.count + 1)
        *edges, ring = self.edges
        growing = LaggedStart(*map(Create, edges), lag_ratio=0.5, run_time=SLOWLY)
        told = in_turn(self.numbers[:-1], SLOWLY)
        self.play(growing, told, self.noted("widths", self.note_at))
        hidden = self.unit.animate.set_stroke(width=0)
        self.play(Create(ring), hidden, appear(self.bias, self.numbers[-1]))

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
        self.fly_in(total, [None] * (2 * len(self.units) + 1), self.sent())
        self.land(total, self.sum)

    def sent(self) -> LaggedStart:
        """A light from each input to the unit, as large as its product, coloured by its sign."""
        coming, before = list[MoveAlongPath](), self.before
        for edge in self.network.edges:
            sent = before.weight(edge) * before.activation(0, edge.source)
            radius = FLYING * np.sqrt(np.tanh(abs(sent)))
            light = solid(disc(radius), self.theme.of_sign(sent))
            way = Line(self.network.centre(0, edge.source), self.unit.get_center())
            coming.append(MoveAlongPath(light, way, introducer=True, remover=True))
        return LaggedStart(*coming, lag_ratio=0.4, run_time=FLOWING)

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
            appear(self.plot, run_time=SLOWLY, rate_func=late),
        )
        self.play(appear(self.point))
        self.unit.add_updater(self.light)
        self.play(to(self.slid, 1.0))
        letter = math("model(p) = sigma(z) =", theme, size=SIZES.number).place(at(x, y))
        number = Number(
            lambda: float(sigmoid(self.player.drawn_sums()[self.player.row])),
            2,
            colour=theme.model,
        )
        number.place(letter.get_right() * [1, 0, 0] + at(0.5, y) + offset(10), "left")
        self.judgement = VGroup(letter, number)
        self.play(appear(self.judgement), arrive(self.where(), theme))

    def class_name(self, label: int) -> str:
        """A class in words."""
        return self.texts.class_label(self.data, label, CLASS_ROOM)

    def right_if(self, label: int) -> Label:
        """When a row of a class is judged rightly, in words."""
        words = self.label(f"right_{label}", label=self.class_name(label))
        return Label(words, colour=self.theme.of_class(label))

    def compare(self) -> None:
        """What it says of the row, and what is so."""
        said = truth_of(self.row, self.texts, self.theme, at(*self.truth_at))
        key = "right" if self.before.is_right else "wrong"
        told = {"share": percent(self.before.probability), "label": self.class_name(1)}
        self.beat(key if self.player.is_random else f"{key}_start", appear(said), **told)
        self.judgement.add(said)
        edges, colour = self.network.edges, self.theme.model
        self.play(self.network.pulses(edges, colour, seconds=self.left_to_read()))
        self.play(arrive(self.where(), self.theme))

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
        self.counted = VGroup(number.place(at(x, y), "right"), words)
        end = at(1 - GRID.margin, GRID.kicker_baseline)
        step = Number(lambda: self.player.told, 0, colour=self.theme.text).place(end)
        told = Label(self.label("step"), colour=self.theme.text)
        told.place(end - np.array([2 * step.em, 0, 0]), "right")
        self.counter = VGroup(told, step)
        self.keep_still(self.counter)
        self.left = [*self.edges, *self.network.nodes[0], *self.names, *self.values, self.bias]
        self.left += self.unit, self.sum, *self.numbers, self.judgement
        self.beat("all", rows=self.label("rows", count=count))
        self.legend = self.named_marks()
        self.play(
            vanish(*self.left, run_time=0.8),
            self.plot.into(self.box_of_all),
            appear(self.counter, run_time=0.4),
            appear(self.legend, run_time=0.9),
        )
        self.add(self.rows)
        coming = to(self.come, 1.0, run_time=self.left_to_read(SPREADING))
        self.play(appear(self.mine), coming)
        self.play(appear(self.counted))

    def named_marks(self) -> VGroup:
        """Above and below the rows, when one of a class is right; and whose the point is."""
        theme, plot, named = self.theme, self.plot, VGroup()
        for label, x in enumerate((plot.x.low, plot.x.high)):
            y = OutcomePlot.heights[label]
            name = self.right_if(label).place(plot.point(x, y), "right" if label else "left")
            plot.hold(name, label, float(plot.y.share(y)))
            named.add(name)
        whose = Label(self.label(self.who), colour=theme.point)

        def beside(name: Mobject) -> None:
            """Above the curve at its left half, below it at its right, and never beyond an end."""
            share = plot.x.share(self.sums_on_axis()[self.own[0]])
            aside = RIGHT if share < 0.3 or 0.5 < share < 0.7 else LEFT
            name.next_to(self.where(), aside + (UP if share < 0.5 else DOWN), pixels(ABOVE))

        whose.add_updater(beside)
        return named.add(whose)

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
        self.wait(0.5)

    def look_at_one(self) -> None:
        """All but one weight step back, and it is again what it was before."""
        moved = np.abs(self.run.parameters[-1] - self.run.parameters[0])[1:]
        chosen = int(moved[[*self.units]].argmax())
        told = self.edges, self.numbers, self.nodes, self.names, self.values
        kept = [*(each[chosen] for each in told), self.sum, self.judgement]
        gone = [each for each in (self.bias, *self.numbers) if each not in kept]
        name = math(f"w_{self.units[chosen] + 1}", self.theme, size=SIZES.number)
        name.next_to(self.numbers[chosen], UP, pixels(8))
        others = [each for each in self.left if each not in (*kept, *gone)]
        before, after = (self.player.right(self.player.sums[each]) for each in (0, -1))
        self.play(vanish(self.counted, self.legend, self.point, self.mine))
        ground = mark_of(0, self.large - 2) + self.unit.get_center()
        self.left.append(solid(ground, self.theme.background).set_z_index(1))
        self.play(self.plot.into(self.plot_box), appear(*self.left, rate_func=late))
        self.wait(0.5)
        self.beat(
            "closing" if after > before else "closing_plain",
            dim(*others, self.plot, self.curve, self.rows),
            vanish(*gone),
            appear(name),
            right=after,
            count=self.data.n,
            parameters=self.count + 1,
            numbers=self.texts.numbers(self.count),
        )
        if self.player.pace.seconds:
            self.player.pace = paced_as_it_learns(self.run, SLOWLY)
            self.player.clock = self.player.pace.seconds
            self.play(self.player.walk(until=0))
        self.play(arrive(VGroup(name, self.numbers[chosen]).get_center(), self.theme, inner=48.0))
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
        self.sums = self.model.logits(run.parameters, self.data.inputs)

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

    def drawn_sums(self) -> FloatArray:
        """Z of every row (n,) now."""
        return self.model.logits(self.parameters(), self.data.inputs)

    def right(self, sums: FloatArray) -> int:
        """How many rows' class has the greater probability, by sums (n,) of all."""
        return int(((sums > 0) == (self.data.target == 1)).sum())
