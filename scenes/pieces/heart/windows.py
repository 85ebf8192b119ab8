"""How many of the data with about one value are of class 1, value after value."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from manim import DL, UR, ValueTracker, VGroup
from numpy.typing import NDArray

from gradreel.engine.arrays import FloatArray
from gradreel.engine.data import Dataset
from gradreel.scenes.stage.manim.marks import Follower, RingedPoint, disc, polyline, triangle
from gradreel.scenes.stage.manim.place import at, pixels, stroke, tall
from gradreel.scenes.stage.manim.plots.moving_plot import DataMarks
from gradreel.scenes.stage.manim.plots.outcomes import OutcomePlot
from gradreel.scenes.stage.manim.text import Label
from gradreel.scenes.stage.type.grid import GRID, SIZES
from gradreel.scenes.stage.type.typesetting import rounded

ENOUGH, FEWEST = 10, 0.04
"""A window is looked at if it holds so many of the data, or so large a share of few."""
TRAIL = 140
"""So many points of the way are kept as its trail."""
OPACITY = 0.16
REACH, SHORT, THIN = (-0.11, 1.1), (0.3, 0.7), 0.03
"""From which height to which the window goes, open and closed, and how wide it is then."""
LARGER = 1.25
"""Of marks in the window, in the others."""
LINE = 0.048
"""From line to line, as a fraction of the frame."""
AIR = pixels(5)
"""About a label at the least."""
BESIDE = ((1, 8), (-1, -8), (-1, 8), (1, -8))
"""Places for the label of a point, the best first: to its right or left, so many pixels above."""
FARTHER = 36, 64, 92
"""More pixels above, or below, towards the middle of the plot, where those have no room."""


@dataclass(frozen=True)
class Share:
    """What happened to the data about one value.

    Attributes:
        middle: the value.
        count: how many there are.
        ones: how many of these are of class 1.
    """

    middle: float
    count: int
    ones: int

    @property
    def value(self) -> float:
        """The share of class 1."""
        return self.ones / self.count


class Windows:
    """A window over one feature, as wide as about one deviation.

    Attributes:
        half: half of its width.
        stops: three values: low, in the middle and high, with enough data about each; two where
            those about one of them are those about another, or where there are two values only.
    """

    def __init__(self, data: Dataset) -> None:
        self._values, self._target = data.features[:, 0], data.target
        self.half = rounded(float(self._values.std()) / 2, 1)
        self.stops = self._stops()

    def _inside(self, middle: float) -> NDArray[np.bool_]:
        return np.abs(self._values - middle) <= self.half * (1 + 1e-9)

    def share(self, middle: float) -> Share:
        """What happened to the data from half a width below a value to half a width above."""
        inside = self._inside(middle)
        return Share(middle, int(inside.sum()), int(self._target[inside].sum()))

    def _stops(self) -> tuple[Share, ...]:
        """Multiples of half a width, as people would name them."""
        own = np.unique(self._values)
        if len(own) == 2:
            return tuple(self.share(float(each)) for each in own)
        first, last = (int(np.round(each / self.half)) for each in self._ends())
        shares = [self.share(index * self.half) for index in range(first, last + 1)]
        least = min(ENOUGH, max(1, int(FEWEST * len(self._values))))
        enough = [each for each in shares if each.count >= least]
        if np.array_equal(self._inside(enough[0].middle), self._inside(enough[-1].middle)):
            enough = [each for each in shares if each.count]  # few are far from all others
        low, high = enough[0], enough[-1]
        middle = (low.middle + high.middle) / 2
        mean = float(self._values.mean())
        between = min(
            enough,
            key=lambda each: (
                round(abs(each.middle - middle) / self.half, 6),
                abs(each.middle - mean),
            ),
        )
        others = {self._inside(each.middle).tobytes() for each in (low, high)}
        is_other = self._inside(between.middle).tobytes() not in others
        return (low, between, high) if is_other else (low, high)

    def _ends(self) -> tuple[float, float]:
        return float(self._values.min()), float(self._values.max())


class ShareOnPlot:
    """The window on the plot, the share in it as a point, and where that has been.

    Attributes:
        windows: of the data.
        middle: where the window is.
        band, point, trail: what is drawn.
        inside: the data in the window, larger.
    """

    def __init__(self, patients: OutcomePlot, windows: Windows) -> None:
        self.windows, self._patients = windows, patients
        self.plot, self.theme = patients.plot, patients.theme
        self._opened, self._reach = 0.0, REACH
        self._start = windows.stops[0].middle
        self._shares = self._between(windows.stops[-1].middle)
        self.middle = ValueTracker(self._start)
        self.band = Follower(
            self._outline, fill_color=self.theme.model, fill_opacity=OPACITY, stroke_width=0
        )
        self.point = RingedPoint(self._place, self.theme, colour=self.theme.model)
        self.inside = VGroup(*map(self._larger, patients.classes))
        self.trail = Follower(self._trail, stroke_color=self.theme.model, stroke_width=stroke(3))

    def now(self) -> Share:
        """What happened in the window as it is."""
        return self.windows.share(self.middle.get_value())

    def open(self, share: float) -> None:
        """Open the window so far, from its middle."""
        self._opened = share
        self.band.write()

    def narrow(self, share: float) -> None:
        """Close the window so far, to a stroke through the middle."""
        self._opened = 1 - (1 - THIN) * share
        low, high = np.array(REACH) + share * (np.array(SHORT) - np.array(REACH))
        self._reach = float(low), float(high)
        self.band.set_fill(opacity=OPACITY + (1 - OPACITY) * share**4)
        self.band.write()

    def stops(self, contents: Sequence[tuple[str, str]]) -> list[VGroup]:
        """Points that stay where the shares are, their words beside them.

        The last share finds its place first: on a narrow plot it has the least room.
        """
        taken = [polyline(self._way(self.windows.stops[-1].middle)), *self._data_and_names()]
        made = []
        for share, content in reversed([*zip(self.windows.stops, contents, strict=True)]):
            stop = self._stop(share, content, np.concatenate(taken))
            taken += [line.points for line in stop[1]]
            made.append(stop)
        return made[::-1]

    def _stop(self, share: Share, content: tuple[str, str], taken: FloatArray) -> VGroup:
        """A point, and its words where as few points (n, 3) as can be are under them."""
        place = self.plot.point(share.middle, share.value)
        point = RingedPoint(lambda: place, self.theme, colour=self.theme.model, radius=8)
        label, inwards = self._lines(content), 1 if share.value < 0.5 else -1
        sides = [*BESIDE, *((across, inwards * up) for up in FARTHER for across in (1, -1))]
        best = min(sides, key=lambda side: _covered(_beside(label, place, side), taken))
        return VGroup(point, _beside(label, place, best))

    def _lines(self, content: tuple[str, str]) -> VGroup:
        """The share, and below it of how many, its left edge and first baseline at 0."""
        share, counted = (
            Label(each, size=SIZES.label, colour=self.theme.model) for each in content
        )
        share.opaque = counted.opaque = True
        below = np.array([0, -tall(LINE), 0])
        return VGroup(share.place(np.zeros(3)), counted.place(below))

    def _larger(self, marks: DataMarks) -> Follower:
        """The data of a class that are in the window as far as it is open."""
        radius = LARGER * marks.radius
        shape = triangle(radius) if marks.label else disc(radius)

        def outline() -> FloatArray:
            half = self.windows.half * self._opened
            seen = np.abs(marks.xs - self.middle.get_value()) <= half * (1 + 1e-9)
            return np.asarray((marks.places[seen][:, None, :] + shape[None]).reshape(-1, 3))

        colour = self.theme.of_class(marks.label)
        return Follower(outline, fill_color=colour, fill_opacity=1, stroke_width=0)

    def _data_and_names(self) -> list[FloatArray]:
        patients = self._patients
        return [
            *(each.places for each in patients.classes),
            *(each.points for each in patients.class_labels),
            *(each.points for each in patients.plot.y_axis),
        ]

    def _place(self) -> FloatArray:
        """On its way over a gap in the data the point goes straight from share to share."""
        share = self.now()
        value = share.value if share.count else float(np.interp(share.middle, *self._shares))
        return self.plot.point(share.middle, value)

    def _outline(self) -> FloatArray:
        middle, half = self.middle.get_value(), self.windows.half
        xs = np.array([-1, 1, 1, -1, -1]) * half * self._opened + middle
        xs = np.clip(xs, self.plot.x.low, self.plot.x.high)
        low, high = self._reach
        ys = np.array([low, low, high, high])
        return polyline(self.plot.points_at(xs, np.append(ys, ys[0])))

    def _trail(self) -> FloatArray:
        return polyline(self._way(self.middle.get_value()))

    def _way(self, end: float) -> FloatArray:
        """Places (k, 3) of the shares up to a value, where there are data."""
        return self.plot.points_at(*self._between(end))

    def _between(self, end: float) -> tuple[FloatArray, FloatArray]:
        """The values (k,) from the first one to another with data about them, and shares (k,)."""
        middles = np.linspace(self._start, self.windows.stops[-1].middle, TRAIL)
        passed = [*middles[middles < end].tolist(), end]
        found = [share for each in passed if (share := self.windows.share(each)).count]
        xs, ys = np.array([(each.middle, each.value) for each in found]).T
        return xs, ys


def _beside(label: VGroup, place: FloatArray, side: tuple[int, int]) -> VGroup:
    """Put two lines at a side of a place: (1, 8) is to its right, and 8 pixels above."""
    across, up = side
    edge = label.get_left() if across > 0 else label.get_right()
    held = np.array([edge[0], label.get_bottom()[1] if up > 0 else label.get_top()[1], 0])
    label.shift(place + np.array([pixels(18 * across), pixels(up), 0]) - held)
    return _within_margins(label)


def _within_margins(label: VGroup) -> VGroup:
    left, right = at(GRID.margin, 0)[0], at(1 - GRID.margin, 0)[0]
    low, high = label.get_left()[0] - AIR, label.get_right()[0] + AIR
    return label.shift(np.array([max(left - low, 0.0) - max(high - right, 0.0), 0, 0]))


def _covered(label: VGroup, taken: FloatArray) -> int:
    """How many points (n, 3) are under a label."""
    low, high = label.get_corner(DL) - AIR, label.get_corner(UR) + AIR
    return int(((taken[:, :2] > low[:2]) & (taken[:, :2] < high[:2])).all(axis=1).sum())
