"""`gradreel film`: scenes to one film, with chapters and captions."""

from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import click

from gradreel.engine.errors import RequestError
from gradreel.scenes.ask.options import Excerpt
from gradreel.scenes.cli.command import Command, is_on_line
from gradreel.scenes.cli.delivery import deliver
from gradreel.scenes.cli.excerpt import chosen_speed, film_voice_option, speed_option
from gradreel.scenes.cli.options import (
    FILM_OPTIONS,
    chapters_option,
    check_one_look,
    chosen_appearances,
    how,
    named_file,
    no_cache_option,
    no_title_option,
    picture_option,
    refused_overlay_options,
    workers_option,
)
from gradreel.scenes.cli.parameter_types import FilePath
from gradreel.scenes.cli.run_options import data_options
from gradreel.scenes.cli.story import chosen_programme, programme_argument
from gradreel.scenes.render.picture import Output, plan_picture

ENDINGS: Final = {".mp4": "mp4", ".webm": "webm"}


@click.command(
    "film",
    cls=Command,
    params=[
        programme_argument(),
        chapters_option(),
        *data_options(),
        click.Option(
            ["--script"],
            is_flag=True,
            help="Print what is told and when, and draw nothing.",
        ),
        click.Option(
            ["-o", "--output"],
            type=FilePath(),
            default=Path("film.mp4"),
            metavar="FILE",
            help="The file to write, an mp4 or a webm.  [film.mp4]",
        ),
        workers_option(),
        speed_option(),
        film_voice_option(),
        click.Option(
            ["--captions/--no-captions"],
            default=True,
            help="Whether srt and vtt go beside it, its sentences with their times.  [--captions]",
        ),
        no_cache_option(),
        no_title_option("captions keep the sentences, and cards stay"),
        *refused_overlay_options("a film"),
        *map(picture_option, FILM_OPTIONS),
    ],
)
def film_command(**given: Any) -> None:
    """Join scenes to one film, with cards, chapters that a player lists, and captions.

    All scenes in the story's order, or those that are named, in theirs, or those of a story of
    your own, a file with all that is chosen of them. Captions go beside the film, as .srt and
    .vtt, and into an mp4.

    \b
    Examples:
      gradreel film -o film.mp4
      gradreel film sigmoid descent --theme light --lang zh -o two.mp4
      gradreel film --chapters 2,3 --script
      gradreel film sigmoid likelihood --data patients.csv --x age --y outcome
      gradreel film story.toml -q h
    """
    check_one_look(given, "a film has one")
    if given["script"] and is_on_line("output"):
        raise RequestError("--script prints, and writes no file: leave -o or --script out")
    picture = plan_picture(given["quality"], given["resolution"], given["fps"])
    shown = chosen_programme(given)
    (look,) = chosen_appearances(given, shown.names, with_film=True, titles=shown.titles)
    from gradreel.scenes.make.film import render_film, script, tell_film  # noqa: PLC0415
    from gradreel.scenes.make.request import Request  # noqa: PLC0415, help needs none of this

    request = Request(
        shown.scenes,
        picture,
        replace(look, titled=not given["no_title"]),
        excerpt=Excerpt(speed=chosen_speed(given)),
        voice=given["voice"],
        story=shown.story,
        **how(given),
    )
    if given["script"]:
        click.echo(script(tell_film(request), request), nl=False)
    else:
        deliver(render_film(request, _output(given["output"])))


def _output(path: Path) -> Output:
    path = named_file(path, ENDINGS, "a film is an mp4 or a webm")
    return Output(path, ENDINGS[path.suffix.lower()])
