"""What the benchmarks share: works timed in turn, tables, and the machine that they ran on."""

import argparse
import os
import platform
import resource
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
GRADREEL: Final = Path(sys.executable).parent / "gradreel"
MANIM: Final = (
    *(sys.executable, "-m", "manim", "render", "--silent", "--progress_bar", "none"),
    *("-v", "ERROR", "--disable_caching"),
)

Work = Callable[[Path], object]


@dataclass(frozen=True)
class Size:
    """How large a benchmark is.

    Attributes:
        width: pixels.
        height: pixels.
        fps: frames a second.
        rounds: how often each work is timed.
        is_tiny: whether it only has to be shown that the benchmark runs.
    """

    width: int
    height: int
    fps: int
    rounds: int
    is_tiny: bool = False

    @property
    def options(self) -> tuple[str, ...]:
        """The size as options that gradreel and manim both take."""
        return ("-r", f"{self.width},{self.height}", "--fps", f"{self.fps}")


FULL: Final = Size(1280, 720, 30, 5)
TINY: Final = Size(160, 90, 1, 1, is_tiny=True)


def asked_size(description: str | None, full: Size = FULL) -> Size:
    """Read a benchmark's command line: `--tiny` and `--rounds`."""
    parser = argparse.ArgumentParser(
        description=description, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--tiny", action="store_true", help="measure little, once, tiny")
    parser.add_argument("--rounds", type=int, help="how often each work is timed")
    given = parser.parse_args()
    size = TINY if given.tiny else full
    return replace(size, rounds=given.rounds or size.rounds)


@dataclass(frozen=True)
class Spent:
    """What a work takes.

    Attributes:
        elapsed: seconds that pass.
        processor: seconds that all cores together work on it.
    """

    elapsed: float
    processor: float


def in_turn(works: Mapping[str, Work], rounds: int) -> dict[str, Spent]:
    """Measure works in turn, A B A B, each in an empty folder.

    Args:
        works: each takes the folder.
        rounds: how often each is measured.

    Returns:
        The medians of each.
    """
    found: dict[str, list[Spent]] = {name: [] for name in works}
    for _ in range(rounds):
        for name, work in works.items():
            with TemporaryDirectory() as folder:
                found[name].append(spent(work, Path(folder)))
    return {
        name: Spent(
            statistics.median(one.elapsed for one in each),
            statistics.median(one.processor for one in each),
        )
        for name, each in found.items()
    }


def spent(work: Work, folder: Path) -> Spent:
    """Measure a work once."""
    started, worked = time.perf_counter(), _processor_seconds()
    work(folder)
    return Spent(time.perf_counter() - started, _processor_seconds() - worked)


def _processor_seconds() -> float:
    whose = resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN
    usages = [resource.getrusage(who) for who in whose]
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


def run(*command: str | Path, cwd: Path | None = None, **environment: str) -> str:
    """Run a command, and return what it wrote to standard output.

    Raises:
        RuntimeError: it failed; with the end of what it wrote to standard error.
    """
    done = subprocess.run(
        [*map(str, command)],
        cwd=cwd,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"{command[0]} failed: {done.stderr[-2000:]}")
    return done.stdout


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Lay rows out as a Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def ffmpeg() -> str:
    """Return the path of ffmpeg: the system's, or else the one that imageio-ffmpeg brings."""
    from imageio_ffmpeg import get_ffmpeg_exe  # noqa: PLC0415, it looks for programs

    return shutil.which("ffmpeg") or get_ffmpeg_exe()


def ffmpeg_version() -> str:
    """Return ffmpeg's version, such as "7.1.1"."""
    return run(ffmpeg(), "-version").split()[2].split("-")[0].removeprefix("n")


def machine() -> str:
    """Describe the machine and the versions, without anything that tells whose it is."""
    names = ("manim", "matplotlib", "numpy", "pillow", "av", "pycairo")
    return "\n".join(
        [
            f"- {_processor()}, {_usable_cores()} cores that a process may use, {_memory()} GiB",
            f"- {platform.system()} {platform.release().split('-')[0]}, "
            f"Python {platform.python_version()}, ffmpeg {ffmpeg_version()}",
            f"- {', '.join(f'{name} {version(name)}' for name in names)}",
        ]
    )


def _processor() -> str:
    information = Path("/proc/cpuinfo")
    if not information.is_file():
        return platform.processor() or platform.machine()
    lines = information.read_text(encoding="utf-8").splitlines()
    named = (line.split(":")[1].strip() for line in lines if line.startswith("model name"))
    return next(named, platform.machine())


def _usable_cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _memory() -> int:
    return round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30)
