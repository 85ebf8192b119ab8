"""How a run ended, in a few fixed words."""

from typing import Final

import numpy as np

from gradreel.engine.arrays import FloatArray
from gradreel.engine.fits import is_separated
from gradreel.engine.spec import RunSpec

CONVERGED: Final = 1e-6
OUTCOMES: Final = ("converged", "separated", "out of steps")


def outcome_of(spec: RunSpec, n_steps: int, parameters: FloatArray) -> str:
    """Return the outcome of a run.

    Args:
        spec: what was run.
        n_steps: how many of its steps were finite.
        parameters: (p,), those after them.
    """
    if n_steps < spec.steps:
        return f"diverged at step {n_steps + 1}"
    if is_separated(spec.objective, parameters):
        return "separated"
    if np.linalg.norm(spec.objective.gradient(parameters)) <= CONVERGED:
        return "converged"
    return "out of steps"
