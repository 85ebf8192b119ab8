"""What a person chose about a run, joined with what the scene would choose."""

import shlex
from collections.abc import Collection, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

from gradreel.engine.data_names import DATA_NAMES
from gradreel.engine.errors import plain
from gradreel.scenes.app.catalog import Entry
from gradreel.scenes.app.options import RunOptions

if TYPE_CHECKING:
    from gradreel.engine.data import Dataset
    from gradreel.engine.spec import RunSpec

# A default that was chosen for one data set, surface or optimizer means nothing for another.
CHOSEN_FOR: Final[Mapping[str, tuple[str, ...]]] = {
    "data": ("x", "y", "positive", "start", "learning_rate", "row", "batch_size"),
    "x": ("start", "learning_rate"),
    "y": ("positive", "start", "learning_rate"),
    "positive": ("start", "learning_rate"),
    "surface": ("start", "learning_rate", "steps"),
    "optimizer": ("learning_rate",),
    "hidden": ("start",),
}


def chosen_for(entry: Entry) -> dict[str, tuple[str, ...]]:
    """Return, by the scene's options, those of its own that were chosen for that one's default."""
    own = entry.chosen_for
    shared = {name: others for name, others in CHOSEN_FOR.items() if name not in entry.help}
    return {
        name: tuple(
            other for other in entry.options if other in {*shared.get(name, ()), *own.get(name, ())}
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
    return RunOptions.of({**defaults, **chosen}, entry.help)


def chosen_beyond(options: RunOptions, spec: "RunSpec", names: Collection[str]) -> tuple[str, ...]:
    """Say in lines what of a run was neither given nor a default.

    They have the flags that would repeat it, and what numbers stand for in a person's own table.

    Args:
        options: what was given, and the defaults.
        spec: the run that came of it.
        names: the options that there are.
    """
    flags = [
        f"--{name.replace('_', '-')} {value}"
        for name, value in _filled_in(spec)
        if name in names and getattr(options, name) is None
    ]
    chosen = (f"chosen for this run: {' '.join(flags)}",) if flags else ()
    data: Dataset | None = getattr(spec.objective, "dataset", None)
    if data is None or data.source in DATA_NAMES:
        return chosen
    is_open = "positive" in names and options.positive is None
    return (*chosen, *_coded(data, is_open=is_open))


def _coded(data: "Dataset", *, is_open: bool) -> Iterator[str]:
    """Say which numbers stand for the words of a table of somebody's own.

    Args:
        data: the table.
        is_open: whether y = 1 may be the other class, and nobody said which.
    """
    for name, (zero, one) in data.codes:
        yield f"{plain(name)}: {plain(one)} 1, {plain(zero)} 0"
    if is_open and data.n_classes == 2 and data.class_names != ("0", "1"):
        zero, one = map(plain, data.class_names)
        other = f"--positive {shlex.quote(zero)} for the other"
        yield f"y = 1 is {plain(data.target_name)}: {one}; {other}"


def _filled_in(spec: "RunSpec") -> Iterator[tuple[str, str]]:
    yield "learning_rate", f"{spec.learning_rate:g}"
    yield "steps", str(spec.steps)
    if spec.batch_size is not None:
        yield "batch_size", str(spec.batch_size)
    is_whole = spec.objective.describe()["kind"] != "held"  # else a flag would need all of them
    if is_whole and spec.start.size <= 2 and spec.start.any():
        yield "start", ",".join(f"{value:g}" for value in spec.start.tolist())
