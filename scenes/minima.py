"""The same rule from many starts: which minimum a run ends in, with one parameter and with two."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

import numpy as np
from matplotlib.artist import Artist
from matplotlib.collections import PathCollection
from matplotlib.colors import to_rgba
from matplotlib.patches import Polygon
from matplotlib.path import Path
from matplotlib.transforms import IdentityTransform

from gradreel.scenes.stage.plotting import (
    FRONT,
    GRID,
    LIFT,
    SIZES,
    Camera,
    FigureStory,
    FloatArray,
    Held,
    Label,
    Landscape,
    LandscapeRuns,
    LineLandscape,
    LossSlice,
    ModelObjective,
    RequestError,
    RingedPoint,
    Rooms,
    RunLook,
    RunMap,
    RunOptions,
    RunPlayer,
    Runs,
    RunSpec,
    Shaped,
    Sheet,
    SolidNames,
    Stroke,
    Trajectory,
    Valley,
    Words,
    always,
    arrive,
    arrow,
    band_of_two,
    between_steps,
    build,
    cached_by_shape,
    camera_on,
    counted,
    down,
    ink,
    is_tall,
    linear,
    number_text,
    objective_of,
    over,
    paced,
    scale,
    sentence_lines,
    spread,
    valley_of,
    values,
)

PLACE = 240
OPTIONS = {
    "starts": (50.0, 40.0, 56.0),
    "held": 160.0,
    "optimizer": "gradient-descent",
    "learning_rate": 0.8,
    "steps": 100,
}
HELP = {
    "starts": "Two or three ages, in years, from which runs start.",
    "held": "The heart rate that is held while the age alone is learned.",
}
DRAWS = "runs of the band of high risk with its heart rate held"

AGES, RATES_OF_HEART = (35.0, 72.5), (112.0, 172.0)
"""What is shown of the band's centre: years, and beats a minute."""

SWEPT, LEAST, MOST = 81, 2, 3
"""So many starts all over the ages are run at once; and how many may be followed."""

WALK, SWEEP, REWIND, DESCEND = 2.6, 4.4, 3.4, 5.5
"""Seconds that the steps of a run take, those of all at once, and those of two parameters."""

PROBE, TURN = 4.0, 6.5
"""Seconds in which the probe goes along the curve, and in which the landscape turns at the end."""

SLOWNESS = 2.6
"""The power by which a run's first steps are slower: they are the longest."""

ORBIT = -26.0
"""Degrees by which the landscape turns at the end."""

LAST = 2.5
"""Seconds that the last picture stands."""


@dataclass(frozen=True)
class LineStart:
    """A run of the age alone, from one of the starts that were asked for; the first is the main."""

    index: int


@dataclass(frozen=True)
class Swept:
    """A run of the age alone, from one of many starts."""

    index: int


@dataclass(frozen=True)
class PlaneStart:
    """A run of both parameters, from one of the starts."""

    index: int


def scaled(age: float, rate: float) -> FloatArray:
    """The band's centre (2,), in years and beats a minute, as its model has it."""
    data = band_of_two().dataset
    return np.asarray((np.array([age, rate]) - data.mean) / data.sd)


def held_of(spec: RunSpec) -> Held | None:
    """The model of a run of the age alone."""
    objective = spec.objective
    model = objective.model if isinstance(objective, ModelObjective) else None
    return model if isinstance(model, Held) else None


def line_spec(options: RunOptions) -> RunSpec:
    """The run of the age alone from the first start, the heart rate held."""
    whole, (_, rate) = band_of_two(), scaled(0.0, options["held"]).tolist()
    return RunSpec(
        objective=ModelObjective(Held(whole.model, (0.0, rate), (0,)), whole.dataset),
        optimizer=build(options.optimizer or "gradient-descent"),
        learning_rate=options.learning_rate or 1.0,
        steps=options.steps or 60,
        batch_size=None,
        start=scaled(options["starts"][0], options["held"])[:1],
        seed=0,
    )


def check(option: str, given: tuple[float, ...], room: tuple[float, float], unit: str) -> None:
    """Refuse what is outside of what is shown."""
    low, high = room
    if not all(low < each < high for each in given):
        raise RequestError(f"{option} must be between {low:g} and {high:g} {unit}")


def slow_start(share: float) -> float:
    """Ease steps that are long at first: they begin slowly."""
    return float(share**SLOWNESS)


def slow_end(share: float) -> float:
    """Ease the same steps backwards."""
    return 1 - slow_start(1 - share)


def loss_text(loss: float) -> str:
    """A loss as the scene writes it."""
    return number_text(loss, 3)


class Walk:
    """A run of the age alone that is followed.

    Its values: `step`; opacities of it and of the word at its end; the share of its ring.
    """

    def __init__(self, run: Trajectory) -> None:
        self.run = run
        self.step, self.shown, self.word, self.ring = values(4)


class Minima(FigureStory):
    """A curve with several minima that turns out to be a cut through a landscape.

    Its values are opacities, but `probe`, the share of its way; `swept`, the step of all at once;
    `coloured`, how far these have come to the colours of their ends; and `ring`, about arrivals.
    """

    axis, basins, surface, names, tangent, probe, probe_shown, swept = values(8)
    swept_shown, coloured, planes_shown, starts, ring, ends = values(6)
    zoom = Shaped(1.22, tall=1.0)
    height = Shaped(1.75, tall=3.5)

    @staticmethod
    def runs(options: RunOptions) -> Runs:
        """The starts, many more to be counted, and those of both parameters.

        Raises:
            RequestError: there are too many starts, or some are outside of what is shown.
        """
        starts = options["starts"]
        if options.recorded is None:
            check("--starts", starts, AGES, "years")
            check("--held", (options["held"],), RATES_OF_HEART, "beats a minute")
            if not LEAST <= len(starts) <= MOST:
                given = counted(len(starts), "start")
                raise RequestError(f"--starts gives {given}: give {LEAST} or {MOST}")
        main = options.recorded or line_spec(options)
        model, whole = held_of(main), band_of_two()
        assert model is not None  # noqa: S101  `can_draw` has said so
        ages = [float(main.start[0]), *(float(scaled(each, 0.0)[0]) for each in starts[1:])]
        many = np.linspace(*AGES, SWEPT + 2)[1:-1].tolist()
        lines: dict[object, float] = {
            LineStart(index): age for index, age in enumerate(ages) if index
        }
        lines |= {Swept(index): float(scaled(age, 0.0)[0]) for index, age in enumerate(many)}
        planes = {
            PlaneStart(index): replace(
                main, objective=whole, start=np.array([age, model.values[1]])
            )
            for index, age in enumerate(ages)
        }
        alone = {role: replace(main, start=np.array([age])) for role, age in lines.items()}
        return {"main": main, **alone, **planes}

    @staticmethod
    def can_draw(spec: RunSpec) -> bool:
        """Whether a run is of the age alone, from within what is shown, every step recorded."""
        model, whole = held_of(spec), band_of_two()
        if model is None or spec.stride != 1 or spec.batch_size is not None:
            return False
        held = Held(whole.model, (0.0, model.values[-1]), (0,))
        same = spec.objective.describe() == ModelObjective(held, whole.dataset).describe()
        low, high = (scaled(age, 0.0)[0] for age in AGES)
        return bool(same and low < spec.start[0] < high)

    # The beats.

    def construct(self) -> None:
        """Tell the story; what is said of runs is judged from their records."""
        facts, first = self.facts, self.walks[0]
        self.begin(self.flat.values | {self.axis: 1})
        self.beat("question")
        self.move(0.5, {first.shown: 1})
        self.walk(first)
        self.beat("curve", {first.shown: 0}, n=objective_of(facts.planes.runs[0]).n_samples)
        self.move(0.3, {self.probe_shown: 1})
        self.move(PROBE, {self.probe: 1})
        self.move(0.3, {self.probe_shown: 0})
        found = facts.valley_at_end(first.run)
        key = "moving" if found is None else "reached" if facts.is_lowest(first.run) else "stuck"
        self.beat(key, loss=loss_text(float(first.run.loss[-1])))
        self.jump({first.step: 0})
        self.move(0.5, {first.shown: 1, self.tangent: 1})
        self.walk(first)
        self.move(0.5, {first.word: 1})
        self.beat("others", {self.tangent: 0})
        for walk in self.walks[1:]:
            self.move(0.4, {walk.shown: 1})
            self.walk(walk)
            self.move(0.4, {walk.word: 1})
        self.let_many_go()
        self.turn()
        self.judge()
        self.beat("moral")
        self.move(2.0, self.last.values)
        self.let_stand(LAST)

    def walk(self, walk: Walk) -> None:
        """Let a followed run take its steps, and mark where it arrives."""
        self.move(WALK, slow_start, {walk.step: self.facts.arrival(walk.run)})
        self.move(0.5, linear, {walk.ring: 1})
        self.jump({walk.ring: 0})

    def let_many_go(self) -> None:
        """Starts all over the curve; rewound, each has the colour of where its run has ended."""
        facts, count = self.facts, len(self.facts.swept)
        gone = {each: 0.0 for walk in self.walks for each in (walk.shown, walk.word)}
        self.beat("many", gone, count=count)
        self.move(0.6, {self.swept_shown: 1})
        self.move(SWEEP, slow_start, {self.swept: facts.arrival(*facts.swept)})
        key = "basins_open" if None in facts.ends else "basins"
        self.beat(key, reached=facts.reached, count=count)
        self.move(0.6, {self.coloured: 1})
        self.move(REWIND, slow_end, {self.swept: 0})
        self.move(0.8, {self.basins: 1})

    def turn(self) -> None:
        """The curve becomes a cut through a landscape, and runs go down that."""
        self.beat("cut", {self.axis: 0}, value=number_text(self.held, 0))
        self.meanwhile(1.4, {self.swept_shown: 0, self.basins: 0})
        self.move(3.4, self.solid.values | {self.surface: 1})
        self.move(0.5, {self.names: 1})
        self.beat("both")
        self.move(0.5, {self.planes_shown: 1, self.starts: 1})
        self.play(self.planes)
        self.mark(0.5)

    def judge(self) -> None:
        """Say how the runs of both parameters ended."""
        shown = self.facts.planes
        endings = [found.ending for found in shown.verdicts]
        pairs = [*zip(shown.runs, endings, strict=True)]
        low = [run for run, ending in pairs if ending in LOW]
        stuck = [run for run, ending in pairs if ending == "local"]
        key = "mixed" if low and stuck else "all_low" if len(low) == len(pairs) else "open"
        losses = [float(run.loss[-1]) for run in (low + stuck if key == "mixed" else shown.runs)]
        told = {"low": loss_text(min(losses)), "high": loss_text(max(losses))}
        counts = {"reached": len(low), "stuck": len(stuck), "count": len(pairs)}
        self.beat(key, {self.starts: 0}, **told, **counts)
        self.move(0.5, {self.ends: 1})
        self.meanwhile(TURN, self.last.values)
        self.mark(0.6)

    def mark(self, seconds: float) -> None:
        """Mark where the runs of both parameters have arrived."""
        self.move(seconds, linear, {self.ring: 1})
        self.jump({self.ring: 0})

    # What is known.

    @cached_property
    def facts(self) -> "Facts":
        """What may be said of the runs."""
        recording = self.recording
        return Facts(
            (recording.main, *recording.all_of(LineStart).values()),
            tuple(recording.all_of(Swept).values()),
            tuple(recording.all_of(PlaneStart).values()),
        )

    @cached_property
    def walks(self) -> list[Walk]:
        """The runs that are followed."""
        return [Walk(run) for run in self.facts.lines]

    @cached_property
    def planes(self) -> RunPlayer:
        """The runs of both parameters."""
        last = self.facts.arrival(*self.facts.planes.runs)
        return RunPlayer(paced(range(last + 1), seconds=DESCEND))

    @property
    def held(self) -> float:
        """The heart rate that is held, in beats a minute."""
        return float(self.facts.in_units(np.array([0.0, self.facts.held]))[1])

    @property
    def flat(self) -> Camera:
        """From where the cut is a curve."""
        return Camera(azimuth=FRONT, elevation=0.0, zoom=self.zoom, tall=self.height)

    @cached_by_shape
    def solid(self) -> Camera:
        """From where most of the paths is seen."""
        return camera_on(self.facts.planes)

    @property
    def last(self) -> Camera:
        """From where the story ends."""
        return self.solid.turned(ORBIT)

    def draw(self, sheet: Sheet) -> None:
        """The landscape, then the curve that is cut from it, then all that moves, then words."""
        Cut(self, sheet).show()


SIDE = 141
"""Points of the landscape's grid along each side."""

AT_REST, ARRIVED = 0.01, 0.002
"""A run rests in a valley if it ends so near its lowest place, in shares of what is shown; and it
has arrived from the step on from which it stays so near its end."""

LOW = "lowest", "global", "only"
"""Endings at the lowest place that there is."""


@dataclass(frozen=True)
class Basin:
    """Neighbouring starts whose runs end in one valley.

    Attributes:
        valley: its number from the left; None where runs rest in none.
        left, right: from where to where the starts are, half-way to those of the next basin.
        count: how many starts.
    """

    valley: int | None
    left: float
    right: float
    count: int


class Facts:
    """What may be said of the runs.

    Attributes:
        lines: the runs of the age alone that are followed.
        swept: those from many starts, from the left to the right.
        planes: the runs of both parameters, from the same starts.
        held: the heart rate that is held, as the model has it.
        window: [[low, low], [high, high]] of both parameters as the model has them.
        line: the loss over the age alone.
    """

    def __init__(
        self,
        lines: tuple[Trajectory, ...],
        swept: tuple[Trajectory, ...],
        planes: tuple[Trajectory, ...],
    ) -> None:
        self.lines, self.swept = lines, swept
        model, whole = held_of(lines[0].spec), planes[0].objective
        assert model is not None  # noqa: S101  `can_draw` has said so
        self.held = float(model.values[1])
        low, high = self.window = np.array(
            [scaled(*each) for each in zip(AGES, RATES_OF_HEART, strict=True)]
        )
        xs, ys = np.linspace(low[0], high[0], SIDE), np.linspace(low[1], high[1], SIDE)
        self.planes = LandscapeRuns(planes, Landscape(xs, ys, over(whole, xs, ys)))
        cut = LossSlice.of_parameter(whole, 0, np.array([0.0, self.held]))
        self.line = LineLandscape(cut, (float(low[0]), float(high[0])))

    def on_plane(self, ages: FloatArray) -> FloatArray:
        """Both parameters (..., 2) for the age's (...)."""
        return np.stack([ages, np.full_like(ages, self.held)], axis=-1)

    def in_units(self, parameters: FloatArray) -> FloatArray:
        """Parameters (..., 2) as years and beats a minute."""
        return self.planes.runs[0].own_scale(parameters)

    def valley_at_end(self, run: Trajectory) -> Valley | None:
        """The valley at whose lowest place a run of the age alone rests."""
        end, (low, high) = float(run.parameters[-1, 0]), self.line.window
        found = valley_of(self.line.valleys, end)
        rests = found is not None and abs(end - found.at) <= AT_REST * (high - low)
        return found if rests else None

    def is_lowest(self, run: Trajectory) -> bool:
        """Whether that is the lowest valley."""
        found = self.valley_at_end(run)
        return found is not None and found is self.line.lowest

    def arrival(self, *runs: Trajectory) -> int:
        """The step from which on nothing more is seen to move of some runs."""
        last = 0
        for run in runs:
            low, high = self.window[:, : run.parameters.shape[1]]
            apart = np.abs((run.parameters - run.parameters[-1]) / (high - low)).max(axis=1)
            far = np.flatnonzero(apart > ARRIVED)
            last = max(last, int(far[-1]) + 1 if far.size else 0)
        return last

    @cached_property
    def ends(self) -> tuple[int | None, ...]:
        """The valley's number, from the left, at the end of each run from many starts."""
        found = map(self.valley_at_end, self.swept)
        return tuple(None if each is None else self.line.valleys.index(each) for each in found)

    @cached_property
    def basins(self) -> tuple[Basin, ...]:
        """Neighbouring starts that end alike, from the left to the right."""
        starts = np.array([run.parameters[0, 0] for run in self.swept])
        changes = [i for i, pair in enumerate(pairwise(self.ends), 1) if pair[0] != pair[1]]
        bounds, (low, high) = [0, *changes, len(starts)], self.line.window
        edges = [low, *(float(starts[i - 1 : i + 1].mean()) for i in changes), high]
        return tuple(
            Basin(self.ends[first], *sides, last - first)
            for (first, last), sides in zip(pairwise(bounds), pairwise(edges), strict=True)
        )

    @property
    def reached(self) -> int:
        """How many of many starts lead to the lowest valley."""
        return sum(map(self.is_lowest, self.swept))


WIDTH, DOT = 4.5, 7.0
"""Of the curve, and the radius of one of many points, in pixels of a 1280x720 frame."""

GROUND, BEHIND = 0.5, 0.3
"""Opacity of a basin below the curve, and of the curve where the landscape hides it."""

TANGENT, ABOVE, BESIDE_TANGENT, ABOVE_TANGENT = 0.055, 0.036, 0.012, 0.054
"""Half of a tangent in the curve's widths; from a point to its number, from a tangent's right end
to its name, and from its upper end to one above it, in the stage's heights."""

PROBED, TOLD = (0.04, 0.9), 20
"""Between which shares of the curve's width the probe goes, and how often its number changes."""

BELOW = 0.07
"""How far below the curve's lowest point its ground is, in shares of the landscape's height."""

TICK, NAME, LEADING = 0.046, 0.093, 0.048
"""Baselines below the curve's ground, of its numbers and its name, and between two lines, in
heights of a wide stage."""

BESIDE, ABOVE_START = 0.008, 0.03
"""From a start aside to its name, in the stage's widths, and up to it, in heights of a wide one."""

OVER_CURVE, RIGHT_OF_AXIS = 0.016, 0.022
"""From the curve up to a start's name that would cross it, likewise; and how far inside the margin
that begins, in the stage's widths."""

IN_BASIN, PLACES = 0.04, 25
"""How far above a basin's ground its count stands, in heights of a wide stage; and how many places
are tried for it, and looked at about each."""

AIR, CLEAR = 0.007, 0.07
"""About a number of the axis, as the ground of a word is higher than its ink; and so far from a
run's end no word of another should stand, in heights of a wide stage."""

CIRCLE = np.stack([(np.cos(turn), np.sin(turn)) for turn in np.linspace(0, 2 * np.pi, 25)])
"""Places (n, 2) about a point."""

SAME = 0.06
"""Ends that are so near are told once, in shares of what is shown."""


class Cut:
    """The curve on its landscape, what moves along it, and what is written there.

    Attributes:
        lowest: where the landscape's room ends, above the names of the cut's axis.
        loss: the baseline of what is higher in the curve.
        note: the first baseline of what is held, at the right; in a tall frame below the curve, as
            names of points have no other room than above it.
        floor: the lowest baseline of how a run ends.
        narrowest: how wide a basin is, in shares of the curve's width, that has room for its count.
        ground: the upright coordinate of the line below the curve on which its ages stand.
    """

    lowest = Shaped(0.885, tall=0.875)
    loss = Shaped(0.26, tall=0.29)
    note = Shaped(0.26, tall=0.898)
    floor = Shaped(0.84, tall=0.82)
    narrowest = Shaped(0.14, tall=0.17)

    def __init__(self, story: Minima, sheet: Sheet) -> None:
        self.story, self.sheet, self.facts, self.texts = story, sheet, story.facts, story.texts
        planes, theme = story.facts.planes, sheet.theme
        looks = [RunLook("", theme.point, True) for _ in planes.runs]
        self.map = RunMap(sheet, planes, looks, wide=replace(Rooms.whole, bottom=self.lowest))
        self.view, self.muted = self.map.view, theme.muted
        self.curve = self.on_curve(self.facts.line.xs)
        self.ground = float(self.curve[:, 2].min() - BELOW * self.view.relief.sides[2])

    def on_curve(self, ages: FloatArray) -> FloatArray:
        """Places (n, 3) on the curve at ages (n,)."""
        losses = self.facts.line.line.losses(ages)
        return self.view.relief.on(self.facts.on_plane(ages), losses, lift=LIFT)

    def seen(self, camera: Camera) -> FloatArray:
        """Where the curve is, (n, 2) in pixels."""
        return self.view.seen_from(camera)(self.curve)

    def at(self, run: Trajectory, step: float) -> FloatArray:
        """Where a run of the age alone is at a step, (1, 3) of the room; it never leaves that."""
        age = between_steps(run, run.parameters, step)
        return self.on_curve(np.clip(age, *self.facts.line.window))

    def colour_of(self, valley: int | None) -> str:
        """The colour of a valley by its number, of runs and starts that end in it."""
        runs = self.sheet.theme.runs
        return self.muted if valley is None else runs[1 + valley % (len(runs) - 1)]

    def show(self) -> None:
        """Put all on the sheet, from the bottom to the top."""
        story, view = self.story, self.view
        view.show_landscape(story.surface)
        for basin in self.facts.basins:
            self.show_basin(basin)
        self.show_curve()
        self.show_swept()
        self.show_tangent(story.walks[0])
        self.show_probe()
        for walk in story.walks:
            self.show_walk(walk)
        for index in range(len(self.facts.planes.runs)):
            self.map.show_run(story.planes_shown, index, story.planes.step, story.ring)
        names = self.texts.label("age"), self.texts.label("heart_rate")
        solid = SolidNames(view, names, self.texts.label("loss"))
        view.show(story.names, solid.at, within=False)
        words = self.words(story.flat)
        self.show_axis(words)
        self.show_counts()
        for index in range(len(story.walks)):
            self.name_walk(index, words)
        self.name_planes(solid)

    def show_basin(self, basin: Basin) -> None:
        """The starts that end in one valley, below the curve."""
        colour = self.colour_of(basin.valley)
        made = Polygon(np.zeros((1, 2)), closed=True, facecolor=colour, edgecolor="none")
        made.set_figure(self.sheet.figure)
        top = self.on_curve(np.linspace(basin.left, basin.right, 60))
        foot = top * [1, 1, 0] + [0, 0, self.ground]

        def shown(camera: Camera, alpha: float) -> Sequence[Artist]:
            made.set_xy(self.view.seen_from(camera)(np.concatenate([top, foot[::-1]])))
            made.set_alpha(GROUND * alpha)
            return (made,)

        self.view.show(self.story.basins, shown)

    def show_curve(self) -> None:
        """The curve, thin where the landscape hides it."""
        sheet, ink = self.sheet, self.sheet.theme.full_loss
        looks = (WIDTH + 3, sheet.theme.background), (WIDTH, ink), (WIDTH, ink)
        casing, line, behind = (Stroke(sheet, colour, width) for width, colour in looks)

        def shown(camera: Camera, _: float) -> Sequence[Artist]:
            drawn, hidden = self.seen(camera), np.zeros(len(self.curve), dtype=bool)
            if surface := self.story.surface():
                hidden = self.view.relief.hidden(self.curve, camera.towards)
            seen, unseen = (np.where(apart[:, None], np.nan, drawn) for apart in (hidden, ~hidden))
            faint = behind.through(unseen, max(BEHIND, 1 - surface))
            return [*casing.through(seen), *line.through(seen), *faint]

        self.view.show(always, shown)

    def show_walk(self, walk: Walk) -> None:
        """The point of a followed run."""
        ring, point = arrive(self.sheet), RingedPoint(self.sheet)

        def shown(camera: Camera, alpha: float) -> Sequence[Artist]:
            place = self.view.seen_from(camera)(self.at(walk.run, walk.step()))[0]
            return [*point.at(place, alpha), *ring(walk.ring(), place)]

        self.view.show(walk.shown, shown)

    def show_tangent(self, walk: Walk) -> None:
        """The slope where a followed run is; a tall frame's valley is narrow for its name."""
        sheet, ink, losses = self.sheet, self.sheet.theme.gradient, self.facts.line.line
        name = Label(
            sheet,
            self.texts.label("slope"),
            colour=ink,
            size=SIZES.smallest,
            edge="centre" if is_tall() else "left",
            bold=True,
            cased=True,
        )
        line, half = Stroke(sheet, ink, WIDTH), TANGENT * float(np.ptp(self.facts.line.window))

        def shown(camera: Camera, alpha: float) -> Sequence[Artist]:
            age = float(between_steps(walk.run, walk.run.parameters, walk.step())[0])
            ages = age + np.array([-half, half])
            heights = losses.loss(age) + losses.slope(age) * (ages - age)
            ends = self.view.relief.on(self.facts.on_plane(ages), heights, lift=LIFT)
            drawn, gap = self.view.seen_from(camera)(ends), sheet.tall(BESIDE_TANGENT)
            place = drawn[1] + np.array([gap, -gap])
            if is_tall():
                place = np.array(
                    [drawn[:, 0].mean(), drawn[:, 1].max() + sheet.tall(ABOVE_TANGENT)]
                )
            return [*line.through(drawn, alpha), *name.put(place, alpha)]

        self.view.show(self.story.tangent, shown)

    def show_probe(self) -> None:
        """A point that goes along the curve, with the loss where it is."""
        sheet, story, name = self.sheet, self.story, self.texts.label("loss")
        point, line = RingedPoint(sheet), Stroke(sheet, self.muted, 2.0)
        number = Label(sheet, name, bold=True, edge="centre", cased=True)
        low, high = self.facts.line.window

        def age_at(share: float) -> FloatArray:
            return np.array([low + (PROBED[0] + share * (PROBED[1] - PROBED[0])) * (high - low)])

        def shown(camera: Camera, alpha: float) -> Sequence[Artist]:
            share = story.probe()
            place = self.on_curve(age_at(share))
            foot = place * [1, 1, 0] + [0, 0, self.ground]
            ends = self.view.seen_from(camera)(np.concatenate([place, foot]))
            told = age_at(float(np.round(share * TOLD) / TOLD))
            number.set_text(f"{name} {loss_text(float(self.facts.line.line.losses(told)[0]))}")
            above = ends[0] + np.array([0.0, sheet.tall(ABOVE)])
            stem = line.through(ends, alpha)
            return [*stem, *point.at(ends[0], alpha), *number.put(above, alpha)]

        self.view.show(story.probe_shown, shown)

    def show_swept(self) -> None:
        """Many points at once, which come to the colours of their ends."""
        sheet, story = self.sheet, self.story
        dots = PathCollection(
            [Path.unit_circle()],
            sizes=[sheet.stroke(DOT) ** 2],
            offset_transform=IdentityTransform(),
            edgecolors=sheet.theme.background,
            linewidths=sheet.stroke(1),
        )
        dots.set_transform(IdentityTransform())
        dots.set_figure(sheet.figure)
        ends = np.array([to_rgba(self.colour_of(end)) for end in self.facts.ends])
        own = np.array(to_rgba(sheet.theme.point))

        def shown(camera: Camera, alpha: float) -> Sequence[Artist]:
            step, share = story.swept(), story.coloured()
            places = np.concatenate([self.at(run, step) for run in self.facts.swept])
            dots.set_offsets(self.view.seen_from(camera)(places))
            dots.set_facecolor([tuple(each) for each in own + share * (ends - own)])
            dots.set_alpha(alpha)
            return (dots,)

        self.view.show(story.swept_shown, shown)

    # What is written.

    def below(self, share: float) -> tuple[float, float]:
        """A place at the floor below the curve, as fractions of the stage."""
        floor = np.array([[(share - 0.5) * self.view.relief.sides[0], 0.0, self.ground]])
        return self.sheet.fractions(self.view.seen_from(self.story.flat)(floor)[0])

    def words(self, *rests: Camera) -> Words:
        """Words beside points that keep clear of the curve."""
        words = self.map.words(*rests)
        words.avoid(self.seen)
        return words

    def show_axis(self, words: Words) -> None:
        """The ages below the curve, the arrow of the loss, and what is held."""
        sheet, muted, label = self.sheet, self.muted, self.texts.label
        low, high = self.facts.in_units(self.facts.window)[:, 0].tolist()
        numbers: list[Label] = []
        for tick in (each for each in scale(low, high, count=5).ticks if low <= each <= high):
            x, y = self.below((tick - low) / (high - low))
            place, text = (x, y + down(TICK)), number_text(tick, 0)
            numbers.append(Label(sheet, text, place, colour=muted, size=SIZES.tick, edge="centre"))
        x, y = self.below(0.5)
        for line, name in enumerate(sentence_lines(label("axis"), SIZES.label)):
            place = x, y + down(NAME + line * LEADING)
            numbers.append(Label(sheet, name, place, colour=muted, edge="centre"))
        notes = [
            Label(
                sheet,
                content,
                (1 - GRID.margin, self.note + down(line * LEADING)),
                colour=muted,
                edge="right",
            )
            for line, content in enumerate(
                [label("held", value=number_text(self.story.held, 0)), label("by_hand")]
            )
        ]
        words.avoid_texts(notes)
        words.avoid_texts(numbers, sheet.tall(AIR))
        left, foot, top = GRID.margin + 0.008, self.below(0.0)[1], self.loss + down(0.025)
        upwards = arrow(sheet, muted, width=2.5)(sheet.at(left, foot), sheet.at(left, top))
        loss = Label(sheet, label("loss"), (GRID.margin, self.loss), colour=muted)
        sheet.fade(self.story.axis, *numbers, *notes, loss, *upwards)

    def show_counts(self) -> None:
        """Into each basin, how many starts are in it."""
        (low, high), narrowest = self.facts.line.window, self.narrowest
        wide = self.below(1.0)[0] - self.below(0.0)[0]
        for basin in self.facts.basins:
            if (basin.right - basin.left) / (high - low) < narrowest:
                continue
            x, y = self.below((self.roomiest(basin) - low) / (high - low))
            words = self.texts.label("starts", count=basin.count)
            lines = sentence_lines(words, SIZES.label, narrowest * wide)
            for above, line in enumerate(reversed(lines)):
                place = x, y - down(IN_BASIN + LEADING * above)
                made = Label(self.sheet, line, place, edge="centre", bold=True)
                self.sheet.fade(self.story.basins, made)

    def roomiest(self, basin: Basin) -> float:
        """The age in a basin below which the curve leaves most room for a count."""
        half = self.narrowest / 2 * float(np.ptp(self.facts.line.window))
        middles = np.linspace(basin.left + half, basin.right - half, PLACES)
        around = middles[:, None] + np.linspace(-half, half, PLACES)
        losses = self.facts.line.line.losses(around.ravel()).reshape(around.shape)
        return float(middles[losses.min(axis=1).argmax()])

    def name_walk(self, index: int, words: Words) -> None:
        """The age from which a followed run starts, and the loss at which it ends.

        In a tall frame that is a number only: words would have to stand nearer to other points.
        """
        walk, facts, lines = self.story.walks[index], self.facts, self.facts.lines
        run, end, loss = walk.run, walk.run.parameters[-1], float(walk.run.loss[-1])
        start = self.start_of(walk.run)
        words.avoid_texts([start])
        self.sheet.fade(walk.shown, start)
        if self.is_told(end, [each.parameters[-1] for each in lines[:index]]):
            return
        key = "arrives" if facts.is_lowest(run) else "stuck"
        key = key if facts.valley_at_end(run) else "moving"
        content = loss_text(loss) if is_tall() else self.ending(key, loss)
        point = facts.on_plane(np.clip(end, *facts.line.window))[0]
        words.show(walk.word, content, point, loss, floor=self.floor)

    def start_of(self, run: Trajectory) -> Label:
        """The age from which a followed run starts, beside that place."""
        sheet, flat, age = self.sheet, self.story.flat, run.parameters[0, :1]
        rises = float(self.facts.line.line.slope(float(age[0]))) > 0
        x, y = sheet.fractions(self.view.seen_from(flat)(self.on_curve(age))[0])
        label = Label(
            sheet,
            self.age_of(run),
            (x - BESIDE if rises else x + BESIDE, y - down(ABOVE_START)),
            colour=self.muted,
            size=SIZES.smallest,
            edge="right" if rises else "left",
        )
        if is_tall():  # clear of the axis, and up from the curve, which is steep
            x, y = label.get_position()
            label.set_x(x + max(sheet.x(GRID.margin + RIGHT_OF_AXIS) - ink(label).x0, 0.0))
            box, curve = ink(label), self.seen(flat)
            above = curve[(curve[:, 0] > box.x0) & (curve[:, 0] < box.x1), 1].max(initial=0.0)
            if box.y0 < above:
                label.set_y(y + above - box.y0 + sheet.tall(OVER_CURVE))
        return label

    def age_of(self, run: Trajectory) -> str:
        """The age, in years, from which a run starts."""
        age = self.facts.in_units(self.facts.on_plane(run.parameters[0, :1]))[0, 0]
        return self.texts.label("start_at", age=f"{float(age):.3g}")

    def ending(self, key: str, loss: float) -> str:
        """What became of a run."""
        word = self.texts.label(key) if key in self.texts.labels else ""
        return (
            self.texts.label("ending", word=word, loss=loss_text(loss)) if word else loss_text(loss)
        )

    def is_told(self, end: FloatArray, told: Sequence[FloatArray]) -> bool:
        """Whether a word stands beside a run that has ended at nearly the same place."""
        low, high = self.facts.window[:, : len(end)]
        return any(np.abs((end - each) / (high - low)).max() < SAME for each in told)

    def name_planes(self, solid: SolidNames) -> None:
        """How the runs of both parameters end, and the ages from which they start."""
        story, planes, told = self.story, self.facts.planes, list[FloatArray]()
        words = self.words(story.solid, story.last)
        for path in planes.traces:
            words.avoid_points(path.points, path.values)
        if is_tall():
            words.avoid(
                lambda camera: np.concatenate(
                    [spread(ink(each)) for each in solid.at(camera, 1.0) if isinstance(each, Label)]
                )
            )
        for run, found in zip(planes.runs, planes.verdicts, strict=True):
            end, loss = run.parameters[-1], float(run.loss[-1])
            if self.is_told(end, told):
                continue
            told.append(end)
            key = "arrives" if found.ending in LOW else f"ends_{found.ending}"
            around = words.at(story.solid, story.last)
            others = [each for each in planes.runs if not self.is_told(each.parameters[-1], [end])]
            for each in others:
                around.avoid_points(
                    each.parameters[-1:], each.loss[-1:], self.sheet.tall(CLEAR), CIRCLE
                )
            words.avoid(
                around.show(story.ends, self.ending(key, loss), end, loss, floor=self.floor).taken
            )
        words = words.at(story.solid)
        for run in planes.runs:
            point, loss = run.parameters[0], float(run.loss[0])
            words.show(story.starts, self.age_of(run), point, loss, floor=self.floor)
