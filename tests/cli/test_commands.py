"""The commands as a person meets them."""

import json
import os
import re
import resource
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import av
import click
import numpy as np
import pytest

from gradreel.scenes.ask import catalog
from gradreel.scenes.cli import gradreel as commands
from gradreel.scenes.cli.process import well_behaved
from gradreel.scenes.make.stopping import SIGNALS, Stopped, asked_to_stop, stop_if_asked
from tests import ROOT
from tests.conftest import Ran

README = (ROOT / "README.md").read_text(encoding="utf-8")
SMALL = ("-r", "320,180", "--fps", "2")
LOGISTIC = ["logistic", "--data", "heart", "--x", "MaxHR", "--y", "AHD"]
TRAIN = ("train", *LOGISTIC, "--lr", "0.05", "--steps", "40", "--batch-size", "30", "-o", "run.npz")


INTO_NEW_FOLDERS = (
    ("train", *LOGISTIC, "--steps", "5", "-o", "new/deep/run.npz"),
    ("texts", "heart", "-o", "new/deep/heart.toml"),
    ("render", "heart", "-s", *SMALL, "-o", "new/deep/last.png"),
)


@pytest.mark.parametrize("arguments", INTO_NEW_FOLDERS, ids=lambda each: each[0])
def test_folders_that_are_not_there_are_made(
    arguments: tuple[str, ...], quick: Callable[..., Ran]
) -> None:
    ran = quick(*arguments)
    assert (ran.status, ran.output) == (0, f"{arguments[-1]}\n"), ran.errors
    assert [*Path("new/deep").iterdir()] == [Path(arguments[-1])]


@cache
def all_commands(group: click.Group = commands, before: str = "") -> dict[str, click.Command]:
    """Return every command by the words that call it."""
    found: dict[str, click.Command] = {}
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        found[before + name] = command
        if isinstance(command, click.Group):
            found |= all_commands(command, f"{name} ")
    return found


@pytest.mark.parametrize("name", all_commands())
def test_every_command_has_an_example_in_its_help_and_is_in_the_readme(name: str) -> None:
    text, command = all_commands()[name].help or "", f"gradreel {name.split(maxsplit=1)[0]}"
    assert command in text
    assert "Example" in text
    assert f"`{command}`" in README


def test_help_names_no_option_that_a_command_has_not() -> None:
    for command in all_commands().values():
        options = [each for each in command.params if isinstance(each, click.Option)]
        there = {flag for each in options for flag in (*each.opts, *each.secondary_opts)}
        for each in options:
            assert set(re.findall(r"--[a-z][a-z-]+", each.help or "")) <= there, each.name


COMPLETING = {
    "_GRADREEL_COMPLETE": "bash_complete",
    "COMP_WORDS": "gradreel render sigmoid --y ",
    "COMP_CWORD": "4",
}


@pytest.mark.parametrize(
    ("command", "variables", "answer"),
    [
        (["--help"], {}, b"Usage"),
        (["list"], {}, b"sigmoid"),
        (["render", "descent", "--help"], {}, b"Usage"),
        ([], COMPLETING, b"plain,AHD"),
    ],
)
def test_answers_at_once_without_drawing_libraries(
    command: list[str], variables: dict[str, str], answer: bytes
) -> None:
    code = (
        "import sys\n"
        "from gradreel.scenes.cli import run_command\n"
        "try:\n"
        f"    run_command({command!r})\n"
        "except SystemExit as end:\n"
        "    heavy = {'manim', 'matplotlib', 'numpy', 'av', 'rich'} & sys.modules.keys()\n"
        "    assert not heavy, heavy\n"
        "    assert not end.code\n"
    )
    run = [sys.executable, "-c", code]
    environment = {**os.environ, **variables}
    assert answer in subprocess.run(run, check=True, capture_output=True, env=environment).stdout


def test_help_lists_what_each_command_says_of_itself(quick: Callable[..., Ran]) -> None:
    listed = quick("--help").output
    for name in commands.list_commands(click.Context(commands)):
        says = all_commands()[name].get_short_help_str(45).rstrip(".")
        assert re.search(rf"^  {name} +{re.escape(says)}", listed, re.MULTILINE), name


def test_help_is_quick(gradreel: Callable[..., Ran]) -> None:
    times: dict[str, list[float]] = {"help": [], "click": []}
    for _ in range(6):
        with _spent(times["help"]):
            assert gradreel("--help").status == 0
        with _spent(times["click"]):
            subprocess.run([sys.executable, "-c", "import click"], check=True)
    assert min(times["help"]) < 3 * min(times["click"])  # how fast the machine is doesn't matter


@contextmanager
def _spent(times: list[float]) -> Iterator[None]:
    """Keep how long processors work for what is run."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    yield
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    times.append(after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime)


def test_list_names_every_scene(quick: Callable[..., Ran]) -> None:
    lines = quick("list").output.splitlines()
    assert [line.split()[0] for line in lines] == [entry.name for entry in catalog.entries()]
    rows = json.loads(quick("list", "--json").output)
    assert all(row["options"] and row["draws"] for row in rows)


def test_a_run_is_trained_inspected_and_drawn(quick: Callable[..., Ran], tmp_path: Path) -> None:
    trained = quick(*TRAIN)
    assert (trained.status, trained.output) == (0, "run.npz\n")
    record = np.load(tmp_path / "run.npz", allow_pickle=False)
    assert record["parameters"].shape == (41, 2)
    shown = quick("inspect", "run.npz")
    assert "303 rows" in shown.output
    details = json.loads(quick("inspect", "run.npz", "--json").output)
    assert details["parameters"] == record["parameters"][-1].tolist()
    drawn = quick("render", "descent", "--run", "run.npz", *SMALL, "-o", "clip.mp4")
    assert (drawn.status, drawn.output, drawn.errors) == (0, "clip.mp4\n", "")
    with av.open(str(tmp_path / "clip.mp4")) as clip:
        assert clip.streams.video[0].codec_context.name == "h264"


DIVERGED = {
    "surface": (["surface", "--surface", "himmelblau", "--learning-rate", "0.5"], ["descent"]),
    "logistic": (
        [*LOGISTIC, "--optimizer", "momentum", "--learning-rate", "1e307"],
        ["sigmoid"],
    ),
    "logistic on batches, at once": (
        [*LOGISTIC, "--batch-size", "30", "--learning-rate", "1.7e308"],
        ["sigmoid", "descent"],
    ),
    "network": (
        ["mlp", "--data", "moons", "--hidden", "3", "--seed", "1", "--learning-rate", "1e308"],
        ["backprop"],
    ),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", DIVERGED)
def test_a_run_that_diverges_is_recorded_drawn_and_said_to_do_so(
    quick: Callable[..., Ran], name: str
) -> None:
    given, scenes = DIVERGED[name]
    assert quick("train", *given, "--steps", "20", "-o", "run.npz").status == 0
    assert "diverged at step" in quick("inspect", "run.npz").output
    for scene in scenes:
        ran = quick("render", scene, "--run", "run.npz", "-s", *SMALL)
        assert (ran.status, ran.output) == (0, f"{scene}.png\n")
        assert re.search(r"run diverged at step \d+; drawn to its last finite step\n$", ran.errors)


@pytest.fixture
def _signals() -> Iterator[None]:
    """Put the handlers back, or what later tests start would ignore the signals."""
    before = {number: signal.getsignal(number) for number in SIGNALS}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.mark.usefixtures("_signals")
def test_a_signal_that_a_library_swallows_still_stops_the_command() -> None:
    with well_behaved():
        assert asked_to_stop() is None
        with pytest.raises(Stopped):
            os.kill(os.getpid(), signal.SIGINT)
        with pytest.raises(Stopped):
            stop_if_asked()
    with well_behaved():
        stop_if_asked()


def test_a_signal_while_the_command_is_loaded_ends_it_without_a_word() -> None:
    code = (
        "import os, signal, sys\n"
        "class Interrupting:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        "        if name == 'gradreel.scenes.cli':\n"
        "            os.kill(os.getpid(), signal.SIGINT)\n"
        "sys.meta_path.insert(0, Interrupting())\n"
        "from gradreel.__main__ import main\n"
        "main()\n"
    )
    ran = subprocess.run([sys.executable, "-c", code, "--help"], check=False, capture_output=True)
    assert (ran.returncode, ran.stdout, ran.stderr) == (-signal.SIGINT, b"", b"")
