"""Encoders: each a function from an iterator of frames to one file, one module a family."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from scenes.render.encoders.gif import write_gif
from scenes.render.encoders.png import write_png, write_png_sequence
from scenes.render.encoders.video import write_mov, write_mp4, write_webm
from scenes.render.frame import Frame
from scenes.render.picture import Picture

Encoder = Callable[[Path, Picture, Iterator[Frame]], None]

ENCODERS: Mapping[str, Encoder] = {
    "mp4": write_mp4,
    "gif": write_gif,
    "webm": write_webm,
    "mov": write_mov,
    "png": write_png,
    "png-sequence": write_png_sequence,
}
