"""What several test modules need."""

import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import pytest
from hypothesis import settings

from gradreel.scenes.cli.delivery import WRITTEN
from gradreel.scenes.render.progress import LINE
from gradreel.scenes.stage.type.style import WIDE, laying_out
from tests.distribution import ByScene, dearest_first

settings.register_profile("any machine", deadline=None, max_examples=50)  # a busy one takes long
settings.load_profile("any machine")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> ByScene | None:
    """Let tests of one scene come together where tests of one file do."""
    return ByScene(config, log) if config.getoption("dist") == "loadfile" else None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the tests that take long before the others."""
    dearest_first(items)


@dataclass(frozen=True)
class Ran:
    """What a command printed, and how it ended; how far it was and what was written are `told`."""

    status: int
    output: str
    errors: str
    told: str = field(default="", compare=False)

    @classmethod
    def parted(cls, status: int, output: str, printed: str) -> "Ran":
        """Part what was printed to standard error."""
        lines = printed.splitlines(keepends=True)
        told = [line for line in lines if line.startswith((LINE, WRITTEN))]
        errors = [line for line in lines if not line.startswith((LINE, WRITTEN))]
        return cls(status, output, "".join(errors), "".join(told))


@pytest.fixture(autouse=True, scope="session")
def _signals_as_on_a_terminal() -> None:
    """Let the commands of tests be stopped where the tests themselves run in the background."""
    for each in (signal.SIGINT, signal.SIGHUP):
        if signal.getsignal(each) is signal.SIG_IGN:
            signal.signal(each, signal.SIG_DFL)


@pytest.fixture(autouse=True)
def _cache_of_its_own(
    monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Keep every test apart from the others' clips, and from the user's."""
    monkeypatch.setenv("GRADREEL_CACHE", str(tmp_path_factory.mktemp("cache") / "gradreel"))


@pytest.fixture(autouse=True)
def _laid_out_wide() -> Iterator[None]:
    """Begin every test with the wide frame, whichever the stories of the others were drawn in."""
    with laying_out(WIDE):
        yield


@pytest.fixture
def gradreel(tmp_path: Path) -> Callable[..., Ran]:
    """Run the real command line in an empty folder."""

    def run(*arguments: str | Path, timeout: float = 300, **environment: str) -> Ran:
        import os

        result = subprocess.run(
            [str(Path(sys.executable).parent / "gradreel"), *map(str, arguments)],
            cwd=tmp_path,
            env={**os.environ, **environment},
            capture_output=True,
            timeout=timeout,
            text=True,
            check=False,
        )
        return Ran.parted(result.returncode, result.stdout, result.stderr)

    return run


@pytest.fixture
def forked(tmp_path: Path) -> Callable[..., Ran]:
    """Run the command line in an empty folder, in a fork of this process, which has manim loaded.

    It is a process of its own, and yet doesn't take the seconds in which libraries are imported.
    """
    from tests.render.manim.forks import gradreel_in  # other tests need no manim

    return partial(gradreel_in, tmp_path)
