"""The plates beside the chart of a run on mini-batches: its numbers, its rule, its whole path."""

from collections.abc import Callable

import numpy as np

from gradreel.engine.arrays import FloatArray
from gradreel.engine.models import Band
from gradreel.engine.optimizers.gradient_descent import GradientDescent
from gradreel.engine.trajectory import Trajectory
from gradreel.scenes.pieces.minibatch.chart import BatchChart
from gradreel.scenes.stage.manim.formula import math
from gradreel.scenes.stage.manim.line_path import LinePath
from gradreel.scenes.stage.manim.marks import Follower, segments
from gradreel.scenes.stage.manim.panel import Panel
from gradreel.scenes.stage.manim.place import at, stroke
from gradreel.scenes.stage.manim.plot import Plot
from gradreel.scenes.stage.manim.text import Label, Number
from gradreel.scenes.stage.runs.at_step import RunAtStep, at_step
from gradreel.scenes.stage.type.fonts import REGULAR
from gradreel.scenes.stage.type.grid import GRID, SIZES, Box
from gradreel.scenes.stage.type.scale import Scale
from gradreel.scenes.stage.type.typesetting import number_text, set_width

TOP, MIDDLE = 0.225, 0.626
"""Where the upper and the lower plate begin."""

ROOM_TO_WORK = 10.6
"""Of a line of arithmetic, in em."""

TRACE = Box(left=0.765, right=0.928, top=0.71, bottom=0.815)


class Working(Number):
    """A line of arithmetic whose numbers are written anew at every frame."""

    face = REGULAR

    def __init__(self, content: Callable[[], str], colour: str) -> None:
        self._written = content
        super().__init__(0.0, 0, colour=colour, size=SIZES.label)

    @property
    def content(self) -> str:
        """What it shows at this moment."""
        return self._written()


def band_panel(chart: BatchChart) -> Panel:
    """The model, what of it is set by hand, and what its centre costs."""
    theme, words, line = chart.theme, chart.texts.label, chart.line
    model, panel = line.objective.model, Panel(theme, top=TOP)
    assert isinstance(model, Band)  # noqa: S101  the one model with one parameter
    base, height, width = (f"{each:g}" for each in (model.base, model.height, model.widths[0]))
    lines = (
        "model(p) = sigma(z)",
        f"z = {base} + {height} e^(-d^2 \\/ 2)",
        f"d = (x - c) \\/ {width}",
    )
    for maths in lines:
        panel.formula(math(maths, theme), room=0.066)
    for part in ("by_hand", "by_hand_more"):
        panel.note(words(part, base=base, height=height, width=width).replace("-", "−"))
    panel.rule()
    panel.row(words("centre"), chart.centre.get_value, line.centre_decimals)
    panel.row(words("mean_loss"), lambda: chart.probed()[1], 3, colour=theme.full_loss)
    return panel


def twin_panel(chart: BatchChart) -> Panel:
    """The numbers of the run on all the data."""
    theme, words, line = chart.theme, chart.texts.label, chart.line
    twin, step = line.twin, chart.twin_done
    last = twin.n_steps - 1

    def now() -> RunAtStep:
        return at_step(twin, step())

    panel = Panel(theme, top=TOP)
    panel.row(words("step"), step, 0)
    panel.row(words("centre"), lambda: float(now().parameters[0]), line.centre_decimals)
    panel.row(words("full_loss"), lambda: now().loss, 3, colour=theme.full_loss)
    panel.row(
        words("slope"),
        lambda: float(twin.gradients[min(step(), last), 0]),
        line.slope_decimals,
        colour=theme.gradient,
    )
    return panel


def run_panel(chart: BatchChart) -> Panel:
    """The numbers of the run on batches."""
    theme, words, line, done = chart.theme, chart.texts.label, chart.line, chart.done
    run = line.main

    def of_batch(values: FloatArray) -> Callable[[], float]:
        return lambda: float(values[chart.now().step])

    panel = Panel(theme, top=TOP)
    panel.row(words("step"), done, 0)
    panel.row(words("centre"), lambda: float(line.centres[done()]), line.centre_decimals)
    panel.row(words("batch_loss"), of_batch(run.batch_loss), 3, colour=theme.batch_loss_text)
    panel.row(words("full_loss"), lambda: at_step(run, done()).loss, 3, colour=theme.full_loss)
    slopes = run.gradients[:, 0]
    panel.row(words("slope"), of_batch(slopes), line.slope_decimals, colour=theme.gradient)
    panel.row(
        words("rate"), lambda: float(chart.now().step), lambda step: line.rate_text(int(step))
    )
    return panel


def rule_panel(chart: BatchChart) -> Panel:
    """The rule of the step, and below it the rule with the step's numbers."""
    theme, plain = chart.theme, isinstance(chart.run.spec.optimizer, GradientDescent)
    panel = Panel(theme, top=MIDDLE)
    descent = "c arrow.l c - eta gradient((partial L) / (partial c))"
    rule = math(descent if plain else "c arrow.l c + Delta c", theme, size=0.044)
    panel.formula(rule, room=0.088)
    panel.space(0.095)
    working = Working(lambda: _working(chart, plain=plain), theme.muted)
    result = Working(lambda: _result(chart), theme.text)
    panel.add(working.place(at(panel.right, panel.cursor - 0.056), "right"))
    panel.add(result.place(at(panel.right, panel.cursor - 0.002), "right"))
    return panel


def _working(chart: BatchChart, *, plain: bool) -> str:
    """The right side of the rule in numbers: for gradient descent, or with another's whole step."""
    line, step = chart.line, chart.now().step
    before, after = line.centres[step : step + 2]
    c = number_text(before, line.centre_decimals)
    slope = _bracketed(chart.run.gradients[step, 0], line.slope_decimals)
    written = f"{c} − {line.rate_text(step)} × {slope}"
    if plain and set_width(written, REGULAR) * REGULAR.scale <= ROOM_TO_WORK:
        return written
    return f"{c} + {_bracketed(after - before, line.centre_decimals)}"


def _result(chart: BatchChart) -> str:
    line = chart.line
    return "= " + number_text(line.centres[chart.now().step + 1], line.centre_decimals)


def _bracketed(value: float, decimals: int) -> str:
    """A number, in brackets if it is negative."""
    shown = number_text(value, decimals)
    return f"({shown})" if shown.startswith("−") else shown


def trace_panel(chart: BatchChart) -> Panel:
    """The parameter against the step, of the run and of its twin."""
    line, theme = chart.line, chart.theme
    paths = np.concatenate([line.centres, line.twin.parameters[:, 0]])
    low, high = float(paths.min()), float(paths.max())
    room = 0.08 * (high - low) or 1.0
    marked = tuple(float(round(each.at)) for each in (line.trap, line.goal) if each)
    ticks = tuple(each for each in marked if low - room <= each <= high + room)
    plot = Plot(
        theme, Scale(0, line.main.n_steps, ()), Scale(low - room, high + room, ticks), box=TRACE
    )
    panel = Panel(theme, top=MIDDLE)
    panel.space(TRACE.bottom - MIDDLE - 0.01)
    title = Label(chart.texts.label("trace"), size=SIZES.smallest, colour=theme.muted)
    panel.add(title.place(at(GRID.panel_left + GRID.panel_padding, MIDDLE + 0.045)))
    panel.add(plot, *(_path(chart, plot, *each) for each in _paths(chart)))
    return panel


def _paths(chart: BatchChart) -> list[tuple[Trajectory, str]]:
    return [
        (chart.line.twin, chart.theme.full_loss),
        (chart.line.main, chart.theme.batch_loss),
    ]


def _path(chart: BatchChart, plot: Plot, run: Trajectory, colour: str) -> Follower:
    """One run's parameter, step by step, as far as the run on batches has come."""
    seen = LinePath.of(run.recorded_steps.astype(np.float64), plot.y.share(run.parameters[:, 0]))

    def path() -> FloatArray:
        (first, low), (last, high) = seen.until(min(chart.done(), run.n_steps))
        at_x = plot.x.share
        return segments(
            plot.points_at_shares(at_x(first), low), plot.points_at_shares(at_x(last), high)
        )

    return Follower(path, stroke_color=colour, stroke_width=stroke(min(3, seen.width)))
