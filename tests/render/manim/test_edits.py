"""After an edit only those chunks are drawn that show something else, and none is stale."""

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from gradreel.scenes.cli import run_command
from gradreel.scenes.render.chunks import drawing
from gradreel.scenes.render.chunks.store import OpenChunk
from tests.render.manim.forks import forked

SIZE = ("-r", "64,36", "--fps", "5", "-w", "2")
SCENE = """
import os
from pathlib import Path
from manim import *
from helper import SIZE

class Data:
    def __init__(self):
        self.width = float(Path("width.txt").read_text())

class Mine(MovingCameraScene):
    def setup(self):
        self.data = Data()

    def construct(self):
        first, second = Square(fill_opacity=1, color="#336699"), Circle(fill_opacity=1)
        self.add(first, second.shift(RIGHT * 0.5))
        self.play(first.animate.shift(LEFT), run_time=2)
        self.play(FadeOut(first, second), run_time=2)
        line = Line(stroke_width=self.data.width)
        self.play(Create(line), run_time=2)
        self.play(FadeOut(line), run_time=2)
        picture = ImageMobject("pixels.png").scale(4)
        self.add(picture)
        self.play(picture.animate.shift(UP), run_time=2)
        self.remove(picture)
        square = Square(SIZE)
        self.play(Create(square), run_time=2)
        self.play(self.camera.frame.animate.scale(1.5), run_time=2)
        self.play(FadeOut(square), self.camera.frame.animate.scale(1 / 1.5), run_time=2)
        self.add(Text(os.environ.get("TITLE", "none"), font="monospace"))
        self.wait(2)
"""
N_CHUNKS = 9
Edit = tuple[Mapping[str, str], int]
EDITS: Mapping[str, Edit] = {
    "nothing": ({}, 0),
    "a comment": ({"mine.py": SCENE + "# more"}, 0),
    "a way to say the same": ({"mine.py": SCENE.replace("RIGHT * 0.5", "0.5 * RIGHT")}, 0),
    "a colour by 1 of 255": ({"mine.py": SCENE.replace("#336699", "#33669A")}, 2),
    "the order of two": ({"mine.py": SCENE.replace("self.add(first, s", "self.add(s")}, 1),
    "data behind self": ({"width.txt": "9"}, 2),
    "a module beside it": ({"helper.py": "SIZE = 2.5"}, 3),
    "the camera": ({"mine.py": SCENE.replace("scale(1.5)", "scale(1.6)")}, 3),
    "a pixel of a picture": ({"pixels.png": "other"}, 1),
    "a variable": ({"$TITLE": "one"}, 1),
    "a font": ({"mine.py": SCENE.replace("monospace", "serif")}, 1),
}


def put(files: Mapping[str, str]) -> None:
    for name, content in files.items():
        if name.startswith("$"):
            os.environ[name[1:]] = content
        elif name.endswith(".png"):
            pixels = np.full((4, 4, 3), 90, np.uint8)
            pixels[1, 2] += content == "other"
            Image.fromarray(pixels).save(name)
        else:
            Path(name).write_text(content)


def drawn_after(edit: Mapping[str, str], folder: Path, *options: str) -> tuple[bytes, int]:
    """Render the scene after an edit, and return its file and how many chunks were drawn."""
    log = folder / "drawn.log"
    log.write_text("")

    class Counted(OpenChunk):
        def __init__(self, *given: Any) -> None:
            os.write(os.open(log, os.O_WRONLY | os.O_APPEND), b".")  # which no echo is kept from
            super().__init__(*given)

    def render() -> None:
        vars(drawing)["OpenChunk"] = Counted
        put(edit)
        run_command(["render", "mine.py", "-o", "clip.mp4", *SIZE, *options])

    ran = forked(render, folder)
    assert ran.status == 0, ran.errors
    assert not re.search("one process|without the cache", ran.errors), ran.errors
    return (folder / "clip.mp4").read_bytes(), log.stat().st_size


@pytest.mark.slow
@pytest.mark.parametrize("name", EDITS)
def test_only_what_shows_something_else_is_drawn(name: str, tmp_path: Path) -> None:
    edit, expected = EDITS[name]
    before = {"mine.py": SCENE, "helper.py": "SIZE = 2", "width.txt": "8", "pixels.png": ""}
    _, n_first = drawn_after(before, tmp_path)
    edited, n_drawn = drawn_after(edit, tmp_path)
    assert (n_first, n_drawn) == (N_CHUNKS, expected)
    assert edited == drawn_after(edit, tmp_path, "--no-cache")[0]
    assert drawn_after(edit, tmp_path) == (edited, 0)
