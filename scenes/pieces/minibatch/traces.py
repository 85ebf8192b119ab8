"""The parameter against the step: of the run and its twin, and then of a hundred other shuffles."""

import numpy as np
from manim import ValueTracker, VMobject

from gradreel.engine.arrays import FloatArray, IntArray
from gradreel.engine.trajectory import Trajectory
from gradreel.scenes.pieces.minibatch.chart import BatchChart
from gradreel.scenes.pieces.minibatch.panels import MIDDLE
from gradreel.scenes.pieces.minibatch.views import Views
from gradreel.scenes.stage.manim.line_path import LinePath
from gradreel.scenes.stage.manim.marks import Follower, segments
from gradreel.scenes.stage.manim.panel import Panel
from gradreel.scenes.stage.manim.place import at, stroke
from gradreel.scenes.stage.manim.plot import Plot
from gradreel.scenes.stage.manim.text import Label
from gradreel.scenes.stage.type.grid import GRID, SIZES, Box
from gradreel.scenes.stage.type.scale import Scale

SMALL = Box(left=0.765, right=0.928, top=0.71, bottom=0.815)
LARGE = Box(left=0.1, right=0.5, top=0.31, bottom=0.7)

THIN, FAINT = 1.3, 0.4
"""How wide and how opaque the lines of the other shuffles are."""


class TraceChart:
    """Lines of the parameter, step by step, small in a panel and then large.

    Attributes:
        views: the small plot, and the large one.
        panel: what the small plot stands on.
        lines: of the twin and of the run, as far as the run has come.
        others_clock: how many steps the other shuffles have done.
        arrived, stuck: the others' lines: of those that end in the lowest valley, and the rest.
    """

    def __init__(self, chart: BatchChart, others: list[Trajectory]) -> None:
        self._chart, self._others = chart, others
        self.others_clock = ValueTracker(0)
        self.panel = self._panel()
        self.views = Views(self._plots())
        line, theme = chart.line, chart.theme
        self.lines = [
            self._line(line.twin, theme.full_loss),
            self._line(line.main, theme.batch_loss),
        ]
        there = [each for each in others if line.reaches_goal(each)]
        self.arrived = self._bundle(there, theme.batch_loss)
        self.stuck = self._bundle(
            [each for each in others if not line.reaches_goal(each)], theme.muted
        )

    @property
    def small(self) -> list[VMobject]:
        """What lies on the panel."""
        return [self.views.plots[0], *self.lines]

    @property
    def layers(self) -> list[VMobject]:
        """Everything, from the bottom to the top."""
        return [self.panel, *self.views.plots, self.stuck, self.arrived, *self.lines]

    def ends(self) -> FloatArray:
        """Where the others that arrive end, (n, 3) from the lowest to the highest."""
        runs = [each for each in self._others if self._chart.line.reaches_goal(each)]
        last = np.array([float(each.parameters[-1, 0]) for each in runs])
        steps = np.array([float(each.recorded_steps[-1]) for each in runs])
        order = np.argsort(last, kind="stable")
        return self.views.clipped(self.views.points_at(steps[order], last[order]))

    def _panel(self) -> Panel:
        panel = Panel(self._chart.theme, top=MIDDLE)
        panel.space(SMALL.bottom - MIDDLE - 0.01)
        words = self._chart.texts.label("trace")
        title = Label(words, size=SIZES.smallest, colour=self._chart.theme.muted)
        panel.add(title.place(at(GRID.panel_left + GRID.panel_padding, MIDDLE + 0.045)))
        return panel

    def _plots(self) -> list[Plot]:
        line, theme, label = self._chart.line, self._chart.theme, self._chart.texts.label
        paths = np.concatenate([line.centres, line.twin.parameters[:, 0]])
        low, high = float(paths.min()), float(paths.max())
        room = 0.08 * (high - low) or 1.0
        marked = tuple(float(round(each.at)) for each in (line.trap, line.goal) if each)
        ticks = tuple(each for each in marked if low - room <= each <= high + room)
        steps, near = Scale(0, line.main.n_steps, ()), Scale(low - room, high + room, ticks)
        far = Scale(0, line.main.n_steps, (0, line.main.n_steps))
        whole = Scale(*line.window, marked)
        title = label("trace_all", total=len(self._others))
        return [
            Plot(theme, steps, near, box=SMALL),
            Plot(theme, far, whole, box=LARGE, x_title=label("step"), y_title=title),
        ]

    def _line(self, run: Trajectory, colour: str) -> Follower:
        """One run's parameter, step by step, as far as the run on batches has come."""
        values = run.parameters[:, 0]
        shape = LinePath.of(run.recorded_steps.astype(np.float64), values)

        def path() -> FloatArray:
            done = min(self._chart.done(), run.n_steps)
            kept = shape.steps <= done
            return self._seen(shape.steps[kept], shape.shares[kept])

        rough = LinePath.of(shape.steps, self.views.plots[0].y.share(values))
        return Follower(path, stroke_color=colour, stroke_width=stroke(min(3, rough.width)))

    def _bundle(self, runs: list[Trajectory], colour: str) -> Follower:
        """The lines of many runs, as far as they have come."""

        def path() -> FloatArray:
            done = round(float(self.others_clock.get_value()))
            made = [
                self._seen(each.recorded_steps[: done + 1], each.parameters[: done + 1, 0])
                for each in runs
            ]
            return np.concatenate([np.zeros((0, 3)), *made])

        return Follower(path, stroke_color=colour, stroke_width=stroke(THIN), stroke_opacity=FAINT)

    def _seen(self, steps: FloatArray | IntArray, values: FloatArray) -> FloatArray:
        """A line through steps and values, along the edge where it leaves what is seen."""
        if len(steps) < 2:
            return np.zeros((0, 3))
        points = self.views.clipped(self.views.points_at(steps.astype(np.float64), values))
        return segments(points[:-1], points[1:])
