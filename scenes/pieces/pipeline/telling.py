"""What the beats of the story of a pipeline use: the blocks, and values on their way."""

from collections.abc import Callable

import numpy as np
from manim import Animation, Circle, Line, ValueTracker, VGroup, VMobject

from gradreel.engine.arrays import FloatArray
from gradreel.scenes.pieces.pipeline.blocks import NODE, Blocks
from gradreel.scenes.pieces.pipeline.passing import Passing
from gradreel.scenes.stage.manim.marks import RingedPoint
from gradreel.scenes.stage.manim.motion import appear, to, vanish
from gradreel.scenes.stage.manim.place import at, pixels, stroke
from gradreel.scenes.stage.manim.plot import Plot
from gradreel.scenes.stage.manim.text import Lines, Number
from gradreel.scenes.stage.manim.workings import Workings
from gradreel.scenes.stage.runs import pass_maths
from gradreel.scenes.stage.runs.objective import row_to_show
from gradreel.scenes.stage.runs.pass_maths import measured
from gradreel.scenes.stage.story.worked import WorkedStory
from gradreel.scenes.stage.type.frame import Shaped
from gradreel.scenes.stage.type.grid import SIZES, Box, Edge
from gradreel.scenes.stage.type.scale import Scale

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
