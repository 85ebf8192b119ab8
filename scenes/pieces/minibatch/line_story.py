"""What the story of one parameter on mini-batches is told by, beat after beat."""

from collections.abc import Sequence
from functools import cached_property

from manim import Animation, VGroup, VMobject

from gradreel.scenes.pieces.minibatch import luck, names, pace, panels
from gradreel.scenes.pieces.minibatch.bars import CountChart
from gradreel.scenes.pieces.minibatch.chart import BatchChart
from gradreel.scenes.pieces.minibatch.line_run import LineRun
from gradreel.scenes.pieces.minibatch.phases import clock_of
from gradreel.scenes.pieces.minibatch.runs import MinibatchRole, line_of
from gradreel.scenes.pieces.minibatch.traces import TraceChart
from gradreel.scenes.stage.manim.motion import appear, arrive, dim, set_share, to, vanish
from gradreel.scenes.stage.manim.moves.travelling import travels
from gradreel.scenes.stage.manim.panel import Panel
from gradreel.scenes.stage.story.manim import ManimStory
from gradreel.scenes.stage.story.paced import paced

AROUND_NUMBER = 24.0
"""The first radius of a ring about a number, in pixels of a 1280x720 frame."""


class LineStory(ManimStory):
    """The chart of the runs, the plates beside it, and the moves that beats have in common.

    Attributes:
        model, twin_panel, panel, rule: the plates, in the order in which they come.
        name, batch_name: of both curves; near: the same, from near.
        words: what one beat says on the chart and the next takes away.
        caption, everyone: what stands below the strip, of batches and before of all the data.
    """

    model: panels.BandPanel
    twin_panel: Panel
    panel: panels.RunPanel
    rule: panels.RulePanel
    name: VGroup
    batch_name: VGroup
    words: VGroup
    caption: VGroup
    everyone: VGroup

    @cached_property
    def line(self) -> LineRun:
        """The runs over the line of their parameter."""
        return line_of(self.recording)

    @cached_property
    def chart(self) -> BatchChart:
        """All that moves in the picture."""
        return BatchChart(self.line, self.theme, self.texts)

    @cached_property
    def trace(self) -> TraceChart:
        """The parameter against the step, of the run and of the other shuffles."""
        return TraceChart(self.chart, luck.shuffles_of_size(self.recording, self.size))

    @property
    def n(self) -> int:
        """How many samples there are."""
        return self.line.data.n

    @property
    def size(self) -> int:
        """How many of them are in a batch."""
        return self.line.main.spec.batch_size or 0

    def prepare(self) -> None:
        """Put everything on the stage, hidden, so that what comes later can lie below."""
        self.near = VGroup()
        for each in self.chart.layers:
            set_share(each, 0)
            self.add(each)

    def take(self, step: int, seconds: tuple[float, ...], *forming: Animation) -> None:
        """One step, phase by phase; as the point has fallen, the plates tell the next.

        Args:
            step: which.
            seconds: of its phases.
            forming: what comes while the batch's curve forms.
        """
        clock, told = self.chart.clock, self.chart.told
        *phases, (landed, fall) = zip(clock_of(step), seconds, strict=True)
        for end, duration in phases:
            self.play(to(clock, end, run_time=duration), *forming)
            forming = ()
        self.play(to(clock, landed, run_time=fall), pace.tell(told, step + 1))

    def run_twin(self) -> None:
        """All steps of the run on all the data, which its strip says, and a name where it ends."""
        chart = self.chart
        self.everyone = names.of_whole_strip(chart)
        self.play(*appear(chart.twin_path, chart.twin_ring, self.everyone))
        run = paced(range(self.line.twin.n_steps + 1), seconds=pace.TWIN_RUN)
        self.play(*pace.taken(chart.twin_clock, chart.twin_told, run))
        self.play(arrive(chart.twin_place(), self.theme), *appear(names.name_of_twin(chart)))

    def run_to(self, step: int, seconds: float, *meanwhile: Animation) -> None:
        """All steps up to one, on the full loss, at a film's pace."""
        run = paced(range(self.chart.done(), step + 1), seconds=seconds)
        self.play(*pace.taken(self.chart.clock, self.chart.told, run), *meanwhile)

    def epoch_begins(self) -> Animation:
        """What marks that all samples are shuffled anew."""
        return arrive(self.caption[-1].get_center(), self.theme, inner=AROUND_NUMBER)

    def arrival(self, step: int) -> list[Animation]:
        """What marks that a run has come to its end, or to where its rate drops."""
        if step == self.line.main.n_steps:
            return [arrive(self.chart.point_place(), self.theme)]
        rows = [each for each in self.panel.rows if self.panel.rate not in each.submobjects]
        return [arrive(self.panel.rate.get_center(), self.theme, inner=AROUND_NUMBER), *dim(*rows)]

    @property
    def far(self) -> list[VMobject]:
        """What isn't seen from near."""
        return [self.chart.views.plots[-1], *self.chart.barrier[1:], self.name]

    def names_from_near(self, step: int) -> VGroup:
        """The names at the curves, the batch's first, where the camera is on a step's landing."""
        self.keep_still(self.panel, *self.trace.layers, self.chart.cells, self.caption)
        self.near = names.from_near(self.chart, step, self.chart.near(step))
        return self.near

    def all_but(self, *kept: VMobject) -> list[VMobject]:
        """What is on the stage but the sentence and what is kept."""
        return [each for each in self.everything() if each not in kept]

    def count_chart(self, counts: dict[int, int]) -> CountChart:
        """How many shuffles arrive, by batch size; the own ones' lines are there already."""
        return CountChart(
            counts,
            own=self.size,
            ends=self.trace.ends(),
            batches=luck.batches_by_size(self.recording),
            n=self.n,
            theme=self.theme,
            texts=self.texts,
            noisy=self.texts.label(luck.noise_told(self.recording, self.line, counts)),
        )

    def trace_up_to(self, high: float, named: Sequence[tuple[VMobject, float]]) -> None:
        """The band moves over the data and its loss is traced; words appear where it comes by."""
        ends = ((self.chart.data.centre, high), (self.chart.traced, 1.0))
        sweep = [to(each, end, run_time=pace.SWEEP) for each, end in ends]
        window = self.line.window
        self.play(*sweep, *(pace.once_passed(*each, window, pace.SWEEP) for each in named))

    def work_out(self, rule: panels.RulePanel) -> None:
        """The numbers fly from the plate into the rule, and the result appears."""
        flights, others = rule.flights(self.panel)
        self.play(travels(flights), *appear(*others))
        self.remove(*others, *(piece for _, piece in flights))
        set_share(rule.result, 0)
        self.add(rule)
        self.play(*appear(rule.result))

    def grow_other_bars(self, chart: CountChart) -> None:
        """The bars of the other batch sizes, one after the other, and what they mean.

        The strip gives way to theirs.
        """
        strip = [*vanish(*self.chart.cells[1:]), *appear(chart.lit)]
        for size in chart.others:
            everyone = self.chart.data.samples if size == self.n else []
            shown = appear(chart.bars[size], *chart.said_of(size), *everyone)
            self.play(*shown, chart.grow(size, pace.BAR), *strip)
            strip = []

    def hand_over(self) -> None:
        """Hold the last picture, unless there is a next part: that begins with it."""
        if MinibatchRole.SURFACE not in self.recording.companions:
            self.wait(pace.HELD)
