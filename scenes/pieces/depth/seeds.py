"""How often either network is right, for each of many seeds: a line from the wide to the deep."""

from collections.abc import Callable, Sequence

import numpy as np
from matplotlib.artist import Artist
from matplotlib.lines import Line2D

from gradreel.engine.arrays import FloatArray
from gradreel.scenes.stage.figure.marks import RingedPoint
from gradreel.scenes.stage.figure.motion import faded
from gradreel.scenes.stage.figure.sheet import Sheet
from gradreel.scenes.stage.figure.text import Label
from gradreel.scenes.stage.story.pace import smooth
from gradreel.scenes.stage.type.grid import SIZES, Box
from gradreel.scenes.stage.type.scale import scale

INSET, HALF, BELOW, ABOVE, UNDER = 0.03, 0.012, 0.05, 0.03, 0.044
"""From the box's sides to both columns; half a number's height; from the box to what is written
below and above it, and below a line; as fractions of the stage."""


class SeedChart:
    """Two columns, wide and deep, with a line for each seed; heights are accuracies."""

    def __init__(  # noqa: PLR0913  what a chart is
        self,
        sheet: Sheet,
        box: Box,
        pairs: FloatArray,
        columns: Sequence[tuple[str, str]],
        *,
        title: str,
        last: str = "",
    ) -> None:
        """Make the chart.

        Args:
            sheet: where it will be drawn.
            box: of the axes.
            pairs: (n, 2) accuracies.
            columns: of both the name and the colour.
            title: above them.
            last: the name of the last line, if it has one of its own.
        """
        self._sheet, self._box, self._pairs, self._last = sheet, box, pairs, last
        low = min(0.5, np.floor(10 * float(pairs.min())) / 10)
        self._up = scale(100 * low, 100, count=5)
        muted, smallest = sheet.theme.muted, SIZES.smallest
        ticks = [
            Label(
                sheet,
                f"{tick:.0f} %",
                (box.left - 0.008, self._height(tick / 100) + HALF),
                colour=muted,
                size=smallest,
                edge="right",
            )
            for tick in self._up.ticks
        ]
        rules = []
        for tick in self._up.ticks:
            rule = Line2D([], [], color=sheet.theme.grid, linewidth=sheet.stroke(1.5))
            rule.set_data([sheet.x(box.left), sheet.x(box.right)], 2 * [self._pixel(tick / 100)])
            rule.set_figure(sheet.figure)
            rules.append(rule)
        names = [
            Label(sheet, name, (x, box.bottom + BELOW), colour=colour, edge="centre", bold=True)
            for (name, colour), x in zip(columns, self._columns, strict=True)
        ]
        heading = Label(sheet, title, (box.left, box.top - ABOVE), colour=muted, size=smallest)
        self._fixed: list[Artist] = [*rules, *ticks, *names, heading]
        self._lines = [self._line() for _ in pairs]
        self._points = [
            [RingedPoint(sheet, colour=colour, radius=5) for _, colour in columns] for _ in pairs
        ]

    def add(self, alpha: str, grown: str) -> None:
        """Put the chart on the sheet; its values: an opacity, and how many lines are drawn."""
        self._sheet.add(faded(*self._fixed), alpha)
        for index in range(len(self._pairs)):
            self._sheet.add(self._pair(index), alpha, grown)
        if self._last:
            self._sheet.add(self._named(len(self._pairs) - 1), alpha, grown)

    @property
    def _columns(self) -> tuple[float, float]:
        return self._box.left + INSET, self._box.right - INSET

    def _pair(self, index: int) -> Callable[[float, float], Sequence[Artist]]:
        ends = [
            np.array([self._sheet.x(x), self._pixel(float(value))])
            for x, value in zip(self._columns, self._pairs[index], strict=True)
        ]

        def shown(alpha: float, grown: float) -> Sequence[Artist]:
            share = smooth(grown - index)
            if not alpha or not share:
                return ()
            tip = ends[0] + share * (ends[1] - ends[0])
            line, (first, last) = self._lines[index], self._points[index]
            line.set_data([ends[0][0], tip[0]], [ends[0][1], tip[1]])
            drawn: list[Artist] = [line, *first.at(ends[0]), *last.at(tip)]
            for each in drawn:
                each.set_alpha(alpha)
            return drawn

        return shown

    def _named(self, index: int) -> Callable[[float, float], Sequence[Artist]]:
        """The name of a line, below its middle."""
        middle = (self._box.left + self._box.right) / 2
        height = self._height(float(self._pairs[index].min())) + UNDER
        text = self._sheet.theme.text
        name = Label(self._sheet, self._last, (middle, height), colour=text, edge="centre")

        def shown(alpha: float, grown: float) -> Sequence[Artist]:
            name.set_alpha(alpha * smooth(grown - index))
            return (name,) if alpha and grown > index else ()

        return shown

    def _line(self) -> Line2D:
        made = Line2D([], [], color=self._sheet.theme.text, linewidth=self._sheet.stroke(2.2))
        made.set_figure(self._sheet.figure)
        return made

    def _height(self, accuracy: float) -> float:
        """Where an accuracy is, as a fraction of the stage's height."""
        share = float(self._up.share(100 * accuracy))
        return self._box.bottom - share * (self._box.bottom - self._box.top)

    def _pixel(self, accuracy: float) -> float:
        return self._sheet.y(self._height(accuracy))
