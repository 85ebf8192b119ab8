"""Losses of any number of runs against their steps, drawn up to the step of the moment."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from manim import ValueTracker, VGroup

from gradreel.engine.arrays import FloatArray, IntArray
from gradreel.scenes.stage.manim.marks import Follower, segments
from gradreel.scenes.stage.manim.panel import Panel
from gradreel.scenes.stage.manim.place import WIDTH, at, pixels, stroke
from gradreel.scenes.stage.manim.plot import Plot
from gradreel.scenes.stage.manim.text import Label, backed
from gradreel.scenes.stage.runs.at_step import index_at
from gradreel.scenes.stage.type.grid import SIZES, Box
from gradreel.scenes.stage.type.scale import scale
from gradreel.scenes.stage.type.theme import Theme

APART = 0.058
"""The least distance between two names of curves, as a fraction of the frame's height."""
ROOM_ABOVE = 0.020
"""From a curve's end up to the baseline of its name."""
LONG = 1e3, 1e6
"""Between these, losses have one place after the point, or they would run into their names."""


@dataclass(frozen=True, eq=False)
class LossLine:
    """One line of a chart: a loss over the steps of a run, on all its data or on part of them.

    Attributes:
        name: what is written at the line's end.
        steps: (n,) rising.
        losses: (n,), at these steps; infinite where there is none.
        colour: of the line and its name.
    """

    name: str
    steps: IntArray
    losses: FloatArray
    colour: str

    def at(self, step: float) -> float:
        """The loss at the last recorded step up to this one."""
        return float(self.losses[index_at(self.steps, step)])

    def until(self, step: float) -> tuple[FloatArray, FloatArray]:
        """Steps and losses up to a step, which may lie between two recorded ones."""
        passed = self.steps[self.steps < step].astype(np.float64)
        end = min(step, float(self.steps[-1]))
        steps = np.append(passed[passed < end], end)
        return steps, np.interp(steps, self.steps, self.losses)


@dataclass(frozen=True)
class ChartTitles:
    """What is written about a chart of losses.

    Attributes:
        x, y: at the axes.
        panel: above the numbers.
        step: the name of the number of the step.
    """

    x: str
    y: str
    panel: str
    step: str


class LossChart(VGroup):
    """Axes with a curve for each loss and its name at the end, and a panel with their numbers.

    Move `step` to let all of them grow at once:

        chart = LossChart(theme, {"full loss": line}, run.n_steps, titles)
        self.play(appear(chart.plot, chart.panel))
        self.add(chart.curves)
        self.play(steadily(chart.step, run.n_steps, 3.0), appear(*chart.names))

    Attributes:
        step: how far the runs are shown, in steps; may be between two.
        plot: the axes.
        curves: one a line, in order.
        names: likewise; they belong on the stage when the curves are whole.
        panel: the step, and the losses there.
    """

    def __init__(
        self, theme: Theme, lines: Mapping[str, LossLine], window: int, titles: ChartTitles
    ) -> None:
        """Make all parts.

        Args:
            theme: gives the colours.
            lines: by the short names that stand in the panel.
            window: the last step that there is room for.
            titles: in words.
        """
        self.theme, self.step = theme, ValueTracker(0)
        drawn = tuple(lines.values())
        scales = scale(0, window), scale(0, 1.05 * _height(drawn, window))
        box = Box(left=0.1, top=0.275)
        self.plot = Plot(
            theme, *scales, box=box, x_title=titles.x, y_title=titles.y, y_title_rise=0.042
        )
        self.curves = VGroup(*(self._curve(line) for line in drawn))
        self.names = VGroup(*self._names(drawn))
        self.panel = self._panel(lines, titles)
        super().__init__(self.plot, self.curves, self.names, self.panel)

    def _now(self) -> float:
        """The step that is shown, safe from the rounding of the tracker's way to it."""
        return float(self.step.get_value()) + 1e-9

    def _panel(self, lines: Mapping[str, LossLine], titles: ChartTitles) -> Panel:
        panel = Panel(self.theme)
        panel.note(titles.panel)
        panel.row(titles.step, lambda: np.floor(self._now()), 0)
        places = 1 if any(map(_is_long, lines.values())) else 3
        for name, line in lines.items():
            panel.row(name, partial(self._loss_now, line), places, colour=line.colour)
        return panel

    def _loss_now(self, line: LossLine) -> float:
        return line.at(self._now())

    def _curve(self, line: LossLine) -> Follower:
        def path() -> FloatArray:
            starts, ends = below(*line.until(self.step.get_value()), self.plot.y.high)
            return segments(self.plot.points_at(*starts), self.plot.points_at(*ends))

        return Follower(path, stroke_color=line.colour, stroke_width=stroke(5))

    def _names(self, lines: Sequence[LossLine]) -> list[VGroup]:
        """Name each curve above its end, the names kept apart from each other."""
        labels = [
            Label(line.name, size=SIZES.label, colour=line.colour, bold=True) for line in lines
        ]
        heights = [self._clear_of(line, label) for line, label in zip(lines, labels, strict=True)]
        lowest = np.inf
        for index in sorted(range(len(lines)), key=lambda each: -heights[each]):
            lowest = min(heights[index], lowest - APART)
            corner = at(self.plot.box.right, lowest) - np.array([pixels(4), 0, 0])
            labels[index].place(corner, "right")
        return [backed(label, self.theme) for label in labels]

    def _clear_of(self, line: LossLine, label: Label) -> float:
        """How high above a curve its name stands clear of it, as a share of the frame's height."""
        plot, box = self.plot, self.plot.box
        share = 1 - label.width / (WIDTH * (box.right - box.left))
        first = plot.x.low + share * (plot.x.high - plot.x.low)
        steps = np.linspace(first, plot.x.high, 40)
        losses = np.minimum(line.losses, plot.y.high)
        reached = plot.y.share(float(np.interp(steps, line.steps, losses).max()))
        return float(box.bottom - reached * (box.bottom - box.top)) - ROOM_ABOVE


def below(
    steps: FloatArray, losses: FloatArray, high: float
) -> tuple[tuple[FloatArray, FloatArray], tuple[FloatArray, FloatArray]]:
    """Cut a line through losses (n,) at their steps (n,) into what is seen of each piece.

    Returns:
        steps and losses of where the pieces start, and of where they end, none above `high`.
    """
    seen = np.fmin(losses[:-1], losses[1:]) <= high
    ends = [(side[:-1][seen], side[1:][seen]) for side in (steps, losses)]
    (first, last), (start, end) = ends
    with np.errstate(divide="ignore", invalid="ignore"):
        crossing = first + (high - start) / (end - start) * (last - first)
        crossing = np.where(np.isinf(start), last, crossing)
    rises, falls = ~(end <= high), ~(start <= high)
    return (
        (np.where(falls, crossing, first), np.where(falls, high, start)),
        (np.where(rises, crossing, last), np.where(rises, high, end)),
    )


def _is_long(line: LossLine) -> bool:
    return bool(((line.losses >= LONG[0]) & (line.losses < LONG[1])).any())


def _height(lines: Sequence[LossLine], window: int) -> float:
    """The largest loss to be shown: of a run that shoots up, ten times what all start from."""
    highest = max(float(line.losses[line.steps <= window].max()) for line in lines)
    return min(highest, 10 * max(line.at(0) for line in lines))
