"""Both modes of automatic differentiation against mathematics, and what a tape keeps."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from gradreel.engine.autodiff import operations
from gradreel.engine.autodiff.forward import Dual
from gradreel.engine.autodiff.reverse import Tape, Variable, grad


def slopes(function: Callable[..., Any], *arguments: Any) -> list[Any]:
    """The partial derivatives as plain lists and numbers."""
    return [each.tolist() for each in grad(function)(*arguments)]


def test_the_worked_example_comes_out_as_its_table() -> None:
    x, y, tape = 3.0, 1.0, Tape()
    w = tape.variable(3.0, "w")
    xi1 = -x * w
    xi2 = operations.exp(xi1)
    xi3 = 1 + xi2
    xi4 = 1 / xi3
    xi5 = operations.log(xi4)
    loss = (-y * xi5).named("L")
    loss.backward()

    assert tape.nodes == [w, xi1, xi2, xi3, xi4, xi5, loss]
    assert [node.name for node in tape.nodes] == ["w", "xi1", "xi2", "xi3", "xi4", "xi5", "L"]
    assert [node.expression for node in tape.nodes] == [
        *("w", "-3 * w", "exp(xi1)", "1 + xi2", "1 / xi3", "log(xi4)", "-1 * xi5")
    ]
    e = np.exp(-9)
    p = 1 / (1 + e)
    np.testing.assert_allclose(
        [node.value for node in tape.nodes], [3, -9, e, 1 + e, p, np.log(p), -np.log(p)], rtol=1e-12
    )
    np.testing.assert_allclose(
        [node.local_derivatives[0] for node in tape.nodes[1:]],
        [-3, e, 1, -(p**2), 1 / p, -1],
        rtol=1e-12,
    )
    np.testing.assert_allclose(
        [node.adjoint for node in tape.nodes], [-3 * e * p, e * p, p, p, -1 / p, -1, 1], rtol=1e-12
    )
    assert float(xi4.value) == pytest.approx(0.9998766, abs=5e-8)
    assert float(loss.value) == pytest.approx(1.234022e-4, abs=5e-11)
    assert float(w.adjoint) == pytest.approx(-3.7018373e-4, abs=5e-12)


def test_operands_keep_plain_numbers_and_parents_do_not() -> None:
    tape = Tape()
    a, b = tape.variable(2.0, "a"), tape.variable([1.0, 2.0])
    product = a * b
    assert (b.name, product.name, a.operation, product.operation) == ("x1", "xi1", "", "*")
    assert product.parents == (a, b)
    assert (3.0 - product).parents == (product,)
    assert (3.0 - product).operands == (3.0, product)
    assert (product @ np.ones(2)).expression == "xi1 @ array(2,)"


def test_an_input_that_is_used_twice_adds_up() -> None:
    (dx,) = grad(lambda x: x * x + x + x)(5.0)
    assert dx == 2 * 5 + 2


def test_a_second_sweep_starts_afresh() -> None:
    tape = Tape()
    x = tape.variable(3.0)
    square = x**2
    for _ in range(2):
        square.backward()
        assert x.adjoint == 6


def test_a_seed_weighs_the_elements() -> None:
    tape = Tape()
    x = tape.variable([1.0, 2.0, 3.0])
    (x**2).backward(seed=[1.0, 0.0, -1.0])
    np.testing.assert_array_equal(x.adjoint, [2, 0, -6])


def test_what_does_not_lead_to_the_result_has_no_say() -> None:
    tape = Tape()
    x = tape.variable(0.0)
    with np.errstate(divide="ignore"):
        aside = operations.log(x)
    (x + 1).backward()
    assert (x.adjoint.item(), aside.adjoint.item()) == (1, 0)


def test_an_index_may_take_an_element_twice() -> None:
    (da,) = grad(lambda a: a[[0, 0, 2]].sum())(np.ones(4))
    np.testing.assert_array_equal(da, [2, 0, 1, 0])
    assert Tape().variable([1.0, 2.0])[1].local_derivatives[0].tolist() == [0, 1]


def test_a_vector_unpacks_and_a_scalar_does_not() -> None:
    (dp,) = grad(lambda p: p[0] * sum(p))(np.array([2.0, 3.0]))
    np.testing.assert_array_equal(dp, [7, 2])
    with pytest.raises(TypeError):
        list(Tape().variable(1.0))


@pytest.mark.parametrize("base", [-2.0, 0.0, 3.0])
@pytest.mark.parametrize("exponent", [0, 1, 2, 3])
def test_whole_powers_are_right_on_either_side_of_zero(base: float, exponent: int) -> None:
    (derivative,) = grad(lambda x: x**exponent)(base)
    assert derivative == (exponent * base ** (exponent - 1) if exponent else 0.0)
    assert (Dual(base, 1.0) ** exponent).tangent == derivative


def test_a_power_of_zero_does_not_change_with_its_exponent() -> None:
    assert slopes(lambda a, b: a**b, 0.0, 2.0) == [0.0, 0.0]


def test_kinks_have_the_derivative_that_the_table_says() -> None:
    (at_zero,) = grad(lambda x: operations.absolute(x) + operations.relu(x))(0.0)
    assert at_zero == 0.0


@pytest.mark.parametrize("z", [-1e4, -800.0, 800.0, 1e4])
def test_sigmoid_and_softplus_are_finite_far_out(z: float) -> None:
    slope = float(z > 0)
    assert slopes(operations.softplus, z) == [slope]
    assert slopes(lambda z: operations.logaddexp(z, 0.0), z) == [slope]
    assert slopes(operations.sigmoid, z) == [0.0]


def test_functions_of_plain_numbers_are_plain() -> None:
    value = operations.exp(np.array([0.0, 1.0]))
    assert isinstance(value, np.ndarray)
    np.testing.assert_array_equal(value, np.exp([0.0, 1.0]))


def test_an_array_on_the_left_leaves_the_operator_to_the_variable() -> None:
    result = np.array([1.0, 2.0]) * Tape().variable(3.0)
    assert isinstance(result, Variable)
    assert result.value.tolist() == [3, 6]


def test_a_function_that_ignores_an_argument_has_no_slope_along_it() -> None:
    assert slopes(lambda x, y: y * 2.0, np.ones(3), 1.0) == [[0, 0, 0], 2]
    assert slopes(lambda x: 7.0, 1.0) == [0]


def test_misuse_is_named() -> None:
    with pytest.raises(ValueError, match="two tapes"):
        Tape().variable(1.0) + Tape().variable(1.0)
    with pytest.raises(ValueError, match=r"must be a scalar; its shape is \(2,\)"):
        grad(lambda x: x * 2.0)(np.ones(2))
    with pytest.raises(ValueError, match="three or more axes"):
        Tape().variable(np.ones((2, 2, 2))) @ np.ones(2)
    with pytest.raises(TypeError):
        np.exp(Tape().variable(1.0))  # type: ignore[call-overload]


def test_a_tangent_is_broadcast_with_its_value() -> None:
    total = (Dual([1.0, 2.0], 1.0) + np.zeros((3, 2))).sum()
    assert (total.value.item(), total.tangent.item()) == (9, 6)
