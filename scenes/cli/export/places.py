"""What a clip has to suit: `--max-size` and `--for`, and its `--poster`."""

from collections.abc import Mapping
from typing import Any, Final

import click

from gradreel.engine.errors import RequestError
from gradreel.scenes.cli.command import option
from gradreel.scenes.cli.parameter_types import Bytes, OneOf
from gradreel.scenes.render.fitting.places import PLACES, Destination, most_bytes
from gradreel.scenes.render.picture import FITTED, Output, Picture

SPELLINGS: Final[Mapping[str, str]] = {
    **dict.fromkeys(("slides", "googleslide", "google"), "google-slides"),
    **dict.fromkeys(("pptx", "ppt", "office"), "powerpoint"),
    "readme": "github",
}


def size_options() -> list[click.Option]:
    """Build the options about how large a clip may be, and where it goes."""
    return [
        option(
            "--max-size",
            type=Bytes(),
            metavar="SIZE",
            help="How large it may be, like 8MB: what costs the eye least is given up to fit.",
        ),
        click.Option(
            ["--for", "place"],
            type=OneOf("place", PLACES, SPELLINGS),
            metavar="PLACE",
            help=f"Suit where it goes, its format and its size: {', '.join(PLACES)}.",
        ),
    ]


def poster_option() -> click.Option:
    """Build the option for a poster."""
    return click.Option(
        ["--poster"],
        is_flag=True,
        help="Write a picture that shows what the clip is about too, as .poster.png beside it.",
    )


def destination_of(given: Mapping[str, Any]) -> Destination | None:
    """Return where the clip goes, if that was said."""
    return PLACES.get(given["place"] or "")


def largest_size(given: Mapping[str, Any]) -> int | None:
    """Return how many bytes a clip may have, if that was said."""
    return most_bytes(destination_of(given), given["max_size"])


def check_suits(given: Mapping[str, Any], outputs: tuple[Output, ...], picture: Picture) -> None:
    """Check before any work that files can be what was asked of them.

    Raises:
        RequestError: there can't be a poster, the place shows no such file, or one can't be made
            smaller.
    """
    place = destination_of(given)
    if place is not None:
        place.check(outputs, picture)
    for output in outputs:
        if largest_size(given) is not None and output.format not in FITTED:
            raise RequestError(
                f"--max-size makes clips fit, and no {output.format}: leave one of them out"
            )
    if given["poster"]:
        from gradreel.scenes.render.poster import check_posters  # noqa: PLC0415, most ask for none

        check_posters(outputs)
