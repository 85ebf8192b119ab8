"""PNG: the last picture, or all of them in a folder, named as manim names them."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import imageio.v3 as imageio

from gradreel.scenes.render.encoders.contract import Chunk, ChunkWriter, Encoding, Joiner
from gradreel.scenes.render.frame import Frame, Pixels
from gradreel.scenes.render.picture import DIGITS, Picture


class PngEncoder:
    """Keeps each picture as a PNG, how many frames long it stands, and whether it did before."""

    def __init__(self, picture: Picture, writer: ChunkWriter) -> None:
        del picture
        self._writer = writer
        self._repeats: list[int] = []
        self._goes_on: list[bool] = []

    def take(self, frame: Frame) -> None:
        """Encode a picture."""
        self._repeats.append(frame.repeats)
        self._goes_on.append(frame.goes_on)
        self._writer.add(png_of(frame.pixels))

    def finish(self) -> Mapping[str, Any]:
        """Say how long each stands, and whether it is the one before."""
        return {"repeats": self._repeats, "goes_on": self._goes_on}


class LastPicture(Joiner):
    """Writes the picture that is left standing at the end."""

    def __init__(self, path: Path, picture: Picture) -> None:
        del picture
        self._path = path

    def take(self, chunk: Chunk) -> None:
        """Write the picture."""
        self._path.write_bytes(next(chunk.blobs()))


class PngSequence(Joiner):
    """Writes every frame to a folder: 0000.png, 0001.png and so on.

    A picture that stands for many frames is as many files, so that they keep their time.

    Args:
        path: the folder.
        picture: that of the frames.
        digits: how many their numbers have, at least.
    """

    def __init__(self, path: Path, picture: Picture, digits: int = DIGITS) -> None:
        del picture
        self._folder, self._digits = path, digits
        self._next = 0
        path.mkdir()

    def take(self, chunk: Chunk) -> None:
        """Write the chunk's frames."""
        pieces = zip(chunk.header["repeats"], chunk.header["goes_on"], strict=True)
        for blob, (repeats, goes_on) in zip(chunk.blobs(), pieces, strict=True):
            for _ in range(self._files(repeats, goes_on)):
                (self._folder / f"{self._next:0{self._digits}}.png").write_bytes(blob)
                self._next += 1

    def _files(self, repeats: int, goes_on: bool) -> int:
        del goes_on
        return repeats


class ManimSequence(PngSequence):
    """Writes the files that `manim render --format png-sequence` writes, byte by byte.

    There the picture of a static wait is one file, however long it stands.
    """

    def _files(self, repeats: int, goes_on: bool) -> int:
        del repeats
        return 0 if goes_on else 1


PNG = Encoding("png", PngEncoder)


def png_of(pixels: Pixels) -> bytes:
    """Encode a picture as manim does, so that the bytes are the same."""
    return imageio.imwrite("<bytes>", pixels, plugin="pillow", extension=".png")
