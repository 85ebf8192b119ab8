"""The Matplotlib stage: frames are a function of time, and views show what they are given."""

from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Any, cast

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib.artist import Artist
from matplotlib.typing import RcKeyType

from gradreel.scenes.app.recording import record
from gradreel.scenes.descent import Descent
from gradreel.scenes.stage.figure.layout import findings
from gradreel.scenes.stage.figure.sheet import Sheet
from gradreel.scenes.stage.figure.text import Label, math
from gradreel.scenes.stage.story.pace import linear, smooth
from gradreel.scenes.stage.story.values import Segment, Steady, Timeline, values
from gradreel.scenes.stage.type.theme import theme

DARK = theme("dark")


@dataclass(frozen=True)
class Picture:
    """What a story is asked for."""

    width: int = 320
    height: int = 180
    fps: int = 10
    transparent: bool = False


@cache
def story() -> Descent:
    return Descent(record("descent"))


def moving_frames(picture: Picture) -> list[int]:
    """A frame in the middle of each segment, of those that are long enough to have one."""
    ends = [0.0, *story().timeline.ends]
    middles = [round((start + end) / 2 * picture.fps) for start, end in pairwise(ends)]
    return sorted(set(middles))


def test_a_segment_goes_from_its_first_state_to_its_last() -> None:
    segment = Segment(2.0, {"a": 1.0, "b": 5.0}, {"a": 3.0, "b": 5.0}, linear)
    assert segment.at(0) == {"a": 1.0, "b": 5.0}
    assert segment.at(0.25)["a"] == 1.5
    assert segment.at(1) == {"a": 3.0, "b": 5.0}
    assert segment.moving == {"a"}


def test_easing_begins_and_ends_at_rest() -> None:
    assert (smooth(0), smooth(0.5), smooth(1)) == (0, 0.5, 1)
    assert smooth(0.01) < 0.001
    assert smooth(0.99) > 0.999


def test_a_timeline_finds_the_segment_of_any_time() -> None:
    state = {"a": 0.0}
    timeline = Timeline(tuple(Segment(each, state, state, linear) for each in (1.0, 0.5, 2.0)))
    assert timeline.duration == 3.5
    assert timeline.n_frames(10) == 35
    assert [timeline.segment_at(time)[0] for time in (0, 0.99, 1, 1.49, 1.5, 3.4, 9)] == [
        0, 0, 1, 1, 2, 2, 2,
    ]  # fmt: skip
    assert timeline.segment_at(1.25) == (1, 0.5)
    assert timeline.segment_at(9)[1] == 1


def test_a_frame_is_the_same_alone_and_in_sequence() -> None:
    picture = Picture()
    chosen = moving_frames(picture)
    in_order = [story().frame(index, picture) for index in chosen]
    backwards = [story().frame(index, picture) for index in reversed(chosen)]
    assert all(map(np.array_equal, in_order, reversed(backwards)))
    for index in chosen[3::20]:
        alone = Descent(story().recording).frame(index, picture)
        assert np.array_equal(alone, in_order[chosen.index(index)])


@pytest.mark.parametrize("transparent", [False, True])
def test_what_is_kept_between_frames_changes_no_bit(transparent: bool) -> None:
    picture = Picture(transparent=transparent)
    sheet, timeline = story().sheet(picture), story().timeline
    for segment in timeline.segments[:: 3 if transparent else 1]:
        for progress in (0.0, 0.4):
            values = segment.at(progress)
            assert np.array_equal(sheet.pixels(values, segment.moving), sheet.redrawn(values))


def test_a_drawing_is_set_anew_only_for_other_values_of_what_it_has_read() -> None:
    sheet, told = Sheet(32, 18, DARK), []
    alpha, seconds, other = values(3)
    step = Steady(lambda: int(seconds()))

    def drawing() -> list[Artist]:
        told.append((alpha() and step(), other() if alpha() > 1 else None))
        return []

    sheet.show(drawing)
    for state in ({}, {seconds: 9.0}, {alpha: 1.0}, {alpha: 1.0, seconds: 0.9, other: 1.0}):
        sheet.pixels(state, frozenset({seconds}))
    assert told == [(0.0, None), (0, None)]
    sheet.pixels({alpha: 1.0, seconds: 1.0}, frozenset({seconds}))
    sheet.pixels({alpha: 2.0, seconds: 1.0, other: 3.0}, frozenset({seconds}))
    sheet.pixels({alpha: 2.0, seconds: 1.0, other: 4.0}, frozenset({seconds}))
    assert told[2:] == [(1, None), (1, 3.0), (1, 4.0)]


def test_what_stands_still_is_drawn_once() -> None:
    picture = Picture(fps=5)
    spans = list(story().spans(picture))
    every = [index for span in spans for index in span]
    assert every == list(range(story().n_frames(picture.fps)))
    assert len(spans) < 0.9 * len(every)
    for span in spans[::20]:
        first, last = (story().frame(index, picture) for index in (span[0], span[-1]))
        assert np.array_equal(first, last)
    for before, after in list(pairwise(spans))[::20]:
        first, last = (story().frame(span[0], picture) for span in (before, after))
        assert not np.array_equal(first, last)


def test_the_last_frame_is_the_end_of_the_last_segment() -> None:
    picture = Picture()
    last = story().frame(story().n_frames(picture.fps) - 1, picture)
    assert np.array_equal(story().last_frame(picture), last)


def test_a_users_settings_of_matplotlib_neither_matter_nor_change() -> None:
    picture = Picture()
    before = Descent(story().recording).frame(200, picture)
    own = {"font.size": 30, "lines.linewidth": 9, "text.hinting": "force_autohint", "image.lut": 8}
    with mpl.rc_context(cast("dict[RcKeyType, Any]", own)):
        kept = dict(mpl.rcParams)
        frame = Descent(story().recording).frame(200, picture)
        assert dict(mpl.rcParams) == kept
    assert np.array_equal(frame, before)


def test_a_transparent_frame_has_no_background() -> None:
    last = story().last_frame(Picture(transparent=True))
    assert last.shape == (180, 320, 4)
    assert (last[:4, :, 3] == 0).all()
    assert (last[..., 3] == 255).mean() > 0.1
    assert (story().last_frame(Picture())[..., 3] == 255).all()


@pytest.mark.parametrize("size", [(360, 360), (202, 360), (640, 272)])
def test_a_frame_of_another_shape_shows_all_of_the_stage(size: tuple[int, int]) -> None:
    picture = Picture(*size)
    assert story().last_frame(picture).shape == (size[1], size[0], 4)
    assert story().findings(picture) == []


def sheet() -> Sheet:
    return Sheet(640, 360, DARK)


def test_the_layout_check_finds_each_fault() -> None:
    stage = sheet()
    fine = Label(stage, "Fine", (0.1, 0.2), colour=DARK.text)
    assert findings(stage, [fine]) == []
    over = Label(stage, "Over", (0.02, 0.5), colour=DARK.text)
    low = Label(stage, "Low", (0.5, 0.97), colour=DARK.text)
    small = Label(stage, "Small", (0.5, 0.5), colour=DARK.text, size=0.02)
    close = Label(stage, "Close", (0.12, 0.21), colour=DARK.text)
    formula = math(stage, "x + y", (0.11, 0.2))
    faults = findings(stage, [fine, over, low, small, close, formula])
    assert [each.split(" is ")[-1] for each in faults if " is " in each] == [
        "over the margin",
        "over the margin",
        "too small",
    ]
    assert sum("overlaps" in each for each in faults) == 3


def test_what_is_invisible_has_no_faults() -> None:
    stage = sheet()
    hidden = Label(stage, "Over", (0.02, 0.5), colour=DARK.text)
    hidden.set_alpha(0)
    assert findings(stage, [hidden]) == []
