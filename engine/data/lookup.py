"""From a name or a path to a data set."""

import filecmp
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from gradreel.assets import FOLDER
from gradreel.engine.data.curves import CURVES, curve
from gradreel.engine.data.dataset import Dataset
from gradreel.engine.data.digits import digits
from gradreel.engine.data.tables import chosen_columns, read_csv
from gradreel.engine.data.toys import toy
from gradreel.engine.data_names import DATA_NAMES
from gradreel.engine.errors import RequestError, unknown

HEART = FOLDER / "data" / "heart.csv"


def load(  # noqa: PLR0913
    source: str,
    x: Sequence[str] | None = None,
    y: str | None = None,
    *,
    rng: np.random.Generator | None = None,
    as_number: bool = False,
    positive: str | None = None,
) -> Dataset:
    """Load a built-in data set or a CSV.

    Args:
        source: a name of `DATA_NAMES`, or the path of a CSV.
        x: the feature columns. None means MaxHR for heart, every column of other data that are
            built in, and for a CSV every column of numbers but y.
        y: the target column; needed for a CSV, AHD for heart when None.
        rng: draws the toy sets, and is needed for these only.
        as_number: whether a table's target is a number to be predicted, and no class. Sine,
            absolute and step always have numbers.
        positive: which of two classes y = 1 is; None for the data's own order of them.

    Raises:
        RequestError: no such data, column or class, or cells that can't be used.
    """
    data = _loaded(source, x, y, rng, as_number=as_number)
    return data if positive is None else data.answering(positive)


def _loaded(
    source: str,
    x: Sequence[str] | None,
    y: str | None,
    rng: np.random.Generator | None,
    *,
    as_number: bool,
) -> Dataset:
    if source == "heart":
        target = "AHD" if y is None else y
        table = read_csv(HEART, x or ("MaxHR",), target, as_number=as_number)
        return replace(table, source="heart")
    if source in DATA_NAMES:
        data = _built_in(source, rng)
        if as_number and data.n_classes:
            raise RequestError(f"{source} has {data.n_classes} classes, and no number to predict")
        return _with_columns(data, x, y)
    if not _looks_like_a_path(source) and not _exists(source):
        raise unknown("data set or CSV file", source, DATA_NAMES)
    table = read_csv(Path(source), x, y, as_number=as_number)
    is_heart = filecmp.cmp(source, HEART, shallow=False)  # somebody's copy of it
    return replace(table, source="heart" if is_heart else source)


def _exists(source: str) -> bool:
    try:
        return Path(source).exists()
    except (OSError, ValueError):  # too long for a name, or with a null byte in it
        return False


def _looks_like_a_path(source: str) -> bool:
    return source.lower().endswith((".csv", ".txt")) or "/" in source or "\\" in source


def _built_in(name: str, rng: np.random.Generator | None) -> Dataset:
    if name == "digits":
        return digits()
    if name in CURVES:
        return curve(name)
    if rng is None:
        raise TypeError(f"{name} is drawn at random: pass rng")
    return toy(name, rng)


def _with_columns(data: Dataset, x: Sequence[str] | None, y: str | None) -> Dataset:
    """Return the data with some of their features."""
    chosen = chosen_columns(data.source, x or data.feature_names, data.feature_names)
    if y not in (None, data.target_name):
        raise RequestError(f"{data.source}: {unknown('column', str(y), [data.target_name])}")
    indices = [data.feature_names.index(each) for each in chosen]
    return replace(
        data,
        features=data.features[:, indices],
        feature_names=chosen,
        mean=data.mean[indices],
        sd=data.sd[indices],
    )
