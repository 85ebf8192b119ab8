"""A CSV as a table of text, with the place of every cell kept for the messages."""

import csv
import io
import re
from dataclasses import dataclass
from functools import cached_property

from gradreel.engine.errors import RequestError, counted, quoted, shorten

MAX_CELLS = 3_000_000
MAX_COLUMNS = 10_000
MISSING = frozenset({"", "?", "na", "n/a", "nan", "null"})
LIKE_A_NUMBER = re.compile(
    r"""\(?\s*[-+−–]?\s*[$€£¥]?\s*[-+−–]?
    (?:(?:\d{1,3}(?:[.,'’_\s]\d{3})+ | \d{1,2}(?:,\d{2})*,\d{3} | \d+)(?:[.,]\d*)? | [.,]\d+)
    (?:e[-+−]?\d+)?\s*[%‰$€£¥]?\s*\)?""",
    re.IGNORECASE | re.VERBOSE,
)
"""A number with a decimal comma, marks between its thousands, a currency, %, or another minus."""


@dataclass(frozen=True)
class Table:
    """A CSV's cells as text: the header, the rows, and the line that each row ends on."""

    name: str
    header: tuple[str, ...]
    rows: list[list[str]]
    lines: list[int]

    def cells(self, column: str) -> list[str]:
        """Return the column's cells from top to bottom."""
        index = self._places[column]
        return [row[index] for row in self.rows]

    @cached_property
    def _places(self) -> dict[str, int]:
        return {column: index for index, column in enumerate(self.header)}

    def is_numeric(self, column: str) -> bool:
        """Whether the first cell that isn't missing is a number."""
        present = (cell for cell in self.cells(column) if not is_missing(cell))
        return number(next(present, "")) is not None

    def error(self, column: str, row: int, problem: str) -> RequestError:
        """Build the error that points at one cell."""
        place = f"{self.name}, column {quoted(column)}, line {self.lines[row]}"
        return RequestError(f"{place}: {problem}")


def read_table(content: bytes, name: str) -> Table:
    """Read a CSV: UTF-8, commas, a header; cells are stripped and blank lines left out.

    Args:
        content: the file's.
        name: what to call it in messages.

    Raises:
        RequestError: it can't be read as such; the message says at which line.
    """
    reader = csv.reader(io.StringIO(_decode(content, name), newline=""), strict=True)
    rows: list[list[str]] = []
    lines: list[int] = []
    n_cells = 0
    try:
        for row in reader:
            if any(cell.strip() for cell in row):
                rows.append([cell.strip() for cell in row])
                lines.append(reader.line_num)
                n_cells += len(row)
            if n_cells > MAX_CELLS:
                raise _too_many(name)
            if len(row) > MAX_COLUMNS:
                line = f"{name}, line {reader.line_num}"
                raise RequestError(f"{line}: over {MAX_COLUMNS:,} columns: use fewer")
    except csv.Error as error:
        raise RequestError(
            f"{name}, line {reader.line_num}: not a row of a CSV ({shorten(str(error), 80)})"
        ) from None
    return _checked_table(name, rows, lines)


def _too_many(name: str) -> RequestError:
    return RequestError(f"{name} has over {MAX_CELLS // 10**6} million cells: use a smaller sample")


def _checked_table(name: str, rows: list[list[str]], lines: list[int]) -> Table:
    if not rows:
        raise RequestError(f"{name} is empty: it needs a line of column names, then the data")
    if len(rows[0]) == 1 and any(mark in rows[0][0] for mark in ";\t|"):
        raise RequestError(f"{name}, line {lines[0]}: columns must be separated by commas")
    header = tuple(" ".join(cell.split()) for cell in rows[0])
    _check_header(name, header)
    if len(rows) == 1:
        raise RequestError(f"{name} has column names but no data below them")
    for row, line in zip(rows[1:], lines[1:], strict=True):
        if len(row) != len(header):
            raise RequestError(
                f"{name}, line {line}: {counted(len(row), 'cell')} "
                f"under {counted(len(header), 'column name')}"
            )
    return Table(name, header, rows[1:], lines[1:])


def _check_header(name: str, header: tuple[str, ...]) -> None:
    seen: set[str] = set()
    for index, column in enumerate(header):
        if not column:
            raise RequestError(f"{name}, line 1: column {index + 1} has no name: give it one")
        if not column.isprintable():
            raise RequestError(f"{name}, line 1: {quoted(column)} is no name that can be printed")
        if column in seen:
            raise RequestError(
                f"{name}, line 1: two columns are named {quoted(column)}: rename one of them"
            )
        seen.add(column)


def _decode(data: bytes, name: str) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise RequestError(f"{name} is UTF-16 text: save it as UTF-8")
    if max(data.count(mark) for mark in (b",", b"\n", b"\r")) > MAX_CELLS:
        raise _too_many(name)  # before a line of nothing but commas becomes as many texts
    if b"\0" in data:
        raise RequestError(f"{name} is a binary file, not a CSV: export the table as CSV")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise RequestError(f"{name}, line {line}: not UTF-8 text: save it as UTF-8") from None


def is_missing(cell: str) -> bool:
    """Whether the cell is empty or one of the usual marks for a missing value."""
    return cell.lower() in MISSING


def is_like_a_number(cell: str) -> bool:
    """Whether the cell is a number to a person, but in a way of writing that isn't read."""
    return number(cell) is None and LIKE_A_NUMBER.fullmatch(cell) is not None


def why_no_number(cell: str) -> str:
    """Say that the cell isn't read as a number, and how to write it if it is meant as one."""
    if not is_like_a_number(cell):
        return f"{quoted(cell)} is not a number"
    how = "a decimal point, not a decimal comma" if "," in cell else "digits and a point only"
    return f"{quoted(cell)} isn't read as a number: write {how}, as in -1234.5"


def number(cell: str) -> float | None:
    """Return the cell's number, or None if it isn't one (Python's 1_000 is not)."""
    try:
        return None if "_" in cell else float(cell)
    except ValueError:
        return None
