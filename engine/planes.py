"""Planes through the parameter space of any run, with its loss on them and its path."""

import math
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from gradreel.engine.arrays import FloatArray
from gradreel.engine.errors import unknown
from gradreel.engine.history import Plane, tensors_of
from gradreel.engine.trajectory import Trajectory

PRINCIPAL, RANDOM = KINDS = ("principal", "random")
SIDE: Final = 61
MARGIN, NARROWEST = 0.3, 0.65
"""What a window leaves free about a path, in its extent; and how wide it is, in the other's."""
AS_FLAT, PARALLEL = 1e-13, 1 - 1e-6
"""A variance that is nothing beside the largest one; a cosine of directions that are one line."""
AT_ONCE = 2**22
"""So many parameters are given to the loss at a time."""

Losses = Callable[[FloatArray], FloatArray]
"""The losses (k,) at k points (k, p), evaluated together."""


def principal_plane(vectors: NDArray[Any], losses_at: Losses, side: int = SIDE) -> Plane:
    """Return the plane through a run's end along its first two principal components.

    Li et al. 2018 (Visualizing the Loss Landscape of Neural Nets, section 7.2) take the principal
    components of the snapshots less the last one. These are centred at their mean, as principal
    components are, so taking one of them off before makes no difference to the directions or
    their shares of the variance. The plane itself goes through the last snapshot. Of the others the
    nearest points are drawn, which are the snapshots themselves where the shares add up to 1.

    Both directions have length 1, and point so that the run starts on the upper left. One along
    which the path has no variance is any at right angles to the other; the second is zero where
    there is only one parameter.

    Args:
        vectors: (S, p), the parameters at each snapshot.
        losses_at: the loss.
        side: places along each side of the plane's window.
    """
    snapshots = np.asarray(vectors, dtype=np.float64)
    return _plane(PRINCIPAL, snapshots, _components(snapshots), losses_at, side)


def random_plane(
    vectors: NDArray[Any],
    shapes: Sequence[tuple[int, ...]],
    losses_at: Losses,
    rng: np.random.Generator,
    side: int = SIDE,
) -> Plane:
    """Return the plane through a run's end along two random directions.

    They are filter-normalised (Li et al. 2018, section 4): drawn from a normal distribution, then
    each unit's weights, a row of an array of two axes or more, are scaled to the length that they
    have at the run's end, so that a distance of 1 changes each unit by as much as there is of it.
    All other parameters, as biases, stay as they are. Where this leaves no plane, as where there
    are fewer than two weights, all parameters are taken as one unit's.

    Args:
        vectors: (S, p), the parameters at each snapshot.
        shapes: of the arrays that the p parameters are, in their order.
        losses_at: the loss.
        rng: draws the directions.
        side: places along each side of the plane's window.
    """
    snapshots = np.asarray(vectors, dtype=np.float64)
    end = snapshots[-1]
    drawn = rng.normal(size=(2, len(end)))
    directions = np.array([_like_filters(each, end, shapes) for each in drawn])
    if _is_line(directions):
        lengths = np.linalg.norm(drawn, axis=1, keepdims=True)
        directions = drawn / lengths * (np.linalg.norm(end) or 1.0)
    if len(end) < 2:
        directions[1] = 0.0
    return _plane(RANDOM, snapshots, directions, losses_at, side)


def plane_of(run: Trajectory, kind: str, side: int = SIDE) -> Plane:
    """Return a plane of a run of the engine, with the loss on its full data.

    Args:
        run: of any model, or on a surface.
        kind: a name of `KINDS`; random directions are drawn from the run's own seed.
        side: places along each side of the plane's window.

    Raises:
        RequestError: there is no such kind.
    """
    if kind == PRINCIPAL:
        return principal_plane(run.parameters, run.objective.losses, side)
    if kind != RANDOM:
        raise unknown("kind of plane", kind, KINDS)
    shapes = [each.values.shape[1:] for each in tensors_of(run)]
    rng = np.random.default_rng(run.spec.seed)
    return random_plane(run.parameters, shapes, run.objective.losses, rng, side)


def _plane(
    kind: str, snapshots: FloatArray, directions: FloatArray, losses_at: Losses, side: int
) -> Plane:
    origin, (right, up) = snapshots[-1].copy(), directions
    path = (snapshots - origin) @ np.linalg.pinv(directions)
    least = 1.0 if kind == RANDOM else 0.0
    xs, ys = (np.linspace(*each, side) for each in _window(path, least))
    losses = _on_grid(origin, directions, xs, ys, losses_at)
    share = _shares(snapshots, directions)
    return Plane(kind, origin, right, up, xs, ys, losses, path, share)


def _components(snapshots: FloatArray) -> FloatArray:
    """Return the first two principal components (2, p), of length 1."""
    centred = _centred(snapshots)
    count, size = centred.shape
    if size <= count:
        found = np.linalg.svd(centred, full_matrices=False)
        variances, rows = found.S**2, found.Vh
    else:  # from the products of snapshots, as there may be many parameters
        variances, columns = (each[..., ::-1] for each in np.linalg.eigh(centred @ centred.T))
        rows = columns[:, :2].T @ centred
    directions = np.zeros((2, size))
    for index in range(min(2, size)):
        seen = index < len(variances) and variances[index] > AS_FLAT * variances[0]
        directions[index] = _at_right_angles(rows[index] if seen else None, directions[:index])
    places = (centred[0] - centred[-1]) @ directions.T
    return directions * np.where(places * (-1.0, 1.0) < 0, -1.0, 1.0)[:, None]


def _centred(snapshots: FloatArray) -> FloatArray:
    """Return the snapshots (S, p) about their mean; the largest number is 1, if any isn't 0."""
    scale = float(np.abs(snapshots).max()) or 1.0
    centred = snapshots / scale - (snapshots / scale).mean(axis=0)
    return np.asarray(centred / (float(np.abs(centred).max()) or 1.0))


def _at_right_angles(row: FloatArray | None, others: FloatArray) -> FloatArray:
    """Return a direction (p,) of length 1 without its parts along others (k, p) of length 1.

    Args:
        row: the direction; None for any.
        others: at right angles to each other.
    """
    if row is None:
        row = np.zeros(others.shape[1])
        row[np.abs(others).sum(axis=0).argmin()] = 1.0
    row = row / np.linalg.norm(row)
    row = row - (others @ row) @ others
    return np.asarray(row / np.linalg.norm(row))


def _like_filters(
    drawn: FloatArray, end: FloatArray, shapes: Sequence[tuple[int, ...]]
) -> FloatArray:
    """Return a direction (p,) with each row of weights as long as the end's; zero elsewhere."""
    direction = np.zeros_like(end)
    bounds = np.cumsum([0, *(math.prod(shape) for shape in shapes)])
    for shape, (first, last) in zip(shapes, pairwise(bounds.tolist()), strict=True):
        if len(shape) > 1:
            rows, own = (each[first:last].reshape(shape[0], -1) for each in (drawn, end))
            lengths = (np.linalg.norm(each, axis=1, keepdims=True) for each in (own, rows))
            direction[first:last] = (rows * np.divide(*lengths)).ravel()
    return direction


def _is_line(directions: FloatArray) -> bool:
    right, up = np.linalg.norm(directions, axis=1)
    return bool(abs(directions[0] @ directions[1]) >= PARALLEL * right * up)


def _window(path: FloatArray, least: float) -> tuple[tuple[float, float], ...]:
    """Return bounds of x and y that hold a path (S, 2), and the end at 0 so far within them.

    Args:
        path: on the plane.
        least: how far from 0 the window reaches on each side at the least.
    """
    low, high = path.min(axis=0), path.max(axis=0)
    extent = high - low
    wanted = np.maximum(extent, NARROWEST * extent.max() or 1.0) * (1 + 2 * MARGIN)
    middle = (low + high) / 2
    lows = np.minimum(middle - wanted / 2, -least)
    highs = np.maximum(middle + wanted / 2, least)
    return tuple(zip(lows.tolist(), highs.tolist(), strict=True))


def _on_grid(
    origin: FloatArray, directions: FloatArray, xs: FloatArray, ys: FloatArray, losses_at: Losses
) -> FloatArray:
    """Return the losses (k, m) over a plane, some of its points at a time."""
    places = np.stack([each.ravel() for each in np.meshgrid(xs, ys)], axis=1)
    size = max(1, AT_ONCE // len(origin))
    with np.errstate(all="ignore"):
        parts = [
            losses_at(origin + places[first : first + size] @ directions)
            for first in range(0, len(places), size)
        ]
    return np.concatenate(parts).reshape(len(ys), len(xs))


def _shares(snapshots: FloatArray, directions: FloatArray) -> FloatArray:
    """Return the shares (2,) of the snapshots' variance along x and along what y adds to it."""
    centred = _centred(snapshots)
    total = float((centred**2).sum())
    axes: list[FloatArray] = []
    for direction in directions:
        found = direction - sum((each @ direction) * each for each in axes)
        length = np.linalg.norm(found)
        axes.append(found / length if length else found)
    return np.array([((centred @ each) ** 2).sum() for each in axes]) / (total or 1.0)
