"""What lies on a landscape that turns: paths, arrows, lines of one loss, right angles."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.colors import to_rgba
from matplotlib.lines import Line2D
from matplotlib.patheffects import Normal, withStroke
from matplotlib.transforms import IdentityTransform

from gradreel.engine.arrays import BoolArray, FloatArray
from gradreel.scenes.stage.figure.marks import RingedPoint, Shape, arrow, dots, line
from gradreel.scenes.stage.figure.picture import Camera
from gradreel.scenes.stage.figure.relief import LIFT
from gradreel.scenes.stage.figure.sheet import Artists, Sheet
from gradreel.scenes.stage.figure.view import TurningView
from gradreel.scenes.stage.runs.landscape_runs import Trace

BEHIND = 0.3
"""The opacity of a path where the landscape hides it."""

DOT = 3.4
"""Radius of a recorded point in pixels of a 1280x720 frame."""

CROWD, THIN = 60, 0.6
"""A path of more recorded points than this is thin, or it would bury itself."""

SWARM, FINE = 600, 0.5
"""A path of more than this is so many times thinner still."""


BESIDE = 0.03
"""A line of one loss runs through a point if it is so near to it, in the landscape's widths."""

CASING = 4.0
"""How much more an arrow is cased here than elsewhere, in pixels of a 1280x720 frame: a landscape
may be as light as its colour."""

Losses = Callable[[FloatArray], FloatArray]
"""The function at points (n, 2): (n,)."""


class TurningPath:
    """A run's path: a cased line, a dot for each recorded point, and the point it is at.

    Of it, as of all things here, `at` is a drawing of the camera and more.

    Attributes:
        line: the path that is seen, in pixels.
        dots: the recorded points, as its offsets.
        head: the point that it is at.
    """

    def __init__(  # noqa: PLR0913  what a path is made of
        self,
        view: TurningView,
        path: Trace,
        *,
        filled: bool = True,
        colour: str | None = None,
        weight: float | None = None,
        shape: Shape = "round",
    ) -> None:
        """Put a path on a landscape.

        Args:
            view: the landscape.
            path: the run's.
            filled: whether its point is a disc, or else a ring.
            colour: that of a point unless given.
            weight: how thick the line is; chosen by the number of points unless given.
            shape: of its point.
        """
        self._view, self._path, sheet = view, path, view.sheet
        ink, count = colour or sheet.theme.point, int(path.recorded.sum())
        weight = (weight or (THIN if count > CROWD else 1.0)) * (FINE if count > SWARM else 1.0)
        self._casing = _path_line(sheet, sheet.theme.background, 7.5 * weight)
        self.line = _path_line(sheet, ink, 3.6 * weight)
        self._behind = _path_line(sheet, ink, 2.4 * weight)
        self.dots = dots(sheet, DOT * weight, ink)
        self.head = RingedPoint(sheet, colour=colour, filled=filled, shape=shape)
        self._placed = lru_cache(maxsize=4)(self._places)

    def at(self, camera: Camera, step: float, alpha: float = 1.0, way: float = 1.0) -> list[Artist]:
        """The path up to a step, at an opacity; a share of a step lies between two points.

        Args:
            camera: from where it is seen.
            step: from 0.
            alpha: of all of it.
            way: of all but the point that it is at, times `alpha`.
        """
        points, hidden = self._placed(camera)
        count = int(np.searchsorted(self._path.steps, step, side="right"))
        head = self.head_at(camera, step)
        places = np.vstack([points[:count], head])
        behind = np.append(hidden[:count], hidden[max(count - 1, 0)])
        for each in (self._casing, self.line):
            each.set_data(*np.where(behind[:, None], np.nan, places).T)
        dotted = self._path.recorded[:count] & ~hidden[:count]
        self.dots.set_offsets(points[:count][dotted])
        drawn: list[Artist] = [self._casing, self.line]
        if dotted.any():
            drawn.append(self.dots)
        if behind.any():
            self._behind.set_data(*np.where(behind[:, None], places, np.nan).T)
            drawn.insert(0, self._behind)
        for artist in drawn:
            artist.set_alpha(alpha * way * (BEHIND if artist is self._behind else 1.0))
        return [*drawn, *self.head.at(head, alpha)]

    def head_at(self, camera: Camera, step: float) -> FloatArray:
        """Where the run is at a step, (2,) in pixels."""
        points, steps = self._placed(camera)[0], self._path.steps
        after = int(np.searchsorted(steps, step, side="right"))
        if after == 0:
            return np.full(2, np.nan)
        before = steps[after - 1]
        if step == before or after == len(points):
            return np.asarray(points[after - 1])
        share = (step - before) / (steps[after] - before)
        return np.asarray(points[after - 1] + share * (points[after] - points[after - 1]))

    def _places(self, camera: Camera) -> tuple[FloatArray, BoolArray]:
        points, values = self._path.points, self._path.values
        return self._view.project(points, values, camera), self._view.hidden(points, values, camera)


def _path_line(sheet: Sheet, colour: str, width: float) -> Line2D:
    style: dict[str, Any] = {"solid_capstyle": "round", "solid_joinstyle": "round"}
    return line(sheet, colour, width, transform=IdentityTransform(), **style)


class TurningArrow:
    """An arrow between two parameter vectors."""

    def __init__(
        self,
        view: TurningView,
        ends: FloatArray,
        losses: Losses,
        colour: str,
    ) -> None:
        """Put an arrow on a landscape.

        Args:
            view: the landscape.
            ends: (2, 2), from where to where.
            losses: the function.
            colour: as "#RRGGBB".
        """
        self._view, self._ends, self._values = view, ends, losses(ends)
        self._between = arrow(view.sheet, colour, width=10.0, casing=CASING, head=1.7)

    def at(self, camera: Camera, share: float) -> Artists:
        """As much of it as has grown."""
        start, end = self._view.project(self._ends, self._values, camera)
        return self._between(start, start + share * (end - start))


class BrightLine:
    """A bright line that lies on the landscape, cased so that it is seen on any colour."""

    def __init__(self, view: TurningView, *, width: float = 3.0, dashed: bool = False) -> None:
        """Make a line that `at` lays somewhere; its width is in pixels of a 1280x720 frame."""
        self._view, sheet = view, view.sheet
        style: dict[str, Any] = {"linestyle": (0, (2.2, 1.6))} if dashed else {}
        self._line = line(sheet, sheet.theme.text, width, solid_joinstyle="round", **style)
        self._casing = sheet.stroke(width + 2.5)

    def at(self, camera: Camera, places: FloatArray, alpha: float) -> list[Artist]:
        """The line through places (n, 3) of the landscape's room, at an opacity."""
        if not alpha or len(places) < 2:
            return []
        drawn = self._view.seen_from(camera)(places)
        drawn[self._view.relief.hidden(places, camera.towards)] = np.nan
        self._line.set_data(drawn[:, 0], drawn[:, 1])
        self._line.set_alpha(alpha)
        ground = to_rgba(self._view.sheet.theme.background, alpha)
        casing = withStroke(linewidth=self._casing, foreground=ground)
        self._line.set_path_effects([casing, Normal()])
        return [self._line]


def grown(places: FloatArray, start: int, share: float) -> FloatArray:
    """A share of a line (n, 3) that grows from one of its points to both of its ends."""
    reach = round(share * max(start, len(places) - 1 - start))
    return places[max(start - reach, 0) : start + reach + 1] if share else places[:0]


class LevelLine:
    """The line of one loss that runs through a point."""

    def __init__(self, view: TurningView) -> None:
        """Make a line that `at` lays through a point."""
        self._view, self._line = view, BrightLine(view)
        self._tips = [RingedPoint(view.sheet, radius=5.0) for _ in range(2)]

    def at(
        self, camera: Camera, point: FloatArray, loss: float, share: float, alpha: float
    ) -> list[Artist]:
        """The line at an opacity; two dots draw it from the point on, as far as a share."""
        if not alpha or not share:
            return []
        places = grown(*self.through(point, loss), share)
        drawn = self._line.at(camera, places, alpha)
        if drawn and share < 1:
            ends = self._view.seen_from(camera)(places[[0, -1]])
            for tip, end in zip(self._tips, ends, strict=True):
                drawn += tip.at(end)
        return drawn

    def through(self, point: FloatArray, loss: float) -> tuple[FloatArray, int]:
        """The places (n, 3) of a loss's line through a point, and which of them it is next to."""
        relief = self._view.relief
        heights = relief.landscape.heights(np.array([loss]))
        pieces = relief.level_lines(heights)
        here = relief.places(point[None], heights)[0]
        far = [np.hypot(*(piece - here)[:, :2].T) for piece in pieces]
        index = min(range(len(far)), key=lambda each: float(far[each].min()), default=None)
        if index is None or not far[index].min() < BESIDE:
            return np.zeros((0, 3)), 0
        piece, start = pieces[index], int(far[index].argmin())
        if not np.allclose(piece[0], piece[-1]):
            return piece, start
        middle = len(piece) // 2
        turned = np.roll(piece[:-1], middle - start, axis=0)
        return np.concatenate([turned, turned[:1]]), middle


class RightAngle:
    """A small mark in the corner between two directions on a map."""

    def __init__(
        self, view: TurningView, corner: FloatArray, along: FloatArray, losses: Losses, size: float
    ) -> None:
        """Put the mark on a landscape.

        Args:
            view: the landscape.
            corner: (2,) parameters.
            along: (2,), one of both directions; the other is at right angles to it.
            losses: the function.
            size: of the mark, in the window's larger side.
        """
        low, high = view.landscape.window
        first = along / np.hypot(*along) * size * float((high - low).max())
        second = np.array([-first[1], first[0]])
        points = corner + np.array([first, first + second, second])
        self._places = view.relief.on(points, losses(points), lift=LIFT)
        self._line = BrightLine(view, width=2.5)

    def at(self, camera: Camera, alpha: float) -> list[Artist]:
        """The mark, at an opacity."""
        return self._line.at(camera, self._places, alpha)
