"""The neuron of a network below the cell: inputs, weights, sum, activation, output."""

from collections.abc import Callable, Sequence

import numpy as np
from manim import Circle, Line, VGroup

from gradreel.engine.arrays import FloatArray
from gradreel.engine.data import Dataset
from gradreel.engine.functions import sigmoid
from gradreel.scenes.pieces.biology.cell import ALONG_AXON, GOING
from gradreel.scenes.stage.manim.formula import math
from gradreel.scenes.stage.manim.marks import Follower, arrow, disc, smooth_path
from gradreel.scenes.stage.manim.network import Network, names_above
from gradreel.scenes.stage.manim.place import at, pixels, stroke, tall, wide
from gradreel.scenes.stage.manim.text import Label, Number, backed
from gradreel.scenes.stage.type.captions import Captions
from gradreel.scenes.stage.type.fonts import face_for, typeface
from gradreel.scenes.stage.type.frame import Shaped, is_tall
from gradreel.scenes.stage.type.grid import GRID, SIZES, Box, Edge
from gradreel.scenes.stage.type.theme import Theme
from gradreel.scenes.stage.type.typesetting import as_given, number_text, set_width

INPUT = 13.0
"""The inputs' radius in pixels of a 1280x720 frame."""
LEFT, GAP, SCALED = 0.055, 0.6, 0.055
"""Where the names of inputs may begin; between a name and its number, in em; and the room of the
number that the model computes with, as a fraction of the frame's width."""
ON_EDGE = 0.33
"""Where a weight's number is, as a share of the way along its edge."""
LONGEST = 8.0
"""Of the name of a class, in em."""
BEFORE_END = 52.0
"""Pixels from the end of the arrow to the middle of the output."""
WIDEST = 6.0
"""The sums that the small curve is drawn over go from minus this to this."""


class ModelNotes:
    """Where the notes on inputs and on weights are held, and the second one's edge."""

    inputs, weights = (
        Shaped((0.05, 0.94), tall=(0.05, 0.91)),
        Shaped((0.95, 0.94), tall=(0.05, 0.94)),
    )
    held: Shaped[Edge] = Shaped("right", tall="left")


class _Places:
    """The model: in a tall frame it goes downwards, and what is written is left of it.

    Attributes:
        area: the middles of the inputs and of the sum.
        activation, end: the middles of the activation and of the output.
        radius: of the units, in pixels.
        bias, sum: the baselines of the bias and of the sum, between name and number.
        meaning: that of what the output means.
    """

    area = Shaped(Box(0.307, 0.475, 0.7, 0.868), tall=Box(0.168, 0.81, 0.487, 0.632))
    activation, end = (
        Shaped((0.595, 0.784), tall=(0.5, 0.732)),
        Shaped((0.81, 0.784), tall=(0.5, 0.8655)),
    )
    radius = Shaped(40.0, tall=36.0)
    bias, sum = Shaped((0.475, 0.94), tall=(0.26, 0.64)), Shaped((0.535, 0.722), tall=(0.335, 0.69))
    meaning = Shaped(0.9, tall=0.88)


class ModelNeuron:
    """The parts of a neuron, each of which comes onto the stage by itself.

    Attributes:
        inputs: a disc for each, with its name.
        edges: from them to the sum, as wide as their weights.
        weights: their numbers on the edges.
        sum: the unit that adds up, and its letter.
        terms: the bias beside it with its line, and what it comes to.
        activation: the unit that bends, with its curve and a point on it.
        output: the arrow, the letter and the number that leaves, and what that means.
    """

    def __init__(
        self,
        theme: Theme,
        names: Sequence[tuple[str, str, str]],
        parameters: Callable[[], FloatArray],
        total: Callable[[], float],
        meaning: str,
    ) -> None:
        """Make them.

        Args:
            theme: of the colours.
            names: of the inputs, with each its value and the number that the model computes with in
                place of that, or "" if it is the same.
            parameters: returns the bias and the weights (1 + k,).
            total: returns the sum.
            meaning: of the output.
        """
        self.theme, self.total = theme, total
        self.network = Network(
            theme,
            (len(names), 1),
            lambda: [parameters()[None, 1:]],
            box=_Places.area,
            radius=_Places.radius,
            downwards=is_tall(),
        )
        self.along = np.array([0, -1, 0] if is_tall() else [1, 0, 0])
        self.bent, self.end = map(self._in_line, (_Places.activation, _Places.end))
        self.inputs = VGroup(*(self._input(index, *each) for index, each in enumerate(names)))
        self.edges = self._edges()
        self.weights = VGroup(*(self._weight(each, parameters) for each in range(len(self.edges))))
        self.sum = self._sum()
        self.terms = self._terms(lambda: float(parameters()[0]))
        self.activation = self._activation()
        self.output = self._output(meaning)

    @property
    def _middle(self) -> FloatArray:
        """That of the unit that adds up."""
        return self.network.centre(1, 0)

    def _in_line(self, place: tuple[float, float]) -> FloatArray:
        """As far along as a place is, in a line with the unit that adds up."""
        return self._middle + self.along * (self.along @ (at(*place) - self._middle))

    def _edges(self) -> VGroup:
        """The network's edges, from the rims of the inputs, which are smaller than its units."""
        edges = self.network.edges
        for (_, _, source), edge in edges.items():
            start = self.network.centre(0, source)
            way = (self._middle - start) / np.linalg.norm(self._middle - start)
            edge.put_start_and_end_on(
                start + way * pixels(INPUT), self._middle - way * pixels(_Places.radius)
            )
        return VGroup(*edges.values())

    def _sum(self) -> VGroup:
        sign = math("Sigma", self.theme, size=SIZES.formula)
        return VGroup(self.network.nodes[1][0], sign.move_to(self._middle))

    def flowing(self, clock: Callable[[], float], begun: float, passed: float) -> VGroup:
        """What flows from each input to the sum, on to the activation and out.

        Args:
            clock: the time now.
            begun: when it leaves the inputs.
            passed: when it leaves the activation.
        """
        out = self.end - self.along * pixels(BEFORE_END + 8)
        times = [begun, begun + GOING, passed, passed + ALONG_AXON]

        def moving(source: int) -> Follower:
            centre = self.network.centre(0, source), self.network.centre(1, 0)
            places = np.array([*centre, self.bent, out])

            def outline() -> FloatArray:
                if not times[0] < clock() < times[-1]:
                    return np.zeros((0, 3))
                where = [np.interp(clock(), times, column) for column in places.T]
                return np.asarray(disc(7) + np.array(where))

            return Follower(outline, fill_color=self.theme.point, fill_opacity=1, stroke_width=0)

        return VGroup(*(moving(each) for each in range(len(self.inputs))))

    def _weight(self, index: int, parameters: Callable[[], FloatArray]) -> VGroup:
        """A weight's number on its edge, on a ground of its own."""
        start, end = self.edges[index].get_start_and_end()
        number = Number(
            lambda: float(parameters()[1 + index]), 2, colour=self.theme.text, size=SIZES.smallest
        )
        drop = np.array([0, number.em * 0.36, 0])
        return backed(number.place(start + ON_EDGE * (end - start) - drop, "centre"), self.theme)

    def _input(self, index: int, name: str, value: str, scaled: str) -> VGroup:
        centre = self.network.centre(0, index)
        mark = Circle(radius=pixels(INPUT), stroke_width=stroke(3), stroke_color=self.theme.model)
        mark.set_fill(self.theme.surface, opacity=1).move_to(centre)
        if is_tall():
            return VGroup(mark, self._above(index, name, value, scaled))
        label = Label(f"{name} {value}", size=SIZES.smallest, colour=self.theme.muted)
        aside = np.array([pixels(INPUT + 10), label.em * 0.36, 0])
        number = Label(scaled, size=SIZES.smallest, colour=self.theme.model, bold=True)
        number.place(centre - aside, "right")
        label.place(centre - aside - np.array([wide(SCALED) * bool(scaled), 0, 0]), "right")
        return VGroup(mark, VGroup(label, number) if scaled else label)

    def _above(self, index: int, name: str, value: str, scaled: str) -> VGroup:
        """Name and value above an input, and right of it what the model computes with."""
        named = self.network.named_value(index, name, value)
        named.shift(np.array([0, pixels(INPUT - _Places.radius), 0]))
        if not scaled:
            return named
        number = Label(scaled, size=SIZES.smallest, colour=self.theme.model, bold=True)
        aside = np.array([pixels(INPUT + 6), -number.em * 0.36, 0])
        return VGroup(named, number.place(self.network.centre(0, index) + aside))

    def _terms(self, bias: Callable[[], float]) -> VGroup:
        theme, middle, below = self.theme, self._middle, at(*_Places.bias)
        rim, top = middle[1] - pixels(_Places.radius), below[1] + pixels(22)
        start, end = (np.array([middle[0], each, 0]) for each in (top, rim))
        if is_tall():
            start, end = (
                middle - np.array([pixels(_Places.radius + each), 0, 0]) for each in (26, 0)
            )
        line = Line(start, end, color=theme.line, stroke_width=stroke(3))
        name = math("b =", theme, size=SIZES.smallest)
        value = Number(bias, 2, colour=theme.text, size=SIZES.smallest)
        name.place(below - np.array([pixels(4), 0, 0]), "right")
        value.place(below + np.array([pixels(4), 0, 0]), "left")
        between = at(*_Places.sum)
        letter = math("z =", theme, size=SIZES.smallest)
        total = Number(self.total, 2, colour=theme.text, size=SIZES.smallest)
        letter.place(between - np.array([pixels(4), 0, 0]), "right")
        total.place(between + np.array([pixels(4), 0, 0]), "left")
        return VGroup(line, name, value, letter, total)

    def _activation(self) -> VGroup:
        centre, radius = self.bent, pixels(_Places.radius)
        circle = Circle(radius=radius, stroke_width=stroke(3))
        circle.set_stroke(self.theme.model).set_fill(self.theme.surface, opacity=1).move_to(centre)
        link = Line(
            self._middle + self.along * radius,
            centre - self.along * radius,
            color=self.theme.line,
            stroke_width=stroke(3),
        )
        return VGroup(link, circle, *self._bend())

    def _bend(self) -> tuple[Follower, Follower]:
        """The curve of the activation within its unit, and where on it the sum is."""
        radius = pixels(_Places.radius)
        reach = np.array([radius * 0.62 / WIDEST, radius * 1.0, 0.0])

        def on_curve(sums: FloatArray) -> FloatArray:
            heights = sigmoid(sums) - 0.5
            return np.asarray(self.bent + np.stack([sums, heights, 0 * sums], axis=1) * reach)

        sums = np.linspace(-WIDEST, WIDEST, 41)
        curve = Follower(
            lambda: smooth_path(on_curve(sums)),
            stroke_color=self.theme.model,
            stroke_width=stroke(3.5),
        )
        point = Follower(
            lambda: disc(6) + on_curve(np.clip([self.total()], -WIDEST, WIDEST)),
            fill_color=self.theme.point,
            fill_opacity=1,
            stroke_width=0,
        )
        return curve, point

    def _output(self, meaning: str) -> VGroup:
        start = self.bent + self.along * pixels(_Places.radius)
        end = self.end - self.along * pixels(BEFORE_END)
        letter = math("model(p) =", self.theme, size=SIZES.formula)
        number = Number(lambda: float(sigmoid(np.array(self.total()))), 3, colour=self.theme.model)
        if is_tall():
            letter.place(end - np.array([pixels(5), pixels(32), 0]), "right")
        else:
            letter.place(end + np.array([pixels(14), -pixels(11), 0]))
        baseline = end[1] - pixels(32 if is_tall() else 11)
        number.place(np.array([letter.get_right()[0] + pixels(10), baseline, 0]), "left")
        words = Label(meaning, size=SIZES.smallest, colour=self.theme.muted)
        words.place(at(0.95, _Places.meaning), "right")
        return VGroup(arrow(lambda: (start, end), self.theme.model), letter, number, words)


def named_inputs(data: Dataset, row: int, texts: Captions) -> list[tuple[str, str, str]]:
    """What the inputs are called, each with its value in a row, and that value standardised."""
    measured, own = data.features[row].tolist(), data.inputs[row].tolist()
    values = [
        texts.value(name, f"{value:g}") or as_given(value)
        for name, value in zip(data.feature_names, measured, strict=True)
    ]
    scaled = [number_text(each, 2) if data.is_scaled else "" for each in own]
    labels = _labels(data, values, texts)
    return list(zip(labels, values, scaled, strict=True))


def _labels(data: Dataset, values: Sequence[str], texts: Captions) -> tuple[str, ...]:
    """What inputs are called in the room that there is above them, or left of their values."""
    area = _Places.area
    if is_tall():
        gap = (area.right - area.left) / (data.n_features - 1)
        most = 2 * (min(area.left, 1 - area.right) - GRID.margin)
        return names_above(data.feature_names, texts, gap, most)
    room = wide(area.left - SCALED - LEFT) / tall(SIZES.smallest) / typeface().bold.scale
    longest = max(set_width(value, face_for(value)) for value in values)
    return texts.column_labels(data.feature_names, max(room - longest - GAP - 1.0, 1.0))


def meaning_of_output(data: Dataset, texts: Captions) -> str:
    """What the output is the probability of."""
    name = texts.class_label(data.target_name, data.class_names, 1, LONGEST)
    return texts.label("probability_of", name=name)
