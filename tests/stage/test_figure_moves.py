"""The moves on Matplotlib's stage: what flies to its place."""

import numpy as np
import pytest
from matplotlib.artist import Artist
from matplotlib.colors import to_hex
from matplotlib.text import Text

from gradreel.engine.arrays import FloatArray
from gradreel.scenes.stage.figure.formula import math
from gradreel.scenes.stage.figure.layout import ink_box
from gradreel.scenes.stage.figure.sheet import Sheet
from gradreel.scenes.stage.figure.text import Label
from gradreel.scenes.stage.figure.travelling import travel, travels
from gradreel.scenes.stage.type.grid import SIZES
from gradreel.scenes.stage.type.theme import theme

DARK = theme("dark")


@pytest.fixture
def stage() -> Sheet:
    return Sheet(1280, 720, DARK)


def middle(stage: Sheet, artist: Artist) -> FloatArray:
    box = ink_box(stage, artist)
    return np.array([box.x0 + box.x1, box.y0 + box.y1]) / 2


def test_a_number_leaves_its_source_and_becomes_what_stands_in_its_place(stage: Sheet) -> None:
    source = Label(stage, "2.101", (0.2, 0.8), colour=DARK.model, size=SIZES.tick)
    place = Label(stage, "2.101", (0.7, 0.4), colour=DARK.gradient, size=SIZES.formula)
    drawn = travel(stage, source, place)
    assert drawn(0) == ()
    assert drawn(1) == (place,)
    for share, end in ((1e-6, source), (1 - 1e-6, place)):
        (flying,) = drawn(share)
        assert isinstance(flying, Text)
        assert flying.get_text() == "2.101"
        assert flying.get_fontsize() == pytest.approx(end.get_fontsize(), rel=1e-4)
        assert to_hex(flying.get_color()) == to_hex(end.get_color())
        np.testing.assert_allclose(middle(stage, flying), middle(stage, end), atol=0.1)


def test_its_way_bends_upwards_in_either_direction(stage: Sheet) -> None:
    ends = [Label(stage, "0.5", (x, 0.5), colour=DARK.text) for x in (0.2, 0.8)]
    for source, place in (ends, ends[::-1]):
        (flying,) = travel(stage, source, place)(0.5)
        assert middle(stage, flying)[1] > middle(stage, source)[1] + 20


def test_it_flies_into_a_formula_and_takes_its_height(stage: Sheet) -> None:
    source = Label(stage, "3", (0.2, 0.8), colour=DARK.text, size=SIZES.tick)
    place = math(stage, "3", (0.7, 0.4), size=0.1)
    drawn = travel(stage, source, place)
    (flying,) = drawn(1 - 1e-6)
    assert ink_box(stage, flying).height == pytest.approx(ink_box(stage, place).height, rel=0.1)
    assert drawn(1) == (place,)


def test_numbers_fly_one_after_the_other(stage: Sheet) -> None:
    sources = [Label(stage, each, (0.2, 0.8), colour=DARK.text) for each in "12"]
    places = [Label(stage, each, (0.7, 0.4), colour=DARK.text) for each in "12"]
    drawn = travels(stage, list(zip(sources, places, strict=True)))
    assert list(drawn(0)) == []
    assert [each.get_text() for each in drawn(0.5) if isinstance(each, Text)] == ["1"]
    assert list(drawn(1)) == places[:1]
    assert len(drawn(1.5)) == 2
    assert list(drawn(2)) == places
