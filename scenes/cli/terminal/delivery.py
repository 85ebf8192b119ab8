"""How a command tells which files it has written, how large they are and how long they play."""

import os
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from struct import unpack
from typing import TYPE_CHECKING, Final

import click

from gradreel.engine.errors import RequestError, plain
from gradreel.scenes.render.output.clock import time_text
from gradreel.scenes.render.output.size import size_text

if TYPE_CHECKING:
    from rich.text import Text

BEGAN: Final = "gradreel.began"
"""Where the context has the time at which a command began."""
WRITTEN: Final = "written: "
"""How each line begins that says so where there is no table."""
TIMED: Final = (".mp4", ".webm", ".mov", ".gif")
PICTURES: Final = (".webp", ".apng")
"""Those whose length is the sum of their pictures' times."""
TICKS_A_SECOND: Final = 1_000_000
"""Of a clip's length as PyAV gives it."""


def begin(context: click.Context) -> None:
    """Note when a command begins."""
    context.meta[BEGAN] = time.monotonic()


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
    """Say how long a clip is; nothing of a picture or a text."""
    if path.suffix.lower() in PICTURES:
        with suppress(OSError):
            return time_text(_played(path))
    if path.suffix.lower() not in TIMED:
        return ""
    from gradreel.scenes.render.media import (  # noqa: PLC0415, what was drawn before needs none
        VIDEO,
        opened_media,
    )

    with suppress(RequestError), opened_media(path, VIDEO) as container:
        return time_text((container.duration or 0) / TICKS_A_SECOND)
    return ""


def _played(path: Path) -> float:
    """Return for how many seconds a WebP or an animated PNG plays, from the heads of its parts."""
    seconds = 0.0
    with path.open("rb") as file:
        is_webp = file.read(12)[:4] == b"RIFF"
        file.seek(12 if is_webp else 8)
        while len(head := file.read(8)) == 8:
            size, kind = (head[4:], head[:4]) if is_webp else (head[:4], head[4:])
            length = int.from_bytes(size, "little" if is_webp else "big")
            end = file.tell() + length + (length % 2 if is_webp else 4)
            if kind == b"ANMF":
                seconds += int.from_bytes(file.read(15)[12:], "little") / 1000
            elif kind == b"fcTL":
                share, of_second = unpack(">20xHH", file.read(24))
                seconds += share / of_second
            file.seek(end)
    return seconds
