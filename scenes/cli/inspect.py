"""`gradreel inspect`: what is in a record."""

import json
from collections.abc import Sequence
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from gradreel.engine.errors import counted, plain
from gradreel.scenes.cli.command import Command
from gradreel.scenes.cli.inspect_history import history_rows, history_told
from gradreel.scenes.cli.parameter_types import FilePath

if TYPE_CHECKING:
    from gradreel.engine.spec import RunSpec
    from gradreel.engine.trajectory import Trajectory

SHOWN_PARAMETERS = 12


@click.command(cls=Command)
@click.argument("record", type=FilePath(), metavar="RUN.npz")
@click.option("--json", "as_json", is_flag=True, help="Print as JSON, the whole spec included.")
def inspect(record: Path, as_json: bool) -> None:
    """Say what is in a recorded run.

    \b
    Example:
      gradreel inspect run.npz
    """
    from gradreel.engine.history import History  # noqa: PLC0415
    from gradreel.scenes.ask import records  # noqa: PLC0415

    run = records.load_any(record)
    if as_json:
        told = history_told(run) if isinstance(run, History) else _told(run)
        click.echo(json.dumps(told, indent=2))
        return
    rows = history_rows(run) if isinstance(run, History) else _rows(run)
    width = max(len(name) for name, _ in rows)
    for name, value in rows:
        click.echo(f"{name:<{width}}  {plain(value)}")


def _rows(trajectory: "Trajectory") -> list[tuple[str, str]]:
    from gradreel.engine import optimizers  # noqa: PLC0415

    spec = trajectory.spec
    optimizer = _settings(optimizers.describe(spec.optimizer))
    return [
        ("run", spec.hash[:16]),
        *_objective_rows(trajectory),
        ("optimizer", f"{optimizer}, learning rate {_rate(spec)}"),
        ("batch", _batch(spec)),
        ("steps", f"{trajectory.n_steps} of {spec.steps}, {len(trajectory.recorded_steps)} kept"),
        ("outcome", trajectory.outcome),
        ("loss", f"{trajectory.loss[0]:.6g} to {trajectory.loss[-1]:.6g}"),
        *_parameter_rows(trajectory),
    ]


def _rate(spec: "RunSpec") -> str:
    from gradreel.engine.spec import CONSTANT  # noqa: PLC0415

    falls = "" if spec.schedule == CONSTANT else f", {spec.schedule} schedule"
    return f"{spec.learning_rate:g}{falls}"


def _batch(spec: "RunSpec") -> str:
    size = spec.batch_size
    return f"{counted(size, 'row')}, seed {spec.seed}" if size else "all rows"


def _objective_rows(trajectory: "Trajectory") -> list[tuple[str, str]]:
    description = trajectory.spec.objective.describe()
    data = trajectory.dataset
    if data is None:
        return [("surface", _settings(description["surface"]))]
    columns = ", ".join(data.feature_names)
    return [
        ("model", _settings(description["model"])),
        ("data", f"{data.source}: {counted(data.n, 'row')}, {data.target_name} from {columns}"),
        ("classes", _numbered(data.class_names) or "none: a number is predicted"),
        *((f"{name} is", _numbered(both)) for name, both in data.codes),
        ("sha256", data.sha256),
    ]


def _numbered(names: Sequence[str]) -> str:
    return ", ".join(f"{number}: {name}" for number, name in enumerate(names))


def _parameter_rows(trajectory: "Trajectory") -> list[tuple[str, str]]:
    import numpy as np  # noqa: PLC0415

    names = trajectory.spec.objective.parameter_names
    rows = [("parameters", _numbers(names, trajectory.parameters[-1]))]
    own = trajectory.own_scale(trajectory.parameters[-1])
    if not np.array_equal(own, trajectory.parameters[-1]):
        rows.append(("own scale", _numbers(names, own)))
    return rows


def _numbers(names: Any, values: Any) -> str:
    shown = [f"{name} {value:.7g}" for name, value in zip(names, values, strict=True)]
    more = f", and {len(shown) - SHOWN_PARAMETERS} more" if len(shown) > SHOWN_PARAMETERS else ""
    return ", ".join(shown[:SHOWN_PARAMETERS]) + more


def _settings(description: dict[str, Any]) -> str:
    if "own" in description:
        from gradreel.engine.own import Origin  # noqa: PLC0415

        origin = Origin.from_description(description)
        return f"{origin} (own code, not in the record; sha256 {origin.sha256[:16]})"
    first, *others = description.items()
    return ", ".join([str(first[1]), *(f"{key} {value}" for key, value in others)])


def _told(trajectory: "Trajectory") -> dict[str, Any]:
    own = trajectory.own_scale(trajectory.parameters[-1])
    return {
        "spec": json.loads(trajectory.spec.to_json()),
        "hash": trajectory.spec.hash,
        "steps": trajectory.n_steps,
        "recorded_steps": len(trajectory.recorded_steps),
        "outcome": trajectory.outcome,
        "loss": [float(trajectory.loss[0]), float(trajectory.loss[-1])],
        "parameters": trajectory.parameters[-1].tolist(),
        # JSON knows no infinity, which tiny deviations may lead to
        "own_scale": [value if isfinite(value) else None for value in own.tolist()],
    }
