"""Outlines of text, shaped once by HarfBuzz and kept at an em of 1 with the baseline at y = 0.

manim's own Text has Pango write an SVG file for each text and reads it back, 25 ms a label.
"""

from functools import cache

import numpy as np
import uharfbuzz as hb  # type: ignore[import-untyped]

from gradreel.engine.arrays import FloatArray
from gradreel.scenes.stage.manim.curves import CurvePen
from gradreel.scenes.stage.type.fonts import Face
from gradreel.scenes.stage.type.typesetting import extent

LIGATURES = ("liga", "clig", "dlig", "hlig")


@cache
def line_outline(content: str, face: Face) -> FloatArray:
    """Set a line of text with its ink's left edge at x = 0, its baseline at y = 0, em 1.

    Returns:
        points of cubic Bezier curves (4 n, 3), those of all glyphs; read-only.
    """
    points = _shaped(content, face)
    points[:, 0] -= points[:, 0].min(initial=0.0 if len(points) == 0 else np.inf)
    points.setflags(write=False)
    return points


@cache
def character_outline(character: str, face: Face) -> FloatArray:
    """The outline of one character, with its origin at (0, 0) and em 1.

    Returns:
        points of cubic Bezier curves (4 n, 3), read-only.
    """
    if character == " ":
        return np.zeros((0, 3))
    bearing = np.array([extent(character, face).left, 0, 0])
    points: FloatArray = line_outline(character, face) + bearing
    points.setflags(write=False)
    return points


def _shaped(content: str, face: Face) -> FloatArray:
    """Place the glyphs one after the other, kerned, without ligatures."""
    font = _font(face)
    line = hb.Buffer()
    line.add_str(content)
    line.guess_segment_properties()
    hb.shape(font, line, dict.fromkeys(LIGATURES, False))
    pen, advance = CurvePen(), 0
    for glyph, place in zip(line.glyph_infos, line.glyph_positions, strict=True):
        pen.offset = np.array([advance + place.x_offset, place.y_offset])
        font.draw_glyph_with_pen(glyph.codepoint, pen)
        advance += place.x_advance
    units_per_em: int = font.face.upem
    return pen.points() / units_per_em


@cache
def _font(face: Face) -> hb.Font:
    return hb.Font(hb.Face(hb.Blob.from_file_path(str(face.path))))
