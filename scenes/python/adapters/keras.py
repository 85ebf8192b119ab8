"""Records the training of a Keras model; tried with PyTorch, JAX and TensorFlow as its backend."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from os import PathLike
from pathlib import Path
from typing import Any, Final

import numpy as np

from gradreel.engine.arrays import FloatArray
from gradreel.engine.errors import RequestError
from gradreel.scenes.cli.train import check_record
from gradreel.scenes.python.adapters.base import (
    ROWS_AT_ONCE,
    Adapter,
    Live,
    Measured,
    asked_on_plane,
    is_small,
    recordable,
    share_right,
)
from gradreel.scenes.python.given import Array, norm_of
from gradreel.scenes.python.recorder import Recorder

try:
    import keras
except ImportError:
    raise RequestError(
        "KerasRecorder needs Keras and a backend for it: pip install keras torch"
    ) from None

LINKS: Final[Mapping[str, str]] = {
    "binarycrossentropy": "sigmoid",
    "categoricalcrossentropy": "softmax",
    "sparsecategoricalcrossentropy": "softmax",
}
"""From logits to probabilities, by the names of Keras's losses of classes."""


class KerasRecorder(Adapter, keras.callbacks.Callback):  # type: ignore[misc]  # it has no types
    """Records the training of a Keras model: a callback, which writes the record at its end.

        recorder = gradreel.KerasRecorder("run.npz", X, y)
        model.fit(X, y, epochs=20, callbacks=[recorder])

    The state before the first update is recorded, then that after each batch. Losses are measured
    as `model.evaluate` does, on all rows that are given, with what regularizers add. A kernel is
    recorded with a row for each unit: transposed, as Keras has a column for each. Keras ends no
    callback after an error; with the fit in a block of `with recorder:`, it is recorded so far.

    Args:
        path: the .npz to write.
        features: an array of n rows, as the model takes them, or several of them.
        target: an array, as the loss takes it.
        held_out: features and target that the model isn't trained on.
        class_names: in the order of the classes' numbers.
        feature_names: d names.
        predict: returns probabilities (n,) or (n, c) for features, where the loss isn't one of
            Keras's cross-entropies.
        every: how many updates lie between two states that are recorded.
        planes: whether the loss is evaluated on two planes at the end: about 7,400 times.

    Raises:
        RequestError: the file can't be written, or the data don't fit.
    """

    def __init__(  # noqa: PLR0913
        self,
        path: str | PathLike[str],
        features: Any,
        target: Any,
        *,
        held_out: Sequence[Any] | None = None,
        class_names: Sequence[str] | None = None,
        feature_names: Sequence[str] | None = None,
        predict: Callable[[Any], Any] | None = None,
        every: int = 1,
        planes: bool = True,
    ) -> None:
        keras.callbacks.Callback.__init__(self)
        Adapter.__init__(self, features, target, held_out, every)
        check_record(Path(path))
        self._path, self._has_planes, self._predict = path, planes, predict
        self._class_names, self._feature_names = class_names, feature_names

    def on_train_begin(self, logs: Any = None) -> None:
        """Record the model as it is before its first update."""
        del logs
        if self._recorder is not None:
            return
        features, target = self._data
        classes = self._n_classes()
        count = sum(int(np.prod(each.shape)) for each in self.model.trainable_variables)
        self._recorder = Recorder(
            self._path,
            maker=f"Keras {keras.__version__}",
            predict=asked_on_plane(features, classes, self._probabilities),
            loss_at=self._losses_at if self._has_planes and is_small(count) else None,
            **recordable(features, target, self._class_names, self._feature_names, classes),
        )
        self._record()

    def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
        """Record the model after an update."""
        del batch, logs
        self.step()

    def on_train_end(self, logs: Any = None) -> None:
        """Write the record."""
        del logs
        self.save()

    def _n_classes(self) -> int:
        if self._predict is None and _link(self.model.loss) is None:
            return 0
        shape = np.shape(self._probabilities(self._data[0]))
        return int(shape[1]) if len(shape) > 1 and shape[1] > 1 else 2

    def _probabilities(self, features: Any) -> Any:
        """Return probabilities (n,) or (n, c)."""
        if self._predict is not None:
            return self._predict(features)
        link = _link(self.model.loss)
        assert link is not None  # noqa: S101  or there were no classes
        return keras.ops.convert_to_numpy(link(self._outputs(features)))

    def _outputs(self, features: Any) -> Any:
        inputs = keras.tree.map_structure(keras.ops.convert_to_tensor, features)
        return self.model(inputs, training=False)

    def _loss(self, features: Any, target: Any) -> Any:
        outputs, target = self._outputs(features), keras.ops.convert_to_tensor(target)
        return self.model.compute_loss(x=features, y=target, y_pred=outputs, training=False)

    def _measured(self, features: Any, target: Any) -> Measured:
        knows = self._predict is not None or _link(self.model.loss) is not None
        right = share_right(self._probabilities(features), target) if knows else None
        loss = keras.ops.convert_to_numpy(self._loss(features, target))
        return Measured(loss, right)

    def _learning_rate(self) -> Any:
        return float(keras.ops.convert_to_numpy(self.model.optimizer.learning_rate))

    def _gradient_norm(self) -> float | None:
        if keras.backend.backend() != "torch":
            return None  # other backends keep no gradient beyond the step
        found = [each.value.grad for each in self.model.trainable_variables]
        return norm_of(found)

    def _parameters(self) -> Mapping[str, Any]:
        return {
            each.path: Live(partial(_units_first, each), each.dtype)
            for each in self.model.trainable_variables
        }

    def _losses_at(self, points: FloatArray) -> Array:
        """Return the losses (k,) at parameters (k, p), or that at one vector (p,).

        A model that can't be evaluated with several sets of parameters at once raises an error.
        """
        if points.ndim == 1:
            mapping = self._unflattened(points[None])
            return np.asarray(
                keras.ops.convert_to_numpy(self._loss_with([each[0] for each in mapping]))
            )
        size = max(1, ROWS_AT_ONCE // len(self._data[1]))
        parts = (points[first : first + size] for first in range(0, len(points), size))
        found = (keras.ops.vectorized_map(self._loss_with, self._unflattened(p)) for p in parts)
        return np.concatenate([keras.ops.convert_to_numpy(each) for each in found])

    def _loss_with(self, values: Sequence[Any]) -> Any:
        """Return the loss with other values of the variables."""
        mapping = [*zip(self.model.trainable_variables, values, strict=True)]
        with keras.StatelessScope(state_mapping=mapping):
            return self._loss(*self._data)

    def _unflattened(self, points: FloatArray) -> list[Any]:
        """Return the values of the variables, each (k, ...), that vectors (k, p) stand for."""
        variables = self.model.trainable_variables
        shapes = [_units_first(each).shape for each in variables]
        bounds = np.cumsum([np.prod(shape, dtype=int) for shape in shapes])[:-1]
        parts = zip(variables, np.split(points, bounds, axis=1), shapes, strict=True)
        return [_own_order(each, part.reshape(-1, *shape)) for each, part, shape in parts]


def _link(loss: Any) -> Callable[[Any], Any] | None:
    """Return what gives probabilities of outputs, where the loss says so."""
    name = loss if isinstance(loss, str) else getattr(loss, "__name__", type(loss).__name__)
    link = LINKS.get(name.replace("_", "").lower())
    if link is None:
        return None
    if not getattr(loss, "from_logits", False):
        return lambda outputs: outputs
    found: Callable[[Any], Any] = getattr(keras.ops, link)
    return found


def _units_first(variable: Any) -> Array:
    """Return a variable's values, a kernel's with the units, its last axis, as its first."""
    values: Array = np.asarray(keras.ops.convert_to_numpy(variable))
    return np.moveaxis(values, -1, 0) if _is_kernel(variable) else values


def _own_order(variable: Any, values: Array) -> Any:
    """Return values (k, ...) as a variable has them."""
    own = np.moveaxis(values, 1, -1) if _is_kernel(variable) else values
    return keras.ops.convert_to_tensor(own, dtype=variable.dtype)


def _is_kernel(variable: Any) -> bool:
    return variable.name == "kernel" and len(variable.shape) > 1
