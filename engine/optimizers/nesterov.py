"""Nesterov's accelerated gradient (Nesterov 1983; in this form Sutskever et al. 2013)."""

from dataclasses import dataclass

import numpy as np

from gradreel.engine.arrays import FloatArray


@dataclass(frozen=True)
class Nesterov:
    """v = mu v + g, step = g + mu v. As torch.optim.SGD with nesterov=True.

    The gradient is taken at the point that is recorded, not at a point looked ahead to: this is
    the change of variables of Bengio et al. 2013 (arXiv:1212.0901, equations 6 and 7).
    """

    momentum: float = 0.9

    def init(self, parameters: FloatArray) -> FloatArray:
        """Return the velocity before the first step: zeros (p,)."""
        return np.zeros_like(parameters)

    def update(
        self, gradient: FloatArray, state: FloatArray, parameters: FloatArray
    ) -> tuple[FloatArray, FloatArray]:
        """Return the step and the velocity, each (p,)."""
        velocity = self.momentum * state + gradient
        return gradient + self.momentum * velocity, velocity
