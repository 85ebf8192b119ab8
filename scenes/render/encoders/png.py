"""PNG: the last picture, or all of them in a folder, named as manim names them."""

from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image

from scenes.render.chunk import Chunk, ChunkWriter
from scenes.render.encoders.contract import Encoding
from scenes.render.frame import Frame, Pixels
from scenes.render.picture import Picture

COMPRESSION = 3


class PngEncoder:
    """Keeps each picture as a PNG, and how many frames long it stands."""

    def __init__(self, picture: Picture, writer: ChunkWriter) -> None:
        del picture
        self._writer = writer
        self._repeats: list[int] = []

    def take(self, frame: Frame) -> None:
        """Encode a picture."""
        self._repeats.append(frame.repeats)
        self._writer.add(_png(frame.pixels))

    def finish(self) -> Mapping[str, Any]:
        """Say how long each stands."""
        return {"repeats": self._repeats}


class LastPicture:
    """Writes the picture that is left standing at the end."""

    def __init__(self, path: Path, picture: Picture) -> None:
        del picture
        self._path = path

    def take(self, chunk: Chunk) -> None:
        """Write the picture."""
        self._path.write_bytes(next(chunk.blobs()))

    def finish(self) -> None:
        """Nothing is left to do."""

    def close(self) -> None:
        """Nothing is open."""


class PngSequence:
    """Writes every frame to a folder: 0000.png, 0001.png and so on.

    A picture that stands for many frames is as many files, so that they keep their time; manim
    writes the picture of a static wait once.
    """

    def __init__(self, path: Path, picture: Picture) -> None:
        del picture
        self._folder = path
        self._next = 0
        path.mkdir()

    def take(self, chunk: Chunk) -> None:
        """Write the chunk's frames."""
        for blob, repeats in zip(chunk.blobs(), chunk.header["repeats"], strict=True):
            for _ in range(repeats):
                (self._folder / f"{self._next:04}.png").write_bytes(blob)
                self._next += 1

    def finish(self) -> None:
        """Nothing is left to do."""

    def close(self) -> None:
        """Nothing is open."""


PNG = Encoding(f"png-{COMPRESSION}", PngEncoder)


def _png(pixels: Pixels) -> bytes:
    buffer = BytesIO()
    Image.fromarray(pixels).save(buffer, "png", compress_level=COMPRESSION)
    return buffer.getvalue()
