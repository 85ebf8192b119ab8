import threading
from collections.abc import Iterator

import pytest

from gradreel.scenes.render.encoders.gif import WAITING, Ahead


def counted(n_items: int, error: BaseException | None = None) -> Iterator[int]:
    yield from range(n_items)
    if error is not None:
        raise error


@pytest.mark.parametrize("n_items", [0, 1, WAITING, 5 * WAITING])
def test_all_items_come_in_their_order(n_items: int) -> None:
    with Ahead(counted(n_items)) as items:
        assert list(items) == list(range(n_items))


def used(items: Iterator[int], got: list[int], most: int | None = None) -> None:
    """Use items, and give up after some of them."""
    with Ahead(items) as ready:
        for item in ready:
            got.append(item)
            if len(got) == most:
                raise KeyError


@pytest.mark.parametrize("error", [ValueError("v"), MemoryError(), StopAsyncIteration()])
@pytest.mark.parametrize("n_items", [0, 5 * WAITING])
def test_an_error_is_raised_where_the_items_are_used(error: Exception, n_items: int) -> None:
    got: list[int] = []
    with pytest.raises(type(error)):
        used(counted(n_items, error), got)
    assert got == list(range(n_items))


def test_whoever_stops_half_way_waits_for_nothing() -> None:
    with pytest.raises(KeyError):
        used(counted(10**9), [], most=3)
    assert not [each for each in threading.enumerate() if each.name == "ahead"]
