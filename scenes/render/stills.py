"""Some frames of a part, and no others: those that are named, or one each so many seconds."""

from collections.abc import Callable, Collection
from fractions import Fraction
from math import ceil, floor

from gradreel.scenes.render.frame import Frame, Paint, Painted, Part, Pixels
from gradreel.scenes.render.owned import Only, Owned
from gradreel.scenes.render.picture import Picture

TakeStill = Callable[[int, Pixels], None]
"""Is given a frame's number in its part and its pixels, which are good until it returns."""


class Regular(Owned):
    """The frames that are shown each so many seconds, from the clip's first one on.

    Args:
        interval: from one to the next, in frames; a fraction, as it needn't be a whole number.
        before: how many frames of the clip come before this part.
    """

    def __init__(self, interval: Fraction, before: int = 0) -> None:
        self._interval, self._before = interval, before

    def turn_of(self, frame: int) -> int:
        """How many of these frames come before a frame of the part."""
        return ceil((self._before + frame) / self._interval)

    def __contains__(self, frame: object) -> bool:
        if not isinstance(frame, int):
            return False
        return floor(self.turn_of(frame) * self._interval) == self._before + frame

    def any_of(self, frames: range) -> bool:
        """Whether one of these frames is among them."""
        return any(frame in self for frame in frames)

    def takes_end(self) -> bool:
        """Answer no: it takes no time."""
        return False

    @property
    def wants_frames(self) -> bool:
        """Answer yes."""
        return True


def draw_stills(part: Part, picture: Picture, frames: Collection[int], take: TakeStill) -> None:
    """Draw frames of a part by their numbers, each once, in their order."""
    draw_owned(part, picture, Only(frames), take)


def paint_stills(
    part: Part, picture: Picture, frames: Collection[int], take: Callable[[int, Paint], None]
) -> None:
    """Give what draws frames of a part in lines and areas by their numbers, in their order."""
    assert isinstance(part, Painted)  # noqa: S101  all are that have beats
    part.paint(picture, frames, take)


def draw_owned(part: Part, picture: Picture, owned: Owned, take: TakeStill) -> int:
    """Draw frames of a part, and give each with its number, though it stands as the one before.

    Returns:
        How many frames the part has, or what it came to where the last owned one was known.
    """

    def take_each(frame: Frame) -> None:
        for index in range(frame.index, frame.index + frame.repeats):
            take(index, frame.pixels)

    return part.draw(picture, take_each, owned)
