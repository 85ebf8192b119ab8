"""The curve of the loss over one weight, and what moves on it."""

from collections.abc import Callable
from functools import partial

import numpy as np
from manim import DL, UR, Mobject, ValueTracker, VGroup

from gradreel.engine.arrays import FloatArray
from gradreel.engine.trajectory import Trajectory
from gradreel.scenes.pieces.slope.shown import OtherRun, ShownWeight, WeightDigits, aimed
from gradreel.scenes.stage.manim.marks import Follower, polyline
from gradreel.scenes.stage.manim.moves.camera import within
from gradreel.scenes.stage.manim.place import at, fractions, pixels, stroke
from gradreel.scenes.stage.manim.plot import Plot
from gradreel.scenes.stage.manim.plots.riding import RidingPoint, arrow_along
from gradreel.scenes.stage.manim.text import Label, Number
from gradreel.scenes.stage.runs.at_step import between_steps
from gradreel.scenes.stage.runs.loss_slice import LossSlice
from gradreel.scenes.stage.runs.objective import objective_of
from gradreel.scenes.stage.type.captions import Captions
from gradreel.scenes.stage.type.frame import Shaped
from gradreel.scenes.stage.type.grid import GRID, SIZES, Box, Edge
from gradreel.scenes.stage.type.scale import scale
from gradreel.scenes.stage.type.theme import Theme


class SlopeRooms:
    """Where the figure is, and the remark above it, as fractions of the frame.

    Attributes:
        plot: the axes.
        near: where the figure is seen while the camera is near.
        title_rise: how far the loss's name is above the axes.
        note_edge, note: what the remark above the axes is held by, and where.
    """

    plot = Shaped(Box(0.105, 0.622, 0.295, 0.63), tall=Box(0.18, 0.94, 0.279, 0.504))
    near = Shaped(Box(0.03, 0.66, 0.24, 0.765), tall=Box(0.03, 0.95, 0.27, 0.565))
    title_rise = Shaped(0.025, tall=0.018)
    note_edge: Shaped[Edge] = Shaped("right", tall="left")
    note = Shaped((0.622, 0.265), tall=(GRID.margin, 0.23))


SAMPLES = 161
BELOW, ABOVE = 0.26, 0.05
"""Room below the lowest point, where steps are, and above the highest, of the curve's height."""
RISE, TURNED = 12.0, 30.0
"""Of the arrows above the axis, in pixels: those of steps one way, and of those that turn back."""
WHOLE = 32.0
"""Likewise of the arrow that is the whole way of the run."""
SIDE, UP = 84.0, 44.0
"""From the point to the number of its slope, in pixels."""
STACKED = {-1: 26.0, 1: 36.0}
"""How far a word of the question, by its way, is above the other where it has no room beside."""
GUESS = 0.13
"""Of the arrows of the question, as a share of the axis."""
SPARE, BESIDE_END = 0.012, 0.12
"""Left of the numbers of the loss, and right of the end of the run, what is seen from near, as
fractions of the frame's width."""
TRAIL, LEAST_APART = 92.0, 0.09
"""Length in pixels of the tangents that are recalled, and how far apart they are at the least."""


class SlopeFigure:
    """What is drawn of a loss over one weight; nothing is on a stage yet.

    Attributes:
        plot: the axes.
        reach: from where to where the curve is drawn, moved as it is found out.
        curve: the loss over the weight.
        riding: the point with its tangent.
        slope: the tangent's number beside it.
        asked, gone, recalled: how much there is of the question's arrows, of the whole way, and
            of all the tangents.
        arrow: where a step from here would lead, along the axis.
    """

    def __init__(
        self, shown: ShownWeight, digits: WeightDigits, theme: Theme, texts: Captions, name: str
    ) -> None:
        self.shown, self.digits, self.theme = shown, digits, theme
        low, high = shown.window
        xs = np.linspace(low, high, SAMPLES)
        losses = shown.slice.losses(xs)
        least, most = float(np.nanmin(losses)), float(np.nanmax(losses))
        height = most - least
        self.plot = Plot(
            theme,
            scale(low, high),
            scale(least - BELOW * height, most + ABOVE * height, count=4),
            box=SlopeRooms.plot,
            x_title=texts.label(_title(shown), name=name),
            y_title=texts.label("loss_axis"),
            y_title_rise=SlopeRooms.title_rise,
        )
        self.reach = ValueTracker(shown.start), ValueTracker(shown.start)
        self.curve = self.plot.curve(shown.slice.losses, theme.full_loss, between=self._between)
        self.riding = RidingPoint(self.plot, shown.slice, shown.place)
        self.slope = Number(
            lambda: shown.reading().slope,
            digits.slope.text,
            colour=theme.gradient,
        )
        self.slope.place(lambda: self._beside(self.riding), "centre")
        rate = shown.run.spec.learning_rate
        self.arrow = arrow_along(
            self.plot,
            lambda: self._within(
                shown.place(), shown.place() - rate * shown.slice.slope(shown.place())
            ),
            theme.point,
            rise=RISE,
        )
        self.steps = StepArrows(self.plot, shown.run, shown.step, theme.point)
        self.asked, self.gone, self.recalled = (ValueTracker(0.0) for _ in range(3))
        self.guesses = self._guesses(texts)
        ends = shown.start, float(shown.path[-1])
        self.whole_way = arrow_along(
            self.plot,
            lambda: (ends[0], ends[0] + self.gone.get_value() * (ends[1] - ends[0])),
            theme.beta1,
            rise=WHOLE,
            width=7.0,
        )

    def _guesses(self, texts: Captions) -> VGroup:
        """Two arrows from the start along the axis, and what is asked of them."""
        start, way = self.shown.start, GUESS * (self.plot.x.high - self.plot.x.low)
        made = []
        for sign, key in ((-1, "down"), (1, "up")):
            end = start + sign * way
            arrow = arrow_along(
                self.plot,
                partial(self._asked_way, end),
                self.theme.muted,
                rise=RISE,
            )
            word = Label(texts.label(key), size=SIZES.label, colour=self.theme.muted)
            foot = self.plot.point(start, self.plot.y.low)
            low, high = self.plot.point(self.plot.x.low, 0)[0], at(1 - GRID.margin, 0)[0]
            room = (high - foot[0] if sign > 0 else foot[0] - low) - pixels(12)
            stacked = word.width > room
            up = pixels(32 + STACKED[sign] * stacked)
            left = (sign > 0) != stacked
            beside = foot + np.array([pixels(12 if left else -12), up, 0])
            made += [arrow, word.place(beside, "left" if left else "right")]
        return VGroup(*made)

    def near(self, end: FloatArray, most: float, view: Box) -> tuple[FloatArray, float]:
        """Where the camera comes near a place (3,), the numbers of the loss in sight.

        Args:
            end: the place.
            most: how many times as large as at rest the figure may be seen.
            view: the part of the frame in which it is seen.

        Returns:
            what is in the middle then (3,), and how many times as large it is seen.
        """
        wide, left = view.right - view.left, GRID.margin - SPARE
        zoom = min(most, wide / (fractions(end)[0] + BESIDE_END - left))
        place = at(left + wide / 2 / zoom, 0.0)
        place[1] = end[1]
        return place, zoom

    def left_out(self, place: FloatArray, zoom: float, view: Box) -> tuple[Mobject, ...]:
        """What the sides cut while the camera is near, and the loss's name where the curve is.

        Args:
            place: (3,), what is in the middle then.
            zoom: how many times as large as at rest the figure is seen.
            view: the part of the frame in which it is seen.
        """
        middle = at((view.left + view.right) / 2, (view.top + view.bottom) / 2)

        def seen(points: FloatArray) -> FloatArray:
            return np.asarray(middle + zoom * (points - place))

        numbers = [*self.plot.x_axis, *self.plot.y_axis]
        cut = [each for each in numbers if len(within(view, seen(_corners(each)))) < 2]
        name = self.plot.titles[1]
        low, high = _corners(name)
        curve = seen(self.curve.points)
        covered = ((curve > low - pixels(8)) & (curve < high + pixels(8)))[:, :2].all(axis=1)
        return (*cut, name) if covered.any() else tuple(cut)

    def lowest(self, place: float) -> FloatArray:
        """A place of the curve (3,)."""
        return self.plot.point(place, self.shown.slice.loss(place))

    def _asked_way(self, end: float) -> tuple[float, float]:
        """As much of the way from the start to a weight as is asked for by now."""
        start = self.shown.start
        return self._within(start, start + self.asked.get_value() * (end - start))

    def trail(self, path: FloatArray) -> "TangentTrail":
        """The tangents that a run has measured."""
        return TangentTrail(self.plot, self.shown.slice, path, self.recalled.get_value)

    def second(self, other: OtherRun) -> "tuple[RidingPoint, StepArrows, Number]":
        """What is drawn of a run from elsewhere, in a colour of its own, and its slope."""
        colour, loss_slice = self.theme.run1, self.shown.slice
        riding = RidingPoint(self.plot, loss_slice, other.place, colour=colour, radius=9)
        slope = Number(
            lambda: other.reading().slope, self.digits.slope.text, colour=self.theme.gradient
        )
        slope.place(lambda: self._beside(riding), "centre")
        return riding, StepArrows(self.plot, other.run, other.step, colour), slope

    def _between(self) -> tuple[float, float]:
        low, high = (each.get_value() for each in self.reach)
        return low, max(high, low + 1e-6)

    def _within(self, start: float, end: float) -> tuple[float, float]:
        low, high = self.plot.x.low, self.plot.x.high
        return min(max(start, low), high), min(max(end, low), high)

    def _beside(self, riding: RidingPoint) -> FloatArray:
        """Inside the valley, above a point: to the left of a rising curve's."""
        where = riding.where()
        if where is None:
            return np.array([0.0, 100.0, 0.0])
        steepness = self.shown.slice.slope(riding.place()) / abs(self.shown.run.gradients[0, 0])
        aside = -float(np.clip(steepness * 1.5, -1, 1))
        up = UP * (1.25 - 0.75 * abs(aside))
        return np.asarray(where + np.array([pixels(SIDE * aside), pixels(up), 0.0]))


class TangentTrail(Follower):
    """The tangents at the places of a run, one after the other, as they are recalled.

    Those that would lie on one another are left out.
    """

    def __init__(
        self, plot: Plot, loss_slice: LossSlice, path: FloatArray, share: Callable[[], float]
    ) -> None:
        self._share = share
        riding = RidingPoint(plot, loss_slice, lambda: 0.0, length=TRAIL)
        apart = LEAST_APART * (plot.x.high - plot.x.low)
        kept: list[float] = []
        for place in path.tolist():
            if not kept or min(abs(place - other) for other in kept) > apart:
                kept.append(place)
        self._tangents = [polyline(riding.tangent_at(place)) for place in kept]
        style = {"stroke_color": plot.theme.gradient, "stroke_width": stroke(4)}
        super().__init__(self._outline, **style)

    def _outline(self) -> FloatArray:
        count = int(np.ceil(self._share() * len(self._tangents)))
        return np.concatenate([np.zeros((0, 3)), *self._tangents[:count]])


class StepArrows(VGroup):
    """The steps of a run along the axis, one arrow each, as far as they have been taken."""

    def __init__(self, plot: Plot, run: Trajectory, step: Callable[[], float], colour: str) -> None:
        path = run.parameters[:, 0]
        first = np.sign(path[1] - path[0]) if len(path) > 1 else 1.0
        arrows = []
        for index in range(run.n_steps):
            way = np.sign(path[index + 1] - path[index])

            def ends(index: int = index) -> tuple[float, float]:
                done = min(max(aimed(step()), index), index + 1)
                return float(path[index]), float(between_steps(run, run.parameters, done)[0])

            rise = RISE if way == first else TURNED
            arrows.append(arrow_along(plot, ends, colour, rise=rise, width=6.0))
        super().__init__(*arrows)


def _title(shown: ShownWeight) -> str:
    data = objective_of(shown.run).dataset
    scaled = data.is_scaled
    return "weight_of" if scaled else "weight_of_plain"


def _corners(mobject: Mobject) -> FloatArray:
    """The lower left and the upper right corner (2, 3)."""
    return np.array([mobject.get_corner(DL), mobject.get_corner(UR)])
