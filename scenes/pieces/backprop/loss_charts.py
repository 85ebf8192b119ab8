"""The charts of what steps on one row do, and of what steps on all rows do instead."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from gradreel.engine.arrays import FloatArray, IntArray
from gradreel.engine.trajectory import Trajectory
from gradreel.scenes.pieces.backprop.judging import MOST, Judged, JudgedDots
from gradreel.scenes.pieces.backprop.sentences import PassTexts
from gradreel.scenes.pieces.backprop.step import network_of
from gradreel.scenes.stage.manim.loss_chart import ChartTitles, LossChart, LossLine, loss_scale
from gradreel.scenes.stage.manim.marks import RingedPoint
from gradreel.scenes.stage.manim.network import Network
from gradreel.scenes.stage.runs.at_step import index_at
from gradreel.scenes.stage.story.paced import PacedRun
from gradreel.scenes.stage.type.frame import Shaped, is_tall
from gradreel.scenes.stage.type.grid import Box
from gradreel.scenes.stage.type.scale import Scale
from gradreel.scenes.stage.type.theme import Theme

STOPS, STOPS_ALONE, STOP = 11, 14, 0.22
"""At so many steps of a run its numbers are told, and so many seconds later those of the next: so
numbers and curves never drift apart."""
ROOM_FOR_NAMES = 0.06
"""Of the axis of losses, left free above the lines."""


class _Places:
    """The small networks below a panel, or right of it, their radii in pixels, and the dots."""

    alone = Shaped(Box(0.722, 0.928, 0.6, 0.85), tall=Box(0.71, 0.92, 0.642, 0.925))
    averaged = Shaped(Box(0.722, 0.928, 0.5, 0.59), tall=Box(0.71, 0.92, 0.642, 0.765))
    radius, smaller = Shaped(14.0, tall=13.0), 9.0
    dots = Shaped(Box(0.705, 0.945, 0.665, 0.935), tall=Box(0.05, 0.95, 0.82, 0.945))


class _Names:
    """The keys of what lines are called: more shortly in a tall frame, where there is less room."""

    everyone = Shaped("only", tall="all_short")
    known = Shaped("only", tall="on_one")
    averaged = Shaped("averaged", tall="on_all")


@dataclass(frozen=True)
class Learning:
    """A chart of a run, and what stands beside it: its network, and who is judged rightly.

    Attributes:
        chart: the losses.
        network: small, its weights those of the step that is told of.
        dots: likewise; None beside a run that isn't spoken of so.
    """

    chart: LossChart
    network: Network
    dots: JudgedDots | None = None

    @property
    def pace(self) -> PacedRun:
        """When its steps are taken."""
        if self.chart.pace is None:
            raise ValueError("a chart of training has a pace")
        return self.chart.pace


class StepCharts:
    """Both charts, each made when its beat comes, with one axis of losses."""

    def __init__(
        self, theme: Theme, texts: PassTexts, main: Trajectory, single: Trajectory, first_look: int
    ) -> None:
        """Read the runs.

        Args:
            theme: gives the colours.
            texts: the scene's words.
            main: the run on all rows.
            single: the run on one row.
            first_look: how many steps the first chart has room for at first, at the most.
        """
        self.theme, self.texts, self.main, self.single = theme, texts, main, single
        self.first = min(first_look, single.n_steps)
        self.window = max(self.first, min(single.n_steps, main.n_steps))
        self.judged = Judged(main, texts.data)

    @cached_property
    def own(self) -> LossLine:
        """The loss of the one row, on which it steps."""
        made = self._trace("own", self.single, self.single.loss)
        return replace(made, colour=self.theme.batch_loss_text)

    @cached_property
    def everyone(self) -> LossLine:
        """The full loss meanwhile; infinite where it is none."""
        with np.errstate(over="ignore", invalid="ignore"):
            losses = self.main.objective.losses(self.single.parameters)
        losses = np.where(np.isfinite(losses), losses, np.inf)
        return self._trace(_Names.everyone, self.single, losses)

    def alone(self) -> Learning:
        """The one row's loss, and the full loss, over the steps on the one; the first is known."""
        traces = {"own": self.own, "all_short": self.everyone}
        stops = np.unique(np.geomspace(1, self.window, STOPS_ALONE).round().astype(int))
        pace = _evenly(stops)
        chart = self._chart(traces, self.window, pace, panel="on_one", first=self.first)
        return Learning(chart, self._network(chart, self.single, _Places.alone, _Places.radius))

    def point(self, learning: Learning, step: int) -> RingedPoint:
        """The one row's loss after a step, as a point on its chart."""
        loss = self.own.at(step)
        return RingedPoint(
            lambda: _place(learning, step, loss), self.theme, colour=self.own.colour, radius=8
        )

    def end(self, learning: Learning) -> FloatArray:
        """Where (3,) the run on all rows ends on its chart."""
        return _place(learning, self.main.n_steps, float(self.main.loss[-1]))

    def averaged(self) -> Learning:
        """The full loss over the steps on the one row, which is known, and on all rows."""
        chart = self._chart(
            {"all_short": self._averaged},
            self._length,
            self._long_pace,
            panel="on_all",
            first=self.window,
            known=replace(
                self.everyone,
                name=self.texts.label(_Names.known),
                drawn=min(self.window, self._length),
            ),
        )
        dots = JudgedDots(
            self.theme,
            self.judged,
            chart,
            titles=(self.texts.label("judged_first"), self.texts.judged(MOST)),
            share=self.texts.share,
            box=_Places.dots,
        )
        return Learning(
            chart, self._network(chart, self.main, _Places.averaged, _Places.smaller), dots
        )

    @cached_property
    def _averaged(self) -> LossLine:
        made = self._trace(_Names.averaged, self.main, self.main.loss)
        return replace(made, colour=self.theme.model)

    @property
    def _length(self) -> int:
        return max(self.main.n_steps, 1)

    @property
    def _long_pace(self) -> PacedRun:
        """Fewer steps than there are, closer at the start, where most is learned."""
        steps = self.main.recorded_steps
        stops = (np.linspace(0, 1, STOPS) ** 2 * (len(steps) - 1)).round().astype(int)
        return _evenly(steps[np.unique(stops)])

    @cached_property
    def _up(self) -> Scale:
        """The axis of both charts, so that one can turn into the other."""
        own = replace(self.own, steps=self.own.steps[: self.window + 1])
        own = replace(own, losses=self.own.losses[: self.window + 1])
        lines = [own, self.everyone, self._averaged]
        return loss_scale(lines, self._length, room=ROOM_FOR_NAMES)

    def _trace(self, name: str, run: Trajectory, losses: FloatArray) -> LossLine:
        """The losses of a run; where it has diverged, there is none any more."""
        steps = run.recorded_steps
        if run.outcome.startswith("diverged"):
            steps, losses = np.append(steps, run.n_steps + 1), np.append(losses, np.inf)
        return LossLine(self.texts.label(name), steps, losses, self.theme.full_loss)

    def _chart(  # noqa: PLR0913  what differs between the two
        self,
        traces: Mapping[str, LossLine],
        window: int,
        pace: PacedRun,
        *,
        panel: str,
        first: int,
        known: LossLine | None = None,
    ) -> LossChart:
        """Axes and numbers for traces by the keys of their short names."""
        words = self.texts.label
        titles = ChartTitles(
            x=words("steps"),
            y=words("loss"),
            panel=words(panel),
            step=words("step"),
            log=words("log_scale"),
        )
        named = {words(key): trace for key, trace in traces.items()}
        return LossChart(
            self.theme, named, window, titles, pace=pace, up=self._up, first=first, known=known
        )

    def _network(self, chart: LossChart, run: Trajectory, box: Box, radius: float) -> Network:
        """The small network beside a panel, with the weights of the step that is told of."""
        model = network_of(run)

        def weights() -> list[FloatArray]:
            now = run.parameters[index_at(run.recorded_steps, chart.told)]
            return [layer.weights for layer in model.layers(now)]

        return Network(
            self.theme,
            model.sizes,
            weights,
            box=box,
            radius=radius,
            thickness=0.5,
            downwards=is_tall(),
        )


def _evenly(steps: IntArray) -> PacedRun:
    """Take rising steps (n,), each as long as the next."""
    arrivals = STOP * np.arange(len(steps))
    return PacedRun(tuple(map(int, steps)), tuple(map(float, arrivals)))


def _place(learning: Learning, step: int, loss: float) -> FloatArray:
    """Where (3,) a loss is on a chart: at the axis' end if it is beyond."""
    plot = learning.chart.plot
    height = np.clip(np.nan_to_num(plot.y.share(np.array([loss])), posinf=1.0), 0, 1)
    return np.asarray(plot.points_at_shares(plot.x.share(np.array([step])), height)[0])
