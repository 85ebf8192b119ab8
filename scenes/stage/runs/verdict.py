"""What may truthfully be said of where a run with two parameters has ended."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from gradreel.engine.arrays import FloatArray
from gradreel.engine.models import LogisticRegression
from gradreel.engine.objectives import ModelObjective, SurfaceObjective
from gradreel.engine.surfaces.surface import Minimum
from gradreel.engine.trajectory import Trajectory
from gradreel.scenes.stage.runs.landscape import Landscape

Ending = Literal[
    "global",
    "only",
    "lowest",
    "local",
    "level",
    "saddle",
    "top",
    "moving",
    "left",
    "diverged",
    "separated",
]

NEAR = 0.01
"""A run has arrived within so much of the window of a minimum."""

UNSEEN = 0.002
"""So much of the window is too little to be seen as a move."""

NO_SLOPE = 1e-6
"""A slope is none if it is at most so large, or so many times as large as a run's steepest."""

LOWER = 0.002
"""Elsewhere is lower if it is by so much of the range of the window's heights."""


@dataclass(frozen=True)
class Verdict:
    """How a run ended.

    Attributes:
        ending: global, only, lowest and local are minima: known as the global one; the only one
            there is; one with nothing lower in the window; one with something lower. It may
            also rest on a saddle or on a top, or where all is level, with something lower
            elsewhere. Otherwise it is still moving, has left the window
            for good, has diverged, or can't have an end since the classes are separated.
        step: after how many steps it came to its end, left or diverged.
        loss: at the end.
    """

    ending: Ending
    step: int
    loss: float


def verdict(run: Trajectory, landscape: Landscape) -> Verdict:
    """Judge a run of two parameters by its record, and by the function around its end.

    Args:
        run: the run.
        landscape: its function over the window that is shown.
    """
    loss, last = float(run.loss[-1]), run.n_steps
    if run.outcome.startswith("diverged"):
        return Verdict("diverged", last + 1, loss)
    if run.outcome == "separated":
        return Verdict("separated", last, loss)
    if (step := _left_at(run, landscape)) is not None:
        return Verdict("left", step, loss)
    minimum = _minimum_at_end(run, landscape)
    if minimum is not None:
        ending: Ending = "global" if minimum.is_global else "local"
        if minimum.is_global and _is_only(run):
            ending = "only"
        return Verdict(ending, settled(run, landscape), loss)
    if not _rests(run, landscape):
        return Verdict("moving", last, loss)
    return Verdict(_resting_place(run, landscape), settled(run, landscape), loss)


def settled(run: Trajectory, landscape: Landscape) -> int:
    """After how many steps a run stays where it ends, as far as can be seen."""
    away = _distances(run.parameters, run.parameters[-1], landscape) > UNSEEN
    if not away.any():
        return 0
    index = int(np.flatnonzero(away)[-1]) + 1
    return int(run.recorded_steps[min(index, len(run.recorded_steps) - 1)])


def first_outside(run: Trajectory, window: FloatArray) -> int:
    """The first step of a run that ends outside a window; its last step if none does."""
    outside = ((run.parameters < window[0]) | (run.parameters > window[1])).any(axis=1)
    index = int(np.argmax(outside)) if outside.any() else -1
    return int(run.recorded_steps[index])


def _distances(points: FloatArray, place: FloatArray, landscape: Landscape) -> FloatArray:
    """How far points (n, 2) are from a place, as shares of the window's larger side."""
    low, high = landscape.window
    with np.errstate(over="ignore"):
        return np.asarray(np.abs((points - place) / (high - low)).max(axis=1))


def _left_at(run: Trajectory, landscape: Landscape) -> int | None:
    """The step at which a run left the window and never came back."""
    low, high = landscape.window
    outside = ((run.parameters < low) | (run.parameters > high)).any(axis=1)
    if not outside[-1]:
        return None
    inside = np.flatnonzero(~outside)
    return int(run.recorded_steps[inside[-1] + 1 if inside.size else 0])


def _minimum_at_end(run: Trajectory, landscape: Landscape) -> Minimum | None:
    """The known minimum that a run has come to."""
    if not isinstance(run.objective, SurfaceObjective):
        return None
    for minimum in run.objective.surface.minima:
        place = np.array([minimum.x, minimum.y])
        if _distances(run.parameters[-1:], place, landscape)[0] <= NEAR:
            return minimum
    return None


def _is_only(run: Trajectory) -> bool:
    objective = run.objective
    return isinstance(objective, SurfaceObjective) and len(objective.surface.minima) == 1


def _rests(run: Trajectory, landscape: Landscape) -> bool:
    """Whether a run has stayed in one place, and a place without slope is there.

    A short last step proves nothing: the rate may be small. By Newton's method, gradient and
    curvature tell how far off the place without slope is; at most half of the slope is left there.
    """
    tail = run.parameters[-max(2, len(run.parameters) // 10) :]
    if _distances(tail, run.parameters[-1], landscape).max() > NEAR:
        return False
    place = run.parameters[-1]
    slope = run.objective.gradient(place)
    curvature = _curvature(run, place, landscape)
    if not (np.isfinite(slope).all() and np.isfinite(curvature).all()):
        return False
    newton = np.linalg.lstsq(curvature, slope, rcond=None)[0]
    none = NO_SLOPE * min(1.0, float(np.abs(run.gradients).max(initial=0.0)))
    left = np.abs(run.objective.gradient(place - newton)).max()
    return bool(
        np.allclose(curvature @ newton, slope, atol=none)
        and _distances(place[None] - newton, place, landscape)[0] <= NEAR
        and left <= max(np.abs(slope).max() / 2, none)
    )


def _resting_place(run: Trajectory, landscape: Landscape) -> Ending:
    bends = np.linalg.eigvalsh(_curvature(run, run.parameters[-1], landscape))
    if bends.min() < 0:
        return "saddle" if bends.max() > 0 else "top"
    objective = run.objective
    if isinstance(objective, ModelObjective) and isinstance(objective.model, LogisticRegression):
        return "only"
    finite = landscape.values[np.isfinite(landscape.values)]
    above, below = float(run.loss[-1]) / 2 - finite.min() / 2, finite.max() / 2 - finite.min() / 2
    if above <= LOWER * below:
        return "lowest"
    return "local" if bends.max() > 0 else "level"


def _curvature(run: Trajectory, place: FloatArray, landscape: Landscape) -> FloatArray:
    """The second derivatives (2, 2), by central differences of the gradient."""
    steps = np.diag((landscape.window[1] - landscape.window[0]) * 1e-4)
    with np.errstate(over="ignore", invalid="ignore"):
        rows = [
            (run.objective.gradient(place + step) - run.objective.gradient(place - step))
            / (2 * step.sum())
            for step in steps
        ]
        return np.asarray((np.array(rows) + np.array(rows).T) / 2)
