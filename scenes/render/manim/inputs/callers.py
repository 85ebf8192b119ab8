"""Whose files are whose, and who asks for one: a scene, a library, or gradreel itself."""

import os
import site
import sys
import sysconfig
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import FrameType
from typing import Final, NamedTuple

from gradreel import PROJECT
from gradreel.scenes.files.temporary import PREFIX

OPEN_FILES: Final = "/proc/self/fd"
SYSTEM: Final = ("/dev/", "/proc/", "/sys/")
PYTHON: Final = f"{Path(os.__file__).parent}/"
GRADREEL: Final = f"{PROJECT}/"
TEMPORARY: Final = f"/{PREFIX}"
STANDINS: Final = str(Path(__file__).with_name("standins.py"))
PACKAGES: Final = "-packages/"  # site-packages, or Debian's dist-packages
_known_libraries: set[str] = set()


def whole(path: object, folder: object = None) -> str:
    """Return a path from the root.

    Args:
        path: a path, or the number of a file or folder that is open.
        folder: the number of an open folder that it begins in; the current one when None or -1.

    Raises:
        TypeError: it is no path.
        OSError: the system doesn't tell where what is open is.
    """
    if isinstance(path, int):
        return os.readlink(f"{OPEN_FILES}/{path}")  # noqa: PTH115, it must stay quick
    text = os.fsdecode(path)  # type: ignore[arg-type]
    if isinstance(folder, int) and folder >= 0 and not text.startswith(os.sep):
        text = f"{whole(folder)}/{text}"
    return os.path.abspath(text)  # noqa: PTH100, as above


class Caller(NamedTuple):
    """Who asks, and how.

    Attributes:
        file: the nearest source that is none of Python's own; empty where there is none.
        function: the function of Python's own that it asked; empty where it asked at once.
        nearest: the source that asked in the end, which may be Python's own.
    """

    file: str
    function: str
    nearest: str

    @property
    def is_gradreel(self) -> bool:
        """Whether gradreel asks for itself."""
        return self.file.startswith(GRADREEL)

    @property
    def is_user(self) -> bool:
        """Whether it is a person's own source."""
        return bool(self.file) and is_users(self.file)

    @property
    def package(self) -> str:
        """The library that asks, by the name that it is imported by; empty where none does."""
        _, found, inside = self.file.rpartition(PACKAGES)
        return inside.split("/")[0].removesuffix(".py") if found else ""

    @property
    def is_of_scene(self) -> bool:
        """Whether it is a person's own source, or a library that only that one needs."""
        return self.is_user or (bool(self.package) and self.package not in _known_libraries)


def caller(depth: int = 2) -> Caller:
    """Return who called the function that calls this, so many frames up."""
    frame: FrameType | None = sys._getframe(depth)
    while frame is not None and frame.f_code.co_filename == STANDINS:
        frame = frame.f_back
    nearest, function = frame.f_code.co_filename if frame else "", ""
    while frame is not None and _is_pythons(frame.f_code.co_filename):
        function = frame.f_code.co_name
        frame = frame.f_back
    return Caller("" if frame is None else frame.f_code.co_filename, function, nearest)


def is_scene_below() -> bool:
    """Whether a person's own source waits for the caller's end, however far below."""
    return any(is_users(file) and not _is_pythons(file) for file in _files(sys._getframe(2)))


def remember_libraries() -> None:
    """Remember which libraries are there before any scene's file is imported."""
    _known_libraries.update(name.partition(".")[0] for name in sys.modules)


def is_users(path: str) -> bool:
    """Whether a file is of a person's own: neither Python's, nor a library's, nor gradreel's."""
    return not path.startswith((*SYSTEM, *_places())) and TEMPORARY not in path


def _files(frame: FrameType | None) -> Iterator[str]:
    while frame is not None:
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
