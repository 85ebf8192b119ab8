"""Files that appear under their final name whole or not at all."""

import os
import secrets
import shutil
import signal
import socket
import threading
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType
from typing import Final, NoReturn

from engine.errors import RequestError, WorkError, shorten
from scenes.render.picture import check_sequence_folder

PREFIX: Final = ".gradreel-"


def temporary_name() -> str:
    """Return a new hidden name that tells which process of which machine made it."""
    return f"{PREFIX}{_machine()}-{os.getpid()}-{secrets.token_hex(4)}"


def sweep(folder: Path) -> None:
    """Remove what killed processes of this machine left in a folder; leave all else alone."""
    for path in folder.glob(f"{PREFIX}{_machine()}-*-*"):
        process = path.name.split("-")[-2]
        if process.isdecimal() and not _is_alive(int(process)):
            remove(path)


def _machine() -> str:
    return f"{zlib.crc32(socket.gethostname().encode()):08x}"


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError):
        return True
    return True


def remove(path: Path) -> None:
    """Remove a file or a folder if it is there."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        with suppress(OSError):
            path.unlink()


@contextmanager
def written_whole(targets: Sequence[Path]) -> Iterator[tuple[Path, ...]]:
    """Give temporary paths beside the targets; rename them to the targets when the block ends.

    An exception, SIGINT and SIGTERM remove what is there of the temporary files and leave the
    targets as they were. A process that is killed leaves a hidden temporary file at most, which
    the next use of the same folder removes.

    Raises:
        WorkError: the temporary files can't be written or renamed.
    """
    for folder in {target.absolute().parent for target in targets}:
        sweep(folder)
    temporaries = tuple(target.with_name(temporary_name()) for target in targets)
    with _terminated_as_by_exit():
        try:
            yield temporaries
            for temporary, target in zip(temporaries, targets, strict=True):
                _publish(temporary, target)
        finally:
            for temporary in temporaries:
                remove(temporary)


def _publish(temporary: Path, target: Path) -> None:
    try:
        _flush(temporary)
        if temporary.is_dir():
            _replace_folder(temporary, target)
        else:
            temporary.replace(target)
        _flush_names(target.absolute().parent)
    except OSError as error:
        raise write_error(target, error) from error


def _flush(path: Path) -> None:
    if path.is_dir():
        for each in path.iterdir():
            _flush(each)
    else:
        with path.open("rb+") as file:
            os.fsync(file.fileno())


def _flush_names(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _replace_folder(temporary: Path, target: Path) -> None:
    """Rename a folder over a free or empty one, or over an older sequence of pictures."""
    try:
        check_sequence_folder(target)
    except RequestError as error:
        raise WorkError(str(error)) from error
    if not target.exists() or not any(target.iterdir()):
        temporary.replace(target)
        return
    older = target.with_name(temporary_name())
    target.rename(older)
    try:
        temporary.rename(target)
    except OSError:
        older.rename(target)
        raise
    remove(older)


def write_error(target: Path, error: Exception) -> WorkError:
    """Describe in one line why a file couldn't be written."""
    reason = getattr(error, "strerror", None) or str(error) or type(error).__name__
    place = shorten(str(target), 90)
    return WorkError(f"can't write {place!r}: {shorten(reason, 60)}; nothing was changed there")


@contextmanager
def _terminated_as_by_exit() -> Iterator[None]:
    """Let SIGTERM raise SystemExit, so that files are cleaned up, where signals may be caught."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, _exit)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _exit(number: int, frame: FrameType | None) -> NoReturn:
    del frame
    raise SystemExit(128 + number)
