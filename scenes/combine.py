"""Two logistic curves, weighted and summed: what one curve can't do, and the network that does."""

from enum import Enum, auto
from functools import partial

import numpy as np
from manim import LaggedStart, ValueTracker, VGroup, VMobject

from gradreel.engine.arrays import FloatArray
from gradreel.engine.errors import RequestError
from gradreel.engine.mlp import MLP
from gradreel.engine.spec import RunSpec
from gradreel.scenes.app import runs
from gradreel.scenes.app.options import RunOptions
from gradreel.scenes.app.recording import Recording, Role
from gradreel.scenes.pieces.combine.going import GoingRun
from gradreel.scenes.pieces.combine.loss_bars import LossBars, NamedLoss, compared
from gradreel.scenes.pieces.combine.score_figure import ScoreFigure
from gradreel.scenes.pieces.combine.share_figure import ShareFigure, ShareRooms
from gradreel.scenes.pieces.combine.shares import groups_of
from gradreel.scenes.pieces.combine.two_units import N_PARAMETERS, SIZES, UNITS, TwoUnits, logistic
from gradreel.scenes.pieces.combine.unit_network import UnitNetwork
from gradreel.scenes.stage.manim.marks import RingedPoint
from gradreel.scenes.stage.manim.motion import appear, arrive, dim, to, vanish
from gradreel.scenes.stage.manim.moves.becoming import become, snapshot
from gradreel.scenes.stage.manim.naming import name_on
from gradreel.scenes.stage.manim.plot import Curve
from gradreel.scenes.stage.manim.text import backed
from gradreel.scenes.stage.runs.at_step import between_steps
from gradreel.scenes.stage.runs.objective import direction, objective_of
from gradreel.scenes.stage.story.manim import ManimStory
from gradreel.scenes.stage.story.pace import linear
from gradreel.scenes.stage.type.grid import Box

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
DRAWS = "a network of one input, two sigmoid units and one output, for two classes"

LOWEST = 0.93
"""Baseline of what is below the wide axes and their title."""
LONGEST = 9.0
"""Of a name from a person's data, in em: axes leave no more beside plates, or at the right."""
ONE_CURVE_RATE, ONE_CURVE_STEPS = 0.5, 120
FITTING, LEARNING = 4.6, 8.5
"""Seconds that the runs may take: of one curve, and of the network."""


class CombineRole(Role, Enum):
    """The run beside the main one: a single logistic curve on the same data."""

    ONE_CURVE = auto()


def run_spec(options: RunOptions) -> RunSpec:
    """Return the run of the network, from random numbers.

    Raises:
        RequestError: the data have several features, or more than two classes.
    """
    data = runs.dataset(options)
    runs.check_one_feature("combine", data)
    if data.n_classes != 2:
        raise RequestError("combine draws data of two classes: name a column with two by --y")
    drawn = np.random.default_rng(options.seed or 0).normal(0, 1, N_PARAMETERS)
    start = options.start or tuple(drawn.tolist())
    return runs.mlp_spec(options.changed(hidden=(UNITS,), activation="sigmoid", start=start))


def companions(main: RunSpec, options: RunOptions) -> dict[Role, RunSpec]:
    """Return gradient descent on one logistic curve, from zero."""
    rate = None if options.learning_rate is None else ONE_CURVE_RATE
    alone = RunOptions(learning_rate=rate)
    spec = runs.fitted_on(objective_of(main).dataset, alone, ONE_CURVE_STEPS)
    return {CombineRole.ONE_CURVE: spec}


def can_draw(spec: RunSpec) -> bool:
    """Whether a run is of such a network."""
    model = getattr(spec.objective, "model", None)
    found = (model.sizes, model.activation, model.n_classes) if isinstance(model, MLP) else ()
    return found == (SIZES, "sigmoid", 2)


def parts(recording: Recording) -> tuple[type[ManimStory], ...]:
    """Return the one part.

    Raises:
        RequestError: the run diverged.
    """
    if recording.main.outcome.startswith("diverged"):
        rate = f"at the learning rate {recording.main.spec.learning_rate:g}"
        raise RequestError(f"{rate} the run {recording.main.outcome}: lower --learning-rate")
    return (Combine,)


class Combine(ManimStory):
    """One curve rises or falls; two of them, weighted and summed, do both."""

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
        self.run, self.alone = self.recording.main, self.recording[CombineRole.ONE_CURVE]
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
