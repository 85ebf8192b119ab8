"""The fit of a logistic regression: the best one, and how far another is from it."""

import math
from functools import lru_cache

import numpy as np

from gradreel.engine import separation
from gradreel.engine.arrays import FloatArray
from gradreel.engine.models import LogisticRegression, PartlyFrozen
from gradreel.engine.objectives import ModelObjective, Objective

FITTED = 1e-4
"""The misfit of parameters that have four digits of the best fit's."""


@lru_cache(maxsize=8)
def best_fit(objective: Objective) -> FloatArray | None:
    """Where the loss of a logistic regression is least (p,), if it has such a place."""
    if not isinstance(objective, ModelObjective):
        return None
    if not isinstance(objective.model, LogisticRegression):
        return None
    return separation.best_fit(objective.dataset.inputs, objective.dataset.target)


def misfit(objective: ModelObjective, parameters: FloatArray) -> float:
    """Return how far a logistic regression is from its best fit; infinite where it has none.

    It is the largest difference of a logit, in units of their range if that is above 1: the same on
    any scale of the inputs, whereas a gradient is small where inputs are.
    """
    best = best_fit(objective)
    if best is None:
        return math.inf
    own, others = (
        objective.model.logits(each, objective.dataset.inputs) for each in (parameters, best)
    )
    return float(np.abs(own - others).max() / max(np.ptp(others), 1.0))


def is_separated(objective: Objective, parameters: FloatArray) -> bool:
    """Whether a logistic regression has no fit, since its data's classes can be told apart.

    The parameters are tried first: most often they show it, and nothing is searched.
    """
    if not isinstance(objective, ModelObjective):
        return False
    model, data = objective.model, objective.dataset
    if isinstance(model, LogisticRegression):
        shown = separation.separates(parameters, data.inputs, data.target)
        return shown or best_fit(objective) is None
    if isinstance(model, PartlyFrozen) and isinstance(model.model, LogisticRegression):
        columns = np.column_stack([np.ones(data.n), data.inputs])[:, model.free]
        return separation.separable_by(columns, data.target)
    return False
