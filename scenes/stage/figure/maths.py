"""Maths for Matplotlib's figures, set by Typst as pixels at exactly the size of the frame."""

import io
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from gradreel.scenes.stage.type.maths import ASCENT, typeset
from gradreel.scenes.stage.type.theme import Theme

Pixels = NDArray[np.uint8]


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
    """Set a formula; see `gradreel.scenes.stage.type.maths.typeset` for how it is written.

    Args:
        maths: Typst's maths, with colours, as in "x - eta gradient(partial L)".
        theme: the theme whose colours are used.
        em: size of the letters in pixels.

    Returns:
        the formula, as wide as it is.
    """
    drawn = typeset(maths, theme, em, "png")
    with Image.open(io.BytesIO(drawn)) as image:
        return MathPixels(np.asarray(image.convert("RGBA")), round(ASCENT * em))
