"""What the network computes of one digit, and what may be said of that."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from gradreel.engine.arrays import FloatArray
from gradreel.engine.mlp import MLP, Layer
from gradreel.engine.trajectory import Trajectory
from gradreel.scenes.stage.runs.held_out import HeldOut
from gradreel.scenes.stage.runs.objective import objective_of


@dataclass(frozen=True, eq=False)
class DigitReading:
    """One held-out digit, read by the network at any recorded step.

    Attributes:
        seen: the run and all that is held out.
        row: which of these.
    """

    seen: HeldOut
    row: int

    @property
    def run(self) -> Trajectory:
        """The run whose network reads."""
        return self.seen.run

    @property
    def model(self) -> MLP:
        """The network."""
        model = objective_of(self.run).model
        if not isinstance(model, MLP):
            raise TypeError("digits are read by a network")
        return model

    @property
    def units(self) -> str:
        """How many units the hidden layers have, as in "32 + 16"."""
        return " + ".join(str(size) for size in self.model.sizes[1:-1])

    @property
    def pixels(self) -> FloatArray:
        """The inputs (64,), row by row, from 0 to 1."""
        return np.asarray(self.seen.data.inputs[self.row])

    @property
    def truth(self) -> int:
        """Which digit it is."""
        return int(self.seen.data.target[self.row])

    @cached_property
    def _passes(self) -> tuple[FloatArray, ...]:
        """For each layer after the inputs its activations at all recorded steps: (R, out)."""
        inputs = self.pixels[None]
        passes = [
            self.model.forward(parameters, inputs).activations[1:]
            for parameters in self.run.parameters
        ]
        return tuple(np.concatenate(layer) for layer in zip(*passes, strict=True))

    def activations(self, index: float) -> list[FloatArray]:
        """The inputs and each layer's activations; between two recorded steps on the way."""
        before, share = int(index), index % 1
        after = min(before + 1, len(self.run.parameters) - 1)
        layers = [layer[before] + share * (layer[after] - layer[before]) for layer in self._passes]
        return [self.pixels, *layers]

    def layers(self, index: float) -> tuple[Layer, ...]:
        """The weights and biases as they were recorded last."""
        return self.model.layers(self.run.parameters[int(index)])

    def answer(self, index: int) -> int:
        """The digit that the network finds most likely at a recorded step."""
        return int(self._passes[-1][index].argmax())

    def probability(self, index: int, digit: int) -> float:
        """The probability of a digit at a recorded step."""
        return float(self._passes[-1][index, digit])


def chosen_reading(seen: HeldOut, digit: int) -> DigitReading:
    """The first held-out digit of a kind that training puts right; else the first of the kind."""
    rows = np.flatnonzero(seen.data.target == digit)
    if not len(rows):
        rows = np.arange(seen.data.n)
    is_put_right = (seen.are_right[0, rows] == 0) & (seen.are_right[-1, rows] == 1)
    return DigitReading(seen, int(rows[int(is_put_right.argmax())]))


def worst_reading(seen: HeldOut) -> DigitReading | None:
    """The digit that is misread with the most confidence at the end; None if all are read right."""
    wrong = np.flatnonzero(seen.are_right[-1] == 0)
    if not len(wrong):
        return None
    sure = seen.probabilities(-1).max(axis=1)
    return DigitReading(seen, int(wrong[sure[wrong].argmax()]))
