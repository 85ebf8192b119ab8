"""A landscape as a solid that can be seen from any side: where its points are, what it hides."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from contourpy import contour_generator
from numpy.typing import NDArray

from gradreel.engine.arrays import BoolArray, FloatArray
from gradreel.scenes.stage.runs.landscape import Landscape

HEIGHT = 0.3
"""The landscape's height over the width of its floor."""

FLATTEST, LONGEST = 0.45, 1.6
"""Limits of the floor's depth over its width."""

LIFT = 0.012
"""How far, in heights, what lies on the landscape hovers so that it doesn't sink in."""

FLOOR = -0.05
"""How deep, in heights, the solid goes down below its lowest point."""

MARCH = 48
"""Points on the way to the camera at which is looked whether the landscape is in the way."""

AT_ONCE = 256
"""So many places are looked at together: what is computed of more leaves the processor's cache."""

COARSE = 8
"""Every so many grid points is one of the hull."""


def sides(landscape: Landscape) -> FloatArray:
    """Width, depth and height (3,) of a landscape as it is drawn; the width is 1."""
    across, along = landscape.window[1] - landscape.window[0]
    return np.array([1.0, min(max(along / across, FLATTEST), LONGEST), HEIGHT])


def drawn_to_scale(landscape: Landscape) -> bool:
    """Whether right angles between parameters are right angles on the map."""
    across, along = landscape.window[1] - landscape.window[0]
    return bool(abs(sides(landscape)[1] * across / along - 1) < 1e-6)


@dataclass(frozen=True, eq=False)
class Relief:
    """A landscape as a block whose upper side it is, centred on the origin of its room.

    Attributes:
        landscape: what it shows.
    """

    landscape: Landscape

    @cached_property
    def sides(self) -> FloatArray:
        """Width, depth and height (3,) in the room."""
        return sides(self.landscape)

    @cached_property
    def block(self) -> FloatArray:
        """Corners (n + 2, m + 2, 3) of its facets: those of the grid, with a rim at the floor."""
        land = self.landscape
        points = np.stack(np.meshgrid(land.xs, land.ys), axis=-1)
        padded = np.pad(self.places(points, land.grid), ((1, 1), (1, 1), (0, 0)), mode="edge")
        for edge in (padded[0], padded[-1], padded[:, 0], padded[:, -1]):
            edge[:, 2] = np.where(np.isfinite(edge[:, 2]), self.floor, np.nan)
        return padded

    @property
    def floor(self) -> float:
        """The upright coordinate of the solid's lower side."""
        return float((FLOOR - 0.5) * self.sides[2])

    @cached_property
    def hull(self) -> FloatArray:
        """Places (n, 3) between which the whole block lies, whatever side it is seen from."""
        inner = self.block[1:-1:COARSE, 1:-1:COARSE].reshape(-1, 3)
        rows, columns = self.block[[0, 1, -2, -1]], self.block[:, [0, 1, -2, -1]]
        points = np.concatenate([inner, rows.reshape(-1, 3), columns.reshape(-1, 3)])
        whole = points[np.isfinite(points).all(axis=1)]
        corners = np.array([[x, y, self.floor] for x in (-0.5, 0.5) for y in (-0.5, 0.5)])
        return np.concatenate([whole, corners * [self.sides[0], self.sides[1], 1.0]])

    @cached_property
    def slopes(self) -> FloatArray:
        """How the upper side rises along both axes, (2, n, m)."""
        grid = np.nan_to_num(self.landscape.grid) * self.sides[2]
        across, deep = (self.sides[axis] / (grid.shape[1 - axis] - 1) for axis in (0, 1))
        rise_y, rise_x = np.gradient(grid, deep, across)
        return np.stack([rise_x, rise_y])

    def places(self, points: FloatArray, heights: FloatArray) -> FloatArray:
        """Turn parameters (..., 2) and heights (...) from 0 to 1 into places (..., 3)."""
        low, high = self.landscape.window
        shares = (points - low) / (high - low) - 0.5
        return np.concatenate([shares, (heights - 0.5)[..., None]], axis=-1) * self.sides

    def on(self, points: FloatArray, values: FloatArray, *, lift: float = 0.0) -> FloatArray:
        """Places (n, 3) of parameters (n, 2) at the function's values (n,) there."""
        return self.places(points, self.landscape.heights(values) + lift)

    def hidden(self, places: FloatArray, towards: FloatArray) -> BoolArray:
        """Whether the block hides places (n, 3) from a camera in a direction (3,).

        Returns:
            (n,): looked up on the grid at points along the way to the camera.
        """
        found = np.zeros(len(places), dtype=bool)
        # unless the camera looks down more steeply than the landscape rises anywhere
        if not float(np.hypot(*towards[:2])) * self._steepest < 0.98 * float(towards[2]):
            for first in range(0, len(places), AT_ONCE):
                some = slice(first, first + AT_ONCE)
                found[some] = self._hidden(np.nan_to_num(places[some]), towards)
        return found

    def _hidden(self, places: FloatArray, towards: FloatArray) -> BoolArray:
        climb = np.maximum(self.sides[2] / 2 - places[:, 2], 0.0) / max(float(towards[2]), 1e-6)
        travel = np.linspace(0.02, 1, MARCH) * np.minimum(climb, 2.0)[:, None]
        column, across = self._cells(travel * towards[0], places[:, :1], 0)
        row, deep = self._cells(travel * towards[1], places[:, 1:2], 1)
        above = travel * towards[2]
        above += places[:, 2:]
        above += LIFT * self.sides[2]
        heights = self._lookup.ravel().take(row * self._lookup.shape[1] + column)
        return np.asarray((across & deep & (heights > above)).any(axis=1))

    def _cells(
        self, ways: FloatArray, places: FloatArray, axis: int
    ) -> tuple[NDArray[np.int32], BoolArray]:
        """The lines of the grid that are next to places (n, m) along an axis.

        Args:
            ways: (n, m), from `places` on; what they hold is lost, as more memory costs most here.
            places: (n, 1).
            axis: 0 or 1.

        Returns:
            which lines, and whether the places are on the grid; both (n, m).
        """
        last = self._lookup.shape[1 - axis] - 1
        ways += places
        ways /= self.sides[axis]
        ways += 0.5
        inside = (ways >= 0) & (ways <= 1)
        np.clip(ways, 0, 1, out=ways)
        ways *= last
        ways += 0.5
        return ways.astype(np.int32), inside

    def level_lines(self, heights: FloatArray) -> list[FloatArray]:
        """The lines on the upper side, each (k, 3), at some heights (n,)."""
        land = self.landscape
        grid = np.ma.masked_invalid(land.grid)
        if grid.mask.all():
            return []
        found, pieces = contour_generator(land.xs, land.ys, grid), []
        for height in heights.tolist():
            for piece in found.lines(height):
                points = np.asarray(piece)
                pieces.append(self.places(points, np.full(len(points), height + LIFT)))
        return pieces

    def rim(self) -> list[FloatArray]:
        """The edges of the upper side, each (k, 3)."""
        upper = self.block[1:-1, 1:-1] + np.array([0.0, 0.0, LIFT * self.sides[2]])
        edges = upper[0], upper[-1], upper[:, 0], upper[:, -1]
        return [edge for edge in edges if np.isfinite(edge).all()]

    @cached_property
    def _lookup(self) -> FloatArray:
        """Upright coordinates (n, m) of the grid, far below where there is none."""
        return np.nan_to_num(self.block[1:-1, 1:-1, 2], nan=-9.0)

    @cached_property
    def _steepest(self) -> float:
        whole = np.isfinite(self.landscape.grid).all()
        return float(np.hypot(*self.slopes).max()) if whole else np.inf
