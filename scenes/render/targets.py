"""Whether a path can be read or written, checked before any work."""

import os
from contextlib import suppress
from pathlib import Path

from gradreel.engine.errors import RequestError, shorten
from gradreel.scenes.files.sources import MAX_SCENE_FILE_BYTES, open_regular
from gradreel.scenes.files.whole import followed


def check_target(path: Path) -> None:
    """Check that a file can be written at a path.

    Raises:
        RequestError: the folder can't be made or is read-only, or the path is a folder, a device
            or a pipe: a file that is renamed to it would take its place.
    """
    _check_parent(path)
    if path.is_dir():
        raise RequestError(f"{shown(path)} is a folder; give the name of a file in it")
    if path.exists() and not path.is_file():
        raise RequestError(f"{shown(path)} is a device or a pipe; give the name of a file")


def check_beside(path: Path) -> None:
    """Check that a file can be written whose path nobody named, as it follows from another's.

    Raises:
        RequestError: it can't, or it is a link.
    """
    check_no_link(path)
    check_target(path)


def check_no_link(path: Path) -> None:
    """Check that what is written at a path that nobody named goes nowhere else.

    Raises:
        RequestError: it is a link.
    """
    if path.is_symlink():
        raise RequestError(f"{shown(path)} is a link, which nothing is written through; remove it")


def check_sequence_folder(path: Path) -> None:
    """Check that a PNG sequence may take a path: it is free, empty, or an older sequence.

    A folder is an older sequence when all that it holds are files named by a number and ".png".

    Raises:
        RequestError: the folder above can't be made or is read-only, or the path is a file, or a
            folder that holds anything else.
    """
    _check_parent(path)
    if path.exists() and not path.is_dir():
        raise RequestError(f"{shown(path)} is a file; a PNG sequence needs a folder of its own")
    for entry in _entries(path):
        if entry.is_dir() or entry.suffix != ".png" or not entry.stem.isdecimal():
            guest = shorten(entry.name, 30)
            raise RequestError(
                f"{shown(path)} holds {guest!r}; a PNG sequence needs a folder of its own"
            )


def check_folder(path: Path) -> None:
    """Check that files can be written into a folder, which may have to be made.

    Raises:
        RequestError: it is a file, or it can't be made or written.
    """
    if path.exists() and not path.is_dir():
        raise RequestError(f"{shown(path)} is a file; give the name of a folder")
    _check_parent(path / "a" if path.is_dir() else path)


def check_scene_file(path: Path) -> None:
    """Check that there is a file of Python at a path, which can be read.

    Raises:
        RequestError: there isn't.
    """
    if path.suffix != ".py":
        raise RequestError(f"{shown(path)} isn't a Python file; give one that ends in .py")
    open_regular(path, MAX_SCENE_FILE_BYTES).close()


def _entries(folder: Path) -> list[Path]:
    try:
        return list(folder.iterdir()) if folder.exists() else []
    except OSError as error:
        raise RequestError(
            f"{shown(folder)} can't be read: {error.strerror}; choose another"
        ) from error


def shown(path: Path) -> str:
    """Quote a path for a message, its end if it is long."""
    text = str(path)
    return repr(text if len(text) <= 80 else f"…{text[-79:]}")


def _check_parent(path: Path) -> None:
    try:
        folder = _nearest(followed(path).parent)
        if not folder.is_dir():
            raise RequestError(f"{shown(folder)} is a file and no folder; choose another place")
        with suppress(FileNotFoundError):
            path.lstat()
    except (OSError, RuntimeError, ValueError) as error:  # a name too long, a loop, a null byte
        reason = getattr(error, "strerror", error)
        raise RequestError(f"{shown(path)} can't be written: {reason}; choose another") from error
    if not os.access(folder, os.W_OK | os.X_OK):
        raise RequestError(f"the folder {shown(folder)} can't be written; choose another")


def _nearest(folder: Path) -> Path:
    """Return a folder, or what is there of those above it, in which it will be made."""
    return next(each for each in (folder, *folder.parents) if os.path.lexists(each))
