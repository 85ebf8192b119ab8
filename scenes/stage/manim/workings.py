"""The board under a figure where what is computed in it is written out with its numbers."""

from collections.abc import Sequence

from manim import Animation, Mobject, RoundedRectangle, VGroup, VMobject

from gradreel.engine.arrays import FloatArray
from gradreel.scenes.stage.manim.board.column import FIRST, CellColumn, bottom_of, next_top
from gradreel.scenes.stage.manim.formula import Formula, math
from gradreel.scenes.stage.manim.motion import appear, vanish
from gradreel.scenes.stage.manim.moves.camera import keep_still
from gradreel.scenes.stage.manim.place import (
    at,
    fractions,
    high,
    pixels,
    share_of_width,
    wide,
)
from gradreel.scenes.stage.manim.text import Label
from gradreel.scenes.stage.story.pace import FADE
from gradreel.scenes.stage.type.frame import Shaped, down, is_tall
from gradreel.scenes.stage.type.grid import GRID, SIZES
from gradreel.scenes.stage.type.maths import Slot, slots_in
from gradreel.scenes.stage.type.theme import Theme

LARGEST = 0.042
"""Em size of a formula that has room enough; one that hasn't shrinks as far as `smallest`."""
GAP, INDENT = 0.035, 0.03
"""Between two cells, and before a line that goes on, as fractions of the frame's width."""
LINES = 0.41, 0.80
"""Baselines of two lines, as shares of the board's height."""
BELOW_TOP = 0.086
"""Of the first formula's baseline in a tall frame, in heights of a wide one."""


class _Places:
    """Where the board is, and how far its text is inside, as fractions of the frame."""

    top = Shaped(0.772, tall=0.735)
    bottom = 0.95
    padding = Shaped(0.022, tall=0.017)


class Workings(VGroup):
    """A surface across the frame that holds a row of titled formulas, or a sum over two lines.

    Formulas shrink together until they fit; in a tall frame they are below each other, over as many
    lines as they need. Write, play, wipe, write what comes next:

        board = Workings(theme)
        cells = board.cells(("weighted sum", "z = w x + b = 1.2"))
        self.play(appear(board), board.write(*cells))
        self.play(board.wipe())

    Attributes:
        surface: the rectangle.
        written: what stands on it now; it isn't part of the group.
        column: sets cells below each other, in a tall frame.
        left, right: the text's edges as fractions of the frame's width.
        top, bottom: its own, as fractions of the frame's height.
    """

    def __init__(
        self, theme: Theme, *, top: float | None = None, bottom: float | None = None
    ) -> None:
        self.theme = theme
        self.top = top = _Places.top if top is None else top
        self.bottom = bottom = _Places.bottom if bottom is None else bottom
        self.left = GRID.margin + _Places.padding
        self.right = 1 - self.left
        self.surface = RoundedRectangle(
            corner_radius=pixels(12),
            width=wide(1 - 2 * GRID.margin),
            height=high(bottom - top),
            fill_color=theme.surface,
            fill_opacity=1,
            stroke_width=0,
        )
        self.surface.move_to(at(0.5, (top + bottom) / 2))
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
        self.written += cells
        keep_still(*cells)
        awaited = {id(part) for cell in cells for part in _from_first_slot(cell)}
        drawn = (part for cell in cells for part in cell.get_family() if len(part.points))
        return appear(*(part for part in drawn if id(part) not in awaited))

    def wipe(self) -> list[Animation]:
        """Let all that is written vanish, soon enough for what comes in its place."""
        gone, self.written = vanish(*self.written, run_time=FADE / 2), []
        return gone

    def is_free(self, cell: VMobject) -> bool:
        """Whether nothing is written where a cell is to be."""
        if is_tall():
            return all(_are_apart(each, cell) for each in self.written)
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
        second, after = self._fitted([total[1], result], INDENT + GAP)
        first.place(at(self.left, upper))
        second.place(at(self.left + INDENT, lower))
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


def _are_apart(first: Mobject, second: Mobject) -> bool:
    """Whether one is above the other."""
    return bool(
        first.get_bottom()[1] > second.get_top()[1] or second.get_bottom()[1] > first.get_top()[1]
    )


def _from_first_slot(cell: Mobject) -> list[VMobject]:
    """What is in the slots of a cell's formulas, and what is behind the first."""
    marked = slots(cell)
    ahead = 0, next(iter(marked), 0)  # 0 where a formula has no slots
    behind = (parts for slot, parts in before_slots(cell).items() if slot not in ahead)
    return [*marked.values(), *(part for parts in behind for part in parts)]


def _formulas(cell: Mobject) -> list[Formula]:
    return [each for each in cell.get_family() if isinstance(each, Formula)]
