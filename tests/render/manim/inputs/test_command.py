"""The command draws a scene anew after an edit of anything that it asked for, and only then."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.render.manim.inputs.test_edits import Files, put

SCENE = """
import os
from manim import *
from helper import SIZE
try:
    from extra import COLOUR
except ImportError:
    COLOUR = BLUE

open("imported.log", "a").write(".")

class One(Scene):
    def construct(self):
        square = Square(SIZE * float(open("size.txt", "r+").read()), color=COLOUR)
        self.add(square, Text(os.environ.get("TITLE", "none")))
"""
EDITS: list[Files] = [
    {"mine.py": SCENE, "helper.py": "SIZE = 1", "size.txt": "2"},
    {"size.txt": "2.5"},
    {"extra.py": "COLOUR = '#FF0000'"},
    {"$TITLE": "one"},
]


@pytest.mark.slow
def test_it_draws_after_each_edit_and_after_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    pictures = set()
    for number, edit in enumerate(EDITS, 1):
        put(edit, monkeypatch)
        draw()
        pictures.add(Path("last.png").read_bytes())
        assert len(pictures) == number, edit
    imported = Path("imported.log").read_text()
    harmless = {"size.txt": "2.5", **dict.fromkeys(("README.md", "$OTHER", "data/new.csv"), "")}
    put(harmless, monkeypatch)
    draw()
    assert Path("imported.log").read_text() == imported


def draw() -> None:
    """Draw the last picture, in a process in which nothing was done before."""
    words = ("render", "mine.py", "-s", "-r", "160,90", "-o", "last.png", "--progress", "none")
    command = (Path(sys.executable).with_name("gradreel"), *words)
    subprocess.run(command, check=True, capture_output=True)
