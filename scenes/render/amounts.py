"""Numbers of bytes and lengths of time as people write them."""

import re
from collections.abc import Mapping
from math import ceil
from typing import Final

from gradreel.engine.errors import RequestError

UNITS: Final[Mapping[str, int]] = {"KB": 10**3, "MB": 10**6, "GB": 10**9, "TB": 10**12}


def clock_text(seconds: float) -> str:
    """Write whole seconds as a clock does: 0:08, 12:30 or 1:02:03."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def time_text(seconds: float) -> str:
    """Write how long something took: 8.1 s, or from a minute on 1:28."""
    return f"{seconds:.1f} s" if seconds < 59.95 else clock_text(seconds)


def size_in_bytes(text: str) -> int:
    """Read a size such as "500MB" or "5 GB".

    Raises:
        RequestError: it is none.
    """
    match = re.fullmatch(r"(\d{1,15}(?:\.\d{1,15})?)\s*([KMGT]B)", text.strip().upper())
    if match is None:
        raise RequestError(f"{text[:30]!r} is no size; write it like 500MB or 5GB")
    return int(float(match[1]) * UNITS[match[2]])


def size_text(n_bytes: int, *, up: bool = False) -> str:
    """Write a number of bytes as `size_in_bytes` reads it; rounded up where it must be enough."""
    fitting = [unit for unit, factor in UNITS.items() if n_bytes >= factor] or ["KB"]
    tenths = n_bytes * 10 / UNITS[fitting[-1]]
    return f"{(ceil(tenths) if up or tenths < 1 else round(tenths)) / 10:.1f} {fitting[-1]}"


def as_it_is(n_bytes: int) -> str:
    """Say of a file that it wasn't too large."""
    return f"{size_text(n_bytes)}, as it is"
