"""Workers that are stopped, orphaned or killed, and signals that were to be ignored."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace

import pytest

from gradreel.scenes.make.stopping import SIGNALS
from gradreel.scenes.render import pool, processes
from gradreel.scenes.render.pipeline import RenderSettings, render
from gradreel.scenes.render.processes import StoppedProcesses
from tests.conftest import Ran
from tests.render.jobs import PICTURE, PartsJob, Plan, Slides, Talk, outputs
from tests.render.results import linux_only


@pytest.fixture
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (processes, pool):
        monkeypatch.setattr(module, "SECONDS_BETWEEN_LOOKS", 0.05)
    monkeypatch.setattr(processes, "MOST_LOOKS", 4)


class Slow(Slides):
    """Takes very long for a picture."""

    def misbehave(self, number: int) -> None:
        time.sleep(1 if number == 30 else 0)


@linux_only
@pytest.mark.usefixtures("_impatient")
@pytest.mark.parametrize("is_slow", [False, True])
def test_a_stopped_worker_is_replaced_and_a_slow_one_is_not(
    is_slow: bool, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    plan = Plan(tmp_path / "log", dies_at=30, by=signal.SIGSTOP)
    job = PartsJob((Slow(plan),)) if is_slow else Talk(plan, 1)
    (clip,) = render(job, PICTURE, outputs(tmp_path, "gif"), RenderSettings(workers=2))
    lost = "a worker was lost in chunk 2 of part 1 (SIGKILL); trying once more"
    assert (lost in capfd.readouterr().err) != is_slow
    found = clip.read_bytes()
    render(Talk(Plan(tmp_path / "log"), 1), PICTURE, outputs(tmp_path, "gif"))
    assert clip.read_bytes() == found


@pytest.mark.parametrize(
    ("states", "is_stopped"),
    [
        (["5"] * 10, True),
        (["5"] * 9, False),
        ([*(["5"] * 9), None, *(["5"] * 9)], False),
        ([str(number) for number in range(20)], False),  # stopped and let go on by turns
    ],
)
def test_only_what_stands_still_at_every_look_counts(
    states: list[str | None], is_stopped: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(processes, "SECONDS_BETWEEN_LOOKS", 0.0)
    found = iter(states)
    monkeypatch.setattr(processes, "_standing", lambda _: next(found))
    watch = StoppedProcesses()
    assert any(watch.among([1]) for _ in states) == is_stopped


def test_time_that_passed_unseen_does_not_count(monkeypatch: pytest.MonkeyPatch) -> None:
    """As when a machine was suspended."""
    clock = iter([0.0, 2.0, 90_000.0, 90_000.1])
    monkeypatch.setattr(processes, "time", SimpleNamespace(monotonic=lambda: next(clock)))
    monkeypatch.setattr(processes, "_standing", lambda _: "5")
    watch = StoppedProcesses()
    assert [watch.among([1]) for _ in range(3)] == [[], [], []]


RENDER = ("render", "heart", "-r", "64,36", "--fps", "3", "--to", "9", "-o", "clip.gif", "-w", "2")


def test_signals_that_are_ignored_stay_ignored(tmp_path: Path) -> None:
    """As under nohup, or after `trap '' INT`."""
    before = {number: signal.signal(number, signal.SIG_IGN) for number in SIGNALS}
    try:
        process = subprocess.Popen(
            [str(Path(sys.executable).with_name("gradreel")), *RENDER],
            cwd=tmp_path,
            stderr=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            start_new_session=True,
        )
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    while process.poll() is None:
        for number in SIGNALS:
            os.killpg(process.pid, number)
        time.sleep(0.05)
    ran = Ran.parted(process.returncode, "", process.communicate()[1].decode())
    assert (ran.status, ran.errors) == (0, "")
    assert (tmp_path / "clip.gif").is_file()
