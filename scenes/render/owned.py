"""Which frames of a part are drawn: all, some, or those of chunks that are claimed on the way."""

from abc import ABC, abstractmethod
from collections.abc import Collection, Iterator, Sequence
from typing import Protocol


class DrawingComparison(Protocol):
    """Makes sure that all processes that play a part would draw the same.

    Attributes:
        chunk_length: how many frames a chunk has; the stage is compared at the end of each.
        first_frame: the first frame of the first chunk; nothing before it is compared.
        is_alone: whether one process draws everything, so that there is nothing to compare, and
            what manim draws without showing it is to be drawn too.
    """

    chunk_length: int
    first_frame: int
    is_alone: bool

    def stage_at(self, chunk: int, state: str) -> None:
        """Hear in what state the stage is when the last frame of a chunk is shown.

        Args:
            chunk: the chunk's number in the part; a negative one ends before the first frame.
            state: a digest of all that was on the stage until then.
        """

    def stage_at_end(self, frames: int, state: str) -> None:
        """Hear how many frames the part has, and in what state it leaves the stage."""

    def pixels_read(self) -> None:
        """Hear that the drawing depends on pixels that were drawn before, maybe by others."""


class Owned(ABC):
    """Frames to draw, asked for while a part is played: in their order, or in that of `in_turn`.

    Attributes:
        last: the last of them, where that is known; the playing may end after it.
        comparison: who is told what the stage is like on the way; nobody when None.
    """

    last: int | None = None
    comparison: DrawingComparison | None = None

    @abstractmethod
    def __contains__(self, frame: object) -> bool:
        """Whether a frame is to be drawn; it then will be."""

    @abstractmethod
    def any_of(self, frames: range) -> bool:
        """Whether any of these may turn out to be drawn; promises nothing."""

    @abstractmethod
    def takes_end(self) -> bool:
        """Whether what is left standing at the end is to be drawn too."""

    @property
    @abstractmethod
    def wants_frames(self) -> bool:
        """Whether frames are wanted at all, and not just the end."""

    def runs(self, frames: range) -> Iterator[range]:
        """Cut the frames that are to be drawn out of those that look the same, in order."""
        start = None
        for frame in frames:
            if frame in self:
                start = frame if start is None else start
            elif start is not None:
                yield range(start, frame)
                start = None
        if start is not None:
            yield range(start, frames.stop)

    def in_turn(self, spans: Sequence[range]) -> Iterator[range]:
        """Say in which order to ask for frames that can be drawn in any.

        Args:
            spans: all frames of the part, in runs of those that look the same, in order.

        Yields:
            the same, or pieces of them.
        """
        return iter(spans)


class Everything(Owned):
    """All frames, and the end."""

    def __contains__(self, frame: object) -> bool:
        return True

    def any_of(self, frames: range) -> bool:
        """Answer yes for any frames."""
        return len(frames) > 0

    def takes_end(self) -> bool:
        """Answer yes."""
        return True

    @property
    def wants_frames(self) -> bool:
        """Answer yes."""
        return True


class Only(Owned):
    """Some frames; the end where there are none."""

    def __init__(self, frames: Collection[int]) -> None:
        self._frames = frozenset(frames)
        self.last = max(self._frames, default=None)

    def __contains__(self, frame: object) -> bool:
        return frame in self._frames

    def any_of(self, frames: range) -> bool:
        """Whether one of these frames is among them."""
        return not self._frames.isdisjoint(frames)

    def takes_end(self) -> bool:
        """Whether there are no frames."""
        return not self._frames

    @property
    def wants_frames(self) -> bool:
        """Whether there are any."""
        return bool(self._frames)
