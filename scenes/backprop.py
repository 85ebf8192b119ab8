"""One training step through a network: values forward, errors back, weights changed."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto
from functools import cached_property, lru_cache, partial
from itertools import chain

import numpy as np
from manim import (
    Animation,
    Circle,
    Create,
    LaggedStart,
    Line,
    RoundedRectangle,
    ValueTracker,
    VGroup,
    VMobject,
)
from numpy.typing import NDArray

from gradreel.scenes.stage.drawing import (
    ACTIVATIONS,
    GAP,
    GRID,
    LAG,
    LARGEST,
    MLP,
    MOVE,
    PAUSE,
    ROOM,
    SIZES,
    Box,
    Captions,
    ChartTitles,
    Dataset,
    EdgeIndex,
    FloatArray,
    Follower,
    IntArray,
    Label,
    LossChart,
    LossLine,
    ManimStory,
    Marks,
    ModelObjective,
    Network,
    Number,
    PacedRun,
    Panel,
    Plot,
    Recording,
    RequestError,
    RingedPoint,
    Role,
    RunOptions,
    RunSpec,
    SamplePass,
    Scale,
    Shaped,
    StackedWorkings,
    Theme,
    Trajectory,
    Weights,
    WorkedStory,
    across,
    appear,
    arrive,
    arrow,
    as_given,
    at,
    backed,
    become,
    between_steps,
    dash_points,
    dim,
    disc,
    down,
    drawn_rows,
    edge_width,
    edges_into,
    fractions,
    high,
    index_at,
    is_round,
    is_tall,
    laid_out,
    late,
    loss_scale,
    math,
    measured,
    names_above,
    number_text,
    objective_of,
    optimizers,
    percent,
    pixels,
    reveal,
    room_in_line,
    row_to_show,
    runs,
    scale,
    segments,
    sigmoid,
    slots,
    steadily,
    stroke,
    superscript,
    tall,
    to,
    travels,
    triangle,
    update,
    update_rule,
    vanish,
    wide,
)
from gradreel.scenes.stage.drawing import pass_maths as maths

PLACE = 510
OPTIONS = {
    "data": "heart",
    "x": ("Sex", "MaxHR", "ExAng", "Oldpeak"),
    "y": "AHD",
    "positive": None,
    "hidden": (3, 2),
    "activation": "tanh",
    "learning_rate": 0.5,
    "steps": 300,
    "seed": 177,
    "row": 151,
}
DRAWS = "a network of up to 5 inputs, 3 hidden layers of up to 5 units, one output"
FIRST_LOOK = 21
"""Steps on one patient that are shown at first: the one of the story, and twenty more."""
MOST_ALONE = 2000
TURNED, SWEPT, SWEEP = 1.3, 0.9, 2.7
"""Seconds in which all weights take their step, and in which gradients come to a layer, and to all
layers at the most."""


def run_spec(options: RunOptions) -> RunSpec:
    """Return the run on all rows: a small network from weights that are easy to read.

    Raises:
        RequestError: the network wouldn't be small, or the data have more than two classes.
    """
    data = runs.dataset(options)
    hidden = options.hidden or (3, 2)
    check_readable(data, hidden)
    start = readable_start(MLP((data.n_features, *hidden, 1)), options.seed or 0)
    rate = options.learning_rate or 0.5
    return runs.mlp_spec(options.changed(hidden=hidden, start=start, learning_rate=rate))


def companions(main: RunSpec, options: RunOptions) -> dict[Role, RunSpec]:
    """Return gradient descent on the shown row alone, from the same start at the same rate."""
    row = row_to_show(main, options.row)
    steps = min(max(main.steps, FIRST_LOOK), MOST_ALONE)
    return {BackpropRole.ONE_ROW: run_on_row(main, row, steps)}


def can_draw(spec: RunSpec) -> bool:
    """Whether a run is of a network of classes, small enough for its numbers to be read."""
    model = getattr(spec.objective, "model", None)
    return isinstance(model, MLP) and model.n_classes > 0 and is_readable(model)


def parts(recording: Recording) -> tuple[type[ManimStory], ...]:
    """Return the scene's one part.

    Raises:
        RequestError: not even the first step on the row alone leads to finite numbers.
    """
    single = recording[BackpropRole.ONE_ROW]
    if not single.n_steps:
        rate = f"at the learning rate {single.spec.learning_rate:g}"
        raise RequestError(f"{rate}, one step leads to numbers too large to compute: lower it")
    return (Backprop,)


@dataclass(frozen=True, eq=False)
class ShownStep:
    """The first steps of a run on one row: at least one, of which the first is shown whole.

    Attributes:
        run: the run.
    """

    run: Trajectory

    @cached_property
    def passes(self) -> tuple[SamplePass, ...]:
        """The passes before the first step and after it."""
        model, data = network_of(self.run), objective_of(self.run).dataset
        return tuple(SamplePass(model, each, data) for each in self.run.parameters[:2])

    @property
    def before(self) -> SamplePass:
        """The pass before the step."""
        return self.passes[0]

    @property
    def after(self) -> SamplePass:
        """The pass after it."""
        return self.passes[1]

    @property
    def last(self) -> int:
        """The number of the output's layer."""
        return self.before.last

    @cached_property
    def spoken(self) -> EdgeIndex:
        """The edge to the output that the story speaks of."""
        return EdgeIndex(self.last, 0, self.before.speaking_unit(self.last - 1))

    def weights(self, share: float) -> list[FloatArray]:
        """The weights (out, in) of each layer at a share of the step, 0 to 1."""
        start, end = self.before.parameters, self.after.parameters
        now = start + share * (end - start)
        return [layer.weights for layer in self.before.model.layers(now)]

    def updates(self) -> tuple[str, str]:
        """The step of the weight that is spoken of, with its rule and without, for Typst."""
        old, new = self.before.weight(self.spoken), self.after.weight(self.spoken)
        slope = self.before.weight_gradient(self.spoken)
        numbers = update(old, self.run.spec.learning_rate, slope, new)
        return f"{update_rule()} = {numbers}", f"w <- {numbers}"

    def steepest(self, layer: int) -> EdgeIndex:
        """The edge into a layer whose gradient is printed: the one spoken of, or the largest."""
        if layer == self.last:
            return self.spoken
        edges = edges_into(self.before.model.sizes, layer)
        return max(edges, key=lambda edge: abs(self.before.weight_gradient(edge)))


def network_of(run: Trajectory | RunSpec) -> MLP:
    """The network of a run.

    Raises:
        TypeError: the run is of something else.
    """
    model = objective_of(run).model
    if not isinstance(model, MLP):
        raise TypeError("the run isn't of a network")
    return model


MOST_INPUTS, MOST_LAYERS, MOST_UNITS = 5, 3, 5
SPREAD = 0.8
"""Deviation of the parameters at the start."""


def is_readable(network: MLP) -> bool:
    """Whether a network is small enough for its numbers to be read."""
    inputs, *hidden, outputs = network.sizes
    return outputs == 1 and inputs <= MOST_INPUTS and _fit(tuple(hidden))


def check_readable(data: Dataset, hidden: tuple[int, ...]) -> None:
    """Refuse a network that isn't readable.

    Args:
        data: what it would be trained on.
        hidden: the sizes of its hidden layers.

    Raises:
        RequestError: it tells other than two classes apart, or has too many inputs or units.
    """
    if data.n_classes != 2:
        raise RequestError(
            f"backprop draws two classes, {data.target_name} has {data.n_classes}: choose another y"
        )
    if data.n_features > MOST_INPUTS:
        raise RequestError(
            f"backprop draws up to {MOST_INPUTS} inputs, these are {data.n_features}: "
            "choose fewer with --x"
        )
    if not _fit(hidden):
        raise RequestError(
            f"backprop draws up to {MOST_LAYERS} hidden layers of up to {MOST_UNITS} units: "
            "choose --hidden such as 3,2"
        )


def readable_start(network: MLP, seed: int) -> tuple[float, ...]:
    """Draw parameters with one place after the point."""
    drawn = np.random.default_rng(seed).normal(0.0, SPREAD, network.n_parameters)
    return tuple(float(each) for each in np.round(drawn, 1))


def run_on_row(main: RunSpec, row: int, steps: int) -> RunSpec:
    """Return gradient descent on one row alone, from a run's start at its rate."""
    data = objective_of(main).dataset
    return replace(
        main,
        objective=ModelObjective(network_of(main), data.rows([row])),
        optimizer=optimizers.build("gradient-descent"),
        steps=steps,
        batch_size=None,
        stride=1,
        drop_last=False,
        rate_drops=(),
    )


def _fit(hidden: tuple[int, ...]) -> bool:
    return 1 <= len(hidden) <= MOST_LAYERS and max(hidden) <= MOST_UNITS


SENTENCES_ACTIVATIONS = {"relu": "ReLU"}
"""How people write activations whose names here are written otherwise."""
SEEN_PLACES = 3
"""Places of a full loss beside its curve."""
UNREST = 0.1
"""A loss that has fallen may be above its least by so much of its fall."""


class PassTexts:
    """The scene's texts about the data of a run and a row of them.

    Attributes:
        data: all rows.
        facts: what sentences and labels about all rows are filled with.
    """

    def __init__(self, texts: Captions, run: Trajectory) -> None:
        self.texts = texts
        self.data: Dataset = objective_of(run).dataset
        self.facts: dict[str, object] = {
            "count": self.data.n,
            "rows": texts.label("rows"),
            "size": run.spec.batch_size,
        }

    def label(self, key: str) -> str:
        """A label, which may speak of all rows."""
        return self.texts.label(key, **self.facts)

    def judged(self, most: int) -> str:
        """What the dots say of those who are judged rightly, of whom so many are drawn at most."""
        return self.label("judged" if self.data.n <= most else "judged_drawn")

    def share(self, share: float) -> str:
        """A share of rows in per cent."""
        return self.texts.label("share", share=percent(share))

    def class_label(self, number: int, room: float = ROOM) -> str:
        """What a class means, in a room in em."""
        return self.texts.class_label(self.data.target_name, self.data.class_names, number, room)

    def said_and_true(self, key: str, done: SamplePass) -> dict[str, object]:
        """What fills the sentence about the output, so that it has one line: inputs may be below.

        Args:
            key: of the sentence.
            done: the pass that it is about.
        """
        share, target = percent(done.probability), done.target
        rest = self.texts.beat(key, share=share, target=target, label="", truth="")
        room = min(room_in_line(rest, 2), ROOM)
        said, true = (self.class_label(each, room) for each in (1, done.target))
        return {"share": share, "target": target, "label": said, "truth": true}


def activation_name(network: MLP) -> str:
    """The hidden layers' activation as people write it."""
    return SENTENCES_ACTIVATIONS.get(network.activation, network.activation)


def again_key(before: float, after: float) -> str:
    """What the step did to the row's loss, as far as two places show it."""
    before, after = round(before, 2), round(after, 2)
    return "again_falls" if after < before else "again_rises" if after > before else "again"


def alone_key(run: Trajectory, own: LossLine, everyone: LossLine, window: int) -> str:
    """What steps on one row do to the full loss, as far as they are shown."""
    if run.outcome.startswith("diverged"):
        return "alone_diverged"
    harms = own.at(window) < own.at(0) and everyone.at(window) > everyone.at(0)
    if not harms:
        return "alone"
    return "alone_harms_soon" if everyone.at(1) < everyone.at(0) else "alone_harms"


def average_key(run: Trajectory, before: float, after: float) -> str:
    """What steps on all rows, or on batches, come to.

    Args:
        run: it.
        before: the share of rows that are judged rightly at its start.
        after: likewise at its end.
    """
    if run.outcome.startswith("diverged"):
        return "average_diverged"
    if run.spec.batch_size is not None:
        return "average_batches" if run.spec.batch_size > 1 else "one_by_one"
    ends = run.loss[0], run.loss[-1], run.loss.min()
    first, last, least = (round(float(each), SEEN_PLACES) for each in ends)
    if last > first:
        return "average_rises"
    if last == first or last - least > UNREST * (first - least):
        return "average"
    return "average_learns" if float(percent(after)) > float(percent(before)) else "average_falls"


BELOW = 13.0
"""Pixels from a node down to the middle of the number below it."""
BESIDE, SPREAD_NETWORK_ASIDE = 4.0, 9.0
"""Pixels from a node to the number left of it, and by which the one below the output is right of
its middle, off the words at the left."""
WIDEST_NODE = 0.48
"""A node's radius at the most, as a share of the way from its layer to the next."""
LONGEST = 84.0
"""Pixels that a number beside a node takes at the most, if it is a usual one."""
NUMBER = 58.0
"""Pixels that a number on an edge takes beside another one."""
SHARES = np.linspace(0.2, 0.8, 25)
"""Of the way along an edge, where a number may be."""
CLEAR = 32.0, 14.0
"""Pixels from a node's rim to the middle of a number on an edge, across and up."""
Node = tuple[int, int]
"""A layer, counted from the inputs, and a unit of it."""


class SpreadNetworkPlaces:
    """Of the outermost nodes' centres, and the pixels of a radius and at the most of two gaps.

    The gaps are between the centres of inputs, and of units of one layer.
    """

    box = Shaped(Box(0.247, 0.785, 0.257, 0.692), tall=Box(0.117, 0.883, 0.366, 0.652))
    radius = Shaped(37.0, tall=34.5)
    gaps = Shaped((104.0, 150.0), tall=(120.0, 170.0))


class SpreadNetwork(Network):
    """A network whose layers are spread over its box, so that numbers stand off the nodes.

    In a tall frame it goes downwards.
    """

    def __init__(
        self, theme: Theme, sizes: Sequence[int], weights: Weights, *, box: Box | None = None
    ) -> None:
        box = box or SpreadNetworkPlaces.box
        room = wide(box.right - box.left) if is_tall() else high(box.bottom - box.top)
        self.gaps = _unit_gaps(sizes, room / pixels(1))
        radius = min(SpreadNetworkPlaces.radius, _layer_gap(sizes, box) * WIDEST_NODE)
        super().__init__(theme, sizes, weights, box=box, radius=radius, downwards=is_tall())
        for edge in self.edges.values():
            edge.clear_updaters()

    def gap(self, layer: int) -> float:
        """From one unit of a layer to the next, as a fraction of the frame; see `Network.gap`."""
        size = self.gaps[layer] / 720
        return across(size) if self.downwards else down(size)

    def edges_into(self, layer: int, units: Iterable[int] | None = None) -> list[EdgeIndex]:
        """The edges into a layer, or into some of its units."""
        return edges_into(self.sizes, layer, units)

    def speak_of(
        self, edges: Collection[EdgeIndex] | None, nodes: Collection[Node] = ()
    ) -> list[Animation]:
        """Dim all but some edges, the nodes at their ends and some more; None brings all back.

        The values in the nodes that are dimmed vanish: a camera that is near would cut them.
        """
        ends = {(edge.layer, edge.unit) for edge in edges or ()}
        spoken = {*nodes, *ends, *((edge.layer - 1, edge.source) for edge in edges or ())}
        changes: list[Animation] = []
        for index, edge in self.edges.items():
            changes += appear(edge) if edges is None or index in edges else dim(edge)
        for node, circle in self.circles.items():
            lit = edges is None or node in spoken
            changes += appear(circle) if lit else dim(circle)
            if node in self.values:
                changes += (appear if lit else vanish)(self.values[node])
        return changes

    @property
    def circles(self) -> dict[Node, Circle]:
        """The nodes by their places."""
        layers = enumerate(self.nodes)
        return {(k, unit): each for k, layer in layers for unit, each in enumerate(layer)}

    def follow_weights(self) -> None:
        """Let the edges read their weights at every frame from now on."""
        for edge in self.edges.values():
            edge.add_updater(lambda each: each.show_weight())

    def rest(self) -> None:
        """Let the edges stay as they are, and be drawn once for many frames."""
        for edge in self.edges.values():
            edge.show_weight()
            edge.clear_updaters()

    def number_on_edge(
        self,
        edge: EdgeIndex,
        value: Callable[[], float] | float,
        places: int = 3,
        *,
        colour: str,
        share: float = 0.5,
    ) -> VGroup:
        """A number with a backing on an edge, at a share of the way between its nodes."""
        start, way = self._way(edge)
        return self._number(start + share * way, value, places, colour)

    def number_under(
        self, layer: int, unit: int, value: float, places: int = 3, *, colour: str
    ) -> VGroup:
        """A number with a backing below a node, or on its lower rim where the next is near.

        In a network that goes downwards edges leave a node below, so it is left of it if there is
        room.
        """
        between = self.gaps[layer] - 2 * self.radius
        if self.downwards and self.has_beside(layer):
            made = self._number(self.centre(layer, unit), value, places, colour)
            if made[1].width + 2 * pixels(BESIDE) <= pixels(between):
                return made.shift(np.array([-pixels(self.radius + BESIDE) - made.width / 2, 0, 0]))
        apart = self.downwards or between >= 2 * BELOW
        below = BELOW if self.sizes[layer] == 1 or apart else 1
        aside = pixels(SPREAD_NETWORK_ASIDE) if self.downwards and self.sizes[layer] == 1 else 0.0
        foot = self.centre(layer, unit) + np.array([aside, -pixels(self.radius + below), 0])
        return self._number(foot, value, places, colour)

    def has_beside(self, layer: int) -> bool:
        """Whether numbers at a layer's nodes have room off the edges into the next layer.

        In a network that goes downwards edges leave a node below, where the number of a node has
        to be if others are near.
        """
        between = self.gaps[layer] - 2 * self.radius
        return not self.downwards or (self.sizes[layer] > 1 and between >= LONGEST)

    def share_into(self, layer: int) -> float:
        """The share of the way into one unit of a layer at which numbers on edges stand apart."""
        if not self.downwards:
            return 0.5
        return float(np.clip(1 - NUMBER / self.gaps[layer - 1], 0.3, 0.5))

    def share_out_of(self, layer: int) -> float:
        """Likewise out of one unit of a layer."""
        if not self.downwards:
            return 0.5
        return float(np.clip(NUMBER / self.gaps[layer + 1], 0.5, 0.7))

    def clear_share(self, edge: EdgeIndex) -> float:
        """The share of the way along an edge, off its nodes, at which others are farthest.

        Where no place is off them, the one that is most.
        """
        if self.sizes[edge.layer] == 1:
            return 0.5
        start, way = self._way(edge)
        places = start + SHARES[:, None] * way
        others = [each for each in self.edges_into(edge.layer) if each != edge]
        nearest = np.min([self._distances(places, each) for each in others], axis=0)
        off_nodes = self._off_nodes(places, edge.layer)
        if off_nodes.max() < 1:
            return float(SHARES[off_nodes.argmax()])
        nearest[off_nodes < 1] = -1
        return float(SHARES[nearest.argmax()])

    def _off_nodes(self, places: FloatArray, layer: int) -> FloatArray:
        """How far numbers at places (n, 3) are off nodes of a layer and of the one before.

        From 1 on they don't lie on any.
        """
        nodes = [(each, unit) for each in (layer - 1, layer) for unit in range(self.sizes[each])]
        centres = np.array([self.centre(*node) for node in nodes])
        aside = np.abs(places[:, None, :2] - centres[None, :, :2])
        reach = [pixels(self.radius + each) for each in CLEAR]
        return np.asarray((aside / reach).max(axis=2).min(axis=1))

    def _way(self, edge: EdgeIndex) -> tuple[FloatArray, FloatArray]:
        start = self.centre(edge.layer - 1, edge.source)
        return start, self.centre(edge.layer, edge.unit) - start

    def _distances(self, places: FloatArray, edge: EdgeIndex) -> FloatArray:
        """How far places (n, 3) are from an edge."""
        start, way = self._way(edge)
        along = np.clip((places - start) @ way / (way @ way), 0, 1)
        return np.asarray(np.linalg.norm(places - start - along[:, None] * way, axis=1))

    def _number(
        self, middle: FloatArray, value: Callable[[], float] | float, places: int, colour: str
    ) -> VGroup:
        number = Number(value, places, size=SIZES.smallest, colour=colour)
        number.place(middle - np.array([0, number.em * 0.36, 0]), "centre")
        if not callable(value):
            number.clear_updaters()
        return backed(number, self.theme)


def _layer_gap(sizes: Sequence[int], box: Box) -> float:
    """Pixels between the centres of two layers."""
    span = high(box.bottom - box.top) if is_tall() else wide(box.right - box.left)
    return span / pixels(len(sizes) - 1)


def _unit_gaps(sizes: Sequence[int], room: float) -> list[float]:
    """Pixels between the centres of each layer's units."""
    inputs, units = SpreadNetworkPlaces.gaps
    most = [inputs] + [units] * (len(sizes) - 1)
    return [min(gap, room / max(n - 1, 1)) for gap, n in zip(most, sizes, strict=True)]


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


class DiagramPlaces:
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
        upper, lower, line = DiagramPlaces.farther, -DiagramPlaces.nearer, DiagramPlaces.line
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
            name.place(left + lower + np.array([pixels(DiagramPlaces.mark + 10), 0, 0]))
        else:
            right = np.array([at(1 - GRID.margin, 0)[0], 0, 0])
            above.place(right + upper, "right")
            name.place(right + lower, "right")
        middle = name.get_left() - np.array([pixels(DiagramPlaces.mark), 0, 0])
        return VGroup(
            above, name, Marks(middle[None], number, self.theme, radius=DiagramPlaces.radius)
        )

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
        pitch = DiagramPlaces.pitch
        starts = corner + np.array([[pixels(pitch * index), pixels(8), 0] for index in range(3)])
        return VGroup(
            *(
                Line(
                    start,
                    start + np.array([pixels(DiagramPlaces.key), 0, 0]),
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


WIDEST_SUM = 3.0
"""Sums up to this size on both sides are on the axis; a larger one is near its end."""
REACH = 0.18
"""How far a tangent goes to both sides, as a share of the axis."""
ASIDE = 0.04
"""How far it may go beyond the axis of numbers, as a share of it."""
LIMITS = {"tanh": (-1.0, 1.0), "sigmoid": (0.0, 1.0)}
TALLEST_LOSS = 3.0


class PlatesPlaces:
    """A plate's edges; where its numbers end, and its axes begin and end.

    In a tall frame the axes are right of the numbers, else below them. A tangent may go `overshoot`
    beyond the axis of values, as a share of it.
    """

    top, bottom = Shaped(0.235, tall=0.517), Shaped(0.735, tall=0.715)
    numbers, left, right = (
        Shaped(0.928, tall=0.5),
        Shaped(0.737, tall=0.655),
        Shaped(0.928, tall=0.915),
    )
    from_top = 0.026
    overshoot = Shaped(0.2, tall=0.08)


@dataclass(frozen=True)
class Shown:
    """A function as a plate shows it.

    Attributes:
        function: of numbers (n,).
        slope: its derivative at a number.
        across, up: the axes.
        letters: of the number and the value, for Typst.
        colour: of the value and the curve, a colour of the theme.
    """

    function: Callable[[FloatArray], FloatArray]
    slope: Callable[[float], float]
    across: Scale
    up: Scale
    letters: tuple[str, str]
    colour: str


def shown_activation(name: str, z: float, letter: str, theme: Theme) -> Shown:
    """An activation of the engine's, with room for the sum z."""
    made = ACTIVATIONS[name]
    function = sigmoid if name == "sigmoid" else made.function
    reach = max(WIDEST_SUM, 1.1 * abs(z)) if np.isfinite(z) else WIDEST_SUM
    ends = LIMITS.get(name) or tuple(map(float, function(np.array([-reach, reach]))))

    def slope(at: float) -> float:
        return float(made.derivative(np.array([at]), function(np.array([at])))[0])

    across, up = scale(-reach, reach, count=3), scale(*ends, count=2)
    return Shown(function, slope, across, up, ("z", letter), theme.model)


def loss_of_truth(target: int, loss: float, theme: Theme) -> Shown:
    """The loss as a function of the probability that the truth was given."""
    tallest = max(TALLEST_LOSS, 1.15 * loss) if np.isfinite(loss) else TALLEST_LOSS

    def function(given: FloatArray) -> FloatArray:
        with np.errstate(divide="ignore"):
            return np.asarray(-np.log(given))

    across, up = scale(0, 1, count=2), scale(0, tallest, count=3)
    letters = "p" if target else "1 - p", "L"
    return Shown(function, lambda given: -1 / given, across, up, letters, theme.full_loss)


class FunctionPlate(VGroup):
    """A panel with a function's curve: a point slides to a number, and the value is read off.

    Attributes:
        number: where the point is; a tracker.
        tangent: how much of the tangent at the point is drawn, 0 to 1.
        of_number: its number in the panel, above that of the value: always those of the point.
    """

    def __init__(
        self,
        theme: Theme,
        shown: Shown,
        start: float,
        *,
        title: str,
        slope: str | None = None,
    ) -> None:
        """Make it.

        Args:
            theme: gives the colours.
            shown: the function.
            start: where the point is at first.
            title: above the numbers.
            slope: what the slope is called, where it is shown as well.
        """
        self.shown = shown
        self.number, self.tangent = ValueTracker(start), ValueTracker(0)
        self.panel = Panel(theme, top=PlatesPlaces.top)
        self.panel.right = PlatesPlaces.numbers
        self.panel.note(title)
        name, letter = (math(each, theme) for each in shown.letters)

        self.of_number = self.panel.row(name, self.now, _short)
        self.panel.row(letter, self.value, _short, colour=shown.colour)
        if slope is not None:
            self.panel.row(slope, self.slope, _short, colour=theme.gradient)
        cursor, bottom = self.panel.cursor, PlatesPlaces.bottom
        self.panel.space((bottom - cursor) * laid_out().height - 0.02)
        top = PlatesPlaces.top + PlatesPlaces.from_top if is_tall() else cursor + 0.03
        box = Box(PlatesPlaces.left, PlatesPlaces.right, top, bottom - down(0.065))
        self.plot = Plot(theme, shown.across, shown.up, box=box)
        curve = self.plot.curve(shown.function, shown.colour, width=4)
        curve.clear_updaters()
        dashed = {"stroke_color": theme.muted, "stroke_width": stroke(2)}
        touching = {"stroke_color": theme.gradient, "stroke_width": stroke(4.5)}
        super().__init__(
            self.panel,
            self.plot,
            curve,
            Follower(self._read_off, **dashed),
            Follower(self._tangent, **touching),
            RingedPoint(self._point, theme, radius=8),
        )

    def now(self) -> float:
        """Where the point is."""
        return float(self.number.get_value())

    def value(self) -> float:
        """The function's value there."""
        return float(self.shown.function(np.array([self.now()]))[0])

    def slope(self) -> float:
        """Its slope there."""
        return self.shown.slope(self.now())

    def _point(self) -> FloatArray:
        height = np.clip(self.plot.y.share(np.array([self.value()])), 0, 1)
        place = self.plot.points_at_shares(self.plot.x.share(np.array([self.now()])), height)
        return np.asarray(place[0])

    def _read_off(self) -> FloatArray:
        """Dashes from the number on the axis up to the curve, and on to the value at the left."""
        point = self._point()
        foot, side = point.copy(), point.copy()
        foot[1] = self.plot.point(self.plot.x.low, self.plot.y.low)[1]
        side[0] = self.plot.point(self.plot.x.low, self.plot.y.low)[0]
        return np.concatenate([dash_points(foot, point), dash_points(point, side)])

    def _tangent(self) -> FloatArray:
        across, up = self.plot.x, self.plot.y
        half = REACH * (across.high - across.low) * float(self.tangent.get_value())
        at, value, slope = self.now(), self.value(), self.slope()
        if not half or not np.isfinite([value, slope]).all():
            return np.zeros((0, 3))
        if slope:
            beyond = PlatesPlaces.overshoot * (up.high - up.low)
            ends = up.low - beyond, up.high + beyond
            half = min(half, *(abs((end - value) / slope) for end in ends))
        beside = ASIDE * (across.high - across.low)
        places = max(at - half, across.low - beside), min(at + half, across.high + beside)
        left, right = (self.plot.point(each, value + (each - at) * slope) for each in places)
        return segments(left[None], right[None])


def _short(value: float) -> str:
    return number_text(value, 3 if abs(value) < 100 else 1)


KEY = 31.0
"""Pixels that the key to gradients takes in a tall frame."""


class BoardPlaces:
    """The board's edges, as fractions of the frame's height."""

    top, bottom = Shaped(0.772, tall=0.725), 0.95


class PassBoard(StackedWorkings):
    """Workings that know the diagram above them."""

    def __init__(self, diagram: PassDiagram, texts: PassTexts) -> None:
        self.diagram, self.texts = diagram, texts
        super().__init__(diagram.theme, top=BoardPlaces.top, bottom=BoardPlaces.bottom)

    def cell(self, key: str, formula: str, **values: object) -> VGroup:
        """A formula under the label of a key, to be written at the left."""
        (made,) = self.cells((self.texts.texts.label(key, **values), formula))
        return made

    def scaled_unit(self) -> int | None:
        """The first input with more than two values, if inputs were scaled."""
        data = self.texts.data
        if not data.is_scaled:
            return None
        counts = [len(np.unique(column)) for column in data.features.T]
        return next((unit for unit, count in enumerate(counts) if count > 2), 0)

    def scaling(self, done: SamplePass, unit: int) -> VGroup:
        """How an input was scaled."""
        data = self.texts.data
        scaled = maths.standardised(
            float(done.sample.features[0, unit]),
            float(data.mean[unit]),
            float(data.sd[unit]),
            done.activation(0, unit),
        )
        name = self.texts.texts.column(data.feature_names[unit])
        return self.cell("standardised", scaled, name=name)

    def key_to_edges(self) -> VGroup:
        """What the edges' widths and colours mean, and how many parameters there are."""
        key = VGroup(
            self.title(self.texts.label("edges"), self.left),
            self.diagram.key_to_weights(self.baseline(self.left)),
        )
        beside = self.left if is_tall() else fractions(key.get_right())[0] + 2 * GAP
        edges, units = len(self.diagram.network.edges), sum(self.diagram.network.sizes[1:])
        counted = math(f"{edges} + {units} = {edges + units}", self.theme, size=LARGEST)
        count = VGroup(
            self.title(self.texts.texts.label("counted", edges=edges, units=units), beside),
            counted.place(self.baseline(beside)),
        )
        if is_tall():
            self.spread([key, count])
        return VGroup(key, count)

    def coming_back(
        self, titles: tuple[str, str], done: SamplePass, layer: int, unit: int
    ) -> list[VGroup]:
        """Two cells: how the error comes back to a unit's value, and from that to its sum."""
        gathered, summed = titles
        return self.in_turn(
            (gathered, maths.gathered(done, layer, unit)),
            (summed, maths.through_activation(done, layer, unit)),
        )

    def gradients(self, done: SamplePass, edge: EdgeIndex) -> list[VMobject]:
        """How an edge gets its gradient, what lines of gradients mean, how a bias gets its own.

        The last is left out where there is no room for it.
        """
        words = self.texts.label
        of_weight = words("weight_title"), maths.weight_gradient(done, edge)
        of_bias = words("bias_title"), maths.bias_gradient(done, done.last, 0)
        if is_tall():
            return self._gradients_below_each_other(of_weight, of_bias)
        (weight,) = self.cells(of_weight)
        left = fractions(weight.get_right())[0] + GAP
        title = self.title(words("gradients"), left)
        key = VGroup(title, self.diagram.widths_of_gradients(self.baseline(left)))
        (bias,) = self.cells(of_bias, left=fractions(key.get_right())[0] + GAP)
        fits = fractions(bias.get_right())[0] <= self.right
        return [weight, key, bias] if fits else [weight, key]

    def computed_and_used(
        self, computed: tuple[str, str], title: str, updates: tuple[str, str]
    ) -> list[VGroup]:
        """Two cells: a gradient, and the step by it, with its rule if there is room for that."""
        for step in updates:
            made = self.cells(computed, (title, step), gap=0.06)
            if not is_tall() or self.holds(made):
                break
        return made

    def _gradients_below_each_other(self, *contents: tuple[str, str]) -> list[VMobject]:
        """The same in a tall frame, where the lines are beside their title."""
        weight, bias = self._below_each_other(*contents, spare=KEY)
        title = self.title(self.texts.label("gradients"), self.left)
        beside = fractions(title.get_right())[0] + GAP
        lines = self.diagram.widths_of_gradients(self.title_foot(beside))
        made: list[VMobject] = [weight, VGroup(title, lines), bias]
        self.spread(made)
        return made


class WayBackPlaces:
    """Pixels from a weight on its edge to the arrow beside it: more where edges are steep."""

    aside = Shaped(21.0, tall=28.0)


class WayBack:
    """The errors and gradients of one pass, as far as they have come.

    Attributes:
        errors: (layer, unit) -> the number at that node.
    """

    def __init__(self, diagram: PassDiagram, done: SamplePass) -> None:
        self.diagram, self.done = diagram, done
        self.errors: dict[tuple[int, int], VGroup] = {}

    def arrows(self, edges: Sequence[EdgeIndex]) -> list[VMobject]:
        """Arrows back along edges to one unit, beside their weights where there is room."""
        has_room = self.diagram.network.has_beside(edges[0].layer - 1) and len(edges) <= 2
        aside = WayBackPlaces.aside if has_room else 0
        return [self.diagram.arrow_back(edge, aside) for edge in edges]

    def error(self, layer: int, unit: int) -> VGroup:
        """Make the error at a unit, for a number to land on it."""
        self.errors[layer, unit] = self.diagram.error(self.done, layer, unit)
        return self.errors[layer, unit]

    def show_errors(self, layer: int, units: Iterable[int]) -> list[Animation]:
        """Let errors appear at units of a layer."""
        fresh = {(layer, unit): self.diagram.error(self.done, layer, unit) for unit in units}
        self.errors |= fresh
        return appear(*fresh.values())

    def beside(self, edges: Iterable[EdgeIndex]) -> list[VGroup]:
        """The errors at other nodes than those that some edges lead to."""
        ends = {(edge.layer, edge.unit) for edge in edges}
        return [error for node, error in self.errors.items() if node not in ends]

    def missing(self, layer: int) -> list[int]:
        """The units of a layer that don't have their error yet."""
        units = range(self.done.model.sizes[layer])
        return [unit for unit in units if (layer, unit) not in self.errors]


NEAR, BELOW_NODE = 1.6, 30.0
"""How near the camera comes at the most, and pixels that the number at a node's foot takes."""
PASS = 1.0
"""Seconds that pulses take through the whole network."""
DRAWN = 1.0
"""Seconds in which the edges are drawn."""


class PassWindows:
    """Where the figure is seen while the camera is near: in a tall frame the plate is below it."""

    above_board = Shaped(Box(0.0, 1.0, 0.185, 0.765), tall=Box(0.0, 1.0, 0.25, 0.718))
    beside_plate = Shaped(Box(0.0, 0.69, 0.185, 0.765), tall=Box(0.0, 1.0, 0.25, 0.51))


class TellingPlaces:
    """Pixels that a number left of a node takes, and that one below it is wider.

    There are some in a tall frame only; in a wide one there is room for what is below.
    """

    beside_nodes, below_nodes = Shaped(0.0, tall=86.0), Shaped(0.0, tall=12.0)


class PassStory(WorkedStory):
    """A story of one row's way through a network and back, with what every beat of it uses."""

    def read_runs(self, main: Trajectory, single: Trajectory) -> None:
        """Take the runs on all rows and on one, and build what stays on the stage."""
        self.main, self.single = main, single
        self.step = ShownStep(single)
        self.before, self.after, self.spoken = self.step.before, self.step.after, self.step.spoken
        self.last, self.sizes = self.step.last, self.before.model.sizes
        self.moved = ValueTracker(0)
        self.words = PassTexts(self.texts, main)
        self.diagram = PassDiagram(
            self.theme, self.texts, self.sizes, lambda: self.step.weights(self.moved.get_value())
        )
        self.network = self.diagram.network
        self.board = PassBoard(self.diagram, self.words)
        self.keep_still(self.board)
        self.back = WayBack(self.diagram, self.before)
        self.activation = activation_name(self.before.model)
        self.pointers: list[VMobject] = []
        self.quick = PASS / self.last
        self._away: list[VMobject] = []

    def draw_network(self, key: str, *beside: VMobject) -> None:
        """Open the first beat: inputs, nodes and edges are drawn, and the key to the edges."""
        features = self.before.sample.features[0].tolist()
        self.labels = VGroup(*self.diagram.input_labels(self.words.data.feature_names, features))
        nodes, edges = VGroup(*self.network.circles.values()), self.network.edges.values()
        drawn = LaggedStart(*map(Create, edges), lag_ratio=0.03, run_time=DRAWN)
        legend = self.board.write(self.board.key_to_edges())
        count = self.before.model.n_parameters
        fresh = appear(self.labels, nodes, self.board, *beside)
        self.beat(key, fresh, legend, drawn, count=count)
        self.remove(nodes, *edges)
        self.add(self.network, self.labels)

    def fill_layer(self, layer: int) -> None:
        """Let pulses run into a layer, and values appear in the units that have none yet."""
        fresh = [unit for unit in self.units(layer) if (layer, unit) not in self.network.values]
        if fresh:
            self.pulse(layer)
            values = [self.diagram.value(self.before, layer, unit) for unit in fresh]
            self.play(appear(*values, run_time=0.3))

    def fill_anew(self, layer: int) -> None:
        """Let pulses run into a layer, and its values give way to those after the step."""
        old = [self.network.values[layer, unit] for unit in self.units(layer)]
        self.pulse(layer, vanish(*old))
        fresh = [self.diagram.value(self.after, layer, unit) for unit in self.units(layer)]
        self.play(appear(*fresh, run_time=0.2))

    def says(self, done: SamplePass) -> VGroup:
        """What the output of a pass says, in words."""
        label = self.words.class_label(int(done.probability > 0.5), TextRooms.truth)
        return self.diagram.says(done, label)

    def put_away(self, *mobjects: VMobject) -> list[Animation]:
        """Let things vanish while the camera is near something else."""
        self._away += mobjects
        return vanish(*mobjects)

    def bring_back(self) -> list[Animation]:
        """Let what was put away appear again."""
        back, self._away = self._away, []
        return appear(*back, run_time=MOVE, rate_func=late)

    def pulse(
        self, layer: int, *beside: list[Animation], back: bool = False, seconds: float | None = None
    ) -> None:
        """Let pulses run into a layer, or back from it."""
        edges, time = self.network.edges_into(layer), seconds or self.quick
        colour = self.theme.gradient if back else self.theme.model
        self.play(self.network.pulses(edges, colour, back=back, seconds=time), *beside)

    def show_plate(
        self, shown: Shown, start: float, title: str, *, slope: str | None = None
    ) -> list[Animation]:
        """Put up the plate of a function, its point at a number."""
        self.plate = FunctionPlate(self.theme, shown, start, title=title, slope=slope)
        self.keep_still(self.plate)
        return appear(self.plate)

    def show_unit_plate(self, z: float, *, slope: bool = False) -> list[Animation]:
        """The same for the hidden units' activation: at zero, or with its slope at the sum z."""
        shown = shown_activation(self.before.model.activation, z, "a", self.theme)
        title = self.texts.label("activation", activation=self.activation)
        named = self.texts.label("slope") if slope else None
        return self.show_plate(shown, z if slope else 0.0, title, slope=named)

    def look_at(self, edges: Sequence[EdgeIndex], window: Box) -> Animation:
        """Push the camera in on some edges, so far that their nodes are in the window."""
        ends = [(edge.layer, edge.unit) for edge in edges]
        ends += [(edge.layer - 1, edge.source) for edge in edges]
        places = np.array([self.network.centre(*each) for each in ends])
        low, high = places.min(axis=0), places.max(axis=0)
        across, down = (high - low)[:2] + 2 * pixels(self.network.radius)
        has_beside = any(self.network.has_beside(layer) for layer, _ in ends)
        across += 2 * pixels(
            TellingPlaces.beside_nodes if has_beside else TellingPlaces.below_nodes
        )
        room = wide(window.right - window.left - 2 * GRID.margin)
        height = tall((window.bottom - window.top) * laid_out().height)
        zoom = min(NEAR, room / across, height / (down + 2 * pixels(BELOW_NODE)))
        return self.focus((low + high) / 2, zoom, window=window)

    def come_back(
        self,
        keys: tuple[str, str],
        layer: int,
        unit: int,
        beside: Sequence[Animation] = (),
        *,
        slope: bool = False,
    ) -> None:
        """Bring the error back to one unit: along its edges to its value, then to its sum.

        Args:
            keys: of the beat, and of what is done along the edges.
            layer: the unit's.
            unit: which one.
            beside: what is played as the sentence appears.
            slope: whether the activation's slope is seen on its plate.
        """
        edges = [EdgeIndex(layer + 1, above, unit) for above in self.units(layer + 1)]
        times_slope = self.texts.label("times_slope", activation=self.activation)
        first, second = self.board.coming_back(
            (self.texts.label(keys[1]), times_slope), self.before, layer, unit
        )
        share = self.network.share_out_of(layer)
        weights = self._weights = [self.diagram.weight(self.before, edge, share) for edge in edges]
        old, self.pointers = self.pointers, [*self.back.arrows(edges), *weights]
        self.beat(
            keys[0],
            [*beside, *self.outlined(first), *vanish(*old, self.plate)],
            [*self.network.speak_of(edges), *appear(*self.pointers)],
            vanish(*self.back.beside(edges)),
            self.look_at(edges, PassWindows.beside_plate if slope else PassWindows.above_board),
            activation=self.activation,
        )
        errors = [self.back.errors[edge.layer, edge.unit][1] for edge in edges]
        pairs = zip(errors, (each[1] for each in weights), strict=True)
        self.fly_in(first, list(chain.from_iterable(pairs)))
        if slope:
            self._show_slope(layer, unit)
        self._times_slope(first, second, layer, unit)

    def _show_slope(self, layer: int, unit: int) -> None:
        """Let the tangent grow where a unit's sum is on the curve of its activation."""
        self.play(self.show_unit_plate(self.before.pre_activation(layer, unit), slope=True))
        self.play(to(self.plate.tangent, 1))

    def _times_slope(self, first: VGroup, second: VGroup, layer: int, unit: int) -> None:
        """Multiply by the slope, in a cell beside the first or in its place."""
        gathered = slots(first)[max(slots(first))]
        free = self.board.is_free(second)
        shown = self.outlined(second, keep=free)
        value = self.network.values[layer, unit] if maths.slope_by_value(self.before) else None
        self.fly_in(second, [gathered, value], shown)
        self.land(second, self.back.error(layer, unit), self._make_room(layer))

    def finish_layer(self, layer: int) -> None:
        """Send the error on to the units of a layer that don't have theirs yet, all in sight."""
        missing, every = self.back.missing(layer), self.network.edges_into(layer + 1)
        if not missing:
            return
        edges = [edge for edge in every if edge.source in missing]
        pulses = self.network.pulses(edges, self.theme.gradient, back=True)
        weights = [self.diagram.weight(self.before, edge) for edge in edges]
        self.pointers += weights
        self._weights = weights
        seen = self.look_at(every, PassWindows.beside_plate), self.network.speak_of(every)
        self.play(*seen, pulses, appear(*weights))
        self.play(self.back.show_errors(layer, missing), self._make_room(layer))

    def _make_room(self, layer: int) -> list[Animation]:
        """Let the weights below a layer go where its errors come."""
        return [] if self.network.has_beside(layer) else vanish(*self._weights)

    def units(self, layer: int) -> range:
        """The units of a layer."""
        return range(self.sizes[layer])


class ForwardStory(PassStory):
    """A story whose first beats send a row's values to the output.

    Attributes:
        verdict: what the network says of the row, beside the output.
        truth: what is so.
    """

    verdict: VMobject
    truth: VMobject

    def enter(self) -> None:
        """The row's numbers go into the network, one of them with how it is scaled."""
        scaled = self.board.scaled_unit()
        values = [self.diagram.value(self.before, 0, unit) for unit in self.units(0)]
        flights = [(label[1], value) for label, value in zip(self.labels, values, strict=True)]
        if scaled is None:
            self.beat("enter")
        else:
            cell = self.board.scaling(self.before, scaled)
            self.beat("enter", self.outlined(cell))
            self.fly_in(cell, [self.labels[scaled][1]])
            self.land(cell, values[scaled])
            del flights[scaled]
        if flights:
            self.play(travels(flights, lag=0.7))

    def spell_out_a_unit(self) -> None:
        """One unit's sum with all its numbers; then its activation, seen at work."""
        unit = self.before.speaking_unit(1)
        into = self.network.edges_into(1, [unit])
        total, activated = self.board.lines(
            maths.unit_sum(self.before, 1, unit), maths.activation(self.before, 1, unit)
        )
        share = self.network.share_into(1)
        weights = [self.diagram.weight(self.before, edge, share) for edge in into]
        bias = self.diagram.bias(self.before, 1, unit)
        self.beat(
            "unit",
            [*self.outlined(total), *appear(*weights, bias)],
            [*self.network.speak_of(into), *vanish(self.verdict, self.truth)],
            activation=self.activation,
        )
        values = [self.network.values[0, edge.source] for edge in into]
        factors = chain.from_iterable(zip((each[1] for each in weights), values, strict=True))
        leaving = dict(zip(range(0, 2 * len(weights) + 1, 2), [*weights, bias], strict=True))
        self.fly_in(total, [*factors, bias[1]], leaving=leaving)
        gone = self.put_away(self.labels)
        z = self.before.pre_activation(1, unit)
        self.play(
            self.focus(self.network.centre(1, unit), window=PassWindows.beside_plate),
            [*gone, *self.network.speak_of([], [(1, unit)])],
            [*self.outlined(activated, keep=True), *self.show_unit_plate(z)],
        )
        found = slots(total)[max(slots(total))]
        self.fly_in(activated, [found], [to(self.plate.number, z)])
        self.land(activated, self.diagram.value(self.before, 1, unit))

    def send_forward(self) -> None:
        """The values flow on, layer by layer, to the output: a sigmoid."""
        gone = [*vanish(self.plate), *self.network.speak_of(None), *self.bring_back()]
        self.beat("forward", gone, self.pull_out(window=PassWindows.above_board))
        for layer in range(1, self.last):
            self.fill_layer(layer)
        label = self.words.class_label(1)
        cell = self.board.cell("output", maths.output(self.before), label=label)
        into, z = self.network.edges_into(self.last), self.before.pre_activation(self.last, 0)
        shown = shown_activation("sigmoid", z, "p", self.theme)
        share = self.network.share_into(self.last)
        self.pointers = [self.diagram.weight(self.before, edge, share) for edge in into]
        self.pointers.append(self.diagram.bias(self.before, self.last, 0))
        self.pulse(
            self.last,
            [self.look_at(into, PassWindows.beside_plate)],
            [*self.outlined(cell), *self.show_plate(shown, 0.0, self.texts.label("sigmoid"))],
            [*self.network.speak_of(into), *self.put_away(self.labels)],
            appear(*self.pointers),
            seconds=0.8,
        )
        self.play(to(self.plate.number, z, run_time=0.6))
        self.fly_in(cell, [self.plate.of_number])
        self.name = self.diagram.probability_name()
        self.land(cell, self.diagram.value(self.before, self.last, 0), appear(self.name))


BoolArray = NDArray[np.bool_]
MOST = 420
"""Of more rows than this, so many are shown, evenly chosen from both classes."""
FAINT = 0.28
"""The opacity of those who are judged wrongly."""
RADIUS = 4.9
"""Of a dot, in pixels of a 1280x720 frame, where there is room for it."""
LINE = 0.052
"""From the upper title down to the lower one, in heights of a wide frame."""


class Judged:
    """What the network of a run says of all rows, step by step.

    Attributes:
        target: (n,) the true classes.
    """

    def __init__(self, run: Trajectory, data: Dataset) -> None:
        self.run, self.network, self.data = run, network_of(run), data
        self.target = data.target
        self._share = lru_cache(maxsize=8)(self._share_at)

    def right(self, step: float, rows: IntArray) -> BoolArray:
        """Whether some rows are judged rightly after so many steps, or on the way of one."""
        return self._judge(between_steps(self.run, self.run.parameters, step), rows)

    def share(self, step: int) -> float:
        """What share of them is, 0 to 1."""
        return self._share(index_at(self.run.recorded_steps, step))

    def _share_at(self, index: int) -> float:
        every = np.arange(len(self.target))
        return float(self._judge(self.run.parameters[index], every).mean())

    def _judge(self, parameters: FloatArray, rows: IntArray) -> BoolArray:
        with np.errstate(over="ignore", invalid="ignore"):
            logits = self.network.logits(parameters, self.data.inputs[rows])
        return np.asarray((logits > 0) == (self.target[rows] == 1))


class JudgedDots(VGroup):
    """A dot for each row of the data, discs and triangles by its true class, under two titles.

    Attributes:
        title: the share that is judged rightly at first, and below it the one at the step told of.
        dots: of each class those who are judged rightly, and wrongly.
    """

    def __init__(  # noqa: PLR0913  what the dots say
        self,
        theme: Theme,
        judged: Judged,
        chart: LossChart,
        *,
        titles: tuple[str, str],
        share: Callable[[float], str],
        box: Box,
    ) -> None:
        self.judged, self.chart = judged, chart
        rows = drawn_rows(judged.data, MOST)
        self._rows = rows[np.argsort(judged.target[rows], kind="stable")]
        self._places, pitch = _grid(len(self._rows), box)
        self._radius = min(RADIUS, 0.4 * pitch)
        steps: tuple[Callable[[], int], ...] = (lambda: 0), (lambda: chart.told)
        self.title = VGroup()
        for line, (title, step) in enumerate(zip(titles, steps, strict=True)):
            name = Label(title, size=SIZES.smallest, colour=theme.muted)
            number = Number(
                partial(_share_at, judged, step), share, size=SIZES.label, colour=theme.text
            )
            top = box.top + line * down(LINE)
            self.title.add(name.place(at(box.left, top)), number.place(at(box.right, top), "right"))
        self.dots = VGroup(
            *(self._dots(theme, label, right=right) for label in (0, 1) for right in (True, False))
        )
        super().__init__(self.title, self.dots)

    def _dots(self, theme: Theme, label: int, *, right: bool) -> Follower:
        shape = triangle(self._radius) if label else disc(self._radius)

        def outline() -> FloatArray:
            judged = self.judged.right(self.chart.told, self._rows) == right
            chosen = judged & (self.judged.target[self._rows] == label)
            return np.asarray((self._places[chosen][:, None] + shape[None]).reshape(-1, 3))

        return Follower(
            outline,
            fill_color=theme.of_class(label),
            fill_opacity=1 if right else FAINT,
            stroke_width=0,
        )


def _share_at(judged: Judged, step: Callable[[], int]) -> float:
    return judged.share(step())


def _grid(count: int, box: Box) -> tuple[FloatArray, float]:
    """Places (n, 3) in rows that fill a box below its titles, and pixels from one to the next."""
    frame = laid_out()
    across, high = 720 * frame.width, 720 * frame.height
    top = box.top + down(LINE)
    width, height = (box.right - box.left) * across, (box.bottom - top) * high - 12
    columns = int(np.ceil(np.sqrt(count * width / height)))
    while -(-count // columns) * width / columns > height:
        columns += 1
    pitch = min(width / columns, 4 * RADIUS)
    index = np.arange(count)
    xs = box.left + (index % columns + 0.5) * pitch / across
    ys = top + (12 + (index // columns + 0.5) * pitch) / high
    return np.array([at(x, y) for x, y in zip(xs, ys, strict=True)]), pitch


STOPS, STOPS_ALONE, STOP = 11, 14, 0.22
"""At so many steps of a run its numbers are told, and so many seconds later those of the next: so
numbers and curves never drift apart."""
ROOM_FOR_NAMES = 0.06
"""Of the axis of losses, left free above the lines."""


class LossChartsPlaces:
    """The small networks below a panel, or right of it, their radii in pixels, and the dots."""

    alone = Shaped(Box(0.722, 0.928, 0.6, 0.85), tall=Box(0.71, 0.92, 0.642, 0.925))
    averaged = Shaped(Box(0.722, 0.928, 0.5, 0.59), tall=Box(0.71, 0.92, 0.642, 0.765))
    radius, smaller = Shaped(14.0, tall=13.0), 9.0
    dots = Shaped(Box(0.705, 0.945, 0.665, 0.935), tall=Box(0.05, 0.95, 0.82, 0.945))


class _Names:
    """The keys of what lines are called: more shortly in a tall frame, where there is less room."""

    everyone = Shaped("only", tall="all_short")
    known = Shaped("only", tall="on_one")
    averaged = Shaped("averaged", tall="on_all")


@dataclass(frozen=True)
class Learning:
    """A chart of a run, and what stands beside it: its network, and who is judged rightly.

    Attributes:
        chart: the losses.
        network: small, its weights those of the step that is told of.
        dots: likewise; None beside a run that isn't spoken of so.
    """

    chart: LossChart
    network: Network
    dots: JudgedDots | None = None

    @property
    def pace(self) -> PacedRun:
        """When its steps are taken."""
        if self.chart.pace is None:
            raise ValueError("a chart of training has a pace")
        return self.chart.pace


class StepCharts:
    """Both charts, each made when its beat comes, with one axis of losses."""

    def __init__(
        self, theme: Theme, texts: PassTexts, main: Trajectory, single: Trajectory, first_look: int
    ) -> None:
        """Read the runs.

        Args:
            theme: gives the colours.
            texts: the scene's words.
            main: the run on all rows.
            single: the run on one row.
            first_look: how many steps the first chart has room for at first, at the most.
        """
        self.theme, self.texts, self.main, self.single = theme, texts, main, single
        self.first = min(first_look, single.n_steps)
        self.window = max(self.first, min(single.n_steps, main.n_steps))
        self.judged = Judged(main, texts.data)

    @cached_property
    def own(self) -> LossLine:
        """The loss of the one row, on which it steps."""
        made = self._trace("own", self.single, self.single.loss)
        return replace(made, colour=self.theme.batch_loss_text)

    @cached_property
    def everyone(self) -> LossLine:
        """The full loss meanwhile; infinite where it is none."""
        with np.errstate(over="ignore", invalid="ignore"):
            losses = self.main.objective.losses(self.single.parameters)
        losses = np.where(np.isfinite(losses), losses, np.inf)
        return self._trace(_Names.everyone, self.single, losses)

    def alone(self) -> Learning:
        """The one row's loss, and the full loss, over the steps on the one; the first is known."""
        traces = {"own": self.own, "all_short": self.everyone}
        stops = np.unique(np.geomspace(1, self.window, STOPS_ALONE).round().astype(int))
        pace = _evenly(stops)
        chart = self._chart(traces, self.window, pace, panel="on_one", first=self.first)
        return Learning(
            chart,
            self._network(chart, self.single, LossChartsPlaces.alone, LossChartsPlaces.radius),
        )

    def point(self, learning: Learning, step: int) -> RingedPoint:
        """The one row's loss after a step, as a point on its chart."""
        loss = self.own.at(step)
        return RingedPoint(
            lambda: _place(learning, step, loss), self.theme, colour=self.own.colour, radius=8
        )

    def end(self, learning: Learning) -> FloatArray:
        """Where (3,) the run on all rows ends on its chart."""
        return _place(learning, self.main.n_steps, float(self.main.loss[-1]))

    def averaged(self) -> Learning:
        """The full loss over the steps on the one row, which is known, and on all rows."""
        chart = self._chart(
            {"all_short": self._averaged},
            self._length,
            self._long_pace,
            panel="on_all",
            first=self.window,
            known=replace(
                self.everyone,
                name=self.texts.label(_Names.known),
                drawn=min(self.window, self._length),
            ),
        )
        dots = JudgedDots(
            self.theme,
            self.judged,
            chart,
            titles=(self.texts.label("judged_first"), self.texts.judged(MOST)),
            share=self.texts.share,
            box=LossChartsPlaces.dots,
        )
        return Learning(
            chart,
            self._network(chart, self.main, LossChartsPlaces.averaged, LossChartsPlaces.smaller),
            dots,
        )

    @cached_property
    def _averaged(self) -> LossLine:
        made = self._trace(_Names.averaged, self.main, self.main.loss)
        return replace(made, colour=self.theme.model)

    @property
    def _length(self) -> int:
        return max(self.main.n_steps, 1)

    @property
    def _long_pace(self) -> PacedRun:
        """Fewer steps than there are, closer at the start, where most is learned."""
        steps = self.main.recorded_steps
        stops = (np.linspace(0, 1, STOPS) ** 2 * (len(steps) - 1)).round().astype(int)
        return _evenly(steps[np.unique(stops)])

    @cached_property
    def _up(self) -> Scale:
        """The axis of both charts, so that one can turn into the other."""
        own = replace(self.own, steps=self.own.steps[: self.window + 1])
        own = replace(own, losses=self.own.losses[: self.window + 1])
        lines = [own, self.everyone, self._averaged]
        return loss_scale(lines, self._length, room=ROOM_FOR_NAMES)

    def _trace(self, name: str, run: Trajectory, losses: FloatArray) -> LossLine:
        """The losses of a run; where it has diverged, there is none any more."""
        steps = run.recorded_steps
        if run.outcome.startswith("diverged"):
            steps, losses = np.append(steps, run.n_steps + 1), np.append(losses, np.inf)
        return LossLine(self.texts.label(name), steps, losses, self.theme.full_loss)

    def _chart(  # noqa: PLR0913  what differs between the two
        self,
        traces: Mapping[str, LossLine],
        window: int,
        pace: PacedRun,
        *,
        panel: str,
        first: int,
        known: LossLine | None = None,
    ) -> LossChart:
        """Axes and numbers for traces by the keys of their short names."""
        words = self.texts.label
        titles = ChartTitles(
            x=words("steps"),
            y=words("loss"),
            panel=words(panel),
            step=words("step"),
            log=words("log_scale"),
        )
        named = {words(key): trace for key, trace in traces.items()}
        return LossChart(
            self.theme, named, window, titles, pace=pace, up=self._up, first=first, known=known
        )

    def _network(self, chart: LossChart, run: Trajectory, box: Box, radius: float) -> Network:
        """The small network beside a panel, with the weights of the step that is told of."""
        model = network_of(run)

        def weights() -> list[FloatArray]:
            now = run.parameters[index_at(run.recorded_steps, chart.told)]
            return [layer.weights for layer in model.layers(now)]

        return Network(
            self.theme,
            model.sizes,
            weights,
            box=box,
            radius=radius,
            thickness=0.5,
            downwards=is_tall(),
        )


def _evenly(steps: IntArray) -> PacedRun:
    """Take rising steps (n,), each as long as the next."""
    arrivals = STOP * np.arange(len(steps))
    return PacedRun(tuple(map(int, steps)), tuple(map(float, arrivals)))


def _place(learning: Learning, step: int, loss: float) -> FloatArray:
    """Where (3,) a loss is on a chart: at the axis' end if it is beyond."""
    plot = learning.chart.plot
    height = np.clip(np.nan_to_num(plot.y.share(np.array([loss])), posinf=1.0), 0, 1)
    return np.asarray(plot.points_at_shares(plot.x.share(np.array([step])), height)[0])


AT_START, AT_REST = 0.7, 2.3
"""Seconds that the start of the run on all rows can be read, and that the last picture stands."""


class LearningStory(ForwardStory):
    """A story whose last beats show what steps lead to.

    Attributes:
        outcomes: the cells on the board of what the first step did, before and after it.
        loss: the number in the box of the loss.
    """

    outcomes: tuple[VGroup, VGroup]
    loss: VMobject

    def make_charts(self, first_look: int) -> None:
        """Prepare the charts; the first shows so many steps at the most."""
        self.charts = StepCharts(self.theme, self.words, self.main, self.single, first_look)

    def repeat_alone(self) -> None:
        """The same step again and again, on this row only: its losses become a chart."""
        key = alone_key(self.single, self.charts.own, self.charts.everyone, self.charts.window)
        made = self.charts.alone()
        self.firsts = [self.charts.point(made, step) for step in (0, 1)]
        loss_box = VGroup(self.diagram.box[0], self.loss)
        self.remove(self.diagram.box, self.loss)
        self.add(self.diagram.box[1], loss_box)
        gone = [each for each in self.everything() if each not in (self.network, loss_box)]
        for value in self.network.values.values():
            value.set_z_index(1)  # above the network that becomes smaller, until they have gone
        self.beat(
            key,
            become(slots(self.outcomes[0])[1], self.firsts[0], evenly=True),
            become(loss_box, self.firsts[1], evenly=True),
            [become(self.network, made.network), *vanish(*gone, run_time=0.25)],
            appear(made.chart.plot, made.chart.panel, run_time=0.8),
            appear(made.chart.curves, made.chart.names, run_time=1.0),
            **self.words.facts,
            step=self.single.n_steps + 1,
        )
        self.take_steps(made)
        self.alone = made

    def average(self) -> None:
        """The same start, stepping on the mean over all rows."""
        old, made = self.alone, self.charts.averaged()
        shares = self.charts.judged.share(0), self.charts.judged.share(self.main.n_steps)
        gone = [*self.firsts, old.chart.curves[0], old.chart.names[0], old.chart.panel]
        if old.chart.window == made.chart.window:
            axes = []
        else:
            axes = [*vanish(old.chart.plot), *appear(made.chart.plot)]
        self.beat(
            average_key(self.main, *shares),
            become(old.chart.curves[1], made.chart.curves[0]),
            become(old.chart.names[1], made.chart.names[0]),
            [become(old.network, made.network), *vanish(*gone)],
            axes,
            appear(made.chart.panel),
            **self.words.facts,
            step=self.main.n_steps + 1,
        )
        self.add(made.chart.curves[1])
        dots = [made.dots] if made.dots else []
        self.play(appear(made.chart.names[1], *dots, run_time=0.3))
        self.wait(AT_START)
        self.take_steps(made)
        end = self.charts.end(made)
        self.play(arrive(end, self.theme, colour=self.theme.model))
        self.wait(AT_REST - PAUSE)

    def take_steps(self, learning: Learning) -> None:
        """Let a chart's run take its steps."""
        if seconds := learning.pace.seconds:
            self.play(steadily(learning.chart.seconds, seconds, seconds))


WIDEST, NARROWEST = 11.0, 1.2
"""Pixels of the largest gradient's line, and of one that is zero."""
OVERHANG = 0.035
"""How far the highlight is off the output before, as a fraction of the frame."""


class GradientSweep(VGroup):
    """Lines over the edges and rings about the units, as wide as their gradients are large.

    A bias's gradient is its unit's error, so that is what a ring shows. What the highlight hasn't
    come to isn't drawn.

    Attributes:
        sweep: how far the highlight has come, from 0 at the output to 1 at the inputs; on its way
            back it takes away what it left.
        lines, rings: what it leaves.
        light: the highlight.
    """

    def __init__(self, network: SpreadNetwork, done: SamplePass) -> None:
        self.network, self.sweep = network, ValueTracker(0)
        sizes = network.sizes
        slopes = {edge: abs(done.weight_gradient(edge)) for edge in network.edges}
        units = [(layer, unit) for layer in range(1, len(sizes)) for unit in range(sizes[layer])]
        errors = {node: abs(done.delta(*node)) for node in units}
        self._largest = max(*slopes.values(), *errors.values()) or 1.0
        self.lines = VGroup(*(self._line(edge, size) for edge, size in slopes.items()))
        self.rings = VGroup(*(self._ring(*node, size) for node, size in errors.items()))
        self.light = Follower(
            self._light, stroke_color=network.theme.gradient, stroke_width=stroke(3)
        )
        super().__init__(self.lines, self.rings, self.light)

    def reaching(self, layer: int) -> float:
        """How far the highlight has come when it is at a layer's nodes."""
        return self._reaching(self.network.centre(layer, 0))

    def _reaching(self, place: FloatArray) -> float:
        start, end = self._ends()
        return (start - float(place[self._axis])) / (start - end)

    @property
    def _axis(self) -> int:
        """Along which of a point's coordinates it sweeps."""
        return 1 if self.network.downwards else 0

    def _ends(self) -> tuple[float, float]:
        box = self.network.box
        if self.network.downwards:
            return at(0, box.bottom + OVERHANG)[1], at(0, box.top)[1]
        return at(box.right + OVERHANG, 0)[0], at(box.left, 0)[0]

    def _now(self) -> float:
        """Where the highlight is, in manim's units."""
        start, end = self._ends()
        return start + float(self.sweep.get_value()) * (end - start)

    def _width(self, size: float) -> float:
        share = min(size / self._largest, 1.0) if np.isfinite(size) else 1.0
        return stroke(NARROWEST + (WIDEST - NARROWEST) * share)

    def _line(self, edge: EdgeIndex, size: float) -> Follower:
        start, end = self.network.rims(edge)
        first, last = start[self._axis], end[self._axis]

        def outline() -> FloatArray:
            left = float(np.clip((self._now() - first) / (last - first), 0, 1))
            if left == 1:
                return np.zeros((0, 3))
            return segments(end[None], (start + left * (end - start))[None])

        return Follower(
            outline, stroke_color=self.network.theme.gradient, stroke_width=self._width(size)
        )

    def _ring(self, layer: int, unit: int, size: float) -> Follower:
        circle = self.network.nodes[layer][unit].points.copy()
        reached = self._reaching(self.network.centre(layer, unit))

        def outline() -> FloatArray:
            return circle if self.sweep.get_value() >= reached else np.zeros((0, 3))

        return Follower(
            outline, stroke_color=self.network.theme.gradient, stroke_width=self._width(size)
        )

    def _light(self) -> FloatArray:
        """A line across the network where the highlight is; nothing before and after."""
        if not 0 < self.sweep.get_value() < 1:
            return np.zeros((0, 3))
        box, reach = self.network.box, pixels(self.network.radius + 8)
        first, last = at(box.left, box.top), at(box.right, box.bottom)
        across = np.array([reach, 0, 0]) if self.network.downwards else np.array([0, -reach, 0])
        first[self._axis] = last[self._axis] = self._now()
        return segments((first - across)[None], (last + across)[None])


class _Places:
    """How near the camera comes to the loss: beside it are words, in a tall frame at both sides."""

    faced = Shaped(1.3, tall=1.0)


class BackpropRole(Role, Enum):
    """The run beside the main one: on the row that is shown alone."""

    ONE_ROW = auto()


class Backprop(LearningStory):
    """One row of data through a network and back, the step that follows, and what it is for."""

    def construct(self) -> None:
        """Tell the story, beat by beat."""
        self.read_runs(self.recording.main, self.recording[BackpropRole.ONE_ROW])
        self.make_charts(FIRST_LOOK)
        self.ask()
        self.enter()
        self.spell_out_a_unit()
        self.send_forward()
        self.compare_with_the_truth()
        self.start_back()
        self.go_back_along_an_edge()
        self.add_up_paths()
        self.find_one_gradient()
        self.find_all_gradients()
        self.take_the_step()
        self.look_again()
        self.repeat_alone()
        self.average()

    def ask(self) -> None:
        """A network is drawn, judges one row, and the question is what to change in it."""
        target = self.before.target
        self.verdict = self.says(self.before)
        self.truth = self.diagram.truth(target, self.words.class_label(target, TextRooms.truth))
        key = "ask_right" if self.before.is_right else "ask_wrong"
        self.draw_network(key, self.verdict, self.truth)
        for layer in range(1, self.last + 1):
            self.pulse(layer)
        output = self.network.centre(self.last, 0)
        reached: list[Animation] = [arrive(output, self.theme, colour=self.theme.model)]
        for layer in range(self.last, 0, -1):
            self.pulse(layer, reached if layer == self.last else [], back=True)

    def compare_with_the_truth(self) -> None:
        """The loss says how far the output is from the truth."""
        key = "right" if self.before.is_right else "wrong"
        cell = self.board.cell("loss_title", maths.loss(self.before))
        shown = loss_of_truth(self.before.target, self.before.loss, self.theme)
        self.beat(
            key,
            [*self.outlined(cell), *vanish(self.plate, *self.pointers)],
            appear(self.verdict, self.truth, self.diagram.link, self.diagram.box),
            [*self.network.speak_of([], [(self.last, 0)])],
            self.focus(self.diagram.about_loss, _Places.faced, window=PassWindows.beside_plate),
            **self.words.said_and_true(key, self.before),
        )
        given = self.before.given_to_truth
        self.play(self.show_plate(shown, 1.0, self.texts.label("loss_plate")))
        self.play(to(self.plate.number, given))
        self.fly_in(cell, [self.network.values[self.last, 0]])
        self.loss = self.diagram.loss(self.before)
        self.land(cell, self.loss)

    def start_back(self) -> None:
        """The error begins at the output."""
        cell = self.board.cell("error_title", maths.output_error(self.before))
        self.from_loss = self.diagram.arrow_from_loss()
        self.beat(
            "blame",
            [*self.outlined(cell), *appear(self.from_loss), *vanish(self.plate)],
            self.focus(self.diagram.about_loss, _Places.faced, window=PassWindows.above_board),
        )
        self.fly_in(cell, [self.network.values[self.last, 0], self.truth[-1]])
        self.land(cell, self.back.error(self.last, 0))

    def go_back_along_an_edge(self) -> None:
        """Times the weight, times the activation's slope: one edge, one unit."""
        layer = self.spoken.layer - 1
        about_loss = self.verdict, self.truth, self.diagram.link, self.diagram.box, self.loss
        gone = self.put_away(*about_loss, self.from_loss, self.name)
        self.come_back(("edge", "times_weight"), layer, self.spoken.source, gone, slope=True)
        if layer > 1:
            self.finish_layer(layer)

    def add_up_paths(self) -> None:
        """Where a unit feeds several, what comes back is added up."""
        layer = self.last - 2
        if layer > 0 and self.sizes[layer + 1] > 1:
            unit = self.before.speaking_unit(layer)
            self.come_back(("paths", "sum_of_paths"), layer, unit)

    def find_one_gradient(self) -> None:
        """One weight's gradient: what came back times what was sent."""
        error = self.back.errors[self.spoken.layer, self.spoken.unit]
        value = self.network.values[self.spoken.layer - 1, self.spoken.source]
        others = [each for each in self.back.errors.values() if each is not error]
        cell, *self.rest = self.board.gradients(self.before, self.spoken)
        self.beat(
            "gradient",
            [*self.outlined(cell), *vanish(*self.pointers, *others, self.plate)],
            [*self.network.speak_of([self.spoken]), *appear(error)],
            self.look_at([self.spoken], PassWindows.above_board),
        )
        self.label = self.diagram.gradient(self.before, self.spoken)
        self.play(self.network.pulses([self.spoken], self.theme.model))
        back = self.network.pulses([self.spoken], self.theme.gradient, back=True)
        self.fly_in(cell, [error[1], value], back)
        self.land(cell, self.label)

    def find_all_gradients(self) -> None:
        """Every edge gets its gradient, from the last layer to the first."""
        self.swept = GradientSweep(self.network, self.before)
        self.beat(
            "gradients",
            [*vanish(*self.back.errors.values()), *self.network.speak_of(None)],
            self.bring_back(),
            [self.pull_out(), *self.board.write(*self.rest)],
            count=self.before.model.n_parameters,
        )
        self.add(self.swept, *self.network.values.values(), self.label)
        self.gradients = [self.label]
        seconds = min(SWEPT, SWEEP / self.last)
        for layer in range(self.last, 0, -1):
            told = [self.step.steepest(layer)] if layer < self.last else []
            shown = [self.diagram.gradient(self.before, edge) for edge in told]
            reached = self.swept.reaching(layer - 1) if layer > 1 else 1.0
            along = self.network.pulses(told, self.theme.text, back=True, seconds=seconds)
            self.play(steadily(self.swept.sweep, reached, seconds), appear(*shown), along)
            self.gradients += shown

    def take_the_step(self) -> None:
        """Gradient descent changes every weight by the gradients that were found."""
        rate = as_given(self.single.spec.learning_rate)
        found, used = self.board.computed_and_used(
            (self.texts.label("computes"), maths.weight_gradient(self.before, self.spoken)),
            self.texts.label("uses", rate=rate),
            self.step.updates(),
        )
        old, self.label = (
            self.diagram.weight(each, self.spoken) for each in (self.before, self.after)
        )
        self.beat(
            "step",
            [*self.outlined(used), *self.board.write(found)],
            [*vanish(*self.gradients), *appear(old)],
        )
        self.play(reveal(used, old[1], slots(found)[2], lag=LAG, closing=True))
        self.network.follow_weights()
        self.play(
            to(self.swept.sweep, 0, run_time=TURNED),
            to(self.moved, 1, run_time=TURNED),
            [*vanish(self.from_loss, old), *appear(slots(used)[2])],
            dim(self.loss, self.verdict, *self.sent),
        )
        self.remove(self.swept)
        self.network.rest()
        self.land(used, self.label)

    @property
    def sent(self) -> list[VMobject]:
        """The values in the units: those before the step once the weights have changed."""
        return [self.network.values[node] for node in self.network.circles if node[0]]

    def look_again(self) -> None:
        """The same row again, through the changed weights."""
        before, after = self.board.cells(
            (self.texts.label("before_title"), maths.outcome(self.before)),
            (self.texts.label("after_title"), maths.outcome(self.after)),
        )
        self.beat(
            again_key(self.before.loss, self.after.loss),
            [*self.outlined(after), *self.board.write(before), *vanish(self.label)],
            before=number_text(self.before.loss, 2),
            after=number_text(self.after.loss, 2),
        )
        for layer in range(1, self.last + 1):
            self.fill_anew(layer)
        loss, verdict = self.diagram.loss(self.after), self.says(self.after)
        self.play(become(self.loss, loss), become(self.verdict, verdict), run_time=0.6)
        self.loss, self.verdict = loss, verdict
        ends = self.network.values[self.last, 0], loss
        self.play(reveal(after, *ends, lag=1.0))
        self.outcomes = before, after
