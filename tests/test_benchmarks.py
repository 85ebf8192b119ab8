import re
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

from benchmarks.measure import machine
from benchmarks.report import SECTIONS
from tests import ROOT

SCRIPTS = {section.script for section in SECTIONS}
HELPERS = {"__init__", "measure", "quality", "ready", "report"}


@pytest.mark.slow
@pytest.mark.parametrize("script", sorted(SCRIPTS - {"limit"}))
def test_it_runs_at_a_tiny_size(
    script: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", [f"{script}.py", "--tiny"])
    import_module(f"benchmarks.{script}").main()
    holds_one_table(capsys.readouterr().out)


def test_it_runs_as_a_command() -> None:
    command: list[str | Path] = [sys.executable, ROOT / "benchmarks" / "limit.py", "--tiny"]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    holds_one_table(ran.stdout)


def holds_one_table(printed: str) -> None:
    """Hold the rows of numbers to be of one table, or of one and another."""
    rows = [line for line in printed.splitlines() if re.match(r"\| .*\d\.\d", line)]
    assert rows
    assert len({row.count("|") for row in rows}) <= 2


def test_the_page_has_every_benchmark() -> None:
    files = {path.stem for path in (ROOT / "benchmarks").glob("*.py")}
    assert files - HELPERS - SCRIPTS == {"sample_scene", "stepped_scene", "text_scene"}


def test_the_machine_is_described_without_saying_whose_it_is() -> None:
    import socket

    described = machine()
    assert socket.gethostname() not in described
    assert str(Path.home()) not in described
    assert re.search(r"Python \d\.\d+\.\d+, ffmpeg \d", described)
