"""Videos and sounds that a person names: one regular file each, of a few kinds.

FFmpeg takes a name for an address, a pattern or a list, and opens what a file names in its turn. So
it is given a file that is open, and may open no other.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from io import BufferedReader
from pathlib import Path
from typing import Any, Final

import av
from av.container import InputContainer
from av.packet import Packet
from av.stream import Stream
from av.video.stream import VideoStream

from gradreel.engine.errors import RequestError
from gradreel.scenes.files.sources import MAX_SOUND_BYTES, MAX_VIDEO_BYTES, open_regular
from gradreel.scenes.render.picture import MOST_PIXELS
from gradreel.scenes.render.targets import shown

VIDEO: Final = ("mov", "matroska", "avi", "mpegts", "gif", "apng")
"""FFmpeg's names of the containers that videos may be in; WebP is Pillow's."""
SOUND: Final = (
    *VIDEO,
    *("wav", "w64", "flac", "aiff", "caf", "au", "wv", "ape", "mp3", "aac", "ogg", "asf"),
    *("amr", "ac3", "eac3"),
)
MOST_SAMPLES: Final = 2**20
"""Of a packet of sound; those of any codec have far fewer."""
MOST_MEMORY: Final = 700 * 2**20
"""That is taken while it is found out whether a file can be read."""
MOST_VAIN: Final = 2**26
"""Bytes that FFmpeg may read in vain, to open a file and then beside the packets that it finds: it
takes seconds, and a hole in a file, and what follows its end, may have any size."""
SHARE: Final = 16
"""A packet makes up for so many times its bytes: padding, and streams that nobody reads."""
MOST_ANIMATED: Final = 5 * 10**9
SMALLEST: Final = 200_000
"""Pixels of all pictures of an animation, and of a small one, which takes as long as one of so
many: a few bytes may say that a picture is there again and again."""
DAMAGES: Final = (av.FFmpegError, OSError, ArithmeticError, LookupError, MemoryError, ValueError)
"""What PyAV raises at a file that isn't as it should be."""


class _Seekable:
    """Passes on to a file, but says of a place that can't be what FFmpeg understands.

    It ends where nothing is found for long.
    """

    def __init__(self, file: BufferedReader) -> None:
        self.tell, self._file, self.vain = file.tell, file, 0

    def read(self, size: int) -> bytes:
        found = self._file.read(size)
        self.vain += len(found)
        return found if self.vain <= MOST_VAIN else b""

    def count(self, packet: "Packet[Any]") -> None:
        """Count what was read for a packet as not in vain."""
        self.vain = max(0, self.vain - SHARE * packet.size)

    def seek(self, place: int, origin: int = 0) -> int:
        try:
            return self._file.seek(place, origin)
        except (OSError, ValueError):
            return -1


@contextmanager
def opened_media(
    path: Path, kinds: tuple[str, ...], most_pixels: int = MOST_PIXELS
) -> Iterator[InputContainer]:
    """Open a file, and say so in one line where it can't be read, now or while it is open.

    Args:
        path: the file.
        kinds: `VIDEO` or `SOUND`.
        most_pixels: a larger picture isn't decoded.

    Raises:
        RequestError: it is no regular file of these kinds, too large, or damaged.
    """
    what, most = ("a video", MAX_VIDEO_BYTES) if kinds is VIDEO else ("sound", MAX_SOUND_BYTES)
    limits = {"max_pixels": str(most_pixels), "max_samples": str(MOST_SAMPLES)}
    allowed = {"format_whitelist": ",".join(kinds), "protocol_whitelist": "none"}
    with open_regular(path, most) as file:
        try:
            source = _Seekable(file)
            container = av.open(source, "r", options=allowed | limits, metadata_errors="replace")
            source.vain = 0
        except DAMAGES as error:
            raise RequestError(f"{shown(path)} can't be read as {what}; give another") from error
        with container:
            for stream in filter(can_be_decoded, container.streams):
                if isinstance(stream, VideoStream):
                    check_size(path, stream.width, stream.height, most_pixels)
                stream.codec_context.options = limits
            try:
                yield container
            except DAMAGES as error:
                raise RequestError(
                    f"{shown(path)} is damaged or too large; make it anew"
                ) from error


def packets(container: InputContainer, stream: Stream) -> Iterator["Packet[Any]"]:
    """Yield the packets of a stream of a file that `opened_media` opened."""
    for packet in container.demux():
        container.file.file.count(packet)
        if packet.stream_index == stream.index:
            yield packet


def decoded(container: InputContainer, stream: Stream) -> Iterator[Any]:
    """Yield the pictures or the sounds of a stream, in order."""
    for packet in packets(container, stream):
        yield from packet.decode()


def can_be_decoded(stream: Stream) -> bool:
    """Whether FFmpeg knows what a stream is coded in."""
    return stream.codec_context is not None


def check_size(path: Path, width: int, height: int, most_pixels: int) -> None:
    """Check that a file's pictures aren't too large.

    Raises:
        RequestError: they are.
    """
    if width * height > most_pixels:
        size = f"{width}x{height}, over the limit of {most_pixels / 1e6:.3g} million pixels"
        raise RequestError(f"{shown(path)} is {size}; give a smaller one")


def check_animation(path: Path, size: tuple[int, int], frames: int, most_pixels: int) -> None:
    """Check that an animation isn't too large, whose pictures are all unpacked whole.

    Raises:
        RequestError: it is.
    """
    check_size(path, *size, most_pixels)
    if frames * max(size[0] * size[1], SMALLEST) > MOST_ANIMATED:
        many = f"{frames:,} pictures of {size[0]}x{size[1]}"
        raise RequestError(
            f"{shown(path)} has {many}, which takes too long; make it shorter or smaller"
        )
