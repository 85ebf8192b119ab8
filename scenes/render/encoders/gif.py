"""GIF in two passes: one palette for the whole clip, then the frames in its colours."""

from collections.abc import Iterator
from contextlib import suppress
from fractions import Fraction
from pathlib import Path

import av
from av.filter import Graph
from av.video.frame import VideoFrame

from scenes.render.frame import Frame
from scenes.render.picture import Picture

TICK = Fraction(1, 100)  # the unit of a GIF's delays, in seconds
SHORTEST_DELAY = 2  # browsers play anything shorter as a tenth of a second


def write_gif(path: Path, picture: Picture, frames: Iterator[Frame]) -> None:
    """Write a GIF that plays for ever, its duration right to a hundredth of a second.

    Between the passes the frames wait in a file beside the GIF, so that memory doesn't grow with
    the clip. A frame that would stand for less than 0.02 s is left out.
    """
    waiting = path.with_name(f"{path.name}-frames")
    try:
        palette, starts = _find_palette(waiting, picture, frames)
        _paint(path, waiting, picture, palette, starts)
    finally:
        waiting.unlink(missing_ok=True)


def _find_palette(
    waiting: Path, picture: Picture, frames: Iterator[Frame]
) -> tuple[VideoFrame, list[int]]:
    """Store the frames without loss, and find the 255 colours that serve all of them best.

    Returns:
        The palette, and the ticks at which the frames start, the end of the last one included.
    """
    starts: list[int] = []
    shown = 0
    finder = _palette_finder(picture)
    with av.open(waiting, "w", format="mov") as container:
        stream = container.add_stream("qtrle", 100)
        stream.width, stream.height, stream.pix_fmt = picture.width, picture.height, "argb"
        for frame in frames:
            start = _tick(shown, picture)
            shown += frame.repeats
            if not frame.repeats or (starts and start - starts[-1] < SHORTEST_DELAY):
                continue
            starts.append(start)
            drawn = VideoFrame.from_numpy_buffer(frame.pixels, "rgba")
            drawn.pts, drawn.time_base = start, TICK
            finder.vpush(drawn)
            with suppress(BlockingIOError):
                finder.vpull()  # the palette comes at the end; asking for it lets the frame go
            container.mux(stream.encode(drawn.reformat(format="argb")))
        container.mux(stream.encode(None))
    finder.vpush(None)
    return finder.vpull(), [*starts, _tick(shown, picture)]


def _tick(frame: int, picture: Picture) -> int:
    return round(frame / Fraction(picture.fps) / TICK)


def _paint(
    path: Path, waiting: Path, picture: Picture, palette: VideoFrame, starts: list[int]
) -> None:
    options = {"loop": "0", "final_delay": str(starts[-1] - starts[-2])}
    painter = _painter(picture, palette)
    with av.open(path, "w", format="gif", options=options) as output, av.open(waiting) as stored:
        waiting.unlink()  # still open here, and gone by itself however this ends
        stream = output.add_stream("gif", 100)
        stream.width, stream.height, stream.pix_fmt = picture.width, picture.height, "pal8"
        stream.codec_context.time_base = TICK
        for start, frame in zip(starts, stored.decode(video=0), strict=False):
            frame.pts, frame.time_base = start, TICK
            painter.push(frame, 0)
            for painted in _ready(painter):
                output.mux(stream.encode(painted))
        painter.push(None, 0)
        for painted in _ready(painter):
            output.mux(stream.encode(painted))
        output.mux(stream.encode(None))


def _ready(graph: Graph) -> Iterator[VideoFrame]:
    with suppress(BlockingIOError, EOFError):
        while True:
            yield graph.vpull()


def _palette_finder(picture: Picture) -> Graph:
    graph = Graph()
    frames = graph.add("buffer", _buffer(picture.width, picture.height, "rgba"))
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
