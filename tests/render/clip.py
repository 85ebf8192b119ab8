"""Renders a small clip of drawn noise to the paths given; run as a process by the tests."""

import sys
import time
from pathlib import Path

import numpy as np

from gradreel.engine.errors import GradreelError
from gradreel.scenes.render.frame import Frame, FrameSelection, FrameSink
from gradreel.scenes.render.picture import FORMATS, Output, Picture
from gradreel.scenes.render.pipeline import render
from tests.render.jobs import PartsJob

PICTURE = Picture(160, 96, 30)
LENGTH = 40


class Noise:
    """A part of noise that takes a while."""

    def __init__(self, seconds_a_frame: float = 0.0) -> None:
        self.seconds_a_frame = seconds_a_frame

    def count(self, picture: Picture) -> int:
        return LENGTH

    def draw(self, picture: Picture, take: FrameSink, selection: FrameSelection) -> int:
        rng = np.random.default_rng(0)
        shades = np.array([[0, 40, 80, 255], [200, 120, 0, 255], [250, 250, 250, 255]], np.uint8)
        for index in range(LENGTH):
            pixels = shades[rng.integers(0, 3, (picture.height, picture.width))]
            if index in selection:
                time.sleep(self.seconds_a_frame)
                take(Frame(pixels, 1, index))
        if selection.takes_end():
            take(Frame(pixels, 0))
        return LENGTH


def output(path: Path) -> Output:
    return Output(path, path.suffix[1:] if path.suffix[1:] in FORMATS else "png-sequence")


def main() -> None:
    seconds, *paths = sys.argv[1:]
    outputs = [output(Path(path)) for path in paths]
    sys.stdout.write("drawing\n")
    sys.stdout.flush()
    try:
        render(PartsJob((Noise(float(seconds)),)), PICTURE, outputs)
    except GradreelError as error:
        sys.stderr.write(f"{type(error).__name__}: {error}\n")
        sys.exit(1)


if __name__ == "__main__":
    main()
