"""Data sets that are drawn at random: two classes in the plane."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

import numpy as np

from gradreel.engine.arrays import FloatArray
from gradreel.engine.data.dataset import Dataset, unscaled

TOY_SIZE = 200
RINGS_SIZE = 2000
"""More than of the others, since there are six rings to be seen."""
RINGS_EDGE = 2.0


def blobs(rng: np.random.Generator) -> tuple[FloatArray, FloatArray]:
    """Draw two round clouds that overlap a little: points (n, 2) and their classes (n,)."""
    target = _halves()
    centres = np.stack([3.0 * target - 1.5, 2.0 * target - 1.0], axis=1)
    return centres + rng.normal(0.0, 1.0, (TOY_SIZE, 2)), target


def moons(rng: np.random.Generator) -> tuple[FloatArray, FloatArray]:
    """Draw two half circles that reach into each other: points (n, 2) and classes (n,)."""
    target = _halves()
    angle = rng.uniform(0.0, np.pi, TOY_SIZE)
    sign = 1.0 - 2.0 * target
    points = np.stack([sign * np.cos(angle) + target, sign * np.sin(angle) + target / 2], axis=1)
    return points + rng.normal(0.0, 0.15, (TOY_SIZE, 2)), target


def circles(rng: np.random.Generator) -> tuple[FloatArray, FloatArray]:
    """Draw a ring (class 0) about another (class 1): points (n, 2) and classes (n,)."""
    target = _halves()
    angle = rng.uniform(0.0, 2.0 * np.pi, TOY_SIZE)
    radius = 1.0 - target / 2.0
    points = np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1)
    return points + rng.normal(0.0, 0.1, (TOY_SIZE, 2)), target


def xor(rng: np.random.Generator) -> tuple[FloatArray, FloatArray]:
    """Draw four clouds, equal classes across from each other: points (n, 2), classes (n,)."""
    quarter = np.arange(TOY_SIZE) % 4
    right, top = quarter % 2, quarter // 2
    points = np.stack([2.0 * right - 1.0, 2.0 * top - 1.0], axis=1)
    return points + rng.normal(0.0, 0.4, (TOY_SIZE, 2)), (right ^ top).astype(np.float64)


def rings(rng: np.random.Generator) -> tuple[FloatArray, FloatArray]:
    """Draw rings 1/2 wide, of either class in turn, in a square: points (n, 2), classes (n,).

    Each point moves a little after its class was found, so that some are in the next ring.
    """
    points = rng.uniform(-RINGS_EDGE, RINGS_EDGE, (RINGS_SIZE, 2))
    target = np.floor(2.0 * np.hypot(points[:, 0], points[:, 1])) % 2
    return points + rng.normal(0.0, 0.03, (RINGS_SIZE, 2)), target


def _halves() -> FloatArray:
    return (np.arange(TOY_SIZE) % 2).astype(np.float64)


TOYS: Mapping[str, Callable[[np.random.Generator], tuple[FloatArray, FloatArray]]] = (
    MappingProxyType({each.__name__: each for each in (blobs, moons, circles, xor, rings)})
)


def toy(name: str, rng: np.random.Generator) -> Dataset:
    """Draw one of `TOYS`."""
    points, target = TOYS[name](rng)
    return unscaled(
        features=points,
        target=target,
        feature_names=("x1", "x2"),
        target_name="class",
        class_names=("0", "1"),
        source=name,
    )
