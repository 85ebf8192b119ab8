"""Files that are written whole or not at all, under temporary names that tell who made them."""

import os
import secrets
import shutil
import socket
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

PREFIX: Final = ".gradreel-"


def temporary_name() -> str:
    """Return a new hidden name that tells which process of which machine made it."""
    return f"{PREFIX}{_machine()}-{os.getpid()}-{secrets.token_hex(4)}"


@contextmanager
def replacing(target: Path, *, flush: bool = False) -> Iterator[Path]:
    """Give a temporary path beside a file; what was written there takes the file's place.

    Where the block raises, the file stays as it was and nothing is left of the other.

    Args:
        target: the file, which need not be there; its folder must be.
        flush: whether it is on the disk before it gets its name, so that it's whole even where
            the power fails.
    """
    temporary = target.with_name(temporary_name())
    try:
        yield temporary
        if flush:
            flush_to_disk(temporary)
        temporary.replace(target)
    finally:
        remove(temporary)


def flush_to_disk(path: Path) -> None:
    """Wait until the content of a file, or of all files in a folder, is on the disk."""
    if path.is_dir():
        for each in path.iterdir():
            flush_to_disk(each)
    else:
        with path.open("rb+") as file:
            os.fsync(file.fileno())


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
