"""Data and fits on one pair of axes, and what each unit adds on another below."""

from collections.abc import Callable, Sequence

import numpy as np
from matplotlib.artist import Artist
from matplotlib.collections import LineCollection
from matplotlib.lines import Line2D

from gradreel.engine.arrays import FloatArray
from gradreel.scenes.stage.figure.sheet import Sheet
from gradreel.scenes.stage.type.columns import between
from gradreel.scenes.stage.type.frame import Shaped
from gradreel.scenes.stage.type.grid import Box

ROOM, MOST_ROOM, BEYOND = 0.12, 0.5, 0.05
"""Free above and below a curve at the least, and at the most for fits that leave it, as shares of
its height; and how far a fit may go beyond the box before it is cut off, as a share of the box."""

FAINT, BEHIND = 0.75, 0.4
"""Opacity of what a unit adds, and of it while others are spoken of."""


class CurveRooms:
    """Where curves are.

    Attributes:
        alone, beside: the curve by itself, and beside the chart of errors, or above it.
        terms: what each unit adds.
    """

    alone = Shaped(Box(0.06, 0.94, 0.30, 0.90), tall=Box(0.06, 0.94, 0.30, 0.80))
    beside = Shaped(Box(0.06, 0.59, 0.315, 0.655), tall=Box(0.06, 0.94, 0.305, 0.485))
    terms = Shaped(Box(0.06, 0.59, 0.745, 0.935), tall=Box(0.06, 0.94, 0.553, 0.635))


class CurvePlot:
    """Curves over x from -1 to 1, each filling the height; the box moves with `aside`, 0 to 1."""

    def __init__(
        self,
        sheet: Sheet,
        inputs: FloatArray,
        curves: Sequence[tuple[FloatArray, tuple[float, float]]],
    ) -> None:
        """Prepare the axes.

        Args:
            sheet: where they will be drawn.
            inputs: (n,) from -1 to 1.
            curves: (n,) each, with the least and the largest output of its fits.
        """
        self._sheet, self._inputs = sheet, inputs
        self._windows = [_window(*each) for each in curves]
        shares = zip(curves, self._windows, strict=True)
        self._curves = [_shares(curve, window) for (curve, _), window in shares]
        self._points = self.line(sheet.theme.muted, 0.0)
        self._points.set(marker="o", markersize=sheet.stroke(9), markeredgewidth=0, linestyle="")

    def line(self, colour: str, width: float) -> Line2D:
        """A line of a width in pixels of a 1280x720 frame."""
        made = Line2D([], [], color=colour, linewidth=self._sheet.stroke(width))
        made.set(figure=self._sheet.figure, solid_capstyle="round", solid_joinstyle="round")
        return made

    def points(self, share: float, curve: float, aside: float) -> Sequence[Artist]:
        """The data from the left to so large a share of them, of a curve or between two."""
        count = round(share * len(self._inputs))
        before, after = int(curve), min(int(curve) + 1, len(self._curves) - 1)
        shares = self._curves[before] + curve % 1 * (self._curves[after] - self._curves[before])
        x, y = self._placed(shares, aside)
        self._points.set_data(x[:count], y[:count])
        return (self._points,) if count else ()

    def fit(
        self, line: Line2D, values: FloatArray, curve: int, aside: float, opacity: float
    ) -> Sequence[Artist]:
        """A network's predictions (n,) of a curve."""
        shares = _shares(values, self._windows[curve])
        seen = np.abs(shares - 0.5) <= 0.5 + BEYOND
        line.set_data(*self._placed(np.where(seen, shares, np.nan), aside))
        line.set_alpha(opacity)
        return (line,) if opacity and seen.any() else ()

    def _placed(self, shares: FloatArray, aside: float) -> tuple[FloatArray, FloatArray]:
        box = between(CurveRooms.alone, CurveRooms.beside, aside)
        return _pixels(self._sheet, box, self._inputs, shares)


def terms_plot(
    sheet: Sheet, inputs: FloatArray, reach: float
) -> Callable[[FloatArray, int | None, float], Sequence[Artist]]:
    """What each unit adds, about zero.

    Args:
        sheet: where it will be drawn.
        inputs: (n,) from -1 to 1.
        reach: the largest value that is shown, either way.

    Returns:
        a drawing of the terms (units, n), which of them is spoken of, if one is, and an opacity.
    """
    zero = Line2D([], [], color=sheet.theme.line, linewidth=sheet.stroke(1.5))
    zero.set_figure(sheet.figure)
    zero.set_data(*_pixels(sheet, CurveRooms.terms, inputs, np.full(len(inputs), 0.5)))
    all_of_them, one = (
        LineCollection([], colors=sheet.theme.model, linewidths=sheet.stroke(width))
        for width in (2.2, 4.5)
    )
    for each in (all_of_them, one):
        each.set(figure=sheet.figure, capstyle="round")

    def shown(terms: FloatArray, spoken: int | None, opacity: float) -> Sequence[Artist]:
        shares = 0.5 + np.clip(terms / reach, -1, 1) / 2
        lines = [np.column_stack(_pixels(sheet, CurveRooms.terms, inputs, each)) for each in shares]
        all_of_them.set_segments(lines)
        all_of_them.set_alpha(opacity * (FAINT if spoken is None else BEHIND))
        one.set_segments([] if spoken is None else [lines[spoken]])
        one.set_alpha(opacity)
        zero.set_alpha(opacity)
        return (zero, all_of_them, one) if opacity else ()

    return shown


def _window(curve: FloatArray, outputs: tuple[float, float]) -> tuple[float, float]:
    """From where to where a curve's box goes, so that its fits stay in it."""
    low, high = float(curve.min()), float(curve.max())
    height, beyond = high - low, BEYOND / (1 + 2 * BEYOND) * (outputs[1] - outputs[0])
    below, above = low - outputs[0] - beyond, outputs[1] - beyond - high
    room = [min(max(each, ROOM * height), MOST_ROOM * height) for each in (below, above)]
    return low - room[0], high + room[1]


def _shares(values: FloatArray, window: tuple[float, float]) -> FloatArray:
    return np.asarray((values - window[0]) / (window[1] - window[0]))


def _pixels(
    sheet: Sheet, box: Box, inputs: FloatArray, shares: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Where shares of a box's height are, over inputs from -1 to 1."""
    across = box.left + (box.right - box.left) * (inputs + 1) / 2
    down = box.bottom - (box.bottom - box.top) * shares
    left, top = sheet.x(0.0), sheet.y(0.0)
    return left + across * sheet.width, top - down * sheet.height
