"""What two machines must have in common, so that they understand each other and draw the same."""

import hashlib
import platform
from collections.abc import Mapping
from typing import Final

from gradreel import PROJECT
from gradreel.engine.errors import shorten
from gradreel.scenes.render.cache.contents import sha256_of
from gradreel.scenes.render.cache.environment import (
    LIBRARIES,
    cairo_version,
    installed,
    settings_files,
)

SOURCES: Final = ("engine/**/*.py", "scenes/**/*.py", "assets/**/*.*")
DIGITS: Final = 8


def versions() -> Mapping[str, str]:
    """Return the versions of what decides a frame; of gradreel the sources' SHA-256 too."""
    here = installed()
    names = ("gradreel", *sorted(LIBRARIES), "distributed")
    found = {name: here.get(name, "missing") for name in names}
    found["gradreel"] += f" ({_sources()[:DIGITS]})"
    found["python"] = ".".join(platform.python_version_tuple()[:2])
    found["cairo"] = cairo_version()
    return found


def settings() -> str:
    """Return a SHA-256 over manim's settings: those of the user, and of the current folder."""
    digests = " ".join(str(sha256_of(path)) for path in settings_files())
    return hashlib.sha256(digests.encode()).hexdigest()


def difference(ours: Mapping[str, str], theirs: Mapping[str, str], where: str) -> str | None:
    """Say in one line what another machine has that this one hasn't; None where all is the same.

    Args:
        ours: the versions on this machine.
        theirs: the versions on the other.
        where: the other machine's name, with the article that it needs.
    """
    other = [name for name in ours if ours[name] != theirs.get(name)]
    if not other:
        return None
    named = [f"{name} {theirs.get(name, 'unknown')}, here {ours[name]}" for name in other]
    return f"{where} has {shorten('; '.join(named), 110)}: install the same on both"


def _sources() -> str:
    files = {path for pattern in SOURCES for path in PROJECT.glob(pattern) if path.is_file()}
    digest = hashlib.sha256()
    for path in sorted(files):
        if "__pycache__" not in path.parts:
            digest.update(f"{path.relative_to(PROJECT)} {sha256_of(path)}\n".encode())
    return digest.hexdigest()
