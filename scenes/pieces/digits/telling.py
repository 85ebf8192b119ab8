"""Which recorded steps are shown: that whose numbers are told, and what eases into it."""

from collections import Counter

from gradreel.scenes.stage.story.paced import PacedRun

EASE, LOOKS = 0.2, 6
"""Seconds in which what is drawn follows the numbers, and how many times they are looked at."""

Shares = tuple[tuple[int, float], ...]
"""Indices of recorded steps, and the share of each: in all but the moment of a change only one."""


def eased(pace: PacedRun, seconds: float) -> Shares:
    """Return the steps whose numbers were told within the last moment, by how long they were.

    Args:
        pace: of the run.
        seconds: since it began; it has come to rest `EASE` after its last step.
    """
    looks = (seconds - EASE * look / LOOKS for look in range(LOOKS))
    told = Counter(pace.told(max(look, 0.0)) for look in looks)
    return tuple((step, count / LOOKS) for step, count in told.items())
