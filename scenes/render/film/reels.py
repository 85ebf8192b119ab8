"""The clips of a film, each with its job in a file and its chunks in a place of its own."""

import pickle
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from gradreel.scenes.render.chunks.chunk import chunk_length
from gradreel.scenes.render.chunks.layout import Layout
from gradreel.scenes.render.chunks.store import Place, Store
from gradreel.scenes.render.encoders.contract import Encoding
from gradreel.scenes.render.frame import FrameSink, Job, OwnJob, Part
from gradreel.scenes.render.owned import Owned
from gradreel.scenes.render.picture import Picture


@dataclass(frozen=True)
class FilmReel:
    """One clip of a film.

    Attributes:
        name: what is shown of it while it is drawn.
        job: the file with what draws it; needed where chunks are missing.
        counts: how many frames each of its parts has, or each piece of them.
        store: where its chunks are.
        pieces: into how many each part is cut; none is where it is empty.
    """

    name: str
    job: Path
    counts: tuple[int, ...]
    store: Store
    pieces: tuple[int, ...] = ()

    @property
    def frames(self) -> int:
        """How many frames the clip has."""
        return sum(self.counts)

    def cut(self) -> Iterator[tuple[int, ...]]:
        """Yield for each part how many frames its pieces have."""
        left = iter(self.counts)
        for pieces in self.pieces or [1] * len(self.counts):
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

    def draw(self, picture: Picture, take: FrameSink, owned: Owned) -> int:
        job: Job = pickle.loads(self.job.read_bytes())  # noqa: S301, `keep_job` wrote it
        return job.parts()[self.number].draw(picture, take, owned)


@dataclass(frozen=True)
class FilmJob(OwnJob):
    """The parts of all clips of a film, one after the other."""

    reels: tuple[FilmReel, ...]

    def parts(self) -> Sequence[Part]:
        """Return them; what each is drawn from is read when its turn comes."""
        return [
            _KeptPart(reel.job, number, sum(counts))
            for reel in self.reels
            for number, counts in enumerate(reel.cut())
        ]


class FilmStore(Store):
    """The stores of a film's clips, as one for their parts in a row.

    Args:
        reels: the clips.
        shown: the path to name when it can't be written.
        first: the part that is counted as the first.
    """

    def __init__(self, reels: Sequence[FilmReel], shown: Path, first: int = 0) -> None:
        super().__init__(reels[0].store.folder, shown)
        self._homes = list(_homes(reels))[first:]

    def path(self, encoding: Encoding, place: Place) -> Path:
        """Return where a chunk is, if it is there: with its clip's others."""
        store, home = self._home(place)
        return store.path(encoding, home)

    def name(self, encoding: Encoding, place: Place) -> str:
        """Return what a chunk says of itself, as in its clip alone."""
        store, home = self._home(place)
        return store.name(encoding, home)

    def _home(self, place: Place) -> tuple[Store, Place]:
        store, number = self._homes[place.part]
        return store, Place(number, place.chunk)


def layouts(reels: Sequence[FilmReel], picture: Picture) -> tuple[Layout, ...]:
    """Return which frames are in which chunk, for each part of clips in a row."""
    found: list[Layout] = []
    first = 0
    for reel in reels:
        for counts in reel.cut():
            found.append(Layout(first, chunk_length(picture), counts))
            first += len(counts)
    return tuple(found)


def _homes(reels: Sequence[FilmReel]) -> Iterator[tuple[Store, int]]:
    for reel in reels:
        for number in range(len(reel.counts)):
            yield reel.store, number
