"""The multilayer perceptron, with a forward and a backward pass that keep every number."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any, NamedTuple, TypeVar

import numpy as np

from gradreel.engine.arrays import FloatArray
from gradreel.engine.errors import RequestError, unknown
from gradreel.engine.functions import (
    ACTIVATIONS,
    OF_A_NUMBER,
    OF_CLASSES,
    OF_TWO_CLASSES,
    LossFunction,
    squared_error_derivative,
)

CROSS_ENTROPY, SQUARED_ERROR = LOSS_NAMES = ("cross-entropy", "squared-error")
MAX_PARAMETERS = 1_000_000
MAX_LAYERS = 1000
MOST_VALUES = 2**21
"""Of units on samples in one pass, of which each takes five times 8 bytes."""

Mean = TypeVar("Mean", float, FloatArray)


class Layer(NamedTuple):
    """One layer's parameters.

    Attributes:
        weights: (..., out, in).
        biases: (..., out).
    """

    weights: FloatArray
    biases: FloatArray


class ForwardPass(NamedTuple):
    """What a forward pass computes, layer by layer.

    Attributes:
        pre_activations: for each layer z = W a + b, of shape (n, out).
        activations: the inputs (n, d), then each layer's a (n, out). The last are probabilities,
            or the predicted number.
    """

    pre_activations: tuple[FloatArray, ...]
    activations: tuple[FloatArray, ...]


class BackwardPass(NamedTuple):
    """What backpropagation computes of the mean loss, layer by layer.

    Attributes:
        upstream_gradients: dL/da, for a hidden unit the sum of what the units that it feeds send
            back along their edges: (n, out).
        local_derivatives: da/dz: (n, out). For two or more outputs (softmax) the last is the
            diagonal, p (1 - p), only. A number's is 1.
        deltas: dL/dz: (n, out); in hidden layers the product of the two above.
        weight_gradients: dL/dW: (out, in).
        bias_gradients: dL/db: (out,).
        gradient: both in the order of the parameter vector: (p,).
    """

    upstream_gradients: tuple[FloatArray, ...]
    local_derivatives: tuple[FloatArray, ...]
    deltas: tuple[FloatArray, ...]
    weight_gradients: tuple[FloatArray, ...]
    bias_gradients: tuple[FloatArray, ...]
    gradient: FloatArray


@dataclass(frozen=True)
class MLP:
    """A multilayer perceptron: affine layers, an activation after each but the last.

    One output is the logit of class 1 of two, k > 1 outputs are the logits of k classes; or the one
    output is a number to be predicted, and its loss the mean squared error, without 1/2. The
    parameter vector holds layer by layer the weights (out, in) row by row, then the biases: the
    order of PyTorch's `parameters()`.

    Attributes:
        sizes: units of each layer, from the inputs to the outputs, as in (4, 3, 2, 1).
        activation: a name of `functions.ACTIVATIONS`, for the hidden layers.
        loss_name: a name of `LOSS_NAMES`: classes cost cross-entropy, a number squared error.
    """

    sizes: tuple[int, ...]
    activation: str = "tanh"
    loss_name: str = CROSS_ENTROPY

    def __post_init__(self) -> None:
        if self.activation not in ACTIVATIONS:
            raise unknown("activation", self.activation, ACTIVATIONS)
        if self.loss_name not in LOSS_NAMES:
            raise unknown("loss", self.loss_name, LOSS_NAMES)
        if len(self.sizes) < 2 or not all(size >= 1 for size in self.sizes):
            raise RequestError("a network needs two or more layers of at least 1 unit each")
        if len(self.sizes) > MAX_LAYERS:
            raise RequestError(f"a network can have {MAX_LAYERS} layers at most")
        if self.n_parameters > MAX_PARAMETERS:
            raise RequestError(
                f"the network has {self.n_parameters:,} parameters: "
                f"make it smaller than {MAX_PARAMETERS:,}"
            )
        if self._predicts_a_number and self.n_outputs != 1:
            raise RequestError("a network that predicts a number has one output")

    @property
    def n_features(self) -> int:
        """The first layer's size."""
        return self.sizes[0]

    @property
    def n_outputs(self) -> int:
        """The last layer's size."""
        return self.sizes[-1]

    @property
    def n_classes(self) -> int:
        """Two for one output, else the number of outputs; 0 where a number is predicted."""
        return 0 if self._predicts_a_number else max(2, self.n_outputs)

    @property
    def _predicts_a_number(self) -> bool:
        return self.loss_name == SQUARED_ERROR

    @property
    def _loss_function(self) -> LossFunction:
        if self._predicts_a_number:
            return OF_A_NUMBER
        return OF_TWO_CLASSES if self.n_outputs == 1 else OF_CLASSES

    @cached_property
    def n_parameters(self) -> int:
        """The number of weights and biases."""
        return sum(out * (inputs + 1) for inputs, out in pairwise(self.sizes))

    @cached_property
    def _n_units(self) -> int:
        return sum(self.sizes)

    @cached_property
    def parameter_names(self) -> tuple[str, ...]:
        """w1[1,1] for layer 1, to unit 1 from unit 1, ...; b1[1], ...; all counted from 1."""
        names = []
        for layer, (inputs, out) in enumerate(pairwise(self.sizes), start=1):
            edges = ((j, i) for j in range(1, out + 1) for i in range(1, inputs + 1))
            names += [f"w{layer}[{j},{i}]" for j, i in edges]
            names += [f"b{layer}[{j}]" for j in range(1, out + 1)]
        return tuple(names)

    @property
    def values_per_sample(self) -> int:
        """The units of the widest layer."""
        return max(self.sizes)

    @cached_property
    def _slices(self) -> tuple[tuple[slice, slice, tuple[int, int]], ...]:
        """For each layer where its weights and its biases are, and the weights' shape."""
        places, start = [], 0
        for inputs, out in pairwise(self.sizes):
            middle, end = start + out * inputs, start + out * (inputs + 1)
            places.append((slice(start, middle), slice(middle, end), (out, inputs)))
            start = end
        return tuple(places)

    def layers(self, parameters: FloatArray) -> tuple[Layer, ...]:
        """Return views of the parameters (..., p) as weights and biases."""
        leading = parameters.shape[:-1]
        return tuple(
            Layer(parameters[..., weights].reshape(*leading, *shape), parameters[..., biases])
            for weights, biases, shape in self._slices
        )

    def logits(self, parameters: FloatArray, inputs: FloatArray) -> FloatArray:
        """Return the last layer's values for inputs (n, d): (..., n), or (..., n, k)."""
        return self._as_logits(self._pass(self.layers(parameters), inputs)[0][-1])

    def _as_logits(self, outputs: FloatArray) -> FloatArray:
        """Drop the last axis of (..., n, 1): one output has no axis of its own."""
        return outputs[..., 0] if self.n_outputs == 1 else outputs

    def _pass(
        self, layers: tuple[Layer, ...], inputs: FloatArray
    ) -> tuple[list[FloatArray], list[FloatArray]]:
        """Return z of every layer, and the activations that each layer reads."""
        function = ACTIVATIONS[self.activation].function
        pre_activations: list[FloatArray] = []
        activations = [inputs]
        for weights, biases in layers:
            if pre_activations:
                activations.append(function(pre_activations[-1]))
            z = activations[-1] @ np.swapaxes(weights, -1, -2)
            z += biases[..., None, :]
            pre_activations.append(z)
        return pre_activations, activations

    def loss(self, parameters: FloatArray, inputs: FloatArray, target: FloatArray) -> FloatArray:
        """Return the mean loss, of shape (...)."""
        half = self._half(len(target))
        if half:
            first = self.loss(parameters, inputs[:half], target[:half])
            second = self.loss(parameters, inputs[half:], target[half:])
            return np.asarray(_mean(first, second, half / len(target)))
        losses = self._loss_function.loss(self.logits(parameters, inputs), target)
        return np.asarray(losses.mean(axis=-1))

    def loss_and_gradient(
        self, parameters: FloatArray, inputs: FloatArray, target: FloatArray
    ) -> tuple[float, FloatArray]:
        """Return the mean loss and its gradient (p,), by backpropagation."""
        half = self._half(len(target))
        if half:
            first = self.loss_and_gradient(parameters, inputs[:half], target[:half])
            second = self.loss_and_gradient(parameters, inputs[half:], target[half:])
            share = half / len(target)
            return _mean(first[0], second[0], share), _mean(first[1], second[1], share)
        layers = self.layers(parameters)
        pre_activations, activations = self._pass(layers, inputs)
        loss, deltas = self._loss_and_deltas(pre_activations[-1], target)
        hidden = self._hidden(layers, pre_activations, activations, deltas)
        all_deltas = [deltas, *(each for _, _, each in hidden)]
        return loss, self._gradient(all_deltas[::-1], activations)

    def _half(self, n: int) -> int:
        """Return half of n samples where a pass over all would take much memory, else 0."""
        return n // 2 if n * self._n_units > MOST_VALUES else 0

    def _loss_and_deltas(self, outputs: FloatArray, target: FloatArray) -> tuple[float, FloatArray]:
        """Return the mean loss and its derivative by the last layer's z: (n, out)."""
        compute, n = self._loss_function.loss_and_derivative, len(target)
        losses, deltas = compute(self._as_logits(outputs), target)
        return float(np.add.reduce(losses)) / n, deltas.reshape(outputs.shape) / n

    def forward(self, parameters: FloatArray, inputs: FloatArray) -> ForwardPass:
        """Compute every unit's values for parameters (p,) and inputs (n, d)."""
        pre_activations, activations = self._pass(self.layers(parameters), inputs)
        prediction = self._loss_function.prediction(pre_activations[-1])
        return ForwardPass(tuple(pre_activations), (*activations, prediction))

    def backward(
        self, parameters: FloatArray, forward: ForwardPass, target: FloatArray
    ) -> BackwardPass:
        """Compute the mean loss's derivative by everything in the forward pass, target (n,)."""
        pre_activations, (*activations, p) = forward
        _, deltas = self._loss_and_deltas(pre_activations[-1], target)
        local = np.ones_like(p) if self._predicts_a_number else p * (1.0 - p)
        last = self._prediction_gradients(p, target), local, deltas
        hidden = self._hidden(self.layers(parameters), pre_activations, activations, deltas)
        upstream, local_derivatives, all_deltas = zip(*reversed([last, *hidden]), strict=True)
        gradient = self._gradient(all_deltas, activations)
        weights, biases = zip(*self.layers(gradient), strict=True)
        return BackwardPass(upstream, local_derivatives, all_deltas, weights, biases, gradient)

    def _hidden(
        self,
        layers: Sequence[Layer],
        pre_activations: Sequence[FloatArray],
        activations: Sequence[FloatArray],
        deltas: FloatArray,
    ) -> Iterator[tuple[FloatArray, FloatArray, FloatArray]]:
        """Yield dL/da, da/dz and dL/dz of each hidden layer, the last one first.

        Args:
            layers: the parameters.
            pre_activations: z of each layer.
            activations: what each layer reads, the inputs first.
            deltas: dL/dz of the last layer.
        """
        derivative = ACTIVATIONS[self.activation].derivative
        for index in reversed(range(1, len(layers))):
            upstream = deltas @ layers[index].weights
            local = derivative(pre_activations[index - 1], activations[index])
            deltas = upstream * local
            yield upstream, local, deltas

    def _gradient(
        self, deltas: Sequence[FloatArray], activations: Sequence[FloatArray]
    ) -> FloatArray:
        """Return the gradient (p,) of dL/dz of each layer and of what each layer reads."""
        gradient = np.empty(self.n_parameters)
        for place, delta, read in zip(self._slices, deltas, activations, strict=True):
            weights, biases, shape = place
            np.matmul(delta.T, read, out=gradient[weights].reshape(shape))
            np.add.reduce(delta, axis=0, out=gradient[biases])
        return gradient

    def _prediction_gradients(self, p: FloatArray, target: FloatArray) -> FloatArray:
        """Return dL/dp: -1/p if y is 1, 1/(1-p) if it is 0; for more outputs at the true class.

        It is infinite where the true class's probability is 0. For a number it is 2 (p - y).
        """
        if self._predicts_a_number:
            return squared_error_derivative(p, target[:, None]) / len(target)
        if self.n_outputs == 1:
            with np.errstate(divide="ignore"):
                return np.where(target[:, None] == 1.0, -1.0 / p, 1.0 / (1.0 - p)) / len(target)
        true = (np.arange(len(target)), target.astype(np.int64))
        gradient = np.zeros_like(p)
        gradient[true] = -1.0 / p[true] / len(target)
        return gradient

    def initial(self, rng: np.random.Generator) -> FloatArray:
        """Draw weights from N(0, gain / in), gain 2 for ReLU (He et al. 2015), else 1; biases 0.

        The gain 1 keeps the sums' variance (LeCun et al. 1998, section 4.6).
        """
        gain = 2.0 if self.activation == "relu" else 1.0
        parameters = np.zeros(self.n_parameters)
        for weights, _ in self.layers(parameters):
            weights[:] = rng.normal(0.0, math.sqrt(gain / weights.shape[1]), weights.shape)
        return parameters

    def own_scale(self, parameters: FloatArray, mean: FloatArray, sd: FloatArray) -> FloatArray:
        """Return the parameters with the scaling of the inputs put into the first layer."""
        result = parameters.copy()
        weights, biases = self.layers(result)[0]
        weights /= sd
        biases -= weights @ mean
        return result

    def describe(self) -> dict[str, Any]:
        """Return kind, sizes, activation and loss."""
        return {
            "kind": "mlp",
            "sizes": list(self.sizes),
            "activation": self.activation,
            "loss": self.loss_name,
        }


def _mean(first: Mean, second: Mean, share: float) -> Mean:
    """Return the mean of two means, the first of which is of a share of all."""
    return share * first + (1.0 - share) * second
