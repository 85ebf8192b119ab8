"""How often either network is right, for each of many seeds: a line from the wide to the deep."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.artist import Artist
from matplotlib.lines import Line2D

from gradreel.engine.arrays import FloatArray
from gradreel.scenes.stage.figure.marks import RingedPoint
from gradreel.scenes.stage.figure.motion import faded
from gradreel.scenes.stage.figure.sheet import Sheet
from gradreel.scenes.stage.figure.text import Label
from gradreel.scenes.stage.story.pace import smooth
from gradreel.scenes.stage.type.frame import down
from gradreel.scenes.stage.type.grid import SIZES, Box, Edge
from gradreel.scenes.stage.type.scale import scale

INSET, NAMED, HALF, BELOW, ABOVE, UNDER, COUNTED = 0.042, 0.03, 0.012, 0.05, 0.03, 0.05, 0.115
"""From the box's sides to the middle of both columns, and to that of their names; half a number's
height; from the box to what is written below and above it, below a line, and to the count; as
fractions of the stage."""

THIN, THICK = 2.2, 6.0
"""Widths of a line, in pixels of a 1280x720 frame: as it is, and while it is bright."""

APART, WIDEST = 0.0105, 0.075
"""From one seed's points to the next's, so that none hides another, and all of them in a column at
the most, in the stage's widths."""


@dataclass(frozen=True)
class SeedWords:
    """What is written about the chart.

    Attributes:
        title: above it.
        count: below it, of how many of how many seeds the second column is higher for.
        seeds: what the seeds' lines are of; "" for nothing.
        last: what the last line is of, if it isn't a seed's; else "".
    """

    title: str
    count: Callable[[int, int], str]
    seeds: str
    last: str


class SeedChart:
    """Two columns, wide and deep, with a line for each seed; heights are accuracies."""

    def __init__(
        self,
        sheet: Sheet,
        box: Box,
        pairs: FloatArray,
        columns: Sequence[tuple[str, str]],
        *,
        words: SeedWords,
    ) -> None:
        """Make the chart.

        Args:
            sheet: where it will be drawn.
            box: of the axes.
            pairs: (n, 2) accuracies.
            columns: of both the name and the colour.
            words: its own.
        """
        self._sheet, self._box, self._pairs, self._words = sheet, box, pairs, words
        low = min(0.5, np.floor(10 * float(pairs.min())) / 10)
        self._up = scale(100 * low, 100, count=5)
        heading = self._small(words.title, (box.left, box.top - down(ABOVE)))
        names = self._names(columns)
        self._fixed: list[Artist] = [*self._rules(), *self._ticks(), *names, heading]
        self._lines = [self._line(is_first=index == 0) for index in range(len(pairs))]
        self._points = [
            [RingedPoint(sheet, colour=colour, radius=5) for _, colour in columns] for _ in pairs
        ]

    def _rules(self) -> list[Line2D]:
        """A line across at each of the accuracies that are named."""
        sheet, made = self._sheet, []
        across = [sheet.x(self._box.left), sheet.x(self._box.right)]
        for tick in self._up.ticks:
            rule = Line2D([], [], color=sheet.theme.grid, linewidth=sheet.stroke(1.5))
            rule.set_data(across, 2 * [self._pixel(tick / 100)])
            rule.set_figure(sheet.figure)
            made.append(rule)
        return made

    def _ticks(self) -> list[Label]:
        left = self._box.left - 0.008
        heights = [self._height(tick / 100) + down(HALF) for tick in self._up.ticks]
        return [
            self._small(f"{tick:.0f} %", (left, height), "right")
            for tick, height in zip(self._up.ticks, heights, strict=True)
        ]

    def _names(self, columns: Sequence[tuple[str, str]]) -> list[Label]:
        below = self._box.bottom + down(BELOW)
        return [
            Label(self._sheet, name, (x, below), colour=colour, edge="centre", bold=True)
            for (name, colour), x in zip(columns, self._columns(NAMED), strict=True)
        ]

    def _small(self, content: str, place: tuple[float, float], edge: Edge = "left") -> Label:
        muted = self._sheet.theme.muted
        return Label(self._sheet, content, place, colour=muted, size=SIZES.smallest, edge=edge)

    def add(self, alpha: str, grown: str, swept: str) -> None:
        """Put the chart on the sheet.

        Args:
            alpha: the value that is its opacity.
            grown: that which says how many lines are drawn.
            swept: and that which line is bright: the first at 0 to 1, the second up to 2.
        """
        self._sheet.add(faded(*self._fixed), alpha)
        for index in range(len(self._pairs)):
            self._sheet.add(self._pair(index), alpha, grown, swept)
        self._sheet.add(self._count(), alpha, grown)
        if self._words.seeds:
            lowest = float(self._seeds.mean(axis=1).min())
            self._sheet.add(self._named(self._words.seeds, 0, lowest), alpha, grown)
        if self._words.last:
            index = len(self._pairs) - 1
            lowest = float(self._pairs[index].min())
            self._sheet.add(self._named(self._words.last, index, lowest), alpha, grown)

    @property
    def _seeds(self) -> FloatArray:
        """The pairs of the seeds: not that of other data."""
        return self._pairs[:-1] if self._words.last else self._pairs

    def _columns(self, inset: float) -> tuple[float, float]:
        return self._box.left + inset, self._box.right - inset

    def _count(self) -> Callable[[float, float], Sequence[Artist]]:
        """For how many of the seeds that are drawn the second column is higher, below the names."""
        middle, seeds = (self._box.left + self._box.right) / 2, self._seeds
        text = self._sheet.theme.text
        word = Label(
            self._sheet, "0", (middle, self._box.bottom + down(COUNTED)), colour=text, edge="centre"
        )

        def shown(alpha: float, grown: float) -> Sequence[Artist]:
            count = min(int(grown + 1e-6), len(seeds))
            if not alpha or not count:
                return ()
            wins = int((seeds[:count, 1] > seeds[:count, 0]).sum())
            word.set_text(self._words.count(wins, count))
            word.set_alpha(alpha)
            return (word,)

        return shown

    def _pair(self, index: int) -> Callable[[float, float, float], Sequence[Artist]]:
        count = len(self._pairs)
        aside = (index - (count - 1) / 2) * min(APART, WIDEST / count)
        ends = [
            np.array([self._sheet.x(x + aside), self._pixel(float(value))])
            for x, value in zip(self._columns(INSET), self._pairs[index], strict=True)
        ]

        def shown(alpha: float, grown: float, swept: float) -> Sequence[Artist]:
            share = smooth(grown - index)
            if not alpha or not share:
                return ()
            tip = ends[0] + share * (ends[1] - ends[0])
            line, (first, last) = self._lines[index], self._points[index]
            line.set_data([ends[0][0], tip[0]], [ends[0][1], tip[1]])
            drawn: list[Artist] = [line, *first.at(ends[0]), *last.at(tip)]
            near = smooth(1 - abs(2 * (swept - index - 0.5))) if swept else 0.0
            line.set_linewidth(self._sheet.stroke(THIN + (THICK - THIN) * near))
            for each in drawn:
                each.set_alpha(alpha)
            return drawn

        return shown

    def _named(
        self, content: str, index: int, lowest: float
    ) -> Callable[[float, float], Sequence[Artist]]:
        """The name of what is drawn with a line, below the middle of the lowest."""
        middle = (self._box.left + self._box.right) / 2
        height = self._height(lowest) + down(UNDER)
        text = self._sheet.theme.text
        name = Label(self._sheet, content, (middle, height), colour=text, edge="centre")

        def shown(alpha: float, grown: float) -> Sequence[Artist]:
            name.set_alpha(alpha * smooth(grown - index))
            return (name,) if alpha and grown > index else ()

        return shown

    def _line(self, *, is_first: bool) -> Line2D:
        """The first is of the runs that were seen: it is brighter."""
        theme = self._sheet.theme
        made = Line2D([], [], color=theme.text if is_first else theme.muted)
        made.set_figure(self._sheet.figure)
        return made

    def _height(self, accuracy: float) -> float:
        """Where an accuracy is, as a fraction of the stage's height."""
        share = float(self._up.share(100 * accuracy))
        return self._box.bottom - share * (self._box.bottom - self._box.top)

    def _pixel(self, accuracy: float) -> float:
        return self._sheet.y(self._height(accuracy))
