"""A panel of one run or two beside their landscape or below it: a sign, a name, and numbers."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from matplotlib.artist import Artist
from matplotlib.patches import FancyBboxPatch

from gradreel.engine.arrays import FloatArray
from gradreel.scenes.stage.figure.run_map import RunMap
from gradreel.scenes.stage.figure.sheet import Artists, Sheet
from gradreel.scenes.stage.figure.text import Label, axis_name
from gradreel.scenes.stage.runs.landscape_runs import LandscapeRuns
from gradreel.scenes.stage.runs.objective import at_step
from gradreel.scenes.stage.story.values import Read
from gradreel.scenes.stage.type.captions import Captions
from gradreel.scenes.stage.type.quantity import Quantity, resolved, sized
from gradreel.scenes.stage.type.style import GRID, SIZES, Box, ByShape, down, is_tall
from gradreel.scenes.stage.type.typesetting import (
    as_given,
    decimals_for,
    figures_width,
    scientific,
    sentence_lines,
)

GAP, ROUNDED, FIRST, BELOW = 0.018, 0.012, 0.045, 0.03
"""Between two runs, the corners' radius, from the upper edge to the first baseline, and what the
panel is higher than its rows, in heights of a wide stage."""

RAISED, NOTE_PITCH = 0.013, 0.04
"""From a baseline up to the middle of its letters, and from a remark to the next, likewise."""

SIGN_ROOM = 0.006
"""From a panel's padding to the middle of a sign, in the stage's widths."""

NAME_GAP = 0.3
"""Between a number's name and the number at the least, in em of the number."""

DIGITS, TINY_DIGITS, MOST_DECIMALS, LONGEST_CELL, LARGE = 4, 2, 6, 7, 1e6
"""Of a parameter, and of parameters so small that they need a power of ten; so many decimals and
digits in a column at the most; and from here on a number is a power of ten."""
LOSS_DIGITS, SAME, ALIKE, LONGEST_LOSS = 2, 1e-9, 1e-3, 10
"""Of the least loss; losses that differ by so little of their size are written so that the
difference is seen, in so many characters."""

LOSS = 1
"""The row of the loss."""

ON_A_SLOPE = "moving", "swinging", "slow"
"""Ends of runs where there is a slope yet, however small."""


class RunTable:
    """The panel: two runs stand one below the other, or side by side in a tall frame.

    Attributes:
        top: its upper edge, as a fraction of the stage's height.
        padding: beside the rows.
        name: from there to a run's name.
        second: where the first number of two ends.
        pitch: from a row to the next, in heights of a wide stage.
        sign: from a name that ends where its numbers do to the middle of the run's sign.
        name_room: how wide that name may be.
    """

    top = ByShape(0.25, tall=0.64)
    padding = ByShape(0.016, tall=0.04)
    name = ByShape(0.021, tall=0.05)
    second = 0.59
    pitch = ByShape(0.0465, tall=0.0485)
    sign = 0.022
    name_room = 0.28

    def __init__(self, sheet: Sheet, runs: RunMap, texts: Captions) -> None:
        """Make the panel.

        Args:
            sheet: where it will be drawn.
            runs: one or two.
            texts: its words.
        """
        self.sheet, self.shown, self.looks, self.texts = sheet, runs.shown, runs.looks, texts
        self.side_by_side = is_tall() and len(self.looks) == 2
        theme, label, self.notes = sheet.theme, texts.label, self._notes()
        spare = 0 if len(self.looks) > 1 else 1 if is_tall() else 2
        self.has_slopes = len(self.notes) <= spare
        slope = [(self._slope_name(), theme.gradient)] if self.has_slopes else []
        rates = {run.spec.learning_rate for run in runs.shown.runs}
        self.has_rates = len(rates) > 1
        rate = [(label("learning_rate"), theme.muted)] if self.has_rates else []
        steps, losses = (label("step"), theme.text), (label("loss"), theme.full_loss)
        self.cells = [steps, losses, *slope, *rate]
        names = [look.name for look in self.looks]
        self.lines = [
            sentence_lines(name, SIZES.label, self.name_room) if self.side_by_side else [name]
            for name in names
        ]
        self.numbers = [self._numbers(index) for index in range(len(names))]

    def show(self, alpha: Read, seen: Sequence[Read], told: Sequence[Read]) -> None:
        """Put it on the sheet.

        Args:
            alpha: its opacity.
            seen: the opacity of each run.
            told: the step of each whose numbers are shown.
        """
        first = GRID.lowest_baseline - down(NOTE_PITCH) * (len(self.notes) - 1)
        ink, size = self.sheet.theme.muted, SIZES.smallest
        notes = [
            Label(
                self.sheet,
                content,
                (GRID.panel_left, first + down(NOTE_PITCH) * index),
                colour=ink,
                size=size,
            )
            for index, content in enumerate(self.notes)
        ]
        self.sheet.fade(alpha, *notes, apart=True)
        self._show_back(alpha, seen)
        for index, (shown, step) in enumerate(zip(seen, told, strict=True)):
            self._show_row(index, alpha, shown, step)

    def last_loss(self, index: int) -> Label:
        """The loss at a run's end, where it stands in the panel."""
        run, label = self.shown.runs[index], self.numbers[index][LOSS]
        label.set_text(loss_quantity(self.shown).text(float(run.loss[-1])))
        return label

    def _show_back(self, alpha: Read, seen: Sequence[Read]) -> None:
        """The panel itself, high enough for the runs that are shown."""
        sheet, top = self.sheet, self.sheet.y(self.top)
        box = Box(GRID.panel_left, GRID.panel_right, self.top, self.top + 0.1)
        back, heads = background(sheet, box), self._heads(0) if self.side_by_side else []

        def shown(opacity: float) -> Artists:
            shares = enumerate(each() for each in seen)
            count = max((index + share for index, share in shares if share), default=1.0)
            bottom = sheet.y(self.top + down(self._height(max(count, 1.0))))
            back.set_y(bottom)
            back.set_height(top - bottom)
            for each in (back, *heads):
                each.set_alpha(opacity)
            return [back, *heads]

        sheet.show_at(alpha, shown, apart=True)

    def _show_row(self, index: int, alpha: Read, seen: Read, told: Read) -> None:
        """A run with what was recorded last."""
        numbers = self.numbers[index]
        drawn = [*self._name(index), *numbers]

        def shown(opacity: float) -> Artists:
            for number, content in zip(numbers, self._contents(index, told()), strict=True):
                number.set_text(content)
            for each in drawn:
                each.set_alpha(opacity)
            return drawn

        self.sheet.show_at(lambda: seen() * alpha(), shown, apart=True)

    def _height(self, count: float) -> float:
        """How high the panel is for so many runs, in heights of a wide stage."""
        if self.side_by_side:
            return (self._name_lines + len(self.cells)) * self.pitch + BELOW
        return count * self._block - GAP + BELOW

    @property
    def _block(self) -> float:
        """From a run to the next below it, in heights of a wide stage."""
        return (1 + len(self.cells)) * self.pitch + GAP

    @property
    def _name_lines(self) -> int:
        return max(map(len, self.lines))

    def _baseline(self, index: int, row: int) -> float:
        """The baseline of a run's row: its name's, or that of a number, counted from 1."""
        if self.side_by_side:
            return self.top + down(FIRST + (row + self._name_lines - 1) * self.pitch)
        return self.top + down(FIRST + row * self.pitch + index * self._block)

    def _right(self, index: int) -> float:
        """Where the numbers of a run end."""
        first = self.side_by_side and index == 0
        return self.second if first else GRID.panel_right - self.padding

    def _heads(self, index: int) -> list[Artist]:
        """What the numbers beside them are."""
        left = GRID.panel_left + self.padding
        return [
            axis_name(self.sheet, name, (left, self._baseline(index, row)))
            for row, (name, _) in enumerate(self.cells, 1)
        ]

    def _name(self, index: int) -> list[Artist]:
        """A run's sign and name: above its numbers, or with what these are below it."""
        sheet, lines, last = self.sheet, self.lines[index], self._baseline(index, 0)
        baselines = [last - down(self.pitch * above) for above in reversed(range(len(lines)))]
        left = GRID.panel_left + self.padding
        x = self._right(index) if self.side_by_side else left + self.name
        names = [
            Label(sheet, line, (x, baseline), edge="right" if self.side_by_side else "left")
            for line, baseline in zip(lines, baselines, strict=True)
        ]
        if self.side_by_side:
            x -= max(each.width for each in names) + self.sign
            return [*self._sign(index, x, baselines[0]), *names]
        return [*self._sign(index, left + SIGN_ROOM, last), *names, *self._heads(index)]

    def _sign(self, index: int, x: float, baseline: float) -> Artists:
        """A run's point, as high as its name's letters."""
        return self.looks[index].sign(self.sheet, 7.5).at(self.sheet.at(x, baseline - down(RAISED)))

    def _numbers(self, index: int) -> list[Label]:
        return [
            Label(
                self.sheet,
                "0",
                (self._right(index), self._baseline(index, row)),
                colour=colour,
                size=SIZES.number,
                edge="right",
                bold=True,
            )
            for row, (_, colour) in enumerate(self.cells, 1)
        ]

    def _contents(self, index: int, step: float) -> list[str]:
        """The numbers of a run's row at a step: what was recorded last."""
        now = at_step(self.shown.runs[index], step)
        loss = loss_quantity(self.shown).text(now.loss)
        slope = [self._slope(index, now.parameters)] if self.has_slopes else []
        rate = [as_given(now.learning_rate)] if self.has_rates else []
        return [str(now.step), loss, *slope, *rate]

    def _slope_name(self) -> str:
        """What slopes are called: as long a name as leaves room beside the longest of them."""
        sheet, names = self.sheet, ("gradient_size", "gradient", "slope")
        runs = enumerate(self.shown.runs)
        slopes = {self._slope(index, place) for index, run in runs for place in run.parameters}
        taken = (max(map(figures_width, slopes)) + NAME_GAP) * sheet.tall(SIZES.number)
        room = GRID.panel_right - GRID.panel_left - 2 * self.padding - taken / sheet.width
        drawn = [Label(sheet, self.texts.label(name)) for name in names]
        return next((each for each in drawn if each.width <= room), drawn[-1]).get_text()

    def _slope(self, index: int, parameters: FloatArray) -> str:
        """The slope of all the loss, the gradient's length: none is written where a run rests."""
        with np.errstate(all="ignore"):
            slope = float(np.hypot(*self.shown.objective.gradient(parameters)))
        written = slope_quantity(self.shown)
        rests = self.shown.verdicts[index].ending not in ON_A_SLOPE
        return written.text(slope) if rests or slope >= written.step else scientific(slope)

    def _notes(self) -> list[str]:
        """What must be said of the scales, if anything."""
        data = self.shown.runs[0].dataset
        scaled = data is not None and not (data.sd == 1).all()
        needed = {"log_heights": self.shown.landscape.heights.compressed, "scaled": scaled}
        return [self.texts.label(key) for key, is_needed in needed.items() if is_needed]


def background(sheet: Sheet, box: Box) -> FancyBboxPatch:
    """A rounded area that lifts what is written on it off a picture."""
    left, low = sheet.x(box.left), sheet.y(box.bottom)
    return FancyBboxPatch(
        (left, low),
        sheet.x(box.right) - left,
        sheet.y(box.top) - low,
        boxstyle=f"round,pad=0,rounding_size={sheet.tall(ROUNDED)}",
        facecolor=sheet.theme.surface,
        edgecolor="none",
        figure=sheet.figure,
    )


def parameter_quantity(shown: LandscapeRuns) -> Quantity:
    """How parameters are written: as the window's size calls for, and as columns have room for."""
    size = float((shown.landscape.window[1] - shown.landscape.window[0]).max())
    decimals = decimals_for(size, DIGITS)
    if decimals > MOST_DECIMALS and max(_largest(shown, axis) for axis in (0, 1)) <= size:
        return sized(size, TINY_DIGITS)
    room = (max(0, LONGEST_CELL - len(f"{_largest(shown, axis):.0f}")) for axis in (0, 1))
    return Quantity(min(decimals, MOST_DECIMALS, *room))


def _largest(shown: LandscapeRuns, axis: int) -> float:
    """The largest size of a parameter that isn't a power of ten."""
    sizes = np.concatenate([np.abs(run.parameters[:, axis]) for run in shown.runs])
    return float(sizes[sizes < LARGE].max(initial=0.0))


def slope_quantity(shown: LandscapeRuns) -> Quantity:
    """How slopes are written: with the digits of those at the starts."""
    slopes = [np.hypot(*shown.objective.gradient(run.parameters[0])) for run in shown.runs]
    largest = max((float(each) for each in slopes if np.isfinite(each)), default=0.0)
    return sized(largest or 1.0, DIGITS)


def close_losses(shown: LandscapeRuns) -> Quantity | None:
    """How losses are written that differ by little of their size; None for all others."""
    losses = np.concatenate([run.loss for run in shown.runs])
    ends = float(losses.min()), float(losses.max())
    size, apart = max(map(abs, ends)), ends[1] - ends[0]
    if not SAME < apart / (size or 1.0) < ALIKE:
        return None
    written = resolved(ends, apart, 2)
    spare = LONGEST_LOSS - max(len(written.text(end)) for end in ends)
    written = replace(written, decimals=max(0, written.decimals + min(spare, 0)))
    texts = [written.text(end) for end in ends]
    fits = max(map(len, texts)) <= LONGEST_LOSS
    return written if fits and texts[0] != texts[1] else None


def loss_quantity(shown: LandscapeRuns) -> Quantity:
    """How losses are written: with as many decimals as the least of the ends calls for."""
    least = min(abs(float(run.loss[-1])) for run in shown.runs)
    decimals = min(max(decimals_for(least, LOSS_DIGITS), 3 if least < 1 else 2), 4)
    return close_losses(shown) or Quantity(decimals)
