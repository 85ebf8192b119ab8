"""A part of a clip and its speed, as they were asked for."""

from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True)
class Excerpt:
    """A part of a scene, and how fast it is played.

    Attributes:
        beats: the first and the last beat, each by its key, its number or both, as "fit", "3" or
            "03-fit"; an empty one is the scene's own first or last. None where beats aren't named.
        start: seconds of the scene at its own speed where the part begins; its start when None.
        end: likewise, where it ends.
        speed: how many seconds of the scene pass in one of the clip.
    """

    beats: tuple[str, str] | None = None
    start: Fraction | None = None
    end: Fraction | None = None
    speed: Fraction = Fraction(1)

    @property
    def is_all(self) -> bool:
        """Whether it is the whole scene, at any speed."""
        return (self.beats, self.start, self.end) == (None, None, None)

    @property
    def is_unchanged(self) -> bool:
        """Whether it is the whole scene at its own speed."""
        return self == UNCHANGED

    def as_json(self) -> list[str | list[str] | None]:
        """Return it as JSON can hold it."""
        seconds = (self.start, self.end, self.speed)
        told = [None if each is None else str(each) for each in seconds]
        return [None if self.beats is None else list(self.beats), *told]


UNCHANGED = Excerpt()
"""The whole scene at its own speed."""
