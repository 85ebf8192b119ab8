"""Lets the command draw people's own scenes under one hash seed.

The order of a set of texts depends on Python's hash seed, and so may a frame of a scene. It must be
the same in a later command, which goes on from chunks that are kept. As the seed is chosen before
Python runs, the command starts Python anew, where nobody has set PYTHONHASHSEED.
"""

import os
import stat
import sys
from contextlib import suppress
from typing import Final

NAME: Final = "PYTHONHASHSEED"
FIXED: Final = "0"

_commands: list[str] = []


def hash_seed() -> str:
    """Return the seed that scenes are drawn under: the one that somebody has set, or ours."""
    chosen = os.environ.get(NAME, "random")
    return FIXED if chosen in {"", "random"} else chosen


def begin_command() -> None:
    """Note that this process is a command's, and fix its seed at once where that will be needed.

    It costs less before anything is imported. Where what is asked for is kept it isn't needed: that
    is likely where there is a file of the command that is newer than the scenes.
    """
    _commands[:] = sys.argv[1:]
    files = [word for word in _commands if word.endswith(".py")]
    if not files or _commands[0] != "render" or {"-h", "--help"}.intersection(_commands):
        return
    if not _is_newer(files[0], _commands):
        fix_hash_seed()


def fix_hash_seed() -> None:
    """Start this very command anew under the seed, unless that is fixed or it is no command."""
    if not _commands or hash_seed() == os.environ.get(NAME) or sys.flags.ignore_environment:
        return
    with suppress(OSError):
        environment = {**os.environ, NAME: FIXED}
        again = [sys.executable, *sys.orig_argv[1:]]
        os.execve(sys.executable, again, environment)  # noqa: S606, it is this very program


def _is_newer(file: str, words: list[str]) -> bool:
    """Whether one of the files that a command may write is newer than the file that it draws."""
    names = [name for word in words for name in (word, f"{word}.mp4") if word != file]
    changed = _changed(file)
    return "--no-cache" not in words and any(_changed(name) > changed for name in names)


def _changed(file: str) -> float:
    with suppress(OSError, ValueError):
        found = os.stat(file)  # noqa: PTH116, nothing is imported yet
        return found.st_mtime if stat.S_ISREG(found.st_mode) else 0
    return 0
