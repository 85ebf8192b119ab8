"""What the story of minima may say: where runs start, and where they have come to rest."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np

from gradreel.engine.arrays import FloatArray
from gradreel.engine.trajectory import Trajectory
from gradreel.scenes.app.recording import Recording
from gradreel.scenes.pieces.minima.request import (
    AGES,
    RATES_OF_HEART,
    LineStart,
    PlaneStart,
    Swept,
    cut_model,
)
from gradreel.scenes.stage.runs.landscape import Landscape
from gradreel.scenes.stage.runs.line_landscape import LineLandscape
from gradreel.scenes.stage.runs.loss_slice import LossSlice
from gradreel.scenes.stage.runs.objective import objective_of
from gradreel.scenes.stage.runs.trace import Trace, trace
from gradreel.scenes.stage.runs.valleys import Valley, valley_of
from gradreel.scenes.stage.runs.verdict import Verdict, verdict
from gradreel.scenes.stage.runs.window import over

SIDE = 141
"""Points of the landscape's grid along each side."""

AT_REST = 0.01
"""A run rests in a valley if it ends so near its lowest place, in shares of what is shown."""

ARRIVED = 0.002
"""A run has arrived from the step on from which it stays so near its end."""

LOW = "lowest", "global", "only"
"""Endings at the lowest place that there is."""


@dataclass(frozen=True)
class Basin:
    """Neighbouring starts whose runs end in one valley.

    Attributes:
        valley: its number from the left; None where runs rest in none.
        left, right: from where to where the starts are, half-way to those of the next basin.
        count: how many starts.
    """

    valley: int | None
    left: float
    right: float
    count: int


@dataclass(frozen=True, eq=False)
class MinimaFacts:
    """Facts about the runs of a recording.

    Attributes:
        recording: the scene's.
    """

    recording: Recording

    @cached_property
    def walks(self) -> tuple[Trajectory, ...]:
        """The runs of the age alone that are followed."""
        return (self.recording.main, *self.recording.all_of(LineStart).values())

    @cached_property
    def swept(self) -> tuple[Trajectory, ...]:
        """Those from many starts, from the left to the right."""
        return tuple(self.recording.all_of(Swept).values())

    @cached_property
    def planes(self) -> tuple[Trajectory, ...]:
        """The runs of both parameters, from the same starts."""
        return tuple(self.recording.all_of(PlaneStart).values())

    @property
    def n(self) -> int:
        """How many rows of data the loss is over."""
        return objective_of(self.planes[0]).n_samples

    # The loss.

    @cached_property
    def held(self) -> float:
        """The heart rate that is held, as the model has it."""
        return float(cut_model(self.recording.main.spec).values[1])

    @cached_property
    def window(self) -> FloatArray:
        """[[low, low], [high, high]] of both parameters as the model has them."""
        data = objective_of(self.planes[0]).dataset
        shown = np.array([AGES, RATES_OF_HEART]).T
        return np.asarray((shown - data.mean) / data.sd)

    @cached_property
    def landscape(self) -> Landscape:
        """The loss over both."""
        low, high = self.window
        xs, ys = np.linspace(low[0], high[0], SIDE), np.linspace(low[1], high[1], SIDE)
        return Landscape(xs, ys, over(self.planes[0].objective, xs, ys))

    @cached_property
    def line(self) -> LineLandscape:
        """The loss over the age alone."""
        low, high = self.window[:, 0].tolist()
        cut = LossSlice.of_parameter(self.planes[0].objective, 0, np.array([0.0, self.held]))
        return LineLandscape(cut, (low, high))

    def on_plane(self, ages: FloatArray) -> FloatArray:
        """Both parameters (..., 2) for the age's (...)."""
        return np.stack([ages, np.full_like(ages, self.held)], axis=-1)

    def in_units(self, parameters: FloatArray) -> FloatArray:
        """Parameters (..., 2) as years and beats a minute."""
        return self.planes[0].own_scale(parameters)

    # Where runs end.

    def valley_at_end(self, run: Trajectory) -> Valley | None:
        """The valley at whose lowest place a run of the age alone rests."""
        end, (low, high) = float(run.parameters[-1, 0]), self.line.window
        found = valley_of(self.line.valleys, end)
        rests = found is not None and abs(end - found.at) <= AT_REST * (high - low)
        return found if rests else None

    def number(self, run: Trajectory) -> int | None:
        """The number of that valley, from the left."""
        found = self.valley_at_end(run)
        return None if found is None else self.line.valleys.index(found)

    def is_lowest(self, run: Trajectory) -> bool:
        """Whether that is the lowest valley."""
        found = self.valley_at_end(run)
        return found is not None and found is self.line.lowest

    def arrival(self, *runs: Trajectory) -> int:
        """The step from which on nothing more is seen to move of some runs."""
        return max(map(self._arrival, runs))

    def _arrival(self, run: Trajectory) -> int:
        low, high = self.window[:, : run.parameters.shape[1]]
        apart = np.abs((run.parameters - run.parameters[-1]) / (high - low)).max(axis=1)
        far = np.flatnonzero(apart > ARRIVED)
        return int(far[-1]) + 1 if far.size else 0

    @cached_property
    def ends(self) -> tuple[int | None, ...]:
        """The valley's number at the end of each run from many starts."""
        return tuple(map(self.number, self.swept))

    @cached_property
    def basins(self) -> tuple[Basin, ...]:
        """Neighbouring starts that end alike, from the left to the right."""
        starts = np.array([run.parameters[0, 0] for run in self.swept])
        changes = [i for i, pair in enumerate(pairwise(self.ends), 1) if pair[0] != pair[1]]
        firsts, lasts = [0, *changes], [*changes, len(starts)]
        low, high = self.line.window
        edges = [low, *(float(starts[i - 1 : i + 1].mean()) for i in changes), high]
        return tuple(
            Basin(self.ends[first], *sides, last - first)
            for first, last, sides in zip(firsts, lasts, pairwise(edges), strict=True)
        )

    @property
    def reached(self) -> int:
        """How many of many starts lead to the lowest valley."""
        return sum(map(self.is_lowest, self.swept))

    @cached_property
    def traces(self) -> tuple[Trace, ...]:
        """The paths of the runs of both parameters."""
        return tuple(
            trace(run.parameters, run.recorded_steps, run.objective.losses, self.window)
            for run in self.planes
        )

    @cached_property
    def verdicts(self) -> tuple[Verdict, ...]:
        """How these end."""
        return tuple(verdict(run, self.landscape) for run in self.planes)

    def planes_ending(self, endings: Sequence[str]) -> list[Trajectory]:
        """The runs of both parameters with some endings."""
        pairs = zip(self.planes, self.verdicts, strict=True)
        return [run for run, found in pairs if found.ending in endings]
