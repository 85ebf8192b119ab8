"""Workings that are spread over a tall frame's board, from its top to its bottom."""

from collections.abc import Sequence
from itertools import chain

import numpy as np
from manim import VGroup, VMobject

from gradreel.scenes.stage.manim.board.column import BROKEN, CellColumn
from gradreel.scenes.stage.manim.place import at, high, pixels
from gradreel.scenes.stage.manim.workings import LARGEST, Workings
from gradreel.scenes.stage.type.frame import is_tall
from gradreel.scenes.stage.type.grid import SIZES

EM_SIZES = LARGEST, BROKEN, SIZES.smallest
"""Of formulas that are below each other at the most: the first in which the board holds them."""
APART = 5.0
"""Pixels between two things below each other at the least."""


class StackedWorkings(Workings):
    """Workings whose cells fill all of the board's height in a tall frame."""

    def in_column(self, contents: Sequence[tuple[str, str]], top: float) -> list[VGroup]:
        """Set cells below each other over all of the board, wherever others would begin."""
        del top
        made = self.below_each_other(*contents)
        self.spread(made)
        return made

    def lines(self, total: tuple[str, str], result: str) -> tuple[VMobject, VMobject]:
        """Set a sum without a title, and below it what comes of it, to be written."""
        whole, after = super().lines(total, result)
        if is_tall():
            self.spread([*whole, after])
        return whole, after

    def equations(self, formulas: Sequence[str], spare: float) -> list[VGroup]:
        """Set formulas below each other in a tall frame, broken rather than small.

        The lines are so small that the board holds them, and leaves so many pixels free.
        """
        for size in EM_SIZES:
            column = self._column(size)
            made = [column.formula(each, self.top, min(size, BROKEN)) for each in formulas]
            lines = [*chain.from_iterable(made)]
            if self.holds(lines, spare):
                break
        self.spread(lines)
        return made

    def spread(self, parts: Sequence[VMobject]) -> None:
        """Put things below each other over the board's height."""
        free = high(self.bottom - self.top) - sum(each.height for each in parts)
        cursor = at(0, self.top)[1]
        for each in parts:
            cursor -= free / (len(parts) + 1)
            each.shift(np.array([0, cursor - each.get_top()[1], 0]))
            cursor -= each.height

    def holds(self, parts: Sequence[VMobject], spare: float = 0.0) -> bool:
        """Whether things fit, in a tall frame below each other with so many pixels left free."""
        if not is_tall():
            return super().holds(parts)
        gaps = pixels(spare + APART * (len(parts) + 1))
        narrow = all(each.get_right()[0] <= at(self.right, 0)[0] for each in parts)
        return narrow and sum(each.height for each in parts) <= high(self.bottom - self.top) - gaps

    def below_each_other(self, *contents: tuple[str, str], spare: float = 0.0) -> list[VGroup]:
        """Cells at the board's left, to be spread; `spare` pixels are left free."""
        for size in EM_SIZES:
            made = self._column(size).cells(contents, self.top)
            if self.holds(made, spare):
                break
        return made

    def _column(self, largest: float) -> CellColumn:
        return CellColumn(self.theme, self.left, self.right, largest)
