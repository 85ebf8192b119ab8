"""Squares of matrices lie where they should, in the colours of their numbers."""

from itertools import combinations

import numpy as np
import pytest

from gradreel.scenes.stage.figure.squares import Packing, SignColours, Squares, in_tiles, tiled
from gradreel.scenes.stage.type.style import theme


@pytest.mark.parametrize(
    "sizes", [[(64, 32)], [(64, 32), (32, 10)], [(2, 8), (8, 8), (8, 1), (90, 60)]]
)
def test_what_is_packed_keeps_its_shape_lies_in_the_room_and_overlaps_nothing(
    sizes: list[tuple[float, float]],
) -> None:
    found = Packing(sizes, [40.0] * len(sizes), (640.0, 300.0), 10.0, 20.0).packed()
    left, top, wide, high = found.T
    np.testing.assert_allclose(wide / high, [each[0] / each[1] for each in sizes])
    assert (left >= 0).all()
    assert (top >= 20).all()
    assert (left + wide <= 640.01).all()
    assert (top + high <= 300.01).all()
    for one, other in combinations(range(len(sizes)), 2):
        beside = left[one] + wide[one] + 9.99 <= left[other]
        below = top[one] + high[one] + 29.99 <= top[other]
        assert beside or below
    assert float((wide * high).sum()) > 0.3 * 640 * 300


def test_squares_cover_whole_pixels_where_they_fill_them_and_parts_where_they_do_not() -> None:
    colours = np.arange(12, dtype=np.uint8).reshape(2, 2, 3)
    squares = Squares.of(np.array([10.25, 5.0]), np.array([4.0, 4.0]), (2, 2))
    pixels, left, top = squares.pixels(colours, np.array([[1.0, 1.0], [1.0, 0.5]]))
    assert (left, top, pixels.shape) == (10, 5, (8, 9, 4))
    assert pixels[0, :, 3].tolist() == [191, *[255] * 7, 64]
    assert pixels[1, 2].tolist() == [0, 1, 2, 255]
    assert pixels[5, 6].tolist() == [9, 10, 11, 128]


def test_rows_become_pictures_whose_squares_can_be_found() -> None:
    rows = np.arange(5 * 9, dtype=float).reshape(5, 9)
    pictures = tiled(rows, 2, 3)
    assert pictures.shape == (6, 9)
    for row, column in ((0, 0), (2, 5), (4, 8)):
        assert pictures[in_tiles(row, column, 3, 3)] == rows[row, column]
    assert not pictures[3:, 6:].any()


def test_colours_tell_signs_and_stop_at_the_limit() -> None:
    dark = theme("dark")
    found = SignColours(dark, 2.0).of(np.array([-5.0, -2.0, 0.0, 2.0]))
    written = ["#" + "".join(f"{part:02X}" for part in each) for each in found]
    assert written == [dark.negative, dark.negative, dark.surface, dark.positive]
