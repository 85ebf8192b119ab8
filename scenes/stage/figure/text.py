"""What is written on a sheet, its ink, and the check of its layout."""

import io
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from itertools import combinations
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.backend_bases import RendererBase
from matplotlib.font_manager import FontProperties
from matplotlib.image import FigureImage
from matplotlib.patches import FancyBboxPatch
from matplotlib.path import Path
from matplotlib.patheffects import withStroke
from matplotlib.text import Text
from matplotlib.textpath import TextPath
from matplotlib.transforms import Affine2D, Bbox
from PIL import Image

from gradreel.engine.arrays import FloatArray
from gradreel.scenes.render.frame import Pixels
from gradreel.scenes.stage.figure.sheet import Artists, Sheet, filled
from gradreel.scenes.stage.story.values import Read
from gradreel.scenes.stage.type.maths import ASCENT, typeset
from gradreel.scenes.stage.type.style import ALONG, GRID, SIZES, Edge, Place, Theme
from gradreel.scenes.stage.type.typesetting import (
    MATHS_SCALE,
    SYMBOLS,
    Face,
    face_for,
    figures_face,
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
        place: Place = (0.0, 0.0),
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

    def put(self, place: FloatArray, alpha: float = 1.0) -> Artists:
        """Draw it at a place (2,) in pixels, at an opacity; not at all at 0."""
        self.set_position((float(place[0]), float(place[1])))
        self.set_alpha(alpha)
        return (self,) if alpha else ()

    def tell(self, alpha: Read, content: Callable[[], str]) -> None:
        """Put it on its sheet, at an opacity, as what values come to; not at all at 0."""

        def shown(opacity: float) -> Artists:
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
        place: Place,
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
    place: Place,
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
    pixels, baseline = math_pixels(maths, sheet.theme, max(1, round(sheet.tall(size))))
    height, width = pixels.shape[:2]
    left = round(sheet.x(place[0]) - ALONG[edge] * width)
    made = sheet.picture(pixels, left, round(sheet.y(place[1])) - (height - baseline))
    made.set(gid=MATHS, label=maths)
    return made


@lru_cache(maxsize=256)
def math_pixels(maths: str, theme: Theme, em: int) -> tuple[Pixels, int]:
    """Set a formula at a size of its letters in pixels, as wide as it is.

    Returns:
        pixels (h, w, 4), straight alpha, the first row at the top; rows from there to the baseline.
    """
    with Image.open(io.BytesIO(typeset(maths, theme, em, "png"))) as image:
        return np.asarray(image.convert("RGBA")), round(ASCENT * em)


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
        place: Place,
        *,
        colour: str,
        size: float = SIZES.label,
        bold: bool = False,
    ) -> None:
        """Set the line; the arguments are those of `Label`."""
        self.artists: list[Artist] = []
        self.right, baseline = place
        for piece in without_symbols(content):
            at = self.right, baseline
            if piece in SYMBOLS:
                formula = math(sheet, SYMBOLS[piece], at, size=size * MATHS_SCALE)
                self.artists.append(formula)
                self.right += float(formula.get_size()[1]) / sheet.width
            else:
                label = Label(sheet, piece, at, colour=colour, size=size, bold=bold)
                self.artists.append(label)
                self.right += label.advance


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


def axis_name(sheet: Sheet, content: str, place: Place, *, edge: Edge = "left") -> Artist:
    """Write the name of an axis or a column; one in dollars is maths."""
    if content.startswith("$"):
        maths = f"muted({content.strip('$')})"
        return math(sheet, maths, place, size=SIZES.number, edge=edge)
    return Label(sheet, content, place, colour=sheet.theme.muted, edge=edge)


FAINT = 64
"""Of 255: pixels of less opacity are the blur of an edge."""

INVISIBLE = 0.02
"""Less opaque than this, a text isn't there."""

SCENERY = "scenery"
"""The label (gid) of what may run to the frame's edge, such as a landscape seen from near."""

OPAQUE, FILLED = 255, 0.97
"""Pixels that hide what is below, and how much of its rectangle a map fills with them."""

SPREAD = 40
"""Points along each side of a word: more than a path has there."""

SLACK = 3.0
"""Pixels of a 1280x720 frame by which anything may be over the margin."""


def spread(box: Bbox) -> FloatArray:
    """Points (n, 2) all over a word's box in pixels, for other words to stay clear of."""
    across, up = np.linspace(box.x0, box.x1, SPREAD), np.linspace(box.y0, box.y1, SPREAD)
    return np.stack(np.meshgrid(across, up), axis=-1).reshape(-1, 2)


def findings(sheet: Sheet, artists: Iterable[Artist]) -> list[str]:
    """Check the artists of a moment.

    Looked for: anything beyond the safe margins, text that overlaps text, text that is too small,
    and the ground of a text across the edge of a map, where it seems cut. Text may lie on a
    landscape: there it is cased.

    Args:
        sheet: what they are drawn on.
        artists: all that is drawn, as it then is.

    Returns:
        one line for each fault; nothing when all is well.
    """
    drawn = [(each, ink_box(sheet, each)) for each in artists if _visible(each)]
    written = [
        (each, box) for each, box in drawn if isinstance(each, Text) or each.get_gid() == MATHS
    ]
    smallest = sheet.tall(SIZES.smallest) - 0.01
    texts = (each for each, _ in written if isinstance(each, Text))
    small = (each for each in texts if float(each.get_fontsize()) < smallest)
    slack = sheet.stroke(SLACK)
    low, high = sheet.at(GRID.margin, 1 - GRID.margin), sheet.at(1 - GRID.margin, GRID.margin)
    beyond = [
        each
        for each, box in drawn
        if each.get_gid() != SCENERY
        and min(box.width, box.height) > 0
        and ((box.min < low - slack) | (box.max > high + slack)).any()
    ]
    maps = [box for each, _ in drawn if (box := _map_box(each)) is not None]
    return [
        *(f"{_name(each)} is over the margin" for each in beyond),
        *(
            f"{_name(a)} overlaps {_name(b)}"
            for (a, one), (b, other) in combinations(written, 2)
            if (shared := Bbox.intersection(one, other)) is not None
            and min(shared.width, shared.height) > 1
        ),
        *(f"{_name(each)} is too small" for each in small),
        *(f"{_name(each)} is across a map's edge" for each in _across(sheet, maps, written)),
    ]


def ink_box(sheet: Sheet, artist: Artist) -> Bbox:
    """The box in pixels of what an artist covers; of words and formulas, of their ink alone."""
    if isinstance(artist, Text):
        return ink(artist)
    if artist.get_gid() == MATHS and isinstance(artist, FigureImage):
        return _inked(artist)
    return artist.get_window_extent(sheet.renderer)


def ink(artist: Text) -> Bbox:
    """The box of the letters themselves: Matplotlib's is as high as the font's highest."""
    size, turn = float(artist.get_fontsize()), artist.get_rotation()
    path, box = _outline(artist.get_text(), str(artist.get_fontproperties().get_file()))
    shift = {"left": 0.0, "center": -box.width / 2, "right": -box.width}
    moved = Affine2D().translate(shift[artist.get_horizontalalignment()] - box.x0, 0)
    moved = moved.scale(size).rotate_deg(turn).translate(*artist.get_position())
    return path.transformed(moved).get_extents() if turn else moved.transform_bbox(box)


@lru_cache(maxsize=1024)
def _outline(content: str, font: str) -> tuple[Path, Bbox]:
    """The letters of a line, whose size is 1, and their box."""
    path = TextPath((0, 0), content, 1.0, FontProperties(fname=font))
    return path, path.get_extents()


def _inked(artist: FigureImage) -> Bbox:
    inked = np.asarray(artist.get_array())[..., 3] > FAINT
    left, top, right, bottom = filled(inked) or (0, 0, 0, 0)
    low = artist.oy + inked.shape[0]
    return Bbox([[artist.ox + left, low - bottom], [artist.ox + right, low - top]])


def _visible(artist: Artist) -> bool:
    return artist.get_alpha() is None or float(artist.get_alpha() or 0) > INVISIBLE


def _map_box(artist: Artist) -> Bbox | None:
    """The box in pixels of a landscape from above: a picture that fills its rectangle."""
    if artist.get_gid() != SCENERY or not isinstance(artist, FigureImage):
        return None
    opacity = np.asarray(artist.get_array())[..., 3]
    if not (opacity > FAINT).any():
        return None
    box = _inked(artist)
    return box if (opacity == OPAQUE).sum() > FILLED * box.width * box.height else None


def _across(sheet: Sheet, maps: list[Bbox], written: list[tuple[Artist, Bbox]]) -> Iterator[Artist]:
    """Texts whose ground is partly on a map, and partly beside it."""
    for artist, inked in written:
        ground = artist.get_bbox_patch() if isinstance(artist, Text) else None
        if not isinstance(artist, Text) or ground is None or not _visible(ground):
            continue
        box = inked.padded(PAD * float(artist.get_fontsize()))
        for edge in maps:
            shared, blur = Bbox.intersection(box, edge), sheet.stroke(1.5)
            if shared is not None and np.abs(np.subtract(shared.extents, box.extents)).max() > blur:
                yield artist


def _name(artist: Artist) -> str:
    content = artist.get_text() if isinstance(artist, Text) else artist.get_gid() or ""
    return f"{type(artist).__name__} {content!r}"
