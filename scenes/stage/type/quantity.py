"""How numbers are written: those of one quantity alike, a calculation with digits that check."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import partial

import numpy as np

from gradreel.engine.arrays import FloatArray
from gradreel.scenes.stage.type.typesetting import (
    RAISED,
    as_given,
    decimals_for,
    number_text,
    rounded,
    scientific,
    superscript,
)

MORE = 3
"""So many places more than is usual a term may have at the most."""
TIE = 1e-9
"""Results this near, as a share, to the middle between two last digits are rounded either way."""
_LEVEL = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹−", "-0123456789-")

Roundings = Sequence[str]
"""How a term may be written, its usual form first, then with more digits; a constant has one."""


@dataclass(frozen=True)
class Worked:
    """A calculation as it is to be written.

    Attributes:
        terms: the numbers that go in, in order.
        result: what comes out.
        exact: whether the result comes out of these terms as they are written.
    """

    terms: tuple[str, ...]
    result: str
    exact: bool

    @property
    def sign(self) -> str:
        """What stands before the result in Typst's maths: = or the approximate sign."""
        return "=" if self.exact else "approx"


def roundings(value: float, places: int, more: int = MORE) -> Roundings:
    """Write a number with so many places and with more, as long as they say more.

    Args:
        value: the number.
        places: after the point, usually.
        more: how many are added at the most.
    """
    written = [number_text(value, places)]
    for each in range(places + 1, places + more + 1):
        if value_of(written[-1]) == value:
            break
        written.append(number_text(value, each))
    return tuple(dict.fromkeys(written))


def worked(
    rule: Callable[..., float],
    terms: Sequence[Roundings],
    result: float,
    write: Callable[[float], str] | int,
) -> Worked:
    """Choose the digits of a calculation: as few as lead to the last digit of its result.

    Args:
        rule: computes the result from the terms as they are written.
        terms: how each may be written, as `ways` lists it.
        result: what the calculation truly comes to.
        write: writes it, or the places after the point that it has.

    Returns:
        the first choice that a pocket calculator agrees with; else the usual digits, not exact.
    """
    put = write if callable(write) else partial(number_text, decimals=write)
    shown = put(result)
    for chosen in _choices(terms):
        with np.errstate(all="ignore"):
            computed = float(rule(*(np.float64(value_of(each)) for each in chosen)))
        if put(computed * (1 - TIE)) == put(computed * (1 + TIE)) == shown:
            return Worked(chosen, shown, exact=True)
    return Worked(tuple(each[0] for each in terms), shown, exact=False)


def worked_update(
    before: Roundings,
    rate: float,
    slope: Roundings,
    after: float,
    write: Callable[[float], str] | int,
) -> Worked:
    """Choose the digits of a step of gradient descent: before - rate * slope = after."""
    terms = before, (as_given(rate),), slope
    return worked(lambda old, eta, steep: old - eta * steep, terms, after, write)


def product(one: float, other: float) -> str:
    """Write a number, with two places, times another that was given, and what that comes to."""
    usual = number_text(one, 2)
    for digits in (3, 2):
        write = partial(_rounded_as_given, digits)
        made = worked(np.multiply, [(usual,), (as_given(other),)], one * other, write)
        if made.exact:
            break
    return f"{usual} × {made.terms[1]} {'=' if made.exact else '≈'} {made.result}"


def _rounded_as_given(digits: int, value: float) -> str:
    return as_given(rounded(value, digits))


def value_of(written: str) -> float:
    """The number that a text says, as `number_text` wrote it: −2.2×10⁻⁵ is -2.2e-5."""
    if written in ("–", "∞", "−∞"):
        return {"–": np.nan, "∞": np.inf, "−∞": -np.inf}[written]
    raised = RAISED.sub(lambda found: f"e{found[0].translate(_LEVEL)}", written)
    return float(raised.replace("×10", "").translate(_LEVEL))


def _choices(terms: Sequence[Roundings]) -> Iterator[tuple[str, ...]]:
    """The usual digits; then one term with more of them; then all with as many more."""
    most = max(map(len, terms), default=0)
    for more in range(most):
        for index in range(len(terms) if more else 0):
            yield tuple(_way(term, more * (index == place)) for place, term in enumerate(terms))
        yield tuple(_way(term, more) for term in terms)


def _way(term: Roundings, more: int) -> str:
    return term[min(more, len(term) - 1)]


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

    def roundings(self, value: float, more: int = MORE) -> Roundings:
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
