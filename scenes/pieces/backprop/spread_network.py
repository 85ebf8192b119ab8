"""A network with a place of its own for a number on every edge, and pulses that run along it."""

from collections.abc import Callable, Collection, Iterable, Sequence

import numpy as np
from manim import Animation, Line, ShowPassingFlash, VGroup

from gradreel.engine.arrays import FloatArray
from gradreel.scenes.stage.manim.motion import MOVE, appear, dim
from gradreel.scenes.stage.manim.network import Network, Weights
from gradreel.scenes.stage.manim.place import at, pixels, stroke
from gradreel.scenes.stage.manim.text import Number, backed
from gradreel.scenes.stage.runs.edges import EdgeIndex, edges_into
from gradreel.scenes.stage.type.grid import SIZES, Box
from gradreel.scenes.stage.type.theme import Theme

RADIUS = 37.0
INPUT_GAP, UNIT_GAP = 104.0, 90.0
"""The most pixels between the centres of inputs, and of units of one layer."""
LINE = 22.0
"""The least pixels from one edge's number to the next below it."""
HALF_MINUS = 7.0
"""Pixels of half a minus sign."""
NUMBER = 80.0
"""Pixels that a number with three places takes across, with room beside it."""


class SpreadNetwork(Network):
    """A network whose numbers on edges stand one under the other, if there is room for all.

    Seen at a share t of the way between two layers, the edges from n inputs to m units pass at
    heights (1 - t) times an input's plus t times a unit's. With t = S / (m T + S), for gaps S and
    T within the two layers, these heights are evenly spaced, and so they are as near to the units,
    with 1 - t = T / (n S + T): the better of the two is where the numbers are put.

    Attributes:
        shares: for each layer of edges the t of its numbers.
        columns: for each layer where it is, as a fraction of the frame's width.
    """

    def __init__(
        self, theme: Theme, sizes: Sequence[int], weights: Weights, *, box: Box | None = None
    ) -> None:
        box = box or Box(0.247, 0.785, 0.257, 0.692)
        self.gaps = _unit_gaps(sizes, (box.bottom - box.top) * 720)
        wanted = [_share(sizes[k : k + 2], self.gaps[k : k + 2]) for k in range(len(sizes) - 1)]
        self.shares = _affordable(wanted, (box.right - box.left) * 1280)
        self.columns = _columns(self.shares, box)
        super().__init__(theme, sizes, weights, box=box, radius=RADIUS)
        for edge in self.edges.values():
            edge.clear_updaters()

    def centre(self, layer: int, unit: int) -> FloatArray:
        """Where a node is, (3,)."""
        middle = (self.box.top + self.box.bottom) / 2
        offset = (unit - (self.sizes[layer] - 1) / 2) * self.gaps[layer] / 720
        return at(self.columns[layer], middle + offset)

    def edges_into(self, layer: int, units: Iterable[int] | None = None) -> list[EdgeIndex]:
        """The edges into a layer, or into some of its units."""
        return edges_into(self.sizes, layer, units)

    def has_room(self, layer: int) -> bool:
        """Whether every edge into a layer can show its number at the same time."""
        return self.shares[layer - 1] is not None

    def speak_of(self, spoken: Collection[EdgeIndex] | None) -> list[Animation]:
        """Dim all edges but these; None brings all of them back."""
        every = self.edges.items()
        named = [edge for index, edge in every if spoken is None or index in spoken]
        others = [edge for index, edge in every if not (spoken is None or index in spoken)]
        return appear(*named) + dim(*others)

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
        alone: bool = False,
    ) -> VGroup:
        """A number with a backing on an edge.

        It is in the middle of the edge if it is `alone`: if only one unit's edges show theirs.
        """
        share = (None if alone else self.shares[edge.layer - 1]) or 0.5
        start = self.centre(edge.layer - 1, edge.source)
        end = self.centre(edge.layer, edge.unit)
        return self._number(start + share * (end - start), value, places, colour)

    def number_under(self, layer: int, unit: int, value: float, *, colour: str) -> VGroup:
        """A number with a backing on the lower rim of a node."""
        foot = self.centre(layer, unit) - np.array([0, pixels(self.radius + 1), 0])
        if value < 0:
            foot[0] += pixels(HALF_MINUS) * self._clear_way(layer)
        return self._number(foot, value, 3, colour)

    def pulses(
        self, edges: Iterable[EdgeIndex], colour: str, *, back: bool = False
    ) -> list[Animation]:
        """Pulses along edges, or back along them."""
        ends = [self.rims(edge)[:: -1 if back else 1] for edge in edges]
        lines = [Line(start, end) for start, end in ends]
        for line in lines:
            line.set_stroke(colour, width=stroke(5))
        return [ShowPassingFlash(line, time_width=0.6, run_time=MOVE) for line in lines]

    def _clear_way(self, layer: int) -> int:
        """To which side of a layer's nodes there are no numbers near: -1 for the left, 0 for none.

        A negative number is the widest; it would nearly touch one that is near.
        """
        before = self.shares[layer - 1] if layer else None
        after = self.shares[layer] if layer < len(self.shares) else None
        near_before, near_after = (before or 0.5) > 0.5, (after or 0.5) < 0.5
        return int(near_before) - int(near_after)

    def _number(
        self, middle: FloatArray, value: Callable[[], float] | float, places: int, colour: str
    ) -> VGroup:
        number = Number(value, places, size=SIZES.smallest, colour=colour)
        number.place(middle - np.array([0, number.em * 0.36, 0]), "centre")
        if not callable(value):
            number.clear_updaters()
        return backed(number, self.theme)


def _unit_gaps(sizes: Sequence[int], height: float) -> list[float]:
    """Pixels between the centres of each layer's units."""
    most = [INPUT_GAP] + [UNIT_GAP] * (len(sizes) - 1)
    return [min(gap, height / max(n - 1, 1)) for gap, n in zip(most, sizes, strict=True)]


def _share(sizes: Sequence[int], gaps: Sequence[float]) -> float | None:
    """How far along edges their numbers stand in even lines; None if those are too close."""
    (sources, units), (source_gap, unit_gap) = sizes, gaps
    if units == 1 or sources == 1:
        return 0.5
    near_sources = source_gap / (units * unit_gap + source_gap)
    near_units = unit_gap / (sources * source_gap + unit_gap)
    lines = near_sources * unit_gap, near_units * source_gap
    if max(lines) < LINE:
        return None
    return near_sources if lines[0] >= lines[1] else 1 - near_units


def _affordable(shares: Sequence[float | None], width: float) -> list[float | None]:
    """Give up the shares that need most room until the layers fit into the width."""
    kept = list(shares)
    while sum(map(_needed, kept)) > width and any(kept):
        kept[max(range(len(kept)), key=lambda index: _needed(kept[index]))] = None
    return kept


def _needed(share: float | None) -> float:
    """Pixels from one layer's centres to the next's, so that numbers stay off the nodes."""
    nearest = 0.5 if share is None else min(share, 1 - share)
    return (RADIUS + NUMBER / 2) / nearest


def _columns(shares: Sequence[float | None], box: Box) -> list[float]:
    """Spread the layers over the box, each pair with the room that its numbers need."""
    needed = np.array([_needed(share) for share in shares])
    slack = (box.right - box.left) * 1280 - needed.sum()
    steps = np.concatenate([[0.0], np.cumsum(needed + slack / len(needed))])
    return [float(each) for each in box.left + steps / 1280]
