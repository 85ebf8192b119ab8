"""Scenes that a person speaks to: each beat begins with its voice, and lasts as long."""

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from gradreel.engine.errors import RequestError
from gradreel.scenes.ask.catalog import entry
from gradreel.scenes.ask.options import UNCHANGED, Excerpt
from gradreel.scenes.make.clip import render_scene
from gradreel.scenes.make.key import scene_key
from gradreel.scenes.make.request import Request, voice_files
from gradreel.scenes.make.telling import BREATH, beats_of, in_parts
from gradreel.scenes.make.timing import cut_out, spoken_in, spoken_job
from gradreel.scenes.render.mixing import RATE
from gradreel.scenes.render.picture import Output, Picture
from gradreel.scenes.render.sound import Sounding
from gradreel.scenes.stage.story.base import TimedBeat
from tests.render.sound.tones import heard_in, likeness, tone, write_wav

PICTURE, FEW = Picture(64, 36, 6), Picture(64, 36, 2)
each_kind = pytest.mark.parametrize("scene", ["descent", "pipeline"])
ODD = (7.31, 0.4, 9.05, 3.33, 6.17)
"""How long the voices of the first beats are, in seconds; what comes after is silent."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Voices by the beats' numbers, each a tone of its own."""
    made = tmp_path_factory.mktemp("voice")
    for number, seconds in enumerate(ODD, 1):
        write_wav(made / f"{number}.wav", tone(200 + 60 * number, seconds))
    (made / "notes.txt").write_text("what is to be said")
    (made / ".hidden.wav").write_text("of the system")
    return made


def request(
    scene: str, voice: Path | None, excerpt: Excerpt = UNCHANGED, picture: Picture = PICTURE
) -> Request:
    chosen = {scene: entry(scene).defaults}
    return Request(chosen, picture, excerpt=excerpt, voice=voice, workers=1)


@each_kind
@pytest.mark.parametrize("fps", [6, Fraction(30000, 1001)])
def test_each_beat_lasts_as_long_as_its_voice(scene: str, fps: Fraction, folder: Path) -> None:
    picture = Picture(64, 36, fps)
    job, remarks = spoken_job(request(scene, folder, picture=picture))
    beats = beats_of(job, picture)
    plain, _ = spoken_job(request(scene, None, picture=picture))
    for beat, alone, seconds in zip(beats, beats_of(plain, picture), ODD, strict=False):
        assert beat.key == alone.key
        without = alone.end - alone.start
        lasts = max(Fraction(seconds) + BREATH, without)
        assert abs(beat.end - beat.start - lasts) <= 2 / Fraction(fps)
        assert beat.end - beat.start >= seconds
        assert beat.end - beat.start >= without - 1 / Fraction(fps)
    (part,) = job.parts()
    part.count(picture)
    assert isinstance(part, Sounding)
    assert [each.start for each in part.sounds] == [float(each.start) for each in beats[: len(ODD)]]
    silent = [beat.name for beat in beats[len(ODD) :]]
    assert [line for line in remarks if line.startswith("no voice for")] == (
        [f"no voice for {', '.join(silent)}: silent there"] if silent else []
    )


def test_a_slower_scene_waits_for_its_voice_no_longer(folder: Path) -> None:
    half = Excerpt(speed=Fraction(1, 2))
    job, _ = spoken_job(request("descent", folder, half))
    (part,) = cut_out(job, half, PICTURE).parts()
    part.count(PICTURE)
    assert isinstance(part, Sounding)
    starts = [each.start for each in part.sounds]
    plain, _ = spoken_job(request("descent", None))
    alone = [float(beat.start) * 2 for beat in beats_of(plain, PICTURE)]
    gaps = np.diff(starts)
    assert all(gap >= seconds for gap, seconds in zip(gaps, ODD, strict=False))
    assert starts[2] == pytest.approx(alone[2], abs=0.5)  # two beats that are long enough anyway


@pytest.mark.slow
def test_what_is_heard_is_what_was_spoken(folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "clip.mp4"
    asked = request("pipeline", folder, picture=FEW)
    render_scene(asked, [Output(path, "mp4")])
    beats = beats_of(spoken_job(asked)[0], FEW)
    found = heard_in(path)[:, 0]
    for beat, file in zip(beats, voice_files(folder), strict=True):
        begin = round(beat.start * RATE)
        wanted = heard_in(file)[:, 0]
        assert likeness(found[begin : begin + len(wanted)], wanted) > 30
        found[begin : begin + len(wanted)] = 0
    assert np.abs(found).max() < 0.02
    part = Excerpt(start=beats[1].start + 2, end=beats[2].start + 1)
    cut = request("pipeline", folder, part, FEW)
    render_scene(cut, [Output(tmp_path / "part.mp4", "mp4")])
    heard = heard_in(tmp_path / "part.mp4")[:, 0]
    second = heard_in(folder / "3.wav")[:, 0]
    begin = round((beats[2].start - beats[1].start - 2) * RATE)
    assert likeness(heard[begin : begin + RATE], second[:RATE]) > 25


def test_another_voice_makes_another_clip(folder: Path, tmp_path: Path) -> None:
    keys = {scene_key(request("descent", None))}
    keys.add(scene_key(request("descent", folder)))
    for name in ("1.wav", "2.wav"):
        (tmp_path / name).write_bytes((folder / name).read_bytes())
        keys.add(scene_key(request("descent", tmp_path)))
    write_wav(tmp_path / "2.wav", tone(100, 1))
    keys.add(scene_key(request("descent", tmp_path)))
    assert len(keys) == 5


BEATS = [
    TimedBeat(key, "", Fraction(number), Fraction(number + 1), number=number + 1)
    for number, key in enumerate(("enter", "run", "run", "fit"))
]


@pytest.mark.parametrize(
    "names", [("1.wav", "04.flac"), ("enter.wav", "Fit.WAV"), ("01-enter.wav", "04-fit.ogg")]
)
def test_a_file_is_called_by_number_key_or_both(names: tuple[str, str], tmp_path: Path) -> None:
    paths = [tmp_path / name for name in names]
    for path in paths:
        write_wav(path, tone(300, 0.5))
    first, second, third, last = spoken_in(BEATS, paths)
    assert (second, third) == (None, None)
    assert first is not None
    assert last is not None
    assert (first.path, last.path) == tuple(paths)
    assert first.seconds == Fraction(1, 2)
    assert in_parts([first, None, None, last], [1, 3]) == ((first,), (None, None, last))


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (("5.wav",), "there is no beat '5': the scene has 4, 01-enter to 04-fit"),
        (("1.wav", "enter.wav"), "are of the same beat"),
        (("run.wav",), "several beats are called 'run'; name one: 02-run, 03-run"),
    ],
)
def test_files_that_are_of_no_beat_are_named(
    names: tuple[str, ...], said: str, tmp_path: Path
) -> None:
    for name in names:
        write_wav(tmp_path / name, tone(300, 0.1))
    with pytest.raises(RequestError, match=said):
        spoken_in(BEATS, sorted(tmp_path.iterdir()))


def test_files_that_can_not_be_spoken_are_named(tmp_path: Path) -> None:
    (tmp_path / "1.wav").write_text("no sound")
    with pytest.raises(RequestError, match=r"1.wav' can't be read as sound"):
        spoken_in(BEATS, [tmp_path / "1.wav"])
    write_wav(tmp_path / "2.wav", np.zeros((181 * 8000, 1), np.float32), 8000)
    with pytest.raises(RequestError, match="takes over 180 s"):
        spoken_in(BEATS, [tmp_path / "2.wav"])
    write_wav(tmp_path / "3.wav", np.zeros((0, 1), np.float32))
    with pytest.raises(RequestError, match=r"3.wav' has no sound in it|can't be read as sound"):
        spoken_in(BEATS, [tmp_path / "3.wav"])
