"""All gradients at once, as widths: a highlight sweeps back over the network and leaves them."""

import numpy as np
from manim import ValueTracker, VGroup

from gradreel.engine.arrays import FloatArray
from gradreel.scenes.pieces.backprop.spread_network import SpreadNetwork
from gradreel.scenes.stage.manim.marks import Follower, segments
from gradreel.scenes.stage.manim.place import at, pixels, stroke
from gradreel.scenes.stage.runs.edges import EdgeIndex
from gradreel.scenes.stage.runs.sample_pass import SamplePass

WIDEST, NARROWEST = 11.0, 1.2
"""Pixels of the largest gradient's line, and of one that is zero."""
OVERHANG = 0.035
"""How far the highlight is off the output before, as a fraction of the frame."""


class GradientSweep(VGroup):
    """Lines over the edges and rings about the units, as wide as their gradients are large.

    A bias's gradient is its unit's error, so that is what a ring shows. What the highlight hasn't
    come to isn't drawn.

    Attributes:
        sweep: how far the highlight has come, from 0 at the output to 1 at the inputs; on its way
            back it takes away what it left.
        lines, rings: what it leaves.
        light: the highlight.
    """

    def __init__(self, network: SpreadNetwork, done: SamplePass) -> None:
        self.network, self.sweep = network, ValueTracker(0)
        sizes = network.sizes
        slopes = {edge: abs(done.weight_gradient(edge)) for edge in network.edges}
        units = [(layer, unit) for layer in range(1, len(sizes)) for unit in range(sizes[layer])]
        errors = {node: abs(done.delta(*node)) for node in units}
        self._largest = max(*slopes.values(), *errors.values()) or 1.0
        self.lines = VGroup(*(self._line(edge, size) for edge, size in slopes.items()))
        self.rings = VGroup(*(self._ring(*node, size) for node, size in errors.items()))
        self.light = Follower(
            self._light, stroke_color=network.theme.gradient, stroke_width=stroke(3)
        )
        super().__init__(self.lines, self.rings, self.light)

    def reaching(self, layer: int) -> float:
        """How far the highlight has come when it is at a layer's nodes."""
        return self._reaching(self.network.centre(layer, 0))

    def _reaching(self, place: FloatArray) -> float:
        start, end = self._ends()
        return (start - float(place[self._axis])) / (start - end)

    @property
    def _axis(self) -> int:
        """Along which of a point's coordinates it sweeps."""
        return 1 if self.network.downwards else 0

    def _ends(self) -> tuple[float, float]:
        box = self.network.box
        if self.network.downwards:
            return at(0, box.bottom + OVERHANG)[1], at(0, box.top)[1]
        return at(box.right + OVERHANG, 0)[0], at(box.left, 0)[0]

    def _now(self) -> float:
        """Where the highlight is, in manim's units."""
        start, end = self._ends()
        return start + float(self.sweep.get_value()) * (end - start)

    def _width(self, size: float) -> float:
        share = min(size / self._largest, 1.0) if np.isfinite(size) else 1.0
        return stroke(NARROWEST + (WIDEST - NARROWEST) * share)

    def _line(self, edge: EdgeIndex, size: float) -> Follower:
        start, end = self.network.rims(edge)
        first, last = start[self._axis], end[self._axis]

        def outline() -> FloatArray:
            left = float(np.clip((self._now() - first) / (last - first), 0, 1))
            if left == 1:
                return np.zeros((0, 3))
            return segments(end[None], (start + left * (end - start))[None])

        return Follower(
            outline, stroke_color=self.network.theme.gradient, stroke_width=self._width(size)
        )

    def _ring(self, layer: int, unit: int, size: float) -> Follower:
        circle = self.network.nodes[layer][unit].points.copy()
        reached = self._reaching(self.network.centre(layer, unit))

        def outline() -> FloatArray:
            return circle if self.sweep.get_value() >= reached else np.zeros((0, 3))

        return Follower(
            outline, stroke_color=self.network.theme.gradient, stroke_width=self._width(size)
        )

    def _light(self) -> FloatArray:
        """A line across the network where the highlight is; nothing before and after."""
        if not 0 < self.sweep.get_value() < 1:
            return np.zeros((0, 3))
        box, reach = self.network.box, pixels(self.network.radius + 8)
        first, last = at(box.left, box.top), at(box.right, box.bottom)
        across = np.array([reach, 0, 0]) if self.network.downwards else np.array([0, -reach, 0])
        first[self._axis] = last[self._axis] = self._now()
        return segments((first - across)[None], (last + across)[None])
