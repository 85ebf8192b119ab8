"""How a process that draws keeps its memory."""

import ctypes
from functools import cache
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
