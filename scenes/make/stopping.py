"""Signals that ask a process to end: each is raised where it meets the program."""

import math
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
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


@contextmanager
def stoppable() -> Iterator[None]:
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
