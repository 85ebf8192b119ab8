"""Manim's own command and gradreel's, each in a fork of the tests' process, that has both."""

import gc
import os
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, NoReturn

from manim.__main__ import main as manim_main

import gradreel.scenes.cli.render  # all that a command imports, so that no fork has to
import gradreel.scenes.make.clip
import gradreel.scenes.make.own_file
import gradreel.scenes.render.pipeline  # noqa: F401
from gradreel.scenes.cli import run_command
from tests.conftest import Ran

SIZE = ("-r", "96,54", "--fps", "8", "--seed", "3")


def forked(work: Callable[[], None], folder: Path) -> Ran:
    """Do some work in a folder and a process of its own."""
    with TemporaryFile("w+") as output, TemporaryFile("w+") as errors:
        child = os.fork()
        if not child:
            _work_and_end(work, folder, output, errors)
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        for file in (output, errors):
            file.seek(0)
        return Ran.parted(status, output.read(), errors.read())


def _work_and_end(
    work: Callable[[], None], folder: Path, output: IO[str], errors: IO[str]
) -> NoReturn:
    gc.freeze()  # what the parent has made stays shared
    status = 1
    try:
        os.chdir(folder)
        for number, file in ((1, output), (2, errors)):
            os.dup2(file.fileno(), number)
        sys.stdout, sys.stderr = os.fdopen(1, "w"), os.fdopen(2, "w")
        work()
        status = 0
    except SystemExit as ended:
        status = int(ended.code or 0)
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


def gradreel_in(folder: Path, *arguments: str | Path, **environment: str) -> Ran:
    """Run gradreel's command line in a folder."""

    def gradreel() -> None:
        os.environ.update(environment)
        run_command([*map(str, arguments)])

    return forked(gradreel, folder)


def manim_in(folder: Path, *arguments: str) -> None:
    """Run manim's command line in a folder."""
    ran = forked(lambda: manim_main([*arguments], standalone_mode=False), folder)
    assert ran.status == 0, ran.errors


def drawn_by_manim(file: Path, scene: str, *options: str) -> dict[str, bytes]:
    """Return the pictures that `manim render` writes, a sequence unless another format is asked."""
    folder = file.parent

    fixed = ("--silent", "-v", "ERROR", "--progress_bar", "none", "--disable_caching")
    media = ("--format", "png-sequence", "--media_dir", str(folder / scene))
    manim_in(folder, "render", *fixed, *SIZE, *media, *options, str(file), scene)
    written = (folder / scene / "images").rglob("*.png")
    return {path.name: path.read_bytes() for path in written}


def drawn_by_gradreel(file: Path, scene: str, *options: str) -> tuple[dict[str, bytes], str]:
    """Return the files of the sequence that `gradreel render` writes, and what it says."""
    target = ("--format", "png-sequence", "-o", f"{scene}-pictures")
    status, errors = rendered(file, scene, *target, *options)
    assert status == 0, errors
    return content(file.parent / f"{scene}-pictures"), errors


def rendered(file: Path, *arguments: str) -> tuple[int, str]:
    """Render a file with `gradreel render` in its folder; with the exit status and the errors."""
    ran = gradreel_in(file.parent, "render", file, *SIZE, *arguments)
    return ran.status, ran.errors


def content(folder: Path) -> dict[str, bytes]:
    """Return the content of a folder's files by their names."""
    return {path.name: path.read_bytes() for path in folder.iterdir()}
