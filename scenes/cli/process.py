"""How the process behaves while a command runs: quiet libraries, open streams, tidy endings."""

import gc
import logging
import math
import os
import signal
import sys
import threading
import time
import warnings
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from types import FrameType

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
PATIENCE = 5.0
"""Seconds in which further signals are taken for the same wish to end."""

_noted: list[int] = []


class Stopped(BaseException):
    """Raised where a signal to end meets the program, so that all that is open is tidied up.

    Attributes:
        number: the signal's.
        advice: what to do next, for the line that tells of it.
    """

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number
        self.advice = ""


def debugging() -> bool:
    """Whether GRADREEL_DEBUG asks to see tracebacks, and what libraries have to say."""
    return bool(os.environ.get("GRADREEL_DEBUG"))


@contextmanager
def well_behaved() -> Iterator[None]:
    """Set the process up for a command, and put back what others may rely on."""
    _open_streams()
    os.environ.setdefault("PATH", os.defpath)  # Matplotlib takes for granted that there is one
    with ExitStack() as stack:
        if not debugging():
            stack.enter_context(_quiet_libraries())
        if threading.current_thread() is threading.main_thread():
            stack.enter_context(_stoppable())
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


@contextmanager
def _stoppable() -> Iterator[None]:
    """Let the signals raise `Stopped`, unless the process was started to ignore them."""
    _noted.clear()
    before = {number: signal.getsignal(number) for number in SIGNALS}
    stop = _Stop()
    for number, handler in before.items():
        if handler is not signal.SIG_IGN:
            signal.signal(number, stop)
    try:
        yield
    finally:
        for number, handler in before.items():  # a process that ends is spared until it has ended
            signal.signal(number, signal.SIG_IGN if stop.is_under_way else handler)


class _Stop:
    """Raises `Stopped` at a signal; those that follow soon must not disturb the tidying up."""

    def __init__(self) -> None:
        self._last = -math.inf

    @property
    def is_under_way(self) -> bool:
        return time.monotonic() - self._last < PATIENCE

    def __call__(self, number: int, frame: FrameType | None) -> None:
        del frame
        if not self.is_under_way:
            self._last = time.monotonic()
            _noted.append(number)
            raise Stopped(number)


def asked_to_stop() -> Stopped | None:
    """Return what a signal has raised, though a library may have made another error of it.

    Importing is where that happens: some modules take whatever goes wrong for something missing.
    """
    return Stopped(_noted[0]) if _noted else None


def stop_if_asked() -> None:
    """Raise `Stopped` again, where a library has swallowed it."""
    if (stop := asked_to_stop()) is not None:
        raise stop


@contextmanager
def importing() -> Iterator[None]:
    """Don't look for garbage while large libraries are imported: what they make stays."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        gc.freeze()


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
