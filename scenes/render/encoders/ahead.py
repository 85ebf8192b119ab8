"""Work done ahead of whoever needs it, in a thread of its own."""

from collections.abc import Iterator
from contextlib import suppress
from queue import Full, Queue
from threading import Event, Thread
from typing import Final, Generic, TypeVar

Item = TypeVar("Item")

WAITING: Final = 4
SECONDS_TO_LOOK: Final = 0.1


class Ahead(Generic[Item]):
    """An iterator that a thread works off, a few items ahead of their use.

    Args:
        items: what is worked off, in the thread alone; its errors are raised where items are used.
    """

    def __init__(self, items: Iterator[Item]) -> None:
        self._items = items
        self._ready: Queue[Item | BaseException | None] = Queue(WAITING)
        self._given_up = Event()
        self._thread = Thread(target=self._work, name="ahead", daemon=True)

    def __enter__(self) -> Iterator[Item]:
        """Begin to work."""
        self._thread.start()
        return self._received()

    def __exit__(self, *_: object) -> None:
        """Stop working, and wait for that."""
        self._given_up.set()
        self._thread.join()

    def _received(self) -> Iterator[Item]:
        while (item := self._ready.get()) is not None:
            if isinstance(item, BaseException):
                raise item
            yield item

    def _work(self) -> None:
        try:
            for item in self._items:
                self._pass_on(item)
                if self._given_up.is_set():
                    return
            self._pass_on(None)
        except Exception as error:
            self._pass_on(error)

    def _pass_on(self, item: Item | BaseException | None) -> None:
        while not self._given_up.is_set():
            with suppress(Full):
                self._ready.put(item, timeout=SECONDS_TO_LOOK)
                break
