"""Outlines of text, drawn once by Pango and kept at an em of 1 with the baseline at y = 0."""

from functools import cache

import numpy as np
from manim import Text, tempconfig

from engine.arrays import FloatArray
from scenes.stage.fonts import SEMIBOLD, Face, register_for_manim
from scenes.stage.typesetting import extent

DRAWN_AT = 96.0
"""Pango places glyphs on whole device units: drawn large and scaled down, the spacing is right."""
WIDEST, TALLEST = 30_000, 1_000
UNITS_PER_EM = DRAWN_AT / 72
"""What manim makes of one em at that font size."""


@cache
def outline(content: str, face: Face) -> FloatArray:
    """Draw a line of text with its ink's left edge at x = 0, its baseline at y = 0, em 1.

    Returns:
        points of cubic Bezier curves (4 n, 3), those of all glyphs; read-only.
    """
    glyphs = [points / UNITS_PER_EM for points in _drawn(content, face)]
    inked = content.replace(" ", "")
    heights = [float(np.ptp(points[:, 1])) for points in glyphs]
    tallest = int(np.argmax(heights))
    baseline = glyphs[tallest][:, 1].min() - extent(inked[tallest], face).bottom
    points = np.concatenate(glyphs)
    points -= np.array([points[:, 0].min(), baseline, 0])
    points.setflags(write=False)
    return points


@cache
def character_outline(character: str, face: Face = SEMIBOLD) -> FloatArray:
    """The outline of one character, with its origin at (0, 0) and em 1.

    Returns:
        points of cubic Bezier curves (4 n, 3), read-only.
    """
    if character == " ":
        return np.zeros((0, 3))
    bearing = np.array([extent(character, face).left, 0, 0])
    points: FloatArray = outline(character, face) + bearing
    points.setflags(write=False)
    return points


def _drawn(content: str, face: Face) -> list[FloatArray]:
    """Let Pango draw the glyphs, about the origin; spaces are left out."""
    register_for_manim()
    # Pango breaks lines at the width of the picture, and Cairo leaves out what lies below it.
    with tempconfig({"pixel_width": WIDEST, "pixel_height": TALLEST}):
        written = Text(
            content,
            font=face.family,
            weight=face.weight,
            font_size=DRAWN_AT,
            disable_ligatures=True,
            warn_missing_font=False,
        )
    return [each.points for each in written if each.width > 1e-6]  # manim puts dots for spaces
