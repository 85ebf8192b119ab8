"""What decides a frame beside what is drawn: libraries, Cairo and manim's settings."""

import os
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from gradreel.scenes.render.cache.contents import sha256_of

LIBRARIES: Final = frozenset(
    {
        *("av", "contourpy", "fonttools", "imageio", "manim", "manimpango", "mapbox_earcut"),
        *("matplotlib", "moderngl", "networkx", "numpy", "pillow", "pycairo", "scipy"),
        *("skia_pathops", "srt", "svgelements", "typst", "uharfbuzz"),
    }
)
"""Those that decide what is drawn, in small letters, with underscores."""
VARIABLES: Final = (
    *("TZ", "LANG", "LANGUAGE", "LC_ALL", "LC_CTYPE", "LC_NUMERIC", "LC_TIME", "PANGO_LANGUAGE"),
    *("FONTCONFIG_FILE", "FONTCONFIG_PATH", "FONTCONFIG_SYSROOT"),
)
"""Those that libraries in C read for themselves, and that may change a text."""


def installed() -> Mapping[str, str]:
    """Return the version of every library that is installed.

    They are read from the names of folders: asking importlib.metadata takes ten times as long.
    """
    found: dict[str, str] = {}
    for each in _installations():
        name, _, version = each.name.removesuffix(".dist-info").rpartition("-")
        # The first in the path is the one that is imported.
        found.setdefault(name.lower().replace("-", "_"), version)
    return found


def surroundings() -> Mapping[str, Any]:
    """Return what a person's own file may depend on, whatever it asks for, as JSON can hold it.

    Its imports come from the module path, its texts are in fonts of the system, and a library may
    have been installed anew with the same version.
    """
    return {
        "module path": sys.path,
        "variables": {name: os.environ.get(name) for name in VARIABLES},
        "python": [sys.flags.optimize, sys.flags.utf8_mode, sys.flags.dev_mode],
        "fonts": [*map(sha256_of, _font_settings()), *sorted(_fonts())],
        "installations": sorted((each.path, each.stat().st_mtime_ns) for each in _installations()),
    }


def _font_settings() -> tuple[Path, ...]:
    """Return where fontconfig may find settings."""
    own = Path(os.environ.get("XDG_CONFIG_HOME") or _at_home(".config"))
    system = Path("/etc/fonts")
    return own / "fontconfig" / "fonts.conf", system / "local.conf", system / "conf.d"


def _fonts() -> Iterator[tuple[str, int]]:
    """Give the folders of fonts, and those in them, with when a font came or went."""
    data = os.environ.get("XDG_DATA_HOME") or _at_home(".local/share")
    own = (f"{data}/fonts", _at_home(".fonts"), _at_home("Library/Fonts"))
    for place in ("/usr/share/fonts", "/usr/local/share/fonts", "/Library/Fonts", *own):
        for folder, *_ in os.walk(place):
            yield folder, Path(folder).stat().st_mtime_ns


def _installations() -> Iterator[os.DirEntry[str]]:
    """Give the folders that tell of the libraries that are installed."""
    for place in dict.fromkeys(sys.path):
        if place and Path(place).is_dir():
            with os.scandir(place) as found:
                yield from (each for each in found if each.name.endswith(".dist-info"))


def cairo_version() -> str:
    """Return the version of the system's Cairo, which draws every line of a manim scene."""
    try:
        import cairo  # noqa: PLC0415, whoever only asks for a version shouldn't need it
    except ImportError:
        return "missing"
    return str(cairo.cairo_version_string())


def settings_files() -> tuple[Path, ...]:
    """Return where manim may find settings of a user's own."""
    return Path(_at_home(".config/manim/manim.cfg")), Path("manim.cfg")


def _at_home(place: str) -> str:
    return os.path.expanduser(f"~/{place}")  # noqa: PTH111, Path raises where there is no home
