"""Activations and losses, each beside its derivative.

Losses are per sample and take logits, the values before the last sigmoid or softmax: a
probability that was rounded to 0 or 1 has lost what its logarithm needs.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import EllipsisType, MappingProxyType

import numpy as np

from gradreel.engine.arrays import FloatArray, IntArray


def identity(z: FloatArray) -> FloatArray:
    """Return z itself."""
    return z


def identity_derivative(z: FloatArray, a: FloatArray) -> FloatArray:  # noqa: ARG001
    """Return da/dz = 1."""
    return np.ones_like(z)


def relu(z: FloatArray) -> FloatArray:
    """Return max(z, 0)."""
    return np.maximum(z, 0.0)


def relu_derivative(z: FloatArray, a: FloatArray) -> FloatArray:  # noqa: ARG001
    """Return da/dz: 1 where z > 0, else 0 (also at the kink)."""
    return (z > 0.0).astype(np.float64)


def tanh(z: FloatArray) -> FloatArray:
    """Return the hyperbolic tangent."""
    return np.tanh(z)


def tanh_derivative(z: FloatArray, a: FloatArray) -> FloatArray:  # noqa: ARG001
    """Return da/dz = 1 - a^2, where a = tanh(z)."""
    return 1.0 - a * a


def sigmoid(z: FloatArray) -> FloatArray:
    """Return 1 / (1 + exp(-z)), to full relative precision and without overflow."""
    small = np.exp(-np.abs(z))
    return np.asarray(np.where(z >= 0.0, 1.0, small) / (1.0 + small))


def sigmoid_derivative(z: FloatArray, a: FloatArray) -> FloatArray:  # noqa: ARG001
    """Return da/dz = a (1 - a), where a = sigmoid(z)."""
    return a * (1.0 - a)


def softplus(z: FloatArray) -> FloatArray:
    """Return log(1 + exp(z)), to full relative precision and without overflow."""
    return np.maximum(z, 0.0) + np.log1p(np.exp(-np.abs(z)))


def softplus_derivative(z: FloatArray, a: FloatArray) -> FloatArray:  # noqa: ARG001
    """Return da/dz = sigmoid(z)."""
    return sigmoid(z)


def softmax(logits: FloatArray) -> FloatArray:
    """Return exp(logits), scaled to sum to 1 over the last axis."""
    powers = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=-1, keepdims=True))


def binary_cross_entropy(logits: FloatArray, target: FloatArray) -> FloatArray:
    """Return -y log p - (1 - y) log(1 - p) with p = sigmoid(logit), sample by sample.

    No term is negative, so nothing cancels: full relative precision at any logit.

    Args:
        logits: (..., n).
        target: (n,) with 0 <= y <= 1.
    """
    return _binary_loss(logits, target, np.exp(-np.abs(logits)))


def binary_cross_entropy_derivative(logits: FloatArray, target: FloatArray) -> FloatArray:
    """Return d loss/d logit = p - y, sample by sample.

    It is computed as (1 - y) p - y (1 - p), since p - y is all rounding where p is next to y.
    """
    return _binary_derivative(logits, target, np.exp(-np.abs(logits)))


def binary_cross_entropy_and_derivative(
    logits: FloatArray, target: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Return the loss and its derivative, each (..., n); they share their one exponential."""
    small = np.exp(-np.abs(logits))
    return _binary_loss(logits, target, small), _binary_derivative(logits, target, small)


def _binary_loss(logits: FloatArray, target: FloatArray, small: FloatArray) -> FloatArray:
    linear = np.maximum(logits, 0.0) * (1.0 - target) + np.maximum(-logits, 0.0) * target
    return linear + np.log1p(small)


def _binary_derivative(logits: FloatArray, target: FloatArray, small: FloatArray) -> FloatArray:
    positive = logits >= 0.0
    p, q = np.where(positive, 1.0, small), np.where(positive, small, 1.0)
    return np.asarray(((1.0 - target) * p - target * q) / (1.0 + small))


def softmax_cross_entropy(logits: FloatArray, target: FloatArray) -> FloatArray:
    """Return -log softmax(logits)[target], sample by sample.

    Args:
        logits: (..., n, k).
        target: (n,), the true class's number as a float.
    """
    return _softmax_loss(*_softmax_terms(logits, target))


def softmax_cross_entropy_and_derivative(
    logits: FloatArray, target: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Return the loss (..., n) and its derivative in the logits (..., n, k).

    That is softmax(logits) - one-hot(target); they share most of the work.
    """
    terms = _softmax_terms(logits, target)
    return _softmax_loss(*terms), _softmax_derivative(*terms, target)


def _softmax_terms(
    logits: FloatArray, target: FloatArray
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return exp(logits - greatest), 0 at the true class; their sums; the true class's exponent.

    The true class is kept apart so that nothing is lost where the others add little to it.
    """
    exponents = logits - np.maximum.reduce(logits, axis=-1, keepdims=True)
    powers = np.exp(exponents)
    true = _at_true_class(target)
    powers[true] = 0.0
    return powers, np.add.reduce(powers, axis=-1), exponents[true]


def _softmax_loss(powers: FloatArray, others: FloatArray, true: FloatArray) -> FloatArray:  # noqa: ARG001
    return np.asarray(np.log1p(others + np.expm1(true)) - true)


def _softmax_derivative(
    powers: FloatArray, others: FloatArray, true: FloatArray, target: FloatArray
) -> FloatArray:
    total = others + np.exp(true)
    gradient: FloatArray = powers / total[..., None]
    gradient[_at_true_class(target)] = -others / total
    return gradient


def _at_true_class(target: FloatArray) -> tuple[EllipsisType, IntArray, IntArray]:
    """Return the index that takes from (..., n, k) the true class's value of each sample."""
    return ..., np.arange(len(target)), target.astype(np.int64)


def squared_error(prediction: FloatArray, target: FloatArray) -> FloatArray:
    """Return (prediction - y)^2, sample by sample."""
    return np.square(prediction - target)


def squared_error_derivative(prediction: FloatArray, target: FloatArray) -> FloatArray:
    """Return d loss/d prediction = 2 (prediction - y), sample by sample."""
    return 2.0 * (prediction - target)


def squared_error_and_derivative(
    prediction: FloatArray, target: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Return (prediction - y)^2 and its derivative, sample by sample."""
    return squared_error(prediction, target), squared_error_derivative(prediction, target)


@dataclass(frozen=True)
class Activation:
    """A function of a unit's sum, beside its derivative.

    Attributes:
        name: the name that it is chosen by.
        function: z -> a, element by element.
        derivative: (z, a) -> da/dz; each formula uses whichever of the two is cheaper.
    """

    name: str
    function: Callable[[FloatArray], FloatArray]
    derivative: Callable[[FloatArray, FloatArray], FloatArray]


ACTIVATIONS: Mapping[str, Activation] = MappingProxyType(
    {
        each.name: each
        for each in (
            Activation("identity", identity, identity_derivative),
            Activation("relu", relu, relu_derivative),
            Activation("sigmoid", sigmoid, sigmoid_derivative),
            Activation("softplus", softplus, softplus_derivative),
            Activation("tanh", tanh, tanh_derivative),
        )
    }
)


@dataclass(frozen=True)
class LossFunction:
    """What the last sums of a model predict, and what that costs, sample by sample.

    Attributes:
        prediction: sums (..., n, k) -> probabilities or numbers of the same shape.
        loss: (sums, target) -> (..., n), of sums (..., n) where there is one for a sample.
        loss_and_derivative: the loss, and d loss/d sums in the shape of the sums.
    """

    prediction: Callable[[FloatArray], FloatArray]
    loss: Callable[[FloatArray, FloatArray], FloatArray]
    loss_and_derivative: Callable[[FloatArray, FloatArray], tuple[FloatArray, FloatArray]]


OF_TWO_CLASSES = LossFunction(sigmoid, binary_cross_entropy, binary_cross_entropy_and_derivative)
OF_CLASSES = LossFunction(softmax, softmax_cross_entropy, softmax_cross_entropy_and_derivative)
OF_A_NUMBER = LossFunction(identity, squared_error, squared_error_and_derivative)
