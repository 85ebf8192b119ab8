"""What a person chose about a run, joined with what the scene would choose."""

from collections.abc import Mapping
from typing import Any, Final

from gradreel.engine.errors import RequestError
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


def run_options(entry: Entry, given: Mapping[str, Any]) -> RunOptions:
    """Join what was given with the scene's defaults.

    Raises:
        RequestError: an option about the run was given beside a recorded run.
    """
    chosen = {name: given[name] for name in entry.options if given.get(name) is not None}
    if given.get("run") is not None and (fixed := sorted(chosen.keys() - {"row"})):
        flag = "--" + fixed[0].replace("_", "-")
        raise RequestError(f"--run brings a run that is done; leave {flag} away, or --run")
    defaults = dict(entry.options)
    if given.get("run") is not None and "row" in defaults:
        defaults["row"] = None  # it was chosen for the scene's own data
    for name, value in chosen.items():
        if value != defaults[name]:
            unsuited = {*CHOSEN_FOR.get(name, ()), *entry.chosen_for.get(name, ())}
            defaults.update(dict.fromkeys(defaults.keys() & unsuited))
    return RunOptions.of({**defaults, **chosen})
