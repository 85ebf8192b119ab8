"""GIF: one palette for the whole clip, then its pictures in the palette's colours.

Only what changes from one picture to the next is kept, counted and painted. ffmpeg's own filters
for that, palettegen and paletteuse, look at every pixel of every picture.

A GIF clears nothing but the whole rectangle of an image, when that image's time is over. So where
pixels become clear, an empty image of just their rectangle takes the last of their picture's time:
all else stays, and the next picture need not paint it again.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate, pairwise
from pathlib import Path
from queue import Full, Queue
from struct import pack
from threading import Event, Thread
from typing import Any, Final, Generic, TypeVar

import av
import numpy as np
from av.video.frame import VideoFrame
from numpy.typing import NDArray
from PIL import Image
from PIL.GifImagePlugin import getdata

from gradreel.engine.arrays import IntArray
from gradreel.scenes.render.encoders.changes import Change, Changes, Colours, ShownPictures, lines
from gradreel.scenes.render.encoders.contract import Chunk, ChunkWriter, Encoding, Format, Joiner
from gradreel.scenes.render.encoders.palette import TRANSPARENT, Counts, Palette, choose
from gradreel.scenes.render.frame import Frame
from gradreel.scenes.render.picture import Picture

Item = TypeVar("Item")
WAITING: Final = 4
SECONDS_TO_LOOK: Final = 0.1
Indices = NDArray[np.uint8]
GifArea = tuple[slice, slice]
KEEP: Final = 1
CLEAR_AFTERWARDS: Final = 2
LONGEST_DELAY: Final = 65_535
CHEAP: Final = 64
"""Pixels that may as well be painted again: an image of its own takes as many bytes."""
TICK: Final = Fraction(1, 100)  # the unit of a GIF's delays, in seconds
BLACK: Final = "#000000"
MOST_COLOURS: Final = TRANSPARENT
NEVER_AGAIN: Final = -1
SHORTEST_DELAY: Final = 2  # browsers play anything shorter as a tenth of a second


class Ahead(Generic[Item]):
    """An iterator that a thread works off, a few items ahead of their use.

    Args:
        items: what is worked off, in the thread alone; its errors are raised where items are used.
    """

    def __init__(self, items: Iterator[Item]) -> None:
        self._items = items
        self._ready: Queue[Item | BaseException | None] = Queue(WAITING)
        self._given_up = Event()
        self._thread = Thread(target=self._work, name="ahead", daemon=True)

    def __enter__(self) -> Iterator[Item]:
        """Begin to work."""
        self._thread.start()
        return self._received()

    def __exit__(self, *_: object) -> None:
        """Stop working, and wait for that."""
        self._given_up.set()
        self._thread.join()

    def _received(self) -> Iterator[Item]:
        while (item := self._ready.get()) is not None:
            if isinstance(item, BaseException):
                raise item
            yield item

    def _work(self) -> None:
        try:
            for item in self._items:
                self._pass_on(item)
                if self._given_up.is_set():
                    return
            self._pass_on(None)
        except Exception as error:
            self._pass_on(error)

    def _pass_on(self, item: Item | BaseException | None) -> None:
        while not self._given_up.is_set():
            with suppress(Full):
                self._ready.put(item, timeout=SECONDS_TO_LOOK)
                break


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


class GifJoiner(Joiner):
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
        delay = (self._shown.last_delay - 1) % LONGEST_DELAY + 1
        options = {"loop": str(again), "final_delay": str(delay)}
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
