"""What a person chose about a run, joined with what the scene would choose."""

from collections.abc import Mapping
from typing import Any, Final

from gradreel.scenes.app.catalog import Entry
from gradreel.scenes.app.options import RunOptions

# A default that was chosen for one data set, surface or optimizer means nothing for another.
CHOSEN_FOR: Final[Mapping[str, tuple[str, ...]]] = {
    "data": ("x", "y", "start", "learning_rate", "row", "batch_size"),
    "x": ("start", "learning_rate"),
    "y": ("start", "learning_rate"),
    "surface": ("start", "learning_rate", "steps"),
    "optimizer": ("learning_rate",),
    "hidden": ("start",),
}


def chosen_for(entry: Entry) -> dict[str, tuple[str, ...]]:
    """Return, by the scene's options, those of its own that were chosen for that one's default."""
    own = entry.chosen_for
    return {
        name: tuple(
            other
            for other in entry.options
            if other in {*CHOSEN_FOR.get(name, ()), *own.get(name, ())}
        )
        for name in entry.options
    }


def run_options(entry: Entry, given: Mapping[str, Any]) -> RunOptions:
    """Join what was given with the scene's defaults."""
    chosen = {name: given[name] for name in entry.options if given.get(name) is not None}
    defaults = dict(entry.options)
    if given.get("run") is not None and "row" in defaults:
        defaults["row"] = None  # it was chosen for the scene's own data
    unsuited = chosen_for(entry)
    for name, value in chosen.items():
        if value != defaults[name]:
            defaults.update(dict.fromkeys(unsuited[name]))
    return RunOptions.of({**defaults, **chosen})
