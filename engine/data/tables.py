"""From columns of a CSV to a data set."""

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final

import numpy as np

from gradreel.engine.arrays import FloatArray
from gradreel.engine.data.dataset import Dataset, unscaled
from gradreel.engine.data.table import (
    Table,
    is_like_a_number,
    is_missing,
    number,
    read_table,
    why_no_number,
)
from gradreel.engine.errors import RequestError, counted, quoted, shorten, unknown

SAYS_NO = re.compile(
    r"""non | [不否未没無无非] | (?:
        no | not | n | nein | nicht | kein | keine | nej | nei | nee | neen | ne | nie | nem | ei
      | nu | nao | net | khong | ez | hayır | hayir | yok | ochi | οχι | нет | не | ні | なし
      | false | f | neg | negativ | negative | negatif | negativo | 阴性 | 错
      | absent | absence | never | without | low | healthy | normal | 正常 | benign | 良性 | control
      | stayed | retained | rejected | denied
    )(?![^\W_])""",
    re.VERBOSE,
)
"""How a class begins that isn't what is asked for, in small letters without accents."""

MOST_CLASSES: Final = 1000


def read_csv(  # noqa: PLR0913
    content: bytes,
    x: Sequence[str] | None,
    y: str | None,
    *,
    source: str,
    name: str | None = None,
    as_number: bool = False,
) -> Dataset:
    """Read columns of a CSV (UTF-8, commas, a header) as features and a target.

    A feature is numbers, or text of two values, which become 0 and 1. A target is two values of
    any kind, whole numbers 0 to k-1, or text; or, where that is asked for, any numbers. Texts are
    in alphabetical order, but of two that which says no comes first, and that which the column is
    named after last.

    Args:
        content: the file's.
        x: the feature columns; None means every column of numbers but y.
        y: the target column.
        source: where it is from.
        name: what to call it in messages; its source when None.
        as_number: whether the target is a number to be predicted, and no class.

    Raises:
        RequestError: the file can't be read as such a table; the message gives file, column, line.
    """
    table = read_table(content, quoted(name or source, 50))
    if y is None:
        listed = shorten(", ".join(table.header), 90)
        raise RequestError(f"{table.name}: name the column to predict (y); there are {listed}")
    (y,) = chosen_columns(table.name, (y,), table.header)
    names = chosen_columns(table.name, x or _numeric_columns(table, y), table.header)
    if y in names:
        raise RequestError(f"{table.name}: column {quoted(y)} can't be both a feature and y")
    columns = {name: _feature(table, name) for name in names}
    target, class_names = _number_target(table, y) if as_number else _classes(table, y)
    return unscaled(
        features=np.stack([values for values, _ in columns.values()], axis=1),
        target=target,
        feature_names=names,
        target_name=y,
        class_names=class_names,
        source=source,
        codes=tuple((name, codes) for name, (_, codes) in columns.items() if codes),
    )


def _in_order(names: Iterable[str], column: str) -> list[str]:
    """Sort texts as the alphabet has them; of two, one that says no comes first.

    If neither does, one that the column is named after comes last: "alive" of a column "alive".
    """
    ordered = sorted(set(names))
    if len(ordered) != 2:
        return ordered
    words = re.split(r"[\W_]+", column.casefold())
    return sorted(ordered, key=lambda each: (not _says_no(each), each.casefold() in words))


def _says_no(name: str) -> bool:
    """Whether the name of a class says that something isn't so, as "no" and "nonsmoker" do."""
    apart = unicodedata.normalize("NFKD", name.casefold())
    plain = "".join(each for each in apart if not unicodedata.combining(each))
    return SAYS_NO.match(plain) is not None


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
            raise table.error(column, row, why_no_number(cell))
        if not math.isfinite(value):
            raise table.error(column, row, f"{quoted(cell)} is not a finite number")
        values.append(value)
    return np.array(values)


def _feature(table: Table, column: str) -> tuple[FloatArray, tuple[str, str] | None]:
    """Return a feature's values, and what 0 and 1 mean where it was text."""
    _check_present(table, column)
    cells = [" ".join(cell.split()) for cell in table.cells(column)]
    values = set(cells)
    if len(values) != 2 or any(number(each) is not None for each in values):
        return _numbers(table, column), None
    _check_texts(table, column, cells)
    no, yes = _in_order(values, column)
    return np.array([float(cell == yes) for cell in cells]), (no, yes)


def _check_texts(table: Table, column: str, cells: Sequence[str]) -> None:
    """Refuse categories whose names can't be shown, or are numbers that can't be read."""
    names = set(cells)
    if all(number(each) is not None or is_like_a_number(each) for each in names):
        row = next(row for row, cell in enumerate(cells) if number(cell) is None)
        raise table.error(column, row, why_no_number(cells[row]))
    for name in sorted(names):
        if not name.isprintable():
            raise table.error(column, cells.index(name), f"{quoted(name)} can't be printed")


def _number_target(table: Table, column: str) -> tuple[FloatArray, tuple[str, ...]]:
    """Return the target column as it is; there are no classes to be named."""
    _check_present(table, column)
    return _numbers(table, column), ()


def _classes(table: Table, column: str) -> tuple[FloatArray, tuple[str, ...]]:
    """Return the classes 0..k-1 of the target column, and their names."""
    _check_present(table, column)
    if not table.is_numeric(column):
        cells = [" ".join(cell.split()) for cell in table.cells(column)]
        names = _in_order(cells, column)
        _check_classes(table, column, len(names))
        _check_texts(table, column, cells)
        places = {name: float(place) for place, name in enumerate(names)}
        return np.array([places[cell] for cell in cells]), tuple(names)
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
