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
from gradreel.scenes.stage.type.frame import Shaped, is_tall
from gradreel.scenes.stage.type.grid import SIZES, Box
from gradreel.scenes.stage.type.scale import Scale
from gradreel.scenes.stage.type.theme import Theme
from gradreel.scenes.stage.type.typesetting import number_text, sentence_lines

LOWEST, HIGHEST = -80.0, -45.0
"""Millivolts: a spike goes beyond."""
TICKS = (-80.0, -70.0, -60.0, -50.0)
EVERY = 2
"""Of the computed moments, each so many-th is drawn."""


class _Places:
    """The axes, and the baselines of what was computed how: in a tall frame it has two lines."""

    plot = Shaped(Box(0.725, 0.935, 0.32, 0.74), tall=Box(0.18, 0.925, 0.652, 0.805))
    notes = Shaped((0.94,), tall=(0.912, 0.94))


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
        plot = Plot(theme, x, y, box=_Places.plot, x_title=names[0], y_title=names[1])
        lines = sentence_lines(texts.label("computed"), SIZES.smallest)
        note = (
            Label(line, size=SIZES.smallest, colour=theme.muted).place(at(0.95, baseline), "right")
            for line, baseline in zip(lines, _Places.notes, strict=False)
        )
        self.axes = VGroup(plot, *note)
        left, right = (plot.point(each, response.threshold) for each in (x.low, x.high))
        value = texts.label("millivolts", potential=number_text(response.threshold, 0))
        end = right + np.array([-pixels(4), pixels(9), 0])
        potential, name = (
            Label(content, size=SIZES.smallest, colour=theme.text).place(end, "right")
            for content in (value, texts.label("threshold"))
        )
        before = np.array([-potential.width - pixels(9), 0, 0])
        name.shift(before if is_tall() else np.array([0, pixels(28), 0]))
        named = (backed(each, theme) for each in (potential, name))
        self.threshold = VGroup(dashes(left, right, theme.text), *named)
        computed = response.response
        places = plot.points_at(computed.times, computed.potential)[::EVERY]
        times = computed.times[::EVERY]

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
            lambda: within(plot.point(clock(), computed.at(clock()))),
            theme,
            radius=7.0,
        )
        self.peak = self._peak(response, plot, theme, texts)
        self.lift = self._lift(response, plot, theme, texts)
        self.line = VGroup(curve, point)
        self.everything = VGroup(self.axes, self.threshold, self.line, self.lift, self.peak)

    def _lift(self, response: CellResponse, plot: Plot, theme: Theme, texts: Captions) -> Label:
        """By how much the lone signal lifts the potential, above where it does or below that."""
        highest = response.response.highest(FIRST, FIRST + WATCHED)
        lift = number_text(highest - response.response.at(0.0), 1)
        words = texts.label("lift", potential=lift)
        label = Label(words, size=SIZES.smallest, colour=theme.model)
        if is_tall():
            rest = plot.point(plot.x.low, response.response.at(0.0))
            return label.place(rest + np.array([pixels(6), -pixels(30), 0]))
        place = plot.point(plot.x.low, min(highest, response.threshold))
        return label.place(place + np.array([pixels(6), pixels(10), 0]))

    def _peak(self, response: CellResponse, plot: Plot, theme: Theme, texts: Captions) -> Label:
        """How high the spike goes, beside where it leaves the plot."""
        highest = response.response.highest(TOGETHER, TOGETHER + WATCHED)
        words = texts.label("peak", potential=number_text(highest, 0))
        label = Label(words, size=SIZES.smallest, colour=theme.model)
        corner = plot.point(response.spike, HIGHEST)
        return label.place(corner + np.array([pixels(18), -pixels(20), 0]))
