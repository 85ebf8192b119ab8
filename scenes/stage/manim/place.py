"""Places on the stage: a 16:9 area of manim's plane, addressed by fractions of the frame."""

import numpy as np

from gradreel.engine.arrays import FloatArray

HEIGHT = 8.0
WIDTH = HEIGHT * 16 / 9
"""The stage in manim's units. A frame of another shape shows all of it, with room at two sides."""


def at(x: float, y: float) -> FloatArray:
    """Turn fractions of the frame into a point of manim's plane.

    Args:
        x: from the left edge, 0, to the right edge, 1.
        y: from the top edge, 0, to the bottom edge, 1.

    Returns:
        the point (3,), in manim's units.
    """
    return np.array([(x - 0.5) * WIDTH, (0.5 - y) * HEIGHT, 0.0])


def fractions(point: FloatArray) -> tuple[float, float]:
    """Turn a point of manim's plane into fractions of the frame, y from the top."""
    return float(point[0] / WIDTH + 0.5), float(0.5 - point[1] / HEIGHT)


def tall(fraction: float) -> float:
    """Turn a fraction of the frame's height into manim's units."""
    return fraction * HEIGHT


def wide(fraction: float) -> float:
    """Turn a fraction of the frame's width into manim's units."""
    return fraction * WIDTH


def pixels(count: float) -> float:
    """Turn pixels of a 1280x720 frame, in which lines are thought of, into manim's units."""
    return count * HEIGHT / 720


def stroke(count: float) -> float:
    """Turn a line's width in pixels of a 1280x720 frame into manim's `stroke_width`."""
    return 100 * pixels(count)
