"""Scales of axes: the range that is shown, and the round values that are named on it."""

from dataclasses import dataclass

import numpy as np

from gradreel.engine.arrays import FloatArray
from gradreel.scenes.stage.type.notation import ROOM, Notation, PowerNotation, notation

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
        return np.asarray((np.asarray(value, dtype=float) - self.low) / (self.high - self.low))


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
