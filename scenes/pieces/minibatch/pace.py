"""How fast steps run by: a few phase by phase, then some of them faster, then all the others."""

from gradreel.engine.trajectory import Trajectory
from gradreel.scenes.stage.runs.epochs import steps_in_epoch

SLOW_STEPS, TWIN_STEPS, MOST_FAST = 3, 6, 12
"""How many steps are shown phase by phase, how many of the twin, and how many others run by."""

TWIN_STEP, SWEEP = 0.25, 2.25
"""Seconds of a step of the twin, and of the band's way over the data."""

AGAIN, OVER = (0.5, 0.4, 0.3, 0.5), (0.75, 0.5, 0.5, 0.75)
"""Seconds of the phases of a step that is like others, and of the one that leads out."""

STEPS_A_SECOND, LONGEST = 3.25, 3.25
"""How fast steps run by at first, and how many seconds they may take in one beat."""


def fast_seconds(count: int) -> float:
    """Seconds for so many steps that run by at first, each still to be seen."""
    return min(count / STEPS_A_SECOND, LONGEST)


def rest_seconds(count: float) -> float:
    """Seconds for all the other steps."""
    return min(max(count / 20, 0.5), LONGEST)


def faster_key(run: Trajectory, last: int) -> str:
    """What is said of steps that run by up to the last: whether an epoch has ended."""
    return "faster" if last > steps_in_epoch(run) else "faster_short"
