"""From columns of a CSV to a data set."""

import math
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np

from gradreel.engine.arrays import FloatArray
from gradreel.engine.data.dataset import Dataset, unscaled
from gradreel.engine.errors import RequestError, counted, quoted, shorten, unknown
from gradreel.engine.io.table import Table, is_missing, number, read_table

MOST_CLASSES: Final = 1000


def read_csv(
    path: str | Path,
    x: Sequence[str] | None,
    y: str | None,
    *,
    as_number: bool = False,
) -> Dataset:
    """Read columns of a CSV (UTF-8, commas, a header) as features and a target.

    A feature is numbers, or text of two values, which become 0 and 1 in alphabetical order. A
    target is two values of any kind, whole numbers 0 to k-1, or text, in alphabetical order; or,
    where that is asked for, any numbers.

    Args:
        path: the file.
        x: the feature columns; None means every column of numbers but y.
        y: the target column.
        as_number: whether the target is a number to be predicted, and no class.

    Raises:
        RequestError: the file can't be read as such a table; the message gives file, column, line.
    """
    table = read_table(Path(path))
    if y is None:
        listed = shorten(", ".join(table.header), 90)
        raise RequestError(f"{table.name}: name the column to predict (y); there are {listed}")
    (y,) = chosen_columns(table.name, (y,), table.header)
    names = chosen_columns(table.name, x or _numeric_columns(table, y), table.header)
    if y in names:
        raise RequestError(f"{table.name}: column {quoted(y)} can't be both a feature and y")
    features = np.stack([_feature(table, name) for name in names], axis=1)
    target, class_names = _number_target(table, y) if as_number else _classes(table, y)
    return unscaled(
        features=features,
        target=target,
        feature_names=names,
        target_name=y,
        class_names=class_names,
        source=str(path),
    )


def _numeric_columns(table: Table, y: str) -> list[str]:
    names = [name for name in table.header if name != y and table.is_numeric(name)]
    if not names:
        raise RequestError(f"{table.name}: no column beside {quoted(y)} holds numbers")
    return names


def chosen_columns(where: str, given: Sequence[str], known: Sequence[str]) -> tuple[str, ...]:
    """Return the names with single spaces, as a table's header has them, if they are there."""
    chosen = [" ".join(name.split()) for name in given]
    names = set(known)
    for name, count in Counter(chosen).items():
        if name not in names:
            raise RequestError(shorten(f"{where}: {unknown('column', name, known)}", 200))
        if count > 1:
            raise RequestError(f"{where}: column {quoted(name)} is chosen {count} times")
    return tuple(chosen)


def _check_present(table: Table, column: str) -> None:
    missing = [row for row, cell in enumerate(table.cells(column)) if is_missing(cell)]
    if missing:
        count = counted(len(missing), "missing value")
        raise table.error(column, missing[0], f"{count}: fill in, or leave out rows or column")


def _numbers(table: Table, column: str) -> FloatArray:
    values = []
    for row, cell in enumerate(table.cells(column)):
        value = number(cell)
        if value is None:
            raise table.error(column, row, f"{quoted(cell)} is not a number")
        if not math.isfinite(value):
            raise table.error(column, row, f"{quoted(cell)} is not a finite number")
        values.append(value)
    return np.array(values)


def _feature(table: Table, column: str) -> FloatArray:
    _check_present(table, column)
    values = sorted(set(table.cells(column)))
    if len(values) != 2 or any(number(value) is not None for value in values):
        return _numbers(table, column)
    return np.array([float(values.index(cell)) for cell in table.cells(column)])


def _number_target(table: Table, column: str) -> tuple[FloatArray, tuple[str, ...]]:
    """Return the target column as it is; there are no classes to be named."""
    _check_present(table, column)
    return _numbers(table, column), ()


def _classes(table: Table, column: str) -> tuple[FloatArray, tuple[str, ...]]:
    """Return the classes 0..k-1 of the target column, and their names."""
    _check_present(table, column)
    if not table.is_numeric(column):
        cells = [" ".join(cell.split()) for cell in table.cells(column)]
        names, target = np.unique(cells, return_inverse=True)
        _check_classes(table, column, len(names))
        for name in names:
            if not name.isprintable():
                raise table.error(
                    column, cells.index(name), f"{quoted(str(name))} can't be printed"
                )
        return target.astype(np.float64), tuple(str(name) for name in names)
    numbers = _numbers(table, column)
    values, target = np.unique(numbers, return_inverse=True)
    _check_classes(table, column, len(values))
    if len(values) > 2 and not np.array_equal(values, np.arange(len(values))):
        raise RequestError(
            f"{table.name}, column {quoted(column)}: {len(values)} different numbers; classes "
            "must be text, two numbers, or whole numbers from 0"
        )
    return target.astype(np.float64), tuple(f"{value:g}" for value in values)


def _check_classes(table: Table, column: str, count: int) -> None:
    if count < 2:
        only = quoted(table.cells(column)[0])
        raise RequestError(
            f"{table.name}, column {quoted(column)}: every row is {only}; two classes are needed"
        )
    if count > MOST_CLASSES:
        raise RequestError(
            f"{table.name}, column {quoted(column)}: {count:,} different values, over the limit of "
            f"{MOST_CLASSES:,} classes; choose another column"
        )
