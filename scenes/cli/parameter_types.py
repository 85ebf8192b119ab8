"""The types of values that the commands' options take."""

import math
import os
import re
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any, TypeVar

import click
from click.shell_completion import CompletionItem

from gradreel.engine.errors import quoted, unknown
from gradreel.scenes.ask import catalog
from gradreel.scenes.ask.own_code import names_code
from gradreel.scenes.cli import completion
from gradreel.scenes.cli.spellings import folded, spelled, unlisted
from gradreel.scenes.render.amounts import size_in_bytes

LARGEST_COUNT = 10_000_000
BETWEEN_NUMBERS = re.compile(r"\s*[,;]\s*|\s+")
BRACKETS = " ()[]"

Parsed = TypeVar("Parsed", int, float)


Offered = list[CompletionItem]


class NotSoError(Exception):
    """A text isn't what an option takes; it says why."""


class Taken(click.ParamType[Any]):
    """What an option takes: it is read from a text, and a shell may offer some of it."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Read a value; what is wrong with it is said of its option."""
        try:
            return self.read(value)
        except NotSoError as error:
            self.fail(str(error), param, ctx)

    def read(self, value: Any) -> Any:
        """Read a value.

        Raises:
            NotSoError: it isn't what the option takes.
        """
        return str(value)

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> Offered:
        """Offer what a word may become that is begun."""
        del param
        return self.offered(ctx, incomplete)

    def offered(self, ctx: click.Context, incomplete: str) -> Offered:
        """Offer nothing, where nothing is known."""
        del ctx, incomplete
        return []


class FiniteNumber(Taken):
    """A finite number, above zero when `positive`."""

    name = "number"

    def __init__(self, positive: bool = False) -> None:
        self.positive = positive

    def read(self, value: Any) -> float:
        """Turn a text into a number."""
        number = _parsed(value, float)
        if number is None:
            raise NotSoError(f"{quoted(str(value))} is not a number")
        if not math.isfinite(number) or (self.positive and number <= 0):
            kind = "a finite number above 0" if self.positive else "a finite number"
            raise NotSoError(f"{quoted(str(value))} is not {kind}")
        return number


class Whole(Taken):
    """A whole number of at least `least` and at most `most`."""

    name = "whole number"

    def __init__(self, least: int, most: int = LARGEST_COUNT) -> None:
        self.least, self.most = least, most

    def read(self, value: Any) -> int:
        """Turn a text into a whole number."""
        number = _parsed(value, int)
        if number is None:
            raise NotSoError(f"{quoted(str(value))} is not a whole number")
        if not self.least <= number <= self.most:
            bounds = f"from {self.least} to {self.most:,}"
            raise NotSoError(f"{quoted(str(value))} is not {bounds}")
        return number


class Bytes(Taken):
    """A number of bytes, such as 8MB."""

    name = "size"

    def read(self, value: Any) -> int:
        """Turn a text into a number of bytes."""
        return value if isinstance(value, int) else size_in_bytes(str(value))


class Listing(Taken):
    """Several values of one type between commas, of a fixed number when `length` says so.

    A value that has a comma itself stands in double quotes, as in a CSV. Between numbers there may
    be anything that is not of a number, and brackets around them.
    """

    def __init__(self, each: Taken, length: int | None = None, name: str = "a,b") -> None:
        self.each, self.length, self.name = each, length, name

    def read(self, value: Any) -> tuple[Any, ...]:
        """Turn a text into a tuple."""
        if isinstance(value, tuple):
            return value
        parts = self._parts(str(value))
        if self.length and len(parts) != self.length:
            message = f"{quoted(str(value))} should be {self.length} values like {self.name}"
            raise NotSoError(message)
        return tuple(self.each.read(part.strip()) for part in parts or [""])

    def offered(self, ctx: click.Context, incomplete: str) -> Offered:
        """Offer what one of the values may be."""
        return self.each.offered(ctx, incomplete)

    def _parts(self, text: str) -> list[str]:
        if isinstance(self.each, FiniteNumber | Whole):
            return BETWEEN_NUMBERS.split(text.strip(BRACKETS))
        import csv  # noqa: PLC0415, most lines need none

        try:
            return unlisted(text)
        except csv.Error as error:
            raise NotSoError(f"{quoted(text)} can't be read: {error}") from error


class Size(Listing):
    """A frame's width and height, or the name of a common one, as in 1080p."""

    def __init__(self, known: Mapping[str, tuple[int, int]]) -> None:
        super().__init__(Whole(1), 2, "1920,1080")
        self.known = known

    def _parts(self, text: str) -> list[str]:
        if text.lower() in self.known:
            return [str(side) for side in self.known[text.lower()]]
        apart = re.sub(r"(?<=\d)\s*[x×*:-]\s*(?=\d)", ",", text.lower())
        return super()._parts(apart)


class OneOf(Taken):
    """One of some names; a wrong one is answered with the nearest right one.

    Args:
        kind: what they are names of.
        names: the names.
        others: names by other spellings of them, folded.
    """

    def __init__(
        self, kind: str, names: Collection[str], others: Mapping[str, str] | None = None
    ) -> None:
        self.kind, self.names, self.name = kind, names, kind
        self.others = others or {}

    def read(self, value: Any) -> str:
        """Find the name that is meant.

        Raises:
            RequestError: there is none.
        """
        text = str(value)
        meant = spelled(text, self.names) or self.others.get(folded(text))
        if meant not in self.names:
            raise unknown(self.kind, text, self.names)
        return str(meant)

    def offered(self, ctx: click.Context, incomplete: str) -> Offered:
        """Offer the names."""
        del ctx
        return completion.offered(self.names, incomplete)


class OptimizerName(OneOf):
    """The name of an optimizer, or of one in a file of code: FILE.py:NAME."""

    def read(self, value: Any) -> str:
        """Find the name that is meant.

        Raises:
            RequestError: there is none, or a file is named and nothing in it.
        """
        return str(value) if names_code(str(value)) else super().read(value)


class SceneName(OneOf):
    """The name of one of the scenes."""

    def __init__(self) -> None:
        super().__init__("scene", ())

    def read(self, value: Any) -> str:
        """Find the scene that is meant.

        Raises:
            RequestError: there is none.
        """
        self.names = [entry.name for entry in catalog.entries()]
        return super().read(value)

    def offered(self, ctx: click.Context, incomplete: str) -> Offered:
        """Offer the scenes."""
        del ctx
        return completion.offered((entry.name for entry in catalog.entries()), incomplete)


class Name(Taken):
    """A name, which can't be empty.

    Args:
        known: names that may be spelled in other ways, if there is no file of that name.
    """

    name = "name"

    def __init__(self, known: Collection[str] = ()) -> None:
        self.known = known

    def read(self, value: Any) -> str:
        """Check that there is something."""
        text = str(value)
        if not text.strip():
            raise NotSoError("it names nothing")
        meant = spelled(text, self.known) if text.isprintable() else None
        return text if meant is None or Path(text).exists() else meant

    def offered(self, ctx: click.Context, incomplete: str) -> Offered:
        """Offer the names that are known."""
        del ctx
        return completion.offered(self.known, incomplete)


class DataName(Name):
    """The name of a data set, or the path of a table."""

    def offered(self, ctx: click.Context, incomplete: str) -> Offered:
        """Offer the names, and tables."""
        del ctx
        return completion.names_or_files(self.known, completion.TABLES, incomplete)


class SurfaceName(Name):
    """The name of a surface, a formula, or a function in a file of code: FILE.py:NAME."""

    def read(self, value: Any) -> str:
        """Check that there is something.

        Raises:
            RequestError: a file is named and nothing in it.
        """
        return str(value) if names_code(str(value)) else super().read(value)


class ColumnName(Name):
    """The name of a column of the data."""

    def offered(self, ctx: click.Context, incomplete: str) -> Offered:
        """Offer the columns of the data that the line names."""
        return completion.last_of_several(completion.columns(ctx), incomplete)


class ClassName(Name):
    """The name of a class of the target."""

    def offered(self, ctx: click.Context, incomplete: str) -> Offered:
        """Offer the classes of the column that the line names as its target."""
        return completion.offered(completion.classes(ctx), incomplete)


class Colour(Taken):
    """A colour as CSS writes it, a name or #RRGGBB; its value is the latter."""

    name = "colour"

    def read(self, value: Any) -> str:
        """Turn a text into red, green and blue."""
        from PIL import ImageColor  # noqa: PLC0415, most commands don't need it

        try:
            channels: tuple[int, ...] = ImageColor.getrgb(str(value))
        except ValueError:
            channels = ()
        if len(channels) != 3:  # it may have an alpha of its own
            raise NotSoError(f"{quoted(str(value))} is no colour like white or #0E131B")
        return f"#{bytes(channels).hex()}"


class Scheduler(Taken):
    """The address of a scheduler."""

    name = "address"

    def read(self, value: Any) -> str:
        """Check that it has an address's form."""
        from gradreel.scenes.render.cluster.scheduler import parse_address  # noqa: PLC0415, most commands don't need it

        parse_address(str(value))
        return str(value)


class FilePath(Taken):
    """The path of a file, which can't be empty or end as that of a folder."""

    name = "path"

    def read(self, value: Any) -> Path:
        """Turn a text into a path."""
        text = _path_text(value)
        if not text or (text.endswith("/") and Path(text).suffix):
            raise NotSoError(f"{quoted(text)} is no name of a file")
        return Path(text)

    def offered(self, ctx: click.Context, incomplete: str) -> Offered:
        """Let the shell offer files."""
        del ctx
        return completion.files(incomplete)


class FolderPath(Taken):
    """The path of a folder, which can't be empty."""

    name = "folder"

    def read(self, value: Any) -> Path:
        """Turn a text into a path."""
        text = _path_text(value)
        if not text:
            raise NotSoError(f"{quoted(text)} is no name of a folder")
        return Path(text)

    def offered(self, ctx: click.Context, incomplete: str) -> Offered:
        """Let the shell offer folders."""
        del ctx
        return [CompletionItem(incomplete, type="dir")]


class SceneClass(Taken):
    """A class of the file that the command is about."""

    name = "class"

    def offered(self, ctx: click.Context, incomplete: str) -> Offered:
        """Offer the classes that seem to be scenes."""
        return completion.offered(completion.scene_classes(Path(ctx.info_name or "")), incomplete)


def _path_text(value: Any) -> str:
    """Return what a path is written as; a file of settings may hold what is none."""
    return os.fspath(value) if isinstance(value, os.PathLike) else str(value)


def _parsed(value: Any, kind: type[Parsed]) -> Parsed | None:
    """Read a number as the engine reads those of a CSV: Python's 1_000 is none."""
    try:
        return None if "_" in str(value) else kind(str(value))
    except ValueError:
        return None
