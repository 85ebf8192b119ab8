"""Defaults that a person keeps in a gradreel.toml beside their work."""

from collections.abc import Collection, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from gradreel.engine.errors import RequestError, unknown
from gradreel.scenes.ask import catalog
from gradreel.scenes.ask.catalog import Entry, chosen_for
from gradreel.scenes.cli.alternatives import overruled
from gradreel.scenes.cli.command import SETTINGS_FILE
from gradreel.scenes.cli.manim_options import SECTION, read_settings
from gradreel.scenes.cli.options import PICTURE_OPTIONS
from gradreel.scenes.cli.render_file import SETTINGS
from gradreel.scenes.cli.run_options import RUN_OPTIONS
from gradreel.scenes.cli.spellings import listed, option_named
from gradreel.scenes.files.sources import MAX_SETTINGS_BYTES, open_regular

FILE = Path(SETTINGS_FILE)
OF_SIZE = ("quality", "resolution", "fps")


def settings_from_file() -> dict[str, Any] | None:
    """Read gradreel.toml, where there is one, as click's map of defaults.

    A key at the top is a default of every scene, and one in a table of a scene's name is of
    that scene only: `theme = "light"`, or `seed = 3` below `[minibatch]`.

    Raises:
        RequestError: the file isn't TOML, or names a scene or an option that there isn't; or the
            current folder has been removed.
    """
    try:
        _check_manims_settings()
        if not _says_something(Path.cwd() / FILE):
            return None
    except FileNotFoundError:
        raise RequestError("the current folder has been removed; change to another") from None
    from gradreel.scenes.stage.type.files import read_own  # noqa: PLC0415, few have such a file

    content = read_own(FILE)
    shared = {key: value for key, value in content.items() if not isinstance(value, dict)}
    tables = {key: value for key, value in content.items() if isinstance(value, dict)}
    known = {*RUN_OPTIONS, *PICTURE_OPTIONS}
    common = parameters(shared, known, SETTINGS_FILE)
    read = {SETTINGS: common}
    for entry in catalog.entries():
        own = parameters(tables.pop(entry.name, {}), known.union(entry.options), SETTINGS_FILE)
        read[entry.name] = laid_over(common, own, entry)
    for name in tables:
        raise unknown(f"scene in {FILE}", name, [each for each in read if each != SETTINGS])
    of_all = {key: common[key] for key in PICTURE_OPTIONS if key in common}
    with_all = dict.fromkeys(("film", "slides", "gallery", "texts"), of_all)
    of_preview = {name: _without_size(table) for name, table in read.items()}
    return {"render": read, **with_all, "beats": read, "watch": of_preview}


def _without_size(table: Mapping[str, Any]) -> dict[str, Any]:
    """Return settings without those of the picture's size and rate: a preview has its own."""
    return {name: value for name, value in table.items() if name not in OF_SIZE}


def _check_manims_settings() -> None:
    """Check that what manim reads as soon as it is imported can be read.

    Raises:
        RequestError: it can't, or is no file that is as small as settings are.
    """
    from gradreel.scenes.render.cache.environment import (  # noqa: PLC0415, help needs none
        settings_files,
    )

    for path in settings_files():
        if _says_something(path):
            open_regular(path, MAX_SETTINGS_BYTES).close()
            template = _template_of(path)
            if template.exists():  # manim reads it anew whenever a setting changes
                open_regular(template, MAX_SETTINGS_BYTES).close()


def _template_of(path: Path) -> Path:
    """Return the template of formulas that manim's settings name, or their own path."""
    told = ""
    with suppress(RequestError):  # which manim will say of
        told = read_settings([path]).get(SECTION, "tex_template_file", fallback="", raw=True)
    return Path(told or path)


def _says_something(path: Path) -> bool:
    """Whether there is anything of a name, but for an empty file."""
    return path.exists() and (path.stat().st_size > 0 or not path.is_file())


def laid_over(common: Mapping[str, Any], own: Mapping[str, Any], entry: Entry) -> dict[str, Any]:
    """Join what is set for all scenes with what is set for one, which is stronger."""
    lost = overruled(common, own, chosen_for(entry))
    return {**{name: value for name, value in common.items() if name not in lost}, **own}


def parameters(table: Mapping[str, Any], known: Collection[str], place: str) -> dict[str, Any]:
    """Return what a table of a file sets, by the options' names, as click's map of defaults.

    Args:
        table: it.
        known: the options that may be in it.
        place: where it is, for messages.

    Raises:
        RequestError: one isn't known, is there twice, or has no value.
    """
    found: dict[str, Any] = {}
    for key, value in table.items():
        name = option_named(key).replace("-", "_")
        if isinstance(value, list) and any(isinstance(each, dict) for each in value):
            raise RequestError(f"{key} in {place} is there several times: write [{key}] once")
        if name not in known:
            raise unknown(f"option in {place}", key, known)
        if isinstance(value, dict):
            raise RequestError(f"{key} in {place} needs a value: write it as {key} = ...")
        if name in found:
            raise RequestError(f"{key} in {place} is there twice, as {name} too: leave one away")
        found[name] = _as_typed(value)
    return found


def _as_typed(value: Any) -> Any:
    """Return a value as the command line would give it."""
    if isinstance(value, list):
        return listed(value)
    return value if isinstance(value, bool) else str(value)
