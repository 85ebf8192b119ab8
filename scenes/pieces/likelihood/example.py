"""One of the data from near: what the curve gives it, divided into both outcomes."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from manim import ValueTracker, VGroup

from gradreel.engine.arrays import FloatArray
from gradreel.engine.data import Dataset
from gradreel.scenes.pieces.likelihood.fitting import ShownFit, penalties_of
from gradreel.scenes.stage.manim.marks import Follower, RingedPoint, disc, segments, triangle
from gradreel.scenes.stage.manim.place import at, pixels, stroke, tall
from gradreel.scenes.stage.manim.plots.outcomes import OutcomePlot
from gradreel.scenes.stage.manim.text import Number
from gradreel.scenes.stage.runs.objective import direction
from gradreel.scenes.stage.type.arithmetic import Worked, ways, worked
from gradreel.scenes.stage.type.frame import Shaped, is_tall
from gradreel.scenes.stage.type.grid import GRID, SIZES
from gradreel.scenes.stage.type.typesetting import decimals_for, figures_width, number_text

RADIUS, RING = 10.0, 3.5
"""Of a mark that is spoken of, and of the ring about it, in pixels."""
ASIDE = 16.0
"""From the line to its number, in pixels."""
SEEN = 0.35
"""Opacity of the part that is of what didn't happen."""
LOWEST, HIGHEST = 0.2, 0.8
"""Between these heights of the plot stands a number: beyond are the marks of all the data."""
AIR, TALL = pixels(5), 0.7
"""About a number at the least, and its height in em."""
USUAL, NEAR = (0.7, 0.35), 25
"""About what the curve gives to what happened to the first two that are spoken of; so many of those
that are nearest to it are looked at."""


class _Numbers:
    """The probabilities of what happened and of what didn't.

    Attributes:
        happened, other: their em sizes.
        heights: where one may stand on the plot if the curve runs through where it is best.
        apart: from one's middle to the other's baseline, in em.
    """

    happened, other = Shaped(SIZES.number, tall=0.036), Shaped(SIZES.label, tall=SIZES.smallest)
    heights = Shaped((0.55, 0.35, 0.7, 0.15), tall=(0.55, 0.2, 0.15, 0.62, 0.7))
    apart = Shaped(1.5, tall=1.08)


@dataclass(frozen=True)
class Example:
    """One of the data, and what it costs.

    Attributes:
        index: its row.
        label: what happened, class 0 or 1.
        chance: the probability that the curve gives to that.
        worked: the penalty as it is written: of the chance, so that it can be checked.
    """

    index: int
    label: int
    chance: float
    worked: Worked

    @property
    def penalty(self) -> float:
        """-log of the chance."""
        return -float(np.log(self.chance))


def chosen_examples(data: Dataset, parameters: FloatArray) -> tuple[Example, Example, Example]:
    """One of class 1 and one of class 0 that are usual, and the one that costs most.

    Args:
        data: all of them.
        parameters: (b0, b1) of the curve that is asked.
    """
    penalties = penalties_of(data, parameters)
    chances, worst = np.exp(-penalties), int(np.argmax(penalties))
    first, second = (
        _usual(data, chances, label, usual) for label, usual in zip((1, 0), USUAL, strict=True)
    )
    return first, second, _example(data, chances, worst)


def _usual(data: Dataset, chances: FloatArray, label: int, usual: float) -> Example:
    """Of a class, one of those near a usual chance: the nearest whose penalty needs few digits."""
    of_class = np.flatnonzero(data.target == label)
    nearest = of_class[np.argsort(np.abs(chances[of_class] - usual), kind="stable")[:NEAR]]
    found = [_example(data, chances, index) for index in nearest.tolist()]
    return min(found, key=lambda each: len(each.worked.terms[0]))


def _example(data: Dataset, chances: FloatArray, index: int) -> Example:
    chance = float(chances[index])
    digits = decimals_for(chance, 2)
    written = worked(lambda p: -np.log(p), [ways(chance, digits)], -float(np.log(chance)), 2)
    return Example(index, int(data.target[index]), chance, written)


class Spotlight:
    """A case on the plot: its mark, and the line at it that the curve divides into p and 1 - p.

    Attributes:
        case: it.
        shown: all of it, to be put on the stage.
        number, rest: the probabilities of what happened and of what didn't.
        drawn: how much of the line is there, 0 to 1.
    """

    def __init__(self, case: Example, shown: ShownFit, patients: OutcomePlot) -> None:
        self.case, self._fit, self._patients = case, shown, patients
        self.theme, self.plot = patients.theme, patients.plot
        self.x = float(shown.data.features[case.index, 0])
        of_class = np.flatnonzero(shown.data.target == case.label)
        self._among = int(np.searchsorted(of_class, case.index))
        self.drawn = ValueTracker(0.0)
        lines = self._line(0, self._below), self._line(1, self._above)
        point = RingedPoint(self._on_curve, self.theme, colour=self.theme.model, radius=6)
        self.mark = VGroup(
            self._mark(RADIUS + RING, self.theme.background),
            self._mark(RADIUS, self.theme.of_class(case.label)),
        )
        self.line = VGroup(*lines, point)
        self.number = self._number(self.case.label)
        self.rest = self._number(1 - self.case.label)
        self.shown = VGroup(self.line, self.mark)

    def place(self) -> FloatArray:
        """Where its mark is, (3,)."""
        return np.asarray(self._patients.classes[self.case.label].places[self._among])

    def p(self) -> float:
        """What the curve says of it."""
        return float(self._fit.probability(np.array([self.x]))[0])

    def _below(self) -> tuple[float, float]:
        return 0.0, self.p()

    def _above(self) -> tuple[float, float]:
        return 1.0, self.p()

    def _on_curve(self) -> FloatArray | None:
        return self.plot.point(self.x, self.p()) if self.drawn.get_value() else None

    def _line(self, side: int, ends: Callable[[], tuple[float, float]]) -> Follower:
        """The part of the line below the curve, of class 1, or that above it, of class 0."""
        label = 1 - side

        def outline() -> FloatArray:
            start, end = ends()
            reach = start + self.drawn.get_value() * (end - start)
            places = self.plot.points_at(np.full(2, self.x), np.array([start, reach]))
            return segments(places[:1], places[1:])

        happened = label == self.case.label
        return Follower(
            outline,
            stroke_color=self.theme.of_class(label),
            stroke_width=stroke(7 if happened else 3),
            stroke_opacity=1.0 if happened else SEEN,
        )

    def _mark(self, radius: float, colour: str) -> Follower:
        shape = triangle(radius) if self.case.label else disc(radius)
        return Follower(
            lambda: shape + self.place(), fill_color=colour, fill_opacity=1, stroke_width=0
        )

    def _number(self, label: int) -> Number:
        """The probability of a class, at the side of its part of the line where the curve isn't."""
        happened = label == self.case.label
        chance = self.case.worked.terms[0]
        written = chance if happened else _rest_of(chance)
        made = Number(
            self.p(),
            lambda _: written,
            size=_Numbers.happened if happened else _Numbers.other,
            colour=self.theme.of_class(label),
            form="p = {}" if label else "1 − p = {}",
        )
        made.opaque = True
        width = figures_width(made.content) * made.em
        return made.place(lambda: self._beside(label, width), "left")

    def _beside(self, label: int, width: float) -> FloatArray:
        """Where a number of a width begins: beside its part of the line, clear of the curve."""
        start = 0.0 if label else 1.0
        usual = min(max((start + self.p()) / 2, LOWEST), HIGHEST)
        places = [self._at_height(label, width, height) for height in (usual, *_Numbers.heights)]
        if label != self.case.label:
            taken = self.number.get_center()[1]
            places = [
                each
                for each in places
                if abs(each[1] - taken) > _Numbers.apart * tall(_Numbers.happened)
            ]
            places = places or [self._at_height(label, width, 1 - usual)]
        return next((each for each in places if self._is_clear(each, width)), places[0])

    def _at_height(self, label: int, width: float, height: float) -> FloatArray:
        """Where it begins at the side where the curve isn't, or, without room, at the other."""
        place = self.plot.point(self.x, height) - np.array([0, pixels(10), 0])
        right, left = place[0] + pixels(ASIDE), place[0] - pixels(ASIDE) - width
        end = 1 - GRID.margin if is_tall() else self.plot.box.right
        fits_right = right + width < at(end, 0)[0]
        fits_left = left > at(self.plot.box.left, 0)[0]
        wanted = (direction(self._fit.data) > 0) == bool(label)
        to_right = fits_right if wanted else not fits_left
        return np.array([right if to_right else left, place[1], 0])

    def _is_clear(self, place: FloatArray, width: float) -> bool:
        """Whether the curve doesn't run through a number that begins at a place."""
        plot = self.plot
        ends = at(plot.box.left, 0)[0], at(plot.box.right, 0)[0]
        xs = np.interp(np.linspace(place[0], place[0] + width, 20), ends, (plot.x.low, plot.x.high))
        heights = plot.points_at(xs, self._fit.probability(xs))[:, 1]
        low, high = place[1] - AIR, place[1] + tall(_Numbers.happened) * TALL + AIR
        return not ((low < heights) & (heights < high)).any()


def _rest_of(chance: str) -> str:
    """What a probability leaves of 1, with as many places."""
    places = len(chance.partition(".")[2])
    return number_text(1 - float(chance), places)
