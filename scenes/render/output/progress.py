"""A bar with the time left, on a terminal."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread
from typing import TYPE_CHECKING, Final

from gradreel.engine.errors import plain

if TYPE_CHECKING:
    from rich.progress import Progress

SECONDS_BETWEEN_LOOKS: Final = 0.1


class Bar:
    """A bar; it shows nothing where nobody would see it. It has no thread, so a process may fork.

    Args:
        progress: what shows it; None shows nothing.
        total: how many steps there will be, where that is known yet.
    """

    def __init__(self, progress: "Progress | None", label: str, total: int | None) -> None:
        self._progress = progress
        self._task = progress.add_task(label, total=total) if progress else None
        self._shown = 0.0

    @property
    def is_shown(self) -> bool:
        """Whether anybody sees it."""
        return self._progress is not None

    def __call__(self, steps: int) -> None:
        """Count steps that were done."""
        if self._progress is not None and self._task is not None:
            self._progress.advance(self._task, steps)
            self._look()

    def expect(self, total: int) -> None:
        """Say how many steps there will be."""
        if self._progress is not None and self._task is not None:
            self._progress.update(self._task, total=total)
            self._look()

    def name(self, label: str) -> None:
        """Say anew what is going on."""
        if self._progress is not None and self._task is not None:
            self._progress.update(self._task, description=label)

    def say(self, line: str) -> None:
        """Print a line, or several, on standard error, above the bar."""
        line = plain(line, keep="\n\t")
        if self._progress is None:
            sys.stderr.write(f"{line}\n")
        else:
            self._progress.console.print(line, markup=False, highlight=False)

    def _look(self) -> None:
        if self._progress is not None and time.monotonic() - self._shown > SECONDS_BETWEEN_LOOKS:
            self._progress.refresh()
            self._shown = time.monotonic()


@contextmanager
def progress_bar(label: str, total: int | None, shown: bool) -> Iterator[Bar]:
    """Show a bar on standard error while the block runs, if that is a terminal.

    Args:
        label: what is going on.
        total: how many steps there will be, where that is known yet.
        shown: False shows nothing.
    """
    if not (shown and sys.stderr.isatty()):
        yield Bar(None, label, total)
        return
    from rich.console import Console  # noqa: PLC0415, most runs don't need it
    from rich.progress import (  # noqa: PLC0415
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    going_on = TextColumn("{task.description}", markup=False)
    columns = going_on, BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, auto_refresh=False) as progress:
        yield Bar(progress, label, total)
        progress.refresh()


@contextmanager
def time_taken(label: str, shown: bool) -> Iterator[None]:
    """Show how long a block has taken, where nobody can tell how long it will.

    The block mustn't fork: a thread is at work meanwhile.

    Args:
        label: what is going on.
        shown: False shows nothing.
    """
    if not (shown and sys.stderr.isatty()):
        yield
        return
    from rich.console import Console  # noqa: PLC0415, most runs don't need it
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn  # noqa: PLC0415

    columns = SpinnerColumn(), TextColumn(label), TimeElapsedColumn()
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, auto_refresh=False) as progress:
        progress.add_task(label, total=None)
        with _refreshed(progress):
            yield


@contextmanager
def _refreshed(progress: "Progress") -> Iterator[None]:
    """Draw it anew again and again; the thread is gone afterwards, which rich's own may not be."""
    ended = Event()

    def refresh() -> None:
        while not ended.wait(SECONDS_BETWEEN_LOOKS):
            progress.refresh()

    thread = Thread(target=refresh, daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()
