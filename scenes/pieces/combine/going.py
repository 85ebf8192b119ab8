"""Runs that go on while a scene looks: trackers at their steps, and plates of their numbers."""

from collections.abc import Callable

import numpy as np
from manim import Animation, Mobject, ValueTracker, VGroup

from gradreel.engine.trajectory import Trajectory
from gradreel.scenes.stage.manim.motion import steadily
from gradreel.scenes.stage.manim.place import at, pixels
from gradreel.scenes.stage.manim.text import Label, Number
from gradreel.scenes.stage.runs.at_step import at_step
from gradreel.scenes.stage.story.paced import paced
from gradreel.scenes.stage.type.captions import Captions
from gradreel.scenes.stage.type.frame import Shaped
from gradreel.scenes.stage.type.grid import SIZES
from gradreel.scenes.stage.type.theme import Theme

SHOWN = 110
"""How many steps of a run are shown at the most."""
LITTLE = 2e-4
"""A loss this near to the last one is that of a curve that doesn't move any more, to the eye."""
TOLD_EVERY = 0.25
"""Seconds for which a number stands while a run goes back, to be read."""
GAP = 12.0
"""From a word to its number, in pixels."""


class _Places:
    """Where the plates begin, as fractions of the frame's width, and their baseline."""

    step = 0.05
    loss = Shaped(0.172, tall=0.34)
    baseline = Shaped(0.875, tall=0.635)


class GoingRun:
    """A run in a film's rhythm.

    Attributes:
        run: the run.
        step: where it is.
        told: the step whose numbers are shown.
    """

    def __init__(self, run: Trajectory, seconds: float, *, at_end: bool = False) -> None:
        self.run = run
        self._pace = paced(_shown(run), seconds=seconds)
        start = float(run.n_steps) if at_end else 0.0
        self.step, self.told = ValueTracker(start), ValueTracker(start)
        self._time = ValueTracker(self._pace.seconds if at_end else 0.0)
        self._stride = 0.0

    def go(self) -> Animation:
        """Let it go from its first step to its last; `hold` it on the stage meanwhile."""
        self._stride = 0.0
        return steadily(self._time, self._pace.seconds, self._pace.seconds)

    def go_back(self, seconds: float) -> Animation:
        """Let it go back to its first step, as its plates say; `hold` it meanwhile."""
        self._stride = self._pace.seconds / seconds * TOLD_EVERY
        return steadily(self._time, 0.0, seconds)

    def hold(self) -> Mobject:
        """Return what has to be on the stage while it goes."""

        def follow(each: Mobject) -> None:
            time = self._time.get_value()
            self.step.set_value(self._pace.step(time))
            read = np.ceil(time / self._stride) * self._stride if self._stride else time
            self.told.set_value(self._pace.told(min(float(read), self._pace.seconds)))
            del each

        return Mobject().add_updater(follow)

    def plates(self, theme: Theme, texts: Captions, baseline: float | None = None) -> VGroup:
        """The step that is told, and the full loss at it."""

        def loss() -> float:
            return at_step(self.run, self.told.get_value()).loss

        low = baseline or _Places.baseline
        return VGroup(
            _plate(texts.label("step"), (_Places.step, low), self.told.get_value, 0, theme),
            _plate(texts.label("full_loss"), (_Places.loss, low), loss, 3, theme),
        )


def _shown(run: Trajectory) -> list[int]:
    """Steps that lie the farther apart the later they are, up to where little changes; the last."""
    recorded, last = run.recorded_steps, len(run.recorded_steps) - 1
    moving = np.flatnonzero(np.abs(run.loss - run.loss[-1]) > LITTLE)
    count = min(int(moving[-1]) + 2, last) if moving.size else 1
    wanted = np.geomspace(1, count, SHOWN).round().astype(int) - 1
    return [int(recorded[index]) for index in np.unique([*wanted, last])]


def _plate(
    word: str, place: tuple[float, float], value: Callable[[], float], places: int, theme: Theme
) -> VGroup:
    label = Label(word, size=SIZES.label, colour=theme.muted).place(at(*place))
    number = Number(value, places, colour=theme.text)
    beside = at(*place)
    beside[0] = label.get_right()[0] + pixels(GAP)
    return VGroup(label, number.place(beside, "left"))
