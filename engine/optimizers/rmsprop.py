"""RMSProp (Tieleman and Hinton 2012, lecture 6.5 of Neural Networks for Machine Learning)."""

from dataclasses import dataclass

import numpy as np

from gradreel.engine.arrays import FloatArray


@dataclass(frozen=True)
class RMSProp:
    """s = alpha s + (1 - alpha) g^2, step = g / (sqrt(s) + epsilon). As torch.optim.RMSprop.

    The lecture has alpha = 0.9 and no epsilon; these are PyTorch's values.
    """

    alpha: float = 0.99
    epsilon: float = 1e-8

    def init(self, parameters: FloatArray) -> FloatArray:
        """Return the mean square before the first step: zeros (p,)."""
        return np.zeros_like(parameters)

    def update(
        self, gradient: FloatArray, state: FloatArray, parameters: FloatArray
    ) -> tuple[FloatArray, FloatArray]:
        """Return the step and the running mean of squared gradients, each (p,)."""
        squares = self.alpha * state + (1.0 - self.alpha) * (gradient * gradient)
        return gradient / (np.sqrt(squares) + self.epsilon), squares
