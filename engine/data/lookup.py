"""The data sets that are built in, by their names."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from gradreel.assets import FOLDER
from gradreel.engine.data.curves import CURVES, curve
from gradreel.engine.data.dataset import Dataset
from gradreel.engine.data.digits import digits
from gradreel.engine.data.tables import chosen_columns, read_data
from gradreel.engine.data.toys import TOYS, toy
from gradreel.engine.data_names import DATA_NAMES
from gradreel.engine.errors import RequestError, unknown

HEART, SUNSPOTS = (FOLDER / "data" / f"{name}.csv" for name in ("heart", "sunspots"))
REGULAR_FROM = 1930
"""From this year on one wave fits the sunspots: cycles before it were longer or shorter."""


def load(  # noqa: PLR0913
    name: str,
    x: Sequence[str] | None = None,
    y: str | None = None,
    *,
    rng: np.random.Generator | None = None,
    as_number: bool = False,
    missing: str | None = None,
) -> Dataset:
    """Load a built-in data set.

    Args:
        name: a name of `DATA_NAMES`.
        x: the feature columns. None means MaxHR for heart, Year for sunspots, else every column.
        y: the target column; AHD for heart when None.
        rng: draws the toy sets, and is needed for these only.
        as_number: whether heart's target is a number to be predicted, and no class. Sunspots,
            sine, absolute and step always have numbers.
        missing: what becomes of rows of heart that lack a value, as `read_data` has it.

    Raises:
        RequestError: no such data or column, or cells that can't be used.
    """
    if name == "heart":
        content = HEART.read_bytes()
        chosen = x or ("MaxHR",), y or "AHD"
        return read_data(content, *chosen, source=name, as_number=as_number, missing=missing)
    if name == "sunspots":
        header, *years = SUNSPOTS.read_bytes().splitlines(keepends=True)
        content = b"".join([header, *(row for row in years if int(row[:4]) >= REGULAR_FROM)])
        return read_data(content, x or ("Year",), y or "Sunspots", source=name, as_number=True)
    data = _built_in(name, rng)
    if as_number and data.n_classes:
        raise RequestError(f"{name} has {data.n_classes} classes, and no number to predict")
    return with_columns(data, x, y)


def _built_in(name: str, rng: np.random.Generator | None) -> Dataset:
    if name == "digits":
        return digits()
    if name in CURVES:
        return curve(name)
    if name not in TOYS:
        raise unknown("data set", name, DATA_NAMES)
    if rng is None:
        raise TypeError(f"{name} is drawn at random: pass rng")
    return toy(name, rng)


def with_columns(data: Dataset, x: Sequence[str] | None, y: str | None) -> Dataset:
    """Return the data with some of their features, all if None.

    Raises:
        RequestError: they have no such columns, or another target.
    """
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
