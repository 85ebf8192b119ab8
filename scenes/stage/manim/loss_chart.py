"""Losses of any number of runs against their steps, drawn up to the step of the moment."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import combinations
from typing import Any

import numpy as np
from manim import LineJointType, VGroup

from gradreel.engine.arrays import FloatArray, IntArray
from gradreel.scenes.stage.manim.marks import (
    NOTHING,
    RedrawnPath,
    at,
    segments,
    share_of_width,
    stroke,
    wide,
)
from gradreel.scenes.stage.manim.panel import Panel
from gradreel.scenes.stage.manim.player import RunPlayer
from gradreel.scenes.stage.manim.plot import Plot
from gradreel.scenes.stage.manim.text import Label, backed
from gradreel.scenes.stage.runs.objective import index_at
from gradreel.scenes.stage.story.pace import smooth
from gradreel.scenes.stage.type.scale import LogScale, Scale, log_scale, scale
from gradreel.scenes.stage.type.style import SIZES, Box, ByShape, Theme, down

COLUMNS = 400
"""Of a longer line no more is drawn than is seen: in so many columns each has its first and last
loss, its least and its greatest."""

ROUGH, WIDTHS = 8.0, (5.0, 2.0)
"""A line that goes up and down by so many times the axis is thin, or it would bury itself."""

UPSIDE_DOWN = np.array([1.0, -1.0])


@dataclass(frozen=True, eq=False)
class LinePath:
    """A line as places on a chart: steps, and shares of the axis from 0 to 1 where it is seen.

    Attributes:
        steps: (n,) rising.
        shares: (n,).
    """

    steps: FloatArray
    shares: FloatArray

    @classmethod
    def of(cls, steps: FloatArray, shares: FloatArray) -> "LinePath":
        """Keep what is seen of a line: of a long one, few points in each column."""
        kept = np.arange(len(steps))
        if len(steps) > 4 * COLUMNS:
            pieces = np.array_split(kept, COLUMNS)
            own = [(piece, shares[piece]) for piece in pieces]
            kept = np.unique(
                [(p[0], p[-1], p[np.nanargmin(s)], p[np.nanargmax(s)]) for p, s in own]
            )
        return cls(steps[kept], shares[kept])

    @property
    def width(self) -> float:
        """How thick the line may be, in pixels."""
        moves = np.abs(np.diff(np.clip(self.shares, 0, 1)))
        return WIDTHS[int(moves.sum() > ROUGH)]

    def until(self, step: float) -> tuple[FloatArray, FloatArray]:
        """What is seen of it up to a step, which may lie between two recorded ones.

        Returns:
            steps and shares (2, n) of where its pieces start, and of where they end.
        """
        passed = self.steps[self.steps < step]
        end = min(step, float(self.steps[-1]))
        steps = np.append(passed[passed < end], end)
        places = np.column_stack([steps, np.interp(steps, self.steps, self.shares)])
        ends = below((places[:-1], places[1:]), 1.0)
        starts, finishes = below((ends[0] * UPSIDE_DOWN, ends[1] * UPSIDE_DOWN), 0.0)
        return (starts * UPSIDE_DOWN).T, (finishes * UPSIDE_DOWN).T


def below(ends: tuple[FloatArray, FloatArray], high: float) -> tuple[FloatArray, FloatArray]:
    """Cut pieces of a line where they rise above a height, and leave out those all above it.

    Args:
        ends: where each starts and ends, steps and heights (n, 2); a height may be infinite, its
            piece is upright then.
        high: what no piece is above.
    """
    seen = np.fmin(ends[0][:, 1], ends[1][:, 1]) <= high
    (first, start), (last, end) = (each[seen].T for each in ends)
    with np.errstate(divide="ignore", invalid="ignore"):
        crossing = first + (high - start) / (end - start) * (last - first)
        crossing = np.where(np.isinf(start), last, crossing)
    rises, falls = ~(end <= high), ~(start <= high)
    return (
        np.column_stack([np.where(falls, crossing, first), np.where(falls, high, start)]),
        np.column_stack([np.where(rises, crossing, last), np.where(rises, high, end)]),
    )


GOING, COME = 0.4, (0.25, 0.5)
"""Of the axis' way in powers of ten, so much is taken by the first names to go, and between these
shares of it those at its end come, as soon as the axis reaches them."""
COMING = 0.04
"""How far beyond the axis' end a name begins to come, as a share of the axis."""


class GrowingPlot(Plot):
    """A plot whose lower axis starts at zero and ends where a run is, between two lengths.

    Names of steps slide to the left with their places; those that no longer have room shrink
    away, and others come in from the right.
    """

    def __init__(
        self, *args: object, first: float, now: Callable[[], float], **kwargs: object
    ) -> None:
        """Draw it.

        Args:
            args: those of `Plot`, whose lower scale is the one at the end.
            first: where the axis ends at first.
            now: where the run is.
            kwargs: likewise.
        """
        self._first, self._now = first, now
        self._growing = False
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self._growing = True
        for part in self.x_axis.get_family():
            part.update(0)

    @property
    def x(self) -> Scale:
        """The lower scale of the moment; the one at the end while the axes are being made."""
        if not self._growing:
            return self._whole
        return Scale(0, self._end(), self._whole.ticks)

    @x.setter
    def x(self, whole: Scale) -> None:
        self._whole = whole

    def _end(self) -> float:
        """Where the axis ends."""
        return float(np.clip(self._now(), self._first, self._whole.high))

    def _x_ticks(self) -> VGroup:
        last, self._whole = self._whole, scale(0, self._first)
        early = self._held(super()._x_ticks(), late=False)
        self._whole = last
        return VGroup(*early, *self._held(VGroup(*super()._x_ticks()[1:]), late=True))

    def _held(self, ticks: VGroup, *, late: bool) -> VGroup:
        """Let ticks that are in their places now follow these."""
        left, right = self.points_at_shares(np.array([0.0, 1.0]), np.zeros(2))[:, 0]
        for tick in ticks:
            foot = tick[0].get_start()
            value = float((foot[0] - left) / (right - left)) * self._whole.high
            for part in tick:
                part.add_updater(partial(self._put, part.points - foot, value, late))
        return ticks

    def _put(self, outline: FloatArray, value: float, late: bool, part: Any) -> None:
        """Put a part of the tick of a value where it is now, as large as it is now."""
        seen = self._seen(value, late=late)
        part.points = outline * seen + self.point(value, self.y.low) if seen else NOTHING

    def _seen(self, value: float, *, late: bool) -> float:
        """The size of a tick, as a share of its own."""
        end = self._end()  # and how far it has come, 0 to 1, in powers of ten:
        whole, now = np.log(self._whole.high / self._first), np.log(end / self._first)
        grown = float(now / whole)
        if not late:
            return 1 - smooth(grown / GOING) if value > 0 else 1.0
        room = np.clip(1 + (end - value) / (COMING * end), 0, 1)
        return smooth((grown - COME[0]) / (COME[1] - COME[0])) * float(room)


APART, CROSSING = 0.058, 0.15
"""The least distance between two names of curves, like all heights here in heights of a wide frame;
names change places while their curves are so near each other, as a share of that."""
ROOM_ABOVE, ABOVE_AXIS = 0.020, 0.012
"""From a curve's end up to its name's baseline, from the axis up to the lowest one ahead of it."""
ROOM_BELOW, OVER, UNDER = 0.052, 0.036, 0.012
"""From a curve down to the baseline of a name below it; and how far a name reaches up and down."""
HIGHEST = 0.01
"""So far above the axis' end a name may stand."""
AHEAD, BEFORE_END, LANDING = 0.014, 0.003, 0.3
"""From a curve's tip to its name, and from a name at its end to the axis' end, as fractions of the
frame's width; the share of the way along a name in which it leaves the tip for its place."""
SHOOTS_UP, DEEPEST = 10.0, 1e-3
"""A line that rises to so many times its start needs a logarithmic axis, down to so much of it."""
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

        self.play(appear(chart.plot, chart.panel, *chart.names))
        self.add(chart.curves)
        self.play(chart.player.walk())

    Attributes:
        player: how far the runs are shown, and the step whose numbers stand in the panel.
        window: the last step that there is room for.
        plot: the axes.
        curves: one a line, in order.
        names: likewise: each goes ahead of its curve's tip, and ends above or below its curve.
        panel: the step that is told of, and the losses there.
        grows: whether its axis of steps does.
        area, panel_top, panel_right: of the axes, and of the panel, below them in a tall frame.
    """

    area = ByShape(Box(0.1, 0.66, 0.275, 0.83), tall=Box(0.145, 0.91, 0.30, 0.525))
    panel_top, panel_right = ByShape(0.235, tall=0.625), ByShape(0.95, tall=0.64)

    def __init__(  # noqa: PLR0913  what a chart is
        self,
        theme: Theme,
        player: RunPlayer,
        lines: Mapping[str, LossLine],
        window: int,
        titles: ChartTitles,
        *,
        up: Scale,
        first: int,
        known: LossLine | None = None,
    ) -> None:
        """Make all parts.

        Args:
            theme: gives the colours.
            player: of the run whose steps are taken, and told of.
            lines: by the short names that stand in the panel.
            window: the last step that there is room for.
            titles: in words.
            up: the axis of losses.
            first: the last step that there is room for at first: the axis grows with the runs.
            known: the first curve, whose numbers aren't told.
        """
        self.theme, self.player, self.window, self.first = theme, player, window, first
        self.grows = first < window
        drawn = (*([known] if known else ()), *lines.values())
        self.plot = self._plot(titles, up)
        heights, labels = self._name_heights(drawn)
        if min(heights) < self.plot.box.top - down(HIGHEST):
            heights = [max(each, self.plot.box.top + down(HIGHEST)) for each in heights]
        self.curves = VGroup(*(self._curve(line) for line in drawn))
        self.names = TipNames(self, drawn, labels, heights)
        self.panel = self._panel(lines, titles)
        super().__init__(self.plot, self.curves, self.names, self.panel)

    def _plot(self, titles: ChartTitles, up: Scale) -> Plot:
        y_title = f"{titles.y} ({titles.log})" if isinstance(up, LogScale) else titles.y
        kind: Callable[..., Plot] = Plot
        if self.grows:
            kind = partial(GrowingPlot, first=self.first, now=lambda: self.player.step)
        return kind(
            self.theme,
            scale(0, self.window),
            up,
            box=self.area,
            x_title=titles.x,
            y_title=y_title,
            y_title_rise=down(0.042),
        )

    def _panel(self, lines: Mapping[str, LossLine], titles: ChartTitles) -> Panel:
        panel = Panel(self.theme, top=self.panel_top, right=self.panel_right)
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

    def _curve(self, line: LossLine) -> RedrawnPath:
        seen = LinePath.of(line.steps.astype(np.float64), self.plot.y.share(line.losses))

        def path() -> FloatArray:
            starts, ends = (
                self.plot.points_at_shares(self.plot.x.share(steps), shares)
                for steps, shares in seen.until(max(self.player.step, line.drawn))
            )
            return segments(starts, ends)

        style = {"stroke_color": line.colour, "stroke_width": stroke(seen.width)}
        return RedrawnPath(path, joint_type=LineJointType.ROUND, **style)

    def _name_heights(self, lines: Sequence[LossLine]) -> tuple[list[float], list[Label]]:
        """The baselines of the curves' names, kept apart from each other.

        A name stands above its curve's end; where that is on a curve above it, below its own, or
        above both.
        """
        labels = [Label(line.name, colour=line.colour, bold=True) for line in lines]
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
        share = 1 - label.width / wide(box.width)
        first = share * self.window
        known = np.isfinite(line.losses)
        steps, shares = line.steps[known], np.clip(plot.y.share(line.losses[known]), 0.0, 1.0)
        ends = np.interp([first, self.window], steps, shares)
        seen = np.append(shares[(steps >= first) & (steps <= self.window)], ends)
        ends = box.bottom - np.array([seen.max(), seen.min()]) * box.height
        return float(ends[0]), float(ends[1])


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
        last = chart.player.pace.steps[-1]
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
        tip = box.left + step / room * box.width
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
        return box.bottom - share * box.height + down(0.36 * SIZES.label)


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
    shown = np.concatenate([line.losses[line.steps <= window] for line in lines])
    start = max(line.at(0) for line in lines)
    highest = float(shown.max())
    if highest <= SHOOTS_UP * start:
        return scale(0, 1.05 * highest / (1 - room))
    finite = shown[np.isfinite(shown) & (shown > 0)]
    lowest = max(float(finite.min(initial=start)), DEEPEST * start)
    return log_scale(lowest, max(float(finite.max()), SHOOTS_UP * start), room=room)
