"""AdamW: Adam with decoupled weight decay (Loshchilov and Hutter 2019, algorithm 2)."""

from dataclasses import dataclass

from gradreel.engine.arrays import FloatArray
from gradreel.engine.optimizers.adam import Adam, Moments


@dataclass(frozen=True)
class AdamW(Adam):
    """step = Adam's step + weight_decay * parameters. As torch.optim.AdamW.

    The decay goes past the moments, so it isn't divided by the root mean square as the gradient
    of an L2 penalty would be. In the paper only the schedule multiplies it; here, as in PyTorch,
    the learning rate does. All parameters decay, biases too, which is PyTorch's default.
    """

    weight_decay: float = 1e-2

    def update(
        self, gradient: FloatArray, state: Moments, parameters: FloatArray
    ) -> tuple[FloatArray, Moments]:
        """Return the step (p,) and the moments after it."""
        step, moments = super().update(gradient, state, parameters)
        return step + self.weight_decay * parameters, moments
