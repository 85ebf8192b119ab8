"""Where a function has no slope, or a corner, what of a place that is, and what ridges part."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from gradreel.engine.arrays import FloatArray
from gradreel.engine.objectives import Objective
from gradreel.scenes.stage.runs.landscape import holds

RestingKind = Literal["minimum", "corner", "saddle", "top", "level"]

MOST_MOVES, STEEPNESS_LEFT, SHRUNK = 60, 1e-10, 0.5
"""Newton's method has found a place without slope when so little of the slope is left, and its
moves have become so much shorter: down an exponential slope they stay as long as they are."""

BEND_STEP, SAME, SURE = 1e-6, 1e-10, 1e-6
"""For second derivatives, in the window's sides; curvatures so many times smaller are none; and
how much of a slope they may leave unexplained."""

DIRECTIONS, WIDER = 64, 100.0
RADII = 10.0 ** np.arange(-8, -1)
"""Of the rings on which values are compared with that in the middle, in the window's sides; and
how many times wider they must be than what isn't known of where the middle is."""

ROUNDED = 1e-12
"""So near to the middle values differ by rounding only, which is more where large ones cancel."""

NOISE, SURELY = 4 * float(np.finfo(np.float64).eps), 10.0
"""What rounding may do to a value, in its own size, and how many times as much it surely isn't."""

FINEST, TURN = 1e-9, 2.4
"""The shortest move of a search, and the angle between the sets of directions that it tries."""

CORNER, BALANCED = 1e-4, 1e-5
"""At a corner the slopes at so small a distance balance, up to so much of the steepest."""


@dataclass(frozen=True, eq=False)
class RestingPlace:
    """A place at which a run may come to rest.

    Attributes:
        place: (2,) parameters.
        loss: there.
        kind: a corner is a minimum with slopes on all sides; level is the same height all around.
        strict: whether it is higher, or lower, in all directions.
    """

    place: FloatArray
    loss: float
    kind: RestingKind
    strict: bool


@dataclass(frozen=True, eq=False)
class Surroundings:
    """A function about a point, with lengths in a window's sides.

    Attributes:
        objective: of two parameters.
        origin: (2,) parameters.
        sides: (2,) of the window.
    """

    objective: Objective
    origin: FloatArray
    sides: FloatArray

    def place(self, at: FloatArray) -> FloatArray:
        """Turn places (..., 2) into parameters."""
        return self.origin + at * self.sides

    def losses(self, at: FloatArray) -> FloatArray:
        """The function at places (..., 2); infinite where it has no value."""
        with np.errstate(all="ignore"):
            found = self.objective.losses(self.place(at))
        return np.where(np.isnan(found), np.inf, found)

    def slope(self, at: FloatArray) -> FloatArray:
        """Its gradient (2,) at a place."""
        with np.errstate(all="ignore"):
            return self.objective.gradient(self.place(at)) * self.sides

    def bends(self, at: FloatArray) -> FloatArray:
        """Its second derivatives (2, 2), by central differences of the gradient."""
        steps = BEND_STEP * np.eye(2)
        with np.errstate(all="ignore"):
            rows = [(self.slope(at + s) - self.slope(at - s)) / (2 * BEND_STEP) for s in steps]
            return np.asarray((np.array(rows) + np.array(rows).T) / 2)


def resting_place(around: Surroundings, reach: float) -> RestingPlace | None:
    """Find the place without slope, or the corner, that is next to a point.

    What counts is where it is, not how small the slope is: no slope is small on all scales.

    Args:
        around: the function about the point.
        reach: how far off the place may be, in the window's sides.
    """
    found = _without_slope(around, np.zeros(2), reach)
    if found is not None:
        return _judged(around, *found)
    lowest = _lowest(around, reach)
    if lowest is None:
        return None
    smooth = _without_slope(around, lowest, reach)
    if smooth is not None:
        return _judged(around, *smooth)
    if not _slopes_balance(around, lowest):
        return None
    return RestingPlace(around.place(lowest), float(around.losses(lowest)), "corner", strict=True)


def _without_slope(
    around: Surroundings, start: FloatArray, reach: float
) -> tuple[FloatArray, float] | None:
    """Where Newton's method comes to, if it comes to a place without slope within reach.

    Returns:
        the place (2,), and about how far off it may be.
    """
    at, longest = start, 0.0
    enough = STEEPNESS_LEFT * _size(around.slope(start))
    for _ in range(MOST_MOVES):
        slope, move = around.slope(at), _newton(around, at)
        if move is None or _size(at - move) > reach:
            return None
        length = _size(move)
        if length <= FINEST or (_size(slope) <= enough and length <= SHRUNK * longest):
            return at - move, length
        at, longest = at - move, max(longest, length)
    return None


def _newton(around: Surroundings, at: FloatArray) -> FloatArray | None:
    """How far off the place without slope is as slope and curvature have it; none if nowhere."""
    slope, bends = around.slope(at), around.bends(at)
    if not (np.isfinite(slope).all() and np.isfinite(bends).all()):
        return None
    move = np.linalg.lstsq(bends, slope, rcond=SAME)[0]
    unsure = SURE * _size(slope) + NOISE * float(np.abs(bends).max())
    return np.asarray(move) if _size(bends @ move - slope) <= unsure else None


def _judged(around: Surroundings, at: FloatArray, unsure: float) -> RestingPlace:
    """Say what a place without slope is, from the values on rings about it."""
    radii = RADII[min(WIDER * unsure, RADII[-1]) <= RADII]
    here = float(around.losses(at))
    values = around.losses(at + radii[:, None, None] * _circle(DIRECTIONS))
    beside = around.losses(at + ROUNDED * _circle(DIRECTIONS))
    with np.errstate(invalid="ignore", over="ignore"):
        rises, rounding = values - here, float(np.abs(beside - here).max())
        noise = NOISE * np.maximum(abs(here), np.abs(values).max(axis=1)) + rounding
    off = _size(around.slope(at)) * WIDER * unsure
    kind, strict = _kind(rises, noise + off)
    return RestingPlace(around.place(at), here, kind, strict)


def _kind(rises: FloatArray, noise: FloatArray) -> tuple[RestingKind, bool]:
    """Judge a place by how values on rings (rings, directions) differ from that in its middle.

    In each direction the first difference counts that can't be rounding: further out there may be
    another valley.
    """
    sure = np.abs(rises) > SURELY * noise[:, None]
    first = np.take_along_axis(rises, sure.argmax(axis=0)[None], axis=0)[0]
    signs = np.sign(first) * sure.any(axis=0)
    low, high = signs.min(), signs.max()
    if low < 0:
        return ("saddle", False) if high > 0 else ("top", bool(high < 0))
    return ("minimum", bool(low > 0)) if high > 0 else ("level", False)


def _lowest(around: Surroundings, reach: float) -> FloatArray | None:
    """Search for a minimum with values alone; none if it isn't within reach."""
    at, length, failed, angle = np.zeros(2), reach / 4, 0, 0.0
    here = float(around.losses(at))
    for _ in range(400):
        if length < FINEST:
            return at
        angle += TURN
        tried = at + length * np.concatenate([_circle(8), _circle(16, angle)])
        losses = around.losses(tried)
        best = int(losses.argmin())
        if losses[best] < here:
            at, here, failed = tried[best], float(losses[best]), 0
            if _size(at) > reach:
                return None
        else:
            failed += 1
        if failed == 2:
            length, failed = length / 2, 0
    return None


def _slopes_balance(around: Surroundings, at: FloatArray) -> bool:
    """Whether slopes all around a place point everywhere, so that none is left on the whole.

    That nothing is left of some mix of them is what makes a corner a minimum: Clarke, Optimization
    and Nonsmooth Analysis (1983), 2.3.
    """
    slopes = np.array([around.slope(at + CORNER * each) for each in _circle(DIRECTIONS)])
    if not np.isfinite(slopes).all():
        return False
    steepest = float(np.abs(slopes).max())
    return not steepest or _least_mix(slopes / steepest) <= BALANCED


def _least_mix(vectors: FloatArray) -> float:
    """The length of the shortest vector that is a mix of some, (n, 2): 0 if they point everywhere.

    It lies on the line from one of them to another, unless all directions are among them.
    """
    angles = np.sort(np.arctan2(vectors[:, 1], vectors[:, 0]))
    if np.diff(angles, append=angles[0] + 2 * np.pi).max() < np.pi:
        return 0.0
    apart = vectors[None] - vectors[:, None]
    squares = (apart**2).sum(axis=-1)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = -(vectors[:, None] * apart).sum(axis=-1) / squares
    share = np.clip(np.where(squares > 0, share, 0.0), 0.0, 1.0)
    return float(np.linalg.norm(vectors[:, None] + share[..., None] * apart, axis=-1).min())


def _circle(count: int, first: float = 0.0) -> FloatArray:
    angles = first + np.linspace(0, 2 * np.pi, count, endpoint=False)
    return np.stack([np.cos(angles), np.sin(angles)], axis=-1)


def _size(vector: FloatArray) -> float:
    return float(np.abs(vector).max())


SAMPLES = 201
"""Points of the straight way between two minima."""

STEP, CLOSE = 1 / 400, 1e-9
"""Steps along the ridge, and how near a saddle is found, in the window's sides."""

LONGEST = 2000
"""Steps along the ridge at the most."""


def ridge_between(
    objective: Objective, one: FloatArray, other: FloatArray, window: FloatArray
) -> FloatArray | None:
    """Find the ridge between two minima: from the saddle between them uphill to both sides.

    Whoever goes straight down from a point beside it comes to the minimum on that side.

    Args:
        objective: a function of two parameters.
        one: (2,), a minimum.
        other: (2,), another.
        window: [[x low, y low], [x high, y high]]; the ridge ends at its edge or on a top.

    Returns:
        (n, 2) points; None where no saddle is found between the two.
    """
    way = one + np.linspace(0, 1, SAMPLES)[:, None] * (other - one)
    size = window[1] - window[0]
    around = Surroundings(objective, way[int(np.argmax(objective.losses(way)))], size)
    at = _saddle(around)
    if at is None:
        return None
    saddle = around.place(at)
    values, directions = np.linalg.eigh(around.bends(at) / np.outer(size, size))
    if not values[0] < 0 < values[1]:
        return None
    ways = directions[:, 1], -directions[:, 1]
    sides = [_uphill(objective, saddle, each, window) for each in ways]
    return np.concatenate([sides[0][::-1], saddle[None], sides[1]])


def crossings(line: FloatArray, start: FloatArray, end: FloatArray) -> int:
    """How often the straight way between two points (2,) crosses a line (n, 2)."""
    first, second = line[:-1], line[1:]
    across = _side(first, second, start) != _side(first, second, end)
    along = _side(start, end, first) != _side(start, end, second)
    return int((across & along).sum())


def _side(start: FloatArray, end: FloatArray, point: FloatArray) -> FloatArray:
    """Whether points lie left of lines."""
    along, to = end - start, point - start
    return np.asarray(along[..., 0] * to[..., 1] - along[..., 1] * to[..., 0] > 0)


def _saddle(around: Surroundings) -> FloatArray | None:
    """Where Newton's method comes to from a point, in moves of a tenth of the window at most."""
    at = np.zeros(2)
    for _ in range(MOST_MOVES):
        move = _newton(around, at)
        if move is None or _size(move) < CLOSE:
            return None if move is None else at
        at = at - move * min(1.0, 0.1 / _size(move))
    return None


def _uphill(
    objective: Objective, start: FloatArray, away: FloatArray, window: FloatArray
) -> FloatArray:
    """Points (n, 2) on the steepest way up from beside a saddle, to an edge or a top."""
    step = STEP * float((window[1] - window[0]).min())
    at, before, points = start + step * away, away, []
    for _ in range(LONGEST):
        slope = objective.gradient(at)
        length = float(np.hypot(*slope))
        if not holds(window, at) or not np.isfinite(length) or not length or slope @ before < 0:
            break
        points.append(at)
        before = slope / length
        at = at + step * before
    return np.array(points).reshape(-1, 2)
