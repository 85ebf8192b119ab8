"""Reads formulas as they are shown, and computes them from the digits that they show.

A formula is Typst's maths or a line of text. What has a symbol that stands for no number, or for
none that is known, is passed by, and so is what isn't a calculation at all.
"""

import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from types import MappingProxyType
from typing import Final

from gradreel.scenes.stage.type.style import theme

COLOURS: Final = frozenset(name.replace("_", "") for name in theme("dark").tokens())
FUNCTIONS: Final[dict[str, Callable[..., float]]] = {
    "tanh": math.tanh,
    "sigma": lambda z: 1 / (1 + math.exp(-z)),
    "σ": lambda z: 1 / (1 + math.exp(-z)),
    "ln": math.log,
    "log": math.log,
    "exp": math.exp,
    "sqrt": math.sqrt,
    "max": max,
    "min": min,
}
CONSTANTS: Final = {"e": math.e, "pi": math.pi, "π": math.pi, "infinity": math.inf, "∞": math.inf}
WORDS: Final = {
    **dict.fromkeys(("×", "times", "·", "dot", "*"), "*"),
    **dict.fromkeys(("/", "slash", "÷"), "/"),
    **dict.fromkeys(("−", "-"), "-"),
    **dict.fromkeys(("≈", "approx", "~"), "≈"),
    **dict.fromkeys(("arrow.l", "arrow.r", "←", "→", "<", ">", "≤", "≥", "<-", "->"), "←"),
    **dict.fromkeys(("quad", ";", "\n"), ";"),
    **dict.fromkeys(("（", "(", "["), "("),
    **dict.fromkeys(("）", ")", "]"), ")"),
    **dict.fromkeys(("，", ","), ","),
}
"""How signs may be written, and what they mean."""
IGNORED: Final = frozenset({"thin", "med", "thick", "space", "display", "upright", "{", "}"})
RAISED: Final = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")
GREEK: Final = {"β": "beta", "ξ": "xi"}
LOWERED: Final = re.compile("([^\\W\\d_])([₀-₉]+)")
BELOW: Final = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")
TOKEN: Final = re.compile(
    r"\d{1,3}(?:,\d{3})+(?![\d,])(?:\.\d+)?|\d+(?:\.\d+)?|[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+|<-|->|arrow\.[lr]"
    r"|[^\W\d_]\w*|\"[^\"]*\"|\\.|\S"
)
NEAR: Final = 0.05
"""Share by which what is said to be approximate may be off."""
ALIKE: Final = 1e-9


class UnreadableError(Exception):
    """What is written is no calculation, or one with symbols in it."""


@dataclass(frozen=True)
class Read:
    """A number that was read.

    Attributes:
        value: what it comes to.
        step: of its last digit, where it is written out; None where it was computed.
    """

    value: float
    step: float | None = None

    def agrees(self, other: "Read") -> bool:
        """Whether two numbers are the same in the last digits that they show."""
        steps = [each.step for each in (self, other) if each.step is not None]
        room = max(steps, default=0.0) / 2
        return abs(self.value - other.value) <= room + ALIKE * (1 + abs(self.value))

    def is_near(self, other: "Read") -> bool:
        """Whether one may be said to be about the other."""
        steps = [each.step for each in (self, other) if each.step is not None]
        room = NEAR * max(abs(self.value), abs(other.value)) + 2 * max(steps, default=0.0)
        return abs(self.value - other.value) <= room


@dataclass(frozen=True)
class Equation:
    """Two sides that are numbers, and what is said of them.

    Attributes:
        left: computed from its digits.
        right: likewise.
        is_exact: whether they are said to be equal, and not only about so.
        source: where it was read.
    """

    left: Read
    right: Read
    is_exact: bool
    source: str

    @property
    def holds(self) -> bool:
        """Whether a pocket calculator agrees."""
        agrees = self.left.agrees if self.is_exact else self.left.is_near
        return agrees(self.right)

    def __str__(self) -> str:
        return f"{self.source}: {self.left.value:.10g} and not {self.right.value:.10g}"


Known = Mapping[str, Read]
"""What symbols stand for, by how `symbol_of` spells them."""


def equations(source: str, known: Known = MappingProxyType({})) -> list[Equation]:
    """Read all equations of numbers in a formula or a line of text.

    Args:
        source: the formula or the line.
        known: what its symbols stand for.
    """
    found = []
    for statement in _cut(_tokens(source), {";"}):
        signs = [word for word in _outside(statement) if word in {"=", "≈", "←"}]
        sides = [_number(side, known) for side in _cut(statement, {"=", "≈", "←"})]
        read = [place for place, side in enumerate(sides) if side is not None]
        for before, after in pairwise(read):
            between = signs[before:after]
            left, right = sides[before], sides[after]
            if left is not None and right is not None and "←" not in between:
                found.append(Equation(left, right, "≈" not in between, source))
    return found


def number_in(text: str) -> Read | None:
    """Read a text that is a number or comes to one; None if it doesn't."""
    return _number(_tokens(text))


def symbol_of(text: str) -> str:
    """The symbol that a text is or that it defines, as "beta_0" of "β₀ = ..."; "" if it is none."""
    side = next(iter(_cut(_tokens(text), {"=", "≈"})))
    if "←" in side:
        return ""
    words = [word for word in side if word not in COLOURS and word not in "()"]
    is_one = len(words) == 1 and re.fullmatch(r"[^\W\d]\w*", words[0])
    return words[0] if is_one and words[0] not in {*FUNCTIONS, *CONSTANTS} else ""


def goes_on(text: str) -> bool:
    """Whether a text is the rest of a line: it begins with a sign between two things."""
    return bool(re.match(r"\s*([=≈×/]|[+−-]\s|(?:approx|times|slash)\b)", text))


def is_open(text: str) -> bool:
    """Whether a text lacks its rest: it ends in a sign between two things."""
    return bool(re.search(r"([=≈×/+−-]|\b(?:approx|times|slash))\s*$", text))


def _tokens(source: str) -> list[str]:
    found = []
    for token in TOKEN.findall(LOWERED.sub(_spelled, source)):
        plain = token.lstrip("\\") if len(token) == 2 else token
        if plain[0] in "⁻⁰¹²³⁴⁵⁶⁷⁸⁹":
            found += ["^", "(", *_tokens(plain.translate(RAISED)), ")"]
        elif plain not in IGNORED:
            found.append(WORDS.get(plain, plain))
    return found


def _spelled(letter: re.Match[str]) -> str:
    """A letter with what is below it, as Typst has it."""
    return f"{GREEK.get(letter[1], letter[1])}_{letter[2].translate(BELOW)}"


def _outside(words: Sequence[str]) -> Iterator[str]:
    depth = 0
    for word in words:
        depth += (word == "(") - (word == ")")
        if depth == 0:
            yield word


def _cut(words: Sequence[str], at: set[str]) -> list[list[str]]:
    """Cut at signs outside of all parentheses."""
    pieces: list[list[str]] = [[]]
    depth = 0
    for word in words:
        depth += (word == "(") - (word == ")")
        if depth == 0 and word in at:
            pieces.append([])
        else:
            pieces[-1].append(word)
    return pieces


def _number(side: list[str], known: Known = MappingProxyType({})) -> Read | None:
    try:
        return _Reader(side, known).whole()
    except (UnreadableError, ArithmeticError, ValueError):
        return None


class _Reader:
    """Reads one side of an equation, sum by sum, product by product."""

    def __init__(self, words: Sequence[str], known: Known) -> None:
        self._left, self._known = list(reversed(words)), known

    def whole(self) -> Read:
        found = self._sum()
        if self._left:
            raise UnreadableError(self._left[-1])
        return found

    def _next(self) -> str:
        return self._left[-1] if self._left else ""

    def _take(self, word: str) -> bool:
        is_there = self._next() == word
        if is_there:
            self._left.pop()
        return is_there

    def _sum(self) -> Read:
        found = self._product()
        while self._next() in ("+", "-"):
            sign = 1 if self._left.pop() == "+" else -1
            found = Read(found.value + sign * self._product().value)
        return found

    def _product(self) -> Read:
        found = self._signed()
        while True:
            if self._take("*"):
                found = _times(found, self._signed())
            elif self._take("/"):
                found = Read(found.value / self._signed().value)
            elif self._begins_factor():
                found = Read(found.value * self._power().value)
            else:
                return found

    def _begins_factor(self) -> bool:
        word = self._next()
        return bool(word) and (word == "(" or word[0].isalnum())

    def _signed(self) -> Read:
        if self._take("-"):
            found = self._signed()
            return Read(-found.value, found.step)
        self._take("+")
        return self._power()

    def _power(self) -> Read:
        base = self._factor()
        if self._take("^"):
            exponent = self._signed()
            return Read(float(base.value**exponent.value))
        if self._take("%"):
            return Read(base.value / 100, None if base.step is None else base.step / 100)
        return base

    def _factor(self) -> Read:
        if not self._left:
            raise UnreadableError("something is missing")
        word = self._left.pop()
        if word == "(":
            found = self._sum()
            self._close()
            return found
        if word[0].isdigit():
            return _literal(word)
        if word in CONSTANTS:
            return Read(CONSTANTS[word])
        if word in FUNCTIONS:
            return Read(FUNCTIONS[word](*self._arguments()))
        if (word in COLOURS or re.fullmatch(r"slot[a-z0-9]+", word)) and self._take("("):
            found = self._sum()
            self._close()
            return found
        if word in self._known:
            return self._known[word]
        raise UnreadableError(word)

    def _arguments(self) -> list[float]:
        if not self._take("("):
            return [self._power().value]
        found = [self._sum().value]
        while self._take(","):
            found.append(self._sum().value)
        self._close()
        return found

    def _close(self) -> None:
        if not self._take(")"):
            raise UnreadableError("a parenthesis is open")


def _literal(word: str) -> Read:
    plain = word.replace(",", "")
    return Read(float(plain), 10.0 ** -len(plain.partition(".")[2]))


def _times(first: Read, second: Read) -> Read:
    """Multiply; a written number times a power of ten is a written number still."""
    power = math.log10(second.value) if second.value > 0 and second.step is None else 0.5
    is_power = first.step is not None and abs(power - round(power)) < ALIKE
    step = None if first.step is None or not is_power else first.step * second.value
    return Read(first.value * second.value, step)
