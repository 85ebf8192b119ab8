"""Losses side by side as bars from zero, so that a small difference looks small."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from manim import VGroup

from gradreel.engine.arrays import FloatArray
from gradreel.scenes.stage.manim.marks import Follower, polyline
from gradreel.scenes.stage.manim.place import at, pixels
from gradreel.scenes.stage.manim.text import Label, Number
from gradreel.scenes.stage.type.grid import SIZES
from gradreel.scenes.stage.type.theme import Theme

NAMES_END, BARS_BEGIN, LONGEST = 0.15, 0.16, 0.2
"""Where names end and bars begin, and a bar's greatest length, as fractions of the width."""
FIRST, BETWEEN, TALL = 0.862, 0.062, 0.036
"""The first name's baseline, from one to the next, and a bar's height, as fractions of it."""
LOW = 0.006
"""How far below the baseline a bar ends."""
GAP = 10.0
"""From a bar to its number, in pixels."""


class NamedLoss(NamedTuple):
    """A loss, what has it, and in which colour."""

    name: str
    loss: float
    colour: str


class LossBars(VGroup):
    """A bar for each loss, with its name, and its number once the bar has its length.

    Attributes:
        bars: with their names.
        numbers: of each.

    Args:
        losses: what they show, in order.
        grown: the share of their length that they have, read at every frame.
        theme: gives the colours of the numbers.
    """

    def __init__(
        self, losses: Sequence[NamedLoss], grown: Callable[[], float], theme: Theme
    ) -> None:
        self._grown, self._theme = grown, theme
        self._largest = max(each.loss for each in losses)
        self.bars = VGroup(*(self._row(n, each) for n, each in enumerate(losses)))
        self.numbers = VGroup(*(self._number(n, each) for n, each in enumerate(losses)))
        super().__init__(self.bars, self.numbers)

    def _row(self, number: int, shown: NamedLoss) -> VGroup:
        baseline = FIRST + number * BETWEEN
        name = Label(shown.name, size=SIZES.label, colour=shown.colour)
        name.place(at(NAMES_END, baseline), "right")

        def end() -> float:
            return BARS_BEGIN + self._grown() * self._length(shown)

        def outline() -> FloatArray:
            top, bottom = baseline + LOW - TALL, baseline + LOW
            corners = [(BARS_BEGIN, top), (end(), top), (end(), bottom), (BARS_BEGIN, bottom)]
            return polyline(np.array([at(*each) for each in (*corners, corners[0])]))

        bar = Follower(outline, fill_color=shown.colour, fill_opacity=0.8, stroke_width=0)
        return VGroup(name, bar)

    def _number(self, number: int, shown: NamedLoss) -> Number:
        place = at(BARS_BEGIN + self._length(shown), FIRST + number * BETWEEN)
        value = Number(shown.loss, 3, colour=self._theme.text)
        return value.place(place + np.array([pixels(GAP), 0, 0]), "left")

    def _length(self, shown: NamedLoss) -> float:
        return LONGEST * shown.loss / self._largest
