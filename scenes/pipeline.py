"""The way of one number: an affine step, an activation, a loss; the first two close into a node."""

from collections.abc import Iterable, Sequence

import numpy as np
from manim import (
    Animation,
    AnimationGroup,
    Circle,
    Create,
    DrawBorderThenFill,
    LaggedStart,
    Line,
    Mobject,
    ShowPassingFlash,
    ValueTracker,
    VGroup,
    VMobject,
)

from gradreel.scenes.stage.drawing import (
    MLP,
    PAUSE,
    SIZES,
    Box,
    ByShape,
    Edge,
    FloatArray,
    FormulaBoard,
    Label,
    Lines,
    LogisticRegression,
    ModelObjective,
    Number,
    Plot,
    RedrawnPath,
    RingedPoint,
    RunOptions,
    Runs,
    RunSpec,
    SamplePass,
    Scale,
    WorkedStory,
    appear,
    arrive,
    arrow,
    at,
    become,
    down,
    framed,
    high,
    is_tall,
    objective_of,
    offset,
    pixels,
    row_to_show,
    runs,
    set_share,
    sigmoid,
    still_number,
    stroke,
    to,
    travel,
    vanish,
    wide,
)
from gradreel.scenes.stage.drawing import pass_maths as maths

PLACE = 420
OPTIONS = {
    "data": "heart",
    "x": ("MaxHR",),
    "y": "AHD",
    "positive": None,
    "optimizer": "gradient-descent",
    "learning_rate": 1.0,
    "steps": 100,
    "seed": 0,
    "row": 123,
}
CHOSEN_FOR = {"data": ("steps",), "x": ("steps",), "y": ("steps",), "optimizer": ("steps",)}
DRAWS = "a logistic regression with one feature"

MORE = 3
"""How many other rows are sent through."""
PULSE, GLIDE = 0.8, 0.5
"""Seconds in which a value runs from one block to the next, and a row's point and number appear."""
AT_REST = 2.1
"""Seconds that the last picture stands."""
PACKET, NODE, CLEAR = 12.0, 40.0, 5.0
"""Pixels: the width of what runs along a way, a node's radius, and between a way and its ends."""
INSET, WORDS, PLOT = 0.018, 0.04, 0.46
"""From a block's edge to its curve, and in a tall frame to its words, and to the curve beside them,
as fractions of the frame's width."""
LONGEST_NAME, LONGEST_CLASS = 5.5, 9.5
"""Of the input and of a class, in em."""


class Pipeline(WorkedStory):
    """One row's number goes through an affine step and an activation to its loss."""

    board_top = ByShape(0.772, tall=0.752)
    # The input's centre, the blocks, and the node into which the first two close.
    input_place, node_place = (
        ByShape((0.115, 0.5), tall=(0.5, 0.297)),
        ByShape((0.47, 0.5), tall=(0.5, 0.481)),
    )
    blocks = ByShape(
        (
            Box(0.215, 0.435, 0.335, 0.665),
            Box(0.515, 0.725, 0.335, 0.665),
            Box(0.805, 0.95, 0.335, 0.665),
        ),
        tall=(
            Box(0.05, 0.95, 0.3775, 0.4615),
            Box(0.05, 0.95, 0.5005, 0.5845),
            Box(0.05, 0.95, 0.6235, 0.7075),
        ),
    )
    # What the values are held by that come in and out of blocks, and where.
    edge: ByShape[Edge] = ByShape("centre", tall="left")
    value_places = ByShape(
        ((0.115, 0.727), (0.325, 0.727), (0.62, 0.727), (0.8775, 0.727)),
        tall=((0.55, 0.3675), (0.55, 0.4905), (0.55, 0.6135), (0.55, 0.739)),
    )
    # The input's name, its width, and what was measured.
    name_place, name_room = ByShape((0.115, 0.345), tall=(0.59, 0.290)), ByShape(0.17, tall=0.35)
    measured_place = ByShape((0.115, 0.39), tall=(0.59, 0.320))
    # The nodes of the last picture.
    layer = ByShape(
        ((0.37, 0.34), (0.37, 0.5), (0.37, 0.66)), tall=((0.2, 0.42), (0.5, 0.42), (0.8, 0.42))
    )
    last_place = ByShape((0.6, 0.5), tall=(0.5, 0.545))

    @staticmethod
    def runs(options: RunOptions) -> Runs:
        """Return the run of a logistic regression.

        Raises:
            RequestError: they name more than one feature, or a row that isn't there.
        """
        main = options.recorded
        if main is None:
            data = runs.dataset(options)
            runs.check_one_feature("pipeline", data)
            main = runs.fitted_on(data, options)
        row_to_show(main, options.row)
        return {"main": main}

    @staticmethod
    def can_draw(spec: RunSpec) -> bool:
        """Whether a run is of a logistic regression with one feature."""
        objective = spec.objective
        return isinstance(objective, ModelObjective) and objective.model == LogisticRegression(1)

    def construct(self) -> None:
        """Tell the story, beat by beat."""
        self.read_run()
        self.draw_blocks()
        self.ask()
        self.weigh_and_shift()
        self.activate()
        self.measure()
        self.send_others()
        self.close_into_a_node()
        self.put_together()

    def read_run(self) -> None:
        """Take the row, and others of its class: from the least of the feature to the largest."""
        self.data = data = objective_of(self.run).dataset
        self.row = row_to_show(self.run.spec, self.recording.options.row)
        alike = np.flatnonzero(data.target == data.target[self.row])
        order = alike[np.argsort(data.inputs[alike, 0], kind="stable")]
        places = np.linspace(0, len(order) - 1, MORE).astype(int)
        self.rows = self.row, *order[places].tolist()
        intercept, weight = self.run.parameters[-1].tolist()
        ended = np.array([weight, intercept])
        self.passes = [SamplePass(MLP((1, 1)), ended, data.rows([row])) for row in self.rows]
        self.done = self.passes[0]

        def affine(x: FloatArray) -> FloatArray:
            return np.asarray(intercept + weight * x)

        def loss(p: FloatArray) -> FloatArray:
            with np.errstate(divide="ignore"):
                return np.asarray(-np.log(p if self.done.target else 1 - p))

        self.functions = affine, sigmoid, loss  # of inputs, sums and probabilities (n,)

    def draw_blocks(self) -> None:
        """Make the blocks with their curves, and the values below them."""
        theme = self.theme
        self.board = FormulaBoard(theme, top=self.board_top)
        self.keep_still(self.board)
        self.input = self.node(self.input_place)
        self.letter = self.in_node("x", self.input)
        colours = theme.text, theme.model, theme.full_loss
        truth = "p" if self.done.target else "(1 - p)"
        formulas = "z = w x + b", "model(p) = sigma(z)", f"fullloss(L) = -ln {truth}"
        keys = "affine", "activation", "loss"
        made = map(self.block, self.blocks, keys, formulas, colours)
        self.borders, self.titles, self.formulas = zip(*made, strict=True)
        stations = [self.input, *self.borders]
        self.ways = [self.way(*pair) for pair in zip(stations, self.borders, strict=False)]
        xs = [each.activation(0, 0) for each in self.passes]
        self.home, self.places = float(np.mean(xs)), [ValueTracker(xs[0]) for _ in range(3)]
        zs = [each.pre_activation(1, 0) for each in self.passes]
        losses = [each.loss for each in self.passes]
        tallest = max(1.3 * max(losses), 1.0)
        across = around(xs), around(zs), (0.0, 1.0)
        up = around(zs), (-0.08, 1.08), (-0.06 * tallest, tallest)
        self.plots = list(map(self.curve, range(3), across, up))
        columns = xs, zs, [each.probability for each in self.passes], losses
        self.told_rows = [ValueTracker(0) for _ in columns]
        letters = zip("xzpL", columns, (theme.text, *colours), strict=True)
        self.values = [self.value(stage, *each) for stage, each in enumerate(letters)]

    def block(
        self, box: Box, key: str, maths: str, colour: str
    ) -> tuple[VMobject, Label, VMobject]:
        """A block's frame, its name above it or at its left, and what it computes."""
        width, height = wide(box.right - box.left), high(box.bottom - box.top)
        frame = framed(self.theme, width, height, colour, corner=14, line=3)
        middle = (box.left + box.right) / 2
        frame.move_to(at(middle, (box.top + box.bottom) / 2))
        name = Label(self.label(key), size=SIZES.label, colour=colour)
        formula = self.math(maths, size=SIZES.label)
        if is_tall():  # low and wide
            left = box.left + WORDS
            name.place(at(left, box.top + down(0.045)))
            return frame, name, formula.place(at(left, box.top + down(0.092)))
        name.place(at(middle, box.top - 0.03), "centre")
        return frame, name, formula.place(at(middle, box.top + 0.075), "centre")

    def node(self, place: tuple[float, float]) -> Circle:
        """A circle with its centre at fractions of the frame."""
        circle = Circle(
            radius=pixels(NODE),
            stroke_color=self.theme.model,
            stroke_width=stroke(3),
            fill_color=self.theme.surface,
            fill_opacity=1,
        )
        return circle.move_to(at(*place))

    def in_node(self, letter: str, node: VMobject) -> VMobject:
        """A letter in the middle of a node."""
        return self.math(letter, size=SIZES.label).move_to(node.get_center())

    def way(self, first: VMobject, second: VMobject) -> RedrawnPath:
        """An arrow from one thing to the next, to the right or in a tall frame down."""
        start, end = ends_of(first)[1], ends_of(second)[0]
        gap = offset(0, -CLEAR) if is_tall() else offset(CLEAR)
        ends = start + gap, end - gap
        return arrow(lambda: ends, self.theme.line, width=3.5, head=15).clear_updaters()

    def curve(self, stage: int, across: tuple[float, float], up: tuple[float, float]) -> VGroup:
        """A block's function, with the point where the row is.

        It is below its formula, in a tall frame at its right.
        """
        box = self.blocks[stage]
        if is_tall():
            rim = down(0.02)
            place = Box(box.left + PLOT, box.right - WORDS, box.top + rim, box.bottom - rim)
        else:
            middle = (box.top + box.bottom) / 2
            place = Box(box.left + INSET, box.right - INSET, middle - 0.02, middle + 0.145)
        plot = Plot(self.theme, Scale(*across, ()), Scale(*up, ()), box=place)
        colour = (self.theme.text, self.theme.model, self.theme.full_loss)[stage]
        *before, function = self.functions[: stage + 1]

        def where() -> FloatArray:
            value = np.array([self.places[stage].get_value()])
            for each in before:
                value = each(value)
            return np.asarray(plot.points_at(value, function(value))[0])

        curve = plot.curve(function, colour, width=4).clear_updaters()
        return VGroup(curve, RingedPoint(where, self.theme, radius=9))

    def value(self, stage: int, letter: str, column: Sequence[float], colour: str) -> Number:
        """The letter and the number of what comes out of a stage, below it."""
        row = self.told_rows[stage]
        form = f"{letter} = {{}}"
        number = Number(lambda: column[round(row.get_value())], 3, colour=colour, form=form)
        return number.place(at(*self.value_places[stage]), self.edge)

    def ask(self) -> None:
        """A number goes in, a probability and a loss come out; between them are blocks."""
        self.names = self.input_label()
        self.add(self.input, self.names)
        self.unknown = []
        for frame in self.borders[:2]:
            mark = Label("?", size=SIZES.number, colour=self.theme.muted, bold=True)
            foot = np.asarray(frame.get_center()) - np.array([0, mark.em * 0.36, 0])
            self.unknown.append(mark.place(foot, "centre"))
        marks = [*self.unknown, self.titles[2]]
        blocks = [
            AnimationGroup(DrawBorderThenFill(frame), *appear(mark))
            for frame, mark in zip(self.borders, marks, strict=True)
        ]
        self.beat(
            "ask",
            LaggedStart(*blocks, lag_ratio=0.5, run_time=2.0),
            name=self.texts.column(self.data.feature_names[0]),
        )
        self.play(
            LaggedStart(*appear(*self.ways, run_time=0.3), lag_ratio=1.0),
            LaggedStart(*self.pulses(self.ways, 0.5), lag_ratio=0.7),
        )
        self.enter()

    def input_label(self) -> VGroup:
        """What comes in: its name, and what was measured."""
        data, texts, theme = self.data, self.texts, self.theme
        name = texts.column_labels(data.feature_names, room=LONGEST_NAME)[0]
        if one := texts.value(data.feature_names[0], "1", LONGEST_NAME):
            name = texts.label("coded", name=name, one=one)
        label = Lines(name, size=SIZES.smallest, colour=theme.muted, room=self.name_room)
        values = [float(data.features[row, 0]) for row in self.rows]
        row = self.told_rows[0]
        number = Number(
            lambda: values[round(row.get_value())],
            maths.measured,
            colour=theme.text,
            size=SIZES.smallest,
        )
        label.place(at(*self.name_place), self.edge)
        return VGroup(label, number.place(at(*self.measured_place), self.edge))

    def pulses(self, ways: Iterable[VMobject], seconds: float = PULSE) -> list[Animation]:
        """Something that runs along ways, one after the other's end."""
        lines = [Line(*ends_of(each)) for each in ways]
        for line in lines:
            line.set_stroke(self.theme.text, width=stroke(PACKET))
        return [ShowPassingFlash(line, time_width=0.7, run_time=seconds) for line in lines]

    def enter(self) -> None:
        """What was measured comes in, scaled if the model is trained on that."""
        self.add(self.board)
        set_share(self.board, 0)
        scaled = maths.scaling(self.data, self.row)
        if scaled is None:
            self.play(appear(self.board, self.letter), travel(self.names[1], self.values[0]))
            return
        cell = self.board.titled(self.label("scaled_title"), scaled[1])
        self.play(appear(self.board), self.outlined(cell))
        self.fly_in(cell, [self.names[1]])
        self.land(cell, self.values[0], appear(self.letter))

    def weigh_and_shift(self) -> None:
        """The affine step, with its numbers."""
        cell = self.cell("affine_title", " ".join(maths.unit_sum(self.done, 1, 0)))
        self.beat("affine", *self.shown(0), vanish(self.unknown[0]))
        self.go_through(0, cell, [None, self.values[0], None])

    def activate(self) -> None:
        """The activation, with its number."""
        cell = self.cell("activation_title", maths.output(self.done), label=self.class_name(1))
        self.beat("activation", *self.shown(1), vanish(self.unknown[1]))
        self.go_through(1, cell, [self.values[1]])

    def measure(self) -> None:
        """The loss, with its number."""
        cell, target = self.cell("loss_title", maths.loss(self.done)), self.done.target
        self.beat("loss", *self.shown(2), target=target, label=self.class_name(target))
        self.go_through(2, cell, [self.values[2]])

    def cell(self, key: str, formula: str, **values: object) -> VGroup:
        """A formula with its title, for the board."""
        return self.board.titled(self.label(key, **values), formula)

    def class_name(self, number: int) -> str:
        """A class in words."""
        data = self.data
        return self.texts.class_label(data, number, LONGEST_CLASS)

    def shown(self, stage: int) -> list[list[Animation]]:
        """Let a block say what it does, as a value runs into it."""
        told = appear(self.titles[stage], self.formulas[stage])
        return [told, self.pulses([self.ways[stage]])]

    def go_through(self, stage: int, cell: VMobject, sources: Sequence[Mobject | None]) -> None:
        """Draw a block's curve, along which the point slides; work out what leaves the block."""
        (curve, point), place = self.plots[stage], self.places[stage]
        there = place.get_value()
        place.set_value(self.home)
        self.play(Create(curve), appear(point), run_time=PULSE)
        self.play(to(place, there, run_time=PULSE))
        self.play(self.outlined(cell))
        self.fly_in(cell, sources)
        self.land(cell, self.values[stage + 1])

    def send_others(self) -> None:
        """Other rows take the same way."""
        p, own = "model(sigma)(w x + b)", self.done.target
        penalties = (f"(1 - {p})", p)
        cells = [
            (
                self.label(key, target=target, label=self.class_name(target)),
                f"fullloss(L) = -ln {penalties[target]}",
            )
            for key, target in (("whole", own), ("otherwise", 1 - own))
        ]
        written = self.board.cells(*cells)
        self.beat("again", self.board.wipe(), self.board.write(*written), target=own)
        points = [plot[1] for plot in self.plots]
        for index in range(1, len(self.passes)):
            self.play(
                vanish(*points, *self.values[1:], run_time=0.3),
                to(self.told_rows[0], index, run_time=GLIDE),
            )
            for stage, place in enumerate(self.places):
                self.play(self.pulses([self.ways[stage]], 0.4))
                place.set_value(self.passes[index].activation(0, 0))
                self.told_rows[stage + 1].set_value(index)
                self.play(appear(points[stage], self.values[stage + 1], run_time=GLIDE))

    def close_into_a_node(self) -> None:
        """Two blocks become one circle."""
        parts = [
            part
            for stage in (0, 1)
            for part in (self.borders[stage], self.titles[stage], self.formulas[stage])
        ]
        both = VGroup(*parts, *self.plots[:2], self.ways[1])
        self.closed = self.node(self.node_place)
        self.into_node = self.way(self.input, self.closed), self.way(self.closed, self.borders[2])
        inside = self.cell("inside", "model(p) = sigma(w x + b)")
        self.beat("node", vanish(self.values[1]), self.board.wipe(), self.board.write(inside))
        self.play(
            become(both, self.closed, run_time=1.6),
            become(self.ways[0], self.into_node[0], run_time=1.6),
            become(self.ways[2], self.into_node[1], run_time=1.6),
        )
        p, middle = self.passes[-1].probability, at(*self.node_place)
        self.inside = still_number(p, 3, middle, colour=self.theme.model)
        self.play(travel(self.values[2], self.inside), vanish(self.values[2], run_time=0.12))
        self.play(arrive(self.closed.get_center(), self.theme, inner=44.0))
        self.play(self.pulses(self.into_node))

    def put_together(self) -> None:
        """More such nodes, as a network has them."""
        layer, last = [self.node(place) for place in self.layer], self.node(self.last_place)
        nodes = layer[1], layer[0], layer[2], last
        letters = VGroup(*(self.in_node("model(sigma)", each) for each in nodes))
        letters.set_z_index(1)
        pairs = [(self.input, each) for each in layer] + [(each, last) for each in layer]
        lines = [*(self.between(*pair) for pair in pairs), self.way(last, self.borders[2])]
        several = self.cell("several", "sigma(w_1 x_1 + w_2 x_2 + w_3 x_3 + b)")
        numbers = self.inside, self.values[0], self.values[3], self.plots[2][1], self.names
        self.beat(
            "closing",
            vanish(*numbers, *self.into_node),
            self.board.wipe(),
            self.board.write(several),
        )
        self.play(become(self.closed, nodes[0]), appear(*nodes[1:], *letters))
        self.play(LaggedStart(*map(Create, lines), lag_ratio=0.25, run_time=1.8))
        self.wait(AT_REST - PAUSE - 0.2)

    def between(self, first: Circle, second: Circle) -> Line:
        """A line from one node to another."""
        start, end = np.asarray(first.get_center()), np.asarray(second.get_center())
        along = (end - start) / np.linalg.norm(end - start) * pixels(NODE)
        return Line(start + along, end - along, color=self.theme.line, stroke_width=stroke(2.5))


def ends_of(thing: VMobject) -> tuple[FloatArray, FloatArray]:
    """Where a value enters a thing, (3,), and where it leaves it."""
    if is_tall():
        return np.asarray(thing.get_top()), np.asarray(thing.get_bottom())
    return np.asarray(thing.get_left()), np.asarray(thing.get_right())


def around(values: Sequence[float]) -> tuple[float, float]:
    """The range of some values, with room at both sides."""
    low, high = min(values), max(values)
    room = 0.15 * max(high - low, 1.0)
    return low - room, high + room
