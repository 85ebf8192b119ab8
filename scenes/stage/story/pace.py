"""The pace that both libraries keep: how long things take, and how they ease in and out."""

from collections.abc import Callable

Ease = Callable[[float], float]
"""How far a change has come, 0 to 1, when a share of its time, 0 to 1, has passed."""

FADE = 0.4
"""Seconds in which a sentence takes the place of the one before, or a thing appears."""

PAUSE = 0.5
"""Seconds that a beat rests at the least after its last change."""


def smooth(progress: float) -> float:
    """Ease in and out: the cubic that is flat at both ends."""
    return progress * progress * (3 - 2 * progress)


def linear(progress: float) -> float:
    """Move at one speed."""
    return progress
