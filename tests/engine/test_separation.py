from dataclasses import replace
from itertools import product

import numpy as np
import pytest
import statsmodels.api as sm
from scipy.optimize import linprog

from gradreel.engine import optimizers
from gradreel.engine.arrays import FloatArray
from gradreel.engine.data import Dataset, load
from gradreel.engine.data.dataset import unscaled
from gradreel.engine.models import LogisticRegression
from gradreel.engine.objectives import ModelObjective
from gradreel.engine.rates import best_rate
from gradreel.engine.separation import best_fit, separable_by, separates
from gradreel.engine.spec import RunSpec
from gradreel.engine.training import train


def has_no_fit(columns: FloatArray, target: FloatArray) -> bool:
    """Albert and Anderson's condition as a linear program, solved by SciPy."""
    signed = columns * (2.0 * target - 1.0)[:, None]
    bounds = [(-1, 1)] * signed.shape[1]
    best = linprog(-signed.sum(axis=0), A_ub=-signed, b_ub=np.zeros(len(target)), bounds=bounds)
    return bool(-best.fun > 1e-7)


def random_data(rng: np.random.Generator, *, ties: bool) -> tuple[FloatArray, FloatArray]:
    n, d = rng.integers(4, 40), rng.integers(1, 5)
    inputs = rng.integers(0, 4, (n, d)).astype(np.float64) if ties else rng.normal(size=(n, d))
    score = inputs @ rng.normal(size=d) * rng.choice([0.0, 1.0, 5.0, 50.0])
    noise = rng.logistic(size=n)
    target = (score - score.mean() + noise > 0.0).astype(np.float64)
    target[:2] = 0.0, 1.0
    return inputs * 1e3 + 50.0, target


@pytest.mark.parametrize("ties", [False, True])
def test_the_verdict_is_that_of_a_linear_program(ties: bool) -> None:
    rng = np.random.default_rng(0)
    verdicts = []
    for _ in range(200):
        inputs, target = random_data(rng, ties=ties)
        columns = np.column_stack([np.ones(len(target)), inputs])
        verdicts.append(best_fit(inputs, target) is None)
        assert verdicts[-1] == has_no_fit(columns, target)
        assert separable_by(columns[:, 1:], target) == has_no_fit(columns[:, 1:], target)
    assert 20 < sum(verdicts) < 180


def test_a_certificate_is_a_strict_separation() -> None:
    inputs, target = np.array([[1.0], [2.0], [4.0]]), np.array([0.0, 0.0, 1.0])
    assert separates(np.array([-3.0, 1.0]), inputs, target)
    assert not separates(np.array([-2.0, 1.0]), inputs, target)
    assert not separates(np.array([3.0, -1.0]), inputs, target)


@pytest.mark.parametrize(
    ("scale", "shift", "outlier"),
    [(1.0, 0.0, 1.0), (1e-4, 0.0, 1.0), (1e4, 0.0, 1.0), (1.0, 1e6, 1.0), (1.0, 0.0, 1e5)],
)
def test_the_best_fit_is_that_of_a_library(scale: float, shift: float, outlier: float) -> None:
    data = load("heart").standardized()
    features = data.inputs.copy()
    features[3] *= outlier
    fit = sm.Logit(data.target, sm.add_constant(features)).fit(disp=0, tol=1e-12)
    found = best_fit(scale * features + shift, data.target)
    assert found is not None
    own = np.array([found[0] + shift * found[1], scale * found[1]])
    np.testing.assert_allclose(own, fit.params, rtol=1e-6)


def two_classes(features: list[list[float]], target: list[float]) -> Dataset:
    return unscaled(
        features=np.array(features),
        target=np.array(target),
        feature_names=[f"x{index}" for index in range(len(features[0]))],
        target_name="y",
        class_names=["0", "1"],
        source="test",
    ).standardized()


def run_on(data: Dataset, optimizer: str, steps: int) -> RunSpec:
    model = LogisticRegression(data.n_features)
    return RunSpec(
        ModelObjective(model, data),
        optimizers.build(optimizer),
        learning_rate=1.0,
        steps=steps,
        batch_size=None,
        start=model.initial(np.random.default_rng(0)),
        seed=1,
    )


def outcome(data: Dataset, optimizer: str, steps: int) -> str:
    return train(run_on(data, optimizer, steps)).outcome


@pytest.mark.parametrize(
    ("features", "target"),
    [
        ([[1], [2], [4], [5]], [0, 0, 1, 1]),
        ([[1], [2], [4], [5]], [1, 1, 0, 0]),
        ([[1], [2], [2], [5]], [0, 0, 1, 1]),  # both classes at 2: quasi-separated
        ([[0, 1], [1, 0], [1, 2], [2, 1]], [0, 0, 1, 1]),
        ([[0, 0], [1, 1], [1, 0], [2, 1]], [0, 0, 1, 1]),  # a narrow diagonal gap
    ],
)
def test_separable_data_end_as_separated(features: list[list[float]], target: list[float]) -> None:
    data = two_classes(features, target)
    for steps, optimizer in product((1, 2000), ("gradient-descent", "adam")):
        assert outcome(data, optimizer, steps) == "separated"


def test_overlapping_classes_are_not_separated() -> None:
    data = two_classes([[1], [3], [2], [5]], [0, 0, 1, 1])
    assert outcome(data, "gradient-descent", 2000) == "converged"


def test_of_rates_that_all_tell_classes_apart_the_mildest_is_taken() -> None:
    asked = run_on(two_classes([[1], [2], [4], [5]], [0, 0, 1, 1]), "gradient-descent", 100)
    rate = best_rate(asked)
    first, last = (train(replace(asked, learning_rate=rate)).loss[each] for each in (0, -1))
    assert 1 < rate < 100  # at 1000 the first step is a leap to a loss of 0
    assert last < 0.01 * first
