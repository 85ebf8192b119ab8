"""Files of TOML, assets or a person's own, and how what is wrong in one is said."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from itertools import islice
from pathlib import Path
from typing import Any, Final

from gradreel.assets import FOLDER
from gradreel.engine.errors import FaultsError, RequestError, WorkError, shorten
from gradreel.scenes.files.sources import (
    MAX_SETTINGS_BYTES,
    OwnSource,
    OwnTable,
    read_regular,
)


def read_asset(path: Path) -> dict[str, Any]:
    """Read a file of TOML.

    Raises:
        WorkError: it isn't there, or it isn't TOML.
    """
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise asset_error(path, f"can't be read: {shorten(reason, 80)}") from error


def table_in(content: Mapping[str, Any], name: str, path: Path) -> dict[str, Any]:
    """Return a table of a file.

    Raises:
        WorkError: there is none, or it is something else.
    """
    if not isinstance(content.get(name), dict):
        raise asset_error(path, f"has no table [{name}]; add it")
    return dict(content[name])


def check_texts(content: Mapping[str, Any], where: str, path: Path) -> None:
    """Check that all that a table holds, in tables of its own too, is text.

    Raises:
        WorkError: something else is there.
    """
    for key, value in content.items():
        if isinstance(value, dict):
            check_texts(value, f"{where}.{key}", path)
        elif not isinstance(value, str):
            raise asset_error(path, f"has no text for {where}.{key}; write it in quotes")


def asset_error(path: Path, fault: str) -> WorkError:
    """Say what is wrong with a file of assets."""
    _, _, name = path.as_posix().rpartition(f"/{FOLDER.name}/")
    return WorkError(f"{FOLDER.name}/{name} {fault}")


MOST_DOTS: Final = 50
LONGEST_WORD: Final = 1000
"""Of a line, and of a key or a number: with more, a file takes time or depth without end."""
MOST_FAULTS: Final = 10
"""Those that are told."""


def read_own(path: OwnSource) -> dict[str, Any]:
    """Read a file, or a table that stands for one.

    Raises:
        RequestError: there is none, or it isn't TOML.
    """
    if isinstance(path, OwnTable):
        return dict(path.content)
    content = read_regular(path, MAX_SETTINGS_BYTES)
    try:
        text = content.decode("utf-8-sig")
        _check_lines(text)
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise RequestError(f"{path.name} isn't TOML: {shorten(str(error), 100)}") from error


def _check_lines(text: str) -> None:
    for number, line in enumerate(text.splitlines(), 1):
        if line.count(".") > MOST_DOTS:
            raise ValueError(f"over {MOST_DOTS} dots in line {number}")
        if len(line) > LONGEST_WORD and any(len(word) > LONGEST_WORD for word in _words(line)):
            raise ValueError(f"a word of over {LONGEST_WORD:,} letters in line {number}")


def _words(line: str) -> list[str]:
    return re.findall(r"[\w-]+", line)


def key_in(path: OwnSource, keys: Iterable[str]) -> str:
    """Return a key as a person's file has it, or else with dots."""
    dotted = ".".join(keys)
    return path.keys.get(dotted, dotted) if isinstance(path, OwnTable) else dotted


def refuse(name: str, faults: Iterable[str]) -> None:
    """Raise an error that says the first faults of a file, if there are any.

    Raises:
        RequestError: there are.
    """
    refuse_lines(name, (f"{name}: {fault}" for fault in faults))


def refuse_lines(name: str, faults: Iterable[str]) -> None:
    """Do the same with faults that name the file themselves.

    Raises:
        RequestError: there are some.
    """
    found = [*islice(faults, MOST_FAULTS + 1)]
    if len(found) == 1:
        raise RequestError(found[0])
    if found:
        count = len(found) if len(found) <= MOST_FAULTS else f"over {MOST_FAULTS}"
        raise FaultsError(f"{name} has {count} faults; mend them", found[:MOST_FAULTS])
