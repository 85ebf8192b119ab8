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
import random
from pathlib import Path
from manim import *
from helper import SIZE, turned
from package import colours

class Data:
    def __init__(self):
        self.width = float(Path("width.txt").read_text())

class Mine(MovingCameraScene):
    speed = 0.5

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
        self.clear()
        tracker = ValueTracker(1)
        self.add(always_redraw(lambda: Dot(tracker.get_value() * (RIGHT + UP))))
        self.play(tracker.animate.set_value(2), run_time=2)
        self.clear()
        drawing = SVGMobject("drawing.svg")
        self.play(Rotate(drawing, PI), run_time=2)
        self.remove(drawing)
        line = VMobject().set_points_as_corners(np.loadtxt("points.csv", delimiter=","))
        self.play(Create(line), run_time=2)
        self.remove(line)
        dot = Dot(color=colours.DOT).add_updater(lambda m, dt: m.shift(dt * self.speed * RIGHT))
        self.add(dot)
        self.wait(2)
        self.remove(dot)
        places = [RIGHT * random.uniform(0, 4) for _ in range(3)]
        self.play(*(FadeIn(Dot(each)) for each in places), run_time=2)
        self.clear()
        self.play(Create(turned(Triangle())), run_time=2)
"""
BEFORE: Mapping[str, str] = {
    "mine.py": SCENE,
    "helper.py": "SIZE = 2\ndef turned(mobject, by=0.5):\n    return mobject.rotate(by)",
    "package/__init__.py": "",
    "package/colours.py": "from .named import BRIGHT\nDOT = BRIGHT",
    "package/named.py": "BRIGHT = '#FFCC00'",
    "width.txt": "8",
    "pixels.png": "",
    "points.csv": "0,0,0\n1,2,0\n3,1,0",
    "drawing.svg": '<svg><rect width="4" height="2" fill="#00ff00"/></svg>',
}
N_CHUNKS = 15


def other(before: str, after: str, count: int = 1, file: str = "mine.py") -> dict[str, str]:
    """An edit of some words, which are there so often."""
    assert BEFORE[file].count(before) == count
    return {file: BEFORE[file].replace(before, after)}


Edit = tuple[Mapping[str, str], int]
UNSEEN: Mapping[str, Mapping[str, str]] = {
    "nothing": {},
    "a comment": {"mine.py": SCENE + "# more"},
    "a way to say the same": other("RIGHT * 0.5", "0.5 * RIGHT"),
    "names": {"mine.py": SCENE.replace("tracker", "followed")},
    "a docstring, and lines": {"mine.py": '"""What is shown."""\n\n\n' + SCENE},
    "an import": {"mine.py": "import json\n" + SCENE},
    "a method that nobody calls": {"mine.py": SCENE + "\n    def more(self):\n        return 1\n"},
    "a helper that does it": {
        "mine.py": SCENE.replace("Square(SIZE)", "made()").replace("turned\n", "turned, made\n"),
        "helper.py": BEFORE["helper.py"]
        + "\nimport manim\ndef made(): return manim.Square(SIZE)\n",
    },
    "a file that nobody reads": {"notes.txt": "more"},
    "a number of the same value": {"width.txt": "8.0"},
}
"""Edits after which all looks as before."""
SEEN: Mapping[str, Edit] = {
    "a colour by 1 of 255": (other("#336699", "#33669A"), 2),
    "the order of two": (other("self.add(first, s", "self.add(s"), 1),
    "the order by z": (other("Circle(fill_opacity=1)", "Circle(fill_opacity=1, z_index=-1)"), 1),
    "an opacity": (other("Circle(fill_opacity=1)", "Circle(fill_opacity=0.99)"), 2),
    "a place": (other("RIGHT * 0.5", "RIGHT * 0.501"), 2),
    "corners": (
        other('"#336699"', '"#336699", joint_type=LineJointType.ROUND, stroke_width=9'),
        2,
    ),
    "data behind self": ({"width.txt": "9"}, 2),
    "a module beside it": (other("SIZE = 2", "SIZE = 2.5", file="helper.py"), 3),
    "a default of a function there": (other("by=0.5", "by=0.6", file="helper.py"), 1),
    "a module's module": (other("FFCC00", "FFCC01", file="package/named.py"), 1),
    "a package": ({"package/__init__.py": "from . import named\nnamed.BRIGHT = '#FF0000'"}, 1),
    "the camera": (other("scale(1.5)", "scale(1.6)"), 9),
    "where the camera is": (
        other(".animate.scale(1.5)", ".animate.shift(UP * 0.01).scale(1.5)"),
        9,
    ),
    "a pixel of a picture": ({"pixels.png": "other"}, 1),
    "how a picture is enlarged": (
        other(".scale(4)", ".scale(4)\n        picture.set_resampling_algorithm(0)"),
        1,
    ),
    "a drawing in a file": (other("00ff00", "00ff01", file="drawing.svg"), 1),
    "points in a file": (other("3,1,0", "3,1.01,0", file="points.csv"), 1),
    "a variable": ({"$TITLE": "one"}, 1),
    "a font": (other("monospace", "serif"), 1),
    "a function that is called in each frame": (other("* (RIGHT + UP)", "* (RIGHT - UP)"), 1),
    "where a value goes": (other("set_value(2)", "set_value(2.1)"), 1),
    "an attribute of the class": (other("speed = 0.5", "speed = 0.51"), 1),
    "an angle": (other("Rotate(drawing, PI)", "Rotate(drawing, 3)"), 1),
    "how a value goes": (other("set_value(2), run", "set_value(2), rate_func=linear, run"), 1),
    "a seed": (other("places = [", "random.seed(7)\n        places = ["), 1),
    "more chance before": (other("places = [", "random.random()\n        places = ["), 1),
    "a longer play": (other("Create(square), run_time=2", "Create(square), run_time=3"), 2),
    "a shorter one": (other("Create(square), run_time=2", "Create(square), run_time=1.4"), 1),
    "one more": (other("square = Sq", "self.play(FadeOut(Dot()))\n        square = Sq"), 1),
    "one less": (other("        self.play(FadeOut(line), run_time=2)\n", ""), 5),
}
"""Edits that show, each with how many chunks are then drawn."""
EDITS: Mapping[str, Edit] = {**{name: (edit, 0) for name, edit in UNSEEN.items()}, **SEEN}


def put(files: Mapping[str, str]) -> None:
    """Write files, or set variables; what other edits have added goes."""
    added = {name for edit, _ in EDITS.values() for name in edit} - BEFORE.keys()
    for name in added - files.keys():
        Path(name).unlink(missing_ok=True)
    for name, content in files.items():
        if name.startswith("$"):
            os.environ[name[1:]] = content
        elif name.endswith(".png"):
            pixels = np.full((4, 4, 3), 90, np.uint8)
            pixels[1, 2] += content == "other"
            Image.fromarray(pixels).save(name)
        else:
            Path(name).parent.mkdir(exist_ok=True)
            Path(name).write_text(content)


def drawn_after(
    edit: Mapping[str, str], folder: Path, *options: str, command: str = "mine.py"
) -> tuple[bytes, int]:
    """Render a scene after an edit, and return its file and how many chunks were drawn."""
    log = folder / "drawn.log"
    log.write_text("")

    class Counted(OpenChunk):
        def __init__(self, *given: Any) -> None:
            _, _, encodings, _ = given
            os.write(os.open(log, os.O_WRONLY | os.O_APPEND), b"." * bool(encodings))
            super().__init__(*given)

    def render() -> None:
        os.environ["GRADREEL_CACHE"] = str(folder / "kept")
        vars(drawing)["OpenChunk"] = Counted
        put(edit)
        run_command(["render", command, "-o", "clip.mp4", *SIZE, *options])

    ran = forked(render, folder)
    assert ran.status == 0, ran.errors
    assert not re.search("one process|without the cache", ran.errors), ran.errors
    return (folder / "clip.mp4").read_bytes(), log.stat().st_size


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the scene was drawn before any edit."""
    found = tmp_path_factory.mktemp("edited")
    assert drawn_after(BEFORE, found)[1] == N_CHUNKS
    return found


def test_forty_edits_are_tried() -> None:
    assert len(EDITS) == 40


@pytest.mark.slow
@pytest.mark.parametrize("name", EDITS)
def test_only_what_shows_something_else_is_drawn(name: str, folder: Path) -> None:
    edit, expected = EDITS[name]
    files = {**BEFORE, **edit}
    drawn_after(BEFORE, folder)  # what other edits of a file that it reads have replaced
    edited, n_drawn = drawn_after(files, folder)
    assert n_drawn == expected
    assert edited == drawn_after(files, folder, "--no-cache")[0]


SENTENCES = ("One", "Two birds", "Three of them", "Four go on", "Five", "And six at the end")
TOLD = """
from manim import *

class Mine(Scene):
    def construct(self):
        square = Square(0.8, fill_opacity=1).shift(4 * LEFT + DOWN)
        self.add(square)
        for said in {}:
            words = Text(said).shift(2 * UP)
            self.play(FadeIn(words), run_time=0.6)
            moved = square.animate(rate_func=there_and_back, run_time=3).shift(8 * RIGHT)
            self.play(moved)
            self.wait(0.4 + len(said) / 10)
            self.play(FadeOut(words), run_time=0.4)
"""
TELLINGS: Mapping[str, tuple[tuple[str, ...], int]] = {
    "longer": (("One", "Two birds", "Three of them and some more", *SENTENCES[3:]), 3),
    "shorter": (("One", "Two birds", "Three", *SENTENCES[3:]), 4),
    "without one": (SENTENCES[:2] + SENTENCES[3:], 1),
    "with one more": ((*SENTENCES[:2], "And a half", *SENTENCES[2:]), 4),
    "in another order": ((*SENTENCES[:2], SENTENCES[3], SENTENCES[2], *SENTENCES[4:]), 4),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", TELLINGS)
def test_what_is_told_later_isn_t_drawn_anew(name: str, tmp_path: Path) -> None:
    sentences, most = TELLINGS[name]
    _, n_first = drawn_after({"mine.py": TOLD.format(SENTENCES)}, tmp_path)
    edited, n_drawn = drawn_after({"mine.py": TOLD.format(sentences)}, tmp_path)
    assert n_drawn <= most < n_first / 3
    assert edited == drawn_after({}, tmp_path, "--no-cache")[0]


CHANGED_BELOW = """
from manim import *

class Mine(Scene):
    def construct(self):
        still, moving, at = Square(fill_opacity=1).shift(LEFT), Circle(), ValueTracker(1)
        self.add(still, moving)
        self.play(moving.animate.shift(RIGHT), run_time=2)
        moving.add_updater(lambda m: still.set_opacity(at.get_value() / 3))
        moving.add_updater(lambda m: m.set_fill(opacity=at.get_value() > {}))
        self.play(at.animate.set_value(2), run_time=4)
        self.remove(still)
        moving.clear_updaters()
        self.play(FadeOut(moving), run_time=2)
"""
"""What is below is drawn as it is at a play's start: a frame in its middle can't be drawn alone."""


@pytest.mark.slow
@pytest.mark.parametrize("side", [1.3, 1.499, 1.55])
def test_what_was_below_at_a_play_s_start_is_below_a_frame(side: float, tmp_path: Path) -> None:
    drawn_after({"mine.py": CHANGED_BELOW.format(9)}, tmp_path)
    edited, n_drawn = drawn_after({"mine.py": CHANGED_BELOW.format(side)}, tmp_path)
    assert n_drawn == 2 + (side < 1.499)
    assert edited == drawn_after({}, tmp_path, "--no-cache")[0]


WORDS: Mapping[str, str] = {
    "heart.keep": "We begin with one column as x: one is easier to see and to draw than many: {x}",
    "descent.shrinks": "Where it is flatter, the step is shorter, as all of us can see here",
}


@pytest.mark.slow
@pytest.mark.parametrize("beat", WORDS)
def test_a_longer_sentence_of_a_scene_draws_its_beat(beat: str, tmp_path: Path) -> None:
    scene, _, key = beat.partition(".")
    _, n_first = drawn_after({}, tmp_path, command=scene)
    words = {"words.toml": f'language = "en"\n[{scene}.beats]\n{key} = "{WORDS[beat]}"\n'}
    own = ("--texts", "words.toml")
    edited, n_drawn = drawn_after(words, tmp_path, *own, command=scene)
    assert n_drawn <= n_first / 3
    assert edited == drawn_after(words, tmp_path, *own, "--no-cache", command=scene)[0]
