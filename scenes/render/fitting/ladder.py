"""What a GIF gives up for fewer bytes, in the order that costs the eye least.

Drawn clips have few colours and thin lines, so a lower rate is seen last and a narrower picture
first; of colours, those that only smooth edges go before those that tell curves apart.
"""

from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby
from typing import Final

from gradreel.scenes.render.encoders.gif import MOST_COLOURS

NARROWEST: Final = 64
FASTEST: Final = Fraction(50)
"""Frames a second: browsers play shorter delays than 0.02 s as a tenth of a second."""

STEPS: Final[tuple[tuple[int, float, int], ...]] = (
    (50, 1.0, MOST_COLOURS),
    (30, 1.0, MOST_COLOURS),
    (20, 1.0, MOST_COLOURS),
    (15, 1.0, MOST_COLOURS),
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
"""Frames a second at most, the share of the width, and how many colours."""


@dataclass(frozen=True)
class Rung:
    """One way to write a GIF.

    Attributes:
        width: pixels.
        fps: frames a second.
        colours: at most.
    """

    width: int
    fps: Fraction
    colours: int = MOST_COLOURS


def ladder(
    width: int,
    fps: Fraction,
    *,
    chosen_width: int | None = None,
    chosen_fps: Fraction | None = None,
) -> tuple[Rung, ...]:
    """List ways to write a GIF, the best first; what is chosen is the same in all.

    Args:
        width: of the clip, in pixels.
        fps: its frames a second.
        chosen_width: the width that is asked for.
        chosen_fps: the rate that is asked for.
    """
    rungs = (
        Rung(
            chosen_width or min(width, max(NARROWEST, round(width * share / 2) * 2)),
            chosen_fps or min(fps, Fraction(most)),
            colours,
        )
        for most, share, colours in STEPS
    )
    return tuple(rung for rung, _ in groupby(rungs))
