"""Transparent GIFs: what is dim is there, what has gone is gone, and the file is small."""

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray

from gradreel.scenes.render.encoders.gif import (
    CLEAR_AFTERWARDS,
    LONGEST_DELAY,
    Indices,
    images,
)
from gradreel.scenes.render.encoders.palette import TRANSPARENT
from gradreel.scenes.render.frame import Frame, Pixels
from gradreel.scenes.render.picture import Picture
from tests.render.test_encoders import gif_images, write

MATTE = (14, 19, 27)
FEW = st.sampled_from([1, 2, TRANSPARENT])


@given(arrays(np.uint8, (6, 4, 5), elements=FEW), st.sampled_from([2, 3, 4, 10]))
def test_images_show_the_pictures_and_end_with_nothing(pictures: Indices, delay: int) -> None:
    canvas, shown = np.full((4, 5), TRANSPARENT, np.uint8), []
    for image in images([(picture, delay) for picture in pictures], 2):
        inside = canvas[image.box]
        canvas[image.box] = np.where(image.pixels == TRANSPARENT, inside, image.pixels)
        shown += [canvas.copy()] * image.delay
        assert image.delay >= 2
        if image.disposal == CLEAR_AFTERWARDS:
            canvas[image.box] = TRANSPARENT
    assert np.array_equal(shown, np.repeat(pictures, delay, axis=0))
    assert (canvas == TRANSPARENT).all()


def test_what_stands_for_very_long_is_several_images() -> None:
    pictures = [(np.ones((2, 2), np.uint8), 2 * LONGEST_DELAY + 5)]
    assert [each.delay for each in images(pictures, 2)] == [LONGEST_DELAY, LONGEST_DELAY, 5]


def moving(index: int) -> Pixels:
    """Draw a dim line, a field that stands, and a disc that moves away from where it was."""
    rows, columns = np.mgrid[:90, :160]
    pixels = np.zeros((90, 160, 4), np.uint8)
    pixels[40:42, 10:150] = [255, 255, 255, 77]
    pixels[50:90, ::7] = [200, 120, 40, 255]
    pixels[50:90, 1::5] = [20, 120, 240, 200]
    disc = np.hypot(rows - 20, columns - 15 - 4 * index)
    pixels[disc < 10] = [80, 230, 230, 255]
    pixels[(disc >= 10) & (disc < 11)] = [80, 230, 230, 120]
    pixels[(disc >= 11) & (disc < 12)] = [80, 230, 230, 12]
    return pixels


def written(path: Path, *, transparent: bool = True) -> Path:
    picture = Picture(160, 90, Fraction(10), transparent, "#0e131b")
    write(path, "gif", picture, map(Frame, map(moving, range(30))))
    return path


def on(pixels: NDArray[Any], colour: Sequence[int]) -> NDArray[np.float64]:
    alpha = pixels[..., 3:] / 255
    return np.asarray(pixels[..., :3] * alpha + np.array([*colour]) * (1 - alpha))


def test_on_its_matte_a_transparent_gif_looks_as_it_was_drawn(tmp_path: Path) -> None:
    pictures, delays = gif_images(written(tmp_path / "clip.gif"))
    ends = np.cumsum(delays)
    assert ends[-1] == 3000
    for index in range(30):
        pixels = pictures[np.searchsorted(ends, 100 * index, "right")]
        drawn = moving(index)
        assert np.array_equal(pixels[..., 3] > 0, drawn[..., 3] >= 16)
        assert np.abs(on(pixels, MATTE) - on(drawn, MATTE)).max() < 14  # the nearly clear ring


def test_a_transparent_gif_is_about_as_small_as_an_opaque_one(tmp_path: Path) -> None:
    opaque = written(tmp_path / "opaque.gif", transparent=False).stat().st_size
    assert written(tmp_path / "clip.gif").stat().st_size < 2 * opaque
