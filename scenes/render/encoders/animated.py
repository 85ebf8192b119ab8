"""Animated PNG and WebP, in all colours and with alpha, as imageio has Pillow write them."""

import zlib
from collections import deque
from collections.abc import Iterator, Mapping
from fractions import Fraction
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any, ClassVar, Final, cast

import imageio.v3 as imageio
import numpy as np
from PIL import Image
from PIL.PngImagePlugin import Blend

from gradreel.scenes.render.encoders.changes import Colours, ShownPictures
from gradreel.scenes.render.encoders.contract import Chunk, Encoding, Format, Joiner
from gradreel.scenes.render.encoders.gif import PictureEncoder
from gradreel.scenes.render.encoders.palette import TRANSPARENT, Counts, Palette, choose
from gradreel.scenes.render.picture import Picture

TICK: Final = Fraction(1, 1000)
SHORTEST_DELAY: Final = 11  # browsers play anything shorter as a tenth of a second
LARGEST: Final = 65_535
"""What a delay's numerator and denominator may be in an APNG."""
OPAQUE: Final = np.uint32(0xFF000000)


class AnimationJoiner(Joiner):
    """Takes what an animation is written from, whose duration is right to a thousandth of a second.

    Args:
        path: of the file.
        picture: its size and rate.
        colours: how many it may have at most; all of them when None.
        plays: how often it plays; 0 for ever.
    """

    ending: ClassVar[str]
    settings: ClassVar[Mapping[str, Any]]

    def __init__(
        self, path: Path, picture: Picture, colours: int | None = None, plays: int = 0
    ) -> None:
        self._path, self._picture = path, picture
        self._colours, self._plays = colours, plays
        self._shown = ShownPictures(picture, TICK, SHORTEST_DELAY)
        self._counts: list[Counts] = []

    def take(self, chunk: Chunk) -> None:
        """Find out when each of a chunk's pictures is shown, and count its colours."""
        self._shown.take(chunk)
        if self._counts_colours:
            self._counts = [Counts.sum([*self._counts, Counts.from_bytes(chunk.last_blob())])]

    @property
    def _counts_colours(self) -> bool:
        return self._colours is not None

    def finish(self) -> None:
        """Write the file."""
        pictures = self._pictures()
        with (
            self._path.open("wb") as file,
            cast(
                "Any", imageio.imopen(file, "w", plugin="pillow", extension=self.ending)
            ) as writer,
        ):
            times = {"duration": self._delays(), "loop": self._plays}
            blend = Blend.OP_SOURCE if self._picture.transparent else Blend.OP_OVER
            writer.write(np.zeros((1, 1, 4), np.uint8), blend=blend, **times, **self.settings)
            numbers = range(1, len(self._shown.starts))
            # In place of that one: imageio itself would have all of them in memory.
            writer.images_to_write = [pictures[0], *(_Picture(pictures, each) for each in numbers)]

    def _pictures(self) -> "_Pictures":
        palette = None if self._colours is None else choose(self._counts[0], self._colours)
        return _Pictures(self._shown, self._picture, palette)

    def _delays(self) -> list[float]:
        """Return the milliseconds that each picture stands; an APNG's fractions round a minute."""
        ends = [*self._shown.starts, self._shown.last_start + self._shown.last_delay]
        seconds = [(end - start) * TICK for start, end in pairwise(ends)]
        return [float(each.limit_denominator(int(LARGEST / each)) / TICK) for each in seconds]


class WebpJoiner(AnimationJoiner):
    """Writes an animated WebP.

    Pictures that begin anew (up to `kmax`) would take a quarter more bytes. At twice the time, with
    method 2, there are 1 to 3 % fewer.
    """

    ending = ".webp"
    settings: ClassVar = {"lossless": True, "quality": 30, "method": 1, "kmax": 0}


class ApngJoiner(AnimationJoiner):
    """Writes an animated PNG; of an opaque one what changes alone, which takes half the bytes.

    Few colours are told by their numbers, which takes a third.
    """

    ending = ".png"
    settings: ClassVar = {"compress_level": 6, "compress_type": zlib.Z_DEFAULT_STRATEGY}

    @property
    def _counts_colours(self) -> bool:
        return not self._picture.transparent

    def _pictures(self) -> "_Pictures":
        if self._picture.transparent:
            return _Pictures(self._shown, self._picture, None)
        few = self._colours or TRANSPARENT
        is_few = self._colours is not None or len(self._counts[0].colours) <= few
        palette = choose(self._counts[0], few) if is_few else None
        return _Patches(self._shown, self._picture, palette)


class _Pictures:
    """The pictures that are shown.

    Two of them are in memory; so they are asked for in order, and from the start again.
    """

    mode = "RGBA"

    def __init__(self, shown: ShownPictures, picture: Picture, palette: Palette | None) -> None:
        self._shown, self._palette = shown, palette
        self.size, self._transparent = (picture.width, picture.height), picture.transparent
        self._drawn = self._draw()
        self._ready: deque[tuple[int, Image.Image]] = deque(maxlen=2)

    def __getitem__(self, number: int) -> Image.Image:
        if self._ready and number < self._ready[0][0]:
            self._drawn = self._draw()
            self._ready.clear()
        while not self._ready or self._ready[-1][0] < number:
            self._ready.append(next(self._drawn))
        return dict(self._ready)[number]

    def _draw(self) -> Iterator[tuple[int, Image.Image]]:
        width, height = self.size
        now = np.zeros(width * height, np.uint32)
        before, number = now.copy(), 0
        for start, change in self._shown.changes():
            now[change.positions] = np.repeat(self._coloured(change.colours), change.lengths)
            if start is not None:
                yield number, self._image(now, before)
                before[:] = now
                number += 1

    def _coloured(self, colours: Colours) -> Colours:
        if self._palette is not None:
            colours = _packed(self._palette)[self._palette.index[colours]]
        return colours if self._transparent else colours | OPAQUE

    def _image(self, now: Colours, before: Colours) -> Image.Image:
        del before
        return Image.frombytes("RGBA", self.size, now.tobytes())


class _Patches(_Pictures):
    """On clear ground what each picture has changed; by the numbers of colours if they are few."""

    def __init__(self, shown: ShownPictures, picture: Picture, palette: Palette | None) -> None:
        super().__init__(shown, picture, palette)
        self._table = None
        if palette is not None:
            self.mode = "P"
            self._table = np.unique(np.append(_packed(palette) | OPAQUE, np.uint32(0)))

    def _image(self, now: Colours, before: Colours) -> Image.Image:
        patch = np.where(now == before, np.uint32(0), now)
        if self._table is None:
            return super()._image(patch, before)
        numbers = np.searchsorted(self._table, patch).astype(np.uint8)
        image = Image.frombytes("P", self.size, numbers.tobytes())
        image.info["transparency"] = 0
        image.putpalette(self._table.tobytes(), "RGBX")
        return image


def _packed(palette: Palette) -> Colours:
    red, green, blue = palette.colours.astype(np.uint32).T
    return np.asarray(red | green << 8 | blue << 16, np.uint32)


class _Picture(Image.Image):
    """One of them as Pillow has pictures, but with its pixels there only while they are read."""

    def __init__(self, pictures: _Pictures, number: int) -> None:
        super().__init__()
        self._mode, self._size = pictures.mode, pictures.size
        self._pictures, self._number = pictures, number

    @property  # type: ignore[misc]  # nobody sets it
    def im(self) -> Any:
        """What Pillow's writers work on."""
        return self._pictures[self._number].im

    def copy(self) -> "_Picture":
        """Return itself: nothing writes to it."""
        return self


def changes_encoding(picture: Picture) -> Encoding:
    """Return the encoding of pictures for true colours: that of GIFs, or with all alpha."""
    if picture.transparent:
        return Encoding("changes-alpha", partial(PictureEncoder, alpha=True))
    return Encoding("changes", PictureEncoder)


WEBP = Format(changes_encoding, WebpJoiner)
APNG = Format(changes_encoding, ApngJoiner)
