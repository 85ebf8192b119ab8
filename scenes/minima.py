"""The same rule from many starts: which minimum a run ends in, with one parameter and with two."""

from collections.abc import Callable, Sequence, Set
from dataclasses import dataclass, replace
from functools import cached_property, partial
from itertools import pairwise

import numpy as np
from matplotlib.artist import Artist
from matplotlib.collections import LineCollection
from matplotlib.colors import to_rgba_array
from matplotlib.patches import Polygon

from gradreel.scenes.stage.plotting import (
    FRONT,
    GRID,
    LIFT,
    OPACITY,
    SIZES,
    Artists,
    Box,
    ByShape,
    Camera,
    Dataset,
    FigureStory,
    FloatArray,
    Label,
    Landscape,
    LineLandscape,
    LossSlice,
    ModelObjective,
    PartlyFrozen,
    Read,
    RequestError,
    RingedPoint,
    RunOptions,
    Runs,
    RunSpec,
    Sheet,
    SolidNames,
    Steady,
    Stroke,
    Trajectory,
    TurningView,
    Valley,
    Wave,
    Words,
    always,
    arrive,
    as_given,
    backed,
    best_camera,
    best_wave,
    between,
    cached_by_shape,
    counted,
    decimals_for,
    dots,
    down,
    frozen_model,
    holds,
    ink,
    linear,
    notation,
    number_text,
    objective_of,
    over,
    paced,
    round_values,
    rounded,
    runs,
    sentence_lines,
    spread,
    valley_of,
    values,
)

PLACE = 240
OPTIONS = {
    "data": "sunspots",
    "x": None,
    "y": None,
    "starts": (9.4, 9.7),
    "optimizer": "gradient-descent",
    "learning_rate": 0.2,
    "steps": 80,
}
HELP = {"starts": "Two or three periods from which runs start."}
CHOSEN_FOR = {"data": ("starts",), "x": ("starts",), "y": ("starts",)}
DRAWS = "runs of a wave's period with its peak held"

PERIODS, PEAKS = (0.663, 1.325), 0.3
"""Which periods are shown, and how far to both sides of the peak, in the best period."""

AROUND_BARRIER = 0.02
"""How far from the barrier runs start, in shares of what is shown."""

MANY, LONGER, FINER = 141, 1.5, 4
"""So many starts all over the periods are run at once; and how many times as long two parameters
take."""

LEAVES, COMES, SHRINKS, SWEEP, WALK = 2.2, 1.6, 2.2, 3.8, 2.0
"""Seconds in which the view leaves the first valley, the dots come, the wave shows what its period
is, all periods are tried, and a run takes its steps."""

WIDE, LOWER = 3.8, 0.04
"""How many times as wide as the frame shows it a curve with a valley from near is, and how much
lower in the frame: its lowest point is where that of the scene before was."""

ROLL, REWIND, ONTO, TURN, FLOW = 2.8, 2.2, 0.9, 2.2, 3.8
"""Seconds of all runs at once, back and forth, in which the curve goes to its place on the
landscape, of that one's turn, and of both parameters' runs."""

LAST = 2.4
"""Seconds that the last picture stands."""

NUDGE = 0.5
"""How far a stuck period is moved, in its way to the nearer barrier."""

ORBIT, NEARLY_ALL = -24.0, 0.11
"""Degrees by which the landscape turns at the end; and its upper edge when it is near, where it has
the frame but for the line above."""

GRID_POINTS, SWAYS = 141, 400
"""Points of the landscape along each side, and of the wave."""

MOST_TICKS, TICKS_FILL = 8, 0.7
"""So many numbers has an axis at the most, and so much of it do they fill."""

SLACK = 4.0
"""So many pixels of a 1280x720 frame may a number be over the margin."""

AT_REST, ARRIVED, NEAR = 0.01, 0.002, 0.05
"""In shares of what is shown: so near a minimum a run rests in it; a run has arrived when it stays
so near its end; and so near is a minimum of both parameters to that of the period alone."""

WIDTH, THREAD, DOT, SPOT = 4.5, 3.0, 7.0, 5.0
"""Of the curve and the wave, and of a run's way on the landscape; radii of a start and of a row, in
pixels of a 1280x720 frame."""

GROUND, SHADE, BEHIND, MISSES, PART = 0.5, 0.11, 0.3, 0.75, 0.18
"""Opacities: of a basin below the curve, of what is below all of it, of the curve where the
landscape hides it, of the misses, and of a part of the rows that is in step or out of it."""

ABOVE_DATA, BELOW_DATA, BELOW_LOSS, ABOVE_LOSS = 0.3, 0.1, 0.42, 0.06
"""Room in the charts beyond what is in them, in shares of that."""

TICK, NAME, TITLE = 0.044, 0.091, 0.018
"""Baselines in heights of a wide stage: below an axis, of its numbers and its name; above an edge
of a chart, of what stands on it."""

UNDER, OVER, ASIDE, LEADING, TIP = 0.056, 0.016, 0.02, 0.044, 0.01
"""In heights of a wide stage: from a point down to the baseline of its word, from the period's
bracket up to that of its number, from a start aside to its name, and between two lines; and half of
the bracket's ends."""

BRACKET, PART_BELOW, ROOMY = 0.14, 0.19, 0.94
"""How far below its chart's upper edge the bracket and a part of the rows are, in its heights; and
how much of a basin's width its count may take."""

TOLD = 35
"""How often a number changes while all periods are tried."""


@dataclass(frozen=True)
class Start:
    """The role of a run beside the main one."""

    index: int


class LineStart(Start):
    """A run of the period alone, from one of the starts that were asked for."""


class Swept(Start):
    """A run of the period alone, from one of many starts."""


class Freed(Start):
    """A run of the period and the peak, from one of many starts."""


class Minima(FigureStory):
    """A wave whose period is tried; its loss, a curve with several minima, is a landscape's cut.

    Its values are opacities, but `arranged`: 0 the rows alone, 1 above the loss, 2 the loss alone;
    `nearby`: 2 its valley, 1 all of it, 0 not yet; `come`, the share of the rows that are there;
    `period`, that of the wave; `traced`, how much of the curve is drawn; `ring`, of an arrival;
    `swept` and `freed`, the steps of many runs; `coloured`, how far these have come to the colours
    of their ends; and `turned`, how far the curve has come from its chart onto the landscape.
    """

    nearby, arranged, come, rows_shown, wave, in_step, period, coarse = values(8)
    loss_shown, traced, point, ring, swarm, swept, coloured, basins = values(8)
    turned, surface, names, freed, ends = values(5)
    flat = Camera(azimuth=FRONT, elevation=0.0)
    alone = ByShape(Box(0.06, 0.94, 0.26, 0.805), tall=Box(0.07, 0.93, 0.32, 0.8))
    above = ByShape(Box(0.06, 0.94, 0.23, 0.42), tall=Box(0.07, 0.93, 0.29, 0.46))
    below = ByShape(Box(0.06, 0.94, 0.53, 0.84), tall=Box(0.07, 0.93, 0.56, 0.84))
    whole = ByShape(Box(0.06, 0.94, 0.26, 0.82), tall=Box(0.07, 0.93, 0.32, 0.82))
    most_words, near = ByShape(5, tall=1), ByShape(1.38, tall=1.35)
    floor, word_room = ByShape(0.9, tall=0.86), ByShape(0.5, tall=0.2)

    @staticmethod
    def runs(options: RunOptions) -> Runs:
        """The starts, many more to be counted, and those of both parameters.

        Raises:
            RequestError: there are too few or too many starts, or some are outside of what is
                shown.
        """
        main = options.recorded or own_spec(options)
        given = None if options.recorded else options["starts"]
        line, held = line_of(main), frozen_model(main)
        found: dict[object, RunSpec] = {"main": main}
        for index, period in enumerate((given or starts_on(line))[1:]):
            found[LineStart(index)] = replace(main, start=np.array([period]))
        for index, period in enumerate(np.linspace(*line.window, MANY)):
            found[Swept(index)] = replace(main, start=np.array([period]))
            found[Freed(index)] = replace(
                main,
                objective=ModelObjective(held.model, objective_of(main).dataset),
                start=np.array([period, held.values[1]]),
                learning_rate=main.learning_rate / FINER,
                steps=round(LONGER * FINER * main.steps),
            )
        return found

    @staticmethod
    def can_draw(spec: RunSpec) -> bool:
        """Whether a run is of a wave's period, from within what is shown, every step recorded."""
        model = spec.objective.model if isinstance(spec.objective, ModelObjective) else None
        if not isinstance(model, PartlyFrozen) or not isinstance(model.model, Wave):
            return False
        low, high = line_of(spec).window
        kept = model.free, spec.stride, spec.batch_size
        return kept == ((0,), 1, None) and bool(low <= spec.start[0] <= high)

    # The beats.

    def construct(self) -> None:
        """Tell the story; what is said of runs is judged from their records."""
        first, *others = self.walks
        best = self.line.xs[self.line.losses.argmin()]
        there = {self.nearby: 2, self.traced: 1, self.point: 1, self.period: best}
        self.begin(self.flat.values | there)
        self.ask()
        self.beat("loss", {self.arranged: 1})
        self.move(0.4, {self.loss_shown: 1, self.point: 1})
        self.move(SWEEP, {self.period: self.line.window[1], self.traced: 1})
        self.move(0.9, {self.period: first.begin})
        self.start(first)
        if valley := self.valley_of(first.run):
            self.explain(valley)
        for walk in others:
            self.start(walk)
        ends = [*map(self.valley_of, self.many)]
        self.let_many_go(ends)
        self.turn()
        self.beat(moral_of({*ends}))
        self.move(1.4, self.last.values)
        self.move(0.4, {self.names: 1, self.ends: 1})
        self.let_stand(LAST)

    def ask(self) -> None:
        """A valley and what is beyond; then the rows, a wave through them, and its period."""
        self.beat("valley")
        self.move(LEAVES, {self.nearby: 1})
        changes = {self.traced: 0, self.point: 0, self.rows_shown: 1}
        self.beat(self.own("question"), changes, y=self.texts.column(self.data.target_name))
        self.jump({self.nearby: 0, self.period: self.line.window[1]})
        self.move(COMES, linear, {self.come: 1})
        self.beat(self.own("wave"), {self.wave: 1})
        self.jump({self.coarse: 1})
        self.move(SHRINKS, {self.period: self.line.window[0]})

    def start(self, walk: "Walk") -> None:
        """Let a followed run take its steps, mark where it arrives, and say how it ended."""
        run, way = walk.run, self.ways([walk.run])
        kind, begin, end = self.kind_of(run), walk.begin, self.end_of(run)
        alike = [each.word for each in self.walks if self.kind_of(each.run) == kind]
        again = "_too" if run is not self.run and self.valley_of(run) else ""
        self.beat(
            f"to_{kind}{again}",
            dict.fromkeys([self.in_step, *alike], 0.0),
            start=self.measured(as_given(begin)),
            steps=run.n_steps,
            end=self.told(end),
        )
        if run is not self.run:
            self.move(0.7, {self.period: begin})
        self.jump({self.coarse: 0})
        self.move(0.3, {walk.start: 1})
        pace = paced(range(arrival(way) + 1), seconds=WALK)

        def ease(share: float) -> float:
            at = float(at_step(way, pace.step(share * pace.seconds))[0, 0])
            return (at - begin) / (end - begin)

        if end != begin:
            self.move(pace.seconds, ease, {self.period: end})
        self.move(0.5, linear, {self.ring: 1})
        self.jump({self.ring: 0})
        self.move(0.4, {walk.word: 1, walk.start: 0})

    def explain(self, valley: Valley) -> None:
        """Which cycles fit where the first run has ended, and that a little more is worse."""
        fits, _ = self.cycles(self.run)
        kinds = [fits[first] for first, _ in stretches(fits)]
        at_ends = "in_step_at_ends" if kinds == [True, False, True] else "in_step"
        self.beat("all_in_step" if all(fits) else at_ends, good=sum(fits), count=len(fits))
        self.move(1.2, linear, {self.in_step: 1})
        kind = self.kind_of(self.run)
        key = "why_worse" if kind == "local" and self.run.loss[-1] > 1 else f"why_{kind}"
        self.beat(key, {self.in_step: 0})
        left, right = np.clip([valley.left, valley.right], *self.line.window)
        far = NUDGE * float(min(valley.at - left, right - valley.at))
        for seconds, period in ((0.8, -far), (1.4, far), (0.8, 0.0)):
            self.move(seconds, {self.period: self.end_of(self.run) + period})

    def let_many_go(self, ends: list[Valley | None]) -> None:
        """Starts all over the curve; rewound, each has the colour of where its run has ended."""
        gone = self.rows_shown, self.wave, self.point, *(walk.word for walk in self.walks)
        self.beat("many", dict.fromkeys(gone, 0.0), count=MANY)
        self.move(0.9, {self.arranged: 2})
        self.move(0.5, {self.swarm: 1})
        last, evenly = even_steps(self.ways(self.many))
        self.move(ROLL, evenly, {self.swept: last})
        key = "basins_open" if None in ends else "basins"
        self.beat(key, reached=ends.count(self.line.lowest), count=len(ends))
        self.move(0.5, {self.coloured: 1})
        self.meanwhile(REWIND, {self.basins: 1})
        self.move(REWIND, lambda share: 1 - evenly(1 - share), {self.swept: 0})
        self.wait(0.8)

    def turn(self) -> None:
        """The curve becomes a cut through a landscape, and without words all runs go down that."""
        self.beat("cut", {self.loss_shown: 0})
        self.meanwhile(1.2, {self.basins: 0, self.surface: 1})
        self.move(ONTO, {self.turned: 1})
        self.move(TURN, self.solid.values)
        self.move(0.4, {self.names: 1})
        self.hush()
        self.meanwhile(1.6, {self.names: 0})
        self.meanwhile(FLOW, replace(self.last, zoom=self.near).values)
        last, evenly = even_steps(self.ways(self.all_freed))
        self.move(FLOW, evenly, {self.freed: last})
        self.move(1.1, self.solid.turned(0.8 * ORBIT).values)

    # What is said.

    def own(self, key: str) -> str:
        """The sentence for data whose period has a unit, or for a person's own."""
        return key if self.unit else f"{key}_own"

    @property
    def unit(self) -> str:
        """Of the period; empty where it isn't known."""
        return self.texts.labels.get("period_unit", "")

    def told(self, period: float) -> str:
        """A period with its unit, as it is read off."""
        return self.measured(number_text(period, decimals_for(self.line.window[0], 3)))

    def measured(self, value: str) -> str:
        """A period that is written, with its unit."""
        return self.label(self.own("measured"), value=value, unit=self.unit)

    def kind_of(self, run: Trajectory) -> str:
        """What is said of a run's end."""
        if valley := self.valley_of(run):
            return "global" if valley == self.line.lowest else "local"
        return "moving" if run.parameters[-1, 0] == self.end_of(run) else "gone"

    # What is known.

    @cached_property
    def walks(self) -> list["Walk"]:
        """The runs of the period alone that are followed."""
        return [Walk(each) for each in (self.run, *self.recording.all_of(LineStart).values())]

    @cached_property
    def many(self) -> list[Trajectory]:
        """Those from many starts, from the left to the right."""
        return [*self.recording.all_of(Swept).values()]

    @cached_property
    def all_freed(self) -> list[Trajectory]:
        """The runs of both parameters, likewise."""
        return [*self.recording.all_of(Freed).values()]

    @cached_property
    def data(self) -> Dataset:
        """The rows."""
        return objective_of(self.run.spec).dataset

    def predicted(self, times: FloatArray, period: float) -> FloatArray:
        """What the wave of a period says of times (n,): (n,)."""
        model = frozen_model(self.run.spec).model
        return model.logits(self.on_plane(np.array(period)), times[:, None])

    @property
    def peak(self) -> float:
        """The peak that is held."""
        return frozen_model(self.run.spec).values[1]

    @cached_property
    def line(self) -> LineLandscape:
        """The loss over the period alone."""
        return line_of(self.run.spec)

    @cached_property
    def landscape(self) -> Landscape:
        """The loss over the period and the peak."""
        low, high = self.line.window
        far = rounded(PEAKS * (low + high) / sum(PERIODS), 2)
        xs = np.linspace(low, high, GRID_POINTS)
        ys = np.linspace(self.peak - far, self.peak + far, GRID_POINTS)
        return Landscape(xs, ys, over(self.all_freed[0].objective, xs, ys))

    @cached_by_shape
    def solid(self) -> Camera:
        """From where most of the paths is seen."""
        points = np.concatenate([run.parameters[::4] for run in self.all_freed[::8]])
        seen = points[holds(self.landscape.window, points)]
        return best_camera(self.landscape, seen, self.all_freed[0].objective.losses(seen))

    @property
    def last(self) -> Camera:
        """From where the story ends."""
        return self.solid.turned(ORBIT)

    def on_plane(self, periods: FloatArray) -> FloatArray:
        """Both parameters (..., 2) for periods (...)."""
        return np.stack([periods, np.full_like(periods, self.peak)], axis=-1)

    def end_of(self, run: Trajectory) -> float:
        """The period with which a run ends; it never leaves what is shown."""
        return float(np.clip(run.parameters[-1, 0], *self.line.window))

    def valley_of(self, run: Trajectory) -> Valley | None:
        """The valley at whose lowest place a run of the period alone rests, or another near."""
        end = float(run.parameters[-1, 0])
        found = valley_of(self.line.valleys, end)
        near = AT_REST if run.parameters.shape[1] == 1 else NEAR
        is_near = found and abs(end - found.at) <= near * float(np.ptp(self.line.window))
        return found if is_near else None

    def ways(self, followed: Sequence[Trajectory]) -> FloatArray:
        """The parameters (r, n, p) of runs after each step; they never leave what is shown."""
        steps = np.arange(max(len(run.parameters) for run in followed))
        ways = np.stack([run.parameters[np.minimum(steps, run.n_steps)] for run in followed])
        return np.clip(ways, *self.landscape.window[:, : ways.shape[2]])

    def cycles(self, run: Trajectory) -> tuple[list[bool], FloatArray]:
        """The cycles of the wave that a run ends with, about its peaks: those that are whole.

        What is left at both ends of the rows belongs to the next one.

        Returns:
            whether each (n) fits better than the mean alone; their edges (n + 1,).
        """
        times, period = self.data.inputs[:, 0], self.end_of(run)
        turns = (times - self.peak) / period
        numbers = np.arange(np.ceil(turns.min() + 0.5), np.floor(turns.max() - 0.5) + 1)
        made, target = self.predicted(times, period), self.data.target
        better = np.square(target.mean() - target) - np.square(made - target)
        number = np.clip(np.round(turns), numbers[0], numbers[-1])
        edges = self.peak + (np.append(numbers, numbers[-1] + 1) - 0.5) * period
        edges[[0, -1]] = times.min(), times.max()
        return [bool(better[number == each].sum() > 0) for each in numbers], edges

    def colour_of(self, valley: Valley | None) -> str:
        """The colour of a valley, and of runs and starts that end in it."""
        if valley is None:
            return self.theme.muted
        colours = self.theme.runs[2:]
        return colours[self.line.valleys.index(valley) % len(colours)]

    def drawn_to(self) -> float:
        """Up to which period the curve is drawn."""
        low, high = self.line.window
        return low + self.traced() * (high - low)

    @property
    def rows_box(self) -> Box:
        """Where the rows are now."""
        return between(self.alone, self.above, min(self.arranged(), 1.0))

    @property
    def loss_box(self) -> Box:
        """Where the loss is now: from near, with the point in the middle."""
        whole, wide, (low, high) = self.whole, WIDE * self.whole.width, self.line.window
        left = 0.5 - wide * (self.period() - low) / (high - low)
        near = Box(left, left + wide, whole.top + LOWER, whole.bottom + LOWER)
        there = between(self.below, whole, max(self.arranged() - 1.0, min(self.nearby(), 1.0)))
        return between(there, near, max(self.nearby() - 1.0, 0.0))

    def draw(self, sheet: Sheet) -> None:
        """Put all on the sheet, from the landscape to the words."""
        drawing = Drawing(self, sheet)
        drawing.view.show_landscape(self.surface)
        tint = lambda: SHADE * max(self.loss_shown(), min(self.nearby(), 1.0))  # noqa: E731
        drawing.show_ground(tint, self.theme.model, self.line.window[0], self.drawn_to)
        drawing.show_basins()
        drawing.show_parts()
        drawing.show_axes()
        drawing.show_threads()
        drawing.show_curve()
        drawing.show_swarm()
        drawing.show_rows()
        drawing.show_bracket()
        for walk in self.walks:
            drawing.name_walk(walk)
        drawing.show_point()
        drawing.name_landscape()


@dataclass(frozen=True)
class Chart:
    """A chart whose place may move.

    Attributes:
        sheet: where it is drawn.
        box: where it is now.
        x, y: the ranges that it shows.
    """

    sheet: Sheet
    box: Callable[[], Box]
    x: tuple[float, float]
    y: tuple[float, float]

    def at(self, xs: FloatArray | float, ys: FloatArray | float) -> FloatArray:
        """Pixels (n, 2) of places on it, or (2,) of one."""
        box, both = self.box(), zip(np.broadcast_arrays(xs, ys), (self.x, self.y), strict=True)
        right, up = ((each - low) / (high - low) for each, (low, high) in both)
        return self.sheet.at(box.left + right * box.width, box.bottom - up * box.height).T

    def show_axis(self, alpha: Read, name: str, named: Read = always) -> None:
        """Its lower edge with as many round numbers as fit, and its name below these."""
        sheet, muted = self.sheet, self.sheet.theme.muted
        for count in range(MOST_TICKS, 1, -1):
            ticks = round_values(*self.x, count)
            written, edge = notation(ticks), Stroke(sheet, sheet.theme.line, 2.0)
            numbers = [
                Label(sheet, written.name(tick), colour=muted, size=SIZES.tick, edge="centre")
                for tick in ticks
            ]
            if len(ticks) * max(each.width for each in numbers) < TICKS_FILL * Minima.whole.width:
                break
        title = Label(sheet, written.titled(name), colour=muted, edge="centre")

        def shown(opacity: float) -> Artists:
            places = self.at(np.array([*self.x, *ticks]), self.y[0])
            below = places[2:] - [0.0, sheet.tall(TICK)]
            middle = places[:2].mean(axis=0) - [0.0, sheet.tall(NAME)]
            drawn = [*edge.through(places[:2], opacity), *title.put(middle, opacity * named())]
            for number, place in zip(numbers, below, strict=True):
                if abs(inside(place, number) - place).max() < sheet.stroke(SLACK):
                    drawn += number.put(place, opacity)
            return drawn

        sheet.show_at(alpha, shown)


class Drawing:
    """What is on a sheet.

    Attributes:
        view: the landscape.
        rows, loss: the charts of the data with the wave, and of the loss.
    """

    def __init__(self, story: Minima, sheet: Sheet) -> None:
        self.story, self.sheet, self.theme, self.label = story, sheet, sheet.theme, story.label
        self.view = TurningView(sheet, story.landscape, room=Box(0.0, 1.0, NEARLY_ALL, 1.0))
        data, line = story.data, story.line
        times = data.inputs.min(), data.inputs.max()
        wave = story.predicted(np.linspace(*times, SWAYS), line.window[0])
        heights = widened(np.append(data.target, wave), BELOW_DATA, ABOVE_DATA)
        self.rows = Chart(sheet, lambda: story.rows_box, times, heights)
        losses = widened(np.append(line.losses, 1.0), BELOW_LOSS, ABOVE_LOSS)
        self.loss = Chart(sheet, lambda: story.loss_box, line.window, losses)
        step = float(np.ptp(line.window)) / TOLD
        self.told = Steady(
            lambda: step * round(story.period() / step) if story.coarse() else story.period()
        )

    def on(self, periods: FloatArray, camera: Camera) -> FloatArray:
        """Where periods (n,) are on the curve, (n, 2) in pixels: on its way to the landscape."""
        losses, share = self.story.line.line.losses(periods), self.story.turned()
        flat = self.loss.at(periods, losses)
        if not share:
            return flat
        solid = self.project(self.story.on_plane(periods), camera)
        return flat + share * (solid - flat)

    def project(self, points: FloatArray, camera: Camera) -> FloatArray:
        """Where parameters (..., 2) are on the landscape, (..., 2) in pixels."""
        flat = points.reshape(-1, 2)
        losses = self.story.all_freed[0].objective.losses(flat)
        return self.view.project(flat, losses, camera).reshape(points.shape)

    def up(self, size: float) -> FloatArray:
        """A way up (2,) in pixels, from heights of a wide stage."""
        return np.array([0.0, self.sheet.tall(size)])

    # The charts.

    def show_axes(self) -> None:
        """The axes of both charts and what is higher in them."""
        story, sheet, data = self.story, self.sheet, self.story.data
        period = self.label(story.own("axis"), unit=story.unit)
        time, height = story.texts.column_labels([data.feature_names[0], data.target_name])
        self.rows.show_axis(
            lambda: story.rows_shown() * max(1 - 4 * story.in_step(), 0.0),
            time,
            lambda: max(1 - story.arranged(), 0.0),
        )
        self.loss.show_axis(story.loss_shown, period)
        names = self.label("loss"), height
        loss, target = (Label(sheet, name, colour=self.theme.muted) for name in names)
        number, gap = Label(sheet, "", bold=True), Label(sheet, f"{names[0]} ").advance
        flat = Stroke(sheet, self.theme.muted, 1.5)
        small = partial(Label, sheet, colour=self.theme.muted, size=SIZES.smallest)
        # at the end that is farther from the first run's, until others end
        far = story.end_of(story.run) < sum(self.loss.x) / 2
        level = small(self.label("flat_line"), edge="right" if far else "left")

        def place(box: Box) -> FloatArray:
            return sheet.at(box.left, box.top - down(TITLE))

        def titled(opacity: float) -> Artists:
            at, aside = place(story.loss_box), opacity * (1 - story.basins())
            number.set_text(number_text(story.line.line.loss(self.told()), 3))
            beside = at + np.array([gap * sheet.width, 0.0])
            ends = self.loss.at(np.array(self.loss.x), 1.0)
            others = max(walk.word() for walk in story.walks[1:])
            return [
                *loss.put(at, opacity),
                *number.put(beside, opacity * story.point()),
                *flat.through(ends, aside),
                *level.put(ends[int(far)] - self.up(ASIDE + OVER), aside * (1 - others)),
            ]

        sheet.show_at(story.loss_shown, titled)
        note = small(self.label("by_hand", peak=as_given(rounded(story.peak, 5))))

        def noted(opacity: float) -> Artists:
            box = story.rows_box
            below = sheet.at(box.left, box.bottom + down(NAME + LEADING))
            return [*target.put(place(box), opacity), *note.put(below, opacity * story.wave())]

        sheet.show_at(lambda: max(story.rows_shown() - story.arranged(), 0.0), noted)

    def show_rows(self) -> None:
        """The wave, how far it misses each row, and the rows."""
        story, data, sheet = self.story, self.story.data, self.sheet
        times = np.linspace(*self.rows.x, SWAYS)
        wave = Stroke(sheet, self.theme.model, WIDTH)
        misses = Stroke(sheet, self.theme.full_loss, 2.0)
        samples = dots(sheet, SPOT, self.theme.text, edge=self.theme.background, width=1)

        def waving(opacity: float) -> Artists:
            x, y, period = data.inputs[:, 0], data.target, story.period()
            rungs = np.stack([y, story.predicted(x, period), np.full_like(x, np.nan)], axis=1)
            ends = self.rows.at(np.repeat(x, 3), rungs.ravel())
            return [
                *misses.through(ends, MISSES * opacity * min(story.arranged(), 1.0)),
                *wave.through(self.rows.at(times, story.predicted(times, period)), opacity),
            ]

        def resting(opacity: float) -> Artists:
            low, high = self.rows.x
            here = data.inputs[:, 0] <= low + story.come() * (high - low)
            samples.set_offsets(self.rows.at(data.inputs[here, 0], data.target[here]))
            samples.set_alpha(opacity)
            return (samples,) if story.come() else ()

        sheet.show_at(story.wave, waving)
        sheet.show_at(story.rows_shown, resting)

    def show_bracket(self) -> None:
        """The period, from the peak that is held to the next."""
        story, sheet, colour = self.story, self.sheet, self.theme.model
        span = Stroke(sheet, colour, 2.5)
        name = Label(sheet, "", colour=colour, edge="centre", bold=True)
        height = self.rows.y[1] - BRACKET * float(np.ptp(self.rows.y))

        def shown(opacity: float) -> Artists:
            ends = np.array([story.peak, story.peak + story.period()])
            first, last = self.rows.at(ends, height)
            tip = self.up(TIP)
            places = np.stack([first - tip, first + tip, first, last, last + tip, last - tip])
            name.set_text(self.label("period", period=story.told(self.told())))
            above = inside((first + last) / 2 + self.up(OVER), name)
            return [*span.through(places, opacity), *name.put(above, opacity)]

        sheet.show_at(story.wave, shown)

    def show_parts(self) -> None:
        """Where the wave of the first run's end is in step with the rows, and where it isn't."""
        fits, edges = self.story.cycles(self.story.run)
        for first, end in stretches(fits):
            self.show_part(edges[[first, end]], fits=fits[first])

    def show_part(self, ends: FloatArray, *, fits: bool) -> None:
        """A part in which the wave is in step, or isn't; its name if there is room for it."""
        sheet, colour = self.sheet, self.theme.model if fits else self.theme.full_loss
        ground, name = area(sheet, colour), self.label("in_step" if fits else "out_of_step")
        word = Label(sheet, name, colour=colour, edge="centre", bold=True)
        ground.set_alpha(PART)
        low, high = self.rows.y
        heights = np.repeat([low, high - PART_BELOW * (high - low)], 2)

        def shown(share: float) -> Artists:
            left, right = np.minimum(ends, self.rows.x[0] + share * np.ptp(self.rows.x))
            ground.set_xy(self.rows.at(np.array([left, right, right, left]), heights))
            first, last = self.rows.at(ends, heights[:2])
            has_room = word.width * sheet.width < last[0] - first[0] and right == ends[1]
            return [ground, *(word.put((first + last) / 2 - self.up(TICK)) if has_room else ())]

        sheet.show_at(self.story.in_step, shown)

    # What is on the curve.

    def show_basins(self) -> None:
        """Neighbouring starts that end alike, from half-way to those at the left and the right."""
        story = self.story
        starts, ends = np.linspace(*self.loss.x, MANY), [*map(story.valley_of, story.many)]
        for first, end in stretches(ends):
            sides = starts[[max(first - 1, 0), end - 1]] + starts[[first, min(end, MANY - 1)]]
            self.show_basin(ends[first], sides / 2, end - first)

    def show_ground(self, alpha: Read, colour: str, left: float, right: Read) -> None:
        """What is below the curve, between two periods."""
        made = area(self.sheet, colour)

        def shown(camera: Camera, opacity: float) -> Artists:
            periods = np.linspace(left, right(), SWAYS)
            foot = self.loss.at(periods[[-1, 0]], self.loss.y[0])
            made.set_xy(np.concatenate([self.on(periods, camera), foot]))
            made.set_alpha(opacity)
            return [made]

        self.view.show(alpha, shown, within=False)

    def show_basin(self, valley: Valley | None, sides: FloatArray, starts: int) -> None:
        """The starts that end in one valley, below the curve, and their number."""
        sheet, story, (low, high) = self.sheet, self.story, self.loss.x
        left, right = map(float, sides)
        self.show_ground(
            lambda: GROUND * story.basins(), story.colour_of(valley), left, lambda: right
        )
        count = Label(sheet, self.label("starts", count=starts), edge="centre", bold=True)
        room = ROOMY * (right - left) / (high - low) * story.whole.width
        if count.width > room:
            count.set_text(str(starts))

        def shown(opacity: float) -> Artists:
            foot = self.loss.at((left + right) / 2, self.loss.y[0])
            return count.put(foot + self.up(TITLE), opacity)

        if count.width < room:
            sheet.show_at(story.basins, shown)

    def show_curve(self) -> None:
        """The curve as far as it is drawn, thin where the landscape hides it."""
        story, colour, relief = self.story, self.theme.full_loss, self.view.relief
        casing = Stroke(self.sheet, self.theme.background, WIDTH + 3)
        line, behind = (Stroke(self.sheet, colour, WIDTH) for _ in range(2))

        def shown(camera: Camera, _: float) -> Artists:
            xs, edge = story.line.xs, story.drawn_to()
            xs = np.append(xs[xs < edge], edge)
            drawn, hidden = self.on(xs, camera), np.zeros(len(xs), dtype=bool)
            if surface := story.surface():
                places = relief.on(story.on_plane(xs), story.line.line.losses(xs), lift=LIFT)
                hidden = relief.hidden(places, camera.towards)
            seen, unseen = (np.where(apart[:, None], np.nan, drawn) for apart in (hidden, ~hidden))
            faint = behind.through(unseen, max(BEHIND, 1 - surface))
            return [*casing.through(seen), *line.through(seen), *faint]

        self.view.show(story.traced, shown)

    def show_point(self) -> None:
        """The point at the wave's period, and the ring where a run arrives."""
        story, point, ring = self.story, RingedPoint(self.sheet), arrive(self.sheet)

        def shown(camera: Camera, opacity: float) -> Artists:
            place = self.on(np.array([story.period()]), camera)[0]
            return [*point.at(place, opacity), *ring(story.ring(), place)]

        self.view.show(story.point, shown, within=False)

    def show_swarm(self) -> None:
        """Many points at once, which come to the colours of their ends."""
        story, theme = self.story, self.theme
        balls = dots(self.sheet, DOT, theme.point, edge=theme.background, width=1)
        alone, freed = story.ways(story.many), story.ways(story.all_freed)
        colours = [
            to_rgba_array([story.colour_of(story.valley_of(run)) for run in group])
            for group in (story.many, story.all_freed)
        ]
        white = to_rgba_array(theme.point)

        def shown(camera: Camera, opacity: float) -> Artists:
            done, share = story.freed(), story.coloured()
            if done:
                places = self.project(at_step(freed, done), camera)
            else:
                places = self.on(at_step(alone, story.swept())[:, 0], camera)
            balls.set_offsets(places)
            balls.set_facecolor([*map(tuple, white + share * (colours[bool(done)] - white))])
            balls.set_alpha(opacity)
            return (balls,)

        self.view.show(story.swarm, shown)

    def show_threads(self) -> None:
        """The ways of the runs of both parameters, in the colours of their ends."""
        story, ways = self.story, self.story.ways(self.story.all_freed)
        colours = [story.colour_of(story.valley_of(run)) for run in story.all_freed]
        line = partial(LineCollection, [], capstyle="round", figure=self.sheet.figure)
        made = [
            line(colors=colour, linewidths=self.sheet.stroke(width))
            for colour, width in ((self.theme.background, THREAD + 2.0), (colours, THREAD))
        ]

        def shown(camera: Camera, done: float) -> Artists:
            gone = [ways[:, : int(done) + 1], at_step(ways, done)[:, None]]
            drawn = self.project(np.concatenate(gone, axis=1), camera)
            for each in made:
                each.set_segments([*drawn])
            return made

        self.view.show(story.freed, shown)

    # What is written.

    def name_walk(self, walk: "Walk") -> None:
        """Where a followed run starts, and below its end what that is."""
        story, sheet = self.story, self.sheet
        end = story.end_of(walk.run)
        falls_left = end < walk.begin
        start = Label(
            sheet,
            self.label("start"),
            colour=self.theme.muted,
            size=SIZES.smallest,
            edge="right" if falls_left else "left",
        )
        dot, aside = RingedPoint(sheet, radius=5.0, filled=False), sheet.tall(ASIDE)

        def starting(opacity: float) -> Artists:
            at = self.on(np.array([walk.begin]), story.flat)[0]
            beside = at + np.array([-aside if falls_left else aside, aside / 2])
            return [*dot.at(at, opacity), *start.put(beside, opacity)]

        sheet.show_at(walk.start, starting)
        if not story.valley_of(walk.run):
            return
        lines = [
            Label(sheet, line, edge="centre", bold=True)
            for line in sentence_lines(
                self.label(story.kind_of(walk.run)), SIZES.label, story.word_room
            )
        ]
        grounds = [*map(backed, lines)]

        def ended(opacity: float) -> Artists:
            at = self.on(np.array([end]), story.flat)[0]
            drawn = list[Artist]()
            for row, (line, ground) in enumerate(zip(lines, grounds, strict=True)):
                ground.set_alpha(OPACITY * opacity)
                lead = self.up(UNDER + row * LEADING)
                drawn += line.put(inside(at - lead, line), opacity)
            return drawn

        sheet.show_at(walk.word, ended)

    def name_landscape(self) -> None:
        """The axes of the landscape, and what its lowest places are that runs end in."""
        story, view = self.story, self.view
        axes = self.label("axis_own"), self.label(story.own("peak"))
        names = SolidNames(view, axes, self.label("loss"))
        view.show(story.names, names.at, within=False)
        words = Words(view, story.all_freed[0].objective.losses, [story.last])
        words.avoid_points(story.on_plane(story.line.xs), story.line.losses)
        words.avoid(
            lambda camera: np.concatenate(
                [spread(ink(each)) for each in names.at(camera, 1.0) if isinstance(each, Label)]
            )
        )
        found = {story.valley_of(run): run for run in story.all_freed}
        for valley in (story.line.lowest, *story.line.valleys)[: story.most_words]:
            if run := found.pop(valley, None):
                end, loss = run.parameters[-1], run.loss[-1]
                content = self.label(f"{story.kind_of(run)}_short")
                words.show(story.ends, content, end, loss, floor=story.floor)


def moral_of(ends: Set[Valley | None]) -> str:
    """The beat that says what the start decides, by the minima in which runs end."""
    if len(ends - {None}) > 1:
        return "moral"
    return "moral_lone" if None in ends else "moral_one"


def own_spec(options: RunOptions) -> RunSpec:
    """The run of the period alone from the first start.

    Raises:
        RequestError: the data show no cycle, or a start is outside of what is shown.
    """
    spec = runs.wave_on(runs.series(options), options)
    line = line_of(spec)
    starts, (low, high) = options["starts"] or starts_on(line), line.window
    if not all(low <= each <= high for each in starts):
        raise RequestError(f"--starts must be between {low:g} and {high:g}")
    if len(starts) not in (2, 3):
        raise RequestError(f"--starts gives {counted(len(starts), 'start')}: give 2 or 3")
    return replace(spec, start=np.array(starts[:1]))


def line_of(spec: RunSpec) -> LineLandscape:
    """The loss over the period alone, about the one that fits best."""
    whole, held = objective_of(spec), frozen_model(spec)
    _, (period, _) = best_wave(whole.dataset)
    free = ModelObjective(held.model, whole.dataset)
    cut = LossSlice.of_parameter(free, 0, np.array([0.0, held.values[1]]))
    low, high = (rounded(float(each * period), 2) for each in PERIODS)
    return LineLandscape(cut, (low, high))


def starts_on(line: LineLandscape) -> tuple[float, ...]:
    """Two starts, at both sides of the barrier before the lowest place if there is one."""
    lowest, (low, high) = line.lowest, line.window
    barrier = lowest.left if lowest and np.isfinite(lowest.left) else (low + high) / 2
    far = AROUND_BARRIER * (high - low)
    return tuple(round(each, decimals_for(far, 1)) for each in (barrier - far, barrier + far))


def widened(shown: FloatArray, below: float, above: float) -> tuple[float, float]:
    """The range of an axis with room beyond what is shown, in shares of that."""
    low, high = shown.min(), shown.max()
    return low - below * (high - low), high + above * (high - low)


def inside(place: FloatArray, label: Label) -> FloatArray:
    """A place (2,) in pixels for the middle of a label that stays inside the margins."""
    half, at = label.width / 2 + GRID.margin, label.sheet.x
    return np.array([np.clip(place[0], at(half), at(1 - half)), place[1]])


def area(sheet: Sheet, colour: str) -> Polygon:
    """An area without corners yet."""
    return Polygon(np.zeros((1, 2)), facecolor=colour, edgecolor="none", figure=sheet.figure)


def at_step(ways: FloatArray, step: float) -> FloatArray:
    """Where runs are at a step or between two, (r, p), of their ways (r, n, p)."""
    done, last = int(step), ways.shape[1] - 1
    before, after = ways[:, done], ways[:, min(done + 1, last)]
    return before + (step - done) * (after - before)


def arrival(ways: FloatArray) -> int:
    """The step from which on nothing more is seen to move on ways (r, n, p)."""
    apart = np.abs(shares_of(ways - ways[:, -1:], ways)).max(axis=(0, 2))
    return int(np.flatnonzero(apart > ARRIVED).max(initial=-1)) + 1


def even_steps(ways: FloatArray) -> tuple[int, Callable[[float], float]]:
    """The step of arrival, and how to get there: slowly at first, where most is seen to move."""
    last = arrival(ways)
    moved = np.abs(shares_of(np.diff(ways[:, : last + 1], axis=1), ways)).sum(axis=(0, 2))
    done = np.cumsum([0.0, *moved])
    steps = np.arange(last + 1) / max(last, 1)
    return last, lambda share: np.interp(share**1.6 * done[-1], done, steps)


def shares_of(lengths: FloatArray, ways: FloatArray) -> FloatArray:
    """Lengths (..., p) as shares of the whole size of ways (r, n, p)."""
    return np.asarray(lengths / np.maximum(np.ptp(ways, axis=(0, 1)), 1e-9))


def stretches(kinds: Sequence[object]) -> list[tuple[int, int]]:
    """From where to where neighbours are alike."""
    changes = [i for i, pair in enumerate(pairwise(kinds), 1) if pair[0] != pair[1]]
    return [*pairwise([0, *changes, len(kinds)])]


class Walk:
    """A run of the period alone that is followed, and the period at which it begins.

    Its values are opacities: `start` of where it starts, `word` of what its end is.
    """

    def __init__(self, run: Trajectory) -> None:
        self.run, self.begin = run, float(run.parameters[0, 0])
        self.start, self.word = values(2)
