"""The band on age, written out without the engine."""

import csv
from functools import cache

import numpy as np

from gradreel.assets import FOLDER
from gradreel.engine.arrays import FloatArray, IntArray


@cache
def ages_and_disease() -> tuple[FloatArray, FloatArray]:
    """The two columns, read without the engine."""
    with (FOLDER / "data" / "heart.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    age = np.array([float(row["Age"]) for row in rows])
    return age, np.array([float(row["AHD"] == "Yes") for row in rows])


def band_loss(centre: float, rows: IntArray | None = None) -> float:
    """Mean cross-entropy of the band on age, written out."""
    chosen = np.arange(303) if rows is None else rows
    age, disease = (each[chosen] for each in ages_and_disease())
    z = -1.5 + 3 * np.exp(-((age - centre) ** 2) / (2 * 2.5**2))
    p = 1 / (1 + np.exp(-z))
    return float(-np.mean(disease * np.log(p) + (1 - disease) * np.log(1 - p)))


def band_slope(centre: float, rows: IntArray | None = None) -> float:
    return (band_loss(centre + 1e-5, rows) - band_loss(centre - 1e-5, rows)) / 2e-5
