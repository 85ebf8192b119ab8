"""Outlines of text, drawn once by Pango and kept at an em of 1 with the baseline at y = 0."""

from functools import cache

import numpy as np
from manim import Text, VGroup, VMobject, tempconfig

from engine.arrays import FloatArray
from scenes.stage.fonts import SEMIBOLD, Face, register_for_manim
from scenes.stage.typesetting import extent

DRAWN_AT = 96.0
"""Pango places glyphs on whole device units: drawn large and scaled down, the spacing is right."""
WIDEST = 30_000
UNITS_PER_EM = DRAWN_AT / 72
"""What manim makes of one em at that font size."""


@cache
def outline(content: str, face: Face) -> VGroup:
    """Draw a line of text with its ink's left edge at x = 0, its baseline at y = 0, em 1.

    Returns:
        one VMobject a glyph, spaces left out; shared, so copy it before use.
    """
    glyphs = _drawn(content, face).scale(1 / UNITS_PER_EM, about_point=np.zeros(3))
    inked = content.replace(" ", "")
    tallest = max(range(len(glyphs)), key=lambda index: float(glyphs[index].height))
    baseline = glyphs[tallest].get_bottom()[1] - extent(inked[tallest], face).bottom
    glyphs.shift(np.array([-glyphs.get_left()[0], -baseline, 0]))
    return glyphs


@cache
def character_outline(character: str, face: Face = SEMIBOLD) -> FloatArray:
    """The outline of one character, with its origin at (0, 0) and em 1.

    Returns:
        points of cubic Bezier curves (4 n, 3), read-only.
    """
    if character == " ":
        return np.zeros((0, 3))
    points: FloatArray = outline(character, face)[0].points.copy()
    points[:, 0] += extent(character, face).left
    points.setflags(write=False)
    return points


def _drawn(content: str, face: Face) -> VGroup:
    register_for_manim()
    with tempconfig({"pixel_width": WIDEST}):  # Pango breaks lines at the width of the picture
        written = Text(
            content,
            font=face.family,
            weight=face.weight,
            font_size=DRAWN_AT,
            disable_ligatures=True,
            warn_missing_font=False,
        )
    inked = [each.points for each in written if each.width > 1e-6]  # no dots for spaces
    return VGroup(*(VMobject(fill_opacity=1, stroke_width=0).set_points(each) for each in inked))
