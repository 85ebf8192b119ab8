"""Manim's own command and gradreel's, each in a fork of the tests' process, that has both."""

import os
import sys
import traceback
from collections.abc import Callable
from pathlib import Path

from manim.__main__ import main as manim_main

from gradreel.scenes.cli import run_command
from tests.conftest import Ran

SIZE = ("-r", "96,54", "--fps", "8", "--seed", "3")


def forked(work: Callable[[], None], folder: Path) -> tuple[int, str]:
    """Do some work in a folder and a process of its own; with its exit status and its errors."""
    errors = folder / f"errors-{work.__name__}"
    child = os.fork()
    if not child:
        status = 1
        try:
            os.chdir(folder)
            os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
            os.dup2(os.open(errors, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), 2)
            sys.stdout, sys.stderr = os.fdopen(1, "w"), os.fdopen(2, "w")
            work()
            status = 0
        except SystemExit as ended:
            status = int(ended.code or 0)
        except BaseException:
            traceback.print_exc()
        finally:
            sys.stderr.flush()
            os._exit(status)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), errors.read_text()


def drawn_by_manim(file: Path, scene: str, *options: str) -> dict[str, bytes]:
    """Return the files of the sequence that `manim render` writes."""
    folder = file.parent

    def manim() -> None:
        fixed = ["--silent", "-v", "ERROR", "--progress_bar", "none", "--disable_caching"]
        media = ["--format", "png-sequence", "--media_dir", str(folder / "media")]
        arguments = ["render", *fixed, *SIZE, *media, *options, str(file), scene]
        manim_main(arguments, standalone_mode=False)

    status, errors = forked(manim, folder)
    assert status == 0, errors
    return content(folder / "media" / "images" / file.stem / scene)


def drawn_by_gradreel(file: Path, scene: str, *options: str) -> tuple[dict[str, bytes], str]:
    """Return the files of the sequence that `gradreel render` writes, and what it says."""
    target = ("--format", "png-sequence", "-o", f"{scene}-pictures")
    status, errors = rendered(file, scene, *target, *options)
    assert status == 0, errors
    return content(file.parent / f"{scene}-pictures"), errors


def rendered(file: Path, *arguments: str) -> tuple[int, str]:
    """Render a file with `gradreel render` in its folder; with the exit status and the errors."""

    def gradreel() -> None:
        run_command(["render", str(file), *SIZE, *arguments])

    status, printed = forked(gradreel, file.parent)
    return status, Ran.parted(status, "", printed).errors


def content(folder: Path) -> dict[str, bytes]:
    """Return the content of a folder's files by their names."""
    return {path.name: path.read_bytes() for path in folder.iterdir()}
