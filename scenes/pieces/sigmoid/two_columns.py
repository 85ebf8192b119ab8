"""The plate of numbers beside the curve, which has two columns where it is below the curve."""

from gradreel.scenes.stage.manim.panel import Panel
from gradreel.scenes.stage.type.frame import Shaped, is_tall
from gradreel.scenes.stage.type.grid import GRID
from gradreel.scenes.stage.type.theme import Theme


class _Columns:
    """Where the text of each begins and ends in a tall frame, as fractions of its width."""

    first = 0.085, 0.405
    second = 0.455, 0.915


class PanelRooms:
    """Where the panels begin: the one that explains, and the longer one of the fit."""

    explaining = Shaped(GRID.panel_top, tall=0.665)
    fitting = Shaped(0.215, tall=0.665)


class TwoColumns(Panel):
    """A panel that in a tall frame goes on at its top, beside what it has already."""

    def __init__(self, theme: Theme, top: float) -> None:
        self._deepest = 0.0
        super().__init__(theme, top=top)
        self._first = self.cursor
        if is_tall():
            self.left, self.right = _Columns.first

    def go_on(self) -> None:
        """Let what follows stand in the second column, if there is one."""
        if is_tall():
            self.cursor = self._first
            self.left, self.right = _Columns.second

    def divide(self) -> None:
        """Add a line across if there is one column only."""
        if not is_tall():
            self.rule()

    def widen(self, share: float) -> None:
        """Let it reach so far, 0 to 1, from the first column's end to that of the second."""
        low, high = _Columns.first[1] + GRID.margin / 2, 1 - GRID.margin
        self.edges = self.edges[0], low + share * (high - low)
        self._grow()

    def _grow(self) -> None:
        """In a tall frame it is as high as its longer column."""
        cursor = self.cursor
        if is_tall():
            self._deepest = self.cursor = max(cursor, self._deepest)
        super()._grow()
        self.cursor = cursor
