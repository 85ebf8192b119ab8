"""How processes that play the same scene at once keep out of each other's way.

What a scene does to others is done by one of them, its echoes leave that out: what it appends to a
file, and what it asks of the network. At the folder where scenes keep what is their own, they take
turns. A plug-in that speaks a scene's lines looks for one in manim's `media_dir`, speaks it where
it isn't there, and keeps it. Of processes that do so at once, each would speak, or read half of it.
"""

import builtins
import fcntl
import io
import os
import site
import sys
import sysconfig
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import cache, wraps
from pathlib import Path
from types import FrameType
from typing import Any, Final

from gradreel import PROJECT
from gradreel.scenes.files.temporary import PREFIX
from gradreel.scenes.render.processes import EchoEndedError, is_echo

SYSTEM: Final = ("/dev/", "/proc/", "/sys/")
PYTHON: Final = f"{Path(os.__file__).parent}/"
GRADREEL: Final = f"{PROJECT}/"
TEMPORARY: Final = f"/{PREFIX}"
PACKAGES: Final = "-packages/"  # site-packages, or Debian's dist-packages
WRITING: Final = os.O_WRONLY | os.O_RDWR
_libraries: set[str] = set()
_is_open = _has_written = _has_started = False
_apart = _place = ""
_turn: int | None = None
_versions: dict[str, tuple[int, int] | None] = {}


def is_users(path: str) -> bool:
    """Whether a file is of a person's own: neither Python's, nor a library's, nor gradreel's."""
    return not path.startswith((*SYSTEM, *_places())) and TEMPORARY not in path


def has_written() -> bool:
    """Whether a scene has written a file of a person's own in this process."""
    return _has_written


def has_started() -> bool:
    """Whether a scene has started another program in this process."""
    return _has_started


def note_read(path: str) -> None:
    """Take note that a file is read, as it is now."""
    if path not in _versions and is_users(path):
        _versions[path] = _version(path)


def forget_changed() -> bool:
    """Forget what was read if any of it has changed since; whether that is so."""
    has_changed = any(_version(path) != version for path, version in _versions.items())
    if has_changed:
        _versions.clear()
    return has_changed


def _version(path: str) -> tuple[int, int] | None:
    """Return when a file was changed and its size, if it is there."""
    with suppress(OSError):
        found = os.stat(path)  # noqa: PTH116, it must stay quick
        return found.st_mtime_ns, found.st_size
    return None


def share(folder: Path) -> None:
    """Say in which folder the scene keeps what is its own, from one drawing to the next."""
    global _apart, _place  # noqa: PLW0603, there is one for the process, as manim has it
    _apart = str(folder.absolute())
    _place = _place_of(folder.absolute())


@cache
def _place_of(folder: Path) -> str:
    """Return the folder that is locked: one that is there, and the same in forked processes."""
    return str(next(each for each in folder.parents if each.is_dir()))


@contextmanager
def listening() -> Iterator[None]:
    """Hear of what a scene does while it is imported and played; have no turn when it is over."""
    global _is_open  # noqa: PLW0603, as above
    _begin()
    _is_open = True
    try:
        yield
    finally:
        _is_open = False
        end_turn()


def end_turn() -> None:
    """Let other processes have theirs, as before a scene plays on."""
    global _turn  # noqa: PLW0603, as above
    if _turn is not None:
        os.close(_turn)
        _turn = None


def _take_turn(path: object) -> None:
    """Wait until no other process has its turn at a path; where there is no such lock, don't."""
    global _turn  # noqa: PLW0603, as above
    if _turn is None and _place and _is_open and _is_apart(path):
        with suppress(OSError):
            _turn = os.open(_place, os.O_RDONLY)
            fcntl.flock(_turn, fcntl.LOCK_EX)


def _is_apart(path: object) -> bool:
    """Whether a path is in the folder where the scene keeps what is its own."""
    return bool(_apart) and f"{_whole(path)}/".startswith(f"{_apart}/")


def _whole(path: object) -> str:
    """Return a path from the root; nothing of what isn't one."""
    is_path = isinstance(path, str | bytes | os.PathLike)
    return os.path.abspath(os.fsdecode(path)) if is_path else ""  # type: ignore[arg-type]  # noqa: PTH100


@cache
def _begin() -> None:
    _libraries.update(name.partition(".")[0] for name in sys.modules)
    for name in ("stat", "lstat"):
        _stand_in(name)
    _append_once()
    sys.addaudithook(_listen)


def _stand_in(name: str) -> None:
    """Take a turn where a scene looks whether something is there, of which Python tells nobody."""
    original = getattr(os, name)

    @wraps(original)
    def standin(path: Any, *others: Any, **options: Any) -> Any:
        if _is_open:
            _take_turn(path)
        return original(path, *others, **options)

    setattr(os, name, standin)
    for able in (os.supports_fd, os.supports_dir_fd, os.supports_follow_symlinks):
        if original in able:
            able.add(standin)


def _append_once() -> None:
    """Let an echo append to nothing what another process appends to a person's own file."""
    original = builtins.open

    @wraps(original)
    def standin(file: Any, mode: str = "r", *others: Any, **options: Any) -> Any:
        if "a" in mode and _is_open and is_echo() and _turn is None:
            place = _whole(file)
            if place and is_users(place) and not _is_apart(place):
                file = os.devnull
        return original(file, mode, *others, **options)

    builtins.open = io.open = standin


def _listen(event: str, arguments: tuple[Any, ...]) -> None:
    """Hear of an event; called for each of the process, and must never fail but to end an echo."""
    hear = EVENTS.get(event)
    if hear is not None and _is_open:
        with suppress(OSError, ValueError, TypeError, AttributeError):
            hear(*arguments)


def _opened(path: object, _mode: object, flags: int) -> None:
    global _has_written  # noqa: PLW0603, as above
    place = _whole(path)
    _take_turn(path)
    if not place or not is_users(place) or _caller().startswith(GRADREEL):
        return
    if flags & WRITING:
        _versions.pop(place, None)
        _has_written = True
    else:
        note_read(place)


def _asked_folder(path: object = None, *_: object) -> None:
    _take_turn("." if path is None else path)


def _started(*_: object) -> None:
    global _has_started  # noqa: PLW0603, as above
    _has_started = _has_started or _is_scene_calling()


def _asked_network(*_: object) -> None:
    """End an echo, however far below the listener a person's own source waits for the answer."""
    if is_echo() and _turn is None:
        is_below = any(is_users(file) and not _is_pythons(file) for file in _files())
        if is_below or _is_scene_calling():
            raise EchoEndedError


def _is_scene_calling() -> bool:
    """Whether a person's own source calls, or a library that only that one needs."""
    file = _caller()
    _, is_package, inside = file.rpartition(PACKAGES)
    if is_package:
        return inside.split("/")[0].removesuffix(".py") not in _libraries
    return bool(file) and is_users(file)


def _caller() -> str:
    """Return the nearest source below the listener that is none of Python's own."""
    return next((file for file in _files() if not _is_pythons(file)), "")


def _files() -> Iterator[str]:
    frame: FrameType | None = sys._getframe(1)
    while frame is not None:
        if frame.f_code.co_filename != __file__:
            yield frame.f_code.co_filename
        frame = frame.f_back


@cache
def _is_pythons(file: str) -> bool:
    return file.startswith("<") or (file.startswith(PYTHON) and PACKAGES not in file)


@cache
def _places() -> tuple[str, ...]:
    """Return where nothing of a person's own is; that may be beside a project's own environment."""
    paths = sysconfig.get_paths()
    installed = {path for name, path in paths.items() if name != "data"}
    installed |= {*site.getsitepackages(), site.getusersitepackages()}
    folders = {f"{str(path).rstrip('/')}/" for path in installed}
    return (*folders, GRADREEL)


EVENTS: Final[Mapping[str, Callable[..., None]]] = {
    "open": _opened,
    "os.listdir": _asked_folder,
    "os.scandir": _asked_folder,
    "os.mkdir": _asked_folder,
    **dict.fromkeys(("subprocess.Popen", "os.system", "os.posix_spawn", "os.fork"), _started),
    **dict.fromkeys(("socket.connect", "socket.getaddrinfo"), _asked_network),
}
