"""Gradient descent, or any optimizer, on a loss surface that turns and becomes its own map."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto
from functools import cached_property
from itertools import pairwise

import numpy as np
from matplotlib.artist import Artist
from matplotlib.text import Text

from gradreel.scenes.stage.plotting import (
    GRID,
    LARGE,
    LIFT,
    MAP_ROOM,
    OPACITY,
    SIZES,
    SMALL,
    Box,
    BrightLine,
    Camera,
    Captions,
    FigureStory,
    FloatArray,
    Label,
    Landscape,
    LandscapeRuns,
    LevelLine,
    PacedRun,
    PointWord,
    Quantity,
    Recording,
    RightAngle,
    RingedPoint,
    Role,
    Rooms,
    RunLook,
    RunOptions,
    RunsOnLandscape,
    RunSpec,
    Shaped,
    Sheet,
    SurfaceObjective,
    Trajectory,
    TurningArrow,
    Ways,
    Worked,
    across,
    are_apart,
    as_given,
    backed,
    background,
    best_camera,
    between_steps,
    cached_by_shape,
    check_one_feature,
    crossings,
    dataset,
    decimals_for,
    down,
    drawn_to_scale,
    every_step_falls,
    faded,
    grown,
    inside,
    is_tall,
    linear,
    logistic_on,
    loss_quantity,
    lowest_loss,
    map_room,
    map_size,
    math,
    optimizers,
    paced,
    parameter_quantity,
    ridge_between,
    scientific,
    shorten,
    sized,
    slope_quantity,
    surface_spec,
    text_width,
    travels,
    with_rate,
    worked,
)

PLACE = 250
OPTIONS = {
    "surface": "two-basins",
    "start": (-0.1, 1.0),
    "optimizer": "gradient-descent",
    "learning_rate": 0.13,
    "steps": 20,
    "data": None,
    "x": None,
    "y": None,
    "positive": None,
}
DRAWS = "runs of a surface or of any model with two parameters"
PROBE = 3.2
"""Seconds that a point goes across the landscape, and shows what its height means."""
LANDING = 0.3
"""Seconds of a path's end for the sentence on how it ends, unless the last loss has been named."""
FLIGHT = 0.45
"""Seconds that a number flies."""
LAST = 2.2
"""Seconds that the last picture stands."""
SHORT = "moving", "slow", "swinging"
"""Ends that may be far from the best fit to the data."""
MAIN, OTHER = 0, 1
KEYS = ("main", "other")
RUN_VALUES = ("", "_shown", "_label", "_ring", "_level", "_flight")
"""The runs' indices, the names of their values in the story, and how these go on."""


def run_spec(options: RunOptions) -> RunSpec:
    """Return the run that the options ask for: of a logistic regression if they name data.

    Raises:
        RequestError: the data have more than one feature.
    """
    return requested("descent", options)


def companions(main: RunSpec, options: RunOptions) -> dict[Role, RunSpec]:
    """Return a second start beside the default run, plain descent beside other optimizers."""
    del options
    if not is_plain(main):
        return {DescentRole.PLAIN_TWIN: plain_twin(main)}
    is_default = starts_at(main, OPTIONS["surface"], OPTIONS["start"])
    return {DescentRole.SECOND_START: second_start(main)} if is_default else {}


def can_draw(spec: RunSpec) -> bool:
    """Whether a run has the two parameters that a landscape has."""
    return spec.objective.n_parameters == 2


def parts(recording: Recording) -> tuple[type[FigureStory], ...]:
    """Return the scene's one part."""
    del recording
    return (Descent,)


class Descent(FigureStory):
    """One run down a landscape, and a second beside it: another start, or plain descent."""

    def construct(self) -> None:
        """Tell the story beat by beat; what is said of a run is judged from its record."""
        self.begin_camera(self.facts.cameras.opening)
        self.begin(surface=1, names=0, scales=0, probe=0, probe_shown=0, table=0, level=0, ridge=0)
        self.begin(uphill=0, downhill=0, corner=0, sums=0, near=0, flights=0, result=0, back=0)
        self.begin(start_label=0, ridge_label=0, asked=0)
        for key in KEYS:
            self.begin(**dict.fromkeys((f"{key}{part}" for part in RUN_VALUES), 0.0))
        if self.facts.contrast:
            self._ask()
        self._show_landscape()
        self._tilt()
        self._start()
        if self.main.n_steps and self.facts.moves:
            self._step_once()
            self._run()
        else:
            self._stay()
        if self.facts.other_start:
            self._another_start()
        if DescentRole.PLAIN_TWIN in self.recording.companions:
            self._plain_twin()

    def draw(self, sheet: Sheet) -> None:
        """The landscape at the bottom, then lines, then the paths and their numbers."""
        runs = RunsOnLandscape(sheet, self.shown, self.looks, self.texts, self.facts.rests)
        add_descent(runs, self.facts, PROBE)

    # The beats.

    def _ask(self) -> None:
        """Begin with how it ends: a point that is stuck beside one that got out."""
        self.jump(**{key: pace.seconds for key, pace in zip(KEYS, self.facts.paces, strict=True)})
        self.jump(main_shown=1, other_shown=1, asked=1)
        self.beat("question")
        self.meanwhile(5.2, **self.orbit(ORBIT))

    def _show_landscape(self) -> None:
        hidden = dict.fromkeys(("main_shown", "other_shown", "asked"), 0.0)
        self.beat("landscape", hidden)
        self.jump(main=0, other=0)
        if not self.facts.contrast:
            self.meanwhile(4.0, **self.orbit(ORBIT))
        self.move(0.4, probe_shown=1, names=1)
        self.move(PROBE, linear, probe=PROBE)

    def _tilt(self) -> None:
        self.beat("map", {"names": 0, "probe_shown": 0})
        self.move(3.3, **self.tilt())
        self.move(0.4, scales=1)

    def _start(self) -> None:
        self.beat("start", loss=self.words.loss(self.main.loss[0]))
        self.move(0.4, main_shown=1, start_label=1)
        self._ring(MAIN)
        self.move(0.3, scales=0)
        near = self.facts.cameras.near
        self.move(2.2, **self.focus(np.array([near.at_x, near.at_y]), near.zoom))

    def _step_once(self) -> None:
        """Let the gradient, and the step that came of it, be seen."""
        data, size = self.main.dataset, self.main.spec.batch_size
        if data is not None and size is not None:
            self.beat("batch", {"start_label": 0}, size=size, n=data.n)
            self.move(0.8, downhill=1)
            return
        self.beat("across" if self.facts.right_angles else "uphill")
        self.move(2.2, level=1)
        self.move(0.9, uphill=1)
        self.move(0.5, corner=1)
        if self.facts.has_first_step:
            self._show_sums()

    def _show_sums(self) -> None:
        """The numbers fly into the step's sum, and what comes out flies back and is the step."""
        key, count = ("step", 4) if self.facts.plain else ("step_own", 2)
        self.beat(key, {"start_label": 0}, optimizer=self._optimizer)
        self.move(0.6, sums=1, near=1)
        self.move(count * FLIGHT, linear, flights=count)
        self.move(0.4, result=1)
        self.move(0.8, downhill=1)
        self.move(2 * FLIGHT, linear, back=2)
        self.move(0.7, main=self.facts.paces[MAIN].when(1), near=0, uphill=0, corner=0)

    def _stay(self) -> None:
        """Tell of a run without a step, or without a slope."""
        if self.main.n_steps:
            self.beat("flat")
        self.move(1.4, **self.pull_out(), aside=1, start_label=0)
        self.move(0.4, table=1, scales=1)
        self._judge(MAIN)

    def _run(self) -> None:
        first, last = (self.words.loss(float(self.main.loss[at])) for at in (0, -1))
        brief = "sums", "near", "result", "uphill", "downhill", "corner", "level", "start_label"
        gone = dict.fromkeys(brief, 0.0)
        self.beat(self.facts.repeated, gone, first=first, last=last)
        self.move(1.4, **self.pull_out(), aside=1)
        self.move(0.4, table=1, scales=1, main_level=1)
        self._go_on(MAIN, LANDING if self.facts.repeated.startswith("falls") else 0.0)
        self._judge(MAIN)

    def _another_start(self) -> None:
        self.beat("second", {"main_level": 0})
        self.move(0.5, other_shown=1)
        self._ring(OTHER)
        if self.facts.ridge is not None:
            starts = self.facts.cameras.starts
            at = np.array([starts.at_x, starts.at_y])
            self.move(0.3, scales=0)
            self.move(1.5, **self.focus(at, starts.zoom))
            self.beat("ridge")
            self.move(1.4, ridge=1, ridge_label=1)
            self.move(1.2, **self.pull_out())
        self.move(0.4, scales=1, other_level=1)
        self._go_on(OTHER, LANDING)
        self._judge(OTHER)
        if self.facts.contrast:
            self._look_in()
            self.beat("moral")
            both = self.facts.cameras.both
            self.move(2.5, **self.pull_out(), azimuth=both.azimuth)
            self.let_stand(LAST)

    def _plain_twin(self) -> None:
        self.beat("twin", {"main_label": 0, "main_level": 0})
        self.move(0.6, other_shown=1)
        self._go_on(OTHER)
        own, plain = self.shown.runs
        if "diverged" in own.outcome or "diverged" in plain.outcome:
            self._judge(OTHER)
            return
        self.beat(
            "compare",
            step=own.n_steps,
            optimizer=self._optimizer,
            loss=self.words.loss(own.loss[-1]),
            other=self.words.loss(plain.loss[-1]),
        )

    def _judge(self, index: int) -> None:
        """Say how a run ends, while it takes its last steps."""
        found, key = self.shown.verdicts[index], KEYS[index]
        gone = {"start_label": 0.0}
        losses = {"loss": self.words.loss(found.loss)}
        if self.facts.lowest is not None:
            losses["lowest"] = self.words.loss(self.facts.lowest)
        self.beat(self.facts.ending(index), gone, step=found.step, **losses)
        self._go_on(index)
        if f"ends_{found.ending}" in self.texts.labels:
            self._ring(index)
            self.move(0.9, linear, **{f"{key}_flight": 1.0, f"{key}_level": 0.0})
            self.jump(**{f"{key}_flight": 0.0, f"{key}_label": 1.0})

    def _look_in(self) -> None:
        """Tilt back and turn to where the other run is stuck."""
        into = self.facts.cameras.into
        aim = self.focus(np.array([into.at_x, into.at_y]), into.zoom)
        self.move(0.3, scales=0)
        self.move(2.6, **aim, **self.tilt(into.elevation, into.azimuth))

    def _go_on(self, index: int, spare: float = 0.0) -> None:
        """Let a run take its steps in a film's rhythm, up to some seconds before its end."""
        key, pace = KEYS[index], self.facts.paces[index]
        left = pace.seconds - self._values[key] - spare
        if left > 0:
            self.move(left, linear, **{key: pace.seconds - spare})

    def _ring(self, index: int) -> None:
        """Mark that a run is there."""
        value = f"{KEYS[index]}_ring"
        self.move(0.5, linear, **{value: 1})
        self.jump(**{value: 0})

    @property
    def main(self) -> Trajectory:
        """The run that the story is about."""
        return self.recording.main

    @cached_property
    def facts(self) -> DescentFacts:
        """What may be said of the main run, and of the other one if there is one."""
        runs = (self.main, *self.recording.companions.values())
        second = DescentRole.SECOND_START in self.recording.companions
        return DescentFacts(LandscapeRuns(runs), is_plain(self.main.spec), second)

    @property
    def shown(self) -> LandscapeRuns:
        """The runs on their landscape."""
        return self.facts.shown

    @cached_property
    def looks(self) -> tuple[RunLook, ...]:
        """A disc for the main run, a ring for the other; a twin steps back."""
        names = self.words.runs(other_start=self.facts.other_start)
        colour = self.theme.point if self.facts.other_start else self.theme.muted
        paces, colours = self.facts.paces, (self.theme.point, colour)
        looks = zip(KEYS, names, colours, (True, False), paces, strict=False)
        return tuple(RunLook(*each, settles=True) for each in looks)

    @cached_property
    def words(self) -> DescentWords:
        """Names and numbers for sentences."""
        return DescentWords(self.texts, self.shown)

    def kicker(self) -> str:
        """The optimizer, and what it runs on."""
        return self.words.kicker()

    @property
    def _optimizer(self) -> str:
        return self.words.in_title(self.main.spec.optimizer_name)


ORBIT = 36.0
"""Degrees by which the landscape turns while it is introduced."""
STEP_SEEN, LEAST_ZOOM = 0.2, 1.6
"""How long, in the window's sides, the first step should look from near, and how near that is at
least."""
STARTS_ZOOM = 1.7
"""How near the camera comes to both starts."""
ASIDE = 0.15, 0.11
"""How far from the middle the start may then be, across and down, as fractions of a tall stage."""
HIDDEN = 0.05, 0.22
"""So near to the edges nothing should happen, across and down, likewise: there may be words."""
RIM, LOOK_IN, TOWARDS_STARTS = 0.07, 1.3, 0.45
"""How far about the place where a run is stuck all should be seen, in the window's sides, how near
the camera comes to it, and how far from there to the starts it looks, for these to be seen too."""


class _Zooms:
    """How near the first step is at the most; a wide map then fills a tall frame."""

    most = Shaped(3.0, tall=3.12)


@dataclass(frozen=True)
class Cameras:
    """Where the camera rests.

    Attributes:
        opening: at first, turned away from `solid`.
        solid: from where most of the paths is seen.
        near: above the start, near enough to see the first step.
        map: above, beside the panel.
        starts: above, on both starts, near enough to see what lies between them.
        into: into the place where the last run has ended, beside the panel.
        both: from there on all of the landscape.
    """

    opening: Camera
    solid: Camera
    near: Camera
    map: Camera
    starts: Camera
    into: Camera
    both: Camera


def cameras_on(shown: LandscapeRuns) -> Cameras:
    """Choose from where to look at some runs."""
    points = [each.points[np.isfinite(each.values)] for each in shown.traces]
    solid = _seeing(shown, np.concatenate(points))
    end = shown.runs[-1].parameters[-1]
    stuck = np.concatenate([points[-1], _about(shown, end)])
    both = replace(_seeing(shown, stuck, alone=False), aside=1.0)
    near = _near_zoom(shown)
    start = _filling(shown.landscape, shown.runs[0].parameters[:2], near)
    return Cameras(
        opening=replace(solid, azimuth=solid.azimuth - ORBIT),
        solid=solid,
        near=_on(solid.above(), start, near),
        map=replace(solid.above(), aside=1.0),
        starts=_on(replace(solid.above(), aside=1.0), _between_starts(shown), STARTS_ZOOM),
        into=_on(both, end + TOWARDS_STARTS * (_between_starts(shown) - end), LOOK_IN),
        both=both,
    )


def _between_starts(shown: LandscapeRuns) -> FloatArray:
    return np.asarray(np.mean([run.parameters[0] for run in shown.runs], axis=0))


def _on(camera: Camera, point: FloatArray, zoom: float) -> Camera:
    x, y = map(float, point)
    return replace(camera, zoom=zoom, centred=1.0, at_x=x, at_y=y)


def _near_zoom(shown: LandscapeRuns) -> float:
    """How near the first step is seen well."""
    run = shown.runs[0]
    share = shown.landscape.share(run.parameters[1] - run.parameters[0]) if run.n_steps else 0.0
    wanted = STEP_SEEN / share if share else LEAST_ZOOM
    return float(min(max(wanted, LEAST_ZOOM), _Zooms.most))


def _filling(landscape: Landscape, step: FloatArray, zoom: float) -> FloatArray:
    """A place (2,) near a start on which the camera looks so that the map fills a tall frame.

    A wide one has the start itself in the middle, and a tall one if the step leads out of sight.

    Args:
        landscape: the map's.
        step: (1, 2) or (2, 2), from the start on.
        zoom: how near the camera is.
    """
    if not is_tall():
        return np.asarray(step[0])
    low, high = landscape.window
    room = map_room(Rooms.whole, (Rooms.numbers, *MAP_ROOM))
    size, all_of_it = map_size(landscape, room) * zoom, Rooms.near
    middle = np.array([room.left + room.right, room.top + room.bottom]) / 2
    before = np.array([middle[0] - all_of_it.left, all_of_it.bottom - middle[1]]) / size
    after = np.array([all_of_it.right - middle[0], middle[1] - all_of_it.top]) / size
    start, end = (step[[0, -1]] - low) / (high - low)
    first, last = before, 1 - after
    wanted = np.where(first < last, np.clip(start, first, last), (first + last) / 2)
    aside = np.array(ASIDE) / size
    found = start + np.clip(wanted - start, -aside, aside)
    hidden = np.array(HIDDEN) / size
    seen = (found - before + hidden < end) & (end < found + after - hidden)
    return np.asarray(low + (found if seen.all() else start) * (high - low))


def _seeing(shown: LandscapeRuns, points: FloatArray, *, alone: bool = True) -> Camera:
    return best_camera(shown.landscape, points, shown.objective.losses(points), alone=alone)


def _about(shown: LandscapeRuns, place: FloatArray) -> FloatArray:
    """Points (n, 2) on a ring about a place, inside the window."""
    low, high = shown.landscape.window
    turns = np.linspace(0, 2 * np.pi, 48, endpoint=False)
    ring = place + RIM * (high - low) * np.stack([np.cos(turns), np.sin(turns)], axis=1)
    return np.asarray(ring[((low <= ring) & (ring <= high)).all(axis=1)])


FIRST_STEPS = 2, 3, 4, 5, 6
"""The steps that a run takes slowly, so that each is seen to leave its line."""
LONGEST = 5.0
"""Seconds that the whole of a path takes at the most."""


@dataclass(frozen=True, eq=False)
class DescentFacts:
    """Facts about one run, or two, down a landscape.

    Attributes:
        shown: the runs, the story's first.
        plain: whether its optimizer is plain gradient descent.
        other_start: whether the second run has another start.
    """

    shown: LandscapeRuns
    plain: bool
    other_start: bool

    @property
    def main(self) -> Trajectory:
        """The run that the story is about."""
        return self.shown.runs[0]

    @cached_by_shape
    def cameras(self) -> Cameras:
        """From where the story looks."""
        return cameras_on(self.shown)

    @property
    def rests(self) -> list[Camera]:
        """The cameras at which the story rests while words stand beside the runs' ends."""
        cameras = self.cameras
        return [cameras.map, cameras.into, cameras.both] if self.contrast else [cameras.map]

    @cached_property
    def paces(self) -> tuple[PacedRun, ...]:
        """When each run takes its steps: those that are seen, then all others at once."""
        return tuple(map(self._pace, range(len(self.shown.runs))))

    @property
    def contrast(self) -> bool:
        """Whether one start leads to the global minimum, and another to a higher one."""
        endings = [each.ending for each in self.shown.verdicts]
        return self.other_start and endings == ["global", "local"]

    @cached_property
    def ridge(self) -> FloatArray | None:
        """The ridge between two minima, if it runs between the starts and no path crosses it.

        Beyond the saddle it goes up again, away from the starts: that part is left out.
        """
        if not self.contrast:
            return None
        first, other = (run.parameters for run in self.shown.runs)
        window = self.shown.landscape.window
        found = ridge_between(self.shown.objective, first[-1], other[-1], window)
        if found is None or crossings(found, first[0], other[0]) % 2 == 0:
            return None
        ways = [*pairwise(first), *pairwise(other)]
        if any(crossings(found, *way) for way in ways):
            return None
        saddle = int(self.main.objective.losses(found).argmin())
        parts = found[: saddle + 1], found[saddle:]
        return next((each for each in parts if crossings(each, first[0], other[0])), None)

    @property
    def right_angles(self) -> bool:
        """Whether a step is seen to leave the line of its loss at a right angle."""
        whole = self.main.spec.batch_size is None
        return self.plain and whole and drawn_to_scale(self.shown.landscape)

    @property
    def moves(self) -> bool:
        """Whether there is a slope at the start, or the optimizer moves without one."""
        places = self.main.parameters
        return bool(self.main.objective.gradient(places[0]).any() or (places != places[0]).any())

    @property
    def has_first_step(self) -> bool:
        """Whether what came of the first step was recorded."""
        steps = self.main.recorded_steps
        return bool(steps.size > 1 and steps[1] == 1)

    @property
    def repeated(self) -> str:
        """The beat that says what came of the steps."""
        if self.main.n_steps == 1:
            return "once"
        if not every_step_falls(self.main, self.shown.seen_end(0)):
            return "repeat"
        return "falls_across" if self.right_angles else "falls"

    def ending(self, index: int) -> str:
        """The beat that says how a run ended."""
        found = self.shown.verdicts[index].ending
        objective, data = self.main.objective, self.main.dataset
        if found in ("left", "moving") and isinstance(objective, SurfaceObjective):
            return f"{found}_floorless" if objective.surface.lowest == -np.inf else found
        if found == "separated" and data is not None and not are_apart(data):
            return "touching"
        return "short" if found in SHORT and self.lowest is not None else found

    @cached_property
    def lowest(self) -> float | None:
        """The loss of the best fit to the data, where there is one."""
        return None if self.main.dataset is None else lowest_loss(self.main)

    def _pace(self, index: int) -> PacedRun:
        run, end = self.shown.runs[index], self.shown.seen_end(index)
        seen = [int(step) for step in run.recorded_steps if step < end]
        last = [each for each in sorted({end, run.n_steps}) if each not in seen]
        return paced([*seen, *last], slow=FIRST_STEPS, seconds=LONGEST)


MOST_DECIMALS, MORE = 6, 3
"""Places after a point at the most, and so many more than usual if the sum needs them."""


class SumPlaces:
    """Where both lines are, as fractions of the stage.

    Attributes:
        strip: the ground that they stand on.
        inset: from its left edge to the rules.
        rules: the baselines of the rules.
        numbers: those of the numbers: in a tall frame each line is broken after its rule.
        gap: between two columns.
        sizes: of the numbers: the first at which they fit.
    """

    strip = Shaped(
        Box(left=GRID.margin, right=1 - GRID.margin, top=0.822, bottom=1 - GRID.margin),
        tall=Box(left=GRID.margin, right=1 - GRID.margin, top=0.762, bottom=1 - GRID.margin),
    )
    inset = Shaped(0.016, tall=0.03)
    rules = Shaped((0.875, 0.93), tall=(0.804, 0.894))
    numbers = Shaped((0.875, 0.93), tall=(0.844, 0.934))
    gap = Shaped(0.009, tall=0.014)
    sizes = Shaped((SIZES.number,), tall=(SIZES.number, SIZES.smallest))


@dataclass(frozen=True)
class Sum:
    """One parameter's line: before - rate * slope = after, as it is written.

    Attributes:
        before, rate, slope, after: the numbers.
        sign: before the result: equals, or nearly.
    """

    before: str
    rate: str
    slope: str
    after: str
    sign: str

    @property
    def rate_factor(self) -> str:
        """The rate with what stands before and after it."""
        return f"− {self.rate} ×"

    @property
    def slope_factor(self) -> str:
        """The slope, in parentheses if it is negative."""
        return f"({self.slope})" if self.slope.startswith("−") else self.slope


def first_sums(run: Trajectory, written: Quantity, *, plain: bool) -> tuple[Sum, Sum]:
    """Write out the first step of a run of two parameters, whose second record is that step.

    Args:
        run: the run.
        written: how its parameters are, with more decimals if the step would not be seen.
        plain: whether the step is the gradient; else it is the optimizer's own, s.
    """
    moved = float(np.abs(run.parameters[1] - run.parameters[0]).max())
    if not written.power:
        places = min(max(written.decimals, decimals_for(moved, 2)), MOST_DECIMALS)
        written = Quantity(places)
    first, second = (_sum(run, axis, written, plain=plain) for axis in (0, 1))
    return first, second


class StepSums:
    """Both lines on a strip below the landscape.

    Attributes:
        fixed: what stands there from the start.
        before, slope: the numbers that come in, each of both lines.
        signs, after: what comes out.
    """

    def __init__(
        self, sheet: Sheet, names: tuple[str, str], sums: Sequence[Sum], *, plain: bool
    ) -> None:
        """Set the lines.

        Args:
            sheet: where they will be drawn.
            names: the parameters' names in Typst's maths.
            sums: of both.
            plain: whether the step is the gradient; else it is the optimizer's own, s.
        """
        self._sheet, ink = sheet, sheet.theme.text
        left = SumPlaces.strip.left + SumPlaces.inset
        rules = [
            math(sheet, _rule(name, plain=plain), (left, baseline))
            for name, baseline in zip(names, SumPlaces.rules, strict=True)
        ]
        self._right = left
        if not is_tall():
            self._right += max(float(rule.get_size()[1]) for rule in rules) / sheet.width
        self._size = _size_for(sums)
        equals = self._column(["="] * 2, ink)
        self.before = self._column([each.before for each in sums], ink)
        rates = self._column([each.rate_factor for each in sums], ink)
        slopes = sheet.theme.gradient if plain else ink
        self.slope = self._column([each.slope_factor for each in sums], slopes)
        signs = self._column([each.sign for each in sums], ink)
        self.after = self._column([each.after for each in sums], ink, bold=True)
        self.fixed: list[Artist] = [background(sheet, SumPlaces.strip), *rules, *equals, *rates]
        self.signs: list[Artist] = [*signs]

    def _column(self, contents: Sequence[str], colour: str, *, bold: bool = False) -> list[Text]:
        """Set one below the other, held by their right edge, right of what is there."""
        made: list[Text] = []
        labels = [
            Label(
                self._sheet, each, (0, 0), colour=colour, size=self._size, edge="right", bold=bold
            )
            for each in contents
        ]
        self._right += SumPlaces.gap + max(each.width for each in labels)
        for each, baseline in zip(labels, SumPlaces.numbers, strict=True):
            each.set_position((self._sheet.x(self._right), self._sheet.y(baseline)))
            made.append(each)
        return made


def _size_for(sums: Sequence[Sum]) -> float:
    """The first size at which the numbers fit on their lines, or else the last."""
    rows = [("=", e.before, e.rate_factor, e.slope_factor, e.sign) for e in sums]
    columns = [max(map(text_width, column)) for column in zip(*rows, strict=True)]
    ems = sum(columns) + max(text_width(each.after, bold=True) for each in sums)
    strip, gaps = SumPlaces.strip, SumPlaces.gap * (len(columns) + 1)
    room = strip.right - strip.left - 2 * SumPlaces.inset - gaps
    sizes = SumPlaces.sizes
    return next((size for size in sizes if across(size * ems) <= room), sizes[-1])


def _rule(name: str, *, plain: bool) -> str:
    move = f"gradient(partial L slash partial {name})" if plain else "s"
    return f"{name} arrow.l {name} - eta thin {move}"


def _sum(run: Trajectory, axis: int, written: Quantity, *, plain: bool) -> Sum:
    before, after = (float(each) for each in run.parameters[:2, axis])
    rate = run.spec.learning_rate_at(0)
    step = float(run.gradients[0, axis]) if plain else (before - after) / rate
    slope = _slope_quantity(step, written.step / rate, written)
    terms = _sums_ways(before, written), [as_given(rate)], _sums_ways(step, slope)
    found: Worked = worked(lambda x, eta, s: x - eta * s, terms, after, written.text)
    shown_before, shown_rate, shown_slope = found.terms
    sign = "=" if found.exact else "≈"
    return Sum(shown_before, shown_rate, shown_slope, found.result, sign)


def _sums_ways(value: float, written: Quantity) -> Ways:
    """A number as it is usually written, and with more decimals."""
    more = (replace(written, decimals=written.decimals + each) for each in range(MORE + 1))
    return tuple(dict.fromkeys(each.text(value) for each in more))


def _slope_quantity(slope: float, seen: float, written: Quantity) -> Quantity:
    """How a slope is written, so that rate times slope gives what is written beside it.

    Args:
        slope: or the optimizer's own step.
        seen: the least change of it that is seen in the parameters.
        written: how they are.
    """
    in_full = not slope or SMALL <= abs(slope) < LARGE or abs(slope) < seen
    found = written if in_full and not written.power else sized(abs(slope) or 1.0, 2)
    enough = found.power - int(np.floor(np.log10(seen)))
    return replace(found, decimals=min(max(found.decimals, enough), MOST_DECIMALS))


ARROW, CORNER = 0.13, 0.013
"""Length of the gradient's arrow, and size of the right angle's mark, in the window's sides."""
ABOVE = 0.02
"""From the strip of the sums to the lowest baseline of a word, in heights of a wide stage."""


@dataclass(frozen=True)
class NumberPair:
    """Two numbers in parentheses beside a point.

    Attributes:
        word: all of it.
        numbers: both, each as a text of its own where it stands in the word.
        marks: the parentheses and the comma, in the same way.
    """

    word: PointWord
    numbers: tuple[Text, Text]
    marks: Sequence[Text]


class FirstStep:
    """The drawings of the first step of the first of some runs.

    Their values: `start_label`, the loss at the start; `uphill` and `downhill`, shares of both
    arrows; `corner`, the mark of the right angle; `sums`, the strip; `near`, the numbers beside the
    points; `flights`, how many numbers have flown in; `result`, with an empty pair of parentheses
    beside where the step leads, and `back`, how many flew there.
    """

    def __init__(self, runs: RunsOnLandscape, cameras: Cameras, *, plain: bool) -> None:
        """Prepare them.

        Args:
            runs: on the landscape.
            cameras: where the story rests.
            plain: whether the step is the gradient; else it is the optimizer's own.
        """
        self.runs, self.cameras, self.plain = runs, cameras, plain
        self.view, self.sheet, self.main = runs.view, runs.sheet, runs.shown.runs[0]
        self._words: list[PointWord] = []

    def add_arrows(self) -> None:
        """Put both arrows and the right angle on what is there."""
        start, theme = self.main.parameters[0], self.sheet.theme
        self._add_arrow(np.array([start, self._tip]), theme.gradient, "uphill")
        gradient = self.main.objective.gradient(start)
        if gradient.any() and drawn_to_scale(self.view.landscape):
            losses = self.main.objective.losses
            self.view.draw(RightAngle(self.view, start, gradient, losses, CORNER).at, "corner")
        if len(self.main.recorded_steps) > 1:
            self._add_arrow(self.main.parameters[:2], theme.point, "downhill")

    def add_words(self) -> None:
        """Put words and sums on top."""
        start, label = self.main.parameters[0], self.runs.texts.label("loss")
        content = f"{label} {self.runs.loss_text(float(self.main.loss[0]))}"
        self.view.draw(self._word(content, start).at, "start_label", within=False)
        self._words.clear()  # it has gone when the others come
        if len(self.main.recorded_steps) > 1:
            self._add_sums()

    @cached_property
    def _tip(self) -> FloatArray:
        """Where the gradient's arrow ends (2,): it has one length, and is cut at the window."""
        start = self.main.parameters[0]
        gradient = self.main.objective.gradient(start)
        length = self.view.landscape.share(gradient)
        if not length:
            return np.array(start)
        end = start + gradient / length * ARROW
        _, last = inside(start, end, self.view.landscape.window)
        return np.asarray(start + (end - start) * last)

    def _add_arrow(self, ends: FloatArray, colour: str, value: str) -> None:
        arrow = TurningArrow(self.view, ends, self.main.objective.losses, colour)
        self.view.draw(arrow.at, value)

    def _add_sums(self) -> None:
        """The strip, and the numbers that fly into it and out of it."""
        sheet, plain = self.sheet, self.plain
        sums = first_sums(self.main, parameter_quantity(self.runs.shown), plain=plain)
        first, second = (name.strip("$") for name in self.runs.names)
        strip = StepSums(sheet, (first, second), sums, plain=plain)
        here = self._pair("", [each.before for each in sums], self.main.parameters[0])
        flights, pairs = [*zip(here.numbers, strip.before, strict=True)], [here]
        if plain:
            named = f"{self.runs.texts.label('gradient')} "
            slopes = [each.slope for each in sums]
            pairs.append(self._pair(named, slopes, self._tip, self._size_of_gradient()))
            flights += zip(pairs[-1].numbers, strip.slope, strict=True)
        there = self._pair("", [each.after for each in sums], self.main.parameters[1])
        sheet.add(faded(*strip.fixed, *(() if plain else strip.slope)), "sums")
        for pair in pairs:
            self.view.draw(pair.word.at, "near", within=False)
        self.view.draw(there.word.ground_at, "result", within=False)
        sheet.add(faded(*there.marks), "result")
        sheet.add(_while_seen(travels(sheet, flights)), "flights", "sums")
        sheet.add(faded(*strip.signs, *strip.after), "result")
        back = [*zip(strip.after, there.numbers, strict=True)]
        sheet.add(_while_seen(travels(sheet, back)), "back", "result")

    def _size_of_gradient(self) -> str:
        """The length of the first gradient with its name, in digits that its two numbers give."""
        slope = float(np.hypot(*self.main.objective.gradient(self.main.parameters[0])))
        name = self.runs.texts.label("size")
        written = slope_quantity(self.runs.shown)
        written = replace(written, decimals=max(written.decimals - 1, 0))
        return f", {name} {written.text(slope)}"

    def _pair(
        self, name: str, numbers: Sequence[str], point: FloatArray, tail: str = ""
    ) -> NumberPair:
        first, second = numbers
        colour = self.sheet.theme.gradient if name else self.sheet.theme.text
        word = self._word(f"{name}({first}, {second}){tail}", point, colour)
        leads = f"{name}(", f"{name}({first}, "
        one, other = (self._within(word, *each) for each in zip(leads, numbers, strict=True))
        before = name, leads[0] + first, leads[1] + second
        marks = [self._within(word, *each) for each in zip(before, "(,)", strict=True)]
        return NumberPair(word, (one, other), marks)

    def _within(self, word: PointWord, before: str, part: str) -> Text:
        """A part of a word as a text of its own, where it stands in it from near."""
        left, baseline = word.place(self.cameras.near)
        colour = str(word.label.get_color())
        lead = Label(self.sheet, before, (0, 0), colour=colour, bold=True).advance
        place = left + lead, baseline
        return Label(self.sheet, part, place, colour=colour, bold=True)

    def _word(self, content: str, point: FloatArray, colour: str | None = None) -> PointWord:
        """A word beside a point, clear of the arrows and of the words before it, from near."""
        spot, near = (point, self.runs.loss_at(point)), self.cameras.near
        start, after = self.main.parameters[0], self.main.parameters[:2][-1]
        points = np.concatenate([np.linspace(start, end, 40) for end in (after, self._tip)])
        taken = [self.view.project(points, self.main.objective.losses(points), near)]
        level, _ = LevelLine(self.view).through(start, float(self.main.loss[0]))
        taken.append(self.view.seen_from(near)(level))
        taken += [word.taken(near) for word in self._words]
        seen = [(near, np.concatenate(taken))]
        lowest = SumPlaces.strip.top - down(ABOVE)
        word = PointWord(self.view, content, spot, seen, colour=colour, floor=lowest)
        self._words.append(word)
        return word


def _while_seen(
    drawing: Callable[[float], Sequence[Artist]],
) -> Callable[[float, float], Sequence[Artist]]:
    """A drawing of a value that fades with an opacity."""

    def shown(value: float, alpha: float) -> Sequence[Artist]:
        if not alpha:
            return ()
        drawn = drawing(value)
        for each in drawn:
            each.set_alpha(alpha)
        return drawn

    return shown


def add_level_lines(runs: RunsOnLandscape) -> None:
    """Put the line of one loss through the start, and those through both runs' points.

    Their values: `level`, how far the first has grown; of each run its key with `_level`.
    """
    view, main = runs.view, runs.shown.runs[0]
    start, loss, line = main.parameters[0], float(main.loss[0]), LevelLine(view)
    view.draw(lambda camera, share: line.at(camera, start, loss, share, 1.0), "level")
    for index, look in enumerate(runs.looks):
        view.draw(_level_of(runs, index), look.key, f"{look.key}_level")


def _level_of(runs: RunsOnLandscape, index: int) -> Callable[[Camera, float, float], list[Artist]]:
    """The line of the loss at which a run is."""
    line, look, run = LevelLine(runs.view), runs.looks[index], runs.shown.runs[index]

    def shown(camera: Camera, value: float, alpha: float) -> list[Artist]:
        if not alpha:
            return []
        point = between_steps(run, run.parameters, look.step(value))
        loss = float(run.objective.losses(point[None])[0])
        return line.at(camera, point, loss, 1.0, alpha) if np.isfinite(loss) else []

    return shown


def add_ridge(runs: RunsOnLandscape, ridge: FloatArray, rests: Sequence[Camera]) -> None:
    """Put the ridge between the starts; it grows from there with the value `ridge`.

    Args:
        runs: two of them.
        ridge: (n, 2).
        rests: the cameras at which the story rests while its name is there, with the value
            `ridge_label`.
    """
    view, shown = runs.view, runs.shown
    line, losses = BrightLine(view, width=4.0, dashed=True), shown.objective.losses(ridge)
    places = view.relief.on(ridge, losses, lift=LIFT)
    between = np.mean([run.parameters[0] for run in shown.runs], axis=0)
    start = int(np.hypot(*(ridge - between).T).argmin())
    view.draw(lambda camera, share: line.at(camera, grown(places, start, share), 1.0), "ridge")
    spot = ridge[int(losses.argmax())]
    seen = []
    for camera in rests:
        ends = [word.taken(camera) for word in runs.words if word is not None]
        drawn = view.project(ridge, losses, camera)
        seen.append((camera, np.concatenate([drawn, *_lines_ways(runs, camera), *ends])))
    word = PointWord(view, runs.texts.label("ridge"), (spot, runs.loss_at(spot)), seen)
    view.draw(word.at, "ridge_label", within=False)


def add_opening_words(runs: RunsOnLandscape, rests: Sequence[Camera]) -> None:
    """Put what becomes of each run beside its end, with the value `asked`: no numbers yet.

    Args:
        runs: on the landscape.
        rests: the cameras between which the story turns meanwhile.
    """
    view, shown = runs.view, runs.shown
    seen = [(camera, np.concatenate(_lines_ways(runs, camera))) for camera in rests]
    for run, found in zip(shown.runs, shown.verdicts, strict=True):
        spot = run.parameters[-1], float(run.loss[-1])
        word = PointWord(view, runs.texts.label(f"ends_{found.ending}"), spot, seen)
        view.draw(word.at, "asked", within=False)


def _lines_ways(runs: RunsOnLandscape, camera: Camera) -> list[FloatArray]:
    """Pixels (n, 2) all along each run's path, for words to stay clear of."""
    share = np.linspace(0, 1, 8, endpoint=False)[:, None, None]
    drawn = [runs.view.project(each.points, each.values, camera) for each in runs.shown.traces]
    return [(way[:-1] + share * np.diff(way, axis=0)).reshape(-1, 2) for way in drawn]


FIRST, PROBE_LAST = 0.08, 0.92
"""Between these shares of the window's width it goes, half-way up the window."""
PROBE_ABOVE = 0.036
"""From the point to its number, in the stage's heights."""
A_SECOND = 5
"""How often the number changes."""


def add_probe(runs: RunsOnLandscape, seconds: float) -> None:
    """Put it on the landscape.

    Its values: `probe`, the seconds it has been under way, and `probe_shown`.

    Args:
        runs: on the landscape.
        seconds: how long it goes.
    """
    sheet, theme = runs.sheet, runs.sheet.theme
    dot = RingedPoint(sheet, colour=theme.point)
    number = Label(sheet, "0", (0, 0), colour=theme.text, bold=True, edge="centre")
    ground = backed(number)
    name = runs.texts.label("loss")

    def at(passed: float) -> tuple[np.ndarray, float]:
        low, high = runs.view.landscape.window
        share = FIRST + (PROBE_LAST - FIRST) * passed / seconds
        point = low + np.array([share, 0.5]) * (high - low)
        return point, runs.loss_at(point)

    def shown(camera: Camera, passed: float, alpha: float) -> Sequence[Artist]:
        point, loss = at(passed)
        if not alpha or not np.isfinite(loss):
            return ()
        place = runs.view.project(point[None], np.array([loss]), camera)[0]
        number.set_text(f"{name} {runs.loss_text(at(np.floor(passed * A_SECOND) / A_SECOND)[1])}")
        number.set_position((float(place[0]), float(place[1]) + sheet.tall(PROBE_ABOVE)))
        drawn = [*dot.at(place), number]
        for each in drawn:
            each.set_alpha(alpha)
        ground.set_alpha(OPACITY * alpha)
        return drawn

    runs.view.draw(shown, "probe", "probe_shown", within=False)


def add_descent(runs: RunsOnLandscape, facts: DescentFacts, probe_seconds: float) -> None:
    """Put the landscape on the sheet, then lines, then the paths and their numbers.

    Args:
        runs: on the landscape.
        facts: what may be said of them.
        probe_seconds: how long the point takes that shows what a height means.
    """
    cameras = facts.cameras
    runs.add_landscape()
    add_level_lines(runs)
    add_probe(runs, probe_seconds)
    first = FirstStep(runs, cameras, plain=facts.plain)
    first.add_arrows()
    runs.add_runs()
    if facts.ridge is not None:
        add_ridge(runs, facts.ridge, [cameras.starts, *facts.rests])
    if facts.contrast:
        add_opening_words(runs, [cameras.opening, cameras.solid])
    runs.view.add_haze()
    runs.add_panel()
    first.add_words()


STEPS = 100
"""How many steps a run takes unless it is said."""
PLAIN = "gradient-descent"
OTHER_START = (0.3, 1.0)
"""The second start of the default story: close to the first, on the other side of the ridge."""


class DescentRole(Role, Enum):
    """A run beside the main one: from another start, or of plain gradient descent."""

    SECOND_START = auto()
    PLAIN_TWIN = auto()


def is_plain(spec: RunSpec) -> bool:
    """Whether a run is plain gradient descent's."""
    return spec.optimizer_name == PLAIN


def starts_at(spec: RunSpec, surface: object, start: object) -> bool:
    """Whether a run is on a surface of that name, from that start."""
    objective = spec.objective
    known = isinstance(objective, SurfaceObjective) and objective.surface.name == surface
    return known and tuple(spec.start) == start


def plain_twin(main: RunSpec) -> RunSpec:
    """Plain gradient descent from the same start, at a rate of its own."""
    return with_rate(replace(main, optimizer=optimizers.build(PLAIN)), None)


def second_start(main: RunSpec) -> RunSpec:
    """The same from the other side of the ridge."""
    return replace(main, start=np.array(OTHER_START))


def requested(scene: str, options: RunOptions) -> RunSpec:
    """Return the run that the options ask for: of a logistic regression if they name data.

    Args:
        scene: whose name errors have.
        options: what is asked for.

    Raises:
        RequestError: the data have more than one feature.
    """
    chosen = options.changed(steps=options.steps or STEPS, learning_rate=options.learning_rate)
    if options.data or options.x or options.y or options.positive:
        data = dataset(chosen)
        check_one_feature(scene, data)
        return logistic_on(data, chosen)
    spec = surface_spec(chosen.changed(learning_rate=1.0))
    return with_rate(spec, options.learning_rate)


LONGEST_TITLE = 44
TINY = 1e-3
"""A loss that is less is written as a power of ten."""


@dataclass(frozen=True, eq=False)
class DescentWords:
    """Names and numbers for sentences.

    Attributes:
        texts: the scene's.
        shown: the runs.
    """

    texts: Captions
    shown: LandscapeRuns

    def kicker(self) -> str:
        """The optimizer, and what it runs on."""
        main = self.shown.runs[0]
        optimizer = self.in_title(main.spec.optimizer_name)
        return self.texts.label("kicker", optimizer=optimizer, surface=self._landscape(main))

    def runs(self, *, other_start: bool) -> tuple[str, str]:
        """What both runs are called: by their starts, or by their optimizers."""
        if other_start:
            return self.texts.label("first_start"), self.texts.label("second_start")
        own = self.shown.runs[0].spec.optimizer_name
        return self.in_title(own), self.in_title(PLAIN)

    def in_title(self, optimizer: str) -> str:
        """An optimizer in words, with a capital as in a title."""
        words = self.texts.optimizer(optimizer)
        return words[:1].upper() + words[1:]

    def loss(self, value: float) -> str:
        """A loss as the panel has it; what is tiny as a power of ten."""
        tiny = 0 < abs(value) < TINY
        return scientific(value) if tiny else loss_quantity(self.shown).text(float(value))

    def _landscape(self, run: Trajectory) -> str:
        objective = run.objective
        if isinstance(objective, SurfaceObjective):
            return shorten(self.texts.surface(objective.surface), LONGEST_TITLE)
        data = run.dataset
        assert data is not None  # noqa: S101  a model has data
        target, feature = map(self.texts.column, (data.target_name, data.feature_names[0]))
        return self.texts.label("model_loss", target=target, feature=feature)
