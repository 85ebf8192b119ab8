"""A chart that is seen through one plot after another: its curves move, and are drawn once."""

from collections.abc import Callable, Sequence

import numpy as np
from manim import Animation, ValueTracker

from gradreel.engine.arrays import FloatArray
from gradreel.scenes.stage.manim.marks import Follower, smooth_path
from gradreel.scenes.stage.manim.motion import MOVE, appear, to, vanish
from gradreel.scenes.stage.manim.place import HEIGHT, stroke
from gradreel.scenes.stage.manim.plot import Plot

SAMPLES = 201


class Views:
    """Plots of the same quantities at other places or scales, and the one that is looked through.

    Attributes:
        plots: the plots.
        seen: index of the plot that is looked through; between two, on the way.
    """

    def __init__(self, plots: Sequence[Plot]) -> None:
        self.plots = tuple(plots)
        self.seen = ValueTracker(0)

    def turn_to(self, index: int, seconds: float = MOVE) -> list[Animation]:
        """The animations that lead from the plot that is looked through to another."""
        now = round(self.seen.get_value())
        return [
            to(self.seen, index, run_time=seconds),
            *vanish(self.plots[now], run_time=seconds / 2),
            *appear(self.plots[index], run_time=seconds),
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
    def floor_and_ceiling(self) -> tuple[float, float]:
        """The lowest and the highest place that is seen, in manim's units."""
        first, share = self._between()
        plots = self.plots[first : first + 2]
        ends = [(0.5 - plot.box.bottom, 0.5 - plot.box.top) for plot in plots]
        low, high = (
            np.interp(share, np.arange(len(ends)), each) for each in zip(*ends, strict=True)
        )
        return float(low) * HEIGHT, float(high) * HEIGHT

    def path(self, xs: FloatArray, ys: FloatArray) -> FloatArray:
        """A smooth curve through pairs of values, where it is seen; for a Follower."""
        pieces = smooth_path(self.points_at(xs, ys)).reshape(-1, 4, 3)
        low, high = self.floor_and_ceiling
        ends = pieces[:, (0, 3), 1]
        seen = ((ends > low - 1e-6) & (ends < high + 1e-6)).all(axis=1)
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
