"""Small galleries, made by the real command with one cache for all in a folder."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from tests.conftest import Ran
from tests.render.manim.forks import gradreel_in

PROGRAM = str(Path(sys.executable).parent / "gradreel")
SMALL = ("-r", "160,90", "--fps", "1")


def command(arguments: Sequence[str]) -> list[str]:
    gifs = () if "--no-gif" in arguments else ("--gif-size", "200KB")
    return [PROGRAM, "gallery", *arguments, *SMALL, *gifs]


def settings(home: Path) -> dict[str, str]:
    return {**os.environ, "GRADREEL_CACHE": str(home / "cache")}


def made_in(home: Path, *arguments: str) -> Ran:
    """Make a gallery, in a fork of this process, which has the libraries loaded."""
    return gradreel_in(home, *command(arguments)[1:], GRADREEL_CACHE=str(home / "cache"))


def interrupt(home: Path, *arguments: str) -> None:
    """Start a gallery, whose folder is named last, and interrupt it once there is a clip."""
    with subprocess.Popen(
        command(arguments), cwd=home, env=settings(home), stderr=subprocess.PIPE, text=True
    ) as process:
        deadline = time.monotonic() + 300
        while not list((home / arguments[-1]).glob("clips/*-*.mp4")):
            assert time.monotonic() < deadline
            assert process.poll() is None
            time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=60)
    assert process.returncode == 128 + signal.SIGINT
    assert "the same command goes on from what is drawn by now" in errors
