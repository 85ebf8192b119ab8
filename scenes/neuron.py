"""A neuron: regression with several features as a network, before and after it is trained."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import Any

import numpy as np
from manim import (
    LEFT,
    Animation,
    AnimationGroup,
    Create,
    LaggedStart,
    Line,
    Mobject,
    RoundedRectangle,
    ValueTracker,
    VGroup,
    VMobject,
)

from gradreel.scenes.stage.drawing import (
    DIMMED,
    MLP,
    PAUSE,
    PUSH,
    SIZES,
    Box,
    Captions,
    Dataset,
    EdgeIndex,
    FloatArray,
    Follower,
    Formula,
    Label,
    LogisticRegression,
    ManimStory,
    Marks,
    ModelObjective,
    MovingPlot,
    Network,
    Number,
    PacedRun,
    Recording,
    RequestError,
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
    at,
    at_step,
    backed,
    become,
    before_slots,
    between_steps,
    dash_points,
    dim,
    disc,
    drawn_rows,
    fractions,
    is_tall,
    jitter,
    math,
    measured,
    number_text,
    objective_of,
    paced,
    pass_maths,
    percent,
    pixels,
    reveal,
    row_to_show,
    runs,
    scale,
    sentence_lines,
    set_share,
    share_of_width,
    sigmoid,
    slots,
    steadily,
    stroke,
    to,
    travels,
    triangle,
    vanish,
)

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
DRAWS = "a logistic regression with 2 to 5 features"
QUICK, SLOWLY = 0.25, 2.0
"""Seconds in which one of several things appears, and in which many things move."""
RING = 34.0
"""Pixels from a unit's centre to the ring that marks it."""
AT_REST = 2.3
"""Seconds that the last picture stands."""


def run_spec(options: RunOptions) -> RunSpec:
    """Return the run of a logistic regression from weights that the seed draws.

    Raises:
        RequestError: there are other than two classes, one feature or too many.
    """
    data = runs.dataset(options)
    check_inputs(data)
    drawn = runs.drawn_start(LogisticRegression(data.n_features), options)
    return runs.fitted_on(data, options.changed(start=tuple(drawn.tolist())))


def companions(main: RunSpec, options: RunOptions) -> dict[Role, RunSpec]:
    """Return none.

    Raises:
        RequestError: the data have no such row as is to be shown.
    """
    row_to_show(main, options.row)
    return {}


def can_draw(spec: RunSpec) -> bool:
    """Whether a run is of a logistic regression with several features, and not too many."""
    return is_neuron(spec)


def parts(recording: Recording) -> tuple[type[ManimStory], ...]:
    """Return the scene's one part."""
    del recording
    return (Neuron,)


INPUTS = range(2, 6)
"""How many there may be."""
SHOWN = 60
"""How many of a run's steps are shown at the most."""
LONGEST = 6.0
"""Seconds that the run takes at the most."""


def check_inputs(data: Dataset) -> None:
    """Refuse data that one neuron with readable weights can't tell apart.

    Raises:
        RequestError: there are other than two classes, one feature or too many.
    """
    if data.n_classes != 2:
        raise RequestError(
            f"neuron draws two classes, {data.target_name} has {data.n_classes}: choose another y"
        )
    if data.n_features not in INPUTS:
        raise RequestError(
            f"neuron draws {INPUTS[0]} to {INPUTS[-1]} inputs, not {data.n_features}: "
            "choose others with --x"
        )


def is_neuron(spec: RunSpec) -> bool:
    """Whether a run is of a logistic regression with several features, and not too many."""
    objective = spec.objective
    is_regression = isinstance(objective, ModelObjective) and isinstance(
        objective.model, LogisticRegression
    )
    return is_regression and objective_of(spec).dataset.n_features in INPUTS


@dataclass(frozen=True, eq=False)
class NeuronRun:
    """A recorded run, and one row of its data.

    Attributes:
        run: of a logistic regression.
        row: the row that is shown.
    """

    run: Trajectory
    row: int

    @property
    def data(self) -> Dataset:
        """All rows."""
        return objective_of(self.run).dataset

    @cached_property
    def paced(self) -> PacedRun:
        """The film's rhythm of the run: each step at first, when most is learned, then leaps."""
        recorded = self.run.recorded_steps
        last = int(recorded[-1])
        wanted = np.unique(np.ceil(np.geomspace(1, max(last, 1), SHOWN)).astype(int))
        places = np.unique(np.searchsorted(recorded, [0, *wanted[wanted <= last]]))
        return paced(recorded[places].tolist(), seconds=LONGEST)

    @property
    def is_random(self) -> bool:
        """Whether the run starts from what the seed draws."""
        drawn = objective_of(self.run).model.initial(np.random.default_rng(self.run.spec.seed))
        return bool(np.array_equal(drawn, self.run.spec.start))

    def passed(self, step: int) -> SamplePass:
        """The row's way through the neuron after so many steps."""
        model = MLP((self.data.n_features, 1))
        intercept, *weights = at_step(self.run, step).parameters
        return SamplePass(model, np.array([*weights, intercept]), self.data.rows([self.row]))

    def weights(self, step: float) -> tuple[FloatArray, ...]:
        """The weights as a layer of a network has them, (1, d), on the way between two steps."""
        return (between_steps(self.run, self.run.parameters[:, 1:], step)[None],)

    def parameters(self, step: int) -> FloatArray:
        """The bias and the weights (1 + d,), as they were recorded."""
        return at_step(self.run, step).parameters

    @cached_property
    def sums(self) -> FloatArray:
        """Z of every row at every recorded step, (R, n)."""
        return np.asarray(
            objective_of(self.run).model.logits(self.run.parameters, self.data.inputs)
        )

    def sums_at(self, step: float) -> FloatArray:
        """Z of every row (n,), on the way between two steps."""
        parameters = between_steps(self.run, self.run.parameters, step)
        return np.asarray(objective_of(self.run).model.logits(parameters, self.data.inputs))

    def share_right(self, step: int) -> float:
        """The share of rows whose class has the greater probability."""
        found = self.sums[np.searchsorted(self.run.recorded_steps, at_step(self.run, step).step)]
        return float(((found > 0) == (self.data.target == 1)).mean())

    def loss(self, step: int) -> float:
        """The loss on all rows."""
        return at_step(self.run, step).loss

    @property
    def last_step(self) -> int:
        """How many steps the run took."""
        return int(self.run.recorded_steps[-1])

    @property
    def most_moved(self) -> int:
        """The feature whose weight the run has changed most."""
        change = np.abs(self.run.parameters[-1] - self.run.parameters[0])[1:]
        return int(np.argmax(change))


BETWEEN = Scale(-0.32, 1.32, (0.0, 0.5, 1.0))
SPREAD = 0.16
WIDEST = 40.0
"""Sums beyond this size, after steps far too long, stand at the end of the axis."""


class SumRooms:
    """Where the curve is.

    Attributes:
        inner: the share of an axis in which ticks are named: its letter stands at the end.
        small, large: while one row is spoken of, and all.
        above, below: the right end of what is above the large plot, and the left one of what is
            below it, with their baselines.
    """

    inner = Shaped(0.9, tall=0.8)
    small = Shaped(Box(0.585, 0.775, 0.345, 0.595), tall=Box(0.56, 0.885, 0.575, 0.692))
    large = Shaped(Box(0.585, 0.925, 0.29, 0.62), tall=Box(0.16, 0.90, 0.565, 0.692))
    above = Shaped((0.925, 0.278), tall=(0.845, 0.554))
    below = Shaped((0.585, 0.72), tall=(0.16, 0.752))


class SumPlot:
    """The sigmoid over the sum z, with the row that is shown, and all rows by their class.

    Attributes:
        plot: the axes; they can move.
        letter: z of the lower axis, and p of the other.
        curve: the sigmoid.
        point: where the shown row is on it.
        drop: from there down to its z.
        border: where p is one half.
        drawn: (k,) the rows that are drawn.
        rows: those of both classes, those judged right and those judged wrong.
    """

    def __init__(
        self,
        theme: Theme,
        shown: NeuronRun,
        step: Callable[[], float],
        place: Callable[[], float],
        spread: Callable[[], float],
    ) -> None:
        """Draw it.

        Args:
            theme: gives the colours.
            shown: the run and its row.
            step: reads how many steps are done.
            place: reads where the point is, a z.
            spread: reads which share of the rows has come, in the order of the data, 0 to 1.
        """
        self.theme, self.shown, self.step, self.place = theme, shown, step, place
        self.spread = spread
        self.offsets = jitter(shown.data.n, SPREAD)
        self.drawn = drawn_rows(shown.data)
        self.plot = MovingPlot(theme, _axis(shown.sums), BETWEEN, box=SumRooms.small, x_title="")
        self.letter = self._letter()
        self.curve = self.plot.curve(sigmoid, theme.model, width=4.5)
        self.point = RingedPoint(self.where, theme, radius=10)
        self.drop = Follower(self._drop, stroke_color=theme.muted, stroke_width=stroke(2))
        self.border = Follower(self._border, stroke_color=theme.muted, stroke_width=stroke(2))
        self.rows = VGroup(
            *(self._rows(label, right=right) for label in (0, 1) for right in (False, True))
        )

    def _letter(self) -> VGroup:
        """The letters z at the right end of the lower axis, and p above the other."""
        letter = math("z", self.theme, size=SIZES.label)
        letter.place(
            self.plot.point(self.plot.x.high, BETWEEN.low) - np.array([-pixels(8), pixels(33), 0])
        )
        self.plot.hold(letter, 1.0, 0.0)
        above = math("model(p)", self.theme, size=SIZES.label)
        above.place(self.plot.point(self.plot.x.low, BETWEEN.high) + np.array([-pixels(34), 0, 0]))
        self.plot.hold(above, 0.0, 1.0)
        return VGroup(letter, above)

    def where(self) -> FloatArray:
        """Where the shown row is on the curve, (3,)."""
        z = self._within(np.array([self.place()]))
        return np.asarray(self.plot.points_at(z, sigmoid(z))[0])

    def foot(self) -> FloatArray:
        """Where its z is on the lower axis, (3,)."""
        z = self._within(np.array([self.place()]))
        return np.asarray(self.plot.points_at(z, np.array([BETWEEN.low]))[0])

    def names(self, named: Callable[[int], str]) -> list[Label]:
        """The classes beside their rows, and what the line in the middle is."""
        made = []
        for label in (1, 0):
            content = f"y = {label}: {named(label)}"
            name = Label(content, size=SIZES.smallest, colour=self.theme.of_class(label))
            if label:
                name.place(at(*SumRooms.above), "right")
            else:
                name.place(at(*SumRooms.below))
            made.append(name)
        return made

    def _within(self, sums: FloatArray) -> FloatArray:
        return np.clip(sums, self.plot.x.low, self.plot.x.high)

    def _rows(self, label: int, *, right: bool) -> Follower:
        shape = triangle(4.2) if label else disc(4.2)
        own = self.drawn[self.shown.data.target[self.drawn] == label]

        def outline() -> FloatArray:
            sums = self.shown.sums_at(self.step())
            come = own[own < self.spread() * len(sums)]
            chosen = come[((sums[come] > 0) == bool(label)) == right]
            heights = label + self.offsets[chosen]
            places = self.plot.points_at(self._within(sums[chosen]), heights)
            return np.asarray((places[:, None, :] + shape[None]).reshape(-1, 3))

        colour = self.theme.of_class(label)
        opacity = 0.85 if right else DIMMED
        return Follower(outline, fill_color=colour, fill_opacity=opacity, stroke_width=0)

    def _drop(self) -> FloatArray:
        return dash_points(self.where() - np.array([0, pixels(12), 0]), self.foot())

    def _border(self) -> FloatArray:
        zero = np.zeros(2)
        ends = self.plot.points_at(zero, np.array([BETWEEN.low, BETWEEN.high]))
        return dash_points(ends[0], ends[1])


def _axis(sums: FloatArray) -> Scale:
    """An axis of z that is as long on both sides of zero."""
    largest = float(min(np.abs(sums[np.isfinite(sums)]).max(initial=1.0), WIDEST))
    reach = max(1.12 * largest, 2.0)
    ticks = scale(-reach, reach, count=5).ticks
    return Scale(-reach, reach, tuple(tick for tick in ticks if abs(tick) < SumRooms.inner * reach))


GAP = 0.055
"""Between two counters, as a fraction of the frame's width."""
Counter = tuple[str, Callable[[], float], int, str, str]
"""A title, what is counted, its places, its colour, and the text about it."""


def counters(board: Workings, contents: Sequence[Counter]) -> list[VGroup]:
    """Set counters side by side on a board, to be written."""
    made, cursor = [], board.left
    for title, value, places, colour, form in contents:
        name = board.title(title, cursor)
        number = Number(value, places, colour=colour, size=SIZES.number, form=form)
        number.place(board.baseline(cursor), "left")
        made.append(VGroup(name, number))
        cursor += max(share_of_width(name.width), 0.09) + GAP
    return made


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


class DiagramPlaces:
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
            theme, sizes, lambda: shown.weights(step()), box=box, radius=DiagramPlaces.radius
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
        for (key, colour), y in zip(keys, DiagramPlaces.signs, strict=True):
            name = Label(self.texts.label(key, name=likelier), size=SIZES.smallest, colour=colour)
            made.add(name.place(at(DiagramPlaces.right, y), "right"))
        return made

    def _weight(self, edge: EdgeIndex, told: Callable[[], int]) -> VGroup:
        place = self.network.along_edge(edge, share=ON_EDGE)
        return self._parameter(place, edge.source + 1, told)

    def _bias(self, told: Callable[[], int]) -> VGroup:
        alone = self.network.box == NeuronRooms.alone
        aside, below = map(pixels, DiagramPlaces.bias if alone else DiagramPlaces.bias_with_plot)
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
        for label, y in zip((1, 0), DiagramPlaces.answers, strict=True):
            name = Label(named(label), size=SIZES.label, colour=self.theme.of_class(label))
            name.place(at(DiagramPlaces.right, y), "right")
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
        title = math("model(p)", self.theme, size=SIZES.label).place(at(*DiagramPlaces.p), "right")
        number = Number(probability, 3, colour=self.theme.model, size=SIZES.number)
        return VGroup(title, number.place(at(DiagramPlaces.column, DiagramPlaces.number), "right"))

    def truth(self) -> VGroup:
        """The true class with its mark, below p."""
        target = int(self.shown.data.target[self.shown.row])
        content = self._class_label(target)
        title = self._title(
            self.texts.label("truth", y=target), DiagramPlaces.column, DiagramPlaces.truth
        )
        name = Label(content, size=SIZES.smallest, colour=self.theme.of_class(target))
        name.place(at(DiagramPlaces.column, DiagramPlaces.name), "right")
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
        frame.move_to(
            at(DiagramPlaces.column, DiagramPlaces.box) - np.array([pixels(BOX[0] / 2), 0, 0])
        )
        title = self._title(self.texts.label("loss"), *DiagramPlaces.loss)
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


class NeuronWords:
    """What is said of a run and of the row that is shown."""

    def __init__(self, texts: Captions, shown: NeuronRun) -> None:
        self.texts, self.shown = texts, shown
        self.row = shown.data.rows([shown.row])

    def class_label(self, number: int) -> str:
        """A class in words."""
        data = self.shown.data
        return self.texts.class_label(
            data.target_name, data.class_names, number, NeuronRooms.longest_truth
        )

    def question(self) -> dict[str, Any]:
        """What fills the first sentence."""
        return {"count": self.shown.data.n_features, "label": self.class_label(1)}

    def verdict_key(self) -> str:
        """What is said of the row at the start: right or wrong, by chance or not."""
        key = "right" if self.shown.passed(0).is_right else "wrong"
        return key if self.shown.is_random else f"{key}_start"

    def said(self, step: int) -> dict[str, Any]:
        """What the neuron says of the row after so many steps."""
        done = self.shown.passed(step)
        return {
            "label": self.class_label(1),
            "share": percent(done.probability),
            "target": done.target,
            "loss": number_text(done.loss, 3 if done.loss < 100 else 0),
        }

    def loss_title(self) -> str:
        """What the loss is of, and what the truth is here."""
        return self.texts.label("loss_title", target=self.shown.passed(0).target)

    def everyone(self, step: int) -> dict[str, Any]:
        """How many rows are judged right."""
        return {
            "count": self.shown.data.n,
            "rows": self.texts.label("rows"),
            "share": percent(self.shown.share_right(step)),
        }

    def trained(self) -> tuple[str, dict[str, Any]]:
        """What is said while the run takes its steps, and what fills it."""
        shown, last = self.shown, self.shown.last_step
        if shown.run.outcome.startswith("diverged"):
            return "diverged", {"step": last + 1}
        values = {
            "optimizer": self.texts.optimizer(shown.run.spec.optimizer_name),
            "parameters": shown.data.n_features + 1,
        }
        return "train" if shown.loss(last) < shown.loss(0) else "no_better", values


ZOOM, ABOVE_BOARD = 1.4, Box(left=0.0, right=1.0, top=0.185, bottom=0.765)
"""How near the camera comes to the sigmoid, and where the figure is seen then."""
EACH, PULSE = 0.3, 0.9
"""Seconds in which one of several things appears, and in which a pulse comes to the unit."""


class TellingPlaces:
    """Where the board begins, and what is said of the points.

    Attributes:
        legend: the first baseline, and from one to the next.
    """

    board = Shaped(0.772, tall=0.765)
    legend = Shaped((0.823, 0.049), tall=(0.861, 0.0272))


class NeuronStory(WorkedStory):
    """A story of one row and one neuron."""

    def prepare(self) -> None:
        """Take the run, and make what stays on the stage."""
        main = self.recording.main
        self.shown = NeuronRun(main, row_to_show(main.spec, self.recording.options.row))
        self.words = NeuronWords(self.texts, self.shown)
        self.seconds = ValueTracker(0)
        self.slid, self.spread = ValueTracker(0), ValueTracker(0)
        self.total: VMobject = VMobject()
        self.away: list[VMobject] = []
        self.before = self.shown.passed(0)
        self.after = self.shown.passed(self.shown.last_step)
        self.wide, self.narrow = (
            NeuronDiagram(
                self.theme,
                self.texts,
                self.shown,
                step=self.step,
                told=self.step_told,
                box=box,
            )
            for box in (NeuronRooms.alone, NeuronRooms.with_plot)
        )
        self.diagram = self.wide
        self.board = Workings(self.theme, top=TellingPlaces.board)
        self.keep_still(self.board)
        self.plot = SumPlot(
            self.theme, self.shown, self.step, self.z_of_point, self.spread.get_value
        )

    def step(self) -> float:
        """How many steps are done: what is drawn stands at the step whose numbers are told."""
        return self.shown.paced.settled(self.seconds.get_value())

    def step_told(self) -> int:
        """The recorded step whose numbers are shown."""
        return self.shown.paced.told(self.seconds.get_value())

    def z_of_point(self) -> float:
        """Where the point is: on its way from zero to its z, and then at its z at each step."""
        z = float(self.shown.sums_at(self.step())[self.shown.row])
        return float(self.slid.get_value()) * z

    def in_turn(self, *mobjects: Mobject) -> Animation:
        """Let things appear one after the other, each at once."""
        return LaggedStart(*appear(*mobjects, run_time=EACH), lag_ratio=1.0)

    def ring(self, *mobjects: Mobject) -> Animation:
        """Let a ring mark one thing after the other."""
        return LaggedStart(
            *(arrive(each.get_center(), self.theme) for each in mobjects), lag_ratio=0.6
        )

    def pulse(self) -> None:
        """Let pulses run along the edges into the unit."""
        edges, colour = self.diagram.edges, self.theme.model
        self.play(self.diagram.network.pulses(edges, colour, seconds=PULSE))

    def doubt(self, marks: Sequence[Mobject]) -> Animation:
        """Let a pulse come back along each edge, and a question mark appear at its weight."""
        edges, colour = self.diagram.edges, self.theme.gradient
        pulses = self.diagram.network.pulses(edges, colour, back=True, seconds=PULSE)
        steps = [
            AnimationGroup(*each, *appear(mark, run_time=EACH))
            for each, mark in zip([*([pulse] for pulse in pulses), []], marks, strict=True)
        ]
        return LaggedStart(*steps, lag_ratio=0.5)

    def scaling(self) -> tuple[int, VMobject] | None:
        """How one input was scaled: the first with more than two values, if any was scaled."""
        data = self.shown.data
        if not data.is_scaled:
            return None
        counts = [len(np.unique(column)) for column in data.features.T]
        unit = next((unit for unit, count in enumerate(counts) if count > 2), 0)
        formula = pass_maths.standardised(
            float(data.features[self.shown.row, unit]),
            float(data.mean[unit]),
            float(data.sd[unit]),
            float(data.inputs[self.shown.row, unit]),
        )
        name = self.texts.column(data.feature_names[unit])
        (cell,) = self.board.cells((self.texts.label("standardised", name=name), formula))
        return unit, cell

    def weighted_sum(self) -> tuple[VMobject, list[Mobject]]:
        """The sum with its numbers, and where each of these is."""
        halves = pass_maths.unit_sum(self.before, 1, 0)
        total: VMobject
        (total,) = self.board.cells((self.texts.label("weighted"), " ".join(halves)))
        if fractions(total.get_right())[0] > self.board.right:
            total, _ = self.board.lines(halves, "z")
        values = [self.diagram.network.values[0, edge.source] for edge in self.diagram.edges]
        *weights, bias = (each[1] for each in self.diagram.weights)
        pairs = zip(weights, values, strict=True)
        return total, [*chain.from_iterable(pairs), bias]

    def come_near(self) -> list[Animation]:
        """Let the camera come near the sigmoid; in a full, tall frame the rest steps back."""
        if is_tall():
            return dim(*self.away, run_time=PUSH)
        near = self.focus(self.plot.plot.grid, ZOOM, window=ABOVE_BOARD)
        return [*vanish(*self.away), near]

    def away_when_near(self) -> list[VMobject]:
        """What would be cut by the frame's edge while the camera is near the sigmoid."""
        of_inputs = self.diagram if is_tall() else self.wide
        network, edges = of_inputs.network, self.diagram.network.edges
        values = [network.values[0, edge.source] for edge in self.diagram.edges]
        inputs = [*network.nodes[0], *values, *of_inputs.labels]
        return [*edges.values(), *inputs, *self.diagram.weights, self.diagram.bias_name]

    def counters(self) -> list[VGroup]:
        """The plate of the run: step, full loss, and the share that is judged right."""
        theme, shown, label = self.theme, self.shown, self.texts.label
        text, loss = theme.text, theme.full_loss
        contents: list[Counter] = [
            (label("step"), lambda: float(self.step_told()), 0, text, "{}"),
            (label("full_loss"), lambda: shown.loss(self.step_told()), 3, loss, "{}"),
            (label("right"), lambda: 100 * shown.share_right(self.step_told()), 1, text, "{} %"),
        ]
        return counters(self.board, contents)

    def formulas(self) -> tuple[tuple[str, str], tuple[str, str]]:
        """The sum of a regression and that of a neuron, each with its title, for Typst."""
        count = self.shown.data.n_features
        shown = [1, 2, count] if count > 3 else list(range(1, count + 1))
        numbered = list(enumerate(shown, 1))
        betas = [f"slot{slot}(beta1(beta_{each})) x_{each}" for slot, each in numbered]
        weights = [f"slot{slot}(w_{each}) x_{each}" for slot, each in numbered]
        for terms in (betas, weights):
            if count > 3:
                terms.insert(2, "dots.c")
        old = " + ".join(["slot0(beta0(beta_0))", *betas])
        new = " + ".join(["slot0(b)", *weights])
        label = self.texts.label
        return (label("regression"), old), (label("neuron"), f"z = {new}")

    def make_room(self) -> list[Animation]:
        """Let the network become as narrow as it is beside a plot."""
        fresh = self.narrow.total(self.before.pre_activation(1, 0))
        old, self.total = self.total, fresh
        return [*self._into(self.narrow), become(old, fresh)]

    def widen(self) -> list[Animation]:
        """Let the network have the frame for itself again."""
        old, self.total = self.total, self.wide.total(self.after.pre_activation(1, 0))
        return [*self._into(self.wide), become(old, self.total)]

    def follow_total(self) -> None:
        """Let the sum in the unit follow the run."""
        self.remove(self.total)
        self.total = self.narrow.running_total(self.step_told)
        self.add(self.total)

    def _into(self, diagram: NeuronDiagram) -> list[Animation]:
        old, self.diagram = self.diagram, diagram
        pairs = zip(old.moving(), diagram.moving(), strict=True)
        return [become(*pair) for pair in pairs]

    def legend(self) -> VGroup:
        """What is to be known of the points, at the right of the board, or at its bottom."""
        shown, count = len(self.plot.drawn), self.shown.data.n
        spread = "jitter" if shown == count else "jitter_drawn"
        told = [
            self.texts.label(key, shown=shown, count=count) for key in ("bright", "own", spread)
        ]
        room = self.board.right - self.board.left
        lines = chain.from_iterable(
            sentence_lines(each, SIZES.smallest, room, bold=False) for each in told
        )
        made = [Label(each, size=SIZES.smallest, colour=self.theme.muted) for each in lines]
        first, pitch = TellingPlaces.legend
        for index, line in enumerate(made):
            if is_tall():
                line.place(at(self.board.left, first + index * pitch))
            else:
                line.place(at(self.board.right, first + index * pitch), "right")
        return VGroup(*made)

    def summary(self) -> VGroup:
        """What a neuron computes, in one formula."""
        _, (_, total) = self.formulas()
        formula = f"{total} quad quad model(p) = sigma(z)"
        (cell,) = self.board.cells((self.texts.label("whole"), formula))
        return cell

    def outcomes(self) -> list[VGroup]:
        """What came out of the row before the training, and after it."""
        return self.board.cells(
            (self.texts.label("before"), pass_maths.outcome(self.before)),
            (self.texts.label("after"), pass_maths.outcome(self.after)),
        )

    def leave_one(self) -> list[Animation]:
        """Dim all but the weight that the run has changed most."""
        chosen = self.shown.most_moved
        diagram, changes = self.diagram, list[Animation]()
        for unit, (edge, weight) in enumerate(
            zip(diagram.network.edges.values(), diagram.weights[:-1], strict=True)
        ):
            if unit != chosen:
                changes += [*dim(edge, diagram.network.nodes[0][unit]), *vanish(weight)]
                changes += dim(diagram.labels[unit], self.wide.network.values[0, unit])
        self.chosen = diagram.weights[chosen]
        name = diagram.parameter_name(chosen)
        changes += vanish(diagram.weights[-1], diagram.bias_name)
        return [*changes, *dim(diagram.letter), *appear(name)]


class Neuron(NeuronStory):
    """A row goes through a neuron with random weights; then all rows do, and it is trained."""

    def construct(self) -> None:
        """Tell the story, beat by beat."""
        self.prepare()
        self.ask()
        self.enter()
        self.weigh()
        self.name_the_parameters()
        self.add_up()
        self.activate()
        self.compare()
        self.measure()
        self.judge_all()
        self.train()
        self.look_again()
        self.look_at_one()

    def ask(self) -> None:
        """What is known of one row, and two answers."""
        diagram = self.diagram
        self.answers = diagram.answers(self.words.class_label)
        inputs, unit = diagram.network.nodes[0], diagram.network.nodes[1]
        self.lines = diagram.plain_lines()
        shown = appear(*inputs, *unit, diagram.question)
        self.beat("ask", shown, self.in_turn(*diagram.labels), **self.words.question())
        self.play(LaggedStart(*map(Create, self.lines), lag_ratio=0.3, run_time=1.2))
        self.play(self.in_turn(*self.answers))
        self.play(arrive(diagram.network.centre(1, 0), self.theme, inner=RING))

    def enter(self) -> None:
        """Each of the row's values goes into an input, one of them with how it is scaled."""
        diagram, scaled = self.diagram, self.scaling()
        values = [diagram.value(unit) for unit in range(len(diagram.edges))]
        ways = [(label[1], value) for label, value in zip(diagram.labels, values, strict=True)]
        self.add(self.board)
        set_share(self.board, 0)
        key, outlined = ("inputs", self.outlined(scaled[1])) if scaled else ("inputs_raw", [])
        self.beat(key, appear(self.board), outlined)
        if scaled:
            unit, cell = scaled
            self.fly_in(cell, [diagram.labels[unit][1]])
            self.land(cell, values[unit])
            del ways[unit]
        self.play(travels(ways, lag=1.0), run_time=SLOWLY)

    def weigh(self) -> None:
        """Edges grow from the inputs to the unit, each with its weight; and the bias."""
        diagram = self.diagram
        edges = list(diagram.network.edges.values())
        self.names = [diagram.parameter_name(index) for index in range(len(edges))]
        self.names.append(diagram.bias_name)
        self.signs = diagram.signs()
        key = "weights" if self.shown.is_random else "weights_start"
        self.beat(key, vanish(*self.answers), appear(self.signs), parameters=len(edges) + 1)
        self.play(LaggedStart(*map(Create, edges), lag_ratio=0.6, run_time=1.8))
        self.remove(*self.lines)
        pairs = [VGroup(*pair) for pair in zip(diagram.weights, self.names, strict=True)]
        self.play(self.in_turn(*pairs))

    def name_the_parameters(self) -> None:
        """The formula of the regression becomes that of the neuron."""
        old, new = self.board.cells(*self.formulas())
        self.beat("parameters", [*self.board.wipe(), *self.board.write(old)])
        self.play(self.outlined(new, keep=True))
        known = list(slots(old).values())
        self.play(self.ring(*self.names), reveal(new, *known), run_time=SLOWLY + 0.6)
        self.play(appear(*before_slots(new).get(len(known), []), run_time=QUICK))

    def add_up(self) -> None:
        """The unit's sum with all its numbers."""
        total, sources = self.weighted_sum()
        self.beat("sum", self.outlined(total), vanish(self.signs))
        self.fly_in(total, sources)
        z = self.before.pre_activation(1, 0)
        self.play(vanish(self.diagram.question), appear(self.diagram.letter))
        self.total = self.diagram.total(z)
        self.land(total, self.total)

    def activate(self) -> None:
        """The network makes room, and the sum slides along the sigmoid to its probability."""
        title = self.texts.label("output", label=self.words.class_label(1))
        (cell,) = self.board.cells((title, pass_maths.output(self.before)))
        plot = self.plot
        self.beat("activation", vanish(*self.names[:-1]), self.make_room())
        self.play(appear(plot.plot, plot.curve, plot.letter, self.diagram.link))
        self.away = self.away_when_near()
        self.play(self.come_near(), appear(plot.point, plot.drop))
        self.play(to(self.slid, 1.0))
        self.play(self.outlined(cell))
        self.fly_in(cell, [self.total])
        self.p = self.diagram.says(lambda: self.shown.passed(self.step_told()).probability)
        self.play(appear(self.p[0]))
        self.land(cell, self.p[1])

    def compare(self) -> None:
        """What it says of the row, and what is so."""
        self.truth = self.diagram.truth()
        self.beat(
            self.words.verdict_key(),
            self.pull_out(),
            appear(*self.away),
            **self.words.said(0),
        )
        self.pulse()
        self.play(appear(self.truth, run_time=QUICK))
        middle = self.truth[2].get_center()
        self.play(arrive(middle, self.theme, colour=self.theme.of_class(self.before.target)))

    def measure(self) -> None:
        """The loss says how far p is from the truth, and no more."""
        (cell,) = self.board.cells((self.words.loss_title(), pass_maths.loss(self.before)))
        self.box = self.diagram.loss_box()
        self.beat("loss", self.outlined(cell), appear(self.box))
        self.fly_in(cell, [self.p[1]])
        self.loss = self.diagram.loss(self.box, self.before.loss)
        self.land(cell, self.loss)
        self.doubts = self.diagram.question_marks()
        self.play(self.doubt(self.doubts))

    def judge_all(self) -> None:
        """All rows under the same curve."""
        plot, gone = self.plot, [self.p, self.truth, self.box, self.loss, *self.doubts]
        self.beat(
            "all",
            [*self.board.wipe(), *self.board.write(*self.counters(), self.legend())],
            vanish(*gone),
            **self.words.everyone(0),
        )
        self.play(plot.plot.into(SumRooms.large), vanish(plot.drop))
        self.classes = plot.names(self.words.class_label)
        self.play(appear(plot.border, plot.rows, *self.classes, run_time=QUICK))
        self.play(to(self.spread, 1.0, run_time=SLOWLY + 0.6))

    def train(self) -> None:
        """The weights follow the recorded run, and all rows with them."""
        key, values = self.words.trained()
        self.follow_total()
        self.beat(key, **values)
        if seconds := self.shown.paced.seconds:
            self.play(steadily(self.seconds, seconds, seconds))

    def look_again(self) -> None:
        """The row after the training."""
        before, after = self.outcomes()
        self.beat(
            "better",
            [*self.board.wipe(), *self.board.write(before)],
            **self.words.said(self.shown.last_step),
        )
        self.pulse()
        self.play(self.outlined(after, keep=True))
        self.play(reveal(after, self.total, None))
        self.play(arrive(self.plot.where(), self.theme))

    def look_at_one(self) -> None:
        """The network has the frame again, and all but one weight step back."""
        plot, summary = self.plot, self.summary()
        gone = plot.plot, plot.curve, plot.letter, plot.point, plot.border, plot.rows
        self.beat(
            "closing",
            vanish(*gone, *self.classes, self.diagram.link),
            [*self.board.wipe(), *self.board.write(summary)],
            parameters=len(self.diagram.weights),
        )
        self.play(self.widen())
        self.play(self.leave_one())
        self.play(arrive(self.chosen.get_center(), self.theme, inner=30.0, run_time=0.8))
        self.wait(AT_REST - PAUSE)
