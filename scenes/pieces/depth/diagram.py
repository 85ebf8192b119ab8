"""A network as a picture of its units and the weights between them, in any box."""

from collections.abc import Sequence

import numpy as np
from matplotlib.artist import Artist
from matplotlib.collections import LineCollection, PathCollection
from matplotlib.path import Path
from matplotlib.transforms import IdentityTransform

from gradreel.engine.arrays import FloatArray
from gradreel.scenes.stage.figure.sheet import Sheet
from gradreel.scenes.stage.type.grid import Box

LARGEST, CLOSEST, WIDTH, FAINT = 0.012, 0.36, 0.0016, 0.55
"""Radius of a unit at the most, and as a share of the distance to the next; how wide a weight is,
and its opacity; lengths in the stage's heights for a box as high as the stage."""


class NetworkPicture:
    """Units in columns, layer by layer, all of them and all of their weights."""

    def __init__(self, sheet: Sheet, sizes: Sequence[int], colour: str) -> None:
        """Make the picture; its size is that of the box that it is drawn in."""
        self._sheet, self._sizes = sheet, sizes
        self._weights = LineCollection([], colors=colour)
        self._units = PathCollection(
            [Path.unit_circle()],
            facecolors=colour,
            edgecolors="none",
            offset_transform=IdentityTransform(),
        )
        for each in (self._weights, self._units):
            each.set_transform(IdentityTransform())
            each.set_figure(sheet.figure)

    def at(self, box: Box, share: float, alpha: float) -> list[Artist]:
        """It in a box, as much of it as has grown from the left."""
        if not share or not alpha:
            return []
        columns, tall = self._columns(box), (box.bottom - box.top) * self._sheet.height
        grown = share * (len(columns) - 1)
        shown = [column for index, column in enumerate(columns) if index <= grown + 1e-9]
        radius = min(CLOSEST * tall / max(self._sizes), LARGEST * 2 * tall)
        self._units.set_offsets(np.concatenate(shown))
        self._units.set_sizes([radius**2])
        self._units.set_alpha(alpha)
        segments = []
        for index in range(len(columns) - 1):
            part = min(max(grown - index, 0.0), 1.0)
            segments += self._between(columns[index], columns[index + 1], part)
        self._weights.set_segments(segments)
        self._weights.set_linewidth(max(WIDTH * tall, 0.3))
        self._weights.set_alpha(alpha * FAINT)
        return [self._weights, self._units]

    def _columns(self, box: Box) -> list[FloatArray]:
        """Where the units of each layer are, (n, 2) in pixels."""
        left, right = self._sheet.x(box.left), self._sheet.x(box.right)
        top, low = self._sheet.y(box.top), self._sheet.y(box.bottom)
        tall = top - low
        pitch = tall / max(self._sizes)
        most = max(pitch, tall / 9)
        columns = []
        for x, size in zip(np.linspace(left, right, len(self._sizes)), self._sizes, strict=True):
            step = min(most, tall / size)
            heights = (top + low) / 2 + step * (np.arange(size) - (size - 1) / 2)
            columns.append(np.column_stack([np.full(size, x), heights]))
        return columns

    @staticmethod
    def _between(first: FloatArray, last: FloatArray, share: float) -> list[FloatArray]:
        if not share:
            return []
        starts = np.repeat(first, len(last), axis=0)
        ends = np.tile(last, (len(first), 1))
        return list(np.stack([starts, starts + share * (ends - starts)], axis=1))
