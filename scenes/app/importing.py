"""How large libraries are imported before a clip is drawn."""

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def importing() -> Iterator[None]:
    """Don't look for garbage while large libraries are imported: what they make stays.

    IPython isn't imported, which manim tries, and needs in notebooks only.
    """
    is_missed = "IPython" not in sys.modules
    if is_missed:
        sys.modules["IPython"] = None  # type: ignore[assignment]
    gc.disable()
    try:
        yield
    finally:
        if is_missed:
            del sys.modules["IPython"]
        gc.enable()
        gc.freeze()
