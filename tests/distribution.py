"""Which tests run in one process, so that they share what takes long to make, and in what order."""

import re
from collections import Counter
from functools import cache

import pytest
from xdist.scheduler import LoadFileScheduling

from gradreel.scenes.ask import catalog

OF_EACH_SCENE = re.compile(r"tests/(scenes/test_\w+|make/test_beats)\.py::")
"""The files whose tests are of each scene in turn."""
OF_ONE_SCENE = re.compile(r"tests/scenes/(\w+)/")
"""The folders whose tests are of one scene, or of several."""


class ByScene(LoadFileScheduling):  # type: ignore[misc]  # it has no types
    """Keeps together the tests of a file, but those of each scene by the scene."""

    def _split_scope(self, nodeid: str) -> str:
        return scope_of(nodeid)


def dearest_first(items: list[pytest.Item]) -> None:
    """Let what takes longest begin first, so that no process is left alone with it at the end."""
    slow = Counter(_scope(each) for each in items if each.get_closest_marker("slow"))
    places = {scope: at for at, scope in enumerate(dict.fromkeys(map(_scope, items)))}
    items.sort(key=lambda item: (-slow[_scope(item)], places[_scope(item)]))


def _scope(item: pytest.Item) -> str:
    return scope_of(item.nodeid)


def scope_of(nodeid: str) -> str:
    """Name what keeps a test together with others: its scene, or else its file."""
    return scene_of(nodeid) or nodeid.split("::", 1)[0]


def scene_of(nodeid: str) -> str | None:
    """Name the scene whose recording a test shares with others; None where it shares none."""
    if OF_EACH_SCENE.match(nodeid):
        found = _named().search(nodeid)
        return None if found is None else found[1]
    own = OF_ONE_SCENE.match(nodeid)
    name = None if own is None else own[1].replace("_", "-")
    return name if name in {each.name for each in catalog.entries()} else None


@cache
def _named() -> re.Pattern[str]:
    names = "|".join(each.name for each in catalog.entries())
    return re.compile(rf"\[({names})[-\]]")
