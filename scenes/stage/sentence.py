"""The sentence at the top of the stage, with the symbols in it set as maths."""

import numpy as np
from manim import VGroup

from engine.arrays import FloatArray
from scenes.stage.fonts import face_for
from scenes.stage.formula import Formula
from scenes.stage.place import at, tall
from scenes.stage.text import Label
from scenes.stage.theme import GRID, SIZES, Theme
from scenes.stage.typesetting import SYMBOLS, sentence_lines, set_width, without_symbols


class SentenceLine(VGroup):
    """One line of a sentence: labels and formulas on one baseline.

    Attributes:
        content: the line as plain text.
        em: its em size in manim's units.
    """

    opaque = False

    def __init__(self, content: str, baseline: float, theme: Theme) -> None:
        self.content = content
        self.em = tall(SIZES.sentence)
        super().__init__(*_pieces(content, at(GRID.margin, baseline), theme))


def sentence(content: str, theme: Theme) -> VGroup:
    """Set a sentence on one line or two.

    Args:
        content: plain text; a symbol such as β₀ in it becomes a formula in its colour.
        theme: gives the colours.
    """
    baselines = (GRID.sentence_baseline, GRID.second_baseline)
    lines = zip(sentence_lines(content), baselines, strict=False)
    return VGroup(*(SentenceLine(line, baseline, theme) for line, baseline in lines))


def _pieces(line: str, start: FloatArray, theme: Theme) -> list[Label | Formula]:
    """Set the pieces of a line one after the other from a point on its baseline."""
    pieces: list[Label | Formula] = []
    cursor = start.copy()
    for content in without_symbols(line):
        if content in SYMBOLS:
            formula = Formula(SYMBOLS[content], theme, size=SIZES.sentence * 1.1)
            pieces.append(formula.place(cursor))
            cursor = cursor + np.array([formula.width, 0, 0])
            continue
        face = face_for(content, bold=True)
        em = tall(SIZES.sentence) * face.scale
        indent = set_width(content[: len(content) - len(content.lstrip())], face) * em
        label = Label(content.strip(), size=SIZES.sentence, colour=theme.text, bold=True)
        pieces.append(label.place(cursor + np.array([indent, 0, 0])))
        cursor = cursor + np.array([set_width(content, face) * em, 0, 0])
    return pieces
