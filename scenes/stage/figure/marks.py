"""Things drawn on a view: the point of a run, a ring where it arrives, arrows, cells of a strip."""

from collections.abc import Callable
from typing import Any, Literal

import numpy as np
from matplotlib.artist import Artist
from matplotlib.collections import PathCollection
from matplotlib.lines import Line2D
from matplotlib.patches import Circle, Polygon, RegularPolygon
from matplotlib.path import Path
from matplotlib.patheffects import withStroke
from matplotlib.transforms import IdentityTransform

from gradreel.engine.arrays import FloatArray
from gradreel.scenes.stage.figure.sheet import Artists, Sheet


def faded(*artists: Artist) -> Callable[[float], Artists]:
    """Show artists at an opacity, 0 to 1; none at all at 0."""

    def shown(alpha: float) -> Artists:
        for artist in artists:
            artist.set_alpha(alpha)
        return artists if alpha else ()

    return shown


WIDEST, RING = 40.0, 3.0
"""Radius at which the ring of an arrival has faded, and its width, in pixels of a 1280x720
frame."""

HEAD_LENGTH, HEAD_WIDTH = 13.0, 11.0
"""An arrow's head in pixels of a 1280x720 frame."""

Shape = Literal["round", "square", "triangle"]
SHAPES: tuple[Shape, ...] = "round", "square", "triangle"
CORNERS: dict[Shape, tuple[int, float, float]] = {
    "square": (4, np.pi / 4, 1.25),
    "triangle": (3, np.pi, 1.4),
}
"""How many corners a shape has, how far it is turned, and how much further than a disc of one size
it reaches; a triangle stands on its tip, as one that doesn't means a class."""


class RingedPoint:
    """The point of a run: a disc, or a ring, with a ring in the background's colour about it.

    Where many runs are to be told apart, it may be a square or a triangle, filled or not.
    """

    def __init__(
        self,
        sheet: Sheet,
        *,
        colour: str | None = None,
        radius: float = 8.5,
        filled: bool = True,
        shape: Shape = "round",
    ) -> None:
        """Make a point that `at` puts somewhere.

        Args:
            sheet: where it will be drawn.
            colour: that of a point unless given.
            radius: in pixels of a 1280x720 frame, without the ring about it.
            filled: a disc if true, else a ring.
            shape: of its outline.
        """
        theme, colour = sheet.theme, colour or sheet.theme.point
        outer, inner = sheet.stroke(radius + 2), sheet.stroke(radius - (0 if filled else 1.5))
        casing, point = _outlined(shape, outer), _outlined(shape, inner)
        casing.set(facecolor=theme.background, edgecolor="none", figure=sheet.figure)
        point.set(facecolor=colour, edgecolor="none", figure=sheet.figure)
        if not filled:
            point.set(facecolor=theme.background, edgecolor=colour, linewidth=sheet.stroke(3))
        self._outlines = casing, point

    def at(self, place: FloatArray, alpha: float | None = None) -> Artists:
        """Its artists at a place (2,) in pixels, at an opacity; none where that isn't finite."""
        if not np.isfinite(place).all() or alpha == 0:
            return ()
        for outline in self._outlines:
            if alpha is not None:
                outline.set_alpha(alpha)
            if isinstance(outline, Circle):
                outline.set_center((float(place[0]), float(place[1])))
            else:
                outline.xy = float(place[0]), float(place[1])
        return self._outlines


def _outlined(shape: Shape, radius: float) -> Circle | RegularPolygon:
    if shape == "round":
        return Circle((0, 0), radius)
    count, turned, reach = CORNERS[shape]
    return RegularPolygon((0, 0), count, radius=reach * radius, orientation=turned)


def line(sheet: Sheet, colour: str, width: float, **style: Any) -> Line2D:
    """A line without points yet, with its width in pixels of a 1280x720 frame."""
    thick = sheet.stroke(width)
    return Line2D([], [], color=colour, linewidth=thick, figure=sheet.figure, **style)


DISC = Path.unit_circle()


def dots(  # noqa: PLR0913  what a shape's look is
    sheet: Sheet,
    radius: float,
    colour: str,
    shape: Path = DISC,
    *,
    edge: str = "none",
    width: float = 0.0,
    gid: str | None = None,
) -> PathCollection:
    """Many of a shape at places in pixels, which `set_offsets` sets.

    Args:
        sheet: where they will be drawn.
        radius: of the shape, where its own is 1, in pixels of a 1280x720 frame.
        colour: of their area.
        shape: theirs.
        edge: the colour of their outline.
        width: of that, in pixels of a 1280x720 frame.
        gid: what they are to the layout check.
    """
    return PathCollection(
        [shape],
        sizes=[sheet.stroke(radius) ** 2],
        facecolors=colour,
        edgecolors=edge,
        linewidths=sheet.stroke(width),
        offset_transform=IdentityTransform(),
        figure=sheet.figure,
        gid=gid,
    )


class Stroke:
    """A line that is laid somewhere else for each frame."""

    def __init__(
        self,
        sheet: Sheet,
        colour: str,
        width: float,
        *,
        dash: tuple[float, ...] | None = None,
        round_joins: bool = False,
    ) -> None:
        """Make a line.

        Args:
            sheet: where it will be drawn.
            colour: as "#RRGGBB".
            width: in pixels of a 1280x720 frame.
            dash: its parts, in its widths, where it is dashed.
            round_joins: whether its corners are round.
        """
        joins: dict[str, Any] = {"solid_joinstyle": "round"} if round_joins else {}
        self._line = line(sheet, colour, width, linestyle=(0, dash) if dash else "-", **joins)

    def through(self, places: FloatArray, alpha: float = 1.0) -> Artists:
        """The line through places (n, 2) in pixels, at an opacity; not at all at 0."""
        self._line.set_data(*places.T)
        self._line.set_alpha(alpha)
        return (self._line,) if alpha else ()

    def between(self, start: FloatArray, end: FloatArray, alpha: float = 1.0) -> Artists:
        """The line from a place (2,) to another."""
        return self.through(np.stack([start, end]), alpha)


def arrive(
    sheet: Sheet, *, colour: str | None = None, radius: float = 8.5, widest: float = WIDEST
) -> Callable[[float, FloatArray], Artists]:
    """One ring that widens about a place and fades there: a run has arrived.

    Args:
        sheet: where it will be drawn.
        colour: that of a point unless given.
        radius: at which it begins, that of the point, in pixels of a 1280x720 frame.
        widest: the radius at which it ends, less where it would cover what stands beside it.

    Returns:
        a drawing of its share, 0 to 1, and the place (2,) in pixels; nothing at 0 and at 1.
    """
    casing = Circle((0, 0), fill=False, edgecolor=sheet.theme.background)
    ring = Circle((0, 0), fill=False, edgecolor=colour or sheet.theme.point)
    for circle, width in ((casing, RING + 2.5), (ring, RING)):
        circle.set(figure=sheet.figure, linewidth=sheet.stroke(width))

    def shown(share: float, place: FloatArray) -> Artists:
        if share in (0, 1) or not np.isfinite(place).all():
            return ()
        for circle in (casing, ring):
            circle.set_center((float(place[0]), float(place[1])))
            circle.set_radius(sheet.stroke(radius + share * (widest - radius)))
            circle.set_alpha(1 - share**2)
        return casing, ring

    return shown


def arrow(
    sheet: Sheet, colour: str, *, width: float = 4.0, casing: float = 0.0, head: float = 1.0
) -> Callable[[FloatArray, FloatArray], Artists]:
    """An arrow between two points, cased in the background's colour.

    Args:
        sheet: where it will be drawn.
        colour: its fill.
        width: of the shaft, in pixels of a 1280x720 frame.
        casing: how much wider than usual it is cased, likewise.
        head: how many times as large as usual its head is.

    Returns:
        a drawing: of the points (2,) in pixels that it leaves and that its tip touches.
    """
    made = Polygon(
        np.zeros((1, 2)),
        closed=True,
        facecolor=colour,
        edgecolor=sheet.theme.background,
        linewidth=sheet.stroke(1.5),
        joinstyle="round",
        figure=sheet.figure,
    )
    if casing:
        around = withStroke(linewidth=sheet.stroke(1.5 + casing), foreground=sheet.theme.background)
        made.set_path_effects([around])
    shaft = sheet.stroke(width)
    tip = sheet.stroke(head * HEAD_LENGTH), sheet.stroke(head * HEAD_WIDTH)

    def between(start: FloatArray, end: FloatArray) -> Artists:
        corners = arrow_outline(start, end, shaft, tip)
        if not len(corners):
            return ()
        made.set_xy(corners)
        return (made,)

    return between


def arrow_outline(
    start: FloatArray, end: FloatArray, width: float, head: tuple[float, float]
) -> FloatArray:
    """The corners (7, 2) of an arrow, or none (0, 2) where it is shorter than a pixel.

    Args:
        start: (2,), in pixels.
        end: (2,), where its tip is.
        width: of the shaft, in pixels.
        head: its length and width; an arrow that is shorter has a smaller head.
    """
    length = float(np.hypot(*(end - start)))
    if not np.isfinite(length) or length < 1:
        return np.zeros((0, 2))
    along = (end - start) / length
    across = np.array([-along[1], along[0]])
    head_length = min(head[0], length)
    neck, half_head = end - along * head_length, head[1] / 2 * head_length / head[0]
    sides = [(start, width / 2), (neck, width / 2), (neck, half_head)]
    left = [point + across * reach for point, reach in sides]
    right = [point - across * reach for point, reach in reversed(sides)]
    return np.array([*left, end, *right])
