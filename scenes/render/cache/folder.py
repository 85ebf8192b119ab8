"""The cache: a folder of what was drawn before, under keys of all that it depends on."""

import errno
import fcntl
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from platformdirs import user_cache_path

from gradreel.engine.errors import RequestError
from gradreel.scenes.files.temporary import PREFIX, remove, sweep, temporary_name
from gradreel.scenes.files.whole import replacing
from gradreel.scenes.render.amounts import size_in_bytes
from gradreel.scenes.render.cache.contents import is_plain_file
from gradreel.scenes.render.cache.entry import FORMULAS, CacheEntry
from gradreel.scenes.render.targets import shown

LIMIT: Final = 5_000_000_000
ENTRY: Final = re.compile(r"[0-9a-f]{64}")
MISSHAPEN: Final = {errno.EISDIR, errno.EEXIST, errno.ENOTDIR, errno.ELOOP, errno.ENXIO}
MOST_TRIES: Final = 100
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
        folder = _expanded(chosen) if chosen else _platform_folder()
        return cls(folder.absolute(), LIMIT if limit is None else size_in_bytes(limit))

    @contextmanager
    def entry(self, key: str, title: str) -> Iterator[CacheEntry]:
        """Give the entry of a key, new or old; while it is given nobody removes it.

        Afterwards the cache is within its limit again.

        Args:
            key: 64 hexadecimal digits.
            title: what it is of, for people.

        Raises:
            OSError: the folder can't be written, or isn't a cache of this user's.
        """
        self._prepare()
        folder = self.folder / key
        lock = _locked(folder)
        try:
            os.utime(folder / "lock")
            found = CacheEntry(folder)
            if not found.title:
                found.note(title=title)
            yield found
            if found.has_grown:
                with suppress(OSError):
                    self._trim()
        finally:
            os.close(lock)

    def contents(self) -> list[CachedClip]:
        """List the entries, those used last first.

        Raises:
            RequestError: the folder isn't a cache.
        """
        self._check()
        clips = [
            CachedClip(CacheEntry(each).title, _size(each), _used(each)) for each in self._entries()
        ]
        return sorted(clips, key=lambda each: each.used, reverse=True)

    def clear(self) -> tuple[int, int]:
        """Remove the formulas that are kept, and all entries that nobody uses at the moment.

        Returns:
            How many bytes were freed, and how many entries are in use and stay.

        Raises:
            RequestError: the folder isn't a cache; nothing is removed.
            OSError: something can't be removed; all else is.
        """
        self._check()
        if not self._is_marked():
            return 0, 0
        sweep(self.folder)
        formulas = self.folder / FORMULAS
        freed, in_use, errors = _size(formulas), 0, list[OSError]()
        remove(formulas)
        for entry in self._entries():
            size = _size(entry)
            try:
                is_removed = _remove(entry)
                freed, in_use = freed + size * is_removed, in_use + (not is_removed)
            except OSError as error:
                errors.append(error)
        if errors:
            raise errors[0]
        return freed, in_use

    def _entries(self) -> list[Path]:
        if not self._is_marked():
            return []
        return [
            each
            for each in self.folder.iterdir()
            if ENTRY.fullmatch(each.name) and each.is_dir() and not each.is_symlink()
        ]

    def _prepare(self) -> None:
        """Make the folder, for its owner only, or see that it is a cache of gradreel's.

        Raises:
            OSError: it can't be made, or is another user's, or holds other things.
        """
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        found = self.folder.stat()
        if found.st_uid != os.geteuid():
            raise PermissionError(errno.EACCES, "it is another user's", str(self.folder))
        if self._is_foreign():
            raise FileExistsError(errno.EEXIST, "it holds other things", str(self.folder))
        if not self._is_marked():
            with replacing(self.folder / TAG) as tag:
                tag.write_text(TAG_TEXT, encoding="utf-8")
        if found.st_mode & 0o777 != 0o700:
            self.folder.chmod(0o700)

    def _check(self) -> None:
        """Check that the folder is a cache, or is still to become one.

        Raises:
            RequestError: it isn't.
        """
        if self._is_foreign():
            raise RequestError(
                f"{shown(self.folder)} isn't a cache of gradreel's: it has no {TAG} that says so; "
                "let GRADREEL_CACHE name another folder"
            )

    def _is_foreign(self) -> bool:
        """Whether the folder holds something, but not the file by which gradreel marks its own.

        A folder that is missing or empty may become a cache.
        """
        if not self.folder.exists() or self._is_marked():
            return False
        if not self.folder.is_dir():
            return True
        guests = [each for each in self.folder.iterdir() if not each.name.startswith(PREFIX)]
        return bool(guests) and not self._is_marked()  # somebody may mark it at this moment

    def _is_marked(self) -> bool:
        """Whether gradreel has marked the folder, which also tells backups to leave it out."""
        tag = self.folder / TAG
        return is_plain_file(tag) and tag.read_bytes()[: len(TAG_TEXT)] == TAG_TEXT.encode()

    def _trim(self) -> None:
        sweep(self.folder)
        sizes = {each: _size(each) for each in self._entries()}
        total = sum(sizes.values())
        for oldest in sorted(sizes, key=_used):
            if total <= self.limit:
                break
            with suppress(OSError):
                total -= sizes[oldest] * _remove(oldest)


def _expanded(chosen: str) -> Path:
    try:
        return Path(chosen).expanduser()
    except RuntimeError as error:
        raise FileNotFoundError(errno.ENOENT, "no such home folder", chosen) from error


def _platform_folder() -> Path:
    folder = user_cache_path("gradreel")
    if not folder.is_absolute():
        raise FileNotFoundError(errno.ENOENT, "there is no home folder")
    return folder


def _locked(folder: Path) -> int:
    """Make an entry's folder and lock it; what stands in its way is removed.

    Raises:
        OSError: that can't be done.
    """
    for _ in range(MOST_TRIES):
        try:
            folder.mkdir(mode=0o700, exist_ok=True)
            lock = _opened_lock(folder)
        except FileNotFoundError:  # the entry was removed in between, or the cache
            folder.parent.stat()
            continue
        except OSError as error:
            if error.errno not in MISSHAPEN:
                raise
            remove(folder)
            continue
        fcntl.flock(lock, fcntl.LOCK_SH)
        if _is_same(lock, folder / "lock"):
            return lock
        os.close(lock)
    raise FileExistsError(errno.EEXIST, "it can't be locked", str(folder))


def _opened_lock(folder: Path) -> int:
    """Open an entry's lock, and nothing that a link leads to."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_NOFOLLOW | os.O_NONBLOCK
    inside = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        return os.open("lock", flags, 0o600, dir_fd=inside)
    except OSError as error:
        error.filename = str(folder / "lock")
        raise
    finally:
        os.close(inside)


def _is_same(lock: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(lock), path.stat())
    except FileNotFoundError:
        return False


def _remove(folder: Path) -> bool:
    """Remove an entry unless somebody uses it; what has no lock that could be held is in no use.

    Raises:
        OSError: it can't be removed.
    """
    try:
        lock = _opened_lock(folder)
    except FileNotFoundError:
        return True
    except OSError as error:
        if error.errno not in MISSHAPEN:
            raise
        return _discard(folder)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return _discard(folder)
    except BlockingIOError:
        return False
    finally:
        os.close(lock)


def _discard(folder: Path) -> bool:
    gone = folder.with_name(temporary_name())
    with suppress(FileNotFoundError):
        folder.rename(gone)
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
            total += path.lstat().st_size
    return total
