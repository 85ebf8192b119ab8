"""`gradreel beats`: what scenes say when."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import click

from gradreel.scenes.ask import catalog
from gradreel.scenes.ask.catalog import chosen_for, run_options
from gradreel.scenes.cli.command import Command
from gradreel.scenes.cli.excerpt import chosen_excerpt, excerpt_options, voice_option
from gradreel.scenes.cli.options import check_one_look, chosen_appearances, picture_option
from gradreel.scenes.cli.process import say
from gradreel.scenes.cli.run_options import RunsOption, SceneCommands, scene_options
from gradreel.scenes.render.picture import plan_picture

if TYPE_CHECKING:
    from gradreel.scenes.stage.story.base import TimedBeat


class BeatCommands(SceneCommands):
    """The scenes as sub-commands, to be told without being drawn."""

    def command_of(self, entry: catalog.Entry) -> click.Command:
        """Build the command that tells a scene."""

        def callback(as_json: bool, **given: Any) -> None:
            _print_beats(entry, given, as_json)

        return Command(
            entry.name,
            callback=callback,
            chosen_for=chosen_for(entry),
            params=[
                *scene_options(entry),
                RunsOption(entry),
                *map(picture_option, ("quality", "fps", "lang", "texts")),
                *excerpt_options(),
                voice_option(),
                click.Option(["--json", "as_json"], is_flag=True, help="Print as JSON."),
            ],
            help=f"{entry.summary}\n\n\b\nExample:\n  gradreel beats {entry.name} --json",
        )


@click.command("beats", cls=BeatCommands)
def beats_command() -> None:
    """Print a scene's beats: when each begins and ends, its name and its sentence.

    \b
    Examples:
      gradreel beats sigmoid
      gradreel beats backprop --lang zh --fps 25 --json
    """


def _print_beats(entry: catalog.Entry, given: Mapping[str, Any], as_json: bool) -> None:
    check_one_look(given, "beats are of one language")
    beats = _told(entry, given)
    if as_json:
        import json  # noqa: PLC0415

        rows = [
            {
                "number": beat.number,
                "key": beat.key,
                "sentence": beat.sentence,
                "seen": beat.seen,
                "start": float(beat.start),
                "end": float(beat.end),
            }
            for beat in beats
        ]
        click.echo(json.dumps(rows, indent=2, ensure_ascii=False))
        return
    width = max(len(beat.name) for beat in beats)
    for beat in beats:
        span = f"{float(beat.start):6.2f} {float(beat.end):6.2f}"
        click.echo(f"{span}  {beat.name:<{width}}  {beat.sentence}")


def _told(entry: catalog.Entry, given: Mapping[str, Any]) -> "tuple[TimedBeat, ...]":
    from gradreel.scenes.make.request import Request  # noqa: PLC0415, help needs none
    from gradreel.scenes.make.timing import beats_in, spoken_job  # noqa: PLC0415

    excerpt, voice = chosen_excerpt(given), given["voice"]
    picture = plan_picture(given["quality"], fps=given["fps"])
    options = {entry.name: run_options(entry, given)}
    (appearance,) = chosen_appearances(given, (entry.name,))
    job, remarks = spoken_job(Request(options, picture, appearance, given["run"], excerpt, voice))
    for remark in remarks:
        say(remark)
    return beats_in(job, excerpt, picture)
