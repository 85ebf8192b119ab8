"""Gradient descent, or any optimizer, on a loss surface: in 3-D and as a map, side by side."""

from collections.abc import Callable
from dataclasses import replace
from enum import Enum, auto
from functools import cached_property
from typing import TypedDict

import numpy as np
from matplotlib.artist import Artist

from gradreel.engine import optimizers
from gradreel.engine.arrays import FloatArray
from gradreel.engine.errors import shorten
from gradreel.engine.objectives import SurfaceObjective
from gradreel.engine.spec import RunSpec
from gradreel.engine.trajectory import Trajectory
from gradreel.scenes.app.options import RunOptions
from gradreel.scenes.app.recording import Recording, Role
from gradreel.scenes.app.runs import (
    check_one_feature,
    dataset,
    logistic_spec,
    surface_spec,
    with_rate,
)
from gradreel.scenes.pieces.descent.sums import first_step
from gradreel.scenes.stage.figure.motion import faded
from gradreel.scenes.stage.figure.sheet import Sheet
from gradreel.scenes.stage.figure.surface import Camera, best_camera
from gradreel.scenes.stage.figure.table import Column, Row, heads
from gradreel.scenes.stage.figure.views import LandscapeViews
from gradreel.scenes.stage.runs.landscape import Landscape
from gradreel.scenes.stage.runs.trace import Trace, trace
from gradreel.scenes.stage.runs.verdict import Verdict, settled, verdict
from gradreel.scenes.stage.runs.window import landscape_of
from gradreel.scenes.stage.story.figure import FigureStory
from gradreel.scenes.stage.story.pace import linear
from gradreel.scenes.stage.type.parameters import maths_name
from gradreel.scenes.stage.type.typesetting import decimals_for, number_text, scientific

PLACE = 60
OPTIONS = {
    "surface": "styblinski-tang",
    "start": (-0.4, -0.9),
    "optimizer": "gradient-descent",
    "learning_rate": 0.025,
    "steps": 20,
    "data": None,
    "x": None,
    "y": None,
}
DRAWS = "runs of a surface or of any model with two parameters"

OTHER_START = (0.6, -0.6)
"""The second start of the default story: close to the first, on the other side of the ridge."""

STEPS = 100
"""How many steps other runs take unless it is said."""

LONGEST, STEP = 7.0, 0.32
"""Seconds that the whole of a path takes at the most, and one step if there are few."""

ARROW, SHORTEST = 0.13, 0.06
"""Lengths of arrows in the window's sides: along the gradient, and for a step at the least."""

LONGEST_TITLE = 44
PLAIN = "gradient-descent"
DIGITS, TINY = 4, 1e-3
"""Digits of a loss; less than this is written as a power of ten."""


class DescentRole(Role, Enum):
    """A run beside the main one: from another start, or of plain gradient descent."""

    SECOND_START = auto()
    PLAIN_TWIN = auto()


def run_spec(options: RunOptions) -> RunSpec:
    """Return the run that the options ask for: of a logistic regression if they name data.

    Raises:
        RequestError: the data have more than one feature.
    """
    chosen = options.changed(steps=options.steps or STEPS, learning_rate=options.learning_rate)
    if options.data or options.x or options.y:
        check_one_feature("descent", dataset(chosen))
        return logistic_spec(chosen)
    spec = surface_spec(chosen.changed(learning_rate=1.0))
    return with_rate(spec, options.learning_rate, highest=_highest_rate(spec))


def companions(main: RunSpec, options: RunOptions) -> dict[Role, RunSpec]:
    """A second start beside the default run; plain gradient descent beside other optimizers."""
    del options
    if not _is_plain(main):
        plain = replace(main, optimizer=optimizers.build(PLAIN))
        return {DescentRole.PLAIN_TWIN: with_rate(plain, None, highest=_highest_rate(plain))}
    objective = main.objective
    known = isinstance(objective, SurfaceObjective) and objective.surface.name == OPTIONS["surface"]
    if known and tuple(main.start) == OPTIONS["start"]:
        return {DescentRole.SECOND_START: replace(main, start=np.array(OTHER_START))}
    return {}


def can_draw(spec: RunSpec) -> bool:
    """Whether a run has the two parameters that a landscape has."""
    return spec.objective.n_parameters == 2


def parts(recording: Recording) -> tuple[type[FigureStory], ...]:
    """The scene has one part."""
    del recording
    return (Descent,)


def _is_plain(spec: RunSpec) -> bool:
    return spec.optimizer_name == PLAIN


def _highest_rate(spec: RunSpec) -> float:
    """No limit where there is a floor; else the rate that suits the surface's bends."""
    objective = spec.objective
    if isinstance(objective, SurfaceObjective) and objective.surface.lowest in (None, -np.inf):
        return objective.surface.learning_rate
    return np.inf


class Descent(FigureStory):
    """One run down a landscape, and a second beside it: another start, or plain descent."""

    def construct(self) -> None:
        """Tell the story beat by beat; what is said of a run is judged from its record."""
        self.begin(surface=0, map=0, table=0, uphill=0, downhill=0, sums=0, main=0)
        self.begin(main_shown=0, main_label=0, other=0, other_shown=0, other_label=0)
        self._show_landscape()
        self._start()
        if self.main.objective.gradient(self.main.parameters[0]).any():
            self._step_once()
            self._run()
        else:
            self.beat("flat")
            self._judge("main")
        if DescentRole.SECOND_START in self.recording.companions:
            self._another_start()
        if DescentRole.PLAIN_TWIN in self.recording.companions:
            self._plain_twin()

    def draw(self, sheet: Sheet) -> None:
        """Views at the bottom, then the table, then the paths and their numbers."""
        views = LandscapeViews(sheet, self.landscape, self.camera)
        surface = views.named_surface(self.names, self.texts.label("loss"))
        sheet.add(faded(*surface), "surface")
        sheet.add(faded(*views.named_chart(self.names)), "map")
        columns = self._columns()
        sheet.add(faded(*heads(sheet, columns, self._notes())), "table")
        sheet.add(faded(*self._sums(sheet)), "sums")
        for index, (name, run) in enumerate(self.runs.items()):
            look = self._look(name)
            sheet.add(views.path(self.traces[name], **look).at, name, f"{name}_shown")
            sheet.add(faded(*self._ending(views, name)), f"{name}_label")
            row = Row(sheet, columns, index, self._row_name(name), **look)
            sheet.add(self._numbers(row, run), name, f"{name}_shown", "table")
        self._draw_arrows(sheet, views)

    def _look(self, name: str) -> "Look":
        """A disc for the main run, a ring for the other; a twin steps back."""
        twin = name == "other" and DescentRole.PLAIN_TWIN in self.recording.companions
        return Look(filled=name == "main", colour=self.theme.muted if twin else self.theme.point)

    def _sums(self, sheet: Sheet) -> list[Artist]:
        if not self._has_first_step:
            return []
        first, second = (name.strip("$") for name in self.names)
        plain = self._plain
        return first_step(sheet, self.main, (first, second), self._places[0], plain=plain)

    def _ending(self, views: LandscapeViews, name: str) -> list[Artist]:
        """What became of a run, beside its point on the map."""
        key = f"ends_{self.verdicts[name].ending}"
        if key not in self.texts.labels:
            return []
        end = self.runs[name].parameters[-1]
        return views.beside(self.texts.label(key), end, list(self.traces.values()))

    def _draw_arrows(self, sheet: Sheet, views: LandscapeViews) -> None:
        """Along the gradient at the start, and along the first step."""
        run, start = self.main, self.main.parameters[0]
        losses = run.objective.losses
        uphill = views.reach(start, run.objective.gradient(start), ARROW)
        sheet.add(views.arrow(start, uphill, losses, self.theme.gradient), "uphill")
        if self._has_first_step:
            move = run.parameters[1] - start
            length = max(self.landscape.share(move), SHORTEST)
            after = views.reach(start, move, length)
            sheet.add(views.arrow(start, after, losses, self.theme.point), "downhill")

    @property
    def _plain(self) -> bool:
        return _is_plain(self.main.spec)

    @property
    def _has_first_step(self) -> bool:
        """Whether what came of the first step was recorded."""
        steps = self.main.recorded_steps
        return bool(steps.size > 1 and steps[1] == 1)

    @property
    def main(self) -> Trajectory:
        """The run that the story is about."""
        return self.recording.main

    @cached_property
    def runs(self) -> dict[str, Trajectory]:
        """The main run, and the other one if there is one."""
        others = zip(("other",), self.recording.companions.values(), strict=False)
        return {"main": self.main, **dict(others)}

    @cached_property
    def landscape(self) -> Landscape:
        """The runs' function over the window that is shown."""
        return landscape_of(list(self.runs.values()))

    @cached_property
    def traces(self) -> dict[str, Trace]:
        """The runs' paths inside the window."""
        return {
            name: trace(
                run.parameters, run.recorded_steps, run.objective.losses, self.landscape.window
            )
            for name, run in self.runs.items()
        }

    @cached_property
    def verdicts(self) -> dict[str, Verdict]:
        """How each run ended."""
        return {name: verdict(run, self.landscape) for name, run in self.runs.items()}

    @cached_property
    def camera(self) -> Camera:
        """From where most of the paths is seen."""
        inside = [each.points[np.isfinite(each.values)] for each in self.traces.values()]
        heights = [each.values[np.isfinite(each.values)] for each in self.traces.values()]
        return best_camera(self.landscape, np.concatenate(inside), np.concatenate(heights))

    @cached_property
    def names(self) -> tuple[str, str]:
        """The parameters' names as maths in dollars."""
        first, second = (maths_name(each) for each in self.main.objective.parameter_names)
        return f"${first}$", f"${second}$"

    def kicker(self) -> str:
        """The optimizer, and what it runs on."""
        return self.texts.label("kicker", optimizer=self._optimizer, surface=self._title())

    @property
    def _optimizer(self) -> str:
        return self._in_title(self.main.spec.optimizer_name)

    def _in_title(self, optimizer: str) -> str:
        """An optimizer in words, with a capital as in a title."""
        words = self.texts.optimizer(optimizer)
        return words[:1].upper() + words[1:]

    def _title(self) -> str:
        objective = self.main.objective
        if isinstance(objective, SurfaceObjective):
            return shorten(objective.surface.title, LONGEST_TITLE)
        data = self.main.dataset
        assert data is not None  # noqa: S101  a model has data
        feature = self.texts.column(data.feature_names[0])
        return self.texts.label(
            "model_loss", target=self.texts.column(data.target_name), feature=feature
        )

    def _show_landscape(self) -> None:
        self.beat("landscape", {"surface": 1})
        self.beat("map")
        self.move(0.8, map=1)

    def _start(self) -> None:
        self.beat("start", loss=self._loss(self.main.loss[0]))
        self.move(0.6, main_shown=1, table=1)

    def _step_once(self) -> None:
        """Let the gradient, and the step that came of it, be seen."""
        data, size = self.main.dataset, self.main.spec.batch_size
        if data is not None and size is not None:
            self.beat("batch", size=size, n=data.n)
            self.move(0.8, downhill=1)
            return
        self.beat("uphill")
        self.move(0.8, uphill=1)
        if not self._has_first_step:
            self.move(0.4, uphill=0)
            return
        key = "step" if self._plain else "step_own"
        self.beat(key, optimizer=self._optimizer)
        self.move(0.8, uphill=0, downhill=1)
        self.move(0.6, table=0)
        self.move(0.6, sums=1)
        self.wait(1.6)
        self.move(0.9, main=1)
        self.wait(0.6)

    def _run(self) -> None:
        first, last = float(self.main.loss[0]), float(self.main.loss[-1])
        moving = self.main.recorded_steps <= self._seen_end("main")
        falls = bool((np.diff(self.main.loss[moving]) < 0).all()) and moving.sum() > 2
        key = "falls" if falls else "repeat"
        self.beat(key, {"downhill": 0, "sums": 0}, first=self._loss(first), last=self._loss(last))
        self.move(0.4, table=1)
        self._follow("main")
        self._judge("main")

    def _another_start(self) -> None:
        self.beat("second")
        self.move(0.6, other_shown=1)
        self._follow("other")
        self._judge("other")
        endings = [each.ending for each in self.verdicts.values()]
        if endings == ["global", "local"]:
            self.beat("moral")

    def _plain_twin(self) -> None:
        self.beat("twin", {"main_label": 0})
        self.move(0.6, other_shown=1)
        self._follow("other")
        own, plain = self.runs["main"], self.runs["other"]
        if "diverged" in own.outcome or "diverged" in plain.outcome:
            return
        self.beat(
            "compare",
            step=own.n_steps,
            optimizer=self._optimizer,
            loss=self._loss(own.loss[-1]),
            other=self._loss(plain.loss[-1]),
        )

    def _follow(self, name: str) -> None:
        """Let a run take its steps: the first ones one by one, then faster, to where it rests."""
        run, begun = self.runs[name], self._values[name]
        end = self._seen_end(name)
        steps = [int(step) for step in run.recorded_steps if begun < step <= end]
        slow = len(steps) if len(steps) * STEP <= LONGEST else 3
        for step in steps[:slow]:
            self.move(STEP, **{name: step})
        if steps[slow:]:
            self.move(LONGEST - slow * STEP, linear, **{name: steps[-1]})
        if self._values[name] < run.n_steps:
            self.move(0.6, linear, **{name: run.n_steps})

    def _seen_end(self, name: str) -> int:
        """The last step that moves the point on screen."""
        found = self.verdicts[name]
        if found.ending in ("diverged", "left"):
            return first_outside(self.runs[name], self.landscape.window)
        return settled(self.runs[name], self.landscape)

    def _judge(self, name: str) -> None:
        found = self.verdicts[name]
        key: str = found.ending
        objective = self.main.objective
        if key == "left" and isinstance(objective, SurfaceObjective):
            key += "_floorless" if objective.surface.lowest == -np.inf else ""
        label = {f"{name}_label": 1.0} if f"ends_{found.ending}" in self.texts.labels else {}
        self.beat(key, label, step=found.step, loss=self._loss(found.loss))

    @cached_property
    def _places(self) -> tuple[int, int]:
        """Decimals of a parameter and of a loss."""
        size = float((self.landscape.window[1] - self.landscape.window[0]).max())
        least = min(abs(float(run.loss[-1])) for run in self.runs.values())
        return min(decimals_for(size, 4), 6), min(max(decimals_for(least, DIGITS), 2), 4)

    def _loss(self, value: float) -> str:
        """A loss in a sentence: what is tiny as a power of ten."""
        if 0 < abs(value) < TINY:
            return scientific(value)
        return number_text(float(value), decimals_for(float(value), DIGITS))

    def _columns(self) -> tuple[Column, ...]:
        theme, names = self.theme, self.names
        return (
            Column(self.texts.label("step"), 0.335, theme.text),
            Column(names[0], 0.465, theme.text),
            Column(names[1], 0.595, theme.text),
            Column(self.texts.label("loss"), 0.745, theme.full_loss),
            Column(self.texts.label("learning_rate"), 0.95, theme.muted),
        )

    def _notes(self) -> list[str]:
        """What must be said of the scales, if anything."""
        notes = []
        if self.landscape.heights.compressed:
            notes.append(self.texts.label("log_heights"))
        data = self.main.dataset
        if data is not None and not (data.sd == 1).all():
            notes.append(self.texts.label("scaled"))
        return notes

    def _row_name(self, name: str) -> str:
        if DescentRole.SECOND_START in self.recording.companions:
            return self.texts.label("first_start" if name == "main" else "second_start")
        return self._optimizer if name == "main" else self._in_title(PLAIN)

    def _numbers(self, row: Row, run: Trajectory) -> Callable[..., list[Artist]]:
        """The line of a run at a step: what was recorded last."""
        places, loss_places = self._places

        def shown(step: float, alpha: float, table: float) -> list[Artist]:
            at = int(np.searchsorted(run.recorded_steps, step, side="right")) - 1
            x, y = (number_text(float(each), places) for each in run.parameters[at])
            loss = number_text(float(run.loss[at]), loss_places)
            rate = f"{run.spec.learning_rate_at(int(run.recorded_steps[at])):g}"
            numbers = (str(run.recorded_steps[at]), x, y, loss, rate)
            return row.show(numbers, alpha * table)

        return shown


class Look(TypedDict):
    """How a run is told from the other."""

    filled: bool
    colour: str


def first_outside(run: Trajectory, window: FloatArray) -> int:
    """The first step of a run that ends outside a window; its last step if none does."""
    outside = ((run.parameters < window[0]) | (run.parameters > window[1])).any(axis=1)
    index = int(np.argmax(outside)) if outside.any() else -1
    return int(run.recorded_steps[index])
