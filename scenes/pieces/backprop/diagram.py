"""A network with one sample in it: its inputs, values, errors and gradients, and its loss."""

from collections.abc import Callable, Sequence

import numpy as np
from manim import Line, RoundedRectangle, VGroup

from gradreel.engine.arrays import FloatArray
from gradreel.scenes.pieces.backprop.spread_network import SpreadNetwork
from gradreel.scenes.stage.manim.formula import math
from gradreel.scenes.stage.manim.marks import Follower, Marks, arrow
from gradreel.scenes.stage.manim.network import edge_width, names_above
from gradreel.scenes.stage.manim.place import at, pixels, stroke
from gradreel.scenes.stage.manim.text import Label, Number
from gradreel.scenes.stage.runs.edges import EdgeIndex
from gradreel.scenes.stage.runs.pass_maths import is_round, measured
from gradreel.scenes.stage.runs.sample_pass import SamplePass
from gradreel.scenes.stage.type.captions import Captions
from gradreel.scenes.stage.type.frame import Shaped, is_tall
from gradreel.scenes.stage.type.grid import GRID, SIZES
from gradreel.scenes.stage.type.theme import Theme
from gradreel.scenes.stage.type.typesetting import (
    number_text,
    superscript,
)

LOSS_WIDTH, LOSS_HEIGHT = 109.0, 60.0
GRADIENT_WIDTHS = 2.0, 5.5, 10.0
"""Pixels of the lines in the key to gradients."""
LARGE = 1e6
"""From here on a loss is a power of ten, for which its box has room in the smallest size only."""
MOST_IN_NODE, LONG_POWER = 99999.5, 3
"""From here on a number is too wide for a node, and so it is beside a power with so many signs."""
LONGEST_INPUT = 8.2
"""Of an input's name, in em: up to the margin."""
TITLE, LOWEST = 22.0, 64.0
"""Pixels that a title is high, with some room above it; and from the loss down to the last line
beside it where lines are close."""


class TextRooms:
    """The room of the true class in em: up to the last edges, in a tall frame to the output."""

    truth = Shaped(9.5, tall=7.2)


class _Places:
    """Pixels from the loss to titles, and in the key to gradients.

    The loss is so far above the title of the truth and below that of what is said, whose lines are
    `line` apart, and the class's mark of a `radius` a `mark` left of its name. In the key a line is
    `key` long, and begins a `pitch` after the one before.
    """

    nearer, farther, line = (
        Shaped(78.0, tall=30.0),
        Shaped(122.0, tall=37.0),
        Shaped(32.0, tall=28.0),
    )
    mark, radius = Shaped(18.0, tall=15.0), Shaped(8.0, tall=7.0)
    key, pitch = Shaped(46.0, tall=34.0), Shaped(62.0, tall=44.0)


class PassDiagram:
    """Makes the parts of the drawing; the story decides when they come and go.

    Attributes:
        network: nodes and edges.
        link, box: from the output to the loss, and the loss's frame with its name.
    """

    def __init__(
        self,
        theme: Theme,
        texts: Captions,
        sizes: Sequence[int],
        weights: Callable[[], Sequence[FloatArray]],
    ) -> None:
        self.theme, self.texts = theme, texts
        self.network = SpreadNetwork(theme, sizes, weights)
        self.last = len(sizes) - 1
        self.loss_at = at(0.95, 0) - np.array([pixels(LOSS_WIDTH / 2), 0, 0])
        self.loss_at[1] = self.network.centre(self.last, 0)[1]
        self.link = self._link()
        self.box = self._box()

    def input_labels(self, columns: Sequence[str], values: Sequence[float]) -> list[VGroup]:
        """Each input's column and what the row holds there, beside its node."""
        names = self._input_names(columns)
        words = [
            self.texts.value(column, f"{value:g}") or measured(value)
            for column, value in zip(columns, values, strict=True)
        ]
        return [
            self.network.named_value(unit, *pair)
            for unit, pair in enumerate(zip(names, words, strict=True))
        ]

    def _input_names(self, columns: Sequence[str]) -> tuple[str, ...]:
        if is_tall():
            return names_above(columns, self.texts, self.network.gap(0), self.network.room_above)
        return self.texts.column_labels(columns, room=LONGEST_INPUT)

    def value(self, done: SamplePass, layer: int, unit: int) -> Number:
        """The number in a node: an input, an activation, or the output's probability."""
        shown = done.activation(layer, unit)
        number = self.network.show_value(layer, unit, shown, _in_node)
        number.clear_updaters()
        return number

    def error(self, done: SamplePass, layer: int, unit: int) -> VGroup:
        """dL/dz at the foot of a node."""
        error = done.delta(layer, unit)
        return self.network.number_under(layer, unit, error, colour=self.theme.gradient)

    def weight(self, done: SamplePass, edge: EdgeIndex, share: float = 0.5) -> VGroup:
        """A weight on its edge, in the colour of its sign."""
        weight = done.weight(edge)
        colour, places = self.theme.of_sign(weight), 1 if is_round(weight) else 3
        return self.network.number_on_edge(edge, weight, places, colour=colour, share=share)

    def bias(self, done: SamplePass, layer: int, unit: int) -> VGroup:
        """A bias at the foot of its node, in the colour of its sign."""
        bias = done.bias(layer, unit)
        colour, places = self.theme.of_sign(bias), 1 if is_round(bias) else 3
        return self.network.number_under(layer, unit, bias, places, colour=colour)

    def gradient(self, done: SamplePass, edge: EdgeIndex) -> VGroup:
        """dL/dw on its edge."""
        value = done.weight_gradient(edge)
        share = self.network.clear_share(edge)
        return self.network.number_on_edge(edge, value, colour=self.theme.gradient, share=share)

    def arrow_back(self, edge: EdgeIndex, aside: float) -> Follower:
        """An arrow some pixels beside an edge, against its direction."""
        return _still(self.network.arrow_back(edge, aside=aside))

    def arrow_on(self, start: FloatArray, end: FloatArray) -> Follower:
        """An arrow that hands a gradient on."""
        return _still(arrow(lambda: (start, end), self.theme.gradient))

    def arrow_from_loss(self) -> Follower:
        """An arrow from the loss back to the output."""
        lift = np.array([0, pixels(13), 0])
        start = self.loss_at - np.array([pixels(LOSS_WIDTH / 2 + 6), 0, 0]) + lift
        end = self._output_rim() + np.array([pixels(4), 0, 0]) + lift
        return self.arrow_on(start, end)

    def probability_name(self) -> VGroup:
        """The letter p above the output, or beside it where edges come from above."""
        reach = pixels(self.network.radius + 19)
        aside = np.array([reach, -pixels(22), 0]) if is_tall() else np.array([0, reach, 0])
        letter = math("model(p)", self.theme, size=SIZES.label)
        return VGroup(letter.place(self.network.centre(self.last, 0) + aside, "centre"))

    def loss(self, done: SamplePass) -> Number:
        """The loss in its box."""
        places = 3 if done.loss < 10 else 2 if done.loss < 1000 else 0
        size = SIZES.label if done.loss < LARGE else SIZES.smallest
        number = Number(done.loss, places, colour=self.theme.full_loss, size=size)
        number.place(self.loss_at - np.array([0, number.em * 0.36, 0]), "centre")
        number.clear_updaters()
        return number

    @property
    def about_loss(self) -> FloatArray:
        """The middle (3,) of what is about the loss: in a tall frame the output, else beside it."""
        output = self.network.centre(self.last, 0)
        return output if is_tall() else (output + self.loss_at) / 2

    @property
    def _baselines(self) -> tuple[float, float, float, float]:
        """Pixels from the loss up to the lines of what is said and of the truth, from the top.

        Left of the output they are closer where the layer above it is near.
        """
        upper, lower, line = _Places.farther, -_Places.nearer, _Places.line
        above, output = (self.network.centre(self.last - each, 0)[1] for each in (1, 0))
        free = float(above - output) / pixels(1) - self.network.radius - TITLE
        if is_tall() and free < upper:
            upper, line = free, (free + LOWEST) / 3
            lower = line - LOWEST
        return upper, upper - line, lower, lower - line

    def truth(self, target: int, label: str) -> VGroup:
        """The true class, its name with its mark, and last its number y.

        It is under the loss, in a tall frame left of the output under what that says.
        """
        made = self._verdict(self.texts.label("truth"), target, label, self._baselines[2:])
        title, colour = made[0], self.theme.of_class(target)
        number = Label(str(target), size=SIZES.smallest, colour=colour, bold=True)
        baseline = self.loss_at[1] + pixels(self._baselines[2])
        if is_tall():
            end = np.array([title.get_right()[0] + pixels(6), baseline, 0])
            return made.add(number.place(end))
        number.place(np.array([at(1 - GRID.margin, 0)[0], baseline, 0]), "right")
        title.shift(np.array([number.get_left()[0] - pixels(6) - title.get_right()[0], 0, 0]))
        return made.add(number)

    def says(self, done: SamplePass, label: str) -> VGroup:
        """The class that the output is nearer to, above the loss or left of the output."""
        said = int(done.probability > 0.5)
        return self._verdict(self.texts.label("says"), said, label, self._baselines[:2])

    def _verdict(self, title: str, number: int, label: str, rises: tuple[float, float]) -> VGroup:
        """A title and a class's name with its mark, both lines so many pixels above the loss."""
        above = Label(title, size=SIZES.smallest, colour=self.theme.muted)
        name = Label(label, size=SIZES.smallest, colour=self.theme.of_class(number))
        upper, lower = (np.array([0, self.loss_at[1] + pixels(rise), 0]) for rise in rises)
        if is_tall():
            left = np.array([at(GRID.margin, 0)[0], 0, 0])
            above.place(left + upper)
            name.place(left + lower + np.array([pixels(_Places.mark + 10), 0, 0]))
        else:
            right = np.array([at(1 - GRID.margin, 0)[0], 0, 0])
            above.place(right + upper, "right")
            name.place(right + lower, "right")
        middle = name.get_left() - np.array([pixels(_Places.mark), 0, 0])
        return VGroup(above, name, Marks(middle[None], number, self.theme, radius=_Places.radius))

    def key_to_weights(self, corner: FloatArray) -> VGroup:
        """What the edges' colours mean, from a point on the baseline on."""
        cursor, pieces = corner.copy(), VGroup()
        for weight, key in ((1.5, "positive"), (-1.5, "negative")):
            start = cursor + np.array([0, pixels(8), 0])
            end = start + np.array([pixels(46), 0, 0])
            colour = self.theme.of_sign(weight)
            pieces.add(Line(start, end, color=colour, stroke_width=stroke(edge_width(weight))))
            label = Label(self.texts.label(key), size=SIZES.smallest, colour=self.theme.text)
            pieces.add(label.place(end + np.array([pixels(12), -pixels(8), 0])))
            cursor[0] = label.get_right()[0] + pixels(34)
        return pieces

    def widths_of_gradients(self, corner: FloatArray) -> VGroup:
        """Three lines, each wider than the one before, from a point on the baseline on."""
        pitch = _Places.pitch
        starts = corner + np.array([[pixels(pitch * index), pixels(8), 0] for index in range(3)])
        return VGroup(
            *(
                Line(
                    start,
                    start + np.array([pixels(_Places.key), 0, 0]),
                    color=self.theme.gradient,
                    stroke_width=stroke(width),
                )
                for start, width in zip(starts, GRADIENT_WIDTHS, strict=True)
            )
        )

    def _output_rim(self) -> FloatArray:
        rim: FloatArray = self.network.centre(self.last, 0).copy()
        rim[0] += pixels(self.network.radius)
        return rim

    def _link(self) -> Line:
        end = self.loss_at - np.array([pixels(LOSS_WIDTH / 2), 0, 0])
        return Line(self._output_rim(), end, color=self.theme.line, stroke_width=stroke(3))

    def _box(self) -> VGroup:
        frame = RoundedRectangle(
            corner_radius=pixels(8),
            width=pixels(LOSS_WIDTH),
            height=pixels(LOSS_HEIGHT),
            stroke_color=self.theme.full_loss,
            stroke_width=stroke(2.4),
            fill_color=self.theme.surface,
            fill_opacity=1,
        )
        frame.move_to(self.loss_at)
        name = Label(self.texts.label("loss"), size=SIZES.label, colour=self.theme.full_loss)
        rise = -LOSS_HEIGHT / 2 - 27 if is_tall() else LOSS_HEIGHT / 2 + 13
        above = self.loss_at + np.array([0, pixels(rise), 0])
        return VGroup(frame, name.place(above, "centre"))


def _in_node(value: float) -> str:
    """A number with as many places as fit into a node; a large one is about a power of ten."""
    size = abs(value)
    if size < MOST_IN_NODE or not np.isfinite(value):
        most = 2 if value < 0 else 3
        places = sum(size < each for each in (99.95, 9.995, 0.9995))
        return number_text(value, min(places, most))
    sign = "−" if value < 0 else ""
    mantissa, power = f"{size:.0e}".split("e")
    if len(power) > LONG_POWER:
        return f"{sign}10{superscript(round(np.log10(size)))}"
    return f"{sign}{mantissa}×10{superscript(int(power))}"


def _still(follower: Follower) -> Follower:
    follower.clear_updaters()
    return follower
