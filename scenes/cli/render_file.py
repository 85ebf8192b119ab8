"""`gradreel render FILE.py CLASS`: scenes that a person wrote for manim."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click
from click.core import ParameterSource

from gradreel.engine.errors import RequestError
from gradreel.scenes.cli.cache import cache_entry, going_on
from gradreel.scenes.cli.options import PICTURE_OPTIONS, option, output_options, own_cores
from gradreel.scenes.cli.parameter_types import Whole
from gradreel.scenes.cli.process import importing, let_scenes_speak, stop_if_asked
from gradreel.scenes.render.output.targets import check_scene_file, shown
from gradreel.scenes.render.picture import Output, Picture, plan_outputs, plan_picture

if TYPE_CHECKING:
    from gradreel.scenes.render.cache.entry import Entry

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
    let_scenes_speak()
    asked = plan_picture(given["quality"], given["resolution"], given["fps"], given["transparent"])
    if given["output"] and len(scenes) > 1:
        raise RequestError("-o names one clip; leave it away, and each scene gets its own file")
    written: tuple[Path, ...] = ()
    wanted = list(dict.fromkeys(scenes))
    for place in range(len(wanted) or 1):
        written = _render_scene(path, wanted[place:], asked, given)
        for each in written:
            click.echo(each)
    if given["preview"]:
        click.launch(str(written[0]))


def _render_scene(
    path: Path, scenes: Sequence[str], asked: Picture, given: Mapping[str, Any]
) -> tuple[Path, ...]:
    """Render the first of some scenes, or the only one of the file."""
    from gradreel.scenes.app.fingerprint import file_key  # noqa: PLC0415

    scene = next(iter(scenes), "")
    key = file_key(path, scene, given["seed"], asked)
    title = f"{scene or 'the scene'} of {path.name}"
    with cache_entry(key, title, asked, given["no_cache"]) as kept:
        if kept is not None and (written := _delivered(kept, given)):
            return written
        with importing():
            from gradreel.scenes.cli.cluster import cluster_at  # noqa: PLC0415
            from gradreel.scenes.render.cache.entry import FORMULAS  # noqa: PLC0415
            from gradreel.scenes.render.manim.user_scene import UserJob, look_into  # noqa: PLC0415
            from gradreel.scenes.render.pipeline import Means, render  # noqa: PLC0415

        cluster = cluster_at(given["cluster"])
        found = look_into(path, scenes, asked, given["seed"])
        stop_if_asked()
        _tell_of_picture(path, asked, found.picture)
        outputs = _outputs(found.name, found.picture, given)
        is_same = file_key(path, scene, given["seed"], asked) == key
        means = Means(
            workers=given["workers"] or own_cores(),
            cluster=cluster,
            entry=kept if is_same else None,
            show_progress=given["progress"] == "auto",
        )
        if means.entry is not None:
            means.entry.note(found=found.as_json())
        formulas = kept.folder.parent / FORMULAS if kept is not None else None
        job = UserJob(path, found.name, given["seed"], formulas)
        if cluster is not None:
            job = replace(job, path=path.absolute(), formulas=None)
        with going_on(means.entry):
            return render(job, found.picture, outputs, means)


def _delivered(kept: "Entry", given: Mapping[str, Any]) -> tuple[Path, ...]:
    """Write what was kept, if all is there and nothing that it was made from has changed."""
    from gradreel.scenes.render.cache.digest import are_unchanged  # noqa: PLC0415

    noted = kept.found
    if not noted or not are_unchanged(noted["inputs"]):
        return ()
    width, height, fps, transparent = noted["picture"]
    picture = Picture(width, height, Fraction(fps), transparent)
    return kept.deliver(_outputs(noted["name"], picture, given))


def _outputs(name: str, picture: Picture, given: Mapping[str, Any]) -> tuple[Output, ...]:
    formats = [*given["formats"], "png"] if given["last_frame"] else given["formats"]
    return _as_manim(plan_outputs(given["output"], formats, name, picture))


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
