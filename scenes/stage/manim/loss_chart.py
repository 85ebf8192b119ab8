"""Losses of any number of runs against their steps, drawn up to the step of the moment."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import combinations

import numpy as np
from manim import LineJointType, VGroup

from gradreel.engine.arrays import FloatArray, IntArray
from gradreel.scenes.stage.manim.growing_plot import GrowingPlot
from gradreel.scenes.stage.manim.line_path import LinePath
from gradreel.scenes.stage.manim.marks import Follower, segments
from gradreel.scenes.stage.manim.panel import Panel
from gradreel.scenes.stage.manim.place import at, share_of_width, stroke, wide
from gradreel.scenes.stage.manim.player import RunPlayer
from gradreel.scenes.stage.manim.plot import Plot
from gradreel.scenes.stage.manim.text import Label, backed
from gradreel.scenes.stage.runs.at_step import index_at
from gradreel.scenes.stage.story.pace import smooth
from gradreel.scenes.stage.type.frame import Shaped, down
from gradreel.scenes.stage.type.grid import SIZES, Box
from gradreel.scenes.stage.type.scale import LogScale, Scale, log_scale, scale
from gradreel.scenes.stage.type.theme import Theme

APART, CROSSING = 0.058, 0.15
"""The least distance between two names of curves, like all heights here in heights of a wide frame;
names change places while their curves are so near each other, as a share of that."""
ROOM_ABOVE, ABOVE_AXIS = 0.020, 0.012
"""From a curve's end up to its name's baseline, from the axis up to the lowest one ahead of it."""
ROOM_BELOW, OVER, UNDER = 0.052, 0.036, 0.012
"""From a curve down to the baseline of a name below it; and how far a name reaches up and down."""
HIGHEST, NAMES = 0.01, 0.3
"""So far above the axis' end a name may stand; how much of it is left free where it would not."""
AHEAD, BEFORE_END, LANDING = 0.014, 0.003, 0.3
"""From a curve's tip to its name, and from a name at its end to the axis' end, as fractions of the
frame's width; the share of the way along a name in which it leaves the tip for its place."""
SHOOTS_UP, DEEPEST = 10.0, 1e-3
"""A line that rises to so many times its start needs a logarithmic axis, down to so much of it."""
LONG = 1e3, 1e6
"""Between these, losses have one place after the point, or they would run into their names."""


class _Places:
    """The axes, and the panel's top and right edge: in a tall frame it is below them."""

    plot = Shaped(Box(0.1, 0.66, 0.275, 0.83), tall=Box(0.145, 0.91, 0.30, 0.525))
    panel, right = Shaped(0.235, tall=0.625), Shaped(0.95, tall=0.64)


@dataclass(frozen=True, eq=False)
class LossLine:
    """One line of a chart: a loss over the steps of a run, on all its data or on part of them.

    Attributes:
        name: what is written at the line's end.
        steps: (n,) rising.
        losses: (n,), at these steps; infinite where there is none.
        colour: of the line and its name.
        drawn: the step up to which it is drawn before the chart's step comes there.
    """

    name: str
    steps: IntArray
    losses: FloatArray
    colour: str
    drawn: int = 0

    def at(self, step: float) -> float:
        """The loss at the last recorded step up to this one."""
        return float(self.losses[index_at(self.steps, step)])

    def up_to(self, window: int) -> FloatArray:
        """The losses that a chart of so many steps has room for."""
        return self.losses[self.steps <= window]


@dataclass(frozen=True)
class ChartTitles:
    """What is written about a chart of losses.

    Attributes:
        x, y: at the axes.
        panel: above the numbers.
        step: the name of the number of the step.
        log: what is added to y where the axis is logarithmic.
    """

    x: str
    y: str
    panel: str
    step: str
    log: str = "log"


class LossChart(VGroup):
    """Axes with a curve for each loss, its name at its tip, and a panel with their numbers.

    Let its player go to let all of them grow at once:

        player = RunPlayer(run, paced(range(run.n_steps + 1), seconds=3))
        chart = LossChart(theme, player, {"full loss": line}, run.n_steps, titles)
        self.play(appear(chart.plot, chart.panel, *chart.names))
        self.add(chart.curves)
        self.play(player.walk())

    Attributes:
        player: how far the runs are shown, and the step whose numbers stand in the panel.
        window: the last step that there is room for.
        plot: the axes.
        curves: one a line, in order.
        names: likewise: each goes ahead of its curve's tip, and ends above or below its curve.
        panel: the step that is told of, and the losses there.
    """

    def __init__(  # noqa: PLR0913  what a chart is
        self,
        theme: Theme,
        player: RunPlayer,
        lines: Mapping[str, LossLine],
        window: int,
        titles: ChartTitles,
        *,
        up: Scale | None = None,
        first: int | None = None,
        known: LossLine | None = None,
    ) -> None:
        """Make all parts.

        Args:
            theme: gives the colours.
            player: of the run whose steps are taken, and told of.
            lines: by the short names that stand in the panel.
            window: the last step that there is room for.
            titles: in words.
            up: the axis of losses; that of these lines when None.
            first: the last step that there is room for at first: the axis grows with the runs.
            known: the first curve, whose numbers aren't told.
        """
        self.theme, self.player, self.window, self.first = theme, player, window, first
        drawn = (*([known] if known else ()), *lines.values())
        self.plot = self._plot(titles, up or loss_scale(drawn, window))
        heights, labels = self._name_heights(drawn)
        if min(heights) < self.plot.box.top - down(HIGHEST):
            self.plot = self._plot(titles, up or loss_scale(drawn, window, room=NAMES))
            heights, labels = self._name_heights(drawn)
            heights = [max(each, self.plot.box.top + down(HIGHEST)) for each in heights]
        self.curves = VGroup(*(self._curve(line) for line in drawn))
        self.names = TipNames(self, drawn, labels, heights)
        self.panel = self._panel(lines, titles)
        super().__init__(self.plot, self.curves, self.names, self.panel)

    @property
    def grows(self) -> bool:
        """Whether its axis of steps does."""
        return self.first is not None and self.first < self.window

    def _plot(self, titles: ChartTitles, up: Scale) -> Plot:
        y_title = f"{titles.y} ({titles.log})" if isinstance(up, LogScale) else titles.y
        kind: Callable[..., Plot] = Plot
        if self.first is not None and self.grows:
            kind = partial(GrowingPlot, first=self.first, now=lambda: self.player.step)
        return kind(
            self.theme,
            scale(0, self.window),
            up,
            box=_Places.plot,
            x_title=titles.x,
            y_title=y_title,
            y_title_rise=down(0.042),
        )

    def _panel(self, lines: Mapping[str, LossLine], titles: ChartTitles) -> Panel:
        panel = Panel(self.theme, top=_Places.panel, right=_Places.right)
        panel.note(titles.panel)
        panel.row(titles.step, lambda: self.player.told, 0)
        losses = np.concatenate([line.losses for line in lines.values()])
        places = 1 if ((losses >= LONG[0]) & (losses < LONG[1])).any() else 3
        for name, line in lines.items():
            panel.row(
                name,
                partial(lambda each: each.at(self.player.told), line),
                places,
                colour=line.colour,
            )
        return panel

    def _curve(self, line: LossLine) -> Follower:
        seen = LinePath.of(line.steps.astype(np.float64), self.plot.y.share(line.losses))

        def path() -> FloatArray:
            starts, ends = (
                self.plot.points_at_shares(self.plot.x.share(steps), shares)
                for steps, shares in seen.until(max(self.player.step, line.drawn))
            )
            return segments(starts, ends)

        style = {"stroke_color": line.colour, "stroke_width": stroke(seen.width)}
        return Follower(path, joint_type=LineJointType.ROUND, **style)

    def _name_heights(self, lines: Sequence[LossLine]) -> tuple[list[float], list[Label]]:
        """The baselines of the curves' names, kept apart from each other.

        A name stands above its curve's end; where that is on a curve above it, below its own, or
        above both.
        """
        labels = [
            Label(line.name, size=SIZES.label, colour=line.colour, bold=True) for line in lines
        ]
        heights = [
            self._span(line, label)[0] - down(ROOM_ABOVE)
            for line, label in zip(lines, labels, strict=True)
        ]
        lowest = np.inf
        for index in sorted(range(len(lines)), key=lambda each: -heights[each]):
            spans = [self._span(line, labels[index]) for line in lines]
            below = spans.pop(index)[1] + down(ROOM_BELOW)
            place = min(heights[index], lowest - down(APART))
            fits = below < self.plot.box.bottom and not _is_on_any(below, spans)
            if _is_on_any(place, spans) and not fits:
                place = min(place, *(top - down(ROOM_ABOVE) for top, _ in spans))
            if _is_on_any(place, spans):
                heights[index] = below
            else:
                heights[index] = lowest = place
        return heights, labels

    def _span(self, line: LossLine, label: Label) -> tuple[float, float]:
        """How high and how low a curve is where a name is, as shares of the frame's height."""
        plot, box = self.plot, self.plot.box
        share = 1 - label.width / wide(box.right - box.left)
        first = share * self.window
        known = np.isfinite(line.losses)
        steps, shares = line.steps[known], np.clip(plot.y.share(line.losses[known]), 0.0, 1.0)
        ends = np.interp([first, self.window], steps, shares)
        seen = np.append(shares[(steps >= first) & (steps <= self.window)], ends)
        tall = box.bottom - box.top
        return box.bottom - float(seen.max()) * tall, box.bottom - float(seen.min()) * tall


class TipNames(VGroup):
    """The names of curves that grow: each ahead of its curve's tip, until the curve is whole.

    Then it stands where it lies on no curve. Two that come close keep apart.
    """

    def __init__(
        self,
        chart: LossChart,
        lines: Sequence[LossLine],
        labels: Sequence[Label],
        heights: Sequence[float],
    ) -> None:
        self._chart, self._lines = chart, lines
        self._widths = [share_of_width(label.width) for label in labels]
        self._heights = heights
        up = chart.plot.y
        self._shares = [np.clip(np.nan_to_num(up.share(each.losses)), 0, 1) for each in lines]
        last = chart.player.pace.steps[-1] or chart.window
        ends = (self._place(index, last, chart.window) for index in range(len(lines)))
        self._lowest = chart.plot.box.bottom - down(ABOVE_AXIS)
        most = (max(self._lowest, height) for height in heights)
        self._ends = [min(end, height) for (_, end), height in zip(ends, most, strict=True)]
        super().__init__(*(backed(label, chart.theme) for label in labels))
        self.write()
        for name in self:
            name.add_updater(lambda _: self.write())

    def write(self) -> None:
        """Put every name where it is now."""
        now, room = self._chart.player.step, self._chart.plot.x.high
        places = [self._place(index, now, room) for index in range(len(self._lines))]
        baselines = _kept_apart([each for _, each in places], self._ends, self._lowest)
        for name, (left, _), baseline in zip(self, places, baselines, strict=True):
            backing, label = name
            before = label.get_left()
            label.place(at(left, baseline))
            backing.shift(label.get_left() - before)

    def _place(self, index: int, now: float, room: float) -> tuple[float, float]:
        """Where a name begins and its baseline at a step, as fractions, were it alone."""
        box, line = self._chart.plot.box, self._lines[index]
        step = min(max(now, line.drawn), float(line.steps[-1]))
        tip = box.left + step / room * (box.right - box.left)
        middle = self._beside(index, step)
        last = box.right - self._widths[index] - BEFORE_END
        first = min(last - AHEAD, box.right - AHEAD)
        landed = smooth(float(np.clip((tip - first) / (LANDING * (box.right - first)), 0, 1)))
        from_tip = self._beside(index, self._chart.window) if self._chart.grows else middle
        return min(tip + AHEAD, last), middle + landed * (self._heights[index] - from_tip)

    def _beside(self, index: int, step: float) -> float:
        """The baseline of a name whose middle is as high as its curve at a step."""
        box, line = self._chart.plot.box, self._lines[index]
        share = float(np.interp(step, line.steps, self._shares[index]))
        return box.bottom - share * (box.bottom - box.top) + down(0.36 * SIZES.label)


def _is_on_any(baseline: float, spans: Sequence[tuple[float, float]]) -> bool:
    """Whether a name at a baseline would lie on any of some curves."""
    return any(top - down(UNDER) < baseline < bottom + down(OVER) for top, bottom in spans)


def _kept_apart(heights: Sequence[float], ends: Sequence[float], lowest: float) -> list[float]:
    """Move baselines apart that are too close: in the order of their ends, once curves cross."""
    made = [min(each, max(lowest, end)) for each, end in zip(heights, ends, strict=True)]
    for one, other in combinations(range(len(made)), 2):
        sign = 1.0 if ends[one] >= ends[other] else -1.0
        distance = sign * (made[one] - made[other])
        if abs(distance) < down(APART):
            wanted = down(APART) * float(np.clip(distance / (CROSSING * down(APART)) + 1, -1, 1))
            made[one] += sign * (wanted - distance) / 2
            made[other] -= sign * (wanted - distance) / 2
            lift = max(made[one], made[other]) - max(lowest, ends[one], ends[other])
            made[one] -= max(lift, 0)
            made[other] -= max(lift, 0)
    return made


def loss_scale(lines: Sequence[LossLine], window: int, *, room: float = 0.0) -> Scale:
    """The axis of losses: from zero; logarithmic where a run shoots up to ten times its start.

    Args:
        lines: all that are drawn.
        window: the last step that is shown.
        room: what share of the axis is left free above them.
    """
    shown = np.concatenate([line.up_to(window) for line in lines])
    start = max(line.at(0) for line in lines)
    highest = float(shown.max())
    if highest <= SHOOTS_UP * start:
        return scale(0, 1.05 * highest / (1 - room))
    finite = shown[np.isfinite(shown) & (shown > 0)]
    lowest = max(float(finite.min(initial=start)), DEEPEST * start)
    return log_scale(lowest, max(float(finite.max()), SHOOTS_UP * start), room=room)
