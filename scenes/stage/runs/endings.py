"""What may truthfully be said of how a run has ended: on data, on a curve, on a map."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np

from gradreel.engine.arrays import BoolArray, FloatArray
from gradreel.engine.fits import misfit
from gradreel.engine.models import LogisticRegression
from gradreel.engine.objectives import ModelObjective, Objective, SurfaceObjective
from gradreel.engine.optimizers.gradient_descent import GradientDescent
from gradreel.engine.replay import step_beyond
from gradreel.engine.surfaces.own import OwnSurface
from gradreel.engine.surfaces.surface import Minimum
from gradreel.engine.trajectory import Trajectory
from gradreel.scenes.stage.runs.landscape import Landscape
from gradreel.scenes.stage.runs.objective import are_apart, objective_of
from gradreel.scenes.stage.runs.resting import NOISE, RestingPlace, Surroundings, resting_place

Ending = Literal[
    "global",
    "only",
    "lowest",
    "local",
    "corner",
    "level",
    "saddle",
    "top",
    "moving",
    "swinging",
    "slow",
    "left",
    "undefined",
    "diverged",
    "separated",
    "touching",
    "fitted",
    "arrived",
    "leaps",
    "away",
]

SEEN = 5e-3
"""A larger misfit is seen in a logistic regression's loss, of which four places are written."""

ARRIVED = 0.004
"""A run has arrived within so much of its way from the start to the minimum."""
SHORTER = 0.5
"""Steps get nowhere if those of the last quarter are longer than so many times those before."""
AWAY = 1.5
"""A run is gone once it is so many times as far from the minimum as at its start."""

NEAR = 0.01
"""A run has arrived within so much of the window of a minimum."""

UNSEEN = 0.002
"""So much of the window is too little to be seen as a move."""

LEFT_TO_FALL, BEYOND = 0.01, 100.0
"""A run has come to a place if so little of its fall is left; and if twice as far off the function
differs by no more than so many times as much, so that the place isn't at the end of a cliff."""

REVERSALS, PROGRESS = 0.7, 0.1
"""A run swings to and fro if so many of its moves turn back, and it comes lower by no more than so
much of its ups and downs meanwhile."""

NOTHING, SHOWN, TINY = 1e-9, 1e-3, 1e-9
"""A slope is none if it would change the loss, all across the window, by no more than so much of
what the window holds, and by so little of the loss itself, or of anything, that it isn't shown."""

TOO_LARGE, USUAL = 1e150, 1e15
"""Values and slopes of the first size are on their way to what no number holds; smaller ones than
the second aren't."""

RELIEF, CANDIDATES = 1e-3, 9
"""Elsewhere is lower if it is by so much of how high it rises next to a run's end; as many dips of
the map are looked into."""


def is_fitted(run: Trajectory) -> bool:
    """Whether a logistic regression has come to its best fit, as far as it is seen."""
    return misfit(objective_of(run), run.parameters[-1]) <= SEEN


def ending(run: Trajectory) -> Ending:
    """How a logistic regression ended: at its best fit, or still moving, or why there is none.

    The classes are separated, or touch in one value of a single feature.
    """
    if run.outcome.startswith("diverged"):
        return "diverged"
    if run.outcome == "separated":
        data = objective_of(run).dataset
        return "touching" if data.n_features == 1 and not are_apart(data) else "separated"
    return "fitted" if is_fitted(run) else "moving"


def line_ending(run: Trajectory, minimum: float | None) -> Ending:
    """How a run of one parameter ended: there, leaping over the minimum, away from it or moving."""
    path = run.parameters[:, 0]
    if run.outcome.startswith("diverged"):
        return "away"
    if minimum is None:
        return "moving"
    way, left = abs(path[0] - minimum), np.abs(path - minimum)
    if left[-1] <= ARRIVED * way:
        return "arrived"
    if left[-1] > AWAY * way and left[-1] >= left[:-1].max(initial=0.0):
        return "away"
    return "leaps" if _leaps(path, minimum) else "moving"


def arrival(run: Trajectory, minimum: float) -> int:
    """After how many steps a run that arrives stays at the minimum."""
    path = run.parameters[:, 0]
    off = np.abs(path - minimum) > ARRIVED * abs(path[0] - minimum)
    return int(np.flatnonzero(off)[-1]) + 1 if off.any() else 0


def _leaps(path: FloatArray, minimum: float) -> bool:
    """Whether the last steps go past the minimum, and are hardly shorter than those before."""
    moves = np.diff(path)
    count = max(len(moves) // 4, 1)
    last, before = moves[-count:], moves[-2 * count : -count]
    sides = np.sign(path[-count - 1 :] - minimum)
    crosses = bool((sides[1:] != sides[:-1]).any())
    return crosses and bool(np.abs(last).max() > SHORTER * np.abs(before).max(initial=0.0))


@dataclass(frozen=True)
class Verdict:
    """How a run ended.

    Attributes:
        ending: global, only, lowest and local are minima: known as the global one; the only one
            there is; one with nothing lower in the window; one with something lower, which may be
            a corner. It may also rest on a saddle or on a top, or where all is level, with
            something lower elsewhere. Otherwise it is still moving, swings to and fro without
            coming lower, hardly moves though there is a slope, has left the window for good,
            has come to where the function has no value, has diverged to numbers too large, or
            can't have an end since the classes are separated.
        step: after how many steps it came to its end, left or diverged.
        loss: at the end.
    """

    ending: Ending
    step: int
    loss: float


def verdict(run: Trajectory, landscape: Landscape) -> Verdict:
    """Judge a run of two parameters by its record, and by the function around its end.

    Of a person's own function whose code isn't here, that counts which the record says, as it was
    judged where the code was.

    Args:
        run: the run.
        landscape: its function over the window that is shown.
    """
    loss, last = float(run.loss[-1]), run.n_steps
    if (kept := _kept_ending(run)) is not None:
        return Verdict(*kept, loss)
    if run.outcome.startswith("diverged"):
        return Verdict(_lost(run, landscape), last + 1, loss)
    if run.outcome == "separated":
        return Verdict("separated", last, loss)
    outside = _outside(run, landscape.window)
    if outside[-1]:
        inside = np.flatnonzero(~outside)
        step = run.recorded_steps[inside[-1] + 1 if inside.size else 0]
        return Verdict("left", int(step), loss)
    ending = _resting(run, landscape)
    if ending is not None:
        return Verdict(ending, settled(run, landscape), loss)
    return Verdict(_under_way(run, landscape), last, loss)


def _kept_ending(run: Trajectory) -> tuple[Ending, int] | None:
    surface = run.objective.surface if isinstance(run.objective, SurfaceObjective) else None
    if not isinstance(surface, OwnSurface) or surface.missing is None or surface.kept is None:
        return None
    told = surface.kept.ending
    return next(((each, surface.kept.step) for each in get_args(Ending) if each == told), None)


def settled(run: Trajectory, landscape: Landscape) -> int:
    """After how many steps a run stays where it ends, as far as can be seen."""
    away = _distances(run.parameters, run.parameters[-1], landscape) > UNSEEN
    if not away.any():
        return 0
    index = int(np.flatnonzero(away)[-1]) + 1
    return int(run.recorded_steps[min(index, len(run.recorded_steps) - 1)])


def every_step_falls(run: Trajectory, seen: int) -> bool:
    """Whether a run's loss falls with every step that is seen, and doesn't rise again after it.

    Of a run with a stride not every step is known.

    Args:
        run: it.
        seen: the last step that moves its point on screen.
    """
    if run.spec.stride > 1 or seen < 2:
        return False
    falls = bool((np.diff(run.loss[: seen + 1]) < 0).all())
    return falls and bool(run.loss[seen:].max() <= run.loss[seen] + NOISE * abs(run.loss[seen]))


def first_outside(run: Trajectory, window: FloatArray) -> int:
    """The first step of a run that ends outside a window; its last step if none does."""
    outside = _outside(run, window)
    return int(run.recorded_steps[int(np.argmax(outside)) if outside.any() else -1])


def _outside(run: Trajectory, window: FloatArray) -> BoolArray:
    return np.asarray(((run.parameters < window[0]) | (run.parameters > window[1])).any(axis=1))


def _distances(points: FloatArray, place: FloatArray, landscape: Landscape) -> FloatArray:
    """How far points (n, 2) are from a place, as shares of the window's larger side."""
    low, high = landscape.window
    with np.errstate(over="ignore"):
        return np.asarray(np.abs((points - place) / (high - low)).max(axis=1))


def _resting(run: Trajectory, landscape: Landscape) -> Ending | None:
    """Where a run has come to rest, if it has."""
    if not _stays(run, landscape) or (_is_logistic(run.objective) and not is_fitted(run)):
        return None
    minimum = _known_minimum(run, landscape)
    if minimum is not None:
        if not minimum.is_global:
            return "local"
        return "only" if len(_known_minima(run)) == 1 else "global"
    sides = np.diff(landscape.window, axis=0)[0]
    found = resting_place(Surroundings(run.objective, run.parameters[-1], sides), NEAR)
    if found is not None and _has_come_to(run, found):
        return _resting_ending(run, landscape, found)
    slope = run.objective.gradient(run.parameters[-1]) * sides
    if _is_nothing(float(np.abs(slope).max()), float(run.loss[-1]), landscape):
        flat = RestingPlace(run.parameters[-1], float(run.loss[-1]), "level", strict=False)
        return _resting_ending(run, landscape, flat)
    return None


def _stays(run: Trajectory, landscape: Landscape) -> bool:
    """Whether a run stayed next to its end for some steps, or would for the next one."""
    tail = run.parameters[-max(2, len(run.parameters) // 10) :]
    if _distances(tail, run.parameters[-1], landscape).max() <= NEAR:
        return True
    if not isinstance(run.spec.optimizer, GradientDescent) or run.spec.batch_size is not None:
        return False
    step = run.spec.learning_rate_at(run.n_steps) * run.objective.gradient(run.parameters[-1])
    return bool(landscape.share(step) <= UNSEEN)


def _is_logistic(objective: Objective) -> bool:
    return isinstance(objective, ModelObjective) and isinstance(objective.model, LogisticRegression)


def _known_minimum(run: Trajectory, landscape: Landscape) -> Minimum | None:
    """The known minimum that a run has come to."""
    for minimum in _known_minima(run):
        place = np.array([minimum.x, minimum.y])
        if _distances(run.parameters[-1:], place, landscape)[0] <= NEAR:
            return minimum
    return None


def _known_minima(run: Trajectory) -> Sequence[Minimum]:
    objective = run.objective
    return objective.surface.minima if isinstance(objective, SurfaceObjective) else ()


def _has_come_to(run: Trajectory, found: RestingPlace) -> bool:
    """Whether hardly anything of a run's way to a place is left, as its loss tells."""
    first, end = float(run.loss[0]), float(run.loss[-1])
    left = abs(end - found.loss)
    unsure = NOISE * abs(found.loss)
    if left <= unsure:
        return True
    beyond = run.objective.losses(2 * run.parameters[-1] - found.place)
    return bool(
        left <= LEFT_TO_FALL * abs(first - found.loss)
        and abs(beyond - found.loss) <= BEYOND * left + unsure
    )


def _is_nothing(change: float, loss: float, landscape: Landscape) -> bool:
    """Whether a change of a loss can't be seen on a map, nor in the loss as it is written."""
    finite = landscape.values[np.isfinite(landscape.values)]
    quarter, most = np.quantile(finite / 2, (0.25, 0.75))
    small = change <= SHOWN * abs(loss) or change + abs(loss) <= TINY
    return bool(change / 2 <= NOTHING * (most - quarter) and small)


def _resting_ending(run: Trajectory, landscape: Landscape, found: RestingPlace) -> Ending:
    if found.kind in ("saddle", "top"):
        return found.kind
    if _is_logistic(run.objective):
        return "only" if found.strict else "lowest"
    low = found.loss - _relief(run, landscape, found)  # so low a dip is lower than the minimum
    deeper = (dip.loss < low for dip in _resting_in_dips(run.objective, landscape, low))
    if not (np.nanmin(landscape.values) < low or any(deeper)):
        return "lowest"
    return "local" if found.kind == "minimum" else found.kind


def lowest_dip(objective: Objective, landscape: Landscape) -> RestingPlace | None:
    """Return the minimum in the lowest dip of a map; None without one.

    Args:
        objective: the function.
        landscape: it over the window that is shown.
    """
    return min(minima_in(objective, landscape), key=lambda each: each.loss, default=None)


def minima_in(objective: Objective, landscape: Landscape) -> list[RestingPlace]:
    """Return the minima in the deepest dips of a map; arguments as for `lowest_dip`."""
    found = _resting_in_dips(objective, landscape, np.inf)
    return [each for each in found if each.kind in ("minimum", "corner")]


def _resting_in_dips(
    objective: Objective, landscape: Landscape, low: float
) -> Iterator[RestingPlace]:
    """Look into the dips of a map that may be lower than a loss."""
    sides = np.diff(landscape.window, axis=0)[0]
    for place in landscape.dips(low)[:CANDIDATES]:
        around = Surroundings(objective, place, sides)
        found = resting_place(around, 2 / len(landscape.xs))
        if found is not None:
            yield found


def _relief(run: Trajectory, landscape: Landscape, found: RestingPlace) -> float:
    """How much lower than a place is too little to be called lower."""
    low, high = landscape.window
    near = found.place + NEAR * (high - low) * np.array([[1, 0], [-1, 0], [0, 1], [0, -1]])
    rises = run.objective.losses(near) - found.loss
    usual = float(np.median(rises[np.isfinite(rises)])) if np.isfinite(rises).any() else 0.0
    return RELIEF * max(usual, 0.0) + NOISE * abs(found.loss)


def _under_way(run: Trajectory, landscape: Landscape) -> Ending:
    """How a run moves at its end that hasn't come to rest."""
    later = run.parameters[-max(2, len(run.parameters) // 2) :]
    if _distances(later, run.parameters[-1], landscape).max() <= UNSEEN:
        return "slow"
    tail = slice(-max(6, len(run.parameters) // 5), None)
    moves = np.diff(run.parameters[tail] / np.ptp(landscape.window, axis=0), axis=0)
    turns = (moves[1:] * moves[:-1]).sum(axis=1) < 0
    swings = len(turns) > 1 and turns.mean() >= REVERSALS
    losses = run.loss[tail]
    half = len(losses) // 2
    fallen = losses[:half].min() - losses[half:].min()
    still_falls = fallen > PROGRESS * np.ptp(losses) + NOISE * np.abs(losses).max()
    return "swinging" if swings and not still_falls else "moving"


def _lost(run: Trajectory, landscape: Landscape) -> Ending:
    """What a run met that couldn't go on: no value, or numbers too large.

    Just before there is no value, value and slope may be large, but aren't beyond all numbers. If
    code of a person's own isn't here, nobody knows where the last step led: then it had no value
    if there are such places on the map, and the run came there with usual numbers.
    """
    if not isinstance(run.objective, SurfaceObjective):
        return "diverged"
    if run.spec.missing:
        usual = np.abs([run.loss[-1], *run.parameters[-1]]).max() < USUAL
        return "undefined" if usual and np.isnan(landscape.values).any() else "diverged"
    last, after = run.parameters[-1], step_beyond(run)
    if np.isfinite(after).all():
        last = _last_with_value(run.objective, last, after)
    slope = run.objective.gradient(last)
    known = np.isfinite(after).all() or not np.isfinite(slope).all()
    sizes = np.abs([run.objective.loss(last), *slope[np.isfinite(slope)]])
    return "undefined" if known and sizes.max() < TOO_LARGE else "diverged"


def _last_with_value(
    objective: SurfaceObjective, before: FloatArray, after: FloatArray
) -> FloatArray:
    """The last point with a finite value on the way to one that has none, by halving the way."""
    first, last = 0.0, 1.0
    while first < (middle := (first + last) / 2) < last:
        if np.isfinite(objective.loss(before + middle * (after - before))):
            first = middle
        else:
            last = middle
    return before + first * (after - before)
