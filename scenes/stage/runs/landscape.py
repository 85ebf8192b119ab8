"""A function over a window of the plane, with the heights that views give it."""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from gradreel.engine.arrays import FloatArray

GAMMA = 0.6
"""Colours run faster where it is low: that is where runs end."""

FLAT = 0.17
"""If half of a window lies in this lowest share of the range, heights are compressed."""

SEEN = 0.25
"""Unless a run goes down by at least this share of the range."""

LEAST_SHARE = 5e-324
"""The least number above zero."""


@dataclass(frozen=True)
class Heights:
    """How values become heights from 0 to 1: in proportion, or by a logarithm.

    Attributes:
        low: the value of height 0.
        high: the value of height 1.
        middle: None in proportion; else how far from `low` to `high`, as a share, a value is whose
            height is a half. Heights then go with log(1 + share / s), where
            s = middle^2 / (1 - 2 middle).
    """

    low: float
    high: float
    middle: float | None

    @classmethod
    def of(cls, values: FloatArray, *, fall: float = 0.0) -> "Heights":
        """Choose the heights of a window from its values; those that aren't finite don't count.

        A surface whose range is huge would look like a flat floor with walls: there, heights are
        compressed so that the median is half-way up.

        Args:
            values: of any shape.
            fall: how far the runs that are shown go down; if that is seen, nothing is compressed.
        """
        finite = values[np.isfinite(values)]
        if not finite.size or finite.min() == finite.max():
            return cls(float(finite.min()) if finite.size else 0.0, np.inf, None)
        heights = cls(float(finite.min()), float(finite.max()), None)
        median = float(heights._share(np.array([np.median(finite)]))[0])
        if np.median(finite) > heights.low:
            median = max(median, LEAST_SHARE)
        seen = fall / 2 >= SEEN * heights.half_range
        return replace(heights, middle=median if 0 < median < FLAT and not seen else None)

    @property
    def half_range(self) -> float:
        """Half of what lies between `low` and `high`; all of it may be too large for a number."""
        return self.high / 2 - self.low / 2

    @property
    def compressed(self) -> bool:
        """Whether heights are on a log scale, which must then be said."""
        return self.middle is not None

    def __call__(self, values: FloatArray) -> FloatArray:
        """Turn values of any shape into heights; NaN stays."""
        share = self._share(values)
        if self.middle is None:
            return share
        # By logarithms throughout: for a surface such as exp(exp(x)), s and 1 / s are no numbers.
        steepness = np.log1p(-2 * self.middle) - 2 * np.log(self.middle)
        with np.errstate(divide="ignore", invalid="ignore"):
            shown = np.logaddexp(0, np.log(share) + steepness)
        return np.asarray(shown / np.logaddexp(0, steepness))

    def _share(self, values: FloatArray) -> FloatArray:
        with np.errstate(over="ignore", invalid="ignore"):
            return np.asarray(np.clip((values / 2 - self.low / 2) / self.half_range, 0, 1))


@dataclass(frozen=True)
class Landscape:
    """A function over a grid.

    Attributes:
        xs: (m,) rising.
        ys: (n,) rising.
        values: (n, m); NaN or infinite where there is none.
        scaling: how values become heights; chosen from the values when None.
    """

    xs: FloatArray
    ys: FloatArray
    values: FloatArray
    scaling: Heights | None = None

    @cached_property
    def heights(self) -> Heights:
        """How the values become heights."""
        return self.scaling or Heights.of(self.values)

    @cached_property
    def grid(self) -> FloatArray:
        """Heights (n, m) from 0 to 1, NaN where there is none."""
        return np.where(np.isfinite(self.values), self.heights(self.values), np.nan)

    @property
    def window(self) -> FloatArray:
        """[[x low, y low], [x high, y high]]."""
        return np.array([[self.xs[0], self.ys[0]], [self.xs[-1], self.ys[-1]]])

    def share(self, move: FloatArray) -> float:
        """How long a move (2,) of the parameters is, in the window's sides."""
        low, high = self.window
        return float(np.abs(move / (high - low)).max())

    def dips(self, low: float = np.inf) -> FloatArray:
        """Return the points (k, 2) of the grid that are lowest among their neighbours, in order.

        Args:
            low: what the bottom of a dip beside the point would have to be below.
        """
        values = np.where(np.isfinite(self.values), self.values, np.inf)
        framed = np.pad(values, 1, constant_values=np.inf)
        rows, columns = values.shape
        shifts = [(i, j) for i in range(3) for j in range(3) if (i, j) != (1, 1)]
        beside = np.array([framed[i : i + rows, j : j + columns] for i, j in shifts])
        with np.errstate(invalid="ignore", over="ignore"):
            depth = values - (np.where(np.isfinite(beside), beside, -np.inf).max(axis=0) - values)
        is_dip = (values <= beside.min(axis=0)) & (depth < low)
        row, column = (each[np.argsort(values[is_dip])] for each in np.nonzero(is_dip))
        return np.stack([self.xs[column], self.ys[row]], axis=-1)

    def shade(self, heights: FloatArray) -> FloatArray:
        """How far along the colours, 0 to 1, a height is."""
        return heights if self.heights.compressed else heights**GAMMA

    def height_of(self, shades: FloatArray) -> FloatArray:
        """The heights that have some places along the colours, 0 to 1."""
        return shades if self.heights.compressed else shades ** (1 / GAMMA)

    def resampled(self, count: int) -> "Landscape":
        """The same over a grid of so many points a side, with heights between those that it has."""
        xs, ys = (np.linspace(each[0], each[-1], count) for each in (self.xs, self.ys))
        column = np.array([np.interp(xs, self.xs, row) for row in self.values])
        values = np.array([np.interp(ys, self.ys, line) for line in column.T]).T
        return Landscape(xs, ys, values, self.heights)

    def height_at(self, x: FloatArray, y: FloatArray) -> FloatArray:
        """Heights (any shape) between the points of the grid, bilinear; NaN off the window."""
        column = np.interp(x, self.xs, np.arange(self.xs.size), left=np.nan, right=np.nan)
        row = np.interp(y, self.ys, np.arange(self.ys.size), left=np.nan, right=np.nan)
        inside = np.isfinite(column) & np.isfinite(row)
        column, row = np.where(inside, column, 0), np.where(inside, row, 0)
        i = np.minimum(row.astype(int), self.ys.size - 2)
        j = np.minimum(column.astype(int), self.xs.size - 2)
        up, along, grid = row - i, column - j, self.grid
        low = grid[i, j] * (1 - along) + grid[i, j + 1] * along
        high = grid[i + 1, j] * (1 - along) + grid[i + 1, j + 1] * along
        return np.where(inside, low * (1 - up) + high * up, np.nan)
