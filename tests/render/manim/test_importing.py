"""A file is imported once in each process, and starts from what was asked for, as in manim."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.render.manim.forks import content, drawn_by_gradreel, drawn_by_manim, rendered

SCENE = """
class Mine(Scene):
    def construct(self):
        self.add(Square(), ImageMobject(np.uint8([[[255, 0, 0]]])).scale(9).shift(LEFT))
        self.play(FadeIn(Dot()), run_time=0.3)
        self.play(Rotate(self.mobjects[0]), run_time=2.2)
        self.wait(0.3)
"""
WRAPPED = """
_play = Scene.play
def play(self, *animations, run_time=1, **others):
    _play(self, *animations, run_time=1.5 * run_time, **others)
Scene.play = play
"""
FILES: Mapping[str, Mapping[str, str]] = {
    "sides swapped": {
        "mine": "config.pixel_width, config.pixel_height = config.pixel_height, config.pixel_width"
    },
    "rate halved": {"mine": "config.frame_rate /= 2"},
    "frame computed": {
        "mine": "config.pixel_width //= 2\n"
        "config.frame_width = config.frame_height * config.pixel_width / config.pixel_height\n"
    },
    "frame scaled": {"mine": "config.frame_height *= 0.8; config.frame_width *= 0.8"},
    "frame narrowed by the scene": {
        "mine": "class Mine(Scene):\n    def construct(self):\n        config.frame_width = 3\n"
        "        self.add(Square(config.frame_width / 3))\n        self.wait(0.2)\n#",
    },
    "by a neighbour": {
        "mine": "from own.settings import *",
        "own/settings": "from manim import *\nimport own.colours\nconfig.frame_rate *= 0.7",
        "own/colours": "from manim import config\nconfig.background_color = '#123456'",
    },
    "a method wrapped": {"mine": WRAPPED},
    "a method wrapped by a neighbour": {
        "mine": "import wrapping",
        "wrapping": f"from manim import *{WRAPPED}",
    },
    "a method taken out": {"mine": "Camera.display_image_mobject = lambda *_: None"},
    "a default doubled": {
        "mine": "SIZE = 2 * getattr(Square, 'own_size', 1)\n"
        "Square.own_size = SIZE\nSquare.set_default(side_length=SIZE)"
    },
    "a template of its own": {
        "mine": "TEMPLATE = TexTemplate()\nconfig.tex_template = TEMPLATE\n"
        "class Mine(Scene):\n    def construct(self):\n"
        "        TEMPLATE.add_to_preamble('x')\n"
        "        self.add(Square(1 + ('x' in config.tex_template.preamble)))\n"
        "        self.wait(0.2)\n#",
    },
    "a file left open": {
        "mine": "FILE = open(__file__)\n"
        "class Mine(Scene):\n    def construct(self):\n"
        "        self.add(Square(len(FILE.read()) / 1000))\n        self.wait(0.2)\n#",
    },
    "a thread": {
        "mine": "from concurrent.futures import ThreadPoolExecutor\n"
        "POOL = ThreadPoolExecutor(1)\nPOOL.submit(int).result()\n"
        "class Mine(Scene):\n    def construct(self):\n"
        "        self.add(Square(POOL.submit(abs, -2).result(timeout=9)))\n"
        "        self.wait(0.2)\n#",
    },
    "a module imported late": {
        "mine": "class Mine(Scene):\n    def construct(self):\n        from late import SIZE\n"
        "        self.add(Square(SIZE))\n        self.wait(0.2)\n#",
        "late": "from manim import config\nSIZE = config.frame_height / 4",
    },
}


def write(folder: Path, sources: Mapping[str, str]) -> Path:
    for name, source in sources.items():
        path = folder / f"{name}.py"
        path.parent.mkdir(exist_ok=True)
        path.write_text(source)
    file = folder / "mine.py"
    rest = "" if sources["mine"].endswith("#") else SCENE
    file.write_text(f"from manim import *\n{sources['mine']}\n{rest}")
    return file


@pytest.mark.parametrize("case", FILES)
def test_what_a_file_changes_it_changes_once(case: str, tmp_path: Path) -> None:
    file = write(tmp_path, FILES[case])
    expected = drawn_by_manim(file, "Mine")
    for workers in "1", "2":
        found, errors = drawn_by_gradreel(file, "Mine", "-w", workers, "--no-cache")
        assert found == expected
        assert not errors or "sets its own picture" in errors


def test_each_of_several_scenes_begins_from_what_the_file_leaves(tmp_path: Path) -> None:
    file = write(
        tmp_path,
        {
            "mine": f"{WRAPPED}\nSIZES = [1]\nclass Both(Scene):\n    def construct(self):\n"
            "        SIZES.append(1 + SIZES[-1])\n        self.add(Square(SIZES[-1]))\n"
            "        self.play(FadeIn(Dot()), run_time=0.4)\n"
            "class First(Both): pass\nclass Second(Both): pass\n#"
        },
    )
    rendered(file, "First", "Second", "-w", "1", "--format", "png-sequence")
    for name in ("First", "Second"):
        assert content(tmp_path / name) == drawn_by_manim(file, name)


def test_random_numbers_before_the_scene_are_the_same_in_all_processes(tmp_path: Path) -> None:
    file = write(
        tmp_path,
        {
            "mine": "import random\nPLACE = random.random()\n"
            "class Mine(Scene):\n    def __init__(self, *given, **others):\n"
            "        self.size = random.random() + np.random.rand() + PLACE\n"
            "        super().__init__(*given, **others)\n"
            "    def construct(self):\n        self.add(Square(self.size))\n"
            "        self.play(Rotate(self.mobjects[0]), run_time=2.4)\n#",
        },
    )
    first, errors = drawn_by_gradreel(file, "Mine", "-w", "1", "--no-cache")
    assert errors == ""
    assert drawn_by_gradreel(file, "Mine", "-w", "2", "--no-cache") == (first, "")
