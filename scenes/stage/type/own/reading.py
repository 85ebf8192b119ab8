"""Reading a file of TOML that a person wrote, and saying what is wrong in it."""

import re
import tomllib
from collections.abc import Iterable
from itertools import islice
from pathlib import Path
from typing import Any, Final

from gradreel.engine.errors import FaultsError, RequestError, shorten
from gradreel.scenes.files.sources import MAX_SETTINGS_BYTES, read_regular

MOST_DOTS: Final = 50
LONGEST_WORD: Final = 1000
"""Of a line, and of a key or a number: with more, a file takes time or depth without end."""
MOST_FAULTS: Final = 10
"""Those that are told."""


def read_own(path: Path) -> dict[str, Any]:
    """Read a file.

    Raises:
        RequestError: there is none, or it isn't TOML.
    """
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


def refuse(name: str, faults: Iterable[str]) -> None:
    """Raise an error that says the first faults of a file, if there are any.

    Raises:
        RequestError: there are.
    """
    found = [f"{name}: {fault}" for fault in islice(faults, MOST_FAULTS + 1)]
    if len(found) == 1:
        raise RequestError(found[0])
    if found:
        count = len(found) if len(found) <= MOST_FAULTS else f"over {MOST_FAULTS}"
        raise FaultsError(f"{name} has {count} faults; mend them", found[:MOST_FAULTS])
