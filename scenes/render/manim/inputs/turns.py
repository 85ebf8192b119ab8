"""Turns at the folder where scenes keep what is their own: one process at a time looks and writes.

A plug-in that speaks a scene's lines looks for one in manim's `media_dir`, speaks it where it isn't
there, and keeps it. Of processes that do so at once, each would speak, or read half a file.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path

from gradreel.scenes.render.manim.inputs.record import keep_apart

_place = ""
_turn: int | None = None


def share(folder: Path) -> None:
    """Say which folder is shared."""
    global _place  # noqa: PLW0603, there is one for the process, as manim has it
    whole = folder.absolute()
    keep_apart(str(whole))
    _place = _place_of(whole)


@cache
def _place_of(folder: Path) -> str:
    """Return the folder that is locked: one that is there, and the same in forked processes."""
    return str(next(each for each in folder.parents if each.is_dir()))


def has_turn() -> bool:
    """Whether others wait for this process, and will find what it does now."""
    return _turn is not None


def take_turn() -> None:
    """Wait until no other process has its turn; where there is no such lock, don't."""
    global _turn  # noqa: PLW0603
    if _turn is not None or not _place:
        return
    with suppress(OSError):
        _turn = os.open(_place, os.O_RDONLY)
        fcntl.flock(_turn, fcntl.LOCK_EX)


@contextmanager
def turns() -> Iterator[None]:
    """Have no turn when it is over, however it ends."""
    try:
        yield
    finally:
        end_turn()


def end_turn() -> None:
    """Let other processes have theirs, as before a scene plays on."""
    global _turn  # noqa: PLW0603
    if _turn is not None:
        os.close(_turn)
        _turn = None
