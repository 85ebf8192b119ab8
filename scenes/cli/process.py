"""How the process behaves while a command runs: quiet libraries, open streams, tidy endings."""

import logging
import os
import sys
import threading
import warnings
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress

import click

from gradreel.engine.errors import plain, shorten
from gradreel.scenes.make.stopping import stoppable

LONGEST_LINE = 180


def debugging() -> bool:
    """Whether GRADREEL_DEBUG asks to see tracebacks, and what libraries have to say."""
    return bool(os.environ.get("GRADREEL_DEBUG"))


@contextmanager
def well_behaved() -> Iterator[None]:
    """Set the process up for a command, and put back what others may rely on."""
    _open_streams()
    os.environ.setdefault("PATH", os.defpath)  # Matplotlib takes for granted that there is one
    os.environ["MPLBACKEND"] = "agg"  # no window is needed, whatever a notebook has set
    with ExitStack() as stack:
        if not debugging():
            stack.enter_context(_quiet_libraries())
        if threading.current_thread() is threading.main_thread():
            stack.enter_context(stoppable())
        yield


@contextmanager
def _quiet_libraries() -> Iterator[None]:
    """Keep warnings and logs off both streams: a command says what it has to say itself."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        logging.disable(logging.CRITICAL)
        try:
            yield
        finally:
            logging.disable(logging.NOTSET)


def let_scenes_speak() -> None:
    """Let the warnings through that a person's own scene logs, or manim about it."""
    if not debugging():
        logging.disable(logging.INFO)


def _open_streams() -> None:
    """Give closed standard streams somewhere to lead, so that no file gets their number.

    What can't be said in the encoding of the streams is escaped instead of being an error.
    """
    for descriptor, mode, name in ((0, "r", "stdin"), (1, "w", "stdout"), (2, "w", "stderr")):
        if getattr(sys, name) is None:
            leading_nowhere(descriptor)
            setattr(sys, name, os.fdopen(descriptor, mode, encoding="utf-8", closefd=False))
    for stream in (sys.stdout, sys.stderr):
        with suppress(AttributeError):  # not every stand-in for a stream can be set up anew
            stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]


def leading_nowhere(descriptor: int) -> None:
    """Let a descriptor lead to nothing: whatever is still written there is lost."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    if nowhere != descriptor:
        os.dup2(nowhere, descriptor)
        os.close(nowhere)


def say(line: str) -> None:
    """Tell the user something, on standard error."""
    click.echo(f"gradreel: {plain(shorten(line, LONGEST_LINE))}", err=True)
