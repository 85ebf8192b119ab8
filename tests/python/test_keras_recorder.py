"""What `KerasRecorder` records of Keras's models, here on PyTorch, is what Keras computes."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import gradreel as package
from gradreel import History, RequestError
from tests.python.networks import HIDDEN, OTHER_X, OTHER_Y, X, Y, assert_is_right

pytestmark = pytest.mark.slow
keras: Any = None
ROWS, TARGET = X.astype(np.float32), Y.astype(np.float32)


@pytest.fixture(autouse=True, scope="module")
def _library() -> Iterator[None]:
    """Import it for these tests only, with the one backend that tests install."""
    global keras  # noqa: PLW0603
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KERAS_BACKEND", "torch")
        import keras as library
        import torch

        torch.set_num_threads(1)
        keras = library
        yield


@pytest.fixture(autouse=True)
def _in_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def network(last: str | None = "sigmoid", loss: Any = "binary_crossentropy", **options: Any) -> Any:
    keras.utils.set_random_seed(1)
    layers = keras.layers
    model = keras.Sequential(
        [
            keras.Input((2,)),
            layers.Dense(HIDDEN, "tanh", name="hidden", **options),
            layers.Dense(1, last, name="out"),
        ]
    )
    model.compile(keras.optimizers.Adam(0.1), loss)
    return model


def fit(model: Any, recorder: Any, *others: Any, x: Any = ROWS, y: Any = TARGET) -> History:
    options = {"batch_size": 25, "epochs": 3, "verbose": 0, "shuffle": False}
    model.fit(x, y, callbacks=[recorder, *others], **options)
    history = recorder.history
    assert isinstance(history, History)
    return history


def test_a_network_is_recorded_to_the_bit_and_trains_as_without() -> None:
    model, states = network(), []
    states.append(model.get_weights())
    seen = keras.callbacks.LambdaCallback(
        on_train_batch_end=lambda batch, logs: states.append(model.get_weights())
    )
    held_out = OTHER_X.astype(np.float32), OTHER_Y.astype(np.float32)
    history = fit(model, package.KerasRecorder("a.npz", ROWS, TARGET, held_out=held_out), seen)
    alone = network()
    alone.fit(ROWS, TARGET, batch_size=25, epochs=3, verbose=0, shuffle=False)
    assert history.steps.tolist() == list(range(13))
    for index, tensor in enumerate(history.tensors):
        for mine, theirs in zip(tensor.values, states, strict=True):
            np.testing.assert_array_equal(mine, theirs[index].T)
        np.testing.assert_array_equal(states[-1][index], alone.get_weights()[index])
    told = ["hidden/kernel", "hidden/bias", "out/kernel", "out/bias"]
    assert [each.name.split("/", 1)[1] for each in history.tensors] == told
    assert (history.maker, history.precision) == (f"Keras {keras.__version__}", "float32")
    np.testing.assert_allclose(history.series["learning_rate"], 0.1, rtol=1e-6)
    assert np.isfinite(history.series["gradient_norm"][:-1]).all()
    assert_is_right(history)


def test_losses_are_those_that_evaluate_tells_with_what_regularizers_add() -> None:
    model = network(kernel_regularizer="l2")
    history = fit(model, package.KerasRecorder("a.npz", ROWS, TARGET))
    told = model.evaluate(ROWS, TARGET, verbose=0)
    np.testing.assert_allclose(history.series["loss"][-1], told, rtol=1e-5)
    plane = history.planes[1]
    point = plane.origin + plane.xs[4] * plane.right + plane.ys[7] * plane.up
    kernel, bias, other, last = np.split(point, [2 * HIDDEN, 3 * HIDDEN, 4 * HIDDEN])
    model.set_weights([kernel.reshape(HIDDEN, 2).T, bias, other.reshape(HIDDEN, 1), last])
    told = model.evaluate(ROWS, TARGET, verbose=0)
    np.testing.assert_allclose(plane.losses[7, 4], told, rtol=1e-4)


def test_logits_and_several_classes_are_told_as_probabilities() -> None:
    losses = keras.losses
    plain = fit(network(), package.KerasRecorder("a.npz", ROWS, TARGET, planes=False))
    logits = network(None, losses.BinaryCrossentropy(from_logits=True))
    other = fit(logits, package.KerasRecorder("b.npz", ROWS, TARGET, planes=False))
    assert plain.regions is not None
    assert other.regions is not None
    np.testing.assert_allclose(plain.regions.probabilities, other.regions.probabilities, atol=1e-4)
    y = (np.arange(len(ROWS)) % 3).astype(np.int64)
    for target, loss in (
        (y, "sparse_categorical_crossentropy"),
        (np.eye(3)[y], "CategoricalCrossentropy"),
    ):
        keras.utils.set_random_seed(1)
        model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(3, "softmax")])
        model.compile("sgd", loss)
        names = list("abc")
        recorder = package.KerasRecorder("c.npz", ROWS, target, class_names=names, planes=False)
        found = fit(model, recorder, y=target)
        assert found.dataset is not None
        np.testing.assert_array_equal(found.dataset.target, y)
        assert found.regions is not None
        corner = np.array([[found.regions.xs[0], found.regions.ys[-1]]], dtype=np.float32)
        shown = found.regions.probabilities[-1, -1, 0]
        np.testing.assert_allclose(shown, model.predict(corner, verbose=0)[0], rtol=1e-5)
        judged = model.predict(ROWS, verbose=0).argmax(axis=1)
        assert found.series["accuracy"][-1] == (judged == y).mean()


def test_a_model_of_several_inputs_is_recorded_without_a_table() -> None:
    layers = keras.layers
    first, second = keras.Input((1,)), keras.Input((1,))
    out = layers.Dense(1, "sigmoid")(layers.Concatenate()([first, second]))
    model = keras.Model([first, second], out)
    model.compile("sgd", "binary_crossentropy")
    inputs = [ROWS[:, :1], ROWS[:, 1:]]
    history = fit(model, package.KerasRecorder("a.npz", inputs, TARGET), x=inputs)
    assert (history.dataset, history.regions, len(history.planes)) == (None, None, 2)
    told = model.evaluate(inputs, TARGET, verbose=0)
    np.testing.assert_allclose(history.series["loss"][-1], told, rtol=1e-5)


def test_weights_that_are_put_back_at_the_end_are_not_taken_for_the_last_state() -> None:
    model = network()
    first = model.get_weights()
    back = keras.callbacks.LambdaCallback(on_train_end=lambda logs: model.set_weights(first))
    recorder = package.KerasRecorder("a.npz", ROWS, TARGET, planes=False)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("gradreel.scenes.python.recorder.MOST_SNAPSHOTS", 6)
        model.fit(ROWS, TARGET, callbacks=[back, recorder], batch_size=25, epochs=3, verbose=0)
        options: dict[str, Any] = {"every": 5, "planes": False}
        fit(model, package.KerasRecorder("b.npz", ROWS, TARGET, **options))
    history, seldom = recorder.history, package.load("b.npz")
    assert isinstance(seldom, History)
    assert history.snapshots.tolist() == [0, 4, 8, 12]
    assert seldom.steps.tolist() == [0, 5, 10, 12]


def test_a_number_is_predicted_and_what_was_recorded_before_an_error_is_there() -> None:
    model = network(None, "mse")

    def stop(batch: int, logs: Any) -> None:
        if batch == 2:
            raise ZeroDivisionError

    recorder = package.KerasRecorder("a.npz", ROWS, TARGET - 0.25)
    with pytest.raises(RequestError, match="before the training begins"):
        _ = recorder.history
    with pytest.raises(ZeroDivisionError), recorder:
        fit(model, recorder, keras.callbacks.LambdaCallback(on_train_batch_end=stop))
    history = package.load("a.npz")
    assert isinstance(history, History)
    assert (history.outcome, history.n_steps, history.regions) == ("interrupted", 3, None)
    assert "accuracy" not in history.series
    with pytest.raises(RequestError, match=r"doesn't end in \.npz"):
        package.KerasRecorder("a.txt", ROWS, TARGET)
