"""The one training loop: from a RunSpec to a Trajectory."""

import math
from collections.abc import Callable, Iterator
from functools import cache
from itertools import repeat

import numpy as np
from threadpoolctl import ThreadpoolController  # type: ignore[import-untyped]

from gradreel.engine.arrays import FloatArray, IntArray
from gradreel.engine.outcome import outcome_of
from gradreel.engine.spec import RunSpec
from gradreel.engine.trajectory import Trajectory, recorded_steps


def train(spec: RunSpec, advance: Callable[[int], None] | None = None) -> Trajectory:
    """Make the run and record it.

    All steps are taken, whatever the loss does; only a value that isn't finite ends a run early,
    at the last finite step. `converged` means that the full gradient's norm at the end is at most
    1e-6, `separated` that a logistic regression has no fit on these data. Matrices are multiplied
    by one thread: how several share the sums differs between machines, and where other work keeps
    the cores busy they wait for each other.

    Args:
        spec: what to run.
        advance: told about a hundred times how many steps were taken since it was told last.

    Raises:
        RequestError: the run needs code of a person's own that isn't here.
    """
    if spec.missing:
        raise spec.missing.refusal()
    record = _Record(spec)
    with np.errstate(all="ignore"), _threads().limit(limits=1, user_api="blas"):
        n_steps, parameters = _descend(spec, record, _counted(spec.steps, advance))
        return record.finish(n_steps, parameters)


@cache
def _threads() -> ThreadpoolController:
    """What sets the threads of the libraries that are loaded; finding these takes milliseconds."""
    return ThreadpoolController()


def minibatches(
    n: int, size: int, rng: np.random.Generator, *, drop_last: bool
) -> Iterator[IntArray]:
    """Yield batches of sample indices for ever, in a new random order every epoch.

    Args:
        n: the number of samples.
        size: the number of indices in a batch; an epoch's last has fewer if need be.
        rng: draws one permutation for each epoch, when the epoch begins.
        drop_last: whether a last batch with fewer is left out.
    """
    end = n - n % size if drop_last else n
    while True:
        order = rng.permutation(n)
        for first in range(0, end, size):
            yield order[first : min(first + size, end)]


def _counted(steps: int, advance: Callable[[int], None] | None) -> Iterator[int]:
    """Yield 0 to steps - 1, and tell now and then how many were used up."""
    portion = -(-steps // 100)
    for first in range(0, steps, portion):
        portion_steps = range(first, min(first + portion, steps))
        yield from portion_steps
        if advance is not None:
            advance(len(portion_steps))


def _descend(spec: RunSpec, record: "_Record", steps: Iterator[int]) -> tuple[int, FloatArray]:
    """Take the steps; return the number of the last finite one, and the parameters after it."""
    objective, optimizer = spec.objective, spec.optimizer
    before = parameters = spec.start
    state = optimizer.init(parameters)
    batches = _batches(spec)
    for step in steps:
        batch = next(batches)
        loss, gradient = objective.loss_and_gradient(parameters, batch)
        if not math.isfinite(loss):
            return step - 1, before
        record.add(step, parameters, gradient, loss, batch)
        move, state = optimizer.update(gradient, state, parameters)
        before, parameters = parameters, parameters - spec.learning_rate_at(step) * move
        if not np.isfinite(parameters).all():
            return step, before
    if not math.isfinite(objective.loss(parameters)):
        return spec.steps - 1, before
    return spec.steps, parameters


def _batches(spec: RunSpec) -> Iterator[IntArray | None]:
    n = spec.objective.n_samples
    if spec.batch_size is None or n is None:
        return repeat(None)
    rng = np.random.default_rng(spec.seed)
    return minibatches(n, spec.batch_size, rng, drop_last=spec.drop_last)


class _Record:
    """Arrays as long as the run, filled step by step and cut to what was finite."""

    def __init__(self, spec: RunSpec) -> None:
        rows = len(recorded_steps(spec.steps, spec.stride))
        p = spec.objective.n_parameters
        self.spec = spec
        self.parameters = np.empty((rows, p))
        self.gradients = np.empty((rows - 1, p))
        self.batch_loss = np.empty(spec.steps)
        self.batch_indices = np.full((spec.steps, spec.batch_size or 0), -1)

    def add(
        self,
        step: int,
        parameters: FloatArray,
        gradient: FloatArray,
        loss: float,
        batch: IntArray | None,
    ) -> None:
        """Keep what a step starts from and what its optimizer is handed."""
        self.batch_loss[step] = loss
        if batch is not None:
            self.batch_indices[step, : len(batch)] = batch
        row, rest = divmod(step, self.spec.stride)
        if rest == 0:
            self.parameters[row] = parameters
            self.gradients[row] = gradient

    def finish(self, n_steps: int, parameters: FloatArray) -> Trajectory:
        """Cut the arrays to n_steps, end on these parameters, and name the outcome.

        Where every batch's loss was finite but the full loss was not, the cut is before that.
        """
        steps = recorded_steps(n_steps, self.spec.stride)
        last = len(steps) - 1
        self.parameters[last] = parameters
        loss = self._full_losses(steps)
        finite = np.isfinite(loss)
        if not finite.all():
            row = int(finite.argmin()) - 1
            return self.finish(int(steps[row]), self.parameters[row])
        return Trajectory(
            spec=self.spec,
            parameters=self.parameters[: last + 1],
            loss=loss,
            batch_loss=self.batch_loss[:n_steps],
            gradients=self.gradients[:last],
            batch_indices=self.batch_indices[:n_steps],
            recorded_steps=steps,
            outcome=outcome_of(self.spec, n_steps, parameters),
        )

    def _full_losses(self, steps: IntArray) -> FloatArray:
        """Return the loss on all data at the recorded steps; a full batch has it already."""
        objective, last = self.spec.objective, len(steps) - 1
        if self.spec.batch_size is not None:
            return objective.losses(self.parameters[: last + 1])
        return np.append(self.batch_loss[steps[:-1]], objective.loss(self.parameters[last]))
