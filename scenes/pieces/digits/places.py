"""Where everything is on the stage, as fractions of it, y from the top."""

import numpy as np

from gradreel.engine.arrays import FloatArray
from gradreel.scenes.stage.figure.sheet import Sheet
from gradreel.scenes.stage.type.grid import Box

RATIO = 16 / 9


def square(left: float, top: float, side: float) -> Box:
    """A box as wide as it is high, its side in the stage's heights."""
    return Box(left, left + side / RATIO, top, top + side)


MIDDLE = square(0.5 - 0.3 / RATIO, 0.255, 0.6)
"""Of the digit as it is first seen."""

INPUTS = square(0.06, 0.29, 0.56)
"""Of the digit as the inputs of the network."""

UNITS = Box(0.47, 0.68, 0.27, 0.865)
OUTPUTS = Box(0.775, 0.95, 0.262, 0.868)
"""Of the bars of the ten probabilities."""

WALL = Box(0.057, 0.60, 0.27, 0.89)
MATRIX = square(0.66, 0.30, 0.515)
"""Of the answers, counted by the truth."""

IN_COLUMN = 32
"""The most units that stand one above the other."""

BELOW, ABOVE = 0.925, 0.235
"""Baselines of what stands below the figure, and of what names a part of it from above."""


def unit_places(count: int, layer: int, n_layers: int) -> FloatArray:
    """Places (count, 2) of a hidden layer's units, in as many columns as it needs."""
    n_columns = -(-count // IN_COLUMN)
    column, row = np.arange(count) % n_columns, np.arange(count) // n_columns
    n_rows = -(-count // n_columns)
    centre = UNITS.left + (UNITS.right - UNITS.left) * (layer + 0.5) / n_layers
    pitch = unit_pitch(count)
    top = (UNITS.top + UNITS.bottom - pitch * (n_rows - 1)) / 2
    x = centre + (column - (n_columns - 1) / 2) * 0.03
    y = top + pitch * (row + (column % 2 - 0.5 * (n_columns > 1)) * 0.5)
    return np.stack([x, y], axis=-1)


def unit_pitch(count: int) -> float:
    """From one unit of a hidden layer to the next below it, as a fraction of the height."""
    n_rows = -(-count // -(-count // IN_COLUMN))
    return (UNITS.bottom - UNITS.top) / max(n_rows, 8)


def output_places() -> FloatArray:
    """Places (10, 2) of the ten outputs: left of their bars, and in the middle of these."""
    pitch = (OUTPUTS.bottom - OUTPUTS.top) / 10
    y = OUTPUTS.top + pitch * (np.arange(10) + 0.5)
    return np.stack([np.full(10, OUTPUTS.left - 0.047), y], axis=-1)


def pixel_places(box: Box) -> FloatArray:
    """The middles (64, 2) of a digit's pixels in a box, row by row."""
    step = (np.arange(8) + 0.5) / 8
    x, y = np.meshgrid(
        box.left + step * (box.right - box.left), box.top + step * (box.bottom - box.top)
    )
    return np.stack([x.ravel(), y.ravel()], axis=-1)


def in_pixels(sheet: Sheet, places: FloatArray) -> FloatArray:
    """Places (..., 2) on the frame, in its pixels."""
    left, top = sheet.x(0.0), sheet.y(0.0)
    return np.stack(
        [left + places[..., 0] * sheet.width, top - places[..., 1] * sheet.height], axis=-1
    )
