"""The handwritten digits of the UCI repository, 8x8 pixels each."""

import gzip
from dataclasses import replace

import numpy as np

from gradreel.assets import FOLDER
from gradreel.engine.data.dataset import Dataset, unscaled

BRIGHTEST = 16.0


def digits() -> Dataset:
    """Return all 1,797 digits; a model sees pixels from 0 to 1, row by row from the top left."""
    with gzip.open(FOLDER / "data" / "digits.csv.gz", "rt", encoding="ascii") as file:
        *names, target_name = file.readline().strip().split(",")
        table = np.loadtxt(file, delimiter=",", dtype=np.float64)
    data = unscaled(
        features=table[:, :-1],
        target=table[:, -1],
        feature_names=names,
        target_name=target_name,
        class_names=tuple(str(digit) for digit in range(10)),
        source="digits",
    )
    return replace(data, sd=np.full(len(names), BRIGHTEST))
