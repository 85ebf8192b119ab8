"""All the data as dots that stay through the story: in a block, beside a table, on an axis."""

from collections.abc import Sequence

import numpy as np
from manim import ValueTracker, VGroup
from numpy.typing import NDArray

from gradreel.engine.arrays import FloatArray
from gradreel.scenes.stage.manim.marks import Follower, disc, triangle
from gradreel.scenes.stage.manim.place import at, high, wide
from gradreel.scenes.stage.manim.plots.outcomes import OutcomePlot
from gradreel.scenes.stage.type.grid import Box

WAVE = 0.35
"""Of the time in which all move on, each of them takes so much."""
OPACITY, FIRST = 0.8, 0.04
"""Of the dots; and so large a share of them is there at once."""


class Crowd:
    """A dot for each of the data: grey until its class is known.

    Attributes:
        moved: how far all have come along their places, whole where they all are at one.
        known: the share of them whose class is shown.
        there: the share of them that is there at all.
        asked: the share of them that a model has been asked about.
        dots: all of them.
        asking: those that it has been asked about, in its colour.
    """

    def __init__(
        self, patients: OutcomePlot, places: Sequence[FloatArray], orders: Sequence[FloatArray]
    ) -> None:
        """Make them.

        Args:
            patients: the plot where they end.
            places: where they are one after the other, (n, 3) each.
            orders: who goes first on the way to each place but the first, (n,) from 0 to 1.
        """
        self._places, self._orders = places, orders
        self._target, self.theme = patients.data.target, patients.theme
        self._radius = patients.classes[0].radius
        self.moved, self.known, self.there, self.asked = (ValueTracker(0.0) for _ in range(4))
        self.there.set_value(FIRST)
        self._rank = np.arange(len(self._target)) / len(self._target)
        kinds = [self._dots(None), self._dots(0), self._dots(1)]
        self.dots = VGroup(*kinds)
        self.asking = self._asking()

    @property
    def last(self) -> FloatArray:
        """Where they end, (n, 3)."""
        return self._places[-1]

    def now(self) -> FloatArray:
        """Where they are, (n, 3)."""
        moved = self.moved.get_value()
        leg = min(int(moved), len(self._orders) - 1)
        come = np.clip((moved - leg - self._orders[leg] * (1 - WAVE)) / WAVE, 0.0, 1.0)
        eased = (come * come * (3 - 2 * come))[:, None]
        start, end = self._places[leg : leg + 2]
        return np.asarray(start + eased * (end - start))

    def _seen(self, label: int | None) -> NDArray[np.bool_]:
        """Which are there, and of a class; of none while it isn't known."""
        there = self._rank < self.there.get_value()
        known = self._rank < self.known.get_value()
        return there & (~known if label is None else known & (self._target == label))

    def _asking(self) -> Follower:
        shape = disc(self._radius)

        def outline() -> FloatArray:
            places = self.now()[self._rank < self.asked.get_value()]
            return np.asarray((places[:, None, :] + shape[None]).reshape(-1, 3))

        return Follower(outline, fill_color=self.theme.model, fill_opacity=1, stroke_width=0)

    def _dots(self, label: int | None) -> Follower:
        shape = triangle(self._radius) if label else disc(self._radius)

        def outline() -> FloatArray:
            places = self.now()[self._seen(label)]
            return np.asarray((places[:, None, :] + shape[None]).reshape(-1, 3))

        colour = self.theme.muted if label is None else self.theme.of_class(label)
        return Follower(outline, fill_color=colour, fill_opacity=OPACITY, stroke_width=0)


def block(count: int, box: Box) -> FloatArray:
    """Places (n, 3) side by side and one above the other that fill a box, column by column."""
    width, height = wide(box.right - box.left), high(box.bottom - box.top)
    rows = max(int(np.sqrt(count * height / width)), 1)
    columns = -(-count // rows)
    index = np.arange(count)
    across = (index // rows + 0.5) / columns
    down = (index % rows + 0.5) / rows
    corner = at(box.left, box.top)
    steps = np.column_stack([across * width, -down * height, np.zeros(count)])
    return np.asarray(corner + steps)


def on_axis(patients: OutcomePlot) -> FloatArray:
    """Places (n, 3) in one row at the values of the feature."""
    places = np.zeros((patients.data.n, 3))
    for marks in patients.classes:
        marks.rise(0.0)
        places[patients.data.target == marks.label] = marks.places
    return places
