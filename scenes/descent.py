"""Gradient descent, or any optimizer, on a loss surface: in 3-D and as a map, side by side."""

from dataclasses import replace
from enum import Enum, auto
from functools import cached_property

import numpy as np
from matplotlib.artist import Artist

from gradreel.engine import optimizers
from gradreel.engine.errors import shorten
from gradreel.engine.objectives import SurfaceObjective
from gradreel.engine.spec import RunSpec
from gradreel.engine.surfaces.lookup import steady_rate
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
from gradreel.scenes.stage.figure.landscape_runs import (
    RunLook,
    RunsOnViews,
    camera_on,
    close_losses,
    parameter_quantity,
)
from gradreel.scenes.stage.figure.motion import faded
from gradreel.scenes.stage.figure.sheet import Sheet
from gradreel.scenes.stage.figure.surface import Camera
from gradreel.scenes.stage.figure.views import LandscapeViews
from gradreel.scenes.stage.runs.landscape_runs import LandscapeRuns
from gradreel.scenes.stage.runs.objective import are_apart
from gradreel.scenes.stage.runs.verdict import every_step_falls
from gradreel.scenes.stage.story.figure import FigureStory
from gradreel.scenes.stage.story.pace import linear
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

MAIN, OTHER = 0, 1
KEYS = ("main", "other")
"""The runs' indices, and the names of their values in the story."""

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
    """Return a second start beside the default run, plain descent beside other optimizers."""
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
    """Return the scene's one part."""
    del recording
    return (Descent,)


def _is_plain(spec: RunSpec) -> bool:
    return spec.optimizer_name == PLAIN


def _highest_rate(spec: RunSpec) -> float:
    """No limit where there is a floor; else the rate that suits the surface's bends."""
    objective = spec.objective
    if isinstance(objective, SurfaceObjective) and objective.surface.lowest in (None, -np.inf):
        return steady_rate(objective.surface, (float(spec.start[0]), float(spec.start[1])))
    return np.inf


class Descent(FigureStory):
    """One run down a landscape, and a second beside it: another start, or plain descent."""

    def construct(self) -> None:
        """Tell the story beat by beat; what is said of a run is judged from its record."""
        self.begin(surface=0, map=0, table=0, uphill=0, downhill=0, sums=0, main=0)
        self.begin(main_shown=0, main_label=0, other=0, other_shown=0, other_label=0)
        self._show_landscape()
        self._start()
        if not self.main.n_steps:
            self._judge(MAIN)
        elif self._moves:
            self._step_once()
            self._run()
        else:
            self.beat("flat")
            self._judge(MAIN)
        if DescentRole.SECOND_START in self.recording.companions:
            self._another_start()
        if DescentRole.PLAIN_TWIN in self.recording.companions:
            self._plain_twin()

    def draw(self, sheet: Sheet) -> None:
        """Views at the bottom, then what rests, then the paths and their numbers."""
        drawn = RunsOnViews(sheet, self.shown, self._looks(), self.texts, self.camera)
        sheet.add(faded(*self._sums(sheet, drawn.names)), "sums")
        drawn.add_runs()
        self._draw_arrows(sheet, drawn.views)

    def _looks(self) -> tuple[RunLook, ...]:
        """A disc for the main run, a ring for the other; a twin steps back."""
        theme, words = self.theme, self.texts.label
        if DescentRole.SECOND_START in self.recording.companions:
            names, colour = (words("first_start"), words("second_start")), theme.point
        else:
            names, colour = (self._optimizer, self._in_title(PLAIN)), theme.muted
        looks = (
            RunLook(KEYS[MAIN], names[MAIN], theme.point, filled=True),
            RunLook(KEYS[OTHER], names[OTHER], colour, filled=False),
        )
        return looks[: len(self.shown.runs)]

    def _sums(self, sheet: Sheet, names: tuple[str, str]) -> list[Artist]:
        if not self._has_first_step:
            return []
        first, second = (name.strip("$") for name in names)
        written = parameter_quantity(self.shown)
        return first_step(sheet, self.main, (first, second), written, plain=self._plain)

    def _draw_arrows(self, sheet: Sheet, views: LandscapeViews) -> None:
        """Along the gradient at the start, and along the first step."""
        run, start = self.main, self.main.parameters[0]
        losses = run.objective.losses
        uphill = views.reach(start, run.objective.gradient(start), ARROW)
        sheet.add(views.arrow(start, uphill, losses, self.theme.gradient), "uphill")
        if self._has_first_step:
            move = run.parameters[1] - start
            length = max(self.shown.landscape.share(move), SHORTEST)
            after = views.reach(start, move, length)
            sheet.add(views.arrow(start, after, losses, self.theme.point), "downhill")

    @property
    def _plain(self) -> bool:
        return _is_plain(self.main.spec)

    @property
    def _moves(self) -> bool:
        """Whether there is a slope at the start, or the optimizer moves without one."""
        places = self.main.parameters
        return bool(self.main.objective.gradient(places[0]).any() or (places != places[0]).any())

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
    def shown(self) -> LandscapeRuns:
        """The main run, and the other one if there is one, on their landscape."""
        return LandscapeRuns((self.main, *self.recording.companions.values()))

    @cached_property
    def camera(self) -> Camera:
        """From where most of the paths is seen."""
        return camera_on(self.shown)

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
        falls = every_step_falls(self.main, self.shown.seen_end(MAIN))
        key = "once" if self.main.n_steps == 1 else "falls" if falls else "repeat"
        self.beat(key, {"downhill": 0, "sums": 0}, first=self._loss(first), last=self._loss(last))
        self.move(0.4, table=1)
        self._follow(MAIN)
        self._judge(MAIN)

    def _another_start(self) -> None:
        self.beat("second")
        self.move(0.6, other_shown=1)
        self._follow(OTHER)
        self._judge(OTHER)
        endings = [each.ending for each in self.shown.verdicts]
        if endings == ["global", "local"]:
            self.beat("moral")

    def _plain_twin(self) -> None:
        self.beat("twin", {"main_label": 0})
        self.move(0.6, other_shown=1)
        self._follow(OTHER)
        own, plain = self.shown.runs
        if "diverged" in own.outcome or "diverged" in plain.outcome:
            self._judge(OTHER)
            return
        self.beat(
            "compare",
            step=own.n_steps,
            optimizer=self._optimizer,
            loss=self._loss(own.loss[-1]),
            other=self._loss(plain.loss[-1]),
        )

    def _follow(self, index: int) -> None:
        """Let a run take its steps: the first ones one by one, then faster, to where it rests."""
        run, key, end = self.shown.runs[index], KEYS[index], self.shown.seen_end(index)
        steps = [int(step) for step in run.recorded_steps if self._values[key] < step <= end]
        slow = len(steps) if len(steps) * STEP <= LONGEST else 3
        for step in steps[:slow]:
            self.move(STEP, **{key: step})
        if steps[slow:]:
            self.move(LONGEST - slow * STEP, linear, **{key: steps[-1]})
        if self._values[key] < run.n_steps:
            self.move(0.6, linear, **{key: run.n_steps})

    def _judge(self, index: int) -> None:
        found = self.shown.verdicts[index]
        key: str = found.ending
        objective = self.main.objective
        if key == "left" and isinstance(objective, SurfaceObjective):
            key += "_floorless" if objective.surface.lowest == -np.inf else ""
        data = self.main.dataset
        if key == "separated" and data is not None and not are_apart(data):
            key = "touching"
        has_label = f"ends_{found.ending}" in self.texts.labels
        label = {f"{KEYS[index]}_label": 1.0} if has_label else {}
        self.beat(key, label, step=found.step, loss=self._loss(found.loss))

    def _loss(self, value: float) -> str:
        """A loss in a sentence: what is tiny as a power of ten, what differs by little in full."""
        if 0 < abs(value) < TINY:
            return scientific(value)
        if (close := close_losses(self.shown)) is not None:
            return close.text(float(value))
        return number_text(float(value), decimals_for(float(value), DIGITS))
