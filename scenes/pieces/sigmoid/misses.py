"""How far a curve is from what happened: a line for each of the data, one of them named."""

from collections.abc import Callable, Sequence
from itertools import product

import numpy as np
from manim import DL, UR, VGroup, VMobject
from numpy.typing import NDArray

from gradreel.engine.arrays import FloatArray
from gradreel.scenes.pieces.sigmoid.figure import LogisticFigure
from gradreel.scenes.pieces.sigmoid.ghosts import lines_of
from gradreel.scenes.pieces.sigmoid.logistic import Pose, curve_of
from gradreel.scenes.stage.manim.layout import Rectangle
from gradreel.scenes.stage.manim.marks import Follower, segments
from gradreel.scenes.stage.manim.place import at, pixels, stroke, tall
from gradreel.scenes.stage.manim.text import Label, backed
from gradreel.scenes.stage.type.frame import is_tall
from gradreel.scenes.stage.type.grid import SIZES

FAINT = 0.34
"""Opacity of the lines, of which there are many."""
HEIGHTS = (0.24, 0.32, 0.4, 0.68, 0.76, 0.6)
"""Where the name of one may be on the plot, the best first."""
GAP, AIR = pixels(12), pixels(6)
"""From a line to its name, and about a name at the least."""
ABOVE = 0.056
"""From the name of p to the name of one above it, in heights of a wide frame."""
CANDIDATES = 40
"""So many of the longest lines are looked at for one that has room for a name beside it."""


class Misses:
    """Lines from what happened towards the curve, drawn from what trackers say.

    Attributes:
        lines: all of them.
    """

    def __init__(
        self, figure: LogisticFigure, poses: Sequence[Pose], share: Callable[[], float]
    ) -> None:
        """Make them.

        Args:
            figure: where they are drawn.
            poses: the curves that are shown one after the other.
            share: how far the lines have come to the curve, 0 to 1.
        """
        self.figure, self.poses, self.share = figure, poses, share
        self.xs, self.ys = figure.drawn.features[:, 0], figure.drawn.target.astype(float)
        self.lines = VGroup(*(self._lines(self.ys == label, 1.6, FAINT) for label in (0, 1)))
        lengths = [np.abs(self.ys - curve_of(each.parameters)(self.xs)) for each in poses]
        self._longest_first = np.argsort(-np.sum(lengths, axis=0), kind="stable")

    def name_one(self, content: str, ghosts: Sequence[VGroup]) -> VGroup:
        """Draw one of the longest so that it is seen, with its name beside it, if there is room.

        In a tall frame its name is above that of p, as lines and curves leave no room for it.

        Args:
            content: the name.
            ghosts: of the curves, each with its own name, which this one stays clear of.
        """
        figure = self.figure
        words = [each[1] for each in ghosts]
        free = [*ghosts, *figure.marks, figure.class_labels]
        taken = [part.points for each in free for part in each.get_family()]
        taken += [lines_of(figure, each) for each in self.poses]
        for index in self._longest_first[: None if is_tall() else CANDIDATES]:
            x, label = float(self.xs[index]), int(self.ys[index])
            colour = figure.theme.of_class(label)
            name = Label(content, size=SIZES.label, colour=colour)
            if self._is_clear(x, words) and self._has_placed(name, x, np.concatenate(taken)):
                line = self._lines(np.arange(len(self.xs)) == index, 3.5, 1.0)
                return VGroup(line, backed(name, figure.theme))
        return VGroup()

    def _lines(self, chosen: NDArray[np.bool_], width: float, opacity: float) -> Follower:
        xs, ys, plot = self.xs[chosen], self.ys[chosen], self.figure.plot

        def outline() -> FloatArray:
            reach = self.share()
            if not reach:
                return np.zeros((0, 3))
            ends = ys + reach * (self.figure.shown.probability(xs) - ys)
            return segments(plot.points_at(xs, ys), plot.points_at(xs, ends))

        colour = self.figure.theme.of_class(int(ys[0]))
        return Follower(
            outline, stroke_color=colour, stroke_width=stroke(width), stroke_opacity=opacity
        )

    def _is_clear(self, x: float, words: Sequence[VMobject]) -> bool:
        """Whether a line up from a value crosses none of some words."""
        place = self.figure.plot.point(x, 0.0)[0]
        return not any(
            each.get_left()[0] - AIR < place < each.get_right()[0] + AIR for each in words
        )

    def _has_placed(self, name: Label, x: float, taken: FloatArray) -> bool:
        """Whether there was a free place for a name beside the line up from a value."""
        plot = self.figure.plot
        if is_tall():
            name.place(self.figure.meaning.get_corner(DL) + np.array([0, tall(ABOVE), 0]))
            return True
        edges = at(plot.box.left, 0)[0], at(plot.box.right, 0)[0]
        for y, side in product(HEIGHTS, (1, -1)):
            place = plot.point(x, y) + side * np.array([GAP, 0, 0])
            name.place(place, "left" if side > 0 else "right")
            (left, bottom, _), (right, top, _) = name.get_corner(DL), name.get_corner(UR)
            box = Rectangle(left - AIR, bottom - AIR, right + AIR, top + AIR)
            if edges[0] <= left and right <= edges[1] and not box.holds_any(taken):
                return True
        return False
