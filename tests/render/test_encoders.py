from collections.abc import Iterable, Iterator
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import av
import numpy as np
import pytest
from av.video.codeccontext import VideoCodecContext
from av.video.frame import VideoFrame
from av.video.reformatter import ColorRange, Colorspace
from numpy.typing import NDArray
from PIL import Image, ImageSequence

from gradreel.scenes.render.frame import Frame, FrameSelection, FrameSink, Pixels
from gradreel.scenes.render.picture import Output, Picture
from gradreel.scenes.render.pipeline import render
from tests.render.jobs import PartsJob

WIDTH, HEIGHT = 160, 96
MOVING, HELD = 30, 20
COLOURS = ((16, 20, 31), (233, 115, 22), (46, 160, 67), (79, 134, 247), (250, 250, 250))
RATES = [Fraction(30000, 1001), Fraction(25, 2), Fraction(60)]


def drawing(index: int, transparent: bool = False) -> Pixels:
    """Stripes of flat colour with a dot that moves over them."""
    rows, columns = np.mgrid[:HEIGHT, :WIDTH]
    pixels = np.full((HEIGHT, WIDTH, 4), 255, np.uint8)
    pixels[..., :3] = np.array(COLOURS, np.uint8)[columns * len(COLOURS) // WIDTH]
    if transparent:
        pixels[rows >= HEIGHT // 2] = 0
    dot = (columns - 20 - index) ** 2 + (rows - HEIGHT // 2) ** 2 < 15**2
    pixels[dot] = (255, 220, 0, 255)
    return pixels


def frames(transparent: bool = False) -> Iterator[Frame]:
    """Frames that move, a hold, and what is left at the end."""
    for index in range(MOVING):
        yield Frame(drawing(index, transparent))
    yield Frame(drawing(MOVING, transparent), HELD)
    yield Frame(drawing(MOVING, transparent), 0)


class Given:
    """A part of given frames."""

    def __init__(self, given: Iterable[Frame]) -> None:
        self.given = list(given)

    def count(self, picture: Picture) -> int:
        return sum(frame.repeats for frame in self.given)

    def draw(self, picture: Picture, take: FrameSink, selection: FrameSelection) -> int:
        start = 0
        for frame in self.given:
            for run in selection.runs(range(start, start + frame.repeats)):
                take(Frame(frame.pixels, len(run), run.start, run.start > start))
            start += frame.repeats
        if selection.takes_end():
            take(Frame(frame.pixels, 0))
        return start


def write(path: Path, form: str, picture: Picture, given: Iterable[Frame]) -> None:
    render(PartsJob((Given(given),)), picture, [Output(path, form)])


def encoded(folder: Path, form: str, fps: Fraction = Fraction(30), clear: bool = False) -> Path:
    path = folder / f"clip.{form}"
    write(path, form, Picture(WIDTH, HEIGHT, fps, clear), frames(clear))
    return path


def decoded(path: Path, decoder: str | None = None) -> list[VideoFrame]:
    with av.open(path) as container:
        stream = container.streams.video[0]
        if decoder is None:
            return list(container.decode(stream))
        context = av.CodecContext.create(decoder, "r")
        assert isinstance(context, VideoCodecContext)
        context.extradata = stream.codec_context.extradata
        return [frame for packet in container.demux(stream) for frame in context.decode(packet)]


def colours(frame: VideoFrame) -> NDArray[np.int64]:
    """Decode as a player does that believes the colours' tags."""
    converted = frame.reformat(
        format="rgba", src_colorspace=Colorspace.ITU709, src_color_range=ColorRange.MPEG
    )
    return converted.to_ndarray().astype(np.int64)


@pytest.mark.parametrize("fps", RATES, ids=str)
@pytest.mark.parametrize("form", ["mp4", "av1", "mov", "webm"])
def test_a_video_has_every_frame_at_its_time(form: str, fps: Fraction, tmp_path: Path) -> None:
    path = encoded(tmp_path, form, fps)
    tick = Fraction(1, 1000) if form == "webm" else 0  # WebM counts in milliseconds
    with av.open(path) as container:
        stream = container.streams.video[0]
        assert (stream.width, stream.height) == (WIDTH, HEIGHT)
        assert stream.average_rate == fps
        duration = Fraction(container.duration or 0, 1_000_000)
        times = [
            Fraction(frame.pts or 0) * (frame.time_base or 0) for frame in container.decode(stream)
        ]
    assert len(times) == MOVING + HELD
    assert all(abs(time - index / fps) <= tick for index, time in enumerate(times))
    assert abs(duration - (MOVING + HELD) / fps) < Fraction(1, 500)


@pytest.mark.parametrize("form", ["mp4", "av1", "mov", "webm"])
def test_colours_stay_within_3_of_255(form: str, tmp_path: Path) -> None:
    last = decoded(encoded(tmp_path, form))[-1]
    assert last.colorspace == Colorspace.ITU709
    assert last.color_range == ColorRange.MPEG
    difference = np.abs(colours(last) - drawing(MOVING))
    stripe = WIDTH // len(COLOURS)
    inside = np.arange(WIDTH) % stripe
    flat = (inside > 5) & (inside < stripe - 6)
    assert difference[:20, flat].max() <= 3


def test_an_mp4_plays_everywhere(tmp_path: Path) -> None:
    path = encoded(tmp_path, "mp4")
    with av.open(path) as container:
        context = container.streams.video[0].codec_context
        assert (context.name, context.pix_fmt) == ("h264", "yuv420p")
        assert (context.color_primaries, context.color_trc) == (1, 1)
    content = path.read_bytes()
    assert content.index(b"moov") < content.index(b"mdat")  # before all of it is loaded


def gif_images(path: Path) -> tuple[list[Pixels], list[int]]:
    with Image.open(path) as image:
        assert image.info["loop"] == 0  # for ever
        each = [
            (np.asarray(frame.convert("RGBA")), int(frame.info["duration"]))
            for frame in ImageSequence.Iterator(image)
        ]
    return [pixels for pixels, _ in each], [delay for _, delay in each]


@pytest.mark.parametrize("fps", RATES, ids=str)
def test_a_gif_lasts_as_long_as_the_clip(fps: Fraction, tmp_path: Path) -> None:
    _, delays = gif_images(encoded(tmp_path, "gif", fps))
    assert abs(sum(delays) / 1000 - (MOVING + HELD) / fps) <= 0.01
    assert min(delays) >= 20


@pytest.mark.parametrize("clear", [False, True])
def test_a_gif_of_few_colours_is_exact(clear: bool, tmp_path: Path) -> None:
    images, _ = gif_images(encoded(tmp_path, "gif", clear=clear))
    pictures = [images[0], *(b for a, b in pairwise(images) if not np.array_equal(a, b))]
    assert len(pictures) == MOVING + 1
    for index, picture in enumerate(pictures):
        drawn = drawing(index, clear)
        opaque = drawn[..., 3] == 255
        assert np.array_equal(picture[..., 3], drawn[..., 3])
        assert np.abs(picture[opaque].astype(int) - drawn[opaque]).max() <= 1


@pytest.mark.parametrize(("width", "height"), [(16, 16), (16, 320), (161, 91)])
@pytest.mark.parametrize("form", ["mp4", "webm", "mov", "gif", "png", "png-sequence"])
def test_sizes_at_the_bounds(form: str, width: int, height: int, tmp_path: Path) -> None:
    clear = form == "mov"
    if form in {"mp4", "webm"}:
        width, height = width // 2 * 2, height // 2 * 2
    path = tmp_path / f"clip.{form}"
    frame = Frame(np.full((height, width, 4), 255, np.uint8), 2)
    write(path, form, Picture(width, height, 30, clear), [frame])
    found = decoded(path / "0000.png" if path.is_dir() else path)[0]
    assert (found.width, found.height) == (width, height)
