"""All that the scene `universal` draws, as functions of its values."""

from collections.abc import Sequence

import numpy as np
from matplotlib.artist import Artist

from gradreel.scenes.pieces.universal.curve_plot import CurvePlot, CurveRooms, terms_plot
from gradreel.scenes.pieces.universal.error_chart import ErrorChart
from gradreel.scenes.pieces.universal.growth import Fresh, Growth, error, sum_of
from gradreel.scenes.stage.figure.motion import faded
from gradreel.scenes.stage.figure.sheet import Sheet, Update
from gradreel.scenes.stage.figure.text import Label
from gradreel.scenes.stage.type.captions import Captions
from gradreel.scenes.stage.type.frame import is_tall

ABOVE = 0.03
"""From a box to the words above it, as a fraction of the stage's height."""

BACK = 0.3
"""Opacity of what steps back."""


class UniversalDrawing:
    """The curve and its fit, what each unit adds, and the chart of errors."""

    def __init__(
        self, sheet: Sheet, growths: Sequence[Growth], fresh: Fresh, texts: Captions
    ) -> None:
        """Take what is drawn.

        Args:
            sheet: where.
            growths: on the main curve, on others, and on the main one once more.
            fresh: networks that start anew.
            texts: the words.
        """
        self._sheet, self._growths, self._fresh, self._texts = sheet, growths, fresh, texts
        curves = [(each.target, each.outputs) for each in growths]
        self._plot = CurvePlot(sheet, growths[0].inputs, curves)
        ends = [each.sum(len(each.widths)).terms for each in growths]
        reach = max(float(np.abs(each).max()) for each in ends)
        self._terms = terms_plot(sheet, growths[0].inputs, max(reach, 1e-3))
        shown = [error for each in growths for error in each.errors]
        others = [error(run, 1.0) for runs in fresh.runs for run in runs]
        self._chart = ErrorChart(sheet, growths[0].widths, [*shown, *others], texts)

    def add(self) -> None:
        """Put all on the sheet, from the bottom to the top."""
        sheet, times = self._sheet, ("at", "at1", "at2", "curve")
        sheet.add(self._chart.axes, "chart")
        sheet.add(self._plot.points, "points", "curve", "aside")
        sheet.add(self._names(), "chart")
        sheet.add(self._target_name(), "curve", "chart", "rings")
        sheet.add(self._fresh_fits(), "anew", "rings")
        sheet.add(self._fits(), *times, "fit", "aside", "part", "rings", "others")
        sheet.add(self._units(), *times, "chart", "part", "rings", "others")
        sheet.add(self._count(), *times, "chart", "rings", "others")
        sheet.add(self._rings(), "anew", "rings", "others")
        sheet.add(self._errors(), *times, "chart")
        sheet.add(self._chart.rider(self._growths[0].errors), "ride", "riding")

    def _at(self, at: float, at1: float, at2: float, curve: float) -> tuple[int, float, float]:
        """Which growth is shown, at which time of it, and how visible it is between two."""
        index, seen = self._shown(curve)
        return index, (at, at1, at2, at)[index], seen

    def _shown(self, curve: float) -> tuple[int, float]:
        """Which curve is spoken of, and how visible its words are while it becomes the next."""
        return int(curve + 0.5), abs(1 - 2 * (curve % 1))

    def _fits(self) -> Update:
        line = self._plot.line(self._sheet.theme.model, 5.0)

        def shown(*values: float) -> Sequence[Artist]:
            *times, fit, aside, part, rings, others = values
            index, time, seen = self._at(*times)
            fitted = self._growths[index].sum(time).nearest_first().partial(part)
            opacity = fit * seen * _spoken_of(rings, others)
            return self._plot.fit(line, fitted, index, aside, opacity)

        return shown

    def _units(self) -> Update:
        def shown(*values: float) -> Sequence[Artist]:
            *times, chart, part, rings, others = values
            index, time, seen = self._at(*times)
            terms = self._growths[index].sum(time).nearest_first().terms
            spoken = min(int(part * len(terms)), len(terms) - 1) if 0 < part < 1 else None
            return self._terms(terms, spoken, chart * seen * _spoken_of(rings, others))

        return shown

    def _count(self) -> Update:
        word = Label(
            self._sheet,
            "0",
            (CurveRooms.beside.left, CurveRooms.beside.top - ABOVE),
            colour=self._sheet.theme.model,
            bold=True,
        )

        def shown(*values: float) -> Sequence[Artist]:
            *times, chart, rings, others = values
            index, time, seen = self._at(*times)
            growth = self._growths[index]
            word.set_text(self._texts.label("count", units=growth.widths[growth.index(time)]))
            return faded(word)(chart * seen * _spoken_of(rings, others))

        return shown

    def _errors(self) -> Update:
        line = self._chart.line()

        def shown(
            at: float, at1: float, at2: float, curve: float, chart: float
        ) -> Sequence[Artist]:
            index, time, seen = self._at(at, at1, at2, curve)
            growth = self._growths[index]
            trains = time < growth.index(time) + 1
            return line(growth.errors_until(time), trains, chart * seen)

        return shown

    def _fresh_fits(self) -> Update:
        runs = self._fresh.runs[self._fresh.widest_spread]
        lines = [self._plot.line(self._sheet.theme.text, 2.5) for _ in runs]
        units = self._fresh.widths[self._fresh.widest_spread]
        word = Label(
            self._sheet,
            self._texts.label("anew", units=units),
            _target_place(),
            colour=self._sheet.theme.text,
            edge="right",
        )

        def shown(anew: float, rings: float) -> Sequence[Artist]:
            drawn: list[Artist] = []
            for line, run in zip(lines, runs, strict=True):
                drawn += self._plot.fit(line, sum_of(run, anew).partial(1.0), 0, 1.0, 0.8 * rings)
            return [*drawn, *faded(word)(rings)]

        return shown

    def _rings(self) -> Update:
        rings_at = self._chart.rings(self._fresh.widest_spread + 1)

        def shown(anew: float, rings: float, others: float) -> Sequence[Artist]:
            errors = [[error(run, anew) for run in runs] for runs in self._fresh.runs]
            return rings_at(errors, rings, others)

        return shown

    def _target_name(self) -> Update:
        """Which curve is to be matched; it makes room for the name of those that start anew."""
        place, muted = _target_place(), self._sheet.theme.muted
        names = [self._texts.label(f"curve_{each.curve}") for each in self._growths]
        words = [self._texts.label("target", curve=each) for each in names]
        made = [Label(self._sheet, each, place, colour=muted, edge="right") for each in words]

        def shown(curve: float, chart: float, rings: float) -> Sequence[Artist]:
            index, seen = self._shown(curve)
            return faded(made[index])(chart * seen * (1 - rings))

        return shown

    def _names(self) -> Update:
        place = CurveRooms.terms.left, CurveRooms.terms.top - ABOVE
        words = self._texts.label("terms")
        return faded(Label(self._sheet, words, place, colour=self._sheet.theme.muted))


def _spoken_of(rings: float, others: float) -> float:
    """The opacity of the network that grows: it steps back while one width's rings are shown."""
    return 1 - (1 - BACK) * rings * (1 - others)


def _target_place() -> tuple[float, float]:
    """Where the name of what is matched ends; in a tall frame it is a line above the count."""
    box = CurveRooms.beside
    return box.right, box.top - ABOVE * (1 + is_tall())
