"""The one search for a learning rate: real runs at rates of all sizes, judged by where they end."""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from gradreel.engine.arrays import FloatArray
from gradreel.engine.errors import RequestError
from gradreel.engine.fits import best_fit
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

MOST_WORK = 5 * 10**7
"""Some seconds of `RunSpec.work`: if trials take more, and more than the run, they are shorter."""

FEWEST_ROWS, SPREAD = 4096, 0.2
"""So many rows stand for all, drawn at random, and twice as many again until the deviation of every
column differs by no more than this share: a rate depends on nothing else so much."""

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
    surface's window after half of its steps. Of many rows the trials read a sample, and long runs
    are tried with fewer steps, so that the search takes no longer than the run, or some seconds.

    Args:
        spec: the run; its own rate doesn't matter.
        advance: told how many more of `count_trials(spec)` runs were made.

    Raises:
        RequestError: the run diverges at every rate, or its code isn't here.
    """
    if spec.missing:
        raise spec.missing.refusal()
    spec = _in_short(spec)
    ranked: list[Trial] = []
    for steps, count in _rounds(spec):
        trial = replace(spec, steps=steps)
        rates = [each.rate for each in ranked[:count]]
        ranked = _tried(trial, rates) if rates else _half_decades(trial)
        if not ranked:
            raise RequestError("the run diverges at every learning rate that was tried: set one")
        if advance is not None:
            advance(count)
    digit, _, power = f"{ranked[0].rate:e}".partition("e")
    between = [float(f"{each}e{power}") for each in _between(spec, digit[0])]
    ranked += _tried(spec, between)
    if advance is not None:
        advance(len(between))
    return _ranked(spec, ranked)[0].rate


def count_trials(spec: RunSpec) -> int:
    """How many runs are made at the most to find a rate."""
    spec = _in_short(spec)
    return sum(count for _, count in _rounds(spec)) + len(_between(spec, "1"))


def _in_short(spec: RunSpec) -> RunSpec:
    """Return the run that rates are tried with: it has fewer rows and steps where it has many."""
    own_work, objective = spec.work, spec.objective
    if isinstance(objective, ModelObjective):
        spec = _on_fewer_rows(spec, objective)
    while spec.steps > 1 and _work_of_trials(spec) > max(MOST_WORK, own_work):
        spec = replace(spec, steps=spec.steps // 2)
    return spec


def _on_fewer_rows(spec: RunSpec, objective: ModelObjective) -> RunSpec:
    data, count = objective.dataset, FEWEST_ROWS
    order = np.random.default_rng(spec.seed).permutation(data.n)
    columns = np.column_stack([data.inputs, data.target])[order]
    while not np.allclose(columns[:count].std(axis=0), columns.std(axis=0), rtol=SPREAD, atol=0.0):
        count *= 2
    if count >= data.n:
        return spec
    batch_size = spec.batch_size and min(spec.batch_size, count)
    sample = replace(objective, dataset=data.rows(order[:count]))
    return replace(spec, objective=sample, batch_size=batch_size)


def _work_of_trials(spec: RunSpec) -> float:
    steps = sum(steps * count for steps, count in _rounds(spec))
    return spec.work * (steps / spec.steps + len(_between(spec, "1")))


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
            if trials and trials[0].rate != rates[last]:
                break
            rates = [float(f"{rate * 10.0 ** (side * len(DECADES)):.1e}") for rate in rates]
            trials = _ranked(spec, trials + _tried(spec, rates))
    return trials


def _ranked(spec: RunSpec, trials: Sequence[Trial]) -> list[Trial]:
    """Put the best first."""
    start, lowest = spec.objective.loss(spec.start), min((each.end for each in trials), default=0.0)
    low = lowest + ALIKE * max(abs(start), abs(lowest))

    def order(trial: Trial) -> tuple[float, float, float]:
        return max(trial.end, low), trial.mean, abs(math.log10(trial.rate))

    return sorted(trials, key=order)


def _tried(spec: RunSpec, rates: Sequence[float]) -> list[Trial]:
    """Make the runs; return those that stayed finite, the best first."""
    specs = [replace(spec, learning_rate=rate, stride=spec.steps) for rate in rates]
    if isinstance(spec.objective, SurfaceObjective):
        return _ranked(spec, _side_by_side(spec.objective, specs))
    runs = [run for run in map(train, specs) if run.n_steps == spec.steps]
    none = _as_good_as_none(spec)
    with np.errstate(all="ignore"):
        trials = [
            Trial(run.spec.learning_rate, float(run.loss[-1]), float(run.batch_loss.mean()))
            if run.loss[-1] > none
            else Trial(run.spec.learning_rate, none, 0.0)
            for run in runs
        ]
    return _ranked(spec, trials)


def _as_good_as_none(spec: RunSpec) -> float:
    """Up to which loss ends are as low as each other, as the loss may have no minimum."""
    objective = spec.objective
    if not isinstance(objective, ModelObjective) or not objective.model.n_classes:
        return -math.inf
    if best_fit(objective) is not None:
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
