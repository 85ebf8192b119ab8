"""GIFs that are clear in places: only what changes is coded, and what becomes clear is cleared.

A GIF clears nothing but the whole rectangle of an image, when that image's time is over. So where
pixels become clear, an empty image of just their rectangle takes the last of their picture's time:
all else stays, and the next picture need not paint it again.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from struct import pack
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from PIL.GifImagePlugin import getdata

from gradreel.scenes.render.encoders.palette import TRANSPARENT, Palette

Indices = NDArray[np.uint8]
GifArea = tuple[slice, slice]
KEEP: Final = 1
CLEAR_AFTERWARDS: Final = 2
LONGEST_DELAY: Final = 65_535
CHEAP: Final = 64
"""Pixels that may as well be painted again: an image of its own takes as many bytes."""


@dataclass(frozen=True)
class GifImage:
    """One image of a GIF.

    Attributes:
        box: the rows and columns that it covers.
        pixels: (height, width) of the box, numbers of colours; TRANSPARENT leaves what is there.
        delay: how long it stands, in hundredths of a second.
        disposal: what becomes of its box then: KEEP or CLEAR_AFTERWARDS.
    """

    box: GifArea
    pixels: Indices
    delay: int
    disposal: int

    def to_bytes(self) -> bytes:
        """Write it as a GIF has it."""
        height, width = self.pixels.shape
        image = Image.frombytes("P", (width, height), self.pixels.tobytes())
        place = self.box[1].start, self.box[0].start
        return b"".join(
            getdata(
                image,
                place,
                transparency=TRANSPARENT,
                duration=10 * self.delay,
                disposal=self.disposal,
                interlace=0,
            )
        )


def write_clear_gif(
    path: Path,
    palette: Palette,
    pictures: Iterable[tuple[Indices, int]],
    shortest: int,
    plays: int,
) -> None:
    """Write a GIF.

    Args:
        path: where to.
        palette: its colours.
        pictures: at least one, each with how long it stands in hundredths of a second.
        shortest: the least time that an image may stand.
        plays: how often it plays; 0 for ever.
    """
    with path.open("wb") as file:
        for number, image in enumerate(images(pictures, shortest)):
            if number == 0:
                file.write(_header(image.pixels.shape, palette, plays))
            file.write(image.to_bytes())
        file.write(b";")


def images(pictures: Iterable[tuple[Indices, int]], shortest: int) -> Iterator[GifImage]:
    """Turn pictures into images that paint what changes, and clear what becomes clear.

    After the last one all is clear, so that the first begins anew.

    Args:
        pictures: whole ones, each with how long it stands.
        shortest: the least time that an image may stand.
    """
    canvas: Indices | None = None
    for (now, delay), (following, _) in pairwise(_and_nothing(pictures)):
        whole = slice(0, now.shape[0]), slice(0, now.shape[1])
        painted = whole if canvas is None else _box(now != canvas) or (slice(0, 1), slice(0, 1))
        before = np.full_like(now, TRANSPARENT) if canvas is None else canvas
        cleared = _box((following == TRANSPARENT) & (now != TRANSPARENT))
        both = painted if cleared is None else _joined(painted, cleared)
        canvas = now.copy()
        if cleared is None:
            yield from _lasting(_image(painted, now, before, delay, KEEP))
            continue
        is_cheap = _opaque(following[both]) - _opaque(following[cleared]) <= CHEAP
        if is_cheap or delay < 2 * shortest:
            yield from _lasting(_image(both, now, before, delay, CLEAR_AFTERWARDS))
            canvas[both] = TRANSPARENT
        else:
            yield from _lasting(_image(painted, now, before, delay - shortest, KEEP))
            yield _image(cleared, now, now, shortest, CLEAR_AFTERWARDS)
            canvas[cleared] = TRANSPARENT


def _and_nothing(pictures: Iterable[tuple[Indices, int]]) -> Iterator[tuple[Indices, int]]:
    last = None
    for last in pictures:
        yield last
    if last is not None:
        yield np.full_like(last[0], TRANSPARENT), 0


def _lasting(image: GifImage) -> Iterator[GifImage]:
    """Yield an image, several times where it stands longer than one may."""
    left, box = image.delay, image.box
    while left > LONGEST_DELAY:
        yield GifImage(box, image.pixels, LONGEST_DELAY, KEEP)
        left -= LONGEST_DELAY
    yield GifImage(box, image.pixels, left, image.disposal)


def _image(box: GifArea, now: Indices, before: Indices, delay: int, disposal: int) -> GifImage:
    pixels = np.where(now[box] != before[box], now[box], np.uint8(TRANSPARENT))
    return GifImage(box, pixels, delay, disposal)


def _box(mask: NDArray[np.bool_]) -> GifArea | None:
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    if not len(rows):
        return None
    return (
        slice(int(rows[0]), int(rows[-1]) + 1),
        slice(int(columns[0]), int(columns[-1]) + 1),
    )


def _joined(first: GifArea, second: GifArea) -> GifArea:
    rows, columns = (
        slice(min(one.start, other.start), max(one.stop, other.stop))
        for one, other in zip(first, second, strict=True)
    )
    return rows, columns


def _opaque(pixels: Indices) -> int:
    return int(np.count_nonzero(pixels != TRANSPARENT))


def _header(shape: tuple[int, ...], palette: Palette, plays: int) -> bytes:
    """Return the size, a table of 256 colours, and how often it plays again."""
    table = np.zeros((256, 3), np.uint8)
    table[: len(palette.colours)] = palette.colours
    screen = pack("<6sHHBBB", b"GIF89a", shape[1], shape[0], 0xF7, TRANSPARENT, 0)
    again = b"" if plays == 1 else pack("<HB", max(plays - 1, 0), 0)
    return screen + table.tobytes() + (again and b"!\xff\x0bNETSCAPE2.0\x03\x01" + again)
