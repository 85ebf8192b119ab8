"""The options of the commands, each defined once."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import click

from gradreel.assets import LANGUAGES, THEMES
from gradreel.engine.optimizers import optimizer_names
from gradreel.engine.surfaces.names import SURFACE_NAMES
from gradreel.scenes.app.catalog import Entry
from gradreel.scenes.cli.parameter_types import (
    FilePath,
    FiniteNumber,
    Listing,
    Name,
    OneOf,
    Scheduler,
    Whole,
)
from gradreel.scenes.render.picture import (
    FORMATS,
    QUALITIES,
    Output,
    Picture,
    plan_outputs,
    plan_picture,
    plan_stills,
)

if TYPE_CHECKING:
    from gradreel.scenes.app.clip import RenderOptions

LARGEST_SEED = 2**63 - 1


def option(*names: str, **settings: Any) -> click.Option:
    """Build an option that may also be set as GRADREEL_<NAME>."""
    long_name = next(name for name in names if name.startswith("--")).split("/")[0]
    variable = "GRADREEL_" + long_name[2:].replace("-", "_").upper()
    return click.Option([*names], envvar=variable, **settings)


def run_option(name: str, default: Any = None) -> click.Option:
    """Build the option for one choice about a run, its help saying the scene's default."""
    flags, settings = RUN_OPTIONS[name]
    return option(*flags, **{**settings, "help": _with_default(settings["help"], default)})


def scene_options(entry: Entry) -> list[click.Option]:
    """Build the options that a scene takes: choices about its run, and those that it alone has."""
    return [
        run_option(name, default)
        if name in RUN_OPTIONS
        else _own_option(name, default, entry.help[name])
        for name, default in entry.options.items()
    ]


def _own_option(name: str, default: Any, text: str) -> click.Option:
    """Build an option that one scene has; it takes what its default is an example of."""
    flag = "--" + name.replace("_", "-")
    if isinstance(default, bool):
        return option(f"{flag}/--no-{flag[2:]}", default=None, help=text)
    kind, metavar = _kind_of(default)
    return option(flag, type=kind, metavar=metavar, help=_with_default(text, default))


def _kind_of(example: Any) -> tuple[click.ParamType[Any], str]:
    if isinstance(example, tuple):
        each, metavar = _kind_of(example[0])
        return Listing(each, name=_shown(example)), f"{metavar}[,{metavar}…]"
    kinds = {int: (Whole(0), "N"), float: (FiniteNumber(), "NUMBER"), str: (Name(), "NAME")}
    return kinds[type(example)]


def _with_default(text: str, default: Any) -> str:
    is_plain = default is None or isinstance(default, bool)
    return text if is_plain else f"{text}  [{_shown(default)}]"


def _shown(default: Any) -> str:
    return ",".join(map(str, default)) if isinstance(default, tuple | list) else str(default)


RUN_OPTIONS: Mapping[str, tuple[tuple[str, ...], dict[str, Any]]] = {
    "data": (
        ("--data",),
        {
            "type": Name(),
            "metavar": "NAME|CSV",
            "help": "heart, blobs, moons, circles, xor, or a CSV's path.",
        },
    ),
    "x": (
        ("--x",),
        {
            "type": Listing(click.STRING, name="COL,COL"),
            "metavar": "COL[,COL…]",
            "help": "The feature columns.",
        },
    ),
    "y": (("--y",), {"type": Name(), "metavar": "COL", "help": "The target column."}),
    "standardize": (
        ("--standardize/--no-standardize",),
        {"default": None, "help": "Scale features to mean 0, deviation 1 for training."},
    ),
    "optimizer": (
        ("--optimizer",),
        {
            "type": OneOf("optimizer", optimizer_names()),
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

PICTURE_OPTIONS: Mapping[str, tuple[tuple[str, ...], dict[str, Any]]] = {
    "quality": (
        ("-q", "--quality"),
        {
            "type": OneOf("quality", QUALITIES),
            "default": "m",
            "metavar": "|".join(QUALITIES),
            "help": "480p15, 720p30, 1080p60, 1440p60 or 2160p60.  [m]",
        },
    ),
    "resolution": (
        ("-r", "--resolution"),
        {
            "type": Listing(Whole(1), 2, "W,H"),
            "metavar": "W,H",
            "help": "The frame's size in pixels.",
        },
    ),
    "fps": (
        ("--fps",),
        {"type": FiniteNumber(positive=True), "metavar": "N", "help": "Frames a second."},
    ),
    "theme": (
        ("--theme",),
        {
            "type": OneOf("theme", THEMES),
            "default": "dark",
            "metavar": "|".join(THEMES),
            "help": "The colours.  [dark]",
        },
    ),
    "lang": (
        ("--lang",),
        {
            "type": OneOf("language", LANGUAGES),
            "default": "en",
            "metavar": "|".join(LANGUAGES),
            "help": "The language on screen.  [en]",
        },
    ),
    "transparent": (
        ("-t", "--transparent"),
        {"is_flag": True, "help": "Leave the background out (webm, mov, gif, png)."},
    ),
    "progress": (
        ("--progress",),
        {
            "type": OneOf("kind of progress", ("auto", "none")),
            "default": "auto",
            "metavar": "auto|none",
            "help": "Whether to show a progress bar on a terminal.  [auto]",
        },
    ),
}


def picture_option(name: str) -> click.Option:
    """Build one of the options about the picture."""
    flags, settings = PICTURE_OPTIONS[name]
    return option(*flags, **settings)


def output_options(names: Iterable[str]) -> list[click.Option]:
    """Build the options about what to write and how, and those about the picture by name."""
    return [
        click.Option(
            ["-o", "--output"],
            multiple=True,
            type=FilePath(),
            metavar="FILE",
            help="The file to write; its ending picks the format. May be repeated.",
        ),
        click.Option(
            ["--format", "formats"],
            multiple=True,
            type=OneOf("format", FORMATS),
            metavar="FORMAT",
            help=f"Write this format too, beside the file: {', '.join(FORMATS)}. May be repeated.",
        ),
        click.Option(["-s", "--last-frame"], is_flag=True, help="Draw the last frame only, a png."),
        click.Option(["-p", "--preview"], is_flag=True, help="Open the file when it is done."),
        option(
            "-w",
            "--workers",
            type=Whole(1),
            metavar="N",
            help="How many processes draw.  [as many as there are cores for it]",
        ),
        option(
            "--cluster",
            type=Scheduler(),
            metavar="tcp://HOST:PORT",
            help="Let the workers of this Dask scheduler draw.",
        ),
        option("--no-cache", is_flag=True, help="Draw all anew, and keep nothing for later."),
        *map(picture_option, names),
    ]


def chosen_picture(given: Mapping[str, Any]) -> Picture:
    """Return the picture that was asked for."""
    return plan_picture(given["quality"], given["resolution"], given["fps"], given["transparent"])


def chosen_outputs(given: Mapping[str, Any], name: str, picture: Picture) -> tuple[Output, ...]:
    """Return the files that were asked for; one without a path is called by a name."""
    plan = plan_stills if given["last_frame"] else plan_outputs
    return plan(given["output"], given["formats"], name, picture)


def render_options(given: Mapping[str, Any]) -> "RenderOptions":
    """Return what was given about how to draw."""
    from gradreel.scenes.app.clip import RenderOptions  # noqa: PLC0415, help needs none of this

    return RenderOptions(
        workers=given["workers"],
        cluster=given["cluster"],
        use_cache=not given["no_cache"],
        show_progress=given["progress"] == "auto",
    )
