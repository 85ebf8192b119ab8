"""The command line where manim is loaded already, for all tests of manim scenes."""

from collections.abc import Callable

import pytest

from tests.conftest import Ran


@pytest.fixture
def gradreel(forked: Callable[..., Ran]) -> Callable[..., Ran]:
    """Run the command line in an empty folder, in a fork of this process."""
    return forked
