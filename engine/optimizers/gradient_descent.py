"""Gradient descent: the step is the gradient (Cauchy 1847)."""

from dataclasses import dataclass

from gradreel.engine.arrays import FloatArray


@dataclass(frozen=True)
class GradientDescent:
    """step = g. As torch.optim.SGD without momentum."""

    def init(self, parameters: FloatArray) -> None:
        """Return the state: there is none."""

    def update(
        self, gradient: FloatArray, state: None, parameters: FloatArray
    ) -> tuple[FloatArray, None]:
        """Return the gradient itself as the step."""
        return gradient, state
