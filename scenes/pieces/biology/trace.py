"""The computed potential of the cell against time."""

from collections.abc import Callable

import numpy as np
from manim import VGroup

from gradreel.engine.arrays import FloatArray
from gradreel.scenes.pieces.biology.signals import LAST, TOGETHER, WATCHED, CellResponse
from gradreel.scenes.stage.manim.marks import Follower, RingedPoint, dashes, polyline
from gradreel.scenes.stage.manim.place import at, pixels
from gradreel.scenes.stage.manim.plot import Plot
from gradreel.scenes.stage.manim.text import Label, backed
from gradreel.scenes.stage.type.captions import Captions
from gradreel.scenes.stage.type.grid import SIZES, Box
from gradreel.scenes.stage.type.scale import Scale
from gradreel.scenes.stage.type.theme import Theme
from gradreel.scenes.stage.type.typesetting import number_text

BOX = Box(left=0.725, right=0.935, top=0.32, bottom=0.74)
LOWEST, HIGHEST = -80.0, -45.0
"""Millivolts: a spike goes beyond."""
TICKS = (-80.0, -70.0, -60.0, -50.0)
EVERY = 2
"""Of the computed moments, each so many-th is drawn."""


class PotentialTrace:
    """Axes, the threshold, and the potential up to now.

    Attributes:
        axes: with what was computed how.
        peak: how high the spike goes.
        threshold: a dashed line with its name.
        line: the potential, and a point at its end.
        everything: all of them.
    """

    def __init__(
        self, response: CellResponse, clock: Callable[[], float], theme: Theme, texts: Captions
    ) -> None:
        x, y = Scale(0.0, LAST, (0.0, 40.0, 80.0)), Scale(LOWEST, HIGHEST, TICKS)
        names = texts.label("time"), texts.label("potential")
        plot = Plot(theme, x, y, box=BOX, x_title=names[0], y_title=names[1])
        notes = VGroup(
            *(
                Label(texts.label(key), size=SIZES.smallest, colour=theme.muted).place(
                    at(0.95, 0.90 + 0.04 * index), "right"
                )
                for index, key in enumerate(("by_hand", "computed"))
            )
        )
        self.axes = VGroup(plot, notes)
        left, right = (plot.point(each, response.threshold) for each in (x.low, x.high))
        name = Label(texts.label("threshold"), size=SIZES.smallest, colour=theme.text)
        name.place(right + np.array([-pixels(8), pixels(9), 0]), "right")
        self.threshold = VGroup(dashes(left, right, theme.text), backed(name, theme))
        potential = response.response
        places = plot.points_at(potential.times, potential.potential)[::EVERY]
        times = potential.times[::EVERY]

        lowest, top = (float(plot.point(x.low, each)[1]) for each in (LOWEST, HIGHEST))

        def within(line: FloatArray) -> FloatArray:
            return np.clip(line, [-np.inf, lowest, -np.inf], [np.inf, top, np.inf])

        def so_far() -> FloatArray:
            done = int(np.searchsorted(times, clock(), side="right"))
            line = places[:done]
            inside = (line[:, 1] <= top) & (line[:, 1] >= lowest)
            seen = inside[1:] | inside[:-1]
            pieces = polyline(within(line)).reshape(-1, 4, 3)
            return np.asarray(pieces[seen].reshape(-1, 3))

        curve = Follower(so_far, stroke_color=theme.model, stroke_width=4)
        point = RingedPoint(
            lambda: within(plot.point(clock(), potential.at(clock()))),
            theme,
            radius=7.0,
        )
        self.peak = self._peak(response, plot, theme, texts)
        self.line = VGroup(curve, point)
        self.everything = VGroup(self.axes, self.threshold, self.line, self.peak)

    def _peak(self, response: CellResponse, plot: Plot, theme: Theme, texts: Captions) -> Label:
        """How high the spike goes, beside where it leaves the plot."""
        highest = response.response.highest(TOGETHER, TOGETHER + WATCHED)
        words = texts.label("peak", potential=number_text(highest, 0))
        label = Label(words, size=SIZES.smallest, colour=theme.model)
        corner = plot.point(response.spike, HIGHEST)
        return label.place(corner + np.array([pixels(14), -pixels(24), 0]))
