"""Which files of a person's own this process has read, found by listening to Python itself."""

import os
import site
import sys
import sysconfig
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from tempfile import gettempdir
from typing import Any, Final

from gradreel import PROJECT
from gradreel.engine.io.temporary import PREFIX
from gradreel.scenes.render.cache.digest import sha256_of

WRITING: Final = os.O_WRONLY | os.O_RDWR
SYSTEM: Final = ("/dev/", "/proc/", "/sys/")
IMPORTING: Final = "<frozen importlib"
PYTHON: Final = f"{Path(os.__file__).parent}/"
GRADREEL: Final = f"{PROJECT}/"
CHANGED: Final = "changed while it was used"

Version = tuple[int, int] | None  # when it was changed and its size, if it is there

_used: dict[str, Version] = {}
_digests: dict[str, str | None] = {}
_written: set[str] = set()


@cache
def watch_files() -> None:
    """Begin to take note of files that are read and folders that are listed; it never stops."""
    sys.addaudithook(_listen)


def files_read() -> Mapping[str, str]:
    """Return what was read since, and the files of modules, with their SHA-256.

    Left out are Python's own and installed libraries, gradreel's, what is in the folders for
    temporary files that gradreel makes, and what this process wrote itself. A file that has changed
    since it was read has no SHA-256 but a text that is none.
    """
    for path in _modules():
        _take_note(path)
    found = ((path, _digest(path, version)) for path, version in sorted(_used.items()))
    return {path: digest for path, digest in found if digest is not None}


def has_written() -> bool:
    """Whether this process has written a file of a person's own."""
    return any(map(is_users, _written))


def forget_changed() -> bool:
    """Forget all that was read if any of it has changed since; whether that is so."""
    has_changed = any(_version(path) != version for path, version in _used.items())
    if has_changed:
        _used.clear()
        _digests.clear()
    return has_changed


def is_users(path: str) -> bool:
    """Whether a file is of a person's own: neither Python's, nor a library's, nor gradreel's."""
    return not path.startswith((*SYSTEM, *_places()))


def _listen(event: str, arguments: tuple[Any, ...]) -> None:
    """Hear of an event; called for each of the process, and must never fail."""
    if event == "open":
        path, _, flags = arguments
        _hear_of(path, is_written=isinstance(flags, int) and flags & WRITING != 0)
    elif event in {"os.listdir", "os.scandir"}:
        _hear_of(arguments[0] or ".", is_written=False)


def _hear_of(path: object, *, is_written: bool) -> None:
    if not isinstance(path, str | bytes | os.PathLike) or not _is_asked_by_others():
        return
    whole = os.path.abspath(os.fsdecode(path))  # noqa: PTH100, it must stay quick
    if is_written:
        _written.add(whole)
    else:
        _take_note(whole)


def _is_asked_by_others() -> bool:
    """Whether neither an import nor gradreel itself opens a file, but a scene or a library."""
    frame = sys._getframe(2).f_back
    if frame is None or frame.f_code.co_filename.startswith(IMPORTING):
        return False
    while frame is not None and _is_pythons(frame.f_code.co_filename):
        frame = frame.f_back
    return frame is not None and not frame.f_code.co_filename.startswith(GRADREEL)


def _is_pythons(file: str) -> bool:
    return file.startswith(PYTHON) and "site-packages" not in file


def _take_note(path: str) -> None:
    if path not in _used:
        _used[path] = _version(path)


def _version(path: str) -> Version:
    try:
        found = os.stat(path)  # noqa: PTH116
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size


def _modules() -> list[str]:
    """Return the sources of modules: an import that finds them compiled doesn't open them."""
    files = (getattr(module, "__file__", None) for module in list(sys.modules.values()))
    return [os.path.abspath(file) for file in files if file and file.endswith(".py")]  # noqa: PTH100


def _digest(path: str, version: Version) -> str | None:
    if not is_users(path) or path in _written:
        return None
    found = _version(path)
    if found is None:
        return None
    if found != version and not Path(path).is_dir():
        return CHANGED
    if path not in _digests:
        _digests[path] = sha256_of(path)
    return _digests[path]


@cache
def _places() -> tuple[str, ...]:
    """Return where nothing of a person's own is."""
    installed = {*sysconfig.get_paths().values(), site.getusersitepackages()}
    installed |= {sys.prefix, sys.base_prefix}
    folders = {f"{str(path).rstrip('/')}/" for path in installed}
    return (*folders, GRADREEL, f"{gettempdir()}/{PREFIX}")
