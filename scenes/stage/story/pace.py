"""The pace that both libraries keep, and a run of steps in a film's rhythm."""

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from gradreel.engine.arrays import FloatArray

Ease = Callable[[float], float]
"""How far a change has come, 0 to 1, when a share of its time has passed: manim goes on past 1 with
what is shorter than another animation of the same play."""

FADE = 0.4
"""Seconds in which a sentence takes the place of the one before, or a thing appears."""

PAUSE = 0.4
"""Seconds that a beat rests at the least after its last change."""

EXACT = 6
"""Digits after the point of what is left of a time: it is the same then, whatever was before."""


def smooth(progress: float) -> float:
    """Ease in and out: the cubic that is flat at both ends."""
    passed = linear(progress)
    return passed * passed * (3 - 2 * passed)


def linear(progress: float) -> float:
    """Move at one speed."""
    return min(max(progress, 0.0), 1.0)


SLOWEST, FASTEST = 0.4, 0.06
"""Seconds of the first step, and of one in the middle of a long run."""

FASTER, NEARER = 0.8, 0.6
"""What a step takes of the one before it as a run speeds up, and one nearer to what matters."""

TELLING = 0.2
"""Seconds that numbers stand at the least: more than five changes a second can't be read."""

GLIDE = 0.12
"""Seconds in which what is drawn comes to the step whose numbers are told."""

ROUNDS = 40
"""How often the pace of the fast steps is halved upon to meet a given length."""


@dataclass(frozen=True)
class PacedRun:
    """When each recorded step of a run is taken, in seconds from its first.

    Let one value move linearly from 0 to `seconds`, and draw what is a function of it.

    Attributes:
        steps: the recorded steps (n + 1,), rising; the run stands at the first as time begins.
        arrivals: when each of them is reached (n + 1,), in seconds; the first is 0.
    """

    steps: tuple[int, ...]
    arrivals: tuple[float, ...]

    @property
    def seconds(self) -> float:
        """How long the run takes."""
        return self.arrivals[-1]

    def step(self, seconds: float) -> float:
        """Where the run is: a recorded step, or between two of them while it moves."""
        index = self._reached(seconds)
        if index == len(self.steps) - 1:
            return float(self.steps[-1])
        start, end = self.arrivals[index : index + 2]
        share = max(seconds - start, 0.0) / (end - start)
        slowness = min(max((end - start - 0.1) / 0.2, 0.0), 1.0)  # fast steps run into each other
        eased = float(share + slowness * (smooth(share) - share))
        before, after = self.steps[index : index + 2]
        return before + eased * (after - before)

    def told(self, seconds: float) -> int:
        """The recorded step whose numbers are shown; it changes five times a second at the most."""
        return self._changes[1][self._last_change(seconds)]

    def settled(self, seconds: float) -> float:
        """Where the run is drawn beside numbers that are told: at their step, but while it glides.

        It glides for a moment when the numbers change, and stands at what they say until the next.
        """
        times, steps = self._changes
        index = self._last_change(seconds)
        share = smooth(min((seconds - times[index]) / GLIDE, 1.0)) if index else 1.0
        return steps[index - 1] + share * (steps[index] - steps[index - 1]) if index else steps[0]

    def arriving(self, seconds: float) -> float:
        """Where the run is drawn beside numbers that are told: at their step, until the next come.

        It glides for a moment before the numbers change, and is where they say as they do.
        """
        times, steps = self._changes
        index = self._last_change(seconds)
        if index == len(times) - 1:
            return float(steps[-1])
        share = smooth(max(1 - (times[index + 1] - seconds) / GLIDE, 0.0))
        return steps[index] + share * (steps[index + 1] - steps[index])

    def when(self, step: int) -> float:
        """When a step of the run has been taken."""
        index = bisect_right(self.steps, step) - 1
        return self.arrivals[max(index, 0)]

    def _reached(self, seconds: float) -> int:
        return max(bisect_right(self.arrivals, seconds) - 1, 0)

    def _last_change(self, seconds: float) -> int:
        """Return the number of the last change of what is told, up to a time."""
        return max(bisect_right(self._changes[0], seconds + 1e-9) - 1, 0)

    @cached_property
    def _changes(self) -> tuple[list[float], list[int]]:
        """When the numbers change, and to which step's."""
        times, steps = [0.0], [self.steps[0]]
        for arrival, step in zip(self.arrivals[1:-1], self.steps[1:-1], strict=True):
            due = max(arrival, times[-1] + TELLING)
            waits = self.steps[self._reached(due + 1e-9)] > step  # a later one is reached by then
            if due <= self.seconds - TELLING and not waits:
                times.append(due)
                steps.append(step)
        if len(self.steps) > 1:
            times.append(self.seconds)
            steps.append(self.steps[-1])
        return times, steps


def paced(
    steps: Sequence[int],
    *,
    slow: Sequence[int] = (),
    seconds: float | None = None,
    under_way: bool = False,
) -> PacedRun:
    """Pace a run from 0.4 s a step down to 0.06 s, slower about what matters and at its end.

    Args:
        steps: the recorded steps that are shown, rising, the one where the run stands first.
        slow: steps that the sentence is about, such as a crossing or an arrival.
        seconds: how long it may take at the most; the fast steps then take as little as they must.
        under_way: whether the run has been seen to step already, and so begins at its pace.

    Returns:
        the pace; of a run of no step, one that takes no time.
    """
    chosen = tuple(int(each) for each in steps)
    ramps = _ramps(chosen, slow, under_way=under_way)
    lasting = np.maximum(ramps, FASTEST)
    if seconds is not None and lasting.sum() > seconds:
        lasting = _fitted(ramps, seconds)
    return PacedRun(chosen, (0.0, *np.cumsum(lasting).tolist()))


def _ramps(steps: tuple[int, ...], slow: Sequence[int], *, under_way: bool) -> FloatArray:
    """How long each step takes (n,) where it is slow: at the start, at the end, about `slow`."""
    count = len(steps) - 1
    index = np.arange(count)
    ramps = SLOWEST * NEARER ** (count - 1 - index)
    if not under_way:
        ramps = np.maximum(SLOWEST * FASTER**index, ramps)
    for each in slow:
        at = bisect_right(steps, each - 1) - 1
        if 0 <= at < count:
            ramps = np.maximum(ramps, SLOWEST * NEARER ** np.abs(index - at))
    return np.asarray(ramps)


def _fitted(ramps: FloatArray, seconds: float) -> FloatArray:
    """Shorten steps until all take so many seconds: the fast ones first, then all alike."""
    low, high = 0.0, FASTEST
    if ramps.sum() >= seconds:
        return np.asarray(ramps * (seconds / ramps.sum()))
    for _ in range(ROUNDS):
        middle = (low + high) / 2
        if np.maximum(ramps, middle).sum() > seconds:
            high = middle
        else:
            low = middle
    return np.maximum(ramps, low)
