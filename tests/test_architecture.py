"""The walls that no type and no linter's rule holds, over all that is there."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from gradreel.scenes.app import catalog
from tests import ROOT, copied_to

CODE = ("gradreel", "engine", "scenes", "assets", "tests", "benchmarks", "tools")
LONGEST_FILE, LONGEST_SCENE = 600, 300
SCENES = {entry.module for entry in catalog.entries()}
ROOMS = ("app", "cli", "render", "stage")


def sources(*folders: str) -> Iterator[Path]:
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*.py")):
            if not any((ROOT / folder / each).is_symlink() for each in path.parts):
                yield path


def relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (each.name for each in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{each.name}" for each in node.names)


def test_a_file_can_be_read_in_one_go() -> None:
    lengths = {relative(path): len(path.read_text().splitlines()) for path in sources(*CODE)}
    assert {name: length for name, length in lengths.items() if length > LONGEST_FILE} == {}


def test_a_scene_reads_as_a_storyboard() -> None:
    lengths = {name: len((ROOT / f"scenes/{name}.py").read_text().splitlines()) for name in SCENES}
    assert {name for name, length in lengths.items() if length > LONGEST_SCENE} == set()


def test_no_room_knows_a_scene() -> None:
    forbidden = {f"gradreel.scenes.{name}" for name in SCENES}
    knowing = [
        (relative(path), module)
        for room in (*ROOMS, "pieces")
        for path in sources(f"scenes/{room}")
        for module in imported(path)
        if any(module == each or module.startswith(f"{each}.") for each in forbidden)
    ]
    assert knowing == []


def test_the_pieces_of_a_scene_serve_that_scene_alone() -> None:
    strangers = [
        (relative(path), module)
        for path in sources("scenes")
        for module in imported(path)
        if module.startswith("gradreel.scenes.pieces.")
        and module.split(".")[3] not in (path.stem, *path.parent.parts)
    ]
    assert strangers == []
    assert {path.name for path in (ROOT / "scenes/pieces").iterdir() if path.is_dir()} <= {
        *SCENES,
        "__pycache__",
    }


BREACHES = {
    "a scene that trains": ("scenes/fifth.py", "from gradreel.engine.training import train"),
    "a piece that trains": (
        "scenes/pieces/sigmoid/fifth.py",
        "from gradreel.engine.training import train",
    ),
    "figure code that imports manim": ("scenes/stage/figure/fifth.py", "import manim"),
    "a view of runs that imports Matplotlib": (
        "scenes/stage/runs/fifth.py",
        "from matplotlib.figure import Figure",
    ),
    "a renderer that imports the stage": (
        "scenes/render/fifth.py",
        "from gradreel.scenes.stage.type import theme",
    ),
    "an engine that draws": ("engine/fifth.py", "import matplotlib"),
    "a stage that imports the command": (
        "scenes/stage/fifth.py",
        "from gradreel.scenes.cli import render",
    ),
}


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copied_to(tmp_path_factory.mktemp("copy"))


def run(folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    tool = Path(sys.executable).with_name(command[0])
    return subprocess.run(
        [tool, *command[1:]],
        cwd=folder,
        env={"PYTHONPATH": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.slow
def test_the_walls_stand(copy: Path) -> None:
    result = run(copy, "lint-imports")
    assert result.returncode == 0, result.stdout


@pytest.mark.slow
@pytest.mark.parametrize("breach", BREACHES)
def test_a_breach_of_a_wall_is_found(breach: str, copy: Path) -> None:
    name, line = BREACHES[breach]
    path = copy / "gradreel" / name
    path.write_text(f'"""A breach."""\n\n{line}\n', encoding="utf-8")
    try:
        result = run(copy, "lint-imports")
        assert (result.returncode, "BROKEN" in result.stdout) == (1, True), result.stdout
    finally:
        path.unlink()


@pytest.mark.slow
@pytest.mark.parametrize("folder", ["engine", "scenes", "assets"])
def test_an_import_by_a_bare_name_is_found(folder: str, copy: Path) -> None:
    path = copy / "gradreel/scenes/bare.py"
    path.write_text(f'"""A breach."""\n\nimport {folder}\n\n{folder}\n', encoding="utf-8")
    try:
        assert "TID251" in run(copy, "ruff", "check", str(path)).stdout
    finally:
        path.unlink()
