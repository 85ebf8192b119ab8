"""The plate on which a unit's activation is seen at work: its curve, and where its sum is on it."""

import numpy as np
from manim import ValueTracker, VGroup

from gradreel.engine.arrays import FloatArray
from gradreel.engine.functions import ACTIVATIONS, sigmoid
from gradreel.scenes.stage.manim.formula import math
from gradreel.scenes.stage.manim.marks import Follower, RingedPoint, dash_points, segments
from gradreel.scenes.stage.manim.panel import Panel
from gradreel.scenes.stage.manim.place import stroke
from gradreel.scenes.stage.manim.plot import Plot
from gradreel.scenes.stage.type.grid import Box
from gradreel.scenes.stage.type.scale import Scale, scale
from gradreel.scenes.stage.type.theme import Theme
from gradreel.scenes.stage.type.typesetting import number_text

WIDTH_OF_SUMS = 3.0
"""Sums up to this size on both sides are on the axis; a larger one is near its end."""
BOTTOM = 0.735
"""Where the plate ends, as a fraction of the frame's height."""
REACH = 0.16
"""How far a tangent goes to both sides, as a share of the axis."""
LIMITS = {"tanh": (-1.0, 1.0), "sigmoid": (0.0, 1.0)}


class ActivationPlate(VGroup):
    """A panel with a function's curve: a point slides to a sum, and the value is read off.

    Attributes:
        sum: where the point is; move it from 0 to the unit's sum.
        tangent: how much of the tangent at the point is drawn, 0 to 1.
        of_sum: the number of the sum.
        panel: its rows are the sum, the value, and the slope if it is shown.
    """

    def __init__(  # noqa: PLR0913  what a function's picture is
        self,
        theme: Theme,
        name: str,
        z: float,
        *,
        title: str,
        letter: str,
        slope: str | None = None,
    ) -> None:
        """Make it.

        Args:
            theme: gives the colours.
            name: of the function: one of the engine's activations.
            z: the sum that the point will slide to.
            title: above the numbers.
            letter: the value's name, for Typst.
            slope: what the slope is called, where it is shown as well.
        """
        self.theme = theme
        self.function = sigmoid if name == "sigmoid" else ACTIVATIONS[name].function
        self._derivative = ACTIVATIONS[name].derivative
        self.sum, self.tangent = ValueTracker(0), ValueTracker(0)
        self.panel = Panel(theme)
        self.panel.note(title)
        self.of_sum = self.panel.row(math("z", theme), self.sum.get_value, _short)
        self.panel.row(math(letter, theme), self.value, _short, colour=theme.model)
        if slope is not None:
            self.panel.row(slope, self.slope, _short, colour=theme.gradient)
        top = self.panel.cursor
        self.panel.space(BOTTOM - 0.02 - top)
        self.plot = self._plot(name, z, top)
        curve = self.plot.curve(self.function, theme.model, width=4)
        curve.clear_updaters()
        style = {"stroke_color": theme.muted, "stroke_width": stroke(2)}
        self.read_off = Follower(self._read_off, **style)
        style = {"stroke_color": theme.gradient, "stroke_width": stroke(4.5)}
        self.line = Follower(self._tangent, **style)
        point = RingedPoint(self._point, theme, radius=8)
        super().__init__(self.panel, self.plot, curve, self.read_off, self.line, point)

    def value(self) -> float:
        """The function's value where the point is."""
        return float(self.function(np.array([self.sum.get_value()]))[0])

    def slope(self) -> float:
        """Its slope there."""
        z = np.array([self.sum.get_value()])
        return float(self._derivative(z, self.function(z))[0])

    def _plot(self, name: str, z: float, top: float) -> Plot:
        reach = max(WIDTH_OF_SUMS, 1.1 * abs(z)) if np.isfinite(z) else WIDTH_OF_SUMS
        sums = scale(-reach, reach, count=3)
        box = Box(0.737, 0.928, top + 0.03, BOTTOM - 0.065)
        return Plot(self.theme, sums, self._heights(name, sums), box=box)

    def _heights(self, name: str, sums: Scale) -> Scale:
        ends = LIMITS.get(name)
        if ends is None:
            values = self.function(np.array([sums.low, 0.0, sums.high]))
            ends = float(values.min()), float(values.max())
        return scale(*ends, count=2)

    def _place(self, z: float) -> FloatArray:
        return self.plot.point(z, float(self.function(np.array([z]))[0]))

    def _point(self) -> FloatArray:
        return self._place(float(self.sum.get_value()))

    def _read_off(self) -> FloatArray:
        """Dashes from the sum on the axis up to the curve, and on to the value at the left."""
        z, point = float(self.sum.get_value()), self._point()
        foot = self.plot.point(z, self.plot.y.low)
        side = np.array([self.plot.point(self.plot.x.low, 0)[0], point[1], 0])
        return np.concatenate([dash_points(foot, point), dash_points(point, side)])

    def _tangent(self) -> FloatArray:
        half = REACH * (self.plot.x.high - self.plot.x.low) * float(self.tangent.get_value())
        z, a, slope = float(self.sum.get_value()), self.value(), self.slope()
        low, high = self.plot.y.low, self.plot.y.high
        if slope:
            half = min(half, *(abs((end - a) / slope) for end in (low, high) if end != a))
        ends = [self.plot.point(z + side * half, a + side * half * slope) for side in (-1, 1)]
        return segments(ends[0][None], ends[1][None])


def _short(value: float) -> str:
    return number_text(value, 3 if abs(value) < 100 else 1)
