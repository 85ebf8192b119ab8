"""The same rule from many starts: which minimum a run ends in, with one parameter and with two."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
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
    MAP_ROOM,
    SIZES,
    ByShape,
    Camera,
    FigureStory,
    FloatArray,
    Label,
    Landscape,
    LandscapeRuns,
    LineLandscape,
    LossSlice,
    ModelObjective,
    PartlyFrozen,
    Relief,
    RequestError,
    RingedPoint,
    Rooms,
    RunLook,
    RunMap,
    RunOptions,
    RunPlayer,
    Runs,
    RunSpec,
    Sheet,
    SolidNames,
    Stroke,
    Trajectory,
    Valley,
    Value,
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
    frozen_model,
    ink,
    is_tall,
    linear,
    number_text,
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


GRID_POINTS = 141
"""Points of the landscape's grid along each side."""

AT_REST, ARRIVED = 0.01, 0.002
"""A run rests in a valley if it ends so near its lowest place, in shares of what is shown; and it
has arrived from the step on from which it stays so near its end."""

LOW = "lowest", "global", "only"
"""Endings at the lowest place that there is."""


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


class Minima(FigureStory):
    """A curve with several minima that turns out to be a cut through a landscape.

    Its values are opacities, but `probe`, the share of its way; `swept`, the step of all at once;
    `coloured`, how far these have come to the colours of their ends; and `ring`, about arrivals.
    """

    axis, basins, surface, names, tangent, probe, probe_shown, swept = values(8)
    swept_shown, coloured, planes_shown, starts, ring, ends = values(6)
    zoom = ByShape(1.22, tall=1.0)
    height = ByShape(1.75, tall=3.5)
    lowest = ByShape(0.885, tall=0.875)  # where the landscape's room ends, above the axis' names
    loss_line = ByShape(0.26, tall=0.29)  # the baseline of what is higher in the curve
    # The first baseline of what is held, at the right; in a tall frame below the curve, as names of
    # points have no other room than above it.
    note_line = ByShape(0.26, tall=0.898)
    floor = ByShape(0.84, tall=0.82)  # the lowest baseline of how a run ends
    narrowest = ByShape(
        0.14, tall=0.17
    )  # a basin that has room for its count, of the curve's width

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
        main, whole = options.recorded or line_spec(options), band_of_two()
        racing: dict[object, RunSpec] = {"main": main}
        ages = [main.start[0], *(scaled(each, 0.0)[0] for each in starts[1:])]
        for index, age in enumerate(ages):
            start = np.array([age, frozen_model(main).values[1]])
            racing[PlaneStart(index)] = replace(main, objective=whole, start=start)
            if index:
                racing[LineStart(index)] = replace(main, start=start[:1])
        for index, age in enumerate(np.linspace(*AGES, SWEPT + 2)[1:-1]):
            racing[Swept(index)] = replace(main, start=scaled(age, 0.0)[:1])
        return racing

    @staticmethod
    def can_draw(spec: RunSpec) -> bool:
        """Whether a run is of the age alone, from within what is shown, every step recorded."""
        model = spec.objective.model if isinstance(spec.objective, ModelObjective) else None
        if not isinstance(model, PartlyFrozen) or spec.stride != 1 or spec.batch_size is not None:
            return False
        same = spec.objective.describe() == with_rate(model.values[-1]).describe()
        low, high = (scaled(age, 0.0)[0] for age in AGES)
        return bool(same and low < spec.start[0] < high)

    # The beats.

    def construct(self) -> None:
        """Tell the story; what is said of runs is judged from their records."""
        first, *others = self.walks
        self.begin(self.flat.values | {self.axis: 1})
        self.beat("question")
        self.move(0.5, {first.shown: 1})
        self.walk(first)
        self.beat("curve", {first.shown: 0}, n=band_of_two().n_samples)
        self.move(0.3, {self.probe_shown: 1})
        self.move(PROBE, {self.probe: 1})
        self.move(0.3, {self.probe_shown: 0})
        valley = self.valley_at_end(first.run)
        found = "reached" if valley is self.line.lowest else "stuck"
        self.beat(found if valley else "moving", loss=loss_text(float(first.run.loss[-1])))
        self.jump({first.step: 0})
        self.move(0.5, {first.shown: 1, self.tangent: 1})
        self.walk(first)
        self.move(0.5, {first.word: 1})
        self.beat("others", {self.tangent: 0})
        for walk in others:
            self.move(0.4, {walk.shown: 1})
            self.walk(walk)
            self.move(0.4, {walk.word: 1})
        self.let_many_go()
        self.turn()
        self.judge()
        self.beat("moral")
        self.move(2.0, self.last.values)
        self.let_stand(LAST)

    def walk(self, walk: "Walk") -> None:
        """Let a followed run take its steps, and mark where it arrives."""
        self.move(WALK, slow_start, {walk.step: self.arrival(walk.run)})
        self.mark(walk.ring, 0.5)

    def let_many_go(self) -> None:
        """Starts all over the curve; rewound, each has the colour of where its run has ended."""
        gone = {each: 0.0 for walk in self.walks for each in (walk.shown, walk.word)}
        self.beat("many", gone, count=len(self.many))
        self.move(0.6, {self.swept_shown: 1})
        self.move(SWEEP, slow_start, {self.swept: self.arrival(*self.many)})
        key = "basins_open" if None in self.ends_of_many else "basins"
        self.beat(key, reached=self.reached, count=len(self.many))
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
        self.play(self.descent)
        self.mark(self.ring, 0.5)

    def judge(self) -> None:
        """Say how the runs of both parameters ended."""
        ended = [
            (found.ending, float(run.loss[-1]))
            for run, found in zip(self.planes.runs, self.planes.verdicts, strict=True)
        ]
        low = [loss for ending, loss in ended if ending in LOW]
        stuck = [loss for ending, loss in ended if ending == "local"]
        key = "mixed" if low and stuck else "all_low" if len(low) == len(ended) else "open"
        losses = low + stuck if key == "mixed" else [loss for _, loss in ended]
        told = {"low": loss_text(min(losses)), "high": loss_text(max(losses))}
        counts = {"reached": len(low), "stuck": len(stuck), "count": len(ended)}
        self.beat(key, {self.starts: 0}, **told, **counts)
        self.move(0.5, {self.ends: 1})
        self.meanwhile(TURN, self.last.values)
        self.mark(self.ring, 0.6)

    def mark(self, ring: Value, seconds: float) -> None:
        """Let rings widen once where runs have arrived."""
        self.move(seconds, linear, {ring: 1})
        self.jump({ring: 0})

    # What is known.

    @cached_property
    def walks(self) -> list["Walk"]:
        """The runs of the age alone that are followed."""
        return [Walk(each) for each in (self.run, *self.recording.all_of(LineStart).values())]

    @cached_property
    def many(self) -> list[Trajectory]:
        """Those from many starts, from the left to the right."""
        return [*self.recording.all_of(Swept).values()]

    @cached_property
    def window(self) -> FloatArray:
        """[[low, low], [high, high]] of both parameters as the model has them."""
        return np.array([scaled(*each) for each in zip(AGES, RATES_OF_HEART, strict=True)])

    @cached_property
    def planes(self) -> LandscapeRuns:
        """The runs of both parameters, from the same starts."""
        runs = tuple(self.recording.all_of(PlaneStart).values())
        low, high = self.window
        xs, ys = np.linspace(low, high, GRID_POINTS).T
        return LandscapeRuns(runs, Landscape(xs, ys, over(runs[0].objective, xs, ys)))

    @cached_property
    def descent(self) -> RunPlayer:
        """These in the film's time."""
        return RunPlayer(paced(range(self.arrival(*self.planes.runs) + 1), seconds=DESCEND))

    @property
    def rate(self) -> float:
        """The heart rate that is held, as the model has it."""
        return frozen_model(self.run.spec).values[1]

    @property
    def held(self) -> float:
        """The same in beats a minute."""
        return float(self.in_units(np.array([0.0, self.rate]))[1])

    @cached_property
    def line(self) -> LineLandscape:
        """The loss over the age alone."""
        cut = LossSlice.of_parameter(band_of_two(), 0, np.array([0.0, self.rate]))
        return LineLandscape(cut, (float(self.window[0, 0]), float(self.window[1, 0])))

    @property
    def flat(self) -> Camera:
        """From where the cut is a curve."""
        return Camera(azimuth=FRONT, elevation=0.0, zoom=self.zoom, tall=self.height)

    @cached_by_shape
    def solid(self) -> Camera:
        """From where most of the paths is seen."""
        return camera_on(self.planes)

    @property
    def last(self) -> Camera:
        """From where the story ends."""
        return self.solid.turned(ORBIT)

    def in_units(self, parameters: FloatArray) -> FloatArray:
        """Parameters (..., 2) as years and beats a minute."""
        return self.planes.runs[0].own_scale(parameters)

    def on_plane(self, ages: FloatArray) -> FloatArray:
        """Both parameters (..., 2) for the age's (...)."""
        return np.stack([ages, np.full_like(ages, self.rate)], axis=-1)

    def valley_at_end(self, run: Trajectory) -> Valley | None:
        """The valley at whose lowest place a run of the age alone rests."""
        end, (low, high) = float(run.parameters[-1, 0]), self.line.window
        found = valley_of(self.line.valleys, end)
        return found if found and abs(end - found.at) <= AT_REST * (high - low) else None

    def arrival(self, *runs: Trajectory) -> int:
        """The step from which on nothing more is seen to move of some runs."""
        last = 0
        for run in runs:
            size = np.ptp(self.window, axis=0)[: run.parameters.shape[1]]
            apart = np.abs((run.parameters - run.parameters[-1]) / size).max(axis=1)
            last = max(last, int(np.flatnonzero(apart > ARRIVED).max(initial=-1)) + 1)
        return last

    @cached_property
    def ends_of_many(self) -> list[int | None]:
        """The valley's number, from the left, at the end of each run from many starts."""
        found = map(self.valley_at_end, self.many)
        return [None if each is None else self.line.valleys.index(each) for each in found]

    @cached_property
    def found_basins(self) -> list["Basin"]:
        """Neighbouring starts that end alike, from the left to the right."""
        starts, ends = np.array([run.parameters[0, 0] for run in self.many]), self.ends_of_many
        changes = [i for i, pair in enumerate(pairwise(ends), 1) if pair[0] != pair[1]]
        bounds, (low, high) = [0, *changes, len(starts)], self.line.window
        edges = [low, *(float(starts[i - 1 : i + 1].mean()) for i in changes), high]
        return [
            Basin(ends[first], *sides, last - first)
            for (first, last), sides in zip(pairwise(bounds), pairwise(edges), strict=True)
        ]

    @property
    def reached(self) -> int:
        """How many of many starts lead to the lowest valley."""
        return sum(self.valley_at_end(run) is self.line.lowest for run in self.many)

    @cached_property
    def relief(self) -> Relief:
        """The landscape as a solid."""
        return Relief(self.planes.landscape)

    def on_curve(self, ages: FloatArray) -> FloatArray:
        """Places (n, 3) on the curve at ages (n,)."""
        return self.relief.on(self.on_plane(ages), self.line.line.losses(ages), lift=LIFT)

    @cached_property
    def curve(self) -> FloatArray:
        """All of it, (n, 3)."""
        return self.on_curve(self.line.xs)

    @property
    def ground(self) -> float:
        """The upright coordinate of the line below the curve on which its ages stand."""
        return float(self.curve[:, 2].min() - BELOW * self.relief.sides[2])

    def at(self, run: Trajectory, step: float) -> FloatArray:
        """Where a run of the age alone is at a step, (1, 3) of the room; it never leaves that."""
        age = between_steps(run, run.parameters, step)
        return self.on_curve(np.clip(age, *self.line.window))

    def colour_of(self, valley: int | None) -> str:
        """The colour of a valley by its number, of runs and starts that end in it."""
        runs = self.theme.runs
        return self.theme.muted if valley is None else runs[1 + valley % (len(runs) - 1)]

    # The landscape, then the curve that is cut from it, then all that moves, then words.

    def draw(self, sheet: Sheet) -> None:
        """Put all on the sheet."""
        planes, label = self.planes, self.label
        looks = [RunLook("", self.theme.point, True) for _ in planes.runs]
        whole = replace(Rooms.whole, bottom=self.lowest)
        land = RunMap(sheet, planes, looks, wide=whole, around=(0.0, *MAP_ROOM))
        land.view.show_landscape(self.surface)
        for basin in self.found_basins:
            self.show_basin(land, basin)
        self.show_curve(land)
        self.show_swept(land)
        self.show_tangent(land)
        self.show_probe(land)
        for walk in self.walks:
            self.show_walk(land, walk)
        for index in range(len(planes.runs)):
            land.show_run(self.planes_shown, index, self.descent.step, self.ring)
        names = SolidNames(land.view, (label("age"), label("heart_rate")), label("loss"))
        land.view.show(self.names, names.at, within=False)
        words = self.words(land, self.flat)
        self.show_axis(land, words)
        self.show_counts(land)
        for index in range(len(self.walks)):
            self.name_walk(land, index, words)
        self.name_planes(land, names)

    def show_basin(self, land: RunMap, basin: "Basin") -> None:
        """The starts that end in one valley, below the curve."""
        colour = self.colour_of(basin.valley)
        made = Polygon(np.zeros((1, 2)), closed=True, facecolor=colour, edgecolor="none")
        made.set_figure(land.sheet.figure)
        top = self.on_curve(np.linspace(basin.left, basin.right, 60))
        foot = top * [1, 1, 0] + [0, 0, self.ground]

        def shown(camera: Camera, alpha: float) -> Sequence[Artist]:
            made.set_xy(land.view.seen_from(camera)(np.concatenate([top, foot[::-1]])))
            made.set_alpha(GROUND * alpha)
            return (made,)

        land.view.show(self.basins, shown)

    def show_curve(self, land: RunMap) -> None:
        """The curve, thin where the landscape hides it."""
        colour = self.theme.full_loss
        casing = Stroke(land.sheet, self.theme.background, WIDTH + 3)
        line, behind = (Stroke(land.sheet, colour, WIDTH) for _ in range(2))

        def shown(camera: Camera, _: float) -> Sequence[Artist]:
            drawn, hidden = self.seen(land, camera), np.zeros(len(self.curve), dtype=bool)
            if surface := self.surface():
                hidden = self.relief.hidden(self.curve, camera.towards)
            seen, unseen = (np.where(apart[:, None], np.nan, drawn) for apart in (hidden, ~hidden))
            faint = behind.through(unseen, max(BEHIND, 1 - surface))
            return [*casing.through(seen), *line.through(seen), *faint]

        land.view.show(always, shown)

    def show_walk(self, land: RunMap, walk: "Walk") -> None:
        """The point of a followed run."""
        ring, point = arrive(land.sheet), RingedPoint(land.sheet)

        def shown(camera: Camera, alpha: float) -> Sequence[Artist]:
            place = land.view.seen_from(camera)(self.at(walk.run, walk.step()))[0]
            return [*point.at(place, alpha), *ring(walk.ring(), place)]

        land.view.show(walk.shown, shown)

    def show_tangent(self, land: RunMap) -> None:
        """The slope where the first run is; a tall frame's valley is narrow for its name."""
        sheet, colour, losses, walk = land.sheet, self.theme.gradient, self.line.line, self.walks[0]
        name = Label(
            sheet,
            self.label("slope"),
            colour=colour,
            size=SIZES.smallest,
            edge="centre" if is_tall() else "left",
            bold=True,
            cased=True,
        )
        line, half = Stroke(sheet, colour, WIDTH), TANGENT * float(np.ptp(self.line.window))

        def shown(camera: Camera, alpha: float) -> Sequence[Artist]:
            age = float(between_steps(walk.run, walk.run.parameters, walk.step())[0])
            ages = age + np.array([-half, half])
            heights = losses.loss(age) + losses.slope(age) * (ages - age)
            drawn = land.view.project(self.on_plane(ages), heights, camera)
            gap, above = sheet.tall(BESIDE_TANGENT), sheet.tall(ABOVE_TANGENT)
            place = drawn[1] + np.array([gap, -gap])
            if is_tall():
                place = np.array([drawn[:, 0].mean(), drawn[:, 1].max() + above])
            return [*line.through(drawn, alpha), *name.put(place, alpha)]

        land.view.show(self.tangent, shown)

    def show_probe(self, land: RunMap) -> None:
        """A point that goes along the curve, with the loss where it is."""
        sheet, name, (low, high) = land.sheet, self.label("loss"), self.line.window
        point, line = RingedPoint(sheet), Stroke(sheet, self.theme.muted, 2.0)
        number = Label(sheet, name, bold=True, edge="centre", cased=True)

        def age_at(share: float) -> FloatArray:
            return np.array([low + (PROBED[0] + share * (PROBED[1] - PROBED[0])) * (high - low)])

        def shown(camera: Camera, alpha: float) -> Sequence[Artist]:
            place = self.on_curve(age_at(self.probe()))
            foot = place * [1, 1, 0] + [0, 0, self.ground]
            ends = land.view.seen_from(camera)(np.concatenate([place, foot]))
            told = age_at(float(np.round(self.probe() * TOLD) / TOLD))
            number.set_text(f"{name} {loss_text(float(self.line.line.losses(told)[0]))}")
            above = ends[0] + np.array([0.0, sheet.tall(ABOVE)])
            stem = line.through(ends, alpha)
            return [*stem, *point.at(ends[0], alpha), *number.put(above, alpha)]

        land.view.show(self.probe_shown, shown)

    def show_swept(self, land: RunMap) -> None:
        """Many points at once, which come to the colours of their ends."""
        sheet = land.sheet
        dots = PathCollection(
            [Path.unit_circle()],
            sizes=[sheet.stroke(DOT) ** 2],
            offset_transform=IdentityTransform(),
            edgecolors=self.theme.background,
            linewidths=sheet.stroke(1),
        )
        dots.set_transform(IdentityTransform())
        dots.set_figure(sheet.figure)
        ends = np.array([to_rgba(self.colour_of(end)) for end in self.ends_of_many])
        own = np.array(to_rgba(self.theme.point))

        def shown(camera: Camera, alpha: float) -> Sequence[Artist]:
            step, share = self.swept(), self.coloured()
            places = np.concatenate([self.at(run, step) for run in self.many])
            dots.set_offsets(land.view.seen_from(camera)(places))
            dots.set_facecolor([tuple(each) for each in own + share * (ends - own)])
            dots.set_alpha(alpha)
            return (dots,)

        land.view.show(self.swept_shown, shown)

    # What is written.

    def seen(self, land: RunMap, camera: Camera) -> FloatArray:
        """Where the curve is, (n, 2) in pixels."""
        return land.view.seen_from(camera)(self.curve)

    def below(self, land: RunMap, share: float) -> tuple[float, float]:
        """A place at the floor below the curve, as fractions of the stage."""
        floor = np.array([[(share - 0.5) * self.relief.sides[0], 0.0, self.ground]])
        return land.sheet.fractions(land.view.seen_from(self.flat)(floor)[0])

    def words(self, land: RunMap, *rests: Camera) -> Words:
        """Words beside points that keep clear of the curve."""
        words = land.words(*rests)
        words.avoid(partial(self.seen, land))
        return words

    def show_axis(self, land: RunMap, words: Words) -> None:
        """The ages below the curve, the arrow of the loss, and what is held."""
        sheet, label, colour = land.sheet, self.label, self.theme.muted
        muted = partial(Label, sheet, colour=colour)
        low, high = self.in_units(self.window)[:, 0].tolist()
        numbers: list[Label] = []
        for tick in (each for each in scale(low, high, count=5).ticks if low <= each <= high):
            x, y = self.below(land, (tick - low) / (high - low))
            place = x, y + down(TICK)
            numbers.append(muted(number_text(tick, 0), place, size=SIZES.tick, edge="centre"))
        x, y = self.below(land, 0.5)
        for line, name in enumerate(sentence_lines(label("axis"), SIZES.label)):
            numbers.append(muted(name, (x, y + down(NAME + line * LEADING)), edge="centre"))
        held = label("held", value=number_text(self.held, 0))
        notes = [
            muted(content, (1 - GRID.margin, self.note_line + down(line * LEADING)), edge="right")
            for line, content in enumerate([held, label("by_hand")])
        ]
        words.avoid_texts(notes)
        words.avoid_texts(numbers, sheet.tall(AIR))
        left, top = GRID.margin + 0.008, self.loss_line + down(0.025)
        ends = sheet.at(left, self.below(land, 0.0)[1]), sheet.at(left, top)
        loss = muted(label("loss"), (GRID.margin, self.loss_line))
        upwards = arrow(sheet, colour, width=2.5)(*ends)
        sheet.fade(self.axis, *numbers, *notes, loss, *upwards)

    def show_counts(self, land: RunMap) -> None:
        """Into each basin, how many starts are in it."""
        low, high = self.line.window
        wide = self.below(land, 1.0)[0] - self.below(land, 0.0)[0]
        for basin in self.found_basins:
            if (basin.right - basin.left) / (high - low) < self.narrowest:
                continue
            x, y = self.below(land, (self.roomiest(basin) - low) / (high - low))
            words = self.label("starts", count=basin.count)
            lines = sentence_lines(words, SIZES.label, self.narrowest * wide)
            for above, line in enumerate(reversed(lines)):
                place = x, y - down(IN_BASIN + LEADING * above)
                made = Label(land.sheet, line, place, edge="centre", bold=True)
                land.sheet.fade(self.basins, made)

    def roomiest(self, basin: "Basin") -> float:
        """The age in a basin below which the curve leaves most room for a count."""
        half = self.narrowest / 2 * float(np.ptp(self.line.window))
        middles = np.linspace(basin.left + half, basin.right - half, PLACES)
        around = middles[:, None] + np.linspace(-half, half, PLACES)
        losses = self.line.line.losses(around.ravel()).reshape(around.shape)
        return float(middles[losses.min(axis=1).argmax()])

    def name_walk(self, land: RunMap, index: int, words: Words) -> None:
        """The age from which a followed run starts, and the loss at which it ends.

        In a tall frame that is a number only: words would have to stand nearer to other points.
        """
        walk, run = self.walks[index], self.walks[index].run
        end, loss, start = run.parameters[-1], float(run.loss[-1]), self.start_of(land, run)
        words.avoid_texts([start])
        land.sheet.fade(walk.shown, start)
        if self.is_told(end, [each.run.parameters[-1] for each in self.walks[:index]]):
            return
        valley = self.valley_at_end(run)
        key = "arrives" if valley is self.line.lowest else "stuck"
        content = loss_text(loss) if is_tall() else self.ending(key if valley else "moving", loss)
        point = self.on_plane(np.clip(end, *self.line.window))[0]
        words.show(walk.word, content, point, loss, floor=self.floor)

    def start_of(self, land: RunMap, run: Trajectory) -> Label:
        """The age from which a followed run starts, beside that place."""
        sheet, age = land.sheet, run.parameters[0, :1]
        rises = self.line.line.slope(float(age[0])) > 0
        x, y = sheet.fractions(land.view.seen_from(self.flat)(self.on_curve(age))[0])
        label = Label(
            sheet,
            self.age_of(run),
            (x - BESIDE if rises else x + BESIDE, y - down(ABOVE_START)),
            colour=self.theme.muted,
            size=SIZES.smallest,
            edge="right" if rises else "left",
        )
        if is_tall():  # clear of the axis, and up from the curve, which is steep
            x, y = label.get_position()
            label.set_x(x + max(sheet.x(GRID.margin + RIGHT_OF_AXIS) - ink(label).x0, 0.0))
            box, curve = ink(label), self.seen(land, self.flat)
            above = curve[(curve[:, 0] > box.x0) & (curve[:, 0] < box.x1), 1].max(initial=0.0)
            if box.y0 < above:
                label.set_y(y + above - box.y0 + sheet.tall(OVER_CURVE))
        return label

    def age_of(self, run: Trajectory) -> str:
        """The age, in years, from which a run starts."""
        age = self.in_units(self.on_plane(run.parameters[0, :1]))[0, 0]
        return self.label("start_at", age=f"{float(age):.3g}")

    def ending(self, key: str, loss: float) -> str:
        """What became of a run."""
        if key not in self.texts.labels:
            return loss_text(loss)
        return self.label("ending", word=self.label(key), loss=loss_text(loss))

    def is_told(self, end: FloatArray, told: Sequence[FloatArray]) -> bool:
        """Whether a word stands beside a run that has ended at nearly the same place."""
        size = np.ptp(self.window, axis=0)[: len(end)]
        return any(np.abs((end - each) / size).max() < SAME for each in told)

    def name_planes(self, land: RunMap, solid: SolidNames) -> None:
        """How the runs of both parameters end, and the ages from which they start."""
        planes, told, rests = self.planes, list[FloatArray](), (self.solid, self.last)
        words = self.words(land, *rests)
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
            key, around = f"ends_{found.ending}", words.at(*rests)
            for each in planes.runs:
                last, its_loss = each.parameters[-1:], each.loss[-1:]
                if not self.is_told(last[0], [end]):
                    around.avoid_points(last, its_loss, land.sheet.tall(CLEAR), CIRCLE)
            content = self.ending("arrives" if found.ending in LOW else key, loss)
            words.avoid(around.show(self.ends, content, end, loss, floor=self.floor).taken)
        words = words.at(self.solid)
        for run in planes.runs:
            point, loss = run.parameters[0], float(run.loss[0])
            words.show(self.starts, self.age_of(run), point, loss, floor=self.floor)


def scaled(age: float, rate: float) -> FloatArray:
    """The band's centre (2,), in years and beats a minute, as its model has it."""
    data = band_of_two().dataset
    return np.asarray((np.array([age, rate]) - data.mean) / data.sd)


def with_rate(rate: float) -> ModelObjective:
    """The band's loss over the age alone, with a heart rate held as its model has it."""
    whole = band_of_two()
    return ModelObjective(PartlyFrozen(whole.model, (0.0, rate), (0,)), whole.dataset)


def line_spec(options: RunOptions) -> RunSpec:
    """The run of the age alone from the first start, the heart rate held."""
    start = scaled(options["starts"][0], options["held"])
    return RunSpec(
        objective=with_rate(float(start[1])),
        optimizer=build(options.optimizer or "gradient-descent"),
        learning_rate=options.learning_rate or 1.0,
        steps=options.steps or 60,
        batch_size=None,
        start=start[:1],
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
