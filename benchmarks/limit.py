"""Rendering against encoding alone: how near the whole comes to what an encoder takes.

    python benchmarks/limit.py [--tiny] [--rounds N]

renders clips to MP4, and encodes the frames of the same clips, which are ready in a file, with as
many processes, the same settings, and the same knowledge of what stands still.
"""

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from benchmarks.measure import ROOT, Size, asked_size, in_turn, table
from benchmarks.ready import drawn_to
from gradreel.scenes.ask.recording import record
from gradreel.scenes.make.telling import SceneJob
from gradreel.scenes.render.frame import Job
from gradreel.scenes.render.manim.user_scene import UserJob
from gradreel.scenes.render.picture import Output, Picture
from gradreel.scenes.render.pipeline import RenderSettings, render

WORKERS: Final = 2
FULL: Final = Size(1280, 720, 30, 5)


def jobs(*, few: bool) -> Mapping[str, Job]:
    """Return the clips that are measured."""
    sample = UserJob(ROOT / "benchmarks" / "sample_scene.py", "Sample")
    if few:
        return {"network, curve and holds": sample}
    return {
        "network, curve and holds": sample,
        "`backprop`": SceneJob("backprop", record("backprop")),
        "`descent`": SceneJob("descent", record("descent")),
    }


def written(job: Job, picture: Picture, folder: Path) -> None:
    """Write a clip."""
    render(job, picture, [Output(folder / "clip.mp4", "mp4")], RenderSettings(WORKERS))


def compare(title: str, job: Job, size: Size) -> list[str]:
    """Render a clip, and encode its frames alone, in turn."""
    picture = Picture(size.width, size.height, size.fps)
    with TemporaryDirectory() as folder:
        ready = drawn_to(Path(folder) / "frames.rgba", job.parts(), picture)
        works = {"all": partial(written, job, picture), "encode": partial(written, ready, picture)}
        times = in_turn(works, size.rounds)
    whole, encoding = times["all"].elapsed, times["encode"].elapsed
    frames = f"{sum(ready.repeats)}, {len(ready.repeats)} of them distinct"
    return [title, frames, f"{whole:.2f}", f"{encoding:.2f}", f"{whole / encoding:.2f}"]


def main() -> None:
    """Measure all clips and print a table."""
    size = asked_size(__doc__, FULL)
    rows = [compare(title, job, size) for title, job in jobs(few=size.is_tiny).items()]
    print(f"{size.width}x{size.height}, {size.fps} frames a second, {WORKERS} workers.\n")
    print(table(["clip", "frames", "render and encode, s", "encode, s", "ratio"], rows))


if __name__ == "__main__":
    main()
