"""Optimizers and functions of a person's own: they run as gradreel's do, and are told apart."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pytest

from gradreel.engine import optimizers
from gradreel.engine.arrays import FloatArray
from gradreel.engine.errors import RequestError
from gradreel.engine.objectives import SurfaceObjective
from gradreel.engine.optimizers import Optimizer
from gradreel.engine.own import Origin, OwnOptimizer, own_optimizer
from gradreel.engine.rates import best_rate
from gradreel.engine.spec import RunSpec
from gradreel.engine.surfaces.lookup import surface
from gradreel.engine.surfaces.named import SURFACES
from gradreel.engine.surfaces.own import kept_on, own_surface
from gradreel.engine.surfaces.surface import Surface
from gradreel.engine.training import train

AXIS = np.linspace(-2.0, 2.0, 41)
PLACES = np.random.default_rng(0).uniform(-1.9, 1.9, (2, 500))


@dataclass
class Heavy:
    mu: float = 0.9

    def init(self, parameters: FloatArray) -> FloatArray:
        return np.zeros_like(parameters)

    def update(
        self, gradient: FloatArray, state: FloatArray, parameters: FloatArray
    ) -> tuple[FloatArray, FloatArray]:
        del parameters
        velocity = self.mu * state + gradient
        return velocity, velocity


class Keeping:
    """The same rule, which keeps its velocity in itself and changes it in place."""

    def init(self, parameters: FloatArray) -> None:
        self.velocity = np.zeros_like(parameters)

    def update(self, gradient: FloatArray, state: None, parameters: FloatArray) -> Any:
        del parameters
        self.velocity *= 0.9
        self.velocity += gradient
        return self.velocity, state


class Returning:
    def __init__(self, returned: Any) -> None:
        self.returned = returned

    def init(self, parameters: FloatArray) -> None:
        """Return nothing."""

    def update(self, *_: Any) -> Any:
        return self.returned


def bowl(x: FloatArray, y: FloatArray) -> FloatArray:
    return 0.5 * x**2 + 2 * y**2


def spec_on(found: Surface, optimizer: Optimizer) -> RunSpec:
    start = np.array(surface("himmelblau").start)
    return RunSpec(SurfaceObjective(found), optimizer, 0.005, 60, None, start, 0)


@pytest.mark.parametrize("rule", [Heavy(), Heavy, Keeping()], ids=["object", "class", "keeping"])
def test_a_rule_of_ones_own_runs_as_the_same_rule_of_gradreel(rule: Any) -> None:
    known = spec_on(surface("himmelblau"), optimizers.build("momentum"))
    own = replace(known, optimizer=own_optimizer(rule))
    for _ in range(2):
        assert np.array_equal(train(own).parameters, train(known).parameters)
    assert best_rate(own) == best_rate(known)


def test_an_optimizer_of_gradreel_stays_what_it_is() -> None:
    adam = optimizers.build("adam", beta1=0.5)
    assert own_optimizer(adam) is adam


WRONG = {
    "no tuple": np.zeros(2),
    "three": (np.zeros(2), 0, 0),
    "another shape": (np.zeros(3), None),
    "complex": (np.zeros(2, complex), None),
    "text": ("step", None),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_is_no_step_and_state_is_one_line(case: str) -> None:
    spec = spec_on(surface("himmelblau"), own_optimizer(Returning(WRONG[case])))
    with pytest.raises(RequestError, match="must return"):
        train(spec)


def test_what_is_no_optimizer_is_one_line() -> None:
    with pytest.raises(RequestError, match="bowl has no init"):
        own_optimizer(bowl)
    with pytest.raises(RequestError, match="Returning needs arguments"):
        own_optimizer(Returning)


def test_the_inputs_of_a_rule_cant_be_changed() -> None:
    class Greedy(Heavy):
        def update(self, gradient: FloatArray, state: Any, parameters: FloatArray) -> Any:
            parameters -= gradient
            return gradient, state

    with pytest.raises(ValueError, match="read-only"):
        train(spec_on(surface("himmelblau"), own_optimizer(Greedy())))


def test_a_digest_is_of_the_source_and_of_all_attributes() -> None:
    assert Origin.of(Heavy(0.5)) == Origin.of(Heavy(0.5))
    assert Origin.of(Heavy(0.5)).sha256 != Origin.of(Heavy(0.6)).sha256
    first, second = (Origin.of(Returning(np.full(3, each))) for each in (1.0, 2.0))
    assert first.settings == second.settings == ()
    assert first.sha256 != second.sha256
    unknown = Returning(lambda: 0)  # it can't be pickled
    assert Origin.of(unknown).sha256 != Origin.of(unknown).sha256


def test_a_function_is_told_apart_by_its_values_too() -> None:
    def times(factor: float) -> Callable[[FloatArray, FloatArray], FloatArray]:
        table = {"factor": factor}
        return lambda x, y: table["factor"] * bowl(x, y)

    one, same, other = (own_surface(times(each)).origin for each in (1.0, 1.0, 2.0))
    assert one == same
    assert one.sha256 != other.sha256


@pytest.mark.parametrize("name", SURFACES)
def test_gradients_by_differences_are_those_of_the_formula(name: str) -> None:
    known = SURFACES[name]
    own = own_surface(lambda x, y: 1.0 * known.formula.value(x, y))
    wanted, found = np.array(known.gradient(*PLACES)), np.array(own.gradient(*PLACES))
    assert np.linalg.norm(found - wanted) <= 1e-9 * np.linalg.norm(wanted)
    assert float(own.gradient(0.5, -0.25)[0]) == pytest.approx(
        float(known.gradient(0.5, -0.25)[0]), rel=1e-8, abs=1e-8
    )


def test_a_function_with_a_gradient_of_its_own_keeps_it() -> None:
    class Told:
        def __call__(self, x: FloatArray, y: FloatArray) -> FloatArray:
            return bowl(x, y)

        def gradient(self, x: FloatArray, y: FloatArray) -> tuple[FloatArray, FloatArray]:
            return x, 4 * y

    dx, dy = own_surface(Told()).gradient(*PLACES)
    assert np.array_equal(dx, PLACES[0])
    assert np.array_equal(dy, 4 * PLACES[1])


def whole(x: FloatArray, y: FloatArray) -> Any:
    return float(np.sum(x * y))


def one_by_one(x: FloatArray, y: FloatArray) -> Any:
    return x if x > 0 else y


def by_chance(x: FloatArray, y: FloatArray) -> Any:
    return np.random.default_rng().normal(size=x.shape) + y


def imaginary(x: FloatArray, y: FloatArray) -> Any:
    return 1j * x * y


@pytest.mark.parametrize("function", [whole, one_by_one, by_chance, imaginary])
def test_a_function_that_is_none_of_each_point_is_one_line(function: Any) -> None:
    with pytest.raises(RequestError, match=r"can't be a surface.*NumPy") as caught:
        own_surface(function)
    assert "\n" not in str(caught.value)


def test_between_the_points_of_its_grid_a_kept_surface_is_the_function() -> None:
    own = own_surface(lambda x, y: np.sin(x) * np.exp(y / 2))
    kept = kept_on(own, AXIS, AXIS, "lowest", 3).kept
    assert kept is not None
    for found, wanted in zip(
        kept.value_and_gradient(*PLACES), own.formula.value_and_gradient(*PLACES), strict=True
    ):
        np.testing.assert_allclose(found, wanted, atol=2e-4)
    grid = np.meshgrid(AXIS, AXIS)
    np.testing.assert_array_equal(kept.value(*grid), own.value(*grid))
    assert np.isnan(kept.value(2.01, 0.0))


def test_next_to_where_there_is_no_value_a_kept_surface_has_those_it_has() -> None:
    kept = kept_on(own_surface(lambda x, y: np.log(x) + y), AXIS, AXIS, "left", 3).kept
    assert kept is not None
    found = kept.value(AXIS, np.zeros(AXIS.size))
    assert np.array_equal(np.isnan(found), AXIS < 0)


def test_without_its_code_nothing_is_trained() -> None:
    spec = spec_on(surface("himmelblau"), OwnOptimizer(Origin.of(Heavy())))
    for work in (train, best_rate):
        with pytest.raises(RequestError, match="doesn't hold the code of Heavy"):
            work(spec)
