"""Scales of axes: the range that is shown, and the round values that are named on it."""

from dataclasses import dataclass

import numpy as np

from gradreel.engine.arrays import FloatArray
from gradreel.scenes.stage.type.typesetting import number_text


@dataclass(frozen=True)
class Scale:
    """One axis: the range that it shows and the values that it names."""

    low: float
    high: float
    ticks: tuple[float, ...]

    @property
    def decimals(self) -> int:
        """Places after the point that every tick needs."""
        return next((places for places in range(6) if _whole(self.ticks, places)), 6)

    def name(self, value: float) -> str:
        """A tick's value in figures; whole numbers without decimals."""
        return number_text(value, 0 if _whole((value,), 0) else self.decimals)

    def share(self, value: FloatArray | float) -> FloatArray:
        """Where values lie along the axis, 0 to 1."""
        return np.asarray((np.asarray(value, dtype=float) - self.low) / (self.high - self.low))


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
    return tuple(float(index * step) for index in range(first, last + 1))


def _whole(values: tuple[float, ...], places: int) -> bool:
    return all(abs(round(value, places) - value) < 1e-9 * max(1, abs(value)) for value in values)
