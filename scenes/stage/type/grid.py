"""The grid that both libraries place things on: sizes of type, edges, boxes, strips of cells."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from gradreel.engine.arrays import FloatArray, IntArray

Edge = Literal["left", "centre", "right"]
ALONG: dict[Edge, float] = {"left": 0.0, "centre": 0.5, "right": 1.0}
"""How far along its width a thing is held when it is placed by one of its edges."""

FILLED = 0.78
"""How much of a cell's width is drawn, as long as a cell is wider than a hairline."""


@dataclass(frozen=True)
class TypeSizes:
    """Em sizes as fractions of the frame's height, to be multiplied by the `scale` of the face."""

    sentence: float = 0.054
    formula: float = 0.049
    number: float = 0.042
    label: float = 0.038
    kicker: float = 0.036
    tick: float = 0.036
    smallest: float = 0.034


@dataclass(frozen=True)
class Grid:
    """Places on a 16:9 frame as fractions of its width or height, y counted from the top."""

    margin: float = 0.05
    kicker_baseline: float = 0.082
    sentence_baseline: float = 0.152
    second_baseline: float = 0.218
    lowest_baseline: float = 0.94
    figure_left: float = 0.085
    figure_right: float = 0.66
    figure_top: float = 0.19
    figure_bottom: float = 0.83
    panel_left: float = 0.70
    panel_right: float = 0.95
    panel_padding: float = 0.022


SIZES = TypeSizes()
GRID = Grid()


@dataclass(frozen=True)
class Box:
    """A part of the frame as fractions of its width and height, y from the top."""

    left: float = GRID.figure_left
    right: float = GRID.figure_right
    top: float = GRID.figure_top
    bottom: float = GRID.figure_bottom


@dataclass(frozen=True)
class Strip:
    """Cells side by side in a box: the data set, one cell for each sample.

    Attributes:
        count: how many.
        box: where, as fractions of the frame.
    """

    count: int
    box: Box

    def edges(self, cells: IntArray) -> FloatArray:
        """The left and right edges (n, 2) of cells, as fractions of the frame's width."""
        pitch = (self.box.right - self.box.left) / self.count
        left = self.box.left + cells * pitch
        return np.stack([left, left + pitch * FILLED], axis=1)
