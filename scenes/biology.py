"""A nerve cell fires past its threshold; part by part beside it, the neuron of a network."""

from manim import Animation, Mobject, ValueTracker, VGroup, VMobject

from gradreel.engine.arrays import FloatArray
from gradreel.engine.errors import RequestError
from gradreel.engine.models import LogisticRegression
from gradreel.engine.spec import RunSpec
from gradreel.scenes.app import runs
from gradreel.scenes.app.options import RunOptions
from gradreel.scenes.app.recording import Recording
from gradreel.scenes.pieces.biology.anatomy import BODY, HILLOCK, Anatomy, CellPlaces
from gradreel.scenes.pieces.biology.cell import (
    ALONG_AXON,
    COMING,
    GOING,
    NerveCell,
    SynapseWeights,
    level_of,
    signals,
)
from gradreel.scenes.pieces.biology.columns import Columns
from gradreel.scenes.pieces.biology.learning import falling_loss
from gradreel.scenes.pieces.biology.model import (
    ModelNeuron,
    ModelNotes,
    meaning_of_output,
    named_inputs,
)
from gradreel.scenes.pieces.biology.sign_key import SignKey
from gradreel.scenes.pieces.biology.signals import (
    AGAINST,
    FIRST,
    LAST,
    TOGETHER,
    CellResponse,
    check_excites,
)
from gradreel.scenes.pieces.biology.trace import PotentialTrace
from gradreel.scenes.stage.manim.motion import appear, arrive, late, steadily, vanish
from gradreel.scenes.stage.manim.moves.becoming import become, snapshot
from gradreel.scenes.stage.runs.at_step import between_steps
from gradreel.scenes.stage.runs.objective import objective_of
from gradreel.scenes.stage.story.manim import ManimStory
from gradreel.scenes.stage.story.paced import paced
from gradreel.scenes.stage.type.typesetting import number_text

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


def run_spec(options: RunOptions) -> RunSpec:
    """Return the run of a logistic regression from random weights.

    Raises:
        RequestError: there are too few or too many features to draw, or no such row.
    """
    data = runs.dataset(options)
    if not FEWEST <= data.n_features <= MOST:
        raise RequestError(
            f"biology draws {FEWEST} to {MOST} features, these are {data.n_features}: "
            "name some columns with --x"
        )
    if (options.row or 0) >= data.n:
        raise RequestError(f"there is no row {options.row}: --row counts from 0 to {data.n - 1}")
    drawn = runs.drawn_start(LogisticRegression(data.n_features), options)
    return runs.fitted_on(data, options.changed(start=tuple(drawn.tolist())))


def can_draw(spec: RunSpec) -> bool:
    """Whether this is a run of a logistic regression with so many features."""
    model = getattr(spec.objective, "model", None)
    return isinstance(model, LogisticRegression) and FEWEST <= model.n_features <= MOST


def parts(recording: Recording) -> tuple[type[ManimStory], ...]:
    """Return the one part.

    Raises:
        RequestError: the weights at the end excite no cell.
    """
    check_excites(recording.main.parameters[-1, 1:])
    return (Biology,)


class Biology(ManimStory):
    """A cell that adds signals up and fires, and what a network keeps of it."""

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
