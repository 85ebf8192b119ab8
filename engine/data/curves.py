"""Functions of one number as data: what a network is to learn to draw."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

import numpy as np

from gradreel.engine.arrays import FloatArray
from gradreel.engine.data.dataset import Dataset, unscaled

CURVE_SIZE = 128


def sine(x: FloatArray) -> FloatArray:
    """Return sin(2 pi x): two whole waves from -1 to 1."""
    return np.sin(2.0 * np.pi * x)


def absolute(x: FloatArray) -> FloatArray:
    """Return |x|, which has a corner at 0."""
    return np.abs(x)


def step(x: FloatArray) -> FloatArray:
    """Return 0 up to x = 0 and 1 beyond, with a jump between."""
    return (x > 0.0).astype(np.float64)


CURVES: Mapping[str, Callable[[FloatArray], FloatArray]] = MappingProxyType(
    {each.__name__: each for each in (sine, absolute, step)}
)


def curve(name: str) -> Dataset:
    """Return a function at 128 points from -1 to 1, none of which is 0."""
    x = np.linspace(-1.0, 1.0, CURVE_SIZE)
    return unscaled(
        features=x[:, None],
        target=CURVES[name](x),
        feature_names=("x",),
        target_name="y",
        class_names=(),
        source=name,
    )
