"""`--voice` at the command line."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from gradreel.scenes.render.mixing import RATE
from tests.conftest import Ran
from tests.render.sound.tones import heard_in, likeness, tone, write_wav

SMALL = ("-r", "64,36", "--fps", "2", "--progress", "none")
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
    assert with_voice[1]["end"] > without[1]["end"]
    assert told.errors.count("\n") == 1
    assert "no voice for 01-question, 03-map" in told.errors


@pytest.mark.slow
def test_a_film_is_spoken_where_its_scenes_are(quick: Callable[..., Ran], folder: Path) -> None:
    film = ("film", "descent", *SMALL, "--voice", "voices")
    ran = quick(*film, "-o", "film.mp4")
    assert (ran.status, ran.output) == (0, "film.mp4\nfilm.srt\nfilm.vtt\n"), ran.errors
    script = quick(*film, "--script").output
    (line,) = (each for each in script.splitlines() if "An invented landscape" in each)
    minutes, seconds = line.partition("  ")[0].split(":")
    begin = round((60 * int(minutes) + float(seconds)) * RATE)
    found = heard_in(folder / "film.mp4")
    assert likeness(found[begin : begin + len(LONG)], LONG) > 20
