"""Draws parts one after the other and writes them to files, in one pass over their frames."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from scenes.render.assembly import Assembly
from scenes.render.children import Children
from scenes.render.claims import SoloBook
from scenes.render.crew import Crew
from scenes.render.drawing import Drawn, Message, Report, Stored, Task, draw
from scenes.render.files import remove, temporary_name, written_whole
from scenes.render.frame import Frame, Job, Part, Pixels
from scenes.render.owned import Only
from scenes.render.picture import Output, Picture, check_outputs
from scenes.render.progress import Bar, progress_bar
from scenes.render.scout import Scout
from scenes.render.store import Store


@dataclass(frozen=True)
class Means:
    """How a clip is drawn; its bytes don't depend on it.

    Attributes:
        workers: how many processes draw; 1 draws in this one.
        store: where chunks are kept that a later call may use; nowhere when None.
        show_progress: whether to show a bar on standard error, where that is a terminal.
    """

    workers: int = 1
    store: Store | None = None
    show_progress: bool = False


def render(
    job: Job,
    picture: Picture,
    outputs: Sequence[Output],
    means: Means | None = None,
) -> tuple[Path, ...]:
    """Draw parts in turn as one clip, and write it in every format that is asked for.

    A file under its final name is always whole: the old one until all is written, then the new.

    Args:
        job: what to draw.
        picture: the size, rate and background of all parts.
        outputs: the files to write.
        means: how it is drawn; in this process, and nothing kept, when None.

    Returns:
        The paths of the files, in the order of `outputs`.

    Raises:
        RequestError: an output can't hold the picture or be written; nothing was drawn yet.
        WorkError: a file can't be written, as on a full disk.
    """
    check_outputs(outputs, picture)
    means = means or Means()
    formats = tuple(dict.fromkeys(output.format for output in outputs))
    with (
        written_whole([output.path for output in outputs]) as paths,
        _chunks_in(means.store, outputs[0].path) as kept,
        progress_bar("drawing", None, means.show_progress) as bar,
    ):
        task = Task(job, picture, formats, kept)
        _draw_and_join(task, outputs, paths, means.workers, bar)
    return tuple(output.path for output in outputs)


@contextmanager
def _chunks_in(store: Store | None, beside: Path) -> Iterator[Store]:
    """Give the store, or one beside a file, which is gone afterwards."""
    if store is not None:
        yield store
        return
    folder = beside.resolve().with_name(temporary_name())
    try:
        yield Store(folder, beside)
    finally:
        remove(folder)


def _draw_and_join(
    task: Task, outputs: Sequence[Output], paths: Sequence[Path], workers: int, bar: Bar
) -> None:
    assembly = Assembly(task, outputs, paths, len(task.job.parts()))
    try:
        _draw(task, workers, assembly, bar)
        assembly.finish()
    finally:
        assembly.close()


def _draw(task: Task, workers: int, assembly: Assembly, bar: Bar) -> None:
    only_end = not task.encodings(end=False)
    if only_end or (workers == 1 and not bar.is_shown):
        draw(task, SoloBook(), _listener(assembly, bar))
        return
    with Children() as children:
        hear = _listener(assembly, bar, Scout(task, children, bar) if bar.is_shown else None)
        if workers == 1:
            draw(task, SoloBook(), hear)
        else:
            Crew(task, workers, children, hear, bar.say).work()


def _listener(assembly: Assembly, bar: Bar, scout: Scout | None = None) -> Report:
    def hear(message: Message) -> None:
        if isinstance(message, Drawn):
            bar(message.frames)
        elif isinstance(message, Stored):
            if assembly.stored(message.place) and message.was_there:
                bar(assembly.frames_in(message.place))
        else:
            assembly.counted(message.part, message.frames)
        if assembly.total is not None:
            bar.expect(assembly.total)
        elif scout is not None:
            scout.ask()

    return hear


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
        drawn.extend([frame.pixels.copy()] * frame.repeats)

    part.draw(picture, take, Only(frames))
    return list(zip(frames, drawn, strict=True))
