"""A run's first step with its numbers put in, a line for each of two parameters."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from matplotlib.artist import Artist
from matplotlib.text import Text

from gradreel.engine.trajectory import Trajectory
from gradreel.scenes.stage.figure.formula import math
from gradreel.scenes.stage.figure.sheet import Sheet
from gradreel.scenes.stage.figure.table import background
from gradreel.scenes.stage.figure.text import Label
from gradreel.scenes.stage.type.arithmetic import Ways, Worked, worked
from gradreel.scenes.stage.type.frame import Shaped, across, is_tall
from gradreel.scenes.stage.type.grid import GRID, SIZES, Box
from gradreel.scenes.stage.type.quantity import LARGE, SMALL, Quantity, sized
from gradreel.scenes.stage.type.typesetting import as_given, decimals_for, text_width

MOST_DECIMALS, MORE = 6, 3
"""Places after a point at the most, and so many more than usual if the sum needs them."""


class SumPlaces:
    """Where both lines are, as fractions of the stage.

    Attributes:
        strip: the ground that they stand on.
        inset: from its left edge to the rules.
        rules: the baselines of the rules.
        numbers: those of the numbers: in a tall frame each line is broken after its rule.
        gap: between two columns.
        sizes: of the numbers: the first at which they fit.
    """

    strip = Shaped(
        Box(left=GRID.margin, right=1 - GRID.margin, top=0.822, bottom=1 - GRID.margin),
        tall=Box(left=GRID.margin, right=1 - GRID.margin, top=0.762, bottom=1 - GRID.margin),
    )
    inset = Shaped(0.016, tall=0.03)
    rules = Shaped((0.875, 0.93), tall=(0.804, 0.894))
    numbers = Shaped((0.875, 0.93), tall=(0.844, 0.934))
    gap = Shaped(0.009, tall=0.014)
    sizes = Shaped((SIZES.number,), tall=(SIZES.number, SIZES.smallest))


@dataclass(frozen=True)
class Sum:
    """One parameter's line: before - rate * slope = after, as it is written.

    Attributes:
        before, rate, slope, after: the numbers.
        sign: before the result: equals, or nearly.
    """

    before: str
    rate: str
    slope: str
    after: str
    sign: str

    @property
    def rate_factor(self) -> str:
        """The rate with what stands before and after it."""
        return f"− {self.rate} ×"

    @property
    def slope_factor(self) -> str:
        """The slope, in parentheses if it is negative."""
        return f"({self.slope})" if self.slope.startswith("−") else self.slope


def first_sums(run: Trajectory, written: Quantity, *, plain: bool) -> tuple[Sum, Sum]:
    """Write out the first step of a run of two parameters, whose second record is that step.

    Args:
        run: the run.
        written: how its parameters are, with more decimals if the step would not be seen.
        plain: whether the step is the gradient; else it is the optimizer's own, s.
    """
    moved = float(np.abs(run.parameters[1] - run.parameters[0]).max())
    if not written.power:
        places = min(max(written.decimals, decimals_for(moved, 2)), MOST_DECIMALS)
        written = Quantity(places)
    first, second = (_sum(run, axis, written, plain=plain) for axis in (0, 1))
    return first, second


class StepSums:
    """Both lines on a strip below the landscape.

    Attributes:
        fixed: what stands there from the start.
        before, slope: the numbers that come in, each of both lines.
        signs, after: what comes out.
    """

    def __init__(
        self, sheet: Sheet, names: tuple[str, str], sums: Sequence[Sum], *, plain: bool
    ) -> None:
        """Set the lines.

        Args:
            sheet: where they will be drawn.
            names: the parameters' names in Typst's maths.
            sums: of both.
            plain: whether the step is the gradient; else it is the optimizer's own, s.
        """
        self._sheet, ink = sheet, sheet.theme.text
        left = SumPlaces.strip.left + SumPlaces.inset
        rules = [
            math(sheet, _rule(name, plain=plain), (left, baseline))
            for name, baseline in zip(names, SumPlaces.rules, strict=True)
        ]
        self._right = left
        if not is_tall():
            self._right += max(float(rule.get_size()[1]) for rule in rules) / sheet.width
        self._size = _size_for(sums)
        equals = self._column(["="] * 2, ink)
        self.before = self._column([each.before for each in sums], ink)
        rates = self._column([each.rate_factor for each in sums], ink)
        slopes = sheet.theme.gradient if plain else ink
        self.slope = self._column([each.slope_factor for each in sums], slopes)
        signs = self._column([each.sign for each in sums], ink)
        self.after = self._column([each.after for each in sums], ink, bold=True)
        self.fixed: list[Artist] = [background(sheet, SumPlaces.strip), *rules, *equals, *rates]
        self.signs: list[Artist] = [*signs]

    def _column(self, contents: Sequence[str], colour: str, *, bold: bool = False) -> list[Text]:
        """Set one below the other, held by their right edge, right of what is there."""
        made: list[Text] = []
        labels = [
            Label(
                self._sheet, each, (0, 0), colour=colour, size=self._size, edge="right", bold=bold
            )
            for each in contents
        ]
        self._right += SumPlaces.gap + max(each.width for each in labels)
        for each, baseline in zip(labels, SumPlaces.numbers, strict=True):
            each.set_position((self._sheet.x(self._right), self._sheet.y(baseline)))
            made.append(each)
        return made


def _size_for(sums: Sequence[Sum]) -> float:
    """The first size at which the numbers fit on their lines, or else the last."""
    rows = [("=", e.before, e.rate_factor, e.slope_factor, e.sign) for e in sums]
    columns = [max(map(text_width, column)) for column in zip(*rows, strict=True)]
    ems = sum(columns) + max(text_width(each.after, bold=True) for each in sums)
    strip, gaps = SumPlaces.strip, SumPlaces.gap * (len(columns) + 1)
    room = strip.right - strip.left - 2 * SumPlaces.inset - gaps
    sizes = SumPlaces.sizes
    return next((size for size in sizes if across(size * ems) <= room), sizes[-1])


def _rule(name: str, *, plain: bool) -> str:
    move = f"gradient(partial L slash partial {name})" if plain else "s"
    return f"{name} arrow.l {name} - eta thin {move}"


def _sum(run: Trajectory, axis: int, written: Quantity, *, plain: bool) -> Sum:
    before, after = (float(each) for each in run.parameters[:2, axis])
    rate = run.spec.learning_rate_at(0)
    step = float(run.gradients[0, axis]) if plain else (before - after) / rate
    slope = _slope_quantity(step, written.step / rate, written)
    terms = _ways(before, written), [as_given(rate)], _ways(step, slope)
    found: Worked = worked(lambda x, eta, s: x - eta * s, terms, after, written.text)
    shown_before, shown_rate, shown_slope = found.terms
    sign = "=" if found.exact else "≈"
    return Sum(shown_before, shown_rate, shown_slope, found.result, sign)


def _ways(value: float, written: Quantity) -> Ways:
    """A number as it is usually written, and with more decimals."""
    more = (replace(written, decimals=written.decimals + each) for each in range(MORE + 1))
    return tuple(dict.fromkeys(each.text(value) for each in more))


def _slope_quantity(slope: float, seen: float, written: Quantity) -> Quantity:
    """How a slope is written, so that rate times slope gives what is written beside it.

    Args:
        slope: or the optimizer's own step.
        seen: the least change of it that is seen in the parameters.
        written: how they are.
    """
    in_full = not slope or SMALL <= abs(slope) < LARGE or abs(slope) < seen
    found = written if in_full and not written.power else sized(abs(slope) or 1.0, 2)
    enough = found.power - int(np.floor(np.log10(seen)))
    return replace(found, decimals=min(max(found.decimals, enough), MOST_DECIMALS))
