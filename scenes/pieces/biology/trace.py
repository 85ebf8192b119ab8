"""The computed potential of the cell against time."""

from collections.abc import Callable

import numpy as np
from manim import VGroup

from gradreel.engine.arrays import FloatArray
from gradreel.scenes.pieces.biology.signals import FIRST, LAST, TOGETHER, WATCHED, CellResponse
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
        lift: by how much the lone signal lifts the potential.
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
        note = Label(texts.label("computed"), size=SIZES.smallest, colour=theme.muted)
        self.axes = VGroup(plot, note.place(at(0.95, 0.94), "right"))
        left, right = (plot.point(each, response.threshold) for each in (x.low, x.high))
        value = texts.label("millivolts", potential=number_text(response.threshold, 0))
        words = (
            Label(content, size=SIZES.smallest, colour=theme.text).place(
                right + np.array([-pixels(4), pixels(rise), 0]), "right"
            )
            for content, rise in ((value, 9), (texts.label("threshold"), 37))
        )
        named = (backed(each, theme) for each in words)
        self.threshold = VGroup(dashes(left, right, theme.text), *named)
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
        self.lift = self._lift(response, plot, theme, texts)
        self.line = VGroup(curve, point)
        self.everything = VGroup(self.axes, self.threshold, self.line, self.lift, self.peak)

    def _lift(self, response: CellResponse, plot: Plot, theme: Theme, texts: Captions) -> Label:
        """By how much the lone signal lifts the potential, above where it does."""
        highest = response.response.highest(FIRST, FIRST + WATCHED)
        lift = number_text(highest - response.response.at(0.0), 1)
        words = texts.label("lift", potential=lift)
        place = plot.point(plot.x.low, min(highest, response.threshold))
        label = Label(words, size=SIZES.smallest, colour=theme.model)
        return label.place(place + np.array([pixels(6), pixels(10), 0]))

    def _peak(self, response: CellResponse, plot: Plot, theme: Theme, texts: Captions) -> Label:
        """How high the spike goes, beside where it leaves the plot."""
        highest = response.response.highest(TOGETHER, TOGETHER + WATCHED)
        words = texts.label("peak", potential=number_text(highest, 0))
        label = Label(words, size=SIZES.smallest, colour=theme.model)
        corner = plot.point(response.spike, HIGHEST)
        return label.place(corner + np.array([pixels(18), -pixels(20), 0]))
