"""The pieces of Matplotlib's stage: labels, and the looks of runs."""

import pytest

from gradreel.scenes.stage.figure.run_map import distinct_looks
from gradreel.scenes.stage.figure.sheet import Sheet
from gradreel.scenes.stage.figure.text import Label
from gradreel.scenes.stage.type.style import theme

DARK = theme("dark")


def test_a_label_takes_the_face_that_what_it_comes_to_say_needs() -> None:
    stage = Sheet(1280, 720, DARK)
    label, chinese = (Label(stage, each, (0.1, 0.5), colour=DARK.text) for each in ("0", "损失 1"))
    label.set_text("损失 1")
    assert label.width == pytest.approx(chinese.width)
    assert label.get_fontproperties() == chinese.get_fontproperties()


def test_twelve_runs_are_told_apart_and_six_without_their_colours() -> None:
    looks = distinct_looks(DARK, [""] * 12)
    assert len({(look.colour, look.filled) for look in looks}) == 12
    assert len({(look.filled, look.shape) for look in looks[:6]}) == 6
