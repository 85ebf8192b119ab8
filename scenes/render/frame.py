"""Frames, and what draws them; a part of a clip may be drawn with any library."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Final, Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from gradreel.scenes.render.output.captions import Caption
from gradreel.scenes.render.owned import Owned
from gradreel.scenes.render.picture import Picture

if TYPE_CHECKING:
    import cairo

Pixels = NDArray[np.uint8]


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
    """

    pixels: Pixels
    repeats: int = 1
    index: int = 0
    goes_on: bool = False


FrameSink = Callable[[Frame], None]
Paint = Callable[["cairo.Surface"], None]
"""Draws a picture on a surface whose unit is a pixel of it, in lines and areas."""


class Part(Protocol):
    """Something that can be drawn, in whole or any frames of it, any number of times."""

    def count(self, picture: Picture) -> int:
        """Return how many frames the part has; an estimate where that depends on the drawing."""

    def draw(self, picture: Picture, take: FrameSink, owned: Owned) -> int:
        """Draw frames in their order, or in another one that `owned` prefers.

        Args:
            picture: size, rate and background.
            take: called with each drawn frame; a frame whose picture stands comes once for each
                run of owned frames.
            owned: the frames to draw, and whether to draw what is left standing at the end, which
                comes as a frame of length 0.

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

    def inputs(self) -> Mapping[str, str]:
        """Return the questions that drawing has asked so far in this process, with their answers.

        Only those that nobody could know of before, as `cache.questions` has them; they are asked
        again before chunks are used again.
        """

    def has_written(self) -> bool:
        """Whether drawing has written a file in this process, and so may hinder others."""


class OwnJob:
    """What any job of gradreel's own code has in common: the clip's key says all that it reads."""

    is_foreign: ClassVar[bool] = False

    def inputs(self) -> Mapping[str, str]:
        """Return no questions."""
        return {}

    def has_written(self) -> bool:
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
