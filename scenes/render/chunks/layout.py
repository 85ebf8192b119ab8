"""Which frames of a part are in which chunk."""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, pairwise

from gradreel.scenes.render.chunks.store import END, Place


@dataclass(frozen=True)
class Layout:
    """The chunks of a part, which may be cut into pieces: each of them counts as a part then.

    Attributes:
        first: the number of the part in the clip, or that of its first piece.
        length: how many frames a chunk has; the last one of a piece may have fewer.
        counts: how many frames each piece has; the last one has all that the part has after it,
            and there is but one when it is empty.
    """

    first: int
    length: int
    counts: tuple[int, ...] = ()

    @cached_property
    def _starts(self) -> tuple[int, ...]:
        """The first frame of each piece."""
        return tuple(accumulate(self.counts[:-1], initial=0))

    @property
    def end(self) -> Place:
        """Where what the part leaves standing at its end is."""
        return Place(self.first + len(self._starts) - 1, END)

    def place(self, frame: int) -> Place:
        """Return the chunk in which a frame of the part is."""
        piece = bisect_right(self._starts, frame) - 1
        return Place(self.first + piece, (frame - self._starts[piece]) // self.length)

    def frames(self, place: Place) -> range:
        """Return the frames that a chunk has; of the part's last, those that it may have."""
        piece = place.part - self.first
        start = self._starts[piece] + place.chunk * self.length
        stops = (start + self.length, *self._starts[piece + 1 : piece + 2])
        return range(start, min(stops))

    def places(self, frames: range) -> Iterator[Place]:
        """Yield the chunks that have any of some frames in a row, in order."""
        start = frames.start
        while start < frames.stop:
            place = self.place(start)
            yield place
            start = self.frames(place).stop

    def pieces(self, frames: int) -> Iterator[tuple[int, int]]:
        """Yield each piece's number in the clip and its number of frames.

        Args:
            frames: how many the part has.
        """
        for number, (start, stop) in enumerate(pairwise((*self._starts, frames)), self.first):
            yield number, stop - start
