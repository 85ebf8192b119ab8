"""The curve over the data: what it is, where its centre is, how far it is from what happened."""

from collections.abc import Callable, Iterator

import numpy as np
from manim import VGroup, VMobject

from gradreel.engine.arrays import FloatArray
from gradreel.scenes.pieces.sigmoid.logistic import Pose, ShownCurve
from gradreel.scenes.pieces.sigmoid.numbers import Digits
from gradreel.scenes.pieces.sigmoid.sentences import is_outside
from gradreel.scenes.stage.manim.marks import (
    Follower,
    RingedPoint,
    dash_points,
    disc,
    polyline,
    smooth_path,
)
from gradreel.scenes.stage.manim.place import at, pixels, stroke, tall
from gradreel.scenes.stage.manim.plot import SAMPLES
from gradreel.scenes.stage.manim.plots.moving_plot import MovingPlot
from gradreel.scenes.stage.manim.plots.outcomes import OutcomePlot
from gradreel.scenes.stage.manim.text import Number
from gradreel.scenes.stage.runs.drawn_rows import drawn_rows
from gradreel.scenes.stage.runs.objective import objective_of
from gradreel.scenes.stage.type.captions import Captions
from gradreel.scenes.stage.type.frame import Shaped
from gradreel.scenes.stage.type.grid import SIZES
from gradreel.scenes.stage.type.theme import Theme
from gradreel.scenes.stage.type.typesetting import figures_width, number_text

NEAR_ENDS = 0.1
"""A value is shown at the end of a curve if it is so near to 0 or 1, or beyond."""
LOWEST_END = -0.2
"""The dot at an end of the line is no lower, and no higher above 1: there the plot ends."""
DASH, GAP = 3, 2
"""Of the samples of a curve outside 0 to 1, so many are drawn and so many left out."""


class _NameOfCentre:
    """How far its baseline is below the centre, in pixels: clear of a curve's name above it."""

    below = Shaped(44, tall=52)


class LogisticFigure:
    """What is drawn of a logistic regression with one feature; nothing is on a stage yet.

    Attributes:
        shown: the curve's values, which trackers move.
        drawn: those of the data that are drawn.
        plot: the axes.
        classes, marks, class_labels: those of class 0 and of class 1.
        spread, meaning: above the plot, that its points are jittered, and what p is.
        curve, point, drop, tangent: the curve, its centre with a line down to the axis, and its
            tangent there.
        centre_name: c beside the centre.
        ends: the curve at those ends of the data where the line is outside 0 to 1.
    """

    def __init__(self, shown: ShownCurve, written: Digits, theme: Theme, texts: Captions) -> None:
        self.shown, self.written, self.theme, self.texts = shown, written, theme, texts
        self.data = objective_of(shown.run).dataset
        self.drawn = self.data.rows(drawn_rows(self.data))
        axes = OutcomePlot(self.drawn, theme, texts, of=self.data.n)
        self.plot, self.classes, self.marks = axes.plot, axes.classes, axes.marks
        self.class_labels, self.spread, self.meaning = axes.class_labels, axes.spread, axes.meaning
        self.curve = ModelCurve(self.plot, shown, theme.model)
        self.drop = self._line(self._drop_outline, theme.muted, 2)
        self.tangent = self._line(self._tangent_outline, theme.beta1, 3.5)
        self.point = SizedPoint(self._centre_place, shown.presence, theme)
        self.centre_name = self._centre_name()
        self.ends = VGroup(*(self._end(x) for x in self._places_outside()))

    @property
    def names(self) -> tuple[VMobject, ...]:
        """What is written about the plot while there is a curve on it."""
        return *self.lasting_names, self.class_labels

    @property
    def lasting_names(self) -> tuple[VMobject, ...]:
        """Those that don't step back with the data."""
        return self.plot.x_axis, self.plot.y_axis, self.plot.titles, self.meaning

    @property
    def heights(self) -> tuple[VMobject, ...]:
        """What gives a height on the plot its value."""
        return self.plot.grid, self.plot.y_axis

    @property
    def middle(self) -> FloatArray:
        """The middle (3,) of the plot."""
        middle: FloatArray = self.plot.points_at_shares(np.array([0.5]), np.array([0.5]))[0]
        return middle

    @property
    def centre(self) -> VGroup:
        """What shows where the centre is, but for its name."""
        return VGroup(self.drop, self.point)

    def foot(self, x: float) -> FloatArray:
        """The place on the axis below a value, or above the class's name that is there."""
        foot = self.plot.point(x, self.plot.y.low)
        label, gap = self.class_labels[0], pixels(8)
        if label.get_left()[0] - gap < foot[0] < label.get_right()[0] + gap:
            foot[1] = label.get_top()[1] + gap
        return foot

    def name_of_centre(self, pose: Pose) -> tuple[FloatArray, FloatArray]:
        """The lower left and the upper right corner (3,) of the name of a centre on the plot."""
        content = self._centre_text(pose.centre)
        centre, way = self.plot.point(pose.centre, 0.5), 1 if pose.slope > 0 else -1
        start = self._beside_centre(centre, way, content)
        return start, start + np.array([self._width_at_centre(content), 0.8 * tall(SIZES.label), 0])

    def _places_outside(self) -> Iterator[float]:
        """Ends of the data where the line is outside 0 to 1, or as near as it is on the plot."""
        intercept, slope = self.shown.line
        for x in self._reach():
            value = float(intercept + slope * x)
            if is_outside(value):
                seen = min(max(value, LOWEST_END), 1 - LOWEST_END)
                yield x if seen == value else float((seen - intercept) / slope)

    def _end(self, x: float) -> VGroup:
        """The curve at one end of the data: a dot, and the value that it gives.

        In the middle the value would lie on the curve; it is left out there.
        """

        def value() -> float:
            return float(self.shown.probability(np.array([x]))[0])

        def write(p: float) -> str:
            return "" if NEAR_ENDS < p < 1 - NEAR_ENDS else number_text(p, 2)

        at_left = x < (self.plot.x.low + self.plot.x.high) / 2
        number = Number(value, write, size=SIZES.label, colour=self.theme.text)
        aside = np.array([pixels(38 if at_left else -38), -0.36 * number.em, 0])
        number.place(
            lambda: self.plot.point(x, clear_of_marks(value())) + aside,
            "left" if at_left else "right",
        )
        dot = RingedPoint(lambda: self.plot.point(x, value()), self.theme, radius=7)
        return VGroup(dot, number)

    def _centre_name(self) -> Number:
        """The centre's value, below the curve at the side where it isn't, or else above it.

        It is that of the step whose numbers the plate shows.
        """

        def told() -> float:
            return self.shown.reading().centre

        def write(centre: float) -> str:
            seen = self.shown.presence() > 0.5 and self._centre_place() is not None
            seen = seen and bool(np.isfinite(centre))
            return self._centre_text(centre) if seen else ""

        def place() -> FloatArray:
            centre, way = self._centre_place(), 1 if self.shown.slope() > 0 else -1
            if centre is None:
                return np.zeros(3)
            return self._beside_centre(centre, way, write(told()))

        number = Number(told, write, size=SIZES.label, colour=self.theme.text)
        return number.place(place, "left")

    def _centre_text(self, centre: float) -> str:
        return f"c = {self.written.centre.text(centre)}"

    def _beside_centre(self, centre: FloatArray, way: int, content: str) -> FloatArray:
        """Where a centre's name starts: on the side where the curve isn't, or else above it."""
        width = self._width_at_centre(content)
        x = centre[0] + pixels(14 * way) - (width if way < 0 else 0.0)
        edges = (at(self.plot.box.left, 0)[0], at(self.plot.box.right, 0)[0] - width)
        if edges[0] <= x <= edges[1]:
            return np.array([x, centre[1] - pixels(_NameOfCentre.below), 0])
        x = centre[0] - pixels(14 * way) - (width if way > 0 else 0.0)
        return np.array([x, centre[1] + pixels(24), 0])

    def _width_at_centre(self, content: str) -> float:
        return figures_width(content) * tall(SIZES.label)

    def _line(self, outline: Callable[[], FloatArray], colour: str, width: float) -> Follower:
        return Follower(outline, stroke_color=colour, stroke_width=stroke(width))

    def _reach(self) -> tuple[float, float]:
        return float(self.data.features.min()), float(self.data.features.max())

    def _centre_place(self) -> FloatArray | None:
        centre = self.shown.centre()
        on_plot = self.plot.x.low <= centre <= self.plot.x.high
        return self.plot.point(centre, 0.5) if on_plot else None

    def _drop_outline(self) -> FloatArray:
        place = self._centre_place()
        if place is None:
            return np.zeros((0, 3))
        foot = self.foot(self.shown.centre())
        return dash_points(place, place + self.shown.presence() * (foot - place))

    def _tangent_outline(self) -> FloatArray:
        centre, slope = self.shown.centre(), self.shown.slope() / 4
        presence = self.shown.presence()
        if not np.isfinite(centre) or not presence:
            return np.zeros((0, 3))
        reach = 0.24 * (self.plot.x.high - self.plot.x.low)
        half = min(reach, 0.45 / abs(slope)) * presence
        low, high = self.plot.x.low, self.plot.x.high
        ends = (min(max(centre + by, low), high) for by in (-half, half))
        return polyline(np.array([self.plot.point(x, 0.5 + slope * (x - centre)) for x in ends]))


class ModelCurve(Follower):
    """What the model says of every x: dashed where that is no probability.

    Attributes:
        drawn: the share of it that is there, from the left.
    """

    def __init__(self, plot: MovingPlot, shown: ShownCurve, colour: str) -> None:
        self.plot, self.shown = plot, shown
        self.drawn = 1.0
        super().__init__(self._path, stroke_color=colour, stroke_width=stroke(5))

    def draw(self, share: float) -> None:
        """Draw so much of it, from the left."""
        self.drawn = share
        self.write()

    def _path(self) -> FloatArray:
        xs = np.linspace(self.plot.x.low, self.plot.x.high, SAMPLES)
        ys = self.shown.probability(xs)
        share = self.plot.y.share(ys)
        seen = np.isfinite(ys) & (share > -1e-6) & (share < 1 + 1e-6)
        within = (ys >= 0) & (ys <= 1)
        index = np.arange(SAMPLES - 1)
        kept = seen[:-1] & seen[1:] & (index < self.drawn * (SAMPLES - 1))
        kept &= (within[:-1] & within[1:]) | (index % (DASH + GAP) < DASH)
        path = smooth_path(self.plot.points_at(xs, np.where(np.isfinite(ys), ys, 0.0)))
        return path.reshape(-1, 4, 3)[kept].reshape(-1, 3)


class SizedPoint(RingedPoint):
    """A ringed point that is as large as it is of use.

    Attributes:
        size: its share of its full size, 0 to 1.
    """

    def __init__(
        self, where: Callable[[], FloatArray | None], size: Callable[[], float], theme: Theme
    ) -> None:
        self.size = size
        super().__init__(where, theme)

    def _disc(self, radius: float, colour: str) -> Follower:
        shape = disc(radius)

        def outline() -> FloatArray:
            centre, size = self.where(), self.size()
            return np.zeros((0, 3)) if centre is None or not size else shape * size + centre

        return Follower(outline, fill_color=colour, fill_opacity=1, stroke_width=0)


def clear_of_marks(height: float) -> float:
    """Move a height off the marks at 0 or at 1, and off the plot's edges."""
    if height > 0.5:
        return min(max(height + 0.03, 1.17), 1.225)
    return min(max(height, -0.205), -0.165)
