"""Which files of a person's own this process has read, found by listening to Python itself."""

import os
import sys
import sysconfig
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from tempfile import gettempdir
from typing import Any, Final

from scenes.render.digest import sha256_of
from scenes.render.files import PREFIX

WRITING: Final = os.O_WRONLY | os.O_RDWR
SYSTEM: Final = ("/dev/", "/proc/", "/sys/")

_opened: dict[str, None] = {}


@cache
def watch_files() -> None:
    """Begin to take note of files that are opened for reading; there is no way to stop."""
    sys.addaudithook(_listen)


def files_read() -> Mapping[str, str]:
    """Return the files that were read since, and those of modules, with their SHA-256.

    Left out are Python's own and installed libraries, gradreel's, and what was read below the
    folder for temporary files that gradreel makes.
    """
    files = {*_opened, *_modules()}
    known = ((path, sha256_of(path)) for path in sorted(files) if _is_own(path))
    return {path: digest for path, digest in known if digest is not None}


def _listen(event: str, arguments: tuple[Any, ...]) -> None:
    if event == "open":
        path, _, flags = arguments
        if isinstance(path, str | bytes | os.PathLike) and not flags & WRITING:
            _opened[os.path.abspath(os.fsdecode(path))] = None  # noqa: PTH100, it must stay quick


def _modules() -> list[str]:
    """Return the sources of modules: an import that finds them compiled doesn't open them."""
    files = (getattr(module, "__file__", None) for module in list(sys.modules.values()))
    return [os.path.abspath(file) for file in files if file and file.endswith(".py")]  # noqa: PTH100


def _is_own(path: str) -> bool:
    return not path.startswith((*SYSTEM, *_places())) and Path(path).is_file()


@cache
def _places() -> tuple[str, ...]:
    """Return where nothing of a person's own is."""
    installed = set(sysconfig.get_paths().values()) | {sys.prefix, sys.base_prefix}
    own = Path(__file__).parents[2]
    project = {own / name for name in ("engine", "scenes", "assets")}
    folders = {str(path).rstrip("/") + "/" for path in installed | project}
    return (*folders, f"{gettempdir()}/{PREFIX}")
