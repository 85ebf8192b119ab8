"""Temporary files that tell who made them, and the removal of those whose maker was killed."""

import os
import secrets
import shutil
import socket
import zlib
from contextlib import suppress
from pathlib import Path
from typing import Final

PREFIX: Final = ".gradreel-"


def temporary_name() -> str:
    """Return a new hidden name that tells which process of which machine made it."""
    return f"{PREFIX}{_machine()}-{os.getpid()}-{secrets.token_hex(4)}"


def sweep(folder: Path) -> None:
    """Remove what killed processes of this machine left in a folder; leave all else alone."""
    made_here = f"{PREFIX}{_machine()}-"
    for path in folder.glob(f"{made_here}*-*"):
        process = path.name.removeprefix(made_here).split("-")[0]
        if process.isdecimal() and not _is_alive(int(process)):
            remove(path)


def remove(path: Path) -> None:
    """Remove a file or a folder if it is there and can be removed."""
    if path.is_dir() and not path.is_symlink():
        _open_up(path)
        shutil.rmtree(path, ignore_errors=True)
    else:
        with suppress(OSError):
            path.unlink()


def _open_up(folder: Path) -> None:
    """Let what is in a folder be removed: it may hold an older folder that was read-only."""
    with suppress(OSError):
        folder.chmod(0o700)
        for path in folder.iterdir():
            if path.is_dir() and not path.is_symlink():
                _open_up(path)


def _machine() -> str:
    return f"{zlib.crc32(socket.gethostname().encode()):08x}"


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError):
        return True
    return not _is_zombie(process)


def _is_zombie(process: int) -> bool:
    """Whether a process has ended and nobody asked how; in a container that may stay so."""
    try:
        state = Path(f"/proc/{process}/stat").read_text(encoding="latin-1")
    except OSError:
        return False
    return state.rpartition(") ")[2].startswith("Z")
