"""The error of each width, on a log scale: a line of the network that grows, rings of others."""

from collections.abc import Callable, Sequence

import numpy as np
from matplotlib.artist import Artist
from matplotlib.lines import Line2D

from gradreel.engine.arrays import FloatArray
from gradreel.scenes.stage.figure.marks import RingedPoint
from gradreel.scenes.stage.figure.motion import faded
from gradreel.scenes.stage.figure.sheet import Sheet
from gradreel.scenes.stage.figure.text import Label
from gradreel.scenes.stage.type.captions import Captions
from gradreel.scenes.stage.type.frame import Shaped, down, is_tall
from gradreel.scenes.stage.type.grid import SIZES, Box, Edge
from gradreel.scenes.stage.type.scale import log_scale
from gradreel.scenes.stage.type.typesetting import as_given, rounded

LEAST = 1e-9
"""An error below is drawn as this: a log scale has no zero."""

BELOW, NAME_BELOW, BESIDE, HALF = 0.052, 0.112, 0.012, 0.012
INSIDE, RIDER_ABOVE = 0.008, 0.1
"""From the lower left corner of the chart to the rider's number, and into it."""
TRAINING_ABOVE = 0.025
"""From a point in training up to its name, in heights of a wide stage."""
STANDS = 0.25
"""So long the rider stands at a width, of the time for each."""
UNFINISHED = 0.35
"""Opacity of the line to a width that is in training."""
DOT, RING = 6.0, 5.0
"""Radii of an error of the network that grows, and of one that started anew, in 720ths."""


class _Places:
    """Where the chart is, as fractions of the stage.

    Attributes:
        chart: its axes.
        rider_edge: by which the rider's number is held.
        key: from its lower left corner up to the name of the rings.
        name: from its top up to what it shows.
        training: the least and the greatest middle of the name of a point in training.
    """

    chart = Shaped(Box(0.70, 0.945, 0.315, 0.815), tall=Box(0.20, 0.94, 0.712, 0.858))
    name = Shaped(0.03, tall=0.045)
    rider_edge: Shaped[Edge] = Shaped("left", tall="right")
    key = Shaped(0.055, tall=0.026)
    training = Shaped((0.744, 0.91), tall=(0.285, 0.855))


class ErrorChart:
    """Columns for the widths, the error upwards."""

    def __init__(
        self, sheet: Sheet, widths: Sequence[int], errors: Sequence[float], texts: Captions
    ) -> None:
        """Prepare the axes.

        Args:
            sheet: where it will be drawn.
            widths: numbers of units, rising.
            errors: all that will be shown.
            texts: the words.
        """
        self._sheet, self._widths = sheet, tuple(widths)
        self._ring_key, self._training = texts.label("ring"), texts.label("training")
        self._texts = texts
        shown = np.clip(errors, LEAST, None)
        self._scale = log_scale(float(shown.min()) / 2.5, float(shown.max()) * 1.8, count=4)
        theme, smallest = sheet.theme, SIZES.smallest
        chart = _Places.chart
        middle = (chart.left + chart.right) / 2
        names = [
            Label(
                sheet,
                texts.label("error"),
                (_Places.chart.left, _Places.chart.top - _Places.name),
                colour=theme.muted,
            ),
            Label(
                sheet,
                texts.label("units"),
                (middle, _Places.chart.bottom + down(NAME_BELOW)),
                colour=theme.muted,
                edge="centre",
            ),
        ]
        ticks = [
            Label(
                sheet,
                as_given(value),
                (_Places.chart.left - BESIDE, self._height(value) + down(HALF)),
                colour=theme.muted,
                size=smallest,
                edge="right",
            )
            for value in self._scale.ticks
        ]
        counts = [
            Label(
                sheet,
                str(width),
                (self._across(index), _Places.chart.bottom + down(BELOW)),
                colour=theme.muted,
                size=smallest,
                edge="centre",
            )
            for index, width in enumerate(self._widths)
        ]
        rules = [self._rule(value) for value in self._scale.ticks]
        self.axes = faded(*rules, *names, *ticks, *counts)

    def place(self, index: int, error: float) -> FloatArray:
        """Where an error of the width of an index is (2,), in pixels."""
        return np.array([self._sheet.x(self._across(index)), self._sheet.y(self._height(error))])

    def line(self) -> Callable[[Sequence[float], bool, float], Sequence[Artist]]:
        """A drawing of the first widths' errors, a point at each, and an opacity.

        While a width is in training, its point is named so, and only a faint line leads to it.
        """
        sheet = self._sheet
        made = Line2D([], [], color=sheet.theme.model, linewidth=sheet.stroke(3.0))
        made.set(figure=sheet.figure, solid_joinstyle="round")
        way = Line2D([], [], color=sheet.theme.model, linewidth=sheet.stroke(3.0))
        way.set(figure=sheet.figure)
        colour = sheet.theme.model
        word = Label(
            sheet, self._training, (0.0, 0.0), colour=colour, size=SIZES.smallest, edge="centre"
        )
        points = [RingedPoint(sheet, colour=colour, radius=DOT) for _ in self._widths]

        def shown(errors: Sequence[float], trains: bool, opacity: float) -> Sequence[Artist]:
            places = np.array([self.place(*each) for each in enumerate(errors)])
            done = places[:-1] if trains else places
            made.set_data(done[:, 0], done[:, 1])
            way.set_data(places[-2:, 0], places[-2:, 1])
            signs = zip(points, places, strict=False)
            drawn: list[Artist] = [made, *(each for sign, at in signs for each in sign.at(at))]
            if trains:
                index = len(errors) - 1
                highest = min(self._height(each) for each in errors[-2:])
                place = self._within(index), highest - down(TRAINING_ABOVE)
                word.set_position((sheet.x(place[0]), sheet.y(place[1])))
                drawn = [way, *drawn, word]
            for each in drawn:
                each.set_alpha(opacity * (UNFINISHED if each is way else 1.0))
            return drawn if opacity else ()

        return shown

    def rider(self, errors: Sequence[float]) -> Callable[[float, float], Sequence[Artist]]:
        """A point on the line of all errors, and the last error that it has passed.

        Returns:
            a drawing of how many widths it has come from the first, and an opacity.
        """
        chart = _Places.chart
        place = chart.left + INSIDE, chart.bottom - RIDER_ABOVE
        if is_tall():
            place = chart.right, chart.top - _Places.name
        colour, point = self._sheet.theme.text, RingedPoint(self._sheet)
        number = Label(
            self._sheet,
            "0",
            place,
            colour=colour,
            size=SIZES.smallest,
            edge=_Places.rider_edge,
            bold=True,
        )
        places = np.array([self.place(*each) for each in enumerate(errors)])

        def shown(ride: float, opacity: float) -> Sequence[Artist]:
            index = np.arange(len(places))
            on_way = np.floor(ride) + np.clip((ride % 1 - STANDS) / (1 - STANDS), 0, 1)
            at = np.array([np.interp(on_way, index, column) for column in places.T])
            told = min(round(on_way), len(errors) - 1)
            number.set_text(
                self._texts.label(
                    "error_of", units=self._widths[told], error=error_text(errors[told])
                )
            )
            drawn = [*point.at(at), number]
            for each in drawn:
                each.set_alpha(opacity)
            return drawn if opacity else ()

        return shown

    def rings(
        self, spoken: int
    ) -> Callable[[Sequence[Sequence[float]], float, float], Sequence[Artist]]:
        """A drawing of several errors at each width after the first.

        Args:
            spoken: the index of the width that is spoken of.

        Returns:
            a drawing of them, an opacity of that width's, and one of the others'.
        """
        sheet = self._sheet
        own, rest = self._rings_in(sheet.theme.text), self._rings_in(sheet.theme.muted)
        word = Label(
            sheet,
            self._ring_key,
            (_Places.chart.left + INSIDE, _Places.chart.bottom - _Places.key),
            colour=sheet.theme.text,
            size=SIZES.smallest,
        )

        def shown(
            errors: Sequence[Sequence[float]], opacity: float, others: float
        ) -> Sequence[Artist]:
            places = {
                index: [self.place(index, error) for error in each]
                for index, each in enumerate(errors, start=1)
            }
            own.set_data(*np.transpose(places.pop(spoken)))
            rest.set_data(*np.transpose([place for each in places.values() for place in each]))
            return [*faded(rest)(others), *faded(own, word)(opacity)]

        return shown

    def _rings_in(self, colour: str) -> Line2D:
        made = Line2D([], [], linestyle="", marker="o", markersize=self._sheet.stroke(2 * RING))
        made.set(figure=self._sheet.figure, markerfacecolor="none", markeredgecolor=colour)
        made.set_markeredgewidth(self._sheet.stroke(2.0))
        return made

    def _rule(self, value: float) -> Line2D:
        sheet, y = self._sheet, self._sheet.y(self._height(value))
        ends = [sheet.x(_Places.chart.left), sheet.x(_Places.chart.right)]
        made = Line2D(ends, [y, y], color=sheet.theme.grid, linewidth=sheet.stroke(1.5))
        made.set_figure(sheet.figure)
        return made

    def _within(self, index: int) -> float:
        """Where a width's name of being in training has its middle, inside the chart."""
        least, greatest = _Places.training
        return min(max(self._across(index), least), greatest)

    def _across(self, index: int) -> float:
        share = (index + 0.5) / len(self._widths)
        return _Places.chart.left + share * (_Places.chart.right - _Places.chart.left)

    def _height(self, error: float) -> float:
        share = np.clip(float(self._scale.share(max(error, LEAST))), 0.0, 1.0)
        return _Places.chart.bottom - float(share) * (_Places.chart.bottom - _Places.chart.top)


def error_text(error: float) -> str:
    """An error in two digits."""
    return as_given(rounded(error, 2))
