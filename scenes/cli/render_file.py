"""`gradreel render FILE.py CLASS`: scenes that a person wrote for manim."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click
from click.core import ParameterSource

from gradreel.engine.errors import RequestError
from gradreel.scenes.ask.options import Excerpt
from gradreel.scenes.cli.command import Command, is_on_line, option
from gradreel.scenes.cli.delivery import deliver
from gradreel.scenes.cli.excerpt import (
    chosen_excerpt,
    refused_beats_option,
    seconds_options,
)
from gradreel.scenes.cli.manim_options import (
    chosen_settings,
    manim_file_options,
    manim_options,
    with_manim_cfg,
)
from gradreel.scenes.cli.options import (
    OWN_OPTIONS,
    PICTURE_OPTIONS,
    chosen_outputs,
    chosen_picture,
    drawn_picture,
    how,
    open_if_asked,
    output_options,
    tell_of_small,
    with_shares,
)
from gradreel.scenes.cli.parameter_types import SceneClass, Whole
from gradreel.scenes.cli.process import let_scenes_speak, say
from gradreel.scenes.cli.stills import (
    asks_for_clip,
    check_choices,
    chosen_sheet,
    on_sheet,
    refused_stills_options,
    sheet_options,
)
from gradreel.scenes.render.hash_seed import fix_hash_seed
from gradreel.scenes.render.manim.settings import ManimSettings
from gradreel.scenes.render.picture import DIGITS, Output, Picture
from gradreel.scenes.render.targets import check_scene_file

LOOKS: Final = ("theme", "lang", *OWN_OPTIONS)
"""The options that only scenes of this project take."""
if TYPE_CHECKING:
    from gradreel.scenes.make.request import Request, SceneFile

UNNAMED: Final = ".gradreel-unnamed"
"""A scene's name until its file was looked into; no file has it."""
SETTINGS: Final = "FILE.py"  # where the defaults of all such commands are in the map of defaults


def names_a_file(name: str) -> bool:
    """Whether a word after `render` is a path, and not the name of one of the scenes."""
    return "." in name or "/" in name or "\\" in name


def file_command(name: str, defaults: Mapping[str, Any]) -> click.Command:
    """Build the command that renders scenes of one file.

    Args:
        name: the file's path.
        defaults: of the options, from gradreel.toml.
    """

    def callback(scenes: tuple[str, ...], **given: Any) -> None:
        _render(Path(name), scenes, given)

    return Command(
        name,
        callback=callback,
        params=[
            click.Argument(["scenes"], nargs=-1, metavar="[CLASS]...", type=SceneClass()),
            option(
                "--seed",
                type=Whole(0),
                metavar="N",
                help="Where random numbers start.  [manim's configuration, or 0]",
            ),
            *manim_file_options(),
            *output_options(each for each in PICTURE_OPTIONS if each not in LOOKS),
            *seconds_options(),
            refused_beats_option(),
            *refused_stills_options(),
            *sheet_options(),
            *manim_options(),
        ],
        context_settings={"default_map": dict(defaults)},
        help="Draw a scene that was written for manim, with manim's frames.\n\n"
        "The class may be left out where the file has just one. Several are written to a file "
        "each, named by their classes.\n\n\b\nExample:\n"
        "  gradreel render my_scenes.py MyScene -o clip.mp4",
    )


def _render(path: Path, scenes: Sequence[str], given: Mapping[str, Any]) -> None:
    """Carry out `gradreel render FILE.py CLASS` with the options that were given.

    Raises:
        RequestError: there is no such file, or one clip was named for several scenes.
    """
    from gradreel.scenes.make.clip import play_file  # noqa: PLC0415, help needs none of this
    from gradreel.scenes.make.request import Request, SceneFile  # noqa: PLC0415

    check_scene_file(path)
    let_scenes_speak()
    given = with_manim_cfg(given)
    settings = chosen_settings(given)
    asked = chosen_picture(given)
    wanted = tuple(dict.fromkeys(scenes))
    draws_all = given["write_all"] and (is_on_line("write_all") or not wanted)
    if draws_all or len(wanted) > 1:
        fix_hash_seed()  # before anything is imported or printed
    if draws_all:
        wanted = _all_scenes(path, wanted, asked, settings)
    has_sheet = given["contact_sheet"] is not None or is_on_line("every")
    if has_sheet:
        check_choices(given, asked)
    animations, excerpt = _part(given)
    chosen = animations, given["save_sections"], _has_chosen_picture()
    request = Request({}, asked, excerpt=excerpt, **how(given))
    if has_sheet:
        _draw_sheet(SceneFile(path, wanted, settings, *chosen), request, given)
        if not asks_for_clip(given):
            return
    if len(wanted) > 1:
        given = _into_folder(given)
    written: tuple[Path, ...] = ()
    for place in range(len(wanted) or 1):
        file = SceneFile(path, wanted[place:], settings, *chosen)
        if given["dry_run"]:
            play_file(file, request)
        else:
            written = _clips(file, request, given)
            deliver(written)
    if written:
        open_if_asked(given, written[0])


def _clips(file: "SceneFile", request: "Request", given: Mapping[str, Any]) -> tuple[Path, ...]:
    from gradreel.scenes.make.clip import render_file  # noqa: PLC0415, help needs none of this

    planned = chosen_outputs(given, UNNAMED, request.picture)
    request = replace(request, picture=drawn_picture(given, request.picture, planned))
    return render_file(file, request, partial(_outputs, given, cache(say)))


def _draw_sheet(file: "SceneFile", request: "Request", given: Mapping[str, Any]) -> None:
    """Draw a sheet of a scene of a file.

    Raises:
        RequestError: there are several scenes for it, or an interval and no sheet.
    """
    sheet = chosen_sheet(given)
    if sheet is None:
        return
    if len(file.scenes) > 1:
        raise RequestError(f"a contact sheet is of one scene: name {file.scene} alone, or another")
    from gradreel.scenes.make.stills import render_sheet_of_file  # noqa: PLC0415

    deliver([render_sheet_of_file(file, on_sheet(request), sheet)])


def _part(given: Mapping[str, Any]) -> tuple[tuple[int, ...], Excerpt]:
    """Return the animations and the seconds that are drawn.

    Raises:
        RequestError: both were given.
    """
    animations, excerpt = given["animations"] or (), chosen_excerpt(given)
    if animations and (excerpt.start is not None or excerpt.end is not None):
        raise RequestError(
            "-n and --from or --to both say which part it is; leave one of them away"
        )
    return animations, excerpt


def _all_scenes(
    path: Path, named: Sequence[str], picture: Picture, settings: ManimSettings
) -> tuple[str, ...]:
    from gradreel.scenes.render.manim.user_scene import scenes_of  # noqa: PLC0415, it loads manim

    if named:
        raise RequestError(f"-a draws all scenes; leave {named[0]} away, or -a")
    return scenes_of(path, picture, settings)


def _into_folder(given: Mapping[str, Any]) -> dict[str, Any]:
    """Take what -o names for the folder of several clips.

    Raises:
        RequestError: it is the name of a file, or there are several.
    """
    folders = given["output"]
    if not folders:
        return dict(given)
    if len(folders) > 1 or (folders[0].suffix and not folders[0].is_dir()):
        raise RequestError(
            "-o names one clip; name a folder, or leave it away, and each scene gets its own file"
        )
    media_dir = (given["media_dir"] or Path()) / folders[0]
    return {**given, "output": (), "media_dir": media_dir}


def _has_chosen_picture() -> bool:
    context = click.get_current_context()
    return any(
        context.get_parameter_source(name) is not ParameterSource.DEFAULT
        for name in ("quality", "resolution", "fps", "transparent")
    )


def _outputs(
    given: Mapping[str, Any],
    say_once: Callable[[str], None],
    name: str,
    picture: Picture,
) -> tuple[Output, ...]:
    """Choose what to write; sequences of pictures are named as manim's would be."""
    wanted = with_shares(given, picture, chosen_outputs(given, name, picture))
    tell_of_small(given, picture, wanted, say_once)
    digits = DIGITS if given["zero_pad"] is None else given["zero_pad"]
    return tuple(
        replace(each, format="manim-sequence", digits=digits)
        if each.format == "png-sequence"
        else each
        for each in wanted
    )
