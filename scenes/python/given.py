"""What a training loop gives: arrays and numbers of any library, and data as plain arrays."""

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from gradreel.engine.arrays import FloatArray
from gradreel.engine.data import Dataset
from gradreel.engine.data.dataset import unscaled
from gradreel.engine.errors import RequestError, shorten

BRAIN: Final = "bfloat16"
PRECISIONS: Final = ("float16", "float32", "float64")
MAX_DATA_BYTES: Final = 2**27
MOST_CLASSES: Final = 1000
SIDE: Final = 81
MARGIN: Final = 0.15
"""Of the plane of two features beside the data, in shares of their range."""

Array = NDArray[Any]


def array_of(value: Any, name: str) -> tuple[Array, str]:
    """Return numbers of any library as an array, which may share their memory, and their precision.

    NumPy has no bfloat16; as float32 its numbers are the same.

    Args:
        value: an array or a tensor of PyTorch, Keras or any library whose arrays NumPy reads.
        name: what to call it in messages.

    Raises:
        RequestError: these aren't real numbers that NumPy has.
    """
    array = _read(value, name)
    if array.dtype.kind in "iub":
        return array.astype(np.float64), "float64"
    if array.dtype.name == BRAIN:
        return array.astype(np.float32), BRAIN
    if array.dtype.name not in PRECISIONS:
        raise RequestError(
            f"{name} has values of the kind {shorten(str(array.dtype), 40)}; "
            f"a record holds numbers, {', '.join(PRECISIONS)} and {BRAIN}"
        )
    is_brain = str(getattr(value, "dtype", "")).endswith(BRAIN)
    return array, BRAIN if is_brain else array.dtype.name


def _read(value: Any, name: str) -> Array:
    """Return any library's values as an array of their own kind, but bfloat16 of PyTorch.

    Raises:
        RequestError: they are no array.
    """
    try:
        for method in ("detach", "cpu"):
            value = getattr(value, method)() if hasattr(value, method) else value
        if str(getattr(value, "dtype", "")) == f"torch.{BRAIN}":
            value = value.float()
        return np.asarray(value.numpy() if hasattr(value, "numpy") else value)
    except Exception as error:  # whatever another library says
        reason = shorten(" ".join(str(error).split()), 70)
        raise RequestError(f"{name} can't be read as an array: {reason}") from None


def number_of(value: Any, name: str) -> float:
    """Return a number of any library; nan for None.

    Raises:
        RequestError: it isn't one number.
    """
    if value is None:
        return math.nan
    array, _ = array_of(value, name)
    if array.size != 1:
        raise RequestError(f"{name} is one number, and not an array {array.shape}")
    return float(array.reshape(()))


def share_of(value: Any, name: str) -> float:
    """Return a number from 0 to 1; nan for None.

    Raises:
        RequestError: it isn't one.
    """
    share = number_of(value, name)
    if share < 0 or share > 1:
        raise RequestError(f"{name} is a share from 0 to 1, and not {share:g}")
    return share


def norm_of(gradients: Any) -> float:
    """Return the length of all gradients together, computed in float64; nan for None.

    Args:
        gradients: arrays, or arrays by their names; None among them counts as nothing.
    """
    if gradients is None:
        return math.nan
    found = [array_of(each, "a gradient")[0] for each in parts_of(gradients) if each is not None]
    squares = (float((each.astype(np.float64) ** 2).sum()) for each in found)
    return math.sqrt(sum(squares))


def parts_of(arrays: Any) -> list[Any]:
    """Return the arrays that these are: of a mapping, several, or one."""
    if isinstance(arrays, Mapping):
        return list(arrays.values())
    if hasattr(arrays, "shape") or not isinstance(arrays, Iterable):
        return [arrays]
    return list(arrays)


def names_of(arrays: Any, count: int, names: Sequence[str] | None) -> tuple[str, ...]:
    """Return the names of arrays: their own, those that were given, or numbers.

    Raises:
        RequestError: so many names don't fit.
    """
    if isinstance(arrays, Mapping):
        return tuple(map(str, arrays))
    if names is None:
        return tuple(f"parameters {index}" for index in range(1, count + 1))
    if len(names) != count:
        raise RequestError(f"there are {count} arrays of parameters and {len(names)} names")
    return tuple(map(str, names))


def dataset_of(
    features: Any,
    target: Any,
    feature_names: Sequence[str] | None,
    class_names: Sequence[str] | None,
    target_name: str,
) -> Dataset:
    """Return what a model is trained on.

    The target is classes where they have names, or are words, whole numbers or only 0.0 and 1.0.

    Args:
        features: (n, d), as the model takes them.
        target: (n,) or (n, 1), or (n, c) with a 1 at each row's class.
        feature_names: d names; x1, x2 and so on when None.
        class_names: in the order of the classes' numbers; these are their names when None.
        target_name: what the target is.

    Raises:
        RequestError: they don't fit each other, or are too large.
    """
    inputs, _ = array_of(features, "features")
    if inputs.ndim != 2 or not inputs.size:
        raise RequestError(f"features are rows and columns, and not an array {inputs.shape}")
    if 8 * inputs.size > MAX_DATA_BYTES:
        size, limit = 8 * inputs.size / 1e6, MAX_DATA_BYTES / 1e6
        raise RequestError(f"features take {size:.0f} MB, over {limit:.0f} MB: give fewer rows")
    numbers, classes = _targets(target, class_names)
    n, d = inputs.shape
    names = tuple(map(str, feature_names or (f"x{index}" for index in range(1, d + 1))))
    if numbers.shape != (n,) or len(names) != d:
        told = f"{len(numbers)} targets and {len(names)} names of features"
        raise RequestError(f"features are an array {inputs.shape}; there are {told}")
    if not (np.isfinite(inputs).all() and np.isfinite(numbers).all()):
        raise RequestError("features and target must be finite numbers")
    return unscaled(
        features=inputs.astype(np.float64),
        target=numbers,
        feature_names=names,
        target_name=target_name or ("class" if classes else "y"),
        class_names=classes,
        source="",
    )


def classes_of(target: Any) -> Array:
    """Return a target (n,) of a target (n,) or (n, 1), or (n, c) with a 1 at each row's class."""
    values = _read(target, "target")
    if values.ndim == 2:
        return values.argmax(axis=1) if values.shape[1] > 1 else values[:, 0]
    return values


def _targets(target: Any, names: Sequence[str] | None) -> tuple[FloatArray, tuple[str, ...]]:
    """Return targets (n,) and the names of their classes, if they are classes."""
    values = classes_of(target)
    if values.dtype.kind in "USO":
        values = values.astype(str)
    else:
        is_number = values.dtype.kind not in "iub" and not np.isin(values, (0, 1)).all()
        if names is None and is_number:
            return values.astype(np.float64), ()
        if names is not None and np.isin(values, np.arange(len(names))).all():
            return values.astype(np.float64), tuple(map(str, names))
        whole = values.astype(np.int64)
        values = whole if (whole == values).all() else values
    found, numbers = np.unique(values, return_inverse=True)
    return numbers.astype(np.float64), _class_names(found, names)


def _class_names(found: Array, names: Sequence[str] | None) -> tuple[str, ...]:
    if len(found) > MOST_CLASSES:
        raise RequestError(f"target has {len(found):,} classes; numbers are given as floats")
    if names is not None and len(names) != len(found):
        raise RequestError(f"target has {len(found)} classes, and there are {len(names)} names")
    return tuple(map(str, names or found.tolist()))


def places_over(dataset: Dataset) -> tuple[FloatArray, FloatArray]:
    """Return rising values (m,) and (k,) of two features, over the data and somewhat farther.

    Raises:
        RequestError: there aren't two features.
    """
    if dataset.n_features != 2:
        raise RequestError(
            f"predict is asked all over the plane of two features; there are {dataset.n_features}"
        )
    low, high = dataset.features.min(axis=0), dataset.features.max(axis=0)
    margin = MARGIN * np.where(high > low, high - low, np.maximum(1.0, np.abs(low)))
    xs, ys = np.linspace(low - margin, high + margin, SIDE).T
    return xs, ys


def probabilities_of(answers: Any, xs: FloatArray, ys: FloatArray) -> Array:
    """Return what a model answers at the places of a plane: (k, m, c), or values not finite.

    Args:
        answers: (k m,), the probability of the second of two classes; or (k m, c) of each.
        xs: (m,).
        ys: (k,).

    Raises:
        RequestError: they are no probabilities.
    """
    values = array_of(answers, "what predict returns")[0]
    count = len(xs) * len(ys)
    if values.shape in {(count,), (count, 1)}:
        values = np.stack([1 - values.ravel(), values.ravel()], axis=-1)
    if values.ndim != 2 or len(values) != count:
        raise RequestError(f"predict returns {count} rows, and not an array {values.shape}")
    finite = values[np.isfinite(values).all(axis=1)]
    if (finite < 0).any() or (np.abs(finite.sum(axis=1) - 1) > 0.01).any():
        told = f"{finite.min():g} to {finite.max():g}"
        raise RequestError(f"predict returns values from {told}, and not probabilities")
    return values.reshape(len(ys), len(xs), -1).astype(np.float32)
