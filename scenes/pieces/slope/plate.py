"""The plate: all parameters, the one that moves among them, its loss and its slope."""

from manim import Mobject

from gradreel.scenes.pieces.slope.request import held_model, learned_column
from gradreel.scenes.pieces.slope.shown import ShownWeight, WeightDigits
from gradreel.scenes.stage.manim.panel import Panel
from gradreel.scenes.stage.runs.objective import objective_of
from gradreel.scenes.stage.type.captions import Captions
from gradreel.scenes.stage.type.theme import Theme

MOST_ROWS = 5
LEFT = 0.66
NAME_ROOM = 6.5
"""Of a feature's name, in em."""


class WeightPlate(Panel):
    """The numbers beside the figure.

    Attributes:
        weight: the number of the weight that moves.
        slope: of the loss there.
        held: the rows of the others.
        of_loss, of_slope, of_step: rows.
    """

    def __init__(
        self, shown: ShownWeight, digits: WeightDigits, theme: Theme, texts: Captions
    ) -> None:
        super().__init__(theme, top=0.2, left=LEFT)
        values = held_model(shown.run.spec).values
        names = objective_of(shown.run).dataset.feature_names
        chosen = 1 + learned_column(shown.run.spec)
        labels = (texts.label("bias"), *texts.column_labels(names, NAME_ROOM))
        rows = _rows(len(values), chosen)
        self.held: list[Mobject] = []
        for index in rows:
            if index == chosen:
                self.weight = self.row(
                    labels[index],
                    lambda: shown.reading().weight,
                    digits.weight.text,
                    colour=theme.beta1,
                )
            else:
                self.row(labels[index], values[index], digits.weight.text, colour=theme.muted)
                self.held.append(self.rows[-1])
        if len(rows) < len(values):
            self.note(texts.label("more_held", count=len(values) - len(rows)))
            self.held.append(self.rows[-1])
        self.rule()
        self.loss = self.row(
            texts.label("full_loss"),
            lambda: shown.reading().loss,
            digits.loss.text,
            colour=theme.full_loss,
        )
        self.of_loss = self.rows[-1]
        self.slope = self.row(
            texts.label("slope"),
            lambda: shown.reading().slope,
            digits.slope.text,
            colour=theme.gradient,
        )
        self.of_slope = self.rows[-1]
        self.row(texts.label("step"), lambda: float(shown.reading().step), 0)
        self.of_step = self.rows[-1]


def _rows(count: int, chosen: int) -> list[int]:
    """The parameters that have a row: the chosen one, and the first of the others."""
    if count <= MOST_ROWS:
        return list(range(count))
    others = [index for index in range(count) if index != chosen][: MOST_ROWS - 2]
    return sorted({*others, chosen})
