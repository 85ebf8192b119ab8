"""How a landscape is coloured, and drawn once with smooth edges."""

from collections.abc import Callable

import matplotlib as mpl
import numpy as np
from matplotlib import style
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import ListedColormap
from matplotlib.figure import Figure

from gradreel.scenes.render.frame import Pixels
from gradreel.scenes.stage.figure.sheet import DRAWING

COLOURS = ListedColormap(mpl.colormaps["viridis"](np.linspace(0.14, 0.82, 256)))
"""Low is dark; the ends of viridis would drown in the backgrounds of both themes."""

SUPERSAMPLED = 2


def supersampled(width: int, height: int, draw: Callable[[Figure], None]) -> Pixels:
    """Draw a figure at twice its size and average it down: smooth edges without seams.

    Args:
        width: of the pixels that are wanted.
        height: of the pixels that are wanted.
        draw: draws on a figure of `width` by `height` points, that is pixels that are wanted.

    Returns:
        (height, width, 4) uint8, straight alpha.
    """
    with style.context("default"), mpl.rc_context(DRAWING):
        figure = Figure((width / 72, height / 72), dpi=72 * SUPERSAMPLED, facecolor="none")
        canvas = FigureCanvasAgg(figure)
        draw(figure)
        canvas.draw()  # type: ignore[no-untyped-call]
        return _averaged(np.asarray(canvas.buffer_rgba()))  # type: ignore[no-untyped-call]


def _averaged(pixels: Pixels) -> Pixels:
    height, width = (side // SUPERSAMPLED for side in pixels.shape[:2])
    blocks = pixels.reshape(height, SUPERSAMPLED, width, SUPERSAMPLED, 4).astype(np.float32)
    alpha = blocks[..., 3:]
    weight = alpha.sum(axis=(1, 3))
    colour = (blocks[..., :3] * alpha).sum(axis=(1, 3)) / np.maximum(weight, 1)
    return np.concatenate([colour, weight / SUPERSAMPLED**2], axis=2).round().astype(np.uint8)
