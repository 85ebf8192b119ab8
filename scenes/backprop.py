"""One training step through a network: values forward, errors back, weights changed."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

import numpy as np
from manim import Animation, Create, LaggedStart, Line, ValueTracker, VGroup, VMobject

from gradreel.engine import optimizers
from gradreel.engine.arrays import FloatArray
from gradreel.engine.data import Dataset
from gradreel.engine.errors import RequestError
from gradreel.engine.functions import binary_cross_entropy
from gradreel.engine.mlp import MLP
from gradreel.engine.objectives import ModelObjective
from gradreel.engine.spec import RunSpec
from gradreel.engine.trajectory import Trajectory
from gradreel.scenes.app import runs
from gradreel.scenes.app.options import RunOptions
from gradreel.scenes.app.recording import Recording
from gradreel.scenes.pieces.backprop import maths
from gradreel.scenes.pieces.backprop.diagram import LONGEST_TRUTH, PassDiagram
from gradreel.scenes.pieces.backprop.spread_network import EdgeKey
from gradreel.scenes.stage.manim.loss_chart import ChartTitles, LossChart, LossLine
from gradreel.scenes.stage.manim.motion import appear, steadily, to, vanish
from gradreel.scenes.stage.manim.place import pixels
from gradreel.scenes.stage.manim.workings import Workings
from gradreel.scenes.stage.runs.sample_pass import SamplePass
from gradreel.scenes.stage.story.manim import ManimStory
from gradreel.scenes.stage.type.captions import ROOM
from gradreel.scenes.stage.type.names import room_in_line
from gradreel.scenes.stage.type.typesetting import number_text

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

MOST_INPUTS, MOST_LAYERS, MOST_UNITS = 5, 3, 5
SPREAD = 0.8
"""Deviation of the weights at the start, which are rounded to one place to be readable."""
FIRST_LOOK = 21
"""Steps on one patient that are shown at first: the one of the story, and twenty more."""
MOST_ALONE = 2000
LONGEST_ON_EDGE = 6
"""So many characters has the longest weight that there is room for on its edge."""
NAMES = {"relu": "ReLU"}
"""How people write activations whose names here are written otherwise."""


def run_spec(options: RunOptions) -> RunSpec:
    """Return the run on all rows: a small network from weights that are easy to read."""
    data = runs.dataset(options)
    hidden = options.hidden or (3, 2)
    _check_size(data, hidden)
    n_parameters = MLP((data.n_features, *hidden, 1)).n_parameters
    drawn = np.random.default_rng(options.seed or 0).normal(0.0, SPREAD, n_parameters)
    start = tuple(float(each) for each in np.round(drawn, 1))
    rate = options.learning_rate or 0.5
    return runs.mlp_spec(options.changed(hidden=hidden, start=start, learning_rate=rate))


def companions(main: RunSpec, options: RunOptions) -> dict[str, RunSpec]:
    """Return gradient descent on the shown row alone, from the same start at the same rate."""
    model, data = _network(main), _data(main)
    row = _row(main, options)
    return {
        "single": replace(
            main,
            objective=ModelObjective(model, data.rows([row])),
            optimizer=optimizers.build("gradient-descent"),
            steps=min(max(main.steps, FIRST_LOOK), MOST_ALONE),
            batch_size=None,
            stride=1,
            drop_last=False,
            rate_drops=(),
        )
    }


def can_draw(spec: RunSpec) -> bool:
    """Whether a run is of a network that is small enough for its numbers to be read."""
    model = getattr(spec.objective, "model", None)
    if not isinstance(model, MLP):
        return False
    inputs, *hidden, outputs = model.sizes
    return outputs == 1 and inputs <= MOST_INPUTS and _fits(tuple(hidden))


def parts(recording: Recording) -> tuple[type[ManimStory], ...]:
    """Return the scene's one part.

    Raises:
        RequestError: not even the first step on the row alone leads to finite numbers.
    """
    single = recording["single"]
    if not single.n_steps:
        rate = f"at the learning rate {single.spec.learning_rate:g}"
        raise RequestError(f"{rate}, one step leads to numbers too large to compute: lower it")
    return (Backprop,)


def _fits(hidden: tuple[int, ...]) -> bool:
    return 1 <= len(hidden) <= MOST_LAYERS and max(hidden) <= MOST_UNITS


def _check_size(data: Dataset, hidden: tuple[int, ...]) -> None:
    if data.n_classes != 2:
        raise RequestError(
            f"backprop draws two classes, {data.target_name} has {data.n_classes}: choose another y"
        )
    if data.n_features > MOST_INPUTS:
        raise RequestError(
            f"backprop draws up to {MOST_INPUTS} inputs, these are {data.n_features}: "
            "choose fewer with --x"
        )
    if not _fits(hidden):
        raise RequestError(
            f"backprop draws up to {MOST_LAYERS} hidden layers of up to {MOST_UNITS} units: "
            "choose --hidden such as 3,2"
        )


def _network(spec: RunSpec) -> MLP:
    model = getattr(spec.objective, "model", None)
    assert isinstance(model, MLP)  # noqa: S101  run_spec and can_draw have seen to it
    return model


def _data(spec: RunSpec) -> Dataset:
    assert isinstance(spec.objective, ModelObjective)  # noqa: S101  likewise
    return spec.objective.dataset


def _row(main: RunSpec, options: RunOptions) -> int:
    """The row to show: the one asked for, or the one that the start is most wrong about."""
    data = _data(main)
    if options.row is None:
        logits = _network(main).logits(main.start, data.inputs)
        return int(np.argmax(binary_cross_entropy(logits, data.target)))
    if options.row >= data.n:
        raise RequestError(f"there is no row {options.row}: --row counts from 0 to {data.n - 1}")
    return options.row


def _percent(probability: float) -> str:
    """A probability in per cent, never rounded to certainty."""
    shown = (f"{100 * probability:.{places}f}" for places in range(4))
    return next((each for each in shown if 0 < float(each) < 100), "100" if probability else "0")


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
        self.main, self.single = self.recording.main, self.recording["single"]
        model, sample = _network(self.main.spec), _data(self.single.spec)
        self.data, self.sizes = _data(self.main.spec), model.sizes
        passes = [SamplePass(model, each, sample) for each in self.single.parameters[:3]]
        self.before, self.after = passes[:2]
        self.last_two = passes[-2], passes[-1]
        self.last = self.before.last
        self.spoken = (self.last, 0, self.before.speaking_unit(self.last - 1))
        self.moved = ValueTracker(0)
        self.diagram = PassDiagram(self.theme, self.texts, self.sizes, self._weights_now)
        self.network = self.diagram.network
        self.board = Workings(self.theme)
        self.errors: dict[tuple[int, int], VGroup] = {}
        self.activation = NAMES.get(model.activation, model.activation)

    def enter(self) -> None:
        """The row's numbers go into the network."""
        features = self.before.sample.features[0]
        self.labels = VGroup(*self.diagram.input_labels(self.data.feature_names, features.tolist()))
        self.beat("enter", appear(self.labels))
        nodes = VGroup(*(node for layer in self.network.nodes for node in layer))
        edges = [self.network.edge(key) for key in self.network.every_edge()]
        self.play(appear(nodes), LaggedStart(*map(Create, edges), lag_ratio=0.03, run_time=1.2))
        self.remove(nodes, *edges)
        self.add(self.network, self.labels)
        entrance = self.board.write_cells(*self._entrance())
        self.play(appear(self.board), entrance, self.board.write(self._key()))
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
        title = self.texts.label("output", label=self._class_label(1))
        cells = self.board.write_cells((title, maths.output(self.before)))
        self.play(appear(self.diagram.probability_name()), cells)

    def compare_with_the_truth(self) -> None:
        """The loss says how far the output is from the truth."""
        truth = self.diagram.truth(
            self.before.target, self._class_label(self.before.target, LONGEST_TRUTH)
        )
        key = "right" if self.before.is_right else "wrong"
        self.beat(key, self.board.wipe(), appear(truth), **self._said_and_true(key))
        self.loss = self.diagram.loss(self.before)
        self.play(appear(self.diagram.link, self.diagram.box, self.loss))
        self.play(self.board.write_cells((self.texts.label("loss_title"), maths.loss(self.before))))

    def start_back(self) -> None:
        """The error begins at the output."""
        self.beat("blame", self.board.wipe(), self.network.speak_of([]))
        self.from_loss = self.diagram.arrow_from_loss()
        self.play(appear(self.from_loss), self._show_errors(self.last))
        title = self.texts.label("error_title")
        self.play(self.board.write_cells((title, maths.output_error(self.before))))

    def go_back_along_an_edge(self) -> None:
        """Times the weight, times the activation's slope: one edge, one unit."""
        layer, unit = self.spoken[0] - 1, self.spoken[2]
        self.pointers: list[VMobject] = []
        self._come_back("edge", "times_weight", layer, unit)
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
        edges = [(layer + 1, above, unit) for above in self._units(layer + 1)]
        gone = [*self.board.wipe(), *vanish(*self.pointers)]
        self.beat(beat, gone, self.network.speak_of(edges), activation=self.activation)
        aside = 21 if len(edges) <= 2 else 0
        self.pointers = [self.diagram.arrow_back(edge, aside) for edge in edges]
        self.pointers += [self.diagram.weight(self.before, edge) for edge in edges]
        slope = self.texts.label("times_slope", activation=self.activation)
        first, second = self.board.in_turn(
            (self.texts.label(title), maths.gathered(self.before, layer, unit)),
            (slope, maths.through_activation(self.before, layer, unit)),
        )
        self.play(appear(*self.pointers), self.board.write(first))
        self.wait(1.3)
        if not self.board.is_free(second):
            self.play(self.board.wipe())
        self.play(self.board.write(second), self._show_errors(layer, [unit]))

    def _finish_layer(self, layer: int) -> None:
        """Send the error on to the units of a layer that don't have theirs yet."""
        missing = [unit for unit in self._units(layer) if (layer, unit) not in self.errors]
        if not missing:
            return
        edges = self.network.edges_into(layer + 1)
        self.play(self.network.pulses(edges, self.theme.gradient, back=True))
        self.play(self._show_errors(layer, missing))

    def find_one_gradient(self) -> None:
        """One weight's gradient: what came back times what was sent."""
        label = self.diagram.gradient(self.before, self.spoken)
        others = [each for key, each in self.errors.items() if key != self.spoken[:2]]
        self.beat(
            "gradient",
            self.board.wipe(),
            vanish(*self.pointers),
            vanish(*others),
            self.network.speak_of([self.spoken]),
        )
        cell = (self.texts.label("weight_title"), maths.weight_gradient(self.before, *self.spoken))
        self.play(
            self.network.pulses([self.spoken], self.theme.model),
            self.network.pulses([self.spoken], self.theme.gradient, back=True),
        )
        self.play(appear(label), self.board.write_cells(cell))
        self.on_edges = [label]

    def find_all_gradients(self) -> None:
        """Every edge gets its gradient, from the last layer to the first."""
        count = self.before.model.n_parameters
        back = appear(*self.errors.values())
        self.beat("gradients", back, self.network.speak_of([]), count=count)
        self.lines: list[Line] = []
        for layer in range(self.last, 0, -1):
            self._give_gradients(layer)
        self.play(self.board.write(*self._footnote()))

    def _footnote(self) -> list[VMobject]:
        """How a bias gets its gradient; or that some edges have no room for their number."""
        left = self.board.next_left
        if all(self.network.has_room(layer) for layer in range(1, self.last + 1)):
            bias = maths.bias_gradient(self.before, self.last, 0)
            return [*self.board.cells((self.texts.label("bias_title"), bias), left=left)]
        return [self.board.title(self.texts.label("no_room"), left)]

    def _give_gradients(self, layer: int) -> None:
        """Draw the gradients of the edges into a layer, under all numbers."""
        largest = max(abs(self.before.weight_gradient(*edge)) for edge in self.network.every_edge())
        lines = [
            self.diagram.gradient_line(self.before, edge, largest)
            for edge in self.network.edges_into(layer)
        ]
        labels = [
            self.diagram.gradient(self.before, edge)
            for edge in self._labelled(layer)
            if edge != self.spoken
        ]
        self.add(*lines, *self.errors.values(), *self.on_edges)
        self.play(*map(Create, lines), appear(*labels))
        self.lines += lines
        self.on_edges += labels

    def take_the_step(self) -> None:
        """Gradient descent changes every weight."""
        title = self.texts.label("rule_title", rate=f"{self.single.spec.learning_rate:g}")
        self.beat("step", self.board.wipe())
        example = self.texts.label("update_title")
        self.play(
            self.board.write_cells(
                (title, maths.update_rule()), (example, self._update(self.before, self.after))
            )
        )
        self.wait(1.2)
        weights = [self._live_weight(edge) for edge in self._all_labelled() if self._is_short(edge)]
        self.play(
            vanish(*self.on_edges, *self.lines, *self.errors.values(), self.from_loss),
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
            self._again_key(),
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
        self.play(
            vanish(old_loss),
            appear(self.loss),
            self.board.write_cells(
                (self.texts.label("before_title"), maths.outcome(self.before)),
                (self.texts.label("after_title"), maths.outcome(self.after)),
            ),
        )

    def tell_apart(self) -> None:
        """Backpropagation computes gradients; gradient descent uses them: the next step's.

        Where there is no next step, since the run diverges, these are the first one's.
        """
        last, following = self.last_two
        found, used = self.board.cells(
            (self.texts.label("computes"), maths.weight_gradient(last, *self.spoken)),
            (self.texts.label("uses"), self._update(last, following)),
            gap=0.09,
        )
        self.beat("two", self.board.wipe(), self.network.speak_of([]))
        self.play(self.board.write(found))
        for layer in range(self.last, 0, -1):
            edges = self.network.edges_into(layer)
            self.play(self.network.pulses(edges, self.theme.gradient, back=True), run_time=0.5)
        self.play(self.board.write(self._handing_on(found, used)))
        self.play(self.board.write(used), self.network.speak_of(None))

    def _update(self, done: SamplePass, following: SamplePass) -> str:
        """The step of the weight that is spoken of, with its numbers."""
        old, new = done.weight(*self.spoken), following.weight(*self.spoken)
        rate = self.single.spec.learning_rate
        return maths.update(old, rate, done.weight_gradient(*self.spoken), new)

    def _handing_on(self, found: VGroup, used: VGroup) -> VMobject:
        """An arrow from one cell's formula to the next cell's."""
        height = used[1].get_center()[1]
        start = np.array([found[1].get_right()[0] + pixels(16), height, 0])
        return self.diagram.arrow_on(start, np.array([used.get_left()[0] - pixels(16), height, 0]))

    def repeat_alone(self) -> None:
        """The same step again and again, on this row only."""
        with np.errstate(over="ignore", invalid="ignore"):
            losses = self.main.objective.losses(self.single.parameters)
        losses = np.where(np.isfinite(losses), losses, np.inf)
        own = self._trace("own", self.single, self.single.loss)
        own = replace(own, colour=self.theme.batch_loss_text)
        self.alone = self._trace("all", self.single, losses)
        window = min(FIRST_LOOK, self.single.n_steps)
        self.beat(self._alone_key(own, window), vanish(*self._everything()), **self._words())
        self._show_chart({"own_short": own, "all_short": self.alone}, window, "loss")
        self.play(steadily(self.chart.step, 1, 0.8))
        self.wait(0.5)
        self.play(steadily(self.chart.step, window, 2.4))
        self.play(appear(*self.chart.names))
        self.wait(0.5)

    def average(self) -> None:
        """The same start, stepping on the mean over all rows."""
        alone = replace(self.alone, name=self.texts.label("only"))
        everyone = self._trace("averaged", self.main, self.main.loss)
        self.beat(self._average_key(), vanish(*self._everything()), **self._words())
        window = max(self.main.n_steps, 1)
        self._show_chart({"on_one": alone, "on_all": everyone}, window, "mean_of_all")
        self.play(steadily(self.chart.step, self.main.n_steps, 3.0))
        self.play(appear(*self.chart.names))
        self.wait(1.2)

    def _trace(self, name: str, run: Trajectory, losses: FloatArray) -> LossLine:
        label = self.texts.label(name, **self._words())
        return LossLine(label, run.recorded_steps, losses, self.theme.full_loss)

    def _show_chart(self, traces: Mapping[str, LossLine], window: int, y_title: str) -> None:
        """Put up axes and numbers for traces, by their labels' keys, with nothing drawn yet."""
        words = self._words()
        titles = ChartTitles(
            x=self.texts.label("steps"),
            y=self.texts.label(y_title, **words),
            panel=self.texts.label("only" if y_title == "loss" else "after"),
            step=self.texts.label("step"),
        )
        named = {self.texts.label(key, **words): trace for key, trace in traces.items()}
        self.chart = LossChart(self.theme, named, window, titles)
        self.play(appear(self.chart.plot, self.chart.panel))
        self.add(self.chart.curves)

    # what is said of the facts

    def _again_key(self) -> str:
        before, after = round(self.before.loss, 2), round(self.after.loss, 2)
        return "again_falls" if after < before else "again_rises" if after > before else "again"

    def _alone_key(self, own: LossLine, window: int) -> str:
        """What the steps on one row do to the mean over all, as far as they are shown."""
        start, end = self.alone.at(0), self.alone.at(window)
        if own.at(window) < own.at(0) and end > start:
            return "alone_harms"
        return "alone"

    def _average_key(self) -> str:
        falls = self.main.loss[-1] < self.main.loss[0]
        if self.main.spec.batch_size is not None:
            return "average_batches"
        return "average_falls" if falls else "average"

    def _words(self) -> dict[str, object]:
        """What sentences and labels about all rows are filled with."""
        return {
            "count": self.data.n,
            "rows": self.texts.label("rows"),
            "size": self.main.spec.batch_size,
        }

    def _said_and_true(self, key: str) -> dict[str, object]:
        """What fills the sentence about the output, so that it has one line: inputs may be below.

        Args:
            key: of the sentence.
        """
        share = _percent(self.before.probability)
        rest = self.texts.beat(key, share=share, label="", truth="")
        room = min(room_in_line(rest, 2), ROOM)
        said, true = (self._class_label(each, room) for each in (1, self.before.target))
        return {"share": share, "label": said, "truth": true}

    def _class_label(self, number: int, room: float = ROOM) -> str:
        target, values = self.data.target_name, self.data.class_names
        return self.texts.class_label(target, values, number, room)

    # pieces

    def _weights_now(self) -> list[FloatArray]:
        """The weights that the edges show: on the way of the one step, at a share of it."""
        start, end = self.before.parameters, self.after.parameters
        now = start + self.moved.get_value() * (end - start)
        return [layer.weights for layer in self.before.model.layers(now)]

    def _is_short(self, edge: EdgeKey) -> bool:
        """Whether a weight has room on its edge before the step and after it."""
        ends = self.before.weight(*edge), self.after.weight(*edge)
        return max(len(number_text(each, 3)) for each in ends) <= LONGEST_ON_EDGE

    def _live_weight(self, edge: EdgeKey) -> VGroup:
        layer, unit, source = edge
        return self.diagram.live_weight(
            edge, lambda: float(self._weights_now()[layer - 1][unit, source])
        )

    def _entrance(self) -> list[tuple[str, str]]:
        """How the first input with more than two values was scaled, and the key to the edges."""
        if not np.any(self.data.mean):
            return []
        counts = [len(np.unique(column)) for column in self.data.features.T]
        unit = next((unit for unit, count in enumerate(counts) if count > 2), 0)
        scaled = maths.standardised(
            float(self.before.sample.features[0, unit]),
            float(self.data.mean[unit]),
            float(self.data.sd[unit]),
            self.before.activation(0, unit),
        )
        name = self.texts.column(self.data.feature_names[unit])
        return [(self.texts.label("standardised", name=name), scaled)]

    def _key(self) -> VGroup:
        left = self.board.next_left
        title = self.board.title(self.texts.label("edges"), left)
        return VGroup(title, self.diagram.key_to_weights(self.board.baseline(left)))

    def _everything(self) -> list[VMobject]:
        """All that is on the stage but the kicker and the sentence."""
        kept = (self.mobjects[0], self._sentence)
        return [each for each in self.mobjects if isinstance(each, VMobject) and each not in kept]

    # who is spoken of

    def _units(self, layer: int) -> range:
        return range(self.sizes[layer])

    def _labelled(self, layer: int) -> list[EdgeKey]:
        """The edges into a layer that have room for their numbers."""
        if self.network.has_room(layer):
            return self.network.edges_into(layer)
        return self.network.edges_into(layer, [self.before.speaking_unit(layer)])

    def _all_labelled(self) -> list[EdgeKey]:
        return [edge for layer in range(1, self.last + 1) for edge in self._labelled(layer)]

    def _show_errors(self, layer: int, units: Iterable[int] | None = None) -> list[Animation]:
        chosen = self._units(layer) if units is None else units
        fresh = {(layer, unit): self.diagram.error(self.before, layer, unit) for unit in chosen}
        self.errors |= fresh
        return appear(*fresh.values())
