"""The shape of the frame that is drawn, wide or tall, and what differs between both."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True)
class FrameShape:
    """A frame's shape. Sizes of type and lines are told in heights of the wide one.

    Attributes:
        across, down: its width to its height.
        height: how tall it is, where the wide one is 1: so many times as small is its type.
    """

    across: int
    down: int
    height: float

    @property
    def width(self) -> float:
        """How wide it is, in heights of the wide one."""
        return self.height * self.across / self.down


WIDE = FrameShape(16, 9, 1.0)
TALL = FrameShape(9, 16, 1.35)
_LAID_OUT: ContextVar[FrameShape] = ContextVar("frame", default=WIDE)


def frame_for(width: float, height: float) -> FrameShape:
    """Choose the frame for a picture: tall if it is taller than wide."""
    return TALL if height > width else WIDE


def lay_out(frame: FrameShape) -> None:
    """Lay out all that follows for a frame; a story does so before it draws."""
    _LAID_OUT.set(frame)


@contextmanager
def laying_out(frame: FrameShape) -> Iterator[None]:
    """Lay out for a frame what is placed meanwhile."""
    before = _LAID_OUT.set(frame)
    try:
        yield
    finally:
        _LAID_OUT.reset(before)


def laid_out() -> FrameShape:
    """Return the frame that is laid out for now."""
    return _LAID_OUT.get()


def is_tall() -> bool:
    """Whether the frame that is laid out for now is the tall one."""
    return laid_out() is TALL


def down(fraction: float) -> float:
    """Turn a size, in heights of the wide frame, into a fraction of this frame's height."""
    return fraction / laid_out().height


def across(size: float) -> float:
    """Turn a size, in heights of the wide frame, into a fraction of this frame's width."""
    return size / laid_out().width


class Shaped(Generic[T]):
    """What a class has for each shape of the frame; read as if it had one only.

    class Places:
        plot = Shaped(Box(0.1, 0.6, 0.3, 0.8), tall=Box(0.15, 0.93, 0.3, 0.6))

    `Places.plot` is the one for the frame that is laid out for now.
    """

    def __init__(self, wide: T, *, tall: T) -> None:
        self._wide, self._tall = wide, tall

    def __get__(self, instance: object, owner: type | None = None) -> T:
        """Return the one for now."""
        return self._tall if is_tall() else self._wide


class cached_by_shape(Generic[T]):  # noqa: N801  it is used as functools' cached_property is
    """What an instance works out once for each shape of the frame, when it is first asked for."""

    def __init__(self, make: Callable[[Any], T]) -> None:
        self._make, self._key = make, f"{make.__name__} by shape"
        self.__doc__ = make.__doc__

    def __get__(self, instance: object, owner: type | None = None) -> T:
        """Return the one for the frame that is laid out for now."""
        kept: dict[FrameShape, T] = instance.__dict__.setdefault(self._key, {})
        frame = laid_out()
        if frame not in kept:
            kept[frame] = self._make(instance)
        return kept[frame]
