"""Runs that learn one parameter alone: where the loss is least, and how they end."""

from typing import Literal

import numpy as np

from gradreel.engine.arrays import FloatArray
from gradreel.engine.fits import is_separated
from gradreel.engine.models import Held, LogisticRegression
from gradreel.engine.objectives import ModelObjective, Objective
from gradreel.engine.optimizers.gradient_descent import GradientDescent
from gradreel.engine.spec import RunSpec
from gradreel.engine.trajectory import Trajectory
from gradreel.scenes.stage.runs.objective import objective_of

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
    if is_separated(objective, np.array([start])):
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


def is_one_weight(spec: RunSpec) -> bool:
    """Whether a run learns one weight of a logistic regression, all else held, in plain steps.

    Plain are those of gradient descent on all the data at one rate, each of them recorded.
    """
    objective = spec.objective
    return (
        isinstance(objective, ModelObjective)
        and isinstance(held := objective.model, Held)
        and isinstance(held.model, LogisticRegression)
        and len(held.free) == 1
        and held.free[0] > 0
        and isinstance(spec.optimizer, GradientDescent)
        and (spec.batch_size, spec.stride, spec.rate_drops) == (None, 1, ())
    )


def held_model(spec: RunSpec) -> Held:
    """The model of a run of one weight."""
    model = objective_of(spec).model
    assert isinstance(model, Held)  # noqa: S101  what was asked for
    return model


def input_size(spec: RunSpec) -> float:
    """The usual size of the input of the one weight."""
    inputs = objective_of(spec).dataset.inputs[:, held_model(spec).free[0] - 1]
    return float(np.sqrt(np.square(inputs).mean()))


def minimum_of(spec: RunSpec) -> float | None:
    """Where the loss over the one weight is least, downhill from the start; see minimum_beside."""
    return minimum_beside(spec.objective, float(spec.start[0]), 1 / (input_size(spec) or 1.0))


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
