"""Frames, which of them are drawn, and what draws them; a part may be drawn with any library."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Final, Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from gradreel.scenes.render.captions import Caption
from gradreel.scenes.render.picture import Picture

if TYPE_CHECKING:
    import cairo

Pixels = NDArray[np.uint8]


class DrawingComparison(Protocol):
    """Makes sure that all processes that play a part would draw the same.

    Attributes:
        is_alone: whether one process draws everything, so that there is nothing to compare, and
            what manim draws without showing it is to be drawn too.
    """

    is_alone: bool

    def compares(self, frame: int) -> bool:
        """Whether the stage is compared when a frame is shown: the first of a chunk."""

    def stage_at(self, frame: int | None, state: str) -> None:
        """Hear in what state the stage is when a frame is shown at which it is compared.

        Args:
            frame: its number in the part; None for what is left at the end.
            state: a digest of all that was on the stage until then.
        """

    def pixels_read(self) -> None:
        """Hear that the drawing depends on pixels that were drawn before, maybe by others."""


class FrameSelection:
    """Frames to draw, asked for while a part is played: in their order, or in that of `in_turn`.

    Here there are none.

    Attributes:
        last: the last of them, where that is known; the playing may end after it.
        comparison: who is told what the stage is like on the way; nobody when None.
        wants_frames: whether frames are wanted at all, and not just the end.
        draws: whether all frames are to be drawn; else `lacks` says which.
        digests: whether they are to come with their digests.
        is_hasty: whether a scene may be taken to the first of them without being stepped through
            what comes before. Where that decides how it looks, it looks otherwise then.
    """

    last: int | None = None
    comparison: DrawingComparison | None = None
    wants_frames = draws = True
    digests = False
    is_hasty = False

    def __contains__(self, frame: object) -> bool:
        """Whether a frame is to be drawn; it then will be."""
        return False

    def any_of(self, frames: range) -> bool:
        """Whether any of these may turn out to be drawn; promises nothing."""
        del frames
        return False

    def takes_end(self) -> bool:
        """Whether what is left standing at the end is to be drawn too."""
        return False

    def follows(self, frames: range) -> None:
        """Hear what comes next, before it is asked for: the frames of a play, or of a hold.

        Where there are none, something new begins there, such as a beat.
        """
        del frames

    def lacks(self, digest: bytes | None) -> bool:
        """Whether a frame is to be drawn, and not just to come with its digest, which is this."""
        del digest
        return self.draws

    def runs(self, frames: range) -> Iterator[range]:
        """Cut the frames that are to be drawn out of those that look the same, in order."""
        start = None
        for frame in frames:
            if frame in self:
                start = frame if start is None else start
            elif start is not None:
                yield range(start, frame)
                start = None
        if start is not None:
            yield range(start, frames.stop)

    def in_turn(self, spans: Sequence[range]) -> Iterator[range]:
        """Say in which order to ask for frames that can be drawn in any.

        Args:
            spans: all frames of the part, in runs of those that look the same, in order.

        Yields:
            the same, or pieces of them.
        """
        return iter(spans)


class Everything(FrameSelection):
    """All frames, and the end."""

    def __contains__(self, frame: object) -> bool:
        return True

    def any_of(self, frames: range) -> bool:
        """Answer yes for any frames."""
        return len(frames) > 0

    def takes_end(self) -> bool:
        """Answer yes."""
        return True


class Plays(FrameSelection):
    """No frame: it hears what a part plays.

    Attributes:
        heard: the frames of each play and hold.
    """

    draws = False

    def __init__(self) -> None:
        self.heard: list[range] = []

    def follows(self, frames: range) -> None:
        """Take note of what comes next."""
        self.heard.append(frames)


class Only(FrameSelection):
    """Some frames; the end where there are none."""

    def __init__(self, frames: Collection[int]) -> None:
        self._frames, self.wants_frames = frozenset(frames), bool(frames)
        self.last = max(self._frames, default=None)

    def __contains__(self, frame: object) -> bool:
        return frame in self._frames

    def any_of(self, frames: range) -> bool:
        """Whether one of these frames is among them."""
        return not self._frames.isdisjoint(frames)

    def takes_end(self) -> bool:
        """Whether there are no frames."""
        return not self._frames


@dataclass(frozen=True)
class Frame:
    """A drawn picture, how long it stands, and where.

    Attributes:
        pixels: (height, width, 4), red, green, blue and straight (not premultiplied) alpha. They
            are good until whoever takes the frame returns: what is to be kept must be copied.
        repeats: how many frames long it stands. What is left standing at the end has 0: it takes no
            time in a video, but it is the last picture.
        index: the first frame that it stands for, counted from 0 in its part.
        goes_on: whether it stands since before that frame: a hold comes in several pieces.
        digest: of all that it was drawn from; None where that isn't known.
    """

    pixels: Pixels
    repeats: int = 1
    index: int = 0
    goes_on: bool = False
    digest: bytes | None = None

    @property
    def is_drawn(self) -> bool:
        """Whether it comes with its pixels, and not with its digest alone."""
        return self.pixels.size > 0


UNDRAWN: Final[Pixels] = np.zeros((0, 0, 4), np.uint8)
"""The pixels of a frame that comes with its digest alone."""
FrameSink = Callable[[Frame], None]
Paint = Callable[["cairo.Surface"], None]
"""Draws a picture on a surface whose unit is a pixel of it, in lines and areas."""


class Part(Protocol):
    """Something that can be drawn, in whole or any frames of it, any number of times."""

    def count(self, picture: Picture) -> int:
        """Return how many frames the part has; an estimate where that depends on the drawing."""

    def draw(self, picture: Picture, take: FrameSink, selection: FrameSelection) -> int:
        """Draw frames in their order, or in another one that `owned` prefers.

        Args:
            picture: size, rate and background.
            take: called with each drawn frame; a frame whose picture stands comes once for each
                run of owned frames.
            selection: the frames to draw, and whether to draw what is left standing at the end,
                which comes as a frame of length 0.

        Returns:
            How many frames the part has, or how many it came to where the last owned one was known.
        """


@runtime_checkable
class Painted(Protocol):
    """A part whose frames can be drawn in lines and areas, too."""

    def paint(
        self, picture: Picture, frames: Collection[int], take: Callable[[int, Paint], None]
    ) -> None:
        """Play it, and give what draws each of some frames.

        Args:
            picture: size, rate and background.
            frames: their numbers.
            take: called with each one's number and what draws it, which is good until it returns.
        """


@runtime_checkable
class Captioned(Protocol):
    """A part that has captions.

    Attributes:
        captions: all of them, once the part has been played to its end in this process.
    """

    captions: Sequence[Caption]


@dataclass(frozen=True)
class SceneSection:
    """A section of a part, as manim counts and calls them.

    Attributes:
        number: how many there are before it.
        name: what it is called.
        kind: its type, for other tools.
        frames: those of its animations.
    """

    number: int
    name: str
    kind: str
    frames: range


@dataclass(frozen=True)
class CutMarks:
    """Where a part may be cut into files of their own.

    Attributes:
        plays: the frames of each animation that is drawn.
        sections: its sections, but for those that are left out.
    """

    plays: tuple[range, ...] = ()
    sections: tuple[SceneSection, ...] = ()


NO_CUTS: Final = CutMarks()


@runtime_checkable
class CanBeCut(Protocol):
    """A part that may be cut.

    Attributes:
        cuts: where, once the part has been played to its end in this process.
    """

    cuts: CutMarks


class Job(Protocol):
    """What is drawn, as data that another process can be sent: it can be pickled.

    Attributes:
        is_foreign: whether it runs code that gradreel doesn't know. Such code may leave anything
            behind, so that each drawing gets a process of its own.
    """

    is_foreign: ClassVar[bool]

    def parts(self) -> Sequence[Part]:
        """Build what draws, with all that has to be imported for it; nothing is drawn yet."""

    def files(self) -> Mapping[str, str]:
        """Return files that another machine must have as they are here, with their SHA-256."""

    def has_written(self) -> bool:
        """Whether drawing has written a file in this process, and so may hinder others."""

    def has_started(self) -> bool:
        """Whether drawing has started another program in this process."""


class OwnJob:
    """What any job of gradreel's own code has in common: the clip's key says all that it reads."""

    is_foreign: ClassVar[bool] = False

    def files(self) -> Mapping[str, str]:
        """Return none."""
        return {}

    def has_written(self) -> bool:
        """Answer no."""
        return False

    def has_started(self) -> bool:
        """Answer no."""
        return False


def straight_alpha(pixels: Pixels) -> Pixels:
    """Divide premultiplied colours, such as Cairo's, by their alpha.

    Args:
        pixels: (height, width, 4), premultiplied.
    """
    alpha = pixels[..., 3]
    edges = (alpha > 0) & (alpha < 255)
    covered = alpha[edges, None].astype(np.uint16)
    colours = pixels[edges, :3].astype(np.uint16)
    result = pixels.copy()
    result[edges, :3] = np.minimum((colours * 255 + covered // 2) // covered, 255)
    return result
