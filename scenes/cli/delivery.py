"""How a command tells which files it has written, how large they are and how long they play."""

import os
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from gradreel.engine.errors import plain
from gradreel.scenes.render.amounts import size_text, time_text
from gradreel.scenes.render.picture import ENDINGS, FITTED

if TYPE_CHECKING:
    from rich.text import Text

BEGAN: Final = "gradreel.began"
"""Where the context has the time at which a command began."""
WRITTEN: Final = "written: "
"""How each line begins that says so where there is no table."""
LASTS: Final = "gradreel.lasts"
"""Where it has how long the clip plays that the command makes, once that is known."""


def begin(context: click.Context) -> None:
    """Note when a command begins."""
    context.meta[BEGAN] = time.monotonic()


def note_length(seconds: float) -> None:
    """Note how long a clip plays."""
    click.get_current_context().meta[LASTS] = seconds


def deliver(paths: Sequence[Path]) -> None:
    """Tell of files that were written: in a table on a terminal.

    Elsewhere their paths alone go to standard output, one a line, and the rest to standard error.
    """
    context = click.get_current_context()
    took = time_text(time.monotonic() - context.meta[BEGAN])
    begin(context)  # of several scenes, the next one has its own time
    if not sys.stdout.isatty():
        for path in paths:
            click.echo(os.fsencode(path))  # the very name, whatever the terminal's encoding
        for path in paths:
            click.echo(_line(path, took if path is paths[-1] else ""), err=True)
        return
    from rich.console import Console  # noqa: PLC0415, only a terminal needs it

    console = Console(soft_wrap=True, highlight=False)
    for line in _table(paths, took):
        console.print(line)


def _line(path: Path, took: str) -> str:
    length = _length(path)
    parts = (
        plain(os.fspath(path)),
        size_text(_size(path)),
        f"{length} long" if length else "",
        f"made in {took}" if took else "",
    )
    return f"{WRITTEN}{', '.join(filter(None, parts))}"


def _table(paths: Sequence[Path], took: str) -> "Iterator[Text]":
    """Lay files out, the path last: it may be longer than the line, and is whole all the same."""
    from rich.text import Text  # noqa: PLC0415, as above

    times = [took, *[""] * (len(paths) - 1)]  # which is of all that was written
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
    """Say how long a clip is that was written here; nothing of a picture or a text."""
    seconds = click.get_current_context().meta.get(LASTS)
    is_clip = ENDINGS.get(path.suffix.lower()) in FITTED
    return time_text(seconds) if is_clip and seconds is not None else ""
