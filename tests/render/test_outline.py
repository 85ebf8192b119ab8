"""The rim around what is drawn without its background."""

import numpy as np
import pytest

from gradreel.scenes.render.frame import Pixels
from gradreel.scenes.render.outline import outlined
from gradreel.scenes.render.picture import Picture

RIM = Picture(960, 720, 30, transparent=True, outline="#102030")
"""Its rim is three pixels wide."""
COLOUR = (16, 32, 48)


def drawn(*pixel: int) -> Pixels:
    """A sheet with one pixel of a colour and an alpha in its middle."""
    pixels = np.zeros((21, 21, 4), np.uint8)
    pixels[10, 10] = pixel
    return pixels


def test_a_pixel_stays_and_gets_a_round_rim() -> None:
    found = outlined(drawn(250, 240, 230, 255), RIM)
    assert tuple(found[10, 10]) == (250, 240, 230, 255)
    there = np.argwhere(found[..., 3] > 0) - 10
    distances = np.hypot(*there.T)
    assert len(there) == 37  # 7 x 7 less three in each corner
    assert distances.max() == pytest.approx(np.hypot(3, 1))
    rim = found[found[..., 3] > 0][distances > 0]
    assert (rim == (*COLOUR, 255)).all()


def test_a_pixel_that_is_half_there_has_such_a_rim_and_lies_on_it() -> None:
    found = outlined(drawn(200, 200, 200, 102), RIM)
    assert tuple(found[10, 13]) == (*COLOUR, 102)
    share = 0.4 / (0.4 + 0.6 * 0.4)  # of it in what is seen, as Porter and Duff have it
    mixed = [200 * share + (1 - share) * each for each in COLOUR]
    assert found[10, 10] == pytest.approx([*mixed, 255 * (0.4 + 0.6 * 0.4)], abs=0.5)


def test_without_a_colour_nothing_changes() -> None:
    pixels = drawn(1, 2, 3, 100)
    assert np.array_equal(outlined(pixels, Picture(960, 720, 30, transparent=True)), pixels)
