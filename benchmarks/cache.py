"""Rendering what was rendered before: ten clips, all unchanged or one of them edited.

    python benchmarks/cache.py [--tiny] [--rounds N]

writes ten files of scenes, renders each with `gradreel render` and `manim render`, both with their
caches, and again; then edits one of them, and renders all again. Beyond start-up means: less what a
process takes that only prints its version.
"""

import statistics
from collections.abc import Callable
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from benchmarks.measure import GRADREEL, MANIM, Size, asked_size, run, spent, table

CLIPS: Final = 10
SOURCE: Final = """from manim import *


class Clip(Scene):
    def construct(self):
        title = Text("clip {number}")
        self.play(Write(title))
        self.play(title.animate.shift({way}))
        self.wait()
"""

Command = Callable[[Path], object]
Render = Callable[[Size, int, Path], None]


def write_scene(folder: Path, number: int, way: str = "UP") -> None:
    """Write one of the files."""
    (folder / f"clip{number}.py").write_text(SOURCE.format(number=number, way=way))


def ours(size: Size, number: int, folder: Path) -> None:
    """Render one of the files with gradreel."""
    target = folder / f"clip{number}.mp4"
    file = folder / f"clip{number}.py"
    run(GRADREEL, "render", file, "Clip", *size.options, "-o", target, GRADREEL_CACHE=f"{folder}/c")


def manims(size: Size, number: int, folder: Path) -> None:
    """Render one of the files with manim."""
    command = [each for each in MANIM if each != "--disable_caching"]
    run(*command, *size.options, f"clip{number}.py", "Clip", cwd=folder)


def version(*command: str | Path) -> Command:
    """Return a work that does nothing but start."""
    return lambda _: run(*command, "--version")


def all_clips(render: Render, size: Size, clips: int, folder: Path) -> None:
    """Render all files."""
    for number in range(clips):
        render(size, number, folder)


def measure(render: Render, start: Command, size: Size, clips: int) -> list[float]:
    """Measure one tool once.

    Returns:
        Seconds: start-up of as many processes as there are clips, all cold, all warm, one of them
        edited, and that one alone when it is cold.
    """
    with TemporaryDirectory() as name:
        folder = Path(name)
        for number in range(clips):
            write_scene(folder, number)
        work = partial(all_clips, render, size, clips)
        start_up = clips * spent(start, folder).elapsed
        cold, warm = (spent(work, folder).elapsed for _ in range(2))
        write_scene(folder, clips - 1, "DOWN")
        edited = spent(work, folder).elapsed
        write_scene(folder, clips - 1, "LEFT")
        alone = spent(partial(render, size, clips - 1), folder).elapsed
    return [start_up, cold, warm, edited, alone]


def main() -> None:
    """Measure both in turn and print a table."""
    size = asked_size(__doc__)
    clips = 1 if size.is_tiny else CLIPS
    tools = {
        "gradreel": (ours, version(GRADREEL)),
        "manim": (manims, version(MANIM[0], "-m", "manim")),
    }
    found: dict[str, list[list[float]]] = {name: [] for name in tools}
    for _ in range(size.rounds):
        for name, (render, start) in tools.items():
            found[name].append(measure(render, start, size, clips))
    rows = []
    for name, rounds in found.items():
        start_up, cold, warm, edited, alone = map(statistics.median, zip(*rounds, strict=True))
        others = start_up * (clips - 1) / clips
        beyond = [f"{warm - start_up:.2f}", f"{edited - others - alone:.2f}"]
        rows.append([name, f"{start_up:.2f}", f"{cold:.2f}", f"{warm:.2f}", *beyond])
    head = ["tool", "start-up, s", "cold, s", "warm, s", "warm beyond start-up, s"]
    print(f"{clips} clips of {size.width}x{size.height}, {size.fps} frames a second.\n")
    print(table([*head, "one edited: beyond its own, s"], rows))


if __name__ == "__main__":
    main()
