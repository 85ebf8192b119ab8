"""`gradreel slides`: scenes as a deck, a slide a beat."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from gradreel.engine.errors import RequestError, counted
from gradreel.scenes.cli.command import option
from gradreel.scenes.cli.delivery import deliver
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
    tell_of_small,
    workers_option,
)
from gradreel.scenes.cli.parameter_types import FilePath, OneOf
from gradreel.scenes.cli.process import say
from gradreel.scenes.cli.run_options import data_options
from gradreel.scenes.cli.several import SeveralScenes
from gradreel.scenes.cli.story import chosen_programme, programme_argument
from gradreel.scenes.render.picture import ANIMATIONS, Output, plan_picture

if TYPE_CHECKING:
    from gradreel.scenes.make.request import Request

POWERPOINT, PAGE = ".pptx", ".html"
LOOP, ONCE = "loop", "once"
USUAL: Final[Mapping[str, str]] = {POWERPOINT: LOOP, PAGE: ONCE}
"""How clips play where nothing is said, by the ending of the file."""


@click.command(
    "slides",
    cls=SeveralScenes,
    params=[
        programme_argument("output"),
        chapters_option(),
        *data_options(),
        click.Option(
            ["-o", "--output"],
            type=FilePath(),
            default=Path("slides.pptx"),
            metavar="FILE",
            help="The file to write, a pptx or an html.  [slides.pptx]",
        ),
        option(
            "--play",
            type=OneOf("way to play", (LOOP, ONCE)),
            metavar=f"{LOOP}|{ONCE}",
            help="Whether a clip begins anew at its end, or holds its last picture.  "
            "[loop in a pptx, once in an html]",
        ),
        option(
            "--media",
            type=OneOf("kind of clip", ("mp4", "gif")),
            default="mp4",
            metavar="mp4|gif",
            help="What a pptx shows: videos, or GIFs for what plays none.  [mp4]",
        ),
        workers_option(),
        no_cache_option(),
        no_title_option("titles of slides and notes keep the sentences"),
        *refused_overlay_options("a deck"),
        *map(picture_option, FILM_OPTIONS),
    ],
)
def slides_command(**given: Any) -> None:
    """Turn scenes into slides, one a beat, whose clips start by themselves.

    All scenes in the story's order, or those that are named, in theirs, or those of a story of
    your own, as gradreel film takes it; one that is named alone takes its options, as gradreel
    render SCENE --help lists them. An html is one page for any browser.

    \b
    Examples:
      gradreel slides descent -o talk.pptx
      gradreel slides sigmoid descent --theme light -o talk.html
      gradreel slides sigmoid likelihood --data patients.csv --x age --y outcome -o talk.pptx
    """
    path = named_file(given["output"], USUAL, "a deck is a pptx or an html")
    check_one_look(given, "a deck has one")
    if given["media"] == "gif" and path.suffix.lower() == PAGE:
        raise RequestError("--media gif is for a pptx, as a browser plays videos: leave it out")
    from gradreel.scenes.make.deck import render_deck  # noqa: PLC0415, help needs none of this

    output = Output(path, given["media"])
    loops = (given["play"] or USUAL[path.suffix.lower()]) == LOOP
    slides = render_deck(_request(output, given), output, loops=loops)
    deliver([path])
    say(counted(slides, "slide"))


def _request(output: Output, given: Mapping[str, Any]) -> "Request":
    from gradreel.scenes.make.request import Request  # noqa: PLC0415, as above

    shown = chosen_programme(given)
    (look,) = chosen_appearances(given, shown.names, titles=shown.titles)
    appearance = replace(look, titled=not given["no_title"])
    asked, is_animated = (
        (given["quality"], given["resolution"], given["fps"]),
        (output.format in ANIMATIONS),
    )
    picture = plan_picture(*asked, animated=is_animated)
    if is_animated:
        tell_of_small(given, picture, [output])
    made = Request(shown.scenes, picture, appearance, given.get("run", ()), **how(given))
    return replace(made, story=shown.story)
