"""Whether batches can have been drawn as training draws them: each sample once an epoch."""

from typing import Final

import numpy as np

from gradreel.engine.arrays import IntArray
from gradreel.engine.errors import RequestError
from gradreel.engine.spec import RunSpec

MOST_INDICES: Final = 2**20


def check_batches(spec: RunSpec, batches: IntArray, steps: IntArray) -> None:
    """Check single batches: their lengths, and that they name samples, each once.

    Args:
        spec: the run.
        batches: (m, b), filled up with -1.
        steps: (m,), the steps that they are of.

    Raises:
        RequestError: one can't be.
    """
    n = spec.objective.n_samples
    if spec.batch_size is None or n is None:
        return
    if batches.size and not -1 <= int(batches.min()) <= int(batches.max()) < n:
        raise RequestError("batch_indices name samples that don't exist")
    filled = np.arange(spec.batch_size) < _lengths(spec, n, steps)[:, None]
    _refuse(((batches >= 0) != filled).any(axis=1), steps, "has another length than its batch size")
    ordered = np.sort(batches, axis=1)
    twice = (ordered[:, 1:] == ordered[:, :-1]) & (ordered[:, 1:] >= 0)
    _refuse(twice.any(axis=1), steps, "holds a sample twice")


def check_epochs(spec: RunSpec, batches: IntArray) -> None:
    """Check that no epoch holds a sample twice: the first ones, and as many as take little time.

    Args:
        spec: the run.
        batches: (T, b), those of all steps, each of which was checked.

    Raises:
        RequestError: one does.
    """
    n = spec.objective.n_samples
    if spec.batch_size is None or n is None:
        return
    per_epoch = _per_epoch(spec, n)
    most = max(1, MOST_INDICES // (per_epoch * spec.batch_size))
    for epoch, first in enumerate(range(0, len(batches), per_epoch)[:most]):
        drawn = batches[first : first + per_epoch]
        if np.bincount(drawn[drawn >= 0], minlength=1).max() > 1:
            raise RequestError(f"it contradicts itself: epoch {epoch + 1} holds a sample twice")


def _per_epoch(spec: RunSpec, n: int) -> int:
    size = spec.batch_size or n
    return n // size if spec.drop_last else -(-n // size)


def _lengths(spec: RunSpec, n: int, steps: IntArray) -> IntArray:
    size, per_epoch = spec.batch_size or n, _per_epoch(spec, n)
    last = n - (per_epoch - 1) * size
    is_short = (steps % per_epoch == per_epoch - 1) & (not spec.drop_last)
    return np.where(is_short, last, size)


def _refuse(wrong: IntArray, steps: IntArray, problem: str) -> None:
    if wrong.any():
        step = int(steps[int(np.argmax(wrong))])
        raise RequestError(f"it contradicts itself: the batch of step {step + 1} {problem}")
