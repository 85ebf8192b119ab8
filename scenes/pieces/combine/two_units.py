"""A network of two hidden units on one feature, taken apart: two curves, weighted and summed."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from gradreel.engine.arrays import FloatArray
from gradreel.engine.data import Dataset
from gradreel.engine.functions import sigmoid
from gradreel.engine.mlp import MLP

CurveShape = Literal["peak", "valley", "wave", "one way"]

UNITS = 2
SIZES = (1, UNITS, 1)
N_PARAMETERS = 7
TURNS_BY = 0.01
"""A curve turns when it rises and falls by so much, in p."""


@dataclass(frozen=True, eq=False)
class TwoUnits:
    """The network at some parameters, as functions of the feature on the data's own scale.

    Attributes:
        data: what it was trained on.
        parameters: (7,): slopes and offsets of the two units, their weights, the bias.
    """

    data: Dataset
    parameters: FloatArray

    @property
    def weights(self) -> FloatArray:
        """What the units' values are multiplied by: (2,)."""
        return self.parameters[4:6]

    @property
    def bias(self) -> float:
        """What is added to their weighted sum."""
        return float(self.parameters[6])

    def unit(self, number: int, xs: FloatArray) -> FloatArray:
        """A hidden unit's value at feature values (n,): a logistic curve (n,)."""
        slope, offset = self.parameters[number], self.parameters[UNITS + number]
        return logistic(self.data, np.array([offset, slope]), xs)

    def score(self, xs: FloatArray) -> FloatArray:
        """The weighted sum of both units and the bias: the log-odds (n,)."""
        parts = (self.weights[number] * self.unit(number, xs) for number in range(UNITS))
        return np.asarray(sum(parts, self.bias))

    def probability(self, xs: FloatArray) -> FloatArray:
        """What the network says at feature values (n,): p (n,)."""
        return sigmoid(self.score(xs))

    def layers(self) -> list[FloatArray]:
        """The weights of the edges, an array (out, in) a layer."""
        return [layer.weights for layer in MLP(SIZES, "sigmoid").layers(self.parameters)]

    def shape(self, low: float, high: float) -> CurveShape:
        """How p goes between two values of the feature."""
        ps = self.probability(np.linspace(low, high, 401))
        if _goes_one_way(ps) or _goes_one_way(-ps):
            return "one way"
        top, bottom = int(ps.argmax()), int(ps.argmin())
        if _goes_one_way(ps[: top + 1]) and _goes_one_way(-ps[top:]):
            return "peak"
        is_valley = _goes_one_way(-ps[: bottom + 1]) and _goes_one_way(ps[bottom:])
        return "valley" if is_valley else "wave"


def _goes_one_way(ps: FloatArray) -> bool:
    """Whether a curve (k,) rises throughout, but for what is too little to be seen."""
    return bool((np.maximum.accumulate(ps) - ps).max() <= TURNS_BY)


def logistic(data: Dataset, parameters: FloatArray, xs: FloatArray) -> FloatArray:
    """A logistic curve over the feature of some data.

    Args:
        data: standardised or not.
        parameters: (2,): offset and slope, as a run has them.
        xs: feature values (n,), on the data's own scale.
    """
    return sigmoid(parameters[0] + parameters[1] * (xs - data.mean[0]) / data.sd[0])
