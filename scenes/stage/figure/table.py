"""A table of runs below the views: a point's sign, a name, and numbers that keep their place."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from matplotlib.artist import Artist

from gradreel.scenes.stage.figure.marks import RingedPoint
from gradreel.scenes.stage.figure.sentence import axis_name
from gradreel.scenes.stage.figure.sheet import Sheet
from gradreel.scenes.stage.figure.text import Label
from gradreel.scenes.stage.type.grid import GRID, SIZES, Box

ROW_BASELINES = (0.888, 0.94)
"""Of a table of two rows, which stands as low as anything may."""

PITCH = ROW_BASELINES[1] - ROW_BASELINES[0]
"""From a row to the next; a table of more rows is higher by so much for each."""

LINE = 0.044
"""From a note to the one above it."""

MOST_IN_BLOCK, ASIDE = 2, 0.48
"""More rows than this stand in two blocks, the second so far to the right of the first."""


@dataclass(frozen=True)
class Column:
    """A column of numbers.

    Attributes:
        head: what stands above it; maths in dollars.
        right: where its numbers end, as a fraction of the stage's width.
        colour: of its numbers.
    """

    head: str
    right: float
    colour: str


class Row:
    """One run's line: the sign of its point, its name, its numbers."""

    def __init__(  # noqa: PLR0913  what a line is
        self,
        sheet: Sheet,
        columns: Sequence[Column],
        place: tuple[float, float],
        content: str,
        *,
        filled: bool,
        colour: str | None = None,
    ) -> None:
        """Make a line.

        Args:
            sheet: where it will be drawn.
            columns: of the table.
            place: its left edge and its baseline, as fractions of the stage.
            content: the run's name.
            filled: whether its point is a disc, or else a ring.
            colour: of its point, unless that of points.
        """
        edge, baseline = place
        sign = RingedPoint(sheet, colour=colour, radius=7.5, filled=filled)
        middle = np.array([sheet.x(edge + 0.006), sheet.y(baseline - 0.013)])
        label = (edge + 0.02, baseline)
        self._fixed = [*sign.at(middle), Label(sheet, content, label, colour=sheet.theme.text)]
        self._numbers = [
            Label(
                sheet,
                "0",
                (column.right, baseline),
                colour=column.colour,
                size=SIZES.number,
                edge="right",
                bold=True,
            )
            for column in columns
        ]

    def show(self, numbers: Sequence[str], alpha: float = 1.0) -> list[Artist]:
        """The line with numbers put in, at an opacity."""
        if not alpha:
            return []
        for artist, number in zip(self._numbers, numbers, strict=True):
            artist.set_text(number)
        made: list[Artist] = [*self._fixed, *self._numbers]
        for each in made:
            each.set_alpha(alpha)
        return made


@dataclass(frozen=True)
class RunTable:
    """A table of runs: one block of up to two rows, or two blocks side by side.

    Attributes:
        columns: of the first block.
        count: how many rows there are in all.
    """

    columns: tuple[Column, ...]
    count: int

    @property
    def height(self) -> int:
        """How many rows stand one below the other: two at least."""
        return max(2, self.count if self.count <= MOST_IN_BLOCK else -(-self.count // 2))

    @property
    def rise(self) -> float:
        """How much higher it is than a table of two rows."""
        return (self.height - 2) * PITCH

    @property
    def blocks(self) -> int:
        """One, or two side by side."""
        return 1 if self.count <= MOST_IN_BLOCK else 2

    def clear(self, box: Box) -> Box:
        """A box above a table of two rows, made as much smaller as this table is higher."""
        return replace(box, bottom=box.bottom - self.rise)

    def row(
        self, sheet: Sheet, index: int, content: str, *, filled: bool, colour: str | None = None
    ) -> Row:
        """Make a run's line, block by block from the top; the arguments are those of `Row`."""
        block, line = divmod(index, self.height)
        place = GRID.margin + block * ASIDE, ROW_BASELINES[0] - self.rise + line * PITCH
        return Row(sheet, self._moved(block), place, content, filled=filled, colour=colour)

    def heads(self, sheet: Sheet, notes: Sequence[str]) -> list[Artist]:
        """The line above the rows: what each column is, and at its left notes, one above the other.

        Args:
            sheet: where it will be drawn.
            notes: from the top.
        """
        baseline = ROW_BASELINES[0] - PITCH - self.rise
        made = [
            axis_name(sheet, column.head, (column.right, baseline), edge="right")
            for block in range(self.blocks)
            for column in self._moved(block)
        ]
        for above, note in enumerate(reversed(notes)):
            place = (GRID.margin, baseline - above * LINE)
            made.append(Label(sheet, note, place, colour=sheet.theme.muted, size=SIZES.smallest))
        return made

    def _moved(self, block: int) -> tuple[Column, ...]:
        return tuple(replace(each, right=each.right + block * ASIDE) for each in self.columns)
