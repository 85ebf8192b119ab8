"""Automatic differentiation against autograd, and what a tape keeps."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import autograd
import autograd.numpy as anp
import numpy as np
import pytest
from autograd.scipy.special import expit

from gradreel.engine import autodiff
from gradreel.engine.autodiff import Tape

OURS = SimpleNamespace(
    **{each: getattr(autodiff, each) for each in ("exp", "log", "sin", "cos", "tan", "tanh")},
    **{each: getattr(autodiff, each) for each in ("sqrt", "sigmoid", "relu", "softplus")},
    abs=autodiff.absolute,
)
THEIRS = SimpleNamespace(
    **{each: getattr(anp, each) for each in ("exp", "log", "sin", "cos", "tan", "tanh", "sqrt")},
    abs=anp.abs,
    sigmoid=expit,
    relu=lambda a: anp.maximum(a, 0.0),
    softplus=lambda a: anp.logaddexp(0.0, a),
)
Node = Callable[[Any, list[Any]], Any]

# What an expression may do to its parts, kept where each function is smooth and moderate.
UNARY: list[Callable[[Any, Any], Any]] = [
    lambda lib, a: -a,
    lambda lib, a: lib.exp(lib.tanh(a)),
    lambda lib, a: lib.log(lib.abs(a) + 1.5),
    lambda lib, a: lib.sin(a),
    lambda lib, a: lib.cos(a),
    lambda lib, a: lib.tan(lib.sin(a)),
    lambda lib, a: lib.sqrt(a**2 + 1.0),
    lambda lib, a: lib.sigmoid(a),
    lambda lib, a: lib.relu(a),
    lambda lib, a: lib.softplus(a),
    lambda lib, a: 2.0 ** lib.tanh(a),
    lambda lib, a: 3.0 / (a * a + 1.0),
    lambda lib, a: (1.0 - a) ** 3,
]
BINARY: list[Callable[[Any, Any, Any], Any]] = [
    lambda lib, a, b: a + b,
    lambda lib, a, b: a - b,
    lambda lib, a, b: a * b,
    lambda lib, a, b: a / (lib.abs(b) + 1.0),
    lambda lib, a, b: (lib.abs(a) + 0.5) ** lib.tanh(b),
]
N_INPUTS = 3


def gradient(function: Callable[..., Any], *arguments: Any) -> list[Any]:
    """The partial derivatives of the sum of a function's elements."""
    tape = Tape()
    inputs = [tape.variable(each) for each in arguments]
    function(*inputs).backward()
    return [np.broadcast_to(each.adjoint, np.shape(each.value)) for each in inputs]


def random_expression(rng: np.random.Generator, depth: int) -> Node:
    """Compose random operations, for any library, on the inputs."""
    if depth == 0:
        which = int(rng.integers(N_INPUTS))
        return lambda lib, inputs: inputs[which]
    left = random_expression(rng, depth - 1)
    if rng.random() < 0.4:
        one = UNARY[rng.integers(len(UNARY))]
        return lambda lib, inputs: one(lib, left(lib, inputs))
    two, right = BINARY[rng.integers(len(BINARY))], random_expression(rng, depth - 1)
    return lambda lib, inputs: two(lib, left(lib, inputs), right(lib, inputs))


@pytest.mark.filterwarnings("ignore:overflow encountered in cosh")  # in autograd
def test_random_expressions_agree_with_autograd() -> None:
    rng = np.random.default_rng(1)
    for shape in [(), (4,)] * 350:
        node = random_expression(rng, int(rng.integers(1, 6)))
        inputs = list(rng.normal(size=(N_INPUTS, *shape)))
        ours = gradient(lambda *each, node=node: node(OURS, list(each)), *inputs)
        theirs = autograd.grad(lambda each, node=node: anp.sum(node(THEIRS, each)))(inputs)
        error = np.linalg.norm(np.subtract(ours, theirs))
        assert error <= 1e-12 * np.linalg.norm(theirs)


def test_the_worked_example_comes_out_as_its_table() -> None:
    x, y, tape = 3.0, 1.0, Tape()
    w = tape.variable(3.0)
    xi1 = -x * w
    xi2 = autodiff.exp(xi1)
    xi3 = 1 + xi2
    xi4 = 1 / xi3
    xi5 = autodiff.log(xi4)
    loss = -y * xi5
    loss.backward()

    assert tape.nodes == [w, xi1, xi2, xi3, xi4, xi5, loss]
    e = np.exp(-9)
    p = 1 / (1 + e)
    np.testing.assert_allclose(
        [node.value for node in tape.nodes], [3, -9, e, 1 + e, p, np.log(p), -np.log(p)], rtol=1e-12
    )
    slopes: list[Any] = [slope for node in tape.nodes for _, slope in node.local_derivatives]
    np.testing.assert_allclose(slopes, [-3, e, 1, -(p**2), 1 / p, -1], rtol=1e-12)
    adjoints: list[Any] = [node.adjoint for node in tape.nodes]
    np.testing.assert_allclose(adjoints, [-3 * e * p, e * p, p, p, -1 / p, -1, 1], rtol=1e-12)


def test_a_second_sweep_starts_afresh() -> None:
    x = Tape().variable(3.0)
    square = x**2
    for _ in range(2):
        square.backward()
        assert x.adjoint == 6


def test_what_does_not_lead_to_the_result_has_no_say() -> None:
    x = Tape().variable(0.0)
    with np.errstate(divide="ignore"):
        aside = autodiff.log(x)
    (x + 1).backward()
    assert (x.adjoint, aside.adjoint) == (1, 0)


@pytest.mark.parametrize("base", [-2.0, 0.0, 3.0])
@pytest.mark.parametrize("exponent", [0, 1, 2, 3])
def test_whole_powers_are_right_on_either_side_of_zero(base: float, exponent: int) -> None:
    expected = exponent * base ** (exponent - 1) if exponent else 0.0
    assert gradient(lambda x: x**exponent, base) == [expected]


def test_a_power_of_zero_does_not_change_with_its_exponent() -> None:
    assert gradient(lambda a, b: a**b, 0.0, 2.0) == [0, 0]


def test_kinks_have_the_derivative_that_the_table_says() -> None:
    assert gradient(lambda x: autodiff.absolute(x) + autodiff.relu(x), 0.0) == [0]


@pytest.mark.parametrize("z", [-1e4, -800.0, 800.0, 1e4])
def test_sigmoid_and_softplus_are_finite_far_out(z: float) -> None:
    assert gradient(autodiff.softplus, z) == [float(z > 0)]
    assert gradient(autodiff.sigmoid, z) == [0]


def test_functions_of_plain_numbers_are_plain() -> None:
    np.testing.assert_array_equal(autodiff.exp(np.array([0.0, 1.0])), np.exp([0.0, 1.0]))
