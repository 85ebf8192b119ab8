"""Tells processes that were stopped, as by SIGSTOP, from those that work on something slow."""

import subprocess
import time
from collections.abc import Collection
from pathlib import Path
from typing import Final

SECONDS_BETWEEN_LOOKS: Final = 1.0
MOST_LOOKS: Final = 10
OWN_STATE: Final = Path("/proc/self/stat")


class StoppedProcesses:
    """Looks at processes now and then, and finds those that nobody lets go on.

    A process counts as such when it was found stopped so many times in a row, and did nothing
    between. Looks are counted, not seconds: a machine that was suspended, and a command that was
    stopped with all its processes, have seen none meanwhile.
    """

    def __init__(self) -> None:
        self._looked = time.monotonic()
        self._seen: dict[int, tuple[str | None, int]] = {}

    def among(self, processes: Collection[int]) -> list[int]:
        """Return those that have been stopped for long; looks once a second, however often asked.

        Args:
            processes: their numbers.
        """
        now = time.monotonic()
        if now - self._looked < SECONDS_BETWEEN_LOOKS:
            return []
        self._looked = now
        self._seen = {process: self._look(process) for process in processes}
        return [process for process, (_, looks) in self._seen.items() if looks >= MOST_LOOKS]

    def _look(self, process: int) -> tuple[str | None, int]:
        """Return what a stopped process has done, and at how many looks it had just done that."""
        done = _standing(process)
        before, looks = self._seen.get(process, (None, 0))
        if done is None:
            return None, 0
        return done, looks + 1 if done == before else 1


def _standing(process: int) -> str | None:
    """Return how long a stopped process has worked so far; None where it isn't stopped."""
    try:
        if OWN_STATE.exists():
            line = Path(f"/proc/{process}/stat").read_text(encoding="latin-1")
            state, *fields = line.rpartition(") ")[2].split()
            done = " ".join(fields[10:12])
        else:
            line = subprocess.check_output(  # noqa: S603
                ["ps", "-o", "state=,time=", "-p", str(process)],  # noqa: S607
                text=True,
                timeout=SECONDS_BETWEEN_LOOKS,
            )
            state, done = line.split()
    except (OSError, ValueError, subprocess.SubprocessError):  # it is gone
        return None
    return done if state.startswith("T") else None
