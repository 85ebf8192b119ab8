"""Pictures of a clip, beside it or in its place: `--stills` and `--contact-sheet`."""

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from gradreel.engine.errors import RequestError
from gradreel.scenes.cli.command import is_on_line, option
from gradreel.scenes.cli.options import FORMAT_FLAGS, check_matte, check_one_look
from gradreel.scenes.cli.parameter_types import FilePath, FiniteNumber, FolderPath, OneOf
from gradreel.scenes.render.picture import STILLS, Picture
from gradreel.scenes.render.targets import shown

if TYPE_CHECKING:
    from gradreel.scenes.make.request import Request
    from gradreel.scenes.make.stills import Sheet

HIGH: Final = 270
"""How many pixels a sheet's pictures are high, where no size is given on the line."""
SECONDS: Final = 1.0


def stills_options() -> list[click.Option]:
    """Build the options for a picture of each beat."""
    return [
        click.Option(
            ["--stills"],
            type=FolderPath(),
            metavar="FOLDER",
            help="Draw the last picture of each beat into this folder, and check its layout; "
            "--theme and --lang may be all.",
        ),
        click.Option(
            ["--stills-format", "stills_formats"],
            multiple=True,
            type=OneOf("format", STILLS),
            metavar="|".join(STILLS),
            help="What these are: svg and pdf are sharp at any size. May be repeated.  [png]",
        ),
    ]


def refused_stills_options() -> list[click.Option]:
    """Build the same for scenes that have no beats; help doesn't list them."""
    return [
        click.Option([name], hidden=True, expose_value=False, callback=_refuse_stills)
        for name in ("--stills", "--stills-format")
    ]


def sheet_options() -> list[click.Option]:
    """Build the options for a sheet of pictures."""
    return [
        click.Option(
            ["--contact-sheet"],
            type=FilePath(),
            metavar="FILE.png",
            help="Draw pictures of the whole clip on one sheet, each with its time.",
        ),
        option(
            "--every",
            type=FiniteNumber(positive=True),
            metavar="N",
            help=f"Seconds from one picture of the sheet to the next.  [{SECONDS:g}]",
        ),
    ]


def _refuse_stills(ctx: click.Context, param: click.Parameter, value: str | None) -> None:
    del param
    if value is not None and not ctx.resilient_parsing:
        raise RequestError(
            "stills are of beats, which only gradreel's own scenes have; --contact-sheet FILE.png "
            "draws pictures of any scene"
        )


def asks_for_clip(given: Mapping[str, Any]) -> bool:
    """Whether a clip is to be made: pictures alone are drawn when nothing else asks for one."""
    only_pictures = given.get("stills") is not None or given["contact_sheet"] is not None
    named = given["output"] or given["formats"] or given["last_frame"]
    beside = given.get("captions") or given["poster"] or is_on_line("max_size", "place")
    return bool(not only_pictures or named or beside or any(given[flag] for flag in FORMAT_FLAGS))


def chosen_stills(given: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the formats of beats' pictures; none where no folder is named for them.

    Raises:
        RequestError: there is a format of them, and no folder.
    """
    if given["stills"] is not None:
        return tuple(dict.fromkeys(given["stills_formats"])) or STILLS[:1]
    if is_on_line("stills_formats"):
        raise RequestError(
            "--stills-format is for --stills FOLDER: give both, or neither; "
            "--format is that of a clip"
        )
    return ()


def check_choices(given: Mapping[str, Any], picture: Picture) -> None:
    """Check what suits some of what may be drawn, and not all of it.

    Raises:
        RequestError: all themes or languages are asked for what has one of each; a colour or a
            cluster is given for a clip, and there is none.
    """
    is_clip = asks_for_clip(given)
    if is_clip or given["contact_sheet"] is not None:
        check_one_look(given, "a clip or a sheet has one")
    if not is_clip:
        check_matte((), picture)
        if is_on_line("cluster"):
            raise RequestError("--cluster draws clips; pictures are drawn here: leave it out")


def chosen_sheet(given: Mapping[str, Any]) -> "Sheet | None":
    """Return the sheet that was asked for, if one was.

    Raises:
        RequestError: it isn't a PNG, or there is an interval and no sheet.
    """
    path: Path | None = given["contact_sheet"]
    if path is None:
        if is_on_line("every"):
            raise RequestError("--every is for --contact-sheet FILE.png: give both, or neither")
        return None
    from gradreel.scenes.make.stills import Sheet  # noqa: PLC0415, most need none of this

    if path.suffix.lower() not in {"", ".png"}:
        raise RequestError(f"a contact sheet is a png: name it {shown(path.with_suffix('.png'))}")
    every = SECONDS if given["every"] is None else given["every"]
    return Sheet(path.with_suffix(".png"), Fraction(every).limit_denominator(1000))


def on_sheet(request: "Request") -> "Request":
    """Return what a sheet's pictures are to be: small, unless a size was given on the line."""
    if is_on_line("quality", "resolution"):
        return request
    picture = request.picture
    width = round(HIGH * picture.width / picture.height)
    return replace(request, picture=replace(picture, width=width, height=HIGH))
