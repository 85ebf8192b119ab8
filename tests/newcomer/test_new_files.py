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
    """Run a command of the copy's, which must succeed."""
    result = subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder), "GRADREEL_CACHE": str(folder / "cache")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stdout + result.stderr
    return result.stdout


def test_the_commands_know_both(copy: Path) -> None:
    assert SCENE in run(copy, *PYTHON, "gradreel", "list")
    assert "--rates NUMBER" in run(copy, *PYTHON, "gradreel", "render", SCENE, "--help")
    small = ("-r", "160,90", "--fps", "2", "--lang", "zh", "--optimizer", "sign-descent")
    run(copy, *PYTHON, "gradreel", "render", SCENE, *small, "-o", "a.gif")
    run(copy, *PYTHON, "gradreel", "render", SCENE, *small, "--rates", "0.02,0.2,2", "-o", "b.gif")
    assert (copy / "a.gif").read_bytes() != (copy / "b.gif").read_bytes()


def test_the_suite_covers_both(copy: Path) -> None:
    suite = ["tests/scenes/test_all.py", "tests/engine/test_optimizers.py"]
    chosen = f"{SCENE} or sign-descent or optimizers or definition or names"
    told = run(copy, *PYTHON, "pytest", "-n", "0", "-vv", *suite, "-k", chosen)
    for test in ("layout", "lasts", "languages", "plays_it"):
        assert any(test in line and SCENE in line for line in told.splitlines()), test
    for test in ("quadratic", "logistic", "lowers_the_loss"):
        assert any(test in line and "sign-descent" in line for line in told.splitlines()), test
    listed = ("pytest", "-n", "0", "--collect-only", "-vv", "tests/stage/test_names.py")
    assert SCENE in run(copy, *PYTHON, *listed)


def test_the_walls_hold_both(copy: Path) -> None:
    run(copy, LINT_IMPORTS)
