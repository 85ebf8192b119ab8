"""Runs of one function over the landscape that shows them all."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from gradreel.engine.arrays import FloatArray
from gradreel.engine.objectives import Objective, SurfaceObjective
from gradreel.engine.surfaces.surface import Surface
from gradreel.engine.trajectory import Trajectory
from gradreel.scenes.stage.runs.landscape import Landscape
from gradreel.scenes.stage.runs.resting import RestingPlace
from gradreel.scenes.stage.runs.trace import Trace, trace
from gradreel.scenes.stage.runs.verdict import Verdict, first_outside, lowest_dip, settled, verdict
from gradreel.scenes.stage.runs.window import landscape_of


@dataclass(frozen=True, eq=False)
class LandscapeRuns:
    """What is known of runs with two parameters, each by its index.

    Attributes:
        runs: one at least, all of one objective.
        over: the landscape, if it isn't the one that shows them all best.
    """

    runs: tuple[Trajectory, ...]
    over: Landscape | None = None

    @property
    def objective(self) -> Objective:
        """What all of them lower."""
        return self.runs[0].objective

    @property
    def surface(self) -> Surface | None:
        """The surface that they are on, if it isn't a model's loss."""
        return self.objective.surface if isinstance(self.objective, SurfaceObjective) else None

    @cached_property
    def landscape(self) -> Landscape:
        """Their function over the window that is shown."""
        return self.over or landscape_of(self.runs)

    @cached_property
    def traces(self) -> tuple[Trace, ...]:
        """Their paths inside the window."""
        window, losses = self.landscape.window, self.objective.losses
        return tuple(trace(run.parameters, run.recorded_steps, losses, window) for run in self.runs)

    @cached_property
    def verdicts(self) -> tuple[Verdict, ...]:
        """How each ended."""
        return tuple(verdict(run, self.landscape) for run in self.runs)

    @cached_property
    def lowest_place(self) -> RestingPlace | None:
        """Where the lowest dip of the map is lowest; None where it has none."""
        return lowest_dip(self.objective, self.landscape)

    def minima(self, *, lowest: bool) -> list[FloatArray]:
        """The lowest minima (2,) of a surface on the map, or the others, as far as known."""
        low, high = self.landscape.window
        known = self.surface.minima if self.surface else ()
        places = [np.array([each.x, each.y]) for each in known if each.is_global == lowest]
        return [each for each in places if ((low <= each) & (each <= high)).all()]

    def seen_end(self, index: int) -> int:
        """The last step of a run that moves its point on screen."""
        run = self.runs[index]
        if self.verdicts[index].ending in ("diverged", "left", "undefined"):
            return first_outside(run, self.landscape.window)
        return settled(run, self.landscape)
