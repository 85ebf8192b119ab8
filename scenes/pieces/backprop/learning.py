"""The end of the story of a pass: steps on one row alone, and on all rows, as charts."""

from manim import VGroup, VMobject

from gradreel.scenes.pieces.backprop import sentences
from gradreel.scenes.pieces.backprop.forward import ForwardStory
from gradreel.scenes.pieces.backprop.loss_charts import Learning, StepCharts
from gradreel.scenes.stage.manim.motion import appear, arrive, steadily, vanish
from gradreel.scenes.stage.manim.moves.becoming import become
from gradreel.scenes.stage.manim.workings import slots
from gradreel.scenes.stage.story.pace import PAUSE

AT_START, AT_REST = 0.7, 2.3
"""Seconds that the start of the run on all rows can be read, and that the last picture stands."""


class LearningStory(ForwardStory):
    """A story whose last beats show what steps lead to.

    Attributes:
        outcomes: the cells on the board of what the first step did, before and after it.
        loss: the number in the box of the loss.
    """

    outcomes: tuple[VGroup, VGroup]
    loss: VMobject

    def make_charts(self, first_look: int) -> None:
        """Prepare the charts; the first shows so many steps at the most."""
        self.charts = StepCharts(self.theme, self.words, self.main, self.single, first_look)

    def repeat_alone(self) -> None:
        """The same step again and again, on this row only: its losses become a chart."""
        key = sentences.alone_key(
            self.single, self.charts.own, self.charts.everyone, self.charts.window
        )
        made = self.charts.alone()
        self.firsts = [self.charts.point(made, step) for step in (0, 1)]
        loss_box = VGroup(self.diagram.box[0], self.loss)
        self.remove(self.diagram.box, self.loss)
        self.add(self.diagram.box[1], loss_box)
        gone = [each for each in self.everything() if each not in (self.network, loss_box)]
        for value in self.network.values.values():
            value.set_z_index(1)  # above the network that becomes smaller, until they have gone
        self.beat(
            key,
            become(slots(self.outcomes[0])[1], self.firsts[0], evenly=True),
            become(loss_box, self.firsts[1], evenly=True),
            [become(self.network, made.network), *vanish(*gone, run_time=0.25)],
            appear(made.chart.plot, made.chart.panel, run_time=0.8),
            appear(made.chart.curves, made.chart.names, run_time=1.0),
            **self.words.facts,
            step=self.single.n_steps + 1,
        )
        self.take_steps(made)
        self.alone = made

    def average(self) -> None:
        """The same start, stepping on the mean over all rows."""
        old, made = self.alone, self.charts.averaged()
        shares = self.charts.judged.share(0), self.charts.judged.share(self.main.n_steps)
        gone = [*self.firsts, old.chart.curves[0], old.chart.names[0], old.chart.panel]
        if old.chart.window == made.chart.window:
            axes = []
        else:
            axes = [*vanish(old.chart.plot), *appear(made.chart.plot)]
        self.beat(
            sentences.average_key(self.main, *shares),
            become(old.chart.curves[1], made.chart.curves[0]),
            become(old.chart.names[1], made.chart.names[0]),
            [become(old.network, made.network), *vanish(*gone)],
            axes,
            appear(made.chart.panel),
            **self.words.facts,
            step=self.main.n_steps + 1,
        )
        self.add(made.chart.curves[1])
        dots = [made.dots] if made.dots else []
        self.play(appear(made.chart.names[1], *dots, run_time=0.3))
        self.wait(AT_START)
        self.take_steps(made)
        end = self.charts.end(made)
        self.play(arrive(end, self.theme, colour=self.theme.model))
        self.wait(AT_REST - PAUSE)

    def take_steps(self, learning: Learning) -> None:
        """Let a chart's run take its steps."""
        if seconds := learning.pace.seconds:
            self.play(steadily(learning.chart.seconds, seconds, seconds))
