"""How a command tells which files it has written: their paths, or a table on a terminal."""

import os
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from gradreel.engine.errors import RequestError, plain
from gradreel.scenes.render.output.clock import clock_text, time_text
from gradreel.scenes.render.output.size import size_text

if TYPE_CHECKING:
    from rich.text import Text

BEGAN: Final = "gradreel.began"
"""Where the context has the time at which a command began."""
TIMED: Final = (".mp4", ".webm", ".mov", ".gif")
TICKS_A_SECOND: Final = 1_000_000
"""Of a clip's length as PyAV gives it."""


def begin(context: click.Context) -> None:
    """Note when a command begins."""
    context.meta[BEGAN] = time.monotonic()


def deliver(paths: Sequence[Path]) -> bool:
    """Print the paths of files that were written, one a line; a terminal gets a table of them.

    Returns:
        Whether it has told their sizes and lengths, and the time that they took.
    """
    if not sys.stdout.isatty():
        for path in paths:
            click.echo(os.fsencode(path))  # the very name, whatever the terminal's encoding
        return False
    from rich.console import Console  # noqa: PLC0415, only a terminal needs it

    context = click.get_current_context()
    took = time.monotonic() - context.meta[BEGAN]
    console = Console(soft_wrap=True, highlight=False)
    for line in _table(paths, took):
        console.print(line)
    begin(context)  # of several scenes, the next one has its own time
    return True


def _table(paths: Sequence[Path], took: float) -> "Iterator[Text]":
    """Lay files out, the path last: it may be longer than the line, and is whole all the same."""
    from rich.text import Text  # noqa: PLC0415, as above

    times = [time_text(took), *[""] * (len(paths) - 1)]  # which is of all that was written
    columns = {
        "size": [size_text(_size(path)) for path in paths],
        "length": [_length(path) for path in paths],
        "time": times,
    }
    told = [_column(name, cells) for name, cells in columns.items() if any(cells)]
    head, *rows = map("".join, zip(*told, strict=True))
    yield Text(f"{head}file", style="dim")
    for path, row in zip(paths, rows, strict=True):
        link = f"link {path.absolute().as_uri()}"
        yield Text(row).append(plain(os.fspath(path)), style=link)


def _column(name: str, cells: Sequence[str]) -> list[str]:
    width = max(map(len, (name, *cells)))
    return [f"{cell:>{width}}  " for cell in (name, *cells)]


def _size(path: Path) -> int:
    """Return how many bytes a file has, or all that are in a folder."""
    files = [path] if path.is_file() else [each for each in path.rglob("*") if each.is_file()]
    return sum(each.stat().st_size for each in files)


def _length(path: Path) -> str:
    """Say how long a clip is; nothing of a picture or a text."""
    if path.suffix.lower() not in TIMED:
        return ""
    from gradreel.scenes.render.media import (  # noqa: PLC0415, what was drawn before needs none
        VIDEO,
        opened_media,
    )

    with suppress(RequestError), opened_media(path, VIDEO) as container:
        return clock_text((container.duration or 0) / TICKS_A_SECOND)
    return ""
