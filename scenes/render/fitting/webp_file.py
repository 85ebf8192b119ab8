"""Animated WebPs, which FFmpeg writes and doesn't read: Pillow does."""

from collections.abc import Iterator
from contextlib import suppress
from fractions import Fraction
from pathlib import Path
from typing import Final

import numpy as np
from av.video.frame import VideoFrame
from PIL import Image, UnidentifiedImageError

from gradreel.engine.errors import RequestError
from gradreel.scenes.render.frame import Pixels
from gradreel.scenes.render.output.targets import shown

MILLISECOND: Final = Fraction(1, 1000)


def is_webp(path: Path) -> bool:
    """Whether a file begins as a WebP does, whatever it is called."""
    with suppress(OSError), path.open("rb") as file:
        begin = file.read(12)
        return begin[:4] == b"RIFF" and begin[8:] == b"WEBP"
    return False


def known_of_webp(path: Path) -> tuple[int, int, Fraction, Fraction, bool]:
    """Return width, height, pictures a second on average, seconds, and whether any is clear.

    Raises:
        RequestError: there is no animation in the file.
    """
    end = frames = 0
    is_clear = False
    size = 1, 1
    for pixels, _, until in _read(path):
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


def _read(path: Path) -> Iterator[tuple[Pixels, int, int]]:
    """Yield the pixels of each picture, and from when until when it is shown, in milliseconds."""
    start = 0
    try:
        with Image.open(path) as image:
            for number in range(getattr(image, "n_frames", 1)):
                image.seek(number)
                pixels = np.asarray(image.convert("RGBA"))
                until = start + int(image.info.get("duration", 0))
                yield pixels, start, until
                start = until
    except (OSError, UnidentifiedImageError) as error:
        raise RequestError(f"{shown(path)} can't be read as a video; give another") from error
