"""The data set as a strip of cells, one for each sample, in which a batch lights up."""

from collections.abc import Callable

import numpy as np

from gradreel.engine.arrays import FloatArray, IntArray
from gradreel.scenes.stage.manim.marks import Follower, filled, polyline
from gradreel.scenes.stage.manim.place import height, width
from gradreel.scenes.stage.type.grid import Strip


def cells(
    strip: Strip, which: Callable[[], IntArray], colour: str, *, opacity: float = 1.0
) -> Follower:
    """The cells of a strip that `which` names at this moment, filled."""
    return filled(lambda: cell_outlines(strip, which()), colour, opacity)


def cell_outlines(strip: Strip, which: IntArray) -> FloatArray:
    """The closed outlines of cells, for a Follower: (16 n, 3)."""
    if not len(which):
        return np.zeros((0, 3))
    left, right = strip.edges(np.sort(which)).T
    top, bottom = np.full_like(left, strip.box.top), np.full_like(left, strip.box.bottom)
    corners = np.stack(
        [
            np.stack([left, left, right, right, left], axis=1),
            np.stack([top, bottom, bottom, top, top], axis=1),
        ],
        axis=2,
    )
    places = np.concatenate([corners, np.zeros((*corners.shape[:2], 1))], axis=2)
    places[..., 0] = (places[..., 0] - 0.5) * width()
    places[..., 1] = (0.5 - places[..., 1]) * height()
    return np.concatenate([polyline(each) for each in places])
