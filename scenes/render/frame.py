"""Frames, and what draws them; a part of a clip may be drawn with any library."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from scenes.render.picture import Picture

Pixels = NDArray[np.uint8]


@dataclass(frozen=True)
class Frame:
    """A drawn picture and how long it stands.

    Attributes:
        pixels: (height, width, 4), red, green, blue and straight (not premultiplied) alpha; not to
            be written to once it is passed on.
        repeats: how many frames long it stands. What is left standing at the end has 0: it takes no
            time in a video, but it is the last picture.
    """

    pixels: Pixels
    repeats: int = 1


FrameSink = Callable[[Frame], None]


class Part(Protocol):
    """Something that can be drawn, in whole or any frames of it, any number of times."""

    def count(self, picture: Picture) -> int:
        """Return how many frames the part has; an estimate where that depends on the drawing."""

    def draw(self, picture: Picture, take: FrameSink, owned: Collection[int] | None = None) -> None:
        """Draw frames in their order.

        Args:
            picture: size, rate and background.
            take: called with each drawn frame.
            owned: the frames to draw, counted from 0. None draws all, and what is left standing
                at the end as a frame of length 0; an empty collection draws only that.
        """


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
