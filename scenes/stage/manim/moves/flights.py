"""Numbers fly into the formulas on the board, which grow as they come."""

from collections.abc import Mapping, Sequence

from manim import Animation, AnimationGroup, LaggedStart, Mobject

from gradreel.scenes.stage.manim.motion import appear, vanish
from gradreel.scenes.stage.manim.moves.travelling import travel
from gradreel.scenes.stage.manim.workings import before_slots, slots

LAG, AT_ONCE = 0.45, 2.8
"""The share of a number's flight after which the next sets out, and in so many flights' time at
the most all of them do."""
SOON = 0.3
"""Seconds in which what leads to a number appears as that sets out."""


def flights(
    cell: Mobject,
    sources: Sequence[Mobject | None],
    leaving: Mapping[int, Mobject] | None = None,
    *,
    lag: float = LAG,
    closing: bool = False,
) -> Animation:
    """Let numbers fly into the first slots of a cell, each with what leads to it in the formula.

    Args:
        cell: on the stage, outlined.
        sources: where each number is; None where it is nowhere yet.
        leaving: what vanishes as a number sets out, by the number's place among the sources.
        lag: the share of a number's flight after which the next sets out, if there are few.
        closing: whether with the last comes what leads to the slot after it, so that no bracket
            stays open meanwhile.
    """
    places, leading = slots(cell), before_slots(cell)
    first, last = min(places), len(sources) - 1
    leaving = leaving or {}
    groups = []
    for number, source in enumerate(sources):
        place = places[number]
        coming = [travel(source, place)] if source is not None else appear(place)
        led = leading.get(number, []) if number > first else []
        led = [*led, *(leading.get(number + 1, []) if closing and number == last else [])]
        gone = [leaving[number]] if number in leaving else []
        groups.append(
            AnimationGroup(*coming, *appear(*led, run_time=SOON), *vanish(*gone, run_time=SOON))
        )
    return LaggedStart(*groups, lag_ratio=min(lag, AT_ONCE / max(len(groups), 1)))
