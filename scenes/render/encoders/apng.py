"""Animated PNG, without any loss of colours or alpha: what changes of each picture in one file.

Its parts are those of the "Portable Network Graphics (PNG) Specification", third edition.
"""

import zlib
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from struct import pack
from typing import BinaryIO, Final

import numpy as np
from numpy.typing import NDArray

from gradreel.scenes.render.encoders.ahead import in_order
from gradreel.scenes.render.encoders.changes import Colours
from gradreel.scenes.render.encoders.contract import Format
from gradreel.scenes.render.encoders.palette import TRANSPARENT, Palette, choose
from gradreel.scenes.render.encoders.patches import Patch, patches, table_of, triples_of
from gradreel.scenes.render.encoders.planes import packed
from gradreel.scenes.render.encoders.true_colour import TICK, TrueColourJoiner, changes_encoding

SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"
TRUE_COLOUR, INDEXED = 6, 3
NO_FILTER, FROM_ABOVE = 0, 2
LEVEL: Final = 6  # the highest takes four times as long, for 2 % fewer bytes
LONGEST_DELAY: Final = 65_535
CLEAR: Final = np.zeros((1, 1, 4), np.uint8)


class ApngJoiner(TrueColourJoiner):
    """Writes an animated PNG; few colours by their numbers, which takes fewer bytes."""

    @property
    def _may_number(self) -> bool:
        return not self._picture.transparent

    def finish(self) -> None:
        """Code the pictures and write the file."""
        palette = self._palette()
        table = None if palette is None else table_of(palette)
        found = _briefly(patches(self._shown, self._picture, palette))
        with self._path.open("wb") as file:
            file.write(SIGNATURE + self._header(table))
            at_count = file.tell()
            file.write(self._control(0))
            if table is not None:
                file.write(_part(b"PLTE", triples_of(table)) + _part(b"tRNS", b"\0"))
            frames = _write(file, in_order(partial(_coded, table), found))
            file.write(_part(b"IEND", b""))
            file.seek(at_count)
            file.write(self._control(frames))

    def _palette(self) -> Palette | None:
        """Choose the colours, if there may be no more or are no more than can be numbered."""
        if not self._counts:
            return None
        few = self._colours or TRANSPARENT
        is_exact = len(self._counts[0].colours) <= few
        return choose(self._counts[0], few) if self._colours or is_exact else None

    def _header(self, table: Colours | None) -> bytes:
        kind = TRUE_COLOUR if table is None else INDEXED
        size = self._picture.width, self._picture.height
        return _part(b"IHDR", pack(">IIBBBBB", *size, 8, kind, 0, 0, 0))

    def _control(self, frames: int) -> bytes:
        return _part(b"acTL", pack(">II", frames, self._plays))


def _briefly(found: Iterator[Patch]) -> Iterator[Patch]:
    """Cut what stands longer than a frame may; what goes on is a clear pixel on top."""
    for patch in found:
        left, now = patch.delay, patch
        while left > LONGEST_DELAY:
            yield replace(now, delay=LONGEST_DELAY)
            left -= LONGEST_DELAY
            now = Patch(0, 0, CLEAR, is_over=True)
        yield replace(now, delay=left)


def _coded(table: Colours | None, patch: Patch) -> tuple[Patch, bytes]:
    """Return a patch with its pixels, filtered and compressed, as it takes the fewest bytes."""
    height = len(patch.pixels)
    if table is not None:
        numbers = np.searchsorted(table, packed(patch.pixels)).astype(np.uint8)
        return patch, _compressed(numbers, NO_FILTER)
    lines = patch.pixels.reshape(height, -1)
    lessened = np.diff(lines, axis=0, prepend=np.zeros_like(lines[:1]))
    return patch, min(_compressed(lines, NO_FILTER), _compressed(lessened, FROM_ABOVE), key=len)


def _compressed(lines: NDArray[np.uint8], kind: int) -> bytes:
    """Compress lines, each of which begins with what filter it went through."""
    return zlib.compress(np.pad(lines, ((0, 0), (1, 0)), constant_values=kind).tobytes(), LEVEL)


def _write(file: BinaryIO, coded: Iterator[tuple[Patch, bytes]]) -> int:
    """Write all frames, and return how many."""
    order = frames = 0
    for patch, data in coded:
        height, width = patch.pixels.shape[:2]
        size = order, width, height, patch.left, patch.top
        time = patch.delay, TICK.denominator
        file.write(_part(b"fcTL", pack(">IIIIIHHBB", *size, *time, 0, patch.is_over)))
        order += 1
        if frames:
            file.write(_part(b"fdAT", pack(">I", order) + data))
            order += 1
        else:
            file.write(_part(b"IDAT", data))
        frames += 1
    return frames


def _part(name: bytes, content: bytes) -> bytes:
    return pack(">I", len(content)) + name + content + pack(">I", zlib.crc32(name + content))


APNG = Format(changes_encoding, ApngJoiner)
