"""Outlines of text and of Typst's formulas as manim keeps them: cubic Bezier curves."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from xml.etree import ElementTree

import numpy as np
import uharfbuzz as hb  # type: ignore[import-untyped]
from fontTools.misc.transform import Transform  # type: ignore[import-untyped]
from fontTools.pens.basePen import BasePen  # type: ignore[import-untyped]
from fontTools.svgLib.path import parse_path  # type: ignore[import-untyped]

from gradreel.engine.arrays import FloatArray
from gradreel.scenes.stage.type.typesetting import Face, extent

THIRDS = np.array([0, 1 / 3, 2 / 3, 1])[:, None]

Pair = tuple[float, float]


class CurvePen(BasePen):  # type: ignore[misc]
    """Collects what a font or an SVG path draws as cubic curves, straight lines too.

    Attributes:
        offset: (2,), added to all that is drawn.
    """

    def __init__(self) -> None:
        super().__init__()
        self.offset = np.zeros(2)
        self._curves: list[FloatArray] = []
        self._start = self._end = np.zeros(2)

    def points(self) -> FloatArray:
        """Return the curves' points (4 n, 3)."""
        flat = np.concatenate([np.zeros((0, 2)), *self._curves])
        return np.column_stack([flat, np.zeros(len(flat))])

    def _moveTo(self, pt: Pair) -> None:  # noqa: N802
        self._start = self._end = self.offset + pt

    def _lineTo(self, pt: Pair) -> None:  # noqa: N802
        self._straight_to(self.offset + pt)

    def _curveToOne(self, pt1: Pair, pt2: Pair, pt3: Pair) -> None:  # noqa: N802
        curve = np.array([self._end, self.offset + pt1, self.offset + pt2, self.offset + pt3])
        self._curves.append(curve)
        self._end = curve[-1]

    def _closePath(self) -> None:  # noqa: N802
        if not np.array_equal(self._end, self._start):
            self._straight_to(self._start)

    def _straight_to(self, end: FloatArray) -> None:
        self._curves.append(self._end + THIRDS * (end - self._end))
        self._end = end


NAME = "{http://www.w3.org/2000/svg}"
LINK = "{http://www.w3.org/1999/xlink}href"


@dataclass(frozen=True)
class Shape:
    """One glyph, or one line.

    Attributes:
        points: cubic Bezier curves (4 n, 3) in points, y upwards.
        colour: what it is filled or drawn with, "#rrggbb".
        width: of the line in points; 0 for a glyph.
    """

    points: FloatArray
    colour: str
    width: float = 0.0

    @property
    def is_rule(self) -> bool:
        """Whether it is a line."""
        return self.width > 0


def shapes_of(svg: bytes) -> list[Shape]:
    """Read a picture that Typst compiled, in the order of its drawing.

    Args:
        svg: groups with transforms, uses of symbols, and paths.
    """
    root = ElementTree.fromstring(svg)  # noqa: S314  our own compiler wrote it
    symbols = {
        symbol.attrib["id"]: symbol.find(f"{NAME}path").attrib["d"]  # type: ignore[union-attr]
        for symbol in root.iter(f"{NAME}symbol")
    }
    return list(_walk(root, Transform(1, 0, 0, -1, 0, 0), symbols))


def _walk(
    element: ElementTree.Element, outer: Transform, symbols: Mapping[str, str]
) -> Iterator[Shape]:
    for child in element:
        transform = outer.transform(_transform(child.get("transform", "")))
        if child.tag == f"{NAME}g":
            yield from _walk(child, transform, symbols)
        elif child.tag == f"{NAME}use":
            moved = transform.translate(float(child.get("x", 0)), float(child.get("y", 0)))
            path = symbols[child.attrib[LINK][1:]]
            yield Shape(_moved(_curves(path), moved), child.attrib["fill"])
        elif child.tag == f"{NAME}path":
            points = _moved(_curves(child.attrib["d"]), transform)
            if child.get("stroke"):
                width = float(child.get("stroke-width", 1))
                yield Shape(points, child.attrib["stroke"], width)
            else:
                yield Shape(points, child.attrib["fill"])


def _transform(text: str) -> Transform:
    """Read `translate(x y)` or `matrix(a b c d e f)`, the two that Typst writes."""
    if not text:
        return Transform()
    kind, _, rest = text.rstrip(")").partition("(")
    numbers = [float(each) for each in rest.replace(",", " ").split()]
    if kind == "translate":
        return Transform(1, 0, 0, 1, *numbers)
    if kind == "matrix":
        return Transform(*numbers)
    raise ValueError(f"Typst has written a transform of an unknown kind: {text}")


@cache
def _curves(path: str) -> FloatArray:
    pen = CurvePen()
    parse_path(path, pen)
    return pen.points()


def _moved(points: FloatArray, transform: Transform) -> FloatArray:
    a, b, c, d, x, y = transform
    across, up = points[:, 0], points[:, 1]
    return np.column_stack([a * across + c * up + x, b * across + d * up + y, points[:, 2]])


LIGATURES = ("liga", "clig", "dlig", "hlig")


@cache
def line_outline(content: str, face: Face) -> FloatArray:
    """Set a line of text with its ink's left edge at x = 0, its baseline at y = 0, em 1.

    Glyphs are kerned, and there are no ligatures.

    Returns:
        points of cubic Bezier curves (4 n, 3), those of all glyphs; read-only.
    """
    font, line = _font(face), hb.Buffer()
    line.add_str(content)
    line.guess_segment_properties()
    hb.shape(font, line, dict.fromkeys(LIGATURES, False))
    pen, advance = CurvePen(), 0
    for glyph, place in zip(line.glyph_infos, line.glyph_positions, strict=True):
        pen.offset = np.array([advance + place.x_offset, place.y_offset])
        font.draw_glyph_with_pen(glyph.codepoint, pen)
        advance += place.x_advance
    points: FloatArray = pen.points() / font.face.upem
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


@cache
def _font(face: Face) -> hb.Font:
    return hb.Font(hb.Face(hb.Blob.from_file_path(str(face.path))))
