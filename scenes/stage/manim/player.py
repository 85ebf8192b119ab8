"""A run in a film's time, as a tracker of the steps that are done, and its point on a curve."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from manim import Animation, ValueTracker, VMobject

from gradreel.engine.arrays import FloatArray
from gradreel.engine.trajectory import Trajectory
from gradreel.scenes.stage.manim.marks import (
    NOTHING,
    RingedPoint,
    arrow,
    bleeding,
    dash_points,
    offset,
    pixels,
    polyline,
    stroked,
)
from gradreel.scenes.stage.manim.motion import MOVE, Beginning, going
from gradreel.scenes.stage.manim.plot import Plot
from gradreel.scenes.stage.runs.line import LossSlice
from gradreel.scenes.stage.runs.objective import RunAtStep, at_step, between_steps, index_at
from gradreel.scenes.stage.story.pace import PacedRun, linear, paced, smooth

SHOWN, LITTLE = 110, 2e-4
"""How many steps are shown at the most of a run that is paced as it learns; and a loss this near to
the last one is that of what doesn't move any more, to the eye."""


def paced_as_it_learns(run: Trajectory, seconds: float, *slow: int) -> PacedRun:
    """Pace steps that lie the farther apart the later they are, up to where little changes.

    Args:
        run: what was recorded.
        seconds: that it may take.
        slow: steps that are taken slowly.
    """
    recorded, last = run.recorded_steps, len(run.recorded_steps) - 1
    moving = np.flatnonzero(np.abs(run.loss - run.loss[-1]) > LITTLE)
    count = min(int(moving[-1]) + 2, last) if moving.size else 1
    wanted = np.geomspace(1, count, SHOWN).round().astype(int) - 1
    shown = np.unique([*wanted, *np.searchsorted(recorded, slow), last])
    return paced(recorded[shown].tolist(), slow=slow, seconds=seconds)


class RunPlayer(ValueTracker):
    """How many steps of a run are done; between two steps while one is made.

        player = RunPlayer(run, paced(range(run.n_steps + 1), seconds=6))
        self.play(player.walk(), appear(curve))

    Attributes:
        run: what was recorded.
        pace: when it takes which steps, for `walk`.
        clock: how far it has walked, in seconds of that pace.
        told: the step whose numbers are shown.
    """

    def __init__(self, run: Trajectory, pace: PacedRun | None = None) -> None:
        super().__init__(0.0)
        self.run, self.clock, self.told = run, 0.0, 0
        self.pace = pace or PacedRun((0,), (0.0,))

    @property
    def step(self) -> float:
        """How many steps are done."""
        return float(self.get_value())

    @property
    def whole_steps(self) -> int:
        """How many steps are done, without the one that is under way."""
        return int(self.step + 1e-9)

    def parameters(self) -> FloatArray:
        """All parameters (p,) now, on the straight way from one recorded step to the next."""
        return between_steps(self.run, self.run.parameters, self.step)

    def reading(self) -> RunAtStep:
        """The numbers that are shown."""
        return at_step(self.run, self.told)

    def stand(self, step: float) -> None:
        """Stand after so many steps, and tell of the last whole one."""
        self.set_value(step)
        self.told = int(np.floor(step + 1e-9))

    def walk_to(self, clock: float) -> None:
        """Stand where the run is after so many seconds of its pace."""
        self.clock, self.told = clock, self.pace.told(clock)
        self.set_value(self.pace.step(clock))

    def go(self, to: float | None = None, run_time: float = MOVE, **kwargs: Any) -> Animation:
        """Go to a step, the last one when None, easing in and out."""
        end = float(self.run.n_steps if to is None else to)
        begin = lambda: going(self.step, end, self.stand)  # noqa: E731
        return Beginning(self, begin, run_time=run_time, **kwargs)

    def walk(self, until: int | None = None, seconds: float | None = None) -> Animation:
        """Go on along the pace, at its rhythm.

        Args:
            until: the step that it then stands at; the pace's last when None.
            seconds: how long it takes, if not as long as the pace says.
        """
        end = self.pace.seconds if until is None else self.pace.when(until)
        lasting = abs(end - self.clock) if seconds is None else seconds
        begin = lambda: going(self.clock, end, self.walk_to)  # noqa: E731
        return Beginning(self, begin, run_time=lasting, rate_func=linear)


@dataclass(frozen=True, eq=False)
class CurveReading(RunAtStep):
    """The numbers of a place on the curve of a loss: by hand, or of a recorded step."""

    slope: float

    @property
    def place(self) -> float:
        """The one parameter."""
        return float(self.parameters[0])


class CurvePlayer(RunPlayer):
    """A run of one parameter on the curve of its loss, moved by hand before its first step.

    Attributes:
        path: the parameter at each step.
        slice: the loss over the parameter.
        hand: the parameter while it is moved by hand.
        aiming: the share of a step in which its arrow grows, before the point follows to its tip.
    """

    def __init__(
        self, run: Trajectory, pace: PacedRun | None = None, *, aiming: float = 0.0
    ) -> None:
        super().__init__(run, pace)
        self.path: FloatArray = run.parameters[:, 0]
        self.slice = LossSlice.of_parameter(run.objective, 0, np.zeros(1))
        self.hand, self.aiming = ValueTracker(float(self.path[0])), aiming

    def place(self) -> float:
        """The parameter now: while a step's arrow grows, at its start."""
        if self.step <= 0:
            return float(self.hand.get_value())
        whole = np.floor(self.step)
        share = self.step - whole
        if self.aiming:
            share = smooth((share - self.aiming) / (1 - self.aiming))
        return self.place_at(whole + share)

    def place_at(self, step: float) -> float:
        """The parameter at a step, or on the way to the next."""
        return float(np.interp(step, self.run.recorded_steps, self.path))

    def aimed(self) -> float:
        """How many steps the arrows reach over: each grows before the point follows."""
        whole = np.floor(self.step)
        return float(whole + min((self.step - whole) / (self.aiming or 1.0), 1.0))

    def reading(self) -> CurveReading:
        """The numbers that are shown."""
        if self.step > 0:
            return self.reading_at(self.told)
        place, rate = float(self.hand.get_value()), self.run.spec.learning_rate
        at = self.slice
        return CurveReading(0, np.array([place]), at.loss(place), rate, at.slope(place))

    def reading_at(self, step: int) -> CurveReading:
        """The numbers of a recorded step."""
        now = at_step(self.run, step)
        index, place = index_at(self.run.recorded_steps, step), float(now.parameters[0])
        known = index < len(self.run.gradients)
        slope = float(self.run.gradients[index, 0]) if known else self.slice.slope(place)
        return CurveReading(now.step, now.parameters, now.loss, now.learning_rate, slope)


def lasting(first: int, seconds: Sequence[float] | FloatArray) -> PacedRun:
    """Pace the steps from `first` on, each in seconds of its own."""
    arrivals = (0.0, *np.cumsum(seconds).tolist())
    return PacedRun(tuple(range(first, first + len(arrivals))), arrivals)


class RidingPoint:
    """A place on a slice of the loss, and what is drawn there; nothing is on a stage yet.

    Attributes:
        point: the ringed point on the curve.
        tangent: a piece of the tangent, of one length whatever the slope.
        drop: a dashed line from the point to the lower axis.
    """

    def __init__(  # noqa: PLR0913  what is drawn of it
        self,
        plot: Plot,
        loss_slice: LossSlice,
        place: Callable[[], float],
        *,
        colour: str | None = None,
        radius: float = 11.0,
        length: float = 230.0,
    ) -> None:
        """Draw them.

        Args:
            plot: its lower axis is of the slice's places, its left one of the loss.
            loss_slice: of a recorded objective.
            place: reads a tracker.
            colour: of the point; the theme's current point when None.
            radius: of the point, in pixels.
            length: of the tangent, in pixels.
        """
        self.plot, self.slice, self.place = plot, loss_slice, place
        self._half, theme = pixels(length / 2), plot.theme
        self.point = RingedPoint(self.where, theme, colour=colour, radius=radius)
        self.tangent = stroked(self._tangent, theme.gradient, 4)
        self.drop = stroked(self._drop, theme.muted, 2)

    def where(self) -> FloatArray | None:
        """Where the point is (3,); None where that is off the plot."""
        place = self.place()
        return self.plot.seen(place, self.slice.loss(place))

    def tangent_at(self, place: float) -> FloatArray:
        """The two ends (2, 3) of the tangent at a place, cut where the plot ends."""
        plot, loss, slope = self.plot, self.slice.loss(place), self.slice.slope(place)
        centre = plot.point(place, loss)
        reach = plot.x.high - plot.x.low
        way = plot.point(place + reach, loss + slope * reach) - centre
        way = way / np.linalg.norm(way)
        return np.array([centre + sign * self._room(centre, sign * way) * way for sign in (-1, 1)])

    def _room(self, centre: FloatArray, way: FloatArray) -> float:
        """How far the tangent goes one way before it leaves the plot."""
        low, high = self.plot.points_at_shares(np.array([0.0, 1.0]), np.array([0.0, 1.0]))
        with np.errstate(divide="ignore", invalid="ignore"):
            rooms = np.where(way > 0, high - centre, low - centre)[:2] / way[:2]
        return float(min(self._half, *rooms[np.isfinite(rooms)]))

    def _tangent(self) -> FloatArray:
        return NOTHING if self.where() is None else polyline(self.tangent_at(self.place()))

    def _drop(self) -> FloatArray:
        where = self.where()
        if where is None:
            return NOTHING
        return dash_points(where, self.plot.point(self.place(), self.plot.y.low))


def arrow_along(
    plot: Plot,
    ends: Callable[[], tuple[float, float]],
    colour: str,
    *,
    rise: float = 0.0,
    width: float = 5.0,
) -> VMobject:
    """An arrow along the lower axis of hills, and out of the frame if a step leads there.

    Args:
        plot: the hills.
        ends: returns where it leaves and where its tip is, as values of that axis.
        colour: its fill.
        rise: how far above the axis, in pixels.
        width: of the shaft, in pixels.
    """
    up = offset(0, rise)

    def places() -> tuple[FloatArray, FloatArray]:
        start, end = (plot.point(each, plot.y.low) + up for each in ends())
        return start, end

    return bleeding(arrow(places, colour, width=width, head=16.0))
