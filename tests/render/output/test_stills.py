"""Some frames of a clip, and the sheet that they may be laid out on."""

from fractions import Fraction

import numpy as np
import pytest

from gradreel.engine.errors import RequestError
from gradreel.scenes.render import stills
from gradreel.scenes.render.frame import Frame, FrameSelection, Pixels
from gradreel.scenes.render.picture import Picture
from gradreel.scenes.render.stills import (
    ContactSheet,
    Regular,
    SheetLook,
    draw_owned,
    draw_stills,
)
from gradreel.scenes.stage.type.typesetting import SEMIBOLD
from tests.render.test_encoders import Given

PICTURE = Picture(160, 90, 10)
LOOK = SheetLook("#101010", "#ffffff", SEMIBOLD.path)


def grey(value: int) -> Pixels:
    return np.full((90, 160, 4), [value, value, value, 255], dtype=np.uint8)


COUNTING = Given(Frame(grey(at), 1 if at < 20 else 10) for at in (*range(20), 20, 30))
"""Forty frames as grey as their number, of which the last two tens look the same."""


def drawn(selection: FrameSelection) -> list[int]:
    found: list[int] = []
    draw_owned(COUNTING, PICTURE, selection, lambda at, _: found.append(at))
    return found


def test_stills_are_the_frames_that_were_named() -> None:
    found: dict[int, int] = {}

    def take(at: int, pixels: Pixels) -> None:
        found[at] = int(pixels[0, 0, 0])

    draw_stills(COUNTING, PICTURE, (3, 24, 25), take)
    assert found == {3: 3, 24: 20, 25: 20}


@pytest.mark.parametrize(
    ("interval", "expected"),
    [
        (Fraction(15), [0, 15, 30]),
        (Fraction(25, 2), [0, 12, 25, 37]),
        (Fraction(1), [*range(40)]),
        (Fraction(100), [0]),
    ],
)
def test_frames_come_at_regular_times(interval: Fraction, expected: list[int]) -> None:
    assert drawn(Regular(interval)) == expected


def test_a_second_part_goes_on_where_the_first_ended() -> None:
    interval = Fraction(15)
    second = Regular(interval, before=40)
    assert drawn(second) == [5, 20, 35]
    assert [second.turn_of(frame) for frame in (5, 20, 35)] == [3, 4, 5]


def test_a_sheet_is_about_as_many_pictures_wide_as_high() -> None:
    sheet = ContactSheet(PICTURE, LOOK)
    for step in range(7):
        sheet.add(grey(100 + step), f"{step} s")
    pixels = sheet.laid_out()
    assert 3 * 160 < pixels.shape[1] < 3.2 * 160
    assert 3 * 90 < pixels.shape[0] < 3.9 * 90
    for step in range(7):
        assert (pixels == 100 + step).all(axis=2).sum() >= 160 * 90
    assert (pixels > 200).any(axis=2).any()  # the times


def test_what_is_transparent_shows_the_paper() -> None:
    sheet = ContactSheet(PICTURE, LOOK)
    sheet.add(np.zeros((90, 160, 4), dtype=np.uint8), "")
    assert set(np.unique(sheet.laid_out())) == {16}


def test_a_sheet_that_no_memory_holds_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stills, "MOST_PIXELS", 2 * 160 * 90)
    sheet = ContactSheet(PICTURE, LOOK)
    sheet.add(grey(0), "")
    sheet.add(grey(1), "")
    with pytest.raises(RequestError, match="too large"):
        sheet.add(grey(2), "")
