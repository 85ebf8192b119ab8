"""What is spoken in the beats of a scene."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Final

from gradreel.scenes.render.sound.placed import PlacedSound
from gradreel.scenes.stage.story.base import Story, timed_beats

BREATH: Final = Fraction(3, 10)
"""Seconds from the end of what is spoken in a beat to the next beat, at the least."""


@dataclass(frozen=True)
class Spoken:
    """What is spoken in a beat.

    Attributes:
        path: the file with it.
        seconds: how long it is.
    """

    path: Path
    seconds: Fraction


PartVoice = tuple[Spoken | None, ...]
"""What is spoken in each beat of a part, in their order; a beat may be silent."""


@dataclass(frozen=True)
class Voice:
    """What is spoken in a scene.

    Attributes:
        parts: in each of its parts; nothing where it has none.
        speed: how many seconds of the scene pass while one second is spoken.
    """

    parts: tuple[PartVoice, ...] = ()
    speed: Fraction = Fraction(1)

    def lasting(self, part: int) -> tuple[float, ...]:
        """Return how long the beats of a part must last, in seconds of the scene."""
        return tuple(
            0.0 if each is None else float((each.seconds + BREATH) * self.speed)
            for each in self._of_part(part)
        )

    def sounds(self, part: int, story: Story, fps: Fraction | int) -> tuple[PlacedSound, ...]:
        """Return what is spoken in a part, each from the first frame of its beat on.

        Args:
            part: the part's number.
            story: the part, once it has been told at that rate.
            fps: frames a second.
        """
        return tuple(self._placed(part, story, fps))

    def _placed(self, part: int, story: Story, fps: Fraction | int) -> Iterator[PlacedSound]:
        beats = timed_beats(story, fps)
        for beat, spoken in zip(beats, self._of_part(part), strict=False):
            if spoken is not None:
                yield PlacedSound(float(beat.start), spoken.path)

    def _of_part(self, part: int) -> PartVoice:
        return self.parts[part] if part < len(self.parts) else ()


SILENT: Final = Voice()


def in_parts(spoken: Sequence[Spoken | None], lengths: Sequence[int]) -> tuple[PartVoice, ...]:
    """Share what is spoken out among parts.

    Args:
        spoken: in each beat of a scene.
        lengths: how many beats each part has.
    """
    left = iter(spoken)
    return tuple(tuple(next(left) for _ in range(length)) for length in lengths)
