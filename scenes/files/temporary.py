"""Files and folders under temporary names, each locked for as long as its makers are at work.

The lock tells the living from the dead: unlike a process number it holds across containers that
share a folder, passes to forked processes, and goes with the last of them however that ends.
"""

import fcntl
import os
import stat
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from shutil import rmtree
from typing import Final

PREFIX: Final = ".gradreel-"
MOST_TRIES: Final = 20


def temporary_name() -> str:
    """Return a new hidden name that tells which user of which machine made it."""
    return f"{_made_here()}{os.getpid()}-{os.urandom(8).hex()}"


class TemporaryFolder:
    """A new folder for its owner only, which nobody sweeps away before it is closed.

    Args:
        parent: where it is made; what ended processes left there is removed.

    Attributes:
        path: where it is.
    """

    def __init__(self, parent: Path) -> None:
        sweep(parent)
        self.path, self._lock = _new_folder(parent)
        self._is_open = True

    def close(self) -> None:
        """Remove it with all that is in it."""
        remove(self.path)
        if self._is_open:
            self._is_open = False
            os.close(self._lock)


@contextmanager
def temporary_file(parent: Path, mode: int) -> Iterator[Path]:
    """Give a new empty file, which is removed afterwards if it is still there.

    Args:
        parent: where it is made.
        mode: who may read and write it, before the umask.
    """
    path, lock = _new_file(parent, mode)
    try:
        yield path
    finally:
        remove(path)
        os.close(lock)


def sweep(folder: Path) -> None:
    """Remove what ended processes of this user and machine left in a folder; leave all else."""
    with suppress(OSError):
        made_here, owner = _made_here(), folder.stat().st_uid
        for name in os.listdir(folder):  # noqa: PTH208, only few of them become paths
            if name.startswith(made_here):
                _sweep(folder / name, owner)


def remove(path: Path) -> None:
    """Remove a file or a folder if it is there and can be removed; no link is followed."""
    if path.is_dir() and not path.is_symlink():
        rmtree(path, ignore_errors=True)
    else:
        with suppress(OSError):
            path.unlink()


def _made_here() -> str:
    maker = f"{os.uname().nodename} {os.geteuid()}"
    return f"{PREFIX}{zlib.crc32(maker.encode()):08x}-"


def _new_folder(parent: Path) -> tuple[Path, int]:
    """Make a folder and lock it; another one where it isn't ours by then.

    Raises:
        OSError: that can't be done.
    """
    for _ in range(MOST_TRIES):
        path = parent / temporary_name()
        with suppress(FileExistsError, FileNotFoundError):
            path.mkdir(mode=0o700)
            descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
            if _is_locked(descriptor, path):
                return path, descriptor
            os.close(descriptor)
        parent.stat()
    raise PermissionError(f"no folder in {parent} stays where it was made")


def _new_file(parent: Path, mode: int) -> tuple[Path, int]:
    """Make a file and lock it; another one where it isn't ours by then.

    Raises:
        OSError: that can't be done.
    """
    for _ in range(MOST_TRIES):
        path = parent / temporary_name()
        with suppress(FileExistsError):
            descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, mode)
            if _is_locked(descriptor, path):
                return path, descriptor
            os.close(descriptor)
    raise PermissionError(f"no file in {parent} stays where it was made")


def _is_locked(descriptor: int, path: Path) -> bool:
    """Lock what was made, and say whether it is ours and wasn't swept away just before."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:  # a file system without locks, where nothing is ever swept
        pass
    found = os.fstat(descriptor)
    try:
        is_there = os.path.samestat(found, path.lstat())
    except FileNotFoundError:
        return False
    return is_there and _is_ours(found, path.parent.stat().st_uid)


def _is_ours(found: os.stat_result, owner_of_folder: int) -> bool:
    """Whether something is this user's, or in a folder of somebody who owns all that is in it."""
    return found.st_uid in {os.geteuid(), owner_of_folder}


def _sweep(path: Path, owner: int) -> None:
    """Remove something unless it is locked, or somebody else's."""
    with suppress(OSError):
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        try:
            found = os.fstat(descriptor)
            is_known = stat.S_ISDIR(found.st_mode) or stat.S_ISREG(found.st_mode)
            if is_known and _is_ours(found, owner):
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                remove(path)
        finally:
            os.close(descriptor)
