"""A bar with the time left, on a terminal."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def progress_bar(shown: bool, count: Callable[[], int | None]) -> Iterator[Callable[[int], None]]:
    """Show a bar on standard error while the block runs, if that is a terminal.

    Args:
        shown: False shows nothing.
        count: returns how many frames there will be, or None; called only if a bar is shown.

    Yields:
        A function to call with the number of frames that were drawn.
    """
    if not (shown and sys.stderr.isatty()):
        yield lambda _: None
        return
    from rich.console import Console  # noqa: PLC0415, most runs don't need it
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn  # noqa: PLC0415

    columns = BarColumn(), TextColumn("{task.completed}/{task.total} frames"), TimeRemainingColumn()
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=None)
        bar.update(task, total=count())
        yield lambda frames: bar.update(task, advance=frames)
