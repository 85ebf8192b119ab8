"""The one search for a learning rate: real runs at rates of all sizes, judged by where they end."""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from gradreel.engine.arrays import FloatArray
from gradreel.engine.errors import RequestError
from gradreel.engine.objectives import ModelObjective, SurfaceObjective
from gradreel.engine.spec import RunSpec
from gradreel.engine.training import train

DECADES = range(-10, 7)
COARSE = tuple(float(f"{digit}e{power}") for power in DECADES for digit in (1, 3.2))
BEYOND = 2
"""So many times as many decades are tried below and above, where the best would be at the edge."""

BETWEEN = {
    "1": (0.5, 0.6, 0.7, 0.8, 1.2, 1.5, 2.0, 2.5),
    "3": (1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0),
}
"""By a rate's first digit, those about it; of a model every second is tried."""

FIRST, FIRST_ON_SURFACE, LONGER, KEPT, FEWEST = 25, 400, 4, 3, 4
"""Steps of the first trials of a model, and of a surface, where all rates take them at once; how
many times as long the next trials are, for one in how many of the rates, and for how many at least:
successive halving (Jamieson and Talwalkar 2016)."""

ALIKE = 8 * float(np.finfo(np.float64).eps)
"""Ends that differ by so little of the loss at the start are as low as each other."""

AS_GOOD_AS_NONE = 0.01
"""Where classes can be told apart without error, larger rates always end lower, and the largest
make one leap of a run: ends below this share of the loss at the start are as low as each other."""


@dataclass(frozen=True)
class Trial:
    """A run at one rate that stayed finite.

    Attributes:
        rate: the learning rate.
        end: its last full loss.
        mean: the mean of the losses on its way.
    """

    rate: float
    end: float
    mean: float


def best_rate(spec: RunSpec, advance: Callable[[int], None] | None = None) -> float:
    """Return the rate whose run ends at the least full loss; every rate is really tried.

    Half decades come first, of which the best few take all the steps that the run will take, then
    those between. Of ends that are as low, that counts which was lower on the way; where a model
    tells classes apart without error, the rate nearest to 1. Where a surface has no floor, the
    least loss means nothing: there, only those rates count with which the run is still in the
    surface's window after half of its steps.

    Args:
        spec: the run; its own rate doesn't matter.
        advance: told how many more of `count_trials(spec)` runs were made.

    Raises:
        RequestError: the run diverges at every rate.
    """
    ranked: list[Trial] = []
    for steps, count in _rounds(spec):
        trial = replace(spec, steps=steps)
        rates = [each.rate for each in ranked[:count]]
        ranked = _ranked(spec, _tried(trial, rates) if rates else _half_decades(trial))
        if advance is not None:
            advance(count)
    digit, _, power = f"{ranked[0].rate:e}".partition("e")
    between = [float(f"{each}e{power}") for each in _between(spec, digit[0])]
    ranked += _tried(spec, between)
    if advance is not None:
        advance(len(between))
    return _best(spec, ranked).rate


def count_trials(spec: RunSpec) -> int:
    """How many runs are made at the most to find a rate."""
    return sum(count for _, count in _rounds(spec)) + len(_between(spec, "1"))


def _between(spec: RunSpec, digit: str) -> tuple[float, ...]:
    return BETWEEN[digit][:: 1 if isinstance(spec.objective, SurfaceObjective) else 2]


def _rounds(spec: RunSpec) -> Iterator[tuple[int, int]]:
    """Yield the steps of each round of trials, and how many rates it tries."""
    steps = FIRST_ON_SURFACE if isinstance(spec.objective, SurfaceObjective) else FIRST
    count = len(COARSE)
    while steps < spec.steps:
        yield steps, count
        steps, count = steps * LONGER, max(count // KEPT, FEWEST)
    yield spec.steps, count


def _half_decades(spec: RunSpec) -> list[Trial]:
    """Try them, and others beyond as long as the best is the last, or none stays finite."""
    trials = _tried(spec, COARSE)
    for side, last in ((-1, 0), (1, -1)):
        rates: Sequence[float] = COARSE
        for _ in range(BEYOND):
            if trials and _best(spec, trials).rate != rates[last]:
                break
            rates = [float(f"{rate * 10.0 ** (side * len(DECADES)):.1e}") for rate in rates]
            trials += _tried(spec, rates)
    return trials


def _ranked(spec: RunSpec, trials: Sequence[Trial]) -> list[Trial]:
    """Put the best first.

    Raises:
        RequestError: there is none.
    """
    if not trials:
        raise RequestError("the run diverges at every learning rate that was tried: set one")
    first = _best(spec, trials)
    return [first, *sorted((each for each in trials if each is not first), key=_order)]


def _order(trial: Trial) -> tuple[float, float]:
    return trial.end, trial.mean


def _best(spec: RunSpec, trials: Sequence[Trial]) -> Trial:
    lowest = min(trials, key=_order).end
    start = spec.objective.loss(spec.start)
    low = lowest + ALIKE * max(abs(start), abs(lowest))
    same = [each for each in trials if each.end <= low]
    return min(same, key=lambda each: (each.mean, abs(math.log10(each.rate))))


def _tried(spec: RunSpec, rates: Sequence[float]) -> list[Trial]:
    specs = [replace(spec, learning_rate=rate, stride=spec.steps) for rate in rates]
    if isinstance(spec.objective, SurfaceObjective):
        return _side_by_side(spec.objective, specs)
    runs = [train(each) for each in specs]
    none = _as_good_as_none(spec)
    with np.errstate(all="ignore"):
        return [
            Trial(run.spec.learning_rate, float(run.loss[-1]), float(run.batch_loss.mean()))
            if run.loss[-1] > none
            else Trial(run.spec.learning_rate, none, 0.0)
            for run in runs
            if run.n_steps == spec.steps
        ]


def _as_good_as_none(spec: RunSpec) -> float:
    """Up to which loss ends are as low as each other, as the loss may have no minimum."""
    objective = spec.objective
    if not isinstance(objective, ModelObjective) or not objective.model.n_classes:
        return -math.inf
    if objective.best_fit is not None:
        return -math.inf
    return AS_GOOD_AS_NONE * objective.loss(spec.start)


def _side_by_side(objective: SurfaceObjective, specs: Sequence[RunSpec]) -> list[Trial]:
    """Make runs on a surface that differ in their rates: its slopes are found for all at once."""
    steps, count = specs[0].steps, len(specs)
    at = np.tile(specs[0].start, (count, 1))
    states = [each.optimizer.init(each.start) for each in specs]
    losses, counts = np.full((steps + 1, count), np.nan), np.full(count, True)
    with np.errstate(all="ignore"):
        for step in range(steps + 1):
            losses[step] = objective.losses(at)
            counts &= np.isfinite(losses[step]) & np.isfinite(at).all(axis=1)
            if objective.surface.lowest == -math.inf and step == steps // 2:
                counts &= _is_inside(objective, specs[0].start, at)
            slopes = np.stack(objective.surface.gradient(*at.T), axis=-1)
            for index in np.flatnonzero(counts).tolist() if step < steps else ():
                spec = specs[index]
                move, states[index] = spec.optimizer.update(slopes[index], states[index], at[index])
                at[index] = at[index] - spec.learning_rate_at(step) * move
        means = losses[:-1].mean(axis=0)
    return [
        Trial(specs[index].learning_rate, float(losses[-1, index]), float(means[index]))
        for index in np.flatnonzero(counts).tolist()
    ]


def _is_inside(objective: SurfaceObjective, start: FloatArray, at: FloatArray) -> FloatArray:
    low, high = np.array(objective.surface.window_with(*map(float, start))).T
    return np.asarray(((low <= at) & (at <= high)).all(axis=1))
