"""The Matplotlib stage: frames are a function of time, and views show what they are given."""

from dataclasses import replace
from fractions import Fraction
from functools import cache
from itertools import pairwise
from typing import Any, cast
from unittest.mock import patch

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib.typing import RcKeyType

from gradreel.scenes.ask.recording import record
from gradreel.scenes.descent import Descent
from gradreel.scenes.render.picture import Picture
from gradreel.scenes.stage.figure.sheet import Sheet
from gradreel.scenes.stage.figure.text import Label, findings, math
from gradreel.scenes.stage.story.pace import linear
from gradreel.scenes.stage.story.values import Segment, Timeline
from gradreel.scenes.stage.type.style import theme

DARK = theme("dark")


PICTURE = Picture(320, 180, 10)


@cache
def story() -> Descent:
    return Descent(record("descent"))


def test_a_timeline_finds_the_segment_of_any_time() -> None:
    state = {"a": 0.0}
    timeline = Timeline(tuple(Segment(each, state, state, linear) for each in (1.0, 0.5, 2.0)))
    assert timeline.duration == 3.5
    assert timeline.frames(10) == (range(35),)
    assert [timeline.segment_at(time)[0] for time in (0, 0.99, 1, 1.49, 1.5, 3.4, 9)] == [
        0, 0, 1, 1, 2, 2, 2,
    ]  # fmt: skip
    assert timeline.segment_at(1.25) == (1, 0.5)
    assert timeline.segment_at(9)[1] == 1


def test_a_beat_begins_with_a_frame_and_lasts_as_long_as_is_told() -> None:
    state = {"a": 0.0}
    told = ((0.25, True), (0.3, False), (0.3, True), (1.0, True))
    segments = (Segment(each, state, state, linear, {}, begins) for each, begins in told)
    timeline = Timeline(tuple(segments))
    assert timeline.frames(10) == (range(6), range(6, 9), range(9, 19))
    assert [timeline.segment_of(frame, 10)[0] for frame in (0, 2, 3, 5, 6, 8, 9, 18)] == [
        0, 0, 1, 1, 2, 2, 3, 3,
    ]  # fmt: skip
    assert timeline.segment_of(9, 10) == (3, 0)
    assert [*timeline.plays(10)][:3] == [range(0), range(3), range(3, 6)]


@pytest.mark.parametrize("fps", [12, 24, Fraction(30000, 1001)])
def test_a_longer_beat_changes_nothing_in_what_comes_after_it(fps: Fraction) -> None:
    picture, longer = replace(PICTURE, fps=fps), Descent(story().recording, lasting=(7.31, 9.123))
    both = (story(), longer)
    for beats in [*zip(*(each.frames(fps) for each in both), strict=True)][3:]:
        one, other = (
            [told.drawn_from(frame, picture) for frame in frames]
            for told, frames in zip(both, beats, strict=True)
        )
        assert one == other
    assert longer.n_frames(fps) > story().n_frames(fps) + 4 * fps


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


def test_what_stands_still_is_drawn_once() -> None:
    picture = replace(PICTURE, fps=5)
    spans = list(story().spans(picture))
    every = [index for span in spans for index in span]
    assert every == list(range(story().n_frames(picture.fps)))
    assert len(spans) < 0.9 * len(every)
    for span in spans[::20]:
        first, last = (story().frame(index, picture) for index in (span[0], span[-1]))
        assert np.array_equal(first, last)
    changes = [
        not np.array_equal(story().frame(before[0], picture), story().frame(after[0], picture))
        for before, after in list(pairwise(spans))[::20]
    ]
    assert sum(changes) > 0.8 * len(changes)  # some change by less than a pixel can show


def test_a_users_settings_of_matplotlib_neither_matter_nor_change() -> None:
    before = Descent(story().recording).frame(200, PICTURE)
    own = {"font.size": 30, "lines.linewidth": 9, "text.hinting": "force_autohint", "image.lut": 8}
    with mpl.rc_context(cast("dict[RcKeyType, Any]", own)):
        kept = dict(mpl.rcParams)
        frame = Descent(story().recording).frame(200, PICTURE)
        assert dict(mpl.rcParams) == kept
    assert np.array_equal(frame, before)


def test_the_layout_check_finds_each_fault() -> None:
    stage = Sheet(640, 360, DARK)
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
