"""SHA-256 of files."""

from collections.abc import Mapping
from hashlib import file_digest
from pathlib import Path


def sha256_of(path: str | Path) -> str | None:
    """Return a file's SHA-256 as it is now; None where it can't be read."""
    try:
        with Path(path).open("rb") as file:
            return file_digest(file, "sha256").hexdigest()
    except OSError:
        return None


def are_unchanged(inputs: Mapping[str, str]) -> bool:
    """Whether files, each with its SHA-256, are still what they were."""
    return all(sha256_of(path) == digest for path, digest in inputs.items())
