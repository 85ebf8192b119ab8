"""Animations beside a video, made from its frames: drawn anew they would take as long again."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from gradreel.scenes.render.encoders.contract import ChunkWriter, Encoder, Encoding, Format, Joiner
from gradreel.scenes.render.frame import Frame, Pixels
from gradreel.scenes.render.picture import Picture


def smaller(form: Format, size: int, rate: int) -> Format:
    """Return a format whose files show less than the frames that they are made from.

    Args:
        form: the format of the files.
        size: how many times wider and higher a frame is; it divides its width and height.
        rate: of how many frames in a row the first is shown.
    """

    def shown(picture: Picture) -> Picture:
        """Return what a file shows; its clock still counts the frames that it is made from."""
        return replace(picture, width=picture.width // size, height=picture.height // size)

    def encoding(picture: Picture) -> Encoding:
        whole = form.encoding(picture)

        def encoder(picture: Picture, writer: ChunkWriter) -> Encoder:
            return _SmallerEncoder(whole.encoder(shown(picture), writer), picture, size, rate)

        return Encoding(f"{whole.tag}-{size}-{rate}", encoder)

    def joiner(path: Path, picture: Picture) -> Joiner:
        return form.joiner(path, shown(picture))

    return replace(form, encoding=encoding, joiner=joiner, shown=shown)


class _SmallerEncoder:
    """Passes on the first of so many frames, smaller, in the place of all of them."""

    def __init__(self, encoder: Encoder, picture: Picture, size: int, rate: int) -> None:
        self._encoder, self._size, self._rate = encoder, size, rate
        self._mode = "RGBA" if picture.transparent else "RGBX"  # the first weighs by alpha
        self._shown: Pixels | None = None
        self._frames = 0

    def take(self, frame: Frame) -> None:
        """Encode a frame, and the one before for as long as this one isn't shown."""
        before = min(-self._frames % self._rate, frame.repeats)
        self._frames += frame.repeats
        if before and self._shown is not None:
            self._encoder.take(Frame(self._shown, before))
        if frame.repeats > before:
            self._shown = self._shrunk(frame.pixels)
            self._encoder.take(Frame(self._shown, frame.repeats - before))

    def finish(self) -> Mapping[str, Any]:
        """Let the encoder finish."""
        return self._encoder.finish()

    def _shrunk(self, pixels: Pixels) -> Pixels:
        """Return a copy whose every pixel is the mean of a square."""
        height, width = pixels.shape[:2]
        rows = np.ascontiguousarray(pixels)
        whole = Image.frombuffer(self._mode, (width, height), rows, "raw", self._mode, 0, 1)
        return np.array(whole.reduce(self._size))
