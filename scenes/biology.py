"""A nerve cell fires past its threshold; part by part beside it, the neuron of a network."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property, partial

import numpy as np
from manim import Animation, Circle, Line, Mobject, ValueTracker, VGroup, VMobject

from gradreel.scenes.stage.drawing import (
    GRID,
    SIZES,
    Box,
    Captions,
    Dataset,
    Edge,
    FloatArray,
    Follower,
    Label,
    LogisticRegression,
    ManimStory,
    Network,
    Number,
    Plot,
    Recording,
    RequestError,
    Response,
    RingedPoint,
    RunOptions,
    Runs,
    RunSpec,
    Scale,
    Shaped,
    Theme,
    Trajectory,
    appear,
    arrive,
    arrow,
    as_given,
    at,
    backed,
    become,
    between_steps,
    dashes,
    disc,
    down,
    edge_width,
    face_for,
    is_tall,
    late,
    math,
    names_above,
    number_text,
    objective_of,
    paced,
    pixels,
    polyline,
    pulse,
    respond,
    runs,
    scale,
    sentence_lines,
    set_width,
    share_of,
    sigmoid,
    smooth_path,
    snapshot,
    steadily,
    stroke,
    tall,
    threshold,
    typeface,
    vanish,
    wide,
)

PLACE = 410
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
FEWEST, MOST = 2, 5
"""Features: so many synapses can be told apart."""
SLOWER = 0.17
"""Seconds on screen for a millisecond in the cell."""
GROWING = 4.0
"""Seconds in which the cell grows."""
LEARNING = 3.6
"""Seconds that the weights take to learn."""
Small = partial(Label, size=SIZES.smallest)


class Biology(ManimStory):
    """A cell that adds signals up and fires, and what a network keeps of it."""

    @staticmethod
    def runs(options: RunOptions) -> Runs:
        """Return the run of a logistic regression from random weights.

        Raises:
            RequestError: there are too few or too many features to draw, or no such row.
        """
        if options.recorded:
            return {"main": options.recorded}
        data = runs.dataset(options)
        if not FEWEST <= data.n_features <= MOST:
            raise RequestError(
                f"biology draws {FEWEST} to {MOST} features, these are {data.n_features}: "
                "name some columns with --x"
            )
        if (options.row or 0) >= data.n:
            raise RequestError(
                f"there is no row {options.row}: --row counts from 0 to {data.n - 1}"
            )
        drawn = runs.drawn_start(LogisticRegression(data.n_features), options)
        return {"main": runs.fitted_on(data, options.changed(start=tuple(drawn.tolist())))}

    @staticmethod
    def can_draw(spec: RunSpec) -> bool:
        """Whether this is a run of a logistic regression with so many features."""
        model = getattr(spec.objective, "model", None)
        return isinstance(model, LogisticRegression) and FEWEST <= model.n_features <= MOST

    @staticmethod
    def parts(recording: Recording) -> tuple[type[ManimStory], ...]:
        """Return the one part.

        Raises:
            RequestError: the weights at the end excite no cell.
        """
        check_excites(recording.main.parameters[-1, 1:])
        return (Biology,)

    def construct(self) -> None:
        """Tell it, beat by beat."""
        self.prepare()
        self.ask()
        self.name_the_parts()
        self.send_one()
        self.send_several()
        if self.response.has_inhibition:
            self.hold_back()
        self.move_up()
        self.learn_weights()
        self.add_up()
        self.bend()
        self.send_on()
        self.compare()

    def prepare(self) -> None:
        """Make what several beats share."""
        self.run, self.step = self.recording.main, ValueTracker(0.0)
        self.data = objective_of(self.run).dataset
        self.response = CellResponse(self.run.parameters[-1, 1:])
        self.clock = ValueTracker(0.0)
        count = self.data.n_features
        self.large = Anatomy(count, CellPlaces.large, CellPlaces.size)
        self.small = Anatomy(count, CellPlaces.small, CellPlaces.smaller)
        self.cell = self.drawn(self.large, lambda: self.response.weights)
        self.trace = PotentialTrace(self.response, self.clock.get_value, self.theme, self.texts)
        self.columns = Columns(self.small, self.theme, self.texts)
        names = named_inputs(self.data, self.recording.options.row or 0, self.texts)
        meaning = meaning_of_output(self.data, self.texts)
        self.model = ModelNeuron(self.theme, names, self.parameters, self.total, meaning)

    def drawn(self, anatomy: Anatomy, weights: SynapseWeights) -> NerveCell:
        """The cell with this shape."""
        return NerveCell(
            anatomy, self.theme, weights, level_of(self.response, self.clock.get_value)
        )

    def parameters(self) -> FloatArray:
        """The bias and the weights (1 + k,) of the run where it is now."""
        return between_steps(self.run, self.run.parameters, self.step.get_value())

    def total(self) -> float:
        """The sum z for the row that is shown, of the run where it is now."""
        now = self.parameters()
        return float(now[0] + now[1:] @ self.data.inputs[self.recording.options.row or 0])

    def ask(self) -> None:
        """The cell grows from its body, and the question is what a network has of it."""
        cell, middle = self.cell, self.large.place(BODY, 0.5)
        self.add(cell.body)
        self.beat("ask")
        parts = [*cell.dendrites, *cell.axon]
        seeds = [snapshot(each).scale(0.02, about_point=middle) for each in parts]
        self.play(
            [become(*pair, run_time=GROWING) for pair in zip(seeds, parts, strict=True)],
            appear(cell.axons, cell.knobs, run_time=GROWING, rate_func=late),
        )

    def name_the_parts(self) -> None:
        """Signals come in at the left, and one goes out at the right."""
        names = self.columns.names_on(self.large)
        self.moving = signals(self.large, self.response, self.clock.get_value, self.theme)
        self.clock.set_value(TOGETHER - COMING)
        self.key = SignKey(self.large, self.response, self.theme, self.texts)
        self.beat("parts", appear(self.key))
        self.add(self.moving)
        stops = TOGETHER, TOGETHER + GOING, self.response.spike, self.response.spike + ALONG_AXON
        for name, until in zip(names, stops, strict=True):
            self.pass_time(until, appear(name, run_time=0.5))
        self.names = names

    def send_one(self) -> None:
        """The strongest signal alone."""
        self.clock.set_value(0.0)
        key = "alone_fires" if self.response.fires_at(FIRST) else "alone"
        self.beat(key, appear(self.trace.axes))
        self.add(self.trace.line)
        self.pass_time(FIRST + 8, slower=0.36)
        if key == "alone":
            self.play(appear(self.trace.lift))
        self.pass_time(TOGETHER - COMING, slower=0.06)

    def send_several(self) -> None:
        """All that push up, one close after the other."""
        self.beat("together", appear(self.trace.threshold))
        self.pass_time(self.response.spike + 3)
        self.play(appear(self.trace.peak))
        self.pass_time(AGAINST - COMING, slower=0.06)

    def hold_back(self) -> None:
        """The same signals, and those that push down."""
        fires = self.response.fires_at(AGAINST)
        self.beat("held_fires" if fires else "held", vanish(self.trace.peak) if fires else [])
        self.pass_time(AGAINST + 8, slower=0.3)
        self.pass_time(LAST, slower=0.06)

    def pass_time(self, until: float, *others: list[Animation], slower: float = SLOWER) -> None:
        """Let time pass in the cell, slowed down."""
        passing = until - self.clock.get_value()
        self.play(steadily(self.clock, until, passing * slower), *others)

    def move_up(self) -> None:
        """The cell makes room for the model; its signals become inputs."""
        above = self.drawn(self.small, lambda: self.response.weights)
        gone = vanish(self.trace.everything, self.key, *self.names)
        self.beat("model", gone)
        self.remove(self.moving, self.trace.line)
        self.play(become(self.cell, above, run_time=1.4))
        self.cell = above
        marks, names = zip(*self.model.inputs, strict=True)
        note = self.text(self.texts.label("scaled_inputs"), *ModelNotes.inputs)
        notes = [note] if self.data.is_scaled else []
        shown = appear(self.columns.pairs[0], *names, *notes)
        self.hand_over([*self.cell.axons], [*marks], shown)

    def learn_weights(self) -> None:
        """Synapses become edges, whose weights learn in the recorded run."""
        self.learning = falling_loss(self.run, self.step.get_value, self.theme, self.texts)
        shown = appear(self.columns.pairs[1], self.learning)
        self.beat("weights", shown, **self.facts())
        self.hand_over([*self.cell.knobs], [*self.model.edges], appear(self.model.sum[0]))
        pace = paced(self.run.recorded_steps.tolist(), seconds=LEARNING)
        time = ValueTracker(0.0)

        def follow(step: Mobject) -> None:
            self.step.set_value(pace.step(time.get_value()))
            del step

        self.step.add_updater(follow)
        self.add(self.step)
        self.play(steadily(time, pace.seconds, pace.seconds))
        self.step.clear_updaters()
        self.play(appear(self.model.weights))

    def add_up(self) -> None:
        """The body becomes the sum: in both, what comes in meets."""
        self.moving = VGroup(
            signals(self.small, self.response, self.clock.get_value, self.theme),
            self.model.flowing(self.clock.get_value, TOGETHER, self.response.spike),
        )
        self.beat("sum", appear(self.columns.pairs[2]), vanish(self.learning))
        key = self.text(self.texts.label("model_key"), *ModelNotes.weights, edge=ModelNotes.held)
        self.hand_over([self.cell.body], [self.model.sum[1]], appear(self.model.terms, key))
        self.clock.set_value(TOGETHER - COMING)
        self.add(self.moving)
        self.pass_time(TOGETHER + 0.8 * GOING, slower=0.3)

    def bend(self) -> None:
        """The threshold becomes the activation: in both, it says how to answer."""
        place = self.small.place(HILLOCK, 0.5)
        self.beat("activation", appear(self.columns.pairs[3]), arrive(place, self.theme))
        self.hand_over([self.cell.axon[0]], [self.model.activation])
        self.pass_time(self.response.spike, slower=0.8)

    def send_on(self) -> None:
        """The axon becomes the output: in both, one answer leaves."""
        arrow, *answer = self.model.output
        share = number_text(float(answer[1].value()), 3)
        self.beat("output", appear(self.columns.pairs[4]), p=share)
        self.hand_over([self.cell.axon], [arrow], appear(*answer))
        self.pass_time(self.response.spike + ALONG_AXON, slower=0.3)

    def compare(self) -> None:
        """Both at work once more, and that it is no more than an analogy."""
        self.clock.set_value(TOGETHER - COMING)
        self.beat("analogy")
        self.pass_time(self.response.spike + ALONG_AXON)
        self.let_stand(2.5)

    def hand_over(self, old: list[VMobject], new: list[VMobject], *others: list[Animation]) -> None:
        """Let copies of parts of the cell become parts of the model."""
        copies = [snapshot(each) for each in old]
        ways: list[Animation] = [
            become(copy, each, run_time=1.1) for copy, each in zip(copies, new, strict=True)
        ]
        self.play(ways, *others)

    def facts(self) -> dict[str, object]:
        """What sentences about all the data are filled with."""
        return {"count": self.data.n, "rows": self.texts.label("rows")}


ALONG = np.linspace(0.0, 1.0, 33)
BODY, HILLOCK, AXON_END = 0.46, 0.53, 0.85
"""Across the box: the cell body's middle, where the axon begins, and where it branches."""
REACH, GAP = 0.17, 0.012
"""Across the box: where dendrites begin, and what a synapse leaves between two cells."""
ENDS = (0.14, 0.5, 0.86)
"""Down the box: where the axon's branches end."""
SHEATHS = ((0.585, 0.635), (0.65, 0.70), (0.715, 0.765), (0.78, 0.825))
"""Across the box: where the axon is wrapped."""
THIN, THICK = 2.0, 7.0
"""Half a dendrite's width at its tip and at the body, in pixels of a 1280x720 frame."""


class CellPlaces:
    """Where the cell is beside or above the trace of its potential, and above the model.

    Attributes:
        large, small: the boxes.
        size, smaller: of all widths in them; see Anatomy.
    """

    large = Shaped(Box(0.05, 0.63, 0.27, 0.91), tall=Box(0.05, 0.95, 0.27, 0.545))
    small = Shaped(Box(0.05, 0.95, 0.245, 0.545), tall=Box(0.05, 0.95, 0.235, 0.335))
    size, smaller = Shaped(1.0, tall=0.68), Shaped(0.62, tall=0.4)


@dataclass(frozen=True)
class Anatomy:
    """A cell with so many synapses.

    Attributes:
        count: how many other cells it listens to.
        box: where it is, their axons included.
        size: of all widths, as a share of those of a cell as tall as the figure.
    """

    count: int
    box: Box
    size: float = 1.0

    def place(self, x: float, y: float) -> FloatArray:
        """A place (3,) of the frame, from shares of the box, y from its top."""
        box = self.box
        across = box.left + x * box.width
        return at(across, box.top + y * box.height)

    def synapse(self, index: int) -> FloatArray:
        """Where a signal crosses to this cell."""
        return self.place(*self._tip(index))

    def arriving(self, index: int) -> FloatArray:
        """The way (n, 3) of a signal from the left edge to its synapse."""
        tip = self._tip(index)
        start = self.place(0.0, tip[1] + 0.25 * (tip[1] - 0.5) * 0.4)
        end = self.place(tip[0] - GAP, tip[1])
        bend = np.array([0.0, 1.0, 0.0]) * (start - end)[1]
        return _bezier(start, start + (end - start) / 3, end + bend / 3 - (end - start) / 4, end)

    def entering(self, index: int) -> FloatArray:
        """The way (n, 3) from a synapse to the middle of the cell body."""
        tip, body = self.place(*self._tip(index)), self.place(BODY, 0.5)
        across = np.array([body[0] - tip[0], 0.0, 0.0])
        return _bezier(tip, tip + 0.42 * across, body - 0.42 * across, body)

    def leaving(self, end: int) -> FloatArray:
        """The way (2 n, 3) along the axon and one of its branches."""
        return np.concatenate([self._axon, self._branch(ENDS[end])[1:]])

    def dendrite(self, index: int) -> FloatArray:
        """The outline of a dendrite and its twigs."""
        main = self.entering(index)
        side = 1.0 if index % 2 else -1.0
        twigs = [
            self._twig(main[9], main[12] - main[9], side, 46.0),
            self._twig(main[17], main[20] - main[17], -side, 38.0),
        ]
        return np.concatenate([self._tapered(main, THIN, THICK), *twigs])

    def body(self, scale: float = 1.0) -> FloatArray:
        """The outline of the cell body."""
        angles = np.linspace(0.0, 2 * np.pi, 49)
        radius = self._radius * scale * (1 + 0.07 * np.cos(3 * angles + 0.6))
        round_it = np.stack([1.12 * np.cos(angles), np.sin(angles), 0 * angles], axis=1)
        return smooth_path(self.place(BODY, 0.5) + radius[:, None] * round_it)

    def nucleus(self) -> FloatArray:
        """The outline of its nucleus."""
        return np.asarray(disc(26 * self.size) + self.place(BODY, 0.5))

    def axon(self) -> FloatArray:
        """The outline of the axon, wide where it leaves the body."""
        widths = 4.0 + 13.0 * (1 - ALONG) ** 8
        return self._outline(self._axon, widths)

    def sheaths(self) -> FloatArray:
        """The outlines of what the axon is wrapped in."""
        middle = self._axon
        shares = (middle[:, 0] - middle[0, 0]) / (middle[-1, 0] - middle[0, 0])
        pieces = []
        for start, end in SHEATHS:
            low, high = ((each - HILLOCK) / (AXON_END - HILLOCK) for each in (start, end))
            inside = np.linspace(low, high, 9)
            line = np.stack([np.interp(inside, shares, column) for column in middle.T], axis=1)
            widths = 11.0 * (1 - np.linspace(-1, 1, 9) ** 6 * 0.5)
            pieces.append(self._outline(line, widths))
        return np.concatenate(pieces)

    def branches(self) -> FloatArray:
        """The outlines of the axon's branches and their ends."""
        lines = [self._branch(end) for end in ENDS]
        knobs = [disc(9 * self.size) + line[-1] for line in lines]
        return np.concatenate([*(self._tapered(line, 3.6, 2.4) for line in lines), *knobs])

    def other_axon(self, index: int) -> FloatArray:
        """The outline of another cell's axon as far as the synapse."""
        return self._tapered(self.arriving(index), 1.6, 1.6)

    def knob(self, index: int, radius: float) -> FloatArray:
        """The outline of the end of another cell's axon, its radius in pixels."""
        return np.asarray(disc(radius * self.size) + self.arriving(index)[-1])

    @property
    def _radius(self) -> float:
        return pixels(62 * self.size)

    def _tip(self, index: int) -> tuple[float, float]:
        """Where a dendrite begins, as shares of the box: those in the middle reach out farther."""
        height = 0.5 if self.count == 1 else 0.06 + 0.88 * index / (self.count - 1)
        return REACH + 0.05 * abs(2 * height - 1), height

    @cached_property
    def _axon(self) -> FloatArray:
        start, end = self.place(BODY, 0.5), self.place(AXON_END, 0.5)
        start = start + np.array([self._radius, 0.0, 0.0])
        lift = off(0, 16 * self.size)
        third = (end - start) / 3
        return _bezier(start, start + third + lift, end - third - lift, end)

    def _branch(self, height: float) -> FloatArray:
        start, end = self.place(AXON_END, 0.5), self.place(0.985, height)
        across = np.array([end[0] - start[0], 0.0, 0.0])
        return _bezier(start, start + 0.5 * across, end - 0.6 * across, end)

    def _twig(self, foot: FloatArray, along: FloatArray, side: float, length: float) -> FloatArray:
        """A small branch that leaves a dendrite towards its tip, on one side."""
        back = -along / np.linalg.norm(along)
        across = side * np.array([-back[1], back[0], 0.0])
        reach = pixels(length * self.size)
        middle, end = foot + reach * (0.5 * back + 0.35 * across), foot + reach * (back + across)
        return self._tapered(_bezier(foot, foot + 0.3 * reach * back, middle, end), 3.4, 1.2)

    def _tapered(self, line: FloatArray, first: float, last: float) -> FloatArray:
        shares = np.linspace(0.0, 1.0, len(line)) ** 1.5
        return self._outline(line, first + (last - first) * shares)

    def _outline(self, line: FloatArray, half_widths: FloatArray) -> FloatArray:
        """A closed band about a line (n, 3), half its width (n,) given in pixels."""
        along = np.gradient(line, axis=0)
        along /= np.linalg.norm(along, axis=1, keepdims=True)
        across = np.stack([-along[:, 1], along[:, 0], 0 * along[:, 0]], axis=1)
        aside = across * (pixels(1) * self.size * half_widths)[:, None]
        return polyline(np.concatenate([line + aside, (line - aside)[::-1], (line + aside)[:1]]))


def _bezier(*corners: FloatArray) -> FloatArray:
    """Points (n, 3) along a cubic Bezier curve."""
    t = ALONG[:, None]
    first, second, third, last = corners
    return np.asarray(
        (1 - t) ** 3 * first
        + 3 * t * (1 - t) ** 2 * second
        + 3 * t**2 * (1 - t) * third
        + t**3 * last
    )


FIRST, TOGETHER, AGAINST, LAST = 6.0, 32.0, 62.0, 84.0
"""Milliseconds: of the lone signal, of those that push up, of all, and how long it is watched."""
APART = 0.7
"""Milliseconds from one signal to the next of a volley."""
EARLIER = 0.7
"""How many milliseconds before a volley that pushes down comes."""
WATCHED = 18.0
"""Milliseconds after a volley in which the cell answers it."""
MARGIN = 1.3
"""By how much the signals that push up exceed what it takes to fire."""
CLOSE = 1e-2
"""Of the gain: nearer it isn't looked for."""
MOST_AGAINST = 8.0
"""A weight below zero may be so many times as large as the largest above it."""
STRONGEST = 60.0
"""Microamperes a square centimetre: more is never needed."""


def check_excites(weights: FloatArray) -> None:
    """Refuse weights (k,) that, as synapses, would not excite a cell.

    Raises:
        RequestError: none is above zero, or so little that those below keep the cell from firing.
    """
    if not (weights > 0).any():
        raise RequestError(
            "all weights end below zero, so no signal would excite the cell: "
            "choose other columns with --x"
        )
    if weights.max() * MOST_AGAINST < -weights.min():
        raise RequestError(
            "no weight ends far enough above zero for its signal to excite the cell against the "
            "others: choose other columns with --x"
        )


@dataclass(frozen=True)
class Signal:
    """One signal at one synapse, and when it arrives in milliseconds."""

    synapse: int
    time: float


@dataclass(frozen=True, eq=False)
class CellResponse:
    """A cell whose synapses are as strong as weights, under three volleys set by hand.

    The factor from weight to current is chosen so that those that push up are enough together, but
    not against those that push down.

    Attributes:
        weights: (k,), one above zero at least.
    """

    weights: FloatArray

    @cached_property
    def signals(self) -> tuple[Signal, ...]:
        """The strongest one alone; all that push up; the same with all that push down."""
        up = [int(each) for each in np.argsort(-self.weights) if self.weights[each] > 0]
        down = [int(each) for each in np.flatnonzero(self.weights < 0)]
        volleys = [(up[:1], FIRST), (up, TOGETHER)]
        if down:
            volleys += [(down, AGAINST - EARLIER), (up, AGAINST)]
        return tuple(
            Signal(synapse, start + APART * index)
            for synapses, start in volleys
            for index, synapse in enumerate(synapses)
        )

    @cached_property
    def gain(self) -> float:
        """The current of a weight of 1, in microamperes a square centimetre.

        It lies between what the signals that push up need, and what they need against the others.
        """
        up = [each for each in self.signals if self._pushes_up(each)]
        most = STRONGEST / float(self.weights.max())
        alone = self._needed(TOGETHER, up, most)
        gain = MARGIN * alone
        if self.has_inhibition:
            against = self._needed(AGAINST - EARLIER, self.signals, MARGIN**2 * alone)
            gain = float(np.sqrt(alone * against))
        while max(self._answer(up, gain, 0.0, AGAINST - EARLIER).spikes, default=0.0) < TOGETHER:
            gain *= MARGIN  # it has just fired, and isn't at rest again
        return gain

    @cached_property
    def response(self) -> Response:
        """The potential over the whole time."""
        return self._answer(self.signals, self.gain, 0.0, LAST)

    @cached_property
    def threshold(self) -> float:
        """The potential from which the cell fires, in mV."""
        return threshold()

    @property
    def has_inhibition(self) -> bool:
        """Whether any synapse pushes down."""
        return bool((self.weights < 0).any())

    @property
    def spike(self) -> float:
        """When it answers the signals that push up together."""
        return next(each for each in self.response.spikes if each >= TOGETHER)

    def fires_at(self, volley: float) -> bool:
        """Whether it answers the signals from a time on with a spike."""
        return any(volley <= spike < volley + WATCHED for spike in self.response.spikes)

    def _pushes_up(self, signal: Signal) -> bool:
        return bool(self.weights[signal.synapse] > 0)

    def _needed(self, start: float, among: Sequence[Signal], high: float) -> float:
        """The least gain, up to a high one, at which the cell fires at signals from a time on."""
        volley = [each for each in among if start <= each.time < start + WATCHED]
        low = 0.0
        while high - low > CLOSE * high:
            gain = (low + high) / 2
            fires = bool(self._answer(volley, gain, start, start + WATCHED).spikes)
            low, high = (low, gain) if fires else (gain, high)
        return high

    def _answer(self, signals: Sequence[Signal], gain: float, start: float, end: float) -> Response:
        strengths = [(gain * float(self.weights[each.synapse]), each.time) for each in signals]

        def current(time: float) -> float:
            return sum(strength * pulse(start + time - begun) for strength, begun in strengths)

        return respond(current, end - start)


COMING, GOING, ALONG_AXON = 5.0, 2.5, 7.0
"""Milliseconds that a signal takes to a synapse, from there to the body, and along the axon."""
LIT = 20.0
"""Millivolts above rest from which on the body is as bright as it gets."""
Clock = Callable[[], float]
"""Returns the milliseconds that have passed in the cell."""
SynapseWeights = Callable[[], FloatArray]
"""Returns the weights (k,) that its synapses have."""


class NerveCell(VGroup):
    """A cell and the ends of those that it listens to.

    Attributes:
        anatomy: where its parts are.
        axons: those of other cells.
        knobs: their ends, as large as the synapse's weight, in the colour of its sign.
        dendrites, axon, body: its own parts; the body's last part glows.
    """

    def __init__(
        self, anatomy: Anatomy, theme: Theme, weights: SynapseWeights, level: Callable[[], float]
    ) -> None:
        self.anatomy, self.theme = anatomy, theme
        count = range(anatomy.count)
        self.axons = VGroup(*(self._filled(anatomy.other_axon(each)) for each in count))
        self.knobs = VGroup(*(Knob(anatomy, each, weights, theme) for each in count))
        self.dendrites = VGroup(*(self._filled(anatomy.dendrite(each)) for each in count))
        self.axon = VGroup(
            self._filled(anatomy.axon()),
            self._filled(anatomy.branches()),
            self._filled(anatomy.sheaths(), theme.muted),
        )
        self.body = VGroup(
            self._filled(anatomy.body()),
            Glow(anatomy.body(0.86), theme.model, level),
            self._filled(anatomy.nucleus(), theme.background),
        )
        super().__init__(self.axons, self.dendrites, self.axon, self.body, self.knobs)

    def _filled(self, outline: FloatArray, colour: str | None = None) -> VMobject:
        made = VMobject(fill_color=colour or self.theme.line, fill_opacity=1, stroke_width=0)
        return made.set_points(outline)


class Knob(Follower):
    """The end of another cell's axon at a synapse: the larger the weight, the larger it is.

    Attributes:
        weight: read anew at every frame; its sign chooses the colour.
    """

    def __init__(self, anatomy: Anatomy, index: int, weights: SynapseWeights, theme: Theme) -> None:
        self.theme = theme
        self.weight: Callable[[], float] = lambda: float(weights()[index])

        def outline() -> FloatArray:
            return anatomy.knob(index, 5 + 1.7 * edge_width(self.weight()))

        super().__init__(outline, fill_opacity=1, stroke_width=0)
        _show_sign(self)
        self.add_updater(_show_sign)


class Glow(VMobject):
    """The light in the cell body.

    Attributes:
        level: how bright it is, from 0 to 1, read anew at every frame.
    """

    def __init__(self, outline: FloatArray, colour: str, level: Callable[[], float]) -> None:
        super().__init__(fill_color=colour, fill_opacity=1, stroke_width=0)
        self.level = level
        self.points = outline
        _shine(self)
        self.add_updater(_shine)


def _show_sign(knob: Mobject) -> None:
    if isinstance(knob, Knob):
        opacity = float(knob.fill_rgbas[0, 3])
        knob.set_fill(knob.theme.of_sign(knob.weight()), opacity=opacity)


def _shine(glow: Mobject) -> None:
    if isinstance(glow, Glow):
        glow.fill_rgbas[:, 3] = min(max(glow.level(), 0.0), 1.0) * share_of(glow)


def signals(cell: Anatomy, response: CellResponse, clock: Clock, theme: Theme) -> VGroup:
    """Signals on their way to the cell, and the spikes that leave it, where they are now."""

    def moving(lines: Sequence[FloatArray], times: Sequence[float], colour: str) -> Follower:
        """A disc that is on each line from one of the times to the next."""
        shape = disc((10.0 if len(lines) > 1 else 13.0) * cell.size)

        def outline() -> FloatArray:
            for line, start, end in zip(lines, times, times[1:], strict=False):
                if start < clock() < end:
                    at = (clock() - start) / (end - start) * (len(line) - 1)
                    place = [np.interp(at, np.arange(len(line)), column) for column in line.T]
                    return np.asarray(shape + np.array(place))
            return np.zeros((0, 3))

        return Follower(outline, fill_color=colour, fill_opacity=1, stroke_width=0)

    made = VGroup()
    for each in response.signals:
        lines = cell.arriving(each.synapse), cell.entering(each.synapse)
        times = each.time - COMING, each.time, each.time + GOING
        colour = theme.of_sign(float(response.weights[each.synapse]))
        made.add(moving(lines, times, colour))
    for spike in response.response.spikes:
        for branch in range(len(ENDS)):
            made.add(moving([cell.leaving(branch)], [spike, spike + ALONG_AXON], theme.model))
    return made


def level_of(response: CellResponse, clock: Clock) -> Callable[[], float]:
    """How bright the body is, from 0 to 1."""
    rest = response.response.at(0.0)
    return lambda: (response.response.at(clock()) - rest) / LIT


PARTS = ("signal", "synapse", "body", "hillock", "axon")


class ColumnsPlaces:
    """The names of each part of the cell and of the model's, as fractions of the frame.

    Attributes:
        cell, model: where they are held, for each part.
        held: by which edge.
        synapse, body: pixels from a synapse to the end of its name, from the body down to its own.
    """

    columns = 0.17, 0.355, 0.475, 0.595, 0.81
    cell = Shaped(
        tuple((x, 0.595) for x in columns),
        tall=((0.05, 0.372), (0.05, 0.575), (0.95, 0.622), (0.95, 0.722), (0.95, 0.815)),
    )
    model = Shaped(
        tuple((x, 0.645) for x in columns),
        tall=((0.25, 0.372), (0.05, 0.607), (0.95, 0.654), (0.95, 0.754), (0.95, 0.847)),
    )
    held: Shaped[tuple[Edge, ...]] = Shaped(
        ("centre",) * 5, tall=("left", "left", "right", "right", "right")
    )
    synapse, body = Shaped(8.0, tall=22.0), Shaped(110.0, tall=80.0)


class Columns:
    """Names of parts.

    Attributes:
        pairs: for each part the cell's name and the model's, between the two drawings.
    """

    def __init__(self, anatomy: Anatomy, theme: Theme, texts: Captions) -> None:
        self.theme, self.texts, self.anatomy = theme, texts, anatomy
        places = zip(
            PARTS, ColumnsPlaces.cell, ColumnsPlaces.model, ColumnsPlaces.held, strict=True
        )
        self.pairs = [self._pair(*each) for each in places]

    def names_on(self, cell: Anatomy) -> list[Label]:
        """The names of the parts beside the large cell."""
        right_of_synapse = off(ColumnsPlaces.synapse, 34)
        below_body = off(0, ColumnsPlaces.body)
        axon = cell.place((HILLOCK + AXON_END) / 2, 0.5)
        places: dict[str, tuple[FloatArray, Edge]] = {
            "synapse": (cell.synapse(0) + right_of_synapse, "right"),
            "dendrites": (cell.place(0.35, 0.1), "left"),
            "body": (cell.place(BODY, 0.5) - below_body, "centre"),
            "axon": (axon + off(0, 40), "centre"),
        }
        return [
            Label(self.texts.label(key), size=SIZES.label, colour=self.theme.text).place(*place)
            for key, place in places.items()
        ]

    def _pair(
        self, key: str, cell: tuple[float, float], model: tuple[float, float], edge: Edge
    ) -> VGroup:
        upper = Label(self.texts.label(key), size=SIZES.label, colour=self.theme.muted)
        lower = Label(
            self.texts.label(f"model_{key}"), size=SIZES.label, colour=self.theme.model, bold=True
        )
        return VGroup(upper.place(at(*cell), edge), lower.place(at(*model), edge))


ROOM = 0.08
"""Above and below the losses, as a share of their range."""


class LearningPlaces:
    """The axes: right of the model, in a tall frame below its sum."""

    plot = Shaped(Box(0.62, 0.93, 0.68, 0.83), tall=Box(0.145, 0.90, 0.705, 0.79))


def falling_loss(
    run: Trajectory, step: Callable[[], float], theme: Theme, texts: Captions
) -> VGroup:
    """The full loss up to a step of the run, with its axes."""
    low, high = float(run.loss.min()), float(run.loss.max())
    room = ROOM * (high - low or 1.0)
    plot = Plot(
        theme,
        scale(0.0, float(max(run.n_steps, 1)), count=4),
        scale(low - room, high + room, count=2),
        box=LearningPlaces.plot,
        x_title=texts.label("step"),
        y_title=texts.label("full_loss"),
        y_title_rise=down(0.015),
    )
    places = plot.points_at(run.recorded_steps.astype(float), run.loss)

    def tip() -> FloatArray:
        loss = np.interp(step(), run.recorded_steps, run.loss)
        return plot.point(step(), float(loss))

    def path() -> FloatArray:
        done = int(np.searchsorted(run.recorded_steps, step(), side="right"))
        return polyline(np.concatenate([places[:done], tip()[None]]))

    curve = Follower(path, stroke_color=theme.full_loss, stroke_width=stroke(4))
    return VGroup(plot, curve, RingedPoint(tip, theme, radius=7.0))


INPUT = 13.0
"""The inputs' radius in pixels of a 1280x720 frame."""
LEFT, MODEL_GAP, SCALED = 0.055, 0.6, 0.055
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


class ModelPlaces:
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
            box=ModelPlaces.area,
            radius=ModelPlaces.radius,
            downwards=is_tall(),
        )
        self.along = np.array([0, -1, 0] if is_tall() else [1, 0, 0])
        self.bent, self.end = map(self._in_line, (ModelPlaces.activation, ModelPlaces.end))
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
                start + way * pixels(INPUT), self._middle - way * pixels(ModelPlaces.radius)
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
        label = Small(f"{name} {value}", colour=self.theme.muted)
        aside = np.array([pixels(INPUT + 10), label.em * 0.36, 0])
        number = Small(scaled, colour=self.theme.model, bold=True)
        number.place(centre - aside, "right")
        label.place(centre - aside - np.array([wide(SCALED) * bool(scaled), 0, 0]), "right")
        return VGroup(mark, VGroup(label, number) if scaled else label)

    def _above(self, index: int, name: str, value: str, scaled: str) -> VGroup:
        """Name and value above an input, and right of it what the model computes with."""
        named = self.network.named_value(index, name, value)
        named.shift(off(0, INPUT - ModelPlaces.radius))
        if not scaled:
            return named
        number = Small(scaled, colour=self.theme.model, bold=True)
        aside = np.array([pixels(INPUT + 6), -number.em * 0.36, 0])
        return VGroup(named, number.place(self.network.centre(0, index) + aside))

    def _terms(self, bias: Callable[[], float]) -> VGroup:
        theme, middle, below = self.theme, self._middle, at(*ModelPlaces.bias)
        rim, top = middle[1] - pixels(ModelPlaces.radius), below[1] + pixels(22)
        start, end = (np.array([middle[0], each, 0]) for each in (top, rim))
        if is_tall():
            start, end = (middle - off(ModelPlaces.radius + each) for each in (26, 0))
        line = Line(start, end, color=theme.line, stroke_width=stroke(3))
        name = math("b =", theme, size=SIZES.smallest)
        value = Number(bias, 2, colour=theme.text, size=SIZES.smallest)
        between = at(*ModelPlaces.sum)
        letter = math("z =", theme, size=SIZES.smallest)
        total = Number(self.total, 2, colour=theme.text, size=SIZES.smallest)
        for place, left, right in ((below, name, value), (between, letter, total)):
            left.place(place - off(4), "right")
            right.place(place + off(4), "left")
        return VGroup(line, name, value, letter, total)

    def _activation(self) -> VGroup:
        centre, radius = self.bent, pixels(ModelPlaces.radius)
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
        radius = pixels(ModelPlaces.radius)
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
        start = self.bent + self.along * pixels(ModelPlaces.radius)
        end = self.end - self.along * pixels(BEFORE_END)
        letter = math("model(p) =", self.theme, size=SIZES.formula)
        number = Number(lambda: float(sigmoid(np.array(self.total()))), 3, colour=self.theme.model)
        if is_tall():
            letter.place(end - off(5, 32), "right")
        else:
            letter.place(end + off(14, -11))
        baseline = end[1] - pixels(32 if is_tall() else 11)
        number.place(np.array([letter.get_right()[0] + pixels(10), baseline, 0]), "left")
        words = Small(meaning, colour=self.theme.muted)
        words.place(at(0.95, ModelPlaces.meaning), "right")
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
    area = ModelPlaces.area
    if is_tall():
        gap = area.width / (data.n_features - 1)
        most = 2 * (min(area.left, 1 - area.right) - GRID.margin)
        return names_above(data.feature_names, texts, gap, most)
    room = wide(area.left - SCALED - LEFT) / tall(SIZES.smallest) / typeface().bold.scale
    longest = max(set_width(value, face_for(value)) for value in values)
    return texts.column_labels(data.feature_names, max(room - longest - MODEL_GAP - 1.0, 1.0))


def meaning_of_output(data: Dataset, texts: Captions) -> str:
    """What the output is the probability of."""
    name = texts.class_label(data.target_name, data.class_names, 1, LONGEST)
    return texts.label("probability_of", name=name)


RADIUS, ASIDE = 9.0, 20.0
"""Of a disc, and from its middle to the words, in pixels."""


class SignKeyPlaces:
    """Of the cell's box: where it begins, its first line, and from line to line."""

    across, first, line = (
        Shaped(0.47, tall=0.33),
        Shaped(0.845, tall=1.03),
        Shaped(0.085, tall=0.112),
    )


class SignKey(VGroup):
    """A disc in the colour of each sign that the synapses have, with what it does."""

    def __init__(
        self, cell: Anatomy, response: CellResponse, theme: Theme, texts: Captions
    ) -> None:
        signs = [("lifts", 1.0)] + [("lowers", -1.0)] * response.has_inhibition
        super().__init__()
        for index, (key, sign) in enumerate(signs):
            middle = cell.place(
                SignKeyPlaces.across, SignKeyPlaces.first + SignKeyPlaces.line * index
            )
            mark = VMobject(fill_color=theme.of_sign(sign), fill_opacity=1, stroke_width=0)
            words = Label(texts.label(key), size=SIZES.label, colour=theme.muted)
            words.place(middle + np.array([pixels(ASIDE), -words.em * 0.3, 0]))
            self.add(mark.set_points(disc(RADIUS) + middle), words)


LOWEST, HIGHEST = -80.0, -45.0
"""Millivolts: a spike goes beyond."""
TICKS = (-80.0, -70.0, -60.0, -50.0)
EVERY = 2
"""Of the computed moments, each so many-th is drawn."""


class TracePlaces:
    """The axes, and the baselines of what was computed how: in a tall frame it has two lines."""

    plot = Shaped(Box(0.725, 0.935, 0.32, 0.74), tall=Box(0.18, 0.925, 0.652, 0.805))
    notes = Shaped((0.94,), tall=(0.912, 0.94))


class PotentialTrace:
    """Axes, the threshold, and the potential up to now.

    Attributes:
        axes: with what was computed how.
        lift: by how much the lone signal lifts the potential.
        peak: how high the spike goes.
        threshold: a dashed line with its name.
        line: the potential, and a point at its end.
        everything: all of them.
    """

    def __init__(
        self, response: CellResponse, clock: Callable[[], float], theme: Theme, texts: Captions
    ) -> None:
        self._response, self._theme, self._texts = response, theme, texts
        self._plot = Plot(
            theme,
            Scale(0.0, LAST, (0.0, 40.0, 80.0)),
            Scale(LOWEST, HIGHEST, TICKS),
            box=TracePlaces.plot,
            x_title=texts.label("time"),
            y_title=texts.label("potential"),
        )
        self.axes = VGroup(self._plot, *self._notes())
        self.threshold = self._threshold()
        self.line = self._line(clock)
        self.peak, self.lift = self._peak(), self._lift()
        self.everything = VGroup(self.axes, self.threshold, self.line, self.lift, self.peak)

    def _notes(self) -> list[Label]:
        """What was computed how."""
        lines = sentence_lines(self._texts.label("computed"), SIZES.smallest)
        return [
            Small(line, colour=self._theme.muted).place(at(0.95, baseline), "right")
            for line, baseline in zip(lines, TracePlaces.notes, strict=False)
        ]

    def _threshold(self) -> VGroup:
        """The dashed line, and on its end what it is and at how many millivolts."""
        plot, level = self._plot, self._response.threshold
        left, right = (plot.point(each, level) for each in (plot.x.low, plot.x.high))
        value = self._texts.label("millivolts", potential=number_text(level, 0))
        end = right + off(-4, 9)
        potential, name = (
            Small(content, colour=self._theme.text).place(end, "right")
            for content in (value, self._texts.label("threshold"))
        )
        before = np.array([-potential.width - pixels(9), 0, 0])
        name.shift(before if is_tall() else off(0, 28))
        named = (backed(each, self._theme) for each in (potential, name))
        return VGroup(dashes(left, right, self._theme.text), *named)

    def _line(self, clock: Callable[[], float]) -> VGroup:
        """The potential so far and the point at its end, which stays at the edge of the plot."""
        plot, computed = self._plot, self._response.response
        places = plot.points_at(computed.times, computed.potential)[::EVERY]
        times = computed.times[::EVERY]
        lowest, top = (float(plot.point(plot.x.low, each)[1]) for each in (LOWEST, HIGHEST))

        def within(line: FloatArray) -> FloatArray:
            return np.clip(line, [-np.inf, lowest, -np.inf], [np.inf, top, np.inf])

        def so_far() -> FloatArray:
            done = int(np.searchsorted(times, clock(), side="right"))
            line = places[:done]
            inside = (line[:, 1] <= top) & (line[:, 1] >= lowest)
            seen = inside[1:] | inside[:-1]
            pieces = polyline(within(line)).reshape(-1, 4, 3)
            return np.asarray(pieces[seen].reshape(-1, 3))

        def now() -> FloatArray:
            return within(plot.point(clock(), computed.at(clock())))

        curve = Follower(so_far, stroke_color=self._theme.model, stroke_width=4)
        return VGroup(curve, RingedPoint(now, self._theme, radius=7.0))

    def _lift(self) -> Label:
        """By how much the lone signal lifts the potential, above where it does or below that."""
        plot, computed = self._plot, self._response.response
        highest, rest = computed.highest(FIRST, FIRST + WATCHED), computed.at(0.0)
        words = self._texts.label("lift", potential=number_text(highest - rest, 1))
        label = Small(words, colour=self._theme.model)
        if is_tall():
            start = plot.point(plot.x.low, rest)
            return label.place(start + off(6, -30))
        place = plot.point(plot.x.low, min(highest, self._response.threshold))
        return label.place(place + off(6, 10))

    def _peak(self) -> Label:
        """How high the spike goes, beside where it leaves the plot."""
        highest = self._response.response.highest(TOGETHER, TOGETHER + WATCHED)
        words = self._texts.label("peak", potential=number_text(highest, 0))
        label = Small(words, colour=self._theme.model)
        corner = self._plot.point(self._response.spike, HIGHEST)
        return label.place(corner + off(18, -20))


def off(across: float, up: float = 0.0) -> FloatArray:
    """A shift (3,) of so many pixels of a 1280x720 frame."""
    return np.array([pixels(across), pixels(up), 0.0])
