"""Which files a process has imported and read: those that a clip may change with."""

import os
import sys
import sysconfig
from collections.abc import Iterable, Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any, Final

import platformdirs

from gradreel.scenes.watch.messages import Read, Stamp

ELSEWHERE: Final = ("/dev/", "/proc/", "/sys/", "/etc/", "/usr/", "/lib/", "/lib64/")
WRITING: Final = os.O_WRONLY | os.O_RDWR
COMPILED: Final = ".pyc"


def stamp_of(path: str) -> Stamp:
    """Return what tells a file from what it was before: None where it isn't there."""
    try:
        found = os.stat(path)  # noqa: PTH116, it must stay quick
    except (OSError, ValueError):
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino


def is_own(path: str) -> bool:
    """Whether a file is a person's own, or of a clone: no library's, no cache's, no program's."""
    return path.startswith(os.sep) and not path.startswith(_places()) and "-packages/" not in path


@cache
def _places() -> tuple[str, ...]:
    """Return where nothing is that a person edits."""
    paths = {path for name, path in sysconfig.get_paths().items() if name != "data"}
    own = (platformdirs.user_cache_dir(), os.environ.get("GRADREEL_CACHE"))
    paths |= {each for each in (*own, os.environ.get("TMPDIR")) if each}
    real = {os.path.realpath(path) for path in paths}
    return (*ELSEWHERE, *(f"{path.rstrip(os.sep)}{os.sep}" for path in {*paths, *real}))


class Reading:
    """Notes which files this process reads and writes, from now on and for good."""

    def __init__(self) -> None:
        self._read: dict[str, Stamp] = {}
        self._imported: dict[str, tuple[str, ...]] = {}
        self._written: set[str] = set()
        sys.addaudithook(self._hear)

    def noted(self) -> Read:
        """Return what was read and written so far, the sources of all modules included."""
        for path in (*_sources(), *self._lacking()):
            self._read.setdefault(path, stamp_of(path))
        files = {os.path.realpath(path): stamp for path, stamp in dict(self._read).items()}
        written = frozenset(map(os.path.realpath, set(self._written)))
        return Read({path: files[path] for path in files if is_own(path)}, written)

    def _hear(self, event: str, arguments: tuple[Any, ...]) -> None:
        """Hear of an event; it is called for each of the process, and must never fail."""
        with suppress(OSError, ValueError, TypeError):
            if event == "open":
                self._opened(*arguments)
            elif event == "import" and arguments[2] is not None:
                self._imported[arguments[0]] = tuple(arguments[2])

    def _lacking(self) -> Iterator[str]:
        """Give the files that modules would be in that weren't found."""
        for name, folders in dict(self._imported).items():
            if name not in sys.modules and "." not in name:
                for place in folders:
                    yield os.path.abspath(f"{place}/{name}.py")  # noqa: PTH100, as above

    def _opened(self, path: object, _: object, flags: object) -> None:
        if not isinstance(path, str | os.PathLike) or not isinstance(flags, int):
            return
        place = os.path.abspath(os.fsdecode(path))  # noqa: PTH100, as above
        if place.endswith(COMPILED) or not is_own(place):
            return
        if flags & WRITING:
            self._written.add(place)
        elif place not in self._read and not os.path.isdir(place):  # noqa: PTH112
            self._read[place] = stamp_of(place)


def _sources() -> Iterator[str]:
    for module in list(sys.modules.values()):
        file = getattr(module, "__file__", None)
        if isinstance(file, str) and is_own(file):
            yield os.path.abspath(file)  # noqa: PTH100, as above


def folders_of(files: Iterable[str]) -> set[Path]:
    """Return the folders that files are in, or would be, as far as these are there."""
    folders = {Path(file).parent for file in files}
    return {next(each for each in (folder, *folder.parents) if each.is_dir()) for folder in folders}
