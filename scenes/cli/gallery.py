"""`gradreel gallery`: scenes to a page of clips."""

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from gradreel.assets import LANGUAGES, THEMES
from gradreel.engine.errors import RequestError, counted
from gradreel.scenes.ask import catalog
from gradreel.scenes.cli.command import Command, is_on_line, option
from gradreel.scenes.cli.delivery import deliver
from gradreel.scenes.cli.options import (
    how,
    no_cache_option,
    picture_option,
    scenes_argument,
    workers_option,
)
from gradreel.scenes.cli.parameter_types import Bytes, FolderPath, OneOf
from gradreel.scenes.cli.play import playable
from gradreel.scenes.cli.process import say
from gradreel.scenes.cli.spellings import ALL
from gradreel.scenes.cli.spellings import LANGUAGES as LANGUAGES_ELSEWHERE
from gradreel.scenes.cli.spellings import THEMES as THEMES_ELSEWHERE
from gradreel.scenes.render.amounts import clock_text, size_text
from gradreel.scenes.render.picture import plan_picture

if TYPE_CHECKING:
    from gradreel.scenes.make.gallery import MadeGallery

MOST_GIF_BYTES: Final = 5_000_000


@click.command(
    "gallery",
    cls=Command,
    params=[
        scenes_argument(),
        click.Option(
            ["-o", "--output"],
            type=FolderPath(),
            default=Path("gallery"),
            metavar="FOLDER",
            help="Where the page goes; what else is there stays.  [gallery]",
        ),
        option(
            "--theme",
            type=OneOf("theme", (*THEMES, ALL), THEMES_ELSEWHERE),
            default=ALL,
            metavar="|".join((*THEMES, ALL)),
            help="The colours; a reader chooses among all.  [all]",
        ),
        option(
            "--lang",
            type=OneOf("language", (*LANGUAGES, ALL), LANGUAGES_ELSEWHERE),
            default=ALL,
            metavar="|".join((*LANGUAGES, ALL)),
            help="The language; a reader chooses among all.  [all]",
        ),
        click.Option(
            ["--tall"],
            is_flag=True,
            help="Draw each clip for a phone that is held upright too, which doubles the bytes.",
        ),
        click.Option(
            ["--gif/--no-gif"],
            default=None,
            help="Make a GIF of each clip too, of several times its bytes.  [--no-gif]",
        ),
        click.Option(
            ["--gif-size"],
            type=Bytes(),
            default=MOST_GIF_BYTES,
            metavar="SIZE",
            help=f"How large each GIF may be; asks for them.  [{MOST_GIF_BYTES // 10**6}MB]",
        ),
        click.Option(
            ["--film"],
            is_flag=True,
            help="Join the clips to a film too, at the top of the page.",
        ),
        click.Option(
            ["--live"],
            is_flag=True,
            help="Have panels on the page that a reader can play with, as gradreel play writes.",
        ),
        workers_option(),
        no_cache_option(),
        *map(picture_option, ("quality", "resolution", "fps", "progress")),
    ],
)
def gallery_command(**given: Any) -> None:
    """Make a page of clips, with their commands, to read anywhere: on a disk or on the web.

    All scenes by the story's chapters, or those that are named.

    \b
    Examples:
      gradreel gallery -o site
      gradreel gallery sigmoid descent --theme dark --lang en --gif -o site
    """
    has_gifs = is_on_line("gif_size") if given["gif"] is None else given["gif"]
    if is_on_line("gif_size") and not has_gifs:
        raise RequestError("--gif-size is of the GIFs that --no-gif leaves out: give one of them")
    there = catalog.entries()
    wanted = [each for each in there if each.name in given["scenes"]] or there
    picture = plan_picture(given["quality"], given["resolution"], given["fps"])
    played = playable([each.name for each in wanted]) if given["live"] else ()
    from gradreel.scenes.make.gallery import make_gallery  # noqa: PLC0415  # noqa: PLC0415, help needs none of this
    from gradreel.scenes.make.gallery_clips import Gallery  # noqa: PLC0415
    from gradreel.scenes.make.play import panel_of  # noqa: PLC0415
    from gradreel.scenes.make.request import Request  # noqa: PLC0415

    scenes = {each.name: each.defaults for each in wanted}
    gallery = Gallery(
        Request(scenes, picture, **how(given)),
        given["output"],
        _chosen(given["theme"], THEMES),
        _chosen(given["lang"], LANGUAGES),
        given["gif_size"] if has_gifs else None,
        given["film"],
        given["tall"],
        tuple(panel_of(name, scenes[name]) for name in played),
    )
    made = make_gallery(gallery)
    deliver([made.page])
    say(_summary(made))


def _chosen(value: str, there: tuple[str, ...]) -> tuple[str, ...]:
    return there if value == ALL else (value,)


def _summary(made: "MadeGallery") -> str:
    return (
        f"{counted(made.clips, 'clip')}, {made.made} of them new, {size_text(made.n_bytes)}; "
        f"made in {clock_text(made.took)}"
    )
