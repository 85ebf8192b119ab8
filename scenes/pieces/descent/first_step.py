"""A run's first step: the gradient, the step, and numbers that fly into its sum and out of it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from matplotlib.artist import Artist
from matplotlib.text import Text

from gradreel.engine.arrays import FloatArray
from gradreel.scenes.pieces.descent.cameras import Cameras
from gradreel.scenes.pieces.descent.sums import StepSums, SumPlaces, first_sums
from gradreel.scenes.stage.figure.landscape_runs import (
    RunsOnLandscape,
    parameter_quantity,
    slope_quantity,
)
from gradreel.scenes.stage.figure.motion import faded
from gradreel.scenes.stage.figure.text import Label
from gradreel.scenes.stage.figure.travelling import travels
from gradreel.scenes.stage.figure.turning.names import PointWord
from gradreel.scenes.stage.figure.turning.relief import drawn_to_scale
from gradreel.scenes.stage.figure.turning.things import LevelLine, RightAngle, TurningArrow
from gradreel.scenes.stage.runs.trace import inside
from gradreel.scenes.stage.type.frame import down

ARROW, CORNER = 0.13, 0.013
"""Length of the gradient's arrow, and size of the right angle's mark, in the window's sides."""

ABOVE = 0.02
"""From the strip of the sums to the lowest baseline of a word, in heights of a wide stage."""


@dataclass(frozen=True)
class NumberPair:
    """Two numbers in parentheses beside a point.

    Attributes:
        word: all of it.
        numbers: both, each as a text of its own where it stands in the word.
        marks: the parentheses and the comma, in the same way.
    """

    word: PointWord
    numbers: tuple[Text, Text]
    marks: Sequence[Text]


class FirstStep:
    """The drawings of the first step of the first of some runs.

    Their values: `start_label`, the loss at the start; `uphill` and `downhill`, shares of both
    arrows; `corner`, the mark of the right angle; `sums`, the strip; `near`, the numbers beside the
    points; `flights`, how many numbers have flown in; `result`, with an empty pair of parentheses
    beside where the step leads, and `back`, how many flew there.
    """

    def __init__(self, runs: RunsOnLandscape, cameras: Cameras, *, plain: bool) -> None:
        """Prepare them.

        Args:
            runs: on the landscape.
            cameras: where the story rests.
            plain: whether the step is the gradient; else it is the optimizer's own.
        """
        self.runs, self.cameras, self.plain = runs, cameras, plain
        self.view, self.sheet, self.main = runs.view, runs.sheet, runs.shown.runs[0]
        self._words: list[PointWord] = []

    def add_arrows(self) -> None:
        """Put both arrows and the right angle on what is there."""
        start, theme = self.main.parameters[0], self.sheet.theme
        self._add_arrow(np.array([start, self._tip]), theme.gradient, "uphill")
        gradient = self.main.objective.gradient(start)
        if gradient.any() and drawn_to_scale(self.view.landscape):
            losses = self.main.objective.losses
            self.view.draw(RightAngle(self.view, start, gradient, losses, CORNER).at, "corner")
        if len(self.main.recorded_steps) > 1:
            self._add_arrow(self.main.parameters[:2], theme.point, "downhill")

    def add_words(self) -> None:
        """Put words and sums on top."""
        start, label = self.main.parameters[0], self.runs.texts.label("loss")
        content = f"{label} {self.runs.loss_text(float(self.main.loss[0]))}"
        self.view.draw(self._word(content, start).at, "start_label", within=False)
        self._words.clear()  # it has gone when the others come
        if len(self.main.recorded_steps) > 1:
            self._add_sums()

    @cached_property
    def _tip(self) -> FloatArray:
        """Where the gradient's arrow ends (2,): it has one length, and is cut at the window."""
        start = self.main.parameters[0]
        gradient = self.main.objective.gradient(start)
        length = self.view.landscape.share(gradient)
        if not length:
            return np.array(start)
        end = start + gradient / length * ARROW
        _, last = inside(start, end, self.view.landscape.window)
        return np.asarray(start + (end - start) * last)

    def _add_arrow(self, ends: FloatArray, colour: str, value: str) -> None:
        arrow = TurningArrow(self.view, ends, self.main.objective.losses, colour)
        self.view.draw(arrow.at, value)

    def _add_sums(self) -> None:
        """The strip, and the numbers that fly into it and out of it."""
        sheet, plain = self.sheet, self.plain
        sums = first_sums(self.main, parameter_quantity(self.runs.shown), plain=plain)
        first, second = (name.strip("$") for name in self.runs.names)
        strip = StepSums(sheet, (first, second), sums, plain=plain)
        here = self._pair("", [each.before for each in sums], self.main.parameters[0])
        flights, pairs = [*zip(here.numbers, strip.before, strict=True)], [here]
        if plain:
            named = f"{self.runs.texts.label('gradient')} "
            slopes = [each.slope for each in sums]
            pairs.append(self._pair(named, slopes, self._tip, self._size_of_gradient()))
            flights += zip(pairs[-1].numbers, strip.slope, strict=True)
        there = self._pair("", [each.after for each in sums], self.main.parameters[1])
        sheet.add(faded(*strip.fixed, *(() if plain else strip.slope)), "sums")
        for pair in pairs:
            self.view.draw(pair.word.at, "near", within=False)
        self.view.draw(there.word.ground_at, "result", within=False)
        sheet.add(faded(*there.marks), "result")
        sheet.add(_while_seen(travels(sheet, flights)), "flights", "sums")
        sheet.add(faded(*strip.signs, *strip.after), "result")
        back = [*zip(strip.after, there.numbers, strict=True)]
        sheet.add(_while_seen(travels(sheet, back)), "back", "result")

    def _size_of_gradient(self) -> str:
        """The length of the first gradient with its name, in digits that its two numbers give."""
        slope = float(np.hypot(*self.main.objective.gradient(self.main.parameters[0])))
        name = self.runs.texts.label("size")
        written = slope_quantity(self.runs.shown)
        written = replace(written, decimals=max(written.decimals - 1, 0))
        return f", {name} {written.text(slope)}"

    def _pair(
        self, name: str, numbers: Sequence[str], point: FloatArray, tail: str = ""
    ) -> NumberPair:
        first, second = numbers
        colour = self.sheet.theme.gradient if name else self.sheet.theme.text
        word = self._word(f"{name}({first}, {second}){tail}", point, colour)
        leads = f"{name}(", f"{name}({first}, "
        one, other = (self._within(word, *each) for each in zip(leads, numbers, strict=True))
        before = name, leads[0] + first, leads[1] + second
        marks = [self._within(word, *each) for each in zip(before, "(,)", strict=True)]
        return NumberPair(word, (one, other), marks)

    def _within(self, word: PointWord, before: str, part: str) -> Text:
        """A part of a word as a text of its own, where it stands in it from near."""
        left, baseline = word.place(self.cameras.near)
        colour = str(word.label.get_color())
        lead = Label(self.sheet, before, (0, 0), colour=colour, bold=True).advance
        place = left + lead, baseline
        return Label(self.sheet, part, place, colour=colour, bold=True)

    def _word(self, content: str, point: FloatArray, colour: str | None = None) -> PointWord:
        """A word beside a point, clear of the arrows and of the words before it, from near."""
        spot, near = (point, self.runs.loss_at(point)), self.cameras.near
        start, after = self.main.parameters[0], self.main.parameters[:2][-1]
        points = np.concatenate([np.linspace(start, end, 40) for end in (after, self._tip)])
        taken = [self.view.project(points, self.main.objective.losses(points), near)]
        level, _ = LevelLine(self.view).through(start, float(self.main.loss[0]))
        taken.append(self.view.seen_from(near)(level))
        taken += [word.taken(near) for word in self._words]
        seen = [(near, np.concatenate(taken))]
        lowest = SumPlaces.strip.top - down(ABOVE)
        word = PointWord(self.view, content, spot, seen, colour=colour, floor=lowest)
        self._words.append(word)
        return word


def _while_seen(
    drawing: Callable[[float], Sequence[Artist]],
) -> Callable[[float, float], Sequence[Artist]]:
    """A drawing of a value that fades with an opacity."""

    def shown(value: float, alpha: float) -> Sequence[Artist]:
        if not alpha:
            return ()
        drawn = drawing(value)
        for each in drawn:
            each.set_alpha(alpha)
        return drawn

    return shown
