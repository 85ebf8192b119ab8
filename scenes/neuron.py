"""A neuron: regression with several features as a network, before and after it is trained."""

from manim import Create, LaggedStart, VGroup

from gradreel.engine.models import LogisticRegression
from gradreel.engine.spec import RunSpec
from gradreel.scenes.app import runs
from gradreel.scenes.app.options import RunOptions
from gradreel.scenes.app.recording import Recording, Role
from gradreel.scenes.pieces.neuron.patients import SumRooms
from gradreel.scenes.pieces.neuron.telling import NeuronStory
from gradreel.scenes.pieces.neuron.unit import check_inputs, is_neuron
from gradreel.scenes.stage.manim.motion import appear, arrive, set_share, steadily, to, vanish
from gradreel.scenes.stage.manim.moves.flights import flights
from gradreel.scenes.stage.manim.moves.travelling import travels
from gradreel.scenes.stage.manim.workings import before_slots, slots
from gradreel.scenes.stage.runs import pass_maths
from gradreel.scenes.stage.runs.objective import row_to_show
from gradreel.scenes.stage.story.manim import ManimStory
from gradreel.scenes.stage.story.pace import PAUSE

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
        self.play(self.ring(*self.names), flights(new, known), run_time=SLOWLY + 0.6)
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
        self.play(flights(after, [self.total, None]))
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
