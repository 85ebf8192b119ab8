"""The strip of the data: the batch of a run is lit, what its epoch has read half lit."""

import numpy as np
from manim import VGroup

from gradreel.engine.arrays import IntArray
from gradreel.scenes.pieces.minibatch.run_clock import RunClock
from gradreel.scenes.stage.manim.strip import cells
from gradreel.scenes.stage.runs.epochs import batch_of, read_before, steps_in_epoch
from gradreel.scenes.stage.type.grid import Strip
from gradreel.scenes.stage.type.theme import Theme

SHUFFLED = 7.0
"""In how many steps at the most the cells of the epoch before go out."""


class BatchCells(VGroup):
    """A cell for each sample.

    Attributes:
        read: those that the epoch has read.
        drawn: those of the batch.
    """

    def __init__(self, clock: RunClock, strip: Strip, theme: Theme) -> None:
        self._clock, everyone = clock, np.arange(strip.count)
        all_cells = cells(strip, lambda: everyone, theme.grid)
        all_cells.clear_updaters()
        self.read = cells(strip, self._read, theme.batch_loss, opacity=0.34)
        self.drawn = cells(strip, self._drawn, theme.batch_loss)
        super().__init__(all_cells, self.read, self.drawn)

    def _drawn(self) -> IntArray:
        """The batch's samples; a batch that is shown in its phases lights up one by one."""
        clock = self._clock
        step = clock.now().step
        batch = batch_of(clock.run, step)
        shown = float(clock.lit.get_value())
        if step and not clock.is_calm:
            shown *= clock.now().reform
        return batch[: round(shown * len(batch))]

    def _read(self) -> IntArray:
        """What the epoch has read; what the one before had is shuffled, and goes out in a while."""
        run, step = self._clock.run, self._clock.now().step
        length = steps_in_epoch(run)
        first, read = step - step % length, read_before(run, step)
        clock = self._clock
        passed = (clock.shown() if clock.is_calm else clock.clock.get_value()) - first
        passed /= min(SHUFFLED, length)
        if not first or passed >= 1:
            return read
        last = run.batch_indices[first - length : first].ravel()
        last = last[last >= 0]
        return np.union1d(read, last[round(len(last) * passed) :])
