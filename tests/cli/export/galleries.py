"""Small galleries, made by the real command with one cache for all in a folder."""

import sys
from collections.abc import Sequence
from pathlib import Path

from tests.conftest import Ran
from tests.render.manim.forks import gradreel_in

PROGRAM = str(Path(sys.executable).parent / "gradreel")
SMALL = ("-r", "160,90", "--fps", "1")


def command(arguments: Sequence[str]) -> list[str]:
    gifs = () if "--no-gif" in arguments else ("--gif-size", "200KB")
    return [PROGRAM, "gallery", *arguments, *SMALL, *gifs]


def made_in(home: Path, *arguments: str) -> Ran:
    """Make a gallery, in a fork of this process, which has the libraries loaded."""
    return gradreel_in(home, *command(arguments)[1:], GRADREEL_CACHE=str(home / "cache"))
