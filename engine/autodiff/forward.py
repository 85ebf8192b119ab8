"""Forward mode: dual numbers, which carry their derivative along one direction with them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from gradreel.engine.arrays import FloatArray
from gradreel.engine.autodiff.array import TracedArray
from gradreel.engine.autodiff.kinds import LocalJacobian, Plain


@dataclass(eq=False)
class Dual(TracedArray):
    """A value and how fast it changes along one direction of the inputs.

    Attributes:
        value: scalar (0-d) or array.
        tangent: its derivative along the direction, of the same shape.
    """

    value: FloatArray
    tangent: FloatArray

    def __init__(self, value: ArrayLike, tangent: ArrayLike) -> None:
        self.value = np.asarray(value, dtype=np.float64)
        self.tangent = np.broadcast_to(np.asarray(tangent, dtype=np.float64), self.value.shape)

    def follow(
        self,
        operation: str,  # noqa: ARG002
        operands: tuple[Dual | Plain, ...],
        value: FloatArray,
        jacobians: tuple[LocalJacobian, ...],
    ) -> Dual:
        """Add up the changes that come through each operand."""
        parents = [each for each in operands if isinstance(each, Dual)]
        changes = [
            jacobian.pushforward(each.tangent)
            for each, jacobian in zip(parents, jacobians, strict=True)
        ]
        return Dual(value, sum(changes[1:], start=changes[0]))
