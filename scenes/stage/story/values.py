"""The values of a story that a figure draws, and what each drawing has read of them."""

from collections.abc import Callable, Hashable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Generic, TypeVar

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
