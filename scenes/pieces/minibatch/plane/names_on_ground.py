"""A name beside a point, where it covers no path, with a line to what it names if that is far."""

from collections.abc import Sequence

import numpy as np
from matplotlib.artist import Artist
from matplotlib.lines import Line2D
from matplotlib.transforms import Bbox

from gradreel.engine.arrays import FloatArray
from gradreel.scenes.pieces.minibatch.plane.ground import MAP, Ground
from gradreel.scenes.stage.figure.layout import spread
from gradreel.scenes.stage.figure.text import Label
from gradreel.scenes.stage.figure.turning.camera import Camera
from gradreel.scenes.stage.type.grid import GRID

ROOM, EDGE = 9.0, 14.0
"""About a name, to what it must not cover and to the map's edge, in pixels of a 1280x720 frame."""

REACH, FAR = 16.0, 30.0
"""From a point to where a line to it begins, and how far off a name has one."""

ACROSS, UP = 48, 24
"""Places that are tried along the map and up it."""


class NameOnGround:
    """A name that goes with its point, from the landscape as a solid to the map.

    Args:
        ground: the landscape.
        content: the name.
        point: (2,) parameters of what it names.
    """

    def __init__(self, ground: Ground, content: str, point: FloatArray) -> None:
        self._ground, self._sheet, self._point = ground, ground.sheet, point
        sheet, theme = ground.sheet, ground.sheet.theme
        self._label = Label(sheet, content, (0, 0), colour=theme.text, bold=True, cased=True)
        self._size = np.array([self._label.width * sheet.width, sheet.tall(0.03)])
        self._asides: dict[Camera, FloatArray] = {}
        self._lines = [
            Line2D([], [], color=ink, linewidth=sheet.stroke(width))
            for ink, width in ((theme.background, 5.0), (theme.text, 2.0))
        ]
        for each in self._lines:
            each.set_figure(sheet.figure)

    def settle(self, camera: Camera, taken: FloatArray, uncrossed: FloatArray) -> FloatArray:
        """Choose its place for a camera at which the story rests.

        Args:
            camera: this.
            taken: (n, 2) pixels that it had better not cover.
            uncrossed: (m, 2) pixels that the line to it had better not cross.

        Returns:
            points (m, 2) all over it, for other names to stay clear of.
        """
        place = self._ground.places(self._point[None], camera)[0]
        corner = self._best_corner(place, self._box(camera, place), taken, uncrossed)
        self._asides[camera] = corner - place
        return spread(Bbox([corner, corner + self._size]))

    def at(self, camera: Camera, alpha: float) -> Sequence[Artist]:
        """It, for a camera, at an opacity."""
        if not alpha:
            return ()
        place = self._ground.places(self._point[None], camera)[0]
        corner = place + self._aside(camera)
        self._label.set_position((float(corner[0]), float(corner[1])))
        artists = [*self._line(place, corner), self._label]
        for each in artists:
            each.set_alpha(alpha)
        return artists

    def _aside(self, camera: Camera) -> FloatArray:
        """From the point to the name's corner (2,), between those of the cameras at rest."""
        solid, flat = self._asides[self._ground.solid], self._asides[MAP]
        start, end = self._ground.solid.elevation, MAP.elevation
        return np.asarray(solid + (camera.elevation - start) / (end - start) * (flat - solid))

    def _box(self, camera: Camera, place: FloatArray) -> FloatArray:
        """Where it may be (2, 2): on the map, or on the solid about the point.

        There it is seen as well when the camera is near, and has the point in the middle.
        """
        if camera == MAP:
            return np.asarray(self._ground.large.get_points())
        left, low, right, high = self._ground.view.map_box(0.0)
        aside = self._sheet.x(1 - GRID.margin) - (left + right) / 2
        return np.array([[left, low], [min(right, place[0] + aside), high]])

    def _best_corner(
        self, place: FloatArray, box: FloatArray, taken: FloatArray, uncrossed: FloatArray
    ) -> FloatArray:
        """The lower left corner (2,) from which it covers least, as near as can be."""
        room, edge, size = self._sheet.stroke(ROOM), self._sheet.stroke(EDGE), self._size
        first = box[0] + edge
        last = np.maximum(box[1] - edge - size, first)
        across, up = (
            np.linspace(a, b, n) for a, b, n in zip(first, last, (ACROSS, UP), strict=True)
        )
        corners = np.stack(np.meshgrid(across, up), axis=-1).reshape(-1, 2)
        covered = [
            ((taken > each - room) & (taken < each + size + room)).all(axis=1).sum()
            + self._crossed(place, each, uncrossed)
            for each in corners
        ]
        away = np.hypot(*(place - np.clip(place, corners, corners + size)).T)
        least = away + self._sheet.stroke(1000.0) * np.array(covered)
        least[away < self._sheet.stroke(REACH)] += self._sheet.stroke(1e6)
        return np.asarray(corners[least.argmin()])

    def _crossed(self, place: FloatArray, corner: FloatArray, uncrossed: FloatArray) -> int:
        """How many of some pixels (m, 2) are about the line to the name there."""
        way = np.clip(place, corner, corner + self._size) - place
        length = max(float(np.hypot(*way)), 1.0)
        along = np.clip((uncrossed - place) @ way / length**2, 0.0, 1.0)
        off = np.hypot(*(uncrossed - place - along[:, None] * way).T)
        return int((off < self._sheet.stroke(ROOM)).sum()) if length > self._far else 0

    @property
    def _far(self) -> float:
        """So far off a name has a line to it."""
        return self._sheet.stroke(FAR)

    def _line(self, place: FloatArray, corner: FloatArray) -> Sequence[Artist]:
        """Two strokes, the lower one as a casing, from near the point to the name."""
        end = np.clip(place, corner, corner + self._size)
        length = float(np.hypot(*(end - place)))
        if length < self._far:
            return ()
        way = (end - place) / length
        ends = place + way * self._sheet.stroke(REACH), end - way * self._sheet.stroke(5)
        for line in self._lines:
            line.set_data(*np.array(ends).T)
        return self._lines
