"""Optimizers: a step that remembers, one that adapts to each weight, and who arrives first."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property, partial
from itertools import chain, repeat

import numpy as np

from gradreel.scenes.stage.plotting import (
    GRID,
    OPACITY,
    SIZES,
    Artists,
    Box,
    ByShape,
    Camera,
    FigureStory,
    FloatArray,
    Label,
    LandscapeRuns,
    Read,
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
    Value,
    always,
    arrow,
    as_given,
    backed,
    build,
    cached_by_shape,
    camera_on,
    counted,
    distinct_looks,
    down,
    is_tall,
    linear,
    number_text,
    optimizers,
    paced,
    runs,
    scientific,
    surface,
    values,
)

PLACE = 260
OPTIONS = {
    "surface": "long-valley",
    "start": (-4.5, 0.7),
    "steps": 120,
    "optimizers": ("gradient-descent", "momentum", "adagrad"),
    "rates": (0.05, 0.05, 1.0),
}
HELP = {
    "optimizers": "Two to six optimizers to race.",
    "rates": "A learning rate for each of them.",
}
CHOSEN_FOR = {"surface": ("rates",), "start": ("rates",), "optimizers": ("rates",)}
DRAWS = "runs of two parameters, on a surface or of a model"

NONE = "–"
"""What stands for an arrival where there is none, in short."""

LEAST, MOST = 2, 6
"""How many may race."""

PLAIN, MEMORY, ADAPTIVE, BOTH, OTHER = FAMILIES = "plain", "memory", "adaptive", "both", "other"
"""What a rule makes of the slope: a step straight downhill, one that remembers the steps before,
one whose size is another in each direction, or both of these."""

COLOURS = {PLAIN: 0, MEMORY: 4, ADAPTIVE: 3, BOTH: 5, OTHER: 1}
"""Which of the runs' colours a family has."""

FAMILY_OF = {
    "gradient-descent": PLAIN,
    "momentum": MEMORY,
    "nesterov": MEMORY,
    "adagrad": ADAPTIVE,
    "rmsprop": ADAPTIVE,
    "adam": BOTH,
    "adamw": BOTH,
}

SHOWN = {PLAIN: "gradient-descent", MEMORY: "momentum", ADAPTIVE: "adagrad"}, 14
"""The optimizers that show what a family does, and for how many steps."""

KEPT = 0.5
"""The share of its last step that momentum keeps where the best rates are known."""

BASINS = RunOptions(surface="two-basins", steps=20, learning_rate=0.13)
BASINS_STARTS = (-0.1, 1.0), (0.3, 1.0)
"""The runs of gradient descent with which the scene opens."""

WALK, CHASE, AGAIN, REST, RINGED = 1.8, 4.8, 3.2, 1.8, 40
"""Seconds of a run on the valley, of each race up to the first arrival, and of the other steps; and
for how many of these a ring is seen where one arrives."""

STEP_TIME = 0.5
"""So many seconds takes a step at the most, and three more are given to a race."""

COMES, FLIGHT, LAST = 0.8, 0.7, 2.2
"""Seconds in which the lanes come, in which a ring widens where a run arrives, and that the last
picture stands."""

NEAR = 5e-4
"""A run has arrived with so small a share of the fall from the start left, about."""

BESIDE = 0.01
"""So far, in a window's sides, is next to a place."""

NEVER = np.inf
"""The step at which a run arrives that doesn't."""

RESTING = "global", "only", "lowest", "local"
"""Ends of a run that tell of a floor, where the surface's own isn't known."""

LAST_PART = 0.25
"""Runs that don't arrive are ranked by their usual loss in this last part of their steps."""

ORBIT, TURN, LOW, SUNK = 20.0, 30.0, 36.0, 0.02
"""Degrees by which landscapes turn while they are looked at, and above the ground of the last look
along one; and how high one is, of its height, while another takes its place."""

TARGET, WEIGHT, BALL = 15.0, 1.0, 15.0
"""Radius of the ring about a goal, in pixels of a 1280x720 frame; how thick paths are; and the
radius of a heavy ball."""

GHOST, BEHIND, FILLED = 0.35, 0.5, (0.0, 0.0, 0.0)
"""The opacity of a path beside another, and of one that isn't lowest in a race; and a map that has
all of its room."""

ASIDE, RAISED, NOTES = 0.027, 0.012, 0.044
"""In heights of a wide stage: from an arrow to its name, from a baseline up to the middle of its
row, and between lines of notes."""

UNDER = 0.98
"""How far along its lane a run is at the most before it arrives."""


@dataclass(frozen=True)
class Shown:
    """The role of a run on the long valley that shows what a family of rules does."""

    family: str


@dataclass(frozen=True)
class Before:
    """The role of a run with which the scene opens, from one of two starts."""

    start: tuple[float, float]


@dataclass(frozen=True)
class Racer:
    """The role of a run on the main run's course, by another optimizer."""

    optimizer: str


@dataclass(frozen=True)
class Rematch:
    """The role of a run on another course, by any of the optimizers."""

    optimizer: str


COURSES = {
    "long-valley": {
        "gradient-descent": 0.05,
        "momentum": 0.05,
        "nesterov": 0.02,
        "adagrad": 1.0,
        "rmsprop": 0.5,
        "adam": 0.2,
        "adamw": 1.0,
    },
    "slanted-valley": {
        "gradient-descent": 0.05,
        "momentum": 0.05,
        "nesterov": 0.02,
        "adagrad": 1.0,
        "rmsprop": 0.1,
        "adam": 0.5,
        "adamw": 0.5,
    },
}
"""Named surfaces, and from their own start the best rate of each optimizer: of 1, 2 and 5 times
powers of ten up to 1 that with which it arrives first."""


def course_of(spec: RunSpec) -> str:
    """The course that a run is on, if its rates are known, or else ""."""
    objective = spec.objective
    name = objective.surface.name if isinstance(objective, SurfaceObjective) else ""
    return name if name in COURSES and np.array_equal(spec.start, surface(name).start) else ""


def rates_of(options: RunOptions) -> dict[str, float | None]:
    """A rate for each optimizer, None where it is to be found.

    Raises:
        RequestError: what is asked for is no race.
    """
    names, rates = tuple(options["optimizers"]), options["rates"]
    for name in names:
        optimizers.build(runs.refusing_code(name, "surface", "optimizer"))
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
    known = COURSES[course].get(name) if course and rate is None else rate
    settings = {"momentum": KEPT} if course and FAMILY_OF.get(name) == MEMORY else {}
    return runs.with_rate(replace(spec, optimizer=build(name, **settings)), known)


def spec_on(course: str, name: str, steps: int) -> RunSpec:
    """A run of an optimizer where its best rate is known."""
    start = surface(course).start
    chosen = RunOptions(surface=course, start=start, steps=steps, learning_rate=1.0)
    return at_rate(runs.surface_spec(chosen), name, None)


def first_racer(options: RunOptions, rates: Mapping[str, float | None]) -> RunSpec:
    """The run of the optimizer that is named first."""
    first = next(iter(rates))
    spec = runs.surface_spec(options.changed(optimizer=first, learning_rate=1.0))
    objective = spec.objective
    if isinstance(objective, SurfaceObjective) and objective.surface.lowest == -np.inf:
        raise RequestError(
            f"nobody can arrive on the surface {objective.surface.title}, it has no floor: "
            "take another"
        )
    return at_rate(spec, first, rates[first])


class Race(FigureStory):
    """Families of rules on a long valley, then a race, and another elsewhere.

    Its values: the opacity `before` of the landscape of the opening; `first` and `second`, shares
    of the arrows of a step, `summed`, `parted` and `steep`, the opacities of theirs; `adapted`, how
    far the arrows of plain descent have become those of a step that adapts; `rows`, how many lanes
    have come; `raced`, how far their signs go as the race says; `columns`, how many of the table's
    are shown.
    """

    before, first, second, summed, parted, steep = values(6)
    adapted, rows, raced, columns = values(4)
    whole = ByShape(Box(0.05, 0.95, 0.24, 0.94), tall=Box(0.06, 0.94, 0.25, 0.94))
    lanes, pitch = ByShape(0.24, tall=0.3), ByShape(0.05, tall=0.07)
    second_column, below = ByShape(0.095, tall=0.27), ByShape(-RAISED, tall=0.022)
    sign_room = ByShape(0.02, tall=0.036)
    aim, close = ByShape((-2.95, 0.12), tall=(-3.4, 0.0)), ByShape(1.65, tall=1.95)
    valley = ByShape(Camera(-62.0, 58.0), tall=Camera(-20.0, 58.0))
    above = ByShape(Camera().above(), tall=Camera(0.0, 90.0))

    @staticmethod
    def runs(options: RunOptions) -> Runs:
        """The optimizers from one start, all on another course if this is a known one, examples.

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
            (there,) = COURSES.keys() - {here}
            if {*everyone, *rates} <= COURSES[there].keys():
                for name in everyone:
                    racing[Rematch(name)] = spec_on(there, name, main.steps)
        found = {FAMILY_OF.get(name, OTHER) for name in everyone}
        if BOTH in found:
            found |= {MEMORY, ADAPTIVE}
        names, steps = SHOWN
        for family, name in names.items():
            if family in {PLAIN, *found}:
                racing[Shown(family)] = spec_on(next(iter(COURSES)), name, steps)
        for start in BASINS_STARTS:
            racing[Before(start)] = runs.surface_spec(BASINS.changed(start=start))
        return racing

    @staticmethod
    def can_draw(spec: RunSpec) -> bool:
        """Whether a run has the two parameters of a landscape, and every step recorded."""
        return spec.objective.n_parameters == 2 and spec.stride == 1

    # The beats.

    def construct(self) -> None:
        """Tell the story beat by beat; what is said of a run is judged from its record."""
        self.begin(self.opening.values | {self.before: 1})
        self.beat("question")
        self.move(0.9, self.orbit(TURN / 2))
        self.change(self.before, self.examples[PLAIN].surface, self.valley)
        self.show_families()
        self.line_up()
        self.race(self.heat, CHASE)
        self.tell_result(self.heat, "")
        if self.rematch is not None:
            self.race_elsewhere(self.rematch)
            first, last = self.heat.order[0], self.rematch
            if first == last.order[-1] and self.kin[first] == ADAPTIVE:
                self.beat("why")
                self.move(0.4, {self.steep: 1, last.paths: GHOST, last.marked: GHOST})
                self.wait(self.left_to_read(0.8))
                self.meanwhile(0.4, {last.paths: 1, last.marked: 1})
        self.beat(self.moral, {self.steep: 0})
        self.meanwhile(0.5, {self.rows: 0, self.raced: 0})
        self.move(self.left_to_read(), self.along.values)
        self.let_stand(LAST)

    def change(self, old: Value, new: Value, camera: Camera) -> None:
        """Let a landscape sink, and another rise in its place."""
        self.move(0.8, replace(camera, tall=SUNK).values)
        self.move(0.4, {old: 0, new: 1})
        self.move(0.9, camera.values)

    def show_families(self) -> None:
        """What plain descent does in the valley, then each idea on what it does instead."""
        plain = self.examples[PLAIN]
        self.beat("zigzag", {plain.path: 1})
        self.meanwhile(WALK, self.orbit(-ORBIT))
        self.play(plain)
        if memory := self.examples.get(MEMORY):
            self.remember(memory)
        if adaptive := self.examples.get(ADAPTIVE):
            self.adapt(adaptive)

    def paths(self, opacity: float, *families: str) -> dict[Value, float]:
        """The paths of examples, of all unless families are given, at an opacity."""
        return {
            each.path: opacity
            for name, each in self.examples.items()
            if name in (families or FAMILIES)
        }

    def remember(self, example: "Example") -> None:
        """Add up the second step: of the slope, and of what is kept of the first."""
        begin, second = example.pace.when(1), example.pace.when(2)
        self.beat("memory")
        self.meanwhile(0.4, self.paths(0.0, PLAIN))
        self.move(1.3, self.near() | {example.path: 1})
        self.move(0.7, {example.seconds: begin})
        self.beat("sum", {self.summed: 1})
        self.move(0.8, {self.first: 1})
        self.move(0.8, {self.second: 1})
        self.move(0.8, {example.seconds: second})
        self.meanwhile(0.3, {self.summed: 0})
        self.meanwhile(1.0, self.above.values | self.paths(GHOST, PLAIN))
        self.play(example)

    def adapt(self, example: "Example") -> None:
        """Turn plain descent's second step, direction by direction, into one that adapts."""
        self.beat("adaptive", self.paths(0.0))
        self.jump({self.first: 0, self.second: 0, self.parted: 1})
        self.move(1.1, self.near() | {example.path: 1})
        self.move(0.4, {example.seconds: example.pace.when(1)})
        self.move(0.8, {self.first: 1, self.second: 1})
        self.beat("stretch")
        self.move(1.2, {self.adapted: 1})
        self.wait(self.left_to_read())
        self.move(0.4, {example.seconds: example.pace.when(2)})
        self.meanwhile(0.3, {self.parted: 0})
        self.meanwhile(1.0, self.above.values | self.paths(GHOST, PLAIN))
        self.play(example)

    def near(self) -> dict[str, float]:
        """Where the camera goes to see the first steps."""
        return self.above.values | self.focus(np.array(self.aim), self.close)

    def line_up(self) -> None:
        """All the optimizers come, a lane each, below the landscape of the race."""
        heat = self.heat
        self.beat(self.rates_key, self.paths(0.0), count=len(self.looks))
        self.change(self.examples[PLAIN].surface, heat.surface, self.beside(heat))
        self.move(COMES, linear, {self.rows: len(self.looks)})
        goals = heat.has_goal * len(heat.shown.minima(lowest=True))
        key = ("start_lower", "start", "start_goals")[min(goals, 2)]
        self.beat(key, steps=heat.steps, near=heat.near_told)

    @staticmethod
    def beside(heat: "Heat", turned: float = -TURN) -> Camera:
        """From where the landscape of a race is seen, above the lanes."""
        return replace(camera_on(heat.shown).turned(turned), aside=1.0)

    def race(self, heat: "Heat", seconds: float) -> None:
        """All take their steps up to the first arrival, seen from above."""
        lasting = min(seconds, STEP_TIME * (heat.until + 3))
        self.meanwhile(1.6 + self.left_to_read(), self.orbit(TURN))
        self.move(0.4, {heat.marked: 1})
        self.wait(self.left_to_read(1.0))
        self.hush()
        self.jump({self.columns: 1 + (heat is self.rematch)})
        self.move(1.2, FROM_ABOVE.values | {heat.paths: 1, self.raced: 1})
        self.move(lasting, linear, {heat.done: heat.until})
        if heat.arrived:
            self.move(FLIGHT, linear, {heat.ring: 1})

    def tell_result(self, heat: "Heat", prefix: str) -> None:
        """Say who arrives first, and let the others come, whose steps are put into a table."""
        if heat.arrived and not prefix:
            facts = self.facts(heat)
            self.beat("first" if facts["step"] != 1 else "first_once", **facts)
            self.move(REST, linear, {heat.done: heat.last_step})
            if len(heat.arrived) == len(heat.order):
                return
        self.beat(self.result_of(heat, prefix), **self.facts(heat))
        self.move(REST, linear, {heat.done: heat.last_step})

    def race_elsewhere(self, again: "Heat") -> None:
        """The same on another landscape, shorter."""
        heat = self.heat
        self.beat("other", {heat.paths: 0, heat.marked: 0})
        self.jump({heat.ring: 0})
        self.meanwhile(0.8, {self.raced: 0})
        self.change(heat.surface, again.surface, self.beside(again))
        self.race(again, AGAIN)
        self.tell_result(again, "other_")

    # What is known.

    @cached_property
    def heat(self) -> "Heat":
        """The race."""
        return Heat((self.run, *self.recording.all_of(Racer).values()))

    @cached_property
    def rematch(self) -> "Heat | None":
        """The race on another course, if there is one."""
        everyone = tuple(self.recording.all_of(Rematch).values())
        return Heat(everyone) if everyone else None

    @property
    def heats(self) -> "list[Heat]":
        """All races."""
        return [each for each in (self.heat, self.rematch) if each]

    @cached_property
    def examples(self) -> "dict[str, Example]":
        """What families do, by them."""
        found = self.recording.all_of(Shown)
        return {role.family: Example(run) for role, run in found.items()}

    @cached_property
    def kin(self) -> list[str]:
        """The families of the racers."""
        return [FAMILY_OF.get(each, OTHER) for each in self.heat.names]

    @cached_property
    def present(self) -> list[str]:
        """The families that race."""
        return [each for each in FAMILIES if each in self.kin]

    @cached_property
    def basins(self) -> LandscapeRuns:
        """The runs with which the scene opens."""
        return LandscapeRuns(tuple(self.recording.all_of(Before).values()))

    @cached_by_shape
    def opening(self) -> Camera:
        """From where these are seen."""
        ends = np.mean([run.parameters[[0, -1]] for run in self.basins.runs], axis=(0, 1))
        x, y = map(float, ends)
        return replace(camera_on(self.basins), zoom=1.4, centred=1.0, at_x=x, at_y=y)

    @property
    def along(self) -> Camera:
        """From behind, along the later way of whoever was first in the last race."""
        run = self.heats[-1].racers[self.heats[-1].order[0]]
        across, up = np.nan_to_num(run.parameters[-1] - run.parameters[run.n_steps // 16])
        return Camera(np.degrees(np.arctan2(up, across)) - 180, LOW)

    @cached_property
    def looks(self) -> tuple[RunLook, ...]:
        """A sign for each run, in the colour of its family."""
        names, short = self.heat.names, self.texts.labels
        written = [short.get(f"short_{each}", self.texts.optimizer(each)) for each in names]
        looks = zip(distinct_looks(self.theme, written), self.kin, strict=True)
        return tuple(
            replace(each, colour=self.theme.runs[COLOURS[family]]) for each, family in looks
        )

    def look_of(self, family: str) -> RunLook:
        """That of an example: of the family's first racer, if it has one."""
        if family not in self.kin:
            return RunLook("", self.theme.point, filled=True)
        return self.looks[self.kin.index(family)]

    def step_of(self, family: str) -> FloatArray:
        """Where a second step begins, where plain descent's would end, and where it ends."""
        run, rate = self.examples[family].run, self.examples[PLAIN].run.spec.learning_rate
        here, there = run.parameters[1:3]
        return np.array([here, here - rate * run.gradients[1], there])

    # What is said.

    def name(self, index: int) -> str:
        """A run's optimizer in words."""
        return self.texts.optimizer(self.heat.names[index])

    @property
    def rates_key(self) -> str:
        """The beat that says where the rates come from."""
        known = COURSES.get(course_of(self.run.spec), {})
        specs = [run.spec for run in self.heat.racers]
        if all(known.get(spec.optimizer_name) == spec.learning_rate for spec in specs):
            return "rates_best"
        return "rates_searched" if self.recording.options["rates"] is None else "rates_given"

    def result_of(self, heat: "Heat", prefix: str) -> str:
        """The beat that says who has arrived in the end."""
        others = heat.order[len(heat.arrived) :]
        if prefix and heat.arrived and self.heat.order[0] == heat.order[-1]:
            return "other_last"
        if not heat.arrived or not others:
            return f"{prefix}all" if heat.arrived else f"{prefix}none"
        if len(heat.arrived) == 1 and all(map(heat.in_another_valley, others)):
            return f"{prefix}one_trapped"
        return f"{prefix}some"

    def facts(self, heat: "Heat") -> dict[str, object]:
        """What the sentences about a race's result may name."""
        first = heat.order[0]
        name = self.name(first)
        return {
            "name": name,
            "Name": name[:1].upper() + name[1:],
            "last": self.name(heat.order[-1]),
            "step": heat.arrivals[first],
            "count": len(heat.arrived),
            "all": len(heat.order),
            "steps": heat.steps,
        }

    @property
    def moral(self) -> str:
        """The beat that says what to remember."""
        first, then = self.heat.arrived, self.rematch.arrived if self.rematch else ()
        return "moral" if first and then and first[0] != then[0] else "moral_here"

    def row(self, index: int) -> float:
        """The baseline of a run's name; that of -1 is for what stands above all of them."""
        pitch = min(self.pitch, self.lanes / len(self.looks))
        last = GRID.lowest_baseline - max(self.below, 0.0) - RAISED
        return last - (len(self.looks) - 1 - index) * pitch

    def draw(self, sheet: Sheet) -> None:
        """Put all on the sheet: landscapes at the bottom, then what is written."""
        Drawing(self, sheet).show()


class Drawing:
    """What is on a sheet."""

    def __init__(self, story: Race, sheet: Sheet) -> None:
        self.story, self.sheet, self.theme, self.label = story, sheet, sheet.theme, story.label
        self.small = partial(Label, sheet, colour=sheet.theme.muted, size=SIZES.smallest)

    def show(self) -> None:
        """Everything, from the bottom to the top."""
        story = self.story
        self.show_opening()
        grounds = {each: self.ground_of(each) for each in story.examples}
        for family, ground in grounds.items():
            ground.view.show_landscape(story.examples[family].surface)
        for family, ground in grounds.items():
            example = story.examples[family]
            ground.show_run(example.path, 0, example.step, never)
        for family, ground in grounds.items():
            if family != PLAIN:
                self.show_step(family, ground)
        for heat in story.heats:
            self.show_race(heat)
        self.show_table()
        for index in range(len(story.looks)):
            self.show_racer(index)

    def show_opening(self) -> None:
        """The last picture of the scene before."""
        story, point = self.story, self.theme.point
        looks = [RunLook("", point, filled) for filled in (True, False)]
        ground = RunMap(self.sheet, story.basins, looks)
        ground.view.show_landscape(story.before)
        for index, run in enumerate(story.basins.runs):
            ground.show_run(story.before, index, partial(float, run.n_steps), never)

    # The families.

    def ground_of(self, family: str) -> RunMap:
        """The valley with an example's run."""
        story = self.story
        looks, whole = [story.look_of(family)], story.whole
        shown = story.examples[family].shown
        return RunMap(self.sheet, shown, looks, wide=whole, narrow=whole, around=FILLED)

    def show_step(self, family: str, ground: RunMap) -> None:
        """Arrows of a step: downhill and what is kept; then along and across, each divided."""
        story, example = self.story, self.story.examples[family]
        here, tip, there = story.step_of(family)
        text, own = self.theme.text, story.look_of(family).colour
        summed = lambda: story.summed() * example.path()  # noqa: E731
        parted = lambda: story.parted() * example.path()  # noqa: E731
        if family == MEMORY:
            for share, start, end, key, colour in (
                (story.first, here, tip, "slope", text),
                (story.second, tip, there, "kept", own),
            ):
                name = self.label(key)
                self.show_arrow(ground, (summed, share), start, (end, end), (name, name), colour)
        slopes = np.abs(example.run.gradients[:2]).T
        named = zip(np.eye(2), (story.first, story.second), ("flat", "steep"), slopes, strict=True)
        for part, share, key, both in named:
            before, now = (number_text(each, 1) for each in both)
            share_of_all = number_text(both[1] / np.hypot(*both), 2)
            told = (
                self.label("sized", name=self.label(key), before=before, now=now),
                f"{now} ÷ √({before}² + {now}²) = {share_of_all}",
            )
            old, new = (here + part * (each - here) for each in (tip, there))
            self.show_arrow(ground, (parted, share), here, (old, new), told, own)
        if family == MEMORY:  # a ball that is heavy
            ball, head = RingedPoint(self.sheet, colour=own, radius=BALL), ground.paths[0].head_at
            ground.view.show(
                example.path,
                lambda camera, alpha: ball.at(head(camera, example.step()), alpha),
            )

    def show_arrow(  # noqa: PLR0913, PLR0917  what an arrow with a name is
        self,
        ground: RunMap,
        shares: tuple[Read, Read],
        start: FloatArray,
        tips: tuple[FloatArray, FloatArray],
        told: tuple[str, str],
        colour: str,
    ) -> None:
        """An arrow of an opacity and a share, whose tip and name are others as steps adapt."""
        story, sheet, losses = self.story, self.sheet, ground.shown.objective.losses
        alpha, share = shares
        made = arrow(sheet, colour, width=6.0, casing=4.0, head=1.8)
        name = Label(sheet, told[0], colour=colour, bold=True, size=SIZES.number)
        ground_of_name = backed(name)

        def shown(camera: Camera, opacity: float) -> Artists:
            tip = tips[0] + story.adapted() * (tips[1] - tips[0])
            ends = np.array([start, start + share() * (tip - start)])
            first, last = ground.view.project(ends, losses(ends), camera)
            name.set_text(told[round(story.adapted())])
            wide, away = name.width * sheet.width, sheet.tall(ASIDE)
            limit, (x, y) = sheet.x(1 - GRID.margin) - wide - away / 2, last
            right, up = last - first
            if abs(up) > abs(right) and (up > 0 or colour != self.theme.text):
                y += away if up > 0 else -2.7 * away
            else:
                x += away if right > 1 else -away - wide
                y += 1.7 * away if x > limit else -away / 2
            drawn = [*made(first, last)] if share() else []
            for each in drawn:
                each.set_alpha(opacity)
            ground_of_name.set_alpha(OPACITY * opacity * share())
            return [*drawn, *name.put(np.array([min(x, limit), y]), opacity * share())]

        ground.view.show(alpha, shown, within=False)

    # The races.

    def show_race(self, heat: "Heat") -> None:
        """A landscape with its goals, the start, and all paths."""
        story, sheet = self.story, self.sheet
        top = story.row(-1) - down(
            (1.2 + is_tall() + heat.shown.landscape.heights.compressed) * NOTES
        )
        ground = RunMap(
            sheet,
            heat.shown,
            story.looks,
            wide=story.whole,
            narrow=replace(story.whole, bottom=top),
            room=Box(0.0, 1.0, GRID.below_sentence, 1.0),
            around=FILLED,
            weight=WEIGHT,
        )
        ground.view.show_landscape(heat.surface)
        for point in heat.shown.minima(lowest=True):
            ground.show_ring(heat.marked, point, TARGET)
        first = story.heat.order[0]
        for index in heat.order:  # the first one is ahead: others stay seen on its way
            ring = partial(heat.arriving, index)
            way = always if index in (first, heat.order[0]) else heat.way
            ground.show_run(heat.paths, index, heat.done, ring, way)
        words = ground.words(story.beside(heat, 0.0), story.beside(heat))
        start, waits = heat.racers[0].parameters[0], lambda: max(heat.marked() - heat.paths(), 0.0)
        ground.show_point(waits, start)
        goals = zip(
            chain(["minimum"], repeat("as_low")), heat.shown.minima(lowest=True), strict=False
        )
        named = [("start", start), *goals]
        for _, place in named:
            words.avoid_point(place, self.sheet.stroke(TARGET))
        for key, place in named:
            words.show(waits, self.label(key), place, floor=top)
        step = Label(sheet, "", (1 - GRID.margin, GRID.kicker_baseline), edge="right", bold=True)
        step.tell(heat.paths, lambda: self.label("at", step=int(heat.done())))
        beside = ground.words(FROM_ABOVE)
        for path in heat.shown.traces:
            beside.avoid_path(path)
        for pit in heat.pits:
            stuck = lambda: linear(heat.done() - heat.until + 1) * heat.paths()  # noqa: E731
            beside.show(stuck, self.label("pit"), pit, floor=top)
        if heat is story.rematch:
            here, there = heat.racers[0].parameters[:2]
            for part in np.eye(2):
                tip, told = here + part * (there - here), self.label("steep")
                self.show_arrow(
                    ground, (story.steep, always), here, (tip, tip), (told, told), self.theme.text
                )

    # The lanes, and the table at their ends.

    @cached_property
    def lane(self) -> tuple[float, float]:
        """From where to where they go, as fractions of the stage."""
        story = self.story
        if is_tall():
            return GRID.margin + story.sign_room, 1 - GRID.margin - story.sign_room
        widest = max(Label(self.sheet, each.name, bold=True).width for each in story.looks)
        return (
            GRID.margin + widest + 1.5 * story.sign_room,
            1 - GRID.margin - 2.2 * story.second_column,
        )

    def show_racer(self, index: int) -> None:
        """A run's name, and its lane, along which its sign goes as far as its loss falls."""
        story, look, sheet = self.story, self.story.looks[index], self.sheet
        sign, baseline = look.sign(sheet, 8), story.row(index)
        middle = baseline + story.below
        name = Label(sheet, look.name, (GRID.margin, baseline), bold=True)
        place = self.lane[0] + story.sign_room, middle + RAISED
        kind = self.small(self.label(f"family_{story.kin[index]}"), place)
        track = Stroke(sheet, self.theme.line, 2.5)
        ends = np.array([sheet.at(x, middle) for x in self.lane])

        def shown(alpha: float) -> Artists:
            heat, raced = story.heats[int(story.columns() > 1)], story.raced()
            at = ends[0] + raced * heat.along(index) * (ends[1] - ends[0])
            name.set_alpha(alpha)
            kind.set_alpha(alpha * (1 - raced))
            lane = track.through(ends, alpha * raced)
            return [*lane, name, kind, *sign.at(at, alpha)]

        sheet.show_at(lambda: linear(story.rows() - index), shown)

    def show_table(self) -> None:
        """The names of columns, the results, and how rates were chosen."""
        story = self.story
        for column, heat in enumerate(story.heats):
            course = course_of(heat.racers[0].spec)
            key = f"course_{course}" if course and story.rematch else "results"
            title = self.small(self.label(key), edge="right")
            self.show_cell(column, title, story.row(-1), always, title.get_text())
            for index in range(len(story.looks)):
                self.show_result(index, heat, column)
        self.show_notes()

    def show_notes(self) -> None:
        """What is seen along the lanes, and how heights are to be read."""
        story, heat, small = self.story, self.story.heat, self.small
        (left, right), baseline = self.lane, story.row(-1) - is_tall() * down(NOTES)
        loss = number_text(heat.gaps[0][0], 1)
        ends = [small(self.label("from", loss=loss), (left, baseline))]
        if heat.has_goal:
            ends.append(small(heat.near_told, (right, baseline), edge="right"))
        self.sheet.fade(story.raced, *ends)
        if heat.shown.landscape.heights.compressed:
            note = small(self.label("log_heights"), (GRID.margin, baseline - down(NOTES)))
            self.sheet.fade(lambda: linear(story.rows()), note)

    def show_cell(
        self, column: int, content: Label, baseline: float, alpha: Read, short: str
    ) -> None:
        """What stands in a column, which moves to the left as another comes, and then is short."""
        story, full = self.story, content.get_text()

        def shown(opacity: float) -> Artists:
            more = max(story.columns() - 1 - column, 0.0)
            content.set_text(short if more else full)
            right = 1 - GRID.margin - more * story.second_column
            return content.put(self.sheet.at(right, baseline), opacity)

        self.sheet.show_at(
            lambda: alpha() * linear(story.columns() - column) * linear(story.rows()), shown
        )

    def show_result(self, index: int, heat: "Heat", column: int) -> None:
        """The step of a run's arrival, or what became of it."""
        arrival, ending = heat.arrivals[index], heat.shown.verdicts[index].ending
        arrives, is_first = arrival < NEVER, index == heat.order[0]
        content = self.label("out" if heat.lost[index] else f"ends_{ending}")
        if arrives:
            content = str(int(arrival))
        elif heat.in_another_valley(index):
            content = self.label("stuck")
        colour = self.story.looks[index].colour if is_first and arrives else self.theme.muted
        told = Label(self.sheet, content, colour=colour, edge="right", bold=arrives)
        here = partial(heat.here, index)
        self.show_cell(column, told, self.story.row(index), here, content if arrives else NONE)


class Example(RunPlayer):
    """The run of a family's rule on the long valley; its values are opacities.

    Attributes:
        run: it.
        shown: it on the valley.
    """

    def __init__(self, run: Trajectory) -> None:
        self.run = run
        self.shown = LandscapeRuns((run,))
        super().__init__(paced(range(run.n_steps + 1), seconds=WALK))
        self.surface, self.path = values(2)


class Heat:
    """One race: who arrives, and when.

    Its values: `done`, how many steps are taken; `ring`, of the first arrival; the others are
    opacities: `surface`, `marked` of the start and the goals, `paths`.

    Attributes:
        racers, names: the runs, in the order of the list, and their optimizers.
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
        until, last_step: the first arrival, or the last step; and when all is over.
    """

    def __init__(self, racers: tuple[Trajectory, ...]) -> None:
        self.racers, self.shown = racers, LandscapeRuns(racers)
        self.names = [run.spec.optimizer_name for run in racers]
        self.steps = max(run.spec.steps for run in racers)
        self.find_floor()
        self.find_arrivals()
        came = [int(self.arrivals[index]) for index in self.arrived]
        self.last_step = came[-1] if len(came) == len(racers) else self.steps
        self.until = came[0] if came else self.steps
        self.done, self.ring, self.surface, self.marked, self.paths = values(5)

    def find_floor(self) -> None:
        """Find the least loss, and how near to it is near."""
        surface, dip, racers = self.shown.surface, self.shown.lowest_place, self.racers
        known = np.nan if surface is None or surface.lowest is None else surface.lowest
        self.own_floor = known if np.isfinite(known) else None
        least = min(run.loss[np.isfinite(run.loss)].min() for run in racers)
        found = min(least, dip.loss) if dip else least
        self.floor = found if self.own_floor is None else self.own_floor
        self.gaps = [run.loss - self.floor for run in racers]
        fall = self.gaps[0][0]
        enough = min(NEAR * fall, self.rise_beside() or np.inf)
        self.near = 10.0 ** np.round(np.log10(enough)) if fall > 0 else 0.0
        best = int(np.argmin([each.min() for each in self.gaps]))
        self.has_goal = self.near > 0 and (
            self.own_floor is not None
            or bool(dip and dip.loss - self.floor <= self.near)
            or self.shown.verdicts[best].ending in RESTING
        )

    @property
    def near_told(self) -> str:
        """How near is near, in figures."""
        return as_given(self.near) if 1e-4 <= self.near <= 1e4 else scientific(self.near)

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
        return max(np.nanmin(self.shown.objective.losses(ring)) - dip.loss, 0.0)

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
            return self.lost[index], np.median(self.gaps[index][-part:])

        others = sorted(set(everyone).difference(arrives))
        self.order = (*self.arrived, *sorted(others, key=rank))

    def arrival(self, index: int) -> float:
        """The step from which on a run stays near the floor, if it does."""
        steps = self.racers[index].recorded_steps
        away = np.flatnonzero(~(self.gaps[index] < self.near))
        first = int(away[-1]) + 1 if away.size else 0
        stays = self.has_goal and not self.lost[index] and first < len(steps)
        return int(steps[first]) if stays else NEVER

    def pit_of(self, index: int) -> FloatArray | None:
        """The minimum (2,) nearest to a run's end, if it isn't a lowest one."""
        surface, end = self.shown.surface, self.racers[index].parameters[-1]
        if surface is None or self.arrivals[index] < NEVER:
            return None
        if not surface.minima or not np.isfinite(end).all():
            return end if self.shown.verdicts[index].ending == "local" else None
        size = np.ptp(self.shown.landscape.window, axis=0)
        far = [np.hypot(*((end - (each.x, each.y)) / size)) for each in surface.minima]
        nearest = surface.minima[int(np.argmin(far))]
        return None if nearest.is_global else np.array([nearest.x, nearest.y])

    def in_another_valley(self, index: int) -> bool:
        """Whether a run's end is nearest to a minimum that isn't a lowest one."""
        return self.pit_of(index) is not None

    @property
    def pits(self) -> FloatArray:
        """The minima (k, 2) in which runs are stuck."""
        found = [self.pit_of(index) for index in range(len(self.racers))]
        return np.unique(np.reshape([each for each in found if each is not None], (-1, 2)), axis=0)

    def way(self) -> float:
        """The opacity of paths, which are faint once another run has arrived first."""
        return 1 - (1 - BEHIND) * self.ring()

    def along(self, index: int) -> float:
        """How far a run has come down, on a logarithmic scale: 1 once it has arrived."""
        if self.done() >= self.arrivals[index]:
            return 1.0
        gaps = self.gaps[index]
        gap = np.interp(self.done(), self.racers[index].recorded_steps, gaps)
        least = self.near or 1.0
        whole = np.log(max(gaps[0], least) / least) or 1.0
        fallen = np.log(max(gaps[0], least) / max(gap, least)) / whole
        return float(np.clip(np.nan_to_num(fallen), 0.0, UNDER))

    def arriving(self, index: int) -> float:
        """The share of the ring where a run arrives."""
        if index == self.order[0]:
            return self.ring()
        return float(np.clip((self.done() - self.arrivals[index]) / RINGED, 0.0, 1.0))

    def here(self, index: int) -> float:
        """Whether a run has arrived by now, or all is over."""
        return self.done() >= min(self.arrivals[index], self.last_step)


FROM_ABOVE = replace(Camera().above(), aside=1.0)
"""From where a race is seen."""


def never() -> float:
    """Be 0, as the share of a ring that isn't drawn."""
    return 0.0
