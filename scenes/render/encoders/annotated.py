"""Films: videos with chapters, which a player lists, and their captions as a track of text."""

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from pathlib import Path
from typing import Final

from av.container import OutputContainer
from av.packet import Packet
from av.subtitles.stream import SubtitleStream

from gradreel.scenes.render.captions import Caption
from gradreel.scenes.render.encoders.contract import Chunk, Format
from gradreel.scenes.render.encoders.video import (
    MP4,
    WEBM,
    PacketJoiner,
    WebmJoiner,
    packet_format,
    webm_format,
)
from gradreel.scenes.render.picture import Picture

TICK: Final = Fraction(1, 1000)
"""Seconds; what the times of a track of text are counted in."""
STYLE: Final = b"""[Script Info]
ScriptType: v4.00+

[V4+ Styles]
Format: Name, Fontname, Fontsize, PrimaryColour, SecondaryColour, OutlineColour, BackColour, \
Bold, Italic, Underline, StrikeOut, ScaleX, ScaleY, Spacing, Angle, BorderStyle, Outline, Shadow, \
Alignment, MarginL, MarginR, MarginV, Encoding
Style: Default,Arial,16,&Hffffff,&Hffffff,&H0,&H0,0,0,0,0,100,100,0,0,1,1,0,2,10,10,10,0

[Events]
Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
"""
"""How a track of text looks, where a player asks: white, at the bottom, in its middle."""


@dataclass(frozen=True)
class ChapterMark:
    """A part of a film that a player lists.

    Attributes:
        title: what it is called.
        start, end: its first frame, and the one after its last.
    """

    title: str
    start: int
    end: int


@dataclass(frozen=True)
class Annotations:
    """What a film has beside its frames.

    Attributes:
        title: the film's.
        chapters: in order, without gaps.
        captions: in order; none begins before the one before has ended.
        language: of title and texts, as ISO 639-2 writes it: "eng".
    """

    title: str
    chapters: tuple[ChapterMark, ...]
    captions: tuple[Caption, ...]
    language: str


def film_formats(annotations: Annotations) -> Mapping[str, Format]:
    """Return the formats of a film, by their names; chunks are kept as for any other clip."""
    mp4 = partial(_Mp4Joiner, annotations)
    webm = partial(_FilmWebmJoiner, annotations)
    return {
        "mp4": Format(packet_format(MP4).encoding, mp4),
        "webm": Format(webm_format(WEBM).encoding, webm),
    }


class _Mp4Joiner(PacketJoiner):
    """Copies packets into an MP4 with chapters, and its captions between them."""

    def __init__(self, annotations: Annotations, path: Path, picture: Picture) -> None:
        super().__init__(MP4, path, picture)
        _annotate(self._file, annotations, picture)
        self._waiting = deque(annotations.captions)
        self._texts = _track(self._file, annotations)

    def take(self, chunk: Chunk) -> None:
        """Append a chunk, and the captions that begin in it."""
        super().take(chunk)
        while self._waiting and self._waiting[0].start * self._rate < self._frames:
            self._write(self._waiting.popleft())

    def _write(self, caption: Caption) -> None:
        text = caption.text.encode()
        packet = Packet(len(text).to_bytes(2, "big") + text)  # as 3GPP's timed text has it
        start, end = (round(time / TICK) for time in (caption.start, caption.end))
        packet.stream, packet.time_base = self._texts, TICK
        packet.pts = packet.dts = start
        packet.duration, packet.is_keyframe = end - start, True
        self._file.mux(packet)


class _FilmWebmJoiner(WebmJoiner):
    """Copies packets into a WebM with chapters; WebM has no text that players would show."""

    def __init__(self, annotations: Annotations, path: Path, picture: Picture) -> None:
        super().__init__(WEBM, path, picture)
        _annotate(self._file, annotations, picture)


def _annotate(file: OutputContainer, annotations: Annotations, picture: Picture) -> None:
    file.metadata["title"] = annotations.title
    rate = Fraction(picture.fps)
    file.set_chapters(
        [
            {
                "id": number,
                "start": chapter.start,
                "end": chapter.end,
                "time_base": 1 / rate,
                "metadata": {"title": chapter.title},
            }
            for number, chapter in enumerate(annotations.chapters, 1)
        ]
    )


def _track(file: OutputContainer, annotations: Annotations) -> SubtitleStream:
    stream = file.add_stream("mov_text")
    stream.codec_context.subtitle_header = STYLE
    stream.time_base = TICK
    stream.metadata["language"] = annotations.language
    return stream
