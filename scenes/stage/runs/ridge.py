"""The ridge between two minima: the line on whose sides slopes lead to one or to the other."""

import numpy as np

from gradreel.engine.arrays import FloatArray
from gradreel.engine.objectives import Objective

SAMPLES, MOST_MOVES = 201, 60
"""Points of the straight way between two minima, and moves in search of the saddle."""

STEP, CLOSE, BESIDE = 1 / 400, 1e-9, 1e-5
"""Steps along the ridge, how near a saddle is found, and how far beside a point slopes are looked
at for how they change, all in the window's sides."""

LONGEST = 2000
"""Steps along the ridge at the most."""


def ridge_between(
    objective: Objective, one: FloatArray, other: FloatArray, window: FloatArray
) -> FloatArray | None:
    """Find the ridge between two minima: from the saddle between them uphill to both sides.

    Whoever goes straight down from a point beside it comes to the minimum on that side.

    Args:
        objective: a function of two parameters.
        one: (2,), a minimum.
        other: (2,), another.
        window: [[x low, y low], [x high, y high]]; the ridge ends at its edge or on a top.

    Returns:
        (n, 2) points; None where no saddle is found between the two.
    """
    way = one + np.linspace(0, 1, SAMPLES)[:, None] * (other - one)
    size = window[1] - window[0]
    saddle = _saddle_near(objective, way[int(np.argmax(objective.losses(way)))], size)
    if saddle is None:
        return None
    values, directions = np.linalg.eigh(_bends(objective, saddle, size))
    if not values[0] < 0 < values[1]:
        return None
    ways = directions[:, 1], -directions[:, 1]
    sides = [_uphill(objective, saddle, each, window) for each in ways]
    return np.concatenate([sides[0][::-1], saddle[None], sides[1]])


def crossings(line: FloatArray, start: FloatArray, end: FloatArray) -> int:
    """How often the straight way between two points (2,) crosses a line (n, 2)."""
    first, second = line[:-1], line[1:]
    across = _side(first, second, start) != _side(first, second, end)
    along = _side(start, end, first) != _side(start, end, second)
    return int((across & along).sum())


def _side(start: FloatArray, end: FloatArray, point: FloatArray) -> FloatArray:
    """Whether points lie left of lines."""
    along, to = end - start, point - start
    return np.asarray(along[..., 0] * to[..., 1] - along[..., 1] * to[..., 0] > 0)


def _saddle_near(objective: Objective, at: FloatArray, size: FloatArray) -> FloatArray | None:
    """Where Newton's method comes to from a point, in moves of a tenth of the window at most."""
    for _ in range(MOST_MOVES):
        slope, bends = objective.gradient(at), _bends(objective, at, size)
        if not (np.isfinite(slope).all() and np.isfinite(bends).all()):
            return None
        move = np.linalg.lstsq(bends, slope, rcond=1e-12)[0]
        length = float(np.abs(move / size).max())
        if length < CLOSE:
            return at
        at = at - move * min(1.0, 0.1 / length)
    return None


def _bends(objective: Objective, at: FloatArray, size: FloatArray) -> FloatArray:
    """The second derivatives (2, 2), from slopes beside a point."""
    rows = [
        (objective.gradient(at + each) - objective.gradient(at - each)) / (2 * each.max())
        for each in BESIDE * np.diag(size)
    ]
    return np.asarray((np.array(rows) + np.array(rows).T) / 2)


def _uphill(
    objective: Objective, start: FloatArray, away: FloatArray, window: FloatArray
) -> FloatArray:
    """Points (n, 2) on the steepest way up from beside a saddle, to an edge or a top."""
    step = STEP * float((window[1] - window[0]).min())
    at, before, points = start + step * away, away, []
    for _ in range(LONGEST):
        slope = objective.gradient(at)
        length = float(np.hypot(*slope))
        inside = ((window[0] <= at) & (at <= window[1])).all()
        if not inside or not np.isfinite(length) or not length or slope @ before < 0:
            break
        points.append(at)
        before = slope / length
        at = at + step * before
    return np.array(points).reshape(-1, 2)
