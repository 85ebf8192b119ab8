"""A chart that is seen through one plot after another: its curves and axes move between them."""

from collections.abc import Callable, Sequence

import numpy as np
from manim import Animation, Mobject, ValueTracker

from gradreel.engine.arrays import FloatArray
from gradreel.scenes.stage.manim.marks import Follower, polyline, smooth_path
from gradreel.scenes.stage.manim.motion import MOVE, appear, to, vanish
from gradreel.scenes.stage.manim.place import at, fractions, pixels, stroke
from gradreel.scenes.stage.manim.plot import Plot
from gradreel.scenes.stage.type.grid import Box

EDGE = 1e-6
NOWHERE = np.zeros((0, 3))


class Views:
    """Plots of the same quantities at other places or scales, and the one that is looked through.

    On the way from one to the next, the lines and the names of both move with what they name.

    Attributes:
        plots: the plots.
        seen: index of the plot that is looked through; between two, on the way.
        axis: the line at the bottom.
    """

    def __init__(self, plots: Sequence[Plot]) -> None:
        self.plots = tuple(plots)
        self.seen = ValueTracker(0)
        for plot in self.plots:
            self._let_move(plot)
        self.axis = Follower(
            self._bottom, stroke_color=self.plots[0].theme.line, stroke_width=stroke(2)
        )

    def turn_to(self, index: int) -> list[Animation]:
        """The animations that lead from the plot that is looked through to the next or another."""
        now = round(self.seen.get_value())
        return [
            to(self.seen, index, run_time=MOVE),
            *vanish(self.plots[now], run_time=MOVE),
            *appear(self.plots[index], run_time=MOVE),
        ]

    def points_at(self, xs: FloatArray, ys: FloatArray) -> FloatArray:
        """The places (n, 3) of pairs of values at this moment."""
        first, share = self._between()
        before = self.plots[first].points_at(xs, ys)
        if not share:
            return before
        return before + share * (self.plots[first + 1].points_at(xs, ys) - before)

    def point(self, x: float, y: float) -> FloatArray:
        """The place (3,) of a pair of values at this moment."""
        place: FloatArray = self.points_at(np.array([x]), np.array([y]))[0]
        return place

    @property
    def box(self) -> Box:
        """The part of the frame that is looked through at this moment."""
        first, share = self._between()
        if not share:
            return self.plots[first].box
        ends = [
            np.array([each.box.left, each.box.right, each.box.top, each.box.bottom])
            for each in self.plots[first : first + 2]
        ]
        left, right, top, bottom = ends[0] + share * (ends[-1] - ends[0])
        return Box(float(left), float(right), float(top), float(bottom))

    @property
    def floor_and_ceiling(self) -> tuple[float, float]:
        """The lowest and the highest place that is seen, in manim's units."""
        return float(self._corner(0, 1)[1]), float(self._corner(0, 0)[1])

    def clipped(self, points: FloatArray) -> FloatArray:
        """Points (n, 3), or the ones next to them that are seen."""
        low, high = self._corner(0, 1), self._corner(1, 0)
        return np.clip(points, low, high)

    def path(self, xs: FloatArray, ys: FloatArray) -> FloatArray:
        """A smooth curve through pairs of values, where it is seen; for a Follower."""
        pieces = smooth_path(self.points_at(xs, ys)).reshape(-1, 4, 3)
        low, high = self._corner(0, 1) - EDGE, self._corner(1, 0) + EDGE
        ends = pieces[:, (0, 3), :2]
        seen = ((ends > low[:2]) & (ends < high[:2])).all(axis=(1, 2))
        return pieces[seen].reshape(-1, 3)

    def curve(
        self,
        function: Callable[[], tuple[FloatArray, FloatArray]],
        colour: str,
        *,
        width: float = 5.0,
    ) -> Follower:
        """Draw a curve; `function` returns its xs (n,) and ys (n,) at this moment."""
        return Follower(
            lambda: self.path(*function()), stroke_color=colour, stroke_width=stroke(width)
        )

    def _between(self) -> tuple[int, float]:
        value = float(self.seen.get_value())
        first = min(int(value), len(self.plots) - 1)
        return first, value - first

    def _corner(self, across: float, down: float) -> FloatArray:
        """A point of the box, by shares of its width from the left and its height from the top."""
        box = self.box
        return at(
            box.left + across * (box.right - box.left), box.top + down * (box.bottom - box.top)
        )

    def _bottom(self) -> FloatArray:
        return polyline(np.array([self._corner(0, 1), self._corner(1, 1)]))

    def _let_move(self, plot: Plot) -> None:
        """Let the parts of a plot move with the values that they stand at."""
        names = zip(plot.y.ticks, plot.grid, plot.y_axis, strict=True)
        for value, line, name in names:
            _follow(name, self._beside(plot, value))
            _follow(line, self._across(plot, value))
        for tick in plot.x_axis:
            _follow(tick, self._below(plot, float(tick[0].get_center()[0])))
        edges = ((0.5, 1.0), (0.0, 0.0))
        for title in plot.titles:
            across, down = edges[int(fractions(title.get_center())[1] < plot.box.bottom)]
            _follow(title, self._shifted(plot, across, down))

    def _shifted(self, plot: Plot, across: float, down: float) -> Callable[..., FloatArray]:
        home = _corner_of(plot.box, across, down)
        return lambda points: points + self._corner(across, down) - home

    def _beside(self, plot: Plot, value: float) -> Callable[..., FloatArray]:
        """Where the name of a y value is, and nowhere while that is out of sight."""
        home = plot.point(plot.x.low, value)

        def moved(points: FloatArray) -> FloatArray:
            height = self.point(plot.x.low, value)[1]
            low, high = self.floor_and_ceiling
            if not low - pixels(1) < height < high + pixels(1):
                return NOWHERE
            place = np.array([self._corner(0, 0)[0], height, 0])
            return np.asarray(points + place - home)

        return moved

    def _across(self, plot: Plot, value: float) -> Callable[..., FloatArray]:
        """Where the line of a y value is: from the left of what is seen to the right."""
        moved = self._beside(plot, value)

        def stretched(points: FloatArray) -> FloatArray:
            made = moved(points)
            ends = self._corner(0, 0)[0], self._corner(1, 0)[0]
            if len(made):
                made = made.copy()
                made[:, 0] = np.interp(points[:, 0], points[[0, -1], 0], ends)
            return made

        return stretched

    def _below(self, plot: Plot, x: float) -> Callable[..., FloatArray]:
        """Where the tick of an x value is, and nowhere while that is out of sight."""
        left, right = (_corner_of(plot.box, across, 1)[0] for across in (0, 1))
        value = plot.x.low + (x - left) / (right - left) * (plot.x.high - plot.x.low)
        home = plot.point(value, plot.y.low)

        def moved(points: FloatArray) -> FloatArray:
            place = np.array([self.point(value, plot.y.low)[0], self.floor_and_ceiling[0], 0])
            low, high = self._corner(0, 0)[0], self._corner(1, 0)[0]
            if not low - pixels(1) < place[0] < high + pixels(1):
                return NOWHERE
            return np.asarray(points + place - home)

        return moved


def _corner_of(box: Box, across: float, down: float) -> FloatArray:
    return at(box.left + across * (box.right - box.left), box.top + down * (box.bottom - box.top))


def _follow(mobject: Mobject, moved: Callable[..., FloatArray]) -> None:
    """Let a thing be where a function takes the points that it was made with."""
    parts = [(part, part.points.copy()) for part in mobject.get_family() if len(part.points)]

    def move(_: Mobject) -> None:
        for part, points in parts:
            part.points = moved(points)

    mobject.add_updater(move)
