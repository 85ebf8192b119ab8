"""Maths through Typst on a sheet, as pixels at exactly the size of the frame."""

import io
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from matplotlib.image import FigureImage
from PIL import Image

from gradreel.scenes.render.frame import Pixels
from gradreel.scenes.stage.figure.sheet import Sheet
from gradreel.scenes.stage.type.grid import ALONG, SIZES, Edge
from gradreel.scenes.stage.type.maths import ASCENT, typeset
from gradreel.scenes.stage.type.theme import Theme

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
