"""Where clips go, and what is known of each place: docs/clips.md names the source of every line."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from gradreel.engine.errors import RequestError
from gradreel.scenes.render.output.targets import shown
from gradreel.scenes.render.picture import Output, Picture

MEGABYTE: Final = 10**6


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

    def usual_format(self, picture: Picture) -> str:
        """Return the format of a clip for which none is named."""
        return self.clear if picture.transparent else self.formats[0]

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
