"""`gradreel train`: any run, recorded without drawing it."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from gradreel.engine.errors import RequestError
from gradreel.scenes.ask.catalog import chosen_beyond
from gradreel.scenes.ask.options import RunOptions
from gradreel.scenes.ask.own_code import loaded, names_code, told_of
from gradreel.scenes.cli.command import Command, Commands, option
from gradreel.scenes.cli.delivery import deliver
from gradreel.scenes.cli.options import picture_option
from gradreel.scenes.cli.parameter_types import FilePath, Whole
from gradreel.scenes.cli.process import say
from gradreel.scenes.cli.run_options import run_option

if TYPE_CHECKING:
    from gradreel.engine.trajectory import Trajectory

OF_CODE: Mapping[str, str] = {"optimizer": "a class or an object", "surface": "a function"}
"""Options that may name code of a person's own, and what it is."""
Bars = Callable[[str, int | None, bool], AbstractContextManager[Callable[[int], None]]]


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


ON_DATA: Mapping[str, Any] = {
    "data": "heart",
    "x": None,
    "y": None,
    "missing": None,
    "positive": None,
    "standardize": True,
}
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
        "A network of any layer sizes on data with classes, or on a curve.",
        {**ON_DATA, "hidden": (8,), "activation": "tanh", "batch_size": None, **SHARED},
        "gradreel train mlp --data moons --hidden 8,8 --steps 2000 -o run.npz",
    ),
    "surface": Trainable(
        "A point on a surface: a named one, or a formula in x and y.",
        {"surface": "himmelblau", "start": None, **SHARED},
        'gradreel train surface --surface "x**2 + 3*y**2" --start 2,1 -o run.npz',
    ),
    "wave": Trainable(
        "The period of a wave through a series of numbers.",
        {"data": "sunspots", "x": None, "y": None, "batch_size": None, **SHARED, "start": None},
        "gradreel train wave --batch-size 8 --learning-rate 0.2 --steps 100 -o run.npz",
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


def model_command(name: str, callback: Callable[..., Any], *own: click.Option) -> click.Command:
    """Build a command that takes all that may be chosen about a model's run.

    Args:
        name: the model.
        callback: what it does; it is given what `trained` takes, and the values of its own options.
        own: these.
    """
    trainable = TRAINABLE[name]
    stride = option(
        "--stride",
        type=Whole(1),
        default=1,
        metavar="N",
        help="Keep parameters and full loss at every Nth step only.  [1]",
    )
    about_run = (_option(key, default) for key, default in trainable.defaults.items())
    return Command(
        name,
        callback=callback,
        params=[*about_run, stride, *own, picture_option("progress")],
        help=f"{trainable.summary}\n\n\b\nExample:\n  {trainable.example}",
        short_help=trainable.summary,
    )


def _option(name: str, default: Any) -> click.Option:
    made = run_option(name, default)
    if name in OF_CODE:
        told, ends, shown = (made.help or "").partition(".  [")
        made.help = f"{told}; or FILE.py:NAME, {OF_CODE[name]} of yours, which is run{ends}{shown}"
    return made


def trained(
    name: str, *, stride: int, progress: str, bars: Bars | None = None, **given: Any
) -> "Trajectory":
    """Train a model; what was neither given nor a default is said.

    Args:
        name: the model.
        stride: how many steps lie between those that are recorded in full.
        progress: "auto" shows how far it is.
        bars: gives what shows that, given a label, the number of steps, and whether to; a bar on a
            terminal when None.
        given: what was chosen about the run; None where nothing was.

    Raises:
        RequestError: what was chosen can't be run.
    """
    from gradreel.engine import rates, training  # noqa: PLC0415, help needs none of this
    from gradreel.scenes.ask import runs  # noqa: PLC0415
    from gradreel.scenes.render.progress import progress_bar  # noqa: PLC0415

    bars = bars or progress_bar
    shown, defaults = progress == "auto", TRAINABLE[name].defaults
    chosen = {key: value for key, value in given.items() if value is not None}
    options = RunOptions(**{**defaults, **chosen, "stride": stride})
    code = {key: text for key in OF_CODE if _names_code(text := getattr(options, key))}
    with told_of(*code.values()):
        options = options.changed(**{key: loaded(text) for key, text in code.items()})
        spec = runs.SPECS[name](options.changed(learning_rate=options.learning_rate or 1.0))
        if options.learning_rate is None:
            with bars("choosing the rate", rates.count_trials(spec), shown) as advance:
                spec = runs.with_rate(spec, None, advance=advance)
        for line in chosen_beyond(options, spec, defaults):
            say(line)
        with bars("training", spec.steps, shown) as advance:
            return _with_landscape(training.train(spec, advance))


def _names_code(given: object) -> bool:
    return isinstance(given, str) and names_code(given)


def _with_landscape(run: "Trajectory") -> "Trajectory":
    """Keep beside a run what can't be found without the code of a person's own function."""
    from gradreel.engine.objectives import SurfaceObjective  # noqa: PLC0415
    from gradreel.engine.surfaces.own import OwnSurface, kept_on  # noqa: PLC0415
    from gradreel.scenes.stage.runs.endings import verdict  # noqa: PLC0415
    from gradreel.scenes.stage.runs.landscape import landscape_of  # noqa: PLC0415

    surface = getattr(run.objective, "surface", None)
    if not isinstance(surface, OwnSurface):
        return run
    seen = landscape_of([run])
    found = verdict(run, seen)
    kept = kept_on(surface, seen.xs, seen.ys, found.ending, found.step)
    return replace(run, spec=replace(run.spec, objective=SurfaceObjective(kept)))


def check_record(path: Path) -> None:
    """Check that a record can be written, before there is one.

    Raises:
        RequestError: it can't, or the name isn't that of a record.
    """
    from gradreel.scenes.render.targets import check_target, shown  # noqa: PLC0415

    if path.suffix.lower() != ".npz":
        raise RequestError(f"{shown(path)} doesn't end in .npz, as a record does; change that")
    check_target(path)


def _recording_command(name: str) -> click.Command:
    def callback(output: Path, **given: Any) -> None:
        from gradreel.scenes.ask import records  # noqa: PLC0415, help needs none of this

        check_record(output)
        trajectory = trained(name, **given)
        records.save(trajectory, output)
        loss = trajectory.loss[-1] + 0.0  # no negative zero
        click.echo(f"{trajectory.outcome}; loss {loss:.6g}", err=True)
        deliver([output])

    target = click.Option(
        ["-o", "--output"],
        required=True,
        type=FilePath(),
        metavar="FILE.npz",
        help="The record to write.",
    )
    return model_command(name, callback, target)


for _name in TRAINABLE:
    train_command.add_command(_recording_command(_name))
