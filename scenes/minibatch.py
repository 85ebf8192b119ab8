"""A mini-batch at each step: its own loss, a jump onto it, a step, and out of a dip."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache, cached_property, partial
from itertools import pairwise
from math import ceil
from typing import Any

import numpy as np
from manim import Animation, ManimColor, Mobject, ValueTracker, VGroup, VMobject

from gradreel.scenes.minibatch_maps import (
    MOST_FAST,
    SEEDS,
    SLOW_STEPS,
    BatchesOnMaps,
    LastPicture,
    LineRun,
    Shuffle,
    StripRooms,
    band_objective,
    is_band_on_age,
)
from gradreel.scenes.stage.drawing import (
    DATA,
    FADE,
    GRID,
    MOVE,
    SIZES,
    Band,
    Box,
    Edge,
    Fade,
    FloatArray,
    Follower,
    GradientDescent,
    IntArray,
    Label,
    LinePath,
    ManimStory,
    ModelObjective,
    Number,
    Panel,
    Plot,
    Recording,
    RequestError,
    RingedPoint,
    RunOptions,
    RunPlayer,
    Runs,
    RunSpec,
    Scale,
    Shaped,
    Strip,
    TextLine,
    Trajectory,
    TwoColumns,
    Worked,
    appear,
    arrive,
    arrow,
    arrow_outline,
    at,
    backed,
    band_of_two,
    batch_of,
    become,
    cell_outlines,
    cells,
    dash_points,
    dashes,
    dim,
    disc,
    down,
    epoch_of,
    figures_width,
    for_now,
    fractions,
    is_tall,
    jitter,
    line_room,
    math,
    name_end,
    name_on,
    number_text,
    optimizers,
    paced,
    percent,
    pixels,
    polyline,
    read_before,
    runs,
    scale,
    segments,
    set_share,
    share_of,
    sigmoid,
    smooth,
    smooth_path,
    steadily,
    steps_in_epoch,
    stroke,
    tall,
    text_width,
    to,
    travel,
    travels,
    triangle,
    vanish,
    wide,
    within,
    worked,
)

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

START_OF_TWO, RATE_OF_TWO, SEED_OF_TWO = (-1.2, -0.3), 1.2, 291
"""Of the run on a surface, where nothing else is chosen."""
SHARE_IN_BATCH = 10
"""A batch is a tenth of the data unless its size is given."""
SLOWER_AFTER, SLOWER_BY = 5 / 8, 0.2
"""The band's runs take smaller steps at the end, so that the noise lets them settle."""
SIZES_TRIED, MOST_STEPS_COUNTED = (10, 50, 100), 160
"""Batch sizes that are run to be counted beside the own one, unless the run is a long one."""

ARRIVE, GROW, SWEEP, GATHER, DRAW = 1.4, 1.2, 2.2, 0.9, 1.1
"""Seconds in which the samples come, their shares grow, the band moves over the data, the samples
go into the strip, and a batch of them is drawn."""
LEAVE, SHUFFLES, STACK, BAR = 0.6, 1.0, 0.8, 0.4
"""Seconds in which the chart of the loss leaves, of all the other shuffles' steps, of the bar that
their ends become, and of each other bar."""
COUNTED, HELD = 1.0, 1.2
"""Seconds in which all bars can be read, and for which a story's last picture is held longer."""
COMING = 0.1
"""The share of a way in which what is passed on it appears."""
ALONE, AGAIN, OVER = (
    (1.3, 0.8, 0.5, 0.8, 0.4),
    (0.35, 0.25, 0.2, 0.3, 0.25),
    (0.6, 0.5, 0.5, 0.7, 0.35),
)
"""Seconds of the phases of the first step, of one that is like others, and of the one that leads
out: the curve, the jump, the slope, the step along it, the fall onto the loss of all the data."""
TWIN_RUN, EPOCH, FIRST, REST = 1.2, 2.0, 1.1, 1.7
"""Seconds that a run may take: the twin's, the steps up to an epoch's end, those up to where the
learning rate drops, each other part."""

ZOOM = 1.5
"""How near the camera goes to the step that leads out."""
AROUND_NUMBER = 24.0
"""The first radius of a ring about a number, in pixels of a 1280x720 frame."""
EXCHANGED = 0.4
"""The share of its turning into another after which a plate shows what is on that."""
STEPPED_BACK = 0.6
"""How opaque the rest of the model is while one of its numbers is spoken of."""
ROOM_TO_WORK = 10.1
"""Of a line of arithmetic, in em."""
WORKING, RESULT, FORMULA = 0.054, 0.004, 0.082
"""How far above the end of what is on the plate the two lines of arithmetic stand, and what the
rule takes of its plate's height, in heights of a wide frame."""
NONE = float("nan")
"""What a row shows while there is no such number: a dash."""
EMPTY = np.zeros((0, 3))
AROUND = np.array([[x, y, 0] for x in np.linspace(-1, 1, 9) for y in (-1, 0, 1)])
"""Points all over a box of half width and half height 1."""


class Minibatch(ManimStory):
    """The band's centre: stuck on all the data, out of the dip on batches.

    Tops of plates, and places of words: from a place of the loss to its word, from an upright line
    to the word that names it, from the top of what is seen to a word there; the twin's name is
    so far from its ring, and takes so much at the most, in pixels.
    """

    model_top = Shaped(0.225, tall=0.7)
    twin_top = Shaped(0.225, tall=0.648)
    numbers_top = Shaped(0.225, tall=0.588)
    lower_top = Shaped(0.626, tall=0.752)
    seen_near = Shaped(
        Box(0.0, 0.68, 0.185, 0.85), tall=Box(GRID.margin, 1 - GRID.margin, 0.255, 0.58)
    )
    narrowed_at = Shaped(GRID.lowest_baseline, tall=0.68)
    formula_size, formula_room = Shaped(0.044, tall=0.04), Shaped(0.066, tall=0.058)
    workings_room = Shaped(0.110, tall=0.080)
    dip_word = Shaped((0.0, 0.07), tall=(0.0, 0.045))
    barrier_word = Shaped((0.0, -0.026), tall=(0.0, -0.014))
    lowest_word = Shaped((-0.054, 0.012), tall=(-0.035, 0.024))
    beside_line, under_top = Shaped(0.009, tall=0.02), Shaped(0.035, tall=0.026)
    full_name_room = Shaped(1.0, tall=0.45)
    left_over: Shaped[tuple[float, Edge]] = Shaped((0.6, "centre"), tall=(GRID.margin, "left"))
    stuck_key = Shaped("all_stuck", tall="all_rows")
    name_away, name_half = Shaped(84.0, tall=58.0), Shaped((85.0, 16.0), tall=(52.0, 16.0))

    @staticmethod
    def runs(options: RunOptions) -> Runs:
        """The band on age on batches, or a logistic regression of other data, and their twins.

        Of the band, also runs to count, and those on a surface.
        """
        main = options.recorded or own_spec(options)
        specs: dict[Any, RunSpec] = {"main": main, "twin": replace(main, batch_size=None)}
        if not is_band_on_age(main):
            return specs
        if main.steps <= MOST_STEPS_COUNTED:
            own = main.batch_size or 0
            for size in (own, *(size for size in SIZES_TRIED if size != own)):
                for seed in range(SEEDS):
                    specs[Shuffle(size, seed)] = replace(main, batch_size=size, seed=seed)
        if options.recorded is None or main.hash == own_spec(options).hash:
            own_rate = options.learning_rate == OPTIONS["learning_rate"]
            chosen = options.changed(
                start=START_OF_TWO,
                learning_rate=RATE_OF_TWO if own_rate else None,
                seed=SEED_OF_TWO if options.seed == OPTIONS["seed"] else options.seed,
            )
            surface = band_spec(band_of_two(), chosen)
            specs |= {"surface": surface, "surface twin": replace(surface, batch_size=None)}
        return specs

    @staticmethod
    def can_draw(spec: RunSpec) -> bool:
        """Whether a run of classes has one or two parameters, smaller batches, and no stride."""
        objective, size = spec.objective, spec.batch_size
        if not isinstance(objective, ModelObjective) or objective.dataset.n_classes == 0:
            return False
        on_batches = size is not None and size < objective.n_samples
        return on_batches and spec.stride == 1 and objective.n_parameters <= 2

    @staticmethod
    def parts(recording: Recording) -> tuple[type[Minibatch | MinibatchSurface], ...]:
        """The line for one parameter, the surface for two; the scene's own run has both."""
        if recording.main.objective.n_parameters == 2:
            return (MinibatchSurface,)
        surface = "surface" in recording.companions
        return (Minibatch, MinibatchSurface) if surface else (Minibatch,)

    @cached_property
    def line(self) -> LineRun:
        """The runs over the line of their parameter."""
        return LineRun.of(self.recording)

    @cached_property
    def player(self) -> BatchPlayer:
        """The run on batches."""
        return BatchPlayer(self.line.main)

    @cached_property
    def twin(self) -> RunPlayer:
        """The run on all the data."""
        run = self.line.twin
        return RunPlayer(run, paced(range(run.n_steps + 1), seconds=TWIN_RUN))

    @cached_property
    def data(self) -> DataChart:
        """The samples, and the band over them."""
        return DataChart(self)

    @cached_property
    def chart(self) -> LossChart:
        """The losses, the points on them, and the strip of the data."""
        return LossChart(self)

    @cached_property
    def trace(self) -> TraceChart:
        """The parameter against the step, of the run and of the other shuffles."""
        return TraceChart(self)

    @cached_property
    def label(self) -> Callable[..., str]:
        """The words of the scene."""
        return self.texts.label

    @property
    def n(self) -> int:
        """How many samples there are."""
        return self.line.data.n

    @property
    def size(self) -> int:
        """How many of them are in a batch."""
        return self.line.main.spec.batch_size or 0

    def construct(self) -> None:
        """Tell the story."""
        self.near = VGroup()
        for each in self.chart.layers:  # hidden, so that what comes later can lie below
            set_share(each, 0)
            self.add(each)
        self.ask()
        self.lay_the_band()
        self.trace_the_loss()
        self.descend_on_all()
        self.draw_a_batch()
        self.step_down_it()
        self.step_again()
        self.go_faster()
        self.cross_the_barrier()
        self.settle()
        self.count_the_shuffles()

    def ask(self) -> None:
        """Every sample by its class, and what share of them is of class 1."""
        data, rows = self.data, self.label("rows", count=self.n)
        shown = data.views.plots[0], data.views.axis, *data.samples, data.bars
        column = self.texts.column(self.line.data.feature_names[0])
        self.beat("question", *shown, for_now(data.class_names()), rows=rows, column=column)
        self.play(steadily(data.arrived, 1, ARRIVE))
        self.play(*(to(each, 1, run_time=GROW) for each in (data.grown, data.quiet)))

    def lay_the_band(self) -> None:
        """The model, and what each of its numbers does."""
        data, (low, high) = self.data, self.data.risks
        self.model = panel = self.model_panel()
        shown = appear(panel.surface, *panel.rows[:-1]), for_now(self.name_of_range())
        self.beat("model", data.views.turn_to(1), *shown, low=low, high=high)
        set_share(data.risk, 1)
        grows = data.drawn, data.height, data.reach
        for number, (mark, grown) in enumerate(zip(data.marks(), grows, strict=True)):
            *others, value = mark
            flies = [*appear(*others), travel(self.slot(number), value, run_time=MOVE)]
            self.play(to(grown, 1), *self.light(number), for_now(mark, by=flies))

    def slot(self, number: int) -> VGroup:
        """The base, the height or the width in the model's formulas."""
        return VGroup(*(part for each in self.formulas for part in each.slot(number)))

    def light(self, number: int | None) -> list[Animation]:
        """Leave one of these lit, all the rest of the model dim; or all lit."""
        lit = VGroup(*self.formulas) if number is None else self.slot(number)
        parts = [part for each in self.formulas for part in each.get_family() if len(part.points)]
        shown = [part for part in parts if part in lit.get_family()]
        rest = [part for part in parts if part not in shown]
        return [*appear(*shown), *dim(*rest, share=STEPPED_BACK)]

    def trace_the_loss(self) -> None:
        """Move the band over the data, draw the loss that it has there, and name its valleys."""
        chart, line, centre, (low, high) = self.chart, self.line, self.data.centre, self.line.window
        valleys, self.name = self.valley_words(), self.name_of_full()
        shown = chart.views.plots[0], chart.views.axis, chart.full, chart.plumb, chart.probe
        changes = [*self.light(None), *self.data.views.turn_to(2)]
        key = "valleys" if line.dip else "one_valley" if line.goal else "no_valley"
        self.beat(key, to(centre, low), changes, self.model.rows[-1], *shown, **self.lows())
        plot = chart.views.plots[0]
        left, right = (plot.point(each, plot.y.low)[0] for each in (plot.x.low, plot.x.high))
        share = (self.name.get_right()[0] - left) / (right - left)
        passed = plot.x.low + share * (plot.x.high - plot.x.low)
        sweep = [to(centre, high, run_time=SWEEP), to(chart.traced, 1.0, run_time=SWEEP)]
        seen = [self.once_passed(*each) for each in valleys]
        words = for_now(*(word for word, _ in valleys), by=seen)
        self.play(*sweep, words, self.once_passed(self.name, passed))
        if line.goal is not None:
            self.play(to(centre, line.goal.at))

    def lows(self) -> dict[str, float]:
        """What sentences about the valleys are filled with, as far as there are any."""
        found = {"dip": self.line.dip, "lowest": self.line.goal}
        return {name: each.at for name, each in found.items() if each is not None}

    def once_passed(self, word: VMobject, place: float) -> Animation:
        """Let a word appear as what sweeps over the window comes by its place."""
        share = min(max((place - self.line.window[0]) / self.line.span, 0.0), 1 - COMING)

        def seen(passed: float) -> float:
            return smooth((smooth(passed) - share) / COMING)

        return Fade(word, 1, run_time=SWEEP, rate_func=seen)

    def descend_on_all(self) -> None:
        """The samples go into the strip, all lit: every step on all the data reads them all."""
        chart, line, data, twin = self.chart, self.line, self.data, self.twin
        self.twin_panel, _ = self.numbers(line.twin, self.twin_top, lambda: twin.told)
        for drop, _ in line.main.spec.rate_drops:
            said = self.label("rate_drops", drop=drop, after=line.rate_text(drop))
            room = wide(self.twin_panel.right - self.twin_panel.left)
            if tall(text_width(said) * SIZES.smallest) <= room:
                self.twin_panel.note(said)
        changes = vanish(*data.layers, chart.plumb, chart.probe) + chart.views.turn_to(1)
        gather = to(data.gathered, 1, run_time=GATHER)
        start = to(data.centre, line.twin.parameters[0, 0])
        becomes = self.turn_into(self.model, self.twin_panel)
        self.beat(line.twin_told, becomes, changes, gather, start, n=self.n)
        self.add(self.twin_panel)
        place = GRID.margin, StripRooms.captions[0]
        everyone = self.said("all_read", place, em=StripRooms.size, n=self.n)
        self.play(*appear(chart.twin_path, chart.twin_ring), for_now(everyone))
        if line.twin.n_steps:
            self.play(twin.walk())
        self.play(arrive(chart.twin_place(), self.theme), *appear(self.name_of_twin()))

    def turn_into(self, before: Panel, after: Panel) -> list[Animation]:
        """Let a plate take another's size, and what is on it be exchanged.

        Put the new one on the stage when that is done.
        """
        late = lambda passed: smooth((passed - EXCHANGED) / (1 - EXCHANGED))  # noqa: E731
        for row in before.rows:
            row.set_z_index(1)  # above the surface that moves
        return [
            become(before.surface, after.surface),
            *vanish(*before.rows, run_time=EXCHANGED * MOVE),
            *appear(*after.rows, run_time=MOVE, rate_func=late),
        ]

    def draw_a_batch(self) -> None:
        """Look at a few samples only; their loss leaves the full one, and the point jumps on it."""
        chart, player, run = self.chart, self.player, self.line.main
        self.panel, self.used = self.numbers(run, self.numbers_top, lambda: player.told)
        self.caption = self.strip_caption()
        strip = [*vanish(*self.data.samples), *appear(chart.cells)]
        becomes = self.turn_into(self.twin_panel, self.panel)
        self.beat("batch", becomes, strip, size=self.size, n=self.n)
        self.add(self.panel)
        turn, shown = chart.views.turn_to(2), appear(self.caption, chart.point)
        self.play(to(player.lit, 1, run_time=DRAW), *turn, *shown)
        self.batch_name = self.name_of_batch()
        shown = appear(*chart.batch_layers, self.batch_name)
        formed, jumped = clock_of(0)[:2]
        self.beat("jump", player.go(formed, run_time=ALONE[0]), shown)
        self.play(player.go(jumped, run_time=ALONE[1]))

    def step_down_it(self) -> None:
        """The rule, the numbers that fly into it, and the step that comes out."""
        spec, player = self.line.main.spec, self.player
        key = "step" if isinstance(spec.optimizer, GradientDescent) else "step_other"
        name, rate = self.texts.optimizer(spec.optimizer_name), self.line.rate_text(0)
        (aim, move, fall), (aimed, moved, fallen) = ALONE[2:], clock_of(0)[2:]
        self.rule = Rule(self)
        shown = appear(self.rule.surface, self.rule.itself)
        self.beat(key, player.go(aimed, run_time=aim), shown, rate=rate, optimizer=name)
        flights, others = self.rule.flights(self.used)
        self.play(travels(flights), *appear(*others))
        self.remove(*others, *(piece for _, piece in flights))
        set_share(self.rule.result, 0)
        self.add(self.rule)
        self.play(*appear(self.rule.result))
        self.play(player.go(moved, run_time=move))
        self.play(player.go(fallen, run_time=fall), travel(self.rule.result, self.used[0]))

    def take(self, step: int, seconds: tuple[float, ...], *forming: Animation) -> None:
        """One step, phase by phase in so many seconds; `forming` comes with the batch's curve."""
        *phases, (landed, fall) = zip(clock_of(step), seconds, strict=True)
        for end, duration in phases:
            self.play(self.player.go(end, run_time=duration), *forming)
            forming = ()

        def falls(passed: float) -> float:  # it has fallen before the next numbers are told
            return smooth(passed * FADE / fall)

        self.play(self.player.go(landed, run_time=FADE, rate_func=falls))

    def step_again(self) -> None:
        """More batches, one phase after the other."""
        last = min(SLOW_STEPS, self.line.before_escape)
        if last > 1:
            self.beat("again")
        for step in range(1, last):
            self.take(step, AGAIN)

    def go_faster(self) -> None:
        """The steps up to the one that leads out, over the end of an epoch."""
        chart, line, first = self.chart, self.line, self.player.done()
        epoch, last = steps_in_epoch(line.main), line.before_escape
        if line.escape is None:
            last = min(last, first + epoch, first + MOST_FAST)
        if last <= first:
            return
        becomes = self.turn_into(self.rule, self.trace.panel)
        calm = [to(self.player.calm, 1), *vanish(self.batch_name), *appear(chart.barrier)]
        key = "epoch" if last > epoch else "faster_short"
        self.beat(key, becomes, calm, used=min(epoch * self.size, self.n))
        self.add(self.trace.panel)
        small = appear(self.trace.views.plots[0], *self.trace.lines)
        self.run_to(min(epoch, last) if epoch > first else last, EPOCH, *small)
        if self.player.done() < last:  # all samples are shuffled anew
            self.run_to(last, EPOCH, self.ring(self.caption[-1]))

    def run_to(self, step: int, seconds: float, *meanwhile: Animation) -> None:
        """All steps up to one, on the full loss, at a film's pace."""
        player = self.player
        player.pace, player.clock = paced(range(player.done(), step + 1), seconds=seconds), 0.0
        walk = [player.walk()] if step > player.done() else []
        if walk or meanwhile:
            self.play(*walk, *meanwhile)

    def ring(self, number: Mobject) -> Animation:
        """Mark a number that changes."""
        return arrive(number.get_center(), self.theme, inner=AROUND_NUMBER)

    def cross_the_barrier(self) -> None:
        """The batch that leads out, slowly and from near."""
        escape, chart, player = self.line.escape, self.chart, self.player
        if escape is None or player.done() != escape:
            return
        push = self.focus(chart.landing(escape), ZOOM, window=self.seen_near)
        self.keep_still(self.panel, *self.trace.layers, chart.cells, self.caption)
        self.near = self.names_from_near(escape)
        of_batch, *others = self.near
        changes = [to(player.calm, 0), *vanish(*self.far), *dim(chart.batch), *appear(*others)]
        self.beat("over", push, changes, step=escape + 1)
        self.take(escape, OVER, *appear(of_batch, chart.batch))

    @property
    def far(self) -> list[VMobject]:
        """What isn't seen from near."""
        return [self.chart.views.plots[-1], *self.chart.barrier[1:], self.name]

    def settle(self) -> None:
        """All the other steps, the moment at which the rate drops, and where the run ends."""
        chart, line, player, last = self.chart, self.line, self.player, self.line.main.n_steps
        gone = [to(player.calm, 1), *vanish(*self.near, self.batch_name, *chart.batch_layers)]
        changes = [*gone, *appear(*self.far), self.pull_out()]
        drops = {step for step, share in line.main.spec.rate_drops if share < 1}
        slower = line.ending == "settle" and any(step < last for step in drops)
        stages = sorted(each for each in {*drops, last} if each > player.done())
        if slower and len(stages) > 1:
            self.play(changes)
            self.run_to(stages[0], FIRST)
            changes = self.arrival(stages.pop(0))
        drop = next(iter(line.main.spec.rate_drops), (0, 1.0))[0]
        facts = {"n": self.n, "steps": last, "step": last + 1, "drop": drop, **self.lows()}
        before, after = line.rate_text(max(drop - 1, 0)), line.rate_text(drop)
        key = "settle_slower" if slower else line.ending
        self.beat(key, changes, **facts, before=before, after=after)
        for end in stages:
            self.run_to(end, REST, *appear(self.panel))
            self.play(*self.arrival(end))

    def arrival(self, step: int) -> list[Animation]:
        """What marks that a run has come to its end, or to where its rate drops."""
        if step == self.line.main.n_steps:
            return [arrive(self.chart.point_place(), self.theme)]
        rate = self.used[1]
        rows = [each for each in self.panel.rows if rate not in each.submobjects]
        return [self.ring(rate), *dim(*rows)]

    def count_the_shuffles(self) -> None:
        """How many other shuffles end in the lowest valley, by batch size."""
        line, trace, strip, own = self.line, self.trace, self.chart.cells, self.size
        if not line.is_counted or line.goal is None:
            self.wait(COUNTED + HELD)
            return
        kept = strip, *trace.layers
        others = [each for each in self.everything() if each not in kept]
        leave = vanish(*others, trace.panel, run_time=LEAVE)
        shown = appear(trace.stuck, trace.arrived)
        self.beat("count", trace.views.turn_to(1), leave, shown, lowest=line.goal.at)
        counts = CountChart(self)
        run = to(trace.others_clock, line.main.n_steps, run_time=SHUFFLES)
        self.play(run, *appear(counts.plot, counts.words[0], trace.name))
        self.play(*appear(counts.bars[own]), steadily(counts.grown[own], 1, STACK))
        lights = [*vanish(*strip[1:]), *appear(counts.lit)]
        for size in counts.others:
            everyone = self.data.samples if size == self.n else []
            said = [counts.words[1]] if size == counts.others[0] else []
            said += [counts.words[2]] if size == self.n else []
            shown = appear(counts.bars[size], *said, *everyone)
            self.play(*shown, steadily(counts.grown[size], 1, BAR), *lights)
            lights = []
        self.wait(COUNTED)
        if "surface" not in self.recording.companions:  # the next part begins with this picture
            self.wait(HELD)

    # Plates.

    def model_panel(self) -> TwoColumns:
        """The model, what of it is set by hand, and what its centre costs."""
        theme, words, chart = self.theme, self.label, self.chart
        panel = TwoColumns(theme, top=self.model_top, columns=((0.07, 0.52), (0.56, 0.93)))
        band = self.data.band
        base, height, width = (f"{each:g}" for each in (band.base, band.height, band.widths[0]))
        self.formulas = [
            math(maths, theme, size=self.formula_size)
            for maths in (
                "model(p) = sigma(z)",
                f"z = slot0({base}) + slot1({height}) e^(-d^2 \\/ 2)",
                f"d = (x - c) \\/ slot2({width})",
            )
        ]
        room = down(self.formula_room)
        for each in self.formulas[: 2 if is_tall() else 3]:
            panel.formula(each, room=room)
        for part in ("by_hand", "by_hand_more", "by_hand_why"):
            panel.note(words(part, base=base, height=height, width=width).replace("-", "−"))
        panel.divide()
        panel.go_on()
        if is_tall():
            panel.formula(self.formulas[-1], room=room)
        panel.row(words("centre"), self.data.centre.get_value, self.line.centre_decimals)
        panel.row(words("full_loss"), lambda: chart.probed()[1], 3, colour=theme.full_loss)
        return panel

    def numbers(
        self, run: Trajectory, top: float, told: Callable[[], int]
    ) -> tuple[TwoColumns, list[Number]]:
        """The numbers of a run, all of one step; of a batch as soon as that is drawn.

        Returns:
            the plate, and the numbers that the rule uses: the centre, the rate and the slope.
        """
        theme, words, line, player = self.theme, self.label, self.line, self.player
        columns = (0.07, 0.446), (0.485, 0.93)
        panel = TwoColumns(theme, top=top, columns=columns)

        def of_batch(values: FloatArray) -> float:
            known = told() < run.n_steps and player.has_batch()
            return values[told()] if known else NONE

        panel.row(words("step"), told, 0)
        place: Callable[[], float] = lambda: run.parameters[told(), 0]  # noqa: E731
        centre = panel.row(words("centre"), place, line.centre_decimals)
        panel.row(words("full_loss"), lambda: run.loss[told()], 3, colour=theme.full_loss)
        panel.go_on()
        steep: Callable[[], float] = lambda: line.landscape.line.slope(place())  # noqa: E731
        if run is line.main:
            steep, ink = partial(of_batch, run.gradients[:, 0]), theme.batch_loss_text
            panel.row(words("batch_loss"), partial(of_batch, run.batch_loss), 3, colour=ink)
        slope = panel.row(words("slope"), steep, line.slope_decimals, colour=theme.gradient)
        firsts = 0, *(first for first, _ in line.main.spec.rate_drops)
        longest = max((line.rate_text(each) for each in firsts), key=len)
        name = panel.fitting((words("rate"), "η"), longest)
        rate = panel.row(name, told, lambda shown: line.rate_text(int(shown)))
        return panel, [centre, rate, slope]

    # Words at what is on the chart.

    def said(
        self,
        key: str,
        place: tuple[float, float],
        edge: Edge = "left",
        em: float = SIZES.label,
        **values: object,
    ) -> TextLine:
        """A muted line at a place of the frame."""
        made = TextLine(self.label(key, **values), self.theme, size=em, colour=self.theme.muted)
        return made.place(at(*place), edge)

    def valley_words(self) -> list[tuple[TextLine, float]]:
        """Words at the dip, the barrier and the lowest valley of the small chart, and where."""
        line, plot = self.line, self.chart.views.plots[0]
        words, lows = list[tuple[TextLine, float]](), self.lows()
        for key, place, (aside, below) in (
            ("dip", lows.get("dip"), self.dip_word),
            ("barrier", line.barrier, self.barrier_word),
            ("lowest", lows.get("lowest"), self.lowest_word),
        ):
            if place is not None:
                x, y = fractions(plot.point(place, line.loss(place)))
                edge: Edge = "right" if aside else "centre"
                words.append((self.said(key, (x + aside, y + below), edge), place))
        return words

    def name_of_range(self) -> VGroup:
        """From where to where the data are shown from now on, where that isn't all of them."""
        values, (low, high) = self.data.values, self.line.window
        if low <= values.min() and values.max() <= high:
            return VGroup()
        span = self.texts.measured(self.line.data.feature_names[0], f"{low:.0f}–{high:.0f}")
        return self.said("narrowed", (1 - GRID.margin, self.narrowed_at), "right", span=span)

    def strip_caption(self) -> VGroup:
        """What the lit cells are, how many samples no batch of an epoch takes, and the epoch."""
        run, right, baseline = self.line.main, 1 - GRID.margin, StripRooms.captions[0]
        said, now = partial(self.said, em=StripRooms.size), self.player.now
        made = VGroup(said("batch_of", (GRID.margin, baseline), size=self.size, n=self.n))
        batches = steps_in_epoch(run)
        if (left := self.n - batches * self.size) > 0:
            across, edge = self.left_over
            place, facts = (across, StripRooms.captions[1]), {"batches": batches, "left": left}
            made.add(said("sit_out", place, edge, size=self.size, **facts))
        end = name_end(right, epoch_of(run, run.n_steps), right - 0.05)
        epoch = Number(
            lambda: epoch_of(run, now().step), 0, colour=self.theme.text, size=StripRooms.size
        )
        name = said("epoch", (end, baseline), "right")
        return made.add(name, epoch.place(at(right, baseline), "right"))

    def named(self, content: str, colour: str, middle: Callable[[], FloatArray]) -> VGroup:
        """A backed text whose middle is where a function says."""
        name = backed(Label(content, size=SIZES.label, colour=colour), self.theme)
        name.add_updater(lambda each: each.move_to(middle()))
        return name

    def name_of_twin(self) -> VGroup:
        """What the ring on the full loss is, below it or above, and a line from it to that."""
        views, colour = self.chart.views, self.theme.full_loss
        content = self.label(self.stuck_key if self.line.trap else "all_rows", n=self.n)

        def middle() -> FloatArray:
            return self.beside_ring(self.chart.twin_place(), views.ends()[0][1], views.point)

        def leader() -> FloatArray:
            ring, place = self.chart.twin_place(), middle()
            gap = (place - ring) / pixels(self.name_away) * pixels(18)
            return polyline(np.array([ring + gap, place - gap]))

        line = Follower(leader, stroke_color=colour, stroke_width=stroke(1.6))
        return VGroup(line, self.named(content, colour, middle))

    def beside_ring(
        self, ring: FloatArray, floor: float, point: Callable[[float, float], FloatArray]
    ) -> FloatArray:
        """The middle of the twin's name: below its ring, or above it where there is no room.

        It is so far aside that the barrier's line doesn't cross it.
        """
        line, away, room = self.line, pixels(self.name_away), pixels(self.name_half[0] + 8)
        down = -1 if ring[1] - floor > away + pixels(24) else 1
        place = ring + np.array([0, down * away, 0])
        if line.barrier is None or line.trap is None:
            return np.asarray(place)
        barrier, is_left = float(point(line.barrier, 0.0)[0]), line.trap.at < line.barrier
        place[0] = min(place[0], barrier - room) if is_left else max(place[0], barrier + room)
        return np.asarray(place)

    def twin_name_box(self, plot: Plot) -> FloatArray:
        """Points all over where the twin's name is in the end, looked at through a plot."""
        end = np.clip(self.line.twin.parameters[-1, 0], *self.line.window)
        ring, floor = plot.point(end, self.line.loss(end)), float(plot.point(end, plot.y.low)[1])
        half = np.array([*map(pixels, self.name_half), 0])
        return np.asarray(self.beside_ring(ring, floor, plot.point) + AROUND * half)

    def full_name(self) -> str:
        """What the curve of the full loss is, without the data's number where that is too long."""
        content = self.label("full_curve", n=self.n)
        fits = text_width(content) <= line_room(SIZES.label, self.full_name_room)
        return content if fits else self.label("full_loss")

    def name_of_full(self) -> VGroup:
        """The name of the full loss on its curve, wherever that is looked at."""
        views, line, last = self.chart.views, self.line, len(self.chart.views.plots) - 1
        content, colour, places = self.full_name(), self.theme.full_loss, list[FloatArray]()
        for index, plot in enumerate(views.plots):  # clear of what will be there
            steps = [0, 1, 2, line.escape or 0] if index == last else []
            curves = [line.curve(min(step, line.main.n_steps - 1)) for step in steps]
            avoid: list[FloatArray | Mobject] = [plot.points_at(line.xs, each) for each in curves]
            avoid += [self.twin_name_box(plot)] if index else [w for w, _ in self.valley_words()]
            curve = plot.points_at(line.xs, line.curve(-1))
            name = name_on(curve, content, colour, box=plot.box, avoid=avoid, near=0.8)
            places.append(name.get_center())

        def middle() -> FloatArray:
            seen = views.seen.get_value()
            first = min(int(seen), last)
            after = places[min(first + 1, last)]
            return places[first] + (seen - first) * (after - places[first])

        return self.named(content, colour, middle).update(0)

    def name_of_batch(self) -> VGroup:
        """The name of a batch's curve on itself; it goes along as the curve becomes the next one's.

        It stays clear of the name of the full loss.
        """
        content, colour = self.label("batch_curve"), self.theme.batch_loss_text
        views, line, player = self.chart.views, self.line, self.player
        plot = views.plots[-1]

        @cache
        def place(step: int) -> FloatArray:
            curve = plot.points_at(line.xs, line.curve(step))
            seen = np.abs(views.clipped(curve) - curve).max(axis=1) < pixels(1)
            full = plot.points_at(line.xs, line.curve(-1))
            avoid = [full, self.name, *self.way_of_step(step)]
            name = name_on(curve[seen], content, colour, box=plot.box, avoid=avoid, near=0.8)
            return name.get_center()

        def middle() -> FloatArray:
            now = player.now()
            before, after = place(max(now.step - 1, 0)), place(now.step)
            return before + now.reform * (after - before)

        return self.named(content, colour, middle).update(0)

    def names_from_near(self, step: int) -> VGroup:
        """The names of the batch's curve, of the full loss and of the barrier, seen from near."""
        line, label, theme, seen = self.line, self.label, self.theme, self.chart.near(step)
        plot = self.chart.views.plots[-1]
        full, batch = (plot.points_at(line.xs, line.curve(each)) for each in (-1, step))
        avoid: list[FloatArray | Mobject] = [full, batch, *self.way_of_step(step)]
        if line.barrier is not None:
            place = plot.point(line.barrier, plot.y.low)[0]
            avoid.append(np.array([[place, y, 0] for y in np.linspace(-4, 4, 161)]))
        made = VGroup()
        for curve, content, colour in (
            (batch, label("batch_curve"), theme.batch_loss_text),
            (full, self.full_name(), theme.full_loss),
        ):
            name = name_on(within(seen, curve), content, colour, box=seen, avoid=avoid)
            avoid = [*avoid, name]
            made.add(backed(name, theme))
        if line.barrier is None or not self.chart.barrier:
            return made
        x = fractions(plot.point(line.barrier, plot.y.high))[0] + self.beside_line
        if seen.left < x < seen.right:
            name = Label(label("barrier"), size=SIZES.label, colour=theme.muted)
            made.add(backed(name.place(at(x, seen.top + self.under_top), "left"), theme))
        return made

    def way_of_step(self, step: int) -> list[FloatArray | Mobject]:
        """Where a step's point comes by, and where the twin and its name are."""
        plot, line = self.chart.views.plots[-1], self.line
        before, after = line.centres[step : step + 2]
        landed, tip = line.main.batch_loss[step], self.chart.tip(step)
        heights = line.loss(before), landed, tip, line.loss(after)
        places = zip((before, before, after, after), heights, strict=True)
        shares = np.linspace(0, 1, 9)[:, None]
        ways = [a + shares * (b - a) for a, b in pairwise(plot.point(*each) for each in places)]
        taken = [each + AROUND * pixels(16) for way in ways for each in way[:, None]]
        return [*taken, self.twin_name_box(plot)]


def own_spec(options: RunOptions) -> RunSpec:
    """The run on batches: of the band on age, or of a logistic regression on other data.

    Raises:
        RequestError: the data have more than one feature, or the batch is all of them.
    """
    if all(getattr(options, name) in (None, OPTIONS[name]) for name in DATA):
        chosen = options.changed(start=options.start or OPTIONS["start"])
        return band_spec(band_objective(), chosen)
    data = runs.dataset(options)
    runs.check_one_feature("minibatch", data)
    size = options.batch_size or max(1, data.n // SHARE_IN_BATCH)
    check_smaller(size, data.n)
    return runs.logistic_on(data, options.changed(batch_size=size))


def band_spec(objective: ModelObjective, options: RunOptions) -> RunSpec:
    """The run of a band, which takes smaller steps at the end."""
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
    check_smaller(size, objective.dataset.n)
    return runs.with_rate(spec, options.learning_rate)


def check_smaller(size: int, count: int) -> None:
    """Refuse a batch that is all the data."""
    if size == count:
        raise RequestError(f"a batch of {size} is all the data: give a smaller --batch-size")


ENDS = {"reform": 0.34, "jump": 0.56, "aim": 0.72, "move": 1.0}
"""When each phase of a step ends: the batch's loss forms, the point jumps onto it, the slope is
shown, the point moves."""
FALLS = 0.7
"""The share of the last phase after which the point is where its step ends, and falls from the
slope that it went along to the loss of all the data there."""
FALLS_AT = ENDS["aim"] + FALLS * (ENDS["move"] - ENDS["aim"])
SLIP = 1e-6
"""What a clock may be off a whole number by rounding."""


def clock_of(step: int) -> tuple[float, ...]:
    """The clock at the end of each phase of a step, its way along the slope and its fall apart."""
    reform, jump, aim, _ = ENDS.values()
    return tuple(step + end for end in (reform, jump, aim, FALLS_AT, 1.0))


@dataclass(frozen=True)
class Moment:
    """Where a run is: in which step, and how much of each of its phases is done, 0 to 1.

    Attributes:
        stepped, fallen: of its last phase, how much of the way along the slope, and of the fall.
    """

    step: int
    reform: float
    jump: float
    aim: float
    move: float

    @property
    def stepped(self) -> float:
        return min(self.move / FALLS, 1.0)

    @property
    def fallen(self) -> float:
        return max((self.move - FALLS) / (1 - FALLS), 0.0) if self.move < 1 else 1.0


def moment(clock: float, n_steps: int) -> Moment:
    """Read the clock; when it is whole, a step has just been done and the next hasn't begun.

    Args:
        clock: steps that are done and the share of the one that isn't, 0 to n_steps.
        n_steps: how many steps the run has, at least one.
    """
    step = min(max(ceil(clock - SLIP) - 1, 0), n_steps - 1)
    passed, begin, shares = clock - step, 0.0, []
    for end in ENDS.values():
        share = (passed - begin) / (end - begin)
        shares.append(0.0 if share < SLIP else 1.0 if share > 1 - SLIP else share)
        begin = end
    return Moment(step, *shares)


class MinibatchSurface(BatchesOnMaps):
    """The surface: short as the second part, while a run of two parameters is told whole."""


class BatchPlayer(RunPlayer):
    """The run on batches: steps with their phases, and in calm many of them on the full loss.

    Attributes:
        lit: the share of the first batch that has been drawn.
        calm: 0 while a step is shown in its phases, 1 while steps run by.
    """

    def __init__(self, run: Trajectory) -> None:
        super().__init__(run)
        self.lit, self.calm = ValueTracker(0), ValueTracker(0)

    def stand(self, step: float) -> None:
        """Stand there, and tell the next step as soon as the point begins to fall onto it."""
        self.set_value(step)
        self.told = self.done() + (step - self.done() > FALLS_AT + SLIP)

    def done(self) -> int:
        """How many steps are done."""
        return int(self.step + SLIP)

    def shown(self) -> int:
        """How many of them are seen: in calm no more than are told, so that all agrees."""
        return self.told if self.is_calm else self.done()

    @property
    def is_calm(self) -> bool:
        """Whether steps run by, none of them in its phases."""
        return self.calm.get_value() > 0

    def now(self) -> Moment:
        """Where the run is: on its clock, or in calm in the step that is told."""
        if self.is_calm and self.has_batch():
            return Moment(self.told, 1.0, 0.0, 0.0, 0.0)
        return moment(self.told if self.is_calm else self.step, self.run.n_steps)

    def has_batch(self) -> bool:
        """Whether the batch of the step that is told has been drawn."""
        return self.step - self.told > SLIP and (self.is_calm or self.now().jump > 0)


class Shaded(Follower):
    """A follower whose colour, too, is written anew at every frame."""

    def __init__(
        self, outline: Callable[[], FloatArray], shade: Callable[[VMobject], None], **style: object
    ) -> None:
        self.shade = shade
        super().__init__(outline, **style)

    def write(self) -> None:
        """Set the path and its colour to what they are now."""
        super().write()
        self.shade(self)


EDGE = 1e-6


class Views:
    """Plots of the same quantities at other places or scales, and the one that is looked through.

    On the way from one to the next, the lines and the names of both move with what they name.

    Attributes:
        plots: the plots.
        seen: index of the plot that is looked through; between two, on the way.
        axis: the line at the bottom.
    """

    def __init__(self, *plots: Plot) -> None:
        self.plots, self.seen = plots, ValueTracker(0)
        for plot in plots:
            self.let_move(plot)

        def bottom() -> FloatArray:
            low, high = self.ends()
            return polyline(np.array([low, [high[0], low[1], 0]]))

        self.axis = Follower(bottom, stroke_color=plots[0].theme.line, stroke_width=stroke(2))

    def turn_to(self, index: int) -> list[Animation]:
        """Look through another plot."""
        now = round(self.seen.get_value())
        return [
            to(self.seen, index, run_time=MOVE),
            *vanish(self.plots[now], run_time=MOVE),
            *appear(self.plots[index], run_time=MOVE),
        ]

    def between(self, of: Callable[[Plot], FloatArray]) -> FloatArray:
        """Something of the plot that is looked through, or on the way to that of the next."""
        seen = self.seen.get_value()
        first = min(int(seen), len(self.plots) - 1)
        before, share = of(self.plots[first]), seen - first
        return before + share * (of(self.plots[first + 1]) - before) if share else before

    def points_at(self, xs: FloatArray, ys: FloatArray) -> FloatArray:
        """The places (n, 3) of pairs of values at this moment."""
        return self.between(lambda plot: plot.points_at(xs, ys))

    def point(self, x: float, y: float) -> FloatArray:
        """The place (3,) of a pair of values at this moment."""
        return np.asarray(self.points_at(np.array([x]), np.array([y]))[0])

    def ends(self) -> FloatArray:
        """The lower left and the upper right end (2, 3) of what is seen at this moment."""
        return self.between(ends_of)

    def clipped(self, points: FloatArray) -> FloatArray:
        """Points (n, 3), or the ones next to them that are seen."""
        return np.clip(points, *self.ends())

    def path(self, xs: FloatArray, ys: FloatArray) -> FloatArray:
        """A smooth curve through pairs of values, where it is seen; for a Follower."""
        pieces = smooth_path(self.points_at(xs, ys)).reshape(-1, 4, 3)
        (low, high), ends = self.ends(), pieces[:, (0, 3), :2]
        inside = (ends > low[:2] - EDGE) & (ends < high[:2] + EDGE)
        return np.asarray(pieces[inside.all(axis=(1, 2))].reshape(-1, 3))

    def curve(self, of: Callable[[], tuple[FloatArray, FloatArray]], colour: str) -> Follower:
        """A curve through pairs of values that are read anew."""
        return Follower(lambda: self.path(*of()), stroke_color=colour, stroke_width=stroke(5))

    def let_move(self, plot: Plot) -> None:
        """Let the parts of a plot move with the values that they stand at."""
        before = ends_of(plot)

        def beside(axis: int, value: tuple[float, float], points: FloatArray) -> FloatArray:
            """Go with a value along an axis; be nowhere while that is out of sight."""
            low, high = self.ends()
            place = low.copy()
            place[axis] = self.point(*value)[axis]
            if not low[axis] - pixels(1) < place[axis] < high[axis] + pixels(1):
                return EMPTY
            return np.asarray(points + place - plot.point(*value))

        def across(value: tuple[float, float], points: FloatArray) -> FloatArray:
            """From the left of what is seen to the right."""
            made, (low, high) = beside(1, value, points), self.ends()
            if len(made):
                made[:, 0] = np.interp(points[:, 0], points[[0, -1], 0], (low[0], high[0]))
            return made

        def shifted(shares: FloatArray, points: FloatArray) -> FloatArray:
            """Stand at a corner."""
            low, high = self.ends() - before
            return np.asarray(points + low + shares * (high - low))

        for height, line, name in zip(plot.y.ticks, plot.grid, plot.y_axis, strict=True):
            follow(name, partial(beside, 1, (plot.x.low, height)))
            follow(line, partial(across, (plot.x.low, height)))
        (left, *_), (right, *_) = before
        for tick in plot.x_axis:
            share = (tick[0].get_center()[0] - left) / (right - left)
            value = plot.x.low + share * (plot.x.high - plot.x.low)
            follow(tick, partial(beside, 0, (value, plot.y.low)))
        for title in plot.titles:
            is_below = fractions(title.get_center())[1] >= plot.box.bottom
            follow(title, partial(shifted, np.array([0.5, 0, 0] if is_below else [0, 1, 0])))


def ends_of(plot: Plot) -> FloatArray:
    """The lower left and the upper right end (2, 3) of a plot."""
    box = plot.box
    return np.array([at(box.left, box.bottom), at(box.right, box.top)])


def follow(mobject: Mobject, moved: Callable[[FloatArray], FloatArray]) -> None:
    """Let a thing be where a function takes the points that it was made with."""
    parts = [(part, part.points.copy()) for part in mobject.get_family() if len(part.points)]

    def move(_: Mobject) -> None:
        for part, points in parts:
            part.points = moved(points)

    mobject.add_updater(move)


TENTHS, FEWEST = 10, 5
"""The shares are of tenths of the window with at least so many samples."""
INWARDS, RADIUS = 0.07, 4.5
"""How far samples are spread from 0 and 1 so that all are seen, and how large their marks are."""
LATER = 0.5
"""The share of the way to the strip by which the last sample sets out later than the first."""
QUIET = 0.45
"""How opaque the samples are while their shares are spoken of."""


class DataChart:
    """The data by their one column: every sample, the share of class 1, and the band over them.

    Attributes:
        arrived: how much of the samples has come, by their value.
        grown: how far the bars have grown.
        gathered: how far the samples are on their way into the strip.
        quiet: how far they have stepped back for their shares.
        centre: where the band is laid by hand.
        drawn, height, reach: how much of the band's curve there is, of its height, and of the
            arrow that shows its width.
        views: wide and tall at first, then beside a panel, then small above the loss.
    """

    everyone = Shaped(Box(0.1, 0.95, 0.3, 0.77), tall=Box(0.15, 0.92, 0.315, 0.84))
    under_band = Shaped(Box(0.1, 0.66, 0.3, 0.77), tall=Box(0.15, 0.92, 0.3, 0.56))
    over_loss = Shaped(Box(0.1, 0.66, 0.26, 0.43), tall=Box(0.15, 0.92, 0.3, 0.398))
    class_name_places = Shaped((0.265, 0.715), tall=(0.384, 0.795))
    title_rise = Shaped(0.035, tall=0.02)

    def __init__(self, story: Minibatch) -> None:
        self.line, self.theme, self.texts = story.line, story.theme, story.texts
        self.arrived, self.grown, self.gathered, self.quiet = (ValueTracker(0) for _ in range(4))
        self.drawn, self.height, self.reach = (ValueTracker(0) for _ in range(3))
        self.centre = ValueTracker(float(np.mean(self.line.window)))
        data, model = self.line.data, self.line.objective.model
        assert isinstance(model, Band)  # noqa: S101  no other has one parameter
        self.band, self.values, self.target = model, data.inputs[:, 0], np.asarray(data.target)
        self.views = Views(*self.plots())
        self.samples = [self.samples_of(label) for label in (0, 1)]
        shares = {"fill_color": self.theme.class1, "fill_opacity": 0.42, "stroke_width": 0}
        self.bars = Follower(self.bar_outlines, **shares)
        self.risk = self.views.curve(self.risk_seen, self.theme.model)
        self.layers = [*self.views.plots, self.views.axis, self.bars, self.risk]

    def plots(self) -> list[Plot]:
        """One for each place."""
        data, texts, column = self.line.data, self.texts, self.line.data.feature_names[0]
        low, high = self.values.min(), self.values.max()
        room = 0.02 * (high - low) or 1.0
        all_ages, near = scale(low - room, high + room, count=6), scale(*self.line.window, count=6)
        outcome = texts.class_label(data.target_name, data.class_names, 1)
        unit = texts.column_with_unit(column)
        return [
            Plot(
                self.theme,
                across,
                Scale(0, 1, (0, 0.5, 1)),
                box=box,
                x_title=below,
                y_title=texts.label(up, outcome=outcome),
                y_title_rise=self.title_rise,
            )
            for across, box, below, up in (
                (all_ages, self.everyone, unit, "share"),
                (near, self.under_band, unit, "probability"),
                (near, self.over_loss, "", "probability"),
            )
        ]

    @property
    def risks(self) -> tuple[str, str]:
        """The risk far from the band's centre and at it."""
        low, high = (
            percent(probability(each)) + " %"
            for each in (self.band.base, self.band.base + self.band.height)
        )
        return low, high

    def risk_seen(self) -> tuple[FloatArray, FloatArray]:
        """The band's probability as far as it is drawn, as high as it has grown."""
        low, base = self.line.window[0], self.band.base
        xs = np.linspace(low, low + max(self.drawn.get_value(), 1e-6) * self.line.span, 241)
        logits = self.line.objective.model.logits(np.array([self.centre.get_value()]), xs[:, None])
        return xs, sigmoid(base + self.height.get_value() * (logits - base))

    def class_names(self) -> VGroup:
        """What 1 and 0 are, at the right of the first chart."""
        data, theme, right = self.line.data, self.theme, self.everyone.right - 0.008
        names = VGroup()
        for label, below in zip((1, 0), self.class_name_places, strict=True):
            content = self.texts.class_label(data.target_name, data.class_names, label)
            name = Label(f"y = {label}: {content}", size=SIZES.label, colour=theme.of_class(label))
            names.add(backed(name.place(at(right, below), "right"), theme))
        return names

    def marks(self) -> list[VGroup]:
        """What base, height and width do, in that order; the value is the last of each."""
        band, span, (low, high) = self.band, self.line.span, self.risks
        centre, reach = self.centre.get_value(), band.widths[0]
        logit = band.base + band.height * np.exp(-0.5)
        start = self.views.point(centre, probability(logit))

        def outline() -> FloatArray:
            end = centre + reach * self.reach.get_value(), probability(logit)
            return arrow_outline(start, self.views.point(*end), pixels(4), pixels(14))

        style = {"fill_color": self.theme.text, "fill_opacity": 1, "stroke_width": 0}
        width = self.mark(f"{reach:g}", centre + reach + 0.012 * span, logit, -8)
        return [
            self.mark(low, self.line.window[0] + 0.03 * span, band.base, 14),
            self.mark(high, centre + 0.055 * span, band.base + band.height, -8),
            VGroup(Follower(outline, **style), *width),
        ]

    def mark(self, content: str, x: float, logit: float, rise: float) -> VGroup:
        """A text beside a value and a logit of the tall chart."""
        label = Label(content, size=SIZES.number, colour=self.theme.text, bold=True)
        point = self.views.point(x, probability(logit)) + np.array([0, pixels(rise), 0])
        return backed(label.place(point, "left"), self.theme)

    def bar_outlines(self) -> FloatArray:
        """The share of class 1 in each tenth of the window, and beyond it where samples are."""
        values, grown = self.values, self.grown.get_value()
        width = self.line.span / TENTHS
        first = self.line.window[0] + width * 2 / 3
        start = first - width * np.ceil((first - values.min()) / width)
        shares = dict[float, float]()
        for left in np.arange(start, values.max(), width):
            inside = (values >= left) & (values < left + width)
            if inside.sum() >= FEWEST:
                shares[left] = float(self.target[inside].mean())
        made = [EMPTY]
        for index, (left, share) in enumerate(shares.items()):
            top = share * set_out(grown, index / max(len(shares) - 1, 1))
            xs = np.array([left + 0.06 * width, left + 0.94 * width])
            ends = self.views.clipped(self.views.points_at(xs, np.array([0.0, top])))
            made.append(box_outline(*ends))
        return np.concatenate(made)

    def samples_of(self, label: int) -> Shaded:
        """The samples of one class: on the chart, or on their way to their cells in the strip."""
        chosen = np.flatnonzero((self.target > 0) == bool(label))
        shape = disc(RADIUS)
        if label:
            upright = triangle(RADIUS)
            shape = np.concatenate([upright, np.repeat(upright[11:12], 4, axis=0)])
        order = np.argsort(np.argsort(self.values[chosen], kind="stable"))
        spread = (jitter(len(chosen), 0.5)[order] + 0.5) * INWARDS * (-1 if label else 1)
        strip = Strip(self.line.data.n, StripRooms.box)
        in_strip = cell_outlines(strip, chosen).reshape(-1, 16, 3)
        inks = self.theme.of_class(label), self.theme.full_loss
        start, end = (ManimColor(each).to_rgb() for each in inks)

        def shade(samples: VMobject) -> None:
            share, quiet = self.gathered.get_value(), self.quiet.get_value()
            opacity = 1 - (1 - QUIET) * quiet * (1 - share)
            colour = start + share * (end - start)
            samples.fill_rgbas = np.array([[*colour, opacity * share_of(samples)]])

        outline = partial(self.sample_outlines, chosen, spread + label, shape, in_strip)
        return Shaded(outline, shade, fill_color="#FFFFFF", fill_opacity=1, stroke_width=0)

    def sample_outlines(
        self, chosen: IntArray, heights: FloatArray, shape: FloatArray, in_strip: FloatArray
    ) -> FloatArray:
        """The samples' outlines: marks on the chart, cells in the strip, or between."""
        ages, gathered = self.values[chosen], self.gathered.get_value()
        if gathered >= 1:
            return in_strip.reshape(-1, 3)
        (low, high), arrived = (self.values.min(), self.values.max()), self.arrived.get_value()
        come = np.clip((arrived * 1.15 - (ages - low) / (high - low)) / 0.15, 0, 1)
        places = self.views.points_at(ages, heights)
        kept = self.views.clipped(places)
        inside = np.abs(kept[:, 0] - places[:, 0]) < 1e-9
        kept[:, 1] = places[:, 1]
        late = chosen / max(self.line.data.n - 1, 1)
        way = np.array([set_out(gathered, each) for each in late])
        size = np.where(inside, come, way)[:, None, None]
        marks = kept[:, None, :] + size * shape[None]
        outlines: FloatArray = marks + way[:, None, None] * (in_strip - marks)
        return outlines[size[:, 0, 0] > 0].reshape(-1, 3)


def probability(logit: float) -> float:
    """What a logit means."""
    return float(sigmoid(np.array(logit)))


def set_out(share: float, late: float, later: float = LATER) -> float:
    """How far one of many has come that sets out late, 0 to 1, the last so much later."""
    return smooth(share * (1 + later) - later * late)


def box_outline(low: FloatArray, high: FloatArray) -> FloatArray:
    """The outline of a box between two corners, four curves."""
    corners = [(low[0], low[1]), (low[0], high[1]), (high[0], high[1]), (high[0], low[1])]
    return polyline(np.array([(x, y, 0.0) for x, y in (*corners, corners[0])]))


GHOSTS = (0.5, 0.28, 0.16, 0.0)
"""What is left of a batch's curve as the next one leaves it, and one, two, three steps later."""
CALM = 0.45
"""What is left of the batch's curve while many steps run by."""
MOST_MARKS = 300
"""Of more places than this, those that stand apart are marked."""
SHUFFLED = 7.0
"""In how many steps at the most the cells of the epoch before go out."""


class LossChart:
    """The losses, the points on them, and the strip of the data.

    Attributes:
        traced: how much of the full loss is traced.
        read, drawn: the cells that the epoch has read, half lit, and those of the batch.
        layers: everything, from the bottom to the top, and the data's chart.
        batch_layers: what shows a batch's loss and the step on it.
    """

    under_data = Shaped(Box(0.1, 0.66, 0.575, 0.79), tall=Box(0.15, 0.92, 0.486, 0.604))
    for_twin = Shaped(Box(0.1, 0.66, 0.27, 0.722), tall=Box(0.15, 0.92, 0.3, 0.55))
    for_batches = Shaped(Box(0.1, 0.66, 0.27, 0.722), tall=Box(0.15, 0.92, 0.3, 0.495))
    below_lowest = Shaped(0.1, tall=0.4)

    def __init__(self, story: Minibatch) -> None:
        self.line, self.theme, self.texts = line, theme, _ = story.line, story.theme, story.texts
        self.player, self.run, self.twin = story.player, line.main, story.twin
        self.data, self.traced = story.data, ValueTracker(0)
        self.views = Views(*self.plots())
        self.barrier = self.barrier_line()
        self.full = self.views.curve(self.full_seen, theme.full_loss)
        strip = Strip(line.data.n, StripRooms.box)
        everyone = np.arange(strip.count)
        grey = cells(strip, lambda: everyone, theme.grid).clear_updaters()
        self.read = cells(strip, self.read_seen, theme.batch_loss, opacity=0.34)
        self.drawn = cells(strip, self.drawn_seen, theme.batch_loss)
        self.cells = VGroup(grey, self.read, self.drawn)
        self.make_batch()
        self.make_points()
        self.layers: list[VMobject] = [
            *(*self.data.layers, *self.views.plots, self.views.axis, self.barrier, self.cells),
            *(*self.data.samples, *self.ghosts, self.full, self.batch, self.plumb),
            *(self.drop, self.twin_path, self.twin_ring, self.slope, self.point, self.probe),
        ]
        self.batch_layers = [*self.ghosts, self.batch, self.drop, self.slope]

    def plots(self) -> list[Plot]:
        """Under the data and for the twin, as high as the full loss; as high as most batches."""
        line, run, full = self.line, self.line.main, self.line.curve(-1)
        low, high = full.min(), full.max()
        near = low - self.below_lowest * (high - low), high + 0.1 * (high - low)
        steps = np.unique(np.linspace(0, run.n_steps - 1, 60).astype(int))
        some = np.array([line.curve(int(step)) for step in steps])
        usual = np.quantile(some, (0.02, 0.98)), np.quantile(run.batch_loss, (0.02, 0.98))
        seen = np.concatenate([*usual, line.curve(0), full])
        low, high = seen.min(), seen.max()
        room = 0.04 * (high - low)
        small, large = scale(*near, count=3), scale(low - room, high + room, count=4)
        column = self.texts.column_with_unit(line.data.feature_names[0])
        below, above = self.texts.label("axis", column=column), self.texts.label("loss")
        across = scale(*line.window, count=6)
        places = (small, self.under_data), (small, self.for_twin), (large, self.for_batches)
        return [
            Plot(self.theme, across, up, box=box, x_title=below, y_title=above)
            for up, box in places
        ]

    def barrier_line(self) -> VGroup:
        """A dashed line where the barrier is, in the last chart, and its name."""
        if self.line.barrier is None or self.line.trap is None:
            return VGroup()
        plot = self.views.plots[-1]
        foot, top = (plot.point(self.line.barrier, y) for y in (plot.y.low, plot.y.high))
        label = Label(self.texts.label("barrier"), size=SIZES.label, colour=self.theme.muted)
        label.place(top + np.array([0, pixels(8), 0]), "centre")
        beyond = plot.titles[-1].get_right()[0] + pixels(14) - label.get_left()[0]
        label.shift(np.array([max(beyond, 0), 0, 0]))
        return VGroup(dashes(foot, top, self.theme.muted, width=1.6), label)

    def full_seen(self) -> tuple[FloatArray, FloatArray]:
        """The loss of all the data as far as it is traced."""
        share = self.traced.get_value()
        if share >= 1:
            return self.line.xs, self.line.curve(-1)
        low = self.line.window[0]
        xs = np.linspace(low, low + max(share, 1e-6) * self.line.span, len(self.line.xs))
        return xs, self.line.landscape.line.losses(xs)

    # The strip.

    def drawn_seen(self) -> IntArray:
        """The batch's samples; a batch that is shown in its phases lights up one by one."""
        now, shown = self.player.now(), self.player.lit.get_value()
        if now.step and not self.player.is_calm:
            shown *= now.reform
        batch = batch_of(self.run, now.step)
        return batch[: round(shown * len(batch))]

    def read_seen(self) -> IntArray:
        """What the epoch has read; what the one before had is shuffled, and goes out in a while."""
        run, player, step = self.run, self.player, self.player.now().step
        length, read = steps_in_epoch(run), read_before(run, step)
        first = step - step % length
        passed = ((player.told if player.is_calm else player.step) - first) / min(SHUFFLED, length)
        if not first or passed >= 1:
            return read
        last = run.batch_indices[first - length : first].ravel()
        last = last[last >= 0]
        return np.union1d(read, last[round(len(last) * passed) :])

    # The batches' curves.

    def make_batch(self) -> None:
        """The curve of the batch, and what is left of those before it."""
        colour, calm = self.theme.batch_loss, self.player.calm

        def path() -> FloatArray:
            if self.player.step <= 0:
                return EMPTY
            now = self.player.now()
            before, after = (self.line.curve(step) for step in (now.step - 1, now.step))
            return self.views.path(self.line.xs, before + now.reform * (after - before))

        def faint(curve: VMobject) -> None:
            opacity = 1 - (1 - CALM) * calm.get_value()
            curve.stroke_rgbas[:, 3] = opacity * share_of(curve)

        def ghost_path(back: int) -> FloatArray:
            step = self.player.now().step - back
            if step < 0 or calm.get_value() >= 1:
                return EMPTY
            return self.views.path(self.line.xs, self.line.curve(step))

        def fainter(back: int, ghost: VMobject) -> None:
            leaving = (GHOSTS[back] - GHOSTS[back - 1]) * self.player.now().reform
            opacity = (GHOSTS[back - 1] + leaving) * (1 - calm.get_value())
            ghost.stroke_rgbas[:, 3] = opacity * share_of(ghost)

        self.batch = Shaded(path, faint, stroke_color=colour, stroke_width=stroke(4.5))
        self.ghosts = [
            Shaded(
                partial(ghost_path, back),
                partial(fainter, back),
                stroke_color=colour,
                stroke_width=stroke(3),
            )
            for back in (3, 2, 1)
        ]

    # The points.

    def make_points(self) -> None:
        """The band's loss, the twin's steps, and the point of the run."""
        theme, muted = self.theme, self.theme.muted
        self.probe = RingedPoint(lambda: self.views.point(*self.probed()), theme)
        self.plumb = Follower(self.plumb_path, stroke_color=muted, stroke_width=stroke(2))
        filled = {"fill_color": theme.full_loss, "fill_opacity": 1, "stroke_width": 0}
        self.twin_path = Follower(self.twin_steps, **filled)
        self.twin_ring = RingedPoint(self.twin_place, theme)
        ring = self.twin_ring.submobjects[1]
        ring.set_fill(theme.background).set_stroke(theme.full_loss, stroke(4))
        self.drop = Follower(self.drop_path, stroke_color=muted, stroke_width=stroke(2.5))
        self.slope = arrow(self.slope_ends, theme.gradient, width=5)
        self.point = RingedPoint(self.point_place, theme)

    def probed(self) -> tuple[float, float]:
        """The centre of the band over the data, and the loss of all the data there."""
        centre = self.data.centre.get_value()
        return centre, self.line.loss(centre)

    def plumb_path(self) -> FloatArray:
        """From below the band's centre down to its loss."""
        foot = self.data.views.point(self.probed()[0], 0) - np.array([0, pixels(44), 0])
        return dash_points(foot, self.views.point(*self.probed()))

    def twin_place(self) -> FloatArray:
        """The twin's point on the full loss; between two steps while it moves."""
        centre = float(self.twin.parameters()[0])
        return self.kept(centre, self.line.loss(centre))

    def twin_steps(self) -> FloatArray:
        """A disc for each of the twin's steps; of very many, for those that stand apart."""
        run, places = self.twin.run, self.twin.run.parameters[:, 0]
        seen = np.arange(int(self.twin.step + SLIP) + 1)
        if len(seen) > MOST_MARKS:
            low, high = self.line.window
            shares = (np.clip(places[seen], low, high) - low) / (high - low)
            columns = np.round(shares * MOST_MARKS)
            seen = np.sort(np.unique(columns, return_index=True)[1])
        return np.concatenate(self.kept(places[seen], run.loss[seen])[:, None] + disc(5))

    def tip(self, step: int) -> float:
        """How high the tangent at a step's start is where the step ends."""
        centres, slope = self.line.centres, self.run.gradients[step, 0]
        return float(self.run.batch_loss[step] + slope * (centres[step + 1] - centres[step]))

    def x_of(self, now: Moment) -> float:
        """Where the point is along the parameter."""
        before, after = self.line.centres[now.step : now.step + 2]
        return float(before + now.stepped * (after - before))

    def point_place(self) -> FloatArray:
        """The run's point: in calm on the full loss, else where it is within its step.

        It is on its way to the batch's curve, along the slope there, or falling from that.
        """
        loss, now = self.run.loss, self.player.now()
        if self.player.is_calm:
            step = self.player.shown()
            return self.kept(self.line.centres[step], loss[step])
        landed, tip = self.run.batch_loss[now.step], self.tip(now.step)
        if now.fallen:
            height = tip + now.fallen * (loss[now.step + 1] - tip)
        elif now.move:
            height = landed + now.stepped * (tip - landed)
        else:
            height = loss[now.step] + now.jump * (landed - loss[now.step])
        return self.kept(self.x_of(now), height)

    def landing(self, step: int) -> FloatArray:
        """The middle between where a step's point starts on the full loss and where it lands."""
        ends = self.line.centres[step : step + 2]
        start, end = (self.kept(each, self.line.loss(each)) for each in ends)
        return (start + end) / 2

    def near(self, step: int) -> Box:
        """What the camera shows of the stage that is on a step's landing."""
        (x, y), room = fractions(self.landing(step)), Minibatch.seen_near
        across = (room.right - room.left) / 2 / ZOOM - 0.01
        up = (room.bottom - room.top) / 2 / ZOOM - 0.01
        return Box(x - across, x + across, y - up, y + up)

    def kept(self, xs: FloatArray | float, ys: FloatArray | float) -> FloatArray:
        """A place (3,) or several (n, 3), or the ones next to them on the chart's edge."""
        up = self.views.plots[-1].y
        return self.views.points_at(np.clip(xs, *self.line.window), np.clip(ys, up.low, up.high))

    def drop_path(self) -> FloatArray:
        """The way upright: onto the batch's curve, and at the end back to the full loss."""
        now = self.player.now()
        along = now.stepped and not now.fallen
        if self.player.is_calm or not now.jump or now.fallen >= 1 or along:
            return EMPTY
        start = self.tip(now.step) if now.fallen else self.run.loss[now.step]
        return dash_points(self.kept(self.x_of(now), start), self.point_place())

    def slope_ends(self) -> tuple[FloatArray, FloatArray]:
        """From the point along the batch's slope to where the step ends."""
        now, start = self.player.now(), self.point_place()
        if self.player.is_calm or not now.aim or now.stepped >= 1:
            return start, start
        end = self.kept(self.line.centres[now.step + 1], self.tip(now.step))
        return start, start + now.aim * (end - start)


class Rule(TwoColumns):
    """The rule of the step, and below or beside it the rule with the step's numbers.

    Attributes:
        itself: the rule.
        working, result: the two lines of numbers below it.
    """

    def __init__(self, story: Minibatch) -> None:
        columns, theme = ((0.07, 0.37), (0.4, 0.93)), story.theme
        super().__init__(theme, top=story.lower_top, columns=columns)
        self.line, self.player = story.line, story.player
        self.plain = isinstance(self.line.main.spec.optimizer, GradientDescent)
        descent = "c arrow.l c - eta gradient((partial L) / (partial c))"
        rule = descent if self.plain else "c arrow.l c + Delta c"
        self.itself = self.formula(math(rule, theme, size=0.044), room=down(FORMULA))
        self.go_on()
        self.space(story.workings_room)
        self.working = working(lambda: "".join(self.pieces()), theme.muted)
        self.result = working(self.result_text, theme.text)
        self.working.place(at(self.right, self.cursor - down(WORKING)), "right")
        self.result.place(at(self.right, self.cursor - down(RESULT)), "right")
        self.add(self.working, self.result)

    def flights(self, sources: list[Number]) -> tuple[list[tuple[Number, Number]], list[Number]]:
        """The working in pieces, each where it stands in the whole.

        Returns:
            from which number of the run's plate to which one here; and what joins these.
        """
        pieces, em, made = self.pieces(), tall(SIZES.tick), list[Number]()
        place = at(self.right, self.cursor - down(WORKING))
        cursor = -sum(figures_width(each, bold=False) for each in pieces) * em
        for piece in pieces:
            words = working(partial(str, piece), self.theme.muted)
            made.append(words.place(place + np.array([cursor, 0, 0]), "left"))
            cursor += figures_width(piece, bold=False) * em
        if len(made) == 3:
            return [(sources[0], made[0])], made[1:]
        return list(zip(sources, made[::2], strict=True)), made[1::2]

    def pieces(self) -> list[str]:
        """The right side of the rule, numbers and what joins them."""
        before, *factors = self.worked().terms
        sign = " − " if len(factors) > 1 else " + "
        product = " × ".join([*factors[:-1], bracketed(factors[-1])])
        return [before, sign, *re.split("( × )", product)]

    def result_text(self) -> str:
        """What comes out."""
        made = self.worked()
        return f"{'=' if made.exact else '≈'} {made.result}"

    def worked(self) -> Worked:
        """The rule in numbers: for gradient descent, or with another's whole step.

        They are those of the step before until this one's slope is seen.
        """
        line, now = self.line, self.player.now()
        step = now.step if now.aim > 0 else max(now.step - 1, 0)
        before, after = line.centres[step : step + 2]
        places = line.centre_decimals
        c, rate = number_text(before, places), line.rate_text(step)
        slope = number_text(line.main.gradients[step, 0], line.slope_decimals)
        width = figures_width(f"{c} − {rate} × {bracketed(slope)}", bold=False)
        if self.plain and width <= ROOM_TO_WORK:
            terms = [[each] for each in (c, rate, slope)]
            return worked(lambda start, eta, steep: start - eta * steep, terms, after, places)
        moved = number_text(after - before, places)
        return worked(lambda start, move: start + move, [[c], [moved]], after, places)


def working(content: Callable[[], str], colour: str) -> Number:
    """A line of arithmetic whose numbers are written anew at every frame."""
    made = Number(0.0, lambda _: content(), colour=colour, size=SIZES.tick)
    made.bold = False
    return made


def bracketed(shown: str) -> str:
    """A number as it is shown, in brackets if it is negative."""
    return f"({shown})" if shown.startswith("−") else shown


CROSSED = 0.06
"""In which last share of the steps the crosses grow."""


class TraceChart:
    """Lines of the parameter, step by step, small in a panel and then large, with other shuffles'.

    Attributes:
        views: the small plot, and the large one.
        panel: what the small plot stands on.
        lines: of the twin and of the run, as far as the run has come.
        others_clock: how many steps the other shuffles have done.
        name: of the twin's line in the large plot.
        arrived, stuck: the others' lines: of those that end in the lowest valley, and the rest.
    """

    small = Shaped(Box(0.765, 0.928, 0.71, 0.815), tall=Box(0.56, 0.915, 0.766, 0.827))
    title_below = Shaped(0.045, tall=0.073)

    def __init__(self, story: Minibatch) -> None:
        self.line, self.theme, self.player = story.line, story.theme, story.player
        self.label, self.others_clock = story.texts.label, ValueTracker(0)
        line, theme, last, top = self.line, self.theme, LastPicture, story.lower_top
        self.panel = Panel(theme, top=top)
        self.panel.space((self.small.bottom - top) / down(1) - 0.01)
        title = Label(self.label("trace"), size=SIZES.smallest, colour=theme.muted)
        self.panel.add(title.place(at(self.panel.left, top + down(self.title_below))))
        self.views = Views(*self.plots())
        runs = (line.twin, theme.full_loss), (line.main, theme.batch_loss)
        self.lines = [self.line_of(*each) for each in runs]
        self.arrived = self.bundle(line.arrived, theme.batch_loss, last.faint)
        self.stuck = VGroup(self.bundle(line.missed, theme.text, last.clear), self.crosses())
        self.layers = [self.panel, *self.views.plots, self.arrived, self.stuck, *self.lines]
        plot = self.views.plots[-1]
        end = plot.point(plot.x.high, np.clip(line.twin.parameters[-1, 0], *line.window))
        name = Label(
            self.label("all_rows", n=line.data.n), size=SIZES.label, colour=theme.full_loss
        )
        self.name = VGroup(name.place(end - np.array([0, pixels(last.name_below), 0]), "right"))

    def plots(self) -> list[Plot]:
        """As high as both runs, and as the window."""
        line, steps, theme, label = self.line, self.line.main.n_steps, self.theme, self.label
        paths = np.concatenate([line.centres, line.twin.parameters[:, 0]])
        low, high = paths.min(), paths.max()
        room = 0.08 * (high - low) or 1.0
        ticks = tuple(each for each in line.marked if low - room <= each <= high + room)
        near, far = Scale(low - room, high + room, ticks), Scale(*line.window, line.marked)
        title = label(line.others_told, total=len(line.others))
        across, large = Scale(0, steps, (0, steps)), LastPicture.shuffles
        return [
            Plot(theme, Scale(0, steps, ()), near, box=self.small),
            Plot(theme, across, far, box=large, x_title=label("step"), y_title=title),
        ]

    def ends(self) -> FloatArray:
        """Where the others that arrive end, (n, 3) from the lowest to the highest."""
        last = np.array([each.parameters[-1, 0] for each in self.line.arrived])
        steps = np.array([each.recorded_steps[-1] for each in self.line.arrived])
        order = np.argsort(last, kind="stable")
        return self.views.clipped(self.views.points_at(steps[order], last[order]))

    def line_of(self, run: Trajectory, colour: str) -> Follower:
        """One run's parameter, step by step, as far as the run on batches has come."""
        values = run.parameters[:, 0]
        shape = LinePath.of(run.recorded_steps.astype(np.float64), values)

        def path() -> FloatArray:
            kept = shape.steps <= min(self.player.shown(), run.n_steps)
            return self.seen(shape.steps[kept], shape.shares[kept])

        rough = LinePath.of(shape.steps, self.views.plots[0].y.share(values))
        return Follower(path, stroke_color=colour, stroke_width=stroke(min(3, rough.width)))

    def bundle(self, runs: list[Trajectory], colour: str, opacity: float) -> Follower:
        """The lines of many runs, as far as they have come, where they are in the window."""
        inside = [self.line.pieces_seen(each) for each in runs]

        def path() -> FloatArray:
            done = round(self.others_clock.get_value()) + 1
            made = [
                self.seen(each.recorded_steps[:done], each.parameters[:done, 0], pieces)
                for each, pieces in zip(runs, inside, strict=True)
            ]
            return np.concatenate([EMPTY, *made])

        width = stroke(LastPicture.thin)
        return Follower(path, stroke_color=colour, stroke_width=width, stroke_opacity=opacity)

    def crosses(self) -> Follower:
        """A cross where each run ends that doesn't arrive, or leaves the window for good."""
        ends = np.array([self.line.end_of(each) for each in self.line.missed])
        steps, last = max(self.line.main.n_steps, 1), LastPicture

        def path() -> FloatArray:
            come = 1 - (1 - self.others_clock.get_value() / steps) / CROSSED
            if come <= 0 or not len(ends):
                return EMPTY
            places = self.views.clipped(self.views.points_at(*ends.T))
            strokes = pixels(last.cross) * come * np.pad(last.arms, ((0, 0), (0, 0), (0, 1)))
            starts, stops = (places[:, None] + strokes[:, side] for side in (0, 1))
            return segments(starts.reshape(-1, 3), stops.reshape(-1, 3))

        width = stroke(last.cross_width)
        return Follower(path, stroke_color=self.theme.text, stroke_width=width)

    def seen(
        self,
        steps: FloatArray | IntArray,
        values: FloatArray,
        pieces: IntArray | None = None,
    ) -> FloatArray:
        """A line through steps and values, or some of its pieces; beyond the edge, along it."""
        if len(steps) < 2:
            return EMPTY
        points = self.views.clipped(self.views.points_at(steps.astype(np.float64), values))
        kept = slice(None) if pieces is None else pieces[: len(points) - 1]
        return segments(points[:-1][kept], points[1:][kept])


WAVE, LANDING = 1.5, 0.8
"""How much later than the first the last piece of a bar sets out, and the share of its time in
which a piece, a dot until then, comes to its place: there it gets its width."""


class CountChart:
    """How many shuffles end in the lowest valley, a bar for each batch size.

    The bar of the run's own size is made of the ends of the runs' lines, one on top of the other.

    Attributes:
        plot: the axes.
        lit: a batch of the size whose bar grows, in the strip.
        grown: by batch size, how far the bar has grown.
        bars: by batch size, each with its count above it and the size below.
        others: the sizes but the run's own, the smallest first.
        words: by what is counted, and what becomes of the smallest batches and of the largest.
    """

    def __init__(self, story: Minibatch) -> None:
        self.line, self.theme, self.own = story.line, story.theme, story.size
        label, counts, box = story.texts.label, self.line.counts, LastPicture.counts
        self.ends, self.grown = story.trace.ends(), {size: ValueTracker(0) for size in counts}
        self.others = [size for size in counts if size != self.own]
        across, up = Scale(-0.6, len(counts) - 0.4, ()), Scale(0, SEEDS, (0, 50, 100))
        title, rise = label("counted", total=SEEDS), LastPicture.title_rise
        self.plot = Plot(self.theme, across, up, box=box, y_title=title, y_title_rise=rise)
        self.bars = {size: self.bar(place, size) for place, size in enumerate(counts)}
        above, below = (box.bottom + down(each) for each in LastPicture.names_below)
        middle = (box.left + box.right) / 2
        self.words = VGroup(
            story.said("batch_size", (middle, above), "centre"),
            story.said(self.line.noise_told, (box.left, below)),
            story.said("quiet", (box.right, below), "right"),
        )
        strip = Strip(self.line.data.n, StripRooms.box)
        self.lit = cells(strip, self.lit_seen, self.theme.batch_loss)

    def lit_seen(self) -> IntArray:
        """The samples of a batch of the size whose bar grows, or grew last."""
        begun = [size for size in self.others if self.grown[size].get_value() > 0]
        size = begun[-1] if begun else self.own
        share = self.grown[size].get_value() if begun else 1.0
        run = self.line.shuffles.get(Shuffle(size, 0))
        batch = np.zeros(0, dtype=np.int64) if run is None else batch_of(run, 0)
        return batch[: round(share * len(batch))]

    def bar(self, place: int, size: int) -> VGroup:
        """A bar, its count and its size."""
        grown, count, half = self.grown[size], self.line.counts[size], LastPicture.half

        def height() -> float:
            return count * smooth(grown.get_value())

        def outline() -> FloatArray:
            return self.stacked(place) if size == self.own else self.box(place, 0, height(), half)

        def above() -> FloatArray:
            return np.asarray(self.plot.point(place, height()) + np.array([0, pixels(12), 0]))

        colour = self.theme.full_loss if size == self.line.data.n else self.theme.batch_loss
        number = Number(lambda: round(height()), 0, colour=self.theme.text)
        name = Label(str(size), size=SIZES.tick, colour=self.theme.muted)
        foot = self.plot.point(place, 0) - np.array([0, pixels(34), 0])
        return VGroup(
            Follower(outline, fill_color=colour, fill_opacity=1, stroke_width=0),
            number.place(above, "centre"),
            name.place(foot, "centre"),
        )

    def box(self, place: float, low: float, high: float, half: float) -> FloatArray:
        """The outline of a piece of a bar, at least a line high."""
        foot, top = self.plot.point(place - half, low), self.plot.point(place + half, high)
        top[1] = max(top[1], foot[1] + pixels(1))
        return box_outline(foot, top)

    def stacked(self, place: int) -> FloatArray:
        """The own bar: the ends of the lines, on their way into it."""
        made, share = [EMPTY], self.grown[self.own].get_value()
        for index, end in enumerate(self.ends if share > 0 else ()):
            way = set_out(share, index / max(len(self.ends) - 1, 1), WAVE)
            piece = self.box(place, index, index + 1, LastPicture.half)
            middle, dot = piece.mean(axis=0), disc(3.5)
            come, broad = min(way / LANDING, 1.0), max(way - LANDING, 0.0) / (1 - LANDING)
            made.append(end + come * (middle - end) + dot + broad * (piece - middle - dot))
        return np.concatenate(made)
