"""The command draws a scene anew after an edit of anything that it asked for, and only then."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Ran
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
        if os.path.exists("flag"):
            self.add(Circle())
"""
EDITS: list[Files] = [
    {"mine.py": SCENE, "helper.py": "SIZE = 1", "size.txt": "2"},
    {"size.txt": "2.5"},
    {"extra.py": "COLOUR = '#FF0000'"},
    {"flag": ""},
    {"helper/__init__.py": "SIZE = 0.5"},
    {"$TITLE": "one"},
]


@pytest.mark.slow
def test_it_draws_after_each_edit_and_after_nothing_else(
    gradreel: Callable[..., Ran], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    pictures = set()
    for number, edit in enumerate(EDITS, 1):
        put(edit, monkeypatch)
        ran = gradreel("render", "mine.py", "-s", "-r", "160,90", "-o", "last.png")
        assert (ran.status, ran.errors) == (0, "")
        pictures.add(Path("last.png").read_bytes())
        assert len(pictures) == number, edit
    imported = Path("imported.log").read_text()
    harmless = {"size.txt": "2.5", **dict.fromkeys(("README.md", "$OTHER", "data/new.csv"), "")}
    put(harmless, monkeypatch)
    assert gradreel("render", "mine.py", "-s", "-r", "160,90", "-o", "last.png").status == 0
    assert Path("imported.log").read_text() == imported
