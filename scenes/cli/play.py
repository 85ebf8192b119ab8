"""`gradreel play`: scenes as a page that one can play with."""

from collections.abc import Collection
from pathlib import Path
from typing import Any, Final

import click

from gradreel.engine.errors import RequestError, shorten
from gradreel.scenes.ask.catalog import entry, programme, run_options
from gradreel.scenes.cli.delivery import deliver
from gradreel.scenes.cli.options import (
    chosen_appearances,
    named_file,
    picture_option,
    scenes_argument,
)
from gradreel.scenes.cli.parameter_types import FilePath
from gradreel.scenes.cli.process import say
from gradreel.scenes.cli.run_options import data_options, options_of_all
from gradreel.scenes.cli.several import SeveralScenes
from gradreel.scenes.render.files import write_files
from gradreel.scenes.render.targets import check_target

PLAYABLE: Final = ("sigmoid", "descent", "minibatch")
"""The scenes that there are panels of."""
ENDINGS: Final = (".html",)


@click.command(
    "play",
    cls=SeveralScenes,
    params=[
        scenes_argument(),
        *data_options(),
        click.Option(
            ["-o", "--output"],
            type=FilePath(),
            default=Path("play.html"),
            metavar="FILE",
            help="The page to write, an html.  [play.html]",
        ),
        *map(picture_option, ("theme", "lang", "texts", "palette")),
    ],
)
def play_command(**given: Any) -> None:
    """Write a page on which one can play with scenes: sliders, starts, batches.

    sigmoid, descent and minibatch, or those of them that are named; one that is named alone takes
    its options, as gradreel render SCENE --help lists them. The reader's browser computes it all,
    as the engine does. With --theme all or --lang all the reader chooses.

    \b
    Examples:
      gradreel play -o play.html
      gradreel play sigmoid --data patients.csv --x age --y outcome -o mine.html
      gradreel play descent --surface "(x**2+y-11)**2+(x+y**2-7)**2" -o hills.html
    """
    path = named_file(given["output"], ENDINGS, "a page is an html")
    programme(given["scenes"], ())  # each is named once
    names = given["scenes"] or PLAYABLE
    for name in names:
        playable([name])
    check_target(path)
    found = [entry(name) for name in names]
    if "run" in given:  # one scene alone, with its options on the line
        options = {found[0].name: run_options(found[0], given)}
    else:
        options = options_of_all(found, given)
    looks = chosen_appearances({**given, "bold_font": None, "font": None}, names)
    from gradreel.scenes.make.play import panel_of  # noqa: PLC0415, help needs none of this
    from gradreel.scenes.make.play_page import play_page  # noqa: PLC0415

    record = next(iter(given.get("run", ())), None)
    panels = [panel_of(name, own, record) for name, own in options.items()]
    for panel in panels:
        for remark in panel.remarks:
            say(remark)
    write_files({path: play_page(panels, looks).encode()})
    deliver([path])


def playable(names: Collection[str]) -> tuple[str, ...]:
    """Return the scenes that there are panels of, in the order of the story.

    Raises:
        RequestError: none of them is one.
    """
    found = tuple(name for name in PLAYABLE if name in names)
    if not found:
        raise RequestError(
            f"one can't play with {shorten(', '.join(names), 60)}: name {', '.join(PLAYABLE)}"
        )
    return found
