"""Named arrays in one .npz file: written whole or not at all, read without trust."""

import zipfile
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, BinaryIO, Final, Self

import numpy as np
from numpy.lib import format as npy

from gradreel.engine.arrays import IntArray
from gradreel.engine.errors import RequestError, WorkError, quoted, shorten
from gradreel.engine.io.files import followed, replacing, what_to_do
from gradreel.engine.io.temporary import sweep

Array = np.ndarray[Any, Any]
PACKINGS: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""Those that can be unpacked a piece at a time; of others a lying directory gets all at once."""
PIECE: Final = 2**18
"""The most bytes that are read at once, of the directory too: a few names need far fewer."""
KINDS: Final = "fiU"
"""Numbers and text, as NumPy calls them."""


def write_arrays(path: Path, arrays: Mapping[str, Array]) -> None:
    """Write under a temporary name in the same folder, flush, rename; a link is followed.

    Raises:
        WorkError: the file can't be written; what was there before is still there.
    """
    try:
        target = followed(path)
        if target.exists() and not target.is_file():
            raise ValueError("that is no file")
        target.parent.mkdir(parents=True, exist_ok=True)
        sweep(target.parent)
        with replacing(target, flush=True) as temporary, temporary.open("wb") as file:
            save_arrays(file, arrays)
    except (OSError, RuntimeError, ValueError) as error:  # a loop of links, a null byte
        reason = getattr(error, "strerror", None) or str(error)
        told = f"{quoted(str(path), 80)}: {shorten(reason, 50)}; {what_to_do(error)}"
        raise WorkError(f"can't write {told}") from None


def save_arrays(file: BinaryIO, arrays: Mapping[str, Array]) -> None:
    """Write to a file that is open."""
    np.savez(file, allow_pickle=False, **arrays)


@dataclass(frozen=True)
class Header:
    """What an array's header says, which is just as much as the zip directory does.

    Attributes:
        shape: its shape.
        dtype: the kind of its values, which are no objects.
        is_fortran: whether the values are kept column by column.
    """

    shape: tuple[int, ...]
    dtype: np.dtype[Any]
    is_fortran: bool

    @property
    def n_bytes(self) -> int:
        """How many bytes the values take."""
        return int(np.prod(self.shape, dtype=object)) * self.dtype.itemsize


class Archive:
    """An .npz file that is open: all its headers, and values as they are asked for.

    Args:
        source: a file that is open.
        needed: names of arrays that must be there.
        optional: names that may be there.
        max_bytes: more than this in all is refused.

    Attributes:
        headers: by the arrays' names.
        n_bytes: how many all take.

    Raises:
        RequestError: other arrays, pickled objects, or more than max_bytes.
        Exception: of some kind or other, if the file is damaged.
    """

    def __init__(
        self,
        source: BinaryIO,
        needed: Collection[str],
        optional: Collection[str],
        max_bytes: int,
    ) -> None:
        bounded: Any = _Bounded(source)
        if not zipfile.is_zipfile(bounded):
            raise RequestError("this isn't an .npz file, or it is cut short")
        self._zip = zipfile.ZipFile(bounded)
        entries = self._zip.infolist()
        _check_names([entry.filename for entry in entries], needed, optional)
        if any(entry.compress_type not in PACKINGS for entry in entries):
            raise RequestError("its arrays are packed in a way that NumPy doesn't write")
        self.n_bytes = sum(entry.file_size for entry in entries)
        if self.n_bytes > max_bytes:
            size, limit = self.n_bytes / 1e6, max_bytes / 1e6
            raise RequestError(f"{size:,.0f} MB is over the limit of {limit:,.0f} MB")
        self._entries = {_name(entry.filename): entry for entry in entries}
        self.headers = {name: self._header(name) for name in self._entries}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._zip.close()

    def _header(self, name: str) -> Header:
        entry = self._entries[name]
        with self._zip.open(entry) as stream:
            header = _read_header(stream, name)
            if stream.tell() + header.n_bytes != entry.file_size:
                raise ValueError(f"{name} has another length than it says")
        return header

    def read(self, name: str) -> Array:
        """Read an array whole."""
        header = self.headers[name]
        values = np.empty(header.shape, header.dtype, order="F" if header.is_fortran else "C")
        flat = values.reshape(-1, order="A").view(np.uint8)
        for first, piece in self._pieces(name):
            flat[first : first + len(piece)] = np.frombuffer(piece, np.uint8)
        return values

    def rows(self, name: str, rows: IntArray) -> Array:
        """Read some rows of an array of numbers, going through all of it a piece at a time.

        Args:
            name: the array's.
            rows: (m,), ascending.

        Raises:
            ValueError: a value isn't finite, or the array is kept column by column.
        """
        header = self.headers[name]
        if header.is_fortran and len(header.shape) > 1:
            raise ValueError(f"{name} is kept column by column")
        values = np.empty((len(rows), *header.shape[1:]), header.dtype)
        flat, width = values.reshape(-1), int(np.prod(header.shape[1:]))
        wanted = (rows[:, None] * width + np.arange(width)).ravel()
        for place, piece in self._pieces(name):
            first, numbers = place // header.dtype.itemsize, np.frombuffer(piece, header.dtype)
            if not np.isfinite(numbers).all():
                raise ValueError(f"{name} has values that aren't finite")
            start, end = np.searchsorted(wanted, [first, first + len(numbers)])
            flat[start:end] = numbers[wanted[start:end] - first]
        return values

    def pieces(self, name: str) -> Iterator[bytes]:
        """Yield an array's bytes in the order in which they are kept, a piece at a time."""
        return (piece for _, piece in self._pieces(name))

    def _pieces(self, name: str) -> Iterator[tuple[int, bytes]]:
        """Yield the bytes of an array in pieces with their places, and compare its checksum."""
        n_bytes = self.headers[name].n_bytes
        with self._zip.open(self._entries[name]) as stream:
            _read_header(stream, name)
            for first in range(0, n_bytes, PIECE):
                length = min(PIECE, n_bytes - first)
                piece = stream.read(length)
                if len(piece) < length:
                    raise ValueError(f"{name} is cut short")
                yield first, piece
            if stream.read(1):  # at the end the checksum is compared
                raise ValueError(f"{name} has another length than it says")


class _Bounded:
    """Passes on to a file, but reads no more of it at once than a record's directory can take."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.seek, self.tell, self.seekable = file.seek, file.tell, file.seekable

    def read(self, size: int = -1) -> bytes:
        if size > PIECE:
            raise ValueError("its directory is too long")
        found = self._file.read(PIECE + 1 if size < 0 else size)
        if len(found) > PIECE:
            raise ValueError("its directory is too long")
        return found


def _name(filename: str) -> str:
    return filename.removesuffix(".npy")


def _check_names(filenames: list[str], needed: Collection[str], optional: Collection[str]) -> None:
    names = [_name(filename) for filename in filenames]
    missing = set(needed) - set(names)
    foreign = set(names) - {*needed, *optional}
    if missing:
        raise RequestError(f"this isn't a record of gradreel: it has no {min(missing)!r}")
    if foreign or len(names) != len(set(names)):
        raise RequestError("this isn't a record of gradreel: it has other arrays in it")


def _read_header(stream: IO[bytes], name: str) -> Header:
    if npy.read_magic(stream) != (1, 0):
        raise ValueError(f"unknown kind of {name}")
    shape, is_fortran, dtype = npy.read_array_header_1_0(stream)
    if dtype.hasobject:
        raise RequestError("it holds pickled objects, which are never loaded")
    if dtype.kind not in KINDS or not dtype.itemsize:
        raise ValueError(f"{name} has the wrong kind")
    return Header(shape, dtype, is_fortran)
