"""`--voice` at the command line."""

import json
from collections.abc import Callable
from pathlib import Path

import av
import pytest

from gradreel.scenes.render.mixing import RATE
from tests.cli.conftest import Asked
from tests.conftest import Ran
from tests.render.sound.tones import heard_in, likeness, tone, write_wav

SMALL = ("-r", "64,36", "--fps", "5", "--progress", "none")
LONG = tone(300, 8)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of voices by scene: one beat of `descent` is spoken."""
    (tmp_path / "voices" / "descent").mkdir(parents=True)
    write_wav(tmp_path / "voices" / "descent" / "landscape.wav", LONG)
    return tmp_path


def test_times_are_those_with_the_voice(quick: Callable[..., Ran], folder: Path) -> None:
    told = quick("beats", "descent", "--voice", "voices/descent", "--json")
    plain = quick("beats", "descent", "--json")
    with_voice, without = (json.loads(each.output) for each in (told, plain))
    assert with_voice[1]["start"] == without[1]["start"]
    assert with_voice[1]["end"] - with_voice[1]["start"] == pytest.approx(8.3, abs=0.05)
    assert with_voice[2]["end"] - with_voice[2]["start"] == pytest.approx(
        without[2]["end"] - without[2]["start"], abs=0.05
    )
    assert told.errors.count("\n") == 1
    assert "no voice for 01-question, 03-map" in told.errors


@pytest.mark.slow
def test_a_film_is_spoken_where_its_scenes_are(quick: Callable[..., Ran], folder: Path) -> None:
    film = ("film", "descent", *SMALL, "--voice", "voices")
    ran = quick(*film, "-o", "film.mp4")
    assert (ran.status, ran.output) == (0, "film.mp4\nfilm.srt\nfilm.vtt\n"), ran.errors
    script = quick(*film, "--script").output
    (line,) = (each for each in script.splitlines() if "Two parameters make a place" in each)
    minutes, seconds = line.partition("  ")[0].split(":")
    begin = round((60 * int(minutes) + float(seconds)) * RATE)
    found = heard_in(folder / "film.mp4")
    assert likeness(found[begin : begin + len(LONG)], LONG) > 20
    again = quick(*film, "-o", "again.mp4")
    assert again.status == 0
    assert (folder / "again.mp4").read_bytes() == (folder / "film.mp4").read_bytes()
    with av.open(folder / "film.mp4") as clip:
        assert [each["metadata"]["title"] for each in clip.chapters()] == ["Gradient descent"]
        assert clip.streams.subtitles[0].metadata["language"] == "eng"
        texts = [bytes(each)[2:].decode() for each in clip.demux(subtitles=0) if each.size > 2]
    told = (folder / "film.srt").read_text().split("\n\n")
    assert texts == [each.split("\n", 2)[2] for each in told if each]


def test_the_folder_is_passed_on(asked: Callable[..., Asked], folder: Path) -> None:
    request = asked("render", "descent", "--voice", "voices/descent").request
    assert getattr(request, "voice", None) == Path("voices/descent")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("render", "descent", "--voice", "nowhere"), "'nowhere' isn't there"),
        (("render", "descent", "--voice", "voices"), "has no sound in it, like 01-ask.wav"),
        (("render", "race", *SMALL, "--voice", "voices/descent"), "landscape.wav"),
        (("beats", "descent", "--voice", ""), "names nothing|no name of a folder"),
        (("film", "descent", "--voice", "voices/descent"), "has no folder called after a scene"),
        (("render", "own.py", "Mine", "--voice", "voices"), "--voice"),
    ],
)
def test_what_can_not_be_is_refused_in_a_line(
    words: tuple[str, ...], said: str, quick: Callable[..., Ran], folder: Path
) -> None:
    (folder / "own.py").write_text("from manim import Scene\n\nclass Mine(Scene):\n    pass\n")
    ran = quick(*words)
    assert (ran.status, ran.output, ran.errors.count("\n")) == (2, "", 1), ran.errors
    assert any(each in ran.errors for each in said.split("|")), ran.errors
