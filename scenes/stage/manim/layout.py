"""The layout check: margins, overlaps and sizes of what is on the stage at this moment."""

from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
from manim import Mobject, Scene, VMobject

from gradreel.engine.arrays import FloatArray
from gradreel.scenes.stage.manim.marks import NOTHING, UNIT, Marks, RedrawnPath, fractions, pixels
from gradreel.scenes.stage.manim.moves import StageCamera, stands_still, within
from gradreel.scenes.stage.manim.text import Formula, Label, Number, TextLine
from gradreel.scenes.stage.type.style import GRID, SIZES

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
    view, family = View(scene.camera), [*scene.get_mobject_family_members()]
    family = [each for each in family if isinstance(each, VMobject)]
    texts = (each for each in family if isinstance(each, Written))
    inner = {id(part) for each in texts for part in each.get_family()[1:]}
    wholes = [each for each in family if id(each) not in inner and view.shows(each)]
    boxes = [
        (each, _rectangle(each, view))
        for each in wholes
        if isinstance(each, Written) and _visible(each)
    ]
    solid = (each for each in family if isinstance(each, RedrawnPath | Marks))
    outlines = [
        (each, view.shown(each, _samples(each))) for each in solid if _opacity(each) >= FAINT
    ]
    small = (each for each, _ in boxes if each.em / UNIT < SIZES.smallest - 1e-4)
    return [
        *(f"{_name(each)} is over the margin" for each in wholes if _is_outside(each, view)),
        *(
            f"{_name(a)} overlaps {_name(b)}"
            for (a, one), (b, other) in combinations(boxes, 2)
            if one.meets(other)
        ),
        *(
            f"{_name(text)} lies on {_name(thing)}"
            for text, box in boxes
            for thing, points in outlines
            if not text.opaque and box.holds_any(points)
        ),
        *(f"{_name(each)} is too small: {each.em / UNIT:.4f}" for each in small),
    ]


class View:
    """Where things are seen: as they are placed, but for what a camera that is away shows."""

    def __init__(self, camera: Any) -> None:
        self._camera = camera if isinstance(camera, StageCamera) and not camera.is_home else None

    def moves(self, thing: Mobject) -> StageCamera | None:
        """The camera that is away, if a thing is seen through it, and cut at its window."""
        return None if stands_still(thing) else self._camera

    def of(self, part: Mobject, points: FloatArray) -> FloatArray:
        """Where points (n, 3) of a mobject are seen."""
        camera = self.moves(part)
        return camera.seen(points) if camera else points

    def shown(self, part: Mobject, points: FloatArray) -> FloatArray:
        """Where those points of a mobject are seen that aren't cut away."""
        camera, seen = self.moves(part), self.of(part, points)
        return within(camera.window, seen) if camera else seen

    def shows(self, mobject: Any) -> bool:
        """Whether any of a thing is in the frame."""
        if not (camera := self.moves(mobject)):
            return True
        drawn = [self.of(part, part.points) for part in mobject.get_family() if len(part.points)]
        return bool(drawn) and len(within(camera.window, np.concatenate(drawn))) > 0


def _is_outside(thing: Any, view: View) -> bool:
    drawn = isinstance(thing, Written) or (len(thing.points) and not view.moves(thing))
    if thing.__dict__.get("bleeds", False):  # as the ground, and what flies out of the frame
        return False
    if not drawn or not _visible(thing):
        return False
    box = _rectangle(thing, view)
    left, top = fractions(np.array([box.left, box.top, 0]))
    right, bottom = fractions(np.array([box.right, box.bottom, 0]))
    low, high = GRID.margin - TOLERANCE, 1 - GRID.margin + TOLERANCE
    return min(left, top) < low or max(right, bottom) > high


def _samples(mobject: Any) -> FloatArray:
    """Points along the outlines of a mobject and its parts, a few on each Bezier curve."""
    shares = np.linspace(0, 1, 5)[:, None]
    basis = np.hstack(
        [(1 - shares) ** 3, 3 * shares * (1 - shares) ** 2, 3 * shares**2 * (1 - shares), shares**3]
    )
    pieces = [part.points.reshape(-1, 4, 3) for part in mobject.get_family() if len(part.points)]
    if not pieces:
        return NOTHING
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
        max(
            float(part.get_fill_opacity()),
            float(part.get_stroke_opacity()) if part.get_stroke_width() > 0 else 0.0,
        )
        for part in mobject.get_family()
        if isinstance(part, VMobject)
    )


def _name(mobject: Any) -> str:
    content = getattr(mobject, "content", None) or getattr(mobject, "maths", None)
    x, y = fractions(mobject.get_center())
    return f"{type(mobject).__name__} {content or ''!r} at ({x:.2f}, {y:.2f})"
