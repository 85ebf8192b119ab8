"""A check of a gradient that you have derived against one by finite differences.

check_gradient(objective.loss, objective.gradient, parameters).passed
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from gradreel.engine.arrays import FloatArray, read_only

EPSILON = float(np.finfo(np.float64).eps)
# In the differences below the series is cut off after step^4, and rounding costs epsilon / step;
# this step leaves next to nothing to the one, some 1e-10 to the other, and seldom meets a kink.
STEP = 2.0**-17


@dataclass(frozen=True)
class GradientCheck:
    """Two gradients of one function at one point, and how far they are apart.

    Attributes:
        analytic: the gradient that was given, (p,).
        numeric: the gradient by central differences, (p,).
        steepness: the largest slope along each axis that the differences met, (p,). At a minimum,
            where both gradients are next to 0, it says what is small.
        rounding: how far off the differences may be from rounding the loss, as a norm.
        tolerance: the relative error that is let pass.
    """

    analytic: FloatArray
    numeric: FloatArray
    steepness: FloatArray
    rounding: float
    tolerance: float

    @property
    def difference(self) -> float:
        """The norm of the difference."""
        return float(np.linalg.norm(self.analytic - self.numeric))

    @property
    def relative_error(self) -> float:
        """The difference over the size of the gradient.

        It is one number for the vector, since a component may rightly be next to 0.
        """
        size = max(np.linalg.norm(each) for each in (self.analytic, self.numeric, self.steepness))
        return float(self.difference / size) if self.difference else 0.0

    @property
    def worst(self) -> int:
        """The index of the component that is furthest off."""
        return int(np.argmax(np.abs(self.analytic - self.numeric)))

    @property
    def passed(self) -> bool:
        """Whether they agree but for the tolerance and rounding; never if one isn't finite."""
        if not np.isfinite([self.difference, self.rounding]).all():
            return False
        return self.relative_error <= self.tolerance or self.difference <= self.rounding

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
        loss: takes parameters (p,), returns a number; smooth around `parameters`.
        gradient: takes parameters (p,), returns the gradient (p,) that is to be checked.
        parameters: where to check it, (p,); p is at least 1. The loss is evaluated 4p times.
        tolerance: the relative error to let pass; a right gradient leaves some 1e-9.

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
    # powers of two, so that adding a step to a parameter rounds next to nothing
    steps = STEP * 2.0 ** np.ceil(np.log2(np.maximum(1.0, np.abs(point))))
    values = _values_around(loss, point, steps)
    with np.errstate(invalid="ignore"):  # of a loss that isn't finite; it doesn't pass
        numeric = values @ [1.0, -8.0, 8.0, -1.0] / (12 * steps)
        steepness = (np.abs(np.diff(values)) / [1.0, 2.0, 1.0]).max(axis=1) / steps
    rounding = 4 * EPSILON * np.linalg.norm(np.abs(values).max(axis=1) / steps)
    return GradientCheck(
        analytic, read_only(numeric), read_only(steepness), float(rounding), tolerance
    )


def _values_around(
    loss: Callable[[FloatArray], float], point: FloatArray, steps: FloatArray
) -> FloatArray:
    """Evaluate the loss two steps and one step behind and ahead along each axis: (p, 4)."""
    axes = np.diag(steps)
    return np.array([[loss(point + m * axis) for m in (-2, -1, 1, 2)] for axis in axes])
