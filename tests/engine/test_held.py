from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from gradreel.engine import optimizers
from gradreel.engine.data import load
from gradreel.engine.errors import RequestError
from gradreel.engine.mlp import MLP
from gradreel.engine.models import LogisticRegression, Model, PartlyFrozen
from gradreel.engine.objectives import ModelObjective
from gradreel.engine.spec import RunSpec
from gradreel.engine.training import train
from gradreel.scenes.ask import records

HEART = load("heart", ["Sex", "MaxHR", "Oldpeak"], "AHD").standardized()
WHOLE: tuple[Model, ...] = (LogisticRegression(3), MLP((3, 4, 1), "tanh"), MLP((3, 2, 2), "relu"))


def held(model: Model, rng: np.random.Generator) -> PartlyFrozen:
    values = tuple(rng.normal(size=model.n_parameters).tolist())
    count = int(rng.integers(1, model.n_parameters + 1))
    free = np.sort(rng.choice(model.n_parameters, count, replace=False))
    return PartlyFrozen(model, values, tuple(free.tolist()))


@pytest.mark.parametrize("model", WHOLE)
def test_loss_and_gradient_are_the_whole_models(model: Model) -> None:
    rng = np.random.default_rng(0)
    for _ in range(20):
        some = held(model, rng)
        parameters = rng.normal(size=some.n_parameters)
        whole = np.array(some.values)
        whole[list(some.free)] = parameters
        inputs, target = rng.normal(size=(7, 3)), rng.integers(0, 2, 7).astype(np.float64)
        loss, gradient = some.loss_and_gradient(parameters, inputs, target)
        expected, slopes = model.loss_and_gradient(whole, inputs, target)
        assert loss == expected
        np.testing.assert_array_equal(gradient, slopes[list(some.free)])
        np.testing.assert_array_equal(some.logits(parameters, inputs), model.logits(whole, inputs))


def test_it_is_called_and_starts_as_in_the_whole_model() -> None:
    for model in WHOLE:
        some = held(model, np.random.default_rng(2))
        names = np.array(model.parameter_names)[list(some.free)]
        assert some.parameter_names == tuple(names)
        start = some.initial(np.random.default_rng(3))
        whole = model.initial(np.random.default_rng(3))
        np.testing.assert_array_equal(start, whole[list(some.free)])


def test_own_scale_is_that_of_the_whole_model() -> None:
    some = PartlyFrozen(LogisticRegression(1), (0.0, -2.0), (0,))
    own = some.own_scale(np.array([[1.0], [3.0]]), np.array([150.0]), np.array([20.0]))
    np.testing.assert_allclose(own, [[16.0], [18.0]])


def test_a_run_moves_only_what_is_free_and_its_record_is_read_again(tmp_path: Any) -> None:
    for model in WHOLE[:2]:
        some = held(model, np.random.default_rng(4))
        start = some.initial(np.random.default_rng(5))
        spec = RunSpec(
            ModelObjective(some, HEART), optimizers.build("momentum"), 0.1, 30, 50, start, 6
        )
        run = train(spec)
        records.save(run, tmp_path / "run.npz")
        loaded = records.load(tmp_path / "run.npz")
        np.testing.assert_array_equal(loaded.parameters, run.parameters)
        assert loaded.spec.hash == spec.hash


def test_a_run_towards_no_fit_is_called_separated() -> None:
    target = (HEART.inputs[:, 1] > 0).astype(np.float64)
    data = replace(HEART, target=target)
    for free, outcome in ((2, "separated"), (0, "converged")):
        some = PartlyFrozen(LogisticRegression(3), (0.0, 0.0, 0.0, 0.0), (free,))
        objective = ModelObjective(some, data)
        gradient_descent = optimizers.build("gradient-descent")
        spec = RunSpec(objective, gradient_descent, 1.0, 200, None, np.zeros(1), 0)
        assert train(spec).outcome == outcome


@pytest.mark.parametrize(
    ("values", "free"),
    [
        ((0.0, 1.0), (0,)),
        ((0.0, float("nan"), 0.0, 0.0), (0,)),
        ((0.0,) * 4, ()),
        ((0.0,) * 4, (-1,)),
        ((0.0,) * 4, (1, 0)),
        ((0.0,) * 4, (1, 1)),
    ],
)
def test_what_does_not_fit_the_model_is_refused(
    values: tuple[float, ...], free: tuple[int, ...]
) -> None:
    with pytest.raises(RequestError, match=r"4 finite values|numbers from 0 to 3"):
        PartlyFrozen(LogisticRegression(3), values, free)


def test_a_model_is_not_held_twice() -> None:
    some = PartlyFrozen(LogisticRegression(1), (0.0, 0.0), (1,))
    with pytest.raises(RequestError, match="whole model"):
        PartlyFrozen(some, (0.0,), (0,))
