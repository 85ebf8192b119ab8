"""Losses of any number of runs against their steps, drawn up to a step, their signs there."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.lines import Line2D
from matplotlib.transforms import Bbox

from gradreel.engine.arrays import FloatArray, IntArray
from gradreel.scenes.stage.figure.marks import RingedPoint, Shape, line
from gradreel.scenes.stage.figure.sheet import Sheet
from gradreel.scenes.stage.figure.text import SCENERY, Label, ink
from gradreel.scenes.stage.story.pace import smooth
from gradreel.scenes.stage.type.scale import LogScale, Notation, Scale, scale
from gradreel.scenes.stage.type.style import SIZES, Box, Edge, down
from gradreel.scenes.stage.type.typesetting import as_given

BESIDE, HALF, BELOW, ABOVE = 0.010, 0.012, 0.046, 0.028
"""From the axes to the numbers beside them, in the stage's widths; half a number's height, from the
axes to the numbers below, and from the top to the name above it, in heights of a wide stage."""

APART = 0.02
"""The least room between the name of the axis of steps and a number, in the stage's widths."""

AHEAD, CHANGES = 1.15, 0.8
"""How far ahead of the step a growing axis reaches; and its numbers have changed when it has grown
by so much of what it was."""

Tick = tuple[float, Label]

DASH = 2.6, 1.7
"""The parts of a dashed line, in its widths."""


@dataclass(frozen=True, eq=False)
class LossLine:
    """One line of a chart: a loss over the steps of a run.

    Attributes:
        name: of the loss.
        steps: (n,) rising.
        losses: (n,), at these steps.
        colour: of the line.
        filled: whether the sign at its tip is filled.
        shape: of that sign.
        dashed: whether the line is.
        last: the step beyond which it isn't drawn, such as that at which a run has arrived.
    """

    name: str
    steps: IntArray
    losses: FloatArray
    colour: str
    filled: bool = True
    shape: Shape = "round"
    dashed: bool = False
    last: float = np.inf


class LossChart:
    """Axes with a curve for each loss; all drawings are functions of a step and an opacity.

    Where it has room for fewer steps at first, its axis of steps grows with the step.

    Attributes:
        box: of the axes, in pixels.
    """

    def __init__(  # noqa: PLR0913  what a chart is
        self,
        sheet: Sheet,
        lines: Sequence[LossLine],
        axes: tuple[Scale, Scale],
        titles: tuple[str, str],
        box: Box,
        *,
        width: float = 3.0,
        first: float | None = None,
    ) -> None:
        """Make all parts.

        Args:
            sheet: where they will be drawn.
            lines: from the bottom to the top.
            axes: of the steps, and of the losses.
            titles: of both.
            box: of the axes.
            width: of the curves, in pixels of a 1280x720 frame.
            first: the last step that there is room for at first.
        """
        self.sheet, self.lines = sheet, lines
        self._across, self._up = axes
        self._first = min(first or self._across.high, self._across.high)
        self.box = Bbox([sheet.at(box.left, box.bottom), sheet.at(box.right, box.top)])
        self._area = box
        self._fixed = [*self._rules(), *self._names(titles)]
        self._ticks = self._numbers_below()
        self._curves = [self._curve(line, width) for line in lines]
        self._tips = [
            RingedPoint(sheet, colour=line.colour, radius=7.5, filled=line.filled, shape=line.shape)
            for line in lines
        ]
        self._points = [self.places(line.steps.astype(np.float64), line.losses) for line in lines]

    def axes(self, step: float, alpha: float) -> list[Artist]:
        """The axes, their numbers and their names."""
        if not alpha:
            return []
        for each in self._fixed:
            each.set_alpha(alpha)
        drawn: list[Artist] = [*self._fixed]
        for ticks, seen in zip(self._ticks, self._seen(step), strict=True):
            drawn += self._ticks_at(ticks, step, alpha * seen)
        return drawn

    def window(self, step: float) -> float:
        """The last step that there is room for when so many are done."""
        return float(min(max(self._first, step * AHEAD), self._across.high))

    def curve(self, index: int, step: float, alpha: float) -> list[Artist]:
        """A loss up to a step, which may lie between two that were recorded."""
        if not alpha:
            return []
        line, points, drawn = self.lines[index], self._points[index], self._curves[index]
        end = min(step, line.last)
        count = int(np.searchsorted(line.steps, end, side="right"))
        seen = self._grown(points[:count], step)
        drawn.set_data(*np.vstack([seen, self.tip_at(index, step)]).T)
        drawn.set_alpha(alpha)
        return [drawn]

    def sign(self, index: int, step: float, alpha: float) -> list[Artist]:
        """The sign at the tip of a curve, or at the edge of the chart where that is beyond it."""
        return [*self._tips[index].at(self.tip_at(index, step), alpha)]

    def tip_at(self, index: int, step: float) -> FloatArray:
        """Where a loss is at a step, (2,) in pixels, inside the axes."""
        line, points = self.lines[index], self._points[index]
        end = min(max(step, line.steps[0]), line.last, line.steps[-1])
        tip = np.array([np.interp(end, line.steps, side) for side in points.T])
        return np.clip(self._grown(tip, step), self.box.p0, self.box.p1)

    def places(self, steps: FloatArray, losses: FloatArray) -> FloatArray:
        """Pixels (n, 2) of losses (n,) at steps (n,); far beyond the axes is not so far."""
        shares = np.stack([self._across.share(steps), self._up.share(losses)], axis=-1)
        shares = np.nan_to_num(shares, nan=1.0, posinf=3.0, neginf=-2.0)
        size = self.box.p1 - self.box.p0
        return np.asarray(self.box.p0 + np.clip(shares, -2.0, 3.0) * size)

    def _grown(self, places: FloatArray, step: float) -> FloatArray:
        """Where places (..., 2) of the whole axis are while it has room for fewer steps."""
        left, wider = np.array([self.box.x0, 0.0]), np.array([self._wider(step), 1.0])
        return np.asarray(left + (places - left) * wider)

    def _wider(self, step: float) -> float:
        return float(self._across.high / self.window(step))

    def _seen(self, step: float) -> tuple[float, ...]:
        """How much of the numbers of the first axis of steps is seen, and of those of the whole."""
        if len(self._ticks) == 1:
            return (1.0,)
        grown = (self.window(step) / self._first - 1) / CHANGES
        return 1 - smooth(2 * grown), smooth(2 * grown - 1)

    def _ticks_at(self, ticks: Sequence[Tick], step: float, alpha: float) -> list[Artist]:
        room = float(ink(self._name).x0) - APART * self.sheet.width
        drawn: list[Artist] = []
        for value, label in ticks:
            share = float(self._across.share(value)) * self._wider(step)
            label.set_x(self.box.x0 + share * self.box.width)
            label.set_alpha(alpha)
            if alpha and ink(label).x1 < room:
                drawn.append(label)
        return drawn

    def _curve(self, line: LossLine, width: float) -> Line2D:
        made = self._line(line.colour, width)
        if line.dashed:
            made.set_linestyle((0, DASH))
        slack = np.array([[-1], [1]]) * self.sheet.stroke(width)
        made.set(gid=SCENERY, clip_box=Bbox(self.box.get_points() + slack))
        return made

    def _line(self, colour: str, width: float) -> Line2D:
        joins: dict[str, Any] = {"solid_joinstyle": "round", "solid_capstyle": "round"}
        return line(self.sheet, colour, width, **joins)

    def _rules(self) -> list[Line2D]:
        """A line at each loss that is named, and the axis of the steps."""
        (left, low), (right, _) = self.box.get_points()
        heights = self.places(np.zeros(len(self._up.ticks)), np.array(self._up.ticks))[:, 1]
        made, theme = [], self.sheet.theme
        for height in [*heights, low]:
            made.append(self._line(theme.line if height == low else theme.grid, 1.5))
            made[-1].set_data([left, right], [height, height])
        return made

    def _names(self, titles: tuple[str, str]) -> list[Label]:
        """The numbers beside the axes, and the names of both."""
        area, (across, up) = self._area, titles
        written = self._up.notation()
        shortest = isinstance(self._up, LogScale) and type(written) is Notation
        name_of = as_given if shortest else written.name
        beside = [
            self._label(
                name_of(tick),
                area.left - BESIDE,
                area.bottom - float(share) * area.height + down(HALF),
                "right",
            )
            for tick, share in zip(
                self._up.ticks, self._up.share(np.array(self._up.ticks)), strict=True
            )
        ]
        above = self._label(written.titled(up), area.left, area.top - down(ABOVE), "left")
        self._name = self._label(across, area.right, area.bottom + down(BELOW), "right")
        return [*beside, above, self._name]

    def _numbers_below(self) -> list[list[Tick]]:
        """The numbers of the steps, each with its value: of the first axis, and of the whole."""
        scales, area = [self._across], self._area
        if self._first < self._across.high:
            scales.insert(0, scale(0, self._first, count=3))
        low, written = area.bottom + down(BELOW), [each.notation() for each in scales]
        return [
            [(tick, self._label(how.name(tick), area.left, low, "centre")) for tick in each.ticks]
            for each, how in zip(scales, written, strict=True)
        ]

    def _label(self, content: str, x: float, y: float, edge: Edge) -> Label:
        muted, size = self.sheet.theme.muted, SIZES.smallest
        return Label(self.sheet, content, (x, y), colour=muted, size=size, edge=edge)
