"""Files that appear under their final name whole or not at all."""

import ctypes
import errno
import os
import signal
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from types import FrameType
from typing import Final, NoReturn

from gradreel.engine.errors import RequestError, WorkError, shorten
from gradreel.scenes.files.temporary import TemporaryFolder
from gradreel.scenes.files.whole import flush_to_disk, followed, keep_permissions, what_to_do
from gradreel.scenes.render.targets import check_sequence_folder, shown

MOST_TRIES: Final = 20


@contextmanager
def written_whole(targets: Sequence[Path]) -> Iterator[tuple[Path, ...]]:
    """Give temporary paths beside the targets; rename them to the targets when the block ends.

    Folders that aren't there are made.

    An exception, SIGINT and SIGTERM remove what is there of the temporary files and leave the
    targets as they were. A process that is killed leaves hidden temporary folders at most, which
    the next use of the same folder removes.

    Raises:
        WorkError: the temporary files can't be written or renamed.
    """
    with ExitStack() as opened:
        targets = [_followed(target) for target in targets]
        opened.enter_context(_terminated_as_by_exit())
        temporaries = tuple(opened.enter_context(_beside(target)) for target in targets)
        yield temporaries
        for temporary, target in zip(temporaries, targets, strict=True):
            with writing(target):
                flush_to_disk(temporary)
                if temporary.is_dir():
                    _replace_folder(temporary, target)
                else:
                    keep_permissions(target, temporary)
                    temporary.replace(target)
                _flush_names(target.parent)


def write_files(contents: Mapping[Path, bytes]) -> None:
    """Write files, each of which is whole or not there.

    Args:
        contents: of each, by its path.

    Raises:
        WorkError: one can't be written; then none is.
    """
    with written_whole([*contents]) as temporaries:
        for temporary, (target, content) in zip(temporaries, contents.items(), strict=True):
            with writing(target):
                temporary.write_bytes(content)


def make_folder(folder: Path) -> None:
    """Make a folder and those above it, if they aren't there.

    Raises:
        WorkError: that can't be done.
    """
    with writing(folder):
        folder.mkdir(parents=True, exist_ok=True)


def _followed(target: Path) -> Path:
    with writing(target):
        return followed(target)


@contextmanager
def _beside(target: Path) -> Iterator[Path]:
    """Give a path in a folder of its own, which goes with all that an encoder still puts there."""
    with writing(target):
        target.parent.mkdir(parents=True, exist_ok=True)
        folder = TemporaryFolder(target.parent)
    try:
        yield folder.path.absolute() / "whole"  # FFmpeg would take "cache:" for a protocol
    finally:
        folder.close()


def _flush_names(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _replace_folder(temporary: Path, target: Path) -> None:
    """Put a folder of pictures where nothing is, or in the place of an older one."""
    try:
        check_sequence_folder(target)
    except RequestError as error:
        raise WorkError(str(error)) from error
    keep_permissions(target, temporary)
    temporary.chmod(temporary.stat().st_mode | 0o700)  # or it couldn't be moved
    for _ in range(MOST_TRIES):  # somebody else may write the same sequence
        if _swap(temporary, target):
            keep_permissions(temporary, target)
            return
        if _moved(temporary, target):
            return
    raise OSError(errno.EBUSY, os.strerror(errno.EBUSY), str(target))


def _moved(folder: Path, target: Path) -> bool:
    """Move a folder to where none is, or where one can be moved away; whether that was so."""
    older = folder.with_name("older")
    with suppress(FileNotFoundError):
        target.rename(older)
    try:
        folder.rename(target)
    except OSError as error:
        if older.exists() and not target.exists():
            older.rename(target)
        if error.errno not in {errno.ENOTEMPTY, errno.EEXIST}:
            raise
        return False
    keep_permissions(older, target)
    return True


def _swap(first: Path, second: Path) -> bool:
    """Exchange two names in one step, where the system and the file system can (Linux)."""
    renameat2 = getattr(ctypes.CDLL(None), "renameat2", None)
    names = os.fsencode(first), os.fsencode(second)
    return renameat2 is not None and renameat2(-100, names[0], -100, names[1], 2) == 0


@contextmanager
def writing(target: Path, *kinds: type[Exception]) -> Iterator[None]:
    """Say in one line why a file can't be written, where the block can't write it.

    Args:
        target: the file.
        kinds: what may be raised beside an OSError.

    Raises:
        WorkError: that line.
    """
    caught: tuple[type[Exception], ...] = (OSError, *kinds)
    try:
        yield
    except caught as error:
        raise write_error(target, error) from error


def write_error(target: Path, error: Exception) -> WorkError:
    """Say in one line why a file couldn't be written, and what to do."""
    reason = shorten(getattr(error, "strerror", None) or str(error) or type(error).__name__, 50)
    return WorkError(f"can't write {shown(target)}: {reason}; {what_to_do(error)}")


@contextmanager
def _terminated_as_by_exit() -> Iterator[None]:
    """Let SIGTERM raise SystemExit, so that files are cleaned up, unless it does something else."""
    before = signal.getsignal(signal.SIGTERM)
    in_main_thread = threading.current_thread() is threading.main_thread()
    if not in_main_thread or before is not signal.SIG_DFL:
        yield
        return
    signal.signal(signal.SIGTERM, _exit)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _exit(number: int, frame: FrameType | None) -> NoReturn:
    del frame
    raise SystemExit(128 + number)
