"""The kinds of operation: element by element, linear, or a matrix product; each differentiable."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar, overload

import numpy as np

from gradreel.engine.arrays import FloatArray

Plain = FloatArray | float
AnyTraced = TypeVar("AnyTraced", bound="Traced")


@dataclass(frozen=True)
class LocalJacobian:
    """The derivative of an operation's result with respect to one operand, as a linear map.

    It is never written out as a matrix: the two products with it are all that a sweep needs.

    Attributes:
        values: the numbers in the map. Where the operation works element by element, the
            derivative of each element; for a matrix product, the other factor; for a sum, an
            index or a transpose, how often it takes each element of the operand.
        pushforward: tangent of the operand -> tangent of the result (forward mode).
        pullback: adjoint of the result -> its share of the operand's adjoint (reverse mode).
    """

    values: FloatArray
    pushforward: Callable[[FloatArray], FloatArray]
    pullback: Callable[[FloatArray], FloatArray]


class Traced(ABC):
    """A value whose derivatives are followed through the operations that are done to it.

    Attributes:
        value: scalar (0-d) or array.
    """

    value: FloatArray

    @abstractmethod
    def follow(
        self: AnyTraced,
        operation: str,
        operands: tuple[AnyTraced | Plain, ...],
        value: FloatArray,
        jacobians: tuple[LocalJacobian, ...],
    ) -> AnyTraced:
        """Make the result of an operation a value that is followed in turn.

        Args:
            operation: the name of what was done.
            operands: what it was done to, plain numbers and arrays among them.
            value: what came out.
            jacobians: of the result, with respect to each operand that isn't plain.
        """


class Operation(ABC):
    """A step of a computation that knows its derivatives."""

    name: str

    @abstractmethod
    def value(self, *operands: FloatArray) -> FloatArray:
        """Compute the result."""

    @abstractmethod
    def jacobian(
        self, which: int, operands: tuple[FloatArray, ...], result: FloatArray
    ) -> LocalJacobian:
        """Differentiate the result with respect to the operand number `which`."""

    @overload
    def __call__(self, *operands: Plain) -> FloatArray: ...
    @overload
    def __call__(self, first: AnyTraced, /, *others: AnyTraced | Plain) -> AnyTraced: ...
    @overload
    def __call__(self, first: Plain, second: AnyTraced, /) -> AnyTraced: ...

    def __call__(self, *operands: Any) -> Any:
        """Do the operation; the result is followed if an operand is, else plain."""
        values = tuple(
            each.value if isinstance(each, Traced) else np.asarray(each, dtype=np.float64)
            for each in operands
        )
        result = np.asarray(self.value(*values), dtype=np.float64)
        traced = [which for which, each in enumerate(operands) if isinstance(each, Traced)]
        if not traced:
            return result
        jacobians = tuple(self.jacobian(which, values, result) for which in traced)
        follower: Traced = operands[traced[0]]
        return follower.follow(self.name, operands, result, jacobians)


class Elementwise(Operation):
    """An operation on each element, with NumPy's broadcasting.

    Attributes:
        name: its operator or name.
        function: operands -> result.
        derivatives: for each operand, (operands, result) -> derivative of each element.
    """

    def __init__(
        self, name: str, function: Callable[..., FloatArray], *derivatives: Callable[..., Plain]
    ) -> None:
        self.name = name
        self.function = function
        self.derivatives = derivatives

    def value(self, *operands: FloatArray) -> FloatArray:
        """Compute the result."""
        return self.function(*operands)

    def jacobian(
        self, which: int, operands: tuple[FloatArray, ...], result: FloatArray
    ) -> LocalJacobian:
        """Multiply by the derivative, both ways."""
        derivative = np.asarray(self.derivatives[which](*operands, result), dtype=np.float64)
        shape = operands[which].shape
        return LocalJacobian(
            derivative,
            pushforward=lambda tangent: tangent * derivative,
            pullback=lambda adjoint: _unbroadcast(adjoint * derivative, shape),
        )


@dataclass(frozen=True)
class Linear(Operation):
    """An operation on one operand that only moves, drops or adds up elements.

    Attributes:
        name: its name.
        function: operand -> result.
        transposed: (adjoint of the result, shape of the operand) -> adjoint of the operand.
    """

    name: str
    function: Callable[[FloatArray], FloatArray]
    transposed: Callable[[FloatArray, tuple[int, ...]], FloatArray]

    def value(self, *operands: FloatArray) -> FloatArray:
        """Compute the result."""
        return self.function(*operands)

    def jacobian(
        self, which: int, operands: tuple[FloatArray, ...], result: FloatArray
    ) -> LocalJacobian:
        """Do to a tangent what is done to the value, and to an adjoint the reverse."""
        shape = operands[which].shape
        return LocalJacobian(
            self.transposed(np.ones_like(result), shape),
            pushforward=self.function,
            pullback=lambda adjoint: self.transposed(adjoint, shape),
        )


class MatrixProduct(Operation):
    """The product of two matrices, of a matrix and a vector, or of two vectors."""

    name = "@"

    def value(self, *operands: FloatArray) -> FloatArray:
        """Compute the result."""
        if any(each.ndim > 2 for each in operands):
            raise ValueError("@ takes vectors and matrices, not arrays of three or more axes")
        left, right = operands
        return np.asarray(left @ right)

    def jacobian(
        self,
        which: int,
        operands: tuple[FloatArray, ...],
        result: FloatArray,  # noqa: ARG002
    ) -> LocalJacobian:
        """Multiply by the other factor; in reverse, by its transpose."""
        left, right = operands
        rows, columns = np.atleast_2d(left), right if right.ndim == 2 else right[:, None]

        def pull_left(adjoint: FloatArray) -> FloatArray:
            return (adjoint.reshape(len(rows), -1) @ columns.T).reshape(left.shape)

        def pull_right(adjoint: FloatArray) -> FloatArray:
            return (rows.T @ adjoint.reshape(len(rows), -1)).reshape(right.shape)

        if which == 0:
            return LocalJacobian(right, lambda tangent: np.asarray(tangent @ right), pull_left)
        return LocalJacobian(left, lambda tangent: np.asarray(left @ tangent), pull_right)


def _unbroadcast(adjoint: FloatArray, shape: tuple[int, ...]) -> FloatArray:
    """Add up an adjoint over the axes along which an operand of that shape was repeated."""
    added = adjoint.ndim - len(shape)
    repeated = [added + axis for axis, size in enumerate(shape) if size == 1]
    return np.asarray(adjoint.sum(axis=(*range(added), *repeated))).reshape(shape)
