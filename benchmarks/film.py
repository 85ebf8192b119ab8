"""The whole film: drawn for the first time, and again when nothing has changed.

    python benchmarks/film.py [--tiny] [--rounds N]

draws the film with an empty cache, training included, then once more, and prints both against how
long it is; a tiny one has one scene.
"""

import statistics
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import av

from benchmarks.measure import FULL, GRADREEL, Size, asked_size, run, spent, table

FEW: Final = ("heart",)
ROUNDS: Final = 1


def draw(size: Size, folder: Path) -> None:
    """Draw the film with the cache of a folder."""
    only = FEW if size.is_tiny else ()
    run(
        GRADREEL,
        "film",
        *only,
        *size.options,
        "-o",
        folder / "film.mp4",
        GRADREEL_CACHE=f"{folder}/c",
    )


def length(folder: Path) -> float:
    """Return how many seconds the film plays."""
    with av.open(folder / "film.mp4") as film:
        return (film.duration or 0) / av.time_base


def measure(size: Size) -> tuple[float, float, float, float]:
    """Return the seconds of a start, of the film itself, of drawing it, and of doing so again."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        start = spent(lambda _: run(GRADREEL, "--version"), folder).elapsed
        cold, warm = (spent(lambda at: draw(size, at), folder).elapsed for _ in range(2))
        return start, length(folder), cold, warm


def main() -> None:
    """Measure and print a table."""
    size = asked_size(__doc__, replace(FULL, rounds=ROUNDS))
    found = zip(*(measure(size) for _ in range(size.rounds)), strict=True)
    start, plays, cold, warm = map(statistics.median, found)
    print(f"{size.width}x{size.height}, {size.fps} frames a second.\n")
    head = ["the film", "seconds", "of its own length", "beyond start-up, s"]
    rows = [
        [name, f"{taken:.2f}", f"{taken / plays:.3f}", f"{taken - start:.2f}"]
        for name, taken in (("plays", plays), ("drawn", cold), ("drawn again, unchanged", warm))
    ]
    rows[0][2:] = ["1.000", ""]
    print(table(head, rows))


if __name__ == "__main__":
    main()
