"""The losses of a race on a logarithmic axis, and the line at which a run has arrived."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
from matplotlib.artist import Artist
from matplotlib.lines import Line2D

from gradreel.engine.arrays import FloatArray
from gradreel.scenes.pieces.race.board import BoardPlaces
from gradreel.scenes.pieces.race.clock import RaceClock
from gradreel.scenes.pieces.race.words import RaceWords
from gradreel.scenes.stage.figure.landscape_runs import RunLook
from gradreel.scenes.stage.figure.loss_chart import LossChart, LossLine
from gradreel.scenes.stage.figure.marks import RingedPoint, arrive
from gradreel.scenes.stage.figure.sheet import Sheet
from gradreel.scenes.stage.figure.text import Label
from gradreel.scenes.stage.type.frame import Shaped
from gradreel.scenes.stage.type.grid import GRID, SIZES, Box
from gradreel.scenes.stage.type.scale import LogScale, log_scale, scale

ROWS = 6
OVER, HIGHEST = 1.6, 30.0
"""How far above the losses at the start the axis reaches, in times; a run that climbs is seen to
so many times the start."""

AROUND, EARLY = 1.2, 0.4
"""How many times the first arrival the axis has room for at first, if that is early: in less than
so much of all steps."""

DEEPEST = 1e-6
"""How far below the start the axis reaches where there is no finish."""


class _Places:
    """Where the chart is, as fractions of the stage.

    Attributes:
        area: the axes above a board of six rows.
        for_names: how much higher they end where the board's columns have names.
        under: how far below the finish the axis reaches, in times, so that there is room for its
            name.
        name_below: from the finish down to the baseline of its name, in heights of a wide stage.
    """

    area = Shaped(
        Box(0.59, GRID.panel_right - 0.012, 0.295, 0.56), tall=Box(0.17, 0.93, 0.538, 0.674)
    )
    for_names = 0.02
    under = 9.5
    name_below = Shaped(0.041, tall=0.035)


class RaceChart:
    """The chart, as functions of a story's values: `chart`, `finish` and `race`.

    Each comes after the chart's own prefix.
    """

    def __init__(
        self,
        sheet: Sheet,
        clock: RaceClock,
        looks: Sequence[RunLook],
        words: RaceWords,
        prefix: str = "",
    ) -> None:
        """Make the chart.

        Args:
            sheet: where it will be drawn.
            clock: of the race.
            looks: of the runs.
            words: for its axes.
            prefix: of the values' names; with one it stands above columns that have names.
        """
        self._reads = [f"{prefix}{each}" for each in ("race", "chart", "finish")]
        self.sheet, self.clock, self._looks, self._words = sheet, clock, looks, words
        standings = clock.standings
        lines = [self._line(index, look) for index, look in enumerate(looks)]
        axes = scale(0, standings.steps, count=4), self._up()
        spare = (ROWS - len(looks)) * BoardPlaces.close[1]
        spare -= _Places.for_names if prefix else 0.0
        box = replace(_Places.area, bottom=_Places.area.bottom + spare)
        titles = words.texts.label("step"), words.axis()
        first = standings.arrivals[standings.arrived[0]] if standings.arrived else None
        grows = AROUND * first if first and first < EARLY * standings.steps else None
        self.chart = LossChart(sheet, lines, axes, titles, box, width=2.4, first=grows)
        self._box = box

    def add(self) -> None:
        """Put the chart on the sheet: the curves, the finish, and the signs on top."""
        race, chart, finish = self._reads
        self.sheet.add(self._axes, race, chart)
        self.sheet.add(self._finish(), chart, finish)
        for index in range(len(self._looks)):
            self.sheet.add(self._curve(index), race, chart)
        for index in range(len(self._looks)):
            self.sheet.add(self._sign(index), race, chart)

    def tip_at(self, index: int, seconds: float) -> FloatArray:
        """Where a run's loss is, (2,) in pixels."""
        return self.chart.tip_at(index, self.clock.step(seconds))

    def _axes(self, seconds: float, alpha: float) -> list[Artist]:
        return self.chart.axes(self.clock.step(seconds), alpha)

    def _line(self, index: int, look: RunLook) -> LossLine:
        standings = self.clock.standings
        arrival = standings.arrivals[index]
        last = np.inf if arrival is None else arrival
        steps, gaps = standings.runs[index].recorded_steps, standings.gaps(index)
        return LossLine(look.name, steps, gaps, look.colour, look.filled, look.shape, last=last)

    def _up(self) -> LogScale:
        standings = self.clock.standings
        gaps = [standings.gaps(index) for index in range(len(standings.runs))]
        start = max(float(gaps[0][0]), np.finfo(float).tiny)
        most = max(float(each[np.isfinite(each)].max()) for each in gaps)
        least = standings.near / _Places.under if standings.has_goal else DEEPEST * start
        return log_scale(least, min(OVER * max(most, start), HIGHEST * start))

    def _curve(self, index: int) -> Callable[[float, float], list[Artist]]:
        def shown(seconds: float, alpha: float) -> list[Artist]:
            return self.chart.curve(index, self.clock.step(seconds), alpha)

        return shown

    def _sign(self, index: int) -> Callable[[float, float], list[Artist]]:
        ring = arrive(self.sheet, colour=self._looks[index].colour)

        def shown(seconds: float, alpha: float) -> list[Artist]:
            if not alpha:
                return []
            share, place = self.clock.arriving(index, seconds), self.tip_at(index, seconds)
            sign = self.chart.sign(index, self.clock.step(seconds), alpha)
            return [*ring(share, place), *sign]

        return shown

    def _finish(self) -> Callable[[float, float], Sequence[Artist]]:
        """A line that grows from the left, its name below its left end, clear of losses."""
        standings, sheet = self.clock.standings, self.sheet
        if not standings.has_goal:
            return lambda *_: ()
        steps = np.array([0.0, standings.steps])
        ends = self.chart.places(steps, np.full(2, standings.near))
        line = Line2D([], [], color=sheet.theme.text, linewidth=sheet.stroke(2.5))
        line.set_linestyle((0, (2.4, 1.6)))
        line.set_figure(sheet.figure)
        name = Label(
            sheet,
            self._words.texts.label("arrived"),
            (self._box.left, 0),
            colour=sheet.theme.text,
            size=SIZES.smallest,
            bold=True,
        )
        name.set_y(float(ends[0, 1]) - sheet.tall(_Places.name_below))

        pen = RingedPoint(sheet, colour=sheet.theme.text, radius=5)

        def shown(chart: float, finish: float) -> Sequence[Artist]:
            if not chart * finish:
                return ()
            end = ends[0] + finish * (ends[1] - ends[0])
            line.set_data(*np.stack([ends[0], end]).T)
            line.set_alpha(chart)
            name.set_alpha(chart * finish)
            return [line, name, *(pen.at(end) if finish < 1 else ())]

        return shown
