"""The optimizers against the definitions in PyTorch's documentation: see the folder beside.

The comparison is from the record's file alone: gradients as handed over, parameters as used.
"""

import json
import math
from collections.abc import Callable
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from autograd.misc import optimizers as autograd_optimizers
from sklearn.neural_network._stochastic_optimizers import SGDOptimizer

from gradreel.engine import optimizers
from gradreel.engine.arrays import FloatArray
from gradreel.engine.data import load
from gradreel.engine.errors import RequestError
from gradreel.engine.models import LogisticRegression
from gradreel.engine.objectives import ModelObjective, Objective, SurfaceObjective
from gradreel.engine.optimizers import Optimizer, optimizer_names
from gradreel.engine.spec import RunSpec
from gradreel.engine.surfaces.lookup import surface
from gradreel.engine.training import train
from tests.engine import definitions

EACH = pytest.mark.parametrize("name", optimizer_names())
QUADRATIC = SurfaceObjective(surface("0.5*(x**2+1000*y**2)"))
START = np.array([3.0, -2.0])


def definition_of(name: str) -> ModuleType:
    """The file that defines an optimizer anew; an optimizer without one fails here."""
    return import_module(f"{definitions.__name__}.{name.replace('-', '_')}")


def test_every_definition_is_of_an_optimizer() -> None:
    defined = {each.name.replace("_", "-") for each in iter_modules(definitions.__path__)}
    assert defined == set(optimizer_names())


def heart() -> ModelObjective:
    data = load("heart", ["Age", "Sex", "MaxHR", "ExAng", "Oldpeak"]).standardized()
    return ModelObjective(LogisticRegression(data.n_features), data)


def assert_defined(objective: Objective, name: str, start: FloatArray) -> None:
    """Replay a run's gradients by the definition and compare all parameters."""
    batch_size = None if objective.n_samples is None else 30
    definition = definition_of(name)
    rate = definition.RATE
    run = train(RunSpec(objective, optimizers.build(name), rate, 1000, batch_size, start, seed=1))
    parameters, gradients = run.parameters, run.gradients
    assert len(gradients) == 1000
    assert run.loss[-1] < 0.95 * run.loss[0]
    for column in range(parameters.shape[1]):
        step, value = definition.steps(rate), float(parameters[0, column])
        size = np.abs(parameters[:, column]).max()
        for k in range(1000):
            value -= step(float(gradients[k, column]), value)
            assert abs(value - parameters[k + 1, column]) <= 1e-12 * size


@EACH
def test_1000_steps_on_an_ill_conditioned_quadratic(name: str) -> None:
    assert_defined(QUADRATIC, name, START)


@EACH
def test_1000_steps_of_logistic_regression(name: str) -> None:
    assert_defined(heart(), name, np.zeros(6))


def path_of(optimizer: Optimizer, rate: float, start: FloatArray, state: Any = None) -> FloatArray:
    """Take 50 steps on the quadratic by the optimizer alone."""
    state, path = optimizer.init(start) if state is None else state, [start]
    for _ in range(50):
        step, state = optimizer.update(QUADRATIC.gradient(path[-1]), state, path[-1])
        path.append(path[-1] - rate * step)
    return np.array(path)


def by_autograd(optimize: Callable[..., FloatArray], start: FloatArray, **settings: Any) -> Any:
    """Take the same 50 steps by a function of `autograd.misc.optimizers`."""
    path: list[FloatArray] = []
    end = optimize(
        lambda point, _: QUADRATIC.gradient(point),
        start,
        callback=lambda point, *_: path.append(point.copy()),
        num_iters=50,
        **settings,
    )
    return [*path, end]


def by_scikit_learn(start: FloatArray, rate: float, momentum: float, *, nesterov: bool) -> Any:
    """Take the same 50 steps by the optimizer of scikit-learn's multilayer perceptron."""
    path, point = [start], start.copy()
    optimizer = SGDOptimizer([point], rate, momentum=momentum, nesterov=nesterov)
    for _ in range(50):
        optimizer.update_params([point], [QUADRATIC.gradient(point)])
        path.append(point.copy())
    return path


def assert_same(ours: FloatArray, theirs: Any) -> None:
    np.testing.assert_allclose(ours, theirs, rtol=1e-11, atol=1e-14)


@pytest.mark.parametrize(
    ("name", "momentum", "nesterov"),
    [("gradient-descent", 0.0, False), ("momentum", 0.9, False), ("nesterov", 0.9, True)],
)
def test_scikit_learn_takes_the_same_steps(name: str, momentum: float, nesterov: bool) -> None:
    theirs = by_scikit_learn(START, 2e-4, momentum, nesterov=nesterov)
    assert_same(path_of(optimizers.build(name), 2e-4, START), theirs)


def test_autograd_takes_the_same_steps() -> None:
    theirs = by_autograd(autograd_optimizers.adam, START, step_size=0.05)
    assert_same(path_of(optimizers.build("adam"), 0.05, START), theirs)
    theirs = by_autograd(autograd_optimizers.rmsprop, START, step_size=0.05, gamma=0.99)
    of_ones = np.ones(2)  # autograd's mean square starts from 1
    assert_same(path_of(optimizers.build("rmsprop"), 0.05, START, state=of_ones), theirs)


def test_weight_decay_pulls_to_zero_past_the_moments() -> None:
    plain, undecayed = optimizers.build("adam"), optimizers.build("adamw", weight_decay=0.0)
    np.testing.assert_array_equal(path_of(plain, 0.05, START), path_of(undecayed, 0.05, START))
    decayed = optimizers.build("adamw", weight_decay=0.5)
    step, moments = decayed.update(np.zeros(2), decayed.init(START), START)
    np.testing.assert_array_equal(step, [1.5, -1.0])
    assert not moments.first.any()


@EACH
def test_every_optimizer_is_two_pure_functions(name: str) -> None:
    optimizer = optimizers.build(name)
    gradient, parameters = np.array([0.3, -2.0]), np.ones(2)
    gradient.setflags(write=False)
    parameters.setflags(write=False)
    state = optimizer.init(parameters)
    before = repr(state)
    step, _ = optimizer.update(gradient, state, parameters)
    again, _ = optimizer.update(gradient, state, parameters)
    assert repr(state) == before
    np.testing.assert_array_equal(step, again)


@EACH
def test_a_description_rebuilds_the_optimizer(name: str) -> None:
    optimizer = optimizers.build(name)
    described = optimizers.describe(optimizer)
    assert described["name"] == name
    assert optimizers.build(**json.loads(json.dumps(described))) == optimizer


def test_settings_are_checked() -> None:
    assert optimizers.build("momentum", momentum=0.5) != optimizers.build("momentum")
    with pytest.raises(RequestError, match="did you mean 'adam'"):
        optimizers.build("adamm")
    with pytest.raises(RequestError, match="did you mean 'beta2'"):
        optimizers.build("adam", beta3=0.9)
    for value in (1.0, -0.1, math.nan, "0.9"):
        with pytest.raises(RequestError, match="at least 0 and below 1"):
            optimizers.build("momentum", momentum=value)  # type: ignore[arg-type]
