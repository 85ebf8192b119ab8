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
from gradreel.scenes.app import catalog
from gradreel.scenes.cli import completion
from gradreel.scenes.cli.spellings import folded, spelled
from gradreel.scenes.render.amounts import size_in_bytes

LARGEST_COUNT = 10_000_000
BETWEEN_NUMBERS = re.compile(r"\s*[,;]\s*|\s+")
BRACKETS = " ()[]"

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


class Bytes(click.ParamType[int]):
    """A number of bytes, such as 8MB."""

    name = "size"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Turn a text into a number of bytes."""
        del param, ctx
        return value if isinstance(value, int) else size_in_bytes(str(value))


class Listing(click.ParamType[tuple[Any, ...]]):
    """Several values of one type between commas, of a fixed number when `length` says so.

    A value that has a comma itself stands in double quotes, as in a CSV. Between numbers there may
    be anything that is not of a number, and brackets around them.
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
        parts = self._parts(str(value), param, ctx)
        if self.length and len(parts) != self.length:
            message = f"{quoted(str(value))} should be {self.length} values like {self.name}"
            self.fail(message, param, ctx)
        return tuple(self.each.convert(part.strip(), param, ctx) for part in parts or [""])

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        """Offer what one of the values may be."""
        return self.each.shell_complete(ctx, param, incomplete)

    def _parts(
        self, text: str, param: click.Parameter | None, ctx: click.Context | None
    ) -> list[str]:
        if isinstance(self.each, FiniteNumber | Whole):
            return BETWEEN_NUMBERS.split(text.strip(BRACKETS))
        import csv  # noqa: PLC0415, most lines need none

        try:
            (parts,) = csv.reader([" ".join(text.splitlines())], skipinitialspace=True)
        except csv.Error as error:
            self.fail(f"{quoted(text)} can't be read: {error}", param, ctx)
        return parts


class Size(Listing):
    """A frame's width and height, or the name of a common one, as in 1080p."""

    def __init__(self, known: Mapping[str, tuple[int, int]]) -> None:
        super().__init__(Whole(1), 2, "1920,1080")
        self.known = known

    def _parts(
        self, text: str, param: click.Parameter | None, ctx: click.Context | None
    ) -> list[str]:
        if text.lower() in self.known:
            return [str(side) for side in self.known[text.lower()]]
        apart = re.sub(r"(?<=\d)\s*[x×*:-]\s*(?=\d)", ",", text.lower())
        return super()._parts(apart, param, ctx)


class OneOf(click.ParamType[str]):
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

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Find the name that is meant.

        Raises:
            RequestError: there is none.
        """
        del param, ctx
        text = str(value)
        meant = spelled(text, self.names) or self.others.get(folded(text))
        if meant not in self.names:
            raise unknown(self.kind, text, self.names)
        return str(meant)

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        """Offer the names."""
        del ctx, param
        return completion.offered(self.names, incomplete)


class SceneName(OneOf):
    """The name of one of the scenes."""

    def __init__(self) -> None:
        super().__init__("scene", ())

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Find the scene that is meant.

        Raises:
            RequestError: there is none.
        """
        self.names = [entry.name for entry in catalog.entries()]
        return super().convert(value, param, ctx)

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        """Offer the scenes."""
        del ctx, param
        return completion.offered((entry.name for entry in catalog.entries()), incomplete)


class Name(click.ParamType[str]):
    """A name, which can't be empty.

    Args:
        known: names that may be spelled in other ways, if there is no file of that name.
    """

    name = "name"

    def __init__(self, known: Collection[str] = ()) -> None:
        self.known = known

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Check that there is something."""
        text = str(value)
        if not text.strip():
            self.fail("it names nothing", param, ctx)
        meant = spelled(text, self.known) if text.isprintable() else None
        return text if meant is None or Path(text).exists() else meant

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        """Offer the names that are known."""
        del ctx, param
        return completion.offered(self.known, incomplete)


class DataName(Name):
    """The name of a data set, or the path of a table."""

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        """Offer the names, and tables."""
        del ctx, param
        return completion.names_or_files(self.known, completion.TABLES, incomplete)


class ColumnName(Name):
    """The name of a column of the data."""

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        """Offer the columns of the data that the line names."""
        del param
        return completion.last_of_several(completion.columns(ctx), incomplete)


class ClassName(Name):
    """The name of a class of the target."""

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        """Offer the classes of the column that the line names as its target."""
        del param
        return completion.offered(completion.classes(ctx), incomplete)


class Colour(click.ParamType[str]):
    """A colour as CSS writes it, a name or #RRGGBB; its value is the latter."""

    name = "colour"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Turn a text into red, green and blue."""
        from PIL import ImageColor  # noqa: PLC0415, most commands don't need it

        try:
            channels: tuple[int, ...] = ImageColor.getrgb(str(value))
        except ValueError:
            channels = ()
        if len(channels) != 3:  # it may have an alpha of its own
            self.fail(f"{quoted(str(value))} is no colour like white or #0E131B", param, ctx)
        return f"#{bytes(channels).hex()}"


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

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        """Let the shell offer files."""
        del ctx, param
        return completion.files(incomplete)


class FolderPath(click.ParamType[Path]):
    """The path of a folder, which can't be empty."""

    name = "folder"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        """Turn a text into a path."""
        text = os.fspath(value)
        if not text:
            self.fail(f"{quoted(text)} is no name of a folder", param, ctx)
        return Path(text)

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        """Let the shell offer folders."""
        del ctx, param
        return [CompletionItem(incomplete, type="dir")]


class SceneClass(click.ParamType[str]):
    """A class of the file that the command is about."""

    name = "class"

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        """Offer the classes that seem to be scenes."""
        del param
        return completion.offered(completion.scene_classes(Path(ctx.info_name or "")), incomplete)


def _parsed(value: Any, kind: type[Parsed]) -> Parsed | None:
    """Read a number as the engine reads those of a CSV: Python's 1_000 is none."""
    try:
        return None if "_" in str(value) else kind(str(value))
    except ValueError:
        return None
