"""Bars of how often class 1 is met, on axes that a curve of p shares with them."""

from collections.abc import Callable, Sequence
from functools import partial

import numpy as np
from manim import VGroup

from gradreel.engine.arrays import FloatArray
from gradreel.scenes.pieces.combine.shares import Group
from gradreel.scenes.stage.manim.marks import Follower, polyline
from gradreel.scenes.stage.manim.place import pixels, stroke
from gradreel.scenes.stage.manim.plot import Plot
from gradreel.scenes.stage.manim.text import Label
from gradreel.scenes.stage.story.pace import smooth
from gradreel.scenes.stage.type.frame import Shaped
from gradreel.scenes.stage.type.grid import SIZES, Box
from gradreel.scenes.stage.type.scale import Scale, scale
from gradreel.scenes.stage.type.theme import Theme

GAP = 2.0
"""Pixels at each side of a bar."""
FILL = 0.25
AT_ONCE = 3
"""So many bars grow at a time."""
FOOT = 9.0
"""Pixels from the axis to the number in a bar."""


class ShareRooms:
    """Where the bars are, alone, and beside or below the curves or the network; their note."""

    alone = Shaped(Box(0.085, 0.935, 0.30, 0.765), tall=Box(0.15, 0.92, 0.305, 0.79))
    beside = Shaped(Box(0.575, 0.935, 0.30, 0.80), tall=Box(0.15, 0.92, 0.716, 0.861))
    note = Shaped(0.30 - 0.025, tall=0.242)


class ShareFigure(VGroup):
    """Axes and bars, each with the number of its samples.

    Attributes:
        plot: the axes.
        bars: a path each.
        counts: a label each.
    """

    def __init__(  # noqa: PLR0913  what it is drawn from
        self,
        theme: Theme,
        groups: Sequence[Group],
        grown: Callable[[], float],
        *,
        box: Box,
        x_title: str,
        y_title: str,
    ) -> None:
        """Draw it.

        Args:
            theme: gives the colours.
            groups: what the bars are of.
            grown: how far they have grown, one after the other, read at every frame.
            box: where the axes are.
            x_title: what is below them.
            y_title: what is above them.
        """
        across = scale(groups[0].low, groups[-1].high, count=6)
        up = Scale(0.0, 1.0, (0.0, 0.5, 1.0))
        self.plot = Plot(theme, across, up, box=box, x_title=x_title, y_title=y_title)
        bars = len(groups) + AT_ONCE - 1

        def share(number: int) -> float:
            return smooth((grown() * bars - number) / AT_ONCE)

        self.bars = VGroup(
            *(self._bar(group, partial(share, n), theme) for n, group in enumerate(groups))
        )
        self.counts = VGroup(*(self._count(each, theme) for each in groups))
        super().__init__(self.plot, self.bars, self.counts)

    def on_curve(
        self, curve: Callable[[FloatArray], FloatArray], x: Callable[[], float]
    ) -> FloatArray:
        """The place (3,) on a curve of p at a value of the feature that is read now."""
        return self.plot.point(x(), float(curve(np.array([x()]))[0]))

    def _bar(self, group: Group, grown: Callable[[], float], theme: Theme) -> Follower:
        def outline() -> FloatArray:
            side = np.array([pixels(GAP), 0, 0])
            left, right = (
                self.plot.point(group.low, 0) + side,
                self.plot.point(group.high, 0) - side,
            )
            up = self.plot.point(group.low, group.share * grown()) - self.plot.point(group.low, 0)
            return polyline(np.array([left, left + up, right + up, right, left]))

        return Follower(
            outline,
            stroke_color=theme.muted,
            stroke_width=stroke(1.6),
            fill_color=theme.muted,
            fill_opacity=FILL,
        )

    def _count(self, group: Group, theme: Theme) -> Label:
        label = Label(str(group.count), size=SIZES.smallest, colour=theme.text)
        foot = self.plot.point((group.low + group.high) / 2, 0)
        return label.place(foot + np.array([0, pixels(FOOT), 0]), "centre")
