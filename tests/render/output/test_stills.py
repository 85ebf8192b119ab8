"""Some frames of a clip, and the sheet that they may be laid out on."""

from fractions import Fraction

import numpy as np
import pytest

from gradreel.engine.errors import RequestError
from gradreel.scenes.render.frame import Frame, FrameSelection, FrameSink, Pixels
from gradreel.scenes.render.picture import Picture
from gradreel.scenes.render.stills import (
    MOST_PIXELS,
    ContactSheet,
    Regular,
    SheetLook,
    draw_owned,
    draw_stills,
)
from gradreel.scenes.stage.type.typesetting import SEMIBOLD

PICTURE = Picture(160, 90, 10)
LOOK = SheetLook("#101010", "#ffffff", SEMIBOLD.path)


def grey(value: int) -> Pixels:
    return np.full((90, 160, 4), [value, value, value, 255], dtype=np.uint8)


class Counting:
    """A part whose frames are as grey as their number; frames 20 to 29 look the same."""

    def count(self, picture: Picture) -> int:
        return 40

    def draw(self, picture: Picture, take: FrameSink, selection: FrameSelection) -> int:
        for span in (*(range(at, at + 1) for at in range(20)), range(20, 30), range(30, 40)):
            for run in selection.runs(span):
                take(Frame(grey(span.start), len(run), run.start, run.start > span.start))
        if selection.takes_end():
            take(Frame(grey(255), 0))
        return 40


def drawn(part: Counting, selection: FrameSelection) -> dict[int, int]:
    found: dict[int, int] = {}
    draw_owned(
        part, PICTURE, selection, lambda at, pixels: found.update({at: int(pixels[0, 0, 0])})
    )
    return found


def test_stills_are_the_frames_that_were_named() -> None:
    found: dict[int, int] = {}
    named = (3, 24, 25)
    draw_stills(
        Counting(), PICTURE, named, lambda at, pixels: found.update({at: int(pixels[0, 0, 0])})
    )
    assert found == {3: 3, 24: 20, 25: 20}


@pytest.mark.parametrize(
    ("interval", "expected"),
    [
        (Fraction(10), [0, 10, 20, 30]),
        (Fraction(25, 2), [0, 12, 25, 37]),
        (Fraction(1), [*range(40)]),
        (Fraction(100), [0]),
    ],
)
def test_frames_come_at_regular_times(interval: Fraction, expected: list[int]) -> None:
    assert [*drawn(Counting(), Regular(interval))] == expected


def test_a_second_part_goes_on_where_the_first_ended() -> None:
    interval = Fraction(15)
    assert [*drawn(Counting(), Regular(interval))] == [0, 15, 30]
    second = Regular(interval, before=40)
    assert [*drawn(Counting(), second)] == [5, 20, 35]
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


def test_a_sheet_that_no_memory_holds_is_refused() -> None:
    sheet = ContactSheet(Picture(3840, 2160, 30), LOOK)
    pixels = np.zeros((2160, 3840, 4), dtype=np.uint8)
    for _ in range(MOST_PIXELS // pixels[..., 0].size):
        sheet.add(pixels, "")
    with pytest.raises(RequestError, match="too large"):
        sheet.add(pixels, "")
