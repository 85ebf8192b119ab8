"""What `gradreel inspect` says of a run that another program made and recorded."""

from typing import TYPE_CHECKING, Any

from gradreel.engine.errors import counted

if TYPE_CHECKING:
    from gradreel.engine.arrays import FloatArray
    from gradreel.engine.history import History

SHOWN_TENSORS = 12


def history_rows(history: "History") -> list[tuple[str, str]]:
    """Return what is said of a history, as names and values."""
    told = history_told(history)
    series = told["series"].items()
    return [
        ("recorded by", history.maker),
        ("steps", _steps(history)),
        ("outcome", history.outcome or "unknown"),
        *((_words(name), f"{first:.6g} to {last:.6g}") for name, (first, last) in series),
        ("parameters", _parameters(told["tensors"], history.precision)),
        ("data", _data(history)),
        *((name, _listed(told[name])) for name in ("regions", "planes") if told[name]),
        ("not recorded", _listed(told["not_recorded"]) or "nothing"),
    ]


def history_told(history: "History") -> dict[str, Any]:
    """Return what is said of a history, as JSON has it; the numbers are its first and last."""
    from gradreel.engine.history import SERIES  # noqa: PLC0415, which needs NumPy

    data, regions = history.dataset, history.regions
    series = {name: _ends(each) for name, each in history.series.items()}
    parts: dict[str, Any] = {"parameters": history.tensors, "data": data, "regions": regions}
    parts["planes"] = history.planes
    missing = [name for name in SERIES if name not in series]
    return {
        "maker": history.maker,
        "precision": history.precision,
        "steps": history.n_steps,
        "recorded_steps": len(history.steps),
        "snapshots": len(history.snapshots) if history.tensors or regions else 0,
        "outcome": history.outcome,
        "series": {name: each for name, each in series.items() if each},
        "tensors": {each.name: list(each.values.shape[1:]) for each in history.tensors},
        "rows": None if data is None else data.n,
        "feature_names": [] if data is None else list(data.feature_names),
        "class_names": [] if data is None else list(data.class_names),
        "regions": [] if regions is None else list(regions.probabilities.shape[1:]),
        "planes": [each.kind for each in history.planes],
        "not_recorded": [*missing, *(name for name, part in parts.items() if not part)],
    }


def _ends(values: "FloatArray") -> list[float]:
    """Return the first and the last number that was recorded."""
    known = values[~(values != values)].tolist()  # noqa: PLR0124, what isn't itself is nan
    return [known[0], known[-1]] if known else []


def _steps(history: "History") -> str:
    snapshots = counted(len(history.snapshots), "snapshot")
    first = int(history.steps[0])
    return f"{first} to {history.n_steps}, {len(history.steps)} recorded, {snapshots}"


def _parameters(tensors: dict[str, list[int]], precision: str) -> str:
    shown = [f"{name} {'x'.join(map(str, shape)) or '1'}" for name, shape in tensors.items()]
    more = f", and {len(shown) - SHOWN_TENSORS} more" if len(shown) > SHOWN_TENSORS else ""
    return f"{', '.join(shown[:SHOWN_TENSORS])}{more} ({precision})" if shown else "none"


def _data(history: "History") -> str:
    data = history.dataset
    if data is None:
        return "none"
    columns = ", ".join(data.feature_names)
    classes = ", ".join(f"{number}: {name}" for number, name in enumerate(data.class_names))
    told = f"{counted(data.n, 'row')}, {data.target_name} from {columns}"
    return f"{told}; classes {classes}" if classes else told


def _listed(values: list[Any]) -> str:
    return ", ".join(_words(str(each)) for each in values)


def _words(name: str) -> str:
    return name.replace("held_out", "held-out").replace("_", " ")
