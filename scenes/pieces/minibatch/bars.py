"""Bars on a plot: the shares of a class among samples, and the counts of shuffles."""

from collections.abc import Mapping

import numpy as np
from manim import Rectangle, VGroup

from gradreel.scenes.pieces.minibatch.line_run import LineRun
from gradreel.scenes.pieces.minibatch.luck import SEEDS
from gradreel.scenes.stage.manim.place import HEIGHT, at, pixels
from gradreel.scenes.stage.manim.plot import Plot
from gradreel.scenes.stage.manim.sentence import TextLine
from gradreel.scenes.stage.manim.text import Label
from gradreel.scenes.stage.type.captions import Captions
from gradreel.scenes.stage.type.grid import SIZES, Box, Edge
from gradreel.scenes.stage.type.scale import Scale
from gradreel.scenes.stage.type.theme import Theme

TENTHS, FEWEST = 10, 5
"""The shares are of tenths of the window with at least so many samples."""

COUNTS = Box(left=0.12, right=0.88, top=0.325, bottom=0.8)


def share_bars(line: LineRun, plot: Plot, colour: str) -> VGroup:
    """The share of class 1 among the samples of each tenth of the window, as bars."""
    low, high = line.window
    width = (high - low) / TENTHS
    values, target = line.data.inputs[:, 0], line.data.target
    bars = VGroup()
    for left in low + width * (np.arange(TENTHS - 1) + 2 / 3):
        within = (values >= left) & (values < left + width)
        if within.sum() >= FEWEST:
            corners = (left + 0.06 * width, 0.0), (left + 0.94 * width, target[within].mean())
            bars.add(filled_box(plot, *corners, colour, opacity=0.5))
    return bars


class CountChart:
    """How many shuffles end in the lowest valley, a bar for each batch size.

    Attributes:
        plot: the axes.
        bars: by batch size, each with its count above it and the size below.
        words: what is counted, and by what.
    """

    def __init__(self, counts: Mapping[int, int], n: int, theme: Theme, texts: Captions) -> None:
        """Make the chart.

        Args:
            counts: by batch size.
            n: how many samples the data have: a batch of so many has no noise.
            theme: gives the colours.
            texts: the scene's words.
        """
        self.theme, self.texts = theme, texts
        across, up = Scale(-0.6, len(counts) - 0.4, ()), Scale(0, SEEDS, (0, 50, 100))
        self.plot = Plot(theme, across, up, box=COUNTS)
        self.bars = {
            size: self._bar(place, size, counts[size], "full_loss" if size == n else "batch_loss")
            for place, size in enumerate(counts)
        }
        self.words = self._words()

    def _bar(self, place: int, size: int, count: int, token: str) -> VGroup:
        top, foot = (self.plot.point(place, each) for each in (count, 0))
        number = Label(str(count), size=SIZES.number, colour=self.theme.text, bold=True)
        name = Label(str(size), size=SIZES.tick, colour=self.theme.muted)
        colour = self.theme.tokens()[token]
        return VGroup(
            filled_box(self.plot, (place - 0.3, 0), (place + 0.3, count), colour),
            number.place(top + np.array([0, pixels(12), 0]), "centre"),
            name.place(foot - np.array([0, pixels(36), 0]), "centre"),
        )

    def _words(self) -> VGroup:
        label, below = self.texts.label, COUNTS.bottom + 0.115
        return VGroup(
            self._text(label("counted", total=SEEDS), COUNTS.left, COUNTS.top - 0.075, "left"),
            self._text(label("batch_size"), (COUNTS.left + COUNTS.right) / 2, below, "centre"),
            self._text(label("noisy"), COUNTS.left, below, "left"),
            self._text(label("quiet"), COUNTS.right, below, "right"),
        )

    def _text(self, content: str, x: float, y: float, edge: Edge) -> TextLine:
        line = TextLine(content, self.theme, size=SIZES.label, colour=self.theme.muted)
        return line.place(at(x, y), edge)


def filled_box(
    plot: Plot,
    low: tuple[float, float],
    high: tuple[float, float],
    colour: str,
    *,
    opacity: float = 1.0,
) -> Rectangle:
    """A filled rectangle on a plot, from its low left corner to its high right one."""
    foot, top = plot.point(*low), plot.point(*high)
    made = Rectangle(
        width=float(top[0] - foot[0]),
        height=max(float(top[1] - foot[1]), HEIGHT / 720),
        fill_color=colour,
        fill_opacity=opacity,
        stroke_width=0,
    )
    return made.move_to((foot + top) / 2)
