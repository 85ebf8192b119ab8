"""Whether a record's numbers follow from its spec, at a bounded number of its steps.

Another machine rounds otherwise, so numbers agree when they are near, on the scale of the run.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, NoReturn

import numpy as np
from numpy.typing import NDArray

from gradreel.engine.arrays import FloatArray, IntArray
from gradreel.engine.checks.batches import MOST_INDICES, check_batches, check_epochs
from gradreel.engine.errors import RequestError
from gradreel.engine.held import Held
from gradreel.engine.mlp import MLP
from gradreel.engine.objectives import ModelObjective
from gradreel.engine.outcome import CONVERGED, outcome_of
from gradreel.engine.spec import RunSpec

MOST_ROWS: Final = 512
MOST_STEPS: Final = 2**14
MOST_GRADIENTS: Final = 96
MOST_BATCHES: Final = 2048
"""More than of gradients on all data: nothing else tells what a batch's loss is."""
MOST_NUMBERS: Final = 2**19
MOST_PRODUCTS: Final = 2**24
FEWEST_ROWS: Final = 4
OWN_STEPS: Final = 8
"""Steps that are taken anew where none was recorded: each amplifies the rounding before it."""
NEAR: Final = 1e-6
FLOOR: Final = 1e-12
HUGE: Final = 1e100
MODERATE: Final = 1e20

ReadRows = Callable[[str, IntArray], NDArray[Any]]
"""Reads some rows, ascending, of one of a record's arrays by its name."""


@dataclass(frozen=True)
class Evidence:
    """What a record says of some of its steps: the first ones, the last, and some between.

    Attributes:
        spec: what was run.
        n_steps: how many steps were taken, T.
        rows: (m,), the recorded rows that were chosen, the first 0.
        parameters: (m, p), of these rows.
        loss: (m,), of these rows.
        gradients: (m - 1, p), of all but the last.
        steps: (q,), the steps whose batches were chosen: those of the rows, and the first ones.
        batch_loss: (q,), of these steps.
        batches: (q, b), of these steps.
    """

    spec: RunSpec
    n_steps: int
    rows: IntArray
    parameters: FloatArray
    loss: FloatArray
    gradients: FloatArray
    steps: IntArray
    batch_loss: FloatArray
    batches: IntArray

    @classmethod
    def read(cls, spec: RunSpec, n_steps: int, read: ReadRows) -> "Evidence":
        """Choose the steps, always the same ones, and read what the record says of them.

        Raises:
            RequestError: the recorded steps aren't those of the spec's stride.
        """
        rows = _chosen(spec, -(-n_steps // spec.stride) + 1)
        recorded = np.minimum(rows * spec.stride, n_steps)
        if not np.array_equal(read("recorded_steps", rows), recorded):
            raise RequestError("recorded_steps don't fit the stride")
        steps = np.union1d(recorded[:-1], np.arange(min(n_steps, OWN_STEPS)))
        return cls(
            spec,
            n_steps,
            rows,
            parameters=read("parameters", rows),
            loss=read("loss", rows),
            gradients=read("gradients", rows[:-1]),
            steps=steps,
            batch_loss=read("batch_loss", steps),
            batches=read("batch_indices", steps),
        )

    def step_of(self, row: int) -> int:
        """Return the step that a chosen row is of."""
        return min(int(self.rows[row]) * self.spec.stride, self.n_steps)

    def batch(self, place: int) -> IntArray | None:
        """Return the batch of a chosen step; None for all samples."""
        indices = self.batches[place]
        return indices[indices >= 0] if len(indices) else None


def _chosen(spec: RunSpec, n_rows: int) -> IntArray:
    """Choose rows: a first stretch without a gap, some over the rest, and the last two.

    Where every step is recorded the stretch is all of the run, if that is not very long.
    """
    numbers = max(FEWEST_ROWS, MOST_NUMBERS // spec.objective.n_parameters)
    most = min(MOST_ROWS, numbers)
    stretch = min(MOST_STEPS, numbers) if spec.stride == 1 else most
    spread = np.linspace(0, n_rows - 1, min(most, n_rows)).astype(np.int64)
    spread = np.append(spread, max(0, n_rows - 2))  # the last gradient is of it
    return np.union1d(np.arange(min(stretch, n_rows)), spread)


def check_evidence(evidence: Evidence, outcome: str) -> None:
    """Check losses, gradients, batches, the first steps and the outcome against the spec.

    Raises:
        RequestError: two of them contradict each other; the message says which.
    """
    with np.errstate(all="ignore"):
        check_batches(evidence.spec, evidence.batches, evidence.steps)
        steps = np.array([evidence.step_of(row) for row in range(len(evidence.rows))])
        _check_losses(evidence.spec, evidence.parameters, evidence.loss, steps, MOST_GRADIENTS)
        _check_gradients(evidence)
        state = _check_steps(evidence) if evidence.spec.stride == 1 else _check_first(evidence)
        if evidence.n_steps < evidence.spec.steps:
            _check_divergence(evidence, state)
        else:
            _check_outcome(evidence, outcome)


def check_whole(spec: RunSpec, arrays: Mapping[str, NDArray[Any]]) -> None:
    """Check all batches, and as many losses as are evaluated in little time.

    Args:
        spec: what was run, whose evidence was checked.
        arrays: the record's, whole, by their names.

    Raises:
        RequestError: something contradicts the spec; the message says what.
    """
    loss, batch_loss, batches = (arrays[name] for name in ("loss", "batch_loss", "batch_indices"))
    steps = np.minimum(np.arange(len(loss)) * spec.stride, len(batches))
    for some in np.array_split(np.arange(len(batches)), 1 + batches.size // MOST_INDICES):
        check_batches(spec, batches[some], some)
    check_epochs(spec, batches)
    with np.errstate(all="ignore"):
        _check_losses(spec, arrays["parameters"], loss, steps, len(loss))
    if spec.batch_size is None:
        found = batch_loss[steps[:-1]]
        wrong = ~(np.abs(found - loss[:-1]) <= NEAR * np.abs(found))
        if wrong.any():
            row = int(np.argmax(wrong))
            _contradict("batch loss", int(steps[row]), found[row], loss[row])


def _check_losses(
    spec: RunSpec, parameters: FloatArray, loss: FloatArray, steps: IntArray, most: int
) -> None:
    objective = spec.objective
    some = _some(len(loss), objective.n_parameters, objective.n_samples or 1, most)
    computed = objective.losses(parameters[some])
    floor = FLOOR * float(np.abs(loss).max())
    wrong = ~(np.abs(loss[some] - computed) <= NEAR * np.abs(loss[some]) + floor)
    if wrong.any():
        place = int(np.argmax(wrong))
        _contradict("loss", int(steps[some[place]]), loss[some[place]], computed[place])


def _check_gradients(evidence: Evidence) -> None:
    """Compare gradients, and the losses of the batches that they are of."""
    objective, p = evidence.spec.objective, evidence.parameters.shape[1]
    per_batch = evidence.batches.shape[1] or objective.n_samples or 1
    loss_scale = float(np.abs(evidence.batch_loss).max(initial=0.0))
    scale = max(1.0, loss_scale, float(np.abs(evidence.gradients).max(initial=0.0)))
    most = MOST_BATCHES if evidence.batches.shape[1] else MOST_GRADIENTS
    for row in _some(len(evidence.gradients), p, per_batch, most).tolist():
        step = evidence.step_of(row)
        place = int(np.searchsorted(evidence.steps, step))
        loss, gradient = objective.loss_and_gradient(
            evidence.parameters[row], evidence.batch(place)
        )
        _compare("batch loss", step, evidence.batch_loss[place], loss, FLOOR * loss_scale)
        _compare_all("gradient", step, evidence.gradients[row], gradient, 100 * FLOOR * scale)


def _some(n_rows: int, n_parameters: int, n_samples: int, limit: int) -> IntArray:
    """Choose among rows as many as can be evaluated in little time, the first and last included."""
    most = min(limit, max(FEWEST_ROWS, MOST_PRODUCTS // (n_samples * (n_parameters + 16))))
    return np.linspace(0, n_rows - 1, min(most, n_rows)).astype(np.int64)


def _compare(name: str, step: int, found: float, expected: float, floor: float) -> None:
    if not abs(found - expected) <= NEAR * abs(found) + floor:
        _contradict(name, step, found, expected)


def _contradict(name: str, step: int, found: float, expected: float) -> NoReturn:
    raise RequestError(
        f"it contradicts itself: at step {step} the {name} is {found:.6g}, "
        f"that of the parameters {expected:.6g}"
    )


def _compare_all(
    name: str, step: int, found: FloatArray, expected: FloatArray, floor: float
) -> None:
    distance = np.abs(found - expected)
    if not distance.max() <= NEAR * np.abs(found).max() + floor:
        worst = int(np.argmax(distance))
        _contradict(name, step, found[worst], expected[worst])


def _check_steps(evidence: Evidence) -> Any:
    """Take the first steps anew from the gradients and parameters on record.

    Returns:
        The optimizer's state after them.
    """
    spec, parameters = evidence.spec, evidence.parameters
    state, most = spec.optimizer.init(spec.start), np.zeros(parameters.shape[1])
    for row in range(_n_gapless(evidence)):
        before, after = parameters[row], parameters[row + 1]
        move, state = spec.optimizer.update(evidence.gradients[row], state, before)
        change = spec.learning_rate_at(row) * move
        most = np.maximum(most, np.abs(change))
        allowed = NEAR * 1e-3 * (np.abs(before) + np.abs(change)) + FLOOR * most
        _check_step(evidence, row, before - change, after, allowed)
    return state


def _n_gapless(evidence: Evidence) -> int:
    """Return how many of the chosen rows lead to the next one in a single step."""
    gaps = np.flatnonzero(np.diff(evidence.rows) > 1)
    return int(gaps[0]) if len(gaps) else len(evidence.rows) - 1


def _check_first(evidence: Evidence) -> Any:
    """Take a few steps anew where most aren't recorded, and compare what is.

    Returns:
        The optimizer's state after them.
    """
    spec, parameters = evidence.spec, evidence.spec.start
    state = spec.optimizer.init(parameters)
    scale = float(np.abs(evidence.batch_loss).max(initial=0.0))
    for step in range(min(evidence.n_steps, OWN_STEPS)):
        loss, gradient = spec.objective.loss_and_gradient(parameters, evidence.batch(step))
        _compare("batch loss", step, evidence.batch_loss[step], loss, NEAR * scale)
        move, state = spec.optimizer.update(gradient, state, parameters)
        change = spec.learning_rate_at(step) * move
        before, parameters = parameters, parameters - change
        if step + 1 in (spec.stride, evidence.n_steps):
            allowed = 1e-3 * NEAR + NEAR * (np.abs(before) + np.abs(change)).max()
            _check_step(evidence, step, parameters, evidence.parameters[1], allowed)
            break
    return state


def _check_step(
    evidence: Evidence,
    step: int,
    expected: FloatArray,
    found: FloatArray,
    allowed: FloatArray | float,
) -> None:
    wrong = ~(np.abs(found - expected) <= allowed)
    if wrong.any():
        spec, place = evidence.spec, int(np.argmax(wrong))
        rate = f"{spec.learning_rate_at(step):g}"
        raise RequestError(
            f"it contradicts itself: step {step + 1} leads to {found[place]:.6g}, and one of "
            f"{spec.optimizer_name} at rate {rate} to {expected[place]:.6g}"
        )


def _check_divergence(evidence: Evidence, state: Any) -> None:
    """Check that the next step isn't finite, where it is known what that step is.

    What batch it was of isn't on record, nor the optimizer's state after a stride; but a shallow
    model gets nowhere near infinity in one step from moderate numbers.
    """
    spec, last = evidence.spec, evidence.parameters[-1]
    if spec.batch_size is not None or spec.stride > 1:
        if _is_shallow(spec) and max(np.abs(last).max(), spec.learning_rate) < MODERATE:
            _contradict_divergence(evidence)
        return
    if _n_gapless(evidence) < evidence.n_steps:
        return
    _, gradient = spec.objective.loss_and_gradient(last)
    move, _ = spec.optimizer.update(gradient, state, last)
    following = last - spec.learning_rate_at(evidence.n_steps) * move
    values = np.abs([*following, spec.objective.loss(following)])
    if (values < HUGE).all():
        _contradict_divergence(evidence)


def _is_shallow(spec: RunSpec) -> bool:
    """Whether a run is of a model of few layers on moderate inputs."""
    objective = spec.objective
    if not isinstance(objective, ModelObjective):
        return False
    model = objective.model.model if isinstance(objective.model, Held) else objective.model
    depth = len(model.sizes) if isinstance(model, MLP) else 1
    return depth <= 4 and float(np.abs(objective.dataset.inputs).max()) < MODERATE


def _contradict_divergence(evidence: Evidence) -> NoReturn:
    raise RequestError(
        f"it contradicts itself: step {evidence.n_steps + 1} is finite, where it says that the "
        "run diverged"
    )


def _check_outcome(evidence: Evidence, outcome: str) -> None:
    spec, last = evidence.spec, evidence.parameters[-1]
    expected = outcome_of(spec, evidence.n_steps, last)
    slope = float(np.linalg.norm(spec.objective.gradient(last)))
    is_near = "separated" not in (expected, outcome) and abs(slope / CONVERGED - 1) < 1e-3
    if outcome != expected and not is_near:
        raise RequestError(
            f"it contradicts itself: the outcome is {outcome!r}, that of the parameters "
            f"{expected!r}"
        )
