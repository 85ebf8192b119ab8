"""A video or an animation in a file, read as pictures of any size and at any rate."""

import struct
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from fractions import Fraction
from math import ceil
from pathlib import Path
from typing import Any, Final, cast

import imageio.v3 as imageio
import numpy as np
from av.codec.context import CodecContext
from av.container import InputContainer
from av.stream import Stream
from av.video.frame import VideoFrame
from av.video.reformatter import Colorspace, VideoReformatter
from av.video.stream import VideoStream

from gradreel.engine.errors import RequestError
from gradreel.scenes.files.sources import MAX_VIDEO_BYTES, open_regular
from gradreel.scenes.render.encoders.video import SCALING
from gradreel.scenes.render.frame import Frame, Pixels
from gradreel.scenes.render.media import (
    DAMAGES,
    MOST_MEMORY,
    VIDEO,
    can_be_decoded,
    check_animation,
    decoded,
    opened_media,
    packets,
)
from gradreel.scenes.render.picture import HIGHEST_FPS, MOST_PIXELS, Picture
from gradreel.scenes.render.processes import bounded_memory
from gradreel.scenes.render.sound import PlacedSound, cut_out_sounds
from gradreel.scenes.render.targets import shown

MILLISECOND: Final = Fraction(1, 1000)
HIGH_DEFINITION: Final = 720
"""Rows from which on a video that doesn't name its colours has those of BT.709."""
UNSPECIFIED: Final = 2
USUAL_RATE: Final = Fraction(25)
ANIMATIONS: Final = ("gif", "apng")
LONGEST: Final = 12 * 3600
"""Seconds of a video."""


def is_webp(path: Path) -> bool:
    """Whether a file begins as a WebP does, whatever it is called."""
    with suppress(OSError, RequestError), open_regular(path, MAX_VIDEO_BYTES) as file:
        begin = file.read(12)
        return begin[:4] == b"RIFF" and begin[8:] == b"WEBP"
    return False


def known_of_webp(path: Path, most_pixels: int) -> tuple[int, int, Fraction, Fraction, bool]:
    """Return width, height, pictures a second on average, seconds, and whether any is clear.

    Args:
        path: the file.
        most_pixels: of a picture; a larger one isn't decoded.

    Raises:
        RequestError: there is no animation in the file that can be read.
    """
    end = frames = 0
    is_clear = False
    size = 1, 1
    for pixels, _, until in _read(path, most_pixels):
        size = pixels.shape[1], pixels.shape[0]
        is_clear = is_clear or bool(pixels[..., 3].min() < 255)
        end, frames = until, frames + 1
    if not end:
        raise RequestError(f"{shown(path)} doesn't move; give a video")
    return *size, frames / (end * MILLISECOND), end * MILLISECOND, is_clear


def webp_pictures(path: Path) -> Iterator[VideoFrame]:
    """Yield the pictures in order, each with its time.

    Raises:
        RequestError: they can't be read.
    """
    for pixels, start, _ in _read(path):
        frame = VideoFrame.from_ndarray(pixels, "rgba")
        frame.pts, frame.time_base = start, MILLISECOND
        yield frame


def _read(path: Path, most_pixels: int = MOST_PIXELS) -> Iterator[tuple[Pixels, int, int]]:
    """Yield the pixels of each picture, and from when until when it is shown, in milliseconds."""
    start = 0
    try:
        with (
            open_regular(path, MAX_VIDEO_BYTES) as file,
            cast("Any", imageio.imopen(file, "r", plugin="pillow")) as image,
        ):
            frames, height, width = image.properties(index=...).shape[:3]
            check_animation(path, (width, height), frames, most_pixels)
            for number in range(frames):
                pixels = image.read(index=number, mode="RGBA", writeable_output=False)
                until = start + int(image.metadata(index=number).get("duration", 0))
                yield pixels, start, until
                start = until
    except (*DAMAGES, SyntaxError, struct.error) as error:  # these of what a camera may add
        raise RequestError(f"{shown(path)} can't be read as a video; give another") from error


@dataclass(frozen=True)
class ClipFile:
    """What is known of a file before its pictures are read.

    Attributes:
        path: where it is.
        width: pixels.
        height: pixels.
        fps: frames a second, on average, within what can be written.
        seconds: how long it is.
        transparent: whether its pictures have alpha, by the first one.
        begin: the time in seconds that its first picture has; cameras let their clocks go on.
    """

    path: Path
    width: int
    height: int
    fps: Fraction
    seconds: Fraction
    transparent: bool
    begin: Fraction = Fraction(0)

    @classmethod
    def of(cls, path: Path, most_pixels: int = MOST_PIXELS) -> "ClipFile":
        """Look into a file.

        Args:
            path: the file.
            most_pixels: of a picture; a larger one isn't decoded.

        Raises:
            RequestError: there is no video in it that can be read.
        """
        with bounded_memory(MOST_MEMORY):
            return cls._of(path, most_pixels)

    @classmethod
    def _of(cls, path: Path, most_pixels: int) -> "ClipFile":
        if is_webp(path):
            return cls(path, *known_of_webp(path, most_pixels))
        with _opened(path, most_pixels) as container:
            stream = container.streams.video[0]
            first = next(_decoded(container, stream), None)
            if first is None:
                raise RequestError(f"{shown(path)} has no pictures; give another video")
            alpha = any(part.is_alpha for part in first.format.components) and _is_clear(first)
            rate = Fraction(stream.average_rate or stream.guessed_rate or USUAL_RATE)
            fps = min(max(rate, Fraction(1)), Fraction(HIGHEST_FPS))
            begin = _begin(container)
        seconds = _end(path, fps) - begin
        if not 0 < seconds <= LONGEST:
            hours = LONGEST // 3600
            raise RequestError(
                f"{shown(path)} is over {hours} hours long, or its times are damaged; cut it first"
            )
        return cls(path, *_upright(first), fps, seconds, alpha, begin)

    def sized(self, width: int) -> tuple[int, int]:
        """Return a width and the height that keeps the shape, in pixels."""
        return width, max(2, round(self.height * width / self.width))

    def frames(
        self,
        picture: Picture,
        rate: Fraction,
        start: Fraction = Fraction(0),
        end: Fraction | None = None,
    ) -> Iterator[Frame]:
        """Read the pictures of a part at a rate; each comes once, with how long it stands.

        Args:
            picture: the size that is wanted, and the rate of the clock that says how long.
            rate: how many pictures are taken a second.
            start: seconds from the beginning.
            end: likewise; the clip's own end where it is None.
        """
        end = self.seconds if end is None else min(end, self.seconds)
        ticks = max(1, round((end - start) * Fraction(picture.fps)))
        reformatter = VideoReformatter()
        taken = 0
        for frame, until in self._standing(rate, start, end):
            due = ticks if until is None else min(ticks, round(until * Fraction(picture.fps)))
            if due > taken:
                yield Frame(_pixels(reformatter, frame, picture), due - taken, taken)
                taken = due

    def sounds(self, start: Fraction, end: Fraction | None) -> tuple[PlacedSound, ...]:
        """Return what is heard in a part; nothing where the file has no sound.

        Args:
            start: seconds from the beginning.
            end: likewise; the clip's own end where it is None.
        """
        if is_webp(self.path):
            return ()
        with _opened(self.path) as container:
            first = next(iter(container.streams.audio), None)
            if first is None:
                return ()
            placed = PlacedSound(float(_start(first) - self.begin), self.path)
        until = None if end is None else float(end)
        return tuple(cut_out_sounds([placed], float(start), until, 1.0))

    def at(self, times: Iterable[Fraction]) -> Iterator[Pixels]:
        """Read the pictures that are shown at some times, in the clip's own size and in order.

        Args:
            times: seconds from the beginning; one after the end means the last picture.
        """
        picture = Picture(self.width, self.height, 1)
        reformatter = VideoReformatter()
        waiting = sorted(times, reverse=True)
        standing: VideoFrame | None = None
        with _pictures(self.path) as pictures:
            for frame in pictures:
                while standing is not None and waiting and waiting[-1] < self._time(frame):
                    waiting.pop()
                    yield _pixels(reformatter, standing, picture)
                if not waiting:
                    return
                standing = frame
            if standing is not None:
                for _ in waiting:
                    yield _pixels(reformatter, standing, picture)

    def _standing(
        self, rate: Fraction, start: Fraction, end: Fraction
    ) -> Iterator[tuple[VideoFrame, Fraction | None]]:
        """Yield pictures with when the next one is taken, in seconds; the last one has None."""
        standing: VideoFrame | None = None
        with _pictures(self.path) as pictures:
            for frame in pictures:
                began = self._time(frame)
                if began >= end:
                    break
                if standing is not None:
                    yield standing, ceil(max(Fraction(0), began - start) * rate) / rate
                standing = frame
            if standing is not None:
                yield standing, None

    def _time(self, frame: VideoFrame) -> Fraction:
        return Fraction(frame.pts or 0) * Fraction(frame.time_base or 0) - self.begin


@contextmanager
def _pictures(path: Path) -> Iterator[Iterator[VideoFrame]]:
    """Give the pictures of a file in order, each with its time."""
    if is_webp(path):
        yield webp_pictures(path)
        return
    with _opened(path) as container:
        yield _decoded(container, container.streams.video[0])


@contextmanager
def _opened(path: Path, most_pixels: int = MOST_PIXELS) -> Iterator[InputContainer]:
    with opened_media(path, VIDEO, most_pixels) as container:
        if not any(map(can_be_decoded, container.streams.video[:1])):
            raise RequestError(f"{shown(path)} has no pictures; give a video")
        yield container


def _end(path: Path, fps: Fraction) -> Fraction:
    """Return when the last picture of a file is over, in seconds."""
    last, count = Fraction(0), 0
    with _opened(path) as container:
        stream = container.streams.video[0]
        for packet in packets(container, stream):
            count += 1
            if packet.pts is not None and packet.time_base is not None:
                length = (packet.duration or 0) * packet.time_base
                last = max(last, packet.pts * packet.time_base + (length or 1 / fps))
        if container.format.name in ANIMATIONS:
            check_animation(path, (stream.width, stream.height), count, MOST_PIXELS)
    return last


def _decoded(container: InputContainer, stream: VideoStream) -> Iterator[VideoFrame]:
    """Decode in order; VP9's alpha is only given by libvpx."""
    tags = {name.lower(): value for name, value in stream.metadata.items()}
    if tags.get("alpha_mode") != "1":
        yield from decoded(container, stream)
        return
    decoder = CodecContext.create("libvpx-vp9", "r")
    for packet in packets(container, stream):
        for frame in decoder.decode(packet if packet.size else None):
            frame.time_base = stream.time_base
            yield frame


def _is_clear(frame: VideoFrame) -> bool:
    """Whether any pixel isn't opaque, in a layout that could have such."""
    whole = Picture(frame.width, frame.height, 1)
    return bool(_pixels(VideoReformatter(), frame, whole)[..., 3].min() < 255)


def _begin(container: InputContainer) -> Fraction:
    """Return the time of the first picture where the clock of all streams has gone on before."""
    starts = [_start(each) for each in (*container.streams.video, *container.streams.audio)]
    return starts[0] if all(starts) else Fraction(0)


def _start(stream: Stream) -> Fraction:
    """Return when the first of a stream is due, in seconds; what comes before 0 isn't shown."""
    return max(Fraction(0), Fraction(stream.start_time or 0) * Fraction(stream.time_base or 0))


def _upright(frame: VideoFrame) -> tuple[int, int]:
    """Return the width and height in which a picture is shown, which a phone may have turned."""
    size = frame.width, frame.height
    return (size[1], size[0]) if _quarter_turns(frame) % 2 else size


def _quarter_turns(frame: VideoFrame) -> int:
    """Return how often a picture is turned to the left by 90 degrees to be shown."""
    return round(frame.rotation / 90) % 4


def _pixels(reformatter: VideoReformatter, frame: VideoFrame, picture: Picture) -> Pixels:
    unnamed = frame.colorspace == UNSPECIFIED and frame.height >= HIGH_DEFINITION
    turns = _quarter_turns(frame)
    is_across = turns % 2 == 1
    made = reformatter.reformat(
        frame,
        width=picture.height if is_across else picture.width,
        height=picture.width if is_across else picture.height,
        format="rgba",
        src_colorspace=Colorspace.ITU709 if unnamed else None,
        interpolation=SCALING,
        threads=1,
    )
    return np.ascontiguousarray(np.rot90(made.to_ndarray(), turns), np.uint8)
