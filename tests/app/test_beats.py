"""The beats of every scene as data, against the frames that are drawn."""

from fractions import Fraction
from functools import cache
from itertools import pairwise

import pytest

from gradreel.assets import LANGUAGES
from gradreel.scenes.app import catalog
from gradreel.scenes.app.beats import beats_of, narration, told_parts
from gradreel.scenes.app.production import SceneJob
from gradreel.scenes.render.frame import Captioned, Frame
from gradreel.scenes.render.output.captions import ClipCaptions
from gradreel.scenes.render.owned import Only
from gradreel.scenes.render.picture import Picture
from gradreel.scenes.stage.story.timed import TimedBeat, captions_of
from gradreel.scenes.stage.type.appearance import Appearance
from gradreel.scenes.stage.type.captions import CHINESE_PER_SECOND, LATIN_PER_SECOND
from gradreel.scenes.stage.type.fonts import is_chinese
from tests.scenes.tellings import recording as recorded

NAMES = [entry.name for entry in catalog.entries()]
each_scene = pytest.mark.parametrize("scene", NAMES)
BETWEEN = Picture(160, 90, Fraction(25, 2))


def job(scene: str, language: str = "en") -> SceneJob:
    return SceneJob(scene, recorded(scene), Appearance(language=language))


@cache
def told(scene: str, language: str = "en") -> tuple[TimedBeat, ...]:
    return beats_of(job(scene, language), BETWEEN)


def seconds_to_read(text: str) -> float:
    chinese = sum(map(is_chinese, text))
    return chinese / CHINESE_PER_SECOND + (len(text) - chinese) / LATIN_PER_SECOND


@pytest.mark.slow
@each_scene
def test_the_beats_and_captions_fill_the_clip_to_the_frame(scene: str) -> None:
    """They follow each other without a gap through all parts; whoever draws them knows them too."""
    beats = told(scene)
    assert all((beat.start * BETWEEN.fps).denominator == 1 for beat in beats)
    assert all(before.end == after.start for before, after in pairwise(beats))
    assert all(beat.start < beat.end for beat in beats)
    drawn = ClipCaptions()
    ends = [0]
    for place, part in enumerate(job(scene).parts()):
        frames = part.draw(BETWEEN, lambda _: None, Only(()))
        assert isinstance(part, Captioned)
        drawn.of_part(place, frames, part.captions)
        ends.append(ends[-1] + frames)
    for drawn_one, wanted in zip(drawn.of_clip(BETWEEN), captions_of(beats), strict=True):
        assert drawn_one.text == wanted.text
        times = (
            (each.start for each in (drawn_one, wanted)),
            (each.end for each in (drawn_one, wanted)),
        )
        assert all(one == pytest.approx(other) for one, other in times)
    assert beats[-1].end * BETWEEN.fps == ends[-1]
    assert set(ends[1:]) <= {beat.end * BETWEEN.fps for beat in beats}


@pytest.mark.slow
@each_scene
def test_a_sentence_is_another_one_from_the_first_frames_of_its_beat_on(scene: str) -> None:
    """What is drawn at the top of the picture changes from one beat to the next, and only there."""
    beats, begin = told(scene), 0
    for part in job(scene).parts():
        firsts = [int(beat.start * BETWEEN.fps) - begin for beat in beats]
        wanted = {first + off for first in firsts if first > 0 for off in (-2, -1, 5)}
        drawn: dict[int, bytes] = {}

        def take(frame: Frame, kept: dict[int, bytes] = drawn) -> None:
            top = frame.pixels[: round(0.23 * len(frame.pixels))].tobytes()
            kept.update(dict.fromkeys(range(frame.index, frame.index + frame.repeats), top))

        begin += part.draw(BETWEEN, take, Only(wanted))
        for first in firsts:
            if first in range(1, max(drawn)):
                assert drawn[first - 2] == drawn[first - 1], first
                assert drawn[first - 1] != drawn[first + 5], first


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
@each_scene
def test_captions_can_be_read_in_their_time(scene: str, language: str) -> None:
    beats = told(scene, language)
    captions = captions_of(beats)
    for beat, each in zip(beats, captions, strict=True):
        assert "".join(each.text.split()) == "".join(beat.sentence.split())
    for each in captions:
        assert each.text.count("\n") <= 1
        assert seconds_to_read(each.text) <= each.end - each.start
    assert all(before.end <= after.start for before, after in pairwise(captions))


@pytest.mark.parametrize("fps", [5, Fraction(25, 2), Fraction(30000, 1001), 60])
def test_a_figure_shows_each_beat_in_the_frames_whose_time_is_its_own(fps: Fraction) -> None:
    picture = Picture(160, 90, fps)
    (part,) = told_parts(job("descent"), picture, looks=False)
    (kind,) = catalog.entry("descent").load().parts(recorded("descent"))
    story = kind(recorded("descent"))
    for beat, timed in zip(story.beats, part.beats, strict=True):
        assert abs(beat.end - timed.end) <= 1 / fps
        assert abs(beat.start - timed.start) <= 1 / fps
        assert float(timed.last_frame(fps) / Fraction(fps)) < beat.end


def test_the_narration_tells_each_sentence_at_its_time() -> None:
    beats = [
        TimedBeat("one", "First.", Fraction(), Fraction(4)),
        TimedBeat("two", "Second.", Fraction(4), Fraction(1799, 30)),
        TimedBeat("three", "Third.", Fraction(1799, 30), Fraction(90)),
    ]
    assert narration(beats) == "0:00.0  First.\n0:04.0  Second.\n1:00.0  Third.\n"
    later = narration(each.later(Fraction(600)) for each in beats[:1])
    assert later == "10:00.0  First.\n"
