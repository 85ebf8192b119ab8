"""From columns of a table to a data set."""

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from gradreel.engine.arrays import FloatArray
from gradreel.engine.data.dataset import IS, Dataset, unscaled
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
      | stayed | retained | rejected | denied | declined | placebo
    )(?![^\W_])""",
    re.VERBOSE,
)
"""How a class begins that isn't what is asked for, in small letters without accents."""
DENIES: Final = ("un", "in", "im", "ir", "il", "dis")
"""What makes the other class of one: unpaid, inactive."""

NAMES_ROWS: Final = re.compile(
    r"(?i:(.*[^a-z])?(id|nr|no|idx|index)[.]?|#|序号|编号|学号|unnamed: 0)|[A-Za-z]+[a-z]I[Dd]"
)
"""How a column is called whose numbers only say which row is meant."""

MOST_CLASSES: Final = 1000
MOST_KINDS: Final = 12
"""Different texts of a feature, each of which becomes an input."""
MOST_NUMBERS: Final = 100
"""Whole numbers that are taken for classes."""


def read_data(  # noqa: PLR0913
    content: bytes,
    x: Sequence[str] | None,
    y: str | None,
    *,
    source: str,
    name: str | None = None,
    as_number: bool = False,
    missing: str | None = None,
) -> Dataset:
    """Read columns of a table, which `read_table` describes, as features and a target.

    Where no features are named, columns with one number in all rows aren't among them, nor those
    that number the rows, as "id" does.

    A feature is numbers, or text: of two values, which become 0 and 1, or of a few more, each of
    which becomes a feature that says whether it is this one. A target is two values of any kind,
    a few whole numbers, or text; or, where that is asked for, any numbers. Texts are in
    alphabetical order, but of two that which says no comes first, and that which the column is
    named after last. Texts that differ in spaces and case only are one.

    Args:
        content: the file's.
        x: the feature columns, or features of a column of words, as "pain = mild"; None means every
            column of numbers but y.
        y: the target column.
        source: where it is from.
        name: what to call it in messages; its source when None.
        as_number: whether the target is a number to be predicted, and no class.
        missing: what becomes of rows that lack a value: "drop" leaves them out, "mean" puts the
            mean of the others there, or the text that is most frequent; rows without a target are
            left out. They are refused when None.

    Raises:
        RequestError: the file can't be read as such a table; the message gives file, column, line.
    """
    table = read_table(content, quoted(name or source, 50), lambda head: _chosen(head, x, y))
    *names, answer = table.header
    table, dropped, filled = _without_gaps(table, missing)
    table, remarks = _spelled_alike(table)
    features = [_wanted(_feature(table, each), each, x, table.name) for each in names]
    if x is None:
        features, left_out = _telling(table, features)
        remarks += left_out
    target, class_names = _number_target(table, answer) if as_number else _classes(table, answer)
    return unscaled(
        features=np.concatenate([each.values for each in features], axis=1),
        target=target,
        feature_names=[name for each in features for name in each.names],
        target_name=answer,
        class_names=class_names,
        source=source,
        codes=tuple((each.names[0], each.codes) for each in features if each.codes),
        dropped=dropped,
        filled=filled,
        remarks=remarks,
    )


def _chosen(head: Table, x: Sequence[str] | None, y: str | None) -> tuple[str, ...]:
    """Return the columns that are wanted, the target last."""
    if y is None:
        listed = shorten(", ".join(head.header), 90)
        raise RequestError(f"{head.name}: name the column to predict (y); there are {listed}")
    (y,) = chosen_columns(head.name, (y,), head.header)
    wanted = _columns_of(x, head.header) if x else _numeric_columns(head, y)
    names = chosen_columns(head.name, wanted, head.header)
    if y in names:
        raise RequestError(f"{head.name}: column {quoted(y)} can't be both a feature and y")
    return (*names, y)


def _columns_of(x: Sequence[str], header: Sequence[str]) -> list[str]:
    """Return the columns that features are from: "pain = mild" is from the column pain."""
    found = list[str]()
    for name in _rejoined([*map(_spaced, x)], header):
        column = name.partition(IS)[0]
        if name in header or column not in header:
            found.append(name)
        elif column not in found:
            found.append(column)
    return found


def _rejoined(x: Sequence[str], header: Sequence[str]) -> Iterator[str]:
    """Give the names that were asked for; parts of one that has commas are put together again."""
    known = {re.sub(r",\s*", ",", each): each for each in header}
    start = 0
    while start < len(x):
        ends = range(len(x), start, -1) if x[start] not in header else ()
        joined = ((end, known.get(",".join(x[start:end]))) for end in ends)
        end, name = next((each for each in joined if each[1]), (start + 1, x[start]))
        yield name or x[start]
        start = end


def _spaced(name: str) -> str:
    """Return a name with single spaces, as a table's header has it."""
    return " ".join(name.split())


def _without_gaps(table: Table, missing: str | None) -> tuple[Table, int, int]:
    """Leave rows out, or fill their cells in, where values are missing.

    Returns:
        the table, how many rows were left out, and in how many cells were filled in.

    Raises:
        RequestError: nobody has said what to do with them, or nothing is left.
    """
    gaps = [[is_missing(cell) for cell in cells] for cells in table.columns]
    rows = [row for row, lacks in enumerate(zip(*gaps, strict=True)) if any(lacks)]
    if not rows:
        return table, 0, 0
    column = next(at for at, lacks in enumerate(gaps) if lacks[rows[0]])
    if missing is None:
        lacking = f"{len(rows):,} of {counted(len(table.lines), 'row')} lack a value"
        advice = "add --missing drop to leave them out, or --missing mean to fill them in"
        raise table.error(table.header[column], rows[0], f"{lacking}: {advice}")
    out = {row for row in rows if missing == "drop" or gaps[-1][row]}
    if len(out) == len(table.lines):
        raise RequestError(f"{table.name}: every row lacks a value: choose other columns")
    left = table.kept([row for row in range(len(table.lines)) if row not in out]) if out else table
    return replace(left, columns=tuple(map(_filled, left.columns))), len(out), len(rows) - len(out)


def _filled(cells: list[str]) -> list[str]:
    """Put the mean where a number is missing, and the most frequent text where a text is."""
    present = [cell for cell in cells if not is_missing(cell)]
    if len(present) == len(cells) or not present:
        return cells
    numbers = [number(cell) for cell in present]
    values = [value for value in numbers if value is not None]
    if len(values) == len(present):
        usual = repr(math.fsum(values) / len(values))
    else:
        usual = Counter(present).most_common(1)[0][0]
    return [usual if is_missing(cell) else cell for cell in cells]


def _in_order(names: Iterable[str], column: str) -> list[str]:
    """Sort texts as the alphabet has them; of two, one that says no comes first.

    If neither does, one that the column is named after comes last: "alive" of a column "alive".
    """
    ordered = sorted(set(names))
    if len(ordered) != 2:
        return ordered
    words = re.split(r"[\W_]+", column.casefold())
    first, second = ordered

    def order(each: str) -> tuple[bool, bool]:
        says_no = _says_no(each) or _denies(each, second if each == first else first)
        return not says_no, each.casefold() in words

    return sorted(ordered, key=order)


def _denies(name: str, other: str) -> bool:
    """Whether the name of a class is that of the other with a prefix that turns it round."""
    return name.casefold() in {f"{prefix}{other.casefold()}" for prefix in DENIES}


def _says_no(name: str) -> bool:
    """Whether the name of a class says that something isn't so, as "no" and "nonsmoker" do."""
    apart = unicodedata.normalize("NFKD", name.casefold())
    plain = "".join(each for each in apart if not unicodedata.combining(each))
    return SAYS_NO.match(plain) is not None


def _numeric_columns(table: Table, y: str) -> list[str]:
    names = [name for name in table.header if name != y and table.is_numeric(name)]
    if not names:
        raise RequestError(
            f"{table.name}: no column beside {quoted(y)} holds numbers: name others with --x"
        )
    return names


def chosen_columns(where: str, given: Sequence[str], known: Sequence[str]) -> tuple[str, ...]:
    """Return the names with single spaces, as a table's header has them, if they are there."""
    chosen = [*map(_spaced, given)]
    names = set(known)
    for name, count in Counter(chosen).items():
        if name not in names:
            raise RequestError(shorten(f"{where}: {unknown('column', name, known)}", 200))
        if count > 1:
            raise RequestError(f"{where}: column {quoted(name)} is chosen {count} times")
    return tuple(chosen)


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


@dataclass(frozen=True)
class _Feature:
    """What a column gives a model: one input, or one for each of its texts."""

    names: tuple[str, ...]
    values: FloatArray
    codes: tuple[str, str] | None = None


def _wanted(feature: _Feature, column: str, x: Sequence[str] | None, where: str) -> _Feature:
    """Return a column's inputs, or of those of its words the ones that are named.

    Raises:
        RequestError: it has no such word.
    """
    chosen = [*map(_spaced, x or (column,))]
    names = [each for each in chosen if each.partition(IS)[0] == column]
    if column in chosen or not names:
        return feature
    for name in names:
        if name not in feature.names:
            raise RequestError(shorten(f"{where}: {unknown('feature', name, feature.names)}", 200))
    places = [feature.names.index(each) for each in names]
    return replace(feature, names=tuple(names), values=feature.values[:, places])


def _feature(table: Table, column: str) -> _Feature:
    """Return a column as numbers."""
    cells = table.cells(column)
    kinds = set(cells)
    if any(number(each) is not None for each in kinds):
        return _Feature((column,), _numbers(table, column)[:, None])
    _check_texts(table, column, cells)
    if len(kinds) == 1:
        raise RequestError(
            f"{table.name}, column {quoted(column)}: every row is {quoted(cells[0])}: "
            "leave it out with --x"
        )
    if len(kinds) > MOST_KINDS:
        raise RequestError(
            f"{table.name}, column {quoted(column)}: {len(kinds):,} different texts, over the "
            f"limit of {MOST_KINDS} for a feature; choose others with --x"
        )
    asked = _in_order(kinds, column)
    values = np.array([[float(cell == each) for each in asked] for cell in cells])
    if len(asked) == 2:
        return _Feature((column,), values[:, 1:], (asked[0], asked[1]))
    return _Feature(tuple(f"{column}{IS}{each}" for each in asked), values)


def _telling(table: Table, features: list[_Feature]) -> tuple[list[_Feature], tuple[str, ...]]:
    """Leave features out that tell nothing of a row, if any others are left, and say so."""
    reasons = [_why_idle(table, each) for each in features]
    if all(reasons):
        return features, ()
    paired = [*zip(features, reasons, strict=True)]
    told = [f"column {quoted(each.names[0])}: left out, {why}" for each, why in paired if why]
    return [each for each, why in paired if not why], tuple(told)


def _why_idle(table: Table, feature: _Feature) -> str:
    """Say why a column of numbers is the same in all rows, or only says which row it is."""
    (name,) = feature.names
    if not np.ptp(feature.values):
        return f"every row is {quoted(table.cells(name)[0])}"
    is_number = not (feature.values % 1.0).any() and len(np.unique(feature.values)) == len(
        table.lines
    )
    return "it numbers the rows" if is_number and NAMES_ROWS.fullmatch(name) else ""


def _spelled_alike(table: Table) -> tuple[Table, tuple[str, ...]]:
    """Give texts that differ in spaces and case only their most frequent spelling, and say so."""
    columns, remarks = [], []
    for name, cells in zip(table.header, table.columns, strict=True):
        counts = Counter(" ".join(cell.split()) for cell in cells)
        usual: dict[str, str] = {}
        for each in sorted(counts, key=lambda text: (counts[text], text), reverse=True):
            usual.setdefault(each.casefold(), each)
        if 1 < len(usual) < len(counts) and number(cells[0]) is None:
            other = [each for each in sorted(counts) if usual[each.casefold()] != each]
            told = [f"{quoted(each)} as {quoted(usual[each.casefold()])}" for each in other]
            remarks.append(f"column {quoted(name)}: read {shorten(', '.join(told), 90)}")
            columns.append([usual[" ".join(cell.split()).casefold()] for cell in cells])
        else:
            columns.append([" ".join(cell.split()) for cell in cells])
    return replace(table, columns=tuple(columns)), tuple(remarks)


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
    return _numbers(table, column), ()


def _classes(table: Table, column: str) -> tuple[FloatArray, tuple[str, ...]]:
    """Return the classes 0..k-1 of the target column, and their names."""
    if not table.is_numeric(column):
        cells = table.cells(column)
        names = _in_order(cells, column)
        _check_classes(table, column, len(names))
        _check_texts(table, column, cells)
        places = {name: float(place) for place, name in enumerate(names)}
        return np.array([places[cell] for cell in cells]), tuple(names)
    numbers = _numbers(table, column)
    values, target = np.unique(numbers, return_inverse=True)
    _check_classes(table, column, len(values))
    if len(values) > 2 and (len(values) > MOST_NUMBERS or (values % 1.0).any()):
        raise RequestError(
            f"{table.name}, column {quoted(column)}: {len(values):,} different numbers; classes "
            f"must be text, two numbers, or up to {MOST_NUMBERS} whole ones: choose another --y"
        )
    whole = [cell for cell in set(table.cells(column)) if cell.isascii() and cell.isdigit()]
    return target.astype(np.float64), tuple(_written(value, whole) for value in values.tolist())


def _written(value: float, whole: Sequence[str]) -> str:
    """Return a class as the file writes it, such as 01, if it is a whole number of one spelling."""
    same = [cell for cell in whole if float(cell) == value]
    return same[0] if len(same) == 1 else f"{value:g}"


def _check_classes(table: Table, column: str, count: int) -> None:
    if count < 2:
        only = quoted(table.cells(column)[0])
        raise RequestError(
            f"{table.name}, column {quoted(column)}: every row is {only}; two classes are needed: "
            "choose another --y"
        )
    if count > MOST_CLASSES:
        raise RequestError(
            f"{table.name}, column {quoted(column)}: {count:,} different values, over the limit of "
            f"{MOST_CLASSES:,} classes; choose another --y"
        )
