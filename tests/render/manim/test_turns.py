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
class Talk(Scene):
    def construct(self):
        for text in {lines}:
            self.play(Create(Square()), run_time=spoken(text))
"""
LINES = ("one line", "another one", "the third of all", "the last line of them")


Talk = Callable[..., None]


@pytest.fixture
def talk(gradreel: Callable[..., Ran], tmp_path: Path) -> Talk:
    """Draw a scene that speaks some lines, by three processes."""
    (tmp_path / "speaker.py").write_text(PLUGIN)

    def drawn(lines: tuple[str, ...], before: str = "") -> None:
        (tmp_path / "talk.py").write_text(SCENE.format(lines=lines, before=before))
        size = ("-r", "64,36", "--fps", "5", "-w", "3")
        ran = gradreel("render", "talk.py", "-o", "t.mp4", *size)
        assert (ran.status, ran.errors) == (0, "")

    return drawn


@pytest.mark.slow
def test_three_workers_speak_each_line_once_for_good(talk: Talk, tmp_path: Path) -> None:
    for lines in (LINES[:3], LINES):
        talk(lines, "config.media_dir = 'a/b/c'")
        assert (tmp_path / "said.log").read_text().splitlines() == list(lines)
    assert {path.name for path in (tmp_path / "a/b/c").rglob("*")} == {
        *("voiceovers", "cache.json"),
        *("0.mp3", "1.mp3", "2.mp3", "3.mp3"),
    }
    talk(LINES, "config.media_dir = 'a/b/c'")
    assert (tmp_path / "said.log").read_text().splitlines() == list(LINES)


@pytest.mark.slow
def test_what_manim_has_kept_is_found(talk: Talk, tmp_path: Path) -> None:
    folder = tmp_path / "media" / "voiceovers"
    folder.mkdir(parents=True)
    (folder / "old.mp3").write_text("spoken before")
    (folder / "cache.json").write_text(json.dumps({LINES[0]: "old.mp3"}))
    talk(LINES[:1])
    assert not (tmp_path / "said.log").exists()
