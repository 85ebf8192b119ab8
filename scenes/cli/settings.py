"""Defaults that a person keeps in a gradreel.toml beside their work."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from engine.errors import RequestError, shorten, unknown
from scenes import catalog
from scenes.cli.options import PICTURE_OPTIONS, RUN_OPTIONS
from scenes.cli.render_file import SETTINGS

FILE = Path("gradreel.toml")


def settings_from_file() -> dict[str, Any] | None:
    """Read gradreel.toml, where there is one, as click's map of defaults.

    A key at the top is a default of every scene, and one in a table of a scene's name is of
    that scene only: `theme = "light"`, or `seed = 3` below `[minibatch]`.

    Raises:
        RequestError: the file isn't TOML, or names a scene or an option that there isn't.
    """
    if not FILE.is_file():
        return None
    content = _read()
    shared = {key: value for key, value in content.items() if not isinstance(value, dict)}
    scenes = {entry.name: content.pop(entry.name, {}) for entry in catalog.entries()}
    for name in content.keys() - shared.keys():
        raise unknown(f"scene in {FILE}", name, scenes)
    tables = {SETTINGS: shared, **{name: {**shared, **own} for name, own in scenes.items()}}
    return {"render": {name: _parameters(table) for name, table in tables.items()}}


def _read() -> dict[str, Any]:
    import tomllib  # noqa: PLC0415

    try:
        return tomllib.loads(FILE.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise RequestError(shorten(f"{FILE} can't be read as TOML: {error}", 180)) from error


def _parameters(table: Mapping[str, Any]) -> dict[str, Any]:
    known = {*RUN_OPTIONS, *PICTURE_OPTIONS}
    for key in table:
        if key.replace("-", "_") not in known:
            raise unknown(f"option in {FILE}", key, known)
    return {key.replace("-", "_"): _as_typed(value) for key, value in table.items()}


def _as_typed(value: Any) -> Any:
    return ",".join(map(str, value)) if isinstance(value, list) else value
