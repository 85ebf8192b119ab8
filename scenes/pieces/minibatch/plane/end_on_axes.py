"""Where the run on batches ends, read off both axes of the map."""

from collections.abc import Sequence

import numpy as np
from matplotlib.artist import Artist
from matplotlib.lines import Line2D
from matplotlib.transforms import Bbox

from gradreel.engine.arrays import FloatArray
from gradreel.scenes.pieces.minibatch.plane.ground import Ground
from gradreel.scenes.stage.figure.layout import spread
from gradreel.scenes.stage.figure.sheet import Sheet
from gradreel.scenes.stage.figure.text import Label

ASIDE, UP, APART = 10.0, 14.0, 20.0
"""From a dashed line to the value beside it, from the map's edge, and what names leave free beside
a value, so that they aren't read as one line, in pixels of a 1280x720 frame."""

DASHES = 5, 3
"""Of a dashed line and between two, in its widths."""

TALL = 0.03
"""How high a value is, as a fraction of the stage's height."""

SPREAD = 40
"""Points along each line."""


class EndOnAxes:
    """Dashed lines from the end to both axes, with the values there, as functions of a share.

    Args:
        ground: the map.
        values: those of both parameters, as they are written.

    Attributes:
        taken: (n, 2) pixels all over it, for names to stay clear of.
    """

    def __init__(self, ground: Ground, values: tuple[str, str]) -> None:
        self._sheet, self._box = ground.sheet, np.asarray(ground.large.get_points())
        (self._end,) = ground.places(ground.plane.main.parameters[-1:])
        self._feet = np.array([[self._end[0], self._box[0, 1]], [self._box[0, 0], self._end[1]]])
        sheet, theme = ground.sheet, ground.sheet.theme
        self._values = [
            Label(sheet, each, (0, 0), colour=theme.text, bold=True, cased=True) for each in values
        ]
        self._lines = [
            [_line(sheet, theme.background, 5.0), _line(sheet, theme.point, 2.5, dashed=True)]
            for _ in self._feet
        ]
        corners = self._put_values()
        self.taken = np.concatenate([self._along_lines(), *map(self._over, self._values, corners)])

    def shown(self, share: float) -> Sequence[Artist]:
        """The lines, grown so far from the end, and the values once these have arrived."""
        if not share:
            return ()
        drawn: list[Artist] = []
        for pair, foot in zip(self._lines, self._feet, strict=True):
            ends = np.stack([self._end, self._end + min(1.5 * share, 1) * (foot - self._end)])
            for line in pair:
                line.set_data(*ends.T)
            drawn += pair
        for value in self._values:
            value.set_alpha(max(3 * share - 2, 0))
        return [*drawn, *self._values]

    def _put_values(self) -> list[FloatArray]:
        """Put each value beside the foot of its line, inside the map: their lower left corners."""
        aside, up = self._sheet.stroke(ASIDE), self._sheet.stroke(UP)
        (left, low), (right, high) = self._box
        wide = [each.width * self._sheet.width for each in self._values]
        tall = self._sheet.tall(TALL)
        x, y = self._end
        across = x + aside if x + 2 * aside + wide[0] < right else x - aside - wide[0]
        above = y + aside if y + 2 * aside + tall < high else y - aside - tall
        corners = [np.array([across, low + up]), np.array([left + up, above])]
        for value, corner in zip(self._values, corners, strict=True):
            value.set_position((float(corner[0]), float(corner[1])))
        return corners

    def _along_lines(self) -> FloatArray:
        shares = np.linspace(0, 1, SPREAD)[:, None]
        return np.concatenate([self._end + shares * (foot - self._end) for foot in self._feet])

    def _over(self, value: Label, corner: FloatArray) -> FloatArray:
        size = np.array([value.width * self._sheet.width, self._sheet.tall(TALL)])
        return spread(Bbox([corner, corner + size]).padded(self._sheet.stroke(APART), 0))


def _line(sheet: Sheet, colour: str, width: float, *, dashed: bool = False) -> Line2D:
    made = Line2D([], [], color=colour, linewidth=sheet.stroke(width))
    if dashed:
        made.set_linestyle((0, DASHES))
    made.set_figure(sheet.figure)
    return made
