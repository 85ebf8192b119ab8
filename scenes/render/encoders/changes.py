"""What changes from one picture to the next: stretches of pixels, each of one colour."""

import zlib
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from gradreel.engine.arrays import IntArray
from gradreel.scenes.render.encoders.planes import packed
from gradreel.scenes.render.frame import Pixels

FAST: Final = 1
CLEAR: Final = 1 << 24
"""Stands for what has no colour in a GIF: what is clear, or very nearly."""
NEARLY_CLEAR: Final = 16
"""The least alpha, of 255, that is painted: a dim thin line has more, and a halo would be wider."""

Colours = NDArray[np.uint32]


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
