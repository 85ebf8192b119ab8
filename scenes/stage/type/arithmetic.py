"""Calculations that can be checked: digits of their terms that lead to the result shown."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from gradreel.scenes.stage.type.fonts import RAISED
from gradreel.scenes.stage.type.typesetting import as_given, number_text

MORE = 3
"""So many places more than is usual a term may have at the most."""
TIE = 1e-9
"""Results this near, as a share, to the middle between two last digits are rounded either way."""
_LEVEL = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹−", "-0123456789-")

Ways = Sequence[str]
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


def ways(value: float, places: int, more: int = MORE) -> Ways:
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
    terms: Sequence[Ways],
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
    put = write if callable(write) else _with_places(write)
    shown = put(result)
    for chosen in _choices(terms):
        with np.errstate(all="ignore"):
            computed = float(rule(*(np.float64(value_of(each)) for each in chosen)))
        if put(computed * (1 - TIE)) == put(computed * (1 + TIE)) == shown:
            return Worked(chosen, shown, exact=True)
    return Worked(tuple(each[0] for each in terms), shown, exact=False)


def worked_update(
    before: Ways, rate: float, slope: Ways, after: float, write: Callable[[float], str] | int
) -> Worked:
    """Choose the digits of a step of gradient descent: before - rate * slope = after."""
    terms = before, (as_given(rate),), slope
    return worked(lambda old, eta, steep: old - eta * steep, terms, after, write)


def value_of(written: str) -> float:
    """The number that a text says, as `number_text` wrote it: −2.2×10⁻⁵ is -2.2e-5."""
    if written in ("–", "∞", "−∞"):
        return {"–": np.nan, "∞": np.inf, "−∞": -np.inf}[written]
    raised = RAISED.sub(lambda found: f"e{found[0].translate(_LEVEL)}", written)
    return float(raised.replace("×10", "").translate(_LEVEL))


def _choices(terms: Sequence[Ways]) -> Iterator[tuple[str, ...]]:
    """The usual digits; then one term with more of them; then all with as many more."""
    most = max(map(len, terms), default=0)
    for more in range(most):
        for index in range(len(terms) if more else 0):
            yield tuple(_way(term, more * (index == place)) for place, term in enumerate(terms))
        yield tuple(_way(term, more) for term in terms)


def _way(term: Ways, more: int) -> str:
    return term[min(more, len(term) - 1)]


def _with_places(places: int) -> Callable[[float], str]:
    return lambda value: number_text(value, places)
