"""Rendering speed against manim's own command: the same scene, size, rate and encoder settings.

    python benchmarks/render.py [sample sigmoid backprop] [--size W,H] [--fps N] [--rounds N]

renders each scene to an MP4 in fresh processes, with both in turn, and prints the ratio of the
median times. Start-up is part of both; nothing is cached in either.
"""

import argparse
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory

from scenes.render.film import render
from scenes.render.frame import PartsJob
from scenes.render.parts import ManimPart
from scenes.render.picture import Output, Picture

ROOT = Path(__file__).resolve().parent.parent
SCENES = {
    "sample": ("benchmarks.sample_scene", "Sample"),
    "sigmoid": ("scenes.sigmoid", "Sigmoid"),
    "backprop": ("scenes.backprop", "Backprop"),
}
ENCODER = {"preset": "veryfast", "crf": "16", "tune": "animation"}


def ours(scene: str, size: str, fps: str, folder: Path) -> list[str]:
    """Return the command that renders a scene with gradreel's renderer."""
    return [sys.executable, __file__, "--draw", scene, f"{folder}", "--size", size, "--fps", fps]


def manims(scene: str, size: str, fps: str, folder: Path) -> list[str]:
    """Return the command that renders a scene with manim."""
    module, name = SCENES[scene]
    file = ROOT / f"{module.replace('.', '/')}.py"
    settings = [f"--encoder-option={key}={value}" for key, value in ENCODER.items()]
    return [
        *(sys.executable, "-m", "manim", "render", "--silent", "--disable_caching"),
        *("-r", size, "--fps", fps, "--progress_bar", "none", "-v", "ERROR", *settings),
        *("--media_dir", f"{folder}", f"{file}", name),
    ]


def draw(scene: str, size: str, fps: str, folder: Path) -> None:
    """Render a scene with gradreel's renderer, in this process."""
    module, name = SCENES[scene]
    make_scene = getattr(import_module(module), name)
    width, height = map(int, size.split(","))
    job = PartsJob((ManimPart(lambda renderer: make_scene(renderer=renderer)),))
    render(job, Picture(width, height, int(fps)), [Output(folder / "clip.mp4", "mp4")])


def seconds(command: Sequence[str]) -> tuple[float, float]:
    """Run a command and return how long it took, and how long all processors worked on it."""
    started, worked = time.perf_counter(), _processor_seconds()
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - started, _processor_seconds() - worked


def _processor_seconds() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def compare(scene: str, size: str, fps: str, rounds: int) -> None:
    """Render a scene with both, in turn, and print the medians and their ratio."""
    times: dict[str, list[tuple[float, float]]] = {"gradreel": [], "manim": []}
    for _ in range(rounds):
        for tool, command in (("gradreel", ours), ("manim", manims)):
            with TemporaryDirectory() as folder:
                times[tool].append(seconds(command(scene, size, fps, Path(folder))))
    for index, clock in enumerate(("elapsed", "processor")):
        mine, theirs = (statistics.median(each[index] for each in times[tool]) for tool in times)
        print(
            f"{scene:10} {clock:10} gradreel {mine:6.2f} s   manim {theirs:6.2f} s   "
            f"ratio {mine / theirs:.2f}"
        )


def main() -> None:
    """Read the command line and measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("scenes", nargs="*", default=list(SCENES))
    parser.add_argument("--size", default="1280,720")
    parser.add_argument("--fps", default="30")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--draw", nargs=2, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.draw:
        draw(given.draw[0], given.size, given.fps, Path(given.draw[1]))
        return
    if unknown := set(given.scenes) - SCENES.keys():
        parser.error(f"no scene {unknown.pop()!r}; choose from {', '.join(SCENES)}")
    for scene in given.scenes:
        compare(scene, given.size, given.fps, given.rounds)


if __name__ == "__main__":
    main()
