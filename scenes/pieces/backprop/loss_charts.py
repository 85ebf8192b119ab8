"""The charts of what steps on one row do, and of what steps on all rows do instead."""

from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property

import numpy as np

from gradreel.engine.arrays import FloatArray
from gradreel.engine.trajectory import Trajectory
from gradreel.scenes.pieces.backprop.sentences import PassTexts
from gradreel.scenes.stage.manim.loss_chart import ChartTitles, LossChart, LossLine
from gradreel.scenes.stage.type.theme import Theme


class StepCharts:
    """Both charts, each made when its beat comes."""

    def __init__(
        self, theme: Theme, texts: PassTexts, main: Trajectory, single: Trajectory, first_look: int
    ) -> None:
        """Read the runs.

        Args:
            theme: gives the colours.
            texts: the scene's words.
            main: the run on all rows.
            single: the run on one row.
            first_look: how many steps the first chart shows of it at the most.
        """
        self.theme, self.texts, self.main, self.single = theme, texts, main, single
        self.window = min(first_look, single.n_steps)

    @cached_property
    def own(self) -> LossLine:
        """The loss of the one row, on which it steps."""
        made = self._trace("own", self.single, self.single.loss)
        return replace(made, colour=self.theme.batch_loss_text)

    @cached_property
    def everyone(self) -> LossLine:
        """The mean loss of all rows meanwhile; infinite where it is none."""
        with np.errstate(over="ignore", invalid="ignore"):
            losses = self.main.objective.losses(self.single.parameters)
        losses = np.where(np.isfinite(losses), losses, np.inf)
        return self._trace("all", self.single, losses)

    def alone(self) -> LossChart:
        """The one row's loss, and the mean of all, over the first steps on the one."""
        traces = {"own_short": self.own, "all_short": self.everyone}
        return self._chart(traces, self.window, y="loss", panel="only")

    def averaged(self) -> LossChart:
        """The mean of all over the steps on the one row, and over those on all rows."""
        alone = replace(self.everyone, name=self.texts.label("only"))
        everyone = self._trace("averaged", self.main, self.main.loss)
        traces = {"on_one": alone, "on_all": everyone}
        return self._chart(traces, max(self.main.n_steps, 1), y="mean_of_all", panel="after")

    def _trace(self, name: str, run: Trajectory, losses: FloatArray) -> LossLine:
        """The losses of a run; where it has diverged, there is none any more."""
        steps = run.recorded_steps
        if run.outcome.startswith("diverged"):
            steps, losses = np.append(steps, run.n_steps + 1), np.append(losses, np.inf)
        return LossLine(self.texts.label(name), steps, losses, self.theme.full_loss)

    def _chart(
        self, traces: Mapping[str, LossLine], window: int, *, y: str, panel: str
    ) -> LossChart:
        """Axes and numbers for traces by the keys of their short names."""
        words = self.texts.label
        titles = ChartTitles(
            x=words("steps"),
            y=words(y),
            panel=words(panel),
            step=words("step"),
            log=words("log_scale"),
        )
        named = {words(key): trace for key, trace in traces.items()}
        return LossChart(self.theme, named, window, titles)
