"""A run of one parameter on mini-batches and its full-batch twin: what may be said of them."""

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Literal

import numpy as np

from gradreel.engine.arrays import FloatArray, IntArray
from gradreel.engine.trajectory import Trajectory
from gradreel.scenes.pieces.minibatch.pair import RunPair
from gradreel.scenes.pieces.minibatch.phases import Moment
from gradreel.scenes.stage.runs.epochs import batch_of
from gradreel.scenes.stage.runs.line_landscape import LineLandscape, line_window
from gradreel.scenes.stage.runs.loss_slice import LossSlice
from gradreel.scenes.stage.runs.valleys import Valley, valley_of
from gradreel.scenes.stage.type.typesetting import number_text, scientific

AT_REST = 0.01
"""A run has come to the bottom of a valley when it is so near, in shares of the window."""

STAYED, ABOUT = 0.2, 0.1
"""A run has settled if it stays in a valley for so much of its steps, and so near to the bottom on
the whole, in shares of the window."""

LineEnding = Literal[
    "settle", "crossed", "both", "neither", "elsewhere", "off", "ended", "diverged"
]


@dataclass(frozen=True, eq=False)
class LineRun(RunPair):
    """The runs, over the line of their one parameter, a band's centre.

    Attributes:
        at_least: what the window shows at least; most of the data's range when None.
    """

    at_least: tuple[float, float] | None = None

    @cached_property
    def line(self) -> LossSlice:
        """The line: a place on it is the parameter's value."""
        return LossSlice.of_parameter(self.objective, 0, self.main.parameters[0])

    @cached_property
    def centres(self) -> FloatArray:
        """The parameter after every step, (T + 1,)."""
        return self.line.places(self.main.parameters)

    @cached_property
    def landscape(self) -> LineLandscape:
        """What is shown of the loss: at least what was asked, and wherever a run went."""
        low, high = np.quantile(self.data.inputs[:, 0], (0.05, 0.95))
        least = self.at_least or (float(low), float(high))
        twin = self.line.places(self.twin.parameters)
        return LineLandscape(self.line, line_window([self.centres, twin], least))

    @property
    def window(self) -> tuple[float, float]:
        """The lowest and the highest parameter that are shown."""
        return self.landscape.window

    @property
    def xs(self) -> FloatArray:
        """Evenly spaced parameters over the window, (SAMPLES,)."""
        return self.landscape.xs

    @property
    def full(self) -> FloatArray:
        """The loss on all the data over `xs`."""
        return self.landscape.losses

    def losses(self, places: FloatArray, batch: IntArray | None = None) -> FloatArray:
        """The loss at parameters (m,) on a batch, or on all the data."""
        return self.line.losses(places, batch)

    def loss(self, place: float) -> float:
        """The loss at one parameter on all the data."""
        return self.line.loss(place)

    # Where the loss is low, and who gets there.

    @property
    def valleys(self) -> tuple[Valley, ...]:
        """The valleys of the loss on all the data."""
        return self.landscape.valleys

    @property
    def goal(self) -> Valley | None:
        """The lowest of them."""
        return self.landscape.lowest

    def reaches_goal(self, run: Trajectory) -> bool:
        """Whether a run ends in the lowest valley."""
        return self.goal is not None and self.goal.holds(float(run.parameters[-1, 0]))

    def is_off(self, run: Trajectory) -> bool:
        """Whether a run ends outside what is shown, or without an end."""
        low, high = self.window
        lost = run.outcome.startswith("diverged")
        return lost or not low <= float(run.parameters[-1, 0]) <= high

    def rests_at(self, valley: Valley, run: Trajectory) -> bool:
        """Whether a run has come to the bottom of a valley."""
        low, high = self.window
        return abs(float(run.parameters[-1, 0]) - valley.at) < AT_REST * (high - low)

    @property
    def valleys_told(self) -> str:
        """The sentence about the valleys of the loss on all the data."""
        if self.goal is None:
            return "no_valley"
        return "one_valley" if self.dip is None else "valleys"

    @property
    def twin_told(self) -> str:
        """The sentence about the run on all the data."""
        if self.trap is not None:
            return "stuck"
        if self.is_off(self.twin):
            return "twin_off"
        arrives = self.goal is not None and self.rests_at(self.goal, self.twin)
        return "arrives" if arrives else "under_way"

    @cached_property
    def trap(self) -> Valley | None:
        """A higher valley, if the twin has come to its bottom."""
        valley = valley_of(self.valleys, float(self.twin.parameters[-1, 0]))
        if valley is None or valley is self.goal:
            return None
        return valley if self.rests_at(valley, self.twin) else None

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
        return self.landscape.barrier(self.dip, self.goal)

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

    @property
    def before_escape(self) -> int:
        """How many steps are done when the one that leads out begins; all if there is none."""
        return self.main.n_steps if self.escape is None else self.escape

    @cached_property
    def ending(self) -> LineEnding:
        """What may be said of where the run ends."""
        if self.main.outcome.startswith("diverged"):
            return "diverged"
        if self.is_off(self.main):
            return "off"
        if self.trap is None:
            arrives = self.goal is not None and self.rests_at(self.goal, self.twin)
            return "both" if arrives and self.settles and self.is_noisier else "ended"
        if self.reaches_goal(self.main):
            return "settle" if self.settles else "crossed"
        inside = valley_of(self.valleys, float(self.centres[-1]))
        return "neither" if inside is self.trap else "elsewhere"

    @cached_property
    def settles(self) -> bool:
        """Whether the run is in the lowest valley for a good while, and about its bottom."""
        if self.goal is None or self.arrival is None:
            return False
        count = max(1, round(STAYED * self.main.n_steps))
        low, high = self.window
        off = abs(float(np.median(self.centres[-count:])) - self.goal.at)
        return self.arrival <= self.main.n_steps - count and off <= ABOUT * (high - low)

    @property
    def is_noisier(self) -> bool:
        """Whether the run turns back more than its twin does."""
        return _wasted(self.centres) > _wasted(self.line.places(self.twin.parameters))

    @property
    def ending_told(self) -> str:
        """The sentence of the end; a run that settles may have taken smaller steps to do so."""
        drops = self.main.spec.rate_drops
        slower = any(step < self.main.n_steps and share < 1 for step, share in drops)
        return "settle_slower" if slower and self.ending == "settle" else self.ending

    def stages(self, done: int) -> tuple[int, ...]:
        """Up to which steps the rest of the run is told: where the rate drops, and the last."""
        drops = {step for step, share in self.main.spec.rate_drops if share < 1}
        return tuple(sorted(each for each in {*drops, self.main.n_steps} if done < each))

    # The point within a step.

    def tip(self, step: int) -> float:
        """How high the tangent at a step's start is where the step ends."""
        slope, move = self.main.gradients[step, 0], self.centres[step + 1] - self.centres[step]
        return float(self.main.batch_loss[step] + slope * move)

    def place(self, now: Moment) -> float:
        """Where the point is along the parameter."""
        before, after = self.centres[now.step : now.step + 2]
        return float(before + now.stepped * (after - before))

    def height(self, now: Moment) -> float:
        """How high it is: on its way to the batch's curve, along the slope, or falling from it."""
        step, loss = now.step, self.main.loss
        landed, tip = float(self.main.batch_loss[step]), self.tip(step)
        if now.fallen:
            return tip + now.fallen * (float(loss[step + 1]) - tip)
        if now.move:
            return landed + now.stepped * (tip - landed)
        return float(loss[step]) + now.jump * (landed - float(loss[step]))

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

    def rate_text(self, step: int) -> str:
        """The learning rate of a step."""
        rate = self.main.spec.learning_rate_at(step)
        if abs(round(rate, self.rate_decimals) - rate) > 0.01 * rate:
            return scientific(rate)
        return number_text(rate, self.rate_decimals)

    @cached_property
    def rate_decimals(self) -> int:
        """For the learning rate: as many as it has, four at most."""
        rates = np.array([self.main.spec.learning_rate_at(k) for k in range(self.main.n_steps)])
        return next((n for n in range(4) if np.allclose(rates, rates.round(n), 1e-9)), 4)


def _wasted(places: FloatArray) -> float:
    """How much of a way was to and fro."""
    return float(np.abs(np.diff(places)).sum() - abs(places[-1] - places[0]))


@lru_cache(maxsize=512)
def batch_curve(line: LineRun, step: int) -> FloatArray:
    """The loss on a step's batch over the line's `xs`; before the first, on all the data."""
    return line.losses(line.xs, batch_of(line.main, step)) if step >= 0 else line.full
