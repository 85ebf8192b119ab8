"""A name on the map where it covers no path, with a line to what it names where that is far."""

from collections.abc import Sequence

import numpy as np
from matplotlib.artist import Artist
from matplotlib.lines import Line2D

from gradreel.engine.arrays import FloatArray
from gradreel.scenes.stage.figure.contour import ContourView
from gradreel.scenes.stage.figure.sheet import Sheet
from gradreel.scenes.stage.figure.text import Label

ROOM, EDGE = 9.0, 14.0
"""About a name, to what it must not cover and to the map's edge, in pixels of a 1280x720 frame."""

REACH, FAR = 16.0, 30.0
"""From a point to where a line to it begins, and how far off a name has one."""

ACROSS, UP = 48, 24
"""Places that are tried along the map and up it."""


class NameOnMap:
    """A name beside a point of the map.

    Args:
        sheet: where it will be drawn.
        chart: the map.
        content: the name.
        place: (2,) pixels of what it names.
        taken: (n, 2) pixels that it had better not cover.
    """

    def __init__(
        self, sheet: Sheet, chart: ContourView, content: str, place: FloatArray, taken: FloatArray
    ) -> None:
        self._sheet, self._place = sheet, place
        ink = sheet.theme.text
        self._label = Label(sheet, content, (0, 0), colour=ink, bold=True, cased=True)
        self._size = np.array([self._label.width * sheet.width, sheet.tall(0.03)])
        self._corner = self._best_corner(chart.box, taken)
        self._label.set_position((float(self._corner[0]), float(self._corner[1])))

    @property
    def artists(self) -> Sequence[Artist]:
        """The name, and the line to what it names if there is one."""
        return [*self._line(), self._label]

    @property
    def taken(self) -> FloatArray:
        """Points (n, 2) all over it, for other names to stay clear of."""
        across, up = (
            np.linspace(start, start + length, 24)
            for start, length in zip(self._corner, self._size, strict=True)
        )
        return np.stack(np.meshgrid(across, up), axis=-1).reshape(-1, 2)

    def _best_corner(self, box: tuple[int, int, int, int], taken: FloatArray) -> FloatArray:
        """The lower left corner (2,) from which it covers least, as near as can be."""
        room, edge = self._sheet.stroke(ROOM), self._sheet.stroke(EDGE)
        first = np.array(box[:2]) + edge
        last = np.maximum(np.array(box[2:]) - edge - self._size, first)
        grid = np.meshgrid(*(np.linspace(*ends) for ends in self._ranges(first, last)))
        corners = np.stack(grid, axis=-1).reshape(-1, 2)
        covered = np.array(
            [
                ((taken > each - room) & (taken < each + self._size + room)).all(axis=1).sum()
                for each in corners
            ]
        )
        away = np.hypot(*(self._place - np.clip(self._place, corners, corners + self._size)).T)
        least = away + self._sheet.stroke(1000.0) * covered
        least[away < self._sheet.stroke(REACH)] += self._sheet.stroke(1e6)
        return np.asarray(corners[least.argmin()])

    @staticmethod
    def _ranges(first: FloatArray, last: FloatArray) -> list[tuple[float, float, int]]:
        return [
            (float(low), float(high), count)
            for low, high, count in zip(first, last, (ACROSS, UP), strict=True)
        ]

    def _line(self) -> Sequence[Artist]:
        """Two strokes, the lower one as a casing, from near the point to the name."""
        sheet, theme = self._sheet, self._sheet.theme
        end = np.clip(self._place, self._corner, self._corner + self._size)
        length = float(np.hypot(*(end - self._place)))
        if length < sheet.stroke(FAR):
            return ()
        way = (end - self._place) / length
        ends = np.array([self._place + way * sheet.stroke(REACH), end - way * sheet.stroke(5)])
        lines = []
        for ink, width in ((theme.background, 5.0), (theme.text, 2.0)):
            lines.append(Line2D(*ends.T, color=ink, linewidth=sheet.stroke(width)))
            lines[-1].set_figure(sheet.figure)
        return lines
