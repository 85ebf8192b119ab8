"""Adam (Kingma and Ba 2015, algorithm 1)."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from gradreel.engine.arrays import FloatArray


@dataclass(frozen=True)
class Adam:
    """Steps by the running mean of gradients over their root mean square. As torch.optim.Adam.

    m = beta1 m + (1 - beta1) g, v = beta2 v + (1 - beta2) g^2, each divided by 1 - beta^t to undo
    the zeros that they start from; step = m / (sqrt(v) + epsilon).
    """

    beta1: float = 0.9
    beta2: float = 0.999
    epsilon: float = 1e-8

    def init(self, parameters: FloatArray) -> "Moments":
        """Return the moments before the first step: zeros (p,)."""
        return Moments(np.zeros_like(parameters), np.zeros_like(parameters), 0)

    def update(
        self, gradient: FloatArray, state: "Moments", parameters: FloatArray
    ) -> tuple[FloatArray, "Moments"]:
        """Return the step (p,) and the moments after it."""
        first = self.beta1 * state.first + (1.0 - self.beta1) * gradient
        second = self.beta2 * state.second + (1.0 - self.beta2) * (gradient * gradient)
        step = state.step + 1
        root = np.sqrt(second) / np.sqrt(1.0 - self.beta2**step) + self.epsilon
        return first / (1.0 - self.beta1**step) / root, Moments(first, second, step)


class Moments(NamedTuple):
    """Adam's state: running means of g and g^2, each (p,), and the number of steps taken."""

    first: FloatArray
    second: FloatArray
    step: int
