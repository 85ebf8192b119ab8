"""Animated WebPs, which FFmpeg doesn't read: Pillow does, through imageio."""

import struct
from collections.abc import Iterator
from contextlib import suppress
from fractions import Fraction
from pathlib import Path
from typing import Any, Final, cast

import imageio.v3 as imageio
from av.video.frame import VideoFrame

from gradreel.engine.errors import RequestError
from gradreel.scenes.files.sources import MAX_VIDEO_BYTES, open_regular
from gradreel.scenes.render.frame import Pixels
from gradreel.scenes.render.media import DAMAGES, check_animation
from gradreel.scenes.render.output.targets import shown
from gradreel.scenes.render.picture import MOST_PIXELS

MILLISECOND: Final = Fraction(1, 1000)


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
