"""What the way back leaves on the drawing: errors at the nodes, and arrows along edges."""

from collections.abc import Iterable, Sequence

from manim import Animation, VGroup, VMobject

from gradreel.scenes.pieces.backprop.diagram import PassDiagram
from gradreel.scenes.stage.manim.motion import appear
from gradreel.scenes.stage.runs.edges import EdgeIndex
from gradreel.scenes.stage.runs.sample_pass import SamplePass
from gradreel.scenes.stage.type.frame import Shaped


class _Places:
    """Pixels from a weight on its edge to the arrow beside it: more where edges are steep."""

    aside = Shaped(21.0, tall=28.0)


class WayBack:
    """The errors and gradients of one pass, as far as they have come.

    Attributes:
        errors: (layer, unit) -> the number at that node.
    """

    def __init__(self, diagram: PassDiagram, done: SamplePass) -> None:
        self.diagram, self.done = diagram, done
        self.errors: dict[tuple[int, int], VGroup] = {}

    def arrows(self, edges: Sequence[EdgeIndex]) -> list[VMobject]:
        """Arrows back along edges to one unit, beside their weights where there is room."""
        has_room = self.diagram.network.has_beside(edges[0].layer - 1) and len(edges) <= 2
        aside = _Places.aside if has_room else 0
        return [self.diagram.arrow_back(edge, aside) for edge in edges]

    def error(self, layer: int, unit: int) -> VGroup:
        """Make the error at a unit, for a number to land on it."""
        self.errors[layer, unit] = self.diagram.error(self.done, layer, unit)
        return self.errors[layer, unit]

    def show_errors(self, layer: int, units: Iterable[int]) -> list[Animation]:
        """Let errors appear at units of a layer."""
        fresh = {(layer, unit): self.diagram.error(self.done, layer, unit) for unit in units}
        self.errors |= fresh
        return appear(*fresh.values())

    def beside(self, edges: Iterable[EdgeIndex]) -> list[VGroup]:
        """The errors at other nodes than those that some edges lead to."""
        ends = {(edge.layer, edge.unit) for edge in edges}
        return [error for node, error in self.errors.items() if node not in ends]

    def missing(self, layer: int) -> list[int]:
        """The units of a layer that don't have their error yet."""
        units = range(self.done.model.sizes[layer])
        return [unit for unit in units if (layer, unit) not in self.errors]
