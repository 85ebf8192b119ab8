"""What passes from whatever draws to whatever encodes."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

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
