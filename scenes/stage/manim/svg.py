"""What Typst writes as SVG, read as manim's curves: glyphs that are used again, and lines.

manim's SVGMobject reads any SVG, and takes 50 ms for a formula.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from xml.etree import ElementTree

import numpy as np
from fontTools.misc.transform import Transform  # type: ignore[import-untyped]
from fontTools.svgLib.path import parse_path  # type: ignore[import-untyped]

from gradreel.engine.arrays import FloatArray
from gradreel.scenes.stage.manim.curves import CurvePen

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
            yield _path(child, transform)


def _path(element: ElementTree.Element, transform: Transform) -> Shape:
    points = _moved(_curves(element.attrib["d"]), transform)
    if element.get("stroke"):
        return Shape(points, element.attrib["stroke"], float(element.get("stroke-width", 1)))
    return Shape(points, element.attrib["fill"])


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
