"""How the story of a pass is told: numbers fly into the board, and what comes out flies back."""

from collections.abc import Sequence
from itertools import chain

import numpy as np
from manim import Animation, Create, LaggedStart, ValueTracker, VGroup, VMobject

from gradreel.engine.trajectory import Trajectory
from gradreel.scenes.pieces.backprop import sentences
from gradreel.scenes.pieces.backprop.board import PassBoard
from gradreel.scenes.pieces.backprop.diagram import PassDiagram, TextRooms
from gradreel.scenes.pieces.backprop.plates import FunctionPlate, Shown, shown_activation
from gradreel.scenes.pieces.backprop.step import ShownStep
from gradreel.scenes.pieces.backprop.way_back import WayBack
from gradreel.scenes.stage.manim.motion import MOVE, appear, late, to, vanish
from gradreel.scenes.stage.manim.place import pixels, tall, wide
from gradreel.scenes.stage.manim.workings import slots
from gradreel.scenes.stage.runs import pass_maths as maths
from gradreel.scenes.stage.runs.edges import EdgeIndex
from gradreel.scenes.stage.runs.sample_pass import SamplePass
from gradreel.scenes.stage.story.worked import WorkedStory
from gradreel.scenes.stage.type.frame import Shaped, laid_out
from gradreel.scenes.stage.type.grid import GRID, Box

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


class _Places:
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
        self.words = sentences.PassTexts(self.texts, main)
        self.diagram = PassDiagram(
            self.theme, self.texts, self.sizes, lambda: self.step.weights(self.moved.get_value())
        )
        self.network = self.diagram.network
        self.board = PassBoard(self.diagram, self.words)
        self.keep_still(self.board)
        self.back = WayBack(self.diagram, self.before)
        self.activation = sentences.activation_name(self.before.model)
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
        across += 2 * pixels(_Places.beside_nodes if has_beside else _Places.below_nodes)
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
