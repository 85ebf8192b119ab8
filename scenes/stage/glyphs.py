"""Outlines of text, shaped once by HarfBuzz and kept at an em of 1 with the baseline at y = 0.

manim's own Text has Pango write an SVG file for each text and reads it back, 25 ms a label.
"""

from functools import cache

import numpy as np
import uharfbuzz as hb  # type: ignore[import-untyped]
from fontTools.pens.basePen import BasePen  # type: ignore[import-untyped]

from engine.arrays import FloatArray
from scenes.stage.fonts import SEMIBOLD, Face
from scenes.stage.typesetting import extent

THIRDS = np.array([0, 1 / 3, 2 / 3, 1])[:, None]
LIGATURES = ("liga", "clig", "dlig", "hlig")


@cache
def outline(content: str, face: Face) -> FloatArray:
    """Set a line of text with its ink's left edge at x = 0, its baseline at y = 0, em 1.

    Returns:
        points of cubic Bezier curves (4 n, 3), those of all glyphs; read-only.
    """
    points = _shaped(content, face)
    points[:, 0] -= points[:, 0].min(initial=0.0 if len(points) == 0 else np.inf)
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


def _shaped(content: str, face: Face) -> FloatArray:
    """Place the glyphs one after the other, kerned, without ligatures."""
    font = _font(face)
    line = hb.Buffer()
    line.add_str(content)
    line.guess_segment_properties()
    hb.shape(font, line, dict.fromkeys(LIGATURES, False))
    pen = _CurvePen()
    for glyph, place in zip(line.glyph_infos, line.glyph_positions, strict=True):
        pen.offset = np.array([pen.advance + place.x_offset, place.y_offset])
        font.draw_glyph_with_pen(glyph.codepoint, pen)
        pen.advance += place.x_advance
    units_per_em: int = font.face.upem
    return pen.points() / units_per_em


@cache
def _font(face: Face) -> hb.Font:
    return hb.Font(hb.Face(hb.Blob.from_file_path(str(face.path))))


class _CurvePen(BasePen):  # type: ignore[misc]
    """Collects what a font draws as cubic curves, straight lines too, as manim wants them."""

    def __init__(self) -> None:
        super().__init__()
        self.offset = np.zeros(2)
        self.advance = 0
        self._curves: list[FloatArray] = []
        self._start = self._end = np.zeros(2)

    def points(self) -> FloatArray:
        """Return the curves' points (4 n, 3)."""
        flat = np.concatenate([np.zeros((0, 2)), *self._curves])
        return np.column_stack([flat, np.zeros(len(flat))])

    def _moveTo(self, pt: tuple[float, float]) -> None:  # noqa: N802
        self._start = self._end = self.offset + pt

    def _lineTo(self, pt: tuple[float, float]) -> None:  # noqa: N802
        self._straight_to(self.offset + pt)

    def _curveToOne(  # noqa: N802
        self, pt1: tuple[float, float], pt2: tuple[float, float], pt3: tuple[float, float]
    ) -> None:
        curve = np.array([self._end, self.offset + pt1, self.offset + pt2, self.offset + pt3])
        self._curves.append(curve)
        self._end = curve[-1]

    def _closePath(self) -> None:  # noqa: N802
        if not np.array_equal(self._end, self._start):
            self._straight_to(self._start)

    def _straight_to(self, end: FloatArray) -> None:
        self._curves.append(self._end + THIRDS * (end - self._end))
        self._end = end
