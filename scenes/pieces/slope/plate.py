"""The plate: all parameters, the one that moves among them, its loss and its slope."""

from manim import Mobject

from gradreel.scenes.pieces.slope.request import held_model, learned_column
from gradreel.scenes.pieces.slope.shown import ShownWeight, WeightDigits
from gradreel.scenes.stage.manim.formula import math
from gradreel.scenes.stage.manim.panel import Panel, Row
from gradreel.scenes.stage.runs.objective import objective_of
from gradreel.scenes.stage.type.captions import Captions
from gradreel.scenes.stage.type.frame import Shaped, is_tall
from gradreel.scenes.stage.type.grid import SIZES
from gradreel.scenes.stage.type.theme import Theme

MOST_ROWS = 5
NAME_ROOM = 6.5
"""Of a feature's name, in em."""
PADDING = 0.017
"""Of the numbers that are side by side: they begin where the text of the board below does."""


class _Places:
    """From where on the plate is, as fractions of the frame."""

    left = Shaped(0.66, tall=0.05)
    top = Shaped(0.2, tall=0.627)


class WeightPlate(Panel):
    """The numbers beside the figure; in a tall frame below it, without those that are held.

    Attributes:
        weight: the number of the weight that moves.
        loss, slope: there.
        held: what is shown of the others.
        of_weight, of_loss, of_slope, of_step: rows.
    """

    def __init__(
        self, shown: ShownWeight, digits: WeightDigits, theme: Theme, texts: Captions
    ) -> None:
        super().__init__(theme, top=_Places.top, left=_Places.left)
        self.shown, self.digits, self.texts = shown, digits, texts
        self.held: list[Mobject] = []
        if is_tall():
            self._set_side_by_side()
        else:
            self._set_below_each_other()
        *_, self.of_loss, self.of_slope, self.of_step = self.rows

    def _set_side_by_side(self) -> None:
        left, right = self.edges
        self.left, self.right = left + PADDING, right - PADDING
        theme, shown, write, label = self.theme, self.shown, self.digits, self.texts.label
        weight, loss, slope, step = (
            math("beta1(w)", theme, size=SIZES.label),
            label("full_loss"),
            label("slope"),
            label("step"),
        )
        first, most = shown.reading_at(0), -max(map(abs, shown.window))
        widest = (
            write.weight.text(most),
            write.loss.text(first.loss),
            write.slope.text(-first.slope),
        )
        self.weight, self.loss, self.slope, _ = self.counters(
            Row(weight, self._weight_now, write.weight.text, theme.beta1, widest[0]),
            Row(loss, self._loss_now, write.loss.text, theme.full_loss, widest[1]),
            Row(slope, self._slope_now, write.slope.text, theme.gradient, widest[2]),
            Row(step, self._step_now, 0, theme.text, str(shown.run.n_steps)),
        )
        self.of_weight = self.rows[0]

    def _set_below_each_other(self) -> None:
        shown, write, label = self.shown, self.digits, self.texts.label
        theme, values = self.theme, held_model(self.shown.run.spec).values
        names = objective_of(shown.run).dataset.feature_names
        chosen = 1 + learned_column(shown.run.spec)
        labels = (label("bias"), *self.texts.column_labels(names, NAME_ROOM))
        rows = _rows(len(values), chosen)
        for index in rows:
            if index == chosen:
                self.weight = self.row(
                    labels[index], self._weight_now, write.weight.text, colour=theme.beta1
                )
                self.of_weight = self.rows[-1]
            else:
                self.row(labels[index], values[index], write.weight.text, colour=theme.muted)
                self.held.append(self.rows[-1])
        if len(rows) < len(values):
            self.note(label("more_held", count=len(values) - len(rows)))
            self.held.append(self.rows[-1])
        self.rule()
        self.loss = self.row(
            label("full_loss"), self._loss_now, write.loss.text, colour=theme.full_loss
        )
        self.slope = self.row(
            label("slope"), self._slope_now, write.slope.text, colour=theme.gradient
        )
        self.row(label("step"), self._step_now, 0)

    def _weight_now(self) -> float:
        return self.shown.reading().weight

    def _loss_now(self) -> float:
        return self.shown.reading().loss

    def _slope_now(self) -> float:
        return self.shown.reading().slope

    def _step_now(self) -> float:
        return float(self.shown.reading().step)


def _rows(count: int, chosen: int) -> list[int]:
    """The parameters that have a row: the chosen one, and the first of the others."""
    if count <= MOST_ROWS:
        return list(range(count))
    others = [index for index in range(count) if index != chosen][: MOST_ROWS - 2]
    return sorted({*others, chosen})
