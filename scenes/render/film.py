"""Draws parts one after the other and writes them to files, in one pass over their frames."""

from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from engine.errors import WorkError
from scenes.render.files import written_whole
from scenes.render.frame import Frame, Part, Pixels
from scenes.render.picture import Output, Picture, check_outputs
from scenes.render.progress import progress_bar
from scenes.render.writer import writing


def render(
    parts: Sequence[Part],
    picture: Picture,
    outputs: Sequence[Output],
    *,
    show_progress: bool = False,
) -> tuple[Path, ...]:
    """Draw parts in turn as one clip, and write it in every format that is asked for.

    A file under its final name is always whole: the old one until all is written, then the new.

    Args:
        parts: what to draw.
        picture: the size, rate and background of all of them.
        outputs: the files to write.
        show_progress: whether to show a bar on standard error, where that is a terminal.

    Returns:
        The paths of the files, in the order of `outputs`.

    Raises:
        RequestError: an output can't hold the picture or be written; nothing was drawn yet.
        WorkError: a file can't be written, as on a full disk.
    """
    check_outputs(outputs, picture)
    only_last = all(output.format == "png" for output in outputs)
    drawn = parts[-1:] if only_last else parts

    def count() -> int | None:
        return None if only_last else sum(part.count(picture) for part in drawn)

    with (
        written_whole([output.path for output in outputs]) as paths,
        progress_bar("drawing", count, show_progress) as advance,
        writing(outputs, paths, picture) as writers,
    ):

        def take(frame: Frame) -> None:
            _check_shape(frame, picture)
            for writer in writers:
                writer.take(frame)
            advance(frame.repeats)

        for part in drawn:
            part.draw(picture, take, () if only_last else None)
    return tuple(output.path for output in outputs)


def _check_shape(frame: Frame, picture: Picture) -> None:
    height, width = frame.pixels.shape[:2]
    if (width, height) != (picture.width, picture.height):
        asked = f"{picture.width}x{picture.height}"
        raise WorkError(f"the scene draws {width}x{height}, not {asked}; let it keep the size")


def still_frames(parts: Sequence[Part], picture: Picture, times: Sequence[float]) -> list[Pixels]:
    """Draw the frames that a clip shows at some times, and only those.

    Args:
        parts: what to draw, one after the other.
        picture: the size, rate and background.
        times: seconds from the clip's start; a time after its end means its last frame.

    Returns:
        For each time the pixels of its frame, (height, width, 4).
    """
    counts = [part.count(picture) for part in parts]
    places = [_place(counts, int(time * picture.fps)) for time in times]
    wanted: dict[int, set[int]] = defaultdict(set)
    for part, frame in places:
        wanted[part].add(frame)
    drawn = {
        (part, frame): pixels
        for part, frames in wanted.items()
        for frame, pixels in _draw_some(parts[part], picture, sorted(frames))
    }
    return [drawn[place] for place in places]


def _place(counts: Sequence[int], frame: int) -> tuple[int, int]:
    for part, count in enumerate(counts):
        if frame < count:
            return part, frame
        frame -= count
    return len(counts) - 1, counts[-1] - 1


def _draw_some(part: Part, picture: Picture, frames: list[int]) -> list[tuple[int, Pixels]]:
    drawn: list[Pixels] = []

    def take(frame: Frame) -> None:
        drawn.extend([frame.pixels] * frame.repeats)

    part.draw(picture, take, frozenset(frames))
    return list(zip(frames, drawn, strict=True))
