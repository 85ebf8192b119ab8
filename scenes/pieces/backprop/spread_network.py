"""A network that fills its height, with numbers on edges and pulses that run along them."""

from collections.abc import Callable, Collection, Iterable, Sequence

import numpy as np
from manim import Animation, Circle, VGroup

from gradreel.engine.arrays import FloatArray
from gradreel.scenes.stage.manim.motion import appear, dim, vanish
from gradreel.scenes.stage.manim.network import Network, Weights
from gradreel.scenes.stage.manim.place import high, pixels, wide
from gradreel.scenes.stage.manim.text import Number, backed
from gradreel.scenes.stage.runs.edges import EdgeIndex, edges_into
from gradreel.scenes.stage.type.frame import Shaped, across, down, is_tall
from gradreel.scenes.stage.type.grid import SIZES, Box
from gradreel.scenes.stage.type.theme import Theme

BELOW = 13.0
"""Pixels from a node down to the middle of the number below it."""
BESIDE, ASIDE = 4.0, 9.0
"""Pixels from a node to the number left of it, and by which the one below the output is right of
its middle, off the words at the left."""
WIDEST_NODE = 0.48
"""A node's radius at the most, as a share of the way from its layer to the next."""
LONGEST = 84.0
"""Pixels that a number beside a node takes at the most, if it is a usual one."""
NUMBER = 58.0
"""Pixels that a number on an edge takes beside another one."""
SHARES = np.linspace(0.2, 0.8, 25)
"""Of the way along an edge, where a number may be."""
CLEAR = 32.0, 14.0
"""Pixels from a node's rim to the middle of a number on an edge, across and up."""

Node = tuple[int, int]
"""A layer, counted from the inputs, and a unit of it."""


class _Places:
    """Of the outermost nodes' centres, and the pixels of a radius and at the most of two gaps.

    The gaps are between the centres of inputs, and of units of one layer.
    """

    box = Shaped(Box(0.247, 0.785, 0.257, 0.692), tall=Box(0.117, 0.883, 0.366, 0.652))
    radius = Shaped(37.0, tall=34.5)
    gaps = Shaped((104.0, 150.0), tall=(120.0, 170.0))


class SpreadNetwork(Network):
    """A network whose layers are spread over its box, so that numbers stand off the nodes.

    In a tall frame it goes downwards.
    """

    def __init__(
        self, theme: Theme, sizes: Sequence[int], weights: Weights, *, box: Box | None = None
    ) -> None:
        box = box or _Places.box
        room = wide(box.right - box.left) if is_tall() else high(box.bottom - box.top)
        self.gaps = _unit_gaps(sizes, room / pixels(1))
        radius = min(_Places.radius, _layer_gap(sizes, box) * WIDEST_NODE)
        super().__init__(theme, sizes, weights, box=box, radius=radius, downwards=is_tall())
        for edge in self.edges.values():
            edge.clear_updaters()

    def gap(self, layer: int) -> float:
        """From one unit of a layer to the next, as a fraction of the frame; see `Network.gap`."""
        size = self.gaps[layer] / 720
        return across(size) if self.downwards else down(size)

    def edges_into(self, layer: int, units: Iterable[int] | None = None) -> list[EdgeIndex]:
        """The edges into a layer, or into some of its units."""
        return edges_into(self.sizes, layer, units)

    def speak_of(
        self, edges: Collection[EdgeIndex] | None, nodes: Collection[Node] = ()
    ) -> list[Animation]:
        """Dim all but some edges, the nodes at their ends and some more; None brings all back.

        The values in the nodes that are dimmed vanish: a camera that is near would cut them.
        """
        ends = {(edge.layer, edge.unit) for edge in edges or ()}
        spoken = {*nodes, *ends, *((edge.layer - 1, edge.source) for edge in edges or ())}
        changes: list[Animation] = []
        for index, edge in self.edges.items():
            changes += appear(edge) if edges is None or index in edges else dim(edge)
        for node, circle in self.circles.items():
            lit = edges is None or node in spoken
            changes += appear(circle) if lit else dim(circle)
            if node in self.values:
                changes += (appear if lit else vanish)(self.values[node])
        return changes

    @property
    def circles(self) -> dict[Node, Circle]:
        """The nodes by their places."""
        layers = enumerate(self.nodes)
        return {(k, unit): each for k, layer in layers for unit, each in enumerate(layer)}

    def follow_weights(self) -> None:
        """Let the edges read their weights at every frame from now on."""
        for edge in self.edges.values():
            edge.add_updater(lambda each: each.show_weight())

    def rest(self) -> None:
        """Let the edges stay as they are, and be drawn once for many frames."""
        for edge in self.edges.values():
            edge.show_weight()
            edge.clear_updaters()

    def number_on_edge(
        self,
        edge: EdgeIndex,
        value: Callable[[], float] | float,
        places: int = 3,
        *,
        colour: str,
        share: float = 0.5,
    ) -> VGroup:
        """A number with a backing on an edge, at a share of the way between its nodes."""
        start, way = self._way(edge)
        return self._number(start + share * way, value, places, colour)

    def number_under(
        self, layer: int, unit: int, value: float, places: int = 3, *, colour: str
    ) -> VGroup:
        """A number with a backing below a node, or on its lower rim where the next is near.

        In a network that goes downwards edges leave a node below, so it is left of it if there is
        room.
        """
        between = self.gaps[layer] - 2 * self.radius
        if self.downwards and self.has_beside(layer):
            made = self._number(self.centre(layer, unit), value, places, colour)
            if made[1].width + 2 * pixels(BESIDE) <= pixels(between):
                return made.shift(np.array([-pixels(self.radius + BESIDE) - made.width / 2, 0, 0]))
        apart = self.downwards or between >= 2 * BELOW
        below = BELOW if self.sizes[layer] == 1 or apart else 1
        aside = pixels(ASIDE) if self.downwards and self.sizes[layer] == 1 else 0.0
        foot = self.centre(layer, unit) + np.array([aside, -pixels(self.radius + below), 0])
        return self._number(foot, value, places, colour)

    def has_beside(self, layer: int) -> bool:
        """Whether numbers at a layer's nodes have room off the edges into the next layer.

        In a network that goes downwards edges leave a node below, where the number of a node has
        to be if others are near.
        """
        between = self.gaps[layer] - 2 * self.radius
        return not self.downwards or (self.sizes[layer] > 1 and between >= LONGEST)

    def share_into(self, layer: int) -> float:
        """The share of the way into one unit of a layer at which numbers on edges stand apart."""
        if not self.downwards:
            return 0.5
        return float(np.clip(1 - NUMBER / self.gaps[layer - 1], 0.3, 0.5))

    def share_out_of(self, layer: int) -> float:
        """Likewise out of one unit of a layer."""
        if not self.downwards:
            return 0.5
        return float(np.clip(NUMBER / self.gaps[layer + 1], 0.5, 0.7))

    def clear_share(self, edge: EdgeIndex) -> float:
        """The share of the way along an edge, off its nodes, at which others are farthest.

        Where no place is off them, the one that is most.
        """
        if self.sizes[edge.layer] == 1:
            return 0.5
        start, way = self._way(edge)
        places = start + SHARES[:, None] * way
        others = [each for each in self.edges_into(edge.layer) if each != edge]
        nearest = np.min([self._distances(places, each) for each in others], axis=0)
        off_nodes = self._off_nodes(places, edge.layer)
        if off_nodes.max() < 1:
            return float(SHARES[off_nodes.argmax()])
        nearest[off_nodes < 1] = -1
        return float(SHARES[nearest.argmax()])

    def _off_nodes(self, places: FloatArray, layer: int) -> FloatArray:
        """How far numbers at places (n, 3) are off nodes of a layer and of the one before.

        From 1 on they don't lie on any.
        """
        nodes = [(each, unit) for each in (layer - 1, layer) for unit in range(self.sizes[each])]
        centres = np.array([self.centre(*node) for node in nodes])
        aside = np.abs(places[:, None, :2] - centres[None, :, :2])
        reach = [pixels(self.radius + each) for each in CLEAR]
        return np.asarray((aside / reach).max(axis=2).min(axis=1))

    def _way(self, edge: EdgeIndex) -> tuple[FloatArray, FloatArray]:
        start = self.centre(edge.layer - 1, edge.source)
        return start, self.centre(edge.layer, edge.unit) - start

    def _distances(self, places: FloatArray, edge: EdgeIndex) -> FloatArray:
        """How far places (n, 3) are from an edge."""
        start, way = self._way(edge)
        along = np.clip((places - start) @ way / (way @ way), 0, 1)
        return np.asarray(np.linalg.norm(places - start - along[:, None] * way, axis=1))

    def _number(
        self, middle: FloatArray, value: Callable[[], float] | float, places: int, colour: str
    ) -> VGroup:
        number = Number(value, places, size=SIZES.smallest, colour=colour)
        number.place(middle - np.array([0, number.em * 0.36, 0]), "centre")
        if not callable(value):
            number.clear_updaters()
        return backed(number, self.theme)


def _layer_gap(sizes: Sequence[int], box: Box) -> float:
    """Pixels between the centres of two layers."""
    span = high(box.bottom - box.top) if is_tall() else wide(box.right - box.left)
    return span / pixels(len(sizes) - 1)


def _unit_gaps(sizes: Sequence[int], room: float) -> list[float]:
    """Pixels between the centres of each layer's units."""
    inputs, units = _Places.gaps
    most = [inputs] + [units] * (len(sizes) - 1)
    return [min(gap, room / max(n - 1, 1)) for gap, n in zip(most, sizes, strict=True)]
