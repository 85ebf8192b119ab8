"""`gradreel train`: any run, recorded without drawing it."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from gradreel.engine.errors import RequestError
from gradreel.scenes.app.defaults import chosen_beyond
from gradreel.scenes.app.options import RunOptions
from gradreel.scenes.cli.command import Request, option
from gradreel.scenes.cli.group import Commands
from gradreel.scenes.cli.options import picture_option
from gradreel.scenes.cli.parameter_types import FilePath, Whole
from gradreel.scenes.cli.process import say
from gradreel.scenes.cli.run_options import run_option


@dataclass(frozen=True)
class Trainable:
    """What can be trained from the command line.

    Attributes:
        summary: one line on it.
        defaults: the run options that it takes, with their defaults.
        example: a command line that works.
    """

    summary: str
    defaults: Mapping[str, Any]
    example: str


ON_DATA: Mapping[str, Any] = {"data": "heart", "x": None, "y": None, "standardize": True}
SHARED: Mapping[str, Any] = {
    "optimizer": "gradient-descent",
    "learning_rate": None,
    "steps": 400,
    "seed": 0,
}

TRAINABLE: Mapping[str, Trainable] = {
    "logistic": Trainable(
        "Logistic regression on data with two classes.",
        {**ON_DATA, "batch_size": None, **SHARED, "start": None},
        "gradreel train logistic --data heart --x MaxHR --y AHD -o run.npz",
    ),
    "mlp": Trainable(
        "A network of any layer sizes on data with classes, or a number, to predict.",
        {**ON_DATA, "hidden": (8,), "activation": "tanh", "batch_size": None, **SHARED},
        "gradreel train mlp --data moons --hidden 8,8 --steps 2000 -o run.npz",
    ),
    "surface": Trainable(
        "A point on a surface: a named one, or a formula in x and y.",
        {"surface": "himmelblau", "start": None, **SHARED},
        'gradreel train surface --surface "x**2 + 3*y**2" --start 2,1 -o run.npz',
    ),
}


class Models(Commands):
    """What can be trained, as sub-commands."""

    kind = "model to train"


@click.command("train", cls=Models)
def train_command() -> None:
    """Train a model, or descend a surface, and record every step.

    \b
    Example:
      gradreel train logistic --data heart --x MaxHR --y AHD -o run.npz
    """


def _command(name: str, trainable: Trainable) -> click.Command:
    def callback(output: Path, stride: int, progress: str, **given: Any) -> None:
        chosen = {key: value for key, value in given.items() if value is not None}
        options = RunOptions(**{**trainable.defaults, **chosen, "stride": stride})
        click.echo(os.fsencode(_record(name, options, output, progress == "auto")))

    return Request(
        name,
        callback=callback,
        params=[
            *(run_option(key, default) for key, default in trainable.defaults.items()),
            *_record_options(),
        ],
        help=f"{trainable.summary}\n\n\b\nExample:\n  {trainable.example}",
        short_help=trainable.summary,
    )


def _record_options() -> list[click.Option]:
    return [
        option(
            "--stride",
            type=Whole(1),
            default=1,
            metavar="N",
            help="Keep parameters and full loss at every Nth step only.  [1]",
        ),
        click.Option(
            ["-o", "--output"],
            required=True,
            type=FilePath(),
            metavar="FILE.npz",
            help="The record to write.",
        ),
        picture_option("progress"),
    ]


def _record(name: str, options: RunOptions, output: Path, show_progress: bool) -> Path:
    from gradreel.engine import training  # noqa: PLC0415
    from gradreel.scenes.app import runs  # noqa: PLC0415
    from gradreel.scenes.render.output.progress import progress_bar  # noqa: PLC0415
    from gradreel.scenes.render.output.targets import check_target, shown  # noqa: PLC0415

    if output.suffix.lower() != ".npz":
        raise RequestError(f"{shown(output)} doesn't end in .npz, as a record does; change that")
    check_target(output)
    spec = runs.SPECS[name](options.changed(learning_rate=options.learning_rate or 1.0))
    if options.learning_rate is None:
        with progress_bar("choosing the rate", len(training.RATES), show_progress) as advance:
            spec = runs.with_rate(spec, None, advance=advance)
    for line in chosen_beyond(options, spec, TRAINABLE[name].defaults):
        say(line)
    with progress_bar("training", spec.steps, show_progress) as advance:
        trajectory = training.train(spec, advance)
    trajectory.save(output)
    loss = trajectory.loss[-1] + 0.0  # no negative zero
    click.echo(f"{trajectory.outcome}; loss {loss:.6g}", err=True)
    return output


for _name, _trainable in TRAINABLE.items():
    train_command.add_command(_command(_name, _trainable))
