"""A run of two parameters on mini-batches and its full-batch twin, over a plane of losses."""

from dataclasses import dataclass
from functools import cached_property
from math import ceil, log10
from typing import Literal

import numpy as np

from gradreel.engine.arrays import FloatArray, IntArray
from gradreel.engine.models import Band
from gradreel.engine.trajectory import Trajectory
from gradreel.scenes.pieces.minibatch.pair import RunPair
from gradreel.scenes.stage.runs.epochs import batch_of
from gradreel.scenes.stage.runs.landscape import Landscape
from gradreel.scenes.stage.runs.objective import are_apart
from gradreel.scenes.stage.runs.trace import Trace, inside, trace
from gradreel.scenes.stage.runs.verdict import Verdict, verdict
from gradreel.scenes.stage.runs.window import larger_side, over
from gradreel.scenes.stage.type.frame import Shaped, cached_by_shape
from gradreel.scenes.stage.type.typesetting import number_text

SIDE = 121
"""Points of a grid along each side."""

MARGIN = 0.14
"""Room about the runs, in their larger extent."""

SHAPE = np.array([1.12, 0.75])
"""The least width of the window over its height, and the least height over its width."""

CLIMB = 2.0
"""Points of a run count if their loss is at most so many times that of its start."""

LOWER = 0.01
"""One run ends lower than another if it is by so much of the range of the window."""

FOUND = 0.05
"""A run has found the lowest point of the window if it ends so near it, in the window's sides."""

ALONG = 33
"""Points along a step at which its batch's loss is looked at."""

PlaneEnding = Literal["out", "ended", "diverged", "separated", "touching"]


class _Floor:
    """Below the landscape: the depth of the map over its width."""

    deep = Shaped(0.45, tall=0.57)


@dataclass(frozen=True, eq=False)
class PlaneRun(RunPair):
    """The runs over the plane of their parameters.

    Parameters are as the model has them, for inputs that may be standardised. `shown` turns them
    into what a person reads, where that can be done for each parameter alone.

    Attributes:
        at_least: parameters that the window shows whatever the runs do.
    """

    at_least: tuple[tuple[float, float], ...] = ()

    @property
    def is_band(self) -> bool:
        """Whether the parameters are the centre of a band, and so values of the features."""
        return isinstance(self.objective.model, Band)

    def shown(self, parameters: FloatArray) -> FloatArray:
        """Parameters (..., 2) in the units of the map's axes."""
        return self.main.own_scale(parameters) if self.is_band else parameters

    # The plane.

    @cached_property
    def window(self) -> FloatArray:
        """[[low, low], [high, high]] of the parameters, about both runs.

        Where a run has climbed far above its start doesn't count.
        """
        seen = [_low_points(run) for run in (self.main, self.twin)]
        points = np.concatenate([*seen, np.array(self.at_least).reshape(-1, 2)])
        low, high = points.min(axis=0), points.max(axis=0)
        half = (high - low) / 2 + MARGIN * larger_side(np.array([low, high]))
        half = np.maximum(half, half[::-1] * SHAPE)
        return np.array([(low + high) / 2 - half, (low + high) / 2 + half])

    @cached_property
    def axes(self) -> tuple[FloatArray, FloatArray]:
        """Evenly spaced values of both parameters over the window, (SIDE,) each."""
        low, high = self.window
        return np.linspace(low[0], high[0], SIDE), np.linspace(low[1], high[1], SIDE)

    def losses_of(self, step: int | None) -> FloatArray:
        """The losses (SIDE, SIDE) over the plane, of a step's batch, or of all the data."""
        batch = None if step is None else batch_of(self.main, step)
        return over(self.objective, *self.axes, batch)

    @cached_property
    def landscape(self) -> Landscape:
        """The loss of all the data over the parameters as the model has them."""
        return Landscape(*self.axes, self.losses_of(None))

    @cached_by_shape
    def relief(self) -> Landscape:
        """The loss of all the data over a floor that is as wide and deep as the map."""
        corners = self.on_floor(np.stack(self.axes, axis=-1))
        return Landscape(corners[:, 0], corners[:, 1], self.landscape.values)

    def on_floor(self, points: FloatArray) -> FloatArray:
        """Parameters (..., 2) as places on that floor, whose width is 1."""
        low, high = self.window
        return np.asarray((points - low) / (high - low) * [1.0, _Floor.deep])

    def step_seen(self, step: int) -> FloatArray:
        """A step of the run on batches as far as it is in the window: two parameter vectors (2, 2).

        Neither is a number where none of the step is there.
        """
        before, after = self.main.parameters[step : step + 2]
        first, last = inside(before, after, self.window)
        if first >= last:
            return np.full((2, 2), np.nan)
        return np.asarray(before + np.array([[first], [last]]) * (after - before))

    def path(self, run: Trajectory) -> Trace:
        """A run's path inside the window."""
        losses = self.objective.losses
        return trace(run.parameters, run.recorded_steps, losses, self.window)

    @cached_property
    def loss_decimals(self) -> int:
        """Decimals that tell the two ends apart: three, or four."""
        ends = (float(self.main.loss[-1]), float(self.twin.loss[-1]))
        return 3 if round(ends[0], 3) != round(ends[1], 3) else 4

    @property
    def rows_read(self) -> int:
        """How many rows all the batches had."""
        return int((self.main.batch_indices >= 0).sum())

    @property
    def rows_read_by_twin(self) -> int:
        """How many rows the twin has read: all of them at each step."""
        return self.twin.n_steps * self.data.n

    # What may be said of the ends.

    @cached_property
    def twin_verdict(self) -> Verdict:
        """How the twin ended."""
        return verdict(self.twin, self.landscape)

    @property
    def twin_is_stuck(self) -> bool:
        """Whether the twin rests in a minimum that isn't the lowest."""
        return self.twin_verdict.ending == "local"

    @cached_property
    def ending(self) -> PlaneEnding:
        """What may be said of the run on batches."""
        if self.main.outcome.startswith("diverged"):
            return "diverged"
        if self.main.outcome == "separated":
            return "separated" if are_apart(self.data) else "touching"
        return "out" if self.twin_is_stuck and self._is_lower else "ended"

    @cached_property
    def finds_high_risk(self) -> bool:
        """Whether only the batches lead to where the band of high risk fits best."""
        model = self.objective.model
        if not isinstance(model, Band) or model.height <= 0 or self.ending != "out":
            return False
        row, column = np.unravel_index(
            np.nanargmin(self.landscape.values), self.landscape.values.shape
        )
        lowest = np.array([self.axes[0][column], self.axes[1][row]])
        return self.landscape.share(self.main.parameters[-1] - lowest) < FOUND

    @property
    def end_as_written(self) -> tuple[str, str]:
        """Both parameters at the end of the run on batches, as the axes have them."""
        end, spans = self.shown(self.main.parameters[-1]), np.ptp(self.shown(self.window), axis=0)
        decimals = [max(0, ceil(1 - log10(span))) for span in spans.tolist()]
        first, second = map(number_text, end.tolist(), decimals)
        return first, second

    @cached_property
    def crossing(self) -> int | None:
        """The step that led over the barrier, out of the dip where the twin is stuck, for good.

        From any place on, the dip is where going down the loss of all the data leads to the twin;
        None for a run that isn't out, or comes and goes in another way.
        """
        if self.ending != "out":
            return None
        stuck = self._bottom(self.twin.parameters[-1])
        inside = [np.abs(self._bottom(each) - stuck).max() <= 1 for each in self.main.parameters]
        last = max((step for step, there in enumerate(inside) if there), default=-1)
        return last + 1 if 0 <= last < self.main.n_steps else None

    @property
    def crosses_downhill(self) -> bool:
        """Whether, on its batch's map, the step that crosses goes down all the way."""
        if self.crossing is None:
            return False
        before, after = self.main.parameters[self.crossing - 1 : self.crossing + 1]
        way = before + np.linspace(0, 1, ALONG)[:, None] * (after - before)
        batch = batch_of(self.main, self.crossing - 1)
        return bool((np.diff(self.objective.losses(way, batch)) < 0).all())

    def _bottom(self, point: FloatArray) -> IntArray:
        """Where going down over the grid leads from parameters (2,): a row and a column."""
        xs, ys = self.axes
        at = np.array([np.abs(ys - point[1]).argmin(), np.abs(xs - point[0]).argmin()])
        values = np.pad(self.landscape.values, 1, constant_values=np.inf)
        while True:
            around = values[at[0] : at[0] + 3, at[1] : at[1] + 3]
            move = np.array(np.unravel_index(np.nanargmin(around), around.shape)) - 1
            if not move.any() or not around[1, 1] > np.nanmin(around):
                return at
            at = at + move

    @property
    def _is_lower(self) -> bool:
        """Whether the run on batches ends lower than the twin."""
        finite = self.landscape.values[np.isfinite(self.landscape.values)]
        fall = float(self.twin.loss[-1] - self.main.loss[-1])
        return fall > LOWER * float(np.ptp(finite))


def _low_points(run: Trajectory) -> FloatArray:
    return np.asarray(run.parameters[run.loss <= CLIMB * run.loss[0]])
