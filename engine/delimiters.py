"""What parts the columns of a table that is a text."""

import csv
import io
import re
from itertools import dropwhile, islice
from typing import Final

DELIMITERS: Final = ",;\t|"
EXCELS_LINE = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)
"""Tells Excel which delimiter a file has."""


def delimiter_of(text: str) -> tuple[str, str]:
    """Return what parts the columns of a text, and the text without a line that says so.

    It is what divides the first lines into most columns, of which each has as many as the header;
    if nothing does, lines of one cell above that header don't count.
    """
    if said := EXCELS_LINE.match(text):
        return said[1], text[said.end() :]
    sample = list(islice(io.StringIO(text, newline=""), 50))

    def columns(delimiter: str) -> tuple[int, int]:
        try:
            counts = [len(row) for row in csv.reader(sample, delimiter=delimiter) if row]
        except csv.Error:
            return 0, 0
        below = [*dropwhile(lambda count: count == 1, counts)]
        return _common(counts), _common(below)

    return max(DELIMITERS, key=columns), text


def _common(counts: list[int]) -> int:
    """The columns of the first line, if no line has one alone."""
    return counts[0] if counts and min(counts) > 1 else 0
