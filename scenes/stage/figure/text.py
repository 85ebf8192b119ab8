"""What is written on a sheet: words and numbers by their baseline, formulas, lines of both."""

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.backend_bases import RendererBase
from matplotlib.font_manager import FontProperties
from matplotlib.image import FigureImage
from matplotlib.patches import FancyBboxPatch
from matplotlib.patheffects import withStroke
from matplotlib.text import Text
from PIL import Image

from gradreel.engine.arrays import FloatArray
from gradreel.scenes.render.frame import Pixels
from gradreel.scenes.stage.figure.sheet import Sheet
from gradreel.scenes.stage.story.values import Read
from gradreel.scenes.stage.type.fonts import Face, face_for, figures_face
from gradreel.scenes.stage.type.grid import ALONG, GRID, SIZES, Edge
from gradreel.scenes.stage.type.maths import ASCENT, typeset
from gradreel.scenes.stage.type.theme import Theme
from gradreel.scenes.stage.type.typesetting import (
    MATHS_SCALE,
    SYMBOLS,
    number_text,
    sentence_lines,
    without_symbols,
)

OPACITY = 0.88
"""Of the ground of a word: what lies below is still felt, and doesn't strike it through."""

PAD = 0.22
"""How far that reaches beyond the word, in em."""


class Label(Text):
    """One line of text on a baseline; `set_text` changes it, and its face with its script.

    Args:
        sheet: where it will be drawn.
        content: the text.
        place: x of the edge that it is held by and y of its baseline, as fractions of the stage.
        colour: as "#RRGGBB"; that of text unless given.
        size: em size as a fraction of the stage's height, as in `TypeSizes`.
        edge: what it is held by.
        bold: Semibold for Latin, Medium for Chinese.
        cased: whether it is outlined in the background's colour, to lie on a picture.

    Raises:
        RequestError: the project's fonts lack a character.
    """

    def __init__(  # noqa: PLR0913  what a line of text is
        self,
        sheet: Sheet,
        content: str,
        place: tuple[float, float] = (0.0, 0.0),
        *,
        colour: str | None = None,
        size: float = SIZES.label,
        edge: Edge = "left",
        bold: bool = False,
        cased: bool = False,
    ) -> None:
        self.sheet, self._em, self._bold = sheet, sheet.tall(size), bold
        self._face: Face | None = None
        self._laid_out: tuple[object, Any] | None = None
        super().__init__(
            sheet.x(place[0]),
            sheet.y(place[1]),
            content,
            color=colour or sheet.theme.text,
            horizontalalignment="center" if edge == "centre" else edge,
            verticalalignment="baseline",
            rotation_mode="anchor",
            parse_math=False,
        )
        self._face = None
        self._take_face()
        self.set_figure(sheet.figure)
        if cased:
            outline = withStroke(linewidth=sheet.stroke(5), foreground=sheet.theme.background)
            self.set_path_effects([outline])

    def put(self, place: FloatArray, alpha: float = 1.0) -> Sequence[Artist]:
        """Draw it at a place (2,) in pixels, at an opacity; not at all at 0."""
        self.set_position((float(place[0]), float(place[1])))
        self.set_alpha(alpha)
        return (self,) if alpha else ()

    def tell(self, alpha: Read, content: Callable[[], str]) -> None:
        """Put it on its sheet, at an opacity, as what values come to; not at all at 0."""

        def shown(opacity: float) -> Sequence[Artist]:
            self.set_text(content())
            self.set_alpha(opacity)
            return (self,)

        self.sheet.show_at(alpha, shown)

    def set_text(self, s: object) -> None:
        """Write another line, in the face that it needs."""
        super().set_text(s)
        self._take_face()

    def _take_face(self) -> None:
        face = self._face_now()
        if face != self._face:
            self._face = face
            size = self._em * face.scale
            self.set_fontproperties(FontProperties(fname=face.path, size=size))

    def _face_now(self) -> Face:
        return face_for(self.get_text(), bold=self._bold)

    def _get_layout(self, renderer: RendererBase) -> Any:
        """Lay the line out; on its sheet only when it isn't as it was, wherever it has moved to."""
        if renderer is not self.sheet.renderer:
            return super()._get_layout(renderer)  # type: ignore[misc]
        font = self.get_fontproperties()
        how = self.get_rotation(), self.get_horizontalalignment()
        key = self.get_text(), font.get_file(), font.get_size_in_points(), *how
        if self._laid_out is None or self._laid_out[0] != key:
            self._laid_out = key, super()._get_layout(renderer)  # type: ignore[misc]
        return self._laid_out[1]

    @property
    def width(self) -> float:
        """How wide it is now, as a fraction of the stage's width."""
        return float(self.get_window_extent(self.sheet.renderer).width / self.sheet.width)

    @property
    def advance(self) -> float:
        """How far it moves what follows it, spaces at its end included, as `width` counts."""
        measured, _, _ = self.sheet.renderer.get_text_width_height_descent(  # type: ignore[no-untyped-call]
            self.get_text(), self.get_fontproperties(), ismath=False
        )
        return float(measured / self.sheet.width)


class Number(Label):
    """A number that changes in place, held by one edge; `show` says what it is.

    Args:
        sheet: where it will be drawn.
        decimals: how many places after the point.
        place: x of the edge that it is held by and y of its baseline, as fractions of the stage.
        colour: as "#RRGGBB".
        size: em size as a fraction of the stage's height.
        edge: what it is held by.
    """

    def __init__(  # noqa: PLR0913  what a line of text is
        self,
        sheet: Sheet,
        decimals: int,
        place: tuple[float, float],
        *,
        colour: str,
        size: float = SIZES.number,
        edge: Edge = "right",
    ) -> None:
        super().__init__(sheet, "0", place, colour=colour, size=size, edge=edge, bold=True)
        self.decimals = decimals

    def show(self, value: float) -> "Number":
        """Write a value, in a drawing that is a function of what the value is read from."""
        self.set_text(number_text(value, self.decimals))
        return self

    def _face_now(self) -> Face:
        return figures_face(self.get_text())


def backed(label: Label) -> FancyBboxPatch:
    """Give a label that lies on a picture a ground of its own, and return that."""
    shape = f"round,pad={PAD},rounding_size={PAD}"
    label.set_bbox({"boxstyle": shape, "facecolor": label.sheet.theme.surface, "linewidth": 0})
    made = label.get_bbox_patch()
    assert made is not None  # noqa: S101  it was set just now
    made.set_alpha(OPACITY)
    return made


MATHS = "maths"
"""The label (gid) of a picture that is a formula, and so is something written."""


def math(
    sheet: Sheet,
    maths: str,
    place: tuple[float, float],
    *,
    size: float = SIZES.formula,
    edge: Edge = "left",
) -> FigureImage:
    """Set a formula on a baseline; see `gradreel.scenes.stage.type.maths.typeset`.

    Args:
        sheet: where it will be drawn.
        maths: Typst's maths, with colours, as in "x - eta gradient(partial L)".
        place: x of the edge that it is held by and y of its baseline, as fractions of the stage.
        size: em size as a fraction of the stage's height.
        edge: what it is held by.

    Returns:
        the picture; its label is the maths.
    """
    drawn = math_pixels(maths, sheet.theme, max(1, round(sheet.tall(size))))
    left = round(sheet.x(place[0]) - ALONG[edge] * drawn.width)
    low = round(sheet.y(place[1])) - (drawn.pixels.shape[0] - drawn.baseline)
    made = sheet.picture(drawn.pixels, left, low)
    made.set_gid(MATHS)
    made.set_label(maths)
    return made


@dataclass(frozen=True)
class MathPixels:
    """A formula's pixels.

    Attributes:
        pixels: (h, w, 4) uint8, straight alpha, the first row at the top.
        baseline: rows from the top to the baseline.
    """

    pixels: Pixels
    baseline: int

    @property
    def width(self) -> int:
        """Width in pixels."""
        return int(self.pixels.shape[1])


@lru_cache(maxsize=256)
def math_pixels(maths: str, theme: Theme, em: int) -> MathPixels:
    """Set a formula at a size of its letters in pixels, as wide as it is."""
    with Image.open(io.BytesIO(typeset(maths, theme, em, "png"))) as image:
        return MathPixels(np.asarray(image.convert("RGBA")), round(ASCENT * em))


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
