"""Losses side by side as bars from zero, so that a small difference looks small."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from manim import VGroup

from gradreel.engine.arrays import FloatArray
from gradreel.engine.trajectory import Trajectory
from gradreel.scenes.stage.manim.marks import Follower, polyline
from gradreel.scenes.stage.manim.place import at, pixels
from gradreel.scenes.stage.manim.text import Label, Number
from gradreel.scenes.stage.runs.objective import is_fitted, objective_of
from gradreel.scenes.stage.type.frame import Shaped, down
from gradreel.scenes.stage.type.grid import SIZES
from gradreel.scenes.stage.type.theme import Theme
from gradreel.scenes.stage.type.typesetting import number_text

BETWEEN, TALL = 0.062, 0.036
"""From one name's baseline to the next, and a bar's height, in heights of a wide frame."""
LOW = 0.006
"""How far below the baseline a bar ends, likewise."""
PLACES = 3
"""Of a loss in a sentence."""
GAP = 10.0
"""From a bar to its number, in pixels."""


class _Places:
    """Where names end and bars begin, a bar's greatest length, and the first name's baseline."""

    names_end = Shaped(0.15, tall=0.28)
    begin = Shaped(0.16, tall=0.30)
    longest = Shaped(0.2, tall=0.46)
    first = Shaped(0.862, tall=0.608)


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
        baseline = _baseline(number)
        name = Label(shown.name, size=SIZES.label, colour=shown.colour)
        name.place(at(_Places.names_end, baseline), "right")

        def end() -> float:
            return _Places.begin + self._grown() * self._length(shown)

        def outline() -> FloatArray:
            begin, top, bottom = _Places.begin, baseline + down(LOW - TALL), baseline + down(LOW)
            corners = [(begin, top), (end(), top), (end(), bottom), (begin, bottom)]
            return polyline(np.array([at(*each) for each in (*corners, corners[0])]))

        bar = Follower(outline, fill_color=shown.colour, fill_opacity=0.8, stroke_width=0)
        return VGroup(name, bar)

    def _number(self, number: int, shown: NamedLoss) -> Number:
        place = at(_Places.begin + self._length(shown), _baseline(number))
        value = Number(shown.loss, 3, colour=self._theme.text)
        return value.place(place + np.array([pixels(GAP), 0, 0]), "left")

    def _length(self, shown: NamedLoss) -> float:
        return _Places.longest * shown.loss / self._largest


def _baseline(number: int) -> float:
    """That of a name, as a fraction of the frame's height."""
    return _Places.first + number * down(BETWEEN)


def compared(alone: Trajectory, both: Trajectory) -> tuple[str, dict[str, str]]:
    """What may be said of the loss of one curve and of that of two, and the numbers in it."""
    one, two = (round(float(run.loss[-1]), PLACES) for run in (alone, both))
    losses = {"one": number_text(one, PLACES), "two": number_text(two, PLACES)}
    objective = objective_of(alone)
    if objective.best_fit is not None and not is_fitted(alone):
        best = number_text(objective.loss(objective.best_fit), PLACES)
        return "unfitted", {**losses, "best": best}
    return "lower" if two < one else "not_lower", losses
