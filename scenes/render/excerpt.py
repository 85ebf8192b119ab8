"""Some frames of a clip, or all of them at another speed, drawn as the whole clip's are."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import ClassVar

from gradreel.engine.errors import RequestError
from gradreel.scenes.render.captions import Caption
from gradreel.scenes.render.frame import (
    Captioned,
    DrawingComparison,
    Frame,
    FrameSelection,
    FrameSink,
    Job,
    Only,
    Part,
    Pixels,
)
from gradreel.scenes.render.picture import Picture, drawn_at
from gradreel.scenes.render.sound import PlacedSound, Sounding, cut_out_sounds
from gradreel.scenes.render.stills import draw_stills

SHORTEST_CAPTION = 1e-6
"""Seconds; what is left of a caption that ends where an excerpt begins is rounding."""


@dataclass(frozen=True)
class Stretch:
    """Frames of one part of a clip.

    Attributes:
        part: the part's number in the clip, from 0.
        start: the first of them, counted in the part.
        stop: the one after the last; None for all up to the part's end.
    """

    part: int
    start: int = 0
    stop: int | None = None

    def __post_init__(self) -> None:
        if self.stop is not None and self.stop <= self.start:
            raise ValueError("there is no frame in it")

    def inside(self, frames: range) -> range:
        """Return those that are in it, as it counts them."""
        end = frames.stop if self.stop is None else min(frames.stop, self.stop)
        return range(max(frames.start, self.start) - self.start, max(end - self.start, 0))


@dataclass(frozen=True)
class ExcerptJob:
    """Frames of what another job draws.

    Attributes:
        job: the other job.
        stretches: the frames, in the order of play, each of which becomes a part; those of all
            parts when None.
        speed: how many seconds of what is drawn pass in one of the clip.
    """

    is_foreign: ClassVar[bool] = False

    job: Job
    stretches: tuple[Stretch, ...] | None = None
    speed: Fraction = Fraction(1)

    def parts(self) -> Sequence[Part]:
        """Return a part for each stretch."""
        parts = self.job.parts()
        all_of_them = (Stretch(number) for number in range(len(parts)))
        return tuple(
            ExcerptPart(parts[each.part], each, self.speed, ends_early=self.is_foreign)
            for each in self.stretches or all_of_them
        )

    def files(self) -> Mapping[str, str]:
        """Return what the other job must have."""
        return self.job.files()

    def has_written(self) -> bool:
        """Whether the other job has written a file."""
        return self.job.has_written()

    def has_started(self) -> bool:
        """Whether the other job has started a program."""
        return self.job.has_started()


class ForeignExcerptJob(ExcerptJob):
    """The same of a job that runs code which gradreel doesn't know."""

    is_foreign: ClassVar[bool] = True


def at_speed(job: Job, speed: Fraction) -> Job:
    """Return what draws all that another job does, to be played at a speed."""
    return job if speed == 1 else ExcerptJob(job, speed=speed)


class ExcerptPart:
    """Frames of a part.

    Args:
        part: what draws them.
        stretch: which they are.
        speed: how many seconds of the part pass in one of the clip.
        ends_early: whether the part isn't played further than needed, though it is told less then.
    """

    def __init__(self, part: Part, stretch: Stretch, speed: Fraction, *, ends_early: bool) -> None:
        self._part, self._stretch, self._speed = part, stretch, speed
        self._ends_early = ends_early
        self._rate = Fraction(1)
        self._frames = 0

    @property
    def captions(self) -> Sequence[Caption]:
        """Those of the part that are seen in the excerpt, in its own seconds."""
        found = self._part.captions if isinstance(self._part, Captioned) else ()
        begin = float(self._stretch.start / self._rate)
        length = float(self._frames / self._rate)
        return tuple(_cut_out(found, begin, length, float(self._speed)))

    @property
    def sounds(self) -> Sequence[PlacedSound]:
        """Those of the part that are heard in the excerpt, in its own seconds."""
        found = self._part.sounds if isinstance(self._part, Sounding) else ()
        start, stop = self._stretch.start, self._stretch.stop
        begin, end = (None if each is None else float(each / self._rate) for each in (start, stop))
        return tuple(cut_out_sounds(found, begin or 0.0, end, float(self._speed)))

    def count(self, picture: Picture) -> int:
        """Count the frames of the part, and those of them that are wanted."""
        slower = self._drawn(picture)
        return self._counted(self._part.count(slower))

    def draw(self, picture: Picture, take: FrameSink, selection: FrameSelection) -> int:
        """Draw the owned ones of the frames, and the last of them as what is left standing.

        Raises:
            RequestError: the part ends before they begin.
        """
        slower, stop = self._drawn(picture), self._stretch.stop
        if stop is None or selection.wants_frames:
            last = None if stop is None or not self._ends_early else stop - 1
            inside = _Shifted(selection, self._stretch, last)
            frames = self._part.draw(slower, self._shifted(take), inside)
        else:
            frames = stop
        if selection.wants_frames:
            self._check(frames)
        if stop is not None and selection.takes_end():
            self._draw_end(slower, take, stop - 1)
        return max(1, self._counted(frames))

    def _drawn(self, picture: Picture) -> Picture:
        slower = drawn_at(picture, self._speed)
        self._rate = Fraction(slower.fps)
        return slower

    def _shifted(self, take: FrameSink) -> FrameSink:
        start = self._stretch.start

        def take_shifted(frame: Frame) -> None:
            index = max(0, frame.index - start)
            take(replace(frame, index=index, goes_on=frame.goes_on and index > 0))

        return take_shifted

    def _draw_end(self, picture: Picture, take: FrameSink, last: int) -> None:
        """Draw a frame as what is left standing; what the part leaves, where it ends before."""
        drawn: list[int] = []

        def take_as_end(index: int, pixels: Pixels) -> None:
            drawn.append(index)
            take(Frame(pixels, 0))

        draw_stills(self._part, picture, {last}, take_as_end)
        if not drawn:
            self._part.draw(picture, take, Only(()))

    def _counted(self, frames: int) -> int:
        start, stop = self._stretch.start, self._stretch.stop
        self._frames = max(0, (frames if stop is None else min(frames, stop)) - start)
        return self._frames

    def _check(self, frames: int) -> None:
        if frames <= self._stretch.start:
            begin, length = self._stretch.start / self._rate, frames / self._rate
            raise RequestError(
                f"there is nothing from second {float(begin):g} on: the scene has "
                f"{float(length):.2f} s; begin before that"
            )


class _Shifted(FrameSelection):
    """The owned frames of an excerpt, as the whole part counts them."""

    def __init__(self, selection: FrameSelection, stretch: Stretch, last: int | None) -> None:
        self._owned, self._stretch, self._inside = selection, stretch, stretch.inside
        self.draws, self.digests = selection.draws, selection.digests
        self.wants_frames = selection.wants_frames
        self.last = last if selection.last is None else stretch.start + selection.last
        if selection.comparison is not None:
            self.comparison = _ShiftedComparison(selection.comparison, stretch)

    def __contains__(self, frame: object) -> bool:
        if not isinstance(frame, int) or not self._inside(range(frame, frame + 1)):
            return False
        return frame - self._stretch.start in self._owned

    def follows(self, frames: range) -> None:
        self._owned.follows(self._inside(frames))

    def any_of(self, frames: range) -> bool:
        inside = self._inside(frames)
        return len(inside) > 0 and self._owned.any_of(inside)

    def lacks(self, digest: bytes | None) -> bool:
        return self._owned.lacks(digest)

    def takes_end(self) -> bool:
        return self._stretch.stop is None and self._owned.takes_end()

    def runs(self, frames: range) -> Iterator[range]:
        start = self._stretch.start
        for run in self._owned.runs(self._inside(frames)):
            yield range(run.start + start, run.stop + start)

    def in_turn(self, spans: Sequence[range]) -> Iterator[range]:
        start = self._stretch.start
        for each in self._owned.in_turn([*filter(len, map(self._inside, spans))]):
            yield range(each.start + start, each.stop + start)


class _ShiftedComparison:
    """Tells of the stage where an excerpt's chunks begin, in its own numbers."""

    def __init__(self, comparison: DrawingComparison, stretch: Stretch) -> None:
        self.is_alone = comparison.is_alone
        self._comparison, self._stretch = comparison, stretch

    def compares(self, frame: int) -> bool:
        inside = self._stretch.inside(range(frame, frame + 1))
        return any(map(self._comparison.compares, inside))

    def stage_at(self, frame: int | None, state: str) -> None:
        self._comparison.stage_at(frame and frame - self._stretch.start, state)

    def pixels_read(self) -> None:
        self._comparison.pixels_read()


def _cut_out(
    captions: Sequence[Caption], begin: float, length: float, speed: float
) -> Iterator[Caption]:
    """Yield what is left of captions from a second on, played at a speed."""
    for each in captions:
        start, end = max(each.start - begin, 0.0), min(each.end - begin, length)
        if end - start > SHORTEST_CAPTION:
            yield replace(each, start=start / speed, end=end / speed)
