"""`gradreel render FILE.py CLASS`: scenes that a person wrote for manim."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import click
from click.core import ParameterSource

from engine.errors import RequestError
from scenes.cli.options import PICTURE_OPTIONS, Whole, option, output_options, own_cores
from scenes.render.picture import Output, Picture, plan_outputs, plan_picture
from scenes.render.targets import check_scene_file, shown

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
        render_file(Path(name), scenes, given)

    return click.Command(
        name,
        callback=callback,
        params=[
            click.Argument(["scenes"], nargs=-1, metavar="[CLASS]..."),
            option(
                "--seed",
                type=Whole(0),
                metavar="N",
                help="Where random numbers start.  [manim's configuration, or 0]",
            ),
            *output_options(each for each in PICTURE_OPTIONS if each not in {"theme", "lang"}),
        ],
        context_settings={"default_map": dict(defaults)},
        help="Draw a scene that was written for manim, with manim's frames.\n\n"
        "The class may be left out where the file has just one. Several are written to a file "
        "each, named by their classes.\n\n\b\nExample:\n"
        "  gradreel render my_scenes.py MyScene -o clip.mp4",
    )


def render_file(path: Path, scenes: Sequence[str], given: Mapping[str, Any]) -> None:
    """Carry out `gradreel render FILE.py CLASS` with the options that were given.

    Raises:
        RequestError: there is no such file, or one clip was named for several scenes.
    """
    check_scene_file(path)
    asked = plan_picture(given["quality"], given["resolution"], given["fps"], given["transparent"])
    if given["output"] and len(scenes) > 1:
        raise RequestError("-o names one clip; leave it away, and each scene gets its own file")
    from scenes.cli.cluster import cluster_at  # noqa: PLC0415
    from scenes.render.film import Means, render  # noqa: PLC0415
    from scenes.render.user_scene import UserJob, look_into  # noqa: PLC0415

    cluster = cluster_at(given["cluster"])
    found = look_into(path, scenes, asked, given["seed"])
    _tell_of_picture(path, asked, found.picture)
    formats = [*given["formats"], "png"] if given["last_frame"] else given["formats"]
    plans = [
        (name, plan_outputs(given["output"], formats, name, found.picture)) for name in found.names
    ]
    means = Means(
        given["workers"] or own_cores(), cluster, show_progress=given["progress"] == "auto"
    )
    for name, outputs in plans:
        job = UserJob(path, name, given["seed"])
        for written in render(job, found.picture, _as_manim(outputs), means):
            click.echo(written)
    if given["preview"]:
        click.launch(str(plans[-1][1][-1].path))


def _as_manim(outputs: Sequence[Output]) -> tuple[Output, ...]:
    """Let sequences of pictures be what manim's would be."""
    return tuple(
        replace(output, format="manim-sequence") if output.format == "png-sequence" else output
        for output in outputs
    )


def _tell_of_picture(path: Path, asked: Picture, found: Picture) -> None:
    """Say that a file's own settings win, where options that were given say something else."""
    context = click.get_current_context()
    given = any(
        context.get_parameter_source(name) is not ParameterSource.DEFAULT
        for name in ("quality", "resolution", "fps", "transparent")
    )
    if given and found != asked:
        size = f"{found.width}x{found.height} at {float(found.fps):g} frames a second"
        click.echo(
            f"gradreel: {shown(path)} sets its own picture, {size}; as in manim it wins", err=True
        )
