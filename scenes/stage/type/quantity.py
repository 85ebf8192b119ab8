"""How the numbers of one quantity are written: alike, so that one that changes keeps its place."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

import numpy as np

from gradreel.engine.arrays import FloatArray
from gradreel.scenes.stage.type.arithmetic import MORE, Ways
from gradreel.scenes.stage.type.typesetting import (
    decimals_for,
    number_text,
    scientific,
    superscript,
)

SMALL, LARGE = 1e-3, 1e6
"""Numbers of a size between these are written in full, others with a power of ten."""
LONGEST, MOST_PLACES = 13, 6
"""Characters of a number in full at the most, and its places after the point beside a power."""
MOST_TIMES = 1000
"""A number that is so many times its power of ten gets one of its own."""


@dataclass(frozen=True)
class Quantity:
    """Numbers in full, or all with the same power of ten.

    Attributes:
        decimals: places after the point.
        power: of ten.
        most: where it is 0, larger numbers have a power of their own.
    """

    decimals: int
    power: int = 0
    most: float = LARGE

    @property
    def step(self) -> float:
        """The least difference of two numbers that is seen."""
        return float(Decimal(1).scaleb(self.power - self.decimals))

    def text(self, value: float) -> str:
        """Write a number, with a real minus sign and never a negative zero."""
        if not self.power or not np.isfinite(value):
            return number_text(value, self.decimals, self.most)
        shown = float(Decimal(value).scaleb(-self.power))
        if abs(shown) >= MOST_TIMES:
            return scientific(value)
        return f"{number_text(shown, self.decimals)}×10{superscript(self.power)}"

    def ways(self, value: float, more: int = MORE) -> Ways:
        """Write a number as usual, and with up to so many digits more."""
        longer = (replace(self, decimals=self.decimals + each) for each in range(more + 1))
        return tuple(dict.fromkeys(each.text(value) for each in longer))


def sized(size: float, digits: int) -> Quantity:
    """Numbers about as large as `size`, of which so many digits are shown.

    Args:
        size: above 0.
        digits: how many.
    """
    if SMALL <= size < LARGE:
        return Quantity(decimals_for(size, digits))
    return Quantity(digits - 1, _power(size))


def resolved(values: Sequence[float], deviation: float, digits: int) -> Quantity:
    """Numbers among some values, of whose deviation so many digits are shown if there is room.

    Args:
        values: as large as the numbers get.
        deviation: how far they are apart, above 0.
        digits: how many; whole numbers need none after the point.
    """
    largest = max(map(abs, values))
    before = max(_power(largest) + 1, 1) + (min(values) < 0)
    wanted, needed = (decimals_for(deviation, each) for each in (digits, 1))
    if largest >= SMALL and before + bool(needed) + needed <= LONGEST:
        places = max(min(wanted, LONGEST - 1 - before), needed)
        return Quantity(places, most=10.0**LONGEST)
    power = _power(sum(map(abs, values)) / len(values))
    return Quantity(min(max(power - _power(deviation), 0) + digits - 1, MOST_PLACES), power)


def can_be_told_apart(values: FloatArray) -> bool:
    """Whether values of a feature (n,) differ in what is written of a number of their size."""
    with np.errstate(all="ignore"):
        deviation, reach = float(values.std()), float(np.ptp(values))
    if not 0 < deviation < np.inf or not np.isfinite(reach):
        return False
    return told_apart_by(values, deviation).step <= deviation


def told_apart_by(values: FloatArray, deviation: float) -> Quantity:
    """How values of a feature (n,) are written: three digits of their deviation, if they fit."""
    return resolved((float(values.min()), float(values.max())), deviation, 3)


def _power(size: float) -> int:
    return Decimal(size).adjusted()
