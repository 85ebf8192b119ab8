"""Which rows of large data are drawn: so few that they don't cover each other."""

import numpy as np

from gradreel.engine.arrays import IntArray
from gradreel.engine.data import Dataset

MOST = 800


def drawn_rows(data: Dataset, most: int = MOST, first: int = 0) -> IntArray:
    """Return the rows that are drawn, in order: all, or an even choice with the classes' shares.

    Of each class they lie evenly along the first feature, its least and its largest value among
    them.

    Args:
        data: of two classes.
        most: about how many may be drawn.
        first: so many of the first rows are among them.
    """
    if data.n <= most:
        return np.arange(data.n)
    chosen = []
    for label in (0, 1):
        rows = np.flatnonzero(data.target == label)
        ordered = rows[np.argsort(data.features[rows, 0], kind="stable")]
        count = max(round(most * len(rows) / data.n), min(len(rows), 2))
        places = np.linspace(0, len(rows) - 1, count).round().astype(int)
        chosen.append(ordered[_with(places, np.flatnonzero(ordered < first))])
    return np.sort(np.concatenate(chosen))


def _with(places: IntArray, wanted: IntArray) -> IntArray:
    """Put wanted places among others, for each that is new one less of these, but for the ends."""
    new = np.setdiff1d(wanted, places)
    inner = np.setdiff1d(places[1:-1], wanted)
    if len(inner) < len(new):
        return np.union1d(places, new)
    given_up = inner[np.linspace(0, len(inner) - 1, len(new)).round().astype(int)]
    return np.union1d(np.setdiff1d(places, given_up), new)
