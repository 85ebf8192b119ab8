"""Both modes of automatic differentiation against autograd, differences and each other."""

from collections.abc import Callable
from itertools import pairwise
from types import SimpleNamespace
from typing import Any

import autograd
import autograd.numpy as anp
import numpy as np
import pytest
from autograd.scipy.special import expit
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import mutually_broadcastable_shapes

from gradreel.engine.arrays import FloatArray
from gradreel.engine.autodiff import operations
from gradreel.engine.autodiff.forward import Dual
from gradreel.engine.autodiff.reverse import Tape, grad
from gradreel.engine.gradient_check import check_gradient

OURS = SimpleNamespace(
    **{each: getattr(operations, each) for each in ("exp", "log", "sin", "cos", "tan", "tanh")},
    **{each: getattr(operations, each) for each in ("sqrt", "sigmoid", "relu", "softplus")},
    abs=operations.absolute,
    logaddexp=operations.logaddexp,
)
THEIRS = SimpleNamespace(
    **{each: getattr(anp, each) for each in ("exp", "log", "sin", "cos", "tan", "tanh", "sqrt")},
    abs=anp.abs,
    logaddexp=anp.logaddexp,
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
    lambda lib, a, b: lib.logaddexp(a, b),
]
SHAPES: tuple[tuple[int, ...], ...] = ((), (3,), (4, 1), (1, 3))


def random_expression(rng: np.random.Generator, depth: int) -> Node:
    """Compose random operations, for any library, on the inputs."""
    if depth == 0:
        which = int(rng.integers(len(SHAPES)))
        return lambda lib, inputs: inputs[which]
    left = random_expression(rng, depth - 1)
    if rng.random() < 0.4:
        one = UNARY[rng.integers(len(UNARY))]
        return lambda lib, inputs: one(lib, left(lib, inputs))
    two, right = BINARY[rng.integers(len(BINARY))], random_expression(rng, depth - 1)
    return lambda lib, inputs: two(lib, left(lib, inputs), right(lib, inputs))


def as_vector(arrays: Any) -> FloatArray:
    return np.concatenate([np.ravel(each) for each in arrays])


def relative_error(ours: Any, theirs: Any) -> float:
    ours, theirs = as_vector(ours), as_vector(theirs)
    return float(np.linalg.norm(ours - theirs) / max(float(np.linalg.norm(theirs)), 1e-300))


@pytest.mark.filterwarnings("ignore:overflow encountered in cosh")  # in autograd
def test_700_random_expressions_agree_with_autograd() -> None:
    rng = np.random.default_rng(1)
    for _ in range(700):
        node = random_expression(rng, int(rng.integers(1, 5)))
        inputs = [rng.normal(size=shape) for shape in SHAPES]
        tape = Tape()
        variables = [tape.variable(each) for each in inputs]
        node(OURS, variables).sum().backward()
        theirs = autograd.grad(lambda each, node=node: anp.sum(node(THEIRS, each)))(inputs)
        ours = [each.adjoint for each in variables]
        assert [each.shape for each in ours] == list(SHAPES)
        assert relative_error(ours, theirs) <= 1e-12


def random_network(
    rng: np.random.Generator,
) -> tuple[list[FloatArray], Callable[[Any, list[Any]], Any]]:
    """Draw weights and data of an MLP with a cross-entropy from logits, for any library."""
    sizes = [int(size) for size in rng.integers(1, 6, size=rng.integers(2, 5))] + [1]
    activation = str(rng.choice(["tanh", "relu", "sigmoid", "softplus"]))
    inputs = rng.normal(size=(int(rng.integers(1, 8)), sizes[0]))
    target = rng.integers(0, 2, size=len(inputs)).astype(float)
    parameters = []
    for fan_in, fan_out in pairwise(sizes):
        parameters += [rng.normal(size=(fan_out, fan_in)), rng.normal(size=fan_out)]

    def loss(lib: Any, parameters: list[Any]) -> Any:
        a = inputs
        for k in range(0, len(parameters), 2):
            z = a @ parameters[k].T + parameters[k + 1]
            a = getattr(lib, activation)(z)
        logit = z[:, 0]
        return (lib.logaddexp(logit, 0.0) - target * logit).mean()

    return parameters, loss


def test_300_random_networks_agree_with_autograd() -> None:
    rng = np.random.default_rng(2)
    for _ in range(300):
        parameters, loss = random_network(rng)
        ours = grad(lambda *each, loss=loss: loss(OURS, list(each)))(*parameters)
        theirs = autograd.grad(lambda each, loss=loss: anp.mean(loss(THEIRS, each)))(parameters)
        assert relative_error(ours, theirs) <= 1e-12


def test_random_expressions_agree_with_central_differences_and_with_forward_mode() -> None:
    rng = np.random.default_rng(3)
    for _ in range(60):
        node = random_expression(rng, 3)
        point, direction = rng.normal(size=4), rng.normal(size=4)

        def scalar(*each: Any, node: Node = node) -> Any:
            return node(OURS, list(each))

        def gradient(p: FloatArray, scalar: Any = scalar) -> FloatArray:
            return np.array(grad(scalar)(*p))

        def loss(p: FloatArray, scalar: Any = scalar) -> float:
            return float(scalar(*p))

        check = check_gradient(loss, gradient, point)
        assert check.passed, str(check)
        forward = scalar(*(Dual(p, d) for p, d in zip(point, direction, strict=True)))
        assert forward.tangent == pytest.approx(gradient(point) @ direction, rel=1e-12, abs=1e-14)


def test_forward_mode_agrees_with_reverse_mode_on_networks() -> None:
    rng = np.random.default_rng(4)
    for _ in range(50):
        parameters, loss = random_network(rng)
        directions = [rng.normal(size=each.shape) for each in parameters]
        duals = [Dual(p, d) for p, d in zip(parameters, directions, strict=True)]
        along = as_vector(grad(lambda *each, loss=loss: loss(OURS, list(each)))(*parameters))
        expected = along @ as_vector(directions)
        assert loss(OURS, duals).tangent == pytest.approx(expected, rel=1e-11, abs=1e-13)


@settings(max_examples=60)
@given(mutually_broadcastable_shapes(num_shapes=2, max_dims=3, max_side=3), st.randoms())
def test_adjoints_have_the_shape_of_what_was_broadcast(shapes: Any, random: Any) -> None:
    rng = np.random.default_rng(random.randrange(2**32))
    a, b = (rng.normal(size=shape) for shape in shapes.input_shapes)
    da, db = grad(lambda a, b: (a * b).sum())(a, b)
    np.testing.assert_allclose(da, autograd.grad(lambda a: anp.sum(a * b))(a), rtol=1e-12)
    np.testing.assert_allclose(db, autograd.grad(lambda b: anp.sum(a * b))(b), rtol=1e-12)
    assert (da.shape, db.shape) == shapes.input_shapes


@pytest.mark.parametrize("left", [(3,), (2, 3)])
@pytest.mark.parametrize("right", [(3,), (3, 4)])
def test_matrix_products_of_every_kind(left: tuple[int, ...], right: tuple[int, ...]) -> None:
    rng = np.random.default_rng(5)
    a, b = rng.normal(size=left), rng.normal(size=right)
    weights = rng.normal(size=(a @ b).shape)
    ours = grad(lambda a, b: (weights * (a @ b)).sum())(a, b)
    theirs = autograd.grad(lambda ab: anp.sum(weights * (ab[0] @ ab[1])))([a, b])
    assert relative_error(ours, theirs) <= 1e-14
    np.testing.assert_allclose((Dual(a, a) @ Dual(b, 0 * b)).tangent, a @ b, rtol=1e-14)
    np.testing.assert_allclose((a @ Dual(b, b)).tangent, a @ b, rtol=1e-14)


@pytest.mark.parametrize("axis", [None, 0, 1, -1, (0, 1)])
def test_sums_and_means_over_axes(axis: Any) -> None:
    a = np.random.default_rng(6).normal(size=(3, 4))
    for ours, theirs in (
        (lambda v: v.sum(axis), lambda v: anp.sum(v, axis)),
        (lambda v: v.mean(axis), lambda v: anp.mean(v, axis)),
    ):
        (da,) = grad(lambda v, ours=ours: (ours(v) ** 2).sum())(a)
        expected = autograd.grad(lambda v, theirs=theirs: anp.sum(theirs(v) ** 2))(a)
        np.testing.assert_allclose(da, expected, rtol=1e-12)
