"""Numbers fly into the formulas on the board, which grow as they come."""

from collections.abc import Mapping
from typing import Any

from manim import Animation, AnimationGroup, LaggedStart, Mobject

from gradreel.scenes.stage.manim.motion import appear, vanish
from gradreel.scenes.stage.manim.moves.travelling import travel
from gradreel.scenes.stage.manim.workings import before_slots, slots
from gradreel.scenes.stage.type.maths import slot_after

LAG, AT_ONCE = 0.45, 2.8
"""The share of a number's flight after which the next sets out, and in so many flights' time at
the most all of them do."""
SOON = 0.3
"""Seconds in which what leads to a number appears as that sets out."""


def reveal(
    cell: Mobject,
    *sources: Mobject | None,
    leaving: Mapping[Any, Mobject] | None = None,
    lag: float = LAG,
    closing: bool = False,
    **named: Mobject | None,
) -> Animation:
    """Let numbers fly into parts of a cell, each with what leads to it in the formula.

    As in `reveal(cell, weight=plate.weight, rate=None)`; in order where parts have numbers.

    Args:
        cell: on the stage, outlined.
        sources: where each number is, the first parts' in order; None where it is nowhere yet.
        leaving: what vanishes as a number sets out, by the part that this becomes.
        lag: the share of a number's flight after which the next sets out, if there are few.
        closing: whether with the last comes what leads to the part after it, so that no bracket
            stays open meanwhile.
        named: likewise of parts with names.
    """
    places, leading, leaving = slots(cell), before_slots(cell), leaving or {}
    order = [*places]
    coming = dict(zip(order, sources, strict=False)) | named
    groups = []
    for slot, source in coming.items():
        place = places[slot]
        shown = [travel(source, place)] if source is not None else appear(place)
        led = leading.get(slot, []) if slot != order[0] else []
        if closing and slot == [*coming][-1]:
            led = [*led, *leading.get(slot_after(slot, order), [])]
        gone = [leaving[slot]] if slot in leaving else []
        groups.append(
            AnimationGroup(*shown, *appear(*led, run_time=SOON), *vanish(*gone, run_time=SOON))
        )
    return LaggedStart(*groups, lag_ratio=min(lag, AT_ONCE / max(len(groups), 1)))
