"""Where a path leads that a scene has asked for, in whatever way it was written."""

import os
from typing import Final

OPEN_FILES: Final = "/proc/self/fd"


def whole(path: object, folder: object = None) -> str:
    """Return a path from the root.

    Args:
        path: a path, or the number of a file or folder that is open.
        folder: the number of an open folder that it begins in; the current one when None or -1.

    Raises:
        TypeError: it is no path.
        OSError: the system doesn't tell where what is open is.
    """
    if isinstance(path, int):
        return os.readlink(f"{OPEN_FILES}/{path}")  # noqa: PTH115, it must stay quick
    text = os.fsdecode(path)  # type: ignore[arg-type]
    if isinstance(folder, int) and folder >= 0 and not text.startswith(os.sep):
        text = f"{whole(folder)}/{text}"
    return os.path.abspath(text)  # noqa: PTH100, as above
