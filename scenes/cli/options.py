"""The options about the picture, its words, its files and how they are made, each defined once."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from gradreel.assets import LANGUAGES, THEMES
from gradreel.engine.errors import RequestError
from gradreel.scenes.cli import completion, spellings
from gradreel.scenes.cli.command import is_on_line, key_name, option
from gradreel.scenes.cli.delivery import note_length
from gradreel.scenes.cli.parameter_types import (
    Colour,
    FilePath,
    FiniteNumber,
    Listing,
    Offered,
    OneOf,
    SceneName,
    Scheduler,
    Size,
    Whole,
)
from gradreel.scenes.cli.places import (
    check_suits,
    destination_of,
    largest_size,
    poster_option,
    size_options,
)
from gradreel.scenes.cli.process import say
from gradreel.scenes.cli.spellings import ALL
from gradreel.scenes.files.sources import OwnTable
from gradreel.scenes.render.picture import (
    ANIMATIONS,
    ENDINGS,
    FORMATS,
    OPAQUE,
    QUALITIES,
    USUAL,
    Output,
    Picture,
    plan_outputs,
    plan_picture,
    plan_stills,
    with_ending,
)
from gradreel.scenes.render.targets import check_no_link, shown

if TYPE_CHECKING:
    from gradreel.scenes.stage.type.appearance import Appearance


class FileOf(FilePath):
    """The path of a file to read, whose name ends as those of its kind do.

    Args:
        endings: of such files, with their dots.
    """

    def __init__(self, *endings: str) -> None:
        self.endings = endings

    def read(self, value: Any) -> Any:
        """Turn a text into a path; a table of a story stands for a file."""
        return value if isinstance(value, OwnTable) else super().read(value)

    def offered(self, ctx: click.Context, incomplete: str) -> Offered:
        """Offer such files, or let the shell offer all where none fits."""
        del ctx
        return completion.names_or_files((), self.endings, incomplete)


OWN_OPTIONS: Mapping[str, tuple[tuple[str, ...], dict[str, Any]]] = {
    "texts": (
        ("--texts",),
        {
            "type": FileOf(".toml"),
            "metavar": "FILE.toml",
            "help": "Your own words, or another language: gradreel texts prints such a file.",
        },
    ),
    "palette": (
        ("--palette",),
        {
            "type": FileOf(".toml"),
            "metavar": "FILE.toml",
            "help": "Colours of your own: for the theme that is drawn, or in a table for each.",
        },
    ),
    "font": (
        ("--font",),
        {
            "type": FileOf(".ttf", ".otf"),
            "metavar": "FILE.ttf",
            "help": "A font of your own, for all that is no formula.",
        },
    ),
    "bold_font": (
        ("--bold-font",),
        {
            "type": FileOf(".ttf", ".otf"),
            "metavar": "FILE.ttf",
            "help": "Its heavier cut, for sentences and numbers.  [the same]",
        },
    ),
}
PICTURE_OPTIONS: Mapping[str, tuple[tuple[str, ...], dict[str, Any]]] = {
    "quality": (
        ("-q", "--quality"),
        {
            "type": OneOf("quality", QUALITIES, spellings.QUALITIES),
            "metavar": "|".join(QUALITIES),
            "help": f"480p15, 720p30, 1080p60, 1440p60 or 2160p60.  [{USUAL}]",
        },
    ),
    "resolution": (
        ("-r", "--resolution"),
        {
            "type": Size({name: QUALITIES[each][:2] for name, each in spellings.QUALITIES.items()}),
            "metavar": "W,H",
            "help": "The frame's size in pixels; 1080,1920 is laid out for a phone.",
        },
    ),
    "fps": (
        ("--fps",),
        {"type": FiniteNumber(positive=True), "metavar": "N", "help": "Frames a second."},
    ),
    "theme": (
        ("--theme",),
        {
            "type": OneOf("theme", (*THEMES, spellings.ALL), spellings.THEMES),
            "default": "dark",
            "metavar": "|".join(THEMES),
            "help": "The colours.  [dark]",
        },
    ),
    "lang": (
        ("--lang",),
        {
            "type": OneOf("language", (*LANGUAGES, spellings.ALL), spellings.LANGUAGES),
            "default": "en",
            "metavar": "|".join(LANGUAGES),
            "help": "The language on screen.  [en]",
        },
    ),
    **OWN_OPTIONS,
    "transparent": (
        ("-t", "--transparent"),
        {"is_flag": True, "help": "Leave the background out (webm, mov, gif, webp, apng, png)."},
    ),
    "matte": (
        ("--matte",),
        {
            "type": Colour(),
            "metavar": "COLOUR",
            "help": "With -t, what a gif lays half-transparent pixels on.  [the background]",
        },
    ),
    "progress": (
        ("--progress",),
        {
            "type": OneOf("kind of progress", ("auto", "none"), spellings.PROGRESS),
            "default": "auto",
            "metavar": "auto|none",
            "help": "Whether to say how far it is: a bar on a terminal, lines elsewhere.  [auto]",
        },
    ),
}
FILM_OPTIONS: Final = (
    *("quality", "resolution", "fps", "theme", "lang"),
    *("texts", "palette", "font", "bold_font", "progress"),
)
"""Those of several scenes that are joined: by their names in the table above."""
CAPTIONS: Final = ("srt", "vtt")
"""The files of captions, by their endings."""
MOST_WORKERS: Final = 512
"""More than machines have cores: all that are asked for begin, even where a clip is short."""
FORMAT_FLAGS: Mapping[str, str] = {
    "save_as_gif": "gif",
    "save_pngs": "png-sequence",
}
"""Flags that ask for a format."""


def chosen_appearances(
    given: Mapping[str, Any],
    scenes: Collection[str],
    *,
    with_film: bool = False,
    titles: OwnTable | None = None,
) -> "tuple[Appearance, ...]":
    """Return how scenes are to look and speak: in one way, or in all that were asked for.

    Args:
        given: what was given.
        scenes: which scenes; all, and the film, when empty.
        with_film: whether they are for a film of these scenes.
        titles: of a story, those of its film and of the chapters.

    Raises:
        RequestError: something that was brought can't be used.
    """
    from gradreel.scenes.stage.type.appearance import Appearance  # noqa: PLC0415, help needs none

    themes = THEMES if given.get("theme") == ALL else (given.get("theme", THEMES[0]),)
    languages = LANGUAGES if given["lang"] == ALL else (given["lang"],)
    if given.get("bold_font") is not None and given.get("font") is None:
        raise RequestError("--bold-font is the heavier cut of --font FILE; give both")
    if not (titles or any(given.get(name) for name in OWN_OPTIONS)):
        return tuple(Appearance(*each) for each in product(themes, languages))
    from gradreel.scenes.make.own import OwnFiles, own_appearances  # noqa: PLC0415, it measures

    files = OwnFiles(**{name: given.get(name) for name in OWN_OPTIONS}, titles=titles)
    made, remarks = own_appearances(files, themes, languages, scenes, with_film=with_film)
    for remark in remarks:
        say(remark)
    return made


def picture_option(name: str) -> click.Option:
    """Build one of the options about the picture."""
    flags, settings = PICTURE_OPTIONS[name]
    return option(*flags, **settings)


def scenes_argument() -> click.Argument:
    """Build the argument that names scenes; none of them means all."""
    return click.Argument(["scenes"], nargs=-1, metavar="[SCENE]...", type=SceneName())


def chapters_option() -> click.Option:
    """Build the option that chooses scenes by their chapters."""
    return click.Option(
        ["--chapters"],
        type=Listing(Whole(1), name="2,3"),
        metavar="N,N",
        help="Only the scenes of these chapters of the story.",
    )


def workers_option() -> click.Option:
    """Build the option that says how many processes draw."""
    return option(
        "-w",
        "--workers",
        type=Whole(1, MOST_WORKERS),
        metavar="N",
        help="How many processes draw.  [as many as there are cores for it]",
    )


def no_cache_option() -> click.Option:
    """Build the option that leaves the cache alone."""
    return option("--no-cache", is_flag=True, help="Draw all anew, and keep nothing for later.")


def output_options(names: Iterable[str]) -> list[click.Option]:
    """Build the options about what to write and how, and those about the picture by name."""
    return [
        click.Option(
            ["-o", "--output"],
            multiple=True,
            type=FilePath(),
            metavar="FILE",
            help="The file to write; its ending picks the format. May be repeated. A gif, webp or "
            "apng is 640x360 at 15 frames a second unless -q, -r or --fps is given.",
        ),
        click.Option(
            ["--format", "formats"],
            multiple=True,
            type=OneOf("format", (*FORMATS, "auto")),
            metavar="FORMAT",
            help=f"Write this format too, beside the file: {', '.join(FORMATS)}. May be repeated.",
        ),
        click.Option(["-s", "--last-frame"], is_flag=True, help="Draw the last frame only, a png."),
        click.Option(["-p", "--preview"], is_flag=True, help="Open the file when it is done."),
        workers_option(),
        option(
            "--cluster",
            type=Scheduler(),
            metavar="tcp://HOST:PORT",
            help="Let the workers of this Dask scheduler draw.",
        ),
        *size_options(),
        poster_option(),
        no_cache_option(),
        *map(picture_option, names),
    ]


def captions_option() -> click.Option:
    """Build the option for files of captions."""
    return click.Option(
        ["--captions"],
        is_flag=True,
        help=f"Write the sentences and their times too, as {' and '.join(CAPTIONS)} beside it.",
    )


def no_title_option(kept: str = "captions keep the sentences") -> click.Option:
    """Build the option for pictures without their words; `kept` says what has them yet."""
    return click.Option(
        ["--no-title"],
        is_flag=True,
        help=f"Leave kicker and sentences out of the picture; {kept}.",
    )


def overlay_options() -> list[click.Option]:
    """Build the options for clips that are laid over other footage."""
    return [
        no_title_option(),
        click.Option(
            ["--outline"],
            is_flag=True,
            help="With -t, draw a rim in the background's colour around all that is drawn.",
        ),
    ]


def refused_overlay_options(what: str) -> list[click.Option]:
    """Build those that need a clip without its background, for what has one; help lists none."""

    def refuse(ctx: click.Context, param: click.Parameter, value: bool) -> None:
        if value and not ctx.resilient_parsing:
            raise RequestError(
                f"{param.opts[-1]} is for clips that are laid over footage, and {what} has its "
                "background: gradreel render SCENE -t --outline draws such a clip"
            )

    hidden: dict[str, Any] = {"is_flag": True, "hidden": True, "expose_value": False}
    flags = ["-t", "--transparent"], ["--outline"]
    return [click.Option(each, callback=refuse, **hidden) for each in flags]


def check_outline(given: Mapping[str, Any], picture: Picture, outputs: Collection[Output]) -> None:
    """Check that a rim is asked for only of a clip without its background.

    Raises:
        RequestError: there is no clip, or it has a background.
    """
    if given["outline"] and not (outputs and picture.transparent):
        raise RequestError(
            "--outline is for a clip or a last frame without its background: give -t too, and no "
            "pictures alone"
        )


def chosen_picture(given: Mapping[str, Any]) -> Picture:
    """Return the picture; a format that was asked for beats a setting of transparency."""
    asked = (*(path.suffix[1:].lower() for path in given["output"]), *given["formats"])
    transparent = given["transparent"] and (is_on_line("transparent") or OPAQUE.isdisjoint(asked))
    size, rate = given["resolution"], given["fps"]
    return plan_picture(given["quality"], size, rate, transparent, given["matte"])


def drawn_picture(given: Mapping[str, Any], picture: Picture, outputs: Iterable[Output]) -> Picture:
    """Return what is drawn for files: less where all are animations, and no size is given."""
    are_small = all(output.format in ANIMATIONS for output in outputs)
    return _of_animations(given, picture) if are_small else picture


def with_shares(
    given: Mapping[str, Any], picture: Picture, outputs: Iterable[Output]
) -> tuple[Output, ...]:
    """Let animations be small beside what is larger, where no size is given.

    Args:
        given: what was asked for.
        picture: what is drawn for all of them.
        outputs: the files.
    """
    small, usual = _of_animations(given, picture), plan_picture(*_of_picture(given, picture))
    if picture != usual:  # they are alone, or a file of scenes has a size of its own
        return tuple(outputs)
    share = picture.width // small.width, int(picture.fps / small.fps)
    return tuple(
        replace(output, share=share) if output.format in ANIMATIONS else output
        for output in outputs
    )


def tell_of_small(
    given: Mapping[str, Any],
    picture: Picture,
    outputs: Iterable[Output],
    say: Callable[[str], None] = say,
) -> None:
    """Say which animations are small, as no size was given, and how they'd be larger."""
    small, usual = _of_animations(given, picture), plan_picture(*_of_picture(given, picture))
    if picture not in {small, usual} or small == usual:
        return
    size = f"{small.width}x{small.height} at {float(small.fps):g} frames a second"
    has_size, has_rate = given["resolution"] is not None, given["fps"] is not None
    more = "--fps" if has_size else "-r" if has_rate else f"-q {USUAL}, or -r and --fps"
    for output in outputs:
        if output.format in ANIMATIONS:
            say(f"{shown(output.path)} is drawn in {size}; for more: {more}")


def _of_animations(given: Mapping[str, Any], picture: Picture) -> Picture:
    return plan_picture(*_of_picture(given, picture), animated=True)


def _of_picture(given: Mapping[str, Any], picture: Picture) -> tuple[Any, ...]:
    asked = given["quality"], given["resolution"], given["fps"]
    return *asked, picture.transparent, picture.matte


def chosen_outputs(given: Mapping[str, Any], name: str, picture: Picture) -> tuple[Output, ...]:
    """Return the files that were asked for; one without a path is called by a name."""
    asked = (*given["formats"], *(each for flag, each in FORMAT_FLAGS.items() if given[flag]))
    formats = [each for each in asked if each != "auto"]
    if (place := destination_of(given)) and not (formats or given["output"]):
        formats = [place.clear if picture.transparent else place.formats[0]]
    folder = Path() if given["media_dir"] is None else _made(given["media_dir"])
    plan = plan_stills if given["last_frame"] else plan_outputs
    usual = "png" if given["last_frame"] else "webm" if picture.transparent else "mp4"
    paths = [_with_ending(folder / path, next(iter(formats), usual)) for path in given["output"]]
    outputs = plan(paths, formats, str(folder / name), picture)
    check_matte(outputs, picture)
    check_suits(given, outputs, picture)
    most = largest_size(given)
    return tuple(replace(output, most_bytes=most) for output in outputs)


def check_matte(outputs: Iterable[Output], picture: Picture) -> None:
    """Check that a colour under half-transparent pixels is given only where there are some.

    Raises:
        RequestError: it is given on the line, and no file needs it.
    """
    has_clear_gif = picture.transparent and any(output.format == "gif" for output in outputs)
    if is_on_line("matte") and not has_clear_gif:
        raise RequestError(
            "--matte is for a gif without its background, as other formats need none: "
            "give -t and a gif, or leave --matte out"
        )


def check_one_look(given: Mapping[str, Any], reason: str) -> None:
    """Check that all themes or languages aren't asked for of what has one of each.

    Args:
        given: what was asked for.
        reason: why there is one, as in "a film has one".

    Raises:
        RequestError: they are.
    """
    for name in ("theme", "lang"):
        if given.get(name) == spellings.ALL:
            raise RequestError(f"--{name} {spellings.ALL} is for --stills alone: {reason}; name it")


def _made(folder: Path) -> Path:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", error)
        raise RequestError(f"{shown(folder)} can't be made a folder: {reason}") from error
    return folder


def _with_ending(path: Path, form: str) -> Path:
    """Add the ending of a format to a name that has none, unless something is there already."""
    is_whole = path.suffix or form not in ENDINGS.values() or path.exists()
    return path if is_whole else with_ending(path, form)


def open_if_asked(given: Mapping[str, Any], path: Path) -> None:
    """Show a file that was written, or the folder that it is in."""
    if given["preview"] or given["show_in_file_browser"]:
        click.launch(str(path), locate=not given["preview"])


def how(given: Mapping[str, Any]) -> dict[str, Any]:
    """Return what was given about how to draw, as `Request` has it."""
    return {
        "workers": given["workers"],
        "cluster": given.get("cluster"),
        "use_cache": not given["no_cache"],
        "show_progress": given["progress"] == "auto",
        "captions": CAPTIONS if given.get("captions") else (),
        "posters": given.get("poster", False),
        "lasting": note_length,
        "say": say,
    }


def named_file(path: Path, endings: Collection[str], kind: str) -> Path:
    """Check the ending of a file that is a whole of many clips, or add the first of its endings.

    Args:
        path: as it was asked for, or as it is called where nobody named one.
        endings: those that it may have, the usual one first.
        kind: what it is, for whoever gave another.

    Raises:
        RequestError: it is that of something else, or nobody named a file and the usual is a link.
    """
    usual = next(iter(endings))
    is_named = is_on_line("output")
    if not is_named:
        check_no_link(path)
    if not path.suffix and not path.exists():
        return path.with_name(path.name + usual)
    if path.suffix.lower() not in endings:
        where = (
            "" if is_named else f"{key_name('output')}: "
        )  # in a story, as the usual one is right
        raise RequestError(f"{where}{kind}: name it {shown(path.with_suffix(usual))}")
    return path
