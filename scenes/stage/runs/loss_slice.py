"""A slice through a loss: along one parameter, or along any direction of the parameters."""

from dataclasses import dataclass

import numpy as np

from gradreel.engine.arrays import FloatArray, IntArray
from gradreel.engine.landscape import along_line
from gradreel.engine.objectives import Objective


@dataclass(frozen=True, eq=False)
class LossSlice:
    """A line in the space of parameters, and what an objective is on it.

    A place on the line is one number.

    Attributes:
        objective: of a model or of a surface.
        origin: (p,), the parameters at place 0.
        direction: (p,), what one more of the place adds to them.
    """

    objective: Objective
    origin: FloatArray
    direction: FloatArray

    @classmethod
    def of_parameter(cls, objective: Objective, index: int, held: FloatArray) -> "LossSlice":
        """Return the line on which one parameter changes: a place is that parameter's value.

        Args:
            objective: whose loss it is.
            index: which of the p parameters.
            held: (p,), the values of the others; the parameter's own doesn't count.
        """
        origin, direction = np.array(held, dtype=np.float64), np.zeros(objective.n_parameters)
        origin[index], direction[index] = 0.0, 1.0
        return cls(objective, origin, direction)

    def losses(self, places: FloatArray, batch: IntArray | None = None) -> FloatArray:
        """The loss at places (m,), on a batch or on all the data: (m,)."""
        return along_line(self.objective, self.origin, self.direction, places, batch)

    def loss(self, place: float) -> float:
        """The loss at one place, on all the data."""
        return float(self.losses(np.array([place]))[0])

    def slope(self, place: float) -> float:
        """How fast the loss rises along the line at a place, on all the data."""
        gradient = self.objective.gradient(self.origin + place * self.direction)
        return float(gradient @ self.direction)

    def places(self, parameters: FloatArray) -> FloatArray:
        """The places on the line that are nearest to parameters (..., p): (...)."""
        along = (parameters - self.origin) @ self.direction
        return np.asarray(along / (self.direction @ self.direction))
