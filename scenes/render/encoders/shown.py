"""When the pictures of an animation are shown: each from a tick on, as long as one may stand."""

from collections.abc import Iterator
from fractions import Fraction

from gradreel.scenes.render.chunks.chunk import Chunk, DamagedError
from gradreel.scenes.render.encoders.changes import Change
from gradreel.scenes.render.picture import Picture


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
