"""The cache: a folder of what was drawn before, under keys of all that it depends on."""

import errno
import fcntl
import os
import platform
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

from gradreel.engine.errors import RequestError
from gradreel.engine.io.temporary import remove, sweep, temporary_name
from gradreel.scenes.render.cache.entry import FORMULAS, CacheEntry

LIMIT: Final = 5_000_000_000
UNITS: Final[Mapping[str, int]] = {"KB": 10**3, "MB": 10**6, "GB": 10**9, "TB": 10**12}
ENTRY: Final = re.compile(r"[0-9a-f]{64}")
TAG: Final = "CACHEDIR.TAG"
TAG_TEXT: Final = "Signature: 8a477f597d28d172789f06886806bc55\n# This is gradreel's cache.\n"


@dataclass(frozen=True)
class CachedClip:
    """One entry as `gradreel cache info` lists it.

    Attributes:
        title: what it is of.
        size: bytes.
        used: when it was last used, in seconds since 1970.
    """

    title: str
    size: int
    used: float


class Cache:
    """A folder of entries, one for each clip, named by a key of all that the clip depends on.

    Args:
        folder: where; it is made when it is first needed.
        limit: how many bytes it may take; the entries that were unused for longest go first.
    """

    def __init__(self, folder: Path, limit: int = LIMIT) -> None:
        self.folder, self.limit = folder, limit

    @classmethod
    def of_user(cls) -> "Cache":
        """Return the user's cache: GRADREEL_CACHE and GRADREEL_CACHE_LIMIT, or the platform's.

        Raises:
            RequestError: the limit isn't a size.
            OSError: there is no home folder, and no other was named.
        """
        chosen = os.environ.get("GRADREEL_CACHE")
        limit = os.environ.get("GRADREEL_CACHE_LIMIT")
        folder = Path(chosen).expanduser() if chosen else _platform_folder()
        return cls(folder.absolute(), LIMIT if limit is None else size_in_bytes(limit))

    @contextmanager
    def entry(self, key: str, title: str) -> Iterator[CacheEntry]:
        """Give the entry of a key, new or old; while it is given nobody removes it.

        Afterwards the cache is within its limit again.

        Args:
            key: 64 hexadecimal digits.
            title: what it is of, for people.

        Raises:
            OSError: the folder can't be written.
        """
        folder = self.folder / key
        lock = _locked(folder)
        try:
            self._mark()
            os.utime(folder / "lock")
            found = CacheEntry(folder)
            if not found.title:
                found.note(title=title)
            yield found
            if found.has_grown:
                self._trim()
        finally:
            lock.close()

    def contents(self) -> list[CachedClip]:
        """List the entries, those used last first."""
        clips = [
            CachedClip(CacheEntry(each).title, _size(each), _used(each)) for each in self._entries()
        ]
        return sorted(clips, key=lambda each: each.used, reverse=True)

    def clear(self) -> tuple[int, int]:
        """Remove the formulas that are kept, and all entries that nobody uses at the moment.

        Returns:
            How many bytes were freed, and how many entries are in use and stay.
        """
        sweep(self.folder)
        sizes = [(each, _size(each)) for each in self._entries()]
        freed = [size if _remove(each) else None for each, size in sizes]
        formulas = self.folder / FORMULAS
        freed.append(_size(formulas))
        remove(formulas)
        return sum(size for size in freed if size is not None), freed.count(None)

    def _entries(self) -> list[Path]:
        if not self.folder.is_dir():
            return []
        return [each for each in self.folder.iterdir() if ENTRY.fullmatch(each.name)]

    def _mark(self) -> None:
        """Tell programs that make backups to leave the folder out."""
        tag = self.folder / TAG
        if not tag.exists():
            tag.write_text(TAG_TEXT, encoding="utf-8")

    def _trim(self) -> None:
        sweep(self.folder)
        sizes = {each: _size(each) for each in self._entries()}
        total = sum(sizes.values())
        for oldest in sorted(sizes, key=_used):
            if total <= self.limit:
                break
            if _remove(oldest):
                total -= sizes[oldest]


def size_in_bytes(text: str) -> int:
    """Read a size such as "500MB" or "5 GB".

    Raises:
        RequestError: it is none.
    """
    match = re.fullmatch(r"(\d+(?:\.\d+)?)\s*([KMGT]B)", text.strip().upper())
    if match is None:
        raise RequestError(f"{text[:30]!r} is no size; write it like 500MB or 5GB")
    return int(float(match[1]) * UNITS[match[2]])


def _platform_folder() -> Path:
    home = Path(os.path.expanduser("~"))  # noqa: PTH111, Path.home() raises where there is none
    if not home.is_absolute():
        raise FileNotFoundError(errno.ENOENT, "there is no home folder")
    if platform.system() == "Darwin":
        return home / "Library" / "Caches" / "gradreel"
    base = os.environ.get("XDG_CACHE_HOME")
    return (Path(base) if base else home / ".cache") / "gradreel"


def _locked(folder: Path) -> BinaryIO:
    """Make an entry's folder and lock it; if it was removed in between, once more."""
    while True:
        folder.mkdir(parents=True, exist_ok=True)
        with suppress(FileNotFoundError):
            lock = (folder / "lock").open("ab")
            fcntl.flock(lock, fcntl.LOCK_SH)
            if _is_same(lock, folder / "lock"):
                return lock
            lock.close()


def _is_same(file: BinaryIO, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(file.fileno()), path.stat())
    except FileNotFoundError:
        return False


def _remove(folder: Path) -> bool:
    """Remove an entry unless somebody uses it."""
    gone = folder.with_name(temporary_name())
    try:
        with (folder / "lock").open("ab") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            folder.rename(gone)
    except OSError:
        return not folder.exists()
    remove(gone)
    return True


def _used(folder: Path) -> float:
    try:
        return (folder / "lock").stat().st_mtime
    except OSError:
        return 0.0


def _size(folder: Path) -> int:
    total = 0
    for path in folder.rglob("*"):
        with suppress(OSError):
            total += path.stat().st_size
    return total
