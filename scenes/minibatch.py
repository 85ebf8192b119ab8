"""A mini-batch at each step: its own loss, a jump onto it, a step, and out of a dip."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache, partial
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
    ByShape,
    Edge,
    Fade,
    FloatArray,
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
    RedrawnPath,
    RequestError,
    RingedPoint,
    RunOptions,
    RunPlayer,
    Runs,
    RunSpec,
    Scale,
    Strip,
    TextLine,
    Trajectory,
    TwoColumns,
    Worked,
    appear,
    arrive,
    arrow,
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
    offset,
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

    Attributes:
        line: the runs over the line of their parameter.
        lows: what sentences about the valleys are filled with, as far as there are any.
        player, twin: the run on batches, and that on all the data.
        near: the names that are seen from near.
    """

    model_top, twin_top = ByShape(0.225, tall=0.7), ByShape(0.225, tall=0.648)
    numbers_top, lower_top = ByShape(0.225, tall=0.588), ByShape(0.626, tall=0.752)
    seen_near = ByShape(
        Box(0.0, 0.68, 0.185, 0.85), tall=Box(GRID.margin, 1 - GRID.margin, 0.255, 0.58)
    )
    narrowed_at = ByShape(GRID.lowest_baseline, tall=0.68)
    formula_size, formula_room = ByShape(0.044, tall=0.04), ByShape(0.066, tall=0.058)
    workings_room = ByShape(0.110, tall=0.080)
    dip_word = ByShape((0.0, 0.07), tall=(0.0, 0.045))
    barrier_word = ByShape((0.0, -0.026), tall=(0.0, -0.014))
    lowest_word = ByShape((-0.054, 0.012), tall=(-0.035, 0.024))
    beside_line, under_top = ByShape(0.009, tall=0.02), ByShape(0.035, tall=0.026)
    full_name_room = ByShape(1.0, tall=0.45)
    left_over: ByShape[tuple[float, Edge]] = ByShape((0.6, "centre"), tall=(GRID.margin, "left"))
    stuck_key = ByShape("all_stuck", tall="all_rows")
    name_away, name_half = ByShape(84.0, tall=58.0), ByShape((85.0, 16.0), tall=(52.0, 16.0))

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
            for size in dict.fromkeys((main.batch_size or 0, *SIZES_TRIED)):
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
        objective = spec.objective
        if not isinstance(objective, ModelObjective) or objective.dataset.n_classes == 0:
            return False
        on_batches = 0 < (spec.batch_size or 0) < objective.n_samples
        return on_batches and spec.stride == 1 and objective.n_parameters <= 2

    @staticmethod
    def parts(recording: Recording) -> tuple[type[Minibatch | MinibatchSurface], ...]:
        """The line for one parameter, the surface for two; the scene's own run has both."""
        if recording.main.objective.n_parameters == 2:
            return (MinibatchSurface,)
        surface = "surface" in recording.companions
        return (Minibatch, MinibatchSurface) if surface else (Minibatch,)

    def setup(self) -> None:
        """Make what the story is about, its charts, and no word of them yet."""
        super().setup()
        self.line, self.label, self.near = LineRun(self.recording), self.label, VGroup()
        main, twin = self.line.main, self.line.twin
        self.n, self.size = self.line.data.n, main.spec.batch_size or 0
        valleys = {"dip": self.line.dip, "lowest": self.line.goal}
        self.lows = {name: each.at for name, each in valleys.items() if each}
        self.player = BatchPlayer(main)
        self.twin = RunPlayer(twin, paced(range(twin.n_steps + 1), seconds=TWIN_RUN))
        self.data = DataChart(self)
        self.chart, self.trace = LossChart(self), TraceChart(self)

    def construct(self) -> None:
        """Tell the story."""
        for each in self.chart.layers:  # hidden, so that what comes later can lie below
            set_share(each, 0)
            self.add(each)
        self.ask()
        self.lay_the_band()
        self.trace_the_loss()
        self.descend_on_all()
        self.draw_a_batch()
        self.step_down_it()
        last = min(SLOW_STEPS, self.line.before_escape)
        if last > 1:
            self.beat("again")
        for step in range(1, last):
            self.take(step, AGAIN)
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
            self.play(to(grown, 1), *self.light(self.slot(number)), for_now(mark, by=flies))

    def slot(self, number: int) -> VGroup:
        """The base, the height or the width in the model's formulas."""
        return VGroup(*(part for each in self.formulas for part in each.slot(number)))

    def light(self, lit: VGroup) -> list[Animation]:
        """Leave some of the model lit, all the rest dim."""
        parts = [part for part in VGroup(*self.formulas).get_family() if len(part.points)]
        rest = [part for part in parts if part not in lit.get_family()]
        shown = [part for part in parts if part not in rest]
        return [*appear(*shown), *dim(*rest, share=STEPPED_BACK)]

    def trace_the_loss(self) -> None:
        """Move the band over the data, draw the loss that it has there, and name its valleys."""
        chart, line, centre, (low, high) = self.chart, self.line, self.data.centre, self.line.window
        valleys, self.name = self.valley_words(), self.name_of_full()
        shown = chart.views.plots[0], chart.views.axis, chart.full, chart.plumb, chart.probe
        changes = [*self.light(VGroup(*self.formulas)), *self.data.views.turn_to(2)]
        key = "valleys" if line.dip else "one_valley" if line.goal else "no_valley"
        self.beat(key, to(centre, low), changes, self.model.rows[-1], *shown, **self.lows)
        plot = chart.views.plots[0]
        left, right = plot.points_at_shares(np.array([0.0, 1.0]), np.zeros(2))[:, 0]
        share = (self.name.get_right()[0] - left) / (right - left)
        sweep = [to(centre, high, run_time=SWEEP), to(chart.traced, 1.0, run_time=SWEEP)]
        seen = [self.once_passed(word, float(plot.x.share(at))) for word, at in valleys]
        words = for_now(*(word for word, _ in valleys), by=seen)
        self.play(*sweep, words, self.once_passed(self.name, share))
        if line.goal is not None:
            self.play(to(centre, line.goal.at))

    def once_passed(self, word: VMobject, share: float) -> Animation:
        """Let a word appear as what sweeps over the window comes by a share of that."""
        share = min(max(share, 0.0), 1 - COMING)

        def seen(passed: float) -> float:
            return smooth((smooth(passed) - share) / COMING)

        return Fade(word, 1, run_time=SWEEP, rate_func=seen)

    def descend_on_all(self) -> None:
        """The samples go into the strip, all lit: every step on all the data reads them all."""
        chart, line, data, twin = self.chart, self.line, self.data, self.twin
        self.twin_panel, _ = self.numbers(twin, self.twin_top)
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
        everyone = self.in_strip("all_read", GRID.margin, StripRooms.captions[0], n=self.n)
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
        chart, player = self.chart, self.player
        self.panel, self.used = self.numbers(player, self.numbers_top)
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
        self.rule = rule = Rule(self)
        shown = appear(rule.surface, rule.itself)
        self.beat(key, player.go(aimed, run_time=aim), shown, rate=rate, optimizer=name)
        flights, others = rule.flights(self.used)
        self.play(travels(flights), *appear(*others))
        self.remove(*others, *(piece for _, piece in flights))
        set_share(rule.result, 0)
        self.add(rule)
        self.play(*appear(rule.result))
        self.play(player.go(moved, run_time=move))
        self.play(player.go(fallen, run_time=fall), travel(rule.result, self.used[0]))

    def take(self, step: int, seconds: tuple[float, ...], *forming: Animation) -> None:
        """One step, phase by phase in so many seconds; `forming` comes with the batch's curve."""
        *phases, (landed, fall) = zip(clock_of(step), seconds, strict=True)
        for end, duration in phases:
            self.play(self.player.go(end, run_time=duration), *forming)
            forming = ()

        def falls(passed: float) -> float:  # it has fallen before the next numbers are told
            return smooth(passed * FADE / fall)

        self.play(self.player.go(landed, run_time=FADE, rate_func=falls))

    def go_faster(self) -> None:
        """The steps up to the one that leads out, over the end of an epoch."""
        line, trace, first = self.line, self.trace, self.player.done()
        epoch, last = steps_in_epoch(line.main), line.before_escape
        if line.escape is None:
            last = min(last, first + epoch, first + MOST_FAST)
        if last <= first:
            return
        becomes = self.turn_into(self.rule, trace.panel)
        calm = [to(self.player.calm, 1), *vanish(self.batch_name), *appear(self.chart.barrier)]
        key = "epoch" if last > epoch else "faster_short"
        self.beat(key, becomes, calm, used=min(epoch * self.size, self.n))
        self.add(trace.panel)
        small = appear(trace.views.plots[0], *trace.lines)
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
        line, player, last = self.line, self.player, self.line.main.n_steps
        gone = vanish(*self.near, self.batch_name, *self.chart.batch_layers)
        changes = [to(player.calm, 1), *gone, *appear(*self.far), self.pull_out()]
        drops, done = line.main.spec.rate_drops, player.done()
        ends = {last, *(step for step, share in drops if share < 1)}
        stages, key = sorted(each for each in ends if each > done), line.ending
        if key == "settle" and min(ends) < last:
            key = "settle_slower"
            if len(stages) > 1:
                self.play(changes)
                self.run_to(stages[0], FIRST)
                changes = self.arrival(stages.pop(0))
        drop = drops[0][0] if drops else 0
        facts = {"n": self.n, "steps": last, "step": last + 1, "drop": drop, **self.lows}
        before, after = line.rate_text(max(drop - 1, 0)), line.rate_text(drop)
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
            shown = appear(counts.bars[size])
            if size == counts.others[0]:
                shown += appear(counts.words[1])
            if size == self.n:
                shown += appear(counts.words[2], *self.data.samples)
            self.play(*shown, steadily(counts.grown[size], 1, BAR), *lights)
            lights = []
        self.wait(COUNTED)
        if "surface" not in self.recording.companions:  # the next part begins with this picture
            self.wait(HELD)

    # Plates.

    def model_panel(self) -> TwoColumns:
        """The model, what of it is set by hand, and what its centre costs."""
        theme, words, chart, band = self.theme, self.label, self.chart, self.data.band
        panel = TwoColumns(theme, top=self.model_top, columns=((0.07, 0.52), (0.56, 0.93)))
        base, height, width = (f"{each:g}" for each in (band.base, band.height, band.widths[0]))
        self.formulas = [
            self.math(maths, size=self.formula_size)
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

    def numbers(self, player: RunPlayer, top: float) -> tuple[TwoColumns, list[Number]]:
        """The numbers of a run, all of one step; of a batch as soon as that is drawn.

        Returns:
            the plate, and the numbers that the rule uses: the centre, the rate and the slope.
        """
        theme, words, line, run = self.theme, self.label, self.line, player.run
        panel = TwoColumns(theme, top=top, columns=((0.07, 0.446), (0.485, 0.93)))

        def of_batch(values: FloatArray) -> float:
            known = player.told < run.n_steps and self.player.has_batch()
            return values[player.told] if known else NONE

        def steep() -> float:
            if player is self.player:
                return of_batch(run.gradients[:, 0])
            return line.landscape.line.slope(player.reading().parameters[0])

        panel.row(words("step"), lambda: player.told, 0)
        place = lambda: player.reading().parameters[0]  # noqa: E731
        centre = panel.row(words("centre"), place, line.centre_decimals)
        loss = lambda: player.reading().loss  # noqa: E731
        panel.row(words("full_loss"), loss, 3, colour=theme.full_loss)
        panel.go_on()
        if player is self.player:
            ink, known = theme.batch_loss_text, partial(of_batch, run.batch_loss)
            panel.row(words("batch_loss"), known, 3, colour=ink)
        slope = panel.row(words("slope"), steep, line.slope_decimals, colour=theme.gradient)
        firsts = 0, *(first for first, _ in line.main.spec.rate_drops)
        longest = max(map(line.rate_text, firsts), key=len)
        name = panel.fitting((words("rate"), "η"), longest)
        rate = panel.row(name, lambda: player.told, lambda shown: line.rate_text(int(shown)))
        return panel, [centre, rate, slope]

    # Words at what is on the chart.

    def in_strip(
        self, key: str, x: float, y: float, edge: Edge = "left", **values: object
    ) -> TextLine:
        """A muted line beside the strip."""
        return self.text(self.label(key, **values), x, y, edge=edge, size=StripRooms.size)

    def valley_words(self) -> list[tuple[TextLine, float]]:
        """Words at the dip, the barrier and the lowest valley of the small chart, and where."""
        line, plot = self.line, self.chart.views.plots[0]
        found, lows = list[tuple[TextLine, float]](), self.lows
        for key, place, (aside, below) in (
            ("dip", lows.get("dip"), self.dip_word),
            ("barrier", line.barrier, self.barrier_word),
            ("lowest", lows.get("lowest"), self.lowest_word),
        ):
            if place is not None:
                x, y = fractions(plot.point(place, line.loss(place)))
                edge: Edge = "right" if aside else "centre"
                found.append((self.text(self.label(key), x + aside, y + below, edge=edge), place))
        return found

    def name_of_range(self) -> VGroup:
        """From where to where the data are shown from now on, where that isn't all of them."""
        values, (low, high) = self.data.values, self.line.window
        if low <= values.min() and values.max() <= high:
            return VGroup()
        span = self.texts.measured(self.line.data.feature_names[0], f"{low:.0f}–{high:.0f}")
        said = self.label("narrowed", span=span)
        return self.text(said, 1 - GRID.margin, self.narrowed_at, edge="right")

    def strip_caption(self) -> VGroup:
        """What the lit cells are, how many samples no batch of an epoch takes, and the epoch."""
        run, right, (baseline, below) = self.line.main, 1 - GRID.margin, StripRooms.captions
        made = VGroup(self.in_strip("batch_of", GRID.margin, baseline, size=self.size, n=self.n))
        facts = {"size": self.size, "batches": steps_in_epoch(run)}
        if (left := self.n - facts["batches"] * self.size) > 0:
            across, edge = self.left_over
            made.add(self.in_strip("sit_out", across, below, edge, left=left, **facts))
        epoch = Number(
            lambda: epoch_of(run, self.player.now().step),
            0,
            colour=self.theme.text,
            size=StripRooms.size,
        )
        end = name_end(right, epoch_of(run, run.n_steps), right - 0.05)
        name = self.in_strip("epoch", end, baseline, "right")
        return made.add(name, epoch.place(at(right, baseline), "right"))

    def named(self, content: str, colour: str, middle: Callable[[], FloatArray]) -> VGroup:
        """A backed text whose middle is where a function says."""
        name = backed(Label(content, colour=colour), self.theme)
        return name.add_updater(lambda each: each.move_to(middle())).update(0)

    def name_of_twin(self) -> VGroup:
        """What the ring on the full loss is, below it or above, and a line from it to that."""
        chart, colour = self.chart, self.theme.full_loss
        content = self.label(self.stuck_key if self.line.trap else "all_rows", n=self.n)

        def middle() -> FloatArray:
            return chart.views.between(self.twin_name_on)

        def leader() -> FloatArray:
            ring, place = chart.twin_place(), middle()
            gap = (place - ring) / pixels(self.name_away) * pixels(18)
            return polyline(np.array([ring + gap, place - gap]))

        line = RedrawnPath(leader, stroke_color=colour, stroke_width=stroke(1.6))
        return VGroup(line, self.named(content, colour, middle))

    def twin_name_on(self, plot: Plot) -> Any:
        """The middle of the twin's name: below its ring, or above it where there is no room.

        It is so far aside that the barrier's line doesn't cross it.
        """
        line, away, room = self.line, pixels(self.name_away), pixels(self.name_half[0] + 8)
        end = float(line.twin.parameters[-1, 0])
        place = self.chart.kept(end, line.loss(end), plot)
        has_room = place[1] - at(0, plot.box.bottom)[1] > away + pixels(24)
        place = place + np.array([0, -away if has_room else away, 0])
        if line.barrier is not None and line.trap:
            barrier = plot.point(line.barrier, 0.0)[0]
            is_left = line.trap.at < line.barrier
            place[0] = min(place[0], barrier - room) if is_left else max(place[0], barrier + room)
        return place

    def curves(self, plot: Plot, *steps: int) -> list[Any]:
        """The curves of steps' batches on a plot; before the first step, of all the data."""
        return [plot.points_at(self.line.xs, self.line.curve(step)) for step in steps]

    def name_of_full(self) -> VGroup:
        """The name of the full loss on its curve, wherever that is looked at."""
        views, line, places = self.chart.views, self.line, dict[Plot, FloatArray]()
        colour, content = self.theme.full_loss, self.label("full_curve", n=self.n)
        if text_width(content) > line_room(SIZES.label, self.full_name_room):
            content = self.label("full_loss")
        for plot in views.plots:  # clear of what will be there
            avoid: list[Any] = [self.twin_name_box(plot)]
            if plot is views.plots[0]:
                avoid = [word for word, _ in self.valley_words()]
            elif plot is views.plots[-1]:
                steps = 0, 1, 2, line.escape or 0
                avoid += self.curves(plot, *(min(each, line.main.n_steps - 1) for each in steps))
            (curve,) = self.curves(plot, -1)
            name = name_on(curve, content, colour, box=plot.box, avoid=avoid, near=0.8)
            places[plot] = name.get_center()
        self.full_name = content
        return self.named(content, colour, lambda: views.between(places.__getitem__))

    def name_of_batch(self) -> VGroup:
        """The name of a batch's curve on itself; it goes along as the curve becomes the next one's.

        It stays clear of the name of the full loss.
        """
        content, colour = self.label("batch_curve"), self.theme.batch_loss_text
        views, plot = self.chart.views, self.chart.views.plots[-1]

        @cache
        def place(step: int) -> FloatArray:
            curve, full = self.curves(plot, step, -1)
            seen = np.abs(views.clipped(curve) - curve).max(axis=1) < pixels(1)
            avoid = [full, self.name, *self.way_of_step(step)]
            name = name_on(curve[seen], content, colour, box=plot.box, avoid=avoid, near=0.8)
            return name.get_center()

        def middle() -> FloatArray:
            now = self.player.now()
            before, after = place(max(now.step - 1, 0)), place(now.step)
            return before + now.reform * (after - before)

        return self.named(content, colour, middle)

    def names_from_near(self, step: int) -> VGroup:
        """The names of the batch's curve, of the full loss and of the barrier, seen from near."""
        chart, theme, seen = self.chart, self.theme, self.chart.near(step)
        batch, full = self.curves(chart.views.plots[-1], step, -1)
        x, made = chart.barrier[0].get_x(), VGroup()
        barrier = np.array([[x, y, 0] for y in np.linspace(-4, 4, 161)])
        avoid = [full, batch, *self.way_of_step(step), barrier]
        for curve, content, colour in (
            (batch, self.label("batch_curve"), theme.batch_loss_text),
            (full, self.full_name, theme.full_loss),
        ):
            name = name_on(within(seen, curve), content, colour, box=seen, avoid=avoid)
            avoid.append(name)
            made.add(backed(name, theme))
        left = fractions(barrier[0])[0] + self.beside_line
        if seen.left < left < seen.right:
            name = Label(self.label("barrier"), colour=theme.muted)
            made.add(backed(name.place(at(left, seen.top + self.under_top)), theme))
        return made

    def twin_name_box(self, plot: Plot) -> FloatArray:
        """Points all over where the twin's name is on a plot."""
        half: FloatArray = np.array([*map(pixels, self.name_half), 0])
        return np.asarray(self.twin_name_on(plot) + AROUND * half)

    def way_of_step(self, step: int) -> list[Any]:
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
    check_smaller(size, objective.dataset.n)
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
    *ends, last = ENDS.values()
    return tuple(step + end for end in (*ends, FALLS_AT, last))


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

    @property
    def is_calm(self) -> bool:
        """Whether steps run by, none of them in its phases."""
        return self.calm.get_value() > 0

    def now(self) -> Moment:
        """Where the run is: on its clock, or in calm in the step that is told.

        When the clock is whole, a step has just been done and the next hasn't begun.
        """
        if self.is_calm and self.has_batch():
            return Moment(self.told, 1.0, 0.0, 0.0, 0.0)
        clock, begin, shares = self.told if self.is_calm else self.step, 0.0, list[float]()
        step = min(max(ceil(clock - SLIP) - 1, 0), self.run.n_steps - 1)
        for end in ENDS.values():
            share = (clock - step - begin) / (end - begin)
            shares.append(0.0 if share < SLIP else 1.0 if share > 1 - SLIP else share)
            begin = end
        return Moment(step, *shares)

    def has_batch(self) -> bool:
        """Whether the batch of the step that is told has been drawn."""
        return self.step - self.told > SLIP and (self.is_calm or self.now().jump > 0)


class Shaded(RedrawnPath):
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
        self._corners = cache(corners)
        for plot in plots:
            self.let_move(plot)
        style = {"stroke_color": plots[0].theme.line, "stroke_width": stroke(2)}
        self.axis = RedrawnPath(lambda: polyline(self.ends(top=0.0)), **style)

    def turn_to(self, index: int) -> list[Animation]:
        """Look through another plot."""
        now = round(self.seen.get_value())
        return [
            to(self.seen, index),
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

    def ends(self, top: float = 1.0) -> FloatArray:
        """The lower left and the right end (2, 3), at the top, of what is seen at this moment."""
        return self.between(lambda plot: self._corners(plot, top))

    def clipped(self, points: FloatArray) -> FloatArray:
        """Points (n, 3), or the ones next to them that are seen."""
        return np.clip(points, *self.ends())

    def curve(self, of: Callable[[], tuple[FloatArray, FloatArray]], colour: str) -> RedrawnPath:
        """A smooth curve through pairs of values that are read anew, where it is seen."""
        style = {"stroke_color": colour, "stroke_width": stroke(5)}
        return RedrawnPath(lambda: self.path(*of()), **style)

    def path(self, xs: FloatArray, ys: FloatArray) -> FloatArray:
        """That curve's outline."""
        pieces = smooth_path(self.points_at(xs, ys)).reshape(-1, 4, 3)
        (low, high), ends = self.ends(), pieces[:, (0, 3), :2]
        inside = (ends > low[:2] - EDGE) & (ends < high[:2] + EDGE)
        return np.asarray(pieces[inside.all(axis=(1, 2))].reshape(-1, 3))

    def let_move(self, plot: Plot) -> None:
        """Let the parts of a plot move with the values that they stand at."""
        for height, line, name in zip(plot.y.ticks, plot.grid, plot.y_axis, strict=True):
            self.hold(name, plot, partial(on_axis, 1, height))
            self.hold(line, plot, partial(on_axis, 1, height), across=True)
        left, right = plot.points_at_shares(np.array([0.0, 1.0]), np.zeros(2))[:, 0]
        for tick in plot.x_axis:
            share = (tick[0].get_center()[0] - left) / (right - left)
            value = plot.x.low + share * (plot.x.high - plot.x.low)
            self.hold(tick, plot, partial(on_axis, 0, value))
        for title in plot.titles:
            is_below = fractions(title.get_center())[1] >= plot.box.bottom
            self.hold(title, plot, below_middle if is_below else above_left)

    def hold(
        self,
        thing: Mobject,
        plot: Plot,
        place: Callable[[Plot], FloatArray],
        *,
        across: bool = False,
    ) -> None:
        """Let a part of a plot go with a place of what is looked through, while that is seen.

        Args:
            thing: the part.
            plot: the plot.
            place: of any of the plots.
            across: whether it reaches from the left to the right.
        """
        family = [part for part in thing.get_family() if len(part.points)]
        parts, place = [(part, part.points - place(plot)) for part in family], cache(place)

        def move(_: Mobject) -> None:
            (low, high), now = self.ends(), self.between(place)
            is_seen = (np.abs(now - np.clip(now, low, high)) < pixels(1)).all()
            for part, outline in parts:
                part.points = outline + now if is_seen else EMPTY
                if across and is_seen:
                    part.points[:, 0] = np.linspace(low[0], high[0], len(outline))

        thing.add_updater(move)


def corners(plot: Plot, top: float) -> FloatArray:
    """The lower left of a plot, and the place (2, 3) at its right that is so far up."""
    return plot.points_at_shares(np.array([0.0, 1.0]), np.array([0.0, top]))


def on_axis(axis: int, value: float, plot: Plot) -> FloatArray:
    """Where a value is along one of the axes."""
    return plot.point(plot.x.low, value) if axis else plot.point(value, plot.y.low)


def below_middle(plot: Plot) -> FloatArray:
    return plot.point((plot.x.low + plot.x.high) / 2, plot.y.low)


def above_left(plot: Plot) -> FloatArray:
    return plot.point(plot.x.low, plot.y.high)


class Part:
    """Something of the story that is drawn."""

    def __init__(self, story: Minibatch) -> None:
        self.line, self.theme, self.player = story.line, story.theme, story.player
        self.label, self.texts = story.label, story.texts


TENTHS, FEWEST = 10, 5
"""The shares are of tenths of the window with at least so many samples."""
INWARDS, RADIUS = 0.07, 4.5
"""How far samples are spread from 0 and 1 so that all are seen, and how large their marks are."""
LATER = 0.5
"""The share of the way to the strip by which the last sample sets out later than the first."""
QUIET = 0.45
"""How opaque the samples are while their shares are spoken of."""


class DataChart(Part):
    """The data by their one column: every sample, the share of class 1, and the band over them.

    Attributes:
        arrived: how much of the samples has come, by their value.
        grown: how far the bars have grown.
        gathered: how far the samples are on their way into the strip.
        quiet: how far they have stepped back for their shares.
        centre: where the band is laid by hand.
        drawn, height, reach: how much of the band's curve there is, of its height, and of the
            arrow that shows its width.
        risks: far from the band's centre and at it.
        views: wide and tall at first, then beside a panel, then small above the loss.
    """

    everyone = ByShape(Box(0.1, 0.95, 0.3, 0.77), tall=Box(0.15, 0.92, 0.315, 0.84))
    under_band = ByShape(Box(0.1, 0.66, 0.3, 0.77), tall=Box(0.15, 0.92, 0.3, 0.56))
    over_loss = ByShape(Box(0.1, 0.66, 0.26, 0.43), tall=Box(0.15, 0.92, 0.3, 0.398))
    class_name_places = ByShape((0.265, 0.715), tall=(0.384, 0.795))
    title_rise = ByShape(0.035, tall=0.02)

    def __init__(self, story: Minibatch) -> None:
        super().__init__(story)
        self.arrived, self.grown, self.gathered, self.quiet = (ValueTracker(0) for _ in range(4))
        self.drawn, self.height, self.reach = (ValueTracker(0) for _ in range(3))
        self.centre = ValueTracker(float(np.mean(self.line.window)))
        data, model = self.line.data, self.line.objective.model
        assert isinstance(model, Band)  # noqa: S101  no other has one parameter
        self.band, self.values, self.target = model, data.inputs[:, 0], np.asarray(data.target)
        logits = model.base, model.base + model.height
        self.risks = [f"{percent(probability(each))} %" for each in logits]
        self.views = Views(*self.plots())
        self.samples = [self.samples_of(label) for label in (0, 1)]
        shares = {"fill_color": self.theme.class1, "fill_opacity": 0.42, "stroke_width": 0}
        self.bars = RedrawnPath(self.bar_outlines, **shares)
        self.risk = self.views.curve(self.risk_seen, self.theme.model)
        self.layers = [*self.views.plots, self.views.axis, self.bars, self.risk]

    def plots(self) -> list[Plot]:
        """One for each place."""
        data, values = self.line.data, self.values
        low, high = values.min(), values.max()
        room = 0.02 * (high - low) or 1.0
        all_ages, near = scale(low - room, high + room, count=6), scale(*self.line.window, count=6)
        outcome = self.texts.class_label(data, 1)
        unit = self.texts.column_with_unit(data.feature_names[0])
        return [
            Plot(
                self.theme,
                across,
                Scale(0, 1, (0, 0.5, 1)),
                box=box,
                x_title=below,
                y_title=self.label(up, outcome=outcome),
                y_title_rise=self.title_rise,
            )
            for across, box, below, up in (
                (all_ages, self.everyone, unit, "share"),
                (near, self.under_band, unit, "probability"),
                (near, self.over_loss, "", "probability"),
            )
        ]

    def risk_seen(self) -> tuple[FloatArray, FloatArray]:
        """The band's probability as far as it is drawn, as high as it has grown."""
        low, base = self.line.window[0], self.band.base
        xs = np.linspace(low, low + max(self.drawn.get_value(), 1e-6) * self.line.span, 241)
        logits = self.band.logits(np.array([self.centre.get_value()]), xs[:, None])
        return xs, sigmoid(base + self.height.get_value() * (logits - base))

    def class_names(self) -> VGroup:
        """What 1 and 0 are, at the right of the first chart."""
        data, theme, names = self.line.data, self.theme, VGroup()
        for label, below in zip((1, 0), self.class_name_places, strict=True):
            content = self.texts.class_label(data, label)
            name = Label(f"y = {label}: {content}", colour=theme.of_class(label))
            names.add(backed(name.place(at(self.everyone.right - 0.008, below), "right"), theme))
        return names

    def marks(self) -> list[VGroup]:
        """What base, height and width do, in that order; the value is the last of each."""
        band, span, (low, high) = self.band, self.line.span, self.risks
        centre, reach = self.centre.get_value(), band.widths[0]
        logit = band.base + band.height * np.exp(-0.5)
        start = self.views.point(centre, probability(logit))

        def ends() -> tuple[FloatArray, FloatArray]:
            tip = centre + reach * self.reach.get_value()
            return start, self.views.point(tip, probability(logit))

        width = self.mark(f"{reach:g}", centre + reach + 0.012 * span, logit, -8)
        return [
            self.mark(low, self.line.window[0] + 0.03 * span, band.base, 14),
            self.mark(high, centre + 0.055 * span, band.base + band.height, -8),
            VGroup(arrow(ends, self.theme.text, head=14), *width),
        ]

    def mark(self, content: str, x: float, logit: float, rise: float) -> VGroup:
        """A text beside a value and a logit of the tall chart."""
        label = Label(content, size=SIZES.number, colour=self.theme.text, bold=True)
        place = self.views.point(x, probability(logit)) + offset(0, rise)
        return backed(label.place(place), self.theme)

    def bar_outlines(self) -> FloatArray:
        """The share of class 1 in each tenth of the window, and beyond it where samples are."""
        values, width, made = self.values, self.line.span / TENTHS, [EMPTY]
        first = self.line.window[0] + width * 2 / 3
        start = first - width * np.ceil((first - values.min()) / width)
        shares = dict[float, float]()
        for left in np.arange(start, values.max(), width):
            inside = (values >= left) & (values < left + width)
            if inside.sum() >= FEWEST:
                shares[left] = float(self.target[inside].mean())
        for index, (left, share) in enumerate(shares.items()):
            top = share * set_out(self.grown, index / max(len(shares) - 1, 1))
            xs = np.array([left + 0.06 * width, left + 0.94 * width])
            made.append(
                box_outline(*self.views.clipped(self.views.points_at(xs, np.array([0.0, top]))))
            )
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
        ages, everyone = self.values[chosen], self.values
        if self.gathered.get_value() >= 1:
            return in_strip.reshape(-1, 3)
        low, high = everyone.min(), everyone.max()
        come = (self.arrived.get_value() * 1.15 - (ages - low) / (high - low)) / 0.15
        places = self.views.points_at(ages, heights)
        kept = self.views.clipped(places)
        inside = np.abs(kept[:, 0] - places[:, 0]) < 1e-9
        kept[:, 1] = places[:, 1]
        late = chosen / max(len(everyone) - 1, 1)
        way = np.array([set_out(self.gathered, each) for each in late])[:, None, None]
        size = np.where(inside, np.clip(come, 0, 1), way[:, 0, 0])[:, None, None]
        marks = kept[:, None] + size * shape
        outlines = marks + way * (in_strip - marks)
        return np.asarray(outlines[size[:, 0, 0] > 0].reshape(-1, 3))


def probability(logit: float) -> float:
    return float(sigmoid(np.array(logit)))


def set_out(tracker: ValueTracker, late: float, later: float = LATER) -> float:
    """How far one of many has come that sets out late, 0 to 1, the last so much later."""
    return smooth(tracker.get_value() * (1 + later) - later * late)


def box_outline(low: FloatArray, high: FloatArray) -> FloatArray:
    """The outline of a box between two corners, four curves."""
    corners = np.array([low, low, high, high, low])
    corners[[1, 3], 1] = high[1], low[1]
    return polyline(corners)


GHOSTS = (0.5, 0.28, 0.16, 0.0)
"""What is left of a batch's curve as the next one leaves it, and one, two, three steps later."""
CALM = 0.45
"""What is left of the batch's curve while many steps run by."""
MOST_MARKS = 300
"""Of more places than this, those that stand apart are marked."""
SHUFFLED = 7.0
"""In how many steps at the most the cells of the epoch before go out."""


class LossChart(Part):
    """The losses, the points on them, and the strip of the data.

    Attributes:
        traced: how much of the full loss is traced.
        read, drawn: the cells that the epoch has read, half lit, and those of the batch.
        layers: everything, from the bottom to the top, and the data's chart.
        batch_layers: what shows a batch's loss and the step on it.
    """

    under_data = ByShape(Box(0.1, 0.66, 0.575, 0.79), tall=Box(0.15, 0.92, 0.486, 0.604))
    for_twin = ByShape(Box(0.1, 0.66, 0.27, 0.722), tall=Box(0.15, 0.92, 0.3, 0.55))
    for_batches = ByShape(Box(0.1, 0.66, 0.27, 0.722), tall=Box(0.15, 0.92, 0.3, 0.495))
    below_lowest = ByShape(0.1, tall=0.4)

    def __init__(self, story: Minibatch) -> None:
        super().__init__(story)
        theme, strip = self.theme, Strip(story.n, StripRooms.box)
        self.run, self.twin, self.data = story.line.main, story.twin, story.data
        self.traced, self.views = ValueTracker(0), Views(*self.plots())
        self.barrier, everyone = self.barrier_line(), np.arange(strip.count)
        self.full = self.views.curve(self.full_seen, theme.full_loss)
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
        line, run, full = self.line, self.run, self.line.curve(-1)
        low, high = full.min(), full.max()
        near = low - self.below_lowest * (high - low), high + 0.1 * (high - low)
        steps = np.unique(np.linspace(0, run.n_steps - 1, 60).astype(int)).tolist()
        usual = [
            np.quantile(each, (0.02, 0.98)) for each in ([*map(line.curve, steps)], run.batch_loss)
        ]
        seen = np.concatenate([*usual, line.curve(0), full])
        low, high = seen.min(), seen.max()
        room = 0.04 * (high - low)
        small, large = scale(*near, count=3), scale(low - room, high + room, count=4)
        column = self.texts.column_with_unit(line.data.feature_names[0])
        below, above = self.label("axis", column=column), self.label("loss")
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
        label = Label(self.label("barrier"), colour=self.theme.muted)
        label.place(top + offset(0, 8), "centre")
        beyond = plot.titles[-1].get_right()[0] + pixels(14) - label.get_left()[0]
        label.shift(np.array([max(beyond, 0), 0, 0]))
        return VGroup(dashes(foot, top, self.theme.muted, width=1.6), label)

    def full_seen(self) -> tuple[FloatArray, FloatArray]:
        """The loss of all the data as far as it is traced."""
        share, low = self.traced.get_value(), self.line.window[0]
        if share >= 1:
            return self.line.xs, self.line.curve(-1)
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
        line, player, calm = self.line, self.player, self.player.calm.get_value

        def path() -> FloatArray:
            if player.step <= 0:
                return EMPTY
            now = player.now()
            before, after = line.curve(now.step - 1), line.curve(now.step)
            return self.views.path(line.xs, before + now.reform * (after - before))

        def faint(curve: VMobject) -> None:
            curve.stroke_rgbas[:, 3] = (1 - (1 - CALM) * calm()) * share_of(curve)

        def ghost_path(back: int) -> FloatArray:
            step = player.now().step - back
            if step < 0 or calm() >= 1:
                return EMPTY
            return self.views.path(line.xs, line.curve(step))

        def fainter(back: int, ghost: VMobject) -> None:
            leaving = (GHOSTS[back] - GHOSTS[back - 1]) * player.now().reform
            opacity = (GHOSTS[back - 1] + leaving) * (1 - calm())
            ghost.stroke_rgbas[:, 3] = opacity * share_of(ghost)

        drawn = partial(Shaded, stroke_color=self.theme.batch_loss)
        self.batch = drawn(path, faint, stroke_width=stroke(4.5))
        self.ghosts = [
            drawn(partial(ghost_path, back), partial(fainter, back), stroke_width=stroke(3))
            for back in (3, 2, 1)
        ]

    # The points.

    def make_points(self) -> None:
        """The band's loss, the twin's steps, and the point of the run."""
        theme, muted = self.theme, self.theme.muted
        self.probe = RingedPoint(lambda: self.views.point(*self.probed()), theme)
        self.plumb = RedrawnPath(self.plumb_path, stroke_color=muted, stroke_width=stroke(2))
        filled = {"fill_color": theme.full_loss, "fill_opacity": 1, "stroke_width": 0}
        self.twin_path = RedrawnPath(self.twin_steps, **filled)
        self.twin_ring = RingedPoint(self.twin_place, theme)
        ring = self.twin_ring.submobjects[1]
        ring.set_fill(theme.background).set_stroke(theme.full_loss, stroke(4))
        self.drop = RedrawnPath(self.drop_path, stroke_color=muted, stroke_width=stroke(2.5))
        self.slope = arrow(self.slope_ends, theme.gradient, width=5)
        self.point = RingedPoint(self.point_place, theme)

    def probed(self) -> tuple[float, float]:
        """The centre of the band over the data, and the loss of all the data there."""
        centre = self.data.centre.get_value()
        return centre, self.line.loss(centre)

    def plumb_path(self) -> FloatArray:
        """From below the band's centre down to its loss."""
        centre, loss = self.probed()
        return dash_points(
            self.data.views.point(centre, 0) - offset(0, 44), self.views.point(centre, loss)
        )

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
        loss, player, now = self.run.loss, self.player, self.player.now()
        if player.is_calm:  # no more steps than are told, so that all agrees
            return self.kept(self.line.centres[player.told], loss[player.told])
        landed, tip = self.run.batch_loss[now.step], self.tip(now.step)
        start, end, share = loss[now.step], landed, now.jump
        if now.move:
            start, end, share = landed, tip, now.stepped
        if now.fallen:
            start, end, share = tip, loss[now.step + 1], now.fallen
        return self.kept(self.x_of(now), start + share * (end - start))

    def landing(self, step: int) -> FloatArray:
        """The middle between where a step's point starts on the full loss and where it lands."""
        ends = self.line.centres[step : step + 2]
        start, end = (self.kept(each, self.line.loss(each)) for each in ends)
        return (start + end) / 2

    def near(self, step: int) -> Box:
        """What the camera shows of the stage that is on a step's landing."""
        (x, y), room = fractions(self.landing(step)), Minibatch.seen_near
        across, up = (side / 2 / ZOOM - 0.01 for side in (room.width, room.height))
        return Box(x - across, x + across, y - up, y + up)

    def kept(
        self, xs: FloatArray | float, ys: FloatArray | float, plot: Plot | None = None
    ) -> FloatArray:
        """A place (3,) or several (n, 3), or the ones next to them on the chart's edge."""
        up = self.views.plots[-1].y
        seen = np.clip(xs, *self.line.window), np.clip(ys, up.low, up.high)
        return (plot or self.views).points_at(*seen)

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
        self.end = at(self.right, self.cursor - down(WORKING))
        below = at(self.right, self.cursor - down(RESULT))
        self.working = self.written(lambda: "".join(self.pieces()), theme.muted, self.end)
        self.result = self.written(self.result_text, theme.text, below)
        self.add(self.working, self.result)

    def written(
        self, content: Callable[[], str], colour: str, place: FloatArray, edge: Edge = "right"
    ) -> Number:
        """A line of arithmetic whose numbers are written anew at every frame."""
        made = Number(0.0, lambda _: content(), colour=colour, size=SIZES.tick)
        made.bold = False
        return made.place(place, edge)

    def flights(self, sources: list[Number]) -> tuple[list[tuple[Number, Number]], list[Number]]:
        """The working in pieces, each where it stands in the whole.

        Returns:
            from which number of the run's plate to which one here; and what joins these.
        """
        pieces, made = self.pieces(), list[Number]()
        widths = [figures_width(each, bold=False) * tall(SIZES.tick) for each in pieces]
        for index, piece in enumerate(pieces):
            place = self.end - np.array([sum(widths[index:]), 0, 0])
            made.append(self.written(partial(str, piece), self.theme.muted, place, "left"))
        flying = made[::2] if len(made) > 3 else made[:1]
        others = [each for each in made if each not in flying]
        return list(zip(sources, flying, strict=False)), others

    def pieces(self) -> list[str]:
        """The right side of the rule, numbers and what joins them."""
        before, *rate, last = self.worked().terms
        between = [" − ", *rate, " × "] if rate else [" + "]
        return [before, *between, bracketed(last)]

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


def bracketed(shown: str) -> str:
    """A number as it is shown, in brackets if it is negative."""
    return f"({shown})" if shown.startswith("−") else shown


CROSSED = 0.06
"""In which last share of the steps the crosses grow."""


class TraceChart(Part):
    """Lines of the parameter, step by step, small in a panel and then large, with other shuffles'.

    Attributes:
        views: the small plot, and the large one.
        panel: what the small plot stands on.
        lines: of the twin and of the run, as far as the run has come.
        others_clock: how many steps the other shuffles have done.
        name: of the twin's line in the large plot.
        arrived, stuck: the others' lines: of those that end in the lowest valley, and the rest.
    """

    small = ByShape(Box(0.765, 0.928, 0.71, 0.815), tall=Box(0.56, 0.915, 0.766, 0.827))
    title_below = ByShape(0.045, tall=0.073)

    def __init__(self, story: Minibatch) -> None:
        super().__init__(story)
        line, theme, top = self.line, self.theme, story.lower_top
        self.others_clock = ValueTracker(0)
        self.panel = Panel(theme, top=top)
        self.panel.space((self.small.bottom - top) / down(1) - 0.01)
        title = Label(self.label("trace"), size=SIZES.smallest, colour=theme.muted)
        self.panel.add(title.place(at(self.panel.left, top + down(self.title_below))))
        self.views = Views(*self.plots())
        runs = (line.twin, theme.full_loss), (line.main, theme.batch_loss)
        self.lines = [self.line_of(*each) for each in runs]
        self.arrived = self.bundle(line.arrived, theme.batch_loss, LastPicture.faint)
        missed = self.bundle(line.missed, theme.text, LastPicture.clear)
        width = stroke(LastPicture.cross_width)
        crosses = RedrawnPath(self.crosses, stroke_color=theme.text, stroke_width=width)
        self.stuck = VGroup(missed, crosses)
        self.layers = [self.panel, *self.views.plots, self.arrived, self.stuck, *self.lines]
        plot, ends = self.views.plots[-1], np.clip(line.twin.parameters[-1, 0], *line.window)
        name = Label(self.label("all_rows", n=story.n), colour=theme.full_loss)
        place = plot.point(plot.x.high, ends) - offset(0, LastPicture.name_below)
        self.name = VGroup(name.place(place, "right"))

    def plots(self) -> list[Plot]:
        """As high as both runs, and as the window."""
        line, steps, theme = self.line, self.line.main.n_steps, self.theme
        paths = np.concatenate([line.centres, line.twin.parameters[:, 0]])
        low, high = paths.min(), paths.max()
        room = 0.08 * (high - low) or 1.0
        ticks = tuple(each for each in line.marked if low - room <= each <= high + room)
        near, far = Scale(low - room, high + room, ticks), Scale(*line.window, line.marked)
        title = self.label(line.others_told, total=len(line.others))
        across, large = Scale(0, steps, (0, steps)), LastPicture.shuffles
        return [
            Plot(theme, Scale(0, steps, ()), near, box=self.small),
            Plot(theme, across, far, box=large, x_title=self.label("step"), y_title=title),
        ]

    def line_of(self, run: Trajectory, colour: str) -> RedrawnPath:
        """One run's parameter, step by step, as far as the run on batches has come."""
        values, player = run.parameters[:, 0], self.player
        shape = LinePath.of(run.recorded_steps.astype(np.float64), values)

        def path() -> FloatArray:
            done = player.told if player.is_calm else player.done()
            kept = shape.steps <= min(done, run.n_steps)
            return self.seen(shape.steps[kept], shape.shares[kept])

        rough = LinePath.of(shape.steps, self.views.plots[0].y.share(values))
        return RedrawnPath(path, stroke_color=colour, stroke_width=stroke(min(3, rough.width)))

    def bundle(self, runs: list[Trajectory], colour: str, opacity: float) -> RedrawnPath:
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
        return RedrawnPath(path, stroke_color=colour, stroke_width=width, stroke_opacity=opacity)

    def crosses(self) -> FloatArray:
        """A cross where each run ends that doesn't arrive, or leaves the window for good."""
        ends, steps = [*map(self.line.end_of, self.line.missed)], max(self.line.main.n_steps, 1)
        come = 1 - (1 - self.others_clock.get_value() / steps) / CROSSED
        if come <= 0 or not ends:
            return EMPTY
        places = self.views.clipped(self.views.points_at(*np.array(ends).T))
        arms = np.pad(LastPicture.arms, ((0, 0), (0, 0), (0, 1)))
        strokes = pixels(LastPicture.cross) * come * arms
        starts, stops = (places[:, None] + strokes[:, side] for side in (0, 1))
        return segments(starts.reshape(-1, 3), stops.reshape(-1, 3))

    def seen(self, steps: Any, values: FloatArray, pieces: IntArray | None = None) -> FloatArray:
        """A line through steps and values, or some of its pieces; beyond the edge, along it."""
        points = self.views.clipped(self.views.points_at(steps, values))
        kept = slice(None) if pieces is None else pieces[: len(points) - 1]
        return segments(points[:-1][kept], points[1:][kept])


WAVE, LANDING = 1.5, 0.8
"""How much later than the first the last piece of a bar sets out, and the share of its time in
which a piece, a dot until then, comes to its place: there it gets its width."""


class CountChart(Part):
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
        super().__init__(story)
        counts, box, self.own = self.line.counts, LastPicture.counts, story.size
        last = [(run.parameters[-1, 0], run.recorded_steps[-1]) for run in self.line.arrived]
        values, steps = np.array(sorted(last, key=lambda each: each[0])).reshape(-1, 2).T
        views, self.grown = story.trace.views, {size: ValueTracker(0) for size in counts}
        self.ends = views.clipped(views.points_at(steps, values))
        self.others = [size for size in counts if size != self.own]
        across, title = Scale(-0.6, len(counts) - 0.4, ()), self.label("counted", total=SEEDS)
        rise = LastPicture.title_rise
        self.plot = Plot(
            self.theme, across, LastPicture.up, box=box, y_title=title, y_title_rise=rise
        )
        self.bars = {size: self.bar(place, size) for place, size in enumerate(counts)}
        above, below = (box.bottom + down(each) for each in LastPicture.names_below)
        self.words = VGroup(
            story.text(self.label("batch_size"), box.middle[0], above, edge="centre"),
            story.text(self.label(self.line.noise_told), box.left, below),
            story.text(self.label("quiet"), box.right, below, edge="right"),
        )
        self.lit = cells(Strip(story.n, StripRooms.box), self.lit_seen, self.theme.batch_loss)

    def lit_seen(self) -> IntArray:
        """The samples of a batch of the size whose bar grows, or grew last."""
        grown = {size: self.grown[size].get_value() for size in self.others}
        size = [self.own, *(size for size, share in grown.items() if share > 0)][-1]
        run = self.line.shuffles.get(Shuffle(size, 0))
        batch = np.zeros(0, dtype=np.int64) if run is None else batch_of(run, 0)
        return batch[: round(self.grown[size].get_value() * len(batch))]

    def bar(self, place: int, size: int) -> VGroup:
        """A bar, its count and its size."""
        grown, count = self.grown[size], self.line.counts[size]

        def height() -> float:
            return count * smooth(grown.get_value())

        def outline() -> FloatArray:
            return self.stacked(place) if size == self.own else self.box(place, 0, height())

        colour = self.theme.full_loss if size == self.line.data.n else self.theme.batch_loss
        number = Number(lambda: round(height()), 0, colour=self.theme.text)
        name = Label(str(size), size=SIZES.tick, colour=self.theme.muted)
        return VGroup(
            RedrawnPath(outline, fill_color=colour, fill_opacity=1, stroke_width=0),
            number.place(lambda: self.plot.point(place, height()) + offset(0, 12), "centre"),
            name.place(self.plot.point(place, 0) - offset(0, 34), "centre"),
        )

    def box(self, place: float, low: float, high: float) -> FloatArray:
        """The outline of a piece of a bar, at least a line high."""
        half = LastPicture.half
        foot, top = self.plot.point(place - half, low), self.plot.point(place + half, high)
        top[1] = max(top[1], foot[1] + pixels(1))
        return box_outline(foot, top)

    def stacked(self, place: int) -> FloatArray:
        """The own bar: the ends of the lines, on their way into it."""
        made, grown = [EMPTY], self.grown[self.own]
        for index, end in enumerate(self.ends if grown.get_value() > 0 else ()):
            way = set_out(grown, index / max(len(self.ends) - 1, 1), WAVE)
            piece = self.box(place, index, index + 1)
            middle, dot = piece.mean(axis=0), disc(3.5)
            come, broad = min(way / LANDING, 1.0), max(way - LANDING, 0.0) / (1 - LANDING)
            made.append(end + come * (middle - end) + dot + broad * (piece - middle - dot))
        return np.concatenate(made)
