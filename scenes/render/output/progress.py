"""A bar with the time left, on a terminal; lines now and then where there is none."""

import math
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread
from typing import TYPE_CHECKING, Final, Protocol

from gradreel.engine.errors import RequestError, plain, quoted
from gradreel.scenes.render.output.going import Going

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

SECONDS_BETWEEN_LOOKS: Final = 0.1
LINES: Final = "GRADREEL_PROGRESS_LINES"
"""The environment variable that says how often there are lines: seconds between two."""
USUAL_SECONDS, PATIENCE = 10.0, 1.0
"""How often there are lines where it says nothing, and after how many seconds the first."""
LINE: Final = "progress: "
"""How each of these lines begins."""
NARROW, LONGEST_BAR = 80, 40
"""Columns of a terminal that has no room for words, and of the bar where there is."""


class ProgressView(Protocol):
    """What shows how far something is."""

    @property
    def is_watched(self) -> bool:
        """Whether somebody looks on, so that it is worth some work to know the time left."""

    def show(self, going: Going, *, at_once: bool = False) -> None:
        """Show it, unless it was shown a moment ago."""

    def say(self, line: str) -> None:
        """Print a line, or several, beside it."""


class Bar:
    """A bar; it shows nothing where nobody would see it. It has no thread, so a process may fork.

    Args:
        view: what shows it; None shows nothing.
        label: what is going on.
        total: how many steps there will be, where that is known yet.
        unit: what the steps are.
    """

    def __init__(
        self, view: ProgressView | None, label: str, total: int | None, unit: str = "steps"
    ) -> None:
        self._view = view
        self._going = Going(label, total, unit)
        if view is not None:
            view.show(self._going, at_once=True)

    @property
    def is_watched(self) -> bool:
        """Whether somebody looks on."""
        return self._view is not None and self._view.is_watched

    def __call__(self, steps: int, *, were_there: bool = False) -> None:
        """Count steps that were done, now or before."""
        if self._view is not None:
            self._going.advance(steps, were_there=were_there)
            self._view.show(self._going)

    def expect(self, total: int) -> None:
        """Say how many steps there will be."""
        if self._view is not None and self._going.total != total:
            self._going.total = total
            self._view.show(self._going)

    def usual(self, total: int) -> None:
        """Say how many steps there are about, until somebody knows better."""
        self._going.usual = total

    def name(self, label: str) -> None:
        """Say anew what is going on."""
        self._going.label = label

    def say(self, line: str) -> None:
        """Print a line, or several, on standard error, above the bar."""
        line = plain(line, keep="\n\t")
        if self._view is None:
            sys.stderr.write(f"{line}\n")
        else:
            self._view.say(line)

    def end(self) -> None:
        """Show how it ended."""
        if self._view is not None:
            self._view.show(self._going, at_once=True)


class _OnTerminal:
    """A bar of rich's."""

    is_watched = True

    def __init__(self, progress: "Progress") -> None:
        self._progress = progress
        self._task: TaskID | None = None
        self._shown = 0.0

    def show(self, going: Going, *, at_once: bool = False) -> None:
        """Draw the bar anew."""
        if not at_once and time.monotonic() - self._shown < SECONDS_BETWEEN_LOOKS:
            return
        self._shown = time.monotonic()
        told = going.told(briefly=self._progress.console.width < NARROW)
        if self._task is None:
            self._task = self._progress.add_task(going.label, total=None, told=told)
        self._progress.update(
            self._task,
            description=going.label,
            total=going.total,
            completed=going.done,
            told=told,
        )
        self._progress.refresh()

    def say(self, line: str) -> None:
        """Print a line above the bar."""
        self._progress.console.print(line, markup=False, highlight=False)


class _InLines:
    """A line on standard error now and then; at once and at the end too where it is asked for."""

    def __init__(self, seconds: float | None) -> None:
        self.is_watched = seconds is not None
        self._seconds = seconds or USUAL_SECONDS
        self._due = time.monotonic() + (0 if self.is_watched else PATIENCE)

    def show(self, going: Going, *, at_once: bool = False) -> None:
        """Write a line."""
        is_due = time.monotonic() >= self._due and (going.is_steady or self.is_watched)
        if is_due or (at_once and self.is_watched):
            self._due = time.monotonic() + self._seconds
            self.say(f"{LINE}{going.label}: {going.told()}")

    def say(self, line: str) -> None:
        """Write another line."""
        sys.stderr.write(f"{line}\n")
        sys.stderr.flush()


@contextmanager
def progress_bar(label: str, total: int | None, shown: bool, unit: str = "steps") -> Iterator[Bar]:
    """Show a bar on standard error while the block runs; lines if that is no terminal.

    Args:
        label: what is going on.
        total: how many steps there will be, where that is known yet.
        shown: False shows nothing.
        unit: what the steps are.
    """
    with _view(shown) as view:
        bar = Bar(view, label, total, unit)
        yield bar
        bar.end()


@contextmanager
def _view(shown: bool) -> Iterator[ProgressView | None]:
    if not (shown and sys.stderr.isatty()):
        yield _InLines(_seconds_between_lines()) if shown else None
        return
    from rich.console import Console  # noqa: PLC0415, most runs don't need it
    from rich.progress import BarColumn, Progress, TextColumn  # noqa: PLC0415

    console = Console(stderr=True)
    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(None if console.width < NARROW else LONGEST_BAR),
        TextColumn("{task.fields[told]}", markup=False),
    )
    with Progress(*columns, console=console, transient=True, auto_refresh=False) as progress:
        yield _OnTerminal(progress)


def _seconds_between_lines() -> float | None:
    """Return what the environment asks for, if it asks for any.

    Raises:
        RequestError: it asks for no time that there is.
    """
    text = os.environ.get(LINES, "")
    if not text:
        return None
    try:
        seconds = float(text)
    except ValueError:
        seconds = math.nan
    if not 0 < seconds < math.inf:
        raise RequestError(f"{LINES}: {quoted(text)} is no number of seconds, such as 10")
    return seconds


@contextmanager
def time_taken(label: str, shown: bool) -> Iterator[None]:
    """Show how long a block has taken, where nobody can tell how long it will.

    The block mustn't fork: a thread is at work meanwhile.

    Args:
        label: what is going on.
        shown: False shows nothing.
    """
    if not (shown and sys.stderr.isatty()):
        if shown:
            _seconds_between_lines()  # what is wrong with it is said at once
            sys.stderr.write(f"{LINE}{label}\n")
            sys.stderr.flush()
        yield
        return
    from rich.console import Console  # noqa: PLC0415, most runs don't need it
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn  # noqa: PLC0415

    columns = SpinnerColumn(), TextColumn("{task.description}", markup=False), TimeElapsedColumn()
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
