"""The numbers and names of both axes at the edges of a map."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.artist import Artist
from matplotlib.ticker import MaxNLocator

from gradreel.engine.arrays import FloatArray
from gradreel.scenes.stage.figure.sheet import Artists, Sheet
from gradreel.scenes.stage.figure.text import SLACK, Label, axis_name, ink
from gradreel.scenes.stage.type.scale import Notation, notation
from gradreel.scenes.stage.type.style import GRID, SIZES, Edge, Place, down
from gradreel.scenes.stage.type.typesetting import broken_if_tall

MOST_TICKS, TICK_GAP = 4, 0.01
"""Numbers along an axis, and the least room between two, as a fraction of the stage's height."""

BELOW, NAME_BELOW, NAME_ABOVE, LINE = 0.05, 0.108, 0.022, 0.045
"""Baselines of the numbers and the name below a map, and of the name above it, from its edges, and
from one line of that to the next, in heights of a wide stage."""


@dataclass(frozen=True, eq=False)
class MapScales:
    """The scales of a map whose edges are parallel to its axes.

    Attributes:
        sheet: where it is drawn.
        box: its (left, low, right, high) in pixels, as Matplotlib counts.
        window: [[x low, y low], [x high, y high]].
    """

    sheet: Sheet
    box: Sequence[float]
    window: FloatArray

    def artists(self, x_name: str, y_name: str) -> Artists:
        """The numbers and the names of both axes; a name in dollars is maths.

        The y name stands above the map's left edge, the x name below its middle. How the numbers
        are to be read is said there too, if they need it.
        """
        sheet, (left, low, right, high) = self.sheet, self.box
        below, x_notation = self._below()
        beside, y_notation = self._beside()
        x_place = self._place((left + right) / 2, low, below=NAME_BELOW)
        y_place = self._place(left, high, below=-NAME_ABOVE)
        return [
            *below,
            *beside,
            axis_name(sheet, _titled(x_name, x_notation), x_place, edge="centre"),
            *self._above(_titled(y_name, y_notation), y_place),
        ]

    def _above(self, name: str, place: Place) -> list[Artist]:
        """A name above the map's left edge; in a tall frame over lines if it has to be."""
        (x, y), room = place, 1 - GRID.margin - place[0]
        is_maths = name.startswith("$")
        lines = [name] if is_maths else broken_if_tall(name, SIZES.label, room, bold=False)
        heights = [y - down(index * LINE) for index in reversed(range(len(lines)))]
        pairs = zip(lines, heights, strict=True)
        return [axis_name(self.sheet, line, (x, height)) for line, height in pairs]

    def numbers_at_left(self) -> list[Label]:
        """The numbers left of the map."""
        return self._beside()[0]

    def numbers_below(self) -> list[Label]:
        """The numbers below the map."""
        return self._below()[0]

    def _beside(self) -> tuple[list[Label], Notation]:
        """The numbers left of the map, and how they are written."""
        values = ticks(*self.window[:, 1].tolist())
        written, made = notation(values), []
        for value, at in zip(values, self._along(values, 1), strict=True):
            x, y = self._place(self.box[0], at, below=0.012)
            made.append(_tick(self.sheet, written.name(value), (x - 0.008, y), "right"))
        return made, written

    def _below(self) -> tuple[list[Label], Notation]:
        """The numbers below the map, as many as have room, and how they are written."""
        low, high = self.window[:, 0].tolist()
        best: tuple[list[Label], Notation] = [], Notation()
        for most in range(MOST_TICKS, 0, -1):
            values = ticks(low, high, most)
            written = notation(values)
            made = [
                _tick(
                    self.sheet,
                    written.name(value),
                    self._place(at, self.box[1], below=BELOW),
                    "centre",
                )
                for value, at in zip(values, self._along(values, 0), strict=True)
            ]
            kept = self._with_room(made)
            if kept and len(kept) == len(made):
                return kept, written
            best = max(best, (kept, written), key=lambda each: len(each[0]))
        return best

    def _along(self, values: Sequence[float], axis: int) -> list[float]:
        """Where values of an axis are, in pixels along it."""
        places: list[float] = np.interp(
            values, self.window[:, axis], [self.box[axis], self.box[axis + 2]]
        ).tolist()
        return places

    def _place(self, across: float, up: float, *, below: float) -> tuple[float, float]:
        """A place in pixels as fractions of the stage, and so much below it."""
        x, y = self.sheet.fractions((across, up))
        return x, y + down(below)

    def _with_room(self, written: Sequence[Label]) -> list[Label]:
        """Those of some numbers side by side that have room after the one before."""
        kept: list[Label] = []
        end, last = -np.inf, self.sheet.x(1 - GRID.margin) + self.sheet.stroke(SLACK)
        for each in written:
            box = ink(each)
            if box.x0 >= end and box.x1 <= last:
                kept.append(each)
                end = float(box.x1) + self.sheet.tall(TICK_GAP)
        return kept


def ticks(low: float, high: float, most: int = MOST_TICKS) -> list[float]:
    """Choose a few round numbers in an interval, none at its very ends.

    Args:
        low: the interval's lower end.
        high: its upper end.
        most: into how many parts they may divide it.
    """
    inner = (high - low) * 0.02
    found = MaxNLocator(nbins=most, steps=[1, 2, 2.5, 5, 10]).tick_values(low, high)
    return [float(each) for each in found if low + inner <= each <= high - inner]


def _titled(name: str, written: Notation) -> str:
    """A name of an axis, one in dollars being maths, with how its numbers are to be read."""
    if name.startswith("$"):
        return f"${written.titled_maths(name.strip('$'))}$"
    return written.titled(name)


def _tick(sheet: Sheet, content: str, place: Place, edge: Edge) -> Label:
    return Label(sheet, content, place, colour=sheet.theme.muted, size=SIZES.tick, edge=edge)
