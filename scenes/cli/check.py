"""`gradreel check`: what a clone's tests and linters say of one scene, a line for each fault."""

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from gradreel import PROJECT
from gradreel.engine.errors import RequestError, WorkError, counted, shorten
from gradreel.scenes.ask import catalog
from gradreel.scenes.cli.command import Command
from gradreel.scenes.cli.parameter_types import SceneName

if TYPE_CHECKING:
    from subprocess import CompletedProcess

CLONE = PROJECT.parent
TABLES = ("tests/scenes", "tests/stage/test_captions.py", "tests/test_documentation.py")
"""The tests that run over all scenes."""
REFERENCE = "test_the_reference_says_what_help_says"
LINTERS = (
    ("ruff", "check", "--output-format", "concise", "gradreel/scenes/{}.py"),
    ("ruff", "format", "--check", "gradreel/scenes/{}.py"),
    ("mypy", "gradreel/scenes/{}.py"),
    ("lint-imports",),
)
FAULT = re.compile(r"^\S.*:\d+:|-> |^Would")
"""Of the lines that a linter prints, those that name a place."""


@click.command("check", cls=Command)
@click.argument("scene", type=SceneName())
def check_command(scene: str) -> None:
    """Check a scene: its layout in every look, its rhythm, arithmetic, words, walls and types.

    Run the tests and the linters of `make test` that look at this scene, in a clone.

    \b
    Example:
      gradreel check sigmoid
    """
    if not (CLONE / "tests").is_dir():
        raise RequestError("there are no tests in this installation: check a scene in a clone")
    found = catalog.entry(scene)
    faults = [*_linted(found.module), *_tested(found)]
    for fault in faults:
        click.echo(fault)
    if faults:
        raise WorkError(f"{scene}: {counted(len(faults), 'fault')}")
    click.echo(f"{scene}: nothing found")


def _linted(module: str) -> Iterator[str]:
    for tool, *arguments in LINTERS:
        words = [each.format(module) for each in arguments]
        ran = _run(Path(sys.executable).with_name(tool), *words)
        if ran.returncode:
            said = [line for line in ran.stdout.splitlines() if FAULT.search(line)]
            yield from (f"{tool}: {line.strip()}" for line in said or ran.stderr.splitlines()[-1:])


def _tested(scene: catalog.Entry) -> Iterator[str]:
    """Run the scene's tests, and say of each that fails what it holds and what it found."""
    import tempfile  # noqa: PLC0415  none of these is for help
    from xml.etree import ElementTree  # noqa: PLC0415

    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder, "report.xml")
        pytest = (sys.executable, "-m", "pytest", "-n", "0", f"--junitxml={report}")
        ran = _run(*pytest, "-k", _chosen(scene), *TABLES)
        if ran.returncode not in (0, 1):
            raise WorkError(
                f"the tests can't run: {shorten((ran.stdout or ran.stderr)[-300:], 180)}"
            )
        for case in ElementTree.parse(report).iter("testcase"):  # noqa: S314
            for failure in (*case.iter("failure"), *case.iter("error")):
                held = case.get("name", "").removeprefix("test_").replace("_", " ")
                found = failure.get("message", "").removeprefix("AssertionError: ")
                yield f"{held}: {shorten(' '.join(found.split()), 300)}"


def _chosen(scene: catalog.Entry) -> str:
    """Choose the tests whose parameter a scene is, and those in its folder, if it has one."""
    own = [scene.module] if (CLONE / TABLES[0] / scene.module).is_dir() else []
    named = (f"{before}{scene.name}{after}" for before in "[-" for after in "-]")
    return " or ".join([*named, *own, REFERENCE])


def _run(*command: str | Path) -> "CompletedProcess[str]":
    import subprocess  # noqa: PLC0415

    return subprocess.run(command, cwd=CLONE, capture_output=True, text=True, check=False)  # noqa: S603
