from typing import Any

import pytest

from tests.distribution import dearest_first, scene_of


@pytest.mark.parametrize(
    ("nodeid", "scene"),
    [
        ("tests/scenes/test_all.py::test_it[learning-rate-dark-en]", "learning-rate"),
        ("tests/scenes/test_rhythm.py::test_it[heart]", "heart"),
        ("tests/make/test_beats.py::test_it[heart-en]", "heart"),
        ("tests/scenes/test_rhythm.py::test_a_hard_cut_is_found", None),
        ("tests/scenes/learning_rate/test_wild.py::test_it[en]", "learning-rate"),
        ("tests/scenes/own_data/test_wild.py::test_it[heart-en]", None),
        ("tests/cli/test_stills.py::test_it[heart]", None),
    ],
)
def test_tests_of_each_scene_come_by_scene(nodeid: str, scene: str | None) -> None:
    assert scene_of(nodeid) == scene


class Item:
    """A test as its order is found: its name, and whether it is slow."""

    def __init__(self, nodeid: str, is_slow: bool) -> None:
        self.nodeid, self.is_slow = nodeid, is_slow

    def get_closest_marker(self, name: str) -> object:
        return name if self.is_slow and name == "slow" else None


def test_what_takes_long_comes_first_and_together() -> None:
    names = ("a.py::one", "b.py::two", "tests/scenes/test_all.py::three[heart]", "b.py::four")
    items: list[Any] = [Item(name, name[-1] != "e") for name in names]
    items += [Item("tests/make/test_beats.py::five[heart]", True) for _ in range(3)]
    dearest_first(items)
    order = [each.nodeid.partition("::")[2][:5] for each in items]
    assert order == ["three", "five[", "five[", "five[", "two", "four", "one"]
