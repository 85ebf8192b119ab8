"""A run's path over a landscape, drawn up to any step."""

import numpy as np
from matplotlib.artist import Artist
from matplotlib.collections import PathCollection
from matplotlib.lines import Line2D
from matplotlib.path import Path
from matplotlib.transforms import IdentityTransform
from numpy.typing import NDArray

from gradreel.engine.arrays import FloatArray
from gradreel.scenes.stage.figure.marks import RingedPoint, Shape
from gradreel.scenes.stage.figure.sheet import Sheet
from gradreel.scenes.stage.runs.trace import Trace

BEHIND = 0.3
"""The opacity of a path where the landscape hides it."""

DOT = 3.4
"""Radius of a recorded point in pixels of a 1280x720 frame."""

CROWD, THIN = 60, 0.6
"""A path of more recorded points than this is thin, or it would bury itself."""

SWARM, FINE = 600, 0.5
"""A path of more than this is so many times thinner still."""


class TraceArtists:
    """A path on one view: a cased line, a dot for each recorded point, and the point it is at.

    Attributes:
        line: the path that is seen, in pixels.
        dots: the recorded points, as its offsets.
    """

    def __init__(  # noqa: PLR0913  what a path is made of
        self,
        sheet: Sheet,
        path: Trace,
        places: FloatArray,
        *,
        filled: bool = True,
        colour: str | None = None,
        weight: float | None = None,
        shape: Shape = "round",
    ) -> None:
        """Make the artists of a path.

        Args:
            sheet: where it will be drawn.
            path: the path.
            places: (m, 2) of its points on the view, in pixels, as long as `put` says no others.
            filled: whether the point it is at is a disc, or else a ring.
            colour: that of a point unless given.
            weight: how thick the line is; chosen by the number of points unless given.
            shape: of the point it is at.
        """
        self._path, self._places = path, places
        self._hidden = np.zeros(len(places), dtype=bool)
        ink, under = colour or sheet.theme.point, sheet.theme.background
        count = int(path.recorded.sum())
        weight = (weight or (THIN if count > CROWD else 1.0)) * (FINE if count > SWARM else 1.0)
        self._casing = self._line(sheet, under, 7.5 * weight)
        self.line = self._line(sheet, ink, 3.6 * weight)
        self._behind = self._line(sheet, ink, 2.4 * weight)
        self.dots = self._dots(sheet, ink, DOT * weight)
        self.head = RingedPoint(sheet, colour=colour, filled=filled, shape=shape)

    def put(self, places: FloatArray, hidden: NDArray[np.bool_]) -> None:
        """Let the path lie elsewhere on its view.

        Args:
            places: (m, 2) of its points, in pixels.
            hidden: (m,), where the landscape hides it.
        """
        self._places, self._hidden = places, hidden

    def at(self, step: float, alpha: float = 1.0, way: float = 1.0) -> list[Artist]:
        """The path up to a step, at an opacity; a share of a step lies between two points.

        Args:
            step: from 0.
            alpha: of all of it.
            way: of all but the point that it is at, times `alpha`.
        """
        count = int(np.searchsorted(self._path.steps, step, side="right"))
        head = self.head_at(step)
        places = np.vstack([self._places[:count], head])
        behind = np.append(self._hidden[:count], self._hidden[max(count - 1, 0)])
        seen = np.where(behind[:, None], np.nan, places)
        for line in (self._casing, self.line):
            line.set_data(seen[:, 0], seen[:, 1])
        dotted = self._path.recorded[:count] & ~self._hidden[:count]
        self.dots.set_offsets(self._places[:count][dotted])
        drawn: list[Artist] = [self._casing, self.line]
        if dotted.any():
            drawn.append(self.dots)
        if behind.any():
            unseen = np.where(behind[:, None], places, np.nan)
            self._behind.set_data(unseen[:, 0], unseen[:, 1])
            drawn.insert(0, self._behind)
        for artist in drawn:
            artist.set_alpha(alpha * way * (BEHIND if artist is self._behind else 1.0))
        point = self.head.at(head)
        for artist in point:
            artist.set_alpha(alpha)
        return [*drawn, *point]

    def head_at(self, step: float) -> FloatArray:
        """Where the run is at a step, (2,), in pixels."""
        after = int(np.searchsorted(self._path.steps, step, side="right"))
        if after == 0:
            return np.full(2, np.nan)
        before = self._path.steps[after - 1]
        if step == before or after == len(self._places):
            return np.asarray(self._places[after - 1])
        share = (step - before) / (self._path.steps[after] - before)
        start, end = self._places[after - 1], self._places[after]
        return np.asarray(start + share * (end - start))

    def _dots(self, sheet: Sheet, colour: str, radius: float) -> PathCollection:
        made = PathCollection(
            [Path.unit_circle()],
            sizes=[sheet.stroke(radius) ** 2],
            facecolors=colour,
            edgecolors="none",
            offset_transform=IdentityTransform(),
        )
        made.set_transform(IdentityTransform())
        made.set_figure(sheet.figure)
        return made

    def _line(self, sheet: Sheet, colour: str, width: float) -> Line2D:
        made = Line2D(
            [],
            [],
            color=colour,
            linewidth=sheet.stroke(width),
            solid_capstyle="round",
            solid_joinstyle="round",
            transform=IdentityTransform(),
        )
        made.set_figure(sheet.figure)
        return made
