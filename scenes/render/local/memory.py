"""How a process that draws keeps its memory, and how it takes no more than a file is worth."""

import ctypes
import resource
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import Final

MMAP_THRESHOLD: Final = -3  # of mallopt, in glibc's malloc.h
TRIM_THRESHOLD: Final = -1
LARGEST_BLOCK: Final = 32 << 20  # the most that glibc takes from its heap
KEPT: Final = 1 << 30


@cache
def keep_memory() -> None:
    """Let memory that was freed wait for its next use, where the C library is glibc.

    An encoder is made for every chunk, with some 50 MB of frames. glibc would give them back to the
    system each time, and take them from it anew page by page: a twentieth of all the time.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(MMAP_THRESHOLD, LARGEST_BLOCK)
        mallopt(TRIM_THRESHOLD, KEPT)


@contextmanager
def bounded_memory(most_bytes: int) -> Iterator[None]:
    """Let this process take no more than so much memory meanwhile, where the system is Linux.

    A few bytes of a file may say that it has a thousand million pictures, for each of which FFmpeg
    takes memory before it looks for any.

    Args:
        most_bytes: beside what it has.

    Raises:
        MemoryError: it would have taken more.
    """
    before = resource.getrlimit(resource.RLIMIT_DATA)
    with suppress(OSError, ValueError):  # there is no such file, or the limit is lower
        pages = int(Path("/proc/self/statm").read_text().split()[5])
        most = pages * resource.getpagesize() + most_bytes
        if before[0] == resource.RLIM_INFINITY or most < before[0]:
            resource.setrlimit(resource.RLIMIT_DATA, (most, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_DATA, before)
