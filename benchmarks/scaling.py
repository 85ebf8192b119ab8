"""What a second worker is worth: the same clip with one and with two.

    python benchmarks/scaling.py [--tiny] [--rounds N]

renders clips with `gradreel render`, in fresh processes, start-up included, and prints T1 / (2 T2).
"""

from functools import partial
from pathlib import Path
from typing import Final

from benchmarks.measure import GRADREEL, ROOT, Size, asked_size, in_turn, run, table

CLIPS: Final = {
    "`sigmoid`": ["sigmoid"],
    "`backprop`": ["backprop"],
    "`descent`": ["descent"],
    "pendulums, which can't be sought": [str(ROOT / "benchmarks/stepped_scene.py"), "Pendulums"],
}


def rendered(scene: list[str], size: Size, workers: int, folder: Path) -> None:
    """Render a clip."""
    target = folder / "clip.mp4"
    run(GRADREEL, "render", *scene, *size.options, "--no-cache", "-w", f"{workers}", "-o", target)


def compare(title: str, scene: list[str], size: Size) -> list[str]:
    """Render a clip with one and two workers, in turn."""
    works = {f"{workers}": partial(rendered, scene, size, workers) for workers in (1, 2)}
    times = in_turn(works, size.rounds)
    one, two = times["1"].elapsed, times["2"].elapsed
    return [title, f"{one:.2f}", f"{two:.2f}", f"{one / (2 * two):.2f}"]


def main() -> None:
    """Measure all clips and print a table."""
    size = asked_size(__doc__)
    clips = list(CLIPS.items())[-1 if size.is_tiny else 0 :]
    rows = [compare(title, scene, size) for title, scene in clips]
    print(f"{size.width}x{size.height}, {size.fps} frames a second.\n")
    print(table(["clip", "1 worker, s", "2 workers, s", "T1 / (2 T2)"], rows))


if __name__ == "__main__":
    main()
