"""Reverse mode: a tape of variables, and a sweep back that fills in their adjoints."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike

from gradreel.engine.arrays import FloatArray
from gradreel.engine.autodiff.array import TracedArray
from gradreel.engine.autodiff.kinds import LocalJacobian, Plain


@dataclass(eq=False)
class Variable(TracedArray):
    """A node of a tape, an input or the result of an operation.

    Attributes:
        tape: where it is recorded.
        name: what to call it.
        value: scalar (0-d) or array.
        operation: the name of the operation that made it; empty for an input.
        operands: what the operation was done to: variables, plain numbers and arrays.
        jacobians: of the value, with respect to each operand that is a variable.
        adjoint: after `backward`, the derivative of the result with respect to this; the shape
            of `value`.
    """

    tape: Tape = field(repr=False)
    name: str
    value: FloatArray
    operation: str = ""
    operands: tuple[Variable | Plain, ...] = field(default=(), repr=False)
    jacobians: tuple[LocalJacobian, ...] = field(default=(), repr=False)
    adjoint: FloatArray = field(init=False)

    def __post_init__(self) -> None:
        self.adjoint = np.zeros_like(self.value)

    @property
    def parents(self) -> tuple[Variable, ...]:
        """The variables among the operands."""
        return tuple(each for each in self.operands if isinstance(each, Variable))

    @property
    def local_derivatives(self) -> tuple[FloatArray, ...]:
        """The local derivative with respect to each parent (see `LocalJacobian.values`)."""
        return tuple(each.values for each in self.jacobians)

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
        jacobians: tuple[LocalJacobian, ...],
    ) -> Variable:
        """Record the result on the tape."""
        if any(each.tape is not self.tape for each in operands if isinstance(each, Variable)):
            raise ValueError("variables of two tapes can't be combined")
        return self.tape.record(Variable(self.tape, "", value, operation, operands, jacobians))

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
                for parent, jacobian in zip(node.parents, node.jacobians, strict=True):
                    parent.adjoint = np.asarray(parent.adjoint + jacobian.pullback(node.adjoint))
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


def _text(plain: Plain) -> str:
    shape = np.shape(plain)
    return f"{float(plain):g}" if shape == () else f"array{shape}"
