"""How a command tells which files it has written, how large they are and how long they play."""

import os
import re
import struct
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from gradreel.engine.errors import plain
from gradreel.scenes.render.amounts import size_text, time_text

if TYPE_CHECKING:
    from rich.text import Text

BEGAN: Final = "gradreel.began"
"""Where the context has the time at which a command began."""
WRITTEN: Final = "written: "
"""How each line begins that says so where there is no table."""
HEAD: Final = 4096
"""Bytes in which a WebM has said how long it is."""


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
    """Say how long a clip is that was written here; nothing of a picture or a text."""
    seconds_of = LENGTHS.get(path.suffix.lower())
    if seconds_of is None:
        return ""
    with (
        suppress(OSError, ValueError, struct.error),  # it is gone, empty or damaged
        path.open("rb") as file,
        mmap(file.fileno(), 0, access=ACCESS_READ) as content,
    ):
        return time_text(seconds_of(content))
    return ""


def _of_movie(content: mmap) -> float:
    heads = re.finditer(rb"mvhd\0.{11}(.{8})", content, re.DOTALL)
    times = (struct.unpack(">II", each[1]) for each in heads)
    return next((length / ticks for ticks, length in times), 0)


def _of_webm(content: mmap) -> float:
    heads = re.finditer(rb"\x44\x89\x88(.{8})", content[:HEAD], re.DOTALL)
    return next((float(struct.unpack(">d", each[1])[0]) / 1000 for each in heads), 0)


def _of_gif(content: mmap) -> float:
    heads = re.finditer(rb"!\xf9\x04.(..).\0[!,]", content, re.DOTALL)
    return sum(int.from_bytes(each[1], "little") for each in heads) / 100


def _of_webp(content: mmap) -> float:
    place, seconds = 12, 0.0
    while place < len(content):
        kind, length = struct.unpack("<4sI", content[place : place + 8])
        if kind == b"ANMF":
            seconds += int.from_bytes(content[place + 20 : place + 23], "little") / 1000
        place += 8 + length + length % 2
    return seconds


def _of_png(content: mmap) -> float:
    place, seconds = 8, 0.0
    while place < len(content):
        length, kind = struct.unpack(">I4s", content[place : place + 8])
        if kind == b"fcTL":
            share, of_second = struct.unpack(">HH", content[place + 28 : place + 32])
            seconds += share / of_second
        place += 12 + length
    return seconds


LENGTHS: Final[Mapping[str, Callable[[mmap], float]]] = {
    **dict.fromkeys((".mp4", ".mov"), _of_movie),
    ".webm": _of_webm,
    ".gif": _of_gif,
    ".webp": _of_webp,
    ".apng": _of_png,
}
"""Reads seconds from the heads of a file: PyAV takes as long to load as a clip that is kept."""
