"""Optimizers from one start on one surface: their paths, their losses, and who arrives when."""

from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from itertools import pairwise

import numpy as np
from matplotlib.artist import Artist

from gradreel.scenes.stage.plotting import (
    GRID,
    SIZES,
    Box,
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
    Shaped,
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

RESTING = "global", "only", "lowest", "local"
"""Ends of a run that tell of a floor, where the surface's own isn't known."""

LAST_PART = 0.25
"""Runs that don't arrive are ranked by their usual loss in this last part of their steps."""

ORBIT = 30.0
"""Degrees by which a landscape turns while it is looked at."""

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
class RaceCourse:
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
    RaceCourse(
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
    RaceCourse(
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


def course_of(spec: RunSpec) -> RaceCourse | None:
    """The course that a run is on, if its rates are known."""
    objective = spec.objective
    if not isinstance(objective, SurfaceObjective):
        return None
    for course in COURSES:
        if objective.surface.name == course.surface and np.array_equal(spec.start, course.start):
            return course
    return None


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

    @staticmethod
    def runs(options: RunOptions) -> Runs:
        """The optimizers from one start; and all on another course where this one is a known one.

        Raises:
            RequestError: what is asked for is no race.
        """
        rates = rates_of(options)
        main = options.recorded or first_racer(options, rates)
        own = main.optimizer_name
        others = [name for name in rates if name != own][: MOST - 1]
        racing: dict[object, RunSpec] = {"main": main}
        racing |= {Racer(name): at_rate(main, name, rates[name]) for name in others}
        if (here := course_of(main)) and main.batch_size is None:
            there = next(each for each in COURSES if each is not here)
            chosen = RunOptions(
                surface=there.surface, start=there.start, steps=there.steps, seed=main.seed
            )
            if {own, *rates} <= there.rates.keys():
                racing |= {
                    Rematch(name): runs.surface_spec(
                        chosen.changed(optimizer=name, learning_rate=there.rates[name])
                    )
                    for name in (own, *others)
                }
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

    # What is drawn.

    def draw(self, sheet: Sheet) -> None:
        """The landscapes at the bottom, then the chart, then the board."""
        heat, again, cameras = self.heat, self.rematch, self.cameras
        ground = Ground(self, sheet, heat)
        if again is not None:
            elsewhere = Ground(self, sheet, again)
            elsewhere.show([cameras.last, cameras.map])
            elsewhere.show_ends(cameras.larger, cameras.turned, cameras.last)
        ground.show([cameras.opening, cameras.solid, cameras.goal, cameras.map])
        ground.show_leader()
        chart = Chart(self, sheet, heat)
        chart.show()
        board = Board(self, sheet)
        if again is not None:
            Chart(self, sheet, again, below=FOR_NAMES).show()
            board.show_rematch(again)
        board.show(ground.map.paths[0].head_at(cameras.map, 0.0), chart)

    @cached_property
    def heat(self) -> "Heat":
        """The race."""
        everyone = self.recording.main, *self.recording.all_of(Racer).values()
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
        course = course_of(self.recording.main.spec)
        known = course.rates if course else {}
        specs = [run.spec for run in self.heat.racers]
        if all(known.get(spec.optimizer_name) == spec.learning_rate for spec in specs):
            return "rates_best"
        return "rates_searched" if self.recording.options["rates"] is None else "rates_given"

    def result_of(self, heat: "Heat", prefix: str) -> str:
        """The beat that says who has arrived in the end."""
        others = [index for index in heat.order if heat.arrivals[index] is None]
        if not heat.arrived:
            return f"{prefix}none"
        if not others:
            return f"{prefix}all"
        if len(heat.arrived) == 1 and all(map(heat.in_another_valley, others)):
            return f"{prefix}one_trapped"
        return "some_out" if not prefix and any(map(heat.is_lost, others)) else f"{prefix}some"

    def facts(self, heat: "Heat") -> dict[str, object]:
        """What the sentences about a race's result may name."""
        first, last = heat.order[0], (heat.arrived or heat.order)[-1]
        out = [self.name(index) for index in heat.order if heat.is_lost(index)]
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


class Heat(RunPlayer):
    """One race: who arrives, and when; its seconds go evenly, with the last arrival marked.

    Its values are opacities: `surface`, `scales`, `start`, `goals`, `ends` and `named` of the
    landscape and of what is written there, `paths`, `chart`; and `finish`, how much of that line.

    Attributes:
        racers: the runs, in the order of the board's colours.
        lined_up: as they are ranked at the start.
    """

    def __init__(
        self, racers: tuple[Trajectory, ...], lined_up: tuple[int, ...], most: float
    ) -> None:
        self.racers, self.lined_up, self.shown = racers, lined_up, LandscapeRuns(racers)
        arrived = [self.arrivals[index] or 0 for index in self.arrived]
        ends = [arrived[0], arrived[-1]] if arrived else []
        self.last_step = arrived[-1] if len(arrived) == len(racers) else self.steps
        super().__init__(paced(range(self.last_step + 1), slow=ends, seconds=most), FLIGHT)
        self.surface, self.scales, self.start, self.goals, self.named = values(5)
        self.ends, self.paths, self.chart, self.finish = values(4)

    @property
    def steps(self) -> int:
        """How many steps each may take."""
        return max(run.spec.steps for run in self.racers)

    @property
    def own_floor(self) -> float | None:
        """The least loss of the surface, if it is known."""
        objective = self.shown.objective
        lowest = objective.surface.lowest if isinstance(objective, SurfaceObjective) else None
        return None if lowest is None or not np.isfinite(lowest) else float(lowest)

    @cached_property
    def floor(self) -> float:
        """The least loss: the surface's, or else the lowest of the runs and of the map's dips."""
        if self.own_floor is not None:
            return self.own_floor
        dip = self.shown.lowest_place
        least = min(float(run.loss[np.isfinite(run.loss)].min()) for run in self.racers)
        return least if dip is None else min(least, dip.loss)

    @cached_property
    def near(self) -> float:
        """How near to the floor a loss must stay for a run to have arrived: a power of ten."""
        fall = float(self.racers[0].loss[0]) - self.floor
        enough = min(NEAR * fall, self._rise_beside or np.inf)
        return float(10.0 ** np.round(np.log10(enough))) if fall > 0 else 0.0

    @property
    def _rise_beside(self) -> float:
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

    @cached_property
    def has_goal(self) -> bool:
        """Whether there is a floor to arrive at."""
        if self.near == 0:
            return False
        dip = self.shown.lowest_place
        if self.own_floor is not None or (dip and dip.loss - self.floor <= self.near):
            return True
        best = min(range(len(self.racers)), key=lambda index: self.gaps(index).min())
        return self.shown.verdicts[best].ending in RESTING

    def gaps(self, index: int) -> FloatArray:
        """The losses (R,) of a run above the floor."""
        return np.asarray(self.racers[index].loss - self.floor)

    @cached_property
    def arrivals(self) -> tuple[int | None, ...]:
        """By run, the step from which on it stays near the floor, if it does."""
        found: list[int | None] = []
        for index, run in enumerate(self.racers):
            away = np.flatnonzero(~(self.gaps(index) < self.near))
            first = int(away[-1]) + 1 if away.size else 0
            stays = self.has_goal and not self.is_lost(index) and first < len(run.recorded_steps)
            found.append(int(run.recorded_steps[first]) if stays else None)
        return tuple(found)

    @cached_property
    def arrived(self) -> tuple[int, ...]:
        """The runs that arrive, the first one first."""
        known = [(step, index) for index, step in enumerate(self.arrivals) if step is not None]
        return tuple(index for _, index in sorted(known))

    @cached_property
    def order(self) -> tuple[int, ...]:
        """All runs: those that arrive, then the others by their loss; those that diverge last."""

        def rank(index: int) -> tuple[bool, float]:
            gaps = self.gaps(index)
            part = gaps[-max(1, round(LAST_PART * len(gaps))) :]
            return self.is_lost(index), float(np.median(part))

        others = [index for index, step in enumerate(self.arrivals) if step is None]
        return (*self.arrived, *sorted(others, key=rank))

    def ranked_at(self, step: float, before: tuple[int, ...]) -> tuple[int, ...]:
        """All runs after so many steps: those that have arrived, then by their loss.

        Args:
            step: how many are done.
            before: how they are ranked where they are alike.
        """

        def rank(index: int) -> tuple[bool, float, int]:
            arrival, run = self.arrivals[index], self.racers[index]
            here = arrival is not None and arrival <= step
            value = float(arrival or 0) if here else at_step(run, step).loss - self.floor
            is_out = self.is_lost(index) and step >= run.n_steps
            return not here, np.inf if is_out else value, before.index(index)

        return tuple(sorted(range(len(self.racers)), key=rank))

    def is_lost(self, index: int) -> bool:
        """Whether a run has come to numbers that are none."""
        return self.shown.verdicts[index].ending in ("diverged", "undefined")

    def in_another_valley(self, index: int) -> bool:
        """Whether a run's end is nearest to a minimum that isn't a lowest one."""
        objective, end = self.shown.objective, self.racers[index].parameters[-1]
        if not isinstance(objective, SurfaceObjective) or self.arrivals[index] is not None:
            return False
        minima, size = objective.surface.minima, np.ptp(self.shown.landscape.window, axis=0)
        if not minima or not np.isfinite(end).all():
            return self.shown.verdicts[index].ending == "local"
        far = [float(np.hypot(*((end - np.array([each.x, each.y])) / size))) for each in minima]
        return not minima[int(np.argmin(far))].is_global

    # In the film's time.

    @property
    def parted(self) -> int:
        """The step at which the race is stopped: all are under way, none has arrived."""
        first = self.arrivals[self.arrived[0]] or 0 if self.arrived else self.steps
        return max(1, min(APART, first // 2, self.steps))

    @property
    def leader(self) -> int:
        """The run whose loss is lowest at that step."""
        return self.ranked_at(self.parted, self.lined_up)[0]

    @cached_property
    def stops(self) -> tuple[float, ...]:
        """Where the story may stop: the leader is named, the first has arrived, all is over."""
        stops: list[float] = []
        for time in (self.pace.when(self.arrivals[index] or 0) for index in self.arrived):
            if stops and time > stops[0]:
                break
            stops = [time + FLIGHT]  # whoever comes while that is marked has a part in it
        return self.pace.when(self.parted), *stops, self.lasting

    def arriving(self, index: int) -> float:
        """How far a run's arrival has been marked: 0 until it arrives, 1 from then on."""
        arrival = self.arrivals[index]
        return 0.0 if arrival is None else self._marked(arrival)

    def ended(self, index: int) -> float:
        """The same of its arrival, or of its last step."""
        arrival = self.arrivals[index]
        return self._marked(self.racers[index].n_steps if arrival is None else arrival)

    def _marked(self, step: int) -> float:
        return linear((self.seconds() - self.pace.when(step)) / FLIGHT)

    def rank(self, index: int) -> float:
        """Which place a run has, from 0; between two while runs change places."""
        (times, ranks), seconds = self._looks, self.seconds()
        at = bisect_right(times, seconds) - 1
        now = ranks[at].index(index)
        share = (seconds - times[at]) / SWAP
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
            for at in np.linspace(start, stop - SWAP, count + 1)[1:]:
                if at > times[-1]:
                    times.append(float(at))
                    ranks.append(self.ranked_at(self.pace.step(float(at) + SWAP), ranks[-1]))
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

    closer = 1.12
    enlarged = Shaped(closer, tall=1.0)
    goal_aside = Shaped(1.0, tall=0.35)

    def __init__(self, first: Heat, last: Heat) -> None:
        self.solid = camera_on(first.shown)
        self.opening = self.solid.turned(-ORBIT)
        self.beside = replace(camera_on(first.shown, alone=False), aside=1.0)
        self.map = replace(self.solid.above(), aside=1.0)
        self.goal = replace(self.map, aside=self.goal_aside)
        self.larger = replace(self.map, zoom=self.enlarged)
        self.last = replace(camera_on(last.shown, alone=False), aside=1.0, zoom=self.closer)
        self.turned = self.last.turned(-ORBIT)


TARGET, TRAP, WEIGHT = 15.0, 7.0, 0.62
"""Radii of the rings about a goal and about a minimum that is none, in pixels of a 1280x720 frame;
and how thick paths are."""

TITLE_ABOVE, BESIDE_NAME = 0.022, 0.02
"""From a map's upper edge to its title, in heights of a wide stage; and the width that stays free
left of it, where the name of the axis ends, as a fraction of the stage's."""

HEAD = 11.0
"""So far about each run's point, in pixels of a 1280x720 frame, no name should be."""


class Ground:
    """The landscape of a race: its goal, the paths and their names.

    Attributes:
        beside: its room beside the chart, or above it; a tall one has no scales.
        around: how much less room it there has as a map; see `TurningView`.
        near: where it is cut off when it is seen from near.
        note: the baseline of how its heights are to be read.
        title_room: how many characters a map's title has at the most; the note stands beside it in
            a tall frame, so it ends at the margin there.
    """

    beside = Shaped(Box(0.1, 0.46, 0.25, 0.92), tall=Box(0.1, 0.95, 0.247, 0.485))
    around = Shaped((0.0, 0.035, 0.09), tall=(0.0, 0.0, 0.0))
    near = Shaped(Box(0.0, 1.0, 0.235, 1.0), tall=Box(0.0, 1.0, 0.21, 1.0))
    note = Shaped(GRID.lowest_baseline, tall=0.234)
    title_room = Shaped(24, tall=18)

    def __init__(self, story: Race, sheet: Sheet, heat: Heat) -> None:
        self.story, self.sheet, self.heat, self.flat = story, sheet, heat, story.cameras.map
        rooms = {"narrow": self.beside, "room": self.near}
        self.map = RunMap(
            sheet, heat.shown, story.looks, **rooms, around=self.around, weight=WEIGHT
        )
        muted, size = sheet.theme.muted, SIZES.smallest
        note = story.texts.label("log_heights")
        self.log = Label(sheet, note, (GRID.margin, self.note), colour=muted, size=size)
        self.goals = heat.shown.minima(lowest=True)

    def show(self, rests: Sequence[Camera]) -> None:
        """Put all of it on the sheet, with words for the cameras at which the story rests."""
        view, heat, sheet, label = self.map.view, self.heat, self.sheet, self.story.texts.label
        view.show_landscape(heat.surface)
        scales = () if is_tall() else self.map.scales(self.flat.aside).artists(*self.map.names)
        sheet.fade(heat.scales, *scales, *self.title())
        for point in heat.shown.minima(lowest=False):
            self.map.show_ring(heat.surface, point, TRAP)
        for point in self.goals:
            self.map.show_ring(heat.surface, point, TARGET)
        for index in range(len(heat.racers)):
            self.map.show_run(heat.paths, index, heat.step, partial(heat.arriving, index))
        start = heat.racers[0].parameters[0]
        self.map.show_point(heat.start, start)
        words = self.map.words(*rests)
        words.avoid_point(start, sheet.stroke(HEAD) if is_tall() else 0.0)
        for goal in self.goals:
            loss = number_text(self.map.loss_at(goal), 2)
            alone = len(self.goals) == 1  # several have little room
            words.show(
                heat.goals, label("minimum_at", loss=loss) if alone else label("minimum"), goal
            )
        words.show(heat.start, label("start"), start)
        view.add_haze()
        if heat.shown.landscape.heights.compressed:

            def note(camera: Camera, alpha: float) -> Sequence[Artist]:
                return self.log.put(
                    sheet.at(GRID.margin, self.note), alpha * linear(11 - 10 * camera.zoom)
                )

            view.show(heat.surface, note, within=False)

    def title(self) -> Sequence[Label]:
        """A surface's name above its map, if there is room beside the name of the axis."""
        objective, sheet = self.heat.shown.objective, self.sheet
        if not isinstance(objective, SurfaceObjective):
            return ()
        left, _, right, high = self.map.view.map_box(self.flat.aside)
        content = self.story.texts.surface(objective.surface)
        end = 1 - GRID.margin if is_tall() else (right - sheet.x(0)) / sheet.width
        place = end, (sheet.y(0) - high) / sheet.height - down(TITLE_ABOVE)
        title = Label(sheet, "", place, colour=sheet.theme.muted, edge="right", bold=True)
        for count in range(self.title_room, 0, -1):
            title.set_text(shorten(content, count))
            if is_tall() or title.width <= (right - left) / sheet.width - BESIDE_NAME:
                break
        return (title,)

    def show_ends(self, *rests: Camera) -> None:
        """Put the name of the first that arrives, and one word where others are stuck."""
        heat, names = self.heat, {}
        stuck = [index for index in heat.order if heat.in_another_valley(index)]
        if stuck:
            names[stuck[0]] = self.story.texts.label("stuck")
        names |= {index: self.story.looks[index].name for index in heat.arrived[:1]}
        words = self.map.words(*rests)
        for path in heat.shown.traces:
            words.avoid_path(path, heat.steps)
        for goal in self.goals:
            words.avoid_point(goal, self.sheet.stroke(TARGET))
        for index, name in names.items():
            run = heat.racers[index]
            words.show(heat.ends, name, run.parameters[-1], float(run.loss[-1]))

    def show_leader(self) -> None:
        """Put the name of the run that is lowest beside its point where the race is stopped."""
        heat, index, parted, sheet = self.heat, self.heat.leader, self.heat.parted, self.sheet
        path, words = heat.shown.traces[index], self.map.words(self.flat)
        for each in heat.shown.traces:
            words.avoid_path(each, parted, head=sheet.stroke(HEAD))
        for goal in self.goals:
            words.avoid_point(goal, sheet.stroke(TARGET))
        scales = self.map.scales(self.flat.aside)
        numbers = [] if is_tall() else [*scales.numbers_at_left(), *scales.numbers_below()]
        words.avoid_texts([*self.title(), self.log, *numbers])
        told = path.recorded & (path.steps <= parted) & np.isfinite(path.values)
        at, look = np.flatnonzero(told)[-1], self.story.looks[index]
        words.show(
            heat.named, look.name, path.points[at], float(path.values[at]), colour=look.colour
        )


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


class Chart:
    """The losses of a race on a logarithmic axis, and the line at which a run has arrived."""

    area = Shaped(
        Box(0.59, GRID.panel_right - 0.012, 0.295, 0.56), tall=Box(0.17, 0.93, 0.538, 0.674)
    )
    name_below = Shaped(0.041, tall=0.035)

    def __init__(self, story: Race, sheet: Sheet, heat: Heat, below: float = 0.0) -> None:
        self.story, self.sheet, self.heat = story, sheet, heat
        gaps = [heat.gaps(index) for index in range(len(heat.racers))]
        lines = [
            LossLine(
                look.name,
                run.recorded_steps,
                gap,
                look.colour,
                look.filled,
                look.shape,
                last=np.inf if arrival is None else arrival,
            )
            for look, run, gap, arrival in zip(
                story.looks, heat.racers, gaps, heat.arrivals, strict=True
            )
        ]
        start = max(float(gaps[0][0]), np.finfo(float).tiny)
        most = max(float(each[np.isfinite(each)].max()) for each in gaps)
        least = heat.near / UNDER if heat.has_goal else DEEPEST * start
        up = log_scale(least, min(OVER * max(most, start), HIGHEST * start))
        self.box = replace(
            self.area,
            bottom=self.area.bottom + (ROWS - len(lines)) * Board.close[1] - below,
        )
        above = "above_lowest" if story.heat.own_floor is None else "above_minimum"
        titles = story.texts.label("step"), story.texts.label(above)
        first = heat.arrivals[heat.arrived[0]] if heat.arrived else None
        grows = AROUND * first if first and first < EARLY * heat.steps else None
        axes = scale(0, heat.steps, count=4), up
        self.chart = LossChart(sheet, lines, axes, titles, self.box, width=2.4, first=grows)

    def show(self) -> None:
        """Put it on the sheet: the axes, the finish, the curves, and the signs on top."""
        heat, chart, sheet = self.heat, self.chart, self.sheet
        sheet.show(lambda: chart.axes(heat.step(), heat.chart()))
        if heat.has_goal:
            sheet.show(self.finish())
        for index in range(len(heat.racers)):
            sheet.show(partial(self.curve, index))
        for index in range(len(heat.racers)):
            sheet.show(self.sign(index))

    def curve(self, index: int) -> Sequence[Artist]:
        """A loss up to now."""
        return self.chart.curve(index, self.heat.step(), self.heat.chart())

    def tip_at(self, index: int) -> FloatArray:
        """Where a run's loss is, (2,) in pixels."""
        return self.chart.tip_at(index, self.heat.step())

    def sign(self, index: int) -> Callable[[], Sequence[Artist]]:
        """The sign at a tip, and the ring of an arrival."""
        ring = arrive(self.sheet, colour=self.story.looks[index].colour)

        def shown() -> Sequence[Artist]:
            if not (alpha := self.heat.chart()):
                return ()
            sign = self.chart.sign(index, self.heat.step(), alpha)
            return [*ring(self.heat.arriving(index), self.tip_at(index)), *sign]

        return shown

    def finish(self) -> Callable[[], Sequence[Artist]]:
        """A line that grows from the left, its name below its left end, clear of losses."""
        heat, sheet, text = self.heat, self.sheet, self.sheet.theme.text
        first, last = self.chart.places(np.array([0.0, heat.steps]), np.full(2, heat.near))
        line = Stroke(sheet, text, 2.5, dash=(2.4, 1.6))
        name = Label(sheet, self.story.texts.label("arrived"), size=SIZES.smallest, bold=True)
        below = np.array([sheet.x(self.box.left), first[1] - sheet.tall(self.name_below)])
        pen = RingedPoint(sheet, colour=text, radius=5)

        def shown() -> Sequence[Artist]:
            alpha, drawn = heat.chart(), heat.finish()
            if not alpha * drawn:
                return ()
            end = first + drawn * (last - first)
            ends = pen.at(end) if drawn < 1 else ()
            return [*line.between(first, end, alpha), *name.put(below, alpha * drawn), *ends]

        return shown


THIN, BACK = 0.7, 0.5
"""How much less of a name is seen half-way to another place; and the opacity of runs that haven't
arrived in the end."""

RAISED, TITLED = 0.012, 0.047
"""From a baseline up to the middle of its row, and from the first row up to the names of the
columns, in heights of a wide stage."""

MADE_ROOM = 0.8
"""The share of their way after which the first results are clear of the lines beside them."""


class Board:
    """Who is where, and who has arrived at which step; beside it, how that was elsewhere.

    Attributes:
        left, right: its edges; signs are in the middle of the left one.
        beside: from a sign to its name.
        wide: the first baseline of the list, and its pitch.
        close: the last baseline of the close board below the chart, and its pitch.
        first_result: where the first results end when there are two columns.
        first: where the lines between both columns begin.
        second: where the signs stand that they lead to.
        clear: from the middle of a sign to what stands right of it.
    """

    left = Shaped(0.535, tall=0.07)
    right = GRID.panel_right
    beside = Shaped(0.02, tall=0.036)
    wide = Shaped((0.375, 0.092), tall=(0.58, 0.065))
    close = Shaped((GRID.lowest_baseline, 0.051), tall=(GRID.lowest_baseline, 0.0355))
    first_result = Shaped(0.775, tall=0.6)
    first = Shaped(0.785, tall=0.615)
    second = Shaped(0.838, tall=0.7)
    clear = Shaped(0.014, tall=0.026)

    def __init__(self, story: Race, sheet: Sheet) -> None:
        self.story, self.sheet, self.heat, self.label = story, sheet, story.heat, story.texts.label

    def baseline(self, rank: float, close: float) -> float:
        """Where the row of a place stands."""
        (first, far), (last, near) = self.wide, self.close
        wide = first + rank * far
        return wide + close * (last - (len(self.story.looks) - 1 - rank) * near - wide)

    def show(self, start: FloatArray, chart: Chart) -> None:
        """Put the first race's rows on the sheet; signs come from the start, results from tips."""
        for index in range(len(self.story.looks)):
            self.sheet.show(self.row(index, start))
            self.sheet.show(self.outcome(index, chart))

    def row(self, index: int, start: FloatArray) -> Callable[[], Sequence[Artist]]:
        """A run's sign, which comes from the start, its name and its rate."""
        story, sheet, look = self.story, self.sheet, self.story.looks[index]
        sign, name = look.sign(sheet, 8), Label(sheet, look.name)
        written = f"η {as_given(self.heat.racers[index].spec.learning_rate)}"
        rate = Label(sheet, written, colour=sheet.theme.muted, edge="right")

        def shown() -> Sequence[Artist]:
            if not (alpha := linear(story.rows() - index)):
                return ()
            rank = self.heat.rank(index)
            baseline = self.baseline(rank, story.close())
            place = sheet.at(self.left, baseline - down(RAISED))
            thin = 1 - THIN * abs(np.sin(np.pi * rank))
            return [
                *sign.at(on_arc(start, place, smooth(alpha))),
                *name.put(sheet.at(self.left + self.beside, baseline), alpha * thin),
                *rate.put(sheet.at(self.right, baseline), alpha * story.rates()),
            ]

        return shown

    def outcome(self, index: int, chart: Chart) -> Callable[[], Sequence[Artist]]:
        """What becomes of a run: the step of its arrival flies to its row from the chart."""
        heat, story, sheet, label = self.heat, self.story, self.sheet, self.label
        arrival, ending = heat.arrivals[index], heat.shown.verdicts[index].ending
        lost = "out" if heat.is_lost(index) else f"ends_{ending}"
        full = label(lost) if arrival is None else label("at_step", step=arrival)
        result = Label(sheet, full, edge="right", bold=True)

        def shown() -> Sequence[Artist]:
            share = heat.ended(index)
            if not share or not story.rows():
                return ()
            pair, baseline = story.pair(), self.baseline(heat.rank(index), story.close())
            place = sheet.at(self.right + pair * (self.first_result - self.right), baseline)
            if arrival is not None and share < 1:
                place = on_arc(chart.tip_at(index), place, smooth(share))
            result.set_text(full if pair <= 0.5 else NONE if arrival is None else str(arrival))
            return result.put(place, share if arrival is None else 1.0)

        return shown

    def show_rematch(self, again: Heat) -> None:
        """Put the second column on the sheet, and what both are columns of above them."""
        sheet, pair, top = self.sheet, self.story.pair, self.baseline(0, 1.0) - down(TITLED)
        small = partial(Label, sheet, colour=sheet.theme.muted, size=SIZES.smallest)
        sheet.fade(pair, small(self.label("results"), (self.left, top)))
        for heat, x in ((self.heat, self.first_result), (again, self.right)):
            objective = heat.shown.objective
            if isinstance(objective, SurfaceObjective):
                title = self.story.texts.surface(objective.surface)
                sheet.fade(pair, small(title, (x, top), edge="right"))
        for index in range(len(self.story.looks)):
            sheet.show(self.link(index, again))
        for index in range(len(self.story.looks)):
            sheet.show(self.second_row(index, again))

    @staticmethod
    def out(index: int, again: Heat) -> float:
        """How far a run that hasn't arrived has left the ranks: they are of those that have."""
        if again.arrivals[index] is not None:
            return 0.0
        last = again.pace.seconds
        return linear((again.seconds() - last) / (again.lasting - last))

    def link(self, index: int, again: Heat) -> Callable[[], Sequence[Artist]]:
        """The line from a run's row to that of the second column."""
        sheet, story = self.sheet, self.story
        line = Stroke(sheet, story.looks[index].colour, 3.5)

        def shown() -> Sequence[Artist]:
            if not (drawn := max((story.pair() - MADE_ROOM) / (1 - MADE_ROOM), 0.0)):
                return ()
            first = self.baseline(self.heat.rank(index), story.close()) - down(RAISED)
            last = self.baseline(again.rank(index), 1.0) - down(RAISED)
            end = self.first + drawn * (self.second - self.first)
            alpha = drawn * (1 - self.out(index, again))
            return line.between(sheet.at(self.first, first), sheet.at(end, last), alpha)

        return shown

    def second_row(self, index: int, again: Heat) -> Callable[[], Sequence[Artist]]:
        """A run's sign in the second column and the step of its arrival, named if there is room."""
        sheet, look, arrival = self.sheet, self.story.looks[index], again.arrivals[index]
        sign, clear = look.sign(sheet, 8), self.second + self.clear
        content = f"{look.name} {arrival}"
        if text_width(content, bold=True) > line_room(SIZES.smallest, self.right - clear):
            content = str(arrival)
        if arrival is None:
            content = NONE
        ink, size = look.colour, SIZES.smallest
        result = Label(sheet, content, colour=ink, edge="right", bold=True, size=size)

        def shown() -> Sequence[Artist]:
            if not (pair := self.story.pair()):
                return ()
            baseline = self.baseline(again.rank(index), 1.0)
            middle = sheet.at(self.second, baseline - down(RAISED))
            alpha = pair * (1 - (1 - BACK) * self.out(index, again))
            over = arrival is None and again.seconds() >= again.pace.seconds
            is_told = over or again.arriving(index)
            written = result.put(sheet.at(self.right, baseline), alpha) if is_told else ()
            return [*sign.at(middle, alpha), *written]

        return shown
