"""A history as the arrays of an .npz file, and back."""

import json
from collections.abc import Mapping
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from gradreel.engine.data.dataset import Dataset
from gradreel.engine.errors import RequestError
from gradreel.engine.history import SERIES, History, Plane, Regions, Tensor

FORMAT: Final = "gradreel-history"
VERSION: Final = 1
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
        steps=arrays["steps"].astype(np.int64),
        series={name: arrays[name].astype(np.float64) for name in SERIES if name in arrays},
        snapshots=arrays["snapshots"].astype(np.int64),
        tensors=tuple(Tensor(name, arrays[f"tensor_{index}"]) for index, name in enumerate(names)),
        dataset=None if about["data"] is None else dataset_of(about["data"], arrays),
        regions=_regions(arrays),
        planes=tuple(_plane(str(kind), arrays) for kind in about["planes"]),
        outcome=str(about.get("outcome", "")),
    )


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
        features=arrays["features"],
        target=arrays["target"],
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


def _regions(arrays: Arrays) -> Regions | None:
    if "regions" not in arrays:
        return None
    return Regions(arrays["regions_xs"], arrays["regions_ys"], arrays["regions"])


def _plane(kind: str, arrays: Arrays) -> Plane:
    return Plane(kind, **{name: arrays[f"{kind}_{name}"] for name in OF_PLANE})
