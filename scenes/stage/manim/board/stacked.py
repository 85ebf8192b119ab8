"""Workings whose cells fill a tall frame's board, below each other from its top to its bottom."""

import re
from collections.abc import Sequence
from itertools import chain, pairwise

import numpy as np
from manim import VGroup, VMobject

from gradreel.engine.arrays import FloatArray
from gradreel.scenes.stage.manim.formula import Formula, math
from gradreel.scenes.stage.manim.place import (
    at,
    fractions,
    high,
    pixels,
    share_of_width,
    tall,
)
from gradreel.scenes.stage.manim.text import Label
from gradreel.scenes.stage.manim.workings import GAP, LARGEST, Workings
from gradreel.scenes.stage.type.frame import is_tall
from gradreel.scenes.stage.type.grid import SIZES
from gradreel.scenes.stage.type.typesetting import sentence_lines

EM_SIZES = LARGEST, 0.038, SIZES.smallest
"""Of formulas that are below each other: the first in which they fit."""
TITLE_LINE, TO_FORMULA, TO_FRACTION = 27.0, 40.0, 13.0
"""Pixels from a line of a title to the next, and from the last to a formula's baseline, or to its
top if that is farther."""
APART, SPACE, TERM_SPACE = 7.0, 0.3, 0.22
"""Pixels between two things below each other at the least; em before a piece of a formula that says
what is equal, and before another."""
RELATIONS = "=", "approx"
"""Before these a formula may be broken into lines."""
TERMS = "+", *RELATIONS
"""Likewise a sum."""


class StackedWorkings(Workings):
    """Workings whose cells are below each other in a tall frame, over all of the board's height."""

    def cells(
        self,
        *contents: tuple[str, str],
        gap: float = GAP,
        left: float | None = None,
        top: float | None = None,
    ) -> list[VGroup]:
        """Set (title, formula) pairs beside each other, in a tall frame below each other."""
        if not is_tall():
            return super().cells(*contents, gap=gap, left=left, top=top)
        made = self._below_each_other(*contents)
        self.spread(made)
        return made

    def title(self, content: str, x: float) -> Label:
        """A title at the height of the cells' titles, x being its left edge."""
        label = Label(content, size=SIZES.smallest, colour=self.theme.muted)
        return label.place(self.title_foot(x))

    def title_foot(self, x: float) -> FloatArray:
        """A point on the baseline of the cells' titles."""
        return at(x, self._row(0.285))

    def baseline(self, x: float) -> FloatArray:
        """A point on the baseline of a formula; in a tall frame it is close below its title."""
        if not is_tall():
            return super().baseline(x)
        return np.asarray(self.title_foot(x) - np.array([0, pixels(TO_FORMULA), 0]))

    def in_turn(self, *contents: tuple[str, str]) -> list[VGroup]:
        """Set cells beside or below each other, or in the same place if there is no room."""
        if not is_tall():
            return super().in_turn(*contents)
        together = self.cells(*contents)
        if self.holds(together):
            return together
        return [cell for each in contents for cell in self.cells(each)]

    def is_free(self, cell: VMobject) -> bool:
        """Whether nothing is written where a cell is to be."""
        if not is_tall():
            return super().is_free(cell)
        middle = cell.get_center()[1]
        return all(abs(each.get_center()[1] - middle) > cell.height / 2 for each in self.written)

    def lines(self, total: tuple[str, str], result: str) -> tuple[VMobject, VMobject]:
        """Set a sum without a title, and below it what comes of it, to be written."""
        if not is_tall():
            return super().lines(total, result)
        whole, after = self.flowed(" ".join(total), TERMS), math(result, self.theme, size=LARGEST)
        self.spread([*whole, after])
        return whole, after

    def flowed(self, maths: str, breaks: Sequence[str]) -> VGroup:
        """Set a formula on as few lines as it needs, broken before signs outside of brackets."""
        pieces = _pieces(maths, breaks)
        made = [self._filled(pieces, size) for size in EM_SIZES]
        return min(made, key=len)

    def broken(self, formulas: Sequence[str], spare: float) -> list[VGroup]:
        """Set formulas on lines below each other, broken where they say what is equal.

        They are so small that the board holds them, and leaves so many pixels free.
        """
        for size in EM_SIZES:
            made = [self._filled(_pieces(each, RELATIONS), size) for each in formulas]
            if self.holds([*chain.from_iterable(made)], spare):
                break
        self.spread([*chain.from_iterable(made)])
        return made

    def spread(self, parts: Sequence[VMobject]) -> None:
        """Put things below each other over the board's height, each at its left."""
        free = high(self.bottom - self.top) - sum(each.height for each in parts)
        left, cursor = at(self.left, 0)[0], at(0, self.top)[1]
        for each in parts:
            cursor -= free / (len(parts) + 1)
            each.shift(np.array([left - each.get_left()[0], cursor - each.get_top()[1], 0]))
            cursor -= each.height

    def _below_each_other(self, *contents: tuple[str, str], spare: float = 0.0) -> list[VGroup]:
        """Cells at the board's top left, to be spread; `spare` pixels are left free."""
        for size in EM_SIZES:
            made = [self._cell(*each, size) for each in contents]
            if self.holds(made, spare):
                break
        return made

    def holds(self, parts: Sequence[VMobject], spare: float = 0.0) -> bool:
        """Whether things below each other fit, and leave so many pixels free."""
        gaps = pixels(spare + APART * (len(parts) + 1))
        room = high(self.bottom - self.top) - gaps
        narrow = all(each.width <= self._room(0) for each in parts)
        return narrow and sum(each.height for each in parts) <= room

    def _cell(self, title: str, maths: str, size: float) -> VGroup:
        """A cell at the board's top left: the title on as many lines as it needs, the formula."""
        lines = sentence_lines(title, SIZES.smallest, self.right - self.left)
        titles = VGroup(*(self.title(line, self.left) for line in lines))
        for above, line in enumerate(reversed(titles)):
            line.shift(np.array([0, above * pixels(TITLE_LINE), 0]))
        foot = self.title_foot(self.left)
        formula: VMobject = math(maths, self.theme, size=size).place(foot)
        if size == EM_SIZES[-1] and formula.width > self._room(0):
            formula = self.flowed(maths, TERMS).shift(foot - at(self.left, self.top))
        rise = formula.get_top()[1] - self.title_foot(0)[1]
        formula.shift(np.array([0, -max(pixels(TO_FORMULA), rise + pixels(TO_FRACTION)), 0]))
        return VGroup(titles, formula)

    def _filled(self, pieces: Sequence[str], size: float) -> VGroup:
        """Fill lines one after the other, each below the one before."""
        lines = [VGroup()]
        cursor = start = at(self.left, self.top)
        for each in pieces:
            made: Formula = math(each, self.theme, size=size)
            space = SPACE if each.startswith(RELATIONS) else TERM_SPACE
            cursor = cursor + np.array([space * tall(size), 0, 0])
            if len(lines[-1]) and fractions(cursor)[0] + share_of_width(made.width) > self.right:
                lines.append(VGroup())
            if not len(lines[-1]):
                cursor = start
            lines[-1].add(made.place(cursor))
            cursor = cursor + np.array([made.width, 0, 0])
        for upper, line in pairwise(lines):
            top = upper.get_bottom()[1] - pixels(APART)
            line.shift(np.array([0, top - line.get_top()[1], 0]))
        return VGroup(*lines)


def _pieces(maths: str, breaks: Sequence[str]) -> list[str]:
    """Cut a formula before some signs that are outside of all brackets."""
    pieces, depth = [""], 0
    for word in re.split(r"(?<= )", maths):
        if depth == 0 and word.strip() in breaks:
            pieces.append("")
        pieces[-1] += word
        depth += word.count("(") - word.count(")")
    return [each.strip() for each in pieces if each.strip()]
