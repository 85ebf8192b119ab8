"""The second part of `minibatch`, batches on a surface, and what both parts know of their runs."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache, partial
from math import ceil, log10
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.collections import LineCollection
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.transforms import Bbox, BboxTransform

from gradreel.scenes.stage.plotting import (
    FADE,
    GRID,
    MAP_ROOM,
    SCENERY,
    SIZES,
    Band,
    Box,
    Camera,
    Dataset,
    Edge,
    FigureStory,
    FloatArray,
    IntArray,
    Label,
    Landscape,
    LineLandscape,
    LossSlice,
    MapScales,
    ModelObjective,
    Number,
    PacedRun,
    Pixels,
    Recording,
    Relief,
    ReliefPicture,
    RunPlayer,
    RunSpec,
    Scale,
    Shaped,
    Sheet,
    SolidNames,
    Strip,
    Stroke,
    Trace,
    Trajectory,
    TurningPath,
    TurningView,
    Valley,
    Value,
    Verdict,
    are_apart,
    arrive,
    arrow,
    at_step,
    batch_of,
    become,
    box_between,
    broken_if_tall,
    cached_by_shape,
    cell_corners,
    cells,
    column_of,
    down,
    epoch_of,
    inside,
    is_tall,
    larger_side,
    line_window,
    linear,
    load,
    lowest_loss,
    math,
    maths_name,
    name_end,
    number_text,
    objective_of,
    over,
    paced,
    read_before,
    row_of,
    scientific,
    smooth,
    spread,
    steps_in_epoch,
    stretch,
    trace,
    valley_of,
    values,
    verdict,
)

SEEDS = 100
"""Shuffles of each batch size that are run to be counted."""
SLOW_STEPS, MOST_FAST = 3, 12
"""How many steps are shown phase by phase, and how many others run by."""

BAND = Band((2.5,), -1.5, 3.0)
"""Of age, in years: a risk of 18 % outside and 82 % at the centre."""
AGES = (42.0, 72.0)
"""What is shown of its centre, in years, at least."""
WINDOW_OF_TWO = ((-1.6, -1.1), (1.4, -0.2))
"""What is shown at least of the centre of the band of two features, in standard deviations."""

ORBIT = 36.0
"""Degrees by which the landscape turns."""
CAMERAS = [(azimuth, elevation) for elevation in (40, 48, 56) for azimuth in (-66, -60, -72, -114)]
"""Azimuths and elevations from which the landscape may be seen, the better ones first."""
MAP = Camera(aside=1.0).above()
"""From where the landscape is the map."""
WEIGHT = 0.75
"""A path on batches crosses itself often: thinner lines keep it legible."""

NEXT, OVER = (0.6, 0.45, 0.4, 0.6), (0.8, 0.7, 0.9, 0.7)
"""Seconds of the phases of a step that is like the first, and of the one that leads out: the
batch's map forms, the step is shown, the point moves, the map goes to the others."""
LEAST_TURN, MEET, TILT, SCALE = 2.4, 2.9, 1.0, 0.2
"""Seconds for which the landscape turns at the least, and while it is said what its points are; in
which it becomes the map, and in which scales appear at this."""
LIGHT, GATHER, COUNT, RING, READ_OFF, LAST = 2.4, 0.7, 2.2, 0.5, 0.8, 1.6
"""Seconds in which a batch is lit, maps become a bar and rows are counted, of an arrival's ring,
in which an end is read off the axes, and of rest before the end of the last beat."""
RESTING = ("global", "only", "lowest", "local")
"""Ends of the twin after which nothing moves that can be seen."""
TWIN_ENDINGS = ("local", "only", "lowest", "separated", "diverged")
"""Ends of the twin that have a sentence of their own."""


@dataclass(frozen=True)
class Tempo:
    """How many seconds things take.

    Attributes:
        turn: the landscape, before anything is on it.
        twin: all steps of the full-batch twin, at the most.
        near: how near the camera comes to where the twin ends, over its distance at rest.
        first: the phases of the first step.
        left: all steps that are left at the end, at the most.
    """

    turn: float
    twin: float
    near: float
    first: tuple[float, ...]
    left: float


WHOLE = Tempo(turn=3.0, twin=3.0, near=1.0, first=(1.2, 0.8, 0.7, 0.9), left=6.0)
SHORT = Tempo(turn=0.8, twin=1.4, near=1.3, first=(0.8, 0.6, 0.4, 0.6), left=3.6)
"""Of a run that is told whole, and of one that is the second part of the scene."""


class BatchesOnMaps(FigureStory):
    """Two parameters: the full loss as a map, a map for each batch, and the full-batch twin.

    What is said of the runs is judged from their records.
    """

    handed, land, solid, scaled, cards, gathered, work = values(7)
    strip, everyone, counted, lit, film, found = values(6)
    twin_shown, twin_ring, twin_named, main_shown, main_ring, main_named = values(6)

    @cached_property
    def is_whole(self) -> bool:
        """Whether the run is the one that was asked for."""
        return self.recording.main.objective.n_parameters == 2

    @cached_property
    def plane(self) -> PlaneRun:
        """The runs over the plane of their parameters."""
        runs = self.recording
        if self.is_whole:
            return PlaneRun(runs.main, runs["twin"])
        return PlaneRun(runs["surface"], runs["surface twin"], WINDOW_OF_TWO)

    @cached_property
    def tempo(self) -> Tempo:
        """How long things take."""
        return WHOLE if self.is_whole else SHORT

    @cached_property
    def twin(self) -> RunPlayer:
        """The full-batch twin: to where it rests, then at once to its end."""
        last, found = self.plane.twin.n_steps, self.plane.twin_verdict
        rests = found.step if found.ending in RESTING else last
        steps = [*range(min(rests, last - 1) + 1), last] if last else [0]
        return RunPlayer(paced(steps, seconds=self.tempo.twin))

    def end_written(self) -> tuple[str, ...]:
        """Where the run on batches ends, in the units of the features; its model is a band."""
        return tuple(map(self.texts.measured, self.plane.data.feature_names, self.plane.written))

    @cached_property
    def facts(self) -> dict[str, object]:
        """What sentences are filled with."""
        plane, main = self.plane, self.plane.main
        found = self.end_written() if plane.finds_high_risk else ()
        lowest = lowest_loss(plane.twin)
        return {
            **({} if lowest is None else {"lowest": number_text(lowest, plane.loss_decimals)}),
            **dict(zip(("across", "up"), found, strict=False)),
            "n": plane.data.n,
            "size": main.spec.batch_size,
            "steps": main.n_steps,
            "step": main.n_steps + 1,
            "optimizer": self.texts.optimizer(main.spec.optimizer_name),
            "crossing": plane.crossing,
            "read": f"{plane.rows_read[0]:,}",
            "read_by_twin": f"{plane.rows_read[1]:,}",
            "batches": number_text(main.loss[-1], plane.loss_decimals),
            "full": number_text(plane.twin.loss[-1], plane.loss_decimals),
        }

    def draw(self, sheet: Sheet) -> None:
        """Put everything on the sheet."""
        self.maps = Maps(self, sheet)

    def construct(self) -> None:
        """Tell the story."""
        self.course, self.rest = Course(), self.plane.camera()
        camera, short = replace(self.rest, azimuth=self.rest.azimuth - ORBIT), not self.is_whole
        self.begin(camera.values | dict.fromkeys((self.strip, self.everyone), float(short)))
        self.meet_the_loss()
        self.descend_on_all()
        if self.plane.main.n_steps == 0:
            self.beat("map_diverged", {self.main_shown: 1}, **self.facts)
            self.become_a_map({})
            return
        if self.is_whole:
            self.beat("batch", {self.strip: 1, self.counted: 1}, **self.facts)
            self.move(LIGHT, linear, {self.lit: 1})
        shown = {self.counted: 1, self.everyone: 0, self.main_shown: 1}
        self.beat("map_own", shown, **self.facts)
        self.become_a_map({self.cards: 1})
        self.run_until(self.course.slowly(self.tempo.first))
        if self.is_whole:
            self.step_again()
            self.cross_the_barrier()
        self.take_all_steps()
        self.look_back()
        self.wait(LAST)

    def run_until(self, seconds: float) -> None:
        """Let the run on batches go on until a time of its course."""
        if (left := seconds - self.film()) > 0:
            self.move(left, linear, {self.film: seconds})

    def become_a_map(self, shown: Mapping[Value, float]) -> None:
        """Look at the landscape from above; what else is shown appears beside it."""
        flat = self.tilt() | self.pull_out() | {"aside": 1.0}
        self.move(TILT, flat, {self.solid: 0})
        self.move(SCALE, {self.scaled: 1}, shown)

    def meet_the_loss(self) -> None:
        """The loss of all the data, a landscape that turns; or what a point of it is."""
        turn = self.orbit(ORBIT / 2)
        if self.is_whole:
            self.beat("map_meet", {self.land: 1, self.solid: 1}, **self.facts)
            self.move(self.tempo.turn, turn)
            return
        self.beat("map_point", None, **self.facts)
        self.move(self.tempo.turn, {self.handed: 1, self.solid: 1})
        self.jump({self.land: 1})
        self.meanwhile(MEET, turn)
        self.move(FADE, {self.twin_shown: 1})

    def descend_on_all(self) -> None:
        """The twin, on all the data at every step."""
        plane, seconds, ending = self.plane, self.twin.lasting, self.plane.twin_verdict.ending
        again = plane.twin_is_stuck and not self.is_whole and LineRun.of(self.recording).trap
        otherwise = "moving" if lowest_loss(plane.twin) is None else "short"
        key = "stuck_again" if again else ending if ending in TWIN_ENDINGS else otherwise
        self.meanwhile(max(FADE + seconds, LEAST_TURN), self.orbit(ORBIT / 2))
        self.beat(f"twin_{key}", {self.twin_shown: 1}, **self.facts)
        if self.tempo.near > 1:
            end = np.clip(plane.twin.parameters[-1], *plane.window)
            near = self.focus(plane.on_floor(end), self.tempo.near)
            self.meanwhile(seconds + RING, near, {self.solid: 0})
        self.play(self.twin)
        self.move(RING, {self.twin_ring: float(ending in RESTING), self.twin_named: 1})

    def last_before(self, step: int) -> int:
        """The step to go on to: no further than to where the run has come to the barrier."""
        crossing = self.plane.crossing
        return min(step, self.plane.main.n_steps if crossing is None else crossing - 1)

    def step_again(self) -> None:
        """More batches phase by phase, then steps up to the second epoch, or as many as fit."""
        course, run = self.course, self.plane.main
        last = self.last_before(SLOW_STEPS)
        if last > course.step:
            self.beat("map_again", None, **self.facts)
        while course.step < last:
            self.run_until(course.slowly(NEXT))
        first, epoch = course.step, steps_in_epoch(run)
        last = self.last_before(min(max(epoch, first) + 1, first + MOST_FAST))
        if last > first:
            self.beat("faster" if last > epoch else "faster_short")
            self.run_until(course.fast(last))

    def cross_the_barrier(self) -> None:
        """The batch that leads out of where the twin is stuck."""
        crossing = self.plane.crossing
        if crossing is None or crossing <= self.course.step:
            return
        self.run_until(self.course.fast(crossing - 1))
        self.beat("map_downhill" if self.plane.crosses_downhill else "map_over", None, **self.facts)
        self.run_until(self.course.slowly(OVER))

    def take_all_steps(self) -> None:
        """All the other steps, over the loss of all the data, and both ends.

        They go on from the step before, under the sentence that appears.
        """
        plane, course = self.plane, self.course
        slow = () if plane.crossing is None else (plane.crossing,)
        end = course.fast(
            plane.main.n_steps, slow=slow, seconds=self.tempo.left, under_way=course.step > 0
        )
        if (left := end - self.film()) > 0:
            self.meanwhile(left, linear, {self.film: end})
        found = plane.finds_high_risk and not self.is_whole
        self.beat("map_found" if found else f"map_{plane.ending}", None, **self.facts)
        self.run_until(end)
        has_come = float(plane.ending in ("out", "ended"))
        self.move(RING, {self.main_ring: has_come, self.main_named: 1})

    def look_back(self) -> None:
        """How many rows both have read, and what the batches have found, the ways dimmed."""
        if self.is_whole and self.plane.ending in ("out", "ended"):
            self.beat("work", None, **self.facts)
            self.move(GATHER, {self.gathered: 1})
            self.move(COUNT, linear, {self.work: 1})
        if self.plane.finds_high_risk:
            if self.is_whole:
                self.beat("map_found", None, **self.facts)
            self.move(READ_OFF, {self.found: 1})


APART = 0.45
"""Seconds from one map to the next that is laid to the others while a run goes fast."""


@dataclass(frozen=True)
class MapMoment:
    """Where a run is.

    Attributes:
        step: the step that is being taken, or was last, from 0: its batch is lit.
        told: the recorded step whose numbers are shown.
        place: where the point is: a recorded step, or between two of them.
        reform, aim, move, file: how much of each phase is done, 0 to 1; all of it at a fast pace.
    """

    step: int
    told: int
    place: float
    reform: float = 1.0
    aim: float = 1.0
    move: float = 1.0
    file: float = 1.0

    @property
    def on_batch(self) -> bool:
        """Whether the batch's map lies over that of all the data."""
        return self.reform > 0 and self.file < 1


@dataclass(frozen=True)
class Card:
    """A batch's map that is laid to the others.

    Attributes:
        step: of whose batch it is, from 0.
        start: when it begins to move there, in seconds.
        seconds: how long that takes.
        shown_large: whether it has lain over the map of all the data before.
    """

    step: int
    start: float
    seconds: float
    shown_large: bool

    def share(self, seconds: float) -> float:
        """How far it has come to the column."""
        return smooth((seconds - self.start) / self.seconds)


@dataclass
class Course:
    """When each step is taken: some phase by phase, the others at a run's pace.

    Attributes:
        seconds: how long all stretches so far take; a story moves them linearly.
        step: the step that they have come to.
        cards: the maps that are laid to the others, in order.
        stretches: when each begins, from which step, and how it goes.
    """

    seconds: float = 0.0
    step: int = 0
    cards: list[Card] = field(default_factory=list)
    stretches: list[tuple[float, int, tuple[float, ...] | PacedRun]] = field(default_factory=list)

    def slowly(self, durations: tuple[float, ...]) -> float:
        """Add a step phase by phase, in seconds as in `NEXT`; return when it has been taken."""
        last = durations[-1]
        self.stretches.append((self.seconds, self.step, durations))
        self.seconds += sum(durations)
        self.cards.append(Card(self.step, self.seconds - last, last, shown_large=True))
        self.step += 1
        return self.seconds

    def fast(self, until: int, **how: Any) -> float:
        """Add steps that follow each other at a run's pace, up to one; return when it comes there.

        Args:
            until: the step.
            how: as for `paced`.
        """
        if until > self.step:
            run = paced(range(self.step, until + 1), **how)
            self.stretches.append((self.seconds, self.step, run))
            self.lay(run)
            self.seconds += run.seconds
            self.step = until
        return self.seconds

    def lay(self, run: PacedRun) -> None:
        """Lay the map of the step that was told last to the others, again and again."""
        count = max(int(run.seconds / APART), 1)
        for index in range(1, count + 1):
            passed = run.seconds * index / count
            told, known = run.told(passed), self.cards[-1].step if self.cards else -1
            if told - 1 > known:
                start = self.seconds + passed - min(APART, run.seconds)
                self.cards.append(Card(told - 1, start, APART * 0.8, shown_large=False))

    def at(self, seconds: float) -> MapMoment:
        """Where the run is at a time; between two stretches, at the end of the one before."""
        if not self.stretches:
            return MapMoment(0, 0, 0.0, 0.0, 0.0, 0.0, 0.0)
        index = bisect_left(self.stretches, seconds - 1e-9, key=lambda each: each[0])
        start, step, stretch = self.stretches[max(index - 1, 0)]
        passed, shares = seconds - start, list[float]()
        if isinstance(stretch, PacedRun):
            told = stretch.told(passed)
            return MapMoment(max(told - 1, 0), told, stretch.step(passed))
        for duration in stretch:
            share = passed / duration
            shares.append(smooth(share if share < 1 - 1e-6 else 1.0))
            passed -= duration
        reform, aim, move, file = shares
        return MapMoment(step, step + int(move == 1), step + move, reform, aim, move, file)


class StripRooms:
    """Where the strip of the data is, and what is said of it.

    Baselines are of the batch and the epoch, and of what an epoch leaves over.
    """

    box = Shaped(
        Box(GRID.margin, 1 - GRID.margin, 0.866, 0.898),
        tall=Box(GRID.margin, 1 - GRID.margin, 0.922, 0.946),
    )
    captions = Shaped((0.94, 0.94), tall=(0.911, 0.877))
    size = Shaped(SIZES.label, tall=SIZES.smallest)


GONE = 0.4
"""The share of the landscape's coming by which what doesn't become it is gone."""
PAST = 0.2
"""The opacity of both ways once it matters only where they have led."""
ENDS_APART = 0.15
"""Two ends are named when they are at least so far apart, in the window's sides."""
NAME_GAP = 0.012
"""Between a name and its number."""
READ_BEFORE = 0.34
"""The opacity of cells that the epoch has read before."""
COUNTS = 10
"""How often a number of rows changes while its bar grows."""


class Maps:
    """All drawings, from the bottom to the top.

    Attributes:
        view: the landscape of the loss of all the data.
        large: the box of its map in pixels.
        main: the path of the run on batches.
        drawn: the cells of the strip that are lit.
    """

    solid = Shaped(Box(0.09, 1 - GRID.margin, 0.25, 0.80), tall=Box(0.12, 0.88, 0.3, 0.745))
    map = Shaped(Box(0.105, 0.655, 0.30, 0.738), tall=Box(0.155, 0.94, 0.372, 0.624))
    scene = Shaped(Box(0.0, 1.0, 0.235, 0.85), tall=Box(0.0, 1.0, 0.285, 0.89))
    batches = Shaped(Box(0.71, 0.95, 0.255, 0.80), tall=Box(0.05, 0.95, 0.754, 0.847))
    full_loss = Shaped(0.23, tall=0.262)
    batch_loss = Shaped(0.23, tall=0.292)
    batches_name = Shaped(0.23, tall=0.743)
    formula_size = Shaped(0.04, tall=0.037)
    formula: Shaped[tuple[float, float, Edge]] = Shaped(
        (1 - GRID.margin, 0.23, "right"), tall=(GRID.margin, 0.795, "left")
    )
    squares: Shaped[tuple[float, float, Edge]] = Shaped(
        (GRID.margin, 0.94, "left"), tall=(GRID.margin, 0.838, "left")
    )
    model_note: Shaped[tuple[float, float, Edge]] = Shaped(
        (1 - GRID.margin, 0.94, "right"), tall=(GRID.margin, 0.88, "left")
    )
    map_note: Shaped[tuple[float, float, Edge]] = Shaped(
        (1 - GRID.margin, 0.843, "right"), tall=(GRID.margin, 0.877, "left")
    )
    step = Shaped((0.81, 0.94), tall=(1 - GRID.margin, 0.877))
    epoch = Shaped((1 - GRID.margin, 0.94), tall=(1 - GRID.margin, 0.911))
    counter_names = Shaped((0.745, 0.9), tall=(0.9, 0.9))
    bar_tops = Shaped((0.42, 0.62), tall=(0.752, 0.818))
    bar_thick = Shaped(0.05, tall=0.022)
    above_bar = Shaped(0.018, tall=0.009)
    bar_number = Shaped(0.092, tall=-0.009)
    bar_edge: Shaped[Edge] = Shaped("left", tall="right")

    def __init__(self, story: BatchesOnMaps, sheet: Sheet) -> None:
        self.story, self.sheet, self.plane, self.theme = story, sheet, story.plane, sheet.theme
        self.label = story.texts.label
        above, below = map(down, MAP_ROOM)
        room = replace(self.map, top=self.map.top - above, bottom=self.map.bottom + below)
        self.view = TurningView(
            sheet, self.plane.relief, wide=self.solid, narrow=room, room=self.scene
        )
        left, low, right, high = (round(each) for each in self.view.map_box(1.0))
        self.large = Bbox([[left, low], [right, high]])
        moves = self.plane.main.n_steps > 0
        self.show_landscape()
        if moves:
            self.reel = Reel(self)
        self.show_full_loss()
        if moves:
            self.show_batch_loss()
            self.show_strip()
        self.show_runs()
        self.show_names()
        if moves:
            self.show_tally()

    def now(self) -> MapMoment:
        """Where the run on batches is."""
        return self.story.course.at(self.story.film())

    def places(self, parameters: FloatArray, camera: Camera = MAP) -> FloatArray:
        """Turn parameters (n, 2) into pixels (n, 2), on the loss of all the data."""
        losses = self.plane.objective.losses(parameters)
        return self.view.project(self.plane.on_floor(parameters), losses, camera)

    def way(self, step: int, *shares: float) -> FloatArray:
        """Shares (2,) of a step of the run on batches as pixels (2, 2)."""
        before, after = self.plane.step_seen(step)
        return self.places(before + np.array(shares)[:, None] * (after - before))

    def words(self, key: str, where: tuple[float, float, Edge], size: float = SIZES.label) -> Label:
        """A muted line, held by an edge."""
        x, y, edge = where
        content, muted = self.label(key), self.theme.muted
        return Label(self.sheet, content, (x, y), colour=muted, size=size, edge=edge)

    def show_landscape(self) -> None:
        """What the part before has left, the loss of all the data, its names and its scales."""
        story, sheet, view, plane = self.story, self.sheet, self.view, self.plane
        before = None if story.is_whole else PictureBefore(story, sheet)
        if before and before.runs:  # what else is there goes before: no word is read through it
            handed, rest = story.handed, story.rest
            seen = view.seen_from(replace(rest, azimuth=rest.azimuth - ORBIT))
            picture = view.picture.pixels(seen, view.room, sheet.stroke(1))
            change = become(sheet, before.runs, [sheet.picture(*picture)])
            sheet.fade(lambda: max(1 - handed() / GONE, 0.0), *before.rest)
            sheet.show(lambda: change(handed()) if handed() < 1 else ())
        view.show_landscape(story.land)
        view.show(story.solid, SolidNames(view, self.names(with_units=False)).at, within=False)
        scales = MapScales(sheet, view.map_box(1.0), plane.shown(plane.window))
        frame = Rectangle(
            tuple(self.large.p0),
            *self.large.size,
            fill=False,
            edgecolor=self.theme.full_loss,
            linewidth=sheet.stroke(1.5),
            figure=sheet.figure,
        )
        scaled = "" if (plane.data.sd == 1).all() else "standardised"
        key = "band_note" if plane.is_band else scaled
        note = [self.words(key, self.map_note, SIZES.smallest)] if key else []
        drawn = scales.artists(*self.names(with_units=True))
        sheet.fade(story.scaled, *drawn, *note, frame)
        model = plane.objective.model
        if isinstance(model, Band):
            sheet.fade(story.solid, *self.model(model))

    def names(self, *, with_units: bool) -> tuple[str, str]:
        """What the axes are: a band's centre is a place among the features."""
        texts, columns = self.story.texts, self.plane.data.feature_names
        if not self.plane.is_band:
            first, second = map(maths_name, self.plane.objective.parameter_names)
            return f"${first}$", f"${second}$"
        if with_units:
            measured = map(texts.column_with_unit, columns)
            first, second = (self.label("axis_of_two", column=each) for each in measured)
        else:
            first, second = texts.column_labels(columns)
        return first, second

    def model(self, model: Band) -> list[Artist]:
        """The band of two parameters, and what of it is set by hand."""
        low, high, (first, second) = model.base, model.height, model.widths
        band = f"model(p) = sigma({low:g} + {high:g} e^(-(d_1^2 + d_2^2) \\/ 2))"
        away = f"d_1 = (x_1 - c_1) \\/ {first:g} quad d_2 = (x_2 - c_2) \\/ {second:g}"
        made = [
            math(self.sheet, maths, (x, y), size=self.formula_size, edge=edge)
            for maths, (x, y, edge) in ((band, self.formula), (away, self.squares))
        ]
        return [*made, self.words("model_note", self.model_note)]

    def show_full_loss(self) -> None:
        """The loss of all the data, of the twin and later of the run on batches."""
        story, sheet, plane, colour = self.story, self.sheet, self.plane, self.theme.full_loss
        place = self.map.left, self.full_loss
        name = Label(sheet, self.label("full_title", n=plane.data.n), place, colour=colour)
        place = place[0] + name.width + NAME_GAP, place[1]
        number = Number(sheet, plane.loss_decimals, place, colour=colour, edge="left")

        def shown() -> Sequence[Artist]:
            share = story.main_shown()
            run, told = plane.twin, story.twin.told()
            if share > 0.5:
                run, told = plane.main, self.now().told
            number.show(at_step(run, told).loss)
            return number.put(sheet.at(*place), story.twin_shown() * abs(1 - 2 * share))

        sheet.fade(story.twin_shown, name)
        sheet.show(shown)

    def show_batch_loss(self) -> None:
        """The loss of the batch whose map lies large, before its step is taken."""
        sheet, losses, colour = self.sheet, self.plane.main.batch_loss, self.theme.batch_loss_text
        decimals = self.plane.loss_decimals
        right, baseline = self.map.right, self.batch_loss
        number = Number(sheet, decimals, (right, baseline), colour=colour)
        number.show(max(losses.tolist(), key=lambda loss: len(number_text(loss, decimals))))
        left = sheet.at(right - number.width - NAME_GAP, baseline)
        name = Label(sheet, self.label("batch_curve"), colour=colour, edge="right")

        def shown() -> Sequence[Artist]:
            now = self.now()
            known = now.reform * min((1 - now.move) * 4, 1) if now.on_batch else 0.0
            number.show(losses[now.step])
            return [*name.put(left, known), *number.put(sheet.at(right, baseline), known)]

        sheet.show(shown)

    def show_strip(self) -> None:
        """The strip of the data, in which the batch is lit, and what is said of it."""
        story, sheet, theme, run = self.story, self.sheet, self.theme, self.plane.main
        strip, nobody = Strip(self.plane.data.n, StripRooms.box), np.zeros(0, dtype=int)
        read = cells(sheet, strip, nobody, theme.batch_loss)
        self.drawn = cells(sheet, strip, nobody, theme.batch_loss)

        def lit() -> Sequence[Artist]:
            if not (alpha := story.counted()):
                return ()
            now = self.now()
            share = max(now.reform, story.lit()) if now.step == 0 else now.reform
            batch = batch_of(run, now.step)
            batch = batch[: round(share * len(batch))]
            read.set_verts(list(cell_corners(sheet, strip, read_before(run, now.step))))
            self.drawn.set_verts(list(cell_corners(sheet, strip, batch)))
            read.set_alpha(READ_BEFORE * alpha)
            self.drawn.set_alpha(alpha)
            return [read, self.drawn]

        everyone = np.arange(strip.count)
        sheet.fade(story.strip, cells(sheet, strip, everyone, theme.grid))
        sheet.fade(story.everyone, cells(sheet, strip, everyone, theme.full_loss))
        size = StripRooms.size
        said = partial(Label, sheet, colour=theme.muted, size=size)
        content = self.label("batch_of", size=run.spec.batch_size, n=strip.count)
        names = [said(content, (GRID.margin, StripRooms.captions[0]))]
        places, mosts = (self.step, self.epoch), (run.n_steps, epoch_of(run, run.n_steps))
        for place, key, most, usual in zip(
            places, ("step", "epoch"), mosts, self.counter_names, strict=True
        ):
            end = name_end(place[0], most, usual), place[1]
            names.append(said(self.label(key), end, edge="right"))
        sheet.fade(story.counted, *names)
        sheet.show(lit)
        step, epoch = (Number(sheet, 0, place, colour=theme.text, size=size) for place in places)

        def counters() -> Sequence[Artist]:
            now, alpha = self.now(), story.counted()
            return [
                *step.show(now.told).put(sheet.at(*self.step), alpha),
                *epoch.show(epoch_of(run, now.step)).put(sheet.at(*self.epoch), alpha),
            ]

        sheet.show(counters)

    def show_runs(self) -> None:
        """The paths of both runs, the step on a batch's map, and where the run on batches ends."""
        story, sheet, plane = self.story, self.sheet, self.plane
        ring, point = self.theme.full_loss, self.theme.point
        twin = self.path(plane.twin, filled=False, colour=ring)
        self.main = self.path(plane.main, filled=True, colour=point)

        def dimmed() -> float:
            return 1 - (1 - PAST) * story.found()

        self.view.show(
            lambda: float(story.twin_shown() >= 0.5),
            lambda camera, _: twin.at(camera, story.twin.step(), 1.0, dimmed()),
        )
        self.show_ring(story.twin_ring, plane.twin, ring)
        if plane.main.n_steps:
            between = arrow(sheet, self.theme.gradient, width=6.0)

            def ahead() -> Sequence[Artist]:  # what is left of the step on the batch's map
                now = self.now()
                if not now.on_batch or not now.aim or now.move == 1:
                    return ()
                return between(*self.way(now.step, now.move, now.aim))

            sheet.show(ahead)
        self.read_off = np.zeros((0, 2))
        if plane.finds_high_risk:
            shown, self.read_off = end_on_axes(self)
            sheet.show(shown)
        self.view.show(
            lambda: float(story.main_shown() >= 0.5),
            lambda camera, _: self.main.at(camera, self.now().place, 1.0, dimmed()),
        )
        self.show_ring(story.main_ring, plane.main, point)

    def path(self, run: Trajectory, *, filled: bool, colour: str) -> TurningPath:
        """A run's path, on the floor of the landscape."""
        path = self.plane.path(run)
        path = replace(path, points=self.plane.on_floor(path.points))
        return TurningPath(self.view, path, filled=filled, colour=colour, weight=WEIGHT)

    def show_ring(self, share: Value, run: Trajectory, colour: str) -> None:
        """The ring of an arrival, where a run ends; none outside the window."""
        end, ring = run.parameters[-1], arrive(self.sheet, colour=colour)
        if self.plane.holds(end):
            self.view.show(
                share, lambda camera, alpha: ring(alpha, self.places(end[None], camera)[0])
            )

    def show_names(self) -> None:
        """What became of the twin and of the run, beside their points, if they are apart."""
        plane, story = self.plane, self.story
        runs = plane.twin, plane.main
        ends = [run.parameters[-1] for run in runs]
        apart = plane.landscape.share(ends[0] - ends[1])
        if not all(map(plane.holds, ends)) or apart < ENDS_APART:
            return
        keys = "stuck_end" if plane.twin_is_stuck else "twin_end", "batches_end"
        losses = (number_text(run.loss[-1], plane.loss_decimals) for run in runs)
        made = [
            NameOnGround(self, self.label(key, n=plane.data.n, loss=loss), end)
            for key, loss, end in zip(keys, losses, ends, strict=True)
        ]
        paths = [plane.path(run) for run in reversed(runs)]
        points = [path.points[np.isfinite(path.values)] for path in paths]
        for camera in (story.rest, MAP):
            read_off = self.read_off if camera == MAP else np.zeros((0, 2))
            taken = np.concatenate([*(self.places(each, camera) for each in points), read_off])
            for name in made:
                taken = np.concatenate([taken, name.settle(camera, taken, read_off)])
                read_off = np.zeros((0, 2))  # the lines begin where the other name's does
        for name, alpha in zip(made, (story.twin_named, story.main_named), strict=True):
            self.view.show(alpha, name.at, within=False)

    def bar(self, length: float, place: int = 0) -> Bbox:
        """A bar's box in pixels: its length as a share of the longest, and which of both it is."""
        room, top = self.batches, self.bar_tops[place]
        right = room.left + (room.right - room.left) * length
        return Bbox([self.sheet.at(room.left, top + self.bar_thick), self.sheet.at(right, top)])

    def show_tally(self) -> None:
        """How many rows both runs have read, as two bars beside the map."""
        sheet, theme, work, counts = self.sheet, self.theme, self.story.work, self.plane.rows_read
        room, edge = self.batches, self.bar_edge
        held = room.left if edge == "left" else room.right

        def grown(place: int, name: str, colour: str, ink: str) -> Callable[[], Sequence[Artist]]:
            count, top = counts[place], self.bar_tops[place]
            bar = Rectangle((0, 0), 1, 1, facecolor=colour, edgecolor="none", figure=sheet.figure)
            said = Label(sheet, name, (room.left, top - self.above_bar), colour=ink)
            where = held, top + self.bar_number
            number = Label(sheet, "0", where, colour=ink, bold=True, edge=edge)

            def shown() -> Sequence[Artist]:
                if not (share := work()):
                    return ()
                number.set_text(f"{round(round(share * COUNTS) / COUNTS * count):,}")
                bar.set_bounds(*self.bar(share * count / max(counts), place).bounds)
                for each in (bar, said, number):
                    each.set_alpha(min(share * 5, 1))
                return bar, said, number

            return shown

        sheet.show(grown(0, self.label("batches_read"), theme.batch_loss, theme.batch_loss_text))
        name = self.label("all_rows", n=self.plane.data.n)
        sheet.show(grown(1, name, theme.full_loss, theme.full_loss))


SLOTS, BETWEEN = 3, 0.018
"""How many maps the column has, or the row of a tall frame, and what is between two."""
OPACITIES = (1.0, 0.9, 0.8, 0.0)
"""Of a map in each place of the column, and of one that leaves it."""
FRAME, DOT = 2.5, 9.0
"""How thick a card's frame is, and how wide the point at the end of the step on it, in pixels of a
1280x720 frame."""
KEPT_MAPS = 8
"""Maps that are kept after they have been drawn."""


class Reel:
    """The maps of the last batches: each lies large over the full one, then small beside others."""

    def __init__(self, maps: Maps) -> None:
        self.maps, self.plane, self.course = maps, maps.plane, maps.story.course
        sheet, large = maps.sheet, maps.large
        self.pixels = lru_cache(maxsize=KEPT_MAPS)(self.map_of)
        divide = row_of if is_tall() else column_of
        boxes = [self.fitted(box) for box in divide(SLOTS, maps.batches, BETWEEN)]
        self.first, self.pitch = boxes[0], boxes[1].p0 - boxes[0].p0
        self.column = Bbox.union([boxes[0], boxes[-1]]).padded(sheet.stroke(FRAME))
        self.bar = maps.bar(self.plane.rows_read[0] / max(self.plane.rows_read))
        self.cards = [card_of(sheet, large) for _ in range(SLOTS + 2)]
        place = maps.batches.left, maps.batches_name
        title = Label(sheet, maps.label("batch_maps"), place, colour=sheet.theme.batch_loss_text)
        story = maps.story

        def begun() -> float:
            now = maps.now()
            return (1.0 if now.step else now.reform) * story.cards() * (1 - story.gathered())

        sheet.fade(begun, title)
        sheet.show(self.shown)

    def map_of(self, step: int) -> Pixels:
        """The pixels of the map of a step's batch, as large as that of all the data."""
        floor, view, box = self.plane.relief, self.maps.view, self.maps.large
        own = Landscape(floor.xs, floor.ys, self.plane.losses_of(step))
        picture = ReliefPicture(Relief(own), self.maps.theme)
        line = self.maps.sheet.stroke(1)
        pixels, left, low = picture.pixels(view.seen_from(MAP), view.room, line)
        top = low + pixels.shape[0] - round(box.y1)
        return pixels[top : top + round(box.height), round(box.x0) - left : round(box.x1) - left]

    def fitted(self, box: Box) -> Bbox:
        """The largest box at the right of another that has the map's shape."""
        sheet, large = self.maps.sheet, self.maps.large
        right, width = sheet.x(box.right), (box.right - box.left) * sheet.width
        low, high = sheet.y(box.bottom), sheet.y(box.top)
        scale = min(width / large.width, (high - low) / large.height)
        wide, tall = scale * large.width, scale * large.height
        return Bbox.from_bounds(right - wide, (low + high - tall) / 2, wide, tall)

    def shown(self) -> Sequence[Artist]:
        """The column from its end up, then the large card."""
        story = self.maps.story
        alpha, gathered, seconds = story.cards(), story.gathered(), story.film()
        if not alpha or gathered == 1:
            return ()
        drawn, gone = list[Artist](), 0.0
        for index in reversed(range(len(self.course.cards))):
            came = self.course.cards[index].share(seconds)
            if gone < SLOTS and came > 0:
                drawn = [*self.laid(index, came, gone), *drawn]
            gone += came
        now = self.maps.now()
        if not now.on_batch or now.file > 0:
            return drawn
        left, low, right, high = self.maps.large.extents  # from the left it is drawn over the map
        room = Bbox([[left, low], [left + now.reform * (right - left), high]])
        look = self.pixels(now.step), self.maps.large, alpha, self.maps.way(now.step, 0, now.move)
        return [*drawn, *self.cards[-1](*look, room, cut=True)]

    def laid(self, index: int, came: float, gone: float) -> Sequence[Artist]:
        """A card in the column or on its way there.

        Args:
            index: which of the course's cards.
            came: how far it has come: from where it lay large, else from above the column.
            gone: how many have come since, and so how far down it is.
        """
        card, gathered = self.course.cards[index], self.maps.story.gathered()
        opacity = np.interp(gone, range(len(OPACITIES)), OPACITIES) * self.maps.story.cards()
        after = gone if card.shown_large else gone + came - 1
        box = Bbox(self.first.get_points() + after * self.pitch)
        room = None if card.shown_large and came < 1 else self.column
        if card.shown_large:
            box = box_between(self.maps.large, box, came)
        if gathered:
            box, room = box_between(box, self.bar, gathered), None
            opacity *= min(2.5 * (1 - gathered), 1)
        look = self.pixels(card.step), box, opacity, self.maps.way(card.step, 0, 1)
        return self.cards[index % (SLOTS + 1)](*look, room)


def card_of(sheet: Sheet, large: Bbox) -> Callable[..., Sequence[Artist]]:
    """What one card is drawn with: a map, its frame, and the step that was taken on it."""
    put, theme, width = stretch(sheet), sheet.theme, sheet.stroke(FRAME)
    frame = Rectangle((0, 0), 1, 1, fill=False, edgecolor=theme.batch_loss, linewidth=width)
    lines = [
        Line2D([], [], color=ink, linewidth=sheet.stroke(width), solid_capstyle="round")
        for ink, width in ((theme.background, 7.0), (theme.point, 4.0))
    ]
    for line, size in zip(lines, (DOT + 3.5, DOT), strict=True):
        line.set(marker="o", markevery=[1], markersize=sheet.stroke(size), markeredgewidth=0)
    for each in (frame, *lines):
        each.set(figure=sheet.figure, gid=SCENERY)

    def drawn(  # noqa: PLR0913, PLR0917  what a card is drawn with
        pixels: Pixels,
        box: Bbox,
        opacity: float,
        mark: FloatArray,
        room: Bbox | None,
        cut: bool = False,
    ) -> Sequence[Artist]:
        """The card in a box in pixels.

        Args:
            pixels: its map.
            box: where it is.
            opacity: 0 to 1.
            mark: (2, 2), a step on the map as it is when it lies large.
            room: where it is cut off; nowhere when None.
            cut: whether the frame runs along the cut.
        """
        seen = box if room is None else Bbox.intersection(box, room)
        if opacity <= 0 or seen is None:
            return ()
        image = put(pixels, box)
        frame.set_bounds(*(seen if cut else box).bounds)
        for line in lines:
            line.set_data(*BboxTransform(large, box).transform(mark).T)
            line.set_clip_box(seen)
        frame.set_clip_box(None if cut else room)
        image.set_clip_box(room)
        artists: list[Artist] = [image, frame, *lines]
        for each in artists:
            each.set_alpha(opacity)
        return artists

    return drawn


VALUE_TALL = 0.03
"""How high a word on the map is, in heights of a wide stage."""
ASIDE, UP, VALUES_APART = 10.0, 14.0, 20.0
"""From a dashed line to the value beside it, from the map's edge, and what names leave free beside
a value, lest they be read as one line, in pixels of a 1280x720 frame."""


def end_on_axes(maps: Maps) -> tuple[Callable[[], Sequence[Artist]], FloatArray]:
    """Dashed lines from where the run on batches ends to both axes, with the values there.

    Returns:
        what draws them, and (n, 2) pixels all over it, for names to stay clear of.
    """
    sheet, theme, found = maps.sheet, maps.theme, maps.story.found
    (left, low), (right, high) = maps.large.get_points()
    (end,) = maps.places(maps.plane.main.parameters[-1:])
    (x, y), aside, up = end, sheet.stroke(ASIDE), sheet.stroke(UP)
    labels = [Label(sheet, each, bold=True, cased=True) for each in maps.story.end_written()]
    sizes = [np.array([each.width * sheet.width, sheet.tall(VALUE_TALL)]) for each in labels]
    (wide, _), (_, tall) = sizes
    across = x + aside if x + 2 * aside + wide < right else x - aside - wide
    above = y + aside if y + 2 * aside + tall < high else y - aside - tall
    corners = np.array([[across, low + up], [left + up, above]])
    boxes = [
        spread(Bbox([corner, corner + size]).padded(sheet.stroke(VALUES_APART), 0))
        for corner, size in zip(corners, sizes, strict=True)
    ]
    ways = np.array([[x, low], [left, y]]) - end
    casing, dash = partial(Stroke, sheet, theme.background, 5.0), (5, 3)
    pairs = [(way, casing(), Stroke(sheet, theme.point, 2.5, dash=dash)) for way in ways]

    def shown() -> Sequence[Artist]:
        """The lines, grown so far from the end, and the values once these have arrived."""
        if not (share := found()):
            return ()
        drawn = list[Artist]()
        for way, *lines in pairs:
            for line in lines:
                drawn += line.between(end, end + min(1.5 * share, 1) * way)
        for label, corner in zip(labels, corners, strict=True):
            drawn += label.put(corner, max(3 * share - 2, 0))
        return drawn

    shares = np.linspace(0, 1, 40)[:, None]
    return shown, np.concatenate([*(end + shares * way for way in ways), *boxes])


class NameOnGround:
    """A name that goes with its point, from the solid to the map, and covers no path.

    A line leads to what it names if that is far.
    """

    room, edge = 9.0, 14.0  # about it, to what it must not cover and to the map's edge, in pixels
    reach, far = 16.0, 30.0  # from a point to where a line begins, and how far off a name has one
    tried = 48, 24  # places along the map and up it

    def __init__(self, maps: Maps, content: str, point: FloatArray) -> None:
        self.maps, self.point, sheet = maps, point, maps.sheet
        self.label = Label(sheet, content, bold=True, cased=True)
        self.size = np.array([self.label.width * sheet.width, sheet.tall(VALUE_TALL)])
        self.asides: dict[Camera, FloatArray] = {}
        inks = (sheet.theme.background, 5.0), (sheet.theme.text, 2.0)
        self.lines = [Stroke(sheet, ink, width) for ink, width in inks]

    def settle(self, camera: Camera, taken: FloatArray, uncrossed: FloatArray) -> FloatArray:
        """Choose its place for a camera at which the story rests.

        Args:
            camera: this.
            taken: (n, 2) pixels that it had better not cover.
            uncrossed: (m, 2) pixels that the line to it had better not cross.

        Returns:
            points (m, 2) all over it, for other names to stay clear of.
        """
        place = self.maps.places(self.point[None], camera)[0]
        corner = self.best_corner(place, self.box(camera, place), taken, uncrossed)
        self.asides[camera] = corner - place
        return spread(Bbox([corner, corner + self.size]))

    def box(self, camera: Camera, place: FloatArray) -> FloatArray:
        """Where it may be (2, 2): on the map, or on the solid about the point.

        There it is seen as well when the camera is near, and has the point in the middle.
        """
        if camera == MAP:
            return self.maps.large.get_points()
        left, low, right, high = self.maps.view.map_box(0.0)
        aside = self.maps.sheet.x(1 - GRID.margin) - (left + right) / 2
        return np.array([[left, low], [min(right, place[0] + aside), high]])

    def best_corner(
        self, place: FloatArray, box: FloatArray, taken: FloatArray, uncrossed: FloatArray
    ) -> FloatArray:
        """The lower left corner (2,) from which it covers least, as near as can be."""
        stroke, size = self.maps.sheet.stroke, self.size
        room, edge = stroke(self.room), stroke(self.edge)
        first = box[0] + edge
        last = np.maximum(box[1] - edge - size, first)
        sides = (np.linspace(*ends) for ends in zip(first, last, self.tried, strict=True))
        corners = np.stack(np.meshgrid(*sides), axis=-1).reshape(-1, 2)
        covered = [
            ((taken > each - room) & (taken < each + size + room)).all(axis=1).sum()
            + self.crossed(place, each, uncrossed)
            for each in corners
        ]
        away = np.hypot(*(place - np.clip(place, corners, corners + size)).T)
        least = away + stroke(1000.0) * np.array(covered)
        least[away < stroke(self.reach)] += stroke(1e6)
        return np.asarray(corners[least.argmin()])

    def crossed(self, place: FloatArray, corner: FloatArray, uncrossed: FloatArray) -> int:
        """How many of some pixels (m, 2) are about the line to the name there."""
        stroke, way = self.maps.sheet.stroke, np.clip(place, corner, corner + self.size) - place
        length = max(np.hypot(*way), 1.0)
        along = np.clip((uncrossed - place) @ way / length**2, 0.0, 1.0)
        off = np.hypot(*(uncrossed - place - along[:, None] * way).T)
        return int((off < stroke(self.room)).sum()) if length > stroke(self.far) else 0

    def at(self, camera: Camera, alpha: float) -> Sequence[Artist]:
        """It, for a camera, at an opacity; between its places for the cameras at rest."""
        solid, stroke = self.maps.story.rest, self.maps.sheet.stroke
        share = (camera.elevation - solid.elevation) / (MAP.elevation - solid.elevation)
        aside = self.asides[solid] + share * (self.asides[MAP] - self.asides[solid])
        place = self.maps.places(self.point[None], camera)[0]
        corner = place + aside
        end = np.clip(place, corner, corner + self.size)
        length, drawn = np.hypot(*(end - place)), list[Artist]()
        if length >= stroke(self.far):
            way = (end - place) / length
            start, stop = place + way * stroke(self.reach), end - way * stroke(5)
            drawn = [each for line in self.lines for each in line.between(start, stop, alpha)]
        return [*drawn, *self.label.put(corner, alpha)]


class LastPicture:
    """What the first part leaves on the stage, with which the second begins.

    Lines of all shuffles, and bars of how many arrive, by batch size. Of the lines, their widths
    and the opacity of those that arrive and of others, and the crosses where these end; how far
    the twin's name is below its line. Of the bars, half their width, how far their title is above
    them, and how far below them, in heights of a wide frame, stand what batch sizes are and what
    becomes of the smallest and largest.
    """

    shuffles = Shaped(Box(0.1, 0.5, 0.31, 0.7), tall=Box(0.15, 0.92, 0.335, 0.487))
    counts = Shaped(Box(0.6, 0.95, 0.31, 0.66), tall=Box(0.165, 0.92, 0.658, 0.785))
    thin, faint, clear = 1.3, 0.4, 0.6
    cross, cross_width = 6.0, 2.4
    arms = np.array([[[-1.0, -1.0], [1.0, 1.0]], [[-1.0, 1.0], [1.0, -1.0]]])
    name_below = 34.0
    half, title_rise = 0.3, 0.045
    names_below = 0.105, 0.16


RUN_WIDTH, AXIS_WIDTH, TITLE_LINE = 3.0, 1.6, 29.0
"""How thick the lines of the run and its twin are, and those of axes, and from one line of a title
to the next, in pixels of a 1280x720 frame."""


class PictureBefore:
    """The picture that the part before ends with, drawn once more, to become what comes.

    Attributes:
        runs: the lines of all shuffles; nothing where that part ends otherwise.
        rest: what is about them, and the bars.
    """

    def __init__(self, story: BatchesOnMaps, sheet: Sheet) -> None:
        self.sheet, self.theme, self.label = sheet, sheet.theme, story.texts.label
        self.line, self.runs, self.rest = (
            LineRun.of(story.recording),
            list[Artist](),
            list[Artist](),
        )
        if self.line.is_counted:
            self.add_lines()
            self.add_bars()

    def add_lines(self) -> None:
        """The parameter against the step, of all shuffles, of the twin and of the run."""
        line, theme, last, sheet = self.line, self.theme, LastPicture, self.sheet
        steps, box = line.main.n_steps, last.shuffles
        along, up = Scale(0, steps, (0, steps)), Scale(*line.window, line.marked)
        title = self.label(line.others_told, total=len(line.others))
        points = self.axes(box, along, up, title, 0.025)
        self.write(self.label("step"), sheet.at((box.left + box.right) / 2, box.bottom), 79)

        def ways(runs: Sequence[Trajectory]) -> list[FloatArray]:
            made = list[FloatArray]()
            for run in runs:  # apart where it is outside the window
                unseen = np.flatnonzero(~line.pieces_seen(run))
                places = points(run.recorded_steps, run.parameters[:, 0])
                made.append(np.insert(places, 1 + unseen, np.nan, axis=0))
            return made

        arms = sheet.stroke(last.cross) * last.arms
        crosses = [points(*line.end_of(run)) + arm for run in line.missed for arm in arms]
        self.add_path(ways(line.arrived), theme.batch_loss, last.thin, last.faint)
        self.add_path(ways(line.missed), theme.text, last.thin, last.clear)
        self.add_path(crosses, theme.text, last.cross_width)
        self.add_path(ways([line.twin]), theme.full_loss, RUN_WIDTH)
        self.add_path(ways([line.main]), theme.batch_loss, RUN_WIDTH)
        end = points(steps, line.twin.parameters[-1, 0])
        words = self.label("all_rows", n=line.data.n)
        self.write(words, end, last.name_below, "right", colour=theme.full_loss)

    def add_path(
        self, parts: Sequence[FloatArray], colour: str, width: float, opacity: float = 1.0
    ) -> None:
        """Lines through pixels (n, 2) as one path, since many faint ones would add up."""
        if parts:
            apart = np.concatenate([np.vstack([each, [[np.nan, np.nan]]]) for each in parts])
            width = self.sheet.stroke(width)
            made = Line2D(*apart.T, color=colour, linewidth=width, alpha=opacity)
            made.set(figure=self.sheet.figure, snap=False)
            self.runs.append(made)

    def add_bars(self) -> None:
        """How many shuffles arrive, by batch size."""
        counts, last, box, sheet = self.line.counts, LastPicture, LastPicture.counts, self.sheet
        along, up = Scale(-0.6, len(counts) - 0.4, ()), Scale(0, SEEDS, (0, 50, 100))
        title = self.label("counted", total=SEEDS)
        points = self.axes(box, along, up, title, last.title_rise)
        for place, (size, count) in enumerate(counts.items()):
            foot, top = (
                points(place + side, each) for side, each in ((-last.half, 0), (last.half, count))
            )
            ink = self.theme.full_loss if size == self.line.data.n else self.theme.batch_loss
            bar = Rectangle(tuple(foot), *(top - foot), facecolor=ink)
            bar.set(figure=sheet.figure, snap=False)
            number = Number(sheet, 0, (0, 0), colour=self.theme.text, edge="centre")
            above = points(place, count) + np.array([0, sheet.stroke(12)])
            self.rest += [bar, *number.show(count).put(above)]
            self.write(str(size), points(place, 0), 34, size=SIZES.tick)
        named, below = (720 * each for each in last.names_below)
        left, right = sheet.at(box.left, box.bottom), sheet.at(box.right, box.bottom)
        self.write(self.label("batch_size"), (left + right) / 2, named)
        self.write(self.label(self.line.noise_told), left, below, "left")
        self.write(self.label("quiet"), right, below, "right")

    def axes(
        self, box: Box, along: Scale, up: Scale, title: str, rise: float
    ) -> Callable[..., FloatArray]:
        """Draw the lines and numbers of a plot, and its title so far above it.

        Returns:
            where pairs of values are, (..., 2) in pixels, or the next ones inside.
        """
        sheet, tick = self.sheet, SIZES.tick
        low, high = sheet.at(box.left, box.bottom), sheet.at(box.right, box.top)

        def points(xs: FloatArray | float, ys: FloatArray | float) -> FloatArray:
            shares = np.stack([along.share(xs), up.share(ys)], axis=-1)
            return low + np.clip(shares, 0, 1) * (high - low)

        ends = [[points(along.low, each), points(along.high, each)] for each in up.ticks]
        grid = LineCollection(ends, colors=self.theme.grid, linewidths=sheet.stroke(AXIS_WIDTH))
        grid.set(figure=sheet.figure, snap=False)
        self.rest.append(grid)
        for value, (start, _) in zip(up.ticks, ends, strict=True):
            beside = start - np.array([sheet.stroke(14), 0])
            self.write(f"{value:g}", beside, 720 * 0.36 * tick, "right", size=tick)
        for value in along.ticks:
            self.write(f"{value:g}", points(value, up.low), 33, size=tick)
        room, top = 1 - GRID.margin - box.left, sheet.at(box.left, box.top - rise)
        lines = broken_if_tall(title, SIZES.label, room, bold=False)
        for index, line in enumerate(reversed(lines)):
            self.write(line, top, -index * TITLE_LINE, "left")
        return points

    def write(  # noqa: PLR0913  what a line of text is
        self,
        content: str,
        place: FloatArray,
        below: float,
        edge: Edge = "centre",
        *,
        size: float = SIZES.label,
        colour: str | None = None,
    ) -> None:
        """Write so many pixels of a 1280x720 frame below a place (2,) in pixels."""
        ink = colour or self.theme.muted
        label = Label(self.sheet, content, colour=ink, size=size, edge=edge)
        self.rest += label.put(place - np.array([0, self.sheet.stroke(below)]))


@dataclass(frozen=True)
class Shuffle:
    """The role of one of many runs that are counted: its batch size, and the seed of its order."""

    size: int
    seed: int


@dataclass(frozen=True, eq=False)
class RunPair:
    """A run on mini-batches and the same on all the data."""

    main: Trajectory
    twin: Trajectory

    @property
    def objective(self) -> ModelObjective:
        """What both lower."""
        return objective_of(self.main)

    @property
    def data(self) -> Dataset:
        """What both were trained on."""
        return self.objective.dataset


AT_REST = 0.01
"""A run has come to the bottom of a valley when it is so near, in shares of the window."""
STAYED, ABOUT = 0.2, 0.1
"""A run has settled if it stays in a valley for so much of its steps, and so near to the bottom on
the whole, in shares of the window."""


def band_objective() -> ModelObjective:
    """What the scene's own run lowers: the loss of a band on age."""
    return ModelObjective(BAND, load("heart", ("Age",), "AHD"))


def is_band_on_age(spec: RunSpec) -> bool:
    """Whether a run lowers that."""
    return bool(spec.objective.describe() == band_objective().describe())


@dataclass(frozen=True, eq=False)
class LineRun(RunPair):
    """The runs over the line of their one parameter, a band's centre: what may be said of them.

    Attributes:
        at_least: what the window shows at least; most of the data's range when None.
        shuffles: the runs that are counted.
    """

    at_least: tuple[float, float] | None = None
    shuffles: Mapping[Shuffle, Trajectory] = field(default_factory=dict)

    @classmethod
    def of(cls, recording: Recording) -> LineRun:
        """The main run and its twin."""
        main, shuffles = recording.main, recording.all_of(Shuffle)
        return cls(main, recording["twin"], AGES if is_band_on_age(main.spec) else None, shuffles)

    @cached_property
    def centres(self) -> FloatArray:
        """The parameter after every step, (T + 1,)."""
        return self.main.parameters[:, 0]

    @cached_property
    def landscape(self) -> LineLandscape:
        """What is shown of the loss: at least what was asked, and wherever a run went."""
        line = LossSlice.of_parameter(self.objective, 0, self.main.parameters[0])
        low, high = np.quantile(self.data.inputs[:, 0], (0.05, 0.95))
        least = self.at_least or (float(low), float(high))
        window = line_window([self.centres, self.twin.parameters[:, 0]], least)
        return LineLandscape(line, window)

    @property
    def window(self) -> tuple[float, float]:
        """The lowest and the highest parameter that are shown."""
        return self.landscape.window

    @property
    def xs(self) -> FloatArray:
        """Evenly spaced parameters over it."""
        return self.landscape.xs

    @property
    def span(self) -> float:
        """How wide that is."""
        return self.window[1] - self.window[0]

    def loss(self, place: float) -> float:
        """The loss at one parameter on all the data."""
        return self.landscape.line.loss(place)

    @lru_cache(maxsize=512)  # noqa: B019  a few runs are drawn
    def curve(self, step: int) -> FloatArray:
        """The loss over the landscape's `xs` on a step's batch; before the first, on all data."""
        if step < 0:
            return self.landscape.losses
        return self.landscape.line.losses(self.landscape.xs, batch_of(self.main, step))

    # Where the loss is low, and who gets there.

    @property
    def goal(self) -> Valley | None:
        """The lowest valley of the loss on all the data."""
        return self.landscape.lowest

    def reaches_goal(self, run: Trajectory) -> bool:
        """Whether a run ends in the lowest valley."""
        return self.goal is not None and self.goal.holds(run.parameters[-1, 0])

    def is_off(self, run: Trajectory) -> bool:
        """Whether a run ends outside what is shown, or without an end."""
        low, high = self.window
        lost = run.outcome.startswith("diverged")
        return lost or not low <= run.parameters[-1, 0] <= high

    def rests_at(self, valley: Valley | None) -> bool:
        """Whether the twin has come to the bottom of a valley, if there is that."""
        end = self.twin.parameters[-1, 0]
        return valley is not None and abs(end - valley.at) < AT_REST * self.span

    @property
    def twin_told(self) -> str:
        """The sentence about the run on all the data."""
        told = {
            "stuck": self.trap is not None,
            "twin_off": self.is_off(self.twin),
            "arrives": self.rests_at(self.goal),
        }
        return next((key for key, holds in told.items() if holds), "under_way")

    @cached_property
    def trap(self) -> Valley | None:
        """A higher valley, if the twin has come to its bottom."""
        valley = valley_of(self.landscape.valleys, self.twin.parameters[-1, 0])
        return valley if valley is not self.goal and self.rests_at(valley) else None

    @property
    def marked(self) -> tuple[float, ...]:
        """Where that and the lowest are, to the nearest whole number."""
        return tuple(float(round(each.at)) for each in (self.trap, self.goal) if each)

    @cached_property
    def dip(self) -> Valley | None:
        """The valley to set beside the lowest: where the twin rests, the start is, or any other."""
        start = valley_of(self.landscape.valleys, self.centres[0])
        others = [each for each in self.landscape.valleys if each is not self.goal]
        if self.trap is not None or not others:
            return self.trap
        return start if start in others else min(others, key=lambda each: each.loss)

    @cached_property
    def barrier(self) -> float | None:
        """The highest place between the dip and the lowest valley."""
        if self.dip is None or self.goal is None:
            return None
        return self.landscape.barrier(self.dip, self.goal)

    @cached_property
    def arrival(self) -> int | None:
        """After how many steps the run is in the lowest valley for good; None if it isn't."""
        if self.goal is None or not self.reaches_goal(self.main):
            return None
        outside = [step for step, c in enumerate(self.centres) if not self.goal.holds(c)]
        return outside[-1] + 1 if outside else 0

    @cached_property
    def escape(self) -> int | None:
        """The step that leads out of where the twin is stuck, counted from 0; None without one."""
        return self.arrival - 1 if self.arrival and self.trap else None

    @property
    def before_escape(self) -> int:
        """How many steps are done when the one that leads out begins; all if there is none."""
        return self.main.n_steps if self.escape is None else self.escape

    @cached_property
    def ending(self) -> str:
        """What may be said of where the run ends."""
        free = self.trap is None
        told = {
            "diverged": self.main.outcome.startswith("diverged"),
            "off": self.is_off(self.main),
            "both": free and self.rests_at(self.goal) and self.settles and self.is_noisier,
            "ended": free,
            "settle": self.settles,
            "crossed": self.reaches_goal(self.main),
            "neither": valley_of(self.landscape.valleys, self.centres[-1]) is self.trap,
        }
        return next((key for key, holds in told.items() if holds), "elsewhere")

    @cached_property
    def settles(self) -> bool:
        """Whether the run is in the lowest valley for a good while, and about its bottom."""
        if self.goal is None or self.arrival is None:
            return False
        count = max(1, round(STAYED * self.main.n_steps))
        off = abs(float(np.median(self.centres[-count:])) - self.goal.at)
        return self.arrival <= self.main.n_steps - count and off <= ABOUT * self.span

    @property
    def is_noisier(self) -> bool:
        """Whether the run turns back more than its twin does."""
        wasted = [
            np.abs(np.diff(each)).sum() - abs(each[-1] - each[0])
            for each in (self.centres, self.twin.parameters[:, 0])
        ]
        return bool(wasted[0] > wasted[1])

    # The other shuffles.

    def of_size(self, size: int) -> list[Trajectory]:
        """The runs of a batch size, in the order of their seeds."""
        found = {each.seed: run for each, run in self.shuffles.items() if each.size == size}
        return [found[seed] for seed in sorted(found)]

    @cached_property
    def others(self) -> list[Trajectory]:
        """The other shuffles in batches of the run's own size."""
        return self.of_size(self.main.spec.batch_size or 0)

    @cached_property
    def arrived(self) -> list[Trajectory]:
        """Those of them that end in the lowest valley."""
        return [each for each in self.others if self.reaches_goal(each)]

    @cached_property
    def missed(self) -> list[Trajectory]:
        """The rest of them."""
        return [each for each in self.others if not self.reaches_goal(each)]

    @property
    def others_told(self) -> str:
        """What is said of their lines, and of the crosses, if there are any."""
        return "trace_missed" if self.missed else "trace_all"

    @cached_property
    def counts(self) -> dict[int, int]:
        """How many runs end in the lowest valley, by batch size; all the data are one more."""
        counts: dict[int, int] = {}
        for shuffle, run in self.shuffles.items():
            counts[shuffle.size] = counts.get(shuffle.size, 0) + self.reaches_goal(run)
        if counts:
            counts[self.data.n] = SEEDS * self.reaches_goal(self.twin)
        return dict(sorted(counts.items()))

    @property
    def is_counted(self) -> bool:
        """Whether that is told: where there is something to escape from."""
        return bool(self.counts) and self.trap is not None and self.goal is not None

    @property
    def noise_told(self) -> str:
        """What is said of the smallest batches: they may do worse since most leave both valleys."""
        smallest, trap = min(self.counts), self.trap
        if self.counts[smallest] == max(self.counts.values()) or trap is None:
            return "noisy"
        missed = [run for run in self.of_size(smallest) if not self.reaches_goal(run)]
        gone = sum(not trap.holds(run.parameters[-1, 0]) for run in missed)
        return "noisy_lost" if 2 * gone > len(missed) else "noisy"

    def beyond(self, run: Trajectory) -> IntArray:
        """For each parameter of a run (n,): 1 above the window, -1 below it, 0 inside."""
        (low, high), places = self.window, run.parameters[:, 0]
        return (places > high).astype(np.int64) - (places < low).astype(np.int64)

    def pieces_seen(self, run: Trajectory) -> IntArray:
        """Which pieces (n - 1,) of a run's line aren't wholly outside the window."""
        beyond = self.beyond(run)
        return np.asarray((beyond[:-1] != beyond[1:]) | (beyond[:-1] == 0))

    def end_of(self, run: Trajectory) -> tuple[float, float]:
        """The step and the parameter at which a run ends, or leaves the window for good."""
        beyond = self.beyond(run)
        elsewhere = np.flatnonzero(beyond != beyond[-1])
        left = beyond[-1] and len(elsewhere)
        last = int(elsewhere[-1]) + 1 if left else len(beyond) - 1
        return run.recorded_steps[last], run.parameters[last, 0]

    # How many decimals tell its numbers apart.

    @cached_property
    def centre_decimals(self) -> int:
        """For the parameter: a thousandth of the window or so."""
        return int(np.clip(4 - np.ceil(np.log10(self.span)), 0, 6))

    @cached_property
    def slope_decimals(self) -> int:
        """For slopes: a hundredth of a usual one or so."""
        usual = float(np.median(np.abs(self.main.gradients)))
        return int(np.clip(3 - np.ceil(np.log10(max(usual, 1e-9))), 0, 5))

    def rate_text(self, step: int) -> str:
        """The learning rate of a step."""
        rate = self.main.spec.learning_rate_at(step)
        if abs(round(rate, self.rate_decimals) - rate) > 0.01 * rate:
            return scientific(rate)
        return number_text(rate, self.rate_decimals)

    @cached_property
    def rate_decimals(self) -> int:
        """For the learning rate: as many as it has, four at most."""
        rates = np.array([self.main.spec.learning_rate_at(k) for k in range(self.main.n_steps)])
        return next((n for n in range(4) if np.allclose(rates, rates.round(n), 1e-9)), 4)


GRID_SIDE = 121
"""Points of a grid along each side."""
MARGIN = 0.14
"""Room about the runs, in their larger extent."""
SHAPE = np.array([1.12, 0.75])
"""The least width of the window over its height, and the least height over its width."""
CLIMB = 2.0
"""Points of a run count if their loss is at most so many times that of its start."""
LOWER = 0.01
"""One run ends lower than another if it is by so much of the range of the window."""
FOUND = 0.05
"""A run has found the lowest point of the window if it ends so near it, in the window's sides."""
ALONG = 33
"""Points along a step at which its batch's loss is looked at."""


@dataclass(frozen=True, eq=False)
class PlaneRun(RunPair):
    """The runs over the plane of their two parameters.

    Parameters are as the model has them, for inputs that may be standardised. `shown` turns them
    into what a person reads, where that can be done for each parameter alone.

    Attributes:
        at_least: parameters that the window shows whatever the runs do.
    """

    at_least: tuple[tuple[float, float], ...] = ()
    depth = Shaped(0.45, tall=0.57)

    @property
    def is_band(self) -> bool:
        """Whether the parameters are the centre of a band, and so values of the features."""
        return isinstance(self.objective.model, Band)

    def shown(self, parameters: FloatArray) -> FloatArray:
        """Parameters (..., 2) in the units of the map's axes."""
        return self.main.own_scale(parameters) if self.is_band else parameters

    # The plane.

    @cached_property
    def window(self) -> FloatArray:
        """[[low, low], [high, high]] of the parameters, about both runs.

        Where a run has climbed far above its start doesn't count.
        """
        runs = self.main, self.twin
        seen = [run.parameters[run.loss <= CLIMB * run.loss[0]] for run in runs]
        points = np.concatenate([*seen, np.array(self.at_least).reshape(-1, 2)])
        low, high = points.min(axis=0), points.max(axis=0)
        half = (high - low) / 2 + MARGIN * larger_side(np.array([low, high]))
        half = np.maximum(half, half[::-1] * SHAPE)
        return np.array([(low + high) / 2 - half, (low + high) / 2 + half])

    def holds(self, point: FloatArray) -> bool:
        """Whether parameters (2,) are in the window."""
        return bool(((self.window[0] <= point) & (point <= self.window[1])).all())

    @cached_property
    def axes(self) -> tuple[FloatArray, FloatArray]:
        """Evenly spaced values of both parameters over the window, (GRID_SIDE,) each."""
        low, high = self.window
        return np.linspace(low[0], high[0], GRID_SIDE), np.linspace(low[1], high[1], GRID_SIDE)

    def losses_of(self, step: int | None) -> FloatArray:
        """The losses (side, side) over the plane, of a step's batch, or of all the data."""
        batch = None if step is None else batch_of(self.main, step)
        return over(self.objective, *self.axes, batch)

    @cached_property
    def landscape(self) -> Landscape:
        """The loss of all the data over the parameters as the model has them."""
        return Landscape(*self.axes, self.losses_of(None))

    @cached_by_shape
    def relief(self) -> Landscape:
        """The loss of all the data over a floor that is as wide and deep as the map."""
        corners = self.on_floor(np.stack(self.axes, axis=-1))
        return Landscape(corners[:, 0], corners[:, 1], self.landscape.values)

    def on_floor(self, points: FloatArray) -> FloatArray:
        """Parameters (..., 2) as places on that floor, whose width is 1."""
        low, high = self.window
        return np.asarray((points - low) / (high - low) * [1.0, self.depth])

    def camera(self) -> Camera:
        """From where most of both runs is seen before the landscape is a map, from the front."""
        paths = [self.path(run) for run in (self.main, self.twin)]
        points = np.concatenate([each.points[np.isfinite(each.values)] for each in paths])
        relief = Relief(self.relief)
        places = relief.on(self.on_floor(points), self.objective.losses(points))

        def unseen(camera: Camera) -> float:
            return round(float(relief.hidden(places, camera.towards).mean()), 1)

        return min((Camera(*each) for each in CAMERAS), key=unseen)

    def step_seen(self, step: int) -> FloatArray:
        """A step of the run on batches as far as it is in the window: two parameter vectors (2, 2).

        Neither is a number where none of the step is there.
        """
        before, after = self.main.parameters[step : step + 2]
        first, last = inside(before, after, self.window)
        if first >= last:
            return np.full((2, 2), np.nan)
        return np.asarray(before + np.array([[first], [last]]) * (after - before))

    def path(self, run: Trajectory) -> Trace:
        """A run's path inside the window."""
        return trace(run.parameters, run.recorded_steps, self.objective.losses, self.window)

    @cached_property
    def loss_decimals(self) -> int:
        """Decimals that tell the two ends apart: three, or four."""
        ends = float(self.main.loss[-1]), float(self.twin.loss[-1])
        return 3 if round(ends[0], 3) != round(ends[1], 3) else 4

    @property
    def rows_read(self) -> tuple[int, int]:
        """How many rows all the batches had, and how many the twin has read."""
        return int((self.main.batch_indices >= 0).sum()), self.twin.n_steps * self.data.n

    # What may be said of the ends.

    @cached_property
    def twin_verdict(self) -> Verdict:
        """How the twin ended."""
        return verdict(self.twin, self.landscape)

    @property
    def twin_is_stuck(self) -> bool:
        """Whether the twin rests in a minimum that isn't the lowest."""
        return self.twin_verdict.ending == "local"

    @cached_property
    def ending(self) -> str:
        """What may be said of the run on batches."""
        if self.main.outcome.startswith("diverged"):
            return "diverged"
        if self.main.outcome == "separated":
            return "separated" if are_apart(self.data) else "touching"
        losses, fall = self.landscape.values, self.twin.loss[-1] - self.main.loss[-1]
        is_lower = fall > LOWER * np.ptp(losses[np.isfinite(losses)])
        return "out" if self.twin_is_stuck and is_lower else "ended"

    @cached_property
    def finds_high_risk(self) -> bool:
        """Whether only the batches lead to where the band of high risk fits best."""
        model, losses = self.objective.model, self.landscape.values
        if not isinstance(model, Band) or model.height <= 0 or self.ending != "out":
            return False
        row, column = np.unravel_index(np.nanargmin(losses), losses.shape)
        lowest = np.array([self.axes[0][column], self.axes[1][row]])
        return self.landscape.share(self.main.parameters[-1] - lowest) < FOUND

    @property
    def written(self) -> tuple[str, ...]:
        """Both parameters at the end of the run on batches, as the axes have them."""
        end, spans = self.shown(self.main.parameters[-1]), np.ptp(self.shown(self.window), axis=0)
        decimals = [max(0, ceil(1 - log10(span))) for span in spans.tolist()]
        return tuple(map(number_text, end.tolist(), decimals))

    @cached_property
    def crossing(self) -> int | None:
        """The step that led over the barrier, out of the dip where the twin is stuck, for good.

        From any place on, the dip is where going down the loss of all the data leads to the twin;
        None for a run that isn't out, or comes and goes in another way.
        """
        if self.ending != "out":
            return None
        stuck = self.bottom(self.twin.parameters[-1])
        inside = [np.abs(self.bottom(each) - stuck).max() <= 1 for each in self.main.parameters]
        last = max((step for step, there in enumerate(inside) if there), default=-1)
        return last + 1 if 0 <= last < self.main.n_steps else None

    @property
    def crosses_downhill(self) -> bool:
        """Whether, on its batch's map, the step that crosses goes down all the way."""
        if self.crossing is None:
            return False
        before, after = self.main.parameters[self.crossing - 1 : self.crossing + 1]
        way = before + np.linspace(0, 1, ALONG)[:, None] * (after - before)
        batch = batch_of(self.main, self.crossing - 1)
        return bool((np.diff(self.objective.losses(way, batch)) < 0).all())

    def bottom(self, point: FloatArray) -> IntArray:
        """Where going down over the grid leads from parameters (2,): a row and a column."""
        xs, ys = self.axes
        at = np.array([np.abs(ys - point[1]).argmin(), np.abs(xs - point[0]).argmin()])
        losses = np.pad(self.landscape.values, 1, constant_values=np.inf)
        while True:
            around = losses[at[0] : at[0] + 3, at[1] : at[1] + 3]
            move = np.array(np.unravel_index(np.nanargmin(around), around.shape)) - 1
            if not move.any() or not around[1, 1] > np.nanmin(around):
                return at
            at = at + move
