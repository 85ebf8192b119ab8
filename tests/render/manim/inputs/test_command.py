"""The command draws a scene anew after an edit of anything that it asked for, and only then."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Ran
from tests.render.manim.inputs.scene_file import Files, put

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
BEFORE: Files = {
    "mine.py": SCENE,
    "helper.py": "SIZE = 1",
    "size.txt": "2",
}
EDITS: list[Files] = [
    {"size.txt": "2.5"},
    {"extra.py": "COLOUR = '#FF0000'"},
    {"flag": ""},
    {"helper/__init__.py": "SIZE = 0.5"},
    {"$TITLE": "one"},
]
HARMLESS: Files = {
    "README.md": "unrelated",
    "other.py": "unrelated = 1",
    "$OTHER": "unrelated",
    "package/more.txt": "unrelated",
    "size.txt": "2",  # written anew
    "data/new.csv": "unrelated",
}


@pytest.mark.slow
def test_it_draws_after_each_edit_and_after_nothing_else(
    gradreel: Callable[..., Ran], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path, BEFORE, monkeypatch)
    pictures: list[bytes] = []

    def n_imports() -> int:
        ran = gradreel("render", "mine.py", "-s", "-r", "160,90", "-o", "last.png")
        assert (ran.status, ran.errors) == (0, "")
        pictures.append((tmp_path / "last.png").read_bytes())
        return len((tmp_path / "imported.log").read_text())

    before = n_imports()
    put(tmp_path, HARMLESS, monkeypatch)
    assert n_imports() == before
    pictures.clear()
    for edit in EDITS:
        put(tmp_path, edit, monkeypatch)
        now = n_imports()
        assert now > before, edit
        before = now
    assert len(set(pictures)) == len(EDITS)
