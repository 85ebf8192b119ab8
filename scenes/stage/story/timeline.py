"""A storyboard's time: values that move in segments; a state is a function of time."""

from bisect import bisect_right
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Any

from gradreel.scenes.stage.story.pace import Ease
from gradreel.scenes.stage.story.values import State


@dataclass(frozen=True)
class Track:
    """A value that moves by itself, whatever else is told meanwhile.

    Attributes:
        start: when it begins, in seconds of the story.
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
        """The value at a time of the story."""
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
        start: when it begins, in seconds of the story.
        tracks: the values that move by themselves, by their names.
    """

    seconds: float
    before: State
    after: State
    ease: Ease
    start: float = 0.0
    tracks: Mapping[Hashable, Track] = field(default_factory=dict)

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
            return self.tracks[name].at(self.start + progress * self.seconds)
        return _between(start, end, self.ease(progress))


def _between(start: float, end: float, share: float) -> float:
    return end if share == 1 else start + (end - start) * share


class Timeline:
    """Segments one after another, cut into frames of equal length."""

    def __init__(self, segments: tuple[Segment, ...]) -> None:
        """Lay the segments out in time.

        Args:
            segments: at least one, in order of play.
        """
        self.segments = segments
        self.ends = tuple(accumulate(segment.seconds for segment in segments))
        self.duration = self.ends[-1]

    def n_frames(self, fps: float) -> int:
        """How many frames the story has at a rate, one at least."""
        return max(1, round(self.duration * fps))

    def segment_at(self, time: float) -> tuple[int, float]:
        """Find the segment of a time in seconds, and the share of it that has passed."""
        index = min(bisect_right(self.ends, time), len(self.segments) - 1)
        segment = self.segments[index]
        passed = time - (self.ends[index] - segment.seconds)
        return index, min(max(passed / segment.seconds, 0.0), 1.0)

    def state_at(self, time: float) -> dict[Any, float]:
        """Every value at a time in seconds."""
        index, progress = self.segment_at(time)
        return self.segments[index].at(progress)
