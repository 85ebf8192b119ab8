"""Tables of odd ranges, as people bring them: each is one feature and two classes."""

from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np

from gradreel.engine.arrays import FloatArray

ROWS = 60


def _spread(rng: np.random.Generator, middle: float, width: float) -> FloatArray:
    return np.asarray(middle + width * rng.standard_normal(ROWS), dtype=np.float64)


def _dates(rng: np.random.Generator) -> FloatArray:
    days = rng.integers(1, 29, ROWS)
    return np.asarray(20240000 + 100 * rng.integers(1, 4, ROWS) + days, dtype=np.float64)


def _one_outlier(rng: np.random.Generator) -> FloatArray:
    values = _spread(rng, 12.0, 2.0)
    values[7] = 40_000.0
    return values


def _constant_but_one(rng: np.random.Generator) -> FloatArray:
    del rng
    values = np.full(ROWS, 5.0)
    values[7] = 6.0
    return values


FEATURES: Mapping[str, Callable[[np.random.Generator], FloatArray]] = {
    "dates": _dates,
    "tiny": lambda rng: _spread(rng, 3e-9, 1e-9),
    "outlier": _one_outlier,
    "constant but one": _constant_but_one,
    "two values": lambda rng: np.where(rng.random(ROWS) < 0.5, 1.0, 2.0),
    "negative": lambda rng: _spread(rng, -273.0, 20.0),
    "huge": lambda rng: _spread(rng, 5e12, 2e12),
    "seconds": lambda rng: _spread(rng, 1.7067e9, 3e4).round(),
    "close together": lambda rng: _spread(rng, 1000.0, 1e-5),
}
"""Features by what is odd about them, (ROWS,) each."""


def written(name: str, folder: Path) -> Path:
    """Write the table of a feature, with classes that overlap, and return where it is."""
    rng = np.random.default_rng(5)
    values = FEATURES[name](rng)
    ranks = np.argsort(np.argsort(values))
    classes = ranks + rng.normal(0.0, ROWS / 4, ROWS) > ROWS / 2
    rows = (f"{value!r},{int(one)}" for value, one in zip(values.tolist(), classes, strict=True))
    path = folder / f"{name.replace(' ', '-')}.csv"
    path.write_text("\n".join(("value,outcome", *rows)) + "\n", encoding="utf-8")
    return path
