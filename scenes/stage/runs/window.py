"""How much of a run's function is shown, and the landscape over that window."""

from collections.abc import Sequence

import numpy as np

from gradreel.engine.arrays import FloatArray, IntArray
from gradreel.engine.landscape import over_plane
from gradreel.engine.objectives import Objective, SurfaceObjective
from gradreel.engine.surfaces.surface import Surface
from gradreel.engine.trajectory import Trajectory
from gradreel.scenes.stage.runs.landscape import Heights, Landscape

SIDE = 161
"""Points of the grid along each side."""

MARGIN = 0.4
"""Room around a run of a model, in its own extents."""

WIDEST, NARROWEST, SPECK = 3.0, 0.2, 0.01
"""A formula's window grows at most so many times; it shrinks to a run that is smaller than the
second share of it, unless it hardly moves."""

CLIMB = 2.0
"""Points of a run count only if they are at most so many times as high as its start."""

TINIEST, RESOLVED = 1e-100, 1e-12
"""A window's side is larger than the first, and than the second share of how far off it is."""


def landscape_of(runs: Sequence[Trajectory]) -> Landscape:
    """Evaluate the function of some runs with two parameters over the window that shows them.

    Args:
        runs: of one objective.
    """
    low, high = window_of(runs)
    xs, ys = np.linspace(low[0], high[0], SIDE), np.linspace(low[1], high[1], SIDE)
    values = over(runs[0].objective, xs, ys)
    fall = max(float(run.loss[0]) - float(run.loss.min()) for run in runs)
    return Landscape(xs, ys, values, Heights.of(values, fall=fall))


def over(
    objective: Objective, xs: FloatArray, ys: FloatArray, batch: IntArray | None = None
) -> FloatArray:
    """Evaluate a function of two parameters over a grid, on a batch or all data: (ys, xs)."""
    right, up = np.array([1.0, 0.0]), np.array([0.0, 1.0])
    return over_plane(objective, np.zeros(2), right, up, xs, ys, batch)


def window_of(runs: Sequence[Trajectory]) -> FloatArray:
    """Choose the window: [[x low, y low], [x high, y high]].

    A named surface has its own, widened to hold the starts. A formula's grows or shrinks to the
    runs; a model's is all about its runs.
    """
    objective = runs[0].objective
    extent = _extent(runs)
    if not isinstance(objective, SurfaceObjective):
        return _about(extent, MARGIN)
    window = _of_surface(objective.surface, runs)
    return window if objective.surface.lowest is not None else _of_formula(window, extent)


def _of_surface(surface: Surface, runs: Sequence[Trajectory]) -> FloatArray:
    window = np.column_stack([surface.x_range, surface.y_range])
    for run in runs:
        wider = np.column_stack(surface.window_with(*map(float, run.parameters[0])))
        window = np.array([np.minimum(window[0], wider[0]), np.maximum(window[1], wider[1])])
    return window


def _of_formula(window: FloatArray, extent: FloatArray) -> FloatArray:
    size, centre = window[1] - window[0], window.mean(axis=0)
    share = float(((extent[1] - extent[0]) / size).max())
    if SPECK < share < NARROWEST:
        return _about(extent, 1.0)
    reach = np.abs(extent - centre).max(axis=0) * 1.1
    half = np.clip(reach, size / 2, WIDEST * size / 2)
    return np.array([centre - half, centre + half])


def _extent(runs: Sequence[Trajectory]) -> FloatArray:
    """The box of the points of the runs, those apart to which a run has climbed away."""
    kept = [run.parameters[_sane(run.loss)] for run in runs]
    points = np.concatenate(kept)
    return np.array([points.min(axis=0), points.max(axis=0)])


def _sane(loss: FloatArray) -> FloatArray:
    ceiling = float(loss[0]) + (CLIMB - 1) * abs(float(loss[0]))
    return np.asarray(loss <= ceiling)


def _about(extent: FloatArray, margin: float) -> FloatArray:
    """A window about a box, with a margin in shares of its larger side, never a ribbon."""
    half = (extent[1] - extent[0]) / 2 + margin * larger_side(extent)
    half = np.maximum(half, 0.75 * half.max())
    centre = extent.mean(axis=0)
    return np.array([centre - half, centre + half])


def larger_side(box: FloatArray) -> float:
    """Return the larger side of a box of points, [[x low, y low], [x high, y high]].

    Where that is nothing, or so little that values over it can't be told apart, return a side that
    is of use in its place.
    """
    side, magnitude = float((box[1] - box[0]).max()), float(np.abs(box).max())
    least = max(TINIEST, RESOLVED * magnitude)
    return side if side > least else max(1.0, 1000 * least)
