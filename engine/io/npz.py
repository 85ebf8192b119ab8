"""Named arrays in one .npz file: written whole or not at all, read without trust."""

import zipfile
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.lib import format as npy

from gradreel.engine.errors import RequestError, WorkError, quoted, shorten
from gradreel.engine.io.files import followed, replacing
from gradreel.engine.io.temporary import sweep

Array = np.ndarray[Any, Any]
PACKINGS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""Those that can be unpacked a piece at a time; of others a lying directory gets all at once."""


def write_arrays(path: Path, arrays: Mapping[str, Array]) -> None:
    """Write under a temporary name in the same folder, flush, rename; a link is followed.

    Raises:
        WorkError: the file can't be written; what was there before is still there.
    """
    try:
        target = followed(path)
        if target.exists() and not target.is_file():
            raise ValueError("that is no file")
        sweep(target.parent)
        with replacing(target, flush=True) as temporary, temporary.open("wb") as file:
            save_arrays(file, arrays)
    except (OSError, RuntimeError, ValueError) as error:  # a loop of links, a null byte
        reason = getattr(error, "strerror", None) or str(error)
        raise WorkError(f"can't write {quoted(str(path), 110)}: {shorten(reason, 60)}") from None


def save_arrays(file: BinaryIO, arrays: Mapping[str, Array]) -> None:
    """Write to a file that is open."""
    np.savez(file, allow_pickle=False, **arrays)


def read_arrays(
    source: BinaryIO, needed: Collection[str], optional: Collection[str], max_bytes: int
) -> dict[str, Array]:
    """Read all arrays, after the zip directory was found to name these and no large ones.

    Args:
        source: a file that is open.
        needed: names that must be there.
        optional: names that may be there.
        max_bytes: more than this is refused.

    Raises:
        RequestError: other arrays, pickled objects, or more than max_bytes.
        Exception: of some kind or other, if the file is damaged.
    """
    if not zipfile.is_zipfile(source):
        raise RequestError("this isn't an .npz file, or it is cut short")
    with zipfile.ZipFile(source) as archive:
        entries = archive.infolist()
        _check_names([entry.filename for entry in entries], needed, optional)
        if any(entry.compress_type not in PACKINGS for entry in entries):
            raise RequestError("its arrays are packed in a way that NumPy doesn't write")
        total = sum(entry.file_size for entry in entries)
        if total > max_bytes:
            raise RequestError(
                f"{total / 1e6:,.0f} MB is over the limit of {max_bytes / 1e6:,.0f} MB"
            )
        return {_name(entry.filename): _read_array(archive, entry) for entry in entries}


def _name(filename: str) -> str:
    return filename.removesuffix(".npy")


def _check_names(filenames: list[str], needed: Collection[str], optional: Collection[str]) -> None:
    names = [_name(filename) for filename in filenames]
    missing = set(needed) - set(names)
    foreign = set(names) - {*needed, *optional}
    if missing:
        raise RequestError(f"this isn't a record of gradreel: it has no {min(missing)!r}")
    if foreign or len(names) != len(set(filenames)):
        raise RequestError("this isn't a record of gradreel: it has other arrays in it")


def _read_array(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Array:
    """Read one array, whose header must promise just what the zip directory did.

    Values are unpacked only after that, and no more of them than promised.
    """
    with archive.open(entry) as stream:
        if npy.read_magic(stream) != (1, 0):
            raise ValueError(f"unknown kind of {entry.filename}")
        shape, is_fortran, dtype = npy.read_array_header_1_0(stream)
        if dtype.hasobject:
            raise RequestError("it holds pickled objects, which are never loaded")
        size = int(np.prod(shape, dtype=object)) * dtype.itemsize
        if stream.tell() + size != entry.file_size:
            raise ValueError(f"{entry.filename} has another length than it says")
        values = np.frombuffer(stream.read(size), dtype)
        if stream.read(1):  # which also compares the checksum
            raise ValueError(f"{entry.filename} has another length than it says")
    return values.reshape(shape, order="F" if is_fortran else "C")
