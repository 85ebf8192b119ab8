"""`gradreel slides`: scenes as a deck, a slide a beat."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from gradreel.engine.errors import RequestError, counted
from gradreel.scenes.ask.catalog import Entry, chosen_for, entries, entry
from gradreel.scenes.cli.command import Command, option
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
from gradreel.scenes.cli.run_options import (
    OF_DATA,
    RunsOption,
    data_options,
    scene_options,
)
from gradreel.scenes.cli.spellings import spelled
from gradreel.scenes.cli.story import chosen_programme, programme_argument
from gradreel.scenes.render.picture import ANIMATIONS, Output, plan_picture

if TYPE_CHECKING:
    from gradreel.scenes.make.request import Request

POWERPOINT, PAGE = ".pptx", ".html"
LOOP, ONCE = "loop", "once"
USUAL: Final[Mapping[str, str]] = {POWERPOINT: LOOP, PAGE: ONCE}
"""How clips play where nothing is said, by the ending of the file."""


class DeckCommand(Command):
    """The command for several scenes; where one is named, it takes that one's options too."""

    def make_context(
        self,
        info_name: str | None,
        args: list[str],
        parent: click.Context | None = None,
        **extra: Any,
    ) -> click.Context:
        """Parse the line, by the options of the one scene that it names, if it names one."""
        one = _only_scene(args)
        if one is None:
            try:
                return super().make_context(info_name, args, parent, **extra)
            except click.NoSuchOption as error:
                raise _of_one_scene(error) from None
        settings = (parent.default_map if parent else None) or {}
        extra["default_map"] = settings.get("render", {}).get(one.name)
        return super(DeckCommand, _command_of(one)).make_context(info_name, args, parent, **extra)


def _of_one_scene(error: click.NoSuchOption) -> click.NoSuchOption | RequestError:
    """Say of an option that a scene takes that the scene has to be named alone."""
    taken = {flag for one in entries() for each in scene_options(one) for flag in each.opts}
    if error.option_name not in taken:
        return error
    return RequestError(f"{error.option_name} is of one scene: name that alone, or leave it out")


def _only_scene(args: list[str]) -> Entry | None:
    """Find the one scene that a line names; options may have the names of scenes as values."""
    names = [each.name for each in entries()]
    for name in dict.fromkeys(spelled(word, names) for word in args):
        if name is not None and _named(args, _command_of(entry(name)), names) == [name]:
            return entry(name)
    return None


def _named(args: list[str], command: click.Command, names: list[str]) -> list[str | None]:
    """Return the scenes that a line names, if a command's options are those in it."""
    context = click.Context(command, resilient_parsing=True)
    for words in (args, args[:-1]):  # the last may be an option whose value is still to come
        given, *_ = command.make_parser(context).parse_args(list(words))
        if "scenes" in given:
            return [spelled(each, names) for each in given["scenes"] or ()]
    return []


def _command_of(one: Entry) -> DeckCommand:
    """Build the command for one scene."""
    return DeckCommand(
        "slides",
        callback=slides_command.callback,
        chosen_for=chosen_for(one),
        params=[
            *scene_options(one),
            RunsOption(one),
            *(each for each in slides_command.params if each.name not in OF_DATA),
        ],
        help=slides_command.help,
    )


@click.command(
    "slides",
    cls=DeckCommand,
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
