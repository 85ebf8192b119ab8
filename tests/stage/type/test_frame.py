"""Places of the frame: mosaics, and what differs between wide and tall frames."""

import pytest

from gradreel.scenes.stage.type.style import (
    TALL,
    Box,
    Mosaic,
    cached_by_shape,
    is_tall,
    laying_out,
)

AREA = Box(left=0.1, right=0.9, top=0.2, bottom=0.8)


def sides(box: Box) -> tuple[float, float, float, float]:
    return box.left, box.right, box.top, box.bottom


class _Thing:
    def __init__(self) -> None:
        self.made = 0

    @cached_by_shape
    def shape(self) -> str:
        """What it is laid out for."""
        self.made += 1
        return "tall" if is_tall() else "wide"


def test_a_property_is_worked_out_once_for_each_shape() -> None:
    thing = _Thing()
    seen = [thing.shape]
    with laying_out(TALL):
        seen += [thing.shape, thing.shape]
    assert [*seen, thing.shape] == ["wide", "tall", "tall", "wide"]
    assert thing.made == 2
    assert _Thing().shape == "wide"


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
