"""Which network does better on points that it has not seen: judged from the records."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from gradreel.engine.arrays import FloatArray
from gradreel.engine.mlp import MLP
from gradreel.engine.trajectory import Trajectory
from gradreel.scenes.app.recording import Recording
from gradreel.scenes.pieces.depth.request import (
    KINDS,
    Again,
    Build,
    Elsewhere,
    ElsewhereAnew,
    Rival,
)
from gradreel.scenes.stage.runs.held_out import HeldOut
from gradreel.scenes.stage.runs.objective import objective_of

TIE = 0.02
"""Accuracies that differ by no more are alike."""


@dataclass(frozen=True, eq=False)
class Contest:
    """What may be said of a wide and a deep network.

    Attributes:
        recording: the scene's.
    """

    recording: Recording

    @cached_property
    def runs(self) -> dict[Build, Trajectory]:
        """The run of either network on the scene's data."""
        return {"wide": self.recording[Rival()], "deep": self.recording.main}

    @cached_property
    def unseen(self) -> dict[Build, HeldOut]:
        """How either does on the data that are held out."""
        assert self.recording.held_out is not None  # noqa: S101  the scene holds data out
        return {kind: HeldOut(self.runs[kind], self.recording.held_out) for kind in KINDS}

    @cached_property
    def models(self) -> dict[Build, MLP]:
        """The networks."""
        found = {kind: objective_of(self.runs[kind]).model for kind in KINDS}
        return {kind: model for kind, model in found.items() if isinstance(model, MLP)}

    @cached_property
    def seeds(self) -> FloatArray:
        """Accuracies in the end (n, 2) on data held out, wide and deep, for each seed."""
        first = [float(self.unseen[kind].accuracies[-1]) for kind in KINDS]
        others = self.recording.all_of(Again)
        numbers = dict.fromkeys(role.seed for role in others)
        found = [[self._end(others[Again(kind, each)]) for kind in KINDS] for each in numbers]
        return np.array([first, *found])

    @cached_property
    def elsewhere(self) -> dict[Build, HeldOut] | None:
        """How either does on other data, on a draw that neither was trained on."""
        found = self.recording.all_of(Elsewhere)
        if not found:
            return None
        other = objective_of(self.recording[ElsewhereAnew()]).dataset
        return {kind: HeldOut(found[Elsewhere(kind)], other) for kind in KINDS}

    def outcome(self, accuracies: FloatArray) -> str:
        """Who is better by two accuracies, wide and deep: "wide", "deep" or "tie"."""
        wide, deep = accuracies
        if abs(deep - wide) <= TIE:
            return "tie"
        return "deep" if deep > wide else "wide"

    def counts_right(self, unseen: dict[Build, HeldOut]) -> dict[Build, int]:
        """How many points that were held out either answers right in the end."""
        return {kind: int(unseen[kind].are_right[-1].sum()) for kind in KINDS}

    def ends(self, unseen: dict[Build, HeldOut]) -> FloatArray:
        """Accuracies in the end (2,), wide and deep."""
        return np.array([float(unseen[kind].accuracies[-1]) for kind in KINDS])

    def _end(self, run: Trajectory) -> float:
        assert self.recording.held_out is not None  # noqa: S101  the scene holds data out
        return float(HeldOut(run, self.recording.held_out).accuracies[-1])
