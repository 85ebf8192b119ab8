"""Reverse-mode automatic differentiation, element by element, over a tape that can be read.

    tape = Tape()
    x = tape.variable(3.0)
    y = x * exp(-x)
    y.backward()
    x.adjoint  # dy/dx = (1 - x) exp(-x)

The method and its words (tape, adjoint) are those of Griewank and Walther, Evaluating
Derivatives, 2nd edition (2008), section 3.2.
"""

# ruff: noqa: ARG005 -- all derivatives in the table take the same arguments, used or not

from __future__ import annotations

import operator
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, overload

import numpy as np

from gradreel.engine import functions
from gradreel.engine.arrays import FloatArray

Plain = FloatArray | float


@dataclass
class Tape:
    """The record of a computation.

    Attributes:
        nodes: the inputs and each result, in the order of the computation.
    """

    nodes: list[Variable] = field(default_factory=list)

    def variable(self, value: Plain) -> Variable:
        """Put an input on the tape: a number, or an array of the shape that all inputs have."""
        self.nodes.append(Variable(self, np.asarray(value, dtype=np.float64)[()]))
        return self.nodes[-1]


@dataclass(eq=False, slots=True)
class Variable:
    """A node of a tape: an input, or the result of an operation.

    Attributes:
        tape: where it is recorded.
        value: a number or an array.
        operation: what made it; None for an input.
        operands: what that was done to: variables and plain numbers.
        adjoint: after `backward`, the derivative of the result by this: of the shape of the value,
            or one number for all of its elements.
    """

    tape: Tape = field(repr=False)
    value: FloatArray
    operation: Operation | None = None
    operands: tuple[Variable | Plain, ...] = field(default=(), repr=False)
    adjoint: Plain = field(default=0.0, init=False)

    @property
    def local_derivatives(self) -> tuple[tuple[Variable, Plain], ...]:
        """The variables among the operands, each with the derivative of the value by it."""
        if self.operation is None:
            return ()
        values = _values(self.operands)
        return tuple(
            (operand, derivative(*values, self.value))
            for operand, derivative in zip(self.operands, self.operation.derivatives, strict=True)
            if isinstance(operand, Variable)
        )

    def backward(self) -> None:
        """Fill in the adjoints of the whole tape, walking it backwards from this node."""
        for node in self.tape.nodes:
            node.adjoint = 0.0
        self.adjoint = 1.0
        reached = {self}
        for node in reversed(self.tape.nodes):
            if node in reached:
                for parent, derivative in node.local_derivatives:
                    parent.adjoint = parent.adjoint + node.adjoint * derivative
                    reached.add(parent)

    def __add__(self, other: Variable | Plain) -> Variable:
        return add(self, other)

    def __radd__(self, other: Plain) -> Variable:
        return add(other, self)

    def __sub__(self, other: Variable | Plain) -> Variable:
        return subtract(self, other)

    def __rsub__(self, other: Plain) -> Variable:
        return subtract(other, self)

    def __mul__(self, other: Variable | Plain) -> Variable:
        return multiply(self, other)

    def __rmul__(self, other: Plain) -> Variable:
        return multiply(other, self)

    def __truediv__(self, other: Variable | Plain) -> Variable:
        return divide(self, other)

    def __rtruediv__(self, other: Plain) -> Variable:
        return divide(other, self)

    def __pow__(self, other: Variable | Plain) -> Variable:
        return power(self, other)

    def __rpow__(self, other: Plain) -> Variable:
        return power(other, self)

    def __neg__(self) -> Variable:
        return negative(self)


class Operation:
    """A function of one operand or two, beside its derivatives.

    Args:
        name: its operator or name.
        function: operands -> result.
        derivatives: for each operand, (operands, result) -> derivative of the result by it.
    """

    def __init__(
        self, name: str, function: Callable[..., FloatArray], *derivatives: Callable[..., Plain]
    ) -> None:
        self.name, self.function, self.derivatives = name, function, derivatives

    @overload
    def __call__(self, *operands: Plain) -> FloatArray: ...
    @overload
    def __call__(self, first: Variable, /, *others: Variable | Plain) -> Variable: ...
    @overload
    def __call__(self, first: Plain, second: Variable, /) -> Variable: ...

    def __call__(self, *operands: Any) -> Any:
        """Do the operation; the result is followed if an operand is, else plain."""
        result = self.function(*_values(operands))
        for each in operands:
            if isinstance(each, Variable):
                node = Variable(each.tape, result, self, operands)
                each.tape.nodes.append(node)
                return node
        return result


def _values(operands: tuple[Any, ...]) -> list[Any]:
    return [each.value if isinstance(each, Variable) else each for each in operands]


def _power_base(base: FloatArray, exponent: FloatArray, _: FloatArray) -> FloatArray:
    # exponent 0 is kept apart: 0 * base**-1 would be 0 * inf at base 0
    return np.asarray(exponent * base ** (exponent - (exponent != 0)))[()]


def _power_exponent(base: FloatArray, _: FloatArray, result: FloatArray) -> FloatArray:
    return result * np.log(np.where(base == 0, 1.0, base))  # 0**b is 0 for every b > 0


add = Operation("+", operator.add, lambda a, b, c: 1.0, lambda a, b, c: 1.0)
subtract = Operation("-", operator.sub, lambda a, b, c: 1.0, lambda a, b, c: -1.0)
multiply = Operation("*", operator.mul, lambda a, b, c: b, lambda a, b, c: a)
divide = Operation("/", operator.truediv, lambda a, b, c: 1.0 / b, lambda a, b, c: -c / b)
power = Operation("**", operator.pow, _power_base, _power_exponent)
negative = Operation("-", operator.neg, lambda a, c: -1.0)
exp = Operation("exp", np.exp, lambda a, c: c)
log = Operation("log", np.log, lambda a, c: 1.0 / a)
sin = Operation("sin", np.sin, lambda a, c: np.cos(a))
cos = Operation("cos", np.cos, lambda a, c: -np.sin(a))
tan = Operation("tan", np.tan, lambda a, c: 1.0 + c**2)
tanh = Operation("tanh", np.tanh, functions.tanh_derivative)
sqrt = Operation("sqrt", np.sqrt, lambda a, c: 0.5 / c)
absolute = Operation("abs", np.abs, lambda a, c: np.sign(a))
sigmoid = Operation("sigmoid", functions.sigmoid, functions.sigmoid_derivative)
softplus = Operation("softplus", functions.softplus, functions.softplus_derivative)
relu = Operation("relu", functions.relu, functions.relu_derivative)
