"""What a story promises whichever library draws it: beats, their times, and the layout check."""

from collections.abc import Callable
from functools import cache

import pytest
from manim import ValueTracker

from gradreel.scenes.ask.catalog import entry
from gradreel.scenes.ask.recording import Recording, record
from gradreel.scenes.render.manim.seeking import SeekingRenderer, manim_settings
from gradreel.scenes.render.picture import Picture
from gradreel.scenes.stage.figure.sheet import Sheet
from gradreel.scenes.stage.figure.text import Label as FigureLabel
from gradreel.scenes.stage.manim.marks import at
from gradreel.scenes.stage.manim.motion import to
from gradreel.scenes.stage.manim.text import Label
from gradreel.scenes.stage.story.base import Story, captions_at
from gradreel.scenes.stage.story.figure import FigureStory
from gradreel.scenes.stage.story.manim import ManimStory
from gradreel.scenes.stage.story.pace import FADE, PAUSE, smooth
from gradreel.scenes.stage.story.values import Segment, values
from gradreel.scenes.stage.type.captions import captions, reading_time
from gradreel.scenes.stage.type.style import TALL, laying_out

pytestmark = pytest.mark.usefixtures("no_litter")

SHORT, LONG = "map", "uphill"
"""Two beats of descent whose sentences take no values."""

EDGE = (0.01, 0.5)
"""A place over the margin, as fractions of the frame."""

Telling = tuple[tuple[str, float], ...]
"""Beats by their keys, and for how many seconds something happens in each."""


class ClipOutline(Story):
    """Takes beats from the test; of the scene that the texts are borrowed from."""

    telling: Telling = ((SHORT, 0.0), (LONG, 30.0))

    @classmethod
    def scene_name(cls) -> str:
        return "descent"


class ToldByManim(ManimStory, ClipOutline):
    """A story that writes over the margin in its last beat."""

    def construct(self) -> None:
        for key, seconds in self.telling:
            self.beat(key)
            if seconds:
                self.wait(seconds)
        self.add(Label("over", size=0.04, colour=self.theme.text).place(at(*EDGE)))


class ToldByMatplotlib(FigureStory, ClipOutline):
    """The same on a figure."""

    (shown,) = values(1)

    def construct(self) -> None:
        for key, seconds in self.telling:
            self.beat(key)
            if seconds:
                self.wait(seconds)
        self.move(0.1, {self.shown: 1})

    def draw(self, sheet: Sheet) -> None:
        over = FigureLabel(sheet, "over", EDGE, colour=self.theme.text)
        sheet.show(lambda: [over] if self.shown() == 1 else [])


@cache
def recording() -> Recording:
    return record("descent")


def by_manim(telling: Telling) -> tuple[Story, list[str]]:
    with manim_settings(Picture(64, 36, 5)):
        kind = type("ToldByManim", (ToldByManim,), {"telling": telling})
        story = kind(recording(), renderer=SeekingRenderer(None))
        return story, story.findings()


def by_matplotlib(telling: Telling) -> tuple[Story, list[str]]:
    kind = type("ToldByMatplotlib", (ToldByMatplotlib,), {"telling": telling})
    story = kind(recording())
    return story, story.findings()


both = pytest.mark.parametrize("tell", [by_manim, by_matplotlib])
Tell = Callable[[Telling], tuple[Story, list[str]]]


@both
def test_a_beat_lasts_until_its_sentence_has_been_read(tell: Tell) -> None:
    (beat,) = tell(((SHORT, 0.0),))[0].beats
    sentence = captions("descent", "en").beats[SHORT]
    assert (beat.key, beat.sentence, beat.start) == (SHORT, sentence, 0)
    assert beat.end == pytest.approx(FADE + reading_time(sentence), abs=0.2)


@both
def test_a_beat_that_takes_longer_rests_at_its_end(tell: Tell) -> None:
    story, _ = tell(((SHORT, 0.0), (LONG, 30.0)))
    first, last = story.beats
    assert last.start == first.end
    assert 30 + PAUSE <= last.end - last.start <= 30 + PAUSE + 2 * FADE
    assert story.elapsed == last.end


@both
def test_the_layout_check_names_the_beat_at_whose_end_a_fault_stands(tell: Tell) -> None:
    _, found = tell(((SHORT, 0.0), (LONG, 0.0)))
    assert len(found) == 1
    assert found[0].startswith(f"{LONG}: ")
    assert "over the margin" in found[0]


def test_both_libraries_ease_alike() -> None:
    tracker, segment = ValueTracker(2.0), Segment(1.0, {"value": 2.0}, {"value": 5.0}, smooth)
    move = to(tracker, 5.0)
    move.begin()
    for passed in (0.1, 0.5, 0.9):
        move.interpolate(passed)
        assert tracker.get_value() == pytest.approx(segment.at(passed)["value"], abs=1e-12)


def test_a_hushed_sentence_is_gone_until_the_next_comes() -> None:
    class Hushed(ToldByMatplotlib):
        def construct(self) -> None:
            self.beat(SHORT)
            self.hush()
            self.beat(LONG)

    story = Hushed(recording())
    sheet, texts = story.sheet(Picture(640, 360, 5)), captions("descent", "en").beats
    first, second = captions_at(story, 5)
    assert first.end <= story.beats[0].end - FADE
    assert 0 <= second.end - story.elapsed < 2 / 5  # each begins with a frame
    for beat, sentence in zip(story.beats, ("", texts[LONG]), strict=True):
        drawn = sheet.artists(story.timeline.state_at(beat.end - 0.01))
        seen = [each for each in drawn if isinstance(each, FigureLabel) and each.get_alpha() != 0]
        assert " ".join(each.get_text() for each in seen[1:]) == sentence  # after the kicker


def test_rows_that_lack_a_value_are_counted_beside_the_kicker() -> None:
    options = entry("heart").defaults.changed(x=("Ca",))
    story = ToldByMatplotlib(record("heart", options.changed(missing="drop")))
    assert story.heading() == f"{story.kicker()} · incomplete rows left out: 4 of 303"
    with laying_out(TALL):
        assert story.heading() == "incomplete rows left out: 4 of 303"
    story = ToldByMatplotlib(record("heart", options.changed(missing="mean")))
    assert story.heading().endswith("gaps filled in: 4 of 303 rows")


def test_a_scene_goes_by_its_files_name_with_hyphens() -> None:
    class LearningRate(FigureStory):
        __module__ = "gradreel.scenes.learning_rate"

    assert LearningRate.scene_name() == "learning-rate"
