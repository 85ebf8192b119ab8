"""What a scene keeps in manim's `media_dir` is kept, and made once by all processes together."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Ran

PLUGIN = """
import json, time
from pathlib import Path
from manim import config

def spoken(text):
    folder = Path(config.media_dir) / "voiceovers"
    folder.mkdir(parents=True, exist_ok=True)
    index = folder / "cache.json"
    known = json.loads(index.read_text()) if index.exists() else {}
    if text not in known:
        with open(Path(__file__).with_name("said.log"), "a") as log:
            log.write(text + "\\n")
        name = f"{len(known)}.mp3"
        with open(folder / name, "w") as sound:
            for letter in text:
                sound.write(letter)
                sound.flush()
                time.sleep(0.01)
        known[text] = name
        index.write_text(json.dumps(known))
    return len((folder / known[text]).read_text()) / 4
"""
SCENE = """
from manim import *
from speaker import spoken
{settings}
class Talk(Scene):
    def construct(self):
        for text in {lines}:
            self.play(Create(Square()), run_time=spoken(text))
"""
LINES = ("one line", "another one", "the third of all", "the last line of them")
PLACES = {
    "where manim has it": ("", "media"),
    "where the file says": ("config.media_dir = 'a/b/c'", "a/b/c"),
}


def put(folder: Path, lines: tuple[str, ...], settings: str = "") -> None:
    (folder / "speaker.py").write_text(PLUGIN)
    (folder / "talk.py").write_text(SCENE.format(lines=lines, settings=settings))


def rendered(gradreel: Callable[..., Ran], *options: str) -> None:
    ran = gradreel("render", "talk.py", "-r", "64,36", "--fps", "5", "-o", "t.mp4", *options)
    assert (ran.status, ran.errors) == (0, "")


def said(folder: Path) -> list[str]:
    return (folder / "said.log").read_text().splitlines()


@pytest.mark.slow
@pytest.mark.parametrize("place", PLACES)
def test_three_workers_speak_each_line_once_for_good(
    place: str, gradreel: Callable[..., Ran], tmp_path: Path
) -> None:
    settings, folder = PLACES[place]
    put(tmp_path, LINES[:3], settings)
    rendered(gradreel, "-w", "3")
    assert said(tmp_path) == list(LINES[:3])
    put(tmp_path, LINES, settings)
    rendered(gradreel, "-w", "3")
    assert said(tmp_path) == list(LINES)
    assert {path.name for path in (tmp_path / folder).rglob("*")} == {
        *("voiceovers", "cache.json"),
        *("0.mp3", "1.mp3", "2.mp3", "3.mp3"),
    }


@pytest.mark.slow
def test_what_manim_has_kept_is_found_and_a_second_command_draws_nothing(
    gradreel: Callable[..., Ran], tmp_path: Path
) -> None:
    put(tmp_path, LINES[:1], "open('imported.log', 'a').write('.')")
    (tmp_path / "media" / "voiceovers").mkdir(parents=True)
    (tmp_path / "media" / "voiceovers" / "old.mp3").write_text("spoken before")
    index = tmp_path / "media" / "voiceovers" / "cache.json"
    index.write_text(json.dumps({LINES[0]: "old.mp3"}))
    rendered(gradreel, "-w", "2")
    assert not (tmp_path / "said.log").exists()
    imported = (tmp_path / "imported.log").read_text()
    rendered(gradreel, "-w", "2")
    assert (tmp_path / "imported.log").read_text() == imported


@pytest.mark.slow
def test_a_second_command_draws_nothing_after_lines_were_spoken(
    gradreel: Callable[..., Ran], tmp_path: Path
) -> None:
    put(tmp_path, LINES[:2], "open('imported.log', 'a').write('.')")
    rendered(gradreel, "-w", "2")
    imported = (tmp_path / "imported.log").read_text()
    rendered(gradreel, "-w", "2")
    assert (tmp_path / "imported.log").read_text() == imported
