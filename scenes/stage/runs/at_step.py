"""A run at any step: what was recorded last, and what lies between two recorded steps."""

from dataclasses import dataclass

import numpy as np

from gradreel.engine.arrays import FloatArray, IntArray
from gradreel.engine.trajectory import Trajectory


@dataclass(frozen=True, eq=False)
class RunAtStep:
    """A run as it was recorded last.

    Attributes:
        step: after how many steps that was.
        parameters: (p,).
        loss: of these, on all the data.
        learning_rate: of the step that follows.
    """

    step: int
    parameters: FloatArray
    loss: float
    learning_rate: float


def at_step(run: Trajectory, step: float) -> RunAtStep:
    """What was recorded last of a run after so many steps, a share of one included."""
    index = index_at(run.recorded_steps, step)
    recorded = int(run.recorded_steps[index])
    return RunAtStep(
        recorded,
        run.parameters[index],
        float(run.loss[index]),
        run.spec.learning_rate_at(recorded),
    )


def index_at(recorded_steps: IntArray, step: float) -> int:
    """The index of the last recorded step up to this one; the first before there is any.

    Args:
        recorded_steps: (R,) rising.
        step: how many steps are done.
    """
    return max(int(np.searchsorted(recorded_steps, step, side="right")) - 1, 0)


def between_steps(run: Trajectory, values: FloatArray, step: float) -> FloatArray:
    """Values on the straight way from one recorded step to the next.

    Args:
        run: the run.
        values: (R, k), at its recorded steps: its parameters, or what was made of them.
        step: how many steps are done; before the first and after the last nothing changes.

    Returns:
        (k,).
    """
    return np.array([np.interp(step, run.recorded_steps, column) for column in values.T])
