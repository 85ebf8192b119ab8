"""What parts the columns of a table that is a text."""

import csv
import io
import re
from itertools import islice
from typing import Final

DELIMITERS: Final = ",;\t|"
EXCELS_LINE = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)
"""Tells Excel which delimiter a file has."""


def delimiter_of(text: str) -> tuple[str, str]:
    """Return what parts the columns of a text, and the text without a line that says so.

    It is what divides the first lines into most columns, of which each has as many as the header.
    """
    if said := EXCELS_LINE.match(text):
        return said[1], text[said.end() :]
    sample = list(islice(io.StringIO(text, newline=""), 50))

    def columns(delimiter: str) -> int:
        try:
            counts = [len(row) for row in csv.reader(sample, delimiter=delimiter) if row]
        except csv.Error:
            return 0
        return counts[0] if counts and min(counts) > 1 else 0

    return max(DELIMITERS, key=columns), text
