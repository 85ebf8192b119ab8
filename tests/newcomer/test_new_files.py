import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests import copied_to

FILES = Path(__file__).parent / "files"
SCENE = "three-rates"
PYTHON = (sys.executable, "-m")
LINT_IMPORTS = str(Path(sys.executable).with_name("lint-imports"))
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project with the newcomer's files in it, none of which was there."""
    folder = copied_to(tmp_path_factory.mktemp("copy"), "tests")
    for path in filter(Path.is_file, FILES.rglob("*")):
        place = path.relative_to(FILES)
        target = folder / ("" if place.parts[0] == "tests" else "gradreel") / place
        assert not target.exists()
        shutil.copy(path, target)
    return folder


def run(folder: Path, *command: str) -> str:
    """Run a command of the copy's, which must succeed, and return what it prints."""
    result = subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder), "GRADREEL_CACHE": str(folder / "cache")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stdout + result.stderr
    return result.stdout + result.stderr


def test_the_commands_know_both(copy: Path) -> None:
    assert SCENE in run(copy, *PYTHON, "gradreel", "list")
    assert "--rates NUMBER" in run(copy, *PYTHON, "gradreel", "render", SCENE, "--help")
    small = ("-r", "160,90", "--fps", "2", "--lang", "zh", "--optimizer", "sign-descent")
    run(copy, *PYTHON, "gradreel", "render", SCENE, *small, "-o", "a.gif")
    run(copy, *PYTHON, "gradreel", "render", SCENE, *small, "--rates", "0.02,0.2,2", "-o", "b.gif")
    assert (copy / "a.gif").read_bytes() != (copy / "b.gif").read_bytes()


def test_the_scene_is_laid_out_well_in_both_languages(copy: Path) -> None:
    stills = ("--stills", "stills", "--lang", "all", "-r", "160,90")
    told = run(copy, *PYTHON, "gradreel", "render", SCENE, *stills)
    assert "layout: nothing found" in told


def test_the_optimizer_is_held_to_its_definition(copy: Path) -> None:
    run(copy, *PYTHON, "pytest", "-n", "0", "tests/engine/test_optimizers.py", "-k", "sign-descent")


def test_the_walls_hold_both(copy: Path) -> None:
    run(copy, LINT_IMPORTS)
