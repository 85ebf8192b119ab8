"""GIF in two passes: one palette for the whole clip, then the frames in its colours."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
from av.filter import Graph
from av.packet import Packet
from av.video.codeccontext import VideoCodecContext
from av.video.frame import VideoFrame
from av.video.reformatter import VideoReformatter
from numpy.typing import NDArray

from scenes.render.ahead import Ahead
from scenes.render.chunk import Chunk, ChunkWriter
from scenes.render.encoders.contract import Encoding, Format
from scenes.render.frame import Frame
from scenes.render.picture import Picture

TICK = Fraction(1, 100)  # the unit of a GIF's delays, in seconds
SHORTEST_DELAY = 2  # browsers play anything shorter as a tenth of a second
MOST_DIFFERENCES = 10_000  # a chunk has fewer pictures, so only its first is kept in full


class PictureEncoder:
    """Keeps each picture without loss, as what differs from the one before, and equal ones once."""

    def __init__(self, picture: Picture, writer: ChunkWriter) -> None:
        self._writer = writer
        self._repeats: list[int] = []
        self._context = VideoCodecContext.create("qtrle", "w")
        self._context.width, self._context.height = picture.width, picture.height
        self._context.pix_fmt, self._context.time_base = "argb", TICK
        self._context.gop_size = MOST_DIFFERENCES
        self._context.thread_count = 1
        self._reformatter = VideoReformatter()
        self._before: VideoFrame | None = None

    def take(self, frame: Frame) -> None:
        """Encode a picture."""
        drawn = VideoFrame.from_numpy_buffer(frame.pixels, "rgba")
        drawn = self._reformatter.reformat(drawn, format="argb", threads=1)
        if _are_equal(self._before, drawn):
            self._repeats[-1] += frame.repeats
            return
        drawn.pts = len(self._repeats)
        self._repeats.append(frame.repeats)
        self._keep(self._context.encode(drawn))
        self._before = drawn

    def finish(self) -> Mapping[str, Any]:
        """Say how long each stands."""
        self._keep(self._context.encode(None))
        return {"repeats": self._repeats}

    def _keep(self, packets: "Iterable[Packet[Any]]") -> None:
        for packet in packets:
            self._writer.add(bytes(packet))


def _are_equal(before: VideoFrame | None, drawn: VideoFrame) -> bool:
    return before is not None and np.array_equal(_bytes_of(before), _bytes_of(drawn))


def _bytes_of(frame: VideoFrame) -> NDArray[np.uint8]:
    plane: Any = frame.planes[0]
    lines: NDArray[np.uint8] = np.frombuffer(plane, np.uint8).reshape(-1, plane.line_size)
    return lines[: frame.height, : 4 * frame.width]


def _pictures(chunk: Chunk, picture: Picture) -> Iterator[VideoFrame]:
    context = VideoCodecContext.create("qtrle", "r")
    context.width, context.height = picture.width, picture.height
    context.bits_per_coded_sample = 32
    for blob in chunk.blobs():
        yield from context.decode(Packet(blob))


class GifJoiner:
    """Writes a GIF that plays for ever, its duration right to a hundredth of a second.

    The 255 colours that serve all pictures best are sought as the chunks come in; at the end the
    chunks are read once more and painted in them. A picture that would stand for less than 0.02 s
    is left out.
    """

    def __init__(self, path: Path, picture: Picture) -> None:
        self._path, self._picture = path, picture
        self._chunks: list[Chunk] = []
        self._starts: list[int | None] = []
        self._last = -SHORTEST_DELAY
        self._frames = 0
        self._before: VideoFrame | None = None
        self._finder = _palette_finder(picture)

    def take(self, chunk: Chunk) -> None:
        """Count the colours of a chunk's pictures."""
        self._chunks.append(chunk)
        repeats = chunk.header["repeats"]
        for drawn, length in zip(_pictures(chunk, self._picture), repeats, strict=True):
            self._starts.append(self._count(drawn))
            self._frames += length

    def _count(self, drawn: VideoFrame) -> int | None:
        """Count a picture's colours and return when it begins; None leaves it out."""
        start = _tick(self._frames, self._picture)
        if start - self._last < SHORTEST_DELAY or _are_equal(self._before, drawn):
            return None
        self._last, self._before = start, drawn
        drawn.pts, drawn.time_base = start, TICK
        self._finder.vpush(drawn)
        with suppress(BlockingIOError):
            self._finder.vpull()  # the palette comes at the end; asking for it lets the frame go
        return start

    def finish(self) -> None:
        """Choose the colours and paint the pictures in them."""
        self._finder.vpush(None)
        painter = _painter(self._picture, self._finder.vpull())
        last_delay = _tick(self._frames, self._picture) - self._last
        options = {"loop": "0", "final_delay": str(last_delay)}
        with av.open(self._path, "w", format="gif", options=options) as output:
            stream = output.add_stream("gif", 100)
            stream.width, stream.height = self._picture.width, self._picture.height
            stream.pix_fmt, stream.codec_context.time_base = "pal8", TICK
            drawn = (each for chunk in self._chunks for each in _pictures(chunk, self._picture))
            with Ahead(drawn) as pictures, Ahead(self._painted(pictures, painter)) as ready:
                for painted in ready:
                    output.mux(stream.encode(painted))
            output.mux(stream.encode(None))

    def _painted(self, pictures: Iterator[VideoFrame], painter: Graph) -> Iterator[VideoFrame]:
        for start, frame in zip(self._starts, pictures, strict=True):
            if start is not None:
                frame.pts, frame.time_base = start, TICK
                painter.push(frame, 0)
                yield from _ready(painter)
        painter.push(None, 0)
        yield from _ready(painter)

    def close(self) -> None:
        """Nothing is open."""


def _tick(frame: int, picture: Picture) -> int:
    return round(frame / Fraction(picture.fps) / TICK)


def _ready(graph: Graph) -> Iterator[VideoFrame]:
    with suppress(BlockingIOError, EOFError):
        while True:
            yield graph.vpull()


def _palette_finder(picture: Picture) -> Graph:
    graph = Graph()
    frames = graph.add("buffer", _buffer(picture.width, picture.height, "argb"))
    finder = graph.add("palettegen", "stats_mode=full:reserve_transparent=1")
    graph.link_nodes(frames, finder, graph.add("buffersink")).configure()
    return graph


def _painter(picture: Picture, palette: VideoFrame) -> Graph:
    graph = Graph()
    frames = graph.add("buffer", _buffer(picture.width, picture.height, "argb"))
    colours = graph.add("buffer", _buffer(palette.width, palette.height, palette.format.name))
    painter = graph.add("paletteuse", "dither=none:diff_mode=rectangle")
    frames.link_to(painter, 0, 0)
    colours.link_to(painter, 0, 1)
    painter.link_to(graph.add("buffersink"))
    graph.configure()
    palette.pts, palette.time_base = 0, TICK
    graph.push(palette, 1)
    graph.push(None, 1)
    return graph


def _buffer(width: int, height: int, pixel_format: str) -> str:
    return f"video_size={width}x{height}:pix_fmt={pixel_format}:time_base={TICK}:pixel_aspect=1/1"


GIF = Format(lambda _: Encoding("qtrle", PictureEncoder), GifJoiner)
