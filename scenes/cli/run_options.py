"""The scenes as sub-commands, and the options about their runs, each defined once."""

from abc import abstractmethod
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from gradreel.engine.data_names import DATA_NAMES
from gradreel.engine.errors import RequestError, counted, quoted
from gradreel.engine.optimizers import optimizer_names
from gradreel.engine.surfaces.names import SURFACE_NAMES
from gradreel.scenes.ask import catalog
from gradreel.scenes.ask.catalog import Entry, chosen_for, run_options
from gradreel.scenes.ask.options import DATA, RunOptions
from gradreel.scenes.cli.command import (
    Command,
    Commands,
    SourcedOption,
    flag_name,
    option,
    variable_name,
)
from gradreel.scenes.cli.parameter_types import (
    ClassName,
    ColumnName,
    DataName,
    FilePath,
    FiniteNumber,
    Listing,
    Name,
    OneOf,
    OptimizerName,
    SurfaceName,
    Taken,
    Whole,
)
from gradreel.scenes.cli.spellings import OPTIMIZERS

LARGEST_SEED = 2**63 - 1
OF_DATA = (*DATA, "standardize")
UNSAID: Mapping[str, str] = {
    "learning_rate": "the one that ends lowest of those tried",
    "batch_size": "all rows",
}
"""What holds where there is no default and nothing is said."""


def run_option(name: str, default: Any, changed_by: Sequence[str] = ()) -> SourcedOption:
    """Build the option for one choice about a run, its help saying the scene's default.

    Args:
        name: which one.
        default: what holds when nothing is said.
        changed_by: the options with which that default isn't used.
    """
    flags, settings = RUN_OPTIONS[name]
    shown = _with_default(settings["help"], UNSAID.get(name) if default is None else default)
    if default is not None and changed_by:
        with_these = ", ".join(map(flag_name, changed_by))
        shown = f"{shown.removesuffix(']')}; not with {with_these}]"
    return option(*flags, **{**settings, "help": shown})


def scene_options(entry: Entry) -> list[SourcedOption]:
    """Build the options that a scene takes: choices about its run, and those that it alone has."""
    unsuited = chosen_for(entry)
    return [
        run_option(name, default, [each for each in unsuited if name in unsuited[each]])
        if name not in entry.help
        else _own_option(name, default, entry.help[name])
        for name, default in entry.options.items()
    ]


class RunsOption(SourcedOption):
    """The option for recorded runs: as many as a scene draws together, each given once.

    Args:
        entry: the scene.
    """

    def __init__(self, entry: Entry) -> None:
        several = f" Up to {entry.most_runs}, to compare them." if entry.most_runs > 1 else ""
        super().__init__(
            ["--run"],
            envvar=variable_name("run"),
            default=None,
            type=FilePath(),
            multiple=True,
            metavar="FILE.npz",
            help=f"Draw this recorded run: {entry.draws}.{several}",
        )
        self._entry = entry

    def value_from_envvar(self, ctx: click.Context) -> Any:
        """Return the variable as it is."""
        return self.resolve_envvar_value(ctx)

    def type_cast_value(self, ctx: click.Context, value: Any) -> tuple[Path, ...]:
        """Read the paths, which a file or a variable has between commas.

        Raises:
            RequestError: there are more than the scene draws, or one is given twice.
        """
        if isinstance(value, str):
            value = Listing(FilePath()).convert(value, self, ctx)
        paths: tuple[Path, ...] = super().type_cast_value(ctx, value)
        name, most = self._entry.name, self._entry.most_runs
        if len(paths) > most:
            others = (each for each in catalog.entries() if each.most_runs > most)
            more = "".join(f"; {each.name} draws up to {each.most_runs}" for each in others)
            drawn = counted(most, "recorded run") + (" at the most" if most > 1 else "")
            raise RequestError(f"{name} draws {drawn}, --run is given {len(paths)} times{more}")
        if twice := next((each for each in paths if paths.count(each) > 1), None):
            raise RequestError(f"--run {quoted(str(twice))} is given twice; give it once")
        return paths


def data_options() -> list[SourcedOption]:
    """Build the options of what data several scenes are on."""
    return [run_option(name, None) for name in OF_DATA]


def options_of_all(scenes: Sequence[Entry], given: Mapping[str, Any]) -> dict[str, RunOptions]:
    """Return the options of several scenes by their names: settings, defaults, and their data.

    Args:
        scenes: they.
        given: options of the line; those of `data_options` count for scenes that take them.

    Raises:
        RequestError: a setting is wrong, or no scene takes what was given.
    """
    of_data = data_of_line(scenes, given)
    return {
        each.name: _options_set(
            each, {name: value for name, value in of_data.items() if name in shared_options(each)}
        )
        for each in scenes
    }


def data_of_line(scenes: Sequence[Entry], given: Mapping[str, Any]) -> dict[str, Any]:
    """Return what was given of `data_options`.

    Raises:
        RequestError: no scene takes it.
    """
    of_data = {name: given[name] for name in OF_DATA if given.get(name) is not None}
    for name in of_data:
        if not any(name in shared_options(each) for each in scenes):
            raise RequestError(f"none of these scenes takes {flag_name(name)}: leave it out")
    return of_data


def shared_options(entry: Entry) -> set[str]:
    """Return the options of a scene that aren't its own alone."""
    return {*entry.options} - {*entry.help}


def _options_set(entry: Entry, of_data: Mapping[str, Any]) -> RunOptions:
    root = click.get_current_context().find_root()
    settings = (root.default_map or {}).get("render", {}).get(entry.name, {})
    options: RunOptions = settled(
        entry, settings, lambda **own: run_options(entry, {**own, **of_data})
    )
    return options


def settled(
    entry: Entry,
    settings: dict[str, Any],
    callback: Callable[..., Any],
    more: Sequence[click.Option] = (),
) -> Any:
    """Call something with a scene's options, as settings, the environment and defaults have them.

    Args:
        entry: the scene.
        settings: click's map of defaults.
        callback: what is called; what it returns is.
        more: options beside those of the scene.

    Raises:
        RequestError: a setting is wrong.
    """
    command = Command(
        entry.name,
        callback=callback,
        chosen_for=chosen_for(entry),
        params=[*scene_options(entry), *more],
    )
    context = click.get_current_context()
    with command.make_context(entry.name, [], context, default_map=settings) as own:
        return command.invoke(own)


def _own_option(name: str, default: Any, text: str) -> SourcedOption:
    """Build an option that one scene has; it takes what its default is an example of."""
    flag = "--" + name.replace("_", "-")
    if isinstance(default, bool):
        return option(f"{flag}/--no-{flag[2:]}", default=None, help=text)
    kind, metavar = _kind_of(default)
    return option(flag, type=kind, metavar=metavar, help=_with_default(text, default))


def _kind_of(example: Any) -> tuple[Taken, str]:
    if isinstance(example, tuple):
        each, metavar = _kind_of(example[0])
        return Listing(each, name=_shown(example)), f"{metavar}[,{metavar}…]"
    if example in optimizer_names():
        return OptimizerName("optimizer", optimizer_names(), OPTIMIZERS), "NAME"
    kinds = {int: (Whole(0), "N"), float: (FiniteNumber(), "NUMBER"), str: (Name(), "NAME")}
    return kinds[type(example)]


def _with_default(text: str, default: Any) -> str:
    is_plain = default is None or isinstance(default, bool)
    return text if is_plain else f"{text}  [{_shown(default)}]"


def _shown(default: Any) -> str:
    return ",".join(map(str, default)) if isinstance(default, tuple | list) else str(default)


class SceneCommands(Commands):
    """The scenes as sub-commands, each with just the options that it takes."""

    kind = "scene"

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the scenes' names in the order of the story."""
        del ctx
        return [entry.name for entry in catalog.entries()]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Build the command of one scene."""
        known = cmd_name in self.list_commands(ctx)
        return self.command_of(catalog.entry(cmd_name)) if known else None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the scenes in help; building their commands for it would take as long again."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl([(entry.name, entry.summary) for entry in catalog.entries()])

    @abstractmethod
    def command_of(self, entry: catalog.Entry) -> click.Command:
        """Build the command of a scene."""


RUN_OPTIONS: Mapping[str, tuple[tuple[str, ...], dict[str, Any]]] = {
    "data": (
        ("--data",),
        {
            "type": DataName(DATA_NAMES),
            "metavar": "NAME|FILE",
            "help": f"{', '.join(DATA_NAMES)}, or a table's path: CSV, .xlsx.",
        },
    ),
    "x": (
        ("--x",),
        {
            "type": Listing(ColumnName(), name="COL,COL"),
            "metavar": "COL[,COL…]",
            "help": "The feature columns.",
        },
    ),
    "y": (("--y",), {"type": ColumnName(), "metavar": "COL", "help": "The target column."}),
    "missing": (
        ("--missing",),
        {
            "type": OneOf("way with missing values", ("drop", "mean")),
            "metavar": "drop|mean",
            "help": "Leave rows out that lack a value, or fill it in.",
        },
    ),
    "positive": (
        ("--positive",),
        {
            "type": ClassName(),
            "metavar": "CLASS",
            "help": "The class that y = 1 is; any other is 0.",
        },
    ),
    "standardize": (
        ("--standardize/--no-standardize",),
        {"default": None, "help": "Scale features to mean 0, deviation 1 for training."},
    ),
    "optimizer": (
        ("--optimizer",),
        {
            "type": OptimizerName("optimizer", optimizer_names(), OPTIMIZERS),
            "metavar": "NAME",
            "help": f"One of {', '.join(optimizer_names())}.",
        },
    ),
    "learning_rate": (
        ("--learning-rate",),
        {
            "type": FiniteNumber(positive=True),
            "metavar": "RATE",
            "help": "The factor on each step.",
        },
    ),
    "steps": (("--steps",), {"type": Whole(1), "metavar": "N", "help": "How many steps to take."}),
    "batch_size": (
        ("--batch-size",),
        {"type": Whole(1), "metavar": "N", "help": "Rows in a batch."},
    ),
    "seed": (
        ("--seed",),
        {
            "type": Whole(0, LARGEST_SEED),
            "metavar": "N",
            "help": "Seed of all that is drawn at random.",
        },
    ),
    "start": (
        ("--start",),
        {
            "type": Listing(FiniteNumber(), name="X,Y"),
            "metavar": "X,Y",
            "help": "The parameters to start from.",
        },
    ),
    "surface": (
        ("--surface",),
        {
            "type": SurfaceName(SURFACE_NAMES),
            "metavar": "NAME|FORMULA",
            "help": f"A formula in x and y, or {', '.join(SURFACE_NAMES)}.",
        },
    ),
    "hidden": (
        ("--hidden",),
        {
            "type": Listing(Whole(1), name="8,8"),
            "metavar": "N[,N…]",
            "help": "Units in each hidden layer.",
        },
    ),
    "activation": (
        ("--activation",),
        {
            "type": OneOf("activation", ("relu", "sigmoid", "tanh")),
            "metavar": "NAME",
            "help": "Of the hidden layers: relu, sigmoid or tanh.",
        },
    ),
    "row": (
        ("--row",),
        {"type": Whole(0), "metavar": "N", "help": "The row of data to show, from 0."},
    ),
}
