"""A fitted logistic regression of one feature, and some of its rows on their way through it."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from gradreel.engine.arrays import FloatArray
from gradreel.engine.data import Dataset
from gradreel.engine.functions import sigmoid
from gradreel.engine.mlp import MLP
from gradreel.engine.trajectory import Trajectory
from gradreel.scenes.stage.runs.objective import objective_of
from gradreel.scenes.stage.runs.sample_pass import SamplePass

MORE = 3
"""How many other rows are sent through."""


@dataclass(frozen=True, eq=False)
class Passing:
    """The end of a run, and the rows that are shown.

    Attributes:
        run: of a logistic regression with one feature.
        row: the one that is told of.
    """

    run: Trajectory
    row: int

    @property
    def data(self) -> Dataset:
        """All rows."""
        return objective_of(self.run).dataset

    @cached_property
    def rows(self) -> tuple[int, ...]:
        """The row, and others of its class: from the least of the feature to the largest."""
        alike = np.flatnonzero(self.data.target == self.data.target[self.row])
        order = alike[np.argsort(self.data.inputs[alike, 0], kind="stable")]
        places = np.linspace(0, len(order) - 1, MORE).astype(int)
        return (self.row, *(int(order[place]) for place in places))

    @cached_property
    def passes(self) -> tuple[SamplePass, ...]:
        """Their ways through the model."""
        intercept, weight = self.run.parameters[-1]
        model, parameters = MLP((1, 1)), np.array([weight, intercept])
        return tuple(SamplePass(model, parameters, self.data.rows([row])) for row in self.rows)

    def affine(self, x: FloatArray) -> FloatArray:
        """Z of inputs (n,)."""
        intercept, weight = self.run.parameters[-1]
        return np.asarray(intercept + weight * x)

    def probability(self, z: FloatArray) -> FloatArray:
        """P of sums (n,)."""
        return np.asarray(sigmoid(z))

    def loss(self, p: FloatArray) -> FloatArray:
        """The loss that the row's class has at probabilities (n,)."""
        with np.errstate(divide="ignore"):
            return np.asarray(-np.log(p if self.passes[0].target else 1 - p))
