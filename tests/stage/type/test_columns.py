"""Boxes of small panels."""

import pytest

from gradreel.scenes.stage.type.grid import Box, between, column_of, row_of, rows_of

AREA = Box(left=0.1, right=0.9, top=0.2, bottom=0.8)


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
