"""A bar with the time left, on a terminal."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def progress_bar(
    label: str, total: int | Callable[[], int | None], shown: bool
) -> Iterator[Callable[[int], None]]:
    """Show a bar on standard error while the block runs, if that is a terminal.

    Args:
        label: what is going on.
        total: how many steps there will be, or a function that finds out, None where it can't;
            called only if a bar is shown.
        shown: False shows nothing.

    Yields:
        A function to call with the number of steps that were done.
    """
    if not (shown and sys.stderr.isatty()):
        yield lambda _: None
        return
    from rich.console import Console  # noqa: PLC0415, most runs don't need it
    from rich.progress import (  # noqa: PLC0415
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    columns = TextColumn(label), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(label, total=None)
        bar.update(task, total=total() if callable(total) else total)
        yield lambda steps: bar.update(task, advance=steps)
