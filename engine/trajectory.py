"""The frozen record of a run."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, Final

import numpy as np

from gradreel.engine.arrays import FloatArray, IntArray
from gradreel.engine.data import Dataset
from gradreel.engine.objectives import ModelObjective, Objective
from gradreel.engine.spec import RunSpec

ARRAYS: Final[Mapping[str, type]] = {
    "parameters": np.float64,
    "loss": np.float64,
    "batch_loss": np.float64,
    "gradients": np.float64,
    "batch_indices": np.int64,
    "recorded_steps": np.int64,
}
"""What a record's arrays hold."""


@dataclass(frozen=True, eq=False)
class Trajectory:
    """What happened in a run of T steps, of which R are recorded in full.

    Step k leads from the parameters after k updates to those after k + 1. Without a stride every
    step is recorded, so R = T + 1.

    Attributes:
        spec: what was run.
        parameters: (R, p), after as many updates as recorded_steps says.
        loss: (R,), the loss of these on the full data.
        batch_loss: (T,), the loss of step k's batch before the step, at every step.
        gradients: (R - 1, p), as handed to the optimizer, at the recorded steps but the last.
        batch_indices: (T, b), the samples of step k's batch, filled up with -1; b is 0 when the
            batches are the full data, or there are no data.
        recorded_steps: (R,), from 0 to T.
        outcome: "converged", "separated", "out of steps" or "diverged at step k". A run that
            diverged is cut to its last finite step, k - 1.
    """

    spec: RunSpec
    parameters: FloatArray
    loss: FloatArray
    batch_loss: FloatArray
    gradients: FloatArray
    batch_indices: IntArray
    recorded_steps: IntArray
    outcome: str

    def __post_init__(self) -> None:
        for name in ARRAYS:
            getattr(self, name).setflags(write=False)

    def __repr__(self) -> str:
        losses = f"loss {self.loss[0]:.6g} to {self.loss[-1]:.6g}"
        ran = f"{self.spec.optimizer_name}, {self.n_steps} steps, {self.outcome}"
        return f"<Trajectory: {self.objective.describe()['kind']}, {ran}, {losses}>"

    @property
    def n_steps(self) -> int:
        """The number of steps that were taken and were finite, T."""
        return len(self.batch_loss)

    @property
    def objective(self) -> Objective:
        """What was lowered."""
        return self.spec.objective

    @property
    def dataset(self) -> Dataset | None:
        """The data that the model was trained on; None for a surface."""
        return self.spec.dataset

    def own_scale(self, parameters: FloatArray) -> FloatArray:
        """Return parameters (..., p) as they are for features on the data's own scale.

        For a regression b / sd and the intercept that goes with it; on a surface, and
        where nothing was scaled, the parameters themselves.
        """
        objective = self.spec.objective
        if not isinstance(objective, ModelObjective):
            return parameters
        data = objective.dataset
        return objective.model.own_scale(parameters, data.mean, data.sd)

    def batch(self, step: int) -> IntArray | None:
        """Return the samples (b,) of a step's batch; None for all of them."""
        indices = self.batch_indices[step]
        return indices[indices >= 0] if len(indices) else None

    def __reduce__(self) -> tuple[Any, ...]:
        values = (getattr(self, each.name) for each in fields(self))
        return Trajectory, tuple(values)  # so that a copy's arrays are read-only as well


def recorded_steps(n_steps: int, stride: int) -> IntArray:
    """Return the steps that are kept: 0, stride, 2 stride, ..., and the last, n_steps."""
    return np.append(np.arange(0, n_steps, stride), n_steps)
