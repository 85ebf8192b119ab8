"""Boxes of small panels."""

import pytest

from gradreel.scenes.stage.type.columns import Mosaic, between, column_of, row_of, rows_of
from gradreel.scenes.stage.type.grid import Box

AREA = Box(left=0.1, right=0.9, top=0.2, bottom=0.8)


def sides(box: Box) -> tuple[float, float, float, float]:
    return box.left, box.right, box.top, box.bottom


def test_a_row_fills_its_area_with_boxes_of_one_width() -> None:
    boxes = row_of(3, AREA, 0.04)
    assert [box.right - box.left for box in boxes] == pytest.approx([0.24] * 3)
    assert (boxes[0].left, boxes[-1].right) == pytest.approx((0.1, 0.9))
    assert boxes[1].left - boxes[0].right == pytest.approx(0.04)
    assert {(box.top, box.bottom) for box in boxes} == {(0.2, 0.8)}


def test_a_column_fills_its_area_with_boxes_of_one_height() -> None:
    boxes = column_of(2, AREA, 0.1)
    assert [box.bottom - box.top for box in boxes] == pytest.approx([0.25] * 2)
    assert (boxes[0].top, boxes[-1].bottom) == pytest.approx((0.2, 0.8))


def test_rows_go_from_the_left_to_the_right_and_then_down() -> None:
    first, second, third, fourth = rows_of(2, 2, AREA, 0.0, 0.0)
    assert (first.left, first.top) == pytest.approx((0.1, 0.2))
    assert (second.left, second.top) == pytest.approx((0.5, 0.2))
    assert (third.left, third.top) == pytest.approx((0.1, 0.5))
    assert (fourth.right, fourth.bottom) == pytest.approx((0.9, 0.8))


def test_between_two_boxes_is_a_share_of_the_way() -> None:
    end = Box(left=0.5, right=0.7, top=0.4, bottom=0.6)
    assert between(AREA, end, 0.0) == AREA
    half = between(AREA, end, 0.5)
    assert (half.left, half.right) == pytest.approx((0.3, 0.8))


def test_a_mosaic_says_what_is_where() -> None:
    mosaic = Mosaic("MMN;MM.", widths=(1, 1, 2), heights=(3, 1), area=AREA, gap=0.0)
    assert sides(mosaic["M"]) == pytest.approx((0.1, 0.5, 0.2, 0.8))
    assert sides(mosaic["N"]) == pytest.approx((0.5, 0.9, 0.2, 0.65))
    assert mosaic["N"].at(0.5, 0.0) == pytest.approx((0.7, 0.2))
    lower_left = Box(0.0, 0.5, 0.5, 1.0)
    assert sides(AREA.part(lower_left)) == pytest.approx((0.1, 0.5, 0.5, 0.8))
    for rows in ("MN;NM", "NN"):
        with pytest.raises(KeyError, match="'M' is no rectangle"):
            Mosaic(rows)["M"]
