"""What animations in all colours share: when each picture is shown, and the colours of all."""

from fractions import Fraction
from functools import partial
from pathlib import Path
from typing import Final

from gradreel.scenes.render.chunks.chunk import Chunk
from gradreel.scenes.render.encoders.contract import Encoding
from gradreel.scenes.render.encoders.gif import PictureEncoder
from gradreel.scenes.render.encoders.palette import Counts
from gradreel.scenes.render.encoders.shown import ShownPictures
from gradreel.scenes.render.picture import Picture

TICK: Final = Fraction(1, 1000)
SHORTEST_DELAY: Final = 11  # browsers play anything shorter as a tenth of a second


class TrueColourJoiner:
    """Takes what an animation is written from, whose duration is right to a thousandth of a second.

    Args:
        path: of the file.
        picture: its size and rate.
        colours: how many it may have at most; all of them when None.
        plays: how often it plays; 0 for ever.
    """

    def __init__(
        self, path: Path, picture: Picture, colours: int | None = None, plays: int = 0
    ) -> None:
        self._path, self._picture = path, picture
        self._colours, self._plays = colours, plays
        self._shown = ShownPictures(picture, TICK, SHORTEST_DELAY)
        self._counts: list[Counts] = []

    def take(self, chunk: Chunk) -> None:
        """Find out when each of a chunk's pictures is shown, and count its colours."""
        self._shown.take(chunk)
        if self._may_number:
            self._counts = [Counts.sum([*self._counts, Counts.from_bytes(chunk.last_blob())])]

    @property
    def _may_number(self) -> bool:
        """Whether colours may be told by their numbers, so that they are to be counted."""
        return self._colours is not None

    def close(self) -> None:
        """Nothing is open."""


def changes_encoding(picture: Picture) -> Encoding:
    """Return the encoding of pictures for true colours: that of GIFs, or with all alpha."""
    if picture.transparent:
        return Encoding("changes-alpha", partial(PictureEncoder, alpha=True))
    return Encoding("changes", PictureEncoder)
