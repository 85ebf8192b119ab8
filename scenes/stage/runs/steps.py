"""A run at any step: what was recorded last, and which samples it and its epoch have read."""

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


def steps_in_epoch(run: Trajectory) -> int:
    """How many batches make an epoch."""
    spec, n = run.spec, run.objective.n_samples or 0
    size = spec.batch_size or n
    return n // size if spec.drop_last else -(-n // size)


def epoch_of(run: Trajectory, step: int) -> int:
    """The epoch that a step is in, from 1."""
    return step // steps_in_epoch(run) + 1


def batch_of(run: Trajectory, step: int) -> IntArray:
    """The samples of a step's batch, (b,)."""
    indices = run.batch_indices[step]
    return np.asarray(indices[indices >= 0])


def read_before(run: Trajectory, step: int) -> IntArray:
    """The samples that the epoch of a step has read before it."""
    first = step - step % steps_in_epoch(run)
    indices = run.batch_indices[first:step].ravel()
    return np.asarray(indices[indices >= 0])
