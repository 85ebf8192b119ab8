"""The plate of numbers at the right: rows, formulas and sliders on a surface of its own."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from manim import Dot, Line, Mobject, RoundedRectangle, VGroup, VMobject

from gradreel.engine.arrays import FloatArray
from gradreel.scenes.stage.manim.formula import Formula
from gradreel.scenes.stage.manim.marks import polyline, stroked
from gradreel.scenes.stage.manim.place import (
    at,
    fractions,
    pixels,
    share_of_width,
    stroke,
    tall,
    wide,
)
from gradreel.scenes.stage.manim.text import Label, Number, Writer
from gradreel.scenes.stage.type.frame import down, is_tall
from gradreel.scenes.stage.type.grid import GRID, SIZES
from gradreel.scenes.stage.type.theme import Theme
from gradreel.scenes.stage.type.typesetting import figures_width

NAME_GAP = 0.3
"""Between a row's name and its number at the least, in em of the number."""
ROW = 0.057
"""From one row's baseline to the next, in heights of a wide frame."""
NAME_DOWN, NUMBER_DOWN = 0.024, 0.070
"""From where a panel is filled to names of counters and to these, in heights of a wide frame."""

ColumnEnds = tuple[tuple[float, float], tuple[float, float]]
USUAL_COLUMNS: ColumnEnds = ((0.085, 0.405), (0.455, 0.915))
"""Where the text of two columns begins and ends, unless another width suits better."""


@dataclass(frozen=True)
class Row:
    """A number with its name: beside it, or above it where numbers stand side by side.

    Attributes:
        name: a formula must be new.
        value: the number, read anew at every frame.
        decimals: how many places after the point, or what writes it.
        colour: of the number; the theme's text when None.
        widest: as it is written where it takes most room, if it may stand beside others.
    """

    name: str | Formula
    value: Callable[[], float] | float
    decimals: int | Writer
    colour: str | None = None
    widest: str = ""


class Panel(VGroup):
    """A rounded surface that grows downwards as rows are added to it.

    Numbers are read anew at every frame, so a row shows what its function returns then:

        panel = Panel(theme)
        panel.row("step", lambda: step.get_value(), 0)
        panel.row(math("beta1(beta_1)", theme), slope, 3, colour=theme.beta1)
        panel.slider(slope, -5, 5, theme.beta1)

    Attributes:
        surface: the rectangle behind everything.
        left, right: the text's edges as fractions of the frame's width.
        cursor: how far down it is filled, as a fraction of the frame's height.
    """

    def __init__(
        self,
        theme: Theme,
        *,
        top: float | None = None,
        left: float | None = None,
        right: float | None = None,
    ) -> None:
        self.theme = theme
        left = GRID.panel_left if left is None else left
        right = GRID.panel_right if right is None else right
        self.edges = (left, right)
        self.left, self.right = left + GRID.panel_padding, right - GRID.panel_padding
        self.top = GRID.panel_top if top is None else top
        self.cursor = self.top + down(0.018)
        self.surface = RoundedRectangle(
            corner_radius=pixels(12),
            width=1,
            height=1,
            fill_color=theme.surface,
            fill_opacity=1,
            stroke_width=0,
        )
        super().__init__(self.surface)
        self._grow()

    def row(
        self,
        label: str | Formula,
        value: Callable[[], float] | float,
        decimals: int | Writer,
        *,
        colour: str | None = None,
    ) -> Number:
        """Add a name at the left and a number that changes at the right.

        Args:
            label: the name; a formula must be new.
            value: the number.
            decimals: how many places after the point, or what writes it.
            colour: of the number.

        Returns:
            the number; `panel.rows[-1]` is the row as a whole.
        """
        self.cursor += down(ROW)
        baseline = self.cursor - down(0.013)
        number = Number(value, decimals, colour=colour or self.theme.text)
        number.place(at(self.right, baseline), "right")
        name = label if isinstance(label, Formula) else self._name(label)
        name.place(at(self.left, baseline), "left")
        self._put(VGroup(name, number))
        return number

    def numbers(self, *rows: Row) -> list[Number]:
        """Add rows, each below the one before, in a tall frame side by side."""
        if is_tall():
            return self.counters(*rows)
        return [self.row(each.name, each.value, each.decimals, colour=each.colour) for each in rows]

    def counters(self, *contents: Row) -> list[Number]:
        """Add numbers side by side, with as much between all of them: `panel.rows` has each."""
        names = [self._above(each.name) for each in contents]
        widths = [
            share_of_width(max(name.width, figures_width(each.widest) * tall(SIZES.number)))
            for name, each in zip(names, contents, strict=True)
        ]
        gap = (self.right - self.left - sum(widths)) / max(len(contents) - 1, 1)
        made, left = list[Number](), self.left
        for name, each, width in zip(names, contents, widths, strict=True):
            number = Number(each.value, each.decimals, colour=each.colour or self.theme.text)
            name.place(at(left, self.cursor + down(NAME_DOWN)), "left")
            made.append(number.place(at(left, self.cursor + down(NUMBER_DOWN)), "left"))
            self.add(VGroup(name, number))
            left += width + gap
        self.cursor += down(NUMBER_DOWN)
        self._grow()
        return made

    def fitting(self, names: Sequence[str | Formula], number: str) -> str | Formula:
        """The first of some names of a row, the longest first, that leaves room for a number."""
        return next((name for name in names if self.has_room(name, number)), names[-1])

    def has_room(self, name: str | Formula, number: str) -> bool:
        """Whether a name and a number fit into one row."""
        taken = figures_width(number) + NAME_GAP
        drawn = name if isinstance(name, Formula) else self._name(name)
        room = wide(self.right - self.left) - taken * tall(SIZES.number)
        return bool(drawn.width <= room)

    def formula(self, formula: Formula, *, room: float | None = None) -> Formula:
        """Add a formula in the middle, with `room` as the height that it takes."""
        height = room or down(formula.height / tall(1) + 0.03)
        middle = at((self.left + self.right) / 2, self.cursor + height / 2)
        self.cursor += height
        self._put(formula.move_to(middle))
        return formula

    def note(self, content: str, *, colour: str | None = None) -> Label:
        """Add a line of small text at the left."""
        self.cursor += down(ROW)
        label = Label(content, size=SIZES.smallest, colour=colour or self.theme.muted)
        self._put(label.place(at(self.left, self.cursor - down(0.013)), "left"))
        return label

    def rule(self) -> Line:
        """Add a line across."""
        self.cursor += down(0.026)
        ends = at(self.left, self.cursor), at(self.right, self.cursor)
        line = Line(*ends, color=self.theme.line, stroke_width=stroke(1.4))
        self.cursor += down(0.010)
        self._put(line)
        return line

    def slider(self, value: Callable[[], float], low: float, high: float, colour: str) -> "Slider":
        """Add a slider under the row before it."""
        self.cursor += down(0.020)
        ends = at(self.left, self.cursor), at(self.right, self.cursor)
        slider = Slider(value, (low, high), ends, colour, self.theme)
        self.cursor += down(0.030)
        self._put(slider)
        return slider

    def space(self, height: float = 0.015) -> None:
        """Leave room."""
        self.cursor += down(height)
        self._grow()

    @property
    def rows(self) -> list[Mobject]:
        """What has been added, in order, without the surface."""
        return list(self.submobjects[1:])

    @property
    def bottom(self) -> float:
        """Where the surface ends, as a fraction of the frame's height."""
        return fractions(self.surface.get_bottom())[1]

    def _name(self, content: str) -> Label:
        return Label(content, size=SIZES.label, colour=self.theme.muted)

    def _above(self, name: str | Formula) -> Label | Formula:
        if isinstance(name, Formula):
            return name
        return Label(name, size=SIZES.smallest, colour=self.theme.muted)

    def _put(self, mobject: VMobject) -> None:
        self.add(mobject)
        self._grow()

    def _grow(self) -> None:
        left, right = self.edges
        corners = at(left, self.top), at(right, self.cursor + down(0.020))
        width, height = float(corners[1][0] - corners[0][0]), float(corners[0][1] - corners[1][1])
        fresh = RoundedRectangle(corner_radius=pixels(12), width=width, height=height)
        self.surface.points = fresh.move_to((corners[0] + corners[1]) / 2).points


class TwoColumns(Panel):
    """A panel that in a tall frame goes on at its top, beside what it has already."""

    def __init__(
        self, theme: Theme, *, top: float | None = None, columns: ColumnEnds = USUAL_COLUMNS
    ) -> None:
        """Make it, empty.

        Args:
            theme: gives the colours.
            top: as for any panel.
            columns: where the text of each begins and ends in a tall frame, as fractions of its
                width.
        """
        self._deepest, self._columns = 0.0, columns
        super().__init__(theme, top=top)
        self._first = self.cursor
        if is_tall():
            self.left, self.right = columns[0]

    def go_on(self) -> None:
        """Let what follows stand in the second column, if there is one."""
        if is_tall():
            self.cursor = self._first
            self.left, self.right = self._columns[1]

    def divide(self) -> None:
        """Add a line across if there is one column only."""
        if not is_tall():
            self.rule()

    def widen(self, share: float) -> None:
        """Let it reach so far, 0 to 1, from the first column's end to that of the second."""
        low, high = self._columns[0][1] + GRID.margin / 2, 1 - GRID.margin
        self.edges = self.edges[0], low + share * (high - low)
        self._grow()

    def _grow(self) -> None:
        """In a tall frame it is as high as its longer column."""
        cursor = self.cursor
        if is_tall():
            self._deepest = self.cursor = max(cursor, self._deepest)
        super()._grow()
        self.cursor = cursor


class Slider(VGroup):
    """A value on a track, filled from zero: its sign and size at a glance.

    Attributes:
        value: what it shows, read anew at every frame; beyond the range it stays at the end.
        span: the values at the track's two ends.
    """

    def __init__(
        self,
        value: Callable[[], float],
        span: tuple[float, float],
        ends: tuple[FloatArray, FloatArray],
        colour: str,
        theme: Theme,
    ) -> None:
        self.value, self.span, self.ends = value, span, ends
        zero = self.place_of(min(max(0.0, span[0]), span[1]))
        up = np.array([0, pixels(6), 0])
        self.track = Line(*ends, color=theme.line, stroke_width=stroke(3))
        self.zero = Line(zero - up, zero + up, color=theme.muted, stroke_width=stroke(1.6))
        self.fill = stroked(
            lambda: polyline(np.array([zero, self.place_of(self.value())])), colour, 4.5
        )
        self.knob = Dot(radius=pixels(9), color=colour)
        self.knob.add_updater(self._move_knob)
        super().__init__(self.track, self.fill, self.zero, self.knob)
        self._move_knob(self.knob)

    def place_of(self, value: float) -> FloatArray:
        """Where a value is on the track, (3,)."""
        low, high = self.span
        share = min(max((value - low) / (high - low), 0.0), 1.0)
        return self.ends[0] + share * (self.ends[1] - self.ends[0])

    def _move_knob(self, knob: Mobject) -> None:
        knob.move_to(self.place_of(self.value()))
