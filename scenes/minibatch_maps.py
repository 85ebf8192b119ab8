"""The second part of `minibatch`, batches on a surface, and what both parts know of their runs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from itertools import chain
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
    ByShape,
    Camera,
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
    Pixels,
    Read,
    Recording,
    Relief,
    ReliefPicture,
    RunPlayer,
    RunSpec,
    Scale,
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
CAMERAS = [Camera(turn, rise) for rise in (40, 48, 56) for turn in (-66, -60, -72, -114)]
"""From where the landscape may be seen, the better places first."""
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

    What is said of the runs is judged from their records. Of its values, `batch` is the step that
    is taken slowly, or was last, from 0; `reform`, `aim`, `moved` and `filed` are how much of each
    of its phases is done: the batch's map forms, the step is shown, the point moves, the map goes
    to the others.

    Attributes:
        rest: the camera before the landscape is a map.
        taken: the step to which the run has been told.
        deck: the maps that are laid to the others, in order.
    """

    handed, land, solid, scaled, cards, gathered, work = values(7)
    strip, everyone, counted, lit, found = values(5)
    batch, reform, aim, moved, filed = values(5)
    twin_shown, twin_ring, twin_named, main_shown, main_ring, main_named = values(6)

    @property
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
    def twin(self) -> RunPlayer:
        """The full-batch twin: to where it rests, then at once to its end."""
        found, last = self.plane.twin_verdict, self.plane.twin.n_steps
        rests = found.step if found.ending in RESTING else last
        steps = sorted({*range(min(rests, last) + 1), last})
        return RunPlayer(paced(steps, seconds=self.tempo.twin))

    def end_written(self) -> tuple[str, ...]:
        """Where the run on batches ends, in the units of the features, if that is told."""
        plane = self.plane
        if not plane.finds_high_risk:
            return ()
        return tuple(map(self.texts.measured, plane.data.feature_names, plane.written))

    def draw(self, sheet: Sheet) -> None:
        self.maps = Maps(self, sheet)

    def construct(self) -> None:
        """Tell the story."""
        plane = self.plane
        self.rest, self.taken, self.deck = plane.camera(), 0, list[Card]()
        short = float(not self.is_whole)
        self.tempo = SHORT if short else WHOLE
        start = self.rest.turned(-ORBIT).values
        self.begin(start | {self.strip: short, self.everyone: short})
        self.meet_the_loss()
        self.descend_on_all()
        if plane.main.n_steps == 0:
            self.say("map_diverged", {self.main_shown: 1})
            self.become_a_map({})
            return
        if self.is_whole:
            self.say("batch", {self.strip: 1, self.counted: 1})
            self.move(LIGHT, linear, {self.lit: 1})
        self.say("map_own", {self.counted: 1, self.everyone: 0, self.main_shown: 1})
        self.become_a_map({self.cards: 1})
        self.slowly(self.tempo.first)
        if self.is_whole:
            self.step_again()
            self.cross_the_barrier()
        self.take_all_steps()
        self.look_back()
        self.wait(LAST)

    def say(self, key: str, changes: Mapping[Value, float] | None = None) -> None:
        """Begin a beat whose sentence is filled with what is known of both runs."""
        plane, main, twin = self.plane, self.plane.main, self.plane.twin
        lowest, (read, read_by_twin) = lowest_loss(twin), plane.rows_read
        ends = np.nan if lowest is None else lowest, main.loss[-1], twin.loss[-1]
        least, batches, full = (number_text(each, plane.loss_decimals) for each in ends)
        self.beat(
            key,
            changes,
            **dict(zip(("across", "up"), self.end_written(), strict=False)),
            read=f"{read:,}",
            read_by_twin=f"{read_by_twin:,}",
            n=plane.data.n,
            size=main.spec.batch_size,
            steps=main.n_steps,
            step=main.n_steps + 1,
            optimizer=self.texts.optimizer(main.spec.optimizer_name),
            crossing=plane.crossing,
            lowest=least,
            batches=batches,
            full=full,
        )

    def slowly(self, seconds: Sequence[float]) -> None:
        """Take a step phase by phase."""
        phases = self.reform, self.aim, self.moved, self.filed
        self.jump(dict.fromkeys(phases, 0.0) | {self.batch: self.taken})
        for phase, duration in zip(phases, seconds, strict=True):
            self.move(duration, {phase: 1})
        self.deck.append(Card(self.taken))
        self.taken += 1

    def fast(self, until: int, **how: Any) -> RunPlayer:
        """Let steps up to one follow each other at a run's pace.

        The map of the step that was told last is laid to the others, again and again.

        Args:
            until: the step.
            how: as for `paced`.
        """
        pace = paced(range(self.taken, until + 1), **how)
        player = self.stretches.setdefault(self.taken, RunPlayer(pace))
        count = max(int(pace.seconds / APART), 1)
        for index in range(1, count + 1):
            passed = pace.seconds * index / count
            step = pace.told(passed) - 1
            if step > self.deck[-1].step:
                self.deck.append(Card(step, player, passed - min(APART, pace.seconds)))
        self.taken = until
        return player

    @cached_property
    def stretches(self) -> dict[int, RunPlayer]:
        """The steps that follow each other at a run's pace, by the first of each such stretch."""
        return {}

    def place(self) -> float:
        """Where the run on batches is: at a recorded step, or between two of them."""
        fast = (each.step() for each in self.stretches.values() if each.seconds())
        return max([self.batch() + self.moved(), *fast])

    def told_step(self) -> int:
        """The recorded step whose numbers are shown."""
        fast = (each.told() for each in self.stretches.values() if each.seconds())
        return max([int(self.batch() + (self.moved() == 1)), *fast])

    def step(self) -> int:
        """The step that is being taken, or was last, from 0: its batch is lit."""
        return max(int(self.batch()), self.told_step() - 1)

    def on_batch(self) -> bool:
        """Whether the batch's map lies over that of all the data."""
        return self.reform() > 0 and self.filed() < 1

    def came(self, card: Card) -> float:
        """How far a batch's map has come to the others."""
        if card.player:
            return smooth((card.player.seconds() - card.start) / (APART * 0.8))
        return self.filed() if self.batch() == card.step else float(self.batch() > card.step)

    def become_a_map(self, shown: Mapping[Value, float]) -> None:
        """Look at the landscape from above; what else is shown appears beside it."""
        self.move(TILT, self.tilt() | self.pull_out() | {"aside": 1.0}, {self.solid: 0})
        self.move(SCALE, {self.scaled: 1}, shown)

    def meet_the_loss(self) -> None:
        """The loss of all the data, a landscape that turns; or what a point of it is."""
        turn = self.orbit(ORBIT / 2)
        if self.is_whole:
            self.say("map_meet", {self.land: 1, self.solid: 1})
            self.move(self.tempo.turn, turn)
            return
        self.say("map_point")
        self.move(self.tempo.turn, {self.handed: 1, self.solid: 1})
        self.jump({self.land: 1})
        self.meanwhile(MEET, turn)
        self.move(FADE, {self.twin_shown: 1})

    def descend_on_all(self) -> None:
        """The twin, on all the data at every step."""
        plane, tempo, ending = self.plane, self.tempo, self.plane.twin_verdict.ending
        again = plane.twin_is_stuck and not self.is_whole and LineRun(self.recording).trap
        otherwise = "moving" if lowest_loss(plane.twin) is None else "short"
        key = "stuck_again" if again else ending if ending in TWIN_ENDINGS else otherwise
        self.meanwhile(max(FADE + self.twin.lasting, LEAST_TURN), self.orbit(ORBIT / 2))
        self.say(f"twin_{key}", {self.twin_shown: 1})
        if tempo.near > 1:
            end = np.clip(plane.twin.parameters[-1], *plane.window)
            near = self.focus(plane.on_floor(end), tempo.near)
            self.meanwhile(self.twin.lasting + RING, near, {self.solid: 0})
        self.play(self.twin)
        self.move(RING, {self.twin_ring: float(ending in RESTING), self.twin_named: 1})

    def step_again(self) -> None:
        """More batches phase by phase, then steps up to the second epoch, or as many as fit.

        They go no further than to where the run has come to the barrier.
        """
        run, crossing, epoch = self.plane.main, self.plane.crossing, steps_in_epoch(self.plane.main)
        most = run.n_steps if crossing is None else crossing - 1
        if most > 1:
            self.say("map_again")
        while self.taken < min(SLOW_STEPS, most):
            self.slowly(NEXT)
        last = min(max(epoch, self.taken) + 1, self.taken + MOST_FAST, most)
        if last > self.taken:
            self.beat("faster" if last > epoch else "faster_short")
            self.play(self.fast(last))

    def cross_the_barrier(self) -> None:
        """The batch that leads out of where the twin is stuck."""
        crossing = self.plane.crossing
        if crossing is not None and crossing > self.taken:
            self.play(self.fast(crossing - 1))
            self.say("map_downhill" if self.plane.crosses_downhill else "map_over")
            self.slowly(OVER)

    def take_all_steps(self) -> None:
        """All the other steps, over the loss of all the data, and both ends.

        They go on from the step before, under the sentence that appears.
        """
        plane, last = self.plane, self.plane.main.n_steps
        slow = () if plane.crossing is None else (plane.crossing,)
        rest = self.fast(last, slow=slow, seconds=self.tempo.left, under_way=True)
        if rest.lasting:
            self.meanwhile(rest.lasting, linear, {rest.seconds: rest.lasting})
        found = plane.finds_high_risk and not self.is_whole
        self.say("map_found" if found else f"map_{plane.ending}")
        self.play(rest)
        self.move(RING, {self.main_ring: float(plane.has_come), self.main_named: 1})

    def look_back(self) -> None:
        """How many rows both have read, and what the batches have found, the ways dimmed."""
        if self.is_whole and self.plane.has_come:
            self.say("work")
            self.move(GATHER, {self.gathered: 1})
            self.move(COUNT, linear, {self.work: 1})
        if self.plane.finds_high_risk:
            if self.is_whole:
                self.say("map_found")
            self.move(READ_OFF, {self.found: 1})


APART = 0.45
"""Seconds from one map to the next that is laid to the others while a run goes fast."""


@dataclass(frozen=True)
class Card:
    """A batch's map that is laid to the others.

    Attributes:
        step: of whose batch it is, from 0.
        player: what goes fast meanwhile; None if it has lain over the map of all the data before.
        start: when it begins to move there, in seconds of that.
    """

    step: int
    player: RunPlayer | None = None
    start: float = 0.0


class StripRooms:
    """Where the strip of the data is, and what is said of it.

    Baselines are of the batch and the epoch, and of what an epoch leaves over.
    """

    box = ByShape(
        Box(GRID.margin, 1 - GRID.margin, 0.866, 0.898),
        tall=Box(GRID.margin, 1 - GRID.margin, 0.922, 0.946),
    )
    captions = ByShape((0.94, 0.94), tall=(0.911, 0.877))
    size = ByShape(SIZES.label, tall=SIZES.smallest)


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
SLOTS, BETWEEN = 3, 0.018
"""How many maps the column has, or the row of a tall frame, and what is between two."""
OPACITIES = (1.0, 0.9, 0.8, 0.0)
"""Of a map in each place of the column, and of one that leaves it."""
FRAME, DOT = 2.5, 9.0
"""How thick a card's frame is, and how wide the point at the end of the step on it, in pixels of a
1280x720 frame."""
KEPT_MAPS = 8
"""Maps that are kept after they have been drawn."""
VALUE_TALL = 0.03
"""How high a word on the map is, in heights of a wide stage."""
ASIDE, UP, VALUES_APART = 10.0, 14.0, 20.0
"""From a dashed line to the value beside it, from the map's edge, and what names leave free beside
a value, lest they be read as one line, in pixels of a 1280x720 frame."""
NOWHERE = np.zeros((0, 2))


class Maps:
    """All drawings, from the bottom to the top.

    Of places at one of the margins, words are held by that. Of counters, the third number is where
    the name ends if there is room for it.

    Attributes:
        view: the landscape of the loss of all the data.
        large: the box of its map in pixels.
        drawn: the cells of the strip that are lit.
        map_of: the pixels of the map of a step's batch, as large as that of all the data.
    """

    solid = ByShape(Box(0.09, 1 - GRID.margin, 0.25, 0.80), tall=Box(0.12, 0.88, 0.3, 0.745))
    map = ByShape(Box(0.105, 0.655, 0.30, 0.738), tall=Box(0.155, 0.94, 0.372, 0.624))
    scene = ByShape(Box(0.0, 1.0, 0.235, 0.85), tall=Box(0.0, 1.0, 0.285, 0.89))
    batches = ByShape(Box(0.71, 0.95, 0.255, 0.80), tall=Box(0.05, 0.95, 0.754, 0.847))
    full_loss, batch_loss = ByShape(0.23, tall=0.262), ByShape(0.23, tall=0.292)
    batches_name = ByShape(0.23, tall=0.743)
    formula_size = ByShape(0.04, tall=0.037)
    formula = ByShape((1 - GRID.margin, 0.23), tall=(GRID.margin, 0.795))
    squares = ByShape((GRID.margin, 0.94), tall=(GRID.margin, 0.838))
    model_note = ByShape((1 - GRID.margin, 0.94), tall=(GRID.margin, 0.88))
    map_note = ByShape((1 - GRID.margin, 0.843), tall=(GRID.margin, 0.877))
    step = ByShape((0.81, 0.94, 0.745), tall=(1 - GRID.margin, 0.877, 0.9))
    epoch = ByShape((1 - GRID.margin, 0.94, 0.9), tall=(1 - GRID.margin, 0.911, 0.9))
    bar_tops = ByShape((0.42, 0.62), tall=(0.752, 0.818))
    bar_thick = ByShape(0.05, tall=0.022)
    above_bar, bar_number = ByShape(0.018, tall=0.009), ByShape(0.092, tall=-0.009)

    def __init__(self, story: BatchesOnMaps, sheet: Sheet) -> None:
        self.story, self.sheet, self.plane, self.theme = story, sheet, story.plane, sheet.theme
        self.label = story.label
        above, below = map(down, MAP_ROOM)
        room = replace(self.map, top=self.map.top - above, bottom=self.map.bottom + below)
        self.view = TurningView(
            sheet, self.plane.relief, wide=self.solid, narrow=room, room=self.scene
        )
        self.large = Bbox.from_extents(*map(round, self.view.map_box(1.0)))
        self.show_landscape()
        if moves := self.plane.main.n_steps > 0:
            self.show_cards()
        self.show_full_loss()
        if moves:
            self.show_batch_loss()
            self.show_strip()
        self.show_runs()
        self.show_names()
        if moves:
            label, theme = self.label, self.theme
            self.show_bar(0, label("batches_read"), theme.batch_loss, theme.batch_loss_text)
            everyone = label("all_rows", n=self.plane.data.n)
            self.show_bar(1, everyone, theme.full_loss, theme.full_loss)

    def places(self, parameters: FloatArray, camera: Camera = MAP) -> FloatArray:
        """Turn parameters (n, 2) into pixels (n, 2), on the loss of all the data."""
        losses = self.plane.objective.losses(parameters)
        return self.view.project(self.plane.on_floor(parameters), losses, camera)

    def way(self, step: int, *shares: float) -> FloatArray:
        """Shares (2,) of a step of the run on batches, as far as it is in the window.

        Returns:
            pixels (2, 2), which aren't numbers where none of the step is there.
        """
        before, after = self.plane.main.parameters[step : step + 2]
        ends = np.array(inside(before, after, self.plane.window))
        start, end = before + ends[:, None] * (after - before)
        if ends[0] >= ends[1]:
            return np.full((2, 2), np.nan)
        return self.places(start + np.array(shares)[:, None] * (end - start))

    def muted(self, content: str, where: tuple[float, ...], size: float = SIZES.label) -> Label:
        """A muted line, held by the edge at which it stands."""
        x, y, *_ = where
        edge: Edge = "left" if x < 0.5 else "right"
        return Label(self.sheet, content, (x, y), colour=self.theme.muted, size=size, edge=edge)

    # The losses.

    def show_landscape(self) -> None:
        """What the part before has left, the loss of all the data, its names and its scales."""
        story, sheet, view, plane = self.story, self.sheet, self.view, self.plane
        if not story.is_whole and (line := LineRun(story.recording)).is_counted:
            before, handed = PictureBefore(sheet, self.label, line), story.handed
            seen = view.seen_from(story.rest.turned(-ORBIT))
            picture = view.picture.pixels(seen, view.room, sheet.stroke(1))
            change = become(sheet, before.runs, [sheet.picture(*picture)])
            sheet.fade(lambda: max(1 - handed() / GONE, 0.0), *before.rest)  # before it is covered
            sheet.show(lambda: change(handed()) if handed() < 1 else ())
        view.show_landscape(story.land)
        view.show(story.solid, SolidNames(view, self.names(with_units=False)).at, within=False)
        frame = Rectangle(
            tuple(self.large.p0),
            *self.large.size,
            fill=False,
            edgecolor=self.theme.full_loss,
            linewidth=sheet.stroke(1.5),
            figure=sheet.figure,
        )
        scaled = "" if (plane.data.sd == 1).all() else "standardised"
        key, model = "band_note" if plane.is_band else scaled, plane.objective.model
        note = [self.muted(self.label(key), self.map_note, SIZES.smallest)] if key else []
        scales = MapScales(sheet, view.map_box(1.0), plane.shown(plane.window))
        sheet.fade(story.scaled, *scales.artists(*self.names(with_units=True)), *note, frame)
        if isinstance(model, Band):
            sheet.fade(story.solid, *self.model(model))

    def names(self, *, with_units: bool) -> tuple[str, str]:
        """What the axes are: a band's centre is a place among the features."""
        texts, columns = self.story.texts, self.plane.data.feature_names
        names: Sequence[str] = texts.column_labels(columns)
        if not self.plane.is_band:
            names = [f"${maths_name(each)}$" for each in self.plane.objective.parameter_names]
        elif with_units:
            measured = map(texts.column_with_unit, columns)
            names = [self.label("axis_of_two", column=each) for each in measured]
        first, second = names
        return first, second

    def model(self, model: Band) -> list[Artist]:
        """The band of two parameters, and what of it is set by hand."""
        low, high, (first, second) = model.base, model.height, model.widths
        band = f"model(p) = sigma({low:g} + {high:g} e^(-(d_1^2 + d_2^2) \\/ 2))"
        away = f"d_1 = (x_1 - c_1) \\/ {first:g} quad d_2 = (x_2 - c_2) \\/ {second:g}"
        edge: Edge = "left" if is_tall() else "right"
        return [
            math(self.sheet, band, self.formula, size=self.formula_size, edge=edge),
            math(self.sheet, away, self.squares, size=self.formula_size),
            self.muted(self.label("model_note"), self.model_note),
        ]

    def show_full_loss(self) -> None:
        """The loss of all the data, of the twin and later of the run on batches."""
        story, sheet, plane, colour = self.story, self.sheet, self.plane, self.theme.full_loss
        x, y = self.map.left, self.full_loss
        name = Label(sheet, self.label("full_title", n=plane.data.n), (x, y), colour=colour)
        place = x + name.width + NAME_GAP, y
        number = Number(sheet, plane.loss_decimals, place, colour=colour, edge="left")

        def told() -> str:
            twin, main = (plane.twin, story.twin.told()), (plane.main, story.told_step())
            found = at_step(*(main if story.main_shown() > 0.5 else twin))
            return number_text(found.loss, plane.loss_decimals)

        sheet.fade(story.twin_shown, name)
        number.tell(lambda: story.twin_shown() * abs(1 - 2 * story.main_shown()), told)

    def show_batch_loss(self) -> None:
        """The loss of the batch whose map lies large, before its step is taken."""
        sheet, story, ink = self.sheet, self.story, self.theme.batch_loss_text
        losses = self.plane.main.batch_loss
        decimals, right, baseline = self.plane.loss_decimals, self.map.right, self.batch_loss
        number = Number(sheet, decimals, (right, baseline), colour=ink)
        number.set_text(max((number_text(loss, decimals) for loss in losses), key=len))
        place = right - number.width - NAME_GAP, baseline

        def known() -> float:
            return story.reform() * min((1 - story.moved()) * 4, 1) * story.on_batch()

        name = Label(sheet, self.label("batch_curve"), place, colour=ink, edge="right")
        sheet.fade(known, name)
        number.tell(known, lambda: number_text(losses[story.step()], decimals))

    # The data.

    def show_strip(self) -> None:
        """The strip of the data, in which the batch is lit, and what is said of it."""
        story, sheet, theme, run = self.story, self.sheet, self.theme, self.plane.main
        strip, size = Strip(self.plane.data.n, StripRooms.box), StripRooms.size
        read, self.drawn = (
            cells(sheet, strip, np.zeros(0, dtype=int), theme.batch_loss) for _ in range(2)
        )

        def lit(alpha: float) -> Sequence[Artist]:
            step, share = story.step(), story.reform()
            batch = batch_of(run, step)
            batch = batch[: round((share if step else max(share, story.lit())) * len(batch))]
            read.set_verts(list(cell_corners(sheet, strip, read_before(run, step))))
            self.drawn.set_verts(list(cell_corners(sheet, strip, batch)))
            read.set_alpha(READ_BEFORE * alpha)
            self.drawn.set_alpha(alpha)
            return [read, self.drawn]

        everyone = np.arange(strip.count)
        sheet.fade(story.strip, cells(sheet, strip, everyone, theme.grid))
        sheet.fade(story.everyone, cells(sheet, strip, everyone, theme.full_loss))
        said = self.label("batch_of", size=run.spec.batch_size, n=strip.count)
        sheet.fade(story.counted, self.muted(said, (GRID.margin, StripRooms.captions[0]), size))
        sheet.show_at(story.counted, lit)
        self.show_counter("step", self.step, run.n_steps, story.told_step)
        last = epoch_of(run, run.n_steps)
        self.show_counter("epoch", self.epoch, last, lambda: epoch_of(run, story.step()))

    def show_counter(
        self,
        key: str,
        where: tuple[float, float, float],
        most: int,
        count: Callable[[], int],
    ) -> None:
        """A number of the strip, and its name."""
        (right, baseline, usual), size = where, StripRooms.size
        end = name_end(right, most, usual), baseline
        number = Number(self.sheet, 0, (right, baseline), colour=self.theme.text, size=size)
        self.sheet.fade(self.story.counted, self.muted(self.label(key), end, size))
        number.tell(self.story.counted, lambda: number_text(count(), 0))

    def bar(self, length: float, place: int = 0) -> Bbox:
        """A bar's box in pixels: its length as a share of the longest, and which of both it is."""
        room, top = self.batches, self.bar_tops[place]
        right = room.left + room.width * length
        return Bbox([self.sheet.at(room.left, top + self.bar_thick), self.sheet.at(right, top)])

    def show_bar(self, place: int, name: str, colour: str, ink: str) -> None:
        """How many rows a run has read, as a bar beside the map."""
        sheet, room, counts = self.sheet, self.batches, self.plane.rows_read
        count, top = counts[place], self.bar_tops[place]
        edge: Edge = "right" if is_tall() else "left"
        bar = Rectangle((0, 0), 1, 1, facecolor=colour, edgecolor="none", figure=sheet.figure)
        said = Label(sheet, name, (room.left, top - self.above_bar), colour=ink)
        held = room.right if is_tall() else room.left
        where = held, top + self.bar_number
        number = Label(sheet, "0", where, colour=ink, bold=True, edge=edge)

        def shown(share: float) -> Sequence[Artist]:
            number.set_text(f"{round(round(share * COUNTS) / COUNTS * count):,}")
            bar.set_bounds(*self.bar(share * count / max(counts), place).bounds)
            for each in (bar, said, number):
                each.set_alpha(min(share * 5, 1))
            return bar, said, number

        sheet.show_at(self.story.work, shown)

    # The runs.

    def show_runs(self) -> None:
        """The paths of both runs, the step on a batch's map, and where the run on batches ends."""
        story, plane, theme = self.story, self.plane, self.theme
        self.show_run(
            plane.twin, story.twin_shown, story.twin_ring, story.twin.step, theme.full_loss
        )
        if plane.main.n_steps:
            between = arrow(self.sheet, theme.gradient, width=6.0)

            def ahead() -> Sequence[Artist]:  # what is left of the step on the batch's map
                aim, moved = story.aim(), story.moved()
                if not story.on_batch() or not aim or moved == 1:
                    return ()
                return between(*self.way(story.step(), moved, aim))

            self.sheet.show(ahead)
        self.read_off = self.show_end() if plane.finds_high_risk else NOWHERE
        shown, ring = story.main_shown, story.main_ring
        self.show_run(plane.main, shown, ring, story.place, theme.point)

    def show_run(
        self, run: Trajectory, shown: Value, arriving: Value, step: Read, colour: str
    ) -> None:
        """A run's path on the floor of the landscape, and the ring of its arrival inside it."""
        plane, end, ring = self.plane, run.parameters[-1:], arrive(self.sheet, colour=colour)
        path = plane.path(run)
        drawn = TurningPath(
            self.view,
            replace(path, points=plane.on_floor(path.points)),
            filled=run is plane.main,
            colour=colour,
            weight=WEIGHT,
        )
        self.view.show(
            lambda: float(shown() >= 0.5),
            lambda camera, _: drawn.at(camera, step(), 1.0, 1 - (1 - PAST) * self.story.found()),
        )
        if plane.holds(end[0]):
            self.view.show(arriving, lambda camera, share: ring(share, self.places(end, camera)[0]))

    def show_end(self) -> FloatArray:
        """Dashed lines from where the run on batches ends to both axes, with the values there.

        Returns:
            (n, 2) pixels all over it, for names to stay clear of.
        """
        sheet, theme, (low, high) = self.sheet, self.theme, self.large.get_points()
        (end,), aside, taken = self.places(self.plane.main.parameters[-1:]), sheet.stroke(ASIDE), []
        ways, values = list[tuple[FloatArray, Stroke]](), list[tuple[FloatArray, Label]]()
        for axis, content in enumerate(self.story.end_written()):
            label = Label(sheet, content, bold=True, cased=True)
            size = np.array([label.width * sheet.width, sheet.tall(VALUE_TALL)])
            way, corner = low - end, low + sheet.stroke(UP)
            way[axis] = 0.0
            corner[axis] = end[axis] + aside
            if corner[axis] + size[axis] + aside >= high[axis]:
                corner[axis] = end[axis] - aside - size[axis]
            dashed = Stroke(sheet, theme.point, 2.5, dash=(5, 3))
            ways += (way, Stroke(sheet, theme.background, 5.0)), (way, dashed)
            values.append((corner, label))
            box = Bbox([corner, corner + size]).padded(sheet.stroke(VALUES_APART), 0)
            taken += [end + np.linspace(0, 1, 40)[:, None] * way, spread(box)]

        def shown(share: float) -> Sequence[Artist]:  # the values once the lines have arrived
            reach, alpha = min(1.5 * share, 1), max(3 * share - 2, 0)
            lines = [line.between(end, end + reach * way) for way, line in ways]
            return [*chain(*lines, *(label.put(corner, alpha) for corner, label in values))]

        sheet.show_at(self.story.found, shown)
        return np.concatenate(taken)

    def show_names(self) -> None:
        """What became of the twin and of the run, beside their points, if they are apart."""
        plane, story = self.plane, self.story
        runs = plane.twin, plane.main
        ends = [run.parameters[-1] for run in runs]
        apart = plane.landscape.share(ends[0] - ends[1])
        if not all(map(plane.holds, ends)) or apart < ENDS_APART:
            return
        made = list[NameOnGround]()
        keys = "stuck_end" if plane.twin_is_stuck else "twin_end", "batches_end"
        for key, run, alpha in zip(keys, runs, (story.twin_named, story.main_named), strict=True):
            loss = number_text(run.loss[-1], plane.loss_decimals)
            content = self.label(key, n=plane.data.n, loss=loss)
            made.append(NameOnGround(self, content, run.parameters[-1:]))
            self.view.show(alpha, made[-1].at, within=False)
        paths = [plane.path(run) for run in reversed(runs)]
        for camera in (story.rest, MAP):
            seen = [path.points[np.isfinite(path.values)] for path in paths]
            uncrossed = self.read_off if camera == MAP else NOWHERE
            taken = np.concatenate([*(self.places(each, camera) for each in seen), uncrossed])
            for name in made:
                taken = np.concatenate([taken, name.settle(camera, taken, uncrossed)])
                uncrossed = NOWHERE  # the lines begin where the other name's does

    # The batches' maps: each lies large over the full one, then small beside others.

    def show_cards(self) -> None:
        """The maps of the last batches, in a column or a row with its name."""
        sheet, story, colour = self.sheet, self.story, self.theme.batch_loss_text
        self.map_of = lru_cache(maxsize=KEPT_MAPS)(self.drawn_map)
        divide = row_of if is_tall() else column_of
        boxes = [self.fitted(box) for box in divide(SLOTS, self.batches, BETWEEN)]
        self.first, self.pitch = boxes[0], boxes[1].p0 - boxes[0].p0
        self.column = Bbox.union([boxes[0], boxes[-1]]).padded(sheet.stroke(FRAME))
        self.cards = [self.card() for _ in range(SLOTS + 2)]
        title = self.label("batch_maps")
        name = Label(sheet, title, (self.batches.left, self.batches_name), colour=colour)

        def begun() -> float:
            formed = 1.0 if story.step() else story.reform()
            return formed * story.cards() * (1 - story.gathered())

        sheet.fade(begun, name)
        sheet.show_at(story.cards, self.cards_shown)

    def drawn_map(self, step: int) -> Pixels:
        """Draw the map of a step's batch."""
        floor, box, line = self.plane.relief, self.large, self.sheet.stroke(1)
        own = Relief(Landscape(floor.xs, floor.ys, self.plane.losses_of(step)))
        seen, picture = self.view.seen_from(MAP), ReliefPicture(own, self.theme)
        pixels, left, low = picture.pixels(seen, self.view.room, line)
        top = low + pixels.shape[0] - round(box.y1)
        return pixels[top : top + round(box.height), round(box.x0) - left : round(box.x1) - left]

    def fitted(self, box: Box) -> Bbox:
        """The largest box at the right of another that has the map's shape."""
        sheet, size = self.sheet, self.large.size
        low, right, high = sheet.y(box.bottom), sheet.x(box.right), sheet.y(box.top)
        scale = min(box.width * sheet.width / size[0], (high - low) / size[1])
        wide, tall = scale * size[0], scale * size[1]
        return Bbox.from_bounds(right - wide, (low + high - tall) / 2, wide, tall)

    def card(self) -> Callable[..., Sequence[Artist]]:
        """What one card is drawn with: a map, its frame, and the step that was taken on it."""
        sheet, theme, large, put = self.sheet, self.theme, self.large, stretch(self.sheet)
        frame = Rectangle((0, 0), 1, 1, fill=False, edgecolor=theme.batch_loss)
        frame.set_linewidth(sheet.stroke(FRAME))
        lines = [
            Line2D([], [], solid_capstyle="round", marker="o", markevery=[1]) for _ in range(2)
        ]
        looks = (theme.background, 7.0, DOT + 3.5), (theme.point, 4.0, DOT)
        for line, (ink, thick, dot) in zip(lines, looks, strict=True):
            line.set(color=ink, linewidth=sheet.stroke(thick))
            line.set(markersize=sheet.stroke(dot), markeredgewidth=0)
        for each in (frame, *lines):
            each.set(figure=sheet.figure, gid=SCENERY)

        def drawn(  # noqa: PLR0913, PLR0917  what a card is drawn with
            step: int,
            moved: float,
            box: Bbox,
            opacity: float,
            room: Bbox | None,
            cut: bool = False,
        ) -> Sequence[Artist]:
            """The card in a box in pixels.

            Args:
                step: of whose batch it is.
                moved: how much of the step has been taken.
                box: where it is.
                opacity: 0 to 1.
                room: where it is cut off; nowhere when None.
                cut: whether the frame runs along the cut.
            """
            seen = box if room is None else Bbox.intersection(box, room)
            if opacity <= 0 or seen is None:
                return ()
            image = put(self.map_of(step), box)
            frame.set_bounds(*(seen if cut else box).bounds)
            for line in lines:
                line.set_data(*BboxTransform(large, box).transform(self.way(step, 0, moved)).T)
                line.set_clip_box(seen)
            frame.set_clip_box(None if cut else room)
            image.set_clip_box(room)
            artists: list[Artist] = [image, frame, *lines]
            for each in artists:
                each.set_alpha(opacity)
            return artists

        return drawn

    def cards_shown(self, alpha: float) -> Sequence[Artist]:
        """The column from its end up, then the large card."""
        story, large, drawn, gone = self.story, self.large, list[Artist](), 0.0
        if story.gathered() == 1:
            return ()
        for index, card in reversed([*enumerate(story.deck)]):
            came = story.came(card)
            if gone < SLOTS and came > 0:
                drawn = [*self.laid(index, came, gone), *drawn]
            gone += came
        if not story.on_batch() or story.filed() > 0:
            return drawn
        left, low, right, high = large.extents  # from the left it is drawn over the map
        room = Bbox([[left, low], [left + story.reform() * (right - left), high]])
        large_card = self.cards[-1](story.step(), story.moved(), large, alpha, room, cut=True)
        return [*drawn, *large_card]

    def laid(self, index: int, came: float, gone: float) -> Sequence[Artist]:
        """A card in the column or on its way there.

        Args:
            index: which of them all.
            came: how far it has come: from where it lay large, else from above the column.
            gone: how many have come since, and so how far down it is.
        """
        card, gathered = self.story.deck[index], self.story.gathered()
        opacity = np.interp(gone, range(len(OPACITIES)), OPACITIES) * self.story.cards()
        after = gone if card.player is None else gone + came - 1
        room: Bbox | None = self.column
        box = Bbox(self.first.get_points() + after * self.pitch)
        if card.player is None and came < 1:
            box, room = box_between(self.large, box, came), None
        if gathered:
            rows = self.plane.rows_read
            box, room = box_between(box, self.bar(rows[0] / max(rows)), gathered), None
            opacity *= min(2.5 * (1 - gathered), 1)
        return self.cards[index % (SLOTS + 1)](card.step, 1, box, opacity, room)


CLEAR, MAP_EDGE, REACH, FAR = 9.0, 14.0, 16.0, 30.0
"""About a name, to what it must not cover, and to the map's edge; from a point to where a line
begins, and how far off a name has one: in pixels of a 1280x720 frame."""
TRIED = 48, 24
"""Places along the map and up it that are tried for a name."""


class NameOnGround:
    """A name that goes with its point (1, 2), from the solid to the map, and covers no path.

    A line leads to what it names if that is far.
    """

    def __init__(self, maps: Maps, content: str, point: FloatArray) -> None:
        self.maps, self.point, sheet = maps, point, maps.sheet
        self.label = Label(sheet, content, bold=True, cased=True)
        self.size = np.array([self.label.width * sheet.width, sheet.tall(VALUE_TALL)])
        self.asides: dict[Camera, FloatArray] = {}
        inks = (sheet.theme.background, 5.0), (sheet.theme.text, 2.0)
        self.lines, self.stroke = [Stroke(sheet, *ink) for ink in inks], sheet.stroke

    def settle(self, camera: Camera, taken: FloatArray, uncrossed: FloatArray) -> FloatArray:
        """Choose its place for a camera at which the story rests: it covers least, and is near.

        Args:
            camera: this.
            taken: (n, 2) pixels that it had better not cover.
            uncrossed: (m, 2) pixels that the line to it had better not cross.

        Returns:
            points (m, 2) all over it, for other names to stay clear of.
        """
        (place,), size = self.maps.places(self.point, camera), self.size
        first, last = self.box(camera, place)
        room, edge = self.stroke(CLEAR), self.stroke(MAP_EDGE)
        first = first + edge
        last = np.maximum(last - edge - size, first)
        sides = [np.linspace(*ends) for ends in zip(first, last, TRIED, strict=True)]
        across, up = (
            np.array([(at > low - room) & (at < low + tall + room) for low in side], dtype=int)
            for at, side, tall in zip(taken.T, sides, size, strict=True)
        )
        corners = np.stack(np.meshgrid(*sides), axis=-1).reshape(-1, 2)
        crossed = [self.crossed(place, each, uncrossed) for each in corners]
        covered = (up @ across.T).ravel() + crossed
        away = np.hypot(*(place - np.clip(place, corners, corners + size)).T)
        least = away + self.stroke(1000.0) * covered
        least[away < self.stroke(REACH)] += self.stroke(1e6)
        corner = corners[least.argmin()]
        self.asides[camera] = corner - place
        return spread(Bbox([corner, corner + size]))

    def box(self, camera: Camera, place: FloatArray) -> FloatArray:
        """Where it may be (2, 2): on the map, or on the solid about the point.

        There it is seen as well when the camera is near, and has the point in the middle.
        """
        if camera == MAP:
            return self.maps.large.get_points()
        left, low, right, high = self.maps.view.map_box(0.0)
        aside = self.maps.sheet.x(1 - GRID.margin) - (left + right) / 2
        return np.array([[left, low], [min(right, place[0] + aside), high]])

    def crossed(self, place: FloatArray, corner: FloatArray, uncrossed: FloatArray) -> int:
        """How many of some pixels (m, 2) are about the line to the name there."""
        way = np.clip(place, corner, corner + self.size) - place
        length = max(np.hypot(*way), 1.0)
        along = np.clip((uncrossed - place) @ way / length**2, 0.0, 1.0)
        off = np.hypot(*(uncrossed - place - along[:, None] * way).T)
        return int((off < self.stroke(CLEAR)).sum()) if length > self.stroke(FAR) else 0

    def at(self, camera: Camera, alpha: float) -> Sequence[Artist]:
        """It, for a camera, at an opacity; between its places for the cameras at rest."""
        solid, (place,) = self.maps.story.rest, self.maps.places(self.point, camera)
        share = (camera.elevation - solid.elevation) / (MAP.elevation - solid.elevation)
        aside = self.asides[solid]
        corner = place + (aside + share * (self.asides[MAP] - aside))
        end = np.clip(place, corner, corner + self.size)
        length, drawn = np.hypot(*(end - place)), list[Artist]()
        if length >= self.stroke(FAR):
            way = (end - place) / length
            start, stop = place + way * self.stroke(REACH), end - way * self.stroke(5)
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

    shuffles = ByShape(Box(0.1, 0.5, 0.31, 0.7), tall=Box(0.15, 0.92, 0.335, 0.487))
    counts = ByShape(Box(0.6, 0.95, 0.31, 0.66), tall=Box(0.165, 0.92, 0.658, 0.785))
    up = Scale(0, SEEDS, (0, 50, 100))
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
        runs: the lines of all shuffles.
        rest: what is about them, and the bars.
    """

    def __init__(self, sheet: Sheet, label: Callable[..., str], line: LineRun) -> None:
        self.sheet, self.label, self.line = sheet, label, line
        self.runs, self.rest = list[Artist](), list[Artist]()
        self.add_lines()
        self.add_bars()

    def add_lines(self) -> None:
        """The parameter against the step, of all shuffles, of the twin and of the run."""
        line, theme, last, label = self.line, self.sheet.theme, LastPicture, self.label
        steps, title = line.main.n_steps, label(line.others_told, total=len(line.others))
        scales = Scale(0, steps, (0, steps)), Scale(*line.window, line.marked)
        points = self.axes(last.shuffles, *scales, (title, 0.025), (label("step"), 79))

        def ways(*runs: Trajectory) -> list[FloatArray]:
            made = list[FloatArray]()
            for run in runs:  # apart where it is outside the window
                unseen = np.flatnonzero(~line.pieces_seen(run))
                places = points(run.recorded_steps, run.parameters[:, 0])
                made.append(np.insert(places, 1 + unseen, np.nan, axis=0))
            return made

        arms = self.sheet.stroke(last.cross) * last.arms
        crosses = [points(*line.end_of(run)) + arm for run in line.missed for arm in arms]
        for parts, colour, width, opacity in (
            (ways(*line.arrived), theme.batch_loss, last.thin, last.faint),
            (ways(*line.missed), theme.text, last.thin, last.clear),
            (crosses, theme.text, last.cross_width, 1.0),
            (ways(line.twin), theme.full_loss, RUN_WIDTH, 1.0),
            (ways(line.main), theme.batch_loss, RUN_WIDTH, 1.0),
        ):
            if parts:  # as one path, since many faint ones would add up
                apart = np.concatenate([np.vstack([each, [[np.nan, np.nan]]]) for each in parts])
                drawn = Line2D(*apart.T, color=colour, alpha=opacity)
                drawn.set_linewidth(self.sheet.stroke(width))
                self.keep(self.runs, drawn)
        end, name = points(steps, line.twin.parameters[-1, 0]), label("all_rows", n=line.data.n)
        self.write(name, end, last.name_below, "right", colour=theme.full_loss)

    def add_bars(self) -> None:
        """How many shuffles arrive, by batch size."""
        counts, last, theme, label = self.line.counts, LastPicture, self.sheet.theme, self.label
        along, (named, below) = Scale(-0.6, len(counts) - 0.4, ()), last.names_below
        names = (label("counted", total=SEEDS), last.title_rise), (label("batch_size"), 720 * named)
        points = self.axes(last.counts, along, last.up, *names)
        for place, (size, count) in enumerate(counts.items()):
            foot, top = points(place - last.half, 0), points(place + last.half, count)
            ink = theme.full_loss if size == self.line.data.n else theme.batch_loss
            self.keep(self.rest, Rectangle(tuple(foot), *(top - foot), facecolor=ink))
            number = Number(self.sheet, 0, (0, 0), colour=theme.text, edge="centre")
            above = points(place, count) + np.array([0, self.sheet.stroke(12)])
            self.rest += number.show(count).put(above)
            self.write(str(size), points(place, 0), 34, size=SIZES.tick)
        self.write(label(self.line.noise_told), points(along.low, 0), 720 * below, "left")
        self.write(label("quiet"), points(along.high, 0), 720 * below, "right")

    def axes(
        self,
        box: Box,
        along: Scale,
        up: Scale,
        above: tuple[str, float],
        below: tuple[str, float],
    ) -> Callable[..., FloatArray]:
        """Draw the lines and numbers of a plot, its title so far above it, and a name below it.

        Returns:
            where pairs of values are, (..., 2) in pixels, or the next ones inside.
        """
        sheet, tick, (title, rise) = self.sheet, SIZES.tick, above
        low, high = sheet.at(box.left, box.bottom), sheet.at(box.right, box.top)

        def points(xs: FloatArray | float, ys: FloatArray | float) -> FloatArray:
            shares = np.stack([along.share(xs), up.share(ys)], axis=-1)
            return low + np.clip(shares, 0, 1) * (high - low)

        ends = [[points(along.low, each), points(along.high, each)] for each in up.ticks]
        colour, width = sheet.theme.grid, sheet.stroke(AXIS_WIDTH)
        self.keep(self.rest, LineCollection(ends, colors=colour, linewidths=width))
        for value, (start, _) in zip(up.ticks, ends, strict=True):
            beside = start - np.array([sheet.stroke(14), 0])
            self.write(f"{value:g}", beside, 720 * 0.36 * tick, "right", size=tick)
        for value in along.ticks:
            self.write(f"{value:g}", points(value, up.low), 33, size=tick)
        room, top = 1 - GRID.margin - box.left, sheet.at(box.left, box.top - rise)
        lines = broken_if_tall(title, SIZES.label, room, bold=False)
        for index, line in enumerate(reversed(lines)):
            self.write(line, top, -index * TITLE_LINE, "left")
        self.write(below[0], sheet.at(box.middle[0], box.bottom), below[1])
        return points

    def keep(self, kept: list[Artist], artist: Artist) -> None:
        """Keep what must not be rounded to pixels."""
        artist.set(figure=self.sheet.figure, snap=False)
        kept.append(artist)

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
        ink = colour or self.sheet.theme.muted
        label = Label(self.sheet, content, colour=ink, size=size, edge=edge)
        self.rest += label.put(place - np.array([0, self.sheet.stroke(below)]))


@dataclass(frozen=True, order=True)
class Shuffle:
    """The role of one of many runs that are counted: its batch size, and the seed of its order."""

    size: int
    seed: int


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


def first_true(otherwise: str, **told: bool) -> str:
    """The first key of those that hold."""
    return next((key for key, holds in told.items() if holds), otherwise)


class RunPair:
    """A run on mini-batches and the same on all the data.

    Attributes:
        objective, data: what both lower, and were trained on.
    """

    def __init__(self, main: Trajectory, twin: Trajectory) -> None:
        self.main, self.twin, self.objective = main, twin, objective_of(main)
        self.data, self.has_diverged = self.objective.dataset, main.outcome.startswith("diverged")


class LineRun(RunPair):
    """The runs over the line of their one parameter, a band's centre: what may be said of them.

    Attributes:
        shuffles: the runs that are counted.
        centres: the parameter after every step, (T + 1,).
        landscape: what is shown of the loss: at least what was asked, and wherever a run went.
        goal: the lowest valley of the loss on all the data.
        trap: a higher valley, if the twin has come to its bottom.
        marked: where that and the lowest are, to the nearest whole number.
        dip: the valley to set beside the lowest: where the twin rests, the start is, or any other.
        barrier: the highest place between the dip and the lowest valley.
        arrival: after how many steps the run is in the lowest valley for good; None if it isn't.
        escape: the step that leads out of where the twin is stuck, counted from 0; None without.
        before_escape: how many steps are done when that begins; all if there is none.
        others: the other shuffles in batches of the run's own size.
        arrived, missed: those that end in the lowest valley, and the rest of them.
        others_told: what is said of their lines, and of the crosses, if there are any.
        centre_decimals, slope_decimals, rate_decimals: those of the parameter, a thousandth of the
            window or so, of slopes, a hundredth of a usual one or so, and of learning rates.
        counts: how many runs end in the lowest valley, by batch size; all the data are the last.
        is_counted: whether that is told: where there is something to escape from.
    """

    def __init__(self, recording: Recording) -> None:
        super().__init__(recording.main, recording["twin"])
        self.shuffles = dict(sorted(recording.all_of(Shuffle).items()))
        self.centres, end = self.main.parameters[:, 0], self.twin.parameters[-1, 0]
        low, high = np.quantile(self.data.inputs[:, 0], (0.05, 0.95)).tolist()
        least = AGES if is_band_on_age(self.main.spec) else (low, high)
        line = LossSlice.of_parameter(self.objective, 0, self.main.parameters[0])
        self.window = line_window([self.centres, self.twin.parameters[:, 0]], least)
        self.landscape, self.span = LineLandscape(line, self.window), np.ptp(self.window)
        self.xs, self.loss, valleys = self.landscape.xs, line.loss, self.landscape.valleys
        self.goal = self.landscape.lowest
        rest = valley_of(valleys, end)
        self.trap = rest if rest is not self.goal and self.rests_at(rest) else None
        self.marked = tuple(float(round(each.at)) for each in (self.trap, self.goal) if each)
        start = valley_of(valleys, self.centres[0])
        others = [each for each in valleys if each is not self.goal]
        nearest = start if start in others else min(others, key=lambda at: at.loss, default=None)
        self.dip = self.trap or nearest
        self.judge()
        self.count()
        self.choose_decimals()

    def choose_decimals(self) -> None:
        """As many as tell numbers apart; of the learning rate, as it has, four at most."""
        usual = float(np.median(np.abs(self.main.gradients)))
        self.centre_decimals = int(np.clip(4 - np.ceil(np.log10(self.span)), 0, 6))
        self.slope_decimals = int(np.clip(3 - np.ceil(np.log10(max(usual, 1e-9))), 0, 5))
        rates = np.array([self.main.spec.learning_rate_at(k) for k in range(self.main.n_steps)])
        fitting = (n for n in range(4) if np.allclose(rates, rates.round(n), 1e-9))
        self.rate_decimals = next(fitting, 4)

    def judge(self) -> None:
        """Where the run comes to the lowest valley, and when it leaves the other one."""
        goal, dip = self.goal, self.dip
        self.barrier = self.landscape.barrier(dip, goal) if dip and goal else None
        self.arrival = None
        if goal and self.reaches_goal(self.main):
            outside = (step for step, c in enumerate(self.centres) if not goal.holds(c))
            self.arrival = 1 + max(outside, default=-1)
        self.escape = self.arrival - 1 if self.arrival and self.trap else None
        self.before_escape = self.main.n_steps if self.escape is None else self.escape

    def count(self) -> None:
        """How the other shuffles end."""
        self.others = self.of_size(self.main.spec.batch_size or 0)
        self.arrived = [each for each in self.others if self.reaches_goal(each)]
        self.missed = [each for each in self.others if not self.reaches_goal(each)]
        self.others_told = "trace_missed" if self.missed else "trace_all"
        sizes = dict.fromkeys(each.size for each in self.shuffles)
        self.counts = {size: sum(map(self.reaches_goal, self.of_size(size))) for size in sizes}
        if sizes:
            self.counts[self.data.n] = SEEDS * self.reaches_goal(self.twin)
        self.is_counted = bool(sizes and self.trap and self.goal)

    @lru_cache(maxsize=512)  # noqa: B019  a few runs are drawn
    def curve(self, step: int) -> FloatArray:
        """The loss over `xs` on a step's batch; before the first, on all the data."""
        if step < 0:
            return self.landscape.losses
        return self.landscape.line.losses(self.xs, batch_of(self.main, step))

    def of_size(self, size: int) -> list[Trajectory]:
        """The runs of a batch size, in the order of their seeds."""
        return [run for each, run in self.shuffles.items() if each.size == size]

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
        return first_true(
            "under_way",
            stuck=self.trap is not None,
            twin_off=self.is_off(self.twin),
            arrives=self.rests_at(self.goal),
        )

    @cached_property
    def ending(self) -> str:
        """What may be said of where the run ends."""
        free, settles = self.trap is None, self.settles()
        moves = self.centres, self.twin.parameters[:, 0]
        run, twin = (np.abs(np.diff(each)).sum() - abs(each[-1] - each[0]) for each in moves)
        return first_true(
            "elsewhere",
            diverged=self.has_diverged,
            off=self.is_off(self.main),
            both=bool(free and self.rests_at(self.goal) and settles and run > twin),
            ended=free,
            settle=settles,
            crossed=self.reaches_goal(self.main),
            neither=valley_of(self.landscape.valleys, self.centres[-1]) is self.trap,
        )

    def settles(self) -> bool:
        """Whether the run is in the lowest valley for a good while, and about its bottom."""
        if self.goal is None or self.arrival is None:
            return False
        count = max(1, round(STAYED * self.main.n_steps))
        off = abs(float(np.median(self.centres[-count:])) - self.goal.at)
        return bool(self.arrival <= self.main.n_steps - count and off <= ABOUT * self.span)

    @property
    def noise_told(self) -> str:
        """What is said of the smallest batches: they may do worse since most leave both valleys."""
        smallest, trap = min(self.counts), self.trap
        missed = [run for run in self.of_size(smallest) if not self.reaches_goal(run)]
        gone = sum(not trap.holds(run.parameters[-1, 0]) for run in missed) if trap else 0
        is_worse = self.counts[smallest] < max(self.counts.values())
        return "noisy_lost" if is_worse and 2 * gone > len(missed) else "noisy"

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

    def rate_text(self, step: int) -> str:
        """The learning rate of a step."""
        rate = self.main.spec.learning_rate_at(step)
        if abs(round(rate, self.rate_decimals) - rate) > 0.01 * rate:
            return scientific(rate)
        return number_text(rate, self.rate_decimals)


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


class PlaneRun(RunPair):
    """The runs over the plane of their two parameters.

    Parameters are as the model has them, for inputs that may be standardised. `shown` turns them
    into what a person reads, where that can be done for each parameter alone.

    Attributes:
        is_band: whether they are the centre of a band, and so values of the features.
        window: [[low, low], [high, high]] of them, about both runs; where a run has climbed far
            above its start doesn't count.
        axes: evenly spaced values of both over the window, (GRID_SIDE,) each.
        landscape: the loss of all the data over these.
        loss_decimals: as many as tell the two ends apart: three, or four.
        rows_read: how many rows all the batches had, and how many the twin has read.
        twin_verdict: how that ended; `twin_is_stuck` in a minimum that isn't the lowest.
        ending: what may be said of the run on batches; whether it `has_come` to an end.
    """

    depth = ByShape(0.45, tall=0.57)

    def __init__(
        self, main: Trajectory, twin: Trajectory, at_least: Sequence[tuple[float, float]] = ()
    ) -> None:
        super().__init__(main, twin)
        self.is_band, runs = isinstance(self.objective.model, Band), (main, twin)
        seen = [run.parameters[run.loss <= CLIMB * run.loss[0]] for run in runs]
        points = np.concatenate([*seen, np.array(at_least).reshape(-1, 2)])
        low, high = points.min(axis=0), points.max(axis=0)
        half = (high - low) / 2 + MARGIN * larger_side(np.array([low, high]))
        half = np.maximum(half, half[::-1] * SHAPE)
        low, high = (low + high) / 2 - half, (low + high) / 2 + half
        self.window, self.axes = np.array([low, high]), np.linspace(low, high, GRID_SIDE).T
        self.landscape = Landscape(self.axes[0], self.axes[1], self.losses_of(None))
        self.loss_decimals = 3 if len({round(float(run.loss[-1]), 3) for run in runs}) > 1 else 4
        self.rows_read = int((main.batch_indices >= 0).sum()), twin.n_steps * self.data.n
        self.judge()

    def judge(self) -> None:
        """What may be said of the ends."""
        self.twin_verdict = verdict(self.twin, self.landscape)
        self.twin_is_stuck = self.twin_verdict.ending == "local"
        losses, separated = self.landscape.values, self.main.outcome == "separated"
        fall = self.twin.loss[-1] - self.main.loss[-1]
        is_lower = bool(fall > LOWER * np.ptp(losses[np.isfinite(losses)]))
        self.ending = first_true(
            "ended",
            diverged=self.has_diverged,
            separated=separated and are_apart(self.data),
            touching=separated,
            out=self.twin_is_stuck and is_lower,
        )
        self.has_come = self.ending in ("out", "ended")

    def shown(self, parameters: FloatArray) -> FloatArray:
        """Parameters (..., 2) in the units of the map's axes."""
        return self.main.own_scale(parameters) if self.is_band else parameters

    def holds(self, point: FloatArray) -> bool:
        """Whether parameters (2,) are in the window."""
        return bool(((self.window[0] <= point) & (point <= self.window[1])).all())

    def losses_of(self, step: int | None) -> FloatArray:
        """The losses (side, side) over the plane, of a step's batch, or of all the data."""
        batch = None if step is None else batch_of(self.main, step)
        return over(self.objective, self.axes[0], self.axes[1], batch)

    @cached_by_shape
    def relief(self) -> Landscape:
        """The loss of all the data over a floor that is as wide and deep as the map."""
        corners = self.on_floor(self.axes.T)
        return Landscape(corners[:, 0], corners[:, 1], self.landscape.values)

    def on_floor(self, points: FloatArray) -> FloatArray:
        """Parameters (..., 2) as places on that floor, whose width is 1."""
        low, high = self.window
        return np.asarray((points - low) / (high - low) * [1.0, self.depth])

    def path(self, run: Trajectory) -> Trace:
        """A run's path inside the window."""
        return trace(run.parameters, run.recorded_steps, self.objective.losses, self.window)

    def camera(self) -> Camera:
        """From where most of both runs is seen before the landscape is a map, from the front."""
        paths = [self.path(run) for run in (self.main, self.twin)]
        points = np.concatenate([each.points[np.isfinite(each.values)] for each in paths])
        relief = Relief(self.relief)
        places = relief.on(self.on_floor(points), self.objective.losses(points))
        return min(CAMERAS, key=lambda at: round(relief.hidden(places, at.towards).mean(), 1))

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
        losses = self.objective.losses(way, batch_of(self.main, self.crossing - 1))
        return bool((np.diff(losses) < 0).all())

    def bottom(self, point: FloatArray) -> IntArray:
        """Where going down over the grid leads from parameters (2,): a row and a column."""
        at = np.array(
            [np.abs(axis - place).argmin() for axis, place in zip(self.axes, point, strict=True)]
        )[::-1]
        losses = np.pad(self.landscape.values, 1, constant_values=np.inf)
        while True:
            around = losses[at[0] : at[0] + 3, at[1] : at[1] + 3]
            move = np.array(np.unravel_index(np.nanargmin(around), around.shape)) - 1
            if not move.any() or not around[1, 1] > np.nanmin(around):
                return at
            at = at + move
