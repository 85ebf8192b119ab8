"""How often class 1 is met in groups of the feature: what a curve of p is held against."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from gradreel.engine.arrays import FloatArray
from gradreel.engine.data import Dataset
from gradreel.scenes.stage.type.scale import round_values

GROUPS = 8
"""About so many."""
FEWEST, FEW = 10, 30
"""A group of fewer samples is joined with its neighbour; or is small."""


@dataclass(frozen=True)
class Group:
    """Samples whose feature is in one range.

    Attributes:
        low, high: the range, its end left out but for the last group's.
        count: how many samples it has.
        share: how many of them are of class 1, as a share.
    """

    low: float
    high: float
    count: int
    share: float

    @property
    def is_small(self) -> bool:
        """Whether its share is unsure, as so few samples have it."""
        return self.count < FEW


def groups_of(data: Dataset) -> tuple[Group, ...]:
    """Cut the samples into groups of ten at the least, by round ranges of the feature.

    Where all would be one group, as few values are far from all others, groups have the same size.
    """
    values, target = data.features[:, 0], data.target
    low, high = float(values.min()), float(values.max())
    inner = [edge for edge in round_values(low, high, GROUPS) if low < edge < high]
    beyond = np.nextafter(high, np.inf)
    edges = _joined(np.array([low, *inner, beyond]), values)
    if len(edges) == 2:
        alike = np.quantile(values, np.linspace(0, 1, GROUPS + 1)[:-1])
        edges = _joined(np.array([*alike, beyond]), values)
    found = []
    for start, end in pairwise(edges):
        chosen = target[(values >= start) & (values < end)]
        found.append(Group(start, min(end, high), len(chosen), float(chosen.mean())))
    return tuple(found)


def _joined(edges: FloatArray, values: FloatArray) -> list[float]:
    """Leave out edges until each group between them has enough samples."""
    kept = [float(edges[0])]
    for edge in edges[1:-1]:
        inside = np.count_nonzero((values >= kept[-1]) & (values < edge))
        beyond = np.count_nonzero(values >= edge)
        if inside >= FEWEST and beyond >= FEWEST:
            kept.append(float(edge))
    return [*kept, float(edges[-1])]
