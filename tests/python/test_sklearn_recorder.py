"""What `SklearnRecorder` records of scikit-learn's estimators is what they compute."""

import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import LogisticRegression, Perceptron, SGDClassifier, SGDRegressor
from sklearn.metrics import hinge_loss, log_loss, mean_squared_error
from sklearn.neural_network import MLPClassifier, MLPRegressor

import gradreel as package
from gradreel import History, RequestError
from tests.python.networks import HIDDEN, OTHER_X, OTHER_Y, X, Y, assert_is_right

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def _in_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def trained(estimator: Any, x: Any = X, y: Any = Y, **options: Any) -> History:
    """Train an estimator in a few steps, and return its record."""
    classes = {"classes": np.unique(y)} if hasattr(estimator, "predict_log_proba") else {}
    if isinstance(estimator, SGDClassifier | Perceptron):
        classes = {"classes": np.unique(y)}
    with package.SklearnRecorder("a.npz", estimator, x, y, **options) as recorder:
        for _ in range(6):
            estimator.partial_fit(x, y, **classes)
            recorder.step()
    return recorder.history


@pytest.mark.parametrize("kind", [np.float32, np.float64])
def test_a_network_is_recorded_to_the_bit_and_trains_as_without(kind: Any) -> None:
    def network() -> MLPClassifier:
        rate = {"learning_rate_init": 0.05, "batch_size": 20}
        return MLPClassifier((HIDDEN,), activation="tanh", random_state=0, **rate)

    x, held_out = X.astype(kind), (OTHER_X.astype(kind), OTHER_Y)
    history = trained(network(), x, held_out=held_out)
    alone, states = network(), []
    for _ in range(6):
        alone.partial_fit(x, Y, classes=[0, 1])
        states.append(
            [
                each.copy()
                for pair in zip(alone.coefs_, alone.intercepts_, strict=True)
                for each in pair
            ]
        )
    for index, tensor in enumerate(history.tensors):
        for mine, theirs in zip(tensor.values, states, strict=True):
            np.testing.assert_array_equal(mine, theirs[index].T)
    assert history.steps.tolist() == [1, 2, 3, 4, 5, 6]
    assert history.precision == np.dtype(kind).name
    np.testing.assert_allclose(history.series["loss"][-1], log_loss(Y, alone.predict_proba(x)))
    np.testing.assert_array_equal(history.series["learning_rate"], 0.05)
    assert_is_right(history)


def test_linear_models_are_recorded_each_with_its_loss() -> None:
    sgd = SGDClassifier(loss="log_loss", random_state=0)
    history = trained(sgd, planes=False)
    np.testing.assert_array_equal(history.tensors[0].values[-1], sgd.coef_)
    np.testing.assert_array_equal(history.tensors[1].values[-1], sgd.intercept_)
    np.testing.assert_allclose(history.series["loss"][-1], log_loss(Y, sgd.predict_proba(X)))
    assert history.series["accuracy"][-1] == sgd.score(X, Y)
    hinge = SGDClassifier(random_state=0)
    history = trained(hinge, planes=False)
    expected = hinge_loss(Y, hinge.decision_function(X))
    np.testing.assert_allclose(history.series["loss"][-1], expected)
    assert history.regions is None
    line = SGDRegressor(learning_rate="constant", eta0=0.01, random_state=0)
    history = trained(line, y=X @ [1.0, 2.0])
    assert history.tensors[0].values.shape == (6, 1, 2)
    np.testing.assert_allclose(
        history.series["loss"][-1], mean_squared_error(X @ [1.0, 2.0], line.predict(X))
    )
    np.testing.assert_array_equal(history.series["learning_rate"], 0.01)
    plane = history.planes[0]
    point = plane.origin + plane.xs[3] * plane.right + plane.ys[5] * plane.up
    direct = mean_squared_error(X @ [1.0, 2.0], X @ point[:2] + point[2])
    np.testing.assert_allclose(plane.losses[5, 3], direct)


def test_a_fit_that_goes_on_is_recorded_from_where_it_is() -> None:
    model = LogisticRegression(warm_start=True, max_iter=1)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model.fit(X, Y)
        with package.SklearnRecorder("a.npz", model, X, Y, every=2, planes=False) as recorder:
            for _ in range(3):
                model.fit(X, Y)
                recorder.step()
    assert recorder.history.steps.tolist() == [0, 2, 3]
    np.testing.assert_array_equal(recorder.history.tensors[0].values[-1], model.coef_)
    expected = recorder.history.regions
    assert expected is not None
    corner = model.predict_proba([[expected.xs[0], expected.ys[0]]])[0]
    np.testing.assert_allclose(expected.probabilities[-1, 0, 0], corner, rtol=1e-6)


def test_words_several_classes_and_tables_are_taken() -> None:
    words = np.array(["left", "middle", "right"])[np.arange(len(X)) % 3]
    frame = pd.DataFrame(X, columns=["wide", "high"])
    with warnings.catch_warnings():
        warnings.simplefilter("error", UserWarning)  # that names of columns are missing
        model = MLPClassifier((3,), random_state=0)
        history = trained(model, frame, words, planes=False)
    data, regions = history.dataset, history.regions
    assert data is not None
    assert regions is not None
    assert (data.feature_names, data.class_names) == (("wide", "high"), ("left", "middle", "right"))
    assert regions.probabilities.shape[-1] == 3
    np.testing.assert_allclose(
        history.series["loss"][-1], log_loss(words, model.predict_proba(frame))
    )


def test_numbers_have_no_accuracy() -> None:
    model = MLPRegressor(hidden_layer_sizes=(3,), random_state=0)
    history = trained(model, y=X[:, 0] * 3, planes=False)
    assert "accuracy" not in history.series
    assert history.dataset is not None
    assert history.dataset.class_names == ()
    expected = mean_squared_error(X[:, 0] * 3, model.predict(X))
    np.testing.assert_allclose(history.series["loss"][-1], expected)


def test_a_loss_that_is_not_known_is_asked_for() -> None:
    with pytest.raises(RequestError, match="the loss of Perceptron isn't known"):
        package.SklearnRecorder("a.npz", Perceptron(), X, Y)
    with pytest.raises(RequestError, match="no state was recorded"):
        package.SklearnRecorder("a.npz", MLPClassifier(), X, Y).save()
    options: dict[str, Any] = {"loss_function": lambda model, x, y: 1 - model.score(x, y)}
    history = trained(Perceptron(), planes=False, **options)
    np.testing.assert_allclose(history.series["loss"], 1 - history.series["accuracy"])
