"""Words on the stage, set by their baseline and held by one edge."""

from collections.abc import Callable
from typing import Any

import numpy as np
from manim import Mobject, RoundedRectangle, VGroup, VMobject

from gradreel.engine.arrays import FloatArray
from gradreel.scenes.stage.manim.formula import Formula
from gradreel.scenes.stage.manim.glyphs import character_outline, line_outline
from gradreel.scenes.stage.manim.place import pixels, tall
from gradreel.scenes.stage.type.fonts import Face, face_for, figures_face
from gradreel.scenes.stage.type.grid import ALONG, SIZES, Edge
from gradreel.scenes.stage.type.theme import Theme
from gradreel.scenes.stage.type.typesetting import (
    LINE_WIDTH,
    extent,
    number_text,
    sentence_lines,
)

Writer = Callable[[float], str]
"""Writes a number, as `Quantity.text` does."""
EQUALS, SPACED = "=", " = "
"""Whether with spaces or without: at a space a line may be broken."""
LEADING = 1.25
"""From one line of a text to the next, in em."""


class Label(VMobject):
    """One line of text as one path, which is drawn many times faster than a path a glyph.

    Attributes:
        content: the text.
        face: the font it is set in.
        opaque: whether it has a backing of its own, and so may lie on curves.
    """

    def __init__(
        self, content: str, *, colour: str, size: float = SIZES.label, bold: bool = False
    ) -> None:
        super().__init__(fill_color=colour, fill_opacity=1, stroke_width=0)
        self.content = content
        self.face = face_for(content, bold=bold)
        self.opaque = False
        self.points = line_outline(content, self.face) * self.face.scale * tall(size)
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
        left, right = self.get_left()[0], self.get_right()[0]
        held = left + ALONG[edge] * (right - left)
        self.shift(np.array([point[0] - held, point[1] - baseline, 0]))
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
        broken = _lines(content, size, room)
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
        value: Callable[[], float] | float,
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
        self._held_at: Callable[[], FloatArray] = _nowhere
        self._edge: Edge = "left"
        self.add_updater(_rewrite)

    @property
    def content(self) -> str:
        """What it shows at this moment."""
        value, form = self.value(), self.decimals
        return self.form.format(number_text(value, form) if isinstance(form, int) else form(value))

    @property
    def face(self) -> Face:
        """The font that this is set in."""
        return figures_face(self.content, bold=self.bold)

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
        points, advance = set_line(content, face)
        scale = self.em * face.scale
        held = np.array([ALONG[self._edge] * advance * scale, 0, 0])
        self.points = points * scale + (self._held_at() - held)
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


def set_line(content: str, face: Face) -> tuple[FloatArray, float]:
    """Set characters one after the other by their advance, without kerning.

    Returns:
        the outline (4 n, 3) at em 1 from the origin, and the line's advance.
    """
    cursor = 0.0
    pieces = [np.zeros((0, 3))]
    for character in content:
        pieces.append(character_outline(character, face) + np.array([cursor, 0, 0]))
        cursor += extent(character, face).advance
    return np.concatenate(pieces), cursor


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


def _lines(content: str, size: float, room: float) -> list[str]:
    if content.count(SPACED) < content.count(EQUALS):
        return sentence_lines(content, size, room)
    lines = sentence_lines(content.replace(SPACED, EQUALS), size, room)
    return [line.replace(EQUALS, SPACED) for line in lines]


def _rewrite(number: Mobject) -> None:
    if isinstance(number, Number):
        number.write()


def _nowhere() -> FloatArray:
    return np.zeros(3)


def _constant(value: Any) -> Callable[[], Any]:
    return lambda: value
