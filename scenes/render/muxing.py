"""A video's file written anew from its packets: with sound between them, or with fewer bytes."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import Any, Final, cast

import av
import numpy as np
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream
from av.codec.context import Flags
from av.container import InputContainer, OutputContainer
from av.packet import Packet
from av.subtitles.stream import SubtitleStream
from av.video.frame import PictureType, VideoFrame
from av.video.stream import VideoStream

from gradreel.engine.errors import plain
from gradreel.scenes.render.encoders.video import MP4, WEBM_TRANSPARENT, container_options, set_up
from gradreel.scenes.render.files import writing, written_whole
from gradreel.scenes.render.mixing import (
    LAYOUTS,
    QUIETER,
    RATE,
    SoundSamples,
    channels_in,
    length_of,
    mixed_sounds,
)
from gradreel.scenes.render.picture import LOSSLESS, Output, Picture
from gradreel.scenes.render.sound import PlacedSound, Recorded
from gradreel.scenes.render.targets import shown

CODECS: Final[Mapping[str, str]] = {"mp4": "aac", "av1": "aac", "mov": "aac", "webm": "libopus"}
"""How sound is coded, by the formats that can hold it."""
CONTAINERS: Final[Mapping[str, str]] = {"av1": "mp4"}
"""FFmpeg's names of their containers, where these have others."""
BITS_A_CHANNEL: Final[Mapping[str, int]] = {"aac": 192_000, "libopus": 128_000}
"""Bits a second of each channel; with fewer FFmpeg's AAC loses sounds that begin at once."""
AV1_DECODER: Final = "libdav1d"
"""PyAV looks for an encoder of this name, and there is none, unless it is told not to look."""
NO_TEXT: Final = b"\0\0"
"""What a track of text has between two texts; it is written where nothing else is."""
AS_RECORDED: Final = ("mov",)
"""Formats in which manim leaves one channel alone; in all others it lets FFmpeg make two of it."""
MUTE: Final = "is without sound, which only mp4, mov and webm have"
AHEAD: Final = Fraction(1, 2)
"""Seconds by which the sound is written before the pictures that it belongs to."""
# Eight steps coarser than a master, and with all that x264 has at this speed: it is written once.
# At 480p15 a second takes 0.05 s of one core, and 22 kB where a master has 67; luma PSNR 46 dB.
WEB: Final = replace(MP4, options={**MP4.options, "crf": "24", "x264-params": "cpu-independent=1"})
KEY_FRAME_SECONDS: Final = 10
"""Chunks begin with a whole picture every two seconds, which is a third of a master's bytes."""


@dataclass(frozen=True)
class SoundTrack:
    """What is heard in a clip.

    Attributes:
        sounds: where they belong in it.
        picture: the clip's size and rate.
        frames: how many it has.
    """

    sounds: tuple[PlacedSound, ...]
    picture: Picture
    frames: int

    @property
    def is_recorded(self) -> bool:
        """Whether all of it comes from a manim scene, and so is to be as loud as manim makes it."""
        return all(isinstance(each.source, Recorded) for each in self.sounds)

    @property
    def length(self) -> int:
        """How many samples are heard; silence goes on to the last frame."""
        return length_of(self.sounds, float(self.frames / Fraction(self.picture.fps)))


def add_sounds(
    outputs: Sequence[Output],
    paths: Sequence[Path],
    track: SoundTrack,
    say: Callable[[str], None],
) -> None:
    """Put sounds into the files of a clip that can hold them, and say which can't.

    Args:
        outputs: the files.
        paths: where they are by now, in the same order.
        track: what is heard.
        say: called with a line for the user.

    Raises:
        RequestError: a file of sound can't be read.
        WorkError: a file can't be written.
    """
    for output, path in zip(outputs, paths, strict=True):
        if output.format == LOSSLESS:
            continue
        if output.format not in CODECS:
            say(plain(f"gradreel: {shown(output.path)} {MUTE}"))
            continue
        with writing(output.path, av.FFmpegError):
            add_sound(path, output.format, track)


def add_sound(path: Path, form: str, track: SoundTrack) -> None:
    """Put sounds into a video's file that has none.

    Args:
        path: the file, which is written anew beside itself, and then replaced.
        form: its format, one of `CODECS`.
        track: what is heard.

    Raises:
        RequestError: a file of sound can't be read.
        OSError, FFmpegError: the file can't be written.
    """
    beside = path.with_name(f"{path.name}-with-sound")
    container = CONTAINERS.get(form, form)
    options = container_options(container, track.picture)
    with av.open(path) as source, av.open(beside, "w", format=container, options=options) as target:
        _join(source, target, form, track)
    beside.replace(path)


def _join(source: InputContainer, target: OutputContainer, form: str, track: SoundTrack) -> None:
    if title := source.metadata.get("title"):
        target.metadata["title"] = title
    if chapters := source.chapters():
        target.set_chapters(chapters)
    copies = {each.index: copied_stream(each, target) for each in _copyable(source)}
    channels = channels_in(track.sounds)
    blocks = mixed_sounds(track.sounds, track.length, channels)
    if channels == 1 and form not in AS_RECORDED and track.is_recorded:
        channels, blocks = 2, (np.repeat(each * QUIETER, 2, axis=1) for each in blocks)
    writer = _Writer(target, CODECS[form], blocks, channels)
    for packet in source.demux(*_copyable(source)):
        if packet.dts is None or packet.time_base is None:
            continue  # it only says that there are no more
        if is_no_text(packet):
            continue
        writer.write_until(packet.dts * packet.time_base + AHEAD)
        packet.stream = copies[packet.stream.index]
        target.mux(packet)
    writer.finish()


def _copyable(source: InputContainer) -> list[VideoStream | SubtitleStream]:
    """Return the pictures and texts; MP4 has its chapters once more, as data."""
    return [*source.streams.video, *source.streams.subtitles]


def is_no_text(packet: "Packet[Any]") -> bool:
    """Whether a packet only says that a track of text is silent."""
    return packet.size == len(NO_TEXT) and bytes(packet) == NO_TEXT


def copied_stream(
    stream: VideoStream | SubtitleStream, target: OutputContainer
) -> VideoStream | SubtitleStream:
    """Add a stream to a file whose packets are going to be those of another one."""
    only_decodes = stream.codec_context.name == AV1_DECODER
    copy = target.add_stream_from_template(stream, opaque=True if only_decodes else None)
    if isinstance(copy, VideoStream) and stream.metadata.get("alpha_mode") == "1":
        copy.codec_context.pix_fmt = WEBM_TRANSPARENT.pixel_format  # so that players look for it
    elif isinstance(copy, SubtitleStream):
        copy.metadata["language"] = stream.metadata["language"]
    return copy


class _Writer:
    """Encodes a clip's sound as its time comes."""

    def __init__(
        self, file: OutputContainer, codec: str, blocks: Iterator[SoundSamples], channels: int
    ) -> None:
        self._file, self._blocks = file, blocks
        self._stream = cast(AudioStream, file.add_stream(codec, RATE, layout=LAYOUTS[channels]))
        self._stream.bit_rate = BITS_A_CHANNEL[codec] * channels
        self._stream.codec_context.flags |= Flags.bitexact
        self._written = 0

    def write_until(self, time: Fraction) -> None:
        """Write what is heard before a time in seconds."""
        while self._written < time * RATE:
            block = next(self._blocks, None)
            if block is None:
                return
            self._write(block)

    def finish(self) -> None:
        """Write all that is left."""
        for block in self._blocks:
            self._write(block)
        self._file.mux(self._stream.encode(None))

    def _write(self, block: SoundSamples) -> None:
        layout = LAYOUTS[block.shape[1]]
        frame = AudioFrame.from_ndarray(block.reshape(1, -1), "flt", layout)
        frame.sample_rate, frame.time_base = RATE, Fraction(1, RATE)
        frame.pts = self._written
        self._written += len(block)
        self._file.mux(self._stream.encode(frame))


def write_for_pages(clip: Path, target: Path) -> None:
    """Write an MP4 of a clip's pictures, chapters and track of text, with a third of its bytes.

    Args:
        clip: an MP4 of gradreel's, without sound.
        target: the file; it may be the clip itself.

    Raises:
        WorkError: the file can't be written.
    """
    with (
        written_whole([target]) as (temporary,),
        writing(target, av.FFmpegError),
        av.open(clip) as source,
    ):
        shown = source.streams.video[0]
        picture = Picture(shown.width, shown.height, Fraction(shown.average_rate or 1))
        options = container_options("mp4", picture)
        with av.open(temporary, "w", format="mp4", options=options) as file:
            _recode(source, file, picture)


def _recode(source: InputContainer, file: OutputContainer, picture: Picture) -> None:
    if title := source.metadata.get("title"):
        file.metadata["title"] = title
    if chapters := source.chapters():
        file.set_chapters(chapters)
    stream = file.add_stream(WEB.codec, picture.fps, options=dict(WEB.options))
    set_up(stream.codec_context, picture, WEB)
    stream.codec_context.gop_size = round(KEY_FRAME_SECONDS * picture.fps)
    texts = {each.index: copied_stream(each, file) for each in source.streams.subtitles}
    number = 0
    for packet in source.demux(*source.streams.video, *source.streams.subtitles):
        if packet.stream.index in texts:
            if packet.dts is not None and not is_no_text(packet):
                packet.stream = texts[packet.stream.index]
                file.mux(packet)
            continue
        for frame in cast("list[VideoFrame]", packet.decode()):
            frame.pict_type = PictureType.NONE  # or it would be coded as it was
            frame.pts, frame.time_base = number, 1 / Fraction(picture.fps)
            file.mux(stream.encode(frame))
            number += 1
    file.mux(stream.encode(None))
