"""A rim around all that is drawn without its background: light footage below it may be anything."""

from collections.abc import Sequence
from typing import Final

import numpy as np

from gradreel.scenes.render.frame import Pixels
from gradreel.scenes.render.picture import Picture

SHARE: Final = 1 / 240
"""How wide the rim is, to the shorter side of the frame."""


def outlined(pixels: Pixels, picture: Picture) -> Pixels:
    """Lay a drawing on a rim around it, as opaque as what it goes around.

    Args:
        pixels: (height, width, 4), with straight alpha.
        picture: has the rim's colour; without one they are returned as they are.
    """
    if picture.outline is None:
        return pixels
    width = max(1, round(SHARE * min(picture.width, picture.height)))
    alpha = np.ascontiguousarray(pixels[..., 3])
    rim = _grown(alpha, width)
    changed = np.flatnonzero((rim > 0) & (alpha < 255))
    colour = [int(picture.outline[at : at + 2], 16) for at in (1, 3, 5)]
    result = pixels.copy()
    result.reshape(-1, 4)[changed] = _over(
        pixels.reshape(-1, 4)[changed], colour, rim.flat[changed]
    )
    return result


def _over(pixels: Pixels, colour: Sequence[int], alpha: Pixels) -> Pixels:
    """Lay pixels (n, 4) over others of one colour and an alpha (n,), which isn't 0 in any."""
    drawn = pixels.astype(np.float32)
    over = drawn[:, 3:]
    below = (alpha[:, None] / np.float32(255)) * (255 - over)
    whole = over + below
    drawn[:, :3] = (drawn[:, :3] * over + np.array(colour, np.float32) * below) / whole
    drawn[:, 3:] = whole
    return np.rint(drawn).astype(np.uint8)


def _grown(alpha: Pixels, width: int) -> Pixels:
    """Let each pixel be as opaque as the most opaque one within a width, in an octagon about it."""
    for turn in range(width):
        padded = np.pad(alpha, 1)
        across = np.maximum(padded[:, :-2], padded[:, 2:])
        across = np.maximum(across, padded[:, 1:-1])
        down = across if turn % 2 else padded[:, 1:-1]  # a cross and a square in turn
        alpha = np.maximum(np.maximum(down[:-2], down[2:]), across[1:-1])
    return alpha
