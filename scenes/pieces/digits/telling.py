"""Which recorded steps are shown, what eases into them, and what is said after the last."""

from collections import Counter
from collections.abc import Sequence

from gradreel.scenes.stage.runs.held_out import HeldOut
from gradreel.scenes.stage.story.paced import PacedRun

EASE, LOOKS = 0.2, 6
"""Seconds in which what is drawn follows the numbers, and how many times they are looked at."""

Shares = tuple[tuple[int, float], ...]
"""Indices of recorded steps, and the share of each: in all but the moment of a change only one."""


def eased(pace: PacedRun, seconds: float) -> Shares:
    """Return the steps whose numbers were told within the last moment, by how long they were.

    Args:
        pace: of the run.
        seconds: since it began; it has come to rest `EASE` after its last step.
    """
    looks = (seconds - EASE * look / LOOKS for look in range(LOOKS))
    told = Counter(pace.told(max(look, 0.0)) for look in looks)
    return tuple((step, count / LOOKS) for step, count in told.items())


def said_after(
    seen: HeldOut, steps: Sequence[int], *, is_good: bool
) -> tuple[str, dict[str, object]]:
    """Return the sentence that tells how many are read right in the end, and what fills it.

    Args:
        seen: the run on digits that are held out.
        steps: indices of the recorded steps that are shown.
        is_good: whether the network has learned to read.
    """
    counts = seen.are_right.sum(axis=1).astype(int).tolist()
    best = max(steps, key=lambda index: (counts[index], index))
    learned = "after_wavers" if counts[best] > counts[-1] else "after"
    return learned if is_good else "after_poor", {
        "right": counts[-1],
        "n": seen.data.n,
        "share": f"{100 * seen.accuracies[-1]:.1f}",
        "best": counts[best],
        "step": int(seen.run.recorded_steps[best]),
    }
