"""What arrays a record has, and whether their headers agree with its spec: no value is needed."""

from collections.abc import Mapping
from typing import Any, Final

import numpy as np

from gradreel.engine.arrays import IntArray
from gradreel.engine.errors import RequestError
from gradreel.engine.io.npz import Header
from gradreel.engine.models import model_from_description

ARRAYS: Final[Mapping[str, tuple[str, int]]] = {
    "parameters": ("<f8", 2),
    "loss": ("<f8", 1),
    "batch_loss": ("<f8", 1),
    "gradients": ("<f8", 2),
    "batch_indices": ("<i8", 2),
    "recorded_steps": ("<i8", 1),
}
DATA_ARRAYS: Final[Mapping[str, tuple[str, int]]] = {"features": ("<f8", 2), "target": ("<f8", 1)}
TEXTS: Final = ("format", "spec", "outcome")
LONGEST_TEXT: Final = 2**25
"""Of a text, in bytes: a spec of 100,000 features is far shorter."""
MOST_DROPS: Final = 1000


def recorded_steps(n_steps: int, stride: int) -> IntArray:
    """Return the steps that are kept: 0, stride, 2 stride, ..., and the last, n_steps."""
    return np.append(np.arange(0, n_steps, stride), n_steps)


def check_kinds(headers: Mapping[str, Header]) -> None:
    """Check that every array is of the kind that it should be.

    Raises:
        ValueError: one isn't.
    """
    for name in TEXTS:
        header = headers[name]
        if header.shape != () or header.dtype.kind != "U" or header.n_bytes > LONGEST_TEXT:
            raise ValueError(f"{name} is no text, or a very long one")
    if headers["version"].shape != () or headers["version"].dtype.kind != "i":
        raise ValueError("no version")
    for name, (dtype, dimensions) in {**ARRAYS, **DATA_ARRAYS}.items():
        if name in headers:
            header = headers[name]
            if header.dtype != np.dtype(dtype) or len(header.shape) != dimensions:
                raise ValueError(f"{name} has the wrong kind or shape")


def check_shapes(headers: Mapping[str, Header], spec: Mapping[str, Any]) -> None:
    """Check that the arrays have the lengths that the spec's run would have.

    Args:
        headers: of kinds that were checked.
        spec: the spec's JSON, read but not checked.

    Raises:
        RequestError, KeyError, TypeError, ValueError: they don't, or the spec is damaged.
    """
    if len(spec["rate_drops"]) > MOST_DROPS:
        raise ValueError("the rate drops too often")
    (n_steps,) = headers["batch_loss"].shape
    if n_steps > _whole(spec, "steps"):
        raise ValueError("batch_loss has more steps than the run")
    rows = -(-n_steps // _whole(spec, "stride")) + 1
    n_parameters = _n_parameters(spec["objective"])
    batch_size = 0 if spec["batch_size"] is None else _whole(spec, "batch_size")
    shapes: dict[str, tuple[int, ...]] = {
        "parameters": (rows, n_parameters),
        "loss": (rows,),
        "gradients": (rows - 1, n_parameters),
        "batch_indices": (n_steps, batch_size),
        "recorded_steps": (rows,),
    }
    for name, shape in shapes.items():
        if headers[name].shape != shape:
            raise ValueError(f"{name} has another length than the steps")
    if spec["objective"]["kind"] != "surface":
        _check_data(headers, spec["objective"]["data"])
    elif headers.keys() & DATA_ARRAYS.keys():
        raise ValueError("a surface has no data")


def _check_data(headers: Mapping[str, Header], data: Mapping[str, Any]) -> None:
    n_rows, n_features = headers["features"].shape
    if n_features != len(data["feature_names"]) or headers["target"].shape != (n_rows,):
        raise ValueError("features, their names and the target don't agree")


def _n_parameters(objective: Mapping[str, Any]) -> int:
    if objective["kind"] == "surface":
        return 2
    return model_from_description(objective["model"]).n_parameters


def _whole(spec: Mapping[str, Any], name: str) -> int:
    value = spec[name]
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise RequestError(f"{name} must be a whole number above 0")
    return value
