"""The scene and the optimizer of the docs are added by their files alone, as they stand there."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests import ROOT, copied_to

PAGES = ("add-a-scene", "add-an-optimizer")
BLOCK = re.compile(r"`([\w/-]+\.(?:py|toml))`[^`]*:\n\n```\w+\n(.*?)```", re.DOTALL)
UNTYPED = "check.LINTERS = [each for each in check.LINTERS if each[0] != 'mypy']"
"""The tests' own run of mypy looks at the same pieces; without its cache it would take a minute."""
SAME = "test_both_languages_say_the_same_things"
ONE_TABLE = f"check.LINTERS, check.TABLES = (), ['tests/scenes/test_all.py::{SAME}']"
HELD = """
from tests.engine import test_optimizers as tests
for name, test in [*vars(tests).items()]:
    if tests.EACH.mark in getattr(test, "pytestmark", ()):
        test("sign-descent")
        print(name)
"""
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project with the files of the pages in it, none of which was there."""
    folder = copied_to(tmp_path_factory.mktemp("copy"), "tests", "docs", "tools")
    for page in PAGES:
        for name, content in BLOCK.findall((ROOT / "docs" / f"{page}.md").read_text()):
            path = folder / ("" if name.startswith("tests") else "gradreel") / name
            assert not path.exists()
            path.write_text(content, encoding="utf-8")
    return folder


def run(folder: Path, *command: str) -> str:
    """Run a command of the copy's, which must succeed, and return what it prints."""
    environment = {"PYTHONPATH": str(folder), "GRADREEL_CACHE": str(folder / "cache")}
    ran = subprocess.run(
        [sys.executable, *command],
        cwd=folder,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout


def test_the_commands_know_both(copy: Path) -> None:
    gradreel = ("-m", "gradreel")
    assert "valley" in run(copy, *gradreel, "list")
    assert "--momentum NUMBER" in run(copy, *gradreel, "render", "valley", "--help")
    small = ("render", "valley", "-r", "160,90", "--fps", "2", "--lang", "zh")
    run(copy, *gradreel, *small, "-o", "a.gif")
    run(copy, *gradreel, *small, "--momentum", "0.8", "-o", "b.gif")
    assert (copy / "a.gif").read_bytes() != (copy / "b.gif").read_bytes()


def test_the_optimizer_is_held_to_its_definition(copy: Path) -> None:
    assert "of_logistic_regression" in run(copy, "-c", HELD)


def test_nothing_is_found_in_the_scene_but_what_is(copy: Path) -> None:
    run(copy, "-m", "tools.reference")
    imports = "import gradreel.scenes.cli.check, sys; from gradreel.scenes.cli import run_command"
    code = f"{imports}; check = sys.modules['gradreel.scenes.cli.check']"
    check = "run_command(['check', 'valley'])"
    assert run(copy, "-c", f"{code}; {UNTYPED}; {check}") == "valley: nothing found\n"
    english = copy / "gradreel/assets/captions/en/valley.toml"
    english.write_text(english.read_text().replace("glide =", "glides ="))
    with pytest.raises(AssertionError, match="both languages say the same things"):
        run(copy, "-c", f"{code}; {ONE_TABLE}; {check}")
