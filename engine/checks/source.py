"""Whether data that a record says are built in are those."""

import numpy as np

from gradreel.engine.data import Dataset, load
from gradreel.engine.errors import RequestError


def check_source(dataset: Dataset) -> None:
    """Check data that are called heart: rows of the table that comes with gradreel.

    Toy sets are drawn anew for each seed, and somebody's own table may have changed since.

    Raises:
        RequestError: they are others.
    """
    if dataset.source != "heart":
        return
    try:
        as_number = dataset.n_classes == 0
        built_in = load("heart", dataset.feature_names, dataset.target_name, as_number=as_number)
    except RequestError:
        raise _other() from None
    if dataset.class_names != built_in.class_names or not _rows(dataset) <= _rows(built_in):
        raise _other()


def _rows(dataset: Dataset) -> set[tuple[float, ...]]:
    table = np.column_stack([dataset.features, dataset.target])
    return set(map(tuple, table.tolist()))


def _other() -> RequestError:
    return RequestError("it contradicts itself: its data are called heart, and are others")
