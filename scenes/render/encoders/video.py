"""Videos: H.264 in MP4 and MOV, AV1 in MP4, VP9 in WebM, ProRes 4444 in MOV with alpha."""

import hashlib
import os
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any, Final, Literal

import av
from av.codec.context import Flags
from av.packet import Packet
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
from av.video.stream import VideoStream

from gradreel.engine.errors import WorkError
from gradreel.scenes.render.encoders.changes import lines, packed
from gradreel.scenes.render.encoders.contract import Chunk, ChunkWriter, Encoding, Format, Joiner
from gradreel.scenes.render.frame import Frame, Pixels
from gradreel.scenes.render.picture import Picture

# ACCURATE_RND and BITEXACT give the same bits on every CPU; BILINEAR would shift flat patches.
SCALING = (
    Interpolation.AREA
    | Interpolation.ACCURATE_RND
    | Interpolation.FULL_CHR_H_INP
    | Interpolation.BITEXACT
)
STRIPS: Final = 12
ROWS: Final = 2  # that share their colours in 4:2:0
os.environ.setdefault("SVT_LOG", "1")  # errors only: each AV1 encoder tells its settings otherwise
KEY_FRAME_SECONDS = 4
FF_QP2LAMBDA = 118


class Conversion:
    """Converts pictures that follow each other, and of each only the strips that have changed.

    Args:
        pixel_format: FFmpeg's name of the encoder's layout.
    """

    def __init__(self, pixel_format: str) -> None:
        self._pixel_format = pixel_format
        self._whole, self._strip = VideoReformatter(), VideoReformatter()
        self._before: Pixels | None = None
        self._converted: VideoFrame | None = None

    def of(self, pixels: Pixels) -> VideoFrame:
        """Convert a picture; the frame is good until the next one is asked for.

        Args:
            pixels: (height, width, 4).
        """
        if self._before is None or self._converted is None:
            self._before = pixels.copy()
            self._converted = convert(self._whole, pixels, self._pixel_format)
            return self._converted
        changed = (packed(pixels) != packed(self._before)).any(axis=1)
        height = len(pixels)
        thickness = -(-height // (STRIPS * ROWS)) * ROWS
        for top in range(0, height, thickness):
            start = min(top, height - thickness)  # all strips are as high, so that one set-up does
            strip = slice(start, start + thickness)
            if changed[strip].any():
                self._before[strip] = pixels[strip]
                self._convert(self._converted, self._before[strip], start / height)
        return self._converted

    def _convert(self, whole: VideoFrame, pixels: Pixels, start: float) -> None:
        """Convert a strip, and put it where it belongs."""
        strip = convert(self._strip, pixels, self._pixel_format)
        for source, target in zip(strip.planes, whole.planes, strict=True):
            top = round(start * target.height)
            lines(target)[top : top + source.height] = lines(source)[: source.height]


class FreshConversion(Conversion):
    """Converts each picture to a frame of its own, for encoders that look back at those before."""

    def of(self, pixels: Pixels) -> VideoFrame:
        """Convert a picture.

        Args:
            pixels: (height, width, 4).
        """
        return convert(self._whole, pixels, self._pixel_format)


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


@dataclass(frozen=True)
class VideoFormat:
    """A codec and its settings.

    Attributes:
        container: FFmpeg's name of the container.
        codec: FFmpeg's name of the encoder.
        pixel_format: FFmpeg's name of the layout that the encoder takes.
        options: the encoder's own.
        reordered: by how many packets a frame may be coded before it is shown.
        looks_back: whether the encoder reads again what it was given before.
    """

    container: str
    codec: Literal["libx264", "libvpx-vp9", "libsvtav1", "prores_ks", "qtrle"]
    pixel_format: str
    options: Mapping[str, str] = field(default_factory=dict)
    reordered: int = 0
    looks_back: bool = False

    @property
    def tag(self) -> str:
        """The encoder, and a digest of all that it is told."""
        told = repr((self.codec, self.pixel_format, sorted(self.options.items()), SCALING))
        return f"{self.codec}-{hashlib.sha256(told.encode()).hexdigest()[:8]}"


# One thread and cpu-independent decisions: the bytes don't depend on the machine. subme=1 takes a
# fifth less time than the preset's 2, for 0.1 dB and 7 % more bytes; small blocks in key pictures
# only, one transform and two B-frames a sixth less, for 0 to 6 % more bytes at the same PSNR.
H264 = {
    "preset": "veryfast",
    "tune": "animation",
    "crf": "16",
    "x264-params": "cpu-independent=1:subme=1:partitions=i4x4:8x8dct=0:bframes=2",
}
VP9 = {"crf": "20", "b": "0", "deadline": "realtime", "cpu-used": "6"}
# As screen content, by one thread. Preset 8 takes a quarter of the time, and a third more bytes.
AV1 = {"preset": "6", "crf": "30", "svtav1-params": "scm=1:lp=1"}
# One quantiser for all: a search for the one that fills the profile's rate (Apple's ProRes white
# paper) takes six times as long, and fills it with what nobody sees. Alpha is lossless.
PRORES_4444 = {
    "profile": "4444",
    "vendor": "apl0",
    "alpha_bits": "8",
    "flags": "+qscale",
    "global_quality": str(10 * FF_QP2LAMBDA),
}
STEP: Final = {"libx264": 1.0, "libvpx-vp9": 1.3, "libsvtav1": 1.0}
"""How far one step of H.264's crf is on other encoders' scales; these end at 51, 63 and 63."""
MP4 = VideoFormat("mp4", "libx264", "yuv420p", H264, reordered=2)  # by a pyramid of B-frames
MOV = replace(MP4, container="mov")
MOV_TRANSPARENT = VideoFormat("mov", "prores_ks", "yuva444p10le", PRORES_4444)
AV1_MP4 = VideoFormat("mp4", "libsvtav1", "yuv420p", AV1)
LOSSLESS = VideoFormat("mov", "qtrle", "argb", looks_back=True)
WEBM = VideoFormat("webm", "libvpx-vp9", "yuv420p", VP9)
WEBM_TRANSPARENT = VideoFormat("webm", "libvpx-vp9", "yuva420p", VP9)


def coarser(form: VideoFormat, steps: int) -> VideoFormat:
    """Return a format that takes fewer bytes.

    Args:
        form: the usual one.
        steps: how much coarser it is, in steps of H.264's crf.
    """
    options = dict(form.options)
    if "crf" in options:
        options["crf"] = str(round(int(options["crf"]) + STEP[form.codec] * steps))
    else:
        quantiser = int(options["global_quality"]) // FF_QP2LAMBDA
        options["global_quality"] = str((quantiser + 2 * steps) * FF_QP2LAMBDA)
    return replace(form, options=options)


class PacketEncoder:
    """Keeps a codec's packets, to be joined by copying; a frame that stands is converted once."""

    def __init__(self, form: VideoFormat, picture: Picture, writer: ChunkWriter) -> None:
        self._form, self._writer = form, writer
        self._conversion = (FreshConversion if form.looks_back else Conversion)(form.pixel_format)
        self._context = VideoCodecContext.create(form.codec, "w")
        self._context.options = dict(form.options)
        self._context.flags |= Flags.global_header
        set_up(self._context, picture, form)
        self._time = 0
        self._times: list[int] = []
        self._keys: list[bool] = []

    def take(self, frame: Frame) -> None:
        """Encode a frame as often as it stands."""
        converted = self._conversion.of(frame.pixels)
        for _ in range(frame.repeats):
            converted.pts = self._time
            self._keep(self._context.encode(converted))
            self._time += 1

    def finish(self) -> Mapping[str, Any]:
        """Write the packets that are left, and say when each is shown."""
        self._keep(self._context.encode(None))
        setup = (self._context.extradata or b"").hex()
        return {"times": self._times, "keys": self._keys, "extradata": setup}

    def _keep(self, packets: "Iterable[Packet[Any]]") -> None:
        for packet in packets:
            self._writer.add(bytes(packet))
            self._times.append(packet.pts or 0)
            self._keys.append(packet.is_keyframe)


class _VideoFile(Joiner):
    """A video's file, into which packets are copied."""

    def __init__(self, form: VideoFormat, path: Path, picture: Picture) -> None:
        self._form, self._rate = form, Fraction(picture.fps)
        self._file = av.open(path, "w", format=form.container, options=_options(form, picture))
        self._frames = 0

    def finish(self) -> None:
        """Write the index and close the file."""
        self._file.close()

    def close(self) -> None:
        """Close the file."""
        with suppress(OSError, av.FFmpegError):
            self._file.close()


class PacketJoiner(_VideoFile):
    """Copies packets into one MP4 or QuickTime film; each frame keeps its time to the tick."""

    def __init__(self, form: VideoFormat, path: Path, picture: Picture) -> None:
        super().__init__(form, path, picture)
        self._stream = self._file.add_stream(form.codec, picture.fps, options=dict(form.options))
        set_up(self._stream.codec_context, picture, form)
        self._setup: str | None = None
        self._packets = 0

    def take(self, chunk: Chunk) -> None:
        """Append a chunk's packets.

        Raises:
            WorkError: it was encoded with other settings than the chunks before.
        """
        self._check(chunk.header["extradata"])
        header = chunk.header
        for blob, time, key in zip(chunk.blobs(), header["times"], header["keys"], strict=True):
            packet = Packet(blob)
            packet.stream, packet.is_keyframe = self._stream, key
            packet.time_base, packet.duration = 1 / self._rate, 1
            packet.pts = self._frames + time
            packet.dts = self._packets - self._form.reordered
            self._file.mux(packet)
            self._packets += 1
        self._frames += chunk.frames

    def _check(self, setup: str) -> None:
        if self._setup is None and setup:
            self._stream.codec_context.extradata = bytes.fromhex(setup)
        elif self._setup not in {None, setup}:
            raise WorkError("chunks were encoded with different settings; run it with --no-cache")
        self._setup = setup


class WebmEncoder:
    """Keeps a chunk as a small WebM: what packets carry beside their bytes is in it too (alpha)."""

    def __init__(self, form: VideoFormat, picture: Picture, writer: ChunkWriter) -> None:
        self._form, self._writer = form, writer
        self._conversion = Conversion(form.pixel_format)
        self._buffer = BytesIO()
        options = _options(form, picture)
        self._file = av.open(self._buffer, "w", format=form.container, options=options)
        self._stream = self._file.add_stream(form.codec, picture.fps, options=dict(form.options))
        set_up(self._stream.codec_context, picture, form)
        self._time = 0

    def take(self, frame: Frame) -> None:
        """Encode a frame as often as it stands."""
        converted = self._conversion.of(frame.pixels)
        for _ in range(frame.repeats):
            converted.pts = self._time
            self._file.mux(self._stream.encode(converted))
            self._time += 1

    def finish(self) -> Mapping[str, Any]:
        """Write the small WebM."""
        self._file.mux(self._stream.encode(None))
        self._file.close()
        self._writer.add(self._buffer.getvalue())
        return {}


class WebmJoiner(_VideoFile):
    """Copies the packets of small WebMs into one; VP9 shows its frames in their coded order."""

    def __init__(self, form: VideoFormat, path: Path, picture: Picture) -> None:
        super().__init__(form, path, picture)
        self._stream: VideoStream | None = None

    def take(self, chunk: Chunk) -> None:
        """Append a chunk's packets."""
        with av.open(BytesIO(next(chunk.blobs())), "r") as small:
            source = small.streams.video[0]
            if self._stream is None:
                self._stream = self._file.add_stream_from_template(source)
                # Players look for alpha only where the format says so.
                self._stream.codec_context.pix_fmt = self._form.pixel_format
            for packet in small.demux(source):
                if packet.size:
                    self._append(packet, self._stream)

    def _append(self, packet: "Packet[VideoStream]", stream: VideoStream) -> None:
        packet.stream = stream
        packet.time_base, packet.duration = 1 / self._rate, 1
        packet.pts = packet.dts = self._frames
        self._file.mux(packet)
        self._frames += 1


def packet_format(form: VideoFormat) -> Format:
    """Return the file format in which a codec's packets are copied from chunks."""
    encoding = Encoding(form.tag, partial(PacketEncoder, form))
    return Format(lambda _: encoding, partial(PacketJoiner, form))


def webm_format(form: VideoFormat) -> Format:
    """Return the file format in which the packets of small WebMs are copied."""
    encoding = Encoding(form.tag, partial(WebmEncoder, form))
    return Format(lambda _: encoding, partial(WebmJoiner, form))


def either(opaque: Format, transparent: Format) -> Format:
    """Return a format that has one encoding for each kind of picture."""

    def chosen(picture: Picture) -> Format:
        return transparent if picture.transparent else opaque

    return Format(
        lambda picture: chosen(picture).encoding(picture),
        lambda path, picture: chosen(picture).joiner(path, picture),
    )


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


def _options(form: VideoFormat, picture: Picture) -> dict[str, str]:
    return container_options(form.container, picture)


def container_options(container: str, picture: Picture) -> dict[str, str]:
    """Keep random and dated entries out; in MP4 and MOV the index comes first, in exact times.

    Args:
        container: FFmpeg's name of it.
        picture: the rate.
    """
    if container == "webm":
        return {"fflags": "+bitexact"}
    rate = Fraction(picture.fps).numerator
    ticks = str(rate if rate >= 1000 else rate * 1000)
    return {
        "fflags": "+bitexact",
        "movflags": "+faststart",
        "movie_timescale": ticks,
        "video_track_timescale": ticks,
    }
