"""A table of runs below the views: a point's sign, a name, and numbers that keep their place."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.artist import Artist

from gradreel.scenes.stage.figure.marks import RingedPoint
from gradreel.scenes.stage.figure.sentence import axis_name
from gradreel.scenes.stage.figure.sheet import Sheet
from gradreel.scenes.stage.figure.text import Label
from gradreel.scenes.stage.type.grid import GRID, SIZES

HEAD_BASELINE, ROW_BASELINES = 0.836, (0.888, 0.94)
"""The table stands as low as anything may."""

LINE = 0.044
"""From a note to the one above it."""


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
        index: int,
        content: str,
        *,
        filled: bool,
        colour: str | None = None,
    ) -> None:
        """Make a line.

        Args:
            sheet: where it will be drawn.
            columns: of the table.
            index: 0 for the upper line, 1 for the lower.
            content: the run's name.
            filled: whether its point is a disc, or else a ring.
            colour: of its point, unless that of points.
        """
        baseline = ROW_BASELINES[index]
        sign = RingedPoint(sheet, colour=colour, radius=7.5, filled=filled)
        left = GRID.margin + 0.006
        place = np.array([sheet.x(left), sheet.y(baseline - 0.013)])
        label = (GRID.margin + 0.02, baseline)
        self._fixed = [*sign.at(place), Label(sheet, content, label, colour=sheet.theme.text)]
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


def heads(sheet: Sheet, columns: Sequence[Column], notes: Sequence[str]) -> list[Artist]:
    """The line above the rows: what each column is, and at its left notes, one above the other."""
    made = [
        axis_name(sheet, column.head, (column.right, HEAD_BASELINE), edge="right")
        for column in columns
    ]
    for above, note in enumerate(reversed(notes)):
        place = (GRID.margin, HEAD_BASELINE - above * LINE)
        made.append(Label(sheet, note, place, colour=sheet.theme.muted, size=SIZES.smallest))
    return made
