"""Clips in a row: drawn by all workers at once, and joined to a film or to a file a part."""

import pickle
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from functools import partial
from itertools import accumulate, islice
from pathlib import Path

from gradreel.scenes.render.chunks.assembly import Assembly
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
from gradreel.scenes.render.chunks.store import Layout, Lengths, Place, Store, chunks_of
from gradreel.scenes.render.encoders import FORMATS_BY_NAME
from gradreel.scenes.render.encoders.annotated import Annotations, film_formats
from gradreel.scenes.render.encoders.contract import Format, chunk_length
from gradreel.scenes.render.encoders.gif import GifJoiner
from gradreel.scenes.render.frame import FrameSelection, FrameSink, Job, OwnJob, Part
from gradreel.scenes.render.picture import Output, Picture
from gradreel.scenes.render.pool import WorkerPool
from gradreel.scenes.render.processes import ProcessGroup
from gradreel.scenes.render.progress import Bar


@dataclass(frozen=True)
class FilmEntry:
    """One clip of a film.

    Attributes:
        name: what is shown of it while it is drawn.
        job: the file with what draws it; needed where chunks are missing.
        lengths: how many frames each chunk of each of its parts has, or of each piece of them.
        store: where its chunks are.
        pieces: into how many each part is cut; none is where it is empty.
    """

    name: str
    job: Path
    lengths: Lengths
    store: Store
    pieces: tuple[int, ...] = ()

    @property
    def frames(self) -> int:
        """How many frames the clip has."""
        return sum(map(sum, self.lengths))

    def parts(self) -> Iterator[Lengths]:
        """Yield for each part how many frames the chunks of its pieces have."""
        left = iter(self.lengths)
        for pieces in self.pieces or [1] * len(self.lengths):
            yield tuple(islice(left, pieces))


def keep_job(job: Job, path: Path) -> None:
    """Write a job to a file, for other processes of this command."""
    path.write_bytes(pickle.dumps(job))


@dataclass(frozen=True)
class _KeptPart:
    """A part of a clip; while nobody draws it, it isn't in memory."""

    job: Path
    number: int
    frames: int

    def count(self, picture: Picture) -> int:
        del picture
        return self.frames

    def draw(self, picture: Picture, take: FrameSink, selection: FrameSelection) -> int:
        job: Job = pickle.loads(self.job.read_bytes())  # noqa: S301, `keep_job` wrote it
        return job.parts()[self.number].draw(picture, take, selection)


@dataclass(frozen=True)
class FilmJob(OwnJob):
    """The parts of all clips of a film, one after the other."""

    reels: tuple[FilmEntry, ...]

    def parts(self) -> Sequence[Part]:
        """Return them; what each is drawn from is read when its turn comes."""
        return [
            _KeptPart(reel.job, number, sum(map(sum, lengths)))
            for reel in self.reels
            for number, lengths in enumerate(reel.parts())
        ]


class FilmStore(Store):
    """The stores of a film's clips, as one for their parts in a row.

    Args:
        reels: the clips.
        shown: the path to name when it can't be written.
        first: the part that is counted as the first.
    """

    def __init__(self, reels: Sequence[FilmEntry], shown: Path, first: int = 0) -> None:
        keeps = any(reel.store.keeps for reel in reels)
        super().__init__(reels[0].store.folder, shown, keeps=keeps)
        homes = [(reel.store, number) for reel in reels for number in range(len(reel.lengths))]
        self._homes = homes[first:]

    def home(self, place: Place) -> tuple[Store, Place]:
        """Return the store of a chunk's clip, and where it belongs there."""
        store, number = self._homes[place.part]
        return store, Place(number, place.chunk)


class _Apart:
    """Joins each part by itself, of which each is told as the one that it has."""

    def __init__(self, parts: Sequence[Assembly]) -> None:
        self._parts = parts

    def stored(self, place: Place, frames: int) -> bool:
        return self._parts[place.part].stored(Place(0, place.chunk), frames)

    def counted(self, part: int, lengths: tuple[int, ...]) -> None:
        self._parts[part].counted(0, lengths)

    def finish(self) -> None:
        for each in self._parts:
            each.finish()

    def close(self) -> None:
        for each in self._parts:
            each.close()


Joining = Assembly | _Apart
"""What joins chunks as they come in."""


@dataclass(frozen=True)
class Footage(ABC):
    """Clips in a row.

    Attributes:
        reels: the clips in order; one at least.
        picture: that of them all.
        output: the file that they are for, and their format.
    """

    reels: tuple[FilmEntry, ...]
    picture: Picture
    output: Output

    @property
    def task(self) -> Task:
        """What workers must know of them."""
        store = FilmStore(self.reels, self.output.path)
        return Task(FilmJob(self.reels), self.picture, (self.output.format,), store)

    @property
    def frames(self) -> int:
        """How many frames the clips have."""
        return sum(reel.frames for reel in self.reels)

    @property
    def lengths(self) -> Lengths:
        """How many frames each chunk of each part, or piece, of each clip has."""
        return tuple(own for reel in self.reels for own in reel.lengths)

    @abstractmethod
    def assembly(self, path: Path) -> Joining:
        """Return what joins them.

        Args:
            path: where to.
        """


@dataclass(frozen=True)
class Film(Footage):
    """What a film is joined from, and to.

    Attributes:
        annotations: what it has beside its frames.
    """

    annotations: Annotations

    def assembly(self, path: Path) -> Assembly:
        """Return what joins all to one file."""
        formats = film_formats(self.annotations)
        return Assembly(self.task, [self.output], [path], len(self.lengths), formats)


@dataclass(frozen=True)
class Cuts(Footage):
    """Clips whose parts become a file each.

    Attributes:
        plays: how often a GIF plays; 0 for ever.
    """

    plays: int = 0

    def paths(self, folder: Path) -> tuple[tuple[Path, ...], ...]:
        """Name the files, for each clip those of its parts."""
        return tuple(
            tuple(
                folder / f"{number:02}-{part:02}.{self.output.format}"
                for part in range(1, len(reel.lengths) + 1)
            )
            for number, reel in enumerate(self.reels, 1)
        )

    def assembly(self, path: Path) -> Joining:
        """Return what joins each part to a file in a folder."""
        found = [each for own in self.paths(path) for each in own]
        return _Apart([self._alone(part, each) for part, each in enumerate(found)])

    def _alone(self, part: int, path: Path) -> Assembly:
        store = FilmStore(self.reels, self.output.path, first=part)
        task = Task(FilmJob(self.reels), self.picture, (self.output.format,), store)
        return Assembly(task, [self.output], [path], 1, self._formats)

    @property
    def _formats(self) -> dict[str, Format]:
        known = FORMATS_BY_NAME[self.output.format]
        joiner = (
            partial(GifJoiner, plays=self.plays) if self.output.format == "gif" else known.joiner
        )
        return {self.output.format: Format(known.encoding, joiner)}


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


def is_whole(reel: FilmEntry, picture: Picture, output: Output) -> bool:
    """Whether all chunks of a clip are there that a file is joined from."""
    task = Task(FilmJob((reel,)), picture, (output.format,), reel.store)
    return not any(map(task.missing, chunks_of(reel.lengths)))


class _Shooting:
    def __init__(self, film: Footage, path: Path, bar: Bar) -> None:
        self._film, self._task, self._bar = film, film.task, bar
        self._assembly = film.assembly(path)
        self._names = [reel.name for reel in film.reels for _ in reel.lengths]

    def run(self, workers: int, children: ProcessGroup) -> None:
        self._bar.expect(self._film.frames)
        with closing(self._assembly):
            self._take_what_is_there()
            if any(reel.store.earlier for reel in self._film.reels):
                self._work(workers, children, replace(self._task, hopes=True))
            self._work(workers, children, self._task)
            self._assembly.finish()

    def _work(self, workers: int, children: ProcessGroup, task: Task) -> None:
        """Draw what is missing."""
        parts = [part for reel in self._film.reels for part in reel.parts()]
        player = _Player((*zip(accumulate(map(len, parts), initial=0), parts, strict=False),))
        missing = sum(map(len, player.missing(task).values()))
        if missing:
            size, hear, say = min(workers, missing), self._hear, self._bar.say
            WorkerPool(task, size, children, hear, say, play=player).work()

    def _take_what_is_there(self) -> None:
        """Join what was drawn before, as far as it goes."""
        for part, lengths in enumerate(self._film.lengths):
            self._assembly.counted(part, lengths)
        for place, frames in chunks_of(self._film.lengths).items():
            if self._task.frames_of(place) == frames:
                self._hear(Stored(place, frames, was_there=True))

    def _hear(self, message: Progress) -> None:
        if isinstance(message, Drawn):
            self._bar(message.frames)
        elif isinstance(message, Stored):
            self._bar.name(self._names[message.place.part])
            if self._assembly.stored(message.place, message.frames) and message.was_there:
                self._bar(message.frames, were_there=True)
        elif isinstance(message, Counted):
            self._assembly.counted(message.part, message.lengths)


@dataclass(frozen=True)
class _Player:
    """What each worker does: a clip that nobody has begun comes first, as to play one costs time.

    Attributes:
        parts: of each part the number of its first piece, and how many frames the chunks of its
            pieces have.
    """

    parts: tuple[tuple[int, Lengths], ...]

    def __call__(self, task: Task, claims: ClaimTable, report: Report) -> None:
        drawer = PartDrawer(task, claims, report)
        parts = task.job.parts()
        for number in self._turns(task, claims):
            first, pieces = self.parts[number]
            layout = Layout(first, chunk_length(task.picture), [*map(sum, pieces)])
            frames = drawer.draw(layout, parts[number], is_last=False)
            for piece, lengths in enumerate(layout.lengths(frames), first):
                report(Counted(piece, lengths))

    def missing(self, task: Task) -> dict[int, list[Place]]:
        """Return the chunks that are to be drawn, by their parts."""
        return {
            part: missing
            for part, (first, pieces) in enumerate(self.parts)
            if (missing := [*filter(task.missing, chunks_of(pieces, first))])
        }

    def _turns(self, task: Task, claims: ClaimTable) -> Iterator[int]:
        """Name parts, each when its turn comes, until there is nothing left to draw."""
        left = self.missing(task)
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
