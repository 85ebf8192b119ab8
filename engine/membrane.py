"""A nerve cell's membrane: Hodgkin and Huxley's equations of the giant axon of the squid.

Hodgkin and Huxley 1952, A quantitative description of membrane current and its application to
conduction and excitation in nerve, with today's signs and a rest near -65 mV (Dayan and Abbott
2001, Theoretical Neuroscience, section 5.6). Millivolts, milliseconds, and microamperes a square
centimetre.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from math import exp

import numpy as np

from gradreel.engine.arrays import FloatArray, read_only

CAPACITANCE = 1.0
"""Of the membrane, in microfarads a square centimetre."""
SODIUM, POTASSIUM, LEAK = (120.0, 50.0), (36.0, -77.0), (0.3, -54.387)
"""Of each current: the greatest conductance in mS/cm^2, and the potential at which it is zero."""
STEP = 0.05
"""Milliseconds from one computed moment to the next."""
SPIKE = 0.0
"""A potential that only a cell that fires comes up to."""

State = tuple[float, ...]
"""The potential, and the gates n, m and h, each from 0 to 1."""
Current = Callable[[float], float]
"""What flows into the cell at a time."""


@dataclass(frozen=True)
class Response:
    """What a membrane does under a current.

    Attributes:
        times: (n,), a STEP apart.
        potential: (n,).
    """

    times: FloatArray
    potential: FloatArray

    def at(self, time: float) -> float:
        """The potential at a time."""
        return float(np.interp(time, self.times, self.potential))

    def highest(self, start: float, end: float) -> float:
        """The highest potential between two times."""
        return float(self.potential[self._between(start, end)].max())

    def lowest(self, start: float, end: float) -> float:
        """The lowest potential between two times."""
        return float(self.potential[self._between(start, end)].min())

    @property
    def spikes(self) -> tuple[float, ...]:
        """The times at which the potential rises through SPIKE."""
        above = self.potential >= SPIKE
        return tuple(self.times[1:][above[1:] & ~above[:-1]].tolist())

    def _between(self, start: float, end: float) -> slice:
        return slice(round(start / STEP), round(end / STEP) + 1)


def respond(current: Current, duration: float, state: State | None = None) -> Response:
    """Let a current flow into a cell, at rest unless a state is given: Runge-Kutta, fourth order.

    Args:
        current: the current at each time from 0 to `duration`.
        duration: how long.
        state: what it starts from.
    """
    count = round(duration / STEP)
    now = state or rest()
    states = [now]
    for index in range(count):
        now = _step(now, current, index * STEP)
        states.append(now)
    times = np.arange(count + 1) * STEP
    return Response(read_only(times), read_only(np.array(states)[:, 0]))


@cache
def rest() -> State:
    """The state that the cell settles in without a current."""
    potential = -65.0
    gates = (opening / (opening + closing) for opening, closing in _rates(potential))
    state = potential, *gates
    for index in range(round(200 / STEP)):
        state = _step(state, _nothing, index * STEP)
    return state


@cache
def threshold() -> float:
    """The least potential from which a cell at rest fires, if it is lifted there at once."""
    resting, *gates = rest()
    low, high = 0.0, 20.0
    while high - low > 1e-3:
        lift = (low + high) / 2
        fires = bool(respond(_nothing, 10.0, (resting + lift, *gates)).spikes)
        low, high = (low, lift) if fires else (lift, high)
    return resting + high


def pulse(since: float, width: float = 1.0) -> float:
    """The course of a synapse's current: 0 before it begins, 1 after `width`, then it dies away.

    Rall 1967, Distinguishing theoretical synaptic potentials computed for different soma-dendritic
    distributions of synaptic input (the alpha function).
    """
    return since / width * exp(1 - since / width) if since > 0 else 0.0


def _step(state: State, current: Current, time: float) -> State:
    before, middle, after = (current(time + share * STEP) for share in (0, 0.5, 1))
    first = _change(state, before)
    second = _change(_moved(state, first, STEP / 2), middle)
    third = _change(_moved(state, second, STEP / 2), middle)
    fourth = _change(_moved(state, third, STEP), after)
    changes = zip(first, second, third, fourth, strict=True)
    mean = tuple((a + 2 * b + 2 * c + d) / 6 for a, b, c, d in changes)
    return _moved(state, mean, STEP)


def _change(state: State, current: float) -> State:
    """The derivatives of potential and gates in time: equations 26, 7, 15 and 16 of 1952."""
    v, n, m, h = state
    ions = (
        SODIUM[0] * m**3 * h * (v - SODIUM[1])
        + POTASSIUM[0] * n**4 * (v - POTASSIUM[1])
        + LEAK[0] * (v - LEAK[1])
    )
    gates = zip((n, m, h), _rates(v), strict=True)
    changes = (opening * (1 - gate) - closing * gate for gate, (opening, closing) in gates)
    return (current - ions) / CAPACITANCE, *changes


def _rates(v: float) -> tuple[tuple[float, float], ...]:
    """How fast the gates n, m and h open and close at a potential, per millisecond."""
    return (
        (0.1 * _ramp((v + 55) / 10), 0.125 * exp(-(v + 65) / 80)),
        (_ramp((v + 40) / 10), 4 * exp(-(v + 65) / 18)),
        (0.07 * exp(-(v + 65) / 20), 1 / (1 + exp(-(v + 35) / 10))),
    )


def _ramp(x: float) -> float:
    """Return x / (1 - exp(-x)), by its series where that is 0 / 0."""
    return 1 + x / 2 if abs(x) < 1e-6 else x / (1 - exp(-x))


def _moved(state: State, change: State, duration: float) -> State:
    return tuple(a + duration * b for a, b in zip(state, change, strict=True))


def _nothing(time: float) -> float:
    del time
    return 0.0
