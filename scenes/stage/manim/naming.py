"""Names written on curves themselves, where there is room for them."""

from collections.abc import Sequence

import numpy as np
from manim import Mobject, VMobject

from gradreel.engine.arrays import FloatArray
from gradreel.scenes.stage.manim.place import at, pixels
from gradreel.scenes.stage.manim.text import Label
from gradreel.scenes.stage.type.grid import SIZES, Box

GAPS = 8.0, 16.0, 28.0
"""From a name's ink to its curve, in pixels: as near as there is room."""

PLACES = 33
"""How many places along a curve are tried."""

MARGIN = 5.0
"""Pixels about a name that nothing else may touch."""


def name_on(  # noqa: PLR0913  what it has to stay clear of
    curve: FloatArray | VMobject,
    content: str,
    colour: str,
    *,
    box: Box,
    avoid: Sequence[FloatArray | Mobject] = (),
    near: float = 0.75,
    size: float = SIZES.label,
) -> Label:
    """Write a name beside a curve, above or below it, where it covers nothing.

    Args:
        curve: points (n, 3) along it, in order, or a path that has them.
        content: its name.
        colour: that of the curve.
        box: the part of the stage that the name must be in.
        avoid: what it had better not cover: points (n, 3), or what is drawn.
        near: how far along the curve it is best, from 0 to 1.
        size: em size as a fraction of the frame's height.

    Returns:
        the name, where least is covered, and there the nearest to `near`.
    """
    label = Label(content, size=size, colour=colour)
    points = _points(curve)
    taken = np.concatenate([points, *(_points(each) for each in avoid)])
    places = _places(label, points, box)
    costs = [_cost(label, place, taken) + abs(share - near) for share, place in places]
    if costs:
        _put(label, places[int(np.argmin(costs))][1])
    return label


def _places(label: Label, points: FloatArray, box: Box) -> list[tuple[float, FloatArray]]:
    """Centres (3,) of the name that are inside the box, each with its share of the curve."""
    left, top, _ = at(box.left, box.top)
    right, bottom, _ = at(box.right, box.bottom)
    half = np.array([label.width / 2, label.height / 2, 0])
    low, high = np.array([left, bottom, 0]) + half, np.array([right, top, 0]) - half
    found = []
    for share in np.linspace(0, 1, PLACES):
        point = points[round(share * (len(points) - 1))] if len(points) else low
        for gap in GAPS:
            for side in (1, -1):
                spread = points[np.abs(points[:, 0] - point[0]) <= half[0] + pixels(MARGIN)]
                edge = spread[:, 1].max() if side > 0 else spread[:, 1].min()
                centre = np.array([point[0], edge + side * (half[1] + pixels(gap)), 0])
                if (centre >= low - 1e-9).all() and (centre <= high + 1e-9).all():
                    found.append((float(share), centre))
    return found


def _cost(label: Label, centre: FloatArray, taken: FloatArray) -> float:
    """How many of the points that are taken lie under the name there."""
    half = np.array([label.width / 2, label.height / 2]) + pixels(MARGIN)
    return float((np.abs(taken[:, :2] - centre[:2]) < half).all(axis=1).sum())


def _put(label: Label, centre: FloatArray) -> None:
    label.shift(centre - label.get_center())


def _points(thing: FloatArray | Mobject) -> FloatArray:
    if isinstance(thing, np.ndarray):
        return thing
    family = [each for each in thing.get_family() if isinstance(each, VMobject)]
    outlines = [_along(each) for each in family if len(each.points)]
    return np.concatenate([np.zeros((0, 3)), *outlines])


def _along(path: VMobject) -> FloatArray:
    """Points along an outline: the ends of its curves, and some between."""
    pieces = path.points.reshape(-1, 4, 3)
    shares = np.linspace(0, 1, 5)[:, None, None]
    lines = pieces[None, :, 0] + shares * (pieces[None, :, 3] - pieces[None, :, 0])
    return np.asarray(lines.transpose(1, 0, 2).reshape(-1, 3))
