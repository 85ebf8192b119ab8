"""Packages of a person's own that are called as parts of gradreel are called."""

import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest

from tests.conftest import Ran
from tests.render.cluster.processes import running

GRADREEL: Final = Path(sys.executable).parent / "gradreel"
SCENE: Final = """
from manim import *
{imports}

class Film(Scene):
    def construct(self):
        self.play(Create(Square({side})), run_time={seconds})
        self.play(FadeIn(Text({word})))
        self.wait({seconds} + {pause})
"""
OWN: Final = {
    "imports": "import engine\nimport gradreel_scenes\n"
    "from assets.words import WORD\nfrom scenes.common import SIDE",
    "side": "SIDE",
    "seconds": "engine.SECONDS",
    "word": "WORD",
    "pause": "gradreel_scenes.PAUSE",
}
VALUES: Final = {"imports": "", "side": 3, "seconds": 2, "word": "'mine'", "pause": 1}
FILES: Final = {
    "scenes/common.py": "SIDE = 3\n",  # without an __init__.py, as is often seen
    "engine/__init__.py": "from engine.clock import SECONDS\n",
    "engine/clock.py": "SECONDS = 2\n",
    "assets/__init__.py": "",
    "assets/words.py": "WORD = 'mine'\n",
    "gradreel_scenes/__init__.py": "PAUSE = 1\n",
    "film.py": SCENE.format_map(OWN),
    "chapter/film.py": SCENE.format_map(OWN),
    "plain.py": SCENE.format_map(VALUES),
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


def rendered(file: Path, here: Path, target: Path, *options: str, path: str | None = None) -> bytes:
    """Render a clip from a folder, with PYTHONPATH or without."""
    ran = subprocess.run(
        [GRADREEL, "render", file, *PICTURE, "-o", target, *options],
        cwd=here,
        env=environment(path),
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ran.returncode, Ran.parted(0, "", ran.stderr).errors) == (0, "")
    return target.read_bytes()


def environment(path: str | None) -> Mapping[str, str]:
    others = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    return others if path is None else {**others, "PYTHONPATH": path}


@pytest.fixture(scope="module")
def expected(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The clip of a file that imports nothing of its user's."""
    return rendered(Path("plain.py"), folder, tmp_path_factory.mktemp("plain") / "clip.mp4")


@dataclass(frozen=True)
class Way:
    """A way of asking for a file's scene: from where, with which PYTHONPATH and workers."""

    file: str
    here: str
    path: str | None
    workers: str


@pytest.mark.parametrize(
    "way",
    [
        Way("film.py", ".", None, "2"),
        Way("film.py", "elsewhere", None, "1"),
        Way("chapter/film.py", "elsewhere", "{folder}", "1"),
    ],
    ids=str,
)
def test_they_are_imported_as_in_manim(way: Way, folder: Path, expected: bytes) -> None:
    place = folder / way.here
    place.mkdir(exist_ok=True)
    file = Path(os.path.relpath(folder / way.file, place))
    path = way.path and way.path.format(folder=folder)
    asked = ("-w", way.workers, "--no-cache")
    assert rendered(file, place, folder / "clip.mp4", *asked, path=path) == expected


def test_they_are_imported_on_a_cluster(folder: Path, expected: bytes, tmp_path: Path) -> None:
    with running(tmp_path, n_workers=0) as cluster:
        cluster.start_worker({"PYTHONPATH": str(folder)})
        cluster.wait_until_joined()
        asked = ("--no-cache", "--cluster", cluster.address)
        file, clip = folder / "chapter/film.py", tmp_path / "clip.mp4"
        assert rendered(file, tmp_path, clip, *asked, path=str(folder)) == expected


def test_a_clip_is_drawn_anew_where_one_has_changed(folder: Path, expected: bytes) -> None:
    found = []
    for side in (2, 3):
        (folder / "scenes" / "common.py").write_text(f"SIDE = {side}\n", encoding="utf-8")
        found.append(rendered(Path("film.py"), folder, folder / "anew.mp4", "-w", "1"))
    assert found[0] != found[1] == expected
