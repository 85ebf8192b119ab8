"""The gradient check passes what is right and finds what is wrong."""

import numpy as np
import pytest

from gradreel.engine.arrays import FloatArray
from gradreel.engine.gradient_check import check_gradient
from gradreel.engine.objectives import SurfaceObjective
from gradreel.engine.surfaces.named import SURFACES

POINT = np.array([0.3, -2.0, 150.0])


def loss(p: FloatArray) -> float:
    return float(np.sin(p[0]) * p[1] ** 3 + p[2] ** 2 / 100)


def gradient(p: FloatArray) -> FloatArray:
    return np.array([np.cos(p[0]) * p[1] ** 3, 3 * np.sin(p[0]) * p[1] ** 2, p[2] / 50])


def test_a_right_gradient_passes_with_digits_to_spare() -> None:
    check = check_gradient(loss, gradient, POINT)
    assert check.passed
    assert check.relative_error < 1e-9
    assert check.rounding < 1e-7
    np.testing.assert_array_equal(check.analytic, gradient(POINT))


@pytest.mark.parametrize("component", [0, 1, 2])
@pytest.mark.parametrize("error", [1e-5, -0.01, 1.0])
def test_a_wrong_component_is_found_and_named(component: int, error: float) -> None:
    def wrong(p: FloatArray) -> FloatArray:
        result = gradient(p)
        result[component] += error
        return result

    check = check_gradient(loss, wrong, POINT)
    assert not check.passed
    assert check.worst == component
    assert check.difference == pytest.approx(abs(error), rel=1e-3)
    assert str(check).startswith("failed: relative error")
    assert f"component {component}" in str(check)
    assert "\n" not in str(check)


def test_the_tolerance_is_relative() -> None:
    assert check_gradient(loss, lambda p: gradient(p) * 1.001, POINT, tolerance=0.002).passed
    assert not check_gradient(loss, lambda p: gradient(p) * 1.001, POINT, tolerance=0.0005).passed


def test_at_a_minimum_what_is_next_to_nothing_is_no_error() -> None:
    objective = SurfaceObjective(SURFACES["himmelblau"])
    for each in SURFACES["himmelblau"].minima:
        check = check_gradient(objective.loss, objective.gradient, [each.x, each.y])
        assert check.passed, str(check)


def test_on_a_high_plateau_rounding_is_no_error_but_more_is() -> None:
    def high(p: FloatArray) -> float:
        return 1e6 + 1e-3 * float(np.sin(p[0]))

    check = check_gradient(high, lambda p: 1e-3 * np.cos(p), [1.0])
    assert check.relative_error > 1e-4
    assert check.passed
    assert not check_gradient(high, lambda p: 2e-3 * np.cos(p), [1.0]).passed


@pytest.mark.parametrize("name", SURFACES)
def test_any_objective_can_be_checked(name: str) -> None:
    objective = SurfaceObjective(SURFACES[name])
    check = check_gradient(objective.loss, objective.gradient, SURFACES[name].start)
    assert check.passed, str(check)


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_what_is_not_finite_never_passes(bad: float) -> None:
    assert not check_gradient(lambda p: bad, lambda p: np.zeros(1), [1.0]).passed
    assert not check_gradient(lambda p: 0.0, lambda p: np.full(1, bad), [1.0]).passed


def test_a_flat_function_passes() -> None:
    check = check_gradient(lambda p: 0.0, np.zeros_like, [1.0, 2.0])
    assert check.passed
    assert check.relative_error == 0.0


def test_the_point_is_not_changed_and_the_results_can_not_be() -> None:
    point = POINT.copy()
    check = check_gradient(loss, gradient, point)
    np.testing.assert_array_equal(point, POINT)
    with pytest.raises(ValueError, match="read-only"):
        check.numeric[0] = 1.0


@pytest.mark.parametrize("parameters", [1.0, [], np.ones((2, 2))])
def test_parameters_must_be_a_vector(parameters: object) -> None:
    with pytest.raises(ValueError, match="must be a vector"):
        check_gradient(lambda p: 0.0, np.zeros_like, parameters)  # type: ignore[arg-type]


def test_a_gradient_of_another_shape_is_named() -> None:
    with pytest.raises(ValueError, match=r"shape is \(2,\); it should be \(3,\)"):
        check_gradient(loss, lambda p: p[:2], POINT)
