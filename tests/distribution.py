"""Which tests run in one process, so that they share what takes long to make."""

import re
from functools import cache

from xdist.scheduler import LoadFileScheduling

from gradreel.scenes.app import catalog

OF_EACH_SCENE = re.compile(r"tests/(scenes/test_\w+|app/test_beats)\.py::")
"""The files whose tests are of each scene in turn."""


class ByScene(LoadFileScheduling):  # type: ignore[misc]  # it has no types
    """Keeps together the tests of a file, but those of each scene by the scene."""

    def _split_scope(self, nodeid: str) -> str:
        return scene_of(nodeid) or super()._split_scope(nodeid)


def scene_of(nodeid: str) -> str | None:
    """Name the scene whose telling a test shares with others; None where it shares none."""
    is_of_each = OF_EACH_SCENE.match(nodeid)
    found = _named().search(nodeid) if is_of_each else None
    return None if found is None else found[1]


@cache
def _named() -> re.Pattern[str]:
    names = "|".join(each.name for each in catalog.entries())
    return re.compile(rf"\[({names})[-\]]")
