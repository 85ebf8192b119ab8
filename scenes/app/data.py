"""From what a person says of data to a data set: one that is built in, or a CSV."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from gradreel.engine.data import Dataset, load
from gradreel.engine.data.lookup import HEART
from gradreel.engine.data.tables import read_csv
from gradreel.engine.data_names import DATA_NAMES
from gradreel.engine.errors import unknown
from gradreel.scenes.files.sources import MAX_CSV_BYTES, read_regular


def load_data(
    source: str,
    x: Sequence[str] | None = None,
    y: str | None = None,
    *,
    rng: np.random.Generator | None = None,
    positive: str | None = None,
) -> Dataset:
    """Load a built-in data set or a CSV.

    Args:
        source: a name of `DATA_NAMES`, or the path of a CSV.
        x: the feature columns, as `load` has them; of a CSV None means every column of numbers
            but y.
        y: the target column; needed for a CSV.
        rng: draws the toy sets.
        positive: which of two classes y = 1 is; None for the data's own order of them.

    Raises:
        RequestError: no such data, column or class, or cells that can't be used.
    """
    data = load(source, x, y, rng=rng) if source in DATA_NAMES else _of_file(source, x, y)
    return data if positive is None else data.answering(positive)


def _of_file(source: str, x: Sequence[str] | None, y: str | None) -> Dataset:
    if not _looks_like_a_path(source) and not _exists(source):
        raise unknown("data set or CSV file", source, DATA_NAMES)
    content = read_regular(Path(source), MAX_CSV_BYTES)
    is_heart = content == HEART.read_bytes()  # somebody's copy of it
    named = "heart" if is_heart else source
    return read_csv(content, x, y, source=named, name=Path(source).name)


def _exists(source: str) -> bool:
    try:
        return Path(source).exists()
    except (OSError, ValueError):  # too long for a name, or with a null byte in it
        return False


def _looks_like_a_path(source: str) -> bool:
    return source.lower().endswith((".csv", ".txt")) or "/" in source or "\\" in source
