"""`gradreel render`: one scene to one or several files, in one pass over its frames."""

import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from gradreel.engine.errors import RequestError, shorten
from gradreel.scenes.app import catalog
from gradreel.scenes.app.options import RunOptions
from gradreel.scenes.cli.cache import cache_entry, going_on
from gradreel.scenes.cli.group import Commands
from gradreel.scenes.cli.options import (
    PICTURE_OPTIONS,
    option,
    output_options,
    own_cores,
    run_option,
)
from gradreel.scenes.cli.parameter_types import FilePath
from gradreel.scenes.cli.process import importing, stop_if_asked
from gradreel.scenes.cli.render_file import SETTINGS, file_command, names_a_file
from gradreel.scenes.render.picture import Output, Picture, plan_outputs, plan_picture

if TYPE_CHECKING:
    from gradreel.engine.spec import RunSpec
    from gradreel.scenes.app.production import SceneJob

# A default that was chosen for one data set, surface or optimizer means nothing for another.
CHOSEN_FOR: Mapping[str, tuple[str, ...]] = {
    "data": ("x", "y", "start", "learning_rate", "row", "batch_size"),
    "x": ("start", "learning_rate"),
    "y": ("start", "learning_rate"),
    "surface": ("start", "learning_rate", "steps"),
    "optimizer": ("learning_rate",),
    "hidden": ("start",),
}


class SceneCommands(Commands):
    """The scenes as sub-commands, each with just the options that it takes."""

    kind = "scene"

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the scenes' names in the order of the story."""
        del ctx
        return [entry.name for entry in catalog.entries()]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Build the command of one scene, or of a file that somebody wrote for manim."""
        if cmd_name in self.list_commands(ctx):
            return _scene_command(catalog.entry(cmd_name))
        if names_a_file(cmd_name):
            return file_command(cmd_name, (ctx.default_map or {}).get(SETTINGS, {}))
        return None


@click.command(cls=SceneCommands)
def render() -> None:
    """Draw a scene, one of these or your own for manim, as a video, a GIF or pictures.

    \b
    Examples:
      gradreel render sigmoid -o sigmoid.mp4
      gradreel render my_scenes.py MyScene -o clip.mp4
      gradreel render minibatch --run run.npz -o clip.mp4 --format gif
    """


def _scene_command(entry: catalog.Entry) -> click.Command:
    def callback(**given: Any) -> None:
        render_scene(entry, given)

    own = [run_option(name, default) for name, default in entry.options.items()]
    return click.Command(
        entry.name,
        callback=callback,
        params=[*own, _recorded_run(entry), *output_options(PICTURE_OPTIONS)],
        help=f"{entry.summary}\n\n\b\nExample:\n  gradreel render {entry.name} -o {entry.name}.gif",
        short_help=entry.summary,
    )


def _recorded_run(entry: catalog.Entry) -> click.Option:
    return option(
        "--run",
        type=FilePath(),
        metavar="FILE.npz",
        help=f"Draw this recorded run: {entry.draws}.",
    )


def render_scene(entry: catalog.Entry, given: Mapping[str, Any]) -> None:
    """Carry out `gradreel render SCENE` with the options that were given."""
    picture = plan_picture(
        given["quality"], given["resolution"], given["fps"], given["transparent"]
    )
    formats = [*given["formats"], "png"] if given["last_frame"] else given["formats"]
    outputs = plan_outputs(given["output"], formats, entry.name, picture)
    options = run_options(entry, given)
    written = _draw(entry, options, given, picture, outputs)
    for path in written:
        click.echo(os.fsencode(path))  # the very name, whatever the terminal's encoding
    if given["preview"]:
        click.launch(str(written[-1]))


def run_options(entry: catalog.Entry, given: Mapping[str, Any]) -> RunOptions:
    """Join what was given with the scene's defaults.

    Raises:
        RequestError: an option about the run was given beside a recorded run.
    """
    chosen = {name: given[name] for name in entry.options if given.get(name) is not None}
    if given.get("run") is not None and (fixed := sorted(chosen.keys() - {"row"})):
        flag = "--" + fixed[0].replace("_", "-")
        raise RequestError(f"--run brings a run that is done; leave {flag} away, or --run")
    defaults = dict(entry.options)
    if given.get("run") is not None and "row" in defaults:
        defaults["row"] = None  # it was chosen for the scene's own data
    for name, value in chosen.items():
        if value != defaults[name]:
            defaults.update(dict.fromkeys(defaults.keys() & set(CHOSEN_FOR.get(name, ()))))
    return RunOptions(**{**defaults, **chosen})


def _draw(
    entry: catalog.Entry,
    options: RunOptions,
    given: Mapping[str, Any],
    picture: Picture,
    outputs: tuple[Output, ...],
) -> tuple[Path, ...]:
    from gradreel.scenes.app.fingerprint import Order, scene_key  # noqa: PLC0415

    order = Order(entry.name, options, given["run"], given["theme"], given["lang"])
    key = scene_key(order, picture)
    with cache_entry(key, entry.name, picture, given["no_cache"]) as kept:
        if kept is not None and kept.deliver(outputs):
            _tell(kept.remarks)
            return tuple(output.path for output in outputs)
        from gradreel.scenes.cli.cluster import cluster_at  # noqa: PLC0415
        from gradreel.scenes.render.pipeline import Means, render  # noqa: PLC0415

        cluster = cluster_at(given["cluster"])
        job, remarks = _job(entry, options, given)
        with importing():
            job.parts()  # its libraries are loaded once, before there are processes that draw
        stop_if_asked()
        _tell(remarks)
        is_same = scene_key(order, picture) == key  # no file was changed while it was read
        means = Means(
            workers=given["workers"] or own_cores(),
            cluster=cluster,
            entry=kept if is_same else None,
            show_progress=given["progress"] == "auto",
        )
        if means.entry is not None:
            means.entry.note(remarks=remarks)
        with going_on(means.entry):
            return render(job, picture, outputs, means)


def _job(
    entry: catalog.Entry, options: RunOptions, given: Mapping[str, Any]
) -> "tuple[SceneJob, list[str]]":
    """Train what the scene draws; with what there is to say about it."""
    from gradreel.engine.objectives import ModelObjective  # noqa: PLC0415
    from gradreel.engine.trajectory import Trajectory  # noqa: PLC0415
    from gradreel.scenes.app.production import SceneJob  # noqa: PLC0415
    from gradreel.scenes.app.recording import record  # noqa: PLC0415
    from gradreel.scenes.stage.type.names import check_names  # noqa: PLC0415

    def check(spec: "RunSpec") -> None:
        if isinstance(spec.objective, ModelObjective):
            check_names(spec.objective.dataset, given["lang"])

    run = Trajectory.load(given["run"]) if given["run"] else None
    recording = record(entry.name, options, run, check)
    job = SceneJob(entry.name, recording, given["theme"], given["lang"])
    outcome = recording.main.outcome
    return job, _remarks(outcome)


def _remarks(outcome: str) -> list[str]:
    if outcome.startswith("diverged"):
        return [f"the run {outcome}; drawn to its last finite step"]
    if outcome == "separated":
        return ["the classes are separated, so that the run has no fit"]
    return []


def _tell(remarks: Iterable[str]) -> None:
    for remark in remarks:
        click.echo(f"gradreel: {shorten(remark, 180)}", err=True)
