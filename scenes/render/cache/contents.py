"""What is in files and folders, as digests."""

import os
import stat
from hashlib import sha256
from pathlib import Path
from typing import Final

BLOCK: Final = 1 << 20
TEMPORARY: Final = ".gradreel-"  # what begins with it comes and goes


def sha256_of(path: str | Path) -> str | None:
    """Return a file's SHA-256 as it is now, a folder's over its names; None where there is none.

    What is neither, such as a device or a pipe, has none: it may have no end.
    """
    try:
        mode = os.stat(path).st_mode  # noqa: PTH116, a text need not become a Path first
        if not stat.S_ISDIR(mode):
            return _sha256(path) if stat.S_ISREG(mode) else None
        listed = (each.name for each in Path(path).iterdir())
        names = sorted(name for name in listed if not name.startswith(TEMPORARY))
        return sha256("\n".join(names).encode(errors="surrogateescape")).hexdigest()
    except (OSError, ValueError):  # a null byte can't be in a name
        return None


def is_plain_file(path: Path) -> bool:
    """Whether there is a file that can be read: no folder, and no pipe that would be waited for."""
    try:
        return stat.S_ISREG(path.lstat().st_mode)
    except OSError:
        return False


def _sha256(path: str | Path) -> str:
    """Digest a file in blocks; a small one needs but one, where `file_digest` takes its time."""
    digest = sha256()
    with open(path, "rb", buffering=0) as file:  # noqa: PTH123, a text need not become a Path first
        while block := file.read(BLOCK):
            digest.update(block)
    return digest.hexdigest()
