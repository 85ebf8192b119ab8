from collections.abc import Callable

import mpmath
import numpy as np
import pytest

from gradreel.engine import functions
from gradreel.engine.arrays import FloatArray
from gradreel.engine.functions import ACTIVATIONS

MAGNITUDES = np.concatenate([[0.0], np.geomspace(1e-10, 1e4, 43), [36.0, 37.0, 709.0, 745.0]])
LOGITS = np.concatenate([MAGNITUDES, -MAGNITUDES])
SMALLEST = 1e-290  # below it doubles lose digits one by one


@pytest.fixture(autouse=True)
def _digits() -> None:
    mpmath.mp.dps = 350  # so that 1 - p is exact down to what a double can hold


def assert_exact(values: FloatArray, exact: list[mpmath.mpf]) -> None:
    """Within 1e-12 of the exact value: relative to it, or absolutely where it underflows."""
    assert np.isfinite(values).all()
    for value, true in zip(values.tolist(), exact, strict=True):
        assert abs(value - true) <= 1e-12 * max(abs(true), SMALLEST)


def exact_sigmoid(z: float) -> mpmath.mpf:
    return 1 / (1 + mpmath.exp(-mpmath.mpf(z)))


def test_sigmoid_and_softplus() -> None:
    assert_exact(functions.sigmoid(LOGITS), [exact_sigmoid(z) for z in LOGITS])
    exact = [mpmath.log1p(mpmath.exp(mpmath.mpf(z))) for z in LOGITS]
    assert_exact(functions.softplus(LOGITS), exact)


@pytest.mark.parametrize("y", [0.0, 1.0, 0.25])
def test_binary_cross_entropy_and_its_derivative(y: float) -> None:
    target = np.full(len(LOGITS), y)
    exact = [mpmath.mpf(z) for z in LOGITS]
    p = [exact_sigmoid(z) for z in LOGITS]
    loss = [y * mpmath.log1p(mpmath.exp(-z)) + (1 - y) * mpmath.log1p(mpmath.exp(z)) for z in exact]
    assert_exact(functions.binary_cross_entropy(LOGITS, target), loss)
    assert_exact(functions.binary_cross_entropy_derivative(LOGITS, target), [a - y for a in p])
    losses, slopes = functions.binary_cross_entropy_and_derivative(LOGITS, target)
    np.testing.assert_array_equal(losses, functions.binary_cross_entropy(LOGITS, target))
    np.testing.assert_array_equal(slopes, functions.binary_cross_entropy_derivative(LOGITS, target))


def test_softmax_cross_entropy_and_its_derivative() -> None:
    some = LOGITS[::4]
    logits = np.stack([some, np.zeros_like(some), 0.5 * some[::-1]], axis=1)
    target = (np.arange(len(some)) % 3).astype(np.float64)
    losses, slopes = functions.softmax_cross_entropy_and_derivative(logits, target)
    with mpmath.workdps(5000):
        for row, true in enumerate(target.astype(int).tolist()):
            powers = [mpmath.exp(z) for z in map(mpmath.mpf, logits[row].tolist())]
            p = [power / sum(powers) for power in powers]
            assert_exact(losses[row : row + 1], [-mpmath.log(p[true])])
            assert_exact(slopes[row], [each - (k == true) for k, each in enumerate(p)])
    np.testing.assert_array_equal(losses, functions.softmax_cross_entropy(logits, target))
    one_hot = np.eye(3)[target.astype(int)]
    np.testing.assert_allclose(functions.softmax(logits) - one_hot, slopes, atol=1e-15)


EXACT: dict[str, Callable[[mpmath.mpf], mpmath.mpf]] = {
    "identity": lambda z: z,
    "relu": lambda z: max(z, mpmath.mpf(0)),
    "sigmoid": exact_sigmoid,
    "softplus": lambda z: mpmath.log1p(mpmath.exp(z)),
    "tanh": mpmath.tanh,
}


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_activations_and_their_derivatives(name: str) -> None:
    activation = ACTIVATIONS[name]
    z = np.array([-3.0, -0.7, 0.1, 2.0])
    a = activation.function(z)
    assert_exact(a, [EXACT[name](mpmath.mpf(each)) for each in z])
    slopes = [mpmath.diff(EXACT[name], mpmath.mpf(each)) for each in z]
    np.testing.assert_allclose(activation.derivative(z, a), [float(s) for s in slopes], rtol=1e-12)


def test_relu_is_flat_at_its_kink() -> None:
    zero = np.zeros(1)
    assert ACTIVATIONS["relu"].derivative(zero, zero) == 0.0
