"""Plates on which a function is seen at work: its curve, and where a number is on it."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from manim import ValueTracker, VGroup

from gradreel.engine.arrays import FloatArray
from gradreel.engine.functions import ACTIVATIONS, sigmoid
from gradreel.scenes.stage.manim.formula import math
from gradreel.scenes.stage.manim.marks import Follower, RingedPoint, dash_points, segments
from gradreel.scenes.stage.manim.panel import Panel
from gradreel.scenes.stage.manim.place import stroke
from gradreel.scenes.stage.manim.plot import Plot
from gradreel.scenes.stage.type.frame import Shaped, down, is_tall, laid_out
from gradreel.scenes.stage.type.grid import Box
from gradreel.scenes.stage.type.scale import Scale, scale
from gradreel.scenes.stage.type.theme import Theme
from gradreel.scenes.stage.type.typesetting import number_text

WIDEST_SUM = 3.0
"""Sums up to this size on both sides are on the axis; a larger one is near its end."""
REACH = 0.18
"""How far a tangent goes to both sides, as a share of the axis."""
ASIDE = 0.04
"""How far it may go beyond the axis of numbers, as a share of it."""
LIMITS = {"tanh": (-1.0, 1.0), "sigmoid": (0.0, 1.0)}
TALLEST_LOSS = 3.0


class _Places:
    """A plate's edges; where its numbers end, and its axes begin and end.

    In a tall frame the axes are right of the numbers, else below them. A tangent may go `overshoot`
    beyond the axis of values, as a share of it.
    """

    top, bottom = Shaped(0.235, tall=0.517), Shaped(0.735, tall=0.715)
    numbers, left, right = (
        Shaped(0.928, tall=0.5),
        Shaped(0.737, tall=0.655),
        Shaped(0.928, tall=0.915),
    )
    from_top = 0.026
    overshoot = Shaped(0.2, tall=0.08)


@dataclass(frozen=True)
class Shown:
    """A function as a plate shows it.

    Attributes:
        function: of numbers (n,).
        slope: its derivative at a number.
        across, up: the axes.
        letters: of the number and the value, for Typst.
        colour: of the value and the curve, a colour of the theme.
    """

    function: Callable[[FloatArray], FloatArray]
    slope: Callable[[float], float]
    across: Scale
    up: Scale
    letters: tuple[str, str]
    colour: str


def shown_activation(name: str, z: float, letter: str, theme: Theme) -> Shown:
    """An activation of the engine's, with room for the sum z."""
    made = ACTIVATIONS[name]
    function = sigmoid if name == "sigmoid" else made.function
    reach = max(WIDEST_SUM, 1.1 * abs(z)) if np.isfinite(z) else WIDEST_SUM
    ends = LIMITS.get(name) or tuple(map(float, function(np.array([-reach, reach]))))

    def slope(at: float) -> float:
        return float(made.derivative(np.array([at]), function(np.array([at])))[0])

    across, up = scale(-reach, reach, count=3), scale(*ends, count=2)
    return Shown(function, slope, across, up, ("z", letter), theme.model)


def loss_of_truth(target: int, loss: float, theme: Theme) -> Shown:
    """The loss as a function of the probability that the truth was given."""
    tallest = max(TALLEST_LOSS, 1.15 * loss) if np.isfinite(loss) else TALLEST_LOSS

    def function(given: FloatArray) -> FloatArray:
        with np.errstate(divide="ignore"):
            return np.asarray(-np.log(given))

    across, up = scale(0, 1, count=2), scale(0, tallest, count=3)
    letters = "p" if target else "1 - p", "L"
    return Shown(function, lambda given: -1 / given, across, up, letters, theme.full_loss)


class FunctionPlate(VGroup):
    """A panel with a function's curve: a point slides to a number, and the value is read off.

    Attributes:
        number: where the point is; a tracker.
        tangent: how much of the tangent at the point is drawn, 0 to 1.
        of_number: its number in the panel, above that of the value: always those of the point.
    """

    def __init__(
        self,
        theme: Theme,
        shown: Shown,
        start: float,
        *,
        title: str,
        slope: str | None = None,
    ) -> None:
        """Make it.

        Args:
            theme: gives the colours.
            shown: the function.
            start: where the point is at first.
            title: above the numbers.
            slope: what the slope is called, where it is shown as well.
        """
        self.shown = shown
        self.number, self.tangent = ValueTracker(start), ValueTracker(0)
        self.panel = Panel(theme, top=_Places.top)
        self.panel.right = _Places.numbers
        self.panel.note(title)
        name, letter = (math(each, theme) for each in shown.letters)

        self.of_number = self.panel.row(name, self.now, _short)
        self.panel.row(letter, self.value, _short, colour=shown.colour)
        if slope is not None:
            self.panel.row(slope, self.slope, _short, colour=theme.gradient)
        cursor, bottom = self.panel.cursor, _Places.bottom
        self.panel.space((bottom - cursor) * laid_out().height - 0.02)
        top = _Places.top + _Places.from_top if is_tall() else cursor + 0.03
        box = Box(_Places.left, _Places.right, top, bottom - down(0.065))
        self.plot = Plot(theme, shown.across, shown.up, box=box)
        curve = self.plot.curve(shown.function, shown.colour, width=4)
        curve.clear_updaters()
        dashed = {"stroke_color": theme.muted, "stroke_width": stroke(2)}
        touching = {"stroke_color": theme.gradient, "stroke_width": stroke(4.5)}
        super().__init__(
            self.panel,
            self.plot,
            curve,
            Follower(self._read_off, **dashed),
            Follower(self._tangent, **touching),
            RingedPoint(self._point, theme, radius=8),
        )

    def now(self) -> float:
        """Where the point is."""
        return float(self.number.get_value())

    def value(self) -> float:
        """The function's value there."""
        return float(self.shown.function(np.array([self.now()]))[0])

    def slope(self) -> float:
        """Its slope there."""
        return self.shown.slope(self.now())

    def _point(self) -> FloatArray:
        height = np.clip(self.plot.y.share(np.array([self.value()])), 0, 1)
        place = self.plot.points_at_shares(self.plot.x.share(np.array([self.now()])), height)
        return np.asarray(place[0])

    def _read_off(self) -> FloatArray:
        """Dashes from the number on the axis up to the curve, and on to the value at the left."""
        point = self._point()
        foot, side = point.copy(), point.copy()
        foot[1] = self.plot.point(self.plot.x.low, self.plot.y.low)[1]
        side[0] = self.plot.point(self.plot.x.low, self.plot.y.low)[0]
        return np.concatenate([dash_points(foot, point), dash_points(point, side)])

    def _tangent(self) -> FloatArray:
        across, up = self.plot.x, self.plot.y
        half = REACH * (across.high - across.low) * float(self.tangent.get_value())
        at, value, slope = self.now(), self.value(), self.slope()
        if not half or not np.isfinite([value, slope]).all():
            return np.zeros((0, 3))
        if slope:
            beyond = _Places.overshoot * (up.high - up.low)
            ends = up.low - beyond, up.high + beyond
            half = min(half, *(abs((end - value) / slope) for end in ends))
        beside = ASIDE * (across.high - across.low)
        places = max(at - half, across.low - beside), min(at + half, across.high + beside)
        left, right = (self.plot.point(each, value + (each - at) * slope) for each in places)
        return segments(left[None], right[None])


def _short(value: float) -> str:
    return number_text(value, 3 if abs(value) < 100 else 1)
