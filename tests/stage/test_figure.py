"""The Matplotlib stage: frames are a function of time, and views show what they are given."""

from dataclasses import replace
from functools import cache
from itertools import pairwise
from typing import Any, cast
from unittest.mock import patch

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib.artist import Artist
from matplotlib.typing import RcKeyType

from gradreel.scenes.ask.recording import record
from gradreel.scenes.descent import Descent
from gradreel.scenes.render.picture import Picture
from gradreel.scenes.stage.figure.sheet import Sheet
from gradreel.scenes.stage.figure.text import Label, findings, math
from gradreel.scenes.stage.story.pace import linear
from gradreel.scenes.stage.story.values import Segment, Steady, Timeline, values
from gradreel.scenes.stage.type.style import theme

DARK = theme("dark")


PICTURE = Picture(320, 180, 10)


@cache
def story() -> Descent:
    return Descent(record("descent"))


def moving_frames(picture: Picture) -> list[int]:
    """A frame in the middle of each segment, of those that are long enough to have one."""
    ends = [0.0, *story().timeline.ends]
    middles = [round((start + end) / 2 * picture.fps) for start, end in pairwise(ends)]
    return sorted(set(middles))


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
    picture = PICTURE
    chosen = moving_frames(picture)
    in_order = [story().frame(index, picture) for index in chosen]
    backwards = [story().frame(index, picture) for index in reversed(chosen)]
    assert all(map(np.array_equal, in_order, reversed(backwards)))
    for index in chosen[3::20]:
        alone = Descent(story().recording).frame(index, picture)
        assert np.array_equal(alone, in_order[chosen.index(index)])


@pytest.mark.parametrize("transparent", [False, True])
def test_what_is_kept_between_frames_changes_no_bit(transparent: bool) -> None:
    picture = replace(PICTURE, transparent=transparent)
    sheet, timeline = story().sheet(picture), story().timeline
    for segment in timeline.segments[:: 3 if transparent else 1]:
        for progress in (0.0, 0.4):
            values = segment.at(progress)
            drawn = sheet.pixels(values, segment.moving)
            for each in sheet._drawings:
                each.forget()
            with patch.object(sheet, "_backgrounds", {}):
                assert np.array_equal(drawn, sheet.pixels(values))


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
    picture = replace(PICTURE, fps=5)
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


def test_a_users_settings_of_matplotlib_neither_matter_nor_change() -> None:
    picture = PICTURE
    before = Descent(story().recording).frame(200, picture)
    own = {"font.size": 30, "lines.linewidth": 9, "text.hinting": "force_autohint", "image.lut": 8}
    with mpl.rc_context(cast("dict[RcKeyType, Any]", own)):
        kept = dict(mpl.rcParams)
        frame = Descent(story().recording).frame(200, picture)
        assert dict(mpl.rcParams) == kept
    assert np.array_equal(frame, before)


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
