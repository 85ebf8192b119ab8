"""Sounds that belong to times of a part or of a clip."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import Any, Generic, Protocol, Self, TypeVar, runtime_checkable

from gradreel.scenes.render.picture import Picture

Each = TypeVar("Each", bound="Timed")
SHORTEST = 1e-6
"""Seconds; what is left of a sound that ends where an excerpt begins is rounding."""


@dataclass(frozen=True)
class Recorded:
    """Sound that is in no file any more.

    Attributes:
        content: samples of 16 bits as the machine has them, those of all channels in turn.
        rate: samples a second.
        channels: how many.
    """

    content: bytes
    rate: int
    channels: int

    @property
    def seconds(self) -> float:
        """How long it is."""
        return len(self.content) / (2 * self.channels * self.rate)


@dataclass(frozen=True)
class PlacedSound:
    """A sound, and when it is heard.

    Attributes:
        start: seconds from the start of the part, or of the clip.
        source: the sound, or the file that it is in.
        skipped: how many seconds of it aren't heard, as they are before the clip.
        seconds: how long it is heard at the most; to its end when None.
        gain_to_background: by how many decibels what was placed before is louder meanwhile.
    """

    start: float
    source: Path | Recorded
    skipped: float = 0.0
    seconds: float | None = None
    gain_to_background: float = 0.0

    def later(self, seconds: float) -> "PlacedSound":
        """Return the same, counted from a moment so many seconds before."""
        return replace(self, start=self.start + seconds)


SoundsOf = Callable[[Any, Fraction | int], Sequence[PlacedSound]]
"""What the sounds of something that was played are at a rate."""


@runtime_checkable
class Sounding(Protocol):
    """A part that has sound.

    Attributes:
        sounds: all of them, once the part has been played in this process.
    """

    sounds: Sequence[PlacedSound]


class Timed(Protocol):
    """What belongs to a time of a part, or of a clip."""

    def later(self, seconds: float) -> Self:
        """Return the same, counted from a moment so many seconds before."""


class InClip(Generic[Each]):
    """What the parts of a clip bring along: sounds, or captions."""

    def __init__(self) -> None:
        self._parts: dict[int, tuple[int, Sequence[Each]]] = {}

    def of_part(self, part: int, frames: int, found: Sequence[Each]) -> None:
        """Take note of a part's length, and of what it has."""
        self._parts[part] = frames, found

    def of_clip(self, picture: Picture) -> tuple[Each, ...]:
        """Return all of it, in seconds from the clip's start."""
        found: list[Each] = []
        begin = Fraction()
        for _, (frames, own) in sorted(self._parts.items()):
            found += [each.later(float(begin)) for each in own]
            begin += frames / Fraction(picture.fps)
        return tuple(found)


def cut_out_sounds(
    sounds: Iterable[PlacedSound], begin: float, end: float | None, speed: float
) -> Iterator[PlacedSound]:
    """Yield what is heard of sounds between two moments, when what is seen is played at a speed.

    The sounds themselves keep their pace and pitch.

    Args:
        sounds: as they are placed in the whole.
        begin: seconds from its start.
        end: likewise; where the sounds end when None.
        speed: how many seconds of what is seen pass in one of the excerpt.
    """
    for each in sounds:
        start = (each.start - begin) / speed
        skipped = max(-start, 0.0)
        left = None if end is None else (end - begin) / speed - max(start, 0.0)
        heard = None if each.seconds is None else each.seconds - skipped
        longest = min((each for each in (left, heard) if each is not None), default=None)
        if longest is None or longest > SHORTEST:
            yield replace(
                each, start=max(start, 0.0), skipped=each.skipped + skipped, seconds=longest
            )
