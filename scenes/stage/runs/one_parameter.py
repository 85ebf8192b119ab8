"""Runs that learn one parameter alone: where the loss is least, and how they end."""

from typing import Literal

import numpy as np

from gradreel.engine.arrays import FloatArray
from gradreel.engine.objectives import Objective
from gradreel.engine.trajectory import Trajectory

EndOnCurve = Literal["arrived", "leaps", "away", "moving"]

HALVINGS, FARTHEST = 60, 1e3
NEAR = 0.004
"""A run has arrived within so much of its way from the start to the minimum."""
SHORTER = 0.5
"""Steps get nowhere if those of the last quarter are longer than so many times those before."""
AWAY = 1.5
"""A run is gone once it is so many times as far from the minimum as at its start."""


def minimum_beside(objective: Objective, start: float, size: float) -> float | None:
    """Where a loss of one parameter is least, downhill from a start: its slope changes sign there.

    Args:
        objective: of one parameter.
        start: where the slope isn't zero.
        size: about how far off a minimum may be; it is looked for up to a thousand times as far.

    Returns:
        the place; None if the loss falls all the way, or for ever.
    """
    if objective.is_separated_by(np.array([start])):
        return None

    def slope(place: float) -> float:
        return float(objective.gradient(np.array([place]))[0])

    sign = float(np.sign(slope(start)))
    reach = size
    while slope(start - reach * sign) * sign > 0:
        reach *= 2
        if reach > FARTHEST * size:
            return None
    near, far = start, start - reach * sign
    for _ in range(HALVINGS):
        middle = (near + far) / 2
        near, far = (middle, far) if slope(middle) * sign > 0 else (near, middle)
    return (near + far) / 2


def line_ending(run: Trajectory, minimum: float | None) -> EndOnCurve:
    """How a run of one parameter ended: there, leaping over the minimum, away from it or moving."""
    path = run.parameters[:, 0]
    if run.outcome.startswith("diverged"):
        return "away"
    if minimum is None:
        return "moving"
    way, left = abs(path[0] - minimum), np.abs(path - minimum)
    if left[-1] <= NEAR * way:
        return "arrived"
    if left[-1] > AWAY * way and left[-1] >= left[:-1].max(initial=0.0):
        return "away"
    return "leaps" if _leaps(path, minimum) else "moving"


def arrival(run: Trajectory, minimum: float) -> int:
    """After how many steps a run that arrives stays at the minimum."""
    path = run.parameters[:, 0]
    off = np.abs(path - minimum) > NEAR * abs(path[0] - minimum)
    return int(np.flatnonzero(off)[-1]) + 1 if off.any() else 0


def _leaps(path: FloatArray, minimum: float) -> bool:
    """Whether the last steps go past the minimum, and are hardly shorter than those before."""
    moves = np.diff(path)
    count = max(len(moves) // 4, 1)
    last, before = moves[-count:], moves[-2 * count : -count]
    sides = np.sign(path[-count - 1 :] - minimum)
    crosses = bool((sides[1:] != sides[:-1]).any())
    return crosses and bool(np.abs(last).max() > SHORTER * np.abs(before).max(initial=0.0))
