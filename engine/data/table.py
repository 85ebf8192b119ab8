"""A file's table as columns of text, with the place of every cell kept for the messages."""

import csv
import io
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import dropwhile, islice
from typing import Final

from gradreel.engine.delimiters import delimiter_of
from gradreel.engine.errors import RequestError, counted, quoted, shorten

MAX_CELLS: Final = 30_000_000
MAX_COLUMNS: Final = 10_000
HEAD: Final = 1000
"""So many rows say how the file parts its columns, and which of these hold numbers."""
MOST_TITLES: Final = 5
"""So many lines may be a title, or what is said about the table, above its column names."""
WORKBOOK = b"PK\x03\x04"
MISSING = frozenset(
    {"", "?", ".", "na", "n/a", "n.a.", "k.a.", "#n/a", "#div/0!", "nan", "<na>", "null"}
)
DASHES: Final = frozenset({"-", "--", "–", "—"})
"""Marks for a missing value too, in columns of numbers; among words they may be a class."""
GAP_OR_MINUS: Final = re.compile(r"(?<=\d)['’\s](?=\d{3}(?!\d))|^−(?=\d)")
"""What stands between thousands and is no mark of decimals, and the minus sign of typography."""
LIKE_A_NUMBER = re.compile(
    r"""\(?\s*[-+−–]?\s*[$€£¥]?\s*[-+−–]?
    (?:(?:\d{1,3}(?:[.,'’_\s]\d{3})+ | \d{1,2}(?:,\d{2})*,\d{3} | \d+)(?:[.,]\d*)? | [.,]\d+)
    (?:e[-+−]?\d+)?\s*[%‰$€£¥]?\s*\)?""",
    re.IGNORECASE | re.VERBOSE,
)
"""A number with a decimal comma, marks between its thousands, a currency, %, or another minus."""
WITH_COMMA = re.compile(
    r"[-+]?(?:\d+|\d{1,3}(?:\.\d{3})+)?(?:,\d+)?(?:e[-+]?\d+)?", re.ASCII | re.IGNORECASE
)
"""A number whose decimal mark is a comma; points may stand between its thousands."""
THOUSANDS = re.compile(r"[-+]?\d{1,3}(?:,\d{3})+", re.ASCII)
"""A number whose commas may as well stand between its thousands."""
GROUPED = re.compile(r"[-+]?(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.\d+)?", re.ASCII)
"""A number whose decimal mark is a point; commas may stand between its thousands."""
POINT_OF_TWO_MEANINGS = re.compile(r"[-+]?[1-9]\d{0,2}(?:\.\d{3})+", re.ASCII)
"""A number whose points may as well stand between its thousands."""
UNITS: Final = re.compile(
    r"[%‰$€£¥]|^(?:EUR|USD|GBP|CHF|CNY|JPY)\b|(?<=\d )[^\W\d]{1,6}$|(?<=\d )?°[CF]$"
)
"""What numbers of a column may all have: a word only after a space, since `7b` is no number."""
NEVER_IN_THOUSANDTHS: Final = "$£¥"
"""Units of which no number has three decimals, so that commas before three digits part thousands;
a litre may be 1,859 €."""

Rows = Callable[[], Iterator[tuple[int, Sequence[str]]]]
"""Gives the rows of a file from its top, and the line that each ends on; as often as called."""


@dataclass(frozen=True)
class Table:
    """Some columns of a file as text.

    Attributes:
        name: what to call it in messages.
        header: the columns' names.
        columns: their cells from top to bottom, in the same order.
        lines: the line, or the row of a sheet, that each row of cells is on.
        where: what these are, "line" or "row".
    """

    name: str
    header: tuple[str, ...]
    columns: tuple[list[str], ...]
    lines: list[int]
    where: str = "line"

    def cells(self, column: str) -> list[str]:
        """Return the column's cells from top to bottom."""
        return self.columns[self.header.index(column)]

    def is_numeric(self, column: str) -> bool:
        """Whether the first cell that isn't missing is a number."""
        present = (cell for cell in self.cells(column) if not is_missing(cell))
        return number(next(present, "")) is not None

    def kept(self, rows: Sequence[int]) -> "Table":
        """Return the table with these of its rows."""
        columns = tuple([cells[row] for row in rows] for cells in self.columns)
        return replace(self, columns=columns, lines=[self.lines[row] for row in rows])

    def error(self, column: str, row: int, problem: str) -> RequestError:
        """Build the error that points at one cell."""
        place = f"{self.name}, column {quoted(column)}, {self.where} {self.lines[row]}"
        return RequestError(f"{place}: {problem}")


def read_table(content: bytes, name: str, choose: Callable[[Table], Sequence[str]]) -> Table:
    """Read columns of a table: a text, or a sheet of Excel's.

    The text is UTF-8, UTF-16 or Windows-1252, its columns are parted by commas, semicolons, tabs or
    bars, and a header comes first, but for remarks that begin with #. Cells are stripped, numbers
    get decimal points and nothing between their thousands where it is plain what a comma means, a
    unit such as % goes where all numbers of a column have it, and blank rows and columns without a
    name are left out.

    Args:
        content: the file's.
        name: what to call it in messages.
        choose: given all columns' first rows, says which columns are wanted.

    Raises:
        RequestError: it can't be read as such; the message says at which line.
    """
    if content.startswith(WORKBOOK):
        reading = _Reading(_of_workbook(content, name), name, "row")
    else:
        separator, text = delimiter_of(_decoded(content, name))
        reading = _Reading(_of_text(text, separator, name), name, "line")
    named = reading.header()
    head = _without_units(reading.table(named, HEAD))
    if not head.lines:
        raise RequestError(f"{name} has column names but no data below them")
    has_commas = any(map(_has_decimal_comma, head.columns))
    has_points = any(map(_has_decimal_point, head.columns))
    plain = _with_points if has_commas else partial(_ungrouped, has_points=has_points)
    chosen = choose(plain(head))
    reading.check_unique(chosen)
    return plain(_without_units(reading.table({each: named[each] for each in chosen})))


@dataclass(frozen=True)
class _Reading:
    """How the rows of a file become columns."""

    rows: Rows
    name: str
    where: str

    def header(self) -> dict[str, int]:
        """Return the places of the columns, by their names; of one name, the first's.

        Raises:
            RequestError: there is no header, or a name in it can't be printed.
        """
        _, first = next(self.rows(), (0, ()))
        if not first:
            raise RequestError(
                f"{self.name} is empty: it needs a line of column names, then the data"
            )
        top = f"{self.name}, {self.where} 1"
        if len(first) > MAX_COLUMNS:
            raise RequestError(f"{top}: over {MAX_COLUMNS:,} columns: use fewer")
        below = islice(self.rows(), 1, MOST_TITLES + 1)
        if _filled(first) == 1 and any(_filled(cells) > 1 for _, cells in below):
            title = quoted(next(cell.strip() for cell in first if cell.strip()))
            raise RequestError(f"{top}: {title} stands alone above the table: take that line out")
        places: dict[str, int] = {}
        for place, column in enumerate(_names(first)):
            if not column.isprintable():
                raise RequestError(f"{top}: {quoted(column)} is no name that can be printed")
            if column:
                places.setdefault(column, place)
        return places

    def check_unique(self, chosen: Sequence[str]) -> None:
        """Refuse a chosen name that several columns have.

        Raises:
            RequestError: there is one.
        """
        counts = Counter(_names(next(self.rows())[1]))
        for column in chosen:
            if counts[column] > 1:
                raise RequestError(
                    f"{self.name}, {self.where} 1: {counts[column]} columns are named "
                    f"{quoted(column)}: rename them, or choose others with --x"
                )

    def table(self, wanted: Mapping[str, int], most: int | None = None) -> Table:
        """Take columns by their places.

        Raises:
            RequestError: a row has cells where the header has no column.
        """
        width = len(next(self.rows())[1])
        columns: tuple[list[str], ...] = tuple([] for _ in wanted)
        lines = []
        for line, cells in islice(self.rows(), 1, None if most is None else most + 1):
            if any(map(str.strip, cells[width:])):
                told = f"{counted(len(cells), 'cell')} under {counted(width, 'column name')}"
                raise RequestError(f"{self.name}, {self.where} {line}: {told}")
            for column, place in zip(columns, wanted.values(), strict=True):
                column.append(cells[place].strip() if place < len(cells) else "")
            lines.append(line)
        return Table(
            self.name, tuple(wanted), tuple(map(_plainly_written, columns)), lines, self.where
        )


def _filled(cells: Sequence[str]) -> int:
    return sum(bool(cell.strip()) for cell in cells)


def _plainly_written(cells: list[str]) -> list[str]:
    """Of a column of numbers, empty dashes, and take apostrophes and spaces from thousands."""
    kinds = set(cells)
    odd = {each for each in kinds if each in DASHES or GAP_OR_MINUS.search(each)}
    present = [each for each in kinds - DASHES if not is_missing(each)]
    if not odd or not present or not all(map(_is_any_number, present)):
        return cells
    plain = {each: "" if each in DASHES else _ungapped(each) for each in odd}
    return [plain.get(each, each) for each in cells]


def _is_any_number(cell: str) -> bool:
    return number(cell) is not None or is_like_a_number(cell)


def _ungapped(cell: str) -> str:
    return GAP_OR_MINUS.sub(lambda found: "-" if found[0] == "−" else "", cell)


def _names(header: Sequence[str]) -> list[str]:
    return [" ".join(cell.split()) for cell in header]


def _of_text(text: str, separator: str, name: str) -> Rows:
    """Give the rows of a text.

    Raises:
        RequestError: there are too many cells; or, while they are given, one is no row.
    """
    if text.count(separator) > MAX_CELLS:  # a line of nothing but commas is as many texts
        limit = f"{MAX_CELLS // 10**6} million cells"
        raise RequestError(f"{name} has over {limit}: use a smaller sample")

    def rows() -> Iterator[tuple[int, Sequence[str]]]:
        reader = csv.reader(
            io.StringIO(text, newline=""), delimiter=separator, strict=True, skipinitialspace=True
        )
        written = (row for row in reader if any(map(str.strip, row)))
        try:
            for row in dropwhile(_is_remark, written):
                yield reader.line_num, row
        except csv.Error as error:
            reason = shorten(str(error), 80)
            raise RequestError(
                f"{name}, line {reader.line_num}: not a row of a table ({reason})"
            ) from None

    return rows


def _is_remark(row: Sequence[str]) -> bool:
    """Whether a line above the column names only says something of the table."""
    return len(row) == 1 and row[0].startswith("#")


def _of_workbook(content: bytes, name: str) -> Rows:
    """Give the rows of the first sheet of Excel's file.

    Raises:
        RequestError: it isn't one.
    """
    import openpyxl  # noqa: PLC0415, it takes its time, and few tables are of Excel's

    try:
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        values = list(book.worksheets[0].iter_rows(values_only=True))
    except Exception as error:  # whatever is wrong with a file from anywhere
        reason = shorten(str(error) or type(error).__name__, 80)
        raise RequestError(f"{name} can't be read as a sheet of Excel's: {reason}") from None
    cells = [["" if each is None else str(each) for each in row] for row in values]
    found = [(line, row) for line, row in enumerate(cells, 1) if any(map(str.strip, row))]
    return lambda: iter(found)


def _decoded(content: bytes, name: str) -> str:
    """Return the text; where it isn't Unicode it is Windows-1252, as Excel writes it."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    elif b"\0" in content:
        raise RequestError(f"{name} is a binary file: export the table as CSV or .xlsx")
    else:
        encodings = ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError as error:
            line = content.count(b"\n", 0, error.start) + 1
    raise RequestError(f"{name}, line {line}: not UTF-8 text: save it as UTF-8")


def _has_decimal_comma(cells: Sequence[str]) -> bool:
    """Whether a column is of numbers, some of which can only have a comma as their decimal mark."""
    present = [cell for cell in cells if not is_missing(cell)]
    return all(map(WITH_COMMA.fullmatch, present)) and any(
        "," in cell and not THOUSANDS.fullmatch(cell) for cell in present
    )


def _has_decimal_point(cells: Sequence[str]) -> bool:
    """Whether a column is of numbers, some of which can only have a point as their decimal mark."""
    present = [cell for cell in cells if not is_missing(cell)]
    return all(map(GROUPED.fullmatch, present)) and any(
        "." in cell and not POINT_OF_TWO_MEANINGS.fullmatch(cell) for cell in present
    )


def _without_units(table: Table) -> Table:
    """Take a unit from columns of numbers that all have it, and commas where it tells of them."""

    def bare(cells: list[str]) -> list[str]:
        first = next((cell for cell in cells if not is_missing(cell)), "")
        unit = UNITS.search(first)
        if unit is None:
            return cells
        found = [cell if is_missing(cell) else _without(unit[0], cell) for cell in cells]
        if None in found:
            return cells
        left = [cell or "" for cell in found]
        is_grouped = all(is_missing(cell) or GROUPED.fullmatch(cell) for cell in left)
        if unit[0] in NEVER_IN_THOUSANDTHS and is_grouped:
            return [cell.replace(",", "") for cell in left]
        return left

    return replace(table, columns=tuple(map(bare, table.columns)))


def _without(unit: str, cell: str) -> str | None:
    """Return a number without its unit, or None if it has none, or isn't one."""
    left = cell.replace(unit, "", 1).strip()
    is_number = GROUPED.fullmatch(left) or WITH_COMMA.fullmatch(left)
    return left if unit in cell and is_number else None


def _with_points(table: Table) -> Table:
    """Write the numbers of a file that has decimal commas with points."""
    return replace(
        table,
        columns=tuple(
            [c if is_missing(c) else c.replace(".", "").replace(",", ".") for c in cells]
            if all(WITH_COMMA.fullmatch(cell) or is_missing(cell) for cell in cells)
            else cells
            for cells in table.columns
        ),
    )


def _ungrouped(table: Table, *, has_points: bool) -> Table:
    """Take commas out of numbers where they can't be decimal marks.

    They can't where some of a column have points as well, or several commas; nor where other
    numbers of the file have decimal points.
    """

    def plain(cells: list[str]) -> list[str]:
        if not any("," in cell for cell in cells):
            return cells
        is_clear = has_points or any("." in cell or cell.count(",") > 1 for cell in cells)
        if not is_clear or not all(GROUPED.fullmatch(cell) or is_missing(cell) for cell in cells):
            return cells
        return [cell.replace(",", "") for cell in cells]

    return replace(table, columns=tuple(map(plain, table.columns)))


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
    if THOUSANDS.fullmatch(cell):
        meant = cell.replace(",", ".", 1), cell.replace(",", "")
        return f"{quoted(cell)} may be {meant[0]} or {meant[1]}: write it as one of these"
    how = "a decimal point, not a decimal comma" if "," in cell else "digits and a point only"
    return f"{quoted(cell)} isn't read as a number: write {how}, as in -1234.5"


def number(cell: str) -> float | None:
    """Return the cell's number, or None if it isn't one (Python's 1_000 is not)."""
    try:
        return None if "_" in cell else float(cell)
    except ValueError:
        return None
