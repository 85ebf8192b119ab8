"""What decides a frame beside what is drawn: libraries, Cairo and manim's settings."""

import os
import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

LIBRARIES: Final = frozenset(
    {
        *("av", "contourpy", "fonttools", "manim", "manimpango", "mapbox_earcut", "matplotlib"),
        *("moderngl", "networkx", "numpy", "pillow", "pycairo", "scipy", "skia_pathops", "srt"),
        *("svgelements", "typst", "uharfbuzz"),
    }
)
"""Those that decide what is drawn, in small letters, with underscores."""
INSTALLED: Final = re.compile(r"(.+)-([^-]+)\.dist-info")


def installed() -> Mapping[str, str]:
    """Return the version of every library that is installed.

    They are read from the names of folders: asking importlib.metadata takes ten times as long.
    """
    found: dict[str, str] = {}
    for name, version in _distributions():
        found.setdefault(name, version)  # the first in the path is the one that is imported
    return found


def _distributions() -> Iterator[tuple[str, str]]:
    for place in dict.fromkeys(sys.path):
        if not place or not Path(place).is_dir():
            continue
        for name in os.listdir(place):  # noqa: PTH208, it is the quickest way
            if found := INSTALLED.fullmatch(name):
                yield found[1].lower().replace("-", "_"), found[2]


def cairo_version() -> str:
    """Return the version of the system's Cairo, which draws every line of a manim scene."""
    try:
        import cairo  # noqa: PLC0415, whoever only asks for a version shouldn't need it
    except ImportError:
        return "missing"
    return str(cairo.cairo_version_string())


def settings_files() -> tuple[Path, ...]:
    """Return where manim may find settings of a user's own."""
    return Path(os.path.expanduser("~/.config/manim/manim.cfg")), Path("manim.cfg")  # noqa: PTH111
