"""GIF: one palette for the whole clip, then its pictures in the palette's colours.

Only what changes from one picture to the next is kept, counted and painted. ffmpeg's own filters
for that, palettegen and paletteuse, look at every pixel of every picture.
"""

import hashlib
from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import accumulate
from pathlib import Path
from typing import Any, Final

import av
import numpy as np
from av.video.frame import VideoFrame

from gradreel.engine.arrays import IntArray
from gradreel.scenes.render.chunks.chunk import Chunk, ChunkWriter
from gradreel.scenes.render.encoders.ahead import Ahead
from gradreel.scenes.render.encoders.changes import Change, Changes, Colours
from gradreel.scenes.render.encoders.clear_gif import LONGEST_DELAY, Indices, write_clear_gif
from gradreel.scenes.render.encoders.contract import Encoding, Format
from gradreel.scenes.render.encoders.palette import TRANSPARENT, Counts, Palette, choose
from gradreel.scenes.render.encoders.planes import lines
from gradreel.scenes.render.encoders.shown import ShownPictures
from gradreel.scenes.render.frame import Frame
from gradreel.scenes.render.picture import Picture

TICK: Final = Fraction(1, 100)  # the unit of a GIF's delays, in seconds
BLACK: Final = "#000000"
MOST_COLOURS: Final = TRANSPARENT
NEVER_AGAIN: Final = -1
SHORTEST_DELAY: Final = 2  # browsers play anything shorter as a tenth of a second


class PictureEncoder:
    """Keeps each picture without loss, as what differs from the one before, and equal ones once.

    The blobs are the pictures, then how often each colour is shown in them, if it has no alpha.

    Args:
        picture: what they are like.
        writer: where to.
        alpha: whether half-transparent pixels stay so, and aren't laid on anything.
    """

    def __init__(self, picture: Picture, writer: ChunkWriter, *, alpha: bool = False) -> None:
        self._writer, self._counts_colours = writer, not alpha
        matte = None if alpha or not picture.transparent else _matte(picture)
        self._changes = Changes(matte, alpha=alpha)
        self._repeats: list[int] = []
        self._first = ""
        self._seen: list[tuple[int, Colours, IntArray]] = []

    def take(self, frame: Frame) -> None:
        """Encode a picture."""
        found = self._changes.next(frame.pixels)
        if found is None:
            self._repeats[-1] += frame.repeats
            return
        change, old = found
        number = len(self._repeats)
        self._first = self._first or self._digest()
        self._repeats.append(frame.repeats)
        self._writer.add(change.to_bytes())
        if self._counts_colours:
            self._see(number, change, old)

    def _see(self, number: int, change: Change, old: Colours) -> None:
        self._seen.append((number, change.colours, change.lengths))
        if len(old):
            gone = Change.of(np.arange(len(old)), old)
            self._seen.append((number, gone.colours, -gone.lengths))

    def finish(self) -> Mapping[str, Any]:
        """Say how long each stands, and what the first and the last are."""
        self._writer.add(self._counts().to_bytes() if self._seen else b"")
        return {"repeats": self._repeats, "first": self._first, "last": self._digest()}

    def _counts(self) -> Counts:
        """Count what came for all frames from there on, and take away what went."""
        left = list(accumulate(reversed(self._repeats)))[::-1]
        colours = [colours for _, colours, _ in self._seen]
        return Counts.of(colours, [lengths * left[number] for number, _, lengths in self._seen])

    def _digest(self) -> str:
        return hashlib.sha256(self._changes.now).hexdigest()


class GifJoiner:
    """Writes a GIF, its duration right to a hundredth of a second.

    What is shown is counted as the chunks come in; at the end the chunks are read and painted.

    Args:
        path: of the GIF.
        picture: its size and rate.
        colours: how many it may have.
        plays: how often it plays; 0 for ever.
    """

    def __init__(
        self, path: Path, picture: Picture, colours: int = MOST_COLOURS, plays: int = 0
    ) -> None:
        self._path, self._picture = path, picture
        self._colours, self._plays = colours, plays
        self._shown = ShownPictures(picture, TICK, SHORTEST_DELAY)
        self._counts: Counts | None = None

    def take(self, chunk: Chunk) -> None:
        """Count the colours of a chunk's pictures, and find out when each is shown."""
        counts = Counts.from_bytes(chunk.last_blob())
        self._counts = Counts.sum([self._counts, counts]) if self._counts else counts
        self._shown.take(chunk)

    def finish(self) -> None:
        """Choose the colours and paint the pictures in them."""
        if self._counts is None or not self._shown.last_delay:
            return
        palette = choose(self._counts, self._colours)
        if self._picture.transparent:
            write_clear_gif(self._path, palette, self._timed(palette), SHORTEST_DELAY, self._plays)
            return
        again = self._plays and (self._plays - 1 or NEVER_AGAIN)
        options = {"loop": str(again), "final_delay": str(self._final_delay())}
        with av.open(self._path, "w", format="gif", options=options) as output:
            stream = output.add_stream("gif", 100)
            stream.width, stream.height = self._picture.width, self._picture.height
            stream.pix_fmt, stream.codec_context.time_base = "pal8", TICK
            with Ahead(self._painted(palette)) as ready:
                for painted in ready:
                    output.mux(stream.encode(painted))
            output.mux(stream.encode(None))

    def _painted(self, palette: Palette) -> Iterator[VideoFrame]:
        table = _table(palette)
        width, height = self._picture.width, self._picture.height
        for start, indices in self._standing(palette):
            frame = VideoFrame(width, height, "pal8")
            pixels, colours = frame.planes
            lines(pixels)[:height, :width] = indices
            colours.update(table)
            frame.pts, frame.time_base = start, TICK
            yield frame

    def _standing(self, palette: Palette) -> Iterator[tuple[int, Indices]]:
        """Yield what is shown and when, and again where it stands for longer than a GIF can say."""
        ends = [*self._shown.starts[1:], self._shown.last_start + self._shown.last_delay]
        for (start, indices), end in zip(self._indexed(palette), ends, strict=True):
            for again in range(start, end, LONGEST_DELAY):
                yield again, indices

    def _final_delay(self) -> int:
        return (self._shown.last_delay - 1) % LONGEST_DELAY + 1

    def _timed(self, palette: Palette) -> Iterator[tuple[Indices, int]]:
        """Yield pictures that differ, each with how long it stands."""
        shown: tuple[int, Indices] | None = None
        for start, indices in self._indexed(palette):
            if shown is None:
                shown = start, indices.copy()
            elif not np.array_equal(indices, shown[1]):
                yield shown[1], start - shown[0]
                shown = start, indices.copy()
        if shown is not None:
            yield shown[1], self._shown.last_start - shown[0] + self._shown.last_delay

    def _indexed(self, palette: Palette) -> Iterator[tuple[int, Indices]]:
        """Yield when each picture is shown, and its pixels as numbers of colours, till the next."""
        width, height = self._picture.width, self._picture.height
        indices = np.zeros(width * height, np.uint8)
        for start, change in self._shown.changes():
            painted = np.repeat(palette.index[change.colours], change.lengths)
            indices[change.positions] = painted
            if start is not None:
                yield start, indices.reshape(height, width)

    def close(self) -> None:
        """Nothing is open."""


def _matte(picture: Picture) -> int:
    """Return what half-transparent pixels are laid on, as packed pixels have it."""
    return int.from_bytes(bytes.fromhex((picture.matte or BLACK).removeprefix("#")), "little")


def _table(palette: Palette) -> bytes:
    """Return a palette as FFmpeg keeps it: blue, green, red and alpha of 256 colours."""
    table = np.zeros((256, 4), np.uint8)
    table[: len(palette.colours), :3] = palette.colours[:, ::-1]
    table[:, 3] = 255
    table[TRANSPARENT] = 0
    return table.tobytes()


GIF = Format(lambda _: Encoding("changes", PictureEncoder), GifJoiner)
