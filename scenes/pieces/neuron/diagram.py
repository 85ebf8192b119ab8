"""A neuron drawn as a network of one unit: inputs, weights, the sum, and what it says."""

from collections.abc import Callable

import numpy as np
from manim import LEFT, Line, RoundedRectangle, VGroup, VMobject

from gradreel.engine.arrays import FloatArray
from gradreel.scenes.pieces.neuron.unit import NeuronRun
from gradreel.scenes.stage.manim.formula import Formula, math
from gradreel.scenes.stage.manim.marks import Marks
from gradreel.scenes.stage.manim.network import Network
from gradreel.scenes.stage.manim.place import at, pixels, stroke
from gradreel.scenes.stage.manim.text import Label, Number, backed
from gradreel.scenes.stage.runs.edges import EdgeIndex
from gradreel.scenes.stage.runs.pass_maths import measured
from gradreel.scenes.stage.type.captions import Captions
from gradreel.scenes.stage.type.frame import Shaped, is_tall
from gradreel.scenes.stage.type.grid import SIZES, Box
from gradreel.scenes.stage.type.theme import Theme

ON_EDGE = 0.36
"""Where a weight's number is, as a share of the way along its edge."""
BOX = 112.0, 58.0
"""Width and height of the frame about the loss, in pixels."""
NAME_UP = 25.0
"""From the middle of a weight's number to its name above, in pixels."""


class NeuronRooms:
    """Where the network is, and how much room its words have.

    Attributes:
        alone, with_plot: while it has the frame for itself, and beside a plot or above it.
        longest_name, longest_truth: of an input's name and of a class, in em.
    """

    alone = Shaped(Box(0.258, 0.76, 0.29, 0.685), tall=Box(0.46, 0.87, 0.30, 0.645))
    with_plot = Shaped(Box(0.258, 0.47, 0.29, 0.685), tall=Box(0.46, 0.87, 0.277, 0.4995))
    longest_name = Shaped(8.2, tall=7.3)
    longest_truth = Shaped(8.0, tall=7.5)


class _Places:
    """Baselines and right edges of what is said of the row, as fractions of the frame.

    Attributes:
        radius: of a node, in pixels.
        bias, bias_with_plot: how far right of the unit's middle and below it its number is, in
            pixels; in a tall frame a line goes down from there to the plot.
        right, answers, signs: the two classes, and what the edges' colours mean.
        column: the right edge of p, the truth and the loss.
        p, number, truth, name: what stands there.
        loss, box: the right edge and the baseline of the loss's name, and the middle of its frame.
    """

    radius = Shaped(38.0, tall=34.0)
    bias = Shaped((0.0, 92.0), tall=(0.0, 108.0))
    bias_with_plot = Shaped((0.0, 92.0), tall=(-54.0, 90.0))
    right = 0.95
    answers = Shaped((0.36, 0.64), tall=(0.315, 0.71))
    signs = Shaped((0.28, 0.335), tall=(0.715, 0.746))
    column = Shaped(0.95, tall=0.43)
    p = Shaped((0.95, 0.315), tall=(0.265, 0.602))
    number = Shaped(0.375, tall=0.602)
    truth = Shaped(0.445, tall=0.64)
    name = Shaped(0.495, tall=0.672)
    loss = Shaped((0.95, 0.585), tall=(0.21, 0.729))
    box = Shaped(0.645, tall=0.721)


class NeuronDiagram:
    """Makes the parts of the drawing; the story decides when they come and go.

    Attributes:
        network: inputs and one unit.
        labels: what the inputs are called and were measured as.
        weights: their numbers on the edges, in order, and last the bias under the unit.
        bias_name: the letter b beside the last.
        link: the line from the unit to the plot.
        letter: z above the unit.
        question: what stands in the unit as long as it has no value.
    """

    def __init__(  # noqa: PLR0913  what a neuron is drawn from
        self,
        theme: Theme,
        texts: Captions,
        shown: NeuronRun,
        *,
        step: Callable[[], float],
        told: Callable[[], int],
        box: Box,
    ) -> None:
        """Draw it.

        Args:
            theme: gives the colours.
            texts: the scene's.
            shown: the run and its row.
            step: reads how many steps are done: the edges follow it.
            told: reads the recorded step whose numbers are shown.
            box: where the network is.
        """
        self.theme, self.texts, self.shown = theme, texts, shown
        sizes = shown.data.n_features, 1
        self.network = Network(
            theme, sizes, lambda: shown.weights(step()), box=box, radius=_Places.radius
        )
        self.edges = [EdgeIndex(1, 0, unit) for unit in range(sizes[0])]
        self.labels = self._input_labels()
        self.weights = [self._weight(edge, told) for edge in self.edges]
        self.weights.append(self._bias(told))
        self.bias_name = self.parameter_name(len(self.edges))
        self.link = self._link()
        self.letter = self._letter()
        self.question = self._question()

    def _input_labels(self) -> list[VGroup]:
        data = self.shown.data
        values = data.features[self.shown.row].tolist()
        names = self.texts.column_labels(data.feature_names, room=NeuronRooms.longest_name)
        words = [
            self.texts.value(column, f"{value:g}") or measured(value)
            for column, value in zip(data.feature_names, values, strict=True)
        ]
        return [
            self.network.named_value(unit, *pair)
            for unit, pair in enumerate(zip(names, words, strict=True))
        ]

    def value(self, unit: int) -> Number:
        """The number in an input's node, on the scale that the model is trained on."""
        number = self.network.show_value(
            0, unit, float(self.shown.data.inputs[self.shown.row, unit])
        )
        number.clear_updaters()
        return number

    def total(self, z: float) -> Number:
        """The sum in the unit."""
        number = self.network.show_value(1, 0, z)
        number.clear_updaters()
        return number

    def running_total(self, told: Callable[[], int]) -> Number:
        """The sum in the unit at the step that is told."""

        def total() -> float:
            return self.shown.passed(told()).pre_activation(1, 0)

        return self.network.show_value(1, 0, total)

    def signs(self) -> VGroup:
        """What the colours of the edges mean, above the unit."""
        theme, made = self.theme, VGroup()
        likelier = self._class_label(1)
        keys = ("positive", theme.positive), ("negative", theme.negative)
        for (key, colour), y in zip(keys, _Places.signs, strict=True):
            name = Label(self.texts.label(key, name=likelier), size=SIZES.smallest, colour=colour)
            made.add(name.place(at(_Places.right, y), "right"))
        return made

    def _weight(self, edge: EdgeIndex, told: Callable[[], int]) -> VGroup:
        place = self.network.along_edge(edge, share=ON_EDGE)
        return self._parameter(place, edge.source + 1, told)

    def _bias(self, told: Callable[[], int]) -> VGroup:
        alone = self.network.box == NeuronRooms.alone
        aside, below = map(pixels, _Places.bias if alone else _Places.bias_with_plot)
        place = self.network.centre(1, 0) + np.array([aside, -below, 0])
        return self._parameter(place, 0, told)

    def _parameter(self, middle: FloatArray, index: int, told: Callable[[], int]) -> VGroup:
        """A parameter's number, in the colour of its sign at the moment."""

        def value() -> float:
            return float(self.shown.parameters(told())[index])

        number = Number(value, 2, size=SIZES.smallest, colour=self.theme.text)
        number.place(middle - np.array([0, number.em * 0.36, 0]), "centre")
        return backed(number, self.theme).set_z_index(2)

    def moving(self) -> list[VMobject]:
        """What moves when the network becomes wider or narrower, or in a tall frame less high."""
        network = self.network
        named = *self.weights, self.bias_name, self.letter
        moving = [*network.edges.values(), network.nodes[1][0], *named]
        if not is_tall():
            return moving
        values = [
            network.values.get((0, unit)) or self.value(unit) for unit in range(len(self.edges))
        ]
        return [*moving, *network.nodes[0], *self.labels, *values]

    def plain_lines(self) -> list[Line]:
        """The edges before they have weights."""
        ends = map(self.network.rims, self.edges)
        return [Line(*each, color=self.theme.line, stroke_width=stroke(2)) for each in ends]

    def answers(self, named: Callable[[int], str]) -> list[VGroup]:
        """The two classes with their marks, right of the unit."""
        made = []
        for label, y in zip((1, 0), _Places.answers, strict=True):
            name = Label(named(label), size=SIZES.label, colour=self.theme.of_class(label))
            name.place(at(_Places.right, y), "right")
            middle = name.get_left() - np.array([pixels(18), 0, 0])
            made.append(VGroup(name, Marks(middle[None], label, self.theme, radius=8)))
        return made

    def question_marks(self) -> list[Label]:
        """A question mark beside each parameter's number."""
        made = []
        for number in self.weights:
            mark = Label("?", size=SIZES.label, colour=self.theme.gradient, bold=True)
            place = number.get_right() + np.array([pixels(4), -mark.em * 0.36, 0])
            made.append(mark.place(place))
        return made

    def parameter_name(self, index: int) -> VGroup:
        """The letter of a parameter left of its number or above it, no line between both."""
        if is_tall() and index < len(self.edges):
            return self._name_above(index)
        letter = "b" if index == len(self.edges) else f"w_{index + 1}"
        formula = math(f"{letter} =", self.theme, size=SIZES.label)
        number = self.weights[index]
        left = number.get_left() - np.array([pixels(12), 0, 0])
        left[1] = number[1].get_bottom()[1]
        name = backed(formula.place(left, "right"), self.theme)
        edge = float(name.get_left()[0])
        name[0].stretch_to_fit_width(number.get_left()[0] - edge + pixels(8))
        name[0].stretch_to_fit_height(name[0].height + pixels(8))
        name[0].set_x(edge, LEFT).set_fill(opacity=1)
        return name.set_z_index(1)

    def _name_above(self, index: int) -> VGroup:
        """The letter of a weight above its number, where edges are short."""
        formula = math(f"w_{index + 1}", self.theme, size=SIZES.label)
        place = self.weights[index].get_center() + np.array([0, pixels(NAME_UP), 0])
        return backed(formula.place(place, "centre"), self.theme).set_z_index(1)

    def _question(self) -> Label:
        mark = Label("?", size=SIZES.number, colour=self.theme.muted, bold=True)
        return mark.place(self.network.centre(1, 0) - np.array([0, mark.em * 0.36, 0]), "centre")

    def _letter(self) -> Formula:
        above = np.array([0, pixels(self.network.radius + 16), 0])
        letter = math("z", self.theme, size=SIZES.label)
        return letter.place(self.network.centre(1, 0) + above, "centre")

    def _link(self) -> Line:
        unit, radius = self.network.centre(1, 0), pixels(self.network.radius)
        if is_tall():
            start, end = unit - np.array([0, radius, 0]), np.array([unit[0], at(0, 0.56)[1], 0])
        else:
            start, end = unit + np.array([radius, 0, 0]), np.array([at(0.538, 0)[0], unit[1], 0])
        return Line(start, end, color=self.theme.line, stroke_width=stroke(3))

    def says(self, probability: Callable[[], float]) -> VGroup:
        """The name of p and its number, in the upper half of the right column."""
        title = math("model(p)", self.theme, size=SIZES.label).place(at(*_Places.p), "right")
        number = Number(probability, 3, colour=self.theme.model, size=SIZES.number)
        return VGroup(title, number.place(at(_Places.column, _Places.number), "right"))

    def truth(self) -> VGroup:
        """The true class with its mark, below p."""
        target = int(self.shown.data.target[self.shown.row])
        content = self._class_label(target)
        title = self._title(self.texts.label("truth", y=target), _Places.column, _Places.truth)
        name = Label(content, size=SIZES.smallest, colour=self.theme.of_class(target))
        name.place(at(_Places.column, _Places.name), "right")
        middle = name.get_left() - np.array([pixels(16), 0, 0])
        return VGroup(title, name, Marks(middle[None], target, self.theme, radius=7))

    def loss_box(self) -> VGroup:
        """The frame of the loss and its name."""
        frame = RoundedRectangle(
            corner_radius=pixels(8),
            width=pixels(BOX[0]),
            height=pixels(BOX[1]),
            stroke_color=self.theme.full_loss,
            stroke_width=stroke(2.4),
            fill_color=self.theme.surface,
            fill_opacity=1,
        )
        frame.move_to(at(_Places.column, _Places.box) - np.array([pixels(BOX[0] / 2), 0, 0]))
        title = self._title(self.texts.label("loss"), *_Places.loss)
        title.set_fill(self.theme.full_loss)
        return VGroup(frame, title)

    def loss(self, box: VGroup, loss: float) -> Number:
        """The loss in its frame."""
        number = Number(loss, 3 if loss < 100 else 0, size=SIZES.label, colour=self.theme.full_loss)
        number.place(box[0].get_center() - np.array([0, number.em * 0.36, 0]), "centre")
        number.clear_updaters()
        return number

    def _class_label(self, number: int) -> str:
        data, room = self.shown.data, NeuronRooms.longest_truth
        return self.texts.class_label(data.target_name, data.class_names, number, room)

    def _title(self, content: str, right: float, y: float) -> Label:
        label = Label(content, size=SIZES.smallest, colour=self.theme.muted)
        return label.place(at(right, y), "right")
