"""SHA-256 of files and of what is in folders."""

from collections.abc import Mapping
from hashlib import file_digest, sha256
from pathlib import Path
from typing import Final

TEMPORARY: Final = ".gradreel-"  # what begins with it comes and goes


def sha256_of(path: str | Path) -> str | None:
    """Return a file's SHA-256 as it is now, a folder's over its names; None where there is none."""
    try:
        with Path(path).open("rb") as file:
            return file_digest(file, "sha256").hexdigest()
    except IsADirectoryError:
        listed = (each.name for each in Path(path).iterdir())
        names = sorted(name for name in listed if not name.startswith(TEMPORARY))
        return sha256("\n".join(names).encode(errors="surrogateescape")).hexdigest()
    except OSError:
        return None


def are_unchanged(inputs: Mapping[str, str]) -> bool:
    """Whether files, each with its SHA-256, are still what they were."""
    return all(sha256_of(path) == digest for path, digest in inputs.items())
