"""Axes that move and stretch on the stage, and the data that they carry along."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from manim import Animation, VMobject

from gradreel.engine.arrays import FloatArray
from gradreel.scenes.stage.manim.marks import Marks, at_each, disc, polyline, triangle
from gradreel.scenes.stage.manim.motion import Rewriting
from gradreel.scenes.stage.manim.place import at, pixels, share_of_width, wide
from gradreel.scenes.stage.manim.plot import TITLE, Plot
from gradreel.scenes.stage.manim.text import Label
from gradreel.scenes.stage.story.pace import linear
from gradreel.scenes.stage.type.columns import between
from gradreel.scenes.stage.type.grid import GRID, SIZES, Box
from gradreel.scenes.stage.type.scale import Scale
from gradreel.scenes.stage.type.theme import Theme

WAVE = 0.35
"""Of the time in which all data rise, each of them takes so much."""


class MovingPlot(Plot):
    """Axes whose box can change, with what is held to a place on them.

    Names keep their size, as a plot that becomes wider has room for more, not for larger ones.

    Attributes:
        carried: the data on it.
    """

    def __init__(self, theme: Theme, x: Scale, y: Scale, *, box: Box, x_title: str) -> None:
        super().__init__(theme, x, y, box=box, x_title=x_title)
        self.carried: list[DataMarks] = []
        self._held: list[tuple[VMobject, FloatArray, FloatArray]] = []
        for value, name in zip(y.ticks, self.y_axis, strict=True):
            self.hold(name, 0.0, float(y.share(value)))
        for tick in self.x_axis:
            left, right = self._ends()
            self.hold(tick, (tick[0].get_start()[0] - left) / (right - left), 0.0)
        for title in self.titles:
            self.hold(title, 0.5, 0.0)

    def hold(self, mobject: VMobject, x: float, y: float) -> None:
        """Let a mobject move with a place of the plot, given as shares of its axes."""
        shares = np.array([x, y])
        parts = [each for each in mobject.get_family() if isinstance(each, VMobject)]
        place = self._place(shares)
        self._held += [(part, part.points - place, shares) for part in parts if len(part.points)]

    def carry(self, *marks: "DataMarks") -> None:
        """Let data move with the plot."""
        self.carried += marks

    def set_box(self, box: Box) -> None:
        """Put it into another box, with all that it holds and carries."""
        self.box = box
        for value, line in zip(self.y.ticks, self.grid, strict=True):
            line.points = polyline(
                np.array([self.point(self.x.low, value), self.point(self.x.high, value)])
            )
        for part, outline, shares in self._held:
            part.points = outline + self._place(shares)
        for marks in self.carried:
            marks.write()

    def into(self, box: Box, **kwargs: Any) -> list[Animation]:
        """Move it into another box."""
        start = self.box
        return [Rewriting(self, lambda share: self.set_box(between(start, box, share)), **kwargs)]

    def _x_title(self, title: str) -> Label:
        """The name on one line, in smaller type and beside the middle where it has to be."""
        label = Label(title, size=SIZES.label, colour=self.theme.muted)
        if label.width > wide(1 - 2 * GRID.margin):
            label = Label(title, size=SIZES.smallest, colour=self.theme.muted)
        middle, half = (self.box.left + self.box.right) / 2, share_of_width(label.width) / 2
        middle = max(min(middle, 1 - GRID.margin - half), GRID.margin + half)
        foot = at(middle, self.box.bottom) - np.array([0, pixels(TITLE), 0])
        return label.place(foot, "centre")

    def _place(self, shares: FloatArray) -> FloatArray:
        place: FloatArray = self.points_at_shares(shares[:1], shares[1:])[0]
        return place

    def _ends(self) -> tuple[float, float]:
        return float(self._place(np.zeros(2))[0]), float(self._place(np.array([1.0, 0.0]))[0])


class DataMarks(Marks):
    """The data of one class on a plot, at the height of the class or still among the others.

    Attributes:
        xs: (n,) values of the feature.
        offsets: (n,) by which points are spread up and down.
        order: (n,) their rank among all the data by that feature, 0 to 1.
        radius: of a mark, in pixels.
        whole_from: the height of the plot, as a fraction of the frame's, from which on marks have
            all of their radius.
        risen: how far they have come to their class, 0 to 1; they set out one after the other.
    """

    def __init__(  # noqa: PLR0913  what data are
        self,
        plot: MovingPlot,
        xs: FloatArray,
        offsets: FloatArray,
        *,
        order: FloatArray,
        label: int,
        radius: float,
        whole_from: float,
    ) -> None:
        self.plot, self.xs, self.offsets, self.order = plot, xs, offsets, order
        self.label, self.radius, self.risen = label, radius, 1.0
        self.whole_from = whole_from
        super().__init__(self._centres(), label, plot.theme, radius=radius)

    def write(self) -> None:
        """Set the marks to where they are now; they are smaller on a low plot."""
        height = self.plot.box.bottom - self.plot.box.top
        radius = self.radius * min(1.0, height / self.whole_from)
        self.places = self._centres()
        self.points = at_each(self.places, triangle(radius) if self.label else disc(radius))

    def rise(self, share: float) -> None:
        """Bring them so far on their way to their class."""
        self.risen = share
        self.write()

    def _centres(self) -> FloatArray:
        starts = self.order * (1 - WAVE)
        share = np.clip((self.risen - starts) / WAVE, 0.0, 1.0) if self.risen < 1 else 1.0
        eased = share * share * (3 - 2 * share)
        return self.plot.points_at(self.xs, 0.5 + (self.label - 0.5) * eased + self.offsets)


def rising(classes: Sequence[DataMarks], seconds: float) -> list[Animation]:
    """Let all data come to their classes, one after the other by their feature."""
    return [Rewriting(each, each.rise, run_time=seconds, rate_func=linear) for each in classes]


def falling(classes: Sequence[DataMarks], seconds: float) -> list[Animation]:
    """Let all data go back from their classes to one row, one after the other."""
    settings: dict[str, Any] = {"run_time": seconds, "rate_func": _backwards}
    return [Rewriting(each, each.rise, **settings) for each in classes]


def _backwards(progress: float) -> float:
    return 1 - linear(progress)
