"""What a run on data lowers, which rows of it are drawn, and how it does on others."""

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np

from gradreel.engine.arrays import FloatArray, IntArray
from gradreel.engine.data import Dataset
from gradreel.engine.errors import RequestError, quoted
from gradreel.engine.fits import best_fit, misfit
from gradreel.engine.functions import binary_cross_entropy, sigmoid, softmax
from gradreel.engine.models import LogisticRegression, Model
from gradreel.engine.objectives import ModelObjective
from gradreel.engine.spec import RunSpec
from gradreel.engine.trajectory import Trajectory
from gradreel.scenes.stage.type.quantity import can_be_told_apart

Ending = Literal["diverged", "separated", "touching", "fitted", "moving"]

SEEN = 5e-3
"""A larger misfit is seen in a logistic regression's loss, of which four places are written."""


def objective_of(run: Trajectory | RunSpec) -> ModelObjective:
    """The loss of a run's model on its data.

    Raises:
        TypeError: the run is on a surface.
    """
    if not isinstance(run.objective, ModelObjective):
        raise TypeError("a run on a surface has no model and no data")
    return run.objective


def is_fitted(run: Trajectory) -> bool:
    """Whether a logistic regression has come to its best fit, as far as it is seen."""
    return misfit(objective_of(run), run.parameters[-1]) <= SEEN


def ending(run: Trajectory) -> Ending:
    """How a logistic regression ended: at its best fit, or still moving, or why there is none.

    The classes are separated, or touch in one value of a single feature.
    """
    if run.outcome.startswith("diverged"):
        return "diverged"
    if run.outcome == "separated":
        data = objective_of(run).dataset
        return "touching" if data.n_features == 1 and not are_apart(data) else "separated"
    return "fitted" if is_fitted(run) else "moving"


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


def drawn_rows(data: Dataset, most: int = MOST, first: int = 0) -> IntArray:
    """Return the rows that are drawn, in order: all, or an even choice with the classes' shares.

    Of each class they lie evenly along the first feature, its least and its largest value among
    them.

    Args:
        data: of two classes.
        most: about how many may be drawn.
        first: so many of the first rows are among them.
    """
    if data.n <= most:
        return np.arange(data.n)
    chosen = []
    for label in (0, 1):
        rows = np.flatnonzero(data.target == label)
        ordered = rows[np.argsort(data.features[rows, 0], kind="stable")]
        count = max(round(most * len(rows) / data.n), min(len(rows), 2))
        places = np.linspace(0, len(rows) - 1, count).round().astype(int)
        chosen.append(ordered[_with(places, np.flatnonzero(ordered < first))])
    return np.sort(np.concatenate(chosen))


def _with(places: IntArray, wanted: IntArray) -> IntArray:
    """Put wanted places among others, for each that is new one less of these, but for the ends."""
    new = np.setdiff1d(wanted, places)
    inner = np.setdiff1d(places[1:-1], wanted)
    if len(inner) < len(new):
        return np.union1d(places, new)
    given_up = inner[np.linspace(0, len(inner) - 1, len(new)).round().astype(int)]
    return np.union1d(np.setdiff1d(places, given_up), new)


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
        return np.stack([self.probabilities(row).argmax(axis=-1) for row in self._rows])

    @property
    def _rows(self) -> range:
        return range(len(self.run.recorded_steps))

    @property
    def _model(self) -> Model:
        return objective_of(self.run).model

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
        return probabilities(self._model, self.run.parameters[index], self.data.inputs)

    def confusion(self, index: int) -> IntArray:
        """How many rows of each class (down) get which answer (across), at an index: (k, k)."""
        counts = np.zeros((self.data.n_classes, self.data.n_classes), dtype=np.int64)
        np.add.at(counts, (self.data.target.astype(np.int64), self.answers[index]), 1)
        return counts


def probabilities(model: Model, parameters: FloatArray, inputs: FloatArray) -> FloatArray:
    """Return the probability of every class: (n, k) for parameters (p,) and inputs (n, d)."""
    logits = model.logits(parameters, inputs)
    if model.n_classes > 2:
        return softmax(logits)
    p = sigmoid(logits)
    return np.stack([1.0 - p, p], axis=-1)
