"""Where everything is on the stage, as fractions of it, y from the top."""

import numpy as np

from gradreel.engine.arrays import FloatArray
from gradreel.scenes.stage.figure.sheet import Sheet
from gradreel.scenes.stage.type.frame import TALL, WIDE, FrameShape, Shaped
from gradreel.scenes.stage.type.grid import GRID, Box


def square(left: float, top: float, side: float, shape: FrameShape = WIDE) -> Box:
    """A box of a frame as wide as it is high, its side in the frame's heights."""
    return Box(left, left + side / (shape.across / shape.down), top, top + side)


class DigitRooms:
    """Where things are.

    Attributes:
        middle, inputs: the digit as it is first seen, and as the inputs of the network.
        units, column: the hidden units, and from one column of a layer's to the next.
        outputs: the bars of the ten probabilities, left of which are the outputs.
        wall: all digits that are held out.
        matrix: the answers, counted by the truth.
        to_truth: from there left to the name of its rows.
        above: the baseline of what names parts of the network from above, and where it begins.
        sized, truth, layers: baselines of the digit's size, of what it is, of the units' name.
        to_bar, to_name: from an output to its bar, and to the right edge of its digit.
        counter: where the word for a step begins and its number ends below the bars, and their
            baseline.
        key: the baseline of what the colours on the wall mean.
        steps: as `counter`, below the wall.
        right: where the count of those that are read right ends, and its baseline.
    """

    middle = Shaped(
        square(0.5 - 0.3 / (16 / 9), 0.255, 0.6), tall=square(0.07, 0.275, 0.48375, TALL)
    )
    inputs = Shaped(square(0.06, 0.29, 0.56), tall=square(0.05, 0.455, 0.197, TALL))
    units = Shaped(Box(0.47, 0.68, 0.27, 0.865), tall=Box(0.46, 0.58, 0.275, 0.855))
    outputs = Shaped(Box(0.775, 0.95, 0.262, 0.868), tall=Box(0.69, 0.93, 0.27, 0.86))
    column = Shaped(0.03, tall=0.05)
    wall = Shaped(Box(0.057, 0.60, 0.27, 0.89), tall=Box(0.05, 0.95, 0.222, 0.427))
    matrix = Shaped(square(0.66, 0.30, 0.515), tall=square(0.21, 0.529, 0.38, TALL))
    to_truth = Shaped(0.032, tall=0.078)
    above = Shaped((0.235, 0.06 + 0.56 / (16 / 9) + 0.02), tall=(0.25, GRID.margin))
    sized, truth = Shaped(0.925, tall=0.80), Shaped(0.925, tall=0.69)
    layers = Shaped(0.925, tall=0.90)
    to_bar, to_name = Shaped(0.047, tall=0.095), Shaped(0.036, tall=0.07)
    counter = Shaped((0.775, 0.775 + 0.115, 0.925), tall=(0.70, 0.94, 0.938))
    key = Shaped(0.925, tall=0.45)
    steps = Shaped((0.42, 0.535, 0.925), tall=(0.68, 0.95, 0.45))
    right = Shaped((0.66 + 0.515 / (16 / 9), 0.925), tall=(0.21 + 0.38 * (16 / 9), 0.943))


IN_COLUMN = 32
"""The most units that stand one above the other."""


def unit_places(count: int, layer: int, n_layers: int) -> FloatArray:
    """Places (count, 2) of a hidden layer's units, in as many columns as it needs."""
    n_columns = -(-count // IN_COLUMN)
    column, row = np.arange(count) % n_columns, np.arange(count) // n_columns
    n_rows = -(-count // n_columns)
    centre = (
        DigitRooms.units.left
        + (DigitRooms.units.right - DigitRooms.units.left) * (layer + 0.5) / n_layers
    )
    pitch = unit_pitch(count)
    top = (DigitRooms.units.top + DigitRooms.units.bottom - pitch * (n_rows - 1)) / 2
    x = centre + (column - (n_columns - 1) / 2) * DigitRooms.column
    y = top + pitch * (row + (column % 2 - 0.5 * (n_columns > 1)) * 0.5)
    return np.stack([x, y], axis=-1)


def unit_pitch(count: int) -> float:
    """From one unit of a hidden layer to the next below it, as a fraction of the height."""
    n_rows = -(-count // -(-count // IN_COLUMN))
    return (DigitRooms.units.bottom - DigitRooms.units.top) / max(n_rows, 8)


def output_places() -> FloatArray:
    """Places (10, 2) of the ten outputs: left of their bars, and in the middle of these."""
    pitch = (DigitRooms.outputs.bottom - DigitRooms.outputs.top) / 10
    y = DigitRooms.outputs.top + pitch * (np.arange(10) + 0.5)
    return np.stack([np.full(10, DigitRooms.outputs.left - DigitRooms.to_bar), y], axis=-1)


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
