"""Where clips go, what each place takes, and what a clip has to suit: --max-size and --for."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import click

from gradreel.engine.errors import RequestError
from gradreel.scenes.cli.command import option
from gradreel.scenes.cli.parameter_types import Bytes, OneOf
from gradreel.scenes.render.picture import FITTED, Output, Picture
from gradreel.scenes.render.targets import shown

MEGABYTE: Final = 10**6
SPELLINGS: Final[Mapping[str, str]] = {
    **dict.fromkeys(("slides", "googleslide", "google"), "google-slides"),
    **dict.fromkeys(("pptx", "ppt", "office"), "powerpoint"),
    "readme": "github",
}


@dataclass(frozen=True)
class Destination:
    """What a place takes.

    Attributes:
        name: what people call it.
        formats: of clips, the best first.
        clear: the best one for what is transparent.
        most_bytes: how large a file may be, where that is known.
        most_pixels: how many a picture may have, where that is known.
    """

    name: str
    formats: tuple[str, ...]
    clear: str = "gif"
    most_bytes: int | None = None
    most_pixels: int | None = None

    def check(self, outputs: Iterable[Output], picture: Picture) -> None:
        """Check that it takes some clips.

        Raises:
            RequestError: it doesn't.
        """
        for output in outputs:
            if output.format not in self.formats:
                raise RequestError(
                    f"{self.name} shows no {output.format}; name {shown(output.path)} as one of "
                    f"{', '.join(self.formats)}"
                )
        if self.most_pixels is not None and picture.width * picture.height > self.most_pixels:
            raise RequestError(
                f"{self.name} takes pictures of {self.most_pixels // 10**6} megapixels at most; "
                "give a smaller -r"
            )


PLACES: Final[Mapping[str, Destination]] = {
    "google-slides": Destination(
        "Google Slides", ("gif",), most_bytes=50 * MEGABYTE - 1, most_pixels=25 * 10**6
    ),
    "keynote": Destination("Keynote", ("mp4", "mov", "gif"), clear="mov"),
    "powerpoint": Destination("PowerPoint", ("mp4", "gif")),
    "github": Destination("GitHub", ("gif", "mp4", "mov", "webm"), most_bytes=10 * MEGABYTE),
    "slack": Destination("Slack", ("gif",)),
}


def most_bytes(place: Destination | None, asked: int | None) -> int | None:
    """Return how large a clip may be, by what was asked for and what the place takes."""
    known = asked, None if place is None else place.most_bytes
    return min((each for each in known if each is not None), default=None)


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
