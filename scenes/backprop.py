"""One training step through a network: values forward, errors back, weights changed."""

from enum import Enum, auto

from manim import Animation, VMobject

from gradreel.engine.errors import RequestError
from gradreel.engine.mlp import MLP
from gradreel.engine.spec import RunSpec
from gradreel.scenes.app import runs
from gradreel.scenes.app.options import RunOptions
from gradreel.scenes.app.recording import Recording, Role
from gradreel.scenes.pieces.backprop import request, sentences
from gradreel.scenes.pieces.backprop.diagram import TextRooms
from gradreel.scenes.pieces.backprop.learning import LearningStory
from gradreel.scenes.pieces.backprop.plates import loss_of_truth
from gradreel.scenes.pieces.backprop.sweeping import GradientSweep
from gradreel.scenes.pieces.backprop.telling import PassWindows
from gradreel.scenes.stage.manim.motion import appear, arrive, dim, steadily, to, vanish
from gradreel.scenes.stage.manim.moves.becoming import become
from gradreel.scenes.stage.manim.moves.revealing import reveal
from gradreel.scenes.stage.manim.workings import slots
from gradreel.scenes.stage.runs import pass_maths as maths
from gradreel.scenes.stage.runs.objective import row_to_show
from gradreel.scenes.stage.story.manim import ManimStory
from gradreel.scenes.stage.story.worked import LAG
from gradreel.scenes.stage.type.frame import Shaped
from gradreel.scenes.stage.type.typesetting import as_given, number_text

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


class _Places:
    """How near the camera comes to the loss: beside it are words, in a tall frame at both sides."""

    faced = Shaped(1.3, tall=1.0)


class BackpropRole(Role, Enum):
    """The run beside the main one: on the row that is shown alone."""

    ONE_ROW = auto()


def run_spec(options: RunOptions) -> RunSpec:
    """Return the run on all rows: a small network from weights that are easy to read.

    Raises:
        RequestError: the network wouldn't be small, or the data have more than two classes.
    """
    data = runs.dataset(options)
    hidden = options.hidden or (3, 2)
    request.check_readable(data, hidden)
    start = request.readable_start(MLP((data.n_features, *hidden, 1)), options.seed or 0)
    rate = options.learning_rate or 0.5
    return runs.mlp_spec(options.changed(hidden=hidden, start=start, learning_rate=rate))


def companions(main: RunSpec, options: RunOptions) -> dict[Role, RunSpec]:
    """Return gradient descent on the shown row alone, from the same start at the same rate."""
    row = row_to_show(main, options.row)
    steps = min(max(main.steps, FIRST_LOOK), MOST_ALONE)
    return {BackpropRole.ONE_ROW: request.run_on_row(main, row, steps)}


def can_draw(spec: RunSpec) -> bool:
    """Whether a run is of a network of classes, small enough for its numbers to be read."""
    model = getattr(spec.objective, "model", None)
    return isinstance(model, MLP) and model.n_classes > 0 and request.is_readable(model)


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
            sentences.again_key(self.before.loss, self.after.loss),
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
