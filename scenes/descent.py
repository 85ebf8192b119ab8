"""Gradient descent, or any optimizer, on a loss surface that turns and becomes its own map."""

from functools import cached_property

import numpy as np

from gradreel.engine.spec import RunSpec
from gradreel.engine.trajectory import Trajectory
from gradreel.scenes.app.options import RunOptions
from gradreel.scenes.app.recording import Recording, Role
from gradreel.scenes.pieces.descent.cameras import ORBIT
from gradreel.scenes.pieces.descent.drawing import add_descent
from gradreel.scenes.pieces.descent.facts import DescentFacts
from gradreel.scenes.pieces.descent.request import (
    DescentRole,
    is_plain,
    plain_twin,
    requested,
    second_start,
    starts_at,
)
from gradreel.scenes.pieces.descent.words import DescentWords
from gradreel.scenes.stage.figure.landscape_runs import RunLook, RunsOnLandscape
from gradreel.scenes.stage.figure.sheet import Sheet
from gradreel.scenes.stage.runs.landscape_runs import LandscapeRuns
from gradreel.scenes.stage.story.figure import FigureStory
from gradreel.scenes.stage.story.pace import linear

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
