"""How a recorded run does on data that it was not trained on."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from gradreel.engine.arrays import FloatArray, IntArray
from gradreel.engine.data import Dataset
from gradreel.engine.functions import sigmoid, softmax
from gradreel.engine.models import Model
from gradreel.engine.objectives import ModelObjective
from gradreel.engine.trajectory import Trajectory
from gradreel.scenes.stage.runs.objective import objective_of


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
