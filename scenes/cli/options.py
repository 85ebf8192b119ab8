"""The options of the commands, each defined once."""

import csv
import math
import os
from collections.abc import Callable, Collection, Iterable, Mapping
from pathlib import Path
from typing import Any, TypeVar

import click

from gradreel.engine.errors import shorten, unknown
from gradreel.engine.optimizers import optimizer_names
from gradreel.engine.surfaces.names import SURFACE_NAMES

LARGEST_COUNT = 10_000_000
LARGEST_SEED = 2**63 - 1

Parsed = TypeVar("Parsed", int, float)


class Number(click.ParamType[float]):
    """A finite number, above zero when `positive`."""

    name = "number"

    def __init__(self, positive: bool = False) -> None:
        self.positive = positive

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        """Turn a text into a number."""
        number = _parsed(value, float)
        if number is None:
            self.fail(f"{_quoted(value)} is not a number", param, ctx)
        if not math.isfinite(number) or (self.positive and number <= 0):
            kind = "a finite number above 0" if self.positive else "a finite number"
            self.fail(f"{_quoted(value)} is not {kind}", param, ctx)
        return number


class Whole(click.ParamType[int]):
    """A whole number of at least `least` and at most `most`."""

    name = "whole number"

    def __init__(self, least: int, most: int = LARGEST_COUNT) -> None:
        self.least, self.most = least, most

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Turn a text into a whole number."""
        number = _parsed(value, int)
        if number is None:
            self.fail(f"{_quoted(value)} is not a whole number", param, ctx)
        if not self.least <= number <= self.most:
            bounds = f"from {self.least} to {self.most:,}"
            self.fail(f"{_quoted(value)} is not {bounds}", param, ctx)
        return number


class Listing(click.ParamType[tuple[Any, ...]]):
    """Several values of one type between commas, of a fixed number when `length` says so.

    A value that has a comma itself stands in double quotes, as in a CSV.
    """

    def __init__(
        self, each: click.ParamType[Any], length: int | None = None, name: str = "a,b"
    ) -> None:
        self.each, self.length, self.name = each, length, name

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[Any, ...]:
        """Turn a text into a tuple."""
        if isinstance(value, tuple):
            return value
        try:
            (parts,) = csv.reader([" ".join(str(value).splitlines())], skipinitialspace=True)
        except csv.Error as error:
            self.fail(f"{_quoted(value)} can't be read: {error}", param, ctx)
        if self.length and len(parts) != self.length:
            message = f"{_quoted(value)} should be {self.length} values like {self.name}"
            self.fail(message, param, ctx)
        return tuple(self.each.convert(part.strip(), param, ctx) for part in parts or [""])


class OneOf(click.ParamType[str]):
    """One of some names; a wrong one is answered with the nearest right one."""

    def __init__(self, kind: str, names: Callable[[], Collection[str]]) -> None:
        self.kind, self.names, self.name = kind, names, kind

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Check that the name is known."""
        del param, ctx
        if value not in self.names():
            raise unknown(self.kind, str(value), self.names())
        return str(value)


class Name(click.ParamType[str]):
    """A name, which can't be empty."""

    name = "name"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Check that there is something."""
        if not str(value).strip():
            self.fail("it names nothing", param, ctx)
        return str(value)


class Scheduler(click.ParamType[str]):
    """The address of a scheduler."""

    name = "address"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Check that it has an address's form."""
        del param, ctx
        from gradreel.scenes.render.cluster.scheduler import parse  # noqa: PLC0415, most commands don't need it

        parse(str(value))
        return str(value)


class FilePath(click.ParamType[Path]):
    """The path of a file, which can't be empty or end as that of a folder."""

    name = "path"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        """Turn a text into a path."""
        text = os.fspath(value)
        if not text or (text.endswith("/") and Path(text).suffix):
            self.fail(f"{_quoted(text)} is no name of a file", param, ctx)
        return Path(text)


def _parsed(value: Any, kind: type[Parsed]) -> Parsed | None:
    """Read a number as the engine reads those of a CSV: Python's 1_000 is none."""
    try:
        return None if "_" in str(value) else kind(str(value))
    except ValueError:
        return None


def _quoted(value: Any) -> str:
    return shorten(repr(str(value)), 40)


def option(*names: str, **settings: Any) -> click.Option:
    """Build an option that may also be set as GRADREEL_<NAME>."""
    long_name = next(name for name in names if name.startswith("--")).split("/")[0]
    variable = "GRADREEL_" + long_name[2:].replace("-", "_").upper()
    return click.Option([*names], envvar=variable, **settings)


def run_option(name: str, default: Any = None) -> click.Option:
    """Build the option for one choice about a run, its help saying the scene's default."""
    flags, settings = RUN_OPTIONS[name]
    is_plain = default is None or isinstance(default, bool)
    text = settings["help"] + ("" if is_plain else f"  [{_shown(default)}]")
    return option(*flags, **{**settings, "help": text})


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
            "type": OneOf("optimizer", optimizer_names),
            "metavar": "NAME",
            "help": f"One of {', '.join(optimizer_names())}.",
        },
    ),
    "learning_rate": (
        ("--learning-rate",),
        {"type": Number(positive=True), "metavar": "RATE", "help": "The factor on each step."},
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
            "type": Listing(Number(), name="X,Y"),
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
            "type": OneOf("activation", lambda: ["relu", "sigmoid", "tanh"]),
            "metavar": "NAME",
            "help": "Of the hidden layers: relu, sigmoid or tanh.",
        },
    ),
    "row": (
        ("--row",),
        {"type": Whole(0), "metavar": "N", "help": "The row of data to show, from 0."},
    ),
}

FORMATS = ("mp4", "gif", "webm", "mov", "png", "png-sequence")

PICTURE_OPTIONS: Mapping[str, tuple[tuple[str, ...], dict[str, Any]]] = {
    "quality": (
        ("-q", "--quality"),
        {
            "type": OneOf("quality", lambda: ["l", "m", "h", "p", "k"]),
            "default": "m",
            "metavar": "l|m|h|p|k",
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
        {"type": Number(positive=True), "metavar": "N", "help": "Frames a second."},
    ),
    "theme": (
        ("--theme",),
        {
            "type": OneOf("theme", lambda: ["dark", "light"]),
            "default": "dark",
            "metavar": "dark|light",
            "help": "The colours.  [dark]",
        },
    ),
    "lang": (
        ("--lang",),
        {
            "type": OneOf("language", lambda: ["en", "zh"]),
            "default": "en",
            "metavar": "en|zh",
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
            "type": OneOf("kind of progress", lambda: ["auto", "none"]),
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
            type=OneOf("format", lambda: list(FORMATS)),
            metavar="FORMAT",
            help=f"Write this format too, beside the file: {', '.join(FORMATS)}. May be repeated.",
        ),
        click.Option(["-s", "--last-frame"], is_flag=True, help="Draw the last frame only."),
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


def own_cores() -> int:
    """Return how many cores this process may use."""
    may_use = getattr(os, "sched_getaffinity", None)
    return len(may_use(0)) if may_use else os.cpu_count() or 1
