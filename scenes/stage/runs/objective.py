"""A run on data: what it lowers, how it stands at any step, and how it does on other data."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from gradreel.engine.arrays import BoolArray, FloatArray, IntArray
from gradreel.engine.data import Dataset
from gradreel.engine.errors import RequestError, quoted
from gradreel.engine.fits import best_fit
from gradreel.engine.functions import binary_cross_entropy, sigmoid, softmax
from gradreel.engine.mlp import MLP
from gradreel.engine.models import LogisticRegression, Model
from gradreel.engine.objectives import ModelObjective
from gradreel.engine.spec import RunSpec
from gradreel.engine.trajectory import Trajectory
from gradreel.scenes.stage.type.quantity import can_be_told_apart


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
    steps = run.recorded_steps
    index = index_at(steps, step)
    before: FloatArray = values[index]
    if step <= steps[index] or index == len(steps) - 1:
        return before
    slope = (values[index + 1] - before) / (steps[index + 1] - steps[index])
    now: FloatArray = before + slope * (step - steps[index])
    return now


def steps_in_epoch(run: Trajectory) -> int:
    """How many batches make an epoch."""
    spec, n = run.spec, run.objective.n_samples or 0
    size = spec.batch_size or n
    return n // size if spec.drop_last else -(-n // size)


def batch_of(run: Trajectory, step: int) -> IntArray:
    """The samples of a step's batch, (b,)."""
    indices = run.batch_indices[step]
    return np.asarray(indices[indices >= 0])


def objective_of(run: Trajectory | RunSpec) -> ModelObjective:
    """The loss of a run's model on its data.

    Raises:
        TypeError: the run is on a surface.
    """
    if not isinstance(run.objective, ModelObjective):
        raise TypeError("a run on a surface has no model and no data")
    return run.objective


def network_of(run: Trajectory | RunSpec) -> MLP:
    """The network of a run that is known to be of one."""
    model = objective_of(run).model
    assert isinstance(model, MLP)  # noqa: S101  known
    return model


def are_right(run: Trajectory, step: int) -> BoolArray:
    """Which rows of its data a run of a model judges rightly after so many steps, (n,)."""
    model, data = objective_of(run).model, objective_of(run).dataset
    with np.errstate(over="ignore", invalid="ignore"):
        logits = model.logits(at_step(run, step).parameters, data.inputs)
    judged = logits > 0 if logits.ndim == 1 else logits.argmax(axis=-1)
    return np.asarray(judged == data.target)


def lowest_loss(run: Trajectory) -> float | None:
    """Return the loss of the best fit of a logistic regression, if it has one."""
    objective = objective_of(run)
    best = best_fit(objective)
    return None if best is None else float(objective.loss(best))


def check_values_are_seen(data: Dataset) -> None:
    """Refuse data whose first feature can't be drawn along an axis.

    Raises:
        RequestError: its values look the same.
    """
    if not can_be_told_apart(data.features[:, 0]):
        raise RequestError(
            f"the values of column {quoted(data.feature_names[0])} are all equal, or too close "
            "together for their size to be told apart: subtract what they share, or choose "
            "another column with --x"
        )


def is_logistic_along_axis(spec: RunSpec, *, features: int | None = None) -> bool:
    """Whether a run is a logistic regression whose first feature can be drawn along an axis.

    Args:
        spec: of the run.
        features: how many it has; any number when None.
    """
    objective = spec.objective
    return (
        isinstance(objective, ModelObjective)
        and isinstance(objective.model, LogisticRegression)
        and objective.model.n_features == (features or objective.model.n_features)
        and can_be_told_apart(objective.dataset.features[:, 0])
    )


def are_apart(data: Dataset) -> bool:
    """Whether a value of the one feature lies between the classes.

    Those of a logistic regression that has no best fit may also share one value.
    """
    values, target = data.features[:, 0], data.target
    one, other = values[target == 0], values[target == 1]
    return bool(one.max() < other.min() or other.max() < one.min())


def direction(dataset: Dataset) -> int:
    """1 if class 1 has the higher values on average, else -1: which way a curve must go."""
    values, target = dataset.features[:, 0], dataset.target
    return 1 if values[target == 1].mean() >= values[target == 0].mean() else -1


def row_to_show(main: RunSpec, asked: int | None) -> int:
    """The row that was asked for, or the one that the start is most wrong about.

    Raises:
        RequestError: the data have no such row.
    """
    objective = objective_of(main)
    data = objective.dataset
    if asked is None:
        logits = objective.model.logits(main.start, data.inputs)
        return int(np.argmax(binary_cross_entropy(logits, data.target)))
    if asked >= data.n:
        raise RequestError(f"there is no row {asked}: --row counts from 0 to {data.n - 1}")
    return asked


MOST = 800


def drawn_rows(data: Dataset, most: int = MOST, wanted: Sequence[int] = ()) -> IntArray:
    """Return the rows that are drawn, in order: all, or an even choice with the classes' shares.

    Of each class they lie evenly along the first feature, its least and its largest value among
    them.

    Args:
        data: of classes.
        most: about how many may be drawn.
        wanted: rows that are among them.
    """
    if data.n <= most:
        return np.arange(data.n)
    chosen = []
    for label in np.unique(data.target):
        rows = np.flatnonzero(data.target == label)
        ordered = rows[np.argsort(data.features[rows, 0], kind="stable")]
        count = max(round(most * len(rows) / data.n), min(len(rows), 2))
        places = np.linspace(0, len(rows) - 1, count).round().astype(int)
        # wanted places are put among these, for each that is new one less, but for the ends
        asked = np.flatnonzero(np.isin(ordered, wanted))
        new, inner = np.setdiff1d(asked, places), np.setdiff1d(places[1:-1], asked)
        if len(inner) >= len(new):
            given_up = inner[np.linspace(0, len(inner) - 1, len(new)).round().astype(int)]
            places = np.setdiff1d(places, given_up)
        chosen.append(ordered[np.union1d(places, new)])
    return np.sort(np.concatenate(chosen))


@dataclass(frozen=True, eq=False)
class HeldOut:
    """A run's recorded parameters, evaluated by the engine on other data.

    Attributes:
        run: a run of a model; of one that tells classes apart, for all but the losses.
        data: features and target for the same model.
    """

    run: Trajectory
    data: Dataset

    @cached_property
    def losses(self) -> FloatArray:
        """The mean loss at each recorded step: (R,)."""
        objective = ModelObjective(objective_of(self.run).model, self.data)
        return objective.losses(self.run.parameters)

    @cached_property
    def answers(self) -> IntArray:
        """The likeliest class by the model, at each recorded step for each row: (R, n)."""
        rows = range(len(self.run.recorded_steps))
        return np.stack([self.probabilities(row).argmax(axis=-1) for row in rows])

    @cached_property
    def are_right(self) -> FloatArray:
        """1 where the answer is the true class, else 0: (R, n)."""
        return np.where(self.answers == self.data.target, 1.0, 0.0)

    @property
    def accuracies(self) -> FloatArray:
        """The share of rows that are answered right, at each recorded step: (R,)."""
        return np.asarray(self.are_right.mean(axis=1))

    def probabilities(self, index: int) -> FloatArray:
        """The probability of each class for each row, at a recorded step's index: (n, k)."""
        model = objective_of(self.run).model
        return probabilities(model, self.run.parameters[index], self.data.inputs)


def probabilities(model: Model, parameters: FloatArray, inputs: FloatArray) -> FloatArray:
    """Return the probability of every class: (n, k) for parameters (p,) and inputs (n, d)."""
    logits = model.logits(parameters, inputs)
    if logits.ndim > 1:
        return softmax(logits)
    p = sigmoid(logits)
    return np.stack([1.0 - p, p], axis=-1)
