"""A palette of a person's own: the colours of a theme that are others than the project's."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from gradreel.engine.errors import quoted, unknown
from gradreel.scenes.stage.type.appearance import OwnColours
from gradreel.scenes.stage.type.legibility import faults
from gradreel.scenes.stage.type.own.reading import read_own, refuse
from gradreel.scenes.stage.type.theme import COLOUR, theme, themes


def read_palette(path: Path) -> dict[str, OwnColours]:
    """Read the colours of themes.

    Args:
        path: a file of TOML with a table of colours for each theme that it changes.

    Returns:
        the colours that are others, for each theme that has any.

    Raises:
        RequestError: it can't be read, or something in it is wrong; all that is, is said.
    """
    content = read_own(path)
    refuse(path.name, _misspelled(content))
    refuse(path.name, _illegible(content))
    return {name: tuple(colours.items()) for name, colours in content.items() if colours}


def of_unchanged(path: Path, colours: Collection[str], names: Sequence[str]) -> Iterator[str]:
    """Say which themes stay as they are, though a file of colours was brought.

    Args:
        path: the file.
        colours: the themes that it has colours for.
        names: the themes that are wanted.
    """
    there = f", but for {' and '.join(colours)}" if colours else ""
    for name in names:
        if name not in colours:
            yield f"{path.name} has no colours for the theme {name}{there}: gradreel's own are used"


def _misspelled(content: Mapping[str, Any]) -> Iterator[str]:
    for name, colours in content.items():
        if name not in themes():
            yield str(unknown("theme", name, themes()))
        elif not isinstance(colours, dict):
            yield f"{name} needs a table of colours: write [{name}] above them"
        else:
            yield from _wrong(name, colours)


def _wrong(name: str, colours: Mapping[str, Any]) -> Iterator[str]:
    known = theme(name).tokens()
    for key, colour in colours.items():
        if key not in known:
            yield f"{name}.{key}: {unknown('colour', key, known)}"
        elif not isinstance(colour, str) or not COLOUR.fullmatch(colour):
            yield f'{name}.{key} is {quoted(str(colour))}; write it like "#1A2B3C"'


def _illegible(content: Mapping[str, Mapping[str, str]]) -> Iterator[str]:
    for name, colours in content.items():
        changed = replace(theme(name), **colours)
        for key, fault in faults(changed):
            yield f"{name}.{key} {fault}"
