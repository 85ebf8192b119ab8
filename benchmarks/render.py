"""Rendering against manim's own command: the same scene, size and rate.

    python benchmarks/render.py [--tiny] [--rounds N]

renders each clip to an MP4 in fresh processes, with both in turn, and prints the ratio of the
median times. Start-up is part of both; nothing is cached in either. Most rows have the same encoder
settings; the one of equal quality has manim's own preset, at the factor that gives the luma PSNR of
gradreel's clip.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from benchmarks.measure import GRADREEL, MANIM, ROOT, Size, asked_size, in_turn, run, table
from benchmarks.quality import luma_psnr

ENCODER: Final[Mapping[str, str]] = {
    "preset": "veryfast",
    "crf": "16",
    "tune": "animation",
    "x264-params": "subme=1:partitions=i4x4:8x8dct=0:bframes=2",
}
FACTORS: Final = ("22", "20", "18", "16", "14")


@dataclass(frozen=True)
class Clip:
    """A scene that both can render.

    Attributes:
        title: what it shows.
        file: where it is, below the project's folder.
        scene: its class.
        name: what gradreel calls it, where it is one of its own.
    """

    title: str
    file: str
    scene: str
    name: str = ""


SAMPLE: Final = Clip("network, curve and holds", "benchmarks/sample_scene.py", "Sample")
CLIPS: Final = (
    SAMPLE,
    Clip("text that changes all the time", "benchmarks/text_scene.py", "Counting"),
    Clip("pendulums, which can't be sought", "benchmarks/stepped_scene.py", "Pendulums"),
    Clip("`sigmoid`", "scenes/sigmoid.py", "Sigmoid", "sigmoid"),
    Clip("`backprop`", "scenes/backprop.py", "Backprop", "backprop"),
)


def ours(clip: Clip, size: Size, folder: Path) -> Path:
    """Render a clip with gradreel, and return its path."""
    scene = [clip.name] if clip.name else [str(ROOT / clip.file), clip.scene]
    target = folder / "clip.mp4"
    run(GRADREEL, "render", *scene, *size.options, "--no-cache", "-o", target)
    return target


def manims(clip: Clip, size: Size, encoder: Mapping[str, str], folder: Path) -> Path:
    """Render a clip with manim, and return its path."""
    settings = [f"--encoder-option={key}={value}" for key, value in encoder.items()]
    file = ROOT / clip.file
    run(*MANIM, *size.options, *settings, "--media_dir", folder, file, clip.scene, cwd=folder)
    return next(folder.rglob(f"{clip.scene}.mp4"))


def compare(clip: Clip, size: Size, encoder: Mapping[str, str], title: str) -> list[str]:
    """Render a clip with both, in turn."""
    times = in_turn(
        {"ours": partial(ours, clip, size), "manim": partial(manims, clip, size, encoder)},
        size.rounds,
    )
    mine, theirs = times["ours"], times["manim"]
    return [
        title,
        f"{mine.elapsed:.2f}",
        f"{theirs.elapsed:.2f}",
        f"{mine.elapsed / theirs.elapsed:.2f}",
        f"{mine.processor / theirs.processor:.2f}",
    ]


def equal_quality(size: Size, factors: Sequence[str]) -> tuple[str, Sequence[float]]:
    """Find the factor at which manim's own preset gives the luma PSNR of gradreel's clip.

    Args:
        size: of the clip.
        factors: those to try, the worst quality first.

    Returns:
        The factor, and the PSNR of gradreel's clip and manim's, in dB.
    """
    with TemporaryDirectory() as name:
        folders = [Path(name) / factor for factor in factors]
        for folder in folders:
            folder.mkdir()
        theirs = [
            manims(SAMPLE, size, {"crf": factor}, folder)
            for factor, folder in zip(factors, folders, strict=True)
        ]
        mine, *found = luma_psnr(
            ROOT / SAMPLE.file, SAMPLE.scene, size, [ours(SAMPLE, size, Path(name)), *theirs]
        )
    enough = [place for place, each in enumerate(found) if each >= mine]
    chosen = enough[0] if enough else len(found) - 1
    return factors[chosen], (mine, found[chosen])


def main() -> None:
    """Measure all clips and print a table."""
    size = asked_size(__doc__)
    clips = CLIPS[:0] if size.is_tiny else CLIPS
    rows = [compare(clip, size, ENCODER, clip.title) for clip in clips]
    factor, (mine, theirs) = equal_quality(size, FACTORS[:1] if size.is_tiny else FACTORS)
    title = f"{SAMPLE.title}, at {mine:.1f} dB against {theirs:.1f} dB"
    rows.insert(1, compare(SAMPLE, size, {"crf": factor}, title))
    print(f"{size.width}x{size.height}, {size.fps} frames a second.\n")
    print(table(["clip", "gradreel, s", "manim, s", "ratio", "ratio of processor time"], rows))


if __name__ == "__main__":
    main()
