"""AV1 against H.264 at equal quality, and clips that have to fit a number of bytes.

    python benchmarks/clips.py [--tiny] [--rounds N]

Both codecs get the same frames, in chunks of two seconds as in every clip. Parts of the same clips
are then made to fit shares of what they would have.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import av
import numpy as np
from av.video.reformatter import VideoReformatter

from benchmarks.limit import jobs
from benchmarks.measure import Size, asked_size, table
from benchmarks.quality import Error
from benchmarks.ready import ReadyFrames, drawn_to
from gradreel.engine.errors import RequestError
from gradreel.scenes.render.clip_file import ClipFile
from gradreel.scenes.render.encoders.changes import lines
from gradreel.scenes.render.encoders.contract import chunk_length, encoded
from gradreel.scenes.render.encoders.video import (
    AV1_MP4,
    MP4,
    VideoFormat,
    coarser,
    convert,
    packet_format,
)
from gradreel.scenes.render.fitting import FitRequest, write_fitting
from gradreel.scenes.render.frame import Frame, Only
from gradreel.scenes.render.picture import LOSSLESS, Output, Picture
from gradreel.scenes.render.pipeline import render

FULL: Final = Size(854, 480, 15, 1)
STEPS: Final = range(2, -13, -2)
"""How much coarser than usual AV1 is tried, until it is as near to the frames as H.264."""
PARTS: Final = 7
SHARES: Final = 0.8, 0.5, 0.3, 0.15, 0.07
FORMATS: Final = "gif", "webp", "mp4"


def coded(form: VideoFormat, ready: ReadyFrames, path: Path) -> int:
    """Write frames as a codec has them, chunk by chunk, and return how many bytes that is."""
    made = packet_format(form)
    joiner, encoding = made.joiner(path, ready.picture), made.encoding(ready.picture)
    length, total = chunk_length(ready.picture), ready.count(ready.picture)
    for first in range(0, total, length):
        frames = list[Frame]()
        ready.draw(ready.picture, frames.append, Only(range(first, min(first + length, total))))
        joiner.take(encoded(frames, encoding, ready.picture, path.with_suffix(".chunk")))
    joiner.finish()
    return path.stat().st_size


def luma_psnr(ready: ReadyFrames, path: Path) -> float:
    """Compare a video with the frames as they went into its encoder."""
    error, reformatter = Error(), VideoReformatter()
    with av.open(path) as clip:
        decoded = clip.decode(video=0)
        for pixels, repeats in zip(ready.pixels(), ready.repeats, strict=True):
            plane = convert(reformatter, np.ascontiguousarray(pixels), "yuv420p").planes[0]
            expected = lines(plane)[:, : ready.picture.width]
            for _ in range(repeats):
                found = lines(next(decoded).planes[0])[: len(expected), : ready.picture.width]
                error.add(expected, found)
    return error.psnr


def compare(name: str, ready: ReadyFrames, folder: Path) -> list[str]:
    """Return a row: H.264 as it is, and the coarsest AV1 that is as near to the frames."""
    path = folder / "clip.mp4"
    h264, aim = coded(MP4, ready, path), luma_psnr(ready, path)
    for steps in STEPS:
        av1, reached = coded(coarser(AV1_MP4, steps), ready, path), luma_psnr(ready, path)
        if reached >= aim:
            break
    sizes = f"{h264 / 1000:.0f}", f"{aim:.1f}", f"{av1 / 1000:.0f}", f"{reached:.1f}"
    usual = coded(AV1_MP4, ready, path)
    return [name, *sizes, f"{av1 / h264:.2f}", f"{usual / 1000:.0f}"]


def fitted(parts: Sequence[FitRequest], form: str, folder: Path) -> list[str]:
    """Return a row: how clips fit shares of what they would have."""
    over, refused, used = 0, 0, []
    for request in parts:
        target = Output(folder / f"made.{form}", form)
        whole = write_fitting(replace(request, target=target)).n_bytes
        for share in SHARES:
            most = int(share * whole)
            try:
                write_fitting(replace(request, target=target, most_bytes=most))
            except RequestError:
                refused += 1
                continue
            size = target.path.stat().st_size
            over += size > most
            used.append(size / most)
    counts = f"{len(parts)}", f"{len(parts) * len(SHARES)}", f"{over}", f"{refused}"
    return [form, *counts, f"{np.median(used):.2f}"]


def _parts(sources: Sequence[ClipFile]) -> Iterator[FitRequest]:
    nowhere = Output(Path("nowhere.gif"), "gif")
    for source, number in product(sources, range(PARTS)):
        length = source.seconds / PARTS
        start = number * length
        yield FitRequest(source, nowhere, start=start, end=start + min(length, Fraction(3)))


def main() -> None:
    """Measure all and print two tables."""
    size = asked_size(__doc__, FULL)
    picture = Picture(size.width, size.height, size.fps)
    rows, sources = [], []
    with TemporaryDirectory() as name:
        folder = Path(name)
        for number, (title, job) in enumerate(jobs(few=size.is_tiny).items()):
            ready = drawn_to(folder / "frames.rgba", job.parts(), picture)
            rows.append(compare(title, ready, folder))
            small = Picture(size.width // 4 * 2, size.height // 4 * 2, size.fps)
            path = folder / f"{number}.mov"
            render(job, small, [Output(path, LOSSLESS)])
            sources.append(ClipFile.of(path))
        print(f"{size.width}x{size.height}, {size.fps} frames a second.\n")
        head = ["clip", "H.264, kB", "dB", "AV1, kB", "dB", "ratio", "AV1 as it is by itself, kB"]
        print(table(head, rows))
        print("\nParts of the same clips, at half of the width:\n")
        head = ["format", "clips", "with a budget", "over it", "refused", "share of it used"]
        parts = list(_parts(sources))[:: PARTS if size.is_tiny else 1]
        print(table(head, [fitted(parts, form, folder) for form in FORMATS]))


if __name__ == "__main__":
    main()
