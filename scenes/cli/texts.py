"""`gradreel texts`: what scenes say, as a file to change or to translate."""

from pathlib import Path
from typing import Any

import click

from gradreel.engine.errors import RequestError
from gradreel.scenes.cli.command import Command
from gradreel.scenes.cli.delivery import deliver
from gradreel.scenes.cli.options import chosen_appearances, picture_option
from gradreel.scenes.cli.parameter_types import FilePath, SceneName
from gradreel.scenes.cli.spellings import ALL
from gradreel.scenes.render.files import write_files
from gradreel.scenes.render.targets import check_target, shown


@click.command(
    "texts",
    cls=Command,
    params=[
        click.Argument(["scenes"], nargs=-1, metavar="[SCENE]...", type=SceneName()),
        picture_option("lang"),
        picture_option("texts"),
        click.Option(
            ["-o", "--output"],
            type=FilePath(),
            metavar="FILE.toml",
            help="Write a new file, in place of printing.",
        ),
    ],
)
def texts_command(**given: Any) -> None:
    """Print what scenes say, as TOML, to be changed or translated and given to --texts.

    All scenes and the film, or those that are named, with what they take of the words that scenes
    share. With --texts your own are in it, and what they lack is marked.

    \b
    Examples:
      gradreel texts sigmoid -o words.toml
      gradreel texts --lang zh
    """
    if given["lang"] == ALL:
        raise RequestError(f"--lang {ALL} is for --stills alone: name the language")
    (appearance,) = chosen_appearances(given, given["scenes"])
    from gradreel.scenes.make.own import texts_as_toml  # noqa: PLC0415, help needs none of this

    content = texts_as_toml(given["scenes"], appearance.language, appearance.texts)
    if given["output"] is None:
        click.echo(content, nl=False)
    else:
        _write(given["output"], content, given["texts"])
        deliver([given["output"]])


def _write(path: Path, content: str, source: Path | None) -> None:
    """Write a file, but not over somebody's work, unless that is what it was made from.

    Raises:
        RequestError: there is another file of that name, or it can't be written.
        WorkError: the disk is full, or the like.
    """
    if path.exists() and path != source:
        advice = f"name another, or give --texts {shown(path)} too, to keep its words"
        raise RequestError(f"{shown(path)} is there already; {advice}")
    check_target(path)
    write_files({path: content.encode()})
