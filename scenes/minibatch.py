"""A mini-batch at each step: its own loss, a jump onto it, a step, and out of a dip."""

from dataclasses import replace

from manim import VMobject

from gradreel.engine.optimizers.gradient_descent import GradientDescent
from gradreel.engine.spec import RunSpec
from gradreel.scenes.app.options import RunOptions
from gradreel.scenes.app.recording import Recording, Role
from gradreel.scenes.pieces.minibatch import luck, names, pace, panels, request, sentences
from gradreel.scenes.pieces.minibatch.bars import CountChart
from gradreel.scenes.pieces.minibatch.chart import BatchChart
from gradreel.scenes.pieces.minibatch.phases import ENDS, end_of
from gradreel.scenes.pieces.minibatch.plane.beats import BeatsOnMaps
from gradreel.scenes.pieces.minibatch.runs import MinibatchRole, line_of
from gradreel.scenes.stage.manim.motion import appear, set_share, steadily, to, vanish
from gradreel.scenes.stage.runs.epochs import steps_in_epoch
from gradreel.scenes.stage.story.figure import FigureStory
from gradreel.scenes.stage.story.manim import ManimStory

PLACE = 80
OPTIONS = {
    "data": "heart",
    "x": ("Age",),
    "y": "AHD",
    "optimizer": "gradient-descent",
    "learning_rate": 70.0,
    "steps": 80,
    "batch_size": 30,
    "seed": 9,
    "start": (45.0,),
}
DRAWS = "a model of one or two parameters on mini-batches, every step recorded"


def run_spec(options: RunOptions) -> RunSpec:
    """Return the run on batches: of the band on age, or of a logistic regression on other data.

    Raises:
        RequestError: the data have more than one feature, or the batch is all of them.
    """
    named = options.data or OPTIONS["data"], options.x or OPTIONS["x"], options.y or OPTIONS["y"]
    if named == (OPTIONS["data"], OPTIONS["x"], OPTIONS["y"]):
        return request.band_spec(options)
    return request.logistic_on_batches(options)


def companions(main: RunSpec, options: RunOptions) -> dict[Role, RunSpec]:
    """Return the full-batch twin; for the band on age, runs to count, and those on a surface."""
    others: dict[Role, RunSpec] = {MinibatchRole.TWIN: replace(main, batch_size=None)}
    if not request.is_band_on_age(main):
        return others
    others |= luck.shuffles_of(main)
    if main.hash == run_spec(options).hash:
        surface = request.band_of_two_spec(options, OPTIONS)
        others[MinibatchRole.SURFACE] = surface
        others[MinibatchRole.SURFACE_TWIN] = replace(surface, batch_size=None)
    return others


def can_draw(spec: RunSpec) -> bool:
    """Whether a run has one or two parameters, batches smaller than the data, and no stride."""
    n, size = spec.objective.n_samples, spec.batch_size
    on_batches = n is not None and size is not None and size < n
    return on_batches and spec.stride == 1 and spec.objective.n_parameters <= 2


def parts(recording: Recording) -> tuple[type[ManimStory] | type[FigureStory], ...]:
    """Return the line for one parameter, the surface for two; the scene's own run has both."""
    if recording.main.objective.n_parameters == 2:
        return (MinibatchSurface,)
    if MinibatchRole.SURFACE in recording.companions:
        return Minibatch, MinibatchSurface
    return (Minibatch,)


class Minibatch(ManimStory):
    """The band's centre: stuck on all the data, out of the dip on batches."""

    def construct(self) -> None:
        """Tell the story."""
        self.prepare()
        self.ask()
        self.trace_the_loss()
        self.name_the_valleys()
        self.descend_on_all()
        self.draw_a_batch()
        self.jump_onto_it()
        self.step_down_it()
        self.step_again()
        self.go_faster()
        self.cross_the_barrier()
        self.settle()
        self.count_the_shuffles()

    def prepare(self) -> None:
        """Put everything on the stage, hidden, so that what comes later can lie below."""
        self.line = line_of(self.recording)
        self.chart = BatchChart(self.line, self.theme, self.texts)
        self.n = self.line.data.n
        self.names: list[VMobject] = []
        for each in self.chart.layers:
            set_share(each, 0)
            self.add(each)

    def ask(self) -> None:
        """The data, and a band laid over them."""
        chart = self.chart
        column = self.texts.column(self.line.data.feature_names[0])
        rows = self.texts.label("rows", count=self.n)
        self.beat("question", *appear(chart.data_plot, chart.shares), rows=rows, column=column)
        self.opening: list[VMobject] = [panels.band_panel(chart), chart.risk]
        self.play(*appear(*self.opening))
        self.opening += [chart.data_plot, chart.shares, chart.plumb, chart.probe]

    def trace_the_loss(self) -> None:
        """Move the band over the data, and draw the loss that it has there."""
        chart, (low, high) = self.chart, self.line.window
        shown = appear(chart.views.plots[0], chart.full, chart.plumb, chart.probe)
        self.beat("band", to(chart.centre, low), *shown)
        sweep = to(chart.centre, high, run_time=pace.SWEEP)
        self.play(sweep, to(chart.traced, 1, run_time=pace.SWEEP))

    def name_the_valleys(self) -> None:
        """Put the band where the loss is low, and name what lies between."""
        line, move, words = self.line, self.chart.centre, names.of_valleys(self.chart)
        self.names = list(words.values())
        if line.goal is None:
            self.beat("no_valley")
        elif line.dip is None:
            self.beat("one_valley", to(move, line.goal.at), lowest=line.goal.at)
            self.play(*appear(words["lowest"]))
        else:
            self.beat("valleys", to(move, line.dip.at), dip=line.dip.at, lowest=line.goal.at)
            self.play(*appear(words["dip"], words["barrier"]))
            self.play(to(move, line.goal.at), *appear(words["lowest"]))

    def descend_on_all(self) -> None:
        """The same start, all the data at every step."""
        chart, line = self.chart, self.line
        self.panel = panels.twin_panel(chart)
        changes = [*vanish(*self.opening, *self.names), *chart.views.turn_to(1)]
        self.beat(line.twin_told, *changes, *appear(self.panel), n=self.n)
        self.play(*appear(chart.twin_path, chart.twin_ring))
        slow = min(pace.TWIN_STEPS, line.twin.n_steps)
        self.play(steadily(chart.twin_clock, slow, slow * pace.TWIN_STEP))
        self.twin_name = names.name_of_twin(chart)
        self.play(to(chart.twin_clock, line.twin.n_steps), *appear(self.twin_name))

    def draw_a_batch(self) -> None:
        """Look at a few samples only."""
        chart, size = self.chart, self.line.main.spec.batch_size
        turn = chart.views.turn_to(2)
        self.beat("batch", vanish(self.panel), turn, size=size, n=self.n)
        shown = appear(chart.cells, names.strip_caption(chart), chart.point)
        self.play(*shown, to(chart.lit, 1, run_time=1.3))

    def jump_onto_it(self) -> None:
        """Its loss leaves the full one, and the point jumps onto it."""
        chart = self.chart
        reform = to(chart.clock, end_of("reform", 0), run_time=1.1)
        self.beat("jump", reform, *appear(*chart.batch_layers))
        self.panel = panels.run_panel(chart)
        self.names = [names.name_of_batch(chart)]
        self.play(to(chart.clock, end_of("jump", 0)), *appear(self.panel, *self.names))

    def step_down_it(self) -> None:
        """The rule with its numbers, and the step."""
        spec, chart = self.line.main.spec, self.chart
        key = "step" if isinstance(spec.optimizer, GradientDescent) else "step_other"
        name = self.texts.optimizer(spec.optimizer_name)
        rate = self.line.rate_text(0)
        self.rule = panels.rule_panel(chart)
        aim = to(chart.clock, end_of("aim", 0))
        self.beat(key, aim, *appear(self.rule), rate=rate, optimizer=name)
        self.wait(0.7)
        self.play(to(chart.clock, 1.0, run_time=1.2))

    def step_again(self) -> None:
        """More batches, one phase after the other."""
        last = min(pace.SLOW_STEPS, self.line.before_escape)
        if last <= 1:
            return
        self.beat("again", *vanish(*self.names))
        self.names = []
        for step in range(1, last):
            self.take(step, pace.AGAIN)

    def take(self, step: int, seconds: tuple[float, ...]) -> None:
        """One step, phase by phase."""
        for phase, duration in zip(ENDS, seconds, strict=True):
            self.play(to(self.chart.clock, end_of(phase, step), run_time=duration))

    def go_faster(self) -> None:
        """The steps up to the one that leads out, one after the other."""
        chart, first = self.chart, self.chart.done()
        last = self.line.before_escape
        if self.line.escape is None:
            last = min(last, first + steps_in_epoch(self.line.main), first + pace.MOST_FAST)
        if last <= first:
            return
        key = pace.faster_key(self.line.main, last)
        self.trace = panels.trace_panel(chart)
        shown = appear(self.trace, chart.places, chart.barrier)
        self.beat(key, *vanish(*self.names, self.rule), *shown)
        self.play(steadily(chart.clock, last, pace.fast_seconds(last - first)))

    def cross_the_barrier(self) -> None:
        """The batch that leads out, slowly."""
        escape, clock = self.line.escape, self.chart.clock
        if escape is None or self.chart.done() != escape:
            return
        reform, *others = pace.OVER
        self.beat("over", to(clock, end_of("reform", escape), run_time=reform), step=escape + 1)
        for phase, duration in zip(list(ENDS)[1:], others, strict=True):
            self.play(to(clock, end_of(phase, escape), run_time=duration))

    def settle(self) -> None:
        """All the other steps, and where the run ends."""
        chart, n_steps = self.chart, self.line.main.n_steps
        self.beat(self.line.ending_told, to(chart.calm, 1), **sentences.facts_of_line(self.line))
        if left := n_steps - chart.done():
            self.play(steadily(chart.clock, n_steps, pace.rest_seconds(left)))
        self.play(*vanish(*chart.batch_layers))

    def count_the_shuffles(self) -> None:
        """How many other shuffles end in the lowest valley, by batch size."""
        counts = luck.counts_by_size(self.recording, self.line)
        if not counts or self.line.trap is None:
            return
        own = self.line.main.spec.batch_size or 0
        chart = CountChart(counts, self.n, self.theme, self.texts)
        leave = vanish(*self.everything())
        key = "count_one" if counts[own] == 1 else "count"
        self.beat(key, *leave, out=counts[own], total=luck.SEEDS)
        self.play(*appear(chart.plot, chart.words, chart.bars[own]))
        self.wait(0.6)
        self.play(*appear(*(bar for size, bar in chart.bars.items() if size != own)))


class MinibatchSurface(BeatsOnMaps):
    """Two parameters: the full loss as a map, a map for each batch, and the full-batch twin.

    As the second part of the scene's own story it is short; a run of two parameters is told whole.
    """

    def construct(self) -> None:
        """Tell the story; what is said of the runs is judged from their records."""
        self.begin_story()
        if self.is_whole:
            self.meet_the_loss()
        self.descend_on_all()
        if self.plane.main.n_steps == 0:
            self.diverge_at_once()
            return
        if self.is_whole:
            self.draw_a_batch()
        self.step_on_its_map()
        if self.is_whole:
            self.step_again()
            self.go_faster()
        self.cross_the_barrier()
        self.take_all_steps()
        if self.is_whole and self.plane.ending in ("out", "ended"):
            self.count_the_rows()
