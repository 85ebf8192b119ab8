"""The types of values that the commands' options take."""

import csv
import math
import os
from collections.abc import Collection
from pathlib import Path
from typing import Any, TypeVar

import click

from gradreel.engine.errors import quoted, unknown

LARGEST_COUNT = 10_000_000

Parsed = TypeVar("Parsed", int, float)


class FiniteNumber(click.ParamType[float]):
    """A finite number, above zero when `positive`."""

    name = "number"

    def __init__(self, positive: bool = False) -> None:
        self.positive = positive

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        """Turn a text into a number."""
        number = _parsed(value, float)
        if number is None:
            self.fail(f"{quoted(str(value))} is not a number", param, ctx)
        if not math.isfinite(number) or (self.positive and number <= 0):
            kind = "a finite number above 0" if self.positive else "a finite number"
            self.fail(f"{quoted(str(value))} is not {kind}", param, ctx)
        return number


class Whole(click.ParamType[int]):
    """A whole number of at least `least` and at most `most`."""

    name = "whole number"

    def __init__(self, least: int, most: int = LARGEST_COUNT) -> None:
        self.least, self.most = least, most

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Turn a text into a whole number."""
        number = _parsed(value, int)
        if number is None:
            self.fail(f"{quoted(str(value))} is not a whole number", param, ctx)
        if not self.least <= number <= self.most:
            bounds = f"from {self.least} to {self.most:,}"
            self.fail(f"{quoted(str(value))} is not {bounds}", param, ctx)
        return number


class Listing(click.ParamType[tuple[Any, ...]]):
    """Several values of one type between commas, of a fixed number when `length` says so.

    A value that has a comma itself stands in double quotes, as in a CSV.
    """

    def __init__(
        self, each: click.ParamType[Any], length: int | None = None, name: str = "a,b"
    ) -> None:
        self.each, self.length, self.name = each, length, name

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[Any, ...]:
        """Turn a text into a tuple."""
        if isinstance(value, tuple):
            return value
        try:
            (parts,) = csv.reader([" ".join(str(value).splitlines())], skipinitialspace=True)
        except csv.Error as error:
            self.fail(f"{quoted(str(value))} can't be read: {error}", param, ctx)
        if self.length and len(parts) != self.length:
            message = f"{quoted(str(value))} should be {self.length} values like {self.name}"
            self.fail(message, param, ctx)
        return tuple(self.each.convert(part.strip(), param, ctx) for part in parts or [""])


class OneOf(click.ParamType[str]):
    """One of some names; a wrong one is answered with the nearest right one."""

    def __init__(self, kind: str, names: Collection[str]) -> None:
        self.kind, self.names, self.name = kind, names, kind

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Check that the name is known."""
        del param, ctx
        if value not in self.names:
            raise unknown(self.kind, str(value), self.names)
        return str(value)


class Name(click.ParamType[str]):
    """A name, which can't be empty."""

    name = "name"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Check that there is something."""
        if not str(value).strip():
            self.fail("it names nothing", param, ctx)
        return str(value)


class Scheduler(click.ParamType[str]):
    """The address of a scheduler."""

    name = "address"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Check that it has an address's form."""
        del param, ctx
        from gradreel.scenes.render.cluster.scheduler import parse_address  # noqa: PLC0415, most commands don't need it

        parse_address(str(value))
        return str(value)


class FilePath(click.ParamType[Path]):
    """The path of a file, which can't be empty or end as that of a folder."""

    name = "path"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        """Turn a text into a path."""
        text = os.fspath(value)
        if not text or (text.endswith("/") and Path(text).suffix):
            self.fail(f"{quoted(text)} is no name of a file", param, ctx)
        return Path(text)


def _parsed(value: Any, kind: type[Parsed]) -> Parsed | None:
    """Read a number as the engine reads those of a CSV: Python's 1_000 is none."""
    try:
        return None if "_" in str(value) else kind(str(value))
    except ValueError:
        return None
