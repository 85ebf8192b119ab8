"""Sign descent (Bernstein et al. 2018, algorithm 1)."""

from dataclasses import dataclass

import numpy as np

from gradreel.engine.arrays import FloatArray


@dataclass(frozen=True)
class SignDescent:
    """step = sign(g)."""

    def init(self, parameters: FloatArray) -> None:
        """Return no state, for parameters (p,)."""

    def update(
        self, gradient: FloatArray, state: None, parameters: FloatArray
    ) -> tuple[FloatArray, None]:
        """Return the step (p,), and no state."""
        del state, parameters
        return np.sign(gradient), None
