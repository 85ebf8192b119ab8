"""A mini-batch at each step: its own loss, a jump onto it, a step, and out of a dip."""

from dataclasses import replace
from functools import cached_property

import numpy as np
from manim import VGroup, VMobject

from gradreel.engine import optimizers
from gradreel.engine.data import Dataset, load
from gradreel.engine.errors import RequestError
from gradreel.engine.models import Band
from gradreel.engine.objectives import ModelObjective
from gradreel.engine.optimizers.gradient_descent import GradientDescent
from gradreel.engine.spec import RunSpec
from gradreel.scenes.app.options import RunOptions
from gradreel.scenes.app.recording import Recording
from gradreel.scenes.app.runs import dataset, logistic_spec, with_rate
from gradreel.scenes.pieces.minibatch.chart import BatchChart, filled_box
from gradreel.scenes.pieces.minibatch.line_run import LineRun
from gradreel.scenes.pieces.minibatch.maps import BatchMaps
from gradreel.scenes.pieces.minibatch.panels import (
    band_panel,
    rule_panel,
    run_panel,
    trace_panel,
    twin_panel,
)
from gradreel.scenes.pieces.minibatch.phases import ENDS, end_of
from gradreel.scenes.pieces.minibatch.plane_run import PlaneRun
from gradreel.scenes.stage.figure.sheet import Sheet
from gradreel.scenes.stage.manim.motion import appear, set_share, steadily, to, vanish
from gradreel.scenes.stage.manim.place import at, fractions, pixels
from gradreel.scenes.stage.manim.plot import Plot
from gradreel.scenes.stage.manim.text import Label, Number
from gradreel.scenes.stage.runs.epochs import epoch_of, steps_in_epoch
from gradreel.scenes.stage.story.figure import FigureStory
from gradreel.scenes.stage.story.manim import ManimStory
from gradreel.scenes.stage.story.pace import linear
from gradreel.scenes.stage.type.grid import GRID, SIZES, Box, Edge
from gradreel.scenes.stage.type.scale import Scale
from gradreel.scenes.stage.type.typesetting import number_text

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

BAND = Band((2.5,), -1.5, 3.0)
"""Of age, in years: a risk of 18 % outside and 82 % at the centre."""

BAND_OF_TWO = Band((0.28, 0.7), -2.5, 5.0)
"""Of age and highest heart rate, in standard deviations: 8 % outside and 92 % at the centre."""

START, START_OF_TWO = (45.0,), (-1.2, -0.3)
RATE_OF_TWO, SEED_OF_TWO = 1.2, 291
WINDOW_OF_TWO = ((-1.6, -1.1), (1.4, -0.2))

SHARE_IN_BATCH = 10
"""A batch is a tenth of the data unless its size is given."""

SLOWER_AFTER, SLOWER_BY = 5 / 8, 0.2
"""The band's runs take smaller steps at the end, so that the noise lets them settle."""

SEEDS, SIZES_TRIED, MOST_STEPS_COUNTED = 100, (10, 50, 100), 160
"""Other shuffles and batch sizes that are run to be counted, unless the run is a long one."""

AGES = (42.0, 72.0)
"""What is shown of the band's centre, in years, at least."""

SLOW_STEPS, TWIN_STEPS, MOST_FAST = 3, 6, 12
"""How many steps are shown phase by phase, how many of the twin, and how many others run by."""

TWIN_STEP, SWEEP = 0.25, 2.25
"""Seconds of a step of the twin, and of the band's way over the data."""

AGAIN, OVER = (0.5, 0.4, 0.3, 0.5), (0.75, 0.5, 0.5, 0.75)
"""Seconds of the phases of a step that is like others, and of the one that leads out."""

STEPS_A_SECOND, LONGEST = 3.25, 3.25
"""How fast steps run by at first, and how many seconds they may take in one beat."""

TWIN_ENDINGS = ("local", "only", "lowest", "separated", "diverged")
"""Ends of the full-batch twin that have a sentence of their own."""

BARS = Box(left=0.12, right=0.88, top=0.325, bottom=0.8)


# The runs.


def run_spec(options: RunOptions) -> RunSpec:
    """Return the run on batches: of the band on age, or of a logistic regression on other data.

    Raises:
        RequestError: the data have more than one feature column, or the batch is all of them.
    """
    if _is_band(options):
        return _band_spec(_band_objective(), options.changed(start=options.start or START))
    data = dataset(options)
    if data.n_features > 1:
        raise RequestError(
            f"minibatch draws two parameters, these data make {data.n_features + 1}: "
            "name one column with --x"
        )
    size = options.batch_size or max(1, data.n // SHARE_IN_BATCH)
    _check_smaller(size, data)
    return logistic_spec(options.changed(batch_size=size))


def companions(main: RunSpec, options: RunOptions) -> dict[str, RunSpec]:
    """Return the full-batch twin; for the band on age, runs to count, and those on a surface."""
    others = {"twin": replace(main, batch_size=None)}
    if main.objective.describe() != _band_objective().describe():
        return others
    if main.steps <= MOST_STEPS_COUNTED:
        others |= _counted(main)
    if main.hash == run_spec(options).hash:
        surface = _surface_spec(options)
        others |= {"surface": surface, "surface twin": replace(surface, batch_size=None)}
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
    return (Minibatch, MinibatchSurface) if "surface" in recording.companions else (Minibatch,)


def _is_band(options: RunOptions) -> bool:
    chosen = (options.data or "heart", tuple(options.x or ("Age",)), options.y or "AHD")
    return chosen == ("heart", ("Age",), "AHD")


def _band_objective() -> ModelObjective:
    return ModelObjective(BAND, load("heart", ("Age",), "AHD"))


def _band_spec(objective: ModelObjective, options: RunOptions) -> RunSpec:
    steps, size = options.steps or 80, options.batch_size or 30
    spec = RunSpec(
        objective=objective,
        optimizer=optimizers.build(options.optimizer or "gradient-descent"),
        learning_rate=options.learning_rate or 1.0,
        steps=steps,
        batch_size=size,
        start=np.array(options.start),
        seed=options.seed or 0,
        drop_last=True,
        rate_drops=((max(1, int(steps * SLOWER_AFTER)), SLOWER_BY),),
    )
    _check_smaller(size, objective.dataset)
    return with_rate(spec, options.learning_rate)


def _surface_spec(options: RunOptions) -> RunSpec:
    """Return the run on two parameters: what was chosen for the one holds for it too."""
    data = load("heart", ("Age", "MaxHR"), "AHD").standardized()
    own_rate = options.learning_rate == OPTIONS["learning_rate"]
    chosen = options.changed(
        start=START_OF_TWO,
        learning_rate=RATE_OF_TWO if own_rate else None,
        seed=SEED_OF_TWO if options.seed == OPTIONS["seed"] else options.seed,
    )
    return _band_spec(ModelObjective(BAND_OF_TWO, data), chosen)


def _counted(main: RunSpec) -> dict[str, RunSpec]:
    sizes = (main.batch_size or 0, *(size for size in SIZES_TRIED if size != main.batch_size))
    return {
        f"batch {size} seed {seed}": replace(main, batch_size=size, seed=seed)
        for size in sizes
        for seed in range(SEEDS)
    }


def _check_smaller(size: int, data: Dataset) -> None:
    if size == data.n:
        raise RequestError(f"a batch of {size} is all the data: give a smaller --batch-size")


# One parameter.


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
        run = self.recording.main
        is_age = run.objective.describe() == _band_objective().describe()
        self.line = LineRun(run, self.recording["twin"], AGES if is_age else None)
        self.chart = BatchChart(self.line, self.theme, self.texts)
        self.names: list[VMobject] = []
        for each in self.chart.layers:
            set_share(each, 0)
            self.add(each)

    @property
    def n(self) -> int:
        """How many samples the data have."""
        return self.line.data.n

    # The loss of all the data.

    def ask(self) -> None:
        """The data, and a band laid over them."""
        chart = self.chart
        column = self.texts.column(self.line.data.feature_names[0])
        rows = self.texts.label("rows", count=self.n)
        self.beat("question", *appear(chart.data_plot, chart.shares), rows=rows, column=column)
        self.opening: list[VMobject] = [band_panel(chart), chart.risk]
        self.play(*appear(*self.opening))
        self.opening += [chart.data_plot, chart.shares, chart.plumb, chart.probe]

    def trace_the_loss(self) -> None:
        """Move the band over the data, and draw the loss that it has there."""
        chart, (low, high) = self.chart, self.line.window
        shown = appear(chart.views.plots[0], chart.full, chart.plumb, chart.probe)
        self.beat("band", to(chart.centre, low), *shown)
        sweep = to(chart.centre, high, run_time=SWEEP)
        self.play(sweep, to(chart.traced, 1, run_time=SWEEP))

    def name_the_valleys(self) -> None:
        """Put the band where the loss is low, and name what lies between."""
        line, move = self.line, self.chart.centre
        if line.goal is None:
            self.beat("no_valley")
            return
        lowest = self.name_at("lowest", line.goal.at, line.goal.loss, (0.06, 0.006))
        if line.dip is None or line.barrier is None:
            self.beat("one_valley", to(move, line.goal.at), lowest=line.goal.at)
            self.names = [lowest]
            self.play(*appear(lowest))
            return
        self.beat("valleys", to(move, line.dip.at), dip=line.dip.at, lowest=line.goal.at)
        dip = self.name_at("dip", line.dip.at, line.dip.loss, (0, 0.07))
        barrier = self.name_at("barrier", line.barrier, line.loss(line.barrier), (0, -0.026))
        self.names = [dip, barrier, lowest]
        self.play(*appear(dip, barrier))
        self.play(to(move, line.goal.at), *appear(lowest))

    def name_at(self, key: str, centre: float, loss: float, away: tuple[float, float]) -> VMobject:
        """A word at a point of the small chart, so far to the right and below."""
        x, y = fractions(self.chart.views.plots[0].point(centre, loss))
        edge: Edge = "left" if away[0] else "centre"
        return self.text(self.texts.label(key), x + away[0], y + away[1], edge=edge)

    def descend_on_all(self) -> None:
        """The same start, all the data at every step."""
        chart, line = self.chart, self.line
        arrives = line.reaches_goal(line.twin)
        key = "stuck" if line.trap else "arrives" if arrives else "under_way"
        self.panel = twin_panel(chart)
        changes = [*vanish(*self.opening, *self.names), *chart.views.turn_to(1)]
        self.beat(key, *changes, *appear(self.panel), n=self.n)
        self.play(*appear(chart.twin_path, chart.twin_ring))
        slow = min(TWIN_STEPS, line.twin.n_steps)
        self.play(steadily(chart.twin_clock, slow, slow * TWIN_STEP))
        self.twin_name = chart.name_of_twin()
        self.play(to(chart.twin_clock, line.twin.n_steps), *appear(self.twin_name))

    # One batch.

    def draw_a_batch(self) -> None:
        """Look at a few samples only."""
        chart, size = self.chart, self.line.main.spec.batch_size
        changes = [*vanish(self.panel), *chart.views.turn_to(2)]
        self.beat("batch", *changes, size=size, n=self.n)
        self.caption = self.strip_caption()
        self.play(*appear(chart.cells, self.caption, chart.point), to(chart.lit, 1, run_time=1.3))

    def strip_caption(self) -> VGroup:
        """What the lit cells are, and the epoch."""
        run, right = self.line.main, 1 - GRID.margin
        content = self.texts.label("batch_of", size=run.spec.batch_size, n=self.n)
        epoch = Number(
            lambda: epoch_of(run, self.chart.now().step),
            0,
            colour=self.theme.text,
            size=SIZES.label,
        )
        return VGroup(
            self.text(content, GRID.margin, 0.94),
            self.text(self.texts.label("epoch"), right - 0.05, 0.94, edge="right"),
            epoch.place(at(right, 0.94), "right"),
        )

    def jump_onto_it(self) -> None:
        """Its loss leaves the full one, and the point jumps onto it."""
        chart = self.chart
        reform = to(chart.clock, end_of("reform", 0), run_time=1.1)
        self.beat("jump", reform, *appear(*chart.batch_layers))
        self.panel = run_panel(chart)
        self.names = [chart.name_of_batch()]
        self.play(to(chart.clock, end_of("jump", 0)), *appear(self.panel, *self.names))

    def step_down_it(self) -> None:
        """The rule with its numbers, and the step."""
        spec, chart = self.line.main.spec, self.chart
        key = "step" if isinstance(spec.optimizer, GradientDescent) else "step_other"
        name = self.texts.optimizer(spec.optimizer_name)
        rate = number_text(spec.learning_rate_at(0), self.line.rate_decimals)
        self.rule = rule_panel(chart)
        aim = to(chart.clock, end_of("aim", 0))
        self.beat(key, aim, *appear(self.rule), rate=rate, optimizer=name)
        self.wait(0.7)
        self.play(to(chart.clock, 1.0, run_time=1.2))

    # Many batches.

    def step_again(self) -> None:
        """More batches, one phase after the other."""
        last = min(SLOW_STEPS, self.last_before_escape())
        if last <= 1:
            return
        self.beat("again", *vanish(*self.names))
        self.names = []
        for step in range(1, last):
            self.take(step, AGAIN)

    def last_before_escape(self) -> int:
        """How many steps are done when the one that leads out begins."""
        escape, n_steps = self.line.escape, self.line.main.n_steps
        return n_steps if escape is None else escape

    def take(self, step: int, seconds: tuple[float, ...]) -> None:
        """One step, phase by phase."""
        for phase, duration in zip(ENDS, seconds, strict=True):
            self.play(to(self.chart.clock, end_of(phase, step), run_time=duration))

    def go_faster(self) -> None:
        """The steps up to the one that leads out, one after the other."""
        chart, first = self.chart, self.chart.done()
        last = self.last_before_escape()
        if self.line.escape is None:
            last = min(last, first + steps_in_epoch(self.line.main), first + MOST_FAST)
        if last <= first:
            return
        key = "faster" if last > steps_in_epoch(self.line.main) else "faster_short"
        self.trace = trace_panel(chart)
        shown = appear(self.trace, chart.places, chart.barrier)
        self.beat(key, *vanish(*self.names, self.rule), *shown)
        self.play(steadily(chart.clock, last, min((last - first) / STEPS_A_SECOND, LONGEST)))

    def cross_the_barrier(self) -> None:
        """The batch that leads out, slowly."""
        escape, clock = self.line.escape, self.chart.clock
        if escape is None or self.chart.done() != escape:
            return
        reform, *others = OVER
        self.beat("over", to(clock, end_of("reform", escape), run_time=reform), step=escape + 1)
        for phase, duration in zip(list(ENDS)[1:], others, strict=True):
            self.play(to(clock, end_of(phase, escape), run_time=duration))

    def settle(self) -> None:
        """All the other steps, and where the run ends."""
        chart, n_steps = self.chart, self.line.main.n_steps
        left = n_steps - chart.done()
        drop = next(iter(self.line.main.spec.rate_drops), (0, 1.0))[0]
        values = {"n": self.n, "steps": n_steps, "step": n_steps + 1, "drop": drop}
        self.beat(self.ending(), to(chart.calm, 1), **values)
        if left:
            self.play(steadily(chart.clock, n_steps, min(max(left / 20, 0.5), LONGEST)))
        self.play(*vanish(*chart.batch_layers))

    def ending(self) -> str:
        """The sentence of the end; a run that settles may have taken smaller steps to do so."""
        run, ending = self.line.main, self.line.ending
        slower = any(step < run.n_steps and share < 1 for step, share in run.spec.rate_drops)
        return "settle_slower" if slower and ending == "settle" else ending

    # Luck.

    def count_the_shuffles(self) -> None:
        """How many other shuffles end in the lowest valley, by batch size."""
        counts = counts_by_size(self.recording, self.line)
        if not counts or self.line.trap is None:
            return
        own = self.line.main.spec.batch_size or 0
        plot = Plot(
            self.theme, Scale(-0.6, len(counts) - 0.4, ()), Scale(0, SEEDS, (0, 50, 100)), box=BARS
        )
        bars = {
            size: self.count_bar(plot, place, size, counts[size])
            for place, size in enumerate(counts)
        }
        leave = vanish(*self.everything())
        self.beat("count", *leave, out=counts[own], total=SEEDS)
        self.play(*appear(plot, self.words_of_counts(), bars[own]))
        self.wait(0.6)
        self.play(*appear(*(bar for size, bar in bars.items() if size != own)))

    def words_of_counts(self) -> VGroup:
        """What is counted, and by what."""
        middle = (BARS.left + BARS.right) / 2
        title = self.texts.label("counted", total=SEEDS)
        return VGroup(
            self.text(title, BARS.left, BARS.top - 0.075),
            self.text(self.texts.label("batch_size"), middle, BARS.bottom + 0.115, edge="centre"),
            self.text(self.texts.label("noisy"), BARS.left, BARS.bottom + 0.115),
            self.text(self.texts.label("quiet"), BARS.right, BARS.bottom + 0.115, edge="right"),
        )

    def count_bar(self, plot: Plot, place: int, size: int, count: int) -> VGroup:
        """A bar with the count above it and the batch size below."""
        theme = self.theme
        colour = theme.full_loss if size == self.n else theme.batch_loss
        top, foot = (plot.point(place, each) for each in (count, 0))
        number = Label(str(count), size=SIZES.number, colour=theme.text, bold=True)
        name = Label(str(size), size=SIZES.tick, colour=theme.muted)
        return VGroup(
            filled_box(plot, (place - 0.3, 0), (place + 0.3, count), colour),
            number.place(top + np.array([0, pixels(12), 0]), "centre"),
            name.place(foot - np.array([0, pixels(36), 0]), "centre"),
        )


def counts_by_size(recording: Recording, line: LineRun) -> dict[int, int]:
    """Count the runs that end in the lowest valley, by batch size; all the data are one more."""
    counts: dict[int, int] = {}
    for name, run in recording.companions.items():
        if name.startswith("batch "):
            size = run.spec.batch_size or 0
            counts[size] = counts.get(size, 0) + line.reaches_goal(run)
    if counts:
        counts[line.data.n] = SEEDS * line.reaches_goal(line.twin)
    return dict(sorted(counts.items()))


# Two parameters.


class MinibatchSurface(FigureStory):
    """Two parameters: a map for each batch, a path over the surface, and its full-batch twin.

    As the second part of the scene's own story it is short; a run of two parameters is told whole.
    """

    def construct(self) -> None:
        """Tell the story; what is said of the runs is judged from their records."""
        self.begin(
            land=0, twin=0, twin_shown=0, strip=0, lit=0, batch=0, clock=0, main_shown=0, ends=0
        )
        if self.is_whole:
            self.show_the_loss()
        self.descend_on_all()
        if self.plane.main.n_steps == 0:
            self.beat("map_diverged", {"main_shown": 1}, **self.facts)
            return
        if self.is_whole:
            self.draw_a_batch()
        self.step_on_its_map()
        self.step_again()
        if self.is_whole:
            self.go_faster()
        self.take_all_steps()
        if self.is_whole and self.plane.ending in ("out", "ended"):
            self.beat("work", None, **self.facts)

    def draw(self, sheet: Sheet) -> None:
        """Put everything on the sheet."""
        self.maps = BatchMaps(sheet, self.plane, self.texts)

    @property
    def is_whole(self) -> bool:
        """Whether the run is the one that was asked for."""
        return self.recording.main.objective.n_parameters == 2

    @cached_property
    def plane(self) -> PlaneRun:
        """The runs over the plane of their parameters."""
        if self.is_whole:
            return PlaneRun(self.recording.main, self.recording["twin"])
        return PlaneRun(self.recording["surface"], self.recording["surface twin"], WINDOW_OF_TWO)

    @property
    def facts(self) -> dict[str, object]:
        """What sentences are filled with."""
        main, twin = self.plane.main, self.plane.twin
        return {
            "n": self.plane.data.n,
            "size": main.spec.batch_size,
            "steps": main.n_steps,
            "step": main.n_steps + 1,
            "optimizer": self.texts.optimizer(main.spec.optimizer_name),
            "read": grouped(int((main.batch_indices >= 0).sum())),
            "read_by_twin": grouped(twin.n_steps * self.plane.data.n),
            "batches": number_text(float(main.loss[-1]), self.plane.loss_decimals),
            "full": number_text(float(twin.loss[-1]), self.plane.loss_decimals),
        }

    def show_the_loss(self) -> None:
        """The loss of all the data."""
        self.beat("map_meet", {"land": 1.0}, **self.facts)

    def descend_on_all(self) -> None:
        """The twin, on all the data at every step."""
        ending, steps = self.plane.twin_verdict.ending, self.plane.twin.n_steps
        key = f"twin_{ending}" if ending in TWIN_ENDINGS else "twin_moving"
        if not self.is_whole and self.plane.twin_is_stuck:
            key = "twin_stuck_again"
        self.beat(key, {"land": 1, "twin_shown": 1}, **self.facts)
        if slow := min(TWIN_STEPS, steps):
            self.move(slow * TWIN_STEP, linear, twin=slow)
        if steps > slow:
            self.move(1.0, twin=steps)

    def draw_a_batch(self) -> None:
        """The strip of the data, and the batch in it."""
        self.beat("batch", {"strip": 1}, **self.facts)
        self.move(1.3, lit=1)

    def step_on_its_map(self) -> None:
        """The map becomes the batch's, and the point steps down on that."""
        self.beat("map_own", {"strip": 1, "main_shown": 1, "batch": 1, "lit": 1}, **self.facts)
        self.phases(0, (1.0, 0.1, 0.7, 0.9))

    def phases(self, step: int, seconds: tuple[float, ...]) -> None:
        """One step, phase by phase."""
        for phase, duration in zip(ENDS, seconds, strict=True):
            self.move(duration, clock=end_of(phase, step))

    def step_again(self) -> None:
        """More batches, one phase after the other."""
        last = min(SLOW_STEPS, self.plane.main.n_steps)
        if last > 1:
            self.beat("map_again", None, **self.facts)
        for step in range(1, last):
            self.phases(step, (0.5, 0.05, 0.45, 0.5))

    def go_faster(self) -> None:
        """Steps up to the second epoch, or as many as fit."""
        first = int(self._values["clock"])
        epoch = steps_in_epoch(self.plane.main)
        last = min(self.plane.main.n_steps, max(epoch + 1, first + 1), first + MOST_FAST)
        if last > first:
            self.beat("faster" if last > epoch else "faster_short")
            self.move(min((last - first) / STEPS_A_SECOND, LONGEST), linear, clock=last)

    def take_all_steps(self) -> None:
        """All the other steps, over the loss of all the data, and both ends."""
        self.beat(f"map_{self.plane.ending}", {"batch": 0}, **self.facts)
        left = self.plane.main.n_steps - self._values["clock"]
        if left:
            seconds = min(max(left / 20, 0.5), LONGEST)
            self.move(seconds, linear, clock=self.plane.main.n_steps)
        self.move(0.4, ends=1)


def grouped(count: int) -> str:
    """A count with its thousands apart."""
    return f"{count:,}"
