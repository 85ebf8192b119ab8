"""The walls that no type and no linter's rule holds, over all that is there."""

import ast
import re
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

import gradreel
from gradreel.scenes.app import catalog
from tests import ROOT, copied_to

CODE = ("gradreel", "engine", "scenes", "assets", "tests", "benchmarks", "tools")
LARGEST_FOLDER, LONGEST_FILE, LONGEST_SCENE = 20, 350, 300
MIRRORED = ("scenes/stage/manim/", "scenes/stage/figure/")
AS_FUNCTIONS = "scenes/python/"
CONTRACT = {"run_spec", "companions", "held_out", "can_draw", "parts"}
TYPE = re.compile(r"[A-Z]+[a-z]\w*")
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


def test_a_folder_of_code_can_be_taken_in_at_a_glance() -> None:
    counts: dict[str, int] = defaultdict(int)
    for path in sources(*CODE):
        counts[relative(path.parent)] += 1
    assert {name: count for name, count in counts.items() if count > LARGEST_FOLDER} == {}


def test_a_file_can_be_read_in_one_go() -> None:
    lengths = {relative(path): len(path.read_text().splitlines()) for path in sources(*CODE)}
    assert {name: length for name, length in lengths.items() if length > LONGEST_FILE} == {}


def test_a_scene_reads_as_a_storyboard() -> None:
    lengths = {name: len((ROOT / f"scenes/{name}.py").read_text().splitlines()) for name in SCENES}
    assert {name for name, length in lengths.items() if length > LONGEST_SCENE} == set()


def public_names(path: Path) -> Iterator[str]:
    """Name the classes, functions and types that a file defines for others."""
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.ClassDef | ast.FunctionDef) and node.name[0] != "_":
            yield node.name
        elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            yield from filter(TYPE.fullmatch, [node.targets[0].id])


def test_no_two_public_things_share_a_name() -> None:
    homes: dict[str, set[str]] = defaultdict(set)
    for path in sources("gradreel", "engine", "scenes", "assets"):
        for name in public_names(path):
            homes[name].add(relative(path))
    shared = {name: sorted(files) for name, files in homes.items() if len(files) > 1}
    assert {name: files for name, files in shared.items() if not _may_share(name, files)} == {}


def _may_share(name: str, files: list[str]) -> bool:
    """Scenes have the contract's functions, libraries the same pieces, Python the commands."""
    if name in CONTRACT:
        return True
    if name in gradreel.__all__ and any(file.startswith(AS_FUNCTIONS) for file in files):
        return True
    return len(files) == 2 and all(
        any(file.startswith(side) for file in files) for side in MIRRORED
    )


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
