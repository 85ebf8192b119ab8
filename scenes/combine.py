"""Two logistic curves, weighted and summed: what one curve can't do, and the network that does."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from typing import Literal, NamedTuple

import numpy as np
from manim import Animation, LaggedStart, Mobject, ValueTracker, VGroup, VMobject
from manim.utils.color import color_to_rgb

from gradreel.scenes.stage.drawing import (
    GRID,
    MLP,
    SIZES,
    Box,
    Captions,
    Curve,
    Dataset,
    EdgeIndex,
    FloatArray,
    Follower,
    Label,
    Lines,
    ManimStory,
    Network,
    Number,
    Plot,
    Recording,
    RequestError,
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
    at,
    at_step,
    backed,
    become,
    best_fit,
    between_steps,
    dim,
    direction,
    down,
    every_edge,
    fractions,
    is_fitted,
    linear,
    name_on,
    number_text,
    objective_of,
    paced,
    pixels,
    polyline,
    remark,
    round_values,
    runs,
    scale,
    sigmoid,
    smooth,
    smooth_path,
    snapshot,
    steadily,
    stroke,
    to,
    vanish,
)
from gradreel.scenes.stage.drawing import SIZES as TYPE_SIZES

PLACE = 430
OPTIONS = {
    "data": "heart",
    "x": ("Age",),
    "y": "AHD",
    "positive": None,
    "standardize": True,
    "optimizer": "gradient-descent",
    "learning_rate": 2.0,
    "steps": 2000,
    "seed": 1,
    "start": None,
}
ONE_CURVE = "one curve"
"""The role of a single logistic curve on the same data."""
DRAWS = "a network of one input, two sigmoid units and one output, for two classes"
LOWEST = 0.93
"""Baseline of what is below the wide axes and their title."""
LONGEST = 9.0
"""Of a name from a person's data, in em: axes leave no more beside plates, or at the right."""
ONE_CURVE_RATE, ONE_CURVE_STEPS = 0.5, 120
FITTING, LEARNING = 4.6, 8.5
"""Seconds that the runs may take: of one curve, and of the network."""


class Combine(ManimStory):
    """One curve rises or falls; two of them, weighted and summed, do both."""

    @staticmethod
    def runs(options: RunOptions) -> Runs:
        """Return the run of the network, and gradient descent on one curve of the same data.

        Raises:
            RequestError: the data have several features, or more than two classes.
        """
        main = options.recorded or network_spec(options)
        rate = None if options.learning_rate is None else ONE_CURVE_RATE
        alone = RunOptions(learning_rate=rate)
        curve = runs.fitted_on(objective_of(main).dataset, alone, ONE_CURVE_STEPS)
        return {"main": main, ONE_CURVE: curve}

    @staticmethod
    def can_draw(spec: RunSpec) -> bool:
        """Whether a run is of such a network."""
        model = getattr(spec.objective, "model", None)
        found = (model.sizes, model.activation, model.n_classes) if isinstance(model, MLP) else ()
        return found == (TWO_UNITS_SIZES, "sigmoid", 2)

    @staticmethod
    def parts(recording: Recording) -> tuple[type[ManimStory], ...]:
        """Return the one part.

        Raises:
            RequestError: the run diverged.
        """
        if recording.main.outcome.startswith("diverged"):
            rate = f"at the learning rate {recording.main.spec.learning_rate:g}"
            raise RequestError(f"{rate} the run {recording.main.outcome}: lower --learning-rate")
        return (Combine,)

    def construct(self) -> None:
        """Tell it, beat by beat."""
        self.prepare()
        self.ask()
        self.fit_one()
        self.take_two()
        self.weigh()
        self.add_up()
        self.squash()
        self.draw_network()
        self.learn()
        self.compare()
        self.remember()

    def prepare(self) -> None:
        """Make what several beats share."""
        self.alone = self.recording[ONE_CURVE]
        self.data = objective_of(self.run).dataset
        self.groups = groups_of(self.data)
        self.low, self.high = self.groups[0].low, self.groups[-1].high
        self.grown = ValueTracker(0.0)
        self.learning = GoingRun(self.run, LEARNING, at_end=True)
        self.single = GoingRun(self.alone, FITTING)
        self.end = TwoUnits(self.data, self.run.parameters[-1])
        self.shape = self.end.shape(self.low, self.high)

    def now(self) -> TwoUnits:
        """The network where its run is now."""
        parameters = between_steps(self.run, self.run.parameters, self.learning.step.get_value())
        return TwoUnits(self.data, parameters)

    def one_curve(self, xs: FloatArray) -> FloatArray:
        """What the single curve says at feature values (n,) where its run is now."""
        parameters = between_steps(self.alone, self.alone.parameters, self.single.step.get_value())
        return logistic(self.data, parameters, xs)

    def figure_in(self, box: Box) -> ShareFigure:
        """The bars in a box."""
        named = self.texts.class_label(self.data.target_name, self.data.class_names, 1, LONGEST)
        return ShareFigure(
            self.theme,
            self.groups,
            self.grown.get_value,
            box=box,
            x_title=self.texts.column_with_unit(self.data.feature_names[0]),
            y_title=self.texts.label("share", name=named),
        )

    def ask(self) -> None:
        """The bars grow: they rise, and then they don't."""
        self.figure = self.figure_in(ShareRooms.alone)
        counts = self.texts.label("counts")
        self.note = self.text(counts, ShareRooms.alone.right, ShareRooms.note, edge="right")
        x = self.texts.column(self.data.feature_names[0])
        y = self.texts.class_label(self.data.target_name, self.data.class_names, 1)
        rows = self.texts.label("rows", count=self.data.n)
        self.add(self.figure.plot, self.figure.bars)
        grow = to(self.grown, 1.0, run_time=3.6, rate_func=linear)
        key = "ask" if direction(self.data) > 0 else "ask_falls"
        self.beat(key, grow, rows=rows, x=x, y=y)
        self.play(appear(self.figure.counts, self.note))

    def fit_one(self) -> None:
        """One logistic curve is fitted, and goes one way."""
        self.curve = self.figure.plot.curve(self.one_curve, self.theme.model)
        self.plates = self.single.plates(self.theme, self.texts, LOWEST)
        self.beat("single", appear(self.curve, self.plates))
        self.let_go(self.single)

    def let_go(self, run: GoingRun, back: float = 0.0) -> None:
        """Let a run go from its first step to its last, after it went back if need be."""
        held = run.hold()
        self.add(held)
        if back:
            self.play(run.go_back(back))
            self.wait(0.5)
        self.play(run.go())
        self.remove(held)

    def take_two(self) -> None:
        """The bars make room for two curves."""
        small = self.figure_in(ShareRooms.beside)
        curve = small.plot.curve(self.one_curve, self.theme.muted)
        self.beat("two", vanish(self.note, self.plates))
        old = self.figure
        pairs = [(old.plot, small.plot), (self.curve, curve)]
        pairs += [
            *zip(old.bars, small.bars, strict=True),
            *zip(old.counts, small.counts, strict=True),
        ]
        self.score = ScoreFigure(self.end, small.plot.x, self.theme, self.texts)
        self.left_title = self.score.title("outputs")
        self.play(*(become(*pair, run_time=1.1) for pair in pairs))
        self.figure, self.curve = small, curve
        self.one_name = self.name("one_curve", curve, self.theme.muted, [], near=0.85)
        self.play(appear(self.score.plot, self.left_title, *self.score.rows[:2], self.one_name))
        self.add(*self.score.units)
        self.play(to(self.score.drawn, 1.0, run_time=2.8))

    def name(
        self, key: str, curve: Curve, colour: str, avoid: list[VMobject], near: float = 0.75
    ) -> VGroup:
        """The name of a curve over the bars, on a ground of its own."""
        taken = [*avoid, self.figure.bars, self.figure.counts]
        words = self.texts.label(key)
        label = name_on(curve, words, colour, box=ShareRooms.beside, avoid=taken, near=near)
        return backed(label, self.theme)

    def weigh(self) -> None:
        """Each curve is stretched by its weight, one after the other."""
        key = "weigh" if (self.end.weights < 0).any() else "weigh_up"
        self.beat(key, appear(self.score.signs))
        for number in range(UNITS):
            self.play(to(self.score.weighted, number + 1.0, run_time=1.9))

    def add_up(self) -> None:
        """Their sum, with the bias, is a curve that turns."""
        key = {"peak": "sum_peak", "valley": "sum_valley"}.get(self.shape, "sum")
        score, title = self.score, self.score.title("score")
        total, named = score.rows[UNITS:]
        self.beat(key, appear(total, score.total), [become(self.left_title, title)])
        self.left_title = title
        self.play(to(score.summed, 1.0, run_time=2.0), *dim(*score.units))
        self.play(to(score.summed, 2.0, run_time=1.2), become(total, named, run_time=1.2))

    def squash(self) -> None:
        """The sigmoid makes a probability of the score."""
        self.network_curve = self.figure.plot.curve(
            lambda xs: self.now().probability(xs), self.theme.model
        )
        key = "squash" if self.shape == "one way" else "squash_turns"
        self.beat(key, appear(self.score.squashed))
        self.play(become(snapshot(self.score.total), self.network_curve, run_time=2.2))
        name, others = "two_units", [self.curve, self.one_name]
        self.two_name = self.name(name, self.network_curve, self.theme.model, others)
        self.play(appear(self.two_name))

    def draw_network(self) -> None:
        """The curves go to the nodes of the network that they are."""
        self.network = UnitNetwork(self.theme, self.now, self.low, self.high, self.texts)
        network, curves = self.network.network, self.network.curves
        name = self.texts.column_labels(self.data.feature_names, 4.0)[0]
        self.input = self.network.name_input(name)
        self.beat("network", vanish(self.score.plot, self.left_title, *self.score.last_rows))
        notes = self.network.notes(is_scaled=self.data.is_scaled)
        self.play(appear(network, self.input, self.network.names, *notes))
        old = [*self.score.units, self.score.total]
        self.play(*(become(*pair, run_time=2.0) for pair in zip(old, curves, strict=True)))
        self.play(LaggedStart(*appear(*self.network.numbers), lag_ratio=0.6))

    def learn(self) -> None:
        """From random numbers the run finds all seven."""
        optimizer = self.texts.optimizer(self.run.spec.optimizer_name)
        self.plates = self.learning.plates(self.theme, self.texts)
        gone = vanish(self.two_name, self.score.signs)
        self.beat("learn", gone, appear(self.plates), optimizer=optimizer)
        self.let_go(self.learning, back=1.4)
        self.play(appear(self.two_name))

    def compare(self) -> None:
        """Both losses side by side."""
        one, two = (float(run.loss[-1]) for run in (self.alone, self.run))
        key, losses = compared(self.alone, self.run)
        grown = ValueTracker(0.0)
        bars = (
            NamedLoss(self.texts.label("one_curve"), one, self.theme.muted),
            NamedLoss(self.texts.label("two_units"), two, self.theme.model),
        )
        self.losses = LossBars(bars, grown.get_value, self.theme)
        self.beat(key, vanish(self.plates), appear(self.losses.bars), **losses)
        self.play(to(grown, 1.0, run_time=2.2))
        self.play(appear(self.losses.numbers))

    def remember(self) -> None:
        """What two units can, and how little the last bar knows."""
        others = *self.figure.bars[:-1], *self.figure.counts[:-1]
        turned = "remember_turns" if self.groups[-1].is_small else "remember_turned"
        key = "remember" if self.shape == "one way" else turned
        self.beat(key, rows=self.texts.label("rows", count=self.groups[-1].count))
        along = ValueTracker(self.low)
        points = [
            RingedPoint(partial(self.figure.on_curve, curve, along.get_value), self.theme)
            for curve in (self.one_curve, self.end.probability)
        ]
        self.play(appear(*points))
        self.play(to(along, self.high, run_time=3.4), *dim(*others, share=0.45))
        self.play(arrive(self.figure.counts[-1].get_center(), self.theme))
        self.let_stand(2.5)


SHOWN = 110
"""How many steps of a run are shown at the most."""
LITTLE = 2e-4
"""A loss this near to the last one is that of a curve that doesn't move any more, to the eye."""
TOLD_EVERY = 0.25
"""Seconds for which a number stands while a run goes back, to be read."""
GAP = 12.0
"""From a word to its number, in pixels."""


class GoingPlaces:
    """Where the plates begin, as fractions of the frame's width, and their baseline."""

    step = 0.05
    loss = Shaped(0.172, tall=0.34)
    baseline = Shaped(0.875, tall=0.635)


class GoingRun:
    """A run in a film's rhythm.

    Attributes:
        run: the run.
        step: where it is.
        told: the step whose numbers are shown.
    """

    def __init__(self, run: Trajectory, seconds: float, *, at_end: bool = False) -> None:
        self.run = run
        self._pace = paced(_shown(run), seconds=seconds)
        start = float(run.n_steps) if at_end else 0.0
        self.step, self.told = ValueTracker(start), ValueTracker(start)
        self._time = ValueTracker(self._pace.seconds if at_end else 0.0)
        self._stride = 0.0

    def go(self) -> Animation:
        """Let it go from its first step to its last; `hold` it on the stage meanwhile."""
        self._stride = 0.0
        return steadily(self._time, self._pace.seconds, self._pace.seconds)

    def go_back(self, seconds: float) -> Animation:
        """Let it go back to its first step, as its plates say; `hold` it meanwhile."""
        self._stride = self._pace.seconds / seconds * TOLD_EVERY
        return steadily(self._time, 0.0, seconds)

    def hold(self) -> Mobject:
        """Return what has to be on the stage while it goes."""

        def follow(each: Mobject) -> None:
            time = self._time.get_value()
            self.step.set_value(self._pace.step(time))
            read = np.ceil(time / self._stride) * self._stride if self._stride else time
            self.told.set_value(self._pace.told(min(float(read), self._pace.seconds)))
            del each

        return Mobject().add_updater(follow)

    def plates(self, theme: Theme, texts: Captions, baseline: float | None = None) -> VGroup:
        """The step that is told, and the full loss at it."""

        def loss() -> float:
            return at_step(self.run, self.told.get_value()).loss

        low = baseline or GoingPlaces.baseline
        return VGroup(
            _plate(texts.label("step"), (GoingPlaces.step, low), self.told.get_value, 0, theme),
            _plate(texts.label("full_loss"), (GoingPlaces.loss, low), loss, 3, theme),
        )


def _shown(run: Trajectory) -> list[int]:
    """Steps that lie the farther apart the later they are, up to where little changes; the last."""
    recorded, last = run.recorded_steps, len(run.recorded_steps) - 1
    moving = np.flatnonzero(np.abs(run.loss - run.loss[-1]) > LITTLE)
    count = min(int(moving[-1]) + 2, last) if moving.size else 1
    wanted = np.geomspace(1, count, SHOWN).round().astype(int) - 1
    return [int(recorded[index]) for index in np.unique([*wanted, last])]


def _plate(
    word: str, place: tuple[float, float], value: Callable[[], float], places: int, theme: Theme
) -> VGroup:
    label = Label(word, size=SIZES.label, colour=theme.muted).place(at(*place))
    number = Number(value, places, colour=theme.text)
    beside = at(*place)
    beside[0] = label.get_right()[0] + pixels(GAP)
    return VGroup(label, number.place(beside, "left"))


BETWEEN, TALL = 0.062, 0.036
"""From one name's baseline to the next, and a bar's height, in heights of a wide frame."""
LOW = 0.006
"""How far below the baseline a bar ends, likewise."""
PLACES = 3
"""Of a loss in a sentence."""
LOSS_BARS_GAP = 10.0
"""From a bar to its number, in pixels."""


class LossBarsPlaces:
    """Where names end and bars begin, a bar's greatest length, and the first name's baseline."""

    names_end = Shaped(0.15, tall=0.28)
    begin = Shaped(0.16, tall=0.30)
    longest = Shaped(0.2, tall=0.46)
    first = Shaped(0.862, tall=0.608)


class NamedLoss(NamedTuple):
    """A loss, what has it, and in which colour."""

    name: str
    loss: float
    colour: str


class LossBars(VGroup):
    """A bar for each loss, with its name, and its number once the bar has its length.

    Attributes:
        bars: with their names.
        numbers: of each.

    Args:
        losses: what they show, in order.
        grown: the share of their length that they have, read at every frame.
        theme: gives the colours of the numbers.
    """

    def __init__(
        self, losses: Sequence[NamedLoss], grown: Callable[[], float], theme: Theme
    ) -> None:
        self._grown, self._theme = grown, theme
        self._largest = max(each.loss for each in losses)
        self.bars = VGroup(*(self._row(n, each) for n, each in enumerate(losses)))
        self.numbers = VGroup(*(self._number(n, each) for n, each in enumerate(losses)))
        super().__init__(self.bars, self.numbers)

    def _row(self, number: int, shown: NamedLoss) -> VGroup:
        baseline = _baseline(number)
        name = Label(shown.name, size=SIZES.label, colour=shown.colour)
        name.place(at(LossBarsPlaces.names_end, baseline), "right")

        def end() -> float:
            return LossBarsPlaces.begin + self._grown() * self._length(shown)

        def outline() -> FloatArray:
            begin, top, bottom = (
                LossBarsPlaces.begin,
                baseline + down(LOW - TALL),
                baseline + down(LOW),
            )
            corners = [(begin, top), (end(), top), (end(), bottom), (begin, bottom)]
            return polyline(np.array([at(*each) for each in (*corners, corners[0])]))

        bar = Follower(outline, fill_color=shown.colour, fill_opacity=0.8, stroke_width=0)
        return VGroup(name, bar)

    def _number(self, number: int, shown: NamedLoss) -> Number:
        place = at(LossBarsPlaces.begin + self._length(shown), _baseline(number))
        value = Number(shown.loss, 3, colour=self._theme.text)
        return value.place(place + np.array([pixels(LOSS_BARS_GAP), 0, 0]), "left")

    def _length(self, shown: NamedLoss) -> float:
        return LossBarsPlaces.longest * shown.loss / self._largest


def _baseline(number: int) -> float:
    """That of a name, as a fraction of the frame's height."""
    return LossBarsPlaces.first + number * down(BETWEEN)


def compared(alone: Trajectory, both: Trajectory) -> tuple[str, dict[str, str]]:
    """What may be said of the loss of one curve and of that of two, and the numbers in it."""
    one, two = (round(float(run.loss[-1]), PLACES) for run in (alone, both))
    losses = {"one": number_text(one, PLACES), "two": number_text(two, PLACES)}
    objective = objective_of(alone)
    fit = best_fit(objective)
    if fit is not None and not is_fitted(alone):
        best = number_text(objective.loss(fit), PLACES)
        return "unfitted", {**losses, "best": best}
    return "lower" if two < one else "not_lower", losses


CurveShape = Literal["peak", "valley", "wave", "one way"]
UNITS = 2
TWO_UNITS_SIZES = (1, UNITS, 1)
N_PARAMETERS = 7
TURNS_BY = 0.01
"""A curve turns when it rises and falls by so much, in p."""


@dataclass(frozen=True, eq=False)
class TwoUnits:
    """The network at some parameters, as functions of the feature on the data's own scale.

    Attributes:
        data: what it was trained on.
        parameters: (7,): slopes and offsets of the two units, their weights, the bias.
    """

    data: Dataset
    parameters: FloatArray

    @property
    def weights(self) -> FloatArray:
        """What the units' values are multiplied by: (2,)."""
        return self.parameters[4:6]

    @property
    def bias(self) -> float:
        """What is added to their weighted sum."""
        return float(self.parameters[6])

    def unit(self, number: int, xs: FloatArray) -> FloatArray:
        """A hidden unit's value at feature values (n,): a logistic curve (n,)."""
        slope, offset = self.parameters[number], self.parameters[UNITS + number]
        return logistic(self.data, np.array([offset, slope]), xs)

    def score(self, xs: FloatArray) -> FloatArray:
        """The weighted sum of both units and the bias: the log-odds (n,)."""
        parts = (self.weights[number] * self.unit(number, xs) for number in range(UNITS))
        return np.asarray(sum(parts, self.bias))

    def probability(self, xs: FloatArray) -> FloatArray:
        """What the network says at feature values (n,): p (n,)."""
        return sigmoid(self.score(xs))

    def layers(self) -> list[FloatArray]:
        """The weights of the edges, an array (out, in) a layer."""
        return [layer.weights for layer in MLP(TWO_UNITS_SIZES, "sigmoid").layers(self.parameters)]

    def shape(self, low: float, high: float) -> CurveShape:
        """How p goes between two values of the feature."""
        ps = self.probability(np.linspace(low, high, 401))
        if _goes_one_way(ps) or _goes_one_way(-ps):
            return "one way"
        top, bottom = int(ps.argmax()), int(ps.argmin())
        if _goes_one_way(ps[: top + 1]) and _goes_one_way(-ps[top:]):
            return "peak"
        is_valley = _goes_one_way(-ps[: bottom + 1]) and _goes_one_way(ps[bottom:])
        return "valley" if is_valley else "wave"


def _goes_one_way(ps: FloatArray) -> bool:
    """Whether a curve (k,) rises throughout, but for what is too little to be seen."""
    return bool((np.maximum.accumulate(ps) - ps).max() <= TURNS_BY)


def logistic(data: Dataset, parameters: FloatArray, xs: FloatArray) -> FloatArray:
    """A logistic curve over the feature of some data.

    Args:
        data: standardised or not.
        parameters: (2,): offset and slope, as a run has them.
        xs: feature values (n,), on the data's own scale.
    """
    return sigmoid(parameters[0] + parameters[1] * (xs - data.mean[0]) / data.sd[0])


ROW = 0.058
"""From one line that names a curve to the next, in heights of a wide frame."""
INDENT, ABOVE = 0.012, 0.025
"""From the axis to these lines, and from the box up to what the axis shows."""
SCORE_FIGURE_GAP = 5.0
"""From a name to its factor, in pixels."""
ROOM = 0.06
"""Above and below the curves, as a share of their range."""
NAMED, NAMES = 0.45, 0.47
"""Of the axes' width and height, at their upper left: where curves are named, and none is."""


class ScoreFigurePlaces:
    """Where the figure is, as fractions of the frame.

    Attributes:
        plot: the axes.
        first_row: the first baseline of the lines that name curves.
        sum_lower: how much lower than next to the units' lines those of the sum are: in a tall
            frame, the curve itself is there.
        signs: the baseline of what colours mean.
    """

    plot = Shaped(Box(0.10, 0.46, 0.30, 0.80), tall=Box(0.15, 0.92, 0.328, 0.55))
    first_row = Shaped(0.345, tall=0.361)
    sum_lower = Shaped(0.0, tall=0.057)
    signs = Shaped(0.207, tall=0.230)


class ScoreFigure:
    """Axes, the units' curves, their sum, and a line that names each.

    Attributes:
        plot: the axes.
        drawn: the share of the units' curves that is drawn.
        weighted: how many of them have their weights.
        summed: what is in the third curve: the first unit at 0, the second one too at 1, the bias
            too at 2.
        units: the units' curves.
        total: the third curve: from the first one to the sum.
        rows: a line of each unit, one of the sum, and one of the score.
        squashed: a line that says what becomes of the score.
        signs: what the colours of the units say, below the sentence.
    """

    def __init__(self, end: TwoUnits, x: Scale, theme: Theme, texts: Captions) -> None:
        """Draw it.

        Args:
            end: the network whose units these are.
            x: the scale of the feature.
            theme: gives the colours.
            texts: the scene's.
        """
        self._end, self._x, self._theme, self._texts = end, x, theme, texts
        self.drawn, self.weighted, self.summed = (ValueTracker(0.0) for _ in range(3))
        title = texts.column_with_unit(end.data.feature_names[0])
        self.plot = Plot(theme, x, self._scale(), box=ScoreFigurePlaces.plot, x_title=title)
        self.units = [self._unit(number) for number in range(UNITS)]
        self.total = self.plot.curve(self._partial_sum, theme.model)
        units = (self._named(number) for number in range(UNITS))
        self.rows = [*units, self._line("sum", UNITS), self._named_score()]
        self.squashed = self._line("squashed", UNITS + 1)
        self.signs = remark(texts.label("signs"), theme=theme, y=ScoreFigurePlaces.signs)

    @property
    def last_rows(self) -> list[VGroup]:
        """The lines that are there in the end."""
        return [*self.rows[:UNITS], self.rows[-1], self.squashed]

    def title(self, key: str) -> Label:
        """What the axis at the left shows."""
        label = Label(self._texts.label(key), size=SIZES.label, colour=self._theme.muted)
        return label.place(at(ScoreFigurePlaces.plot.left, ScoreFigurePlaces.plot.top - ABOVE))

    def factor(self, number: int) -> float:
        """What a unit's curve is multiplied by now: 1 at first, its weight in the end."""
        return 1 + self._share(number) * (self._weight(number) - 1)

    def _share(self, number: int) -> float:
        """How far a unit has come to its weight."""
        return min(max(self.weighted.get_value() - number, 0.0), 1.0)

    def _signed(self, part: VMobject, number: int) -> None:
        """Give a unit's curve or words the colour of its weight's sign as the weight is told."""
        ends = self._theme.text, self._theme.of_sign(self._weight(number))
        before, after = (np.asarray(color_to_rgb(each)) for each in ends)

        def colour(_: Mobject) -> None:
            now = before + self._share(number) * (after - before)
            part.fill_rgbas[:, :3] = part.stroke_rgbas[:, :3] = now

        part.add_updater(colour)

    def _weight(self, number: int) -> float:
        return float(self._end.weights[number])

    def _scale(self) -> Scale:
        xs = np.linspace(self._x.low, self._x.high, 201)
        weighted = [self._weight(number) * self._end.unit(number, xs) for number in range(UNITS)]
        values = np.concatenate([*weighted, self._end.score(xs), [0.0, 1.0]])
        room = ROOM * float(np.ptp(values))
        low, high = float(values.min()) - room, float(values.max()) + room
        named = xs <= self._x.low + NAMED * (self._x.high - self._x.low)
        below = max(float(each[named].max()) for each in (*weighted, self._end.score(xs)))
        return scale(low, max(high, low + (below - low) / (1 - NAMES)), count=6)

    def _unit(self, number: int) -> Curve:
        low, high = self._x.low, self._x.high
        curve = self.plot.curve(
            lambda xs: self.factor(number) * self._end.unit(number, xs),
            self._theme.text,
            between=lambda: (low, low + max(self.drawn.get_value(), 1e-3) * (high - low)),
        )
        self._signed(curve, number)
        return curve

    def _partial_sum(self, xs: FloatArray) -> FloatArray:
        first, second = (self._weight(n) * self._end.unit(n, xs) for n in range(UNITS))
        summed = self.summed.get_value()
        return np.asarray(
            first + min(summed, 1.0) * second + max(summed - 1.0, 0.0) * self._end.bias
        )

    def _named(self, number: int) -> VGroup:
        colour = self._theme.text
        content = f"{self._texts.label('unit', number=number + 1)} ×"
        name = Label(content, size=SIZES.label, colour=colour)
        row = self._row(number, name)
        beside = at(0, _row(number))
        beside[0] = row.get_right()[0] + pixels(SCORE_FIGURE_GAP)
        factor = Number(partial(self.factor, number), 2, colour=colour, size=SIZES.label)
        for part in (name, factor):
            self._signed(part, number)
        return VGroup(row, backed(factor.place(beside, "left"), self._theme))

    def _named_score(self) -> VGroup:
        bias = self._end.bias
        added = f"{'−' if bias < 0 else '+'} {number_text(abs(bias), 2)}"
        return self._line("score_of", UNITS, bias=added)

    def _line(self, key: str, number: int, **values: object) -> VGroup:
        content = self._texts.label(key, **values)
        return self._row(number, Label(content, size=SIZES.label, colour=self._theme.model))

    def _row(self, number: int, content: Label) -> VGroup:
        content.place(at(ScoreFigurePlaces.plot.left + INDENT, _row(number)), "left")
        return backed(content, self._theme)


def _row(number: int) -> float:
    """The baseline of a line, as a fraction of the frame's height."""
    lower = 0.0 if number < UNITS else ScoreFigurePlaces.sum_lower
    return ScoreFigurePlaces.first_row + number * down(ROW) + lower


GROUPS = 8
"""About so many."""
FEWEST, FEW = 10, 30
"""A group of fewer samples is joined with its neighbour; or is small."""


@dataclass(frozen=True)
class Group:
    """Samples whose feature is in one range.

    Attributes:
        low, high: the range, its end left out but for the last group's.
        count: how many samples it has.
        share: how many of them are of class 1, as a share.
    """

    low: float
    high: float
    count: int
    share: float

    @property
    def is_small(self) -> bool:
        """Whether its share is unsure, as so few samples have it."""
        return self.count < FEW


def groups_of(data: Dataset) -> tuple[Group, ...]:
    """Cut the samples into groups of ten at the least, by round ranges of the feature.

    Where all would be one group, as few values are far from all others, groups have the same size.
    """
    values, target = data.features[:, 0], data.target
    low, high = float(values.min()), float(values.max())
    inner = [edge for edge in round_values(low, high, GROUPS) if low < edge < high]
    beyond = np.nextafter(high, np.inf)
    edges = _joined(np.array([low, *inner, beyond]), values)
    if len(edges) == 2:
        alike = np.quantile(values, np.linspace(0, 1, GROUPS + 1)[:-1])
        edges = _joined(np.array([*alike, beyond]), values)
    found = []
    for start, end in pairwise(edges):
        chosen = target[(values >= start) & (values < end)]
        found.append(Group(start, min(end, high), len(chosen), float(chosen.mean())))
    return tuple(found)


def _joined(edges: FloatArray, values: FloatArray) -> list[float]:
    """Leave out edges until each group between them has enough samples."""
    kept = [float(edges[0])]
    for edge in edges[1:-1]:
        inside = np.count_nonzero((values >= kept[-1]) & (values < edge))
        beyond = np.count_nonzero(values >= edge)
        if inside >= FEWEST and beyond >= FEWEST:
            kept.append(float(edge))
    return [*kept, float(edges[-1])]


SHARE_FIGURE_GAP = 2.0
"""Pixels at each side of a bar."""
FILL = 0.25
AT_ONCE = 3
"""So many bars grow at a time."""
FOOT = 9.0
"""Pixels from the axis to the number in a bar."""


class ShareRooms:
    """Where the bars are, alone, and beside or below the curves or the network; their note."""

    alone = Shaped(Box(0.085, 0.935, 0.30, 0.765), tall=Box(0.15, 0.92, 0.305, 0.79))
    beside = Shaped(Box(0.575, 0.935, 0.30, 0.80), tall=Box(0.15, 0.92, 0.716, 0.861))
    note = Shaped(0.30 - 0.025, tall=0.242)


class ShareFigure(VGroup):
    """Axes and bars, each with the number of its samples.

    Attributes:
        plot: the axes.
        bars: a path each.
        counts: a label each.
    """

    def __init__(  # noqa: PLR0913  what it is drawn from
        self,
        theme: Theme,
        groups: Sequence[Group],
        grown: Callable[[], float],
        *,
        box: Box,
        x_title: str,
        y_title: str,
    ) -> None:
        """Draw it.

        Args:
            theme: gives the colours.
            groups: what the bars are of.
            grown: how far they have grown, one after the other, read at every frame.
            box: where the axes are.
            x_title: what is below them.
            y_title: what is above them.
        """
        across = scale(groups[0].low, groups[-1].high, count=6)
        up = Scale(0.0, 1.0, (0.0, 0.5, 1.0))
        self.plot = Plot(theme, across, up, box=box, x_title=x_title, y_title=y_title)
        bars = len(groups) + AT_ONCE - 1

        def share(number: int) -> float:
            return smooth((grown() * bars - number) / AT_ONCE)

        self.bars = VGroup(
            *(self._bar(group, partial(share, n), theme) for n, group in enumerate(groups))
        )
        self.counts = VGroup(*(self._count(each, theme) for each in groups))
        super().__init__(self.plot, self.bars, self.counts)

    def on_curve(
        self, curve: Callable[[FloatArray], FloatArray], x: Callable[[], float]
    ) -> FloatArray:
        """The place (3,) on a curve of p at a value of the feature that is read now."""
        return self.plot.point(x(), float(curve(np.array([x()]))[0]))

    def _bar(self, group: Group, grown: Callable[[], float], theme: Theme) -> Follower:
        def outline() -> FloatArray:
            side = np.array([pixels(SHARE_FIGURE_GAP), 0, 0])
            left, right = (
                self.plot.point(group.low, 0) + side,
                self.plot.point(group.high, 0) - side,
            )
            up = self.plot.point(group.low, group.share * grown()) - self.plot.point(group.low, 0)
            return polyline(np.array([left, left + up, right + up, right, left]))

        return Follower(
            outline,
            stroke_color=theme.muted,
            stroke_width=stroke(1.6),
            fill_color=theme.muted,
            fill_opacity=FILL,
        )

    def _count(self, group: Group, theme: Theme) -> Label:
        label = Label(str(group.count), size=SIZES.smallest, colour=theme.text)
        foot = self.plot.point((group.low + group.high) / 2, 0)
        return label.place(foot + np.array([0, pixels(FOOT), 0]), "centre")


BESIDE, BELOW, OVER = 16.0, 30.0, 13.0
"""From an edge to its weight, and from a node to what is below it and above it, in pixels."""
SPACE, UNIT_NETWORK_ROOM = 8.0, 68.0
"""From a word to its number, and what both need beyond the word, in pixels."""
NAME_BELOW = 62.0
"""From a node to a name below it, in pixels."""
POINTS = 61
Now = Callable[[], TwoUnits]


class UnitNetworkPlaces:
    """Where the network is, and a note about its input, as fractions of the frame.

    Attributes:
        note_room: the width of a line of the note.
        radius: of a node, in pixels.
        inside: half the width and the height of the curve in a node, in pixels.
    """

    network = Shaped(Box(0.145, 0.42, 0.38, 0.68), tall=Box(0.20, 0.68, 0.355, 0.504))
    note = Shaped((GRID.margin, 0.315), tall=(GRID.margin, 0.336))
    note_room = Shaped(0.9, tall=0.28)
    radius = Shaped(46.0, tall=37.0)
    inside = Shaped((30.0, 24.0), tall=(24.0, 19.0))


class UnitNetwork(VGroup):
    """One input, two hidden units, one output, with all seven numbers.

    Attributes:
        network: nodes and edges.
        curves: in the nodes: the two hidden units', and the output's.
        numbers: the weights, and the biases.
        names: of the hidden units.
    """

    def __init__(self, theme: Theme, now: Now, low: float, high: float, texts: Captions) -> None:
        """Draw it.

        Args:
            theme: gives the colours.
            now: the network's parameters, read at every frame.
            low: the feature's value at the left end of the nodes' curves.
            high: that at their right end.
            texts: the scene's.
        """
        self._theme, self._now, self._texts = theme, now, texts
        self._ends = now()
        self._xs = np.linspace(low, high, POINTS)
        self.network = Network(
            theme,
            TWO_UNITS_SIZES,
            lambda: now().layers(),
            box=UnitNetworkPlaces.network,
            radius=UnitNetworkPlaces.radius,
        )
        self.curves = [self._of_unit(number) for number in range(UNITS)] + [self._of_output()]
        self.numbers = VGroup(*self._weights(), *self._biases())
        self.names = VGroup(*self._unit_names())
        super().__init__(self.network, *self.curves, self.numbers, self.names)

    def name_input(self, content: str) -> Label:
        """Name the input: at its left, or below it where that has no room."""
        label = self.network.label(0, 0, content)
        if fractions(label.get_left())[0] < GRID.margin:
            below = np.array([0, pixels(UnitNetworkPlaces.radius + NAME_BELOW), 0])
            label.place(self.network.centre(0, 0) - below, "centre")
        return label

    def notes(self, *, is_scaled: bool) -> list[Lines]:
        """What is said of the input, beside the network, if it isn't the data's own."""
        if not is_scaled:
            return []
        words, size, colour = self._texts.label("scaled"), TYPE_SIZES.smallest, self._theme.muted
        note = Lines(words, size=size, colour=colour, room=UnitNetworkPlaces.note_room)
        return [note.place(at(*UnitNetworkPlaces.note))]

    def _of_unit(self, number: int) -> Follower:
        colour = self._theme.of_sign(float(self._ends.weights[number]))
        return self._curve((1, number), lambda: self._now().unit(number, self._xs), colour)

    def _of_output(self) -> Follower:
        return self._curve((2, 0), lambda: self._now().probability(self._xs), self._theme.model)

    def _curve(
        self, node: tuple[int, int], values: Callable[[], FloatArray], colour: str
    ) -> Follower:
        centre = self.network.centre(*node)
        across = np.linspace(-1, 1, POINTS) * pixels(UnitNetworkPlaces.inside[0])

        def path() -> FloatArray:
            up = (2 * values() - 1) * pixels(UnitNetworkPlaces.inside[1])
            return smooth_path(centre + np.stack([across, up, np.zeros(POINTS)], axis=1))

        return Follower(path, stroke_color=colour, stroke_width=stroke(3.4))

    def _weights(self) -> list[Number]:
        return [self._weight(edge) for edge in every_edge(TWO_UNITS_SIZES)]

    def _weight(self, edge: EdgeIndex) -> Number:
        def value() -> float:
            return float(self._now().layers()[edge.layer - 1][edge.unit, edge.source])

        upper = max(edge.unit, edge.source) == 0
        number = self._number(value)
        place = self.network.along_edge(edge, aside=BESIDE if upper else -BESIDE)
        drop = np.array([0, 0 if upper else number.em * 0.7, 0])
        number.place(place - drop, "right" if edge.layer == 1 else "left")
        return number

    def _biases(self) -> list[VGroup]:
        return [
            self._bias(layer, unit)
            for layer in range(1, len(TWO_UNITS_SIZES))
            for unit in range(TWO_UNITS_SIZES[layer])
        ]

    def _bias(self, layer: int, unit: int) -> VGroup:
        """A bias says what it is, so that it isn't taken for a weight."""
        place = UNITS + unit if layer == 1 else len(self._now().parameters) - 1
        number = self._number(lambda: float(self._now().parameters[place]))
        word = Label(self._texts.label("bias"), size=TYPE_SIZES.smallest, colour=self._theme.muted)
        above, below = (
            pixels(UnitNetworkPlaces.radius + OVER),
            -pixels(UnitNetworkPlaces.radius + BELOW),
        )
        is_output = layer == len(TWO_UNITS_SIZES) - 1  # at its left, there is a weight
        aside = pixels(OVER) if is_output else -(word.width + pixels(UNIT_NETWORK_ROOM)) / 2
        start = self.network.centre(layer, unit)
        start = start + np.array([aside, above if is_output or unit else below, 0])
        word.place(start, "left")
        number.place(start + np.array([word.width + pixels(SPACE), 0, 0]), "left")
        return VGroup(word, number)

    def _unit_names(self) -> list[Label]:
        """Above the upper unit, below the lower one."""
        names = []
        for unit, aside in enumerate(
            (UnitNetworkPlaces.radius + OVER, -UnitNetworkPlaces.radius - BELOW)
        ):
            content = self._texts.label("unit", number=unit + 1)
            colour = self._theme.of_sign(float(self._ends.weights[unit]))
            name = Label(content, size=TYPE_SIZES.label, colour=colour)
            place = self.network.centre(1, unit) + np.array([0, pixels(aside), 0])
            names.append(name.place(place, "centre"))
        return names

    def _number(self, value: Callable[[], float]) -> Number:
        return Number(value, 2, colour=self._theme.text, size=TYPE_SIZES.smallest)


def network_spec(options: RunOptions) -> RunSpec:
    """The run of the network, from random numbers."""
    data = runs.dataset(options)
    runs.check_one_feature("combine", data)
    if data.n_classes != 2:
        raise RequestError("combine draws data of two classes: name a column with two by --y")
    drawn = np.random.default_rng(options.seed or 0).normal(0, 1, N_PARAMETERS)
    start = options.start or tuple(drawn.tolist())
    return runs.mlp_spec(options.changed(hidden=(UNITS,), activation="sigmoid", start=start))
