"""Settings that nobody means: one line each, and never a library's own error."""

from collections.abc import Callable

import pytest

from tests.cli.conftest import Asked
from tests.conftest import Ran

SMALL = ("-s", "-r", "160,90", "-w", "1", "-o", "b.png")


def test_a_cache_in_nobody_s_home_fails_no_render(gradreel: Callable[..., Ran]) -> None:
    ran = gradreel("render", "descent", *SMALL, GRADREEL_CACHE="~nosuchuser/x")
    assert (ran.status, ran.output) == (0, "b.png\n")
    assert "no such home folder" in ran.errors


@pytest.mark.parametrize("backend", ["module://matplotlib_inline.backend_inline", "nosuch"])
def test_a_notebook_s_backend_is_not_used(gradreel: Callable[..., Ran], backend: str) -> None:
    ran = gradreel("render", "descent", *SMALL, "--no-cache", MPLBACKEND=backend)
    assert (ran.status, ran.output, ran.errors) == (0, "b.png\n", "")


def test_other_variables_are_no_settings(
    asked: Callable[..., Asked], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GRADREEL_NOSUCH", "1")
    monkeypatch.setenv("GRADREEL_THEME", "")
    assert asked("render", "sigmoid").request.use_cache
