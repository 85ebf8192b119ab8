"""A race in a film's time: who is where at any second, and who has just arrived."""

from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np

from gradreel.scenes.pieces.race.standings import Standings
from gradreel.scenes.stage.story.pace import smooth
from gradreel.scenes.stage.story.paced import PacedRun, paced

LOOK, SWAP = 0.7, 0.45
"""Seconds from one look at the ranks to the next, and that runs take to change places."""

FLIGHT = 0.6
"""Seconds that a ring widens where a run arrives, and that the number of its step flies."""

APART = 12
"""The step, at the most, at which the race is stopped to name the leader."""


@dataclass(frozen=True, eq=False)
class RaceClock:
    """A race told in seconds: one value of the story moves evenly from 0 to `seconds`.

    Attributes:
        standings: of the race.
        lined_up: the runs as they are ranked at the start.
        lasting: seconds that all of it may take.
    """

    standings: Standings
    lined_up: tuple[int, ...]
    lasting: float

    @cached_property
    def pace(self) -> PacedRun:
        """When each step is taken: slower where the first and the last arrive."""
        arrived = [self.standings.arrivals[index] or 0 for index in self.standings.arrived]
        slow = [arrived[0], arrived[-1]] if arrived else []
        return paced(range(self.last_step + 1), slow=slow, seconds=self.lasting)

    @property
    def last_step(self) -> int:
        """The step at which the race is over: where the last arrives, if all do."""
        arrived = self.standings.arrived
        if len(arrived) < len(self.standings.runs):
            return self.standings.steps
        return self.standings.arrivals[arrived[-1]] or 0

    @property
    def seconds(self) -> float:
        """How long the race takes, with the last arrival marked."""
        return self.pace.seconds + FLIGHT

    @property
    def parted(self) -> int:
        """The step at which the race is stopped: all are under way, none has arrived."""
        arrived = self.standings.arrived
        first = self.standings.arrivals[arrived[0]] or 0 if arrived else self.standings.steps
        return max(1, min(APART, first // 2, self.standings.steps))

    @property
    def leader(self) -> int:
        """The run whose loss is lowest at that step."""
        return self.standings.ranked_at(self.parted, self.lined_up)[0]

    def step(self, seconds: float) -> float:
        """How many steps are done."""
        return self.pace.step(seconds)

    def when(self, step: int) -> float:
        """When so many steps are done."""
        return self.pace.when(step)

    def arriving(self, index: int, seconds: float) -> float:
        """How far a run's arrival has been marked: 0 until it arrives, 1 from then on."""
        arrival = self.standings.arrivals[index]
        if arrival is None:
            return 0.0
        return min(max((seconds - self.when(arrival)) / FLIGHT, 0.0), 1.0)

    def rank(self, index: int, seconds: float) -> float:
        """Which place a run has, from 0; between two while runs change places."""
        times, ranks = self._looks
        at = bisect_right(times, seconds) - 1
        now = ranks[at].index(index)
        share = (seconds - times[at]) / SWAP
        if at == 0 or share >= 1:
            return float(now)
        before = ranks[at - 1].index(index)
        return before + smooth(share) * (now - before)

    @property
    def stops(self) -> tuple[float, ...]:
        """Where the story may stop: the leader is named, the first has arrived, all is over."""
        return self.when(self.parted), *self._first_stop, self.seconds

    @property
    def _first_stop(self) -> list[float]:
        """When the first has arrived, and whoever comes while that is marked."""
        stop = -np.inf
        for index in self.standings.arrived:
            time = self.when(self.standings.arrivals[index] or 0)
            if np.isfinite(stop) and time > stop:
                break
            stop = time + FLIGHT
        return [stop] if np.isfinite(stop) else []

    @cached_property
    def _looks(self) -> tuple[list[float], list[tuple[int, ...]]]:
        """From when on the runs change places, and which they then take: none during a stop."""
        times, ranks = [0.0], [self.lined_up]
        for start, stop in pairwise((0.0, *self.stops)):
            count = max(1, round((stop - start) / LOOK))
            for at in np.linspace(start, stop - SWAP, count + 1)[1:]:
                if at > times[-1]:
                    times.append(float(at))
                    step = self.step(float(at) + SWAP)
                    ranks.append(self.standings.ranked_at(step, ranks[-1]))
        ranks[-1] = self.standings.order
        return times, ranks
