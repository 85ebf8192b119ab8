"""Some frames of a part, and no others: as pixels, in lines and areas, or on a sheet."""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from fractions import Fraction
from io import BytesIO
from math import ceil, floor, sqrt
from pathlib import Path
from typing import Any, Final

import cairo
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from gradreel.engine.errors import RequestError
from gradreel.scenes.render.frame import Frame, FrameSelection, Only, Paint, Painted, Part, Pixels
from gradreel.scenes.render.picture import Picture

TakeStill = Callable[[int, Pixels], None]
"""Is given a frame's number in its part and its pixels, which are good until it returns."""
POINTS: Final = 72 / 96
"""How many points a pixel is on paper, as in a browser."""
LETTERS, GAP = 0.055, 0.02
"""Em size of a time and room between pictures, as shares of a picture's height."""
SMALLEST_LETTERS = 9
"""Pixels."""
BAND = 1.7
"""Height of the band that a time stands in, in em."""
MOST_PIXELS = 100_000_000


class Regular(FrameSelection):
    """The frames that are shown each so many seconds, from the clip's first one on.

    Args:
        interval: from one to the next, in frames; a fraction, as it needn't be a whole number.
        before: how many frames of the clip come before this part.
    """

    def __init__(self, interval: Fraction, before: int = 0) -> None:
        self._interval, self._before = interval, before

    def turn_of(self, frame: int) -> int:
        """How many of these frames come before a frame of the part."""
        return ceil((self._before + frame) / self._interval)

    def __contains__(self, frame: object) -> bool:
        if not isinstance(frame, int):
            return False
        return floor(self.turn_of(frame) * self._interval) == self._before + frame

    def any_of(self, frames: range) -> bool:
        """Whether one of these frames is among them."""
        return any(frame in self for frame in frames)


def draw_stills(part: Part, picture: Picture, frames: Collection[int], take: TakeStill) -> None:
    """Draw frames of a part by their numbers, each once, in their order."""
    draw_owned(part, picture, Only(frames), take)


def paint_stills(
    part: Part, picture: Picture, frames: Collection[int], take: Callable[[int, Paint], None]
) -> None:
    """Give what draws frames of a part in lines and areas by their numbers, in their order."""
    assert isinstance(part, Painted)  # noqa: S101  all are that have beats
    part.paint(picture, frames, take)


def draw_owned(part: Part, picture: Picture, selection: FrameSelection, take: TakeStill) -> int:
    """Draw frames of a part, and give each with its number, though it stands as the one before.

    Returns:
        How many frames the part has, or what it came to where the last owned one was known.
    """

    def take_each(frame: Frame) -> None:
        for index in range(frame.index, frame.index + frame.repeats):
            take(index, frame.pixels)

    return part.draw(picture, take_each, selection)


def vector_of(paint: Paint, picture: Picture, form: str) -> bytes:
    """Draw a picture as a page of its size, a pixel being 1/96 inch; the same always.

    Args:
        paint: draws it.
        picture: its size.
        form: "svg" or "pdf".
    """
    page = BytesIO()
    with PAGES[form](page, picture) as surface:
        paint(surface)
    drawn = page.getvalue()
    return _named_anew(drawn) if form == "svg" else drawn


def _svg(page: BytesIO, picture: Picture) -> cairo.SVGSurface:
    surface = cairo.SVGSurface(page, picture.width, picture.height)
    surface.set_document_unit(cairo.SVGUnit.PX)
    return surface


def _pdf(page: BytesIO, picture: Picture) -> cairo.PDFSurface:
    surface = cairo.PDFSurface(page, picture.width * POINTS, picture.height * POINTS)
    surface.restrict_to_version(cairo.PDF_VERSION_1_4)  # which every reader and printer knows
    surface.set_device_scale(POINTS, POINTS)
    surface.set_metadata(cairo.PDF_METADATA_CREATE_DATE, "")
    return surface


PAGES: Final[Mapping[str, Callable[[BytesIO, Picture], Any]]] = {"svg": _svg, "pdf": _pdf}


def _named_anew(svg: bytes) -> bytes:
    """Name a page's pictures by their order in it: Cairo counts through all that it has drawn."""
    names: dict[bytes, bytes] = {}
    return re.sub(
        rb"\bsource-\d+", lambda found: names.setdefault(found[0], b"source-%d" % len(names)), svg
    )


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
