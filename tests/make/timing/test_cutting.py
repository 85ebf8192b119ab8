"""Parts of scenes by their beats and seconds, against the whole scenes."""

from dataclasses import replace
from fractions import Fraction
from functools import cache

import pytest

from gradreel.engine.errors import RequestError
from gradreel.scenes.ask.options import Excerpt
from gradreel.scenes.make import timing as cutting
from gradreel.scenes.make.telling import SceneJob, TimedPart, beats_of, through_all
from gradreel.scenes.make.timing import beats_in, cut_out
from gradreel.scenes.render.captions import Caption
from gradreel.scenes.render.excerpt import ExcerptJob, Stretch
from gradreel.scenes.render.frame import Captioned, Frame, Job, Only
from gradreel.scenes.render.picture import Picture, drawn_at
from gradreel.scenes.render.sound import InClip
from gradreel.scenes.stage.story.base import TimedBeat, captions_of
from tests.scenes.tellings import recording

PICTURE = Picture(160, 90, 4)
each_kind = pytest.mark.parametrize("scene", ["descent", "pipeline"])


def job(scene: str) -> SceneJob:
    return SceneJob(scene, recording(scene))


@cache
def told(scene: str, fps: Fraction | int = PICTURE.fps) -> tuple[TimedBeat, ...]:
    return beats_of(job(scene), replace(PICTURE, fps=fps))


def drawn(drawing: Job, picture: Picture, wanted: set[int]) -> dict[int, bytes]:
    """Draw frames of a job by their numbers through all its parts."""
    found: dict[int, bytes] = {}
    begin = 0
    for part in drawing.parts():

        def take(frame: Frame, before: int = begin) -> None:
            for index in range(frame.index, frame.index + frame.repeats):
                found[before + index] = frame.pixels.tobytes()

        count = part.count(picture)
        inside = {frame - begin for frame in wanted if 0 <= frame - begin < count}
        if inside:
            part.draw(picture, take, Only(inside))
        begin += count
    return found


def captions(drawing: Job, picture: Picture) -> list[tuple[float, float, str]]:
    found = InClip[Caption]()
    for number, part in enumerate(drawing.parts()):
        frames = part.count(picture)
        assert isinstance(part, Captioned)
        found.of_part(number, frames, part.captions)
    return [
        (round(each.start, 6), round(each.end, 6), each.text) for each in found.of_clip(picture)
    ]


@pytest.mark.slow
@each_kind
@pytest.mark.parametrize("speed", [Fraction(1), Fraction(4, 5)])
def test_what_is_drawn_is_to_the_pixel_what_the_whole_clip_shows(
    scene: str, speed: Fraction
) -> None:
    slower = drawn_at(PICTURE, speed)
    beats = told(scene, slower.fps)
    first, last = len(beats) // 2 - 1, len(beats) // 2
    excerpt = Excerpt((beats[first].key, str(last + 1)), speed=speed)
    begin, end = (int(each * slower.fps) for each in (beats[first].start, beats[last].end))
    wanted = {0, 1, (end - begin) // 2, end - begin - 1}
    whole = drawn(job(scene), slower, {frame + begin for frame in wanted})
    cut = cut_out(job(scene), excerpt, PICTURE)
    assert drawn(cut, PICTURE, wanted) == {frame - begin: each for frame, each in whole.items()}
    assert sum(part.count(PICTURE) for part in cut.parts()) == end - begin
    assert len(set(whole.values())) > 1


@pytest.mark.slow
@each_kind
def test_beats_and_captions_are_those_of_the_excerpt(scene: str) -> None:
    whole = told(scene)
    middle = whole[len(whole) // 2]
    begin = middle.start + Fraction(1, 2)
    excerpt = Excerpt(start=begin, speed=Fraction(1, 2))
    slower = told(scene, PICTURE.fps * 2)
    beats = beats_in(job(scene), excerpt, PICTURE)
    assert [beat.number for beat in beats] == list(range(middle.number, len(whole) + 1))
    assert beats[0].start == 0
    assert beats[-1].end == (slower[-1].end - begin) * 2
    wanted = [(float(each.start), float(each.end), each.text) for each in captions_of(beats)]
    found = captions(cut_out(job(scene), excerpt, PICTURE), PICTURE)
    assert found == [(round(start, 6), round(end, 6), text) for start, end, text in wanted]


def test_an_excerpt_may_go_from_one_part_to_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = job("descent")
    (part,) = whole.parts()
    lengths = [Fraction(4), Fraction(2), Fraction(3)]
    parts = [
        TimedPart(part, (TimedBeat(f"beat_{number}", "", Fraction(), length),), ((),), length)
        for number, length in enumerate(lengths, 1)
    ]
    found = [(each.name, float(each.start)) for each in through_all(parts)]
    assert found == [("01-beat_1", 0.0), ("02-beat_2", 4.0), ("03-beat_3", 6.0)]
    monkeypatch.setattr(cutting, "timed_parts", lambda *_, looks: parts)
    for excerpt, stretches in {
        Excerpt(("2", "3")): (Stretch(1), Stretch(2)),
        Excerpt(start=Fraction(3), end=Fraction(5)): (Stretch(0, 12), Stretch(1, 0, 4)),
        Excerpt(end=Fraction(6)): (Stretch(0), Stretch(1)),
    }.items():
        assert cut_out(whole, excerpt, PICTURE) == ExcerptJob(whole, stretches)


@pytest.mark.parametrize(
    ("beats", "numbers"),
    [
        (("2", "4"), [2, 3, 4]),
        (("landscape", "03-map"), [2, 3]),
        (("11", ""), [11, 12]),
        (("", "02-LANDSCAPE"), [1, 2]),
        (("moral", "moral"), [12]),
    ],
)
def test_beats_are_named_by_number_or_key(beats: tuple[str, str], numbers: list[int]) -> None:
    found = beats_in(job("descent"), Excerpt(beats), PICTURE)
    assert [beat.number for beat in found] == numbers
    assert found[0].start == 0


@pytest.mark.parametrize(
    ("excerpt", "said"),
    [
        (Excerpt(("nope", "")), "there is no beat 'nope'; choose from across, "),
        (Excerpt(("landscap", "")), "did you mean 'landscape'"),
        (Excerpt(("0", "2")), "has 12, 01-question to 12-moral"),
        (Excerpt(("1", "14")), "there is no beat '14'"),
        (Excerpt(("map", "2")), "write --beats 02-landscape..03-map"),
        (Excerpt(start=Fraction(500)), "after the scene's end, at "),
        (Excerpt(start=Fraction(5), end=Fraction(501, 100)), "less than a frame, 0.25 s"),
        (Excerpt(speed=Fraction(1, 40)), "--speed 0.025 can't be done at 4 frames a second"),
    ],
)
def test_what_can_not_be_is_said_with_what_would_be_right(excerpt: Excerpt, said: str) -> None:
    for use in (cut_out, beats_in):
        with pytest.raises(RequestError, match=said):
            use(job("descent"), excerpt, PICTURE)
