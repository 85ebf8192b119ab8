"""Runs of one function over the landscape that shows them all, and their paths on it."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np

from gradreel.engine.arrays import BoolArray, FloatArray, IntArray
from gradreel.engine.objectives import Objective, SurfaceObjective
from gradreel.engine.surfaces.names import SURFACE_NAMES
from gradreel.engine.surfaces.surface import Surface
from gradreel.engine.trajectory import Trajectory
from gradreel.scenes.stage.runs.endings import Verdict, first_outside, lowest_dip, settled, verdict
from gradreel.scenes.stage.runs.landscape import Landscape, holds, landscape_of
from gradreel.scenes.stage.runs.resting import RestingPlace

PIECES = 48
"""A step across the whole window is cut into so many pieces."""

MOST_POINTS = 3000
"""Of a longer run every n-th recorded point is drawn."""

FAR = 1e9
"""So many of its sides away, a window can't be aimed at: 1e-16 of the way is some of its pixels."""

GONE = np.array([[np.nan, np.nan, np.nan, 0.0]])
"""A gap in a path."""


@dataclass(frozen=True)
class Trace:
    """A path as points on it; where it leaves the window, a row that isn't a number.

    Attributes:
        steps: (m,) rising; whole at the recorded points, and shares of a step between them.
        points: (m, 2) parameters.
        values: (m,) of the function at them.
        recorded: (m,) bool, whether a point is one of the run's own.
    """

    steps: FloatArray
    points: FloatArray
    values: FloatArray
    recorded: BoolArray


def trace(
    parameters: FloatArray,
    steps: IntArray,
    evaluate: Callable[[FloatArray], FloatArray],
    window: FloatArray,
) -> Trace:
    """Follow a run inside a window; a step that leaves it is cut at the edge.

    Args:
        parameters: (r, 2), the run's recorded points.
        steps: (r,), after how many steps each was reached.
        evaluate: the function at points (m, 2).
        window: [[x low, y low], [x high, y high]].
    """
    kept = np.unique(np.linspace(0, len(steps) - 1, min(len(steps), MOST_POINTS)).astype(int))
    parameters, steps = parameters[kept], steps[kept]
    at, x, y, recorded = _followed(parameters, window).T
    points, values = np.column_stack([x, y]), np.full(len(x), np.nan)
    known = np.isfinite(points).all(axis=1)
    values[known] = evaluate(points[known])
    return Trace(
        steps=np.fmax.accumulate(np.append(0.0, np.interp(at, np.arange(len(steps)), steps)))[1:],
        points=points,
        values=values,
        recorded=recorded == 1,
    )


def _followed(parameters: FloatArray, window: FloatArray) -> FloatArray:
    """Points along a run, dense enough to be drawn, with a row that isn't a number for a gap.

    Returns:
        (m, 4): the place along the rows of the run, both parameters, 1 at the run's own points.
    """
    first = np.array([[0.0, *parameters[0], 1.0]])
    pieces = [first if holds(window, parameters[0]) else GONE]
    for row, (before, after) in enumerate(pairwise(parameters)):
        begins, ends = holds(window, before), holds(window, after)
        shares, points = _crossed(before, after, window)
        if not len(points):
            pieces.append(GONE)
            continue
        own = np.zeros(len(points))
        own[-1] = ends
        piece = np.column_stack([row + shares, points, own])
        pieces += [piece[1:]] if begins else [GONE, piece]
        pieces += [] if ends else [GONE]
    return np.concatenate(pieces)


def _crossed(
    before: FloatArray, after: FloatArray, window: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """The part of a step that is in a window: shares of the step (k,), and points (k, 2).

    It is measured from an end that is in the window, if there is one: from far away, the window
    would be lost in the rounding. A step between two ends that are so far away isn't seen at all.
    """
    if holds(window, after) and not holds(window, before):
        shares, points = _crossed(after, before, window)
        return 1 - shares[::-1], points[::-1]
    first, last = inside(before, after, window)
    size = window[1] - window[0]
    far = not holds(window, before) and (np.abs(before - window[0]) > FAR * size).any()
    if first >= last or far:
        return np.zeros(0), np.zeros((0, 2))
    move = after - before
    length = np.abs(move * (last - first) / size).max()
    shares = np.linspace(first, last, int(np.ceil(length * PIECES)) + 1)
    points = np.clip(before + shares[:, None] * move, *window)
    if last == 1:
        points[-1] = after
    return shares, points


def inside(before: FloatArray, after: FloatArray, window: FloatArray) -> tuple[float, float]:
    """The shares of a step at which it is in the window: from the first to the last."""
    first, last = 0.0, 1.0
    for start, end, low, high in zip(
        before.tolist(), after.tolist(), *window.tolist(), strict=True
    ):
        move = end - start
        if move == 0:
            if not low <= start <= high:
                return 1.0, 0.0
            continue
        reach = sorted(((low - start) / move, (high - start) / move))
        first, last = max(first, reach[0]), min(last, reach[1])
    return first, last


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

    @property
    def parameter_names(self) -> tuple[str, ...]:
        """Those of both parameters: weights on a named surface, in a formula as it has them."""
        is_named = self.surface is not None and self.surface.name in SURFACE_NAMES
        return ("w1", "w2") if is_named else self.objective.parameter_names

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
        known = self.surface.minima if self.surface else ()
        places = [np.array([each.x, each.y]) for each in known if each.is_global == lowest]
        return [each for each in places if holds(self.landscape.window, each)]

    def seen_end(self, index: int) -> int:
        """The last step of a run that moves its point on screen."""
        run = self.runs[index]
        if self.verdicts[index].ending in ("diverged", "left", "undefined"):
            return first_outside(run, self.landscape.window)
        return settled(run, self.landscape)
