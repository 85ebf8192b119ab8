"""A mini-batch at each step: its own loss, a jump onto it, a step, and out of a dip."""

from dataclasses import replace

from manim import VGroup

from gradreel.engine.objectives import ModelObjective
from gradreel.engine.optimizers.gradient_descent import GradientDescent
from gradreel.engine.spec import RunSpec
from gradreel.scenes.app.alternatives import DATA
from gradreel.scenes.app.options import RunOptions
from gradreel.scenes.app.recording import Recording, Role
from gradreel.scenes.pieces.minibatch import luck, names, pace, panels, request, sentences
from gradreel.scenes.pieces.minibatch.chart import ZOOM
from gradreel.scenes.pieces.minibatch.line_story import LineStory
from gradreel.scenes.pieces.minibatch.phases import clock_of
from gradreel.scenes.pieces.minibatch.plane.beats import BeatsOnMaps
from gradreel.scenes.pieces.minibatch.rooms import BatchRooms
from gradreel.scenes.pieces.minibatch.runs import MinibatchRole
from gradreel.scenes.stage.manim.motion import MOVE, appear, dim, set_share, steadily, to, vanish
from gradreel.scenes.stage.manim.moves.travelling import travel
from gradreel.scenes.stage.runs.epochs import steps_in_epoch
from gradreel.scenes.stage.story.figure import FigureStory
from gradreel.scenes.stage.story.manim import ManimStory

PLACE = 310
OPTIONS = {
    "data": "heart",
    "x": ("Age",),
    "y": "AHD",
    "positive": None,
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
    if all(getattr(options, name) in (None, OPTIONS[name]) for name in DATA):
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
    """Whether a run of classes has one or two parameters, smaller batches, and no stride."""
    objective, size = spec.objective, spec.batch_size
    if not isinstance(objective, ModelObjective) or objective.dataset.n_classes == 0:
        return False
    on_batches = size is not None and size < objective.n_samples
    return on_batches and spec.stride == 1 and objective.n_parameters <= 2


def parts(recording: Recording) -> tuple[type[ManimStory] | type[FigureStory], ...]:
    """Return the line for one parameter, the surface for two; the scene's own run has both."""
    if recording.main.objective.n_parameters == 2:
        return (MinibatchSurface,)
    if MinibatchRole.SURFACE in recording.companions:
        return Minibatch, MinibatchSurface
    return (Minibatch,)


class Minibatch(LineStory):
    """The band's centre: stuck on all the data, out of the dip on batches."""

    def construct(self) -> None:
        """Tell the story."""
        self.prepare()
        self.ask()
        self.lay_the_band()
        self.trace_the_loss()
        self.descend_on_all()
        self.draw_a_batch()
        self.jump_onto_it()
        self.step_down_it()
        self.step_again()
        self.go_faster()
        self.cross_the_barrier()
        self.settle()
        self.count_the_shuffles()

    def ask(self) -> None:
        """Every sample by its class, and what share of them is of class 1."""
        data = self.chart.data
        column = self.texts.column(self.line.data.feature_names[0])
        rows = self.texts.label("rows", count=self.n)
        self.words = data.class_names()
        shown = appear(data.views.plots[0], data.views.axis, *data.samples, data.bars, self.words)
        self.beat("question", *shown, rows=rows, column=column)
        self.play(steadily(data.arrived, 1, pace.ARRIVE))
        self.play(*(to(each, 1, run_time=pace.GROW) for each in (data.grown, data.quiet)))

    def lay_the_band(self) -> None:
        """The model, and what each of its numbers does."""
        data = self.chart.data
        self.model = panel = panels.BandPanel(self.chart)
        low, high = data.risks
        turn = data.views.turn_to(1)
        self.narrowed = names.of_narrowing(self.chart)
        shown = appear(panel.surface, *panel.rows[:-1], self.narrowed)
        self.beat("model", *vanish(self.words), turn, shown, low=low, high=high)
        set_share(data.risk, 1)
        self.words = VGroup(*data.marks())
        for number, (mark, grows) in enumerate(zip(self.words, data.grows, strict=True)):
            moves = [to(grows, 1), *panel.light(number)]
            *others, value = mark
            flies = travel(panel.slot(number), value, run_time=MOVE)
            self.play(*moves, *appear(*others), flies)

    def trace_the_loss(self) -> None:
        """Move the band over the data, draw the loss that it has there, and name its valleys."""
        chart, line, (low, high) = self.chart, self.line, self.line.window
        centre, valleys = chart.data.centre, names.of_valleys(chart)
        self.name = names.name_of_full(chart)
        shown = appear(chart.views.plots[0], chart.views.axis, chart.full, *chart.probe_layers)
        lit = [*self.model.light(None), *appear(self.model.rows[-1])]
        changes = [*vanish(self.words, self.narrowed), *lit, *chart.data.views.turn_to(2)]
        told = sentences.lows_of_line(line)
        self.beat(line.valleys_told, to(centre, low), changes, shown, **told)
        self.trace_up_to(high, [*valleys, (self.name, names.passed_at(chart, self.name))])
        self.words = VGroup(*(word for word, _ in valleys))
        if line.goal is not None:
            self.play(to(centre, line.goal.at))

    def descend_on_all(self) -> None:
        """The samples go into the strip, all lit: every step on all the data reads them all."""
        chart, line, data = self.chart, self.line, self.chart.data
        twin = self.twin_panel = panels.twin_panel(chart)
        gone = vanish(self.words, *data.layers, chart.plumb, chart.probe)
        gather = to(data.gathered, 1, run_time=pace.GATHER)
        start = to(data.centre, float(line.twin.parameters[0, 0]))
        turn = chart.views.turn_to(1)
        becomes = panels.turn_into(self.model, twin)
        self.beat(line.twin_told, becomes, gone, gather, start, turn, n=self.n)
        self.add(twin)
        self.run_twin()

    def draw_a_batch(self) -> None:
        """Look at a few samples only."""
        chart = self.chart
        self.panel = panels.RunPanel(chart)
        self.caption = names.strip_caption(chart)
        strip = [*vanish(*chart.data.samples, self.everyone), *appear(chart.cells)]
        becomes = panels.turn_into(self.twin_panel, self.panel)
        self.beat("batch", becomes, strip, size=self.size, n=self.n)
        self.add(self.panel)
        turn, shown = chart.views.turn_to(2), appear(self.caption, chart.point)
        self.play(to(chart.lit, 1, run_time=pace.DRAW), *turn, *shown)

    def jump_onto_it(self) -> None:
        """Its loss leaves the full one, and the point jumps onto it."""
        chart = self.chart
        (reform, jump), (formed, jumped) = pace.ALONE[:2], clock_of(0)[:2]
        self.batch_name = names.name_of_batch(chart, self.name)
        shown = appear(*chart.batch_layers, self.batch_name)
        self.beat("jump", to(chart.clock, formed, run_time=reform), shown)
        self.play(to(chart.clock, jumped, run_time=jump))

    def step_down_it(self) -> None:
        """The rule, the numbers that fly into it, and the step that comes out."""
        spec, chart = self.line.main.spec, self.chart
        key = "step" if isinstance(spec.optimizer, GradientDescent) else "step_other"
        name, rate = self.texts.optimizer(spec.optimizer_name), self.line.rate_text(0)
        (aim, move, fall), (aimed, moved, fallen) = pace.ALONE[2:], clock_of(0)[2:]
        self.rule = rule = panels.RulePanel(chart)
        shown = appear(rule.surface, rule.itself)
        self.beat(key, to(chart.clock, aimed, run_time=aim), shown, rate=rate, optimizer=name)
        self.work_out(rule)
        self.play(to(chart.clock, moved, run_time=move))
        landing = to(chart.clock, fallen, run_time=fall), pace.tell(chart.told, 1)
        self.play(*landing, travel(rule.result, self.panel.centre))

    def step_again(self) -> None:
        """More batches, one phase after the other."""
        last = min(pace.SLOW_STEPS, self.line.before_escape)
        if last <= 1:
            return
        self.beat("again")
        for step in range(1, last):
            self.take(step, pace.AGAIN)

    def go_faster(self) -> None:
        """The steps up to the one that leads out, over the end of an epoch."""
        chart, line, first = self.chart, self.line, self.chart.done()
        epoch, last = steps_in_epoch(line.main), line.before_escape
        if line.escape is None:
            last = min(last, first + epoch, first + pace.MOST_FAST)
        if last <= first:
            return
        becomes = panels.turn_into(self.rule, self.trace.panel)
        shown = appear(chart.barrier)
        calm = [to(chart.calm, 1), *vanish(self.batch_name)]
        key = "epoch" if last > epoch else "faster_short"
        self.beat(key, becomes, calm, shown, used=min(epoch * self.size, self.n))
        self.add(self.trace.panel)
        self.run_to(
            min(epoch, last) if epoch > first else last, pace.EPOCH, *appear(*self.trace.small)
        )
        if chart.done() < last:
            self.run_to(last, pace.EPOCH, self.epoch_begins())

    def cross_the_barrier(self) -> None:
        """The batch that leads out, slowly and from near."""
        escape, chart = self.line.escape, self.chart
        if escape is None or chart.done() != escape:
            return
        push = self.focus(chart.landing(escape), ZOOM, window=BatchRooms.seen_near)
        of_batch, *others = self.names_from_near(escape)
        changes = [to(chart.calm, 0), *vanish(*self.far), *dim(chart.batch), *appear(*others)]
        self.beat("over", push, changes, step=escape + 1)
        self.take(escape, pace.OVER, *appear(of_batch, chart.batch))

    def settle(self) -> None:
        """All the other steps, the moment at which the rate drops, and where the run ends."""
        chart = self.chart
        gone = [to(chart.calm, 1), *vanish(*self.near, self.batch_name, *chart.batch_layers)]
        changes = [*gone, *appear(*self.far), self.pull_out()]
        stages, key = list(self.line.stages(chart.done())), self.line.ending_told
        if key == "settle_slower" and len(stages) > 1:
            self.play(changes)
            self.run_to(stages[0], pace.FIRST)
            changes = self.arrival(stages.pop(0))
        self.beat(key, changes, **sentences.facts_of_line(self.line))
        for last in stages:
            self.run_to(last, pace.REST, *appear(self.panel))
            self.play(*self.arrival(last))

    def count_the_shuffles(self) -> None:
        """How many other shuffles end in the lowest valley, by batch size."""
        line, trace, cells, own = self.line, self.trace, self.chart.cells, self.size
        counts = luck.counts_by_size(self.recording, line)
        if not counts or line.trap is None or line.goal is None:
            self.wait(pace.COUNTED + pace.HELD)
            return
        leave = vanish(*self.all_but(cells, *trace.layers), trace.panel, run_time=pace.LEAVE)
        shown = appear(trace.stuck, trace.arrived)
        self.beat("count", trace.views.turn_to(1), leave, shown, lowest=line.goal.at)
        chart = self.count_chart(counts)
        run = to(trace.others_clock, line.main.n_steps, run_time=pace.SHUFFLES)
        self.play(run, *appear(chart.plot, chart.words[0], trace.name))
        self.play(*appear(chart.bars[own]), chart.grow(own, pace.STACK))
        self.grow_other_bars(chart)
        self.wait(pace.COUNTED)
        self.hand_over()


class MinibatchSurface(BeatsOnMaps):
    """Two parameters: the full loss as a map, a map for each batch, and the full-batch twin.

    As the second part of the scene's own story it is short; a run of two parameters is told whole.
    """

    def construct(self) -> None:
        """Tell the story; what is said of the runs is judged from their records."""
        self.begin_story()
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
        self.read_off_the_end()
        self.hold()
