"""Automatic differentiation: in reverse over a tape that can be read, and forward by dual numbers.

In reverse, one sweep gives the derivatives of one result with respect to every input:

    tape = Tape()
    x = tape.variable(3.0, "x")
    y = x * exp(-x)
    y.backward()
    x.adjoint  # dy/dx = (1 - x) exp(-x)

and `tape.nodes` holds each step of the computation, in order. Forward, one sweep gives the
derivatives of every result along one direction: `exp(Dual(3.0, 1.0)).tangent`. Both read the one
table of operations at the end of this module, where each has its derivatives beside it.

The method and its words (tape, adjoint, tangent) are those of Griewank and Walther, Evaluating
Derivatives, 2nd edition (2008), sections 3.1 and 3.2.
"""

# ruff: noqa: ARG005 -- all derivatives in the table take the same arguments, used or not

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, TypeVar, overload

import numpy as np
from numpy.typing import ArrayLike

from gradreel.engine import functions
from gradreel.engine.arrays import FloatArray

Plain = FloatArray | float
Axis = int | tuple[int, ...] | None
Kind = TypeVar("Kind", bound="Traced")


@dataclass(frozen=True)
class Local:
    """The derivative of an operation's result with respect to one operand: a linear map.

    Attributes:
        derivative: the numbers in the map. Where the operation works element by element, the
            derivative of each element; for a matrix product, the other factor; for a sum, an
            index or a transpose, how often it takes each element of the operand.
        push: change of the operand -> change of the result (forward mode).
        pull: adjoint of the result -> its share of the operand's adjoint (reverse mode).
    """

    derivative: FloatArray
    push: Callable[[FloatArray], FloatArray]
    pull: Callable[[FloatArray], FloatArray]


class Traced(ABC):
    """A value whose derivatives are followed through the operators and operations below."""

    __array_ufunc__ = None  # so that NumPy leaves `array * variable` to the variable
    value: FloatArray

    @abstractmethod
    def follow(
        self: Kind,
        operation: str,
        operands: tuple[Kind | Plain, ...],
        value: FloatArray,
        locals_: tuple[Local, ...],
    ) -> Kind:
        """Make the result of an operation a value that is followed in turn.

        Args:
            operation: the name of what was done.
            operands: what it was done to, plain numbers and arrays among them.
            value: what came out.
            locals_: the derivative with respect to each operand that isn't plain.
        """

    def __add__(self: Kind, other: Kind | Plain) -> Kind:
        return add(self, other)

    def __radd__(self: Kind, other: Plain) -> Kind:
        return add(other, self)

    def __sub__(self: Kind, other: Kind | Plain) -> Kind:
        return subtract(self, other)

    def __rsub__(self: Kind, other: Plain) -> Kind:
        return subtract(other, self)

    def __mul__(self: Kind, other: Kind | Plain) -> Kind:
        return multiply(self, other)

    def __rmul__(self: Kind, other: Plain) -> Kind:
        return multiply(other, self)

    def __truediv__(self: Kind, other: Kind | Plain) -> Kind:
        return divide(self, other)

    def __rtruediv__(self: Kind, other: Plain) -> Kind:
        return divide(other, self)

    def __pow__(self: Kind, other: Kind | Plain) -> Kind:
        return power(self, other)

    def __rpow__(self: Kind, other: Plain) -> Kind:
        return power(other, self)

    def __matmul__(self: Kind, other: Kind | Plain) -> Kind:
        return matrix_product(self, other)

    def __rmatmul__(self: Kind, other: Plain) -> Kind:
        return matrix_product(other, self)

    def __neg__(self: Kind) -> Kind:
        return negative(self)

    def __getitem__(self: Kind, key: Any) -> Kind:
        return Linear("index", lambda values: np.asarray(values[key]), _scatter(key))(self)

    def __iter__(self: Kind) -> Iterator[Kind]:
        return (self[k] for k in range(len(self.value)))

    @property
    def T(self: Kind) -> Kind:  # noqa: N802
        """The transpose, by NumPy's name for it."""
        return Linear("transpose", np.transpose, lambda adjoint, _: np.transpose(adjoint))(self)

    def sum(self: Kind, axis: Axis = None) -> Kind:
        """Add up the elements, over all axes or some."""
        return Linear("sum", lambda values: np.asarray(values.sum(axis)), _spread(axis))(self)

    def mean(self: Kind, axis: Axis = None) -> Kind:
        """Take the mean of the elements, over all axes or some."""
        total = self.sum(axis)
        return total / (self.value.size / total.value.size)


@dataclass(eq=False)
class Variable(Traced):
    """A node of a tape, an input or the result of an operation.

    Attributes:
        tape: where it is recorded.
        name: what to call it.
        value: scalar (0-d) or array.
        operation: the name of the operation that made it; empty for an input.
        operands: what the operation was done to: variables, plain numbers and arrays.
        locals: the derivative with respect to each operand that is a variable.
        adjoint: after `backward`, the derivative of the result with respect to this; the shape
            of `value`.
    """

    tape: Tape = field(repr=False)
    name: str
    value: FloatArray
    operation: str = ""
    operands: tuple[Variable | Plain, ...] = field(default=(), repr=False)
    locals: tuple[Local, ...] = field(default=(), repr=False)
    adjoint: FloatArray = field(init=False)

    def __post_init__(self) -> None:
        self.adjoint = np.zeros_like(self.value)

    @property
    def parents(self) -> tuple[Variable, ...]:
        """The variables among the operands."""
        return tuple(each for each in self.operands if isinstance(each, Variable))

    @property
    def local_derivatives(self) -> tuple[FloatArray, ...]:
        """The local derivative with respect to each parent (see `Local.derivative`)."""
        return tuple(each.derivative for each in self.locals)

    @property
    def expression(self) -> str:
        """The operation as a person writes it, such as "1 + xi2" or "exp(xi1)"."""
        names = [each.name if isinstance(each, Variable) else _text(each) for each in self.operands]
        if len(names) == 2 and not self.operation.isalpha():
            return f"{names[0]} {self.operation} {names[1]}"
        return f"{self.operation}({', '.join(names)})" if names else self.name

    def named(self, name: str) -> Variable:
        """Give this node a name of your own, and return it."""
        self.name = name
        return self

    def follow(
        self,
        operation: str,
        operands: tuple[Variable | Plain, ...],
        value: FloatArray,
        locals_: tuple[Local, ...],
    ) -> Variable:
        """Record the result on the tape."""
        if any(each.tape is not self.tape for each in operands if isinstance(each, Variable)):
            raise ValueError("variables of two tapes can't be combined")
        return self.tape.record(Variable(self.tape, "", value, operation, operands, locals_))

    def backward(self, seed: ArrayLike = 1.0) -> None:
        """Fill in the adjoints of the whole tape, walking it backwards from this node.

        Args:
            seed: the adjoint to begin with; it broadcasts to the shape of `value`. With 1, the
                adjoints are the derivatives of the sum of this node's elements.
        """
        for node in self.tape.nodes:
            node.adjoint = np.zeros_like(node.value)
        self.adjoint = np.broadcast_to(np.asarray(seed, dtype=np.float64), self.value.shape)
        reached = {self}
        for node in reversed(self.tape.nodes):
            if node in reached:
                for parent, local in zip(node.parents, node.locals, strict=True):
                    parent.adjoint = np.asarray(parent.adjoint + local.pull(node.adjoint))
                    reached.add(parent)


@dataclass
class Tape:
    """The record of a computation.

    Attributes:
        nodes: the inputs and each result, in the order of the computation. Inputs without a
            name of their own are x1, x2, ... and results are xi1, xi2, ...
    """

    nodes: list[Variable] = field(default_factory=list)
    _unnamed: Counter[str] = field(default_factory=Counter, repr=False)

    def variable(self, value: ArrayLike, name: str = "") -> Variable:
        """Put an input on the tape.

        Args:
            value: a number or an array.
            name: what to call it.
        """
        return self.record(Variable(self, name, np.array(value, dtype=np.float64)))

    def record(self, node: Variable) -> Variable:
        """Append a node, named if it has no name, and return it."""
        if not node.name:
            letter = "xi" if node.operation else "x"
            self._unnamed[letter] += 1
            node.name = f"{letter}{self._unnamed[letter]}"
        self.nodes.append(node)
        return node


@dataclass(eq=False)
class Dual(Traced):
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
        locals_: tuple[Local, ...],
    ) -> Dual:
        """Add up the changes that come through each operand."""
        parents = [each for each in operands if isinstance(each, Dual)]
        changes = [local.push(each.tangent) for each, local in zip(parents, locals_, strict=True)]
        return Dual(value, sum(changes[1:], start=changes[0]))


def grad(function: Callable[..., Variable | Plain]) -> Callable[..., tuple[FloatArray, ...]]:
    """Turn a function into the function that computes its partial derivatives, in reverse mode.

    Args:
        function: takes variables and returns a scalar.

    Returns:
        A function of as many numbers or arrays, which returns as many derivatives, each of the
        shape of its argument. It raises a ValueError if `function` returns an array.
    """

    def partial_derivatives(*arguments: ArrayLike) -> tuple[FloatArray, ...]:
        tape = Tape()
        inputs = [tape.variable(each) for each in arguments]
        result = function(*inputs)
        if isinstance(result, Variable):
            if result.value.shape != ():
                raise ValueError(f"the result must be a scalar; its shape is {result.value.shape}")
            result.backward()
        return tuple(each.adjoint for each in inputs)

    return partial_derivatives


class Operation(ABC):
    """A step of a computation that knows its derivatives."""

    name: str

    @abstractmethod
    def value(self, *operands: FloatArray) -> FloatArray:
        """Compute the result."""

    @abstractmethod
    def local(self, which: int, operands: tuple[FloatArray, ...], result: FloatArray) -> Local:
        """Differentiate the result with respect to the operand number `which`."""

    @overload
    def __call__(self, *operands: Plain) -> FloatArray: ...
    @overload
    def __call__(self, first: Kind, /, *others: Kind | Plain) -> Kind: ...
    @overload
    def __call__(self, first: Plain, second: Kind, /) -> Kind: ...

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
        locals_ = tuple(self.local(which, values, result) for which in traced)
        follower: Traced = operands[traced[0]]
        return follower.follow(self.name, operands, result, locals_)


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

    def local(self, which: int, operands: tuple[FloatArray, ...], result: FloatArray) -> Local:
        """Multiply by the derivative, both ways."""
        derivative = np.asarray(self.derivatives[which](*operands, result), dtype=np.float64)
        shape = operands[which].shape
        return Local(
            derivative,
            push=lambda tangent: tangent * derivative,
            pull=lambda adjoint: _unbroadcast(adjoint * derivative, shape),
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

    def local(self, which: int, operands: tuple[FloatArray, ...], result: FloatArray) -> Local:
        """Do to a tangent what is done to the value, and to an adjoint the reverse."""
        shape = operands[which].shape
        return Local(
            self.transposed(np.ones_like(result), shape),
            push=self.function,
            pull=lambda adjoint: self.transposed(adjoint, shape),
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

    def local(
        self,
        which: int,
        operands: tuple[FloatArray, ...],
        result: FloatArray,  # noqa: ARG002
    ) -> Local:
        """Multiply by the other factor; in reverse, by its transpose."""
        left, right = operands
        rows, columns = np.atleast_2d(left), right if right.ndim == 2 else right[:, None]

        def pull_left(adjoint: FloatArray) -> FloatArray:
            return (adjoint.reshape(len(rows), -1) @ columns.T).reshape(left.shape)

        def pull_right(adjoint: FloatArray) -> FloatArray:
            return (rows.T @ adjoint.reshape(len(rows), -1)).reshape(right.shape)

        if which == 0:
            return Local(right, push=lambda tangent: np.asarray(tangent @ right), pull=pull_left)
        return Local(left, push=lambda tangent: np.asarray(left @ tangent), pull=pull_right)


def _unbroadcast(adjoint: FloatArray, shape: tuple[int, ...]) -> FloatArray:
    """Add up an adjoint over the axes along which an operand of that shape was repeated."""
    added = adjoint.ndim - len(shape)
    repeated = [added + axis for axis, size in enumerate(shape) if size == 1]
    return np.asarray(adjoint.sum(axis=(*range(added), *repeated))).reshape(shape)


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


def _text(plain: Plain) -> str:
    shape = np.shape(plain)
    return f"{float(plain):g}" if shape == () else f"array{shape}"


def _power_base(base: FloatArray, exponent: FloatArray, _: FloatArray) -> FloatArray:
    # exponent 0 is kept apart: 0 * base**-1 would be 0 * inf at base 0
    return exponent * np.power(base, np.where(exponent == 0, 1.0, exponent - 1.0))


def _power_exponent(base: FloatArray, _: FloatArray, result: FloatArray) -> FloatArray:
    return result * np.log(np.where(base == 0, 1.0, base))  # 0**b is 0 for every b > 0


# The table: what an operation computes, then its derivative with respect to each operand.
add = Elementwise("+", np.add, lambda a, b, c: 1.0, lambda a, b, c: 1.0)
subtract = Elementwise("-", np.subtract, lambda a, b, c: 1.0, lambda a, b, c: -1.0)
multiply = Elementwise("*", np.multiply, lambda a, b, c: b, lambda a, b, c: a)
divide = Elementwise("/", np.divide, lambda a, b, c: 1.0 / b, lambda a, b, c: -c / b)
power = Elementwise("**", np.power, _power_base, _power_exponent)
matrix_product = MatrixProduct()
logaddexp = Elementwise(
    "logaddexp", np.logaddexp, lambda a, b, c: np.exp(a - c), lambda a, b, c: np.exp(b - c)
)
negative = Elementwise("-", np.negative, lambda a, c: -1.0)
exp = Elementwise("exp", np.exp, lambda a, c: c)
log = Elementwise("log", np.log, lambda a, c: 1.0 / a)
sin = Elementwise("sin", np.sin, lambda a, c: np.cos(a))
cos = Elementwise("cos", np.cos, lambda a, c: -np.sin(a))
tan = Elementwise("tan", np.tan, lambda a, c: 1.0 + c**2)
tanh = Elementwise("tanh", np.tanh, functions.tanh_derivative)
sqrt = Elementwise("sqrt", np.sqrt, lambda a, c: 0.5 / c)
absolute = Elementwise("abs", np.abs, lambda a, c: np.sign(a))
sigmoid = Elementwise("sigmoid", functions.sigmoid, functions.sigmoid_derivative)
softplus = Elementwise("softplus", functions.softplus, functions.softplus_derivative)
relu = Elementwise("relu", functions.relu, functions.relu_derivative)
