"""Tests in the rooms of what they test."""

import os
import shutil
from pathlib import Path

# Two processes share the cores: threads of the matrix library would wait for each other.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
ROOT = Path(__file__).parents[1]


def copied_to(folder: Path, *names: str) -> Path:
    """Copy the product, and folders beside it by name, to where a test may change them."""
    ignored = shutil.ignore_patterns("__pycache__")
    for name in ("gradreel", *names):
        shutil.copytree(ROOT / name, folder / name, ignore=ignored)
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder
