"""Gradient descent, or any optimizer, on a loss surface that turns and becomes its own map."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property, partial
from itertools import pairwise
from typing import Any

import numpy as np

from gradreel.scenes.stage.plotting import (
    GRID,
    LARGE,
    LIFT,
    MAP_ROOM,
    OPACITY,
    SIZES,
    SMALL,
    Artists,
    Box,
    BrightLine,
    ByShape,
    Camera,
    FigureStory,
    FloatArray,
    Label,
    Landscape,
    LandscapeRuns,
    LevelLine,
    ModelObjective,
    PointWord,
    Quantity,
    Read,
    RightAngle,
    RingedPoint,
    Rooms,
    RunLook,
    RunMap,
    RunOptions,
    RunPlayer,
    Runs,
    RunSpec,
    RunTable,
    Sheet,
    Stroke,
    Trajectory,
    TurningArrow,
    TurningView,
    Words,
    Worked,
    always,
    are_apart,
    backed,
    background,
    best_camera,
    best_wave,
    between_steps,
    build,
    cached_by_shape,
    camera_on,
    crossings,
    decimals_for,
    down,
    drawn_to_scale,
    every_step_falls,
    grown,
    ink,
    inside,
    is_tall,
    linear,
    loss_quantity,
    lowest_loss,
    map_room,
    map_size,
    math,
    over,
    paced,
    parameter_quantity,
    ridge_between,
    runs,
    scientific,
    shorten,
    sized,
    spread,
    travel,
    travels,
    values,
    worked_update,
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

PLAIN, STEPS = "gradient-descent", 100
"""The rule that others are compared with, and how many steps a run takes unless it is said."""

OTHER_START = (0.3, 1.0)
"""The second start of the default story: close to the first, on the other side of the ridge."""

SERIES, PERIODS, PEAKS, SIDE = "sunspots", (0.663, 1.325), 0.3, 141
"""The wave whose loss the scene begins with: its data, which periods and how far about its peak are
seen, in shares of the best period, and points of that landscape along each side."""

SUNK, CUT = 0.02, 4.5
"""How high a landscape is, of its height, while another takes its place; and how wide the curve
across it is, in pixels of a 1280x720 frame."""

SHRUNK, WATCHED = 0.5, 5
"""The last slope is so small a share of the first, where it is said that steps shrink; and so many
steps are seen before."""

PROBE, FLIGHT = 2.9, 0.4
"""Seconds in which a point goes across the landscape, and in which a number flies."""

LONGEST, FIRST_STEPS = 5.0, (2, 3, 4, 5, 6)
"""Seconds that the whole of a path takes at the most, and the steps that a run takes slowly, so
that each is seen to leave its line."""

LANDING, LAST = 0.3, 2.2
"""Seconds of a path's end for the sentence on how it ends, unless the last loss has been named; and
that the last picture stands."""

CLOSER, WIDER, MARK = 1.4, 1.25, 6.5
"""How near the last picture is, with which the race begins, and a whole map without its scales;
and the radius of a mark at each step, in pixels of a 1280x720 frame."""

SHORT = "moving", "slow", "swinging"
"""Ends that may be far from the best fit to the data."""

STEP_SEEN, LEAST_ZOOM, STARTS_ZOOM, WAYS_ZOOM = 0.2, 1.6, 1.7, 1.5
"""How long, in the window's sides, the first step should look from near, and how near that is at
the least; how near both starts, and the ways from there, are."""

ASIDE_START, HIDDEN = (0.15, 0.11), (0.05, 0.22)
"""How far from the middle the start may be, across and down, as fractions of a tall stage; and so
near to its edges nothing should happen: there may be words."""

PROBE_WAY, ABOVE_PROBE, A_SECOND = 0.84, 0.036, 5
"""The share of the window's width that the probe crosses, half-way up it; from there to its number,
in the stage's heights; and how often that changes."""

ARROW, CORNER, OVER_STRIP = 0.17, 0.013, 0.02
"""Length of the gradient's arrow, and size of the right angle's mark, in the window's sides; and
from the strip to the lowest baseline of a word, in heights of a wide stage."""

ORBIT, ASIDE = 36.0, -24.0
"""Degrees by which the landscape turns while it is introduced, and by which the first is turned."""

LONGEST_TITLE, TINY = 44, 1e-3
"""Characters of what a run goes down at the most; a loss that is less is a power of ten."""


class Walk(RunPlayer):
    """A run that is followed: those steps that are seen, then all others at once.

    Its values: opacities of it, of the word at its end and of the line of its loss; the share of
    the ring where it begins or ends; and how far its last loss has flown from the panel.
    """

    def __init__(self, run: Trajectory, end: int) -> None:
        self.run = run
        seen = run.recorded_steps[run.recorded_steps < end].tolist()
        last = sorted({end, run.n_steps})
        super().__init__(paced([*seen, *last], slow=FIRST_STEPS, seconds=LONGEST))
        self.shown, self.word, self.level, self.ring, self.flight = values(5)

    def step(self) -> float:
        """Where the run is: after its first step, at the one that the panel tells."""
        seconds, pace = self.seconds(), self.pace
        return max(pace.arriving(seconds), min(pace.step(seconds), pace.steps[:2][-1]))


class Descent(FigureStory):
    """One run down a landscape, and a second beside it: another start, or plain descent.

    Attributes:
        is_plain: whether the step is the gradient, or else the optimizer's own.
        right_angles: whether a step is seen to leave the line of its loss at a right angle.
        other_start: whether the second run has another start.
        contrast: whether one start leads to the global minimum, and another to a higher one.
        before: the landscape of the opening.
        losses: how they are written.
        lowest: the loss of the best fit to the data, as it is written, where there is one.

    Its values are opacities, but `probe`, the seconds it has been under way; of the first step
    `slopes`, `uphill` and `downhill`, shares of its arrows, and `flights` and `back`, how many
    numbers have flown; `level` and `ridge_shown`, shares of these lines; and `changed`, how far the
    landscape of the opening has become the run's.
    """

    surface, names, whole_scales, scales, probe, probe_shown, table = values(7)
    old_surface, cut, changed = values(3)
    marks, start_label, level, uphill, downhill, corner, sums, near = values(8)
    flights, result, back, ridge_shown, ridge_label = values(5)
    slopes = values(2)

    @staticmethod
    def runs(options: RunOptions) -> Runs:
        """The run that is asked for; another start beside the default, or plain descent; a wave's.

        Raises:
            RequestError: the data have more than one feature.
        """
        chosen = options.changed(steps=options.steps or STEPS)
        if options.recorded:
            main = options.recorded
        elif options.data or options.x or options.y or options.positive:
            data = runs.dataset(chosen)
            runs.check_one_feature("descent", data)
            main = runs.logistic_on(data, chosen)
        else:
            main = runs.surface_spec(chosen)
        found = {"main": main, "wave": wave_spec()}
        surface = getattr(main.objective, "surface", None)
        default = OPTIONS["surface"], OPTIONS["start"]
        if surface and surface.missing:
            return found
        if main.optimizer_name != PLAIN:
            plain = replace(main, optimizer=build(PLAIN))
            found["plain twin"] = runs.with_rate(plain, None)
        elif surface and (surface.name, tuple(main.start)) == default:
            found["second start"] = replace(main, start=np.array(OTHER_START))
        return found

    @staticmethod
    def can_draw(spec: RunSpec) -> bool:
        """Whether a run has the two parameters that a landscape has."""
        return spec.objective.n_parameters == 2

    # The beats.

    def construct(self) -> None:
        """Tell the story beat by beat; what is said of a run is judged from its record."""
        run, spec, places = self.run, self.run.spec, self.run.parameters
        self.is_plain = spec.optimizer_name == PLAIN
        whole = spec.batch_size is None and drawn_to_scale(self.shown.landscape)
        self.right_angles = self.is_plain and whole
        self.other_start = "second start" in self.recording.companions
        endings = [each.ending for each in self.shown.verdicts]
        self.contrast = self.other_start and endings == ["global", "local"]
        self.losses = loss_quantity(self.shown)
        best = None if run.dataset is None else lowest_loss(run)
        self.lowest = "" if best is None else self.loss_text(best)
        self.begin(self.wave_camera.values | {self.old_surface: 1, self.cut: 1})
        self.ask()
        self.show_landscape()
        self.start()
        if run.n_steps and (run.objective.gradient(places[0]).any() or (places != places[0]).any()):
            self.step_once()
            self.repeat()
        else:
            self.stay()
        if self.other_start:
            self.start_again()
        elif len(self.walks) > 1:
            self.compare()

    def ask(self) -> None:
        """Let the scene before's landscape sink, and the run's own rise about the same curve."""
        self.beat("question")
        self.move(1.0, self.orbit(-ASIDE / 2))
        self.move(0.8, {"tall": SUNK})
        self.move(0.5, {self.old_surface: 0, self.surface: 1, self.changed: 1})
        self.move(1.0, self.cameras.solid.turned(-ORBIT).values)

    def show_landscape(self) -> None:
        """What a height means, and that the landscape is a map from above."""
        self.beat("landscape" if self.run.dataset is None else "landscape_data")
        self.meanwhile(4.0, self.orbit(ORBIT))
        self.move(0.4, {self.probe_shown: 1, self.names: 1})
        self.move(PROBE, linear, {self.probe: PROBE})
        self.beat("map", {self.names: 0, self.probe_shown: 0, self.cut: 0})
        self.move(3.0, self.tilt())
        self.move(0.4, {self.whole_scales: 1})

    def start(self) -> None:
        """Where the run begins, from near."""
        walk = self.walks[0]
        self.beat("start", loss=self.loss_text(self.run.loss[0]))
        self.move(0.4, {walk.shown: 1, self.start_label: 1})
        self.mark(walk)
        self.move(0.3, {self.whole_scales: 0})
        self.move(2.2, self.aim(self.cameras.near))

    def step_once(self) -> None:
        """Let the gradient, and the step that came of it, be seen."""
        data, size = self.run.dataset, self.run.spec.batch_size
        if data is not None and size is not None:
            self.beat("batch", {self.start_label: 0}, size=size, n=data.n)
            self.move(0.8, {self.downhill: 1})
            return
        self.beat("across" if self.right_angles else "uphill")
        for slope in self.slopes:
            self.move(0.7, {slope: 1})
        self.move(0.9, {self.uphill: 1})
        self.move(1.3, dict.fromkeys(self.slopes, 0.0) | {self.level: 1})
        self.move(0.5, {self.corner: 1})
        if 1 not in self.run.recorded_steps:
            return
        key, count = ("step", 4) if self.is_plain else ("step_own", 2)
        self.beat(key, {self.start_label: 0}, optimizer=self.in_title(self.run))
        self.move(0.6, {self.sums: 1, self.near: 1})
        self.move(count * FLIGHT, linear, {self.flights: count})
        self.move(0.4, {self.result: 1})
        self.move(0.8, {self.downhill: 1})
        self.move(2 * FLIGHT, linear, {self.back: 2})
        walk = self.walks[0]
        gone = {self.near: 0, self.uphill: 0, self.corner: 0}
        self.move(0.7, {walk.seconds: walk.pace.when(1), **gone})

    def stay(self) -> None:
        """Tell of a run without a step, or without a slope."""
        if self.run.n_steps:
            self.beat("flat")
        self.move(1.4, self.pull_out() | {"aside": 1, self.start_label: 0})
        self.move(0.4, {self.table: 1, self.scales: 1})
        self.judge(0)

    def repeat(self) -> None:
        """All other steps, beside the panel."""
        walk, repeated = self.walks[0], "falls_across" if self.right_angles else "falls"
        if not every_step_falls(self.run, self.shown.seen_end(0)):
            repeated = "repeat"
        if self.run.n_steps == 1:
            repeated = "once"
        first, last = (self.loss_text(self.run.loss[at]) for at in (0, -1))
        gone = self.sums, self.result, self.uphill, self.downhill, self.corner
        hidden = dict.fromkeys((*gone, self.level, self.start_label), 0.0)
        self.beat(repeated, hidden, first=first, last=last)
        leaving: dict[Any, float] = self.pull_out()
        table: dict[Any, float] = {self.table: 1, self.scales: 1, "aside": 1}
        if self.shrinks and repeated.startswith("falls"):
            self.move(1.4, self.aim(self.cameras.way))
            self.move(0.4, {walk.level: 1})
            self.play(walk, walk.pace.when(WATCHED))
            self.beat("shrinks", {walk.level: 0, self.marks: 1})
            leaving |= {"zoom": WIDER} if self.contrast else table
        else:
            self.move(1.4, leaving, {"aside": 1})
            self.move(0.4, table, {walk.level: 1})
        spare = LANDING if repeated.startswith("falls") else 0.0
        self.play(walk, walk.lasting - spare)
        self.judge(0, leaving)

    def start_again(self) -> None:
        """The same from another start, and what parts both."""
        first, walk = self.walks
        self.beat("second", dict.fromkeys((first.level, self.marks, self.table, self.scales), 0.0))
        self.move(0.5, {walk.shown: 1})
        self.mark(walk)
        if self.ridge is not None:
            self.move(1.5, self.aim(self.cameras.starts) | {"aside": 0})
            self.beat("ridge")
            self.move(0.4, {self.ridge_label: 1})
            self.move(1.6, {self.ridge_shown: 1})
            self.meanwhile(self.left_to_read() + 1.2, self.cameras.beside_ridge.values)
            self.move(self.left_to_read(), {first.word: 0})
            self.go_both_ways()
        else:
            self.move(0.8, {"aside": 0, walk.level: 1})
            self.play(walk, walk.lasting - LANDING)
        self.judge(1, {first.word: 1})
        if self.contrast:
            self.let_stand(LAST)

    def go_both_ways(self) -> None:
        """Without words and near: both runs at once, each on its side of the ridge."""
        first, walk = self.walks
        self.hush()
        self.move(0.9, {first.seconds: 0, self.ridge_label: 0})
        self.meanwhile(first.lasting, linear, {first.seconds: first.lasting})
        self.meanwhile(walk.lasting, self.cameras.closer.values)
        self.play(walk, walk.lasting - LANDING)

    def compare(self) -> None:
        """Plain descent from the same start."""
        first, walk = self.walks
        self.beat("twin", {first.word: 0, first.level: 0})
        self.move(0.6, {walk.shown: 1})
        self.play(walk)
        own, plain = self.shown.runs
        if "diverged" in f"{own.outcome} {plain.outcome}":
            self.judge(1)
            return
        self.beat(
            "compare",
            step=own.n_steps,
            optimizer=self.in_title(own),
            loss=self.loss_text(own.loss[-1]),
            other=self.loss_text(plain.loss[-1]),
        )

    def judge(self, index: int, leaving: Mapping[Any, float] = {}) -> None:
        """Say how a run ends, while it takes its last steps and the view leaves."""
        found, walk = self.shown.verdicts[index], self.walks[index]
        loss = self.loss_text(found.loss)
        self.beat(self.ending(index), step=found.step, loss=loss, lowest=self.lowest)
        self.meanwhile(1.8, leaving)
        self.play(walk)
        if self.end_of(index):
            self.mark(walk)
            if self.table():
                self.move(0.9, linear, {walk.flight: 1, walk.level: 0})
                self.jump({walk.flight: 0, walk.word: 1})
            else:
                self.move(0.4, {walk.word: 1, walk.level: 0})

    def aim(self, camera: Camera) -> dict[str, float]:
        """Where the camera goes to come as near as another."""
        return self.focus(np.array([camera.at_x, camera.at_y]), camera.zoom)

    def mark(self, walk: Walk) -> None:
        """Mark that a run is there."""
        self.move(0.5, linear, {walk.ring: 1})
        self.jump({walk.ring: 0})

    # What is known.

    @cached_property
    def shown(self) -> LandscapeRuns:
        """The runs on their landscape."""
        companions = self.recording.companions.items()
        return LandscapeRuns((self.run, *(run for role, run in companions if role != "wave")))

    @cached_property
    def before(self) -> LandscapeRuns:
        """The loss of a wave over its period and its peak, with which the scene begins."""
        wave = self.recording["wave"]
        period, peak = wave.parameters[0]
        first, last = np.round(np.multiply(PERIODS, period), 1)
        xs = np.linspace(first, last, SIDE)
        ys = np.linspace(peak - PEAKS * period, peak + PEAKS * period, SIDE)
        return LandscapeRuns((wave,), over=Landscape(xs, ys, over(wave.objective, xs, ys)))

    @cached_by_shape
    def wave_camera(self) -> Camera:
        """From where it is seen."""
        line = across(self.before)
        losses = self.before.objective.losses(line)
        return best_camera(self.before.landscape, line, losses).turned(ASIDE)

    @property
    def shrinks(self) -> bool:
        """Whether a run's steps are seen to become shorter as slopes do."""
        sizes = np.hypot(*self.run.gradients.T)
        falls = sizes[-1] < SHRUNK * sizes[0]
        return self.right_angles and len(sizes) > 2 * WATCHED and bool(falls)

    @cached_property
    def walks(self) -> list[Walk]:
        """The runs as they are played."""
        return [Walk(run, self.shown.seen_end(at)) for at, run in enumerate(self.shown.runs)]

    @cached_by_shape
    def cameras(self) -> "Cameras":
        """From where the story looks."""
        return Cameras(self.shown)

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
        ways = [*pairwise(first), *pairwise(other)]
        if found is None or any(crossings(found, *way) for way in ways):
            return None
        saddle = self.shown.objective.losses(found).argmin()
        parts = found[: saddle + 1], found[saddle:]
        return next((each for each in parts if crossings(each, first[0], other[0])), None)

    # What is said.

    def ending(self, index: int) -> str:
        """The beat that says how a run ended."""
        if index and self.contrast:
            return "moral"
        found = self.shown.verdicts[index].ending
        surface, data = self.shown.surface, self.run.dataset
        if found in ("left", "moving") and surface:
            return f"{found}_floorless" if surface.lowest == -np.inf else found
        if found == "separated" and data is not None and not are_apart(data):
            return "touching"
        return "short" if found in SHORT and self.lowest else found

    def kicker(self) -> str:
        """The optimizer, and what it runs on."""
        surface, data = self.shown.surface, self.run.dataset
        if surface:
            title = shorten(self.texts.surface(surface), LONGEST_TITLE)
        else:
            assert data is not None  # noqa: S101  a model has data
            target, feature = self.texts.target(data), self.texts.column(data.feature_names[0])
            title = self.label("model_loss", target=target, feature=feature)
        return self.label("kicker", optimizer=self.in_title(self.run), surface=title)

    def in_title(self, run: Trajectory) -> str:
        """A run's optimizer in words, with a capital as in a title."""
        words = self.texts.optimizer(run.spec.optimizer_name)
        return words[:1].upper() + words[1:]

    def loss_text(self, value: float) -> str:
        """A loss for a sentence: as the panel has it, but what is tiny as a power of ten."""
        return scientific(value) if 0 < abs(value) < TINY else self.losses.text(value)

    def end_of(self, index: int) -> str:
        """What became of a run, in a word, where there is one."""
        return self.texts.labels.get(f"ends_{self.shown.verdicts[index].ending}", "")

    @cached_property
    def looks(self) -> list[RunLook]:
        """A disc for the main run, a ring for the other; a twin steps back."""
        names, colours = map(self.in_title, self.shown.runs), (self.theme.point, self.theme.muted)
        if self.other_start:
            names = map(self.label, ("first_start", "second_start"))
            colours = 2 * (self.theme.point,)
        return [RunLook(*each) for each in zip(names, colours, (True, False), strict=False)]

    def draw(self, sheet: Sheet) -> None:
        """The landscape at the bottom, then lines, then the paths and their numbers."""
        Ground(self, sheet).show()


class Cameras:
    """Where the camera rests.

    Attributes:
        solid: from where most of the paths is seen.
        near: above the start, near enough to see the first step.
        map: above, beside the panel.
        middle: of the starts, (2,).
        starts: above, on both starts, near enough to see what lies between them.
        beside_ridge: from the side, near, on both ways.
        closer: the same as `solid`, near, on both ways.
        way: above, on the first one's path, which has most of the frame.
        most_zoom: how near the first step is at the most; a wide map then fills a tall frame.
        way_seen: how large a path looks from near, in the window's sides.
    """

    most_zoom, way_seen = ByShape(3.0, tall=3.12), ByShape(0.8, tall=0.75)

    def __init__(self, shown: LandscapeRuns) -> None:
        step = shown.runs[0].parameters[:2]
        self.middle = np.mean([run.parameters[0] for run in shown.runs], axis=0)
        self.solid = camera_on(shown)
        above = self.solid.above()
        self.map = replace(above, aside=1.0)
        self.starts = self.on(above, self.middle, STARTS_ZOOM)
        ends = np.mean([run.parameters[[0, -1]] for run in shown.runs], axis=(0, 1))
        self.beside_ridge = self.on(self.solid.turned(-ORBIT / 2), ends, WAYS_ZOOM)
        self.closer = self.on(self.solid, ends, CLOSER)
        path = shown.runs[0].parameters[: shown.seen_end(0) + 1]
        sides = shown.landscape.share(np.ptp(path, axis=0)) or np.inf
        zoom = min(max(self.way_seen / sides, 1.0), self.most_zoom)
        self.way = self.on(above, (path.min(axis=0) + path.max(axis=0)) / 2, zoom)
        share = shown.landscape.share(step[-1] - step[0]) or np.inf
        zoom = min(max(STEP_SEEN / share, LEAST_ZOOM), self.most_zoom)
        self.near = self.on(above, self.filling(shown, step, zoom), zoom)

    @staticmethod
    def on(camera: Camera, point: FloatArray, zoom: float) -> Camera:
        """A camera that has come near a point (2,)."""
        x, y = map(float, point)
        return replace(camera, zoom=zoom, centred=1.0, at_x=x, at_y=y)

    def filling(self, shown: LandscapeRuns, step: FloatArray, zoom: float) -> FloatArray:
        """A place (2,) near a start on which the camera looks so that the map fills a tall frame.

        A wide one has the start itself in the middle, as a tall one if the step leads out of it.

        Args:
            shown: the runs.
            step: (1, 2) or (2, 2), from the start on.
            zoom: how near the camera is.
        """
        if not is_tall():
            return np.asarray(step[0])
        low, high = shown.landscape.window
        room, all_of_it = map_room(Rooms.whole, (Rooms.numbers, *MAP_ROOM)), Rooms.near
        size = map_size(shown.landscape, room) * zoom
        sides = (all_of_it.left, all_of_it.bottom), (all_of_it.right, all_of_it.top)
        before, after = (sides - np.array(room.middle)) / size * [1, -1]
        start, end = (step[[0, -1]] - low) / (high - low)
        first, last = -before, 1 - after
        wanted = np.where(first < last, np.clip(start, first, last), (first + last) / 2)
        aside, hidden = np.divide(ASIDE_START, size), np.divide(HIDDEN, size)
        found = start + np.clip(wanted - start, -aside, aside)
        seen = (found + before + hidden < end) & (end < found + after - hidden)
        return np.asarray(low + (found if seen.all() else start) * (high - low))


class Ground(RunMap):
    """The landscape with the runs on it, their panel, and the numbers of the first step.

    Attributes:
        strip: the ground that the sums stand on.
        inset: from its left edge to the rules.
        rules: the baselines of the rules.
        numbers: those of the numbers: in a tall frame each line is broken after its rule.
        gap: between two columns.
        sizes: of the numbers: the first at which they fit, or else the last.
        floor: the lowest baseline of a word.
        rests: the cameras at which the story rests while words stand beside the runs' ends.
    """

    strip = ByShape(
        Box(GRID.margin, 1 - GRID.margin, 0.822, 1 - GRID.margin),
        tall=Box(GRID.margin, 1 - GRID.margin, 0.762, 1 - GRID.margin),
    )
    inset = ByShape(0.016, tall=0.03)
    rules = ByShape((0.875, 0.93), tall=(0.804, 0.894))
    numbers = ByShape((0.875, 0.93), tall=(0.844, 0.934))
    gap = ByShape(0.009, tall=0.014)
    sizes = ByShape((SIZES.number,), tall=(SIZES.number, SIZES.smallest))

    def __init__(self, story: Descent, sheet: Sheet) -> None:
        super().__init__(sheet, story.shown, story.looks)
        self.story, self.label, self.run = story, story.label, story.run
        self.start, self.end = self.run.parameters[:2][[0, -1]]
        self.losses = self.shown.objective.losses
        self.gradient = self.shown.objective.gradient(self.start)
        self.floor, cameras = self.strip.top - down(OVER_STRIP), story.cameras
        self.rests = [cameras.map]
        if story.contrast:
            self.rests += [cameras.closer, cameras.closer.turned(-ORBIT / 4)]

    def show(self) -> None:
        """Everything, from the bottom to the top."""
        story, view, walks = self.story, self.view, self.story.walks
        view.show_landscape(story.surface)
        self.show_cut()
        self.show_names(story.names, self.label("height"))
        for alpha, aside in ((story.whole_scales, 0.0), (story.scales, 1.0)):
            self.sheet.fade(alpha, *self.scales(aside).artists(*self.names))
        line, loss = LevelLine(view), self.run.loss[0]
        view.show(story.level, lambda camera, share: line.at(camera, self.start, loss, share, 1.0))
        for walk in walks:
            self.show_level(walk)
        self.show_probe()
        self.show_arrows()
        for index, walk in enumerate(walks):
            self.show_run(walk.shown, index, walk.step, walk.ring)
        ends = self.show_ends()
        if story.ridge is not None:
            self.show_ridge(story.ridge, ends.values())
        self.show_marks()
        table = RunTable(self.sheet, self, story.texts)
        table.show(story.table, [each.shown for each in walks], [each.told for each in walks])
        for index, word in ends.items():
            word.at(story.cameras.map, 1.0)
            flight = travel(self.sheet, table.last_loss(index), word.label)
            self.fly(flight, walks[index].flight)
        self.show_first_step()

    def show_cut(self) -> None:
        """The landscape of the opening, and the curve across it, which becomes one across this."""
        story, theme = self.story, self.sheet.theme
        around = Rooms.numbers, *MAP_ROOM
        old = TurningView(self.sheet, story.before.landscape, around=around)
        old.show_landscape(story.old_surface)
        casing = Stroke(self.sheet, theme.background, CUT + 3.0)
        line = Stroke(self.sheet, theme.full_loss, CUT)
        cuts = [(old, story.before), (self.view, story.shown)]

        def shown(camera: Camera, opacity: float) -> Artists:
            places = []
            for view, seen in cuts:
                points = across(seen)
                losses = seen.objective.losses(points)
                places.append(view.project(points, losses, camera))
                places[-1][view.hidden(points, losses, camera)] = np.nan
            share = story.changed()
            at = places[round(share)]
            if 0 < share < 1:
                at = np.average(places, 0, [1 - share, share])
            return [*casing.through(at, opacity), *line.through(at, opacity)]

        self.view.show(story.cut, shown, within=False)

    def show_level(self, walk: Walk) -> None:
        """The line of the loss at which a run is."""
        line = LevelLine(self.view)

        def shown(camera: Camera, alpha: float) -> Artists:
            point = between_steps(walk.run, walk.run.parameters, walk.step())
            loss = self.loss_at(point)
            return line.at(camera, point, loss, 1.0, alpha) if np.isfinite(loss) else ()

        self.view.show(walk.level, shown)

    def show_marks(self) -> None:
        """A mark wherever a step of the first run has ended."""
        points, walk = self.run.parameters[: self.shown.seen_end(0) + 1], self.story.walks[0]
        marks = [RingedPoint(self.sheet, radius=MARK) for _ in points]

        def shown(camera: Camera, alpha: float) -> Artists:
            seen = zip(marks, points[: int(walk.step()) + 1], strict=False)
            return [each for dot, at in seen for each in dot.at(self.at(at, camera), alpha)]

        self.view.show(self.story.marks, shown)

    def show_probe(self) -> None:
        """A point that shows what its height means."""
        sheet, (low, high) = self.sheet, self.view.landscape.window
        dot, number = RingedPoint(sheet), Label(sheet, "0", bold=True, edge="centre")
        ground, up = backed(number), np.array([0.0, sheet.tall(ABOVE_PROBE)])

        def at(seconds: float) -> FloatArray:
            share = 0.5 + PROBE_WAY * (seconds / PROBE - 0.5)
            return np.asarray(low + np.array([share, 0.5]) * (high - low))

        def shown(camera: Camera, alpha: float) -> Artists:
            point = at(seconds := self.story.probe())
            if not np.isfinite(self.loss_at(point)):
                return ()
            place, told = self.at(point, camera), np.floor(seconds * A_SECOND) / A_SECOND
            number.set_text(self.loss_text(self.loss_at(at(told))))
            ground.set_alpha(OPACITY * alpha)
            return [*dot.at(place, alpha), *number.put(place + up, alpha)]

        self.view.show(self.story.probe_shown, shown, within=False)

    def loss_text(self, loss: float) -> str:
        """A loss with its name."""
        return f"{self.label('loss')} {self.story.losses.text(loss)}"

    def show_ends(self) -> dict[int, PointWord]:
        """What became of each run, beside its end, by its index where there is a word for it."""
        story, words, ends = self.story, self.words(*self.rests), {}
        for path in self.shown.traces:
            words.avoid_points(path.points, path.values)
        scales, beside = self.scales(1.0), words.taken[story.cameras.map]
        below = scales.numbers_below() if is_tall() else []
        beside += [spread(ink(each)) for each in (*scales.numbers_at_left(), *below)]
        for index, walk in enumerate(story.walks):
            if word := story.end_of(index):
                loss = walk.run.loss[-1]
                content = self.label("ending", word=word, loss=story.losses.text(loss))
                ends[index] = words.show(walk.word, content, walk.run.parameters[-1], loss)
        return ends

    def show_ridge(self, ridge: FloatArray, ends: Iterable[PointWord]) -> None:
        """The ridge (n, 2) between the starts, from where it grows, and its name."""
        story, view, losses = self.story, self.view, self.losses(ridge)
        line = BrightLine(view, width=4.0, dashed=True)
        places = view.relief.on(ridge, losses, lift=LIFT)
        start = int(np.hypot(*(ridge - story.cameras.middle).T).argmin())
        view.show(
            story.ridge_shown,
            lambda camera, share: line.at(camera, grown(places, start, share), 1.0),
        )
        words = self.words(story.cameras.starts, *self.rests)
        for path in self.shown.traces:
            words.avoid_path(path, pieces=8)
        words.avoid_points(ridge, losses)
        for word in ends:
            words.avoid(word.taken)
        words.show(story.ridge_label, self.label("ridge"), ridge[losses.argmax()])

    # The first step.

    @cached_property
    def tip(self) -> FloatArray:
        """Where the gradient's arrow ends (2,): it has one length, and is cut at the window."""
        length = self.view.landscape.share(self.gradient) or np.inf
        end = self.start + self.gradient / length * ARROW
        _, last = inside(self.start, end, self.view.landscape.window)
        return np.asarray(self.start + (end - self.start) * last)

    @cached_property
    def parts(self) -> FloatArray:
        """Where the arrows (2, 2) of both slopes end, of which the gradient's is made."""
        return np.asarray(self.start + np.eye(2) * (self.tip - self.start))

    def show_arrows(self) -> None:
        """The arrows of both slopes and of the gradient, the right angle, and the step's arrow."""
        story, view, theme = self.story, self.view, self.sheet.theme
        shares = *story.slopes, story.uphill, story.downhill
        ends, colours = (*self.parts, self.tip, self.end), 3 * (theme.gradient,) + (theme.point,)
        for share, end, colour in zip(shares, ends, colours, strict=True):
            between = np.array([self.start, end])
            view.show(share, TurningArrow(view, between, self.losses, colour).at)
        if self.gradient.any() and drawn_to_scale(view.landscape):
            mark = RightAngle(view, self.start, self.gradient, self.losses, CORNER)
            view.show(story.corner, mark.at)

    def show_first_step(self) -> None:
        """The loss at the start, then the numbers that fly into the rule and out of it."""
        near, loss = self.story.cameras.near, self.run.loss[0]
        words = self.words(near)
        self.avoid_ways(words, self.end, self.tip)
        level, _ = LevelLine(self.view).through(self.start, loss)
        words.avoid(lambda camera: self.view.seen_from(camera)(level))
        alone = words.at(near)
        self.avoid_ways(alone, *self.parts)
        alone.show(self.story.start_label, self.loss_text(loss), self.start, floor=self.floor)
        if len(self.run.recorded_steps) > 1:
            self.show_sums(words, alone)

    def avoid_ways(self, words: Words, *ends: FloatArray) -> None:
        """Let words stand clear of the straight ways from the start to some ends (2,)."""
        ways = np.linspace(self.start, ends, 40).reshape(-1, 2)
        words.avoid_points(ways, self.losses(ways))

    def show_sums(self, words: Words, first: Words) -> None:
        """The strip, and the numbers that fly into it and out of it; before, beside slopes."""
        story, sheet, written = self.story, self.sheet, parameter_quantity(self.shown)
        if not written.power:
            moved = np.abs(self.end - self.start).max()
            written = Quantity(min(max(written.decimals, decimals_for(moved, 2)), MOST_DECIMALS))
        sums = [step_sum(self.run, axis, written, plain=story.is_plain) for axis in (0, 1)]
        fixed, (equals, before, rates, slope, signs, after) = self.columns(sums)
        here, sources, _ = self.pair(words, self.start, [each.terms[0] for each in sums])
        pairs, flights = [here], [*zip(sources, before, strict=True)]
        if story.is_plain:
            slopes, name = [each.terms[2] for each in sums], f"{self.label('gradient')} g = "
            for share, end, each in zip(story.slopes, self.parts, slopes, strict=True):
                told = self.label("one_slope", slope=each)
                first.show(share, told, end, colour=sheet.theme.gradient, floor=self.floor)
            beside, sources, _ = self.pair(words, self.tip, slopes, name)
            pairs.append(beside)
            flights += zip(sources, slope, strict=True)
        else:
            fixed += slope
        there, landing, marks = self.pair(words, self.end, [each.result for each in sums])
        sheet.fade(story.sums, *fixed, *equals, *rates)
        for word in pairs:
            self.view.show(story.near, word.at, within=False)

        def landing_seen() -> float:
            return story.result() * min(4 * story.back(), 1.0)

        self.view.show(landing_seen, there.ground_at, within=False)
        sheet.fade(landing_seen, *marks)
        self.fly(travels(sheet, flights), story.flights, story.sums)
        sheet.fade(story.result, *signs, *after)
        leaving = travels(sheet, [*zip(after, landing, strict=True)])
        self.fly(leaving, story.back, story.result)

    def fly(self, drawing: Callable[[float], Artists], share: Read, alpha: Read = always) -> None:
        """Put numbers on their way on the sheet, at an opacity."""

        def shown(opacity: float) -> Artists:
            drawn = drawing(share())
            for each in drawn:
                each.set_alpha(opacity)
            return drawn

        self.sheet.show_at(alpha, shown)

    def pair(
        self, words: Words, point: FloatArray, numbers: Sequence[str], name: str = ""
    ) -> tuple[PointWord, list[Label], list[Label]]:
        """Two numbers in parentheses beside a point.

        Returns:
            all of it; both numbers, each as a text of its own where it stands in the word from
            near; and in the same way what stands about them.
        """
        sheet, (first, second) = self.sheet, numbers
        colour = sheet.theme.gradient if name else sheet.theme.text
        scale = self.label("unscaled") if name else ""
        pieces = [f"{name}(", first, ", ", second, f"){scale}"]
        word = words.beside("".join(pieces), point, colour=colour, floor=self.floor)
        left, baseline = word.place(self.story.cameras.near)
        parts = []
        for at, piece in enumerate(pieces):
            lead = Label(sheet, "".join(pieces[:at]), bold=True).advance
            parts.append(Label(sheet, piece, (left + lead, baseline), colour=colour, bold=True))
        return word, parts[1::2], parts[::2]

    def columns(self, sums: Sequence[Worked]) -> tuple[list[Any], list[list[Label]]]:
        """The strip with both rules, and right of these the numbers: columns of two labels."""
        sheet, plain, right = self.sheet, self.story.is_plain, self.strip.left + self.inset
        rules = []
        for name, baseline in zip(self.names, self.rules, strict=True):
            own = name.strip("$")
            slope = f"gradient(g_{own.rpartition('_')[2]})" if plain else "s"
            rule = f"{own} arrow.l {own} - eta thin {slope}"
            rules.append(math(sheet, rule, (right, baseline)))
        if not is_tall():
            right += max(each.get_size()[1] for each in rules) / sheet.width
        colours = {SLOPE: sheet.theme.gradient} if plain else {}
        contents = [*enumerate(zip(*map(written_out, sums), strict=True))]
        for size in self.sizes:
            label = partial(Label, sheet, size=size, edge="right")
            columns = [
                [label(each, colour=colours.get(at), bold=at == RESULT) for each in column]
                for at, column in contents
            ]
            widths = [self.gap + max(each.width for each in column) for column in columns]
            ends = np.cumsum([right, *widths])[1:]
            if ends[-1] <= self.strip.right - self.inset:
                break
        for column, end in zip(columns, ends, strict=True):
            for each, baseline in zip(column, self.numbers, strict=True):
                each.put(sheet.at(end, baseline))
        return [background(sheet, self.strip), *rules], columns


SLOPE, RESULT = 3, 5
"""The columns of the slopes and of what comes out."""

MOST_DECIMALS = 6
"""Places after a point at the most."""


def step_sum(run: Trajectory, axis: int, written: Quantity, *, plain: bool) -> Worked:
    """Write out the first step of a parameter: before - rate * slope = after.

    Args:
        run: of two parameters, whose second record is that step.
        axis: which of them.
        written: how they are, with more decimals if the step would not be seen.
        plain: whether the step is the gradient; else it is the optimizer's own, s.
    """
    before, after = run.parameters[:2, axis].tolist()
    rate = run.spec.learning_rate_at(0)
    step = run.gradients[0, axis] if plain else (before - after) / rate
    seen = written.step / rate
    in_full = not step or SMALL <= abs(step) < LARGE or abs(step) < seen
    slope = written if in_full and not written.power else sized(abs(step) or 1.0, 2)
    enough = slope.power - int(np.floor(np.log10(seen)))
    slope = replace(slope, decimals=min(max(slope.decimals, enough), MOST_DECIMALS))
    return worked_update(
        written.roundings(before), rate, slope.roundings(step), after, written.text
    )


def written_out(found: Worked) -> tuple[str, ...]:
    """What stands in the columns of a sum; a slope in parentheses if it is negative."""
    before, rate, slope = found.terms
    slope = f"({slope})" if slope.startswith("−") else slope
    return "=", before, f"− {rate} ×", slope, "=" if found.exact else "≈", found.result


def across(shown: LandscapeRuns) -> FloatArray:
    """Points (n, 2) along the middle of a landscape, from the left to the right."""
    (left, low), (right, high) = shown.landscape.window
    middle = np.full(SIDE, (low + high) / 2)
    return np.column_stack([np.linspace(left, right, SIDE), middle])


def wave_spec() -> RunSpec:
    """A run of the best wave of a series, over whose period and peak the loss is shown."""
    data = runs.load_data(SERIES, as_number=True)
    wave, best = best_wave(data)
    return RunSpec(ModelObjective(wave, data), build(PLAIN), 0.2, 1, None, np.array(best), seed=0)
