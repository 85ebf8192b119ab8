"""How each number of a logistic regression is written."""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from gradreel.engine.data import Dataset
from gradreel.scenes.stage.type.quantity import Quantity, sized, told_apart_by


@dataclass(frozen=True, eq=False)
class Digits:
    """How numbers are written, so that about three digits of each are seen.

    Attributes:
        data: whose feature they are about.
    """

    data: Dataset

    @cached_property
    def centre(self) -> Quantity:
        """A place on the feature's axis."""
        values = self.data.features
        return told_apart_by(values, float(values.std()))

    @cached_property
    def intercept(self) -> Quantity:
        """b0."""
        values = self.data.features
        return sized(max(abs(float(values.mean())) / float(values.std()), 1.0), 4)

    @cached_property
    def slope(self) -> Quantity:
        """b1 set by hand, or a quarter of it."""
        return sized(1 / float(self.data.features.std()), 3)

    @cached_property
    def learned_slope(self) -> Quantity:
        """b1 of a run: with so many digits that the centre comes out of them."""
        return sized(1 / float(self.data.features.std()), 4)

    @cached_property
    def loss(self) -> Quantity:
        """The full loss."""
        return Quantity(4, most=1e3)

    @property
    def are_whole(self) -> bool:
        """Whether all values of the feature are whole numbers, and written as such."""
        values = self.data.features
        return not self.centre.power and bool(np.all(values == np.round(values)))

    @property
    def value(self) -> Quantity:
        """A value of the feature: like those of the data, without places if these have none."""
        return replace(self.centre, decimals=0) if self.are_whole else self.centre

    def as_written(self, value: float) -> float:
        """A value of the feature as a viewer reads it."""
        step = self.value.step
        return round(value / step) * step

    def threshold(self, centre: float, slope: float) -> str:
        """Write where the answer changes, so that it is true of every value of the data.

        Of whole numbers it is one itself, unless the centre is shown as another one.

        Args:
            centre: where p is one half.
            slope: b1; above 0, p is above one half beyond the centre, else before it.
        """
        if not self.are_whole:
            return self.centre.text(centre)
        first = float(np.floor(centre) if slope > 0 else np.ceil(centre))
        shown = round(centre)
        if self.centre.decimals or first == shown:
            return self.value.text(first)
        apart = (places for places in range(1, 9) if round(centre, places) != shown)
        return replace(self.value, decimals=next(apart, 0)).text(centre)
