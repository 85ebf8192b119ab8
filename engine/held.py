"""A model of which only some parameters are learned, and the others held where they are."""

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from gradreel.engine.arrays import FloatArray
from gradreel.engine.errors import RequestError

if TYPE_CHECKING:
    from gradreel.engine.models import Model


@dataclass(frozen=True)
class Held:
    """A model with some of its parameters free; its loss is a slice of the whole model's loss.

    Attributes:
        model: the whole model, of p parameters.
        values: all p of them; what stands where a parameter is free doesn't matter.
        free: the indices of the f free ones, ascending.

    Raises:
        RequestError: values or indices that don't fit the model.
    """

    model: "Model"
    values: tuple[float, ...]
    free: tuple[int, ...]

    def __post_init__(self) -> None:
        count = self.model.n_parameters
        if isinstance(self.model, Held):
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
