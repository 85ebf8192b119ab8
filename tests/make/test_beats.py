"""The beats of every scene as data, against the frames that are drawn."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from itertools import pairwise

import pytest

from gradreel.assets import LANGUAGES
from gradreel.scenes.ask import catalog
from gradreel.scenes.ask.recording import stories_of
from gradreel.scenes.make.telling import SceneJob, beats_of, timed_parts
from gradreel.scenes.render.captions import Caption
from gradreel.scenes.render.frame import Captioned, Frame, FrameSelection
from gradreel.scenes.render.picture import Picture
from gradreel.scenes.render.sound import InClip
from gradreel.scenes.stage.story.base import TimedBeat, captions_of
from gradreel.scenes.stage.type.appearance import Appearance
from gradreel.scenes.stage.type.captions import CHINESE_PER_SECOND, LATIN_PER_SECOND
from gradreel.scenes.stage.type.style import GRID
from gradreel.scenes.stage.type.typesetting import is_chinese
from tests.scenes.tellings import LOOKS, watched
from tests.scenes.tellings import recording as recorded

NAMES = [entry.name for entry in catalog.entries()]
of_each_kind = pytest.mark.parametrize("scene", ["heart", "pipeline", "minibatch", "descent"])
"""Scenes of manim's, with a formula that is worked, with a passage without words; Matplotlib's."""
BETWEEN = Picture(160, 90, Fraction(25, 2))


def job(scene: str) -> SceneJob:
    return SceneJob(scene, recorded(scene))


@cache
def told(scene: str) -> tuple[TimedBeat, ...]:
    return beats_of(job(scene), BETWEEN)


def seconds_to_read(text: str) -> float:
    chinese = sum(map(is_chinese, text))
    return chinese / CHINESE_PER_SECOND + (len(text) - chinese) / LATIN_PER_SECOND


class FirstFrames(FrameSelection):
    """The frames about those at which a beat begins; the part is played to its end."""

    def __init__(self, firsts: Collection[int]) -> None:
        self._frames = {first + off for first in firsts if first > 0 for off in (-2, -1, 5)}

    def __contains__(self, frame: object) -> bool:
        return frame in self._frames

    def any_of(self, frames: range) -> bool:
        return not self._frames.isdisjoint(frames)


@dataclass(frozen=True)
class Drawn:
    """What was drawn of a scene.

    Attributes:
        captions: as whoever draws it has them.
        ends: how many frames there are until the end of each part, after the 0 of the start.
        tops: the upper edge of frames about the beats' starts, by their numbers in the clip.
    """

    captions: tuple[Caption, ...]
    ends: tuple[int, ...]
    tops: Mapping[int, bytes]


@cache
def drawn(scene: str) -> Drawn:
    """Draw a scene where its beats begin."""
    captions, ends, tops = InClip[Caption](), [0], dict[int, bytes]()
    for place, part in enumerate(job(scene).parts()):
        begin = ends[-1]

        def take(frame: Frame, begin: int = begin) -> None:
            top = frame.pixels[: round(GRID.below_sentence * len(frame.pixels))].tobytes()
            first = begin + frame.index
            tops.update(dict.fromkeys(range(first, first + frame.repeats), top))

        firsts = [int(beat.start * BETWEEN.fps) - begin for beat in told(scene)]
        frames = part.draw(BETWEEN, take, FirstFrames(firsts))
        assert isinstance(part, Captioned)
        captions.of_part(place, frames, part.captions)
        ends.append(begin + frames)
    return Drawn(tuple(captions.of_clip(BETWEEN)), tuple(ends), tops)


@pytest.mark.slow
@of_each_kind
def test_the_beats_and_captions_fill_the_clip_to_the_frame(scene: str) -> None:
    """They follow each other without a gap through all parts; whoever draws them knows them too."""
    beats, clip = told(scene), drawn(scene)
    assert len(beats) >= 5
    assert all((beat.start * BETWEEN.fps).denominator == 1 for beat in beats)
    assert all(before.end == after.start for before, after in pairwise(beats))
    assert all(beat.start < beat.end for beat in beats)
    for drawn_one, wanted in zip(clip.captions, captions_of(beats), strict=True):
        assert drawn_one.text == wanted.text
        assert (drawn_one.start, drawn_one.end) == pytest.approx((wanted.start, wanted.end))
    assert beats[-1].end * BETWEEN.fps == clip.ends[-1]
    assert set(clip.ends[1:]) <= {beat.end * BETWEEN.fps for beat in beats}


@pytest.mark.slow
@of_each_kind
def test_a_scene_without_its_sentences_takes_as_long(scene: str) -> None:
    untitled = SceneJob(scene, recorded(scene), Appearance(titled=False))
    assert beats_of(untitled, BETWEEN) == told(scene)


@pytest.mark.slow
@of_each_kind
def test_a_sentence_is_another_one_from_the_first_frames_of_its_beat_on(scene: str) -> None:
    """What is drawn at the top of the picture changes from one beat to the next, and only there."""
    clip = drawn(scene)
    firsts = [int(beat.start * BETWEEN.fps) for beat in told(scene)]
    for first in firsts:
        if first not in clip.ends:
            assert clip.tops[first - 2] == clip.tops[first - 1], first
            assert clip.tops[first - 1] != clip.tops[first + 5], first


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("scene", NAMES)
def test_captions_can_be_read_in_their_time(scene: str, language: str) -> None:
    beats = watched(scene, *next(each for each in LOOKS if each[1] == language)).telling.beats
    captions = captions_of(beats)
    for beat, each in zip(beats, captions, strict=True):
        assert "".join(each.text.split()) == "".join(beat.sentence.split())
    for each in captions:
        assert each.text.count("\n") <= 1
        assert seconds_to_read(each.text) <= each.end - each.start
    assert all(before.end <= after.start for before, after in pairwise(captions))


@pytest.mark.parametrize("fps", [5, Fraction(25, 2), Fraction(30000, 1001), 60])
def test_a_figure_shows_each_beat_in_as_many_frames_as_begin_in_its_time(fps: Fraction) -> None:
    picture = Picture(160, 90, fps)
    (part,) = timed_parts(job("descent"), picture, looks=False)
    (kind,) = stories_of("descent", recorded("descent"))
    story = kind(recorded("descent"))
    for beat, timed in zip(story.beats, part.beats, strict=True):
        lasts = beat.end - beat.start
        assert timed.last_frame(fps) / fps < timed.start + lasts
        assert timed.start + lasts <= timed.end + 1e-6
