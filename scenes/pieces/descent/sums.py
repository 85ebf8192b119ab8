"""A run's first step with its numbers put in, a line for each of two parameters."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from matplotlib.artist import Artist

from gradreel.engine.trajectory import Trajectory
from gradreel.scenes.stage.figure.formula import math
from gradreel.scenes.stage.figure.sheet import Sheet
from gradreel.scenes.stage.figure.table import ROW_BASELINES
from gradreel.scenes.stage.figure.text import Label
from gradreel.scenes.stage.type.grid import GRID, SIZES
from gradreel.scenes.stage.type.quantity import LARGE, SMALL, Quantity, sized
from gradreel.scenes.stage.type.theme import Theme
from gradreel.scenes.stage.type.typesetting import as_given, decimals_for

GAP = 0.008
"""Between two columns, as a fraction of the stage's width."""

MOST_DECIMALS = 6


@dataclass(frozen=True)
class Piece:
    """A part of a line, held by its right edge."""

    content: str
    colour: str
    bold: bool = False

    def set_on(self, sheet: Sheet) -> Label:
        """Set it, its place to be found."""
        return Label(
            sheet,
            self.content,
            (0, 0),
            colour=self.colour,
            size=SIZES.number,
            edge="right",
            bold=self.bold,
        )


def first_step(
    sheet: Sheet, run: Trajectory, names: tuple[str, str], written: Quantity, *, plain: bool
) -> list[Artist]:
    """Write x - rate * gradient = new x, for both parameters, with what was recorded.

    Args:
        sheet: where it will be drawn.
        run: of two parameters; its second recorded step must be its first step.
        names: the parameters' names in Typst's maths.
        written: how the parameters are, with more decimals if the step would not be seen.
        plain: whether the step is the gradient; else it is the optimizer's own, s.
    """
    made: list[Any] = []
    for name, baseline in zip(names, ROW_BASELINES, strict=True):
        made.append(math(sheet, _rule(name, plain=plain), (GRID.margin, baseline)))
    right = GRID.margin + max(float(rule.get_size()[1]) for rule in made) / sheet.width + GAP
    lines = [_numbers(sheet.theme, run, axis, written, plain=plain) for axis in (0, 1)]
    for pieces in zip(*lines, strict=True):
        column = [piece.set_on(sheet) for piece in pieces]
        right += max(each.width for each in column)
        for each, baseline in zip(column, ROW_BASELINES, strict=True):
            each.set_position((sheet.x(right), sheet.y(baseline)))
        right += GAP
        made += column
    return made


def _rule(name: str, *, plain: bool) -> str:
    move = f"gradient(partial L slash partial {name})" if plain else "s"
    return f"{name} arrow.l {name} - eta thin {move}"


def _numbers(
    theme: Theme, run: Trajectory, axis: int, written: Quantity, *, plain: bool
) -> tuple[Piece, ...]:
    before, after = (float(each) for each in run.parameters[:2, axis])
    rate = run.spec.learning_rate_at(0)
    step = float(run.gradients[0, axis]) if plain else (before - after) / rate
    moved = float(np.abs(run.parameters[1] - run.parameters[0]).max())
    if not written.power:
        places = min(max(written.decimals, decimals_for(moved, 2)), MOST_DECIMALS)
        written = Quantity(places)
    slope = _slope_quantity(step, written.step / rate, written)
    return (
        Piece(f"= {written.text(before)}", theme.text),
        Piece(f"− {as_given(rate)} ×", theme.text),
        Piece(_factor(slope.text(step)), theme.gradient if plain else theme.text),
        Piece(f"= {written.text(after)}", theme.text, bold=True),
    )


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


def _factor(written: str) -> str:
    """A factor: in parentheses if it is negative."""
    return f"({written})" if written.startswith("−") else written
