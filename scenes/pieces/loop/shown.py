"""How often the loop has gone round, and what is read of the run at each of its stations."""

from enum import IntEnum
from functools import cached_property

import numpy as np
from manim import ValueTracker

from gradreel.engine.arrays import FloatArray
from gradreel.engine.mlp import MLP
from gradreel.engine.models import LogisticRegression, Model
from gradreel.engine.trajectory import Trajectory
from gradreel.scenes.stage.runs.at_step import between_steps, index_at
from gradreel.scenes.stage.runs.edges import EdgeIndex, every_edge
from gradreel.scenes.stage.runs.epochs import steps_in_epoch
from gradreel.scenes.stage.runs.objective import objective_of
from gradreel.scenes.stage.story.paced import GLIDE, PacedRun, paced

UPDATING = 0.018
"""Turns from the station where parameters are updated to where all of it is seen."""
NOISE = 1e-12
"""A loss that rises by less in a step doesn't rise but for rounding."""
SLOW = 2
"""Turns that are shown station by station, or in one go of their own."""
EPOCH, REST = 4.2, 7.0
"""Seconds that the rest of the first epoch may take, and all that follows."""


class Station(IntEnum):
    """Where the loop passes, in quarters of a turn."""

    FORWARD = 0
    LOSS = 1
    DIFFERENTIATE = 2
    UPDATE = 3


class ShownLoop:
    """The trackers of the story, and what is a function of them.

    Attributes:
        turns: how often the loop has gone round, while it is slow.
        seconds: of the turns that follow.
        encore: how far round the point goes once more when all is computed.
        index: the parameter that is told of: the weight with the steepest slope at first.
        edge: which edge of a network it is, if it is one's.
    """

    def __init__(self, run: Trajectory) -> None:
        self.run, self.objective = run, objective_of(run)
        self.turns, self.seconds = ValueTracker(0.0), ValueTracker(0.0)
        self.encore = ValueTracker(0.0)
        self.index, self.edge = _steepest(run)
        self._right: dict[int, int] = {}

    @property
    def slow(self) -> int:
        """How many turns are slow."""
        return min(SLOW, self.run.n_steps)

    @cached_property
    def epoch(self) -> int:
        """After how many steps the first epoch ends, or the run."""
        return max(min(steps_in_epoch(self.run), self.run.n_steps), self.slow)

    @property
    def go_on_key(self) -> str:
        """What is said of the turns after the slow ones."""
        falls = bool((np.diff(self.run.loss[self.slow :]) < NOISE).all())
        return "go_on" if falls else "go_on_wavers"

    @cached_property
    def paced(self) -> PacedRun:
        """The turns after the slow ones: those of the first epoch, then all others."""
        first = paced(range(self.slow, self.epoch + 1), seconds=EPOCH)
        rest = paced(range(self.epoch, self.run.n_steps + 1), seconds=REST)
        later = (first.seconds + each for each in rest.arrivals[1:])
        return PacedRun((*first.steps, *rest.steps[1:]), (*first.arrivals, *later))

    def turn(self) -> float:
        """How often the loop has gone round, between two turns as well."""
        seconds = self.seconds.get_value()
        return self.paced.step(seconds) if seconds > 0 else float(self.turns.get_value())

    def place(self) -> float:
        """Where the point is, in turns; the numbers are those of `turn`."""
        return self.turn() + float(self.encore.get_value())

    def told(self) -> int:
        """The step whose numbers the plate shows: one more with every update."""
        seconds = self.seconds.get_value()
        if seconds > 0:
            return self.paced.told(seconds)
        updated = self.last_at(Station.UPDATE)
        return 0 if updated is None else updated + 1

    def updated(self) -> float:
        """How many updates there were, between two while one is made."""
        seconds = self.seconds.get_value()
        if seconds > 0:
            return self.paced.settled(seconds + GLIDE)
        turn = self.turn()
        whole = np.floor(turn + 1e-9)
        share = (turn - whole - Station.UPDATE / len(Station)) / UPDATING
        return float(whole + min(max(share, 0.0), 1.0))

    def last_at(self, station: Station) -> int | None:
        """The step that passed a station last; None before any did."""
        if self.seconds.get_value() > 0:
            return min(self.told(), self.run.n_steps) - 1
        passed = int(np.floor(self.turns.get_value() - station / 4 - 1e-6))
        return None if passed < 0 else min(passed, self.run.n_steps - 1)

    def batch_size(self, step: int) -> int:
        """How many rows a step's batch has."""
        batch = self.run.batch(step)
        return self.objective.dataset.n if batch is None else len(batch)

    def rows(self) -> int:
        """How many rows went through the network last."""
        return self.batch_size(self.last_at(Station.FORWARD) or 0)

    def _in_this_turn(self, station: Station) -> int | None:
        """The step that passed a station, if that was in the turn that is going on."""
        step = self.last_at(station)
        slow = self.seconds.get_value() <= 0
        return None if slow and step != self.last_at(Station.FORWARD) else step

    def loss(self) -> float | None:
        """The batch's loss, once it is computed in this turn."""
        step = self._in_this_turn(Station.LOSS)
        return None if step is None else float(self.run.batch_loss[step])

    def gradient(self) -> float | None:
        """The slope of the parameter that is told of, once it is computed in this turn."""
        step = self._in_this_turn(Station.DIFFERENTIATE)
        return None if step is None else float(self.run.gradients[step, self.index])

    def parameter(self) -> float:
        """That parameter, after the update that was last."""
        step = self.last_at(Station.UPDATE)
        return float(self.run.parameters[0 if step is None else step + 1, self.index])

    def parameters(self) -> FloatArray:
        """All parameters (p,), which move from the update on."""
        return between_steps(self.run, self.run.parameters, self.updated())

    def right(self, step: int) -> int:
        """How many rows of the data are judged right after so many steps."""
        row = index_at(self.run.recorded_steps, step)
        if row not in self._right:
            data, model = self.objective.dataset, self.objective.model
            logits = model.logits(self.run.parameters[row], data.inputs)
            judged = logits > 0 if logits.ndim == 1 else logits.argmax(axis=-1)
            self._right[row] = int((judged == data.target).sum())
        return self._right[row]

    def share_right(self, step: int) -> float:
        """That as a share of all rows, in per cent."""
        return 100 * self.right(step) / self.objective.dataset.n


def _steepest(run: Trajectory) -> tuple[int, EdgeIndex | None]:
    """The weight whose slope is steepest at the first step; of other models any parameter."""
    if not run.n_steps:
        return 0, None
    slopes = np.abs(run.gradients[0])
    places = _edges(objective_of(run).model)
    if not places:
        return int(np.argmax(slopes)), None
    index = max(places, key=lambda each: float(slopes[each]))
    return index, places[index]


def _edges(model: Model) -> dict[int, EdgeIndex]:
    """The edges of a network by the places of their weights among the parameters."""
    if isinstance(model, LogisticRegression):
        return {1 + source: EdgeIndex(1, 0, source) for source in range(model.n_features)}
    if not isinstance(model, MLP):
        return {}
    layers = model.layers(np.arange(float(model.n_parameters)))
    return {
        int(layers[edge.layer - 1].weights[edge.unit, edge.source]): edge
        for edge in every_edge(model.sizes)
    }
