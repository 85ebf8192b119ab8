import json
from typing import Any

import autograd
import autograd.numpy as anp
import numpy as np
import pytest
from sklearn.linear_model import LinearRegression as SquaresFit

from gradreel.engine import mlp
from gradreel.engine.arrays import FloatArray
from gradreel.engine.data import load
from gradreel.engine.errors import RequestError
from gradreel.engine.functions import ACTIVATIONS
from gradreel.engine.mlp import LOSS_NAMES, MLP
from gradreel.engine.models import (
    LinearRegression,
    LogisticRegression,
    Model,
    PartlyFrozen,
    model_from_description,
)
from gradreel.engine.objectives import ModelObjective
from gradreel.engine.waves import Wave

MODELS: tuple[Model, ...] = (
    LogisticRegression(3),
    LinearRegression(3),
    Wave(2.0, 3.0, 1.5),
    MLP((3, 4, 2, 1), "tanh"),
    MLP((3, 5, 4), "relu"),
    MLP((3, 4, 1), "tanh", "squared-error"),
    PartlyFrozen(MLP((3, 2, 2), "relu"), tuple(np.linspace(-1.0, 1.0, 14)), (1, 6, 9, 13)),
)

RATES = load("heart", ["Age"], "MaxHR", as_number=True)


def samples(model: Model, rng: np.random.Generator, n: int = 9) -> tuple[FloatArray, FloatArray]:
    target = rng.normal(size=n)
    if model.n_classes:
        target = rng.integers(0, model.n_classes, n).astype(np.float64)
    return rng.normal(size=(n, model.n_features)), target


def binary_loss(logits: Any, target: FloatArray) -> Any:
    return anp.mean(anp.logaddexp(0.0, logits) - target * logits)


OTHER_ACTIVATIONS = {
    "identity": lambda z: z,
    "relu": lambda z: anp.where(z > 0, z, 0.0),
    "sigmoid": lambda z: 1 / (1 + anp.exp(-z)),
    "softplus": lambda z: anp.logaddexp(0.0, z),
    "tanh": anp.tanh,
}


def mlp_loss(model: MLP, parameters: Any, inputs: FloatArray, target: FloatArray) -> Any:
    """The loss written anew, for autograd: layer by layer (out, in) row by row, then biases."""
    values, rest = inputs, parameters
    for index, (size, out) in enumerate(zip(model.sizes[:-1], model.sizes[1:], strict=True)):
        weights, biases, rest = anp.split(rest, [out * size, out * size + out])
        values = anp.dot(values, anp.reshape(weights, (out, size)).T) + biases
        if index < len(model.sizes) - 2:
            values = OTHER_ACTIVATIONS[model.activation](values)
    if model.loss_name == "squared-error":
        return anp.mean((values[:, 0] - target) ** 2)
    if model.sizes[-1] == 1:
        return binary_loss(values[:, 0], target)
    greatest = anp.max(values, axis=1, keepdims=True)
    total = anp.log(anp.sum(anp.exp(values - greatest), axis=1)) + greatest[:, 0]
    return anp.mean(total - values[anp.arange(len(target)), target.astype(int)])


def relative_error(gradient: FloatArray, other: FloatArray) -> float:
    return float(np.linalg.norm(gradient - other) / np.linalg.norm(other))


def random_mlp(rng: np.random.Generator) -> MLP:
    hidden = rng.integers(1, 7, rng.integers(0, 4)).tolist()
    sizes = (int(rng.integers(1, 6)), *hidden, int(rng.choice([1, 1, 2, 3, 5])))
    losses = LOSS_NAMES if sizes[-1] == 1 else LOSS_NAMES[:1]
    return MLP(sizes, str(rng.choice(sorted(ACTIVATIONS))), str(rng.choice(losses)))


def test_1000_random_networks_have_autograds_gradients() -> None:
    rng = np.random.default_rng(0)
    worst = 0.0
    for _ in range(1000):
        model = random_mlp(rng)
        parameters = rng.normal(size=model.n_parameters)
        inputs, target = samples(model, rng)
        loss, gradient = model.loss_and_gradient(parameters, inputs, target)
        other = autograd.value_and_grad(lambda p: mlp_loss(model, p, inputs, target))  # noqa: B023
        other_loss, other_gradient = other(parameters)
        assert loss == pytest.approx(other_loss, rel=1e-12)
        worst = max(worst, relative_error(gradient, other_gradient))
    assert worst <= 1e-12


def test_logistic_regression_has_autograds_gradient() -> None:
    rng, logistic = np.random.default_rng(1), LogisticRegression(3)
    for _ in range(100):
        x, y = samples(logistic, rng)
        b = rng.normal(size=4)
        exact = autograd.grad(lambda p: binary_loss(p[0] + anp.dot(x, p[1:]), y))(b)  # noqa: B023
        assert relative_error(logistic.loss_and_gradient(b, x, y)[1], exact) <= 1e-12


def test_linear_regression_has_autograds_gradient_and_the_fit_of_least_squares() -> None:
    rng, model = np.random.default_rng(1), LinearRegression(3)
    for _ in range(100):
        x, y = samples(model, rng)
        b = rng.normal(size=4)

        def other(p: Any) -> Any:
            return anp.mean((p[0] + anp.dot(x, p[1:]) - y) ** 2)  # noqa: B023

        loss, gradient = model.loss_and_gradient(b, x, y)
        assert loss == pytest.approx(other(b), rel=1e-13)
        assert relative_error(gradient, autograd.grad(other)(b)) <= 1e-12
        fit = SquaresFit().fit(x, y)
        best = np.array([fit.intercept_, *fit.coef_])
        assert np.abs(model.loss_and_gradient(best, x, y)[1]).max() <= 1e-12


@pytest.mark.parametrize("model", MODELS)
def test_many_parameters_at_once_are_the_same_as_one_by_one(model: Model) -> None:
    rng = np.random.default_rng(2)
    inputs, target = samples(model, rng)
    many = rng.normal(size=(2, 5, model.n_parameters))
    losses = model.loss(many, inputs, target)
    assert losses.shape == (2, 5)
    for place in np.ndindex(2, 5):
        loss, _ = model.loss_and_gradient(many[place], inputs, target)
        assert losses[place] == pytest.approx(loss, rel=1e-13)
        np.testing.assert_allclose(
            model.logits(many, inputs)[place], model.logits(many[place], inputs), rtol=1e-12
        )


@pytest.mark.parametrize("model", MODELS)
def test_a_description_rebuilds_the_model(model: Model) -> None:
    assert model_from_description(json.loads(json.dumps(model.describe()))) == model


@pytest.mark.parametrize("model", [each for each in MODELS if not isinstance(each, PartlyFrozen)])
def test_own_scale_gives_on_features_what_the_model_gives_on_inputs(model: Model) -> None:
    rng = np.random.default_rng(3)
    features, target = samples(model, rng)
    d = model.n_features
    mean, sd = np.array([1.0, -2.0, 0.5])[:d], np.array([2.0, 0.5, 3.0])[:d]
    many = rng.normal(size=(4, model.n_parameters))
    own = model.own_scale(many, mean, sd)
    expected = model.loss(many, (features - mean) / sd, target)
    np.testing.assert_allclose(model.loss(own, features, target), expected, rtol=1e-12)


@pytest.mark.parametrize("model", MODELS)
def test_parameters_have_names_and_a_start(model: Model) -> None:
    assert len(set(model.parameter_names)) == model.n_parameters
    first, again = (model.initial(np.random.default_rng(5)) for _ in range(2))
    assert first.shape == (model.n_parameters,)
    np.testing.assert_array_equal(first, again)


def test_a_networks_start_keeps_the_sums_variance() -> None:
    for activation, gain in (("tanh", 1.0), ("relu", 2.0)):
        model = MLP((400, 300, 1), activation)
        hidden, _ = model.layers(model.initial(np.random.default_rng(0)))
        assert hidden.weights.std() == pytest.approx(np.sqrt(gain / 400), rel=0.01)
        assert not hidden.biases.any()


def test_names_point_at_the_weights_that_they_name() -> None:
    model = MLP((2, 3, 1))
    layers = model.layers(np.arange(float(model.n_parameters)))
    names = np.array(model.parameter_names)
    assert names[int(layers[0].weights[2, 1])] == "w1[3,2]"
    assert names[int(layers[0].biases[1])] == "b1[2]"
    assert names[int(layers[1].weights[0, 2])] == "w2[1,3]"


@pytest.mark.parametrize(
    "model",
    [MLP((3, 4, 2, 1)), MLP((3, 5, 4)), MLP((3, 1)), MLP((3, 4, 1), loss_name="squared-error")],
)
def test_the_passes_that_keep_everything_agree_with_the_gradient(model: MLP) -> None:
    sizes, rng = model.sizes, np.random.default_rng(4)
    parameters = rng.normal(size=model.n_parameters)
    inputs, target = samples(model, rng)
    forward = model.forward(parameters, inputs)
    backward = model.backward(parameters, forward, target)
    exact = model.loss_and_gradient(parameters, inputs, target)[1]
    np.testing.assert_allclose(backward.gradient, exact, rtol=1e-12, atol=1e-16)
    assert [z.shape for z in forward.pre_activations] == [(9, out) for out in sizes[1:]]
    assert [a.shape for a in forward.activations] == [(9, size) for size in sizes]
    for upstream, local, delta in zip(*backward[:3], strict=True):
        assert upstream.shape == local.shape == delta.shape
        if delta.shape[1] == 1 or delta is not backward.deltas[-1]:
            np.testing.assert_allclose(upstream * local, delta, rtol=1e-12)


@pytest.mark.parametrize(
    ("build", "problem"),
    [
        (lambda: MLP((3, 1), "swish"), "no activation 'swish'"),
        (lambda: MLP((3,)), "two or more layers"),
        (lambda: MLP((3, 0, 1)), "at least 1 unit"),
        (lambda: MLP((3, 10**6, 10**6, 1)), "make it smaller"),
        (lambda: MLP((1,) * 1001), "1000 layers at most"),
        (lambda: Wave(0.0, 0.0, 1.0), "sd above 0"),
        (lambda: model_from_description({"kind": "tree"}), "no kind of model 'tree'"),
        (lambda: ModelObjective(LogisticRegression(2), load("heart")), "takes 2 features"),
        (lambda: ModelObjective(MLP((1, 3)), load("heart")), "predicts one of 3 classes, 'AHD'"),
        (lambda: ModelObjective(LinearRegression(1), load("heart")), "a number, 'AHD' is one of 2"),
        (lambda: ModelObjective(LogisticRegression(1), RATES), "2 classes, 'MaxHR' is a number"),
        (lambda: MLP((3, 2), loss_name="squared-error"), "a number has one output"),
    ],
)
def test_what_makes_no_model_is_refused(build: Any, problem: str) -> None:
    with pytest.raises(RequestError, match=problem):
        build()


@pytest.mark.parametrize(
    "model", [MLP((3, 4, 2, 1)), MLP((3, 5, 4)), MLP((3, 4, 1), loss_name="squared-error")]
)
def test_a_pass_in_parts_gives_the_same(model: MLP, monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(8)
    inputs, target = rng.normal(size=(7, 3)), np.arange(7.0) % max(2, model.n_classes)
    parameters = rng.normal(size=(2, model.n_parameters))
    whole = model.loss(parameters, inputs, target)
    loss, gradient = model.loss_and_gradient(parameters[0], inputs, target)
    monkeypatch.setattr(mlp, "MOST_VALUES", 2 * sum(model.sizes))
    np.testing.assert_allclose(model.loss(parameters, inputs, target), whole, rtol=1e-12)
    parts = model.loss_and_gradient(parameters[0], inputs, target)
    np.testing.assert_allclose(parts[0], loss, rtol=1e-12)
    np.testing.assert_allclose(parts[1], gradient, rtol=1e-9, atol=1e-15)
