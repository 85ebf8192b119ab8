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
{before}
open("imported.log", "a").write(".")
class Talk(Scene):
    def construct(self):
        for text in {lines}:
            self.play(Create(Square()), run_time=spoken(text))
"""
LINES = ("one line", "another one", "the third of all", "the last line of them")


def put(folder: Path, lines: tuple[str, ...], before: str = "") -> None:
    (folder / "speaker.py").write_text(PLUGIN)
    (folder / "talk.py").write_text(SCENE.format(lines=lines, before=before))


def rendered(gradreel: Callable[..., Ran], *options: str) -> None:
    ran = gradreel("render", "talk.py", "-r", "64,36", "--fps", "5", "-o", "t.mp4", *options)
    assert (ran.status, ran.errors) == (0, "")


def said(folder: Path) -> list[str]:
    return (folder / "said.log").read_text().splitlines()


@pytest.mark.slow
def test_three_workers_speak_each_line_once_for_good(
    gradreel: Callable[..., Ran], tmp_path: Path
) -> None:
    for lines in (LINES[:3], LINES):
        put(tmp_path, lines, "config.media_dir = 'a/b/c'")
        rendered(gradreel, "-w", "3")
        assert said(tmp_path) == list(lines)
    assert {path.name for path in (tmp_path / "a/b/c").rglob("*")} == {
        *("voiceovers", "cache.json"),
        *("0.mp3", "1.mp3", "2.mp3", "3.mp3"),
    }
    imported = (tmp_path / "imported.log").read_text()
    rendered(gradreel, "-w", "3")
    assert (tmp_path / "imported.log").read_text() == imported


@pytest.mark.slow
def test_what_manim_has_kept_is_found(gradreel: Callable[..., Ran], tmp_path: Path) -> None:
    put(tmp_path, LINES[:1])
    (tmp_path / "media" / "voiceovers").mkdir(parents=True)
    (tmp_path / "media" / "voiceovers" / "old.mp3").write_text("spoken before")
    index = tmp_path / "media" / "voiceovers" / "cache.json"
    index.write_text(json.dumps({LINES[0]: "old.mp3"}))
    rendered(gradreel, "-w", "2")
    assert not (tmp_path / "said.log").exists()
