"""Chunks to files: joins them in their order, as they come in."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import av

from gradreel.engine.errors import WorkError
from gradreel.scenes.render.chunks.drawing import Task
from gradreel.scenes.render.chunks.store import END, Place, StoreError
from gradreel.scenes.render.encoders import FORMATS_BY_NAME
from gradreel.scenes.render.encoders.contract import Chunk, DamagedError, Format, Joiner
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
        self._end = Place(n_parts - 1, END)
        self._n_parts = n_parts
        self._next = Place(0, 0)
        self._stored: dict[Place, int] = {}
        self._lengths: dict[int, tuple[int, ...]] = {}
        self._states: dict[tuple[int, int | None], str] = {}

    @property
    def lengths(self) -> tuple[tuple[int, ...], ...] | None:
        """How many frames each chunk of each part has, once that is known of all."""
        if len(self._lengths) < self._n_parts:
            return None
        return tuple(self._lengths[part] for part in range(self._n_parts))

    @property
    def total(self) -> int | None:
        """How many frames the clip has, once that is known."""
        return None if self.lengths is None else sum(map(sum, self.lengths))

    def stored(self, place: Place, frames: int) -> bool:
        """Take note of a chunk of so many frames that is whole in the store; whether it is news.

        Raises:
            DisagreementError: the part has no such chunk.
        """
        if place in self._stored:
            return False
        self._stored[place] = frames
        self._check(place)
        self._advance()
        return True

    def counted(self, part: int, lengths: tuple[int, ...]) -> None:
        """Take note of how many frames each chunk of a part has.

        Raises:
            DisagreementError: it was another one before.
        """
        if self._lengths.setdefault(part, lengths) != lengths:
            raise DisagreementError(IN_LENGTH)
        for place in self._stored:
            self._check(place)
        self._advance()

    def _check(self, place: Place) -> None:
        lengths = self._lengths.get(place.part)
        if lengths is None or place.chunk == END:
            return
        if self._stored[place] not in lengths[place.chunk : place.chunk + 1]:
            raise DisagreementError(IN_LENGTH)

    def passed(self, part: int, frame: int | None, state: str) -> None:
        """Take note of the state in which the stage is at a frame of a part; at its end when None.

        Raises:
            DisagreementError: it was in another one in another process.
        """
        if self._states.setdefault((part, frame), state) != state:
            seconds = None if frame is None else float(frame / self._picture.fps)
            where = "at the end" if seconds is None else f"before second {seconds:g}"
            raise DisagreementError(f"{DIFFER} {where} (a clock, chance, a set's order, a file?)")

    def finish(self) -> None:
        """Write all that is left.

        Raises:
            WorkError: a chunk is missing, or a file can't be written.
        """
        if self._of_frames and self._next.part < self._n_parts:
            raise WorkError("not all frames were drawn; run the command again")
        for joining in self._of_end:
            joining.append(self._end, 0)
        for joining in (*self._of_frames, *self._of_end):
            joining.finish()

    def close(self) -> None:
        """Let go of the files."""
        for joining in (*self._of_frames, *self._of_end):
            joining.close()

    def _advance(self) -> None:
        """Append all chunks whose turn it is."""
        while self._of_frames and self._next.part < self._n_parts:
            part, chunk = self._next.part, self._next.chunk
            if part in self._lengths and chunk >= len(self._lengths[part]):
                self._next = Place(part + 1, 0)
            elif self._next in self._stored:
                for joining in self._of_frames:
                    joining.append(self._next, self._stored[self._next])
                self._next = Place(part, chunk + 1)
            else:
                break
