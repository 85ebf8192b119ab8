"""What changes from one picture to the next, and when each is shown."""

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from gradreel.engine.arrays import IntArray
from gradreel.scenes.render.encoders.contract import Chunk, DamagedError
from gradreel.scenes.render.frame import Pixels
from gradreel.scenes.render.picture import Picture

Packed = NDArray[np.uint32]
FAST: Final = 1
CLEAR: Final = 1 << 24
"""Stands for what has no colour in a GIF: what is clear, or very nearly."""
NEARLY_CLEAR: Final = 16
"""The least alpha, of 255, that is painted: a dim thin line has more, and a halo would be wider."""
Colours = NDArray[np.uint32]


def packed(pixels: Pixels) -> Packed:
    """Return pixels as one number each, (height, width): red + 256 green + 65536 blue + alpha.

    Args:
        pixels: (height, width, 4).
    """
    whole = np.ascontiguousarray(pixels).view("<u4")[..., 0]
    return whole.astype(np.uint32, copy=False)


def lines(plane: Any) -> NDArray[np.uint8]:
    """Return the lines of a frame's plane, (n, bytes of a line), to read and to write in place."""
    whole: NDArray[np.uint8] = np.frombuffer(plane, np.uint8).reshape(-1, plane.line_size)
    return whole


def without_alpha(colours: Colours, matte: int | None) -> Colours:
    """Return packed colours with no alpha.

    Args:
        colours: (n,), with straight alpha.
        matte: the colour that they are laid on, packed, where their alpha counts; what is nearly
            clear becomes CLEAR then.
    """
    if matte is None:
        return colours & np.uint32(0xFFFFFF)
    alpha = colours >> 24
    plain = np.zeros_like(colours)
    for shift in (0, 8, 16):
        laid = (colours >> shift & 255) * alpha + (matte >> shift & 255) * (255 - alpha)
        plain |= (laid + 127) // 255 << shift
    plain[alpha < NEARLY_CLEAR] = CLEAR
    return plain


def channels(colours: Colours) -> NDArray[np.uint8]:
    """Return red, green and blue of packed colours, (n, 3)."""
    return np.stack([colours & 255, colours >> 8 & 255, colours >> 16], axis=1).astype(np.uint8)


@dataclass(frozen=True)
class Change:
    """The pixels that have another colour than before, as stretches in reading order.

    Attributes:
        starts: (n,), the first pixel of each.
        lengths: (n,), how many pixels each has.
        colours: (n,), what colour they have now.
    """

    starts: IntArray
    lengths: IntArray
    colours: Colours

    @classmethod
    def of(cls, positions: IntArray, colours: Colours) -> "Change":
        """Join neighbouring pixels of the same colour.

        Args:
            positions: (n,), the pixels that changed, ascending; at least one.
            colours: (n,), their colours.
        """
        breaks = (np.diff(positions) != 1) | (colours[1:] != colours[:-1])
        firsts = np.concatenate([[0], np.flatnonzero(breaks) + 1])
        lengths = np.diff(firsts, append=len(positions))
        return cls(positions[firsts], lengths, colours[firsts])

    @property
    def positions(self) -> IntArray:
        """Return all pixels that changed."""
        ends = np.cumsum(self.lengths)
        return np.arange(ends[-1]) + np.repeat(self.starts - ends + self.lengths, self.lengths)

    def to_bytes(self) -> bytes:
        """Write it, compressed."""
        gaps = np.diff(self.starts, prepend=0)
        columns = (gaps, self.lengths, self.colours)
        return zlib.compress(b"".join(each.astype("<u4").tobytes() for each in columns), FAST)

    @classmethod
    def from_bytes(cls, data: bytes) -> "Change":
        """Read what `to_bytes` wrote."""
        gaps, lengths, colours = np.frombuffer(zlib.decompress(data), "<u4").reshape(3, -1)
        return cls(
            np.cumsum(gaps, dtype=np.int64),
            lengths.astype(np.int64),
            colours.astype(np.uint32, copy=False),
        )


class Changes:
    """Finds what each picture changes of the one before; the first one changes every pixel.

    Args:
        matte: the colour that pictures are laid on, packed, where their alpha counts.
        alpha: whether colours keep their alpha instead.
    """

    def __init__(self, matte: int | None, *, alpha: bool = False) -> None:
        self._matte, self._alpha = matte, alpha
        self._now: Colours | None = None

    def next(self, pixels: Pixels) -> tuple[Change, Colours] | None:
        """Return what a picture changes, and what colours those pixels had; None if nothing."""
        colours = packed(pixels).reshape(-1)
        if self._now is None:
            self._now = colours.copy()
            return Change.of(np.arange(len(colours)), self._plain(colours)), colours[:0]
        positions = np.flatnonzero(colours != self._now)
        if not len(positions):
            return None
        new, old = colours[positions], self._now[positions]
        self._now[positions] = new
        return Change.of(positions, self._plain(new)), self._plain(old)

    def _plain(self, colours: Colours) -> Colours:
        return colours if self._alpha else without_alpha(colours, self._matte)

    @property
    def now(self) -> bytes:
        """The picture as it is after all changes."""
        return b"" if self._now is None else self._now.tobytes()


class ShownPictures:
    """The pictures of chunks of changes, and when each is shown.

    A picture that would stand for less than the shortest time gives its time to the next one.

    Args:
        picture: their size and rate.
        tick: what the file counts time in, in seconds.
        shortest: how many ticks a picture has to stand at least.
    """

    def __init__(self, picture: Picture, tick: Fraction, shortest: int) -> None:
        self._picture, self._tick, self._shortest = picture, tick, shortest
        self._chunks: list[Chunk] = []
        self._starts: list[int | None] = []
        self._shown: int | None = None
        self._frames = 0
        self._last = ""

    def take(self, chunk: Chunk) -> None:
        """Find out when each picture of a chunk is shown."""
        self._chunks.append(chunk)
        goes_on = chunk.header["first"] == self._last
        for number, length in enumerate(chunk.header["repeats"]):
            self._plan(goes_on=goes_on and number == 0)
            self._frames += length
        self._last = chunk.header["last"]

    def _plan(self, *, goes_on: bool) -> None:
        """Note when the next picture is shown; None where it isn't, or stands already."""
        if goes_on:
            self._starts.append(None)
            return
        start = self._ticks(self._frames)
        if self._shown is not None:
            before = self._starts[self._shown]
            if before is not None and start - before < self._shortest:
                self._starts[self._shown] = None
                start = before
        self._shown = len(self._starts)
        self._starts.append(start)

    def _ticks(self, frames: int) -> int:
        return round(frames / Fraction(self._picture.fps) / self._tick)

    @property
    def starts(self) -> list[int]:
        """The ticks from which on pictures are shown, in order."""
        return [start for start in self._starts if start is not None]

    @property
    def last_delay(self) -> int:
        """How many ticks the last picture stands; 0 where there is none."""
        if self._shown is None:
            return 0
        return max(self._shortest, self._ticks(self._frames) - self.last_start)

    @property
    def last_start(self) -> int:
        """The tick from which on the last picture is shown."""
        return 0 if self._shown is None else self._starts[self._shown] or 0

    def changes(self) -> Iterator[tuple[int | None, Change]]:
        """Read what each picture changes, with when it is shown; None where it isn't.

        Raises:
            DamagedError: the first one doesn't cover the picture.
        """
        pixels = self._picture.width * self._picture.height
        for number, (start, change) in enumerate(zip(self._starts, self._read(), strict=True)):
            if number == 0 and change.lengths.sum() != pixels:
                raise DamagedError("the first picture has another size")
            yield start, change

    def _read(self) -> Iterator[Change]:
        for chunk in self._chunks:
            for _, blob in zip(chunk.header["repeats"], chunk.blobs(), strict=False):
                yield Change.from_bytes(blob)
