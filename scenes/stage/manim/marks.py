"""Places on the stage, by fractions of the frame, and what is drawn there: points, arrows."""

from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
from manim import DashedLine, ManimColor, RoundedRectangle, VGroup, VMobject

from gradreel.engine.arrays import FloatArray, IntArray
from gradreel.scenes.stage.type.style import ALONG, Box, Edge, Theme, frame_for, laid_out, lay_out

NOTHING = np.zeros((0, 3))
"""The points of a path that isn't there."""

UNIT = 8.0
"""The height of a wide stage in manim's units, by which sizes are told.

A frame of another shape shows all of the stage, with room at two sides.
"""


def fit_camera(camera: Any, background: str) -> None:
    """Lay out what follows for a camera of manim's, which sees all of the stage in any shape.

    Args:
        camera: a scene's own.
        background: as "#RRGGBB".
    """
    lay_out(frame_for(camera.pixel_width, camera.pixel_height))
    camera.background_color = ManimColor(background)
    shape = camera.pixel_width / camera.pixel_height
    camera.frame_width = max(width(), height() * shape)
    camera.frame_height = max(height(), width() / shape)


def width() -> float:
    """The stage's width in manim's units."""
    frame = laid_out()
    return height() * frame.across / frame.down


def height() -> float:
    """The stage's height in manim's units."""
    return UNIT * laid_out().height


def at(x: float | FloatArray, y: float | FloatArray) -> FloatArray:
    """Turn fractions of the frame into points of manim's plane.

    Args:
        x: from the left edge, 0, to the right edge, 1; one or many.
        y: from the top edge, 0, to the bottom edge, 1; as many.

    Returns:
        the points (..., 3), in manim's units.
    """
    across, up = (np.asarray(x) - 0.5) * width(), (0.5 - np.asarray(y)) * height()
    return np.stack([across, up, np.zeros_like(across)], axis=-1)


def hold(thing: Any, edge: Edge, point: FloatArray, baseline: float = 0.0) -> None:
    """Move a thing so that one of its edges is at a point, and its baseline too."""
    left, right = thing.get_left()[0], thing.get_right()[0]
    held = left + ALONG[edge] * (right - left)
    thing.shift(np.array([point[0] - held, point[1] - baseline, 0]))


def rewrite(thing: Any) -> None:
    """Write a thing anew, as the updater of what is written at every frame."""
    thing.write()


def fractions(point: FloatArray) -> tuple[float, float]:
    """Turn a point of manim's plane into fractions of the frame, y from the top."""
    return float(point[0] / width() + 0.5), float(0.5 - point[1] / height())


def wide(fraction: float) -> float:
    """Turn a fraction of the frame's width into manim's units."""
    return fraction * width()


def high(fraction: float) -> float:
    """Turn a fraction of the frame's height into manim's units."""
    return fraction * height()


def share_of_width(length: float) -> float:
    """Turn a length in manim's units into a fraction of the frame's width."""
    return length / width()


def tall(size: float) -> float:
    """Turn a size, in heights of a wide frame, into manim's units."""
    return size * UNIT


def pixels(count: float) -> float:
    """Turn pixels of a 1280x720 frame, in which lines are thought of, into manim's units."""
    return count * UNIT / 720


def offset(across: float, up: float = 0.0) -> FloatArray:
    """The way (3,) of so many pixels of a 1280x720 frame to the right, and so many up."""
    return np.array([pixels(across), pixels(up), 0.0])


def stroke(count: float) -> float:
    """Turn a line's width in pixels of a 1280x720 frame into manim's `stroke_width`."""
    return 100 * pixels(count)


GOLDEN = (np.sqrt(5) - 1) / 2
DASH, DASHED = 8.0, 0.55
"""A dash in pixels of a 1280x720 frame, and its share of the way to the next one."""


class RedrawnPath(VMobject):
    """A path that is written anew at every frame from what its function reads, and from no more.

    Attributes:
        outline: returns points of cubic Bezier curves, (4 n, 3).
    """

    def __init__(self, outline: Callable[[], FloatArray], **style: object) -> None:
        super().__init__(**style)  # type: ignore[arg-type]
        self.outline = outline
        self.write()
        self.add_updater(rewrite)

    def write(self) -> None:
        """Set the path to what it is now."""
        self.points = self.outline()


class Marks(VMobject):
    """Many points as one path: discs for class 0, triangles for class 1.

    Attributes:
        places: (n, 3) the points that the marks are centred on.
    """

    def __init__(
        self, places: FloatArray, label: int, theme: Theme, *, radius: float = 5.0
    ) -> None:
        super().__init__(fill_color=theme.of_class(label), fill_opacity=0.8, stroke_width=0)
        self.label = label
        self.put(places, radius)

    def put(self, places: FloatArray, radius: float) -> None:
        """Set the marks to other places, with a radius in pixels."""
        self.places = places
        self.points = stamped(mark_of(self.label, radius), places)


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

    def _disc(self, radius: float, colour: str) -> RedrawnPath:
        shape = disc(radius)

        def outline() -> FloatArray:
            centre = self.where()
            return NOTHING if centre is None else shape * self.size() + centre

        return filled(outline, colour)


def filled(outline: Callable[[], FloatArray], colour: str, opacity: float = 1.0) -> RedrawnPath:
    """A shape without a line about it that is written anew at every frame."""
    return RedrawnPath(outline, fill_color=colour, fill_opacity=opacity, stroke_width=0)


def solid(outline: FloatArray, colour: str) -> VMobject:
    """A shape without a line about it that stays as it is."""
    return VMobject(fill_color=colour, fill_opacity=1, stroke_width=0).set_points(outline)


def stroked(
    outline: Callable[[], FloatArray], colour: str, width: float, **style: object
) -> RedrawnPath:
    """A line of a width in pixels of a 1280x720 frame that is written anew at every frame."""
    return RedrawnPath(outline, stroke_color=colour, stroke_width=stroke(width), **style)


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


def surface(theme: Theme, width: float, height: float) -> RoundedRectangle:
    """What a board or a panel is on, without a frame; its sides are in manim's units."""
    style: dict[str, Any] = {"fill_color": theme.surface, "fill_opacity": 1, "stroke_width": 0}
    return RoundedRectangle(corner_radius=pixels(12), width=width, height=height, **style)


def arrow(
    ends: Callable[[], tuple[FloatArray, FloatArray]],
    colour: str,
    *,
    width: float = 4.0,
    head: float = 18.0,
) -> RedrawnPath:
    """An arrow that follows its two ends: one filled outline, so it scales as a whole.

    Args:
        ends: returns the points (3,) that it leaves and that its tip touches.
        colour: its fill.
        width: of the shaft, in pixels of a 1280x720 frame.
        head: length of the head, likewise; shorter on an arrow that is shorter than two heads.
    """
    return filled(lambda: arrow_outline(*ends(), pixels(width), pixels(head)), colour)


def bleeding(mobject: VMobject) -> VMobject:
    """Let a mobject, and all that is in it, go over the frame's margins."""
    for each in mobject.get_family():
        each.bleeds = True  # type: ignore[attr-defined]
    return mobject


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
    """The outline of a dashed line for a RedrawnPath: dashes of a fixed length from `start` on."""
    length = float(np.linalg.norm(end - start))
    if length < pixels(1):
        return NOTHING
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


def rectangle(corner: FloatArray, opposite: FloatArray) -> FloatArray:
    """The outline of a rectangle between two opposite corners (3,)."""
    (left, bottom, _), (right, top, _) = corner, opposite
    corners = (left, bottom), (left, top), (right, top), (right, bottom), (left, bottom)
    return polyline(np.array([(*each, 0.0) for each in corners]))


def smooth_path(points: FloatArray) -> FloatArray:
    """A smooth path through points (n, 3) that are evenly spaced in its parameter.

    Each piece is the cubic with the tangents of central differences, which are limited to three
    times the smaller of the two chords beside them, so that the path doesn't overshoot at a step
    (Fritsch and Carlson 1980, Monotone piecewise cubic interpolation).
    """
    if len(points) < 3:
        return polyline(points) if len(points) == 2 else NOTHING
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
        return NOTHING
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


def mark_of(label: int, radius: float) -> FloatArray:
    """The mark of a class about the origin: a disc for class 0, a triangle for class 1."""
    return triangle(radius) if label else disc(radius)


def stamped(shape: FloatArray, places: FloatArray) -> FloatArray:
    """A shape (k, 3) about each of some places (n, 3), as one path (n k, 3)."""
    return (places[:, None, :] + shape[None]).reshape(-1, 3)


def filling(count: int, box: Box) -> FloatArray:
    """Places (n, 3) side by side and one above the other that fill a box, column by column."""
    width, height = wide(box.width), high(box.height)
    rows = max(int(np.sqrt(count * height / width)), 1)
    columns, index = -(-count // rows), np.arange(count)
    across, below = (index // rows + 0.5) / columns, (index % rows + 0.5) / rows
    steps = np.column_stack([across * width, -below * height, np.zeros(count)])
    return np.asarray(at(box.left, box.top) + steps)


def heaped(
    places: FloatArray,
    turns: IntArray,
    ground: float,
    room: float,
    radii: tuple[float, float],
) -> tuple[FloatArray, float]:
    """Where marks come to rest that fall straight down, one after the other, none on another.

    Args:
        places: (n, 3) from where they fall.
        turns: (n,) who falls first, second and so on.
        ground: the height on which they fall.
        room: how high they may lie on it.
        radii: theirs at the least and at the most, in pixels; the least may be pressed together.

    Returns:
        where they are then (n, 3), and how large they can be, in pixels.
    """
    small, large = radii
    for radius in np.arange(large, small - 0.25, -0.5).tolist():
        heights = _heights(places[turns, 0], pixels(radius))
        if heights.max() <= room:
            break
    heights *= min(room / heights.max(), 1.0)
    heap = places.copy()
    heap[turns, 1] = ground + heights
    return heap, radius


def _heights(xs: FloatArray, radius: float) -> FloatArray:
    """How high discs lie (n,) that fall in this order at these places (n,), without rolling."""
    heights = np.full(len(xs), radius)
    for index, x in enumerate(xs.tolist()):
        across = xs[:index] - x
        near = np.abs(across) < 2 * radius
        rests = heights[:index][near] + np.sqrt(4 * radius**2 - across[near] ** 2)
        heights[index] = max(rests.max(initial=radius), radius)
    return heights


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
