"""Optimizers from one start on one surface: their paths, their losses, and who arrives when."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from itertools import pairwise

import numpy as np
from matplotlib.artist import Artist

from gradreel.scenes.stage.plotting import (
    GRID,
    SIZES,
    Box,
    ByShape,
    Camera,
    FigureStory,
    FloatArray,
    Label,
    LandscapeRuns,
    LossChart,
    LossLine,
    RequestError,
    RingedPoint,
    RunLook,
    RunMap,
    RunOptions,
    RunPlayer,
    Runs,
    RunSpec,
    Sheet,
    Stroke,
    SurfaceObjective,
    Trajectory,
    arrive,
    as_given,
    at_step,
    cached_by_shape,
    camera_on,
    counted,
    distinct_looks,
    down,
    is_tall,
    line_room,
    linear,
    log_scale,
    number_text,
    on_arc,
    optimizers,
    paced,
    runs,
    scale,
    scientific,
    shorten,
    smooth,
    text_width,
    values,
)

PLACE = 260
OPTIONS = {
    "surface": "beale",
    "start": (1.0, 1.0),
    "steps": 300,
    "optimizers": ("gradient-descent", "momentum", "nesterov", "adagrad", "rmsprop", "adam"),
    "rates": (0.02, 0.01, 0.005, 1.0, 0.02, 0.2),
}
HELP = {
    "optimizers": "Two to six optimizers to race.",
    "rates": "A learning rate for each of them.",
}
CHOSEN_FOR = {"surface": ("rates",), "start": ("rates",), "optimizers": ("rates",)}
DRAWS = "runs of two parameters, on a surface or of a model"

STEPS, LEAST, MOST = 200, 2, 6
"""How many steps each may take unless it is said, and how many may race."""

LASTING, AGAIN = 11.0, 6.5
"""Seconds that the steps of the race take at the most, and those of the rematch."""

COMES, LAST = 0.7, 2.3
"""Seconds in which an optimizer comes to the board, and that the last picture stands."""

LOOK, SWAP = 0.7, 0.45
"""Seconds from one look at the ranks to the next, and that runs take to change places."""

FLIGHT = 0.6
"""Seconds that a ring widens where a run arrives, and that the number of its step flies."""

APART = 12
"""The step, at the most, at which the race is stopped to name the leader."""

NEAR = 1e-4
"""A run has arrived with so small a share of the fall from the start left, about."""

BESIDE = 0.01
"""So far, in a window's sides, is next to a place."""

NEVER = np.inf
"""The step at which a run arrives that doesn't."""

RESTING = "global", "only", "lowest", "local"
"""Ends of a run that tell of a floor, where the surface's own isn't known."""

LAST_PART = 0.25
"""Runs that don't arrive are ranked by their usual loss in this last part of their steps."""

ORBIT, CLOSER = 30.0, 1.12
"""Degrees by which a landscape turns while it is looked at, and how much nearer one is seen."""

TARGET, TRAP, WEIGHT = 15.0, 7.0, 0.62
"""Radii of the rings about a goal and about a minimum that is none, in pixels of a 1280x720 frame;
and how thick paths are."""

TITLE_ABOVE, BESIDE_NAME = 0.022, 0.02
"""From a map's upper edge to its title, in heights of a wide stage; and the width that stays free
left of it, where the name of the axis ends, as a fraction of the stage's."""

HEAD = 11.0
"""So far about each run's point, in pixels of a 1280x720 frame, no name should be."""

ROWS, FOR_NAMES = 6, 0.02
"""How many rows a board has at the most; and how much higher the axes above it end where its
columns have names."""

OVER, HIGHEST, DEEPEST, UNDER = 1.6, 30.0, 1e-6, 9.5
"""How far above the losses at the start the axis reaches, in times; a run that climbs is seen to so
many times the start. How far below the start it reaches where there is no finish; and how many
times below the finish, so that there is room for its name."""

AROUND, EARLY = 1.2, 0.4
"""How many times the first arrival the axis has room for at first, if that is early: in less than
so much of all steps."""

THIN, BACK = 0.7, 0.5
"""How much less of a name is seen half-way to another place; and the opacity of runs that haven't
arrived in the end."""

RAISED, TITLED = 0.012, 0.047
"""From a baseline up to the middle of its row, and from the first row up to the names of the
columns, in heights of a wide stage."""

MADE_ROOM = 0.8
"""The share of their way after which the first results are clear of the lines beside them."""

NONE = "–"
"""What stands for an arrival where there is none, in short."""


@dataclass(frozen=True)
class Racer:
    """The role of a run on the main run's course, by another optimizer."""

    optimizer: str


@dataclass(frozen=True)
class Rematch:
    """The role of a run on another course, by any of the optimizers."""

    optimizer: str


@dataclass(frozen=True)
class KnownRace:
    """A surface and a start whose best rates are known.

    Attributes:
        surface, start, steps: where all go from, and how far.
        rates: by the optimizers' names, of 1, 2 and 5 times powers of ten that with which it
            arrives first; or, if it arrives with none, with which it ends lowest.
    """

    surface: str
    start: tuple[float, float]
    steps: int
    rates: Mapping[str, float]


COURSES = (
    KnownRace(
        surface="beale",
        start=(1.0, 1.0),
        steps=300,
        rates={
            "gradient-descent": 0.02,
            "momentum": 0.01,
            "nesterov": 0.005,
            "adagrad": 1.0,
            "rmsprop": 0.02,
            "adam": 0.2,
            "adamw": 0.2,
        },
    ),
    KnownRace(
        surface="six-hump-camel",
        start=(1.4, 1.0),
        steps=120,
        rates={
            "gradient-descent": 0.1,
            "momentum": 0.02,
            "nesterov": 0.02,
            "adagrad": 1.0,
            "rmsprop": 0.1,
            "adam": 0.5,
        },
    ),
)


def course_of(spec: RunSpec) -> KnownRace | None:
    """The course that a run is on, if its rates are known."""
    objective = spec.objective
    name = objective.surface.name if isinstance(objective, SurfaceObjective) else ""
    here = (each for each in COURSES if each.surface == name)
    return next((each for each in here if np.array_equal(spec.start, each.start)), None)


def rates_of(options: RunOptions) -> dict[str, float | None]:
    """A rate for each optimizer, None where it is to be found.

    Raises:
        RequestError: what is asked for is no race.
    """
    names, rates = tuple(options["optimizers"]), options["rates"]
    for name in names:
        optimizers.build(name)
    if len(set(names)) < len(names):
        raise RequestError("--optimizers names one twice: name each once")
    if not LEAST <= len(names) <= MOST:
        raise RequestError(f"--optimizers names {len(names)}: name {LEAST} to {MOST} for a race")
    if rates is None:
        return dict.fromkeys(names)
    if len(rates) != len(names):
        each = counted(len(names), "optimizer")
        raise RequestError(f"--rates has {len(rates)} for {each}: give one for each, in order")
    if min(rates) <= 0:
        raise RequestError("--rates must be above 0")
    return dict(zip(names, rates, strict=True))


def at_rate(spec: RunSpec, name: str, rate: float | None) -> RunSpec:
    """A run of an optimizer with its rate: given, known for this course, or found by trying."""
    course = course_of(spec)
    known = course.rates.get(name) if course and rate is None else rate
    return runs.with_rate(replace(spec, optimizer=optimizers.build(name)), known)


def first_racer(options: RunOptions, rates: Mapping[str, float | None]) -> RunSpec:
    """The run of the optimizer that is named first."""
    usual = (each.start for each in COURSES if each.surface == options.surface)
    first, start = next(iter(rates)), options.start or next(usual, None)
    chosen = options.changed(start=start, steps=options.steps or STEPS, learning_rate=1.0)
    spec = runs.surface_spec(chosen.changed(optimizer=first))
    objective = spec.objective
    if isinstance(objective, SurfaceObjective) and objective.surface.lowest == -np.inf:
        raise RequestError(
            f"nobody can arrive on the surface {objective.surface.title}, it has no floor: "
            "take another"
        )
    if options.steps is None and (course := course_of(spec)):
        spec = replace(spec, steps=course.steps)
    return at_rate(spec, first, rates[first])


class Race(FigureStory):
    """A race down one landscape, and another on the next, where the order is another.

    Its values: `rows`, how many have come to the board; `rates`, the opacity of their rates;
    `close`, from the wide list to the board below a chart; `pair`, to two columns of results.
    """

    rows, rates, close, pair = values(4)

    # The landscape's room beside the chart, or above it, how much less it there has as a map, and
    # where it is cut off when it is seen from near.
    narrow = ByShape(Box(0.1, 0.46, 0.25, 0.92), tall=Box(0.1, 0.95, 0.247, 0.485))
    around = ByShape((0.0, 0.035, 0.09), tall=(0.0, 0.0, 0.0))
    near = ByShape(Box(0.0, 1.0, 0.235, 1.0), tall=Box(0.0, 1.0, 0.21, 1.0))
    # The baseline of how its heights are to be read, and how many characters its title has at the
    # most: that note stands beside it in a tall frame, so it ends at the margin there.
    note_line = ByShape(GRID.lowest_baseline, tall=0.234)
    title_room = ByShape(24, tall=18)
    chart_area = ByShape(
        Box(0.59, GRID.panel_right - 0.012, 0.295, 0.56), tall=Box(0.17, 0.93, 0.538, 0.674)
    )
    name_below = ByShape(0.041, tall=0.035)
    # The board: signs are in the middle of its left edge, names beside them. The first baseline of
    # the list and its pitch; the last one of the close board below the chart, and its pitch.
    board_left, board_right = ByShape(0.535, tall=0.07), GRID.panel_right
    beside_sign = ByShape(0.02, tall=0.036)
    wide_rows = ByShape((0.375, 0.092), tall=(0.58, 0.065))
    close_rows = ByShape((GRID.lowest_baseline, 0.051), tall=(GRID.lowest_baseline, 0.0355))
    # With two columns: where the first results end, where the lines between both begin and end, at
    # the signs of the second, and from the middle of a sign to what stands right of it.
    first_result = ByShape(0.775, tall=0.6)
    first, second = ByShape(0.785, tall=0.615), ByShape(0.838, tall=0.7)
    clear = ByShape(0.014, tall=0.026)

    @staticmethod
    def runs(options: RunOptions) -> Runs:
        """The optimizers from one start; and all on another course where this one is a known one.

        Raises:
            RequestError: what is asked for is no race.
        """
        rates = rates_of(options)
        main = options.recorded or first_racer(options, rates)
        others = [name for name in rates if name != main.optimizer_name][: MOST - 1]
        racing: dict[object, RunSpec] = {"main": main}
        racing |= {Racer(name): at_rate(main, name, rates[name]) for name in others}
        everyone = main.optimizer_name, *others
        if here := course_of(main):
            there = next(each for each in COURSES if each is not here)
            chosen = RunOptions(
                surface=there.surface, start=there.start, steps=there.steps, seed=main.seed
            )
            if {*everyone, *rates} <= there.rates.keys():
                for name in everyone:
                    again = chosen.changed(optimizer=name, learning_rate=there.rates[name])
                    racing[Rematch(name)] = runs.surface_spec(again)
        return racing

    @staticmethod
    def can_draw(spec: RunSpec) -> bool:
        """Whether a run has the two parameters of a landscape, and every step recorded."""
        return spec.objective.n_parameters == 2 and spec.stride == 1

    # The beats.

    def construct(self) -> None:
        """Tell the story beat by beat; what is said of a run is judged from its record."""
        heat, cameras = self.heat, self.cameras
        self.begin(cameras.opening.values)
        self.begin({heat.surface: 1, heat.start: 1, heat.goals: 1, self.rates: 1})
        self.beat("question", count=len(self.looks), steps=heat.steps)
        self.meanwhile(5.0, self.orbit(ORBIT))
        goals, aside = len(heat.shown.minima(lowest=True)), cameras.goal.aside
        self.beat("goal" if goals == 1 else "goals" if goals else "lower")
        self.move(3.0, cameras.goal.values)
        self.move(0.4, {heat.scales: float(aside == 1)})
        self.beat(self.rates_key, {heat.goals: 0} | cameras.map.values)
        self.move(COMES * len(self.looks), linear, {self.rows: len(self.looks)})
        near = as_given(heat.near) if 1e-4 <= heat.near <= 1e4 else scientific(heat.near)
        self.beat("finish" if heat.has_goal else "no_finish", {self.rates: 0}, near=near)
        self.move(0.9, {self.close: 1, heat.scales: 1})
        self.move(0.4, {heat.chart: 1, heat.paths: 1})
        if heat.has_goal:
            self.move(1.8, {heat.finish: 1})
        self.part()
        self.arrive()
        if self.rematch is not None:
            self.race_elsewhere(self.rematch)
        self.beat(self.moral)
        self.move(0.3, {heat.scales: 0})
        self.move(2.6, cameras.last.values)
        self.let_stand(LAST)

    def part(self) -> None:
        """The first steps, up to where the leader is named."""
        heat, step = self.heat, self.heat.parted
        until, leader = heat.pace.when(step), self.name(heat.leader)
        key = "parts" if step > 1 else "parts_once"
        self.beat(key, {heat.start: 0}, step=step, leader=leader)
        self.move(max(until, 1.6), linear, {heat.seconds: until})
        self.move(0.4, {heat.named: 1})
        self.wait(1.4)

    def arrive(self) -> None:
        """The rest of the race: the first that arrives, then all; said when it has happened."""
        heat = self.heat
        self.beat("chase" if heat.arrived else "chase_lower", {heat.named: 0})
        if heat.arrived:
            self.play(heat, heat.stops[1])
            step, name = heat.arrivals[heat.arrived[0]], self.name(heat.arrived[0])
            key = "first" if step != 1 else "first_once"
            self.beat(key, step=step, name=name[:1].upper() + name[1:])
        self.play(heat)
        self.beat(self.result_of(heat, ""), **self.facts(heat))
        if self.rematch is not None:
            beside = self.cameras.beside
            self.move(2.8, self.tilt(beside.elevation, beside.azimuth) | {heat.scales: 0})

    def race_elsewhere(self, again: "Heat") -> None:
        """The map and the chart become others, and the board has a second column."""
        heat, cameras = self.heat, self.cameras
        aside = self.tilt(cameras.turned.elevation, cameras.turned.azimuth)
        goals, valleys = (len(again.shown.minima(lowest=lowest)) for lowest in (True, False))
        key = "other_valleys" if valleys else "other"
        self.beat(key, {heat.chart: 0, heat.finish: 0}, goals=goals, valleys=valleys)
        self.move(0.8, {heat.paths: 0})
        self.move(0.6, aside | {heat.surface: 0, again.surface: 1})
        self.move(0.4, {again.goals: 1})
        self.move(1.6, self.orbit(ORBIT))
        self.move(1.6, self.tilt() | {again.start: 1, self.pair: 1})
        self.move(0.4, {again.scales: 1})
        self.beat("other_chase", steps=again.steps)
        self.move(0.4, {again.chart: 1, again.finish: float(again.has_goal)})
        self.move(0.8, {again.scales: 0} | cameras.larger.values)
        self.move(0.4, {again.paths: 1, again.start: 0, again.goals: 0})
        self.play(again)
        self.beat(self.result_of(again, "other_"), **self.facts(again))
        self.move(0.4, {again.ends: 1})
        self.move(2.4, cameras.turned.values)

    # What is known.

    @cached_property
    def heat(self) -> "Heat":
        """The race."""
        everyone = self.run, *self.recording.all_of(Racer).values()
        return Heat(everyone, tuple(range(len(everyone))), LASTING)

    @cached_property
    def rematch(self) -> "Heat | None":
        """The race on another course, if there is one."""
        everyone = tuple(self.recording.all_of(Rematch).values())
        return Heat(everyone, self.heat.order, AGAIN) if everyone else None

    @cached_by_shape
    def cameras(self) -> "RaceCameras":
        """From where the story looks."""
        return RaceCameras(self.heat, self.rematch or self.heat)

    @cached_property
    def looks(self) -> tuple[RunLook, ...]:
        """A colour and a sign for each run."""
        names = [run.spec.optimizer_name for run in self.heat.racers]
        short = self.texts.labels
        written = [short.get(f"short_{each}", self.texts.optimizer(each)) for each in names]
        return distinct_looks(self.theme, written)

    # What is said.

    def name(self, index: int) -> str:
        """A run's optimizer in words."""
        return self.texts.optimizer(self.heat.racers[index].spec.optimizer_name)

    @property
    def rates_key(self) -> str:
        """The beat that says where the rates come from."""
        course = course_of(self.run.spec)
        known = course.rates if course else {}
        specs = [run.spec for run in self.heat.racers]
        if all(known.get(spec.optimizer_name) == spec.learning_rate for spec in specs):
            return "rates_best"
        return "rates_searched" if self.recording.options["rates"] is None else "rates_given"

    def result_of(self, heat: "Heat", prefix: str) -> str:
        """The beat that says who has arrived in the end."""
        others = heat.order[len(heat.arrived) :]
        if not heat.arrived or not others:
            return f"{prefix}all" if heat.arrived else f"{prefix}none"
        if len(heat.arrived) == 1 and all(map(heat.in_another_valley, others)):
            return f"{prefix}one_trapped"
        return "some_out" if not prefix and any(heat.lost) else f"{prefix}some"

    def facts(self, heat: "Heat") -> dict[str, object]:
        """What the sentences about a race's result may name."""
        first, last = heat.order[0], (heat.arrived or heat.order)[-1]
        out = [self.name(index) for index in heat.order if heat.lost[index]]
        return {
            "out": out[0] if len(out) == 1 else len(out),
            "name": self.name(first),
            "step": heat.arrivals[first],
            "last": self.name(last),
            "last_step": heat.arrivals[last],
            "count": len(heat.arrived),
            "all": len(heat.order),
            "others": len(heat.order) - len(heat.arrived),
            "steps": heat.steps,
        }

    @property
    def moral(self) -> str:
        """The beat that says what to remember."""
        first, then = self.heat.arrived, self.rematch.arrived if self.rematch else ()
        if self.rematch is None or not (first or then):
            return "moral_here"
        if not first or not then:
            return "moral_lost"
        if first[0] != then[0]:
            return "moral"
        return "moral_same" if first == then else "moral_order"

    # The landscapes at the bottom, then the chart, then the board.

    def draw(self, sheet: Sheet) -> None:
        """Put all on the sheet."""
        heat, again, cameras = self.heat, self.rematch, self.cameras
        if again:
            ground, _ = self.show_ground(sheet, again, cameras.last, cameras.map)
            self.name_ends(ground, again)
        rests = cameras.opening, cameras.solid, cameras.goal, cameras.map
        ground, notes = self.show_ground(sheet, heat, *rests)
        self.name_leader(ground, notes)
        chart = self.show_chart(sheet, heat)
        if again:
            self.show_chart(sheet, again, below=FOR_NAMES)
            self.show_rematch(sheet, again)
        start = ground.paths[0].head_at(cameras.map, 0.0)
        for index in range(len(self.looks)):
            self.show_row(sheet, index, start)
            self.show_outcome(sheet, index, chart)

    def show_ground(
        self, sheet: Sheet, heat: "Heat", *rests: Camera
    ) -> tuple[RunMap, Sequence[Label]]:
        """A landscape with its goal and the paths, with words for where the story rests.

        Returns:
            the map, its title, and how its heights are to be read that are compressed.
        """
        ground = RunMap(
            sheet,
            heat.shown,
            self.looks,
            narrow=self.narrow,
            room=self.near,
            around=self.around,
            weight=WEIGHT,
        )
        view = ground.view
        view.show_landscape(heat.surface)
        scales = () if is_tall() else ground.scales(1.0).artists(*ground.names)
        title, label = self.map_title(ground), self.label
        sheet.fade(heat.scales, *scales, *title)
        goals = heat.shown.minima(lowest=True)
        for points, radius in ((heat.shown.minima(lowest=False), TRAP), (goals, TARGET)):
            for point in points:
                ground.show_ring(heat.surface, point, radius)
        for index in range(len(heat.racers)):
            ground.show_run(heat.paths, index, heat.step, partial(heat.arriving, index))
        start = heat.racers[0].parameters[0]
        ground.show_point(heat.start, start)
        words = ground.words(*rests)
        words.avoid_point(start, sheet.stroke(HEAD) if is_tall() else 0.0)
        for goal in goals:
            loss = number_text(ground.loss_at(goal), 2)
            alone = len(goals) == 1  # several have little room
            words.show(
                heat.goals, label("minimum_at", loss=loss) if alone else label("minimum"), goal
            )
        words.show(heat.start, label("start"), start)
        view.add_haze()
        corner, muted = (GRID.margin, self.note_line), sheet.theme.muted
        log = Label(sheet, label("log_heights"), corner, colour=muted, size=SIZES.smallest)

        def note(camera: Camera, alpha: float) -> Sequence[Artist]:
            return log.put(sheet.at(*corner), alpha * linear(11 - 10 * camera.zoom))

        if heat.shown.landscape.heights.compressed:
            view.show(heat.surface, note, within=False)
        return ground, [*title, log]

    def map_title(self, ground: RunMap) -> Sequence[Label]:
        """A surface's name above its map, if there is room beside the name of the axis."""
        sheet, surface = ground.sheet, ground.shown.surface
        if surface is None:
            return ()
        left, _, right, high = ground.view.map_box(1.0)
        (end, top), content = sheet.fractions(np.array([right, high])), self.texts.surface(surface)
        place = 1 - GRID.margin if is_tall() else end, top - down(TITLE_ABOVE)
        title = Label(sheet, "", place, colour=sheet.theme.muted, edge="right", bold=True)
        for count in range(self.title_room, 0, -1):
            title.set_text(shorten(content, count))
            if is_tall() or title.width <= (right - left) / sheet.width - BESIDE_NAME:
                break
        return (title,)

    def name_ends(self, ground: RunMap, heat: "Heat") -> None:
        """Put the name of the first that arrives, and one word where others are stuck."""
        cameras, stuck = self.cameras, filter(heat.in_another_valley, heat.order)
        names = {index: self.label("stuck") for index in [*stuck][:1]}
        names |= {index: self.looks[index].name for index in heat.arrived[:1]}
        words = ground.words(cameras.larger, cameras.turned, cameras.last)
        for path in heat.shown.traces:
            words.avoid_path(path, heat.steps)
        for goal in heat.shown.minima(lowest=True):
            words.avoid_point(goal, ground.sheet.stroke(TARGET))
        for index, name in names.items():
            run = heat.racers[index]
            words.show(heat.ends, name, run.parameters[-1], float(run.loss[-1]))

    def name_leader(self, ground: RunMap, notes: Sequence[Label]) -> None:
        """Put the name of the run that is lowest beside its point where the race is stopped."""
        heat, sheet = self.heat, ground.sheet
        path, words = heat.shown.traces[heat.leader], ground.words(self.cameras.map)
        for each in heat.shown.traces:
            words.avoid_path(each, heat.parted, head=sheet.stroke(HEAD))
        for goal in heat.shown.minima(lowest=True):
            words.avoid_point(goal, sheet.stroke(TARGET))
        scales = ground.scales(1.0)
        numbers = [] if is_tall() else [*scales.numbers_at_left(), *scales.numbers_below()]
        words.avoid_texts([*notes, *numbers])
        told = path.recorded & (path.steps <= heat.parted) & np.isfinite(path.values)
        at, look = np.flatnonzero(told)[-1], self.looks[heat.leader]
        words.show(
            heat.named, look.name, path.points[at], float(path.values[at]), colour=look.colour
        )

    def show_chart(self, sheet: Sheet, heat: "Heat", below: float = 0.0) -> LossChart:
        """The losses on a logarithmic axis, the finish, and the signs on top."""
        looked = zip(self.looks, heat.racers, heat.gaps, heat.arrivals, strict=True)
        lines = [
            LossLine(
                look.name,
                run.recorded_steps,
                gap,
                look.colour,
                look.filled,
                look.shape,
                last=arrival,
            )
            for look, run, gap, arrival in looked
        ]
        start = max(float(heat.gaps[0][0]), np.finfo(float).tiny)
        most = max(float(each[np.isfinite(each)].max()) for each in heat.gaps)
        least = heat.near / UNDER if heat.has_goal else DEEPEST * start
        up = log_scale(least, min(OVER * max(most, start), HIGHEST * start))
        area, free = self.chart_area, (ROWS - len(lines)) * self.close_rows[1]
        box = replace(area, bottom=area.bottom + free - below)
        above = "above_lowest" if self.heat.own_floor is None else "above_minimum"
        titles, first = (self.label("step"), self.label(above)), min(heat.arrivals)
        grows = AROUND * first if 0 < first < EARLY * heat.steps else None
        axes = scale(0, heat.steps, count=4), up
        chart = LossChart(sheet, lines, axes, titles, box, width=2.4, first=grows)
        rings = [arrive(sheet, colour=look.colour) for look in self.looks]

        def curve(index: int, alpha: float) -> Sequence[Artist]:
            return chart.curve(index, heat.step(), alpha)

        def sign(index: int, alpha: float) -> Sequence[Artist]:
            tip = chart.tip_at(index, heat.step())
            made = chart.sign(index, heat.step(), alpha)
            return [*rings[index](heat.arriving(index), tip), *made]

        sheet.show_at(heat.chart, lambda alpha: chart.axes(heat.step(), alpha))
        if heat.has_goal:
            self.show_finish(sheet, heat, chart)
        for drawing in (curve, sign):
            for index in range(len(lines)):
                sheet.show_at(heat.chart, partial(drawing, index))
        return chart

    def show_finish(self, sheet: Sheet, heat: "Heat", chart: LossChart) -> None:
        """A line that grows from the left, its name below its left end, clear of losses."""
        text = sheet.theme.text
        first, last = chart.places(np.array([0.0, heat.steps]), np.full(2, heat.near))
        line, pen = (
            Stroke(sheet, text, 2.5, dash=(2.4, 1.6)),
            RingedPoint(sheet, colour=text, radius=5),
        )
        name = Label(sheet, self.label("arrived"), size=SIZES.smallest, bold=True)
        below = np.array([sheet.x(self.chart_area.left), first[1] - sheet.tall(self.name_below)])

        def shown(alpha: float) -> Sequence[Artist]:
            if not (drawn := heat.finish()):
                return ()
            end = first + drawn * (last - first)
            ends = pen.at(end) if drawn < 1 else ()
            return [*line.between(first, end, alpha), *name.put(below, alpha * drawn), *ends]

        sheet.show_at(heat.chart, shown)

    # The board: who is where, who has arrived at which step, and how that was elsewhere.

    def baseline(self, rank: float, close: float) -> float:
        """Where the row of a place stands."""
        (first, far), (last, near) = self.wide_rows, self.close_rows
        wide = first + rank * far
        return wide + close * (last - (len(self.looks) - 1 - rank) * near - wide)

    def show_row(self, sheet: Sheet, index: int, start: FloatArray) -> None:
        """A run's sign, which comes from the start, its name and its rate."""
        heat, look = self.heat, self.looks[index]
        sign, name = look.sign(sheet, 8), Label(sheet, look.name)
        given = f"η {as_given(heat.racers[index].spec.learning_rate)}"
        rate = Label(sheet, given, colour=sheet.theme.muted, edge="right")

        def shown(alpha: float) -> Sequence[Artist]:
            rank = heat.rank(index)
            baseline = self.baseline(rank, self.close())
            place = sheet.at(self.board_left, baseline - down(RAISED))
            thin = 1 - THIN * abs(np.sin(np.pi * rank))
            return [
                *sign.at(on_arc(start, place, smooth(alpha))),
                *name.put(sheet.at(self.board_left + self.beside_sign, baseline), alpha * thin),
                *rate.put(sheet.at(self.board_right, baseline), alpha * self.rates()),
            ]

        sheet.show_at(lambda: linear(self.rows() - index), shown)

    def show_outcome(self, sheet: Sheet, index: int, chart: LossChart) -> None:
        """What becomes of a run: the step of its arrival flies to its row from the chart."""
        heat, label = self.heat, self.label
        arrival, ending = heat.arrivals[index], heat.shown.verdicts[index].ending
        full, short = label("out" if heat.lost[index] else f"ends_{ending}"), NONE
        if arrives := arrival < NEVER:
            full, short = label("at_step", step=arrival), str(arrival)
        result = Label(sheet, full, edge="right", bold=True)

        def shown(share: float) -> Sequence[Artist]:
            pair, baseline = self.pair(), self.baseline(heat.rank(index), self.close())
            right = self.board_right + pair * (self.first_result - self.board_right)
            place = sheet.at(right, baseline)
            if arrives and share < 1:
                place = on_arc(chart.tip_at(index, heat.step()), place, smooth(share))
            result.set_text(short if pair > 0.5 else full)
            return result.put(place, 1.0 if arrives else share)

        sheet.show_at(lambda: heat.ended(index) if self.rows() else 0.0, shown)

    def show_rematch(self, sheet: Sheet, again: "Heat") -> None:
        """The second column, and what both are columns of above them."""
        small = partial(Label, sheet, colour=sheet.theme.muted, size=SIZES.smallest)
        top = self.baseline(0, 1.0) - down(TITLED)
        sheet.fade(self.pair, small(self.label("results"), (self.board_left, top)))
        for heat, x in ((self.heat, self.first_result), (again, self.board_right)):
            if surface := heat.shown.surface:
                title = small(self.texts.surface(surface), (x, top), edge="right")
                sheet.fade(self.pair, title)
        for index in range(len(self.looks)):
            self.show_link(sheet, index, again)
        for index in range(len(self.looks)):
            self.show_second_row(sheet, index, again)

    def show_link(self, sheet: Sheet, index: int, again: "Heat") -> None:
        """The line from a run's row to that of the second column."""
        line = Stroke(sheet, self.looks[index].colour, 3.5)

        def shown(pair: float) -> Sequence[Artist]:
            drawn = max((pair - MADE_ROOM) / (1 - MADE_ROOM), 0.0)
            first = self.baseline(self.heat.rank(index), self.close()) - down(RAISED)
            last = self.baseline(again.rank(index), 1.0) - down(RAISED)
            end = self.first + drawn * (self.second - self.first)
            alpha = drawn * (1 - again.out(index))
            return line.between(sheet.at(self.first, first), sheet.at(end, last), alpha)

        sheet.show_at(self.pair, shown)

    def show_second_row(self, sheet: Sheet, index: int, again: "Heat") -> None:
        """A run's sign in the second column and the step of its arrival, named if there is room."""
        look, arrival, size = self.looks[index], again.arrivals[index], SIZES.smallest
        sign, room = look.sign(sheet, 8), self.board_right - self.second - self.clear
        content = f"{look.name} {arrival}" if arrival < NEVER else NONE
        if text_width(content, bold=True) > line_room(size, room):
            content = str(arrival)
        result = Label(sheet, content, colour=look.colour, edge="right", bold=True, size=size)

        def shown(pair: float) -> Sequence[Artist]:
            baseline = self.baseline(again.rank(index), 1.0)
            middle = sheet.at(self.second, baseline - down(RAISED))
            alpha = pair * (1 - (1 - BACK) * again.out(index))
            over = arrival == NEVER and again.seconds() >= again.pace.seconds
            told = result.put(sheet.at(self.board_right, baseline), alpha)
            return [*sign.at(middle, alpha), *(told if over or again.arriving(index) else ())]

        sheet.show_at(self.pair, shown)


class Heat(RunPlayer):
    """One race: who arrives, and when; its seconds go evenly, with the last arrival marked.

    Its values are opacities: `surface`, `scales`, `start`, `goals`, `ends` and `named` of the
    landscape and of what is written there, `paths`, `chart`; and `finish`, how much of that line.

    Attributes:
        racers: the runs, in the order of the board's colours.
        lined_up: as they are ranked at the start.
        steps: how many each may take.
        own_floor: the least loss of the surface, if it is known.
        floor: the least loss: that, or else the lowest of the runs and of the map's dips.
        near: how near to it a loss must stay for a run to have arrived: a power of ten.
        has_goal: whether there is a floor to arrive at.
        gaps: the losses (R,) of each run above the floor.
        lost: which runs have come to numbers that are none.
        arrivals: by run, the step from which on it stays near the floor, if it does.
        arrived: the runs that arrive, the first one first.
        order: these, then the others by their loss; those that diverge last.
        parted: the step at which the race is stopped: all are under way, none has arrived.
        leader: the run whose loss is lowest at that step.
        stops: where the story may stop: the leader is named, the first has arrived, all is over.
    """

    def __init__(
        self, racers: tuple[Trajectory, ...], lined_up: tuple[int, ...], most: float
    ) -> None:
        self.racers, self.lined_up, self.shown = racers, lined_up, LandscapeRuns(racers)
        self.steps = max(run.spec.steps for run in racers)
        self.find_floor()
        self.find_arrivals()
        came = [int(self.arrivals[index]) for index in self.arrived]
        self.last_step = came[-1] if len(came) == len(racers) else self.steps
        pace = paced(range(self.last_step + 1), slow=[*came[:1], *came[-1:]], seconds=most)
        super().__init__(pace, FLIGHT)
        self.parted = max(1, min(APART, int(min(*self.arrivals, self.steps)) // 2, self.steps))
        self.leader = self.ranked_at(self.parted, lined_up)[0]
        first = list[float]()
        for time in map(pace.when, came):
            if not first or time <= first[0]:  # who comes while that is marked has a part in it
                first = [time + FLIGHT]
        self.stops = pace.when(self.parted), *first, self.lasting
        self.surface, self.scales, self.start, self.goals, self.named = values(5)
        self.ends, self.paths, self.chart, self.finish = values(4)

    def find_floor(self) -> None:
        """Find the least loss, and how near to it is near."""
        surface, dip, racers = self.shown.surface, self.shown.lowest_place, self.racers
        known = np.nan if surface is None or surface.lowest is None else surface.lowest
        self.own_floor = float(known) if np.isfinite(known) else None
        least = min(float(run.loss[np.isfinite(run.loss)].min()) for run in racers)
        found = min(least, dip.loss) if dip else least
        self.floor = found if self.own_floor is None else self.own_floor
        self.gaps = [np.asarray(run.loss - self.floor) for run in racers]
        fall = float(self.gaps[0][0])
        enough = min(NEAR * fall, self.rise_beside() or np.inf)
        self.near = float(10.0 ** np.round(np.log10(enough))) if fall > 0 else 0.0
        best = int(np.argmin([each.min() for each in self.gaps]))
        self.has_goal = self.near > 0 and (
            self.own_floor is not None
            or bool(dip and dip.loss - self.floor <= self.near)
            or self.shown.verdicts[best].ending in RESTING
        )

    def rise_beside(self) -> float:
        """How much higher it is at least next to the lowest place of a map whose floor was found.

        From a start that is very high a run may come so near to the floor far from that place.
        """
        dip = self.shown.lowest_place
        if self.own_floor is not None or dip is None:
            return 0.0
        angles = np.linspace(0.0, 2.0 * np.pi, 64, endpoint=False)
        aside = BESIDE * np.ptp(self.shown.landscape.window, axis=0)
        ring = dip.place + aside * np.stack([np.cos(angles), np.sin(angles)], axis=-1)
        return max(float(np.nanmin(self.shown.objective.losses(ring))) - dip.loss, 0.0)

    def find_arrivals(self) -> None:
        """Find which runs arrive, and when."""
        everyone = range(len(self.racers))
        endings = [each.ending for each in self.shown.verdicts]
        self.lost = [each in ("diverged", "undefined") for each in endings]
        self.arrivals = [self.arrival(index) for index in everyone]
        arrives = [index for index in everyone if self.arrivals[index] < NEVER]
        self.arrived = tuple(sorted(arrives, key=self.arrivals.__getitem__))

        def rank(index: int) -> tuple[bool, float]:
            part = max(1, round(LAST_PART * len(self.gaps[index])))
            return self.lost[index], float(np.median(self.gaps[index][-part:]))

        others = sorted(set(everyone).difference(arrives))
        self.order = (*self.arrived, *sorted(others, key=rank))

    def arrival(self, index: int) -> float:
        """The step from which on a run stays near the floor, if it does."""
        steps, away = (
            self.racers[index].recorded_steps,
            np.flatnonzero(~(self.gaps[index] < self.near)),
        )
        first = int(away[-1]) + 1 if away.size else 0
        stays = self.has_goal and not self.lost[index] and first < len(steps)
        return int(steps[first]) if stays else NEVER

    def ranked_at(self, step: float, before: tuple[int, ...]) -> tuple[int, ...]:
        """All runs after so many steps: those that have arrived, then by their loss.

        Args:
            step: how many are done.
            before: how they are ranked where they are alike.
        """

        def rank(index: int) -> tuple[bool, float, int]:
            arrival, run = self.arrivals[index], self.racers[index]
            here, is_out = arrival <= step, self.lost[index] and step >= run.n_steps
            gap = np.inf if is_out else at_step(run, step).loss - self.floor
            return not here, arrival if here else gap, before.index(index)

        return tuple(sorted(before, key=rank))

    def in_another_valley(self, index: int) -> bool:
        """Whether a run's end is nearest to a minimum that isn't a lowest one."""
        surface, end = self.shown.surface, self.racers[index].parameters[-1]
        if surface is None or self.arrivals[index] < NEVER:
            return False
        if not surface.minima or not np.isfinite(end).all():
            return self.shown.verdicts[index].ending == "local"
        size = np.ptp(self.shown.landscape.window, axis=0)
        far = [float(np.hypot(*((end - (each.x, each.y)) / size))) for each in surface.minima]
        return not surface.minima[int(np.argmin(far))].is_global

    # In the film's time.

    def arriving(self, index: int) -> float:
        """How far a run's arrival has been marked: 0 until it arrives, 1 from then on."""
        return self.ended(index) if self.arrivals[index] < NEVER else 0.0

    def ended(self, index: int) -> float:
        """The same of its arrival, or of its last step."""
        last = min(self.arrivals[index], self.racers[index].n_steps)
        return linear((self.seconds() - self.pace.when(int(last))) / FLIGHT)

    def out(self, index: int) -> float:
        """How far a run that hasn't arrived has left the ranks: they are of those that have."""
        last = self.pace.seconds
        after = linear((self.seconds() - last) / (self.lasting - last))
        return 0.0 if self.arrivals[index] < NEVER else after

    def rank(self, index: int) -> float:
        """Which place a run has, from 0; between two while runs change places."""
        (times, ranks), seconds = self._looks, self.seconds()
        at = bisect_right(times, seconds) - 1
        now, share = ranks[at].index(index), (seconds - times[at]) / SWAP
        if at == 0 or share >= 1:
            return float(now)
        before = ranks[at - 1].index(index)
        return before + smooth(share) * (now - before)

    @cached_property
    def _looks(self) -> tuple[list[float], list[tuple[int, ...]]]:
        """From when on the runs change places, and which they then take: none during a stop."""
        times, ranks = [0.0], [self.lined_up]
        for start, stop in pairwise((0.0, *self.stops)):
            count = max(1, round((stop - start) / LOOK))
            for at in np.linspace(start, stop - SWAP, count + 1)[1:].tolist():
                if at > times[-1]:
                    times.append(at)
                    ranks.append(self.ranked_at(self.pace.step(at + SWAP), ranks[-1]))
        ranks[-1] = self.order
        return times, ranks


class RaceCameras:
    """Where the camera rests.

    Attributes:
        opening: at first, turned away from `solid`.
        solid: from where most of the paths is seen, with all of the frame.
        beside: the same, beside the chart.
        goal: above, while the goal is named: in a tall frame there is no chart below it yet.
        map: above, beside the chart.
        larger: above the last race, whose map takes the room of the numbers of its axes too; in a
            tall frame it fills its room anyway.
        turned: aside from `last`, from where the last race's result is seen.
        last: from where most of the paths of the last race is seen, beside the board.
    """

    enlarged = ByShape(CLOSER, tall=1.0)
    goal_aside = ByShape(1.0, tall=0.35)

    def __init__(self, first: Heat, last: Heat) -> None:
        self.solid = camera_on(first.shown)
        self.opening = self.solid.turned(-ORBIT)
        self.beside = replace(camera_on(first.shown, alone=False), aside=1.0)
        self.map = replace(self.solid.above(), aside=1.0)
        self.goal = replace(self.map, aside=self.goal_aside)
        self.larger = replace(self.map, zoom=self.enlarged)
        self.last = replace(camera_on(last.shown, alone=False), aside=1.0, zoom=CLOSER)
        self.turned = self.last.turned(-ORBIT)
