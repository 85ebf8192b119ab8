"""The parameter against the step: of the run and its twin, and then of a hundred other shuffles."""

import numpy as np
from manim import ValueTracker, VGroup, VMobject
from numpy.typing import NDArray

from gradreel.engine.arrays import FloatArray, IntArray
from gradreel.engine.trajectory import Trajectory
from gradreel.scenes.pieces.minibatch.chart import BatchChart
from gradreel.scenes.pieces.minibatch.line_run import LineRun
from gradreel.scenes.pieces.minibatch.rooms import BatchRooms
from gradreel.scenes.pieces.minibatch.views import Views
from gradreel.scenes.stage.manim.line_path import LinePath
from gradreel.scenes.stage.manim.marks import Follower, segments
from gradreel.scenes.stage.manim.panel import Panel
from gradreel.scenes.stage.manim.place import at, pixels, stroke
from gradreel.scenes.stage.manim.plot import Plot
from gradreel.scenes.stage.manim.text import Label
from gradreel.scenes.stage.type.captions import Captions
from gradreel.scenes.stage.type.frame import Shaped, down
from gradreel.scenes.stage.type.grid import SIZES
from gradreel.scenes.stage.type.scale import Scale

THIN, FAINT, CLEAR = 1.3, 0.4, 0.6
"""How wide the lines of the other shuffles are, and how opaque those that arrive and those that
don't."""

CROSS, CROSS_WIDTH = 6.0, 2.4
"""Half the width of the cross where a run ends that doesn't arrive, and how thick it is."""

ARMS = np.array([[[-1.0, -1.0], [1.0, 1.0]], [[-1.0, 1.0], [1.0, -1.0]]])
"""From where to where the strokes (2, 2, 2) of a cross go, in halves of its width."""

BELOW = 34.0
"""From the end of the twin's line down to its name."""

CROSSED = 0.06
"""In which last share of the steps the crosses grow."""


class _Title:
    """Of the trace on its plate, its baseline below the plate's top, in heights of a wide frame."""

    below = Shaped(0.045, tall=0.073)


class TraceChart:
    """Lines of the parameter, step by step, small in a panel and then large.

    Attributes:
        views: the small plot, and the large one.
        panel: what the small plot stands on.
        lines: of the twin and of the run, as far as the run has come.
        others_clock: how many steps the other shuffles have done.
        name: of the twin's line in the large plot.
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
        missed = [each for each in others if not line.reaches_goal(each)]
        self.name = self._name_of_twin()
        self.stuck = VGroup(self._bundle(missed, theme.text, CLEAR), self._crosses(missed))

    @property
    def small(self) -> list[VMobject]:
        """What lies on the panel."""
        return [self.views.plots[0], *self.lines]

    @property
    def layers(self) -> list[VMobject]:
        """Everything, from the bottom to the top."""
        return [self.panel, *self.views.plots, self.arrived, self.stuck, *self.lines]

    def ends(self) -> FloatArray:
        """Where the others that arrive end, (n, 3) from the lowest to the highest."""
        runs = [each for each in self._others if self._chart.line.reaches_goal(each)]
        last = np.array([float(each.parameters[-1, 0]) for each in runs])
        steps = np.array([float(each.recorded_steps[-1]) for each in runs])
        order = np.argsort(last, kind="stable")
        return self.views.clipped(self.views.points_at(steps[order], last[order]))

    def _name_of_twin(self) -> VGroup:
        """What the twin's line is, below its end."""
        line, plot, theme = self._chart.line, self.views.plots[-1], self._chart.theme
        value = float(np.clip(line.twin.parameters[-1, 0], *line.window))
        end = plot.point(plot.x.high, value)
        content = self._chart.texts.label("all_rows", n=line.data.n)
        name = Label(content, size=SIZES.label, colour=theme.full_loss)
        below = end - np.array([0, pixels(BELOW), 0])
        return VGroup(name.place(below, "right"))

    def _panel(self) -> Panel:
        top = BatchRooms.lower
        panel = Panel(self._chart.theme, top=top)
        panel.space((BatchRooms.trace.bottom - top) / down(1) - 0.01)
        words = self._chart.texts.label("trace")
        title = Label(words, size=SIZES.smallest, colour=self._chart.theme.muted)
        panel.add(title.place(at(panel.left, top + down(_Title.below))))
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
        title = title_of(line, self._others, self._chart.texts)
        return [
            Plot(theme, steps, near, box=BatchRooms.trace),
            Plot(theme, far, whole, box=BatchRooms.shuffles, x_title=label("step"), y_title=title),
        ]

    def _line(self, run: Trajectory, colour: str) -> Follower:
        """One run's parameter, step by step, as far as the run on batches has come."""
        values = run.parameters[:, 0]
        shape = LinePath.of(run.recorded_steps.astype(np.float64), values)

        def path() -> FloatArray:
            done = min(self._chart.shown(), run.n_steps)
            kept = shape.steps <= done
            return self._seen(shape.steps[kept], shape.shares[kept])

        rough = LinePath.of(shape.steps, self.views.plots[0].y.share(values))
        return Follower(path, stroke_color=colour, stroke_width=stroke(min(3, rough.width)))

    def _bundle(self, runs: list[Trajectory], colour: str, opacity: float = FAINT) -> Follower:
        """The lines of many runs, as far as they have come, where they are in the window."""
        inside = [pieces_inside(each.parameters[:, 0], self._chart.line.window) for each in runs]

        def path() -> FloatArray:
            done = round(float(self.others_clock.get_value()))
            made = [
                self._seen(each.recorded_steps[: done + 1], each.parameters[: done + 1, 0], seen)
                for each, seen in zip(runs, inside, strict=True)
            ]
            return np.concatenate([np.zeros((0, 3)), *made])

        return Follower(
            path, stroke_color=colour, stroke_width=stroke(THIN), stroke_opacity=opacity
        )

    def _crosses(self, runs: list[Trajectory]) -> Follower:
        """A cross where each run ends, or leaves the window for good."""
        ends = np.array([end_inside(each, self._chart.line.window) for each in runs])
        steps = max(self._chart.line.main.n_steps, 1)

        def path() -> FloatArray:
            come = 1 - (1 - float(self.others_clock.get_value()) / steps) / CROSSED
            if come <= 0 or not len(ends):
                return np.zeros((0, 3))
            places = self.views.clipped(self.views.points_at(*ends.T))
            strokes = pixels(CROSS) * come * np.pad(ARMS, ((0, 0), (0, 0), (0, 1)))
            starts, stops = (places[:, None] + strokes[:, side] for side in (0, 1))
            return segments(starts.reshape(-1, 3), stops.reshape(-1, 3))

        colour = self._chart.theme.text
        return Follower(path, stroke_color=colour, stroke_width=stroke(CROSS_WIDTH))

    def _seen(
        self,
        steps: FloatArray | IntArray,
        values: FloatArray,
        pieces: NDArray[np.bool_] | None = None,
    ) -> FloatArray:
        """A line through steps and values, or some of its pieces; beyond the edge, along it."""
        if len(steps) < 2:
            return np.zeros((0, 3))
        points = self.views.clipped(self.views.points_at(steps.astype(np.float64), values))
        kept = slice(None) if pieces is None else pieces[: len(points) - 1]
        return segments(points[:-1][kept], points[1:][kept])


def title_of(line: LineRun, others: list[Trajectory], texts: Captions) -> str:
    """What the lines of the other shuffles are, and their crosses, if there are any."""
    arrive = all(line.reaches_goal(each) for each in others)
    return texts.label("trace_all" if arrive else "trace_missed", total=len(others))


def pieces_inside(values: FloatArray, window: tuple[float, float]) -> NDArray[np.bool_]:
    """Which pieces (n - 1,) of a line through values (n,) aren't wholly outside a window."""
    beyond = _beyond(values, window)
    return np.asarray((beyond[:-1] != beyond[1:]) | (beyond[:-1] == 0))


def end_inside(run: Trajectory, window: tuple[float, float]) -> tuple[float, float]:
    """The step and the parameter at which a run ends, or leaves a window for good."""
    values = run.parameters[:, 0]
    outside = _beyond(values, window)
    elsewhere = np.flatnonzero(outside != outside[-1])
    left = outside[-1] and len(elsewhere)
    last = int(elsewhere[-1]) + 1 if left else len(values) - 1
    return float(run.recorded_steps[last]), float(values[last])


def _beyond(values: FloatArray, window: tuple[float, float]) -> IntArray:
    """For each value (n,): 1 above a window, -1 below it, 0 inside."""
    low, high = window
    return (values > high).astype(np.int64) - (values < low).astype(np.int64)
