"""What the nerve cell does: signals at its synapses, and the membrane's computed response."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from gradreel.engine.arrays import FloatArray
from gradreel.engine.errors import RequestError
from gradreel.engine.membrane import Response, pulse, respond, threshold

FIRST, TOGETHER, AGAINST, LAST = 6.0, 32.0, 62.0, 84.0
"""Milliseconds: of the lone signal, of those that push up, of all, and how long it is watched."""
APART = 0.7
"""Milliseconds from one signal to the next of a volley."""
EARLIER = 0.7
"""How many milliseconds before a volley that pushes down comes."""
WATCHED = 18.0
"""Milliseconds after a volley in which the cell answers it."""
MARGIN = 1.3
"""By how much the signals that push up exceed what it takes to fire."""
CLOSE = 1e-2
"""Of the gain: nearer it isn't looked for."""
MOST_AGAINST = 8.0
"""A weight below zero may be so many times as large as the largest above it."""
STRONGEST = 60.0
"""Microamperes a square centimetre: more is never needed."""


def check_excites(weights: FloatArray) -> None:
    """Refuse weights (k,) that, as synapses, would not excite a cell.

    Raises:
        RequestError: none is above zero, or so little that those below keep the cell from firing.
    """
    if not (weights > 0).any():
        raise RequestError(
            "all weights end below zero, so no signal would excite the cell: "
            "choose other columns with --x"
        )
    if weights.max() * MOST_AGAINST < -weights.min():
        raise RequestError(
            "no weight ends far enough above zero for its signal to excite the cell against the "
            "others: choose other columns with --x"
        )


@dataclass(frozen=True)
class Signal:
    """One signal at one synapse, and when it arrives in milliseconds."""

    synapse: int
    time: float


@dataclass(frozen=True, eq=False)
class CellResponse:
    """A cell whose synapses are as strong as weights, under three volleys set by hand.

    The factor from weight to current is chosen so that those that push up are enough together, but
    not against those that push down.

    Attributes:
        weights: (k,), one above zero at least.
    """

    weights: FloatArray

    @cached_property
    def signals(self) -> tuple[Signal, ...]:
        """The strongest one alone; all that push up; the same with all that push down."""
        up = [int(each) for each in np.argsort(-self.weights) if self.weights[each] > 0]
        down = [int(each) for each in np.flatnonzero(self.weights < 0)]
        volleys = [(up[:1], FIRST), (up, TOGETHER)]
        if down:
            volleys += [(down, AGAINST - EARLIER), (up, AGAINST)]
        return tuple(
            Signal(synapse, start + APART * index)
            for synapses, start in volleys
            for index, synapse in enumerate(synapses)
        )

    @cached_property
    def gain(self) -> float:
        """The current of a weight of 1, in microamperes a square centimetre.

        It lies between what the signals that push up need, and what they need against the others.
        """
        up = [each for each in self.signals if self._pushes_up(each)]
        most = STRONGEST / float(self.weights.max())
        alone = self._needed(TOGETHER, up, most)
        gain = MARGIN * alone
        if self.has_inhibition:
            against = self._needed(AGAINST - EARLIER, self.signals, MARGIN**2 * alone)
            gain = float(np.sqrt(alone * against))
        while max(self._answer(up, gain, 0.0, AGAINST - EARLIER).spikes, default=0.0) < TOGETHER:
            gain *= MARGIN  # it has just fired, and isn't at rest again
        return gain

    @cached_property
    def response(self) -> Response:
        """The potential over the whole time."""
        return self._answer(self.signals, self.gain, 0.0, LAST)

    @cached_property
    def threshold(self) -> float:
        """The potential from which the cell fires, in mV."""
        return threshold()

    @property
    def has_inhibition(self) -> bool:
        """Whether any synapse pushes down."""
        return bool((self.weights < 0).any())

    @property
    def spike(self) -> float:
        """When it answers the signals that push up together."""
        return next(each for each in self.response.spikes if each >= TOGETHER)

    def fires_at(self, volley: float) -> bool:
        """Whether it answers the signals from a time on with a spike."""
        return any(volley <= spike < volley + WATCHED for spike in self.response.spikes)

    def _pushes_up(self, signal: Signal) -> bool:
        return bool(self.weights[signal.synapse] > 0)

    def _needed(self, start: float, among: Sequence[Signal], high: float) -> float:
        """The least gain, up to a high one, at which the cell fires at signals from a time on."""
        volley = [each for each in among if start <= each.time < start + WATCHED]
        low = 0.0
        while high - low > CLOSE * high:
            gain = (low + high) / 2
            fires = bool(self._answer(volley, gain, start, start + WATCHED).spikes)
            low, high = (low, gain) if fires else (gain, high)
        return high

    def _answer(self, signals: Sequence[Signal], gain: float, start: float, end: float) -> Response:
        strengths = [(gain * float(self.weights[each.synapse]), each.time) for each in signals]

        def current(time: float) -> float:
            return sum(strength * pulse(start + time - begun) for strength, begun in strengths)

        return respond(current, end - start)
