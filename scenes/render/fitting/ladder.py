"""What a clip gives up for fewer bytes, in the order that costs the eye least.

Drawn clips have few colours and thin lines. In an animation a lower rate is seen last and a
narrower picture first; of colours, those that only smooth edges go before those that tell curves
apart. A video gives up what its codec rounds off first, since equal frames cost it next to nothing.
"""

from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby
from typing import Final

from gradreel.scenes.render.encoders.gif import MOST_COLOURS

NARROWEST: Final = 64
FASTEST: Final = Fraction(50)
"""Pictures a second of an animation: browsers play shorter delays than 0.02 s as a tenth of one."""

Steps = tuple[tuple[int, float, int], ...]
"""Frames a second at most, the share of the width, and how many colours or how coarse."""

ANIMATION_STEPS: Final[Steps] = (
    (50, 1.0, MOST_COLOURS),
    (30, 1.0, MOST_COLOURS),
    (20, 1.0, MOST_COLOURS),
    (15, 1.0, MOST_COLOURS),
    (15, 1.0, 224),
    (15, 1.0, 176),
    (15, 1.0, 128),
    (12, 1.0, 128),
    (12, 0.85, 128),
    (12, 0.75, 128),
    (12, 0.75, 64),
    (10, 0.75, 64),
    (10, 0.67, 64),
    (10, 0.6, 64),
    (10, 0.5, 64),
    (8, 0.5, 64),
    (8, 0.42, 64),
    (8, 0.35, 32),
    (6, 0.35, 32),
    (6, 0.3, 32),
    (5, 0.25, 32),
    (4, 0.2, 16),
    (3, 0.15, 16),
    (2, 0.1, 8),
)
VIDEO_STEPS: Final[Steps] = (
    *((120, 1.0, coarse) for coarse in range(0, 13, 2)),
    (30, 1.0, 12),
    (30, 0.85, 12),
    (30, 0.75, 13),
    (30, 0.67, 14),
    (30, 0.6, 15),
    (15, 0.6, 15),
    (15, 0.5, 16),
    (15, 0.42, 18),
    (10, 0.35, 20),
    (10, 0.3, 22),
    (8, 0.25, 24),
    (5, 0.2, 26),
    (3, 0.15, 28),
    (2, 0.1, 32),
)
"""How coarse: steps of H.264's crf beyond a clip's usual one; six of them halve its bytes."""


@dataclass(frozen=True)
class Rung:
    """One way to write a clip.

    Attributes:
        width: pixels.
        fps: frames a second.
        detail: how many colours at most, or how coarse; all colours when None.
    """

    width: int
    fps: Fraction
    detail: int | None = MOST_COLOURS


def ladder(
    width: int,
    fps: Fraction,
    steps: Steps = ANIMATION_STEPS,
    *,
    chosen_width: int | None = None,
    chosen_fps: Fraction | None = None,
) -> tuple[Rung, ...]:
    """List ways to write a clip, the best first; what is chosen is the same in all.

    Args:
        width: of the clip, in pixels.
        fps: its frames a second.
        steps: what is given up.
        chosen_width: the width that is asked for.
        chosen_fps: the rate that is asked for.
    """
    rungs = (
        Rung(
            chosen_width or min(width, max(NARROWEST, round(width * share / 2) * 2)),
            chosen_fps or min(fps, Fraction(most)),
            detail,
        )
        for most, share, detail in steps
    )
    return tuple(rung for rung, _ in groupby(rungs))
