"""PNG: the last picture, or all of them in a folder, named as manim names them."""

from collections import deque
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from PIL import Image

from scenes.render.frame import Frame, Pixels
from scenes.render.picture import Picture


def write_png(path: Path, picture: Picture, frames: Iterator[Frame]) -> None:
    """Write the picture that is left standing at the end."""
    del picture
    (last,) = deque(frames, maxlen=1)
    path.write_bytes(_png(last.pixels))


def write_png_sequence(path: Path, picture: Picture, frames: Iterator[Frame]) -> None:
    """Write every frame to a folder: 0000.png, 0001.png and so on.

    A picture that stands for many frames is as many files, so that they keep their time; manim
    writes the picture of a static wait once.
    """
    del picture
    path.mkdir()
    index = 0
    for frame in frames:
        encoded = _png(frame.pixels) if frame.repeats else b""
        for _ in range(frame.repeats):
            (path / f"{index:04}.png").write_bytes(encoded)
            index += 1


def _png(pixels: Pixels) -> bytes:
    buffer = BytesIO()
    Image.fromarray(pixels).save(buffer, "png", compress_level=3)
    return buffer.getvalue()
