"""The optimizers against the definitions in PyTorch's documentation, written anew in plain Python.

The comparison is from the record's file alone: gradients as handed over, parameters as used.
"""

import json
import math
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from gradreel.engine import optimizers
from gradreel.engine.arrays import FloatArray
from gradreel.engine.data import load
from gradreel.engine.errors import RequestError
from gradreel.engine.models import LogisticRegression
from gradreel.engine.objectives import ModelObjective, Objective, SurfaceObjective
from gradreel.engine.optimizers import OPTIMIZERS, optimizer_names
from gradreel.engine.spec import RunSpec
from gradreel.engine.surfaces.lookup import surface
from gradreel.engine.training import train

SIX = ("adagrad", "adam", "gradient-descent", "momentum", "nesterov", "rmsprop")


def gradient_descent(rate: float) -> Callable[[float], float]:
    return lambda g: rate * g


def momentum(rate: float, *, nesterov: bool = False) -> Callable[[float], float]:
    buffer: list[float] = []

    def step(g: float) -> float:
        buffer[:] = [0.9 * buffer[0] + g] if buffer else [g]
        return rate * (g + 0.9 * buffer[0] if nesterov else buffer[0])

    return step


def adagrad(rate: float) -> Callable[[float], float]:
    total = [0.0]

    def step(g: float) -> float:
        total[0] += g * g
        return rate * g / (math.sqrt(total[0]) + 1e-10)

    return step


def rmsprop(rate: float) -> Callable[[float], float]:
    average = [0.0]

    def step(g: float) -> float:
        average[0] = 0.99 * average[0] + 0.01 * g * g
        return rate * g / (math.sqrt(average[0]) + 1e-8)

    return step


def adam(rate: float) -> Callable[[float], float]:
    state = [0.0, 0.0, 0.0]

    def step(g: float) -> float:
        m, v, t = 0.9 * state[0] + 0.1 * g, 0.999 * state[1] + 0.001 * g * g, state[2] + 1
        state[:] = [m, v, t]
        root = math.sqrt(v / (1 - math.pow(0.999, t)))
        return rate * (m / (1 - math.pow(0.9, t))) / (root + 1e-8)

    return step


DEFINITIONS: dict[str, Callable[[float], Callable[[float], float]]] = {
    "gradient-descent": gradient_descent,
    "momentum": momentum,
    "nesterov": lambda rate: momentum(rate, nesterov=True),
    "adagrad": adagrad,
    "rmsprop": rmsprop,
    "adam": adam,
}
QUADRATIC = SurfaceObjective(surface("0.5*(x**2+1000*y**2)"))
RATES = {
    "gradient-descent": 1e-3,
    "momentum": 2e-4,
    "nesterov": 2e-4,
    "adagrad": 0.5,
    "rmsprop": 0.01,
    "adam": 0.05,
}


def heart() -> ModelObjective:
    data = load("heart", ["Age", "Sex", "MaxHR", "ExAng", "Oldpeak"]).standardized()
    return ModelObjective(LogisticRegression(data.n_features), data)


def assert_defined(path: Path, objective: Objective, name: str, start: FloatArray) -> None:
    """Replay the file's gradients by the definition and compare all parameters."""
    batch_size = None if objective.n_samples is None else 30
    rate = RATES[name]
    train(RunSpec(objective, optimizers.build(name), rate, 1000, batch_size, start, seed=1)).save(
        path
    )
    with np.load(path, allow_pickle=False) as record:
        parameters, gradients = record["parameters"], record["gradients"]
        assert json.loads(str(record["spec"]))["learning_rate"] == rate
    assert len(gradients) == 1000
    for column in range(parameters.shape[1]):
        step, value = DEFINITIONS[name](rate), float(parameters[0, column])
        size = np.abs(parameters[:, column]).max()
        for k in range(1000):
            value -= step(float(gradients[k, column]))
            assert abs(value - parameters[k + 1, column]) <= 1e-12 * size


@pytest.mark.parametrize("name", SIX)
def test_1000_steps_on_an_ill_conditioned_quadratic(name: str, tmp_path: Path) -> None:
    assert_defined(tmp_path / "run.npz", QUADRATIC, name, np.array([3.0, -2.0]))


@pytest.mark.parametrize("name", SIX)
def test_1000_steps_of_logistic_regression(name: str, tmp_path: Path) -> None:
    assert_defined(tmp_path / "run.npz", heart(), name, np.zeros(6))


@pytest.mark.parametrize("name", optimizer_names())
def test_every_optimizer_lowers_the_loss(name: str) -> None:
    rate = RATES.get(name, 0.01)
    run = train(RunSpec(heart(), optimizers.build(name), rate, 300, None, np.zeros(6), seed=0))
    assert run.loss[-1] < 0.95 * run.loss[0]


@pytest.mark.parametrize("name", optimizer_names())
def test_every_optimizer_is_two_pure_functions(name: str) -> None:
    optimizer = optimizers.build(name)
    gradient = np.array([0.3, -2.0])
    gradient.setflags(write=False)
    state = optimizer.init(np.ones(2))
    before = repr(state)
    step, following = optimizer.update(gradient, state)
    again, _ = optimizer.update(gradient, state)
    assert repr(state) == before
    np.testing.assert_array_equal(step, again)
    second, _ = optimizer.update(gradient, following)
    assert second.shape == step.shape == (2,)


@pytest.mark.parametrize("name", optimizer_names())
def test_a_description_rebuilds_the_optimizer(name: str) -> None:
    optimizer = optimizers.build(name)
    described = optimizers.describe(optimizer)
    assert described["name"] == name
    assert optimizers.build(**json.loads(json.dumps(described))) == optimizer


def test_the_six_are_there() -> None:
    assert set(SIX) <= set(optimizer_names())
    assert list(OPTIMIZERS) == list(optimizer_names())
    assert len(OPTIMIZERS) == len(optimizer_names())


def test_a_file_added_to_the_folder_is_an_optimizer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "sign_descent.py").write_text(
        "from dataclasses import dataclass\nimport numpy as np\n\n@dataclass(frozen=True)\n"
        "class SignDescent:\n    def init(self, parameters): return None\n"
        "    def update(self, gradient, state): return np.sign(gradient), None\n"
    )
    monkeypatch.setattr(optimizers, "__path__", [*optimizers.__path__, str(tmp_path)])
    assert "sign-descent" in optimizer_names()
    step, _ = optimizers.build("sign-descent").update(np.array([-3.0]), None)
    assert step == -1.0


def test_names_are_listed_without_numpy() -> None:
    code = "import sys; from gradreel.engine.optimizers import optimizer_names; optimizer_names(); "
    code += "sys.exit('numpy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_settings_are_checked() -> None:
    assert optimizers.build("momentum", momentum=0.5) != optimizers.build("momentum")
    with pytest.raises(RequestError, match="did you mean 'adam'"):
        optimizers.build("adamm")
    with pytest.raises(RequestError, match="did you mean 'beta2'"):
        optimizers.build("adam", beta3=0.9)
    for value in (1.0, -0.1, math.nan, "0.9"):
        with pytest.raises(RequestError, match="at least 0 and below 1"):
            optimizers.build("momentum", momentum=value)  # type: ignore[arg-type]
    with pytest.raises(KeyError):
        OPTIMIZERS["adamm"]
