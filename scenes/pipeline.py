"""The way of one number: an affine step, an activation, a loss; the first two close into a node."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

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
    RoundedRectangle,
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
    Dataset,
    Edge,
    FloatArray,
    Follower,
    Label,
    Lines,
    LogisticRegression,
    ManimStory,
    ModelObjective,
    Number,
    Plot,
    Recording,
    RingedPoint,
    Role,
    RunOptions,
    RunSpec,
    SamplePass,
    Scale,
    Shaped,
    Theme,
    Trajectory,
    WorkedStory,
    Workings,
    appear,
    arrive,
    arrow,
    at,
    become,
    down,
    high,
    is_tall,
    math,
    measured,
    objective_of,
    pass_maths,
    pixels,
    row_to_show,
    runs,
    set_share,
    sigmoid,
    stroke,
    to,
    travel,
    vanish,
    wide,
)

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
PULSE = 0.8
"""Seconds in which a value runs from one block to the next."""
AT_REST = 2.1
"""Seconds that the last picture stands."""


def run_spec(options: RunOptions) -> RunSpec:
    """Return the run of a logistic regression.

    Raises:
        RequestError: they name more than one feature.
    """
    data = runs.dataset(options)
    runs.check_one_feature("pipeline", data)
    return runs.fitted_on(data, options)


def companions(main: RunSpec, options: RunOptions) -> dict[Role, RunSpec]:
    """Return none.

    Raises:
        RequestError: the data have no such row as is to be shown.
    """
    row_to_show(main, options.row)
    return {}


def can_draw(spec: RunSpec) -> bool:
    """Whether a run is of a logistic regression with one feature."""
    objective = spec.objective
    return isinstance(objective, ModelObjective) and objective.model == LogisticRegression(1)


def parts(recording: Recording) -> tuple[type[ManimStory], ...]:
    """Return the scene's one part."""
    del recording
    return (Pipeline,)


PACKET = 12.0
"""Width of what runs along a way, in pixels."""
NODE = 40.0
"""Radius of a node, in pixels."""
GAP = 5.0
"""Between a way and what it leaves or leads to, in pixels."""
INSET, WORDS, PLOT = 0.018, 0.04, 0.46
"""From a block's edge to its curve, and in a tall frame to its words, and to the curve beside them,
as fractions of the frame's width."""


@dataclass(frozen=True, eq=False)
class Block:
    """One step of the pipeline.

    Attributes:
        frame: its outline.
        title: its name, above it or at its left.
        formula: what it computes, in its upper half or below its name.
    """

    frame: VMobject
    title: Label
    formula: VMobject

    @property
    def drawn(self) -> VGroup:
        """All of it."""
        return VGroup(self.frame, self.title, self.formula)


class Blocks:
    """Makes the parts of the drawing; the story decides when they come and go."""

    def __init__(self, theme: Theme) -> None:
        self.theme = theme

    def block(self, box: Box, title: str, maths: str, colour: str) -> Block:
        """A block in a box; the blocks of a tall frame are low and wide."""
        frame = RoundedRectangle(
            corner_radius=pixels(14),
            width=wide(box.right - box.left),
            height=high(box.bottom - box.top),
            stroke_color=colour,
            stroke_width=stroke(3),
            fill_color=self.theme.surface,
            fill_opacity=1,
        )
        middle = (box.left + box.right) / 2
        frame.move_to(at(middle, (box.top + box.bottom) / 2))
        name = Label(title, size=SIZES.label, colour=colour)
        formula = math(maths, self.theme, size=SIZES.label)
        if is_tall():
            left = box.left + WORDS
            name.place(at(left, box.top + down(0.045)))
            return Block(frame, name, formula.place(at(left, box.top + down(0.092))))
        name.place(at(middle, box.top - 0.03), "centre")
        return Block(frame, name, formula.place(at(middle, box.top + 0.075), "centre"))

    def plot_box(self, box: Box) -> Box:
        """Where a block's curve is: below its formula, in a tall frame at its right."""
        if is_tall():
            edge = down(0.02)
            return Box(box.left + PLOT, box.right - WORDS, box.top + edge, box.bottom - edge)
        middle = (box.top + box.bottom) / 2
        return Box(box.left + INSET, box.right - INSET, middle - 0.02, middle + 0.145)

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

    def letter(self, maths: str, circle: VMobject) -> VMobject:
        """A letter in the middle of a circle."""
        made = math(maths, self.theme, size=SIZES.label)
        return made.move_to(circle.get_center())

    def unknown(self, block: Block) -> Label:
        """A question mark in a block whose function isn't told yet."""
        mark = Label("?", size=SIZES.number, colour=self.theme.muted, bold=True)
        middle = np.asarray(block.frame.get_center())
        return mark.place(middle - np.array([0, mark.em * 0.36, 0]), "centre")

    def number(self, value: float, place: tuple[float, float], colour: str, places: int) -> Number:
        """A number that stays as it is, its middle at fractions of the frame."""
        number = Number(value, places, colour=colour, size=SIZES.smallest)
        number.place(at(*place) - np.array([0, number.em * 0.36, 0]), "centre")
        number.clear_updaters()
        return number

    def way(self, first: VMobject, second: VMobject) -> Follower:
        """An arrow from one thing to the next, to the right or in a tall frame down."""
        start, end = _ends(first)[1], _ends(second)[0]
        gap = np.array([0, -pixels(GAP), 0] if is_tall() else [pixels(GAP), 0, 0])
        made = arrow(lambda: (start + gap, end - gap), self.theme.line, width=3.5, head=15)
        made.clear_updaters()
        return made

    def pulses(
        self, ways: Sequence[Follower], colour: str, seconds: float
    ) -> list[ShowPassingFlash]:
        """Something that runs along ways, one after the other's end."""
        lines = [Line(*_ends(each)) for each in ways]
        for line in lines:
            line.set_stroke(colour, width=stroke(PACKET))
        return [ShowPassingFlash(line, time_width=0.7, run_time=seconds) for line in lines]


def _ends(thing: VMobject) -> tuple[FloatArray, FloatArray]:
    """Where a value enters a thing, (3,), and where it leaves it."""
    if is_tall():
        return np.asarray(thing.get_top()), np.asarray(thing.get_bottom())
    return np.asarray(thing.get_left()), np.asarray(thing.get_right())


MORE = 3
"""How many other rows are sent through."""


@dataclass(frozen=True, eq=False)
class Passing:
    """The end of a run, and the rows that are shown.

    Attributes:
        run: of a logistic regression with one feature.
        row: the one that is told of.
    """

    run: Trajectory
    row: int

    @property
    def data(self) -> Dataset:
        """All rows."""
        return objective_of(self.run).dataset

    @cached_property
    def rows(self) -> tuple[int, ...]:
        """The row, and others of its class: from the least of the feature to the largest."""
        alike = np.flatnonzero(self.data.target == self.data.target[self.row])
        order = alike[np.argsort(self.data.inputs[alike, 0], kind="stable")]
        places = np.linspace(0, len(order) - 1, MORE).astype(int)
        return (self.row, *(int(order[place]) for place in places))

    @cached_property
    def passes(self) -> tuple[SamplePass, ...]:
        """Their ways through the model."""
        intercept, weight = self.run.parameters[-1]
        model, parameters = MLP((1, 1)), np.array([weight, intercept])
        return tuple(SamplePass(model, parameters, self.data.rows([row])) for row in self.rows)

    def affine(self, x: FloatArray) -> FloatArray:
        """Z of inputs (n,)."""
        intercept, weight = self.run.parameters[-1]
        return np.asarray(intercept + weight * x)

    def probability(self, z: FloatArray) -> FloatArray:
        """P of sums (n,)."""
        return np.asarray(sigmoid(z))

    def loss(self, p: FloatArray) -> FloatArray:
        """The loss that the row's class has at probabilities (n,)."""
        with np.errstate(divide="ignore"):
            return np.asarray(-np.log(p if self.passes[0].target else 1 - p))


GLIDE = 0.5
"""Seconds in which a row's point and number appear."""
LONGEST = 9.5
"""Of a class, in em."""


class PipelineRooms:
    """Where things are, as fractions of the frame: to the right of each other, or below.

    Attributes:
        input, node: the input's centre, and that of the node which two blocks close into.
        affine, activation, loss: the blocks.
        edge, values: what the values are held by that come in and out of blocks, and where.
        name, name_room, measured: of the input, its width, and what was measured.
        layer, last: the nodes of the last picture.
    """

    input = Shaped((0.115, 0.5), tall=(0.5, 0.297))
    affine = Shaped(Box(0.215, 0.435, 0.335, 0.665), tall=Box(0.05, 0.95, 0.3775, 0.4615))
    activation = Shaped(Box(0.515, 0.725, 0.335, 0.665), tall=Box(0.05, 0.95, 0.5005, 0.5845))
    loss = Shaped(Box(0.805, 0.95, 0.335, 0.665), tall=Box(0.05, 0.95, 0.6235, 0.7075))
    node = Shaped((0.47, 0.5), tall=(0.5, 0.481))
    edge: Shaped[Edge] = Shaped("centre", tall="left")
    values = Shaped(
        ((0.115, 0.727), (0.325, 0.727), (0.62, 0.727), (0.8775, 0.727)),
        tall=((0.55, 0.3675), (0.55, 0.4905), (0.55, 0.6135), (0.55, 0.739)),
    )
    name = Shaped((0.115, 0.345), tall=(0.59, 0.290))
    name_room = Shaped(0.17, tall=0.35)
    measured = Shaped((0.115, 0.39), tall=(0.59, 0.320))
    layer = Shaped(
        ((0.37, 0.34), (0.37, 0.5), (0.37, 0.66)), tall=((0.2, 0.42), (0.5, 0.42), (0.8, 0.42))
    )
    last = Shaped((0.6, 0.5), tall=(0.5, 0.545))
    board = Shaped(0.772, tall=0.752)


class PipelineStory(WorkedStory):
    """A story of one row's number on its way to its loss."""

    def prepare(self) -> None:
        """Take the run, and make the blocks."""
        main = self.recording.main
        self.passing = Passing(main, row_to_show(main.spec, self.recording.options.row))
        self.done = self.passing.passes[0]
        self.places = [ValueTracker(self.done.activation(0, 0)) for _ in range(3)]
        self.home = float(np.mean([each.activation(0, 0) for each in self.passing.passes]))
        self.told_rows = [ValueTracker(0) for _ in range(4)]
        self.board = Workings(self.theme, top=PipelineRooms.board)
        self.keep_still(self.board)
        blocks, colours = Blocks(self.theme), self.theme
        truth = "p" if self.done.target else "(1 - p)"
        label = self.texts.label
        self.blocks = blocks
        self.input = blocks.node(PipelineRooms.input)
        self.letter = blocks.letter("x", self.input)
        self.affine = blocks.block(
            PipelineRooms.affine, label("affine"), "z = w x + b", colours.text
        )
        self.activation = blocks.block(
            PipelineRooms.activation, label("activation"), "model(p) = sigma(z)", colours.model
        )
        self.loss = blocks.block(
            PipelineRooms.loss, label("loss"), f"fullloss(L) = -ln {truth}", colours.full_loss
        )
        self.ways = [
            blocks.way(self.input, self.affine.frame),
            blocks.way(self.affine.frame, self.activation.frame),
            blocks.way(self.activation.frame, self.loss.frame),
        ]
        self.plots = self._plots()
        self.values = self._values()

    def _plots(self) -> list[VGroup]:
        """In each block its function, with the point where the row is."""
        found = self.passing.passes
        xs = np.array([each.activation(0, 0) for each in found])
        zs, ps = self.passing.affine(xs), self.passing.probability(self.passing.affine(xs))
        losses = self.passing.loss(ps)
        reach, height = _around(xs), _around(zs)
        tallest = float(max(1.3 * losses.max(), 1.0))
        return [
            self._plot(reach, height, self.passing.affine, 0),
            self._plot(height, (-0.08, 1.08), self.passing.probability, 1),
            self._plot((0.0, 1.0), (-0.06 * tallest, tallest), self.passing.loss, 2),
        ]

    def _plot(
        self,
        across: tuple[float, float],
        up: tuple[float, float],
        function: Callable[[FloatArray], FloatArray],
        stage: int,
    ) -> VGroup:
        rooms = PipelineRooms.affine, PipelineRooms.activation, PipelineRooms.loss
        box = self.blocks.plot_box(rooms[stage])
        plot = Plot(self.theme, Scale(*across, ()), Scale(*up, ()), box=box)
        colour = (self.theme.text, self.theme.model, self.theme.full_loss)[stage]
        curve = plot.curve(function, colour, width=4)
        curve.clear_updaters()

        def where() -> FloatArray:
            value = np.array([self.places[stage].get_value()])
            for each in (self.passing.affine, self.passing.probability)[:stage]:
                value = each(value)
            return np.asarray(plot.points_at(value, function(value))[0])

        return VGroup(curve, RingedPoint(where, self.theme, radius=9))

    def _values(self) -> list[VGroup]:
        """The letter and the number of what comes out of each stage, below it."""
        done = self.passing.passes
        columns = [
            [each.activation(0, 0) for each in done],
            [each.pre_activation(1, 0) for each in done],
            [each.probability for each in done],
            [each.loss for each in done],
        ]
        colours = self.theme.text, self.theme.text, self.theme.model, self.theme.full_loss
        return [
            self._value(letter, stage, column, colour)
            for stage, (letter, column, colour) in enumerate(
                zip("xzpL", columns, colours, strict=True)
            )
        ]

    def _value(self, letter: str, stage: int, column: list[float], colour: str) -> VGroup:
        tracker = self.told_rows[stage]
        number = Number(
            lambda: column[round(tracker.get_value())], 3, colour=colour, form=f"{letter} = {{}}"
        )
        number.place(at(*PipelineRooms.values[stage]), PipelineRooms.edge)
        return VGroup(number)

    def class_name(self, number: int) -> str:
        """A class in words."""
        data = self.passing.data
        return self.texts.class_label(data.target_name, data.class_names, number, LONGEST)

    def start_anew(self, index: int) -> list[Animation]:
        """Let another row's number come in, and what is left of the row before vanish."""
        points = [plot[1] for plot in self.plots]
        return [
            *vanish(*points, *self.values[1:], run_time=0.3),
            to(self.told_rows[0], index, run_time=GLIDE),
        ]

    def come_to(self, stage: int, index: int) -> list[Animation]:
        """Let a row's point and number appear where it has come to."""
        self.places[stage - 1].set_value(self.passing.passes[index].activation(0, 0))
        self.told_rows[stage].set_value(index)
        return appear(self.plots[stage - 1][1], self.values[stage], run_time=GLIDE)

    def input_label(self) -> VGroup:
        """What comes in: its name, and what was measured."""
        data, texts, room = self.passing.data, self.texts, PipelineRooms.name_room
        name = texts.column_labels(data.feature_names, room=5.5)[0]
        if one := texts.value(data.feature_names[0], "1", 5.5):
            name = texts.label("coded", name=name, one=one)
        label = Lines(name, size=SIZES.smallest, colour=self.theme.muted, room=room)
        values = [float(data.features[row, 0]) for row in self.passing.rows]
        number = Number(
            lambda: values[round(self.told_rows[0].get_value())],
            measured,
            colour=self.theme.text,
            size=SIZES.smallest,
        )
        edge = PipelineRooms.edge
        label.place(at(*PipelineRooms.name), edge)
        return VGroup(label, number.place(at(*PipelineRooms.measured), edge))

    def scaling(self) -> VMobject | None:
        """How the row's value was scaled, if it was."""
        data, row = self.passing.data, self.passing.row
        if not data.is_scaled:
            return None
        values = data.features[row, 0], data.mean[0], data.sd[0], data.inputs[row, 0]
        formula = pass_maths.standardised(*map(float, values))
        (cell,) = self.board.cells((self.texts.label("scaled_title"), formula))
        return cell

    def in_one(self, key: str, formula: str, **values: object) -> VGroup:
        """A formula in which several steps are one, with its title, for the board."""
        (cell,) = self.board.cells((self.texts.label(key, **values), formula))
        return cell

    def losses_of_both_classes(self) -> list[VGroup]:
        """The whole way in one formula for the class that is shown, and for the other one."""
        p, own = "model(sigma)(w x + b)", self.done.target
        penalties = (f"(1 - {p})", p)
        return self.board.cells(
            *(
                (
                    self.texts.label(key, target=target, label=self.class_name(target)),
                    f"fullloss(L) = -ln {penalties[target]}",
                )
                for key, target in (("whole", own), ("otherwise", 1 - own))
            )
        )

    def network(self) -> tuple[VGroup, VGroup, VGroup]:
        """Nodes of a small network, the middle one of the layer first, letters, and lines."""
        layer = [self.blocks.node(place) for place in PipelineRooms.layer]
        last = self.blocks.node(PipelineRooms.last)
        pairs = [(self.input, each) for each in layer] + [(each, last) for each in layer]
        lines = VGroup(*(self._between(*pair) for pair in pairs))
        lines.add(self.blocks.way(last, self.loss.frame))
        nodes = VGroup(layer[1], layer[0], layer[2], last)
        letters = VGroup(*(self.blocks.letter("model(sigma)", each) for each in nodes))
        letters.set_z_index(1)
        return nodes, letters, lines

    def _between(self, first: Circle, second: Circle) -> Line:
        start, end = np.asarray(first.get_center()), np.asarray(second.get_center())
        along = (end - start) / np.linalg.norm(end - start) * pixels(NODE)
        return Line(start + along, end - along, color=self.theme.line, stroke_width=stroke(2.5))


def _around(values: FloatArray) -> tuple[float, float]:
    low, high = float(values.min()), float(values.max())
    room = 0.15 * max(high - low, 1.0)
    return low - room, high + room


class Pipeline(PipelineStory):
    """One row's number goes through an affine step and an activation to its loss."""

    def construct(self) -> None:
        """Tell the story, beat by beat."""
        self.prepare()
        self.ask()
        self.weigh_and_shift()
        self.activate()
        self.measure()
        self.send_others()
        self.close_into_a_node()
        self.put_together()

    def ask(self) -> None:
        """A number goes in, a probability and a loss come out; between them are blocks."""
        data = self.passing.data
        self.names = self.input_label()
        frames = [self.affine.frame, self.activation.frame, self.loss.frame]
        self.add(self.input, self.names)
        self.unknown = [self.blocks.unknown(each) for each in (self.affine, self.activation)]
        shown = zip(frames, [*self.unknown, self.loss.title], strict=True)
        blocks = [AnimationGroup(DrawBorderThenFill(frame), *appear(mark)) for frame, mark in shown]
        self.beat(
            "ask",
            LaggedStart(*blocks, lag_ratio=0.5, run_time=2.0),
            name=self.texts.column(data.feature_names[0]),
        )
        self.play(
            LaggedStart(*appear(*self.ways, run_time=0.3), lag_ratio=1.0),
            LaggedStart(*self.blocks.pulses(self.ways, self.theme.text, 0.5), lag_ratio=0.7),
        )
        self.enter()

    def enter(self) -> None:
        """What was measured comes in, scaled if the model is trained on that."""
        self.add(self.board)
        set_share(self.board, 0)
        cell = self.scaling()
        if cell is None:
            self.play(appear(self.board, self.letter), travel(self.names[1], self.values[0]))
            return
        self.play(appear(self.board), self.outlined(cell))
        self.fly_in(cell, [self.names[1]])
        self.land(cell, self.values[0], appear(self.letter))

    def weigh_and_shift(self) -> None:
        """The affine step, with its numbers."""
        total = " ".join(pass_maths.unit_sum(self.done, 1, 0))
        (cell,) = self.board.cells((self.texts.label("affine_title"), total))
        self.tell("affine", self.affine, 0)
        self.send(0)
        self.play(self.outlined(cell))
        self.work_out(cell, [None, self.values[0], None], 1)

    def activate(self) -> None:
        """The activation, with its number."""
        title = self.texts.label("activation_title", label=self.class_name(1))
        (cell,) = self.board.cells((title, pass_maths.output(self.done)))
        self.tell("activation", self.activation, 1)
        self.send(1)
        self.play(self.outlined(cell))
        self.work_out(cell, [self.values[1]], 2)

    def measure(self) -> None:
        """The loss, with its number."""
        (cell,) = self.board.cells((self.texts.label("loss_title"), pass_maths.loss(self.done)))
        truth = {"target": self.done.target, "label": self.class_name(self.done.target)}
        self.beat("loss", appear(self.loss.formula), self.packet(2), **truth)
        self.send(2)
        self.play(self.outlined(cell))
        self.work_out(cell, [self.values[2]], 3)

    def tell(self, key: str, block: Block, stage: int) -> None:
        """Say what a block does, as a value runs into it."""
        told = appear(block.title, block.formula)
        self.beat(key, told, vanish(self.unknown[stage]), self.packet(stage))

    def packet(self, stage: int) -> list[Animation]:
        """What runs into a block."""
        return [*self.blocks.pulses([self.ways[stage]], self.theme.text, PULSE)]

    def send(self, stage: int) -> None:
        """A block's curve is drawn, and the point slides to its place."""
        curve, point = self.plots[stage]
        there = self.places[stage].get_value()
        self.places[stage].set_value(self.home)
        self.play(Create(curve), appear(point), run_time=PULSE)
        self.play(to(self.places[stage], there, run_time=PULSE))

    def work_out(self, cell: VMobject, sources: list[Mobject | None], stage: int) -> None:
        """Let a cell's numbers fly in, and its result fly below its block."""
        self.fly_in(cell, sources)
        self.land(cell, self.values[stage])

    def send_others(self) -> None:
        """Other rows take the same way."""
        written = self.losses_of_both_classes()
        changed = [*self.board.wipe(), *self.board.write(*written)]
        self.beat("again", changed, target=self.done.target)
        for index in range(1, len(self.passing.passes)):
            self.play(*self.start_anew(index))
            for stage in (1, 2, 3):
                pulse = self.blocks.pulses(self.ways[stage - 1 : stage], self.theme.text, 0.4)
                self.play(*pulse)
                self.play(*self.come_to(stage, index))

    def close_into_a_node(self) -> None:
        """Two blocks become one circle."""
        both = VGroup(
            self.affine.drawn, self.activation.drawn, self.plots[0], self.plots[1], self.ways[1]
        )
        self.node = self.blocks.node(PipelineRooms.node)
        ways = [
            self.blocks.way(self.input, self.node),
            self.blocks.way(self.node, self.loss.frame),
        ]
        inside = self.in_one("inside", "model(p) = sigma(w x + b)")
        self.beat("node", vanish(self.values[1]), [*self.board.wipe(), *self.board.write(inside)])
        self.play(
            become(both, self.node, run_time=1.6),
            become(self.ways[0], ways[0], run_time=1.6),
            become(self.ways[2], ways[1], run_time=1.6),
        )
        p = self.passing.passes[-1].probability
        self.inside = self.blocks.number(p, PipelineRooms.node, self.theme.model, 3)
        self.play(travel(self.values[2], self.inside), vanish(self.values[2], run_time=0.12))
        self.play(arrive(self.node.get_center(), self.theme, inner=44.0))
        self.play(self.blocks.pulses(ways, self.theme.text, PULSE))
        self.closed = ways

    def put_together(self) -> None:
        """More such nodes, as a network has them."""
        nodes, letters, lines = self.network()
        several = self.in_one("several", "sigma(w_1 x_1 + w_2 x_2 + w_3 x_3 + b)")
        numbers = self.inside, self.values[0], self.values[3], self.plots[2][1], self.names
        changed = [*self.board.wipe(), *self.board.write(several)]
        self.beat("closing", vanish(*numbers, *self.closed), changed)
        self.play(become(self.node, nodes[0]), appear(*nodes[1:], *letters))
        self.play(LaggedStart(*map(Create, lines), lag_ratio=0.25, run_time=1.8))
        self.wait(AT_REST - PAUSE - 0.2)
