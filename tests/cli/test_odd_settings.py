"""Settings that nobody means: one line each, and never a library's own error."""

from collections.abc import Callable

import pytest

from tests.cli.conftest import Asked
from tests.cli.test_errors import check_one_line
from tests.conftest import Ran

LONG = "9" * 400
SMALL = ("-s", "-r", "160,90", "-w", "1", "-o", "b.png")

SETTINGS: dict[str, tuple[dict[str, str], list[str]]] = {
    "a limit of 400 digits": ({"GRADREEL_CACHE_LIMIT": f"{LONG}MB"}, ["cache", "info"]),
    "a limit of 5,000 digits": ({"GRADREEL_CACHE_LIMIT": f"{LONG * 13}MB"}, ["cache", "info"]),
    "a limit of none": ({"GRADREEL_CACHE_LIMIT": "-1GB"}, ["cache", "info"]),
    "nobody's home": ({"GRADREEL_CACHE": "~nosuchuser/x"}, ["cache", "info"]),
    "a rate of 400 digits": ({}, ["render", "descent", "--lr", LONG]),
    "a size of 400 digits": ({}, ["render", "descent", "-r", f"{LONG},{LONG}"]),
    "a frame rate of 400 digits": ({}, ["render", "descent", "--fps", LONG]),
    "steps of 5,000 digits": ({}, ["render", "descent", "--steps", LONG * 13]),
    "a start of 400 digits": ({}, ["render", "descent", "--start", f"{LONG},1"]),
    "workers of 400 digits": ({}, ["render", "descent", "-w", LONG]),
    "workers that no machine has": ({}, ["render", "descent", "-w", "100000"]),
    "a row of 400 digits": ({}, ["render", "backprop", "--row", LONG]),
    "a stride of 400 digits": ({}, ["train", "surface", "--stride", LONG, "-o", "b.npz"]),
    "units of 400 digits": ({}, ["train", "mlp", "--hidden", LONG, "-o", "b.npz"]),
    "a seed of 400 digits": ({"GRADREEL_SEED": LONG}, ["render", "minibatch"]),
    "a formula of 400 digits": ({}, ["render", "descent", "--surface", f"x*{LONG}"]),
    "a scene of 5,000 letters": ({}, ["render", "x" * 5000]),
    "a command of 5,000 letters": ({}, ["x" * 5000]),
    "an option of 5,000 letters": ({}, ["render", "sigmoid", f"--{'x' * 5000}"]),
    "a theme of 5,000 letters": ({"GRADREEL_THEME": "x" * 5000}, ["render", "sigmoid"]),
    "a format of nothing": ({}, ["render", "sigmoid", "--format", ""]),
    "a size of nothing": ({}, ["render", "sigmoid", "-r", "x"]),
    "a file for a folder": ({}, ["render", "sigmoid", "--media_dir", "a.mp4"]),
    "a null byte in a folder": ({}, ["render", "sigmoid", "--media_dir", "a\0b"]),
    "a port of 5,000 digits": ({}, ["render", "sigmoid", "--cluster", f"tcp://x:{LONG * 13}"]),
    "a host of 300 letters": ({}, ["render", "sigmoid", "--cluster", f"tcp://{'h' * 300}:80"]),
    "a host of no letters": ({}, ["render", "sigmoid", "--cluster", "tcp://a..b:80"]),
    "a host in the environment": (
        {"GRADREEL_CLUSTER": f"tcp://{'h' * 300}:80"},
        ["render", "sigmoid"],
    ),
}


@pytest.mark.parametrize("name", SETTINGS)
def test_an_odd_setting_is_one_line(
    quick: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    variables, line = SETTINGS[name]
    for variable, value in variables.items():
        monkeypatch.setenv(variable, value)
    check_one_line(quick(*line))


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
