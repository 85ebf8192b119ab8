"""Clips in a row, and what they are joined to: one film, or a file for each of their parts."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from gradreel.scenes.render.chunks.assembly import Assembly
from gradreel.scenes.render.chunks.drawing import Task
from gradreel.scenes.render.chunks.store import Place
from gradreel.scenes.render.encoders import FORMATS_BY_NAME
from gradreel.scenes.render.encoders.annotated import Annotations, film_formats
from gradreel.scenes.render.encoders.contract import Format
from gradreel.scenes.render.encoders.gif import GifJoiner
from gradreel.scenes.render.film.reels import FilmJob, FilmReel, FilmStore
from gradreel.scenes.render.picture import Output, Picture


class _Apart:
    """Joins each part by itself, of which each is told as the one that it has."""

    def __init__(self, parts: Sequence[Assembly]) -> None:
        self._parts = parts

    def stored(self, place: Place) -> bool:
        return self._parts[place.part].stored(Place(0, place.chunk))

    def counted(self, part: int, frames: int) -> None:
        self._parts[part].counted(0, frames)

    def frames_in(self, place: Place) -> int:
        return self._parts[place.part].frames_in(Place(0, place.chunk))

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

    reels: tuple[FilmReel, ...]
    picture: Picture
    output: Output

    @property
    def task(self) -> Task:
        """What workers must know of them."""
        store = FilmStore(self.reels, self.output.path)
        return Task(FilmJob(self.reels), self.picture, (self.output.format,), store)

    @property
    def counts(self) -> tuple[int, ...]:
        """How many frames each part of each clip has."""
        return tuple(frames for reel in self.reels for frames in reel.counts)

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
        return Assembly(self.task, [self.output], [path], len(self.counts), formats)


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
                for part in range(1, len(reel.counts) + 1)
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
