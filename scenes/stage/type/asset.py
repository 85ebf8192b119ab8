"""Files of assets that people edit: what is wrong in one is said with its file and key."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from gradreel.assets import FOLDER
from gradreel.engine.errors import WorkError, shorten


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
