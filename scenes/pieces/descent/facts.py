"""What the story of a descent may say: judged from the records, not from what was asked for."""

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np

from gradreel.engine.arrays import FloatArray
from gradreel.engine.objectives import SurfaceObjective
from gradreel.engine.trajectory import Trajectory
from gradreel.scenes.pieces.descent.cameras import Cameras, cameras_on
from gradreel.scenes.stage.figure.turning.camera import Camera
from gradreel.scenes.stage.figure.turning.relief import drawn_to_scale
from gradreel.scenes.stage.runs.landscape_runs import LandscapeRuns
from gradreel.scenes.stage.runs.objective import are_apart, lowest_loss
from gradreel.scenes.stage.runs.ridge import crossings, ridge_between
from gradreel.scenes.stage.runs.verdict import every_step_falls
from gradreel.scenes.stage.story.paced import PacedRun, paced
from gradreel.scenes.stage.type.frame import cached_by_shape

FIRST_STEPS = 2, 3, 4, 5, 6
"""The steps that a run takes slowly, so that each is seen to leave its line."""

SHORT = "moving", "slow", "swinging"
"""Ends that may be far from the best fit to the data."""
LONGEST = 5.0
"""Seconds that the whole of a path takes at the most."""


@dataclass(frozen=True, eq=False)
class DescentFacts:
    """Facts about one run, or two, down a landscape.

    Attributes:
        shown: the runs, the story's first.
        plain: whether its optimizer is plain gradient descent.
        other_start: whether the second run has another start.
    """

    shown: LandscapeRuns
    plain: bool
    other_start: bool

    @property
    def main(self) -> Trajectory:
        """The run that the story is about."""
        return self.shown.runs[0]

    @cached_by_shape
    def cameras(self) -> Cameras:
        """From where the story looks."""
        return cameras_on(self.shown)

    @property
    def rests(self) -> list[Camera]:
        """The cameras at which the story rests while words stand beside the runs' ends."""
        cameras = self.cameras
        return [cameras.map, cameras.into, cameras.both] if self.contrast else [cameras.map]

    @cached_property
    def paces(self) -> tuple[PacedRun, ...]:
        """When each run takes its steps: those that are seen, then all others at once."""
        return tuple(map(self._pace, range(len(self.shown.runs))))

    @property
    def contrast(self) -> bool:
        """Whether one start leads to the global minimum, and another to a higher one."""
        endings = [each.ending for each in self.shown.verdicts]
        return self.other_start and endings == ["global", "local"]

    @cached_property
    def ridge(self) -> FloatArray | None:
        """The ridge between two minima, if it runs between the starts and no path crosses it.

        Beyond the saddle it goes up again, away from the starts: that part is left out.
        """
        if not self.contrast:
            return None
        first, other = (run.parameters for run in self.shown.runs)
        window = self.shown.landscape.window
        found = ridge_between(self.shown.objective, first[-1], other[-1], window)
        if found is None or crossings(found, first[0], other[0]) % 2 == 0:
            return None
        ways = [*pairwise(first), *pairwise(other)]
        if any(crossings(found, *way) for way in ways):
            return None
        saddle = int(self.main.objective.losses(found).argmin())
        parts = found[: saddle + 1], found[saddle:]
        return next((each for each in parts if crossings(each, first[0], other[0])), None)

    @property
    def right_angles(self) -> bool:
        """Whether a step is seen to leave the line of its loss at a right angle."""
        whole = self.main.spec.batch_size is None
        return self.plain and whole and drawn_to_scale(self.shown.landscape)

    @property
    def moves(self) -> bool:
        """Whether there is a slope at the start, or the optimizer moves without one."""
        places = self.main.parameters
        return bool(self.main.objective.gradient(places[0]).any() or (places != places[0]).any())

    @property
    def has_first_step(self) -> bool:
        """Whether what came of the first step was recorded."""
        steps = self.main.recorded_steps
        return bool(steps.size > 1 and steps[1] == 1)

    @property
    def repeated(self) -> str:
        """The beat that says what came of the steps."""
        if self.main.n_steps == 1:
            return "once"
        if not every_step_falls(self.main, self.shown.seen_end(0)):
            return "repeat"
        return "falls_across" if self.right_angles else "falls"

    def ending(self, index: int) -> str:
        """The beat that says how a run ended."""
        found = self.shown.verdicts[index].ending
        objective, data = self.main.objective, self.main.dataset
        if found in ("left", "moving") and isinstance(objective, SurfaceObjective):
            return f"{found}_floorless" if objective.surface.lowest == -np.inf else found
        if found == "separated" and data is not None and not are_apart(data):
            return "touching"
        return "short" if found in SHORT and self.lowest is not None else found

    @cached_property
    def lowest(self) -> float | None:
        """The loss of the best fit to the data, where there is one."""
        return None if self.main.dataset is None else lowest_loss(self.main)

    def _pace(self, index: int) -> PacedRun:
        run, end = self.shown.runs[index], self.shown.seen_end(index)
        seen = [int(step) for step in run.recorded_steps if step < end]
        last = [each for each in sorted({end, run.n_steps}) if each not in seen]
        return paced([*seen, *last], slow=FIRST_STEPS, seconds=LONGEST)
