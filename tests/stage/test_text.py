from itertools import pairwise

import numpy as np
import pytest
from manim import tempconfig

from gradreel.scenes.stage.figure.sheet import Sheet
from gradreel.scenes.stage.figure.text import Label as FigureLabel
from gradreel.scenes.stage.manim.marks import at, fractions, tall
from gradreel.scenes.stage.manim.text import LEADING, Label, Lines, math, sentence
from gradreel.scenes.stage.type.style import SIZES, TALL, laying_out, theme
from gradreel.scenes.stage.type.typesetting import (
    CHINESE,
    SEMIBOLD,
    decimals_for,
    extent,
    number_text,
    percent,
    rounded,
    sentence_lines,
    set_width,
)

pytestmark = pytest.mark.usefixtures("no_litter")

DARK = theme("dark")


def test_a_text_has_more_lines_in_a_tall_frame_and_its_last_stands_where_it_is_placed() -> None:
    first, second = "share with heart disease,", "in a window of ±10"
    assert len(Lines(f"{first} {second}", size=SIZES.label, colour=DARK.text).lines) == 1
    with laying_out(TALL):
        foot = at(0.9, 0.6)
        made = Lines(f"{first} {second}", size=SIZES.label, colour=DARK.text).place(foot, "right")
        above, below = (Label(each, size=SIZES.label, colour=DARK.text) for each in (first, second))
        above.place(foot + np.array([0, LEADING * tall(SIZES.label), 0]), "right")
        below.place(foot, "right")
    for line, alone in zip(made.lines, (above, below), strict=True):
        assert np.allclose(line.points, alone.points)


@pytest.mark.parametrize("bold", [False, True])
def test_a_number_in_chinese_is_as_wide_and_as_high_as_in_latin(bold: bool) -> None:
    number, sheet = "2.0×10⁻⁷", Sheet(1280, 720, DARK)
    alone, drawn = (Label(each, size=0.05, colour=DARK.text, bold=bold) for each in (number, "在"))
    beside = Label("在" + number, size=0.05, colour=DARK.text, bold=bold)
    assert beside.width - drawn.width == pytest.approx(alone.width, rel=0.05)
    assert beside.get_top()[1] == pytest.approx(alone.get_top()[1], abs=0.05 * tall(0.05))
    flat, pair = (
        FigureLabel(sheet, each, (0.5, 0.5), colour=DARK.text, size=0.05, bold=bold)
        for each in ("在" + number, "在在")
    )
    assert flat.width - pair.width / 2 == pytest.approx(fractions_wide(alone), rel=0.06)


def fractions_wide(label: Label) -> float:
    """A label's width as a fraction of the frame's."""
    return float(fractions(label.get_right())[0] - fractions(label.get_left())[0])


def test_chinese_is_never_broken_by_the_width_of_the_picture() -> None:
    with tempconfig({"pixel_width": 64}):
        label = Label("手动调整费力又很少最好需要一个衡量标准", size=0.05, colour=DARK.text)
    assert label.height < 1.3 * tall(0.05)


def test_digits_are_equally_wide() -> None:
    assert len({extent(digit, SEMIBOLD).advance for digit in "0123456789−"}) == 1


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (-0.04341, 4, "−0.0434"),
        (-0.0001, 2, "0.00"),
        (float("-inf"), 2, "−∞"),
        (-2.5e7, 3, "−2.5×10⁷"),
        (1.44e306, 3, "1.4×10³⁰⁶"),
    ],
)
def test_numbers_are_written_for_people(value: float, decimals: int, text: str) -> None:
    assert number_text(value, decimals) == text


def test_rounding_as_people_do() -> None:
    assert rounded(5.71, 1) == 6.0
    assert rounded(-0.1094, 2) == -0.11
    assert decimals_for(0.0438, 3) == 4
    assert decimals_for(22.8, 3) == 1
    assert decimals_for(4000, 3) == 0


def test_a_power_of_ten_can_stand_in_a_chinese_sentence() -> None:
    lines = sentence("到第 7 步，损失是 4.3×10⁻¹⁹，然后是 10⁹ ²", DARK)
    said = "".join(str(each.content) for line in lines for each in line)
    assert "⁻¹⁹" in said
    ends = [(each.get_left()[0], each.get_right()[0]) for each in lines[0]]
    assert all(one[1] < other[0] for one, other in pairwise(ends))


def test_a_long_sentence_is_broken_in_two_at_its_comma() -> None:
    long = "Doing it by hand is tedious, and rarely best: we need a measure and a method"
    assert sentence_lines(long) == [
        "Doing it by hand is tedious, and rarely best:",
        "we need a measure and a method",
    ]


@pytest.mark.parametrize("content", ["word " * 20, "心率最大值" * 9])
def test_no_line_is_wider_than_its_room(content: str) -> None:
    face = CHINESE if "心" in content else SEMIBOLD
    for line in sentence_lines(content):
        assert set_width(line, face) * SIZES.sentence * face.scale * 9 / 16 <= 0.9


def test_no_line_begins_with_chinese_punctuation() -> None:
    lines = sentence_lines("一二三四五六七八九十一二三四五六七八九十一二三四五六七八九，十一二三四")
    assert len(lines) == 2
    assert not lines[1].startswith("，")


@pytest.mark.parametrize("width", [320, 1920])
def test_a_fraction_bar_is_as_thick_at_any_resolution_and_the_second_time(width: int) -> None:
    with tempconfig({"pixel_width": width, "pixel_height": width * 9 // 16}):
        bars = [
            next(each for each in math("a / b", DARK, size=0.05) if each.get_fill_opacity() == 0)
            for _ in range(2)
        ]
    for bar in bars:
        assert bar.get_stroke_width() / 100 == pytest.approx(0.048 * tall(0.05), rel=0.01)


@pytest.mark.parametrize(
    ("probability", "written"),
    [(0.25, "25"), (0.999, "99.9"), (0.002, "0.2"), (1e-9, "0"), (1 - 1e-9, "100"), (0.0, "0")],
)
def test_a_tiny_probability_is_not_certainty(probability: float, written: str) -> None:
    assert percent(probability) == written
