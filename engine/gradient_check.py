"""A check of a gradient that you have derived against one by finite differences.

check_gradient(objective.loss, objective.gradient, parameters).passed
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from engine.arrays import FloatArray, read_only

# Rounding the loss costs eps / step, cutting off the series step^2: the cube root balances both
# (Press et al., Numerical Recipes, 3rd edition (2007), section 5.7).
RELATIVE_STEP = float(np.cbrt(np.finfo(np.float64).eps))


@dataclass(frozen=True)
class GradientCheck:
    """Two gradients of one function at one point, and how far they are apart.

    Attributes:
        analytic: the gradient that was given, (p,).
        numeric: central differences, (p,).
        rounding: how much of the difference (its norm) rounding the loss can explain.
        tolerance: the relative error that is let pass.
    """

    analytic: FloatArray
    numeric: FloatArray
    rounding: float
    tolerance: float

    @property
    def difference(self) -> float:
        """The norm of the difference."""
        return float(np.linalg.norm(self.analytic - self.numeric))

    @property
    def size(self) -> float:
        """The norm of the larger gradient."""
        return float(max(np.linalg.norm(self.analytic), np.linalg.norm(self.numeric)))

    @property
    def relative_error(self) -> float:
        """Difference over size: of the vectors, since a component may rightly be next to 0."""
        return self.difference / self.size if self.difference > 0 else self.difference

    @property
    def worst(self) -> int:
        """The index of the component that is furthest off."""
        return int(np.argmax(np.abs(self.analytic - self.numeric)))

    @property
    def passed(self) -> bool:
        """Whether they agree within the tolerance and rounding; never if one isn't finite."""
        allowed = self.tolerance * self.size + self.rounding
        return bool(np.isfinite(self.difference)) and self.difference <= allowed

    def __str__(self) -> str:
        return (
            f"{'passed' if self.passed else 'failed'}: relative error {self.relative_error:.1e}; "
            f"furthest off is component {self.worst}, given as {self.analytic[self.worst]:.9g}, "
            f"by differences {self.numeric[self.worst]:.9g}"
        )


def check_gradient(
    loss: Callable[[FloatArray], float],
    gradient: Callable[[FloatArray], ArrayLike],
    parameters: ArrayLike,
    tolerance: float = 1e-7,
) -> GradientCheck:
    """Compare a gradient with central differences of the loss.

    Args:
        loss: takes parameters (p,), returns a number; smooth within a step of `parameters`.
        gradient: takes parameters (p,), returns their gradient (p,): what is to be checked.
        parameters: where, (p,); p is at least 1.
        tolerance: the relative error to let pass. For a right gradient, about 1e-10 is usual.

    Returns:
        The two gradients, and the verdict.

    Raises:
        ValueError: the parameters aren't a vector, or the gradient isn't of their shape.
    """
    point = read_only(parameters)
    if point.ndim != 1 or point.size == 0:
        raise ValueError(f"the parameters must be a vector (p,); their shape is {point.shape}")
    analytic = read_only(gradient(point))
    if analytic.shape != point.shape:
        raise ValueError(f"the gradient's shape is {analytic.shape}; it should be {point.shape}")
    numeric, rounding = _central_differences(loss, point)
    return GradientCheck(analytic, numeric, rounding, tolerance)


def _central_differences(
    loss: Callable[[FloatArray], float], point: FloatArray
) -> tuple[FloatArray, float]:
    """Return the differences (p,), and the norm of what rounding the loss can change in them."""
    steps = RELATIVE_STEP * np.maximum(1.0, np.abs(point))
    numeric, rounding = np.empty_like(point), np.empty_like(point)
    for k, step in enumerate(steps):
        ahead, behind = point.copy(), point.copy()
        ahead[k] += step
        behind[k] -= step
        high, low = float(loss(ahead)), float(loss(behind))
        width = ahead[k] - behind[k]  # what was really gone, after rounding
        numeric[k] = (high - low) / width
        rounding[k] = 4 * np.finfo(np.float64).eps * max(abs(high), abs(low)) / width
    return read_only(numeric), float(np.linalg.norm(rounding))
