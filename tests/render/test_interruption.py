"""Whole commands, and what happens to them: signals, and workers that are killed from outside."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import gettempdir

import av
import numpy as np
import pytest

from tests.render.jobs import LENGTH, Plan, outputs
from tests.render.results import DRAWN_ONCE, alone, digest, expected, linux_only, shown


@dataclass
class Command:
    """A command that draws a talk of two parts with a cache, in a folder of its own."""

    folder: Path
    log: Path
    process: subprocess.Popen[str] = field(init=False)

    def start(self, workers: int, seconds: float, *forms: str) -> "Command":
        self.folder.mkdir(exist_ok=True)
        arguments = [str(self.folder), str(self.log), str(workers), str(seconds), *forms]
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.render.jobs", *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert self.process.stdout is not None
        assert self.process.stdout.readline() == "drawing\n"
        return self

    def wait_for_drawn(self, number: int) -> None:
        deadline = time.monotonic() + 20
        while self.drawn() < number:
            assert time.monotonic() < deadline
            time.sleep(0.005)

    def drawn(self) -> int:
        return Plan(self.log).n_drawn

    def children(self) -> list[int]:
        listed = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(number) for number in listed.read_text().split()]

    def end(self) -> tuple[int, str]:
        _, errors = self.process.communicate(timeout=30)
        return self.process.returncode, errors


@pytest.fixture
def command(tmp_path: Path) -> Iterator[Command]:
    made = Command(tmp_path / "clips", tmp_path / "log")
    yield made
    made.process.kill()
    made.process.communicate()


def is_running(process: int) -> bool:
    try:
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"


def temporary_files(*folders: Path) -> list[Path]:
    return [path for folder in folders for path in folder.rglob(".gradreel-*")]


@linux_only
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_command_ends_soon_and_the_next_goes_on(
    number: signal.Signals, command: Command
) -> None:
    command.folder.mkdir()
    old = [output.path for output in outputs(command.folder, "mp4", "gif")]
    for path in old:
        path.write_bytes(b"old")
    command.start(2, 0.02, "mp4", "gif")
    command.wait_for_drawn(60)
    children = command.children()
    assert len(children) == 2
    os.kill(children[0], signal.SIGSTOP)  # the worst case: a worker that doesn't listen
    started = time.monotonic()
    command.process.send_signal(number)
    status, errors = command.end()
    assert time.monotonic() - started < 2
    assert status == 128 + number
    assert errors.splitlines() == ["the same command goes on from what is drawn by now"]
    assert not any(map(is_running, children))
    assert [path.read_bytes() for path in old] == [b"old"] * 2
    cache = Path(os.environ["GRADREEL_CACHE"])
    assert temporary_files(command.folder, cache) == []
    assert not list(Path(gettempdir()).glob(f".gradreel-*-{command.process.pid}-*"))
    before = command.drawn()
    assert command.start(1, 0, "mp4", "gif").end()[0] == 0
    assert command.drawn() - before < DRAWN_ONCE - 20
    assert digest(command.folder / "clip.gif") == alone("gif")[0]


@linux_only
@pytest.mark.parametrize("is_stopped", [False, True])
def test_children_end_when_their_parent_is_killed(is_stopped: bool, command: Command) -> None:
    command.start(2, 0.02, "mp4")
    command.wait_for_drawn(10)
    children = command.children()
    if is_stopped:
        os.kill(children[0], signal.SIGSTOP)
    command.process.kill()
    command.process.communicate()
    deadline = time.monotonic() + (5 if is_stopped else 2)
    while any(map(is_running, children)):
        assert time.monotonic() < deadline
        time.sleep(0.02)
    assert temporary_files(command.folder)
    assert command.start(2, 0, "mp4").end() == (0, "")
    assert temporary_files(command.folder, Path(os.environ["GRADREEL_CACHE"])) == []


@pytest.mark.slow
def test_sigkill_at_any_moment_leaves_whole_files(command: Command) -> None:
    forms = ("mp4", "gif", "png-sequence")
    command.start(1, 0, *forms).end()
    command.start(1, 0, *forms)  # of what is drawn already
    started = time.monotonic()
    command.end()
    usual = time.monotonic() - started
    new = {path.name: digest(path) for path in command.folder.iterdir()}
    rng = np.random.default_rng(3)
    for _ in range(6):
        command.start(1, 0, *forms)
        time.sleep(rng.uniform(0, usual))
        command.process.kill()
        command.process.communicate()
        assert {path.name: digest(path) for path in command.folder.glob("[!.]*")} == new


def test_two_commands_at_once_both_succeed(tmp_path: Path) -> None:
    same = [Command(tmp_path / "same", tmp_path / "log") for _ in range(2)]
    other = Command(tmp_path / "other", tmp_path / "log")
    for each in (*same, other):
        each.start(2, 0.002, "mp4", "png-sequence")
    assert [each.end() for each in (*same, other)] == [(0, "")] * 3
    for each in (same[0], other):
        assert shown(each.folder / "png-sequence") == expected()
        with av.open(str(each.folder / "clip.mp4")) as clip:
            assert sum(1 for _ in clip.decode(video=0)) == 2 * LENGTH
    assert temporary_files(tmp_path) == []
