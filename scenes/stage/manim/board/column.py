"""Titled formulas below each other, over as many lines as they need: a board in a tall frame."""

import re
from collections.abc import Iterator, Sequence

from manim import Mobject, VGroup

from gradreel.scenes.stage.manim.formula import Formula, math
from gradreel.scenes.stage.manim.place import at, fractions, tall, wide
from gradreel.scenes.stage.manim.text import Label
from gradreel.scenes.stage.type.frame import down
from gradreel.scenes.stage.type.grid import SIZES
from gradreel.scenes.stage.type.maths import RELATIONS, breakable, goes_on
from gradreel.scenes.stage.type.theme import Theme
from gradreel.scenes.stage.type.typesetting import line_room, sentence_lines, text_width

PARTS, MOST_PARTS = re.compile("(?<=[;；])"), 3
"""Where a title is rather broken, and into how many parts at the most."""
QUADS = re.compile(r" (?:quad )+")
"""Where a formula is rather broken, if its parts are short enough."""
BROKEN = 0.038
"""Em size of a formula that goes on in the next line, at the most."""
INDENT = 0.04
"""Before a line that goes on, as a fraction of the frame's width."""
FIRST, LINE = 0.040, 0.038
"""From a cell's top to its first baseline, and from one line of a title to the next, in heights of
a wide frame, as what follows."""
ABOVE, LEAST = 0.014, 0.032
"""Between a line and the formula below it, and how far a formula rises at the least."""
BETWEEN = 0.010
"""Between two cells, besides what is above the first baseline."""


class CellColumn:
    """Sets cells one below the other between two edges.

    Attributes:
        left, right: the edges, as fractions of the frame's width.
        largest: em size of a formula that has room enough.
    """

    def __init__(self, theme: Theme, left: float, right: float, largest: float) -> None:
        self.theme, self.left, self.right, self.largest = theme, left, right, largest

    def cells(self, contents: Sequence[tuple[str, str]], top: float) -> list[VGroup]:
        """Set (title, formula) pairs from a fraction of the frame's height on.

        Returns:
            a group of the title's lines and the formula's for each.
        """
        cells: list[VGroup] = []
        for title, maths in contents:
            name = self.title(title, next_top(cells[-1:], top))
            cells.append(VGroup(name, self.formula(maths, bottom_of(name))))
        return cells

    def title(self, content: str, top: float) -> VGroup:
        """Set the lines of a title from a fraction of the frame's height on."""
        made = VGroup()
        for index, line in enumerate(self._title_lines(content)):
            label = Label(line, size=SIZES.smallest, colour=self.theme.muted)
            made.add(label.place(at(self.left, top + down(FIRST + index * LINE))))
        return made

    def formula(self, maths: str, top: float, least: float = SIZES.smallest) -> VGroup:
        """Set the lines of a formula below a fraction of the frame's height, one if it can be.

        Args:
            maths: the formula.
            top: the fraction.
            least: em size to which it shrinks to be on one line.
        """
        made, baseline = VGroup(), top
        for line in self._lines(maths, least):
            ascent = max(float(line.get_top()[1]) / tall(1), LEAST)
            baseline += down(ABOVE + ascent)
            made.add(line.place(at(self.left + INDENT * goes_on(line.maths), baseline)))
            baseline = bottom_of(line)
        return made

    def _title_lines(self, content: str) -> list[str]:
        """Break a title that is too long, at semicolons if each part has a line of its own."""
        width = self.right - self.left
        lines = sentence_lines(content, SIZES.smallest, width, bold=False)
        parts = [each.strip() for each in PARTS.split(content)]
        fit = all(text_width(each) <= line_room(SIZES.smallest, width) for each in parts)
        return parts if len(lines) > 1 and fit and len(parts) <= MOST_PARTS else lines

    @property
    def _room(self) -> float:
        """Between the edges, in manim's units."""
        return wide(self.right - self.left)

    def _lines(self, maths: str, least: float) -> list[Formula]:
        """Break a formula that doesn't fit where it can be, into lines that do."""
        whole = math(maths, self.theme, size=self.largest)
        size = self.largest * min(1.0, self._room / whole.width)
        if size >= least:
            return [math(maths, self.theme, size=size)]
        lines: list[str] = []
        for gap, piece in self._pieces(maths):
            longer = f"{lines[-1]} {gap}{piece}" if lines else piece
            lines[-1:] = [longer] if self._fits(longer) else [*lines[-1:], piece]
        return [self._broken(line) for line in lines]

    def _pieces(self, maths: str) -> Iterator[tuple[str, str]]:
        """Cut a formula into pieces that fit, each after its gap: what is equal stays together."""
        for part in QUADS.split(maths):
            gap = "quad "
            for equal in [part] if self._fits(part) else breakable(part, RELATIONS):
                for piece in [equal] if self._fits(equal) else breakable(equal):
                    yield gap, piece
                    gap = ""

    def _fits(self, line: str) -> bool:
        room = self._room - wide(INDENT) * goes_on(line)
        return bool(self._broken(line).width <= room)

    def _broken(self, line: str) -> Formula:
        return math(line, self.theme, size=min(BROKEN, self.largest))


def next_top(written: Sequence[Mobject], top: float) -> float:
    """Where a cell begins below what is written, or at a top if nothing is."""
    return max((bottom_of(each) + down(BETWEEN) for each in written), default=top)


def bottom_of(mobject: Mobject) -> float:
    """Where a thing ends, as a fraction of the frame's height."""
    return fractions(mobject.get_bottom())[1]
