"""Chunks to files: joins them in their order, as they come in."""

import math
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import av

from gradreel.engine.errors import WorkError
from gradreel.scenes.render.chunks.drawing import Task
from gradreel.scenes.render.chunks.store import END, Place, StoreError
from gradreel.scenes.render.encoders import FORMATS_BY_NAME
from gradreel.scenes.render.encoders.contract import (
    Chunk,
    DamagedError,
    Format,
    Joiner,
    chunk_length,
)
from gradreel.scenes.render.files import write_error
from gradreel.scenes.render.picture import SEQUENCES, Output

LOST: Final = "a chunk that was drawn is gone or damaged; run the command again"


class DisagreementError(Exception):
    """Two drawings of a part aren't the same; it says in what."""


DIFFER: Final = "two drawings of this scene differ"
IN_LENGTH: Final = f"{DIFFER} in length (does it read a clock or the network?)"


class _Joining:
    """One output and what is in it so far."""

    def __init__(self, output: Output, path: Path, task: Task, form: Format) -> None:
        self.format = form
        self._output, self._path, self._task = output, path, task
        self._joiner: Joiner | None = None

    def append(self, place: Place, frames: int) -> None:
        """Append a chunk."""
        with self._writing():
            chunk = self._find(place)
            if chunk.frames != frames:
                raise DisagreementError(IN_LENGTH)
            self._opened().take(chunk)

    def finish(self) -> None:
        with self._writing():
            self._opened().finish()

    def close(self) -> None:
        if self._joiner is not None:
            self._joiner.close()

    def _opened(self) -> Joiner:
        if self._joiner is None:
            of_sequence = (
                {"digits": self._output.digits} if self._output.format in SEQUENCES else {}
            )
            self._joiner = self.format.joiner(self._path, self._task.picture, **of_sequence)
        return self._joiner

    def _find(self, place: Place) -> Chunk:
        """Read a chunk, even if a file that it was drawn from has changed since."""
        encoding = self.format.encoding(self._task.picture)
        try:
            return self._task.store.read(encoding, place)
        except OSError as error:
            raise DamagedError from error

    @contextmanager
    def _writing(self) -> Iterator[None]:
        try:
            yield
        except DamagedError as error:
            raise StoreError(LOST) from error
        except (OSError, av.FFmpegError) as error:
            raise write_error(self._output.path, error) from error


class Assembly:
    """Joins chunks to all outputs at once, each as soon as those before it are there.

    Args:
        task: what the chunks are of.
        outputs: the files to write.
        paths: where to write them, in the same order.
        n_parts: how many parts the clip has.
        formats: how to join them, by the formats' names.
    """

    def __init__(
        self,
        task: Task,
        outputs: Sequence[Output],
        paths: Sequence[Path],
        n_parts: int,
        formats: Mapping[str, Format] = FORMATS_BY_NAME,
    ) -> None:
        joinings = [
            _Joining(output, path, task, formats[output.kind])
            for output, path in zip(outputs, paths, strict=True)
        ]
        self._of_frames = [each for each in joinings if not each.format.shows_end]
        self._of_end = [each for each in joinings if each.format.shows_end]
        self._picture = task.picture
        self._length = chunk_length(task.picture)
        self._end = Place(n_parts - 1, END)
        self._n_parts = n_parts
        self._next = Place(0, 0)
        self._stored: set[Place] = set()
        self._counts: dict[int, int] = {}
        self._states: dict[Place, str] = {}

    @property
    def counts(self) -> tuple[int, ...] | None:
        """How many frames each part has, once that is known of all."""
        if len(self._counts) < self._n_parts:
            return None
        return tuple(self._counts[part] for part in range(self._n_parts))

    @property
    def total(self) -> int | None:
        """How many frames the clip has, once that is known."""
        return None if self.counts is None else sum(self.counts)

    def stored(self, place: Place) -> bool:
        """Take note of a chunk that is whole in the store; whether that is news."""
        if place in self._stored:
            return False
        self._stored.add(place)
        self._advance()
        return True

    def counted(self, part: int, frames: int) -> None:
        """Take note of a part's number of frames.

        Raises:
            DisagreementError: it was another one before.
        """
        beyond = any(
            each.part == part and each.chunk * self._length >= frames for each in self._stored
        )
        if beyond or self._counts.setdefault(part, frames) != frames:
            raise DisagreementError(IN_LENGTH)
        self._advance()

    def passed(self, place: Place, state: str) -> None:
        """Take note of the state in which the stage is at the end of a chunk.

        Raises:
            DisagreementError: it was in another one in another process.
        """
        if self._states.setdefault(place, state) != state:
            where = "at the end"
            if place.chunk != END:
                seconds = (place.chunk + 1) * self._length / self._picture.fps
                where = f"before second {float(seconds):g}"
            raise DisagreementError(f"{DIFFER} {where} (a clock, chance, a set's order, a file?)")

    def frames_in(self, place: Place) -> int:
        """Return how many frames a chunk has; the most that it may have where that isn't known."""
        if place.chunk == END:
            return 0
        count = self._counts.get(place.part, math.inf)
        return int(min(self._length, count - place.chunk * self._length))

    def finish(self) -> None:
        """Write all that is left.

        Raises:
            WorkError: a chunk is missing, or a file can't be written.
        """
        if self._of_frames and self._next.part < self._n_parts:
            raise WorkError("not all frames were drawn; run the command again")
        for joining in self._of_end:
            self._join(joining, self._end, 0)
        for joining in (*self._of_frames, *self._of_end):
            joining.finish()

    def close(self) -> None:
        """Let go of the files."""
        for joining in (*self._of_frames, *self._of_end):
            joining.close()

    def _advance(self) -> None:
        """Append all chunks whose turn it is."""
        while self._of_frames and self._next.part < self._n_parts:
            count = self._counts.get(self._next.part)
            first = self._next.chunk * self._length
            if count is not None and first >= count:
                self._next = Place(self._next.part + 1, 0)
            elif self._next in self._stored and (count is not None or self._has_next()):
                for joining in self._of_frames:
                    self._join(joining, self._next, self.frames_in(self._next))
                self._next = Place(self._next.part, self._next.chunk + 1)
            else:
                break

    def _join(self, joining: _Joining, place: Place, frames: int) -> None:
        joining.append(place, frames)

    def _has_next(self) -> bool:
        """Whether a chunk after the next one shows that this one isn't the part's last."""
        part, chunk = self._next.part, self._next.chunk
        return any(each.part == part and each.chunk > chunk for each in self._stored)
