"""Lines of text with symbols in them, which are set as maths in their colours."""

import numpy as np
from manim import VGroup

from gradreel.engine.arrays import FloatArray
from gradreel.scenes.stage.manim.formula import Formula
from gradreel.scenes.stage.manim.place import at, tall
from gradreel.scenes.stage.manim.text import Label
from gradreel.scenes.stage.type.fonts import face_for
from gradreel.scenes.stage.type.frame import down
from gradreel.scenes.stage.type.grid import ALONG, GRID, SIZES, Edge
from gradreel.scenes.stage.type.theme import Theme
from gradreel.scenes.stage.type.typesetting import (
    MATHS_SCALE,
    SYMBOLS,
    broken_if_tall,
    sentence_lines,
    set_width,
    without_symbols,
)

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
        self.content = content
        self.em = tall(size)
        self.opaque = False
        super().__init__(*_pieces(content, theme, size, colour, bold))

    def place(self, point: FloatArray, edge: Edge = "left") -> "TextLine":
        """Put the left edge, centre or right edge at a point on the baseline, once."""
        left, right = self.get_left()[0], self.get_right()[0]
        held = left + ALONG[edge] * (right - left)
        self.shift(np.array([point[0] - held, point[1], 0]))
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


def _pieces(line: str, theme: Theme, size: float, colour: str, bold: bool) -> list[Label | Formula]:
    """Set the pieces of a line one after the other, from the origin on."""
    pieces: list[Label | Formula] = []
    cursor = 0.0
    for content in without_symbols(line):
        if content in SYMBOLS:
            formula = Formula(SYMBOLS[content], theme, size=size * MATHS_SCALE)
            pieces.append(formula.place(np.array([cursor, 0, 0])))
            cursor += formula.width + AFTER * tall(size)
            continue
        face = face_for(content, bold=bold)
        em = tall(size) * face.scale
        indent = set_width(content[: len(content) - len(content.lstrip())], face) * em
        if content.strip():
            label = Label(content.strip(), size=size, colour=colour, bold=bold)
            pieces.append(label.place(np.array([cursor + indent, 0, 0])))
        cursor += set_width(content, face) * em
    return pieces
