"""GIFs beside those of ffmpeg."""

import subprocess
from pathlib import Path

import numpy as np
import pytest
from imageio_ffmpeg import get_ffmpeg_exe

from benchmarks.quality import gif_psnr
from gradreel.scenes.render.encoders.contract import encoded
from gradreel.scenes.render.encoders.gif import GIF, MOST_COLOURS, GifJoiner
from gradreel.scenes.render.frame import Frame, Pixels
from gradreel.scenes.render.picture import LOSSLESS, Picture
from tests.render.test_encoders import write

PICTURE = Picture(112, 64, 15)
LENGTH = 15


def drawn(kind: str, frame: int) -> Pixels:
    rows, x = np.mgrid[:64, :112] / 112
    y, t = rows * 112 / 64, frame / LENGTH
    share = {
        "curve": np.exp(-40 * (y - 0.5 - 0.3 * np.sin(7 * x + 6 * t)) ** 2),
        "bars": (np.sin(20 * x) * t > y - 0.5).astype(float),
        "rings": 0.5 + 0.5 * np.sin(25 * np.hypot(x - 0.5, y - 0.5) - 9 * t),
    }[kind][..., None]
    pixels = np.full((64, 112, 4), 255, np.uint8)
    pixels[..., :3] = np.array([14, 19, 27]) * (1 - share) + np.array([253, 157, 83]) * share
    return pixels


def by_ffmpeg(frames: list[Pixels], folder: Path) -> Path:
    """Make a GIF by ffmpeg's own filters from a video without loss."""
    source, path = folder / "clip.mov", folder / "ffmpeg.gif"
    write(source, LOSSLESS, PICTURE, map(Frame, frames))
    chain = "split[a][b];[a]palettegen=max_colors=256[p];[b][p]paletteuse"
    words = ["-v", "error", "-i", source, "-lavfi", chain, path]
    subprocess.run([get_ffmpeg_exe(), *map(str, words)], check=True)
    return path


def largest_within(most: int, frames: list[Pixels], folder: Path) -> Path:
    """Write the GIF of the most colours that has no more bytes."""
    path = folder / "ours.gif"
    chunk = encoded(map(Frame, frames), GIF.encoding(PICTURE), PICTURE, folder / "chunk")
    for colours in range(MOST_COLOURS, 128, -3):
        joiner = GifJoiner(path, PICTURE, colours)
        joiner.take(chunk)
        joiner.finish()
        if path.stat().st_size <= most:
            break
    return path


@pytest.mark.parametrize("kind", ["curve", "bars", "rings"])
def test_a_gif_is_as_near_as_one_of_ffmpeg_of_as_many_bytes(kind: str, tmp_path: Path) -> None:
    frames = [drawn(kind, frame) for frame in range(LENGTH)]
    theirs = by_ffmpeg(frames, tmp_path)
    most = theirs.stat().st_size + 32  # of ours 19 say that it plays for ever
    ours = largest_within(most, frames, tmp_path)
    assert ours.stat().st_size <= most
    assert gif_psnr(ours, frames, 15) >= gif_psnr(theirs, frames, 15)
