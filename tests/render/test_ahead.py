import threading
from collections.abc import Iterator
from contextlib import nullcontext

import pytest

from gradreel.scenes.render.encoders.gif import WAITING, Ahead


def counted(n_items: int, error: BaseException | None = None) -> Iterator[int]:
    yield from range(n_items)
    if error is not None:
        raise error


def used(items: Iterator[int], got: list[int], most: int | None = None) -> None:
    """Use items, and give up after some of them."""
    with Ahead(items) as ready:
        for item in ready:
            got.append(item)
            if len(got) == most:
                raise KeyError


@pytest.mark.parametrize("error", [None, ValueError(), StopAsyncIteration()])
@pytest.mark.parametrize("n_items", [0, WAITING, 5 * WAITING])
def test_items_come_in_order_and_an_error_after_them(error: Exception | None, n_items: int) -> None:
    got: list[int] = []
    with pytest.raises(type(error)) if error else nullcontext():
        used(counted(n_items, error), got)
    assert got == list(range(n_items))


def test_whoever_stops_half_way_waits_for_nothing() -> None:
    with pytest.raises(KeyError):
        used(counted(10**9), [], most=3)
    assert not [each for each in threading.enumerate() if each.name == "ahead"]
