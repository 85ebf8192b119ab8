"""Things drawn on a plot: the patients, the point, arrows, dashes and curves."""

from collections.abc import Callable
from functools import cache

import numpy as np
from manim import DashedLine, Mobject, RoundedRectangle, VGroup, VMobject

from gradreel.engine.arrays import FloatArray
from gradreel.scenes.stage.manim.place import pixels, stroke
from gradreel.scenes.stage.type.theme import Theme

GOLDEN = (np.sqrt(5) - 1) / 2
DASH, DASHED = 8.0, 0.55
"""A dash in pixels of a 1280x720 frame, and its share of the way to the next one."""


class Follower(VMobject):
    """A path that is written anew at every frame from what its function reads, and from no more.

    Attributes:
        outline: returns points of cubic Bezier curves, (4 n, 3).
    """

    def __init__(self, outline: Callable[[], FloatArray], **style: object) -> None:
        super().__init__(**style)  # type: ignore[arg-type]
        self.outline = outline
        self.write()
        self.add_updater(_rewrite)

    def write(self) -> None:
        """Set the path to what it is now."""
        self.points = self.outline()


def filled(outline: Callable[[], FloatArray], colour: str, opacity: float = 1.0) -> Follower:
    """A shape without a line around it, which is written anew at every frame."""
    return Follower(outline, fill_color=colour, fill_opacity=opacity, stroke_width=0)


def at_each(places: FloatArray, shape: FloatArray) -> FloatArray:
    """The outline of a shape (m, 3) about the origin, at each of some places (n, 3)."""
    return np.asarray((places[:, None, :] + shape[None]).reshape(-1, 3))


class Marks(VMobject):
    """Many points as one path: discs for class 0, triangles for class 1.

    Attributes:
        places: (n, 3) the points that the marks are centred on.
    """

    def __init__(
        self, places: FloatArray, label: int, theme: Theme, *, radius: float = 5.0
    ) -> None:
        super().__init__(fill_color=theme.of_class(label), fill_opacity=0.8, stroke_width=0)
        self.places = places
        self.points = at_each(places, triangle(radius) if label else disc(radius))


class RingedPoint(VGroup):
    """The current point: a disc with a ring in the background's colour about it.

    Attributes:
        where: returns its centre, or None while there is none to show.
        size: returns the share of its full size that it has.
    """

    def __init__(
        self,
        where: Callable[[], FloatArray | None],
        theme: Theme,
        *,
        colour: str | None = None,
        radius: float = 11.0,
        size: Callable[[], float] = lambda: 1.0,
    ) -> None:
        self.where, self.size = where, size
        super().__init__(
            self._disc(radius + 4, theme.background), self._disc(radius, colour or theme.point)
        )
        self.set_z_index(1)

    def _disc(self, radius: float, colour: str) -> Follower:
        shape = disc(radius)

        def outline() -> FloatArray:
            centre = self.where()
            return np.zeros((0, 3)) if centre is None else shape * self.size() + centre

        return filled(outline, colour)


def framed(  # noqa: PLR0913  what a frame is
    theme: Theme,
    width: float,
    height: float,
    colour: str,
    *,
    corner: float = 8.0,
    line: float = 2.4,
) -> RoundedRectangle:
    """An empty frame on a surface of its own.

    Args:
        theme: gives the surface's colour.
        width: in manim's units.
        height: likewise.
        colour: of its line.
        corner: the radius of its corners in pixels of a 1280x720 frame.
        line: the width of its line, likewise.
    """
    return RoundedRectangle(
        corner_radius=pixels(corner),
        width=width,
        height=height,
        stroke_color=colour,
        stroke_width=stroke(line),
        fill_color=theme.surface,
        fill_opacity=1,
    )


def arrow(
    ends: Callable[[], tuple[FloatArray, FloatArray]],
    colour: str,
    *,
    width: float = 4.0,
    head: float = 18.0,
) -> Follower:
    """An arrow that follows its two ends: one filled outline, so it scales as a whole.

    Args:
        ends: returns the points (3,) that it leaves and that its tip touches.
        colour: its fill.
        width: of the shaft, in pixels of a 1280x720 frame.
        head: length of the head, likewise; shorter on an arrow that is shorter than two heads.
    """
    return filled(lambda: arrow_outline(*ends(), pixels(width), pixels(head)), colour)


def dashes(start: FloatArray, end: FloatArray, colour: str, *, width: float = 2.0) -> DashedLine:
    """A dashed line that stays where it is."""
    return DashedLine(
        start,
        end,
        color=colour,
        stroke_width=stroke(width),
        dash_length=pixels(DASH),
        dashed_ratio=DASHED,
    )


def dash_points(start: FloatArray, end: FloatArray) -> FloatArray:
    """The outline of a dashed line for a Follower: dashes of a fixed length from `start` on."""
    length = float(np.linalg.norm(end - start))
    if length < pixels(1):
        return np.zeros((0, 3))
    period = pixels(DASH) / DASHED
    begins = np.arange(0, length, period)
    ends = np.minimum(begins + pixels(DASH), length)
    direction = (end - start) / length
    return segments(start + begins[:, None] * direction, start + ends[:, None] * direction)


def segments(starts: FloatArray, ends: FloatArray) -> FloatArray:
    """Straight pieces from each start (n, 3) to each end as cubic Bezier curves (4 n, 3)."""
    shares = np.array([0, 1 / 3, 2 / 3, 1])[None, :, None]
    pieces: FloatArray = starts[:, None] + shares * (ends - starts)[:, None]
    return pieces.reshape(-1, 3)


def polyline(corners: FloatArray) -> FloatArray:
    """A path through corners (n, 3) as cubic Bezier curves."""
    return segments(corners[:-1], corners[1:])


def smooth_path(points: FloatArray) -> FloatArray:
    """A smooth path through points (n, 3) that are evenly spaced in its parameter.

    Each piece is the cubic with the tangents of central differences, which are limited to three
    times the smaller of the two chords beside them, so that the path doesn't overshoot at a step
    (Fritsch and Carlson 1980, Monotone piecewise cubic interpolation).
    """
    if len(points) < 3:
        return polyline(points) if len(points) == 2 else np.zeros((0, 3))
    chords = np.diff(points, axis=0)
    smaller = np.minimum(np.abs(chords[:-1]), np.abs(chords[1:]))
    limits = 3 * np.concatenate([np.abs(chords[:1]), smaller, np.abs(chords[-1:])])
    tangents = np.clip(np.gradient(points, axis=0, edge_order=2), -limits, limits) / 3
    pieces = np.stack(
        [points[:-1], points[:-1] + tangents[:-1], points[1:] - tangents[1:], points[1:]], axis=1
    )
    return pieces.reshape(-1, 3)


def arrow_outline(start: FloatArray, end: FloatArray, width: float, head: float) -> FloatArray:
    """The closed outline of an arrow, tip at `end`."""
    length = float(np.linalg.norm(end - start))
    if length < 1e-6:
        return np.zeros((0, 3))
    along = (end - start) / length
    across = np.array([-along[1], along[0], 0])
    head = min(head, length / 2)
    neck, half = end - along * head, head * 0.42
    side = across * min(width, head) / 2
    corners = [start + side, neck + side, neck + across * half, end]
    mirrored = [neck - across * half, neck - side, start - side, start + side]
    return polyline(np.array(corners + mirrored))


def disc(radius: float) -> FloatArray:
    """A disc about the origin, four cubic Bezier curves; the radius in pixels at 720."""
    return _unit_disc() * pixels(radius)


def triangle(radius: float) -> FloatArray:
    """An upright triangle about the origin, of about the area of a disc with that radius."""
    angles = np.pi / 2 + np.arange(4) * 2 * np.pi / 3
    corners = np.stack([np.cos(angles), np.sin(angles), np.zeros(4)], axis=1)
    return polyline(corners * pixels(radius * 1.45))


def jitter(count: int, half_width: float) -> FloatArray:
    """Offsets in -half_width..half_width that spread evenly: multiples of the golden ratio."""
    offsets: FloatArray = half_width * (2 * ((np.arange(count) * GOLDEN) % 1) - 1)
    return offsets


@cache
def _unit_disc() -> FloatArray:
    reach = 4 / 3 * (np.sqrt(2) - 1)
    quarter = np.array([[1, 0, 0], [1, reach, 0], [reach, 1, 0], [0, 1, 0]])
    turn = np.array([[0, -1, 0], [1, 0, 0], [0, 0, 1]])
    turned = [quarter @ np.linalg.matrix_power(turn, times).T for times in range(4)]
    return np.concatenate(turned)


def _rewrite(mobject: Mobject) -> None:
    if isinstance(mobject, Follower):
        mobject.write()
