"""`gradreel texts`: what scenes say, as a file to change or to translate."""

from typing import Any

import click

from gradreel.engine.errors import RequestError
from gradreel.scenes.cli.command import Request
from gradreel.scenes.cli.options import picture_option
from gradreel.scenes.cli.own.options import chosen_appearances
from gradreel.scenes.cli.parameter_types import SceneName
from gradreel.scenes.cli.spellings import ALL


@click.command(
    "texts",
    cls=Request,
    params=[
        click.Argument(["scenes"], nargs=-1, metavar="[SCENE]...", type=SceneName()),
        picture_option("lang"),
        picture_option("texts"),
    ],
)
def texts_command(**given: Any) -> None:
    """Print what scenes say as TOML, to be changed or translated and given to --texts.

    All scenes and the film, or those that are named, with what they take of the words that scenes
    share. With --texts your own are in it, and what they lack is marked.

    \b
    Examples:
      gradreel texts sigmoid > words.toml
      gradreel texts --lang zh > film.toml
    """
    if given["lang"] == ALL:
        raise RequestError(f"--lang {ALL} is for --stills alone: name the language")
    (appearance,) = chosen_appearances(given, given["scenes"])
    from gradreel.scenes.app.texts import texts_as_toml  # noqa: PLC0415, help needs none of this

    content = texts_as_toml(given["scenes"], appearance.language, appearance.texts)
    click.echo(content, nl=False)
