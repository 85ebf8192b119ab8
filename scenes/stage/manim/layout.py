"""The layout check: margins, overlaps and sizes of what is on the stage at this moment."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
from manim import Mobject, Scene, VMobject

from gradreel.engine.arrays import FloatArray
from gradreel.scenes.stage.manim.camera import StageCamera, stands_still, within
from gradreel.scenes.stage.manim.formula import Formula
from gradreel.scenes.stage.manim.marks import Follower, Marks
from gradreel.scenes.stage.manim.place import UNIT, fractions, pixels
from gradreel.scenes.stage.manim.text import Label, Number, TextLine
from gradreel.scenes.stage.type.grid import GRID, SIZES

Written = TextLine | Label | Number | Formula
FAINT = 0.35
"""Less opaque than this, a curve may pass under a text."""
TOLERANCE = 0.002
"""Of the frame: edges are anti-aliased, and round letters overshoot."""


@dataclass(frozen=True)
class Rectangle:
    """A box about a thing, in manim's units."""

    left: float
    bottom: float
    right: float
    top: float

    def meets(self, other: "Rectangle") -> bool:
        """Whether two boxes overlap, or stand side by side with hardly a gap."""
        across = min(self.right, other.right) - max(self.left, other.left)
        down = min(self.top, other.top) - max(self.bottom, other.bottom)
        return across > -pixels(5) and down > pixels(1)

    def holds_any(self, points: FloatArray) -> bool:
        """Whether any of the points (n, 3) lies in the box."""
        inside = (
            (points[:, 0] > self.left)
            & (points[:, 0] < self.right)
            & (points[:, 1] > self.bottom)
            & (points[:, 1] < self.top)
        )
        return bool(inside.any())


def findings(scene: Scene) -> list[str]:
    """Check what is on the stage, as the camera shows it.

    Looked for: anything beyond the safe margins, text that overlaps text, text that lies on a
    curve, an arrow, marks or a point without a backing of its own, and text that is too small.

    Returns:
        one line for each fault; nothing when all is well.
    """
    view = View(scene.camera)
    wholes = [each for each in _wholes(scene) if view.shows(each)]
    written = [each for each in wholes if isinstance(each, Written) and _visible(each)]
    solid = [each for each in _family(scene) if _is_solid(each)]
    return [
        *(f"{_name(each)} is over the margin" for each in _outside(wholes, view)),
        *(f"{_name(a)} overlaps {_name(b)}" for a, b in _overlapping(written, view)),
        *(f"{_name(a)} lies on {_name(b)}" for a, b in _covering(written, solid, view)),
        *(f"{_name(each)} is too small: {_size(each):.4f}" for each in _too_small(written)),
    ]


class View:
    """Where things are seen: as they are placed, but for what a camera that is away shows."""

    def __init__(self, camera: Any) -> None:
        self._camera = camera if isinstance(camera, StageCamera) and not camera.is_home else None

    def of(self, part: Mobject, points: FloatArray) -> FloatArray:
        """Where points (n, 3) of a mobject are seen."""
        if self._camera is None or stands_still(part):
            return points
        return self._camera.seen(points)

    def shown(self, part: Mobject, points: FloatArray) -> FloatArray:
        """Where those points of a mobject are seen that aren't cut away."""
        seen = self.of(part, points)
        if self._camera is None or stands_still(part):
            return seen
        return within(self._camera.window, seen)

    def is_moved(self, mobject: Mobject) -> bool:
        """Whether a thing is seen through the camera that is away, and cut at its window."""
        return self._camera is not None and not stands_still(mobject)

    def shows(self, mobject: Any) -> bool:
        """Whether any of a thing is in the frame."""
        if self._camera is None or stands_still(mobject):
            return True
        drawn = [self.of(part, part.points) for part in mobject.get_family() if len(part.points)]
        return bool(drawn) and len(within(self._camera.window, np.concatenate(drawn))) > 0


def _outside(wholes: list[Any], view: View) -> Iterator[Any]:
    for each in wholes:
        drawn = isinstance(each, Written) or (len(each.points) and not view.is_moved(each))
        if drawn and _visible(each) and not _in_margins(_rectangle(each, view)):
            yield each


def _in_margins(box: Rectangle) -> bool:
    left, top = fractions(np.array([box.left, box.top, 0]))
    right, bottom = fractions(np.array([box.right, box.bottom, 0]))
    low, high = GRID.margin - TOLERANCE, 1 - GRID.margin + TOLERANCE
    return min(left, top) >= low and max(right, bottom) <= high


def _overlapping(written: list[Any], view: View) -> Iterator[tuple[Any, Any]]:
    boxes = [(each, _rectangle(each, view)) for each in written]
    for (first, one), (second, other) in combinations(boxes, 2):
        if one.meets(other):
            yield first, second


def _covering(written: list[Any], solid: list[VMobject], view: View) -> Iterator[tuple[Any, Any]]:
    outlines = [(each, view.shown(each, _samples(each))) for each in solid]
    for text in written:
        box = _rectangle(text, view)
        for thing, points in outlines:
            if not text.opaque and box.holds_any(points):
                yield text, thing


def _too_small(written: list[Any]) -> Iterator[Any]:
    for each in written:
        if _size(each) < SIZES.smallest - 1e-4:
            yield each


def _is_solid(mobject: Mobject) -> bool:
    return isinstance(mobject, Follower | Marks) and _opacity(mobject) >= FAINT


def _samples(mobject: Any) -> FloatArray:
    """Points along the outlines of a mobject and its parts, a few on each Bezier curve."""
    shares = np.linspace(0, 1, 5)[:, None]
    basis = np.hstack(
        [(1 - shares) ** 3, 3 * shares * (1 - shares) ** 2, 3 * shares**2 * (1 - shares), shares**3]
    )
    pieces = [part.points.reshape(-1, 4, 3) for part in mobject.get_family() if len(part.points)]
    if not pieces:
        return np.zeros((0, 3))
    points: FloatArray = np.einsum("sk,nkd->nsd", basis, np.concatenate(pieces)).reshape(-1, 3)
    return points


def _rectangle(mobject: Any, view: View | None = None) -> Rectangle:
    parts = [part for part in mobject.get_family() if len(part.points)]
    points = np.concatenate([view.of(part, part.points) if view else part.points for part in parts])
    left, bottom = points[:, :2].min(axis=0)
    right, top = points[:, :2].max(axis=0)
    return Rectangle(float(left), float(bottom), float(right), float(top))


def _visible(mobject: Any) -> bool:
    return _opacity(mobject) > 0.02 and any(len(part.points) for part in mobject.get_family())


def _opacity(mobject: Any) -> float:
    """The opacity of a mobject's most opaque part."""
    return max(
        max(float(part.get_fill_opacity()), _stroke_opacity(part))
        for part in mobject.get_family()
        if isinstance(part, VMobject)
    )


def _stroke_opacity(part: VMobject) -> float:
    return float(part.get_stroke_opacity()) if part.get_stroke_width() > 0 else 0.0


def _family(scene: Scene) -> list[Any]:
    return [each for each in scene.get_mobject_family_members() if isinstance(each, VMobject)]


def _wholes(scene: Scene) -> list[Any]:
    """All mobjects but those that a text is made of."""
    family = _family(scene)
    inner = {id(part) for each in family if isinstance(each, Written) for part in _parts(each)}
    return [each for each in family if id(each) not in inner]


def _parts(mobject: Any) -> list[Any]:
    return list(mobject.get_family()[1:])


def _size(written: Written) -> float:
    return written.em / UNIT


def _name(mobject: Any) -> str:
    content = getattr(mobject, "content", None) or getattr(mobject, "maths", None)
    x, y = fractions(mobject.get_center())
    return f"{type(mobject).__name__} {content or ''!r} at ({x:.2f}, {y:.2f})"
