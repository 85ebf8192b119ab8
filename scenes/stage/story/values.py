"""The values of a figure's story: what drawings read of them, and how they move in its time."""

from bisect import bisect_right
from collections.abc import Callable, Hashable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import accumulate, pairwise
from math import ceil
from typing import Any, Generic, TypeVar

from gradreel.scenes.stage.story.pace import EXACT, Ease, PacedRun

T = TypeVar("T", bound=Hashable)

Read = Callable[[], float]
"""What a drawing reads: a `Value`, or any function that reads some."""

State = Mapping[Any, float]
"""What each of a story's values is at a moment; those that it doesn't name are 0."""


class Reading:
    """What is read of a state.

    Attributes:
        state: which.
        noted: what has been read, and what it was.
        values: the values that this came from, those behind a `Steady` too.
    """

    def __init__(self, state: State) -> None:
        self.state = state
        self.noted: dict[Hashable, Hashable] = {}
        self.values: set[Hashable] = set()


_NOW: ContextVar[Reading] = ContextVar("reading")


@contextmanager
def reading(state: State) -> Iterator[Reading]:
    """Let values be what they are in a state, and note which are read."""
    now = Reading(state)
    token = _NOW.set(now)
    try:
        yield now
    finally:
        _NOW.reset(token)


def read(key: Hashable) -> float:
    """Return what a value is now."""
    now = _NOW.get()
    found = now.noted[key] = now.state.get(key, 0.0)
    now.values.add(key)
    return found


def value_in(state: State, key: Hashable) -> Hashable:
    """Return what a noted key is in a state."""
    return key.at(state) if isinstance(key, Steady) else state.get(key, 0.0)


class Value:
    """A number that a story moves and that drawings read by calling it; it begins at 0.

    It is a name only: what it is now is known by the story that is told, or the sheet that draws.
    """

    def __call__(self) -> float:
        """Return what it is now."""
        return read(self)


def always() -> float:
    """Be 1, as the opacity of what is never hidden."""
    return 1.0


def values(count: int) -> tuple[Value, ...]:
    """Make so many values, for as many names."""
    return tuple(Value() for _ in range(count))


class Steady(Generic[T]):
    """What is read of values but changes now and then only: a drawing that reads it is kept."""

    def __init__(self, of: Callable[[], T]) -> None:
        self._of = of

    def __call__(self) -> T:
        """Return what it is now."""
        outer = _NOW.get()
        with reading(outer.state) as inner:
            found = self._of()
        outer.noted[self] = found
        outer.values |= inner.values
        return found

    def at(self, state: State) -> T:
        """Return what it is in a state."""
        with reading(state):
            return self._of()


@dataclass(frozen=True)
class Track:
    """A value that moves by itself, whatever else is told meanwhile.

    Attributes:
        start: when it begins, in seconds of the story; in a segment, in seconds of that.
        seconds: how long it takes.
        before: the value until then.
        after: the value from its end on.
        ease: how it moves between.
    """

    start: float
    seconds: float
    before: float
    after: float
    ease: Ease

    def at(self, time: float) -> float:
        """The value at a time that is counted as its start is."""
        share = min(max((time - self.start) / self.seconds, 0.0), 1.0)
        return _between(self.before, self.after, self.ease(share) if share < 1 else 1.0)


@dataclass(frozen=True)
class Segment:
    """A stretch of time in which some values move from a state to the next, or none (a hold).

    Attributes:
        seconds: how long it takes.
        before: every value at its start.
        after: every value at its end.
        ease: how the values move between.
        tracks: the values that move by themselves, by their names.
        begins_beat: whether a beat begins with it.
    """

    seconds: float
    before: State
    after: State
    ease: Ease
    tracks: Mapping[Hashable, Track] = field(default_factory=dict)
    begins_beat: bool = False

    @property
    def moving(self) -> frozenset[Hashable]:
        """The values that move."""
        return frozenset(name for name in self.after if self.after[name] != self.before[name])

    def at(self, progress: float) -> dict[Any, float]:
        """Every value when a share of the segment's time, 0 to 1, has passed."""
        return {name: self._value(name, progress) for name in self.after}

    def _value(self, name: Hashable, progress: float) -> float:
        start, end = self.before[name], self.after[name]
        if end == start or progress == 1:
            return end
        if name in self.tracks:
            return self.tracks[name].at(progress * self.seconds)
        return _between(start, end, self.ease(progress))


def _between(start: float, end: float, share: float) -> float:
    return end if share == 1 else start + (end - start) * share


class Timeline:
    """Segments one after another, cut into frames of equal length.

    Each beat begins with a frame, and has as many as have a time before its end: so its frames are
    the same wherever in the story it is.
    """

    def __init__(self, segments: tuple[Segment, ...]) -> None:
        """Lay the segments out in time.

        Args:
            segments: at least one, in order of play.
        """
        self.segments = segments
        begin = [index for index, each in enumerate(segments) if each.begins_beat or not index]
        seconds = [each.seconds for each in segments]
        self._firsts = begin
        self._ends = [
            [*accumulate(seconds[slice(*own)])] for own in pairwise((*begin, len(segments)))
        ]
        ends = [0.0, *accumulate(seconds)]
        self._starts, self.duration = [ends[index] for index in begin], ends[-1]
        self._rates: dict[Fraction | int, list[int]] = {}

    def frames(self, fps: Fraction | int) -> tuple[range, ...]:
        """Count the frames of each beat, and of what comes before the first."""
        return tuple(range(*each) for each in pairwise(self._bounds(fps)))

    def plays(self, fps: Fraction | int) -> Iterator[range]:
        """Cut the story where values begin to move or rest; a beat begins with an empty range."""
        for first, ends in zip(self._bounds(fps), self._ends, strict=False):
            bounds = [first, first, *(first + _frames_before(end, fps) for end in ends)]
            yield from (range(*each) for each in pairwise(bounds))

    def _bounds(self, fps: Fraction | int) -> list[int]:
        if fps not in self._rates:
            counts = (_frames_before(ends[-1], fps) for ends in self._ends)
            self._rates[fps] = [*accumulate(counts, initial=0)]
        return self._rates[fps]

    def segment_of(self, frame: int, fps: Fraction | int) -> tuple[int, float]:
        """Find the segment of a frame at a rate, and the share of it that has passed."""
        bounds = self._bounds(fps)
        beat = bisect_right(bounds, frame, hi=len(self._ends)) - 1
        return self._inside(beat, float((frame - bounds[beat]) / fps))

    def segment_at(self, time: float) -> tuple[int, float]:
        """Find the segment of a time in seconds, and the share of it that has passed."""
        beat = bisect_right(self._starts, time) - 1
        return self._inside(beat, time - self._starts[beat])

    def _inside(self, beat: int, time: float) -> tuple[int, float]:
        ends = self._ends[beat]
        index = min(bisect_right(ends, time), len(ends) - 1)
        number = self._firsts[beat] + index
        seconds = self.segments[number].seconds
        passed = time - (ends[index] - seconds)
        return number, min(max(passed / seconds, 0.0), 1.0)

    def state_at(self, time: float) -> dict[Any, float]:
        """Every value at a time in seconds."""
        index, progress = self.segment_at(time)
        return self.segments[index].at(progress)


def _frames_before(time: float, fps: Fraction | int) -> int:
    return ceil(round(time * float(fps), EXACT))


class RunPlayer:
    """A run that a figure's story plays: `FigureStory.play` lets its seconds go on evenly.

    Attributes:
        pace: when it takes its steps.
        lasting: how long all of it takes.
        seconds: how long it has been under way.
        told: the step whose numbers are shown: it changes five times a second at the most.
    """

    def __init__(self, pace: PacedRun, rest: float = 0.0) -> None:
        """Take a run at rest.

        Args:
            pace: when it takes its steps.
            rest: seconds after the last step that are its own too, in which its end is marked.
        """
        self.pace, self.lasting = pace, pace.seconds + rest
        self.seconds = Value()
        self.told = Steady(lambda: pace.told(self.seconds()))

    def step(self) -> float:
        """Where the run is: at a recorded step, or between two."""
        return self.pace.step(self.seconds())
