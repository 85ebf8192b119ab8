"""The phases of a step on a mini-batch, on a clock that counts steps and their parts."""

from dataclasses import dataclass
from math import ceil

ENDS = {"reform": 0.34, "jump": 0.56, "aim": 0.72, "move": 1.0}
"""When each phase of a step ends: the batch's loss forms, the point jumps onto it, the slope is
shown, the point moves."""

FALLS = 0.7
"""The share of the last phase after which the point is where its step ends, and falls from the
slope that it went along to the loss of all the data there."""

SLIP = 1e-6
"""What a clock may be off a whole number by rounding."""


@dataclass(frozen=True)
class Moment:
    """Where a run is: in which step, and how much of each of its phases is done, 0 to 1."""

    step: int
    reform: float
    jump: float
    aim: float
    move: float

    @property
    def stepped(self) -> float:
        """How much of the way along the slope is done."""
        return min(self.move / FALLS, 1.0)

    @property
    def fallen(self) -> float:
        """How much of the fall is done that follows."""
        return max((self.move - FALLS) / (1 - FALLS), 0.0) if self.move < 1 else 1.0


def moment(clock: float, n_steps: int) -> Moment:
    """Read the clock; when it is whole, a step has just been done and the next hasn't begun.

    Args:
        clock: steps that are done and the share of the one that isn't, 0 to n_steps.
        n_steps: how many steps the run has, at least one.
    """
    step = min(max(ceil(clock - SLIP) - 1, 0), n_steps - 1)
    passed, begin, shares = clock - step, 0.0, []
    for end in ENDS.values():
        share = (passed - begin) / (end - begin)
        shares.append(0.0 if share < SLIP else 1.0 if share > 1 - SLIP else share)
        begin = end
    return Moment(step, *shares)


def steps_done(clock: float) -> int:
    """How many steps are done."""
    return int(clock + SLIP)


def end_of(phase: str, step: int) -> float:
    """The clock at the end of a phase of a step."""
    return step + ENDS[phase]


def falls_at(step: int) -> float:
    """The clock when a step's way along the slope is done, and the point begins to fall."""
    begin = ENDS["aim"]
    return step + begin + FALLS * (ENDS["move"] - begin)


def clock_of(step: int) -> tuple[float, ...]:
    """The clock at the end of each phase of a step, its way along the slope and its fall apart."""
    return (*(end_of(each, step) for each in list(ENDS)[:-1]), falls_at(step), step + 1.0)
