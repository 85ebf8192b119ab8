"""What is written about a landscape that turns: names of its axes, words beside its points."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.image import FigureImage
from matplotlib.text import Text

from gradreel.engine.arrays import FloatArray
from gradreel.scenes.stage.figure.marks import arrow
from gradreel.scenes.stage.figure.picture import Camera, Projection
from gradreel.scenes.stage.figure.text import OPACITY, PAD, Label, axis_name, backed, spread
from gradreel.scenes.stage.figure.view import TurningView
from gradreel.scenes.stage.runs.landscape_runs import Trace
from gradreel.scenes.stage.story.values import Read
from gradreel.scenes.stage.type.style import GRID, SIZES, ByShape, down, is_tall

NAME_GAP, UPRIGHT_GAP = 0.045, 0.03
"""From the solid's edges to the middle of their names, and aside to the upright arrow, in the
stage's heights."""

NEAR, HALF = 0.03, 0.013
"""From a point to the word beside it, and half of how high a word is, in the stage's heights."""

BESIDE_ARROW, BELOW_ARROW = 0.016, 0.03
"""From the arrow of the height to the end of its name, or in a tall frame from its foot or the
landscape down to the middle of that, in the stage's heights."""


class SolidNames:
    """The names of both parameters along the nearest edges, and of the height beside an arrow."""

    def __init__(self, view: TurningView, names: tuple[str, str], height: str = "") -> None:
        """Make the names; those in dollars are maths. Without one for the height, no arrow."""
        self._view, sheet = view, view.sheet
        made = [axis_name(sheet, name, (0, 0), edge="centre") for name in (*names, height)]
        self._names, self._has_height = made if height else made[:2], bool(height)
        # measured before they move: where they are would change last bits
        self._widths = [_width(name) for name in made]
        self._arrow = arrow(sheet, sheet.theme.muted, width=2.5)

    def at(self, camera: Camera, alpha: float) -> list[Artist]:
        """They, for a camera, at an opacity."""
        if not alpha:
            return []
        seen = self._view.seen_from(camera)
        for axis, name in enumerate(self._names[:2]):
            self._put(name, self._widths[axis], *self._below(seen, axis))
        made = [*self._names]
        if self._has_height:
            foot, top = self._upright(seen)
            self._put(made[2], self._widths[2], self._beside(seen, foot, top), 0.0)
            made += self._arrow(foot, top)
        for each in made:
            each.set_alpha(alpha)
        return made

    def _beside(self, seen: Projection, foot: FloatArray, top: FloatArray) -> FloatArray:
        """The middle of the height's name: above the arrow, clear of the landscape's corner.

        In a tall frame it is at the frame's left edge, below the landscape there.
        """
        sheet, width = self._view.sheet, self._widths[2]
        if not is_tall():
            aside = max(width / 2 - sheet.tall(BESIDE_ARROW), 0.0)
            return np.asarray(top + np.array([-aside, sheet.tall(0.03)]))
        left = sheet.x(GRID.margin)
        start, *others = sorted(seen(self._block(self._view.relief.floor)), key=lambda at: at[0])
        edges = [np.stack([start, end], axis=1) for end in others[:2]]
        lowest = min(foot[1], *(np.interp(left + width, *edge) for edge in edges))
        return np.array([left + width / 2, lowest - sheet.tall(BELOW_ARROW)])

    def _block(self, height: float) -> FloatArray:
        """The corners (4, 3) of the block at a height."""
        half = self._view.relief.sides / 2
        signs = np.array([[x, y, 1] for x in (-1, 1) for y in (-1, 1)])
        return np.asarray(signs * [half[0], half[1], height])

    def _below(self, seen: Projection, axis: int) -> tuple[FloatArray, float]:
        """Where the name of an axis stands below its edge, and the edge's slope in degrees."""
        half = self._view.relief.sides / 2
        near = half[1 - axis] * (1 if seen.towards[1 - axis] > 0 else -1)
        ends = np.zeros((2, 3))
        ends[:, axis], ends[:, 1 - axis] = (-half[axis], half[axis]), near
        ends[:, 2] = self._view.relief.floor
        start, end = seen(ends)
        along = (end - start) / max(float(np.hypot(*(end - start))), 1e-9)
        along = along if along[0] >= 0 else -along
        below = np.array([along[1], -along[0]])
        gap = self._view.sheet.tall(NAME_GAP)
        return (start + end) / 2 + below * gap, float(np.degrees(np.arctan2(along[1], along[0])))

    def _upright(self, seen: Projection) -> FloatArray:
        """Foot and top (2, 2) of the arrow beside the leftmost upright edge."""
        half = self._view.relief.sides / 2
        corners = self._block(-half[2])
        left = corners[int(np.argmin(seen(corners)[:, 0]))]
        ends = seen(np.array([left, left + np.array([0, 0, 0.8 * 2 * half[2]])]))
        return np.asarray(ends - np.array([self._view.sheet.tall(UPRIGHT_GAP), 0.0]))

    def _put(self, name: Artist, width: float, middle: FloatArray, slope: float) -> None:
        """Let a name stand about a place inside the margins; words are as steep as their edge."""
        sheet = self._view.sheet
        lowest = sheet.y(GRID.lowest_baseline - down(HALF)), sheet.y(0.0)
        reach, turned, half = 0.02, np.radians(slope), sheet.tall(HALF)  # room beside a landscape
        if is_tall():
            aside = width / 2 * abs(np.cos(turned)) + half * abs(np.sin(turned))
            reach = float(aside / sheet.width)
        left, right = sheet.x(GRID.margin + reach), sheet.x(1 - reach - GRID.margin)
        middle = np.array([np.clip(middle[0], left, right), np.clip(middle[1], *lowest)])
        if isinstance(name, Text):
            below = half * np.array([np.sin(turned), -np.cos(turned)])
            name.set_position(tuple(middle + below))
            name.set_rotation(slope)
        elif isinstance(name, FigureImage):
            drawn: Any = name
            lowest_maths = sheet.y(GRID.lowest_baseline - down(2 * HALF))  # an index hangs down
            middle = np.array([middle[0], max(middle[1], lowest_maths)])
            corner = middle - np.array(drawn.get_size()[::-1]) / 2
            drawn.ox, drawn.oy = round(float(corner[0])), round(float(corner[1]))


def _width(name: Artist) -> float:
    """How wide a name is in pixels."""
    if isinstance(name, Label):
        return name.width * name.sheet.width
    return float(name.get_size()[1]) if isinstance(name, FigureImage) else 0.0


class PointWord:
    """A word beside a point of the landscape, on the side where it covers least.

    Attributes:
        about: how far about it nothing should be that it may not cover, in heights of a wide stage.
            A tall frame has little room aside: there, what is below its ground counts too.
    """

    about = ByShape(0.004, tall=0.012)

    def __init__(  # noqa: PLR0913  what a word and its place are
        self,
        view: TurningView,
        content: str,
        spot: tuple[FloatArray, float],
        seen: Sequence[tuple[Camera, FloatArray]],
        *,
        colour: str | None = None,
        floor: float = GRID.lowest_baseline,
        size: float = SIZES.label,
    ) -> None:
        """Choose the side.

        Args:
            view: the landscape.
            content: what is written.
            spot: the point's parameters (2,), and the function there.
            seen: the cameras at which the story rests while the word is there, each with the
                pixels (n, 2) that had better not be covered.
            colour: that of text unless given.
            floor: the lowest baseline that it may have, as a fraction of the stage's height.
            size: em size.
        """
        self._view, self._floor, sheet = view, floor, view.sheet
        self._point, self._value = spot[0][None], np.array([spot[1]])
        ink = colour or sheet.theme.text
        self.label = Label(sheet, content, (0, 0), colour=ink, size=size, bold=True)
        self._back = backed(self.label)
        self._wide = self.label.width * sheet.width
        self._side = min(self._sides(), key=lambda side: self._blame(side, seen))

    def at(self, camera: Camera, alpha: float) -> list[Artist]:
        """It, for a camera, at an opacity; nowhere while its point is out of sight."""
        if not alpha or not self._view.in_sight(self._at(camera)):
            return []
        corner = self._corner(camera, self._side)
        self.label.set_position((float(corner[0]), float(corner[1])))
        self.label.set_alpha(alpha)
        self._back.set_alpha(OPACITY * alpha)
        return [self.label]

    def ground_at(self, camera: Camera, alpha: float) -> list[Artist]:
        """Its ground alone, for a camera, at an opacity."""
        drawn = self.at(camera, alpha)
        self.label.set_alpha(0.0)
        return drawn

    def place(self, camera: Camera) -> tuple[float, float]:
        """Its left edge and its baseline for a camera, as fractions of the stage."""
        return self._view.sheet.fractions(self._corner(camera, self._side))

    def taken(self, camera: Camera) -> FloatArray:
        """Points (n, 2) in pixels all over the word, for other words to stay clear of."""
        self.at(camera, 1.0)
        return spread(self.label.get_window_extent(self._view.sheet.renderer))

    def _sides(self) -> list[FloatArray]:
        """From the point to the word's lower left corner (2,), in pixels: the nearest first."""
        sheet, wide = self._view.sheet, self._wide
        near, half = sheet.tall(NEAR), sheet.tall(HALF)
        across = [near, -near - wide, -wide / 2]
        level = [(x, -half) for x in across[:2]]
        rows = [near, -1.4 * near - 2 * half, 2 * near + half, -2 * near - 3 * half]
        if is_tall():  # fewer words have room side by side
            across.insert(2, -wide / 4)
            rows = [1.25 * near, *rows[1:], -3.8 * near - 3 * half]
        return [np.array(each) for each in (*level, *((x, y) for y in rows for x in across[::-1]))]

    def _at(self, camera: Camera) -> FloatArray:
        return np.asarray(self._view.project(self._point, self._value, camera)[0])

    def _corner(self, camera: Camera, side: FloatArray) -> FloatArray:
        """The word's lower left corner (2,): beside its point, and inside the margins."""
        first, last = self._bounds(camera)
        corner = self._at(camera) + side
        return np.asarray(np.maximum(np.minimum(corner, last - self._size), first))

    @property
    def _size(self) -> FloatArray:
        return np.array([self._wide, 2 * self._view.sheet.tall(HALF)])

    def _bounds(self, camera: Camera) -> FloatArray:
        """Between which corners (2, 2) it may stand: beside or above a panel, above the floor."""
        sheet = self._view.sheet
        right = 1 - GRID.margin + camera.aside * (self._view.panel_edge - 1 + GRID.margin)
        low = sheet.x(GRID.margin), sheet.y(self._floor)
        if is_tall():
            above = sheet.y(self._view.panel_top) + sheet.tall(2 * HALF)
            low = low[0], low[1] + camera.aside * max(above - low[1], 0.0)
        below_top = sheet.tall(HALF if is_tall() else 2 * HALF)
        bounds = np.array([low, (sheet.x(right), self._view.room[3] - below_top)])
        return self._on_map(bounds, camera) if camera == camera.above() else bounds

    def _on_map(self, bounds: FloatArray, camera: Camera) -> FloatArray:
        """The same on a map, at whose edge its ground would seem cut; if that has room for it."""
        half = np.append(self._view.relief.sides[:2] / 2, 0.0)
        low, high = self._view.seen_from(camera)(np.array([-half, half]))
        box = self.label.get_window_extent(self._view.sheet.renderer).translated(
            *(-each for each in self.label.get_position())
        )
        spare = PAD * float(self.label.get_fontsize()) + self._view.sheet.stroke(1.0)
        over = np.array([0.0, max(box.y1 - self._size[1], 0.0)])
        low, high = low + spare - np.minimum(box.min, 0.0) * [0, 1], high - spare - over
        inside = np.array([np.maximum(bounds[0], low), np.minimum(bounds[1], high)])
        return inside if (inside[1] - inside[0] >= self._size).all() else bounds

    def _blame(
        self, side: FloatArray, seen: Sequence[tuple[Camera, FloatArray]]
    ) -> tuple[int, int]:
        """How often it would have to be moved inside, and how many points it would cover."""
        moved, covered = 0, 0
        for camera, taken in seen:
            low, spare = self._corner(camera, side), self._view.sheet.tall(self.about)
            moved += int(np.abs(low - self._at(camera) - side).max() > 1)
            inside = (taken > low - spare) & (taken < low + self._size + spare)
            covered += int(inside.all(axis=1).sum())
        return covered, moved


AROUND = np.stack(np.meshgrid(*2 * [np.linspace(-1, 1, 7)]), axis=-1).reshape(-1, 2)
"""Places (n, 2) all about a point."""


class Words:
    """Words that stand there at the same time: say what they may not cover, then place them."""

    def __init__(
        self,
        view: TurningView,
        losses: Callable[[FloatArray], FloatArray],
        rests: Iterable[Camera],
    ) -> None:
        """Begin with nothing in the way.

        Args:
            view: the landscape.
            losses: the function, at points (n, 2).
            rests: the cameras at which the story rests while the words are there.
        """
        self.view, self._losses = view, losses
        self.taken: dict[Camera, list[FloatArray]] = {camera: [] for camera in rests}

    def at(self, *rests: Camera) -> "Words":
        """Return words for some of the cameras alone, with all in the way that there is by now."""
        fewer = Words(self.view, self._losses, rests)
        for camera in rests:
            fewer.taken[camera] += self.taken[camera]
        return fewer

    def avoid(self, where: Callable[[Camera], FloatArray]) -> None:
        """Keep places (n, 2) in pixels clear, which depend on the camera."""
        for camera, taken in self.taken.items():
            taken.append(where(camera))

    def avoid_points(
        self,
        points: FloatArray,
        values: FloatArray,
        reach: float | None = None,
        around: FloatArray = AROUND,
    ) -> None:
        """Keep points of the landscape clear, and as much about each as is said.

        Args:
            points: (n, 2) parameters.
            values: (n,) of the function there.
            reach: in pixels.
            around: places (k, 2) about a point, for a reach of 1.
        """

        def where(camera: Camera) -> FloatArray:
            drawn = self.view.project(points, values, camera)
            far = drawn if reach is None else drawn[:, None] + reach * around
            return far.reshape(-1, 2)

        self.avoid(where)

    def avoid_point(self, point: FloatArray, reach: float) -> None:
        """Keep a point (2,) of the landscape clear, and so many pixels about it."""
        self.avoid_points(point[None], self._losses(point[None]), reach)

    def avoid_path(
        self, path: Trace, until: float = np.inf, *, pieces: int = 6, head: float | None = None
    ) -> None:
        """Keep all of a path up to a step clear.

        Args:
            path: of a run.
            until: the step.
            pieces: how many places are looked at for each of its points.
            head: so many pixels about where it then is are clear too.
        """
        seen = (path.steps <= until) & np.isfinite(path.values)
        share = np.linspace(0, 1, pieces, endpoint=False)[:, None, None]

        def where(camera: Camera) -> FloatArray:
            drawn = self.view.project(path.points[seen], path.values[seen], camera)
            if len(drawn) < 2:
                return drawn if head is None else (drawn[:, None] + head * AROUND).reshape(-1, 2)
            way = (drawn[:-1] + share * np.diff(drawn, axis=0)).reshape(-1, 2)
            return np.asarray(way if head is None else [*way, *(way[-1] + head * AROUND)])

        self.avoid(where)

    def beside(
        self, content: str, point: FloatArray, value: float | None = None, **how: Any
    ) -> PointWord:
        """Place a word beside a point (2,), and keep it clear of those that follow.

        Args:
            content: what is written.
            point: parameters (2,).
            value: the function there; worked out unless it is known.
            how: as for `PointWord`.
        """
        value = float(self._losses(point[None])[0]) if value is None else value
        seen = [(camera, np.concatenate(taken)) for camera, taken in self.taken.items()]
        word = PointWord(self.view, content, (point, value), seen, **how)
        self.avoid(word.taken)
        return word

    def show(
        self,
        alpha: Read,
        content: str,
        point: FloatArray,
        value: float | None = None,
        **how: Any,
    ) -> PointWord:
        """Place a word beside a point, as `beside` does, and put it on the sheet."""
        word = self.beside(content, point, value, **how)
        self.view.show(alpha, word.at, within=False)
        return word
