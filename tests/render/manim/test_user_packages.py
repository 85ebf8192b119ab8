"""Packages of a person's own that are called as parts of gradreel are called."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

from tests.conftest import Ran
from tests.render.cluster.processes import running

GRADREEL: Final = Path(sys.executable).parent / "gradreel"
SCENE: Final = """
from manim import *
{}

class Film(Scene):
    def construct(self):
        self.play(Create(Square(SIDE)), run_time=SECONDS)
        self.play(FadeIn(Text(WORD)))
        self.wait(SECONDS + gradreel_scenes.PAUSE)
"""
OWN: Final = SCENE.format(
    "import gradreel_scenes\nfrom engine import SECONDS\n"
    "from assets.words import WORD\nfrom scenes.common import SIDE"
)
FILES: Final = {
    "scenes/common.py": "SIDE = 3\n",  # without an __init__.py, as is often seen
    "engine/__init__.py": "from engine.clock import SECONDS\n",
    "engine/clock.py": "SECONDS = 2\n",
    "assets/__init__.py": "",
    "assets/words.py": "WORD = 'mine'\n",
    "gradreel_scenes/__init__.py": "PAUSE = 1\n",
    "film.py": OWN,
    "chapter/film.py": OWN,
    "plain.py": SCENE.format(
        "SIDE, SECONDS, WORD = 3, 2, 'mine'\nclass gradreel_scenes:\n    PAUSE = 1"
    ),
}
PICTURE: Final = ("-r", "64,36", "--fps", "5")

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("project")
    for name, content in FILES.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(content, encoding="utf-8")
    return folder


def rendered(file: Path, here: Path, *options: str, path: str | None = None) -> bytes:
    """Render a clip from a folder, with PYTHONPATH or without."""
    others = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    ran = subprocess.run(
        [GRADREEL, "render", file, *PICTURE, "-o", "clip.mp4", *options],
        cwd=here,
        env=others if path is None else {**others, "PYTHONPATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ran.returncode, Ran.parted(0, "", ran.stderr).errors) == (0, "")
    return (here / "clip.mp4").read_bytes()


@pytest.fixture(scope="module")
def expected(folder: Path) -> bytes:
    """The clip of a file that imports nothing of its user's."""
    return rendered(Path("plain.py"), folder)


@pytest.mark.parametrize(
    ("file", "has_path", "workers"),
    [("film.py", False, "2"), ("../film.py", False, "1"), ("../chapter/film.py", True, "1")],
)
def test_they_are_imported_as_in_manim(
    file: str, has_path: bool, workers: str, folder: Path, expected: bytes
) -> None:
    here = folder / "elsewhere" if file.startswith("..") else folder
    here.mkdir(exist_ok=True)
    path = str(folder) if has_path else None
    assert rendered(Path(file), here, "-w", workers, "--no-cache", path=path) == expected


def test_they_are_imported_on_a_cluster(folder: Path, expected: bytes, tmp_path: Path) -> None:
    with running(tmp_path, n_workers=0) as cluster:
        cluster.start_worker({"PYTHONPATH": str(folder)})
        cluster.wait_until_joined()
        asked = ("--no-cache", "--cluster", cluster.address)
        assert rendered(folder / "chapter/film.py", tmp_path, *asked, path=str(folder)) == expected


def test_a_clip_is_drawn_anew_where_one_has_changed(folder: Path, expected: bytes) -> None:
    found = []
    for side in (2, 3):
        (folder / "scenes" / "common.py").write_text(f"SIDE = {side}\n", encoding="utf-8")
        found.append(rendered(Path("film.py"), folder, "-w", "1"))
    assert found[0] != found[1] == expected
