"""A mini-batch at each step: its own loss, a step down it, and a leap out of a local minimum."""

from collections import Counter
from dataclasses import dataclass, replace

import numpy as np
from manim import UP, Animation, ValueTracker, VGroup, VMobject

from gradreel.scenes.stage.drawing import (
    SIZES,
    Box,
    ByShape,
    CurvePlayer,
    FloatArray,
    Formula,
    GradientDescent,
    IntArray,
    Label,
    LineLandscape,
    LossSlice,
    ManimStory,
    ModelObjective,
    Number,
    PartlyFrozen,
    Plot,
    Recording,
    RequestError,
    Rewriting,
    RidingPoint,
    RingedPoint,
    RunOptions,
    RunPlayer,
    Runs,
    RunSpec,
    Scale,
    Trajectory,
    Wave,
    appear,
    arrive,
    as_given,
    at,
    backed,
    batch_of,
    become,
    best_wave,
    between,
    between_steps,
    decimals_for,
    dim,
    disc,
    down,
    filled,
    for_now,
    frozen_model,
    high,
    in_maths,
    linear,
    name_on,
    number_text,
    objective_of,
    offset,
    paced,
    pixels,
    polyline,
    roundings,
    runs,
    scale,
    segments,
    slipped,
    smooth,
    smooth_path,
    stamped,
    steadily,
    stroked,
    tall,
    to,
    told_apart_by,
    valley_of,
    vanish,
    wide,
    within,
    worked_update,
)

PLACE = 310
OPTIONS = {
    "data": "sunspots",
    "x": ("Year",),
    "y": "Sunspots",
    "learning_rate": 0.2,
    "steps": 100,
    "batch_size": 8,
    "seed": 3691,
    "start": (8.6,),
}
DRAWS = "the period of a wave, its height and peak held, by gradient descent on mini-batches"

MOST_ROWS = 1000
"""So many dots can be told apart."""
SLIPS = -1.64, 3.4
"""By how many cycles too few or too many a wave goes round at the ends of the window: where minima
are, these numbers say for every series."""
BATCH, STEPS = 8, 100
SLOWER_AFTER, SLOWER_BY = 0.6, 0.1
"""The steps get shorter at the end, so that the noise lets the run settle."""
SHUFFLES, SHARES, MOST_STEPS = 100, (0.4, 1.0, 2.0, 5.0), 200
"""Shuffles of each batch size that are run to be counted; sizes beside the own one, as times of it;
and the steps of a run at the most that is repeated so often."""

FORM, JUMP, GO = 0.5, 0.65, 0.88
"""The shares of a step at whose ends its batch's curve is there, the point is on that, and it has
moved along it; then it falls onto the full loss."""
ALONE, FAST = (1.3, 0.8, 1.1, 0.6), 0.28
"""Seconds of these phases in the first step, and of each other step up to the leap."""
MOST_FAST, FEW = 14, 5
"""Steps at the most that then show their batches; and how many do so where there are more."""
CALMING = 2.2
"""Seconds at the most of the steps in which the run settles, before its rate drops and after it."""
DROP, ARC, LOOK = 1.2, 4.0, 1.3
"""Seconds of the leap: onto the batch's curve, over the barrier, and at where it has landed."""
NEAR, CRUMBS = 1.45, 16
"""How near the camera is to the leap, and how many dots its arc leaves."""
CLEAR = 0.18
"""How high the arc is above what the curves need, as a share of both its ends' losses."""
UNLIT, GROUND = 0.45, 0.11
"""How opaque the rows are that a batch leaves out, and what is below the full loss."""
HIGHEST = 2.0
"""How high the axis of the loss goes at the most, in times of the full loss."""
AT_REST = 0.01
"""So near to a minimum a run rests in it, as a share of the window."""
NAMED, NEARBY = Box(0.02, 0.98, 0.0, 1.0), Box(0.05, 0.95, 0.1, 0.95)
"""Where names of curves may be in their plot, and in what is seen of it from near."""
ABOVE = 0.025
"""How far above the plot a name is that has no room there, in heights of a wide frame."""
DOT, CROWD, GOLDEN = 5.0, 0.03, 0.618
"""Of the dots that are counted: their radius in pixels while they run, how near others crowd one
off the curve, as a share of the window, and the turn from one to the next, of half a circle."""
SEATED, HEAP, BALL = 0.38, 0.86, 44.0
"""Radius of a dot in its heap, as a share of the way to the next, how much of the way from heap to
heap one is, and the radius in pixels of what they all become."""
FLOW, LAST = 3.4, 2.1
"""Seconds in which all counted runs go, and that the last picture stands."""


@dataclass(frozen=True)
class Shuffle:
    """The role of a run that is counted.

    Attributes:
        size: rows in a batch.
        seed: draws the batches.
    """

    size: int
    seed: int


class Minibatch(ManimStory):
    """The period of a wave: stuck on all the data, led out of the local minimum by batches."""

    room = ByShape(Box(0.12, 0.91, 0.29, 0.82), tall=Box(0.205, 0.89, 0.33, 0.80))
    strip = ByShape(Box(0.12, 0.91, 0.225, 0.385), tall=Box(0.205, 0.89, 0.28, 0.41))
    loss_room = ByShape(Box(0.12, 0.91, 0.48, 0.82), tall=Box(0.205, 0.89, 0.52, 0.80))
    above = ByShape((0.91, 0.29 - ABOVE), tall=(0.89, 0.925))
    rule_room = ByShape(0.3, tall=0.68)
    foot = ByShape((0.12, 0.91, 0.93), tall=(0.205, 0.89, 0.925))
    dots_room = ByShape(Box(0.05, 0.95, 0.34, 0.79), tall=Box(0.05, 0.95, 0.44, 0.78))
    row = ByShape(10, tall=5)
    sizes_line, arrived_line = ByShape(0.90, tall=0.86), ByShape(0.25, tall=0.27)
    noise_line, beyond_at = ByShape(0.90, tall=0.91), ByShape((0.91, 0.93), tall=(0.89, 0.965))
    high_room = ByShape(Box(0.12, 0.91, 0.26, 0.55), tall=Box(0.205, 0.89, 0.30, 0.52))
    low_room = ByShape(Box(0.12, 0.91, 0.63, 0.87), tall=Box(0.205, 0.89, 0.60, 0.84))
    last_at = ByShape((0.61, 0.57), tall=(0.5, 0.625))
    leap_room = ByShape(Box(0.06, 0.97, 0.29, 0.82), tall=Box(0.08, 0.97, 0.33, 0.8))
    leap_window = Box(0.0, 1.0, 0.10, 0.89)

    @staticmethod
    def runs(options: RunOptions) -> Runs:
        """Return the run on batches, its twin on all rows, and other shuffles to be counted.

        Raises:
            RequestError: the series shows no cycle or is too long, or a batch is all of it.
        """
        main = options.recorded or wave_spec(options)
        made: dict[object, RunSpec] = {"main": main, "twin": replace(main, batch_size=None)}
        size, n = main.batch_size or 0, objective_of(main).n_samples
        if main.steps <= MOST_STEPS:
            for each in sorted({max(round(size * share), 1) for share in SHARES}):
                for seed in range(SHUFFLES if each < n else 0):
                    made[Shuffle(each, seed)] = replace(main, batch_size=each, seed=seed)
        return made

    @staticmethod
    def can_draw(spec: RunSpec) -> bool:
        """Whether a run learns the period of a wave on batches, every step recorded."""
        objective = spec.objective
        return (
            isinstance(objective, ModelObjective)
            and isinstance(held := objective.model, PartlyFrozen)
            and isinstance(held.model, Wave)
            and held.free == (0,)
            and isinstance(spec.optimizer, GradientDescent)
            and 0 < (spec.batch_size or 0) < objective.n_samples <= MOST_ROWS
            and spec.stride == 1
            and all(factor < 1 for _, factor in spec.rate_drops)
        )

    def construct(self) -> None:
        """Tell it, beat by beat."""
        self.prepare()
        self.ask()
        self.tell_where_it_rests()
        if self.run.n_steps:
            self.draw_a_batch()
            self.step_down_it()
            self.step_again()
        if self.known.leap:
            self.leap()
            self.fall_into_step()
        self.settle()
        self.count_the_shuffles()

    def prepare(self) -> None:
        """Make what several beats share."""
        self.known = known = WaveRuns(self.recording)
        self.n, self.size = known.data.n, self.run.spec.batch_size or 0
        self.player = BatchPlayer(self.run, known.leap or None)
        twin = self.recording["twin"]
        self.twin = CurvePlayer(twin, paced(range(twin.n_steps + 1), seconds=2.2))
        self.read: CurvePlayer = self.twin
        self.series = Series(self)
        self.chart, self.large = (LossChart(self, each) for each in (self.loss_room, self.room))
        low, high = known.window
        self.periods = told_apart_by(np.array([low, high]), high - low)
        self.counters = self.count_steps()
        self.keep_still(self.counters)

    def place_read(self) -> float:
        """The period of the run that is spoken of."""
        return self.read.place()

    def period(self, value: float) -> str:
        """A period in words."""
        return self.label("period", value=self.periods.text(value))

    def count_steps(self) -> VGroup:
        """The step, and before it the full loss."""
        theme, (_, right, baseline) = self.theme, self.foot
        loss = Number(lambda: self.read.reading().loss, 3, colour=theme.full_loss)
        step = Number(lambda: self.read.reading().step, 0, colour=theme.text)
        made, end = VGroup(), at(right, baseline)
        for key, number, room in (("step", step, 0.075), ("full_loss", loss, 0.13)):
            end = end - np.array([tall(room), 0, 0])
            word = Label(self.label(key), colour=theme.muted).place(end, "right")
            made.add(VGroup(word, number.place(end + offset(8, 0), "left")))
            end = end - np.array([word.width, 0, 0])
        return made

    def ask(self) -> None:
        """The wave over all rows, with its misses, and under it a run down their loss."""
        chart, series, twin = self.chart, self.series, self.twin
        chart.point = self.ride(twin)
        self.beat("ask", appear(series.line, series.sticks, series.wave, series.dots), n=self.n)
        self.play(appear(chart.plot, chart.curve, chart.name, chart.point))
        self.play(twin.walk())

    def tell_where_it_rests(self) -> None:
        """A ring stays there."""
        chart, (left, _, baseline) = self.chart, self.foot
        end, place = self.period(self.twin.path[-1]), chart.point.get_center()
        held = self.text(self.label("held"), left, baseline, size=SIZES.smallest)
        self.beat(self.known.twin_key, arrive(place, self.theme), n=self.n, period=end)
        self.play(for_now(held))
        self.add(chart.ring)
        self.bring_to_front(chart.point)

    def ride(self, player: CurvePlayer, chart: "LossChart | None" = None) -> RingedPoint:
        """The point of a run."""
        on = chart or self.chart

        def where() -> FloatArray | None:
            height = player.loss_seen() if isinstance(player, BatchPlayer) else None
            place = player.place()
            return on.place(place, player.slice.loss(place) if height is None else height)

        return RingedPoint(where, self.theme)

    def draw_a_batch(self) -> None:
        """Back at the start, some rows are lit, and their loss leaves the full one."""
        chart, player, series = self.chart, self.player, self.series
        self.beat("batch", self.twin.go(0, run_time=1.0), size=self.size, n=self.n)
        self.remove(chart.point)
        chart.point, self.read = self.ride(player), player
        self.add(chart.point, series.lit_sticks, series.lit)
        unlit = dim(series.dots, series.line, share=UNLIT)
        self.play(unlit, vanish(series.sticks, chart.name), to(player.lit, 1.0, run_time=1.2))
        self.beat("own", size=self.size)
        self.named = self.name_batch(0)
        self.play(player.go(FORM, run_time=ALONE[0]), appear(chart.batch, self.named))

    def name_batch(self, step: int) -> VGroup:
        """The name of a batch's curve on itself, for as long as it is there."""
        chart, box = self.chart, self.chart.plot.box
        name = name_on(
            chart.points(self.player.batch(step)),
            self.label("batch_curve", size=self.size),
            self.theme.batch_loss_text,
            box=box.part(NAMED),
            avoid=[chart.points(self.player.slice), chart.ring],
        )
        if not len(within(box, name.get_center()[None])):  # nowhere on the curve
            name.place(at(box.right, box.top - down(ABOVE)), "right")
        return backed(name, self.theme)

    def step_down_it(self) -> None:
        """The rule with its numbers, the step, and the fall onto the full loss."""
        player, rate = self.player, as_given(self.run.spec.learning_rate)
        riding = RidingPoint(self.chart.plot, player.batch(0), lambda: player.path[0])
        self.beat("step", player.go(JUMP, run_time=ALONE[1]), rate=rate)
        self.play(for_now(self.written(0)), appear(riding.tangent))
        self.play(player.go(GO, run_time=ALONE[2]))
        self.play(player.go(1, run_time=ALONE[3]), vanish(riding.tangent, self.named))

    def written(self, step: int) -> Formula:
        """The rule of a step with its numbers, if there is room and it leads to a period."""
        run, (_, right, baseline) = self.run, self.foot
        before, after = self.player.path[step : step + 2]
        slope, rate = run.gradients[step, 0], run.spec.learning_rate_at(step)
        decimals = decimals_for(max(abs(slope), 1e-9), 3)
        terms = self.periods.roundings(before), roundings(slope, decimals)
        made = worked_update(terms[0], rate, terms[1], after, self.periods.text)
        first, eta, steep = map(in_maths, made.terms)
        steep = f"gradient(({steep}))" if slope < 0 else f"gradient({steep})"
        total = f"{first} - {eta} times {steep} {made.sign} model({in_maths(made.result)})"
        written = self.math(total, size=SIZES.label)
        if after <= 0 or written.width > wide(self.rule_room):
            written = self.math("P - eta dot d L \\/ d P", size=SIZES.label)
        return written.place(at(right, baseline), "right")

    def step_again(self) -> None:
        """Other batches, one after the other, up to the one that leads out."""
        leap, player, chart = self.known.leap, self.player, self.chart
        last = leap or min(self.run.n_steps, MOST_FAST)
        self.beat("again")
        if last - player.step > MOST_FAST:
            player.calm = True
            self.walk_on(player, last - FEW, 2.0, vanish(chart.batch))
            player.calm = False
        seconds = (last - player.step) * FAST
        fast = [player.go(last, run_time=seconds, rate_func=linear)] if seconds > 0 else []
        self.play(*fast, appear(chart.batch, self.counters))

    def leap(self) -> None:
        """The step that leads over the barrier: the whole frame, and no words."""
        chart, player, step = self.chart, self.player, self.known.leap or 0
        start, end = player.path[step : step + 2]
        others = self.series.parts, chart.plot, chart.ring
        self.beat("over", step=step + 1)
        self.play(player.go(step + FORM, run_time=self.left_to_read(least=1.4)))
        self.play(self.hush(), *(vanish(*self.on_stage(each)) for each in others))
        middle = at(*self.leap_room.at(float(chart.plot.x.share((start + end) / 2)), 0.5))
        push = self.focus(middle, NEAR, window=self.leap_window, run_time=1.2)
        self.play(chart.into(self.leap_room, run_time=1.2), push)
        self.named = self.name_both(middle, step)
        self.play(appear(self.named))
        self.play(player.go(step + JUMP, run_time=DROP))
        self.add(chart.trail)
        self.play(player.go(step + 1, run_time=ARC))
        place = chart.place(end, self.run.loss[step + 1])
        self.play(arrive(place, self.theme))
        self.play(vanish(chart.trail, run_time=LOOK))

    def name_both(self, middle: FloatArray, step: int) -> VGroup:
        """The names of both curves, where these are seen while the camera is near."""
        chart, theme, window = self.chart, self.theme, self.leap_window
        slices = self.player.slice, self.player.batch(step)
        both = [at(*window.middle) + NEAR * (chart.points(each) - middle) for each in slices]
        texts = self.label("full_curve", n=self.n), self.label("batch_curve", size=self.size)
        colours, made = (theme.full_loss, theme.batch_loss_text), VGroup()
        for curve, text, colour, near in zip(both, texts, colours, (0.7, 0.28), strict=True):
            box = window.part(NEARBY)
            made.add(name_on(curve, text, colour, box=box, avoid=[*both, made], near=near))
        self.keep_still(made)
        return made

    def fall_into_step(self) -> None:
        """What the steps that follow are to the wave."""
        chart, series = self.chart, self.series
        shown = series.line, series.wave, series.sticks, series.dots
        series.plot.box, self.player.calm = self.high_room, True
        self.play(
            vanish(chart.batch, self.named),
            self.pull_out(run_time=1.2),
            chart.into(self.low_room, run_time=1.2),
            appear(*shown, run_time=1.2),
        )
        self.beat("in_step")
        self.walk_on(self.player, min(self.known.drop, self.run.n_steps), CALMING)

    def settle(self) -> None:
        """The steps that are left, and where they lead."""
        small, chart, player, last = self.chart, self.large, self.player, self.run.n_steps
        player.calm, chart.point = True, self.ride(player, chart)
        facts = {"steps": last, "step": last + 1, "drop": self.known.drop}
        loss = self.run.loss[-1]
        batch = small.batch, self.series.lit, self.series.lit_sticks
        gone = vanish(*self.on_stage(VGroup(*batch)))
        self.beat(self.known.key, gone, **facts, loss=number_text(loss, 3))
        for until in (min(self.known.drop, last), last):
            self.walk_on(player, until, CALMING)
        kept = small.curve, small.point, self.counters
        others = [each for each in self.everything() if each not in kept]
        self.play(vanish(*others), small.into(self.room))
        self.remove(small.curve, small.point)
        self.add(chart.curve, chart.point)
        self.play(appear(chart.plot))
        end = chart.place(player.path[-1], loss)
        self.play(arrive(end, self.theme))

    def walk_on(self, player: RunPlayer, until: int, seconds: float, *beside: object) -> None:
        """Walk to a step, in so many seconds at the most."""
        steps = range(int(player.step), until + 1)
        player.pace, player.clock = paced(steps, seconds=seconds, under_way=True), 0.0
        walking = [player.walk()] if len(steps) > 1 else []
        if walking or beside:
            self.play(*walking, *beside)

    def count_the_shuffles(self) -> None:
        """Where other shuffles end, and how many arrive, by the size of their batches."""
        dots, chart = ShuffleDots(self), self.large
        shown = chart.plot, chart.curve
        gone = [each for each in self.everything() if each not in shown]
        facts = {"total": SHUFFLES, "size": self.size, "n": self.n}
        key = "count" if self.known.arrives(self.player.path[-1]) else "count_others"
        arrived = dots.counts.get(self.size, 0)
        self.beat(key if dots.counts else "closing", vanish(*gone), **facts, arrived=arrived)
        if not dots.counts:
            self.end_on_one(chart.curve)
            return
        colour = self.theme.batch_loss_text
        lit = self.text(self.label("lit"), *self.above, edge="right", colour=colour)
        beyond = self.text(self.label("beyond"), *self.beyond_at, edge="right")
        self.play(appear(dots.ends, dots.lost, lit, *([beyond] if dots.strays else [])))
        steps = self.run.spec.steps
        self.play(to(dots.done, steps, run_time=FLOW, rate_func=lambda share: share**2))
        counted, kept = (
            self.remark(self.label(key, **facts), y=self.arrived_line)
            for key in ("arrived", "stayed")
        )
        below = self.text(self.label("batch_size"), 0.5, self.sizes_line, edge="centre")
        noise = [
            self.text(self.label("noisy"), self.dots_room.left, self.noise_line, edge="left"),
            self.text(self.label("calm"), self.dots_room.right, self.noise_line, edge="right"),
        ]
        self.play(
            to(dots.flown, 1.0, run_time=1.0),
            vanish(*shown, *self.on_stage(dots.lost, lit, beyond)),
            appear(dots.seats),
        )
        self.play(appear(dots.names[self.size], below, counted))
        for size, (share, heap) in dots.heaps.items():
            self.add(heap)
            self.play(steadily(share, 1.0, 0.25), appear(dots.names[size]))
        shares, rest = zip(*dots.rest, strict=True)
        self.add(*rest)
        swapped = [counted, kept] if any(dots.stayed.values()) else []
        self.beat(dots.key, appear(*noise), vanish(*swapped[:1]), **facts)
        self.play(
            appear(*swapped[1:]),
            *(steadily(share, 1.0, self.left_to_read(1.0)) for share in shares),
        )
        heaps = (heap for _, heap in dots.heaps.values())
        self.end_on_one(dots.seats, dots.ends, *rest, *heaps)

    def end_on_one(self, *gathered: VMobject) -> None:
        """All shrinks into one ball: the one number that has learned."""
        place = at(*self.last_at)
        ball = RingedPoint(lambda: place, self.theme, radius=BALL)
        gone = [each for each in self.everything() if each not in gathered]
        shrinks = become(VGroup(*gathered), ball, evenly=True, run_time=1.2)
        self.beat("one", vanish(*gone), shrinks)
        self.let_stand(LAST)


class WaveRuns:
    """What is known of the runs.

    Attributes:
        data: the series.
        held: the wave, of which the period alone is learned.
        window: the periods that are shown.
        best: the one of the wave that fits best.
        goal, home: the lowest valley of the full loss, and that in which the run on all rows ends.
        leap: the step that leads into it for good, from 0; None without one.
        drop: the step from which on the rate is lower.
        key, twin_key: what is said of how both runs end.
    """

    def __init__(self, recording: Recording) -> None:
        main, twin = recording.run, recording["twin"]
        self.data, self.held = objective_of(main).dataset, frozen_model(main.spec)
        self.window = window_of(main.spec)
        line = LossSlice.of_parameter(main.objective, 0, np.zeros(1))
        self.land, self.best = LineLandscape(line, self.window), best_period(main.spec)
        self.goal, path = self.land.lowest, main.parameters[:, 0]
        self.home = valley_of(self.land.valleys, twin.parameters[-1, 0])
        inside = np.array([self.arrives(each) for each in path])
        outside = np.flatnonzero(~inside)
        led = outside.size and outside[-1] < len(path) - 1
        self.leap = int(outside[-1]) if led else None
        drops = main.spec.rate_drops
        self.drop = drops[0][0] if drops else main.n_steps
        self.twin_key = self._twin_key(twin.parameters[-1, 0])
        self.key = self._key(main)

    def arrives(self, period: float) -> bool:
        """Whether a period is in the lowest valley."""
        return self.goal is not None and self.goal.holds(period)

    def stays(self, period: float) -> bool:
        """Whether a period is in another valley, in which the run on all rows ends."""
        return self.home not in (None, self.goal) and self.home.holds(period)

    def _twin_key(self, end: float) -> str:
        if end <= 0:
            return "gone"
        valley = self.home
        if valley is None or abs(valley.at - end) > AT_REST * (self.window[1] - self.window[0]):
            return "under_way"
        return "full" if valley == self.goal else "stuck"

    def _key(self, main: Trajectory) -> str:
        if main.n_steps < main.spec.steps:
            return "diverged"
        end = main.parameters[-1, 0]
        if self.arrives(end):
            return "settle" if self.drop < main.n_steps else "arrives"
        if not self.window[0] <= end <= self.window[1]:
            return "off"
        return "neither" if self.stays(end) else "elsewhere"


class BatchPlayer(CurvePlayer):
    """The run on batches.

    Attributes:
        lit: the share of the first batch that is lit.
        calm: whether it walks on the full loss, without its batches.
        leap: the step that is taken in an arc, if one is.
    """

    def __init__(self, run: Trajectory, leap: int | None) -> None:
        super().__init__(run)
        self.lit, self.calm, self.leap = ValueTracker(0.0), False, leap
        self._slices: dict[int, LossSlice] = {-1: self.slice}

    def batch(self, step: int) -> LossSlice:
        """The loss of a step's batch; before the first, of all rows."""
        if step not in self._slices:
            whole = objective_of(self.run)
            data = whole.dataset.rows(batch_of(self.run, step))
            own = ModelObjective(whole.model, data)
            self._slices[step] = LossSlice.of_parameter(own, 0, np.zeros(1))
        return self._slices[step]

    @property
    def under_way(self) -> tuple[int, float]:
        """The step that is made, or was last, from 0, and how much of it is done."""
        step = max(int(np.ceil(self.step - 1e-9)) - 1, 0)
        return step, self.step - step

    def place(self) -> float:
        """The period now."""
        step, share = self.under_way
        return self.place_at(self.step if self.calm else step + self._moved(step, share))

    def _moved(self, step: int, share: float) -> float:
        if step == self.leap:
            return max(share - JUMP, 0.0) / (1 - JUMP)
        return smooth((share - JUMP) / (GO - JUMP))

    def loss_seen(self) -> float:
        """The loss at which the point is: of all rows, of its batch, or in between."""
        (step, share), place = self.under_way, self.place()
        full = self.slice.loss(place)
        if self.calm:
            return full
        if step == self.leap and share > JUMP:
            return self.in_arc(step, (share - JUMP) / (1 - JUMP))
        risen = smooth((share - FORM) / (JUMP - FORM)) - smooth((share - GO) / (1 - GO))
        return full + risen * (self.batch(step).loss(place) - full)

    def in_arc(self, step: int, share: float) -> float:
        """Along a parabola that is over both curves."""
        start, end = self.path[step : step + 2]
        first, last = self.batch(step).loss(start), self.slice.loss(end)
        shares = np.linspace(0.0, 1.0, 41)[1:-1]
        places, straight = start + shares * (end - start), first + shares * (last - first)
        tops = np.maximum(self.batch(step).losses(places), self.slice.losses(places))
        bow = 4 * shares * (1 - shares)
        rise = max(float(((tops - straight) / bow).max()), 0.0) + CLEAR * (first + last)
        return first + share * (last - first) + 4 * rise * share * (1 - share)

    def curve(self, periods: FloatArray) -> FloatArray:
        """The loss of the batch over periods, while it leaves that of the batch before."""
        step, share = self.under_way
        before, own = (self.batch(each).losses(periods) for each in (step - 1, step))
        return before + smooth(share / FORM) * (own - before)

    def rows(self) -> IntArray:
        """The rows of the batch that are lit."""
        batch = batch_of(self.run, self.under_way[0])
        return batch[: round(self.lit.get_value() * len(batch))]


class Series:
    """The numbers over time, a wave through them, and how far it misses each.

    Attributes:
        plot: where it is.
    """

    def __init__(self, story: Minibatch) -> None:
        theme, data = story.theme, story.known.data
        self.wave_of, self.period = story.known.held, story.place_read
        self.times, self.numbers = data.features[:, 0], data.target
        self.plot = Plot(theme, *self.scales(), box=story.strip)
        rows, every = story.player.rows, np.argsort(self.times)
        self.line = stroked(lambda: self._line(every), theme.line, 1.6)
        self.wave = stroked(self._wave, theme.model, 5.0)
        self.sticks = stroked(lambda: self._sticks(every), theme.full_loss, 2.0)
        self.lit_sticks = stroked(lambda: self._sticks(rows()), theme.batch_loss, 4.0)
        self.dots = filled(lambda: self._dots(every, 4.5), theme.text)
        self.lit = filled(lambda: self._dots(rows(), 9.0), theme.batch_loss)
        self.lit.set_z_index(1)

    @property
    def parts(self) -> VGroup:
        """All but the axes."""
        return VGroup(self.line, self.wave, self.sticks, self.lit_sticks, self.dots, self.lit)

    def scales(self) -> tuple[Scale, Scale]:
        """Both axes: the wave and all numbers are in them."""
        wave = self.wave_of.model
        assert isinstance(wave, Wave)  # noqa: S101  what was asked for
        reach = wave.sd * abs(wave.height)
        low = min(self.numbers.min(), wave.mean - reach)
        high = max(self.numbers.max(), wave.mean + reach)
        room = 0.04 * (high - low)
        across = scale(self.times.min(), self.times.max())
        return across, scale(low - room, high + room)

    def at(self, times: FloatArray, numbers: FloatArray) -> FloatArray:
        """The places of numbers in time."""
        return self.plot.points_at(times, numbers)

    def predicted(self, times: FloatArray) -> FloatArray:
        """The wave at times."""
        return self.wave_of.logits(np.array([self.period()]), times[:, None])

    def _dots(self, rows: IntArray, radius: float) -> FloatArray:
        return stamped(disc(radius), self.at(self.times[rows], self.numbers[rows]))

    def _line(self, rows: IntArray) -> FloatArray:
        return polyline(self.at(self.times[rows], self.numbers[rows]))

    def _wave(self) -> FloatArray:
        low, high = self.times.min(), self.times.max()
        count = int(np.clip(16 * (high - low) / abs(self.period()), 100, 2000))
        times = np.linspace(low, high, count)
        return smooth_path(self.at(times, self.predicted(times)))

    def _sticks(self, rows: IntArray) -> FloatArray:
        times = self.times[rows]
        return segments(
            *(self.at(times, each) for each in (self.numbers[rows], self.predicted(times)))
        )


class LossChart:
    """The loss over the period.

    Attributes:
        plot: its axes.
        curve, name: the full loss.
        batch: the loss of the batch.
        heights: the losses that the axis shows.
        point, trail: where the run is, and where it was on its arc.
        ring: where the one on all rows has ended.
    """

    def __init__(self, story: Minibatch, box: Box) -> None:
        theme, known, player, label = story.theme, story.known, story.player, story.label
        self.theme, self.player = theme, player
        self.point, self.story = VGroup(), story
        low, high = known.window
        self.heights = 0.0, self.top()
        self.plot = Plot(
            theme,
            scale(low, high, count=7),
            scale(*self.heights, count=3),
            box=box,
            x_title=label("period_axis"),
            y_title=label("loss_axis"),
        )
        full = player.slice.losses
        line = self.plot.curve(full, theme.full_loss)
        self.curve = VGroup(filled(self._ground, theme.model, GROUND), line)
        self.batch = self.plot.curve(player.curve, theme.batch_loss)
        end, loss = story.twin.path[-1], story.twin.run.loss[-1]
        self.ring = RingedPoint(
            lambda: self.place(end, loss), theme, colour=theme.full_loss, radius=9.0
        )
        self.trail = filled(self.flown, theme.point)
        named = label("full_curve", n=story.n)
        curve = self.points(player.slice)
        box = box.part(NAMED)
        name = name_on(curve, named, theme.full_loss, box=box, avoid=[self.ring])
        self.name = backed(name, theme).set_z_index(1)

    def top(self) -> float:
        """How high the axis goes: all curves that are looked at are below, if that can be."""
        known, player = self.story.known, self.player
        full = float(player.slice.losses(np.linspace(*known.window, 201)).max())
        last = (known.leap or 0) + 1
        seen = [player.run.batch_loss[:last].max(initial=0.0), full]
        return 1.08 * min(float(max(seen)), HIGHEST * full)

    def points(self, line: LossSlice) -> FloatArray:
        """Points along the curve of a loss."""
        xs = np.linspace(*self.story.known.window, 201)
        losses = line.losses(xs)
        kept = losses <= self.heights[1]
        return self.plot.points_at(xs[kept], losses[kept])

    def place(self, period: float, loss: float) -> FloatArray:
        """Where a point is; at the edge of the plot if it is off that."""
        return np.asarray(self.places(np.array([period]), np.array([loss]))[0])

    def places(self, periods: FloatArray, losses: FloatArray) -> FloatArray:
        """Where points (n,) are, likewise."""
        periods = np.clip(periods, *self.story.known.window)
        return self.plot.points_at(periods, np.minimum(losses, self.heights[1]))

    def into(self, box: Box, **kwargs: float) -> Animation:
        """Let the curves grow into another room."""
        before = self.plot.box

        def put(share: float) -> None:
            self.plot.box = between(before, box, share)

        return Rewriting(self.curve, put, **kwargs)

    def flown(self) -> FloatArray:
        """Places of the arc that are behind the point."""
        step, share = self.player.under_way
        done = (share - JUMP) / (1 - JUMP)
        shares = np.arange(0.0, done, 1 / CRUMBS)
        start, end = self.player.path[step : step + 2]
        losses = [self.player.in_arc(step, each) for each in shares]
        return stamped(disc(DOT / 2), self.places(start + shares * (end - start), np.array(losses)))

    def _ground(self) -> FloatArray:
        xs = np.linspace(*self.story.known.window, 101)
        tops = self.plot.points_at(xs, self.player.slice.losses(xs))
        feet = self.plot.points_at(xs[[-1, 0]], np.zeros(2))
        return polyline(np.concatenate([tops, feet, tops[:1]]))


class ShuffleDots:
    """A dot for each shuffle: its run on the loss, and then in a heap of those that arrive.

    Attributes:
        counts, stayed: by the size of a batch, how many arrive, and how many stay where the run on
            all rows ends; of all rows, all or none.
        strays: whether a run of the own size ends out of what is shown.
        ends, lost: the dots of the run's own size, of those in the lowest valley and of the others.
        done, flown: how many steps they have taken, and how far they have come to their heap.
        seats: the places of all dots in all heaps.
        heaps, names: all heaps, and what stands above and below each.
        rest: in each heap those that stay, with how much of them is there.
        key: what is to be remembered.
    """

    def __init__(self, story: Minibatch) -> None:
        self.story, self.theme, self.box = story, story.theme, story.dots_room
        known, self.counts, self.stayed = story.known, Counter[int](), Counter[int]()
        self.done, self.flown = ValueTracker(0.0), ValueTracker(0.0)
        shuffled = story.recording.all_of(Shuffle)
        ends = [(role.size, run.parameters[-1, 0]) for role, run in shuffled.items()]
        if not ends:
            return
        for size, end in (*ends, *[(story.n, story.twin.path[-1])] * SHUFFLES):
            self.counts[size] += known.arrives(end)
            self.stayed[size] += known.stays(end)
        row, pitch = story.row, wide(self.box.width) / len(self.counts)
        self.apart = min(high(self.box.height) * row / SHUFFLES, HEAP * pitch / row)
        self.runs = [run for role, run in shuffled.items() if role.size == story.size]
        low, high_end = known.window
        self.strays = any(not low <= run.parameters[-1, 0] <= high_end for run in self.runs)
        self.ends = filled(lambda: self.swarm(lit=True), self.theme.batch_loss)
        self.lost = filled(lambda: self.swarm(lit=False), self.theme.muted)
        places = np.concatenate([self.heap(size) for size in self.counts])
        self.seats = filled(lambda: self.seated(places), self.theme.grid).set_z_index(-1)
        own, colour = {story.n: self.theme.full_loss}, self.theme.batch_loss
        self.heaps = {
            size: self.heap_of(size, 0, count, own.get(size, colour))
            for size, count in self.counts.items()
            if size != story.size
        }
        self.rest = [
            self.heap_of(size, self.counts[size], count, self.theme.muted)
            for size, count in self.stayed.items()
        ]
        self.names = {size: self.names_of(size) for size in self.counts}
        led = self.counts[story.size] > 0
        few, *_, many = (self.counts[size] for size in sorted(self.counts))
        best = "moral_between" if max(few, many) < max(self.counts.values()) else "moral"
        self.key = "moral_calm" if self.counts[story.n] else best if led else "moral_stuck"

    def swarm(self, *, lit: bool) -> FloatArray:
        """The dots of runs that are in the lowest valley now, or aren't: heaped on the loss."""
        done, flown, chart = self.done.get_value(), self.flown.get_value(), self.story.large
        now = np.ravel([between_steps(run, run.parameters, done) for run in self.runs])
        now = np.clip(now, *self.story.known.window)
        near = CROWD * np.ptp(self.story.known.window)
        crowd = np.exp(-((np.subtract.outer(now, now) / near) ** 2)).sum(axis=1) - 1
        order = np.arange(len(now))
        reach = pixels(DOT) * np.sqrt(2 * crowd * order / len(now))
        angles = np.pi * (GOLDEN * order % 1)
        dome = np.stack([reach * np.cos(angles), reach * np.sin(angles), 0 * reach], axis=1)
        chosen = np.array([self.story.known.arrives(each) == lit for each in now])
        places = (chart.places(now, chart.player.slice.losses(now)) + dome)[chosen]
        if flown and lit:
            places += flown * (self.heap(self.story.size)[: len(places)] - places)
        radius = pixels(DOT) + flown * (SEATED * self.apart - pixels(DOT))
        return stamped(disc(1.0) * radius / pixels(1.0), places)

    def heap(self, size: int) -> FloatArray:
        """The places of all dots of a heap, (n, 3)."""
        row, apart, foot = self.story.row, self.apart, at(self.middle(size), self.box.bottom)
        rows, columns = np.divmod(np.arange(SHUFFLES), row)
        aside, up = (columns - (row - 1) / 2) * apart, (rows + 0.5) * apart
        return foot + np.stack([aside, up, 0.0 * up], axis=1)

    def middle(self, size: int) -> float:
        """The middle of a heap, as a share of the frame's width."""
        share = (sorted(self.counts).index(size) + 0.5) / len(self.counts)
        return self.box.at(share, 1.0)[0]

    def seated(self, places: FloatArray) -> FloatArray:
        """Dots in their heaps."""
        return stamped(disc(1.0) * SEATED * self.apart / pixels(1.0), places)

    def heap_of(
        self, size: int, first: int, count: int, colour: str
    ) -> tuple[ValueTracker, VMobject]:
        """So many dots of a heap, and how much of them is there."""
        places, share = self.heap(size)[first : first + count], ValueTracker(0.0)

        def shape() -> FloatArray:
            return self.seated(places[: round(share.get_value() * len(places))])

        return share, filled(shape, colour)

    def names_of(self, size: int) -> VGroup:
        """How many there are, and of what size their batches are."""
        count, x = self.counts[size], self.middle(size)
        top = UP * self.apart * SHUFFLES / self.story.row + offset(0, 16)
        number = Label(str(count), size=1.5 * SIZES.number, colour=self.theme.text, bold=True)
        content = self.story.label("all", n=size) if size == self.story.n else str(size)
        below = Label(content, size=SIZES.tick, colour=self.theme.muted)
        return VGroup(
            number.place(at(x, self.box.bottom) + top, "centre"),
            below.place(at(x, self.box.bottom) - offset(0, 33), "centre"),
        )


def wave_spec(options: RunOptions) -> RunSpec:
    """The run on batches, whose rate drops at the end."""
    data = runs.series(options)
    if data.n > MOST_ROWS:
        raise RequestError(f"minibatch draws up to {MOST_ROWS:,} rows, these are {data.n:,}")
    size = options.batch_size or min(BATCH, data.n // 2)
    if size == data.n:
        raise RequestError(f"a batch of {size} is all the data: take fewer rows with --batch-size")
    steps = options.steps or STEPS
    return replace(
        runs.wave_on(data, options.changed(batch_size=size, steps=steps)),
        drop_last=True,
        rate_drops=((round(SLOWER_AFTER * steps), SLOWER_BY),),
    )


def best_period(spec: RunSpec) -> float:
    """The period of the wave that fits best."""
    return float(best_wave(objective_of(spec).dataset)[1][0])


def window_of(spec: RunSpec) -> tuple[float, float]:
    """The periods that are shown: about the best one, and the start."""
    data, peak = objective_of(spec).dataset, frozen_model(spec).values[1]
    start = spec.start[0]
    high, low = (slipped(data, peak, cycles) for cycles in SLIPS)
    digits = decimals_for(high - low, 1)
    low, high = round(low, digits), round(high, digits)
    return min(low, start), max(high, start)
