"""Transparent MOVs: as exact as anybody sees, and of no more bytes than that takes."""

from fractions import Fraction
from pathlib import Path

import av
import numpy as np

from gradreel.scenes.render.frame import Frame, Pixels
from gradreel.scenes.render.picture import Picture
from tests.render.test_clear_gif import on
from tests.render.test_encoders import colours, decoded, write

WIDTH, HEIGHT = 512, 288
BLOCKS = WIDTH * HEIGHT // 16**2
TARGET = 2350
"""Bits of a block of 16 x 16 at the profile's rate for small pictures, as FFmpeg has it."""


def drawing() -> Pixels:
    """Thin curves with soft edges, and a bar of every alpha."""
    rows, columns = np.mgrid[:HEIGHT, :WIDTH]
    pixels = np.zeros((HEIGHT, WIDTH, 4), np.uint8)
    for number in range(7):
        middle = 40 * number + 20 + 9 * np.sin(columns / (9 + number))
        alpha = np.clip(2 - np.abs(rows - middle), 0, 1)
        pixels[alpha > 0, :3] = [240, 90 + 20 * number, 30 + 30 * number]
        pixels[..., 3] = np.maximum(pixels[..., 3], 255 * alpha)
    pixels[:8, :, :3] = [40, 160, 220]
    pixels[:8, :, 3] = np.arange(WIDTH) // 2
    return pixels


def test_a_transparent_mov_is_exact_enough_and_no_larger(tmp_path: Path) -> None:
    path, drawn = tmp_path / "clip.mov", drawing()
    write(path, "mov", Picture(WIDTH, HEIGHT, Fraction(30), transparent=True), [Frame(drawn, 3)])
    with av.open(path) as container:
        context = container.streams.video[0].codec_context
        assert (context.name, context.codec_tag) == ("prores", "ap4h")
    every = [colours(frame) for frame in decoded(path)]
    assert len(every) == 3
    assert np.abs(every[-1][..., 3] - drawn[..., 3]).max() <= 2
    for grey in (0, 128, 255):
        error = np.square(on(every[-1], [grey]) - on(drawn, [grey])).mean()
        assert 10 * np.log10(255**2 / error) > 45
    assert 8 * path.stat().st_size / 3 / BLOCKS < TARGET
