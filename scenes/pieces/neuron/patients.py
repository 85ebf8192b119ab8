"""All rows by the sum z that the neuron gives them: those judged right are bright."""

from collections.abc import Callable

import numpy as np
from manim import VGroup

from gradreel.engine.arrays import FloatArray
from gradreel.engine.functions import sigmoid
from gradreel.scenes.pieces.neuron.unit import NeuronRun
from gradreel.scenes.stage.manim.formula import math
from gradreel.scenes.stage.manim.marks import (
    Follower,
    RingedPoint,
    dash_points,
    disc,
    jitter,
    triangle,
)
from gradreel.scenes.stage.manim.place import at, pixels, stroke
from gradreel.scenes.stage.manim.plots.moving_plot import MovingPlot
from gradreel.scenes.stage.manim.text import Label
from gradreel.scenes.stage.runs.drawn_rows import drawn_rows
from gradreel.scenes.stage.type.frame import Shaped
from gradreel.scenes.stage.type.grid import SIZES, Box
from gradreel.scenes.stage.type.scale import Scale, scale
from gradreel.scenes.stage.type.theme import DIMMED, Theme

BETWEEN = Scale(-0.32, 1.32, (0.0, 0.5, 1.0))
SPREAD = 0.16
WIDEST = 40.0
"""Sums beyond this size, after steps far too long, stand at the end of the axis."""


class SumRooms:
    """Where the curve is.

    Attributes:
        inner: the share of an axis in which ticks are named: its letter stands at the end.
        small, large: while one row is spoken of, and all.
        above, below: the right end of what is above the large plot, and the left one of what is
            below it, with their baselines.
    """

    inner = Shaped(0.9, tall=0.8)
    small = Shaped(Box(0.585, 0.775, 0.345, 0.595), tall=Box(0.56, 0.885, 0.575, 0.692))
    large = Shaped(Box(0.585, 0.925, 0.29, 0.62), tall=Box(0.16, 0.90, 0.565, 0.692))
    above = Shaped((0.925, 0.278), tall=(0.845, 0.554))
    below = Shaped((0.585, 0.72), tall=(0.16, 0.752))


class SumPlot:
    """The sigmoid over the sum z, with the row that is shown, and all rows by their class.

    Attributes:
        plot: the axes; they can move.
        letter: z of the lower axis, and p of the other.
        curve: the sigmoid.
        point: where the shown row is on it.
        drop: from there down to its z.
        border: where p is one half.
        drawn: (k,) the rows that are drawn.
        rows: those of both classes, those judged right and those judged wrong.
    """

    def __init__(
        self,
        theme: Theme,
        shown: NeuronRun,
        step: Callable[[], float],
        place: Callable[[], float],
        spread: Callable[[], float],
    ) -> None:
        """Draw it.

        Args:
            theme: gives the colours.
            shown: the run and its row.
            step: reads how many steps are done.
            place: reads where the point is, a z.
            spread: reads which share of the rows has come, in the order of the data, 0 to 1.
        """
        self.theme, self.shown, self.step, self.place = theme, shown, step, place
        self.spread = spread
        self.offsets = jitter(shown.data.n, SPREAD)
        self.drawn = drawn_rows(shown.data)
        self.plot = MovingPlot(theme, _axis(shown.sums), BETWEEN, box=SumRooms.small, x_title="")
        self.letter = self._letter()
        self.curve = self.plot.curve(sigmoid, theme.model, width=4.5)
        self.point = RingedPoint(self.where, theme, radius=10)
        self.drop = Follower(self._drop, stroke_color=theme.muted, stroke_width=stroke(2))
        self.border = Follower(self._border, stroke_color=theme.muted, stroke_width=stroke(2))
        self.rows = VGroup(
            *(self._rows(label, right=right) for label in (0, 1) for right in (False, True))
        )

    def _letter(self) -> VGroup:
        """The letters z at the right end of the lower axis, and p above the other."""
        letter = math("z", self.theme, size=SIZES.label)
        letter.place(
            self.plot.point(self.plot.x.high, BETWEEN.low) - np.array([-pixels(8), pixels(33), 0])
        )
        self.plot.hold(letter, 1.0, 0.0)
        above = math("model(p)", self.theme, size=SIZES.label)
        above.place(self.plot.point(self.plot.x.low, BETWEEN.high) + np.array([-pixels(34), 0, 0]))
        self.plot.hold(above, 0.0, 1.0)
        return VGroup(letter, above)

    def where(self) -> FloatArray:
        """Where the shown row is on the curve, (3,)."""
        z = self._within(np.array([self.place()]))
        return np.asarray(self.plot.points_at(z, sigmoid(z))[0])

    def foot(self) -> FloatArray:
        """Where its z is on the lower axis, (3,)."""
        z = self._within(np.array([self.place()]))
        return np.asarray(self.plot.points_at(z, np.array([BETWEEN.low]))[0])

    def names(self, named: Callable[[int], str]) -> list[Label]:
        """The classes beside their rows, and what the line in the middle is."""
        made = []
        for label in (1, 0):
            content = f"y = {label}: {named(label)}"
            name = Label(content, size=SIZES.smallest, colour=self.theme.of_class(label))
            if label:
                name.place(at(*SumRooms.above), "right")
            else:
                name.place(at(*SumRooms.below))
            made.append(name)
        return made

    def _within(self, sums: FloatArray) -> FloatArray:
        return np.clip(sums, self.plot.x.low, self.plot.x.high)

    def _rows(self, label: int, *, right: bool) -> Follower:
        shape = triangle(4.2) if label else disc(4.2)
        own = self.drawn[self.shown.data.target[self.drawn] == label]

        def outline() -> FloatArray:
            sums = self.shown.sums_at(self.step())
            come = own[own < self.spread() * len(sums)]
            chosen = come[((sums[come] > 0) == bool(label)) == right]
            heights = label + self.offsets[chosen]
            places = self.plot.points_at(self._within(sums[chosen]), heights)
            return np.asarray((places[:, None, :] + shape[None]).reshape(-1, 3))

        colour = self.theme.of_class(label)
        opacity = 0.85 if right else DIMMED
        return Follower(outline, fill_color=colour, fill_opacity=opacity, stroke_width=0)

    def _drop(self) -> FloatArray:
        return dash_points(self.where() - np.array([0, pixels(12), 0]), self.foot())

    def _border(self) -> FloatArray:
        zero = np.zeros(2)
        ends = self.plot.points_at(zero, np.array([BETWEEN.low, BETWEEN.high]))
        return dash_points(ends[0], ends[1])


def _axis(sums: FloatArray) -> Scale:
    """An axis of z that is as long on both sides of zero."""
    largest = float(min(np.abs(sums[np.isfinite(sums)]).max(initial=1.0), WIDEST))
    reach = max(1.12 * largest, 2.0)
    ticks = scale(-reach, reach, count=5).ticks
    return Scale(-reach, reach, tuple(tick for tick in ticks if abs(tick) < SumRooms.inner * reach))
