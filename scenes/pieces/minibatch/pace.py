"""How fast steps run by: a few phase by phase, then some of them faster, then all the others."""

from manim import Animation, ValueTracker, VMobject

from gradreel.engine.trajectory import Trajectory
from gradreel.scenes.stage.manim.motion import Fade, To
from gradreel.scenes.stage.runs.epochs import steps_in_epoch
from gradreel.scenes.stage.story.pace import FADE, smooth
from gradreel.scenes.stage.story.paced import PacedRun

SLOW_STEPS, MOST_FAST = 3, 12
"""How many steps are shown phase by phase, and how many others run by."""

ARRIVE, GROW, SWEEP, GATHER, DRAW = 1.4, 1.2, 2.2, 0.9, 1.1
"""Seconds in which the samples come, their shares grow, the band moves over the data, the samples
go into the strip, and a batch of them is drawn."""

LEAVE, SHUFFLES, STACK, BAR = 0.6, 1.0, 0.8, 0.4
"""Seconds in which the chart of the loss leaves, of all the other shuffles' steps, of the bar that
their ends become, and of each other bar."""

COUNTED, HELD = 1.0, 1.2
"""Seconds in which all bars can be read, and for which a story's last picture is held longer."""

COMING = 0.1
"""The share of a way in which what is passed on it appears."""

ALONE, AGAIN, OVER = (
    (1.3, 0.8, 0.5, 0.8, 0.4),
    (0.35, 0.25, 0.2, 0.3, 0.25),
    (0.6, 0.5, 0.5, 0.7, 0.35),
)
"""Seconds of the phases of the first step, of one that is like others, and of the one that leads
out: the curve, the jump, the slope, the step along it, the fall onto the loss of all the data."""

TWIN_RUN, EPOCH, FIRST, REST = 1.2, 2.0, 1.1, 1.7
"""Seconds that a run may take: the twin's, the steps up to an epoch's end, those up to where the
learning rate drops, each other part."""


def taken(clock: ValueTracker, told: ValueTracker, run: PacedRun) -> list[Animation]:
    """Let a clock take a run's steps at its pace, and the plates tell them.

    Args:
        clock: how many steps are done; it stands at the run's first.
        told: the recorded step that the plates show.
        run: the steps and their pace.
    """
    first, last = run.steps[0], run.steps[-1]
    if last == first:
        return []

    def share_done(passed: float) -> float:
        return (run.step(passed * run.seconds) - first) / (last - first)

    def share_told(passed: float) -> float:
        return (run.told(passed * run.seconds) - first) / (last - first)

    return [
        To(clock, last, run_time=run.seconds, rate_func=share_done),
        To(told, last, run_time=run.seconds, rate_func=share_told),
    ]


def tell(told: ValueTracker, step: int) -> Animation:
    """Let the plates tell a step from the start of a play on."""
    return To(told, step, run_time=FADE, rate_func=lambda passed: float(passed > 0))


def once_passed(
    word: VMobject, place: float, window: tuple[float, float], seconds: float
) -> Animation:
    """Let a word appear as something that moves over a window by `smooth` comes by its place."""
    low, high = window
    share = min(max((place - low) / (high - low), 0.0), 1 - COMING)

    def seen(passed: float) -> float:
        return smooth(min(max((smooth(passed) - share) / COMING, 0.0), 1.0))

    return Fade(word, 1, run_time=seconds, rate_func=seen)


def faster_key(run: Trajectory, last: int) -> str:
    """What is said of steps that run by up to the last: whether an epoch has ended."""
    return "faster" if last > steps_in_epoch(run) else "faster_short"
