"""Words, maths, arrows and points for a sheet, placed by fractions of the stage."""

from collections.abc import Sequence

import numpy as np
from matplotlib.artist import Artist
from matplotlib.font_manager import FontProperties
from matplotlib.image import FigureImage
from matplotlib.patches import Circle, Polygon
from matplotlib.patheffects import withStroke
from matplotlib.text import Text

from gradreel.engine.arrays import FloatArray
from gradreel.scenes.stage.figure.maths import math_pixels
from gradreel.scenes.stage.figure.sheet import Pixels, Sheet
from gradreel.scenes.stage.type.fonts import face_for
from gradreel.scenes.stage.type.grid import ALONG, SIZES, Edge
from gradreel.scenes.stage.type.typesetting import without_powers

HEAD_LENGTH, HEAD_WIDTH = 13.0, 11.0
"""An arrow's head in pixels of a 1280x720 frame."""


def text(  # noqa: PLR0913  what a line of text is
    sheet: Sheet,
    content: str,
    place: tuple[float, float],
    *,
    colour: str,
    size: float = SIZES.label,
    edge: Edge = "left",
    bold: bool = False,
    cased: bool = False,
) -> Text:
    """Set a line of text on a baseline.

    Args:
        sheet: where it will be drawn.
        content: the text; it may be changed later within the same script, Latin or Chinese.
        place: x of the edge that it is held by and y of its baseline, as fractions of the stage.
        colour: as "#RRGGBB".
        size: em size as a fraction of the stage's height, as in `TypeSizes`.
        edge: what it is held by.
        bold: Semibold for Latin.
        cased: whether it is outlined in the background's colour, to lie on a picture.

    Raises:
        RequestError: the project's fonts lack a character.
    """
    face = face_for(content, bold=bold)
    made = Text(
        sheet.x(place[0]),
        sheet.y(place[1]),
        content,
        color=colour,
        fontproperties=FontProperties(fname=face.path, size=sheet.tall(size) * face.scale),
        horizontalalignment="center" if edge == "centre" else edge,
        verticalalignment="baseline",
        rotation_mode="anchor",
        parse_math=False,
    )
    made.set_figure(sheet.figure)
    if cased:
        outline = withStroke(linewidth=sheet.stroke(5), foreground=sheet.theme.background)
        made.set_path_effects([outline])
    return made


def line(  # noqa: PLR0913  what a line of text is
    sheet: Sheet,
    content: str,
    place: tuple[float, float],
    *,
    colour: str,
    size: float = SIZES.label,
    bold: bool = False,
) -> list[Text]:
    """Set a line from its left edge, in pieces where its face lacks the raised digits of a power.

    The arguments are those of `text`.
    """
    made: list[Text] = []
    left, baseline = place
    for piece in without_powers(content):
        made.append(text(sheet, piece, (left, baseline), colour=colour, size=size, bold=bold))
        left += advance(sheet, made[-1])
    return made


def advance(sheet: Sheet, made: Text) -> float:
    """How far a text, spaces at its end included, moves what follows it, as `width` counts."""
    properties = made.get_fontproperties()
    measured, _, _ = sheet.renderer.get_text_width_height_descent(  # type: ignore[no-untyped-call]
        made.get_text(), properties, ismath=False
    )
    return float(measured / sheet.width)


def width(sheet: Sheet, made: Text) -> float:
    """How wide a text is now, as a fraction of the stage's width."""
    return float(made.get_window_extent(sheet.renderer).width / sheet.width)


def math(
    sheet: Sheet,
    maths: str,
    place: tuple[float, float],
    *,
    size: float = SIZES.formula,
    edge: Edge = "left",
) -> FigureImage:
    """Set a formula on a baseline; see `math_pixels` for how it is written.

    Args:
        sheet: where it will be drawn.
        maths: Typst's maths, with colours.
        place: x of the edge that it is held by and y of its baseline, as fractions of the stage.
        size: em size as a fraction of the stage's height.
        edge: what it is held by.
    """
    drawn = math_pixels(maths, sheet.theme, max(1, round(sheet.tall(size))))
    left = round(sheet.x(place[0]) - ALONG[edge] * drawn.width)
    low = round(sheet.y(place[1])) - (drawn.pixels.shape[0] - drawn.baseline)
    made = picture(sheet, drawn.pixels, left, low)
    made.set_gid("maths")
    return made


def picture(sheet: Sheet, pixels: Pixels, left: int, low: int) -> FigureImage:
    """Put pixels (h, w, 4), straight alpha, first row at the top, at a corner in pixels."""
    made = FigureImage(sheet.figure, offsetx=left, offsety=low, origin="upper")
    made.set_data(pixels)
    return made


def disc(
    sheet: Sheet, radius: float, *, filled: bool = True, colour: str | None = None
) -> list[Circle]:
    """A point of a run: a disc, or a ring, with a casing in the background's colour.

    Args:
        sheet: where it will be drawn.
        radius: in pixels of a 1280x720 frame, without the casing.
        filled: a disc if true, else a ring.
        colour: that of a point unless given.

    Returns:
        the casing and the point; move both with `centre`.
    """
    theme, colour = sheet.theme, colour or sheet.theme.point
    outer, inner = sheet.stroke(radius + 2), sheet.stroke(radius - (0 if filled else 1.5))
    casing = Circle((0, 0), outer, facecolor=theme.background, edgecolor="none")
    point = Circle((0, 0), inner, facecolor=colour, edgecolor="none")
    if not filled:
        point.set(facecolor=theme.background, edgecolor=colour, linewidth=sheet.stroke(3))
    for each in (casing, point):
        each.set_figure(sheet.figure)
    return [casing, point]


def centre(circles: Sequence[Circle], at: FloatArray) -> Sequence[Artist]:
    """Move circles to a point (2,) in pixels; none is drawn where it isn't finite."""
    if not np.isfinite(at).all():
        return ()
    for circle in circles:
        circle.set_center((float(at[0]), float(at[1])))
    return circles


def arrow(sheet: Sheet, colour: str) -> Polygon:
    """An arrow that `stretch` sets, cased in the background's colour."""
    made = Polygon(
        np.zeros((1, 2)),
        closed=True,
        facecolor=colour,
        edgecolor=sheet.theme.background,
        linewidth=sheet.stroke(1.5),
        joinstyle="round",
    )
    made.set_figure(sheet.figure)
    return made


def stretch(
    sheet: Sheet, made: Polygon, tail: FloatArray, tip: FloatArray, *, shaft: float = 2.0
) -> Sequence[Artist]:
    """Draw an arrow from a point to another, in pixels; nothing when they are the same.

    Args:
        sheet: where it will be drawn.
        made: the arrow.
        tail: (2,).
        tip: (2,).
        shaft: half of its width in pixels of a 1280x720 frame.
    """
    length = float(np.hypot(*(tip - tail)))
    if not np.isfinite(length) or length < 1:
        return ()
    along = (tip - tail) / length
    across = np.array([-along[1], along[0]])
    head = min(sheet.stroke(HEAD_LENGTH), length)
    half = sheet.stroke(HEAD_WIDTH) / 2 * head / sheet.stroke(HEAD_LENGTH)
    thin, neck = sheet.stroke(shaft), tip - along * head
    sides = [(tail, thin), (neck, thin), (neck, half)]
    left = [point + across * reach for point, reach in sides]
    right = [point - across * reach for point, reach in reversed(sides)]
    made.set_xy(np.array([*left, tip, *right]))
    return (made,)
