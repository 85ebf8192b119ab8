"""The two units' curves on axes of their own: as they are, weighted, and summed."""

from functools import partial

import numpy as np
from manim import Mobject, ValueTracker, VGroup, VMobject
from manim.utils.color import color_to_rgb

from gradreel.engine.arrays import FloatArray
from gradreel.scenes.pieces.combine.two_units import UNITS, TwoUnits
from gradreel.scenes.stage.manim.place import at, pixels
from gradreel.scenes.stage.manim.plot import Curve, Plot
from gradreel.scenes.stage.manim.sentence import remark
from gradreel.scenes.stage.manim.text import Label, Number, backed
from gradreel.scenes.stage.type.captions import Captions
from gradreel.scenes.stage.type.frame import Shaped, down
from gradreel.scenes.stage.type.grid import SIZES, Box
from gradreel.scenes.stage.type.scale import Scale, scale
from gradreel.scenes.stage.type.theme import Theme
from gradreel.scenes.stage.type.typesetting import number_text

ROW = 0.058
"""From one line that names a curve to the next, in heights of a wide frame."""
INDENT, ABOVE = 0.012, 0.025
"""From the axis to these lines, and from the box up to what the axis shows."""
GAP = 5.0
"""From a name to its factor, in pixels."""
ROOM = 0.06
"""Above and below the curves, as a share of their range."""
NAMED, NAMES = 0.45, 0.47
"""Of the axes' width and height, at their upper left: where curves are named, and none is."""


class _Places:
    """Where the figure is, as fractions of the frame.

    Attributes:
        plot: the axes.
        first_row: the first baseline of the lines that name curves.
        sum_lower: how much lower than next to the units' lines those of the sum are: in a tall
            frame, the curve itself is there.
        signs: the baseline of what colours mean.
    """

    plot = Shaped(Box(0.10, 0.46, 0.30, 0.80), tall=Box(0.15, 0.92, 0.328, 0.55))
    first_row = Shaped(0.345, tall=0.361)
    sum_lower = Shaped(0.0, tall=0.057)
    signs = Shaped(0.207, tall=0.230)


class ScoreFigure:
    """Axes, the units' curves, their sum, and a line that names each.

    Attributes:
        plot: the axes.
        drawn: the share of the units' curves that is drawn.
        weighted: how many of them have their weights.
        summed: what is in the third curve: the first unit at 0, the second one too at 1, the bias
            too at 2.
        units: the units' curves.
        total: the third curve: from the first one to the sum.
        rows: a line of each unit, one of the sum, and one of the score.
        squashed: a line that says what becomes of the score.
        signs: what the colours of the units say, below the sentence.
    """

    def __init__(self, end: TwoUnits, x: Scale, theme: Theme, texts: Captions) -> None:
        """Draw it.

        Args:
            end: the network whose units these are.
            x: the scale of the feature.
            theme: gives the colours.
            texts: the scene's.
        """
        self._end, self._x, self._theme, self._texts = end, x, theme, texts
        self.drawn, self.weighted, self.summed = (ValueTracker(0.0) for _ in range(3))
        title = texts.column_with_unit(end.data.feature_names[0])
        self.plot = Plot(theme, x, self._scale(), box=_Places.plot, x_title=title)
        self.units = [self._unit(number) for number in range(UNITS)]
        self.total = self.plot.curve(self._partial_sum, theme.model)
        units = (self._named(number) for number in range(UNITS))
        self.rows = [*units, self._line("sum", UNITS), self._named_score()]
        self.squashed = self._line("squashed", UNITS + 1)
        self.signs = remark(texts.label("signs"), theme=theme, y=_Places.signs)

    @property
    def last_rows(self) -> list[VGroup]:
        """The lines that are there in the end."""
        return [*self.rows[:UNITS], self.rows[-1], self.squashed]

    def title(self, key: str) -> Label:
        """What the axis at the left shows."""
        label = Label(self._texts.label(key), size=SIZES.label, colour=self._theme.muted)
        return label.place(at(_Places.plot.left, _Places.plot.top - ABOVE))

    def factor(self, number: int) -> float:
        """What a unit's curve is multiplied by now: 1 at first, its weight in the end."""
        return 1 + self._share(number) * (self._weight(number) - 1)

    def _share(self, number: int) -> float:
        """How far a unit has come to its weight."""
        return min(max(self.weighted.get_value() - number, 0.0), 1.0)

    def _signed(self, part: VMobject, number: int) -> None:
        """Give a unit's curve or words the colour of its weight's sign as the weight is told."""
        ends = self._theme.text, self._theme.of_sign(self._weight(number))
        before, after = (np.asarray(color_to_rgb(each)) for each in ends)

        def colour(_: Mobject) -> None:
            now = before + self._share(number) * (after - before)
            part.fill_rgbas[:, :3] = part.stroke_rgbas[:, :3] = now

        part.add_updater(colour)

    def _weight(self, number: int) -> float:
        return float(self._end.weights[number])

    def _scale(self) -> Scale:
        xs = np.linspace(self._x.low, self._x.high, 201)
        weighted = [self._weight(number) * self._end.unit(number, xs) for number in range(UNITS)]
        values = np.concatenate([*weighted, self._end.score(xs), [0.0, 1.0]])
        room = ROOM * float(np.ptp(values))
        low, high = float(values.min()) - room, float(values.max()) + room
        named = xs <= self._x.low + NAMED * (self._x.high - self._x.low)
        below = max(float(each[named].max()) for each in (*weighted, self._end.score(xs)))
        return scale(low, max(high, low + (below - low) / (1 - NAMES)), count=6)

    def _unit(self, number: int) -> Curve:
        low, high = self._x.low, self._x.high
        curve = self.plot.curve(
            lambda xs: self.factor(number) * self._end.unit(number, xs),
            self._theme.text,
            between=lambda: (low, low + max(self.drawn.get_value(), 1e-3) * (high - low)),
        )
        self._signed(curve, number)
        return curve

    def _partial_sum(self, xs: FloatArray) -> FloatArray:
        first, second = (self._weight(n) * self._end.unit(n, xs) for n in range(UNITS))
        summed = self.summed.get_value()
        return np.asarray(
            first + min(summed, 1.0) * second + max(summed - 1.0, 0.0) * self._end.bias
        )

    def _named(self, number: int) -> VGroup:
        colour = self._theme.text
        content = f"{self._texts.label('unit', number=number + 1)} ×"
        name = Label(content, size=SIZES.label, colour=colour)
        row = self._row(number, name)
        beside = at(0, _row(number))
        beside[0] = row.get_right()[0] + pixels(GAP)
        factor = Number(partial(self.factor, number), 2, colour=colour, size=SIZES.label)
        for part in (name, factor):
            self._signed(part, number)
        return VGroup(row, backed(factor.place(beside, "left"), self._theme))

    def _named_score(self) -> VGroup:
        bias = self._end.bias
        added = f"{'−' if bias < 0 else '+'} {number_text(abs(bias), 2)}"
        return self._line("score_of", UNITS, bias=added)

    def _line(self, key: str, number: int, **values: object) -> VGroup:
        content = self._texts.label(key, **values)
        return self._row(number, Label(content, size=SIZES.label, colour=self._theme.model))

    def _row(self, number: int, content: Label) -> VGroup:
        content.place(at(_Places.plot.left + INDENT, _row(number)), "left")
        return backed(content, self._theme)


def _row(number: int) -> float:
    """The baseline of a line, as a fraction of the frame's height."""
    lower = 0.0 if number < UNITS else _Places.sum_lower
    return _Places.first_row + number * down(ROW) + lower
