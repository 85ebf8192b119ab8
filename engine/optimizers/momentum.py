"""Gradient descent with momentum (Polyak 1964; in this form Sutskever et al. 2013)."""

from dataclasses import dataclass

import numpy as np

from gradreel.engine.arrays import FloatArray


@dataclass(frozen=True)
class Momentum:
    """v = mu v + g, step = v. As torch.optim.SGD with momentum.

    Sutskever et al. put the learning rate inside v; here, as in PyTorch, it is outside, which
    differs only when the rate changes during a run.
    """

    momentum: float = 0.9

    def init(self, parameters: FloatArray) -> FloatArray:
        """Return the velocity before the first step: zeros (p,)."""
        return np.zeros_like(parameters)

    def update(
        self, gradient: FloatArray, state: FloatArray, parameters: FloatArray
    ) -> tuple[FloatArray, FloatArray]:
        """Return the velocity as step and as state, each (p,)."""
        velocity = self.momentum * state + gradient
        return velocity, velocity
