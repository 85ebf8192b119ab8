"""Lines of text with symbols in them, which are set as maths in their colours."""

from matplotlib.artist import Artist

from gradreel.scenes.stage.figure.formula import math
from gradreel.scenes.stage.figure.sheet import Sheet
from gradreel.scenes.stage.figure.text import Label
from gradreel.scenes.stage.type.grid import GRID, SIZES, Edge
from gradreel.scenes.stage.type.typesetting import (
    MATHS_SCALE,
    SYMBOLS,
    sentence_lines,
    without_symbols,
)


class TextLine:
    """One line: labels and formulas on one baseline, from a left edge on.

    Attributes:
        artists: they, in order.
        right: where the line ends, as a fraction of the stage's width.
    """

    def __init__(  # noqa: PLR0913  what a line of text is
        self,
        sheet: Sheet,
        content: str,
        place: tuple[float, float],
        *,
        colour: str,
        size: float = SIZES.label,
        bold: bool = False,
    ) -> None:
        """Set the line; the arguments are those of `Label`."""
        self.artists: list[Artist] = []
        self.right, baseline = place
        for piece in without_symbols(content):
            if piece in SYMBOLS:
                self._add_symbol(sheet, SYMBOLS[piece], baseline, size)
                continue
            at = self.right, baseline
            label = Label(sheet, piece, at, colour=colour, size=size, bold=bold)
            self.artists.append(label)
            self.right += label.advance

    def _add_symbol(self, sheet: Sheet, maths: str, baseline: float, size: float) -> None:
        formula = math(sheet, maths, (self.right, baseline), size=size * MATHS_SCALE)
        self.artists.append(formula)
        self.right += float(formula.get_size()[1]) / sheet.width


def sentence(sheet: Sheet, content: str) -> list[Artist]:
    """Set a beat's sentence at the top of the stage, on one line or two, or more if it is tall.

    Args:
        sheet: where it will be drawn.
        content: plain text; a symbol such as β₀ in it becomes a formula in its colour.
    """
    lines = [
        TextLine(
            sheet,
            words,
            (GRID.margin, baseline),
            colour=sheet.theme.text,
            size=SIZES.sentence,
            bold=True,
        )
        for words, baseline in zip(sentence_lines(content), GRID.sentence_baselines, strict=False)
    ]
    return [artist for line in lines for artist in line.artists]


def axis_name(
    sheet: Sheet, content: str, place: tuple[float, float], *, edge: Edge = "left"
) -> Artist:
    """Write the name of an axis or a column; one in dollars is maths."""
    if content.startswith("$"):
        maths = f"muted({content.strip('$')})"
        return math(sheet, maths, place, size=SIZES.number, edge=edge)
    return Label(sheet, content, place, colour=sheet.theme.muted, edge=edge)
