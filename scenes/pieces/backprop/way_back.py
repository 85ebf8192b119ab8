"""What the way back leaves on the drawing: errors at the nodes, gradients on the edges."""

from collections.abc import Iterable, Sequence

from manim import Animation, Line, VGroup, VMobject

from gradreel.scenes.pieces.backprop.diagram import PassDiagram
from gradreel.scenes.stage.manim.motion import appear
from gradreel.scenes.stage.runs.edges import EdgeIndex
from gradreel.scenes.stage.runs.sample_pass import SamplePass


class WayBack:
    """The errors and gradients of one pass, as far as they have come.

    Attributes:
        errors: (layer, unit) -> the number at that node.
        lines: over the edges, as wide as their gradients are large.
    """

    def __init__(self, diagram: PassDiagram, done: SamplePass) -> None:
        self.diagram, self.done = diagram, done
        self.errors: dict[tuple[int, int], VGroup] = {}
        self.lines: list[Line] = []
        edges = diagram.network.edges
        self._largest = max(abs(done.weight_gradient(edge)) for edge in edges)

    def pointers(self, edges: Sequence[EdgeIndex]) -> list[VMobject]:
        """Arrows back along edges, beside their weights where there are few, and the weights."""
        aside = 21 if len(edges) <= 2 else 0
        arrows = [self.diagram.arrow_back(edge, aside) for edge in edges]
        return [*arrows, *(self.diagram.weight(self.done, edge) for edge in edges)]

    def show_errors(self, layer: int, units: Iterable[int]) -> list[Animation]:
        """Let errors appear at units of a layer."""
        fresh = {(layer, unit): self.diagram.error(self.done, layer, unit) for unit in units}
        self.errors |= fresh
        return appear(*fresh.values())

    def missing(self, layer: int) -> list[int]:
        """The units of a layer that don't have their error yet."""
        units = range(self.done.model.sizes[layer])
        return [unit for unit in units if (layer, unit) not in self.errors]

    def others(self, layer: int, unit: int) -> list[VGroup]:
        """All errors but one unit's."""
        return [error for key, error in self.errors.items() if key != (layer, unit)]

    def lines_into(self, layer: int) -> list[Line]:
        """Make the lines over the edges into a layer."""
        made = [
            self.diagram.gradient_line(self.done, edge, self._largest)
            for edge in self.diagram.network.edges_into(layer)
        ]
        self.lines += made
        return made

    def gradients_into(self, layer: int, *, but: EdgeIndex) -> list[VGroup]:
        """Make the numbers on the edges into a layer that have room for them, all but one."""
        edges = self.diagram.labelled(self.done, layer)
        return [self.diagram.gradient(self.done, edge) for edge in edges if edge != but]
