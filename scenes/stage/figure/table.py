"""A panel of runs beside a landscape or below it: a point's sign, a name, and numbers below."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.artist import Artist
from matplotlib.patches import FancyBboxPatch

from gradreel.scenes.stage.figure.marks import RingedPoint, Shape
from gradreel.scenes.stage.figure.sentence import axis_name
from gradreel.scenes.stage.figure.sheet import Sheet
from gradreel.scenes.stage.figure.text import Label
from gradreel.scenes.stage.type.frame import Shaped, down, is_tall
from gradreel.scenes.stage.type.grid import GRID, SIZES, Box
from gradreel.scenes.stage.type.typesetting import figures_width, sentence_lines

GAP, TIGHT = 0.018, 0.001
"""Between two runs, and between two of many, in heights of a wide stage."""

ROUNDED, FIRST = 0.012, 0.033
"""The corners' radius, and from an edge to a baseline, likewise."""

MOST_IN_FULL = 2
"""More runs than this have one row of numbers each."""

NOTE_PITCH = 0.04

NAME_GAP = 0.3
"""Between a number's name and the number at the least, in em of the number."""


class _Places:
    """Where the panel begins, as fractions of the stage.

    Attributes:
        top: its upper edge.
        padding: beside the rows.
        name: from there to a run's name.
        second: where the first number of two ends.
        pitch: from a row to the next, in heights of a wide stage.
        sign: from a name that ends where its numbers do to the middle of the run's sign.
        name_room: how wide that name may be.
    """

    top = Shaped(0.25, tall=0.64)
    padding = Shaped(0.016, tall=0.04)
    name = Shaped(0.021, tall=0.05)
    second = Shaped(0.80, tall=0.59)
    pitch = Shaped(0.0465, tall=0.0485)
    sign = 0.022
    name_room = 0.28


@dataclass(frozen=True)
class Cell:
    """One number of each run.

    Attributes:
        name: what it is; maths in dollars.
        colour: of the number.
    """

    name: str
    colour: str


@dataclass(frozen=True)
class RunName:
    """A run in the panel.

    Attributes:
        name: what it is called.
        colour: of its point.
        filled: whether its point is a disc, or else a ring.
        shape: of its point.
    """

    name: str
    colour: str
    filled: bool
    shape: Shape = "round"


class RunTable:
    """The panel; its drawings are functions of opacities and of written numbers.

    Two runs stand one below the other, but side by side in a tall frame, where a panel is wide.
    """

    def __init__(self, sheet: Sheet, cells: Sequence[Cell], runs: Sequence[RunName]) -> None:
        """Make the panel.

        Args:
            sheet: where it will be drawn.
            cells: the numbers of each run: two at the most where there are many runs.
            runs: in order.
        """
        self.sheet, self._cells, self._runs = sheet, cells, runs
        self._in_full = len(runs) <= MOST_IN_FULL
        self._side_by_side = is_tall() and len(runs) == MOST_IN_FULL
        self._lines_of_names = [self._broken(run.name) for run in runs]
        self._back = background(
            sheet, Box(GRID.panel_left, GRID.panel_right, _Places.top, _Places.top + 0.1)
        )
        self._heads = self._named_rows() if self._side_by_side else self._named_columns()
        self._fixed = [self._fixed_of(index) for index in range(len(runs))]
        self._numbers = [self._numbers_of(index) for index in range(len(runs))]

    def back(self, alpha: float, *shown: float) -> list[Artist]:
        """The panel itself, high enough for the runs that are shown, each at an opacity."""
        if not alpha:
            return []
        count = max((index + share for index, share in enumerate(shown) if share), default=1.0)
        bottom = self.sheet.y(_Places.top + down(self._height(max(count, 1.0))))
        self._back.set_y(bottom)
        self._back.set_height(self.sheet.y(_Places.top) - bottom)
        made: list[Artist] = [self._back, *self._heads]
        for each in made:
            each.set_alpha(alpha)
        return made

    def row(self, index: int, numbers: Sequence[str], alpha: float) -> list[Artist]:
        """A run with its numbers put in, at an opacity."""
        if not alpha:
            return []
        for artist, number in zip(self._numbers[index], numbers, strict=True):
            artist.set_text(number)
        made = [*self._fixed[index], *self._numbers[index]]
        for each in made:
            each.set_alpha(alpha)
        return made

    def number(self, index: int, cell: int) -> Label:
        """One number of a run, as it was written last."""
        return self._numbers[index][cell]

    def notes(self, contents: Sequence[str]) -> list[Artist]:
        """Remarks below the panel, the last one as low as anything may be."""
        pitch = down(NOTE_PITCH)
        lowest = GRID.lowest_baseline - pitch * (len(contents) - 1)
        return [
            Label(
                self.sheet,
                content,
                (GRID.panel_left, lowest + pitch * index),
                colour=self.sheet.theme.muted,
                size=SIZES.smallest,
            )
            for index, content in enumerate(contents)
        ]

    @property
    def _rows(self) -> int:
        """Rows of one run."""
        return 1 + (len(self._cells) if self._in_full else 1)

    @property
    def _gap(self) -> float:
        return GAP if self._in_full else TIGHT

    def _height(self, count: float) -> float:
        """How high the panel is for so many runs, in heights of a wide stage."""
        if self._side_by_side:
            return (self._name_lines + len(self._cells)) * _Places.pitch + 0.03
        heads = 0 if self._in_full else _Places.pitch
        return heads + count * (self._rows * _Places.pitch + self._gap) - self._gap + 0.03

    def _baseline(self, index: int, row: int) -> float:
        """The baseline of a run's row: its name's, or that of a number, counted from 1."""
        below = FIRST + 0.012 + row * _Places.pitch
        if self._side_by_side:
            return _Places.top + down(below + (self._name_lines - 1) * _Places.pitch)
        heads = 0 if self._in_full else _Places.pitch
        return _Places.top + down(below + heads + index * (self._rows * _Places.pitch + self._gap))

    def _right(self, index: int, cell: int) -> float:
        """Where a number of a run ends."""
        if self._side_by_side:
            last = index == len(self._runs) - 1
        else:
            last = self._in_full or cell == len(self._cells) - 1
        return GRID.panel_right - _Places.padding if last else _Places.second

    def _named_rows(self) -> list[Artist]:
        left = GRID.panel_left + _Places.padding
        return [
            axis_name(self.sheet, cell.name, (left, self._baseline(0, 1 + at)))
            for at, cell in enumerate(self._cells)
        ]

    def _named_columns(self) -> list[Artist]:
        if self._in_full:
            return []
        return [
            axis_name(
                self.sheet,
                cell.name,
                (self._right(0, at), _Places.top + down(FIRST + 0.012)),
                edge="right",
            )
            for at, cell in enumerate(self._cells)
        ]

    def _broken(self, name: str) -> list[str]:
        """The lines of a run's name: more than one where it has little room."""
        if not self._side_by_side:
            return [name]
        return sentence_lines(name, SIZES.label, _Places.name_room)

    @property
    def _name_lines(self) -> int:
        return max(map(len, self._lines_of_names))

    def _fixed_of(self, index: int) -> list[Artist]:
        """A run's sign and name, and what its numbers are."""
        if self._side_by_side:
            return self._head_of(index)
        sheet, run = self.sheet, self._runs[index]
        left, baseline = GRID.panel_left + _Places.padding, self._baseline(index, 0)
        name = Label(sheet, run.name, (left + _Places.name, baseline), colour=sheet.theme.text)
        made = [*self._sign_of(index, left + 0.006, baseline), name]
        if self._in_full:
            made += [
                axis_name(sheet, cell.name, (left, self._baseline(index, 1 + at)))
                for at, cell in enumerate(self._cells)
            ]
        return made

    def _head_of(self, index: int) -> list[Artist]:
        """A run's name above its numbers, its sign before that."""
        right, lines = self._right(index, 0), self._lines_of_names[index]
        last = self._baseline(index, 0)
        baselines = [last - down(_Places.pitch * (len(lines) - 1 - at)) for at in range(len(lines))]
        names = [
            Label(self.sheet, line, (right, baseline), colour=self.sheet.theme.text, edge="right")
            for line, baseline in zip(lines, baselines, strict=True)
        ]
        left = right - max(name.width for name in names) - _Places.sign
        return [*self._sign_of(index, left, baselines[0]), *names]

    def _sign_of(self, index: int, x: float, baseline: float) -> Sequence[Artist]:
        """A run's point, as high as its name's letters."""
        sheet, run = self.sheet, self._runs[index]
        sign = RingedPoint(sheet, colour=run.colour, radius=7.5, filled=run.filled, shape=run.shape)
        return sign.at(np.array([sheet.x(x), sheet.y(baseline - down(0.013))]))

    def _numbers_of(self, index: int) -> list[Label]:
        return [
            Label(
                self.sheet,
                "0",
                (self._right(index, at), self._baseline(index, 1 + at * self._in_full)),
                colour=cell.colour,
                size=SIZES.number,
                edge="right",
                bold=True,
            )
            for at, cell in enumerate(self._cells)
        ]


def fitting_name(sheet: Sheet, names: Sequence[str], numbers: Sequence[str]) -> str:
    """The first of some names of a cell, the longest first, that leaves room for its numbers.

    Args:
        sheet: where the panel will be drawn.
        names: words.
        numbers: all that will be written beside the name.
    """
    widest = max(map(figures_width, numbers))
    taken = (widest + NAME_GAP) * sheet.tall(SIZES.number) / sheet.width
    room = GRID.panel_right - GRID.panel_left - 2 * _Places.padding - taken
    drawn = (Label(sheet, name, (0, 0), colour=sheet.theme.muted) for name in names)
    return next((each.get_text() for each in drawn if each.width <= room), names[-1])


def background(sheet: Sheet, box: Box) -> FancyBboxPatch:
    """A rounded area that lifts what is written on it off a picture."""
    made = FancyBboxPatch(
        (sheet.x(box.left), sheet.y(box.bottom)),
        sheet.x(box.right) - sheet.x(box.left),
        sheet.y(box.top) - sheet.y(box.bottom),
        boxstyle=f"round,pad=0,rounding_size={sheet.tall(ROUNDED)}",
        facecolor=sheet.theme.surface,
        edgecolor="none",
    )
    made.set_figure(sheet.figure)
    return made
