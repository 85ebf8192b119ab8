"""The data set as a strip of cells, one for each sample, in which a batch lights up."""

from collections.abc import Callable

import numpy as np

from gradreel.engine.arrays import FloatArray, IntArray
from gradreel.scenes.stage.marks import Follower, polyline
from gradreel.scenes.stage.place import HEIGHT, WIDTH
from gradreel.scenes.stage.plot import Box

FILLED = 0.78
"""How much of a cell's width is drawn, as long as a cell is wider than a hairline."""


class Strip:
    """Cells side by side in a box.

    Attributes:
        count: how many.
        box: where, as fractions of the frame.
    """

    def __init__(self, count: int, box: Box) -> None:
        self.count, self.box = count, box

    def edges(self, cells: IntArray) -> FloatArray:
        """The left and right edges (n, 2) of cells, as fractions of the frame's width."""
        pitch = (self.box.right - self.box.left) / self.count
        left = self.box.left + cells * pitch
        return np.stack([left, left + pitch * FILLED], axis=1)

    def outline(self, cells: IntArray) -> FloatArray:
        """The closed outlines of cells, for a Follower: (16 n, 3)."""
        if not len(cells):
            return np.zeros((0, 3))
        left, right = self.edges(np.sort(cells)).T
        top, bottom = np.full_like(left, self.box.top), np.full_like(left, self.box.bottom)
        corners = np.stack(
            [
                np.stack([left, left, right, right, left], axis=1),
                np.stack([top, bottom, bottom, top, top], axis=1),
            ],
            axis=2,
        )
        places = np.concatenate([corners, np.zeros((*corners.shape[:2], 1))], axis=2)
        places[..., 0] = (places[..., 0] - 0.5) * WIDTH
        places[..., 1] = (0.5 - places[..., 1]) * HEIGHT
        return np.concatenate([polyline(each) for each in places])

    def cells(self, which: Callable[[], IntArray], colour: str, opacity: float = 1.0) -> Follower:
        """The cells that `which` names at this moment, filled."""
        return Follower(
            lambda: self.outline(which()),
            fill_color=colour,
            fill_opacity=opacity,
            stroke_width=0,
        )
