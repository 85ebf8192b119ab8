"""The plates of numbers beside the curve."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from manim import Mobject, VMobject

from gradreel.scenes.pieces.sigmoid.logistic import ShownCurve
from gradreel.scenes.pieces.sigmoid.numbers import Digits
from gradreel.scenes.stage.manim.formula import Formula, math
from gradreel.scenes.stage.manim.panel import Panel, TwoColumns
from gradreel.scenes.stage.manim.text import Number
from gradreel.scenes.stage.runs.objective import objective_of
from gradreel.scenes.stage.type.captions import Captions
from gradreel.scenes.stage.type.frame import Shaped, down, is_tall
from gradreel.scenes.stage.type.grid import GRID, SIZES
from gradreel.scenes.stage.type.quantity import Quantity
from gradreel.scenes.stage.type.theme import Theme

MOST_SPAN = 3.0
"""A slider reaches to where the run ends, but not more times as far as by hand is of use."""
LONGEST_CLASS = 8.0
"""Of a class's name in a note, in em."""
FORMULA = "p = 1/(1 + e^(-(beta0(beta_0) + beta1(beta_1) x)))"
CENTRE = "c = -beta0(beta_0) slash beta1(beta_1)"


class _Places:
    """Where the panels begin: the one that explains, and the longer one of the fit."""

    explaining = Shaped(GRID.panel_top, tall=0.665)
    fitting = Shaped(0.215, tall=0.665)


@dataclass(frozen=True)
class JudgedCounts:
    """How many of the data are judged right.

    Attributes:
        before, after: the fit.
        one_for_all: the class that all get before it, if they do.
        from_zero: whether they do as p is one half for all, as both parameters are zero.
    """

    before: int
    after: int
    one_for_all: int | None
    from_zero: bool


@dataclass(frozen=True)
class FittingPanel:
    """The panel of a fit, in the parts that come one after the other.

    Attributes:
        panel: all of it.
        heights: down to where it reaches before there is a loss, and then; in a tall frame it
            reaches to the right instead.
        live: what changes with the curve.
        full_loss: the row of its full loss, and the rule below.
        loss: the number in that row.
        tries: a row for each try by hand; its second part is the number.
        step: the row that counts the run's steps.
        judged: the rows that say of how many the answer is right, in the place of the tries; the
            last says so after the fit.
    """

    panel: TwoColumns
    heights: tuple[float, float]
    live: list[Mobject]
    full_loss: list[Mobject]
    loss: Number
    tries: list[Mobject]
    step: Mobject
    judged: list[Mobject]

    @property
    def surface(self) -> VMobject:
        """What is behind all."""
        return self.panel.surface

    def open(self, share: float) -> None:
        """Let it reach so far, 0 to 1, of what it takes in all."""
        if is_tall():
            self.panel.widen(share)
            return
        low, high = self.heights
        self.panel.cursor = low + share * (high - low)
        self.panel.space(0.0)


class Plates:
    """Makes the panels of a curve.

    Args:
        shown: the curve's values.
        written: how they are written.
        theme: gives the colours.
        texts: give the names.
    """

    def __init__(self, shown: ShownCurve, written: Digits, theme: Theme, texts: Captions) -> None:
        self.shown, self.written, self.theme, self.texts = shown, written, theme, texts
        self.data = objective_of(shown.run).dataset
        self.features = self.data.features

    def explaining(self) -> Panel:
        """Formula, the two parameters on sliders, centre and slope there."""
        panel = TwoColumns(self.theme, top=_Places.explaining)
        self._add_formula_and_sliders(panel)
        panel.divide()
        names = math(CENTRE, self.theme, size=SIZES.number), math("c", self.theme)
        self._add_centre(panel, names)
        steepest = self.written.slope.text(-self._spans()[1] / 4)
        words = self.texts.label("slope_there"), math("beta1(beta_1) slash 4", self.theme)
        panel.row(
            panel.fitting(words, steepest),
            lambda: self.shown.reading().slope / 4,
            self.written.slope.text,
            colour=self.theme.beta1,
        )
        return panel

    def fitting(self, losses: Sequence[float], counts: JudgedCounts | None = None) -> FittingPanel:
        """The two parameters, centre and loss, the losses of tries by hand, and the steps.

        Args:
            losses: of the tries.
            counts: of the data that are judged right, if any are judged.
        """
        panel, texts = TwoColumns(self.theme, top=_Places.fitting), self.texts
        reading, write = self.shown.reading, self.written.loss.text
        self._add_sliders(panel, self.written.learned_slope)
        panel.divide()
        self._add_centre(panel, (texts.label("centre"), math("c", self.theme)))
        live, short = panel.rows, panel.cursor
        panel.go_on()
        loss = panel.row(texts.label("full_loss"), lambda: reading().loss, write)
        panel.divide()
        top, first = panel.cursor, len(panel.rows)
        for number, each in enumerate(losses, 1):
            panel.row(texts.label("try", number=number), each, write)
        panel.row(texts.label("step"), lambda: reading().step, 0)
        full, last = panel.cursor, len(panel.rows)
        panel.cursor = top
        if counts:
            self._add_judged(panel, counts)
        rows = panel.rows
        made = FittingPanel(
            panel=panel,
            heights=(short, full),
            live=live,
            full_loss=rows[len(live) : first],
            loss=loss,
            tries=rows[first : last - 1],
            step=rows[last - 1],
            judged=rows[last:],
        )
        made.open(0.0)
        return made

    def _add_judged(self, panel: Panel, counts: JudgedCounts) -> None:
        panel.note(self.texts.label("right", count=self.data.n))
        panel.row(self.texts.label("before"), counts.before, 0)
        if counts.one_for_all is not None:
            target, names = self.data.target_name, self.data.class_names
            name = self.texts.class_label(target, names, counts.one_for_all, LONGEST_CLASS)
            key = "half_says" if counts.from_zero else "all_get"
            panel.note(self.texts.label(key, name=name, target=counts.one_for_all))
        panel.row(self.texts.label("after"), counts.after, 0)

    def _add_centre(self, panel: Panel, names: Sequence[str | Formula]) -> None:
        """The centre, its name in words if it leaves room for the longest value."""
        write = self.written.centre.text
        longest = max((write(float(each)) for each in _ends(self.features)), key=len)
        panel.row(panel.fitting(names, longest), lambda: self.shown.reading().centre, write)

    def _add_formula_and_sliders(self, panel: TwoColumns) -> None:
        """The formula above the sliders, or at the top of the second column."""
        formula = math(FORMULA, self.theme, size=0.046)
        if not is_tall():
            panel.formula(formula, room=0.13)
        self._add_sliders(panel, self.written.slope)
        panel.go_on()
        if is_tall():
            panel.formula(formula, room=down(0.13))

    def _add_sliders(self, panel: Panel, slope: Quantity) -> None:
        intercepts, slopes = self._spans()
        theme, reading, written = self.theme, self.shown.reading, self.written
        symbol = math("beta0(beta_0)", theme)
        panel.row(symbol, lambda: reading().intercept, written.intercept.text, colour=theme.beta0)
        panel.slider(lambda: reading().intercept, -intercepts, intercepts, theme.beta0)
        symbol = math("beta1(beta_1)", theme)
        panel.row(symbol, lambda: reading().slope, slope.text, colour=theme.beta1)
        panel.slider(lambda: reading().slope, -slopes, slopes, theme.beta1)

    def _spans(self) -> tuple[float, float]:
        """How far the sliders reach to either side of zero, for b0 and for b1."""
        deviation = float(self.features.std())
        farthest = float(np.abs(self.features).max()) + deviation
        slope = 4.2 / deviation
        by_hand = max(slope * farthest * 0.75, 1.0), slope
        fitted = np.abs(self.shown.path[-1]) * 1.05
        intercepts, slopes = (
            max(own, min(float(end), MOST_SPAN * own))
            for own, end in zip(by_hand, fitted, strict=True)
        )
        return intercepts, slopes


def _ends(values: np.ndarray) -> tuple[float, float]:
    return float(values.min()), float(values.max())
