"""What a curve says of a person, and of how many that is right."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from manim import DL, UR, VGroup
from numpy.typing import NDArray

from gradreel.engine.arrays import FloatArray
from gradreel.engine.data import Dataset
from gradreel.scenes.pieces.sigmoid.figure import LogisticFigure
from gradreel.scenes.pieces.sigmoid.logistic import curve_of
from gradreel.scenes.stage.manim.layout import Rectangle
from gradreel.scenes.stage.manim.marks import (
    Follower,
    RingedPoint,
    dash_points,
    disc,
    polyline,
    triangle,
)
from gradreel.scenes.stage.manim.place import pixels, share_of_width, stroke
from gradreel.scenes.stage.manim.plot import SAMPLES
from gradreel.scenes.stage.manim.text import Label, Number
from gradreel.scenes.stage.type.frame import Shaped, is_tall
from gradreel.scenes.stage.type.grid import SIZES
from gradreel.scenes.stage.type.names import BOLDER
from gradreel.scenes.stage.type.typesetting import broken_if_tall, figures_width, number_text

TINT = 0.16
"""Opacity of the part of the plot in which one answer is given."""
HOLLOW = 0.62
"""Radius of the hole in a mark that is judged wrong."""

HIGHEST = 0.72
"""A value of p has room above its point up to here: above that are the data of class 1."""

LOWEST, ASIDE = 0.15, 14.0
"""How high on the plot the last line of a name below the curve is, and how far from an edge all
are, in pixels."""


class _Parts:
    """Both parts of the plot and the names in them.

    Attributes:
        part: from which height on the plot to which a part goes, about the classes' names.
        highest, pitch: the first line's height above the curve, and from line to line.
        size: of the type.
    """

    part = Shaped((-0.25, 1.25), tall=(-0.29, 1.29))
    highest = Shaped(0.75, tall=0.78)
    pitch = Shaped(0.12, tall=0.155)
    size = Shaped(SIZES.label, tall=SIZES.smallest)


@dataclass(frozen=True, eq=False)
class Answers:
    """The answer of a curve for each of the data: class 1 where p is above one half.

    Attributes:
        data: what is judged.
        parameters: (b0, b1) of the curve.
    """

    data: Dataset
    parameters: FloatArray

    @property
    def xs(self) -> FloatArray:
        """The feature (n,)."""
        return self.data.features[:, 0]

    @cached_property
    def given(self) -> FloatArray:
        """The class that is answered (n,)."""
        return np.asarray(curve_of(self.parameters)(self.xs) > 0.5, dtype=float)

    @cached_property
    def right(self) -> NDArray[np.bool_]:
        """Which are right (n,)."""
        return np.asarray(self.given == self.data.target)

    @cached_property
    def one_for_all(self) -> int | None:
        """The class that all get, if they do: the more frequent one where p is one half for all."""
        if not self.parameters.any():
            return int(2 * self.data.target.sum() > self.data.n)
        first = int(self.given[0])
        return first if (self.given == first).all() else None

    @property
    def right_in_all(self) -> int:
        """How many are right."""
        given = self.given if self.one_for_all is None else self.one_for_all
        return int((self.data.target == given).sum())

    def right_of_answer(self, label: int) -> tuple[int, int]:
        """How many that get an answer are right, and how many get it."""
        mine = self.given == label
        return int((self.right & mine).sum()), int(mine.sum())


class Judging:
    """The plot in two parts, one for each answer, that come up to where a sweep is.

    Attributes:
        reach: the value of the feature that the sweep has come to.
        regions: the parts, to lie below all else.
        hollow: holes in the marks that are judged wrong.
        names: of each part, what is answered there and how many of these are right.
    """

    def __init__(self, figure: LogisticFigure, answers: Answers) -> None:
        self.figure, self.answers = figure, answers
        self.plot = figure.plot
        intercept, slope = answers.parameters
        self.centre, self.rises = float(-intercept / slope), bool(slope > 0)
        self.reach = self.plot.x.low
        self.regions = VGroup(*(self._region(label) for label in (0, 1)))
        self.hollow = VGroup(*(self._hollow(label) for label in (0, 1)))
        self.names = VGroup(*(self._names(label) for label in (0, 1)))

    def sweep(self, share: float) -> None:
        """Come so far, from the left to the right."""
        self.reach = self.plot.x.low + share * (self.plot.x.high - self.plot.x.low)
        for each in (*self.regions, *self.hollow):
            each.write()

    def _region(self, label: int) -> Follower:
        low, high = self._span(label)

        def outline() -> FloatArray:
            end = min(self.reach, high)
            if end <= low:
                return np.zeros((0, 3))
            bottom, top = _Parts.part
            corners = [(low, bottom), (end, bottom), (end, top), (low, top), (low, bottom)]
            return polyline(np.array([self.plot.point(*each) for each in corners]))

        colour = self.figure.theme.of_class(label)
        return Follower(outline, fill_color=colour, fill_opacity=TINT, stroke_width=0)

    def _span(self, label: int) -> tuple[float, float]:
        """From where to where on the plot a class is answered."""
        at_right = self.rises == bool(label)
        low, high = self.plot.x.low, self.plot.x.high
        return (self.centre, high) if at_right else (low, self.centre)

    def _hollow(self, label: int) -> Follower:
        marks, drawn = self.figure.classes[label], self.figure.drawn
        wrong = ~Answers(drawn, self.answers.parameters).right[drawn.target == label]
        xs = marks.xs
        shape = (triangle if label else disc)(marks.radius * HOLLOW)

        def outline() -> FloatArray:
            places = marks.places[wrong & (xs <= self.reach)]
            points: FloatArray = (places[:, None, :] + shape[None]).reshape(-1, 3)
            return points

        return Follower(
            outline, fill_color=self.figure.theme.background, fill_opacity=1, stroke_width=0
        )

    def _names(self, label: int) -> VGroup:
        """The answer and how many of its kind are right, where the curve isn't, if they fit."""
        figure, data = self.figure, self.answers.data
        low, high = self._span(label)
        at_right = high == self.plot.x.high
        above = at_right != self.rises
        right, count = self.answers.right_of_answer(label)
        name = figure.texts.class_label(data.target_name, data.class_names, label, 12.0)
        colour = figure.theme.of_class(label)
        words = (
            figure.texts.label("says", name=name),
            figure.texts.label("right_of", right=right, count=count),
        )
        ends = (self.plot.point(each, 0.0)[0] for each in (low, high))
        room = -np.subtract(*ends) - 2 * pixels(ASIDE)
        lines = [line for each in words for line in _broken(each, share_of_width(room))]
        made, pitch = VGroup(), _Parts.pitch
        first = _Parts.highest if above else LOWEST + pitch * (len(lines) - 1)
        for index, content in enumerate(lines):
            line = Label(content, size=_Parts.size, colour=colour)
            edge = pixels(-ASIDE if at_right else ASIDE)
            foot = self.plot.point(high if at_right else low, first - pitch * index)
            made.add(line.place(foot + np.array([edge, 0, 0]), "right" if at_right else "left"))
        return made if made.width <= room and not self._covers_curve(made) else VGroup()

    def _covers_curve(self, names: VGroup) -> bool:
        """Whether any line of a name lies on the curve; in a wide frame they are short enough."""
        xs = np.linspace(self.plot.x.low, self.plot.x.high, SAMPLES)
        curve = self.plot.points_at(xs, curve_of(self.answers.parameters)(xs))
        boxes = (Rectangle(*each.get_corner(DL)[:2], *each.get_corner(UR)[:2]) for each in names)
        return is_tall() and any(box.holds_any(curve) for box in boxes)


def _broken(content: str, room: float) -> list[str]:
    """Break a name into lines of a share of the frame's width, if the frame is tall."""
    room *= BOLDER  # by which lines are measured
    return broken_if_tall(content, _Parts.size, room)


class Reader:
    """A point that goes along the curve, with what the curve says there.

    Attributes:
        x: where it is.
        told: what is read there: a value of the feature as it is written.
        shown: its line down to the axis, the point and what is read.
    """

    def __init__(self, figure: LogisticFigure, ends: tuple[float, float]) -> None:
        self.figure, self.ends = figure, ends
        self.read(0.0)
        theme = figure.theme
        self.drop = Follower(
            lambda: dash_points(self._place(), figure.foot(self.x)),
            stroke_color=theme.model,
            stroke_width=stroke(2),
        )
        self.point = RingedPoint(self._place, theme, colour=theme.model, radius=9)
        self.value = Number(
            lambda: self._p(self.told), self._written, size=SIZES.label, colour=theme.model
        )
        self.value.place(self._beside, "left")
        self.shown = VGroup(self.drop, self.point, self.value)

    def read(self, share: float) -> None:
        """Go so far from the first end to the other."""
        self.x = self._on_the_way(share)
        self.told = self.figure.written.as_written(self.x)

    def _on_the_way(self, share: float) -> float:
        return self.ends[0] + share * (self.ends[1] - self.ends[0])

    def _written(self, p: float) -> str:
        return f"x = {self.figure.written.value.text(self.told)}: p = {number_text(p, 2)}"

    def _p(self, x: float) -> float:
        return float(self.figure.shown.probability(np.array([x]))[0])

    def _place(self) -> FloatArray:
        return self.figure.plot.point(self.x, self._p(self.x))

    def _beside(self) -> FloatArray:
        """On the side where the curve is lower, above all of it that is below."""
        figure, place = self.figure, self._place()
        left, right = (figure.plot.point(each, 0.0)[0] for each in self._axis())
        width = figures_width(self.value.content) * self.value.em
        aside = pixels(16) if figure.shown.path[-1, 1] < 0 else -pixels(16) - width
        start = min(max(place[0] + aside, left), right - width)
        low, high = self._axis()
        ends = np.interp([start, start + width], [left, right], [low, high])
        highest = min(float(figure.shown.probability(ends).max()), HIGHEST)
        height = max(place[1], figure.plot.point(low, highest)[1]) + pixels(14)
        return np.array([start, height, 0])

    def _axis(self) -> tuple[float, float]:
        return self.figure.plot.x.low, self.figure.plot.x.high


def ends_of_reading(data: Dataset, parameters: FloatArray) -> tuple[float, float]:
    """From where to where a reader goes: inside the data, and where its value has room above."""
    low, high = (float(each) for each in np.quantile(data.features, (0.05, 0.9)))
    intercept, slope = parameters
    if not slope:
        return low, high
    highest = float((np.log(HIGHEST / (1 - HIGHEST)) - intercept) / slope)
    if slope < 0:
        return min(max(low, highest), high), high
    return low, max(min(high, highest), low)
