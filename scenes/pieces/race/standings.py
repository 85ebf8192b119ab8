"""Who arrives, and when: judged from the records of runs from one start."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from gradreel.engine.arrays import FloatArray
from gradreel.engine.objectives import SurfaceObjective
from gradreel.engine.surfaces.surface import Minimum
from gradreel.engine.trajectory import Trajectory
from gradreel.scenes.stage.runs.at_step import at_step
from gradreel.scenes.stage.runs.landscape_runs import LandscapeRuns

NEAR = 1e-4
"""A run has arrived with so small a share of the fall from the start left, about."""

BESIDE = 0.01
"""So far, in a window's sides, is next to a place."""

RESTING = "global", "only", "lowest", "local"
"""Ends of a run that tell of a floor, where the surface's own isn't known."""

LOST = "diverged", "undefined"
LAST_PART = 0.25
"""Runs that don't arrive are ranked by their usual loss in this last part of their steps."""


@dataclass(frozen=True, eq=False)
class Standings:
    """What may be said of a race.

    Attributes:
        shown: the runs, in the order in which they line up.
    """

    shown: LandscapeRuns

    @property
    def runs(self) -> tuple[Trajectory, ...]:
        """The runs."""
        return self.shown.runs

    @property
    def steps(self) -> int:
        """How many steps each may take."""
        return max(run.spec.steps for run in self.runs)

    @cached_property
    def floor(self) -> float:
        """The least loss: the surface's, or else the lowest of the runs and of the map's dips."""
        objective, dip = self.shown.objective, self.shown.lowest_place
        if self.floor_is_known and isinstance(objective, SurfaceObjective):
            return float(objective.surface.lowest or 0.0)
        least = min(float(run.loss[np.isfinite(run.loss)].min()) for run in self.runs)
        return least if dip is None else min(least, dip.loss)

    @property
    def floor_is_known(self) -> bool:
        """Whether it is the surface's own, or else what was found."""
        objective = self.shown.objective
        lowest = objective.surface.lowest if isinstance(objective, SurfaceObjective) else None
        return lowest is not None and np.isfinite(lowest)

    @cached_property
    def near(self) -> float:
        """How near to the floor a loss must stay for a run to have arrived: a power of ten."""
        fall = float(self.runs[0].loss[0]) - self.floor
        enough = min(NEAR * fall, self._rise_beside or np.inf)
        return float(10.0 ** np.round(np.log10(enough))) if fall > 0 else 0.0

    @property
    def _rise_beside(self) -> float:
        """How much higher it is at least next to the lowest place of a map whose floor was found.

        From a start that is very high a run may come so near to the floor far from that place.
        """
        dip = self.shown.lowest_place
        if self.floor_is_known or dip is None:
            return 0.0
        angles = np.linspace(0.0, 2.0 * np.pi, 64, endpoint=False)
        aside = BESIDE * np.ptp(self.shown.landscape.window, axis=0)
        ring = dip.place + aside * np.stack([np.cos(angles), np.sin(angles)], axis=-1)
        return max(float(np.nanmin(self.shown.objective.losses(ring))) - dip.loss, 0.0)

    @property
    def has_goal(self) -> bool:
        """Whether there is a floor to arrive at."""
        if self.near == 0:
            return False
        dip = self.shown.lowest_place
        if self.floor_is_known or (dip is not None and dip.loss - self.floor <= self.near):
            return True
        best = min(range(len(self.runs)), key=lambda index: self.gaps(index).min())
        return self.shown.verdicts[best].ending in RESTING

    def gaps(self, index: int) -> FloatArray:
        """The losses (R,) of a run above the floor."""
        return np.asarray(self.runs[index].loss - self.floor)

    def gap(self, index: int, step: float) -> float:
        """The loss of a run above the floor after so many steps, as it was recorded last."""
        return at_step(self.runs[index], step).loss - self.floor

    @cached_property
    def arrivals(self) -> tuple[int | None, ...]:
        """By run, the step from which on it stays near the floor, if it does."""
        return tuple(map(self._arrival, range(len(self.runs))))

    @property
    def arrived(self) -> tuple[int, ...]:
        """The runs that arrive, the first one first."""
        known = [(step, index) for index, step in enumerate(self.arrivals) if step is not None]
        return tuple(index for _, index in sorted(known))

    @cached_property
    def order(self) -> tuple[int, ...]:
        """All runs: those that arrive, then the others by their loss; those that diverge last."""
        others = [index for index, step in enumerate(self.arrivals) if step is None]
        return (*self.arrived, *sorted(others, key=self._rank_of_other))

    def ranked_at(self, step: float, before: tuple[int, ...]) -> tuple[int, ...]:
        """All runs after so many steps: those that have arrived, then by their loss.

        Args:
            step: how many are done.
            before: how they are ranked where they are alike.
        """

        def rank(index: int) -> tuple[bool, float, int]:
            arrival = self.arrivals[index]
            here = arrival is not None and arrival <= step
            value = float(arrival or 0) if here else self.gap(index, step)
            return not here, np.inf if self.is_out(index, step) else value, before.index(index)

        return tuple(sorted(range(len(self.runs)), key=rank))

    def is_lost(self, index: int) -> bool:
        """Whether a run has come to numbers that are none."""
        return self.shown.verdicts[index].ending in LOST

    def is_out(self, index: int, step: float) -> bool:
        """Whether a run has ended early by then."""
        return self.is_lost(index) and step >= self.runs[index].n_steps

    def in_another_valley(self, index: int) -> bool:
        """Whether a run's end is nearest to a minimum that isn't a lowest one."""
        objective, end = self.shown.objective, self.runs[index].parameters[-1]
        if not isinstance(objective, SurfaceObjective) or self.arrivals[index] is not None:
            return False
        minima, size = objective.surface.minima, np.ptp(self.shown.landscape.window, axis=0)
        if not minima or not np.isfinite(end).all():
            return self.shown.verdicts[index].ending == "local"

        def far(minimum: Minimum) -> float:
            return float(np.hypot(*((end - np.array([minimum.x, minimum.y])) / size)))

        return not min(minima, key=far).is_global

    def _arrival(self, index: int) -> int | None:
        run = self.runs[index]
        if not self.has_goal or self.is_lost(index):
            return None
        away = np.flatnonzero(~(self.gaps(index) < self.near))
        first = int(away[-1]) + 1 if away.size else 0
        return int(run.recorded_steps[first]) if first < len(run.recorded_steps) else None

    def _rank_of_other(self, index: int) -> tuple[bool, float]:
        gaps = self.gaps(index)
        part = gaps[-max(1, round(LAST_PART * len(gaps))) :]
        return self.is_lost(index), float(np.median(part))
