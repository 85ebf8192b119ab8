"""The pieces of a logistic regression's picture: data, curve, centre, tangent and panels."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial

import numpy as np
from manim import Mobject, VGroup, VMobject

from gradreel.engine.arrays import FloatArray
from gradreel.scenes.pieces.sigmoid.logistic import ShownCurve, curve_of, direction, told_apart_by
from gradreel.scenes.pieces.sigmoid.sentences import is_outside
from gradreel.scenes.stage.manim.formula import Formula, math
from gradreel.scenes.stage.manim.marks import (
    Follower,
    Marks,
    RingedPoint,
    dash_points,
    jitter,
    polyline,
)
from gradreel.scenes.stage.manim.panel import Panel
from gradreel.scenes.stage.manim.place import at, pixels, stroke
from gradreel.scenes.stage.manim.plot import Curve, Plot
from gradreel.scenes.stage.manim.text import Label, Number
from gradreel.scenes.stage.runs.objective import objective_of
from gradreel.scenes.stage.type.captions import Captions
from gradreel.scenes.stage.type.grid import SIZES, Box
from gradreel.scenes.stage.type.quantity import Quantity, sized
from gradreel.scenes.stage.type.scale import Scale, scale
from gradreel.scenes.stage.type.theme import Theme
from gradreel.scenes.stage.type.typesetting import number_text

HALF_JITTER = 0.085
GHOST = 0.28
MOST_SPAN = 3.0
"""A slider reaches to where the run ends, but not more times as far as by hand is of use."""
PROBABILITY = Scale(-0.25, 1.25, (0.0, 0.5, 1.0))
FORMULA = "p = 1/(1 + e^(-(beta0(beta_0) + beta1(beta_1) x)))"
LONGEST_CLASS = 10.0
"""Of a class's label, in em: the line and its values at the other side stay clear of it."""
CENTRE = "c = -beta0(beta_0) slash beta1(beta_1)"


@dataclass(frozen=True)
class FittingPanel:
    """The panel of a fit, in the parts that come one after the other.

    Attributes:
        surface: behind all.
        live: what changes with the curve.
        tries: a row for each try by hand.
        step: the row that counts the run's steps.
    """

    surface: VMobject
    live: list[Mobject]
    tries: list[Mobject]
    step: Mobject


class LogisticFigure:
    """What is drawn of a logistic regression with one feature; nothing is on a stage yet.

    Attributes:
        shown: the curve's values, which trackers move.
        plot: the axes.
        marks, class_labels: those of class 0 and of class 1.
        curve, point, drop, tangent: the curve, its centre with a line down to the axis, and its
            tangent there.
    """

    def __init__(self, shown: ShownCurve, theme: Theme, texts: Captions) -> None:
        self.shown, self.theme, self.texts = shown, theme, texts
        self.data = objective_of(shown.run).dataset
        self.plot = Plot(
            theme,
            data_scale(self.data.features[:, 0]),
            PROBABILITY,
            box=Box(left=0.105, right=0.655, top=0.245, bottom=0.83),
            x_title=texts.column_with_unit(self.data.feature_names[0]),
        )
        self.marks = VGroup(*(self._marks(label) for label in (0, 1)))
        self.class_labels = VGroup(*(self._class_label(label) for label in (0, 1)))
        self.curve = self.plot.curve(shown.probability, theme.model)
        self.drop = self._line(self._drop_outline, theme.muted, 2)
        self.tangent = self._line(self._tangent_outline, theme.beta1, 3)
        self.point = RingedPoint(self._centre_place, theme)

    @cached_property
    def written(self) -> dict[str, Quantity]:
        """How each number is written, so that about three digits of it are seen."""
        values = self.data.features
        mean, deviation = abs(float(values.mean())), float(values.std())
        centre = told_apart_by(values, deviation)
        whole = not centre.power and np.all(values == np.round(values))
        return {
            "data": replace(centre, decimals=0) if whole else centre,
            "intercept": sized(max(mean / deviation, 1.0), 4),
            "slope": sized(1 / deviation, 3),
            "centre": centre,
            "loss": Quantity(4, most=1e3),
        }

    def number(self, kind: str, value: float) -> str:
        """Write an intercept, a slope, a centre or a loss."""
        return self.written[kind].text(value)

    def line(self, coefficients: FloatArray) -> VGroup:
        """A straight line over the plot, dashed outside 0..1, with its values at the data's ends.

        Args:
            coefficients: intercept and slope, (2,).
        """
        inner = self._reach(coefficients, 0.0, 1.0)
        outer = self._reach(coefficients, self.plot.y.low, self.plot.y.high)
        low, start, end, high = (
            self.plot.point(x, float(coefficients @ [1, x]))
            for x in (outer[0], inner[0], inner[1], outer[1])
        )
        pieces = np.concatenate(
            [
                dash_points(start, low, 12),
                polyline(np.array([start, end])),
                dash_points(end, high, 12),
            ]
        )
        path = VMobject(stroke_color=self.theme.text, stroke_width=stroke(4)).set_points(pieces)
        return VGroup(path, *self._end_values(coefficients))

    def line_panel(self, coefficients: FloatArray) -> Panel:
        """The straight line's formula, its coefficients, and its values at the data's ends."""
        panel = Panel(self.theme)
        panel.formula(math("p = a + b x", self.theme, size=0.046), room=0.085)
        written = self.written
        panel.row(math("a", self.theme), float(coefficients[0]), written["intercept"].text)
        panel.row(math("b", self.theme), float(coefficients[1]), written["slope"].text)
        panel.rule()
        self._add_values(panel, coefficients)
        return panel

    def ghost(self, parameters: FloatArray) -> Curve:
        """A faint curve that stays where it is."""
        ghost = self.plot.curve(curve_of(parameters), self.theme.model, width=3)
        ghost.clear_updaters()
        ghost.set_stroke(opacity=GHOST)
        return ghost

    def explaining_panel(self) -> Panel:
        """Formula, the two parameters on sliders, centre and slope there."""
        panel = Panel(self.theme)
        panel.formula(math(FORMULA, self.theme, size=0.046), room=0.13)
        self._add_sliders(panel)
        panel.rule()
        names = math(CENTRE, self.theme, size=SIZES.number), math("c", self.theme)
        self._add_centre(panel, names)
        steepest = self.number("slope", -self._spans()[1] / 4)
        words = self.texts.label("slope_there"), math("beta1(beta_1) slash 4", self.theme)
        panel.row(
            panel.fitting(words, steepest),
            lambda: self.shown.slope() / 4,
            self.written["slope"].text,
            colour=self.theme.beta1,
        )
        return panel

    def fitting_panel(self, names: list[str], losses: list[float]) -> "FittingPanel":
        """The two parameters, centre and loss, the steps, and the losses of tries by hand."""
        panel = Panel(self.theme, top=0.215)
        self._add_sliders(panel)
        panel.rule()
        self._add_centre(panel, (self.texts.label("centre"), math("c", self.theme)))
        panel.row(self.texts.label("mean_loss"), self.shown.loss, self.written["loss"].text)
        panel.rule()
        for name, loss in zip(names, losses, strict=True):
            panel.row(name, loss, self.written["loss"].text)
        panel.row(self.texts.label("step"), self.shown.step.get_value, 0)
        rows = panel.rows
        count = len(names) + 1
        return FittingPanel(panel.surface, rows[:-count], rows[-count:-1], rows[-1])

    def case(self, index: int, parameters: FloatArray, words: tuple[str, str]) -> VGroup:
        """One of four small plots, in a row: a curve, its ghosts moved aside, and its name.

        Args:
            index: 0 to 3, from the left.
            parameters: (b0, b1) of the curve.
            words: a formula above it, and a label below.
        """
        theme, left = self.theme, 0.05 + 0.2367 * index
        box = Box(left=left, right=left + 0.19, top=0.36, bottom=0.70)
        across = Scale(self.plot.x.low, self.plot.x.high, ())
        plot = Plot(theme, across, Scale(0.0, 1.0, (0.0, 1.0)), box=box)
        plot.remove(plot.y_axis)
        shift = (self.plot.x.high - self.plot.x.low) * 0.16 * parameters[1]
        moved = [parameters + np.array([by, 0]) for by in (-shift, shift)]
        ghosts = [plot.curve(curve_of(each), theme.beta0, width=2.5) for each in moved]
        curve = plot.curve(curve_of(parameters), theme.model)
        for each in (*ghosts, curve):
            each.clear_updaters()
        middle = left + 0.095
        name = Label(words[1], size=SIZES.label, colour=theme.text)
        formula = math(words[0], theme, size=SIZES.formula)
        return VGroup(
            plot,
            *(ghost.set_stroke(opacity=0.7) for ghost in ghosts),
            curve,
            formula.place(at(middle, 0.32), "centre"),
            name.place(at(middle, 0.78), "centre"),
        )

    def _add_values(self, panel: Panel, coefficients: FloatArray) -> None:
        """What a line gives at both ends of the data, beside them or, if they are long, below."""
        ends = (float(self.data.features.min()), float(self.data.features.max()))
        rows = {
            self.texts.label("at", x=self.number("data", x)): float(coefficients @ [1, x])
            for x in ends
        }
        beside = all(panel.has_room(name, number_text(each, 2)) for name, each in rows.items())
        for name, value in rows.items():
            if not beside:
                panel.note(name)
            panel.row(name if beside else math("p", self.theme), value, 2)

    def _add_centre(self, panel: Panel, names: Sequence[str | Formula]) -> None:
        """The centre, its name in words if it leaves room for the longest value."""
        ends = self.data.features.min(), self.data.features.max()
        longest = max((self.number("centre", float(end)) for end in ends), key=len)
        name = panel.fitting(names, longest)
        panel.row(name, self.shown.centre, self.written["centre"].text)

    def _add_sliders(self, panel: Panel) -> None:
        intercepts, slopes = self._spans()
        theme, shown = self.theme, self.shown
        symbol = math("beta0(beta_0)", theme)
        panel.row(symbol, shown.intercept, self.written["intercept"].text, colour=theme.beta0)
        panel.slider(shown.intercept, -intercepts, intercepts, theme.beta0)
        symbol = math("beta1(beta_1)", theme)
        panel.row(symbol, shown.slope, self.written["slope"].text, colour=theme.beta1)
        panel.slider(shown.slope, -slopes, slopes, theme.beta1)

    def _spans(self) -> tuple[float, float]:
        """How far the sliders reach to either side of zero, for b0 and for b1."""
        deviation = float(self.data.features.std())
        farthest = float(np.abs(self.data.features).max()) + deviation
        slope = 4.2 / deviation
        by_hand = max(slope * farthest * 0.75, 1.0), slope
        fitted = np.abs(self.shown.path[-1]) * 1.05
        intercepts, slopes = (
            max(own, min(float(end), MOST_SPAN * own))
            for own, end in zip(by_hand, fitted, strict=True)
        )
        return intercepts, slopes

    def _marks(self, label: int) -> Marks:
        values = self.data.features[self.data.target == label, 0]
        heights = label + jitter(len(values), HALF_JITTER)
        radius = 5.0 if self.data.n <= 500 else 3.5
        return Marks(self.plot.points_at(values, heights), label, self.theme, radius=radius)

    def _class_label(self, label: int) -> Label:
        data = self.data
        content = self.texts.class_label(
            data.target_name, data.class_names, label, room=LONGEST_CLASS
        )
        made = Label(content, size=SIZES.label, colour=self.theme.of_class(label))
        falls = direction(self.data) < 0
        at_right = falls == bool(label)
        x = self.plot.x.high if at_right else self.plot.x.low
        y = 1 + HALF_JITTER + 0.05 if label else -HALF_JITTER - 0.125
        return made.place(self.plot.point(x, y), "right" if at_right else "left")

    def _line(self, outline: Callable[[], FloatArray], colour: str, width: float) -> Follower:
        return Follower(outline, stroke_color=colour, stroke_width=stroke(width))

    def _reach(self, coefficients: FloatArray, low: float, high: float) -> tuple[float, float]:
        """The part of the plot's x over which a line is within low..high."""
        intercept, slope = coefficients
        if not slope:
            return self.plot.x.low, self.plot.x.high
        crossings = sorted(((low - intercept) / slope, (high - intercept) / slope))
        first, last = np.clip(crossings, self.plot.x.low, self.plot.x.high)
        return float(first), float(last)

    def _end_values(self, coefficients: FloatArray) -> list[VMobject]:
        """Where the line is outside 0..1 over the data: a dot and the value that it gives."""
        made: list[VMobject] = []
        for x in (float(self.data.features.min()), float(self.data.features.max())):
            y = float(coefficients @ [1, x])
            if not is_outside(y) or not self.plot.y.low < y < self.plot.y.high:
                continue
            place = self.plot.point(x, y)
            value = Number(y, 2, size=SIZES.label, colour=self.theme.text)
            at_left = x < (self.plot.x.low + self.plot.x.high) / 2
            beside = self.plot.point(x, clear_of_marks(y))
            aside = np.array([pixels(20 if at_left else -20), -0.36 * value.em, 0])
            value.place(beside + aside, "left" if at_left else "right")
            made += [RingedPoint(partial(_same, place), self.theme, radius=7), value]
        return made

    def _centre_place(self) -> FloatArray | None:
        centre = self.shown.centre()
        on_plot = self.plot.x.low <= centre <= self.plot.x.high
        return self.plot.point(centre, 0.5) if on_plot else None

    def _drop_outline(self) -> FloatArray:
        place = self._centre_place()
        if place is None:
            return np.zeros((0, 3))
        foot = self.plot.point(self.shown.centre(), self.plot.y.low)
        label, gap = self.class_labels[0], pixels(8)
        if label.get_left()[0] - gap < foot[0] < label.get_right()[0] + gap:
            foot[1] = label.get_top()[1] + gap
        return dash_points(place, foot)

    def _tangent_outline(self) -> FloatArray:
        centre, slope = self.shown.centre(), self.shown.slope() / 4
        if not np.isfinite(centre):
            return np.zeros((0, 3))
        reach = 0.24 * (self.plot.x.high - self.plot.x.low)
        half = min(reach, 0.45 / abs(slope)) if slope else reach
        low, high = self.plot.x.low, self.plot.x.high
        ends = (min(max(centre + by, low), high) for by in (-half, half))
        return polyline(np.array([self.plot.point(x, 0.5 + slope * (x - centre)) for x in ends]))


def data_scale(values: FloatArray) -> Scale:
    """An axis over the data with a little room at both ends."""
    low, high = float(values.min()), float(values.max())
    room = 0.05 * (high - low)
    return scale(low - room, high + room)


def clear_of_marks(height: float) -> float:
    """Move a height below 0 or above 1 off the marks, and off the plot's edges."""
    return min(max(height, 1.15), 1.21) if height > 1 else min(max(height, -0.205), -0.14)


def _same(place: FloatArray) -> FloatArray:
    return place
