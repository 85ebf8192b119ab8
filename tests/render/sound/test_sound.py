"""Sounds in clips: where they are heard, how they are mixed, and that the pictures stay."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from pathlib import Path

import av
import numpy as np
import pytest

from gradreel.engine.errors import RequestError
from gradreel.scenes.render.cache.folder import Cache
from gradreel.scenes.render.clip_file import ClipFile
from gradreel.scenes.render.excerpt import ExcerptJob, Stretch
from gradreel.scenes.render.frame import FrameSelection, FrameSink, Pixels
from gradreel.scenes.render.mixing import (
    QUIETER,
    RATE,
    SoundSamples,
    mixed_sounds,
    samples_of,
    seconds_of,
)
from gradreel.scenes.render.muxing import SoundTrack, add_sound
from gradreel.scenes.render.picture import Output, Picture
from gradreel.scenes.render.pipeline import RenderSettings, render
from gradreel.scenes.render.sound import PlacedSound, Recorded, Sounding
from tests.render.jobs import KEY, LENGTH, PartsJob, Plan, Slides, outputs
from tests.render.sound.tones import heard_in, likeness, tone, write_coded, write_wav

PICTURE = Picture(64, 48, 10)
BEEP = tone(500, 0.5)


class Clear(Slides):
    """Slides of which half isn't there."""

    def drawn(self, number: int) -> Pixels:
        pixels = super().drawn(number).copy()
        pixels[:20, :, 3] = 0
        return pixels


@dataclass
class Loud(Slides):
    """Slides that are heard, as is found when they are counted or drawn."""

    found: Sequence[PlacedSound]
    sounds: Sequence[PlacedSound] = ()

    def count(self, picture: Picture) -> int:
        self.sounds = self.found
        return super().count(picture)

    def draw(self, picture: Picture, take: FrameSink, selection: FrameSelection) -> int:
        self.sounds = self.found
        return super().draw(picture, take, selection)


def recorded(samples: SoundSamples, rate: int = RATE) -> Recorded:
    content = np.rint(samples * 32767).astype(np.int16).tobytes()
    return Recorded(content, rate, samples.shape[1])


def loud(plan: Plan, *seconds: float) -> PartsJob:
    """A job whose parts beep once each."""
    return PartsJob(tuple(Loud(plan, [PlacedSound(second, recorded(BEEP))]) for second in seconds))


def is_heard(samples: SoundSamples, start: float, found: SoundSamples) -> bool:
    begin = round(start * RATE)
    return likeness(found[begin : begin + len(samples)], samples) > 30


def pictures(path: Path) -> list[tuple[Fraction, bytes]]:
    """When each packet of the pictures is shown, and what is in it."""
    with av.open(path) as clip:
        return [
            (packet.pts * packet.time_base, bytes(packet))
            for packet in clip.demux(video=0)
            if packet.pts is not None and packet.time_base is not None
        ]


def all_of(sounds: Sequence[PlacedSound], seconds: float, channels: int = 1) -> SoundSamples:
    return np.concatenate(list(mixed_sounds(sounds, round(seconds * RATE), channels)))


@pytest.mark.parametrize("fps", [10, Fraction(30000, 1001)])
@pytest.mark.parametrize("form", ["mp4", "av1", "mov", "webm", "clear mov", "clear webm"])
def test_sound_is_heard_at_its_time_beside_the_same_pictures(
    form: str, fps: Fraction, tmp_path: Path
) -> None:
    picture = Picture(64, 48, fps, transparent=form.startswith("clear"))
    ending = form.removeprefix("clear ")
    path = tmp_path / f"clip.{ending}"
    kind = Clear if picture.transparent else Slides
    render(PartsJob((kind(Plan(tmp_path / "log")),)), picture, [Output(path, ending)])
    before = pictures(path)
    write_wav(tmp_path / "low.wav", tone(300, 1))
    low, high = tone(300, 1), tone(900, 0.5)
    sounds = (PlacedSound(1.37, tmp_path / "low.wav"), PlacedSound(4.2, recorded(high)))
    add_sound(path, ending, SoundTrack(sounds, picture, LENGTH))
    assert pictures(path) == before
    assert ClipFile.of(path).transparent == picture.transparent
    found = heard_in(path)[:, :1]
    for start, samples in ((1.37, low), (4.2, high)):
        assert is_heard(samples, start, found)
        found[round(start * RATE) :][: len(samples)] = 0
    assert np.abs(found).max() < 0.01
    assert len(found) / RATE == pytest.approx(float(LENGTH / fps), abs=0.03)


def test_a_clip_has_the_sounds_of_its_parts(tmp_path: Path) -> None:
    job = loud(Plan(tmp_path / "log"), 2, 3)
    one, two = (tmp_path / f"{workers}.mp4" for workers in (1, 2))
    for workers, path in enumerate((one, two), 1):
        render(job, PICTURE, [Output(path, "mp4")], RenderSettings(workers))
    assert one.read_bytes() == two.read_bytes()
    for start in (2, LENGTH / 10 + 3):
        assert is_heard(QUIETER * BEEP, start, heard_in(one)[:, :1])


def test_chunks_that_were_kept_get_their_sound_again(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plan = Plan(tmp_path / "log")
    with Cache.of_user().entry(KEY, "a talk") as entry:
        means = RenderSettings(entry=entry)
        render(loud(plan, 1), PICTURE, outputs(tmp_path, "mp4", "gif"), means)
        drawn = plan.n_drawn
        render(loud(plan, 1), PICTURE, outputs(tmp_path, "mov"), means)
        assert entry.deliver([Output(tmp_path / "again.mp4", "mp4")])
    assert plan.n_drawn == drawn
    assert is_heard(BEEP, 1, heard_in(tmp_path / "clip.mov"))
    assert (tmp_path / "again.mp4").read_bytes() == (tmp_path / "clip.mp4").read_bytes()
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "clip.gif' is without sound" in said


@pytest.mark.parametrize("form", ["mp4", "webm"])
def test_a_clip_that_is_made_to_fit_is_heard_too(
    form: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    job = loud(Plan(tmp_path / "log"), 2)
    whole, small = (tmp_path / f"{name}.{form}" for name in ("whole", "small"))
    render(job, PICTURE, [Output(whole, form)])
    most = whole.stat().st_size - len(b"".join(each for _, each in pictures(whole))) // 4
    render(job, PICTURE, [Output(small, form, most)])
    assert small.stat().st_size <= most
    found = heard_in(small)[:, :1]
    assert is_heard(QUIETER * BEEP, 2, found)
    assert len(found) / RATE == pytest.approx(LENGTH / 10, abs=0.2)
    assert capsys.readouterr().err == ""


def test_an_excerpt_cuts_sounds_and_a_speed_moves_them_without_their_pitch(tmp_path: Path) -> None:
    long, late = tone(300, 4), tone(700, 0.5)
    sounds = [PlacedSound(1.0, recorded(long)), PlacedSound(6.0, recorded(late))]
    whole = PartsJob((Loud(Plan(tmp_path / "log"), sounds),))
    (part,) = ExcerptJob(whole, (Stretch(0, 40, 124),), Fraction(1, 2)).parts()  # seconds 2 to 6.2
    part.count(PICTURE)
    assert isinstance(part, Sounding)
    first, second = part.sounds
    assert (first.start, first.skipped, second.start, second.skipped) == (0.0, 2.0, 8.0, 0.0)
    assert second.seconds == pytest.approx(0.4)
    found = all_of(part.sounds, 8.4)
    assert np.abs(found[: 2 * RATE] - long[2 * RATE :]).max() < 1e-4
    assert np.abs(found[8 * RATE :] - late[: round(0.4 * RATE)]).max() < 1e-4


def test_sounds_are_added_without_clipping_and_the_background_steps_back() -> None:
    low, high = tone(200, 2, loudness=0.7), tone(900, 1, loudness=0.7)
    placed = (PlacedSound(0, recorded(low)), PlacedSound(0.5, recorded(high)))
    found = all_of(placed, 3)
    both = low.copy()
    both[RATE // 2 : RATE // 2 * 3] += high
    assert np.abs(found[: len(both)] - both.clip(-1, 1)).max() < 1e-3
    assert np.abs(found).max() <= 1
    assert not found[2 * RATE :].any()
    softer = (placed[0], PlacedSound(0.5, recorded(high), gain_to_background=-20))
    difference = all_of(softer, 3)[RATE // 2 : RATE // 2 * 3] - high
    assert np.abs(difference - 0.1 * low[RATE // 2 : RATE // 2 * 3]).max() < 1e-3


def test_one_channel_becomes_two_as_loud_where_another_sound_has_two() -> None:
    one = tone(300, 0.2)
    two = np.concatenate([tone(500, 0.2), np.zeros_like(one)], axis=1)
    found = all_of((PlacedSound(0, recorded(one)), PlacedSound(0.5, recorded(two))), 1, channels=2)
    assert np.abs(found[: len(one)] - one).max() < 1e-3
    assert np.abs(found[RATE // 2 : RATE // 2 + len(two)] - two).max() < 1e-3


CODED = {"wav": "pcm_s24le", "flac": "flac", "mp3": "libmp3lame", "m4a": "aac", "opus": "libopus"}


@pytest.mark.parametrize(
    ("ending", "rate"), [*product(CODED, [RATE]), ("wav", 44_100), ("mp3", 44_100), ("m4a", 22_050)]
)
def test_any_format_is_read_as_long_as_it_is(ending: str, rate: int, tmp_path: Path) -> None:
    path = tmp_path / f"voice.{ending}"
    write_coded(path, CODED[ending], tone(440, 1.5, rate), rate)
    found, wanted = samples_of(path), tone(440, 1.5)
    assert seconds_of(path, 60) == Fraction(len(found), RATE)
    assert abs(len(found) - len(wanted)) < 0.06 * RATE
    assert likeness(found[: len(wanted) - 100, 0], wanted[: len(found)][:-100, 0]) > 25


def test_what_is_no_sound_is_said_to_be_none(tmp_path: Path) -> None:
    (tmp_path / "a.wav").write_text("a text")
    job = PartsJob((Slides(Plan(tmp_path / "log", spans=(3,))),))
    render(job, PICTURE, outputs(tmp_path, "mp4"))
    for name, said in {
        "a.wav": "can't be read as sound",
        "clip.mp4": "has no sound",
        "gone.wav": "there is no file",
    }.items():
        with pytest.raises(RequestError, match=said):
            seconds_of(tmp_path / name, 60)
