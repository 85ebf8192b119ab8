"""A list that stays short however long a loop is: of what came, every 2nd, 4th, 8th ... stays."""

from typing import Generic, TypeVar

Item = TypeVar("Item")


class Kept(Generic[Item]):
    """Items in the order in which they came: those at multiples of a stride, and the last.

    The stride is 1 until there are too many items; then it doubles.

    Args:
        most: how many items are kept, 2 or more.
    """

    def __init__(self, most: int) -> None:
        self._most, self._stride, self._count = most, 1, 0
        self._items: list[tuple[int, Item]] = []

    @property
    def items(self) -> list[Item]:
        """Those that are kept."""
        return [item for _, item in self._items]

    @property
    def next_stays(self) -> bool:
        """Whether the item that is added next stays when others follow it, as things are."""
        return self._count % self._stride == 0

    def add(self, item: Item) -> None:
        """Add an item, for which others may go."""
        if self._items and self._items[-1][0] % self._stride:
            self._items.pop()
        self._items.append((self._count, item))
        self._count += 1
        if len(self._items) > self._most:
            self._stride *= 2
            *others, last = self._items
            self._items = [each for each in others if each[0] % self._stride == 0] + [last]

    def change_last(self, item: Item) -> None:
        """Put another item into the last one's place."""
        self._items[-1] = self._items[-1][0], item
