"""A history as the arrays of an .npz file, and back."""

import json
from collections.abc import Mapping
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from gradreel.engine.arrays import FloatArray, IntArray
from gradreel.engine.data.dataset import Dataset
from gradreel.engine.errors import RequestError
from gradreel.engine.history import SERIES, History, Plane, Regions, Tensor

FORMAT: Final = "gradreel-history"
VERSION: Final = 1
LAST: Final = 2**53
OF_PLANE: Final = ("origin", "right", "up", "xs", "ys", "losses", "path", "share")

Arrays = Mapping[str, NDArray[Any]]


def to_arrays(history: History) -> dict[str, NDArray[Any]]:
    """Return the arrays that a file of a history holds, by their names."""
    about = {
        "maker": history.maker,
        "precision": history.precision,
        "outcome": history.outcome,
        "tensors": [each.name for each in history.tensors],
        "planes": [each.kind for each in history.planes],
        "data": None if history.dataset is None else _described(history.dataset),
    }
    arrays = {
        "format": np.array(FORMAT),
        "version": np.array(VERSION),
        "about": np.array(json.dumps(about)),
        "steps": history.steps,
        "snapshots": history.snapshots,
        **history.series,
    }
    arrays |= {f"tensor_{index}": each.values for index, each in enumerate(history.tensors)}
    if history.dataset is not None:
        arrays |= {"features": history.dataset.features, "target": history.dataset.target}
    if history.regions is not None:
        names = "regions_xs", "regions_ys", "regions"
        arrays |= dict(zip(names, vars(history.regions).values(), strict=True))
    for plane in history.planes:
        arrays |= {f"{plane.kind}_{name}": getattr(plane, name) for name in OF_PLANE}
    return arrays


def from_arrays(arrays: Arrays) -> History:
    """Build the history whose arrays these are.

    Raises:
        RequestError: they are of another version.
        KeyError, TypeError, ValueError: they are damaged.
    """
    if (version := int(arrays["version"])) != VERSION:
        raise RequestError(
            f"the record has version {version}, this gradreel reads {VERSION}: record it again"
        )
    about = json.loads(str(arrays["about"]))
    names = [str(each) for each in about["tensors"]]
    return History(
        maker=str(about["maker"]),
        precision=str(about["precision"]),
        steps=_whole(arrays["steps"], "steps"),
        series={name: _real(arrays[name], name) for name in SERIES if name in arrays},
        snapshots=_whole(arrays["snapshots"], "snapshots"),
        tensors=tuple(Tensor(name, arrays[f"tensor_{index}"]) for index, name in enumerate(names)),
        dataset=None if about["data"] is None else checked(dataset_of(about["data"], arrays)),
        regions=_regions(arrays),
        planes=tuple(_plane(str(kind), arrays) for kind in about["planes"]),
        outcome=str(about.get("outcome", "")),
    )


def _real(values: NDArray[Any], name: str) -> FloatArray:
    if not np.can_cast(values.dtype, np.float64):
        raise ValueError(f"{name} aren't numbers of 64 bits at most")
    return values.astype(np.float64)


def _whole(values: NDArray[Any], name: str) -> IntArray:
    if (np.floor(numbers := _real(values, name)) != numbers).any() or (numbers > LAST).any():
        raise ValueError(f"{name} aren't whole numbers up to {LAST}")
    return numbers.astype(np.int64)


def _described(data: Dataset) -> dict[str, Any]:
    return {
        "feature_names": list(data.feature_names),
        "target_name": data.target_name,
        "class_names": list(data.class_names),
        "source": data.source,
        "mean": data.mean.tolist(),
        "sd": data.sd.tolist(),
    }


def dataset_of(description: Mapping[str, Any], arrays: Arrays) -> Dataset:
    """Build the data that a record of either kind holds, from what is said of them and arrays."""
    codes = description.get("codes", ())
    dropped, filled = map(int, description.get("gaps", (0, 0)))
    return Dataset(
        features=_real(arrays["features"], "features"),
        target=_real(arrays["target"], "target"),
        feature_names=tuple(map(str, description["feature_names"])),
        target_name=str(description["target_name"]),
        class_names=tuple(map(str, description["class_names"])),
        source=str(description["source"]),
        mean=description["mean"],
        sd=description["sd"],
        codes=tuple((str(name), (str(no), str(yes))) for name, (no, yes) in codes),
        dropped=dropped,
        filled=filled,
    )


def checked(dataset: Dataset) -> Dataset:
    """Return data of a record of either kind.

    Raises:
        ValueError: they have no rows, classes that don't exist, numbers that aren't finite, or an
            impossible scaling.
    """
    if not dataset.n:
        raise ValueError("target is empty")
    if dataset.n_classes and not np.isin(dataset.target, np.arange(dataset.n_classes)).all():
        raise ValueError("target has values that are no classes")
    if not (np.isfinite(dataset.target).all() and np.isfinite(dataset.features).all()):
        raise ValueError("the data have values that aren't finite")
    if not (np.isfinite(dataset.mean).all() and (dataset.sd > 0.0).all()):
        raise ValueError("the scaling is impossible")
    return dataset


def _regions(arrays: Arrays) -> Regions | None:
    if "regions" not in arrays:
        return None
    xs, ys = (_real(arrays[f"regions_{axis}"], "a region's places") for axis in ("xs", "ys"))
    return Regions(xs, ys, arrays["regions"])


def _plane(kind: str, arrays: Arrays) -> Plane:
    return Plane(kind, **{name: _real(arrays[f"{kind}_{name}"], name) for name in OF_PLANE})
