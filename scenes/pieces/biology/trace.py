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
        self._response, self._theme, self._texts = response, theme, texts
        self._plot = Plot(
            theme,
            Scale(0.0, LAST, (0.0, 40.0, 80.0)),
            Scale(LOWEST, HIGHEST, TICKS),
            box=_Places.plot,
            x_title=texts.label("time"),
            y_title=texts.label("potential"),
        )
        self.axes = VGroup(self._plot, *self._notes())
        self.threshold = self._threshold()
        self.line = self._line(clock)
        self.peak, self.lift = self._peak(), self._lift()
        self.everything = VGroup(self.axes, self.threshold, self.line, self.lift, self.peak)

    def _notes(self) -> list[Label]:
        """What was computed how."""
        lines = sentence_lines(self._texts.label("computed"), SIZES.smallest)
        return [
            Label(line, size=SIZES.smallest, colour=self._theme.muted).place(
                at(0.95, baseline), "right"
            )
            for line, baseline in zip(lines, _Places.notes, strict=False)
        ]

    def _threshold(self) -> VGroup:
        """The dashed line, and on its end what it is and at how many millivolts."""
        plot, level = self._plot, self._response.threshold
        left, right = (plot.point(each, level) for each in (plot.x.low, plot.x.high))
        value = self._texts.label("millivolts", potential=number_text(level, 0))
        end = right + np.array([-pixels(4), pixels(9), 0])
        potential, name = (
            Label(content, size=SIZES.smallest, colour=self._theme.text).place(end, "right")
            for content in (value, self._texts.label("threshold"))
        )
        before = np.array([-potential.width - pixels(9), 0, 0])
        name.shift(before if is_tall() else np.array([0, pixels(28), 0]))
        named = (backed(each, self._theme) for each in (potential, name))
        return VGroup(dashes(left, right, self._theme.text), *named)

    def _line(self, clock: Callable[[], float]) -> VGroup:
        """The potential so far and the point at its end, which stays at the edge of the plot."""
        plot, computed = self._plot, self._response.response
        places = plot.points_at(computed.times, computed.potential)[::EVERY]
        times = computed.times[::EVERY]
        lowest, top = (float(plot.point(plot.x.low, each)[1]) for each in (LOWEST, HIGHEST))

        def within(line: FloatArray) -> FloatArray:
            return np.clip(line, [-np.inf, lowest, -np.inf], [np.inf, top, np.inf])

        def so_far() -> FloatArray:
            done = int(np.searchsorted(times, clock(), side="right"))
            line = places[:done]
            inside = (line[:, 1] <= top) & (line[:, 1] >= lowest)
            seen = inside[1:] | inside[:-1]
            pieces = polyline(within(line)).reshape(-1, 4, 3)
            return np.asarray(pieces[seen].reshape(-1, 3))

        def now() -> FloatArray:
            return within(plot.point(clock(), computed.at(clock())))

        curve = Follower(so_far, stroke_color=self._theme.model, stroke_width=4)
        return VGroup(curve, RingedPoint(now, self._theme, radius=7.0))

    def _lift(self) -> Label:
        """By how much the lone signal lifts the potential, above where it does or below that."""
        plot, computed = self._plot, self._response.response
        highest, rest = computed.highest(FIRST, FIRST + WATCHED), computed.at(0.0)
        words = self._texts.label("lift", potential=number_text(highest - rest, 1))
        label = Label(words, size=SIZES.smallest, colour=self._theme.model)
        if is_tall():
            start = plot.point(plot.x.low, rest)
            return label.place(start + np.array([pixels(6), -pixels(30), 0]))
        place = plot.point(plot.x.low, min(highest, self._response.threshold))
        return label.place(place + np.array([pixels(6), pixels(10), 0]))

    def _peak(self) -> Label:
        """How high the spike goes, beside where it leaves the plot."""
        highest = self._response.response.highest(TOGETHER, TOGETHER + WATCHED)
        words = self._texts.label("peak", potential=number_text(highest, 0))
        label = Label(words, size=SIZES.smallest, colour=self._theme.model)
        corner = self._plot.point(self._response.spike, HIGHEST)
        return label.place(corner + np.array([pixels(18), -pixels(20), 0]))
