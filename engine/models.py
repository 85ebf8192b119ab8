"""Models as pure functions of (parameters, inputs): the regressions, and a slice of any model.

Parameters are one flat vector (p,). Where a docstring says (..., p), any leading axes are
evaluated at once: a (200, 200, p) array of parameters gives a (200, 200) array of losses.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from gradreel.engine.arrays import FloatArray
from gradreel.engine.errors import RequestError, unknown
from gradreel.engine.functions import (
    binary_cross_entropy,
    binary_cross_entropy_and_derivative,
    squared_error,
    squared_error_and_derivative,
)
from gradreel.engine.mlp import MLP
from gradreel.engine.waves import Wave


class Model(Protocol):
    """What the objective, the record and the scenes need of a model."""

    @property
    def n_features(self) -> int:
        """The number of features, d."""

    @property
    def n_classes(self) -> int:
        """The number of classes that the model tells apart; 0 if it predicts a number."""

    @property
    def n_parameters(self) -> int:
        """The length of the parameter vector, p."""

    @property
    def parameter_names(self) -> tuple[str, ...]:
        """The p parameters' names."""

    @property
    def values_per_sample(self) -> int:
        """The most numbers that an evaluation holds for one sample; bounds its memory."""

    def logits(self, parameters: FloatArray, inputs: FloatArray) -> FloatArray:
        """Return the values before sigmoid or softmax: (..., n), or (..., n, k) if k > 2.

        Where a number is predicted they are the prediction itself.
        """

    def loss(self, parameters: FloatArray, inputs: FloatArray, target: FloatArray) -> FloatArray:
        """Return the mean loss over the n samples, of shape (...).

        It is the cross-entropy of classes, and the squared error of a number.
        """

    def loss_and_gradient(
        self, parameters: FloatArray, inputs: FloatArray, target: FloatArray
    ) -> tuple[float, FloatArray]:
        """Return the mean loss and its gradient (p,), for parameters (p,)."""

    def initial(self, rng: np.random.Generator) -> FloatArray:
        """Draw parameters (p,) to start from."""

    def own_scale(self, parameters: FloatArray, mean: FloatArray, sd: FloatArray) -> FloatArray:
        """Return the parameters (..., p) that give on features what these give on inputs."""

    def describe(self) -> dict[str, Any]:
        """Return what `model_from_description` builds an equal model from; fit for JSON."""


@dataclass(frozen=True)
class _Affine:
    """b0 + b1 x1 + ... + bd xd, and the parameters [b0, b1, ..., bd]."""

    n_features: int

    @property
    def n_parameters(self) -> int:
        """The number of features, and one for the intercept."""
        return 1 + self.n_features

    @property
    def parameter_names(self) -> tuple[str, ...]:
        """b0 (the intercept), b1, ..., bd."""
        return tuple(f"b{index}" for index in range(self.n_parameters))

    @property
    def values_per_sample(self) -> int:
        """One sum."""
        return 1

    def logits(self, parameters: FloatArray, inputs: FloatArray) -> FloatArray:
        """Return b0 + b·x for parameters (..., 1 + d) and inputs (n, d): (..., n)."""
        sums: FloatArray = parameters[..., 1:] @ inputs.T
        return sums + parameters[..., :1]

    def _gradient(self, errors: FloatArray, inputs: FloatArray) -> FloatArray:
        """Return the means of errors and of errors x (1 + d,), where errors (n,) are dL/dsum."""
        gradient = np.empty(self.n_parameters)
        gradient[0] = errors.mean()
        gradient[1:] = errors @ inputs / len(errors)
        return gradient

    def initial(self, rng: np.random.Generator) -> FloatArray:
        """Draw from the standard normal distribution."""
        return rng.normal(0.0, 1.0, self.n_parameters)

    def own_scale(self, parameters: FloatArray, mean: FloatArray, sd: FloatArray) -> FloatArray:
        """Return b / sd, and the intercept that goes with it: b0 - sum(b mean / sd)."""
        slopes = parameters[..., 1:] / sd
        intercept = parameters[..., :1] - (slopes * mean).sum(axis=-1, keepdims=True)
        return np.concatenate([intercept, slopes], axis=-1)


@dataclass(frozen=True)
class LogisticRegression(_Affine):
    """p = sigmoid(b0 + b1 x1 + ... + bd xd); the parameters are [b0, b1, ..., bd]."""

    n_classes = 2

    def loss(self, parameters: FloatArray, inputs: FloatArray, target: FloatArray) -> FloatArray:
        """Return the mean binary cross-entropy, of shape (...)."""
        losses = binary_cross_entropy(self.logits(parameters, inputs), target)
        return np.asarray(losses.mean(axis=-1))

    def loss_and_gradient(
        self, parameters: FloatArray, inputs: FloatArray, target: FloatArray
    ) -> tuple[float, FloatArray]:
        """Return the mean loss, and mean (p - y) and mean (p - y) x as gradient (1 + d,)."""
        logits = self.logits(parameters, inputs)
        losses, errors = binary_cross_entropy_and_derivative(logits, target)
        return float(losses.mean()), self._gradient(errors, inputs)

    def describe(self) -> dict[str, Any]:
        """Return kind and number of inputs."""
        return {"kind": "logistic", "n_features": self.n_features}


@dataclass(frozen=True)
class LinearRegression(_Affine):
    """The prediction b0 + b1 x1 + ... + bd xd of a number; the parameters are [b0, b1, ..., bd]."""

    n_classes = 0

    def loss(self, parameters: FloatArray, inputs: FloatArray, target: FloatArray) -> FloatArray:
        """Return the mean squared error, of shape (...): without a factor 1/2."""
        return np.asarray(squared_error(self.logits(parameters, inputs), target).mean(axis=-1))

    def loss_and_gradient(
        self, parameters: FloatArray, inputs: FloatArray, target: FloatArray
    ) -> tuple[float, FloatArray]:
        """Return the mean squared error, and mean 2 r and mean 2 r x, r the prediction less y."""
        losses, errors = squared_error_and_derivative(self.logits(parameters, inputs), target)
        return float(losses.mean()), self._gradient(errors, inputs)

    def describe(self) -> dict[str, Any]:
        """Return kind and number of inputs."""
        return {"kind": "linear", "n_features": self.n_features}


def model_from_description(description: Mapping[str, Any]) -> Model:
    """Build the model that `describe` described.

    Raises:
        RequestError: no such kind of model.
        KeyError, TypeError, ValueError: the description is damaged.
    """
    kind = description["kind"]
    if kind == "logistic":
        return LogisticRegression(int(description["n_features"]))
    if kind == "linear":
        return LinearRegression(int(description["n_features"]))
    if kind == "wave":
        return Wave(*(float(description[each]) for each in ("mean", "sd", "height")))
    if kind == "mlp":
        sizes = tuple(int(size) for size in description["sizes"])
        return MLP(sizes, description["activation"], description["loss"])
    if kind == "held":
        values = tuple(float(value) for value in description["values"])
        free = tuple(int(index) for index in description["free"])
        return PartlyFrozen(model_from_description(description["model"]), values, free)
    raise unknown("kind of model", str(kind), ("logistic", "linear", "wave", "mlp", "held"))


@dataclass(frozen=True)
class PartlyFrozen:
    """A model with some of its parameters free; its loss is a slice of the whole model's loss.

    Attributes:
        model: the whole model, of p parameters.
        values: all p of them; what stands where a parameter is free doesn't matter.
        free: the indices of the f free ones, ascending.

    Raises:
        RequestError: values or indices that don't fit the model.
    """

    model: Model
    values: tuple[float, ...]
    free: tuple[int, ...]

    def __post_init__(self) -> None:
        count = self.model.n_parameters
        if isinstance(self.model, PartlyFrozen):
            raise RequestError("hold parameters of a whole model, not of one that holds some")
        if len(self.values) != count or not all(map(math.isfinite, self.values)):
            raise RequestError(f"a model that holds parameters needs {count} finite values")
        if not self.free or sorted(set(self.free) & set(range(count))) != list(self.free):
            raise RequestError(f"the free parameters are ascending numbers from 0 to {count - 1}")

    @property
    def n_features(self) -> int:
        """The whole model's."""
        return self.model.n_features

    @property
    def n_classes(self) -> int:
        """The whole model's."""
        return self.model.n_classes

    @property
    def n_parameters(self) -> int:
        """The number of free parameters, f."""
        return len(self.free)

    @property
    def parameter_names(self) -> tuple[str, ...]:
        """The names that the free ones have in the whole model."""
        names = self.model.parameter_names
        return tuple(names[index] for index in self.free)

    @property
    def values_per_sample(self) -> int:
        """The whole model's."""
        return self.model.values_per_sample

    def whole(self, parameters: FloatArray) -> FloatArray:
        """Return the whole model's parameters (..., p) for free ones (..., f)."""
        whole = np.empty((*parameters.shape[:-1], len(self.values)))
        whole[:] = self.values
        whole[..., self.free] = parameters
        return whole

    def logits(self, parameters: FloatArray, inputs: FloatArray) -> FloatArray:
        """Return the whole model's logits for free parameters (..., f)."""
        return self.model.logits(self.whole(parameters), inputs)

    def loss(self, parameters: FloatArray, inputs: FloatArray, target: FloatArray) -> FloatArray:
        """Return the whole model's mean loss, of shape (...)."""
        return self.model.loss(self.whole(parameters), inputs, target)

    def loss_and_gradient(
        self, parameters: FloatArray, inputs: FloatArray, target: FloatArray
    ) -> tuple[float, FloatArray]:
        """Return the mean loss and its derivatives (f,) by the free parameters."""
        loss, gradient = self.model.loss_and_gradient(self.whole(parameters), inputs, target)
        return loss, gradient[list(self.free)]

    def initial(self, rng: np.random.Generator) -> FloatArray:
        """Draw a start of the whole model, and return its free ones."""
        return self.model.initial(rng)[list(self.free)]

    def own_scale(self, parameters: FloatArray, mean: FloatArray, sd: FloatArray) -> FloatArray:
        """Return what the free ones (..., f) are in the whole model on features."""
        return self.model.own_scale(self.whole(parameters), mean, sd)[..., list(self.free)]

    def describe(self) -> dict[str, Any]:
        """Return kind, the whole model, values and indices."""
        return {
            "kind": "held",
            "model": self.model.describe(),
            "values": list(self.values),
            "free": list(self.free),
        }
