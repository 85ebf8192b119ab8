"""How a process that draws ended, said to whoever waits for it."""

import os
import signal
import traceback
from typing import Final

from gradreel.engine.errors import GradreelError, WorkError, shorten

LONGEST_TEXT: Final = 1000


def ending(code: int | None) -> str:
    """Say how a process ended: by which signal, or with which exit status."""
    if code is not None and code < 0:
        return signal.Signals(-code).name
    return f"exit status {code}"


def in_one_line(error: Exception, advice: str = "") -> GradreelError:
    """Return an error as another process can be sent it: one of gradreel's own.

    Args:
        error: what drawing raised.
        advice: what to add where it was an error of another kind.
    """
    if isinstance(error, GradreelError):
        return error
    if os.environ.get("GRADREEL_DEBUG"):
        traceback.print_exception(error)
    text = shorten(" ".join(str(error).split()), LONGEST_TEXT)
    return WorkError(f"{type(error).__name__}: {text}{advice}")
