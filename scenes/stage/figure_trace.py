"""A run's path over a landscape: made dense enough to lie on it, and drawn up to any step."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from matplotlib.artist import Artist
from matplotlib.collections import PathCollection
from matplotlib.lines import Line2D
from matplotlib.path import Path
from matplotlib.transforms import IdentityTransform, Transform
from numpy.typing import NDArray

from gradreel.engine.arrays import FloatArray, IntArray
from gradreel.scenes.stage.figure_pieces import centre, disc
from gradreel.scenes.stage.figure_sheet import Sheet

PIECES = 48
"""A step across the whole window is cut into so many pieces."""

MOST_POINTS = 3000
"""Of a longer run every n-th recorded point is drawn."""

FAR = 1e9
"""So many of its sides away, a window can't be aimed at: 1e-16 of the way is some of its pixels."""

GONE = np.array([[np.nan, np.nan, np.nan, 0.0]])
"""A gap in a path."""

BEHIND = 0.3
"""The opacity of a path where the landscape hides it."""

HEAD, DOT = 8.5, 3.4
"""Radii in pixels of a 1280x720 frame."""

CROWD, THIN = 60, 0.6
"""A path of more recorded points than this is thin, or it would bury itself."""


@dataclass(frozen=True)
class Trace:
    """A path as points on it; where it leaves the window, a row that isn't a number.

    Attributes:
        steps: (m,) rising; whole at the recorded points, and shares of a step between them.
        points: (m, 2) parameters.
        values: (m,) of the function at them.
        recorded: (m,) bool, whether a point is one of the run's own.
    """

    steps: FloatArray
    points: FloatArray
    values: FloatArray
    recorded: NDArray[np.bool_]


def trace(
    parameters: FloatArray,
    steps: IntArray,
    evaluate: Callable[[FloatArray], FloatArray],
    window: FloatArray,
) -> Trace:
    """Follow a run inside a window; a step that leaves it is cut at the edge.

    Args:
        parameters: (r, 2), the run's recorded points.
        steps: (r,), after how many steps each was reached.
        evaluate: the function at points (m, 2).
        window: [[x low, y low], [x high, y high]].
    """
    kept = np.unique(np.linspace(0, len(steps) - 1, min(len(steps), MOST_POINTS)).astype(int))
    parameters, steps = parameters[kept], steps[kept]
    at, x, y, recorded = _followed(parameters, window).T
    points = np.column_stack([x, y])
    return Trace(
        steps=np.fmax.accumulate(np.append(0.0, np.interp(at, np.arange(len(steps)), steps)))[1:],
        points=points,
        values=_evaluated(evaluate, points),
        recorded=recorded == 1,
    )


def _followed(parameters: FloatArray, window: FloatArray) -> FloatArray:
    """Points along a run, dense enough to be drawn, with a row that isn't a number for a gap.

    Returns:
        (m, 4): the place along the rows of the run, both parameters, 1 at the run's own points.
    """
    first = np.array([[0.0, *parameters[0], 1.0]])
    pieces = [first if _holds(window, parameters[0]) else GONE]
    for row, (before, after) in enumerate(pairwise(parameters)):
        begins, ends = _holds(window, before), _holds(window, after)
        shares, points = _crossed(before, after, window)
        if not len(points):
            pieces.append(GONE)
            continue
        own = np.zeros(len(points))
        own[-1] = ends
        piece = np.column_stack([row + shares, points, own])
        pieces += [piece[1:]] if begins else [GONE, piece]
        pieces += [] if ends else [GONE]
    return np.concatenate(pieces)


def _crossed(
    before: FloatArray, after: FloatArray, window: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """The part of a step that is in a window: shares of the step (k,), and points (k, 2).

    It is measured from an end that is in the window, if there is one: from far away, the window
    would be lost in the rounding. A step between two ends that are so far away isn't seen at all.
    """
    if _holds(window, after) and not _holds(window, before):
        shares, points = _crossed(after, before, window)
        return 1 - shares[::-1], points[::-1]
    first, last = inside(before, after, window)
    size = window[1] - window[0]
    far = not _holds(window, before) and (np.abs(before - window[0]) > FAR * size).any()
    if first >= last or far:
        return np.zeros(0), np.zeros((0, 2))
    move = after - before
    length = np.abs(move * (last - first) / size).max()
    shares = np.linspace(first, last, int(np.ceil(length * PIECES)) + 1)
    points = np.clip(before + shares[:, None] * move, *window)
    if last == 1:
        points[-1] = after
    return shares, points


def inside(before: FloatArray, after: FloatArray, window: FloatArray) -> tuple[float, float]:
    """The shares of a step at which it is in the window: from the first to the last."""
    first, last = 0.0, 1.0
    for start, end, low, high in zip(
        before.tolist(), after.tolist(), *window.tolist(), strict=True
    ):
        move = end - start
        if move == 0:
            if not low <= start <= high:
                return 1.0, 0.0
            continue
        reach = sorted(((low - start) / move, (high - start) / move))
        first, last = max(first, reach[0]), min(last, reach[1])
    return first, last


def _holds(window: FloatArray, point: FloatArray) -> bool:
    return bool((window[0] <= point).all() and (point <= window[1]).all())


def _evaluated(evaluate: Callable[[FloatArray], FloatArray], points: FloatArray) -> FloatArray:
    values = np.full(len(points), np.nan)
    inside = np.isfinite(points).all(axis=1)
    values[inside] = evaluate(points[inside])
    return values


class TraceArtists:
    """A path on one view: a cased line, a dot for each recorded point, and the point it is at.

    Attributes:
        line: the path that is seen, in the coordinates that it was given in.
        dots: the recorded points, as its offsets.
    """

    def __init__(  # noqa: PLR0913  what a path is made of
        self,
        sheet: Sheet,
        path: Trace,
        places: FloatArray,
        *,
        hidden: NDArray[np.bool_] | None = None,
        transform: Transform | None = None,
        filled: bool = True,
        colour: str | None = None,
        weight: float | None = None,
    ) -> None:
        """Make the artists of a path.

        Args:
            sheet: where it will be drawn.
            path: the path.
            places: (m, 2) of its points on the view, in pixels if there is no `transform`.
            hidden: (m,), where the landscape hides it.
            transform: from `places` to pixels.
            filled: whether the point it is at is a disc, or else a ring.
            colour: that of a point unless given.
            weight: how thick the line is; chosen by the number of points unless given.
        """
        self._path, self._places = path, places
        self._transform = transform or IdentityTransform()
        self._hidden = np.zeros(len(places), dtype=bool) if hidden is None else hidden
        ink, under = colour or sheet.theme.point, sheet.theme.background
        weight = weight or (THIN if path.recorded.sum() > CROWD else 1.0)
        self._casing = self._line(sheet, under, 7.5 * weight)
        self.line = self._line(sheet, ink, 3.6 * weight)
        self._behind = self._line(sheet, ink, 2.4 * weight)
        self._behind.set_alpha(BEHIND)
        self.dots = self._dots(sheet, ink, DOT * weight)
        self.head = disc(sheet, HEAD, filled=filled, colour=colour)

    def at(self, step: float) -> list[Artist]:
        """The path up to a step; a share of a step is a point between two recorded ones."""
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
        return [*drawn, *centre(self.head, np.asarray(self._transform.transform(head)))]

    def head_at(self, step: float) -> FloatArray:
        """Where the run is at a step, (2,), in the coordinates of `places`."""
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
            offset_transform=self._transform,
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
            transform=self._transform,
        )
        made.set_figure(sheet.figure)
        return made
