"""AdaGrad (Duchi, Hazan and Singer 2011, the diagonal version of section 1.1)."""

from dataclasses import dataclass

import numpy as np

from gradreel.engine.arrays import FloatArray


@dataclass(frozen=True)
class AdaGrad:
    """s = s + g^2, step = g / (sqrt(s) + epsilon). As torch.optim.Adagrad."""

    epsilon: float = 1e-10

    def init(self, parameters: FloatArray) -> FloatArray:
        """Return the sum of squares before the first step: zeros (p,)."""
        return np.zeros_like(parameters)

    def update(
        self, gradient: FloatArray, state: FloatArray, parameters: FloatArray
    ) -> tuple[FloatArray, FloatArray]:
        """Return the step and the sum of squared gradients, each (p,)."""
        squares = state + gradient * gradient
        return gradient / (np.sqrt(squares) + self.epsilon), squares
