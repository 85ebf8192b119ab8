"""Frames that are drawn already, so that encoding can be measured alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from gradreel.scenes.render.frame import (
    Everything,
    Frame,
    FrameSelection,
    FrameSink,
    OwnJob,
    Part,
    Pixels,
)
from gradreel.scenes.render.picture import Picture


@dataclass(frozen=True)
class ReadyFrames(OwnJob):
    """A part, and a job of it alone, whose frames are in a file.

    Attributes:
        path: RGBA pixels, one distinct picture after the other.
        picture: what they are like.
        repeats: how many frames long each stands.
    """

    path: Path
    picture: Picture
    repeats: tuple[int, ...]

    def parts(self) -> "tuple[ReadyFrames]":
        """Return itself."""
        return (self,)

    def pixels(self) -> Pixels:
        """Return the distinct pictures, (n, height, width, 4)."""
        shape = len(self.repeats), self.picture.height, self.picture.width, 4
        return np.memmap(self.path, np.uint8, "r", shape=shape)

    def count(self, picture: Picture) -> int:
        """Return how many frames there are."""
        del picture
        return sum(self.repeats)

    def draw(self, picture: Picture, take: FrameSink, selection: FrameSelection) -> int:
        """Pass the owned frames on."""
        start = 0
        for pixels, repeats in zip(self.pixels(), self.repeats, strict=True):
            for run in selection.runs(range(start, start + repeats)):
                take(Frame(pixels, len(run), run.start, run.start > start))
            start += repeats
        return self.count(picture)


def drawn_to(path: Path, parts: Sequence[Part], picture: Picture) -> ReadyFrames:
    """Draw all frames of a clip to a file."""
    repeats: list[int] = []
    with path.open("wb") as file:

        def take(frame: Frame) -> None:
            if frame.repeats:
                file.write(np.ascontiguousarray(frame.pixels).data)
                repeats.append(frame.repeats)

        for part in parts:
            part.draw(picture, take, Everything())
    return ReadyFrames(path, picture, tuple(repeats))
