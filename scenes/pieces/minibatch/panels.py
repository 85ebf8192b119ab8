"""The plates beside the chart of a run on mini-batches: its numbers, and its rule."""

import re
from collections.abc import Callable
from functools import cache

import numpy as np
from manim import Animation, VGroup

from gradreel.engine.optimizers.gradient_descent import GradientDescent
from gradreel.scenes.pieces.minibatch.chart import BatchChart
from gradreel.scenes.pieces.minibatch.line_run import LineRun
from gradreel.scenes.pieces.minibatch.rooms import BatchRooms
from gradreel.scenes.stage.manim.formula import math
from gradreel.scenes.stage.manim.motion import MOVE, appear, dim, vanish
from gradreel.scenes.stage.manim.moves.becoming import become
from gradreel.scenes.stage.manim.panel import Panel, TwoColumns
from gradreel.scenes.stage.manim.place import at, tall, wide
from gradreel.scenes.stage.manim.text import Number
from gradreel.scenes.stage.runs.at_step import RunAtStep, at_step
from gradreel.scenes.stage.story.pace import smooth
from gradreel.scenes.stage.type.arithmetic import Worked, worked
from gradreel.scenes.stage.type.frame import Shaped, down, is_tall
from gradreel.scenes.stage.type.grid import SIZES
from gradreel.scenes.stage.type.typesetting import figures_width, number_text, text_width

ROOM_TO_WORK = 10.1
"""Of a line of arithmetic, in em."""

WORKING, RESULT = 0.054, 0.004
"""How far above the end of what is on the plate the two lines of arithmetic stand, in heights of a
wide frame."""

FORMULA = 0.082
"""What the rule takes of its plate's height, likewise."""

RATE = "η"
"""The learning rate's symbol, which names it where there is no room for more."""

STEPPED_BACK = 0.6
"""How opaque the rest of the model is while one of its numbers is spoken of."""

EXCHANGED = 0.4
"""The share of its turning into another after which a plate shows what is on that."""

NONE = float("nan")
"""What a row shows while there is no such number: a dash."""


class _Columns:
    """The columns of plates in a tall frame, and what stands in them.

    Attributes:
        model, numbers, rule: where both columns of these plates begin and end.
        formula, line: the size of the model's formulas, and what one takes of its plate's height.
        workings: what both lines of arithmetic take of theirs.
    """

    model = (0.07, 0.52), (0.56, 0.93)
    numbers = (0.07, 0.446), (0.485, 0.93)
    rule = (0.07, 0.37), (0.4, 0.93)
    formula, line = Shaped(0.044, tall=0.04), Shaped(0.066, tall=0.058)
    workings = Shaped(0.110, tall=0.080)


class Working(Number):
    """A line of arithmetic whose numbers are written anew at every frame."""

    def __init__(self, content: Callable[[], str], colour: str) -> None:
        self._written = content
        super().__init__(0.0, 0, colour=colour, size=SIZES.tick)
        self.bold = False

    @property
    def content(self) -> str:
        """What it shows at this moment."""
        return self._written()


def turn_into(before: Panel, after: Panel) -> list[Animation]:
    """The animations in which a plate takes another's size, and what is on it is exchanged.

    Put the new one on the stage when they are done.
    """

    def late(passed: float) -> float:
        return smooth((passed - EXCHANGED) / (1 - EXCHANGED))

    for row in before.rows:
        row.set_z_index(1)  # above the surface that moves
    return [
        become(before.surface, after.surface),
        *vanish(*before.rows, run_time=EXCHANGED * MOVE),
        *appear(*after.rows, run_time=MOVE, rate_func=late),
    ]


class BandPanel(TwoColumns):
    """The model, what of it is set by hand, and what its centre costs.

    Attributes:
        formulas: the model's three lines; in them slot 0 is the base, 1 the height, 2 the width.
    """

    def __init__(self, chart: BatchChart) -> None:
        super().__init__(chart.theme, top=BatchRooms.model, columns=_Columns.model)
        words, band = chart.texts.label, chart.data.band
        base, height, width = (f"{each:g}" for each in (band.base, band.height, band.widths[0]))
        self.formulas = [
            math(maths, chart.theme, size=_Columns.formula)
            for maths in (
                "model(p) = sigma(z)",
                f"z = slot0({base}) + slot1({height}) e^(-d^2 \\/ 2)",
                f"d = (x - c) \\/ slot2({width})",
            )
        ]
        *first, last = self.formulas
        for each in first if is_tall() else self.formulas:
            self.formula(each, room=down(_Columns.line))
        for part in ("by_hand", "by_hand_more", "by_hand_why"):
            self.note(words(part, base=base, height=height, width=width).replace("-", "−"))
        self.divide()
        self.go_on()
        if is_tall():
            self.formula(last, room=down(_Columns.line))
        self.row(words("centre"), chart.data.centre.get_value, chart.line.centre_decimals)
        self.row(words("full_loss"), lambda: chart.probed()[1], 3, colour=chart.theme.full_loss)

    def slot(self, number: int) -> VGroup:
        """The base, the height or the width."""
        return VGroup(*(part for each in self.formulas for part in each.slot(number)))

    def light(self, number: int | None) -> list[Animation]:
        """The animations that leave one of these lit, all the rest of the model dim; or all lit."""
        spoken_of = self.slot(number) if number is not None else VGroup(*self.formulas)
        parts = [part for each in self.formulas for part in each.get_family() if len(part.points)]
        lit = [part for part in parts if part in spoken_of.get_family()]
        rest = [part for part in parts if part not in lit]
        return [*appear(*lit), *dim(*rest, share=STEPPED_BACK)]


def twin_panel(chart: BatchChart) -> Panel:
    """The numbers of the run on all the data, all of one step."""
    theme, words, line = chart.theme, chart.texts.label, chart.line
    slope_at = cache(lambda step: _full_slope(line, step))

    def now() -> RunAtStep:
        return at_step(line.twin, chart.twin_told_step())

    panel = TwoColumns(theme, top=BatchRooms.twin, columns=_Columns.numbers)
    panel.row(words("step"), lambda: now().step, 0)
    panel.row(words("centre"), lambda: float(now().parameters[0]), line.centre_decimals)
    panel.row(words("full_loss"), lambda: now().loss, 3, colour=theme.full_loss)
    panel.go_on()
    panel.row(
        words("slope"), lambda: slope_at(now().step), line.slope_decimals, colour=theme.gradient
    )
    _rate_row(panel, chart, chart.twin_told_step)
    for drop, _ in line.main.spec.rate_drops:
        said = words("rate_drops", drop=drop, after=line.rate_text(drop))
        if tall(text_width(said) * SIZES.smallest) <= wide(panel.right - panel.left):
            panel.note(said)
    return panel


def _rate_row(panel: Panel, chart: BatchChart, told: Callable[[], int]) -> Number:
    """The learning rate of the step that is told of, which both runs have alike."""
    line = chart.line
    firsts = 0, *(first for first, _ in line.main.spec.rate_drops)
    longest = max((line.rate_text(each) for each in firsts), key=len)
    name = panel.fitting((chart.texts.label("rate"), RATE), longest)
    return panel.row(name, lambda: float(told()), lambda shown: line.rate_text(int(shown)))


def _full_slope(line: LineRun, step: int) -> float:
    """The slope of the full loss where the twin is after a step."""
    return float(line.objective.gradient(line.twin.parameters[step])[0])


class RunPanel(TwoColumns):
    """The numbers of the run on batches, all of one step; of its batch as soon as that is drawn.

    Attributes:
        centre, slope, rate: the numbers that the rule uses.
    """

    def __init__(self, chart: BatchChart) -> None:
        super().__init__(chart.theme, top=BatchRooms.numbers, columns=_Columns.numbers)
        theme, words, line = chart.theme, chart.texts.label, chart.line
        run, told = line.main, chart.told_step

        def of_batch(values: Callable[[int], float]) -> Callable[[], float]:
            return lambda: values(told()) if told() < run.n_steps and chart.has_batch() else NONE

        def batch_loss(step: int) -> float:
            return float(run.batch_loss[step])

        def slope(step: int) -> float:
            return float(run.gradients[step, 0])

        self.row(words("step"), told, 0)
        self.centre = self.row(
            words("centre"), lambda: float(line.centres[told()]), line.centre_decimals
        )
        self.row(words("full_loss"), lambda: float(run.loss[told()]), 3, colour=theme.full_loss)
        self.go_on()
        self.row(words("batch_loss"), of_batch(batch_loss), 3, colour=theme.batch_loss_text)
        self.slope = self.row(
            words("slope"), of_batch(slope), line.slope_decimals, colour=theme.gradient
        )
        self.rate = _rate_row(self, chart, told)


class RulePanel(TwoColumns):
    """The rule of the step, and below or beside it the rule with the step's numbers.

    Attributes:
        itself: the rule.
        working, result: the two lines of numbers below it.
    """

    def __init__(self, chart: BatchChart) -> None:
        super().__init__(chart.theme, top=BatchRooms.lower, columns=_Columns.rule)
        self._chart = chart
        self._plain = isinstance(chart.run.spec.optimizer, GradientDescent)
        descent = "c arrow.l c - eta gradient((partial L) / (partial c))"
        rule = descent if self._plain else "c arrow.l c + Delta c"
        self.itself = self.formula(math(rule, chart.theme, size=0.044), room=down(FORMULA))
        self.go_on()
        self.space(_Columns.workings)
        self.working = Working(lambda: "".join(self._pieces()), chart.theme.muted)
        self.result = Working(self._result, chart.theme.text)
        self.working.place(at(self.right, self.cursor - down(WORKING)), "right")
        self.result.place(at(self.right, self.cursor - down(RESULT)), "right")
        self.add(self.working, self.result)

    def flights(self, panel: RunPanel) -> tuple[list[tuple[Number, Working]], list[Working]]:
        """The working in pieces, each where it stands in the whole.

        Returns:
            from which row of the numbers' plate to which number here; and what joins these.
        """
        pieces = self._in_pieces()
        if len(pieces) == 3:
            return [(panel.centre, pieces[0])], pieces[1:]
        sources = panel.centre, panel.rate, panel.slope
        return list(zip(sources, pieces[::2], strict=True)), pieces[1::2]

    def _in_pieces(self) -> list[Working]:
        pieces, em = self._pieces(), tall(SIZES.tick)
        ends = at(self.right, self.cursor - down(WORKING))
        cursor = -sum(figures_width(each, bold=False) for each in pieces) * em
        made = []
        for piece in pieces:
            width = figures_width(piece, bold=False) * em
            words = Working(_constantly(piece), self._chart.theme.muted)
            place = ends + np.array([cursor, 0, 0])
            words.place(place, "left")
            made.append(words)
            cursor += width
        return made

    def _step(self) -> int:
        """The step whose numbers are in the rule: the one before until this one's slope is seen."""
        now = self._chart.now()
        return now.step if now.aim > 0 else max(now.step - 1, 0)

    def _pieces(self) -> list[str]:
        """The right side of the rule, numbers and what joins them."""
        before, *factors = self._worked().terms
        sign = " − " if len(factors) > 1 else " + "
        product = " × ".join([*factors[:-1], _bracketed(factors[-1])])
        return [before, sign, *re.split("( × )", product)]

    def _result(self) -> str:
        made = self._worked()
        return f"{'=' if made.exact else '≈'} {made.result}"

    def _worked(self) -> Worked:
        """The rule in numbers: for gradient descent, or with another's whole step."""
        line, step = self._chart.line, self._step()
        before, after = (float(each) for each in line.centres[step : step + 2])
        places = line.centre_decimals
        c, rate = number_text(before, places), line.rate_text(step)
        slope = number_text(float(line.main.gradients[step, 0]), line.slope_decimals)
        width = figures_width(f"{c} − {rate} × {_bracketed(slope)}", bold=False)
        if self._plain and width <= ROOM_TO_WORK:
            terms = [[each] for each in (c, rate, slope)]
            return worked(lambda start, eta, steep: start - eta * steep, terms, after, places)
        moved = number_text(after - before, places)
        return worked(lambda start, move: start + move, [[c], [moved]], after, places)


def _constantly(content: str) -> Callable[[], str]:
    return lambda: content


def _bracketed(shown: str) -> str:
    """A number as it is shown, in brackets if it is negative."""
    return f"({shown})" if shown.startswith("−") else shown
