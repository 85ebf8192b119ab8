"""The share of class 1 among those of the data that have about one value of a feature."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gradreel.engine.data import Dataset
from gradreel.scenes.stage.type.typesetting import rounded

ENOUGH, FEWEST = 10, 0.04
"""A window is looked at if it holds so many of the data, or so large a share of few."""


@dataclass(frozen=True)
class Share:
    """What happened to the data about one value.

    Attributes:
        middle: the value.
        count: how many there are.
        ones: how many of these are of class 1.
    """

    middle: float
    count: int
    ones: int

    @property
    def value(self) -> float:
        """The share of class 1."""
        return self.ones / self.count


class Windows:
    """A window over one feature, as wide as about one deviation.

    Attributes:
        half: half of its width.
        stops: three values: low, in the middle and high, with enough data about each; two where
            those about one of them are those about another, or where there are two values only.
    """

    def __init__(self, data: Dataset) -> None:
        self.values, self.target = data.features[:, 0], data.target
        half = rounded(float(self.values.std()) / 2, 1)
        are_whole = bool((self.values == np.round(self.values)).all())
        self.half = 1.0 if are_whole and 0.5 < half < 1 else half
        self.stops = self.found_stops()

    def inside(self, middle: float) -> NDArray[np.bool_]:
        """Which of the data are about a value, (n,)."""
        return np.abs(self.values - middle) <= self.half * (1 + 1e-9)

    def share(self, middle: float) -> Share:
        """What happened to the data from half a width below a value to half a width above."""
        inside = self.inside(middle)
        return Share(middle, int(inside.sum()), int(self.target[inside].sum()))

    def found_stops(self) -> tuple[Share, ...]:
        """Multiples of half a width within the data, as people would name them."""
        values, half = self.values, self.half
        own = np.unique(values)
        if len(own) == 2:
            return tuple(map(self.share, own.tolist()))
        ends = np.round(own[[0, -1]] / half, 9)
        first, last = int(np.ceil(ends[0])), int(np.floor(ends[1]))
        shares = [self.share(index * half) for index in range(first, last + 1)]
        least = min(ENOUGH, max(1, int(FEWEST * len(values))))
        enough = [each for each in shares if each.count >= least]
        if np.array_equal(self.inside(enough[0].middle), self.inside(enough[-1].middle)):
            enough = [each for each in shares if each.count]  # few are far from all others
        low, high = enough[0], enough[-1]
        middle, mean = (low.middle + high.middle) / 2, float(values.mean())

        def far(share: Share) -> tuple[float, float]:
            return round(abs(share.middle - middle) / half, 6), abs(share.middle - mean)

        between = min(enough, key=far)
        others = {self.inside(each.middle).tobytes() for each in (low, high)}
        is_other = self.inside(between.middle).tobytes() not in others
        return (low, between, high) if is_other else (low, high)
