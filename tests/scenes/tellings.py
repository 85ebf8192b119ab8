"""What every scene records and tells at its defaults, for all the tests that look at it."""

from dataclasses import dataclass
from fractions import Fraction
from functools import cache, lru_cache

from gradreel.scenes.app.catalog import entry
from gradreel.scenes.app.recording import Recording, record
from tests.scenes.rhythm import Watch
from tests.scenes.shown import Telling, tell
from tests.scenes.watching import WATCHED

OFTEN, SELDOM = Fraction(1, 10), Fraction(1, 2)
"""Seconds from one look at what is written to the next: in a scene's first telling, and another."""
LOOKS = FIRST, SECOND = ("dark", "en"), ("light", "zh")
"""The themes and languages that a scene is told in; tests of one scene come together."""


@cache
def recording(name: str, **changes: object) -> Recording:
    """Record what a scene draws at its defaults, or at others of its options."""
    return record(name, entry(name).defaults.changed(**changes))


@dataclass(frozen=True)
class Watched:
    """What was seen of a scene at its defaults.

    Attributes:
        telling: of what was written.
        watch: of the pictures.
    """

    telling: Telling
    watch: Watch


def telling(name: str, theme: str, language: str) -> Telling:
    """Tell a scene at its defaults."""
    return watched(name, theme, language).telling


@lru_cache(len(LOOKS))
def watched(name: str, theme: str, language: str) -> Watched:
    """Tell a scene at its defaults, and watch it."""
    seconds, watch = OFTEN if (theme, language) == FIRST else SELDOM, Watch(float(WATCHED.fps))
    return Watched(tell(name, recording(name), seconds, theme, language, watch=watch), watch)
