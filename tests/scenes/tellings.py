"""What every scene records and tells at its defaults, for all the tests that look at it."""

from dataclasses import dataclass
from fractions import Fraction
from functools import cache, lru_cache

from gradreel.scenes.ask.catalog import entry
from gradreel.scenes.ask.recording import Recording, record
from tests.scenes.rhythm import CLOSE, SELDOM, Watch
from tests.scenes.shown import Telling, tell
from tests.scenes.watching import WATCHED

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
    """Tell a scene at its defaults, and watch it: closely in the first look.

    Another language takes other times, so that it may rest too long; all looks move alike.
    """
    if (theme, language) == FIRST:
        return watched_closely(name, theme, language)
    return _watched(name, SELDOM, theme, language)


def watched_closely(name: str, theme: str, language: str) -> Watched:
    """Tell a scene at its defaults, and watch it as closely as a jump takes."""
    return _watched(name, CLOSE, theme, language)


def _watched(name: str, seconds: Fraction, theme: str, language: str) -> Watched:
    watch = Watch(float(WATCHED.fps), is_close=seconds == CLOSE)
    return Watched(tell(name, recording(name), seconds, theme, language, watch=watch), watch)
