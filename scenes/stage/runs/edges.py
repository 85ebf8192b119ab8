"""How the edges of a network are named: one index for the record, both libraries and the scenes."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple


class EdgeIndex(NamedTuple):
    """The edge to a unit of a layer from a unit of the layer before.

    Layers are counted from the inputs, 0; so an edge's weight is
    `layers[layer - 1].weights[unit, source]`.
    """

    layer: int
    unit: int
    source: int


def edges_into(
    sizes: Sequence[int], layer: int, units: Iterable[int] | None = None
) -> list[EdgeIndex]:
    """The edges into a layer, or into some of its units.

    Args:
        sizes: units in each layer, inputs included.
        layer: from 1 on.
        units: those of the layer; all of them when None.
    """
    chosen = range(sizes[layer]) if units is None else units
    return [EdgeIndex(layer, unit, source) for unit in chosen for source in range(sizes[layer - 1])]


def every_edge(sizes: Sequence[int]) -> list[EdgeIndex]:
    """All edges of a network, from the inputs on."""
    return [edge for layer in range(1, len(sizes)) for edge in edges_into(sizes, layer)]
