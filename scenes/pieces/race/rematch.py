"""The second column of the board: the order on another surface, and lines from the first."""

from collections.abc import Callable, Sequence

import numpy as np
from matplotlib.artist import Artist
from matplotlib.lines import Line2D

from gradreel.engine.objectives import SurfaceObjective
from gradreel.scenes.pieces.race.board import NONE, RAISED, Board, BoardPlaces
from gradreel.scenes.pieces.race.clock import RaceClock
from gradreel.scenes.stage.figure.marks import RingedPoint
from gradreel.scenes.stage.figure.motion import faded
from gradreel.scenes.stage.figure.text import Label
from gradreel.scenes.stage.type.frame import Shaped, down
from gradreel.scenes.stage.type.grid import SIZES
from gradreel.scenes.stage.type.typesetting import line_room, text_width

HEAD = 0.047
"""From the first row up to the names of the columns, in heights of a wide stage."""

MADE_ROOM = 0.8
"""The share of their way after which the first results are clear of the lines beside them."""

BACK = 0.5
"""The opacity of runs that haven't arrived in the end."""


class RematchPlaces:
    """Where the second column is, as fractions of the stage.

    Attributes:
        first: where the lines between both columns begin.
        sign: where the signs stand that they lead to.
        clear: from the middle of a sign to what stands right of it.
    """

    first = Shaped(0.785, tall=0.615)
    sign = Shaped(0.838, tall=0.7)
    clear = Shaped(0.014, tall=0.026)


class SecondColumn:
    """The results of the rematch beside those of the race, as functions of a story's values.

    Its values: `pair`, the opacity of the column; `race` and `other_race`, the seconds of both.
    """

    def __init__(self, board: Board, clock: RaceClock) -> None:
        """Make the column.

        Args:
            board: of the first race.
            clock: of the second.
        """
        self._board, self._clock = board, clock
        sheet = board.sheet
        self._signs = [
            RingedPoint(sheet, colour=look.colour, radius=8, filled=look.filled, shape=look.shape)
            for look in board.looks
        ]
        self._lines = [
            Line2D([], [], color=look.colour, linewidth=sheet.stroke(3.5), figure=sheet.figure)
            for look in board.looks
        ]
        self._results = [
            Label(
                sheet, "", (0, 0), colour=look.colour, edge="right", bold=True, size=SIZES.smallest
            )
            for look in board.looks
        ]

    def add(self) -> None:
        """Put the column on the sheet, and what both are columns of above them."""
        sheet, theme = self._board.sheet, self._board.sheet.theme
        head, small, muted = (
            self._board.baseline_of(0, 1.0) - down(HEAD),
            SIZES.smallest,
            theme.muted,
        )
        titles = [
            Label(sheet, content, (x, head), colour=muted, size=small, edge="right")
            for content, x in zip(
                self._titles(), (BoardPlaces.first_result, BoardPlaces.right), strict=True
            )
        ]
        meaning = self._board.texts.label("results")
        place = BoardPlaces.left, head
        sheet.add(faded(Label(sheet, meaning, place, colour=muted, size=small)), "pair")
        sheet.add(faded(*titles), "pair")
        reads = "pair", "close", "race", "other_race"
        for index in range(len(self._lines)):
            sheet.add(self._line(index), *reads)
        for index in range(len(self._lines)):
            sheet.add(self._place(index), *reads)

    def baseline(self, index: int, seconds: float) -> float:
        """Where a run's row of the second column stands."""
        return self._board.baseline_of(self._clock.rank(index, seconds), 1.0)

    def _out(self, index: int, seconds: float) -> float:
        """How far a run that hasn't arrived has left the ranks: they are of those that have."""
        if self._clock.standings.arrivals[index] is not None:
            return 0.0
        late = (seconds - self._clock.pace.seconds) / (
            self._clock.seconds - self._clock.pace.seconds
        )
        return min(max(late, 0.0), 1.0)

    def _opacity(self, index: int, seconds: float) -> float:
        """Runs that haven't arrived step back in the end."""
        return 1 - (1 - BACK) * self._out(index, seconds)

    def _result(self, index: int) -> str:
        """The step at which a run has arrived, with its name if there is room."""
        arrival, name = self._clock.standings.arrivals[index], self._board.looks[index].name
        if arrival is None:
            return NONE
        content, left = f"{name} {arrival}", RematchPlaces.sign + RematchPlaces.clear
        is_short = text_width(content, bold=True) <= line_room(
            SIZES.smallest, BoardPlaces.right - left
        )
        return content if is_short else str(arrival)

    def _titles(self) -> list[str]:
        clocks = self._board.clock, self._clock
        objectives = (clock.standings.shown.objective for clock in clocks)
        surfaces = [each.surface for each in objectives if isinstance(each, SurfaceObjective)]
        return [self._board.texts.surface(each) for each in surfaces]

    def _line(self, index: int) -> Callable[[float, float, float, float], Sequence[Artist]]:
        line, sheet = self._lines[index], self._board.sheet

        def shown(pair: float, close: float, race: float, seconds: float) -> Sequence[Artist]:
            first = self._board.baseline(index, close, race) - down(RAISED)
            last = self.baseline(index, seconds) - down(RAISED)
            drawn = max((pair - MADE_ROOM) / (1 - MADE_ROOM), 0.0)
            left = RematchPlaces.first
            ends = left, left + drawn * (RematchPlaces.sign - left)
            line.set_data([sheet.x(x) for x in ends], [sheet.y(y) for y in (first, last)])
            line.set_alpha(drawn * (1 - self._out(index, seconds)))
            return (line,) if drawn else ()

        return shown

    def _place(self, index: int) -> Callable[[float, float, float, float], Sequence[Artist]]:
        sheet, label, sign = self._board.sheet, self._results[index], self._signs[index]
        arrival = self._clock.standings.arrivals[index]

        def shown(pair: float, close: float, race: float, seconds: float) -> Sequence[Artist]:
            del close, race
            if not pair:
                return ()
            baseline = self.baseline(index, seconds)
            middle = np.array([sheet.x(RematchPlaces.sign), sheet.y(baseline - down(RAISED))])
            drawn: list[Artist] = [*sign.at(middle)]
            over = seconds >= self._clock.pace.seconds
            label.set_text(self._result(index))
            label.set_position((sheet.x(BoardPlaces.right), sheet.y(baseline)))
            if (arrival is None and over) or self._clock.arriving(index, seconds):
                drawn.append(label)
            for each in drawn:
                each.set_alpha(pair * self._opacity(index, seconds))
            return drawn

        return shown
