"""Whether data that a record says are built in are those."""

from typing import Final

import numpy as np

from gradreel.engine.data import Dataset, load
from gradreel.engine.data.curves import CURVES
from gradreel.engine.errors import RequestError

FIXED: Final = frozenset({"heart", "digits", *CURVES})


def check_source(dataset: Dataset) -> None:
    """Check data that are called by a built-in name: rows of what comes with gradreel.

    Toy sets are drawn anew for each seed, and somebody's own table may have changed since.

    Raises:
        RequestError: they are others.
    """
    if dataset.source not in FIXED:
        return
    try:
        built_in = load(
            dataset.source,
            dataset.feature_names,
            dataset.target_name,
            as_number=dataset.n_classes == 0,
            positive=dataset.class_names[1] if dataset.n_classes == 2 else None,
        )
    except RequestError:
        raise _other(dataset) from None
    named = dataset.class_names == built_in.class_names
    coded = dataset.codes in ((), built_in.codes)  # the first records had none
    if not (named and coded and _rows(dataset) <= _rows(built_in)):
        raise _other(dataset)


def _rows(dataset: Dataset) -> set[tuple[float, ...]]:
    table = np.column_stack([dataset.features, dataset.target])
    return set(map(tuple, table.tolist()))


def _other(dataset: Dataset) -> RequestError:
    return RequestError(
        f"it contradicts itself: its data are called {dataset.source}, and are others"
    )
