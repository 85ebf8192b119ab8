"""The walls that no type and no linter's rule holds, over all that is there."""

import ast
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from gradreel.scenes.ask import catalog
from tests import ROOT, copied_to

CODE = ("gradreel", "engine", "scenes", "assets", "tests", "benchmarks", "tools")
SCENES = {entry.module for entry in catalog.entries()}
ROOMS = ("ask", "cli", "files", "make", "render", "stage", "watch")


def sources(*folders: str) -> Iterator[Path]:
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*.py")):
            if not any((ROOT / folder / each).is_symlink() for each in path.parts):
                yield path


def relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@cache
def imported(path: Path) -> tuple[str, ...]:
    found: list[str] = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found += (each.name for each in node.names)
        elif isinstance(node, ast.ImportFrom):
            found += (f"{node.module}.{each.name}" for each in node.names)
    return tuple(found)


def test_no_room_knows_a_scene() -> None:
    forbidden = {f"gradreel.scenes.{name}" for name in SCENES}
    knowing = [
        (relative(path), module)
        for room in ROOMS
        for path in sources(f"scenes/{room}")
        for module in imported(path)
        if any(module == each or module.startswith(f"{each}.") for each in forbidden)
    ]
    assert knowing == []


BREACHES = {
    "The engine learns with NumPy, draws nothing and writes no file": (
        "engine/fifth.py",
        "import fcntl",
    ),
    "A scene never trains: only the recording and `gradreel train` do": (
        "scenes/sixth.py",
        "from gradreel.engine.training import train",
    ),
    "The renderer knows nothing of neural networks, nor of what the scenes are": (
        "scenes/render/fifth.py",
        "from gradreel.scenes.stage.type import style",
    ),
    "A scene knows of the stage only its face": (
        "scenes/fifth.py",
        "from gradreel.scenes.stage.manim.text import Label",
    ),
    "What Matplotlib draws never waits for manim": ("scenes/stage/figure/fifth.py", "import manim"),
    "Type and views of runs draw with no library": (
        "scenes/stage/runs/fifth.py",
        "from matplotlib.figure import Figure",
    ),
    "Data flows one way, from the engine to the file": (
        "scenes/stage/fifth.py",
        "from gradreel.scenes.cli import render",
    ),
    "What is made of clips is above clips, and what was asked for is below all": (
        "scenes/make/request.py",
        "from gradreel.scenes.make.clip import kept",
    ),
    "Builds know nothing of the page, nor the page of builds": (
        "scenes/watch/reading.py",
        "from gradreel.scenes.watch.server import Server",
    ),
    "Options are below the scenes that take them, and these below their runs": (
        "scenes/ask/options.py",
        "from gradreel.scenes.ask.catalog import entry",
    ),
}
"""A breach of each wall, by its name."""


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The product, with a breach of each wall."""
    folder = copied_to(tmp_path_factory.mktemp("copy"))
    for name, line in BREACHES.values():
        (folder / "gradreel" / name).write_text(f'"""A breach."""\n\n{line}\n', encoding="utf-8")
    bare = "".join(f"import {folder}\n" for folder in ("assets", "engine", "scenes"))
    (folder / "gradreel/scenes/bare.py").write_text(f'"""A breach."""\n\n{bare}', encoding="utf-8")
    return folder


def run(folder: Path, *command: str) -> str:
    tool = Path(sys.executable).with_name(command[0])
    ran = subprocess.run(
        [tool, *command[1:]],
        cwd=folder,
        env={"PYTHONPATH": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 1, ran.stdout
    return ran.stdout


@pytest.mark.slow
def test_a_breach_of_each_wall_is_found(copy: Path) -> None:
    told = run(copy, "lint-imports").splitlines()
    walls = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    names = {each["name"] for each in walls["tool"]["importlinter"]["contracts"]}
    assert names == BREACHES.keys()
    assert {line.partition(" BROKEN")[0] for line in told if " BROKEN" in line} == names


def test_imports_by_a_bare_name_are_found(copy: Path) -> None:
    told = run(copy, "ruff", "check", "--select", "TID251", "gradreel/scenes/bare.py")
    assert told.count("TID251") == 3
