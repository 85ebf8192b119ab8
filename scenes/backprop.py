"""One training step through a network: values forward, errors back, weights changed."""

from enum import Enum, auto
from itertools import chain

from manim import Create, LaggedStart, ValueTracker, VGroup, VMobject

from gradreel.engine.errors import RequestError
from gradreel.engine.mlp import MLP
from gradreel.engine.spec import RunSpec
from gradreel.scenes.app import runs
from gradreel.scenes.app.options import RunOptions
from gradreel.scenes.app.recording import Recording, Role
from gradreel.scenes.pieces.backprop import maths, request, sentences
from gradreel.scenes.pieces.backprop.board import PassBoard
from gradreel.scenes.pieces.backprop.diagram import LONGEST_TRUTH, PassDiagram
from gradreel.scenes.pieces.backprop.loss_charts import StepCharts
from gradreel.scenes.pieces.backprop.step import ShownStep
from gradreel.scenes.pieces.backprop.way_back import WayBack
from gradreel.scenes.stage.manim.loss_chart import LossChart
from gradreel.scenes.stage.manim.motion import appear, steadily, to, vanish
from gradreel.scenes.stage.runs.edges import EdgeIndex
from gradreel.scenes.stage.story.manim import ManimStory
from gradreel.scenes.stage.type.typesetting import as_given, number_text

PLACE = 100
OPTIONS = {
    "data": "heart",
    "x": ("Sex", "MaxHR", "ExAng", "Oldpeak"),
    "y": "AHD",
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
    row = request.row_to_show(main, options.row)
    steps = min(max(main.steps, FIRST_LOOK), MOST_ALONE)
    return {BackpropRole.ONE_ROW: request.run_on_row(main, row, steps)}


def can_draw(spec: RunSpec) -> bool:
    """Whether a run is of a network that is small enough for its numbers to be read."""
    model = getattr(spec.objective, "model", None)
    return isinstance(model, MLP) and request.is_readable(model)


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


class Backprop(ManimStory):
    """One row of data through a network and back, the step that follows, and what it is for."""

    def construct(self) -> None:
        """Tell the story, beat by beat."""
        self.prepare()
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
        self.tell_apart()
        self.repeat_alone()
        self.average()

    def prepare(self) -> None:
        """Read the runs, and build what stays on the stage."""
        self.main, self.single = self.recording.main, self.recording[BackpropRole.ONE_ROW]
        self.step = ShownStep(self.single)
        self.before, self.after, self.spoken = self.step.before, self.step.after, self.step.spoken
        self.last, self.sizes = self.step.last, self.before.model.sizes
        self.moved = ValueTracker(0)
        self.words = sentences.PassTexts(self.texts, self.main)
        self.diagram = PassDiagram(
            self.theme, self.texts, self.sizes, lambda: self.step.weights(self.moved.get_value())
        )
        self.network = self.diagram.network
        self.board = PassBoard(self.diagram, self.words)
        self.charts = StepCharts(self.theme, self.words, self.main, self.single, FIRST_LOOK)
        self.back = WayBack(self.diagram, self.before)
        self.activation = sentences.activation_name(self.before.model)

    def enter(self) -> None:
        """The row's numbers go into the network."""
        features = self.before.sample.features[0].tolist()
        names = self.words.data.feature_names
        self.labels = VGroup(*self.diagram.input_labels(names, features))
        self.beat("enter", appear(self.labels))
        nodes = VGroup(*(node for layer in self.network.nodes for node in layer))
        edges = list(self.network.edges.values())
        self.play(appear(nodes), LaggedStart(*map(Create, edges), lag_ratio=0.03, run_time=1.2))
        self.remove(nodes, *edges)
        self.add(self.network, self.labels)
        entrance = self.board.write_cells(*self.board.scaling(self.before))
        self.play(appear(self.board), entrance, self.board.write(self.board.key_to_edges()))
        self.play(appear(*(self.diagram.value(self.before, 0, unit) for unit in self._units(0))))

    def spell_out_a_unit(self) -> None:
        """One unit's sum and activation, with all their numbers."""
        unit = self.before.speaking_unit(1)
        into = self.network.edges_into(1, [unit])
        self.beat(
            "unit", self.board.wipe(), self.network.speak_of(into), activation=self.activation
        )
        self.on_edges = [self.diagram.weight(self.before, edge) for edge in into]
        total, activation = self.board.lines(
            maths.unit_sum(self.before, 1, unit), maths.activation(self.before, 1, unit)
        )
        self.play(appear(*self.on_edges))
        self.play(self.network.pulses(into, self.theme.model))
        self.play(self.board.write(total))
        self.wait(1.8)
        self.play(self.board.write(activation), appear(self.diagram.value(self.before, 1, unit)))

    def send_forward(self) -> None:
        """The values flow on, layer by layer, to the output."""
        self.beat("forward", self.board.wipe(), vanish(*self.on_edges), self.network.speak_of(None))
        for layer in range(1, self.last + 1):
            known = self.network.values
            fresh = [unit for unit in self._units(layer) if (layer, unit) not in known]
            if fresh:
                self.play(self.network.pulses(self.network.edges_into(layer), self.theme.model))
                values = [self.diagram.value(self.before, layer, unit) for unit in fresh]
                self.play(appear(*values))
        title = self.texts.label("output", label=self.words.class_label(1))
        cells = self.board.write_cells((title, maths.output(self.before)))
        self.play(appear(self.diagram.probability_name()), cells)

    def compare_with_the_truth(self) -> None:
        """The loss says how far the output is from the truth."""
        target = self.before.target
        truth = self.diagram.truth(target, self.words.class_label(target, LONGEST_TRUTH))
        key = "right" if self.before.is_right else "wrong"
        said_and_true = self.words.said_and_true(key, self.before)
        self.beat(key, self.board.wipe(), appear(truth), **said_and_true)
        self.loss = self.diagram.loss(self.before)
        self.play(appear(self.diagram.link, self.diagram.box, self.loss))
        self.play(self.board.write_cells((self.texts.label("loss_title"), maths.loss(self.before))))

    def start_back(self) -> None:
        """The error begins at the output."""
        self.beat("blame", self.board.wipe(), self.network.speak_of([]))
        self.from_loss = self.diagram.arrow_from_loss()
        self.play(appear(self.from_loss), self.back.show_errors(self.last, self._units(self.last)))
        title = self.texts.label("error_title")
        self.play(self.board.write_cells((title, maths.output_error(self.before))))

    def go_back_along_an_edge(self) -> None:
        """Times the weight, times the activation's slope: one edge, one unit."""
        layer = self.spoken.layer - 1
        self.pointers: list[VMobject] = []
        self._come_back("edge", "times_weight", layer, self.spoken.source)
        self._finish_layer(layer)

    def add_up_paths(self) -> None:
        """Where a unit feeds several, what comes back is added up; then the rest of the way."""
        layer = self.last - 2
        if layer > 0 and self.sizes[layer + 1] > 1:
            self._come_back("paths", "sum_of_paths", layer, self.before.speaking_unit(layer))
        for each in range(layer, 0, -1):
            self._finish_layer(each)

    def _come_back(self, beat: str, title: str, layer: int, unit: int) -> None:
        """Bring the error back to one unit, with its numbers: to its value, then to its sum."""
        edges = [EdgeIndex(layer + 1, above, unit) for above in self._units(layer + 1)]
        gone = [*self.board.wipe(), *vanish(*self.pointers)]
        self.beat(beat, gone, self.network.speak_of(edges), activation=self.activation)
        self.pointers = self.back.pointers(edges)
        slope = self.texts.label("times_slope", activation=self.activation)
        titles = self.texts.label(title), slope
        first, second = self.board.coming_back(titles, self.before, layer, unit)
        self.play(appear(*self.pointers), self.board.write(first))
        self.wait(1.3)
        if not self.board.is_free(second):
            self.play(self.board.wipe())
        self.play(self.board.write(second), self.back.show_errors(layer, [unit]))

    def _finish_layer(self, layer: int) -> None:
        """Send the error on to the units of a layer that don't have theirs yet."""
        missing = self.back.missing(layer)
        if not missing:
            return
        edges = self.network.edges_into(layer + 1)
        self.play(self.network.pulses(edges, self.theme.gradient, back=True))
        self.play(self.back.show_errors(layer, missing))

    def find_one_gradient(self) -> None:
        """One weight's gradient: what came back times what was sent."""
        label = self.diagram.gradient(self.before, self.spoken)
        others = self.back.others(self.spoken.layer, self.spoken.unit)
        gone = [*self.board.wipe(), *vanish(*self.pointers), *vanish(*others)]
        self.beat("gradient", gone, self.network.speak_of([self.spoken]))
        cell = (self.texts.label("weight_title"), maths.weight_gradient(self.before, self.spoken))
        self.play(
            self.network.pulses([self.spoken], self.theme.model),
            self.network.pulses([self.spoken], self.theme.gradient, back=True),
        )
        self.play(appear(label), self.board.write_cells(cell))
        self.on_edges = [label]

    def find_all_gradients(self) -> None:
        """Every edge gets its gradient, from the last layer to the first."""
        count = self.before.model.n_parameters
        back = appear(*self.back.errors.values())
        self.beat("gradients", back, self.network.speak_of([]), count=count)
        for layer in range(self.last, 0, -1):
            lines = self.back.lines_into(layer)
            labels = self.back.gradients_into(layer, but=self.spoken)
            self.add(*lines, *self.back.errors.values(), *self.on_edges)  # numbers above lines
            self.play(*map(Create, lines), appear(*labels))
            self.on_edges += labels
        self.play(self.board.write(*self.board.footnote(self.before)))

    def take_the_step(self) -> None:
        """Gradient descent changes every weight."""
        self.beat("step", self.board.wipe())
        title = self.texts.label("rule_title", rate=as_given(self.single.spec.learning_rate))
        example = self.texts.label("update_title"), self.step.first_update()
        self.play(self.board.write_cells((title, maths.update_rule()), example))
        self.wait(1.2)
        labelled = (self.diagram.labelled(self.before, layer) for layer in range(1, self.last + 1))
        edges = [edge for edge in chain.from_iterable(labelled) if self.step.is_short(edge)]
        weights = list(map(self.diagram.live_weight, edges))
        self.play(
            vanish(*self.on_edges, *self.back.lines, *self.back.errors.values(), self.from_loss),
            appear(*weights),
            self.network.speak_of(None),
        )
        self.network.follow_weights()
        self.play(to(self.moved, 1, run_time=1.6))
        self.network.rest()
        self.on_edges = weights

    def look_again(self) -> None:
        """The same row again, through the changed weights."""
        self.beat(
            sentences.again_key(self.before.loss, self.after.loss),
            self.board.wipe(),
            vanish(*self.on_edges),
            before=number_text(self.before.loss, 2),
            after=number_text(self.after.loss, 2),
        )
        for layer in range(1, self.last + 1):
            old = [self.network.values[layer, unit] for unit in self._units(layer)]
            self.play(
                self.network.pulses(self.network.edges_into(layer), self.theme.model), vanish(*old)
            )
            fresh = [self.diagram.value(self.after, layer, unit) for unit in self._units(layer)]
            self.play(appear(*fresh, run_time=0.3))
        old_loss, self.loss = self.loss, self.diagram.loss(self.after)
        before = self.texts.label("before_title"), maths.outcome(self.before)
        after = self.texts.label("after_title"), maths.outcome(self.after)
        cells = self.board.write_cells(before, after)
        self.play(vanish(old_loss), appear(self.loss), cells)

    def tell_apart(self) -> None:
        """Backpropagation computes gradients; gradient descent uses them: the next step's.

        Where there is no next step, since the run diverges, these are the first one's.
        """
        gradient = maths.weight_gradient(self.step.latest, self.spoken)
        found, used = self.board.cells(
            (self.texts.label("computes"), gradient),
            (self.texts.label("uses"), self.step.latest_update()),
            gap=0.09,
        )
        self.beat("two", self.board.wipe(), self.network.speak_of([]))
        self.play(self.board.write(found))
        for layer in range(self.last, 0, -1):
            edges = self.network.edges_into(layer)
            self.play(self.network.pulses(edges, self.theme.gradient, back=True), run_time=0.5)
        self.play(self.board.write(self.board.handing_on(found, used)))
        self.play(self.board.write(used), self.network.speak_of(None))

    def repeat_alone(self) -> None:
        """The same step again and again, on this row only."""
        window = self.charts.window
        key = sentences.alone_key(self.single, self.charts.own, self.charts.everyone, window)
        step = self.single.n_steps + 1
        self.beat(key, vanish(*self.everything()), **self.words.facts, step=step)
        chart = self._show_chart(self.charts.alone())
        self.play(steadily(chart.step, 1, 0.8))
        self.wait(0.5)
        self.play(steadily(chart.step, window, 2.4))
        self.play(appear(*chart.names))
        self.wait(0.5)

    def average(self) -> None:
        """The same start, stepping on the mean over all rows."""
        key, step = sentences.average_key(self.main), self.main.n_steps + 1
        self.beat(key, vanish(*self.everything()), **self.words.facts, step=step)
        chart = self._show_chart(self.charts.averaged())
        self.play(steadily(chart.step, self.main.n_steps, 3.0))
        self.play(appear(*chart.names))
        self.wait(1.2)

    def _show_chart(self, chart: LossChart) -> LossChart:
        """Put up a chart's axes and numbers, with nothing drawn yet."""
        self.play(appear(chart.plot, chart.panel))
        self.add(chart.curves)
        return chart

    def _units(self, layer: int) -> range:
        return range(self.sizes[layer])
