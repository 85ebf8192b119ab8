"""The board under a figure where what is computed in it is written out, and numbers fly in."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from manim import (
    Animation,
    AnimationGroup,
    LaggedStart,
    Mobject,
    VGroup,
    VMobject,
)

from gradreel.engine.arrays import FloatArray
from gradreel.scenes.stage.manim.marks import (
    at,
    fractions,
    high,
    share_of_width,
    surface,
    tall,
    wide,
)
from gradreel.scenes.stage.manim.motion import appear, vanish
from gradreel.scenes.stage.manim.moves import keep_still, travel
from gradreel.scenes.stage.manim.text import Formula, Label, math
from gradreel.scenes.stage.story.pace import FADE
from gradreel.scenes.stage.type.maths import (
    RELATIONS,
    Slot,
    breakable,
    goes_on,
    slot_after,
    slots_in,
)
from gradreel.scenes.stage.type.style import GRID, SIZES, ByShape, Theme, down, is_tall
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


@dataclass(frozen=True)
class CellColumn:
    """Sets cells one below the other between two edges.

    Attributes:
        theme: gives the colours.
        left, right: the edges, as fractions of the frame's width.
        largest: em size of a formula that has room enough.
    """

    theme: Theme
    left: float
    right: float
    largest: float

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


LARGEST = 0.042
"""Em size of a formula that has room enough; one that hasn't shrinks as far as `smallest`."""
GAP, SECOND_INDENT = 0.035, 0.03
"""Between two cells, and before a line that goes on, as fractions of the frame's width."""
LINES = 0.41, 0.80
"""Baselines of two lines, as shares of the board's height."""
BELOW_TOP = 0.086
"""Of the first formula's baseline in a tall frame, in heights of a wide one."""


class FormulaBoard(VGroup):
    """A surface across the frame that holds a row of titled formulas, or a sum over two lines.

    Formulas shrink together until they fit; in a tall frame they are below each other, over as many
    lines as they need. Write, play, wipe, write what comes next:

        board = FormulaBoard(theme)
        cells = board.cells(("weighted sum", "z = w x + b = 1.2"))
        self.play(appear(board), board.write(*cells))
        self.play(board.wipe())

    Attributes:
        surface: the rectangle.
        written: what stands on it now; it isn't part of the group.
        column: sets cells below each other, in a tall frame.
        left, right: the text's edges as fractions of the frame's width.
        top, bottom: its own, as fractions of the frame's height.
        usual: its top and its bottom, and how far its text is inside.
    """

    usual = ByShape((0.772, 0.95, 0.022), tall=(0.735, 0.95, 0.017))

    def __init__(
        self, theme: Theme, *, top: float | None = None, bottom: float | None = None
    ) -> None:
        self.theme = theme
        highest, lowest, padding = self.usual
        self.top = highest if top is None else top
        self.bottom = lowest if bottom is None else bottom
        self.left = GRID.margin + padding
        self.right = 1 - self.left
        self.surface = surface(theme, wide(1 - 2 * GRID.margin), high(self.bottom - self.top))
        self.surface.move_to(at(0.5, (self.top + self.bottom) / 2))
        self.written: list[VMobject] = []
        self.column = CellColumn(theme, self.left, self.right, LARGEST)
        super().__init__(self.surface)

    def write(self, *cells: VMobject) -> list[Animation]:
        """Let cells or lines appear, and stand still when the camera moves."""
        self.written += cells
        keep_still(*cells)
        return appear(*cells)

    def outline(self, *cells: VMobject) -> list[Animation]:
        """Let cells appear up to the first slot of their formulas, for numbers to land there.

        They must be on the stage by then, at a share of 0 of their opacity. What leads to a later
        number appears with that, so that no formula stands full of holes.
        """
        self.write(*cells)
        awaited = {id(part) for cell in cells for part in slots(cell).values()}
        for cell in cells:
            ahead = 0, next(iter(slots(cell)), 0)  # 0 where a formula has no slots
            behind = (parts for slot, parts in before_slots(cell).items() if slot not in ahead)
            awaited |= {id(part) for parts in behind for part in parts}
        drawn = (part for cell in cells for part in cell.get_family() if len(part.points))
        return appear(*(part for part in drawn if id(part) not in awaited))

    def wipe(self) -> list[Animation]:
        """Let all that is written vanish, soon enough for what comes in its place."""
        gone, self.written = vanish(*self.written, run_time=FADE / 2), []
        return gone

    def is_free(self, cell: VMobject) -> bool:
        """Whether nothing is written where a cell is to be."""
        if is_tall():
            ends = [(each.get_bottom()[1], each.get_top()[1]) for each in (cell, *self.written)]
            (low, high), *others = ends
            return all(below > high or low > above for below, above in others)
        return all(each.get_left()[0] != cell.get_left()[0] for each in self.written)

    def cells(
        self,
        *contents: tuple[str, str],
        gap: float = GAP,
        left: float | None = None,
        top: float | None = None,
    ) -> list[VGroup]:
        """Set (title, formula) pairs, to be written: side by side, in a tall frame in a column.

        Args:
            contents: the pairs, the formula in Typst's maths.
            gap: between two cells side by side, as a fraction of the frame's width.
            left: where the first in a row begins; at the board's left when None.
            top: where the first in a column begins; at the board's top when None.
        """
        if is_tall():
            return self.in_column(contents, self.top if top is None else top)
        formulas = self._fitted([maths for _, maths in contents], gap * (len(contents) - 1))
        cells, cursor = [], self.left if left is None else left
        for (title, _), formula in zip(contents, formulas, strict=True):
            cell = VGroup(self.title(title, cursor), formula.place(self.baseline(cursor)))
            cells.append(cell)
            cursor += share_of_width(cell.width) + gap
        return cells

    def titled(self, title: str, maths: str) -> VGroup:
        """Set one cell at the board's left; see `cells`."""
        return self.cells((title, maths))[0]

    def in_column(self, contents: Sequence[tuple[str, str]], top: float) -> list[VGroup]:
        """Set cells below each other, the first at `top`, a fraction of the frame's height."""
        return self.column.cells(contents, top)

    def in_turn(self, *contents: tuple[str, str]) -> list[VGroup]:
        """Set cells as `cells` does, or each in the same place if there is no room for all."""
        together = self.cells(*contents)
        if self.holds(together):
            return together
        return [cell for each in contents for cell in self.cells(each)]

    def holds(self, parts: Sequence[VMobject]) -> bool:
        """Whether the board has room for cells that were set together."""
        fits_across = parts[-1].get_right()[0] <= at(self.right, 0)[0]
        return bool(fits_across and bottom_of(parts[-1]) <= self.bottom)

    def lines(self, total: tuple[str, str], result: str) -> tuple[VMobject, VMobject]:
        """Set a sum without a title, and below it what comes of it, to be written.

        Args:
            total: both halves of the sum. Where a line is too short for both, the second half
                stands in the line below, and the result beside it.
            result: the formula of what comes of it.
        """
        if is_tall():
            first = self.column.formula(" ".join(total), self.top)
            return first, self.column.formula(result, bottom_of(first))
        upper, lower = (self._row(share) for share in LINES)
        (whole,) = self._fitted([" ".join(total)], 0)
        if whole.width <= self._room(0):
            (after,) = self._fitted([result], 0)
            return whole.place(at(self.left, upper)), after.place(at(self.left, lower))
        (first,) = self._fitted([total[0]], 0)
        second, after = self._fitted([total[1], result], SECOND_INDENT + GAP)
        first.place(at(self.left, upper))
        second.place(at(self.left + SECOND_INDENT, lower))
        after.place(at(fractions(second.get_right())[0] + GAP, lower))
        return VGroup(first, second), after

    @property
    def next_left(self) -> float:
        """Where a cell beside what is written begins, as a fraction of the frame's width."""
        ends = (fractions(each.get_right())[0] + GAP for each in self.written)
        return max(ends, default=self.left)

    @property
    def next_top(self) -> float:
        """Where a cell below what is written begins, as a fraction of the frame's height."""
        return next_top(self.written, self.top)

    def baseline(self, x: float) -> FloatArray:
        """A point on the baseline of the cells' formulas, in a column on that of the first."""
        return at(x, self.top + down(BELOW_TOP) if is_tall() else self._row(0.75))

    def title(self, content: str, x: float) -> Label:
        """A title at the height of the cells' titles, x being its left edge."""
        label = Label(content, size=SIZES.smallest, colour=self.theme.muted)
        return label.place(self.title_foot(x))

    def title_foot(self, x: float) -> FloatArray:
        """A point on the baseline of the cells' titles."""
        return at(x, self.top + down(FIRST) if is_tall() else self._row(0.285))

    def _row(self, share: float) -> float:
        return self.top + share * (self.bottom - self.top)

    def _room(self, gaps: float) -> float:
        """The width that formulas may have together, in manim's units."""
        return wide(self.right - self.left - gaps)

    def _fitted(self, maths: Sequence[str], gaps: float) -> list[Formula]:
        """Set formulas in one size in which they fit beside each other."""
        room = self._room(gaps)
        drawn = [math(each, self.theme, size=LARGEST) for each in maths]
        size = LARGEST * room / max(room, sum(each.width for each in drawn))
        if size == LARGEST:
            return drawn
        return [math(each, self.theme, size=max(size, SIZES.smallest)) for each in maths]


def slots(cell: Mobject) -> dict[Slot, VMobject]:
    """What the slots of a cell's formulas mark, in order."""
    formulas = _formulas(cell)
    return {slot: each.slot(slot) for each in formulas for slot in slots_in(each.maths)}


def before_slots(cell: Mobject) -> dict[Slot, list[VMobject]]:
    """What leads to each slot of a cell's formulas; what ends a line leads on to the next one's."""
    found: dict[Slot, list[VMobject]] = {}
    left: list[VMobject] = []
    for formula in _formulas(cell):
        for slot, parts in formula.before_slots().items():
            led = left if slots_in(formula.maths) else []
            left = [each for each in left if each not in led]
            found[slot] = [*found.get(slot, []), *led, *parts]
        left += found.pop("", [])
    return {**found, "": left} if left else found


def led_in(cell: Mobject, *slots_of_it: Slot) -> list[VMobject]:
    """Parts of a cell's formulas, each after what leads to it."""
    marked, leading = slots(cell), before_slots(cell)
    return [part for slot in slots_of_it for part in (*leading.get(slot, []), marked[slot])]


def _formulas(cell: Mobject) -> list[Formula]:
    return [each for each in cell.get_family() if isinstance(each, Formula)]


LAG, AT_ONCE = 0.45, 2.8
"""The share of a number's flight after which the next sets out, and in so many flights' time at
the most all of them do."""
SOON = 0.3
"""Seconds in which what leads to a number appears as that sets out."""


def reveal(
    cell: Mobject,
    *sources: Mobject | None,
    leaving: Mapping[Any, Mobject] | None = None,
    lag: float = LAG,
    closing: bool = False,
    **named: Mobject | None,
) -> Animation:
    """Let numbers fly into parts of a cell, each with what leads to it in the formula.

    As in `reveal(cell, weight=plate.weight, rate=None)`; in order where parts have numbers.

    Args:
        cell: on the stage, outlined.
        sources: where each number is, the first parts' in order; None where it is nowhere yet.
        leaving: what vanishes as a number sets out, by the part that this becomes.
        lag: the share of a number's flight after which the next sets out, if there are few.
        closing: whether with the last comes what leads to the part after it, so that no bracket
            stays open meanwhile.
        named: likewise of parts with names.
    """
    places, leading, leaving = slots(cell), before_slots(cell), leaving or {}
    order = [*places]
    coming = dict(zip(order, sources, strict=False)) | named
    groups = []
    for slot, source in coming.items():
        place = places[slot]
        shown = [travel(source, place)] if source is not None else appear(place)
        led = leading.get(slot, []) if slot != order[0] else []
        if closing and slot == [*coming][-1]:
            led = [*led, *leading.get(slot_after(slot, order), [])]
        gone = [leaving[slot]] if slot in leaving else []
        groups.append(
            AnimationGroup(*shown, *appear(*led, run_time=SOON), *vanish(*gone, run_time=SOON))
        )
    return LaggedStart(*groups, lag_ratio=min(lag, AT_ONCE / max(len(groups), 1)))
