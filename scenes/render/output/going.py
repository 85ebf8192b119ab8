"""How far something has come that takes its time, how fast it goes and what is left."""

import time
from collections import deque
from collections.abc import Callable
from typing import Final

from gradreel.scenes.render.output.clock import clock_text

SECONDS_LOOKED_BACK: Final = 10.0
"""How long what is gone counts for how fast it goes."""
SECONDS_TO_BEGIN: Final = 0.5
"""How long after the first steps that alone counts, and no longer how long it took to begin."""


class Going:
    """The state of something that goes on.

    Args:
        label: what is going on.
        total: how many steps there will be, where that is known yet.
        unit: what the steps are.
        clock: returns seconds.

    Attributes:
        label: what is going on.
        total: how many steps there will be, where that is known yet.
        usual: how many there are about, where that is known no better.
        done: how many were done.
        is_steady: whether how fast it goes is known without the time that it took to begin.
    """

    def __init__(
        self,
        label: str,
        total: int | None,
        unit: str,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.label, self.total, self.done = label, total, 0
        self.usual: int | None = None
        self.is_steady = False
        self._unit, self._clock, self._worked = unit, clock, 0
        self._seen = deque([(clock(), 0)])

    def advance(self, steps: int, *, were_there: bool = False) -> None:
        """Count steps that were done; those that were there before say nothing of the pace."""
        self.done += steps
        if were_there:
            return
        self._worked += steps
        now = self._clock()
        self._seen.append((now, self._worked))
        if not self.is_steady and now - self._seen[1][0] >= SECONDS_TO_BEGIN:
            self._seen.popleft()
            self.is_steady = True
        while len(self._seen) > 2 and now - self._seen[1][0] > SECONDS_LOOKED_BACK:
            self._seen.popleft()

    @property
    def rate(self) -> float:
        """Steps a second, of late."""
        since, before = self._seen[0]
        return (self._worked - before) / max(self._clock() - since, 1e-9)

    @property
    def seconds_left(self) -> float | None:
        """How long the rest will take, or about how long; None where nobody can tell yet."""
        total = self.total
        if total is None and self.is_steady and self.done < (self.usual or 0):
            total = self.usual
        return None if total is None or self.rate == 0 else max(0, total - self.done) / self.rate

    def told(self, *, briefly: bool = False) -> str:
        """Say in words how far it is: 120/812 frames, 85 a second, 0:08 left."""
        so_far = f"{self.done}/{self.total}" if self.total is not None else f"{self.done}"
        pace = f"{self.rate:,.0f}" if self.rate >= 10 else f"{self.rate:.1f}"
        parts = [so_far if briefly else f"{so_far} {self._unit}"]
        if self._worked:
            parts.append(f"{pace}/s" if briefly else f"{pace} a second")
        if self.seconds_left is not None:
            left = clock_text(self.seconds_left)
            roughly = "" if self.total is not None else "~" if briefly else "about "
            parts.append(f"{roughly}{left}" if briefly else f"{roughly}{left} left")
        return ", ".join(parts)
