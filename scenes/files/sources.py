"""Files that a person names to be read: regular ones of a bounded size, and nothing that waits."""

import os
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from io import BufferedReader
from pathlib import Path
from typing import Any, Final

from gradreel.engine.errors import RequestError, quoted, shorten

MAX_RECORD_BYTES: Final = 2**29 + 2**20
"""Of a record's file, which holds headers and a directory beside the arrays."""
MAX_TABLE_BYTES: Final = 200_000_000
MAX_SETTINGS_BYTES: Final = 500_000
"""Of a file of TOML or of manim's settings."""
MAX_SOUND_BYTES: Final = 500_000_000
MAX_SCENE_FILE_BYTES: Final = 10_000_000
MAX_VIDEO_BYTES: Final = 2**34


@dataclass(frozen=True)
class OwnTable:
    """A table of a person's file, in the place of a file of its own.

    Attributes:
        name: what it is called in messages.
        content: what it holds.
        keys: by keys below it, as they are written with dots, what a person has written for them.
    """

    name: str
    content: Mapping[str, Any]
    keys: Mapping[str, str] = field(default_factory=dict)


OwnSource = Path | OwnTable


def open_regular(path: Path, max_bytes: int) -> BufferedReader:
    """Open a file to read its bytes.

    A pipe, a terminal or a device is never opened: it may have no end, or wait for somebody, and
    what it gave once it doesn't give again.

    Args:
        path: the file.
        max_bytes: one that is larger is refused.

    Raises:
        RequestError: there is no such file, it can't be read, or it is of another kind, empty or
            too large.
    """
    name = quoted(str(path) if str(path).startswith("/dev/") else path.name or str(path), 50)
    try:
        _check(os.stat(path), name, max_bytes)  # noqa: PTH116, Path would hide some errors
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        file = os.fdopen(descriptor, "rb")
        try:
            _check(os.fstat(descriptor), name, max_bytes)  # another may have taken its place
        except RequestError:
            file.close()
            raise
    except FileNotFoundError:
        raise RequestError(f"there is no file {quoted(str(path), 100)}") from None
    except (OSError, ValueError) as error:  # a name too long, or with a null byte in it
        reason = getattr(error, "strerror", None) or str(error)
        raise RequestError(f"can't read {name}: {shorten(reason, 80)}") from None
    return file


def read_regular(path: Path, max_bytes: int) -> bytes:
    """Read a file, as `open_regular` opens it.

    Raises:
        RequestError: as there.
    """
    with open_regular(path, max_bytes) as file:
        try:
            return file.read(max_bytes)
        except OSError as error:
            raise RequestError(f"can't read {quoted(path.name, 50)}: {error.strerror}") from None


def _check(found: os.stat_result, name: str, max_bytes: int) -> None:
    if stat.S_ISDIR(found.st_mode):
        raise RequestError(f"{name} is a folder, not a file")
    if not stat.S_ISREG(found.st_mode):
        advice = "write what it gives to a file first"
        raise RequestError(f"{name} is a pipe or a device, not a file: {advice}")
    if found.st_size == 0:  # as those are that the system makes up when they are read
        raise RequestError(f"{name} is empty")
    if found.st_size > max_bytes:
        limit = f"{max_bytes // 10**6:,} MB" if max_bytes >= 10**6 else f"{max_bytes // 1000} kB"
        raise RequestError(f"{name} is over the limit of {limit}: use a smaller one")
