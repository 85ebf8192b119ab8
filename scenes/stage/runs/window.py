"""How much of a run's function is shown, and the landscape over that window."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np

from gradreel.engine.arrays import FloatArray, IntArray
from gradreel.engine.landscape import over_plane
from gradreel.engine.objectives import Objective, SurfaceObjective
from gradreel.engine.surfaces.names import SURFACE_NAMES
from gradreel.engine.surfaces.surface import Surface
from gradreel.engine.trajectory import Trajectory
from gradreel.scenes.stage.runs.landscape import Heights, Landscape

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

    Args:
        runs: of one objective.
    """
    found = _over_window(runs[0].objective, window_of(runs))
    fall = max(float(run.loss[0]) - float(run.loss.min()) for run in runs)
    return replace(found, scaling=Heights.of(found.values, fall=fall))


def _over_window(objective: Objective, window: FloatArray) -> Landscape:
    xs, ys = np.linspace(window[0], window[1], SIDE).T
    return Landscape(xs, ys, over(objective, xs, ys))


def over(
    objective: Objective, xs: FloatArray, ys: FloatArray, batch: IntArray | None = None
) -> FloatArray:
    """Evaluate a function of two parameters over a grid, on a batch or all data: (ys, xs)."""
    right, up = np.array([1.0, 0.0]), np.array([0.0, 1.0])
    return over_plane(objective, np.zeros(2), right, up, xs, ys, batch)


def window_of(runs: Sequence[Trajectory]) -> FloatArray:
    """Choose the window: [[x low, y low], [x high, y high]].

    A named surface has its own, widened to hold the starts. A formula's grows or shrinks to the
    runs and its minima; a model's is all about its runs.
    """
    objective = runs[0].objective
    if not isinstance(objective, SurfaceObjective):
        return _about(_box(run.parameters[_sane(run.loss)] for run in runs), MARGIN)
    surface = objective.surface
    starts = [surface.window_with(*map(float, run.parameters[0])) for run in runs]
    window = _box(np.column_stack(each) for each in starts)
    return window if surface.name in SURFACE_NAMES else _of_formula(window, surface, runs)


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
    low, high = _box([centre + (window - centre) * WIDEST, lows])
    near = ((low <= path) & (path <= high)).all(axis=1)
    return np.asarray(path[near if is_lower else near & _sane(run.loss)])


def _box(parts: Iterable[FloatArray]) -> FloatArray:
    """The box of points (n, 2), [[x low, y low], [x high, y high]]."""
    points = np.concatenate([*parts])
    return np.array([points.min(axis=0), points.max(axis=0)])


def _sane(loss: FloatArray) -> FloatArray:
    """Which losses (n,) aren't those of a run that has climbed away."""
    ceiling = float(loss[0]) + (CLIMB - 1) * abs(float(loss[0]))
    return np.asarray(loss <= ceiling)


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
