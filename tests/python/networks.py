"""A network of one hidden layer on two moons, and what its record has to say, computed by NumPy."""

import numpy as np

from gradreel.engine.arrays import FloatArray
from gradreel.engine.data import load
from gradreel.engine.history import History

DATA = load("moons", rng=np.random.default_rng(7))
IS_SEEN = np.arange(DATA.n) % 4 < 2
X, Y = DATA.features[IS_SEEN], DATA.target[IS_SEEN]
OTHER_X, OTHER_Y = DATA.features[~IS_SEEN], DATA.target[~IS_SEEN]
HIDDEN = 5


def logits(parameters: list[FloatArray], points: FloatArray) -> FloatArray:
    """The weighted sums (n,) of a network with tanh units, its matrices (out, in)."""
    first, biases, second, bias = (each.astype(np.float64) for each in parameters)
    return np.asarray((np.tanh(points @ first.T + biases) @ second.T + bias)[:, 0])


def cross_entropy(z: FloatArray, y: FloatArray) -> float:
    return float((np.logaddexp(0, z) - y * z).mean())


def assert_is_right(history: History, rtol: float = 2e-5) -> None:
    """Check all numbers of a record against those of its parameters."""
    states = zip(*(each.values for each in history.tensors), strict=True)
    series, regions = history.series, history.regions
    assert regions is not None
    assert history.dataset is not None
    np.testing.assert_array_equal(history.dataset.features, X.astype(history.precision))
    places = np.stack([each.ravel() for each in np.meshgrid(regions.xs, regions.ys)], axis=-1)
    at = np.searchsorted(history.steps, history.snapshots)
    for index, state, told in zip(at, states, regions.probabilities, strict=True):
        parameters: list[FloatArray] = [np.asarray(each) for each in state]
        for name, x, y in (("", X, Y), ("held_out_", OTHER_X, OTHER_Y)):
            z = logits(parameters, x)
            np.testing.assert_allclose(series[f"{name}loss"][index], cross_entropy(z, y), rtol)
            assert series[f"{name}accuracy"][index] == ((z > 0) == y).mean()
        shown = 1 / (1 + np.exp(-logits(parameters, places)))
        np.testing.assert_allclose(told[..., 1].ravel(), shown, atol=1e-5)
        np.testing.assert_allclose(told.sum(axis=-1), 1.0, atol=1e-6)
    assert [plane.kind for plane in history.planes] == ["principal", "random"]
    shapes = [each.values.shape[1:] for each in history.tensors]
    bounds = np.cumsum([np.prod(shape, dtype=int) for shape in shapes])[:-1]
    for plane in history.planes:
        for row, column in ((0, 0), (3, 9), (-1, -2)):
            point = plane.origin + plane.xs[column] * plane.right + plane.ys[row] * plane.up
            parts = np.split(point, bounds)
            there = [part.reshape(shape) for part, shape in zip(parts, shapes, strict=True)]
            direct = cross_entropy(logits([*there], X), Y)
            np.testing.assert_allclose(plane.losses[row, column], direct, rtol=1e-4)
