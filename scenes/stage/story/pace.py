"""The pace that both libraries keep: how long things take, and how they ease in and out."""

from collections.abc import Callable

Ease = Callable[[float], float]
"""How far a change has come, 0 to 1, when a share of its time has passed: manim goes on past 1 with
what is shorter than another animation of the same play."""

FADE = 0.4
"""Seconds in which a sentence takes the place of the one before, or a thing appears."""

PAUSE = 0.5
"""Seconds that a beat rests at the least after its last change."""


def smooth(progress: float) -> float:
    """Ease in and out: the cubic that is flat at both ends."""
    passed = linear(progress)
    return passed * passed * (3 - 2 * passed)


def linear(progress: float) -> float:
    """Move at one speed."""
    return min(max(progress, 0.0), 1.0)
