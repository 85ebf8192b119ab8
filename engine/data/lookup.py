"""From a name or a path to a data set."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from gradreel.assets import FOLDER
from gradreel.engine.data.dataset import Dataset, unscaled
from gradreel.engine.data.tables import chosen_columns, read_csv
from gradreel.engine.data.toys import TOYS
from gradreel.engine.data_names import DATA_NAMES
from gradreel.engine.errors import RequestError, unknown


def load(
    source: str,
    x: Sequence[str] | None = None,
    y: str | None = None,
    *,
    rng: np.random.Generator | None = None,
    as_number: bool = False,
) -> Dataset:
    """Load a built-in data set or a CSV.

    Args:
        source: a name of `DATA_NAMES`, or the path of a CSV.
        x: the feature columns. None means MaxHR for heart, both columns of a toy set, and for a
            CSV every column of numbers but y.
        y: the target column; needed for a CSV, AHD for heart when None.
        rng: draws the toy sets, and is needed for these only.
        as_number: whether the target of a table is a number to be predicted, and no class.

    Raises:
        RequestError: no such data or column, or cells that can't be used.
    """
    if source == "heart":
        target = "AHD" if y is None else y
        table = read_csv(
            FOLDER / "data" / "heart.csv", x or ("MaxHR",), target, as_number=as_number
        )
        return replace(table, source="heart")
    if source in TOYS:
        if as_number:
            raise RequestError(f"{source} has two classes, and no number to predict")
        if rng is None:
            raise TypeError(f"{source} is drawn at random: pass rng")
        return _toy(source, x, y, rng)
    if not _looks_like_a_path(source) and not _exists(source):
        raise unknown("data set or CSV file", source, DATA_NAMES)
    return read_csv(Path(source), x, y, as_number=as_number)


def _exists(source: str) -> bool:
    try:
        return Path(source).exists()
    except (OSError, ValueError):  # too long for a name, or with a null byte in it
        return False


def _looks_like_a_path(source: str) -> bool:
    return source.lower().endswith((".csv", ".txt")) or "/" in source or "\\" in source


def _toy(name: str, x: Sequence[str] | None, y: str | None, rng: np.random.Generator) -> Dataset:
    columns = ("x1", "x2")
    points, target = TOYS[name](rng)
    chosen = chosen_columns(name, x or columns, columns)
    if y not in (None, "class"):
        raise RequestError(f"{name}: {unknown('column', str(y), ['class'])}")
    indices = [columns.index(each) for each in chosen]
    return unscaled(
        features=points[:, indices],
        target=target,
        feature_names=chosen,
        target_name="class",
        class_names=("0", "1"),
        source=name,
    )
