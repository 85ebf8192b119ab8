"""What went wrong in a build: a line for people, and the lines of their own that led there."""

import linecache
import os
import sys
import threading
import traceback
from collections.abc import Iterator
from types import FrameType
from typing import Final

from gradreel import PROJECT
from gradreel.engine.errors import GradreelError, shorten
from gradreel.scenes.watch.messages import Fault, Step
from gradreel.scenes.watch.reading import is_own

GRADREEL: Final = f"{PROJECT}{os.sep}"
LONGEST_TRACE = 20_000
LONGEST_LINE = 200
MOST_STEPS = 40


def fault_of(error: BaseException, *, with_project: bool) -> Fault:
    """Say what an error is.

    Args:
        error: what a build raised.
        with_project: whether gradreel's own sources count as the person's.
    """
    cause = error.__cause__ if isinstance(error, GradreelError) else error
    if cause is None:
        return Fault(str(error))
    told = traceback.TracebackException.from_exception(cause, compact=True)
    text = "".join(told.format())
    line = str(error) if error is not cause else f"{type(cause).__name__}: {cause}"
    steps = [step for step in _steps(told) if is_persons(step.file, with_project=with_project)]
    return Fault(
        shorten(" ".join(line.split()), LONGEST_LINE),
        tuple(steps[-MOST_STEPS:]),
        text if len(text) <= LONGEST_TRACE else f"…{text[-LONGEST_TRACE:]}",
    )


def is_persons(file: str, *, with_project: bool) -> bool:
    """Whether a file is a person's own; gradreel's sources are of whoever watches its scenes."""
    return is_own(file) and (with_project or not file.startswith(GRADREEL))


def _steps(told: traceback.TracebackException) -> Iterator[Step]:
    for each in told.stack:
        yield Step(each.filename, each.lineno or 0, each.name, each.line or "")
    if isinstance(told, traceback.TracebackException) and getattr(told, "filename", None):
        yield Step(str(told.filename), int(told.lineno or 0), "", (told.text or "").rstrip())


def place_of(thread: int, *, with_project: bool) -> Step | None:
    """Say in which of a person's own lines a thread of this process is."""
    frame: FrameType | None = sys._current_frames().get(thread)
    while frame is not None:
        file = frame.f_code.co_filename
        if is_persons(file, with_project=with_project):
            source = linecache.getline(file, frame.f_lineno).strip()
            return Step(file, frame.f_lineno, frame.f_code.co_name, source)
        frame = frame.f_back
    return None


def main_thread() -> int:
    """Return the number of this process's main thread."""
    return threading.main_thread().ident or 0
