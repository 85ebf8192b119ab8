"""What may be said of the run, as its record has it."""

from collections.abc import Callable

import numpy as np

from gradreel.scenes.pieces.slope.shown import SEEN, OtherRun, ShownWeight
from gradreel.scenes.stage.runs.one_parameter import line_ending

FLATTER = 0.25
"""A run comes near the bottom if the slope is at the end so many times that at the start."""


class JudgedRun:
    """Keys of sentences that are true of a run."""

    def __init__(self, shown: ShownWeight, write_slope: Callable[[float], str]) -> None:
        self.shown, self.write_slope, run = shown, write_slope, shown.run
        self.slopes = run.gradients[:, 0]
        self.moves = np.diff(shown.path)

    @property
    def tangent_key(self) -> str:
        """Which way the loss rises at the start."""
        return "rises_right" if self.slopes[0] > 0 else "rises_left"

    @property
    def solve_key(self) -> str:
        """Whether there is a place without a slope."""
        return "solve_never" if self.shown.minimum is None else "solve"

    @property
    def again_key(self) -> str:
        """What the second step is beside the first."""
        if len(self.slopes) < 2:
            return "once"
        first, second = self.slopes[:2]
        if first * second < 0:
            return "again_beyond"
        return "again_shorter" if abs(second) < abs(first) else "again_longer"

    @property
    def run_key(self) -> str:
        """How the steps change."""
        sizes = np.abs(self.moves[: self.shown.settled])
        one_way = bool((np.sign(self.moves[: self.shown.settled]) == np.sign(self.moves[0])).all())
        last = abs(self.shown.reading_at(self.shown.settled).slope)
        flatter = self.shown.minimum is not None and last < FLATTER * abs(self.slopes[0])
        if one_way and flatter and bool((np.diff(sizes) < 0).all()):
            return "run_shortens"
        return "run" if one_way else "run_turns"

    @property
    def end_key(self) -> str:
        """How the run ended."""
        run = self.shown.run
        if run.outcome.startswith("diverged"):
            return "end_diverged"
        if self.shown.minimum is None:
            return "end_never"
        low, high = self.shown.window
        if abs(self.shown.path[-1] - self.shown.minimum) <= SEEN * (high - low):
            slope = self.shown.reading_at(self.shown.settled).slope
            return "end_arrived" if self.write_slope(slope) == self.write_slope(0) else "end_near"
        leaps = line_ending(run, self.shown.minimum) in ("leaps", "away")
        return "end_leaps" if leaps else "end_moving"

    @property
    def arrives(self) -> bool:
        """Whether the run comes to the minimum."""
        return self.end_key in ("end_arrived", "end_near")

    @property
    def meaning_key(self) -> str:
        """What the weight says at the end."""
        start, end = self.shown.start, float(self.shown.path[-1])
        change = "turned" if start * end < 0 else "stayed"
        return f"{change}_{'positive' if end > 0 else 'negative'}"

    def other_key(self, other: OtherRun) -> str:
        """Which way the rule goes from the other side."""
        return "other_side" if other.run.gradients[0, 0] < 0 else "other_side_left"
