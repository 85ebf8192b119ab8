"""A function over a window of the plane: how much is shown, and the heights that views give it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from gradreel.engine.arrays import BoolArray, FloatArray, IntArray
from gradreel.engine.landscape import over_plane
from gradreel.engine.objectives import Objective, SurfaceObjective
from gradreel.engine.surfaces.names import SURFACE_NAMES
from gradreel.engine.surfaces.own import OwnSurface
from gradreel.engine.surfaces.surface import Surface
from gradreel.engine.trajectory import Trajectory

GAMMA = 0.6
"""Colours run faster where it is low: that is where runs end."""

FLAT = 0.17
"""If half of a window lies in this lowest share of the range, heights are compressed."""

SEEN = 0.25
"""Unless a run goes down by at least this share of the range."""

LEAST_SHARE = 5e-324
"""The least number above zero."""


def holds(window: FloatArray, points: FloatArray) -> BoolArray:
    """Whether points (..., 2) are in a window, [[x low, y low], [x high, y high]]: (...)."""
    return np.asarray(((window[0] <= points) & (points <= window[1])).all(axis=-1))


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
            return np.clip((values / 2 - self.low / 2) / self.half_range, 0, 1)


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
        return self._between(self.grid, x, y)

    def value_at(self, points: FloatArray) -> FloatArray:
        """Values (n,) at points (n, 2) between those of the grid, likewise."""
        return self._between(self.values, *points.T)

    def _between(self, grid: FloatArray, x: FloatArray, y: FloatArray) -> FloatArray:
        column = np.interp(x, self.xs, np.arange(self.xs.size), left=np.nan, right=np.nan)
        row = np.interp(y, self.ys, np.arange(self.ys.size), left=np.nan, right=np.nan)
        inside = np.isfinite(column) & np.isfinite(row)
        column, row = np.where(inside, column, 0), np.where(inside, row, 0)
        i = np.minimum(row.astype(int), self.ys.size - 2)
        j = np.minimum(column.astype(int), self.xs.size - 2)
        up, along = row - i, column - j
        low = grid[i, j] * (1 - along) + grid[i, j + 1] * along
        high = grid[i + 1, j] * (1 - along) + grid[i + 1, j + 1] * along
        return np.where(inside, low * (1 - up) + high * up, np.nan)


SIDE = 161
"""Points of the grid along each side."""

MARGIN = 0.4
"""Room around a run of a model, in its own extents."""

WIDEST, FARTHEST, NARROWEST, SPECK = 3.0, 100.0, 0.2, 0.01
"""A formula's window grows at most so many times for runs that end higher, and for others; it
shrinks to a run and minima that are smaller than the third share of it, unless it hardly moves."""

EDGE = 0.1
"""Room around a larger window, in its own larger side."""

AROUND, LOWER = (1.0, 3.0, 10.0, 30.0, 100.0), 0.01
"""In maps so many times as wide as a formula's window the lowest place is looked for; in a wider
one it must be lower by such a share of what there is to fall."""

CLIMB = 2.0
"""Points of a run count only if they are at most so many times as high as its start."""

TINIEST, RESOLVED = 1e-100, 1e-12
"""A window's side is larger than the first, and than the second share of how far off it is."""


def landscape_of(runs: Sequence[Trajectory]) -> Landscape:
    """Evaluate the function of some runs with two parameters over the window that shows them.

    A named surface has its own, widened to hold the starts. A formula's grows or shrinks to the
    runs and its minima; a model's is all about its runs. Of a person's own function a record keeps
    no more than its window.

    Args:
        runs: of one objective.
    """
    objective = runs[0].objective
    surface = objective.surface if isinstance(objective, SurfaceObjective) else None
    if isinstance(surface, OwnSurface) and (kept := surface.kept) is not None:
        found = Landscape(kept.xs, kept.ys, kept.values)
    else:
        found = _over_window(objective, _window_of(objective, runs))
    fall = max(float(run.loss[0]) - float(run.loss.min()) for run in runs)
    return replace(found, scaling=Heights.of(found.values, fall=fall))


def _window_of(objective: Objective, runs: Sequence[Trajectory]) -> FloatArray:
    if isinstance(objective, SurfaceObjective):
        surface = objective.surface
        starts = [surface.window_with(*map(float, run.parameters[0])) for run in runs]
        window = _box(np.column_stack(each) for each in starts)
        if surface.name not in SURFACE_NAMES:
            window = _of_formula(window, surface, runs)
        return window
    return _about(_box(run.parameters[_sane(run.loss)] for run in runs), MARGIN)


def _over_window(objective: Objective, window: FloatArray) -> Landscape:
    xs, ys = np.linspace(window[0], window[1], SIDE).T
    return Landscape(xs, ys, over(objective, xs, ys))


def over(
    objective: Objective, xs: FloatArray, ys: FloatArray, batch: IntArray | None = None
) -> FloatArray:
    """Evaluate a function of two parameters over a grid, on a batch or all data: (ys, xs)."""
    right, up = np.array([1.0, 0.0]), np.array([0.0, 1.0])
    return over_plane(objective, np.zeros(2), right, up, xs, ys, batch)


def _of_formula(window: FloatArray, surface: Surface, runs: Sequence[Trajectory]) -> FloatArray:
    size, centre = window[1] - window[0], window.mean(axis=0)
    lows = _lows(np.column_stack([surface.x_range, surface.y_range]), runs[0])
    extent = _box([lows, *(_shown(run, surface, window, lows) for run in runs)])
    share = float(((extent[1] - extent[0]) / size).max())
    if SPECK < share < NARROWEST:
        return _about(extent, 1.0)
    reach = np.abs(extent - centre).max(axis=0) * 1.1
    if (reach > WIDEST * size / 2).any():
        return _about(extent, EDGE)
    return _never_a_ribbon(centre, np.maximum(reach, size / 2))


def _lows(window: FloatArray, run: Trajectory) -> FloatArray:
    """The dips (k, 2) of a formula in its window, and further out the lowest, if it is lower.

    At the edge of what is looked at there is none.
    """
    centre, objective, start = window.mean(axis=0), run.objective, float(run.loss[0])
    found, lowest = [np.zeros((0, 2))], np.inf
    for times in AROUND:
        box = centre + (window - centre) * times
        dips = _over_window(objective, box).dips()
        dips = dips[((dips > box[0]) & (dips < box[1])).all(axis=1)]
        if not len(dips):
            continue
        here = float(objective.losses(dips[0]))
        if times == 1 or here < lowest - LOWER * abs(start - lowest):
            found, lowest = [*found, dips if times == 1 else dips[:1]], here
    return np.concatenate(found)


def _shown(run: Trajectory, surface: Surface, window: FloatArray, lows: FloatArray) -> FloatArray:
    """The points (n, 2) of a run that its window has to hold: all of one that came lower.

    Where there is no floor, and of runs that go very far off, those count that aren't far off; of
    one that ends higher only those to which it hadn't climbed away.
    """
    path, size, centre = run.parameters, np.ptp(window, axis=0), window.mean(axis=0)
    is_lower = bool(run.loss[-1] <= run.loss[0])
    way = np.ptp(path, axis=0).max()
    if is_lower and way <= FARTHEST * size.max() and surface.lowest != -np.inf:
        return path
    near = holds(_box([centre + (window - centre) * WIDEST, lows]), path)
    return path[near if is_lower else near & _sane(run.loss)]


def _box(parts: Iterable[FloatArray]) -> FloatArray:
    """The box of points (n, 2), [[x low, y low], [x high, y high]]."""
    points = np.concatenate([*parts])
    return np.array([points.min(axis=0), points.max(axis=0)])


def _sane(loss: FloatArray) -> BoolArray:
    """Which losses (n,) aren't those of a run that has climbed away."""
    ceiling = float(loss[0]) + (CLIMB - 1) * abs(float(loss[0]))
    return loss <= ceiling


def _about(extent: FloatArray, margin: float) -> FloatArray:
    """A window about a box, with a margin in shares of its larger side, never a ribbon."""
    half = (extent[1] - extent[0]) / 2 + margin * larger_side(extent)
    return _never_a_ribbon(extent.mean(axis=0), half)


def _never_a_ribbon(centre: FloatArray, half: FloatArray) -> FloatArray:
    half = np.maximum(half, 0.75 * half.max())
    return np.array([centre - half, centre + half])


def larger_side(box: FloatArray) -> float:
    """Return the larger side of a box of points, [[x low, y low], [x high, y high]].

    Where that is nothing, or so little that values over it can't be told apart, return a side that
    is of use in its place.
    """
    side, magnitude = float((box[1] - box[0]).max()), float(np.abs(box).max())
    least = max(TINIEST, RESOLVED * magnitude)
    return side if side > least else max(1.0, 1000 * least)
