"""The board of a race: who is where, who has arrived at which step, and how that was elsewhere."""

from collections.abc import Callable, Sequence

import numpy as np
from matplotlib.artist import Artist

from gradreel.engine.arrays import FloatArray
from gradreel.scenes.pieces.race.clock import FLIGHT, RaceClock
from gradreel.scenes.stage.figure.landscape_runs import RunLook
from gradreel.scenes.stage.figure.marks import RingedPoint
from gradreel.scenes.stage.figure.sheet import Sheet
from gradreel.scenes.stage.figure.text import Label
from gradreel.scenes.stage.figure.travelling import on_arc
from gradreel.scenes.stage.story.pace import smooth
from gradreel.scenes.stage.type.captions import Captions
from gradreel.scenes.stage.type.frame import Shaped, down
from gradreel.scenes.stage.type.grid import GRID, SIZES, Edge
from gradreel.scenes.stage.type.typesetting import as_given

THIN = 0.7
"""How much less of a name is seen half-way to another place."""

RAISED = 0.012
"""From a baseline up to the middle of its row, in heights of a wide stage."""

NONE = "–"
"""What stands for an arrival where there is none, in short."""


class BoardPlaces:
    """Where the board is, as fractions of the stage.

    Attributes:
        left, right: its edges; signs are in the middle of the left one.
        name: from a sign to its name.
        wide: the first baseline of the list, and its pitch.
        close: the last baseline of the close board below the chart, and its pitch.
        first_result: where the first results end when there are two columns.
    """

    left = Shaped(0.535, tall=0.07)
    right = GRID.panel_right
    name = Shaped(0.02, tall=0.036)
    wide = Shaped((0.375, 0.092), tall=(0.58, 0.065))
    close = Shaped((GRID.lowest_baseline, 0.051), tall=(GRID.lowest_baseline, 0.0355))
    first_result = Shaped(0.775, tall=0.6)


class Board:
    """The board, as functions of a story's values.

    Its values: `rows`, how many have come; `rates`, the opacity of their rates; `close`, from the
    wide list to the board below a chart; `race`, the seconds of the first race; `pair`, from one
    column of results to two; `again`, the opacity of the second; `other_race`, its seconds.
    """

    def __init__(
        self, sheet: Sheet, clock: RaceClock, looks: Sequence[RunLook], texts: Captions
    ) -> None:
        """Make the rows.

        Args:
            sheet: where they will be drawn.
            clock: of the race.
            looks: of the runs.
            texts: words for the results.
        """
        self.sheet, self.clock, self.looks, self.texts = sheet, clock, looks, texts
        theme = sheet.theme
        self._signs = [self._sign(look) for look in looks]
        self._names = [self._label(look.name, theme.text, "left") for look in looks]
        runs = clock.standings.runs
        rates = [f"η {as_given(run.spec.learning_rate)}" for run in runs]
        self._rates = [self._label(each, theme.muted, "right") for each in rates]
        self._results = [
            self._label(self._result(index), theme.text, "right", bold=True)
            for index in range(len(looks))
        ]

    def add(self, start: FloatArray, tips: Callable[[int, float], FloatArray]) -> None:
        """Put the board on the sheet.

        Args:
            start: (2,) in pixels, from where each sign comes.
            tips: by a run's index and the seconds, where its loss's tip is (2,) in pixels.
        """
        reads = "rows", "rates", "close", "race"
        for index in range(len(self.looks)):
            self.sheet.add(self._row(index, start), *reads)
            self.sheet.add(self._outcome(index, tips), "close", "pair", "race", "rows")

    def baseline(self, index: int, close: float, seconds: float) -> float:
        """Where a run's row stands."""
        return self.baseline_of(self.clock.rank(index, seconds), close)

    def baseline_of(self, rank: float, close: float) -> float:
        """Where the row of a place stands."""
        count = len(self.looks)
        (first, far), (last, near) = BoardPlaces.wide, BoardPlaces.close
        wide = first + rank * far
        return wide + close * (last - (count - 1 - rank) * near - wide)

    def _row(
        self, index: int, start: FloatArray
    ) -> Callable[[float, float, float, float], Sequence[Artist]]:
        """A run's sign, which comes from the start, its name and its rate."""
        sign, name, rate = self._signs[index], self._names[index], self._rates[index]

        def shown(rows: float, rates: float, close: float, seconds: float) -> Sequence[Artist]:
            alpha = min(max(rows - index, 0.0), 1.0)
            if not alpha:
                return []
            baseline = self.baseline(index, close, seconds)
            moving = 1 - THIN * abs(np.sin(np.pi * self.clock.rank(index, seconds)))
            self._put(name, BoardPlaces.left + BoardPlaces.name, baseline, alpha * moving)
            place = np.array(
                [self.sheet.x(BoardPlaces.left), self.sheet.y(baseline - down(RAISED))]
            )
            drawn: list[Artist] = [*sign.at(on_arc(start, place, smooth(alpha))), name]
            if rates:
                self._put(rate, BoardPlaces.right, baseline, alpha * rates)
                drawn.append(rate)
            return drawn

        return shown

    def _outcome(
        self, index: int, tips: Callable[[int, float], FloatArray]
    ) -> Callable[[float, float, float, float], Sequence[Artist]]:
        """What becomes of a run: the step of its arrival flies to its row from the chart."""
        label = self._results[index]
        arrives = self.clock.standings.arrivals[index] is not None

        def shown(close: float, pair: float, seconds: float, rows: float) -> Sequence[Artist]:
            share = self._share(index, seconds)
            if not share or not rows:
                return ()
            alone = BoardPlaces.right
            right = alone + pair * (BoardPlaces.first_result - alone)
            baseline = self.baseline(index, close, seconds)
            place = np.array([self.sheet.x(right), self.sheet.y(baseline)])
            if arrives and share < 1:
                place = on_arc(tips(index, seconds), place, smooth(share))
            label.set_text(self._result(index, short=pair > 0.5))
            label.set_position(tuple(place))
            label.set_alpha(1.0 if arrives else share)
            return (label,)

        return shown

    def _share(self, index: int, seconds: float) -> float:
        """How far a run's result has come to the board."""
        if self.clock.standings.arrivals[index] is not None:
            return self.clock.arriving(index, seconds)
        run = self.clock.standings.runs[index]
        end = self.clock.when(run.n_steps)
        return min(max((seconds - end) / FLIGHT, 0.0), 1.0)

    def _result(self, index: int, *, short: bool = False) -> str:
        """What became of a run; in short, where its column is one of two, the step alone."""
        standings = self.clock.standings
        arrival = standings.arrivals[index]
        if short:
            return NONE if arrival is None else str(arrival)
        if arrival is not None:
            return self.texts.label("at_step", step=arrival)
        found = standings.shown.verdicts[index].ending
        return self.texts.label("out" if standings.is_lost(index) else f"ends_{found}")

    def _sign(self, look: RunLook) -> RingedPoint:
        return RingedPoint(
            self.sheet, colour=look.colour, radius=8, filled=look.filled, shape=look.shape
        )

    def _put(self, label: Label, x: float, baseline: float, alpha: float) -> None:
        label.set_position((self.sheet.x(x), self.sheet.y(baseline)))
        label.set_alpha(alpha)

    def _label(self, content: str, colour: str, edge: Edge, *, bold: bool = False) -> Label:
        return Label(
            self.sheet, content, (0, 0), colour=colour, size=SIZES.label, edge=edge, bold=bold
        )
