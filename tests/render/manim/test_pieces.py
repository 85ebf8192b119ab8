"""What other tools read of a manim scene: its sections, and its animations as slides."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import av
import pytest

from tests.conftest import Ran

SIZE = ("-r", "160,90", "--fps", "10")
SECTIONS = """from manim import *

class Cut(Scene):
    def construct(self):
        ball = Circle()
        self.next_section("first one")
        self.play(Create(ball), run_time=0.5)
        self.wait(0.4)
        self.next_section("left out", skip_animations=True)
        self.play(ball.animate.shift(RIGHT), run_time=0.5)
        self.next_section("zwei/ü", section_type="loop")
        self.play(ball.animate.shift(LEFT), run_time=2.5)
        self.next_section("empty")
        self.next_section()
        self.play(FadeOut(ball), run_time=0.3)
"""
PLUGIN = """import json
from pathlib import Path

import av
from manim import Scene, config

class Slide(Scene):  # as manim-slides 5.7 does
    def __init__(self, *arguments, **options):
        config["write_to_movie"] = True
        super().__init__(*arguments, **options)
        self.ends, self.plays = [], 0

    def play(self, *arguments, **options):
        super().play(*arguments, **options)
        self.plays += 1

    def next_slide(self):
        self.next_section()
        self.ends.append(self.plays)

    def render(self, *arguments, **options):
        config["max_files_cached"], before = float("inf"), config["max_files_cached"]
        super().render(*arguments, **options)
        config["max_files_cached"] = before
        self._save_slides(use_cache=not (config["disable_caching"] or config["flush_cache"]))

    def _save_slides(self, use_cache):
        files = [Path(each) for each in self.renderer.file_writer.partial_movie_files if each]
        found = [[av.open(each).streams.video[0].frames for each in files], self.ends, self.plays]
        Path("slides").mkdir(exist_ok=True)
        Path("slides", f"{self}.json").write_text(json.dumps(found))
"""
TALK = """from manim import *
from plugin import Slide

class Talk(Slide):
    def construct(self):
        ball = Circle()
        self.play(Create(ball), run_time=0.5)
        self.next_slide()
        self.play(ball.animate.shift(RIGHT), run_time=2.4)
        self.wait(0.5)
        self.next_slide()
        self.play(FadeOut(ball), run_time=0.3)
"""


def n_frames(path: Path) -> int:
    with av.open(path) as container:
        return sum(1 for _ in container.decode(video=0))


@pytest.mark.slow
def test_sections_are_manims(gradreel: Callable[..., Ran], tmp_path: Path) -> None:
    (tmp_path / "mine.py").write_text(SECTIONS)
    command = ("render", "mine.py", *SIZE, "--save_sections", "-o", "new/cut.mp4")
    ran = gradreel(*command)
    names = ["cut_0000_first-one", "cut_0002_zwei-ü", "cut_0003_unnamed"]
    written = [f"new/sections/{each}.mp4" for each in names]
    assert (ran.status, ran.errors) == (0, "")
    assert ran.output.split() == ["new/cut.mp4", *written, "new/sections/cut.json"]
    manim = (sys.executable, "-m", "manim", "render", "--save_sections", "mine.py", "-o", "cut")
    subprocess.run([*manim, *SIZE], cwd=tmp_path, capture_output=True, check=True)
    theirs = next((tmp_path / "media").rglob("cut.json"))
    assert (tmp_path / "new/sections/cut.json").read_text() == theirs.read_text()
    assert [n_frames(tmp_path / each) for each in written] == [9, 25, 3]
    assert gradreel(*command).output == ran.output  # though the whole clip is kept


@pytest.mark.slow
def test_slides_are_joined_from_what_was_drawn(
    gradreel: Callable[..., Ran], tmp_path: Path
) -> None:
    (tmp_path / "plugin.py").write_text(PLUGIN)
    (tmp_path / "talk.py").write_text(TALK)
    ran = gradreel("render", "talk.py", *SIZE, "-w", "2")
    assert (ran.status, ran.output, ran.errors) == (0, "Talk.mp4\nslides/Talk.json\n", "")
    counts, ends, plays = json.loads((tmp_path / "slides/Talk.json").read_text())
    assert (counts, ends, plays) == ([5, 24, 5, 3], [1, 3], 4)
    assert n_frames(tmp_path / "Talk.mp4") == sum(counts)
