"""A run on batches: which samples a step and its epoch have read."""

import numpy as np

from gradreel.engine.arrays import IntArray
from gradreel.engine.trajectory import Trajectory


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
