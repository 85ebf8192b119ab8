"""What several test modules of the stage need."""

from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture
def no_litter(tmp_path: Path) -> Iterator[None]:
    """Let manim put nothing where the tests are run."""
    from manim import tempconfig  # tests of Matplotlib's pieces need none of it

    with tempconfig({"media_dir": str(tmp_path), "dry_run": True}):
        yield
