"""A loss over a window of a line: its curve and its valleys, as a landscape is over a plane."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from gradreel.engine.arrays import FloatArray
from gradreel.scenes.stage.runs.loss_slice import LossSlice
from gradreel.scenes.stage.runs.valleys import Valley, valleys

SAMPLES = 241
"""Points of a curve."""

MARGIN = 0.03
"""Room beyond the runs, as a share of the least window."""


@dataclass(frozen=True, eq=False)
class LineLandscape:
    """What is shown of a loss along a line.

    Attributes:
        line: the line.
        window: the lowest and the highest place that are shown.
    """

    line: LossSlice
    window: tuple[float, float]

    @cached_property
    def xs(self) -> FloatArray:
        """Evenly spaced places over the window, (SAMPLES,)."""
        return np.linspace(*self.window, SAMPLES)

    @cached_property
    def losses(self) -> FloatArray:
        """The loss on all the data over `xs`."""
        return self.line.losses(self.xs)

    @cached_property
    def valleys(self) -> tuple[Valley, ...]:
        """The valleys of that loss, from the left to the right."""
        xs = np.linspace(*self.window, 5 * SAMPLES)
        return valleys(xs, self.line.losses(xs))

    @cached_property
    def lowest(self) -> Valley | None:
        """The lowest of them; None where the window shows none."""
        return min(self.valleys, key=lambda each: each.loss, default=None)

    def barrier(self, one: Valley, other: Valley) -> float:
        """The highest place between two valleys.

        Raises:
            ValueError: they are the same.
        """
        low, high = sorted((one.at, other.at))
        tops = {edge for each in self.valleys for edge in (each.left, each.right)}
        return max((top for top in tops if low < top < high), key=self.line.loss)


def line_window(places: Iterable[FloatArray], least: tuple[float, float]) -> tuple[float, float]:
    """Choose what is shown of a line: a least window, and wherever runs went.

    Beyond its own width at either side it doesn't grow; there, points stay at its edge.

    Args:
        places: of each run, (R,).
        least: the lowest and the highest place that are shown at least.
    """
    low, high = least
    width, room = high - low, MARGIN * (high - low)
    seen = np.clip(np.concatenate(list(places)), low - width + room, high + width - room)
    return min(low, float(seen.min()) - room), max(high, float(seen.max()) + room)
