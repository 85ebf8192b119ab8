"""Videos: H.264 in MP4 and MOV, VP9 in WebM, ProRes 4444 in MOV where it is transparent."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Literal

import av
from av.video.codeccontext import VideoCodecContext
from av.video.frame import VideoFrame
from av.video.reformatter import (
    ColorPrimaries,
    ColorRange,
    Colorspace,
    ColorTrc,
    Interpolation,
    VideoReformatter,
)

from scenes.render.frame import Frame, Pixels
from scenes.render.picture import Picture

KEY_FRAME_SECONDS = 4

# ACCURATE_RND and BITEXACT give the same bits on every CPU; BILINEAR would shift flat patches.
SCALING = (
    Interpolation.AREA
    | Interpolation.ACCURATE_RND
    | Interpolation.FULL_CHR_H_INP
    | Interpolation.BITEXACT
)


@dataclass(frozen=True)
class VideoFormat:
    """A codec and its settings.

    Attributes:
        container: FFmpeg's name of the container.
        codec: FFmpeg's name of the encoder.
        pixel_format: FFmpeg's name of the layout that the encoder takes.
        options: the encoder's own.
    """

    container: str
    codec: Literal["libx264", "libvpx-vp9", "prores_ks"]
    pixel_format: str
    options: Mapping[str, str] = field(default_factory=dict)


# One thread and cpu-independent decisions: the bytes don't depend on the machine.
H264 = {
    "preset": "veryfast",
    "tune": "animation",
    "crf": "16",
    "x264-params": "cpu-independent=1",
}
VP9 = {"crf": "20", "b": "0", "deadline": "realtime", "cpu-used": "6"}
PRORES_4444 = {"profile": "4444", "vendor": "apl0"}

MP4 = VideoFormat("mp4", "libx264", "yuv420p", H264)
MOV = VideoFormat("mov", "libx264", "yuv420p", H264)
MOV_TRANSPARENT = VideoFormat("mov", "prores_ks", "yuva444p10le", PRORES_4444)
WEBM = VideoFormat("webm", "libvpx-vp9", "yuv420p", VP9)
WEBM_TRANSPARENT = VideoFormat("webm", "libvpx-vp9", "yuva420p", VP9)


def write_mp4(path: Path, picture: Picture, frames: Iterator[Frame]) -> None:
    """Write an MP4 that every player shows: H.264, yuv420p, its index in front."""
    write_video(path, picture, frames, MP4)


def write_mov(path: Path, picture: Picture, frames: Iterator[Frame]) -> None:
    """Write a QuickTime film: H.264, or ProRes 4444 with alpha where the picture is transparent."""
    write_video(path, picture, frames, MOV_TRANSPARENT if picture.transparent else MOV)


def write_webm(path: Path, picture: Picture, frames: Iterator[Frame]) -> None:
    """Write a WebM: VP9, with alpha where the picture is transparent."""
    write_video(path, picture, frames, WEBM_TRANSPARENT if picture.transparent else WEBM)


def write_video(path: Path, picture: Picture, frames: Iterator[Frame], form: VideoFormat) -> None:
    """Encode frames at a constant rate; a frame that stands is converted once and sent again."""
    reformatter = VideoReformatter()
    options = _container_options(form, picture)
    with av.open(path, "w", format=form.container, options=options) as container:
        stream = container.add_stream(form.codec, picture.fps, options=dict(form.options))
        set_up(stream.codec_context, picture, form)
        time = 0
        for frame in frames:
            converted = convert(reformatter, frame.pixels, form.pixel_format)
            for _ in range(frame.repeats):
                converted.pts = time
                container.mux(stream.encode(converted))
                time += 1
        container.mux(stream.encode(None))


def set_up(context: VideoCodecContext, picture: Picture, form: VideoFormat) -> None:
    """Set the size, the rate, and the colours as they are coded."""
    context.width, context.height = picture.width, picture.height
    context.pix_fmt = form.pixel_format
    context.time_base = 1 / Fraction(picture.fps)
    context.gop_size = round(KEY_FRAME_SECONDS * picture.fps)
    context.thread_count = 1
    context.colorspace = Colorspace.ITU709
    context.color_range = ColorRange.MPEG
    context.color_primaries = ColorPrimaries.BT709
    context.color_trc = ColorTrc.BT709


def convert(reformatter: VideoReformatter, pixels: Pixels, pixel_format: str) -> VideoFrame:
    """Convert RGBA pixels to an encoder's layout, in the colours that `set_up` declares."""
    return reformatter.reformat(
        VideoFrame.from_numpy_buffer(pixels, "rgba"),
        format=pixel_format,
        dst_colorspace=Colorspace.ITU709,
        dst_color_range=ColorRange.MPEG,
        dst_color_primaries=ColorPrimaries.BT709,
        dst_color_trc=ColorTrc.BT709,
        interpolation=SCALING,
        threads=1,
    )


def _container_options(form: VideoFormat, picture: Picture) -> dict[str, str]:
    """Keep random and dated entries out; in MP4 and MOV the index comes first, in exact times."""
    if form.container == "webm":
        return {"fflags": "+bitexact"}
    rate = Fraction(picture.fps).numerator
    ticks = str(rate if rate >= 1000 else rate * 1000)
    return {
        "fflags": "+bitexact",
        "movflags": "+faststart",
        "movie_timescale": ticks,
        "video_track_timescale": ticks,
    }
