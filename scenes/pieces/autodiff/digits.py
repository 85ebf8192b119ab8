"""How the numbers of the worked example are written: five digits of what tells them apart."""

from math import floor, log10

from gradreel.scenes.stage.type.arithmetic import Ways
from gradreel.scenes.stage.type.quantity import sized
from gradreel.scenes.stage.type.typesetting import as_given, in_maths, number_text

DIGITS, MORE = 5, 4
"""Of a number, usually; and so many more where a calculation needs them."""
NEAR_ONE = 0.01
"""What is so near to 1 or -1 is told by how far it is from there, with a digit less."""
ROUND = 4
"""A number of so few places is written as it is."""


def written(value: float, digits: int = DIGITS) -> str:
    """Write a number with so many digits; one next to 1 with so many of how far it is from 1."""
    if round(value, ROUND) == value:
        return as_given(value)
    apart = abs(abs(value) - 1)
    if 0 < apart < NEAR_ONE:
        return number_text(value, digits - 2 - floor(log10(apart)))
    return sized(abs(value), digits).text(value)


def ways_of(value: float) -> Ways:
    """Write a number as usual, and with more digits."""
    return tuple(dict.fromkeys(written(value, DIGITS + more) for more in range(MORE + 1)))


def marked_number(number: int, shown: str, token: str, *, bare: bool = False) -> str:
    """A written number in a colour and a slot; unless bare, a negative one has brackets."""
    inner = f"slot{number}({token}({in_maths(shown)}))"
    return inner if bare or not shown.startswith("−") else f"({inner})"
