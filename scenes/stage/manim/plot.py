"""Axes with their grid and labels, and curves that are written into them in place."""

from collections.abc import Callable, Sequence
from itertools import pairwise

import numpy as np
from manim import Line, VGroup
from numpy.typing import NDArray

from gradreel.engine.arrays import FloatArray
from gradreel.scenes.stage.manim.marks import Follower, smooth_path
from gradreel.scenes.stage.manim.place import at, height, pixels, stroke, tall, wide, width
from gradreel.scenes.stage.manim.text import Label
from gradreel.scenes.stage.type.grid import GRID, SIZES, Box
from gradreel.scenes.stage.type.scale import Scale
from gradreel.scenes.stage.type.theme import Theme
from gradreel.scenes.stage.type.typesetting import broken_if_tall, text_width

Pieces = Callable[[FloatArray], NDArray[np.bool_]]
SAMPLES = 201
Y_GAP, X_GAP = 14, 14
"""Pixels from a name at the left to the axis, and between two names at the bottom at the least."""
TITLE, HIGHER, TITLE_LINE = 79.0, 7.0, 29.0
"""Pixels from the axis down to the name below, less if it has lines, and from one to the next."""


class Plot(VGroup):
    """Axes: horizontal grid lines named at the left, ticks named at the bottom.

    It stays where it is made: its places are fixed, so that curves never ask manim for them.

    Attributes:
        x, y: the two scales.
        box: where it is.
        grid, x_axis, y_axis, titles: its visible parts.
    """

    def __init__(  # noqa: PLR0913  what axes are
        self,
        theme: Theme,
        x: Scale,
        y: Scale,
        *,
        box: Box | None = None,
        x_title: str = "",
        y_title: str = "",
        y_title_rise: float = 0.025,
    ) -> None:
        """Draw them.

        Args:
            theme: gives the colours.
            x: the scale at the bottom.
            y: the scale at the left.
            box: where it is.
            x_title: what is below the middle; how ticks are to be read is added, if they need it.
            y_title: likewise, above the left corner.
            y_title_rise: how far the y title is above the box, as a fraction of the frame's height.
        """
        self.x, self.y, self.box, self.theme = x, y, box or Box(), theme
        self._x_notation, self._y_notation = x.notation(), y.notation(self._room_at_left())
        self.grid = VGroup(*(self._grid_line(value) for value in y.ticks))
        self.y_axis = VGroup(*(self._y_label(value) for value in y.ticks))
        self.x_axis = self._x_ticks()
        self.titles = VGroup()
        if below := self._x_notation.titled(x_title):
            self.titles.add(self._x_title(below))
        if above := self._y_notation.titled(y_title):
            self.titles.add(self._y_title(above, y_title_rise))
        super().__init__(self.grid, self.x_axis, self.y_axis, self.titles)

    def point(self, x: float, y: float) -> FloatArray:
        """The place (3,) of a pair of values."""
        place: FloatArray = self.points_at(np.array([x]), np.array([y]))[0]
        return place

    def seen(self, x: float, y: float) -> FloatArray | None:
        """The place (3,) of a pair of values; None where that is off the plot."""
        shares = np.array([self.x.share(x), self.y.share(y)])
        if not np.isfinite(shares).all() or (np.abs(shares - 0.5) > 0.5 + 1e-6).any():
            return None
        return self.point(x, y)

    def points_at(self, xs: FloatArray, ys: FloatArray) -> FloatArray:
        """The places (n, 3) of pairs of values."""
        return self.points_at_shares(self.x.share(xs), self.y.share(ys))

    def points_at_shares(self, xs: FloatArray, ys: FloatArray) -> FloatArray:
        """The places (n, 3) of pairs of shares of the axes."""
        box = self.box
        across = box.left + xs * (box.right - box.left)
        down = box.bottom - ys * (box.bottom - box.top)
        return np.stack(
            [(across - 0.5) * width(), (0.5 - down) * height(), np.zeros_like(across)], axis=-1
        )

    def curve(
        self,
        function: Callable[[FloatArray], FloatArray],
        colour: str,
        *,
        width: float = 5.0,
        between: Callable[[], tuple[float, float]] | None = None,
        keeping: "Pieces | None" = None,
    ) -> "Curve":
        """Draw a function of x that may read trackers; see Curve."""
        return Curve(self, function, colour, width=width, between=between, keeping=keeping)

    def _grid_line(self, value: float) -> Line:
        left, right = self.point(self.x.low, value), self.point(self.x.high, value)
        return Line(left, right, color=self.theme.grid, stroke_width=stroke(1.6))

    def _room_at_left(self) -> float:
        """Between the margin and the left axis, in em, without a sign if any value has one."""
        room = wide(self.box.left - GRID.margin) - pixels(Y_GAP)
        sign = text_width("−") if min(self.y.ticks, default=0) < 0 else 0
        return room / tall(SIZES.tick) - sign

    def _y_label(self, value: float) -> Label:
        label = Label(self._y_notation.name(value), size=SIZES.tick, colour=self.theme.muted)
        drop = np.array([-pixels(Y_GAP), -label.em * 0.36, 0])
        return label.place(self.point(self.x.low, value) + drop, "right")

    def _x_ticks(self) -> VGroup:
        """Every tick, or every second or third: so many that their names stand apart."""
        made = [self._x_tick(value) for value in self.x.ticks]
        every = next(each for each in range(1, len(made) + 2) if _apart(made[::each]))
        return VGroup(*made[::every])

    def _x_tick(self, value: float) -> VGroup:
        foot = self.point(value, self.y.low)
        tick = Line(
            foot,
            foot - np.array([0, pixels(7), 0]),
            color=self.theme.line,
            stroke_width=stroke(1.6),
        )
        label = Label(self._x_notation.name(value), size=SIZES.tick, colour=self.theme.muted)
        return VGroup(tick, label.place(foot - np.array([0, pixels(33), 0]), "centre"))

    def _x_title(self, title: str) -> Label | VGroup:
        """The name below the middle; in a tall frame over lines if it has to be."""
        across = (self.box.left + self.box.right) / 2
        room = 2 * (min(across, 1 - across) - GRID.margin)
        made = self._title_lines(title, room)
        first = TITLE - HIGHER * (len(made) > 1)
        for index, label in enumerate(made):
            drop = np.array([0, pixels(first + index * TITLE_LINE), 0])
            label.place(at(across, self.box.bottom) - drop, "centre")
        return made[0] if len(made) == 1 else VGroup(*made)

    def _y_title(self, title: str, rise: float) -> Label | VGroup:
        """The name above the left corner; in a tall frame over lines if it has to be."""
        made = self._title_lines(title, 1 - GRID.margin - self.box.left)
        for index, label in enumerate(reversed(made)):
            lift = np.array([0, pixels(index * TITLE_LINE), 0])
            label.place(at(self.box.left, self.box.top - rise) + lift)
        return made[0] if len(made) == 1 else VGroup(*made)

    def _title_lines(self, title: str, room: float) -> list[Label]:
        lines = broken_if_tall(title, SIZES.label, room, bold=False)
        return [Label(line, size=SIZES.label, colour=self.theme.muted) for line in lines]


class Curve(Follower):
    """A function of x on a plot, written into one path at every frame.

    What lies outside the plot is left out.

    Attributes:
        function: takes xs (n,) and returns ys (n,); reads trackers, if anything.
        between: returns the x from which and to which it is drawn.
        keeping: takes ys (n,) and returns which pieces (n - 1,) between them are drawn.
    """

    def __init__(  # noqa: PLR0913  what a curve is
        self,
        plot: Plot,
        function: Callable[[FloatArray], FloatArray],
        colour: str,
        *,
        width: float = 5.0,
        between: Callable[[], tuple[float, float]] | None = None,
        keeping: Pieces | None = None,
    ) -> None:
        self.plot, self.function, self.keeping = plot, function, keeping
        self.between = between or (lambda: (plot.x.low, plot.x.high))
        super().__init__(self._path, stroke_color=colour, stroke_width=stroke(width))

    def _path(self) -> FloatArray:
        xs = np.linspace(*self.between(), SAMPLES)
        ys = self.function(xs)
        share = self.plot.y.share(ys)
        seen = np.isfinite(ys) & (share > -1e-6) & (share < 1 + 1e-6)
        path = smooth_path(self.plot.points_at(xs, np.where(np.isfinite(ys), ys, 0.0)))
        kept = seen[:-1] & seen[1:] & (True if self.keeping is None else self.keeping(ys))
        return path.reshape(-1, 4, 3)[kept].reshape(-1, 3)


def _apart(ticks: Sequence[VGroup]) -> bool:
    """Whether the names of ticks, from the left to the right, don't run into each other."""
    ends = [(tick[1].get_left()[0], tick[1].get_right()[0]) for tick in ticks]
    return all(right + pixels(X_GAP) < left for (_, right), (left, _) in pairwise(ends))
