"""Arrays whose derivatives are followed, with NumPy's operators and methods."""

from collections.abc import Callable, Iterator
from typing import Any, Self

import numpy as np

from gradreel.engine.arrays import FloatArray
from gradreel.engine.autodiff import operations
from gradreel.engine.autodiff.kinds import Linear, Plain, Traced

Axis = int | tuple[int, ...] | None


class TracedArray(Traced):
    """A traced value that is written like an array: operators, an index, a sum, a mean."""

    __array_ufunc__ = None  # so that NumPy leaves `array * variable` to the variable

    def __add__(self, other: Self | Plain) -> Self:
        return operations.add(self, other)

    def __radd__(self, other: Plain) -> Self:
        return operations.add(other, self)

    def __sub__(self, other: Self | Plain) -> Self:
        return operations.subtract(self, other)

    def __rsub__(self, other: Plain) -> Self:
        return operations.subtract(other, self)

    def __mul__(self, other: Self | Plain) -> Self:
        return operations.multiply(self, other)

    def __rmul__(self, other: Plain) -> Self:
        return operations.multiply(other, self)

    def __truediv__(self, other: Self | Plain) -> Self:
        return operations.divide(self, other)

    def __rtruediv__(self, other: Plain) -> Self:
        return operations.divide(other, self)

    def __pow__(self, other: Self | Plain) -> Self:
        return operations.power(self, other)

    def __rpow__(self, other: Plain) -> Self:
        return operations.power(other, self)

    def __matmul__(self, other: Self | Plain) -> Self:
        return operations.matrix_product(self, other)

    def __rmatmul__(self, other: Plain) -> Self:
        return operations.matrix_product(other, self)

    def __neg__(self) -> Self:
        return operations.negative(self)

    def __getitem__(self, key: Any) -> Self:
        return Linear("index", lambda values: np.asarray(values[key]), _scatter(key))(self)

    def __iter__(self) -> Iterator[Self]:
        return (self[k] for k in range(len(self.value)))

    @property
    def T(self) -> Self:  # noqa: N802
        """The transpose, by NumPy's name for it."""
        return Linear("transpose", np.transpose, lambda adjoint, _: np.transpose(adjoint))(self)

    def sum(self, axis: Axis = None) -> Self:
        """Add up the elements, over all axes or some."""
        return Linear("sum", lambda values: np.asarray(values.sum(axis)), _spread(axis))(self)

    def mean(self, axis: Axis = None) -> Self:
        """Take the mean of the elements, over all axes or some."""
        total = self.sum(axis)
        return total / (self.value.size / total.value.size)


def _spread(axis: Axis) -> Callable[[FloatArray, tuple[int, ...]], FloatArray]:
    """Undo a sum: give each element the adjoint of the sum that it went into."""

    def transposed(adjoint: FloatArray, shape: tuple[int, ...]) -> FloatArray:
        kept = adjoint if axis is None else np.expand_dims(adjoint, axis)
        return np.broadcast_to(kept, shape)

    return transposed


def _scatter(key: Any) -> Callable[[FloatArray, tuple[int, ...]], FloatArray]:
    """Undo an index: add each adjoint where its element came from, zeros elsewhere."""

    def transposed(adjoint: FloatArray, shape: tuple[int, ...]) -> FloatArray:
        whole = np.zeros(shape)
        np.add.at(whole, key, adjoint)
        return whole

    return transposed
