"""What one worker does: plays the parts, and draws and encodes the chunks that it can claim."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

import av

from gradreel.engine.errors import WorkError
from gradreel.scenes.render.captions import Caption
from gradreel.scenes.render.chunks.claims import ClaimedFrames, Claims
from gradreel.scenes.render.chunks.store import (
    END,
    Layout,
    OpenChunk,
    Place,
    Store,
    StoreError,
)
from gradreel.scenes.render.encoders import FORMATS_BY_NAME
from gradreel.scenes.render.encoders.contract import Encoding, chunk_length
from gradreel.scenes.render.files import write_error
from gradreel.scenes.render.frame import (
    NO_CUTS,
    CanBeCut,
    Captioned,
    CutMarks,
    Frame,
    Job,
    Part,
)
from gradreel.scenes.render.picture import Picture
from gradreel.scenes.render.processes import keep_memory
from gradreel.scenes.render.sound import PlacedSound, Sounding

SECONDS_BETWEEN_REPORTS: Final = 0.1


@dataclass(frozen=True)
class Task:
    """All that a worker must know, as data that can be sent to another process.

    Attributes:
        job: what is drawn.
        picture: the size, rate and background.
        formats: names of the formats that are wanted.
        store: where the chunks go.
        is_alone: whether one process draws all chunks, none of which is there yet.
        hopes: whether chunks that begin as one that was drawn before aren't drawn but looked for.
    """

    job: Job
    picture: Picture
    formats: tuple[str, ...]
    store: Store
    is_alone: bool = False
    hopes: bool = False

    def encodings(self, *, end: bool) -> tuple[Encoding, ...]:
        """Return the encodings of the frames that are wanted, or of the end, each once."""
        wanted = (FORMATS_BY_NAME[name] for name in self.formats)
        chosen = (each.encoding(self.picture) for each in wanted if each.shows_end == end)
        return tuple({encoding.tag: encoding for encoding in chosen}.values())

    def missing(self, place: Place) -> tuple[Encoding, ...]:
        """Return the encodings that lack a chunk."""
        wanted = self.encodings(end=place.chunk == END)
        return tuple(each for each in wanted if self.store.find(each, place) is None)

    def frames_of(self, place: Place) -> int | None:
        """Return how many frames a chunk has; None where an encoding lacks it."""
        wanted = self.encodings(end=place.chunk == END)
        found = [self.store.find(each, place) for each in wanted]
        return None if None in found else max((each.frames for each in found if each), default=0)


@dataclass(frozen=True)
class Drawn:
    """So many frames more were drawn."""

    frames: int


@dataclass(frozen=True)
class Stored:
    """A chunk is whole in its place.

    Attributes:
        place: which one.
        frames: how many it has.
        was_there: whether it was there before, drawn for another clip.
    """

    place: Place
    frames: int
    was_there: bool = False


@dataclass(frozen=True)
class StartedPrograms:
    """The drawing has started other programs."""


@dataclass(frozen=True)
class Counted:
    """A part was played to its end.

    Attributes:
        part: its number.
        lengths: how many frames each of its chunks has.
        captions: all that it has, as the others.
        sounds: likewise.
        cuts: likewise.
    """

    part: int
    lengths: tuple[int, ...]
    captions: tuple[Caption, ...] = ()
    sounds: tuple[PlacedSound, ...] = ()
    cuts: CutMarks = NO_CUTS


@dataclass(frozen=True)
class Passed:
    """A worker has come to a frame, drawn or not.

    Attributes:
        part: the number of its part.
        frame: its number in the part; None for what is left at the end.
        state: a digest of what was on the stage until then.
    """

    part: int
    frame: int | None
    state: str


@dataclass(frozen=True)
class PixelsRead:
    """The drawing depends on pixels that were drawn before, maybe by another worker."""


@dataclass(frozen=True)
class Hindered:
    """A worker failed that had written files, which others may read and write at the same time."""


Progress = Drawn | Stored | Counted | Passed | PixelsRead | StartedPrograms | Hindered
Report = Callable[[Progress], None]


class _MissingOnly:
    """Claims only what isn't whole in the store yet, and tells of what is."""

    def __init__(self, task: Task, claims: Claims, report: Report) -> None:
        self._task, self._claims, self._report = task, claims, report
        self.worker = claims.worker

    def claim(self, place: Place) -> bool:
        return self._is_wanted(place) and self._claims.claim(place)

    def is_free(self, place: Place) -> bool:
        return self._claims.is_free(place) and self._is_wanted(place)

    def _is_wanted(self, place: Place) -> bool:
        frames = self._task.frames_of(place)
        if frames is not None:
            self._report(Stored(place, frames, was_there=self._claims.is_free(place)))
        return frames is None


class _Stage:
    """Reports what the stage is like where each chunk of a part begins."""

    def __init__(self, task: Task, layout: Layout, report: Report) -> None:
        self.is_alone, self.compares = task.is_alone, layout.begins
        self._part, self._report = layout.first, report
        self._was_read = False

    def stage_at(self, frame: int | None, state: str) -> None:
        self._report(Passed(self._part, frame, state))

    def pixels_read(self) -> None:
        if not self._was_read:
            self._was_read = True
            self._report(PixelsRead())


class _Sink:
    """Puts the frames of one part into chunks."""

    def __init__(self, task: Task, layout: Layout, report: Report) -> None:
        self._task, self._layout, self._report = task, layout, report
        self._chunk: OpenChunk | None = None
        self._unreported = 0
        self._reported = time.monotonic()

    def take(self, frame: Frame) -> None:
        """Take a frame of a chunk that was claimed, or what is left standing at the end."""
        if frame.is_drawn:
            _check_shape(frame, self._task.picture)
        place = self._layout.place(frame.index) if frame.repeats else self._layout.end
        with self._writing():
            chunk = self._chunk
            if chunk is None or chunk.place != place:
                self._finish()
                chunk = self._begin(place, is_drawn=frame.is_drawn)
            chunk.take(frame)
            self._tell(frame.repeats if chunk.is_drawn else 0)
            if not frame.repeats or self._layout.begins(frame.index + frame.repeats):
                self._finish()

    def finish(self) -> None:
        """Put the chunk that has ended in its place."""
        with self._writing():
            self._finish()
            self._tell(0, at_once=True)

    def close(self) -> None:
        """Give up the chunk that isn't whole."""
        if self._chunk is not None:
            self._chunk.close()

    def _begin(self, place: Place, *, is_drawn: bool) -> OpenChunk:
        missing = self._task.missing(place) if is_drawn else ()
        self._chunk = OpenChunk(self._task.store, place, missing, self._task.picture)
        return self._chunk

    def _finish(self) -> None:
        if self._chunk is not None:
            chunk, place, content = self._chunk, self._chunk.place, self._chunk.finish()
            adopt, missing = self._task.store.adopt, self._task.missing(place)
            if chunk.is_drawn or all(adopt(each, place, content) for each in missing):
                self._report(Stored(place, chunk.frames, was_there=not chunk.is_drawn))
            self._chunk = None

    def _tell(self, frames: int, *, at_once: bool = False) -> None:
        self._unreported += frames
        now = time.monotonic()
        if at_once or now - self._reported > SECONDS_BETWEEN_REPORTS:
            self._report(Drawn(self._unreported))
            self._unreported, self._reported = 0, now

    @contextmanager
    def _writing(self) -> Iterator[None]:
        try:
            yield
        except (OSError, av.FFmpegError) as error:
            found = write_error(self._task.store.shown, error)
            raise (
                found if isinstance(error, av.FFmpegError) else StoreError(str(found))
            ) from error


class PartDrawer:
    """Plays parts, and draws and encodes the chunks that can be claimed on the way.

    Args:
        task: what the parts are of, and where chunks go.
        claims: where chunks are claimed.
        report: called with what was done.
        draws: whether chunks are drawn, and not just looked for among those that were drawn before.
    """

    def __init__(self, task: Task, claims: Claims, report: Report, *, draws: bool = True) -> None:
        keep_memory()
        self._task, self._report, self._draws = task, report, draws
        self._claims = _MissingOnly(task, claims, report)
        self.wants_frames = bool(task.encodings(end=False))
        self.wants_end = bool(task.encodings(end=True))

    def draw(self, layout: Layout, part: Part, *, is_last: bool) -> int:
        """Play one part to its end.

        Args:
            layout: which of its frames are in which chunk.
            part: what draws it.
            is_last: whether what it leaves standing is the clip's last picture.

        Returns:
            How many frames it has.
        """
        task = self._task
        stage = _Stage(task, layout, self._report)
        sink = _Sink(task, layout, self._report)
        selection = ClaimedFrames(
            self._claims,
            layout,
            wants_frames=self.wants_frames,
            wants_end=self.wants_end and is_last,
            at_cut=sink.finish,
        )
        selection.comparison = stage if task.job.is_foreign else None
        selection.knows = self._knows
        selection.draws, selection.digests = self._draws and not task.hopes, task.store.keeps
        try:
            frames = part.draw(task.picture, sink.take, selection)
            sink.finish()
        finally:
            sink.close()
        return frames

    def _knows(self, place: Place, digest: bytes | None) -> bool:
        """Whether a chunk that begins like that may have been drawn before."""
        task, store = self._task, self._task.store
        known = (store.knows(each, place, digest) for each in task.missing(place))
        return not self._draws or all(known)


def draw(task: Task, claims: Claims, report: Report, *, draws: bool = True) -> None:
    """Play all parts, and draw and encode the chunks that can be claimed on the way.

    Args:
        task: what to draw, and where to.
        claims: where chunks are claimed.
        report: called with what was done.
        draws: as for `PartDrawer`.

    Raises:
        StoreError: a chunk can't be written.
        WorkError: a part draws another size.
        Exception: whatever drawing raises.
    """
    drawer = PartDrawer(task, claims, report, draws=draws)
    parts = task.job.parts()
    for number, part in enumerate(parts):
        is_last = number == len(parts) - 1
        if drawer.wants_frames or is_last:
            layout = Layout(number, chunk_length(task.picture))
            (lengths,) = layout.lengths(drawer.draw(layout, part, is_last=is_last))
            captions = tuple(part.captions) if isinstance(part, Captioned) else ()
            sounds = tuple(part.sounds) if isinstance(part, Sounding) else ()
            cuts = part.cuts if isinstance(part, CanBeCut) else NO_CUTS
            report(Counted(number, lengths, captions, sounds, cuts))
    if task.job.has_started():
        report(StartedPrograms())


def _check_shape(frame: Frame, picture: Picture) -> None:
    height, width = frame.pixels.shape[:2]
    if (width, height) != (picture.width, picture.height):
        asked = f"{picture.width}x{picture.height}"
        raise WorkError(f"the scene draws {width}x{height}, not {asked}; let it keep the size")
