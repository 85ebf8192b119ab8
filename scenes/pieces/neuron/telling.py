"""What every beat of the story of a neuron uses."""

from collections.abc import Sequence
from itertools import chain

import numpy as np
from manim import Animation, AnimationGroup, LaggedStart, Mobject, ValueTracker, VGroup, VMobject

from gradreel.scenes.pieces.neuron.counters import Counter, counters
from gradreel.scenes.pieces.neuron.diagram import NeuronDiagram, NeuronRooms
from gradreel.scenes.pieces.neuron.patients import SumPlot
from gradreel.scenes.pieces.neuron.unit import NeuronRun
from gradreel.scenes.pieces.neuron.words import NeuronWords
from gradreel.scenes.stage.manim.motion import appear, arrive, dim, vanish
from gradreel.scenes.stage.manim.moves.becoming import become
from gradreel.scenes.stage.manim.moves.camera import PUSH
from gradreel.scenes.stage.manim.place import at, fractions
from gradreel.scenes.stage.manim.text import Label
from gradreel.scenes.stage.manim.workings import Workings
from gradreel.scenes.stage.runs import pass_maths
from gradreel.scenes.stage.runs.objective import row_to_show
from gradreel.scenes.stage.story.worked import WorkedStory
from gradreel.scenes.stage.type.frame import Shaped, is_tall
from gradreel.scenes.stage.type.grid import SIZES, Box
from gradreel.scenes.stage.type.typesetting import sentence_lines

ZOOM, ABOVE_BOARD = 1.4, Box(left=0.0, right=1.0, top=0.185, bottom=0.765)
"""How near the camera comes to the sigmoid, and where the figure is seen then."""
EACH, PULSE = 0.3, 0.9
"""Seconds in which one of several things appears, and in which a pulse comes to the unit."""


class _Places:
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
        self.board = Workings(self.theme, top=_Places.board)
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
        first, pitch = _Places.legend
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
