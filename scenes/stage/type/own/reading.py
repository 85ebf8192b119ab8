"""Reading a file of TOML that a person wrote, and saying all that is wrong in it."""

import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from gradreel.engine.errors import FaultsError, RequestError, shorten
from gradreel.engine.io.sources import open_regular

MAX_BYTES = 2_000_000


def read_own(path: Path) -> dict[str, Any]:
    """Read a file.

    Raises:
        RequestError: there is none, or it isn't TOML.
    """
    with open_regular(path, MAX_BYTES) as file:
        content = file.read()
    try:
        return tomllib.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise RequestError(f"{path.name} isn't TOML: {shorten(str(error), 100)}") from error


def refuse(name: str, faults: Iterable[str]) -> None:
    """Raise an error that says all faults of a file, if there are any.

    Raises:
        RequestError: there are.
    """
    found = [f"{name}: {fault}" for fault in faults]
    if len(found) == 1:
        raise RequestError(found[0])
    if found:
        raise FaultsError(f"{name} has {len(found)} faults; mend them", found)
