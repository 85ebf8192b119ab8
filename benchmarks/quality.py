"""How near clips come to the frames that they were made from."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path

import av
import numpy as np
from av.video.frame import VideoFrame
from av.video.reformatter import ColorRange, Colorspace, VideoReformatter
from numpy.typing import NDArray
from PIL import Image, ImageSequence

from benchmarks.measure import Size
from gradreel.scenes.render.frame import Everything, Frame, Pixels
from gradreel.scenes.render.manim.user_scene import UserScene
from gradreel.scenes.render.picture import Picture

Plane = NDArray[np.uint8]


class Error:
    """A sum of squared differences."""

    def __init__(self) -> None:
        self.total, self.count = 0.0, 0

    def add(self, first: NDArray[np.uint8], second: NDArray[np.uint8]) -> None:
        """Add the differences of two pictures."""
        difference = first.astype(np.int32) - second
        self.total += float((difference * difference).sum())
        self.count += difference.size

    @property
    def psnr(self) -> float:
        """The ratio of the largest value to the mean difference, in dB; at most 100."""
        mean = self.total / self.count
        return float(min(100.0, 10 * np.log10(255**2 / mean))) if mean else 100.0


def luma_psnr(file: Path, scene: str, size: Size, clips: Sequence[Path]) -> list[float]:
    """Compare clips with the frames of their scene, as those went into their encoders.

    Args:
        file: where the scene is.
        scene: its class.
        size: of the frames.
        clips: MP4s with BT.709 where they say so, else with BT.601, as PyAV converts by itself.

    Returns:
        The PSNR of the luma of each, in dB.
    """
    errors = [Error() for _ in clips]
    with ExitStack() as stack:
        containers = [stack.enter_context(av.open(clip)) for clip in clips]
        decoded = [container.decode(video=0) for container in containers]
        tagged = [
            container.streams.video[0].codec_context.colorspace == Colorspace.ITU709
            for container in containers
        ]

        def take(frame: Frame) -> None:
            planes = {each: _luma(frame.pixels, is_709=each) for each in set(tagged)}
            for _ in range(frame.repeats):
                for error, frames, is_709 in zip(errors, decoded, tagged, strict=True):
                    error.add(_first_plane(next(frames)), planes[is_709])

        picture = Picture(size.width, size.height, size.fps)
        UserScene(file, scene).draw(picture, take, Everything())
    return [error.psnr for error in errors]


def _luma(pixels: Pixels, *, is_709: bool) -> Plane:
    frame = VideoFrame.from_ndarray(pixels, "rgba")
    if not is_709:
        return _first_plane(frame.reformat(format="yuv420p"))
    converted = VideoReformatter().reformat(
        frame,
        format="yuv420p",
        dst_colorspace=Colorspace.ITU709,
        dst_color_range=ColorRange.MPEG,
    )
    return _first_plane(converted)


def _first_plane(frame: VideoFrame) -> Plane:
    plane: Plane = frame.to_ndarray()[: frame.height].astype(np.uint8, copy=False)
    return plane


def gif_psnr(gif: Path, frames: Iterable[Pixels], fps: float) -> float:
    """Compare a GIF with the frames that it was made from, each in the middle of its time.

    Returns:
        The PSNR over red, green and blue, in dB.
    """
    error = Error()
    shown = _shown(gif)
    picture, until = next(shown)
    for index, frame in enumerate(frames):
        middle = (index + 0.5) / fps
        while until <= middle:
            picture, until = next(shown, (picture, float("inf")))
        error.add(frame[..., :3], picture)
    return error.psnr


def _shown(gif: Path) -> Iterator[tuple[Pixels, float]]:
    """Decode a GIF: each picture and the second at which it ends."""
    until = 0.0
    with Image.open(gif) as image:
        for frame in ImageSequence.Iterator(image):
            until += frame.info["duration"] / 1000
            yield np.asarray(frame.convert("RGB")), until


def gif_seconds(gif: Path) -> float:
    """Return how long a GIF plays."""
    return max(until for _, until in _shown(gif))
