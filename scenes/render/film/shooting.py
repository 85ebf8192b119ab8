"""Draws what is missing of a film's clips with all workers at once, and joins them as they come."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from gradreel.scenes.render.chunks.claims import ClaimTable
from gradreel.scenes.render.chunks.drawing import (
    Counted,
    Drawn,
    PartDrawer,
    Progress,
    Report,
    Stored,
    Task,
)
from gradreel.scenes.render.chunks.layout import Layout
from gradreel.scenes.render.chunks.store import Place
from gradreel.scenes.render.film.footage import Footage
from gradreel.scenes.render.film.reels import FilmJob, FilmReel, layouts
from gradreel.scenes.render.local.pool import WorkerPool
from gradreel.scenes.render.local.processes import ProcessGroup
from gradreel.scenes.render.output.progress import Bar
from gradreel.scenes.render.picture import Output, Picture


def shoot(film: Footage, path: Path, workers: int, children: ProcessGroup, bar: Bar) -> None:
    """Draw what is missing of a film, or of other clips in a row, and write it.

    Args:
        film: what to join.
        path: where to.
        workers: how many processes draw.
        children: where they come from.
        bar: counts the film's frames.

    Raises:
        WorkError: workers die again and again, or the file can't be written.
    """
    _Shooting(film, path, bar).run(workers, children)


def is_whole(reel: FilmReel, picture: Picture, output: Output) -> bool:
    """Whether all chunks of a clip are there that a file is joined from."""
    task = Task(FilmJob((reel,)), picture, (output.format,), reel.store)
    return not any(map(task.missing, _places(layouts((reel,), picture))))


class _Shooting:
    def __init__(self, film: Footage, path: Path, bar: Bar) -> None:
        self._film, self._task, self._bar = film, film.task, bar
        self._layouts = layouts(film.reels, film.picture)
        self._assembly = film.assembly(path)
        self._names = [reel.name for reel in film.reels for _ in reel.counts]

    def run(self, workers: int, children: ProcessGroup) -> None:
        self._bar.expect(sum(self._film.counts))
        with closing(self._assembly):
            missing = self._take_what_is_there()
            if missing:
                size = min(workers, missing)
                play = _Player(self._layouts)
                hear, say = self._hear, self._bar.say
                WorkerPool(self._task, size, children, hear, say, play=play).work()
            self._assembly.finish()

    def _take_what_is_there(self) -> int:
        """Join what was drawn before, as far as it goes, and count the chunks that are missing."""
        for part, frames in enumerate(self._film.counts):
            self._assembly.counted(part, frames)
        missing = 0
        for place in _places(self._layouts):
            if self._task.missing(place):
                missing += 1
            else:
                self._hear(Stored(place, was_there=True))
        return missing

    def _hear(self, message: Progress) -> None:
        if isinstance(message, Drawn):
            self._bar(message.frames)
        elif isinstance(message, Stored):
            self._bar.name(self._names[message.place.part])
            if self._assembly.stored(message.place) and message.was_there:
                self._bar(self._assembly.frames_in(message.place), were_there=True)
        elif isinstance(message, Counted):
            self._assembly.counted(message.part, message.frames)


@dataclass(frozen=True)
class _Player:
    """What each worker does: a clip that nobody has begun comes first, as to play one costs time.

    Attributes:
        layouts: of each part.
    """

    layouts: tuple[Layout, ...]

    def __call__(self, task: Task, claims: ClaimTable, report: Report) -> None:
        drawer = PartDrawer(task, claims, report)
        parts = task.job.parts()
        for number in self._turns(task, claims):
            layout = self.layouts[number]
            frames = drawer.draw(layout, parts[number], is_last=False)
            for piece, count in layout.pieces(frames):
                report(Counted(piece, count))

    def _turns(self, task: Task, claims: ClaimTable) -> Iterator[int]:
        """Name parts, each when its turn comes, until there is nothing left to draw."""
        left = {
            part: missing
            for part, layout in enumerate(self.layouts)
            if (missing := [place for place in _places((layout,)) if task.missing(place)])
        }
        first = claims.worker  # so that not all begin the same one at once
        while left:
            free = {part: sum(map(claims.is_free, left[part])) for part in left}
            left = {part: each for part, each in left.items() if free[part]}
            untouched = [part for part in left if free[part] == len(left[part])]
            if untouched:
                chosen = untouched[first % len(untouched)]
            elif left:
                chosen = max(left, key=lambda part: free[part])
            else:
                return
            first = 0
            yield chosen
            left.pop(chosen)


def _places(layouts: tuple[Layout, ...]) -> Iterator[Place]:
    for layout in layouts:
        yield from layout.places(range(sum(layout.counts)))
