"""The command draws a scene anew after an edit of anything that it asked for, and only then."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Ran
from tests.render.manim.inputs.scene_file import Files, put

SCENE = """
import os
from pkgutil import get_data
from importlib.util import module_from_spec, spec_from_file_location
from manim import *
from helper import SIZE
try:
    from extra import COLOUR
except ImportError:
    COLOUR = BLUE

open("imported.log", "a").write(".")
spec = spec_from_file_location("loaded", "loaded.py")
loaded = module_from_spec(spec)
spec.loader.exec_module(loaded)

class One(Scene):
    def construct(self):
        square = Square(SIZE * float(open("size.txt", "r+").read()), color=COLOUR)
        turned = square.rotate(loaded.ANGLE + float(get_data("package", "angle.txt")))
        self.add(turned, Text(os.environ.get("TITLE", "none")))
        if os.path.exists("flag"):
            self.add(Circle())
        self.add(*(Dot(RIGHT * place) for place, _ in enumerate(os.listdir("dots"))))
"""
BEFORE: Files = {
    "mine.py": SCENE,
    "helper.py": "SIZE = 1",
    "loaded.py": "ANGLE = 0",
    "size.txt": "2",
    "package/__init__.py": "",
    "package/angle.txt": "0",
    "dots/one": "",
}
EDITS: list[Files] = [
    {"size.txt": "2.5"},
    {"helper.py": "SIZE = 1.25"},
    {"loaded.py": "ANGLE = 0.125"},
    {"package/angle.txt": "0.25"},
    {"extra.py": "COLOUR = '#FF0000'"},
    {"flag": ""},
    {"dots/two": ""},
    {"helper/__init__.py": "SIZE = 0.5"},
    {"$TITLE": "one"},
    {"$PYTHONPATH": "elsewhere"},
    {"manim.cfg": "[CLI]\nbackground_color = GREEN\n"},
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
    assert len(set(pictures)) == len(EDITS) - 1  # what is on the module path changes no frame here
