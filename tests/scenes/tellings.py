"""What every scene records and tells at its defaults, for all the tests that look at it."""

from fractions import Fraction
from functools import cache, lru_cache

from gradreel.scenes.app.catalog import entry
from gradreel.scenes.app.recording import Recording, record
from tests.scenes.shown import Telling, tell

OFTEN, SELDOM = Fraction(1, 10), Fraction(1, 2)
"""Seconds from one look to the next: in the first of the looks that a scene has, and in others."""
FIRST = ("dark", "en")
LOOKS = 4
"""In how many themes and languages a scene is told; tests of one scene come together."""


@cache
def recording(name: str, **changes: object) -> Recording:
    """Record what a scene draws at its defaults, or at others of its options."""
    return record(name, entry(name).defaults.changed(**changes))


@lru_cache(LOOKS)
def telling(name: str, theme: str, language: str) -> Telling:
    """Tell a scene at its defaults."""
    seconds = OFTEN if (theme, language) == FIRST else SELDOM
    return tell(name, recording(name), seconds, theme, language)
