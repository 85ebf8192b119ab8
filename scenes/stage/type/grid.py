"""The grid that both libraries place things on: sizes of type, edges, boxes, strips of cells."""

from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from gradreel.engine.arrays import FloatArray, IntArray
from gradreel.scenes.stage.type.frame import Shaped

Edge = Literal["left", "centre", "right"]
ALONG: dict[Edge, float] = {"left": 0.0, "centre": 0.5, "right": 1.0}
"""How far along its width a thing is held when it is placed by one of its edges."""

FILLED = 0.78
"""How much of a cell's width is drawn, as long as a cell is wider than a hairline."""


class TypeSizes:
    """Em sizes as fractions of the wide frame's height, to be multiplied by a face's `scale`."""

    title = Shaped(0.088, tall=0.06)
    sentence = Shaped(0.054, tall=0.042)
    formula = 0.049
    number = 0.042
    label = 0.038
    kicker = 0.036
    tick = 0.036
    smallest = 0.034


class Grid:
    """Places as fractions of the frame's width or height, y counted from the top.

    In a tall frame the figure is as wide as the frame, and panels are below it. Every scene has
    room for `sentence_lines`; not all have it for the last of a tall frame's baselines.
    """

    margin = 0.05
    kicker_baseline = Shaped(0.082, tall=0.074)
    sentence_baselines = Shaped((0.152, 0.218), tall=(0.118, 0.156, 0.194, 0.232))
    sentence_lines = Shaped(2, tall=3)
    below_sentence = Shaped(0.185, tall=0.25)
    lowest_baseline = 0.94
    figure_left = Shaped(0.085, tall=0.14)
    figure_right = Shaped(0.66, tall=0.94)
    figure_top = Shaped(0.19, tall=0.30)
    figure_bottom = Shaped(0.83, tall=0.62)
    panel_left = Shaped(0.70, tall=0.05)
    panel_right = 0.95
    panel_top = Shaped(0.235, tall=0.72)
    panel_padding = Shaped(0.022, tall=0.04)


SIZES = TypeSizes()
GRID = Grid()


@dataclass(frozen=True)
class Box:
    """A part of the frame as fractions of its width and height, y from the top."""

    left: float = field(default_factory=lambda: GRID.figure_left)
    right: float = field(default_factory=lambda: GRID.figure_right)
    top: float = field(default_factory=lambda: GRID.figure_top)
    bottom: float = field(default_factory=lambda: GRID.figure_bottom)

    @property
    def width(self) -> float:
        """How wide it is."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """How high it is."""
        return self.bottom - self.top

    @property
    def middle(self) -> tuple[float, float]:
        """Its middle's x and y."""
        return (self.left + self.right) / 2, (self.top + self.bottom) / 2

    def at(self, x: float, y: float) -> tuple[float, float]:
        """A place in it, told in fractions of it."""
        return self.left + x * self.width, self.top + y * self.height

    def part(self, inner: "Box") -> "Box":
        """A part of it, told in fractions of it."""
        (left, top), (right, bottom) = (
            self.at(inner.left, inner.top),
            self.at(inner.right, inner.bottom),
        )
        return Box(left, right, top, bottom)


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
