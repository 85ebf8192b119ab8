"""Records the training of a scikit-learn estimator."""

from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from functools import cached_property, partial
from os import PathLike
from typing import Any

import numpy as np

from gradreel.engine.arrays import FloatArray
from gradreel.engine.errors import RequestError
from gradreel.scenes.python.adapters.base import (
    Adapter,
    Live,
    Measured,
    asked_on_plane,
    recordable,
)
from gradreel.scenes.python.given import Array
from gradreel.scenes.python.recorder import Recorder

try:
    import sklearn
    from sklearn.base import is_classifier
    from sklearn.metrics import hinge_loss, mean_squared_error
except ImportError:
    raise RequestError("SklearnRecorder needs scikit-learn: pip install scikit-learn") from None

Loss = Callable[[Any, Any, Any], float]


class SklearnRecorder(Adapter):
    """Records the training of a scikit-learn estimator, and writes the record as its block ends.

        with gradreel.SklearnRecorder("run.npz", estimator, X, y) as recorder:
            for _ in range(100):
                estimator.partial_fit(X, y, classes=[0, 1])
                recorder.step()

    A step is a call of `partial_fit`, or of `fit` with `warm_start=True, max_iter=1`. An estimator
    has no parameters before its first fit, so its record begins after that, at step 1. Parameters
    are `coefs_` and `intercepts_`, as of MLPClassifier, or `coef_` and `intercept_`, as of
    SGDClassifier and LogisticRegression. Of a network a row for each unit is recorded: `coefs_`
    transposed, as scikit-learn has a column for each.

    Args:
        path: the .npz to write.
        estimator: a classifier or a regressor.
        features: (n, d), the rows that it is fitted to.
        target: (n,), their classes or numbers.
        held_out: features and target that it isn't fitted to.
        class_names: in the order of `classes_`.
        feature_names: d names; those of a DataFrame's columns when None.
        loss_function: of the estimator, features and target. By default the log loss of a
            classifier that tells probabilities, the hinge loss of one that doesn't and is fitted by
            that, and a regressor's mean squared error, each without penalties.
        every: how many steps lie between two states that are recorded.
        planes: whether the loss is evaluated on two planes at the end: about 1,900 times.

    Raises:
        RequestError: the file can't be written, the data don't fit, or no loss is known.
    """

    def __init__(  # noqa: PLR0913
        self,
        path: str | PathLike[str],
        estimator: Any,
        features: Any,
        target: Any,
        *,
        held_out: Sequence[Any] | None = None,
        class_names: Sequence[str] | None = None,
        feature_names: Sequence[str] | None = None,
        loss_function: Loss | None = None,
        every: int = 1,
        planes: bool = True,
    ) -> None:
        super().__init__(features, target, held_out, every)
        self._estimator, self._loss = estimator, loss_function or _loss_of(estimator)
        if feature_names is None and hasattr(features, "columns"):
            feature_names = [str(each) for each in features.columns]
        tells = is_classifier(estimator) and hasattr(estimator, "predict_proba")
        classes = len(np.unique(np.asarray(target))) if tells else 0
        names = class_names if is_classifier(estimator) else None
        self._recorder = Recorder(
            path,
            maker=f"scikit-learn {sklearn.__version__}",
            predict=asked_on_plane(features, classes, self._probabilities),
            loss_at=self._loss_at if planes else None,
            **recordable(features, target, names, feature_names, 0),
        )
        if self._is_there():
            self._record()

    def _is_there(self) -> bool:
        return hasattr(self._estimator, "coefs_") or hasattr(self._estimator, "coef_")

    def _measured(self, features: Any, target: Any) -> Measured:
        loss = self._loss(self._estimator, features, target)
        if not is_classifier(self._estimator):
            return Measured(loss)
        return Measured(loss, np.mean(self._estimator.predict(features) == np.asarray(target)))

    def _learning_rate(self) -> Any:
        """Return a rate that stays as it is."""
        known = self._estimator.get_params()
        if known.get("solver") == "adam" or known.get("learning_rate") == "constant":
            return known.get("learning_rate_init", known.get("eta0"))
        return None

    def _parameters(self) -> Mapping[str, Any]:
        return _parameters(self._estimator)

    def _probabilities(self, points: FloatArray) -> Any:
        features = self._data[0]
        if hasattr(features, "columns"):  # whose names scikit-learn expects again
            points = type(features)(points, columns=features.columns)
        return self._estimator.predict_proba(points)

    @cached_property
    def _probe(self) -> Any:
        return deepcopy(self._estimator)

    def _loss_at(self, vector: FloatArray) -> float:
        """Return the loss at parameters (p,), of a copy, so that the estimator stays as it is."""
        own = _arrays(self._probe)
        bounds = np.cumsum([each.size for each in own])[:-1]
        parts = zip(own, np.split(vector, bounds), strict=True)
        _put(self._probe, [part.reshape(each.shape).astype(each.dtype) for each, part in parts])
        return float(self._loss(self._probe, *self._data))


def _parameters(estimator: Any) -> dict[str, Any]:
    """Return what gives the parameters, by their names."""
    return {
        name: Live(partial(_array, estimator, index))
        for index, name in enumerate(_names(estimator))
    }


def _array(estimator: Any, index: int) -> Array:
    return _arrays(estimator)[index]


def _names(estimator: Any) -> list[str]:
    if not hasattr(estimator, "coefs_"):
        return ["coef_", "intercept_"]
    layers = range(len(estimator.coefs_))
    return [f"{name}[{layer}]" for layer in layers for name in ("coefs_", "intercepts_")]


def _arrays(estimator: Any) -> list[Array]:
    """Return the parameters, matrices with a row for each unit."""
    if not hasattr(estimator, "coefs_"):
        return [np.atleast_2d(estimator.coef_), np.atleast_1d(estimator.intercept_)]
    layers = zip(estimator.coefs_, estimator.intercepts_, strict=True)
    return [each for weights, biases in layers for each in (weights.T, biases)]


def _put(estimator: Any, arrays: list[Array]) -> None:
    """Put parameters into an estimator in place of those that `_arrays` returns."""
    if hasattr(estimator, "coefs_"):
        estimator.coefs_ = [each.T for each in arrays[::2]]
        estimator.intercepts_ = arrays[1::2]
    else:
        estimator.coef_ = arrays[0].reshape(np.shape(estimator.coef_))
        estimator.intercept_ = arrays[1].reshape(np.shape(estimator.intercept_))


def _loss_of(estimator: Any) -> Loss:
    """Return the loss that fits an estimator.

    Raises:
        RequestError: none does.
    """
    if not is_classifier(estimator):
        return lambda model, X, y: float(mean_squared_error(y, model.predict(X)))  # noqa: N803
    if hasattr(estimator, "predict_proba"):
        return _log_loss
    if estimator.get_params().get("loss") == "hinge":
        return lambda model, X, y: float(  # noqa: N803
            hinge_loss(y, model.decision_function(X), labels=model.classes_)
        )
    name = type(estimator).__name__
    raise RequestError(f"the loss of {name} isn't known: give loss_function(estimator, X, y)")


def _log_loss(model: Any, features: Any, target: Any) -> float:
    """Return what `sklearn.metrics.log_loss` does, without its checks, which take longer."""
    probabilities = model.predict_proba(features)
    columns = np.searchsorted(model.classes_, np.asarray(target))
    right = probabilities[np.arange(len(columns)), columns]
    return float(-np.log(np.maximum(right, np.finfo(right.dtype).eps)).mean())
