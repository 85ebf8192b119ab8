"""What is written on the stage: formulas, words and numbers by their baseline, lines of both."""

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
from manim import RoundedRectangle, VGroup, VMobject

from gradreel.engine.arrays import FloatArray
from gradreel.scenes.stage.manim.glyphs import Shape, character_outline, line_outline, shapes_of
from gradreel.scenes.stage.manim.marks import NOTHING, at, hold, pixels, rewrite, solid, tall
from gradreel.scenes.stage.type.maths import ASCENT, Slot, marks_of, slot_after, slots_in, typeset
from gradreel.scenes.stage.type.style import ALONG, GRID, SIZES, Edge, Theme, down
from gradreel.scenes.stage.type.typesetting import (
    LINE_WIDTH,
    MATHS_SCALE,
    SYMBOLS,
    broken_if_tall,
    extent,
    face_for,
    figures_face,
    number_text,
    sentence_lines,
    set_width,
    without_symbols,
)

POINTS_PER_EM = 10.0

SlotPlace = tuple[Slot | None, Slot | None]
"""The slot that a part of a formula is in, or else the one that it leads to."""


class Formula(VGroup):
    """One formula on a baseline: a path for what has one colour, and one for each rule.

    manim's own MathTypst is passed by for three reasons: it scans the system's fonts at each
    formula (130 ms where 30 do), compiles once more for every labelled part, and its fraction
    bars change their width with the resolution.

    Attributes:
        maths: the Typst source; see `gradreel.scenes.stage.type.maths.typeset`.
        theme: the theme whose colours are used.
    """

    def __init__(self, maths: str, theme: Theme, *, size: float = SIZES.formula) -> None:
        self.maths, self.theme = maths, theme
        self.opaque = False
        self._drawn_em = tall(size)
        super().__init__(*_drawn(maths, theme).copy())
        self.scale(tall(size), about_point=np.zeros(3))
        for glyph in self.submobjects:
            glyph.set_stroke(width=glyph.get_stroke_width() * tall(size))
        self._drawn_height = self.height

    @property
    def em(self) -> float:
        """The em size now, in manim's units."""
        return float(self._drawn_em * self.height / self._drawn_height)

    def place(self, point: FloatArray, edge: Edge = "left") -> "Formula":
        """Put the left edge, centre or right edge at a point on the baseline.

        It must not have been moved or scaled by then.
        """
        hold(self, edge, point)
        return self

    def part(self, token: str, theme: Theme) -> VGroup:
        """The glyphs that stand in a colour of the theme, as `token(...)` set them."""
        colour = getattr(theme, token).lower()
        return VGroup(*(each for each in self if each.get_color().to_hex().lower() == colour))

    def slot(self, slot: Slot) -> VMobject:
        """What `slotrate(...)` or `slot0(...)` marks: one part of the formula, or some."""
        places = _places_of_parts(self.maths, self.theme)
        parts = [self[index] for index, place in enumerate(places) if place == (slot, None)]
        return parts[0] if len(parts) == 1 else VGroup(*parts)

    def before_slots(self) -> dict[Slot, list[VMobject]]:
        """What is in no slot, by the slot that it leads to.

        What is behind the last slot leads to the number that would come next, or to an empty name.
        """
        found: dict[Slot, list[VMobject]] = {}
        for part, (_, ahead) in zip(self, _places_of_parts(self.maths, self.theme), strict=True):
            if ahead is not None:
                found.setdefault(ahead, []).append(part)
        return found


math = Formula
"""As `math("p = 1 / (1 + e^(-(beta0(beta_0) + beta1(beta_1) x)))", theme)`."""


@cache
def _shapes(maths: str, theme: Theme, *, marked: bool = False) -> list[Shape]:
    return shapes_of(typeset(maths, theme, POINTS_PER_EM, "svg", marked=marked))


@cache
def _drawn(maths: str, theme: Theme) -> VGroup:
    """Draw a formula with em 1, its baseline at y = 0 and its left edge at x = 0."""
    shapes = _shapes(maths, theme)
    left = min(shape.points[:, 0].min() for shape in shapes)
    origin = np.array([left, -ASCENT * POINTS_PER_EM, 0])
    placed = [replace(each, points=(each.points - origin) / POINTS_PER_EM) for each in shapes]
    joined = _joined(placed, _places(maths, theme)).values()
    filled = (solid(np.concatenate([each.points for each in one]), one[0].colour) for one in joined)
    made = VGroup(*filled)
    for each in placed:
        if each.is_rule:  # a fraction bar or a root's: for manim's width of 100 is one unit
            width = 100 * each.width / POINTS_PER_EM
            rule = VMobject(stroke_color=each.colour, stroke_width=width, fill_opacity=0)
            made.add(rule.set_points(each.points))
    return made


def _joined(
    shapes: list[Shape], places: list[SlotPlace]
) -> dict[tuple[str, SlotPlace], list[Shape]]:
    """Join the glyphs of each colour and place into one path: drawn faster."""
    joined: dict[tuple[str, SlotPlace], list[Shape]] = {}
    for shape, place in zip(shapes, places, strict=True):
        if not shape.is_rule:
            joined.setdefault((shape.colour, place), []).append(shape)
    return joined


@cache
def _places(maths: str, theme: Theme) -> list[SlotPlace]:
    """Where each shape of a formula is."""
    slots = slots_in(maths)
    ahead: Slot = next(iter(slots), 0)
    places: list[SlotPlace] = []
    marks = {mark: slot for slot, mark in marks_of(maths).items()}
    # shapes come in the same order when slots are marked
    shapes = _shapes(maths, theme, marked=True) if marks else _shapes(maths, theme)
    for slot in (marks.get(each.colour.lower()) for each in shapes):
        ahead = ahead if slot is None else slot_after(slot, slots)
        places.append((slot, ahead if slot is None else None))
    return places


@cache
def _places_of_parts(maths: str, theme: Theme) -> list[SlotPlace]:
    """The place of each part of a formula, in the order of its submobjects."""
    shapes, places = _shapes(maths, theme), _places(maths, theme)
    rules = [place for shape, place in zip(shapes, places, strict=True) if shape.is_rule]
    return [*(place for _, place in _joined(shapes, places)), *rules]


Writer = Callable[[float], str]
"""Writes a number, as `Quantity.text` does."""
Amount = Callable[[], float] | float
"""A number, or what returns it, to be read anew at every frame."""
EQUALS, SPACED = "=", " = "
"""Whether with spaces or without: at a space a line may be broken."""
LEADING = 1.25
"""From one line of a text to the next, in em."""


class Label(VMobject):
    """One line of text as one path, which is drawn many times faster than a path a glyph.

    Attributes:
        content: the text.
        opaque: whether it has a backing of its own, and so may lie on curves.
    """

    def __init__(
        self, content: str, *, colour: str, size: float = SIZES.label, bold: bool = False
    ) -> None:
        super().__init__(fill_color=colour, fill_opacity=1, stroke_width=0)
        self.content, self.opaque = content, False
        face = face_for(content, bold=bold)
        self.points = line_outline(content, face) * face.scale * tall(size)
        self._as_made = tall(size), float(self.height), float(self.get_bottom()[1])

    @property
    def em(self) -> float:
        """The em size now, in manim's units, before the face's own scale."""
        em, height, _ = self._as_made
        return em * float(self.height) / height

    def place(self, point: FloatArray, edge: Edge = "left") -> "Label":
        """Put the ink's left edge, centre or right edge at a point on the baseline."""
        em, _, below = self._as_made
        baseline = self.get_bottom()[1] - below * self.em / em
        hold(self, edge, point, baseline)
        return self


class Lines(VGroup):
    """A text on as many lines as it needs: more than one in a tall frame, as a rule.

    An equation, as in "p = 0.50", stays on one line.

    Attributes:
        content: the text.
        lines: from the first to the last.
    """

    def __init__(
        self,
        content: str,
        *,
        size: float,
        colour: str,
        bold: bool = False,
        room: float = LINE_WIDTH,
    ) -> None:
        """Break it.

        Args:
            content: the text.
            size: its em size in heights of a wide frame.
            colour: of the text.
            bold: whether it is set in the heavier cut.
            room: the width of a line at the most, as a fraction of the frame's width.
        """
        self.content, self._leading = content, LEADING * tall(size)
        closed = content.count(SPACED) == content.count(EQUALS)  # none may be broken at its sign
        lines = sentence_lines(content.replace(SPACED, EQUALS) if closed else content, size, room)
        broken = [line.replace(EQUALS, SPACED) if closed else line for line in lines]
        self.lines = [Label(each, size=size, colour=colour, bold=bold) for each in broken]
        super().__init__(*self.lines)

    def place(self, point: FloatArray, edge: Edge = "left") -> "Lines":
        """Put the left edges, centres or right edges at a point on the last line's baseline."""
        for above, line in enumerate(reversed(self.lines)):
            line.place(point + np.array([0, above * self._leading, 0]), edge)
        return self


class Number(VMobject):
    """A number that changes in place: one path, of cached glyphs, held by one edge.

    Its text is a function of what `value` reads (a ValueTracker, say), never of time or of the
    frame before. Place it with `place`: a plain `shift` is undone at the next frame.

    Attributes:
        value: what it shows, read anew at every frame.
        decimals: how many places after the point, or what writes it.
        form: the text around it, as in "c = {}".
        bold: whether it is set in the heavier cut.
    """

    def __init__(
        self,
        value: Amount,
        decimals: int | Writer,
        *,
        colour: str,
        size: float = SIZES.number,
        form: str = "{}",
    ) -> None:
        super().__init__(fill_color=colour, fill_opacity=1, stroke_width=0)
        self.value: Callable[[], float] = value if callable(value) else _constant(value)
        self.decimals, self.form, self.size, self.opaque = decimals, form, size, False
        self.bold = True
        self._held_at: Callable[[], FloatArray] = _constant(np.zeros(3))
        self._edge: Edge = "left"
        self.add_updater(rewrite)

    @property
    def content(self) -> str:
        """What it shows at this moment."""
        value, form = self.value(), self.decimals
        return self.form.format(number_text(value, form) if isinstance(form, int) else form(value))

    @property
    def em(self) -> float:
        """The em size in manim's units, before the face's own scale."""
        return tall(self.size)

    def place(self, point: FloatArray | Callable[[], FloatArray], edge: Edge = "right") -> "Number":
        """Hold an edge at a point on the baseline, or at one that moves with what it reads."""
        self._held_at = point if callable(point) else _constant(point)
        self._edge = edge
        return self.write()

    def write(self) -> "Number":
        """Set the outline to what is to be shown now."""
        content = self.content
        face = figures_face(content, bold=self.bold)
        advance, pieces = 0.0, [NOTHING]
        for character in content:  # by their advance, without kerning
            pieces.append(character_outline(character, face) + np.array([advance, 0, 0]))
            advance += extent(character, face).advance
        scale = self.em * face.scale
        held = np.array([ALONG[self._edge] * advance * scale, 0, 0])
        self.points = np.concatenate(pieces) * scale + (self._held_at() - held)
        return self


def still_number(
    value: float,
    decimals: int | Writer,
    middle: FloatArray,
    *,
    colour: str,
    size: float = SIZES.smallest,
) -> Number:
    """A number that never changes, with its middle at a point."""
    number = Number(value, decimals, colour=colour, size=size)
    number.place(middle - np.array([0, number.em * 0.36, 0]), "centre")
    number.clear_updaters()
    return number


def backed(label: Label | Number | Formula, theme: Theme) -> VGroup:
    """Put a backing in the background's colour behind a text, so that it can lie on lines."""
    label.opaque = True
    backing = RoundedRectangle(
        corner_radius=pixels(4),
        width=label.width + pixels(12),
        height=label.em * 0.95,
        fill_color=theme.background,
        fill_opacity=0.85,
        stroke_width=0,
    )
    return VGroup(backing.move_to(label), label)


def _constant(value: Any) -> Callable[[], Any]:
    return lambda: value


AFTER = 0.07
"""Room after a symbol's ink, in em."""
REMARK_PITCH = 0.048
"""From one line of a remark to the next, in heights of a wide frame."""


class TextLine(VGroup):
    """One line: labels and formulas on one baseline.

    Attributes:
        content: the line as plain text.
        em: its em size in manim's units.
    """

    def __init__(
        self, content: str, theme: Theme, *, size: float, colour: str, bold: bool = False
    ) -> None:
        self.content, self.em, self.opaque = content, tall(size), False
        super().__init__()
        cursor = 0.0
        for piece in without_symbols(content):
            if piece in SYMBOLS:
                formula = Formula(SYMBOLS[piece], theme, size=size * MATHS_SCALE)
                self.add(formula.place(np.array([cursor, 0, 0])))
                cursor += formula.width + AFTER * tall(size)
                continue
            face = face_for(piece, bold=bold)
            em = tall(size) * face.scale
            indent = set_width(piece[: len(piece) - len(piece.lstrip())], face) * em
            if piece.strip():
                label = Label(piece.strip(), size=size, colour=colour, bold=bold)
                self.add(label.place(np.array([cursor + indent, 0, 0])))
            cursor += set_width(piece, face) * em

    def place(self, point: FloatArray, edge: Edge = "left") -> "TextLine":
        """Put the left edge, centre or right edge at a point on the baseline, once."""
        hold(self, edge, point)
        return self


def sentence(content: str, theme: Theme) -> VGroup:
    """Set a beat's sentence at the top of the stage, on one line or two, or more if it is tall.

    Args:
        content: plain text; a symbol such as β₀ in it becomes a formula in its colour.
        theme: gives the colours.
    """
    lines = [
        TextLine(line, theme, size=SIZES.sentence, colour=theme.text, bold=True)
        for line in sentence_lines(content)
    ]
    for line, baseline in zip(lines, GRID.sentence_baselines, strict=False):
        line.place(at(GRID.margin, baseline))
    return VGroup(*lines)


def remark(*contents: str, theme: Theme, y: float) -> VGroup:
    """Set remarks below the sentence, one below the other; in a tall frame each on several lines.

    Args:
        contents: a line each, as for `TextLine`.
        theme: gives the colours.
        y: the first one's baseline, as a fraction of the frame's height.
    """
    lines = [line for each in contents for line in broken_if_tall(each, SIZES.label)]
    made = VGroup()
    for number, line in enumerate(lines):
        text = TextLine(line, theme, size=SIZES.label, colour=theme.muted)
        made.add(text.place(at(GRID.margin, y + number * down(REMARK_PITCH))))
    return made
