"""Scales of axes: the range that is shown, the round values named on it, how they are written."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal

import numpy as np

from gradreel.engine.arrays import FloatArray
from gradreel.scenes.stage.type.typesetting import in_maths, superscript, text_width

ROOM = 3.6
"""Of a value without its sign, in em: six figures; in longer ones what they share is set apart."""
EXACT = 15
"""So many digits of a double are what it was meant to be."""
SHARED_DIGITS = 4
"""A large number is set apart where it takes so many digits off every value."""
LONGEST_OFFSET = 12
"""Digits of what is set apart; if it has more, it is written as a power of ten."""


@dataclass(frozen=True)
class Notation:
    """What is written is to be multiplied by a power of ten, and a number is to be added.

    Attributes:
        offset: the number.
        power: of ten.
        decimals: places that every value needs; whole ones are written without.
    """

    offset: Decimal = Decimal(0)
    power: int = 0
    decimals: int = 0

    def name(self, value: float) -> str:
        """A value in figures, with a real minus sign."""
        shown = (exactly(value) - self.offset).scaleb(-self.power)
        places = 0 if shown == shown.to_integral_value() else self.decimals
        return f"{shown + 0:.{places}f}".replace("-", "−")

    @property
    def remark(self) -> str:
        """What is said once of all values, as in ×10⁻⁹ or +20240000; nothing if none is needed."""
        power = f"×10{superscript(self.power)}" if self.power else ""
        if not self.offset:
            return power
        sign, size = ("−" if self.offset < 0 else "+"), _plain_or_power(abs(self.offset))
        return f"{power} {sign} {size}" if power else f"{sign}{size}"

    def titled(self, title: str) -> str:
        """An axis' title with the remark behind it."""
        return f"{title} ({self.remark})".lstrip() if self.remark else title

    def titled_maths(self, maths: str) -> str:
        """An axis' title in Typst's maths with the remark behind it."""
        return f"{maths} thick ({in_maths(self.remark).strip()})" if self.remark else maths


@dataclass(frozen=True)
class PowerNotation(Notation):
    """Powers of ten are written as such."""

    def name(self, value: float) -> str:
        """Write 1000 as 10³."""
        return f"10{superscript(exactly(value).adjusted())}"


def notation(values: Sequence[float], room: float = ROOM) -> Notation:
    """Choose how round values are written, as Matplotlib's ScalarFormatter does.

    Values that are short are written in full. Of others, a number that saves at least four digits
    is set apart, and a power of ten that makes them short.

    Args:
        values: what an axis names, in rising order.
        room: the greatest width of a value in em, without its sign, if that can be.
    """
    exact = [exactly(value) for value in values]
    full = Notation(decimals=_decimals(exact))
    if _fits(full, values, room):
        return full
    offset = _shared(exact)
    rest = [value - offset for value in exact]
    left = Notation(offset, 0, _decimals(rest))
    if offset and _fits(left, values, room):
        return left
    power = max(map(abs, rest)).adjusted()
    return Notation(offset, power, _decimals([value.scaleb(-power) for value in rest]))


def exactly(value: float) -> Decimal:
    """The decimal that a double was meant to be: 0.3 for three times 0.1."""
    return Decimal(f"{value:.{EXACT}g}").normalize()


def _fits(notation: Notation, values: Sequence[float], room: float) -> bool:
    names = (notation.name(value).lstrip("−") for value in values)
    return all(text_width(name) <= room for name in names)


def _decimals(values: Sequence[Decimal]) -> int:
    """Places after the point that the values need."""
    return max((max(0, -int(value.normalize().as_tuple().exponent)) for value in values), default=0)


def _shared(values: Sequence[Decimal]) -> Decimal:
    """The number that is set apart: what values begin with, if that is at least four digits."""
    least, most = sorted((abs(values[0]), abs(values[-1])))
    if values[0].is_signed() != values[-1].is_signed() or not least or least == most:
        return Decimal(0)
    place = _unlike(least, most, by=1) + 1
    if (most - least).scaleb(-place) <= Decimal("0.01"):  # to both sides of a round number
        place = _unlike(least, most, by=2) + 1
    count = _count(most, place)
    if count < 10 ** (SHARED_DIGITS - 1):
        return Decimal(0)
    return count.scaleb(place).copy_sign(values[0])


def _unlike(least: Decimal, most: Decimal, *, by: int) -> int:
    """The first decimal place, as an exponent, up to which two numbers differ by so much."""
    place = most.adjusted()
    while _count(most, place) - _count(least, place) < by:
        place -= 1
    return place


def _count(value: Decimal, place: int) -> Decimal:
    """How many whole units of a decimal place a positive number holds."""
    return value.scaleb(-place).to_integral_value(ROUND_FLOOR)


def _plain_or_power(size: Decimal) -> str:
    """A positive number in full if it is short enough, else with all its digits and a power."""
    plain = f"{size.normalize():f}"
    if len(plain) <= LONGEST_OFFSET:
        return plain
    power = size.adjusted()
    return f"{size.scaleb(-power).normalize():f}×10{superscript(power)}"


MOST_PLAIN, LAST_POWER = 3.5, 99.0
"""Powers of ten that are written in full, and the last that has room beside an axis."""


@dataclass(frozen=True)
class Scale:
    """One axis: the range that it shows and the values that it names."""

    low: float
    high: float
    ticks: tuple[float, ...]

    def notation(self, room: float = ROOM) -> Notation:
        """How the ticks are written, none wider than so many em if that can be."""
        return notation(self.ticks, room)

    def share(self, value: FloatArray | float) -> FloatArray:
        """Where values lie along the axis, 0 to 1."""
        return (np.asarray(value, dtype=float) - self.low) / (self.high - self.low)


@dataclass(frozen=True)
class LogScale(Scale):
    """A logarithmic axis: both ends and all ticks are above zero, and ticks powers of ten."""

    def notation(self, room: float = ROOM) -> Notation:
        """How the ticks are written: in full if all are short and fit, else as powers of ten."""
        found = super().notation(room)
        short = all(abs(np.log10(tick)) < MOST_PLAIN for tick in self.ticks)
        return found if short and not found.remark else PowerNotation()

    def share(self, value: FloatArray | float) -> FloatArray:
        """Where values lie along the axis; minus infinity for zero."""
        with np.errstate(divide="ignore"):
            low, high, at = (np.log10(each) for each in (self.low, self.high, np.asarray(value)))
        return np.asarray((at - low) / (high - low))


def log_scale(low: float, high: float, *, room: float = 0.0, count: int = 5) -> LogScale:
    """A logarithmic axis over a range, with a share of it free at the top."""
    first, last = float(np.log10(low)), float(np.log10(high))
    end = first + (last - first) / (1 - room)
    powers = round_values(first, min(end, LAST_POWER), count)
    ticks = tuple(10.0**power for power in powers if power == int(power))
    return LogScale(low, 10.0 ** min(end, LAST_POWER), ticks)


def scale(low: float, high: float, *, count: int = 5) -> Scale:
    """An axis over a range with about `count` round values named on it."""
    return Scale(low, high, round_values(low, high, count))


def round_values(low: float, high: float, count: int = 5) -> tuple[float, ...]:
    """Multiples of 1, 2 or 5 times a power of ten within a range, about `count` of them.

    Args:
        low: start of the range.
        high: its end, above `low`.
        count: how many are wanted.
    """
    raw = (high - low) / count
    power = 10.0 ** np.floor(np.log10(raw))
    step = min((power, 2 * power, 5 * power, 10 * power), key=lambda each: abs(np.log(each / raw)))
    first, last = int(np.ceil(low / step - 1e-9)), int(np.floor(high / step + 1e-9))
    return tuple(dict.fromkeys(float(index * step) for index in range(first, last + 1)))
