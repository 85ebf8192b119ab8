"""A run of one parameter on mini-batches and its full-batch twin: what may be said of them."""

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Literal

import numpy as np

from gradreel.engine.arrays import FloatArray, IntArray
from gradreel.engine.data import Dataset
from gradreel.engine.landscape import along_line
from gradreel.engine.models import Band
from gradreel.engine.objectives import ModelObjective
from gradreel.engine.trajectory import Trajectory
from gradreel.scenes.pieces.minibatch.phases import Moment
from gradreel.scenes.stage.runs.epochs import batch_of
from gradreel.scenes.stage.runs.objective import objective_of
from gradreel.scenes.stage.runs.valleys import Valley, valley_of, valleys

SAMPLES = 241
"""Points of a curve."""

AT_REST = 0.01
"""A run has come to the bottom of a valley when it is so near, in shares of the window."""

Ending = Literal["settle", "both", "neither", "elsewhere", "ended", "diverged"]


@dataclass(frozen=True, eq=False)
class LineRun:
    """The runs, over the line of their parameter, a band's centre.

    Attributes:
        main: the run on batches.
        twin: the same on all the data.
        at_least: what the window shows at least; most of the data's range when None.
    """

    main: Trajectory
    twin: Trajectory
    at_least: tuple[float, float] | None = None

    @property
    def objective(self) -> ModelObjective:
        """What both lower."""
        return objective_of(self.main)

    @property
    def model(self) -> Band:
        """The model."""
        if not isinstance(self.objective.model, Band):
            raise TypeError("the band is the one model with one parameter")
        return self.objective.model

    @property
    def data(self) -> Dataset:
        """What both were trained on."""
        return self.objective.dataset

    # The line.

    @cached_property
    def centres(self) -> FloatArray:
        """The parameter after every step, (T + 1,)."""
        return self.main.parameters[:, 0]

    @cached_property
    def window(self) -> tuple[float, float]:
        """What is shown of the parameter: at least what was asked, and wherever a run went.

        Beyond its own width at either side it doesn't grow; there, points stay at its edge.
        """
        usual = np.quantile(self.data.inputs[:, 0], (0.05, 0.95))
        low, high = self.at_least or (float(usual[0]), float(usual[1]))
        width, room = high - low, 0.03 * (high - low)
        seen = np.concatenate([self.centres, self.twin.parameters[:, 0]])
        seen = np.clip(seen, low - width + room, high + width - room)
        return min(low, float(seen.min()) - room), max(high, float(seen.max()) + room)

    @cached_property
    def xs(self) -> FloatArray:
        """Evenly spaced parameters over the window, (SAMPLES,)."""
        return np.linspace(*self.window, SAMPLES)

    def losses(self, places: FloatArray, batch: IntArray | None = None) -> FloatArray:
        """The loss at parameters (m,) on a batch, or on all the data."""
        return along_line(self.objective, np.zeros(1), np.ones(1), places, batch)

    def loss(self, place: float) -> float:
        """The loss at one parameter on all the data."""
        return float(self.losses(np.array([place]))[0])

    @cached_property
    def full(self) -> FloatArray:
        """The loss on all the data over `xs`."""
        return self.losses(self.xs)

    # Where the loss is low, and who gets there.

    @cached_property
    def valleys(self) -> tuple[Valley, ...]:
        """The valleys of the loss on all the data."""
        xs = np.linspace(*self.window, 5 * SAMPLES)
        return valleys(xs, self.losses(xs))

    @cached_property
    def goal(self) -> Valley | None:
        """The lowest of them."""
        return min(self.valleys, key=lambda each: each.loss, default=None)

    def reaches_goal(self, run: Trajectory) -> bool:
        """Whether a run ends in the lowest valley."""
        return self.goal is not None and self.goal.holds(float(run.parameters[-1, 0]))

    @cached_property
    def trap(self) -> Valley | None:
        """A higher valley, if the twin has come to its bottom."""
        end = float(self.twin.parameters[-1, 0])
        low, high = self.window
        valley = valley_of(self.valleys, end)
        if valley is None or valley is self.goal:
            return None
        return valley if abs(end - valley.at) < AT_REST * (high - low) else None

    @cached_property
    def dip(self) -> Valley | None:
        """The valley to set beside the lowest: where the twin rests, the start is, or any other."""
        start = valley_of(self.valleys, float(self.centres[0]))
        others = [each for each in self.valleys if each is not self.goal]
        if self.trap is not None or not others:
            return self.trap
        return start if start in others else min(others, key=lambda each: each.loss)

    @cached_property
    def barrier(self) -> float | None:
        """The highest place between the dip and the lowest valley."""
        if self.dip is None or self.goal is None:
            return None
        low, high = sorted((self.dip.at, self.goal.at))
        tops = {edge for each in self.valleys for edge in (each.left, each.right)}
        return max((top for top in tops if low < top < high), key=self.loss)

    @cached_property
    def arrival(self) -> int | None:
        """After how many steps the run is in the lowest valley for good; None if it isn't."""
        if self.goal is None or not self.reaches_goal(self.main):
            return None
        outside = [step for step, c in enumerate(self.centres) if not self.goal.holds(float(c))]
        return outside[-1] + 1 if outside else 0

    @cached_property
    def escape(self) -> int | None:
        """The step that leads out of where the twin is stuck, counted from 0; None without one."""
        return self.arrival - 1 if self.arrival and self.trap else None

    @cached_property
    def ending(self) -> Ending:
        """What may be said of where the run ends."""
        if self.main.outcome.startswith("diverged"):
            return "diverged"
        if self.trap is None:
            both = self.reaches_goal(self.main) and self.reaches_goal(self.twin)
            return "both" if both else "ended"
        if self.reaches_goal(self.main):
            return "settle"
        inside = valley_of(self.valleys, float(self.centres[-1]))
        return "neither" if inside is self.trap else "elsewhere"

    # The point within a step.

    def tip(self, step: int) -> float:
        """How high the tangent at a step's start is where the step ends."""
        slope, move = self.main.gradients[step, 0], self.centres[step + 1] - self.centres[step]
        return float(self.main.batch_loss[step] + slope * move)

    def place(self, now: Moment) -> float:
        """Where the point is along the parameter."""
        before, after = self.centres[now.step : now.step + 2]
        return float(before + now.move * (after - before))

    def height(self, now: Moment) -> float:
        """How high it is: where it was, on the way to the batch's curve, or along its tangent."""
        landed = float(self.main.batch_loss[now.step])
        if now.move:
            return landed + now.move * (self.tip(now.step) - landed)
        before = self.tip(now.step - 1) if now.step else float(self.main.loss[0])
        return before + now.jump * (landed - before)

    # How many decimals tell these numbers apart.

    @cached_property
    def centre_decimals(self) -> int:
        """For the parameter: a thousandth of the window or so."""
        low, high = self.window
        return int(np.clip(4 - np.ceil(np.log10(high - low)), 0, 6))

    @cached_property
    def slope_decimals(self) -> int:
        """For slopes: a hundredth of a usual one or so."""
        usual = float(np.median(np.abs(self.main.gradients)))
        return int(np.clip(3 - np.ceil(np.log10(max(usual, 1e-9))), 0, 5))

    @cached_property
    def rate_decimals(self) -> int:
        """For the learning rate: as many as it has, four at most."""
        rates = np.array([self.main.spec.learning_rate_at(k) for k in range(self.main.n_steps)])
        return next((n for n in range(4) if np.allclose(rates, rates.round(n), 1e-9)), 4)


@lru_cache(maxsize=512)
def batch_curve(line: LineRun, step: int) -> FloatArray:
    """The loss on a step's batch over the line's `xs`; before the first, on all the data."""
    return line.losses(line.xs, batch_of(line.main, step)) if step >= 0 else line.full
