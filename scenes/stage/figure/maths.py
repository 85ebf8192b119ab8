"""Maths for Matplotlib's figures, set by Typst as pixels at exactly the size of the frame."""

import io
import re
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import typst
from numpy.typing import NDArray
from PIL import Image

from gradreel.assets import FOLDER
from gradreel.scenes.stage.type.theme import Theme

Pixels = NDArray[np.uint8]

ASCENT, DESCENT = 1.6, 0.8
"""Room above and below the baseline in em: every formula's baseline is at the same height."""

PAGE = """#set page(width: auto, height: auto, margin: 0pt, fill: none)
#set text(size: {em}pt, fill: rgb("{ink}"), top-edge: "baseline", bottom-edge: "baseline")
#show math.equation: set text(weight: 450)
{colours}
#box(width: 0pt, height: {height}em, baseline: {descent}em)${maths}$"""


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
    """Set a formula, its parts in the colours of what they stand for.

    Args:
        maths: Typst's maths without the dollars; a colour's token is a function that colours its
            argument, as in "x - eta gradient(partial L)", with a hyphen for an underscore.
        theme: the theme whose colours are used; what has no colour of its own is `text`.
        em: size of the letters in pixels.

    Returns:
        the formula, as wide as it is; its height is always 2.4 em.
    """
    page = PAGE.format(
        em=em,
        ink=theme.text,
        colours=_colours(maths, theme),
        height=ASCENT + DESCENT,
        descent=DESCENT,
        maths=maths,
    )
    drawn = typst.compile(  # type: ignore[call-overload]  # it wants a root of the source's type
        page.encode(), root=FOLDER, format="png", ppi=72.0, ignore_system_fonts=True
    )
    assert isinstance(drawn, bytes)  # noqa: S101  one page gives one image
    with Image.open(io.BytesIO(drawn)) as image:
        return MathPixels(np.asarray(image.convert("RGBA")), round(ASCENT * em))


def _colours(maths: str, theme: Theme) -> str:
    tokens = {name.replace("_", "-"): colour for name, colour in theme.tokens().items()}
    return "\n".join(
        f'#let {name}(it) = text(fill: rgb("{colour}"), it)'
        for name, colour in tokens.items()
        if re.search(rf"\b{name}\(", maths)
    )
