"""The penalty of each of the data as a bar, in the order of the feature."""

from collections.abc import Callable

import numpy as np
from manim import VGroup
from numpy.typing import NDArray

from gradreel.engine.arrays import FloatArray
from gradreel.engine.data import Dataset
from gradreel.scenes.pieces.likelihood.fitting import ShownFit
from gradreel.scenes.stage.manim.marks import Follower, segments
from gradreel.scenes.stage.manim.place import at, pixels, stroke
from gradreel.scenes.stage.manim.plot import Plot
from gradreel.scenes.stage.manim.plots.outcomes import OutcomePlot
from gradreel.scenes.stage.manim.text import Label, Number
from gradreel.scenes.stage.type.frame import Shaped
from gradreel.scenes.stage.type.grid import SIZES, Box, Strip
from gradreel.scenes.stage.type.typesetting import number_text

WAVE = 0.35
"""Of the time in which all data become bars, each of them takes so much."""
OPACITY, FAINT, LINK = 0.9, 0.3, 0.45
"""Of a bar, of one that stays where it was, and of a line to a bar."""
GAP = 9.0
"""From a bar to its number, in pixels."""
ALONE = 0.012
"""Width of a bar that stands alone, in the plot's."""
PLACES = 2
"""Of a penalty, after the point."""


class _Sizes:
    """Em size of the number above a bar."""

    number = Shaped(SIZES.label, tall=SIZES.smallest)


class PenaltyBars:
    """A bar for each of the data, which comes out of its mark on the plot above.

    Attributes:
        plot: its axes.
        bars: those of class 0 and of class 1.
        before: the same, faint, and never levelled.
        mean: a line at the mean of them all, with its name beside it.
        order: (n,) the slot of each of the data, from the left.
        levelled: returns how far all have come to their mean, 0 to 1.
        crowded: returns 0 while a few stand alone and are wide, up to 1 where all have a slot each.
    """

    def __init__(
        self, shown: ShownFit, patients: OutcomePlot, plot: Plot, grown: Callable[[], FloatArray]
    ) -> None:
        """Make them.

        Args:
            shown: the curve's values.
            patients: the plot with the marks.
            plot: where the bars stand; its x scale is 0 to 1.
            grown: how far each of the data has become its bar, (n,), 0 to 1.
        """
        self.shown, self.patients, self.plot, self.grown = shown, patients, plot, grown
        self.levelled: Callable[[], float] = lambda: 0.0
        self.crowded: Callable[[], float] = lambda: 1.0
        data = shown.data
        self.order = ranks_of(data)
        edges = Strip(data.n, Box(0.0, 1.0, 0.0, 1.0)).edges(self.order)
        self._edges = np.column_stack([edges[:, 0], edges[:, 0] + 1 / data.n])
        self.bars = VGroup(*(self._bars(label, self.heights, OPACITY) for label in (0, 1)))
        self.before = VGroup(*(self._bars(label, shown.penalties, FAINT) for label in (0, 1)))
        self.mean = self._mean_line()

    def place(self, index: int) -> FloatArray:
        """The upper end (3,) of the bar of one of the data, now."""
        x = float(self._edges[index].mean())
        return self.plot.point(x, float(self.heights()[index]))

    def heights(self) -> FloatArray:
        """How high the bars are (n,): each its penalty, or all on their way to the mean."""
        penalties, level = self.shown.penalties(), self.levelled()
        heights = penalties + level * (self.shown.loss() - penalties)
        return np.asarray(np.minimum(heights, self.plot.y.high))

    def number(self, index: int) -> VGroup:
        """The penalty of one of the data, above its bar."""
        theme = self.patients.theme
        colour = theme.of_class(int(self.shown.data.target[index]))
        made = Number(
            lambda: float(self.shown.penalties()[index]),
            lambda value: number_text(value, PLACES),
            size=_Sizes.number,
            colour=colour,
        )
        made.opaque = True
        edge, low = self.plot.box.left, pixels(GAP)

        def where() -> FloatArray:
            place = self.place(index) + np.array([0, low, 0])
            return np.asarray(np.maximum(place, [at(edge, 0)[0] + pixels(36), place[1], 0]))

        return VGroup(made.place(where, "centre"))

    def link(self, index: int, mark: FloatArray) -> Follower:
        """A thin line from the mark of one of the data to its bar."""
        x = np.array([float(self._edges[index].mean())])
        colour = self.patients.theme.of_class(int(self.shown.data.target[index]))
        end = self.plot.points_at(x, np.zeros(1))
        line = segments(mark[None], end)
        style = {"stroke_width": stroke(2), "stroke_opacity": LINK}
        return Follower(lambda: line, stroke_color=colour, **style)

    def _bars(self, label: int, upper: Callable[[], FloatArray], opacity: float) -> Follower:
        theme, chosen = self.patients.theme, self.shown.data.target == label
        marks, edges = self.patients.classes[label], self._edges[chosen]

        def outline() -> FloatArray:
            grown = self.grown()[chosen]
            seen = grown > 0
            share, heights = grown[seen], upper()[chosen][seen]
            left, right = self._widened(edges[seen])
            floor = np.zeros_like(heights)
            xs, ys = (left, left, right, right), (floor, heights, heights, floor)
            corners = np.stack(
                [self.plot.points_at(x, y) for x, y in zip(xs, ys, strict=True)], axis=1
            )
            at_marks = marks.places[seen][:, None] + _square(marks.radius)
            return _filled(at_marks + share[:, None, None] * (corners - at_marks))

        return Follower(
            outline, fill_color=theme.of_class(label), fill_opacity=opacity, stroke_width=0
        )

    def _widened(self, edges: FloatArray) -> FloatArray:
        """The edges (2, k) of bars from those of their slots (k, 2)."""
        left, right = edges.T
        lacking = max(ALONE - float(right[0] - left[0]), 0.0) if len(edges) else 0.0
        aside = lacking / 2 * (1 - self.crowded())
        return np.array([left - aside, right + aside])

    def _mean_line(self) -> VGroup:
        theme = self.patients.theme

        def ends() -> FloatArray:
            height = min(self.shown.loss(), self.plot.y.high)
            return self.plot.points_at(np.array([0.0, 1.0]), np.full(2, height))

        def outline() -> FloatArray:
            start, end = ends()
            return segments(start[None], end[None])

        line = Follower(outline, stroke_color=theme.full_loss, stroke_width=stroke(3.5))
        content = self.patients.texts.label("mean")
        name = Label(content, size=SIZES.smallest, colour=theme.full_loss)
        beside = np.array([pixels(GAP), -pixels(GAP), 0])
        name.add_updater(lambda _: name.place(ends()[1] + beside))
        return VGroup(line, name.place(ends()[1] + beside))


def grown_in_wave(order: FloatArray, share: float) -> FloatArray:
    """How far each has come (n,) when a share of the time of all has passed, the first first.

    Args:
        order: (n,) from 0 to 1.
        share: 0 to 1.
    """
    come = np.clip((share - order * (1 - WAVE)) / WAVE, 0.0, 1.0)
    return np.asarray(come * come * (3 - 2 * come))


def ranks_of(data: Dataset) -> NDArray[np.int64]:
    """The rank of each of the data by its feature, (n,), from 0."""
    ranks = np.empty(data.n, dtype=np.int64)
    ranks[np.argsort(data.features[:, 0], kind="stable")] = np.arange(data.n)
    return ranks


def _square(radius: float) -> FloatArray:
    """The corners (4, 3) of a square about the origin, about as large as a mark."""
    side = pixels(radius) * 0.9
    return side * np.array([[-1, -1, 0], [-1, 1, 0], [1, 1, 0], [1, -1, 0]], dtype=float)


def _filled(corners: FloatArray) -> FloatArray:
    """The outlines of shapes of four corners (n, 4, 3) as one path."""
    ends = np.roll(corners, -1, axis=1)
    return segments(corners.reshape(-1, 3), ends.reshape(-1, 3))
