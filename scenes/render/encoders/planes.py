"""Pictures as NumPy sees them: packed pixels, and the planes of FFmpeg's frames."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from gradreel.scenes.render.frame import Pixels

Packed = NDArray[np.uint32]


def packed(pixels: Pixels) -> Packed:
    """Return pixels as one number each, (height, width): red + 256 green + 65536 blue + alpha.

    Args:
        pixels: (height, width, 4).
    """
    whole = np.ascontiguousarray(pixels).view("<u4")[..., 0]
    return whole.astype(np.uint32, copy=False)


def lines(plane: Any) -> NDArray[np.uint8]:
    """Return the lines of a frame's plane, (n, bytes of a line), to read and to write in place."""
    whole: NDArray[np.uint8] = np.frombuffer(plane, np.uint8).reshape(-1, plane.line_size)
    return whole
