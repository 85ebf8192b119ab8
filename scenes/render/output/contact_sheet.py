"""A contact sheet: pictures of a clip in a grid, each with its time below it."""

from dataclasses import dataclass
from math import ceil, sqrt
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from gradreel.engine.errors import RequestError
from gradreel.scenes.render.frame import Pixels
from gradreel.scenes.render.picture import Picture

LETTERS, GAP = 0.055, 0.02
"""Em size of a time and room between pictures, as shares of a picture's height."""
SMALLEST_LETTERS = 9
"""Pixels."""
BAND = 1.7
"""Height of the band that a time stands in, in em."""
MOST_PIXELS = 100_000_000


@dataclass(frozen=True)
class SheetLook:
    """How a contact sheet looks.

    Attributes:
        paper: colour around the pictures, as "#RRGGBB".
        ink: colour of the times.
        font: the font's file.
    """

    paper: str
    ink: str
    font: Path


class ContactSheet:
    """Pictures of one size, which are laid out once all are there.

    Args:
        picture: their size.
        look: how the sheet looks.
    """

    def __init__(self, picture: Picture, look: SheetLook) -> None:
        self._size = picture.width, picture.height
        self._look = look
        self._tiles: list[tuple[Image.Image, str]] = []

    def add(self, pixels: Pixels, time: str) -> None:
        """Add a picture; what of it is transparent shows the paper.

        Raises:
            RequestError: the sheet gets too large.
        """
        count = len(self._tiles) + 1
        if count * self._size[0] * self._size[1] > MOST_PIXELS:
            width, height = self._size
            raise RequestError(
                f"a sheet of {count} frames of {width}x{height} and more is too large; give a "
                "smaller -r, or more seconds to --every"
            )
        tile = Image.new("RGBA", self._size, self._look.paper)
        tile.alpha_composite(Image.fromarray(pixels))
        self._tiles.append((tile.convert("RGB"), time))

    def laid_out(self) -> Pixels:
        """Lay the pictures out in rows, about as many as there are columns."""
        width, height = self._size
        letters = max(SMALLEST_LETTERS, round(LETTERS * height))
        gap, band = max(2, round(GAP * height)), round(BAND * letters)
        across, down = width + gap, height + band + gap
        columns = ceil(sqrt(len(self._tiles)))
        rows = ceil(len(self._tiles) / columns)
        sheet = Image.new("RGB", (gap + columns * across, gap + rows * down), self._look.paper)
        pen = ImageDraw.Draw(sheet)
        font = ImageFont.truetype(str(self._look.font), letters)
        for place, (tile, time) in enumerate(self._tiles):
            left, top = gap + place % columns * across, gap + place // columns * down
            sheet.paste(tile, (left, top))
            below = left + gap, top + height + band // 2
            pen.text(below, time, fill=self._look.ink, font=font, anchor="lm")
        return np.asarray(sheet)
