"""How far something is: a bar with the time left, on a terminal; lines where there is none."""

import math
import os
import sys
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Thread
from typing import TYPE_CHECKING, Final, Protocol

from gradreel.engine.errors import RequestError, plain, quoted
from gradreel.scenes.render.amounts import clock_text

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

SECONDS_LOOKED_BACK: Final = 10.0
"""How long what is gone counts for how fast it goes."""
SECONDS_TO_BEGIN: Final = 0.5
"""How long after the first steps that alone counts, and no longer how long it took to begin."""
SECONDS_BETWEEN_LOOKS: Final = 0.1
LINES: Final = "GRADREEL_PROGRESS_LINES"
"""The environment variable that says how often there are lines: seconds between two."""
USUAL_SECONDS, PATIENCE = 10.0, 1.0
"""How often there are lines where it says nothing, and after how many seconds the first."""
LINE: Final = "progress: "
"""How each of these lines begins."""
NARROW, LONGEST_BAR = 80, 40
"""Columns of a terminal that has no room for words, and of the bar where there is."""


class Going:
    """The state of something that goes on.

    Args:
        label: what is going on.
        total: how many steps there will be, where that is known yet.
        unit: what the steps are.
        clock: returns seconds.

    Attributes:
        label: what is going on.
        total: how many steps there will be, where that is known yet.
        usual: how many there are about, where that is known no better.
        done: how many were done.
        is_steady: whether how fast it goes is known without the time that it took to begin.
    """

    def __init__(
        self,
        label: str,
        total: int | None,
        unit: str,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.label, self.total, self.done = label, total, 0
        self.usual: int | None = None
        self.is_steady = False
        self._unit, self._clock, self._worked = unit, clock, 0
        self._seen = deque([(clock(), 0)])

    def advance(self, steps: int, *, were_there: bool = False) -> None:
        """Count steps that were done; those that were there before say nothing of the pace."""
        self.done += steps
        if were_there:
            return
        self._worked += steps
        now = self._clock()
        self._seen.append((now, self._worked))
        if not self.is_steady and now - self._seen[1][0] >= SECONDS_TO_BEGIN:
            self._seen.popleft()
            self.is_steady = True
        while len(self._seen) > 2 and now - self._seen[1][0] > SECONDS_LOOKED_BACK:
            self._seen.popleft()

    @property
    def rate(self) -> float:
        """Steps a second, of late."""
        since, before = self._seen[0]
        return (self._worked - before) / max(self._clock() - since, 1e-9)

    @property
    def seconds_left(self) -> float | None:
        """How long the rest will take, or about how long; None where nobody can tell yet."""
        total = self.total
        if total is None and self.is_steady and self.done < (self.usual or 0):
            total = self.usual
        return None if total is None or self.rate == 0 else max(0, total - self.done) / self.rate

    def told(self, *, briefly: bool = False) -> str:
        """Say in words how far it is: 120/812 frames, 85 a second, 0:08 left."""
        so_far = f"{self.done}/{self.total}" if self.total is not None else f"{self.done}"
        pace = f"{self.rate:,.0f}" if self.rate >= 10 else f"{self.rate:.1f}"
        parts = [so_far if briefly else f"{so_far} {self._unit}"]
        if self._worked:
            parts.append(f"{pace}/s" if briefly else f"{pace} a second")
        if self.seconds_left is not None:
            left = clock_text(self.seconds_left)
            roughly = "" if self.total is not None else "~" if briefly else "about "
            parts.append(f"{roughly}{left}" if briefly else f"{roughly}{left} left")
        return ", ".join(parts)


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
