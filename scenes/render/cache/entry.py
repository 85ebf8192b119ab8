"""What was drawn before: chunks and whole files, under a key of all that they depend on."""

import errno
import fcntl
import json
import os
import platform
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, BinaryIO, Final

from gradreel.engine.errors import RequestError
from gradreel.engine.io.files import remove, replacing, sweep, temporary_name
from gradreel.scenes.render.cache.digest import are_unchanged
from gradreel.scenes.render.output.captions import write_captions
from gradreel.scenes.render.output.files import write_error, written_whole
from gradreel.scenes.render.picture import Output

LIMIT: Final = 5_000_000_000
UNITS: Final[Mapping[str, int]] = {"KB": 10**3, "MB": 10**6, "GB": 10**9, "TB": 10**12}
ENTRY: Final = re.compile(r"[0-9a-f]{64}")
BLOCK: Final = 1 << 20
FORMULAS: Final = "formulas"
TAG: Final = "CACHEDIR.TAG"
TAG_TEXT: Final = "Signature: 8a477f597d28d172789f06886806bc55\n# This is gradreel's cache.\n"


@dataclass(frozen=True)
class Kept:
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
    def entry(self, key: str, title: str) -> "Iterator[Entry]":
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
            found = Entry(folder)
            if not found.title:
                found.note(title=title)
            yield found
            if found.has_grown:
                self._trim()
        finally:
            lock.close()

    def contents(self) -> list[Kept]:
        """List the entries, those used last first."""
        kept = [Kept(Entry(each).title, _size(each), _used(each)) for each in self._entries()]
        return sorted(kept, key=lambda each: each.used, reverse=True)

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


class Entry:
    """What is kept of one clip.

    Attributes:
        chunks: the folder of its chunks.
        has_grown: whether anything was added to it.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.chunks = folder / "chunks"
        self.has_grown = False

    def note(self, **values: Any) -> None:
        """Write down what was learnt, beside what is known.

        Args:
            values: `title`, what it is of; `counts`, how many frames each part has; `remarks`,
                what the user was told and is to be told again; `captions`, as a file has them;
                `found`, what is in a file of scenes.
        """
        about = self.folder / "about.json"
        _write_json(about, _read_json(about) | values)

    @property
    def title(self) -> str:
        """What it is of, for people."""
        return str(self._known("title", ""))

    @property
    def counts(self) -> tuple[int, ...] | None:
        """How many frames each part has, if it was drawn to its end before."""
        found = self._known("counts", None)
        return None if found is None else tuple(map(int, found))

    @property
    def remarks(self) -> tuple[str, ...]:
        """What the user was told when it was drawn."""
        return tuple(map(str, self._known("remarks", ())))

    @property
    def found(self) -> Mapping[str, Any]:
        """What looking into a file of scenes found, as it was noted."""
        return dict(self._known("found", {}))

    @property
    def captions(self) -> str:
        """The captions of all parts, as a file has them."""
        return str(self._known("captions", ""))

    def _known(self, name: str, otherwise: Any) -> Any:
        return _read_json(self.folder / "about.json").get(name, otherwise)

    def keep(self, form: str, path: Path, inputs: Mapping[str, str]) -> None:
        """Keep a file that was joined.

        Args:
            form: its format.
            path: where it is.
            inputs: the files that it was drawn from, with their SHA-256.
        """
        self.has_grown = True
        kept = self._result(form)
        kept.parent.mkdir(parents=True, exist_ok=True)
        with replacing(kept) as temporary, path.open("rb") as joined:
            digest = _copy(joined, temporary)
        _write_json(kept.with_suffix(".json"), {"sha256": digest, "inputs": dict(inputs)})

    def copy(self, form: str, path: Path) -> bool:
        """Copy a file that was kept to a path, checking it; whether there is a whole one."""
        known = _read_json(self._result(form).with_suffix(".json"))
        if not known or not are_unchanged(known["inputs"]):
            return False
        try:
            kept = self._result(form).open("rb")
        except OSError:
            return False
        with kept:
            return bool(_copy(kept, path) == known["sha256"])

    def deliver(self, outputs: Sequence[Output]) -> tuple[Path, ...]:
        """Write all outputs, and captions, from what was kept.

        Returns:
            The paths; nothing where that couldn't be done.
        """
        if not all(self._result(output.format).is_file() for output in outputs):
            return ()
        try:
            with written_whole([output.path for output in outputs]) as paths:
                for output, path in zip(outputs, paths, strict=True):
                    self._deliver(output, path)
        except _MissingError:
            return ()
        return (*(output.path for output in outputs), *write_captions(self.captions, outputs))

    def _deliver(self, output: Output, path: Path) -> None:
        try:
            found = self.copy(output.format, path)
        except OSError as error:
            raise write_error(output.path, error) from error
        if not found:
            raise _MissingError

    def forget(self) -> None:
        """Remove all that is kept."""
        for name in ("chunks", "results", "about.json"):
            remove(self.folder / name)

    def _result(self, form: str) -> Path:
        return self.folder / "results" / f"{form}.file"


class _MissingError(Exception):
    """A file wasn't kept, or not whole."""


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


def _read_json(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _write_json(path: Path, content: Mapping[str, Any]) -> None:
    with replacing(path) as temporary:
        temporary.write_text(json.dumps(content), encoding="utf-8")


def _copy(source: BinaryIO, target: Path) -> str:
    """Copy a file and return its SHA-256."""
    digest = sha256()
    with target.open("wb") as write:
        while block := source.read(BLOCK):
            digest.update(block)
            write.write(block)
    return digest.hexdigest()
