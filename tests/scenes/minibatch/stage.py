"""How mini-batches are told and read off in their tests, and the band without the engine."""

from fractions import Fraction
from functools import cache

import numpy as np

from gradreel.engine.arrays import FloatArray, IntArray
from gradreel.scenes.ask.catalog import entry
from gradreel.scenes.render.picture import Picture
from gradreel.scenes.stage.manim.marks import width
from tests.scenes.layout import heart

SMALL = Picture(160, 90, Fraction(10), False)
DEFAULTS = entry("minibatch").defaults


def cells_of(points: FloatArray, count: int) -> set[int]:
    """Which cells of the strip an outline fills, read off its corners."""
    lefts = points.reshape(-1, 16, 3)[:, 0, 0] / width() + 0.5
    return {round((left - 0.05) / 0.9 * count) for left in lefts}


@cache
def ages_and_disease() -> tuple[FloatArray, FloatArray]:
    """The two columns, read without the engine."""
    age, disease = np.array([(float(row["Age"]), row["AHD"] == "Yes") for row in heart()]).T
    return age, disease


def band_loss(centre: float, rows: IntArray | None = None) -> float:
    """Mean cross-entropy of the band on age, written out."""
    chosen = np.arange(303) if rows is None else rows
    age, disease = (each[chosen] for each in ages_and_disease())
    z = -1.5 + 3 * np.exp(-((age - centre) ** 2) / (2 * 2.5**2))
    p = 1 / (1 + np.exp(-z))
    return float(-np.mean(disease * np.log(p) + (1 - disease) * np.log(1 - p)))


def band_slope(centre: float, rows: IntArray | None = None) -> float:
    return (band_loss(centre + 1e-5, rows) - band_loss(centre - 1e-5, rows)) / 2e-5
