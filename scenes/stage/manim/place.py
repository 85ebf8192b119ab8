"""Places on the stage: an area of manim's plane, addressed by fractions of the frame."""

from typing import Any

import numpy as np
from manim import ManimColor

from gradreel.engine.arrays import FloatArray
from gradreel.scenes.stage.type.grid import frame_for, laid_out, lay_out

UNIT = 8.0
"""The height of a wide stage in manim's units, by which sizes are told.

A frame of another shape shows all of the stage, with room at two sides.
"""


def fit_camera(camera: Any, background: str) -> None:
    """Lay out what follows for a camera of manim's, which sees all of the stage in any shape.

    Args:
        camera: a scene's own.
        background: as "#RRGGBB".
    """
    lay_out(frame_for(camera.pixel_width, camera.pixel_height))
    camera.background_color = ManimColor(background)
    shape = camera.pixel_width / camera.pixel_height
    camera.frame_width = max(width(), height() * shape)
    camera.frame_height = max(height(), width() / shape)


def width() -> float:
    """The stage's width in manim's units."""
    frame = laid_out()
    return height() * frame.across / frame.down


def height() -> float:
    """The stage's height in manim's units."""
    return UNIT * laid_out().height


def at(x: float, y: float) -> FloatArray:
    """Turn fractions of the frame into a point of manim's plane.

    Args:
        x: from the left edge, 0, to the right edge, 1.
        y: from the top edge, 0, to the bottom edge, 1.

    Returns:
        the point (3,), in manim's units.
    """
    return np.array([(x - 0.5) * width(), (0.5 - y) * height(), 0.0])


def fractions(point: FloatArray) -> tuple[float, float]:
    """Turn a point of manim's plane into fractions of the frame, y from the top."""
    return float(point[0] / width() + 0.5), float(0.5 - point[1] / height())


def wide(fraction: float) -> float:
    """Turn a fraction of the frame's width into manim's units."""
    return fraction * width()


def high(fraction: float) -> float:
    """Turn a fraction of the frame's height into manim's units."""
    return fraction * height()


def share_of_width(length: float) -> float:
    """Turn a length in manim's units into a fraction of the frame's width."""
    return length / width()


def tall(size: float) -> float:
    """Turn a size, in heights of a wide frame, into manim's units."""
    return size * UNIT


def pixels(count: float) -> float:
    """Turn pixels of a 1280x720 frame, in which lines are thought of, into manim's units."""
    return count * UNIT / 720


def offset(across: float, up: float = 0.0) -> FloatArray:
    """The way (3,) of so many pixels of a 1280x720 frame to the right, and so many up."""
    return np.array([pixels(across), pixels(up), 0.0])


def stroke(count: float) -> float:
    """Turn a line's width in pixels of a 1280x720 frame into manim's `stroke_width`."""
    return 100 * pixels(count)
