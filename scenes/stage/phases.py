"""The phases of a step on a mini-batch, on a clock that counts steps and their parts."""

from dataclasses import dataclass

ENDS = {"reform": 0.34, "jump": 0.56, "aim": 0.72, "move": 1.0}
"""When each phase of a step ends: the batch's loss forms, the point jumps onto it, the slope is
shown, the point moves."""


@dataclass(frozen=True)
class Moment:
    """Where a run is: in which step, and how much of each of its phases is done, 0 to 1."""

    step: int
    reform: float
    jump: float
    aim: float
    move: float


def moment(clock: float, n_steps: int) -> Moment:
    """Read the clock.

    Args:
        clock: steps that are done and the share of the one that isn't, 0 to n_steps.
        n_steps: how many steps the run has, at least one.
    """
    step = min(int(clock), n_steps - 1)
    passed, begin, shares = clock - step, 0.0, []
    for end in ENDS.values():
        shares.append(min(max((passed - begin) / (end - begin), 0.0), 1.0))
        begin = end
    return Moment(step, *shares)


def end_of(phase: str, step: int) -> float:
    """The clock at the end of a phase of a step."""
    return step + ENDS[phase]
